// Package oversight is mutual supervision: who did what and who looked, the proof that nothing was altered, overdue work by
// department, what left the usual way, and questions to departments with an answer and a deadline. It changes nothing that
// it looks at. The journal is kit/journal's; what else it shows it asks of the rooms through the app.
package oversight

import (
	"context"
	_ "embed"

	"yice/internal/core/org"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/i18n"
	"yice/internal/kit/journal"
)

//go:embed messages.json
var messages []byte

// Messages are this room's sentences.
func Messages() []byte { return messages }

// Permissions of this room. PermJournal opens the journal without what it says of households, PermContent the rest.
const (
	PermJournal authz.Permission = "oversight.journal"
	PermContent authz.Permission = "oversight.content"
	PermExport  authz.Permission = "oversight.export"
	PermOverdue authz.Permission = "oversight.overdue"
	PermExcept  authz.Permission = "oversight.exceptions"
	PermSee     authz.Permission = "oversight.questions"
	PermAsk     authz.Permission = "oversight.ask"
	PermAnswer  authz.Permission = "oversight.answer"
)

// Grants says which role may do what here, and how far.
func Grants() []authz.Grant {
	var g []authz.Grant
	add := func(role string, reach authz.ReachKind, perms ...authz.Permission) {
		for _, p := range perms {
			g = append(g, authz.Grant{Role: role, Perm: p, Reach: reach})
		}
	}
	add(org.Auditor, authz.All, PermJournal, PermContent, PermExport, PermOverdue, PermExcept, PermSee, PermAsk)
	add(org.AuditAdmin, authz.All, PermJournal, PermExport)
	add(org.Secretariat, authz.All, PermOverdue, PermExcept, PermSee)
	add(org.MeetingChair, authz.All, PermOverdue, PermSee)
	add(org.DepartmentLeader, authz.Org, PermOverdue, PermSee, PermAnswer)
	add(org.DepartmentOfficer, authz.Org, PermSee, PermAnswer)
	return g
}

// Constraints maps the room's database constraints to its error codes.
func Constraints() map[string]string {
	return map[string]string{"supervision_questions_number_key": "busy"}
}

// TaskQuestion is the kind of the task that a question opens for the department.
const TaskQuestion = "supervision"

// The states of a question: asked, answered, sent back for a better answer, closed.
const (
	Asked    = "asked"
	Answered = "answered"
	Returned = "returned"
	Closed   = "closed"
)

// CaseRef is what a row tells of its case.
type CaseRef struct {
	ID     string `json:"id"`
	FileNo string `json:"file_no"`
	Title  string `json:"title"`
}

// JournalLine is a line of the journal as the reader may see it.
type JournalLine struct {
	journal.Entry
	Case *CaseRef `json:"case"`
}

// Kind of an exception: what left the usual way.
const (
	ExceptUrgent = "urgent"   // paid before the meeting, not ratified yet
	ExceptWaiver = "waiver"   // an exclusion or a missing paper waived
	ExceptForced = "override" // done in spite of a warning
	ExceptExport = "export"   // a list left the system
	ExceptReveal = "reveal"   // a full number was opened
	ExceptReopen = "reopen"   // an ended household came back
)

// ExceptKinds lists the kinds in the order in which they are shown.
func ExceptKinds() []string {
	return []string{ExceptUrgent, ExceptWaiver, ExceptForced, ExceptExport, ExceptReveal, ExceptReopen}
}

// Exception is one of them. AmountFen is 0 where no money is meant.
type Exception struct {
	ID        string   `json:"id"`
	Kind      string   `json:"kind"`
	At        int64    `json:"at"`
	Who       string   `json:"who"`
	OrgName   string   `json:"org_name"`
	Action    string   `json:"action"`
	Text      string   `json:"text"`
	Reason    string   `json:"reason"`
	AmountFen int64    `json:"amount_fen"`
	DueOn     string   `json:"due_on"`
	CaseID    string   `json:"-"`
	Case      *CaseRef `json:"case"`
}

// Sources is how this room asks the others. A nil one is not there yet.
type Sources struct {
	// Cases are those of the ids that the actor sees.
	Cases func(ctx context.Context, tx *db.Tx, ids []string) (map[string]CaseRef, error)
	// CaseNo finds a case by its file number within the actor's scope; errs.NotFound.
	CaseNo func(ctx context.Context, tx *db.Tx, fileNo string) (CaseRef, error)
	// Urgent are the payments made before the meeting that no meeting has ratified.
	Urgent func(ctx context.Context, tx *db.Tx) ([]Exception, error)
	// Actions are the journal's actions of each kind of exception.
	Actions map[string][]string
	// TaskWord names a kind of task.
	TaskWord func(kind string) i18n.Word
	// Departments are the organisation paths by department code.
	Departments func(ctx context.Context, tx *db.Tx) (map[string]string, error)
}

// SupervisionQuestion is one of supervision: to a department, perhaps about a case, with a deadline.
type SupervisionQuestion struct {
	ID         string   `db:"id" json:"id"`
	Number     string   `db:"number" json:"number"`
	OrgID      string   `db:"org_id" json:"org_id"`
	OrgPath    string   `db:"org_path" json:"-"`
	OrgName    string   `db:"org_name" json:"org_name"`
	CaseID     string   `db:"case_id" json:"-"`
	EntryID    string   `db:"entry_id" json:"entry_id"`
	Text       string   `db:"text" json:"text"`
	DueOn      string   `db:"due_on" json:"due_on"`
	State      string   `db:"state" json:"state"`
	Answer     string   `db:"answer" json:"answer"`
	Verdict    string   `db:"verdict" json:"verdict"`
	AskedByID  string   `db:"asked_by_id" json:"-"`
	AskedBy    string   `db:"asked_by" json:"asked_by"`
	AskedAt    int64    `db:"asked_at" json:"asked_at"`
	AnsweredBy string   `db:"answered_by" json:"answered_by"`
	AnsweredAt int64    `db:"answered_at" json:"answered_at"`
	ClosedBy   string   `db:"closed_by" json:"closed_by"`
	ClosedAt   int64    `db:"closed_at" json:"closed_at"`
	Version    int64    `db:"version" json:"version"`
	UpdatedAt  int64    `db:"updated_at" json:"updated_at"`
	UpdatedBy  string   `db:"updated_by" json:"updated_by"`
	Case       *CaseRef `db:"-" json:"case"`
	Can        []string `db:"-" json:"can"`
}
