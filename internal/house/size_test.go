package house

import (
	"go/ast"
	"go/token"
	"path"
	"strings"
	"testing"
)

const (
	maxFileLines     = 800
	maxFuncLines     = 60
	maxTestFuncLines = 100
)

// TestFileLength stops files that nobody reads to the end. Generated ones are left out.
func TestFileLength(t *testing.T) {
	s := mustLoad(t)
	generated := map[string]bool{}
	for _, f := range s.goes {
		generated[f.path] = f.generated()
	}
	for _, name := range s.files {
		switch path.Ext(name) {
		case ".go", ".ts", ".tsx", ".mjs":
		default:
			continue
		}
		if generated[name] || strings.HasSuffix(name, ".gen.ts") {
			continue
		}
		if n := strings.Count(s.read(t, name), "\n"); n > maxFileLines {
			t.Errorf("%s has %d lines, at most %d", name, n, maxFileLines)
		}
	}
}

// TestFuncLength counts the lines of each function without the tables inside it: lines after the first of a literal
// that holds no function, and of a text over several lines, are data.
func TestFuncLength(t *testing.T) {
	s := mustLoad(t)
	for _, f := range s.goes {
		if f.generated() {
			continue
		}
		limit := maxFuncLines
		if f.isTest() {
			limit = maxTestFuncLines
		}
		for _, d := range f.ast.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			n := s.line(fn.End()) - s.line(fn.Pos()) - 1 - s.tableLines(fn.Body)
			if n > limit {
				t.Errorf("%s:%d: %s has %d lines, at most %d", f.path, s.line(fn.Pos()), fn.Name.Name, n, limit)
			}
		}
	}
}

func (s *sources) tableLines(body ast.Node) int {
	total := 0
	ast.Inspect(body, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.CompositeLit:
			if !hasFunc(x) {
				total += s.line(x.End()) - s.line(x.Pos())
				return false
			}
		case *ast.BasicLit:
			if x.Kind == token.STRING {
				total += s.line(x.End()) - s.line(x.Pos())
			}
		}
		return true
	})
	return total
}

func hasFunc(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		_, is := n.(*ast.FuncLit)
		found = found || is
		return !found
	})
	return found
}
