package db

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// logBook is a book whose writer sets pages aside early.
func logBook(t *testing.T) (*DB, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "yice.db")
	d, err := Open(context.Background(), Config{URL: "sqlite:" + path, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d, path
}

// putRows writes rows of a page each in one transaction, and ends as it is told.
func putRows(d *DB, name string, rows int, end error) error {
	ctx := context.Background()
	return d.Update(ctx, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, "PRAGMA cache_size = 10"); err != nil {
			return err
		}
		for i := range rows {
			if err := tx.Insert(ctx, "jobs", fullRow{ID: fmt.Sprintf("%s%03d", name, i), Kind: name, Args: strings.Repeat(name, 4000), State: "new"}); err != nil {
				return err
			}
		}
		return end
	})
}

// kinds tells which transactions are in the book, each whole, and that the book is sound.
func kinds(t *testing.T, d *DB) []string {
	t.Helper()
	var out []string
	err := d.View(context.Background(), func(tx *Tx) (err error) {
		if state, err := One[string](context.Background(), tx, "PRAGMA integrity_check"); err != nil || state != "ok" {
			t.Errorf("the book is %q: %v", state, err)
		}
		out, err = All[string](context.Background(), tx, "SELECT kind || count(*) FROM jobs GROUP BY kind ORDER BY kind")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestALogThatCannotBeWrittenKeepsNothing: wherever in a long transaction the disk refuses, nothing of it is there, what was there
// stays, and the next transaction goes through.
func TestALogThatCannotBeWrittenKeepsNothing(t *testing.T) {
	t.Parallel()
	for _, refused := range []int{1, 2, 3, 5, 8, 13} {
		d, _ := logBook(t)
		if err := putRows(d, "a", 40, nil); err != nil {
			t.Fatal(err)
		}
		calls := 0
		err := d.group.run(context.Background(), func(tx *Tx) error {
			b := tx.lite.log
			under := call[func(*libc.TLS, uintptr, uintptr, int32, int64) int32](&b.under.FxWrite)
			refuse := func(tls *libc.TLS, file, p uintptr, n int32, from int64) int32 {
				if calls++; calls == refused {
					return sqlite3.SQLITE_FULL
				}
				return under(tls, file, p, n, from)
			}
			b.under.FxWrite = address(&refuse)
			b.calls = append(b.calls, refuse)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := putRows(d, "b", 400, nil); err == nil {
			t.Fatalf("committed although write %d of %d was refused", refused, calls)
		}
		if got := kinds(t, d); !slices.Equal(got, []string{"a40"}) {
			t.Errorf("write %d refused: %v", refused, got)
		}
		if err := putRows(d, "c", 30, nil); err != nil {
			t.Errorf("after write %d was refused: %v", refused, err)
		}
		if got := kinds(t, d); !slices.Equal(got, []string{"a40", "c30"}) {
			t.Errorf("after write %d was refused: %v", refused, got)
		}
	}
}

// TestWhatWasUndoneIsNotWrittenLater: pages of a transaction that was undone must not come over what another process wrote since.
func TestWhatWasUndoneIsNotWrittenLater(t *testing.T) {
	t.Parallel()
	d, path := logBook(t)
	other, err := openLite(path, "PRAGMA busy_timeout = 5000", "PRAGMA synchronous = FULL")
	if err != nil {
		t.Fatal(err)
	}
	defer other.close()
	undo := errors.New("undo")
	for i := range 20 {
		if err := putRows(d, "u", 10+i, undo); !errors.Is(err, undo) {
			t.Fatal(err)
		}
		err := other.exec("INSERT INTO jobs (id, kind, args, state, run_at, made_at) VALUES ($1, 'o', $2, 'new', 0, 0)", fmt.Sprint("o", i), strings.Repeat("o", 9000))
		if err != nil {
			t.Fatal(err)
		}
		if err := putRows(d, fmt.Sprintf("k%02d-", i), 3, nil); err != nil {
			t.Fatal(err)
		}
	}
	got := kinds(t, d)
	if len(got) != 21 || !slices.Contains(got, "o20") || slices.ContainsFunc(got, func(s string) bool { return s[0] == 'u' || s[0] == 'k' && !strings.HasSuffix(s, "-3") }) {
		t.Errorf("%v", got)
	}
}

// TestACommitIsOneWrite: that is what the buffer is for.
func TestACommitIsOneWrite(t *testing.T) {
	t.Parallel()
	d, _ := logBook(t)
	if err := putRows(d, "a", 1, nil); err != nil {
		t.Fatal(err)
	}
	sizes := []int32{}
	err := d.group.run(context.Background(), func(tx *Tx) error {
		b := tx.lite.log
		under := call[func(*libc.TLS, uintptr, uintptr, int32, int64) int32](&b.under.FxWrite)
		count := func(tls *libc.TLS, file, p uintptr, n int32, from int64) int32 {
			sizes = append(sizes, n)
			return under(tls, file, p, n, from)
		}
		b.under.FxWrite = address(&count)
		b.calls = append(b.calls, count)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := putRows(d, "b", 5, nil); err != nil {
		t.Fatal(err)
	}
	if len(sizes) != 1 || sizes[0] < 6*(logHeader+4096) || sizes[0]%(logHeader+4096) != 0 {
		t.Errorf("writes of %v bytes", sizes)
	}
}
