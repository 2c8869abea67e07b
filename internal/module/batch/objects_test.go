package batch

import (
	"context"
	"testing"

	"yice/internal/core/flow"
	"yice/internal/kit/authz"
	"yice/internal/kit/errs"
	"yice/internal/module/fund"
	"yice/internal/module/order"
)

// object is a real order or batch in one state, with acts that its table knows, tried by a version that nobody has.
type object struct {
	name  string
	table *flow.Table
	state flow.State
	acts  map[flow.Action]func(ctx context.Context) error
}

func (d *desk) batchObject(b Batch) object {
	return object{"batch", Batches(), b.State, map[flow.Action]func(ctx context.Context) error{
		actEdit:     func(ctx context.Context) error { _, err := d.s.RemoveLines(ctx, b.ID, -1, []string{"x"}); return err },
		actLock:     func(ctx context.Context) error { _, err := d.s.Lock(ctx, b.ID, -1); return err },
		actWithdraw: func(ctx context.Context) error { _, err := d.s.Back(ctx, b.ID, -1, true, "试"); return err },
		actSendBack: func(ctx context.Context) error { _, err := d.s.Back(ctx, b.ID, -1, false, "试"); return err },
		actReview:   func(ctx context.Context) error { _, err := d.s.Review(ctx, b.ID, -1, ""); return err },
		actRelease:  func(ctx context.Context) error { _, err := d.s.Release(ctx, b.ID, -1); return err },
		actCancel:   func(ctx context.Context) error { _, err := d.s.CancelBatch(ctx, b.ID, -1, "试"); return err },
		actClose:    func(ctx context.Context) error { _, err := d.s.CloseBatch(ctx, b.ID, -1); return err },
	}}
}

func (d *desk) orderObject(o order.Order) object {
	return object{"order", order.Orders(), o.State, map[flow.Action]func(ctx context.Context) error{
		"hold":   func(ctx context.Context) error { _, err := d.orders.Hold(ctx, o.ID, -1, "试"); return err },
		"resume": func(ctx context.Context) error { _, err := d.orders.Resume(ctx, o.ID, -1); return err },
		"net":    func(ctx context.Context) error { _, err := d.orders.Net(ctx, o.ID, -1); return err },
		"account": func(ctx context.Context) error {
			_, err := d.orders.ChangeAccount(ctx, o.ID, -1, "", "试")
			return err
		},
		"ask_netting": func(ctx context.Context) error {
			_, err := d.orders.AskNetting(ctx, o.ID, order.NetAsk{Version: -1, RecoveryID: "x", Reason: "试"})
			return err
		},
		actRepay: func(ctx context.Context) error {
			_, err := d.orders.Repay(ctx, -1, order.Again{OrderID: o.ID})
			return err
		},
	}}
}

func (d *desk) nettingObject(n order.Netting) object {
	return object{"netting", order.Nettings(), n.State, map[flow.Action]func(ctx context.Context) error{
		"agree": func(ctx context.Context) error {
			_, err := d.orders.DecideNetting(ctx, n.ID, order.NetDecision{Version: -1, Agree: true})
			return err
		},
		"decline": func(ctx context.Context) error {
			_, err := d.orders.DecideNetting(ctx, n.ID, order.NetDecision{Version: -1, Note: "试"})
			return err
		},
		"drop": func(ctx context.Context) error { _, err := d.orders.DropNetting(ctx, n.ID, -1, "试"); return err },
	}}
}

// nettingObjects are nettings in each state.
func (d *desk) nettingObjects() []object {
	d.t.Helper()
	owed, pays := d.fund(10_000_000), d.fund(10_000_000)
	var list []object
	for i := range 5 {
		n := 20 + i
		first := d.owes(owed, n, 3000)
		o := d.order(d.draft(pays, n, 10_000))
		one, err := d.ask(o, first)
		d.must(err)
		now := one.Netting
		switch i {
		case 1:
			now, err = d.orders.DecideNetting(d.As("reviewer"), now.ID, order.NetDecision{Version: now.Version, Agree: true})
		case 2:
			now, err = d.orders.DecideNetting(d.As("reviewer"), now.ID, order.NetDecision{Version: now.Version, Note: "不同意"})
		case 3:
			now, err = d.orders.DropNetting(d.As("maker"), now.ID, now.Version, "改由本人退回")
		case 4:
			_, err = d.orders.DecideNetting(d.As("reviewer"), now.ID, order.NetDecision{Version: now.Version, Agree: true})
			d.must(err)
			d.answer(d.drafted(o), true)
			now = d.page(o).Nettings[0].Netting
		}
		d.must(err)
		list = append(list, d.nettingObject(now))
	}
	return list
}

