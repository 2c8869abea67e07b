package order

import (
	"context"

	"yice/internal/kit/db"
)

// maxIDs is how many ids one statement takes.
const maxIDs = 5000

// What a fund asks of its orders.

// promisedIn sums the live orders of a half-year, paid ones included.
func promisedIn(ctx context.Context, tx *db.Tx, fundID, half string) (int64, error) {
	from, to := half[:4]+"-01-01", half[:4]+"-06-30"
	if half[5:] == "H2" {
		from, to = half[:4]+"-07-01", half[:4]+"-12-31"
	}
	return db.One[int64](ctx, tx, "SELECT CAST(COALESCE(SUM(amount_fen), 0) AS BIGINT) FROM fund_orders WHERE fund_id = $1 AND live AND due_on >= $2 AND due_on <= $3",
		fundID, from, to)
}

type fundSum struct {
	FundID string `db:"fund_id"`
	Fen    int64  `db:"fen"`
}

func findPaid(ctx context.Context, tx *db.Tx) (map[string]int64, error) {
	rows, err := db.All[fundSum](ctx, tx, "SELECT fund_id, CAST(SUM(amount_fen) AS BIGINT) AS fen FROM fund_orders WHERE state = 'paid' GROUP BY fund_id")
	out := make(map[string]int64, len(rows))
	for _, r := range rows {
		out[r.FundID] = r.Fen
	}
	return out, err
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
