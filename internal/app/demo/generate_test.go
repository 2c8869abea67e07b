package demo

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"yice/internal/core/people"
)

// raw is JSON text as it goes over the wire, right or wrong.
type raw string

// schema is what the route document says of an input.
type schema struct {
	Ref        string             `json:"$ref"`
	Type       kinds              `json:"type"`
	Enum       []any              `json:"enum"`
	Minimum    *float64           `json:"minimum"`
	MinItems   int                `json:"minItems"`
	MinLength  int                `json:"minLength"`
	Items      *schema            `json:"items"`
	Properties map[string]*schema `json:"properties"`
	Required   []string           `json:"required"`
}

// kinds is a type, or several; the first is the one that is not null.
type kinds string

func (k *kinds) UnmarshalJSON(b []byte) error {
	var list []string
	if err := json.Unmarshal(b, &list); err == nil && len(list) > 0 {
		*k = kinds(list[0])
		return nil
	}
	return json.Unmarshal(b, (*string)(k))
}

type document struct {
	Paths map[string]map[string]struct {
		Permission  string `json:"x-permission"`
		RequestBody struct {
			Content map[string]struct{ Schema *schema }
		}
		Parameters []struct {
			Name, In string
			Schema   *schema
		}
	}
	Components struct{ Schemas map[string]*schema }
}

// inventory makes inputs that look right: known ids where an id is asked for, words and days where those are.
type inventory struct {
	doc *document
	r   *rand.Rand
	ids func(name string) []string
}

func (v *inventory) deref(s *schema) *schema {
	for s != nil && s.Ref != "" {
		s = v.doc.Components.Schemas[s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]]
	}
	return s
}

// value is an input of the schema; the result is made of map[string]any, []any and raw.
func (v *inventory) value(name string, s *schema, depth int) any {
	s = v.deref(s)
	if s == nil || depth > 6 {
		return raw("null")
	}
	switch s.Type {
	case "object":
		out := map[string]any{}
		for _, p := range slices.Sorted(maps.Keys(s.Properties)) {
			if slices.Contains(s.Required, p) || v.r.IntN(2) == 0 {
				out[p] = v.value(p, s.Properties[p], depth+1)
			}
		}
		return out
	case "array":
		out := []any{}
		for range max(s.MinItems, 1) {
			out = append(out, v.value(name, s.Items, depth+1))
		}
		return out
	case "boolean":
		return raw(strconv.FormatBool(v.r.IntN(2) == 0))
	case "integer", "number":
		return raw(v.number(name, s))
	}
	return raw(strconv.Quote(v.text(name, s)))
}

func (v *inventory) number(name string, s *schema) string {
	if len(s.Enum) > 0 {
		return fmt.Sprint(s.Enum[v.r.IntN(len(s.Enum))])
	}
	switch {
	case name == "version":
		return strconv.Itoa(v.r.IntN(4))
	case strings.HasSuffix(name, "_fen"):
		return strconv.Itoa(10_000 * (1 + v.r.IntN(50)))
	case strings.HasSuffix(name, "_at"):
		return strconv.FormatInt(Today().UnixMilli(), 10)
	}
	if s.Minimum != nil && *s.Minimum > 1 {
		return strconv.Itoa(int(*s.Minimum))
	}
	return strconv.Itoa(1 - v.r.IntN(2))
}

