package fund

import (
	"context"

	"yice/internal/core/ledger"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

// Orders is what this room asks the room of the orders, which lies above.
type Orders struct {
	// Promised sums what a fund promised for a half-year, what was paid included, in fen.
	Promised func(ctx context.Context, tx *db.Tx, fundID, half string) (int64, error)
	// Paid sums what was paid, by fund, in fen.
	Paid func(ctx context.Context, tx *db.Tx) (map[string]int64, error)
	// Described tells of orders what they are for and whose they are.
	Described func(ctx context.Context, tx *db.Tx, ids []string) (map[string]Described, error)
}

// Described is what a movement says of its order.
type Described struct {
	ID          string `db:"id"`
	Purpose     string `db:"purpose"`
	HouseholdID string `db:"household_id"`
}

// OnOrders hands over the room of the orders; it calls this itself when it is built.
func (s *Service) OnOrders(o Orders) { s.orders = o }

// Promise is money to reserve in a fund for a payment that falls due on a day, in fen. Key makes it happen once.
type Promise struct {
	Key       string
	AmountFen int64
	DueOn     string
	Memo      string
	Meta      map[string]string
}

// PromiseTx reserves the money in the fund and, when the half-year of the day has one, in the budget, and names the hold. The caller has
// checked the right to do so. Codes: FUND_BALANCE, fund.budget_exceeded.
func (s *Service) PromiseTx(ctx context.Context, tx *db.Tx, f Fund, p Promise) (holdID string, err error) {
	n := ledger.New{
		Key: p.Key, EffectiveOn: tx.Today(), Memo: p.Memo, Meta: p.Meta,
		Postings: []ledger.Posting{{Debit: fundAccount(f.ID), Credit: bankAccount(f.ID), Amount: p.AmountFen}},
	}
	half := Half(p.DueOn)
	_, err = findBudget(ctx, tx, f.ID, half)
	switch {
	case err == nil:
		n.Postings = append(n.Postings, ledger.Posting{Debit: budgetAccount(f.ID, half), Credit: planAccount(f.ID), Amount: p.AmountFen})
	case !errs.IsKind(err, errs.NotFound):
		return "", err
	}
	t, err := ledger.HoldTx(ctx, tx, n, 0)
	return t.ID, balanceError(err, f)
}

// Back is the booking of money that comes back into a fund and its share of the bank, in fen.
func Back(fundID string, fen int64) ledger.Posting {
	return ledger.Posting{Debit: bankAccount(fundID), Credit: fundAccount(fundID), Amount: fen}
}
