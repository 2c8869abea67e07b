package ledger

import (
	"context"
	"fmt"
	"hash/maphash"
	"strings"
	"testing"
	"time"

	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/testkit"
)

type bench struct {
	t *testing.T
	d *db.DB
	c *clock.Manual

	first string // the transaction that filled the first fund
}

func setup(t *testing.T) *bench {
	t.Helper()
	c := clock.NewManual(testkit.Start())
	d := testkit.NewDB(t, func(cfg *db.Config) {
		cfg.Clock = c.Now
		for k, v := range Codes() {
			cfg.Codes[k] = v
		}
	})
	return &bench{t: t, d: d, c: c}
}

func (b *bench) try(f func(ctx context.Context, tx *db.Tx) error) error {
	ctx := b.t.Context()
	return b.d.Update(ctx, func(tx *db.Tx) error { return f(ctx, tx) })
}

func (b *bench) do(f func(ctx context.Context, tx *db.Tx) error) {
	b.t.Helper()
	if err := b.try(f); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) open(accounts ...Account) {
	b.t.Helper()
	b.do(func(ctx context.Context, tx *db.Tx) error {
		for _, a := range accounts {
			if a.Name == "" {
				a.Name = a.Code
			}
			if a.Commodity == "" {
				a.Commodity = CNY
			}
			if err := OpenTx(ctx, tx, a); err != nil {
				return err
			}
		}
		return nil
	})
}

// books opens a bank and two funds, the first with 1,000 in it.
func (b *bench) books() {
	b.t.Helper()
	b.open(Account{Code: "bank", Side: Debit, Floor: Bound(0)}, Account{Code: "funds", Side: Credit, Group: true},
		Account{Code: "funds/a", Parent: "funds", Side: Credit, Floor: Bound(0)},
		Account{Code: "funds/b", Parent: "funds", Side: Credit, Floor: Bound(0), Ceiling: Bound(500)})
	b.first = b.act(Post(New{Key: "in", Postings: []Posting{{"bank", "funds/a", 1000}}}))[0].ID
}

