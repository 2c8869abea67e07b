package visit

import (
	"context"
	"slices"
	"time"

	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/blob"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
	"yice/internal/kit/money"
	"yice/internal/module/aid"
)

// SaveDraft keeps what is written so far, however little, so that nothing is lost with a phone. Only the visitors may.
// Codes: visit.not_visitor, visit.not_planned, field.choice, those of blob.ClaimTx, stale.
func (s *Service) SaveDraft(ctx context.Context, visitID string, version int64, r Record) (v Visit, err error) {
	defer errs.Wrap(&err, "visit.SaveDraft(%s)", visitID)
	var c aid.Case
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if v, c, err = s.findTx(ctx, tx, visitID); err != nil {
			return err
		}
		if err := s.takeTx(ctx, tx, &v, c, version, r); err != nil {
			return err
		}
		return update(ctx, tx, &v, authz.From(ctx).Name)
	})
	if err == nil {
		v.Can = canOn(authz.From(ctx), c, v)
	}
	return v, err
}

// takeTx checks who writes and puts the record with its files into the visit.
func (s *Service) takeTx(ctx context.Context, tx *db.Tx, v *Visit, c aid.Case, version int64, r Record) error {
	if err := authz.Require(ctx, aid.PermVisit); err != nil {
		return err
	}
	if !isVisitor(authz.From(ctx), *v) {
		return errs.New(errs.Forbidden, "visit.not_visitor")
	}
	if err := writable(*v, version); err != nil {
		return err
	}
	if err := checkCodes(r, v.Kind); err != nil {
		return err
	}
	photos, signatures := r.files()
	if _, err := blob.ClaimTx(ctx, tx, c.ID, photos, blob.Images()...); err != nil {
		return err
	}
	if _, err := blob.ClaimTx(ctx, tx, c.ID, signatures, blob.PNG); err != nil {
		return err
	}
	v.Photos = int64(len(r.Photos))
	return s.seal(v, r)
}

func isVisitor(a *authz.Actor, v Visit) bool {
	return a != nil && a.StaffID != "" && slices.ContainsFunc(v.Visitors, func(x Visitor) bool { return x.StaffID == a.StaffID })
}

// Complete closes the form: nothing may be missing. A first visit sets the case's visit day and moves it on to the first
// opinion when the check is there already; a revisit asks the lead for its decision; a follow-up that finds a relapse
// proposes to reopen the case, and the last one without archives it. Only the visitors may. Codes: VISIT_ONE_PERSON,
// RELATIVE_NOT_REGISTERED, visit.*, stale.
func (s *Service) Complete(ctx context.Context, visitID string, version int64, r Record) (v Visit, err error) {
	defer errs.Wrap(&err, "visit.Complete(%s)", visitID)
	var c aid.Case
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if v, c, err = s.findTx(ctx, tx, visitID); err != nil {
			return err
		}
		if err := s.takeTx(ctx, tx, &v, c, version, r); err != nil {
			return err
		}
		f, err := s.factsTx(ctx, tx, v, c)
		if err != nil {
			return err
		}
		if lacks := missing(r, f); len(lacks) > 0 {
			return errs.InvalidFields(lacks)
		}
		v.State, v.IsOpen, v.Advice, v.Relapse = Done, false, r.Advice, ""
		if r.Advice == "relapse" {
			v.Relapse = r.Relapse
		}
		v.FinishedAt, v.DoneOn = r.FinishedAt, clock.Date(time.UnixMilli(r.FinishedAt))
		if err := update(ctx, tx, &v, authz.From(ctx).Name); err != nil {
			return err
		}
		if err := s.unseatTx(ctx, tx, v, clock.AddDays(tx.Today(), afterwards)); err != nil {
			return err
		}
		return s.followTx(ctx, tx, c, v, r)
	})
	if err == nil {
		v.Can = canOn(authz.From(ctx), c, v)
	}
	return v, err
}

func (s *Service) factsTx(ctx context.Context, tx *db.Tx, v Visit, c aid.Case) (f facts, err error) {
	f = facts{kind: v.Kind, visitors: v.Visitors, today: tx.Today(), now: tx.Now()}
	if f.members, err = s.people.MembersTx(ctx, tx, c.HouseholdID, tx.Today()); err != nil {
		return f, err
	}
	relatives, err := findRelatives(ctx, tx, c.ID)
	f.relatives = len(relatives)
	return f, err
}

