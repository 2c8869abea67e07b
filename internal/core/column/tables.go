package column

import (
	"math"
	"slices"
)

// tabler rewrites a graph before it is assembled. What depends on a few narrow columns only (codes, flags, areas) becomes one
// table by their combination, choices between columns become one step, and common neighbours are joined.
type tabler struct {
	*graph
	from   [][]id // by node of the graph as lowered: the narrow columns it depends on, nil where there are others
	known  []bool
	weight []int32
	uses   []int32
	to     map[id]id
}

const (
	narrow     = 64  // values of a column that a table may go by
	tableSize  = 512 // entries
	choiceSize = 64
	tableKeys  = 4
)

func newTabler(g *graph, roots []id) *tabler {
	n := len(g.nodes)
	t := &tabler{graph: g, from: make([][]id, n), known: make([]bool, n), weight: make([]int32, n), uses: make([]int32, n), to: map[id]id{}}
	seen := make([]bool, n)
	var visit func(x id)
	visit = func(x id) {
		t.uses[x]++
		if !seen[x] {
			seen[x] = true
			g.args(&g.nodes[x], visit)
		}
	}
	for _, x := range roots {
		visit(x)
	}
	return t
}

func (t *tabler) width(x id) int64 {
	s := t.scopes[x]
	if s.none || s.hi-s.lo < 0 || s.hi-s.lo >= narrow {
		return math.MaxInt32
	}
	return s.hi - s.lo + 1
}

// size is the number of combinations of narrow columns.
func (t *tabler) size(xs []id) int64 {
	n := int64(1)
	for _, x := range xs {
		n = min(n*t.width(x), math.MaxInt32)
	}
	return n
}

// keys are the narrow columns that a node can be told from.
func (t *tabler) keys(x id) ([]id, bool) {
	if t.known[x] {
		return t.from[x], t.from[x] != nil
	}
	t.known[x] = true
	n := &t.nodes[x]
	if n.op == opConst {
		t.from[x] = []id{}
		return t.from[x], true
	}
	if n.op.each() {
		if all, weight, ok := t.join(n.a, n.b, n.c); ok {
			t.from[x], t.weight[x] = all, min(weight+heavy(n.op), 1<<20)
			return all, true
		}
	}
	if t.width(x) <= narrow {
		t.from[x] = []id{x}
	}
	return t.from[x], t.from[x] != nil
}

// heavy is about how many simple steps an operation is worth.
func heavy(o op) int32 {
	switch o {
	case opYears, opMonths, opAddMonths, opYear, opMonth, opRoundK, opRoundD, opMod:
		return 8
	case opTier, opDivK, opBand, opRange:
		return 3
	}
	return 1
}

func (t *tabler) join(xs ...id) (all []id, weight int32, ok bool) {
	all = []id{}
	for _, x := range xs {
		if x == nobody {
			continue
		}
		keys, ok := t.keys(x)
		if !ok {
			return nil, 0, false
		}
		weight += t.weight[x]
		for _, k := range keys {
			if !slices.Contains(all, k) {
				all = append(all, k)
			}
		}
	}
	slices.Sort(all)
	return all, weight, len(all) <= tableKeys && t.size(all) <= tableSize
}

// rewrite gives the node that stands for another from now on.
func (t *tabler) rewrite(x id) id {
	if y, ok := t.to[x]; ok {
		return y
	}
	y := t.table(x)
	if y == nobody {
		y = t.choice(x)
	}
	if y == nobody {
		y = t.joined(x)
	}
	if y == nobody {
		y = t.copied(x)
	}
	t.to[x] = y
	return y
}

// copied is the same node over rewritten args.
func (t *tabler) copied(x id) id {
	n := t.nodes[x]
	for _, arg := range []*id{&n.a, &n.b, &n.c, &n.mask} {
		if *arg != nobody {
			*arg = t.rewrite(*arg)
		}
	}
	switch n.op {
	case opGather:
		return t.gather(n.a, n.mode, n.dom)
	case opFracCmp, opFracN, opFracD, opTake:
		list := slices.Clone(t.tabs[n.tab])
		for i, v := range list {
			if v >= 0 {
				list[i] = int64(t.rewrite(id(v)))
			}
		}
		n.tab = t.tab(list)
	}
	return t.put(n, t.scopes[x])
}

