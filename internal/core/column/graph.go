package column

import (
	"math"

	"yice/internal/core/rule"
)

// A graph holds all that is to be computed for a chunk, for all scenarios together: nodes over columns of whole numbers.
// Equal nodes are one, so that scenarios share what their parameters do not touch. An exact number is a pair of nodes,
// numerator and denominator. Every node knows the range of its values, which says where 64 bits suffice for certain.
// What does not is checked as it is computed: a lane that counts and leaves 64 bits traps, and a trapped chunk is done by the
// row evaluator instead. So is everything that ends in an error: the graph only finds that there is one.
type graph struct {
	pop    *Population
	nodes  []node
	scopes []scope // of the nodes, whose identity they are no part of
	index  map[node]id
	tabs   [][]int64
	known  map[string]int32
	doms   []domain
	one    id
	zero   id
	here   int32 // the lanes that are being lowered
}

type id int32

const nobody id = -1

// node is one column. Its args stand before it. dom is -1 for a constant. Ranges are not part of its identity.
type node struct {
	op      op
	mode    uint8
	dom     int32
	tab     int32
	a, b, c id
	mask    id // which lanes count, of operations that may trap
	k       int64
}

// scope is a range of values; none says that NoLimit is possible beside it.
type scope struct {
	lo, hi int64
	none   bool
}

// domain is a set of lanes: the instances of an entity, or pairs of a lane of another domain and a descendant of one of that
// lane's instances (for lists within formulas that look at both sides).
type domain struct {
	entity int
	outer  int32
	inst   id // the place of the instance within its entity's lanes
	under  int
	over   int
}

type op uint8

const (
	opConst op = iota
	opInput    // k slot
	opArea
	opIota
	opPlace  // number within the household, from 1
	opGather // a; mode says along what
	opCopies // span of descendants: how many of entity k

	opAdd
	opAddK
	opSub
	opRsubK
	opMul
	opMulK
	opDivK // a at least 0, rounded down
	opLt
	opEq
	opLtK
	opGtK
	opEqK
	opNeK
	opAnd
	opOr
	opNot
	opSel  // a ? b : c
	opSelK // a ? b : k
	opMin
	opMax
	opMinK
	opMaxK
	opIn
	opRange
	opTier
	opBand
	opLook // tab[a-k]
	opRoundK
	opRoundD
	opMod
	opRoom // max(a-b, 0), 0 where a is NoLimit
	opYears
	opMonths
	opAddMonths
	opYear
	opMonth
	opKey // a + b*k

	opChoose  // tab by key a, of columns b and c
	opTierCap // tab: divisor, tiers; at most k

	opAddC
	opSubC
	opMulC
	opRoomC
	opTrap // if any lane of mask

	opSum
	opSumTwo // of a + b
	opSumMix // of choose + look: tab their nodes' parts, see tables.go
	opSumC
	opFirst // a condition, b value, c where empty
	opLeast
	opMost
	opFracCmp // tab of n, d, n, d
	opFracN   // tab of condition, n, d, mode: numerator of an aggregate of fractions
	opFracD   // its denominator
	opTake    // tab
)

// along what a gather goes
const (
	up uint8 = iota + 1 // to the parent's lanes
	outward
	element
)

// each tells whether an operation works on one lane at a time, cannot trap and reads only its args.
func (o op) each() bool { return o >= opAdd && o <= opKey }

func newGraph(pop *Population) *graph {
	g := &graph{pop: pop, index: map[node]id{}, known: map[string]int32{}}
	for e := range pop.prog.Entities {
		g.doms = append(g.doms, domain{entity: e, outer: -1})
	}
	g.zero, g.one = g.konst(0), g.konst(1)
	return g
}

func (g *graph) put(n node, s scope) id {
	if at, ok := g.index[n]; ok {
		return at
	}
	at := id(len(g.nodes))
	g.nodes = append(g.nodes, n)
	g.scopes = append(g.scopes, s)
	g.index[n] = at
	return at
}

func (g *graph) konst(k int64) id {
	s := scope{k, k, false}
	if k == rule.NoLimit {
		s = scope{0, 0, true}
	}
	return g.put(node{op: opConst, dom: -1, tab: -1, a: nobody, b: nobody, c: nobody, mask: nobody, k: k}, s)
}

func (g *graph) isConst(x id) (int64, bool) {
	n := &g.nodes[x]
	return n.k, n.op == opConst
}

