package id

import (
	"sync"
	"testing"
	"time"
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
