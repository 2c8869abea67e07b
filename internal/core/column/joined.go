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

// share is a tiered share of at most three thresholds, divided, and capped.
type share struct {
	from, step [3]int64
	by         uint64
	most       int64
}

func (a *assembler) share(n *node) share {
	f := spread8(a.g.tabs[n.tab][1:])
	by, _ := magic(a.g.tabs[n.tab][0], 0)
	return share{[3]int64{f[0], f[2], f[4]}, [3]int64{f[1], f[3], f[5]}, by, n.k}
}

func oneShare[T narrowInt | int64](o []int64, x []T, less int64, s *share) {
	x = x[:len(o)]
	f0, f1, f2, s0, s1, s2, by, most := s.from[0], s.from[1], s.from[2], s.step[0], s.step[1], s.step[2], s.by, s.most
	for i := range o {
		v := int64(x[i]) + less
		hi, _ := bits.Mul64(uint64(max(v-f0, 0)*s0+max(v-f1, 0)*s1+max(v-f2, 0)*s2), by)
		o[i] = min(int64(hi), most)
	}
}

func twoShares[T narrowInt | int64](p, q []int64, x []T, less int64, s, t *share) {
	x, q = x[:len(p)], q[:len(p)]
	f0, f1, f2, s0, s1, s2, t0, t1, t2 := s.from[0], s.from[1], s.from[2], s.step[0], s.step[1], s.step[2], t.step[0], t.step[1], t.step[2]
	for i := range p {
		v := int64(x[i]) + less
		a, b, c := max(v-f0, 0), max(v-f1, 0), max(v-f2, 0)
		hi, _ := bits.Mul64(uint64(a*s0+b*s1+c*s2), s.by)
		p[i] = min(int64(hi), s.most)
		hi, _ = bits.Mul64(uint64(a*t0+b*t1+c*t2), t.by)
		q[i] = min(int64(hi), t.most)
	}
}

// tierCap is a tiered share, divided, and capped. Two over the same column with the same thresholds are made together.
func (a *assembler) tierCap(n *node) func(m *machine) {
	if len(a.g.tabs[n.tab]) > 7 {
		return a.longShare(n)
	}
	o, dom, s, inside := a.reg, n.dom, a.share(n), a.inside[n.a]
	x, slot := int32(-1), a.g.nodes[n.a].k
	if !inside {
		x = a.col(n.a, n.dom)
	}
	o2, t, two := int32(0), share{}, false
	if other, at := a.twin(n); other != nil {
		o2, t, two = a.take1(at), a.share(other), true
	}
	return func(m *machine) {
		p, q := m.out(o, dom), []int64(nil)
		if two {
			q = m.out(o2, dom)
		}
		in := packed{}
		if inside {
			in = m.part(dom, slot)
		}
		switch {
		case in.b != nil:
			shares(p, q, in.b, in.less, &s, &t)
		case in.h != nil:
			shares(p, q, in.h, in.less, &s, &t)
		case in.w != nil:
			shares(p, q, in.w, in.less, &s, &t)
		default:
			shares(p, q, m.cols[x], 0, &s, &t)
		}
	}
}

func shares[T narrowInt | int64](p, q []int64, x []T, less int64, s, t *share) {
	if q == nil {
		oneShare(p, x, less, s)
		return
	}
	twoShares(p, q, x, less, s, t)
}

// longShare is tierCap with more thresholds.
func (a *assembler) longShare(n *node) func(m *machine) {
	o, dom, x, k, t := a.reg, n.dom, a.col(n.a, n.dom), n.k, a.g.tabs[n.tab]
	f := spread8(t[1:])
	by, _ := magic(t[0], 0)
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
