package policy

import (
	"context"
	"strings"
	"testing"

	"yice/internal/core/flow"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/money"
	"yice/rules"
)

// changed is a shipped text with one place replaced.
func changed(t *testing.T, name, old, text string) string {
	t.Helper()
	was := string(rules.Files()[name])
	if strings.Count(was, old) == 0 {
		t.Fatalf("%s does not hold %q", name, old)
	}
	return strings.Replace(was, old, text, 1)
}

// secretary may propose for the whole city and look.
func secretary() context.Context {
	return authz.With(context.Background(), &authz.Actor{UserID: "sec", Name: "秘书处", Area: "230600", Reaches: map[authz.Permission][]authz.Reach{
		PermPropose: {{Kind: authz.All}}, PermView: {{Kind: authz.All}},
	}})
}

func (o *office) proposeRules(text, from string, beside ...string) ShownRule {
	o.t.Helper()
	v, err := o.s.ProposeRules(secretary(), RuleProposal{Text: text, FromOn: from, Note: "试", Beside: beside})
	if err != nil {
		o.t.Fatal(errs.As(err).Fields, err)
	}
	return v
}

func TestRuleStates(t *testing.T) {
	if bad := RuleStates().Check(RuleDraft); len(bad) != 0 {
		t.Error(bad)
	}
}

func TestCheckRules(t *testing.T) {
	o := setup(t)
	check := func(text string) (CheckedRules, error) {
		return o.s.CheckRules(secretary(), RuleProposal{Text: text, FromOn: "2020-07-01"})
	}
	_, err := check(changed(t, "hardship", "line_year - income + rigid", "line_year - incme + rigid"))
	if e := errs.As(err); e.Code != "rule.wrong" || len(e.Fields) == 0 || e.Fields[0].Path != "hardship:92:30" {
		t.Errorf("%+v", errs.As(err).Fields)
	}
	// a set that others use is checked with them
	_, err = check(changed(t, "case", "  self_paid:\n", "  own_paid:\n"))
	if e := errs.As(err); e.Code != "rule.wrong" || strings.HasPrefix(e.Fields[0].Path, "case:") {
		t.Errorf("%+v", errs.As(err).Fields)
	}
	for code, text := range map[string]string{
		"policy.rule_name":    "title: {zh: 无名}\n",
		"policy.rules_source": changed(t, "union_d", "sources: [", "# sources: ["),
		"policy.rules_carry":  changed(t, "hardship", "zh: 倍数, en: multiple}\n", "zh: 倍数, en: multiple, value: \"2\"}\n"),
		"policy.rules_lack":   strings.ReplaceAll(string(rules.Files()["platform"]), "study_approvers", "study_hands"),
		"policy.rules_params": strings.Replace(string(rules.Files()["case"]), "    car: {zh: 有非谋生用小汽车, en: Private car}\n", "", 1),
	} {
		if _, err := check(text); !errs.IsCode(err, code) {
			t.Errorf("%s: %v %v", code, err, errs.As(err).Fields)
		}
	}
	got, err := check(changed(t, "hardship", "p.age < 18 || p.age >= 60", "p.age < 16 || p.age >= 60") + "\n# 未满十六周岁\n")
	if err != nil || got.Name != "hardship" || got.Tests < 20 {
		t.Fatalf("%+v %v", got, err)
	}
	got, err = check(changed(t, "platform", "cap(down_fen(line * living_k), platform.living.cap_year, living_paid)", "cap(down_fen(line * living_k) / 2, platform.living.cap_year, living_paid)"))
	if err == nil {
		t.Error("half an amount is no amount without a rounding:", got)
	}
	got, err = check(changed(t, "platform", "cap(down_fen(line * living_k),", "cap(down_fen(line * living_k / 2),"))
	if err != nil || len(got.Otherwise) == 0 {
		t.Fatalf("%+v %v", got, err)
	}
	for _, x := range got.Otherwise {
		if x.Holds || len(x.Misses) == 0 || len(x.Before) != 0 || x.Misses[0].Where == "" || x.Misses[0].Want == x.Misses[0].Got || x.Set != "platform" {
			t.Errorf("%+v", x)
		}
	}
	if _, err := o.s.CheckRules(admin(), RuleProposal{Text: "x", FromOn: day}); !errs.IsKind(err, errs.Forbidden) {
		t.Error(err)
	}
}

