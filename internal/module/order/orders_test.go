package order

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/module/fund"
)

func TestOrderReservesAndRefuses(t *testing.T) {
	t.Parallel()
	d := open(t)
	f := d.fund(100000)
	o := d.order(d.draft(f, 0, 60000))
	if o.State != OrderWaiting || o.Year != "2020" {
		t.Fatalf("%+v", o)
	}
	d.holds(f, 100000, 60000)
	_, err := d.tryOrder(d.draft(f, 1, 40001))
	d.refused(err, "FUND_BALANCE")
	if p := errs.As(err).Params; p["available"] != "400.00" || p["wanted"] != "400.01" {
		t.Errorf("%v", p)
	}
	for code, change := range map[string]func(o *Order){
		"fund.amount":          func(o *Order) { o.AmountFen = 0 },
		"fund.required":        func(o *Order) { o.Period = " " },
		"fund.purpose_unknown": func(o *Order) { o.Purpose = "holiday" },
		"fund.date":            func(o *Order) { o.DueOn = "2020-02-30" },
		"fund.fund_unknown":    func(o *Order) { o.FundID = "none" },
		"fund.account_unknown": func(o *Order) { o.BankAccountID = "none" },
		"CARD_HOLDER_MISMATCH": func(o *Order) { o.PayeePersonID = d.home(2).Members[0].Person.ID },
	} {
		x := d.draft(f, 1, 100)
		change(&x)
		_, err := d.tryOrder(x)
		d.refused(err, code)
	}
	negative := d.draft(f, 1, -5)
	_, err = d.tryOrder(negative)
	d.refused(err, "fund.amount")
	d.holds(f, 100000, 60000)
	d.verify()
}

func TestRestrictedFund(t *testing.T) {
	t.Parallel()
	d := open(t)
	f := d.fill(fund.NewFund{Code: "R", Name: "血液病专项", Source: "donation_restricted", Restricted: true, Purposes: []string{"medical"}, Cases: []string{"case1"}}, 100000)
	study := d.draft(f, 1, 100)
	study.Purpose = "study"
	_, err := d.tryOrder(study)
	d.refused(err, "FUND_RESTRICTED")
	_, err = d.tryOrder(d.draft(f, 2, 100))
	d.refused(err, "FUND_RESTRICTED")
	d.order(d.draft(f, 1, 100))
}

func TestNothingIsPaidTwice(t *testing.T) {
	t.Parallel()
	d := open(t)
	f, g := d.fund(100000), d.fund(100000)
	o := d.draft(f, 0, 500)
	o.InvoiceNo = "4711"
	first := d.order(o)
	other := o
	other.FundID, other.Department, other.AmountFen, other.AwardID = g.ID, "civil", 900, "another"
	_, err := d.tryOrder(other)
	d.refused(err, "fund.duplicate")
	if p := errs.As(err).Params; p["department"] != "union" || p["amount"] != "5.00" {
		t.Errorf("%v", p)
	}
	other.InvoiceNo = "4712"
	d.order(other)
	d.must(d.try(func(ctx context.Context, tx *db.Tx) error { return d.s.CancelOrdersTx(ctx, tx, first.CaseID, "撤回") }))
	d.order(o) // the cancelled one is no longer in the way

	same := d.draft(f, 1, 10)
	var won atomic.Int64
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			x := same
			x.Department = fmt.Sprint("d", i)
			_, err := d.tryOrder(x)
			switch {
			case err == nil:
				won.Add(1)
			case !errs.IsCode(err, "fund.duplicate") && !errs.IsCode(err, "busy"):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Errorf("%d of 8 equal orders went through", won.Load())
	}
	d.verify()
}

func TestHoldResumeCancelReclaim(t *testing.T) {
	t.Parallel()
	d := open(t)
	f := d.fund(100000)
	a, b := d.order(d.draft(f, 0, 100)), d.order(d.draft(f, 0, 200))
	hold := func(reason string) {
		d.must(d.try(func(ctx context.Context, tx *db.Tx) error { return d.s.HoldOrdersTx(ctx, tx, "case0", reason) }))
	}
	resume := func() {
		d.must(d.try(func(ctx context.Context, tx *db.Tx) error { return d.s.ResumeOrdersTx(ctx, tx, "case0") }))
	}
	if _, err := d.s.Hold(d.As("maker"), a.ID, a.Version, "核实账号"); err != nil {
		t.Fatal(err)
	}
	hold("回访逾期")
	if x := d.now(a.ID); x.State != OrderHeld || x.HeldBy != heldByBoth || x.Reason != "核实账号" {
		t.Fatalf("%+v", x)
	}
	x := d.now(b.ID)
	_, err := d.s.Resume(d.As("maker"), b.ID, x.Version)
	d.refused(err, "fund.held_by_case")
	resume()
	if d.now(a.ID).State != OrderHeld || d.now(b.ID).State != OrderWaiting {
		t.Fatal("the finance office's hold must stay, the other go")
	}
	_, err = d.s.Resume(d.As("maker"), a.ID, a.Version)
	d.refused(err, "stale")
	_, err = d.s.Resume(d.As("auditor"), a.ID, d.now(a.ID).Version)
	d.refused(err, "forbidden")
	if _, err := d.s.Resume(d.As("maker"), a.ID, d.now(a.ID).Version); err != nil {
		t.Fatal(err)
	}
	d.must(d.try(func(ctx context.Context, tx *db.Tx) error { return d.s.ReclaimTx(ctx, tx, b.AwardID, "未获追认") }))
	d.holds(f, 100000, 100)
	d.must(d.try(func(ctx context.Context, tx *db.Tx) error { return d.s.CancelOrdersTx(ctx, tx, "case0", "终止") }))
	d.holds(f, 100000, 0)
	if len(d.told) != 2 || d.told[0].State != OrderCancelled {
		t.Fatalf("%+v", d.told)
	}
	resume()
	d.verify()
}

