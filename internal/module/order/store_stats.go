package order

import (
	"context"

	"yice/internal/kit/db"
)

// For statistics: they look at no scope and name nobody.

type sumRow struct {
	Key string `db:"key"`
	Fen int64  `db:"fen"`
}

// PaidTallyTx sums in fen what was really paid, by "half" (2020-H1), "purpose", or all together under "all".
func PaidTallyTx(ctx context.Context, tx *db.Tx, by string) (map[string]int64, error) {
	column := map[string]string{
		"half":    "substr(paid_on, 1, 4) || CASE WHEN substr(paid_on, 6, 2) <= '06' THEN '-H1' ELSE '-H2' END",
		"purpose": "purpose",
	}[by]
	if column == "" {
		column = "'all'"
	}
	rows, err := db.All[sumRow](ctx, tx, "SELECT "+column+" AS key, CAST(SUM(amount_fen) AS BIGINT) AS fen FROM fund_orders WHERE state = 'paid' GROUP BY 1")
	out := make(map[string]int64, len(rows))
	for _, r := range rows {
		out[r.Key] = r.Fen
	}
	return out, err
}

// Passed is money that passed through a fund, in fen: what came in (Purpose is empty), or what was paid out for a purpose.
type Passed struct {
	Fund    string `db:"fund"`
	Source  string `db:"source"`
	Purpose string `db:"purpose"`
	Fen     int64  `db:"fen"`
}

// PassedTx sums what came into each fund and what was paid out of it by purpose.
func PassedTx(ctx context.Context, tx *db.Tx) ([]Passed, error) {
	return db.All[Passed](ctx, tx, `SELECT f.name AS fund, f.source AS source, '' AS purpose, CAST(SUM(r.amount_fen) AS BIGINT) AS fen
		FROM fund_receipts r JOIN funds f ON f.id = r.fund_id WHERE r.reversed_tx = '' GROUP BY f.name, f.source
		UNION ALL SELECT f.name, f.source, o.purpose, CAST(SUM(o.amount_fen) AS BIGINT)
		FROM fund_orders o JOIN funds f ON f.id = o.fund_id WHERE o.state = 'paid' GROUP BY f.name, f.source, o.purpose ORDER BY 3, 1`)
}
