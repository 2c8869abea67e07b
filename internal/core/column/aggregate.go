package column

import (
	"math"

	"yice/internal/core/rule"
)

// An aggregate goes through the descendants of an instance. Where its body looks at nothing but them and their ancestors it is
// computed once for each instance of the list's owner, in the lanes of the two entities; else in pairs.

// group is an aggregate ready to be built: the elements' place and condition, and where its value belongs.
type group struct {
	inner *place // of the elements
	home  *place // of the value
	mask  id     // at home
	body  id     // what counts, at the elements
	cond  id     // which elements are in the list
	fan   int64  // the most elements of one lane
}

func ancestor(p *rule.Program, a, d int) bool {
	for ; d >= 0; d = p.Entities[d].Parent {
		if a == d {
			return true
		}
	}
	return false
}

// looks calls do for each place outside that the body of an aggregate looks at.
func looks(n *rule.Node, elem int, do func(r rule.Ref)) {
	if n == nil {
		return
	}
	reads := n.Op == rule.OpInput || n.Op == rule.OpVar || n.Op == rule.OpPosition || n.Op >= rule.OpCount && n.Op <= rule.OpMax
	if reads && n.Ref.Scope < elem {
		do(n.Ref)
	}
	for _, a := range n.Args {
		looks(a, elem, do)
	}
}

// alone tells whether a body sees only ancestors of the elements' owner.
func (l *lowerer) alone(n *rule.Node, at *place) bool {
	ok := true
	for _, a := range n.Args[:min(len(n.Args), 2)] {
		looks(a, n.Ref.Elem, func(r rule.Ref) {
			sees := at.outer == nil || (r.Scope == at.elem) == (n.Ref.Scope == at.elem) && r.Scope == n.Ref.Scope
			ok = ok && sees && ancestor(l.prog, r.Entity, n.Ref.Entity)
		})
	}
	return ok
}

// gathering opens an aggregate; done must be called when its body has been lowered.
func (l *lowerer) gathering(n *rule.Node, at *place, mask id) (gr group) {
	r := n.Ref
	gr.fan = int64(l.pop.fan[r.Entity][r.Over])
	if l.alone(n, at) {
		gr.home = &place{dom: int32(r.Entity), entity: r.Entity}
		gr.inner = &place{dom: int32(r.Over), entity: r.Over}
		gr.mask = l.one
		if at.outer == nil && at.entity == r.Entity {
			gr.mask = mask
		}
		gr.body = l.rise(gr.mask, r.Entity, r.Over)
	} else {
		gr.home, gr.mask = at, mask
		d := domain{entity: -1, outer: at.dom, under: r.Entity, over: r.Over}
		d.inst = l.load(at, r.Scope, r.Entity, l.source(opIota, int32(r.Entity), 0, anything()))
		gr.inner = &place{dom: l.expansion(d), entity: -1, outer: at, elem: r.Elem, over: r.Over}
		gr.body = l.gather(mask, outward, gr.inner.dom)
	}
	gr.cond = l.one
	if n.Args[0] != nil {
		gr.cond = l.inside(&gr, func() id { return l.int(n.Args[0], gr.inner, gr.body) })
	}
	gr.body = l.and(gr.body, gr.cond)
	return gr
}

func (l *lowerer) inside(gr *group, do func() id) id {
	defer l.enter(gr.inner)()
	return do()
}

// expansion finds or makes the domain of pairs.
func (l *lowerer) expansion(d domain) int32 {
	for i, x := range l.doms {
		if x == d {
			return int32(i)
		}
	}
	l.doms = append(l.doms, d)
	return int32(len(l.doms) - 1)
}

// ended brings the value of an aggregate from where it was computed to where it is wanted.
func (l *lowerer) ended(n *rule.Node, at *place, gr *group, x id) id {
	if gr.home == at {
		return x
	}
	return l.load(at, n.Ref.Scope, n.Ref.Entity, x)
}

// segment builds an aggregate of columns at the elements; of is the domain they stand in.
func (l *lowerer) segment(gr *group, o op, a, b, c id, s scope) id {
	mask := nobody
	if o == opSumC {
		mask = gr.mask
	}
	return l.put(node{op: o, dom: gr.home.dom, tab: -1, a: a, b: b, c: c, mask: mask, k: int64(gr.inner.dom)}, s)
}

func (l *lowerer) sumOf(gr *group, x id) id {
	lo, hi := l.full(x)
	least, ok1 := mul64(min(lo, 0), gr.fan)
	most, ok2 := mul64(max(hi, 0), gr.fan)
	if gr.fan == 0 || x == l.zero {
		return l.zero
	}
	if ok1 && ok2 {
		if x == l.one {
			return l.segment(gr, opCopies, nobody, nobody, nobody, scope{0, most, false})
		}
		return l.segment(gr, opSum, x, nobody, nobody, scope{least, most, false})
	}
	return l.segment(gr, opSumC, x, nobody, nobody, anything())
}

