package column

import (
	"fmt"

	"yice/internal/core/rule"
)

// Result holds the wanted variables of all households.
type Result struct {
	// Rows counts the households that went to the row evaluator.
	Rows int

	plan *Plan
	ints [][][]int64      // by scenario and output
	frac [][][]rule.Exact // of exact variables
}

// Ints is an integer variable of a scenario: one value per instance of the variable's entity, in the order of the population.
// The variable must be one of the plan's outputs. The values belong to the result and must not be changed.
func (r *Result) Ints(scenario int, v *rule.Variable) []int64 { return r.ints[scenario][r.plan.at[v]] }

// Exacts is Ints for a variable that is an exact number.
func (r *Result) Exacts(scenario int, v *rule.Variable) []rule.Exact {
	return r.frac[scenario][r.plan.at[v]]
}

// Chunk is a run of neighbouring households with the wanted variables. It holds only until the callback returns.
type Chunk struct {
	// From and To are the numbers of the first household and of the one after the last.
	From, To int
	pop      *Population
	plan     *Plan
	ints     [][][]int64
	frac     [][][]rule.Exact
}

// Range tells which instances of an entity the chunk has, by their place in the population.
func (c *Chunk) Range(entity int) (from, to int) { return c.pop.Households(entity, c.From, c.To) }

// Ints is an integer variable of a scenario, one value per instance of Range.
func (c *Chunk) Ints(scenario int, v *rule.Variable) []int64 {
	return c.ints[scenario][c.plan.at[v]]
}

// Exacts is Ints for a variable that is an exact number.
func (c *Chunk) Exacts(scenario int, v *rule.Variable) []rule.Exact {
	return c.frac[scenario][c.plan.at[v]]
}

// Failure says which household of the population could not be computed, in which scenario; Unwrap gives the error of the row
// evaluator. Of several it is the first household, and of that the first scenario.
type Failure struct {
	Household, Scenario int
	Err                 error
}

func (f *Failure) Error() string {
	return fmt.Sprintf("household %d, scenario %d: %v", f.Household, f.Scenario, f.Err)
}

func (f *Failure) Unwrap() error { return f.Err }
