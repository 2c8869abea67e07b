package db_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"yice/internal/kit/db"
	"yice/internal/testkit"
)

type pairHead struct {
	ID   string `db:"id"`
	Memo string `db:"memo"`
	At   int64  `db:"at"`
	Day  string `db:"day"`
}

type pairTail struct {
	HeadID string `db:"head_id"`
	N      int64  `db:"n"`
	Amount int64  `db:"amount"`
	Note   string `db:"note"`
	At     int64  `db:"at"`
	Day    string `db:"day"`
}

func pair() *db.Pair {
	return &db.Pair{
		Head: "pair_heads", HeadColumns: []string{"id", "memo", "at", "day"}, Tail: "pair_tails", TailColumns: []string{"head_id", "day", "note", "amount", "n", "at"},
		Number: "n", Same: []string{"day", "at"},
	}
}

// pairBook makes the two tables; columns stand in another order than their key.
func pairBook(t *testing.T) *db.DB {
	t.Helper()
	d := testkit.NewDB(t)
	end := ")"
	if d.Engine() == db.SQLite {
		end = ") WITHOUT ROWID"
	}
	err := d.Update(t.Context(), func(tx *db.Tx) error {
		for _, text := range []string{
			"CREATE TABLE pair_heads (memo TEXT NOT NULL, id TEXT NOT NULL PRIMARY KEY, at BIGINT NOT NULL, day TEXT NOT NULL" + end,
			"CREATE TABLE pair_tails (note TEXT NOT NULL, amount BIGINT NOT NULL, n BIGINT NOT NULL, head_id TEXT NOT NULL, at BIGINT NOT NULL, " +
				"day TEXT NOT NULL, PRIMARY KEY (head_id, n)" + end,
		} {
			if _, err := tx.Exec(t.Context(), text); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// pairRows invents rows: short and very long texts, numbers of every width, heads without tails and the other way round.
func pairRows(r *rand.Rand, n int) (heads []pairHead, tails []pairTail) {
	for i := range n {
		h := pairHead{ID: fmt.Sprintf("id%06d", i*7), Memo: strings.Repeat("文", r.IntN(20)), At: r.Int64N(3), Day: "2020-05-07"}
		if r.IntN(50) == 0 {
			h.Memo = strings.Repeat("长", r.IntN(9000))
		}
		orphans := r.IntN(20) == 0
		if !orphans {
			heads = append(heads, h)
		}
		for k := range int64(r.IntN(4)) {
			e := pairTail{HeadID: h.ID, N: k, Amount: int64(r.Uint64()) >> r.IntN(64), Note: strings.Repeat("n", r.IntN(600)), At: h.At, Day: h.Day}
			switch r.IntN(10) {
			case 0:
				e.At = 1 - e.At
			case 1:
				e.Day = "2020-05-08"
			}
			tails = append(tails, e)
		}
	}
	return heads, tails
}

// pairLines is what is to be read between two keys.
func pairLines(heads []pairHead, tails []pairTail, from, to string) (out []string) {
	for _, h := range heads {
		if h.ID < from || h.ID > to {
			continue
		}
		out = append(out, fmt.Sprint(h.ID, " ", h.Memo))
		for _, e := range tails {
			if e.HeadID == h.ID {
				out = append(out, fmt.Sprint(e.HeadID, " ", e.N, " ", e.Amount, " ", e.Note, " ", e.At == h.At && e.Day == h.Day))
			}
		}
	}
	return out
}

func readPair(ctx context.Context, tx *db.Tx, p *db.Pair, from, to string) (out []string, err error) {
	err = db.StreamPair(ctx, tx, p, from, to, func(r *db.Row) error {
		out = append(out, fmt.Sprintf("%s %s", r.Text(0), r.Text(1)))
		return nil
	}, func(r *db.Row, same bool) error {
		out = append(out, fmt.Sprint(string(r.Text(0)), " ", r.Int(4), " ", r.Int(3), " ", string(r.Text(2)), " ", same))
		return nil
	})
	return out, err
}

// TestStreamPair reads what stands in two tables, however their rows came there and from whichever key to whichever, and goes on
// reading the same while another changes it.
func TestStreamPair(t *testing.T) {
	t.Parallel()
	d, ctx, r := pairBook(t), t.Context(), rand.New(rand.NewPCG(1, 2))
	heads, tails := pairRows(r, 3000)
	err := d.Update(ctx, func(tx *db.Tx) error {
		h, e := slices.Clone(heads), slices.Clone(tails)
		r.Shuffle(len(h), func(i, j int) { h[i], h[j] = h[j], h[i] })
		r.Shuffle(len(e), func(i, j int) { e[i], e[j] = e[j], e[i] })
		if err := db.InsertMany(ctx, tx, "pair_heads", h); err != nil {
			return err
		}
		return db.InsertMany(ctx, tx, "pair_tails", e)
	})
	if err != nil {
		t.Fatal(err)
	}
	p := pair()
	check := func(tx *db.Tx, from, to string) {
		t.Helper()
		got, err := readPair(ctx, tx, p, from, to)
		if want := pairLines(heads, tails, from, to); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q to %q: %d lines instead of %d (%v)", from, to, len(got), len(want), err)
		}
	}
	all := func(tx *db.Tx) error {
		check(tx, "", "x")
		check(tx, heads[0].ID, heads[len(heads)-1].ID)
		check(tx, "x", "y")
		check(tx, "a", "b")
		for range 20 {
			from := fmt.Sprintf("id%06d", r.IntN(3000*7))
			check(tx, from, fmt.Sprintf("id%06d", r.IntN(3000*7)))
			check(tx, from, from)
		}
		return nil
	}
	err = d.View(ctx, func(tx *db.Tx) error {
		check(tx, "", heads[0].ID)
		if err := d.Update(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, "DELETE FROM pair_tails WHERE amount > 0")
			return err
		}); err != nil {
			return err
		}
		return all(tx)
	})
	if err != nil {
		t.Fatal(err)
	}
	tails = slices.DeleteFunc(tails, func(e pairTail) bool { return e.Amount > 0 })
	if err := d.View(ctx, all); err != nil {
		t.Fatal(err)
	}
}

// TestStreamPairEnds with the first error of its callers, and tells of tables that it cannot read.
func TestStreamPairEnds(t *testing.T) {
	t.Parallel()
	d, ctx := pairBook(t), t.Context()
	err := d.Update(ctx, func(tx *db.Tx) error {
		if got, err := readPair(ctx, tx, pair(), "", "x"); err != nil || len(got) != 0 {
			t.Errorf("%v of empty tables: %v", got, err)
		}
		if err := tx.Insert(ctx, "pair_heads", pairHead{ID: "a"}); err != nil {
			return err
		}
		return tx.Insert(ctx, "pair_tails", pairTail{HeadID: "a"})
	})
	if err != nil {
		t.Fatal(err)
	}
	enough := fmt.Errorf("enough")
	fine := func(*db.Row) error { return nil }
	for _, c := range []struct {
		head func(*db.Row) error
		tail func(*db.Row, bool) error
	}{
		{func(*db.Row) error { return enough }, nil},
		{fine, func(*db.Row, bool) error { return enough }},
	} {
		err := d.View(ctx, func(tx *db.Tx) error { return db.StreamPair(ctx, tx, pair(), "", "x", c.head, c.tail) })
		if err != enough { //nolint:errorlint // the very error
			t.Errorf("%v", err)
		}
	}
	for _, columns := range [][]string{{"head_id", "day", "at", "nobody"}, {"head_id", "day"}} {
		wrong := pair()
		wrong.TailColumns = columns
		if err := d.View(ctx, func(tx *db.Tx) error {
			return db.StreamPair(ctx, tx, wrong, "", "x", fine, func(*db.Row, bool) error { return nil })
		}); err == nil {
			t.Errorf("%q were read", columns)
		}
	}
}
