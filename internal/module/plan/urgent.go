package plan

import (
	"context"

	"yice/internal/core/flow"
	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
	"yice/internal/kit/money"
	"yice/internal/module/aid"
)

func yuan(fen int64) string { return money.Fen(fen).Grouped() }

// AskUrgent asks to pay before the meeting. What a case asks for and gets this way, all together, stays under the parameter
// urgent.limit. Needs PermUrgent at the lead, before the case is decided. Codes: plan.urgent_not_now, plan.urgent_limit,
// plan.person_required, aid.person_not_in_case.
func (s *Service) AskUrgent(ctx context.Context, caseID string, in UrgentInput) (u Urgent, err error) {
	defer errs.Wrap(&err, "plan.AskUrgent(%s)", caseID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		c, err := s.cases.RequireTx(ctx, tx, PermUrgent, caseID)
		if err != nil {
			return err
		}
		if !urgentable(c) {
			return errs.New(errs.Conflict, "plan.urgent_not_now")
		}
		params, err := s.policy.AtTx(ctx, tx, c.AreaCode, tx.Today())
		if err != nil {
			return err
		}
		limit, err := params.Fen("urgent.limit")
		if err != nil {
			return err
		}
		earlier, err := findUrgents(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		sum := in.AmountFen
		for _, x := range earlier {
			if x.State != UrgentRefused && x.State != UrgentReclaim {
				sum += x.AmountFen
			}
		}
		if sum > int64(limit) {
			return errs.InvalidField("amount_fen", "plan.urgent_limit", "limit", limit.Grouped(), "given", yuan(sum-in.AmountFen))
		}
		if err := s.personTx(ctx, tx, c, in); err != nil {
			return err
		}
		a := authz.From(ctx)
		u = Urgent{
			ID: id.New(tx.Now()), CaseID: c.ID, Purpose: in.Purpose, PersonID: in.PersonID, FundID: in.FundID, AmountFen: in.AmountFen, Reason: in.Reason,
			State: UrgentAsked, AskedByID: a.UserID, AskedBy: a.Name, AskedAt: tx.NowMS(),
		}
		if err := tx.Insert(ctx, "urgent_decisions", u); err != nil {
			return err
		}
		if err := s.tasks.OpenTx(ctx, tx, task.New{
			Kind: "sign_urgent", CaseID: c.ID, ObjectType: "urgent", ObjectID: u.ID, Title: c.Title, DueOn: tx.Today(),
			OwnerPath: c.LeadOrgPath, Perm: PermSign, Link: "/casebook/" + c.ID,
		}); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{
			Action: "plan.ask_urgent", ObjectType: "urgent", ObjectID: u.ID, CaseID: c.ID,
			Summary: "申请急难救助 " + yuan(u.AmountFen) + " 元", Reason: in.Reason,
		})
	})
	return u, err
}

