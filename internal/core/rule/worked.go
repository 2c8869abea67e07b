package rule

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"yice/internal/kit/errs"
	"yice/internal/kit/money"
)

// Worked is a worked example: facts and parameters, and where it is a test what must come out.
type Worked struct {
	Set, Name string
	Area, On  string
	Params    map[string]string
	Shared    map[string]string // parameters of a file that several share; what the set does not know is left aside
	Given     map[string]any
	Expect    map[string]any
	Rows      []WantRow
	NoRows    []string
	Sentence  string
	Error     string
}

// WantRow is what a row must show; what is empty is not looked at. Several rows of one step are told apart by Ref.
type WantRow struct {
	Step, Ref, Value, Text, Label, Formula, Unit string
	Inputs                                       map[string]string // Chinese label to value
	Params                                       []string
}

// ParseWorked reads a file of worked examples: rule_set and parameters for all, then tests, or one case with given. shared gives
// the text of a file of parameters that is named under parameters_from, nil where there is none.
// Codes: rule.wrong with a field for each problem.
func ParseWorked(name string, text []byte, shared func(name string) []byte) ([]Worked, error) {
	s := &source{name: name, lines: strings.Split(string(text), "\n"), problems: &problems{}}
	r := reader{source: s}
	root, ok := r.document(text)
	if !ok {
		return nil, s.problems.err()
	}
	var out []Worked
	var tests *yaml.Node
	all := Worked{Name: name, Params: map[string]string{}}
	r.fields(root, r.workedFields(&all, map[string]func(*yaml.Node){
		"rule_set": r.textInto(&all.Set), "tests": func(n *yaml.Node) { tests = n },
		"parameters_from": func(n *yaml.Node) { all.Shared = r.sharedParams(r.scalar(n), shared) },
	}))
	if tests == nil {
		if all.Given == nil {
			r.wrong(root, field("rule.empty"))
		}
		return []Worked{all}, s.problems.err()
	}
	r.list(tests, func(n *yaml.Node) {
		w := all
		w.Params = map[string]string{}
		for k, v := range all.Params {
			w.Params[k] = v
		}
		r.fields(n, r.workedFields(&w, map[string]func(*yaml.Node){"name": r.textInto(&w.Name)}))
		out = append(out, w)
	})
	return out, s.problems.err()
}

func (r reader) workedFields(w *Worked, more map[string]func(*yaml.Node)) map[string]func(*yaml.Node) {
	fields := map[string]func(*yaml.Node){
		"area": r.textInto(&w.Area), "on": r.textInto(&w.On), "sentence": r.textInto(&w.Sentence), "error": r.textInto(&w.Error),
		"parameters": func(n *yaml.Node) {
			r.pairs(n, func(k scalar, v *yaml.Node) { w.Params[k.text] = r.scalar(v).text })
		},
		"given":   func(n *yaml.Node) { w.Given, _ = document(n).(map[string]any) },
		"expect":  func(n *yaml.Node) { w.Expect, _ = document(n).(map[string]any) },
		"rows":    func(n *yaml.Node) { r.list(n, func(n *yaml.Node) { w.Rows = append(w.Rows, r.wantRow(n)) }) },
		"no_rows": func(n *yaml.Node) { r.list(n, func(n *yaml.Node) { w.NoRows = append(w.NoRows, r.scalar(n).text) }) },
	}
	for k, f := range more {
		fields[k] = f
	}
	return fields
}

func (r reader) sharedParams(name scalar, shared func(string) []byte) map[string]string {
	out := map[string]string{}
	text := shared(name.text)
	if !name.given() || text == nil {
		r.wrong(name.at(scalar{node: &yaml.Node{}}).node, field("rule.set_unknown", "name", name.text))
		return out
	}
	inner := reader{source: &source{name: name.text, lines: strings.Split(string(text), "\n"), problems: r.problems}}
	if root, ok := inner.document(text); ok {
		inner.pairs(root, func(k scalar, v *yaml.Node) { out[k.text] = inner.scalar(v).text })
	}
	return out
}

