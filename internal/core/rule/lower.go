package rule

import (
	"slices"
	"strconv"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"

	"yice/internal/kit/money"
)

// lower makes the node of a value. codes is the code list that a quoted code belongs to, -1 where nothing says so.
func (lw *lowerer) lower(e ast.Expr, codes int, root bool) *Node {
	if lw.failed {
		return &Node{Op: OpConst, Type: Count, Den: 1}
	}
	switch e.Kind() {
	case ast.LiteralKind:
		return lw.literal(e, codes)
	case ast.IdentKind, ast.SelectKind:
		return lw.name(e, codes)
	case ast.CallKind:
		return lw.call(e, codes, root)
	case ast.ComprehensionKind:
		return lw.question(e)
	}
	return lw.wrong(e, field("rule.not_supported"))
}

func (lw *lowerer) literal(e ast.Expr, codes int) *Node {
	switch v := e.AsLiteral().Value().(type) {
	case bool:
		n := &Node{Op: OpConst, Type: Flag, Den: 1}
		if v {
			n.Num = 1
		}
		return n
	case int64:
		return &Node{Op: OpConst, Type: Count, Num: v, Den: 1}
	case float64:
		r, err := money.ParseRatio(strconv.FormatFloat(v, 'f', -1, 64))
		if err != nil {
			return lw.wrong(e, field("rule.value_wrong", "value", strconv.FormatFloat(v, 'f', -1, 64)))
		}
		return &Node{Op: OpConst, Type: Ratio, Num: r.Num(), Den: r.Den()}
	case string:
		if codes < 0 {
			return lw.wrong(e, field("rule.code_alone", "code", v))
		}
		i := slices.Index(lw.prog.Codes[codes].Codes, v)
		if i < 0 {
			return lw.wrong(e, field("rule.code_unknown", "code", v, "list", lw.prog.Codes[codes].Name))
		}
		return &Node{Op: OpConst, Type: Code, Num: int64(i), Den: 1}
	}
	return lw.wrong(e, field("rule.not_supported"))
}

// instance resolves what stands before a dot: an element of a list around, an ancestor, or an ancestor of those.
func (lw *lowerer) instance(e ast.Expr) (scope, entity int, ok bool) {
	switch e.Kind() {
	case ast.IdentKind:
		for i, x := range slices.Backward(lw.scopes) {
			if x.name == e.AsIdent() {
				return i + 1, x.entity, true
			}
		}
		return 0, lw.loader.entity(e.AsIdent()), lw.loader.entity(e.AsIdent()) >= 0
	case ast.SelectKind:
		scope, _, ok = lw.instance(e.AsSelect().Operand())
		entity = lw.loader.entity(e.AsSelect().FieldName())
		return scope, entity, ok && entity >= 0
	}
	return 0, 0, false
}

// place splits a name into its instance and the word after the dot.
func (lw *lowerer) place(e ast.Expr) (scope, entity int, word string, ok bool) {
	if e.Kind() == ast.IdentKind {
		return 0, lw.entity, e.AsIdent(), true
	}
	if e.Kind() != ast.SelectKind {
		return 0, 0, "", false
	}
	scope, entity, ok = lw.instance(e.AsSelect().Operand())
	return scope, entity, e.AsSelect().FieldName(), ok
}

func (lw *lowerer) name(e ast.Expr, codes int) *Node {
	if e.Kind() == ast.IdentKind {
		if slot, ok := lw.params[e.AsIdent()]; ok {
			return lw.param(e, slot, codes)
		}
	}
	scope, entity, word, ok := lw.place(e)
	if !ok {
		return lw.wrong(e, field("rule.not_supported"))
	}
	if word == position && entity > 0 {
		return &Node{Op: OpPosition, Type: Count, Ref: Ref{Scope: scope, Entity: entity}}
	}
	for i, in := range lw.prog.Entities[entity].Inputs {
		if in.Name == word {
			lw.sameCodes(e, codes, in.Codes)
			return &Node{Op: OpInput, Type: in.Type, Ref: Ref{Scope: scope, Entity: entity, Slot: i}}
		}
	}
	for _, v := range lw.prog.Variables {
		if v.Entity == entity && v.Name == word {
			lw.sameCodes(e, codes, v.Codes)
			return &Node{Op: OpVar, Type: v.Type, Ref: Ref{Scope: scope, Entity: entity, Slot: v.Slot}}
		}
	}
	return lw.wrong(e, field("rule.not_a_value", "what", word))
}

