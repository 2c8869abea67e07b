package batch

import (
	"context"

	"yice/internal/core/flow"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

// Batch is payments that go to the bank in one file. Lines and SumFen are kept from the first line on and frozen by Lock
// together with Hash.
type Batch struct {
	ID          string     `db:"id" json:"id"`
	No          string     `db:"no" json:"no"`
	Title       string     `db:"title" json:"title"`
	Payer       string     `db:"payer" json:"payer"`
	PayerNo     string     `db:"payer_no" json:"payer_no" doc:"number of the paying account when the batch was locked; its file shows this one"`
	PayerHolder string     `db:"payer_account" json:"payer_account" doc:"name of that account"`
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
	SampleState string     `db:"sample_state" json:"sample_state" doc:"open or done: confirmation of receipt by another department; empty before the batch is reconciled"`
	SampleSize  int64      `db:"sample_size" json:"sample_size"`
	MadeAt      int64      `db:"made_at" json:"made_at"`
	MadeBy      string     `db:"made_by" json:"made_by"`
	ReleasedAt  int64      `db:"released_at" json:"released_at"`
	Version     int64      `db:"version" json:"version"`
	UpdatedAt   int64      `db:"updated_at" json:"updated_at"`
	UpdatedBy   string     `db:"updated_by" json:"updated_by"`
}

const batchColumns = "id, no, title, payer, payer_no, payer_account, template, pay_on, state, lines, sum_fen, hash, file_hash, reviewers, reviewed, round, replaces_id, statement_no, " +
	"paid_lines, paid_fen, failed_lines, failed_fen, unmatched, sample_state, sample_size, made_at, made_by, released_at, version, updated_at, updated_by"

func findBatch(ctx context.Context, tx *db.Tx, id string) (Batch, error) {
	return db.One[Batch](ctx, tx, "SELECT "+batchColumns+" FROM fund_batches WHERE id = $1", id)
}

// updateBatch writes a batch by its version.
func updateBatch(ctx context.Context, tx *db.Tx, b *Batch) error {
	n, err := tx.Exec(ctx, "UPDATE fund_batches SET title = $1, template = $2, pay_on = $3, state = $4, lines = $5, sum_fen = $6, hash = $7, file_hash = $8, "+
		"reviewers = $9, reviewed = $10, round = $11, statement_no = $12, paid_lines = $13, paid_fen = $14, failed_lines = $15, failed_fen = $16, unmatched = $17, "+
		"released_at = $18, sample_state = $19, sample_size = $20, payer_no = $21, payer_account = $22, version = version + 1, updated_at = $23, updated_by = $24 WHERE id = $25 AND version = $26",
		b.Title, b.Template, b.PayOn, b.State, b.Lines, b.SumFen, b.Hash, b.FileHash, b.Reviewers, b.Reviewed, b.Round, b.StatementNo, b.PaidLines, b.PaidFen,
		b.FailedLines, b.FailedFen, b.Unmatched, b.ReleasedAt, b.SampleState, b.SampleSize, b.PayerNo, b.PayerHolder, tx.NowMS(), authz.From(ctx).Who(), b.ID, b.Version)
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
	b.UpdatedAt, b.UpdatedBy = tx.NowMS(), authz.From(ctx).Who()
	return nil
}

type lineTotal struct {
	N   int64 `db:"n"`
	Fen int64 `db:"fen"`
}

// recountBatch counts the lines of a draft anew and writes the batch.
func recountBatch(ctx context.Context, tx *db.Tx, b *Batch) error {
	t, err := db.One[lineTotal](ctx, tx, "SELECT count(*) AS n, CAST(COALESCE(SUM(amount_fen), 0) AS BIGINT) AS fen FROM fund_lines WHERE batch_id = $1", b.ID)
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

func insertBatch(ctx context.Context, tx *db.Tx, b Batch) error {
	return tx.Insert(ctx, "fund_batches", b)
}

// lastNo is the highest running number behind the prefix.
func lastNo(ctx context.Context, tx *db.Tx, prefix string) (int64, error) {
	return db.One[int64](ctx, tx, "SELECT COALESCE(MAX(CAST(substr(no, $1) AS BIGINT)), 0) FROM fund_batches WHERE substr(no, 1, $2) = $3",
		len(prefix)+1, len(prefix), prefix)
}

// Line is one payment of a batch as it goes to the bank. State is open, paid or failed; BankRef the bank's serial number.
type Line struct {
	ID            string `db:"id" json:"id"`
	BatchID       string `db:"batch_id" json:"batch_id"`
	Seq           int64  `db:"seq" json:"seq"`
	OrderID       string `db:"order_id" json:"order_id"`
	PayeePersonID string `db:"payee_person_id" json:"payee_person_id"`
	BankAccountID string `db:"bank_account_id" json:"bank_account_id"`
	Holder        string `db:"holder" json:"holder"`
	Bank          string `db:"bank" json:"bank"`
	BankCode      string `db:"bank_code" json:"bank_code"`
	Branch        string `db:"branch" json:"branch"`
	Last4         string `db:"last4" json:"last4"`
	Purpose       string `db:"purpose" json:"purpose"`
	AmountFen     int64  `db:"amount_fen" json:"amount_fen"`
	Forced        string `db:"forced" json:"forced"`
	State         string `db:"state" json:"state"`
	Failure       string `db:"failure" json:"failure"`
	FailureText   string `db:"failure_text" json:"failure_text"`
	BankRef       string `db:"bank_ref" json:"bank_ref"`
	SettledOn     string `db:"settled_on" json:"settled_on"`
	ReturnID      string `db:"return_id" json:"-"`
}

const lineColumns = "id, batch_id, seq, order_id, payee_person_id, bank_account_id, holder, bank, bank_code, branch, last4, purpose, amount_fen, forced, " +
	"state, failure, failure_text, bank_ref, settled_on, return_id"

func insertLines(ctx context.Context, tx *db.Tx, rows []Line) error {
	return db.InsertMany(ctx, tx, "fund_lines", rows)
}

func findLines(ctx context.Context, tx *db.Tx, batchID string) ([]Line, error) {
	return db.All[Line](ctx, tx, "SELECT "+lineColumns+" FROM fund_lines WHERE batch_id = $1 ORDER BY seq, id", batchID)
}

// renumber gives the lines the numbers 1 to n, in place.
func renumber(ctx context.Context, tx *db.Tx, lines []Line) error {
	for i := range lines {
		n := int64(i + 1)
		if lines[i].Seq == n {
			continue
		}
		lines[i].Seq = n
		if _, err := tx.Exec(ctx, "UPDATE fund_lines SET seq = $1 WHERE id = $2", n, lines[i].ID); err != nil {
			return err
		}
	}
	return nil
}

func updateLine(ctx context.Context, tx *db.Tx, l Line) error {
	return tx.ExecOne(ctx, errs.New(errs.Conflict, "busy"), "UPDATE fund_lines SET state = $1, failure = $2, failure_text = $3, bank_ref = $4, settled_on = $5, "+
		"return_id = $6 WHERE id = $7 AND state = 'open'", l.State, l.Failure, l.FailureText, l.BankRef, l.SettledOn, l.ReturnID, l.ID)
}

func deleteAllLines(ctx context.Context, tx *db.Tx, batchID string) error {
	_, err := tx.Exec(ctx, "DELETE FROM fund_lines WHERE batch_id = $1", batchID)
	return err
}

// Sign is one act on a batch: who did what, and why. Round counts how often the batch was sent back.
type Sign struct {
	ID      string `db:"id" json:"id"`
	BatchID string `db:"batch_id" json:"-"`
	Round   int64  `db:"round" json:"round"`
	Act     string `db:"act" json:"act"`
	Person  string `db:"person" json:"-"`
	Name    string `db:"name" json:"name"`
	OrgName string `db:"org_name" json:"org_name"`
	Reason  string `db:"reason" json:"reason"`
	At      int64  `db:"at" json:"at"`
}

func insertSign(ctx context.Context, tx *db.Tx, x Sign) error {
	return tx.Insert(ctx, "fund_signs", x)
}

func findSigns(ctx context.Context, tx *db.Tx, batches []string) ([]Sign, error) {
	q := db.NewQuery("SELECT id, batch_id, round, act, person, name, org_name, reason, at FROM fund_signs WHERE ")
	db.In(q, "batch_id", batches).Add(" ORDER BY at, id")
	return db.All[Sign](ctx, tx, q.Text(), q.Args()...)
}

const takenColumns = "id, batch_id, sha256, name, lines, paid, failed, unmatched, made_at, made_by"

func findTaken(ctx context.Context, tx *db.Tx, batchID, hash string) (Taken, error) {
	return db.One[Taken](ctx, tx, "SELECT "+takenColumns+" FROM fund_returns WHERE batch_id = $1 AND sha256 = $2", batchID, hash)
}

func findTakens(ctx context.Context, tx *db.Tx, batchID string) ([]Taken, error) {
	return db.All[Taken](ctx, tx, "SELECT "+takenColumns+" FROM fund_returns WHERE batch_id = $1 ORDER BY made_at, id", batchID)
}

func insertTaken(ctx context.Context, tx *db.Tx, t Taken, loose []Unmatched) error {
	if err := tx.Insert(ctx, "fund_returns", t); err != nil {
		return err
	}
	return db.InsertMany(ctx, tx, "fund_unmatched", loose)
}

func findUnmatched(ctx context.Context, tx *db.Tx, batchID string) ([]Unmatched, error) {
	return db.All[Unmatched](ctx, tx, "SELECT id, batch_id, return_id, row_no, cause, holder, last4, amount, status, bank_ref, resolved_by, resolved_at, note "+
		"FROM fund_unmatched WHERE batch_id = $1 ORDER BY return_id, row_no LIMIT 500", batchID)
}

func resolve(ctx context.Context, tx *db.Tx, batchID, id, by, note string) (bool, error) {
	n, err := tx.Exec(ctx, "UPDATE fund_unmatched SET resolved_by = $1, resolved_at = $2, note = $3 WHERE id = $4 AND batch_id = $5 AND resolved_at = 0",
		by, tx.NowMS(), note, id, batchID)
	return n == 1, err
}

// listBatches reads batches, newest first; state "" for all.
func listBatches(ctx context.Context, tx *db.Tx, states []string, p db.Page) ([]Batch, string, error) {
	s, err := p.Order(map[string]db.Sort{"no": {Column: "no", ID: "id"}}, "-no")
	if err != nil {
		return nil, "", err
	}
	q := db.NewQuery("SELECT " + batchColumns + " FROM fund_batches WHERE 1=1")
	if len(states) > 0 {
		q.Add(" AND ")
		db.In(q, "state", states)
	}
	if err := q.Keyset(s, p); err != nil {
		return nil, "", err
	}
	rows, err := db.All[Batch](ctx, tx, q.Text(), q.Args()...)
	if err != nil {
		return nil, "", err
	}
	rows, next := db.Cut(p, rows, func(b Batch) (any, string) { return b.No, b.ID })
	return rows, next, nil
}

func countBatches(ctx context.Context, tx *db.Tx, states []string) (int64, error) {
	q := db.NewQuery("SELECT count(*) FROM fund_batches WHERE 1=1")
	if len(states) > 0 {
		q.Add(" AND ")
		db.In(q, "state", states)
	}
	return db.One[int64](ctx, tx, q.Text(), q.Args()...)
}

func findBatchNos(ctx context.Context, tx *db.Tx, ids []string) (map[string]string, error) {
	out := map[string]string{}
	if len(ids) == 0 {
		return out, nil
	}
	q := db.NewQuery("SELECT id, no FROM fund_batches WHERE ")
	db.In(q, "id", ids)
	err := db.Each(ctx, tx, func(b Batch) error { out[b.ID] = b.No; return nil }, q.Text(), q.Args()...)
	return out, err
}

func findBatchesOf(ctx context.Context, tx *db.Tx, payer string, since int64, states []flow.State) ([]Batch, error) {
	q := db.NewQuery("SELECT "+batchColumns+" FROM fund_batches WHERE payer = ? AND released_at >= ? AND ", payer, since)
	db.In(q, "state", states).Add(" ORDER BY no")
	return db.All[Batch](ctx, tx, q.Text(), q.Args()...)
}

// findUnderway reads the batches that were locked and that the bank has not answered.
func findUnderway(ctx context.Context, tx *db.Tx) ([]Batch, error) {
	return db.All[Batch](ctx, tx, "SELECT "+batchColumns+" FROM fund_batches WHERE state IN ('locked', 'reviewed', 'released') ORDER BY no")
}
