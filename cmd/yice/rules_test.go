package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yice/internal/core/policy"
	"yice/internal/core/rule"
	"yice/rules"
)

// TestRuleCommands runs check, test and explain on files of a folder and on the built-in rule sets.
func TestRuleCommands(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write("double.yaml", "rule_set: double\nuses: [income]\nvariables:\n  twice: {type: money, zh: 两倍, formula: 2 * line}\nsentence: 两倍为{twice}元。\n")
	bad := write("wrong.yaml", "rule_set: wrong\nuses: [income]\nvariables:\n  twice: {type: money, zh: 两倍, formula: 2.5 * line}\n")
	tests := "rule_set: double\nparameters_from: daqing\ntests:\n  - name: 一\n    given: {on: 2020-06-01, urban: true, persons: [{birth_on: 1980-01-01, sex: \"1\"}]}\n    expect: {twice: WANT}\n"
	passing := write("double_test.yaml", strings.ReplaceAll(tests, "WANT", "1300"))
	if err := (&policyCheckCmd{Files: []string{good}}).Run(t.Context()); err != nil {
		t.Error(err)
	}
	if err := (&policyCheckCmd{Files: []string{good, bad}}).Run(t.Context()); err == nil {
		t.Error("a fraction passed as money")
	}
	for _, path := range []string{dir, passing, ""} {
		if err := (&policyTestCmd{Path: path}).Run(t.Context()); err != nil {
			t.Errorf("%q: %v", path, err)
		}
	}
	if err := (&policyExplainCmd{File: passing, Lang: "zh"}).Run(); err != nil {
		t.Error(err)
	}
	if err := (&policyTestCmd{Path: write("other_test.yaml", strings.ReplaceAll(tests, "WANT", "1301"))}).Run(t.Context()); err == nil {
		t.Error("a wrong worked test passed")
	}
	if err := (&policyTestCmd{Path: t.TempDir()}).Run(t.Context()); err == nil {
		t.Error("a folder without tests passed")
	}
}

// TestCheckAgainstBook: what the assessing rules must give, must not carry, and what the book has no value for.
func TestCheckAgainstBook(t *testing.T) {
	dir := t.TempDir()
	with := func(name, old, text string) string {
		was := string(rules.Files()[name])
		if strings.Count(was, old) == 0 {
			t.Fatalf("%s does not hold %q", name, old)
		}
		path := filepath.Join(dir, name+".yaml")
		if err := os.WriteFile(path, []byte(strings.ReplaceAll(was, old, text)), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	check := func(c policyCheckCmd) error { return c.Run(t.Context()) }
	if err := check(policyCheckCmd{Files: []string{with("platform", "study_approvers", "study_hands")}}); err == nil {
		t.Error("a platform that does not say who approves passed")
	}
	platform := with("platform", "rule_set: platform", "rule_set: platform")
	if err := check(policyCheckCmd{Files: []string{with("hardship", "zh: 倍数, en: multiple}", "zh: 倍数, en: multiple, value: \"2\"}")}}); err == nil {
		t.Error("a figure inside the assessing rules passed")
	}
	if err := os.Remove(filepath.Join(dir, "hardship.yaml")); err != nil {
		t.Fatal(err)
	}
	b := book{Data: filepath.Join(dir, "book"), Suite: "aes-256-gcm"}
	p, err := rule.Load(rules.Files(), "platform")
	if err != nil {
		t.Fatal(err)
	}
	against := policyCheckCmd{book: b, Files: []string{platform}, Lacks: true, Region: "230600"}
	lacking := func() int {
		n, err := against.lacking(t.Context(), map[string]*rule.Program{platform: p})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := lacking(); n < 20 {
		t.Errorf("an empty book lacks %d", n)
	}
	example := filepath.Join(dir, "daqing.json")
	if err := os.WriteFile(example, policy.Daqing(), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := (&policyLoadCmd{book: b, File: example}).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := check(against); err != nil {
		t.Error(err)
	}
	if n := lacking(); n != 2 { // ceilings of kinds that the city does not deduct
		t.Errorf("the example lacks %d", n)
	}
}

// TestBookCommands runs the worked tests of a book and writes its rule sets as files, which then pass by themselves.
func TestBookCommands(t *testing.T) {
	dir := t.TempDir()
	b := book{Data: filepath.Join(dir, "book"), Suite: "aes-256-gcm"}
	if err := (&policyTestCmd{book: b, Book: true}).Run(t.Context()); err != nil {
		t.Error(err)
	}
	if err := (&policyTestCmd{book: b, Book: true, On: "someday"}).Run(t.Context()); err == nil {
		t.Error("no day at all was taken")
	}
	out := filepath.Join(dir, "out")
	if err := (&policyExportCmd{book: b, Folder: out}).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, want := range rules.Files() {
		if got, err := os.ReadFile(filepath.Join(out, name+".yaml")); err != nil || string(got) != string(want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (&policyExportCmd{book: b, Folder: out}).Run(t.Context()); err == nil {
		t.Error("files were written over")
	}
}
