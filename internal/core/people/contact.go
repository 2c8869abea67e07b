package people

import (
	"regexp"
	"strings"

	"yice/internal/kit/errs"
)

var (
	mobileShape   = regexp.MustCompile(`^1[3-9]\d{9}$`)
	landlineShape = regexp.MustCompile(`^0\d{2,3}-?[1-9]\d{6,7}$`)
	postcodeShape = regexp.MustCompile(`^\d{6}$`)
)

// ParseMobile normalises and checks a mobile number (§4.6); a country prefix +86 is dropped.
func ParseMobile(s string) (string, []errs.Field) {
	n := phoneDigits(s)
	if !mobileShape.MatchString(n) {
		return "", block("PHONE_FORMAT")
	}
	return n, nil
}

// ParsePhone accepts a mobile number or a landline with its area code (§4.6).
func ParsePhone(s string) (string, []errs.Field) {
	if n, findings := ParseMobile(s); findings == nil {
		return n, nil
	}
	n := strings.NewReplacer("(", "", ")", "-", "（", "", "）", "-", "—", "-", "－", "-").Replace(NormalizeNumber(s))
	if !landlineShape.MatchString(n) {
		return "", block("PHONE_FORMAT")
	}
	return n, nil
}

// ParsePostcode checks a postcode of six digits (§4.6).
func ParsePostcode(s string) (string, []errs.Field) {
	n := NormalizeNumber(s)
	if !postcodeShape.MatchString(n) {
		return "", block("POSTCODE_FORMAT")
	}
	return n, nil
}

func phoneDigits(s string) string {
	n := strings.TrimPrefix(NormalizeNumber(s), "+86")
	if strings.HasPrefix(n, "1") || strings.HasPrefix(n, "-1") {
		n = strings.ReplaceAll(n, "-", "")
	}
	return n
}
