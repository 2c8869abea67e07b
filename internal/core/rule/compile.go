package rule

import (
	"slices"

	"yice/internal/kit/errs"
)

// frame is the state of one evaluation. The first error sticks; what is computed after it does not count.
type frame struct {
	c    *Case
	t    *Table
	reg  []int32 // instance by scope and entity
	vals [][]int64
	exs  [][]Exact
	pool []taken
	prog *Program
	err  error
}

// taken is what the instances before took from one pool.
type taken struct {
	owner int32
	sum   int64
}

type (
	intFunc   func(f *frame) int64
	exactFunc func(f *frame) Exact
)

// code is a compiled variable.
type code struct {
	ints   intFunc
	exacts exactFunc
	take   *taking
	// chain are the entities from the variable's own up to below the root.
	chain []int
}

type taking struct {
	want  exactFunc
	pools []pool
	round Rounding
}

type pool struct {
	entity int
	limit  bool
	left   intFunc
}

func (f *frame) fail(err error) {
	if f.err == nil {
		f.err = err
	}
}

func (f *frame) overflow() int64 {
	f.fail(errs.New(errs.Invalid, "money.overflow"))
	return 0
}

func (f *frame) byZero() { f.fail(errs.New(errs.Invalid, "rule.division_by_zero")) }

func (f *frame) value(slot int) *Value {
	v := &f.t.Values[slot]
	if !v.Set {
		p := f.prog.Params[slot]
		f.fail(errs.New(errs.Conflict, "PARAM_MISSING", "key", p.Key, "name", p.Words.ZH, "area", f.t.Area, "on", f.t.On))
	}
	return v
}

// code tells whether a code is one of its list; a case that was filled by hand may hold another number.
func (f *frame) code(i int64, count int) bool {
	if i < 0 || i >= int64(count) {
		f.fail(errs.New(errs.Invalid, "rule.code_range", "number", i))
		return false
	}
	return true
}

type compiler struct{ p *Program }

// compile makes the closures of all variables and of what is told about them.
func (p *Program) compile() {
	c := compiler{p}
	for e := range p.Entities {
		p.chains = append(p.chains, c.chain(e))
	}
	for i := range p.Variables {
		v := &p.Variables[i]
		v.code.chain = p.chains[v.Entity]
		switch {
		case v.Root.Op == OpTake:
			v.code.take = c.taking(v.Root)
		case v.Type.Exact():
			v.code.exacts = c.exact(v.Root)
		default:
			v.code.ints = c.int(v.Root)
		}
		if v.When != nil {
			v.when = c.int(v.When)
		}
		v.reads = c.probe(v.Root)
		c.teller(&v.told.value)
		for k := range v.told.items {
			it := &v.told.items[k]
			c.teller(&it.value)
			if it.when != nil {
				it.shown = c.int(it.when)
			}
			c.pieces(it.words)
		}
		c.pieces(v.told.label)
		c.pieces(v.told.formula)
	}
	c.pieces(p.sentence)
}

func (c compiler) teller(t *teller) {
	if t.node.Type.Exact() {
		t.exacts = c.exact(t.node)
	} else {
		t.ints = c.int(t.node)
	}
	for _, w := range t.words {
		c.pieces(w)
	}
}

func (c compiler) pieces(list []piece) {
	for i := range list {
		if list[i].when != nil {
			list[i].shown = c.int(list[i].when)
		}
		for _, segments := range [][]segment{list[i].zh, list[i].en} {
			for _, s := range segments {
				if s.value != nil {
					c.teller(s.value)
				}
			}
		}
	}
}

func (c compiler) chain(e int) []int {
	var out []int
	for ; e > 0; e = c.p.Entities[e].Parent {
		out = append(out, e)
	}
	return out
}

func (c compiler) reg(scope, entity int) int { return scope*len(c.p.Entities) + entity }

func (c compiler) taking(n *Node) *taking {
	t := &taking{want: c.exact(n.Args[0]), round: n.Round}
	for _, a := range n.Args[1:] {
		t.pools = append(t.pools, pool{entity: a.Ref.Entity, limit: a.Type == Limit, left: c.int(a)})
	}
	return t
}

