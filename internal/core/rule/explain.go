package rule

import (
	"math/big"
	"strconv"
	"strings"

	"yice/internal/kit/money"
)

// Row is one step of a computation: a variable, an instance, the value and the inputs as they were. It holds no texts;
// Runner.Tell writes them. It is valid until the next run.
type Row struct {
	Variable    *Variable
	Instance    int
	Value       Result
	first, last int
}

// Result is the value of a variable: Num of an integer type, Exact of an exact one.
type Result struct {
	Num   int64
	Exact Exact
}

// Item is an input of a row.
type Item struct {
	item     *item
	Instance int
	Value    Result
}

// Inputs are the inputs of a row.
func (r *Runner) Inputs(row *Row) []Item { return r.item[row.first:row.last] }

// Explain gives the rows of the last run. Variables stand in the order of the files; neighbours of one entity are told instance by
// instance.
func (r *Runner) Explain() []Row {
	r.told, r.item = r.told[:0], r.item[:0]
	f := &r.f
	p := f.prog
	for _, block := range p.blocks {
		e := p.Variables[block[0]].Entity
		for i := range f.c.N[e] {
			for _, k := range block {
				v := &p.Variables[k]
				f.at(v.code.chain, i)
				if v.when == nil || v.when(f) != 0 {
					r.row(v, i)
				}
			}
		}
	}
	return r.told
}

func (r *Runner) row(v *Variable, i int) {
	f := &r.f
	row := Row{Variable: v, Instance: i, first: len(r.item)}
	row.Value = v.told.value.get(f)
	for k := range v.told.items {
		it := &v.told.items[k]
		if it.over < 0 {
			r.line(it, i)
			continue
		}
		lo, hi := f.span(v.Entity, it.over, i)
		chain := f.prog.chains[it.over]
		for d := lo; d < hi; d++ {
			f.at(chain, d)
			r.line(it, d)
		}
		f.at(v.code.chain, i)
	}
	row.last = len(r.item)
	r.told = append(r.told, row)
}

func (r *Runner) line(it *item, i int) {
	if it.shown == nil || it.shown(&r.f) != 0 {
		r.item = append(r.item, Item{it, i, it.value.get(&r.f)})
	}
}

// span is the range of the descendants of an instance.
func (f *frame) span(from, to, i int) (lo, hi int) {
	if from == to {
		return i, i + 1
	}
	lo, hi = f.span(from, f.prog.Entities[to].Parent, i)
	off := f.c.off[to]
	return int(off[lo]), int(off[hi])
}

func (t *teller) get(f *frame) Result {
	if t.exacts != nil {
		return Result{Exact: t.exacts(f)}
	}
	return Result{Num: t.ints(f)}
}

// TextRow is a row in words, as screens, papers and the API show it.
type TextRow struct {
	Step    string     `json:"step"`
	Label   Words      `json:"label"`
	Ref     string     `json:"ref,omitempty"`
	Formula Words      `json:"formula"`
	Inputs  []TextItem `json:"inputs"`
	Params  []Version  `json:"params"`
	Value   string     `json:"value"`
	Unit    string     `json:"unit"`
	Text    *Words     `json:"text,omitempty"`
}

// TextItem is an input of a row in words.
type TextItem struct {
	Label Words  `json:"label"`
	Value string `json:"value"`
	Unit  string `json:"unit"`
	Text  *Words `json:"text,omitempty"`
}

// Tell writes a row of the last run.
func (r *Runner) Tell(row *Row) TextRow {
	f, v := &r.f, row.Variable
	f.at(v.code.chain, row.Instance)
	out := TextRow{
		Step: v.Step, Label: v.Words, Ref: f.c.Ref(v.Entity, row.Instance), Unit: v.Unit, Inputs: []TextItem{}, Params: []Version{},
		Formula: f.words(v.told.formula),
	}
	out.Formula = out.Formula.or(v.formula)
	if v.told.label != nil {
		out.Label = f.words(v.told.label)
	}
	out.Value, out.Text = v.told.value.write(f, row.Value)
	seen := make([]bool, len(f.prog.Params))
	mark := func(slot int) {
		if value := &f.t.Values[slot]; value.Set && !seen[slot] {
			out.Params, seen[slot] = append(out.Params, value.Version), true
		}
	}
	v.reads(f, mark)
	for i := range v.told.formula {
		v.told.formula[i].reads(f, mark)
	}
	for _, x := range r.Inputs(row) {
		if n := x.item.value.node; n.Op == OpParam {
			mark(n.Param)
		}
		if x.item.over >= 0 {
			f.at(f.prog.chains[x.item.over], x.Instance)
		}
		t := TextItem{Label: f.words(x.item.words), Unit: x.item.unit}
		t.Value, t.Text = x.item.value.write(f, x.Value)
		out.Inputs = append(out.Inputs, t)
		f.at(v.code.chain, row.Instance)
	}
	return out
}

