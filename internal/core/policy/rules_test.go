package policy

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"yice/internal/core/rule"
	"yice/internal/kit/clock"
	"yice/internal/kit/errs"
	"yice/internal/kit/money"
	"yice/rules"
)

// shipped is the engine of the texts that come with the program.
func shipped(t *testing.T) *engine {
	t.Helper()
	c, err := compile(rules.Files(), Platform, map[string]string{})
	if err != nil {
		t.Fatal(errs.As(err).Fields)
	}
	return c.engine
}

// TestFiguresOfTheFirstEngine holds the rule sets to the figures that this room's first engine, written in Go, gave for the same random
// households (testdata/first_engine.txt).
func TestFiguresOfTheFirstEngine(t *testing.T) {
	file, err := os.ReadFile("testdata/first_engine.txt")
	if err != nil {
		t.Fatal(err)
	}
	e := shipped(t)
	classes := map[Class]int{}
	for seed, want := range strings.Split(strings.TrimSpace(string(file)), "\n") {
		g := &inputs{rand.New(rand.NewPCG(uint64(seed), 7))}
		in, params := g.input(), g.params(t)
		r, err := e.compute(params, in)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		classes[r.Class]++
		got := fmt.Sprintf("%d %s %s income %d rigid %d net %s line %d gap %d short %d score %d rows %d %v", seed, r.Class, r.Why, r.IncomeFen, r.RigidFen, r.Net,
			r.LineFen, r.GapFen, r.ShortFen, r.Score, len(r.Rows), r.Proposals)
		if got != want {
			t.Fatalf("\nwant %s\n got %s", want, got)
		}
	}
	for _, c := range []Class{Deep, Rel, Acc, NotEligible} {
		if classes[c] < 10 {
			t.Errorf("only %d households of class %s: %v", classes[c], c, classes)
		}
	}
}

// TestFactsFill compares the filled case with the one that the rule language itself reads from a document, for every variable of random
// households.
func TestFactsFill(t *testing.T) {
	e := shipped(t)
	filled, read := e.prog.NewRunner(), e.prog.NewRunner()
	c := e.prog.NewCase()
	for seed := range uint64(300) {
		g := &inputs{rand.New(rand.NewPCG(seed, 8))}
		in, params := g.input(), g.params(t)
		table, err := params.Table(e.prog)
		if err != nil {
			t.Fatal(err)
		}
		if err := e.facts.Fill(c, &in); err != nil {
			t.Fatal(err)
		}
		other, err := e.prog.CaseOf(document(in))
		if err != nil {
			t.Fatal(err)
		}
		if err1, err2 := filled.Run(c, table), read.Run(other, table); err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		if !slices.Equal(c.N, other.N) {
			t.Fatalf("seed %d: %v instances, want %v", seed, c.N, other.N)
		}
		for k := range e.prog.Variables {
			v := &e.prog.Variables[k]
			for i := range c.N[v.Entity] {
				if v.Type.Exact() && filled.Exact(v, i).Cmp(read.Exact(v, i)) != 0 || !v.Type.Exact() && filled.Int(v, i) != read.Int(v, i) {
					t.Fatalf("seed %d: %s of %d differs", seed, v.Name, i)
				}
			}
		}
		if a, b := allWords(filled), allWords(read); a != b {
			t.Fatalf("seed %d:\n%s\n%s", seed, a, b)
		}
	}
}

func allWords(r *rule.Runner) string {
	s := r.Sentence().ZH
	for _, row := range r.Explain() {
		s += "\n" + text(r.Tell(&row))
	}
	return s
}

// A meeting may change the sets that households are described by, as long as their files still fill them.
func TestFactsUnknown(t *testing.T) {
	change := func(old, new string) error {
		t.Helper()
		files := rules.Files()
		text := strings.Replace(string(files["case"]), old, new, 1)
		if text == string(files["case"]) {
			t.Fatal("nothing replaced:", old)
		}
		files["case"] = []byte(text)
		_, err := compile(files, Platform, map[string]string{})
		return err
	}
	if err := change("    ill: {", "    pets: {type: count, zh: 宠物}\n    ill: {"); !errs.IsCode(err, "policy.fact_unknown") {
		t.Error(err)
	}
	if err := change("    ill: {", "    pets: {type: count, zh: 宠物, default: \"0\"}\n    ill: {"); err != nil {
		t.Error(err)
	}
	if err := change("variables:\n", "parameters:\n  pets.cap: {kind: money, zh: 宠物, value: \"5\"}\nvariables:\n"); !errs.IsCode(err, "policy.rules_carry") {
		t.Error(err)
	}
	files := rules.Files()
	files["platform"] = []byte(strings.ReplaceAll(string(files["platform"]), "living_approvers", "living_hands"))
	if _, err := compile(files, Platform, map[string]string{}); !errs.IsCode(err, "policy.rules_lack") {
		t.Error(err)
	}
}

