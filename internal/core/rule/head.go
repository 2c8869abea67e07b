package rule

import "slices"

// Head is what a rule set says about itself, read without checking any formula.
type Head struct {
	Name    string
	Title   Words
	Sources []string
	Uses    []string
}

// HeadOf reads the head of a rule set as far as it can be read.
func HeadOf(text []byte) Head {
	s := parse("", text, &problems{}, func(*source) []srcCodes { return nil })
	h := Head{Name: s.self, Title: s.title, Sources: s.papers}
	for _, u := range s.uses {
		h.Uses = append(h.Uses, u.text)
	}
	return h
}

// SetsOf names the rule set and all that it uses, directly or not, as far as files has them.
func SetsOf(files map[string][]byte, name string) []string {
	out := []string{}
	var visit func(name string)
	visit = func(name string) {
		if files[name] == nil || slices.Contains(out, name) {
			return
		}
		out = append(out, name)
		for _, used := range HeadOf(files[name]).Uses {
			visit(used)
		}
	}
	visit(name)
	return out
}