func (lw *lowerer) sameCodes(e ast.Expr, want, got int) {
	if want >= 0 && got >= 0 && want != got {
		lw.wrong(e, field("rule.want_type", "want", lw.prog.Codes[want].Name, "got", lw.prog.Codes[got].Name))
	}
}

func (lw *lowerer) param(e ast.Expr, slot, codes int) *Node {
	p := lw.prog.Params[slot]
	lw.sameCodes(e, codes, p.Codes)
	t, ok := p.Kind.valueType()
	if !ok {
		return lw.wrong(e, field("rule.not_a_value", "what", p.Key))
	}
	return &Node{Op: OpParam, Type: t, Param: slot}
}

// valueType is the type of the value of a parameter that can stand alone in a formula.
func (k Kind) valueType() (Type, bool) {
	i := int(k) - 1
	t := []Type{Money, Count, Ratio, Flag, Date, Code, Limit}
	if i >= len(t) {
		return 0, false
	}
	return t[i], true
}

// codesOf finds the code list of an expression of type code, -1 for a quoted code.
func (lw *lowerer) codesOf(e ast.Expr) int {
	switch e.Kind() {
	case ast.IdentKind, ast.SelectKind:
		if e.Kind() == ast.IdentKind {
			if slot, ok := lw.params[e.AsIdent()]; ok {
				return lw.prog.Params[slot].Codes
			}
		}
		_, entity, word, ok := lw.place(e)
		if !ok {
			return -1
		}
		for _, in := range lw.prog.Entities[entity].Inputs {
			if in.Name == word {
				return in.Codes
			}
		}
		for _, v := range lw.prog.Variables {
			if v.Entity == entity && v.Name == word {
				return v.Codes
			}
		}
	case ast.CallKind:
		switch c := e.AsCall(); c.FunctionName() {
		case operators.Conditional:
			return max(lw.codesOf(c.Args()[1]), lw.codesOf(c.Args()[2]))
		case "first":
			return lw.codesOf(c.Args()[1])
		}
	}
	return -1
}

func (lw *lowerer) call(e ast.Expr, codes int, root bool) *Node {
	c := e.AsCall()
	name, args := c.FunctionName(), c.Args()
	switch name {
	case operators.Conditional:
		return &Node{Op: OpCond, Type: lw.typ(e), Args: []*Node{lw.lower(args[0], -1, false), lw.lower(args[1], codes, false), lw.lower(args[2], codes, false)}}
	case operators.Equals, operators.NotEquals:
		return lw.equal(e, name, args)
	case operators.In:
		return lw.in(e, args)
	case operators.Index:
		return lw.pick(e, args, codes)
	case "sum", "count", "min", "max", "first":
		if lw.isList(args[0]) {
			return lw.aggregate(e, name, args, codes)
		}
	case "yuan", "date":
		return lw.written(e, name, args[0])
	case "no_limit":
		return &Node{Op: OpConst, Type: Limit, Num: NoLimit, Den: 1}
	case "limit":
		return asLimit(lw.lower(args[0], -1, false))
	case "otherwise":
		l := lw.lower(args[0], -1, false)
		amount := *l
		amount.Type = Money
		return &Node{Op: OpCond, Type: Money, Args: []*Node{{Op: OpLimited, Type: Flag, Args: []*Node{l}}, &amount, lw.lower(args[1], -1, false)}}
	case "in_force", "empty", "tier", "band", "below":
		return lw.withParam(e, name, args)
	case "has_prefix":
		return lw.prefix(e, args)
	}
	if rounding, ok := takes()[name]; ok {
		return lw.take(e, args, rounding, root)
	}
	n := &Node{Type: lw.typ(e)}
	for _, a := range args {
		n.Args = append(n.Args, lw.lower(a, -1, false))
	}
	if rounding, ok := roundings()[name]; ok {
		n.Op, n.Round = OpRound, rounding
		return n
	}
	var ok bool
	if n.Op, ok = plainOps()[name]; !ok {
		return lw.wrong(e, field("rule.not_supported"))
	}
	switch name {
	case "cap":
		n.Args[1] = asLimit(n.Args[1])
		if len(n.Args) == 2 {
			n.Args = append(n.Args, &Node{Op: OpConst, Type: Money, Den: 1})
		}
	case "clamp":
		n = &Node{Op: OpGreatest, Type: n.Type, Args: []*Node{n.Args[1], {Op: OpLeast, Type: n.Type, Args: []*Node{n.Args[0], n.Args[2]}}}}
	}
	return n
}

