package app

import (
	"fmt"
	"net/http"
	"slices"
	"syscall"
	"testing"
	"time"

	"yice/internal/core/policy"
)

// BenchmarkLabHTTP moves one parameter over 100,000 made-up households again and again, each time to another value, as a slider does: signed
// in, over HTTP, with everything that a request goes through. bench/lab runs it. It prints the median and the slowest of a hundred in
// milliseconds, and the processor time of an answer, which the one who asks is part of.
func BenchmarkLabHTTP(b *testing.B) {
	s := openSite(b)
	if _, err := s.app.Policy.Load(s.w.System(policy.PermLoad), policy.Daqing()); err != nil {
		b.Fatal(err)
	}
	who := s.as("secretary")
	ask := func(n int) time.Duration {
		from := time.Now()
		a := who.do(http.MethodPost, "/lab/compare", map[string]any{
			"population": map[string]any{"kind": "synthetic", "size": 100_000, "seed": 1},
			"reforms":    []any{map[string]any{"changes": []any{map[string]any{"key": "platform.medical.rate", "value": fmt.Sprintf("0.%04d", 5000+n%4000)}}}},
		})
		took := time.Since(from)
		a.want(http.StatusOK, "")
		return took
	}
	first := ask(-1)
	all := make([]time.Duration, 0, b.N)
	before := processor(b)
	for n := range b.N {
		all = append(all, ask(n))
	}
	each := (processor(b) - before) / time.Duration(b.N)
	slices.Sort(all)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	if b.N > 1 {
		fmt.Printf("\nlab.http_ms_p50=%.1f\nlab.http_ms_p99=%.1f\nlab.http_cpu_ms=%.1f\nlab.http_first_ms=%.0f\n", ms(all[len(all)/2]), ms(all[len(all)*99/100]), ms(each), ms(first))
	}
}

// processor is the time that this process has taken of all processors.
func processor(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
