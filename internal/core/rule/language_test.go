package rule

import (
	"fmt"
	"strings"
	"testing"

	"yice/internal/kit/errs"
)

// small is a rule set for one formula at a time.
const small = `
rule_set: small
entities:
  household: {zh: 家庭, en: household}
  person: {of: household, plural: persons, zh: 人, en: person}
  bill: {of: person, plural: bills, zh: 票据, en: bill}
codes:
  color: {red: {zh: 红, en: red}, green: 绿, blue: 蓝}
inputs:
  household:
    on: {type: date, default: "2024-02-29"}
    money: {type: money, default: "1000.01"}
    huge: {type: money, default: "92233720368547758.07"}
    many: {type: count, default: "9223372036854775807"}
    none: {type: limit, default: none}
    hundred: {type: limit, default: "100"}
    color: {type: color, default: green}
  person:
    age: {type: count}
    born: {type: date, default: "2004-02-29"}
  bill:
    cost: {type: money}
    disease: {type: icd, default: N18.501}
parameters:
  p.rate: {kind: ratio, value: 2/3}
  p.missing: {kind: money}
  p.tiers: {kind: tiers, value: "0:0.9,100:1/3,1000:0"}
  p.bands: {kind: bands, value: "0:1,100:2"}
  p.colors: {kind: list, codes: color, value: "red,green"}
  p.nothing: {kind: list, codes: color, value: none}
  p.diseases: {kind: icd_list, value: "D66,N18.5"}
  p.lt: {kind: operator, value: "<"}
  p.le: {kind: operator, value: "<="}
  p.cap: {kind: limit, value: none}
variables:
`

func smallCase() map[string]any {
	return map[string]any{"persons": []any{
		map[string]any{"age": "70", "bills": []any{map[string]any{"cost": "10.50"}, map[string]any{"cost": "200"}}},
		map[string]any{"age": "8"},
		map[string]any{"age": "35", "born": "2000-12-31", "bills": []any{map[string]any{"cost": "3", "disease": "d66"}}},
	}}
}

// compute gives the text of a household variable of the type, or the code of the error.
func compute(t *testing.T, typ, formula string) string {
	t.Helper()
	text := small + "  x:\n    type: " + typ + "\n    formula: |\n      " + strings.ReplaceAll(formula, "\n", "\n      ") + "\n"
	p, err := Load(map[string][]byte{"small": []byte(text)}, "small")
	if err != nil {
		return errs.As(err).Fields[0].Code
	}
	w := Worked{Given: smallCase()}
	a, err := w.Answer(p)
	if err != nil {
		return errs.As(err).Code
	}
	v := p.Variable("", "x")
	if v.Type.Exact() {
		got, _ := v.told.value.equals(&a.runner.f, Result{Exact: a.runner.Exact(v, 0)}, "")
		return got
	}
	got, _ := v.told.value.write(&a.runner.f, Result{Num: a.runner.Int(v, 0)})
	return got
}

