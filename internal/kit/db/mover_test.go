package db

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestTheLogIsMovedIntoTheBook: however much is written, the log begins anew again and again; in a bulk later.
func TestTheLogIsMovedIntoTheBook(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "yice.db")
	d, err := Open(ctx, Config{URL: "sqlite:" + path, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	other, err := openLite(path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.close()
	n := 0
	write := func(rows int) (pages int) {
		for range rows {
			n++
			row := fullRow{ID: fmt.Sprint(n), Kind: "k", Args: strings.Repeat("x", 400<<10), State: "new"}
			if err := d.Update(ctx, func(tx *Tx) error { return tx.Insert(ctx, "jobs", row) }); err != nil {
				t.Fatal(err)
			}
		}
		pages, err := other.checkpoint("PRAGMA wal_checkpoint(NOOP)")
		if err != nil {
			t.Fatal(err)
		}
		return pages
	}
	write(50) // 20 MiB
	for more := 0; write(1) >= logLong; more++ {
		if more == 200 {
			t.Fatal("the log goes on and on")
		}
	}
	end := d.Bulk()
	if pages := write(60); pages < 2*logLong-1000 {
		t.Errorf("in a bulk the log has %d pages after 24 MiB", pages)
	}
	end()
	err = d.View(ctx, func(tx *Tx) error {
		rows, err := One[int](ctx, tx, "SELECT count(*) FROM jobs WHERE length(args) = 409600")
		if rows != n {
			t.Errorf("%d rows of %d", rows, n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
