package rule

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"yice/internal/kit/errs"
)

// Case holds the facts of one household and all below it. Values lie row after row by the slots of the inputs. A case may be
// filled again and again; it is not safe for concurrent use.
type Case struct {
	prog *Program
	// N counts the instances of each entity; N[0] is 1.
	N []int
	// In holds the values of each entity: In[e][i*len(Inputs)+slot].
	In [][]int64
	// Up is the parent of each instance, in ascending order.
	Up [][]int32
	// Refs name the instances for explanations; may be shorter than N.
	Refs [][]string
	// Texts are what inputs of type Text point into.
	Texts []string

	off [][]int32
}

// maxInstances bounds the instances of one entity in one case.
const maxInstances = 5000

// NewCase makes a case with a root whose inputs are their defaults, or zero.
func (p *Program) NewCase() *Case {
	n := len(p.Entities)
	c := &Case{prog: p, N: make([]int, n), In: make([][]int64, n), Up: make([][]int32, n), Refs: make([][]string, n), off: make([][]int32, n)}
	c.Reset()
	return c
}

// Reset empties the case but for its root.
func (c *Case) Reset() {
	for e := range c.N {
		c.N[e], c.In[e], c.Up[e], c.Refs[e] = 0, c.In[e][:0], c.Up[e][:0], c.Refs[e][:0]
	}
	c.Texts = c.Texts[:0]
	c.Add(0, 0)
}

// Add makes an instance below a parent and gives its number; its inputs are their defaults, or zero. The instances of an
// entity must be added in the order of their parents.
func (c *Case) Add(entity, parent int) int {
	i := c.N[entity]
	c.N[entity]++
	c.Up[entity] = append(c.Up[entity], int32(parent))
	for k := range c.prog.Entities[entity].Inputs {
		c.In[entity] = append(c.In[entity], c.prog.Entities[entity].Inputs[k].Default)
	}
	return i
}

// Set writes an input.
func (c *Case) Set(entity, i, slot int, v int64) {
	c.In[entity][i*len(c.prog.Entities[entity].Inputs)+slot] = v
}

// Row is the inputs of one instance, to be read or written.
func (c *Case) Row(entity, i int) []int64 {
	n := len(c.prog.Entities[entity].Inputs)
	return c.In[entity][i*n : (i+1)*n : (i+1)*n]
}

// Ref is the name of an instance, or of the nearest ancestor that has one.
func (c *Case) Ref(entity, i int) string {
	for ; entity > 0; i, entity = int(c.Up[entity][i]), c.prog.Entities[entity].Parent {
		if i < len(c.Refs[entity]) && c.Refs[entity][i] != "" {
			return c.Refs[entity][i]
		}
	}
	return ""
}

// offsets notes where the children of each parent begin.
func (c *Case) offsets() error {
	for e := range c.N {
		parents := 1
		if e > 0 {
			parents = c.N[c.prog.Entities[e].Parent]
		}
		off := c.off[e][:0]
		at := int32(0)
		for i, up := range c.Up[e] {
			if up < at-1 || int(up) >= parents && e > 0 {
				return errs.New(errs.Internal, "rule.case_order")
			}
			for ; at <= up; at++ {
				off = append(off, int32(i))
			}
		}
		for int(at) <= parents {
			off = append(off, int32(c.N[e]))
			at++
		}
		c.off[e] = off
	}
	return nil
}

// CaseOf builds a case from a document as JSON or YAML gives it: inputs by name, children as lists under their plural, "ref"
// as the name of an instance. Codes: invalid with INPUT_MISSING, rule.input_unknown and rule.input_wrong by path.
func (p *Program) CaseOf(doc map[string]any) (*Case, error) {
	c := p.NewCase()
	b := caseBuilder{p: p, c: c}
	b.fill(0, 0, doc, "")
	for e := 1; e < len(p.Entities); e++ {
		b.children(e, doc)
	}
	if err := errs.InvalidFields(b.bad); err != nil {
		return nil, err
	}
	return c, c.offsets()
}

type found struct {
	parent int
	doc    map[string]any
	path   string
}

type caseBuilder struct {
	p   *Program
	c   *Case
	bad []errs.Field
}

func (b *caseBuilder) wrong(path, code string, params ...any) {
	if len(b.bad) < maxProblems {
		b.bad = append(b.bad, errs.InvalidField(path, code, params...).Fields...)
	}
}

// children finds all instances of an entity in the order of their parents.
func (b *caseBuilder) children(e int, root map[string]any) {
	for _, f := range b.find(e, root) {
		if b.c.N[e] >= maxInstances {
			b.wrong(f.path, "rule.too_big", "what", b.p.Entities[e].Plural, "max", maxInstances)
			return
		}
		i := b.c.Add(e, f.parent)
		b.fill(e, i, f.doc, f.path+".")
	}
}

func (b *caseBuilder) find(e int, root map[string]any) []found {
	if e == 0 {
		return []found{{0, root, ""}}
	}
	var out []found
	for i, up := range b.find(b.p.Entities[e].Parent, root) {
		prefix := up.path
		if prefix != "" {
			prefix += "."
		}
		list, _ := up.doc[b.p.Entities[e].Plural].([]any)
		for k, x := range list {
			doc, _ := x.(map[string]any)
			out = append(out, found{i, doc, prefix + b.p.Entities[e].Plural + "[" + strconv.Itoa(k) + "]"})
		}
	}
	return out
}

func (b *caseBuilder) fill(e, i int, doc map[string]any, path string) {
	ent := &b.p.Entities[e]
	for key, v := range doc {
		child := slices.IndexFunc(b.p.Entities, func(x Entity) bool { return x.Plural == key && x.Parent == e && key != "" })
		_, isList := v.([]any)
		switch {
		case key == "ref" || child >= 0 && (isList || v == nil):
		case child >= 0:
			b.wrong(path+key, "rule.input_wrong", "name", key, "value", plainText(v))
		case !slices.ContainsFunc(ent.Inputs, func(in Input) bool { return in.Name == key }):
			b.wrong(path+key, "rule.input_unknown", "name", key)
		}
	}
	for slot, in := range ent.Inputs {
		v, given := doc[in.Name]
		if !given || v == nil {
			if !in.HasDefault {
				b.wrong(path+in.Name, "INPUT_MISSING", "key", in.Name, "name", in.Words.ZH)
			}
			continue
		}
		n, err := b.p.parseValue(in, plainText(v))
		if in.Type == Text {
			n = int64(len(b.c.Texts))
			b.c.Texts = append(b.c.Texts, plainText(v))
		}
		if err != nil {
			b.wrong(path+in.Name, "rule.input_wrong", "name", in.Words.ZH, "value", plainText(v))
			continue
		}
		b.c.Set(e, i, slot, n)
	}
	for len(b.c.Refs[e]) <= i {
		b.c.Refs[e] = append(b.c.Refs[e], "")
	}
	if ref, ok := doc["ref"]; ok {
		b.c.Refs[e][i] = plainText(ref)
	}
}

func plainText(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	return strings.TrimSpace(fmt.Sprint(v))
}
