// Package plan is "one person, one plan": the versioned measures of cash, goods and services with their owners and
// results, the awards that follow from an approved plan with their instalments, the caps over all funders, and the urgent
// way before the meeting. Money leaves only through the orders of module/order.
package plan

import (
	_ "embed"

	"yice/internal/core/org"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/module/aid"
)

//go:embed messages.json
var messages []byte

// Messages are this room's sentences.
func Messages() []byte { return messages }

// Permissions of this room; plan.approve is aid.PermApprovePlan.
const (
	PermView    authz.Permission = "plan.view"
	PermEdit    authz.Permission = "plan.edit"
	PermMeasure authz.Permission = "plan.report_measure"
	PermUrgent  authz.Permission = "plan.ask_urgent"
	PermSign    authz.Permission = "plan.sign_urgent"
)

// Grants says which role may do what here.
func Grants() []authz.Grant {
	var g []authz.Grant
	add := func(role string, reach authz.ReachKind, perms ...authz.Permission) {
		for _, p := range perms {
			g = append(g, authz.Grant{Role: role, Perm: p, Reach: reach})
		}
	}
	add(org.DepartmentOfficer, authz.Org, PermView, PermEdit, PermMeasure, PermUrgent)
	add(org.DepartmentLeader, authz.Org, PermView, aid.PermApprovePlan, PermSign)
	add(org.Secretariat, authz.All, PermView)
	add(org.MeetingMember, authz.Org, PermView)
	add(org.MeetingChair, authz.All, PermView, aid.PermApprovePlan, PermSign)
	for _, r := range []string{org.StreetOfficer, org.EmployerUnion, org.WindowClerk, org.ContactCadre} {
		add(r, authz.Org, PermView)
	}
	add(org.StreetOfficer, authz.Org, PermMeasure)
	add(org.EmployerUnion, authz.Org, PermMeasure)
	for _, r := range []string{org.FinanceMaker, org.FinanceReviewer, org.FinanceReleaser, org.Auditor} {
		add(r, authz.All, PermView)
	}
	return g
}

// States of a plan.
const (
	Draft      = "draft"
	Approved   = "approved"
	Superseded = "superseded"
)

// Kinds of measure.
const (
	Cash  = "cash"
	Goods = "goods"
	Help  = "service"
)

// States of a measure.
const (
	Planned   = "planned"
	Doing     = "doing"
	Done      = "done"
	Failed    = "failed"
	Cancelled = "cancelled"
)

// Plan is one version of a household's plan. Money is fen.
type Plan struct {
	ID          string              `db:"id" json:"id"`
	CaseID      string              `db:"case_id" json:"case_id"`
	Number      int64               `db:"number" json:"number"`
	State       string              `db:"state" json:"state"`
	Version     int64               `db:"version" json:"version"`
	Goal        string              `db:"goal" json:"goal"`
	Reason      string              `db:"reason" json:"reason"`
	CashFen     int64               `db:"cash_fen" json:"cash_fen"`
	Approvals   db.JSON[[]Approval] `db:"approvals" json:"approvals"`
	DraftedByID string              `db:"drafted_by_id" json:"-"`
	DraftedBy   string              `db:"drafted_by" json:"drafted_by"`
	MadeAt      int64               `db:"made_at" json:"made_at"`
	UpdatedAt   int64               `db:"updated_at" json:"updated_at"`
	UpdatedBy   string              `db:"updated_by" json:"updated_by"`
	Measures    []Measure           `db:"-" json:"measures"`
	Can         []string            `db:"-" json:"can"`
}

// Approval is one signature under a plan.
type Approval struct {
	UserID string `json:"user_id"`
	Name   string `json:"name"`
	Org    string `json:"org"`
	At     int64  `json:"at"`
}

// Measure is one thing that a department does for the household until a day.
type Measure struct {
	ID           string   `db:"id" json:"id"`
	PlanID       string   `db:"plan_id" json:"plan_id"`
	CaseID       string   `db:"case_id" json:"case_id"`
	OriginID     string   `db:"origin_id" json:"origin_id"`
	Kind         string   `db:"kind" json:"kind"`
	Need         string   `db:"need" json:"need"`
	Title        string   `db:"title" json:"title"`
	PersonID     string   `db:"person_id" json:"person_id"`
	OwnerOrgID   string   `db:"owner_org_id" json:"owner_org_id"`
	OwnerPath    string   `db:"owner_path" json:"-"`
	OwnerName    string   `db:"owner_name" json:"owner_name"`
	OwnerStaffID string   `db:"owner_staff_id" json:"owner_staff_id"`
	StartOn      string   `db:"start_on" json:"start_on"`
	DueOn        string   `db:"due_on" json:"due_on"`
	Expected     string   `db:"expected" json:"expected"`
	AmountFen    int64    `db:"amount_fen" json:"amount_fen"`
	FundID       string   `db:"fund_id" json:"fund_id"`
	Instalments  int64    `db:"instalments" json:"instalments"`
	Sessions     int64    `db:"sessions" json:"sessions"`
	State        string   `db:"state" json:"state"`
	Result       string   `db:"result" json:"result"`
	DoneOn       string   `db:"done_on" json:"done_on"`
	ReportedBy   string   `db:"reported_by" json:"reported_by"`
	Can          []string `db:"-" json:"can"`
}

