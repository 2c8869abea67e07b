package db

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestAMalformedTreeIsToldNotBelieved: whatever stands in a page, reading ends, with an error or with rows, and never outside of memory.
func TestAMalformedTreeIsToldNotBelieved(t *testing.T) {
	t.Parallel()
	d, ctx := openBook(t), t.Context()
	err := d.Update(ctx, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, "CREATE TABLE x (id TEXT PRIMARY KEY, a TEXT, n INTEGER) WITHOUT ROWID"); err != nil {
			return err
		}
		for i := range 400 {
			if _, err := tx.Exec(ctx, "INSERT INTO x VALUES ($1, $2, $3)", fmt.Sprintf("%04d", i), strings.Repeat("a", i*i%3000), i*i*i); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Update(ctx, func(tx *Tx) error {
		_, err := tx.Exec(ctx, "ALTER TABLE x ADD COLUMN later TEXT NOT NULL DEFAULT 'd'")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(3, 4))
	told := 0
	err = d.View(ctx, func(tx *Tx) error {
		for round := range 3000 {
			tr, err := openTree(ctx, tx, "x", []string{"id", "a", "n"})
			if err != nil {
				return err
			}
			if round > 0 {
				spoil(r, tr)
			}
			n, err := tr.readAll()
			if round == 0 && (n != 400 || err != nil) {
				t.Errorf("%d rows of a sound tree: %v", n, err)
			}
			if err != nil {
				told++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = d.View(ctx, func(tx *Tx) error {
		tr, err := openTree(ctx, tx, "x", []string{"id", "later"})
		if err != nil {
			return err
		}
		if err := tr.seek(nil); err == nil {
			_, err = tr.next()
			if err == nil {
				t.Error("a row gave a column that is younger")
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if told < 100 {
		t.Errorf("only %d of 3000 spoilt trees were told", told)
	}
}

// spoil changes bytes of the pages that a tree is going to read, most of them where a page or a row begins.
func spoil(r *rand.Rand, tr *tree) {
	whole := tr.page
	tr.page = func(number uint32, into []byte) error {
		if err := whole(number, into); err != nil {
			return err
		}
		for range 1 + r.IntN(3) {
			into[r.IntN(1+r.IntN(len(into)))] = byte(r.Uint32())
		}
		return nil
	}
}

// readAll reads rows until there are no more, or a thousand.
func (t *tree) readAll() (n int, err error) {
	if err := t.seek([]byte("0000")); err != nil {
		return 0, err
	}
	row := &Row{tree: t}
	for n < 1000 {
		more, err := t.next()
		if err != nil || !more {
			return n, err
		}
		_, _, _ = row.Text(0), row.Text(1), row.Int(2)
		n++
	}
	return n, nil
}
