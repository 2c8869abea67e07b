package ledger

import (
	"context"

	"yice/internal/kit/db"
)

const (
	txColumns = "id, kind, key, input_hash, hold_id, reverses, expires_at, effective_on, booked_at, booked_by, memo, meta, hash"
	enColumns = "tx_id, n, act, debit, credit, commodity, amount, effective_on, booked_at, debit_seq, debit_after, credit_seq, credit_after"
	baColumns = "account, commodity, sign, floor, ceiling, balance, going, coming, entries"
	// args a statement may carry, as in kit/db
	maxArgs = 8000
)

type accountRow struct {
	Code      string `db:"code"`
	Parent    string `db:"parent"`
	Name      string `db:"name"`
	Commodity string `db:"commodity"`
	Side      Side   `db:"side"`
	IsGroup   bool   `db:"is_group"`
}

func findAccount(ctx context.Context, tx *db.Tx, code string) (accountRow, error) {
	return db.One[accountRow](ctx, tx, "SELECT code, parent, name, commodity, side, is_group FROM ledger_accounts WHERE code = $1", code)
}

// insertAccount tells whether the account is new.
func insertAccount(ctx context.Context, tx *db.Tx, a Account, by string) (bool, error) {
	n, err := tx.Exec(ctx, "INSERT INTO ledger_accounts (code, parent, name, commodity, side, is_group, opened_at, opened_by) "+
		"VALUES ($1,$2,$3,$4,$5,$6,$7,$8) ON CONFLICT (code) DO NOTHING", a.Code, a.Parent, a.Name, a.Commodity, string(a.Side), a.Group, tx.NowMS(), by)
	if err != nil || n == 0 || a.Group {
		return n == 1, err
	}
	_, err = tx.Exec(ctx, "INSERT INTO ledger_balances (account, commodity, sign, floor, ceiling) VALUES ($1,$2,$3,$4,$5)",
		a.Code, a.Commodity, a.Side.sign(), a.Floor, a.Ceiling)
	return true, err
}

func setLimits(ctx context.Context, tx *db.Tx, account string, floor, ceiling *int64) (bool, error) {
	n, err := tx.Exec(ctx, "UPDATE ledger_balances SET floor = $2, ceiling = $3 WHERE account = $1 "+
		"AND (CAST($2 AS BIGINT) IS NULL OR balance - going >= $2) AND (CAST($3 AS BIGINT) IS NULL OR balance + coming <= $3)", account, floor, ceiling)
	return n == 1, err
}

// moveBalance changes a balance if the outcome keeps within floor and ceiling, and gives it; otherwise errs.NotFound.
func moveBalance(ctx context.Context, tx *db.Tx, account string, m move) (Balance, error) {
	return db.One[Balance](ctx, tx, "UPDATE ledger_balances SET balance = balance + sign * $2, "+
		"going = going + CASE WHEN sign = 1 THEN CAST($4 AS BIGINT) ELSE CAST($3 AS BIGINT) END, "+
		"coming = coming + CASE WHEN sign = 1 THEN CAST($3 AS BIGINT) ELSE CAST($4 AS BIGINT) END, entries = entries + $5 WHERE account = $1 "+
		"AND (floor IS NULL OR balance + sign * $2 - going - CASE WHEN sign = 1 THEN CAST($4 AS BIGINT) ELSE CAST($3 AS BIGINT) END >= floor) "+
		"AND (ceiling IS NULL OR balance + sign * $2 + coming + CASE WHEN sign = 1 THEN CAST($3 AS BIGINT) ELSE CAST($4 AS BIGINT) END <= ceiling) "+
		"RETURNING "+baColumns, account, m.booked, m.debit, m.credit, m.entries)
}

func findBalance(ctx context.Context, tx *db.Tx, account string) (Balance, error) {
	return db.One[Balance](ctx, tx, "SELECT "+baColumns+" FROM ledger_balances WHERE account = $1", account)
}

func findBalances(ctx context.Context, tx *db.Tx, accounts []string) ([]Balance, error) {
	q := db.NewQuery("SELECT " + baColumns + " FROM ledger_balances WHERE ")
	db.In(q, "account", accounts)
	return db.All[Balance](ctx, tx, q.Text(), q.Args()...)
}

// tree names an account and all below it; $1 is its code.
const tree = "WITH RECURSIVE tree (code) AS (SELECT code FROM ledger_accounts WHERE code = $1 " +
	"UNION ALL SELECT a.code FROM ledger_accounts a JOIN tree t ON a.parent = t.code) "

