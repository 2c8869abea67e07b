package rule

// probe marks the parameters that a formula read for the present instance: of a choice only the branch that was taken.
type probe func(f *frame, mark func(slot int))

// probe compiles the marking of a node.
func (c compiler) probe(n *Node) probe {
	if n == nil {
		return func(*frame, func(int)) {}
	}
	switch n.Op {
	case OpCond, OpPick:
		return c.probeChoice(n)
	case OpAnd, OpOr:
		first, second, is, stop := c.probe(n.Args[0]), c.probe(n.Args[1]), c.int(n.Args[0]), flag(n.Op == OpOr)
		return func(f *frame, mark func(int)) {
			if first(f, mark); is(f) != stop {
				second(f, mark)
			}
		}
	case OpVar:
		return c.probeVariable(n)
	case OpCount, OpAny, OpAll, OpSum, OpFirst, OpMin, OpMax:
		// what the elements read may differ from one to the next: all that the formula names
		return func(_ *frame, mark func(int)) { c.named(n, map[*Variable]bool{}, mark) }
	}
	own, args := n.readsParam(), []probe{}
	for _, a := range n.Args {
		args = append(args, c.probe(a))
	}
	return func(f *frame, mark func(int)) {
		if own {
			mark(n.Param)
		}
		for _, p := range args {
			p(f, mark)
		}
	}
}

func (n *Node) readsParam() bool {
	switch n.Op {
	case OpParam, OpEmpty, OpInList, OpPrefixList, OpTier, OpBand, OpBelow:
		return true
	}
	return false
}

func (c compiler) probeChoice(n *Node) probe {
	which, is, branches := c.probe(n.Args[0]), c.int(n.Args[0]), []probe{}
	for _, a := range n.Args[1:] {
		branches = append(branches, c.probe(a))
	}
	return func(f *frame, mark func(int)) {
		which(f, mark)
		i := is(f)
		if n.Op == OpCond {
			i = 1 - i
		}
		if i >= 0 && i < int64(len(branches)) {
			branches[i](f, mark)
		}
	}
}

// probeVariable goes on into a variable that makes no row of its own.
func (c compiler) probeVariable(n *Node) probe {
	v := c.p.at(n)
	if v.Explain || n.Ref.Scope > 0 {
		return func(*frame, func(int)) {}
	}
	return func(f *frame, mark func(int)) {
		v.reads(f, mark) // its instance is the present one or an ancestor: the registers hold already
	}
}

// named marks all parameters that a node names, also through variables that make no row.
func (c compiler) named(n *Node, seen map[*Variable]bool, mark func(int)) {
	walk(n, func(x *Node) {
		if x.readsParam() {
			mark(x.Param)
		}
		if x.Op == OpVar {
			if v := c.p.at(x); !v.Explain && !seen[v] {
				seen[v] = true
				c.named(v.Root, seen, mark)
			}
		}
	})
}

// at is the variable that an OpVar reads.
func (p *Program) at(n *Node) *Variable {
	for i := range p.Variables {
		v := &p.Variables[i]
		if v.Entity == n.Ref.Entity && v.Slot == n.Ref.Slot && v.Type.Exact() == n.Type.Exact() {
			return v
		}
	}
	return nil
}

// Asked tells of each parameter, by its slot, whether a formula asks if it is in force: such rules know what to do without it.
func (p *Program) Asked() []bool {
	out := make([]bool, len(p.Params))
	var visit func(n *Node)
	visit = func(n *Node) {
		if n == nil {
			return
		}
		if n.Op == OpInForce {
			out[n.Param] = true
		}
		for _, x := range n.Args {
			visit(x)
		}
	}
	for i := range p.Variables {
		visit(p.Variables[i].Root)
		visit(p.Variables[i].When)
	}
	return out
}