func (v *inventory) text(name string, s *schema) string {
	if len(s.Enum) > 0 {
		return fmt.Sprint(s.Enum[v.r.IntN(len(s.Enum))])
	}
	pick := func(list ...string) string { return list[v.r.IntN(len(list))] }
	if known := v.ids(name); len(known) > 0 {
		return pick(known...)
	}
	switch {
	case strings.HasSuffix(name, "_on") || name == "on" || name == "on_date" || name == "date" || name == "from" || name == "to":
		return pick("2020-12-16", "2020-12-17", "2020-12-18", "2021-01-05")
	case strings.HasSuffix(name, "_no"):
		return people.MakeCitizenID("230602", "1979-06-15", 100+v.r.IntN(800))
	}
	samples := map[string]string{
		"area": "230600", "area_code": "230602", "phone": "13800138000", "relation": "01", "needs": "living", "need": "living", "purpose": "living", "half": "2021-H1",
		"period": "2021H1", "held_at": "14:00", "key": "platform.living.cap_year", "value": "7000", "vote": "yes", "login": "wangfang", "password": "Wrong-word-2020",
		"kind": "regular", "role": "window_clerk", "code": "x" + strconv.Itoa(v.r.IntN(1000)), "state": "open", "department": "civil", "departments": "civil", "time": "09:30",
		"reason_code": "income_above", "signal": "new_bill", "source": "donation", "outcome": "better", "starts": "09:30", "doc_no": people.MakeCitizenID("230602", "1979-06-15", 100+v.r.IntN(800)),
		"evidence_no": "收" + strconv.Itoa(v.r.IntN(10000)),
	}
	if s, ok := samples[name]; ok {
		return s
	}
	return strings.Repeat("试", max(s.MinLength, 1+v.r.IntN(3)))
}

// encode writes the tree as JSON; raw goes out as it is.
func encode(b *strings.Builder, v any) {
	switch x := v.(type) {
	case map[string]any:
		b.WriteByte('{')
		for i, k := range slices.Sorted(maps.Keys(x)) {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(strconv.Quote(k) + ":")
			encode(b, x[k])
		}
		b.WriteByte('}')
	case []any:
		b.WriteByte('[')
		for i, e := range x {
			if i > 0 {
				b.WriteByte(',')
			}
			encode(b, e)
		}
		b.WriteByte(']')
	case raw:
		b.WriteString(string(x))
	}
}

// spoil replaces one place of the tree by something bad; which one, the generator decides. It returns the new tree.
func (v *inventory) spoil(tree any, values []raw) any {
	n := v.r.IntN(spots(tree))
	return replaceAt(tree, &n, "", func(name string) raw {
		if v.r.IntN(2) == 0 {
			switch {
			case strings.HasSuffix(name, "_on") || name == "date" || name == "on_date":
				return raw(strconv.Quote(hostileDays()[v.r.IntN(len(hostileDays()))]))
			case strings.HasSuffix(name, "_fen") || name == "minutes" || name == "sessions" || name == "instalments":
				return raw(hostileNumbers()[v.r.IntN(len(hostileNumbers()))])
			}
		}
		return values[v.r.IntN(len(values))]
	})
}

func spots(tree any) int {
	n := 1
	switch x := tree.(type) {
	case map[string]any:
		for _, e := range x {
			n += spots(e)
		}
	case []any:
		for _, e := range x {
			n += spots(e)
		}
	}
	return n
}

func replaceAt(tree any, n *int, name string, bad func(string) raw) any {
	if *n--; *n < 0 {
		return bad(name)
	}
	switch x := tree.(type) {
	case map[string]any:
		out := maps.Clone(x)
		for _, k := range slices.Sorted(maps.Keys(x)) {
			if *n >= 0 {
				out[k] = replaceAt(x[k], n, k, bad)
			}
		}
		return out
	case []any:
		out := slices.Clone(x)
		for i := range x {
			if *n >= 0 {
				out[i] = replaceAt(x[i], n, name, bad)
			}
		}
		return out
	}
	return tree
}

func hostileDays() []string {
	return []string{"2021-02-30", "0000-00-00", "2020-13-01", "0001-01-01", "9999-12-31", "2020/12/17", "20201217xx", "试试试试试试试试试试", "2020-12-1 ", "-999-01-01", "          "}
}

func hostileNumbers() []string {
	return []string{"-1", "-9223372036854775808", "9223372036854775807", "9007199254740993", "100000000001", "1000000000000000", "9999999999999", "1.5", "0"}
}

