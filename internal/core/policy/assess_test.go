package policy

import (
	"context"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/job"
	"yice/internal/kit/money"
)

const day = "2020-05-07"

// household has n members of forty years who work.
func household(n int, income, rigid int64) Input {
	in := Input{CaseID: "c1", Area: "230602", On: day, Urban: true}
	for i := range n {
		in.Members = append(in.Members, Member{Ref: string(rune('a' + i)), BirthOn: "1980-01-01", Sex: "1", Able: true})
	}
	in.Income = []Income{{Kind: "wage", Ref: "a", AmountFen: money.Yuan(income), Proved: true}}
	in.Rigid = []Rigid{{Kind: "medical", AmountFen: money.Yuan(rigid), Proved: true}}
	return in
}

func (o *office) assess(in Input) Result {
	o.t.Helper()
	res, err := o.try(in)
	if err != nil {
		o.t.Fatal(err)
	}
	return res
}

func (o *office) try(in Input) (res Result, err error) {
	ctx := authz.With(context.Background(), &authz.Actor{UserID: "u", Name: "李科长"})
	err = o.d.Update(ctx, func(tx *db.Tx) error {
		res, err = o.s.AssessTx(ctx, tx, in)
		return err
	})
	return res, err
}

func (r Result) row(t *testing.T, step string) Row {
	t.Helper()
	for _, x := range r.Rows {
		if x.Step == step {
			return x
		}
	}
	t.Fatalf("no row %s", step)
	return Row{}
}

func TestWorkedA(t *testing.T) {
	o := setup(t)
	in := household(4, 72000, 45000)
	in.Members[1].Ill = true
	in.Members[2].BirthOn, in.Members[2].IdleMonths = "2000-09-01", 0
	got := o.assess(in)
	if got.Class != Deep || got.NetFen != 56250 || got.Net != "562.5" || got.LineFen != money.Yuan(650) || got.RigidFen != money.Yuan(45000) {
		t.Fatalf("%+v", got)
	}
	if got.ShortFen != money.Yuan(650*48-27000) || got.Score != 40+2+12+5 { // 20×4200/31200 and 20×45000/72000 rounded down
		t.Errorf("short %s, score %d", got.ShortFen, got.Score)
	}
	if r := got.row(t, "net"); r.Value != "562.50" || r.Inputs[3].Value != "562.5" {
		t.Errorf("%+v", r)
	}
	if r := got.row(t, "line"); len(r.Params) != 1 || r.Params[0].Document != "示范：城市低保标准2020" || r.Params[0].Value != "650" {
		t.Errorf("%+v", r)
	}
	if r := got.row(t, "class"); r.Value != "DEEP" || r.Text.ZH != "深度困难" || len(r.Params) != 3 {
		t.Errorf("%+v", r)
	}
	want := "您家4口人，近十二个月收入72,000.00元，扣除刚性支出45,000.00元，人均月净收入562.50元；城市低保标准为每人每月650.00元，测算为深度困难。最终以联席会决议为准。"
	if got.Sentence != want {
		t.Error(got.Sentence)
	}
}

func TestWorkedB(t *testing.T) {
	got := setup(t).assess(household(3, 60000, 24000))
	if got.Class != Rel || got.NetFen != money.Yuan(1000) || got.Net != "1000" || got.ShortFen != 0 {
		t.Fatalf("%+v", got)
	}
}

func TestWorkedC(t *testing.T) {
	o := setup(t)
	o.adopt("dibao.urban", "230600", "632", "2020-05-01", "")
	for year, want := range map[money.Fen]int64{money.Yuan(1894 * 12): 2, money.Yuan(1896 * 12): 0, money.Yuan(1896*12) - 1: 1} {
		in := household(3, 0, 0)
		in.Income[0].AmountFen = year
		if got := o.assess(in); got.LineFen != money.Yuan(632) || got.GapFen != money.Yuan(want) {
			t.Errorf("%s a year: gap %s", year, got.GapFen)
		}
	}
}

