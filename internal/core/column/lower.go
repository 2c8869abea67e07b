package column

import (
	"math"
	"slices"

	"yice/internal/core/rule"
)

// lowerer turns the formulas of a rule set into a graph, scenario by scenario.
type lowerer struct {
	*graph
	prog   *rule.Program
	tables []*rule.Table // of the present scenario, by area
	areas  bool
	ints   []map[int]id // the variables computed so far, by entity and slot
	fracs  []map[int]frac
}

// place is where a formula is evaluated: in the lanes of an entity, all scopes being the lane or its ancestors; or in pairs
// of a lane outside and an element of a list, whose scope is elem.
type place struct {
	dom    int32
	entity int
	outer  *place
	elem   int
	over   int
}

// scenario lowers all variables under one set of tables.
func (l *lowerer) scenario(tables []*rule.Table) {
	l.tables = tables
	l.ints, l.fracs = make([]map[int]id, len(l.prog.Entities)), make([]map[int]frac, len(l.prog.Entities))
	for e := range l.prog.Entities {
		l.ints[e], l.fracs[e] = map[int]id{}, map[int]frac{}
	}
	for _, i := range l.prog.Order {
		v := &l.prog.Variables[i]
		at := &place{dom: int32(v.Entity), entity: v.Entity}
		l.here = at.dom
		switch {
		case v.Root.Op == rule.OpTake:
			l.ints[v.Entity][v.Slot] = l.take(v.Root, at)
		case v.Type.Exact():
			l.fracs[v.Entity][v.Slot] = l.exact(v.Root, at, l.one)
		default:
			l.ints[v.Entity][v.Slot] = l.int(v.Root, at, l.one)
		}
	}
}

// enter makes a place the one that is lowered, and gives the way back.
func (l *lowerer) enter(at *place) func() {
	before := l.here
	l.here = at.dom
	return func() { l.here = before }
}

// rise brings a column of an entity to the lanes of one below it.
func (l *lowerer) rise(x id, from, to int) id {
	if from == to {
		return x
	}
	return l.gather(l.rise(x, from, l.prog.Entities[to].Parent), up, int32(to))
}

// load brings a column of an entity to a place that sees an instance of it.
func (l *lowerer) load(at *place, scope, entity int, x id) id {
	switch {
	case at.outer == nil:
		return l.rise(x, entity, at.entity)
	case scope == at.elem:
		return l.gather(l.rise(x, entity, at.over), element, at.dom)
	}
	return l.gather(l.load(at.outer, scope, entity, x), outward, at.dom)
}

// household brings a column of the households to a place.
func (l *lowerer) household(at *place, x id) id {
	if at.outer == nil {
		return l.rise(x, 0, at.entity)
	}
	return l.gather(l.household(at.outer, x), outward, at.dom)
}

func (l *lowerer) source(o op, dom int32, k int64, s scope) id {
	if s.lo == s.hi && !s.none {
		return l.konst(s.lo)
	}
	return l.put(node{op: o, dom: dom, tab: -1, a: nobody, b: nobody, c: nobody, mask: nobody, k: k}, s)
}

func (l *lowerer) input(n *rule.Node, at *place) id {
	s := l.pop.seen[n.Ref.Entity][n.Ref.Slot]
	return l.load(at, n.Ref.Scope, n.Ref.Entity, l.source(opInput, int32(n.Ref.Entity), int64(n.Ref.Slot), scope(s)))
}

