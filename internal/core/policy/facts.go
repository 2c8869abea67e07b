package policy

import (
	"slices"
	"strconv"

	"yice/internal/core/rule"
	"yice/internal/kit/errs"
	"yice/internal/kit/money"
)

// Facts fills cases of one program from inputs: the names of the program's entities and inputs are looked up once. It is immutable
// and safe for concurrent use.
type Facts struct {
	entity    map[string]int
	household []column[*Input]
	person    []column[*Member]
	bill      []column[*Bill]
	study     []column[*Study]
	counter   []column[*Counter]
	income    []column[*Income]
	rigid     []column[*Rigid]
	flag      []column[*Flag]
	general   []column[*Counter]
}

// column is one input of an entity with where it comes from.
type column[T any] struct {
	slot     int
	codes    map[string]int64
	optional bool
	source[T]
}

// source reads one fact. Exactly one of the functions is set; they say how the fact is kept.
type source[T any] struct {
	name string
	flag func(T) bool
	num  func(T) int64
	fen  func(T) money.Fen
	code func(T) string
	date func(T) string
	icd  func(T) string
	text func(T) string
	top  func(T) *money.Fen // a limit: nil is none
}

func (s source[T]) fits(t rule.Type) bool {
	switch t {
	case rule.Flag:
		return s.flag != nil
	case rule.Count:
		return s.num != nil
	case rule.Money:
		return s.fen != nil
	case rule.Code:
		return s.code != nil
	case rule.Date:
		return s.date != nil
	case rule.ICD:
		return s.icd != nil
	case rule.Text:
		return s.text != nil
	case rule.Limit:
		return s.top != nil
	}
	return false
}

// NewFacts looks up what the program asks for. An input that no household's file holds must have a default.
// Code: policy.fact_unknown on a field for each input that nothing can fill.
func NewFacts(p *rule.Program) (*Facts, error) {
	b := &binder{p: p}
	f := &Facts{entity: map[string]int{}}
	for i, e := range p.Entities {
		f.entity[e.Name] = i
	}
	f.household = bind(b, p.Entities[0].Name, -1, householdFacts())
	f.person = bind(b, "person", 0, personFacts())
	person := f.entity["person"]
	f.bill = bind(b, "bill", person, billFacts())
	f.study = bind(b, "study", person, studyFacts())
	f.counter = bind(b, "counter", person, counterFacts())
	f.income = bind(b, "income_item", 0, incomeFacts())
	f.rigid = bind(b, "rigid_item", 0, rigidFacts())
	f.flag = bind(b, "flag", 0, flagFacts())
	f.general = bind(b, "household_counter", 0, counterFacts())
	return f, errs.InvalidFields(b.bad)
}

type binder struct {
	p   *rule.Program
	bad []errs.Field
}

func bind[T any](b *binder, entity string, parent int, sources []source[T]) []column[T] {
	e := slices.IndexFunc(b.p.Entities, func(x rule.Entity) bool { return x.Name == entity })
	if e < 0 {
		return nil
	}
	if b.p.Entities[e].Parent != parent {
		b.bad = append(b.bad, errs.InvalidField(entity, "policy.fact_unknown", "name", entity).Fields...)
		return nil
	}
	var out []column[T]
	for slot, in := range b.p.Entities[e].Inputs {
		at := slices.IndexFunc(sources, func(s source[T]) bool { return s.name == in.Name })
		switch {
		case at >= 0 && sources[at].fits(in.Type):
			c := column[T]{slot: slot, optional: in.HasDefault, source: sources[at]}
			if in.Type == rule.Code {
				c.codes = map[string]int64{}
				for i, code := range b.p.Codes[in.Codes].Codes {
					c.codes[code] = int64(i)
				}
			}
			out = append(out, c)
		case at >= 0 || !in.HasDefault:
			b.bad = append(b.bad, errs.InvalidField(entity+"."+in.Name, "policy.fact_unknown", "name", in.Name).Fields...)
		}
	}
	return out
}

