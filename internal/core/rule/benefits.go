package rule

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// A benefit is written as what an office decides: who gets it, on what base, up to which caps, how rounded, approved by whom,
// shared with or excluded by which others. It becomes ordinary variables, so that the engines know variables only:
//
//	NAME_base       by the rules, before any cap         NAME_cap_time, _cap_year, _cap_total   the caps, NAME_paid_… what is used of them
//	NAME_capped     within its own caps                  GROUP                                  which one of a group is granted
//	POOL_left_NAME  left of a shared cap for this one    NAME, NAME_approvers                   the amount and how many approve it
type srcBenefit struct {
	name, entity, when, base, approval, round scalar
	caps                                      [3]srcCap // per time, per year, in total
	words                                     Words
	unit                                      string
	baseText                                  []srcPiece
	items                                     []srcItem
	itemsGiven                                bool
}

type srcCap struct{ cap, paid scalar }

// srcShared is a cap over several benefits, or a choice of one among them.
type srcShared struct {
	name, entity, cap, paid, choose scalar
	words                           Words
	among                           []scalar
}

type capWords struct {
	key  string
	cap  Words
	paid Words
}

func capKinds() [3]capWords {
	return [3]capWords{
		{"time", Words{"单次上限", "cap per time"}, Words{}},
		{"year", Words{"年度上限", "cap per year"}, Words{"今年各方已给", "already given this year"}},
		{"total", Words{"累计上限", "cap in total"}, Words{"累计已给", "already given in total"}},
	}
}

func (r reader) benefit(name scalar, n *yaml.Node) {
	b := srcBenefit{name: name, unit: "yuan"}
	v := srcVar{}
	fields := map[string]func(*yaml.Node){
		"of": r.into(&b.entity), "when": r.into(&b.when), "base": r.into(&b.base), "approval": r.into(&b.approval), "round": r.into(&b.round),
		"zh": r.textInto(&b.words.ZH), "en": r.textInto(&b.words.EN), "unit": r.unit(&b.unit),
		"base_text": func(n *yaml.Node) { b.baseText = r.pieces(n) }, "inputs": r.variableFields(&v)["inputs"],
		"cap_time": r.into(&b.caps[0].cap), "cap_year": r.into(&b.caps[1].cap), "cap_total": r.into(&b.caps[2].cap),
		"paid_year": r.into(&b.caps[1].paid), "paid_total": r.into(&b.caps[2].paid),
	}
	r.fields(n, fields)
	b.items, b.itemsGiven, b.words = v.items, v.itemsGiven, b.words.or(name.text)
	switch {
	case !isName(name.text):
		name.wrong(0, field("rule.name_wrong", "name", name.text))
	case !b.base.given():
		name.wrong(0, field("rule.no_formula", "name", name.text))
	case !b.round.given() || roundings()[b.round.text] == 0:
		b.round.at(name).wrong(0, field("rule.round_unknown", "name", b.round.text))
	default:
		r.source.benefits = append(r.source.benefits, b)
	}
}

func (r reader) shared(to *[]srcShared) func(scalar, *yaml.Node) {
	return func(name scalar, n *yaml.Node) {
		s := srcShared{name: name}
		r.fields(n, map[string]func(*yaml.Node){
			"of": r.into(&s.entity), "cap": r.into(&s.cap), "paid": r.into(&s.paid), "choose": r.into(&s.choose),
			"zh": r.textInto(&s.words.ZH), "en": r.textInto(&s.words.EN),
			"among": func(n *yaml.Node) {
				r.list(n, func(n *yaml.Node) {
					if t := r.scalar(n); t.given() {
						s.among = append(s.among, t)
					}
				})
			},
		})
		s.words = s.words.or(name.text)
		if !isName(name.text) || len(s.among) == 0 {
			name.wrong(0, field("rule.name_wrong", "name", name.text))
			return
		}
		*to = append(*to, s)
	}
}

// desugar turns the benefits of a file into variables, once the entities are known.
func (l *loader) desugar(s *source) {
	d := desugarer{loader: l, source: s}
	for _, g := range s.oneOf {
		if g.choose.given() && g.choose.text != "largest" && g.choose.text != "first" {
			g.choose.wrong(0, field("rule.value_wrong", "value", g.choose.text))
		}
		for _, name := range g.among {
			d.find(name)
		}
	}
	for _, p := range s.sharedCaps {
		for _, name := range p.among {
			d.find(name)
		}
		if !p.cap.given() {
			p.name.wrong(0, field("rule.no_formula", "name", p.name.text))
		}
	}
	for _, b := range s.benefits {
		d.own(b)
	}
	for _, g := range s.oneOf {
		d.choice(g)
	}
	for _, b := range s.benefits {
		d.final(b)
	}
}

