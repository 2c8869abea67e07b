// Package report is the platform in figures: the published seven, the half-year trend, where the households live and what
// they need, how late work is, what came of the money. Figures are computed by the rooms that hold the records; this room
// asks, puts together and, for the public, merges small groups so that no figure points at a person.
package report

import (
	"context"
	_ "embed"
	"sync"
	"time"

	"yice/internal/core/org"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/i18n"
)

//go:embed messages.json
var messages []byte

// Messages are this room's sentences.
func Messages() []byte { return messages }

// Permissions of this room. Figures count everybody; the lists behind them follow the casebook's own scope.
const (
	PermView   authz.Permission = "report.view"
	PermExport authz.Permission = "report.export"
)

// Grants says which role may do what here.
func Grants() []authz.Grant {
	var g []authz.Grant
	for _, role := range []string{
		org.DepartmentOfficer, org.DepartmentLeader, org.Secretariat, org.MeetingMember, org.MeetingChair, org.FinanceReviewer,
		org.FinanceReleaser, org.Auditor,
	} {
		g = append(g, authz.Grant{Role: role, Perm: PermView, Reach: authz.All})
	}
	for _, role := range []string{org.DepartmentLeader, org.Secretariat, org.MeetingChair, org.Auditor} {
		g = append(g, authz.Grant{Role: role, Perm: PermExport, Reach: authz.All})
	}
	return g
}

// Tallier counts by a dimension ("" for all together): key → number.
type Tallier func(ctx context.Context, tx *db.Tx, by string) (map[string]int64, error)

// Cap is a rule's cap beside the highest that was really reached, in fen.
type Cap struct {
	Purpose    string `json:"purpose"`
	Per        string `json:"per" enum:"household,person"`
	HighestFen int64  `json:"highest_fen"`
	CapFen     int64  `json:"cap_fen" doc:"0 for no rule"`
}

// Flow is money that went from one place to another, in fen: from a source into a fund, from a fund to a purpose.
type Flow struct {
	From      string    `json:"from"`
	To        string    `json:"to"`
	Stage     string    `json:"stage" enum:"in,out" doc:"into a fund, or out of one"`
	AmountFen int64     `json:"amount_fen"`
	FromWord  i18n.Word `json:"-"`
	ToWord    i18n.Word `json:"-"`
}

// Sources is how this room asks the others. A nil one is not there yet: its part of the answer is 0 or empty.
type Sources struct {
	// Cases counts households by half, area, class, need, department: entered, recognised, ended, assisting.
	Cases func(ctx context.Context, tx *db.Tx, measure, by string) (map[string]int64, error)
	// Sessions counts the sessions given, by kind, half, area.
	Sessions Tallier
	// Highest is the most that one household or person really received for a purpose within a year over all funders.
	Highest func(ctx context.Context, tx *db.Tx, purpose, year string, byHousehold bool) (int64, error)
	// Caps are the rules' yearly caps in force by purpose, in fen.
	Caps func(ctx context.Context, tx *db.Tx) (map[string]int64, error)
	// Paid sums what was paid in fen, by half.
	Paid Tallier
	// Flows are the totals of the money from source to fund to purpose.
	Flows func(ctx context.Context, tx *db.Tx) ([]Flow, error)
	// Departments are the organisation paths by department code.
	Departments func(ctx context.Context, tx *db.Tx) (map[string]string, error)
	// NeedWord and ClassWord name codes.
	NeedWord, ClassWord func(code string) i18n.Word
	// RevisitTask is the kind of the tasks that are counted as revisits.
	RevisitTask string
	// SeeList is what one must hold to open the list behind a figure.
	SeeList authz.Permission
}

// Service is the room. It keeps the overview for a minute, since a page of figures is read often and changes slowly.
type Service struct {
	db   *db.DB
	from Sources

	mu     sync.Mutex
	kept   *Overview
	keptAt time.Time
}

// New builds the room.
func New(d *db.DB, from Sources) *Service { return &Service{db: d, from: from} }

// Platform is the published seven. Households are counted once each, ended and hidden ones too; amounts are the highest
// really reached in a year over all funders, per household for living, per person for medical and study.
type Platform struct {
	HouseholdsEntered    int64 `json:"households_entered"`
	HouseholdsRecognised int64 `json:"households_recognised"`
	HouseholdsEnded      int64 `json:"households_ended"`
	LivingMaxFen         int64 `json:"living_max_fen"`
	MedicalMaxFen        int64 `json:"medical_max_fen"`
	StudyMaxFen          int64 `json:"study_max_fen"`
	ServiceSessions      int64 `json:"service_sessions"`
}

// Half is one half-year of the trend.
type Half struct {
	Half       string `json:"half"`
	Entered    int64  `json:"entered"`
	Recognised int64  `json:"recognised"`
	Ended      int64  `json:"ended"`
	Sessions   int64  `json:"sessions"`
	PaidFen    int64  `json:"paid_fen"`
}

// Group is one line of a breakdown. Code is empty for what was merged.
type Group struct {
	Code       string `json:"code"`
	Label      string `json:"label"`
	Entered    int64  `json:"entered"`
	Recognised int64  `json:"recognised"`
	Ended      int64  `json:"ended"`
	Assisting  int64  `json:"assisting"`
}

// LateGroup is a department's overdue work by days past the deadline.
type LateGroup struct {
	Code  string `json:"code"`
	Label string `json:"label"`
	To3   int64  `json:"to_3"`
	To10  int64  `json:"to_10"`
	To30  int64  `json:"to_30"`
	Over  int64  `json:"over_30"`
	Total int64  `json:"total"`
}

// Revisits of a half-year: due so far, and in time.
type Revisits struct {
	Half   string `json:"half"`
	Due    int64  `json:"due"`
	OnTime int64  `json:"on_time"`
}

// Count is a number with a name.
type Count struct {
	Code string `json:"code"`
	N    int64  `json:"n"`
}

// Overview is the page of figures.
type Overview struct {
	AsOfAt      int64       `json:"as_of_at"`
	Platform    Platform    `json:"platform"`
	Trend       []Half      `json:"trend"`
	Districts   []Group     `json:"districts"`
	Classes     []Group     `json:"classes"`
	Needs       []Group     `json:"needs"`
	Departments []Group     `json:"departments"`
	Overdue     []LateGroup `json:"overdue"`
	Revisits    []Revisits  `json:"revisits"`
	Services    []Count     `json:"services"`
	Caps        []Cap       `json:"caps"`
	Flows       []Flow      `json:"flows"`
	Can         []string    `json:"can"`
}

// Public is what anybody may know: the seven figures, and breakdowns in which no group is smaller than SmallGroup.
type Public struct {
	AsOfAt    int64    `json:"as_of_at"`
	Platform  Platform `json:"platform"`
	Districts []Count  `json:"districts" doc:"households entered by district; other for the small ones together"`
	Needs     []Count  `json:"needs" doc:"households entered by need"`
	Services  []Count  `json:"services" doc:"sessions by kind"`
}

// SmallGroup is the size below which a group is not shown by itself to the public.
const SmallGroup = 10

// Other is the code of the groups that were merged.
const Other = "other_merged"
