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

// usedCodes finds the codes that the sources hand to errs: the argument of its constructors, Code fields of its types,
// and the values of maps from constraint to code.
func usedCodes(s *sources) map[string]codeUse {
	used := map[string]codeUse{}
	for _, f := range s.goes {
		if f.isTest() {
			continue
		}
		add := func(e ast.Expr) {
			for _, code := range literals(e) {
				used[code] = codeUse{f.path, s.line(e.Pos())}
			}
		}
		inside := f.ast.Name.Name == "errs"
		ast.Inspect(f.ast, func(n ast.Node) bool {
			switch x := n.(type) {
			case *ast.CallExpr:
				switch exprName(x.Fun) {
				case "errs.New", "errs.InvalidField":
					if len(x.Args) > 1 {
						add(x.Args[1])
					}
				}
			case *ast.CompositeLit:
				if typ := exprName(x.Type); typ == "errs.Field" || typ == "errs.Error" || inside && (typ == "Field" || typ == "Error") {
					add(field(x, "Code"))
				}
			}
			return true
		})
	}
	return used
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
	awaited := map[string]bool{"stale": true} // the first versioned write brings it
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
			if !slices.Contains(zh, p) {
				t.Errorf("%s: %q has parameter %s in en but not in zh", text.File, code, p)
			}
		}
		if !mentioned[code] && !awaited[code] {
			t.Errorf("%s: nothing uses %q", text.File, code)
		}
	}
}
