package rule

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"yice/internal/kit/errs"
)

// Limits of what is read; beyond them a file is refused, not shortened.
const (
	maxFile      = 256 << 10
	maxNodes     = 20000
	maxDepth     = 12
	maxFormula   = 2000
	maxText      = 300_000 // of all formulas, with what groups repeat
	maxVariables = 1000
	maxSets      = 20
	maxEntities  = 20
	maxInputs    = 200
	maxParams    = 500
	maxCodes     = 200
)

// source is one file as it was written, before any formula is looked at.
type source struct {
	name     string
	self     string // what the text calls itself
	title    Words
	papers   []string
	uses     []scalar
	entities []srcEntity
	inputs   []srcInput
	codes    []srcCodes
	params   []srcParam
	vars     []srcVar
	sentence []srcPiece

	benefits          []srcBenefit
	sharedCaps, oneOf []srcShared

	outside  []srcCodes // of the sets that are used
	template bool       // inside a group: names still hold braces
	lines    []string
	problems *problems
}

// scalar is a text of the file that knows where it stands.
type scalar struct {
	text string
	src  *source
	node *yaml.Node
	// subst are the places where a name in braces was replaced: at the rune, by how many runes the text grew.
	subst []shift
}

type shift struct{ at, by int }

type srcEntity struct {
	name, parent, plural scalar
	words                Words
}

type srcInput struct {
	entity, name, typ scalar
	words             Words
	unit              string
	def               scalar
}

type srcCodes struct {
	name  scalar
	codes []scalar
	words []Words
}

type srcParam struct {
	key, kind, codes, value scalar
	words                   Words
	unit                    string
}

type srcVar struct {
	name, entity, typ, step scalar
	formula, when           scalar
	words                   Words
	unit                    string
	hidden                  bool
	formulaText             []srcPiece
	items                   []srcItem
	itemsGiven              bool
}

// srcPiece is a text with names in braces that is said on a condition.
type srcPiece struct {
	zh, en, when scalar
}

type srcItem struct {
	of, value, when, format scalar
	zh, en                  scalar
	unit                    string
}

func (s scalar) given() bool { return s.node != nil }

// problems collects what is wrong in a load, so that an officer sees all of it at once.
type problems struct{ list []errs.Field }

const maxProblems = 50

func (p *problems) add(file string, line, column int, f errs.Field) {
	if len(p.list) < maxProblems {
		f.Path = fmt.Sprintf("%s:%d:%d", file, line, column)
		p.list = append(p.list, f)
	}
}

func field(code string, params ...any) errs.Field {
	return errs.InvalidField("", code, params...).Fields[0]
}

func (p *problems) err() error {
	if len(p.list) == 0 {
		return nil
	}
	slices.SortStableFunc(p.list, func(a, b errs.Field) int { return comparePlaces(a.Path, b.Path) })
	return &errs.Error{Kind: errs.Invalid, Code: "rule.wrong", Params: map[string]any{"count": len(p.list)}, Fields: p.list}
}

func comparePlaces(a, b string) int {
	pa, pb := strings.Split(a, ":"), strings.Split(b, ":")
	for i := range min(len(pa), len(pb)) {
		if len(pa[i]) != len(pb[i]) && i > 0 {
			return len(pa[i]) - len(pb[i])
		}
		if c := strings.Compare(pa[i], pb[i]); c != 0 {
			return c
		}
	}
	return len(pa) - len(pb)
}

// wrong notes a problem at a node of the file.
func (s *source) wrong(n *yaml.Node, f errs.Field) {
	s.problems.add(s.name, max(n.Line, 1), max(n.Column, 1), f)
}

// wrong notes a problem at a rune of the text. What was not given has no place; the reader noted it already.
func (t scalar) wrong(at int, f errs.Field) {
	if !t.given() {
		return
	}
	line, column := t.place(at)
	t.src.problems.add(t.src.name, line, column, f)
}

// place finds a rune of the text in the file. Blanks do not count, because YAML folds them.
func (t scalar) place(at int) (line, column int) {
	for i := len(t.subst) - 1; i >= 0; i-- {
		if s := t.subst[i]; at >= s.at+s.by {
			at -= s.by
		} else if at > s.at {
			at = s.at
		}
	}
	line, column = max(t.node.Line, 1), max(t.node.Column, 1)
	runes := []rune(t.node.Value)
	want := 0
	for _, r := range runes[:min(max(at, 0), len(runes))] {
		if !blank(r) {
			want++
		}
	}
	row, col := line-1, column-1
	switch t.node.Style {
	case yaml.LiteralStyle, yaml.FoldedStyle:
		row, col = row+1, 0
	case yaml.DoubleQuotedStyle, yaml.SingleQuotedStyle:
		col++
	}
	for ; row < len(t.src.lines); row, col = row+1, 0 {
		text := []rune(t.src.lines[row])
		for ; col < len(text); col++ {
			if blank(text[col]) {
				continue
			}
			if want == 0 {
				return row + 1, col + 1
			}
			want--
		}
	}
	return line, column
}

func blank(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' }

// fill replaces a name in braces by its code.
func (t scalar) fill(name, code string) scalar { return t.fillText(name, code, code) }

// fillText replaces a name in braces by the words of its code, within other braces by the code itself.
func (t scalar) fillText(name, code, words string) scalar {
	if !t.given() || !strings.Contains(t.text, "{"+name+"}") {
		return t
	}
	mark := "{" + name + "}"
	var b strings.Builder
	rest := t.text
	at := 0
	for {
		before, after, ok := strings.Cut(rest, mark)
		b.WriteString(before)
		at += len([]rune(before))
		if !ok {
			break
		}
		with := words
		if so := b.String(); strings.LastIndex(so, "{") > strings.LastIndex(so, "}") {
			with = code
		}
		b.WriteString(with)
		t.subst = append(slices.Clone(t.subst), shift{at, len([]rune(with)) - len([]rune(mark))})
		at += len([]rune(with))
		rest = after
	}
	t.text = b.String()
	return t
}
