package column

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"yice/internal/core/rule"
	"yice/internal/kit/errs"
)

// randomSet is the frame of the random rule sets: four entities with inputs and parameters of every type.
const randomSet = `
rule_set: random
entities:
  household: {zh: 家庭, en: household}
  person: {of: household, plural: persons, zh: 人, en: person}
  thing: {of: person, plural: things, zh: 物, en: thing}
  pet: {of: household, plural: pets, zh: 宠物, en: pet}
codes:
  color: {red: {zh: 红, en: red}, green: 绿, blue: 蓝}
inputs:
  household: {n: {type: count}, m: {type: money}, l: {type: limit}, f: {type: flag}, c: {type: color}, d: {type: date}, i: {type: icd}}
  person: {n: {type: count}, m: {type: money}, l: {type: limit}, f: {type: flag}, c: {type: color}, d: {type: date}, i: {type: icd}}
  thing: {n: {type: count}, m: {type: money}, l: {type: limit}, f: {type: flag}, c: {type: color}, d: {type: date}, i: {type: icd}}
  pet: {n: {type: count}, m: {type: money}, l: {type: limit}, f: {type: flag}, c: {type: color}, d: {type: date}, i: {type: icd}}
parameters:
  q.money: {kind: money}
  q.count: {kind: count}
  q.ratio: {kind: ratio}
  q.flag: {kind: flag}
  q.date: {kind: date}
  q.color: {kind: code, codes: color}
  q.limit: {kind: limit}
  q.list: {kind: list, codes: color}
  q.icds: {kind: icd_list}
  q.tiers: {kind: tiers}
  q.tiers2: {kind: tiers}
  q.bands: {kind: bands}
  q.op: {kind: operator}
variables:
`

// texts are values of each parameter, some of them at the edge.
func texts() map[string][]string {
	return map[string][]string{
		"q.money": {"650", "0", "-3.01", "0.01", "92233720368547758.07"}, "q.count": {"3", "0", "-1", "9223372036854775807"}, "q.ratio": {"0.6", "2/3", "0", "1.5", "7/9"},
		"q.flag": {"true", "false"}, "q.date": {"2026-01-31", "2024-02-29", "0001-01-01"}, "q.color": {"red", "blue"}, "q.limit": {"none", "0", "7000", "12.34"},
		"q.list": {"none", "red,blue", "green"}, "q.icds": {"D66,N18.5", "none", "N"}, "q.tiers": {"0:0.9,100:1/3,1000:0", "0:0,50:0.6,200:0.7,500:0.8", "0:0.1,50:0.2,200:0.3,500:0.4", "0:1", "0:0.1,1:0.2,2:0.3,3:0.4,4:0.5", "0:0"},
		"q.tiers2": {"0:0,50:0.5,200:0.6,500:0.7", "0:0.2,50:0.1"}, "q.bands": {"0:1,100:2", "0:2,1:0,5:7"}, "q.op": {"<", "<="},
	}
}

// formulas makes random formulas of every type over the frame.
type formulas struct {
	*rand.Rand
	vars map[string][]string // entity and type to the names of the variables so far
	some bool                // every household has a person
}

func (g *formulas) pick(list ...string) string { return list[g.IntN(len(list))] }

// spot is where a formula speaks: of its own entity, with elements around it.
type spot struct {
	names []string // how to write each instance that is in sight
	of    []string // its entity
}

func (s spot) with(name, entity string) spot {
	return spot{append(append([]string{}, s.names...), name), append(append([]string{}, s.of...), entity)}
}

func start(entity string) spot {
	s := spot{[]string{""}, []string{entity}}
	switch entity {
	case "thing":
		return s.with("person.", "person").with("household.", "household")
	case "person", "pet":
		return s.with("household.", "household")
	}
	return s
}

// leaf is an input, a variable or a parameter of a type.
func (g *formulas) leaf(t string, s spot) string {
	at := g.IntN(len(s.names))
	if names := g.vars[s.of[at]+" "+t]; len(names) > 0 && g.IntN(3) > 0 {
		return s.names[at] + g.pick(names...)
	}
	inputs := map[string]string{"count": "n", "money": "m", "limit": "l", "flag": "f", "color": "c", "date": "d", "icd": "i"}
	if in := inputs[t]; in != "" && g.IntN(4) > 0 {
		return s.names[at] + in
	}
	switch t {
	case "count":
		return g.pick("0", "1", "7", "-3", "9223372036854775807", "q.count", "2")
	case "money":
		return g.pick("yuan(0)", "yuan(100)", `yuan("-0.01")`, "q.money", "yuan(5)")
	case "ratio":
		return g.pick("0.6", "q.ratio", "exact("+s.names[at]+"n)", "1.5", "exact(3)")
	case "amount":
		return g.pick("exact(" + s.names[at] + "m)")
	case "flag":
		return g.pick("true", "false", "q.flag", "in_force(q.money)", "empty(q.list)", "empty(q.icds)")
	case "color":
		return g.pick("q.color", s.names[at]+"c")
	case "date":
		return g.pick("q.date", `date("2024-02-29")`)
	case "limit":
		return g.pick("q.limit", "no_limit()", "limit(yuan(30))")
	}
	return s.names[at] + "i"
}