// The comparison is exact: a fen a year for four persons decides, although the shown figure is the same.
func TestBoundary(t *testing.T) {
	o := setup(t)
	year := money.Yuan(650 * 12 * 4)
	at := func(f money.Fen) Result {
		in := household(4, 0, 0)
		in.Income[0].AmountFen = f
		return o.assess(in)
	}
	if r := at(year - 1); r.Class != Deep || r.NetFen != money.Yuan(650) || r.Net != "3119999/4800" {
		t.Error(r.Class, r.NetFen, r.Net)
	}
	if r := at(year); r.Class != Rel {
		t.Error(r.Class)
	}
	if r := at(2*year - 1); r.Class != Rel {
		t.Error(r.Class)
	}
	if r := at(2 * year); r.Class != NotEligible || r.Why != "income" || len(r.Proposals) != 0 {
		t.Error(r.Class, r.Why)
	}
	o.adopt("class.deep.operator", "230600", "<=", "2020-05-01", "")
	o.adopt("class.rel.operator", "230602", "<=", "2020-05-01", "")
	if r := at(year); r.Class != Deep {
		t.Error(r.Class)
	}
	if r := at(2 * year); r.Class != Rel {
		t.Error(r.Class)
	}
	if r := at(2*year + 1); r.Class != NotEligible {
		t.Error(r.Class)
	}
}

func TestImputedIncome(t *testing.T) {
	o := setup(t)
	for _, c := range []struct {
		m    Member
		want int64
	}{
		{Member{BirthOn: "1980-01-01", Sex: "1", Able: true, IdleMonths: 12}, 1680 * 12},
		{Member{BirthOn: "1980-01-01", Sex: "1", Able: true, IdleMonths: 5}, 1680 * 5},
		{Member{BirthOn: "1980-01-01", Sex: "1", IdleMonths: 12}, 0},               // not able
		{Member{BirthOn: "2004-05-07", Sex: "1", Able: true, IdleMonths: 1}, 1680}, // sixteen today
		{Member{BirthOn: "2004-05-08", Sex: "1", Able: true, IdleMonths: 1}, 0},
		{Member{BirthOn: "1960-05-08", Sex: "1", Able: true, IdleMonths: 1}, 1680},
		{Member{BirthOn: "1960-05-07", Sex: "1", Able: true, IdleMonths: 1}, 0}, // sixty today
		{Member{BirthOn: "1965-05-07", Sex: "2", Able: true, IdleMonths: 1}, 0}, // a woman of fifty-five
		{Member{BirthOn: "1965-05-08", Sex: "2", Able: true, IdleMonths: 1}, 1680},
	} {
		in := household(1, 0, 0)
		c.m.Ref = "a"
		in.Members[0] = c.m
		if got := o.assess(in); got.IncomeFen != money.Yuan(c.want) {
			t.Errorf("%+v: %s", c.m, got.IncomeFen)
		}
	}
	in := household(1, 0, 0)
	in.On, in.Members[0].IdleMonths = "2021-04-01", 12
	if got := o.assess(in); got.IncomeFen != money.Yuan(1860*12) {
		t.Error("the minimum wage of the day was not used:", got.IncomeFen)
	}
}

func TestWhatCounts(t *testing.T) {
	o := setup(t)
	in := household(2, 10000, 5000)
	in.Income = append(in.Income, Income{Kind: "union_aid", AmountFen: money.Yuan(3000)}, Income{Kind: "festival_gift", AmountFen: money.Yuan(500)},
		Income{Kind: "basic_pension", AmountFen: money.Yuan(1200)})
	in.Rigid = append(in.Rigid, Rigid{Kind: "education", AmountFen: money.Yuan(30000), Proved: true}, Rigid{Kind: "rent", AmountFen: money.Yuan(6000)},
		Rigid{Kind: "living", AmountFen: money.Yuan(9000), Proved: true})
	got := o.assess(in)
	if got.IncomeFen != money.Yuan(13000) || got.RigidFen != money.Yuan(5000+24000) {
		t.Fatalf("income %s, rigid %s", got.IncomeFen, got.RigidFen)
	}
	if r := got.row(t, "income.not_counted"); len(r.Inputs) != 2 {
		t.Errorf("%+v", r)
	}
	if got.Class != Deep || !strings.HasPrefix(got.NetFen.String(), "-") {
		t.Error(got.Class, got.NetFen)
	}
}

func TestExclusionsAndAccident(t *testing.T) {
	o := setup(t)
	in := household(4, 72000, 45000)
	in.Needs = []string{"living"}
	in.Flags = []Flag{{Code: "car", Source: "check"}}
	if got := o.assess(in); got.Class != NotEligible || got.Why != "exclusion:car" || got.Score != 0 || len(got.Proposals) != 0 {
		t.Errorf("%+v", got)
	}
	in.Flags[0].Waived = true
	if _, err := o.try(in); !errs.IsCode(err, "policy.waiver_incomplete") {
		t.Error(err)
	}
	in.Flags[0].Reason, in.Flags[0].WaivedBy = "残疾康复必需车辆", "王主任"
	if got := o.assess(in); got.Class != Deep || len(got.Proposals) != 1 {
		t.Errorf("%+v", got)
	}
	rich := household(2, 100000, 0)
	for loss, want := range map[money.Fen]Class{money.Yuan(50000) - 1: NotEligible, money.Yuan(50000): Acc} {
		rich.AccidentLossFen = loss
		if got := o.assess(rich); got.Class != want {
			t.Errorf("%s: %s", loss, got.Class)
		}
	}
}

