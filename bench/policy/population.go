package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"

	"yice/internal/core/column"
	"yice/internal/core/rule"
)

// The known answers of 1,000,000 persons, on which NumPy, CEL and a Go loop agree.
const (
	knownPersons    = 1_000_000
	knownHouseholds = 333_221
	knownPoor       = 167_358
	knownTotal      = 448_706_539_332
)

// person is one row of the population.
type person struct {
	household, region   int
	age                 int
	income, cost, stage int64
}

// splitmix is the generator of the population: the same numbers in every language.
type splitmix uint64

func (s *splitmix) next() uint64 {
	*s += 0x9E3779B97F4A7C15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

func (s *splitmix) below(n uint64) int64 { return int64(s.next() % n) }

// invent makes the population of so many persons, household by household; made up, like nobody.
func invent(persons int, do func(p person)) {
	sizes := []int{1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6}
	s := splitmix(20261123)
	for n, home := 0, 0; n < persons; home++ {
		size, region := sizes[s.below(12)], int(s.below(8))
		low := s.below(10) < 3
		for k := 0; k < size && n < persons; k++ {
			p := s.person(k, low)
			p.household, p.region = home, region
			do(p)
			n++
		}
	}
}

func (s *splitmix) person(k int, low bool) (p person) {
	p.age = int(s.below(60))
	if k < 2 {
		p.age = 22 + int(s.below(65))
	}
	if p.age >= 18 && p.age < 60 && s.below(10) < 7 {
		p.income = s.below(800_000) + 100_000
		if low {
			p.income /= 5
		}
	}
	if s.below(10) < 4 {
		p.cost = s.below(1_500_000)
		if s.below(20) == 0 {
			p.cost *= 10
		}
	}
	switch {
	case p.age >= 6 && p.age < 12:
		p.stage = 1
	case p.age >= 12 && p.age < 15:
		p.stage = 2
	case p.age >= 15 && p.age < 18:
		p.stage = 3
	case p.age >= 18 && p.age < 22 && s.below(2) == 0:
		p.stage = 4
	}
	return p
}

// w1 is the rule set of the workload, ready to run.
type w1 struct {
	prog  *rule.Program
	plan  *column.Plan
	total *rule.Variable
	poor  *rule.Variable
}

func loadW1(path string) (*w1, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	p, err := rule.Load(map[string][]byte{"w1": text}, "w1")
	if err != nil {
		return nil, err
	}
	w := &w1{prog: p, total: p.Variable("", "total_aid"), poor: p.Variable("", "poor")}
	w.plan, err = column.Compile(p, []*rule.Variable{w.total, w.poor})
	return w, err
}

// tables are the parameters of the eight areas, with their lines raised by so many yuan.
func (w *w1) tables(more int) ([]*rule.Table, error) {
	var out []*rule.Table
	for area := range 8 {
		t, err := w.prog.Table(strconv.Itoa(area), "2026-01-01", func(key string) (rule.Version, bool) {
			return rule.Version{ID: "v" + strconv.Itoa(area), Key: key, Value: strconv.Itoa(800 + 50*area + more)}, key == "line"
		})
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

// made fills the columns with so many invented persons.
func (w *w1) made(persons int) (*column.Population, error) {
	pop := column.NewPopulation(w.prog)
	pop.Grow([]int{persons/2 + 1, persons})
	invent(persons, func(p person) {
		if p.household == pop.N[0] {
			pop.N[0]++
			pop.Area = append(pop.Area, int32(p.region))
		}
		add(pop, p)
	})
	return pop, pop.Seal()
}

func add(pop *column.Population, p person) {
	in := pop.In[1]
	in[0], in[1], in[2] = append(in[0], p.income), append(in[1], p.cost), append(in[2], p.stage)
	pop.Up[1] = append(pop.Up[1], int32(p.household))
	pop.N[1]++
}

// writeCSV writes the population as the peers read it.
func writeCSV(path string, persons int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	b := bufio.NewWriterSize(f, 1<<20)
	fmt.Fprintln(b, "pid,hid,region,age,income_fen,med_fen,stage")
	n := 0
	invent(persons, func(p person) {
		fmt.Fprintf(b, "%d,%d,%d,%d,%d,%d,%d\n", n, p.household, p.region, p.age, p.income, p.cost, p.stage)
		n++
	})
	if err := b.Flush(); err != nil {
		return err
	}
	return f.Close()
}
