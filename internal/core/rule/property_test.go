package rule

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"pgregory.net/rapid"

	"yice/internal/kit/money"
)

// formulas makes random formulas of whole numbers and flags that mean the same to CEL's own interpreter.
type formulas struct{ *rand.Rand }

func (g formulas) pick(list ...string) string { return list[g.IntN(len(list))] }

func (g formulas) number(depth int, element string) string {
	if depth == 0 {
		leaves := []string{"a", "b", "big", "1", "0", "7", "-3", "9223372036854775807"}
		if element != "" {
			leaves = append(leaves, element+".x", element+".y", element+".x")
		}
		return g.pick(leaves...)
	}
	n := func() string { return g.number(depth-1, element) }
	switch g.IntN(9) {
	case 0:
		return "(" + n() + " + " + n() + ")"
	case 1:
		return "(" + n() + " - " + n() + ")"
	case 2:
		return "(" + n() + " * " + n() + ")"
	case 3:
		return "(" + n() + " % 7)"
	case 4:
		return "(" + g.flag(depth-1, element) + " ? " + n() + " : " + n() + ")"
	case 5:
		return "sum(" + g.list(depth-1, element) + ")"
	case 6:
		return "count(" + strings.Split(g.list(depth-1, element), ".map(")[0] + ")"
	case 7:
		return g.pick("min", "max") + "(" + n() + ", " + n() + ")"
	}
	return n()
}

func (g formulas) list(depth int, element string) string {
	of, e := "persons", "p"
	if element == "p" {
		of, e = "p.things", "t"
	} else if element == "t" {
		return "p.things.map(u, u.x)"
	} else if g.IntN(3) == 0 {
		of, e = "things", "t1"
	}
	s := of
	if g.IntN(2) == 0 {
		s += ".filter(" + e + ", " + g.flag(min(depth, 1), e) + ")"
	}
	return s + ".map(" + e + ", " + g.number(min(depth, 1), e) + ")"
}

func (g formulas) flag(depth int, element string) string {
	if depth == 0 {
		leaves := []string{"true", "false", "f", "a < b", "a == 3"}
		if element != "" {
			leaves = append(leaves, element+".x > 2", element+".x == "+element+".y")
		}
		return g.pick(leaves...)
	}
	f := func() string { return g.flag(depth-1, element) }
	switch g.IntN(6) {
	case 0:
		return "(" + f() + " && " + f() + ")"
	case 1:
		return "(" + f() + " || " + f() + ")"
	case 2:
		return "!(" + f() + ")"
	case 3:
		return "(" + g.number(depth-1, element) + g.pick(" < ", " <= ", " > ", " >= ", " == ", " != ") + g.number(depth-1, element) + ")"
	case 4:
		if element == "" {
			return g.pick("persons.exists(p, ", "persons.all(p, ") + g.flag(depth-1, "p") + ")"
		}
	}
	return f()
}

// peer is CEL's own environment and interpreter with the functions that are ours.
func peer(t *testing.T) *cel.Env {
	t.Helper()
	list := cel.ListType(cel.IntType)
	bind := func(f func(all []int64) (int64, bool)) cel.OverloadOpt {
		return cel.FunctionBinding(func(args ...ref.Val) ref.Val {
			var all []int64
			for _, a := range args {
				if l, ok := a.(traits.Lister); ok {
					for it := l.Iterator(); it.HasNext() == types.True; {
						all = append(all, int64(it.Next().(types.Int)))
					}
					continue
				}
				all = append(all, int64(a.(types.Int)))
			}
			n, ok := f(all)
			if !ok {
				return types.NewErr("integer overflow")
			}
			return types.Int(n)
		})
	}
	sum := func(all []int64) (int64, bool) {
		s := new(big.Int)
		for _, n := range all {
			s.Add(s, big.NewInt(n))
		}
		return s.Int64(), s.IsInt64()
	}
	least := func(all []int64) (int64, bool) { return slices.Min(all), true }
	greatest := func(all []int64) (int64, bool) { return slices.Max(all), true }
	thing := cel.MapType(cel.StringType, cel.DynType)
	env, err := cel.NewEnv(
		cel.Variable("a", cel.IntType), cel.Variable("b", cel.IntType), cel.Variable("big", cel.IntType), cel.Variable("f", cel.BoolType),
		cel.Variable("persons", cel.ListType(thing)), cel.Variable("things", cel.ListType(thing)),
		cel.Function("sum", cel.Overload("sum_list", []*cel.Type{list}, cel.IntType, bind(sum))),
		cel.Function("count", cel.Overload("count_list", []*cel.Type{cel.ListType(cel.DynType)}, cel.IntType, cel.UnaryBinding(func(v ref.Val) ref.Val { return v.(traits.Sizer).Size() }))),
		cel.Function("min", cel.Overload("min_ints", []*cel.Type{cel.IntType, cel.IntType}, cel.IntType, bind(least))),
		cel.Function("max", cel.Overload("max_ints", []*cel.Type{cel.IntType, cel.IntType}, cel.IntType, bind(greatest))),
	)
	if err != nil {
		t.Fatal(err)
	}
	return env
}