type desugarer struct {
	*loader
	source *source
}

func (d desugarer) find(name scalar) *srcBenefit {
	for i := range d.source.benefits {
		if d.source.benefits[i].name.text == name.text {
			return &d.source.benefits[i]
		}
	}
	name.wrong(0, field("rule.name_unknown", "name", name.text))
	return nil
}

// write is a text of ours that stands in the file where the other one does.
func write(text string, at scalar) scalar {
	at.text, at.subst = text, nil
	return at
}

func say(zh, en string, at scalar) srcPiece { return srcPiece{zh: write(zh, at), en: write(en, at)} }

func (d desugarer) add(v srcVar) { d.source.vars = append(d.source.vars, v) }

// own makes the base and the benefit's own caps.
func (d desugarer) own(b srcBenefit) {
	name := b.name.text
	d.add(srcVar{
		name: write(name+"_base", b.name), step: write(name+".base", b.name), entity: b.entity, typ: write("amount", b.name), when: b.when, formula: b.base,
		words: Words{b.words.ZH + "（上限前）", b.words.EN + ", before caps"}, unit: b.unit, formulaText: b.baseText, items: b.items, itemsGiven: b.itemsGiven,
	})
	formula, said := name+"_base", []srcItem{{value: write(name+"_base", b.name)}}
	for i, kind := range capKinds() {
		c := b.caps[i]
		if !c.cap.given() {
			continue
		}
		limit, paid := name+"_cap_"+kind.key, name+"_paid_"+kind.key
		d.add(srcVar{name: write(limit, c.cap), entity: b.entity, typ: write("limit", c.cap), when: b.when, formula: c.cap, words: kind.cap, unit: b.unit, hidden: true})
		said = append(said, srcItem{value: write(limit, c.cap), when: write("limited("+limit+")", c.cap)})
		if !c.paid.given() {
			formula = "cap(" + formula + ", " + limit + ")"
			continue
		}
		d.add(srcVar{name: write(paid, c.paid), entity: b.entity, typ: write("money", c.paid), when: b.when, formula: c.paid, words: kind.paid, unit: b.unit, hidden: true})
		said = append(said, srcItem{value: write(paid, c.paid)})
		formula = "cap(" + formula + ", " + limit + ", " + paid + ")"
	}
	if formula == name+"_base" {
		return
	}
	d.add(srcVar{
		name: write(name+"_capped", b.name), step: write(name+".capped", b.name), entity: b.entity, typ: write("amount", b.name), when: b.when,
		formula: write(formula, b.name), words: Words{b.words.ZH + "（上限内）", b.words.EN + ", within caps"}, unit: b.unit,
		formulaText: []srcPiece{say("不超过各项上限（减去已给）", "up to the caps, less what was given", b.name)}, items: said, itemsGiven: true,
	})
}

// candidate is the amount of a benefit within its own caps.
func (b srcBenefit) candidate() string {
	for _, c := range b.caps {
		if c.cap.given() {
			return b.name.text + "_capped"
		}
	}
	return b.name.text + "_base"
}

func (d desugarer) root() string {
	if len(d.prog.Entities) == 0 {
		return ""
	}
	return d.prog.Entities[0].Name
}

func (d desugarer) entityOf(t scalar) string {
	if t.given() {
		return t.text
	}
	return d.root()
}

// over adds a variable of one entity up in a formula of another one above.
func (d desugarer) over(owner, entity, variable string) string {
	if owner == entity {
		return variable
	}
	for _, e := range d.prog.Entities {
		if e.Name == entity {
			return "sum(" + e.Plural + ".map(x, x." + variable + "))"
		}
	}
	return variable
}

// from names a variable of an entity above in a formula.
func from(owner, entity, variable string) string {
	if owner == entity {
		return variable
	}
	return owner + "." + variable
}

