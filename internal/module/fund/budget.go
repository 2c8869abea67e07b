package fund

import (
	"context"
	"strconv"
	"strings"

	"yice/internal/core/ledger"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
)

// Budget is what a fund may promise in a half-year, in fen.
type Budget struct {
	FundID     string `db:"fund_id" json:"fund_id"`
	Half       string `db:"half" json:"half"`
	AmountFen  int64  `db:"amount_fen" json:"amount_fen"`
	BeforeFen  int64  `db:"before_fen" json:"-"`
	CarriedFen int64  `db:"carried_fen" json:"carried_fen" doc:"of it from the half-year before; below zero: left for the next"`
	UsedFen    int64  `db:"-" json:"used_fen"`
	Version    int64  `db:"version" json:"version"`
	UpdatedAt  int64  `db:"updated_at" json:"updated_at"`
	UpdatedBy  string `db:"updated_by" json:"updated_by"`
}

// SetBudget sets or changes the budget of a half-year ("2020-H1"); orders that fall due in it count from then on, those
// made before are counted in. Needs PermManage. Codes: fund.half, fund.amount, fund.reason, stale, fund.budget_exceeded
// when less than what is promised already.
func (s *Service) SetBudget(ctx context.Context, fundID, half string, amountFen, version int64, reason string) (b Budget, err error) {
	if err := authz.Require(ctx, PermManage); err != nil {
		return b, err
	}
	switch {
	case !isHalf(half):
		return b, errs.InvalidField("half", "fund.half")
	case amountFen <= 0 || amountFen > ledger.MaxAmount:
		return b, errs.InvalidField("amount_fen", "fund.amount")
	case strings.TrimSpace(reason) == "":
		return b, errs.InvalidField("reason", "fund.reason")
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		f, err := findFund(ctx, tx, fundID)
		if err != nil {
			return err
		}
		b, err = s.setBudgetTx(ctx, tx, f, half, amountFen, version, reason)
		return err
	})
	return b, err
}

func (s *Service) setBudgetTx(ctx context.Context, tx *db.Tx, f Fund, half string, amountFen, version int64, reason string) (Budget, error) {
	b, err := findBudget(ctx, tx, f.ID, half)
	fresh := errs.IsKind(err, errs.NotFound)
	if err != nil && !fresh {
		return b, err
	}
	before, change := b.AmountFen, amountFen-b.AmountFen
	if fresh {
		if err := openBudget(ctx, tx, f, half); err != nil {
			return b, err
		}
		b = Budget{FundID: f.ID, Half: half}
		if b.BeforeFen, err = s.orders.Promised(ctx, tx, f.ID, half); err != nil {
			return b, err
		}
		change -= b.BeforeFen
		if change < 0 {
			return b, errs.New(errs.Conflict, "fund.budget_exceeded", "fund", f.Name, "available", yuan(amountFen), "wanted", yuan(b.BeforeFen))
		}
	}
	if b.Version != version {
		return b, stale(b.UpdatedBy, b.UpdatedAt)
	}
	b.AmountFen, b.UpdatedAt, b.UpdatedBy, b.Version = amountFen, tx.NowMS(), authz.From(ctx).Who(), b.Version+1
	if err := saveBudget(ctx, tx, b); err != nil {
		return b, err
	}
	if err := moveBudget(ctx, tx, f, b, change); err != nil {
		return b, err
	}
	return b, journal.Record(ctx, tx, journal.Event{
		Action: "fund.set_budget", ObjectType: "fund", ObjectID: f.ID,
		Summary: "资金“" + f.Name + "”" + half + " 预算 " + yuan(amountFen) + " 元", Before: before, After: amountFen, Reason: reason,
	})
}

func openBudget(ctx context.Context, tx *db.Tx, f Fund, half string) error {
	if err := openGroups(ctx, tx); err != nil {
		return err
	}
	err := ledger.OpenTx(ctx, tx, ledger.Account{Code: planAccount(f.ID), Parent: groupPlan, Name: f.Name + " 预算安排", Commodity: budgetFen, Side: ledger.Debit})
	if err != nil {
		return err
	}
	return ledger.OpenTx(ctx, tx, ledger.Account{
		Code: budgetAccount(f.ID, half), Parent: groupPlan, Name: f.Name + " " + half, Commodity: budgetFen, Side: ledger.Credit, Floor: ledger.Bound(0),
	})
}

