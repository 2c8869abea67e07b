package order

import (
	"context"
	"fmt"

	"yice/internal/core/ledger"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
)

// Net keeps back from a waiting order what its household has to give back to the same fund: the order pays so much less, and
// the recovery is settled by as much, but for what the household keeps (keeping). When nothing is left the order is cancelled, or paid where it gives to other funds. No money
// moves: what was to go out stays in the fund. Until it is done the order cannot enter a batch; when the order falls later, the
// recovery is open again. Needs fund.PermMake. Codes: fund.nothing_open,
// fund.net_exempt, fund.net_kept, fund.net_nothing, flow.not_allowed, stale.
func (s *Service) Net(ctx context.Context, orderID string, version int64) (Order, error) {
	return s.onOrder(ctx, orderID, version, func(tx *db.Tx, o *Order) error {
		if err := s.step(ctx, tx, o, actNet); err != nil {
			return err
		}
		claims, err := findClaims(ctx, tx, o.CaseID, o.FundID)
		if err != nil {
			return err
		}
		keep, err := s.keepingTx(ctx, tx)
		if err != nil {
			return err
		}
		kept, room := int64(0), keep.room(*o)
		if len(claims) > 0 && room == 0 {
			return keep.refusal(*o)
		}
		for i := range claims {
			part := min(claims[i].OpenFen(), room-kept)
			if part == 0 {
				continue
			}
			kept += part
			if err := s.netTx(ctx, tx, &claims[i], *o, part); err != nil {
				return err
			}
		}
		if kept == 0 {
			return errs.New(errs.Conflict, "fund.nothing_open")
		}
		return s.lessTx(ctx, tx, o, kept)
	})
}

func (s *Service) netTx(ctx context.Context, tx *db.Tx, r *Recovery, o Order, part int64) error {
	r.ReceivedFen += part
	r.NettedFen += part
	if r.ReceivedFen == r.AmountFen {
		r.State = "received"
	}
	if err := updateRecovery(ctx, tx, r); err != nil {
		return err
	}
	n := Netting{
		ID: id.New(tx.Now()), OrderID: o.ID, RecoveryID: r.ID, Recovered: r.OrderID, FromFundID: o.FundID, ToFundID: r.FundID, AmountFen: part, State: NettingDone,
		AskedAt: tx.NowMS(), AskedBy: authz.From(ctx).Who(), AskedByID: authz.From(ctx).Hand(), DoneOn: tx.Today(), Version: 1, UpdatedAt: tx.NowMS(), UpdatedBy: authz.From(ctx).Who(),
	}
	if err := insertNetting(ctx, tx, n); err != nil {
		return err
	}
	return s.note(ctx, tx, "fund.recovery_netted", Order{ID: r.OrderID, CaseID: r.CaseID}, "追回与后续付款相抵 "+yuan(part)+" 元", o.ID, *r)
}

// lessTx makes the order pay so much less: the reservation is given back and the rest taken again.
func (s *Service) lessTx(ctx context.Context, tx *db.Tx, o *Order, kept int64) error {
	end := ledger.End{Hold: o.HoldID, Key: fmt.Sprintf("order/%s/net/%d", o.ID, o.Version), Memo: "与追回相抵", Meta: orderMeta(*o, "net")}
	if _, err := ledger.ReleaseTx(ctx, tx, end); err != nil {
		return err
	}
	o.NettedFen, o.HoldID = o.NettedFen+kept, ""
	summary := "付款与追回相抵 " + yuan(kept) + " 元"
	if kept == o.AmountFen {
		o.Live, o.Reason = false, "全额与追回相抵"
		if err := s.step(ctx, tx, o, actCancel); err != nil {
			return err
		}
		if err := s.note(ctx, tx, "fund.net", *o, summary, o.Reason, nil); err != nil {
			return err
		}
		return s.tell(ctx, tx, *o)
	}
	o.AmountFen -= kept
	f, err := s.funds.FundTx(ctx, tx, o.FundID)
	if err != nil {
		return err
	}
	if o.HoldID, err = s.reserve(ctx, tx, f, *o, end.Key+"/hold"); err != nil {
		return err
	}
	if err := updateOrder(ctx, tx, o); err != nil {
		return err
	}
	if err := s.note(ctx, tx, "fund.net", *o, summary, "", nil); err != nil {
		return err
	}
	return s.wholeTx(ctx, tx, o)
}
