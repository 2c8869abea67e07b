// Package check is the economic check of a household: signed authorisations of its adults, a request to the sources, their
// answers, what was declared beside what was found, and a report by two people. A report states; it never refuses
// (domain rules §2.5).
package check

import (
	_ "embed"
	"slices"

	"yice/internal/core/org"
	"yice/internal/core/people"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/module/aid"
)

//go:embed messages.json
var messages []byte

// Messages are this room's sentences.
func Messages() []byte { return messages }

// Permissions of this room, beside aid.PermStartCheck (request) and aid.PermReport (answers, report, review).
const (
	PermView      authz.Permission = "check.view"      // results of the sources, each look journalled
	PermAuthorise authz.Permission = "check.authorise" // takes signed authorisations in
	PermExport    authz.Permission = "check.export"
)

// Grants says which role may do what here, and how far. The check centre serves every department, so its reach is not an
// organisation but the requests that are sent to it.
func Grants() []authz.Grant {
	var g []authz.Grant
	add := func(role string, reach authz.ReachKind, perms ...authz.Permission) {
		for _, p := range perms {
			g = append(g, authz.Grant{Role: role, Perm: p, Reach: reach})
		}
	}
	own, all := authz.Org, authz.All
	for _, role := range []string{org.WindowClerk, org.EmployerUnion, org.StreetOfficer} {
		add(role, own, PermAuthorise)
	}
	add(org.DepartmentOfficer, own, PermAuthorise, PermView)
	add(org.DepartmentLeader, own, PermView)
	add(org.CheckOfficer, all, aid.PermReport)
	add(org.CheckOfficer, own, PermView, PermExport)
	add(org.Secretariat, all, PermView, PermExport)
	add(org.Auditor, all, PermView, PermExport)
	return g
}

// Codes maps the room's constraints to error codes.
func Codes() map[string]string {
	return map[string]string{
		"check_requests_case_id_key":      "check.already_open",
		"check_requests_number_key":       "busy",
		"check_objections_request_id_key": "check.objected_already",
	}
}

// AdultAge is the age from which a person signs for himself (Civil Code art. 18).
const AdultAge = 18

// Signers of an authorisation.
const (
	SignerOwn            = "own"
	SignerGuardian       = "guardian"
	SignerRepresentative = "representative"
)

// Authorisation is one person's signed permission to be checked. Dates are days in China; UntilOn is the last day, empty for
// as long as the case is open.
type Authorisation struct {
	ID              string `db:"id" json:"id"`
	CaseID          string `db:"case_id" json:"-"`
	PersonID        string `db:"person_id" json:"person_id"`
	TextVersion     string `db:"text_version" json:"text_version"`
	Signer          string `db:"signer" json:"signer"`
	SignerName      string `db:"signer_name" json:"signer_name"`
	SignerRelation  string `db:"signer_relation" json:"signer_relation"`
	Reason          string `db:"reason" json:"reason"`
	SignedOn        string `db:"signed_on" json:"signed_on"`
	UntilOn         string `db:"until_on" json:"until_on"`
	Channel         string `db:"channel" json:"channel"`
	FileID          string `db:"file_id" json:"file_id"`
	WithdrawnOn     string `db:"withdrawn_on" json:"withdrawn_on"`
	WithdrawnBy     string `db:"withdrawn_by" json:"withdrawn_by"`
	WithdrawnReason string `db:"withdrawn_reason" json:"withdrawn_reason"`
	MadeByID        string `db:"made_by_id" json:"-"`
	MadeBy          string `db:"made_by" json:"made_by"`
	MadeAt          int64  `db:"made_at" json:"made_at"`
}

// Valid tells whether the authorisation counts on a day.
func (a Authorisation) Valid(on string) bool {
	return a.WithdrawnOn == "" && a.SignedOn <= on && (a.UntilOn == "" || on <= a.UntilOn)
}

