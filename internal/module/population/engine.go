package population

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"yice/internal/core/column"
	"yice/internal/core/policy"
	"yice/internal/core/rule"
	"yice/internal/kit/errs"
	"yice/internal/kit/money"
)

// Engine is a compiled program with what is read of it. Hashes are those of the texts of its rule sets, by name; Layout is the hash of what the
// texts read of the facts.
type Engine struct {
	Prog   *rule.Program
	Hashes map[string]string
	Layout string

	fill *policy.Facts
	plan *column.Plan

	class, size, income, rigid, line, score, aid *rule.Variable
	medical, living, study                       *rule.Variable
}

// NewEngine looks up what is read. Code: lab.rules_lack where a rule set does not compute it, or not as it must be.
func NewEngine(prog *rule.Program, hashes map[string]string) (*Engine, error) {
	layout := sha256.Sum256([]byte(prog.Layout()))
	e := &Engine{Prog: prog, Hashes: hashes, Layout: hex.EncodeToString(layout[:])}
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
	if !slices.Equal(prog.Codes[e.class.Codes].Codes, Classes()) {
		return nil, errs.New(errs.Conflict, "lab.rules_lack", "name", "class")
	}
	var err error
	if e.fill, err = policy.NewFacts(prog); err != nil {
		return nil, err
	}
	e.plan, err = column.Compile(prog, outputs)
	return e, err
}

// Outcome is what one set of rules gives to each household, one column a figure: class is an index into Classes, money is
// fen a year, line is fen a person and month.
type Outcome struct {
	Class, Size, Income, Rigid, Line, Score []int64
	Aid, Medical, Living, Study             []int64
}

// After is what the year leaves a household: income − rigid expenditure + aid.
func (o *Outcome) After(i int) (money.Fen, error) {
	left, err := money.Fen(o.Income[i]).Sub(money.Fen(o.Rigid[i]))
	if err != nil {
		return 0, err
	}
	return left.Add(money.Fen(o.Aid[i]))
}

// Outcomes computes what each scenario gives every household.
func (e *Engine) Outcomes(ctx context.Context, p *Households, scenarios [][]*rule.Table, workers int) ([]*Outcome, error) {
	b, err := e.plan.BindAreas(scenarios...)
	if err != nil {
		return nil, err
	}
	res, err := b.Run(ctx, p.cols[e.Layout], workers)
	if err != nil {
		return nil, err
	}
	out := make([]*Outcome, len(scenarios))
	for i := range scenarios {
		o := &Outcome{
			Class: res.Ints(i, e.class), Size: res.Ints(i, e.size), Income: res.Ints(i, e.income), Rigid: res.Ints(i, e.rigid), Line: res.Ints(i, e.line),
			Score: res.Ints(i, e.score), Aid: res.Ints(i, e.aid), Living: res.Ints(i, e.living),
		}
		o.Medical = e.perHousehold(p, e.medical, res.Ints(i, e.medical))
		o.Study = e.perHousehold(p, e.study, res.Ints(i, e.study))
		out[i] = o
	}
	return out, nil
}

// perHousehold adds the values of all instances of a household up; each sum is part of the household's aid, which has been found to
// fit.
func (e *Engine) perHousehold(p *Households, v *rule.Variable, values []int64) []int64 {
	cols := p.cols[e.Layout]
	out := make([]int64, cols.N[0])
	for h := range out {
		lo, hi := cols.Households(v.Entity, h, h+1)
		for _, x := range values[lo:hi] {
			out[h] += x
		}
	}
	return out
}

// Costs computes what scenarios cost in all, without keeping anything of a single household. Code: money.overflow.
func (e *Engine) Costs(ctx context.Context, p *Households, scenarios [][]*rule.Table, workers int) ([]int64, error) {
	b, err := e.plan.BindAreas(scenarios...)
	if err != nil {
		return nil, err
	}
	sums := make([][]int64, workers)
	for i := range sums {
		sums[i] = make([]int64, len(scenarios))
	}
	err = b.Stream(ctx, p.cols[e.Layout], workers, func(worker int, c *column.Chunk) error {
		for sc := range scenarios {
			part, err := Total(c.Ints(sc, e.aid))
			if err != nil {
				return err
			}
			if sums[worker][sc], err = Total([]int64{sums[worker][sc], part}); err != nil {
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
			if out[sc], err = Total([]int64{out[sc], s[sc]}); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// Adder adds and remembers whether anything did not fit. It is the one place where sums of this room and of the lab overflow.
type Adder struct{ over bool }

// Add adds x to a sum.
func (a *Adder) Add(to *int64, x int64) {
	sum := *to + x
	if (sum^*to)&(sum^x) < 0 {
		a.over = true
	}
	*to = sum
}

// Err tells whether all that was added fitted. Code: money.overflow.
func (a *Adder) Err() error {
	if a.over {
		return errs.New(errs.Invalid, "money.overflow")
	}
	return nil
}

// Total adds up a column. Code: money.overflow.
func Total(column []int64) (sum int64, err error) {
	var a Adder
	for _, x := range column {
		a.Add(&sum, x)
	}
	return sum, a.Err()
}
