package column

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"yice/internal/core/rule"
	"yice/internal/kit/errs"
)

// Bound is a plan with the parameters of its scenarios. It is safe for concurrent use and may run again and again.
type Bound struct {
	plan      *Plan
	scenarios [][]*rule.Table

	mu     sync.Mutex
	last   *Population
	sealed int   // how often the last population was
	code   *code // for the last population

	lanes int // of a chunk
	worth int // lanes of steps that a worker has at least
}

// Run computes the wanted variables of all households on so many workers (at least one). Error: *Failure with the error of
// the row evaluator, that of the context, or rule.case_order where the population is not sealed, of another layout or has an area without a table.
func (b *Bound) Run(ctx context.Context, pop *Population, workers int) (*Result, error) {
	res := &Result{plan: b.plan}
	for range b.scenarios {
		ints, frac := make([][]int64, len(b.plan.outputs)), make([][]rule.Exact, len(b.plan.outputs))
		for k, v := range b.plan.outputs {
			if v.Type.Exact() {
				frac[k] = make([]rule.Exact, pop.N[v.Entity])
			} else {
				ints[k] = make([]int64, pop.N[v.Entity])
			}
		}
		res.ints, res.frac = append(res.ints, ints), append(res.frac, frac)
	}
	err := b.each(ctx, pop, workers, res, nil)
	return res, err
}

// Stream computes the wanted variables chunk by chunk and keeps none of them. do is called for each chunk, at the same time
// by each worker, whose number from 0 it gets, in no order. An error of do ends the run.
func (b *Bound) Stream(ctx context.Context, pop *Population, workers int, do func(worker int, c *Chunk) error) error {
	return b.each(ctx, pop, workers, nil, do)
}

// shot is one run in progress.
type shot struct {
	bound *Bound
	pop   *Population
	code  *code
	res   *Result
	do    func(worker int, c *Chunk) error

	next    atomic.Int64 // the first household that nobody has taken yet
	stopped atomic.Bool
	rows    atomic.Int64
	mu      sync.Mutex
	failure *Failure
	err     error
}

func (b *Bound) each(ctx context.Context, pop *Population, workers int, res *Result, do func(int, *Chunk) error) error {
	if pop.prog != b.plan.prog && pop.layout != b.plan.layout || pop.span == nil || int(pop.area) >= len(b.scenarios[0]) {
		return errs.New(errs.Internal, "rule.case_order")
	}
	s := &shot{bound: b, pop: pop, res: res, do: do}
	s.code = b.codeFor(pop)
	workers = s.crew(workers)
	var wg sync.WaitGroup
	for i := 1; i < workers; i++ {
		wg.Go(func() { s.work(ctx, i) })
	}
	s.work(ctx, 0)
	wg.Wait()
	if res != nil {
		res.Rows = int(s.rows.Load())
	}
	if s.err != nil {
		return s.err
	}
	if s.failure != nil {
		return s.failure
	}
	return nil
}

// worth is how many lanes of steps a worker has at least, some tenths of a millisecond: to wake another and let it look for more
// when it is done costs ten microseconds of the processors.
const worth = 1 << 18

// crew is how many of the workers are put to work.
func (s *shot) crew(workers int) int {
	chunks := (s.pop.N[0] + s.code.step - 1) / s.code.step
	return max(1, min(workers, chunks, slices.Max(s.pop.N)*len(s.code.steps)/s.bound.worth))
}

// work takes chunks in ascending order until there are none. After a failure no further ones are taken; those before it are
// in hand, so that the first of all households that fail is found.
func (s *shot) work(ctx context.Context, number int) {
	w := s.code.worker(s)
	defer s.code.done(w)
	step := s.code.step
	for !s.stopped.Load() {
		if err := ctx.Err(); err != nil {
			s.stop(err)
			return
		}
		from := int(s.next.Add(int64(step))) - step
		if from >= s.pop.N[0] {
			return
		}
		to := min(from+step, s.pop.N[0])
		if f := w.chunk(from, to); f != nil {
			s.fail(f)
			continue
		}
		if s.do != nil {
			if err := s.do(number, &w.view); err != nil {
				s.stop(err)
			}
		}
	}
}

func (s *shot) stop(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.err = err
	}
	s.stopped.Store(true)
}

func (s *shot) fail(f *Failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failure == nil || f.Household < s.failure.Household {
		s.failure = f
	}
	s.stopped.Store(true)
}

// worker is the memory of one goroutine.
type worker struct {
	s      *shot
	view   Chunk
	m      *machine
	runner *rule.Runner
	c      *rule.Case
	buffer [][][]int64
	exacts [][][]rule.Exact
}

// chunk computes neighbouring households; odd blocks go to the row evaluator.
func (w *worker) chunk(from, to int) *Failure {
	w.aim(from, to)
	for at := from; at < to; {
		odd, next := w.s.pop.odd[at/block], at
		for next < to && w.s.pop.odd[next/block] == odd {
			next = min((next/block+1)*block, to)
		}
		var f *Failure
		if odd {
			f = w.rows(at, next)
		} else {
			f = w.columns(at, next)
		}
		if f != nil {
			return f
		}
		at = next
	}
	return nil
}

// aim points the view at the memory that the chunk's results go to.
func (w *worker) aim(from, to int) {
	s, v := w.s, &w.view
	v.From, v.To = from, to
	for sc := range s.bound.scenarios {
		for k, x := range s.bound.plan.outputs {
			lo, hi := s.pop.Households(x.Entity, from, to)
			switch exact := x.Type.Exact(); {
			case exact && s.res != nil:
				v.frac[sc][k] = s.res.frac[sc][k][lo:hi]
			case exact:
				w.exacts[sc][k] = grow(w.exacts[sc][k], hi-lo)
				v.frac[sc][k] = w.exacts[sc][k]
			case s.res != nil:
				v.ints[sc][k] = s.res.ints[sc][k][lo:hi]
			default:
				w.buffer[sc][k] = grow(w.buffer[sc][k], hi-lo)
				v.ints[sc][k] = w.buffer[sc][k]
			}
		}
	}
}

func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}

// fewest is how few households are not halved any further before they go to the row evaluator.
const fewest = 4

// columns computes households with the machine; where it cannot vouch for all of them it halves them to find those.
func (w *worker) columns(from, to int) *Failure {
	if w.m.compute(w, from, to) {
		return nil
	}
	if to-from <= fewest {
		return w.rows(from, to)
	}
	middle := (from + to) / 2
	if f := w.columns(from, middle); f != nil {
		return f
	}
	return w.columns(middle, to)
}

// rows computes households one by one with the row evaluator.
func (w *worker) rows(from, to int) *Failure {
	s := w.s
	s.rows.Add(int64(to - from))
	for h := from; h < to; h++ {
		s.pop.fill(w.c, h)
		area := 0
		if len(s.pop.Area) > 0 {
			area = int(s.pop.Area[h])
		}
		for sc, tables := range s.bound.scenarios {
			if err := w.runner.Run(w.c, tables[area]); err != nil {
				return &Failure{h, sc, err}
			}
			for k, v := range s.bound.plan.outputs {
				base, _ := w.view.Range(v.Entity)
				lo, hi := s.pop.Households(v.Entity, h, h+1)
				for i := lo; i < hi; i++ {
					if v.Type.Exact() {
						w.view.frac[sc][k][i-base] = w.runner.Exact(v, i-lo)
					} else {
						w.view.ints[sc][k][i-base] = w.runner.Int(v, i-lo)
					}
				}
			}
		}
	}
	return nil
}
