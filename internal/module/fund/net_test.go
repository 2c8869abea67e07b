package fund

import (
	"context"
	"testing"

	"yice/internal/core/ledger"
	"yice/internal/kit/db"
	"yice/internal/testkit"
)

// owes is an order of the household that was paid and has to come back.
func (d *desk) owes(f Fund, n int, fen int64) Order {
	d.t.Helper()
	o := d.order(d.draft(f, n, fen))
	m, err := d.s.CreateBatch(d.As("maker"), NewBatch{Orders: []string{o.ID}})
	d.must(err)
	b := d.send(m.Batch)
	_, err = d.s.TakeReturn(d.As("maker"), b.ID, "back.csv", d.answers(b, nil))
	d.must(err)
	d.must(d.try(func(ctx context.Context, tx *db.Tx) error { return d.s.ReclaimTx(ctx, tx, o.AwardID, "未追认") }))
	return o
}

func TestARecoveryIsNettedAgainstTheNextPayment(t *testing.T) {
	t.Parallel()
	d := open(t)
	f, other := d.fund(100000), d.fund(100000)
	d.owes(f, 0, 3000)
	d.holds(f, 97000, 0)
	o := d.order(d.draft(f, 0, 10000))
	_, err := d.s.CreateBatch(d.As("maker"), NewBatch{Orders: []string{o.ID}})
	d.refused(err, "fund.recovery_open")
	apart := d.order(d.draft(other, 0, 500)) // another fund has nothing to get back
	_, err = d.s.CreateBatch(d.As("maker"), NewBatch{Orders: []string{apart.ID}})
	d.must(err)
	_, err = d.s.Net(d.As("reviewer"), o.ID, o.Version)
	d.refused(err, "forbidden")
	_, err = d.s.Net(d.As("maker"), o.ID, o.Version-1)
	d.refused(err, "stale")
	o, err = d.s.Net(d.As("maker"), o.ID, o.Version)
	d.must(err)
	if o.AmountFen != 7000 || o.NettedFen != 3000 || o.State != OrderWaiting {
		t.Fatalf("%+v", o)
	}
	d.holds(f, 97000, 7000)
	_, err = d.s.Net(d.As("maker"), o.ID, o.Version)
	d.refused(err, "fund.nothing_open")
	list, err := d.s.Recoveries(d.As("auditor"), "received")
	d.must(err)
	if len(list) != 1 || list[0].ReceivedFen != 3000 || list[0].NettedFen != 3000 {
		t.Fatalf("%+v", list)
	}
	m, err := d.s.CreateBatch(d.As("maker"), NewBatch{Orders: []string{o.ID}})
	d.must(err)
	if m.SumFen != 7000 {
		t.Fatal(m.SumFen)
	}
	b := d.send(m.Batch)
	_, err = d.s.TakeReturn(d.As("maker"), b.ID, "back.csv", d.answers(b, nil))
	d.must(err)
	d.holds(f, 90000, 0) // 30 + 70: what the household was to get
	d.Do(d.System(), func(ctx context.Context, tx *db.Tx) error {
		counted, err := findCounters(ctx, tx, o.HouseholdID, "medical", "2020")
		if len(counted) != 1 || counted[0].PaidFen != 10000 {
			t.Errorf("counted %+v", counted)
		}
		return err
	})
	d.verify()
}

func TestARecoveryMayTakeAWholePayment(t *testing.T) {
	t.Parallel()
	d := open(t)
	f := d.fund(100000)
	d.owes(f, 0, 8000)
	small := d.order(d.draft(f, 0, 5000))
	d.told = nil
	small, err := d.s.Net(d.As("maker"), small.ID, small.Version)
	d.must(err)
	if small.State != OrderCancelled || small.NettedFen != 5000 || len(d.told) != 1 {
		t.Fatalf("%+v %v", small, d.told)
	}
	next := d.order(d.draft(f, 0, 5000))
	next, err = d.s.Net(d.As("maker"), next.ID, next.Version)
	d.must(err)
	if next.AmountFen != 2000 {
		t.Fatalf("%+v", next)
	}
	d.holds(f, 92000, 2000)
	d.verify()
}

func TestBudgetIsCarriedOver(t *testing.T) {
	t.Parallel()
	d := open(t)
	f := d.fund(100000)
	b, err := d.s.SetBudget(d.As("maker"), f.ID, "2020-H1", 50000, 0, "上半年预算")
	d.must(err)
	o := d.order(d.draft(f, 0, 20000))
	_, err = d.s.CarryOver(d.As("maker"), f.ID, "2020-H1", b.Version, "结转")
	d.refused(err, "fund.half_running")
	d.Clock.Set(testkit.Start().AddDate(0, 3, 0))
	_, err = d.s.CarryOver(d.As("maker"), f.ID, "2020-H1", b.Version, "结转")
	d.refused(err, "fund.budget_missing")
	_, err = d.s.SetBudget(d.As("maker"), f.ID, "2020-H2", 10000, 0, "下半年预算")
	d.must(err)
	_, err = d.s.CarryOver(d.As("auditor"), f.ID, "2020-H1", b.Version, "结转")
	d.refused(err, "forbidden")
	b, err = d.s.CarryOver(d.As("maker"), f.ID, "2020-H1", b.Version, "结转")
	d.must(err)
	if b.AmountFen != 20000 || b.CarriedFen != -30000 {
		t.Fatalf("%+v", b)
	}
	_, err = d.s.CarryOver(d.As("maker"), f.ID, "2020-H1", b.Version, "结转")
	d.refused(err, "fund.nothing_left")
	later := d.draft(f, 1, 40001)
	later.DueOn = "2020-08-10"
	_, err = d.tryOrder(later)
	d.refused(err, "fund.budget_exceeded")
	later.AmountFen = 40000
	d.order(later)
	d.Do(d.System(), func(ctx context.Context, tx *db.Tx) error {
		left, err := ledger.BalanceTx(ctx, tx, budgetAccount(f.ID, "2020-H1"))
		if left.Balance != 20000 || left.Available() != 0 {
			t.Errorf("%+v of %s", left, o.ID)
		}
		return err
	})
	d.verify()
}