func (b *bench) act(acts ...Act) []Transaction {
	b.t.Helper()
	out, err := b.tryAct(acts...)
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

func (b *bench) tryAct(acts ...Act) (out []Transaction, err error) {
	err = b.try(func(ctx context.Context, tx *db.Tx) (err error) {
		out, err = DoTx(ctx, tx, acts...)
		return err
	})
	return out, err
}

func (b *bench) refused(code string, acts ...Act) {
	b.t.Helper()
	if _, err := b.tryAct(acts...); !errs.IsCode(err, code) {
		b.t.Fatalf("got %v, want %s", err, code)
	}
}

func (b *bench) holds(account string, balance, going, coming int64) {
	b.t.Helper()
	b.do(func(ctx context.Context, tx *db.Tx) error {
		got, err := BalanceTx(ctx, tx, account)
		if err != nil {
			return err
		}
		if got.Balance != balance || got.Going != going || got.Coming != coming {
			b.t.Fatalf("%s holds %d (going %d, coming %d), want %d (%d, %d)", account, got.Balance, got.Going, got.Coming, balance, going, coming)
		}
		return nil
	})
}

func (b *bench) verify() Verified {
	b.t.Helper()
	v, err := Verify(b.t.Context(), b.d)
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

func pay(amount int64) []Posting { return []Posting{{"funds/a", "bank", amount}} }

func TestTwoPhases(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.books()
	h := b.act(Hold(New{Key: "h1", Postings: pay(700)}, 0))[0]
	b.holds("funds/a", 1000, 700, 0)
	b.holds("bank", 1000, 700, 0)
	b.refused("ledger.floor", Post(New{Key: "p1", Postings: pay(301)}))
	b.refused("ledger.floor", Hold(New{Key: "h2", Postings: pay(301)}, 0))
	b.act(Post(New{Key: "p2", Postings: pay(300)}))
	b.act(Settle(End{Hold: h.ID, Key: "s1"}))
	b.holds("funds/a", 0, 0, 0)
	b.refused("ledger.hold_ended", Release(End{Hold: h.ID, Key: "r1"}))
	b.refused("ledger.hold_ended", Settle(End{Hold: h.ID, Key: "s2"}))
	b.refused("ledger.hold_unknown", Settle(End{Hold: "none", Key: "s3"}))

	b.act(Post(New{Key: "in2", Postings: []Posting{{"bank", "funds/a", 100}}}))
	h = b.act(Hold(New{Key: "h3", Postings: pay(100)}, 0))[0]
	b.refused("ledger.hold_exceeded", Settle(End{Hold: h.ID, Key: "s4", Postings: pay(101)}))
	b.refused("ledger.hold_exceeded", Settle(End{Hold: h.ID, Key: "s5", Postings: []Posting{{"bank", "funds/a", 1}}}))
	b.act(Settle(End{Hold: h.ID, Key: "s6", Postings: pay(60)}))
	b.holds("funds/a", 40, 0, 0)
	h = b.act(Hold(New{Key: "h4", Postings: pay(40)}, 0))[0]
	b.act(Release(End{Hold: h.ID, Key: "r2"}))
	b.holds("funds/a", 40, 0, 0)
	wait := int64(0) // SQLite books with the link
	if b.d.Engine() == db.Postgres {
		wait = b.verify().Transactions
	}
	if v := b.verify(); v.Unsealed != wait || v.Transactions == 0 {
		t.Fatalf("%+v", v)
	}
	if n, err := Seal(t.Context(), b.d); err != nil || (n == 0) != (wait == 0) {
		t.Fatal(n, err)
	}
	if v := b.verify(); v.Unsealed != 0 || v.Head == "" {
		t.Fatalf("%+v", v)
	}
}

func TestBounds(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.books()
	b.act(Hold(New{Key: "h", Postings: []Posting{{"funds/a", "funds/b", 400}}}, 0))
	b.holds("funds/b", 0, 0, 400)
	b.refused("ledger.ceiling", Post(New{Key: "p", Postings: []Posting{{"bank", "funds/b", 101}}}))
	b.act(Post(New{Key: "p2", Postings: []Posting{{"bank", "funds/b", 100}}}))
	err := b.try(func(ctx context.Context, tx *db.Tx) error { return LimitTx(ctx, tx, "funds/b", Bound(101), nil) })
	if !errs.IsCode(err, "ledger.floor") {
		t.Fatal(err)
	}
	err = b.try(func(ctx context.Context, tx *db.Tx) error { return LimitTx(ctx, tx, "funds/b", nil, Bound(499)) })
	if !errs.IsCode(err, "ledger.ceiling") {
		t.Fatal(err)
	}
	b.do(func(ctx context.Context, tx *db.Tx) error { return LimitTx(ctx, tx, "funds/b", Bound(100), nil) })
	b.act(Post(New{Key: "p3", Postings: []Posting{{"bank", "funds/b", 5000}}}))
	b.verify()
}

func TestBadInputIsRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.books()
	b.open(Account{Code: "seats", Side: Debit, Commodity: "SEAT"})
	b.refused("ledger.key_required", Post(New{Postings: pay(1)}))
	b.refused("ledger.date_bad", Post(New{Key: "x", EffectiveOn: "2020-02-30", Postings: pay(1)}))
	b.refused("ledger.account_unknown", Post(New{Key: "x", Postings: []Posting{{"funds/a", "nowhere", 1}}}))
	b.refused("ledger.account_unknown", Post(New{Key: "x", Postings: []Posting{{"funds/a", "funds", 1}}}))
	b.refused("ledger.commodity_mixed", Post(New{Key: "x", Postings: []Posting{{"seats", "funds/a", 1}}}))
	for _, p := range [][]Posting{
		nil, pay(0), pay(-1), pay(MaxAmount + 1),
		{{"bank", "bank", 1}},
		{{"bank", "", 1}},
		{{"bank", "funds/a", 1}, {"bank", "funds/a", 1}},
	} {
		b.refused("ledger.postings_bad", Post(New{Key: "x", Postings: p}))
	}
	for _, a := range []Account{
		{Code: "q", Name: "q", Commodity: CNY},
		{Code: "q", Name: "q", Commodity: CNY, Side: Debit, Parent: "bank"},
		{Code: "q", Name: "q", Commodity: "SEAT", Side: Debit, Parent: "funds"},
		{Code: "q", Name: "q", Commodity: CNY, Side: Debit, Group: true, Floor: Bound(0)},
	} {
		if err := b.try(func(ctx context.Context, tx *db.Tx) error { return OpenTx(ctx, tx, a) }); !errs.IsCode(err, "ledger.account_bad") {
			t.Fatal(err)
		}
	}
	err := b.try(func(ctx context.Context, tx *db.Tx) error {
		return OpenTx(ctx, tx, Account{Code: "bank", Name: "bank", Commodity: CNY, Side: Credit})
	})
	if !errs.IsCode(err, "ledger.account_differs") {
		t.Fatal(err)
	}
	if v := b.verify(); v.Transactions != 1 {
		t.Fatalf("%+v", v)
	}
}

func TestTheSameKeyGivesTheFirstAnswer(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.books()
	first := b.act(Hold(New{Key: "k", Memo: "m", Meta: map[string]string{"a": "1", "b": "2"}, Postings: pay(10)}, 0))[0]
	b.c.Advance(48 * time.Hour)
	again := b.act(Hold(New{Key: "k", Memo: "m", Meta: map[string]string{"b": "2", "a": "1"}, Postings: pay(10)}, 0))[0]
	if !again.Replayed || again.ID != first.ID || again.EffectiveOn != "2020-05-07" || len(again.Entries) != 1 || again.Entries[0] != first.Entries[0] {
		t.Fatalf("%+v\n%+v", first, again)
	}
	b.refused("ledger.key_reused", Hold(New{Key: "k", Postings: pay(11)}, 0))
	b.refused("ledger.key_reused", Post(New{Key: "k", Memo: "m", Postings: pay(10)}))
	b.refused("ledger.key_reused", Post(New{Key: "n", Postings: pay(1)}), Post(New{Key: "n", Postings: pay(2)}))
	mixed := b.act(Post(New{Key: "n1", Postings: pay(1)}), Settle(End{Hold: first.ID, Key: "s"}), Post(New{Key: "n1", Postings: pay(1)}))
	if mixed[0].ID != mixed[2].ID || !mixed[2].Replayed || mixed[0].Replayed {
		t.Fatalf("%+v", mixed)
	}
	if s := b.act(Settle(End{Hold: first.ID, Key: "s"}))[0]; !s.Replayed || s.ID != mixed[1].ID {
		t.Fatalf("%+v", s)
	}
	b.holds("funds/a", 989, 0, 0)
	b.verify()
}

func TestReverse(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.books()
	p := b.act(Post(New{Key: "p", Postings: pay(400)}))[0]
	r := b.act(Reverse(Undo{ID: p.ID, Key: "r"}))[0]
	if r.Reverses != p.ID {
		t.Fatal(r)
	}
	b.holds("funds/a", 1000, 0, 0)
	b.refused("ledger.already_reversed", Reverse(Undo{ID: p.ID, Key: "r2"}))
	if again := b.act(Reverse(Undo{ID: p.ID, Key: "r"}))[0]; again.ID != r.ID {
		t.Fatal(again)
	}
	h := b.act(Hold(New{Key: "h", Postings: pay(1000)}, 0))[0]
	b.refused("ledger.not_reversible", Reverse(Undo{ID: h.ID, Key: "r3"}))
	b.refused("not_found", Reverse(Undo{ID: "none", Key: "r4"}))
	s := b.act(Settle(End{Hold: h.ID, Key: "s"}))[0]
	b.refused("ledger.floor", Reverse(Undo{ID: b.first, Key: "r5"}))
	b.act(Reverse(Undo{ID: s.ID, Key: "r6"}))
	b.holds("funds/a", 1000, 0, 0)
	b.verify()
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.books()
	until := testkit.Start().Add(time.Hour).UnixMilli()
	h := b.act(Hold(New{Key: "h", Postings: pay(1000)}, until))[0]
	early := b.act(Hold(New{Key: "h2", Postings: []Posting{{"bank", "funds/b", 5}}}, 0))[0]
	b.c.Advance(time.Hour)
	b.refused("ledger.hold_expired", Settle(End{Hold: h.ID, Key: "s"}))
	for _, want := range []int{1, 0} {
		if n, err := Expire(t.Context(), b.d); err != nil || n != want {
			t.Errorf("expired %d, want %d: %v", n, want, err)
		}
	}
	b.holds("funds/a", 1000, 0, 0)
	b.refused("ledger.hold_ended", Release(End{Hold: h.ID, Key: "r"}))
	b.act(Settle(End{Hold: early.ID, Key: "s2"}))
	b.verify()
}

func TestTheKeeperSealsAndExpires(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.books()
	acts := make([]Act, 2*expireBatch+1)
	for i := range acts {
		acts[i] = Hold(New{Key: fmt.Sprint("h", i), Postings: pay(1)}, testkit.Start().Add(time.Hour).UnixMilli())
	}
	b.act(acts...)
	b.c.Advance(time.Hour)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		Keeper(ctx, b.d, time.Millisecond, func(err error) { t.Error(err) })
	}()
	for held := int64(1); held > 0; time.Sleep(time.Millisecond) {
		b.do(func(ctx context.Context, tx *db.Tx) error {
			got, err := BalanceTx(ctx, tx, "funds/a")
			held = got.Going
			return err
		})
	}
	stop()
	<-done
	b.holds("funds/a", 1000, 0, 0)
	if v, err := Verify(t.Context(), b.d); err != nil || v.Unsealed != 0 {
		t.Errorf("%+v, %v", v, err)
	}
}

