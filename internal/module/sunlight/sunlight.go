// Package sunlight tells the public and the donors what gifts were used for: the page 阳光资金, a gift's story for who holds its receipt, and
// the table that a campaign makes public. What came in and what a fund's money paid is read from the gift room; this room decides what of it
// may be told: sums of groups of at least gift.MinGroup persons (group.go, ADR 12). It keeps nothing and writes nothing but the journal.
//
// Amounts are fen, dates YYYY-MM-DD in China. Source: domain rules §6.1 (the privacy of those who are helped, disclosure of charities).
package sunlight

import (
	"context"
	"slices"
	"strings"
	"time"

	"yice/internal/core/org"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/i18n"
	"yice/internal/kit/web"
	"yice/internal/module/fund"
	"yice/internal/module/gift"
)

// Areas tells the county-level division of each case; it tells nothing else and asks for no right.
type Areas func(ctx context.Context, tx *db.Tx, cases []string) (map[string]string, error)

// Service is the room.
type Service struct {
	db    *db.DB
	gifts *gift.Service
	funds *fund.Service
	areas Areas
	told  *memory
}

// New builds the room.
func New(d *db.DB, gifts *gift.Service, funds *fund.Service, areas Areas) *Service {
	return &Service{db: d, gifts: gifts, funds: funds, areas: areas, told: &memory{of: map[string]remembered{}}}
}

// Page computes the public page. No right is needed.
func (s *Service) Page(ctx context.Context) (p gift.Sunlight, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error { p, err = s.pageTx(ctx, tx); return err })
	return p, err
}

func (s *Service) pageTx(ctx context.Context, tx *db.Tx) (gift.Sunlight, error) {
	p := gift.Sunlight{AsOf: tx.Today(), Campaigns: []gift.PublicCampaign{}, Flows: []gift.PublicFlow{}, SmallGroup: gift.MinGroup}
	begun, err := s.gifts.BegunTx(ctx, tx)
	if err != nil {
		return p, err
	}
	if p.GoodsPieces, p.GoodsHandedFen, err = s.gifts.HandedTx(ctx, tx, toldBefore(tx)); err != nil {
		return p, err
	}
	kinds, err := s.gifts.KindsTx(ctx, tx, "", toldBefore(tx))
	if err != nil {
		return p, err
	}
	p.Goods = mainKinds(kinds)
	names := map[string]string{}
	for _, c := range begun {
		names[c.ID] = c.Name
		p.Campaigns = append(p.Campaigns, c.PublicCampaign)
		p.GivenFen, p.GoodsFen, p.Gifts = p.GivenFen+c.MoneyFen, p.GoodsFen+c.GoodsFen, p.Gifts+c.Count
	}
	if p.Gifts < gift.MinGroup {
		p.Gifts = 0
	}
	funds, err := s.fundsTx(ctx, tx)
	if err != nil {
		return p, err
	}
	amounts := map[Label]int64{}
	for _, f := range funds {
		if err := s.tellFund(ctx, tx, f, names, &p, amounts); err != nil {
			return p, err
		}
	}
	p.Kinds, p.Areas, p.Periods = figures(ctx, amounts)
	for i, x := range p.Flows {
		p.Flows[i].Kind = kindText(ctx, x.Kind)
	}
	return p, nil
}

// fundsTx are the funds of donations.
func (s *Service) fundsTx(ctx context.Context, tx *db.Tx) ([]fund.Fund, error) {
	funds, err := s.funds.FundsTx(ctx, tx)
	return slices.DeleteFunc(funds, func(f fund.Fund) bool { return f.Source != "donation" && f.Source != "donation_restricted" }), err
}

// shownKinds is how many kinds of goods the page names.
const shownKinds = 20

// mainKinds keeps the most valuable kinds of goods and joins the others to one without a name, whose pieces are not counted together.
func mainKinds(kinds []gift.GoodsKind) []gift.GoodsKind {
	if len(kinds) <= shownKinds {
		return append([]gift.GoodsKind{}, kinds...)
	}
	out, rest := slices.Clone(kinds[:shownKinds]), gift.GoodsKind{}
	for _, k := range kinds[shownKinds:] {
		rest.ValueFen, rest.HandedFen = rest.ValueFen+k.ValueFen, rest.HandedFen+k.HandedFen
	}
	return append(out, rest)
}

// figures sums the classes up by kind, area and period, in the words of the request.
func figures(ctx context.Context, amounts map[Label]int64) (kinds, areas, periods []gift.Sum) {
	kinds, areas, periods = sums(amounts, kindOf), sums(amounts, areaOf), sums(amounts, periodOf)
	slices.SortFunc(periods, func(a, b gift.Sum) int { return strings.Compare(a.Code, b.Code) })
	for i, x := range kinds {
		kinds[i].Text = kindText(ctx, x.Code)
	}
	for i, x := range areas {
		areas[i].Text = areaText(ctx, x.Code)
	}
	for i, x := range periods {
		periods[i].Text = strings.ReplaceAll(x.Code, "/", " – ")
	}
	return kinds, areas, periods
}

func together(ctx context.Context) string {
	if web.Language(ctx) == i18n.English {
		return "Told together"
	}
	return "合并公布"
}

func kindText(ctx context.Context, code string) string {
	for _, c := range fund.Purposes() {
		if c.Code == code {
			return c.Text.In(web.Language(ctx))
		}
	}
	return together(ctx)
}

func areaText(ctx context.Context, code string) string {
	if code == "" {
		return together(ctx)
	}
	return org.AreaName(code)
}

// tellFund adds what may be told of one fund.
func (s *Service) tellFund(ctx context.Context, tx *db.Tx, f fund.Fund, campaigns map[string]string, p *gift.Sunlight, amounts map[Label]int64) error {
	_, told, err := s.toldTx(ctx, tx, f.ID)
	if err != nil {
		return err
	}
	p.ToldTo = max(p.ToldTo, told.To)
	flows := map[gift.PublicFlow]int64{}
	for x, n := range told.From {
		amounts[x.Label] += n
		p.UsedFen += n
		flows[gift.PublicFlow{Campaign: campaigns[x.Campaign], Fund: f.Name, Kind: x.Kind}] += n
	}
	for x, n := range flows {
		x.AmountFen = n
		p.Flows = append(p.Flows, x)
	}
	slices.SortFunc(p.Flows, func(a, b gift.PublicFlow) int {
		return strings.Compare(a.Fund+"\x00"+a.Campaign+"\x00"+a.Kind, b.Fund+"\x00"+b.Campaign+"\x00"+b.Kind)
	})
	return nil
}

// toldBefore is the first day that is not told yet: figures of goods change by whole months only.
func toldBefore(tx *db.Tx) string { return tx.Today()[:7] + "-01" }

// endOf is the first instant after a month, in unix milliseconds.
func endOf(month string) int64 {
	day, err := clock.ParseDate(clock.AddMonths(month+"-01", 1))
	if err != nil {
		return 0
	}
	return day.UnixMilli()
}

func monthOf(ms int64) string { return clock.Date(time.UnixMilli(ms))[:7] }
