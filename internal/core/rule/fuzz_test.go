package rule

import (
	"strings"
	"testing"

	"yice/internal/kit/errs"
	"yice/rules"
)

// FuzzLoad reads what is no rule set, and runs what is one: no panic, no hang, and every refusal has a place or a code.
func FuzzLoad(f *testing.F) {
	for _, text := range rules.Files() {
		f.Add(text)
	}
	f.Add([]byte(sharing))
	f.Add([]byte(small + "  x: {type: count, formula: 1}"))
	f.Add([]byte("rule_set: x\nentities: {a: {}}\ncodes: {k: {a: x, b: y}}\nvariables:\n  g: {each: {k: k}, variables: {g2: {each: {j: k}, variables: {'v_{k}_{j}': {type: count, formula: '1'}}}}}\n"))
	f.Add([]byte("a: &x [*x]"))
	f.Add([]byte("entities: {h: {}}\nbenefits: {b: {base: yuan(1), round: down_yuan}}\nshared_caps: {c: {cap: yuan(1), among: [~]}}\n"))
	f.Add([]byte("entities: {h: {}}\nparameters: {d: {kind: icd_list, value: 'N18.50123456789'}, e: {kind: icd_list, value: ','}}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		files := map[string][]byte{"fuzz": text, "case": rules.Files()["case"], "income": rules.Files()["income"]}
		p, err := Load(files, "fuzz")
		if err != nil {
			if e := errs.As(err); e.Kind != errs.Invalid || len(e.Fields) == 0 {
				t.Fatal(err)
			}
			return
		}
		c := p.NewCase()
		for e := 1; e < len(p.Entities); e++ {
			for i := range c.N[p.Entities[e].Parent] {
				c.Add(e, i)
			}
		}
		table, err := p.Table("", "", func(string) (Version, bool) { return Version{}, false })
		if err != nil {
			t.Fatal(err)
		}
		r := p.NewRunner()
		if r.Run(c, table) == nil {
			for _, row := range r.Explain() {
				r.Tell(&row)
			}
			r.Sentence()
		}
	})
}

// FuzzFormula tries texts as formulas of every type.
func FuzzFormula(f *testing.F) {
	for _, s := range []string{
		"sum(persons.map(p, p.age))", `{"red": 1, "green": 2, "blue": 3}[color]`, "take_down_yuan(money, hundred)", "tier(money / 3, p.tiers)", "a.b.c", "has(p.rate)",
		"persons.filter(p, p.bills.exists(b, b.cost > money))", "[1, 2].map(x, x)", "household", "p", "p.rate.x", "on + 5 - on", `"red" in p.colors`, "-(-1)", "1.", "1e9",
		"persons.map(p, p)", "in_force(p)", "cap(money, none, money)", "x", "money.money", `date("0000-00-00")`, "b'x'", "1u", "null", "persons[0]", "household.persons",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, formula string) {
		if strings.ContainsAny(formula, "\r\n\t\x00") || !isPrintable(formula) {
			return
		}
		for _, typ := range []string{"count", "money", "amount", "flag", "color", "limit"} {
			compute(t, typ, formula)
		}
	})
}

func isPrintable(s string) bool {
	for _, r := range s {
		if r < ' ' || r == 0xFFFD || r > 0x9FFF || r >= 0x7F && r < 0xA0 {
			return false
		}
	}
	return strings.TrimSpace(s) != ""
}

// FuzzWorked reads what is no file of worked tests.
func FuzzWorked(f *testing.F) {
	for _, text := range rules.Worked() {
		f.Add(text)
	}
	p, err := Load(rules.Files(), "hardship")
	if err != nil {
		f.Fatal(problemsOf(err))
	}
	f.Fuzz(func(_ *testing.T, text []byte) {
		all, err := ParseWorked("fuzz", text, rules.Parameters)
		for i := range all {
			if err == nil && i < 5 {
				all[i].Check(p)
			}
		}
	})
}
