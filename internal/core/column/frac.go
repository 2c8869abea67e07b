package column

import (
	"math"

	"yice/internal/core/rule"
)

// frac is an exact number: n/d with d above zero in every lane that counts, often a constant.
type frac struct{ n, d id }

func (g *graph) whole(x id) frac { return frac{x, g.one} }

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return max(a, -a)
}

// widest common denominators that are written out; beyond them fractions are compared by 128-bit products.
const maxDen = 1 << 40

// common writes two fractions with one denominator.
func (g *graph) common(x, y frac, mask id) (xn, yn, d id) {
	if x.d == y.d {
		return x.n, y.n, x.d
	}
	dx, okx := g.isConst(x.d)
	dy, oky := g.isConst(y.d)
	if okx && oky {
		f := gcd(dx, dy)
		if all, ok := mul64(dx/f, dy); ok && all <= maxDen {
			return g.mul(x.n, g.konst(dy/f), mask), g.mul(y.n, g.konst(dx/f), mask), g.konst(all)
		}
	}
	return g.mul(x.n, y.d, mask), g.mul(y.n, x.d, mask), g.mul(x.d, y.d, mask)
}

func (g *graph) fadd(x, y frac, minus bool, mask id) frac {
	a, b, d := g.common(x, y, mask)
	if minus {
		return frac{g.sub(a, b, mask), d}
	}
	return frac{g.add(a, b, mask), d}
}

func (g *graph) fmul(x, y frac, mask id) frac {
	x.n, y.d = g.shorten(x.n, y.d)
	y.n, x.d = g.shorten(y.n, x.d)
	return frac{g.mul(x.n, y.n, mask), g.mul(x.d, y.d, mask)}
}

// shorten takes the common factor out of a constant numerator and denominator.
func (g *graph) shorten(n, d id) (id, id) {
	kn, ok1 := g.isConst(n)
	kd, ok2 := g.isConst(d)
	if !ok1 || !ok2 || kn == math.MinInt64 || kd <= 1 {
		return n, d
	}
	f := gcd(kn, kd)
	return g.konst(kn / f), g.konst(kd / f)
}

