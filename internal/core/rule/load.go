package rule

import (
	"slices"
	"strings"

	"yice/internal/kit/errs"
)

// Load reads the rule set of that name and all that it uses from files (name without ".yaml" to text), checks every formula
// and gives the program. Codes: rule.wrong with a field for each problem, its path "file:line:column"; rule.set_unknown.
func Load(files map[string][]byte, name string) (*Program, error) {
	if files[name] == nil {
		return nil, errs.New(errs.Invalid, "rule.set_unknown", "name", name)
	}
	l := &loader{files: files, problems: &problems{}, done: map[string]bool{}, prog: &Program{Name: name}}
	l.read(name, nil)
	l.link()
	if l.problems.err() == nil {
		l.check()
	}
	if err := l.problems.err(); err != nil {
		return nil, err
	}
	return l.prog, nil
}

type loader struct {
	files    map[string][]byte
	problems *problems
	path     []string
	done     map[string]bool
	sources  []*source // used sets first
	prog     *Program
	vars     []srcVar // as prog.Variables
	params   map[string]int
}

func (l *loader) read(name string, from *scalar) *source {
	l.path = append(l.path, name)
	defer func() { l.path = l.path[:len(l.path)-1] }()
	s := parse(name, l.files[name], l.problems, func(s *source) []srcCodes {
		for i := range s.uses {
			u := &s.uses[i]
			switch {
			case !u.given() || l.done[u.text]:
			case slices.Contains(l.path, u.text):
				u.wrong(0, field("rule.circle", "names", strings.Join(append(l.path, u.text), " → ")))
			case l.files[u.text] == nil:
				u.wrong(0, field("rule.set_unknown", "name", u.text))
			case len(l.done) >= maxSets:
				u.wrong(0, field("rule.too_big", "what", "uses", "max", maxSets))
			default:
				l.read(u.text, u)
			}
		}
		var codes []srcCodes
		for _, used := range l.sources {
			codes = append(codes, used.codes...)
		}
		return codes
	})
	l.done[name] = true
	l.sources = append(l.sources, s)
	return s
}

// link gives every name its place.
func (l *loader) link() {
	p := l.prog
	l.params = map[string]int{}
	for _, s := range l.sources {
		for _, e := range s.entities {
			l.linkEntity(e)
		}
		for _, c := range s.codes {
			l.linkCodes(c)
		}
	}
	for _, s := range l.sources {
		for _, in := range s.inputs {
			l.linkInput(in)
		}
		for _, x := range s.params {
			l.linkParam(x, s)
		}
		l.desugar(s)
		for _, v := range s.vars {
			l.linkVar(v, s.name)
		}
		p.Sources = append(p.Sources, s.papers...)
		p.Sets = append(p.Sets, s.name)
		p.Title = s.title
	}
	if len(p.Entities) == 0 && len(l.problems.list) == 0 {
		l.problems.add(p.Name, 1, 1, field("rule.no_entities"))
	}
}

func (l *loader) linkEntity(e srcEntity) {
	p := l.prog
	out := Entity{Name: e.name.text, Plural: e.plural.text, Parent: -1, Words: e.words}
	switch parent := l.entity(e.parent.text); {
	case l.entity(e.name.text) >= 0:
		e.name.wrong(0, field("rule.twice", "name", e.name.text))
		return
	case len(p.Entities) >= maxEntities:
		e.name.wrong(0, field("rule.too_big", "what", "entities", "max", maxEntities))
		return
	case len(p.Entities) == 0 && e.parent.given():
		e.parent.wrong(0, field("rule.entity_unknown", "name", e.parent.text))
		return
	case len(p.Entities) == 0:
	case parent < 0:
		at := e.parent
		if !at.given() {
			at = e.name
		}
		at.wrong(0, field("rule.entity_unknown", "name", e.parent.text))
		return
	case !e.plural.given():
		e.name.wrong(0, field("rule.no_plural", "name", e.name.text))
		return
	default:
		out.Parent = parent
	}
	p.Entities = append(p.Entities, out)
}

func (l *loader) entity(name string) int {
	return slices.IndexFunc(l.prog.Entities, func(e Entity) bool { return e.Name == name })
}

func (l *loader) codeList(name string) int {
	return slices.IndexFunc(l.prog.Codes, func(c CodeList) bool { return c.Name == name })
}

func (l *loader) linkCodes(c srcCodes) {
	if _, _, taken := l.typeOf(c.name.text); taken {
		c.name.wrong(0, field("rule.twice", "name", c.name.text))
		return
	}
	list := CodeList{Name: c.name.text, Words: c.words}
	for _, code := range c.codes {
		list.Codes = append(list.Codes, code.text)
	}
	l.prog.Codes = append(l.prog.Codes, list)
}

// typeOf reads the name of a type or of a code list.
func (l *loader) typeOf(name string) (t Type, codes int, ok bool) {
	if i := slices.Index(typeNames(), name); i > 0 {
		return Type(i), -1, true
	}
	if i := l.codeList(name); i >= 0 {
		return Code, i, true
	}
	return 0, -1, false
}

// typeNames are the words of the types, each at its place; a code is written by the name of its list.
func typeNames() []string {
	return []string{"", "flag", "count", "money", "date", "", "icd", "limit", "text", "ratio", "amount"}
}

