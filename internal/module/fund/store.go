package fund

import (
	"context"

	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

// maxIDs is how many ids one statement takes.
const maxIDs = 5000

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
		f.State, tx.NowMS(), who(ctx), f.ID, f.Version)
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
	f.UpdatedAt, f.UpdatedBy = tx.NowMS(), who(ctx)
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

// promisedIn sums the live orders of a half-year, paid ones included.
func promisedIn(ctx context.Context, tx *db.Tx, fundID, half string) (int64, error) {
	from, to := half[:4]+"-01-01", half[:4]+"-06-30"
	if half[5:] == "H2" {
		from, to = half[:4]+"-07-01", half[:4]+"-12-31"
	}
	return db.One[int64](ctx, tx, "SELECT CAST(COALESCE(SUM(amount_fen), 0) AS BIGINT) FROM fund_orders WHERE fund_id = $1 AND live AND due_on >= $2 AND due_on <= $3",
		fundID, from, to)
}

func saveBenefit(ctx context.Context, tx *db.Tx, c Counter) error {
	if c.AmountFen == 0 {
		_, err := tx.Exec(ctx, "DELETE FROM fund_benefits WHERE source_id = $1", c.SourceID)
		return err
	}
	_, err := tx.Exec(ctx, "INSERT INTO fund_benefits (source_id, case_id, household_id, person_id, purpose, year, amount_fen, funder, project, counted_at) "+
		"VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10) ON CONFLICT (source_id) DO UPDATE SET case_id = $2, household_id = $3, person_id = $4, purpose = $5, year = $6, "+
		"amount_fen = $7, funder = $8, project = $9, counted_at = $10",
		c.SourceID, c.CaseID, c.HouseholdID, c.PersonID, c.Purpose, c.Year, c.AmountFen, c.Funder, c.Project, tx.NowMS())
	return err
}

func findCounters(ctx context.Context, tx *db.Tx, subject, purpose, year string) ([]Counted, error) {
	return db.All[Counted](ctx, tx, "SELECT funder, CAST(SUM(amount_fen) AS BIGINT) AS amount_fen, CAST(SUM(paid_fen) AS BIGINT) AS paid_fen FROM ("+
		"SELECT department AS funder, amount_fen, CASE WHEN state = 'paid' THEN amount_fen ELSE 0 END AS paid_fen FROM fund_orders "+
		"WHERE (person_id = $1 OR household_id = $1) AND year = $2 AND live AND ($3 = '' OR purpose = $3) "+
		"UNION ALL SELECT funder, amount_fen, amount_fen AS paid_fen FROM fund_benefits "+
		"WHERE (person_id = $1 OR household_id = $1) AND year = $2 AND ($3 = '' OR purpose = $3)) x GROUP BY funder ORDER BY funder", subject, year, purpose)
}

func findHighest(ctx context.Context, tx *db.Tx, purpose, year string, byHousehold bool) (int64, error) {
	subject, known := "person_id", " AND person_id <> ''"
	if byHousehold {
		subject, known = "household_id", ""
	}
	return db.One[int64](ctx, tx, "SELECT CAST(COALESCE(MAX(total), 0) AS BIGINT) FROM (SELECT SUM(amount_fen) AS total FROM ("+
		"SELECT "+subject+" AS subject, year, amount_fen FROM fund_orders WHERE state = 'paid' AND live AND purpose = $1 AND ($2 = '' OR year = $2)"+known+
		" UNION ALL SELECT "+subject+" AS subject, year, amount_fen FROM fund_benefits WHERE purpose = $1 AND ($2 = '' OR year = $2)"+known+
		") x GROUP BY subject, year) y", purpose, year)
}

func findEarlier(ctx context.Context, tx *db.Tx, subject, purpose, year string) ([]Earlier, error) {
	return db.All[Earlier](ctx, tx, "SELECT department, purpose AS project, period, amount_fen FROM fund_orders "+
		"WHERE (person_id = $1 OR household_id = $1) AND year = $2 AND live AND ($3 = '' OR purpose = $3) "+
		"UNION ALL SELECT funder AS department, project, year AS period, amount_fen FROM fund_benefits "+
		"WHERE (person_id = $1 OR household_id = $1) AND year = $2 AND ($3 = '' OR purpose = $3) ORDER BY department, period, amount_fen", subject, year, purpose)
}

