package fund

import (
	"context"

	"yice/internal/core/flow"
	"yice/internal/kit/db"
)

// Batch is payments that go to the bank in one file. Lines and SumFen are kept from the first line on and frozen by Lock
// together with Hash.
type Batch struct {
	ID          string     `db:"id" json:"id"`
	No          string     `db:"no" json:"no"`
	Title       string     `db:"title" json:"title"`
	Payer       string     `db:"payer" json:"payer"`
	Template    string     `db:"template" json:"template"`
	PayOn       string     `db:"pay_on" json:"pay_on"`
	State       flow.State `db:"state" json:"state"`
	Lines       int64      `db:"lines" json:"lines"`
	SumFen      int64      `db:"sum_fen" json:"sum_fen"`
	Hash        string     `db:"hash" json:"hash"`
	FileHash    string     `db:"file_hash" json:"file_hash"`
	Reviewers   int64      `db:"reviewers" json:"reviewers"`
	Reviewed    int64      `db:"reviewed" json:"reviewed"`
	Round       int64      `db:"round" json:"round"`
	ReplacesID  string     `db:"replaces_id" json:"replaces_id"`
	StatementNo string     `db:"statement_no" json:"statement_no"`
	PaidLines   int64      `db:"paid_lines" json:"paid_lines"`
	PaidFen     int64      `db:"paid_fen" json:"paid_fen"`
	FailedLines int64      `db:"failed_lines" json:"failed_lines"`
	FailedFen   int64      `db:"failed_fen" json:"failed_fen"`
	Unmatched   int64      `db:"unmatched" json:"unmatched"`
	MadeAt      int64      `db:"made_at" json:"made_at"`
	MadeBy      string     `db:"made_by" json:"made_by"`
	ReleasedAt  int64      `db:"released_at" json:"released_at"`
	Version     int64      `db:"version" json:"version"`
	UpdatedAt   int64      `db:"updated_at" json:"updated_at"`
	UpdatedBy   string     `db:"updated_by" json:"updated_by"`
}

const batchColumns = "id, no, title, payer, template, pay_on, state, lines, sum_fen, hash, file_hash, reviewers, reviewed, round, replaces_id, statement_no, " +
	"paid_lines, paid_fen, failed_lines, failed_fen, unmatched, made_at, made_by, released_at, version, updated_at, updated_by"

func findBatch(ctx context.Context, tx *db.Tx, id string) (Batch, error) {
	return db.One[Batch](ctx, tx, "SELECT "+batchColumns+" FROM fund_batches WHERE id = $1", id)
}

// updateBatch writes a batch by its version.
func updateBatch(ctx context.Context, tx *db.Tx, b *Batch) error {
	n, err := tx.Exec(ctx, "UPDATE fund_batches SET title = $1, template = $2, pay_on = $3, state = $4, lines = $5, sum_fen = $6, hash = $7, file_hash = $8, "+
		"reviewers = $9, reviewed = $10, round = $11, statement_no = $12, paid_lines = $13, paid_fen = $14, failed_lines = $15, failed_fen = $16, unmatched = $17, "+
		"released_at = $18, version = version + 1, updated_at = $19, updated_by = $20 WHERE id = $21 AND version = $22",
		b.Title, b.Template, b.PayOn, b.State, b.Lines, b.SumFen, b.Hash, b.FileHash, b.Reviewers, b.Reviewed, b.Round, b.StatementNo, b.PaidLines, b.PaidFen,
		b.FailedLines, b.FailedFen, b.Unmatched, b.ReleasedAt, tx.NowMS(), who(ctx), b.ID, b.Version)
	if err != nil {
		return err
	}
	if n == 0 {
		now, err := findBatch(ctx, tx, b.ID)
		if err != nil {
			return err
		}
		return stale(now.UpdatedBy, now.UpdatedAt)
	}
	b.Version++
	b.UpdatedAt, b.UpdatedBy = tx.NowMS(), who(ctx)
	return nil
}

// recountBatch counts the lines of a draft anew and writes the batch.
func recountBatch(ctx context.Context, tx *db.Tx, b *Batch) error {
	t, err := db.One[orderTotal](ctx, tx, "SELECT count(*) AS n, CAST(COALESCE(SUM(amount_fen), 0) AS BIGINT) AS fen FROM fund_lines WHERE batch_id = $1", b.ID)
	if err != nil {
		return err
	}
	b.Lines, b.SumFen = t.N, t.Fen
	return updateBatch(ctx, tx, b)
}

func deleteLines(ctx context.Context, tx *db.Tx, batchID string, orders []string) error {
	q := db.NewQuery("DELETE FROM fund_lines WHERE batch_id = ? AND ", batchID)
	db.In(q, "order_id", orders)
	_, err := tx.Exec(ctx, q.Text(), q.Args()...)
	return err
}