func (g *formulas) list(s spot, depth int, body func(in spot, of string) string) (list string) {
	below := map[string][]string{"household": {"persons", "things", "pets"}, "person": {"things"}}
	at := g.IntN(len(s.names))
	for len(below[s.of[at]]) == 0 {
		at = g.IntN(len(s.names))
		if s.of[0] != "household" && g.IntN(2) == 0 {
			at = len(s.names) - 1
		}
		if s.of[at] == "thing" || s.of[at] == "pet" {
			if g.IntN(20) == 0 {
				return ""
			}
		}
	}
	plural := g.pick(below[s.of[at]]...)
	of := strings.TrimSuffix(plural, "s")
	name := "e" + strconv.Itoa(len(s.names))
	in := s.with(name+".", of)
	out := s.names[at] + plural
	if g.IntN(2) == 0 {
		out += ".filter(" + name + ", " + g.formula("flag", min(depth, 1), in) + ")"
	}
	if body == nil {
		return out
	}
	return out + body(in, name)
}

func (g *formulas) mapped(t string, depth int, s spot) string {
	return g.list(s, depth, func(in spot, name string) string {
		return ".map(" + name + ", " + g.formula(t, min(depth, 1), in) + ")"
	})
}

func (g *formulas) formula(t string, depth int, s spot) string {
	if depth <= 0 {
		return g.leaf(t, s)
	}
	f := func(t string) string { return g.formula(t, depth-1, s) }
	switch g.IntN(7) {
	case 0:
		return "(" + f("flag") + " ? " + f(t) + " : " + f(t) + ")"
	case 1:
		return `{"red": ` + f(t) + `, "green": ` + f(t) + `, "blue": ` + f(t) + "}[" + g.leaf("color", s) + "]"
	case 2:
		if t != "icd" && t != "flag" && t != "limit" {
			op := g.pick("first", "min", "max")
			if t == "color" {
				op = "first"
			}
			if l := g.mapped(t, depth-1, s); l != "" && len(s.names) < 6 {
				return op + "(" + l + ", " + f(t) + ")"
			}
		}
	}
	return g.own(t, depth, s, f)
}

// own is an operation that gives values of that type only.
func (g *formulas) own(t string, depth int, s spot, f func(t string) string) string {
	switch t {
	case "flag":
		return g.question(depth, s, f)
	case "date":
		return g.pick("("+f("date")+" + "+f("count")+")", "("+f("date")+" - "+f("count")+")", "add_months("+f("date")+", "+f("count")+")", "min("+f("date")+", "+f("date")+")", f("date"))
	case "limit":
		return g.pick("limit("+f("money")+")", "left("+f("limit")+", "+f("money")+")", f("limit"))
	case "color", "icd":
		return g.leaf(t, s)
	case "ratio":
		return g.pick("("+f("count")+" / "+f("count")+")", "("+f("money")+" / "+f("money")+")", "("+f("ratio")+g.pick(" + ", " - ", " * ", " / ")+f("ratio")+")", "("+f("ratio")+" * "+f("count")+")",
			"-("+f("ratio")+")", g.pick("min", "max")+"("+f("ratio")+", "+f("ratio")+")", "exact("+f("count")+")", g.sum(t, depth, s, f))
	case "amount":
		return g.pick("("+f("money")+" * "+f("ratio")+")", "("+f("money")+" / "+f("count")+")", "("+f("amount")+g.pick(" + ", " - ")+f("money")+")", "tier("+f(g.pick("money", "amount"))+", q.tiers)", "tier(("+f("money")+" / "+f("count")+"), q.tiers2)",
			g.pick("min", "max")+"("+f("amount")+", "+f("amount")+")", "cap("+f("amount")+", "+f("limit")+", "+f("money")+")", "exact("+f("money")+")", g.sum(t, depth, s, f))
	case "count":
		return g.pick("("+f("count")+g.pick(" + ", " - ", " * ", " % ")+f("count")+")", "-("+f("count")+")", g.pick("min", "max")+"("+f("count")+", "+f("count")+")", g.pick("down", "half_up", "up")+"("+f("ratio")+")",
			g.pick("years_between", "months_between")+"("+f("date")+", "+f("date")+")", g.pick("year", "month")+"("+f("date")+")", "("+f("date")+" - "+f("date")+")", "band("+f("money")+", q.bands)",
			"clamp("+f("count")+", "+f("count")+", "+f("count")+")", g.sum(t, depth, s, f), g.counted(depth, s, f), g.positions(s))
	}
	if g.IntN(5) == 0 {
		return g.common(s, f)
	}
	return g.pick("("+f("money")+g.pick(" + ", " - ")+f("money")+")", "("+f("money")+" * "+f("count")+")", "-("+f("money")+")", g.pick("min", "max")+"("+f("money")+", "+f("money")+")",
		g.pick("down_fen", "half_up_fen", "up_fen", "down_yuan", "half_up_yuan", "up_yuan")+"("+f(g.pick("amount", "amount", "money"))+")", "cap("+f("money")+", "+f("limit")+")",
		"cap("+f("money")+", "+f("limit")+", "+f("money")+")", "otherwise("+f("limit")+", "+f("money")+")", "clamp("+f("money")+", "+f("money")+", "+f("money")+")", g.sum(t, depth, s, f))
}