func TestPointsInTime(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.books() // 2020-05-07
	b.act(Post(New{Key: "late", EffectiveOn: "2020-04-30", Postings: pay(100)}))
	b.c.Advance(72 * time.Hour)
	b.act(Post(New{Key: "now", Postings: []Posting{{"funds/a", "funds/b", 50}}}))
	at := func(account string, at At) (n int64) {
		b.do(func(ctx context.Context, tx *db.Tx) (err error) {
			n, err = BalanceAtTx(ctx, tx, account, at)
			return err
		})
		return n
	}
	for _, c := range []struct {
		account string
		at      At
		want    int64
	}{
		{"funds/a", At{}, 850},
		{"funds/a", At{EffectiveOn: "2020-05-06"}, -100},
		{"funds/a", At{EffectiveOn: "2020-05-09"}, 900},
		{"funds/a", At{BookedBefore: testkit.Start().UnixMilli()}, 0},
		{"funds", At{}, 900},
		{"funds", At{EffectiveOn: "2020-05-09", BookedBefore: testkit.Start().UnixMilli() + 1}, 900},
		{"bank", At{}, 900},
	} {
		if got := at(c.account, c.at); got != c.want {
			t.Errorf("%s %+v: %d, want %d", c.account, c.at, got, c.want)
		}
	}
	b.holds("funds", 900, 0, 0)
	b.do(func(ctx context.Context, tx *db.Tx) error {
		rows, err := TrialBalanceTx(ctx, tx, At{})
		var debit, credit int64
		for _, r := range rows {
			debit, credit = debit+r.Debit, credit+r.Credit
		}
		if err == nil && (len(rows) != 3 || debit != credit || debit != 1150) {
			t.Errorf("%+v", rows)
		}
		return err
	})
}

