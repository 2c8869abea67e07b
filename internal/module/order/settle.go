package order

import (
	"context"

	"yice/internal/core/ledger"
	"yice/internal/kit/db"
	"yice/internal/module/fund"
)

// Answer is what the bank said of the payment of one order: paid on a day, or failed for a reason (§13 代发失败原因). LineID is the
// caller's record of the payment.
type Answer struct {
	OrderID string
	LineID  string
	Paid    bool
	On      string
	Failure string
}

// SettleTx books the bank's answers of one file in one go, then tells each order's fate: paid ones settle in the ledger, failed ones
// re-open their reservation. The caller has checked the right to do so and that each answer is the first of its order.
func (s *Service) SettleTx(ctx context.Context, tx *db.Tx, answers []Answer) error {
	if len(answers) == 0 {
		return nil
	}
	orders, err := answered(ctx, tx, answers)
	if err != nil {
		return err
	}
	var holds []string
	for _, o := range orders {
		holds = append(holds, o.HoldID)
	}
	held, err := ledger.HeldTx(ctx, tx, holds)
	if err != nil {
		return err
	}
	offsets, err := offsetsOf(ctx, tx, orders)
	if err != nil {
		return err
	}
	var acts []ledger.Act
	for _, a := range answers {
		o := orders[a.OrderID]
		if a.Paid {
			acts = append(acts, offsetActs(o, offsets[o.ID], held[o.HoldID], a.On)...)
		}
		acts = append(acts, actsOf(a, o, held[o.HoldID])...)
	}
	booked, err := ledger.DoTx(ctx, tx, acts...)
	if err != nil {
		return err
	}
	for _, a := range answers {
		o := orders[a.OrderID]
		if a.Paid {
			for i := range offsets[o.ID] {
				if err := s.doneTx(ctx, tx, &offsets[o.ID][i], booked[i].ID, a.On); err != nil {
					return err
				}
			}
			booked = booked[len(offsets[o.ID]):]
		}
		booked = o.book(a, booked)
		if err := s.fateTx(ctx, tx, &o, a); err != nil {
			return err
		}
	}
	return nil
}

// book gives an order what was booked for its answer; the rest of the bookings is others'.
func (o *Order) book(a Answer, booked []ledger.Transaction) []ledger.Transaction {
	if a.Paid {
		o.SettledTx, o.HoldID, o.PaidOn = booked[0].ID, "", a.On
		return booked[1:]
	}
	o.Failure, o.HoldID = a.Failure, ""
	if o.Reclaim {
		return booked[1:]
	}
	o.HoldID = booked[1].ID
	return booked[2:]
}

func answered(ctx context.Context, tx *db.Tx, answers []Answer) (map[string]Order, error) {
	ids := make([]string, len(answers))
	for i, a := range answers {
		ids[i] = a.OrderID
	}
	list, err := findOrders(ctx, tx, ids)
	out := make(map[string]Order, len(list))
	for _, o := range list {
		out[o.ID] = o
	}
	return out, err
}

// offsetsOf reads what the orders give to other funds when they are paid.
func offsetsOf(ctx context.Context, tx *db.Tx, orders map[string]Order) (map[string][]Netting, error) {
	var ids []string
	for _, o := range orders {
		if o.OffsetFen > 0 {
			ids = append(ids, o.ID)
		}
	}
	list, err := findNettings(ctx, tx, ids, NettingAgreed)
	out := map[string][]Netting{}
	for _, n := range list {
		out[n.OrderID] = append(out[n.OrderID], n)
	}
	return out, err
}

// actsOf settles a paid order, without what it gives to other funds; a failed one gives its reservation back and takes it again for the
// payment that will replace it, so that nobody else can promise the money meanwhile.
func actsOf(a Answer, o Order, held []ledger.Posting) []ledger.Act {
	key := "order/" + o.ID
	if a.Paid {
		meta := orderMeta(o, "payment")
		meta["line"] = a.LineID
		end := ledger.End{Hold: o.HoldID, Key: key + "/settle", EffectiveOn: a.On, Memo: fund.WordOf(fund.Purposes(), o.Purpose), Meta: meta}
		if o.OffsetFen > 0 {
			for _, p := range held {
				end.Postings = append(end.Postings, ledger.Posting{Debit: p.Debit, Credit: p.Credit, Amount: p.Amount - o.OffsetFen})
			}
		}
		return []ledger.Act{ledger.Settle(end)}
	}
	acts := []ledger.Act{ledger.Release(ledger.End{Hold: o.HoldID, Key: key + "/failed", Memo: "代发失败", Meta: orderMeta(o, "failed")})}
	if o.Reclaim {
		return acts
	}
	again := ledger.New{Key: key + "/reopen", Memo: "代发失败待重付", Meta: orderMeta(o, "reopen"), Postings: held}
	return append(acts, ledger.Hold(again, 0))
}

// fateTx writes what became of an order and tells the rooms above.
func (s *Service) fateTx(ctx context.Context, tx *db.Tx, o *Order, a Answer) error {
	act, summary := actPay, "付讫 "
	if !a.Paid {
		act, summary = actFail, "代发失败（"+fund.WordOf(Failures(), a.Failure)+"）"
	}
	if err := s.step(ctx, tx, o, act); err != nil {
		return err
	}
	if err := s.note(ctx, tx, "fund."+string(act), *o, summary+yuan(o.AmountFen)+" 元", "", nil); err != nil {
		return err
	}
	if o.Reclaim && a.Paid {
		if err := s.claimTx(ctx, tx, o, o.Reason); err != nil {
			return err
		}
	}
	if o.Reclaim && !a.Paid {
		o.Live = false
		if err := s.unnetTx(ctx, tx, o); err != nil {
			return err
		}
		if err := s.step(ctx, tx, o, actCancel); err != nil {
			return err
		}
	}
	return s.tell(ctx, tx, *o)
}
