// Package care is the services that psychologists, nurses, masseurs, lawyers and volunteers give to the households: who they
// are, what is arranged with them, and every session that took place. A case officer sees the sessions of the cases in scope;
// whoever gives a service sees those assigned to him or her, with the name masked, and never the casebook.
package care

import (
	_ "embed"
	"slices"

	"yice/internal/core/org"
	"yice/internal/kit/authz"
)

//go:embed messages.json
var messages []byte

// Messages are this room's sentences.
func Messages() []byte { return messages }

// Permissions of this room. Held within an organisation they reach the cases in scope; held for what is assigned, the
// sessions of one's own.
const (
	PermView    authz.Permission = "care.view"
	PermRecord  authz.Permission = "care.record"
	PermPlan    authz.Permission = "care.plan"
	PermManage  authz.Permission = "care.manage"
	PermExport  authz.Permission = "care.export"
	PermContact authz.Permission = "care.contact"
)

// Grants says which role may do what here, and how far.
func Grants() []authz.Grant {
	var g []authz.Grant
	add := func(role string, reach authz.ReachKind, perms ...authz.Permission) {
		for _, p := range perms {
			g = append(g, authz.Grant{Role: role, Perm: p, Reach: reach})
		}
	}
	add(org.DepartmentOfficer, authz.Org, PermView, PermRecord, PermPlan, PermManage, PermExport, PermContact)
	add(org.DepartmentLeader, authz.Org, PermView, PermExport)
	add(org.StreetOfficer, authz.Org, PermView, PermRecord, PermPlan, PermContact)
	add(org.ContactCadre, authz.Org, PermView, PermRecord, PermPlan, PermContact)
	add(org.Secretariat, authz.All, PermView, PermManage, PermExport)
	add(org.MeetingMember, authz.Org, PermView)
	add(org.MeetingChair, authz.All, PermView)
	add(org.Auditor, authz.All, PermView, PermExport)
	add(org.ServiceProvider, authz.Assigned, PermView, PermRecord, PermPlan, PermContact)
	return g
}

// Constraints maps the room's database constraints to its error codes.
func Constraints() map[string]string {
	return map[string]string{
		"care_providers_org_id_kind_name_key":          "care.provider_taken",
		"service_sessions_staff_id_on_date_starts_key": "care.time_taken",
	}
}

// Kinds are the kinds of services.
func Kinds() []string {
	return []string{"psychological", "nursing", "massage", "legal", "volunteer", "other"}
}

// Outcomes say what a session brought.
func Outcomes() []string { return []string{"better", "same", "worse", "referred", "finished"} }

// The states of a session: arranged, given, not kept by the household, called off.
const (
	Planned   = "planned"
	Done      = "done"
	Missed    = "missed"
	Cancelled = "cancelled"
)

// States lists the states in the order in which they are shown.
func States() []string { return []string{Planned, Done, Missed, Cancelled} }

// What a provider is.
const (
	FormPerson       = "person"
	FormOrganisation = "organisation"
)

// TaskSession is the kind of the task that an arranged session opens.
const TaskSession = "service_session"

// MinutesMax is the longest session, a whole day.
const MinutesMax = 24 * 60

// Provider is a person or an organisation that gives services of one kind, kept by the organisation that brought it in.
type Provider struct {
	ID          string     `db:"id" json:"id"`
	Form        string     `db:"form" json:"form"`
	Kind        string     `db:"kind" json:"kind"`
	Name        string     `db:"name" json:"name"`
	OrgID       string     `db:"org_id" json:"org_id"`
	OrgPath     string     `db:"org_path" json:"-"`
	OrgName     string     `db:"org_name" json:"org_name"`
	PhoneSealed string     `db:"phone_sealed" json:"-"`
	Phone       string     `db:"phone_masked" json:"phone" doc:"masked"`
	Note        string     `db:"note" json:"note"`
	Active      bool       `db:"active" json:"active"`
	Version     int64      `db:"version" json:"version"`
	MadeAt      int64      `db:"made_at" json:"made_at"`
	UpdatedAt   int64      `db:"updated_at" json:"updated_at"`
	UpdatedBy   string     `db:"updated_by" json:"updated_by"`
	Staff       []StaffRef `db:"-" json:"staff"`
	Sessions    int64      `db:"-" json:"sessions" doc:"sessions given so far"`
	Can         []string   `db:"-" json:"can"`
}

// StaffRef is a member of staff who gives a provider's services with an account.
type StaffRef struct {
	ProviderID string `db:"provider_id" json:"-"`
	StaffID    string `db:"staff_id" json:"staff_id"`
	Name       string `db:"name" json:"name"`
}

// Session is one service: arranged, or given. Each one that was given counts as one.
type Session struct {
	ID           string `db:"id" json:"id"`
	CaseID       string `db:"case_id" json:"case_id"`
	PersonID     string `db:"person_id" json:"person_id"`
	MeasureID    string `db:"measure_id" json:"measure_id"`
	Kind         string `db:"kind" json:"kind"`
	ProviderID   string `db:"provider_id" json:"provider_id"`
	StaffID      string `db:"staff_id" json:"staff_id"`
	State        string `db:"state" json:"state"`
	OnDate       string `db:"on_date" json:"on_date"`
	Starts       string `db:"starts" json:"starts"`
	Minutes      int64  `db:"minutes" json:"minutes"`
	Place        string `db:"place" json:"place"`
	Purpose      string `db:"purpose" json:"purpose"`
	NoteSealed   string `db:"note_sealed" json:"-"`
	Outcome      string `db:"outcome" json:"outcome"`
	Satisfaction int64  `db:"satisfaction" json:"satisfaction" doc:"1 to 5, 0 for not asked"`
	Reason       string `db:"reason" json:"reason"`
	Version      int64  `db:"version" json:"version"`
	MadeByID     string `db:"made_by_id" json:"-"`
	MadeBy       string `db:"made_by" json:"made_by"`
	MadeAt       int64  `db:"made_at" json:"made_at"`
	DoneBy       string `db:"done_by" json:"done_by"`
	DoneAt       int64  `db:"done_at" json:"done_at"`
	UpdatedAt    int64  `db:"updated_at" json:"updated_at"`
	UpdatedBy    string `db:"updated_by" json:"updated_by"`
}

// SessionRow is a session in a list: with names, without the note.
type SessionRow struct {
	Session
	FileNo       string   `db:"file_no" json:"file_no" doc:"empty for whoever gives the service"`
	AreaCode     string   `db:"area_code" json:"area_code"`
	AreaName     string   `db:"-" json:"area_name"`
	LeadOrgPath  string   `db:"lead_org_path" json:"-"`
	EntryOrgPath string   `db:"entry_org_path" json:"-"`
	IsOpen       bool     `db:"is_open" json:"-"`
	PersonName   string   `db:"person_name" json:"person_name" doc:"masked for whoever gives the service"`
	BirthOn      string   `db:"birth_on" json:"-"`
	ProviderName string   `db:"provider_name" json:"provider_name"`
	Mine         bool     `db:"mine" json:"mine" doc:"assigned to the caller"`
	Can          []string `db:"-" json:"can"`
}

// ShownSession is one session with its note.
type ShownSession struct {
	SessionRow
	Note string `json:"note"`
}

func known(list []string, code string) bool { return slices.Contains(list, code) }