// States of a person's authorisation.
const (
	AuthValid     = "valid"
	AuthMissing   = "missing"
	AuthExpired   = "expired"
	AuthWithdrawn = "withdrawn"
	AuthNotNeeded = "not_needed" // a minor who is not to be checked
)

// Signed is one member of the household with the state of his authorisation.
type Signed struct {
	PersonID string         `json:"person_id"`
	Name     string         `json:"name"`
	Relation string         `json:"relation" doc:"in words"`
	IsAdult  bool           `json:"is_adult"`
	State    string         `json:"state" enum:"valid,missing,expired,withdrawn,not_needed"`
	Last     *Authorisation `json:"last,omitempty"`
}

// isAdult counts somebody whose birth is not known as an adult, so that nobody is checked without having signed.
func isAdult(birthOn, on string) bool {
	age := people.AgeOn(birthOn, on)
	return age < 0 || age >= AdultAge
}

// signedOf joins the members of a household on a day with their authorisations, the newest of each person last in the list.
// A valid one counts even when a later one was withdrawn.
func signedOf(members []people.Member, auths []Authorisation, on string) []Signed {
	out := make([]Signed, 0, len(members))
	for _, m := range members {
		s := Signed{PersonID: m.Person.ID, Name: m.Person.Name, Relation: m.Relation, IsAdult: isAdult(m.Person.BirthOn, on), State: AuthMissing}
		if !s.IsAdult {
			s.State = AuthNotNeeded
		}
		for i, a := range auths {
			if a.PersonID != s.PersonID || s.State == AuthValid && !a.Valid(on) {
				continue
			}
			s.Last = &auths[i]
			switch {
			case a.Valid(on):
				s.State = AuthValid
			case a.WithdrawnOn != "":
				s.State = AuthWithdrawn
			default:
				s.State = AuthExpired
			}
		}
		out = append(out, s)
	}
	return out
}

// allSigned tells whether every adult has a valid authorisation; a household without adults needs a guardian's for each.
func allSigned(list []Signed) bool {
	adults := 0
	for _, s := range list {
		if !s.IsAdult {
			continue
		}
		adults++
		if s.State != AuthValid {
			return false
		}
	}
	return adults > 0 || len(list) > 0 && !slices.ContainsFunc(list, func(s Signed) bool { return s.State != AuthValid })
}

// gateSigned refuses to check the persons unless each has a valid authorisation and so has every adult of the household.
// Codes: AUTH_MISSING, AUTH_EXPIRED, check.person_unknown.
func gateSigned(list []Signed, persons []string) error {
	code, bad := "AUTH_EXPIRED", []errs.Field{}
	known := map[string]bool{}
	for _, s := range list {
		known[s.PersonID] = true
		if s.State == AuthValid || !s.IsAdult && !slices.Contains(persons, s.PersonID) {
			continue
		}
		why := "check.expired"
		if s.State != AuthExpired {
			code, why = "AUTH_MISSING", "check.unsigned"
		}
		bad = append(bad, errs.Field{Path: "persons", Code: why, Params: map[string]any{"name": s.Name}})
	}
	for i, p := range persons {
		if !known[p] {
			return errs.InvalidField(at("persons", i), "check.person_unknown")
		}
	}
	if len(bad) > 0 {
		return &errs.Error{Kind: errs.Conflict, Code: code, Fields: bad}
	}
	return nil
}

// Kinds of request.
const (
	KindFirst     = "first"     // before the first opinion
	KindRecheck   = "recheck"   // again later: the report expired, or the household is assisted
	KindObjection = "objection" // the applicant objected to a report
)

// States of a request.
const (
	Open      = "open"      // the sources are asked
	Submitted = "submitted" // the checker is done, the reviewer not yet
	Issued    = "issued"
	Cancelled = "cancelled"
)

// Conclusions of a report.
func Conclusions() []string { return []string{"consistent", "differs", "over_limit", "incomplete"} }