func findBelow(ctx context.Context, tx *db.Tx, account string) ([]Balance, error) {
	return db.All[Balance](ctx, tx, tree+"SELECT b.account, b.commodity, b.sign, b.floor, b.ceiling, b.balance, b.going, b.coming, b.entries "+
		"FROM ledger_balances b JOIN tree t ON t.code = b.account", account)
}

// sumAt is debit-positive.
func sumAt(ctx context.Context, tx *db.Tx, account string, at At) (int64, error) {
	return db.One[int64](ctx, tx, tree+
		"SELECT CAST(COALESCE(SUM(x.raw), 0) AS BIGINT) FROM ("+
		"SELECT e.amount AS raw FROM ledger_entries e JOIN tree t ON t.code = e.debit WHERE e.act IN ('post', 'settle') "+
		"AND ($2 = '' OR e.effective_on <= $2) AND (CAST($3 AS BIGINT) = 0 OR e.booked_at < $3) "+
		"UNION ALL SELECT -e.amount AS raw FROM ledger_entries e JOIN tree t ON t.code = e.credit WHERE e.act IN ('post', 'settle') "+
		"AND ($2 = '' OR e.effective_on <= $2) AND (CAST($3 AS BIGINT) = 0 OR e.booked_at < $3)) x", account, at.EffectiveOn, at.BookedBefore)
}

func findTrial(ctx context.Context, tx *db.Tx, at At) ([]Trial, error) {
	return db.All[Trial](ctx, tx, "SELECT a.code AS account, a.name, a.commodity, CAST(SUM(x.debit) AS BIGINT) AS debit, CAST(SUM(x.credit) AS BIGINT) AS credit FROM ("+
		"SELECT debit AS account, amount AS debit, 0 AS credit FROM ledger_entries WHERE act IN ('post', 'settle') "+
		"AND ($1 = '' OR effective_on <= $1) AND (CAST($2 AS BIGINT) = 0 OR booked_at < $2) "+
		"UNION ALL SELECT credit AS account, 0 AS debit, amount AS credit FROM ledger_entries WHERE act IN ('post', 'settle') "+
		"AND ($1 = '' OR effective_on <= $1) AND (CAST($2 AS BIGINT) = 0 OR booked_at < $2)) x "+
		"JOIN ledger_accounts a ON a.code = x.account GROUP BY a.code, a.name, a.commodity ORDER BY a.commodity, a.code", at.EffectiveOn, at.BookedBefore)
}

// insertTransactions writes heads whose keys are new and tells how many those were.
func insertTransactions(ctx context.Context, tx *db.Tx, drafts []*draft) (int64, error) {
	var total int64
	const cols = 13
	for len(drafts) > 0 {
		n := min(len(drafts), maxArgs/cols)
		q := db.NewQuery("INSERT INTO ledger_transactions (" + txColumns + ") VALUES ")
		for i, d := range drafts[:n] {
			t := d.t
			q.If(i > 0, ", ").Add("(?,?,?,?,?,?,?,?,?,?,?,?,?)", t.ID, t.Kind, t.Key, t.InputHash, t.HoldID, t.Reverses, t.ExpiresAt,
				t.EffectiveOn, t.BookedAt, t.BookedBy, t.Memo, t.Meta, t.Hash)
		}
		q.Add(" ON CONFLICT DO NOTHING")
		done, err := tx.Exec(ctx, q.Text(), q.Args()...)
		if err != nil {
			return 0, err
		}
		total += done
		drafts = drafts[n:]
	}
	return total, nil
}

// findByKeys reads transactions with their entries, by key.
func findByKeys(ctx context.Context, tx *db.Tx, keys []string) (map[string]Transaction, error) {
	out := make(map[string]Transaction, len(keys))
	for len(keys) > 0 {
		n := min(len(keys), maxArgs)
		q := db.NewQuery("SELECT " + txColumns + " FROM ledger_transactions WHERE ")
		db.In(q, "key", keys[:n])
		rows, err := db.All[Transaction](ctx, tx, q.Text(), q.Args()...)
		if err != nil {
			return nil, err
		}
		ids := make([]string, len(rows))
		for i, t := range rows {
			ids[i] = t.ID
		}
		entries, err := findEntries(ctx, tx, ids)
		if err != nil {
			return nil, err
		}
		of := map[string][]Entry{}
		for _, e := range entries {
			of[e.TxID] = append(of[e.TxID], e)
		}
		for _, t := range rows {
			t.Entries = of[t.ID]
			out[t.Key] = t
		}
		keys = keys[n:]
	}
	return out, nil
}

func findTransaction(ctx context.Context, tx *db.Tx, id string) (Transaction, error) {
	return db.One[Transaction](ctx, tx, "SELECT "+txColumns+" FROM ledger_transactions WHERE id = $1", id)
}