func TestRuleDraft(t *testing.T) {
	o := setup(t)
	good := changed(t, "hardship", "max(line_year - income + rigid, yuan(0))", "max(line_year - income, yuan(0))")
	if _, err := o.s.ProposeRules(secretary(), RuleProposal{Text: string(rules.Files()["hardship"]), FromOn: "2020-07-01"}); !errs.IsCode(err, "policy.rules_same") {
		t.Error(err)
	}
	if _, err := o.s.ProposeRules(secretary(), RuleProposal{Text: good, FromOn: "1900-01-01"}); !errs.IsCode(err, "policy.date_format") {
		t.Error(err)
	}
	v := o.proposeRules(strings.Replace(good, "line_year", "line_yaer", 1), "2020-07-01")
	if v.State != "draft" || strings.Join(v.Can, " ") != "revise withdraw" || v.Version != 2 {
		t.Fatalf("%+v", v)
	}
	table := func(id string) error {
		return o.do(func(ctx context.Context, tx *db.Tx) error { return o.s.TableTx(ctx, tx, "m1", nil, []string{id}) })
	}
	if err := table(v.ID); !errs.IsCode(err, "rule.wrong") {
		t.Error("a draft with problems was tabled:", err)
	}
	if _, err := o.s.ReviseRules(officer("230600"), v.ID, RuleProposal{Text: good, FromOn: "2020-07-01"}); !errs.IsKind(err, errs.Forbidden) {
		t.Error(err)
	}
	if _, err := o.s.ReviseRules(secretary(), v.ID, RuleProposal{Text: string(rules.Files()["income"]) + "\n", FromOn: "2020-07-01"}); !errs.IsCode(err, "policy.rule_name") {
		t.Error(err)
	}
	v, err := o.s.ReviseRules(secretary(), v.ID, RuleProposal{Text: good, FromOn: "2020-08-01"})
	if err != nil || v.State != "checked" || v.FromOn != "2020-08-01" || len(v.Otherwise) == 0 {
		t.Fatalf("%+v %v", v, err)
	}
	if got := o.assess(household(4, 72000, 45000)); got.ShortFen != money.Yuan(4200) {
		t.Error("a draft is in force")
	}
	d, err := o.s.RuleVersion(secretary(), v.ID)
	if err != nil || !d.Sound || d.Text != good || len(d.Tests) == 0 || len(d.Params) < 10 || d.Title.ZH != "困难职工类别认定" {
		t.Fatalf("%+v %v", d, err)
	}
	for _, x := range d.Variables {
		if x.Name == "class" && (x.Text.ZH != "净收入低于标准为深度困难，低于标准的「倍数」倍为相对困难／意外损失达到年收入的「损失占收入的界限」为意外致困" || x.Text.EN == "" || x.When != "!excluded" || !x.Row) {
			t.Errorf("%+v", x)
		}
	}
	if err := o.s.WithdrawRules(secretary(), v.ID); err != nil {
		t.Fatal(err)
	}
	if err := table(v.ID); !errs.IsCode(err, "flow.not_allowed") {
		t.Error(err)
	}
	if err := o.s.WithdrawRules(secretary(), v.ID); !errs.IsCode(err, "flow.not_allowed") {
		t.Error(err)
	}
}

func TestMeetingAdoptsRules(t *testing.T) {
	o := setup(t)
	short := func(on string) money.Fen {
		t.Helper()
		in := household(4, 72000, 45000)
		in.On = on
		return o.assess(in).ShortFen
	}
	v := o.proposeRules(changed(t, "hardship", "max(line_year - income + rigid, yuan(0))", "max(line_year - income, yuan(0))"), "2020-07-01")
	p, err := o.s.Propose(secretary(), Proposal{Key: "wage.min", Area: "230600", Value: "1700", FromOn: "2020-07-01"})
	if err != nil {
		t.Fatal(err)
	}
	must := func(f func(ctx context.Context, tx *db.Tx) error) {
		t.Helper()
		if err := o.do(f); err != nil {
			t.Fatal(err)
		}
	}
	must(func(ctx context.Context, tx *db.Tx) error {
		free, err := o.s.ChangesTx(ctx, tx, "")
		if len(free) != 2 || free[1].Kind != ChangeRules || free[1].Now != "v1" || free[1].Value != "v2" || len(free[1].Otherwise) == 0 {
			t.Errorf("%+v", free)
		}
		return err
	})
	must(func(ctx context.Context, tx *db.Tx) error {
		return o.s.TableTx(ctx, tx, "m1", []string{p.ID}, []string{v.ID})
	})
	if _, err := o.s.ReviseRules(secretary(), v.ID, RuleProposal{Text: string(rules.Files()["hardship"]) + "\n", FromOn: "2020-07-01"}); !errs.IsCode(err, "flow.not_allowed") {
		t.Error("a tabled text was changed:", err)
	}
	must(func(ctx context.Context, tx *db.Tx) error { return o.s.UntableTx(ctx, tx, "m1") })
	must(func(ctx context.Context, tx *db.Tx) error {
		return o.s.TableTx(ctx, tx, "m2", []string{p.ID}, []string{v.ID})
	})
	must(func(ctx context.Context, tx *db.Tx) error {
		if err := o.s.AmendRulesTx(ctx, tx, v.ID, "2020-08-01"); err != nil {
			return err
		}
		_, err := o.s.AdoptTx(ctx, tx, "m2", "庆联席〔2020〕5号")
		return err
	})
	if short("2020-07-31") != money.Yuan(4200) || short("2020-08-01") != 0 {
		t.Error(short("2020-07-31"), short("2020-08-01"))
	}
	for name, f := range map[string]func(ctx context.Context, tx *db.Tx) error{
		"amend": func(ctx context.Context, tx *db.Tx) error { return o.s.AmendRulesTx(ctx, tx, v.ID, "2020-09-01") },
		"table": func(ctx context.Context, tx *db.Tx) error { return o.s.TableTx(ctx, tx, "m3", nil, []string{v.ID}) },
	} {
		if err := o.do(f); !errs.IsCode(err, "flow.not_allowed") {
			t.Errorf("%s of an adopted version: %v", name, err)
		}
	}
	board, err := o.s.RuleSets(secretary(), "")
	if err != nil || board.Items[0].Name != "platform" || len(board.Items) != len(rules.Files()) {
		t.Fatalf("%+v %v", board, err)
	}
	if l := board.Items[1]; l.Name != "hardship" || l.Current.Version != 1 || !l.Current.Shipped || l.Current.ToOn != "2020-07-31" || l.Scheduled[0].Document != "庆联席〔2020〕5号" {
		t.Errorf("%+v", l)
	}
	past, err := o.s.RuleHistory(secretary(), "hardship")
	if err != nil || len(past) != 2 || past[0].State != "scheduled" || past[1].State != "in_force" || past[1].ToOn != "2020-07-31" {
		t.Errorf("%+v %v", past, err)
	}
	rejected := o.proposeRules(changed(t, "hardship", "size) - income, yuan(0)", "size) - income, yuan(1)"), "2020-09-01")
	must(func(ctx context.Context, tx *db.Tx) error {
		if err := o.s.TableTx(ctx, tx, "m4", nil, []string{rejected.ID}); err != nil {
			return err
		}
		return o.s.RejectTx(ctx, tx, "m4")
	})
	if d, err := o.s.RuleVersion(secretary(), rejected.ID); err != nil || d.State != string(RuleRejected) {
		t.Errorf("%s %v", d.State, err)
	}
	o.replayed(2)
}

