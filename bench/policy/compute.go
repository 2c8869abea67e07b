package main

import (
	"context"
	"fmt"
	"sync"
	"syscall"
	"time"

	"yice/internal/core/column"
	"yice/internal/core/rule"
)

// answer is what every side must agree on.
type answer struct {
	households, poor int
	total            int64 // fen
}

// padded keeps the sums of two workers out of one cache line.
type padded struct {
	total, poor int64
	_           [6]int64
}

// stream computes all households and keeps only sums, of each scenario.
func (w *w1) stream(b *column.Bound, pop *column.Population, scenarios, workers int) ([]answer, error) {
	sums := make([][]padded, scenarios)
	for sc := range sums {
		sums[sc] = make([]padded, workers)
	}
	err := b.Stream(context.Background(), pop, workers, func(worker int, c *column.Chunk) error {
		for sc := range sums {
			s := &sums[sc][worker]
			total, poor := int64(0), int64(0)
			for _, x := range c.Ints(sc, w.total) {
				total += x
			}
			for _, x := range c.Ints(sc, w.poor) {
				poor += x
			}
			s.total, s.poor = s.total+total, s.poor+poor
		}
		return nil
	})
	out := make([]answer, scenarios)
	for sc := range out {
		out[sc].households = pop.N[0]
		for _, s := range sums[sc] {
			out[sc].total, out[sc].poor = out[sc].total+s.total, out[sc].poor+int(s.poor)
		}
	}
	return out, err
}

// hand is the same rule written by hand as a loop: what the machine allows.
func hand(pop *column.Population, workers int) answer {
	n := pop.N[0]
	parts := make([]padded, workers)
	starts := make([]int, workers+1)
	for i := range starts {
		starts[i] = n * i / workers
	}
	var wg sync.WaitGroup
	for i := range workers {
		wg.Go(func() { parts[i] = handRange(pop, starts[i], starts[i+1]) })
	}
	wg.Wait()
	out := answer{households: n}
	for _, p := range parts {
		out.total, out.poor = out.total+p.total, out.poor+int(p.poor)
	}
	return out
}

func handRange(pop *column.Population, from, to int) (s padded) {
	income, cost, stage := pop.In[1][0], pop.In[1][1], pop.In[1][2]
	amounts := [5]int64{0, 60_000, 90_000, 150_000, 300_000}
	at, _ := pop.Households(1, from, to)
	up := pop.Up[1]
	for h := from; h < to; h++ {
		lo := at
		all := int64(0)
		for ; at < len(up) && int(up[at]) == h; at++ {
			all += income[at]
		}
		line := (80_000 + 5_000*int64(pop.Area[h])) * int64(at-lo)
		switch {
		case all < line:
			s.poor++
			s.total += 12 * (line - all)
			for i := lo; i < at; i++ {
				s.total += share(cost[i], 6, 7, 8, 6_000_000) + amounts[stage[i]]
			}
		case 2*all < 3*line:
			for i := lo; i < at; i++ {
				s.total += share(cost[i], 5, 6, 7, 3_000_000) + amounts[stage[i]]/2
			}
		}
	}
	return s
}

// share is the tiered medical aid, rates in tenths.
func share(cost, a, b, c, most int64) int64 {
	part := func(x, width int64) int64 { return min(max(x, 0), width) }
	return min((part(cost-500_000, 1_500_000)*a+part(cost-2_000_000, 3_000_000)*b+max(cost-5_000_000, 0)*c)/10, most)
}

// explained decides households one by one with all rows of the explanation, facts copied into the case included.
func (w *w1) explained(pop *column.Population, tables []*rule.Table, households int) (time.Duration, int64, error) {
	r, c := w.prog.NewRunner(), w.prog.NewCase()
	sum, rows := int64(0), 0
	from := time.Now()
	for h := range households {
		lo, hi := pop.Households(1, h, h+1)
		c.Reset()
		for i := lo; i < hi; i++ {
			row := c.Row(1, c.Add(1, 0))
			row[0], row[1], row[2] = pop.In[1][0][i], pop.In[1][1][i], pop.In[1][2][i]
		}
		if err := r.Run(c, tables[pop.Area[h]]); err != nil {
			return 0, 0, err
		}
		sum += r.Int(w.total, 0)
		rows += len(r.Explain())
	}
	took := time.Since(from)
	if rows < 2*households {
		return 0, 0, fmt.Errorf("%d rows for %d households", rows, households)
	}
	return took, sum, nil
}

// span is how long something took, and how much of the processors.
type span struct{ wall, cpu time.Duration }

// best is the shortest of some runs, each figure for itself.
func best(times int, do func() error) (span, error) {
	shortest := span{time.Hour, time.Hour}
	for range times {
		from, used := time.Now(), cpu()
		if err := do(); err != nil {
			return shortest, err
		}
		shortest.wall, shortest.cpu = min(shortest.wall, time.Since(from)), min(shortest.cpu, cpu()-used)
	}
	return shortest, nil
}

// cpu is what this process has used of the processors.
func cpu() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// bandwidth is how many bytes a second the memory gives to so many readers.
func bandwidth(workers int) float64 {
	const words = 1 << 24 // 128 MiB for each, beyond the caches
	blocks := make([][]int64, workers)
	for i := range blocks {
		blocks[i] = make([]int64, words)
		for k := 0; k < words; k += 512 {
			blocks[i][k] = 1
		}
	}
	sums := make([]padded, workers)
	took, _ := best(5, func() error {
		var wg sync.WaitGroup
		for i := range workers {
			wg.Go(func() { sums[i].total = readAll(blocks[i]) })
		}
		wg.Wait()
		return nil
	})
	if sums[0].total != words/512 {
		return 0
	}
	return float64(workers*words*8) / took.wall.Seconds()
}

// readAll adds up with eight sums, so that the memory and not the adding is what takes time.
func readAll(x []int64) int64 {
	var a, b, c, d, e, f, g, h int64
	for ; len(x) >= 8; x = x[8:] {
		a, b, c, d = a+x[0], b+x[1], c+x[2], d+x[3]
		e, f, g, h = e+x[4], f+x[5], g+x[6], h+x[7]
	}
	return a + b + c + d + e + f + g + h
}