func TestLinesOfAnAccount(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.books()
	for i := range 9 {
		b.act(Post(New{Key: string(rune('a' + i)), Memo: "m", Postings: []Posting{{"funds/a", "bank", 10}, {"bank", "funds/b", 1}}}))
	}
	page := db.Page{Limit: 4}
	var seqs []int64
	for {
		b.do(func(ctx context.Context, tx *db.Tx) error {
			lines, next, err := LinesTx(ctx, tx, "bank", page)
			for _, l := range lines {
				seqs = append(seqs, l.Seq)
				if l.Raises != (l.Other != "funds/a" || l.Amount == 1000) {
					t.Errorf("%+v", l)
				}
			}
			page.Cursor = next
			return err
		})
		if page.Cursor == "" {
			break
		}
	}
	for i, s := range seqs {
		if s != int64(19-i) || len(seqs) != 19 {
			t.Fatal(seqs)
		}
	}
}

// TestLinesAndSumsGoThroughAllParts books more than two parts of the chain and looks for an account that is in each of them, and for one
// that is in the oldest and the newest only.
func TestLinesAndSumsGoThroughAllParts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.books()
	const rounds, each = 9, 1 << (partBits - 2)
	b.act(Post(New{Key: "rare1", Postings: []Posting{{"bank", "funds/b", 7}}}))
	for r := range rounds {
		acts := make([]Act, each)
		for i := range acts {
			acts[i] = Post(New{Key: fmt.Sprint(r, "/", i), Postings: []Posting{{"bank", "funds/a", 1}}})
		}
		b.act(acts...)
	}
	b.act(Post(New{Key: "rare2", Postings: []Posting{{"funds/a", "funds/b", 5}}}))
	if b.d.Engine() == db.SQLite {
		b.do(func(ctx context.Context, tx *db.Tx) error {
			n, err := db.One[int64](ctx, tx, "SELECT count(DISTINCT part) FROM ledger_entries")
			if n != 3 {
				t.Errorf("%d parts", n)
			}
			return err
		})
	}
	for _, c := range []struct {
		account, sort string
		n, sum        int64
	}{
		{"funds/a", "", rounds*each + 2, 1000 + rounds*each - 5},
		{"bank", "seq", rounds*each + 2, 1000 + 7 + rounds*each},
		{"funds/b", "seq", 2, 12},
		{"funds/b", "-seq", 2, 12},
		{"funds", "", 0, 1000 + 7 + rounds*each},
	} {
		if got := b.seqs(c.account, c.sort); int64(len(got)) != c.n {
			t.Errorf("%s %s: %d lines, want %d", c.account, c.sort, len(got), c.n)
		}
		b.do(func(ctx context.Context, tx *db.Tx) error {
			sum, err := BalanceAtTx(ctx, tx, c.account, At{})
			if sum != c.sum {
				t.Errorf("%s: %d, want %d", c.account, sum, c.sum)
			}
			return err
		})
	}
	b.verify()
}

