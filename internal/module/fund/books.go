package fund

import (
	"context"

	"yice/internal/core/ledger"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

// WordOf is the word of a source, a purpose or a failure.
func WordOf(list []Coded, code string) string { return Words(list, code).ZH }

// ShownTx reads all funds with what they hold and have promised now. The caller decides who may know.
func (s *Service) ShownTx(ctx context.Context, tx *db.Tx) ([]FundShown, error) {
	list, err := findFunds(ctx, tx, "")
	if err != nil {
		return nil, err
	}
	return s.showFunds(ctx, tx, list)
}

// PoolTx tells what all funds hold together and what of it is not reserved yet, in fen. The caller decides who may know.
func PoolTx(ctx context.Context, tx *db.Tx) (balanceFen, availableFen int64, err error) {
	b, err := ledger.BalanceTx(ctx, tx, groupFund)
	if errs.IsKind(err, errs.NotFound) { // no fund was opened yet
		return 0, 0, nil
	}
	return b.Balance, b.Available(), err
}