func (l *lowerer) aggregate(n *rule.Node, at *place, mask id) id {
	gr := l.gathering(n, at, mask)
	defer l.enter(gr.home)()
	var x id
	switch n.Op {
	case rule.OpCount:
		x = l.sumOf(&gr, gr.cond)
	case rule.OpAny, rule.OpAll:
		is := l.inside(&gr, func() id { return l.int(n.Args[1], gr.inner, gr.body) })
		if n.Op == rule.OpAll {
			x = l.equal(l.sumOf(&gr, l.and(gr.cond, l.not(is))), 0)
		} else {
			x = l.not(l.equal(l.sumOf(&gr, l.and(gr.cond, is)), 0))
		}
	case rule.OpSum:
		x = l.sumOf(&gr, l.inside(&gr, func() id { return l.sel(gr.cond, l.int(n.Args[1], gr.inner, gr.body), l.zero) }))
	default:
		value := l.inside(&gr, func() id { return l.int(n.Args[1], gr.inner, gr.body) })
		return l.chosen(n, at, mask, &gr, value)
	}
	return l.ended(n, at, &gr, x)
}

// chosen is the first, least or greatest element, or what stands for an empty list, which is evaluated outside.
func (l *lowerer) chosen(n *rule.Node, at *place, mask id, gr *group, value id) id {
	o := extremes(n.Op)
	some := l.ended(n, at, gr, l.not(l.equal(l.sumOf(gr, gr.cond), 0)))
	s := l.scopes[value]
	if gr.cond == l.zero || gr.fan == 0 {
		s = scope{0, 0, false}
	} else if o != opFirst && s.none {
		s = anything()
	}
	s.lo, s.hi = min(s.lo, 0), max(s.hi, 0)
	x := l.ended(n, at, gr, l.segment(gr, o, gr.cond, value, nobody, s))
	defer l.enter(at)()
	empty := l.int(n.Args[2], at, l.and(mask, l.not(some)))
	return l.sel(some, x, empty)
}

func extremes(o rule.Op) op {
	switch o {
	case rule.OpMin:
		return opLeast
	case rule.OpMax:
		return opMost
	}
	return opFirst
}

func (l *lowerer) exactAggregate(n *rule.Node, at *place, mask id) frac {
	gr := l.gathering(n, at, mask)
	back := l.enter(gr.inner)
	value := l.exact(n.Args[1], gr.inner, gr.body)
	picked := l.sel(gr.cond, value.n, l.zero)
	l.here = gr.home.dom
	defer back()
	_, constant := l.isConst(value.d)
	var x frac
	switch {
	case !constant:
		x = l.fracsOf(n, at, &gr, value)
	case n.Op == rule.OpSum:
		x = frac{l.ended(n, at, &gr, l.sumOf(&gr, picked)), value.d}
	default:
		o := extremes(n.Op)
		lo, hi := l.full(value.n)
		x = frac{l.ended(n, at, &gr, l.segment(&gr, o, gr.cond, value.n, nobody, scope{min(lo, 0), max(hi, 0), false})), value.d}
	}
	if n.Op == rule.OpSum {
		return x
	}
	some := l.ended(n, at, &gr, l.not(l.equal(l.sumOf(&gr, gr.cond), 0)))
	l.here = at.dom
	empty := l.exact(n.Args[2], at, l.and(mask, l.not(some)))
	return l.fsel(some, x, empty, mask)
}

// fracsOf is an aggregate of fractions whose denominators are a column, as two columns.
func (l *lowerer) fracsOf(n *rule.Node, at *place, gr *group, value frac) frac {
	t := l.tab([]int64{int64(gr.cond), int64(value.n), int64(value.d), -int64(n.Op)})
	of := func(o op, s scope) id {
		return l.ended(n, at, gr, l.put(node{op: o, dom: gr.home.dom, tab: t, a: nobody, b: nobody, c: nobody, mask: gr.mask, k: int64(gr.inner.dom)}, s))
	}
	return frac{of(opFracN, anything()), of(opFracD, scope{1, math.MaxInt64, false})}
}

// take lowers the root of a variable whose instances take from pools in their order.
func (l *lowerer) take(n *rule.Node, at *place) id {
	want := l.exact(n.Args[0], at, l.one)
	t := []int64{int64(want.n), int64(want.d)}
	for _, a := range n.Args[1:] {
		left := l.int(a, at, l.one)
		owner := l.load(at, 0, a.Ref.Entity, l.source(opIota, int32(a.Ref.Entity), 0, anything()))
		t = append(t, int64(left), int64(owner), -1-flag(a.Type == rule.Limit))
	}
	_, hi := l.full(want.n)
	return l.put(node{op: opTake, mode: uint8(n.Round), dom: at.dom, tab: l.tab(t), a: nobody, b: nobody, c: nobody, mask: l.one}, scope{0, max(hi, 0), false})
}