// followTx does what follows from a completed visit of each kind.
func (s *Service) followTx(ctx context.Context, tx *db.Tx, c aid.Case, v Visit, r Record) error {
	detail := map[string]any{"visit": v.ID, "advice": v.Advice, "photos": v.Photos, "visitors": len(v.Visitors)}
	switch v.Kind {
	case Initial:
		c.VisitOn = v.DoneOn
		text := "入户调查完成"
		if c.State == aid.Visiting {
			return s.aid.ActTx(authz.Lend(ctx, aid.PermVisit, c.LeadOrgPath), tx, &c, aid.VisitDone, aid.Act{Summary: text, Detail: detail})
		}
		if err := s.tasks.CloseTx(ctx, tx, c.ID, "", aid.TaskVisit); err != nil {
			return err
		}
		return s.aid.SaveTx(ctx, tx, &c, journal.Event{Action: "visit.done", ObjectType: "visit", ObjectID: v.ID, Summary: text, After: detail})
	case Revisit:
		if err := s.closeRemindersTx(ctx, tx, c); err != nil {
			return err
		}
		if err := s.tasks.OpenTx(ctx, tx, task.New{
			Kind: TaskOutcome, CaseID: c.ID, ObjectType: "visit", ObjectID: v.ID, Title: c.Title, DueOn: later(c.RevisitDueOn, clock.AddDays(tx.Today(), 3)),
			OwnerPath: c.LeadOrgPath, Perm: aid.PermRevisit, Link: "/visits/" + v.ID,
		}); err != nil {
			return err
		}
		c.VisitOn = v.DoneOn
		return s.aid.SaveTx(ctx, tx, &c, journal.Event{Action: "visit.done", ObjectType: "visit", ObjectID: v.ID, Summary: "回访完成，建议" + adviceWord(v.Advice), After: detail})
	}
	return s.followUpTx(ctx, tx, c, v, r)
}

// followUpTx ends a follow-up after the end: its task closes, a relapse proposes to reopen, the last one archives.
func (s *Service) followUpTx(ctx context.Context, tx *db.Tx, c aid.Case, v Visit, r Record) error {
	if err := s.tasks.CloseTx(ctx, tx, c.ID, v.DueOn, aid.TaskFollowUp); err != nil {
		return err
	}
	if err := journal.Record(ctx, tx, journal.Event{
		Action: "visit.done", ObjectType: "visit", ObjectID: v.ID, CaseID: c.ID, Summary: "退出后跟踪完成",
		After: map[string]any{"month": v.Month, "advice": v.Advice, "relapse": v.Relapse},
	}); err != nil {
		return err
	}
	if v.Relapse != "" {
		if asked, err := s.aid.ReopeningAskedTx(ctx, tx, c.ID); asked || err != nil {
			return err
		}
		_, err := s.aid.AskReopenTx(authz.Lend(ctx, aid.PermReopenAsk, c.LeadOrgPath), tx, c.ID, v.Relapse, r.Conclusion)
		return err
	}
	if v.Month != slices.Max(Months()) {
		return nil
	}
	return s.aid.ActTx(authz.Lend(ctx, aid.PermArchive, c.LeadOrgPath), tx, &c, aid.Archive, aid.Act{Reason: "退出后第6个月跟踪完成，情况稳定", Detail: map[string]any{"visit": v.ID}})
}

func later(a, b string) string { return max(a, b) }

// OutcomeInput decides how aid goes on after a revisit. End wants a reason code of aid.ExitReasons and the exit notice.
type OutcomeInput struct {
	Version    int64           `json:"version" minimum:"1"`
	Outcome    string          `json:"outcome" enum:"increase,keep,reduce,end"`
	RaiseFen   int64           `json:"raise_fen,omitempty" minimum:"0" maximum:"100000000000" doc:"by how much an increase raises the amount decided for the case, in fen"`
	Reason     string          `json:"reason" minLength:"1" maxLength:"1000"`
	ReasonCode string          `json:"reason_code,omitempty" maxLength:"20"`
	Notice     aid.NoticeInput `json:"notice,omitzero"`
}

// Decide says what comes of a revisit: more, the same, less, or the end with its notice. Payments that were held because
// the revisit was overdue go on, except at the end. More aid needs a new version of the plan, which the plan room makes
// from OutcomeTx; its cash may pass the amount decided by the meeting only by what the increase names. Needs aid.PermRevisit at the lead, and nobody who visited. Codes: visit.visitor_decides, visit.not_done,
// visit.decided, visit.raise_needs_increase,
// aid.exit_reason_unknown, stale.
func (s *Service) Decide(ctx context.Context, visitID string, in OutcomeInput) (v Visit, err error) {
	defer errs.Wrap(&err, "visit.Decide(%s)", visitID)
	var c aid.Case
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if v, c, err = s.findTx(ctx, tx, visitID); err != nil {
			return err
		}
		if err := gateDecide(ctx, v, c, in.Version); err != nil {
			return err
		}
		if in.RaiseFen > 0 && in.Outcome != Increase {
			return errs.InvalidField("raise_fen", "visit.raise_needs_increase")
		}
		a := authz.From(ctx)
		v.Outcome, v.OutcomeReason, v.OutcomeByID, v.OutcomeBy, v.OutcomeAt = in.Outcome, in.Reason, a.UserID, a.Name, tx.NowMS()
		if err := update(ctx, tx, &v, a.Name); err != nil {
			return err
		}
		if err := s.tasks.CloseTx(ctx, tx, c.ID, v.ID, TaskOutcome); err != nil {
			return err
		}
		if in.Outcome == End {
			return s.aid.ProposeEndTx(ctx, tx, &c, in.ReasonCode, in.Reason, in.Notice)
		}
		act := aid.Act{Reason: in.Reason, Summary: "回访结论：" + adviceWord(in.Outcome), Detail: map[string]any{"visit": v.ID, "outcome": v.Outcome}}
		action := aid.KeepAid
		switch in.Outcome {
		case Increase:
			action = aid.IncreaseAid
		case Reduce:
			action = aid.ReduceAid
		}
		if in.RaiseFen > 0 {
			act.Detail = map[string]any{"visit": v.ID, "outcome": v.Outcome, "raise_fen": in.RaiseFen, "decided_fen": c.ProposedFen + in.RaiseFen}
			act.Summary += "，核定金额增加 " + money.Fen(in.RaiseFen).Grouped() + " 元"
			c.ProposedFen += in.RaiseFen
		}
		if err := s.aid.ActTx(ctx, tx, &c, action, act); err != nil {
			return err
		}
		return s.resumeTx(ctx, tx, c)
	})
	if err == nil {
		v.Can = canOn(authz.From(ctx), c, v)
	}
	return v, err
}

