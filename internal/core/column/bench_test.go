package column

import (
	"context"
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