func householdFacts() []source[*Input] {
	needs := func(need string) func(*Input) bool {
		return func(in *Input) bool { return slices.Contains(in.Needs, need) }
	}
	return []source[*Input]{
		{name: "on", date: func(in *Input) string { return in.On }},
		{name: "urban", flag: func(in *Input) bool { return in.Urban }},
		{name: "accident_loss", fen: func(in *Input) money.Fen { return in.AccidentLossFen }},
		{name: "need_living", flag: needs("living")},
		{name: "need_medical", flag: needs("medical")},
		{name: "need_study", flag: needs("study")},
		{name: "balance", top: func(in *Input) *money.Fen { return in.BalanceFen }},
	}
}

func personFacts() []source[*Member] {
	return []source[*Member]{
		{name: "birth_on", date: func(m *Member) string { return m.BirthOn }},
		// who states no sex has the longer working age, that of men
		{name: "sex", code: func(m *Member) string {
			if m.Sex == "2" {
				return "2"
			}
			return "1"
		}},
		{name: "able", flag: func(m *Member) bool { return m.Able }},
		{name: "idle_months", num: func(m *Member) int64 { return int64(m.IdleMonths) }},
		{name: "ill", flag: func(m *Member) bool { return m.Ill }},
		{name: "disabled", flag: func(m *Member) bool { return m.Disabled }},
	}
}

func billFacts() []source[*Bill] {
	return []source[*Bill]{
		{name: "kind", code: func(b *Bill) string { return b.Kind }},
		{name: "disease", icd: func(b *Bill) string { return b.Disease }},
		{name: "total", fen: func(b *Bill) money.Fen { return b.TotalFen }},
		{name: "funds", fen: func(b *Bill) money.Fen { return b.FundsFen }},
		{name: "commercial", fen: func(b *Bill) money.Fen { return b.CommercialFen }},
		{name: "mutual", fen: func(b *Bill) money.Fen { return b.MutualFen }},
		{name: "earlier", fen: func(b *Bill) money.Fen { return b.EarlierFen }},
		{name: "out_of_scope", fen: func(b *Bill) money.Fen { return b.OutOfScopeFen }},
		{name: "invoice_missing", flag: func(b *Bill) bool { return b.InvoiceMissing }},
	}
}

func studyFacts() []source[*Study] {
	return []source[*Study]{
		{name: "cost", fen: func(s *Study) money.Fen { return s.CostFen }},
		{name: "proved", flag: func(s *Study) bool { return s.Proved }},
	}
}

func counterFacts() []source[*Counter] {
	return []source[*Counter]{
		{name: "need", code: func(c *Counter) string { return c.Need }},
		{name: "rule", code: func(c *Counter) string { return c.Rule }},
		{name: "paid", fen: func(c *Counter) money.Fen { return c.PaidFen }},
	}
}

func incomeFacts() []source[*Income] {
	return []source[*Income]{
		{name: "kind", code: func(x *Income) string { return x.Kind }},
		{name: "amount", fen: func(x *Income) money.Fen { return x.AmountFen }},
	}
}

func rigidFacts() []source[*Rigid] {
	return []source[*Rigid]{
		{name: "kind", code: func(x *Rigid) string { return x.Kind }},
		{name: "amount", fen: func(x *Rigid) money.Fen { return x.AmountFen }},
		{name: "proved", flag: func(x *Rigid) bool { return x.Proved }},
	}
}

func flagFacts() []source[*Flag] {
	return []source[*Flag]{
		{name: "code", code: func(f *Flag) string { return f.Code }},
		{name: "waived", flag: func(f *Flag) bool { return f.Waived }},
		{name: "reason", text: func(f *Flag) string { return f.Reason }},
	}
}

