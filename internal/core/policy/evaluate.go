package policy

import (
	"math/big"
	"slices"
	"strconv"
	"strings"

	"yice/internal/core/rule"
	"yice/internal/kit/errs"
	"yice/internal/kit/money"
)

// engineVersion changes whenever the same input, parameters and texts of rule sets could give another result.
const engineVersion = "2"

// engine is a compiled program of the rule set that assesses, with the places of what it is asked for. It is immutable and safe
// for concurrent use.
type engine struct {
	prog  *rule.Program
	facts *Facts

	size, score, class, excluded, blocking, net *rule.Variable
	income, rigid, line, gap, short, aid        *rule.Variable
	needs                                       []needVars
	classes, flags                              rule.CodeList
}

// needVars are the variables of one proposal: whether there is one, how much, and the band of its amount.
type needVars struct {
	need                     string
	wants, amount, approvers *rule.Variable
}

// newEngine looks up what an assessment reads from a program. The sets that assess carry no figures of their own: what is not in force
// stops (ADR 9). Codes: policy.fact_unknown, policy.rules_lack, policy.rules_carry.
func newEngine(p *rule.Program) (*engine, error) {
	facts, err := NewFacts(p)
	var bad []errs.Field
	if err != nil {
		bad = errs.As(err).Fields
	}
	find := func(entity, name string, t rule.Type) *rule.Variable {
		v := p.Variable(entity, name)
		if v == nil || v.Type != t {
			bad = append(bad, errs.InvalidField(name, "policy.rules_lack", "name", name).Fields...)
		}
		return v
	}
	e := &engine{
		prog: p, facts: facts, size: find("", "size", rule.Count), score: find("", "score", rule.Count), class: find("", "class", rule.Code),
		excluded: find("", "excluded", rule.Flag), blocking: find("", "blocking_code", rule.Code), net: find("", "net", rule.Amount),
		income: find("", "income", rule.Money), rigid: find("", "rigid", rule.Money), line: find("", "line", rule.Money),
		gap: find("", "gap", rule.Money), short: find("", "short", rule.Money), aid: find("", "aid", rule.Money),
	}
	for _, n := range []struct{ need, entity, wants string }{{"medical", "person", "patient"}, {"living", "", "wants_living"}, {"study", "study", "wants_study"}} {
		e.needs = append(e.needs, needVars{
			need: n.need, wants: find(n.entity, n.wants, rule.Flag), amount: find(n.entity, n.need+"_aid", rule.Money),
			approvers: find(n.entity, n.need+"_approvers", rule.Count),
		})
	}
	for _, x := range p.Params {
		if x.Value != "" {
			bad = append(bad, errs.InvalidField(x.Key, "policy.rules_carry", "key", x.Key).Fields...)
		}
	}
	if len(bad) > 0 {
		return nil, errs.InvalidFields(bad)
	}
	e.classes, e.flags = p.Codes[e.class.Codes], p.Codes[e.blocking.Codes]
	for _, c := range []Class{Deep, Rel, Acc, NotEligible} {
		if !slices.Contains(e.classes.Codes, string(c)) {
			return nil, errs.InvalidField("class", "policy.rules_lack", "name", string(c))
		}
	}
	return e, nil
}

// compute is the whole assessment as a pure function of texts, parameters and input. Codes: PARAM_MISSING, PARAM_KIND,
// money.overflow, and those of Input.check and Facts.Fill.
func (e *engine) compute(p Params, in Input) (Result, error) {
	if err := in.check(); err != nil {
		return Result{}, err
	}
	table, err := p.Table(e.prog)
	if err != nil {
		return Result{}, err
	}
	c, r := e.prog.NewCase(), e.prog.NewRunner()
	if err := e.facts.Fill(c, &in); err != nil {
		return Result{}, err
	}
	if err := r.Run(c, table); err != nil {
		return Result{}, err
	}
	for _, v := range table.Values {
		if v.Set && v.Version.ID != "" {
			p.used[v.Version.Key] = Version(v.Version)
		}
	}
	out := Result{
		Engine: engineVersion, Size: r.Int(e.size, 0), Score: r.Int(e.score, 0), IncomeFen: fenOf(r, e.income, 0), RigidFen: fenOf(r, e.rigid, 0),
		LineFen: fenOf(r, e.line, 0), GapFen: fenOf(r, e.gap, 0), ShortFen: fenOf(r, e.short, 0), ProposedFen: fenOf(r, e.aid, 0),
		Proposals: []Proposed{}, Rows: []Row{}, Sentence: r.Sentence().ZH,
	}
	e.classify(r, &out)
	if err := e.netOf(r, &out); err != nil {
		return Result{}, err
	}
	e.propose(r, c, &out)
	for _, row := range r.Explain() {
		out.Rows = append(out.Rows, told(r.Tell(&row)))
	}
	return out, nil
}