// asLimit makes an amount a limit: at least zero, so that no amount can be taken for "none".
func asLimit(n *Node) *Node {
	if n.Type == Limit {
		return n
	}
	return &Node{Op: OpGreatest, Type: Limit, Args: []*Node{n, {Op: OpConst, Type: Money, Den: 1}}}
}

func plainOps() map[string]Op {
	return map[string]Op{
		operators.Add: OpAdd, operators.Subtract: OpSub, operators.Multiply: OpMul, operators.Divide: OpDiv, operators.Modulo: OpMod, operators.Negate: OpNeg,
		operators.Less: OpLt, operators.LessEquals: OpLe, operators.Greater: OpGt, operators.GreaterEquals: OpGe,
		operators.LogicalAnd: OpAnd, operators.LogicalOr: OpOr, operators.LogicalNot: OpNot,
		"min": OpLeast, "max": OpGreatest, "clamp": OpGreatest, "cap": OpCap, "limited": OpLimited, "left": OpLeft, "exact": OpExact,
		"years_between": OpYears, "months_between": OpMonths, "add_months": OpAddMonths, "year": OpYear, "month": OpMonth,
	}
}

func roundings() map[string]Rounding {
	return map[string]Rounding{
		"down_fen": Down, "half_up_fen": HalfUp, "up_fen": Up, "down_yuan": DownYuan, "half_up_yuan": HalfUpYuan, "up_yuan": UpYuan,
		"down": Down, "half_up": HalfUp, "up": Up,
	}
}

func takes() map[string]Rounding {
	return map[string]Rounding{"take_down_yuan": DownYuan, "take_down_fen": Down, "take_half_up_fen": HalfUp}
}

func (lw *lowerer) equal(e ast.Expr, name string, args []ast.Expr) *Node {
	op := OpEq
	if name == operators.NotEquals {
		op = OpNe
	}
	codes := -1
	if t := lw.typ(args[0]); t == Code {
		codes = max(lw.codesOf(args[0]), lw.codesOf(args[1]))
	} else if t == ICD || t == Limit || t == Text {
		return lw.wrong(e, field("rule.not_supported"))
	}
	return &Node{Op: op, Type: Flag, Args: []*Node{lw.lower(args[0], codes, false), lw.lower(args[1], codes, false)}}
}

func (lw *lowerer) in(e ast.Expr, args []ast.Expr) *Node {
	if lw.typ(args[0]) != Code {
		return lw.wrong(args[0], field("rule.not_supported"))
	}
	codes, slot := lw.codesOf(args[0]), -1
	if args[1].Kind() == ast.IdentKind {
		var ok bool
		if slot, ok = lw.params[args[1].AsIdent()]; !ok {
			return lw.wrong(args[1], field("rule.not_supported"))
		}
		if codes < 0 {
			codes = lw.prog.Params[slot].Codes
		}
		lw.sameCodes(args[1], codes, lw.prog.Params[slot].Codes)
		return &Node{Op: OpInList, Type: Flag, Param: slot, Args: []*Node{lw.lower(args[0], codes, false)}}
	}
	if args[1].Kind() != ast.ListKind {
		return lw.wrong(e, field("rule.not_supported"))
	}
	n := &Node{Op: OpIn, Type: Flag, Args: []*Node{lw.lower(args[0], codes, false)}}
	for _, x := range args[1].AsList().Elements() {
		c := lw.lower(x, codes, false)
		if c.Op != OpConst {
			return lw.wrong(x, field("rule.want_written"))
		}
		n.Set = append(n.Set, c.Num)
	}
	slices.Sort(n.Set)
	return n
}

