package fund

import (
	"context"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

const fundColumns = "id, code, name, source, restricted, purposes, cases, donor, agreement, payer, from_on, to_on, state, note, made_at, made_by, " +
	"version, updated_at, updated_by"

func insertFund(ctx context.Context, tx *db.Tx, f Fund) error { return tx.Insert(ctx, "funds", f) }

func findFund(ctx context.Context, tx *db.Tx, id string) (Fund, error) {
	return db.One[Fund](ctx, tx, "SELECT "+fundColumns+" FROM funds WHERE id = $1", id)
}

func findFunds(ctx context.Context, tx *db.Tx, state string) ([]Fund, error) {
	return db.All[Fund](ctx, tx, "SELECT "+fundColumns+" FROM funds WHERE ($1 = '' OR state = $1) ORDER BY code", state)
}

func updateFund(ctx context.Context, tx *db.Tx, f *Fund) error {
	n, err := tx.Exec(ctx, "UPDATE funds SET state = $1, version = version + 1, updated_at = $2, updated_by = $3 WHERE id = $4 AND version = $5",
		f.State, tx.NowMS(), authz.From(ctx).Who(), f.ID, f.Version)
	if err != nil {
		return err
	}
	if n == 0 {
		now, err := findFund(ctx, tx, f.ID)
		if err != nil {
			return err
		}
		return stale(now.UpdatedBy, now.UpdatedAt)
	}
	f.Version++
	f.UpdatedAt, f.UpdatedBy = tx.NowMS(), authz.From(ctx).Who()
	return nil
}

const receiptColumns = "id, fund_id, amount_fen, received_on, payer_name, evidence_no, file_id, memo, tx_id, reversed_tx, reversed_by, reason, made_at, " +
	"made_by, made_by_id, origin"

func insertReceipt(ctx context.Context, tx *db.Tx, r Receipt) error {
	return tx.Insert(ctx, "fund_receipts", r)
}

func findReceipt(ctx context.Context, tx *db.Tx, id string) (Receipt, error) {
	return db.One[Receipt](ctx, tx, "SELECT "+receiptColumns+" FROM fund_receipts WHERE id = $1", id)
}

func findReceipts(ctx context.Context, tx *db.Tx, fundID string, p db.Page) ([]Receipt, string, error) {
	s, err := p.Order(map[string]db.Sort{"received_on": {Column: "received_on", ID: "id"}}, "-received_on")
	if err != nil {
		return nil, "", err
	}
	q := db.NewQuery("SELECT "+receiptColumns+" FROM fund_receipts WHERE fund_id = ?", fundID)
	if err := q.Keyset(s, p); err != nil {
		return nil, "", err
	}
	rows, err := db.All[Receipt](ctx, tx, q.Text(), q.Args()...)
	rows, next := db.Cut(p, rows, func(r Receipt) (any, string) { return r.ReceivedOn, r.ID })
	return rows, next, err
}

func updateReceipt(ctx context.Context, tx *db.Tx, r Receipt) error {
	return tx.ExecOne(ctx, errs.New(errs.Conflict, "fund.already_reversed"),
		"UPDATE fund_receipts SET reversed_tx = $1, reversed_by = $2, reason = $3 WHERE id = $4 AND reversed_tx = ''", r.ReversedTx, r.ReversedBy, r.Reason, r.ID)
}

func findBudget(ctx context.Context, tx *db.Tx, fundID, half string) (Budget, error) {
	return db.One[Budget](ctx, tx, "SELECT fund_id, half, amount_fen, before_fen, carried_fen, version, updated_at, updated_by FROM fund_budgets "+
		"WHERE fund_id = $1 AND half = $2", fundID, half)
}

func findBudgets(ctx context.Context, tx *db.Tx, fundID string) ([]Budget, error) {
	return db.All[Budget](ctx, tx, "SELECT fund_id, half, amount_fen, before_fen, carried_fen, version, updated_at, updated_by FROM fund_budgets "+
		"WHERE fund_id = $1 ORDER BY half DESC", fundID)
}

func saveBudget(ctx context.Context, tx *db.Tx, b Budget) error {
	n, err := tx.Exec(ctx, "INSERT INTO fund_budgets (fund_id, half, amount_fen, before_fen, carried_fen, version, updated_at, updated_by) VALUES ($1,$2,$3,$4,$5,$6,$7,$8) "+
		"ON CONFLICT (fund_id, half) DO UPDATE SET amount_fen = $3, carried_fen = $5, version = $6, updated_at = $7, updated_by = $8 WHERE fund_budgets.version = $6 - 1",
		b.FundID, b.Half, b.AmountFen, b.BeforeFen, b.CarriedFen, b.Version, b.UpdatedAt, b.UpdatedBy)
	if err == nil && n == 0 {
		now, err := findBudget(ctx, tx, b.FundID, b.Half)
		if err != nil {
			return err
		}
		return stale(now.UpdatedBy, now.UpdatedAt)
	}
	return err
}

type fundSum struct {
	FundID string `db:"fund_id"`
	Fen    int64  `db:"fen"`
}

// findReceived sums what came in, by fund.
func findReceived(ctx context.Context, tx *db.Tx) (map[string]int64, error) {
	rows, err := db.All[fundSum](ctx, tx, "SELECT fund_id, CAST(SUM(amount_fen) AS BIGINT) AS fen FROM fund_receipts WHERE reversed_tx = '' GROUP BY fund_id")
	out := make(map[string]int64, len(rows))
	for _, r := range rows {
		out[r.FundID] = r.Fen
	}
	return out, err
}