func TestMedicalCaps(t *testing.T) {
	o := setup(t)
	in := household(2, 30000, 0)
	in.Needs = []string{"medical"}
	in.Bills = []Bill{{Ref: "b", Kind: "inpatient", Disease: "K70", TotalFen: money.Yuan(750000), FundsFen: money.Yuan(500000), MutualFen: money.Yuan(20000), EarlierFen: money.Yuan(30000)}}
	in.Counters = []Counter{{Need: "medical", Ref: "b", PaidFen: money.Yuan(30000)}}
	got := o.assess(in)
	if len(got.Proposals) != 1 || got.Proposals[0] != (Proposed{Need: "medical", Ref: "b", AmountFen: money.Yuan(19800), Approvers: "2"}) {
		t.Fatalf("%+v", got.Proposals) // 60 % of 200,000, cap 49,800 over all funders, 30,000 already given
	}
	// Oral drugs of a dialysis patient have their own cap; the rest of the bills goes by the general rule.
	in.Counters = nil
	in.Bills = []Bill{
		{Ref: "b", Kind: "oral_drug", Disease: "N18.501", TotalFen: money.Yuan(20000)},
		{Ref: "b", Kind: "inpatient", Disease: "N18.5", TotalFen: 1000055, FundsFen: money.Yuan(9000)},
		{Ref: "a", Kind: "outpatient", Disease: "I10", TotalFen: money.Yuan(100)},
		{Ref: "a", Kind: "outpatient", Disease: "I10", TotalFen: money.Yuan(5000), InvoiceMissing: true},
	}
	got = o.assess(in)
	if got.Proposals[0].AmountFen != money.Yuan(60) || got.Proposals[1].AmountFen != money.Yuan(6600) || got.ProposedFen != money.Yuan(6660) {
		t.Fatalf("%+v", got.Proposals) // in the order of the members: 60 % of 100; 6,000 + 60 % of 1,000.55 rounded down to the yuan
	}
	if r := got.row(t, "medical.rule.dialysis_oral"); r.Value != "6000.00" || len(r.Params) < 3 {
		t.Errorf("%+v", r)
	}
	in.Counters = []Counter{{Need: "medical", Ref: "b", Rule: "dialysis_oral", PaidFen: money.Yuan(5500)}}
	if got = o.assess(in); got.Proposals[1].AmountFen != money.Yuan(1100) {
		t.Errorf("%+v", got.Proposals)
	}
	balance := money.Yuan(1050)
	in.BalanceFen = &balance
	if got = o.assess(in); got.Proposals[0].AmountFen != money.Yuan(60) || got.Proposals[1].AmountFen != money.Yuan(990) {
		t.Errorf("the fund gives more than it has: %+v", got.Proposals)
	}
}

func TestTiersAndScope(t *testing.T) {
	o := setup(t)
	in := household(2, 30000, 0)
	in.Needs = []string{"medical"}
	in.Bills = []Bill{{Ref: "b", Kind: "inpatient", Disease: "C16", TotalFen: money.Yuan(30000), OutOfScopeFen: money.Yuan(8000), FundsFen: money.Yuan(10000)}}
	o.adopt("platform.medical.tiers", "230600", "0:0.9,10000:0.7", "2020-05-01", "")
	if got := o.assess(in); got.ProposedFen != money.Yuan(9000+7000) {
		t.Error(got.ProposedFen)
	}
	o.adopt("platform.medical.base", "230600", "in_scope", "2020-05-02", "")
	if got := o.assess(in); got.ProposedFen != money.Yuan(9000+1400) {
		t.Error(got.ProposedFen)
	}
	o.adopt("platform.medical.cap_time", "230602", "8000", "2020-05-03", "")
	if got := o.assess(in); got.ProposedFen != money.Yuan(8000) {
		t.Error(got.ProposedFen)
	}
}

