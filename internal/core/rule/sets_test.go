package rule

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yice/rules"
)

// TestReadme checks the example that the page about the language gives.
func TestReadme(t *testing.T) {
	page, err := os.ReadFile("../../../rules/README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```yaml\n")
	example, _, ok := strings.Cut(rest, "```")
	files := rules.Files()
	files["study_bonus"] = []byte(example)
	if _, err := Load(files, "study_bonus"); err != nil || !ok {
		t.Error(problemsOf(err))
	}
}

// TestWorkedExamples runs the worked tests that stand beside the rule sets; every set that has a sentence of its own has some.
func TestWorkedExamples(t *testing.T) {
	paths, err := filepath.Glob("../../../rules/*_test.yaml")
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	sets := map[string]*Program{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all, err := ParseWorked(filepath.Base(path), text, rules.Parameters)
		if err != nil {
			t.Error(problemsOf(err))
			continue
		}
		for _, w := range all {
			if sets[w.Set] == nil {
				if sets[w.Set], err = Load(rules.Files(), w.Set); err != nil {
					t.Fatal(problemsOf(err))
				}
			}
			for _, bad := range w.Check(sets[w.Set]) {
				t.Errorf("%s: %s: %s", filepath.Base(path), w.Name, bad)
			}
		}
	}
	for name, text := range rules.Files() {
		if sets[name] == nil && strings.Contains(string(text), "\nsentence:") {
			t.Errorf("rule set %s has no worked test", name)
		}
	}
}
