package column

import (
	"math"
	"runtime"
	"slices"
	"sync"

	"yice/internal/core/rule"
	"yice/internal/kit/errs"
)

// Population holds the facts of many households column by column. It is filled by Append, or by writing the columns directly,
// then sealed; after that it must not change and is safe for concurrent use.
type Population struct {
	// N counts the instances of each entity; N[0] is the number of households.
	N []int
	// In holds one column per input: In[entity][slot][instance].
	In [][][]int64
	// Up is the parent of each instance, in ascending order; that of households (Up[0]) stays empty.
	Up [][]int32
	// Area says for each household which of the tables of a scenario holds for it; empty where there is only one.
	Area []int32

	prog   *rule.Program
	layout string
	// span[a][d] tells where the descendants d of each instance of a begin, one more entry at the end; nil where d is not
	// below a.
	span   [][][]int32
	fan    [][]int // the most descendants that one instance has
	seen   [][]spread
	packed [][]packed
	up     [][]uint16 // the last bits of Up
	odd    []bool     // by block: an input lies outside its ordinary range
	area   int32      // the highest
	sealed int        // how often
}

// block is how many households are looked at together when the ranges of the inputs are taken.
const block = 64

// spread is the range of an input over all blocks that are not odd. none says that a limit without a limit is among them.
type spread struct {
	lo, hi int64
	none   bool
}

// NewPopulation makes an empty population for the rule set and all others of its layout.
func NewPopulation(p *rule.Program) *Population {
	n := len(p.Entities)
	pop := &Population{prog: p, layout: p.Layout(), N: make([]int, n), In: make([][][]int64, n), Up: make([][]int32, n)}
	for e := range p.Entities {
		pop.In[e] = make([][]int64, len(p.Entities[e].Inputs))
	}
	return pop
}

// Grow makes room for so many more instances of each entity.
func (pop *Population) Grow(n []int) {
	for e, more := range n {
		for slot := range pop.In[e] {
			pop.In[e][slot] = slices.Grow(pop.In[e][slot], more)
		}
		if e > 0 {
			pop.Up[e] = slices.Grow(pop.Up[e], more)
		}
	}
}

// Append adds one household. Code: rule.case_order.
func (pop *Population) Append(c *rule.Case) error { return pop.AppendIn(0, c) }

// AppendIn adds one household of an area, by the number of the area's table in each scenario.
func (pop *Population) AppendIn(area int, c *rule.Case) error {
	if !pop.ordered(c) {
		return errs.New(errs.Internal, "rule.case_order")
	}
	if area != 0 || len(pop.Area) > 0 {
		for len(pop.Area) < pop.N[0] {
			pop.Area = append(pop.Area, 0)
		}
		pop.Area = append(pop.Area, int32(area))
	}
	for e := range pop.N {
		if e > 0 {
			parent := pop.prog.Entities[e].Parent
			before := int32(pop.N[parent] - c.N[parent])
			for _, up := range c.Up[e] {
				pop.Up[e] = append(pop.Up[e], before+up)
			}
		}
		in := pop.In[e]
		for i := range c.N[e] {
			for slot, v := range c.Row(e, i) {
				in[slot] = append(in[slot], v)
			}
		}
		pop.N[e] += c.N[e]
	}
	return nil
}

// ordered tells whether the instances of a case stand in the order of their parents.
func (pop *Population) ordered(c *rule.Case) bool {
	for e := 1; e < len(pop.N); e++ {
		last := int32(0)
		for _, up := range c.Up[e] {
			if up < last || int(up) >= c.N[pop.prog.Entities[e].Parent] {
				return false
			}
			last = up
		}
	}
	return true
}

