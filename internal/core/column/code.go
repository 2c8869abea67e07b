package column

import (
	"slices"
	"sync"

	"yice/internal/core/rule"
)

// code is a bound plan made for the ranges of one population: the steps of a chunk. It is immutable but for its pool.
type code struct {
	steps []func(m *machine)
	step  int // households in a chunk
	regs  int
	doms  int
	idle  sync.Pool // of *worker
	// outs are the registers of the outputs, by scenario and output; numerator and denominator of exact ones.
	outs [][][2]int32
	own  [][]bool // whether the register is the result's own memory
}

// codeFor makes the code for a population, or finds that of the last run.
func (b *Bound) codeFor(pop *Population) *code {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.last != pop || b.sealed != pop.sealed {
		b.code, b.last, b.sealed = b.compile(pop), pop, pop.sealed
	}
	return b.code
}

func (b *Bound) compile(pop *Population) *code {
	g := newGraph(pop)
	var roots [][]frac
	for _, tables := range b.scenarios {
		l := &lowerer{graph: g, prog: b.plan.prog}
		l.scenario(tables)
		var all []frac
		for _, v := range b.plan.outputs {
			if v.Type.Exact() {
				all = append(all, l.fracs[v.Entity][v.Slot])
			} else {
				all = append(all, frac{l.ints[v.Entity][v.Slot], nobody})
			}
		}
		roots = append(roots, all)
	}
	traps := rewrite(g, roots)
	cd := assemble(g, b.plan, roots, traps)
	cd.step = chunkOf(pop, b.lanes)
	return cd
}

// rewrite puts tables and joined steps in the place of what they stand for; it gives all that may trap.
func rewrite(g *graph, roots [][]frac) (traps []id) {
	var all []id
	for _, outs := range roots {
		for _, f := range outs {
			all = append(all, f.n)
			if f.d != nobody {
				all = append(all, f.d)
			}
		}
	}
	for x := range g.nodes {
		if g.nodes[x].mask != nobody {
			traps = append(traps, id(x))
		}
	}
	t := newTabler(g, append(all, traps...))
	for _, outs := range roots {
		for k := range outs {
			outs[k].n = t.rewrite(outs[k].n)
			if outs[k].d != nobody {
				outs[k].d = t.rewrite(outs[k].d)
			}
		}
	}
	for i := range traps {
		traps[i] = t.rewrite(traps[i])
	}
	return traps
}

// assembler schedules the live nodes of a graph and gives them registers.
type assembler struct {
	g      *graph
	cd     *code
	order  []id
	last   []int32 // by node: the place in order of its last reader
	regs   []int32 // by node
	fills  map[[2]int64]int32
	open   map[int32]bool // domains of pairs that have been expanded
	free   []int32
	pin    map[id]bool
	inside map[id]bool // packed inputs that are never spread out
	reg    int32       // of the node that is being made
}

func assemble(g *graph, pl *Plan, roots [][]frac, traps []id) *code {
	a := &assembler{g: g, cd: &code{doms: len(g.doms)}, fills: map[[2]int64]int32{}, open: map[int32]bool{}, pin: map[id]bool{}, inside: map[id]bool{}}
	a.schedule(roots, traps)
	a.registers()
	a.readers()
	for at, x := range a.order {
		n := &g.nodes[x]
		if a.regs[x] >= 0 { // made together with another
			a.release(at, n)
			continue
		}
		if d := g.pairs(n); d >= 0 && !a.open[d] {
			a.open[d] = true
			a.emit(a.expand(d))
		}
		if a.inside[x] {
			continue
		}
		a.reg = a.take1(x)
		a.emit(a.make(n))
		a.release(at, n)
	}
	a.outputs(pl, roots)
	return a.cd
}

// lanes is about how many lanes of the largest entity a chunk has, so that its columns stay in the cache.
const lanes = 1024

// chunkOf is how many households make about so many lanes.
func chunkOf(pop *Population, lanes int) int {
	most := max(1, slices.Max(pop.N))
	step := int(int64(lanes) * int64(max(1, pop.N[0])) / int64(most))
	return max(block, min(step, lanes)/block*block)
}

func (a *assembler) emit(step func(m *machine)) { a.cd.steps = append(a.cd.steps, step) }

