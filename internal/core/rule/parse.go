package rule

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// reader walks the YAML of one file; what it does not know is a problem, so that a misspelt word never passes in silence.
type reader struct {
	*source
	quiet bool
}

// parse reads the YAML of a rule set. use is called with the names under uses before anything else is read and gives the code
// lists of those sets. Problems go to the list; the rest is read on.
func parse(name string, text []byte, p *problems, use func(*source) []srcCodes) *source {
	s := &source{name: name, lines: strings.Split(string(text), "\n"), problems: p}
	r := reader{source: s}
	root, ok := r.document(text)
	if !ok {
		return s
	}
	later := func(*yaml.Node) {}
	first := map[string]func(*yaml.Node){
		"rule_set": func(n *yaml.Node) {
			t := r.scalar(n)
			if s.self = t.text; t.given() && !isName(t.text) {
				t.wrong(0, field("rule.name_wrong", "name", t.text))
			}
		},
		"title":   func(n *yaml.Node) { s.title = r.words(n) },
		"sources": func(n *yaml.Node) { r.list(n, func(n *yaml.Node) { s.papers = append(s.papers, r.scalar(n).text) }) },
		"uses":    func(n *yaml.Node) { r.list(n, func(n *yaml.Node) { s.uses = append(s.uses, r.scalar(n)) }) },
		"codes":   func(n *yaml.Node) { r.pairs(n, r.codeList) },
	}
	second := map[string]func(*yaml.Node){
		"entities":    func(n *yaml.Node) { r.pairs(n, r.entity) },
		"inputs":      func(n *yaml.Node) { r.pairs(n, r.inputsOf) },
		"parameters":  func(n *yaml.Node) { r.pairs(n, r.param) },
		"variables":   func(n *yaml.Node) { r.pairs(n, r.variable) },
		"benefits":    func(n *yaml.Node) { r.pairs(n, r.benefit) },
		"shared_caps": func(n *yaml.Node) { r.pairs(n, r.shared(&s.sharedCaps)) },
		"one_of":      func(n *yaml.Node) { r.pairs(n, r.shared(&s.oneOf)) },
		"sentence":    func(n *yaml.Node) { s.sentence = r.pieces(n) },
	}
	for key := range second {
		first[key] = later
	}
	r.fields(root, first)
	for key := range first {
		if second[key] == nil {
			second[key] = later
		}
	}
	s.outside = use(s)
	r.quiet = true // what is wrong with the keys was told by the first round
	r.fields(root, second)
	return s
}

// document parses the YAML itself and refuses what is too big or refers to other parts of the file.
func (r reader) document(text []byte) (*yaml.Node, bool) {
	at := &yaml.Node{Line: 1, Column: 1}
	if len(text) > maxFile {
		r.wrong(at, field("rule.too_big", "what", "file", "max", maxFile))
		return nil, false
	}
	var doc yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(text))
	if err := dec.Decode(&doc); err != nil {
		line, why := yamlError(err)
		r.wrong(&yaml.Node{Line: line, Column: 1}, field("rule.yaml", "why", why))
		return nil, false
	}
	count := 0
	var walk func(n *yaml.Node, depth int) bool
	walk = func(n *yaml.Node, depth int) bool {
		count++
		switch {
		case n.Kind == yaml.AliasNode || n.Anchor != "":
			r.wrong(n, field("rule.alias"))
			return false
		case depth > maxDepth || count > maxNodes:
			r.wrong(n, field("rule.too_big", "what", "nesting", "max", maxDepth))
			return false
		}
		for _, c := range n.Content {
			if !walk(c, depth+1) {
				return false
			}
		}
		return true
	}
	if !walk(&doc, 0) {
		return nil, false
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		r.wrong(at, field("rule.empty"))
		return nil, false
	}
	return doc.Content[0], true
}

func yamlError(err error) (line int, why string) {
	why = strings.TrimPrefix(err.Error(), "yaml: ")
	if m := regexp.MustCompile(`line (\d+)`).FindStringSubmatch(why); m != nil {
		for _, c := range m[1] {
			line = min(line*10+int(c-'0'), 1<<20)
		}
	}
	return max(line, 1), why
}

