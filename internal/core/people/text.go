package people

import (
	"regexp"
	"strings"
	"unicode"

	"yice/internal/kit/errs"
)

// NormalizeText cleans what people paste (§4.7): full-width letters, digits and joining signs become half-width, runs
// of any space one space, invisible characters vanish. Full-width Chinese punctuation stays.
func NormalizeText(s string) string {
	mapped := strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～' && !strings.ContainsRune("！，：；？（）～", r):
			return r - '！' + '!'
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cf, unicode.Cc) || r == unicode.ReplacementChar || r >= '\ufe00' && r <= '\ufe0f':
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(mapped), " ")
}

// NormalizeNumber is NormalizeText for numbers of documents, cards and phones: no spaces at all and upper case, so
// that the check character x of an identity number is X.
func NormalizeNumber(s string) string {
	return strings.ToUpper(strings.ReplaceAll(NormalizeText(s), " ", ""))
}

var (
	chineseName = regexp.MustCompile(`^\p{Han}+(·\p{Han}+)*$`)
	latinName   = regexp.MustCompile(`^\p{Latin}[\p{Latin} .'-]{0,58}\p{Latin}$`)
)

// NormalizeName cleans and checks a Chinese name (§4.7): 2–20 characters, the parts of minority names joined by U+00B7
// whatever dot was typed, no spaces inside.
func NormalizeName(s string) (string, []errs.Field) {
	name := strings.ReplaceAll(joinDots(NormalizeText(s)), " ", "")
	if n := len([]rune(name)); n < 2 || n > 20 || !chineseName.MatchString(name) {
		return "", block("NAME_FORMAT")
	}
	return name, nil
}

// NormalizeNameFor is NormalizeName that also takes Latin names on documents of people from abroad.
func NormalizeNameFor(typ DocumentType, s string) (string, []errs.Field) {
	name, findings := NormalizeName(s)
	if findings == nil || typ == DocCitizenID || typ == DocHukouBook || typ == "" {
		return name, findings
	}
	if latin := NormalizeText(s); latinName.MatchString(latin) {
		return latin, nil
	}
	return "", findings
}

func joinDots(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("•．.・‧∙⋅･●", r) {
			return '·'
		}
		return r
	}, s)
}
