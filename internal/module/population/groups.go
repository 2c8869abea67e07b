package population

import (
	"strconv"
	"strings"
)

// Classes are the codes of the rule sets' list of classes, in its order.
func Classes() []string { return []string{"NOT_ELIGIBLE", "DEEP", "REL", "ACC"} }

// disease is a group of diseases by the first and last ICD-10 category.
type disease struct{ code, from, to string }

// diseases are the groups by which households are told apart, the narrow ones first (domain rules §13, 疾病类别, by the chapters of
// ICD-10). The first is for households without a bill, the last for what falls under no other.
func diseases() []disease {
	return []disease{
		{"none", "", ""},
		{"kidney", "N17", "N19"},
		{"motor_neurone", "G12", "G12"},
		{"tumour", "C00", "D48"},
		{"blood", "D50", "D89"},
		{"endocrine", "E00", "E90"},
		{"mental", "F00", "F99"},
		{"nerves", "G00", "G99"},
		{"circulation", "I00", "I99"},
		{"lungs", "J00", "J99"},
		{"digestion", "K00", "K93"},
		{"bones", "M00", "M99"},
		{"inborn", "Q00", "Q99"},
		{"injury", "S00", "T98"},
		{"other", "", ""},
	}
}

// DiseaseCodes are the codes of the groups of diseases, in the order that Facts.Disease counts.
func DiseaseCodes() []string {
	out := make([]string, 0, len(diseases()))
	for _, d := range diseases() {
		out = append(out, d.code)
	}
	return out
}

// diseaseOf is the group of an ICD-10 code, "" for none.
func diseaseOf(icd string) int {
	list := diseases()
	if icd == "" {
		return 0
	}
	icd = strings.ToUpper(icd)
	for i, d := range list {
		if d.from != "" && icd >= d.from && icd[:min(len(icd), 3)] <= d.to {
			return i
		}
	}
	return len(list) - 1
}

// ages are the bands of the head's age, by the first year.
func ages() []int { return []int{0, 30, 40, 50, 60, 70} }

// ageBand is the band of an age.
func ageBand(years int) int {
	list := ages()
	for i := len(list) - 1; i > 0; i-- {
		if years >= list[i] {
			return i
		}
	}
	return 0
}

func ageCode(i int) string { return strconv.Itoa(ages()[i]) }

// AgeCodes are the codes of the bands of the head's age, in the order that Facts.Age counts.
func AgeCodes() []string {
	out := make([]string, 0, len(ages()))
	for i := range ages() {
		out = append(out, ageCode(i))
	}
	return out
}
