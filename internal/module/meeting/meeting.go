// Package meeting is the half-yearly joint meeting: its agenda of tabled cases, rule motions and urgent payments to ratify,
// attendance and quorum, recusal, votes with dissent, resolutions, and minutes that are frozen once they are written.
package meeting

import (
	_ "embed"

	"yice/internal/core/flow"
	"yice/internal/core/org"
	"yice/internal/kit/authz"
	"yice/internal/module/aid"
)

//go:embed messages.json
var messages []byte

// Messages are this room's sentences.
func Messages() []byte { return messages }

// Permissions of this room; meeting.decide is aid.PermDecide.
const (
	PermView    authz.Permission = "meeting.view"
	PermPrepare authz.Permission = "meeting.prepare"
	PermVote    authz.Permission = "meeting.vote"
)

// Grants says which role may do what here.
func Grants() []authz.Grant {
	return []authz.Grant{
		{Role: org.Secretariat, Perm: PermView, Reach: authz.All}, {Role: org.Secretariat, Perm: PermPrepare, Reach: authz.All},
		{Role: org.MeetingChair, Perm: PermView, Reach: authz.All}, {Role: org.MeetingChair, Perm: PermVote, Reach: authz.Org},
		{Role: org.MeetingChair, Perm: aid.PermDecide, Reach: authz.All},
		{Role: org.MeetingMember, Perm: PermView, Reach: authz.All}, {Role: org.MeetingMember, Perm: PermVote, Reach: authz.Org},
		{Role: org.DepartmentOfficer, Perm: PermView, Reach: authz.All}, {Role: org.DepartmentLeader, Perm: PermView, Reach: authz.All},
		{Role: org.Auditor, Perm: PermView, Reach: authz.All},
	}
}

// Constraints maps the room's database constraints to its error codes.
func Constraints() map[string]string {
	return map[string]string{
		"meetings_number_key": "meeting.number_taken", "motions_case_id_key": "meeting.case_on_agenda", "motions_urgent_id_key": "meeting.case_on_agenda",
		"resolutions_motion_id_key": "meeting.decided", "meeting_seats_meeting_id_org_id_key": "meeting.seat_taken",
	}
}

// States of a meeting.
const (
	Preparing flow.State = "preparing"
	InSession flow.State = "in_session"
	Closed    flow.State = "closed"
	Minuted   flow.State = "minuted"
)

// Actions on a meeting.
const (
	Open   flow.Action = "open"
	Close  flow.Action = "close"
	Minute flow.Action = "minute"
)

// Table is the meeting's life.
func Table() *flow.Table {
	return &flow.Table{Name: "meeting",
		States: []flow.State{Preparing, InSession, Closed, Minuted}, Actions: []flow.Action{Open, Close, Minute},
		StateText: map[flow.State]flow.Label{Preparing: {ZH: "筹备中", EN: "In preparation"}, InSession: {ZH: "会议中", EN: "In session"},
			Closed: {ZH: "已闭会", EN: "Closed"}, Minuted: {ZH: "纪要已定稿", EN: "Minutes frozen"}},
		ActionText: map[flow.Action]flow.Label{Open: {ZH: "开会", EN: "Open"}, Close: {ZH: "闭会", EN: "Close"}, Minute: {ZH: "纪要定稿", EN: "Freeze minutes"}},
		Transitions: []flow.Transition{
			{From: Preparing, Action: Open, To: InSession, Perm: PermPrepare, At: flow.Anyone, Gate: "到会人数达到法定人数"},
			{From: InSession, Action: Close, To: Closed, Perm: PermPrepare, At: flow.Anyone, Gate: "全部议题已有决议"},
			{From: Closed, Action: Minute, To: Minuted, Perm: PermPrepare, At: flow.Anyone},
		}}
}

// Kinds of meeting and of motion.
const (
	Regular       = "regular"
	Extraordinary = "extraordinary"
	CaseMotion    = "case"
	RuleMotion    = "rule"
	RatifyMotion  = "ratify"
)

// Votes and results.
const (
	Yes      = "yes"
	Reserved = "reserved"
	No       = "no"
	Abstain  = "abstain"

	Agreed        = "agreed"
	AgreedChanged = "agreed_changed"
	Deferred      = "deferred"
	Rejected      = "rejected"
)

