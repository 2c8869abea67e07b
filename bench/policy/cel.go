package main

import (
	"fmt"
	"strings"
	"time"

	"cel.dev/cel-go/cel"

	"yice/internal/core/column"
)

// celRules is the workload for cel-go: a program for each decision, prepared once and optimised, one map of facts that is
// written again for each household. It explains nothing.
type celRules struct {
	class, gap, poorShare, edgeShare, amount cel.Program
	facts                                    map[string]any
}

func newCelRules() (*celRules, error) {
	var options []cel.EnvOption
	for _, name := range []string{"income", "size", "line", "cost", "stage"} {
		options = append(options, cel.Variable(name, cel.IntType))
	}
	env, err := cel.NewEnv(options...)
	if err != nil {
		return nil, err
	}
	var bad error
	program := func(text string) cel.Program {
		a, issues := env.Compile(text)
		if issues.Err() != nil {
			bad = issues.Err()
			return nil
		}
		p, err := env.Program(a, cel.EvalOptions(cel.OptOptimize))
		if err != nil {
			bad = err
		}
		return p
	}
	c := &celRules{
		class:     program("income < line * size ? 2 : 2 * income < 3 * line * size ? 1 : 0"),
		gap:       program("12 * (line * size - income)"),
		poorShare: program(celShare(6, 7, 8, 6_000_000)),
		edgeShare: program(celShare(5, 6, 7, 3_000_000)),
		amount:    program("[0, 60000, 90000, 150000, 300000][stage]"),
		facts:     map[string]any{},
	}
	return c, bad
}

// celShare writes the tiers as one choice by bracket, so that only the one that holds is computed.
func celShare(a, b, c, most int) string {
	low := 1_500_000 * a
	high := low + 3_000_000*b
	sum := fmt.Sprintf("cost <= 2000000 ? (cost - 500000) * %d / 10 : cost <= 5000000 ? (%d + (cost - 2000000) * %d) / 10 : (%d + (cost - 5000000) * %d) / 10", a, low, b, high, c)
	full := (most*10-high)/c + 5_000_000 // from here on it is the most
	return strings.Join([]string{"cost <= 500000 ? 0 : cost >=", fmt.Sprint(full + 1), "?", fmt.Sprint(most), ":", sum}, " ")
}

func (c *celRules) eval(p cel.Program) (int64, error) {
	v, _, err := p.Eval(c.facts)
	if err != nil {
		return 0, err
	}
	n, ok := v.Value().(int64)
	if !ok {
		return 0, fmt.Errorf("cel-go gives %v", v)
	}
	return n, nil
}

// run decides the first households one by one.
func (c *celRules) run(pop *column.Population, households int) (time.Duration, int64, error) {
	sum := int64(0)
	from := time.Now()
	for h := range households {
		n, err := c.household(pop, h)
		if err != nil {
			return 0, 0, err
		}
		sum += n
	}
	return time.Since(from), sum, nil
}

func (c *celRules) household(pop *column.Population, h int) (int64, error) {
	lo, hi := pop.Households(1, h, h+1)
	income := int64(0)
	for i := lo; i < hi; i++ {
		income += pop.In[1][0][i]
	}
	c.facts["income"], c.facts["size"], c.facts["line"] = income, int64(hi-lo), 80_000+5_000*int64(pop.Area[h])
	class, err := c.eval(c.class)
	if err != nil || class == 0 {
		return 0, err
	}
	sum, share := int64(0), c.edgeShare
	if class == 2 {
		share = c.poorShare
		if sum, err = c.eval(c.gap); err != nil {
			return 0, err
		}
	}
	for i := lo; i < hi; i++ {
		c.facts["cost"], c.facts["stage"] = pop.In[1][1][i], pop.In[1][2][i]
		medical, err := c.eval(share)
		if err != nil {
			return 0, err
		}
		study, err := c.eval(c.amount)
		if err != nil {
			return 0, err
		}
		if class == 1 {
			study /= 2
		}
		sum += medical + study
	}
	return sum, nil
}