// document is an input as the rule sets know it.
func document(in Input) map[string]any {
	list := func(n int, each func(i int) map[string]any) []any {
		out := []any{}
		for i := range n {
			out = append(out, each(i))
		}
		return out
	}
	doc := map[string]any{
		"on": in.On, "urban": in.Urban, "accident_loss": in.AccidentLossFen.String(),
		"need_living": slices.Contains(in.Needs, "living"), "need_medical": slices.Contains(in.Needs, "medical"), "need_study": slices.Contains(in.Needs, "study"),
	}
	if in.BalanceFen != nil {
		doc["balance"] = max(*in.BalanceFen, 0).String()
	}
	doc["income_items"] = list(len(in.Income), func(i int) map[string]any {
		return map[string]any{"kind": in.Income[i].Kind, "amount": in.Income[i].AmountFen.String()}
	})
	doc["rigid_items"] = list(len(in.Rigid), func(i int) map[string]any {
		return map[string]any{"kind": in.Rigid[i].Kind, "amount": in.Rigid[i].AmountFen.String(), "proved": in.Rigid[i].Proved}
	})
	doc["flags"] = list(len(in.Flags), func(i int) map[string]any {
		return map[string]any{"code": in.Flags[i].Code, "waived": in.Flags[i].Waived, "reason": in.Flags[i].Reason}
	})
	var household []any
	for _, x := range in.Counters {
		if x.Ref == "" {
			household = append(household, map[string]any{"need": x.Need, "paid": x.PaidFen.String()})
		}
	}
	doc["household_counters"] = household
	doc["persons"] = list(len(in.Members), func(i int) map[string]any { return memberDocument(in, in.Members[i]) })
	return doc
}

func memberDocument(in Input, m Member) map[string]any {
	var bills, studies, counters []any
	for _, b := range in.Bills {
		if b.Ref == m.Ref {
			bills = append(bills, map[string]any{
				"kind": b.Kind, "disease": b.Disease, "total": b.TotalFen.String(), "funds": b.FundsFen.String(), "commercial": b.CommercialFen.String(),
				"mutual": b.MutualFen.String(), "earlier": b.EarlierFen.String(), "out_of_scope": b.OutOfScopeFen.String(), "invoice_missing": b.InvoiceMissing,
			})
		}
	}
	for _, s := range in.Studies {
		if s.Ref == m.Ref {
			studies = append(studies, map[string]any{"cost": s.CostFen.String(), "proved": s.Proved})
		}
	}
	for _, x := range in.Counters {
		if x.Ref == m.Ref {
			a := map[string]any{"need": x.Need, "paid": x.PaidFen.String()}
			if x.Rule != "" {
				a["rule"] = x.Rule
			}
			counters = append(counters, a)
		}
	}
	return map[string]any{
		"ref": m.Ref, "birth_on": m.BirthOn, "sex": m.Sex, "able": m.Able, "idle_months": m.IdleMonths, "ill": m.Ill, "disabled": m.Disabled,
		"bills": bills, "studies": studies, "counters": counters,
	}
}

// inputs makes random households; small numbers come often, so that edges are met.
type inputs struct{ *rand.Rand }

func (g *inputs) yes(percent int) bool { return g.IntN(100) < percent }

func (g *inputs) fen(top int) money.Fen {
	switch g.IntN(8) {
	case 0:
		return 0
	case 1:
		return money.Fen(g.IntN(300))
	case 2:
		return money.Yuan(int64(g.IntN(top/100 + 1)))
	}
	return money.Fen(g.IntN(top))
}

func pick[T any](g *inputs, list ...T) T { return list[g.IntN(len(list))] }

