// Package rules holds the rule sets that come with the program, as a policy officer reads and changes them.
package rules

import (
	"embed"
	"strings"
)

//go:embed *.yaml parameters/*.yaml
var files embed.FS

// Files gives the text of each rule set by its name.
func Files() map[string][]byte { return named(false) }

// Worked gives the text of each file of worked tests by its name.
func Worked() map[string][]byte { return named(true) }

func named(tests bool) map[string][]byte {
	out := map[string][]byte{}
	entries, _ := files.ReadDir(".") // an embedded folder is always there
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".yaml")
		if ok && strings.HasSuffix(name, "_test") == tests {
			out[name], _ = files.ReadFile(e.Name())
		}
	}
	return out
}

// Parameters gives the text of a file of parameters that worked examples share, nil where there is none.
func Parameters(name string) []byte {
	text, err := files.ReadFile("parameters/" + name + ".yaml")
	if err != nil {
		return nil
	}
	return text
}