// Fill empties the case and writes the facts of a household into it: persons in the order of the members, below each the bills,
// studies and counters in the order of the input. The case belongs to the same program. Codes: policy.date_format,
// policy.kind_unknown, policy.disease_unknown with the path of the field.
func (f *Facts) Fill(c *rule.Case, in *Input) error {
	w := &filler{c: c}
	c.Reset()
	write(w, f.household, 0, 0, in, "")
	for i := range in.Members {
		add(w, f, "person", 0, f.person, &in.Members[i], at("members", i), in.Members[i].Ref)
	}
	for i, m := range in.Members {
		for k := range in.Bills {
			if in.Bills[k].Ref == m.Ref {
				add(w, f, "bill", i, f.bill, &in.Bills[k], at("bills", k), "")
			}
		}
		for k := range in.Studies {
			if in.Studies[k].Ref == m.Ref {
				add(w, f, "study", i, f.study, &in.Studies[k], at("studies", k), "")
			}
		}
		for k := range in.Counters {
			if in.Counters[k].Ref == m.Ref {
				add(w, f, "counter", i, f.counter, &in.Counters[k], at("counters", k), "")
			}
		}
	}
	for i := range in.Income {
		add(w, f, "income_item", 0, f.income, &in.Income[i], at("income", i), "")
	}
	for i := range in.Rigid {
		add(w, f, "rigid_item", 0, f.rigid, &in.Rigid[i], at("rigid", i), "")
	}
	for i := range in.Flags {
		add(w, f, "flag", 0, f.flag, &in.Flags[i], at("flags", i), "")
	}
	for i := range in.Counters {
		if in.Counters[i].Ref == "" {
			add(w, f, "household_counter", 0, f.general, &in.Counters[i], at("counters", i), "")
		}
	}
	return errs.InvalidFields(w.bad)
}

func at(list string, i int) string { return list + "[" + strconv.Itoa(i) + "]" }

type filler struct {
	c   *rule.Case
	bad []errs.Field
}

func (w *filler) wrong(path, code string) {
	w.bad = append(w.bad, errs.InvalidField(path, code).Fields...)
}

// add writes an instance, unless the program knows no such entity.
func add[T any](w *filler, f *Facts, entity string, parent int, columns []column[T], x T, path, ref string) {
	e, ok := f.entity[entity]
	if !ok {
		return
	}
	i := w.c.Add(e, parent)
	if ref != "" {
		w.c.Refs[e] = append(w.c.Refs[e], ref)
	}
	write(w, columns, e, i, x, path+".")
}

func write[T any](w *filler, columns []column[T], e, i int, x T, path string) {
	for k := range columns {
		col := &columns[k]
		w.c.Set(e, i, col.slot, col.value(w, w.c.Row(e, i)[col.slot], x, path))
	}
}

// value gives the fact as the program keeps it; was is the default.
func (col *column[T]) value(w *filler, was int64, x T, path string) int64 {
	switch {
	case col.flag != nil:
		if col.flag(x) {
			return 1
		}
		return 0
	case col.num != nil:
		return col.num(x)
	case col.fen != nil:
		return int64(col.fen(x))
	case col.top != nil:
		if f := col.top(x); f != nil {
			return int64(max(*f, 0))
		}
		return rule.NoLimit
	case col.text != nil:
		w.c.Texts = append(w.c.Texts, col.text(x))
		return int64(len(w.c.Texts) - 1)
	case col.code != nil:
		code := col.code(x)
		n, ok := col.codes[code]
		switch {
		case ok:
			return n
		case code != "" || !col.optional:
			w.wrong(path+col.name, "policy.kind_unknown")
		}
		return was
	case col.date != nil:
		day, err := rule.Day(col.date(x))
		if err != nil {
			w.wrong(path+col.name, "policy.date_format")
		}
		return day
	}
	packed, err := rule.PackICD(col.icd(x))
	if err != nil {
		w.wrong(path+col.name, "policy.disease_unknown")
	}
	return packed
}