func (g *graph) fquo(x, y frac, mask id) frac {
	zero := g.equal(y.n, 0)
	g.trap(g.and(mask, zero))
	if zero == g.one {
		return g.whole(g.zero)
	}
	lo, _ := g.full(y.n)
	n, d := y.d, y.n
	if lo < 0 {
		neg := g.un(opLtK, y.n, 0, flags())
		if k, ok := g.isConst(y.n); ok {
			neg = g.konst(flag(k < 0))
		}
		n = g.sel(neg, g.sub(g.zero, y.d, mask), y.d)
		d = g.sel(neg, g.sub(g.zero, y.n, mask), y.n)
	}
	return g.fmul(x, frac{n, d}, mask)
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// fcompare is exact whatever the numbers.
func (g *graph) fcompare(o rule.Op, x, y frac) id {
	if x.d == y.d {
		return g.compare(o, x.n, y.n)
	}
	dx, okx := g.isConst(x.d)
	dy, oky := g.isConst(y.d)
	if okx && oky {
		f := gcd(dx, dy)
		if g.fits(x.n, dy/f) && g.fits(y.n, dx/f) {
			return g.compare(o, g.mul(x.n, g.konst(dy/f), g.zero), g.mul(y.n, g.konst(dx/f), g.zero))
		}
	}
	t := g.tab([]int64{int64(x.n), int64(x.d), int64(y.n), int64(y.d)})
	c := g.put(node{op: opFracCmp, dom: g.here, tab: t, a: nobody, b: nobody, c: nobody, mask: nobody}, scope{-1, 1, false})
	return g.compare(o, c, g.zero)
}

func (g *graph) fsel(a id, x, y frac, mask id) frac {
	if k, ok := g.isConst(a); ok {
		if k != 0 {
			return x
		}
		return y
	}
	_, okx := g.isConst(x.d)
	_, oky := g.isConst(y.d)
	if x.d == y.d || okx && oky {
		if n, m, d := g.common(x, y, mask); g.nodes[d].op == opConst {
			return frac{g.sel(a, n, m), d}
		}
	}
	return frac{g.sel(a, x.n, y.n), g.sel(a, x.d, y.d)}
}

func (g *graph) fextreme(x, y frac, most bool, mask id) frac {
	pick := g.least
	if most {
		pick = g.most
	}
	if x.d == y.d {
		return frac{pick(x.n, y.n), x.d}
	}
	dx, okx := g.isConst(x.d)
	dy, oky := g.isConst(y.d)
	if okx && oky {
		f := gcd(dx, dy)
		if all, ok := mul64(dx/f, dy); ok && all <= maxDen && g.fits(x.n, dy/f) && g.fits(y.n, dx/f) {
			a, b, d := g.common(x, y, mask)
			return frac{pick(a, b), d}
		}
	}
	o := rule.OpLt
	if most {
		o = rule.OpGt
	}
	return g.fsel(g.fcompare(o, y, x), y, x, mask)
}

// surely is a bound within which no rounding leaves 64 bits.
const surely = 1 << 61

// round makes a fraction whole.
func (g *graph) round(x frac, r rule.Rounding, mask id) id {
	d, constant := g.isConst(x.d)
	if !constant {
		n := g.trapBeyond(x.n, surely, mask)
		return g.make(node{op: opRoundD, mode: uint8(r), tab: -1, a: n, b: x.d, c: nobody}, anything())
	}
	if d == 1 && r <= rule.Up {
		return x.n
	}
	n := g.trapBeyond(x.n, surely, mask)
	lo, hi := g.full(n)
	s := scope{roundOne(lo, d, uint8(r)), roundOne(hi, d, uint8(r)), false}
	if lo < 0 || d > 1<<50 {
		return g.make(node{op: opRoundK, mode: uint8(r), tab: -1, a: n, b: nobody, c: nobody, k: d}, s)
	}
	unit := int64(1)
	if r >= rule.DownYuan {
		unit = 100
	}
	all := d * unit
	switch r {
	case rule.HalfUp:
		n = g.add(n, g.konst(d/2), mask)
	case rule.HalfUpYuan:
		n = g.add(n, g.konst(50*d), mask)
	case rule.Up, rule.UpYuan:
		n = g.add(n, g.konst(all-1), mask)
	}
	_, hi = g.full(n)
	return g.mul(g.un(opDivK, n, all, scope{0, hi / all, false}), g.konst(unit), mask)
}

// trapBeyond traps the lanes whose magnitude is beyond a limit, and keeps the others within.
func (g *graph) trapBeyond(x id, limit int64, mask id) id {
	if g.within(x, -limit, limit) {
		return x
	}
	far := g.or(g.compare(rule.OpLt, x, g.konst(-limit)), g.compare(rule.OpGt, x, g.konst(limit)))
	g.trap(g.and(mask, far))
	return g.most(g.least(x, g.konst(limit)), g.konst(-limit))
}

// roundOne rounds n/d as named; both well within 64 bits.
func roundOne(n, d int64, mode uint8) int64 {
	if d <= 0 {
		return 0
	}
	m, neg := n, n < 0
	if neg {
		m = -n
	}
	q, rest := m, int64(0)
	if d != 1 {
		q, rest = m/d, m%d
	}
	switch rule.Rounding(mode) {
	case rule.HalfUp:
		if rest >= d-rest {
			q++
		}
	case rule.Up:
		if rest > 0 {
			q++
		}
	case rule.DownYuan:
		q -= q % 100
	case rule.HalfUpYuan:
		part := q % 100
		q -= part
		if part >= 50 {
			q += 100
		}
	case rule.UpYuan:
		part := q % 100
		q -= part
		if part > 0 || rest > 0 {
			q += 100
		}
	}
	if neg {
		return -q
	}
	return q
}

// tier is the tiered share of an exact number: each threshold adds the change of the rate for what lies above it.
func (g *graph) tier(x frac, tiers []rule.Tier, mask id) frac {
	if len(tiers) == 0 {
		return g.whole(g.zero)
	}
	den := g.konst(max(tiers[0].Den, 1))
	d, constant := g.isConst(x.d)
	if !constant {
		return g.tierSlow(x, tiers, mask)
	}
	var t []int64
	weight, before, fits := int64(0), int64(0), true
	for _, one := range tiers {
		from, ok1 := mul64(one.From, d)
		step, ok2 := sub64(one.Num, before)
		w, ok3 := add64(weight, max(step, -step))
		weight, before, fits = w, one.Num, fits && ok1 && ok2 && ok3 && step > math.MinInt64
		if step != 0 {
			t = append(t, from, step)
		}
	}
	all, ok := mul64(d, g.nodes[den].k)
	if !fits || !ok {
		g.trap(mask)
		return g.whole(g.zero)
	}
	if weight == 0 {
		return g.whole(g.zero)
	}
	n := g.most(x.n, g.zero)
	n = g.trapBeyond(n, math.MaxInt64/2/weight, mask)
	lo, hi := g.full(n)
	return frac{g.tabbed(opTier, n, 0, t, scope{tierOne(lo, t), tierOne(hi, t), false}), g.konst(all)}
}

func tierOne(x int64, t []int64) int64 {
	sum := int64(0)
	for i := 0; i+1 < len(t); i += 2 {
		sum += max(x-t[i], 0) * t[i+1]
	}
	return sum
}

// tierSlow is tier where the denominator is a column.
func (g *graph) tierSlow(x frac, tiers []rule.Tier, mask id) frac {
	sum, before := g.zero, int64(0)
	for _, one := range tiers {
		above := g.most(g.sub(x.n, g.mul(x.d, g.konst(one.From), mask), mask), g.zero)
		sum = g.add(sum, g.mul(above, g.konst(one.Num-before), mask), mask)
		before = one.Num
	}
	return frac{sum, g.mul(x.d, g.konst(max(tiers[0].Den, 1)), mask)}
}