// pairs goes through a mapping in its order.
func (r reader) pairs(n *yaml.Node, do func(key scalar, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		r.wrong(n, field("rule.want_mapping"))
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := r.scalar(n.Content[i])
		if !key.given() {
			continue
		}
		if seen[key.text] {
			key.wrong(0, field("rule.twice", "name", key.text))
			continue
		}
		seen[key.text] = true
		do(key, n.Content[i+1])
	}
}

func (r reader) fields(n *yaml.Node, known map[string]func(*yaml.Node)) {
	r.pairs(n, func(key scalar, value *yaml.Node) {
		if read, ok := known[key.text]; ok {
			read(value)
			return
		}
		if !r.quiet {
			key.wrong(0, field("rule.key_unknown", "name", key.text))
		}
	})
}

func (r reader) list(n *yaml.Node, do func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		r.wrong(n, field("rule.want_list"))
		return
	}
	for _, c := range n.Content {
		do(c)
	}
}

func (r reader) scalar(n *yaml.Node) scalar {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		r.wrong(n, field("rule.want_text"))
		return scalar{}
	}
	return scalar{text: n.Value, src: r.source, node: n}
}

func (r reader) into(t *scalar) func(*yaml.Node) {
	return func(n *yaml.Node) { *t = r.scalar(n) }
}

func (r reader) textInto(t *string) func(*yaml.Node) {
	return func(n *yaml.Node) { *t = r.scalar(n).text }
}

func (r reader) unit(to *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		t := r.scalar(n)
		if _, ok := Units()[t.text]; t.given() && !ok {
			t.wrong(0, field("rule.unit_unknown", "name", t.text))
		}
		*to = t.text
	}
}

func (r reader) flag(n *yaml.Node) bool {
	t := r.scalar(n)
	if t.given() && t.text != "true" && t.text != "false" {
		t.wrong(0, field("rule.want_flag"))
	}
	return t.text == "true"
}

// words are a Chinese text alone, or a mapping of both languages.
func (r reader) words(n *yaml.Node) Words {
	if n.Kind == yaml.ScalarNode {
		return Words{ZH: r.scalar(n).text}
	}
	var w Words
	r.fields(n, map[string]func(*yaml.Node){"zh": r.textInto(&w.ZH), "en": r.textInto(&w.EN)})
	return w
}

// pieces are one text, one mapping of both languages with an optional condition, or a list of such.
func (r reader) pieces(n *yaml.Node) []srcPiece {
	switch n.Kind {
	case yaml.ScalarNode:
		return []srcPiece{{zh: r.scalar(n)}}
	case yaml.MappingNode:
		var p srcPiece
		r.fields(n, map[string]func(*yaml.Node){"zh": r.into(&p.zh), "en": r.into(&p.en), "when": r.into(&p.when)})
		return []srcPiece{p}
	}
	var out []srcPiece
	r.list(n, func(c *yaml.Node) {
		if c.Kind == yaml.SequenceNode {
			r.wrong(c, field("rule.want_text"))
			return
		}
		out = append(out, r.pieces(c)...)
	})
	return out
}

func (r reader) entity(name scalar, n *yaml.Node) {
	e := srcEntity{name: name}
	r.fields(n, map[string]func(*yaml.Node){
		"of": r.into(&e.parent), "plural": r.into(&e.plural), "zh": r.textInto(&e.words.ZH), "en": r.textInto(&e.words.EN),
	})
	if !isName(name.text) || e.plural.given() && !isName(e.plural.text) {
		name.wrong(0, field("rule.name_wrong", "name", name.text))
		return
	}
	r.entities = append(r.entities, e)
}

func (r reader) codeList(name scalar, n *yaml.Node) {
	c := srcCodes{name: name}
	if !isName(name.text) {
		name.wrong(0, field("rule.name_wrong", "name", name.text))
		return
	}
	r.pairs(n, func(code scalar, w *yaml.Node) {
		c.codes = append(c.codes, code)
		c.words = append(c.words, r.words(w))
	})
	if len(c.codes) == 0 || len(c.codes) > maxCodes {
		name.wrong(0, field("rule.too_big", "what", name.text, "max", maxCodes))
	}
	r.codes = append(r.codes, c)
}

