package db

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func openBook(t *testing.T) *DB {
	t.Helper()
	d, err := Open(context.Background(), Config{URL: "sqlite:" + filepath.Join(t.TempDir(), "yice.db"), Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

type liteRow struct {
	Text  string  `db:"t"`
	Named kind    `db:"k"`
	N     int64   `db:"n"`
	Small int32   `db:"s"`
	Yes   bool    `db:"y"`
	F     float64 `db:"f"`
	Maybe *int64  `db:"m"`
	None  *string `db:"o"`
	Doc   JSON[struct {
		A int `json:"a"`
	}] `db:"d"`
}

type kind string

func TestValuesComeBackAsTheyWent(t *testing.T) {
	t.Parallel()
	d, ctx := openBook(t), context.Background()
	long := strings.Repeat("户", 40_000) // more than a statement keeps memory for
	for range 2 {                       // the second time by the kept statement
		for _, text := range []string{"", "大庆", long} {
			err := d.View(ctx, func(tx *Tx) error {
				r, err := One[liteRow](ctx, tx, "SELECT $2 AS n, $1 AS t, $3 AS k, $2 AS s, $4 AS y, $5 AS f, $6 AS m, $7 AS o, $8 AS d",
					text, 7, kind("x"), true, 1.5, new(int64), (*string)(nil), JSON[map[string]int]{V: map[string]int{"a": 3}})
				if err != nil {
					return err
				}
				if r.Text != text || r.Named != "x" || r.N != 7 || r.Small != 7 || !r.Yes || r.F != 1.5 || r.Maybe == nil || *r.Maybe != 0 || r.None != nil || r.Doc.V.A != 3 {
					t.Errorf("%d bytes: %+v", len(text), r)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestWhatCannotBeReadIsAnError(t *testing.T) {
	t.Parallel()
	d, ctx := openBook(t), context.Background()
	for name, read := range map[string]func(tx *Tx) error{
		"NULL for a text":      func(tx *Tx) error { _, err := One[string](ctx, tx, "SELECT NULL"); return err },
		"a text for a number":  func(tx *Tx) error { _, err := One[int64](ctx, tx, "SELECT 'x'"); return err },
		"no field":             func(tx *Tx) error { _, err := One[liteRow](ctx, tx, "SELECT 1 AS other"); return err },
		"two for one":          func(tx *Tx) error { _, err := One[int64](ctx, tx, "SELECT 1, 2"); return err },
		"a value too few":      func(tx *Tx) error { _, err := One[int64](ctx, tx, "SELECT $1 + $2", 1); return err },
		"two statements":       func(tx *Tx) error { _, err := One[int64](ctx, tx, "SELECT 1; SELECT 2"); return err },
		"a write in a reading": func(tx *Tx) error { _, err := tx.Exec(ctx, "DELETE FROM jobs"); return err },
	} {
		if err := d.View(ctx, read); err == nil {
			t.Errorf("%s went through", name)
		}
	}
}

func TestAQueryInsideItself(t *testing.T) {
	t.Parallel()
	d, ctx := openBook(t), context.Background()
	const text = "SELECT value FROM (SELECT 1 AS value UNION SELECT 2) WHERE value <> $1"
	var seen []string
	err := d.View(ctx, func(tx *Tx) error {
		return Each(ctx, tx, func(a int64) error {
			return Each(ctx, tx, func(b int64) error { seen = append(seen, fmt.Sprint(a, b)); return nil }, text, a)
		}, text, 0)
	})
	if err != nil || strings.Join(seen, ",") != "1 2,2 1" {
		t.Errorf("%v: %v", err, seen)
	}
}

func TestTheEndOfTheContextInterruptsAReading(t *testing.T) {
	t.Parallel()
	d := openBook(t)
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	err := d.View(ctx, func(tx *Tx) error {
		_, err := One[int64](ctx, tx, "WITH RECURSIVE t(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM t) SELECT count(*) FROM t")
		return err
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	if err := d.Ping(context.Background()); err != nil {
		t.Error("the connection is of use afterwards:", err)
	}
}

// A function that fails before it has written anything costs its neighbours nothing; one that fails later makes them run again.
func TestNeighboursRunAgainOnlyAfterAWrite(t *testing.T) {
	t.Parallel()
	d, ctx := openBook(t), context.Background()
	boom := errors.New("boom")
	for _, writes := range []bool{false, true} {
		// The first update holds the writer until the two others wait behind it.
		in, out := make(chan bool), make(chan bool)
		runs := 0
		var wg sync.WaitGroup
		wg.Go(func() {
			_ = d.Update(ctx, func(*Tx) error { close(in); <-out; return nil }) // alone in its batch
		})
		<-in
		wg.Go(func() {
			if err := d.Update(ctx, func(tx *Tx) error {
				runs++
				_, err := tx.Exec(ctx, "INSERT INTO jobs (id, kind, args, state, run_at, made_at) VALUES ($1, 'k', '', 'new', 0, 0)", fmt.Sprint("good", writes))
				return err
			}); err != nil {
				t.Error(err)
			}
		})
		for len(d.group.queue) < 1 {
			time.Sleep(time.Millisecond)
		}
		wg.Go(func() {
			err := d.Update(ctx, func(tx *Tx) error {
				if writes {
					if _, err := tx.Exec(ctx, "INSERT INTO jobs (id, kind, args, state, run_at, made_at) VALUES ('bad', 'k', '', 'new', 0, 0)"); err != nil {
						return err
					}
				}
				return boom
			})
			if !errors.Is(err, boom) {
				t.Errorf("%v", err)
			}
		})
		for len(d.group.queue) < 2 {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(2 * groupTime)
		close(out)
		wg.Wait()
		want := 1
		if writes {
			want = 2
		}
		if runs > want || runs < 1 { // a batch may have ended by its time between the two
			t.Errorf("writes %v: the neighbour ran %d times", writes, runs)
		}
	}
	err := d.View(ctx, func(tx *Tx) error {
		ids, err := All[string](ctx, tx, "SELECT id FROM jobs ORDER BY id")
		if strings.Join(ids, ",") != "goodfalse,goodtrue" {
			t.Errorf("%v", ids)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
