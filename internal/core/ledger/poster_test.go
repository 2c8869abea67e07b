package ledger

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

// TestHotAccountUnderThePoster lets 64 clients draw on one account until it is empty, while others write beside the poster.
func TestHotAccountUnderThePoster(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.books()
	p := NewPoster(b.d)
	const clients, each, amount = 64, 10, 3 // 64×10×3 = 1,920 of 1,000
	var paid, refused atomic.Int64
	var wg sync.WaitGroup
	for w := range clients {
		wg.Go(func() {
			for i := range each {
				err := hotPost(t.Context(), b, p, fmt.Sprintf("%d-%d", w, i), amount, w%8 == 0)
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
	if paid.Load() != 999 || refused.Load() != clients*each-333 {
		t.Errorf("paid %d, refused %d", paid.Load(), refused.Load())
	}
	b.verify()
	if _, err := Seal(t.Context(), b.d); err != nil {
		t.Fatal(err)
	}
	if v := b.verify(); v.Unsealed != 0 || v.Transactions != 334 {
		t.Errorf("%+v", v)
	}
}

func hotPost(ctx context.Context, b *bench, p *Poster, key string, amount int64, beside bool) error {
	for {
		var err error
		if beside {
			err = b.d.Update(ctx, func(tx *db.Tx) error {
				_, err := PostTx(ctx, tx, New{Key: key, Postings: pay(amount)})
				return err
			})
		} else {
			_, err = p.Do(ctx, Post(New{Key: key, Postings: pay(amount)}))
		}
		if !errs.IsCode(err, "busy") {
			return err
		}
	}
}

// TestARefusedCallerDoesNotDisturbItsNeighbours mixes what is right with everything that can be wrong.
func TestARefusedCallerDoesNotDisturbItsNeighbours(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.books()
	h := b.act(Hold(New{Key: "h", Postings: pay(50)}, 0))[0]
	post := func(key string, p ...Posting) Act { return Post(New{Key: key, Postings: p}) }
	good := func(i int) Act { return post(fmt.Sprint("good", i), Posting{"funds/a", "bank", 1}) }
	nul := "" // what PostgreSQL cannot store and no rule of ours refuses
	if b.d.Engine() == db.Postgres {
		nul = "text_unstorable"
	}
	wrong := []struct {
		code string
		acts []Act
	}{
		{"ledger.floor", []Act{post("w1", Posting{"funds/a", "bank", 951})}},
		{"ledger.floor", []Act{post("w2", Posting{"bank", "funds/b", 10}), post("w2b", Posting{"funds/a", "bank", 5000})}},
		{"ledger.ceiling", []Act{post("w3", Posting{"bank", "funds/b", 501})}},
		{"ledger.account_unknown", []Act{post("w4", Posting{"bank", "nowhere", 1})}},
		{"ledger.postings_bad", []Act{post("w5")}},
		{"ledger.key_reused", []Act{post("in", Posting{"bank", "funds/a", 1})}},
		{"ledger.hold_unknown", []Act{Settle(End{Hold: "none", Key: "w6"})}},
		{"not_found", []Act{Reverse(Undo{ID: "none", Key: "w7"})}},
		{"ledger.not_reversible", []Act{Reverse(Undo{ID: h.ID, Key: "w8"})}},
		{nul, []Act{Post(New{Key: "w9", Memo: "a\x00b", Postings: pay(1)})}},
	}
	units := make([]*call, 0, 3*len(wrong))
	for i, w := range wrong {
		for _, acts := range [][]Act{{good(2 * i)}, w.acts, {good(2*i + 1)}} {
			units = append(units, &call{unit: unit{acts: acts}, ctx: t.Context(), done: make(chan struct{})})
		}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	units = append(units, &call{unit: unit{acts: []Act{good(99)}}, ctx: gone, done: make(chan struct{})})
	NewPoster(b.d).serve(units) // all in one commit, whatever the machine's mood
	for i, c := range units {
		<-c.done
		code := ""
		if i%3 == 1 {
			code = wrong[i/3].code
		}
		switch {
		case i == len(units)-1:
			if !errors.Is(c.err, context.Canceled) {
				t.Errorf("who had given up: %v", c.err)
			}
		case code == "" && (c.err != nil || len(c.answer()) != 1) || code != "" && !errs.IsCode(c.err, code):
			t.Errorf("unit %d: %v, want %q", i, c.err, code)
		}
	}
	want := 1000 - int64(2*len(wrong))
	if nul == "" {
		want--
	}
	b.holds("funds/a", want, 50, 0)
	b.holds("funds/b", 0, 0, 0)
	b.verify()
}

// TestCallersOfOneCommitSeeOneAnother: the second with a key gets the first one's answer, the second to end a hold is refused.
func TestCallersOfOneCommitSeeOneAnother(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.books()
	h := b.act(Hold(New{Key: "h", Postings: pay(50)}, 0))[0]
	calls := make([]*call, 6)
	for i, a := range []Act{
		Post(New{Key: "k", Postings: pay(10)}), Post(New{Key: "k", Postings: pay(10)}), Post(New{Key: "k", Postings: pay(11)}),
		Settle(End{Hold: h.ID, Key: "s"}), Release(End{Hold: h.ID, Key: "r"}), Post(New{Key: "z", Postings: pay(941)}),
	} {
		calls[i] = &call{unit: unit{acts: []Act{a}}, ctx: t.Context(), done: make(chan struct{})}
	}
	NewPoster(b.d).serve(calls)
	first, second := calls[0].answer(), calls[1].answer()
	if len(first) != 1 || len(second) != 1 || first[0].ID == "" || second[0].ID != first[0].ID || !second[0].Replayed || first[0].Replayed {
		t.Errorf("%+v\n%+v", first, second)
	}
	for i, code := range map[int]string{2: "ledger.key_reused", 4: "ledger.hold_ended", 5: "ledger.floor"} {
		if !errs.IsCode(calls[i].err, code) {
			t.Errorf("%d: %v, want %s", i, calls[i].err, code)
		}
	}
	b.holds("funds/a", 940, 0, 0)
	b.verify()
}

// TestBulk books in pieces: all of it, or nothing.
func TestBulk(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.books()
	accounts := []string{"bank", "funds/a", "funds/b"}
	bulk := func(name string, size int, amounts ...int64) (n int64, err error) {
		err = b.try(func(ctx context.Context, tx *db.Tx) error {
			rest := amounts
			n, err = BulkTx(ctx, tx, accounts, func() ([]New, error) {
				k := min(size, len(rest))
				piece := make([]New, k)
				for i := range piece {
					piece[i] = New{Key: fmt.Sprint(name, len(amounts)-len(rest)+i), Postings: pay(rest[i])}
				}
				rest = rest[k:]
				return piece, nil
			})
			return err
		})
		return n, err
	}
	many := make([]int64, 2500)
	for i := range many {
		many[i] = 1
	}
	if _, err := bulk("over", 1100, many...); !errs.IsCode(err, "ledger.floor") {
		t.Fatal(err)
	}
	b.holds("funds/a", 1000, 0, 0)
	if n, err := bulk("x", 3, 10, 20, 30, 40, 50, 60, 70); n != 7 || err != nil {
		t.Fatal(n, err)
	}
	b.holds("funds/a", 720, 0, 0)
	if n, err := bulk("x", 2, 10, 20, 30, 40, 50, 60, 70, 80); n != 1 || err != nil { // seven are there
		t.Fatal(n, err)
	}
	if _, err := bulk("x", 2, 10, 20, 31); !errs.IsCode(err, "ledger.key_reused") {
		t.Fatal(err)
	}
	accounts = accounts[1:]
	err := b.try(func(ctx context.Context, tx *db.Tx) error {
		given := false
		_, err := BulkTx(ctx, tx, accounts, func() ([]New, error) {
			if given {
				return nil, nil
			}
			given = true
			return []New{{Key: "q", Postings: pay(1)}}, nil
		})
		if !errs.IsCode(err, "ledger.account_unknown") {
			t.Error(err)
		}
		return nil // passed over, and yet nothing stays
	})
	if !errs.IsCode(err, "ledger.account_unknown") {
		t.Fatal(err)
	}
	b.holds("funds/a", 640, 0, 0)
	b.holds("bank", 640, 0, 0)
	b.verify()
	if _, err := Seal(t.Context(), b.d); err != nil {
		t.Fatal(err)
	}
	if v := b.verify(); v.Transactions != 9 || v.Unsealed != 0 {
		t.Errorf("%+v", v)
	}
}

// TestBulksOverTheSameAccountsFinish lets eight of them run at once.
func TestBulksOverTheSameAccountsFinish(t *testing.T) {
	t.Parallel()
	b := setup(t)
	accounts := []Account{{Code: "world", Side: Debit}}
	codes := []string{"world"}
	for i := range 20 {
		accounts = append(accounts, Account{Code: fmt.Sprint("p", i), Side: Credit, Floor: Bound(0)})
		codes = append(codes, accounts[i+1].Code)
	}
	b.open(accounts...)
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			err := b.d.UpdateOrdered(t.Context(), func(tx *db.Tx) error {
				pieces := 0
				_, err := BulkTx(t.Context(), tx, codes, func() ([]New, error) {
					if pieces++; pieces > 3 {
						return nil, nil
					}
					list := make([]New, 40)
					for i := range list {
						list[i] = New{Key: fmt.Sprint(w, "/", pieces, "/", i), Postings: []Posting{{"world", codes[1+(i*7+w*3+pieces)%20], 2}}}
					}
					return list, nil
				})
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	b.holds("world", 8*3*40*2, 0, 0)
	b.verify()
}