// byArea builds a value from a parameter. Where areas have different ones the lanes choose; a missing one is a trap.
func (l *lowerer) byArea(slot int, at *place, mask id, build func(v *rule.Value, mask id) frac) frac {
	var kinds []*rule.Value
	which := make([]int64, len(l.tables))
	for i, t := range l.tables {
		v := &t.Values[slot]
		k := slices.IndexFunc(kinds, func(x *rule.Value) bool { return same(x, v) })
		if k < 0 {
			k = len(kinds)
			kinds = append(kinds, v)
		}
		which[i] = int64(k)
	}
	one := func(v *rule.Value, mask id) frac {
		if !v.Set {
			l.trap(mask)
			return l.whole(l.zero)
		}
		return build(v, mask)
	}
	if len(kinds) == 1 {
		return one(kinds[0], mask)
	}
	kind := l.household(at, l.look(l.area(), 0, which))
	out := frac{}
	for k, v := range slices.Backward(kinds) {
		is := l.equal(kind, int64(k))
		x := one(v, l.and(mask, is))
		if k == len(kinds)-1 {
			out = x
		} else {
			out = l.fsel(is, x, out, mask)
		}
	}
	return out
}

func (l *lowerer) area() id {
	return l.source(opArea, 0, 0, scope{0, int64(len(l.tables)) - 1, false})
}

func same(x, y *rule.Value) bool {
	return x.Set == y.Set && x.Num == y.Num && x.Den == y.Den && slices.Equal(x.List, y.List) && slices.Equal(x.Tiers, y.Tiers)
}

// param is the value of a parameter: where the areas have different ones that are all in force a table by area.
func (l *lowerer) param(n *rule.Node, at *place, mask id) frac {
	t := make([]int64, len(l.tables))
	plain := len(l.tables) > 1
	for i, x := range l.tables {
		v := &x.Values[n.Param]
		t[i] = v.Num
		plain = plain && v.Set && max(v.Den, 1) == max(l.tables[0].Values[n.Param].Den, 1)
	}
	if plain && slices.Min(t) != slices.Max(t) {
		return frac{l.household(at, l.look(l.area(), 0, t)), l.konst(max(l.tables[0].Values[n.Param].Den, 1))}
	}
	return l.byArea(n.Param, at, mask, func(v *rule.Value, _ id) frac {
		return frac{l.konst(v.Num), l.konst(max(v.Den, 1))}
	})
}

// exact lowers a node to an exact number, whatever its type. mask says which lanes are computed by the row evaluator too.
func (l *lowerer) exact(n *rule.Node, at *place, mask id) frac {
	if !n.Type.Exact() {
		return l.whole(l.int(n, at, mask))
	}
	arg := func(i int) frac { return l.exact(n.Args[i], at, mask) }
	switch n.Op {
	case rule.OpConst:
		return frac{l.konst(n.Num), l.konst(max(n.Den, 1))}
	case rule.OpVar:
		x := l.fracs[n.Ref.Entity][n.Ref.Slot]
		return frac{l.load(at, n.Ref.Scope, n.Ref.Entity, x.n), l.load(at, n.Ref.Scope, n.Ref.Entity, x.d)}
	case rule.OpParam:
		return l.param(n, at, mask)
	case rule.OpExact:
		return arg(0)
	case rule.OpNeg:
		x := arg(0)
		return frac{l.sub(l.zero, x.n, mask), x.d}
	case rule.OpAdd, rule.OpSub:
		return l.fadd(arg(0), arg(1), n.Op == rule.OpSub, mask)
	case rule.OpMul:
		return l.fmul(arg(0), arg(1), mask)
	case rule.OpDiv:
		return l.fquo(arg(0), arg(1), mask)
	case rule.OpLeast, rule.OpGreatest:
		x := arg(0)
		for i := 1; i < len(n.Args); i++ {
			x = l.fextreme(x, arg(i), n.Op == rule.OpGreatest, mask)
		}
		return x
	case rule.OpTier:
		x := arg(0)
		return l.byArea(n.Param, at, mask, func(v *rule.Value, mask id) frac { return l.tier(x, v.Tiers, mask) })
	}
	return l.exactChoice(n, at, mask)
}