func kindNames() []string {
	return []string{"", "money", "count", "ratio", "flag", "date", "code", "limit", "list", "icd_list", "tiers", "bands", "operator"}
}

// claim tells whether a name is free in an entity and everything that it can name.
func (l *loader) claim(e int, name scalar) bool {
	p := l.prog
	taken := slices.ContainsFunc(p.Entities[e].Inputs, func(i Input) bool { return i.Name == name.text }) ||
		slices.ContainsFunc(p.Variables, func(v Variable) bool { return v.Entity == e && v.Name == name.text }) ||
		slices.ContainsFunc(p.Entities, func(x Entity) bool { return x.Name == name.text || x.Plural == name.text }) ||
		slices.Contains(reserved(), name.text)
	if taken {
		name.wrong(0, field("rule.twice", "name", name.text))
	}
	return !taken
}

func reserved() []string {
	return []string{
		"true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop",
		"package", "namespace", "return", "var", "void", "while", position,
	}
}

func (l *loader) linkInput(in srcInput) {
	p := l.prog
	e := l.entity(in.entity.text)
	if e < 0 {
		in.entity.wrong(0, field("rule.entity_unknown", "name", in.entity.text))
		return
	}
	t, codes, ok := l.typeOf(in.typ.text)
	switch {
	case !in.typ.given():
		in.name.wrong(0, field("rule.no_type", "name", in.name.text))
		return
	case !ok || t.Exact():
		in.typ.wrong(0, field("rule.type_unknown", "name", in.typ.text))
		return
	case len(p.Entities[e].Inputs) >= maxInputs:
		in.name.wrong(0, field("rule.too_big", "what", "inputs", "max", maxInputs))
		return
	case !l.claim(e, in.name):
		return
	}
	out := Input{Name: in.name.text, Type: t, Codes: codes, Words: in.words.or(in.name.text), Unit: in.unit}
	if in.def.given() {
		v, err := p.parseValue(out, in.def.text)
		if err != nil || t == Text && in.def.text != "" {
			in.def.wrong(0, field("rule.value_wrong", "value", in.def.text))
			return
		}
		out.Default, out.HasDefault = v, true
	}
	p.Entities[e].Inputs = append(p.Entities[e].Inputs, out)
}

func (w Words) or(name string) Words {
	if w.ZH == "" {
		w.ZH = name
	}
	if w.EN == "" {
		w.EN = name
	}
	return w
}

func (l *loader) linkParam(x srcParam, in *source) {
	p := l.prog
	if _, twice := l.params[x.key.text]; twice {
		x.key.wrong(0, field("rule.twice", "name", x.key.text))
		return
	}
	out := Param{Key: x.key.text, Codes: -1, Words: x.words.or(x.key.text), Unit: x.unit, Value: x.value.text, Set: in.name}
	i := slices.Index(kindNames(), x.kind.text)
	if i <= 0 || len(p.Params) >= maxParams {
		x.key.wrong(0, field("rule.type_unknown", "name", x.kind.text))
		return
	}
	out.Kind = Kind(i)
	if out.Kind == KindCode || out.Kind == KindList {
		if out.Codes = l.codeList(x.codes.text); out.Codes < 0 {
			x.key.wrong(0, field("rule.codes_unknown", "name", x.codes.text))
			return
		}
	}
	if x.value.given() {
		if _, err := p.parseParam(out, x.value.text); err != nil {
			x.value.wrong(0, field("rule.value_wrong", "value", x.value.text))
			return
		}
		if len(in.papers) > 0 {
			out.Document = in.papers[0]
		}
	}
	l.params[out.Key] = len(p.Params)
	p.Params = append(p.Params, out)
}

func (l *loader) linkVar(v srcVar, set string) {
	p := l.prog
	e := 0
	if v.entity.given() {
		e = l.entity(v.entity.text)
	}
	if e < 0 || len(p.Entities) == 0 {
		v.entity.at(v.name).wrong(0, field("rule.entity_unknown", "name", v.entity.text))
		return
	}
	t, codes, ok := l.typeOf(v.typ.text)
	switch {
	case !ok || t == Text || t == ICD:
		v.typ.wrong(0, field("rule.type_unknown", "name", v.typ.text))
		return
	case len(p.Variables) >= maxVariables:
		v.name.wrong(0, field("rule.too_big", "what", "variables", "max", maxVariables))
		return
	case !l.claim(e, v.name):
		return
	}
	out := Variable{
		Name: v.name.text, Set: set, Step: v.step.text, Entity: e, Type: t, Codes: codes, Words: v.words.or(v.name.text), Unit: v.unit, Explain: !v.hidden,
	}
	if out.Step == "" {
		out.Step = out.Name
	}
	slots := &p.Entities[e].Vars
	if t.Exact() {
		slots = &p.Entities[e].Exacts
	}
	out.Slot = *slots
	*slots++
	p.Variables = append(p.Variables, out)
	l.vars = append(l.vars, v)
}

// at is the text itself, or the other one where it was not given.
func (t scalar) at(other scalar) scalar {
	if t.given() {
		return t
	}
	return other
}
