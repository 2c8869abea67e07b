package rule

import (
	"fmt"
	"regexp"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"

	"yice/internal/kit/errs"
)

// check compiles every formula and finds the order of evaluation.
func (l *loader) check() {
	registry, err := types.NewRegistry()
	if err != nil {
		l.problems.add(l.prog.Name, 1, 1, field("rule.formula", "why", err.Error()))
		return
	}
	c := &checker{loader: l, envs: make([]*cel.Env, len(l.prog.Entities)), budget: maxText}
	for e := range l.prog.Entities {
		c.names = append(c.names, l.prog.names(e))
	}
	base, err := baseEnv(fields{registry, l.prog, c.names})
	for e := range l.prog.Entities {
		if err == nil {
			c.envs[e], err = base.Extend(c.declarations(e)...)
		}
	}
	if err != nil {
		l.problems.add(l.prog.Name, 1, 1, field("rule.formula", "why", err.Error()))
		return
	}
	for i := range l.prog.Variables {
		c.variable(i)
	}
	if l.problems.err() == nil {
		l.order()
	}
	if n := len(l.sources); n > 0 && l.problems.err() == nil {
		l.prog.sentence = c.pieces(0, l.sources[n-1].sentence)
	}
	if l.problems.err() == nil {
		l.finish()
	}
}

type checker struct {
	*loader
	envs   []*cel.Env
	names  []map[string]*cel.Type // of each entity
	budget int                    // of characters that may still be compiled
}

func (c *checker) declarations(e int) []cel.EnvOption {
	var out []cel.EnvOption
	for name, t := range c.names[e] {
		out = append(out, cel.Variable(name, t))
	}
	for _, p := range c.prog.Params {
		out = append(out, cel.Variable(p.Key, celKind(p.Kind)))
	}
	return out
}

func (c *checker) variable(i int) {
	v, src := &c.prog.Variables[i], c.vars[i]
	v.formula = strings.Join(strings.Fields(src.formula.text), " ")
	v.condition = strings.Join(strings.Fields(src.when.text), " ")
	root := c.formula(v.Entity, src.formula, v.Type, v.Codes)
	if src.when.given() {
		v.When = c.formula(v.Entity, src.when, Flag, -1)
	}
	if root == nil || src.when.given() && v.When == nil {
		return
	}
	zero := &Node{Op: OpConst, Type: v.Type, Den: 1}
	bare := *root
	switch {
	case v.When == nil:
	case root.Op == OpTake:
		zero.Type = root.Args[0].Type
		root.Args = append([]*Node{{Op: OpCond, Type: zero.Type, Args: []*Node{v.When, root.Args[0], zero}}}, root.Args[1:]...)
	default:
		root = &Node{Op: OpCond, Type: v.Type, Args: []*Node{v.When, root, zero}}
	}
	v.Root = root
	c.tell(v, src, &bare)
}

// formula compiles one text of an entity to a node of the wanted type; wanted 0 takes what comes.
func (c *checker) formula(e int, t scalar, want Type, codes int) *Node {
	return c.formulaWith(&lowerer{checker: c, entity: e, text: t}, want, codes)
}

func (c *checker) formulaWith(lw *lowerer, want Type, codes int) *Node {
	t := lw.text
	if !t.given() {
		return nil
	}
	if len(t.text) > maxFormula {
		t.wrong(0, field("rule.too_big", "what", "formula", "max", maxFormula))
		return nil
	}
	if c.budget -= len(t.text) + 50; c.budget < 0 {
		if c.budget > -maxFormula {
			t.wrong(0, field("rule.too_big", "what", "formulas", "max", maxText))
		}
		return nil
	}
	// more digits than a double keeps: the decimal would not be the one that was written
	if m := regexp.MustCompile(`[0-9]{16,}\.[0-9]*|[0-9]*\.[0-9]{16,}|[0-9]{6,}\.[0-9]{10,}`).FindStringIndex(t.text); m != nil {
		t.wrong(len([]rune(t.text[:m[0]])), field("rule.value_wrong", "value", t.text[m[0]:m[1]]))
		return nil
	}
	a, issues := c.envs[lw.entity].Compile(t.text)
	if issues != nil && issues.Err() != nil {
		for _, x := range issues.Errors() {
			t.wrong(runeAt(t.text, x.Location.Line(), x.Location.Column()), celProblem(x.Message))
		}
		return nil
	}
	lw.ast = a.NativeRep()
	n := lw.lower(lw.ast.Expr(), codes, true)
	if lw.failed {
		return nil
	}
	if want != 0 && n.Type != want {
		switch {
		case n.Op == OpTake:
			t.wrong(0, field("rule.want_type", "want", typeNames()[Money], "got", c.typeWord(want, codes)))
			return nil
		case want == Amount && n.Type == Money || want == Ratio && n.Type == Count:
			n = &Node{Op: OpExact, Type: want, Args: []*Node{n}}
		case want == Limit && n.Type == Money:
			n = asLimit(n)
		case n.Type.Exact() && (want == Money || want == Count):
			t.wrong(0, field("rule.needs_rounding", "want", typeNames()[want]))
			return nil
		default:
			t.wrong(0, field("rule.want_type", "want", c.typeWord(want, codes), "got", c.typeWord(n.Type, -1)))
			return nil
		}
	}
	if cost(n) > maxCost {
		t.wrong(0, field("rule.too_big", "what", "cost", "max", maxCost))
		return nil
	}
	return n
}

