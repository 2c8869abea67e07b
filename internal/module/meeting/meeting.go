// Package meeting is the half-yearly joint meeting: its agenda of tabled cases, rule motions and urgent payments to ratify,
// attendance and quorum, recusal, votes with dissent, resolutions, and minutes that are frozen once they are written.
package meeting

import (
	_ "embed"

	"yice/internal/core/flow"
	"yice/internal/core/org"
	"yice/internal/core/policy"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
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
		{Role: org.Secretariat, Perm: PermView, Reach: authz.All},
		{Role: org.Secretariat, Perm: PermPrepare, Reach: authz.All},
		{Role: org.MeetingChair, Perm: PermView, Reach: authz.All},
		{Role: org.MeetingChair, Perm: PermVote, Reach: authz.Org},
		{Role: org.MeetingChair, Perm: aid.PermDecide, Reach: authz.All},
		{Role: org.MeetingMember, Perm: PermView, Reach: authz.All},
		{Role: org.MeetingMember, Perm: PermVote, Reach: authz.Org},
		{Role: org.DepartmentOfficer, Perm: PermView, Reach: authz.All},
		{Role: org.DepartmentLeader, Perm: PermView, Reach: authz.All},
		{Role: org.Auditor, Perm: PermView, Reach: authz.All},
	}
}

// Constraints maps the room's database constraints to its error codes.
func Constraints() map[string]string {
	return map[string]string{
		"meetings_number_key": "meeting.number_taken", "motions_case_id_key": "meeting.case_on_agenda", "motions_urgent_id_key": "meeting.case_on_agenda",
		"motions_meeting_id_no_key": "meeting.agenda_changed",
		"resolutions_motion_id_key": "meeting.decided", "meeting_seats_meeting_id_org_id_key": "meeting.seat_taken",
	}
}

// States of a meeting.
const (
	Preparing flow.State = "preparing"
	InSession flow.State = "in_session"
	Closed    flow.State = "closed"
	Minuted   flow.State = "minuted"
	Cancelled flow.State = "cancelled"
)

// Actions on a meeting.
const (
	Open   flow.Action = "open"
	Close  flow.Action = "close"
	Minute flow.Action = "minute"
	Cancel flow.Action = "cancel"
)

// Table is the meeting's life.
func Table() *flow.Table {
	return &flow.Table{
		Name:   "meeting",
		States: []flow.State{Preparing, InSession, Closed, Minuted, Cancelled}, Actions: []flow.Action{Open, Close, Minute, Cancel},
		StateText: map[flow.State]flow.Label{
			Preparing: {ZH: "筹备中", EN: "In preparation"}, InSession: {ZH: "会议中", EN: "In session"},
			Closed: {ZH: "已闭会", EN: "Closed"}, Minuted: {ZH: "纪要已定稿", EN: "Minutes frozen"}, Cancelled: {ZH: "已取消", EN: "Cancelled"},
		},
		ActionText: map[flow.Action]flow.Label{
			Open: {ZH: "开会", EN: "Open"}, Close: {ZH: "闭会", EN: "Close"}, Minute: {ZH: "纪要定稿", EN: "Freeze minutes"},
			Cancel: {ZH: "取消会议", EN: "Cancel"},
		},
		Transitions: []flow.Transition{
			{From: Preparing, Action: Open, To: InSession, Perm: PermPrepare, At: flow.Anyone, Gate: "已到会议日期，到会席位达到法定人数"},
			{From: InSession, Action: Close, To: Closed, Perm: PermPrepare, At: flow.Anyone, Gate: "全部议题已有决议"},
			{From: Preparing, Action: Cancel, To: Cancelled, Perm: PermPrepare, At: flow.Anyone},
			{From: Closed, Action: Minute, To: Minuted, Perm: PermPrepare, At: flow.Anyone},
		},
	}
}

// Kinds of meeting and of motion.
const (
	Regular       = "regular"
	Extraordinary = "extraordinary"
	CaseMotion    = "case"
	RuleMotion    = "rule"
	RatifyMotion  = "ratify"
)

// Why a seat does not vote: its department proposes, its representative visited the household, or it declared so itself.
const (
	RecusedProposer = "proposer"
	RecusedVisitor  = "visitor"
	RecusedDeclared = "declared"
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
	StateText     flow.Label `db:"-" json:"state_text"`
	Version       int64      `db:"version" json:"version"`
	MinutesSHA256 string     `db:"minutes_sha256" json:"minutes_sha256"`
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
	OrgPath    string `db:"org_path" json:"org_path"`
	OrgName    string `db:"org_name" json:"org_name"`
	Department string `db:"department" json:"department"`
	ShortName  string `db:"-" json:"short_name"`
	StaffID    string `db:"staff_id" json:"staff_id"`
	Name       string `db:"name" json:"name"`
	Chair      bool   `db:"-" json:"chair"`
	Voting     bool   `db:"voting" json:"voting"`
	Present    bool   `db:"present" json:"present"`
	Mine       bool   `db:"-" json:"mine" doc:"the caller speaks and votes for this seat"`
}