func TestLivingAndStudy(t *testing.T) {
	o := setup(t)
	in := household(3, 30000, 12000)
	in.Members[2].BirthOn = "2001-05-07"
	in.Needs = []string{"living", "study", "employment"}
	in.Studies = []Study{{Ref: "c", CostFen: money.Yuan(9000), Proved: true}, {Ref: "a", CostFen: money.Yuan(9000)}}
	in.Counters = []Counter{{Need: "living", PaidFen: money.Yuan(3000)}, {Need: "study", Ref: "c", PaidFen: 50}}
	got := o.assess(in)
	if got.Class != Deep || len(got.Proposals) != 2 || got.Proposals[0].AmountFen != money.Yuan(4000) || got.Proposals[1].AmountFen != money.Yuan(6834) {
		t.Fatalf("%+v", got.Proposals)
	}
	in.Income[0].AmountFen = money.Yuan(40000)
	in.Counters = nil
	if got = o.assess(in); got.Class != Rel || got.Proposals[0].AmountFen != money.Yuan(5200) { // 8 × 650
		t.Fatalf("%s %+v", got.Class, got.Proposals)
	}
}

func TestRefusedInput(t *testing.T) {
	o := setup(t)
	for code, change := range map[string]func(in *Input){
		"policy.members_required": func(in *Input) { in.Members = nil },
		"policy.member_twice":     func(in *Input) { in.Members[1].Ref = "a" },
		"policy.birth_wrong":      func(in *Input) { in.Members[0].BirthOn = "2020-05-08" },
		"policy.idle_months":      func(in *Input) { in.Members[0].IdleMonths = 13 },
		"policy.member_unknown":   func(in *Input) { in.Income[0].Ref = "z" },
		"policy.kind_unknown":     func(in *Input) { in.Rigid[0].Kind = "yacht" },
		"policy.amount_negative":  func(in *Input) { in.Rigid[0].AmountFen = -1 },
		"DEBIT_GT_TOTAL": func(in *Input) {
			in.Bills = []Bill{{Ref: "a", Kind: "other", TotalFen: 100, FundsFen: 60, EarlierFen: 41}}
		},
		"money.overflow":         func(in *Input) { in.Income[0].AmountFen = money.Max; in.Income = append(in.Income, in.Income[0]) },
		"policy.disease_unknown": func(in *Input) { in.Bills = []Bill{{Ref: "a", Kind: "other", Disease: "高血压", TotalFen: 100}} },
		"policy.date_format":     func(in *Input) { in.On = "today" },
		"PARAM_MISSING":          func(in *Input) { in.On = "2017-12-31" },
	} {
		in := household(2, 1000, 10)
		change(&in)
		if _, err := o.try(in); !errs.IsCode(err, code) {
			t.Errorf("%s: %v", code, err)
		}
	}
}

// The class against an independent count in whole fen, and rules that must hold for every household.
func TestClassProperty(t *testing.T) {
	o := setup(t)
	p, e := o.at("230602", day), shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 9).Draw(t, "n")
		line := int64(65000 * 12 * n)
		income := rapid.OneOf(rapid.Int64Range(0, 3*line), rapid.Int64Range(line-2, line+2), rapid.Int64Range(2*line-2, 2*line+2)).Draw(t, "income")
		rigid := rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(0, line)).Draw(t, "rigid")
		in := household(n, 0, 0)
		in.Income[0].AmountFen, in.Rigid[0].AmountFen = money.Fen(income), money.Fen(rigid)
		in.Needs = []string{"living"}
		got, err := e.compute(p, in)
		if err != nil {
			t.Fatal(err)
		}
		want := NotEligible
		switch net := income - rigid; {
		case net < line:
			want = Deep
		case net < 2*line:
			want = Rel
		}
		if got.Class != want {
			t.Fatalf("n=%d income=%d rigid=%d: %s, want %s", n, income, rigid, got.Class, want)
		}
		if got.ProposedFen > money.Yuan(7000) || got.ProposedFen%100 != 0 || got.ShortFen < 0 || got.GapFen < 0 || got.Score < 0 || got.Score > 100 {
			t.Fatalf("%+v", got)
		}
		if (got.ShortFen > 0) != (want == Deep) {
			t.Fatalf("short %s with %s", got.ShortFen, want)
		}
		more := in
		more.Income = append([]Income{{Kind: "rent", AmountFen: 100}}, in.Income...)
		richer, err := e.compute(p, more)
		if err != nil || richer.Score > got.Score && richer.Class == got.Class {
			t.Fatalf("one yuan more raised the need: %d > %d, %v", richer.Score, got.Score, err)
		}
	})
}

