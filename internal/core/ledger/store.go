package ledger

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"yice/internal/kit/db"
)

const (
	txColumns = "id, kind, key, input_hash, hold_id, reverses, expires_at, effective_on, booked_at, booked_by, memo, meta, hash"
	enColumns = "tx_id, n, act, debit, credit, commodity, amount, effective_on, booked_at, debit_seq, debit_after, credit_seq, credit_after"
	baColumns = "account, commodity, sign, floor, ceiling, balance, going, coming, entries"
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

func findAccounts(ctx context.Context, tx *db.Tx, codes []string) (map[string]accountRow, error) {
	out := make(map[string]accountRow, len(codes))
	if len(codes) == 0 {
		return out, nil
	}
	q, err := db.Among(tx, db.NewQuery("SELECT code, parent, name, commodity, side, is_group FROM ledger_accounts WHERE "), "code", codes)
	if err != nil {
		return nil, err
	}
	return out, db.Each(ctx, tx, func(a accountRow) error { out[a.Code] = a; return nil }, q.Text(), q.Args()...)
}

func insertAccounts(ctx context.Context, tx *db.Tx, list []Account, by string) error {
	accounts, balances := make([][]any, 0, len(list)), make([][]any, 0, len(list))
	for _, a := range list {
		accounts = append(accounts, []any{a.Code, a.Parent, a.Name, a.Commodity, string(a.Side), a.Group, tx.NowMS(), by})
		if !a.Group {
			balances = append(balances, []any{a.Code, a.Commodity, a.Side.sign(), a.Floor, a.Ceiling})
		}
	}
	w := tx.Writes(ctx)
	w.Rows("ledger_accounts", []string{"code", "parent", "name", "commodity", "side", "is_group", "opened_at", "opened_by"}, accounts)
	w.Rows("ledger_balances", []string{"account", "commodity", "sign", "floor", "ceiling"}, balances)
	return w.Send()
}

func setLimits(ctx context.Context, tx *db.Tx, account string, floor, ceiling *int64) (bool, error) {
	n, err := tx.Exec(ctx, "UPDATE ledger_balances SET floor = $2, ceiling = $3 WHERE account = $1 "+
		"AND (CAST($2 AS BIGINT) IS NULL OR balance - going >= $2) AND (CAST($3 AS BIGINT) IS NULL OR balance + coming <= $3)", account, floor, ceiling)
	return n == 1, err
}

// lockAccounts asks for balances and holds them until the transaction ends; codes are sorted and so are the locks.
func lockAccounts(r *db.Reads, tx *db.Tx, codes []string) (map[string]*account, error) {
	out := make(map[string]*account, len(codes))
	if len(codes) == 0 {
		return out, nil
	}
	q, err := db.Among(tx, db.NewQuery("SELECT "+baColumns+" FROM ledger_balances WHERE "), "account", codes)
	if err != nil {
		return nil, err
	}
	db.AskLocked(r, func(b Balance) error {
		out[b.Account] = &account{Balance: b}
		return nil
	}, q.Add(" ORDER BY account").Text(), q.Args()...)
	return out, nil
}

// lockHolds asks for holds and holds them until the transaction ends; ids are sorted.
func lockHolds(r *db.Reads, tx *db.Tx, ids []string) (map[string]*holdRow, error) {
	out := make(map[string]*holdRow, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	q, err := db.Among(tx, db.NewQuery("SELECT id, state, expires_at, ended_by FROM ledger_holds WHERE "), "id", ids)
	if err != nil {
		return nil, err
	}
	db.AskLocked(r, func(h holdRow) error {
		out[h.ID] = &h
		return nil
	}, q.Add(" ORDER BY id").Text(), q.Args()...)
	return out, nil
}

func findBalance(ctx context.Context, tx *db.Tx, account string) (Balance, error) {
	return db.One[Balance](ctx, tx, "SELECT "+baColumns+" FROM ledger_balances WHERE account = $1", account)
}

func findBalances(ctx context.Context, tx *db.Tx, accounts []string) ([]Balance, error) {
	q, err := db.Among(tx, db.NewQuery("SELECT "+baColumns+" FROM ledger_balances WHERE "), "account", accounts)
	if err != nil {
		return nil, err
	}
	return db.All[Balance](ctx, tx, q.Text(), q.Args()...)
}

// tree names an account and all below it; $1 is its code.
const tree = "tree (code) AS (SELECT code FROM ledger_accounts WHERE code = $1 " +
	"UNION ALL SELECT a.code FROM ledger_accounts a JOIN tree t ON a.parent = t.code)"

func findBelow(ctx context.Context, tx *db.Tx, account string) ([]Balance, error) {
	return db.All[Balance](ctx, tx, "WITH RECURSIVE "+tree+" SELECT b.account, b.commodity, b.sign, b.floor, b.ceiling, b.balance, b.going, b.coming, b.entries "+
		"FROM ledger_balances b JOIN tree t ON t.code = b.account", account)
}

// sumAt is debit-positive.
func sumAt(ctx context.Context, tx *db.Tx, account string, at At) (int64, error) {
	part, entries := eachPart(tx)
	if part != "" {
		part = ", " + part
	}
	return db.One[int64](ctx, tx, "WITH RECURSIVE "+tree+part+
		" SELECT CAST(COALESCE(SUM(x.raw), 0) AS BIGINT) FROM ("+
		"SELECT e.amount AS raw FROM tree CROSS JOIN "+entries+" WHERE e.debit = tree.code AND e.act IN ('post', 'settle') "+
		"AND ($2 = '' OR e.effective_on <= $2) AND (CAST($3 AS BIGINT) = 0 OR e.booked_at < $3) "+
		"UNION ALL SELECT -e.amount AS raw FROM tree CROSS JOIN "+entries+" WHERE e.credit = tree.code AND e.act IN ('post', 'settle') "+
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

// findByKeys asks for transactions by key.
func findByKeys(r *db.Reads, tx *db.Tx, keys []string) (map[string]Transaction, error) {
	out := map[string]Transaction{}
	if len(keys) == 0 {
		return out, nil
	}
	q, err := db.Among(tx, db.NewQuery("SELECT "+txColumns+" FROM ledger_transactions WHERE "), "key", keys)
	if err != nil {
		return nil, err
	}
	db.Ask(r, func(t Transaction) error {
		out[t.Key] = t
		return nil
	}, q.Text(), q.Args()...)
	return out, nil
}

// withEntries adds the entries of transactions by key.
func withEntries(ctx context.Context, tx *db.Tx, list map[string]Transaction) error {
	ids := make([]string, 0, len(list))
	for _, t := range list {
		ids = append(ids, t.ID)
	}
	of, err := entriesByTx(ctx, tx, ids)
	for key, t := range list {
		t.Entries = of[t.ID]
		list[key] = t
	}
	return err
}

// findReversed asks which of the transactions have been reversed.
func findReversed(r *db.Reads, tx *db.Tx, ids []string) (map[string]bool, error) {
	out := map[string]bool{}
	if len(ids) == 0 {
		return out, nil
	}
	q, err := db.Among(tx, db.NewQuery("SELECT reverses FROM ledger_transactions WHERE reverses <> '' AND "), "reverses", ids)
	if err != nil {
		return nil, err
	}
	db.Ask(r, func(id string) error {
		out[id] = true
		return nil
	}, q.Text(), q.Args()...)
	return out, nil
}

func findTransaction(ctx context.Context, tx *db.Tx, id string) (Transaction, error) {
	return db.One[Transaction](ctx, tx, "SELECT "+txColumns+" FROM ledger_transactions WHERE id = $1", id)
}

func findEntries(ctx context.Context, tx *db.Tx, ids []string) ([]Entry, error) {
	q, err := db.Among(tx, db.NewQuery("SELECT "+enColumns+" FROM ledger_entries WHERE "), "tx_id", ids)
	if err != nil {
		return nil, err
	}
	return db.All[Entry](ctx, tx, q.Add(" ORDER BY tx_id, n").Text(), q.Args()...)
}

type holdRow struct {
	ID        string `db:"id"`
	State     string `db:"state"`
	ExpiresAt int64  `db:"expires_at"`
	EndedBy   string `db:"ended_by"`
	by        *draft // who ends it in the batch under decision
}

// write collects what a batch has decided for the tables, each once.
func write(ctx context.Context, tx *db.Tx, w *db.Writes, b *batch) error {
	w.Update("ledger_holds", []string{"id", "state", "ended_by"}, b.endedRows())
	writeBalances(w, b)
	return writeBooked(ctx, tx, w, b)
}

func writeBalances(w *db.Writes, b *batch) {
	w.Update("ledger_balances", []string{"account", "balance", "going", "coming", "entries"}, b.balanceRows())
}

func writeBooked(ctx context.Context, tx *db.Tx, w *db.Writes, b *batch) error {
	batch, link, err := linked(ctx, tx, b.fresh)
	if err != nil {
		return err
	}
	heads, entries, holds := b.bookedRows(link)
	columns := strings.Split(enColumns, ", ")
	if link != nil {
		columns = append(columns, "part")
	}
	w.Rows("ledger_transactions", strings.Split(txColumns, ", "), heads)
	w.Rows("ledger_entries", columns, entries)
	w.Rows("ledger_holds", []string{"id", "state", "expires_at"}, holds)
	if link != nil {
		writeLinks(w, []chainRow{*link})
		return nil
	}
	w.Rows("ledger_unsealed", []string{"tx_id", "n", "hash"}, [][]any{{batch.TxID, batch.N, batch.Hash}})
	return nil
}

func (b *batch) endedRows() [][]any {
	var rows [][]any
	for _, h := range b.ended {
		rows = append(rows, []any{h.ID, h.State, h.by.t.ID})
	}
	return rows
}

func (b *batch) balanceRows() [][]any {
	rows := make([][]any, 0, len(b.accounts))
	for _, code := range slices.Sorted(maps.Keys(b.accounts)) {
		if a := b.accounts[code]; a.changed {
			rows = append(rows, []any{code, a.Balance.Balance, a.Going, a.Coming, a.Entries})
		}
	}
	return rows
}

// partBits is how many transactions, as a power of two, make a part of the chain (see eachPart).
const partBits = 11

func (b *batch) bookedRows(link *chainRow) (heads, entries, holds [][]any) {
	heads, entries = make([][]any, len(b.fresh)), make([][]any, 0, len(b.fresh))
	for i, d := range b.fresh {
		t := &d.t
		heads[i] = []any{
			t.ID, t.Kind, t.Key, t.InputHash, t.HoldID, t.Reverses, t.ExpiresAt, t.EffectiveOn, t.BookedAt, t.BookedBy, t.Memo, document(t.Meta.V), t.Hash,
		}
		for k := range t.Entries {
			e := &t.Entries[k]
			row := append(make([]any, 0, 14),
				e.TxID, e.N, e.Act, e.Debit, e.Credit, e.Commodity, e.Amount, e.EffectiveOn, e.BookedAt, e.DebitSeq, e.DebitAfter, e.CreditSeq, e.CreditAfter)
			if link != nil {
				row = append(row, (link.Upto-link.N+int64(i))>>partBits)
			}
			entries = append(entries, row)
		}
		if t.Kind == kindHold {
			holds = append(holds, []any{t.ID, holdOpen, t.ExpiresAt})
		}
	}
	return heads, entries, holds
}

func findExpired(ctx context.Context, tx *db.Tx, now int64, limit int) ([]string, error) {
	return db.All[string](ctx, tx, "SELECT id FROM ledger_holds WHERE state = 'open' AND expires_at > 0 AND expires_at <= $1 "+
		"ORDER BY expires_at, id LIMIT $2", now, limit)
}

// eachPart names entries e in a statement that asks for those of an account, and a table part for the WITH of that statement. On SQLite
// their indexes begin with the part of the chain that they were booked in: payments go to persons all over the city, and in an index by
// account alone each would change a page of its own. So an account is asked for in one part after the other, from the newest on.
func eachPart(tx *db.Tx) (part, entries string) {
	if tx.Engine() != db.SQLite {
		return "", "ledger_entries e"
	}
	return "part (n) AS (SELECT max(part) FROM ledger_entries UNION ALL " +
			"SELECT (SELECT max(e.part) FROM ledger_entries e WHERE e.part < part.n) FROM part WHERE part.n IS NOT NULL)",
		"part CROSS JOIN ledger_entries e ON e.part = part.n"
}

// lineRow is an entry with what its transaction says.
type lineRow struct {
	Entry
	BookedBy string                     `db:"booked_by"`
	Memo     string                     `db:"memo"`
	Meta     db.JSON[map[string]string] `db:"meta"`
}

// findLines reads those of an account's entries that bear the numbers from and to and between, oldest first. They are numbered without a
// gap, so the search ends when it has them all.
func findLines(ctx context.Context, tx *db.Tx, b Balance, from, to int64) ([]Line, error) {
	part, entries := eachPart(tx)
	if part != "" {
		part = "WITH RECURSIVE " + part
	}
	lines := make([]Line, 0, max(to-from+1, 0))
	err := db.Each(ctx, tx, func(r lineRow) error {
		lines = append(lines, r.line(b.Account, b.Sign))
		return nil
	}, part+" SELECT e."+strings.ReplaceAll(enColumns, ", ", ", e.")+", t.booked_by, t.memo, t.meta FROM "+entries+
		" JOIN ledger_transactions t ON t.id = e.tx_id "+
		"WHERE e.debit = $1 AND e.debit_seq BETWEEN $2 AND $3 OR e.credit = $1 AND e.credit_seq BETWEEN $2 AND $3 LIMIT $4",
		b.Account, from, to, max(to-from+1, 0))
	slices.SortFunc(lines, func(a, c Line) int { return cmp.Compare(a.Seq, c.Seq) })
	return lines, err
}

// line is the entry seen from one of its accounts.
func (r *lineRow) line(account string, sign int64) Line {
	l := Line{
		TxID: r.TxID, Act: r.Act, Amount: r.Amount, EffectiveOn: r.EffectiveOn, BookedAt: r.BookedAt, BookedBy: r.BookedBy, Memo: r.Memo, Meta: r.Meta,
	}
	if r.Debit == account {
		l.Seq, l.After, l.Other, l.Raises = r.DebitSeq, r.DebitAfter, r.Credit, sign > 0
	} else {
		l.Seq, l.After, l.Other, l.Raises = r.CreditSeq, r.CreditAfter, r.Debit, sign < 0
	}
	return l
}
