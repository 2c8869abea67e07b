package rule

import (
	"slices"
	"strings"
)

// telling is what a row says beside the value.
type telling struct {
	value   teller
	items   []item
	label   []piece // where the words of the variable hold values
	formula []piece
}

// item is one line of a row's inputs. Of an entity below the variable's own it is said for each descendant.
type item struct {
	words []piece
	unit  string
	value teller
	over  int // entity gone through, or -1
	when  *Node
	shown intFunc
}

// piece is a text with values in it, said when its condition holds.
type piece struct {
	when   *Node
	shown  intFunc
	zh, en []segment
}

type segment struct {
	text  string
	value *teller
}

// teller writes a value.
type teller struct {
	node   *Node
	codes  int
	format string
	words  [][]piece // of a code list whose words name inputs
	ints   intFunc
	exacts exactFunc
}

// tell checks what is said about a variable; formula is its root without the condition.
func (c *checker) tell(v *Variable, src srcVar, formula *Node) {
	own := &Node{Op: OpVar, Type: v.Type, Ref: Ref{Entity: v.Entity, Slot: v.Slot}}
	v.told.value = c.teller(v.Entity, own, v.Codes, "")
	v.told.formula = c.pieces(v.Entity, src.formulaText)
	v.told.label = c.label(v.Entity, v.Words, src.name)
	if !v.Explain {
		return
	}
	for _, s := range src.items {
		c.item(v, s)
	}
	if !src.itemsGiven {
		v.told.items = c.leaves(v.Entity, formula)
	}
}

// label compiles words that hold values.
func (c *checker) label(e int, w Words, at scalar) []piece {
	if !strings.Contains(w.ZH, "{") {
		return nil
	}
	zh, en := at, at
	zh.text, en.text = w.ZH, w.EN
	return c.pieces(e, []srcPiece{{zh: zh, en: en}})
}

func (c *checker) item(v *Variable, s srcItem) {
	it := item{unit: s.unit, over: -1}
	e := v.Entity
	if s.of.given() {
		it.over = c.loader.entity(s.of.text)
		if it.over < 0 || !c.prog.isAncestor(e, it.over) || it.over == e {
			s.of.wrong(0, field("rule.entity_unknown", "name", s.of.text))
			return
		}
		e = it.over
	}
	node, codes := c.shown(e, s.value)
	if node == nil {
		return
	}
	if s.when.given() {
		it.when = c.formula(e, s.when, Flag, -1)
	}
	it.value = c.teller(e, node, codes, c.format(s.format))
	if it.words = c.pieces(e, []srcPiece{{zh: s.zh, en: s.en}}); !s.zh.given() {
		w, unit := c.leafWords(node)
		it.words = c.leafPiece(e, node, w)
		if it.unit == "" {
			it.unit = unit
		}
	}
	v.told.items = append(v.told.items, it)
}

// shown compiles a value that is only shown: any type, texts and limits too.
func (c *checker) shown(e int, t scalar) (n *Node, codes int) {
	lw := &lowerer{checker: c, entity: e, text: t}
	n = c.formulaWith(lw, 0, -1)
	if n == nil {
		return nil, -1
	}
	return n, lw.codesOf(lw.ast.Expr())
}

func (c *checker) format(f scalar) string {
	if f.given() && !slices.Contains([]string{"percent", "exact", "plain"}, f.text) {
		f.wrong(0, field("rule.format_unknown", "name", f.text))
	}
	return f.text
}

func (c *checker) teller(e int, n *Node, codes int, format string) teller {
	t := teller{node: n, codes: codes, format: format}
	if n.Type != Code || codes < 0 {
		return t
	}
	list := c.prog.Codes[codes]
	if !slices.ContainsFunc(list.Words, func(w Words) bool { return strings.Contains(w.ZH, "{") }) {
		return t
	}
	for _, src := range c.codeSources(list.Name) {
		t.words = append(t.words, c.pieces(e, []srcPiece{src}))
	}
	return t
}

// codeSources are the words of a code list as texts that know where they stand.
func (c *checker) codeSources(list string) []srcPiece {
	for _, s := range c.sources {
		for _, x := range s.codes {
			if x.name.text != list {
				continue
			}
			var out []srcPiece
			for i, code := range x.codes {
				out = append(out, srcPiece{zh: scalar{text: x.words[i].ZH, src: s, node: code.node}, en: scalar{text: x.words[i].EN, src: s, node: code.node}})
			}
			return out
		}
	}
	return nil
}

func (c *checker) pieces(e int, src []srcPiece) []piece {
	var out []piece
	for _, s := range src {
		p := piece{zh: c.segments(e, s.zh), en: c.segments(e, s.en)}
		if s.when.given() {
			p.when = c.formula(e, s.when, Flag, -1)
		}
		out = append(out, p)
	}
	return out
}

func plainPiece(w Words) []piece {
	return []piece{{zh: []segment{{text: w.ZH}}, en: []segment{{text: w.EN}}}}
}