func saveRevisit(ctx context.Context, tx *db.Tx, caseID, dueOn string) error {
	_, err := tx.Exec(ctx, "INSERT INTO fund_revisits (case_id, due_on) VALUES ($1,$2) ON CONFLICT (case_id) DO UPDATE SET due_on = $2", caseID, dueOn)
	return err
}

// findOverdue names the cases among the given whose revisit is overdue today.
func findOverdue(ctx context.Context, tx *db.Tx, cases []string) (map[string]bool, error) {
	out := map[string]bool{}
	for len(cases) > 0 {
		n := min(len(cases), maxIDs)
		q := db.NewQuery("SELECT case_id FROM fund_revisits WHERE due_on <> '' AND due_on < ? AND ", tx.Today())
		db.In(q, "case_id", cases[:n])
		rows, err := db.All[string](ctx, tx, q.Text(), q.Args()...)
		if err != nil {
			return nil, err
		}
		for _, c := range rows {
			out[c] = true
		}
		cases = cases[n:]
	}
	return out, nil
}

type fundSum struct {
	FundID   string `db:"fund_id"`
	Received int64  `db:"received"`
	Paid     int64  `db:"paid"`
}

func findFundSums(ctx context.Context, tx *db.Tx) (map[string]fundSum, error) {
	rows, err := db.All[fundSum](ctx, tx, "SELECT fund_id, CAST(SUM(received) AS BIGINT) AS received, CAST(SUM(paid) AS BIGINT) AS paid FROM ("+
		"SELECT fund_id, SUM(amount_fen) AS received, 0 AS paid FROM fund_receipts WHERE reversed_tx = '' GROUP BY fund_id "+
		"UNION ALL SELECT fund_id, 0 AS received, SUM(amount_fen) AS paid FROM fund_orders WHERE state = 'paid' GROUP BY fund_id) x GROUP BY fund_id")
	out := make(map[string]fundSum, len(rows))
	for _, r := range rows {
		out[r.FundID] = r
	}
	return out, err
}

func findPurposeParts(ctx context.Context, tx *db.Tx, paidFrom string) ([]PurposePart, error) {
	return db.All[PurposePart](ctx, tx, "SELECT purpose, CAST(SUM(committed) AS BIGINT) AS committed_fen, CAST(SUM(paid) AS BIGINT) AS paid_fen FROM ("+
		"SELECT purpose, 0 AS committed, amount_fen AS paid FROM fund_orders WHERE state = 'paid' AND live AND paid_on >= $1 "+
		"UNION ALL SELECT purpose, amount_fen AS committed, 0 AS paid FROM fund_orders WHERE state IN ('waiting', 'held', 'batched', 'failed', 'repaid', 'cancelled') AND live"+
		") x GROUP BY purpose ORDER BY purpose", paidFrom)
}

func findMonths(ctx context.Context, tx *db.Tx, from string) ([]MonthPart, error) {
	return db.All[MonthPart](ctx, tx, "SELECT month, CAST(SUM(received) AS BIGINT) AS received_fen, CAST(SUM(paid) AS BIGINT) AS paid_fen FROM ("+
		"SELECT substr(received_on, 1, 7) AS month, amount_fen AS received, 0 AS paid FROM fund_receipts WHERE reversed_tx = '' AND received_on >= $1 "+
		"UNION ALL SELECT substr(paid_on, 1, 7) AS month, 0 AS received, amount_fen AS paid FROM fund_orders WHERE state = 'paid' AND paid_on >= $1"+
		") x GROUP BY month ORDER BY month", from)
}

type stateCount struct {
	State string `db:"state"`
	N     int64  `db:"n"`
}

func countStates(ctx context.Context, tx *db.Tx) (map[string]int64, error) {
	rows, err := db.All[stateCount](ctx, tx, "SELECT state, count(*) AS n FROM fund_orders WHERE state IN ('waiting', 'held', 'failed') GROUP BY state")
	out := map[string]int64{}
	for _, r := range rows {
		out[r.State] = r.N
	}
	return out, err
}

func sumClaims(ctx context.Context, tx *db.Tx) (int64, error) {
	return db.One[int64](ctx, tx, "SELECT CAST(COALESCE(SUM(amount_fen - received_fen), 0) AS BIGINT) FROM fund_recoveries WHERE state = 'open'")
}
