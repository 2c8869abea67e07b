package column

import "yice/internal/core/rule"

// kernel makes the loop of an operation on single lanes: o of dom, args by register.
func (a *assembler) kernel(n *node) func(m *machine) {
	if n.op == opMulK && a.inside[n.a] {
		return a.scaleInside(n)
	}
	for _, of := range []func(n *node) func(m *machine){a.kernelK, a.kernelTwo, a.kernelFlags, a.kernelSel} {
		if k := of(n); k != nil {
			return k
		}
	}
	return a.kernelSlow(n)
}

// kernelTwo is arithmetic on two columns, nil for other operations.
func (a *assembler) kernelTwo(n *node) func(m *machine) {
	o, dom, x, y := a.reg, n.dom, a.col(n.a, n.dom), a.col(n.b, n.dom)
	switch n.op {
	case opAdd:
		return func(m *machine) {
			o, x, y := m.three(o, x, y, dom)
			for i := range o {
				o[i] = x[i] + y[i]
			}
		}
	case opSub:
		return func(m *machine) {
			o, x, y := m.three(o, x, y, dom)
			for i := range o {
				o[i] = x[i] - y[i]
			}
		}
	case opMul:
		return func(m *machine) {
			o, x, y := m.three(o, x, y, dom)
			for i := range o {
				o[i] = x[i] * y[i]
			}
		}
	case opMin:
		return func(m *machine) {
			o, x, y := m.three(o, x, y, dom)
			for i := range o {
				o[i] = min(x[i], y[i])
			}
		}
	case opMax:
		return func(m *machine) {
			o, x, y := m.three(o, x, y, dom)
			for i := range o {
				o[i] = max(x[i], y[i])
			}
		}
	case opKey:
		k := n.k
		return func(m *machine) {
			o, x, y := m.three(o, x, y, dom)
			for i := range o {
				o[i] = x[i] + y[i]*k
			}
		}
	}
	return nil
}

// kernelFlags compares or joins two columns, nil for other operations.
func (a *assembler) kernelFlags(n *node) func(m *machine) {
	o, dom, x, y := a.reg, n.dom, a.col(n.a, n.dom), a.col(n.b, n.dom)
	switch n.op {
	case opAnd:
		return func(m *machine) {
			o, x, y := m.three(o, x, y, dom)
			for i := range o {
				o[i] = x[i] & y[i]
			}
		}
	case opOr:
		return func(m *machine) {
			o, x, y := m.three(o, x, y, dom)
			for i := range o {
				o[i] = x[i] | y[i]
			}
		}
	case opLt:
		return func(m *machine) {
			o, x, y := m.three(o, x, y, dom)
			for i := range o {
				o[i] = less(x[i], y[i])
			}
		}
	case opEq:
		return func(m *machine) {
			o, x, y := m.three(o, x, y, dom)
			for i := range o {
				o[i] = same64(x[i], y[i])
			}
		}
	}
	return nil
}

// kernelSel takes one of two columns or a constant, without a jump; nil for other operations.
func (a *assembler) kernelSel(n *node) func(m *machine) {
	o, dom, x, y, k := a.reg, n.dom, a.col(n.a, n.dom), a.col(n.b, n.dom), n.k
	switch {
	case n.op == opSel:
		z := a.col(n.c, n.dom)
		return func(m *machine) {
			o, x, y := m.three(o, x, y, dom)
			z := m.cols[z][:len(o)]
			for i := range o {
				o[i] = z[i] ^ (z[i]^y[i])&-x[i]
			}
		}
	case n.op == opSelK && k == 0:
		return func(m *machine) {
			o, x, y := m.three(o, x, y, dom)
			for i := range o {
				o[i] = y[i] & -x[i]
			}
		}
	case n.op == opSelK:
		return func(m *machine) {
			o, x, y := m.three(o, x, y, dom)
			for i := range o {
				o[i] = k ^ (k^y[i])&-x[i]
			}
		}
	}
	return nil
}

// less and same64 are 1 or 0 without a jump.
func less(x, y int64) int64 {
	n := int64(0)
	if x < y {
		n = 1
	}
	return n
}

func same64(x, y int64) int64 {
	n := int64(0)
	if x == y {
		n = 1
	}
	return n
}

// kernelSlow is for operations whose work on a lane outweighs a call.
func (a *assembler) kernelSlow(n *node) func(m *machine) {
	o, dom, x, y, mode := a.reg, n.dom, a.col(n.a, n.dom), a.col(n.b, n.dom), n.mode
	two := func(f func(a, b int64) int64) func(m *machine) {
		return func(m *machine) {
			o, x, y := m.three(o, x, y, dom)
			for i := range o {
				o[i] = f(x[i], y[i])
			}
		}
	}
	switch n.op {
	case opMod:
		return two(modOne)
	case opRoom:
		return two(roomOne)
	case opYears:
		return two(yearsOne)
	case opMonths:
		return two(monthsOne)
	case opAddMonths:
		return two(addMonthsOne)
	}
	return func(m *machine) { // opRoundD
		o, x, y := m.three(o, x, y, dom)
		for i := range o {
			o[i] = roundOne(x[i], y[i], mode)
		}
	}
}