// schedule orders the live nodes so that each comes after its args: those of the outputs and all that may trap.
func (a *assembler) schedule(roots [][]frac, traps []id) {
	seen := make([]bool, len(a.g.nodes))
	var visit func(x id)
	visit = func(x id) {
		if seen[x] {
			return
		}
		seen[x] = true
		a.g.args(&a.g.nodes[x], visit)
		if a.g.nodes[x].op != opConst {
			a.order = append(a.order, x)
		}
	}
	for _, all := range roots {
		for _, f := range all {
			visit(f.n)
			a.pin[f.n] = true
			if f.d != nobody {
				visit(f.d)
				a.pin[f.d] = true
			}
		}
	}
	for _, x := range traps {
		visit(x)
	}
}

// registers notes the last reader of each node.
func (a *assembler) registers() {
	a.last, a.regs = make([]int32, len(a.g.nodes)), make([]int32, len(a.g.nodes))
	for i := range a.last {
		a.last[i], a.regs[i] = -1, -1
	}
	for at, x := range a.order {
		a.g.args(&a.g.nodes[x], func(y id) { a.last[y] = int32(at) })
	}
}

// take1 gives a node a register of its own until its last reader.
func (a *assembler) take1(x id) int32 {
	if n := len(a.free); n > 0 && !a.g.direct(x) && !a.pin[x] {
		a.regs[x] = a.free[n-1]
		a.free = a.free[:n-1]
	} else {
		a.regs[x] = int32(a.cd.regs)
		a.cd.regs++
	}
	return a.regs[x]
}

func (a *assembler) release(at int, n *node) {
	a.g.args(n, func(y id) {
		if m := &a.g.nodes[y]; a.last[y] == int32(at) && m.op != opConst && !a.g.direct(y) && !a.inside[y] && !a.pin[y] {
			a.free = append(a.free, a.regs[y])
			a.last[y] = -1
		}
	})
}

// col is the register of an arg; that of a constant is filled where it is first read.
func (a *assembler) col(x id, dom int32) int32 {
	if x == nobody {
		return -1
	}
	k, ok := a.g.isConst(x)
	if !ok {
		return a.regs[x]
	}
	at, ok := a.fills[[2]int64{int64(dom), k}]
	if !ok {
		at = int32(a.cd.regs)
		a.cd.regs++
		a.fills[[2]int64{int64(dom), k}] = at
		a.emit(func(m *machine) {
			o := m.out(at, dom)
			for i := range o {
				o[i] = k
			}
		})
	}
	return at
}

func (a *assembler) make(n *node) func(m *machine) {
	switch {
	case n.op.each():
		return a.kernel(n)
	case n.op <= opGather:
		return a.source(n)
	}
	switch n.op {
	case opChoose:
		return a.choose(n)
	case opTierCap:
		return a.tierCap(n)
	case opAddC, opSubC, opMulC, opRoomC:
		return a.checkedKernel(n)
	case opTrap:
		return a.trap(n)
	case opFracCmp:
		return a.compareFractions(n)
	case opFracN, opFracD:
		return a.fractions(n)
	case opTake:
		return a.take(n)
	}
	return a.segment(n)
}

// outputs notes where the results lie. A register that is an output's alone is computed in place, others are copied.
func (a *assembler) outputs(pl *Plan, roots [][]frac) {
	taken := map[id]bool{}
	for _, all := range roots {
		outs, own := make([][2]int32, len(all)), make([]bool, len(all))
		for k, f := range all {
			dom := int32(pl.outputs[k].Entity)
			outs[k] = [2]int32{a.col(f.n, dom), -1}
			if f.d != nobody {
				outs[k][1] = a.col(f.d, dom)
			}
			n := &a.g.nodes[f.n]
			own[k] = f.d == nobody && n.op != opConst && !a.g.direct(f.n) && !taken[f.n]
			taken[f.n] = true
		}
		a.cd.outs, a.cd.own = append(a.cd.outs, outs), append(a.cd.own, own)
	}
}

// machine is the memory in which the steps of a chunk work.
type machine struct {
	pop      *Population
	from, to int
	n, base  []int     // by domain: the lanes, and the first instance of an entity
	cols     [][]int64 // by register: the present column
	memory   [][]int64
	run      []int64
	pairs    []pairs
	trapped  bool
}

// pairs are the lanes of a domain of pairs.
type pairs struct{ outer, element, off []int32 }