// full is the range of all values that a column may really hold, NoLimit being one of them.
func (g *graph) full(x id) (lo, hi int64) {
	s := g.scopes[x]
	if s.none {
		return math.MinInt64, s.hi
	}
	return s.lo, s.hi
}

func (g *graph) within(x id, lo, hi int64) bool {
	l, h := g.full(x)
	return l >= lo && h <= hi
}

func (g *graph) tab(t []int64) int32 {
	text := make([]byte, 0, 8*len(t))
	for _, v := range t {
		for s := 0; s < 64; s += 8 {
			text = append(text, byte(v>>s))
		}
	}
	at, ok := g.known[string(text)]
	if !ok {
		at = int32(len(g.tabs))
		g.tabs = append(g.tabs, t)
		g.known[string(text)] = at
	}
	return at
}

// make builds an operation on single lanes: a constant where all args are, on the parents' lanes where all args come from
// there.
func (g *graph) make(n node, s scope) id {
	args := [3]id{n.a, n.b, n.c}
	constant, hoist := true, true
	mode := uint8(0)
	n.dom = -1
	for _, x := range args {
		if x == nobody {
			continue
		}
		y := &g.nodes[x]
		if y.op == opConst {
			continue
		}
		constant = false
		n.dom = y.dom
		if y.op != opGather || mode != 0 && mode != y.mode {
			hoist = false
		}
		mode = y.mode
	}
	n.mask = nobody
	if constant {
		return g.konst(g.scalar(&n, g.constOf(n.a), g.constOf(n.b), g.constOf(n.c)))
	}
	if s.lo == s.hi && !s.none {
		return g.konst(s.lo)
	}
	if hoist {
		to := n.dom
		for i, x := range []*id{&n.a, &n.b, &n.c} {
			if args[i] != nobody && g.nodes[args[i]].op == opGather {
				*x = g.nodes[args[i]].a
			}
		}
		return g.gather(g.make(n, s), mode, to)
	}
	return g.put(n, s)
}

func (g *graph) constOf(x id) int64 {
	if x == nobody {
		return 0
	}
	return g.nodes[x].k
}

func (g *graph) gather(x id, mode uint8, dom int32) id {
	if g.nodes[x].op == opConst {
		return x
	}
	return g.put(node{op: opGather, mode: mode, dom: dom, tab: -1, a: x, b: nobody, c: nobody, mask: nobody}, g.scopes[x])
}

func (g *graph) un(o op, x id, k int64, s scope) id {
	return g.make(node{op: o, tab: -1, a: x, b: nobody, c: nobody, k: k}, s)
}

func (g *graph) bin(o op, x, y id, s scope) id {
	return g.make(node{op: o, tab: -1, a: x, b: y, c: nobody}, s)
}

func (g *graph) tabbed(o op, x id, k int64, t []int64, s scope) id {
	return g.make(node{op: o, tab: g.tab(t), a: x, b: nobody, c: nobody, k: k}, s)
}

// checked builds an operation that traps; only where no lane counts it is left out.
func (g *graph) checked(o op, x, y, mask id, s scope) id {
	if mask == g.zero {
		return g.zero
	}
	return g.put(node{op: o, dom: g.here, tab: -1, a: x, b: y, c: nobody, mask: mask}, scope{min(s.lo, 0), max(s.hi, 0), false})
}

// args are the columns that a node reads.
func (g *graph) args(n *node, do func(id)) {
	for _, x := range [4]id{n.a, n.b, n.c, n.mask} {
		if x != nobody {
			do(x)
		}
	}
	switch n.op {
	case opFracCmp, opFracN, opFracD, opTake, opSumMix:
		for _, x := range g.tabs[n.tab] {
			if x >= 0 {
				do(id(x))
			}
		}
	}
	if d := g.pairs(n); d >= 0 {
		do(g.doms[d].inst)
	}
}

// pairs is the domain of pairs that a node needs to be there, -1 for none: its own, or that of its elements.
func (g *graph) pairs(n *node) int32 {
	entities := int32(len(g.pop.prog.Entities))
	switch n.op {
	case opCopies, opSum, opSumTwo, opSumMix, opSumC, opFirst, opLeast, opMost, opFracN, opFracD:
		if int32(n.k) >= entities { // its own pairs, if it has such, are those that the elements start from
			return int32(n.k)
		}
	}
	if n.dom >= entities {
		return n.dom
	}
	return -1
}