func TestCountersOverAllFunders(t *testing.T) {
	t.Parallel()
	d := open(t)
	f := d.fund(10000000)
	o := d.draft(f, 0, 1980000)
	d.order(o)
	late := d.draft(f, 0, 700)
	late.DueOn = "2021-01-05"
	d.order(late)
	household := d.draft(f, 0, 400000)
	household.PersonID, household.Purpose = "", "living"
	d.order(household)
	gone := d.order(d.draft(f, 0, 999))
	c := Counter{SourceID: "b1", HouseholdID: o.HouseholdID, PersonID: o.PersonID, Purpose: "medical", Year: "2020", AmountFen: 2000000, Funder: "civil", Project: "大病救助"}
	d.must(d.try(func(ctx context.Context, tx *db.Tx) error {
		if err := d.s.CountTx(ctx, tx, c); err != nil {
			return err
		}
		c.AmountFen = 3000000
		if err := d.s.CountTx(ctx, tx, c); err != nil {
			return err
		}
		zero := c
		zero.SourceID = "b2"
		if err := d.s.CountTx(ctx, tx, zero); err != nil {
			return err
		}
		if zero.AmountFen = 0; d.s.CountTx(ctx, tx, zero) != nil {
			t.Error("taking out failed")
		}
		return d.s.CancelAwardTx(ctx, tx, gone.AwardID, "重复")
	}))
	sums := func(subject, purpose, year string) map[string]int64 {
		out := map[string]int64{}
		d.must(d.DB.View(t.Context(), func(tx *db.Tx) error {
			rows, err := d.s.CountersTx(t.Context(), tx, subject, purpose, year)
			for _, r := range rows {
				out[r.Funder] = r.AmountFen
			}
			return err
		}))
		return out
	}
	for _, x := range []struct {
		subject, purpose, year string
		union, civil           int64
	}{
		{o.PersonID, "medical", "2020", 1980000, 3000000},
		{o.PersonID, "living", "2020", 0, 0},
		{o.PersonID, "medical", "2021", 700, 0},
		{o.HouseholdID, "living", "2020", 400000, 0},
		{o.HouseholdID, "", "2020", 2380000, 3000000},
	} {
		if got := sums(x.subject, x.purpose, x.year); got["union"] != x.union || got["civil"] != x.civil {
			t.Errorf("%+v: %v", x, got)
		}
	}
	d.must(d.DB.View(t.Context(), func(tx *db.Tx) error {
		n, err := d.s.HighestTx(t.Context(), tx, "medical", "", false)
		if n != 3000000 { // the order is promised, not paid
			t.Errorf("highest %d", n)
		}
		if err != nil {
			return err
		}
		rows, err := d.s.EarlierTx(t.Context(), tx, o.PersonID, "medical", "2020")
		if len(rows) != 2 {
			t.Errorf("%+v", rows)
		}
		return err
	}))
}

func TestBudgetOfAHalfYear(t *testing.T) {
	t.Parallel()
	d := open(t)
	f := d.fund(100000)
	ctx := d.As("maker")
	d.order(d.draft(f, 0, 300))
	_, err := d.funds.SetBudget(ctx, f.ID, "2020-H1", 299, 0, "年初预算")
	d.refused(err, "fund.budget_exceeded")
	b, err := d.funds.SetBudget(ctx, f.ID, "2020-H1", 1000, 0, "年初预算")
	d.must(err)
	a := d.order(d.draft(f, 1, 700))
	_, err = d.tryOrder(d.draft(f, 2, 1))
	d.refused(err, "fund.budget_exceeded")
	next := d.draft(f, 2, 5000)
	next.DueOn = "2020-07-01"
	d.order(next)
	_, err = d.funds.SetBudget(ctx, f.ID, "2020-H1", 2000, 0, "追加")
	d.refused(err, "stale")
	_, err = d.funds.SetBudget(ctx, f.ID, "2020-H1", 999, b.Version, "调减")
	d.refused(err, "fund.budget_exceeded")
	d.must(d.try(func(ctx context.Context, tx *db.Tx) error {
		return d.s.CancelAwardTx(ctx, tx, a.AwardID, "不再需要")
	}))
	_, err = d.funds.SetBudget(ctx, f.ID, "2020-H1", 400, b.Version, "调减")
	d.must(err)
	d.order(d.draft(f, 3, 100))
	_, err = d.tryOrder(d.draft(f, 4, 1))
	d.refused(err, "fund.budget_exceeded")
	for _, half := range []string{"2020", "2020-H3", "20-H1"} {
		_, err = d.funds.SetBudget(ctx, f.ID, half, 400, 0, "x")
		d.refused(err, "fund.half")
	}
	d.verify()
}

func TestAClosedFundPromisesNothing(t *testing.T) {
	t.Parallel()
	d := open(t)
	f := d.fund(5000)
	o := d.order(d.draft(f, 0, 1))
	f, err := d.funds.SetState(d.As("maker"), f.ID, f.Version, false, "用完")
	d.must(err)
	_, err = d.tryOrder(d.draft(f, 0, 1))
	d.refused(err, "fund.closed")
	d.must(d.try(func(ctx context.Context, tx *db.Tx) error { return d.s.CancelOrdersTx(ctx, tx, o.CaseID, "终止") }))
	d.holds(f, 5000, 0)
	d.verify()
}
