package people

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"yice/internal/core/org"
	"yice/internal/kit/errs"
)

// Sex is a code of GB/T 2261.1 (§4.5); note that 2, not 0, is female.
type Sex string

// The four codes of GB/T 2261.1.
const (
	SexUnknown   Sex = "0"
	Male         Sex = "1"
	Female       Sex = "2"
	SexNotStated Sex = "9"
)

// CitizenID is what a valid 18-character citizen identity number says.
type CitizenID struct {
	Number   string
	BirthOn  string
	Sex      Sex
	AreaCode string
}

// ParseCitizenID checks a citizen identity number (GB 11643, §4.1) and reads it. today bounds the birth date. An area
// code that is not in the present table only warns: the county may have been abolished since.
func ParseCitizenID(s, today string) (CitizenID, []errs.Field) {
	number := NormalizeNumber(s)
	if !citizenShape.MatchString(number) {
		return CitizenID{}, block("ID_FORMAT")
	}
	id, findings := readID18(number, today)
	if findings != nil {
		return CitizenID{}, findings
	}
	if !org.KnownArea(id.AreaCode) || strings.HasPrefix(id.AreaCode, "8") {
		return id, warn("ID_REGION_UNKNOWN", "area", id.AreaCode)
	}
	return id, nil
}

// readID18 reads the parts that all documents with the GB 11643 layout share.
func readID18(number, today string) (CitizenID, []errs.Field) {
	birth, ok := birthDate(number[6:14], today)
	if !ok {
		return CitizenID{}, block("ID_DATE")
	}
	if number[17] != checkChar112(number[:17]) {
		return CitizenID{}, block("ID_CHECK")
	}
	return CitizenID{Number: number, BirthOn: birth, Sex: sexByDigit(number[16]), AreaCode: number[:6]}, nil
}

// ConvertID15 lifts a 15-digit number of the first generation to 18 characters (§4.1; accepted on import only) and
// checks the outcome.
func ConvertID15(s, today string) (CitizenID, []errs.Field) {
	old := NormalizeNumber(s)
	if !oldShape.MatchString(old) {
		return CitizenID{}, block("ID_FORMAT")
	}
	body := old[:6] + "19" + old[6:]
	return ParseCitizenID(body+string(checkChar112(body)), today)
}

// ParseImportedID accepts both generations of the number.
func ParseImportedID(s, today string) (CitizenID, []errs.Field) {
	if len(NormalizeNumber(s)) == 15 {
		return ConvertID15(s, today)
	}
	return ParseCitizenID(s, today)
}

// CheckAgainstID compares separately given birth date and sex with what the number says; empty values pass.
func CheckAgainstID(id CitizenID, birthOn string, sex Sex) []errs.Field {
	var out []errs.Field
	if birthOn != "" && birthOn != id.BirthOn {
		out = append(out, block("ID_BIRTH_MISMATCH")...)
	}
	if sex != "" && sex != id.Sex {
		out = append(out, block("ID_SEX_MISMATCH")...)
	}
	return out
}

// MakeCitizenID makes a number with a right check character for demo data and tests: area is a county code, birth a
// date, seq the order number 0–999 whose last digit gives the sex (odd is male).
func MakeCitizenID(area, birth string, seq int) string {
	body := fmt.Sprintf("%s%s%03d", area, strings.ReplaceAll(birth, "-", ""), seq)
	return body + string(checkChar112(body))
}

// checkChar112 is the check character of ISO 7064 MOD 11-2 over 17 digits.
func checkChar112(body string) byte {
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += int(body[i]-'0') * w
	}
	return "10X98765432"[sum%11]
}

func birthDate(yyyymmdd, today string) (string, bool) {
	t, err := time.Parse("20060102", yyyymmdd)
	if err != nil {
		return "", false
	}
	day := t.Format(time.DateOnly)
	return day, day <= today
}

func sexByDigit(d byte) Sex {
	if (d-'0')%2 == 1 {
		return Male
	}
	return Female
}

var (
	citizenShape = regexp.MustCompile(`^[1-8]\d{5}(18|19|20)\d{9}[\dX]$`)
	oldShape     = regexp.MustCompile(`^[1-8]\d{14}$`)
)
