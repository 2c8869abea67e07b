package column

import (
	"math"
	"math/bits"

	"yice/internal/core/rule"
)

// The operations as the lowerer asks for them: each works out the range of its result, leaves out what the ranges decide,
// and is checked where a range leaves 64 bits.

func flags() scope { return scope{0, 1, false} }

func anything() scope { return scope{math.MinInt64, math.MaxInt64, false} }

func add64(a, b int64) (int64, bool) {
	s := a + b
	return s, (a >= 0) != (b >= 0) || (s >= 0) == (a >= 0)
}

func sub64(a, b int64) (int64, bool) {
	d := a - b
	return d, (a >= 0) == (b >= 0) || (d >= 0) == (a >= 0)
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

func mul64(a, b int64) (int64, bool) {
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	neg := (a < 0) != (b < 0)
	if hi != 0 || lo > 1<<63 || lo == 1<<63 && !neg {
		return 0, false
	}
	if neg {
		return int64(-lo), true
	}
	return int64(lo), true
}

func saturate(v int64, ok, low bool) int64 {
	switch {
	case ok:
		return v
	case low:
		return math.MinInt64
	}
	return math.MaxInt64
}

func (g *graph) add(x, y, mask id) id {
	if _, ok := g.isConst(x); ok {
		x, y = y, x
	}
	xl, xh := g.full(x)
	yl, yh := g.full(y)
	lo, ok1 := add64(xl, yl)
	hi, ok2 := add64(xh, yh)
	s := scope{saturate(lo, ok1, xl < 0), saturate(hi, ok2, xh < 0), false}
	k, constant := g.isConst(y)
	switch {
	case !ok1 || !ok2:
		return g.checked(opAddC, x, y, mask, s)
	case constant && k == 0:
		return x
	case constant:
		return g.un(opAddK, x, k, s)
	}
	return g.bin(opAdd, min(x, y), max(x, y), s)
}

func (g *graph) sub(x, y, mask id) id {
	xl, xh := g.full(x)
	yl, yh := g.full(y)
	lo, ok1 := sub64(xl, yh)
	hi, ok2 := sub64(xh, yl)
	s := scope{saturate(lo, ok1, xl < 0), saturate(hi, ok2, xh < 0), false}
	if !ok1 || !ok2 {
		return g.checked(opSubC, x, y, mask, s)
	}
	if k, ok := g.isConst(y); ok {
		if k == 0 {
			return x
		}
		if k != math.MinInt64 {
			return g.un(opAddK, x, -k, s)
		}
	}
	if k, ok := g.isConst(x); ok {
		return g.un(opRsubK, y, k, s)
	}
	if x == y {
		return g.zero
	}
	return g.bin(opSub, x, y, s)
}

func (g *graph) mul(x, y, mask id) id {
	if _, ok := g.isConst(x); ok {
		x, y = y, x
	}
	xl, xh := g.full(x)
	yl, yh := g.full(y)
	s := scope{math.MaxInt64, math.MinInt64, false}
	sure := true
	for _, p := range [4][2]int64{{xl, yl}, {xl, yh}, {xh, yl}, {xh, yh}} {
		v, ok := mul64(p[0], p[1])
		v = saturate(v, ok, (p[0] < 0) != (p[1] < 0))
		s.lo, s.hi, sure = min(s.lo, v), max(s.hi, v), sure && ok
	}
	k, constant := g.isConst(y)
	switch {
	case constant && k == 0:
		return g.zero
	case constant && k == 1:
		return x
	case !sure:
		return g.checked(opMulC, x, y, mask, s)
	case constant:
		if n := g.nodes[x]; n.op == opMulK {
			if all, ok := mul64(n.k, k); ok {
				return g.un(opMulK, n.a, all, s)
			}
		}
		return g.un(opMulK, x, k, s)
	}
	return g.bin(opMul, min(x, y), max(x, y), s)
}

// fits tells whether a product cannot leave 64 bits.
func (g *graph) fits(x id, k int64) bool {
	lo, hi := g.full(x)
	_, ok1 := mul64(lo, k)
	_, ok2 := mul64(hi, k)
	return ok1 && ok2
}

func (g *graph) and(x, y id) id {
	switch {
	case x == g.zero || y == g.zero:
		return g.zero
	case x == g.one:
		return y
	case y == g.one || x == y:
		return x
	}
	return g.bin(opAnd, min(x, y), max(x, y), flags())
}

func (g *graph) or(x, y id) id {
	switch {
	case x == g.one || y == g.one:
		return g.one
	case x == g.zero:
		return y
	case y == g.zero || x == y:
		return x
	}
	return g.bin(opOr, min(x, y), max(x, y), flags())
}

func (g *graph) not(x id) id {
	if n := &g.nodes[x]; n.op == opNot {
		return n.a
	}
	return g.un(opNot, x, 0, flags())
}

// sel is b where a is 1, else c.
func (g *graph) sel(a, b, c id) id {
	if k, ok := g.isConst(a); ok {
		if k != 0 {
			return b
		}
		return c
	}
	if b == c {
		return b
	}
	if n := &g.nodes[a]; n.op == opNot {
		a, b, c = n.a, c, b
	}
	sb, sc := g.scopes[b], g.scopes[c]
	if n := &g.nodes[a]; n.op == opNeK && n.k == rule.NoLimit && n.a == b { // a limit where there is one
		sb.none = false
	}
	s := scope{min(sb.lo, sc.lo), max(sb.hi, sc.hi), sb.none || sc.none}
	kb, isb := g.isConst(b)
	kc, isc := g.isConst(c)
	switch {
	case isb && isc && kb == 1 && kc == 0:
		return a
	case isb && isc && kb == 0 && kc == 1:
		return g.not(a)
	case isc:
		return g.un2(opSelK, a, b, kc, s)
	case isb:
		return g.un2(opSelK, g.not(a), c, kb, s)
	}
	return g.make(node{op: opSel, tab: -1, a: a, b: b, c: c}, s)
}

func (g *graph) un2(o op, x, y id, k int64, s scope) id {
	return g.make(node{op: o, tab: -1, a: x, b: y, c: nobody, k: k}, s)
}

func (g *graph) least(x, y id) id {
	if _, ok := g.isConst(x); ok {
		x, y = y, x
	}
	xl, xh := g.full(x)
	yl, yh := g.full(y)
	switch {
	case xh <= yl || x == y:
		return x
	case yh <= xl:
		return y
	}
	s := scope{min(xl, yl), min(xh, yh), false}
	if k, ok := g.isConst(y); ok {
		return g.un(opMinK, x, k, s)
	}
	return g.bin(opMin, min(x, y), max(x, y), s)
}

func (g *graph) most(x, y id) id {
	if _, ok := g.isConst(x); ok {
		x, y = y, x
	}
	xl, xh := g.full(x)
	yl, yh := g.full(y)
	switch {
	case xl >= yh || x == y:
		return x
	case yl >= xh:
		return y
	}
	s := scope{max(xl, yl), max(xh, yh), false}
	if k, ok := g.isConst(y); ok {
		return g.un(opMaxK, x, k, s)
	}
	return g.bin(opMax, min(x, y), max(x, y), s)
}

// compare builds a comparison of two columns, or the constant that their ranges decide.
func (g *graph) compare(o rule.Op, x, y id) id {
	switch o {
	case rule.OpGt:
		return g.compare(rule.OpLt, y, x)
	case rule.OpGe:
		return g.not(g.compare(rule.OpLt, x, y))
	case rule.OpLe:
		return g.not(g.compare(rule.OpLt, y, x))
	case rule.OpNe:
		return g.not(g.compare(rule.OpEq, x, y))
	}
	xl, xh := g.full(x)
	yl, yh := g.full(y)
	kx, isx := g.isConst(x)
	ky, isy := g.isConst(y)
	if o == rule.OpEq {
		switch {
		case x == y || xl == xh && yl == yh && xl == yl:
			return g.one
		case xh < yl || yh < xl:
			return g.zero
		case isx:
			return g.equal(y, kx)
		case isy:
			return g.equal(x, ky)
		}
		return g.bin(opEq, min(x, y), max(x, y), flags())
	}
	switch {
	case x == y || xl >= yh:
		return g.zero
	case xh < yl:
		return g.one
	case isy:
		return g.un(opLtK, x, ky, flags())
	case isx:
		return g.un(opGtK, y, kx, flags())
	}
	return g.bin(opLt, x, y, flags())
}

func (g *graph) equal(x id, k int64) id {
	if lo, hi := g.full(x); k < lo || k > hi {
		return g.zero
	}
	if s := g.scopes[x]; s.lo == 0 && s.hi == 1 && !s.none { // a flag
		if k == 0 {
			return g.not(x)
		}
		return x
	}
	return g.un(opEqK, x, k, flags())
}

// limited tells where a limit is not NoLimit.
func (g *graph) limited(x id) id {
	if !g.scopes[x].none {
		if lo, _ := g.full(x); lo > math.MinInt64 {
			return g.one
		}
	}
	if k, ok := g.isConst(x); ok && k == rule.NoLimit {
		return g.zero
	}
	return g.un(opNeK, x, rule.NoLimit, flags())
}

// trap asks for the row evaluator where any lane holds.
func (g *graph) trap(mask id) {
	if mask == g.zero {
		return
	}
	g.put(node{op: opTrap, dom: g.here, tab: -1, a: nobody, b: nobody, c: nobody, mask: mask}, flags())
}

// look reads a table by a column whose range lies within it.
func (g *graph) look(x id, from int64, t []int64) id {
	s := scope{math.MaxInt64, math.MinInt64, false}
	for _, v := range t {
		if v == rule.NoLimit {
			s.none = true
			continue
		}
		s.lo, s.hi = min(s.lo, v), max(s.hi, v)
	}
	if s.lo > s.hi {
		s.lo, s.hi = 0, 0
		return g.konst(rule.NoLimit)
	}
	return g.tabbed(opLook, x, from, t, s)
}
