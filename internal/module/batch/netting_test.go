package batch

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"yice/internal/core/ledger"
	"yice/internal/kit/authz"
	"yice/internal/kit/blob"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/module/fund"
	"yice/internal/module/order"
)

// claimed reads what one order has to bring back.
func (d *desk) claimed(o order.Order) (r order.Recovery) {
	d.t.Helper()
	back, err := d.orders.Recoveries(d.As("auditor"), "", db.Page{})
	list := back.Items
	d.must(err)
	for _, x := range list {
		if x.OrderID == o.ID {
			return x.Recovery
		}
	}
	d.t.Fatalf("nothing is claimed of %s", o.ID)
	return r
}

func (d *desk) ask(o order.Order, first order.Order) (order.NettingShown, error) {
	d.t.Helper()
	_, err := d.orders.AskNetting(d.As("maker"), o.ID, order.NetAsk{Version: d.now(o.ID).Version, RecoveryID: d.claimed(first).ID, Reason: "该户同意抵付"})
	if err != nil {
		return order.NettingShown{}, err
	}
	p := d.page(o)
	return p.Nettings[len(p.Nettings)-1], nil
}

func (d *desk) page(o order.Order) order.OrderPage {
	d.t.Helper()
	p, err := d.orders.Order(d.As("maker"), o.ID)
	d.must(err)
	return p
}

// netted asks and agrees.
func (d *desk) netted(o order.Order, first order.Order) order.Netting {
	d.t.Helper()
	asked, err := d.ask(o, first)
	d.must(err)
	n, err := d.orders.DecideNetting(d.As("reviewer"), asked.ID, order.NetDecision{Version: asked.Version, Agree: true})
	d.must(err)
	return n
}

func (d *desk) drafted(orders ...order.Order) Batch {
	d.t.Helper()
	in := NewBatch{Forced: "同一户多项"}
	for _, o := range orders {
		in.Orders = append(in.Orders, o.ID)
	}
	m, err := d.s.CreateBatch(d.As("maker"), in)
	d.must(err)
	return m.Batch
}

// answer brings a batch to the bank and back; the bank pays, or refuses every line.
func (d *desk) answer(b Batch, pays bool) {
	d.t.Helper()
	b = d.send(b)
	_, err := d.s.TakeReturn(d.As("maker"), b.ID, "back.csv", d.answers(b, func(_ int, row []string) {
		if !pays {
			row[4], row[5] = "失败", "账户已销户"
		}
	}))
	d.must(err)
}

func (d *desk) openTasks(kind string) int64 {
	d.t.Helper()
	b, err := d.tasks.Mine(d.As("reviewer"), kind, 10)
	d.must(err)
	return b.Total
}

