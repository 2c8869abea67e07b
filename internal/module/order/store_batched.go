package order

import (
	"context"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

// What a batch writes of its orders.

// batchOrders puts waiting orders into a batch; one that is not waiting any more refuses them all.
func batchOrders(ctx context.Context, tx *db.Tx, ids []string, batchID string) error {
	for len(ids) > 0 {
		n := min(len(ids), maxIDs)
		q := db.NewQuery("UPDATE fund_orders SET state = 'batched', batch_id = ?, version = version + 1, updated_at = ?, updated_by = ? WHERE state = 'waiting' AND ",
			batchID, tx.NowMS(), authz.From(ctx).Who())
		db.In(q, "id", ids[:n])
		done, err := tx.Exec(ctx, q.Text(), q.Args()...)
		if err != nil {
			return err
		}
		if done != int64(n) {
			return errs.New(errs.Conflict, "fund.order_batched")
		}
		ids = ids[n:]
	}
	return nil
}

// unbatchOrders lets orders of a batch wait again: the given, or all when ids is nil.
func unbatchOrders(ctx context.Context, tx *db.Tx, batchID string, ids []string) (int64, error) {
	q := db.NewQuery("UPDATE fund_orders SET state = 'waiting', batch_id = '', version = version + 1, updated_at = ?, updated_by = ? "+
		"WHERE state = 'batched' AND batch_id = ?", tx.NowMS(), authz.From(ctx).Who(), batchID)
	if ids != nil {
		q.Add(" AND ")
		db.In(q, "id", ids)
	}
	return tx.Exec(ctx, q.Text(), q.Args()...)
}

// dropLost takes the orders out of a batch that were held or cancelled meanwhile, and names them.
func dropLost(ctx context.Context, tx *db.Tx, batchID string) ([]string, error) {
	ids, err := db.All[string](ctx, tx, "SELECT id FROM fund_orders WHERE batch_id = $1 AND batch_id <> '' AND state <> 'batched'", batchID)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	_, err = tx.Exec(ctx, "UPDATE fund_orders SET batch_id = '', version = version + 1, updated_at = $1, updated_by = $2 WHERE batch_id = $3 AND state <> 'batched'",
		tx.NowMS(), authz.From(ctx).Who(), batchID)
	return ids, err
}

// findPayable reads waiting orders of a payer's funds that are due on a day, oldest first.
func findPayable(ctx context.Context, tx *db.Tx, payer, payOn string, p Pick) ([]Order, error) {
	q := db.NewQuery("SELECT "+orderColumns+" FROM fund_orders WHERE state = 'waiting' AND due_on <= ?", payOn).
		Add(" AND fund_id IN (SELECT id FROM funds WHERE payer = ?)", payer).
		If(p.FundID != "", " AND fund_id = ?", p.FundID).
		If(p.Purpose != "", " AND purpose = ?", p.Purpose).
		If(p.Department != "", " AND department = ?", p.Department).
		If(p.Urgent, " AND urgent = ?", true).
		Add(" ORDER BY due_on, id LIMIT ?", maxIDs)
	return db.All[Order](ctx, tx, q.Text(), q.Args()...)
}

func findSettled(ctx context.Context, tx *db.Tx, batchID string) ([]string, error) {
	return db.All[string](ctx, tx, "SELECT settled_tx FROM fund_orders WHERE batch_id = $1 AND batch_id <> '' AND settled_tx <> ''", batchID)
}