func gateDecide(ctx context.Context, v Visit, c aid.Case, version int64) error {
	if err := authz.RequireAt(ctx, aid.PermRevisit, c.LeadOrgPath); err != nil {
		return err
	}
	switch {
	case version != v.Version:
		return stale(v)
	case v.Kind != Revisit || v.State != Done:
		return errs.New(errs.Conflict, "visit.not_done")
	case v.Outcome != "":
		return errs.New(errs.Conflict, "visit.decided", "who", v.OutcomeBy)
	case isVisitor(authz.From(ctx), v):
		return errs.New(errs.Conflict, "visit.visitor_decides")
	}
	return nil
}

// Outcome is what the last decided revisit of a case said, for the plan room: an increase wants a new version of the plan.
type Outcome struct {
	VisitID string `json:"visit_id"`
	Outcome string `json:"outcome"`
	Reason  string `json:"reason"`
	At      int64  `json:"at"`
	By      string `json:"by"`
}

// OutcomeTx is the last decision on a revisit; the zero Outcome when there is none. The caller has found the case.
func (s *Service) OutcomeTx(ctx context.Context, tx *db.Tx, caseID string) (Outcome, error) {
	v, err := findLastDecided(ctx, tx, caseID)
	if errs.IsKind(err, errs.NotFound) {
		return Outcome{}, nil
	}
	return Outcome{VisitID: v.ID, Outcome: v.Outcome, Reason: v.OutcomeReason, At: v.OutcomeAt, By: v.OutcomeBy}, err
}

// RelativeInput registers that a member is a close relative of staff or of a village or community committee.
type RelativeInput struct {
	PersonID  string `json:"person_id" minLength:"1" maxLength:"26"`
	StaffID   string `json:"staff_id,omitempty" maxLength:"26" doc:"when the relative works here"`
	StaffName string `json:"staff_name" minLength:"1" maxLength:"60"`
	StaffOrg  string `json:"staff_org" minLength:"1" maxLength:"100"`
	StaffPost string `json:"staff_post,omitempty" maxLength:"60"`
	Relation  string `json:"relation" minLength:"1" maxLength:"30"`
	Note      string `json:"note,omitempty" maxLength:"200"`
}

// Register writes a relative into the register. Anybody who sees the open case and records or plans visits may. Codes:
// visit.member_unknown, visit.staff, visit.relative_known.
func (s *Service) Register(ctx context.Context, caseID string, in RelativeInput) (r Relative, err error) {
	defer errs.Wrap(&err, "visit.Register(%s)", caseID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		c, err := s.aid.CaseTx(ctx, tx, aid.PermView, caseID)
		if err != nil {
			return err
		}
		if a := authz.From(ctx); !a.Has(aid.PermVisit) && !a.HasAt(PermPlan, c.LeadOrgPath, c.EntryOrgPath) {
			return errs.New(errs.Forbidden, "forbidden", "permission", string(aid.PermVisit))
		}
		persons, err := s.aid.PersonsTx(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(persons, func(p aid.PersonRef) bool { return p.PersonID == in.PersonID }) {
			return errs.InvalidField("person_id", "visit.member_unknown")
		}
		if in.StaffID != "" {
			st, err := s.orgs.StaffTx(ctx, tx, in.StaffID)
			if errs.IsKind(err, errs.NotFound) {
				return errs.InvalidField("staff_id", "visit.staff")
			}
			if err != nil {
				return err
			}
			in.StaffName, in.StaffOrg = st.Name, st.OrgName
		}
		a := authz.From(ctx)
		r = Relative{
			ID: id.New(tx.Now()), CaseID: c.ID, PersonID: in.PersonID, StaffID: in.StaffID, StaffName: in.StaffName, StaffOrg: in.StaffOrg,
			StaffPost: in.StaffPost, Relation: in.Relation, Note: in.Note, MadeByID: a.UserID, MadeBy: a.Name, MadeAt: tx.NowMS(),
		}
		if err := tx.Insert(ctx, "visit_relatives", r); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{Action: "visit.register_relative", ObjectType: "relative", ObjectID: r.ID, CaseID: c.ID, Summary: "登记经办人员近亲属", After: r})
	})
	return r, err
}