// choice makes the code of the one benefit of a group that is granted: the largest, or the first that gives anything.
func (d desugarer) choice(g srcShared) {
	owner := d.entityOf(g.entity)
	list := srcCodes{name: g.name, codes: []scalar{write("none", g.name)}, words: []Words{{"无", "none"}}}
	var sums []string
	for _, name := range g.among {
		b := d.find(name)
		if b == nil {
			return
		}
		sum := g.name.text + "_sum_" + name.text
		d.add(srcVar{
			name: write(sum, g.name), entity: g.entity, typ: write("amount", g.name), formula: write(d.over(owner, d.entityOf(b.entity), b.candidate()), g.name),
			words: b.words, unit: b.unit, hidden: true,
		})
		sums = append(sums, sum)
		list.codes, list.words = append(list.codes, name), append(list.words, b.words)
	}
	d.source.codes = append(d.source.codes, list)
	d.linkCodes(list)
	formula := `"none"`
	for i, sum := range slices.Backward(sums) {
		test := []string{sum + " > yuan(0)"}
		for k, other := range sums {
			if g.choose.text != "first" && k > i {
				test = append(test, sum+" >= "+other)
			}
		}
		formula = strings.Join(test, " && ") + ` ? "` + g.among[i].text + `" : ` + formula
	}
	v := srcVar{
		name: g.name, entity: g.entity, typ: g.name, formula: write(formula, g.name), words: g.words, itemsGiven: true,
		formulaText: []srcPiece{say("只给金额最大的一项", "only the largest one", g.name)},
	}
	if g.choose.text == "first" {
		v.formulaText = []srcPiece{say("按次序只给第一项", "only the first one in order", g.name)}
	}
	for _, sum := range sums {
		v.items = append(v.items, srcItem{value: write(sum, g.name)})
	}
	d.add(v)
}

// final makes the amount: chosen in its groups, within the shared caps, rounded; and how many approve it.
func (d desugarer) final(b srcBenefit) {
	name, entity := b.name.text, d.entityOf(b.entity)
	when := []string{}
	if b.when.given() {
		when = append(when, "("+b.when.text+")")
	}
	items := []srcItem{{value: write(b.candidate(), b.name)}}
	for _, g := range d.source.oneOf {
		if slices.ContainsFunc(g.among, func(s scalar) bool { return s.text == name }) {
			when = append(when, from(d.entityOf(g.entity), entity, g.name.text)+` == "`+name+`"`)
		}
	}
	pools := ""
	for _, p := range d.source.sharedCaps {
		at := slices.IndexFunc(p.among, func(s scalar) bool { return s.text == name })
		if at < 0 {
			continue
		}
		left := d.pool(p, at)
		seen := from(d.entityOf(p.entity), entity, left)
		pools += ", " + seen
		items = append(items, srcItem{
			value: write("otherwise("+seen+", yuan(0))", p.name), when: write("limited("+seen+")", p.name), unit: b.unit,
			zh: write(p.words.ZH+"余额", p.name), en: write("left of "+p.words.EN, p.name),
		})
	}
	formula := b.round.text + "(" + b.candidate() + ")"
	if pools != "" {
		formula = "take_" + b.round.text + "(" + b.candidate() + pools + ")"
	}
	v := srcVar{
		name: b.name, entity: b.entity, typ: write("money", b.name), formula: write(formula, b.round), words: b.words, unit: b.unit,
		formulaText: []srcPiece{roundText(b.round)}, items: items, itemsGiven: true,
	}
	if len(when) > 0 {
		v.when = write(strings.Join(when, " && "), b.when.at(b.name))
	}
	d.add(v)
	if b.approval.given() {
		d.add(srcVar{
			name: write(name+"_approvers", b.approval), entity: b.entity, typ: write("count", b.approval), when: v.when,
			formula: write("band("+name+", "+b.approval.text+")", b.approval), words: Words{"审批人数", "approvers"}, hidden: true,
		})
	}
}

// pool makes what a shared cap leaves to the benefit at a place among those that share it.
func (d desugarer) pool(p srcShared, at int) string {
	owner, name := d.entityOf(p.entity), p.name.text+"_left_"+p.among[at].text
	used := []string{}
	if p.paid.given() {
		used = append(used, "("+p.paid.text+")")
	}
	for _, before := range p.among[:at] {
		if b := d.find(before); b != nil {
			used = append(used, d.over(owner, d.entityOf(b.entity), before.text))
		}
	}
	formula := "limit(" + p.cap.text + ")"
	if len(used) > 0 {
		formula = "left(" + formula + ", " + strings.Join(used, " + ") + ")"
	}
	d.add(srcVar{name: write(name, p.name), entity: p.entity, typ: write("limit", p.cap), formula: write(formula, p.cap), words: p.words, unit: "yuan", hidden: true})
	return name
}

func roundText(round scalar) srcPiece {
	w := map[string]Words{
		"down_yuan": {"取整到元（不足一元舍去）", "rounded down to the yuan"}, "half_up_yuan": {"取整到元（四舍五入）", "rounded to the yuan"},
		"up_yuan": {"取整到元（有余数进到元）", "rounded up to the yuan"}, "down_fen": {"取整到分（不足一分舍去）", "rounded down to the fen"},
		"half_up_fen": {"取整到分（四舍五入）", "rounded to the fen"}, "up_fen": {"取整到分（有余数进到分）", "rounded up to the fen"},
	}[round.text]
	return say(w.ZH, w.EN, round)
}