// hostileTexts are texts that somewhere, once, broke something.
func hostileTexts() []string {
	return []string{
		"", " ", "\t\n", "试", "'; DROP TABLE aid_cases; --", "' OR '1'='1", "<script>alert(1)</script>", "=1+1", "@SUM(A1)", "=cmd|' /C calc'!A0",
		"../../../../etc/passwd", "..\\..\\x", "C:\\x", "%s%n%d", "%00", "{{7*7}}", "${jndi:ldap://x}", "\u202e\u2066文本", "\u0007\u001b[31m", "\ufeff\u200b\u2028", "e\u0301\U0001F468\u200d\U0001F469\u200d\U0001F467",
		"2021-02-30", "0000-00-00", "99999-01-01", "2020-13-01", "2020-1-1", "-0001-01-01", "2020-12-17T00:00:00Z", "１２３", "1e309", "-1", "0x10", "NaN", "null", "true",
		"01E7PAAYM0ZP19637A52VY9WVP", "a/b", strings.Repeat("九", 3000), strings.Repeat("9", 400), strings.Repeat(",living", 50), "9223372036854775808",
	}
}

// hostileValues are JSON values that no field wants, or that are no JSON.
func hostileValues() []raw {
	out := []raw{
		"null", "true", "[]", "{}", "[[]]", `[null]`, `{"":null}`, "0", "-0", "-1", "1.5", "1e2", "1e-400", "1e309", "-1e309", "9223372036854775807", "-9223372036854775808",
		"9223372036854775808", "9007199254740993", "100000000000000000", "NaN", "Infinity", "01", "+1", "0x10", ".5", raw(strings.Repeat("9", 400)), "2147483648", "-99",
		`"\u0000"`, `"a\u0000b"`, `"\ud800"`, `"\udc00\ud800"`, "\"\xff\xfe\"", "\"\xed\xa0\x80\"", `"\x"`, `"`, "\"a\nb\"", `'x'`,
		raw(strings.Repeat("[", 2000) + strings.Repeat("]", 2000)), raw(strings.Repeat(`{"a":`, 2000) + "1" + strings.Repeat("}", 2000)),
		raw(`"` + strings.Repeat("x", 1_000_000) + `"`), raw("[" + strings.Repeat(`"x",`, 20_000) + `"x"]`), raw("[" + strings.Repeat(`{},`, 20_000) + `{}]`),
	}
	for _, s := range hostileTexts() {
		var b strings.Builder
		encodeText(&b, s)
		out = append(out, raw(b.String()))
	}
	return out
}

func encodeText(b *strings.Builder, s string) {
	b.WriteByte('"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteRune(c)
		case c < 0x20:
			fmt.Fprintf(b, `\u%04x`, c)
		default:
			b.WriteRune(c)
		}
	}
	b.WriteByte('"')
}

// hostileBodies are whole bodies that are wrong.
func hostileBodies() []string {
	return []string{
		"", " ", "null", "[]", `""`, "0", "{", "{}", "}", `{"a":1}{"b":2}`, `{"version":1,"version":2}`, "{}garbage", "\xef\xbb\xbf{}", "\xff\xfe{\x00}\x00", "<xml/>", "a=1&b=2",
		strings.Repeat("[", 200_000), strings.Repeat(`{"a":`, 100_000), `{"` + strings.Repeat("k", 100_000) + `":1}`, strings.Repeat(" ", 2<<20) + "{}", `{"reason":"` + strings.Repeat("长", 400_000) + `"}`,
	}
}

// hostileAddresses are escaped texts for a place in the path or a query.
func hostileAddresses() []string {
	return []string{
		"x", "%20", "%00", "%ff", "%zz", "%c0%af", "%ed%a0%80", "..", "%2e%2e", "..%2f..%2fetc%2fpasswd", "a%2Fb", "a%5Cb", "%27%20OR%201=1--", "%25s%25n", "%E4%B8%AD", "%E2%80%AE", "%F0%9F%98%80",
		"-1", "0", "1e309", "99999999999999999999", "*", "+", ";", "a;b", "a=b", "%0d%0aX:%20y", "01E7PAAYM0ZP19637A52VY9WVP", "2021-02-30", "0000-00-00", "99999-01-01", strings.Repeat("9", 30), strings.Repeat("%E4%B9%9D", 600),
		"W10", "WzEsMl0", "WyJ4IiwieSJd", "WzFlMzA5LCJ4Il0", "W251bGwsbnVsbF0", "true", "null", "undefined", "-updated", "%3Cscript%3E",
	}
}
