package account

import (
	"context"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
)

const chartColumns = "code, name, from_on, to_on, document, version, updated_at, updated_by"

func findCharts(ctx context.Context, tx *db.Tx) ([]Chart, error) {
	rows, err := db.All[Chart](ctx, tx, "SELECT "+chartColumns+" FROM account_charts ORDER BY from_on, code")
	for i := range rows {
		rows[i].Layout = rows[i].Document.V
	}
	return rows, err
}

// saveChart writes a chart by its version; version 0 makes a new one.
func saveChart(ctx context.Context, tx *db.Tx, c *Chart) (bool, error) {
	n, err := tx.Exec(ctx, "INSERT INTO account_charts ("+chartColumns+") VALUES ($1,$2,$3,$4,$5,$6,$7,$8) ON CONFLICT (code) DO UPDATE SET name = $2, from_on = $3, to_on = $4, "+
		"document = $5, version = $6, updated_at = $7, updated_by = $8 WHERE account_charts.version = $6 - 1",
		c.Code, c.Name, c.FromOn, c.ToOn, db.JSON[Layout]{V: c.Layout}, c.Version+1, tx.NowMS(), authz.From(ctx).Who())
	c.Version, c.UpdatedAt, c.UpdatedBy = c.Version+1, tx.NowMS(), authz.From(ctx).Who()
	return n == 1, err
}

const monthColumns = "month, chart, vouchers, sum_fen, hash, closed_at, closed_by, closed_by_id"

func findMonths(ctx context.Context, tx *db.Tx) ([]Month, error) {
	return db.All[Month](ctx, tx, "SELECT "+monthColumns+" FROM account_months ORDER BY month DESC")
}

func insertMonth(ctx context.Context, tx *db.Tx, m Month, list []Voucher, booked []bookedRow) error {
	if err := tx.Insert(ctx, "account_months", m); err != nil {
		return err
	}
	if err := db.InsertMany(ctx, tx, "account_vouchers", list); err != nil {
		return err
	}
	return db.InsertMany(ctx, tx, "account_booked", booked)
}

func findVouchers(ctx context.Context, tx *db.Tx, month string) ([]Voucher, error) {
	rows, err := db.All[Voucher](ctx, tx, "SELECT id, month, no, on_date, kind, memo, object_id, sum_fen, attachments, document FROM account_vouchers WHERE month = $1 ORDER BY no", month)
	for i := range rows {
		rows[i].Entries = rows[i].Document.V
	}
	return rows, err
}

// bookedRow says which voucher of a closed month says a movement.
type bookedRow struct {
	FundID    string `db:"fund_id"`
	Seq       int64  `db:"seq"`
	VoucherID string `db:"voucher_id"`
}

// findBooked tells which of a fund's movements from the one numbered from on closed months have said.
func findBooked(ctx context.Context, tx *db.Tx, fundID string, from int64) (map[int64]bool, error) {
	out := map[int64]bool{}
	err := db.Each(ctx, tx, func(b bookedRow) error { out[b.Seq] = true; return nil }, "SELECT fund_id, seq, voucher_id FROM account_booked WHERE fund_id = $1 AND seq >= $2", fundID, from)
	return out, err
}