// Request is one economic check of a case, from the question to the report. Sealed texts are opened for those who may see
// the results. Instants are unix milliseconds.
type Request struct {
	ID             string            `db:"id" json:"id"`
	CaseID         string            `db:"case_id" json:"case_id"`
	Number         string            `db:"number" json:"number"`
	Kind           string            `db:"kind" json:"kind"`
	Purpose        string            `db:"purpose" json:"purpose"`
	Persons        db.JSON[[]string] `db:"persons" json:"persons"`
	Sources        db.JSON[[]string] `db:"sources" json:"sources"`
	State          string            `db:"state" json:"state"`
	IsOpen         bool              `db:"is_open" json:"is_open"`
	Title          string            `db:"title" json:"title"`
	FileNo         string            `db:"file_no" json:"file_no"`
	RequestedOrgID string            `db:"requested_org_id" json:"requested_org_id"`
	RequestedOrg   string            `db:"requested_org" json:"requested_org"`
	RequestedByID  string            `db:"requested_by_id" json:"-"`
	RequestedBy    string            `db:"requested_by" json:"requested_by"`
	RequestedAt    int64             `db:"requested_at" json:"requested_at"`
	CentreOrgID    string            `db:"centre_org_id" json:"centre_org_id"`
	CentreOrg      string            `db:"centre_org" json:"centre_org"`
	CentreOrgPath  string            `db:"centre_org_path" json:"-"`
	DueOn          string            `db:"due_on" json:"due_on"`
	Conclusion     string            `db:"conclusion" json:"conclusion"`
	SummarySealed  string            `db:"summary_sealed" json:"-"`
	RowsSealed     string            `db:"rows_sealed" json:"-"`
	OverCount      int64             `db:"over_count" json:"over_count"`
	CheckerID      string            `db:"checker_id" json:"-"`
	Checker        string            `db:"checker" json:"checker"`
	SubmittedAt    int64             `db:"submitted_at" json:"submitted_at"`
	ReviewerID     string            `db:"reviewer_id" json:"-"`
	Reviewer       string            `db:"reviewer" json:"reviewer"`
	ReviewNote     string            `db:"review_note" json:"review_note"`
	IssuedAt       int64             `db:"issued_at" json:"issued_at"`
	IssuedOn       string            `db:"issued_on" json:"issued_on"`
	ExpiresOn      string            `db:"expires_on" json:"expires_on"`
	Version        int64             `db:"version" json:"version"`
	UpdatedAt      int64             `db:"updated_at" json:"updated_at"`
	UpdatedBy      string            `db:"updated_by" json:"updated_by"`
}

// Answer is what one source said about one person. Found is the number of records, 0 for nothing found.
type Answer struct {
	ID            string   `db:"id" json:"id"`
	RequestID     string   `db:"request_id" json:"-"`
	PersonID      string   `db:"person_id" json:"person_id"`
	Source        string   `db:"source" json:"source"`
	AnsweredOn    string   `db:"answered_on" json:"answered_on"`
	Found         int64    `db:"found" json:"found"`
	RecordsSealed string   `db:"records_sealed" json:"-"`
	Records       []Record `db:"-" json:"records"`
	Note          string   `db:"note" json:"note"`
	MadeBy        string   `db:"made_by" json:"made_by"`
	MadeAt        int64    `db:"made_at" json:"made_at"`
}

// Objection is what the applicant says against a report. It brings one recheck.
type Objection struct {
	ID         string            `db:"id" json:"id"`
	CaseID     string            `db:"case_id" json:"-"`
	RequestID  string            `db:"request_id" json:"request_id"`
	RecheckID  string            `db:"recheck_id" json:"recheck_id"`
	TextSealed string            `db:"text_sealed" json:"-"`
	Text       string            `db:"-" json:"text"`
	FromName   string            `db:"from_name" json:"from_name"`
	Files      db.JSON[[]string] `db:"files" json:"files"`
	MadeBy     string            `db:"made_by" json:"made_by"`
	MadeAt     int64             `db:"made_at" json:"made_at"`
}
