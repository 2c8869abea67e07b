package order

import (
	"context"
	"strings"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/module/fund"
)

const orderColumns = "id, case_id, case_no, household_id, person_id, subject_id, payee_person_id, bank_account_id, award_id, instalment, purpose, period, " +
	"invoice_no, year, fund_id, amount_fen, netted_fen, offset_fen, due_on, department, urgent, state, live, held_by, reason, hold_id, settled_tx, batch_id, paid_on, failure, " +
	"replaces_id, replaced_by, reclaim, made_at, made_by, version, updated_at, updated_by"

func insertOrder(ctx context.Context, tx *db.Tx, o Order) error {
	return tx.Insert(ctx, "fund_orders", o)
}

func findOrder(ctx context.Context, tx *db.Tx, id string) (Order, error) {
	return db.One[Order](ctx, tx, "SELECT "+orderColumns+" FROM fund_orders WHERE id = $1", id)
}

func findOrders(ctx context.Context, tx *db.Tx, ids []string) ([]Order, error) {
	out := []Order{}
	for len(ids) > 0 {
		n := min(len(ids), maxIDs)
		q := db.NewQuery("SELECT " + orderColumns + " FROM fund_orders WHERE ")
		db.In(q, "id", ids[:n]).Add(" ORDER BY due_on, id")
		rows, err := db.All[Order](ctx, tx, q.Text(), q.Args()...)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
		ids = ids[n:]
	}
	return out, nil
}

// replaced is an order and the one that it replaced, if any.
type replaced struct {
	ID         string `db:"id"`
	ReplacesID string `db:"replaces_id"`
}