// common are the shapes of which rule sets are full, and for which there are steps of their own.
func (g *formulas) common(s spot, f func(t string) string) string {
	share := func(m string) string {
		return "min(down_fen(tier(" + m + ", q.tiers)), " + g.pick("yuan(500)", "q.money") + ")"
	}
	if s.of[0] != "household" || g.IntN(3) == 0 {
		m := f("money")
		return "(" + f("flag") + " ? " + share(m) + " : " + f("flag") + " ? min(down_fen(tier(" + m + ", q.tiers2)), yuan(300)) : yuan(0))"
	}
	e := "e" + strconv.Itoa(len(s.names)) + "."
	by := `{"red": yuan(0), "green": yuan(70), "blue": q.money}[` + e + "c]"
	name := strings.TrimSuffix(e, ".")
	return "sum(persons.map(" + name + ", (f ? " + share(e+"m") + " : " + e + "household.n > 2 ? down_yuan(" + e + "m) : yuan(0)) + (f ? " + by + " : yuan(3))))"
}

func (g *formulas) sum(t string, depth int, s spot, f func(t string) string) string {
	if l := g.mapped(t, depth-1, s); l != "" && len(s.names) < 6 {
		return "sum(" + l + ")"
	}
	return f(t)
}

func (g *formulas) counted(depth int, s spot, f func(t string) string) string {
	if l := g.list(s, depth-1, nil); l != "" && len(s.names) < 6 {
		return "count(" + l + ")"
	}
	return f("count")
}

func (g *formulas) positions(s spot) string {
	at := g.IntN(len(s.names))
	if s.of[at] == "household" {
		return "1"
	}
	return s.names[at] + "position"
}

func (g *formulas) question(depth int, s spot, f func(t string) string) string {
	t := g.pick("count", "money", "ratio", "amount", "date")
	switch g.IntN(10) {
	case 0:
		return "(" + f("flag") + " && " + f("flag") + ")"
	case 1:
		return "(" + f("flag") + " || " + f("flag") + ")"
	case 2:
		return "!" + f("flag")
	case 3:
		return "(" + g.leaf("color", s) + g.pick(" == ", " != ") + g.pick(`"red"`, g.leaf("color", s)) + ")"
	case 4:
		return g.pick("("+g.leaf("color", s)+` in ["red", "blue"])`, "("+g.leaf("color", s)+" in q.list)", "has_prefix("+f("icd")+", q.icds)", "has_prefix("+f("icd")+`, ["N18"])`, "limited("+f("limit")+")")
	case 5:
		return "below(" + f("money") + ", " + f("amount") + ", q.op)"
	case 6:
		if len(s.names) < 6 {
			if l := g.list(s, depth-1, func(in spot, name string) string {
				return g.pick(".exists(", ".all(") + name + ", " + g.formula("flag", min(depth-1, 1), in) + ")"
			}); l != "" && !strings.Contains(l, ").exists") && !strings.Contains(l, ").all") {
				return l
			}
		}
	}
	return "(" + f(t) + g.pick(" < ", " <= ", " > ", " >= ", " == ", " != ") + f(t) + ")"
}

