package visit

import (
	"context"
	"encoding/json"
	"slices"

	"yice/internal/core/flow"
	"yice/internal/core/org"
	"yice/internal/core/people"
	"yice/internal/core/policy"
	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/blob"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
	"yice/internal/kit/secret"
	"yice/internal/module/aid"
)

// Service is the room.
type Service struct {
	db     *db.DB
	aid    *aid.Service
	orgs   *org.Service
	people *people.Service
	tasks  *task.Service
	policy *policy.Service
	keys   *secret.Keyring
	orders Orders
	files  *blob.Store
}

// Orders is what a revisit does to the payments of a case: hold what is due while it is overdue, and let it go again.
type Orders interface {
	HoldOrdersTx(ctx context.Context, tx *db.Tx, caseID, reason string) error
	ResumeOrdersTx(ctx context.Context, tx *db.Tx, caseID string) error
}

// Deps are the rooms below. Orders may be nil while no fund is there.
type Deps struct {
	DB     *db.DB
	Aid    *aid.Service
	Orgs   *org.Service
	People *people.Service
	Tasks  *task.Service
	Policy *policy.Service
	Keys   *secret.Keyring
	Orders Orders
	Files  *blob.Store
}

// New builds the room.
func New(d Deps) *Service {
	return &Service{db: d.DB, aid: d.Aid, orgs: d.Orgs, people: d.People, tasks: d.Tasks, policy: d.Policy, keys: d.Keys, orders: d.Orders, files: d.Files}
}

// TaskPlanned is the kind of the task "go there" of each visitor, TaskOutcome "decide how aid goes on" of the lead.
const (
	TaskPlanned = "visit_planned"
	TaskOutcome = "revisit_outcome"
)

// afterwards is for how many days a visitor sees the case after the visit.
const afterwards = 30

// PlanInput makes an appointment. Month says which follow-up after the end it is.
type PlanInput struct {
	Kind      string   `json:"kind" enum:"initial,revisit,after_exit"`
	Month     int64    `json:"month,omitempty" enum:"0,1,3,6"`
	PlannedOn string   `json:"planned_on" minLength:"10" maxLength:"10"`
	Visitors  []string `json:"visitors" maxItems:"6"`
	PlaceNote string   `json:"place_note,omitempty" maxLength:"200"`
}

// Plan appoints two or more visitors for a day; they see the case from then on and get a task. Needs PermPlan where the
// case was entered or is led. Codes: VISIT_ONE_PERSON, visit.kind_state, visit.planned_already, visit.date, visit.staff,
// visit.nobody_may, visit.relative_visits, visit.month.
func (s *Service) Plan(ctx context.Context, caseID string, in PlanInput) (v Visit, err error) {
	defer errs.Wrap(&err, "visit.Plan(%s)", caseID)
	var c aid.Case
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if c, err = s.caseTx(ctx, tx, caseID, in.Kind, PermPlan); err != nil {
			return err
		}
		if err := authz.RequireAt(ctx, PermPlan, c.LeadOrgPath, c.EntryOrgPath); err != nil {
			return err
		}
		if err := kindFits(in.Kind, c.State); err != nil {
			return err
		}
		if (in.Kind == AfterExit) != slices.Contains(Months(), in.Month) {
			return errs.InvalidField("month", "visit.month")
		}
		a := authz.From(ctx)
		v = Visit{
			ID: id.New(tx.Now()), CaseID: c.ID, Kind: in.Kind, Month: in.Month, State: Planned, IsOpen: true, Title: c.Title, FileNo: c.FileNo,
			AreaCode: c.AreaCode, Street: c.Street, DueOn: dueOf(c, in), Version: 1, MadeByID: a.UserID, MadeBy: a.Name, MadeAt: tx.NowMS(),
			UpdatedAt: tx.NowMS(), UpdatedBy: a.Name,
		}
		if err := s.appointTx(ctx, tx, c, &v, in); err != nil {
			return err
		}
		if err := tx.Insert(ctx, "visits", v); err != nil {
			return err
		}
		if err := s.seatTx(ctx, tx, c, v); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{
			Action: "visit.plan", ObjectType: "visit", ObjectID: v.ID, CaseID: c.ID,
			Summary: "约定" + v.PlannedOn + kindWord(v.Kind), After: map[string]any{"kind": v.Kind, "planned_on": v.PlannedOn, "visitors": in.Visitors},
		})
	})
	if err == nil {
		v.Can = canOn(authz.From(ctx), c, v)
	}
	return v, err
}

