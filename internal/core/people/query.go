package people

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// QueryKind is what the one search box was asked for.
type QueryKind string

// The kinds of a search; QueryNone means that there is nothing to look for yet.
const (
	QueryNone   QueryKind = ""
	QueryName   QueryKind = "name"
	QueryPinyin QueryKind = "pinyin"
	QueryIDTail QueryKind = "id_tail"
	QueryID     QueryKind = "id"
	QueryPhone  QueryKind = "phone"
	QueryFile   QueryKind = "file"
)

// Query is a classified search. Value is the cleaned text. For names every token of All must be present; for pinyin
// one token of Any is enough.
type Query struct {
	Kind  QueryKind
	Value string
	All   []string
	Any   []string
}

var (
	idTailShape = regexp.MustCompile(`^\d{3}[\dX]$`)
	digitsShape = regexp.MustCompile(`^\d+$`)
	lettersOnly = regexp.MustCompile(`^[a-z]+$`)
	fileShape   = regexp.MustCompile(`^[\p{Han}A-Z]{0,8}[-〔(\[]?\d{2,}[-0-9A-Z〕)\]号]*$`)
)

// ParseQuery classifies what was typed into the search box (ui: one box for name, pinyin initials, last four of the ID,
// phone and file number). Fewer than two characters look for nothing; so does text of no known kind.
func ParseQuery(s string) Query {
	text := NormalizeText(s)
	number := NormalizeNumber(s)
	if utf8.RuneCountInString(number) < 2 {
		return Query{}
	}
	switch {
	case citizenShape.MatchString(number), foreignNewShape.MatchString(number), foreignOldShape.MatchString(number), oldShape.MatchString(number):
		return Query{Kind: QueryID, Value: number}
	case idTailShape.MatchString(number):
		return Query{Kind: QueryIDTail, Value: number}
	}
	if phone, findings := ParsePhone(s); findings == nil {
		return Query{Kind: QueryPhone, Value: phone}
	}
	if letters := strings.ToLower(strings.NewReplacer(" ", "", "'", "", "·", "").Replace(text)); lettersOnly.MatchString(letters) {
		return Query{Kind: QueryPinyin, Value: letters, Any: []string{"i:" + letters, "p:" + letters}}
	}
	if fileShape.MatchString(number) && !(digitsShape.MatchString(number) && len(number) < 5) {
		return Query{Kind: QueryFile, Value: number}
	}
	return nameQuery(text)
}

func nameQuery(text string) Query {
	chars := han(text)
	if len(chars) < 2 || len(chars) > 20 || !chineseName.MatchString(strings.Trim(strings.ReplaceAll(joinDots(text), " ", ""), "·")) {
		return Query{}
	}
	q := Query{Kind: QueryName, Value: string(chars)}
	seen := map[string]bool{}
	for i := 0; i+1 < len(chars); i++ {
		if token := "b:" + string(chars[i:i+2]); !seen[token] {
			seen[token] = true
			q.All = append(q.All, token)
		}
	}
	return q
}
