package rule

import (
	"fmt"
	"os"
	"strconv"
	"testing"

	"yice/internal/kit/errs"
)

func problemsOf(err error) string {
	s := ""
	for _, f := range errs.As(err).Fields {
		s += fmt.Sprintf("%s: %s %v\n", f.Path, f.Code, f.Params)
	}
	return fmt.Sprint(err) + "\n" + s
}

func loadW1(t testing.TB) *Program {
	t.Helper()
	text, err := os.ReadFile("../../../bench/policy/w1.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := Load(map[string][]byte{"w1": text}, "w1")
	if err != nil {
		t.Fatal(problemsOf(err))
	}
	return p
}

// w1 is the population of the benchmark (splitmix64, seed 20261123), household by household.
func w1(p *Program, persons int, do func(region int, c *Case)) {
	s := uint64(20261123)
	next := func() uint64 {
		s += 0x9E3779B97F4A7C15
		z := s
		z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9
		z = (z ^ (z >> 27)) * 0x94D049BB133111EB
		return z ^ (z >> 31)
	}
	sizes := []int{1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6}
	c := p.NewCase()
	for n := 0; n < persons; {
		c.Reset()
		size, region, poor := sizes[next()%12], next()%8, false
		poor = next()%10 < 3
		for k := 0; k < size && n < persons; k++ {
			age := int(next() % 60)
			if k < 2 {
				age = 22 + int(next()%65)
			}
			inc := int64(0)
			if age >= 18 && age < 60 && next()%10 < 7 {
				inc = int64(next()%800000) + 100000
				if poor {
					inc /= 5
				}
			}
			med := int64(0)
			if next()%10 < 4 {
				med = int64(next() % 1500000)
				if next()%20 == 0 {
					med *= 10
				}
			}
			stage := int64(0)
			switch {
			case age >= 6 && age < 12:
				stage = 1
			case age >= 12 && age < 15:
				stage = 2
			case age >= 15 && age < 18:
				stage = 3
			case age >= 18 && age < 22 && next()%2 == 0:
				stage = 4
			}
			i := c.Add(1, 0)
			row := c.Row(1, i)
			row[0], row[1], row[2] = inc, med, stage
			n++
		}
		do(int(region), c)
	}
}

func w1Tables(t testing.TB, p *Program) []*Table {
	t.Helper()
	var out []*Table
	for r := range 8 {
		table, err := p.Table("", "", func(key string) (Version, bool) {
			if key == "line" {
				return Version{Key: key, Value: strconv.Itoa(800 + 50*r)}, true
			}
			return Version{}, false
		})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, table)
	}
	return out
}

// TestW1 computes the population of the policy benchmark, whose total to the fen is known from three independent
// computations (NumPy, Go, CEL).
func TestW1(t *testing.T) {
	p := loadW1(t)
	tables := w1Tables(t, p)
	r := p.NewRunner()
	total, poor, edge := p.Variable("", "total_aid"), p.Variable("", "poor"), p.Variable("", "edge")
	var sum, poors, edges, households int64
	w1(p, 1_000_000, func(region int, c *Case) {
		if err := r.Run(c, tables[region]); err != nil {
			t.Fatal(err)
		}
		households++
		sum += r.Int(total, 0)
		poors += r.Int(poor, 0)
		edges += r.Int(edge, 0)
	})
	if sum != 448706539332 || households != 333221 || poors != 167358 || edges != 26147 {
		t.Errorf("total %d of %d households, %d poor, %d edge", sum, households, poors, edges)
	}
}

func TestW1Explanation(t *testing.T) {
	p := loadW1(t)
	c, err := p.CaseOf(map[string]any{"persons": []any{
		map[string]any{"ref": "a", "income": "500", "med_spend": "30000.01", "stage": "none"},
		map[string]any{"ref": "b", "income": "0", "med_spend": "0", "stage": "college"},
	}})
	if err != nil {
		t.Fatal(problemsOf(err))
	}
	r := p.NewRunner()
	if err := r.Run(c, w1Tables(t, p)[0]); err != nil {
		t.Fatal(err)
	}
	for _, row := range r.Explain() {
		x := r.Tell(&row)
		t.Logf("%+v %v", x, x.Text)
	}
	t.Log(r.Sentence())
}

// BenchmarkExplained is one household of W1 with its full explanation as structured rows.
func BenchmarkExplained(b *testing.B) {
	p := loadW1(b)
	tables := w1Tables(b, p)
	type one struct {
		c *Case
		t *Table
	}
	var all []one
	w1(p, 10000, func(region int, c *Case) {
		n := p.NewCase()
		for i := range c.N[1] {
			k := n.Add(1, 0)
			copy(n.Row(1, k), c.Row(1, i))
		}
		all = append(all, one{n, tables[region]})
	})
	r := p.NewRunner()
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		x := all[i%len(all)]
		if err := r.Run(x.c, x.t); err != nil {
			b.Fatal(err)
		}
		r.Explain()
	}
}