// TestFormulas says what each operation of the language gives.
func TestFormulas(t *testing.T) {
	for _, c := range []struct{ typ, formula, want string }{
		// whole numbers and exact ones
		{"count", "7 - 2 * 3", "1"},
		{"count", "-7 % 3", "-1"},
		{"ratio", "7 / 2", "3.5"},
		{"ratio", "1 / 3 + 1 / 6", "0.5"},
		{"count", "down(7 / 2) + half_up(7 / 2) + up(7 / 3)", "10"},
		{"count", "down(-7 / 2)", "-3"},
		{"flag", "0.1 + 0.2 == 0.3", "true"},
		{"flag", "1 / 3 * 3 == exact(1)", "true"},
		// money
		{"money", "money + yuan(5) - yuan(\"0.01\") * 2", "1004.99"},
		{"amount", "money * 0.5", "500.005"},
		{"amount", "money / 3", "100001/300"},
		{"ratio", "yuan(5) / yuan(2)", "2.5"},
		{"money", "down_fen(money / 3)", "333.33"},
		{"money", "half_up_fen(money * 0.5)", "500.01"},
		{"money", "half_up_fen(-money * 0.5)", "-500.01"},
		{"money", "up_fen(money / 3)", "333.34"},
		{"money", "down_yuan(money)", "1000.00"},
		{"money", "up_yuan(money)", "1001.00"},
		{"money", "half_up_yuan(yuan(\"0.50\"))", "1.00"},
		{"money", "half_up_yuan(yuan(\"0.499\"))", "rule.value_wrong"},
		{"money", "money * p.rate", "rule.needs_rounding"},
		{"money", "money + 1", "rule.no_overload"},
		{"money", "money * money", "rule.no_overload"},
		{"count", "1.5 + 1", "rule.needs_rounding"},
		{"flag", "money < money * 1.001 && money >= money * 1.0", "true"},
		{"flag", "money / 3 < money / 2 && -(money / 3) > -money / 2", "true"},
		// beyond 64 bits: exact where it is exact, an error where it must be whole
		{"money", "huge + yuan(\"0.01\")", "money.overflow"},
		{"money", "huge * 2", "money.overflow"},
		{"count", "many + 1", "money.overflow"},
		{"count", "-many - 1 - 1", "money.overflow"},
		{"flag", "huge * 0.3 * 10 / 3 == exact(huge)", "true"},
		{"flag", "huge * 2.0 > huge * 1.9999999", "true"},
		{"money", "down_fen(huge * 7.0 / 7)", "92233720368547758.07"},
		{"money", "down_fen(huge * 1.5)", "money.overflow"},
		{"money", "up_yuan(huge)", "money.overflow"},
		// choice
		{"money", "money > yuan(5) ? yuan(1) : huge * 2", "1.00"},
		{"flag", "false && many + 1 > 0", "false"},
		{"flag", "true || many + 1 > 0", "true"},
		{"flag", "!(1 < 2)", "false"},
		{"color", `color == "green" ? "blue" : "red"`, "blue"},
		{"count", `{"red": 1, "green": 2, "blue": many + 1}[color]`, "2"},
		{"count", `{"red": 1, "green": 2}[color]`, "rule.pick_lacks"},
		{"count", `{"red": 1, "green": 2, "violet": 3}[color]`, "rule.code_unknown"},
		{"flag", `color in ["red", "blue"]`, "false"},
		{"flag", `color in p.colors && !("blue" in p.colors) && empty(p.nothing) && !empty(p.colors)`, "true"},
		{"flag", `color == "pink"`, "rule.code_unknown"},
		{"flag", `"a" == "a"`, "rule.code_alone"},
		// parameters
		{"amount", "yuan(3) * p.rate", "2"},
		{"money", "p.missing", "PARAM_MISSING"},
		{"money", "in_force(p.missing) ? p.missing : yuan(7)", "7.00"},
		{"flag", "below(yuan(1), yuan(1), p.lt)", "false"},
		{"flag", "below(yuan(1), yuan(1), p.le)", "true"},
		{"flag", "below(yuan(1) / 3, yuan(1), p.lt)", "true"},
		{"amount", "tier(yuan(100), p.tiers)", "90"},
		{"amount", "tier(yuan(\"100.01\"), p.tiers)", "27001/300"},
		{"amount", "tier(yuan(5000), p.tiers)", "390"},
		{"amount", "tier(yuan(400) / 2 + yuan(1) / 3, p.tiers)", "1111/9"},
		{"amount", "tier(-money, p.tiers)", "0"},
		{"amount", "tier(huge, p.tiers)", "390"},
		{"count", "band(yuan(\"99.99\"), p.bands) * 10 + band(yuan(100), p.bands)", "12"},
		{"count", "band(-money, p.bands)", "1"},
		// limits
		{"money", "cap(money, hundred)", "100.00"},
		{"money", "cap(money, hundred, yuan(30))", "70.00"},
		{"money", "cap(money, hundred, yuan(300))", "0.00"},
		{"money", "cap(money, none, yuan(300))", "1000.01"},
		{"amount", "cap(money / 3, hundred)", "100"},
		{"amount", "cap(money / 30, p.cap)", "100001/3000"},
		{"money", "cap(money, yuan(12), yuan(2))", "10.00"},
		{"money", "cap(money, -yuan(5))", "0.00"},
		{"money", "cap(money, -huge - yuan(\"0.01\"))", "0.00"},
		{"money", "cap(money, limit(-huge - yuan(\"0.01\")))", "0.00"},
		{"limit", "-huge - yuan(\"0.01\")", "0.00"},
		{"limit", "left(hundred, yuan(30))", "70.00"},
		{"limit", "left(none, yuan(30))", "none"},
		{"money", "otherwise(none, yuan(3)) + otherwise(hundred, yuan(5))", "103.00"},
		{"flag", "limited(hundred) && !limited(none) && !limited(no_limit())", "true"},
		{"money", "clamp(money, yuan(2), yuan(3)) + min(yuan(5), yuan(4), money) + max(yuan(1), yuan(2))", "9.00"},
		{"amount", "min(yuan(1), yuan(2) / 3)", "2/3"},
		// lists
		{"count", "count(persons) * 100 + count(bills) * 10 + count(persons.filter(p, p.age > 30))", "332"},
		{"money", "sum(bills.map(b, b.cost))", "213.50"},
		{"money", "sum(bills.filter(b, b.person.age > 50).map(b, b.cost))", "210.50"},
		{"money", "sum(persons.map(p, sum(p.bills.map(b, b.cost)) * p.age))", "14840.00"},
		{"money", "sum(persons.map(p, p.age > 10, huge))", "money.overflow"},
		{"money", "sum(persons.map(p, p.age > 10 ? huge : -huge)) - huge", "0.00"},
		{"amount", "sum(persons.map(p, yuan(1) / p.age))", "47/280"},
		{"amount", "first(persons.filter(p, p.age < 40).map(p, yuan(1) / p.age), yuan(3) / 7)", "0.125"},
		{"amount", "first(persons.filter(p, p.age > 100).map(p, yuan(1) / p.age), yuan(3) / 7)", "3/7"},
		{"count", "max(persons.map(p, p.age), 0) - min(persons.map(p, p.age), 0)", "62"},
		{"count", "max(persons.filter(p, p.age > 100).map(p, p.age), -5)", "-5"},
		{"amount", "max(bills.map(b, b.cost / 7), exact(yuan(0)))", "200/7"},
		{"count", "first(persons.filter(p, p.age < 50).map(p, p.age), 0)", "8"},
		{"color", `first(persons.filter(p, p.age == 1).map(p, "red"), "blue")`, "blue"},
		{"flag", "persons.exists(p, p.age == 8) && persons.all(p, p.age > 7) && !persons.all(p, p.age > 8)", "true"},
		{"flag", "bills.filter(b, b.cost > yuan(1000)).all(b, false)", "true"},
		{"count", "count(persons.filter(p, household.persons.exists(q, q.age > p.age)))", "rule.formula"},
		{"count", "count(persons.filter(p, p.household.persons.exists(q, q.age > p.age)))", "2"},
		{"count", "sum(persons.map(p, p.position))", "6"},
		{"count", "count(bills.filter(b, has_prefix(b.disease, p.diseases)))", "3"},
		{"count", `count(bills.filter(b, has_prefix(b.disease, ["N18.501"])))`, "2"},
		{"count", "sum(persons)", "rule.no_overload"},
		{"count", "count(persons.map(p, p.age).filter(a, a > 3))", "rule.filter_first"},
		// dates
		{"count", `years_between(date("2004-02-29"), date("2021-02-28"))`, "16"},
		{"count", `years_between(date("2004-02-29"), date("2021-03-01"))`, "17"},
		{"count", `years_between(date("2004-02-29"), on)`, "20"},
		{"count", `months_between(date("2024-01-31"), date("2024-02-29"))`, "0"},
		{"count", `months_between(date("2024-02-29"), date("2023-12-31"))`, "-1"},
		{"date", `add_months(date("2024-01-31"), 1)`, "2024-02-29"},
		{"date", `add_months(date("2024-03-31"), -1)`, "2024-02-29"},
		{"date", "on + 1", "2024-03-01"},
		{"count", `on - date("2023-03-01") + year(on) * 100 + month(on)`, "202767"},
		{"date", "on + many", "rule.date_range"},
		{"date", "add_months(on, many)", "rule.date_range"},
		{"date", `date("2023-02-29")`, "rule.value_wrong"},
		// by zero
		{"ratio", "1 / (count(persons) - 3)", "rule.division_by_zero"},
		{"count", "1 % (count(persons) - 3)", "rule.division_by_zero"},
		// what is not in the language
		{"count", "size", "rule.name_unknown"},
		{"flag", "persons == persons", "rule.not_a_value"},
		{"count", "[1, 2][0]", "rule.no_overload"},
		{"money", "take_down_yuan(money, hundred) + yuan(1)", "rule.take_alone"},
		{"money", "take_down_yuan(money, yuan(1))", "rule.want_pool"},
		{"count", strings.Repeat("(", 60) + "1" + strings.Repeat(")", 60), "rule.formula"},
		{"count", strings.Repeat("1+", 1000) + "1", "rule.too_big"},
		{"count", "0.1234567890123456 > 0.1 ? 1 : 0", "rule.value_wrong"},
		{"count", "count(persons.filter(a, a.household.persons.exists(b, b.household.persons.exists(c, c.household.persons.exists(d, d.age > a.age)))))", "rule.too_big"},
	} {
		if got := compute(t, c.typ, c.formula); got != c.want {
			t.Errorf("%s %s = %s, want %s", c.typ, c.formula, got, c.want)
		}
	}
}

