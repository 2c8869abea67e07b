package order

import (
	"context"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
)

// Recovery is money that was paid and has to come back, in fen.
type Recovery struct {
	ID          string `db:"id" json:"id"`
	OrderID     string `db:"order_id" json:"order_id"`
	CaseID      string `db:"case_id" json:"case_id"`
	FundID      string `db:"fund_id" json:"fund_id"`
	AmountFen   int64  `db:"amount_fen" json:"amount_fen"`
	ReceivedFen int64  `db:"received_fen" json:"received_fen" doc:"came back in money or by being kept back"`
	NettedFen   int64  `db:"netted_fen" json:"netted_fen" doc:"of it kept back from later payments"`
	PendingFen  int64  `db:"pending_fen" json:"pending_fen" doc:"of it to come with the payment of another fund's order"`
	Reason      string `db:"reason" json:"reason"`
	State       string `db:"state" json:"state"`
	MadeAt      int64  `db:"made_at" json:"made_at"`
	MadeBy      string `db:"made_by" json:"made_by"`
	Version     int64  `db:"version" json:"version"`
	UpdatedAt   int64  `db:"updated_at" json:"updated_at"`
	UpdatedBy   string `db:"updated_by" json:"updated_by"`
}

const recoveryColumns = "id, order_id, case_id, fund_id, amount_fen, received_fen, netted_fen, pending_fen, reason, state, made_at, made_by, version, updated_at, updated_by"

func insertRecovery(ctx context.Context, tx *db.Tx, r Recovery) error {
	return tx.Insert(ctx, "fund_recoveries", r)
}

func findRecovery(ctx context.Context, tx *db.Tx, id string) (Recovery, error) {
	return db.One[Recovery](ctx, tx, "SELECT "+recoveryColumns+" FROM fund_recoveries WHERE id = $1", id)
}

func findRecoveries(ctx context.Context, tx *db.Tx, state string, p db.Page) ([]Recovery, string, error) {
	s, err := p.Order(map[string]db.Sort{"made_at": {Column: "id", ID: "id"}}, "-made_at")
	if err != nil {
		return nil, "", err
	}
	q := db.NewQuery("SELECT "+recoveryColumns+" FROM fund_recoveries WHERE 1=1").If(state != "", " AND state = ?", state)
	if err := q.Keyset(s, p); err != nil {
		return nil, "", err
	}
	rows, err := db.All[Recovery](ctx, tx, q.Text(), q.Args()...)
	rows, next := db.Cut(p, rows, func(r Recovery) (any, string) { return r.ID, r.ID })
	return rows, next, err
}

func countRecoveries(ctx context.Context, tx *db.Tx, state string) (int64, error) {
	return db.One[int64](ctx, tx, "SELECT COUNT(*) FROM fund_recoveries WHERE ($1 = '' OR state = $1)", state)
}

// findClaims reads what a household has still to give back to a fund, oldest first.
func findClaims(ctx context.Context, tx *db.Tx, caseID, fundID string) ([]Recovery, error) {
	return db.All[Recovery](ctx, tx, "SELECT "+recoveryColumns+" FROM fund_recoveries WHERE state = 'open' AND case_id = $1 AND fund_id = $2 ORDER BY id", caseID, fundID)
}

// findClaimed sums what households have still to give back, by case and fund.
func findClaimed(ctx context.Context, tx *db.Tx, cases []string) (map[[2]string]int64, error) {
	out := map[[2]string]int64{}
	for len(cases) > 0 {
		n := min(len(cases), maxIDs)
		q := db.NewQuery("SELECT " + recoveryColumns + " FROM fund_recoveries WHERE state = 'open' AND ")
		db.In(q, "case_id", cases[:n])
		err := db.Each(ctx, tx, func(r Recovery) error {
			out[[2]string{r.CaseID, r.FundID}] += r.OpenFen()
			return nil
		}, q.Text(), q.Args()...)
		if err != nil {
			return nil, err
		}
		cases = cases[n:]
	}
	return out, nil
}

func updateRecovery(ctx context.Context, tx *db.Tx, r *Recovery) error {
	n, err := tx.Exec(ctx, "UPDATE fund_recoveries SET received_fen = $1, netted_fen = $2, pending_fen = $3, state = $4, version = version + 1, updated_at = $5, "+
		"updated_by = $6 WHERE id = $7 AND version = $8", r.ReceivedFen, r.NettedFen, r.PendingFen, r.State, tx.NowMS(), authz.From(ctx).Who(), r.ID, r.Version)
	if err == nil && n == 0 {
		return stale(r.UpdatedBy, r.UpdatedAt)
	}
	r.Version++
	r.UpdatedAt, r.UpdatedBy = tx.NowMS(), authz.From(ctx).Who()
	return err
}
