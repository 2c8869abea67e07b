package column

import (
	"bytes"
	"context"
	"errors"
	"os"
	"runtime"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"weak"

	"yice/internal/core/rule"
	"yice/internal/kit/errs"
)

func loadW1(t testing.TB) *rule.Program {
	t.Helper()
	text, err := os.ReadFile("../../../bench/policy/w1.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return compiled(t, text)
}

func compiled(t testing.TB, text []byte) *rule.Program {
	t.Helper()
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

// TestStream gives each chunk once, with the values of Run, also where a household is odd; it ends with the callback's error
// and with the context.
func TestStream(t *testing.T) {
	p := loadW1(t)
	pop := w1(t, p, 20_000)
	pop.In[1][0][777] = 1 << 50
	if err := pop.Seal(); err != nil {
		t.Fatal(err)
	}
	share, total := p.Variable("person", "medical_aid"), p.Variable("", "total_aid")
	plan, err := Compile(p, []*rule.Variable{share, total})
	if err != nil {
		t.Fatal(err)
	}
	b, err := plan.BindAreas(w1Tables(t, p, 0))
	if err != nil {
		t.Fatal(err)
	}
	res, err := b.Run(t.Context(), pop, 1)
	if err != nil || res.Rows != block {
		t.Fatal(res.Rows, err)
	}
	var households, persons atomic.Int64
	b.worth = 1
	err = b.Stream(t.Context(), pop, 3, func(_ int, c *Chunk) error {
		lo, hi := c.Range(1)
		households.Add(int64(c.To - c.From))
		persons.Add(int64(hi - lo))
		if !slices.Equal(c.Ints(0, total), res.Ints(0, total)[c.From:c.To]) || !slices.Equal(c.Ints(0, share), res.Ints(0, share)[lo:hi]) {
			t.Errorf("households %d to %d differ", c.From, c.To)
		}
		return nil
	})
	if err != nil || households.Load() != int64(pop.N[0]) || persons.Load() != 20_000 {
		t.Error(households.Load(), persons.Load(), err)
	}
	enough := errors.New("enough")
	if err := b.Stream(t.Context(), pop, 2, func(int, *Chunk) error { return enough }); !errors.Is(err, enough) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := b.Stream(ctx, pop, 2, func(int, *Chunk) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestCrew leaves a small population to one worker and gives a large one to all.
func TestCrew(t *testing.T) {
	p := loadW1(t)
	plan, err := Compile(p, []*rule.Variable{p.Variable("", "total_aid")})
	if err != nil {
		t.Fatal(err)
	}
	for persons, want := range map[int]int{0: 1, 1: 1, 5_000: 1, 1_000_000: 3} {
		b, err := plan.BindAreas(w1Tables(t, p, 0))
		if err != nil {
			t.Fatal(err)
		}
		pop := w1(t, p, persons)
		s := &shot{bound: b, pop: pop, code: b.codeFor(pop)}
		if got := s.crew(3); got != want {
			t.Errorf("%d persons: %d workers, not %d", persons, got, want)
		}
		if b.worth = 1; persons == 5_000 && s.crew(3) != 3 {
			t.Errorf("%d persons in %d chunks are not shared", persons, pop.N[0]/s.code.step)
		}
	}
}

// TestRefusals says what is not accepted.
func TestRefusals(t *testing.T) {
	p := loadW1(t)
	if _, err := Compile(p, []*rule.Variable{{}}); !errs.IsCode(err, "rule.not_a_value") {
		t.Error(err)
	}
	plan, err := Compile(p, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plan.Bind(); !errs.IsCode(err, "rule.want_param") {
		t.Error(err)
	}
	tables := w1Tables(t, p, 0)
	if _, err := plan.BindAreas(tables, tables[:2]); !errs.IsCode(err, "rule.want_param") {
		t.Error(err)
	}
	if _, err := plan.Bind(&rule.Table{}); !errs.IsCode(err, "rule.want_param") {
		t.Error(err)
	}
	b, err := plan.Bind(tables[0])
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../../../bench/policy/w1.yaml")
	if err != nil {
		t.Fatal(err)
	}
	more := bytes.Replace(text, []byte("    stage: {"), []byte("    age: {type: count, zh: 年龄, en: age}\n    stage: {"), 1)
	for _, x := range []struct {
		text []byte
		fits bool
	}{{append(text, '\n'), true}, {more, false}} {
		other := NewPopulation(compiled(t, x.text))
		if err := other.Seal(); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Run(t.Context(), other, 1); (err == nil) != x.fits || err != nil && !errs.IsCode(err, "rule.case_order") {
			t.Errorf("a population of another text fits: want %t, got %v", x.fits, err)
		}
	}
	pop := NewPopulation(p)
	if _, err := b.Run(t.Context(), pop, 1); !errs.IsCode(err, "rule.case_order") {
		t.Error("not sealed:", err)
	}
	pop.Grow([]int{2, 2})
	c := p.NewCase()
	c.Add(1, 0)
	if err := pop.Append(c); err != nil {
		t.Fatal(err)
	}
	if err := pop.AppendIn(3, c); err != nil {
		t.Fatal(err)
	}
	if err := pop.Seal(); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Run(t.Context(), pop, 1); !errs.IsCode(err, "rule.case_order") {
		t.Error("no table for area 3:", err)
	}
	pop.Up[1][0] = 1
	pop.Up[1][1] = 0
	if err := pop.Seal(); !errs.IsCode(err, "rule.case_order") {
		t.Error("children out of order:", err)
	}
	c.Up[1][0] = 1
	if err := pop.Append(c); !errs.IsCode(err, "rule.case_order") {
		t.Error("no such parent:", err)
	}
}

// TestFailure names the first household that fails, whatever chunk is done first, and the scenario.
func TestFailure(t *testing.T) {
	p := loadW1(t)
	pop := w1(t, p, 50_000)
	first := 0
	for h := pop.N[0] - 1; h > 9_000; h -= 700 { // two incomes whose sum has no room
		if lo, hi := pop.Households(1, h, h+1); hi-lo > 1 {
			pop.In[1][0][lo], pop.In[1][0][lo+1], first = 1<<62, 1<<62, h
		}
	}
	if err := pop.Seal(); err != nil {
		t.Fatal(err)
	}
	plan, err := Compile(p, nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := plan.BindAreas(w1Tables(t, p, 0), w1Tables(t, p, 50))
	if err != nil {
		t.Fatal(err)
	}
	b.worth = 1
	for range 20 {
		_, err = b.Run(t.Context(), pop, 4)
		var f *Failure
		if !errors.As(err, &f) || f.Household != first || f.Scenario != 0 || !errs.IsCode(err, "money.overflow") || f.Error() == "" {
			t.Fatal(first, err)
		}
	}
	none, err := p.Table("230600", "2026-01-31", func(string) (rule.Version, bool) { return rule.Version{}, false })
	if err != nil {
		t.Fatal(err)
	}
	if b, err = plan.Bind(w1Tables(t, p, 0)[0], none); err != nil {
		t.Fatal(err)
	}
	pop = w1(t, p, 100)
	pop.Area = nil
	if err := pop.Seal(); err != nil {
		t.Fatal(err)
	}
	_, err = b.Run(t.Context(), pop, 1)
	var f *Failure
	if !errors.As(err, &f) || f.Household != 0 || f.Scenario != 1 || errs.As(err).Params["area"] != "230600" {
		t.Error(err)
	}
}

// TestAgain runs a bound plan over a population that was changed and sealed again, and over one without households.
func TestAgain(t *testing.T) {
	p := loadW1(t)
	total := p.Variable("", "total_aid")
	plan, err := Compile(p, []*rule.Variable{total})
	if err != nil {
		t.Fatal(err)
	}
	b, err := plan.Bind(w1Tables(t, p, 0)[0])
	if err != nil {
		t.Fatal(err)
	}
	pop, c := NewPopulation(p), p.NewCase()
	for n, want := range [][]int64{nil, {9_600_00}, {9_600_00, 9_600_00 + 200_00}} {
		if n > 0 {
			c.Reset()
			c.Set(1, c.Add(1, 0), 1, int64(n-1)*5_333_34) // a cost that was beyond the range before
			if err := pop.Append(c); err != nil {
				t.Fatal(err)
			}
		}
		if err := pop.Seal(); err != nil {
			t.Fatal(err)
		}
		res, err := b.Run(t.Context(), pop, 2)
		if err != nil || !slices.Equal(res.Ints(0, total), want) {
			t.Errorf("%d households: %v %v", n, res.Ints(0, total), err)
		}
	}
}

// TestIdle forgets a population with the bound plan that ran over it: workers that wait for more hold neither it nor results.
func TestIdle(t *testing.T) {
	p := loadW1(t)
	plan, err := Compile(p, []*rule.Variable{p.Variable("", "total_aid"), p.Variable("person", "medical_aid")})
	if err != nil {
		t.Fatal(err)
	}
	run := func() (weak.Pointer[Population], weak.Pointer[int64]) {
		b, err := plan.BindAreas(w1Tables(t, p, 0))
		if err != nil {
			t.Fatal(err)
		}
		pop := w1(t, p, 5_000)
		res, err := b.Run(t.Context(), pop, 2)
		if err != nil {
			t.Fatal(err)
		}
		return weak.Make(pop), weak.Make(&res.ints[0][0][0])
	}
	pop, result := run()
	runtime.GC()
	if pop.Value() != nil || result.Value() != nil {
		t.Error("a population or a result outlives those who asked for it")
	}
}