func (l *lowerer) exactChoice(n *rule.Node, at *place, mask id) frac {
	switch n.Op {
	case rule.OpCond:
		is := l.int(n.Args[0], at, mask)
		return l.branch(is, mask, func(m id) frac { return l.exact(n.Args[1], at, m) }, func(m id) frac { return l.exact(n.Args[2], at, m) })
	case rule.OpPick:
		return l.pick(n, at, mask, func(a *rule.Node, m id) frac { return l.exact(a, at, m) })
	case rule.OpCap:
		x, limit := l.exact(n.Args[0], at, mask), l.int(n.Args[1], at, mask)
		is := l.limited(limit)
		return l.branch(is, mask, func(m id) frac {
			return l.fextreme(x, l.whole(l.room(limit, l.int(n.Args[2], at, m), m)), false, m)
		}, func(id) frac { return x })
	}
	return l.exactAggregate(n, at, mask)
}

// branch lowers only what some lane can take, each side for its own lanes.
func (l *lowerer) branch(is, mask id, yes, no func(mask id) frac) frac {
	if k, ok := l.isConst(is); ok {
		if k != 0 {
			return yes(mask)
		}
		return no(mask)
	}
	x := yes(l.and(mask, is))
	y := no(l.and(mask, l.not(is)))
	return l.fsel(is, x, y, mask)
}

// pick chooses by a code; a code without an entry is a trap.
func (l *lowerer) pick(n *rule.Node, at *place, mask id, arg func(a *rule.Node, mask id) frac) frac {
	code, last := l.int(n.Args[0], at, mask), int64(len(n.Args)-2)
	if !l.within(code, 0, last) {
		l.trap(l.and(mask, l.or(l.compare(rule.OpLt, code, l.zero), l.compare(rule.OpGt, code, l.konst(last)))))
		code = l.most(l.least(code, l.konst(last)), l.zero)
	}
	lo, hi := l.full(code)
	out := frac{}
	for k := hi; k >= lo; k-- {
		is := l.equal(code, k)
		x := arg(n.Args[1+k], l.and(mask, is))
		if k == hi {
			out = x
		} else {
			out = l.fsel(is, x, out, mask)
		}
	}
	return out
}

// room is what is left of a limit where there is one, not below zero.
func (l *lowerer) room(limit, used, mask id) id {
	s := l.scopes[limit]
	if k, ok := l.isConst(limit); ok && k == rule.NoLimit {
		return l.zero
	}
	ul, uh := l.full(used)
	lo, ok1 := sub64(s.lo, uh)
	hi, ok2 := sub64(s.hi, ul)
	if !ok1 || !ok2 {
		return l.checked(opRoomC, limit, used, mask, scope{0, math.MaxInt64, false})
	}
	if !s.none && s.lo > math.MinInt64 {
		return l.most(l.sub(limit, used, mask), l.zero)
	}
	return l.bin(opRoom, limit, used, scope{0, max(hi, lo, 0), false})
}

// int lowers a node of an integer type.
func (l *lowerer) int(n *rule.Node, at *place, mask id) id {
	arg := func(i int) id { return l.int(n.Args[i], at, mask) }
	switch n.Op {
	case rule.OpConst:
		return l.konst(n.Num)
	case rule.OpInput:
		return l.input(n, at)
	case rule.OpVar:
		return l.load(at, n.Ref.Scope, n.Ref.Entity, l.ints[n.Ref.Entity][n.Ref.Slot])
	case rule.OpParam:
		return l.param(n, at, mask).n
	case rule.OpInForce:
		return l.eachTable(at, func(t *rule.Table) int64 { return flag(t.Values[n.Param].Set) })
	case rule.OpEmpty:
		return l.byArea(n.Param, at, mask, func(v *rule.Value, _ id) frac { return l.whole(l.konst(flag(len(v.List) == 0))) }).n
	case rule.OpPosition:
		most := int64(1)
		if n.Ref.Entity > 0 {
			most = int64(l.pop.fan[0][n.Ref.Entity])
		}
		return l.load(at, n.Ref.Scope, n.Ref.Entity, l.source(opPlace, int32(n.Ref.Entity), 0, scope{min(1, most), most, false}))
	case rule.OpLt, rule.OpLe, rule.OpGt, rule.OpGe, rule.OpEq, rule.OpNe:
		if n.Args[0].Type.Exact() || n.Args[1].Type.Exact() {
			return l.fcompare(n.Op, l.exact(n.Args[0], at, mask), l.exact(n.Args[1], at, mask))
		}
		return l.compare(n.Op, arg(0), arg(1))
	case rule.OpBelow:
		x, y := l.exact(n.Args[0], at, mask), l.exact(n.Args[1], at, mask)
		return l.byArea(n.Param, at, mask, func(v *rule.Value, _ id) frac {
			o := rule.OpLt
			if v.Num != 0 {
				o = rule.OpLe
			}
			return l.whole(l.fcompare(o, x, y))
		}).n
	case rule.OpAdd, rule.OpSub, rule.OpMul, rule.OpMod, rule.OpNeg:
		return l.arithmetic(n, at, mask)
	case rule.OpRound:
		return l.round(l.exact(n.Args[0], at, mask), n.Round, mask)
	case rule.OpYears, rule.OpMonths, rule.OpAddMonths, rule.OpYear, rule.OpMonth:
		return l.date(n, at, mask)
	case rule.OpCount, rule.OpAny, rule.OpAll, rule.OpSum, rule.OpFirst, rule.OpMin, rule.OpMax:
		return l.aggregate(n, at, mask)
	}
	return l.choice(n, at, mask)
}