func TestARecoveryIsNettedAcrossFunds(t *testing.T) {
	t.Parallel()
	d := open(t)
	owed, pays := d.fund(100_000), d.fund(100_000)
	first := d.owes(owed, 0, 3000)
	o, other := d.order(d.draft(pays, 0, 10_000)), d.order(d.draft(pays, 1, 10_000))
	p := d.page(o)
	if len(p.Claims) != 1 || p.Claims[0].FundName != owed.Name || p.Claims[0].NetFen != 3000 || p.Claims[0].Consent || p.Claims[0].Against != "" {
		t.Fatalf("%+v", p.Claims)
	}
	if len(d.page(other).Claims) != 0 {
		t.Error("another household's debt is offered")
	}
	_, err := d.ask(other, first)
	d.refused(err, "fund.recovery_unknown")
	_, err = d.orders.AskNetting(d.As("maker"), o.ID, order.NetAsk{Version: o.Version, RecoveryID: d.claimed(first).ID})
	d.refused(err, "fund.reason")
	_, err = d.orders.AskNetting(d.As("reviewer"), o.ID, order.NetAsk{Version: o.Version, RecoveryID: d.claimed(first).ID, Reason: "抵付"})
	d.refused(err, "forbidden")
	asked, err := d.ask(o, first)
	d.must(err)
	_, err = d.ask(o, first)
	d.refused(err, "fund.recovery_unknown") // all of it is asked for
	_, err = d.s.CreateBatch(d.As("maker"), NewBatch{Orders: []string{o.ID}})
	d.refused(err, "fund.netting_open")
	if n := d.openTasks(order.TaskNetting); n != 1 {
		t.Errorf("%d tasks", n)
	}
	_, err = d.orders.DecideNetting(d.As("maker"), asked.ID, order.NetDecision{Version: asked.Version, Agree: true})
	d.refused(err, "forbidden")
	_, err = d.orders.DecideNetting(authz.Lend(d.As("maker"), fund.PermReview, "/"), asked.ID, order.NetDecision{Version: asked.Version, Agree: true})
	d.refused(err, "SELF_APPROVAL")
	_, err = d.orders.DecideNetting(d.As("reviewer"), asked.ID, order.NetDecision{Version: asked.Version})
	d.refused(err, "fund.reason")
	_, err = d.orders.DecideNetting(d.As("reviewer"), asked.ID, order.NetDecision{Version: asked.Version + 1, Agree: true})
	d.refused(err, "stale")
	n, err := d.orders.DecideNetting(d.As("reviewer"), asked.ID, order.NetDecision{Version: asked.Version, Agree: true})
	d.must(err)
	if n.State != order.NettingAgreed || d.openTasks(order.TaskNetting) != 0 {
		t.Fatalf("%+v", n)
	}
	d.holds(pays, 100_000, 20_000) // nothing is booked before the bank has paid
	d.holds(owed, 97_000, 0)
	_, err = d.orders.Recovered(d.As("maker"), d.claimed(first).ID, d.claimed(first).Version, 1, "收1")
	d.refused(err, "fund.netting_pending")
	b := d.drafted(o, other)
	if b.SumFen != 17_000 {
		t.Fatal(b.SumFen)
	}
	_, err = d.orders.DropNetting(d.As("maker"), n.ID, n.Version, "改由本人退回")
	d.refused(err, "fund.order_batched")
	d.answer(b, true)
	d.holds(pays, 80_000, 0)
	d.holds(owed, 100_000, 0)
	o = d.now(o.ID)
	if r := d.claimed(first); o.State != order.OrderPaid || o.AmountFen != 10_000 || o.OffsetFen != 3000 || r.State != "received" || r.ReceivedFen != 3000 || r.PendingFen != 0 || r.NettedFen != 0 {
		t.Fatalf("%+v %+v", o, r)
	}
	if d.now(first.ID).Live {
		t.Error("a payment that came back still counts")
	}
	now, err := d.s.BatchOf(d.As("auditor"), b.ID)
	d.must(err)
	if _, err := d.reconcile("reviewer", b.ID, now.Version, Statement{No: "S", Lines: 2, SumFen: 17_000}); err != nil {
		t.Error(err)
	}
	moves := d.moves(owed)
	last := moves[len(moves)-1]
	if last.Kind != "offset" || last.OrderID != first.ID || last.ChangeFen != 3000 {
		t.Errorf("%+v", last)
	}
	d.verify()
}

func (d *desk) moves(f fund.Fund) (out []fund.Movement) {
	d.t.Helper()
	d.must(d.DB.View(d.t.Context(), func(tx *db.Tx) (err error) { out, err = d.funds.MovesTx(d.t.Context(), tx, f.ID, 0); return err }))
	return out
}

// TestANettingOutlivesAFailedPayment: what the bank refuses books nothing, and the order that pays again gives the same to the other fund.
func TestANettingOutlivesAFailedPayment(t *testing.T) {
	t.Parallel()
	d := open(t)
	owed, pays := d.fund(100_000), d.fund(10_000)
	first := d.owes(owed, 0, 3000)
	o := d.order(d.draft(pays, 0, 10_000))
	n := d.netted(o, first)
	d.answer(d.drafted(o), false)
	d.holds(pays, 10_000, 10_000)
	d.holds(owed, 97_000, 0)
	if r := d.claimed(first); r.State != "open" || r.PendingFen != 3000 {
		t.Fatalf("%+v", r)
	}
	again, err := d.orders.Repay(d.As("maker"), d.now(o.ID).Version, order.Again{OrderID: o.ID})
	d.must(err)
	p := d.page(again)
	if p.PayFen != 7000 || len(p.Nettings) != 1 || p.Nettings[0].ID != n.ID {
		t.Fatalf("%+v", p)
	}
	d.answer(d.drafted(again), true)
	d.holds(pays, 0, 0)
	d.holds(owed, 100_000, 0)
	// The whole amount has to come back when the award falls later: it was aid of the paying fund.
	d.must(d.try(func(ctx context.Context, tx *db.Tx) error { return d.orders.ReclaimTx(ctx, tx, o.AwardID, "未追认") }))
	if r := d.claimed(again); r.AmountFen != 10_000 || r.FundID != pays.ID || d.claimed(first).State != "received" {
		t.Errorf("%+v", r)
	}
	d.verify()
}

