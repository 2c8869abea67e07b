package policy

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"yice/internal/core/rule"
	"yice/internal/kit/clock"
	"yice/internal/kit/errs"
	"yice/internal/kit/money"
	"yice/rules"
)

// TestRulesAgree compares the engine of this room with the rule sets hardship and platform: class, amounts, score, proposals, rows
// and their words, sentence, on random households. The rule sets take patients and students in the order of the
// members; the random inputs list them so.
func TestRulesAgree(t *testing.T) {
	prog, err := rule.Load(rules.Files(), "platform")
	if err != nil {
		t.Fatal(errs.As(err).Fields)
	}
	runner := prog.NewRunner()
	classes := map[Class]int{}
	for seed := range uint64(1500) {
		g := &inputs{rand.New(rand.NewPCG(seed, 7))}
		in, params := g.input(), g.params(t)
		want, err := compute(params, in)
		got, err2 := ruled(prog, runner, params, in)
		if err != nil || err2 != nil {
			t.Fatalf("seed %d: %v, %v", seed, err, err2)
		}
		classes[want.Class]++
		for i := range want.Rows {
			want.Rows[i].Params = nil
		}
		if w, g := fmt.Sprintf("%+v", flat(want)), fmt.Sprintf("%+v", flat(got)); w != g {
			for i := range want.Rows {
				if i >= len(got.Rows) || fmt.Sprintf("%+v", flat(Result{Rows: want.Rows[i : i+1]})) != fmt.Sprintf("%+v", flat(Result{Rows: got.Rows[i : i+1]})) {
					t.Errorf("row %d\nwant %+v\n got %+v", i, want.Rows[i], slices.Concat(got.Rows, make([]Row, 1))[min(i, len(got.Rows))])
					break
				}
			}
			want.Rows, got.Rows = nil, nil
			t.Fatalf("seed %d:\nwant %+v\n got %+v", seed, flat(want), flat(got))
		}
	}
	for _, c := range []Class{Deep, Rel, Acc, NotEligible} {
		if classes[c] < 30 {
			t.Errorf("only %d households of class %s among the random ones: %v", classes[c], c, classes)
		}
	}
}

// flat makes pointers comparable as text.
func flat(r Result) string {
	s := fmt.Sprintf("%+v", Result{
		Class: r.Class, ClassText: r.ClassText, Why: r.Why, Size: r.Size, IncomeFen: r.IncomeFen, RigidFen: r.RigidFen, NetFen: r.NetFen, Net: r.Net,
		LineFen: r.LineFen, GapFen: r.GapFen, ShortFen: r.ShortFen, Score: r.Score, Proposals: r.Proposals, ProposedFen: r.ProposedFen, Sentence: r.Sentence,
	})
	for _, row := range r.Rows {
		s += fmt.Sprintf("\n%s|%+v|%s|%+v|%s|%s|%s|", row.Step, row.Label, row.Ref, row.Formula, row.Value, row.Unit, words2(row.Text))
		for _, x := range row.Inputs {
			s += fmt.Sprintf("[%+v %s %s %s]", x.Label, x.Value, x.Unit, words2(x.Text))
		}
	}
	return s
}

func words2(l *Label) string {
	if l == nil {
		return ""
	}
	return l.ZH + "/" + l.EN
}

// ruled is the assessment by the rule sets.
func ruled(prog *rule.Program, r *rule.Runner, params Params, in Input) (Result, error) {
	table, err := prog.Table(params.area, params.on, func(key string) (rule.Version, bool) {
		v, ok := params.values[key]
		return rule.Version{ID: v.ID, Key: key, Area: v.Area, Value: v.Value, Unit: v.Unit, Document: v.Document, FromOn: v.FromOn}, ok
	})
	if err != nil {
		return Result{}, err
	}
	c, err := prog.CaseOf(document(in))
	if err != nil {
		return Result{}, err
	}
	if err := r.Run(c, table); err != nil {
		return Result{}, err
	}
	num := func(entity, name string, i int) int64 { return r.Int(prog.Variable(entity, name), i) }
	fen := func(name string) money.Fen { return money.Fen(num("", name, 0)) }
	out := Result{
		Size: num("", "size", 0), IncomeFen: fen("income"), RigidFen: fen("rigid"), LineFen: fen("line"), GapFen: fen("gap"), ShortFen: fen("short"),
		Score: num("", "score", 0), ProposedFen: fen("aid"), Proposals: []Proposed{}, Sentence: r.Sentence().ZH,
	}
	out.Class = []Class{NotEligible, Deep, Rel, Acc}[num("", "class", 0)]
	out.ClassText = out.Class.Words()
	switch {
	case num("", "excluded", 0) != 0:
		out.Why = "exclusion:" + append([]string{""}, FlagCodes()...)[num("", "blocking_code", 0)]
	case out.Class == NotEligible:
		out.Why = "income"
	}
	net := r.Exact(prog.Variable("", "net"), 0)
	half, _ := net.Round(rule.HalfUp)
	out.NetFen = money.Fen(half)
	exact, _ := money.NewRatio(net.Rat().Num().Int64(), net.Rat().Denom().Int64()*100)
	out.Net = exact.String()
	propose := func(need, entity, wants string, e int, ref func(i int) string) {
		for i := range c.N[e] {
			if num(entity, wants, i) != 0 {
				out.Proposals = append(out.Proposals, Proposed{
					Need: need, Ref: ref(i), AmountFen: money.Fen(num(entity, need+"_aid", i)), Approvers: strconv.FormatInt(num(entity, need+"_approvers", i), 10),
				})
			}
		}
	}
	propose("medical", "person", "patient", 1, func(i int) string { return c.Ref(1, i) })
	propose("living", "", "wants_living", 0, func(int) string { return "" })
	propose("study", "study", "wants_study", 3, func(i int) string { return c.Ref(3, i) })
	for _, row := range r.Explain() {
		x := r.Tell(&row)
		y := Row{Step: x.Step, Label: Label(x.Label), Ref: x.Ref, Formula: Label(x.Formula), Value: x.Value, Unit: x.Unit, Text: (*Label)(x.Text)}
		for _, it := range x.Inputs {
			y.Inputs = append(y.Inputs, Item{Label: Label(it.Label), Value: it.Value, Unit: it.Unit, Text: (*Label)(it.Text)})
		}
		out.Rows = append(out.Rows, y)
	}
	return out, nil
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
