package column

import (
	"math/big"
	"math/bits"

	"yice/internal/core/rule"
)

// source makes the step of a column that is read or counted rather than computed.
func (a *assembler) source(n *node) func(m *machine) {
	o, dom := a.reg, n.dom
	switch n.op {
	case opInput:
		return a.input(n)
	case opArea:
		return func(m *machine) {
			o := m.out(o, dom)
			if len(m.pop.Area) == 0 {
				clear(o)
				return
			}
			for i, x := range m.pop.Area[m.from:m.to] {
				o[i] = int64(x)
			}
		}
	case opIota:
		return func(m *machine) {
			for i := range m.out(o, dom) {
				m.cols[o][i] = int64(i)
			}
		}
	case opPlace:
		return func(m *machine) {
			o := m.out(o, dom)
			if dom == 0 {
				for i := range o {
					o[i] = 1
				}
				return
			}
			off, base := m.segments(0, dom)
			for h := range off[1:] {
				for i := off[h]; i < off[h+1]; i++ {
					o[i-base] = int64(i-off[h]) + 1
				}
			}
		}
	}
	return a.gather(n)
}

func (a *assembler) gather(n *node) func(m *machine) {
	o, dom, x := a.reg, n.dom, a.col(n.a, n.dom)
	switch n.mode {
	case up:
		parent := a.g.nodes[n.a].dom
		return func(m *machine) {
			o, x := m.out(o, dom), m.cols[x]
			at, base := m.base[dom], int32(m.base[parent])
			if m.n[parent] < 1<<16 {
				base := uint16(base)
				for i, at := range m.pop.up[dom][at : at+len(o)] {
					o[i] = x[at-base]
				}
				return
			}
			idx := m.pop.Up[dom][at : at+len(o)]
			for i := range o {
				o[i] = x[idx[i]-base]
			}
		}
	case outward:
		return func(m *machine) {
			o, x := m.out(o, dom), m.cols[x]
			for i, at := range m.pairs[dom].outer {
				o[i] = x[at]
			}
		}
	}
	return func(m *machine) {
		o, x := m.out(o, dom), m.cols[x]
		for i, at := range m.pairs[dom].element {
			o[i] = x[at]
		}
	}
}

// expand fills a domain of pairs.
func (a *assembler) expand(dom int32) func(m *machine) {
	d := a.g.doms[dom]
	inst := a.col(d.inst, d.outer)
	return func(m *machine) {
		p := &m.pairs[dom]
		p.outer, p.element, p.off = p.outer[:0], p.element[:0], append(p.off[:0], 0)
		off, base := m.pop.span[d.under][d.over], int32(m.base[d.over])
		for i, at := range m.cols[inst][:m.n[d.outer]] {
			k := int(at) + m.base[d.under]
			for x := off[k]; x < off[k+1]; x++ {
				p.outer, p.element = append(p.outer, int32(i)), append(p.element, x-base)
			}
			p.off = append(p.off, int32(len(p.outer)))
		}
		m.n[dom] = len(p.outer)
	}
}

// segment makes the step of an aggregate.
func (a *assembler) segment(n *node) func(m *machine) {
	o, dom, inner := a.reg, n.dom, int32(n.k)
	switch n.op {
	case opCopies:
		return func(m *machine) {
			o := m.out(o, dom)
			off, _ := m.segments(dom, inner)
			off = off[:len(o)+1]
			last := off[0]
			for i := range o {
				next := off[i+1]
				o[i], last = int64(next-last), next
			}
		}
	case opSum:
		if a.inside[n.a] {
			return a.sumInside(n)
		}
		x := a.col(n.a, inner)
		return func(m *machine) {
			x := m.cols[x]
			run := m.running(len(x))[:len(x)+1]
			t := int64(0)
			for i, v := range x {
				run[i] = t
				t += v
			}
			run[len(x)] = t
			m.differences(o, dom, inner, run)
		}
	case opSumTwo:
		x, y := a.col(n.a, inner), a.col(n.b, inner)
		return func(m *machine) {
			x := m.cols[x]
			y := m.cols[y][:len(x)]
			run := m.running(len(x))
			t := int64(0)
			for i := range x {
				run[i] = t
				t += x[i] + y[i]
			}
			run[len(x)] = t
			m.differences(o, dom, inner, run)
		}
	case opSumMix:
		return a.mix(n)
	case opSumC:
		return a.wideSum(n)
	}
	return a.extreme(n)
}

