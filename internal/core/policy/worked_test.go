package policy

import (
	"archive/zip"
	"context"
	"io"
	"strings"
	"testing"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/rules"
)

// ownShort is a worked test of hardship: one person with 6,000 a year and 10,000 of rigid spending.
const ownShort = `rule_set: hardship
area: "230600"
on: "2020-07-01"
parameters_from: daqing
tests:
  - name: 缺口不计刚性支出
    given:
      on: 2020-07-01
      urban: true
      income_items: [{kind: wage, amount: 6000}]
      rigid_items: [{kind: medical, amount: 10000, proved: true}]
      persons: [{birth_on: 1975-03-01, sex: "2"}]
    expect: {short: SHORT}
`

func withShort(short string) string { return strings.Replace(ownShort, "SHORT", short, 1) }

func lessShort(t *testing.T) string {
	t.Helper()
	return changed(t, "hardship", "max(line_year - income + rigid, yuan(0))", "max(line_year - income, yuan(0))")
}

// A draft that changes a result on purpose brings its own worked tests: they are checked with it, kept with it, shown and handed out.
func TestOwnTests(t *testing.T) {
	o := setup(t)
	in := RuleProposal{Text: lessShort(t), FromOn: "2020-07-01", Note: "缺口不再计刚性支出"}
	in.Tests = withShort("9999")
	_, err := o.s.CheckRules(secretary(), in)
	e := errs.As(err)
	if e == nil || len(e.Fields) != 1 || e.Fields[0].Code != "policy.test_fails" || e.Fields[0].Params["name"] != "缺口不计刚性支出" || e.Fields[0].Params["where"] != "short" || e.Fields[0].Params["want"] != "9999" {
		t.Fatalf("%+v", e)
	}
	in.Tests = withShort(e.Fields[0].Params["got"].(string))
	got, err := o.s.CheckRules(secretary(), in)
	if err != nil || got.Own != 1 {
		t.Fatalf("%+v %v", got, err)
	}
	found := false
	for _, x := range got.Otherwise {
		if x.Own {
			found = x.Holds && len(x.Before) > 0 && x.File == "hardship_test"
		}
	}
	if !found {
		t.Errorf("the rules in force agree with the new test: %+v", got.Otherwise)
	}
	bad := in
	bad.Tests = withShort("1")
	v, err := o.s.ProposeRules(secretary(), bad)
	if err != nil || v.State != "draft" {
		t.Fatalf("%+v %v", v, err)
	}
	if d, err := o.s.RuleVersion(secretary(), v.ID); err != nil || d.Sound || d.TestsText != bad.Tests || !d.Tests[0].Own || d.Tests[0].Holds {
		t.Errorf("%+v %v", d, err)
	}
	table := func() error {
		return o.do(func(ctx context.Context, tx *db.Tx) error { return o.s.TableTx(ctx, tx, "m1", nil, []string{v.ID}) })
	}
	if err := table(); !errs.IsCode(err, "policy.test_fails") {
		t.Error("a draft whose own test fails was tabled:", err)
	}
	if v, err = o.s.ReviseRules(secretary(), v.ID, in); err != nil || v.State != "checked" {
		t.Fatalf("%+v %v", v, err)
	}
	if err := table(); err != nil {
		t.Fatal(err)
	}
	err = o.do(func(ctx context.Context, tx *db.Tx) error {
		_, err := o.s.AdoptTx(ctx, tx, "m1", "庆联席〔2020〕5号")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	d, err := o.s.RuleVersion(secretary(), v.ID)
	if err != nil || !d.Sound || d.TestsText != in.Tests || !d.Tests[0].Own || !d.Tests[0].Holds || d.Tests[0].Name != "缺口不计刚性支出" {
		t.Errorf("%+v %v", d, err)
	}
	o.checkOwnLater(in)
}

// checkOwnLater looks at the worked tests that an adopted version of hardship brought along.
func (o *office) checkOwnLater(in RuleProposal) {
	o.t.Helper()
	own := func(on string) (n, fail int) {
		all, err := o.s.TestBook(secretary(), on)
		if err != nil {
			o.t.Fatal(err)
		}
		for _, x := range all {
			if x.Own {
				n++
			}
			if x.Own && !x.Holds {
				fail++
			}
		}
		if len(all) < 50 {
			o.t.Errorf("%d tests in the book", len(all))
		}
		return n, fail
	}
	if n, _ := own("2020-06-30"); n != 0 {
		o.t.Error("own tests before the version's day:", n)
	}
	if n, fail := own("2020-07-01"); n != 1 || fail != 0 {
		o.t.Error(n, fail)
	}
	again := RuleProposal{Text: string(rules.Files()["income"]) + "\n# nothing else\n", FromOn: "2020-08-01"}
	if got, err := o.s.CheckRules(secretary(), again); err != nil || got.Own != 0 || len(got.Otherwise) != 0 {
		o.t.Errorf("%+v %v", got, err)
	}
	if _, err := o.s.ProposeRules(secretary(), in); !errs.IsCode(err, "policy.rules_same") {
		o.t.Error(err)
	}
	files, err := o.s.BookFiles(secretary(), "2020-07-01")
	if err != nil || len(files) != len(rules.Files())+1 {
		o.t.Errorf("%d files %v", len(files), err)
	}
	found := false
	for _, f := range files {
		found = found || f.Name == "hardship_test.yaml" && string(f.Text) == in.Tests
	}
	if !found {
		o.t.Error("the worked tests were not handed out")
	}
	if _, err := o.s.TestBook(context.Background(), ""); !errs.IsKind(err, errs.Forbidden) && !errs.IsKind(err, errs.Unauthenticated) {
		o.t.Error(err)
	}
}

// The worked tests that a version brings are run again when it is adopted: another set that it uses may have changed since.
func TestOwnAtAdoption(t *testing.T) {
	o := setup(t)
	v, err := o.s.ProposeRules(secretary(), RuleProposal{Text: lessShort(t), FromOn: "2020-07-01", Note: "试", Tests: withShort("1800")})
	if err != nil || v.State != "checked" {
		t.Fatalf("%+v %v", v, err)
	}
	other := o.proposeRules(changed(t, "income", "formula: income_counted + sum(", "formula: yuan(1) + income_counted + sum("), "2020-06-01")
	adopted := func(motion, id string) error {
		err := o.do(func(ctx context.Context, tx *db.Tx) error { return o.s.TableTx(ctx, tx, motion, nil, []string{id}) })
		if err != nil {
			return err
		}
		return o.do(func(ctx context.Context, tx *db.Tx) error {
			if motion == "m1" {
				if _, err := o.s.AdoptTx(ctx, tx, "m2", "庆联席〔2020〕4号"); err != nil {
					return err
				}
			}
			_, err := o.s.AdoptTx(ctx, tx, motion, "庆联席〔2020〕5号")
			return err
		})
	}
	err = o.do(func(ctx context.Context, tx *db.Tx) error { return o.s.TableTx(ctx, tx, "m2", nil, []string{other.ID}) })
	if err != nil {
		t.Fatal(err)
	}
	if err := adopted("m1", v.ID); !errs.IsCode(err, "policy.test_fails") {
		t.Error("the meeting adopted rules whose own test fails:", err)
	}
}

// A test of a version takes the place of the program's of the same name.
func TestOwnReplaces(t *testing.T) {
	o := setup(t)
	got, err := o.s.CheckRules(secretary(), RuleProposal{Text: lessShort(t), FromOn: "2020-07-01"})
	if err != nil {
		t.Fatal(err)
	}
	var broken TestOutcome
	for _, x := range got.Otherwise {
		if x.Set == "hardship" {
			broken = x
		}
	}
	if broken.Name == "" || broken.Own {
		t.Fatalf("%+v", got.Otherwise)
	}
	again, err := o.s.CheckRules(secretary(), RuleProposal{
		Text: lessShort(t), FromOn: "2020-07-01",
		Tests: strings.Replace(withShort("1800"), "缺口不计刚性支出", broken.Name, 1),
	})
	if err != nil || again.Tests != got.Tests {
		t.Fatalf("%+v %+v", errs.As(err), again)
	}
	for _, x := range again.Otherwise {
		if x.Name == broken.Name && x.Set == "hardship" && !x.Own {
			t.Errorf("%+v still counts", x)
		}
	}
}

// TestOwnRefusals says what a version may not bring.
func TestOwnRefusals(t *testing.T) {
	o := setup(t)
	check := func(tests string) error {
		_, err := o.s.CheckRules(secretary(), RuleProposal{Text: lessShort(t), FromOn: "2020-07-01", Tests: tests})
		return err
	}
	one := withShort("1800")
	_, test, _ := strings.Cut(one, "tests:\n")
	for code, text := range map[string]string{
		"policy.tests_set":  strings.Replace(one, "rule_set: hardship", "rule_set: income", 1),
		"policy.test_empty": strings.Replace(one, "    expect: {short: 1800}\n", "", 1),
		"policy.test_twice": one + test,
		"policy.tests_many": "rule_set: hardship\ntests:\n" + strings.Repeat("  - {name: x, expect: {short: 1}, given: {on: 2020-07-01}}\n", maxTests+1),
		"rule.wrong":        strings.Replace(one, "expect:", "expects:", 1),
	} {
		if err := check(text); !errs.IsCode(err, code) {
			t.Errorf("%s: %v %+v", code, err, errs.As(err).Fields)
		}
	}
	e := errs.As(check(strings.Replace(one, "rigid_items", "rigid_costs", 1)))
	if e == nil || len(e.Fields) != 2 || e.Fields[0].Code != "policy.test_stops" || e.Fields[1].Code != "rule.input_unknown" {
		t.Errorf("%+v", e)
	}
	if err := check(" \n"); err != nil {
		t.Error("no tests at all:", err)
	}
	if e := errs.As(check("rule_set: [")); e == nil || !strings.HasPrefix(e.Fields[0].Path, "hardship_test:") {
		t.Errorf("%+v", e)
	}
}

// TestExport downloads a version with its worked tests.
func TestExport(t *testing.T) {
	o := setup(t)
	in := RuleProposal{Text: lessShort(t), FromOn: "2020-07-01", Tests: withShort("1800")}
	v, err := o.s.ProposeRules(secretary(), in)
	if err != nil {
		t.Fatal(err)
	}
	call := serve(t, o, authz.From(secretary()))
	code, body := call("GET", "/policy/rule-versions/"+v.ID+"/export", "")
	if code != 200 {
		t.Fatal(code, body)
	}
	z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"hardship.yaml": in.Text, "hardship_test.yaml": in.Tests} {
		f, err := z.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(f)
		if err != nil || string(text) != want {
			t.Error(name, "is not what was proposed", err)
		}
	}
	if code, _ := call("GET", "/policy/rule-versions/none/export", ""); code != 404 {
		t.Error(code)
	}
}
