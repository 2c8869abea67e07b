package db

import (
	"context"
	"fmt"
	"os"
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
	n := 0
	write := func() (log int64) {
		for range 120 {
			n++
			row := fullRow{ID: fmt.Sprint(n), Kind: "k", Args: strings.Repeat("x", 400<<10), State: "new"}
			if err := d.Update(ctx, func(tx *Tx) error { return tx.Insert(ctx, "jobs", row) }); err != nil {
				t.Fatal(err)
			}
		}
		info, err := os.Stat(path + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	const mib = 1 << 20
	if log := write(); log > 30*mib {
		t.Errorf("after 48 MiB the log has %d", log)
	}
	end := d.Bulk()
	if log := write(); log < 40*mib {
		t.Errorf("in a bulk the log has %d after 48 MiB", log)
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