func (r reader) inputsOf(entity scalar, n *yaml.Node) {
	r.pairs(n, func(name scalar, n *yaml.Node) {
		in := srcInput{entity: entity, name: name}
		r.fields(n, map[string]func(*yaml.Node){
			"type": r.into(&in.typ), "zh": r.textInto(&in.words.ZH), "en": r.textInto(&in.words.EN), "unit": r.unit(&in.unit), "default": r.into(&in.def),
		})
		if !isName(name.text) {
			name.wrong(0, field("rule.name_wrong", "name", name.text))
			return
		}
		r.inputs = append(r.inputs, in)
	})
}

// param reads one parameter, or a group that is repeated for each code of a list.
func (r reader) param(key scalar, n *yaml.Node) {
	if isGroup(n) {
		inner := r.inner()
		r.group(n, "parameters", inner.param, func(name, code string, w Words) {
			for _, p := range inner.params {
				p.key, p.value = p.key.fill(name, code), p.value.fill(name, code)
				p.words.ZH, p.words.EN = strings.ReplaceAll(p.words.ZH, "{"+name+"}", w.ZH), strings.ReplaceAll(p.words.EN, "{"+name+"}", w.EN)
				r.addParam(p)
			}
		})
		return
	}
	p := srcParam{key: key}
	if n.Kind == yaml.ScalarNode {
		p.kind = r.scalar(n)
	} else {
		r.fields(n, map[string]func(*yaml.Node){
			"kind": r.into(&p.kind), "codes": r.into(&p.codes), "value": r.into(&p.value),
			"zh": r.textInto(&p.words.ZH), "en": r.textInto(&p.words.EN), "unit": r.unit(&p.unit),
		})
	}
	r.addParam(p)
}

func (r reader) addParam(p srcParam) {
	key := p.key
	if len(r.params) >= maxParams {
		key.wrong(0, field("rule.too_big", "what", "parameters", "max", maxParams))
		return
	}
	if r.template {
		r.params = append(r.params, p)
		return
	}
	for _, part := range strings.Split(key.text, ".") {
		if !isName(part) {
			key.wrong(0, field("rule.name_wrong", "name", key.text))
			return
		}
	}
	r.params = append(r.params, p)
}

// variable reads one variable, or a group that is repeated for each code of a list.
func (r reader) variable(name scalar, n *yaml.Node) {
	if isGroup(n) {
		inner := r.inner()
		r.group(n, "variables", inner.variable, func(name, code string, w Words) {
			for _, v := range inner.vars {
				r.addVar(v.fill(name, code, w))
			}
		})
		return
	}
	v := srcVar{name: name}
	r.fields(n, r.variableFields(&v))
	r.addVar(v)
}

func (r reader) variableFields(v *srcVar) map[string]func(*yaml.Node) {
	return map[string]func(*yaml.Node){
		"of": r.into(&v.entity), "type": r.into(&v.typ), "step": r.into(&v.step), "formula": r.into(&v.formula), "when": r.into(&v.when),
		"zh": r.textInto(&v.words.ZH), "en": r.textInto(&v.words.EN), "unit": r.unit(&v.unit),
		"explain":      func(n *yaml.Node) { v.hidden = !r.flag(n) },
		"formula_text": func(n *yaml.Node) { v.formulaText = r.pieces(n) },
		"inputs": func(n *yaml.Node) {
			v.itemsGiven = true
			r.list(n, func(n *yaml.Node) { v.items = append(v.items, r.items(n)...) })
		},
	}
}

func (r reader) addVar(v srcVar) {
	switch {
	case len(r.vars) >= maxVariables:
		v.name.wrong(0, field("rule.too_big", "what", "variables", "max", maxVariables))
	case r.template:
		r.vars = append(r.vars, v)
	case !isName(v.name.text):
		v.name.wrong(0, field("rule.name_wrong", "name", v.name.text))
	case !v.formula.given():
		v.name.wrong(0, field("rule.no_formula", "name", v.name.text))
	case !v.typ.given():
		v.name.wrong(0, field("rule.no_type", "name", v.name.text))
	default:
		r.vars = append(r.vars, v)
	}
}