const sharing = `
rule_set: sharing
entities:
  household: {zh: 家庭, en: household}
  person: {of: household, plural: persons, zh: 人, en: person}
inputs:
  household: {fund: {type: limit, default: none}, paid: {type: money, default: "0"}, living: {type: money, default: "0"}}
  person: {drugs: {type: money}, stay: {type: money, default: "0"}, cap: {type: money, default: "1000"}}
benefits:
  drug: {of: person, zh: 药费, en: drugs, base: drugs * 0.6, cap_year: yuan(50), round: down_fen, when: drugs > yuan(0)}
  stay_aid: {of: person, zh: 住院, en: stay, base: stay, round: down_yuan}
  live: {zh: 生活, en: living, base: living, round: down_yuan}
shared_caps:
  own: {of: person, zh: 个人共同上限, en: cap of a person, cap: cap, among: [drug, stay_aid]}
  fund_left: {zh: 资金, en: fund, cap: fund, paid: paid, among: [drug, stay_aid, live]}
`

// TestSharedCaps lets several benefits and persons draw from a cap of each person and from one fund.
func TestSharedCaps(t *testing.T) {
	p, err := Load(map[string][]byte{"sharing": []byte(sharing)}, "sharing")
	if err != nil {
		t.Fatal(problemsOf(err))
	}
	given := map[string]any{"fund": "200", "paid": "20.5", "living": "500", "persons": []any{
		map[string]any{"drugs": "100", "stay": "30.99"}, map[string]any{"drugs": "50.55", "stay": "900", "cap": "100"}, map[string]any{"drugs": "0", "stay": "500"},
	}}
	w := Worked{Given: given, Expect: map[string]any{"live": "0", "persons": []any{
		map[string]any{"drug": "50", "stay_aid": "30"}, map[string]any{"drug": "30.33", "stay_aid": "69"}, map[string]any{"drug": "0", "stay_aid": "0"},
	}}}
	if bad := w.Check(p); len(bad) > 0 {
		t.Error(bad)
	}
	given["fund"] = "none"
	w.Expect = map[string]any{"live": "500", "persons": []any{
		map[string]any{"stay_aid": "30"}, map[string]any{"drug": "30.33", "stay_aid": "69"}, map[string]any{"stay_aid": "500"},
	}}
	if bad := w.Check(p); len(bad) > 0 {
		t.Error(bad)
	}
}

