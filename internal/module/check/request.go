package check

import (
	"context"
	"fmt"
	"slices"

	"yice/internal/core/flow"
	"yice/internal/core/org"
	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/blob"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
	"yice/internal/module/aid"
)

// TaskReview is the kind of the task "review the report".
const TaskReview = "check_review"

// afterwards is for how many days the check centre sees a case after its report.
const afterwards = 30

// RequestInput asks the check centre. No persons means every adult, no sources all of them.
type RequestInput struct {
	Version     int64    `json:"version" minimum:"1" doc:"of the case as it was read"`
	Purpose     string   `json:"purpose" minLength:"1" maxLength:"200"`
	Persons     []string `json:"persons,omitempty" maxItems:"30"`
	Sources     []string `json:"sources,omitempty" maxItems:"20"`
	CentreOrgID string   `json:"centre_org_id,omitempty" maxLength:"26"`
}

// Request asks for an economic check. For an accepted case it starts the check; for a later one, also an assisted one, it
// is a recheck that leaves the state alone. Needs aid.PermStartCheck at the lead. Codes: AUTH_MISSING, AUTH_EXPIRED,
// check.already_open, check.source_unknown, check.person_unknown, check.no_centre, flow.not_allowed, stale.
func (s *Service) Request(ctx context.Context, caseID string, in RequestInput) (r Request, err error) {
	defer errs.Wrap(&err, "check.Request(%s)", caseID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		c, err := s.aid.RequireTx(ctx, tx, aid.PermStartCheck, caseID)
		if err != nil {
			return err
		}
		if in.Version != c.Version {
			return errs.New(errs.Stale, "stale", "who", c.UpdatedBy, "when", moment(c.UpdatedAt))
		}
		kind, err := kindIn(c.State)
		if err != nil {
			return err
		}
		if r, err = s.requestTx(ctx, tx, c, kind, in); err != nil {
			return err
		}
		if c.State != aid.Accepted {
			return nil
		}
		c.Authorised = true
		return s.aid.ActTx(ctx, tx, &c, aid.StartCheck, aid.Act{Summary: "发起核对 " + r.Number, Detail: map[string]any{"request": r.ID}})
	})
	return r, err
}

// kindIn says what a request in this state of the case is.
func kindIn(state flow.State) (string, error) {
	switch state {
	case aid.Accepted, aid.Checking:
		return KindFirst, nil
	case aid.Visiting, aid.FirstOpinion, aid.Noticed, aid.ObjectionReview, aid.Tabled, aid.Deferred, aid.Recognised, aid.Assisting, aid.RevisitDue:
		return KindRecheck, nil
	}
	_, err := aid.Table().Next(state, aid.StartCheck)
	return "", err
}

func (s *Service) requestTx(ctx context.Context, tx *db.Tx, c aid.Case, kind string, in RequestInput) (Request, error) {
	signed, err := s.signedTx(ctx, tx, c)
	if err != nil {
		return Request{}, err
	}
	if len(in.Persons) == 0 {
		for _, m := range signed {
			if m.IsAdult {
				in.Persons = append(in.Persons, m.PersonID)
			}
		}
	}
	if err := gateSigned(signed, in.Persons); err != nil {
		return Request{}, err
	}
	if in.Sources, err = sourcesOf(in.Sources); err != nil {
		return Request{}, err
	}
	centre, err := s.centreTx(ctx, tx, c, in.CentreOrgID)
	if err != nil {
		return Request{}, err
	}
	due, err := s.aid.DueTx(ctx, tx, c.AreaCode, flow.Deadline{Param: "deadline.report", Default: 10, Working: true}, tx.Today())
	if err != nil {
		return Request{}, err
	}
	n, err := nextNumber(ctx, tx, tx.Today()[:4])
	if err != nil {
		return Request{}, err
	}
	a := authz.From(ctx)
	slices.Sort(in.Persons)
	r := Request{
		ID: id.New(tx.Now()), CaseID: c.ID, Number: fmt.Sprintf("HD-%s-%04d", tx.Today()[:4], n), Kind: kind, Purpose: in.Purpose,
		Persons: db.JSON[[]string]{V: slices.Compact(in.Persons)}, Sources: db.JSON[[]string]{V: in.Sources}, State: Open, IsOpen: true, Title: c.Title, FileNo: c.FileNo,
		RequestedOrgID: a.OrgID, RequestedOrg: a.OrgName, RequestedByID: a.UserID, RequestedBy: a.Name, RequestedAt: tx.NowMS(),
		CentreOrgID: centre.ID, CentreOrg: centre.Name, CentreOrgPath: centre.Path, DueOn: due, Version: 1, UpdatedAt: tx.NowMS(), UpdatedBy: a.Name,
	}
	if err := tx.Insert(ctx, "check_requests", r); err != nil {
		return r, err
	}
	if err := s.admitTx(ctx, tx, r, ""); err != nil {
		return r, err
	}
	if err := s.tasks.OpenTx(ctx, tx, task.New{
		Kind: aid.TaskReport, CaseID: c.ID, ObjectType: "check", ObjectID: r.ID, Title: c.Title, DueOn: due,
		OwnerPath: centre.Path, Perm: aid.PermReport, Link: "/checks/" + r.ID,
	}); err != nil {
		return r, err
	}
	return r, journal.Record(ctx, tx, journal.Event{
		Action: "check.request", ObjectType: "check", ObjectID: r.ID, CaseID: c.ID,
		Summary: "委托" + centre.Name + "核对，编号 " + r.Number, After: map[string]any{"kind": kind, "persons": r.Persons, "sources": r.Sources}, Reason: in.Purpose,
	})
}

