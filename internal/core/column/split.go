package column

import "slices"

// A sum over the members of a household of what some flag or code of the household chooses is that choice between sums. The
// sums do not depend on the flag any more, so that scenarios which differ in it share them.

const (
	splitKeys  = 3 // flags and codes of the owner
	splitSize  = 8 // their combinations
	splitParts = 2 // different sums
)

// splitter takes one sum apart.
type splitter struct {
	*lowerer
	gr   *group
	keys []id // columns of the owner
	body id   // what is summed
	sums map[id]id
	wide bool // a column with its keys given has values that it did not have before
}

// split gives the sum as a choice between sums, nobody where that is not better.
func (l *lowerer) split(gr *group, x id) id {
	if gr.inner.outer != nil {
		return nobody
	}
	sp := &splitter{lowerer: l, gr: gr, body: x, sums: map[id]id{}}
	if !sp.find(x, map[id]bool{}) || len(sp.keys) == 0 {
		return nobody
	}
	slices.Sort(sp.keys)
	size := int64(1)
	for _, k := range sp.keys {
		size *= l.scopes[k].hi - l.scopes[k].lo + 1
	}
	if size > splitSize || !sp.few(nil) || sp.wide {
		return nobody
	}
	defer l.enter(gr.home)()
	return sp.choose(nil)
}

// owner is the column of the owner that a column of the members repeats, nobody where it does not.
func (sp *splitter) owner(x id) id {
	for sp.nodes[x].op == opGather && sp.nodes[x].mode == up {
		if x = sp.nodes[x].a; sp.nodes[x].dom == sp.gr.home.dom {
			return x
		}
	}
	return nobody
}

// find collects the narrow columns of the owner that a column depends on.
func (sp *splitter) find(x id, seen map[id]bool) bool {
	n := &sp.nodes[x]
	if seen[x] || n.op == opConst {
		return true
	}
	seen[x] = true
	if o := sp.owner(x); o != nobody {
		s := sp.scopes[o]
		if !s.none && s.hi-s.lo >= 0 && s.hi-s.lo < splitSize && !slices.Contains(sp.keys, o) {
			sp.keys = append(sp.keys, o)
		}
		return len(sp.keys) <= splitKeys
	}
	if !n.op.each() {
		return true
	}
	for _, y := range []id{n.a, n.b, n.c} {
		if y != nobody && !sp.find(y, seen) {
			return false
		}
	}
	return true
}

// few tells whether the combinations leave few different columns to sum.
func (sp *splitter) few(fixed []int64) bool {
	if len(fixed) == len(sp.keys) {
		if y := sp.fix(sp.body, fixed, map[id]id{}); y != sp.zero {
			sp.sums[y] = nobody
		}
		return len(sp.sums) <= splitParts
	}
	s := sp.scopes[sp.keys[len(fixed)]]
	for v := s.lo; v <= s.hi; v++ {
		if !sp.few(append(slices.Clone(fixed), v)) {
			return false
		}
	}
	return true
}

// choose builds the choice between the sums, key by key.
func (sp *splitter) choose(fixed []int64) id {
	if len(fixed) == len(sp.keys) {
		return sp.plainSum(sp.gr, sp.fix(sp.body, fixed, map[id]id{}))
	}
	key := sp.keys[len(fixed)]
	s := sp.scopes[key]
	out := sp.choose(append(slices.Clone(fixed), s.hi))
	for v := s.hi - 1; v >= s.lo; v-- {
		out = sp.sel(sp.equal(key, v), sp.choose(append(slices.Clone(fixed), v)), out)
	}
	return out
}

// fix is a column with the keys at given values.
func (sp *splitter) fix(x id, fixed []int64, done map[id]id) id {
	if y, ok := done[x]; ok {
		return y
	}
	y := x
	n := sp.nodes[x]
	if at := slices.Index(sp.keys, sp.owner(x)); at >= 0 {
		y = sp.konst(fixed[at])
	} else if n.op.each() && sp.owner(x) == nobody {
		args := [3]id{n.a, n.b, n.c}
		for i, arg := range args {
			if arg != nobody {
				args[i] = sp.fix(arg, fixed, done)
			}
		}
		if args != [3]id{n.a, n.b, n.c} {
			y = sp.again(n, args[0], args[1], args[2], sp.scopes[x])
		}
	}
	was, is := sp.scopes[x], sp.scopes[y]
	sp.wide = sp.wide || is.lo < was.lo || is.hi > was.hi || is.none && !was.none
	done[x] = y
	return y
}

// again builds a node over other args, where they decide more than the old ones did.
func (g *graph) again(n node, a, b, c id, s scope) id {
	switch n.op {
	case opSel:
		return g.sel(a, b, c)
	case opSelK:
		return g.sel(a, b, g.konst(n.k))
	case opAnd:
		return g.and(a, b)
	case opOr:
		return g.or(a, b)
	case opNot:
		return g.not(a)
	case opAdd:
		return g.add(a, b, g.zero)
	case opMul:
		return g.mul(a, b, g.zero)
	case opMin:
		return g.least(a, b)
	case opMax:
		return g.most(a, b)
	}
	n.a, n.b, n.c = a, b, c
	return g.make(n, s)
}
