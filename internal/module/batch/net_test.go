package batch

import (
	"context"
	"testing"

	"yice/internal/kit/db"
	"yice/internal/module/fund"
	"yice/internal/module/order"
)

// owes is an order of the household that was paid and has to come back.
func (d *desk) owes(f fund.Fund, n int, fen int64) order.Order {
	d.t.Helper()
	o := d.order(d.draft(f, n, fen))
	m, err := d.s.CreateBatch(d.As("maker"), NewBatch{Orders: []string{o.ID}})
	d.must(err)
	b := d.send(m.Batch)
	_, err = d.s.TakeReturn(d.As("maker"), b.ID, "back.csv", d.answers(b, nil))
	d.must(err)
	d.must(d.try(func(ctx context.Context, tx *db.Tx) error { return d.orders.ReclaimTx(ctx, tx, o.AwardID, "未追认") }))
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
	_, err = d.orders.Net(d.As("reviewer"), o.ID, o.Version)
	d.refused(err, "forbidden")
	_, err = d.orders.Net(d.As("maker"), o.ID, o.Version-1)
	d.refused(err, "stale")
	o, err = d.orders.Net(d.As("maker"), o.ID, o.Version)
	d.must(err)
	if o.AmountFen != 7000 || o.NettedFen != 3000 || o.State != order.OrderWaiting {
		t.Fatalf("%+v", o)
	}
	d.holds(f, 97000, 7000)
	_, err = d.orders.Net(d.As("maker"), o.ID, o.Version)
	d.refused(err, "fund.nothing_open")
	back, err := d.orders.Recoveries(d.As("auditor"), "received", db.Page{})
	list := back.Items
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
		counted, err := d.orders.CountersTx(ctx, tx, o.HouseholdID, "medical", "2020")
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
	small, err := d.orders.Net(d.As("maker"), small.ID, small.Version)
	d.must(err)
	if small.State != order.OrderCancelled || small.NettedFen != 5000 || len(d.told) != 1 {
		t.Fatalf("%+v %v", small, d.told)
	}
	next := d.order(d.draft(f, 0, 5000))
	next, err = d.orders.Net(d.As("maker"), next.ID, next.Version)
	d.must(err)
	if next.AmountFen != 2000 {
		t.Fatalf("%+v", next)
	}
	d.holds(f, 92000, 2000)
	d.verify()
}