func (c compiler) loadInt(n *Node) intFunc {
	r, e, slot := c.reg(n.Ref.Scope, n.Ref.Entity), n.Ref.Entity, n.Ref.Slot
	if n.Op == OpInput {
		stride := len(c.p.Entities[e].Inputs)
		return func(f *frame) int64 { return f.c.In[e][int(f.reg[r])*stride+slot] }
	}
	stride := c.p.Entities[e].Vars
	return func(f *frame) int64 { return f.vals[e][int(f.reg[r])*stride+slot] }
}

// exact compiles a node to a fraction, whatever its type.
func (c compiler) exact(n *Node) exactFunc {
	if !n.Type.Exact() {
		if n.Op == OpConst {
			x := Whole(n.Num)
			return func(*frame) Exact { return x }
		}
		get := c.int(n)
		return func(f *frame) Exact { return Whole(get(f)) }
	}
	switch n.Op {
	case OpConst:
		x := Exact{N: n.Num, D: max(n.Den, 1)}
		return func(*frame) Exact { return x }
	case OpVar:
		r, e, slot, stride := c.reg(n.Ref.Scope, n.Ref.Entity), n.Ref.Entity, n.Ref.Slot, c.p.Entities[n.Ref.Entity].Exacts
		return func(f *frame) Exact { return f.exs[e][int(f.reg[r])*stride+slot] }
	case OpParam:
		return func(f *frame) Exact {
			v := f.value(n.Param)
			return Exact{N: v.Num, D: max(v.Den, 1)}
		}
	case OpExact:
		return c.exact(n.Args[0])
	case OpNeg:
		get := c.exact(n.Args[0])
		return func(f *frame) Exact { return get(f).neg() }
	case OpCond:
		is, a, b := c.int(n.Args[0]), c.exact(n.Args[1]), c.exact(n.Args[2])
		return func(f *frame) Exact {
			if is(f) != 0 {
				return a(f)
			}
			return b(f)
		}
	case OpPick:
		which, all := c.int(n.Args[0]), c.exacts(n.Args[1:])
		return func(f *frame) Exact {
			if i := which(f); f.code(i, len(all)) {
				return all[i](f)
			}
			return Whole(0)
		}
	case OpLeast, OpGreatest:
		return c.exactExtreme(n)
	case OpCap:
		return c.exactCap(n)
	case OpTier:
		return c.tier(n)
	case OpSum, OpFirst, OpMin, OpMax:
		return c.exactAggregate(n)
	}
	return c.exactBinary(n)
}

func (c compiler) exacts(args []*Node) []exactFunc {
	var out []exactFunc
	for _, a := range args {
		out = append(out, c.exact(a))
	}
	return out
}

func (c compiler) exactBinary(n *Node) exactFunc {
	a, b := c.exact(n.Args[0]), c.exact(n.Args[1])
	switch n.Op {
	case OpAdd:
		return func(f *frame) Exact { return a(f).add(b(f)) }
	case OpSub:
		return func(f *frame) Exact { return a(f).sub(b(f)) }
	case OpMul:
		return func(f *frame) Exact { return a(f).mul(b(f)) }
	}
	return func(f *frame) Exact {
		x, y := a(f), b(f)
		if y.Sign() == 0 {
			f.byZero()
			return Whole(0)
		}
		return x.quo(y)
	}
}

func (c compiler) exactExtreme(n *Node) exactFunc {
	all, want := c.exacts(n.Args), -1
	if n.Op == OpGreatest {
		want = 1
	}
	return func(f *frame) Exact {
		best := all[0](f)
		for _, get := range all[1:] {
			if x := get(f); x.Cmp(best) == want {
				best = x
			}
		}
		return best
	}
}

func (c compiler) exactCap(n *Node) exactFunc {
	get, limit, used := c.exact(n.Args[0]), c.int(n.Args[1]), c.int(n.Args[2])
	return func(f *frame) Exact {
		x, l := get(f), limit(f)
		if l == NoLimit {
			return x
		}
		if room := f.room(l, used(f)); Whole(room).Cmp(x) < 0 {
			return Whole(room)
		}
		return x
	}
}

// room is what is left of a limit, not below zero.
func (f *frame) room(limit, used int64) int64 {
	left, ok := sub64(limit, used)
	if !ok {
		return f.overflow()
	}
	return max(left, 0)
}

