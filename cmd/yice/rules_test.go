package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
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
	if err := (&policyCheckCmd{Files: []string{good}}).Run(); err != nil {
		t.Error(err)
	}
	if err := (&policyCheckCmd{Files: []string{good, bad}}).Run(); err == nil {
		t.Error("a fraction passed as money")
	}
	for _, path := range []string{dir, passing, ""} {
		if err := (&policyTestCmd{Path: path}).Run(); err != nil {
			t.Errorf("%q: %v", path, err)
		}
	}
	if err := (&policyExplainCmd{File: passing, Lang: "zh"}).Run(); err != nil {
		t.Error(err)
	}
	if err := (&policyTestCmd{Path: write("other_test.yaml", strings.ReplaceAll(tests, "WANT", "1301"))}).Run(); err == nil {
		t.Error("a wrong worked test passed")
	}
	if err := (&policyTestCmd{Path: t.TempDir()}).Run(); err == nil {
		t.Error("a folder without tests passed")
	}
}
