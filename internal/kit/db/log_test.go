package db

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"
)

func logIn(dir string) *Log { return openLog(&DB{clock: time.Now}, dir) }

func drained(t *testing.T, l *Log) []string {
	t.Helper()
	var out []string
	if err := l.Drain(7, func(records [][]byte) error {
		if len(records) > 7 {
			t.Errorf("%d records at once", len(records))
		}
		for _, r := range records {
			out = append(out, string(r))
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

// TestLogKeepsEveryAcknowledgedRecord appends from many sides while somebody drains; each record comes exactly once.
func TestLogKeepsEveryAcknowledgedRecord(t *testing.T) {
	t.Parallel()
	l := logIn(t.TempDir())
	var mu sync.Mutex
	seen := map[string]int{}
	take := func(records [][]byte) error {
		mu.Lock()
		defer mu.Unlock()
		for _, r := range records {
			seen[string(r)]++
		}
		return nil
	}
	const sides, each = 8, 200
	var wg sync.WaitGroup
	for s := range sides {
		wg.Go(func() {
			for i := range each {
				if err := l.Append(fmt.Appendf(nil, "%d/%d", s, i)); err != nil {
					t.Error(err)
				}
				if i%50 == 0 {
					if err := l.Drain(10, take); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	if err := l.Drain(10, take); err != nil {
		t.Fatal(err)
	}
	if len(seen) != sides*each {
		t.Errorf("%d of %d records", len(seen), sides*each)
	}
	for r, n := range seen {
		if n != 1 {
			t.Errorf("%s came %d times", r, n)
		}
	}
	if left, err := os.ReadDir(l.dir); err != nil || len(left) != 0 {
		t.Errorf("%v: %d files are left", err, len(left))
	}
}

// TestLogOfAProcessThatIsGone is drained by the next one, up to the record that the crash cut short; the file of a living
// process is left alone.
func TestLogOfAProcessThatIsGone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	gone := logIn(dir)
	for _, r := range []string{"a", "b", "c"} {
		if err := gone.Append([]byte(r)); err != nil {
			t.Fatal(err)
		}
	}
	next := logIn(dir)
	if got := drained(t, next); len(got) != 0 {
		t.Errorf("took %v from a process that still writes", got)
	}
	if _, err := gone.file.WriteAt([]byte{0}, gone.size-1); err != nil {
		t.Fatal(err)
	}
	if err := gone.close(); err != nil {
		t.Fatal(err)
	}
	if got := drained(t, next); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("got %v", got)
	}
}

// TestLogWaitsForItsReader keeps what the reader could not take.
func TestLogWaitsForItsReader(t *testing.T) {
	t.Parallel()
	l := logIn(t.TempDir())
	if err := l.Append([]byte("a")); err != nil {
		t.Fatal(err)
	}
	down := errors.New("the database is away")
	if err := l.Drain(10, func([][]byte) error { return down }); !errors.Is(err, down) {
		t.Fatal(err)
	}
	if err := l.Append([]byte("b")); err != nil {
		t.Fatal(err)
	}
	if got := drained(t, l); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("got %v", got)
	}
}

// TestLogWithoutAFolder refuses and recovers when the folder can be made.
func TestLogWithoutAFolder(t *testing.T) {
	t.Parallel()
	blocked := filepath.Join(t.TempDir(), "looks")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	l := logIn(blocked)
	if err := l.Append([]byte("a")); err == nil {
		t.Fatal("appended into a file that is no folder")
	}
	if err := os.Remove(blocked); err != nil {
		t.Fatal(err)
	}
	if err := l.Append([]byte("b")); err != nil {
		t.Fatal(err)
	}
	if got := drained(t, l); !slices.Equal(got, []string{"b"}) {
		t.Errorf("got %v", got)
	}
}
