package batch

import (
	"context"
	"math/rand/v2"
	"testing"

	"yice/internal/core/policy"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/module/fund"
	"yice/internal/module/order"
)

// By the demo's rules a household keeps a fifth of a payment, rounded up to the yuan, and at least 200 yuan.
func TestAHouseholdKeepsAPartOfEachPayment(t *testing.T) {
	t.Parallel()
	d := openWith(t, policy.Daqing())
	f, other := d.fund(1_000_000), d.fund(1_000_000)
	d.owes(f, 0, 90_000)
	o := d.order(d.draft(f, 0, 100_001))
	if p := d.page(o); p.ClaimedFen != 90_000 || p.KeepFen != 20_100 || p.NetFen != 79_901 || p.Exempt {
		t.Fatalf("%+v", p.OrderShown)
	}
	_, err := d.s.CreateBatch(d.As("maker"), NewBatch{Orders: []string{o.ID}})
	d.refused(err, "fund.recovery_open") // what may be netted comes first
	o, err = d.orders.Net(d.As("maker"), o.ID, o.Version)
	d.must(err)
	if o.AmountFen != 20_100 || o.NettedFen != 79_901 {
		t.Fatalf("%+v", o)
	}
	if p := d.page(o); p.NetFen != 0 || p.ClaimedFen != 10_099 || p.KeepFen != 20_100 {
		t.Errorf("%+v", p.OrderShown)
	}
	_, err = d.orders.Net(d.As("maker"), o.ID, o.Version)
	d.refused(err, "fund.net_kept")
	d.answer(d.drafted(o), true) // the rest is the household's, though it still owes
	small := d.order(d.draft(f, 0, 15_000))
	if p := d.page(small); p.KeepFen != 15_000 || p.NetFen != 0 {
		t.Errorf("%+v", p.OrderShown)
	}
	_, err = d.orders.Net(d.As("maker"), small.ID, small.Version)
	d.refused(err, "fund.net_kept")
	d.answer(d.drafted(small), true)

	first := d.owes(other, 1, 50_000)
	across := d.order(d.draft(f, 1, 60_000))
	if c := d.page(across).Claims; len(c) != 1 || c[0].NetFen != 40_000 || c[0].Against != "" {
		t.Fatalf("%+v", c)
	}
	d.netted(across, first)
	if now := d.now(across.ID); now.PayFen() != 20_000 {
		t.Errorf("%+v", now)
	}
	if c := d.page(across).Claims; len(c) != 1 || c[0].Against != "net_kept" {
		t.Errorf("%+v", c)
	}
	_, err = d.ask(across, first)
	d.refused(err, "fund.net_kept")
	d.answer(d.drafted(d.now(across.ID)), true)
	d.verify()
}

// Payments for what secures the bare living are paid whole, whatever the household owes.
func TestWhatSecuresTheLivingIsNotNetted(t *testing.T) {
	t.Parallel()
	d := openWith(t, policy.Daqing())
	f, other := d.fund(1_000_000), d.fund(1_000_000)
	d.owes(f, 0, 90_000)
	first := d.owes(other, 0, 50_000)
	in := d.draft(f, 0, 80_000)
	in.Purpose = "living"
	o := d.order(in)
	p := d.page(o)
	if !p.Exempt || p.NetFen != 0 || p.KeepFen != 80_000 || len(p.Claims) != 1 || p.Claims[0].Against != "net_exempt" || p.Claims[0].NetFen != 0 {
		t.Fatalf("%+v", p)
	}
	for _, act := range p.Can {
		if act == "net" {
			t.Error("netting is offered")
		}
	}
	_, err := d.orders.Net(d.As("maker"), o.ID, o.Version)
	d.refused(err, "fund.net_exempt")
	_, err = d.ask(o, first)
	d.refused(err, "fund.net_exempt")
	d.answer(d.drafted(o), true)
	if now := d.now(o.ID); now.State != order.OrderPaid || now.AmountFen != 80_000 || now.NettedFen+now.OffsetFen != 0 {
		t.Errorf("%+v", now)
	}
	d.verify()
}

// A netting that was asked before the rule came is weighed by the rule when it is agreed to.
func TestTheRuleHoldsWhenANettingIsAgreed(t *testing.T) {
	t.Parallel()
	d := open(t)
	owed, pays := d.fund(1_000_000), d.fund(1_000_000)
	first := d.owes(owed, 0, 50_000)
	o := d.order(d.draft(pays, 0, 50_000))
	asked, err := d.ask(o, first)
	d.must(err)
	d.rule(`{"key":"netting.keep.least","value":"100"}`)
	_, err = d.orders.DecideNetting(d.As("reviewer"), asked.ID, order.NetDecision{Version: asked.Version, Agree: true})
	d.refused(err, "fund.net_kept")
	_, err = d.orders.DropNetting(d.As("maker"), asked.ID, asked.Version, "按新规定重办")
	d.must(err)
	d.netted(o, first)
	if now := d.now(o.ID); now.PayFen() != 10_000 {
		t.Errorf("%+v", now)
	}
	d.verify()
}

// rule puts parameters in force.
func (d *desk) rule(params string) {
	d.t.Helper()
	_, err := d.policy.Load(d.System(policy.PermLoad), []byte(`{"area":"230600","document":"试","from":"2020-01-01","params":[`+params+`]}`))
	d.must(err)
}

// TestRandomNettingsLeaveWhatIsKept lets payments of many sizes be netted as far as it goes: the household is left with what the rule says,
// and owes the rest.
func TestRandomNettingsLeaveWhatIsKept(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.rule(`{"key":"netting.keep.share","value":"0.3"},{"key":"netting.keep.least","value":"3"}`)
	funds := []fund.Fund{d.fund(100_000), d.fund(100_000)}
	r := rand.New(rand.NewPCG(3, 31))
	whole, cut := 0, 0
	for range 25 {
		fen := 100 + r.Int64N(1900)
		o := d.order(d.draft(funds[r.IntN(2)], r.IntN(2), fen))
		if x, err := d.orders.Net(d.As("maker"), o.ID, o.Version); err == nil {
			o = x
		} else if !errs.IsCode(err, "fund.nothing_open") && !errs.IsCode(err, "fund.net_kept") {
			t.Fatal(err)
		}
		for _, c := range d.page(o).Claims {
			if c.Against == "" {
				d.netted(o, d.now(c.OrderID))
			}
		}
		o = d.now(o.ID)
		keep := min(fen, max(300, (fen*3+999)/1000*100))
		if o.PayFen() < keep {
			t.Fatalf("of %d fen %d are left, %d have to be", fen, o.PayFen(), keep)
		}
		if o.PayFen() == fen {
			whole++
		} else {
			cut++
		}
		d.answer(d.drafted(o), true)
		if r.IntN(2) == 0 {
			d.must(d.try(func(ctx context.Context, tx *db.Tx) error { return d.orders.ReclaimTx(ctx, tx, o.AwardID, "未追认") }))
		}
	}
	if whole < 3 || cut < 5 {
		t.Errorf("%d were paid whole, %d netted", whole, cut)
	}
	d.verify()
}
