package rule

import "strings"

// FormulaText is what rows say about the formula, with names in brackets in place of values; parts that are said on different conditions
// are set apart by a stroke. It is empty where the rule set says nothing.
func (p *Program) FormulaText(v *Variable) Words {
	return p.inWords(v.told.formula)
}

// Formula is the formula as it is written, on one line; Condition says on what the row depends, if on anything.
func (v *Variable) Formula() (formula, condition string) { return v.formula, v.condition }

// Label is the words of a variable with names in place of values.
func (p *Program) Label(v *Variable) Words {
	if v.told.label != nil {
		return p.inWords(v.told.label)
	}
	return v.Words
}

func (p *Program) inWords(pieces []piece) Words {
	var zh, en strings.Builder
	for i := range pieces {
		if i > 0 && pieces[i].when != nil && pieces[i-1].when != nil {
			if zh.Len() > 0 {
				zh.WriteString("／")
			}
			if en.Len() > 0 && len(pieces[i].en) > 0 {
				en.WriteString(" / ")
			}
		}
		zh.WriteString(p.segmentsInWords(pieces[i].zh, false))
		en.WriteString(p.segmentsInWords(pieces[i].en, true))
	}
	return Words{ZH: zh.String(), EN: en.String()}
}

func (p *Program) segmentsInWords(segments []segment, english bool) string {
	var b strings.Builder
	for _, s := range segments {
		switch {
		case s.value == nil:
			b.WriteString(s.text)
		case english:
			b.WriteString("[" + p.nameOf(s.value.node).EN + "]")
		default:
			b.WriteString("「" + p.nameOf(s.value.node).ZH + "」")
		}
	}
	return b.String()
}

// nameOf is what a value is called.
func (p *Program) nameOf(n *Node) Words {
	switch n.Op {
	case OpInput:
		return p.Entities[n.Ref.Entity].Inputs[n.Ref.Slot].Words
	case OpVar:
		return p.at(n).Words
	case OpParam:
		return p.Params[n.Param].Words
	}
	return Words{ZH: "…", EN: "…"}
}
