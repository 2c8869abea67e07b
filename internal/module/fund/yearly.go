package fund

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"yice/internal/core/ledger"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

// proposalStep is what a proposed budget is rounded up to: 100 yuan.
const proposalStep = 10_000

// Proposal is one half-year's budget of a fund beside that of the year before, in fen. ProposedFen is what the same half of the year
// before promised, when it is over; otherwise its budget; rounded up to 100 yuan, 0 when there was neither.
type Proposal struct {
	FundID      string `json:"fund_id"`
	FundName    string `json:"fund_name"`
	Source      string `json:"source"`
	Half        string `json:"half"`
	LastFen     int64  `json:"last_fen" doc:"budget of the same half of the year before"`
	UsedFen     int64  `json:"used_fen" doc:"what that half promised"`
	ProposedFen int64  `json:"proposed_fen"`
	AmountFen   int64  `json:"amount_fen" doc:"budget set already, 0 for none"`
	Version     int64  `json:"version"`
}

// NewBudget is one line of a year's budgets.
type NewBudget struct {
	FundID    string `json:"fund_id" maxLength:"26"`
	Half      string `json:"half" maxLength:"7"`
	AmountFen int64  `json:"amount_fen" minimum:"1"`
	Version   int64  `json:"version" doc:"0 for the first"`
}

func isYear(s string) bool { return isHalf(s+"-H1") && s > "2000" }

// Proposals shows a year's budgets of all open funds beside those of the year before. Needs PermView. Code: fund.year.
func (s *Service) Proposals(ctx context.Context, year string) (out []Proposal, err error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return nil, err
	}
	if !isYear(year) {
		return nil, errs.InvalidField("year", "fund.year")
	}
	err = s.db.View(ctx, func(tx *db.Tx) error { out, err = s.proposalsTx(ctx, tx, year); return err })
	return out, err
}

func (s *Service) proposalsTx(ctx context.Context, tx *db.Tx, year string) ([]Proposal, error) {
	funds, err := findFunds(ctx, tx, "open")
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(year)
	if err != nil {
		return nil, err
	}
	out := []Proposal{}
	for _, f := range funds {
		if f.ToOn != "" && f.ToOn < year+"-01-01" {
			continue
		}
		budgets, err := findBudgets(ctx, tx, f.ID)
		if err != nil {
			return nil, err
		}
		for _, h := range []string{"-H1", "-H2"} {
			p := Proposal{FundID: f.ID, FundName: f.Name, Source: f.Source, Half: year + h}
			last := strconv.Itoa(n-1) + h
			for _, b := range budgets {
				switch b.Half {
				case last:
					p.LastFen = b.AmountFen
				case p.Half:
					p.AmountFen, p.Version = b.AmountFen, b.Version
				}
			}
			if p.UsedFen, err = s.orders.Promised(ctx, tx, f.ID, last); err != nil {
				return nil, err
			}
			p.ProposedFen = proposed(p, last < Half(tx.Today()))
			out = append(out, p)
		}
	}
	return out, nil
}

func proposed(p Proposal, over bool) int64 {
	fen := p.LastFen
	if over || fen == 0 {
		fen = p.UsedFen
	}
	return min((fen+proposalStep-1)/proposalStep*proposalStep, ledger.MaxAmount)
}

// SetBudgets sets the budgets of a year, all or none; what was promised before counts in. Needs PermManage and one reason for all. Codes:
// fund.year, fund.half (a half-year of another year), fund.amount, fund.reason, stale, fund.budget_exceeded.
func (s *Service) SetBudgets(ctx context.Context, year string, list []NewBudget, reason string) (out []Proposal, err error) {
	if err := authz.Require(ctx, PermManage); err != nil {
		return nil, err
	}
	var f []errs.Field
	for i, b := range list {
		if !isHalf(b.Half) || b.Half[:4] != year {
			f = append(f, errs.Field{Path: fmt.Sprintf("items[%d].half", i), Code: "fund.half"})
		}
		if b.AmountFen <= 0 || b.AmountFen > ledger.MaxAmount {
			f = append(f, errs.Field{Path: fmt.Sprintf("items[%d].amount_fen", i), Code: "fund.amount"})
		}
	}
	if strings.TrimSpace(reason) == "" {
		f = append(f, errs.Field{Path: "reason", Code: "fund.reason"})
	}
	if !isYear(year) {
		f = append(f, errs.Field{Path: "year", Code: "fund.year"})
	}
	if err := errs.InvalidFields(f); err != nil {
		return nil, err
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		for _, b := range list {
			x, err := findFund(ctx, tx, b.FundID)
			if err != nil {
				return unknown(err, "items", "fund.fund_unknown")
			}
			if _, err := s.setBudgetTx(ctx, tx, x, b.Half, b.AmountFen, b.Version, reason); err != nil {
				return err
			}
		}
		out, err = s.proposalsTx(ctx, tx, year)
		return err
	})
	return out, err
}