// items reads one line of a row's inputs: a name, or a formula with words of its own, or a group for each code of a list.
func (r reader) items(n *yaml.Node) []srcItem {
	if n.Kind == yaml.ScalarNode {
		return []srcItem{{value: r.scalar(n)}}
	}
	var it srcItem
	var each *yaml.Node
	r.fields(n, map[string]func(*yaml.Node){
		"of": r.into(&it.of), "value": r.into(&it.value), "when": r.into(&it.when), "format": r.into(&it.format),
		"zh": r.into(&it.zh), "en": r.into(&it.en), "unit": r.unit(&it.unit), "each": func(n *yaml.Node) { each = n },
	})
	if !it.value.given() {
		r.wrong(n, field("rule.no_formula", "name", it.zh.text))
		return nil
	}
	if each == nil {
		return []srcItem{it}
	}
	var out []srcItem
	r.each(each, func(name, code string, w Words) {
		out = append(out, srcItem{
			of: it.of, format: it.format, unit: it.unit, value: it.value.fill(name, code), when: it.when.fill(name, code),
			zh: it.zh.fillText(name, code, w.ZH), en: it.en.fillText(name, code, w.EN),
		})
	})
	return out
}

// each reads {name: code list} and calls do for each code of the list, of the file or of a set that is used.
func (r reader) each(n *yaml.Node, do func(name, code string, w Words)) {
	r.pairs(n, func(name scalar, n *yaml.Node) {
		list := r.scalar(n)
		for _, c := range r.known() {
			if c.name.text == list.text {
				for i, code := range c.codes {
					do(name.text, code.text, c.words[i])
				}
				return
			}
		}
		if list.given() {
			list.wrong(0, field("rule.codes_unknown", "name", list.text))
		}
	})
}

func (r reader) known() []srcCodes { return append(slices.Clone(r.outside), r.codes...) }

func isGroup(n *yaml.Node) bool {
	return n.Kind == yaml.MappingNode && slices.ContainsFunc(n.Content, func(c *yaml.Node) bool { return c.Value == "each" && c.Kind == yaml.ScalarNode })
}

// inner is a reader of what a group repeats: names still hold braces.
func (r reader) inner() reader {
	return reader{source: &source{name: r.name, lines: r.lines, problems: r.problems, outside: r.known(), template: true}}
}

// group reads {each: {name: code list}, what: …} and repeats what was read for each code.
func (r reader) group(n *yaml.Node, what string, read func(scalar, *yaml.Node), repeat func(name, code string, w Words)) {
	var each, body *yaml.Node
	r.fields(n, map[string]func(*yaml.Node){
		"each": func(n *yaml.Node) { each = n }, what: func(n *yaml.Node) { body = n },
	})
	if each == nil || body == nil {
		r.wrong(n, field("rule.no_formula", "name", "each"))
		return
	}
	r.pairs(body, read)
	r.each(each, repeat)
}

func (v srcVar) fill(name, code string, w Words) srcVar {
	for _, t := range []*scalar{&v.name, &v.step, &v.formula, &v.when, &v.typ} {
		*t = t.fill(name, code)
	}
	v.words.ZH = strings.ReplaceAll(v.words.ZH, "{"+name+"}", w.ZH)
	v.words.EN = strings.ReplaceAll(v.words.EN, "{"+name+"}", w.EN)
	v.formulaText = slices.Clone(v.formulaText)
	for i, p := range v.formulaText {
		v.formulaText[i] = srcPiece{zh: p.zh.fillText(name, code, w.ZH), en: p.en.fillText(name, code, w.EN), when: p.when.fill(name, code)}
	}
	v.items = slices.Clone(v.items)
	for i := range v.items {
		it := &v.items[i]
		it.value, it.when = it.value.fill(name, code), it.when.fill(name, code)
		it.zh, it.en = it.zh.fillText(name, code, w.ZH), it.en.fillText(name, code, w.EN)
	}
	return v
}

func isName(s string) bool {
	if s == "" || len(s) > 60 {
		return false
	}
	for i, c := range s {
		if c != '_' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return true
}
