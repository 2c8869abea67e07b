package fund

import (
	"context"

	"yice/internal/core/ledger"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

// PoolTx tells what all funds hold together and what of it is not reserved yet, in fen. The caller decides who may know.
func PoolTx(ctx context.Context, tx *db.Tx) (balanceFen, availableFen int64, err error) {
	b, err := ledger.BalanceTx(ctx, tx, groupFund)
	if errs.IsKind(err, errs.NotFound) { // no fund was opened yet
		return 0, 0, nil
	}
	return b.Balance, b.Available(), err
}
