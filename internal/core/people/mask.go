package people

import "strings"

// MaskID shows the first and last four characters of a document number: 2306**********0011 (§5.4). Short numbers show
// the last two only.
func MaskID(number string) string { return mask(number, 4, 4) }

// MaskDisabilityCert is MaskID of the citizen number inside, without the type and level (§5.4).
func MaskDisabilityCert(number string) string {
	if len(number) < 20 {
		return mask(number, 0, 0)
	}
	return MaskID(number[:18]) + strings.Repeat("*", len(number)-18)
}

// MaskPhone shows the first three and last four digits: 138****5678 (§5.4).
func MaskPhone(number string) string { return mask(number, 3, 4) }

// MaskCard shows the last four digits only (§5.4).
func MaskCard(number string) string {
	if len(number) <= 4 {
		return mask(number, 0, 0)
	}
	return "****" + number[len(number)-4:]
}

// MaskNamePublic is the name on a public notice where full names are not shown: 张*, 张*明 (§5.4). A minor's name is
// never published, not even its surname.
func MaskNamePublic(name string, minor bool) string {
	r := []rune(name)
	switch {
	case minor || len(r) < 2:
		return "***"
	case len(r) == 2:
		return string(r[:1]) + "*"
	}
	return string(r[:1]) + strings.Repeat("*", len(r)-2) + string(r[len(r)-1:])
}

// mask keeps head and tail characters when at least three stay hidden between them, otherwise none but the last two
// of a number long enough.
func mask(s string, head, tail int) string {
	r := []rune(s)
	if len(r) < head+tail+3 {
		head, tail = 0, min(tail, 2)
		if len(r) < 5 {
			tail = 0
		}
	}
	return string(r[:head]) + strings.Repeat("*", len(r)-head-tail) + string(r[len(r)-tail:])
}
