package rule

import (
	"slices"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

func (lw *lowerer) isList(e ast.Expr) bool { return lw.ast.GetType(e.ID()).Kind() == types.ListKind }

// list is a list of descendants with the conditions they must meet and, after a map, the value that stands for each.
type list struct {
	ref         Ref
	cond, value *Node
}

// codes is the code list that the values belong to.
func (lw *lowerer) list(e ast.Expr, codes int) (out list, ok bool) {
	if e.Kind() == ast.ComprehensionKind {
		return lw.filtered(e.AsComprehension(), codes)
	}
	scope, entity, word, ok := lw.place(e)
	over := slices.IndexFunc(lw.prog.Entities, func(x Entity) bool { return x.Plural == word && word != "" })
	if !ok || over < 0 || !lw.prog.isAncestor(entity, over) {
		lw.wrong(e, field("rule.want_children"))
		return out, false
	}
	out.ref = Ref{Scope: scope, Entity: entity, Over: over, Elem: len(lw.scopes) + 1}
	return out, true
}

// filtered lowers what the macros filter and map expand to: a step that appends to the result, under a condition or not.
func (lw *lowerer) filtered(c ast.ComprehensionExpr, codes int) (out list, ok bool) {
	if out, ok = lw.list(c.IterRange(), codes); !ok {
		return out, false
	}
	step := c.LoopStep()
	if c.AccuInit().Kind() != ast.ListKind || out.value != nil || step.Kind() != ast.CallKind {
		lw.wrong(c.IterRange(), field("rule.filter_first"))
		return out, false
	}
	add := step.AsCall()
	if add.FunctionName() == operators.Conditional {
		out.cond = and(out.cond, lw.inside(c.IterVar(), out.ref.Over, add.Args()[0], -1))
		add = add.Args()[1].AsCall()
	}
	value := add.Args()[1].AsList().Elements()[0]
	if value.Kind() != ast.IdentKind || value.AsIdent() != c.IterVar() {
		out.value = lw.inside(c.IterVar(), out.ref.Over, value, codes)
	}
	return out, !lw.failed
}

// inside lowers the body of an aggregate, in which the element has a name.
func (lw *lowerer) inside(name string, entity int, e ast.Expr, codes int) *Node {
	lw.scopes = append(lw.scopes, element{name, entity})
	defer func() { lw.scopes = lw.scopes[:len(lw.scopes)-1] }()
	return lw.lower(e, codes, false)
}

func and(a, b *Node) *Node {
	if a == nil {
		return b
	}
	return &Node{Op: OpAnd, Type: Flag, Args: []*Node{a, b}}
}

// question lowers exists and all.
func (lw *lowerer) question(e ast.Expr) *Node {
	c := e.AsComprehension()
	start, isFlag := any(nil), false
	if c.AccuInit().Kind() == ast.LiteralKind {
		start = c.AccuInit().AsLiteral().Value()
		_, isFlag = start.(bool)
	}
	if !isFlag {
		return lw.wrong(e, field("rule.not_a_value", "what", "list"))
	}
	l, ok := lw.list(c.IterRange(), -1)
	if !ok || l.value != nil {
		return lw.wrong(e, field("rule.filter_first"))
	}
	op := OpAny
	if start == true {
		op = OpAll
	}
	return &Node{Op: op, Type: Flag, Ref: l.ref, Args: []*Node{l.cond, lw.inside(c.IterVar(), l.ref.Over, c.LoopStep().AsCall().Args()[1], -1)}}
}

func (lw *lowerer) aggregate(e ast.Expr, name string, args []ast.Expr, codes int) *Node {
	l, ok := lw.list(args[0], codes)
	if !ok {
		return lw.wrong(e, field("rule.want_children"))
	}
	n := &Node{Op: map[string]Op{"sum": OpSum, "count": OpCount, "min": OpMin, "max": OpMax, "first": OpFirst}[name], Type: lw.typ(e), Ref: l.ref, Args: []*Node{l.cond}}
	if n.Op == OpCount {
		return n
	}
	if l.value == nil {
		return lw.wrong(e, field("rule.want_children"))
	}
	n.Args = append(n.Args, l.value)
	if len(args) > 1 {
		n.Args = append(n.Args, lw.lower(args[1], codes, false))
	}
	return n
}
