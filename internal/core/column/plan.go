// Package column executes a checked rule set column by column over many households: the same answers and the same errors as
// the row evaluator of core/rule, many times faster.
//
// A Plan is made once of a rule set and the variables wanted; it is bound to the parameters of one or more scenarios, and
// the bound plan runs over a sealed population as often as wanted. What the column way cannot compute with certainty in
// 64 bits, and every household that ends in an error, goes to the row evaluator, which decides.
package column

import (
	"slices"

	"yice/internal/core/rule"
	"yice/internal/kit/errs"
)

// Plan is a rule set prepared for columns. It is immutable and safe for concurrent use.
type Plan struct {
	prog    *rule.Program
	layout  string
	outputs []*rule.Variable
	at      map[*rule.Variable]int
}

// Compile prepares a rule set for the wanted variables. They are asked for later by the same pointers, those of
// Program.Variable. All variables of the rule set count for errors, wanted or not, as with the row evaluator.
// Code: rule.not_a_value where a variable is not one of the rule set.
func Compile(p *rule.Program, outputs []*rule.Variable) (*Plan, error) {
	pl := &Plan{prog: p, layout: p.Layout(), outputs: outputs, at: map[*rule.Variable]int{}}
	for i, v := range outputs {
		if !has(p, v) {
			return nil, errs.New(errs.Internal, "rule.not_a_value", "what", "variable")
		}
		pl.at[v] = i
	}
	return pl, nil
}

func has(p *rule.Program, v *rule.Variable) bool {
	for i := range p.Variables {
		if v == &p.Variables[i] {
			return true
		}
	}
	return false
}

// Bind sets the parameters: one table per scenario, the first being the baseline. The scenarios are computed in one pass that
// shares what does not depend on the parameters in which they differ.
func (pl *Plan) Bind(tables ...*rule.Table) (*Bound, error) {
	scenarios := make([][]*rule.Table, len(tables))
	for i, t := range tables {
		scenarios[i] = []*rule.Table{t}
	}
	return pl.BindAreas(scenarios...)
}

// BindAreas is Bind where a scenario has one table per area; Population.Area says which holds for a household. Code:
// rule.want_param where there is no scenario, a scenario has more areas than another, or a table is of another rule set.
func (pl *Plan) BindAreas(scenarios ...[]*rule.Table) (*Bound, error) {
	for _, s := range scenarios {
		if len(s) == 0 || len(s) != len(scenarios[0]) || slices.ContainsFunc(s, func(t *rule.Table) bool { return len(t.Values) != len(pl.prog.Params) }) {
			return nil, errs.New(errs.Internal, "rule.want_param")
		}
	}
	if len(scenarios) == 0 {
		return nil, errs.New(errs.Internal, "rule.want_param")
	}
	return &Bound{plan: pl, scenarios: scenarios, lanes: lanes, worth: worth}, nil
}
