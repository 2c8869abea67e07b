package house

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// isStore tells whether SQL may stand in the file: the room's store, its one scope condition, or the database room itself.
func isStore(f *goFile) bool {
	base := path.Base(f.path)
	return base == "store.go" || base == "scope.go" || strings.HasPrefix(base, "store_") || f.dir() == "internal/kit/db"
}

// stringsOf calls fn for every string literal outside import lines and struct tags.
func stringsOf(f *goFile, fn func(lit *ast.BasicLit, text string)) {
	tags := map[*ast.BasicLit]bool{}
	ast.Inspect(f.ast, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.Field: // comes before its tag
			tags[x.Tag] = true
		case *ast.BasicLit:
			if x.Kind == token.STRING && !tags[x] {
				if text, err := strconv.Unquote(x.Value); err == nil {
					fn(x, text)
				}
			}
		}
		return true
	})
}

// TestSQLInStores keeps all SQL of a room in its store.go, where it is read and tested together.
func TestSQLInStores(t *testing.T) {
	s := mustLoad(t)
	statement := regexp.MustCompile(`(?i)^\s*(select\s.+\sfrom\s|select\s+\d|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|with\s+\w+(\s*\(.*\))?\s+as\s*\(|create\s+(table|index|unique)|alter\s+table|drop\s+table)`)
	fragment := regexp.MustCompile(`\b(ORDER BY|GROUP BY|LEFT JOIN|INNER JOIN)\b|\b(WHERE|AND|OR)\b.*(\$\d|\?)`)
	for _, f := range s.goes {
		if f.isTest() || isStore(f) || !strings.HasPrefix(f.path, "internal/") && !strings.HasPrefix(f.path, "cmd/") {
			continue
		}
		stringsOf(f, func(lit *ast.BasicLit, text string) {
			if statement.MatchString(text) || fragment.MatchString(text) {
				t.Errorf("%s:%d: SQL outside store.go: %.60q", f.path, s.line(lit.Pos()), text)
			}
		})
	}
}

// TestPortableSQL refuses what only one of the two engines understands, in stores and migrations.
func TestPortableSQL(t *testing.T) {
	s := mustLoad(t)
	forbidden := regexp.MustCompile(`(?i)\bILIKE\b|\bFOR\s+(UPDATE|SHARE)\b|\bSKIP\s+LOCKED\b|\bnow\(\)|\bCURRENT_(TIMESTAMP|DATE|TIME)\b|\b(strftime|julianday|datetime|date_trunc|to_char|json_extract|jsonb_\w+)\(|[\w)']::[a-z]+|->>?|\bAUTOINCREMENT\b|\bSERIAL\b|\bCREATE\s+(TRIGGER|FUNCTION|PROCEDURE)\b|\bJSONB\b`)
	looksLikeSQL := regexp.MustCompile(`\b(SELECT|INSERT|UPDATE|DELETE|WHERE|FROM|JOIN|VALUES|AND)\b`)
	for _, f := range s.goes {
		if f.isTest() || !isStore(f) || isDialect(f) {
			continue
		}
		stringsOf(f, func(lit *ast.BasicLit, text string) {
			if bad := forbidden.FindString(text); bad != "" && looksLikeSQL.MatchString(text) {
				t.Errorf("%s:%d: %q is not for both engines", f.path, s.line(lit.Pos()), bad)
			}
		})
	}
	comment := regexp.MustCompile(`(?m)--.*$`)
	for _, name := range s.files {
		if !strings.HasPrefix(name, "internal/") || path.Ext(name) != ".sql" || strings.Contains(name, "/testdata/") {
			continue
		}
		if engine := engineOf(name); engine != "" {
			// One engine's own language may stand in a pair of migrations, one for each.
			pair := strings.Replace(name, "."+engine+".", "."+map[string]string{"sqlite": "postgres", "postgres": "sqlite"}[engine]+".", 1)
			if !slices.Contains(s.files, pair) {
				t.Errorf("%s: its pair %s is missing", name, pair)
			}
			continue
		}
		if bad := forbidden.FindString(comment.ReplaceAllString(s.read(t, name), "")); bad != "" {
			t.Errorf("%s: %q is not for both engines", name, bad)
		}
	}
}

// engineOf is the engine for which alone a migration is, if it is.
func engineOf(name string) string {
	for _, engine := range []string{"sqlite", "postgres"} {
		if strings.HasSuffix(name, "."+engine+".sql") {
			return engine
		}
	}
	return ""
}

// isDialect names the files of kit/db that are allowed to know the engines apart.
func isDialect(f *goFile) bool {
	switch f.path {
	case "internal/kit/db/db.go", "internal/kit/db/engines.go", "internal/kit/db/dialect.go":
		return true
	}
	return false
}