func findReplaced(ctx context.Context, tx *db.Tx, ids []string, do func(replaced)) error {
	for len(ids) > 0 {
		n := min(len(ids), maxIDs)
		q := db.NewQuery("SELECT id, replaces_id FROM fund_orders WHERE ")
		db.In(q, "id", ids[:n])
		if err := db.Each(ctx, tx, func(r replaced) error { do(r); return nil }, q.Text(), q.Args()...); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

func findOrdersOfCase(ctx context.Context, tx *db.Tx, caseID string) ([]Order, error) {
	return db.All[Order](ctx, tx, "SELECT "+orderColumns+" FROM fund_orders WHERE case_id = $1 ORDER BY id", caseID)
}

func findDescribed(ctx context.Context, tx *db.Tx, ids []string) (map[string]fund.Described, error) {
	out := make(map[string]fund.Described, len(ids))
	for len(ids) > 0 {
		n := min(len(ids), maxIDs)
		q := db.NewQuery("SELECT id, purpose, household_id FROM fund_orders WHERE ")
		db.In(q, "id", ids[:n])
		if err := db.Each(ctx, tx, func(o fund.Described) error { out[o.ID] = o; return nil }, q.Text(), q.Args()...); err != nil {
			return nil, err
		}
		ids = ids[n:]
	}
	return out, nil
}

func findOrdersOfAward(ctx context.Context, tx *db.Tx, awardID string) ([]Order, error) {
	if awardID == "" {
		return nil, errs.InvalidField("award_id", "fund.required")
	}
	return db.All[Order](ctx, tx, "SELECT "+orderColumns+" FROM fund_orders WHERE award_id = $1 ORDER BY id", awardID)
}

// findTwin finds the live order with the same subject, purpose, period and invoice.
func findTwin(ctx context.Context, tx *db.Tx, o Order) (Order, error) {
	return db.One[Order](ctx, tx, "SELECT "+orderColumns+" FROM fund_orders WHERE live AND subject_id = $1 AND purpose = $2 AND period = $3 AND invoice_no = $4",
		o.SubjectID, o.Purpose, o.Period, o.InvoiceNo)
}

// updateOrder writes what may change of an order, by its version.
func updateOrder(ctx context.Context, tx *db.Tx, o *Order) error {
	n, err := tx.Exec(ctx, "UPDATE fund_orders SET bank_account_id = $1, state = $2, live = $3, held_by = $4, reason = $5, hold_id = $6, settled_tx = $7, "+
		"batch_id = $8, paid_on = $9, failure = $10, replaced_by = $11, reclaim = $12, amount_fen = $13, netted_fen = $14, offset_fen = $15, version = version + 1, updated_at = $16, "+
		"updated_by = $17 WHERE id = $18 AND version = $19",
		o.BankAccountID, o.State, o.Live, o.HeldBy, o.Reason, o.HoldID, o.SettledTx, o.BatchID, o.PaidOn, o.Failure, o.ReplacedBy, o.Reclaim,
		o.AmountFen, o.NettedFen, o.OffsetFen, tx.NowMS(), authz.From(ctx).Who(), o.ID, o.Version)
	if err != nil {
		return err
	}
	if n == 0 {
		now, err := findOrder(ctx, tx, o.ID)
		if err != nil {
			return err
		}
		return stale(now.UpdatedBy, now.UpdatedAt)
	}
	o.Version++
	o.UpdatedAt, o.UpdatedBy = tx.NowMS(), authz.From(ctx).Who()
	return nil
}

// countUnpaid counts the failed orders of a batch that nothing has replaced yet.
func countUnpaid(ctx context.Context, tx *db.Tx, batchID string) (int64, error) {
	return db.One[int64](ctx, tx, "SELECT COUNT(*) FROM fund_orders WHERE batch_id = $1 AND batch_id <> '' AND state = $2", batchID, OrderFailed)
}

// OrderFilter narrows the list of orders; empty fields do not narrow. Text looks into case number, period and invoice.
type OrderFilter struct {
	State      []string
	FundID     string
	Purpose    string
	Department string
	CaseID     string
	BatchID    string
	Year       string
	DueTo      string
	Urgent     bool
	Text       string
	Page       db.Page
}

func (f OrderFilter) query(columns string) *db.Query {
	q := db.NewQuery("SELECT "+columns+" FROM fund_orders WHERE 1=1").
		If(f.FundID != "", " AND fund_id = ?", f.FundID).
		If(f.Purpose != "", " AND purpose = ?", f.Purpose).
		If(f.Department != "", " AND department = ?", f.Department).
		If(f.CaseID != "", " AND case_id = ?", f.CaseID).
		If(f.BatchID != "", " AND batch_id = ?", f.BatchID).
		If(f.Year != "", " AND year = ?", f.Year).
		If(f.DueTo != "", " AND due_on <= ?", f.DueTo).
		If(f.Urgent, " AND urgent = ?", true).
		If(f.Text != "", " AND id IN (SELECT id FROM fund_orders WHERE case_no = ? UNION ALL SELECT id FROM fund_orders WHERE period = ? "+
			"UNION ALL SELECT id FROM fund_orders WHERE invoice_no = ? AND invoice_no <> '')", strings.ToUpper(f.Text), f.Text, f.Text)
	if len(f.State) > 0 {
		q.Add(" AND ")
		db.In(q, "state", f.State)
	}
	return q
}

func listOrders(ctx context.Context, tx *db.Tx, f OrderFilter) ([]Order, string, error) {
	s, err := f.Page.Order(map[string]db.Sort{
		"due_on": {Column: "due_on", ID: "id"}, "amount_fen": {Column: "amount_fen", ID: "id"}, "made_at": {Column: "id", ID: "id"},
	}, "-due_on")
	if err != nil {
		return nil, "", err
	}
	q := f.query(orderColumns)
	if err := q.Keyset(s, f.Page); err != nil {
		return nil, "", err
	}
	rows, err := db.All[Order](ctx, tx, q.Text(), q.Args()...)
	if err != nil {
		return nil, "", err
	}
	rows, next := db.Cut(f.Page, rows, func(o Order) (any, string) {
		switch s.Column {
		case "amount_fen":
			return o.AmountFen, o.ID
		case "id":
			return o.ID, o.ID
		}
		return o.DueOn, o.ID
	})
	return rows, next, nil
}

// totalCap is where counting a list ends.
const totalCap = 10000

type orderTotal struct {
	N   int64 `db:"n"`
	Fen int64 `db:"fen"`
}

// totalOrders counts and sums what the filter names, up to totalCap rows.
func totalOrders(ctx context.Context, tx *db.Tx, f OrderFilter) (orderTotal, error) {
	inner := f.query("amount_fen").Add(" LIMIT ?", totalCap+1)
	return db.One[orderTotal](ctx, tx, "SELECT count(*) AS n, CAST(COALESCE(SUM(amount_fen), 0) AS BIGINT) AS fen FROM ("+inner.Text()+") x", inner.Args()...)
}
