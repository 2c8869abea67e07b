// Package i18n holds the sentences for stable codes in Chinese and English. Rooms bring theirs as messages.json:
// {"code": {"zh": "…", "en": "…"}} with {name} for parameters.
package i18n

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Language is zh or en.
type Language string

// The two languages; Chinese comes first.
const (
	Chinese Language = "zh"
	English Language = "en"
)

// Parse picks a language from an Accept-Language header or a setting.
func Parse(s string) Language {
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(s)), "en") {
		return English
	}
	return Chinese
}

// Word is a parameter that is itself a word in both languages: the name of a role, of a state.
type Word struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// In is the word in a language.
func (w Word) In(l Language) string {
	if l == English {
		return w.EN
	}
	return w.ZH
}

// Catalogue maps codes to sentences.
type Catalogue struct {
	m map[string]map[Language]string
}

// New reads catalogues; the same code in two rooms is an error unless the sentences agree.
func New(files ...[]byte) (*Catalogue, error) {
	c := &Catalogue{m: map[string]map[Language]string{}}
	for _, f := range files {
		var m map[string]map[Language]string
		if err := json.Unmarshal(f, &m); err != nil {
			return nil, fmt.Errorf("messages: %w", err)
		}
		for code, t := range m {
			if t[Chinese] == "" || t[English] == "" {
				return nil, fmt.Errorf("message %q lacks a language", code)
			}
			if have, ok := c.m[code]; ok && have[Chinese] != t[Chinese] {
				return nil, fmt.Errorf("message %q is written twice", code)
			}
			c.m[code] = t
		}
	}
	return c, nil
}

// Has tells whether the code has sentences.
func (c *Catalogue) Has(code string) bool { _, ok := c.m[code]; return ok }

// Text is the sentence with its parameters filled in; an unknown code shows the general sentence, never the code.
func (c *Catalogue) Text(l Language, code string, params map[string]any) string {
	t, ok := c.m[code]
	if !ok {
		t = c.m["internal"]
	}
	s := t[l]
	for k, v := range params {
		if w, ok := v.(Word); ok {
			v = w.In(l)
		}
		s = strings.ReplaceAll(s, "{"+k+"}", fmt.Sprint(v))
	}
	return s
}
