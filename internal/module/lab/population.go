package lab

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"slices"
	"time"

	"yice/internal/core/column"
	"yice/internal/core/org"
	"yice/internal/core/policy"
	"yice/internal/core/rule"
	"yice/internal/kit/clock"
	"yice/internal/kit/errs"
)

// The kinds of populations.
const (
	Real      = "real"      // the latest assessed facts of every case that the actor may see
	Synthetic = "synthetic" // made-up households
)

// MaxHouseholds is the largest made-up population.
const MaxHouseholds = 200_000

// Population says whom a computation is about. Size and Seed are for made-up households.
type Population struct {
	Kind string `json:"kind" enum:"real,synthetic"`
	Size int64  `json:"size,omitempty" minimum:"0" maximum:"200000"`
	Seed int64  `json:"seed,omitempty" minimum:"0"`
}

// population is loaded facts, ready to be computed with. It is immutable.
type population struct {
	facts
	asked   Population
	cols    map[string]*column.Population // by layout
	hash    string
	leftOut int64 // cases whose facts the rule sets cannot read
}

// engine is a compiled program with what is read of it.
type engine struct {
	prog   *rule.Program
	hashes map[string]string
	fill   *policy.Facts
	plan   *column.Plan
	layout string // hash of what the texts read of the facts

	class, size, income, rigid, line, score, aid *rule.Variable
	medical, living, study                       *rule.Variable
}

// newEngine looks up what is read. Code: lab.rules_lack where a rule set does not compute it, or not as it must be.
func newEngine(prog *rule.Program, hashes map[string]string) (*engine, error) {
	e := &engine{prog: prog, hashes: hashes, layout: hashOf([]byte(prog.Layout()))}
	var outputs []*rule.Variable
	for _, x := range []struct {
		to           **rule.Variable
		entity, name string
		kind         rule.Type
	}{
		{&e.class, "", "class", rule.Code},
		{&e.size, "", "size", rule.Count},
		{&e.income, "", "income", rule.Money},
		{&e.rigid, "", "rigid", rule.Money},
		{&e.line, "", "line", rule.Money},
		{&e.score, "", "score", rule.Count},
		{&e.aid, "", "aid", rule.Money},
		{&e.medical, "person", "medical_aid", rule.Money},
		{&e.living, "", "living_aid", rule.Money},
		{&e.study, "study", "study_aid", rule.Money},
	} {
		v := prog.Variable(x.entity, x.name)
		if v == nil || v.Type != x.kind {
			return nil, errs.New(errs.Conflict, "lab.rules_lack", "name", x.name)
		}
		*x.to = v
		outputs = append(outputs, v)
	}
	if !slices.Equal(prog.Codes[e.class.Codes].Codes, classes()) {
		return nil, errs.New(errs.Conflict, "lab.rules_lack", "name", "class")
	}
	var err error
	if e.fill, err = policy.NewFacts(prog); err != nil {
		return nil, err
	}
	e.plan, err = column.Compile(prog, outputs)
	return e, err
}

// loader builds a population household by household, in the layout of each of the engines.
type loader struct {
	p    *population
	sum  hash.Hash
	area map[string]int
	ways []way
}

// way is one layout with the case that is filled for it.
type way struct {
	e    *engine
	c    *rule.Case
	cols *column.Population
}

func newLoader(engines []*engine, asked Population) *loader {
	l := &loader{p: &population{asked: asked, cols: map[string]*column.Population{}}, sum: sha256.New(), area: map[string]int{}}
	for _, e := range engines {
		w := way{e, e.prog.NewCase(), column.NewPopulation(e.prog)}
		l.p.cols[e.layout] = w.cols
		l.ways = append(l.ways, w)
	}
	return l
}

// add takes one household in; what one of the texts cannot read is counted and left out of all.
func (l *loader) add(in *policy.Input) error {
	for _, w := range l.ways {
		if err := w.e.fill.Fill(w.c, in); err != nil {
			l.p.leftOut++
			return nil
		}
	}
	code := in.Area
	if len(code) > 6 {
		code = code[:6]
	}
	area, ok := l.area[code]
	if !ok {
		area = len(l.p.areas)
		l.area[code] = area
		l.p.areas = append(l.p.areas, code)
	}
	for _, w := range l.ways {
		if err := w.cols.AppendIn(area, w.c); err != nil {
			return err
		}
	}
	p := l.p
	p.area = append(p.area, area)
	p.disease = append(p.disease, mainDisease(in))
	p.age = append(p.age, ageBand(headAge(in)))
	p.persons += int64(len(in.Members))
	var own int64
	for _, b := range in.Bills {
		self, err := b.SelfPaid()
		if err != nil {
			return err
		}
		own += int64(self)
	}
	p.selfPaid = append(p.selfPaid, own)
	p.ids = append(p.ids, in.CaseID)
	return nil
}

// mainDisease is the group of the bill that cost the household most.
func mainDisease(in *policy.Input) int {
	if len(in.Bills) == 0 {
		return 0
	}
	b := slices.MaxFunc(in.Bills, func(a, b policy.Bill) int { return cmp.Compare(own(a), own(b)) })
	if b.Disease == "" {
		return len(diseases()) - 1
	}
	return diseaseOf(b.Disease)
}

