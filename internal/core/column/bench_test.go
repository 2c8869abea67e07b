package column

import (
	"context"
	"testing"

	"yice/internal/core/rule"
)

func benchW1(b *testing.B, scenarios, workers int) {
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
	sums := make([]int64, 16)
	b.ResetTimer()
	for range b.N {
		clear(sums)
		err := bound.Stream(context.Background(), pop, workers, func(w int, c *Chunk) error {
			n := int64(0)
			for _, x := range c.Ints(0, plan.outputs[0]) {
				n += x
			}
			sums[w*8] += n
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if sums[0]+sums[8] != 448706539332 {
		b.Fatal(sums)
	}
	b.ReportMetric(float64(pop.N[0])*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mhh/s")
}

func BenchmarkW1(b *testing.B)       { benchW1(b, 1, 1) }
func BenchmarkW1Two(b *testing.B)    { benchW1(b, 1, 2) }
func BenchmarkW1Reform(b *testing.B) { benchW1(b, 2, 1) }
