// Package aid is the casebook: one household's file from the knock at a window to the end of its aid. It owns the case,
// its states, who may see it, papers, consents, transfers, earlier benefits, the first opinion, the public notice,
// questions between departments, the end and the reopening. Checks, visits, plans, meetings and services stand in rooms
// above and move the case only through ActTx and the …FactTx methods.
package aid

import (
	_ "embed"
	"slices"
	"strings"

	"yice/internal/core/flow"
	"yice/internal/core/org"
	"yice/internal/kit/authz"
)

//go:embed messages.json
var messages []byte

// Messages are this room's sentences.
func Messages() []byte { return messages }

// Case is one household's file on the platform. Money is fen, dates are days in China. ProposedFen is what the first opinion
// proposes; from the resolution on it is what was decided, with what revisits added.
type Case struct {
	ID             string     `db:"id" json:"id"`
	FileNo         string     `db:"file_no" json:"file_no"`
	HouseholdID    string     `db:"household_id" json:"household_id"`
	Title          string     `db:"title" json:"title"`
	State          flow.State `db:"state" json:"state"`
	IsOpen         bool       `db:"is_open" json:"is_open"`
	Hidden         bool       `db:"hidden" json:"hidden"`
	Version        int64      `db:"version" json:"version"`
	AreaCode       string     `db:"area_code" json:"area_code"`
	Street         string     `db:"street" json:"street"`
	EntryOrgID     string     `db:"entry_org_id" json:"entry_org_id"`
	EntryOrgPath   string     `db:"entry_org_path" json:"-"`
	LeadOrgID      string     `db:"lead_org_id" json:"lead_org_id"`
	LeadOrgPath    string     `db:"lead_org_path" json:"-"`
	LeadDepartment string     `db:"lead_department" json:"lead_department"`
	ApplicantOrgID string     `db:"applicant_org_id" json:"applicant_org_id"`
	ApplicantName  string     `db:"applicant_name" json:"applicant_name"`
	MemberPersonID string     `db:"member_person_id" json:"member_person_id"`
	PayeePersonID  string     `db:"payee_person_id" json:"payee_person_id"`
	PayeeAccountID string     `db:"payee_account_id" json:"payee_account_id"`
	ContactStaffID string     `db:"contact_staff_id" json:"contact_staff_id"`
	Origin         string     `db:"origin" json:"origin"`
	Needs          Needs      `db:"needs" json:"needs"`
	Cause          string     `db:"cause" json:"cause"`
	SummarySealed  string     `db:"summary_sealed" json:"-"`
	Urgent         bool       `db:"urgent" json:"urgent"`
	Class          string     `db:"class" json:"class"`
	NetFen         int64      `db:"net_fen" json:"net_fen"`
	GapFen         int64      `db:"gap_fen" json:"gap_fen"`
	ProposedFen    int64      `db:"proposed_fen" json:"proposed_fen"`
	AcceptedOn     string     `db:"accepted_on" json:"accepted_on"`
	Authorised     bool       `db:"authorised" json:"authorised"`
	CheckExpiresOn string     `db:"check_expires_on" json:"check_expires_on"`
	VisitOn        string     `db:"visit_on" json:"visit_on"`
	PriorOn        string     `db:"prior_on" json:"prior_on"`
	AssessmentID   string     `db:"assessment_id" json:"assessment_id"`
	OpinionOn      string     `db:"opinion_on" json:"opinion_on"`
	OpinionBy      string     `db:"opinion_by" json:"opinion_by"`
	NoticeTo       string     `db:"notice_to" json:"notice_to"`
	OpenObjections int64      `db:"open_objections" json:"open_objections"`
	OpenQuestions  int64      `db:"open_questions" json:"open_questions"`
	MeetingID      string     `db:"meeting_id" json:"meeting_id"`
	RecognisedOn   string     `db:"recognised_on" json:"recognised_on"`
	PlanVersion    int64      `db:"plan_version" json:"plan_version"`
	RevisitDueOn   string     `db:"revisit_due_on" json:"revisit_due_on"`
	EndedOn        string     `db:"ended_on" json:"ended_on"`
	EndReason      string     `db:"end_reason" json:"end_reason"`
	DueOn          string     `db:"due_on" json:"due_on"`
	PausedOn       string     `db:"paused_on" json:"paused_on"`
	CreatedAt      int64      `db:"created_at" json:"created_at"`
	UpdatedAt      int64      `db:"updated_at" json:"updated_at"`
	UpdatedBy      string     `db:"updated_by" json:"updated_by"`
}

// Needs is the list of need codes of a case, kept in one text column as ",living,medical,".
type Needs []string

// NeedCodes are the needs that a case may have (domain rules §0.2).
func NeedCodes() []string {
	return []string{"living", "medical", "study", "employment", "housing", "rehabilitation", "legal", "psychological", "nursing", "production", "other"}
}

// CashNeeds are the needs that money answers under a rule of the platform.
func CashNeeds() []string { return []string{"living", "medical", "study"} }

// Has tells whether the case has the need.
func (n Needs) Has(code string) bool { return slices.Contains(n, code) }

func (n Needs) text() string {
	if len(n) == 0 {
		return ""
	}
	return "," + strings.Join(n, ",") + ","
}

// Origins of a case.
const (
	OriginWindow  = "window"
	OriginUnion   = "employer_union"
	OriginImport  = "import"
	OriginRelapse = "relapse"
)

// Departments of the platform: the standing four first.
func standing() []string { return []string{"union", "civil", "hr", "disabled"} }

// Grants says which role may do what here, and how far.
func Grants() []authz.Grant {
	var g []authz.Grant
	add := func(role string, reach authz.ReachKind, perms ...authz.Permission) {
		for _, p := range perms {
			g = append(g, authz.Grant{Role: role, Perm: p, Reach: reach})
		}
	}
	own, all := authz.Org, authz.All
	add(org.WindowClerk, own, PermView, PermEnter, PermPapers, PermTransfer)
	add(org.EmployerUnion, own, PermView, PermEnter, PermPapers)
	add(org.StreetOfficer, own, PermView, PermEnter, PermPapers, PermTransfer, PermObjection)
	add(org.DepartmentOfficer, own, PermView, PermEnter, PermPapers, PermTransfer, PermStartCheck, PermOpinion, PermNotice, PermObjection,
		PermQuestion, PermAnswer, PermInvite, PermProposeEnd, PermReopenAsk, PermExport)
	add(org.DepartmentLeader, own, PermView, PermReview, PermConfirmEnd, PermQuestion, PermAnswer, PermReopenApprove, PermExport)
	add(org.CheckOfficer, own, PermView)
	add(org.Secretariat, all, PermView, PermInvite, PermReopenAsk, PermExport)
	add(org.MeetingMember, own, PermView, PermQuestion)
	add(org.MeetingChair, all, PermView)
	add(org.ContactCadre, own, PermView, PermProposeEnd, PermReopenAsk)
	add(org.FinanceMaker, all, PermView)
	add(org.Auditor, all, PermView, PermSeeEnded, PermExport)
	return g
}

// Constraints maps the room's database constraints to its error codes.
func Constraints() map[string]string {
	return map[string]string{
		"aid_cases_household_id_key":          "aid.already_open",
		"aid_persons_person_id_key":           "aid.person_in_open_case",
		"aid_bills_invoice_no_key":            "INVOICE_DUP",
		"aid_transfers_case_id_to_org_id_key": "aid.transfer_open",
		"aid_reopenings_case_id_key":          "aid.reopening_open",
	}
}
