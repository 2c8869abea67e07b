package db

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"yice/internal/kit/errs"
)

type fullRow struct {
	ID    string `db:"id"`
	Kind  string `db:"kind"`
	Args  string `db:"args"`
	State string `db:"state"`
	RunAt int64  `db:"run_at"`
	Made  int64  `db:"made_at"`
}

func pragma(ctx context.Context, d *DB, text string) error {
	return d.group.run(ctx, func(tx *Tx) error { return tx.lite.exec(text) })
}

func pageCount(t *testing.T, d *DB) (n int) {
	t.Helper()
	err := d.group.run(context.Background(), func(tx *Tx) (err error) {
		n, err = One[int](context.Background(), tx, "PRAGMA page_count")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A book that cannot grow any more refuses to write, says so, keeps what it acknowledged and goes on by itself once there
// is room. The limit on pages stands for the disk: it works on every machine.
func TestAFullBookRefusesAndRecovers(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d, err := Open(ctx, Config{URL: "sqlite:" + filepath.Join(t.TempDir(), "yice.db"), Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	pages := pageCount(t, d)
	limit := func(n int) {
		if err := pragma(ctx, d, fmt.Sprintf("PRAGMA max_page_count = %d", n)); err != nil {
			t.Fatal(err)
		}
	}
	var mu sync.Mutex
	kept := map[string]bool{}
	put := func(id string, size int) error {
		err := d.Update(ctx, func(tx *Tx) error {
			return tx.Insert(ctx, "jobs", fullRow{ID: id, Kind: "k", Args: strings.Repeat("x", size), State: "new"})
		})
		mu.Lock()
		defer mu.Unlock()
		if err == nil {
			kept[id] = true
		}
		return err
	}
	count := func() (n int64) {
		err := d.View(ctx, func(tx *Tx) (err error) {
			n, err = One[int64](ctx, tx, "SELECT count(*) FROM jobs")
			return err
		})
		if err != nil {
			t.Fatal("reading a full book:", err)
		}
		return n
	}
	limit(pages + 40)
	refused := 0
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 30 {
				err := put(fmt.Sprintf("%d-%d", w, i), 3000)
				if err != nil && !errs.IsKind(err, errs.Unavailable) {
					t.Errorf("%v", err)
				}
				mu.Lock()
				if err != nil {
					refused++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if refused == 0 || len(kept) == 0 || count() != int64(len(kept)) {
		t.Fatalf("%d refused, %d acknowledged, %d rows", refused, len(kept), count())
	}
	limit(pages + 4000)
	if err := put("after", 3000); err != nil {
		t.Fatal("there is room again:", err)
	}
	if count() != int64(len(kept)) {
		t.Errorf("%d acknowledged, %d rows", len(kept), count())
	}
}

// What an update of several statements wrote before the disk was full is undone with it, and its neighbours stay.
func TestAFullBookLeavesNoHalves(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d, err := Open(ctx, Config{URL: "sqlite:" + filepath.Join(t.TempDir(), "yice.db"), Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := pragma(ctx, d, fmt.Sprintf("PRAGMA max_page_count = %d", pageCount(t, d)+20)); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	want := map[string]int64{}
	for w := range 12 {
		wg.Go(func() {
			size := 200
			if w%3 == 0 {
				size = 200_000
			}
			kind := fmt.Sprint(w)
			err := d.Update(ctx, func(tx *Tx) error {
				for i := range 3 {
					if err := tx.Insert(ctx, "jobs", fullRow{ID: fmt.Sprintf("%d-%d", w, i), Kind: kind, Args: strings.Repeat("x", 1+size*i), State: "new"}); err != nil {
						return err
					}
				}
				return nil
			})
			mu.Lock()
			defer mu.Unlock()
			want[kind] = 3
			if err != nil {
				want[kind] = 0
			}
			if err != nil && !errs.IsKind(err, errs.Unavailable) || err == nil && size > 1000 {
				t.Errorf("%d: %v", w, err)
			}
		})
	}
	wg.Wait()
	err = d.View(ctx, func(tx *Tx) error {
		for kind, n := range want {
			got, err := One[int64](ctx, tx, "SELECT count(*) FROM jobs WHERE kind = $1", kind)
			if err != nil {
				return err
			}
			if got != n {
				t.Errorf("%s has %d rows, %d were acknowledged", kind, got, n)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