// Replan changes the day or the visitors of a visit that has not taken place. Needs PermPlan where the case was entered or
// is led. Codes: those of Plan, visit.not_planned, stale.
func (s *Service) Replan(ctx context.Context, visitID string, version int64, in PlanInput) (v Visit, err error) {
	defer errs.Wrap(&err, "visit.Replan(%s)", visitID)
	var c aid.Case
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if v, c, err = s.plannedTx(ctx, tx, visitID, version); err != nil {
			return err
		}
		if err := s.unseatTx(ctx, tx, v, clock.AddDays(tx.Today(), -1)); err != nil {
			return err
		}
		if err := s.appointTx(ctx, tx, c, &v, in); err != nil {
			return err
		}
		if err := update(ctx, tx, &v, authz.From(ctx).Name); err != nil {
			return err
		}
		if err := s.seatTx(ctx, tx, c, v); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{
			Action: "visit.replan", ObjectType: "visit", ObjectID: v.ID, CaseID: c.ID,
			Summary: kindWord(v.Kind) + "改约" + v.PlannedOn, After: map[string]any{"planned_on": v.PlannedOn, "visitors": in.Visitors},
		})
	})
	v.Can = canOn(authz.From(ctx), c, v)
	return v, err
}

// Cancel calls an appointment off. Needs PermPlan where the case was entered or is led. Codes: visit.not_planned,
// visit.reason_required, stale.
func (s *Service) Cancel(ctx context.Context, visitID string, version int64, reason string) (v Visit, err error) {
	defer errs.Wrap(&err, "visit.Cancel(%s)", visitID)
	var c aid.Case
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if v, c, err = s.plannedTx(ctx, tx, visitID, version); err != nil {
			return err
		}
		if reason == "" {
			return errs.InvalidField("reason", "visit.reason_required")
		}
		if err := s.unseatTx(ctx, tx, v, clock.AddDays(tx.Today(), -1)); err != nil {
			return err
		}
		v.State, v.IsOpen, v.CancelReason = Cancelled, false, reason
		if err := update(ctx, tx, &v, authz.From(ctx).Name); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{Action: "visit.cancel", ObjectType: "visit", ObjectID: v.ID, CaseID: c.ID, Summary: "取消" + kindWord(v.Kind), Reason: reason})
	})
	return v, err
}

func (s *Service) plannedTx(ctx context.Context, tx *db.Tx, visitID string, version int64) (Visit, aid.Case, error) {
	v, c, err := s.findTx(ctx, tx, visitID)
	if err != nil {
		return v, c, err
	}
	if err := authz.RequireAt(ctx, PermPlan, c.LeadOrgPath, c.EntryOrgPath); err != nil {
		return v, c, err
	}
	return v, c, writable(v, version)
}

func writable(v Visit, version int64) error {
	if version != v.Version {
		return stale(v)
	}
	if v.State != Planned {
		return errs.New(errs.Conflict, "visit.not_planned")
	}
	return nil
}

// kindFits tells whether a visit of the kind has its place in this state of the case.
func kindFits(kind string, state flow.State) error {
	ok := false
	switch state {
	case aid.Accepted, aid.AwaitingPapers, aid.Checking, aid.Visiting, aid.FirstOpinion, aid.Noticed, aid.ObjectionReview, aid.Tabled, aid.Deferred:
		ok = kind == Initial
	case aid.Assisting, aid.RevisitDue:
		ok = kind == Revisit
	case aid.Ended:
		ok = kind == AfterExit
	}
	if !ok {
		return errs.New(errs.Conflict, "visit.kind_state", "state", aid.Table().StateText[state].ZH, "kind", kindWord(kind))
	}
	return nil
}

func dueOf(c aid.Case, in PlanInput) string {
	switch {
	case in.Kind == Revisit && c.RevisitDueOn != "":
		return c.RevisitDueOn
	case in.Kind == AfterExit:
		return clock.AddMonths(c.EndedOn, int(in.Month))
	case in.Kind == Initial && (c.State == aid.Checking || c.State == aid.Visiting) && c.DueOn != "":
		return c.DueOn
	}
	return in.PlannedOn
}

// caseTx finds the case of a visit: within the actor's scope, or, for the follow-up after the end, hidden as it is.
func (s *Service) caseTx(ctx context.Context, tx *db.Tx, caseID, kind string, perm authz.Permission) (aid.Case, error) {
	if kind == AfterExit {
		return s.aid.EndedTx(ctx, tx, perm, caseID)
	}
	return s.aid.CaseTx(ctx, tx, aid.PermView, caseID)
}

// findTx finds a visit whose case the actor may see.
func (s *Service) findTx(ctx context.Context, tx *db.Tx, visitID string) (Visit, aid.Case, error) {
	v, err := findVisit(ctx, tx, visitID)
	if err != nil {
		return v, aid.Case{}, err
	}
	c, err := s.caseTx(ctx, tx, v.CaseID, v.Kind, PermView)
	if err != nil {
		return v, c, err
	}
	v.Visitors, err = findVisitors(ctx, tx, v.ID)
	return v, c, err
}

