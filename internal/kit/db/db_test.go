package db_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/testkit"
)

type job struct {
	ID        string  `db:"id"`
	Kind      string  `db:"kind"`
	Args      string  `db:"args"`
	State     string  `db:"state"`
	UniqueKey *string `db:"unique_key"`
	RunAt     int64   `db:"run_at"`
	MadeAt    int64   `db:"made_at"`
}

func TestOneFailingUpdateDoesNotTakeItsNeighboursAlong(t *testing.T) {
	t.Parallel()
	d := testkit.NewDB(t)
	ctx := context.Background()
	boom := errors.New("boom")
	var wg sync.WaitGroup
	for i := range 60 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			err := d.Update(ctx, func(tx *db.Tx) error {
				if err := tx.Insert(ctx, "jobs", job{ID: fmt.Sprint(i), Kind: "k", State: "new"}); err != nil {
					return err
				}
				if i%3 == 0 {
					return boom
				}
				return nil
			})
			if (i%3 == 0) != errors.Is(err, boom) {
				t.Errorf("update %d: %v", i, err)
			}
		}()
	}
	wg.Wait()
	err := d.View(ctx, func(tx *db.Tx) error {
		n, err := db.One[int64](ctx, tx, "SELECT count(*) FROM jobs")
		if err == nil && n != 40 {
			t.Errorf("kept %d rows, want 40", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestConstraintNamesAreTheSameOnBothEngines(t *testing.T) {
	t.Parallel()
	d := testkit.NewDB(t)
	ctx := context.Background()
	key := "once"
	put := func(id string) error {
		return d.Update(ctx, func(tx *db.Tx) error {
			return tx.Insert(ctx, "jobs", job{ID: id, Kind: "k", State: "new", UniqueKey: &key})
		})
	}
	if err := put("a"); err != nil {
		t.Fatal(err)
	}
	if err := put("b"); !errs.IsCode(err, "job.duplicate") {
		t.Fatalf("got %v", err)
	}
}

func TestHookCommitsWithTheFirstUpdateOnly(t *testing.T) {
	t.Parallel()
	d := testkit.NewDB(t)
	ctx, hook := db.WithHook(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		return tx.Insert(ctx, "jobs", job{ID: "hook", Kind: "k", State: "new"})
	})
	if err := d.Update(ctx, func(*db.Tx) error { return errors.New("no") }); err == nil || hook.Done() {
		t.Fatal("a failed update must not count")
	}
	for range 2 {
		if err := d.Update(ctx, func(*db.Tx) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if !hook.Done() {
		t.Fatal("hook did not commit")
	}
}

func TestPanicInUpdateReachesTheCaller(t *testing.T) {
	t.Parallel()
	d := testkit.NewDB(t)
	defer func() {
		if recover() == nil {
			t.Fatal("no panic")
		}
		if err := d.Update(context.Background(), func(*db.Tx) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}()
	_ = d.Update(context.Background(), func(*db.Tx) error { panic("x") })
}

func TestKeysetPagesCoverEverythingOnce(t *testing.T) {
	t.Parallel()
	d := testkit.NewDB(t)
	ctx := context.Background()
	err := d.Update(ctx, func(tx *db.Tx) error {
		rows := make([]job, 57)
		for i := range rows {
			rows[i] = job{ID: fmt.Sprintf("%03d", i), Kind: "k", State: "new", RunAt: int64(i / 5)}
		}
		return db.InsertMany(ctx, tx, "jobs", rows)
	})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	page := db.Page{Limit: 10, Sort: "-run"}
	for {
		var rows []job
		err := d.View(ctx, func(tx *db.Tx) error {
			s, err := page.Order(map[string]db.Sort{"run": {Column: "run_at", ID: "id"}}, "run")
			if err != nil {
				return err
			}
			q := db.NewQuery("SELECT id, kind, run_at FROM jobs WHERE kind = ?", "k")
			if err := q.Keyset(s, page); err != nil {
				return err
			}
			rows, err = db.All[job](ctx, tx, q.Text(), q.Args()...)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		rows, next := db.Cut(page, rows, func(j job) (any, string) { return j.RunAt, j.ID })
		for _, r := range rows {
			if seen[r.ID] {
				t.Fatalf("%s twice", r.ID)
			}
			seen[r.ID] = true
		}
		if next == "" {
			break
		}
		page.Cursor = next
	}
	if len(seen) != 57 {
		t.Fatalf("saw %d", len(seen))
	}
}

func TestManyParametersInAndOutOfOrder(t *testing.T) {
	t.Parallel()
	d := testkit.NewDB(t)
	ctx := context.Background()
	err := d.Update(ctx, func(tx *db.Tx) error {
		rows := make([]job, 3000)
		for i := range rows {
			rows[i] = job{ID: fmt.Sprintf("%04d", i), Kind: "k", State: "new", RunAt: int64(i)}
		}
		if err := db.InsertMany(ctx, tx, "jobs", rows); err != nil {
			return err
		}
		ids := make([]string, 2000)
		for i := range ids {
			ids[i] = rows[i].ID
		}
		q := db.NewQuery("SELECT count(*) FROM jobs WHERE run_at >= ? AND ", 5)
		db.In(q, "id", ids)
		n, err := db.One[int64](ctx, tx, q.Text(), q.Args()...)
		if err == nil && n != 1995 {
			t.Errorf("in order: %d", n)
		}
		if err != nil {
			return err
		}
		// the same parameter twice: named ones stay
		args := []any{rows[7].ID}
		text := "SELECT count(*) FROM jobs WHERE id = $1 AND id IN ($1"
		for i := range 100 {
			args = append(args, rows[i].ID)
			text += fmt.Sprintf(", $%d", i+2)
		}
		n, err = db.One[int64](ctx, tx, text+")", args...)
		if err == nil && n != 1 {
			t.Errorf("repeated: %d", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Of two that make the same thing at once one is told so by fn itself, which runs again and finds what the other made: the
// constraint alone could not say whose it is.
func TestTheSlowerOfTwoFindsTheFasters(t *testing.T) {
	t.Parallel()
	d := testkit.NewDB(t)
	ctx := context.Background()
	key := "once"
	var wg sync.WaitGroup
	results := make(chan error, 16)
	for i := range 16 {
		wg.Go(func() {
			results <- d.Update(ctx, func(tx *db.Tx) error {
				first, err := db.All[string](ctx, tx, "SELECT id FROM jobs WHERE unique_key = $1", key)
				if err != nil {
					return err
				}
				if len(first) > 0 {
					return errs.New(errs.Conflict, "test.taken", "by", first[0])
				}
				return tx.Insert(ctx, "jobs", job{ID: fmt.Sprint(i), Kind: "k", State: "new", UniqueKey: &key})
			})
		})
	}
	wg.Wait()
	close(results)
	won := 0
	for err := range results {
		switch {
		case err == nil:
			won++
		case !errs.IsCode(err, "test.taken") && !errs.IsCode(err, "busy"):
			t.Errorf("%v", err)
		}
	}
	if won != 1 {
		t.Errorf("%d made it", won)
	}
}

// Who passes over the error of a statement does not get the rest of his update written, on neither engine.
func TestNothingGoesOnAfterAFailingStatement(t *testing.T) {
	t.Parallel()
	d := testkit.NewDB(t)
	ctx := context.Background()
	err := d.Update(ctx, func(tx *db.Tx) error {
		if err := tx.Insert(ctx, "jobs", job{ID: "a", Kind: "k", State: "new"}); err != nil {
			return err
		}
		rows := []job{{ID: "b", Kind: "k", State: "new"}, {ID: "a", Kind: "k", State: "new"}}
		if err := db.InsertMany(ctx, tx, "jobs", rows); !errs.IsKind(err, errs.Conflict) {
			t.Errorf("%v", err)
		}
		if err := tx.Insert(ctx, "jobs", job{ID: "c", Kind: "k", State: "new"}); err == nil {
			t.Error("it went on")
		}
		return nil
	})
	if err == nil {
		t.Error("it was called done")
	}
	err = d.View(ctx, func(tx *db.Tx) error {
		n, err := db.One[int64](ctx, tx, "SELECT count(*) FROM jobs")
		if n != 0 {
			t.Errorf("%d rows", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestStream gives each column as it was stored, the last and the first number that there are among them.
func TestStream(t *testing.T) {
	t.Parallel()
	d := testkit.NewDB(t)
	ctx := t.Context()
	want := []job{
		{ID: "1", Args: "文\n本\t\\", RunAt: math.MaxInt64, MadeAt: math.MinInt64},
		{ID: "2", Args: "", RunAt: 0, MadeAt: -1},
		{ID: "3", Args: strings.Repeat("长", 5000), RunAt: 1234567890123, MadeAt: -9007199254740993},
	}
	err := d.Update(ctx, func(tx *db.Tx) error { return db.InsertMany(ctx, tx, "jobs", want) })
	if err != nil {
		t.Fatal(err)
	}
	var got []job
	var kept [][]byte
	err = d.View(ctx, func(tx *db.Tx) error {
		return db.Stream(ctx, tx, func(r *db.Row) error {
			kept = append(kept[:0], r.Text(1), r.Text(4))
			got = append(got, job{ID: string(r.Text(0)), RunAt: r.Int(2), MadeAt: r.Int(3), Args: string(kept[0])})
			if len(kept[1]) != 0 {
				t.Errorf("NULL is %q", kept[1])
			}
			return nil
		}, "SELECT id, args, run_at, made_at, unique_key FROM jobs WHERE run_at >= $1 ORDER BY id", int64(0))
	})
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v", got, err)
	}
}

// TestWhatIsLeftGoesWithTheCommit: what a transaction leaves to be written is there behind it, before what it asks next, and when
// it cannot be written nothing of the transaction stays and the caller is told.
func TestWhatIsLeftGoesWithTheCommit(t *testing.T) {
	t.Parallel()
	d := testkit.NewDB(t)
	ctx := t.Context()
	columns := []string{"id", "kind", "args", "state", "run_at", "made_at"}
	leave := func(tx *db.Tx, ids ...string) error {
		w := tx.Writes(ctx)
		for _, id := range ids {
			w.Rows("jobs", columns, [][]any{{id, "k", "", "new", int64(1), int64(2)}})
		}
		return w.Leave()
	}
	count := func(tx *db.Tx) (n int64) {
		r := tx.Reads(ctx)
		db.Ask(r, func(c int64) error { n = c; return nil }, "SELECT count(*) FROM jobs WHERE kind = $1", "k")
		if err := r.Send(); err != nil {
			t.Error(err)
		}
		return n
	}
	err := d.UpdateOrdered(ctx, func(tx *db.Tx) error { return leave(tx, "1", "2") })
	if err != nil {
		t.Fatal(err)
	}
	err = d.UpdateOrdered(ctx, func(tx *db.Tx) error {
		if n := count(tx); n != 2 {
			t.Errorf("%d rows before, want 2", n)
		}
		if err := leave(tx, "3"); err != nil {
			return err
		}
		if n := count(tx); n != 3 {
			t.Errorf("%d rows in between, want 3", n)
		}
		if err := leave(tx, "4"); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "UPDATE jobs SET kind = 'k' WHERE id = $1", "4")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	err = d.UpdateOrdered(ctx, func(tx *db.Tx) error { return leave(tx, "5", "1", "6") })
	if !errs.IsKind(err, errs.Conflict) {
		t.Errorf("a row that is there already: %v", err)
	}
	boom := errors.New("boom")
	err = d.UpdateOrdered(ctx, func(tx *db.Tx) error {
		if err := leave(tx, "7"); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Error(err)
	}
	err = d.View(ctx, func(tx *db.Tx) error {
		if n := count(tx); n != 4 {
			t.Errorf("%d rows stay, want 4", n)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestReads answers several questions in their order; the first error of the engine or of a caller ends it, and the connection
// serves the next transaction.
func TestReads(t *testing.T) {
	t.Parallel()
	d := testkit.NewDB(t)
	ctx := t.Context()
	rows := []job{{ID: "1", Kind: "a", RunAt: 5}, {ID: "2", Kind: "b", RunAt: 6}}
	if err := d.Update(ctx, func(tx *db.Tx) error { return db.InsertMany(ctx, tx, "jobs", rows) }); err != nil {
		t.Fatal(err)
	}
	boom := errors.New("boom")
	for range 30 { // more than there are connections
		var got []job
		var kinds []string
		err := d.UpdateOrdered(ctx, func(tx *db.Tx) error {
			got, kinds = nil, nil
			r := tx.Reads(ctx)
			db.AskLocked(r, func(j job) error { got = append(got, j); return nil },
				"SELECT id, kind, args, state, unique_key, run_at, made_at FROM jobs WHERE run_at >= $1 ORDER BY id", int64(5))
			db.Ask(r, func(k string) error { kinds = append(kinds, k); return nil }, "SELECT kind FROM jobs ORDER BY id DESC")
			return r.Send()
		})
		if err != nil || !slices.Equal(got, rows) || !slices.Equal(kinds, []string{"b", "a"}) {
			t.Fatalf("%v %v %v", got, kinds, err)
		}
		err = d.View(ctx, func(tx *db.Tx) error {
			r := tx.Reads(ctx)
			db.Ask(r, func(string) error { return boom }, "SELECT kind FROM jobs")
			db.Ask(r, func(string) error { return nil }, "SELECT id FROM jobs")
			return r.Send()
		})
		if !errors.Is(err, boom) {
			t.Fatalf("the caller's error: %v", err)
		}
		err = d.View(ctx, func(tx *db.Tx) error {
			r := tx.Reads(ctx)
			db.Ask(r, func(string) error { return nil }, "SELECT nothing FROM nowhere")
			db.Ask(r, func(string) error { t.Error("answered behind an error"); return nil }, "SELECT id FROM jobs")
			return r.Send()
		})
		if err == nil {
			t.Fatal("no error from a table that is not there")
		}
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if err := d.View(gone, func(*db.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("a caller who has gone: %v", err)
	}
	if err := d.View(ctx, func(*db.Tx) error { return nil }); err != nil {
		t.Errorf("a view that asks nothing: %v", err)
	}
}

// TestATransactionThatHasNotBegunWritesNothing: when the first statement does not reach the engine, those behind it do not stand alone.
func TestATransactionThatHasNotBegunWritesNothing(t *testing.T) {
	t.Parallel()
	d := testkit.NewDB(t)
	ctx := t.Context()
	gone, cancel := context.WithCancel(ctx)
	cancel()
	boom := errors.New("boom")
	for _, first := range []func(tx *db.Tx){
		func(tx *db.Tx) { _, _ = tx.Exec(gone, "UPDATE jobs SET kind = 'k'") },
		func(tx *db.Tx) {
			r := tx.Reads(gone)
			db.Ask(r, func(string) error { return nil }, "SELECT id FROM jobs")
			_ = r.Send()
		},
	} {
		err := d.Update(ctx, func(tx *db.Tx) error {
			first(tx)
			_ = tx.Insert(ctx, "jobs", job{ID: "1", Kind: "k"})
			w := tx.Writes(ctx)
			w.Rows("jobs", []string{"id", "kind", "args", "state", "run_at", "made_at"}, [][]any{{"2", "k", "", "new", int64(1), int64(2)}})
			_ = w.Send()
			return boom
		})
		if err == nil {
			t.Error("no error")
		}
	}
	err := d.View(ctx, func(tx *db.Tx) error {
		n, err := db.One[int64](ctx, tx, "SELECT count(*) FROM jobs")
		if n != 0 {
			t.Errorf("%d rows stay", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestNumberedPages(t *testing.T) {
	t.Parallel()
	rows := func(from, to int64) (out []int64) {
		for i := from; i <= to; i++ {
			out = append(out, i)
		}
		return out
	}
	for _, desc := range []bool{false, true} {
		var all []int64
		s := db.Sort{Desc: desc}
		for p := (db.Page{Limit: 3}); ; {
			from, to, err := p.Numbered(s, 7)
			if err != nil {
				t.Fatal(err)
			}
			list := rows(from, to)
			if desc {
				slices.Reverse(list)
			}
			list, p.Cursor = db.Cut(p, list, func(n int64) (any, string) { return n, "" })
			if all = append(all, list...); p.Cursor == "" {
				break
			}
		}
		if desc {
			slices.Reverse(all)
		}
		if !slices.Equal(all, rows(1, 7)) {
			t.Errorf("descending %v: %v", desc, all)
		}
	}
	for _, c := range []struct {
		cursor   string
		from, to int64
	}{{"[-9223372036854775808,\"\"]", 1, -1}, {"[9223372036854775807,\"\"]", 4, 7}} {
		from, to, err := db.Page{Limit: 3, Cursor: base64.RawURLEncoding.EncodeToString([]byte(c.cursor))}.Numbered(db.Sort{Desc: true}, 7)
		if err != nil || from != c.from || to != c.to {
			t.Errorf("%s: %d to %d, %v", c.cursor, from, to, err)
		}
	}
	if _, _, err := (db.Page{Cursor: base64.RawURLEncoding.EncodeToString([]byte("[\"x\",\"\"]"))}).Numbered(db.Sort{}, 7); !errs.IsCode(err, "list.cursor_bad") {
		t.Error(err)
	}
	if from, to, err := (db.Page{}).Numbered(db.Sort{}, 0); err != nil || to >= from {
		t.Errorf("an empty list shows %d to %d, %v", from, to, err)
	}
}