// replayed computes all again: so many, and no difference.
func (o *office) replayed(n int64) {
	o.t.Helper()
	auditor := authz.With(context.Background(), authz.System("经审", PermReplay, PermView))
	if got, err := o.s.Replay(auditor); err != nil || got.Checked != n || len(got.Differences) != 0 {
		o.t.Errorf("%+v %v", got, err)
	}
}

func TestReplay(t *testing.T) {
	o := setup(t)
	auditor := authz.With(context.Background(), authz.System("经审", PermReplay, PermView))
	in := household(4, 72000, 45000)
	in.Needs = []string{"living", "medical"}
	in.Bills = []Bill{{Ref: "b", Kind: "inpatient", Disease: "C16", TotalFen: money.Yuan(30000)}}
	first := o.assess(in)
	second := o.assess(household(3, 60000, 24000))
	o.adopt("dibao.urban", "230602", "700", "2020-01-01", "") // a later decision about the same day changes no old result
	third := o.assess(in)
	if third.LineFen != money.Yuan(700) {
		t.Fatal(third.LineFen)
	}
	if got, err := o.s.Replay(auditor); err != nil || got.Checked != 3 || len(got.Differences) != 0 {
		t.Fatalf("%+v %v", got, err)
	}
	if _, err := o.s.Replay(officer("230600")); !errs.IsKind(err, errs.Forbidden) {
		t.Error(err)
	}
	tamper := func(text string, args ...any) {
		t.Helper()
		if err := o.d.Update(t.Context(), func(tx *db.Tx) error { return tx.ExecOne(t.Context(), nil, text, args...) }); err != nil {
			t.Fatal(err)
		}
	}
	tamper("UPDATE assessments SET class = 'REL' WHERE id = $1", first.ID)
	tamper("UPDATE policy_params SET value = '800' WHERE key = 'dibao.urban' AND area = '230602'")
	tamper("UPDATE assessments SET result_sealed = 'x' WHERE id = $1", second.ID)
	got, err := o.s.Replay(auditor)
	what := map[string]string{}
	for _, d := range got.Differences {
		what[d.ID] = d.What
	}
	if err != nil || len(what) != 3 || what[first.ID] != "figures" || what[second.ID] != "unreadable" || what[third.ID] != "version dibao.urban" {
		t.Fatalf("%+v %v", got, err)
	}
	tamper("UPDATE policy_rule_texts SET text = text || ' ' WHERE hash = (SELECT hash FROM policy_rule_sets WHERE name = 'hardship')")
	if got, err := o.s.Replay(auditor); err != nil || len(got.Differences) != 3 || got.Differences[0].What != "rule sets" {
		t.Errorf("a changed text of rules passes: %+v %v", got, err)
	}
	q := job.New(job.Config{DB: o.d})
	o.s.Jobs(q)
	id, err := o.s.StartReplay(auditor)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := q.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if j, err := q.Get(auditor, id); err != nil || j.State != job.Done || !strings.Contains(j.Result, `"checked":3`) {
		t.Errorf("%+v %v", j, err)
	}
}

func TestStoredSealedAndShownToFew(t *testing.T) {
	o := setup(t)
	res := o.assess(household(3, 60000, 24000))
	_ = o.d.View(t.Context(), func(tx *db.Tx) error {
		row, err := findAssessment(t.Context(), tx, res.ID)
		if err != nil || strings.Contains(row.InputSealed+row.ResultSealed, "wage") || row.NetFen != 100000 || len(row.Versions.V) < 10 {
			t.Errorf("%+v %v", row, err)
		}
		list, err := o.s.AssessmentsTx(t.Context(), tx, "c1")
		if err != nil || len(list) != 1 || list[0].Result.Sentence != res.Sentence || list[0].Input.Income[0].AmountFen != money.Yuan(60000) {
			t.Error(err)
		}
		return nil
	})
	clerk := authz.With(context.Background(), authz.System("窗口", PermView))
	if _, err := o.s.Assessment(clerk, res.ID); !errs.IsKind(err, errs.NotFound) {
		t.Error("nobody said that the clerk sees the case:", err)
	}
	o.s.LetSee(func(_ context.Context, _ *db.Tx, caseID string) error {
		if caseID == "c1" {
			return nil
		}
		return errs.New(errs.NotFound, "not_found")
	})
	if a, err := o.s.Assessment(clerk, res.ID); err != nil || a.Result.Class != Rel {
		t.Error(a, err)
	}
}
