// Package policy holds the rules that change: parameters, dated and valid for an area, each with the document that set it,
// and the assessment of a household, which explains every figure by rows and can be computed again under the very
// versions it was made with. No amount, ratio or period stands in code; what is not in force stops the computation
// (PARAM_MISSING) and never falls back to an old value.
package policy

import (
	_ "embed"
	"strings"

	"yice/internal/kit/authz"
)

// Permissions of this room. Adoption has none: only a resolution of the meeting adopts, through AdoptTx.
const (
	PermView    authz.Permission = "policy.view"
	PermPropose authz.Permission = "policy.propose"
	PermLoad    authz.Permission = "policy.load"
	PermReplay  authz.Permission = "policy.replay"
)

//go:embed messages.json
var messages []byte

// Messages are this room's sentences.
func Messages() []byte { return messages }

// Grants says which role may do what here.
func Grants() []authz.Grant {
	var g []authz.Grant
	add := func(perm authz.Permission, reach authz.ReachKind, roles ...string) {
		for _, r := range roles {
			g = append(g, authz.Grant{Role: r, Perm: perm, Reach: reach})
		}
	}
	add(PermView, authz.All, "window_clerk", "employer_union", "street_officer", "department_officer", "department_leader", "check_officer", "secretariat",
		"meeting_member", "meeting_chair", "contact_cadre", "finance_maker", "finance_reviewer", "finance_releaser", "auditor", "system_admin")
	add(PermPropose, authz.Org, "department_officer", "department_leader")
	add(PermPropose, authz.All, "secretariat")
	add(PermLoad, authz.All, "system_admin")
	add(PermReplay, authz.All, "auditor", "secretariat")
	return g
}

// Status of a version of a parameter. Only a draft changes: adopted ones are replaced by later versions, never edited.
type Status string

// The statuses.
const (
	Draft     Status = "draft"
	Adopted   Status = "adopted"
	Withdrawn Status = "withdrawn"
	Rejected  Status = "rejected"
)

// Param is one version of a parameter. Value is exact decimal text in Unit; FromOn and ToOn are its first and last day, ToOn
// empty for no end; Area a division code, empty for the whole country; instants are unix milliseconds.
type Param struct {
	ID           string `db:"id" json:"id"`
	Key          string `db:"key" json:"key"`
	Area         string `db:"area" json:"area"`
	Value        string `db:"value" json:"value"`
	Unit         string `db:"unit" json:"unit"`
	Document     string `db:"document" json:"document"`
	FromOn       string `db:"from_on" json:"from_on"`
	ToOn         string `db:"to_on" json:"to_on"`
	Status       Status `db:"status" json:"status"`
	MotionID     string `db:"motion_id" json:"motion_id"`
	Note         string `db:"note" json:"note"`
	ProposedByID string `db:"proposed_by_id" json:"-"`
	ProposedBy   string `db:"proposed_by" json:"proposed_by"`
	ProposedAt   int64  `db:"proposed_at" json:"proposed_at"`
	AdoptedBy    string `db:"adopted_by" json:"adopted_by"`
	AdoptedAt    int64  `db:"adopted_at" json:"adopted_at"`
}

// Version is what a computation remembers of a parameter that it read.
type Version struct {
	ID       string `json:"id"`
	Key      string `json:"key"`
	Area     string `json:"area"`
	Value    string `json:"value"`
	Unit     string `json:"unit"`
	Document string `json:"document"`
	FromOn   string `json:"from_on"`
}

func (p Param) version() Version {
	return Version{ID: p.ID, Key: p.Key, Area: p.Area, Value: p.Value, Unit: p.Unit, Document: p.Document, FromOn: p.FromOn}
}

// levels are the areas whose parameters hold in an area, the nearest first: county, city, province, country. A short code
// such as 2306 is the city's.
func levels(area string) []string {
	var out []string
	if len(area) >= 2 {
		area += strings.Repeat("0", max(6-len(area), 0))
		for _, code := range []string{area[:6], area[:4] + "00", area[:2] + "0000"} {
			if len(out) == 0 || out[len(out)-1] != code {
				out = append(out, code)
			}
		}
	}
	return append(out, "")
}

// within tells whether an area lies in another one: 230602 in 230600, everything in the country.
func within(area, outer string) bool {
	for range 2 {
		outer = strings.TrimSuffix(outer, "00")
	}
	return area != "" && strings.HasPrefix(area, outer) || area == outer
}
