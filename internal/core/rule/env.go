package rule

import (
	"fmt"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// The types of formulas as CEL knows them: a count is an int, a ratio a double (so that 0.6 is one; it is never computed with
// as a float), a code a string.
func celMoney() *cel.Type  { return cel.OpaqueType("money") }
func celAmount() *cel.Type { return cel.OpaqueType("amount") }

func celType(t Type) *cel.Type {
	switch t {
	case Flag:
		return cel.BoolType
	case Count:
		return cel.IntType
	case Ratio:
		return cel.DoubleType
	case Code:
		return cel.StringType
	case Money:
		return celMoney()
	case Amount:
		return celAmount()
	}
	return cel.OpaqueType(typeNames()[t])
}

func celKind(k Kind) *cel.Type {
	switch k {
	case KindMoney:
		return celMoney()
	case KindCount:
		return cel.IntType
	case KindRatio:
		return cel.DoubleType
	case KindFlag:
		return cel.BoolType
	case KindCode:
		return cel.StringType
	case KindList:
		return cel.ListType(cel.StringType)
	}
	return cel.OpaqueType(kindNames()[k])
}

// library collects the overloads of the language; the arithmetic is declared here and not taken from CEL's standard, because
// a division of whole numbers is exact and money has a type of its own.
type library struct {
	names []string
	over  map[string][]cel.FunctionOpt
	count int
}

func (l *library) add(name string, result *cel.Type, args ...*cel.Type) {
	if l.over[name] == nil {
		l.names = append(l.names, name)
	}
	l.count++
	l.over[name] = append(l.over[name], cel.Overload(fmt.Sprintf("f%d", l.count), args, result))
}

func (l *library) options() []cel.EnvOption {
	var out []cel.EnvOption
	for _, name := range l.names {
		out = append(out, cel.Function(name, l.over[name]...))
	}
	return out
}

// baseEnv is the language without the names of a rule set.
func baseEnv(provider types.Provider) (*cel.Env, error) {
	l := &library{over: map[string][]cel.FunctionOpt{}}
	l.logic()
	l.arithmetic()
	l.functions()
	l.lists()
	return cel.NewCustomEnv(append(l.options(),
		cel.CustomTypeProvider(provider),
		cel.Macros(cel.AllMacro, cel.ExistsMacro, cel.MapMacro, cel.MapFilterMacro, cel.FilterMacro),
		cel.EnableMacroCallTracking(),
		cel.ParserRecursionLimit(40),
		cel.ParserExpressionSizeLimit(maxFormula),
		cel.EagerlyValidateDeclarations(true),
	)...)
}

func (l *library) logic() {
	b, a := cel.BoolType, cel.TypeParamType("A")
	l.add(operators.LogicalAnd, b, b, b)
	l.add(operators.LogicalOr, b, b, b)
	l.add(operators.LogicalNot, b, b)
	l.add(operators.NotStrictlyFalse, b, b)
	l.add(operators.Conditional, a, b, a, a)
	l.add(operators.Equals, b, a, a)
	l.add(operators.NotEquals, b, a, a)
	l.add(operators.In, b, a, cel.ListType(a))
	l.add(operators.Index, a, cel.MapType(cel.StringType, a), cel.StringType)
	l.add(operators.Add, cel.ListType(a), cel.ListType(a), cel.ListType(a)) // what map and filter expand to
}

func numbers() []*cel.Type { return []*cel.Type{cel.IntType, cel.DoubleType} }
func moneys() []*cel.Type  { return []*cel.Type{celMoney(), celAmount()} }

// wider is the type of a sum of two.
func wider(a, b *cel.Type) *cel.Type {
	if a.IsExactType(b) {
		return a
	}
	if a.IsExactType(cel.IntType) || a.IsExactType(cel.DoubleType) {
		return cel.DoubleType
	}
	return celAmount()
}

func (l *library) arithmetic() {
	date := celType(Date)
	for _, family := range [][]*cel.Type{numbers(), moneys()} {
		for _, a := range family {
			l.add(operators.Negate, a, a)
			for _, b := range family {
				l.add(operators.Add, wider(a, b), a, b)
				l.add(operators.Subtract, wider(a, b), a, b)
				l.add(operators.Divide, cel.DoubleType, a, b)
				l.order(a, b)
			}
		}
	}
	for _, a := range numbers() {
		for _, b := range numbers() {
			l.add(operators.Multiply, wider(a, b), a, b)
		}
		for _, m := range moneys() {
			product := celAmount()
			if a.IsExactType(cel.IntType) {
				product = m
			}
			l.add(operators.Multiply, product, a, m)
			l.add(operators.Multiply, product, m, a)
			l.add(operators.Divide, celAmount(), m, a)
		}
	}
	l.add(operators.Modulo, cel.IntType, cel.IntType, cel.IntType)
	l.add(operators.Subtract, cel.IntType, date, date)
	l.add(operators.Add, date, date, cel.IntType)
	l.add(operators.Subtract, date, date, cel.IntType)
	l.order(date, date)
}

func (l *library) order(a, b *cel.Type) {
	for _, op := range []string{operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals} {
		l.add(op, cel.BoolType, a, b)
	}
	if a.IsExactType(celType(Date)) {
		return
	}
	l.add("below", cel.BoolType, a, b, celKind(KindOperator))
}

func (l *library) functions() {
	b, n, r, m, x, s := cel.BoolType, cel.IntType, cel.DoubleType, celMoney(), celAmount(), cel.StringType
	date, icd := celType(Date), celType(ICD)
	for _, t := range []*cel.Type{s, n, r} {
		l.add("yuan", m, t)
	}
	l.add("date", date, s)
	l.add("no_limit", celType(Limit))
	for _, name := range []string{"down_fen", "half_up_fen", "up_fen", "down_yuan", "half_up_yuan", "up_yuan"} {
		l.add(name, m, x)
		l.add(name, m, m)
	}
	for _, name := range []string{"down", "half_up", "up"} {
		l.add(name, n, r)
	}
	l.add("exact", x, m)
	l.add("exact", r, n)
	l.extremes()
	l.limits()
	l.add("in_force", b, cel.TypeParamType("A"))
	l.add("empty", b, cel.ListType(s))
	l.add("empty", b, celKind(KindICDList))
	l.add("has_prefix", b, icd, celKind(KindICDList))
	l.add("has_prefix", b, icd, cel.ListType(s))
	l.add("years_between", n, date, date)
	l.add("months_between", n, date, date)
	l.add("add_months", date, date, n)
	l.add("year", n, date)
	l.add("month", n, date)
}

func (l *library) extremes() {
	date := celType(Date)
	for _, family := range [][]*cel.Type{numbers(), moneys()} {
		for _, a := range family {
			for _, c := range family {
				l.add("min", wider(a, c), a, c)
				l.add("max", wider(a, c), a, c)
			}
			for _, name := range []string{"min", "max", "clamp"} {
				l.add(name, a, a, a, a)
			}
			for _, name := range []string{"min", "max"} {
				l.add(name, a, a, a, a, a)
			}
		}
	}
	l.add("min", date, date, date)
	l.add("max", date, date, date)
}

// limits are the functions of limits, tiers and pools.
func (l *library) limits() {
	b, n, m, x, limit := cel.BoolType, cel.IntType, celMoney(), celAmount(), celType(Limit)
	for _, a := range moneys() {
		l.add("cap", a, a, limit)
		l.add("cap", a, a, limit, m)
		l.add("cap", a, a, m)
		l.add("cap", a, a, m, m)
		l.add("tier", x, a, celKind(KindTiers))
		for _, name := range []string{"take_down_yuan", "take_down_fen", "take_half_up_fen"} {
			for _, pool := range []*cel.Type{m, limit} {
				l.add(name, m, a, pool)
				for _, second := range []*cel.Type{m, limit} {
					l.add(name, m, a, pool, second)
				}
			}
		}
	}
	l.add("limited", b, limit)
	l.add("limit", limit, m)
	l.add("limit", limit, limit)
	l.add("left", limit, limit, m)
	l.add("otherwise", m, limit, m)
	l.add("band", n, m, celKind(KindBands))
}

func (l *library) lists() {
	l.add("count", cel.IntType, cel.ListType(cel.TypeParamType("A")))
	for _, t := range []*cel.Type{cel.IntType, cel.DoubleType, celMoney(), celAmount()} {
		l.add("sum", t, cel.ListType(t))
		l.add("min", t, cel.ListType(t), t)
		l.add("max", t, cel.ListType(t), t)
	}
	any := cel.TypeParamType("A")
	l.add("first", any, cel.ListType(any), any)
	date := celType(Date)
	l.add("min", date, cel.ListType(date), date)
	l.add("max", date, cel.ListType(date), date)
}

// fields answers the checker's questions about entities.
type fields struct {
	*types.Registry
	prog  *Program
	names []map[string]*cel.Type // of each entity
}

func (f fields) entity(name string) int {
	for i, e := range f.prog.Entities {
		if e.Name == name {
			return i
		}
	}
	return -1
}

// FindStructType knows the entities.
func (f fields) FindStructType(name string) (*types.Type, bool) {
	if f.entity(name) >= 0 {
		return types.NewTypeTypeWithParam(types.NewObjectType(name)), true
	}
	return f.Registry.FindStructType(name)
}

// FindStructFieldNames lists what an instance of an entity has.
func (f fields) FindStructFieldNames(name string) ([]string, bool) {
	e := f.entity(name)
	if e < 0 {
		return nil, false
	}
	var out []string
	for n := range f.names[e] {
		out = append(out, n)
	}
	return out, true
}

// FindStructFieldType is the type of a field of an entity.
func (f fields) FindStructFieldType(name, fieldName string) (*types.FieldType, bool) {
	e := f.entity(name)
	if e < 0 {
		return nil, false
	}
	t, ok := f.names[e][fieldName]
	if !ok {
		return nil, false
	}
	return &types.FieldType{Type: t}, true
}

// position is the name of the number of an instance in its case.
const position = "position"

// names are what a formula of an entity can say without a dot, with the types.
func (p *Program) names(e int) map[string]*cel.Type {
	out := map[string]*cel.Type{}
	if e > 0 {
		out[position] = cel.IntType
	}
	for _, in := range p.Entities[e].Inputs {
		out[in.Name] = celType(in.Type)
	}
	for _, v := range p.Variables {
		if v.Entity == e {
			out[v.Name] = celType(v.Type)
		}
	}
	for a := p.Entities[e].Parent; a >= 0; a = p.Entities[a].Parent {
		out[p.Entities[a].Name] = cel.ObjectType(p.Entities[a].Name)
	}
	for d, x := range p.Entities {
		if d != e && p.isAncestor(e, d) {
			out[x.Plural] = cel.ListType(cel.ObjectType(x.Name))
		}
	}
	return out
}

// isAncestor tells whether a is d or stands above it.
func (p *Program) isAncestor(a, d int) bool {
	for ; d >= 0; d = p.Entities[d].Parent {
		if a == d {
			return true
		}
	}
	return false
}