func TestANettingFallsWithItsOrder(t *testing.T) {
	t.Parallel()
	d := open(t)
	owed, pays := d.fund(100_000), d.fund(100_000)
	first := d.owes(owed, 0, 3000)
	reopened := func(what string, o order.Order) {
		t.Helper()
		if r, o := d.claimed(first), d.now(o.ID); r.State != "open" || r.OpenFen() != 3000 || r.NettedFen != 0 || o.OffsetFen != 0 || o.NettedFen != 0 {
			t.Fatalf("%s: %+v %+v", what, r, o)
		}
		d.holds(owed, 97_000, 0)
		d.verify()
	}
	cancel := func(o order.Order) {
		t.Helper()
		d.must(d.try(func(ctx context.Context, tx *db.Tx) error {
			return d.orders.CancelAwardTx(ctx, tx, o.AwardID, "放弃救助")
		}))
	}
	o := d.order(d.draft(pays, 0, 10_000))
	_, err := d.ask(o, first)
	d.must(err)
	cancel(o)
	reopened("asked, then cancelled", o)
	if d.openTasks(order.TaskNetting) != 0 {
		t.Error("the task stays")
	}
	o = d.order(d.draft(pays, 0, 10_000))
	d.netted(o, first)
	d.answer(d.drafted(o), false)
	cancel(o)
	reopened("agreed, failed, then cancelled", o)

	o = d.order(d.draft(pays, 0, 10_000))
	d.netted(o, first)
	b := d.send(d.drafted(o))
	d.must(d.try(func(ctx context.Context, tx *db.Tx) error { return d.orders.ReclaimTx(ctx, tx, o.AwardID, "未追认") }))
	_, err = d.s.TakeReturn(d.As("maker"), b.ID, "back.csv", d.answers(b, func(_ int, row []string) { row[4], row[5] = "失败", "账户已销户" }))
	d.must(err)
	reopened("reclaimed at the bank, then failed", o)
	d.holds(pays, 100_000, 0)

	own := d.order(d.draft(owed, 0, 10_000)) // the same fund: kept back, and owed again when the order falls
	own, err = d.orders.Net(d.As("maker"), own.ID, own.Version)
	d.must(err)
	cancel(own)
	reopened("kept back in its fund, then cancelled", own)
	own = d.order(d.draft(owed, 0, 10_000))
	own, err = d.orders.Net(d.As("maker"), own.ID, own.Version)
	d.must(err)
	d.answer(d.drafted(own), true)
	d.holds(owed, 90_000, 0)
	d.must(d.try(func(ctx context.Context, tx *db.Tx) error {
		return d.orders.ReclaimTx(ctx, tx, own.AwardID, "未追认")
	}))
	if r := d.claimed(first); r.State != "open" || r.OpenFen() != 3000 || d.claimed(own).AmountFen != 7000 {
		t.Errorf("the household has 100 yuan and owes %+v", r)
	}
	d.verify()
}

// TestAWholePaymentIsNetted: nothing is left for the bank, so agreeing pays it.
func TestAWholePaymentIsNetted(t *testing.T) {
	t.Parallel()
	d := open(t)
	owed, pays := d.fund(100_000), d.fund(5000)
	_, err := d.funds.SetBudget(d.As("maker"), pays.ID, "2020-H1", 6000, 0, "上半年预算")
	d.must(err)
	first := d.owes(owed, 0, 8000)
	in := d.draft(pays, 0, 5000)
	in.DueOn = "2020-06-30"
	early := d.order(in)
	asked, err := d.ask(early, first)
	d.must(err)
	_, err = d.orders.DecideNetting(d.As("reviewer"), asked.ID, order.NetDecision{Version: asked.Version, Agree: true})
	d.refused(err, "fund.not_due")
	_, err = d.orders.DropNetting(d.As("maker"), asked.ID, asked.Version, "还没到期")
	d.must(err)
	d.must(d.try(func(ctx context.Context, tx *db.Tx) error {
		return d.orders.CancelAwardTx(ctx, tx, early.AwardID, "改期")
	}))
	o := d.order(d.draft(pays, 0, 5000))
	d.told = nil
	n := d.netted(o, first)
	o = d.now(o.ID)
	if n.State != order.NettingDone || o.State != order.OrderPaid || o.PaidOn == "" || len(d.told) != 1 || o.PayFen() != 0 {
		t.Fatalf("%+v %+v %v", n, o, d.told)
	}
	d.holds(pays, 0, 0)
	d.holds(owed, 97_000, 0)
	if r := d.claimed(first); r.State != "open" || r.OpenFen() != 3000 {
		t.Errorf("%+v", r)
	}
	d.Do(d.System(), func(ctx context.Context, tx *db.Tx) error {
		left, err := ledger.BalanceTx(ctx, tx, "budget/"+pays.ID+"/2020-H1")
		if left.Balance != 1000 || left.Going != 0 {
			t.Errorf("of the budget %+v is left", left)
		}
		return err
	})
	d.verify()
}