func findEntries(ctx context.Context, tx *db.Tx, ids []string) ([]Entry, error) {
	out := []Entry{}
	for len(ids) > 0 {
		n := min(len(ids), maxArgs)
		q := db.NewQuery("SELECT " + enColumns + " FROM ledger_entries WHERE ")
		db.In(q, "tx_id", ids[:n]).Add(" ORDER BY tx_id, n")
		rows, err := db.All[Entry](ctx, tx, q.Text(), q.Args()...)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
		ids = ids[n:]
	}
	return out, nil
}

type holdRow struct {
	ID        string `db:"id"`
	State     string `db:"state"`
	ExpiresAt int64  `db:"expires_at"`
	EndedBy   string `db:"ended_by"`
}

type unsealedRow struct {
	TxID string `db:"tx_id"`
}

// insertBooked writes what stands behind the heads: entries, open holds, and the note that they wait for the chain.
func insertBooked(ctx context.Context, tx *db.Tx, fresh []*draft, entries []Entry) error {
	if err := db.InsertMany(ctx, tx, "ledger_entries", entries); err != nil {
		return err
	}
	var holds []holdRow
	waiting := make([]unsealedRow, len(fresh))
	for i, d := range fresh {
		waiting[i].TxID = d.t.ID
		if d.t.Kind == kindHold {
			holds = append(holds, holdRow{ID: d.t.ID, State: holdOpen, ExpiresAt: d.t.ExpiresAt})
		}
	}
	if err := db.InsertMany(ctx, tx, "ledger_holds", holds); err != nil {
		return err
	}
	return db.InsertMany(ctx, tx, "ledger_unsealed", waiting)
}

// endHold tells whether the hold was open. A settlement must come in time; a release may come late.
func endHold(ctx context.Context, tx *db.Tx, hold, state, by string, now int64) (bool, error) {
	n, err := tx.Exec(ctx, "UPDATE ledger_holds SET state = $1, ended_by = $2 WHERE id = $3 AND state = 'open' "+
		"AND ($1 <> 'settled' OR expires_at = 0 OR expires_at > $4)", state, by, hold, now)
	return n == 1, err
}

func findHold(ctx context.Context, tx *db.Tx, hold string) (holdRow, error) {
	return db.One[holdRow](ctx, tx, "SELECT id, state, expires_at, ended_by FROM ledger_holds WHERE id = $1", hold)
}

func findExpired(ctx context.Context, tx *db.Tx, now int64, limit int) ([]string, error) {
	return db.All[string](ctx, tx, "SELECT id FROM ledger_holds WHERE state = 'open' AND expires_at > 0 AND expires_at <= $1 "+
		"ORDER BY expires_at, id LIMIT $2", now, limit)
}

// findLines reads an account's entries by their number, newest first. Each side is cut by its own index before the two meet.
func findLines(ctx context.Context, tx *db.Tx, account string, p db.Page) ([]Line, string, error) {
	order := func(seq string) (db.Sort, error) {
		return p.Order(map[string]db.Sort{"seq": {Column: seq, ID: "tx_id"}}, "-seq")
	}
	q := db.NewQuery("SELECT x.seq, x.tx_id, x.act, x.other, x.amount, x.side = b.sign AS raises, x.after, x.effective_on, x.booked_at, " +
		"t.booked_by, t.memo, t.meta FROM ledger_balances b, (")
	for i, side := range []struct{ seq, fragment string }{
		{"debit_seq", "SELECT debit_seq AS seq, tx_id, act, credit AS other, amount, debit_after AS after, 1 AS side, effective_on, booked_at FROM ledger_entries WHERE debit = ?"},
		{"credit_seq", "SELECT credit_seq AS seq, tx_id, act, debit AS other, amount, credit_after AS after, -1 AS side, effective_on, booked_at FROM ledger_entries WHERE credit = ?"},
	} {
		s, err := order(side.seq)
		if err != nil {
			return nil, "", err
		}
		q.If(i > 0, " UNION ALL ").Add("SELECT * FROM ("+side.fragment, account)
		if err := q.Keyset(s, p); err != nil {
			return nil, "", err
		}
		q.Add(") " + side.seq + "s")
	}
	s, err := order("x.seq")
	if err != nil {
		return nil, "", err
	}
	s.ID = "x.tx_id"
	q.Add(") x JOIN ledger_transactions t ON t.id = x.tx_id WHERE b.account = ?", account)
	if err := q.Keyset(s, p); err != nil {
		return nil, "", err
	}
	rows, err := db.All[Line](ctx, tx, q.Text(), q.Args()...)
	if err != nil {
		return nil, "", err
	}
	rows, next := db.Cut(p, rows, func(l Line) (any, string) { return l.Seq, l.TxID })
	return rows, next, nil
}