// differences are the sums of the segments from the running sum over all of them; what it passes through may wrap.
func (m *machine) differences(o, dom, inner int32, run []int64) {
	out := m.out(o, dom)
	off, base := m.segments(dom, inner)
	off = off[:len(out)+1]
	last := run[off[0]-base]
	for i := range out {
		next := run[off[i+1]-base]
		out[i], last = next-last, next
	}
}

// wideSum has room for all that it passes through; only the sum itself must fit.
func (a *assembler) wideSum(n *node) func(m *machine) {
	o, dom, inner := a.reg, n.dom, int32(n.k)
	x, mask := a.col(n.a, inner), a.col(n.mask, dom)
	return func(m *machine) {
		o, x, mask := m.out(o, dom), m.cols[x], m.cols[mask]
		off, base := m.segments(dom, inner)
		for i := range o {
			hi, lo := int64(0), uint64(0)
			for _, v := range x[off[i]-base : off[i+1]-base] {
				sum, carry := bits.Add64(lo, uint64(v), 0)
				lo, hi = sum, hi+v>>63+int64(carry)
			}
			o[i] = int64(lo)
			if hi != o[i]>>63 {
				o[i] = 0
				m.trapped = m.trapped || mask[i] != 0
			}
		}
	}
}

// extreme is the first, least or greatest of the elements that meet the condition, 0 where none does.
func (a *assembler) extreme(n *node) func(m *machine) {
	o, dom, inner, kind := a.reg, n.dom, int32(n.k), n.op
	cond, x := a.col(n.a, inner), a.col(n.b, inner)
	return func(m *machine) {
		o, cond, x := m.out(o, dom), m.cols[cond], m.cols[x]
		off, base := m.segments(dom, inner)
		for i := range o {
			best, none := int64(0), true
			for k := off[i] - base; k < off[i+1]-base; k++ {
				switch {
				case cond[k] == 0:
				case none:
					best, none = x[k], false
				case kind == opLeast:
					best = min(best, x[k])
				case kind == opMost:
					best = max(best, x[k])
				}
			}
			o[i] = best
		}
	}
}

// fractions is one half of an aggregate of fractions; it traps where the result does not fit 64 bits.
func (a *assembler) fractions(n *node) func(m *machine) {
	o, dom, inner, t := a.reg, n.dom, int32(n.k), a.g.tabs[n.tab]
	cond, x, y := a.col(id(t[0]), inner), a.col(id(t[1]), inner), a.col(id(t[2]), inner)
	mask, kind, denominator := a.col(n.mask, dom), rule.Op(-t[3]), n.op == opFracD
	return func(m *machine) {
		o, cond, x, y, mask := m.out(o, dom), m.cols[cond], m.cols[x], m.cols[y], m.cols[mask]
		off, base := m.segments(dom, inner)
		for i := range o {
			n, d, ok := fold(kind, cond, x, y, off[i]-base, off[i+1]-base)
			m.trapped = m.trapped || !ok && mask[i] != 0
			o[i] = n
			if denominator {
				o[i] = d
			}
		}
	}
}

// fold adds fractions or finds the least or greatest; 0/1 where there is none.
func fold(kind rule.Op, cond, x, y []int64, lo, hi int32) (n, d int64, ok bool) {
	n, d, ok = 0, 1, true
	none := true
	for k := lo; k < hi; k++ {
		switch {
		case cond[k] == 0:
		case none:
			n, d, none = x[k], y[k], false
		case kind == rule.OpFirst:
		case kind == rule.OpSum:
			if n, d, ok = addFrac(n, d, x[k], y[k]); !ok {
				return 0, 1, false
			}
		case kind == rule.OpMin && cmpFrac(x[k], y[k], n, d) < 0 || kind == rule.OpMax && cmpFrac(x[k], y[k], n, d) > 0:
			n, d = x[k], y[k]
		}
	}
	return n, max(d, 1), ok
}