// segments splits "收入{income}元" at the names in braces; {x|percent} and {x|exact} say how x is written.
func (c *checker) segments(e int, t scalar) []segment {
	var out []segment
	rest, at := t.text, 0
	for {
		before, after, ok := strings.Cut(rest, "{")
		if before != "" {
			out = append(out, segment{text: before})
		}
		if !ok {
			return out
		}
		at += len([]rune(before)) + 1
		inside, tail, closed := strings.Cut(after, "}")
		if !closed {
			t.wrong(at-1, field("rule.brace"))
			return out
		}
		name, format, _ := strings.Cut(inside, "|")
		// the formula stands inside the text: its places are found from there
		part := t
		part.text = name
		part.subst = append(slices.Clone(t.subst), shift{0, -at})
		n, codes := c.shown(e, part)
		if n == nil {
			return out
		}
		f := scalar{}
		if format != "" {
			f = t
			f.text = format
		}
		v := c.teller(e, n, codes, c.format(f))
		out = append(out, segment{value: &v})
		at += len([]rune(inside)) + 1
		rest = tail
	}
}

// leaves are the inputs of a formula that says nothing about them: what it names itself.
func (c *checker) leaves(e int, root *Node) []item {
	var out []item
	seen := map[string]bool{}
	var visit func(n *Node)
	visit = func(n *Node) {
		if n == nil {
			return
		}
		aggregate := n.Op >= OpCount && n.Op <= OpMax
		if aggregate || n.Op == OpInput || n.Op == OpVar || n.Op == OpParam {
			w, unit := c.leafWords(n)
			if w.ZH != "" && !seen[w.ZH] {
				seen[w.ZH] = true
				out = append(out, item{words: c.leafPiece(e, n, w), unit: unit, over: -1, value: c.teller(e, n, c.nodeCodes(n), "")})
			}
			return
		}
		for _, a := range n.Args {
			visit(a)
		}
	}
	visit(root)
	return out
}

// leafPiece is the words of a leaf; those of a variable of the same instance may hold values.
func (c *checker) leafPiece(e int, n *Node, w Words) []piece {
	if n.Op == OpVar && n.Ref.Scope == 0 && n.Ref.Entity == e && strings.Contains(w.ZH, "{") {
		for i := range c.prog.Variables {
			if v := &c.prog.Variables[i]; v == c.prog.at(n) {
				return c.label(e, w, c.vars[i].name)
			}
		}
	}
	return plainPiece(w)
}

func (c *checker) nodeCodes(n *Node) int {
	switch n.Op {
	case OpInput:
		return c.prog.Entities[n.Ref.Entity].Inputs[n.Ref.Slot].Codes
	case OpVar:
		return c.prog.at(n).Codes
	case OpParam:
		return c.prog.Params[n.Param].Codes
	}
	return -1
}

// leafWords name what stands alone in a formula; a list is named by what it adds up.
func (c *checker) leafWords(n *Node) (w Words, unit string) {
	switch {
	case n.Op == OpInput:
		in := c.prog.Entities[n.Ref.Entity].Inputs[n.Ref.Slot]
		return in.Words, in.Unit
	case n.Op == OpVar:
		v := c.prog.at(n)
		return v.Words, v.Unit
	case n.Op == OpParam:
		p := c.prog.Params[n.Param]
		return p.Words, p.Unit
	case n.Op == OpCount:
		e := c.prog.Entities[n.Ref.Over].Words
		return Words{ZH: e.ZH + "数", EN: "number: " + e.EN}, ""
	case n.Op == OpSum:
		w, unit = c.leafWords(n.Args[1])
		if w.ZH != "" {
			w = Words{ZH: w.ZH + "合计", EN: "sum of " + w.EN}
		}
		return w, unit
	}
	return Words{}, ""
}

// finish notes what the execution needs to know about the whole program.
func (l *loader) finish() {
	p := l.prog
	deeper := func(n *Node) {
		if n.Op >= OpCount && n.Op <= OpMax {
			p.depth = max(p.depth, n.Ref.Elem)
		}
	}
	for i := range p.Variables {
		v := &p.Variables[i]
		walk(v.Root, deeper)
		walk(v.When, deeper)
		if v.Root.Op == OpTake {
			p.pools = max(p.pools, len(v.Root.Args)-1)
		}
		v.told.shown(deeper)
		if !v.Explain {
			continue
		}
		if n := len(p.blocks); n > 0 && p.Variables[p.blocks[n-1][0]].Entity == v.Entity {
			p.blocks[n-1] = append(p.blocks[n-1], i)
		} else {
			p.blocks = append(p.blocks, []int{i})
		}
	}
	shownIn(p.sentence, deeper)
	p.compile()
}

// shown goes through all nodes of what is said about a variable.
func (t *telling) shown(do func(*Node)) {
	t.value.shown(do)
	for i := range t.items {
		walk(t.items[i].when, do)
		t.items[i].value.shown(do)
		shownIn(t.items[i].words, do)
	}
	shownIn(t.label, do)
	shownIn(t.formula, do)
}

func (t *teller) shown(do func(*Node)) {
	walk(t.node, do)
	for _, w := range t.words {
		shownIn(w, do)
	}
}

func shownIn(pieces []piece, do func(*Node)) {
	for _, p := range pieces {
		walk(p.when, do)
		for _, segments := range [][]segment{p.zh, p.en} {
			for _, s := range segments {
				if s.value != nil {
					s.value.shown(do)
				}
			}
		}
	}
}
