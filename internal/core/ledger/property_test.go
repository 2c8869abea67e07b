package ledger

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

// model is the ledger in a few lines of plain Go: what each act must do or be refused with.
type model struct {
	balance, going, coming map[string]int64
	open                   map[string]Posting // by hold id
	done                   map[string]Posting // posted or settled, not yet reversed, by transaction id
}

// Four accounts with a sign, a floor and a ceiling each.
func (m *model) accounts(prefix string) []Account {
	return []Account{
		{Code: prefix + "bank", Side: Debit, Floor: Bound(0)},
		{Code: prefix + "fund", Side: Credit, Floor: Bound(0), Ceiling: Bound(5000)},
		{Code: prefix + "debt", Side: Credit, Floor: Bound(-300)},
		{Code: prefix + "free", Side: Debit},
	}
}

// shift tries what the amounts do to one account.
func (m *model) shift(accounts []Account, code string, raw, debit, credit int64) bool {
	var a Account
	for _, x := range accounts {
		if x.Code == code {
			a = x
		}
	}
	going, coming := credit, debit
	if a.Side == Credit {
		going, coming = debit, credit
	}
	m.balance[code] += a.Side.sign() * raw
	m.going[code] += going
	m.coming[code] += coming
	return (a.Floor == nil || m.balance[code]-m.going[code] >= *a.Floor) && (a.Ceiling == nil || m.balance[code]+m.coming[code] <= *a.Ceiling)
}

func (m *model) apply(accounts []Account, p Posting, booked, reserved int64) bool {
	ok := m.shift(accounts, p.Debit, booked*p.Amount, reserved*p.Amount, 0)
	ok = m.shift(accounts, p.Credit, -booked*p.Amount, 0, reserved*p.Amount) && ok
	if !ok { // undo
		m.shift(accounts, p.Debit, -booked*p.Amount, -reserved*p.Amount, 0)
		m.shift(accounts, p.Credit, booked*p.Amount, 0, -reserved*p.Amount)
	}
	return ok
}

func TestRandomHistoriesKeepEveryInvariant(t *testing.T) {
	t.Parallel()
	b := setup(t)
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		round++
		prefix := fmt.Sprintf("%d/", round)
		m := &model{map[string]int64{}, map[string]int64{}, map[string]int64{}, map[string]Posting{}, map[string]Posting{}}
		accounts := m.accounts(prefix)
		b.open(accounts...)
		h := &history{b: b, m: m, accounts: accounts, prefix: prefix}
		for range rapid.IntRange(5, 25).Draw(rt, "acts") {
			h.step(rt)
		}
		for _, a := range accounts {
			b.holds(a.Code, m.balance[a.Code], m.going[a.Code], m.coming[a.Code])
		}
		if rapid.Bool().Draw(rt, "seal") {
			if _, err := Seal(t.Context(), b.d); err != nil {
				rt.Fatal(err)
			}
		}
		b.verify()
		h.replay(rt)
	})
}

type history struct {
	b        *bench
	m        *model
	accounts []Account
	prefix   string
	n        int
	last     []Act
	answers  []Transaction
}

func (h *history) step(t *rapid.T) {
	h.n++
	key := fmt.Sprint(h.prefix, h.n)
	code := func(name string) string { return rapid.SampledFrom(h.accounts).Draw(t, name).Code }
	p := Posting{code("debit"), code("credit"), rapid.Int64Range(1, 800).Draw(t, "amount")}
	var a Act
	var ok bool
	after := func(Transaction) {}
	switch kind := rapid.SampledFrom([]string{"post", "post", "hold", "settle", "release", "reverse"}).Draw(t, "kind"); kind {
	case "post", "hold":
		if p.Debit == p.Credit {
			return
		}
		n := New{Key: key, Postings: []Posting{p}}
		if kind == "post" {
			a, ok, after = Post(n), h.m.apply(h.accounts, p, 1, 0), func(x Transaction) { h.m.done[x.ID] = p }
		} else {
			a, ok, after = Hold(n, 0), h.m.apply(h.accounts, p, 0, 1), func(x Transaction) { h.m.open[x.ID] = p }
		}
	case "settle", "release":
		hold, p, found := pick(t, h.m.open)
		if !found {
			return
		}
		e := End{Hold: hold, Key: key}
		if kind == "settle" {
			a, ok, after = Settle(e), h.m.apply(h.accounts, p, 1, -1), func(x Transaction) { delete(h.m.open, hold); h.m.done[x.ID] = p }
		} else {
			a, ok, after = Release(e), h.m.apply(h.accounts, p, 0, -1), func(Transaction) { delete(h.m.open, hold) }
		}
	case "reverse":
		id, p, found := pick(t, h.m.done)
		if !found {
			return
		}
		a, ok = Reverse(Undo{ID: id, Key: key}), h.m.apply(h.accounts, Posting{p.Credit, p.Debit, p.Amount}, 1, 0)
		after = func(Transaction) { delete(h.m.done, id) }
	}
	got, err := h.b.tryAct(a)
	if ok != (err == nil) {
		t.Fatalf("%+v: the model says %v, the ledger %v", a, ok, err)
	}
	if err == nil {
		after(got[0])
		h.last, h.answers = append(h.last, a), append(h.answers, got[0])
	} else if !errs.IsCode(err, "ledger.floor") && !errs.IsCode(err, "ledger.ceiling") {
		t.Fatal(err)
	}
}

