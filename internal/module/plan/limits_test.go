package plan_test

import (
	"context"
	"testing"

	"yice/internal/core/policy"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/module/aid"
	"yice/internal/module/plan"
)

// tryDraft drafts a version and gives the error.
func (b *bundle) tryDraft(c aid.Case, measures ...plan.MeasureInput) error {
	b.t.Helper()
	_, err := b.plan.Save(b.As("union-officer"), c.ID, plan.Input{Goal: "稳住生活", Reason: "情况有变", Measures: measures})
	return err
}

func TestCashStaysWithinWhatWasDecided(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.decided(b.recognised(1), 300_000)
	b.want(b.tryDraft(c, b.cash("living", 300_001, "")), "plan.over_decision")
	err := b.tryDraft(c, b.cash("living", 200_000, ""), b.cash("medical", 100_001, c.PayeePersonID))
	b.want(err, "plan.over_decision")
	if e := errs.As(err); e.Params["sum"] != "3,000.01" || e.Params["limit"] != "3,000.00" || e.Params["earlier"] != "0.00" {
		t.Errorf("%v", e.Params)
	}
	if n := len(b.sheet(c).Plans); n != 0 {
		t.Fatalf("%d plans after refused drafts", n)
	}
	goods := plan.MeasureInput{Kind: plan.Goods, Need: "living", Title: "米面油", OwnerOrgID: b.OrgOf("women").ID, StartOn: "2020-05-11", DueOn: "2020-06-01", Expected: "送到", AmountFen: 500_000}
	p := b.approved(c, b.cash("living", 300_000, ""), goods) // goods are no cash

	// the next version moves the money that is not paid, but grants no more
	b.want(b.tryDraft(c, goesOn(p.Measures[0]), b.cash("medical", 1, c.PayeePersonID)), "plan.over_decision")
	medical := b.cash("medical", 300_000, c.PayeePersonID)
	medical.StartOn, medical.DueOn = "2020-05-07", "2020-05-08"
	moved := b.approved(c, medical)
	if b.live(c) != 300_000 {
		t.Fatalf("%d ordered", b.live(c))
	}

	// what is paid counts although the new version does not name it
	b.paid(c)
	err = b.tryDraft(c, b.cash("living", 100, ""))
	b.want(err, "plan.over_decision")
	if e := errs.As(err); e.Params["earlier"] != "3,000.00" {
		t.Errorf("%v", e.Params)
	}

	// a revisit decides on more
	c = b.decided(c, 350_000)
	b.want(b.tryDraft(c, goesOn(moved.Measures[0]), b.cash("living", 50_001, "")), "plan.over_decision")
	b.approved(c, goesOn(moved.Measures[0]), b.cash("living", 50_000, ""))
	if b.live(c) != 350_000 {
		t.Fatalf("%d ordered", b.live(c))
	}
}

// A draft that was within the decision when it was written is held to the decision when it is approved.
func TestTheDecisionHoldsAtApproval(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.recognised(1)
	p := b.draft(c, b.cash("living", 300_000, ""))
	b.decided(c, 299_999)
	_, err := b.sign(c, p, "union-leader")
	b.want(err, "plan.over_decision")
	if b.live(c) != 0 || b.sheet(c).Plans[0].State != plan.Draft {
		t.Error("a refused approval left something")
	}
}

func (b *bundle) param(key, value string) {
	b.t.Helper()
	b.Do(authz.With(b.t.Context(), authz.System("test", policy.PermLoad)), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE policy_params SET value = $1 WHERE key = $2", value, key)
		if err == nil {
			_, err = tx.Exec(ctx, "UPDATE policy_stamp SET stamp = $1", key+value)
		}
		return err
	})
}

// CAP_TIME (domain rules §5.5, §6.3): one decision grants a person no more medical aid than the cap per time; where the person
// also falls under a rule for a disease, as much more as that rule allows.
func TestTheCapPerTimeHoldsForEveryAward(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.param("platform.medical.cap_time", "8000")
	c := b.recognised(1)
	p := b.draft(c, b.cash("medical", 400_000, c.PayeePersonID), b.cash("medical", 400_001, c.PayeePersonID))
	_, err := b.sign(c, p, "union-leader")
	b.want(err, "CAP_TIME")
	if e := errs.As(err); e.Params["cap"] != "8,000.00" || e.Params["sum"] != "8,000.01" {
		t.Errorf("%v", e.Params)
	}
	if b.live(c) != 0 {
		t.Fatalf("%d ordered by a refused plan", b.live(c))
	}
	p, err = b.plan.Save(b.As("union-officer"), c.ID, plan.Input{Version: p.Version, Goal: "x", Measures: []plan.MeasureInput{b.cash("medical", 800_000, c.PayeePersonID), b.cash("living", 700_000, "")}})
	b.ok(err)
	_, err = b.sign(c, p, "union-leader", "chair")
	b.ok(err)

	early := b.accepted(2)
	b.param("platform.medical.cap_time", "2000")
	u, err := b.plan.AskUrgent(b.As("union-officer"), early.ID, plan.UrgentInput{Purpose: "medical", PersonID: early.PayeePersonID, FundID: b.fundID, AmountFen: 200_001, Reason: "病危待手术"})
	b.ok(err)
	_, err = b.plan.SignUrgent(b.As("union-leader"), early.ID, u.ID, true, "同意")
	b.want(err, "CAP_TIME")

	// a patient on dialysis: the cap of that rule holds, and "none" is no cap
	sick := b.recognised(3)
	b.Do(b.System(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE aid_bills SET disease = 'N18.5', visit_kind = 'oral_drug' WHERE case_id = $1", sick.ID)
		return err
	})
	b.param("platform.dialysis_oral.cap_time", "1000")
	p = b.draft(sick, b.cash("medical", 100_001, sick.PayeePersonID))
	_, err = b.sign(sick, p, "union-leader")
	b.want(err, "CAP_TIME")
	b.param("platform.dialysis_oral.cap_time", "none")
	_, err = b.sign(sick, p, "union-leader")
	b.ok(err)
}