func (c *checker) typeWord(t Type, codes int) string {
	if t == Code && codes >= 0 {
		return c.prog.Codes[codes].Name
	}
	if t == Code {
		return "code"
	}
	return typeNames()[t]
}

// cost estimates the work of a node when every list has fifty elements.
func cost(n *Node) int {
	sum := 1
	for _, a := range n.Args {
		if a != nil {
			sum = min(sum+cost(a), maxCost+1)
		}
	}
	if n.Op >= OpCount && n.Op <= OpMax {
		sum = min(sum*50, maxCost+1)
	}
	return sum
}

const maxCost = 1_000_000

// runeAt is the place of a line and column (from 1 and 0) in a text, in runes.
func runeAt(text string, line, column int) int {
	at := 0
	for i, row := range strings.Split(text, "\n") {
		if i == line-1 {
			return at + max(column, 0)
		}
		at += len([]rune(row)) + 1
	}
	return 0
}

// celProblem puts the checker's common complaints into our words; what it does not know it passes on.
func celProblem(message string) errs.Field {
	if m := regexp.MustCompile(`undeclared reference to '([^']+)'`).FindStringSubmatch(message); m != nil {
		return field("rule.name_unknown", "name", m[1])
	}
	if m := regexp.MustCompile(`undefined field '([^']+)'`).FindStringSubmatch(message); m != nil {
		return field("rule.name_unknown", "name", m[1])
	}
	if m := regexp.MustCompile(`found no matching overload for '([^']+)' applied to '([^']+)'`).FindStringSubmatch(message); m != nil {
		types := strings.NewReplacer("double", "ratio", "int", "count", "string", "code", "bool", "flag").Replace(m[2])
		return field("rule.no_overload", "op", strings.Trim(m[1], "_"), "types", types)
	}
	return field("rule.formula", "why", message)
}

// order sorts the variables so that each comes after all that it reads.
func (l *loader) order() {
	p := l.prog
	at := map[[3]int]int{}
	key := func(e int, t Type, slot int) [3]int {
		if t.Exact() {
			return [3]int{e, 1, slot}
		}
		return [3]int{e, 0, slot}
	}
	for i, v := range p.Variables {
		at[key(v.Entity, v.Type, v.Slot)] = i
	}
	state := make([]int, len(p.Variables))
	var path []string
	var visit func(i int) bool
	visit = func(i int) bool {
		v := p.Variables[i]
		path = append(path, v.Name)
		defer func() { path = path[:len(path)-1] }()
		switch state[i] {
		case 1:
			l.vars[i].name.wrong(0, field("rule.circle", "names", strings.Join(path, " → ")))
			return false
		case 2:
			return true
		}
		state[i] = 1
		ok := true
		walk(v.Root, func(n *Node) {
			if ok && n.Op == OpVar {
				ok = visit(at[key(n.Ref.Entity, n.Type, n.Ref.Slot)])
			}
		})
		state[i] = 2
		p.Order = append(p.Order, i)
		return ok
	}
	for i := range p.Variables {
		if !visit(i) {
			return
		}
	}
}

func walk(n *Node, do func(*Node)) {
	if n == nil {
		return
	}
	do(n)
	for _, a := range n.Args {
		walk(a, do)
	}
}

// lowerer turns the checked tree of one formula into nodes.
type lowerer struct {
	*checker
	entity int
	text   scalar
	ast    *ast.AST
	scopes []element // of the aggregates around, outermost first
	failed bool
}

type element struct {
	name   string
	entity int
}

// wrong notes a problem at an expression and gives a node to go on with.
func (lw *lowerer) wrong(e ast.Expr, f errs.Field) *Node {
	if !lw.failed {
		at := 0
		if r, ok := lw.ast.SourceInfo().GetOffsetRange(e.ID()); ok {
			at = int(r.Start)
		}
		lw.text.wrong(at, f)
	}
	lw.failed = true
	return &Node{Op: OpConst, Type: Count, Den: 1}
}

func (lw *lowerer) typ(e ast.Expr) Type {
	t := lw.ast.GetType(e.ID())
	switch t.Kind() {
	case types.BoolKind:
		return Flag
	case types.IntKind:
		return Count
	case types.DoubleKind:
		return Ratio
	case types.StringKind:
		return Code
	case types.OpaqueKind:
		for i, name := range typeNames() {
			if name == t.TypeName() && i > 0 {
				return Type(i)
			}
		}
	}
	lw.wrong(e, field("rule.not_a_value", "what", fmt.Sprint(t)))
	return Count
}
