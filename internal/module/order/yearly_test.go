package order

import (
	"context"
	"testing"
	"time"

	"yice/internal/core/ledger"
	"yice/internal/kit/db"
	"yice/internal/module/fund"
	"yice/internal/testkit"
)

// TestNextYearsBudgetsComeFromTheLast proposes what the same half-year promised, or its budget while it runs, and sets all or none.
func TestNextYearsBudgetsComeFromTheLast(t *testing.T) {
	t.Parallel()
	d := open(t)
	f, other := d.fund(10_000_000), d.fund(10_000_000)
	_, err := d.funds.SetBudget(d.As("maker"), f.ID, "2020-H1", 5_000_000, 0, "上半年预算")
	d.must(err)
	d.order(d.draft(f, 0, 123_456)) // due in 2020-H1
	find := func(list []fund.Proposal, fundID, half string) fund.Proposal {
		t.Helper()
		for _, p := range list {
			if p.FundID == fundID && p.Half == half {
				return p
			}
		}
		t.Fatalf("no %s", half)
		return fund.Proposal{}
	}
	_, err = d.funds.Proposals(d.As("auditor"), "20x1")
	d.refused(err, "fund.year")
	_, err = d.funds.Proposals(d.As("civil-officer"), "2021")
	d.refused(err, "forbidden")
	list, err := d.funds.Proposals(d.As("auditor"), "2021")
	d.must(err)
	if p := find(list, f.ID, "2021-H1"); p.LastFen != 5_000_000 || p.UsedFen != 123_456 || p.ProposedFen != 5_000_000 || p.Version != 0 {
		t.Errorf("while the half-year runs its budget is proposed: %+v", p)
	}
	if p := find(list, other.ID, "2021-H1"); p.ProposedFen != 0 {
		t.Errorf("%+v", p)
	}
	d.Later(90 * 24 * time.Hour)
	list, err = d.funds.Proposals(d.As("auditor"), "2021")
	d.must(err)
	if p := find(list, f.ID, "2021-H1"); p.ProposedFen != 130_000 {
		t.Errorf("when it is over, what it promised, rounded up to 100 yuan: %+v", p)
	}

	lines := []fund.NewBudget{{FundID: f.ID, Half: "2021-H1", AmountFen: 130_000}, {FundID: other.ID, Half: "2021-H2", AmountFen: 70_000}}
	_, err = d.funds.SetBudgets(d.As("reviewer"), "2021", lines, "年度预算")
	d.refused(err, "forbidden")
	for code, bad := range map[string]struct {
		year, reason string
		line         fund.NewBudget
	}{
		"fund.half":   {"2021", "年度预算", fund.NewBudget{FundID: f.ID, Half: "2022-H1", AmountFen: 1}},
		"fund.amount": {"2021", "年度预算", fund.NewBudget{FundID: f.ID, Half: "2021-H2", AmountFen: 0}},
		"fund.reason": {"2021", " ", lines[0]},
	} {
		_, err := d.funds.SetBudgets(d.As("maker"), bad.year, []fund.NewBudget{bad.line}, bad.reason)
		d.refused(err, code)
	}
	stale := []fund.NewBudget{lines[0], {FundID: other.ID, Half: "2021-H2", AmountFen: 1, Version: 7}}
	_, err = d.funds.SetBudgets(d.As("maker"), "2021", stale, "年度预算")
	d.refused(err, "stale")
	list, err = d.funds.Proposals(d.As("auditor"), "2021")
	d.must(err)
	if p := find(list, f.ID, "2021-H1"); p.AmountFen != 0 {
		t.Error("half of a refused list was kept")
	}
	list, err = d.funds.SetBudgets(d.As("maker"), "2021", lines, "年度预算")
	d.must(err)
	if a, b := find(list, f.ID, "2021-H1"), find(list, other.ID, "2021-H2"); a.AmountFen != 130_000 || a.Version != 1 || b.AmountFen != 70_000 {
		t.Errorf("%+v %+v", a, b)
	}
	_, err = d.funds.SetBudgets(d.As("maker"), "2021", lines, "年度预算")
	d.refused(err, "stale")
	d.verify()
}

func TestBudgetIsCarriedOver(t *testing.T) {
	t.Parallel()
	d := open(t)
	f := d.fund(100000)
	b, err := d.funds.SetBudget(d.As("maker"), f.ID, "2020-H1", 50000, 0, "上半年预算")
	d.must(err)
	o := d.order(d.draft(f, 0, 20000))
	_, err = d.funds.CarryOver(d.As("maker"), f.ID, "2020-H1", b.Version, "结转")
	d.refused(err, "fund.half_running")
	d.Clock.Set(testkit.Start().AddDate(0, 3, 0))
	_, err = d.funds.CarryOver(d.As("maker"), f.ID, "2020-H1", b.Version, "结转")
	d.refused(err, "fund.budget_missing")
	_, err = d.funds.SetBudget(d.As("maker"), f.ID, "2020-H2", 10000, 0, "下半年预算")
	d.must(err)
	_, err = d.funds.CarryOver(d.As("auditor"), f.ID, "2020-H1", b.Version, "结转")
	d.refused(err, "forbidden")
	b, err = d.funds.CarryOver(d.As("maker"), f.ID, "2020-H1", b.Version, "结转")
	d.must(err)
	if b.AmountFen != 20000 || b.CarriedFen != -30000 {
		t.Fatalf("%+v", b)
	}
	_, err = d.funds.CarryOver(d.As("maker"), f.ID, "2020-H1", b.Version, "结转")
	d.refused(err, "fund.nothing_left")
	later := d.draft(f, 1, 40001)
	later.DueOn = "2020-08-10"
	_, err = d.tryOrder(later)
	d.refused(err, "fund.budget_exceeded")
	later.AmountFen = 40000
	d.order(later)
	d.Do(d.System(), func(ctx context.Context, tx *db.Tx) error {
		left, err := ledger.BalanceTx(ctx, tx, "budget/"+f.ID+"/2020-H1")
		if left.Balance != 20000 || left.Available() != 0 {
			t.Errorf("%+v of %s", left, o.ID)
		}
		return err
	})
	d.verify()
}
