package fund

import (
	"context"
	"fmt"

	"yice/internal/core/ledger"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

// Pool is all money at a glance, in fen. Received and Paid are those of the half-year.
type Pool struct {
	AsOfAt       int64         `json:"as_of_at"`
	Half         string        `json:"half"`
	BalanceFen   int64         `json:"balance_fen"`
	CommittedFen int64         `json:"committed_fen"`
	AvailableFen int64         `json:"available_fen"`
	ReceivedFen  int64         `json:"received_fen"`
	PaidFen      int64         `json:"paid_fen"`
	ClaimedFen   int64         `json:"claimed_fen" doc:"paid and to be got back"`
	Waiting      int64         `json:"waiting" doc:"orders that wait for a batch"`
	Held         int64         `json:"held"`
	Failed       int64         `json:"failed"`
	Funds        []FundShown   `json:"funds"`
	Purposes     []PurposePart `json:"purposes"`
	Months       []MonthPart   `json:"months" doc:"the last twelve"`
	Can          []string      `json:"can"`
}

// PurposePart is what one purpose takes: promised and not yet paid, and paid in the last twelve months.
type PurposePart struct {
	Purpose      string `db:"purpose" json:"purpose"`
	Text         string `db:"-" json:"text"`
	CommittedFen int64  `db:"committed_fen" json:"committed_fen"`
	PaidFen      int64  `db:"paid_fen" json:"paid_fen"`
}

// MonthPart is what came in and went out in a month ("2020-05").
type MonthPart struct {
	Month       string `db:"month" json:"month"`
	ReceivedFen int64  `db:"received_fen" json:"received_fen"`
	PaidFen     int64  `db:"paid_fen" json:"paid_fen"`
}

// Pool sums the pool up. Needs PermView.
func (s *Service) Pool(ctx context.Context) (p Pool, err error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return p, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		p, err = s.poolTx(ctx, tx)
		return err
	})
	return p, err
}

func (s *Service) poolTx(ctx context.Context, tx *db.Tx) (Pool, error) {
	p := Pool{AsOfAt: tx.NowMS(), Half: Half(tx.Today()), Can: poolCan(ctx)}
	list, err := findFunds(ctx, tx, "")
	if err != nil {
		return p, err
	}
	if p.Funds, err = s.showFunds(ctx, tx, list); err != nil {
		return p, err
	}
	for _, f := range p.Funds {
		p.BalanceFen += f.BalanceFen
		p.CommittedFen += f.CommittedFen
		p.AvailableFen += f.AvailableFen
	}
	from := p.Half[:4] + "-01-01"
	if p.Half[5:] == "H2" {
		from = p.Half[:4] + "-07-01"
	}
	today, err := clock.ParseDate(tx.Today()[:7] + "-01")
	if err != nil {
		return p, err
	}
	first := today.AddDate(0, -11, 0)
	if p.Purposes, err = findPurposeParts(ctx, tx, clock.Date(first)); err != nil {
		return p, err
	}
	for i := range p.Purposes {
		p.Purposes[i].Text = said(ctx, Purposes(), p.Purposes[i].Purpose)
	}
	if p.Months, err = findMonths(ctx, tx, clock.Date(first)); err != nil {
		return p, err
	}
	p.Months = everyMonth(p.Months, clock.Date(first))
	for _, m := range p.Months {
		if m.Month >= from[:7] {
			p.ReceivedFen += m.ReceivedFen
			p.PaidFen += m.PaidFen
		}
	}
	n, err := countStates(ctx, tx)
	p.Waiting, p.Held, p.Failed = n[string(OrderWaiting)], n[string(OrderHeld)], n[string(OrderFailed)]
	if err != nil {
		return p, err
	}
	p.ClaimedFen, err = sumClaims(ctx, tx)
	return p, err
}

// PoolTx tells what all funds hold together and what of it is not reserved yet, in fen. The caller decides who may know.
func PoolTx(ctx context.Context, tx *db.Tx) (balanceFen, availableFen int64, err error) {
	b, err := ledger.BalanceTx(ctx, tx, groupFund)
	if errs.IsKind(err, errs.NotFound) { // no fund was opened yet
		return 0, 0, nil
	}
	return b.Balance, b.Available(), err
}

func poolCan(ctx context.Context) []string {
	out := []string{}
	a := authz.From(ctx)
	if a.Has(PermManage) {
		out = append(out, "create_fund")
	}
	if a.Has(PermMake) {
		out = append(out, "create_batch")
	}
	if a.Has(PermConfigure) {
		out = append(out, "configure")
	}
	return out
}

// everyMonth puts in the months in which nothing happened.
func everyMonth(have []MonthPart, first string) []MonthPart {
	byMonth := map[string]MonthPart{}
	for _, m := range have {
		byMonth[m.Month] = m
	}
	out := make([]MonthPart, 0, 12)
	at, _ := clock.ParseDate(first)
	for range 12 {
		m := byMonth[clock.Date(at)[:7]]
		m.Month = clock.Date(at)[:7]
		out = append(out, m)
		at = at.AddDate(0, 1, 0)
	}
	return out
}

// Recoveries lists money that has to come back. Needs PermView.
func (s *Service) Recoveries(ctx context.Context, state string) (out []Recovery, err error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		out, err = findRecoveries(ctx, tx, state)
		return err
	})
	return out, err
}

// Recovered books money that came back into its fund. Needs PermManage. Codes: fund.amount, fund.required,
// fund.netting_pending (a netting takes it already), stale.
func (s *Service) Recovered(ctx context.Context, recoveryID string, version, amountFen int64, evidenceNo string) (r Recovery, err error) {
	if err := authz.Require(ctx, PermManage); err != nil {
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
			Postings: []ledger.Posting{{Debit: bankAccount(r.FundID), Credit: fundAccount(r.FundID), Amount: amountFen}},
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