// TestProblems names each problem of a file with its line and column.
func TestProblems(t *testing.T) {
	text := strings.Join([]string{
		"rule_set: bad", "entities:", "  household: {zh: 家庭, en: household}", "colour: 1", "variables:",
		"  a: {type: money, formula: nix}",
		"  b:", "    type: count", "    formula: |", "      1 +", "        true",
		"  c: {type: monney, formula: 1}",
		"  d: {type: count, formula: '1', unit: 斤}",
		"  2x: {type: count, formula: '1'}",
		"  e: {type: count, formula: 2, inputs: [{zh: 甲, value: a1}], formula_text: '算{b'}",
	}, "\n")
	_, err := Load(map[string][]byte{"bad": []byte(text)}, "bad")
	got := ""
	for _, f := range errs.As(err).Fields {
		got += fmt.Sprintln(f.Path, f.Code)
	}
	want := "bad:4:1 rule.key_unknown\nbad:12:13 rule.type_unknown\nbad:13:40 rule.unit_unknown\nbad:14:3 rule.name_wrong\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	text = strings.NewReplacer("colour: 1\n", "", "  c: {type: monney, formula: 1}\n", "", ", unit: 斤", "", "  2x", "  x2").Replace(text)
	_, err = Load(map[string][]byte{"bad": []byte(text)}, "bad")
	got = ""
	for _, f := range errs.As(err).Fields {
		got += fmt.Sprintln(f.Path, f.Code)
	}
	want = "bad:5:29 rule.name_unknown\nbad:9:9 rule.no_overload\nbad:13:56 rule.name_unknown\nbad:13:78 rule.brace\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// TestCaseProblems names what is wrong with the facts, and never guesses.
func TestCaseProblems(t *testing.T) {
	p, err := Load(map[string][]byte{"small": []byte(small + "  x: {type: count, formula: 1}\n")}, "small")
	if err != nil {
		t.Fatal(problemsOf(err))
	}
	_, err = p.CaseOf(map[string]any{"color": "pink", "moneyy": "1", "on": "2024-02-30", "bills": []any{}, "persons": []any{
		map[string]any{"age": "1.5", "bills": []any{map[string]any{"cost": "1.234"}, map[string]any{}}}, "x",
	}})
	got := map[string]string{}
	for _, f := range errs.As(err).Fields {
		got[f.Path] = f.Code
	}
	want := map[string]string{
		"color": "rule.input_wrong", "moneyy": "rule.input_unknown", "on": "rule.input_wrong", "bills": "rule.input_unknown",
		"persons[0].age": "rule.input_wrong", "persons[0].bills[0].cost": "rule.input_wrong", "persons[0].bills[1].cost": "INPUT_MISSING", "persons[1].age": "INPUT_MISSING",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}
