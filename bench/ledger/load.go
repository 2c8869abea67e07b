package main

import (
	"context"
	"slices"
	"sync"
	"syscall"
	"time"
)

// rate is what a load came to.
type rate struct {
	perSecond float64
	p50, p99  time.Duration
	cpu       time.Duration // of this process, for each transfer
	done      int64
}

// load lets clients transfer one after the other for a time.
func load(ctx context.Context, clients int, d time.Duration, op func(ctx context.Context, client, n int) error) (rate, error) {
	var wg sync.WaitGroup
	took := make([][]time.Duration, clients)
	fails := make([]error, clients)
	before, start := cpu(), time.Now()
	for c := range clients {
		wg.Go(func() {
			for n := 0; time.Since(start) < d; n++ {
				t := time.Now()
				if fails[c] = op(ctx, c, n); fails[c] != nil {
					return
				}
				took[c] = append(took[c], time.Since(t))
			}
		})
	}
	wg.Wait()
	wall, used := time.Since(start), cpu()-before
	for _, err := range fails {
		if err != nil {
			return rate{}, err
		}
	}
	all := slices.Concat(took...)
	slices.Sort(all)
	n := len(all)
	return rate{
		perSecond: float64(n) / wall.Seconds(), p50: all[n/2], p99: all[n*99/100], cpu: used / time.Duration(n), done: int64(n),
	}, nil
}

func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