func (r reader) wantRow(n *yaml.Node) WantRow {
	w := WantRow{Inputs: map[string]string{}}
	r.fields(n, map[string]func(*yaml.Node){
		"step": r.textInto(&w.Step), "ref": r.textInto(&w.Ref), "value": r.textInto(&w.Value), "text": r.textInto(&w.Text), "label": r.textInto(&w.Label),
		"formula": r.textInto(&w.Formula), "unit": r.textInto(&w.Unit),
		"inputs":     func(n *yaml.Node) { r.pairs(n, func(k scalar, v *yaml.Node) { w.Inputs[k.text] = r.scalar(v).text }) },
		"parameters": func(n *yaml.Node) { r.list(n, func(n *yaml.Node) { w.Params = append(w.Params, r.scalar(n).text) }) },
	})
	return w
}

// document is YAML as maps, lists and texts: numbers stay as they were written.
func document(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		out := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			out[n.Content[i].Value] = document(n.Content[i+1])
		}
		return out
	case yaml.SequenceNode:
		out := make([]any, 0, len(n.Content))
		for _, c := range n.Content {
			out = append(out, document(c))
		}
		return out
	}
	if n.Tag == "!!null" {
		return nil
	}
	return n.Value
}

// Expects counts what the example says must come out; one that expects nothing is no test.
func (w *Worked) Expects() int {
	n := len(w.Expect) + len(w.Rows) + len(w.NoRows)
	if w.Sentence != "" {
		n++
	}
	if w.Error != "" {
		n++
	}
	return n
}

// Answer is the result of a worked example.
type Answer struct {
	Rows     []TextRow
	Sentence Words
	runner   *Runner
	c        *Case
}

// Answer computes a worked example. Codes as Program.Table, Program.CaseOf and Runner.Run.
func (w *Worked) Answer(p *Program) (*Answer, error) {
	for key := range w.Params {
		if !slices.ContainsFunc(p.Params, func(x Param) bool { return x.Key == key }) {
			return nil, errs.New(errs.Invalid, "rule.name_unknown", "name", key)
		}
	}
	table, err := p.Table(w.Area, w.On, func(key string) (Version, bool) {
		v, ok := w.Params[key]
		if !ok {
			v, ok = w.Shared[key]
		}
		return Version{Key: key, Value: v, Area: w.Area, Document: w.Name}, ok
	})
	if err != nil {
		return nil, err
	}
	c, err := p.CaseOf(w.Given)
	if err != nil {
		return nil, err
	}
	a := &Answer{runner: p.NewRunner(), c: c}
	if err := a.runner.Run(c, table); err != nil {
		return nil, err
	}
	for _, row := range a.runner.Explain() {
		a.Rows = append(a.Rows, a.runner.Tell(&row))
	}
	a.Sentence = a.runner.Sentence()
	return a, nil
}

// Miss is something in a worked example that comes out otherwise than it says: where, what should come out, what does.
type Miss struct {
	Where string `json:"where"`
	Want  string `json:"want"`
	Got   string `json:"got"`
}

func (m Miss) String() string { return m.Where + ": want " + m.Want + ", got " + m.Got }

// Check computes a worked example and lists what is otherwise than it says, in words; nothing means that it holds.
func (w *Worked) Check(p *Program) []string {
	var out []string
	for _, m := range w.Misses(p) {
		out = append(out, m.String())
	}
	return out
}

// Misses computes a worked example and lists what is otherwise than it says; nothing means that it holds.
func (w *Worked) Misses(p *Program) []Miss {
	a, err := w.Answer(p)
	switch {
	case err != nil && !errs.IsCode(err, w.Error):
		return []Miss{{"error", nothing(w.Error), err.Error()}}
	case err != nil:
		return nil
	case w.Error != "":
		return []Miss{{"error", w.Error, nothing("")}}
	}
	bad := a.values(p, 0, 0, w.Expect, "")
	for _, want := range w.Rows {
		bad = append(bad, a.row(want)...)
	}
	for _, step := range w.NoRows {
		if at := slices.IndexFunc(a.Rows, func(r TextRow) bool { return r.Step == step }); at >= 0 {
			bad = append(bad, Miss{"row " + step, nothing(""), a.Rows[at].Value})
		}
	}
	if w.Sentence != "" && w.Sentence != a.Sentence.ZH {
		bad = append(bad, Miss{"sentence", w.Sentence, a.Sentence.ZH})
	}
	return bad
}