const peerSet = `
rule_set: peer
entities:
  household: {zh: 家庭, en: household}
  person: {of: household, plural: persons, zh: 人, en: person}
  thing: {of: person, plural: things, zh: 物, en: thing}
inputs:
  household: {a: {type: count}, b: {type: count}, big: {type: count}, f: {type: flag}}
  person: {x: {type: count}, y: {type: count}}
  thing: {x: {type: count}, y: {type: count}}
variables:
`

// TestAgainstCEL compares random formulas with CEL's own interpreter: the same values, and where ours is an error CEL has one
// too, unless it dropped that of one side of && or ||, which we do not.
func TestAgainstCEL(t *testing.T) {
	env := peer(t)
	compared, errors := 0, 0
	for seed := range uint64(600) {
		g := formulas{rand.New(rand.NewPCG(seed, 1))}
		formula := g.number(1+g.IntN(4), "")
		if len(formula) > maxFormula {
			continue
		}
		p, err := Load(map[string][]byte{"peer": []byte(peerSet + "  v: {type: count, formula: " + fmt.Sprintf("%q", formula) + "}\n")}, "peer")
		if err != nil {
			t.Fatalf("%s: %s", formula, problemsOf(err))
		}
		a, issues := env.Compile(formula)
		if issues.Err() != nil {
			t.Fatalf("%s: %v", formula, issues.Err())
		}
		prog, err := env.Program(a)
		if err != nil {
			t.Fatal(err)
		}
		r := p.NewRunner()
		for range 6 {
			c, vars := g.facts(p)
			want, _, celErr := prog.Eval(vars)
			err := r.Run(c, &Table{})
			switch {
			case err == nil && celErr != nil:
				t.Fatalf("%s of %v: CEL says %v, we %d", formula, vars, celErr, r.Int(&p.Variables[0], 0))
			case err == nil && want.Value() != r.Int(&p.Variables[0], 0):
				t.Fatalf("%s of %v: CEL says %v, we %d", formula, vars, want, r.Int(&p.Variables[0], 0))
			case err != nil && celErr == nil && !strings.Contains(formula, "&&") && !strings.Contains(formula, "||") && !strings.Contains(formula, "exists") && !strings.Contains(formula, "all("):
				t.Fatalf("%s of %v: CEL says %v, we %v", formula, vars, want, err)
			case err != nil:
				errors++
			default:
				compared++
			}
		}
	}
	if compared < 1500 || errors < 100 {
		t.Errorf("only %d values and %d errors were compared", compared, errors)
	}
}

func (g formulas) int() int64 {
	switch g.IntN(8) {
	case 0:
		return math.MaxInt64 - g.Int64N(3)
	case 1:
		return math.MinInt64 + 1 + g.Int64N(3)
	}
	return g.Int64N(11) - 5
}

func (g formulas) facts(p *Program) (*Case, map[string]any) {
	c := p.NewCase()
	row := c.Row(0, 0)
	row[0], row[1], row[2], row[3] = g.int(), g.int(), g.int(), g.Int64N(2)
	persons, things := []any{}, []any{}
	for i := range g.IntN(4) {
		x, y := g.int(), g.int()
		c.Add(1, 0)
		c.Set(1, i, 0, x)
		c.Set(1, i, 1, y)
		own := []any{}
		for range g.IntN(3) {
			k := c.Add(2, i)
			u, v := g.int(), g.int()
			c.Set(2, k, 0, u)
			c.Set(2, k, 1, v)
			own = append(own, map[string]any{"x": u, "y": v})
		}
		things = append(things, own...)
		persons = append(persons, map[string]any{"x": x, "y": y, "things": own})
	}
	return c, map[string]any{"a": row[0], "b": row[1], "big": row[2], "f": row[3] != 0, "persons": persons, "things": things}
}