// set is a random rule set as text.
func (g *formulas) set(most int) string {
	var b strings.Builder
	b.WriteString(randomSet)
	g.vars = map[string][]string{}
	for i := range 1 + g.IntN(most) {
		e, t := g.pick("household", "household", "person", "person", "thing", "pet"), g.pick("count", "money", "money", "money", "ratio", "amount", "flag", "color", "date", "limit")
		name := "v" + strconv.Itoa(i)
		s := start(e)
		formula := g.formula(t, g.IntN(4), s)
		if t == "money" && g.IntN(6) == 0 {
			pool := g.pick("m", "l")
			if e != "household" {
				pool = g.pick("household.m", "household.l", "m", "household.m, l", "household.l, m")
			}
			formula = g.pick("take_down_yuan", "take_down_fen", "take_half_up_fen") + "(" + g.formula(g.pick("money", "amount"), 2, s) + ", " + pool + ")"
		}
		when := ""
		if g.IntN(3) == 0 {
			when = fmt.Sprintf(", when: %q", g.formula("flag", g.IntN(2), s))
		}
		of := ", of: " + e
		if e == "household" {
			of = ""
		}
		fmt.Fprintf(&b, "  %s: {type: %s%s%s, formula: %q}\n", name, t, of, when, formula)
		g.vars[e+" "+t] = append(g.vars[e+" "+t], name)
	}
	return b.String()
}

// value is an input; wild ones lie at the edges.
func (g *formulas) value(in *rule.Input, codes int, wild bool) int64 {
	if wild && g.IntN(12) == 0 {
		return g.edge(in.Type, codes)
	}
	switch in.Type {
	case rule.Flag:
		return g.Int64N(2)
	case rule.Count:
		return g.Int64N(11) - 3
	case rule.Date:
		return 8000 + g.Int64N(13000)
	case rule.Code:
		return g.Int64N(int64(codes))
	case rule.ICD:
		v, _ := rule.PackICD(g.pick("N18.5", "N18", "D66", "A01.1", ""))
		return v
	case rule.Limit:
		if g.IntN(3) == 0 {
			return rule.NoLimit
		}
		return g.Int64N(1_000_000)
	}
	return g.Int64N(2_000_000) - 200_000
}

func (g *formulas) edge(t rule.Type, codes int) int64 {
	switch t {
	case rule.Flag:
		return g.Int64N(2)
	case rule.Code:
		if g.IntN(4) == 0 {
			return int64(codes) + g.Int64N(2)
		}
		return g.Int64N(int64(codes))
	case rule.Date:
		return []int64{-719162, 2932896, 0, 19782, -719163}[g.IntN(5)]
	case rule.Limit:
		return []int64{rule.NoLimit, 0, math.MaxInt64}[g.IntN(3)]
	}
	return []int64{math.MaxInt64, math.MinInt64, math.MinInt64 + 1, 0, -1, 1 << 45, 1 << 31, -1 << 40, 3 << 44}[g.IntN(9)]
}

// household fills a case with random facts.
func (g *formulas) household(p *rule.Program, c *rule.Case, wild bool) {
	c.Reset()
	for e := range p.Entities {
		if e > 0 {
			for i := range c.N[p.Entities[e].Parent] {
				n := g.IntN(4)
				if g.some && p.Entities[e].Name == "person" {
					n = max(n, 1)
				}
				for range n {
					c.Add(e, i)
				}
			}
		}
		for i := range c.N[e] {
			row := c.Row(e, i)
			for slot := range row {
				in := &p.Entities[e].Inputs[slot]
				codes := 0
				if in.Codes >= 0 {
					codes = len(p.Codes[in.Codes].Codes)
				}
				row[slot] = g.value(in, codes, wild)
			}
		}
	}
}

