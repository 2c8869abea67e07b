package people

import (
	"regexp"
	"strings"

	"yice/internal/kit/errs"
)

const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

var usccShape = regexp.MustCompile(`^[1-9ANY][0-9A-HJ-NPQRTUWXY]\d{6}[0-9A-HJ-NPQRTUWXY]{10}$`)

// USCC is what a unified social credit code says (GB 32100-2015, §4.3). Class is the registering authority and the class
// within it: 81 a base trade union, 91 an enterprise.
type USCC struct {
	Number   string
	Class    string
	AreaCode string
	OrgCode  string
}

// ParseUSCC checks and reads a unified social credit code. A wrong check character only warns: some early real codes
// fail it.
func ParseUSCC(s string) (USCC, []errs.Field) {
	number := NormalizeNumber(s)
	if !usccShape.MatchString(number) {
		return USCC{}, block("USCC_FORMAT")
	}
	code := USCC{Number: number, Class: number[:2], AreaCode: number[2:8], OrgCode: number[8:17]}
	if number[17] != usccCheck(number[:17]) || number[16] != orgCodeCheck(number[8:16]) {
		return code, warn("USCC_CHECK")
	}
	return code, nil
}

func usccCheck(body string) byte {
	sum, weight := 0, 1
	for i := range len(body) {
		sum += strings.IndexByte(usccAlphabet, body[i]) * weight
		weight = weight * 3 % 31
	}
	return usccAlphabet[(31-sum%31)%31]
}

// orgCodeCheck is the check character of the organisation code inside (GB 11714).
func orgCodeCheck(body string) byte {
	weights := [8]int{3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += alphanumericValue(body[i]) * w
	}
	return "0X987654321"[sum%11]
}
