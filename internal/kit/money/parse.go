package money

import (
	"strconv"
	"strings"

	"yice/internal/kit/errs"
)

// Parse reads an amount in yuan as people type it and as spreadsheets hold it: "1234.5", "1,234.50", "¥1,234",
// full-width digits and signs, a trailing 元. It is strict about everything else: groups of three, at most two
// decimals, at least one digit before the point, no exponent.
func Parse(s string) (Fen, error) {
	t := strings.Map(halfWidth, strings.TrimSpace(s))
	t = strings.TrimSpace(strings.TrimSuffix(t, "元"))
	neg := strings.HasPrefix(t, "-")
	if neg || strings.HasPrefix(t, "+") {
		t = t[1:]
	}
	t = strings.TrimSpace(strings.TrimPrefix(t, "¥"))
	whole, part, point := strings.Cut(t, ".")
	whole, ok := ungroup(whole)
	if !ok || !digits(whole) || point && !digits(part) {
		return 0, errs.New(errs.Invalid, "money.format")
	}
	if len(part) > 2 {
		return 0, errs.New(errs.Invalid, "money.too_precise")
	}
	m, err := strconv.ParseUint(whole+(part + "00")[:2], 10, 64)
	if err != nil {
		return 0, overflow()
	}
	return signed(m, neg)
}

// ungroup removes thousands separators, and refuses them in wrong places.
func ungroup(whole string) (string, bool) {
	groups := strings.Split(whole, ",")
	if len(groups) == 1 {
		return whole, true
	}
	for i, g := range groups {
		if len(g) != 3 && (i > 0 || len(g) == 0 || len(g) > 3) {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func halfWidth(r rune) rune {
	switch {
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	case r == '￥':
		return '¥'
	case r == '。':
		return '.'
	case r == '−':
		return '-'
	case r == '\u3000', r == '\u00a0':
		return ' '
	}
	return r
}