// appointTx checks day and visitors and puts them into the visit.
func (s *Service) appointTx(ctx context.Context, tx *db.Tx, c aid.Case, v *Visit, in PlanInput) error {
	if _, err := clock.ParseDate(in.PlannedOn); err != nil || in.PlannedOn > clock.AddMonths(tx.Today(), 12) || in.PlannedOn < clock.AddMonths(tx.Today(), -2) {
		return errs.InvalidField("planned_on", "visit.date")
	}
	v.PlannedOn, v.PlaceNote, v.Visitors = in.PlannedOn, in.PlaceNote, []Visitor{}
	relatives, err := findRelatives(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	may := false
	for i, staffID := range in.Visitors {
		st, err := s.orgs.StaffTx(ctx, tx, staffID)
		if errs.IsKind(err, errs.NotFound) || err == nil && st.ToOn != "" && st.ToOn < tx.Today() {
			return errs.InvalidField(at("visitors", i), "visit.staff")
		}
		if err != nil {
			return err
		}
		if slices.ContainsFunc(relatives, func(r Relative) bool { return r.StaffID == st.ID }) {
			return errs.InvalidField(at("visitors", i), "visit.relative_visits", "name", st.Name)
		}
		if slices.ContainsFunc(v.Visitors, func(x Visitor) bool { return x.StaffID == st.ID }) {
			continue
		}
		v.Visitors = append(v.Visitors, Visitor{VisitID: v.ID, CaseID: c.ID, StaffID: st.ID, Seat: int64(len(v.Visitors)), Name: st.Name, Title: st.Title, OrgID: st.OrgID, OrgName: st.OrgName})
		if st.UserID == "" {
			continue
		}
		a, err := s.orgs.ActorTx(ctx, tx, st.UserID)
		if err != nil && !errs.IsKind(err, errs.NotFound) {
			return err
		}
		may = may || err == nil && a.Has(aid.PermVisit)
	}
	if len(v.Visitors) < 2 {
		return errs.InvalidField("visitors", "VISIT_ONE_PERSON")
	}
	if !may {
		return errs.InvalidField("visitors", "visit.nobody_may")
	}
	return nil
}

// seatTx writes the visitors down, lets them see the case and gives each a task.
func (s *Service) seatTx(ctx context.Context, tx *db.Tx, c aid.Case, v Visit) error {
	for _, x := range v.Visitors {
		if err := tx.Insert(ctx, "visit_visitors", x); err != nil {
			return err
		}
		if err := s.aid.GrantAccessTx(ctx, tx, c.ID, aid.Access{Kind: aid.AccessVisitor, StaffID: x.StaffID}); err != nil {
			return err
		}
		if err := s.tasks.OpenTx(ctx, tx, task.New{
			Kind: TaskPlanned, CaseID: c.ID, ObjectType: "visit", ObjectID: v.ID + "/" + x.StaffID, Title: c.Title, DueOn: v.PlannedOn,
			OwnerPath: c.LeadOrgPath, OwnerStaffID: x.StaffID, Perm: aid.PermVisit, Link: "/visits/" + v.ID,
		}); err != nil {
			return err
		}
	}
	return nil
}

// unseatTx takes the visitors off: their tasks close, and they see the case until the day at most.
func (s *Service) unseatTx(ctx context.Context, tx *db.Tx, v Visit, until string) error {
	for _, x := range v.Visitors {
		if err := s.tasks.CloseTx(ctx, tx, v.CaseID, v.ID+"/"+x.StaffID); err != nil {
			return err
		}
		if err := s.aid.GrantAccessTx(ctx, tx, v.CaseID, aid.Access{Kind: aid.AccessVisitor, StaffID: x.StaffID, UntilOn: until}); err != nil {
			return err
		}
	}
	if v.State == Done {
		return nil
	}
	return dropVisitors(ctx, tx, v.ID)
}

// VisitorsTx lists who has visited a case before its decision: they do not give its first opinion alone and do not vote on
// it. The caller has found the case.
func (s *Service) VisitorsTx(ctx context.Context, tx *db.Tx, caseID string) ([]Visitor, error) {
	return findCaseVisitors(ctx, tx, caseID)
}

// VisitedTx tells whether a member of staff is among them. The caller has found the case.
func (s *Service) VisitedTx(ctx context.Context, tx *db.Tx, caseID, staffID string) (bool, error) {
	list, err := findCaseVisitors(ctx, tx, caseID)
	return slices.ContainsFunc(list, func(v Visitor) bool { return v.StaffID == staffID }), err
}

func (s *Service) seal(v *Visit, r Record) error {
	b, err := json.Marshal(r)
	v.RecordSealed = s.keys.Seal("visits", "record", v.ID, string(b))
	return err
}

func (s *Service) record(v Visit) (r Record, err error) {
	if v.RecordSealed == "" {
		return r, nil
	}
	text, err := s.keys.Open("visits", "record", v.ID, v.RecordSealed)
	if err != nil {
		return r, err
	}
	return r, json.Unmarshal([]byte(text), &r)
}

func stale(v Visit) error {
	return errs.New(errs.Stale, "stale", "who", v.UpdatedBy, "when", moment(v.UpdatedAt))
}
