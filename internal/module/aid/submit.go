package aid

import (
	"context"
	"fmt"
	"slices"

	"yice/internal/core/people"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

// Enter is Create and, when nothing is missing, Submit in one step: both or neither. Codes of both.
func (s *Service) Enter(ctx context.Context, in Application, origin string) (c Case, err error) {
	defer errs.Wrap(&err, "aid.Enter")
	err = s.db.UpdateLocked(ctx, fileNoLock, func(tx *db.Tx) error {
		if c, err = s.DraftTx(ctx, tx, in, origin); err != nil {
			return err
		}
		return s.submitTx(ctx, tx, &c)
	})
	return c, err
}

// fileNoLock is the key under which file numbers are counted up.
const fileNoLock = "aid.file_no"

// Submit accepts a draft: the gate of required fields by need, a file number, the receipt and the deadlines. Needs
// PermEnter where it was entered. Version is that of the draft as it was read. Codes: field findings, aid.authority_required,
// flow.not_allowed, stale.
func (s *Service) Submit(ctx context.Context, caseID string, version int64) (c Case, err error) {
	defer errs.Wrap(&err, "aid.Submit(%s)", caseID)
	err = s.db.UpdateLocked(ctx, fileNoLock, func(tx *db.Tx) error {
		if c, err = s.CaseTx(ctx, tx, PermView, caseID); err != nil {
			return err
		}
		if c.Version != version {
			return stale(c)
		}
		return s.submitTx(ctx, tx, &c)
	})
	return c, err
}

func (s *Service) submitTx(ctx context.Context, tx *db.Tx, c *Case) error {
	if c.State == Draft {
		if err := s.gateSubmit(ctx, tx, *c); err != nil {
			return err
		}
		year := tx.Today()[:4]
		n, err := nextNumber(ctx, tx, "file-"+year)
		if err != nil {
			return err
		}
		c.FileNo, c.AcceptedOn = fmt.Sprintf("DQ-%s-%04d", year, n), tx.Today()
	}
	return s.ActTx(ctx, tx, c, Submit, Act{Summary: "受理，档案号 " + c.FileNo, Detail: map[string]any{"file_no": c.FileNo}})
}

// gateSubmit says what is missing, all of it at once.
func (s *Service) gateSubmit(ctx context.Context, tx *db.Tx, c Case) error {
	d, err := s.detailsOf(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	members, err := s.people.MembersTx(ctx, tx, c.HouseholdID, tx.Today())
	if err != nil {
		return err
	}
	var f []errs.Field
	need := func(ok bool, path, code string) {
		if !ok {
			f = append(f, errs.Field{Path: path, Code: code})
		}
	}
	need(len(members) > 0, "household.members", "aid.members_required")
	need(len(c.Needs) > 0, "needs", "aid.need_required")
	need(c.Cause != "", "cause", "aid.cause_required")
	need(c.SummarySealed != "", "summary", "aid.summary_required")
	need(slices.ContainsFunc(d.Persons, func(p PersonRef) bool { return p.IsBeneficiary }), "beneficiaries", "aid.beneficiary_required")
	need(slices.ContainsFunc(d.Amounts, func(x Amount) bool { return x.Side == "income" }), "amounts", "aid.income_required")
	if c.Needs.Has("medical") {
		need(len(d.Bills) > 0, "bills", "aid.bill_required")
	}
	if c.Needs.Has("study") {
		need(slices.ContainsFunc(members, func(m people.Member) bool { return m.Person.Form.School != "" }), "household.members", "aid.student_required")
	}
	for _, n := range CashNeeds() {
		if c.Needs.Has(n) {
			need(c.PayeePersonID != "", "payee", "aid.payee_required")
			break
		}
	}
	need(slices.ContainsFunc(d.Consents, func(x Consent) bool { return x.Purpose == "truth" && x.WithdrawnOn == "" }), "consents", "CONSENT_MISSING")
	if c.ApplicantOrgID != "" {
		need(c.MemberPersonID != "", "member", "aid.member_required")
		need(slices.ContainsFunc(d.Consents, func(x Consent) bool { return x.Purpose == "represent" && x.WithdrawnOn == "" }), "consents", "aid.authority_required")
	}
	return errs.InvalidFields(f)
}

// Do makes one of the plain moves that need nothing but a reason: withdraw, lapse, return_back, decline, retable,
// notify_decline. Codes: flow.not_allowed, forbidden, aid.reason_required, aid.papers_not_due, stale.
func (s *Service) Do(ctx context.Context, caseID string, version int64, action string, why string) (c Case, err error) {
	defer errs.Wrap(&err, "aid.Do(%s, %s)", caseID, action)
	plain := map[string]bool{"withdraw": true, "lapse": true, "return_back": true, "decline": true, "retable": true, "notify_decline": true}
	if !plain[action] {
		return c, errs.InvalidField("action", "aid.action_unknown")
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if c, err = s.CaseTx(ctx, tx, PermView, caseID); err != nil {
			return err
		}
		if c.Version != version {
			return stale(c)
		}
		if action == "lapse" {
			if err := s.gateLapse(ctx, tx, c); err != nil {
				return err
			}
		}
		if action == string(ReturnBack) { // the way is gone again, so an opinion must be given again before a notice
			c.OpinionOn, c.OpinionBy, c.NoticeTo, c.ProposedFen = "", "", "", 0
		}
		return s.ActTx(ctx, tx, &c, flowAction(action), Act{Reason: why})
	})
	return c, err
}

func (s *Service) gateLapse(ctx context.Context, tx *db.Tx, c Case) error {
	if c.State == AwaitingPapers && c.DueOn >= tx.Today() {
		return errs.New(errs.Conflict, "aid.papers_not_due", "due", c.DueOn)
	}
	return nil
}