func moveBudget(ctx context.Context, tx *db.Tx, f Fund, b Budget, change int64) error {
	p := ledger.Posting{Debit: planAccount(f.ID), Credit: budgetAccount(f.ID, b.Half), Amount: change}
	if change < 0 {
		p = ledger.Posting{Debit: p.Credit, Credit: p.Debit, Amount: -change}
	}
	if change == 0 {
		return nil
	}
	_, err := ledger.PostTx(ctx, tx, ledger.New{Key: "budget/" + id.New(tx.Now()), Memo: "预算", Postings: []ledger.Posting{p}})
	return balanceError(err, f)
}

// CarryOver moves what is left of a half-year that is over to the budget of the next one; what is promised and not yet paid keeps
// its place. Needs PermManage and a reason. Codes: fund.half, fund.half_running, fund.budget_missing (the next half-year has none:
// then it is not limited), fund.nothing_left, fund.reason, stale.
func (s *Service) CarryOver(ctx context.Context, fundID, half string, version int64, reason string) (b Budget, err error) {
	if err := authz.Require(ctx, PermManage); err != nil {
		return b, err
	}
	switch {
	case !isHalf(half):
		return b, errs.InvalidField("half", "fund.half")
	case strings.TrimSpace(reason) == "":
		return b, errs.InvalidField("reason", "fund.reason")
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if half >= Half(tx.Today()) {
			return errs.New(errs.Conflict, "fund.half_running", "half", half)
		}
		f, err := findFund(ctx, tx, fundID)
		if err != nil {
			return err
		}
		if b, err = findBudget(ctx, tx, f.ID, half); err != nil {
			return err
		}
		if b.Version != version {
			return stale(b.UpdatedBy, b.UpdatedAt)
		}
		return s.carryTx(ctx, tx, f, &b, reason)
	})
	return b, err
}

func (s *Service) carryTx(ctx context.Context, tx *db.Tx, f Fund, b *Budget, reason string) error {
	next, err := findBudget(ctx, tx, f.ID, nextHalf(b.Half))
	if errs.IsKind(err, errs.NotFound) {
		return errs.New(errs.Conflict, "fund.budget_missing", "half", nextHalf(b.Half))
	}
	if err != nil {
		return err
	}
	left, err := ledger.BalanceTx(ctx, tx, budgetAccount(f.ID, b.Half))
	if err != nil {
		return err
	}
	rest := left.Available()
	if rest <= 0 {
		return errs.New(errs.Conflict, "fund.nothing_left")
	}
	for _, x := range []struct {
		b    *Budget
		move int64
	}{{b, -rest}, {&next, rest}} {
		x.b.AmountFen += x.move
		x.b.CarriedFen += x.move
		x.b.Version, x.b.UpdatedAt, x.b.UpdatedBy = x.b.Version+1, tx.NowMS(), authz.From(ctx).Who()
		if err := saveBudget(ctx, tx, *x.b); err != nil {
			return err
		}
	}
	_, err = ledger.PostTx(ctx, tx, ledger.New{
		Key: "budget/" + id.New(tx.Now()), Memo: "预算结转",
		Postings: []ledger.Posting{{Debit: budgetAccount(f.ID, b.Half), Credit: budgetAccount(f.ID, next.Half), Amount: rest}},
	})
	if err != nil {
		return err
	}
	return journal.Record(ctx, tx, journal.Event{
		Action: "fund.carry_over", ObjectType: "fund", ObjectID: f.ID, Before: b.Half, After: next.Half, Reason: reason,
		Summary: "资金“" + f.Name + "”" + b.Half + " 预算结余 " + yuan(rest) + " 元结转 " + next.Half,
	})
}

// nextHalf follows "2020-H2" by "2021-H1".
func nextHalf(half string) string {
	if half[5:] == "H1" {
		return half[:5] + "H2"
	}
	year, _ := strconv.Atoi(half[:4])
	return strconv.Itoa(year+1) + "-H1"
}