func (c compiler) tier(n *Node) exactFunc {
	get := c.exact(n.Args[0])
	return func(f *frame) Exact {
		x, v := get(f), f.value(n.Param)
		if x.B == nil && x.D == 1 {
			return tierWhole(x.N, v.Tiers)
		}
		sum := Whole(0)
		for i, t := range v.Tiers {
			top := x
			if i+1 < len(v.Tiers) {
				if next := Whole(v.Tiers[i+1].From); next.Cmp(top) < 0 {
					top = next
				}
			}
			if part := top.sub(Whole(t.From)); part.Sign() > 0 {
				sum = sum.add(part.mul(Exact{N: t.Num, D: t.Den}))
			}
		}
		return sum
	}
}

// tierWhole is the tiered share of whole fen; the ratios of a parameter have one denominator.
func tierWhole(x int64, tiers []Tier) Exact {
	if len(tiers) == 0 || x <= 0 {
		return Whole(0)
	}
	sum := int64(0)
	for i := range tiers {
		if x <= tiers[i].From {
			break
		}
		top := x
		if i+1 < len(tiers) {
			top = min(top, tiers[i+1].From)
		}
		part, ok1 := mul64(top-tiers[i].From, tiers[i].Num)
		next, ok2 := add64(sum, part)
		if !ok1 || !ok2 {
			return tierBig(x, tiers)
		}
		sum = next
	}
	return Exact{N: sum, D: tiers[0].Den}
}

func tierBig(x int64, tiers []Tier) Exact {
	sum := Whole(0)
	for i, t := range tiers {
		top := x
		if i+1 < len(tiers) {
			top = min(top, tiers[i+1].From)
		}
		if top > t.From {
			sum = sum.add(Whole(top - t.From).mul(Exact{N: t.Num, D: t.Den}))
		}
	}
	return sum
}