func addFrac(an, ad, bn, bd int64) (n, d int64, ok bool) {
	if ad == bd {
		n, ok = add64(an, bn)
		return n, ad, ok
	}
	if ad <= 0 || bd <= 0 {
		return 0, 1, true
	}
	sum := new(big.Rat).Add(big.NewRat(an, ad), big.NewRat(bn, bd))
	return sum.Num().Int64(), sum.Denom().Int64(), sum.Num().IsInt64() && sum.Denom().IsInt64()
}

// compareFractions is -1, 0 or 1.
func (a *assembler) compareFractions(n *node) func(m *machine) {
	o, dom, t := a.reg, n.dom, a.g.tabs[n.tab]
	var in [4]int32
	for i := range in {
		in[i] = a.col(id(t[i]), dom)
	}
	return func(m *machine) {
		o := m.out(o, dom)
		w, x, y, z := m.cols[in[0]][:len(o)], m.cols[in[1]][:len(o)], m.cols[in[2]][:len(o)], m.cols[in[3]][:len(o)]
		for i := range o {
			o[i] = cmpFrac(w[i], x[i], y[i], z[i])
		}
	}
}

// taking is one pool that instances take from.
type taking struct {
	left, owner int32
	limit       bool
}

// take lets the instances take from the pools in their order; what does not fit is a trap.
func (a *assembler) take(n *node) func(m *machine) {
	o, dom, t, mode := a.reg, n.dom, a.g.tabs[n.tab], n.mode
	num, den := a.col(id(t[0]), dom), a.col(id(t[1]), dom)
	var pools []taking
	for i := 2; i < len(t); i += 3 {
		pools = append(pools, taking{a.col(id(t[i]), dom), a.col(id(t[i+1]), dom), t[i+2] == -2})
	}
	return func(m *machine) {
		o, num, den := m.out(o, dom), m.cols[num], m.cols[den]
		owner, sum := make([]int64, len(pools)), make([]int64, len(pools))
		for i := range o {
			n, d := num[i], den[i]
			for k, p := range pools {
				if at := m.cols[p.owner][i]; at != owner[k] || i == 0 {
					owner[k], sum[k] = at, 0
				}
				left := m.cols[p.left][i]
				if p.limit && left == rule.NoLimit {
					continue
				}
				rest, ok := sub64(left, sum[k])
				m.trapped = m.trapped || !ok
				if cmpFrac(rest, 1, n, d) < 0 {
					n, d = rest, 1
				}
			}
			m.trapped = m.trapped || n > surely || n < -surely
			got := max(roundOne(n, d, mode), 0)
			o[i] = got
			for k, p := range pools {
				if p.limit && m.cols[p.left][i] == rule.NoLimit {
					continue
				}
				after, ok := add64(sum[k], got)
				sum[k] = after
				m.trapped = m.trapped || !ok
			}
		}
	}
}

// trap is the step that gives a chunk to the row evaluator.
func (a *assembler) trap(n *node) func(m *machine) {
	dom := n.dom
	if k, ok := a.g.isConst(n.mask); ok {
		return func(m *machine) { m.trapped = m.trapped || k != 0 && m.n[dom] > 0 }
	}
	mask := a.col(n.mask, dom)
	return func(m *machine) {
		all := int64(0)
		for _, v := range m.cols[mask] {
			all |= v
		}
		m.trapped = m.trapped || all != 0
	}
}

func (a *assembler) divide(n *node) func(m *machine) {
	o, dom, x, k := a.reg, n.dom, a.col(n.a, n.dom), n.k
	_, most := a.g.full(n.a)
	if f, ok := magic(k, most); ok {
		return func(m *machine) {
			o, x := m.two(o, x, dom)
			for i := range o {
				hi, _ := bits.Mul64(uint64(x[i]), f)
				o[i] = int64(hi)
			}
		}
	}
	return func(m *machine) {
		o, x := m.two(o, x, dom)
		for i := range o {
			o[i] = x[i] / k
		}
	}
}
