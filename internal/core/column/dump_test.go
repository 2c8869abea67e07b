package column

import (
	"testing"

	"yice/internal/core/rule"
)

func TestDump(t *testing.T) {
	p := loadW1(t)
	pop := w1(t, p, 10000)
	plan, _ := Compile(p, []*rule.Variable{p.Variable("", "total_aid")})
	b, _ := plan.BindAreas(w1Tables(t, p, 0))
	g := newGraph(pop)
	l := &lowerer{graph: g, prog: p}
	l.scenario(b.scenarios[0])
	v := plan.outputs[0]
	roots := [][]frac{{{l.ints[v.Entity][v.Slot], nobody}}}
	traps := rewrite(g, roots)
	a := &assembler{g: g, cd: &code{}, pin: map[id]bool{}}
	a.schedule(roots, traps)
	for _, x := range a.order {
		t.Log(x, g.nodes[x], g.scopes[x])
	}
}