// int compiles a node of an integer type.
func (c compiler) int(n *Node) intFunc {
	switch n.Op {
	case OpConst:
		v := n.Num
		return func(*frame) int64 { return v }
	case OpInput, OpVar:
		return c.loadInt(n)
	case OpParam:
		return func(f *frame) int64 { return f.value(n.Param).Num }
	case OpInForce:
		return func(f *frame) int64 { return flag(f.t.Values[n.Param].Set) }
	case OpEmpty:
		return func(f *frame) int64 { return flag(len(f.value(n.Param).List) == 0) }
	case OpPosition:
		r := c.reg(n.Ref.Scope, n.Ref.Entity)
		return func(f *frame) int64 { return int64(f.reg[r]) + 1 }
	case OpLt, OpLe, OpGt, OpGe, OpEq, OpNe, OpBelow:
		return c.compare(n)
	case OpAnd, OpOr, OpNot, OpCond, OpPick:
		return c.choice(n)
	case OpIn, OpInList, OpPrefix, OpPrefixList:
		return c.member(n)
	case OpLeast, OpGreatest, OpCap, OpLimited, OpLeft, OpBand:
		return c.bound(n)
	case OpRound:
		return c.round(n)
	case OpYears, OpMonths, OpAddMonths, OpYear, OpMonth:
		return c.date(n)
	case OpCount, OpAny, OpAll, OpSum, OpFirst, OpMin, OpMax:
		return c.aggregate(n)
	}
	return c.arithmetic(n)
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func (c compiler) ints(args []*Node) []intFunc {
	var out []intFunc
	for _, a := range args {
		out = append(out, c.int(a))
	}
	return out
}

func (c compiler) arithmetic(n *Node) intFunc {
	a := c.int(n.Args[0])
	if n.Op == OpNeg {
		return func(f *frame) int64 {
			v, ok := sub64(0, a(f))
			if !ok {
				return f.overflow()
			}
			return v
		}
	}
	b := c.int(n.Args[1])
	if n.Op == OpMod {
		return func(f *frame) int64 {
			x, y := a(f), b(f)
			if y == 0 {
				f.byZero()
				return 0
			}
			if y == -1 {
				return 0
			}
			return x % y
		}
	}
	if n.Type == Date {
		return dateSum(a, b, n.Op == OpSub)
	}
	op := map[Op]func(a, b int64) (int64, bool){OpAdd: add64, OpSub: sub64, OpMul: mul64}[n.Op]
	return func(f *frame) int64 {
		v, ok := op(a(f), b(f))
		if !ok {
			return f.overflow()
		}
		return v
	}
}

func (c compiler) compare(n *Node) intFunc {
	if n.Op == OpBelow {
		a, b := c.exact(n.Args[0]), c.exact(n.Args[1])
		return func(f *frame) int64 { return flag(int64(a(f).Cmp(b(f))) < f.value(n.Param).Num) }
	}
	if n.Args[0].Type.Exact() || n.Args[1].Type.Exact() {
		a, b := c.exact(n.Args[0]), c.exact(n.Args[1])
		op := n.Op
		return func(f *frame) int64 { return flag(holds(op, a(f).Cmp(b(f)))) }
	}
	a, b := c.int(n.Args[0]), c.int(n.Args[1])
	switch n.Op {
	case OpLt:
		return func(f *frame) int64 { return flag(a(f) < b(f)) }
	case OpLe:
		return func(f *frame) int64 { return flag(a(f) <= b(f)) }
	case OpGt:
		return func(f *frame) int64 { return flag(a(f) > b(f)) }
	case OpGe:
		return func(f *frame) int64 { return flag(a(f) >= b(f)) }
	case OpEq:
		return func(f *frame) int64 { return flag(a(f) == b(f)) }
	}
	return func(f *frame) int64 { return flag(a(f) != b(f)) }
}

func holds(op Op, c int) bool {
	switch op {
	case OpLt:
		return c < 0
	case OpLe:
		return c <= 0
	case OpGt:
		return c > 0
	case OpGe:
		return c >= 0
	case OpEq:
		return c == 0
	}
	return c != 0
}

func (c compiler) choice(n *Node) intFunc {
	all := c.ints(n.Args)
	a := all[0]
	switch n.Op {
	case OpNot:
		return func(f *frame) int64 { return 1 - a(f) }
	case OpAnd:
		b := all[1]
		return func(f *frame) int64 {
			if a(f) == 0 {
				return 0
			}
			return b(f)
		}
	case OpOr:
		b := all[1]
		return func(f *frame) int64 {
			if a(f) != 0 {
				return 1
			}
			return b(f)
		}
	case OpCond:
		b, d := all[1], all[2]
		return func(f *frame) int64 {
			if a(f) != 0 {
				return b(f)
			}
			return d(f)
		}
	}
	return func(f *frame) int64 {
		if i := a(f); f.code(i, len(all)-1) {
			return all[1+i](f)
		}
		return 0
	}
}

func (c compiler) member(n *Node) intFunc {
	a, set := c.int(n.Args[0]), n.Set
	switch n.Op {
	case OpIn:
		return func(f *frame) int64 { return flag(slices.Contains(set, a(f))) }
	case OpInList:
		return func(f *frame) int64 { return flag(slices.Contains(f.value(n.Param).List, a(f))) }
	case OpPrefix:
		return func(f *frame) int64 { return flag(inRanges(set, a(f))) }
	}
	return func(f *frame) int64 { return flag(inRanges(f.value(n.Param).List, a(f))) }
}

func inRanges(pairs []int64, v int64) bool {
	for i := 0; i+1 < len(pairs); i += 2 {
		if v >= pairs[i] && v <= pairs[i+1] {
			return true
		}
	}
	return false
}

func (c compiler) bound(n *Node) intFunc {
	all := c.ints(n.Args)
	switch n.Op {
	case OpLimited:
		return func(f *frame) int64 { return flag(all[0](f) != NoLimit) }
	case OpLeft:
		return func(f *frame) int64 {
			l := all[0](f)
			if l == NoLimit {
				return l
			}
			return f.room(l, all[1](f))
		}
	case OpCap:
		return func(f *frame) int64 {
			v, l := all[0](f), all[1](f)
			if l == NoLimit {
				return v
			}
			return min(v, f.room(l, all[2](f)))
		}
	case OpBand:
		return func(f *frame) int64 {
			x, v := all[0](f), f.value(n.Param)
			got := int64(0)
			for i, t := range v.Tiers {
				if x >= t.From || i == 0 {
					got = t.Num
				}
			}
			return got
		}
	case OpLeast:
		return func(f *frame) int64 {
			best := all[0](f)
			for _, get := range all[1:] {
				best = min(best, get(f))
			}
			return best
		}
	}
	return func(f *frame) int64 {
		best := all[0](f)
		for _, get := range all[1:] {
			best = max(best, get(f))
		}
		return best
	}
}

func (c compiler) round(n *Node) intFunc {
	a, r := c.exact(n.Args[0]), n.Round
	return func(f *frame) int64 {
		v, ok := a(f).Round(r)
		if !ok {
			return f.overflow()
		}
		return v
	}
}