// table replaces a node by a table where that saves steps.
func (t *tabler) table(x id) id {
	keys, ok := t.keys(x)
	if !ok || len(keys) == 0 || int(t.weight[x]) < max(len(keys), 2) {
		return nobody
	}
	values := make([]int64, t.size(keys))
	region := t.region(x, keys)
	t.each(keys, region, func(at int, lane map[id]int64) { values[at] = lane[x] })
	return t.look(t.key(keys), 0, values)
}

// region lists the nodes between the keys and a node, args first.
func (t *tabler) region(x id, keys []id) (all []id) {
	seen := map[id]bool{}
	var visit func(x id)
	visit = func(x id) {
		if seen[x] || slices.Contains(keys, x) {
			return
		}
		seen[x] = true
		t.args(&t.nodes[x], visit)
		all = append(all, x)
	}
	visit(x)
	return all
}

// each goes through all combinations of the keys, the first varying fastest.
func (t *tabler) each(keys, region []id, do func(at int, lane map[id]int64)) {
	lane := map[id]int64{}
	value := func(x id) int64 {
		if x == nobody {
			return 0
		}
		return lane[x]
	}
	for at := range int(t.size(keys)) {
		rest := int64(at)
		for _, k := range keys {
			lane[k] = t.scopes[k].lo + rest%t.width(k)
			rest /= t.width(k)
		}
		for _, x := range region {
			n := &t.nodes[x]
			lane[x] = t.scalar(n, value(n.a), value(n.b), value(n.c))
		}
		do(at, lane)
	}
}

// key is the column of the number of the combination, from 0. Keys that come up from the parents are combined there.
func (t *tabler) key(keys []id) id {
	type part struct {
		x    id
		step int64
	}
	var parts []part
	step, from := int64(1), int64(0)
	for _, k := range keys {
		parts = append(parts, part{t.rewrite(k), step})
		from += t.scopes[k].lo * step
		step *= t.width(k)
	}
	mode := func(x id) uint8 {
		if t.nodes[x].op == opGather {
			return t.nodes[x].mode
		}
		return 0
	}
	slices.SortStableFunc(parts, func(a, b part) int { return int(mode(b.x)) - int(mode(a.x)) })
	groups := map[uint8]id{}
	var order []uint8
	for _, p := range parts {
		m := mode(p.x)
		if _, ok := groups[m]; !ok {
			order = append(order, m)
			groups[m] = t.mul(p.x, t.konst(p.step), t.zero)
			continue
		}
		groups[m] = t.plus(groups[m], p.x, p.step)
	}
	out := groups[order[0]]
	for _, m := range order[1:] {
		out = t.plus(out, groups[m], 1)
	}
	return t.add(out, t.konst(-from), t.zero)
}

// plus is x + y*k for narrow columns.
func (t *tabler) plus(x, y id, k int64) id {
	if k == 1 {
		return t.add(x, y, t.zero)
	}
	sx, sy := t.scopes[x], t.scopes[y]
	return t.un2(opKey, x, y, k, scope{sx.lo + sy.lo*k, sx.hi + sy.hi*k, false})
}

