//go:build amd64 || arm64

package db

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
	"modernc.org/libc"
)

// mapped is what of the book is mapped in this process, a line for each mapping.
func mapped(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for line := range strings.Lines(string(text)) {
		if strings.TrimSpace(line[strings.LastIndexByte(line, ' ')+1:]) == path {
			out = append(out, line)
		}
	}
	return out
}

// TestOneViewServesAllReaders: however many read, and whatever is written meanwhile, the file is mapped once, what is read is
// what was written, and nothing is left behind.
func TestOneViewServesAllReaders(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "yice.db")
	d, err := Open(ctx, Config{URL: "sqlite:" + path, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range 60 {
				id := fmt.Sprintf("%d-%d", w, i)
				row := fullRow{ID: id, Kind: "k", Args: strings.Repeat(id, 20_000), State: "new"}
				if err := d.Update(ctx, func(tx *Tx) error { return tx.Insert(ctx, "jobs", row) }); err != nil {
					t.Error(err)
					return
				}
				err := d.View(ctx, func(tx *Tx) error {
					got, err := One[string](ctx, tx, "SELECT args FROM jobs WHERE id = $1", id)
					if got != row.Args {
						t.Errorf("%s: %d bytes of %d", id, len(got), len(row.Args))
					}
					return err
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if n := mapped(t, path); len(n) != 1 {
		t.Errorf("mapped %d times: %v", len(n), n)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if n := mapped(t, path); len(n) != 0 {
		t.Errorf("still mapped: %v", n)
	}
}

// TestAViewThatIsTooSmallIsReplaced: whoever has it keeps it until it is given back, the next one gets the larger one.
func TestAViewThatIsTooSmallIsReplaced(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "file")
	const size = 1 << 16
	if err := os.WriteFile(path, []byte(strings.Repeat("a", 4*size)), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	tls := libc.NewTLS()
	defer tls.Close()
	m := newMappings(size)
	lend := func(n uint64) uintptr {
		p := m.mmap(tls, 0, n, unix.PROT_READ, unix.MAP_SHARED, int32(f.Fd()), 0)
		if got := unsafe.Slice(at[byte](p), n); got[0] != 'a' || got[n-1] != 'a' {
			t.Errorf("reads %q", got[:1])
		}
		return p
	}
	own := lend(size)
	if m.munmap(tls, own, size); len(mapped(t, path)) != 0 {
		t.Error("a file that nobody keeps is shared")
	}
	end, err := m.keep(path)
	if err != nil {
		t.Fatal(err)
	}
	first, second := lend(size), lend(size)
	if first != second {
		t.Error("two views of one file")
	}
	if p := m.mremap(tls, first, size, 2*size, 0, 0); p != first {
		t.Error("a view with room was moved")
	}
	if p := m.mremap(tls, first, size, 3*size, 0, 0); p != 0 {
		t.Error("a view grew into nothing")
	}
	m.munmap(tls, first, size)
	larger := lend(3 * size)
	if len(mapped(t, path)) != 2 {
		t.Errorf("the smaller view is in use still: %v", mapped(t, path))
	}
	m.munmap(tls, second+4096, size-4096) // part of it: the rest is in use
	if len(mapped(t, path)) != 2 {
		t.Error("part of a view went")
	}
	m.munmap(tls, second, 4096)
	if lines := mapped(t, path); len(lines) != 1 {
		t.Errorf("a view that nobody has stays: %v", lines)
	}
	end()
	if m.munmap(tls, larger, 3*size); len(mapped(t, path)) != 0 {
		t.Error("a view outlives its book")
	}
}

// TestTheWholeBookMayBeMapped: by itself the engine stops at 2 GiB.
func TestTheWholeBookMayBeMapped(t *testing.T) {
	t.Parallel()
	c, err := openLite(filepath.Join(t.TempDir(), "yice.db"), "PRAGMA mmap_size = 2147418112")
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	if f := c.file(); f == nil || f.FmmapSizeMax < 1<<40 {
		t.Errorf("%+v", f)
	}
}