// personTx wants the person whom medical and study aid is for, of this case.
func (s *Service) personTx(ctx context.Context, tx *db.Tx, c aid.Case, in UrgentInput) error {
	persons, err := s.cases.PersonsTx(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	_, household := capKey(in.Purpose)
	switch {
	case in.PersonID == "" && !household:
		return errs.InvalidField("person_id", "plan.person_required")
	case in.PersonID != "" && !inCase(persons, in.PersonID):
		return errs.InvalidField("person_id", "aid.person_not_in_case")
	}
	return nil
}

// TaskUrgentPapers is the file that is completed after an urgent payment.
const TaskUrgentPapers = "urgent_papers"

// SignUrgent is the second signature: it orders the payment at once, or refuses. The papers follow within the parameter
// deadline.urgent_papers, and the next meeting ratifies or reclaims. Needs PermSign at the lead, by another person, while the
// case is not decided. Codes: SELF_APPROVAL, plan.urgent_decided, plan.urgent_not_now, CAP_TIME, CAP_YEAR, FUND_BALANCE.
func (s *Service) SignUrgent(ctx context.Context, caseID, urgentID string, agree bool, reason string) (u Urgent, err error) {
	defer errs.Wrap(&err, "plan.SignUrgent(%s)", urgentID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		c, err := s.cases.RequireTx(ctx, tx, PermSign, caseID)
		if err != nil {
			return err
		}
		if u, err = findUrgent(ctx, tx, urgentID); err != nil {
			return err
		}
		a := authz.From(ctx)
		switch {
		case u.CaseID != c.ID:
			return errs.New(errs.NotFound, "not_found")
		case u.State != UrgentAsked:
			return errs.New(errs.Conflict, "plan.urgent_decided", "who", u.SignedBy, "when", stamp(u.SignedAt))
		case agree && !urgentable(c):
			return errs.New(errs.Conflict, "plan.urgent_not_now")
		case u.AskedByID == a.UserID:
			return errs.New(errs.Conflict, "SELF_APPROVAL")
		}
		u.SignedByID, u.SignedBy, u.SignedAt, u.State, u.Outcome = a.UserID, a.Name, tx.NowMS(), UrgentRefused, reason
		word := "不同意急难救助"
		if agree {
			word, u.State = "同意急难救助，先行支付", UrgentPaid
			w, err := s.awardTx(ctx, tx, c, Award{PersonID: u.PersonID, Purpose: u.Purpose, FundID: u.FundID, AmountFen: u.AmountFen, Urgent: true}, 1, tx.Today(), tx.Today(), c.LeadOrgID)
			if err != nil {
				return err
			}
			u.AwardID = w.ID
			if u.PapersDueOn, err = s.cases.DueTx(ctx, tx, c.AreaCode, flow.Deadline{Param: "deadline.urgent_papers", Default: 10, Working: true}, tx.Today()); err != nil {
				return err
			}
			if err := s.tasks.OpenTx(ctx, tx, task.New{
				Kind: TaskUrgentPapers, CaseID: c.ID, ObjectType: "urgent", ObjectID: u.AwardID, Title: c.Title, DueOn: u.PapersDueOn,
				OwnerPath: c.LeadOrgPath, Perm: PermUrgent, Link: "/casebook/" + c.ID,
			}); err != nil {
				return err
			}
			c.Urgent = true
			if err := s.cases.SaveTx(ctx, tx, &c, journal.Event{Action: "plan.urgent_paid", ObjectType: "urgent", ObjectID: u.ID, Summary: "标记为急难案件"}); err != nil {
				return err
			}
		}
		if err := s.tasks.CloseTx(ctx, tx, c.ID, u.ID); err != nil {
			return err
		}
		if err := updateUrgent(ctx, tx, u, UrgentAsked); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{Action: "plan.sign_urgent", ObjectType: "urgent", ObjectID: u.ID, CaseID: c.ID, Summary: word, Reason: reason})
	})
	return u, err
}

// UnratifiedTx lists the urgent payments that the next meeting has to ratify or reclaim.
func (s *Service) UnratifiedTx(ctx context.Context, tx *db.Tx) ([]Urgent, error) {
	return findUnratified(ctx, tx)
}

// RatifyTx writes a meeting's word on an urgent payment: ratified, or to be reclaimed (waiting money is cancelled at once,
// paid money becomes a claim). Needs aid.PermDecide. Codes: plan.urgent_decided.
func (s *Service) RatifyTx(ctx context.Context, tx *db.Tx, urgentID, meetingID string, ratify bool, reason string) error {
	if err := authz.Require(ctx, aid.PermDecide); err != nil {
		return err
	}
	u, err := findUrgent(ctx, tx, urgentID)
	if err != nil {
		return err
	}
	was := u.State
	if was != UrgentPaid {
		return errs.New(errs.Conflict, "plan.urgent_decided", "who", u.SignedBy, "when", stamp(u.SignedAt))
	}
	if err := s.tasks.CloseTx(ctx, tx, u.CaseID, u.AwardID); err != nil {
		return err
	}
	word := "联席会追认急难救助"
	u.State, u.MeetingID, u.Outcome = UrgentRatified, meetingID, reason
	if !ratify {
		word, u.State = "联席会决定追回急难救助", UrgentReclaim
		if err := s.orders.ReclaimTx(ctx, tx, u.AwardID, reason); err != nil {
			return err
		}
	}
	if err := updateUrgent(ctx, tx, u, was); err != nil {
		return err
	}
	return journal.Record(ctx, tx, journal.Event{Action: "plan.ratify", ObjectType: "urgent", ObjectID: u.ID, CaseID: u.CaseID, Summary: word, Reason: reason})
}
