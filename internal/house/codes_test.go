package house

import (
	"encoding/json"
	"go/ast"
	"go/token"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

type sentences struct{ ZH, EN, File string }

func readSentences(t *testing.T, s *sources) map[string]sentences {
	t.Helper()
	all := map[string]sentences{}
	for _, name := range s.files {
		if path.Base(name) != "messages.json" || !strings.HasPrefix(name, "internal/") {
			continue
		}
		var m map[string]map[string]string
		if err := json.Unmarshal([]byte(s.read(t, name)), &m); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for code, text := range m {
			all[code] = sentences{ZH: text["zh"], EN: text["en"], File: name}
		}
	}
	return all
}

// codeUse says where an error code is used.
type codeUse struct {
	file string
	line int
}

// usedCodes finds the codes that the sources use: arguments of functions that make an error from a parameter named code,
// Code fields of the types in errs, and the values of the maps from constraint to code.
func usedCodes(s *sources) map[string]codeUse {
	used := map[string]codeUse{}
	makers := errorMakers(s)
	for _, f := range s.goes {
		if f.isTest() {
			continue
		}
		add := func(e ast.Expr) {
			for _, code := range literals(e) {
				used[code] = codeUse{f.path, s.line(e.Pos())}
			}
		}
		imports := importedRooms(f)
		inside := f.ast.Name.Name == "errs"
		ast.Inspect(f.ast, func(n ast.Node) bool {
			switch x := n.(type) {
			case *ast.CallExpr:
				if i, ok := makers.argument(f.dir(), imports, x); ok && i < len(x.Args) {
					add(x.Args[i])
				}
			case *ast.CompositeLit:
				if typ := exprName(x.Type); typ == "errs.Field" || typ == "errs.Error" || inside && (typ == "Field" || typ == "Error") {
					add(field(x, "Code"))
				}
			case *ast.FuncDecl:
				if x.Name.Name == "Codes" || x.Name.Name == "Constraints" {
					mapValues(x, add)
				}
			}
			return true
		})
	}
	return used
}

// makers says for each folder and function at which place its parameter code stands.
type makers map[string]map[string]int

// errorMakers collects the functions with a string parameter named code that return an error of errs, or fields of one.
func errorMakers(s *sources) makers {
	all := makers{}
	for _, f := range s.goes {
		for _, d := range f.ast.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Type.Results == nil || len(fn.Type.Results.List) != 1 || f.isTest() {
				continue
			}
			result := fn.Type.Results.List[0].Type
			if list, ok := result.(*ast.ArrayType); ok {
				result = list.Elt
			}
			name := exprName(result)
			if !strings.HasPrefix(name, "errs.") && (f.dir() != "internal/kit/errs" || name != "Error" && name != "Field" && name != "error") {
				continue
			}
			if i, ok := codeParameter(fn); ok {
				if all[f.dir()] == nil {
					all[f.dir()] = map[string]int{}
				}
				all[f.dir()][fn.Name.Name] = i
			}
		}
	}
	return all
}

func codeParameter(fn *ast.FuncDecl) (int, bool) {
	i := 0
	for _, p := range fn.Type.Params.List {
		for _, name := range p.Names {
			if name.Name == "code" && exprName(p.Type) == "string" {
				return i, true
			}
			i++
		}
	}
	return 0, false
}

func (m makers) argument(dir string, imports map[string]string, call *ast.CallExpr) (int, bool) {
	switch fun := call.Fun.(type) {
	case *ast.Ident:
		i, ok := m[dir][fun.Name]
		return i, ok
	case *ast.SelectorExpr:
		if other, ok := imports[exprName(fun.X)]; ok {
			dir = other
		}
		i, ok := m[dir][fun.Sel.Name]
		return i, ok
	}
	return 0, false
}

func mapValues(n ast.Node, add func(ast.Expr)) {
	ast.Inspect(n, func(n ast.Node) bool {
		if kv, ok := n.(*ast.KeyValueExpr); ok {
			add(kv.Value)
		}
		return true
	})
}

func field(lit *ast.CompositeLit, name string) ast.Expr {
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok && exprName(kv.Key) == name {
			return kv.Value
		}
	}
	return nil
}

func literals(e ast.Expr) []string {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return nil
	}
	text, err := strconv.Unquote(lit.Value)
	if err != nil {
		return nil
	}
	return []string{text}
}

// TestCodesHaveSentences wants a Chinese and an English sentence for every error code that Go uses, no parameter in
// English that Chinese lacks, and no sentence that nothing uses.
func TestCodesHaveSentences(t *testing.T) {
	s := mustLoad(t)
	texts := readSentences(t, s)
	used := usedCodes(s)
	for _, code := range slices.Sorted(maps.Keys(used)) {
		if _, ok := texts[code]; !ok {
			t.Errorf("%s:%d: error code %q has no sentence in a messages.json", used[code].file, used[code].line, code)
		}
	}
	mentioned := map[string]bool{}
	for _, f := range s.goes {
		if !f.isTest() {
			stringsOf(f, func(_ *ast.BasicLit, text string) { mentioned[text] = true })
		}
	}
	param := regexp.MustCompile(`\{\w+\}`)
	for _, code := range slices.Sorted(maps.Keys(texts)) {
		text := texts[code]
		if text.ZH == "" || text.EN == "" {
			t.Errorf("%s: %q needs zh and en", text.File, code)
		}
		zh, en := param.FindAllString(text.ZH, -1), param.FindAllString(text.EN, -1)
		for _, p := range en {
			// {state_en} is the English word where Chinese says {state}.
			if !slices.Contains(zh, p) && !slices.Contains(zh, strings.Replace(p, "_en}", "}", 1)) {
				t.Errorf("%s: %q has parameter %s in en but not in zh", text.File, code, p)
			}
		}
		if !mentioned[code] {
			t.Errorf("%s: nothing uses %q", text.File, code)
		}
	}
}