// A new disease needs a code in one set and a rule in another: the drafts name each other and come before the meeting together.
func TestRulesBeside(t *testing.T) {
	o := setup(t)
	code := o.proposeRules(changed(t, "case", "    blood: {zh: 血液病专项", "    insulin: {zh: 胰岛素专项, en: Insulin}\n    blood: {zh: 血液病专项"), "2020-07-01")
	text := changed(t, "platform", "    blood: {zh: 血液病专项", "    insulin: {zh: 胰岛素专项, en: Insulin}\n    blood: {zh: 血液病专项")
	text = strings.Replace(text, `falls_blood ? "blood" :`, `falls_blood ? "blood" : falls_insulin ? "insulin" :`, 1)
	text = strings.Replace(text, "+ aid_blood +", "+ aid_blood + aid_insulin +", 1)
	if v := o.proposeRules(text, "2020-07-01"); v.Status != RuleDraft {
		t.Error("a code that only a draft knows was taken:", v.Status)
	}
	v := o.proposeRules(text, "2020-07-01", code.ID)
	if v.Status != RuleChecked {
		t.Fatal(v.Status)
	}
	try := func(motion string, ids ...string) error {
		return o.do(func(ctx context.Context, tx *db.Tx) error {
			if err := o.s.TableTx(ctx, tx, motion, nil, ids); err != nil {
				return err
			}
			_, err := o.s.AdoptTx(ctx, tx, motion, "庆联席〔2020〕5号")
			return err
		})
	}
	if err := try("m1", v.ID); !errs.IsCode(err, "policy.rules_beside") {
		t.Error(err)
	}
	propose := func() error {
		_, err := o.s.Propose(secretary(), Proposal{Key: "platform.medical.rules", Area: "230600", Value: "dialysis_oral,insulin", FromOn: "2020-07-01"})
		return err
	}
	if err := propose(); !errs.IsCode(err, "policy.value_codes") {
		t.Error(err)
	}
	if err := try("m2", code.ID, v.ID); err != nil {
		t.Fatal(err)
	}
	if err := propose(); err != nil {
		t.Error(err)
	}
}

// What was checked is checked again when it is adopted: the rules in force may have changed since.
func TestAdoptionChecksAgain(t *testing.T) {
	o := setup(t)
	uses := o.proposeRules(changed(t, "hardship", "inputs: []", "inputs: [income_counted]"), "2020-07-01")
	drops := o.proposeRules(strings.ReplaceAll(string(rules.Files()["income"]), "income_counted", "counted"), "2020-06-01")
	tabled := func(motion, id string) error {
		return o.do(func(ctx context.Context, tx *db.Tx) error { return o.s.TableTx(ctx, tx, motion, nil, []string{id}) })
	}
	adopted := func(motion string) error {
		return o.do(func(ctx context.Context, tx *db.Tx) error {
			_, err := o.s.AdoptTx(ctx, tx, motion, "庆联席〔2020〕5号")
			return err
		})
	}
	if err1, err2 := tabled("m1", uses.ID), tabled("m2", drops.ID); err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	if err := adopted("m2"); err != nil {
		t.Fatal(err)
	}
	if err := adopted("m1"); !errs.IsCode(err, "rule.wrong") {
		t.Error("the meeting broke its own rules:", err)
	}
	if v, err := o.s.RuleVersion(secretary(), uses.ID); err != nil || v.Status != flow.State("tabled") {
		t.Error(v.Status, err)
	}
}