// Sentence is what a clerk reads aloud about the last run.
func (r *Runner) Sentence() Words { return r.f.words(r.f.prog.sentence) }

func (f *frame) words(pieces []piece) Words {
	var zh, en strings.Builder
	for i := range pieces {
		p := &pieces[i]
		if p.shown != nil && p.shown(f) == 0 {
			continue
		}
		f.say(&zh, p.zh, false)
		f.say(&en, p.en, true)
	}
	return Words{ZH: zh.String(), EN: en.String()}
}

// reads marks the parameters that the text names.
func (p *piece) reads(f *frame, mark func(slot int)) {
	if p.shown != nil && p.shown(f) == 0 {
		return
	}
	for _, s := range p.zh {
		if s.value != nil && s.value.node.Op == OpParam {
			mark(s.value.node.Param)
		}
	}
}

func (f *frame) say(b *strings.Builder, segments []segment, english bool) {
	for i := range segments {
		s := &segments[i]
		if s.value == nil {
			b.WriteString(s.text)
			continue
		}
		text, words := s.value.write(f, s.value.get(f))
		switch t := s.value.node.Type; {
		case words != nil && english:
			text = words.EN
		case words != nil:
			text = words.ZH
		case (t == Money || t == Amount) && s.value.format == "":
			text = grouped(text)
		}
		b.WriteString(text)
	}
}

func grouped(text string) string {
	fen, err := money.Parse(text)
	if err != nil {
		return text
	}
	return fen.Grouped()
}

// write gives a value as rows show it, and its words where it is not a number.
func (t *teller) write(f *frame, v Result) (string, *Words) {
	switch t.node.Type {
	case Money:
		return money.Fen(v.Num).String(), nil
	case Limit:
		if v.Num == NoLimit {
			return "none", &Words{ZH: "不限", EN: "no limit"}
		}
		return money.Fen(v.Num).String(), nil
	case Flag:
		if v.Num != 0 {
			return "true", &Words{ZH: "是", EN: "yes"}
		}
		return "false", &Words{ZH: "否", EN: "no"}
	case Date:
		return DayText(v.Num), nil
	case ICD:
		return UnpackICD(v.Num), nil
	case Text:
		if v.Num >= 0 && v.Num < int64(len(f.c.Texts)) {
			return f.c.Texts[v.Num], nil
		}
		return "", nil
	case Code:
		return t.code(f, v.Num)
	case Amount:
		if t.format == "exact" {
			return fraction(new(big.Rat).Quo(v.Exact.Rat(), big.NewRat(100, 1))), nil
		}
		return amountText(v.Exact), nil
	case Ratio:
		if t.format == "percent" {
			return new(big.Rat).Mul(v.Exact.Rat(), big.NewRat(100, 1)).FloatString(0) + "%", nil
		}
		return fraction(v.Exact.Rat()), nil
	}
	return strconv.FormatInt(v.Num, 10), nil
}

func (t *teller) code(f *frame, n int64) (string, *Words) {
	if t.codes < 0 || n < 0 || n >= int64(len(f.prog.Codes[t.codes].Codes)) {
		return strconv.FormatInt(n, 10), nil
	}
	w := f.prog.Codes[t.codes].Words[n]
	if t.words != nil {
		w = f.words(t.words[n])
	}
	return f.prog.Codes[t.codes].Codes[n], &w
}

// amountText is an amount in yuan, halves of a fen away from zero.
func amountText(x Exact) string {
	if fen, ok := x.Round(HalfUp); ok {
		return money.Fen(fen).String()
	}
	return new(big.Rat).Quo(x.Rat(), big.NewRat(100, 1)).FloatString(2)
}

// fraction is the decimal when it ends ("562.5"), otherwise the fraction ("1000/3").
func fraction(r *big.Rat) string {
	if places, exact := r.FloatPrec(); exact {
		return r.FloatString(places)
	}
	return r.RatString()
}
