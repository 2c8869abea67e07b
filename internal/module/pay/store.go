package pay

import (
	"cmp"
	"context"
	"strings"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

const (
	statementColumnList = "id, payer, name, sha256, from_on, to_on, row_count, out_lines, out_fen, in_lines, in_fen, made_at, made_by, made_by_id"
	rowColumns          = "id, statement_id, row_no, on_date, out_fen, in_fen, holder, last4, ref, memo, match, batch_id, line_id, note, explained_at, explained_by, " +
		"explained_by_id"
)

func insertStatement(ctx context.Context, tx *db.Tx, s Statement, rows []Row) error {
	if err := tx.Insert(ctx, "pay_statements", s); err != nil {
		return err
	}
	return db.InsertMany(ctx, tx, "pay_statement_rows", rows)
}

func findStatement(ctx context.Context, tx *db.Tx, payer, hash string) (Statement, error) {
	return db.One[Statement](ctx, tx, "SELECT "+statementColumnList+" FROM pay_statements WHERE payer = $1 AND sha256 = $2", payer, hash)
}

// findStatements reads the statements of an account that may show payments made since the day, newest first.
func findStatements(ctx context.Context, tx *db.Tx, payer, since string) ([]Statement, error) {
	return db.All[Statement](ctx, tx, "SELECT "+statementColumnList+" FROM pay_statements WHERE payer = $1 AND to_on >= $2 ORDER BY id DESC", payer, since)
}

// shownStatements counts the rows of each statement as they stand now.
const shownStatements = "(SELECT s.id, s.payer, s.name, s.sha256, s.from_on, s.to_on, s.row_count, s.out_lines, s.out_fen, s.in_lines, s.in_fen, s.made_at, s.made_by, " +
	"s.made_by_id, p.name AS payer_name, " +
	"(SELECT COUNT(*) FROM pay_statement_rows r WHERE r.statement_id = s.id AND r.match <> 'none') AS matched, " +
	"(SELECT COUNT(*) FROM pay_statement_rows r WHERE r.statement_id = s.id AND r.match = 'none' AND r.explained_at > 0) AS explained, " +
	"(SELECT COUNT(*) FROM pay_statement_rows r WHERE r.statement_id = s.id AND r.match = 'none' AND r.explained_at = 0) AS open_rows " +
	"FROM pay_statements s JOIN fund_payers p ON p.code = s.payer) x"

func narrowed(columns string, f StatementFilter) *db.Query {
	return db.NewQuery("SELECT "+columns+" FROM "+shownStatements+" WHERE 1=1").
		If(f.Payer != "", " AND payer = ?", f.Payer).
		If(f.State == "open", " AND open_rows > 0").
		If(f.State == "balanced", " AND open_rows = 0").
		If(f.From != "", " AND to_on >= ?", f.From).
		If(f.To != "", " AND from_on <= ?", f.To)
}

// listStatements reads a page of statements; the days of a statement, its account, its open rows or when it was taken put it in order.
func listStatements(ctx context.Context, tx *db.Tx, f StatementFilter) ([]StatementShown, string, error) {
	keys := map[string]func(x StatementShown) any{
		"to_on": func(x StatementShown) any { return x.ToOn }, "payer": func(x StatementShown) any { return x.Payer },
		"open": func(x StatementShown) any { return x.Open }, "made_at": func(x StatementShown) any { return x.MadeAt },
	}
	order, err := f.Page.Order(map[string]db.Sort{
		"to_on": {Column: "to_on", ID: "id"}, "payer": {Column: "payer", ID: "id"}, "open": {Column: "open_rows", ID: "id"}, "made_at": {Column: "made_at", ID: "id"},
	}, "-to_on")
	if err != nil {
		return nil, "", err
	}
	q := narrowed("*", f)
	if err := q.Keyset(order, f.Page); err != nil {
		return nil, "", err
	}
	rows, err := db.All[StatementShown](ctx, tx, q.Text(), q.Args()...)
	if err != nil {
		return nil, "", err
	}
	key := keys[strings.TrimPrefix(cmp.Or(f.Page.Sort, "-to_on"), "-")]
	rows, next := db.Cut(f.Page, rows, func(x StatementShown) (any, string) { return key(x), x.ID })
	return rows, next, nil
}

func countStatements(ctx context.Context, tx *db.Tx, f StatementFilter) (int64, error) {
	q := narrowed("COUNT(*)", f)
	return db.One[int64](ctx, tx, q.Text(), q.Args()...)
}

func statementByID(ctx context.Context, tx *db.Tx, id string) (StatementShown, error) {
	return db.One[StatementShown](ctx, tx, "SELECT * FROM "+shownStatements+" WHERE id = $1", id)
}

// rowsOf reads a statement's rows, those that nobody has explained first.
func rowsOf(ctx context.Context, tx *db.Tx, statementID string, limit int) ([]Row, error) {
	return db.All[Row](ctx, tx, "SELECT "+rowColumns+" FROM pay_statement_rows WHERE statement_id = $1 "+
		"ORDER BY CASE WHEN match = 'none' AND explained_at = 0 THEN 0 WHEN match = 'none' THEN 1 ELSE 2 END, row_no LIMIT $2", statementID, limit)
}

type shownBatch struct {
	StatementID string `db:"statement_id"`
	BatchID     string `db:"batch_id"`
}

func findBatchesShown(ctx context.Context, tx *db.Tx, statements []string) ([]shownBatch, error) {
	q := db.NewQuery("SELECT DISTINCT statement_id, batch_id FROM pay_statement_rows WHERE batch_id <> '' AND ")
	db.In(q, "statement_id", statements)
	return db.All[shownBatch](ctx, tx, q.Text(), q.Args()...)
}

// findShown reads the rows that show something of the batches.
func findShown(ctx context.Context, tx *db.Tx, batches []string) ([]Row, error) {
	q := db.NewQuery("SELECT " + rowColumns + " FROM pay_statement_rows WHERE batch_id <> '' AND ")
	db.In(q, "batch_id", batches).Add(" ORDER BY statement_id, row_no")
	return db.All[Row](ctx, tx, q.Text(), q.Args()...)
}

// findStrange reads the rows of statements that fit nothing.
func findStrange(ctx context.Context, tx *db.Tx, statements []string) ([]Row, error) {
	q := db.NewQuery("SELECT " + rowColumns + " FROM pay_statement_rows WHERE match = 'none' AND ")
	db.In(q, "statement_id", statements).Add(" ORDER BY statement_id, row_no LIMIT 2000")
	return db.All[Row](ctx, tx, q.Text(), q.Args()...)
}

// findOpenRows reads the rows that fit nothing and that nobody has explained, of an account's statements since the day.
func findOpenRows(ctx context.Context, tx *db.Tx, payer, since string) ([]Row, error) {
	return db.All[Row](ctx, tx, "SELECT "+rowColumns+" FROM pay_statement_rows WHERE match = 'none' AND explained_at = 0 AND statement_id IN "+
		"(SELECT id FROM pay_statements WHERE payer = $1 AND to_on >= $2) ORDER BY statement_id, row_no", payer, since)
}

func updateMatch(ctx context.Context, tx *db.Tx, r Row) error {
	return tx.ExecOne(ctx, errs.New(errs.Conflict, "busy"), "UPDATE pay_statement_rows SET match = $1, batch_id = $2, line_id = $3 WHERE id = $4 AND match = 'none' AND explained_at = 0",
		r.Match, r.BatchID, r.LineID, r.ID)
}

func findRow(ctx context.Context, tx *db.Tx, id string) (Row, error) {
	return db.One[Row](ctx, tx, "SELECT "+rowColumns+" FROM pay_statement_rows WHERE id = $1", id)
}

func explainRow(ctx context.Context, tx *db.Tx, r Row) error {
	return tx.ExecOne(ctx, errs.New(errs.Conflict, "pay.explained_already"), "UPDATE pay_statement_rows SET note = $1, explained_at = $2, explained_by = $3, "+
		"explained_by_id = $4 WHERE id = $5 AND match = 'none' AND explained_at = 0", r.Note, r.ExplainedAt, r.ExplainedBy, r.ExplainedByID, r.ID)
}

// Missing is why a payment that the bank confirmed stands on no statement.
type Missing struct {
	LineID        string `db:"line_id" json:"line_id"`
	BatchID       string `db:"batch_id" json:"-"`
	Note          string `db:"note" json:"note"`
	ExplainedAt   int64  `db:"explained_at" json:"explained_at"`
	ExplainedBy   string `db:"explained_by" json:"explained_by"`
	ExplainedByID string `db:"explained_by_id" json:"-"`
}

func insertMissing(ctx context.Context, tx *db.Tx, m Missing) error {
	n, err := tx.Exec(ctx, "INSERT INTO pay_missing (line_id, batch_id, note, explained_at, explained_by, explained_by_id) VALUES ($1,$2,$3,$4,$5,$6) ON CONFLICT (line_id) DO NOTHING",
		m.LineID, m.BatchID, m.Note, m.ExplainedAt, m.ExplainedBy, m.ExplainedByID)
	if err == nil && n == 0 {
		return errs.New(errs.Conflict, "pay.explained_already")
	}
	return err
}

func findMissing(ctx context.Context, tx *db.Tx, batchID string) ([]Missing, error) {
	return db.All[Missing](ctx, tx, "SELECT line_id, batch_id, note, explained_at, explained_by, explained_by_id FROM pay_missing WHERE batch_id = $1", batchID)
}

const confirmationColumns = "id, batch_id, line_id, seq, order_id, payee_person_id, department, org_path, state, method, note, answered_at, answered_by, answered_by_id, " +
	"explanation, explained_at, explained_by, version, updated_at, updated_by"

func insertSample(ctx context.Context, tx *db.Tx, s Sample, list []Confirmation) error {
	if err := tx.Insert(ctx, "pay_samples", s); err != nil {
		return err
	}
	return db.InsertMany(ctx, tx, "pay_confirmations", list)
}

func findSample(ctx context.Context, tx *db.Tx, batchID string) (Sample, error) {
	return db.One[Sample](ctx, tx, "SELECT batch_id, seed, share, least, paid_lines, size, drawn_at, drawn_by FROM pay_samples WHERE batch_id = $1", batchID)
}

func findConfirmations(ctx context.Context, tx *db.Tx, batchID string) ([]Confirmation, error) {
	return db.All[Confirmation](ctx, tx, "SELECT "+confirmationColumns+" FROM pay_confirmations WHERE batch_id = $1 ORDER BY seq", batchID)
}

// findConfirmation reads one within the actor's scope: that of the department that was asked, or of who sees the batches.
func findConfirmation(ctx context.Context, tx *db.Tx, a *authz.Actor, all bool, id string) (Confirmation, error) {
	q := db.NewQuery("SELECT "+confirmationColumns+" FROM pay_confirmations WHERE id = ?", id)
	if !all {
		scoped(q, a)
	}
	return db.One[Confirmation](ctx, tx, q.Text(), q.Args()...)
}

// listConfirmations reads what the actor's department was asked, open ones first.
func listConfirmations(ctx context.Context, tx *db.Tx, a *authz.Actor, all bool) ([]Confirmation, error) {
	q := db.NewQuery("SELECT " + confirmationColumns + " FROM pay_confirmations WHERE 1=1")
	if !all {
		scoped(q, a)
	}
	q.Add(" ORDER BY CASE state WHEN 'asked' THEN 0 WHEN 'unreached' THEN 1 WHEN 'denied' THEN 2 ELSE 3 END, id DESC LIMIT 200")
	return db.All[Confirmation](ctx, tx, q.Text(), q.Args()...)
}

func updateConfirmation(ctx context.Context, tx *db.Tx, c *Confirmation) error {
	err := tx.ExecOne(ctx, errs.New(errs.Conflict, "busy"), "UPDATE pay_confirmations SET state = $1, method = $2, note = $3, answered_at = $4, answered_by = $5, "+
		"answered_by_id = $6, explanation = $7, explained_at = $8, explained_by = $9, version = version + 1, updated_at = $10, updated_by = $11 WHERE id = $12 AND version = $13",
		c.State, c.Method, c.Note, c.AnsweredAt, c.AnsweredBy, c.AnsweredByID, c.Explanation, c.ExplainedAt, c.ExplainedBy, tx.NowMS(), authz.From(ctx).Who(), c.ID, c.Version)
	c.Version++
	return err
}
