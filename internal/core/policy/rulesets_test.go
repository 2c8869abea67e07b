package policy

import (
	"context"
	"strings"
	"testing"
	"time"

	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/money"
	"yice/rules"
)

func (o *office) register() []string {
	o.t.Helper()
	aside, err := o.s.Register(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	return aside
}

// versions are the adopted versions of a rule set, the first one first.
func (o *office) versions(name string) []RuleVersion {
	o.t.Helper()
	var out []RuleVersion
	err := o.d.View(o.t.Context(), func(tx *db.Tx) error {
		all, err := findRulesAdopted(o.t.Context(), tx)
		for _, v := range all {
			if v.Name == name {
				out = append(out, v)
			}
		}
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return out
}

// stored writes an adopted version as an earlier program or a meeting would have left it.
func (o *office) stored(name, text, from, motion string) {
	o.t.Helper()
	err := o.do(func(ctx context.Context, tx *db.Tx) error {
		n, err := findLastVersion(ctx, tx, name)
		if err != nil {
			return err
		}
		v := RuleVersion{
			ID: id.New(tx.Now()), Name: name, Version: n + 1, Hash: hashOf([]byte(text)), Status: RuleAdopted, FromOn: from, MotionID: motion, ProposedBy: "x",
			AdoptedAt: tx.NowMS(),
		}
		if err := keepRule(ctx, tx, v, []byte(text)); err != nil {
			return err
		}
		return setStamp(ctx, tx, v.ID)
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

func TestRegister(t *testing.T) {
	o := empty(t)
	if aside := o.register(); len(aside) != 0 {
		t.Fatal(aside)
	}
	o.register()
	for name := range rules.Files() {
		if v := o.versions(name); len(v) != 1 || v[0].FromOn != firstDay || v[0].Version != 1 || v[0].Hash != hashOf(rules.Files()[name]) {
			t.Errorf("%s: %+v", name, v)
		}
	}
	// a text of an earlier program gives way to the present one from today on
	old := strings.Replace(string(rules.Files()["hardship"]), "title:", "# 旧文本\ntitle:", 1)
	o.stored("hardship", old, "2019-01-01", "")
	o.c.Advance(time.Hour)
	o.register()
	if v := o.versions("hardship"); len(v) != 3 || v[2].FromOn != "2020-05-07" || v[2].Version != 3 || v[2].Hash != v[0].Hash {
		t.Errorf("%+v", v)
	}
	// what the meeting adopted stays, whatever the program brings
	o.stored("hardship", old, "2020-08-01", "m1")
	if aside := o.register(); len(aside) != 1 || aside[0] != "hardship" || len(o.versions("hardship")) != 4 {
		t.Error(aside)
	}
}

// A text of a later program that does not fit what the meeting adopted is left aside as a whole.
func TestRegisterDoesNotBreakTheMeetingsRules(t *testing.T) {
	o := empty(t)
	o.register()
	o.stored("income", strings.Replace(string(rules.Files()["income"]), "title:", "# 另一文本\ntitle:", 1), "2020-01-01", "")
	o.stored("hardship", strings.ReplaceAll(string(rules.Files()["hardship"]), "line_year", "year_line"), "2020-01-01", "m1")
	if aside := o.register(); strings.Join(aside, " ") != "hardship" {
		t.Error(aside)
	}
	o.c.Advance(time.Hour)
	o.stored("income", strings.ReplaceAll(string(rules.Files()["income"]), "income_counted", "counted_income"), "2020-05-07", "")
	o.stored("hardship", strings.Replace(string(rules.Files()["hardship"]), "inputs: []", "inputs: [counted_income]", 1), "2020-05-07", "m2")
	before := len(o.versions("income"))
	if aside := o.register(); strings.Join(aside, " ") != "hardship income" || len(o.versions("income")) != before {
		t.Error(aside, len(o.versions("income")), before)
	}
}

func TestVersionsByDay(t *testing.T) {
	o := setup(t)
	first := o.assess(household(4, 72000, 45000))
	o.stored("hardship", strings.ReplaceAll(string(rules.Files()["hardship"]), "max(line_year - income + rigid, yuan(0))", "max(line_year - income, yuan(0))"), "2020-05-01", "m1")
	second := o.assess(household(4, 72000, 45000))
	if first.ShortFen != money.Yuan(4200) || second.ShortFen != 0 {
		t.Error(first.ShortFen, second.ShortFen)
	}
	earlier := household(4, 72000, 45000)
	earlier.On = "2020-04-30"
	if got := o.assess(earlier); got.ShortFen != first.ShortFen {
		t.Error("the rules of a later day were used:", got.ShortFen)
	}
	err := o.do(func(ctx context.Context, tx *db.Tx) error {
		a, err := o.s.AssessmentTx(ctx, tx, first.ID)
		b, err2 := o.s.AssessmentTx(ctx, tx, second.ID)
		if err != nil || err2 != nil || len(a.RuleSets) != 4 || a.RuleSets["hardship"] == b.RuleSets["hardship"] || a.RuleSets["income"] != b.RuleSets["income"] {
			t.Errorf("%v %v %v %v", a.RuleSets, b.RuleSets, err, err2)
		}
		if _, _, err := o.s.ProgramTx(ctx, tx, Platform, "1949-09-30", nil); !errs.IsCode(err, "policy.rules_missing") {
			t.Error(err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	o.replayed(3)
}

// What the lab computes with: a program with a draft in it, parameters with some replaced, and the newest input of every case.
func TestReform(t *testing.T) {
	o := setup(t)
	in := household(4, 72000, 45000)
	o.assess(in)
	in.CaseID = "c2"
	o.assess(in)
	in.Urban = false
	o.assess(in)
	draft := strings.ReplaceAll(string(rules.Files()["hardship"]), "12 * size", "24 * size")
	p, err := o.at("230602", day).With(map[string]string{"dibao.rural": "900"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.With(map[string]string{"dibao.rural": "much"}); !errs.IsCode(err, "policy.value_money") {
		t.Error(err)
	}
	seen := map[string]money.Fen{}
	err = o.do(func(ctx context.Context, tx *db.Tx) error {
		prog, hashes, err := o.s.ProgramTx(ctx, tx, Platform, day, map[string][]byte{"hardship": []byte(draft)})
		if err != nil || hashes["hardship"] != hashOf([]byte(draft)) {
			t.Fatal(hashes, err)
		}
		facts, err := NewFacts(prog)
		if err != nil {
			return err
		}
		table, err := p.Table(prog)
		if err != nil {
			return err
		}
		c, r := prog.NewCase(), prog.NewRunner()
		return o.s.EachInputTx(ctx, tx, func(in *Input) error {
			if err := facts.Fill(c, in); err != nil {
				return err
			}
			err := r.Run(c, table)
			seen[in.CaseID] = money.Fen(r.Int(prog.Variable("", "line_year"), 0))
			return err
		})
	})
	if err != nil || len(seen) != 2 || seen["c1"] != money.Yuan(650*4*24) || seen["c2"] != money.Yuan(900*4*24) {
		t.Error(seen, err)
	}
	if got := o.assess(in); got.LineFen != money.Yuan(390) {
		t.Error("the reform came into force:", got.LineFen)
	}
}
