// Package visit is going to people's homes: the first visit before an opinion, the revisit every half year that decides how
// aid goes on, and the follow-up after its end. Two people go, they write down what they saw; they do not decide
// (domain rules §0.3, §2.6).
package visit

import (
	_ "embed"

	"yice/internal/core/org"
	"yice/internal/kit/authz"
	"yice/internal/module/aid"
)

//go:embed messages.json
var messages []byte

// Messages are this room's sentences.
func Messages() []byte { return messages }

// Permissions of this room, beside aid.PermVisit (record what was seen) and aid.PermRevisit (decide how aid goes on).
const (
	PermView   authz.Permission = "visit.view"
	PermPlan   authz.Permission = "visit.plan"
	PermExport authz.Permission = "visit.export"
)

// Grants says which role may do what here, and how far. Reach Assigned is for those who visit only when appointed.
func Grants() []authz.Grant {
	var g []authz.Grant
	add := func(role string, reach authz.ReachKind, perms ...authz.Permission) {
		for _, p := range perms {
			g = append(g, authz.Grant{Role: role, Perm: p, Reach: reach})
		}
	}
	own, all := authz.Org, authz.All
	for _, role := range []string{org.WindowClerk, org.EmployerUnion, org.StreetOfficer, org.ContactCadre} {
		add(role, own, PermView, PermPlan, aid.PermVisit)
	}
	add(org.DepartmentOfficer, own, PermView, PermPlan, PermExport, aid.PermVisit, aid.PermRevisit)
	add(org.DepartmentLeader, own, PermView, PermExport, aid.PermRevisit)
	add(org.DepartmentLeader, authz.Assigned, aid.PermVisit)
	add(org.Secretariat, all, PermView, PermExport)
	add(org.Secretariat, authz.Assigned, aid.PermVisit)
	add(org.Auditor, all, PermView, PermExport)
	return g
}

// Codes maps the room's constraints to error codes.
func Codes() map[string]string {
	return map[string]string{
		"visits_case_id_kind_month_key":                              "visit.planned_already",
		"visit_relatives_case_id_person_id_staff_name_staff_org_key": "visit.relative_known",
	}
}

// Kinds of visit.
const (
	Initial   = "initial"
	Revisit   = "revisit"
	AfterExit = "after_exit"
)

// States of a visit.
const (
	Planned   = "planned"
	Done      = "done"
	Cancelled = "cancelled"
)

// Outcomes of a revisit, and what visitors may advise at one.
const (
	Increase = "increase"
	Keep     = "keep"
	Reduce   = "reduce"
	End      = "end"
)

// Advices are what visitors may advise, by kind.
func Advices(kind string) []string {
	switch kind {
	case Initial:
		return []string{"support", "not_support", "look_again"}
	case Revisit:
		return []string{Increase, Keep, Reduce, End}
	}
	return []string{"stable", "relapse"}
}

// Relapses are the signals at a follow-up that propose to reopen a case.
func Relapses() []string { return []string{"new_bill", "job_loss", "death", "other"} }

// Conditions say in what state a dwelling is.
func Conditions() []string { return []string{"good", "fair", "poor", "dangerous"} }

// Seen are the kinds of property that visitors look for.
func SeenKinds() []string {
	return []string{"house", "shop", "vehicle", "land", "livestock", "appliance", "business", "other"}
}

// PhotoKinds are what photos show.
func PhotoKinds() []string { return []string{"outside", "inside", "paper", "member", "other"} }

// Months after the end at which there is a follow-up.
func Months() []int64 { return []int64{1, 3, 6} }

// Visit is one appointment with what came of it. Dates are days in China, instants unix milliseconds.
type Visit struct {
	ID            string `db:"id" json:"id"`
	CaseID        string `db:"case_id" json:"case_id"`
	Kind          string `db:"kind" json:"kind"`
	Month         int64  `db:"month" json:"month"`
	State         string `db:"state" json:"state"`
	IsOpen        bool   `db:"is_open" json:"is_open"`
	Title         string `db:"title" json:"title"`
	FileNo        string `db:"file_no" json:"file_no"`
	AreaCode      string `db:"area_code" json:"area_code"`
	Street        string `db:"street" json:"street"`
	PlannedOn     string `db:"planned_on" json:"planned_on"`
	DueOn         string `db:"due_on" json:"due_on"`
	PlaceNote     string `db:"place_note" json:"place_note"`
	RecordSealed  string `db:"record_sealed" json:"-"`
	Photos        int64  `db:"photos" json:"photos"`
	DoneOn        string `db:"done_on" json:"done_on"`
	FinishedAt    int64  `db:"finished_at" json:"finished_at"`
	Advice        string `db:"advice" json:"advice"`
	Relapse       string `db:"relapse" json:"relapse"`
	Outcome       string `db:"outcome" json:"outcome"`
	OutcomeReason string `db:"outcome_reason" json:"outcome_reason"`
	OutcomeByID   string `db:"outcome_by_id" json:"-"`
	OutcomeBy     string `db:"outcome_by" json:"outcome_by"`
	OutcomeAt     int64  `db:"outcome_at" json:"outcome_at"`
	CancelReason  string `db:"cancel_reason" json:"cancel_reason"`
	Version       int64  `db:"version" json:"version"`
	MadeByID      string `db:"made_by_id" json:"-"`
	MadeBy        string `db:"made_by" json:"made_by"`
	MadeAt        int64  `db:"made_at" json:"made_at"`
	UpdatedAt     int64  `db:"updated_at" json:"updated_at"`
	UpdatedBy     string `db:"updated_by" json:"updated_by"`

	Visitors []Visitor `db:"-" json:"visitors"`
	AreaName string    `db:"-" json:"area_name"`
	Can      []string  `db:"-" json:"can"`
}

// Visitor is a member of staff who is appointed to a visit; the place in the form is Seat, from 0.
type Visitor struct {
	VisitID string `db:"visit_id" json:"-"`
	CaseID  string `db:"case_id" json:"-"`
	StaffID string `db:"staff_id" json:"staff_id"`
	Seat    int64  `db:"seat" json:"-"`
	Name    string `db:"name" json:"name"`
	Title   string `db:"title" json:"title"`
	OrgID   string `db:"org_id" json:"org_id"`
	OrgName string `db:"org_name" json:"org_name"`
}

// Relative registers that a member of the household is a close relative of somebody who handles aid, or of a village or
// community committee. Such a household is always visited, and the relative does not visit it (domain rules §2.2).
type Relative struct {
	ID        string `db:"id" json:"id"`
	CaseID    string `db:"case_id" json:"-"`
	PersonID  string `db:"person_id" json:"person_id"`
	StaffID   string `db:"staff_id" json:"staff_id"`
	StaffName string `db:"staff_name" json:"staff_name"`
	StaffOrg  string `db:"staff_org" json:"staff_org"`
	StaffPost string `db:"staff_post" json:"staff_post"`
	Relation  string `db:"relation" json:"relation"`
	Note      string `db:"note" json:"note"`
	MadeByID  string `db:"made_by_id" json:"-"`
	MadeBy    string `db:"made_by" json:"made_by"`
	MadeAt    int64  `db:"made_at" json:"made_at"`
}
