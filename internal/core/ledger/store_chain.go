package ledger

import (
	"context"
	"math"

	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

// chainRow is a link: it covers the N transactions whose ids follow each other from TxID on.
type chainRow struct {
	Seq   int64  `db:"seq"`
	TxID  string `db:"tx_id"`
	N     int64  `db:"n"`
	Chain string `db:"chain"`
}

// waitingRow is a batch without its link.
type waitingRow struct {
	TxID string `db:"tx_id"`
	N    int64  `db:"n"`
	Hash string `db:"hash"`
}

func (w waitingRow) after(head chainRow) chainRow {
	return chainRow{Seq: head.Seq + 1, TxID: w.TxID, N: w.N, Chain: link(head.Chain, head.Seq+1, w.Hash)}
}

// insertLink gives a batch its link. On PostgreSQL that is left to the sealer, because the head of the chain would have to be
// held until the commit; SQLite has one writer anyway.
func insertLink(ctx context.Context, tx *db.Tx, w *db.Writes, fresh []*draft) error {
	hashes := make([]string, len(fresh))
	for i, d := range fresh {
		hashes[i] = d.t.Hash
	}
	b := waitingRow{TxID: fresh[0].t.ID, N: int64(len(fresh)), Hash: batchHash(hashes)}
	if tx.Engine() != db.SQLite {
		w.Rows("ledger_unsealed", []string{"tx_id", "n", "hash"}, [][]any{{b.TxID, b.N, b.Hash}})
		return nil
	}
	head, err := findHead(ctx, tx)
	if err == nil {
		writeLinks(w, []chainRow{b.after(head)})
	}
	return err
}

func writeLinks(w *db.Writes, links []chainRow) {
	rows := make([][]any, len(links))
	for i, l := range links {
		rows[i] = []any{l.Seq, l.TxID, l.N, l.Chain}
	}
	w.Rows("ledger_chain", []string{"seq", "tx_id", "n", "chain"}, rows)
}

func findUnsealed(ctx context.Context, tx *db.Tx, limit int) ([]waitingRow, error) {
	return db.All[waitingRow](ctx, tx, "SELECT tx_id, n, hash FROM ledger_unsealed ORDER BY tx_id LIMIT $1", limit)
}

func findHead(ctx context.Context, tx *db.Tx) (chainRow, error) {
	h, err := db.One[chainRow](ctx, tx, "SELECT seq, tx_id, n, chain FROM ledger_chain ORDER BY seq DESC LIMIT 1")
	if errs.IsKind(err, errs.NotFound) {
		return chainRow{}, nil
	}
	return h, err
}

func insertChain(ctx context.Context, tx *db.Tx, links []chainRow) error {
	w := tx.Writes(ctx)
	writeLinks(w, links)
	ids := make([]string, len(links))
	for i, l := range links {
		ids[i] = l.TxID
	}
	q, err := db.Among(tx, db.NewQuery("DELETE FROM ledger_unsealed WHERE "), "tx_id", ids)
	if err != nil {
		return err
	}
	w.Exec(q.Text(), q.Args()...)
	return w.Send()
}

type counts struct {
	Transactions int64 `db:"transactions"`
	Entries      int64 `db:"entries"`
	Chained      int64 `db:"chained"`
}

// countAll counts transactions, entries, and the transactions that the chain covers.
func countAll(ctx context.Context, tx *db.Tx) (counts, error) {
	return db.One[counts](ctx, tx, "SELECT (SELECT count(*) FROM ledger_transactions) AS transactions, (SELECT count(*) FROM ledger_entries) AS entries, "+
		"(SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM ledger_chain) AS chained")
}

// eachLink reads the chain from its first link to the one given.
func eachLink(ctx context.Context, tx *db.Tx, to int64, fn func(l chainRow) error) error {
	return db.Stream(ctx, tx, func(r *db.Row) error {
		return fn(chainRow{r.Int(0), string(r.Text(1)), r.Int(2), string(r.Text(3))})
	}, "SELECT seq, tx_id, n, chain FROM ledger_chain WHERE seq <= $1 ORDER BY seq", to)
}

// bookedLine is an entry with its transaction as it stands in the tables; the texts live until the next one.
type bookedLine struct {
	ID, Kind, Key, Input, Hold, Reverses, Effective, By, Memo, Meta, Hash []byte
	Expires, Booked                                                       int64
	N                                                                     int64
	Act, Debit, Credit, Commodity                                         []byte
	Amount, Agrees, DebitSeq, DebitAfter, CreditSeq, CreditAfter          int64
}

// eachBooked reads the entries of the transactions from one id to another, in their order.
func eachBooked(ctx context.Context, tx *db.Tx, from, to string, fn func(l *bookedLine) error) error {
	var l bookedLine
	return db.Stream(ctx, tx, func(r *db.Row) error {
		l = bookedLine{
			ID: r.Text(0), Kind: r.Text(1), Key: r.Text(2), Input: r.Text(3), Hold: r.Text(4), Reverses: r.Text(5), Effective: r.Text(6),
			By: r.Text(7), Memo: r.Text(8), Meta: r.Text(9), Hash: r.Text(10), Expires: r.Int(11), Booked: r.Int(12), N: r.Int(13),
			Act: r.Text(14), Debit: r.Text(15), Credit: r.Text(16), Commodity: r.Text(17), Amount: r.Int(18), Agrees: r.Int(19),
			DebitSeq: r.Int(20), DebitAfter: r.Int(21), CreditSeq: r.Int(22), CreditAfter: r.Int(23),
		}
		return fn(&l)
	}, "SELECT t.id, t.kind, t.key, t.input_hash, t.hold_id, t.reverses, t.effective_on, t.booked_by, t.memo, t.meta, t.hash, t.expires_at, t.booked_at, "+
		"e.n, e.act, e.debit, e.credit, e.commodity, e.amount, "+
		"CAST(CASE WHEN e.effective_on = t.effective_on AND e.booked_at = t.booked_at THEN 1 ELSE 0 END AS BIGINT) AS agrees, "+
		"e.debit_seq, e.debit_after, e.credit_seq, e.credit_after FROM ledger_transactions t JOIN ledger_entries e ON e.tx_id = t.id "+
		"WHERE t.id >= $1 AND t.id <= $2 AND e.tx_id >= $1 AND e.tx_id <= $2 ORDER BY t.id, e.n", from, to)
}

// noFloor and noCeiling stand for bounds that an account does not have.
const (
	noFloor   = -math.MaxInt64
	noCeiling = math.MaxInt64
)

// stand is where an account stands. The side is the one in its definition.
type stand struct {
	code, commodity                                              string
	sign, floor, ceiling, balance, going, coming, entries, other int64
}

func eachStand(ctx context.Context, tx *db.Tx, fn func(s stand) error) error {
	commodity := ""
	return db.Stream(ctx, tx, func(r *db.Row) error {
		if c := r.Text(1); string(c) != commodity {
			commodity = string(c)
		}
		return fn(stand{string(r.Text(0)), commodity, r.Int(2), r.Int(3), r.Int(4), r.Int(5), r.Int(6), r.Int(7), r.Int(8), r.Int(9)})
	}, "SELECT b.account, a.commodity, CAST(CASE WHEN a.side = 'debit' THEN 1 ELSE -1 END AS BIGINT) AS sign, "+
		"COALESCE(b.floor, $1) AS floor, COALESCE(b.ceiling, $2) AS ceiling, b.balance, b.going, b.coming, b.entries, "+
		"CAST(CASE WHEN a.commodity = b.commodity THEN 0 ELSE 1 END AS BIGINT) AS other "+
		"FROM ledger_balances b JOIN ledger_accounts a ON a.code = b.account ORDER BY b.account", int64(noFloor), int64(noCeiling))
}

func eachHold(ctx context.Context, tx *db.Tx, fn func(id, state, by []byte) error) error {
	return db.Stream(ctx, tx, func(r *db.Row) error { return fn(r.Text(0), r.Text(1), r.Text(2)) },
		"SELECT id, state, ended_by FROM ledger_holds")
}