// replay does the whole history again, at once: every answer is the first one and nothing moves.
func (h *history) replay(t *rapid.T) {
	if len(h.last) == 0 {
		return
	}
	again := h.b.act(h.last...)
	for i, x := range again {
		if x.ID != h.answers[i].ID || !x.Replayed {
			t.Fatalf("act %d: %+v, first %+v", i, x, h.answers[i])
		}
	}
	for _, a := range h.accounts {
		h.b.holds(a.Code, h.m.balance[a.Code], h.m.going[a.Code], h.m.coming[a.Code])
	}
}

func pick(t *rapid.T, from map[string]Posting) (string, Posting, bool) {
	var best string
	for k := range from { // the smallest: maps have no order
		if best == "" || k < best {
			best = k
		}
	}
	return best, from[best], best != ""
}

// TestHotAccountNeverPassesItsFloor lets 32 writers draw on one account until it is empty.
func TestHotAccountNeverPassesItsFloor(t *testing.T) {
	t.Parallel()
	for _, queued := range []bool{false, true} {
		t.Run(fmt.Sprintf("queued=%v", queued), func(t *testing.T) {
			b := setup(t)
			b.books()
			const writers, each, amount = 32, 8, 7 // 32×8×7 = 1,792 of 1,000
			var paid, refused atomic.Int64
			run := func(fn func(tx *db.Tx) error) error {
				if queued {
					return b.d.UpdateLocked(t.Context(), "funds/a", fn)
				}
				return b.d.Update(t.Context(), fn)
			}
			var wg sync.WaitGroup
			for w := range writers {
				wg.Go(func() {
					for i := range each {
						err := hotStep(t.Context(), run, fmt.Sprintf("%d-%d", w, i), amount, i%2 == 0)
						switch {
						case err == nil:
							paid.Add(amount)
						case errs.IsCode(err, "ledger.floor"):
							refused.Add(1)
						default:
							t.Error(err)
						}
					}
				})
			}
			wg.Wait()
			b.holds("funds/a", 1000-paid.Load(), 0, 0)
			if paid.Load() > 1000 || paid.Load() < 1000-2*amount*writers || refused.Load() == 0 {
				t.Errorf("paid %d, refused %d", paid.Load(), refused.Load())
			}
			b.verify()
		})
	}
}

// hotStep posts, or holds and settles; a busy answer is tried again under the same key, as a caller would.
func hotStep(ctx context.Context, run func(func(tx *db.Tx) error) error, key string, amount int64, twoPhases bool) error {
	for {
		err := run(func(tx *db.Tx) error {
			if !twoPhases {
				_, err := PostTx(ctx, tx, New{Key: key, Postings: pay(amount)})
				return err
			}
			h, err := HoldTx(ctx, tx, New{Key: key, Postings: pay(amount)}, 0)
			if err == nil {
				_, err = SettleTx(ctx, tx, End{Hold: h.ID, Key: key + "s"})
			}
			return err
		})
		if !errs.IsCode(err, "busy") {
			return err
		}
	}
}

// TestCrossingTransfersFinish moves amounts in both directions between the same accounts at once: sorted locks queue.
func TestCrossingTransfersFinish(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var accounts []Account
	for i := range 6 {
		accounts = append(accounts, Account{Code: fmt.Sprint("x", i), Side: Debit})
	}
	b.open(accounts...)
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 6 {
				from, to := accounts[(w+i)%6].Code, accounts[(w*5+i*3+1)%6].Code
				if from == to {
					continue
				}
				acts := []Act{
					Post(New{Key: fmt.Sprintf("%d-%d", w, i), Postings: []Posting{{from, to, 5}, {to, from, 3}}}),
					Post(New{Key: fmt.Sprintf("%d-%d-b", w, i), Postings: []Posting{{accounts[5-i].Code, accounts[(6-i)%6].Code, 1}}}),
				}
				err := b.d.UpdateLocked(t.Context(), fmt.Sprint(w), func(tx *db.Tx) error { // read committed, no common lock
					_, err := DoTx(t.Context(), tx, acts...)
					return err
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	b.verify()
}
