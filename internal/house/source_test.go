package house

import (
	"bufio"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

const modulePath = "yice"

// A goFile is one parsed Go file of the main module. Path is relative to the root, with slashes.
type goFile struct {
	path string
	ast  *ast.File
	text string
}

func (f *goFile) dir() string     { return path.Dir(f.path) }
func (f *goFile) isTest() bool    { return strings.HasSuffix(f.path, "_test.go") }
func (f *goFile) generated() bool { return ast.IsGenerated(f.ast) }

// A sources is everything that the tests read.
type sources struct {
	root  string
	files []string // every text file of the repository
	fset  *token.FileSet
	goes  []*goFile // Go files of the main module
}

func (s *sources) line(p token.Pos) int { return s.fset.Position(p).Line }

// read returns the text of a file below the root.
func (s *sources) read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(s.root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// load reads the sources once for all tests.
var load = sync.OnceValues(func() (*sources, error) {
	root, err := filepath.Abs("../..")
	if err != nil {
		return nil, err
	}
	s := &sources{root: root, fset: token.NewFileSet()}
	if s.files, err = textFiles(root); err != nil {
		return nil, err
	}
	nested := nestedModules(s.files)
	for _, name := range s.files {
		if path.Ext(name) != ".go" || slices.ContainsFunc(nested, func(dir string) bool { return strings.HasPrefix(name, dir+"/") }) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			return nil, err
		}
		file, err := parser.ParseFile(s.fset, name, text, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		s.goes = append(s.goes, &goFile{path: name, ast: file, text: string(text)})
	}
	return s, nil
})

func mustLoad(t *testing.T) *sources {
	t.Helper()
	s, err := load()
	if err != nil {
		t.Fatal(err)
	}
	if len(s.goes) < 5 {
		t.Fatalf("found only %d Go files below %s", len(s.goes), s.root)
	}
	return s
}

// textFiles lists the files that people write. Folders that a build or a run makes are left out, as .gitignore has them.
func textFiles(root string) ([]string, error) {
	skipDir := map[string]bool{"node_modules": true, "dist": true, "bin": true, "data": true, "var": true, "tmp": true, "out": true}
	kinds := regexp.MustCompile(`\.(go|mod|sql|json|md|ts|tsx|js|mjs|css|html|sh|yml|yaml|toml)$|^(Makefile|Dockerfile|LICENSE|run|[a-z-]+)$`)
	var names []string
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, name)
		rel = filepath.ToSlash(rel)
		switch {
		case d.IsDir() && (skipDir[d.Name()] && !isGoPackage(name) || hidden(d.Name())):
			return filepath.SkipDir
		case d.Type().IsRegular() && kinds.MatchString(d.Name()):
			names = append(names, rel)
		}
		return nil
	})
	return names, err
}

// hidden folders are tools' own, except the one with the steps of CI.
func hidden(name string) bool { return strings.HasPrefix(name, ".") && name != ".ci" }

// isGoPackage keeps a room whose name happens to be that of a skipped folder.
func isGoPackage(dir string) bool {
	found, _ := filepath.Glob(filepath.Join(dir, "*.go"))
	return len(found) > 0
}

func nestedModules(files []string) []string {
	var dirs []string
	for _, name := range files {
		if path.Base(name) == "go.mod" && name != "go.mod" {
			dirs = append(dirs, path.Dir(name))
		}
	}
	return dirs
}

// fenced returns the lines of the ```name block of a Markdown text, without comments and empty lines.
func fenced(t *testing.T, text, name string) []string {
	t.Helper()
	var lines []string
	inside := false
	for sc := bufio.NewScanner(strings.NewReader(text)); sc.Scan(); {
		line := strings.TrimSpace(sc.Text())
		switch {
		case line == "```"+name:
			inside = true
		case line == "```" && inside:
			return lines
		case inside:
			if line, _, _ = strings.Cut(line, "#"); strings.TrimSpace(line) != "" {
				lines = append(lines, strings.TrimSpace(line))
			}
		}
	}
	t.Fatalf("no ```%s block", name)
	return nil
}