func (g *inputs) input() Input {
	in := Input{Area: "230602", On: pick(g, "2020-06-15", "2021-02-28", "2020-02-29", "2021-03-01"), Urban: g.yes(60)}
	scale := pick(g, 400_000, 1_500_000, 6_000_000)
	for i := range 1 + g.IntN(5) {
		in.Members = append(in.Members, Member{
			Ref: "m" + strconv.Itoa(i), BirthOn: clock.AddDays("1935-01-01", g.IntN(31000)), Sex: pick(g, "1", "2"), Able: g.yes(60), IdleMonths: g.IntN(13),
			Ill: g.yes(20), Disabled: g.yes(10),
		})
		if g.yes(20) {
			in.Members[i].BirthOn = pick(g, "2004-02-29", "2004-06-15", "2004-06-16", "1961-03-01", "1966-02-28", "1960-06-15")
		}
	}
	for range g.IntN(5) {
		in.Income = append(in.Income, Income{Kind: pick(g, IncomeKinds()...), AmountFen: g.fen(scale)})
	}
	if g.yes(70) {
		in.Income = append(in.Income, Income{Kind: "wage", AmountFen: g.fen(3 * scale)})
	}
	for range g.IntN(5) {
		in.Rigid = append(in.Rigid, Rigid{Kind: pick(g, RigidKinds()...), AmountFen: g.fen(3_000_000), Proved: g.yes(70)})
	}
	for range g.IntN(3) * g.IntN(2) {
		f := Flag{Code: pick(g, FlagCodes()...), Source: "check"}
		if g.yes(70) {
			f.Waived, f.Reason, f.WaivedBy = true, "用于就医", "u1"
		}
		in.Flags = append(in.Flags, f)
	}
	if g.yes(40) {
		in.AccidentLossFen = g.fen(6_000_000)
	}
	g.needs(&in)
	return in
}

func (g *inputs) needs(in *Input) {
	for _, need := range []string{"living", "medical", "study", "employment"} {
		if g.yes(70) {
			in.Needs = append(in.Needs, need)
		}
	}
	for _, m := range in.Members {
		for range g.IntN(4) * g.IntN(2) {
			b := Bill{Ref: m.Ref, Kind: pick(g, "inpatient", "oral_drug", "oral_drug", "other"), Disease: pick(g, "N18.5", "N18.501", "n18.5", "D66", "C34.1", "N18"), InvoiceMissing: g.yes(15)}
			b.FundsFen, b.CommercialFen, b.MutualFen, b.EarlierFen = g.fen(2_000_000), g.fen(100_000), g.fen(100_000), g.fen(100_000)
			b.TotalFen = b.FundsFen + b.CommercialFen + b.MutualFen + b.EarlierFen + g.fen(4_000_000)
			b.OutOfScopeFen = money.Fen(g.Int64N(int64(b.TotalFen) + 1))
			in.Bills = append(in.Bills, b)
		}
		for range g.IntN(3) * g.IntN(2) {
			in.Studies = append(in.Studies, Study{Ref: m.Ref, CostFen: g.fen(1_500_000), Proved: g.yes(80)})
		}
		for range g.IntN(2) {
			in.Counters = append(in.Counters, Counter{Need: pick(g, "medical", "study", "living"), Ref: m.Ref, Rule: pick(g, "", "dialysis_oral"), PaidFen: g.fen(1_000_000)})
		}
	}
	if g.yes(30) {
		in.Counters = append(in.Counters, Counter{Need: pick(g, "living", "medical"), PaidFen: g.fen(400_000)})
	}
	if g.yes(50) {
		balance := g.fen(3_000_000)
		in.BalanceFen = &balance
	}
}

// params are the demo's parameters with some of them changed.
func (g *inputs) params(t *testing.T) Params {
	t.Helper()
	dict, err := newDictionary()
	if err != nil {
		t.Fatal(err)
	}
	p := Params{area: "230602", on: "2020-06-15", values: map[string]Param{}, dict: dict, used: map[string]Version{}}
	for key, value := range daqingValues(t) {
		p.values[key] = Param{ID: key, Key: key, Value: value}
	}
	set := func(key string, values ...string) {
		if v := pick(g, values...); v == "" {
			delete(p.values, key)
		} else {
			p.values[key] = Param{ID: key, Key: key, Value: v}
		}
	}
	set("class.deep.operator", "<", "<=")
	set("class.rel.operator", "<", "<=")
	set("class.k_rel", "2", "1.5", "4/3")
	set("class.acc.ratio", "0.5", "0.8", "1/3")
	set("rigid.rent.ceiling", "12000", "none")
	set("platform.medical.base", "self_paid", "in_scope")
	set("platform.medical.rules", "dialysis_oral", "none")
	set("platform.medical.rate", "0.6", "2/3")
	set("platform.medical.tiers", "", "0:0.9,10000:0.7", "0:0,500:1/3,2000:0.605")
	set("platform.medical.cap_time", "none", "8000")
	set("platform.medical.cap_year", "49800", "12345.67", "none")
	set("platform.dialysis_oral.bill_kind", "oral_drug", "none")
	set("platform.living.cap_year", "7000", "none")
	set("exclusion.blocking", "two_homes,shop,car,costly_school,company,refuses_work,assets,false_statement,refuses_check", "shop", "none")
	return p
}

// daqingValues are the last values of the demo's parameters.
func daqingValues(t *testing.T) map[string]string {
	t.Helper()
	var file struct{ Params []struct{ Key, Value string } }
	if err := json.Unmarshal(Daqing(), &file); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, p := range file.Params {
		out[p.Key] = p.Value
	}
	return out
}