// seqs reads all lines of an account by pages and fails when their numbers are not in order.
func (b *bench) seqs(account, sort string) []int64 {
	b.t.Helper()
	var seqs []int64
	for page := (db.Page{Limit: 150, Sort: sort}); ; {
		b.do(func(ctx context.Context, tx *db.Tx) error {
			lines, next, err := LinesTx(ctx, tx, account, page)
			for _, l := range lines {
				seqs = append(seqs, l.Seq)
			}
			page.Cursor = next
			return err
		})
		if page.Cursor == "" {
			break
		}
	}
	for i, s := range seqs {
		if want := int64(len(seqs) - i); sort == "seq" && s != int64(i+1) || sort != "seq" && s != want {
			b.t.Fatalf("%s: line %d has number %d", account, i, s)
		}
	}
	return seqs
}

// guards are the triggers of migration 0020 with their tables.
func guards() map[string]string {
	out := map[string]string{}
	for _, table := range []string{"ledger_transactions", "ledger_entries", "ledger_chain", "ledger_accounts", "ledger_balances", "ledger_holds"} {
		out[table+"_no_update"], out[table+"_no_delete"] = table, table
	}
	return out
}

// tamper changes the book as somebody would who owns the database.
func (b *bench) tamper(change string) {
	b.t.Helper()
	b.do(func(ctx context.Context, tx *db.Tx) error {
		for guard, table := range guards() {
			drop := "DROP TRIGGER " + guard
			if tx.Engine() == db.Postgres {
				drop += " ON " + table
			}
			if _, err := tx.Exec(ctx, drop); err != nil {
				return err
			}
		}
		n, err := tx.Exec(ctx, change)
		if err == nil && n == 0 {
			b.t.Errorf("%s: changed nothing", change)
		}
		return err
	})
}

