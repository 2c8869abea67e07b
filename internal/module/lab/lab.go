// Package lab answers what a change of the rules would do to the real cases and to the pool before anybody votes on it: the
// rules in force against one or more reforms over the latest assessed facts of every case, or over made-up households; the value
// that spends exactly so much; how a pool that is too small could be shared out. Every figure is computed by the rule sets
// themselves. A run is kept with its inputs and can be repeated to the same bytes, and its changes can be brought before the
// meeting.
package lab

import (
	_ "embed"
	"strings"

	"yice/internal/core/org"
	"yice/internal/kit/authz"
)

//go:embed messages.json
var messages []byte

// Messages are this room's sentences.
func Messages() []byte { return messages }

// Permissions of this room. Cases are shown by the casebook's own scope.
const (
	PermRun  authz.Permission = "lab.run"  // compute, keep a run, bring its changes before the meeting
	PermView authz.Permission = "lab.view" // see kept runs
)

// Grants says which role may do what here: who proposes parameters may compute, who decides on them or watches may look.
func Grants() []authz.Grant {
	var g []authz.Grant
	for _, role := range []string{org.DepartmentOfficer, org.DepartmentLeader, org.Secretariat} {
		g = append(g, authz.Grant{Role: role, Perm: PermRun, Reach: authz.All})
	}
	for _, role := range []string{org.DepartmentOfficer, org.DepartmentLeader, org.Secretariat, org.MeetingMember, org.MeetingChair, org.Auditor} {
		g = append(g, authz.Grant{Role: role, Perm: PermView, Reach: authz.All})
	}
	return g
}

// classes are the codes of the rule sets' list of classes, in its order.
func classes() []string { return []string{"NOT_ELIGIBLE", "DEEP", "REL", "ACC"} }

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

func diseaseCodes() []string {
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
