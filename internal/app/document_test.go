package app

import (
	"encoding/json"
	"regexp"
	"slices"
	"testing"
)

// TestPathParametersAreTaken: what an address names in braces, its input struct takes. A name that no field takes stays
// empty without a word, so that every call answers "not found".
func TestPathParametersAreTaken(t *testing.T) {
	b, err := OpenAPI("1")
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Paths map[string]map[string]struct {
			Parameters []struct{ Name, In string }
		}
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`\{(\w+)\}`)
	for path, methods := range doc.Paths {
		for method, op := range methods {
			for _, want := range named.FindAllStringSubmatch(path, -1) {
				if !slices.ContainsFunc(op.Parameters, func(p struct{ Name, In string }) bool { return p.In == "path" && p.Name == want[1] }) {
					t.Errorf("%s %s does not take {%s}", method, path, want[1])
				}
			}
		}
	}
}