// Seal notes where the children of each instance begin and the ranges of the inputs. Code: rule.case_order where the columns
// are not of one length or the instances not in the order of their parents.
func (pop *Population) Seal() error {
	wrong := errs.New(errs.Internal, "rule.case_order")
	p := pop.prog
	if len(pop.Area) != 0 && len(pop.Area) != pop.N[0] {
		return wrong
	}
	pop.span, pop.fan = make([][][]int32, len(p.Entities)), make([][]int, len(p.Entities))
	for e := range p.Entities {
		pop.span[e], pop.fan[e] = make([][]int32, len(p.Entities)), make([]int, len(p.Entities))
		for _, column := range pop.In[e] {
			if len(column) != pop.N[e] {
				return wrong
			}
		}
	}
	for e := 1; e < len(p.Entities); e++ {
		if !pop.offsets(e) {
			return wrong
		}
	}
	pop.area = 0
	for _, a := range pop.Area {
		if a < 0 {
			return wrong
		}
		pop.area = max(pop.area, a)
	}
	pop.sealed++
	pop.look()
	pop.packed, pop.up = make([][]packed, len(p.Entities)), make([][]uint16, len(p.Entities))
	for e := range p.Entities {
		for slot, column := range pop.In[e] {
			pop.packed[e] = append(pop.packed[e], pack(column, pop.seen[e][slot]))
		}
		pop.up[e] = make([]uint16, len(pop.Up[e]))
		inParts(len(pop.Up[e]), func(from, to int) {
			up := pop.up[e][from:to]
			for i, at := range pop.Up[e][from:to] {
				up[i] = uint16(at)
			}
		})
	}
	return nil
}

// part is how many values are worth a goroutine.
const part = 1 << 15

// inParts does something for the numbers below n, on all processors where there are many.
func inParts(n int, do func(from, to int)) {
	parts := max(1, min(runtime.GOMAXPROCS(0), n/part))
	var wg sync.WaitGroup
	for i := 1; i < parts; i++ {
		wg.Go(func() { do(n*i/parts, n*(i+1)/parts) })
	}
	do(0, n/parts)
	wg.Wait()
}

// offsets fills the spans from each ancestor of an entity to it.
func (pop *Population) offsets(e int) bool {
	parent := pop.prog.Entities[e].Parent
	if len(pop.Up[e]) != pop.N[e] {
		return false
	}
	off := make([]int32, pop.N[parent]+1)
	for i := range off {
		off[i] = -1
	}
	off[pop.N[parent]] = int32(pop.N[e])
	if !firsts(off[:pop.N[parent]], pop.Up[e]) {
		return false
	}
	for i := pop.N[parent] - 1; i >= 0; i-- { // without any: where those of the next begin
		if off[i] < 0 {
			off[i] = off[i+1]
		}
	}
	pop.span[parent][e], pop.fan[parent][e] = off, widest(off)
	for a := pop.prog.Entities[parent].Parent; a >= 0; a = pop.prog.Entities[a].Parent {
		all := make([]int32, len(pop.span[a][parent]))
		for i, at := range pop.span[a][parent] {
			all[i] = off[at]
		}
		pop.span[a][e], pop.fan[a][e] = all, widest(all)
	}
	return true
}

// firsts notes the first of each parent's; false where one is none of the parents' or they are not in the order of those.
func firsts(off, up []int32) bool {
	last := int32(len(off))
	for i := len(up) - 1; i >= 0; i-- {
		at := up[i]
		if at > last || uint(at) >= uint(len(off)) {
			return false
		}
		off[at], last = int32(i), at
	}
	return true
}

func widest(off []int32) int {
	most := int32(0)
	for i := 1; i < len(off); i++ {
		most = max(most, off[i]-off[i-1])
	}
	return int(most)
}

// Households tells which instances of an entity belong to the households from one number up to below another.
func (pop *Population) Households(entity, from, to int) (lo, hi int) {
	if entity == 0 {
		return from, to
	}
	off := pop.span[0][entity]
	return int(off[from]), int(off[to])
}

