package id

import (
	"sync"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"
)

func TestSameMillisecondGrows(t *testing.T) {
	at := time.Date(2020, 5, 7, 9, 0, 0, 0, time.UTC)
	last := ""
	for range 10_000 {
		n := New(at)
		if n <= last || !Valid(n) {
			t.Fatalf("%s after %s", n, last)
		}
		last = n
	}
	// Others make theirs at other times in between: a transaction keeps the time of its beginning.
	for range 1000 {
		New(at.Add(time.Second))
		n := New(at)
		if n <= last {
			t.Fatalf("%s after %s", n, last)
		}
		last = n
	}
	var mu sync.Mutex
	seen := map[string]bool{}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 1000 {
				n := New(at.Add(time.Duration(i%2) * time.Millisecond))
				mu.Lock()
				if seen[n] {
					t.Errorf("%s twice", n)
				}
				seen[n] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
}

func TestARunHasNoGap(t *testing.T) {
	at := time.Date(2020, 5, 7, 9, 0, 0, 0, time.UTC)
	run := Run(at, 3000)
	for i, n := range run {
		want, err := After(run[0], int64(i))
		if err != nil || n != want || !Valid(n) || i > 0 && n <= run[i-1] {
			t.Fatalf("%d: %s, want %s (%v)", i, n, want, err)
		}
	}
	if next, err := After("01ARZ3NDEK7FZZZZZZZZZZZZZZ", 1); err != nil || next != "01ARZ3NDEK7G00000000000000" {
		t.Fatal(next, err)
	}
	if Run(at, 0) != nil || Run(at, 1)[0] == run[0] {
		t.Fatal("a run is empty or not its own")
	}
}

// TestRunsOfAClockThatStandsStill are many in one millisecond; a beginning near the end of what there is must not stop them.
func TestRunsOfAClockThatStandsStill(t *testing.T) {
	at := time.Date(2020, 5, 7, 9, 0, 0, 0, time.UTC)
	l := &leaping{ms: ulid.Timestamp(at)}
	l.high, l.low = 1<<15-1, 1<<64-1 // the last beginning that there can be
	last := ""
	for range 20_000 {
		u, err := ulid.New(ulid.Timestamp(at), l)
		if err != nil || u.String() <= last {
			t.Fatalf("%s after %s: %v", u, last, err)
		}
		last = u.String()
	}
	for range 1000 {
		if run := Run(at.Add(time.Second), 500); run[0] <= last || !Valid(run[499]) {
			t.Fatalf("%s after %s", run[0], last)
		} else {
			last = run[499]
		}
	}
}
