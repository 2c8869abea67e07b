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

// Closure names the rule set and all that it uses, directly or not. uses gives what a set names under uses, false where there is no
// such set.
func Closure(name string, uses func(set string) ([]string, bool)) []string {
	out := []string{}
	var visit func(name string)
	visit = func(name string) {
		used, ok := uses(name)
		if !ok || slices.Contains(out, name) {
			return
		}
		out = append(out, name)
		for _, u := range used {
			visit(u)
		}
	}
	visit(name)
	return out
}