func TestOnlyWhatTheRestrictionAllowsIsNettedWithoutConsent(t *testing.T) {
	t.Parallel()
	d := open(t)
	owed := d.fund(100_000)
	first := d.owes(owed, 0, 3000) // medical
	restricted := func(purpose string) order.Order {
		d.made++
		f := d.fill(fund.NewFund{Code: fmt.Sprint("R", d.made), Name: purpose + "专项", Source: "donation_restricted", Restricted: true, Purposes: []string{purpose}, Donor: "某企业"}, 50_000)
		in := d.draft(f, 0, 10_000)
		in.Purpose = purpose
		return d.order(in)
	}
	medical, study := restricted("medical"), restricted("study")
	if c := d.page(medical).Claims[0]; c.Consent {
		t.Errorf("%+v", c)
	}
	if c := d.page(study).Claims[0]; !c.Consent || c.Donor != "某企业" {
		t.Errorf("%+v", c)
	}
	asked, err := d.ask(medical, first)
	d.must(err)
	if asked.Consent || asked.DocumentNo != "" {
		t.Errorf("%+v", asked)
	}
	_, err = d.orders.DropNetting(d.As("maker"), asked.ID, asked.Version, "改由助学专项抵付")
	d.must(err)
	_, err = d.ask(study, first)
	d.refused(err, "fund.consent")
	in := order.NetAsk{Version: study.Version, RecoveryID: d.claimed(first).ID, Reason: "捐赠人同意", DocumentNo: "函〔2020〕1号", FileID: "none"}
	_, err = d.orders.AskNetting(d.As("maker"), study.ID, in)
	d.refused(err, "fund.consent")
	in.FileID = d.paper()
	_, err = d.orders.AskNetting(d.As("maker"), study.ID, in)
	d.must(err)
	n := d.page(study).Nettings[0]
	if !n.Consent || n.FileID != in.FileID || n.FromFund != "study专项" || n.ToFund != owed.Name {
		t.Errorf("%+v", n)
	}
	f, body, err := d.orders.Consent(d.As("reviewer"), n.ID)
	d.must(err)
	defer func() { _ = body.Close() }()
	if f.ID != in.FileID {
		t.Errorf("%+v", f)
	}
	_, _, err = d.orders.Consent(d.As("union-clerk"), n.ID)
	d.refused(err, "forbidden")
	_, err = d.orders.DecideNetting(d.As("reviewer"), n.ID, order.NetDecision{Version: n.Version, Note: "文号不清"})
	d.must(err)
	if r, o := d.claimed(first), d.now(study.ID); r.PendingFen != 0 || o.OffsetFen != 0 {
		t.Errorf("declined, and still there: %+v %+v", r, o)
	}
	d.verify()
}

func (d *desk) paper() (fileID string) {
	d.t.Helper()
	ref, err := d.files.Put(d.t.Context(), strings.NewReader("\x89PNG\r\n\x1a\n"+strings.Repeat("x", 200)), 1<<20, blob.Images())
	d.must(err)
	d.Do(d.As("maker"), func(ctx context.Context, tx *db.Tx) error {
		f, err := blob.RecordTx(ctx, tx, ref, "同意书.png", "consent", "")
		fileID = f.ID
		return err
	})
	return fileID
}

