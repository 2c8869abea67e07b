package rule

// Runner evaluates cases one after another in the same memory. It is for one goroutine; a program may have many.
type Runner struct {
	f    frame
	told []Row
	item []Item
}

// NewRunner makes a runner of the program.
func (p *Program) NewRunner() *Runner {
	n := len(p.Entities)
	r := &Runner{}
	r.f = frame{prog: p, vals: make([][]int64, n), exs: make([][]Exact, n), reg: make([]int32, n*(p.depth+1)), pool: make([]taken, p.pools)}
	return r
}

// Run evaluates all variables of the case. The results hold until the next run. The error is that of the first variable in
// the order of evaluation that cannot be computed. Codes: PARAM_MISSING, money.overflow, rule.division_by_zero,
// rule.date_range.
func (r *Runner) Run(c *Case, t *Table) error {
	f := &r.f
	if err := c.offsets(); err != nil {
		return err
	}
	f.c, f.t, f.err = c, t, nil
	p := f.prog
	for e := range p.Entities {
		f.vals[e] = grow(f.vals[e], c.N[e]*p.Entities[e].Vars)
		f.exs[e] = grow(f.exs[e], c.N[e]*p.Entities[e].Exacts)
	}
	for _, i := range p.Order {
		v := &p.Variables[i]
		if v.code.take != nil {
			f.takeAll(v)
		} else {
			f.all(v)
		}
		if f.err != nil {
			return f.err
		}
	}
	return nil
}

func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// at makes an instance of an entity the one that formulas speak about.
func (f *frame) at(chain []int, i int) {
	for k, e := range chain {
		f.reg[e] = int32(i)
		if k+1 < len(chain) {
			i = int(f.c.Up[e][i])
		}
	}
}

func (f *frame) all(v *Variable) {
	e := v.Entity
	n := f.c.N[e]
	if v.code.exacts != nil {
		stride, out := f.prog.Entities[e].Exacts, f.exs[e]
		for i := range n {
			f.at(v.code.chain, i)
			out[i*stride+v.Slot] = v.code.exacts(f)
		}
		return
	}
	stride, out := f.prog.Entities[e].Vars, f.vals[e]
	for i := range n {
		f.at(v.code.chain, i)
		out[i*stride+v.Slot] = v.code.ints(f)
	}
}

// takeAll lets the instances take from the pools in their order.
func (f *frame) takeAll(v *Variable) {
	e, t := v.Entity, v.code.take
	stride, out := f.prog.Entities[e].Vars, f.vals[e]
	for k := range t.pools {
		f.pool[k] = taken{owner: -1}
	}
	for i := range f.c.N[e] {
		f.at(v.code.chain, i)
		want := t.want(f)
		for k := range t.pools {
			p, had := &t.pools[k], &f.pool[k]
			if owner := f.reg[p.entity]; owner != had.owner {
				*had = taken{owner: owner}
			}
			left := p.left(f)
			if p.limit && left == NoLimit {
				continue
			}
			rest, ok := sub64(left, had.sum)
			if !ok {
				f.overflow()
				return
			}
			if Whole(rest).Cmp(want) < 0 {
				want = Whole(rest)
			}
		}
		got, ok := want.Round(t.round)
		if !ok {
			f.overflow()
			return
		}
		got = max(got, 0)
		out[i*stride+v.Slot] = got
		for k := range t.pools {
			if t.pools[k].limit && t.pools[k].left(f) == NoLimit {
				continue
			}
			if f.pool[k].sum, ok = add64(f.pool[k].sum, got); !ok {
				f.overflow()
				return
			}
		}
	}
}

// Int is the value of an integer variable for an instance.
func (r *Runner) Int(v *Variable, i int) int64 {
	return r.f.vals[v.Entity][i*r.f.prog.Entities[v.Entity].Vars+v.Slot]
}

// Exact is the value of an exact variable for an instance.
func (r *Runner) Exact(v *Variable, i int) Exact {
	return r.f.exs[v.Entity][i*r.f.prog.Entities[v.Entity].Exacts+v.Slot]
}

// Variable finds a variable by entity and name, nil when there is none. An entity of "" is the root.
func (p *Program) Variable(entity, name string) *Variable {
	for i := range p.Variables {
		v := &p.Variables[i]
		if v.Name == name && (p.Entities[v.Entity].Name == entity || entity == "" && v.Entity == 0) {
			return v
		}
	}
	return nil
}
