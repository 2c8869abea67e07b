package column

import (
	"context"
	"math/rand/v2"
	"strconv"
	"syscall"
	"testing"
	"time"

	"yice/internal/core/rule"
)

func cpu() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_THREAD, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func benchW1(b *testing.B, scenarios int, line bool) {
	p := loadW1(b)
	pop := w1(b, p, 1_000_000)
	plan, err := Compile(p, []*rule.Variable{p.Variable("", "total_aid")})
	if err != nil {
		b.Fatal(err)
	}
	var all [][]*rule.Table
	for i := range scenarios {
		all = append(all, w1Tables(b, p, 50*i))
	}
	bound, err := plan.BindAreas(all...)
	if err != nil {
		b.Fatal(err)
	}
	sum := int64(0)
	b.ResetTimer()
	from := cpu()
	for range b.N {
		sum = 0
		err := bound.Stream(context.Background(), pop, 1, func(_ int, c *Chunk) error {
			for _, x := range c.Ints(0, plan.outputs[0]) {
				sum += x
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if sum != 448706539332 {
		b.Fatal(sum)
	}
	b.ReportMetric(float64(cpu()-from)/float64(b.N)/1e6, "cpu-ms")
	b.ReportMetric(float64(pop.N[0])*float64(b.N)/(cpu()-from).Seconds()/1e6, "Mhh/cpu-s")
}

func BenchmarkW1(b *testing.B)       { benchW1(b, 1, true) }
func BenchmarkW1Reform(b *testing.B) { benchW1(b, 2, true) }

// BenchmarkHand is the same rule written as a loop: what the machine allows.
func BenchmarkHand(b *testing.B) {
	pop := w1(b, loadW1(b), 1_000_000)
	clip := func(x, hi int64) int64 { return min(max(x, 0), hi) }
	tiers := func(m, r1, r2, r3, most int64) int64 {
		return min((clip(m-500000, 1500000)*r1+clip(m-2000000, 3000000)*r2+max(m-5000000, 0)*r3)/10, most)
	}
	amounts := []int64{0, 60000, 90000, 150000, 300000}
	off, income, med, stage := pop.span[0][1], pop.In[1][0], pop.In[1][1], pop.In[1][2]
	sum := int64(0)
	b.ResetTimer()
	from := cpu()
	for range b.N {
		sum = 0
		for h, area := range pop.Area {
			lo, hi := off[h], off[h+1]
			all := int64(0)
			for i := lo; i < hi; i++ {
				all += income[i]
			}
			line := (80000 + 5000*int64(area)) * int64(hi-lo)
			switch {
			case all < line:
				sum += 12 * (line - all)
				for i := lo; i < hi; i++ {
					sum += tiers(med[i], 6, 7, 8, 6000000) + amounts[stage[i]]
				}
			case 2*all < 3*line:
				for i := lo; i < hi; i++ {
					sum += tiers(med[i], 5, 6, 7, 3000000) + amounts[stage[i]]/2
				}
			}
		}
	}
	if sum != 448706539332 {
		b.Fatal(sum)
	}
	b.ReportMetric(float64(cpu()-from)/float64(b.N)/1e6, "cpu-ms")
}

// BenchmarkSlider is one parameter of the platform's rules moved for 100,000 households: bound, made and run on one worker.
func BenchmarkSlider(b *testing.B) {
	p := shipped(b)["platform"]
	g := &formulas{Rand: rand.New(rand.NewPCG(1, 1)), some: true}
	pop := NewPopulation(p)
	c := p.NewCase()
	for range 100_000 {
		g.household(p, c, false)
		if err := pop.Append(c); err != nil {
			b.Fatal(err)
		}
	}
	if err := pop.Seal(); err != nil {
		b.Fatal(err)
	}
	plan, err := Compile(p, []*rule.Variable{p.Variable("", "aid")})
	if err != nil {
		b.Fatal(err)
	}
	table := g.shippedTable(b, p)
	b.Logf("%v instances", pop.N)
	b.ResetTimer()
	from := cpu()
	for range b.N {
		bound, err := plan.Bind(table)
		if err != nil {
			b.Fatal(err)
		}
		res, err := bound.Run(context.Background(), pop, 1)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(res.Rows), "rows")
	}
	b.ReportMetric(float64(cpu()-from)/float64(b.N)/1e6, "cpu-ms")
}

// BenchmarkBind is what comes before the first chunk.
func BenchmarkBind(b *testing.B) {
	p := shipped(b)["platform"]
	g := &formulas{Rand: rand.New(rand.NewPCG(1, 1)), some: true}
	pop := NewPopulation(p)
	c := p.NewCase()
	for range 100 {
		g.household(p, c, false)
		if err := pop.Append(c); err != nil {
			b.Fatal(err)
		}
	}
	if err := pop.Seal(); err != nil {
		b.Fatal(err)
	}
	plan, err := Compile(p, []*rule.Variable{p.Variable("", "aid")})
	if err != nil {
		b.Fatal(err)
	}
	table := g.shippedTable(b, p)
	b.ReportAllocs()
	for b.Loop() {
		bound, err := plan.Bind(table)
		if err != nil {
			b.Fatal(err)
		}
		bound.compile(pop)
	}
}

// BenchmarkGrowth is the time of a person in populations from one that fits the caches to one far beyond them.
func BenchmarkGrowth(b *testing.B) {
	p := loadW1(b)
	for _, persons := range []int{10_000, 100_000, 1_000_000, 4_000_000} {
		b.Run(strconv.Itoa(persons), func(b *testing.B) {
			pop := w1(b, p, persons)
			plan, err := Compile(p, []*rule.Variable{p.Variable("", "total_aid")})
			if err != nil {
				b.Fatal(err)
			}
			bound, err := plan.BindAreas(w1Tables(b, p, 0))
			if err != nil {
				b.Fatal(err)
			}
			b.ResetTimer()
			from := cpu()
			for range b.N {
				if err := bound.Stream(b.Context(), pop, 1, func(int, *Chunk) error { return nil }); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(cpu()-from)/float64(b.N)/float64(persons), "cpu-ns/person")
		})
	}
}
