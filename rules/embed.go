// Package rules holds the rule sets that come with the program, as a policy officer reads and changes them.
package rules

import (
	"embed"
	"strings"
)

//go:embed *.yaml parameters/*.yaml
var files embed.FS

// Files gives the text of each rule set by its name, worked tests left out.
func Files() map[string][]byte {
	out := map[string][]byte{}
	entries, _ := files.ReadDir(".")
	for _, e := range entries {
		name := strings.TrimSuffix(e.Name(), ".yaml")
		if text, err := files.ReadFile(e.Name()); err == nil && !strings.HasSuffix(name, "_test") {
			out[name] = text
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
