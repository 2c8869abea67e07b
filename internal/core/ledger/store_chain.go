package ledger

import (
	"context"

	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

type chainRow struct {
	Seq   int64  `db:"seq"`
	TxID  string `db:"tx_id"`
	Chain string `db:"chain"`
}

type waitingRow struct {
	ID   string `db:"id"`
	Hash string `db:"hash"`
}

func findUnsealed(ctx context.Context, tx *db.Tx, limit int) ([]waitingRow, error) {
	return db.All[waitingRow](ctx, tx, "SELECT t.id, t.hash FROM ledger_unsealed u JOIN ledger_transactions t ON t.id = u.tx_id ORDER BY u.tx_id LIMIT $1", limit)
}

func findHead(ctx context.Context, tx *db.Tx) (chainRow, error) {
	h, err := db.One[chainRow](ctx, tx, "SELECT seq, tx_id, chain FROM ledger_chain ORDER BY seq DESC LIMIT 1")
	if errs.IsKind(err, errs.NotFound) {
		return chainRow{}, nil
	}
	return h, err
}

func insertChain(ctx context.Context, tx *db.Tx, rows []chainRow) error {
	if err := db.InsertMany(ctx, tx, "ledger_chain", rows); err != nil {
		return err
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.TxID
	}
	q := db.NewQuery("DELETE FROM ledger_unsealed WHERE ")
	db.In(q, "tx_id", ids)
	_, err := tx.Exec(ctx, q.Text(), q.Args()...)
	return err
}

type sealed struct {
	Seq   int64  `db:"seq"`
	Chain string `db:"chain"`
	Transaction
}

// findSealed reads transactions with their place in the chain, from seq on.
func findSealed(ctx context.Context, tx *db.Tx, from int64, limit int) ([]sealed, error) {
	return db.All[sealed](ctx, tx, "SELECT c.seq, c.chain, t.id, t.kind, t.key, t.input_hash, t.hold_id, t.reverses, t.expires_at, t.effective_on, t.booked_at, "+
		"t.booked_by, t.memo, t.meta, t.hash FROM ledger_chain c JOIN ledger_transactions t ON t.id = c.tx_id WHERE c.seq >= $1 ORDER BY c.seq LIMIT $2", from, limit)
}

// findLoose reads the transactions that wait for the chain.
func findLoose(ctx context.Context, tx *db.Tx) ([]Transaction, error) {
	return db.All[Transaction](ctx, tx, "SELECT t.id, t.kind, t.key, t.input_hash, t.hold_id, t.reverses, t.expires_at, t.effective_on, t.booked_at, "+
		"t.booked_by, t.memo, t.meta, t.hash FROM ledger_unsealed u JOIN ledger_transactions t ON t.id = u.tx_id ORDER BY u.tx_id")
}

type counts struct {
	Transactions int64 `db:"transactions"`
	Entries      int64 `db:"entries"`
	Chained      int64 `db:"chained"`
	Waiting      int64 `db:"waiting"`
}

func countAll(ctx context.Context, tx *db.Tx) (counts, error) {
	return db.One[counts](ctx, tx, "SELECT (SELECT count(*) FROM ledger_transactions) AS transactions, (SELECT count(*) FROM ledger_entries) AS entries, "+
		"(SELECT count(*) FROM ledger_chain) AS chained, (SELECT count(*) FROM ledger_unsealed) AS waiting")
}

// step is one entry seen from one of its accounts, debit-positive.
type step struct {
	Account   string `db:"account"`
	Seq       int64  `db:"seq"`
	After     int64  `db:"after"`
	Act       string `db:"act"`
	Commodity string `db:"commodity"`
	Amount    int64  `db:"amount"`
	IsDebit   bool   `db:"is_debit"`
}

// eachStep walks all accounts, each from its first entry.
func eachStep(ctx context.Context, tx *db.Tx, fn func(step) error) error {
	return db.Each(ctx, tx, fn, "SELECT debit AS account, debit_seq AS seq, debit_after AS after, act, commodity, amount, 1 = 1 AS is_debit FROM ledger_entries "+
		"UNION ALL SELECT credit AS account, credit_seq AS seq, credit_after AS after, act, commodity, amount, 1 = 0 AS is_debit FROM ledger_entries "+
		"ORDER BY account, seq")
}

func eachBalance(ctx context.Context, tx *db.Tx, fn func(Balance) error) error {
	return db.Each(ctx, tx, fn, "SELECT b.account, a.commodity, CASE WHEN a.side = 'debit' THEN 1 ELSE -1 END AS sign, b.floor, b.ceiling, b.balance, b.going, b.coming, b.entries "+
		"FROM ledger_balances b JOIN ledger_accounts a ON a.code = b.account AND a.commodity = b.commodity ORDER BY b.account")
}

func eachHold(ctx context.Context, tx *db.Tx, fn func(holdRow) error) error {
	return db.Each(ctx, tx, fn, "SELECT id, state, expires_at, ended_by FROM ledger_holds ORDER BY id")
}
