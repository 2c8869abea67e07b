package column

import (
	"math/rand/v2"
	"strings"
	"testing"

	"yice/internal/core/rule"
	"yice/rules"
)

// shipped gives the rule sets that come with Yice and the parameters of the example area.
func shipped(t testing.TB) map[string]*rule.Program {
	t.Helper()
	out := map[string]*rule.Program{}
	for name := range rules.Files() {
		p, err := rule.Load(rules.Files(), name)
		if err != nil {
			t.Fatal(name, err)
		}
		out[name] = p
	}
	if len(out) == 0 {
		t.Fatal("no rule sets")
	}
	return out
}

// TestShipped compares columns with rows for every rule set that comes with Yice, on random households and parameters.
func TestShipped(t *testing.T) {
	for name, p := range shipped(t) {
		var sum tally
		g := &formulas{Rand: rand.New(rand.NewPCG(1, uint64(len(name)))), some: true}
		for range 12 {
			var cases []*rule.Case
			var areas []int
			for range 1 + g.IntN(120) {
				c := p.NewCase()
				g.household(p, c, g.IntN(200) == 0)
				cases, areas = append(cases, c), append(areas, g.IntN(2))
			}
			one := func() []*rule.Table { return []*rule.Table{g.shippedTable(t, p), g.shippedTable(t, p)} }
			compare(t, p, cases, areas, [][]*rule.Table{one(), one()}, &sum)
		}
		t.Logf("%s: %+v", name, sum)
		if sum.columns < 400 {
			t.Errorf("%s: too little was compared: %+v", name, sum)
		}
	}
}

// shippedTable has a random value for each parameter of a program.
func (g *formulas) shippedTable(t testing.TB, p *rule.Program) *rule.Table {
	t.Helper()
	text := map[string]string{}
	for i := range p.Params {
		x := &p.Params[i]
		var codes []string
		if x.Codes >= 0 {
			codes = p.Codes[x.Codes].Codes
		}
		text[x.Key] = g.paramText(x.Kind, codes)
	}
	table, err := p.Table("", "", func(key string) (rule.Version, bool) {
		return rule.Version{Key: key, Value: text[key]}, g.IntN(4000) > 0
	})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func (g *formulas) paramText(k rule.Kind, codes []string) string {
	switch k {
	case rule.KindMoney:
		return g.pick("650", "100.01", "12000")
	case rule.KindCount:
		return g.pick("3", "12", "40")
	case rule.KindRatio:
		return g.pick("0.6", "2/3", "1.5")
	case rule.KindFlag:
		return g.pick("true", "false")
	case rule.KindDate:
		return g.pick("2026-01-31", "2024-02-29")
	case rule.KindCode:
		return g.pick(codes...)
	case rule.KindLimit:
		return g.pick("none", "7000", "300")
	case rule.KindList:
		return strings.Join(codes[:g.IntN(len(codes)+1)], ",")
	case rule.KindICDList:
		return g.pick("N18.5,D66", "A", "none")
	case rule.KindTiers:
		return g.pick("0:0.9,10000:0.7", "0:0,5000:0.6,20000:0.7,50000:0.8", "0:0.5")
	case rule.KindBands:
		return g.pick("0:1,10000:2", "0:1,500:2,5000:3")
	}
	return g.pick("<", "<=")
}