// nothing is how a miss says that there is none.
func nothing(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func sortMisses(list []Miss) []Miss {
	slices.SortFunc(list, func(x, y Miss) int { return strings.Compare(x.Where, y.Where) })
	return list
}

// values compares the variables of an instance, and below their plurals those of its children.
func (a *Answer) values(p *Program, e, i int, want map[string]any, path string) []Miss {
	var bad []Miss
	for name, x := range want {
		if list, ok := x.([]any); ok {
			bad = append(bad, a.children(p, e, i, name, list, path)...)
			continue
		}
		v := p.Variable(p.Entities[e].Name, name)
		if v == nil {
			bad = append(bad, Miss{path + name, plainText(x), nothing("")})
			continue
		}
		result := Result{}
		if v.Type.Exact() {
			result.Exact = a.runner.Exact(v, i)
		} else {
			result.Num = a.runner.Int(v, i)
		}
		if got, ok := v.told.value.equals(&a.runner.f, result, plainText(x)); !ok {
			bad = append(bad, Miss{path + name, plainText(x), got})
		}
	}
	return sortMisses(bad)
}

func (a *Answer) children(p *Program, e, i int, plural string, list []any, path string) []Miss {
	child := slices.IndexFunc(p.Entities, func(x Entity) bool { return x.Plural == plural && x.Parent == e && plural != "" })
	if child < 0 {
		return []Miss{{path + plural, strconv.Itoa(len(list)), nothing("")}}
	}
	lo, hi := a.runner.f.span(e, child, i)
	if len(list) != hi-lo {
		return []Miss{{path + plural, strconv.Itoa(len(list)), strconv.Itoa(hi - lo)}}
	}
	var bad []Miss
	for k, x := range list {
		doc, _ := x.(map[string]any)
		bad = append(bad, a.values(p, child, lo+k, doc, fmt.Sprintf("%s%s[%d].", path, plural, k))...)
	}
	return bad
}

// equals compares a value with its text: amounts and ratios as numbers, exact ones exactly.
func (t *teller) equals(f *frame, v Result, want string) (got string, ok bool) {
	got, _ = t.write(f, v)
	switch t.node.Type {
	case Money, Limit:
		if fen, err := money.Parse(want); err == nil {
			return got, int64(fen) == v.Num
		}
	case Amount, Ratio:
		w, good := new(big.Rat).SetString(strings.ReplaceAll(want, ",", ""))
		x := new(big.Rat).Set(v.Exact.Rat())
		if t.node.Type == Amount {
			x.Quo(x, big.NewRat(100, 1))
		}
		return fraction(x), good && x.Cmp(w) == 0
	}
	return got, got == want
}

func (a *Answer) row(want WantRow) []Miss {
	where := "row " + want.Step
	at := slices.IndexFunc(a.Rows, func(r TextRow) bool { return r.Step == want.Step && (want.Ref == "" || r.Ref == want.Ref) })
	if at < 0 {
		return []Miss{{strings.TrimSpace(where + " " + want.Ref), nothing(want.Value), nothing("")}}
	}
	r := a.Rows[at]
	var bad []Miss
	differ := func(what, want, got string) {
		if want != "" && want != got {
			bad = append(bad, Miss{where + " " + what, want, nothing(got)})
		}
	}
	differ("value", want.Value, r.Value)
	differ("label", want.Label, r.Label.ZH)
	differ("formula", want.Formula, r.Formula.ZH)
	differ("unit", want.Unit, r.Unit)
	text := ""
	if r.Text != nil {
		text = r.Text.ZH
	}
	differ("text", want.Text, text)
	for label, value := range want.Inputs {
		k := slices.IndexFunc(r.Inputs, func(x TextItem) bool { return x.Label.ZH == label })
		if k < 0 {
			bad = append(bad, Miss{where + " " + label, value, nothing("")})
			continue
		}
		differ(label, value, r.Inputs[k].Value)
	}
	for _, key := range want.Params {
		if !slices.ContainsFunc(r.Params, func(v Version) bool { return v.Key == key }) {
			bad = append(bad, Miss{where + " parameters", key, nothing("")})
		}
	}
	return sortMisses(bad)
}