// eachTable is a value that each area's table decides.
func (l *lowerer) eachTable(at *place, of func(t *rule.Table) int64) id {
	values := make([]int64, len(l.tables))
	for i, t := range l.tables {
		values[i] = of(t)
	}
	if slices.Min(values) == slices.Max(values) {
		return l.konst(values[0])
	}
	return l.household(at, l.look(l.area(), 0, values))
}

func (l *lowerer) choice(n *rule.Node, at *place, mask id) id {
	first := func() id { return l.int(n.Args[0], at, mask) }
	switch n.Op {
	case rule.OpNot:
		return l.not(first())
	case rule.OpAnd:
		is := first()
		return l.and(is, l.int(n.Args[1], at, l.and(mask, is)))
	case rule.OpOr:
		is := first()
		return l.or(is, l.int(n.Args[1], at, l.and(mask, l.not(is))))
	case rule.OpCond:
		return l.branch(first(), mask, func(m id) frac { return l.whole(l.int(n.Args[1], at, m)) }, func(m id) frac { return l.whole(l.int(n.Args[2], at, m)) }).n
	case rule.OpPick:
		return l.pick(n, at, mask, func(a *rule.Node, m id) frac { return l.whole(l.int(a, at, m)) }).n
	case rule.OpIn:
		return l.among(first(), n.Set)
	case rule.OpInList:
		x := first()
		return l.byArea(n.Param, at, mask, func(v *rule.Value, _ id) frac { return l.whole(l.among(x, v.List)) }).n
	case rule.OpPrefix:
		return l.begins(first(), n.Set)
	case rule.OpPrefixList:
		x := first()
		return l.byArea(n.Param, at, mask, func(v *rule.Value, _ id) frac { return l.whole(l.begins(x, v.List)) }).n
	}
	return l.bound(n, at, mask)
}

func (l *lowerer) among(x id, set []int64) id {
	if len(set) == 0 {
		return l.zero
	}
	return l.tabbed(opIn, x, 0, set, flags())
}

func (l *lowerer) begins(x id, pairs []int64) id {
	if len(pairs) == 0 {
		return l.zero
	}
	return l.tabbed(opRange, x, 0, pairs, flags())
}

