package column

import (
	"math"
	"math/bits"
)

// Steps that do the work of several nodes at once.

// tiers adds up what lies above each threshold; the loop over the lanes is inside for few thresholds.
func (a *assembler) tiers(n *node) func(m *machine) {
	o, dom, x, t := a.reg, n.dom, a.col(n.a, n.dom), a.g.tabs[n.tab]
	if len(t) <= 8 {
		f := spread8(t)
		return func(m *machine) {
			o, x := m.two(o, x, dom)
			for i := range o {
				v := x[i]
				o[i] = max(v-f[0], 0)*f[1] + max(v-f[2], 0)*f[3] + max(v-f[4], 0)*f[5] + max(v-f[6], 0)*f[7]
			}
		}
	}
	return func(m *machine) {
		o, x := m.two(o, x, dom)
		for i := range o {
			o[i] = tierOne(x[i], t)
		}
	}
}

// choose takes each lane from one of two columns or a constant.
func (a *assembler) choose(n *node) func(m *machine) {
	o, dom, key, x, y := a.reg, n.dom, a.col(n.a, n.dom), a.col(n.b, n.dom), a.col(n.c, n.dom)
	t := a.entries(n.tab)
	if n.c == nobody {
		return func(m *machine) {
			o, key, x := m.three(o, key, x, dom)
			for i := range o {
				c := &t[key[i]]
				o[i] = x[i]&c[0] | c[2]
			}
		}
	}
	return func(m *machine) {
		o, key, x := m.three(o, key, x, dom)
		y := m.cols[y][:len(o)]
		for i := range o {
			c := &t[key[i]]
			o[i] = x[i]&c[0] | y[i]&c[1] | c[2]
		}
	}
}

// mix sums a choice and a table.
func (a *assembler) mix(n *node) func(m *machine) {
	p := a.g.tabs[n.tab]
	o, dom, inner := a.reg, n.dom, int32(n.k)
	key, x, y, u, v := a.col(id(p[0]), inner), a.col(id(p[1]), inner), a.col(id(p[2]), inner), a.col(id(p[3]), inner), a.col(id(p[4]), inner)
	t, look := a.entries(int32(-1-p[5])), a.g.tabs[-1-p[6]]
	return func(m *machine) {
		key := m.cols[key]
		x, y, u, v := m.cols[x][:len(key)], m.cols[y][:len(key)], m.cols[u][:len(key)], m.cols[v][:len(key)]
		run := m.running(len(key))[:len(key)+1]
		sum := int64(0)
		for i, k := range key {
			c := &t[k]
			run[i] = sum
			sum += (x[i]&c[0] | y[i]&c[1] | c[2]) + look[u[i]+v[i]]
		}
		run[len(key)] = sum
		m.differences(o, dom, inner, run)
	}
}

// entries are the rows of a choice: which column, or which constant.
func (a *assembler) entries(tab int32) [][4]int64 {
	t := make([][4]int64, len(a.g.tabs[tab])/4)
	for i := range t {
		copy(t[i][:], a.g.tabs[tab][4*i:])
	}
	return t
}

// tierCap is a tiered share, divided, and capped. Two over the same column with the same thresholds are made together.
func (a *assembler) tierCap(n *node) func(m *machine) {
	o, dom, x, k, t := a.reg, n.dom, a.col(n.a, n.dom), n.k, a.g.tabs[n.tab]
	f := spread8(t[1:])
	by, _ := magic(t[0], 0)
	if len(t) > 7 {
		return func(m *machine) {
			o, x := m.two(o, x, dom)
			f := &f
			for i := range o {
				v := x[i]
				sum := max(v-f[0], 0)*f[1] + max(v-f[2], 0)*f[3] + max(v-f[4], 0)*f[5] + max(v-f[6], 0)*f[7]
				hi, _ := bits.Mul64(uint64(sum), by)
				o[i] = min(int64(hi), k)
			}
		}
	}
	other, at := a.twin(n)
	if other == nil {
		return func(m *machine) {
			o, x := m.two(o, x, dom)
			f := &f
			for i := range o {
				v := x[i]
				hi, _ := bits.Mul64(uint64(max(v-f[0], 0)*f[1]+max(v-f[2], 0)*f[3]+max(v-f[4], 0)*f[5]), by)
				o[i] = min(int64(hi), k)
			}
		}
	}
	o2, k2, f2 := a.take1(at), other.k, spread8(a.g.tabs[other.tab][1:])
	by2, _ := magic(a.g.tabs[other.tab][0], 0)
	return func(m *machine) {
		p, q := m.out(o, dom), m.out(o2, dom)
		x := m.cols[x][:len(p)]
		q = q[:len(p)]
		f0, f2, f4, p1, p3, p5, q1, q3, q5 := f[0], f[2], f[4], f[1], f[3], f[5], f2[1], f2[3], f2[5]
		for i, v := range x {
			r, s, t := max(v-f0, 0), max(v-f2, 0), max(v-f4, 0)
			hi, _ := bits.Mul64(uint64(r*p1+s*p3+t*p5), by)
			p[i] = min(int64(hi), k)
			hi, _ = bits.Mul64(uint64(r*q1+s*q3+t*q5), by2)
			q[i] = min(int64(hi), k2)
		}
	}
}

// twin finds another tiered share over the same column with the same thresholds that is still to be made.
func (a *assembler) twin(n *node) (*node, id) {
	t := a.g.tabs[n.tab]
	for _, x := range a.order {
		m := &a.g.nodes[x]
		if m == n || m.op != opTierCap || m.a != n.a || m.dom != n.dom || a.regs[x] >= 0 || len(a.g.tabs[m.tab]) != len(t) {
			continue
		}
		same := true
		for i := 1; i < len(t); i += 2 {
			same = same && t[i] == a.g.tabs[m.tab][i]
		}
		if same {
			return m, x
		}
	}
	return nil, nobody
}

// spread8 fills a list of thresholds and steps up with ones that add nothing.
func spread8(t []int64) (f [8]int64) {
	copy(f[:], t)
	for i := len(t); i < 8; i += 2 {
		f[i] = math.MaxInt64
	}
	return f
}