// choice joins a tree of choices between at most two columns and constants, whose conditions narrow columns decide.
func (t *tabler) choice(x id) id {
	if n := &t.nodes[x]; n.op != opSel && n.op != opSelK {
		return nobody
	}
	var conds, leaves []id
	inner := 0
	var visit func(x id) bool
	visit = func(x id) bool {
		n := &t.nodes[x]
		switch n.op {
		case opConst:
			return true
		case opSel, opSelK:
			if _, ok := t.keys(n.a); !ok {
				return false
			}
			inner++
			conds = append(conds, n.a)
			return visit(n.b) && (n.op == opSelK || visit(n.c))
		}
		if !slices.Contains(leaves, x) {
			leaves = append(leaves, x)
		}
		return len(leaves) <= 2
	}
	if !visit(x) || inner < 2 || len(leaves) == 0 {
		return nobody
	}
	keys, _, ok := t.join(conds...)
	if !ok || len(keys) == 0 || t.size(keys) > choiceSize {
		return nobody
	}
	var region []id
	for _, c := range conds {
		for _, y := range t.region(c, keys) {
			if !slices.Contains(region, y) {
				region = append(region, y)
			}
		}
	}
	var tab []int64
	t.each(keys, region, func(_ int, lane map[id]int64) {
		leaf, k := t.taken(x, lane)
		entry := [4]int64{0, 0, k, 0}
		if at := slices.Index(leaves, leaf); at >= 0 {
			entry[at] = -1
		}
		tab = append(tab, entry[:]...)
	})
	n := node{op: opChoose, tab: -1, b: t.rewrite(leaves[0]), c: nobody}
	if len(leaves) > 1 {
		n.c = t.rewrite(leaves[1])
	}
	n.a, n.tab = t.key(keys), t.tab(tab)
	n.dom, n.mask = t.nodes[x].dom, nobody
	return t.put(n, t.scopes[x])
}

// taken is the leaf that a lane takes, or nobody and the constant.
func (t *tabler) taken(x id, lane map[id]int64) (id, int64) {
	for {
		n := &t.nodes[x]
		switch n.op {
		case opConst:
			return nobody, n.k
		case opSel:
			if x = n.c; lane[n.a] != 0 {
				x = n.b
			}
		case opSelK:
			if lane[n.a] == 0 {
				return nobody, n.k
			}
			x = n.b
		default:
			return x, 0
		}
	}
}

// joined builds one step of neighbours that nobody else reads.
func (t *tabler) joined(x id) id {
	n := t.nodes[x]
	if n.a == nobody || t.uses[n.a] != 1 {
		return nobody
	}
	arg := t.nodes[n.a]
	switch {
	case n.op == opSum && arg.op == opAdd:
		n.op, n.a, n.b = opSumTwo, t.rewrite(arg.a), t.rewrite(arg.b)
		if t.uses[arg.a] == 1 && t.uses[arg.b] == 1 {
			if mix := t.mixed(n, t.scopes[x]); mix != nobody {
				return mix
			}
		}
		return t.put(n, t.scopes[x])
	case n.op == opMinK && arg.op == opDivK && t.nodes[arg.a].op == opTier && t.uses[arg.a] == 1:
		tier := t.nodes[arg.a]
		_, most := t.full(arg.a)
		list := t.tabs[tier.tab]
		if _, ok := magic(arg.k, most); !ok || len(list) > 8 {
			return nobody
		}
		n.op, n.a, n.tab = opTierCap, t.rewrite(tier.a), t.tab(append([]int64{arg.k}, list...))
		return t.put(n, t.scopes[x])
	}
	return nobody
}

// mixed builds the sum of a choice between two columns and of a table by a sum, the usual shape of what the members of a
// household get, without writing either down.
func (t *tabler) mixed(n node, s scope) id {
	x, y := t.nodes[n.a], t.nodes[n.b]
	if x.op == opLook {
		x, y = y, x
	}
	if x.op != opChoose || x.c == nobody || y.op != opLook || t.nodes[y.a].op != opAdd || y.k != 0 {
		return nobody
	}
	at := t.nodes[y.a]
	parts := []int64{int64(x.a), int64(x.b), int64(x.c), int64(at.a), int64(at.b), -1 - int64(x.tab), -1 - int64(y.tab)}
	out := node{op: opSumMix, dom: n.dom, tab: t.tab(parts), a: nobody, b: nobody, c: nobody, mask: nobody, k: n.k}
	return t.put(out, s)
}