func fenOf(r *rule.Runner, v *rule.Variable, i int) money.Fen { return money.Fen(r.Int(v, i)) }

func (e *engine) classify(r *rule.Runner, out *Result) {
	n := r.Int(e.class, 0)
	out.Class, out.ClassText = Class(e.classes.Codes[n]), Label(e.classes.Words[n])
	switch {
	case r.Int(e.excluded, 0) != 0:
		out.Why = "exclusion:" + e.flags.Codes[r.Int(e.blocking, 0)]
	case out.Class == NotEligible:
		out.Why = "income"
	}
}

// netOf writes the net income exactly, in yuan, and rounded for display.
func (e *engine) netOf(r *rule.Runner, out *Result) error {
	net := r.Exact(e.net, 0)
	half, ok := net.Round(rule.HalfUp)
	yuan := new(big.Rat).Quo(net.Rat(), big.NewRat(100, 1))
	if !ok || !yuan.Num().IsInt64() || !yuan.Denom().IsInt64() {
		return errs.New(errs.Invalid, "money.overflow")
	}
	exact, err := money.NewRatio(yuan.Num().Int64(), yuan.Denom().Int64())
	if err != nil {
		return err
	}
	out.NetFen, out.Net = money.Fen(half), exact.String()
	return nil
}

func (e *engine) propose(r *rule.Runner, c *rule.Case, out *Result) {
	for _, n := range e.needs {
		for i := range c.N[n.wants.Entity] {
			if r.Int(n.wants, i) == 0 {
				continue
			}
			out.Proposals = append(out.Proposals, Proposed{
				Need: n.need, Ref: c.Ref(n.wants.Entity, i), AmountFen: fenOf(r, n.amount, i), Approvers: strconv.FormatInt(r.Int(n.approvers, i), 10),
			})
		}
	}
}

// told is a row in words as the API has it.
func told(x rule.TextRow) Row {
	row := Row{
		Step: x.Step, Label: Label(x.Label), Ref: x.Ref, Formula: Label(x.Formula), Inputs: []Item{}, Params: []Version{}, Value: x.Value, Unit: x.Unit,
		Text: (*Label)(x.Text),
	}
	for _, it := range x.Inputs {
		row.Inputs = append(row.Inputs, Item{Label: Label(it.Label), Value: it.Value, Unit: it.Unit, Text: (*Label)(it.Text)})
	}
	for _, v := range x.Params {
		row.Params = append(row.Params, Version(v))
	}
	return row
}

// Table gives the parameters as a program reads them. Code: PARAM_KIND.
func (p Params) Table(prog *rule.Program) (*rule.Table, error) {
	return prog.Table(p.area, p.on, func(key string) (rule.Version, bool) {
		v, ok := p.values[key]
		return rule.Version(v.version()), ok
	})
}

// With gives the parameters with some values replaced, as a reform would set them; the replaced ones carry no version and the
// copy remembers its own reading. The values are checked as in a proposal. Codes: policy.key_unknown, policy.value_….
func (p Params) With(values map[string]string) (Params, error) {
	out := Params{area: p.area, on: p.on, values: make(map[string]Param, len(p.values)+len(values)), dict: p.dict, used: map[string]Version{}}
	for k, v := range p.values {
		out.values[k] = v
	}
	for key, value := range values {
		def, ok := p.dict.find(key)
		if !ok {
			return Params{}, errs.InvalidField(key, "policy.key_unknown", "key", key)
		}
		text, err := def.canonical(value)
		if err != nil {
			return Params{}, errs.InvalidField(key, errs.As(err).Code)
		}
		out.values[key] = Param{Key: key, Area: p.area, Value: text, Unit: def.Unit, FromOn: p.on}
	}
	return out, nil
}

// Disease tells whether a text may be a code of ICD-10 with its national extensions, at most ten characters.
func Disease(code string) bool {
	if len(code) < 3 || len(code) > 10 || strings.ToUpper(code[:1]) < "A" || strings.ToUpper(code[:1]) > "Z" {
		return false
	}
	for i, c := range []byte(code) {
		digit := c >= '0' && c <= '9'
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		switch {
		case i == 1 && !digit, i == 2 && !digit && !letter, i == 3 && c != '.', i > 3 && !digit && !letter && c != '+' && c != '*':
			return false
		}
	}
	return !strings.HasSuffix(code, ".")
}