// Meeting is one joint meeting.
type Meeting struct {
	ID            string     `db:"id" json:"id"`
	Number        string     `db:"number" json:"number"`
	Kind          string     `db:"kind" json:"kind"`
	Period        string     `db:"period" json:"period"`
	Title         string     `db:"title" json:"title"`
	HeldOn        string     `db:"held_on" json:"held_on"`
	HeldAt        string     `db:"held_at" json:"held_at"`
	Place         string     `db:"place" json:"place"`
	ChairStaffID  string     `db:"chair_staff_id" json:"chair_staff_id"`
	ChairName     string     `db:"chair_name" json:"chair_name"`
	State         flow.State `db:"state" json:"state"`
	Version       int64      `db:"version" json:"version"`
	MinutesSHA256 string     `db:"minutes_sha256" json:"minutes_sha256"`
	MinutesFileID string     `db:"minutes_file_id" json:"-"`
	MadeAt        int64      `db:"made_at" json:"made_at"`
	UpdatedAt     int64      `db:"updated_at" json:"updated_at"`
	UpdatedBy     string     `db:"updated_by" json:"updated_by"`
	Can           []string   `db:"-" json:"can"`
}

// Seat is a department's place at a meeting.
type Seat struct {
	ID         string `db:"id" json:"id"`
	MeetingID  string `db:"meeting_id" json:"-"`
	OrgID      string `db:"org_id" json:"org_id"`
	OrgPath    string `db:"org_path" json:"-"`
	OrgName    string `db:"org_name" json:"org_name"`
	Department string `db:"department" json:"department"`
	StaffID    string `db:"staff_id" json:"staff_id"`
	Name       string `db:"name" json:"name"`
	Voting     bool   `db:"voting" json:"voting"`
	Present    bool   `db:"present" json:"present"`
}

// Motion is one item of the agenda. AmountFen is what is proposed.
type Motion struct {
	ID                 string      `db:"id" json:"id"`
	MeetingID          string      `db:"meeting_id" json:"meeting_id"`
	No                 int64       `db:"no" json:"no"`
	Kind               string      `db:"kind" json:"kind"`
	CaseID             string      `db:"case_id" json:"case_id"`
	UrgentID           string      `db:"urgent_id" json:"urgent_id"`
	Title              string      `db:"title" json:"title"`
	Text               string      `db:"text" json:"text"`
	ProposerOrgID      string      `db:"proposer_org_id" json:"proposer_org_id"`
	ProposerName       string      `db:"proposer_name" json:"proposer_name"`
	ProposerDepartment string      `db:"proposer_department" json:"proposer_department"`
	AmountFen          int64       `db:"amount_fen" json:"amount_fen"`
	State              string      `db:"state" json:"state"`
	Version            int64       `db:"version" json:"version"`
	Voices             []Voice     `db:"-" json:"voices"`
	Resolution         *Resolution `db:"-" json:"resolution"`
	Missing            []string    `db:"-" json:"missing" doc:"why it cannot be decided yet: codes"`
	Can                []string    `db:"-" json:"can"`
}

// Voice is what a seat says on a motion: an opinion before, a recusal, a vote, a dissent.
type Voice struct {
	MotionID   string `db:"motion_id" json:"-"`
	SeatID     string `db:"seat_id" json:"seat_id"`
	Opinion    string `db:"opinion" json:"opinion"`
	Stance     string `db:"stance" json:"stance"`
	Recused    bool   `db:"recused" json:"recused"`
	RecusedWhy string `db:"recused_why" json:"recused_why"`
	Vote       string `db:"vote" json:"vote"`
	Dissent    string `db:"dissent" json:"dissent"`
	VotedBy    string `db:"voted_by" json:"voted_by"`
	VotedAt    int64  `db:"voted_at" json:"voted_at"`
}

// Resolution is what the meeting decided on a motion, with the count.
type Resolution struct {
	ID        string `db:"id" json:"id"`
	MotionID  string `db:"motion_id" json:"motion_id"`
	MeetingID string `db:"meeting_id" json:"meeting_id"`
	CaseID    string `db:"case_id" json:"case_id"`
	Number    string `db:"number" json:"number"`
	Result    string `db:"result" json:"result"`
	Text      string `db:"text" json:"text"`
	AmountFen int64  `db:"amount_fen" json:"amount_fen"`
	Yes       int64  `db:"yes" json:"yes"`
	Reserved  int64  `db:"reserved" json:"reserved"`
	No        int64  `db:"no" json:"no"`
	Abstained int64  `db:"abstained" json:"abstained"`
	Recused   int64  `db:"recused" json:"recused"`
	Absent    int64  `db:"absent" json:"absent"`
	MadeBy    string `db:"made_by" json:"made_by"`
	MadeAt    int64  `db:"made_at" json:"made_at"`
}

// tally counts the voices of the voting seats that are present and not recused.
func tally(seats []Seat, voices []Voice) (r Resolution) {
	by := map[string]Voice{}
	for _, v := range voices {
		by[v.SeatID] = v
	}
	for _, s := range seats {
		v := by[s.ID]
		switch {
		case !s.Voting:
		case v.Recused:
			r.Recused++
		case !s.Present:
			r.Absent++
		case v.Vote == Yes:
			r.Yes++
		case v.Vote == Reserved:
			r.Reserved++
		case v.Vote == No:
			r.No++
		default:
			r.Abstained++
		}
	}
	return r
}