func TestTheDatabaseRefusesChanges(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.books()
	h := b.act(Hold(New{Key: "h", Postings: pay(10)}, 0))[0]
	b.act(Settle(End{Hold: h.ID, Key: "s"}), Hold(New{Key: "h2", Postings: pay(10)}, 0))
	if _, err := Seal(t.Context(), b.d); err != nil {
		t.Fatal(err)
	}
	for _, change := range []string{
		"UPDATE ledger_transactions SET memo = 'x'", "DELETE FROM ledger_transactions",
		"UPDATE ledger_entries SET amount = 1", "DELETE FROM ledger_entries",
		"UPDATE ledger_chain SET chain = 'x'", "DELETE FROM ledger_chain",
		"UPDATE ledger_accounts SET side = 'debit'", "UPDATE ledger_accounts SET code = code || 'x'", "DELETE FROM ledger_accounts",
		"UPDATE ledger_balances SET sign = 1", "UPDATE ledger_balances SET commodity = 'SEAT'", "DELETE FROM ledger_balances",
		"UPDATE ledger_holds SET state = 'open' WHERE state = 'settled'", "DELETE FROM ledger_holds",
	} {
		err := b.try(func(ctx context.Context, tx *db.Tx) error { _, err := tx.Exec(ctx, change); return err })
		if !errs.IsCode(err, "ledger.frozen") {
			t.Errorf("%s: %v", change, err)
		}
	}
	for change, code := range map[string]string{
		"UPDATE ledger_balances SET balance = -1 WHERE account = 'funds/a'":  "ledger.floor_passed",
		"UPDATE ledger_balances SET balance = 501 WHERE account = 'funds/b'": "ledger.floor_passed",
		"UPDATE ledger_balances SET going = 2000 WHERE account = 'funds/a'":  "ledger.floor_passed",
	} {
		err := b.try(func(ctx context.Context, tx *db.Tx) error { _, err := tx.Exec(ctx, change); return err })
		if !errs.IsCode(err, code) {
			t.Errorf("%s: %v", change, err)
		}
	}
	b.verify()
}

func TestVerifyFindsWhatWasChanged(t *testing.T) {
	t.Parallel()
	for _, change := range []string{
		"UPDATE ledger_entries SET amount = amount + 1 WHERE n = 1 AND act = 'settle'",
		"UPDATE ledger_entries SET debit_after = debit_after + 1 WHERE act = 'post'",
		"UPDATE ledger_balances SET balance = balance + 1 WHERE account = 'funds/a'",
		"UPDATE ledger_balances SET going = going + 1 WHERE account = 'funds/a'",
		"UPDATE ledger_transactions SET memo = 'x' WHERE kind = 'hold'",
		"UPDATE ledger_transactions SET effective_on = '2019-01-01' WHERE kind = 'settle'",
		"UPDATE ledger_chain SET chain = 'x' WHERE seq = 2",
		"UPDATE ledger_chain SET upto = upto + 1 WHERE seq = 2",
		"UPDATE ledger_holds SET state = 'open', ended_by = '' WHERE state = 'settled'",
		"DELETE FROM ledger_chain WHERE seq = 3",
		"DELETE FROM ledger_holds WHERE state = 'open'",
		"DELETE FROM ledger_chain WHERE seq = 4",
		"UPDATE ledger_accounts SET side = 'debit' WHERE code = 'funds/a'",
		"UPDATE ledger_entries SET effective_on = '2019-01-01' WHERE act = 'settle'",
		"UPDATE ledger_entries SET commodity = 'SEAT' WHERE act = 'settle'",
		"UPDATE ledger_entries SET debit_seq = 99 WHERE act = 'settle'",
		"DELETE FROM ledger_entries WHERE act = 'post' AND amount = 10",
		"INSERT INTO ledger_transactions (id, kind, key, input_hash, effective_on, booked_at, booked_by, memo, meta, hash) " +
			"SELECT '00' || substr(id, 3), kind, key || '/2', input_hash, effective_on, booked_at, booked_by, memo, meta, hash FROM ledger_transactions WHERE kind = 'hold'",
		"INSERT INTO ledger_entries (tx_id, n, act, debit, credit, commodity, amount, effective_on, booked_at, debit_seq, debit_after, credit_seq, credit_after) " +
			"SELECT '00' || substr(tx_id, 3), n, act, debit, credit, commodity, amount, effective_on, booked_at, debit_seq + 90, debit_after, credit_seq + 90, credit_after FROM ledger_entries WHERE act = 'settle'",
	} {
		b := setup(t)
		b.books()
		h := b.act(Hold(New{Key: "h", Postings: pay(10)}, 0))[0]
		b.act(Settle(End{Hold: h.ID, Key: "s"}), Hold(New{Key: "h2", Postings: pay(10)}, 0))
		if _, err := Seal(t.Context(), b.d); err != nil {
			t.Fatal(err)
		}
		b.act(Post(New{Key: "loose", Postings: pay(10)}))
		b.verify()
		if b.d.Engine() == db.Postgres && strings.HasPrefix(change, "DELETE FROM ledger_chain WHERE seq = 4") {
			change = "DELETE FROM ledger_unsealed"
		}
		b.tamper(change)
		if _, err := Verify(t.Context(), b.d); !errs.IsCode(err, "ledger.broken") {
			t.Errorf("%s: %v", change, err)
		}
	}
}

