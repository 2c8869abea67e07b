package order

import (
	"context"

	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/module/fund"
)

// Pool is all money at a glance, in fen. Received and Paid are those of the half-year.
type Pool struct {
	AsOfAt       int64            `json:"as_of_at"`
	Half         string           `json:"half"`
	BalanceFen   int64            `json:"balance_fen"`
	CommittedFen int64            `json:"committed_fen"`
	AvailableFen int64            `json:"available_fen"`
	ReceivedFen  int64            `json:"received_fen"`
	PaidFen      int64            `json:"paid_fen"`
	ClaimedFen   int64            `json:"claimed_fen" doc:"paid and to be got back"`
	Waiting      int64            `json:"waiting" doc:"orders that wait for a batch"`
	Held         int64            `json:"held"`
	Failed       int64            `json:"failed"`
	Funds        []fund.FundShown `json:"funds"`
	Purposes     []PurposePart    `json:"purposes"`
	Months       []MonthPart      `json:"months" doc:"the last twelve"`
	Can          []string         `json:"can"`
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

// Pool sums the pool up. Needs fund.PermView.
func (s *Service) Pool(ctx context.Context) (p Pool, err error) {
	if err := authz.Require(ctx, fund.PermView); err != nil {
		return p, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		p, err = s.poolTx(ctx, tx)
		return err
	})
	return p, err
}

func (s *Service) poolTx(ctx context.Context, tx *db.Tx) (Pool, error) {
	p := Pool{AsOfAt: tx.NowMS(), Half: fund.Half(tx.Today()), Can: PoolCan(ctx)}
	var err error
	if p.Funds, err = s.funds.ShownTx(ctx, tx); err != nil {
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
		p.Purposes[i].Text = fund.Said(ctx, fund.Purposes(), p.Purposes[i].Purpose)
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

// PoolCan names what the actor may do in the pool.
func PoolCan(ctx context.Context) []string {
	out := []string{}
	a := authz.From(ctx)
	if a.Has(fund.PermManage) {
		out = append(out, "create_fund")
	}
	if a.Has(fund.PermMake) {
		out = append(out, "create_batch")
	}
	if a.Has(fund.PermConfigure) {
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
