package account

import (
	"cmp"
	"context"
	"slices"

	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/module/fund"
)

// fewest is how many households a published group has at least, so that nobody is recognised.
const fewest = 10

// Disclosure is what is made public of the funds from one day to another (§6.1), in fen.
type Disclosure struct {
	FromOn   string        `json:"from_on"`
	ToOn     string        `json:"to_on"`
	Funds    []FundPart    `json:"funds"`
	Purposes []PurposePart `json:"purposes"`
	Total    FundPart      `json:"total"`
}

// FundPart is one fund: what was there, came in, went out for aid, went back or to another fund, and is there. Committed and
// Available are those of now, budget that of the half-years in the time.
type FundPart struct {
	Code         string `json:"code"`
	Name         string `json:"name"`
	SourceText   string `json:"source_text"`
	OpeningFen   int64  `json:"opening_fen"`
	InFen        int64  `json:"in_fen"`
	OutFen       int64  `json:"out_fen"`
	OtherFen     int64  `json:"other_fen" doc:"refunds, reversals, moves between funds"`
	ClosingFen   int64  `json:"closing_fen"`
	CommittedFen int64  `json:"committed_fen"`
	AvailableFen int64  `json:"available_fen"`
}

// PurposePart is what was paid for a purpose. Purposes with fewer than ten households are told together under "merged".
type PurposePart struct {
	Purpose    string `json:"purpose"`
	Text       string `json:"text"`
	Households int64  `json:"households"`
	OutFen     int64  `json:"out_fen"`
}

// Disclose sums up the days. Needs PermView. Codes: account.range.
func (s *Service) Disclose(ctx context.Context, from, to string) (d Disclosure, err error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return d, err
	}
	_, bad1 := clock.ParseDate(from)
	_, bad2 := clock.ParseDate(to)
	if bad1 != nil || bad2 != nil || from > to {
		return d, errs.InvalidField("from", "account.range")
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		d, err = s.discloseTx(ctx, tx, from, to)
		return err
	})
	return d, err
}

func (s *Service) discloseTx(ctx context.Context, tx *db.Tx, from, to string) (Disclosure, error) {
	d := Disclosure{FromOn: from, ToOn: to, Funds: []FundPart{}, Purposes: []PurposePart{}}
	now, err := s.funds.ShownTx(ctx, tx)
	if err != nil {
		return d, err
	}
	part := map[string]*FundPart{}
	for _, f := range now {
		part[f.ID] = &FundPart{Code: f.Code, Name: f.Name, SourceText: f.SourceText, CommittedFen: f.CommittedFen, AvailableFen: f.AvailableFen}
	}
	uses := map[string]*use{}
	err = s.eachMoveTx(ctx, tx, func(f *fund.Fund, m *fund.Movement) {
		if m.On <= to {
			part[f.ID].take(m, from)
		}
		if from <= m.On && m.On <= to && isAid(m.Kind) {
			tally(uses, m)
		}
	})
	if err != nil {
		return d, err
	}
	for _, f := range now {
		p := *part[f.ID]
		d.Funds = append(d.Funds, p)
		d.Total.add(p)
	}
	d.Purposes = grouped(uses)
	return d, nil
}

// take counts a movement up to the last day.
func (p *FundPart) take(m *fund.Movement, from string) {
	p.ClosingFen += m.ChangeFen
	switch {
	case m.On < from:
		p.OpeningFen += m.ChangeFen
	case m.Kind == "receipt":
		p.InFen += m.ChangeFen
	case isAid(m.Kind):
		p.OutFen -= m.ChangeFen
	default:
		p.OtherFen += m.ChangeFen
	}
}

func (p *FundPart) add(x FundPart) {
	p.OpeningFen += x.OpeningFen
	p.InFen += x.InFen
	p.OutFen += x.OutFen
	p.OtherFen += x.OtherFen
	p.ClosingFen += x.ClosingFen
	p.CommittedFen += x.CommittedFen
	p.AvailableFen += x.AvailableFen
}

// use is what one purpose took, and whose households got it.
type use struct {
	fen   int64
	homes map[string]bool
}

func tally(uses map[string]*use, m *fund.Movement) {
	u := uses[m.Purpose]
	if u == nil {
		u = &use{homes: map[string]bool{}}
		uses[m.Purpose] = u
	}
	u.fen -= m.ChangeFen
	u.homes[m.HouseholdID] = true
}

// grouped tells purposes apart only where each has enough households; the rest is one group, which takes the smallest of the
// others in until it has enough itself.
func grouped(uses map[string]*use) []PurposePart {
	var out []PurposePart
	for p, u := range uses {
		out = append(out, PurposePart{Purpose: p, Text: fund.WordOf(fund.Purposes(), p), Households: int64(len(u.homes)), OutFen: u.fen})
	}
	slices.SortFunc(out, func(a, b PurposePart) int {
		return cmp.Or(cmp.Compare(b.Households, a.Households), cmp.Compare(a.Purpose, b.Purpose))
	})
	merged, all := PurposePart{Purpose: "merged", Text: "其他各项"}, map[string]bool{}
	for len(out) > 0 {
		last := out[len(out)-1]
		if last.Households >= fewest && (len(all) == 0 || len(all) >= fewest) {
			break
		}
		for h := range uses[last.Purpose].homes {
			all[h] = true
		}
		merged.OutFen += last.OutFen
		out = out[:len(out)-1]
	}
	if merged.Households = int64(len(all)); len(all) >= fewest {
		return append(out, merged)
	}
	if len(all) > 0 { // all together are fewer than ten: only the sum is told
		merged.Households = 0
		return append(out, merged)
	}
	return out
}