// TestHashesStayWhatTheyWere: books keep their hashes for ever, so what is hashed can never change.
func TestHashesStayWhatTheyWere(t *testing.T) {
	t.Parallel()
	a := Hold(New{
		Key: "k", EffectiveOn: "2026-01-02", Memo: "备注", Meta: map[string]string{"b": "2", "a": "<1>"},
		Postings: []Posting{{"x/a", "y", 12345}, {"y", "x/a", 1}},
	}, 99)
	if got := inputHash(a); got != "ba1c34a1919c404da40176c92d30dcf1c9817559e102bb199dc3363243ce973a" {
		t.Error(got)
	}
	const txID = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
	x := Transaction{
		ID: txID, Kind: "hold", Key: "k", InputHash: "h", HoldID: txID, ExpiresAt: 99, EffectiveOn: "2026-01-02", BookedAt: 1767312000000,
		BookedBy: "u", Memo: "备注", Meta: db.JSON[map[string]string]{V: a.in.Meta},
		Entries: []Entry{{N: 1, Act: "hold", Debit: "x/a", Credit: "y", Amount: 12345}, {N: 2, Act: "hold", Debit: "y", Credit: "x/a", Amount: 1}},
	}
	if got := contentHash(x); got != "10890d052d5ddb637631fd75a79ff32f139be5e76b6153b4ee143c2edbd070b3" {
		t.Error(got)
	}
	x.Meta.V = nil
	if got := contentHash(x); got != "23d9504b7fad382f50b46548680fac564d2ec62c2131fc3b0a43cdb7cc788e01" {
		t.Error(got)
	}
	if got := link("p", 7, "h"); got != "558601ecdb0ee829b979f9e4fde629d13dbf99e914184486cb60710ba2622c3f" {
		t.Error(got)
	}
	if got := batchHash(1, []byte("h")); got != "h" {
		t.Error(got)
	}
	var many []string
	for n := range 150 {
		many = append(many, sum([]byte{byte(n)}))
	}
	if got := batchHash(150, []byte(strings.Join(many, ""))); got != "41a9d9bb946e9b8d2d1b45123b950b2f5b1c339ecea456ea37c3d9011a926396" {
		t.Error(got)
	}
}

// TestPlaces finds every account by its code and nothing by another, however many share a slot.
func TestPlaces(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 3, 4, 5000} {
		var accounts []stand
		for i := range n {
			accounts = append(accounts, stand{code: fmt.Sprint("a/", i)})
		}
		p, err := placesOf(accounts)
		if err != nil {
			t.Fatal(err)
		}
		find := func(code string) int { return p.find(maphash.String(p.seed, code)) }
		for i, a := range accounts {
			if at := find(a.code); at != i {
				t.Fatalf("%s of %d: at %d", a.code, n, at)
			}
			h := maphash.String(p.seed, a.code)
			for _, other := range []uint64{h ^ 1<<31, h ^ 1<<32, h ^ 1<<63} {
				if at := p.find(other); at >= 0 {
					t.Fatalf("a hash like that of %s: at %d", a.code, at)
				}
			}
		}
		for _, code := range []string{"", "a/", "a/5001", "b/1"} {
			if at := find(code); at >= 0 {
				t.Errorf("%q of %d: at %d", code, n, at)
			}
		}
	}
	if _, err := placesOf([]stand{{code: "a"}, {code: "a"}}); err == nil {
		t.Error("two accounts of one hash")
	}
}