func TestWhatCannotBeNetted(t *testing.T) {
	t.Parallel()
	d := open(t)
	owed, pays := d.fund(100_000), d.fund(100_000)
	first := d.owes(owed, 0, 3000)
	d.owes(pays, 0, 500)
	o := d.order(d.draft(pays, 0, 10_000))
	_, err := d.ask(o, first)
	d.refused(err, "fund.recovery_open") // its own fund comes first
	_, err = d.s.SetPayer(d.As("secretary"), fund.Payer{Code: "second", Name: "第二账户", AccountName: "大庆市总工会", Bank: "示范银行", AccountNo: "6222020200112233", Template: "csv_gbk"})
	if err != nil {
		d.t.Fatal(err)
	}
	d.made++
	elsewhere := d.fill(fund.NewFund{Code: fmt.Sprint("F", d.made), Name: "另一账户的资金", Source: "donation", Payer: "second", FromOn: "2020-01-01"}, 50_000)
	far := d.order(d.draft(elsewhere, 0, 10_000))
	if c := d.page(far).Claims[0]; c.Against != "net_payers" {
		t.Errorf("%+v", c)
	}
	_, err = d.ask(far, first)
	d.refused(err, "fund.net_payers")
	o, err = d.orders.Net(d.As("maker"), o.ID, d.now(o.ID).Version)
	d.must(err)
	held, err := d.orders.Hold(d.As("maker"), o.ID, o.Version, "核对中")
	d.must(err)
	_, err = d.ask(held, first)
	d.refused(err, "flow.not_allowed")
	o, err = d.orders.Resume(d.As("maker"), held.ID, held.Version)
	d.must(err)
	d.drafted(o)
	_, err = d.ask(o, first)
	d.refused(err, "flow.not_allowed") // it is in a batch
	own := d.page(o).Nettings[0]
	_, err = d.orders.DropNetting(d.As("maker"), own.ID, own.Version, "试")
	d.refused(err, "flow.not_allowed") // what was kept back falls with its order only
	d.verify()
}

// TestRandomNettingsKeepEveryFen lets orders, claims and nettings of three funds and two households go their ways: the funds hold what
// came in less what the bank paid, and no recovery is settled beyond its amount.
func TestRandomNettingsKeepEveryFen(t *testing.T) {
	t.Parallel()
	d := open(t)
	funds := []fund.Fund{d.fund(40_000), d.fund(40_000), d.fund(40_000)}
	r := rand.New(rand.NewPCG(7, 25))
	cash, back := int64(0), int64(0)
	for range 25 {
		o := d.order(d.draft(funds[r.IntN(3)], r.IntN(2), 100+r.Int64N(900)))
		if x, err := d.orders.Net(d.As("maker"), o.ID, o.Version); err == nil {
			o = x
		} else if !errs.IsCode(err, "fund.nothing_open") {
			t.Fatal(err)
		}
		for _, c := range d.page(o).Claims {
			if d.now(o.ID).State != order.OrderWaiting || r.IntN(3) == 0 {
				continue
			}
			first := d.now(c.OrderID)
			asked, err := d.ask(o, first)
			if errs.IsCode(err, "fund.net_nothing") {
				continue
			}
			d.must(err)
			_, err = d.orders.DecideNetting(d.As("reviewer"), asked.ID, order.NetDecision{Version: asked.Version, Agree: r.IntN(4) > 0, Note: "试"})
			d.must(err)
		}
		if o = d.now(o.ID); o.State == order.OrderWaiting {
			pays := r.IntN(4) > 0
			d.answer(d.drafted(o), pays)
			if pays {
				cash += o.PayFen()
			} else {
				d.must(d.try(func(ctx context.Context, tx *db.Tx) error {
					return d.orders.CancelAwardTx(ctx, tx, o.AwardID, "放弃")
				}))
			}
		}
		if o = d.now(o.ID); o.State == order.OrderPaid && r.IntN(2) == 0 {
			d.must(d.try(func(ctx context.Context, tx *db.Tx) error { return d.orders.ReclaimTx(ctx, tx, o.AwardID, "未追认") }))
			if c := d.claimed(o); c.OpenFen() >= 50 && r.IntN(3) == 0 {
				_, err := d.orders.Recovered(d.As("maker"), c.ID, c.Version, 50, fmt.Sprint("收", c.ID))
				d.must(err)
				back += 50
			}
		}
	}
	pool, err := d.orders.Pool(d.As("auditor"))
	d.must(err)
	if pool.BalanceFen != 120_000-cash+back || pool.CommittedFen != 0 {
		t.Errorf("the funds hold %d with %d committed; %d went out, %d came back", pool.BalanceFen, pool.CommittedFen, cash, back)
	}
	done := 0
	claims, err := d.orders.Recoveries(d.As("auditor"), "", db.Page{})
	list := claims.Items
	d.must(err)
	for _, x := range list {
		if x.PendingFen != 0 || x.ReceivedFen > x.AmountFen || (x.State == "received") != (x.ReceivedFen == x.AmountFen) {
			t.Errorf("%+v", x)
		}
	}
	for _, f := range funds {
		for _, m := range d.moves(f) {
			if m.Kind == "offset" && m.ChangeFen > 0 {
				done++
			}
		}
	}
	if done < 3 {
		t.Errorf("only %d nettings across funds", done)
	}
	d.verify()
}