// admitTx lets the officers of the check centre see the case. They are named one by one: the centre is an office of a
// department that has no business with the case.
func (s *Service) admitTx(ctx context.Context, tx *db.Tx, r Request, until string) error {
	officers, err := s.orgs.HoldersTx(ctx, tx, org.CheckOfficer, r.CentreOrgPath)
	if err != nil {
		return err
	}
	for _, o := range officers {
		if err := s.aid.GrantAccessTx(ctx, tx, r.CaseID, aid.Access{Kind: aid.AccessCheck, StaffID: o.ID, UntilOn: until}); err != nil {
			return err
		}
	}
	return nil
}

func sourcesOf(want []string) ([]string, error) {
	out := []string{}
	for i, w := range want {
		if _, ok := sourceOf(w); !ok {
			return nil, errs.InvalidField(at("sources", i), "check.source_unknown")
		}
	}
	for _, src := range Sources() {
		if len(want) == 0 || slices.Contains(want, src.Code) {
			out = append(out, src.Code)
		}
	}
	return out, nil
}

// centreTx is the named check centre, or the one nearest to the lead among those where a check officer sits.
func (s *Service) centreTx(ctx context.Context, tx *db.Tx, c aid.Case, orgID string) (org.Org, error) {
	seats, err := s.orgs.SeatsTx(ctx, tx, org.CheckOfficer)
	if err != nil {
		return org.Org{}, err
	}
	best, score := -1, -1
	for i, o := range seats {
		n := common(o.Path, c.LeadOrgPath)
		if orgID == o.ID || orgID == "" && n > score {
			best, score = i, n
		}
	}
	if best < 0 {
		return org.Org{}, errs.InvalidField("centre_org_id", "check.no_centre")
	}
	return seats[best], nil
}

func common(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// Cancel ends a request without a report. Needs aid.PermStartCheck at the lead. Codes: check.not_open,
// check.reason_required, stale.
func (s *Service) Cancel(ctx context.Context, requestID string, version int64, reason string) (r Request, err error) {
	defer errs.Wrap(&err, "check.Cancel(%s)", requestID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		var c aid.Case
		if r, c, err = s.findTx(ctx, tx, requestID, aid.PermStartCheck); err != nil {
			return err
		}
		if err := writable(r, version, Open, Submitted); err != nil {
			return err
		}
		if reason == "" {
			return errs.InvalidField("reason", "check.reason_required")
		}
		if err := s.cancelTx(ctx, tx, c, r, reason); err != nil {
			return err
		}
		r, err = findRequest(ctx, tx, r.ID)
		return err
	})
	return r, err
}