func (m *machine) out(r, dom int32) []int64 {
	b := grow(m.memory[r], m.n[dom])
	m.memory[r], m.cols[r] = b, b
	return b
}

func (m *machine) two(o, x, dom int32) (out, a []int64) {
	out = m.out(o, dom)
	return out, m.cols[x][:len(out)]
}

func (m *machine) three(o, x, y, dom int32) (out, a, b []int64) {
	out = m.out(o, dom)
	return out, m.cols[x][:len(out)], m.cols[y][:len(out)]
}

func (m *machine) running(n int) []int64 {
	m.run = grow(m.run, n+1)
	return m.run
}

// segments are where the elements of each lane begin, counted from base.
func (m *machine) segments(dom, inner int32) (off []int32, base int32) {
	if int(inner) >= len(m.pop.N) {
		return m.pairs[inner].off, 0
	}
	at := m.base[dom]
	return m.pop.span[dom][inner][at : at+m.n[dom]+1], int32(m.base[inner])
}

// compute computes households into the worker's view; false where the row evaluator has to.
func (m *machine) compute(w *worker, from, to int) bool {
	cd := w.s.code
	m.from, m.to, m.trapped = from, to, false
	for e := range m.pop.N {
		lo, hi := m.pop.Households(e, from, to)
		m.base[e], m.n[e] = lo, hi-lo
	}
	for sc, outs := range cd.outs {
		for k, r := range outs {
			if cd.own[sc][k] {
				m.memory[r[0]] = w.part(sc, k, from, to)
			}
		}
	}
	for _, step := range cd.steps {
		step(m)
	}
	if m.trapped {
		return false
	}
	for sc, outs := range cd.outs {
		for k, r := range outs {
			switch {
			case r[1] >= 0:
				out := w.partExact(sc, k, from, to)
				for i, n := range m.cols[r[0]] {
					out[i] = rule.Exact{N: n, D: m.cols[r[1]][i]}
				}
			case !cd.own[sc][k]:
				copy(w.part(sc, k, from, to), m.cols[r[0]])
			}
		}
	}
	return true
}

// part is the memory of an output for some households of the chunk.
func (w *worker) part(sc, k, from, to int) []int64 {
	lo, hi := w.within(k, from, to)
	return w.view.ints[sc][k][lo:hi:hi]
}

func (w *worker) partExact(sc, k, from, to int) []rule.Exact {
	lo, hi := w.within(k, from, to)
	return w.view.frac[sc][k][lo:hi]
}

func (w *worker) within(k, from, to int) (lo, hi int) {
	e := w.s.bound.plan.outputs[k].Entity
	base, _ := w.view.Range(e)
	lo, hi = w.s.pop.Households(e, from, to)
	return lo - base, hi - base
}

// worker takes the memory of a worker that is done, or makes it.
func (cd *code) worker(s *shot) *worker {
	if w, ok := cd.idle.Get().(*worker); ok {
		w.s, w.m.pop, w.view.pop = s, s.pop, s.pop
		return w
	}
	p := s.bound.plan.prog
	w := &worker{s: s, runner: p.NewRunner(), c: p.NewCase()}
	w.m = &machine{
		pop: s.pop, n: make([]int, cd.doms), base: make([]int, cd.doms), pairs: make([]pairs, cd.doms),
		cols: make([][]int64, cd.regs), memory: make([][]int64, cd.regs),
	}
	w.view.pop, w.view.plan = s.pop, s.bound.plan
	for range s.bound.scenarios {
		n := len(s.bound.plan.outputs)
		w.view.ints, w.view.frac = append(w.view.ints, make([][]int64, n)), append(w.view.frac, make([][]rule.Exact, n))
		w.buffer, w.exacts = append(w.buffer, make([][]int64, n)), append(w.exacts, make([][]rule.Exact, n))
	}
	return w
}

// done keeps a worker's memory for later, but nothing of the population and of the results: what is idle outlives two collections.
func (cd *code) done(w *worker) {
	w.s, w.m.pop, w.view.pop = nil, nil, nil
	clear(w.m.cols)
	for sc, outs := range cd.outs {
		clear(w.view.ints[sc])
		clear(w.view.frac[sc])
		for k, r := range outs {
			if cd.own[sc][k] {
				w.m.memory[r[0]] = nil
			}
		}
	}
	cd.idle.Put(w)
}