func own(b policy.Bill) int64 {
	f, err := b.SelfPaid()
	if err != nil {
		return 0
	}
	return int64(f)
}

// headAge is the age of the first member on the day of the assessment.
func headAge(in *policy.Input) int {
	if len(in.Members) == 0 || len(in.Members[0].BirthOn) < 10 || len(in.On) < 10 {
		return 0
	}
	birth, err1 := clock.ParseDate(in.Members[0].BirthOn)
	on, err2 := clock.ParseDate(in.On)
	if err1 != nil || err2 != nil {
		return 0
	}
	years := on.Year() - birth.Year()
	if in.On[5:] < in.Members[0].BirthOn[5:] {
		years--
	}
	return years
}

// seal ends the loading.
func (l *loader) seal() (*population, error) {
	if len(l.p.ids) == 0 {
		return nil, errs.New(errs.Conflict, "lab.empty")
	}
	l.p.hash = hex.EncodeToString(l.sum.Sum(nil))
	for _, w := range l.ways {
		if err := w.cols.Seal(); err != nil {
			return nil, err
		}
	}
	return l.p, nil
}

// loadSynthetic makes households; the hash names the generator and what it was given.
func loadSynthetic(ctx context.Context, engines []*engine, asked Population, on time.Time) (*population, error) {
	l := newLoader(engines, asked)
	fmt.Fprintf(l.sum, "%s %d %d %s", synthesis, asked.Seed, asked.Size, clock.Date(on))
	for i := range int(asked.Size) {
		if i%1000 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		in := synthetic(uint64(asked.Seed), i, on)
		if err := l.add(&in); err != nil {
			return nil, err
		}
	}
	l.hide()
	return l.seal()
}

// hide forgets the made-up names of households that are nobody's case.
func (l *loader) hide() {
	for i := range l.p.ids {
		l.p.ids[i] = ""
	}
}

// addReal takes the facts of a case in, in the order of the cases.
func (l *loader) addReal(in *policy.Input) error {
	b, err := json.Marshal(in)
	if err != nil {
		return err
	}
	l.sum.Write(b)
	l.sum.Write([]byte{'\n'})
	return l.add(in)
}

// outcomes computes what each scenario gives every household.
func (e *engine) outcomes(ctx context.Context, p *population, scenarios [][]*rule.Table, workers int) ([]*outcome, error) {
	b, err := e.plan.BindAreas(scenarios...)
	if err != nil {
		return nil, err
	}
	res, err := b.Run(ctx, p.cols[e.layout], workers)
	if err != nil {
		return nil, err
	}
	out := make([]*outcome, len(scenarios))
	for i := range scenarios {
		o := &outcome{
			class: res.Ints(i, e.class), size: res.Ints(i, e.size), income: res.Ints(i, e.income), rigid: res.Ints(i, e.rigid), line: res.Ints(i, e.line),
			score: res.Ints(i, e.score), aid: res.Ints(i, e.aid), living: res.Ints(i, e.living),
		}
		o.medical = e.perHousehold(p, e.medical, res.Ints(i, e.medical))
		o.study = e.perHousehold(p, e.study, res.Ints(i, e.study))
		out[i] = o
	}
	return out, nil
}

// perHousehold adds the values of all instances of a household up; each sum is part of the household's aid, which has been found to
// fit.
func (e *engine) perHousehold(p *population, v *rule.Variable, values []int64) []int64 {
	cols := p.cols[e.layout]
	out := make([]int64, cols.N[0])
	for h := range out {
		lo, hi := cols.Households(v.Entity, h, h+1)
		for _, x := range values[lo:hi] {
			out[h] += x
		}
	}
	return out
}

// costs computes what scenarios cost in all, without keeping anything of a single household. Code: money.overflow.
func (e *engine) costs(ctx context.Context, p *population, scenarios [][]*rule.Table, workers int) ([]int64, error) {
	b, err := e.plan.BindAreas(scenarios...)
	if err != nil {
		return nil, err
	}
	sums := make([][]int64, workers)
	for i := range sums {
		sums[i] = make([]int64, len(scenarios))
	}
	err = b.Stream(ctx, p.cols[e.layout], workers, func(worker int, c *column.Chunk) error {
		for sc := range scenarios {
			part, err := total(c.Ints(sc, e.aid))
			if err != nil {
				return err
			}
			if sums[worker][sc], err = total([]int64{sums[worker][sc], part}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := make([]int64, len(scenarios))
	for sc := range out {
		for _, s := range sums {
			if out[sc], err = total([]int64{out[sc], s[sc]}); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// areaNames names the areas of a comparison and puts them in the order of their codes.
func areaNames(c *Comparison) {
	for _, s := range c.Splits {
		if s.By != "area" {
			continue
		}
		slices.SortFunc(s.Parts, func(a, b Part) int { return cmp.Compare(a.Code, b.Code) })
		for k := range s.Parts {
			s.Parts[k].Name = org.AreaName(s.Parts[k].Code)
		}
	}
}