// kernelK makes the loop of an operation on one column and constants, nil for others.
func (a *assembler) kernelK(n *node) func(m *machine) {
	if n.b != nobody {
		return nil
	}
	o, dom, x, k := a.reg, n.dom, a.col(n.a, n.dom), n.k
	switch n.op {
	case opAddK:
		return func(m *machine) {
			o, x := m.two(o, x, dom)
			for i := range o {
				o[i] = x[i] + k
			}
		}
	case opRsubK:
		return func(m *machine) {
			o, x := m.two(o, x, dom)
			for i := range o {
				o[i] = k - x[i]
			}
		}
	case opMulK:
		return func(m *machine) {
			o, x := m.two(o, x, dom)
			for i := range o {
				o[i] = x[i] * k
			}
		}
	case opDivK:
		return a.divide(n)
	case opMinK:
		return func(m *machine) {
			o, x := m.two(o, x, dom)
			for i := range o {
				o[i] = min(x[i], k)
			}
		}
	case opMaxK:
		return func(m *machine) {
			o, x := m.two(o, x, dom)
			for i := range o {
				o[i] = max(x[i], k)
			}
		}
	}
	return a.questionK(n)
}

// questionK compares a column with a constant.
func (a *assembler) questionK(n *node) func(m *machine) {
	o, dom, x, k := a.reg, n.dom, a.col(n.a, n.dom), n.k
	switch n.op {
	case opLtK:
		return func(m *machine) {
			o, x := m.two(o, x, dom)
			for i := range o {
				o[i] = less(x[i], k)
			}
		}
	case opGtK:
		return func(m *machine) {
			o, x := m.two(o, x, dom)
			for i := range o {
				o[i] = less(k, x[i])
			}
		}
	case opEqK:
		return func(m *machine) {
			o, x := m.two(o, x, dom)
			for i := range o {
				o[i] = same64(x[i], k)
			}
		}
	case opNeK:
		return func(m *machine) {
			o, x := m.two(o, x, dom)
			for i := range o {
				o[i] = 1 - same64(x[i], k)
			}
		}
	case opNot:
		return func(m *machine) {
			o, x := m.two(o, x, dom)
			for i := range o {
				o[i] = 1 - x[i]
			}
		}
	}
	return a.kernelTab(n)
}

// kernelTab is for operations on one column with a table.
func (a *assembler) kernelTab(n *node) func(m *machine) {
	o, dom, x, k := a.reg, n.dom, a.col(n.a, n.dom), n.k
	switch n.op {
	case opLook:
		t := a.g.tabs[n.tab]
		return func(m *machine) {
			o, x := m.two(o, x, dom)
			for i := range o {
				o[i] = t[x[i]-k]
			}
		}
	case opTier:
		return a.tiers(n)
	case opIn:
		if bits, ok := a.g.bits(n); ok {
			return func(m *machine) {
				o, x := m.two(o, x, dom)
				for i := range o {
					o[i] = int64(bits >> uint64(x[i]&63) & 1)
				}
			}
		}
	}
	one, g := *n, a.g
	return func(m *machine) {
		o, x := m.two(o, x, dom)
		for i := range o {
			o[i] = g.scalar(&one, x[i], 0, 0)
		}
	}
}

// bits writes a set as a word, where the column has no value beyond it.
func (g *graph) bits(n *node) (set uint64, ok bool) {
	for _, v := range g.tabs[n.tab] {
		if v >= 0 && v < 64 {
			set |= 1 << uint64(v)
		}
	}
	return set, g.within(n.a, 0, 63)
}

// magic is a factor whose product's upper half is n/k rounded down for n from 0 to most, and whether there is one.
func magic(k, most int64) (uint64, bool) {
	if k < 2 || most < 0 || uint64(most) > (1<<64-1)/uint64(k) {
		return 0, false
	}
	return (1<<64-1)/uint64(k) + 1, true
}

// checkedKernel is an operation that traps where a lane that counts leaves 64 bits; such lanes become 0.
func (a *assembler) checkedKernel(n *node) func(m *machine) {
	o, dom, x, y, mask := a.reg, n.dom, a.col(n.a, n.dom), a.col(n.b, n.dom), a.col(n.mask, n.dom)
	var f func(a, b int64) (int64, bool)
	switch n.op {
	case opAddC:
		f = add64
	case opSubC:
		f = sub64
	case opMulC:
		f = mul64
	default:
		f = func(limit, used int64) (int64, bool) {
			if limit == rule.NoLimit {
				return 0, true
			}
			left, ok := sub64(limit, used)
			return max(left, 0), ok
		}
	}
	return func(m *machine) {
		o, x, y := m.three(o, x, y, dom)
		mask := m.cols[mask][:len(o)]
		for i := range o {
			v, ok := f(x[i], y[i])
			if !ok {
				v = 0
				m.trapped = m.trapped || mask[i] != 0
			}
			o[i] = v
		}
	}
}
