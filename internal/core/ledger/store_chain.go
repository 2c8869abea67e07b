package ledger

import (
	"context"
	"math"
	"strings"

	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

// chainRow is a link: it covers the N transactions whose ids follow each other from TxID on. All links up to it cover Upto.
type chainRow struct {
	Seq   int64  `db:"seq"`
	TxID  string `db:"tx_id"`
	N     int64  `db:"n"`
	Chain string `db:"chain"`
	Upto  int64  `db:"upto"`
}

const chColumns = "seq, tx_id, n, chain, upto"

// waitingRow is a batch without its link.
type waitingRow struct {
	TxID string `db:"tx_id"`
	N    int64  `db:"n"`
	Hash string `db:"hash"`
}

func (w waitingRow) after(head chainRow) chainRow {
	return chainRow{Seq: head.Seq + 1, TxID: w.TxID, N: w.N, Chain: link(head.Chain, head.Seq+1, w.Hash), Upto: head.Upto + w.N}
}

// linked is a batch with its link on SQLite. On PostgreSQL that is left to the sealer, because the head of the chain would have to be
// held until the commit; SQLite has one writer anyway.
func linked(ctx context.Context, tx *db.Tx, fresh []*draft) (waitingRow, *chainRow, error) {
	hashes := make([]byte, 0, len(fresh)*len(fresh[0].t.Hash))
	for _, d := range fresh {
		hashes = append(hashes, d.t.Hash...)
	}
	b := waitingRow{TxID: fresh[0].t.ID, N: int64(len(fresh))}
	b.Hash = batchHash(b.N, hashes)
	if tx.Engine() != db.SQLite {
		return b, nil, nil
	}
	head, err := findHead(ctx, tx)
	if err != nil {
		return b, nil, err
	}
	l := b.after(head)
	return b, &l, nil
}

func writeLinks(w *db.Writes, links []chainRow) {
	rows := make([][]any, len(links))
	for i, l := range links {
		rows[i] = []any{l.Seq, l.TxID, l.N, l.Chain, l.Upto}
	}
	w.Rows("ledger_chain", strings.Split(chColumns, ", "), rows)
}

func findUnsealed(ctx context.Context, tx *db.Tx, limit int) ([]waitingRow, error) {
	return db.All[waitingRow](ctx, tx, "SELECT tx_id, n, hash FROM ledger_unsealed ORDER BY tx_id LIMIT $1", limit)
}

func findHead(ctx context.Context, tx *db.Tx) (chainRow, error) {
	h, err := db.One[chainRow](ctx, tx, "SELECT "+chColumns+" FROM ledger_chain ORDER BY seq DESC LIMIT 1")
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
}

// countAll counts transactions and entries.
func countAll(ctx context.Context, tx *db.Tx) (counts, error) {
	return db.One[counts](ctx, tx, "SELECT (SELECT count(*) FROM ledger_transactions) AS transactions, (SELECT count(*) FROM ledger_entries) AS entries")
}

// eachLink reads the chain from its first link to the one given.
func eachLink(ctx context.Context, tx *db.Tx, to int64, fn func(l chainRow) error) error {
	return db.Stream(ctx, tx, func(r *db.Row) error {
		return fn(chainRow{r.Int(0), string(r.Text(1)), r.Int(2), string(r.Text(3)), r.Int(4)})
	}, "SELECT "+chColumns+" FROM ledger_chain WHERE seq <= $1 ORDER BY seq", to)
}

// headLine is a transaction, entryLine an entry as they stand in the tables; the texts live until the next one of their kind.
type headLine struct {
	ID, Kind, Key, Input, Hold, Reverses, Effective, By, Memo, Meta, Hash []byte
	Expires, Booked                                                       int64
}

type entryLine struct {
	TxID, Act, Debit, Credit, Commodity                     []byte
	N, Amount, DebitSeq, DebitAfter, CreditSeq, CreditAfter int64
	Same                                                    bool // the transaction's day and instant
}

// bookedPair is what eachBooked reads.
func bookedPair() *db.Pair {
	return &db.Pair{
		Head: "ledger_transactions", Tail: "ledger_entries", Number: "n", Same: []string{"effective_on", "booked_at"},
		HeadColumns: strings.Split(txColumns, ", "), TailColumns: strings.Split(enColumns, ", "),
	}
}

// eachBooked reads the transactions from one id to another, in their order, and behind each its entries.
func eachBooked(ctx context.Context, tx *db.Tx, p *db.Pair, from, to string, head func(l *headLine) error, entry func(l *entryLine) error) error {
	var h headLine
	var e entryLine
	return db.StreamPair(ctx, tx, p, from, to, func(r *db.Row) error {
		h = headLine{
			ID: r.Text(0), Kind: r.Text(1), Key: r.Text(2), Input: r.Text(3), Hold: r.Text(4), Reverses: r.Text(5), Expires: r.Int(6),
			Effective: r.Text(7), Booked: r.Int(8), By: r.Text(9), Memo: r.Text(10), Meta: r.Text(11), Hash: r.Text(12),
		}
		return head(&h)
	}, func(r *db.Row, same bool) error {
		e = entryLine{
			TxID: r.Text(0), N: r.Int(1), Act: r.Text(2), Debit: r.Text(3), Credit: r.Text(4), Commodity: r.Text(5), Amount: r.Int(6),
			DebitSeq: r.Int(9), DebitAfter: r.Int(10), CreditSeq: r.Int(11), CreditAfter: r.Int(12), Same: same,
		}
		return entry(&e)
	})
}

// noFloor and noCeiling stand for bounds that an account does not have.
const (
	noFloor   = -math.MaxInt64
	noCeiling = math.MaxInt64
)

// stand is where an account stands. The side is the one in its definition, the commodity the place of its name in a list.
type stand struct {
	code                                                         string
	commodity                                                    int
	sign, floor, ceiling, balance, going, coming, entries, other int64
}

func eachStand(ctx context.Context, tx *db.Tx, fn func(s stand, commodity []byte) error) error {
	return db.Stream(ctx, tx, func(r *db.Row) error {
		return fn(stand{
			code: string(r.Text(0)), sign: r.Int(2), floor: r.Int(3), ceiling: r.Int(4), balance: r.Int(5), going: r.Int(6), coming: r.Int(7),
			entries: r.Int(8), other: r.Int(9),
		}, r.Text(1))
	}, "SELECT b.account, a.commodity, CAST(CASE WHEN a.side = 'debit' THEN 1 ELSE -1 END AS BIGINT) AS sign, "+
		"COALESCE(b.floor, $1) AS floor, COALESCE(b.ceiling, $2) AS ceiling, b.balance, b.going, b.coming, b.entries, "+
		"CAST(CASE WHEN a.commodity = b.commodity THEN 0 ELSE 1 END AS BIGINT) AS other "+
		"FROM ledger_balances b JOIN ledger_accounts a ON a.code = b.account ORDER BY b.account", int64(noFloor), int64(noCeiling))
}

func eachHold(ctx context.Context, tx *db.Tx, fn func(id, state, by []byte) error) error {
	return db.Stream(ctx, tx, func(r *db.Row) error { return fn(r.Text(0), r.Text(1), r.Text(2)) },
		"SELECT id, state, ended_by FROM ledger_holds")
}
