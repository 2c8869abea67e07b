// Package people knows persons: their documents, names, contact data, the national and union code lists, how they are
// masked and how they are searched for, and keeps them in households with dated memberships. Persons are listed nowhere:
// they are seen through the case that the room above opens for their household.
//
// Sources: domain rules §4 (GB 11643, GB 32100, GB/T 2261, 3304, 4658, 4761, 4762), §5.4 (masking), §5.5 (codes of the
// findings), §13 (labels). Validators answer findings without a path; the caller places them with At.
package people

import (
	"time"

	"yice/internal/kit/errs"
)

// At puts findings under the JSON path of the input that they are about.
func At(path string, findings []errs.Field) []errs.Field {
	out := make([]errs.Field, len(findings))
	for i, f := range findings {
		f.Path = path
		out[i] = f
	}
	return out
}

// Blocking tells whether any finding is more than a warning.
func Blocking(findings []errs.Field) bool {
	for _, f := range findings {
		if !f.Warn {
			return true
		}
	}
	return false
}

// AgeOn is the age in full years on a day, or -1 when a date is wrong or the birth lies ahead. Who was born on
// 29 February is a year older on 1 March of other years.
func AgeOn(birthOn, day string) int {
	b, err := time.Parse(time.DateOnly, birthOn)
	if err != nil {
		return -1
	}
	d, err := time.Parse(time.DateOnly, day)
	if err != nil || d.Before(b) {
		return -1
	}
	age := d.Year() - b.Year()
	if d.Month() < b.Month() || d.Month() == b.Month() && d.Day() < b.Day() {
		age--
	}
	return age
}

// IsMinor tells whether the person is under 18 on a day (Civil Code art. 17).
func IsMinor(birthOn, day string) bool {
	age := AgeOn(birthOn, day)
	return age >= 0 && age < 18
}

// CheckParentAge warns when a child was born before the parent was 14 (§5.5 RELATION_AGE).
func CheckParentAge(parentBirthOn, childBirthOn string) []errs.Field {
	if age := AgeOn(parentBirthOn, childBirthOn); age >= 14 || !realDate(parentBirthOn) || !realDate(childBirthOn) {
		return nil
	}
	return warn("RELATION_AGE")
}

func realDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

func block(code string, params ...any) []errs.Field { return finding(code, false, params) }

func warn(code string, params ...any) []errs.Field { return finding(code, true, params) }

func finding(code string, isWarning bool, params []any) []errs.Field {
	return []errs.Field{{Code: code, Params: errs.New(errs.Invalid, code, params...).Params, Warn: isWarning}}
}
