package column

import "math"

// Inputs whose ordinary values span little are kept a second time in few bytes, and so are the parents: what a run reads from
// the memory is what bounds it in large populations. Odd blocks may hold anything there; nobody reads theirs.

// packed is an input less its least value, in the narrowest of the three that has room; all are empty where none has.
type packed struct {
	less int64
	b    []uint8
	h    []uint16
	w    []uint32
}

type narrowInt interface{ uint8 | uint16 | uint32 }

func pack(x []int64, s spread) (p packed) {
	span := uint64(s.hi) - uint64(s.lo)
	if s.none {
		span = math.MaxUint64
	}
	p.less = s.lo
	switch {
	case span <= math.MaxUint8:
		p.b = shrink[uint8](x, s.lo)
	case span <= math.MaxUint16:
		p.h = shrink[uint16](x, s.lo)
	case span <= math.MaxUint32:
		p.w = shrink[uint32](x, s.lo)
	}
	return p
}

func shrink[T narrowInt](x []int64, less int64) []T {
	out := make([]T, len(x))
	inParts(len(x), func(from, to int) {
		out := out[from:to]
		for i, v := range x[from:to] {
			out[i] = T(v - less)
		}
	})
	return out
}

func spreadOut[T narrowInt](o []int64, x []T, less int64) {
	x = x[:len(o)]
	for i := range o {
		o[i] = int64(x[i]) + less
	}
}

// direct tells whether a column is read where it lies.
func (g *graph) direct(x id) bool {
	n := &g.nodes[x]
	if n.op != opInput {
		return false
	}
	p := &g.pop.packed[n.dom][n.k]
	return p.b == nil && p.h == nil && p.w == nil
}

// part is what a packed input holds for the present chunk.
func (m *machine) part(dom int32, slot int64) packed {
	p := m.pop.packed[dom][slot]
	at, to := m.base[dom], m.base[dom]+m.n[dom]
	switch {
	case p.b != nil:
		p.b = p.b[at:to]
	case p.h != nil:
		p.h = p.h[at:to]
	case p.w != nil:
		p.w = p.w[at:to]
	}
	return p
}

// input makes the step that brings an input.
func (a *assembler) input(n *node) func(m *machine) {
	o, dom, slot := a.reg, n.dom, n.k
	return func(m *machine) {
		switch p := m.part(dom, slot); {
		case p.b != nil:
			spreadOut(m.out(o, dom), p.b, p.less)
		case p.h != nil:
			spreadOut(m.out(o, dom), p.h, p.less)
		case p.w != nil:
			spreadOut(m.out(o, dom), p.w, p.less)
		default:
			at := m.base[dom]
			m.cols[o] = m.pop.In[dom][slot][at : at+m.n[dom]]
		}
	}
}

// readers notes the packed inputs of which all that read them read them packed; those are never spread out.
func (a *assembler) readers() {
	for _, x := range a.order {
		if a.g.nodes[x].op == opInput && !a.g.direct(x) && !a.pin[x] {
			a.inside[x] = true
		}
	}
	for _, x := range a.order {
		n := &a.g.nodes[x]
		reads := n.op == opSum || n.op == opMulK || n.op == opTierCap && len(a.g.tabs[n.tab]) <= 7
		a.g.args(n, func(y id) {
			if !reads {
				delete(a.inside, y)
			}
		})
	}
}

// runningOf is the running sum of a packed input.
func runningOf[T narrowInt](run []int64, x []T, less int64) {
	run = run[:len(x)+1]
	t := int64(0)
	for i, v := range x {
		run[i] = t
		t += int64(v) + less
	}
	run[len(x)] = t
}

// sumInside sums a packed input.
func (a *assembler) sumInside(n *node) func(m *machine) {
	o, dom, inner, slot := a.reg, n.dom, int32(n.k), a.g.nodes[n.a].k
	return func(m *machine) {
		run := m.running(m.n[inner])
		switch p := m.part(inner, slot); {
		case p.b != nil:
			runningOf(run, p.b, p.less)
		case p.h != nil:
			runningOf(run, p.h, p.less)
		default:
			runningOf(run, p.w, p.less)
		}
		m.differences(o, dom, inner, run)
	}
}

func scaleOf[T narrowInt](o []int64, x []T, less, k int64) {
	x = x[:len(o)]
	for i := range o {
		o[i] = (int64(x[i]) + less) * k
	}
}

// scaleInside multiplies a packed input.
func (a *assembler) scaleInside(n *node) func(m *machine) {
	o, dom, slot, k := a.reg, n.dom, a.g.nodes[n.a].k, n.k
	return func(m *machine) {
		o := m.out(o, dom)
		switch p := m.part(dom, slot); {
		case p.b != nil:
			scaleOf(o, p.b, p.less, k)
		case p.h != nil:
			scaleOf(o, p.h, p.less, k)
		default:
			scaleOf(o, p.w, p.less, k)
		}
	}
}