// ordinary is the range outside of which an input makes its block odd: such blocks go to the row evaluator, so that one
// mistyped amount does not make the whole population slow.
func (pop *Population) ordinary(in *rule.Input) spread {
	switch in.Type {
	case rule.Flag:
		return spread{0, 1, false}
	case rule.Code:
		return spread{0, int64(len(pop.prog.Codes[in.Codes].Codes)) - 1, false}
	case rule.Count:
		return spread{-1 << 31, 1 << 31, false}
	case rule.Date:
		return spread{-719162, 2932896, false}
	case rule.Money:
		return spread{-1 << 45, 1 << 45, false}
	case rule.Limit:
		return spread{0, 1 << 45, true}
	}
	return spread{math.MinInt64, math.MaxInt64, false}
}

// look takes the ranges of all inputs.
func (pop *Population) look() {
	p := pop.prog
	blocks := (pop.N[0] + block - 1) / block
	pop.odd, pop.seen = make([]bool, blocks), make([][]spread, len(p.Entities))
	var lows [][]spread
	for e := range p.Entities {
		for range p.Entities[e].Inputs {
			lows = append(lows, make([]spread, blocks))
		}
	}
	inParts(blocks*block, func(from, to int) {
		for k, e := 0, 0; e < len(p.Entities); e++ {
			for slot := range p.Entities[e].Inputs {
				pop.lookAt(e, slot, lows[k], (from+block-1)/block, (to+block-1)/block)
				k++
			}
		}
	})
	k := 0
	for e := range p.Entities {
		for range p.Entities[e].Inputs {
			s := spread{math.MaxInt64, math.MinInt64, false}
			for b, one := range lows[k] {
				if !pop.odd[b] {
					s.lo, s.hi, s.none = min(s.lo, one.lo), max(s.hi, one.hi), s.none || one.none
				}
			}
			if s.lo > s.hi {
				s.lo, s.hi = 0, 0
			}
			pop.seen[e] = append(pop.seen[e], s)
			k++
		}
	}
}

// lookAt takes the ranges of an input block by block, and notes which blocks are odd.
func (pop *Population) lookAt(e, slot int, all []spread, from, to int) {
	in := &pop.prog.Entities[e].Inputs[slot]
	usual := pop.ordinary(in)
	for b := from; b < to; b++ {
		lo, hi := pop.Households(e, b*block, min((b+1)*block, pop.N[0]))
		all[b] = spreadOf(pop.In[e][slot][lo:hi], in.Type == rule.Limit)
		if hi > lo && (all[b].lo < usual.lo || all[b].hi > usual.hi) {
			pop.odd[b] = true
		}
	}
}

func spreadOf(values []int64, limit bool) spread {
	s := spread{math.MaxInt64, math.MinInt64, false}
	if !limit { // two at a time, as the one least value need not wait for the other
		lo, hi := s.lo, s.hi
		for ; len(values) >= 2; values = values[2:] {
			s.lo, s.hi = min(s.lo, values[0]), max(s.hi, values[0])
			lo, hi = min(lo, values[1]), max(hi, values[1])
		}
		s.lo, s.hi = min(s.lo, lo), max(s.hi, hi)
	}
	for _, v := range values {
		if limit && v == rule.NoLimit {
			s.none = true
			continue
		}
		s.lo, s.hi = min(s.lo, v), max(s.hi, v)
	}
	return s
}

// fill makes a case of one household.
func (pop *Population) fill(c *rule.Case, household int) {
	c.Reset()
	for e := range pop.N {
		lo, hi := pop.Households(e, household, household+1)
		first := 0
		if e > 0 {
			first, _ = pop.Households(pop.prog.Entities[e].Parent, household, household+1)
		}
		for i := lo; i < hi; i++ {
			k := i - lo
			if e > 0 {
				c.Add(e, int(pop.Up[e][i])-first)
			}
			row := c.Row(e, k)
			for slot := range row {
				row[slot] = pop.In[e][slot][i]
			}
		}
	}
}
