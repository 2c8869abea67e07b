package house

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestGlossaryNamesEveryTable compares the tables that docs/GLOSSARY.md names with those that the migrations make, both ways:
// a word without its table and a table without a word are both mistakes.
func TestGlossaryNamesEveryTable(t *testing.T) {
	s := mustLoad(t)
	made := map[string]bool{}
	table := regexp.MustCompile(`(?m)^(CREATE|DROP) TABLE (\w+)`)
	var files []string
	for _, name := range s.files {
		if path.Dir(name) == "internal/kit/db/migrations" {
			files = append(files, name)
		}
	}
	slices.Sort(files)
	for _, name := range files {
		for _, m := range table.FindAllStringSubmatch(s.read(t, name), -1) {
			if m[1] == "CREATE" {
				made[m[2]] = true
			} else {
				delete(made, m[2])
			}
		}
	}
	if len(made) < 20 {
		t.Fatalf("found only %d tables", len(made))
	}
	named := map[string]bool{}
	quoted := regexp.MustCompile("`([^`]+)`")
	column := -1
	for line := range strings.SplitSeq(s.read(t, "docs/GLOSSARY.md"), "\n") {
		cells := strings.Split(strings.Trim(line, "| "), "|")
		if !strings.HasPrefix(line, "|") {
			column = -1
			continue
		}
		for i, c := range cells {
			if strings.TrimSpace(c) == "table" {
				column = i
			}
		}
		if column < 0 || column >= len(cells) {
			continue
		}
		for _, m := range quoted.FindAllStringSubmatch(cells[column], -1) {
			named[m[1]] = true
			if !made[m[1]] {
				t.Errorf("the glossary names the table %s, which no migration makes", m[1])
			}
		}
	}
	for name := range made {
		if !named[name] {
			t.Errorf("the table %s has no word in the glossary", name)
		}
	}
}