func edgeInt(t *rapid.T, name string) int64 {
	return rapid.OneOf(rapid.Int64(), rapid.Int64Range(-1000, 1000), rapid.SampledFrom([]int64{math.MinInt64, math.MinInt64 + 1, math.MaxInt64, -1, 0, 1, 100, 1 << 32})).Draw(t, name)
}

func edgeExact(t *rapid.T, name string) (Exact, *big.Rat) {
	n, d := edgeInt(t, name+"n"), max(edgeInt(t, name+"d"), 1)
	x, r := Exact{N: n, D: d}, big.NewRat(n, d)
	if rapid.Bool().Draw(t, name+"huge") {
		x, r = x.mul(Exact{N: math.MaxInt64, D: 3}), new(big.Rat).Mul(r, big.NewRat(math.MaxInt64, 3))
	}
	return x, r
}

// TestExactArithmetic compares fractions with those of the standard library, small and huge.
func TestExactArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, a := edgeExact(t, "x")
		y, b := edgeExact(t, "y")
		same := func(what string, got Exact, want *big.Rat) {
			if got.Rat().Cmp(want) != 0 || got.B == nil && got.D <= 0 {
				t.Fatalf("%s of %v and %v = %v", what, a, b, got)
			}
		}
		same("sum", x.add(y), new(big.Rat).Add(a, b))
		same("difference", x.sub(y), new(big.Rat).Sub(a, b))
		same("product", x.mul(y), new(big.Rat).Mul(a, b))
		same("negation", x.neg(), new(big.Rat).Neg(a))
		if b.Sign() != 0 {
			same("quotient", x.quo(y), new(big.Rat).Quo(a, b))
		}
		if x.Cmp(y) != a.Cmp(b) || x.Sign() != a.Sign() {
			t.Fatalf("%v against %v: %d", a, b, x.Cmp(y))
		}
		for r := Down; r <= UpYuan; r++ {
			got, ok := x.Round(r)
			want, wok := roundBig(a, r)
			if ok != wok || ok && got != want {
				t.Fatalf("%v rounded %d = %d %v, want %d %v", a, r, got, ok, want, wok)
			}
		}
	})
}

// TestRoundingAsMoney compares the roundings that money has too.
func TestRoundingAsMoney(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, num, den := edgeInt(t, "f"), edgeInt(t, "num"), max(edgeInt(t, "den"), 1)
		x := Whole(f).mul(Exact{N: num, D: den})
		for ours, theirs := range map[Rounding]money.Rounding{Down: money.DownToFen, HalfUp: money.HalfUpFen, DownYuan: money.DownToYuan, UpYuan: money.CeilToYuan} {
			got, ok := x.Round(ours)
			want, err := money.Fen(f).MulRatio(num, den, theirs)
			if ok != (err == nil) || ok && err == nil && got != int64(want) {
				t.Fatalf("%d × %d/%d rounded %d: %d %v, money says %d %v", f, num, den, ours, got, ok, want, err)
			}
		}
	})
}

// TestICD keeps the order and the prefixes of packed codes.
func TestICD(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.StringMatching(`[A-Z0-9.]{1,10}`).Draw(t, "a"), rapid.StringMatching(`[A-Z0-9.]{1,10}`).Draw(t, "b")
		x, err := PackICD(a)
		from, to, err2 := prefixRange(b)
		if err != nil || err2 != nil || UnpackICD(x) != a || x < 0 {
			t.Fatal(a, b, err, err2, UnpackICD(x))
		}
		if (x >= from && x <= to) != strings.HasPrefix(a, b) {
			t.Fatalf("%s begins with %s: %v", a, b, x >= from && x <= to)
		}
	})
	for _, bad := range []string{"", "N18.5012345", "中", "N 18"} {
		if _, err := PackICD(bad); (err == nil) != (bad == "" || bad == "N 18") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