// pick lowers {"a": x, "b": y}[code]; every code of the list has its entry, so that nothing can be missing later.
func (lw *lowerer) pick(e ast.Expr, args []ast.Expr, codes int) *Node {
	list := lw.codesOf(args[1])
	if args[0].Kind() != ast.MapKind || list < 0 {
		return lw.wrong(e, field("rule.not_supported"))
	}
	all := lw.prog.Codes[list]
	n := &Node{Op: OpPick, Type: lw.typ(e), Args: make([]*Node, 1+len(all.Codes))}
	n.Args[0] = lw.lower(args[1], list, false)
	for _, entry := range args[0].AsMap().Entries() {
		key := lw.lower(entry.AsMapEntry().Key(), list, false)
		if key.Op != OpConst || n.Args[1+key.Num] != nil {
			return lw.wrong(entry.AsMapEntry().Key(), field("rule.want_written"))
		}
		n.Args[1+key.Num] = lw.lower(entry.AsMapEntry().Value(), codes, false)
	}
	for i, a := range n.Args {
		if a == nil && !lw.failed {
			return lw.wrong(e, field("rule.pick_lacks", "code", all.Codes[i-1], "list", all.Name))
		}
	}
	return n
}

// written lowers yuan("12.50") and date("2026-01-31").
func (lw *lowerer) written(e ast.Expr, name string, arg ast.Expr) *Node {
	if arg.Kind() != ast.LiteralKind {
		return lw.wrong(arg, field("rule.want_written"))
	}
	var text string
	switch v := arg.AsLiteral().Value().(type) {
	case string:
		text = v
	case int64:
		text = strconv.FormatInt(v, 10)
	case float64:
		text = strconv.FormatFloat(v, 'f', -1, 64)
	}
	in := Input{Type: Money, Codes: -1}
	if name == "date" {
		in.Type = Date
	}
	v, err := lw.prog.parseValue(in, text)
	if err != nil {
		return lw.wrong(arg, field("rule.value_wrong", "value", text))
	}
	return &Node{Op: OpConst, Type: in.Type, Num: v, Den: 1}
}

func (lw *lowerer) withParam(e ast.Expr, name string, args []ast.Expr) *Node {
	last := args[len(args)-1]
	slot, ok := 0, false
	if last.Kind() == ast.IdentKind {
		slot, ok = lw.params[last.AsIdent()]
	}
	if !ok {
		return lw.wrong(last, field("rule.want_param"))
	}
	n := &Node{Op: map[string]Op{"in_force": OpInForce, "empty": OpEmpty, "tier": OpTier, "band": OpBand, "below": OpBelow}[name], Type: lw.typ(e), Param: slot}
	for _, a := range args[:len(args)-1] {
		n.Args = append(n.Args, lw.lower(a, -1, false))
	}
	return n
}

func (lw *lowerer) prefix(e ast.Expr, args []ast.Expr) *Node {
	n := &Node{Op: OpPrefix, Type: Flag, Args: []*Node{lw.lower(args[0], -1, false)}}
	if args[1].Kind() == ast.IdentKind {
		slot, ok := lw.params[args[1].AsIdent()]
		if !ok {
			return lw.wrong(args[1], field("rule.want_param"))
		}
		n.Op, n.Param = OpPrefixList, slot
		return n
	}
	if args[1].Kind() != ast.ListKind {
		return lw.wrong(args[1], field("rule.want_param"))
	}
	for _, x := range args[1].AsList().Elements() {
		if x.Kind() != ast.LiteralKind {
			return lw.wrong(x, field("rule.want_written"))
		}
		text, _ := x.AsLiteral().Value().(string)
		from, to, err := prefixRange(text)
		if err != nil {
			return lw.wrong(x, field("rule.value_wrong", "value", text))
		}
		n.Set = append(n.Set, from, to)
	}
	return n
}

func (lw *lowerer) take(e ast.Expr, args []ast.Expr, rounding Rounding, root bool) *Node {
	if !root {
		return lw.wrong(e, field("rule.take_alone"))
	}
	n := &Node{Op: OpTake, Type: Money, Round: rounding}
	for i, a := range args {
		x := lw.lower(a, -1, false)
		if i > 0 && (x.Op != OpVar && x.Op != OpInput || x.Ref.Scope != 0) {
			return lw.wrong(a, field("rule.want_pool"))
		}
		n.Args = append(n.Args, x)
	}
	return n
}
