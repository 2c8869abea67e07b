package column

import (
	"context"
	"os"
	"strconv"
	"testing"

	"yice/internal/core/rule"
)

func loadW1(t testing.TB) *rule.Program {
	t.Helper()
	text, err := os.ReadFile("../../../bench/policy/w1.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := rule.Load(map[string][]byte{"w1": text}, "w1")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// w1 is the population of the policy benchmark (splitmix64, seed 20261123).
func w1(t testing.TB, p *rule.Program, persons int) *Population {
	t.Helper()
	s := uint64(20261123)
	next := func() uint64 {
		s += 0x9E3779B97F4A7C15
		z := s
		z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9
		z = (z ^ (z >> 27)) * 0x94D049BB133111EB
		return z ^ (z >> 31)
	}
	sizes := []int{1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6}
	pop := NewPopulation(p)
	c := p.NewCase()
	for n := 0; n < persons; {
		c.Reset()
		size, region := sizes[next()%12], next()%8
		poor := next()%10 < 3
		for k := 0; k < size && n < persons; k++ {
			age := int(next() % 60)
			if k < 2 {
				age = 22 + int(next()%65)
			}
			inc, med, stage := int64(0), int64(0), int64(0)
			if age >= 18 && age < 60 && next()%10 < 7 {
				inc = int64(next()%800000) + 100000
				if poor {
					inc /= 5
				}
			}
			if next()%10 < 4 {
				med = int64(next() % 1500000)
				if next()%20 == 0 {
					med *= 10
				}
			}
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
		if err := pop.AppendIn(int(region), c); err != nil {
			t.Fatal(err)
		}
	}
	if err := pop.Seal(); err != nil {
		t.Fatal(err)
	}
	return pop
}

// w1Tables are the tables of the eight regions, with their lines raised by so many yuan.
func w1Tables(t testing.TB, p *rule.Program, more int) []*rule.Table {
	t.Helper()
	var out []*rule.Table
	for r := range 8 {
		table, err := p.Table("", "", func(key string) (rule.Version, bool) {
			return rule.Version{Key: key, Value: strconv.Itoa(800 + 50*r + more)}, key == "line"
		})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, table)
	}
	return out
}

// TestW1 computes the population of the policy benchmark, whose total to the fen three other programs agree on.
func TestW1(t *testing.T) {
	p := loadW1(t)
	pop := w1(t, p, 1_000_000)
	total, poor, edge := p.Variable("", "total_aid"), p.Variable("", "poor"), p.Variable("", "edge")
	plan, err := Compile(p, []*rule.Variable{total, poor, edge})
	if err != nil {
		t.Fatal(err)
	}
	b, err := plan.BindAreas(w1Tables(t, p, 0), w1Tables(t, p, 100))
	if err != nil {
		t.Fatal(err)
	}
	res, err := b.Run(context.Background(), pop, 2)
	if err != nil {
		t.Fatal(err)
	}
	sum := func(sc int, v *rule.Variable) (n int64) {
		for _, x := range res.Ints(sc, v) {
			n += x
		}
		return n
	}
	if sum(0, total) != 448706539332 || pop.N[0] != 333221 || sum(0, poor) != 167358 || sum(0, edge) != 26147 {
		t.Errorf("total %d of %d households, %d poor, %d edge", sum(0, total), pop.N[0], sum(0, poor), sum(0, edge))
	}
	if sum(1, total) <= sum(0, total) {
		t.Errorf("with higher lines %d", sum(1, total))
	}
}