// objects are orders, nettings and batches in each state that somebody can act on.
func (d *desk) objects() []object {
	d.t.Helper()
	f := d.fund(10_000_000)
	n := 0
	batch := func() Batch {
		d.t.Helper()
		o := d.order(d.draft(f, n, 1000))
		n++
		m, err := d.s.CreateBatch(d.As("maker"), NewBatch{Orders: []string{o.ID}})
		d.must(err)
		return m.Batch
	}
	draft := batch()
	locked := batch()
	locked, err := d.s.Lock(d.As("maker"), locked.ID, locked.Version)
	d.must(err)
	reviewed := batch()
	reviewed, err = d.s.Lock(d.As("maker"), reviewed.ID, reviewed.Version)
	d.must(err)
	reviewed, err = d.s.Review(d.As("reviewer"), reviewed.ID, reviewed.Version, "")
	d.must(err)
	released := d.send(batch())
	returned := d.send(batch())
	_, err = d.s.TakeReturn(d.As("maker"), returned.ID, "back.csv", d.answers(returned, nil))
	d.must(err)
	list := []object{d.batchObject(draft), d.batchObject(locked), d.batchObject(reviewed)}
	for _, b := range []Batch{released, returned} {
		now, err := d.s.BatchOf(d.As("maker"), b.ID)
		d.must(err)
		list = append(list, d.batchObject(now.Batch))
	}
	waiting := d.order(d.draft(f, n, 1000))
	held := d.order(d.draft(f, n+1, 1000))
	held, err = d.orders.Hold(d.As("maker"), held.ID, held.Version, "核对中")
	d.must(err)
	return append(append(list, d.orderObject(waiting), d.orderObject(held)), d.nettingObjects()...)
}

// TestRolesOnRealObjects tries every act on real orders, nettings and batches by everybody: who holds the right that the table names gets as far as
// the version, who does not is refused; what the state does not allow is told only to those who see the state.
func TestRolesOnRealObjects(t *testing.T) {
	t.Parallel()
	d := open(t)
	tried, passed := 0, 0
	seen := map[flow.State]bool{}
	for _, o := range d.objects() {
		seen[o.state] = seen[o.state] || o.name == "netting"
		for _, who := range []string{
			"secretary", "maker", "reviewer", "releaser", "auditor", "employer-union", "union-clerk", "union-officer", "civil-leader", "street-officer", "chair", "provider",
			"system-admin", "security-admin", "audit-admin",
		} {
			for act, try := range o.acts {
				ctx := d.As(who)
				tr, err := o.table.Next(o.state, act)
				allowed := err == nil
				err = try(ctx)
				tried++
				refused := errs.IsKind(err, errs.Forbidden) || errs.IsKind(err, errs.NotFound)
				a := authz.From(ctx)
				switch {
				case err == nil:
					t.Errorf("%s: %s of a %s %s went through without its version", who, act, o.state, o.name)
				case allowed && !a.Has(tr.Perm) && !refused:
					t.Errorf("%s may not %s a %s %s and learns: %v", who, act, o.state, o.name, err)
				case allowed && a.Has(tr.Perm) && refused && !errs.IsCode(err, "SELF_APPROVAL"):
					t.Errorf("%s may %s a %s %s and is refused: %v", who, act, o.state, o.name, err)
				case !allowed && !a.Has(fund.PermView) && !refused:
					t.Errorf("%s sees no payments and learns of a %s %s: %v", who, o.state, o.name, err)
				case allowed && a.Has(tr.Perm):
					passed++
				}
			}
		}
	}
	for _, state := range order.Nettings().States {
		if !seen[state] {
			t.Errorf("no netting is %s", state)
		}
	}
	if tried < 900 || passed < 15 {
		t.Errorf("%d tried, %d by those who may", tried, passed)
	}
	d.verify()
}
