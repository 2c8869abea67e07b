package order

import (
	"context"
	"fmt"
	"strings"

	"yice/internal/core/ledger"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/module/fund"
)

// RecoveryList is a page of recoveries with the count of all that match.
type RecoveryList struct {
	Items []RecoveryShown
	Next  string
	Total int64
}

// Recoveries pages through money that has to come back, newest first; an empty state is any. Needs fund.PermView.
func (s *Service) Recoveries(ctx context.Context, state string, p db.Page) (l RecoveryList, err error) {
	if err := authz.Require(ctx, fund.PermView); err != nil {
		return l, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		list, next, err := findRecoveries(ctx, tx, state, p)
		if err != nil {
			return err
		}
		if l.Total, err = countRecoveries(ctx, tx, state); err != nil {
			return err
		}
		l.Next = next
		l.Items, err = s.showRecoveries(ctx, tx, list)
		return err
	})
	return l, err
}

// Recovered books money that came back into its fund. Needs fund.PermManage. Codes: fund.amount, fund.required,
// fund.netting_pending (a netting takes it already), stale.
func (s *Service) Recovered(ctx context.Context, recoveryID string, version, amountFen int64, evidenceNo string) (r Recovery, err error) {
	if err := authz.Require(ctx, fund.PermManage); err != nil {
		return r, err
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if r, err = findRecovery(ctx, tx, recoveryID); err != nil {
			return err
		}
		if r.Version != version {
			return stale(r.UpdatedBy, r.UpdatedAt)
		}
		if err := checkRecovered(r, amountFen, evidenceNo); err != nil {
			return err
		}
		_, err = ledger.PostTx(ctx, tx, ledger.New{
			Key: fmt.Sprintf("recovery/%s/%d", r.ID, version), Memo: "追回", Meta: map[string]string{"kind": "recovery", "order": r.OrderID, "case": r.CaseID},
			Postings: []ledger.Posting{fund.Back(r.FundID, amountFen)},
		})
		if err != nil {
			return err
		}
		if err := s.cameBackTx(ctx, tx, &r, amountFen); err != nil {
			return err
		}
		return s.note(ctx, tx, "fund.recovered", Order{ID: r.OrderID, CaseID: r.CaseID}, "追回到账 "+yuan(amountFen)+" 元", evidenceNo, r)
	})
	return r, err
}

// cameBackTx writes that so much came back, from the household or from the fund of a later payment.
func (s *Service) cameBackTx(ctx context.Context, tx *db.Tx, r *Recovery, fen int64) error {
	if r.ReceivedFen += fen; r.ReceivedFen == r.AmountFen {
		r.State = "received"
		if err := s.giveBackTx(ctx, tx, *r); err != nil {
			return err
		}
	}
	return updateRecovery(ctx, tx, r)
}

// giveBackTx takes a payment that came back in full out of the counters: the household has not received it. What was kept back
// from a later payment was received by the first one, so that one stays.
func (s *Service) giveBackTx(ctx context.Context, tx *db.Tx, r Recovery) error {
	if r.NettedFen > 0 {
		return nil
	}
	o, err := findOrder(ctx, tx, r.OrderID)
	if err != nil {
		return err
	}
	o.Live = false
	return updateOrder(ctx, tx, &o)
}

func checkRecovered(r Recovery, amountFen int64, evidenceNo string) error {
	if r.PendingFen > 0 && amountFen > r.OpenFen() && amountFen <= r.AmountFen-r.ReceivedFen {
		return errs.New(errs.Conflict, "fund.netting_pending", "pending", yuan(r.PendingFen), "open", yuan(r.OpenFen()))
	}
	if amountFen <= 0 || amountFen > r.OpenFen() || amountFen > ledger.MaxAmount {
		return errs.InvalidField("amount_fen", "fund.amount")
	}
	if strings.TrimSpace(evidenceNo) == "" {
		return errs.InvalidField("evidence_no", "fund.required")
	}
	return nil
}

// claimTx makes a paid order a recovery, with what it gave to other funds. What it kept back in its own fund is owed again as before.
func (s *Service) claimTx(ctx context.Context, tx *db.Tx, o *Order, reason string) error {
	if o.NettedFen > 0 {
		if err := s.unnetTx(ctx, tx, o); err != nil {
			return err
		}
		if err := updateOrder(ctx, tx, o); err != nil {
			return err
		}
	}
	r := Recovery{
		ID: id.New(tx.Now()), OrderID: o.ID, CaseID: o.CaseID, FundID: o.FundID, AmountFen: o.AmountFen, Reason: reason, State: "open",
		MadeAt: tx.NowMS(), MadeBy: authz.From(ctx).Who(), Version: 1, UpdatedAt: tx.NowMS(), UpdatedBy: authz.From(ctx).Who(),
	}
	if err := insertRecovery(ctx, tx, r); err != nil {
		return err
	}
	return s.note(ctx, tx, "fund.claim", *o, "追回已付 "+yuan(o.AmountFen)+" 元", reason, nil)
}

// RecoveryShown is a recovery as listed: whose payment has to come back, what is still open, and what the actor may do.
type RecoveryShown struct {
	Recovery
	CaseNo    string   `json:"case_no"`
	PayeeName string   `json:"payee_name"`
	Purpose   string   `json:"purpose"`
	FundName  string   `json:"fund_name"`
	OpenFen   int64    `json:"open_fen" doc:"still to come back, without what a netting takes already"`
	Can       []string `json:"can"`
}

func (s *Service) showRecoveries(ctx context.Context, tx *db.Tx, list []Recovery) ([]RecoveryShown, error) {
	ids := make([]string, len(list))
	for i, r := range list {
		ids[i] = r.OrderID
	}
	orders, err := findOrders(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	shown, err := s.showOrders(ctx, tx, orders)
	if err != nil {
		return nil, err
	}
	of := make(map[string]OrderShown, len(shown))
	for _, o := range shown {
		of[o.ID] = o
	}
	out := make([]RecoveryShown, len(list))
	for i, r := range list {
		o := of[r.OrderID]
		out[i] = RecoveryShown{
			Recovery: r, CaseNo: o.CaseNo, PayeeName: o.PayeeName, Purpose: o.Purpose, FundName: o.FundName,
			OpenFen: r.AmountFen - r.ReceivedFen - r.PendingFen, Can: []string{},
		}
		if out[i].OpenFen > 0 && authz.From(ctx).Has(fund.PermManage) {
			out[i].Can = append(out[i].Can, "receive")
		}
	}
	return out, nil
}
