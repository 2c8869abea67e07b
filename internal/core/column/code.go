package column

import "yice/internal/core/rule"

// code is a bound plan made for the ranges of one population.
type code struct {
	step int // households in a chunk
}

func (b *Bound) codeFor(*Population) *code { return &code{step: 4 * block} }

func (cd *code) worker(s *shot) *worker {
	w := &worker{s: s, m: &machine{}, runner: s.bound.plan.prog.NewRunner(), c: s.bound.plan.prog.NewCase()}
	w.view.pop, w.view.plan = s.pop, s.bound.plan
	for range s.bound.scenarios {
		n := len(s.bound.plan.outputs)
		w.view.ints, w.view.frac = append(w.view.ints, make([][]int64, n)), append(w.view.frac, make([][]rule.Exact, n))
		w.buffer, w.exacts = append(w.buffer, make([][]int64, n)), append(w.exacts, make([][]rule.Exact, n))
	}
	return w
}

func (cd *code) done(*worker) {}

type machine struct{}

func (m *machine) run(*worker, int, int) bool { return false }