func (l *lowerer) bound(n *rule.Node, at *place, mask id) id {
	x := l.int(n.Args[0], at, mask)
	switch n.Op {
	case rule.OpLimited:
		return l.limited(x)
	case rule.OpLeft, rule.OpCap:
		limit, used := x, 1
		if n.Op == rule.OpCap {
			limit, used = l.int(n.Args[1], at, mask), 2
		}
		return l.branch(l.limited(limit), mask, func(m id) frac {
			left := l.room(limit, l.int(n.Args[used], at, m), m)
			if n.Op == rule.OpCap {
				left = l.least(x, left)
			}
			return l.whole(left)
		}, func(id) frac {
			if n.Op == rule.OpLeft {
				return l.whole(l.konst(rule.NoLimit))
			}
			return l.whole(x)
		}).n
	case rule.OpBand:
		return l.byArea(n.Param, at, mask, func(v *rule.Value, _ id) frac { return l.whole(l.band(x, v.Tiers)) }).n
	}
	for i := 1; i < len(n.Args); i++ {
		y := l.int(n.Args[i], at, mask)
		if n.Op == rule.OpLeast {
			x = l.least(x, y)
		} else {
			x = l.most(x, y)
		}
	}
	return x
}

func (l *lowerer) band(x id, tiers []rule.Tier) id {
	if len(tiers) == 0 {
		return l.zero
	}
	var t []int64
	s := scope{math.MaxInt64, math.MinInt64, false}
	for _, one := range tiers {
		t = append(t, one.From, one.Num)
		s.lo, s.hi = min(s.lo, one.Num), max(s.hi, one.Num)
	}
	return l.tabbed(opBand, x, 0, t, s)
}

func (l *lowerer) arithmetic(n *rule.Node, at *place, mask id) id {
	x := l.int(n.Args[0], at, mask)
	if n.Op == rule.OpNeg {
		return l.sub(l.zero, x, mask)
	}
	y := l.int(n.Args[1], at, mask)
	switch {
	case n.Op == rule.OpMod:
		l.trap(l.and(mask, l.equal(y, 0)))
		yl, yh := l.full(y)
		most := max(saturate(-yl, yl > math.MinInt64, false), yh)
		xl, xh := l.full(x)
		return l.bin(opMod, x, y, scope{min(max(xl, -most), 0), max(min(xh, most), 0), false})
	case n.Type == rule.Date:
		x = l.day(x, mask)
		y = l.most(l.least(y, l.konst(2*lastDay)), l.konst(-2*lastDay))
		if n.Op == rule.OpSub {
			return l.day(l.sub(x, y, mask), mask)
		}
		return l.day(l.add(x, y, mask), mask)
	case n.Op == rule.OpAdd:
		return l.add(x, y, mask)
	case n.Op == rule.OpSub:
		return l.sub(x, y, mask)
	}
	return l.mul(x, y, mask)
}

// day keeps a date within the days that dates may reach; outside of them it is a trap.
func (l *lowerer) day(x, mask id) id {
	if l.within(x, firstDay, lastDay) {
		return x
	}
	l.trap(l.and(mask, l.or(l.compare(rule.OpLt, x, l.konst(firstDay)), l.compare(rule.OpGt, x, l.konst(lastDay)))))
	return l.most(l.least(x, l.konst(lastDay)), l.konst(firstDay))
}

func (l *lowerer) date(n *rule.Node, at *place, mask id) id {
	x := l.day(l.int(n.Args[0], at, mask), mask)
	switch n.Op {
	case rule.OpYear:
		lo, hi := l.full(x)
		from, _, _ := civil(lo)
		to, _, _ := civil(hi)
		return l.un(opYear, x, 0, scope{from, to, false})
	case rule.OpMonth:
		return l.un(opMonth, x, 0, scope{1, 12, false})
	}
	y := l.int(n.Args[1], at, mask)
	if n.Op == rule.OpAddMonths {
		return l.day(l.bin(opAddMonths, x, y, scope{firstDay - 400, lastDay + 400, false}), mask)
	}
	y = l.day(y, mask)
	xl, xh := l.full(x)
	yl, yh := l.full(y)
	if n.Op == rule.OpYears {
		return l.bin(opYears, x, y, scope{(yl-xh)/365 - 2, (yh-xl)/365 + 2, false})
	}
	return l.bin(opMonths, x, y, scope{(yl-xh)/28 - 2, (yh-xl)/28 + 2, false})
}
