package house

import (
	"go/ast"
	"go/token"
	"path"
	"strconv"
	"strings"
	"testing"
)

// stateByName lists the exceptions with their reason.
func stateByName() map[string]string {
	return map[string]string{
		"internal/kit/db.layouts": "remembers what reflection says about a type: the same answer whoever asks first",
	}
}

// TestNoPackageState allows a package-level variable only when it is written once, where it is declared: a table, an
// error sentinel, a compiled pattern, an embedded file. Anything that is meant to change belongs into a struct that the
// app builds. init() is not allowed either.
func TestNoPackageState(t *testing.T) {
	s := mustLoad(t)
	packages := map[string][]*goFile{}
	for _, f := range s.goes {
		if !f.isTest() {
			packages[f.dir()] = append(packages[f.dir()], f)
		}
	}
	vars := map[string]map[string]bool{}
	for dir, files := range packages {
		vars[dir] = map[string]bool{}
		for _, f := range files {
			declared(t, s, f, vars[dir])
		}
	}
	for _, files := range packages {
		for _, f := range files {
			reportWrites(t, s, f, vars)
		}
	}
}

// declared collects the package's variables and reports those that are born mutable or empty.
func declared(t *testing.T, s *sources, f *goFile, names map[string]bool) {
	for _, d := range f.ast.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
			t.Errorf("%s:%d: no init(); the app builds rooms in straight-line code", f.path, s.line(fn.Pos()))
		}
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.VAR {
			continue
		}
		for _, spec := range g.Specs {
			v := spec.(*ast.ValueSpec)
			embedded := embeds(g.Doc) || embeds(v.Doc)
			for i, name := range v.Names {
				if name.Name == "_" || embedded || stateByName()[f.dir()+"."+name.Name] != "" {
					continue
				}
				names[name.Name] = true
				if why := mutable(v, i); why != "" {
					t.Errorf("%s:%d: package variable %s %s; put it into a struct that the app builds", f.path, s.line(name.Pos()), name.Name, why)
				}
			}
		}
	}
}

func embeds(doc *ast.CommentGroup) bool {
	if doc == nil {
		return false
	}
	for _, c := range doc.List {
		if strings.HasPrefix(c.Text, "//go:embed ") {
			return true
		}
	}
	return false
}

// mutable tells what is wrong with the i-th variable of a declaration, or "".
func mutable(v *ast.ValueSpec, i int) string {
	if typ := exprName(v.Type); strings.HasPrefix(typ, "sync.") || strings.HasPrefix(typ, "atomic.") {
		if strings.HasPrefix(typ, "sync.Once") {
			return ""
		}
		return "is shared mutable state (" + typ + ")"
	}
	if len(v.Values) == 0 {
		return "has no value where it is declared, so something sets it later"
	}
	value := v.Values[min(i, len(v.Values)-1)]
	if call, ok := value.(*ast.CallExpr); ok {
		switch name := exprName(call.Fun); name {
		case "make", "new":
			return "is an empty container (" + name + ")"
		}
	}
	if unary, ok := value.(*ast.UnaryExpr); ok && unary.Op == token.AND {
		value = unary.X
	}
	if lit, ok := value.(*ast.CompositeLit); ok {
		if typ := exprName(lit.Type); strings.HasPrefix(typ, "sync.") || strings.HasPrefix(typ, "atomic.") {
			return "is shared mutable state (" + typ + ")"
		}
	}
	return ""
}

func exprName(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		return exprName(x.X) + "." + x.Sel.Name
	case *ast.StarExpr:
		return exprName(x.X)
	case *ast.IndexExpr:
		return exprName(x.X)
	}
	return ""
}

// reportWrites finds assignments to package variables, of the own package or of another room.
func reportWrites(t *testing.T, s *sources, f *goFile, vars map[string]map[string]bool) {
	imports := importedRooms(f)
	local := func(id *ast.Ident) bool {
		if id.Obj == nil {
			return false
		}
		spec, ok := id.Obj.Decl.(*ast.ValueSpec)
		return !ok || !packageLevel(f.ast, spec)
	}
	isPackageVar := func(e ast.Expr) string {
		for {
			switch x := e.(type) {
			case *ast.IndexExpr:
				e = x.X
			case *ast.StarExpr:
				e = x.X
			case *ast.ParenExpr:
				e = x.X
			case *ast.SelectorExpr:
				if id, ok := x.X.(*ast.Ident); ok && id.Obj == nil && vars[imports[id.Name]][x.Sel.Name] {
					return id.Name + "." + x.Sel.Name
				}
				e = x.X
			case *ast.Ident:
				if vars[f.dir()][x.Name] && !local(x) {
					return x.Name
				}
				return ""
			default:
				return ""
			}
		}
	}
	report := func(e ast.Expr) {
		if name := isPackageVar(e); name != "" {
			t.Errorf("%s:%d: package variable %s is written here", f.path, s.line(e.Pos()), name)
		}
	}
	ast.Inspect(f.ast, func(n ast.Node) bool { return eachWrite(n, report) })
}

func eachWrite(n ast.Node, report func(ast.Expr)) bool {
	switch x := n.(type) {
	case *ast.AssignStmt:
		if x.Tok != token.DEFINE {
			for _, e := range x.Lhs {
				report(e)
			}
		}
	case *ast.IncDecStmt:
		report(x.X)
	case *ast.RangeStmt:
		if x.Tok == token.ASSIGN {
			report(x.Key)
			report(x.Value)
		}
	case *ast.CallExpr:
		if name := exprName(x.Fun); (name == "delete" || name == "clear" || name == "copy") && len(x.Args) > 0 {
			report(x.Args[0])
		}
	}
	return true
}

func packageLevel(f *ast.File, spec *ast.ValueSpec) bool {
	for _, d := range f.Decls {
		if g, ok := d.(*ast.GenDecl); ok {
			for _, s := range g.Specs {
				if s == spec {
					return true
				}
			}
		}
	}
	return false
}

// importedRooms maps the name of each imported package of the house to its folder.
func importedRooms(f *goFile) map[string]string {
	rooms := map[string]string{}
	for _, imp := range f.ast.Imports {
		target, _ := strconv.Unquote(imp.Path.Value)
		dir, ours := strings.CutPrefix(target, modulePath+"/")
		if !ours {
			continue
		}
		name := path.Base(dir)
		if imp.Name != nil {
			name = imp.Name.Name
		}
		rooms[name] = dir
	}
	return rooms
}