// MeasureInput is a measure as drafted. Cash measures name a fund and at most 12 instalments; OriginID keeps a measure of
// the version before.
type MeasureInput struct {
	OriginID     string `json:"origin_id,omitempty" maxLength:"26"`
	Kind         string `json:"kind" enum:"cash,goods,service"`
	Need         string `json:"need" minLength:"1" maxLength:"30"`
	Title        string `json:"title" minLength:"1" maxLength:"100"`
	PersonID     string `json:"person_id,omitempty" maxLength:"26"`
	OwnerOrgID   string `json:"owner_org_id" minLength:"1" maxLength:"26"`
	OwnerStaffID string `json:"owner_staff_id,omitempty" maxLength:"26"`
	StartOn      string `json:"start_on" minLength:"10" maxLength:"10"`
	DueOn        string `json:"due_on" minLength:"10" maxLength:"10"`
	Expected     string `json:"expected" minLength:"1" maxLength:"500"`
	AmountFen    int64  `json:"amount_fen,omitempty" minimum:"0" maximum:"100000000000"`
	FundID       string `json:"fund_id,omitempty" maxLength:"26"`
	Instalments  int64  `json:"instalments,omitempty" minimum:"0" maximum:"12"`
	Sessions     int64  `json:"sessions,omitempty" minimum:"0" maximum:"500"`
}

// Input is a plan as drafted.
//
// Version is that of the draft as it was read, 0 for a new one.
type Input struct {
	Version  int64          `json:"version" minimum:"0" doc:"of the draft as it was read; 0 for a new one"`
	Goal     string         `json:"goal" minLength:"1" maxLength:"500"`
	Reason   string         `json:"reason,omitempty" maxLength:"500" doc:"why a new version, from the second on"`
	Measures []MeasureInput `json:"measures" minItems:"1" maxItems:"40"`
}

// Award is an amount in fen granted for a purpose out of a fund.
type Award struct {
	ID          string       `db:"id" json:"id"`
	CaseID      string       `db:"case_id" json:"case_id"`
	PlanID      string       `db:"plan_id" json:"plan_id"`
	MeasureID   string       `db:"measure_id" json:"measure_id"`
	HouseholdID string       `db:"household_id" json:"household_id"`
	PersonID    string       `db:"person_id" json:"person_id"`
	Purpose     string       `db:"purpose" json:"purpose"`
	Period      string       `db:"period" json:"period"`
	FundID      string       `db:"fund_id" json:"fund_id"`
	AmountFen   int64        `db:"amount_fen" json:"amount_fen"`
	Urgent      bool         `db:"urgent" json:"urgent"`
	State       string       `db:"state" json:"state"`
	DecidedBy   string       `db:"decided_by" json:"decided_by"`
	MadeAt      int64        `db:"made_at" json:"made_at"`
	Instalments []Instalment `db:"-" json:"instalments"`
}

// Instalment is one payment of an award.
type Instalment struct {
	ID        string `db:"id" json:"id"`
	AwardID   string `db:"award_id" json:"award_id"`
	CaseID    string `db:"case_id" json:"-"`
	No        int64  `db:"no" json:"no"`
	AmountFen int64  `db:"amount_fen" json:"amount_fen"`
	DueOn     string `db:"due_on" json:"due_on"`
	OrderID   string `db:"order_id" json:"order_id"`
	State     string `db:"state" json:"state"`
	PaidOn    string `db:"paid_on" json:"paid_on"`
}

// Urgent is a payment before the meeting on two signatures; the next meeting ratifies or reclaims it.
type Urgent struct {
	ID          string   `db:"id" json:"id"`
	CaseID      string   `db:"case_id" json:"case_id"`
	Purpose     string   `db:"purpose" json:"purpose"`
	PersonID    string   `db:"person_id" json:"person_id"`
	FundID      string   `db:"fund_id" json:"fund_id"`
	AmountFen   int64    `db:"amount_fen" json:"amount_fen"`
	Reason      string   `db:"reason" json:"reason"`
	State       string   `db:"state" json:"state"`
	AskedByID   string   `db:"asked_by_id" json:"-"`
	AskedBy     string   `db:"asked_by" json:"asked_by"`
	AskedAt     int64    `db:"asked_at" json:"asked_at"`
	SignedByID  string   `db:"signed_by_id" json:"-"`
	SignedBy    string   `db:"signed_by" json:"signed_by"`
	SignedAt    int64    `db:"signed_at" json:"signed_at"`
	AwardID     string   `db:"award_id" json:"award_id"`
	PapersDueOn string   `db:"papers_due_on" json:"papers_due_on"`
	MeetingID   string   `db:"meeting_id" json:"meeting_id"`
	Outcome     string   `db:"outcome" json:"outcome"`
	Can         []string `db:"-" json:"can"`
}

// States of an urgent decision.
const (
	UrgentAsked    = "asked"
	UrgentPaid     = "paid"
	UrgentRefused  = "refused"
	UrgentRatified = "ratified"
	UrgentReclaim  = "reclaim"
)

// UrgentInput asks for an urgent payment in fen.
type UrgentInput struct {
	Purpose   string `json:"purpose" enum:"living,medical,study"`
	PersonID  string `json:"person_id,omitempty" maxLength:"26"`
	FundID    string `json:"fund_id" minLength:"1" maxLength:"26"`
	AmountFen int64  `json:"amount_fen" minimum:"1" maximum:"100000000000"`
	Reason    string `json:"reason" minLength:"1" maxLength:"500"`
}