func (g *formulas) table(t testing.TB, p *rule.Program, values map[string][]string, missing bool) *rule.Table {
	t.Helper()
	table, err := p.Table("", "", func(key string) (rule.Version, bool) {
		if missing && g.IntN(12) == 0 || len(values[key]) == 0 {
			return rule.Version{}, false
		}
		return rule.Version{Key: key, Value: g.pick(values[key]...)}, true
	})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// tally counts what a comparison went through.
type tally struct{ sets, values, failed, rows, columns int }

// compare runs households both ways and wants the same answers and the same first failure.
func compare(t testing.TB, p *rule.Program, cases []*rule.Case, areas []int, scenarios [][]*rule.Table, sum *tally) {
	t.Helper()
	pop := NewPopulation(p)
	for i, c := range cases {
		if err := pop.AppendIn(areas[i], c); err != nil {
			t.Fatal(err)
		}
	}
	if err := pop.Seal(); err != nil {
		t.Fatal(err)
	}
	var outputs []*rule.Variable
	for i := range p.Variables {
		outputs = append(outputs, &p.Variables[i])
	}
	pl, err := Compile(p, outputs)
	if err != nil {
		t.Fatal(err)
	}
	b, err := pl.BindAreas(scenarios...)
	if err != nil {
		t.Fatal(err)
	}
	if len(cases)%2 == 0 {
		b.lanes, b.worth = 1, 1 // several chunks and workers
	}
	res, err := b.Run(context.Background(), pop, 2)
	r := p.NewRunner()
	at := make([]int, len(p.Entities))
	for h, c := range cases {
		for sc, tables := range scenarios {
			want := r.Run(c, tables[areas[h]])
			if want != nil {
				var f *Failure
				if !errors.As(err, &f) || f.Household != h || f.Scenario != sc || errs.As(f.Err).Code != errs.As(want).Code || fmt.Sprint(errs.As(f.Err).Params) != fmt.Sprint(errs.As(want).Params) {
					t.Fatalf("household %d of scenario %d: rows say %v, columns %v", h, sc, want, err)
				}
				sum.failed++
				return
			}
			if err != nil {
				continue
			}
			for _, v := range outputs {
				for i := range c.N[v.Entity] {
					k := at[v.Entity] + i
					if v.Type.Exact() {
						if got := res.Exacts(sc, v)[k]; got.Rat().Cmp(r.Exact(v, i).Rat()) != 0 {
							t.Fatalf("household %d of scenario %d: %s[%d] = %v by rows, %v by columns", h, sc, v.Name, i, r.Exact(v, i), got)
						}
					} else if got := res.Ints(sc, v)[k]; got != r.Int(v, i) {
						t.Fatalf("household %d of scenario %d: %s[%d] = %d by rows, %d by columns", h, sc, v.Name, i, r.Int(v, i), got)
					}
					sum.values++
				}
			}
		}
		for e := range at {
			at[e] += c.N[e]
		}
	}
	if err != nil {
		t.Fatalf("columns say %v, rows nothing", err)
	}
	sum.rows += res.Rows
	sum.columns += len(cases) - res.Rows
}

// once makes one rule set with its households and compares.
func once(t testing.TB, seed uint64, sum *tally) {
	t.Helper()
	g := &formulas{Rand: rand.New(rand.NewPCG(seed, 7))}
	text := g.set(8)
	p, err := rule.Load(map[string][]byte{"random": []byte(text)}, "random")
	if err != nil {
		for _, f := range errs.As(err).Fields {
			if f.Code != "rule.too_big" {
				t.Fatalf("seed %d: %s %s %v\n%s", seed, f.Path, f.Code, f.Params, text)
			}
		}
		return
	}
	sum.sets++
	defer func() {
		if t.Failed() {
			t.Logf("seed %d\n%s", seed, text)
		}
	}()
	for range 4 {
		wild, areas := g.IntN(3) == 0, 1+g.IntN(3)
		var cases []*rule.Case
		var at []int
		for range 1 + g.IntN(150) {
			c := p.NewCase()
			g.household(p, c, wild)
			cases, at = append(cases, c), append(at, g.IntN(areas))
		}
		var scenarios [][]*rule.Table
		missing := g.IntN(4) == 0
		for range 1 + g.IntN(3) {
			var tables []*rule.Table
			for range areas {
				tables = append(tables, g.table(t, p, texts(), missing))
			}
			scenarios = append(scenarios, tables)
		}
		compare(t, p, cases, at, scenarios, sum)
	}
}

// TestRandom compares columns with rows on random rule sets over random households. YICE_SOAK says how many rule sets; a
// million households are about 3,500 of them.
func TestRandom(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("YICE_SOAK"))
	from, _ := strconv.ParseUint(os.Getenv("YICE_SEED"), 10, 64)
	if n == 0 {
		n = 250
	}
	var sum tally
	for seed := range uint64(n) {
		once(t, from+seed, &sum)
	}
	t.Logf("%+v", sum)
	if sum.sets < n*3/4 || sum.values < 100*n || sum.failed < n/4 || sum.columns < sum.rows {
		t.Errorf("too little was compared: %+v", sum)
	}
}
