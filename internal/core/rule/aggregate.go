package rule

// loop goes through the descendants of an instance that meet a condition.
type loop struct {
	from int   // register of the instance
	path []int // entities from below it down to the descendants
	elem int   // register of the element
	ups  []up  // registers of the element's ancestors that its body reads
	cond intFunc
}

type up struct{ from, to, entity int }

func (c compiler) loop(n *Node) loop {
	r := n.Ref
	l := loop{from: c.reg(r.Scope, r.Entity), elem: c.reg(r.Elem, r.Over)}
	for e := r.Over; e != r.Entity; e = c.p.Entities[e].Parent {
		l.path = append([]int{e}, l.path...)
	}
	highest := r.Over
	for _, a := range n.Args {
		walk(a, func(x *Node) {
			if reads := x.Op == OpInput || x.Op == OpVar || x.Op == OpPosition || x.Op >= OpCount && x.Op <= OpMax; reads && x.Ref.Scope == r.Elem && c.p.isAncestor(x.Ref.Entity, highest) {
				highest = x.Ref.Entity
			}
		})
	}
	for e := r.Over; e != highest && e > 0; e = c.p.Entities[e].Parent {
		if parent := c.p.Entities[e].Parent; parent > 0 {
			l.ups = append(l.ups, up{c.reg(r.Elem, e), c.reg(r.Elem, parent), e})
		}
	}
	if n.Args[0] != nil {
		l.cond = c.int(n.Args[0])
	}
	return l
}

// span is the range of the descendants.
func (l *loop) span(f *frame) (lo, hi int32) {
	lo = f.reg[l.from]
	hi = lo + 1
	for _, e := range l.path {
		off := f.c.off[e]
		lo, hi = off[lo], off[hi]
	}
	return lo, hi
}

// at makes one descendant the element and tells whether it meets the condition.
func (l *loop) at(f *frame, i int32) bool {
	f.reg[l.elem] = i
	for _, u := range l.ups {
		f.reg[u.to] = f.c.Up[u.entity][f.reg[u.from]]
	}
	return l.cond == nil || l.cond(f) != 0
}

func (c compiler) aggregate(n *Node) intFunc {
	l := c.loop(n)
	switch n.Op {
	case OpCount:
		return func(f *frame) int64 {
			lo, hi := l.span(f)
			if l.cond == nil {
				return int64(hi - lo)
			}
			count := int64(0)
			for i := lo; i < hi; i++ {
				if l.at(f, i) {
					count++
				}
			}
			return count
		}
	case OpAny, OpAll:
		is, stop := c.int(n.Args[1]), flag(n.Op == OpAny)
		return func(f *frame) int64 {
			lo, hi := l.span(f)
			for i := lo; i < hi; i++ {
				if l.at(f, i) && is(f) == stop {
					return stop
				}
			}
			return 1 - stop
		}
	case OpSum:
		return c.sum(&l, n)
	}
	return c.choose(&l, n)
}

func (c compiler) sum(l *loop, n *Node) intFunc {
	value := c.int(n.Args[1])
	return func(f *frame) int64 {
		var sum wide
		lo, hi := l.span(f)
		for i := lo; i < hi; i++ {
			if l.at(f, i) {
				sum.add(value(f))
			}
		}
		v, ok := sum.int64()
		if !ok {
			return f.overflow()
		}
		return v
	}
}

// choose gives the value of the first, least or greatest element.
func (c compiler) choose(l *loop, n *Node) intFunc {
	value, empty, first, greatest := c.int(n.Args[1]), c.int(n.Args[2]), n.Op == OpFirst, n.Op == OpMax
	return func(f *frame) int64 {
		best, none := int64(0), true
		lo, hi := l.span(f)
		for i := lo; i < hi; i++ {
			if !l.at(f, i) {
				continue
			}
			v := value(f)
			if first {
				return v
			}
			if none || (v > best) == greatest && v != best {
				best, none = v, false
			}
		}
		if none {
			return empty(f)
		}
		return best
	}
}

func (c compiler) exactAggregate(n *Node) exactFunc {
	l, value := c.loop(n), c.exact(n.Args[1])
	if n.Op == OpSum {
		return func(f *frame) Exact {
			sum := Whole(0)
			lo, hi := l.span(f)
			for i := lo; i < hi; i++ {
				if l.at(f, i) {
					sum = sum.add(value(f))
				}
			}
			return sum
		}
	}
	empty, want := c.exact(n.Args[2]), -1
	if n.Op == OpMax {
		want = 1
	}
	return func(f *frame) Exact {
		var best Exact
		none := true
		lo, hi := l.span(f)
		for i := lo; i < hi; i++ {
			if !l.at(f, i) {
				continue
			}
			v := value(f)
			if n.Op == OpFirst {
				return v
			}
			if none || v.Cmp(best) == want {
				best, none = v, false
			}
		}
		if none {
			return empty(f)
		}
		return best
	}
}