func (s *Service) cancelTx(ctx context.Context, tx *db.Tx, c aid.Case, r Request, reason string) error {
	r.State, r.IsOpen, r.ReviewNote = Cancelled, false, reason
	if err := update(ctx, tx, &r, authz.From(ctx).Name); err != nil {
		return err
	}
	if err := s.tasks.CloseTx(ctx, tx, c.ID, r.ID); err != nil {
		return err
	}
	if err := s.admitTx(ctx, tx, r, clock.AddDays(tx.Today(), -1)); err != nil {
		return err
	}
	return journal.Record(ctx, tx, journal.Event{Action: "check.cancel", ObjectType: "check", ObjectID: r.ID, CaseID: c.ID, Summary: "撤销核对委托 " + r.Number, Reason: reason})
}

// ObjectInput is what the applicant says against a report, with evidence.
type ObjectInput struct {
	Text     string   `json:"text" minLength:"1" maxLength:"1000"`
	FromName string   `json:"from_name" minLength:"1" maxLength:"60"`
	Files    []string `json:"files" minItems:"1" maxItems:"20"`
}

// Object brings a report back to the check centre, once. Until the recheck is done the old report opens no gate before the
// first opinion. Needs aid.PermStartCheck at the lead. Codes: check.not_issued, check.rechecked_already,
// check.objected_already, check.already_open, those of blob.ClaimTx.
func (s *Service) Object(ctx context.Context, requestID string, in ObjectInput) (o Objection, err error) {
	defer errs.Wrap(&err, "check.Object(%s)", requestID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		r, c, err := s.findTx(ctx, tx, requestID, aid.PermStartCheck)
		if err != nil {
			return err
		}
		switch {
		case r.State != Issued:
			return errs.New(errs.Conflict, "check.not_issued")
		case r.Kind == KindObjection:
			return errs.New(errs.Conflict, "check.rechecked_already")
		}
		if _, err := blob.ClaimTx(ctx, tx, c.ID, in.Files, blob.Papers()...); err != nil {
			return err
		}
		again, err := s.requestTx(ctx, tx, c, KindObjection, RequestInput{Purpose: "对核对报告 " + r.Number + " 的异议复核", Persons: r.Persons.V, Sources: r.Sources.V, CentreOrgID: r.CentreOrgID})
		if err != nil {
			return err
		}
		o = Objection{
			ID: id.New(tx.Now()), CaseID: c.ID, RequestID: r.ID, RecheckID: again.ID, Text: in.Text, FromName: in.FromName,
			Files: db.JSON[[]string]{V: in.Files}, MadeBy: authz.From(ctx).Name, MadeAt: tx.NowMS(),
		}
		o.TextSealed = s.keys.Seal("check_objections", "text", o.ID, in.Text)
		if err := tx.Insert(ctx, "check_objections", o); err != nil {
			return err
		}
		ev := journal.Event{Action: "check.object", ObjectType: "check", ObjectID: r.ID, CaseID: c.ID, Summary: "申请人对核对报告有异议，复核一次", After: map[string]any{"recheck": again.ID}}
		if c.State != aid.Visiting && c.State != aid.FirstOpinion {
			return journal.Record(ctx, tx, ev)
		}
		c.CheckExpiresOn = ""
		return s.aid.SaveTx(ctx, tx, &c, ev)
	})
	return o, err
}

// findTx finds a request whose case the actor sees; the permission must reach the lead of the case, or the actor must
// be an officer of its check centre, unless it is the lead's to start and to end.
func (s *Service) findTx(ctx context.Context, tx *db.Tx, requestID string, perm authz.Permission) (Request, aid.Case, error) {
	r, err := findRequest(ctx, tx, requestID)
	if err != nil {
		return r, aid.Case{}, err
	}
	c, err := s.aid.CaseTx(ctx, tx, aid.PermView, r.CaseID)
	if err != nil {
		return r, c, err
	}
	if perm != aid.PermStartCheck && authz.From(ctx).HasAt(aid.PermReport, r.CentreOrgPath) {
		return r, c, nil
	}
	return r, c, authz.RequireAt(ctx, perm, c.LeadOrgPath)
}

// writable refuses unless the request is in one of the states and has the version that the writer has read.
func writable(r Request, version int64, states ...string) error {
	if version != r.Version {
		return stale(r)
	}
	return inState(r, states...)
}

// inState refuses unless the request is in one of the states.
func inState(r Request, states ...string) error {
	if !slices.Contains(states, r.State) {
		return errs.New(errs.Conflict, "check.not_open")
	}
	return nil
}