// Motion is one item of the agenda. AmountFen is what is proposed. A case that the reader may not see is shown by its number
// only (Shown is false).
type Motion struct {
	ID                 string          `db:"id" json:"id"`
	MeetingID          string          `db:"meeting_id" json:"meeting_id"`
	No                 int64           `db:"no" json:"no"`
	Kind               string          `db:"kind" json:"kind"`
	CaseID             string          `db:"case_id" json:"case_id"`
	UrgentID           string          `db:"urgent_id" json:"urgent_id"`
	Title              string          `db:"title" json:"title"`
	Text               string          `db:"text" json:"text"`
	ProposerOrgID      string          `db:"proposer_org_id" json:"proposer_org_id"`
	ProposerName       string          `db:"proposer_name" json:"proposer_name"`
	ProposerDepartment string          `db:"proposer_department" json:"proposer_department"`
	AmountFen          int64           `db:"amount_fen" json:"amount_fen"`
	Detail             db.JSON[detail] `db:"detail" json:"-"`
	State              string          `db:"state" json:"state"`
	Version            int64           `db:"version" json:"version"`
	TouchedBy          string          `db:"touched_by" json:"touched_by"`
	TouchedAt          int64           `db:"touched_at" json:"touched_at"`
	Shown              bool            `db:"-" json:"shown"`
	CaseState          string          `db:"-" json:"case_state"`
	Class              string          `db:"-" json:"class"`
	Needs              []string        `db:"-" json:"needs"`
	Plan               []PlanLine      `db:"-" json:"plan"`
	Changes            []policy.Change `db:"-" json:"changes"`
	Voices             []Voice         `db:"-" json:"voices"`
	Tally              Tally           `db:"-" json:"tally"`
	Carried            bool            `db:"-" json:"carried" doc:"the votes given now are a majority"`
	Resolution         *Resolution     `db:"-" json:"resolution"`
	Missing            []Missing       `db:"-" json:"missing" doc:"why it cannot be agreed to yet"`
	Can                []string        `db:"-" json:"can"`
}

// States of a motion.
const (
	motionOpen    = "open"
	motionDecided = "decided"
)

// detail is what is kept with a motion beside its columns: the proposed plan; and, once it is decided, the case or the
// changes as the meeting saw them, so that the minutes depend on nothing that changes later.
type detail struct {
	Plan    []PlanLine      `json:"plan,omitempty"`
	Story   *aid.Story      `json:"story,omitempty"`
	Changes []policy.Change `json:"changes,omitempty"`
}

// PlanLine is one line of the proposed plan: who does what until when.
type PlanLine struct {
	Owner string `json:"owner" minLength:"1" maxLength:"60"`
	Text  string `json:"text" minLength:"1" maxLength:"120"`
	DueOn string `json:"due_on,omitempty" maxLength:"10"`
}

// Voice is what a seat says on a motion: an opinion before, a recusal, a vote, a dissent.
type Voice struct {
	MotionID    string `db:"motion_id" json:"-"`
	SeatID      string `db:"seat_id" json:"seat_id"`
	Opinion     string `db:"opinion" json:"opinion"`
	Stance      string `db:"stance" json:"stance"`
	Recused     bool   `db:"recused" json:"recused"`
	RecusedKind string `db:"recused_kind" json:"recused_kind"`
	RecusedWhy  string `db:"recused_why" json:"recused_why"`
	Vote        string `db:"vote" json:"vote"`
	Dissent     string `db:"dissent" json:"dissent"`
	VotedBy     string `db:"voted_by" json:"voted_by"`
	VotedAt     int64  `db:"voted_at" json:"voted_at"`
}

// Tally counts the votes of a motion. Voters are the voting seats that are present and not recused; Abstained are those of
// them that said neither yes nor no, Silent those that said nothing at all.
type Tally struct {
	Voters    int64 `db:"-" json:"voters"`
	Yes       int64 `db:"yes" json:"yes"`
	Reserved  int64 `db:"reserved" json:"reserved"`
	No        int64 `db:"no" json:"no"`
	Abstained int64 `db:"abstained" json:"abstained"`
	Silent    int64 `db:"-" json:"silent"`
	Recused   int64 `db:"recused" json:"recused"`
	Absent    int64 `db:"absent" json:"absent"`
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
	Tally
	MadeBy string `db:"made_by" json:"made_by"`
	MadeAt int64  `db:"made_at" json:"made_at"`
}

// tally counts the voices of the seats.
func tally(seats []Seat, voices []Voice) Tally {
	by := map[string]Voice{}
	for _, v := range voices {
		by[v.SeatID] = v
	}
	var n Tally
	for _, s := range seats {
		v := by[s.ID]
		switch {
		case !s.Voting:
		case v.Recused:
			n.Recused++
		case !s.Present:
			n.Absent++
		case v.Vote == Yes:
			n.Yes++
		case v.Vote == Reserved:
			n.Reserved++
		case v.Vote == No:
			n.No++
		default:
			n.Abstained++
			if v.Vote == "" {
				n.Silent++
			}
		}
	}
	n.Voters = n.Yes + n.Reserved + n.No + n.Abstained
	return n
}

func agreed(result string) bool { return result == Agreed || result == AgreedChanged }

// present counts the voting seats that are there.
func present(seats []Seat) int {
	n := 0
	for _, s := range seats {
		if s.Voting && s.Present {
			n++
		}
	}
	return n
}
