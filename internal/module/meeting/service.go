package meeting

import (
	"context"
	"fmt"
	"slices"

	"yice/internal/core/flow"
	"yice/internal/core/org"
	"yice/internal/core/policy"
	"yice/internal/kit/authz"
	"yice/internal/kit/blob"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
	"yice/internal/module/aid"
	"yice/internal/module/plan"
)

// Service is the joint meeting.
type Service struct {
	db     *db.DB
	cases  *aid.Service
	plans  *plan.Service
	orgs   *org.Service
	policy *policy.Service
	files  *blob.Store
	table  *flow.Table
}

// New builds the room.
func New(d *db.DB, cases *aid.Service, plans *plan.Service, orgs *org.Service, p *policy.Service, files *blob.Store) *Service {
	return &Service{db: d, cases: cases, plans: plans, orgs: orgs, policy: p, files: files, table: Table()}
}

// Input calls a meeting. Seats beyond the standing departments and the two wings are guests ("N") without a vote.
type Input struct {
	Kind   string   `json:"kind" enum:"regular,extraordinary"`
	Period string   `json:"period" pattern:"^20[0-9]{2}H[12]$" doc:"half-year, 2020H2"`
	HeldOn string   `json:"held_on" minLength:"10" maxLength:"10"`
	HeldAt string   `json:"held_at" pattern:"^[0-2][0-9]:[0-5][0-9]$"`
	Place  string   `json:"place" minLength:"1" maxLength:"60"`
	Chair  string   `json:"chair_staff_id" minLength:"1" maxLength:"26"`
	Guests []string `json:"guest_org_ids,omitempty" maxItems:"20"`
}

// Prepare calls a meeting and seats the departments. Needs PermPrepare. Codes: meeting.date_past, meeting.chair_role,
// meeting.number_taken.
func (s *Service) Prepare(ctx context.Context, in Input) (m Meeting, err error) {
	defer errs.Wrap(&err, "meeting.Prepare")
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if err := authz.Require(ctx, PermPrepare); err != nil {
			return err
		}
		if _, err := clock.ParseDate(in.HeldOn); err != nil || in.HeldOn < tx.Today() {
			return errs.InvalidField("held_on", "meeting.date_past")
		}
		chair, err := s.orgs.StaffTx(ctx, tx, in.Chair)
		if err != nil {
			return err
		}
		a := authz.From(ctx)
		half := map[string]string{"1": "上", "2": "下"}[in.Period[5:]]
		m = Meeting{ID: id.New(tx.Now()), Number: in.Period, Kind: in.Kind, Period: in.Period, Title: in.Period[:4] + "年" + half + "半年联席会议", HeldOn: in.HeldOn,
			HeldAt: in.HeldAt, Place: in.Place, ChairStaffID: chair.ID, ChairName: chair.Name, State: Preparing, Version: 1, MadeAt: tx.NowMS(), UpdatedAt: tx.NowMS(), UpdatedBy: a.Name}
		if in.Kind == Extraordinary {
			m.Number, m.Title = in.Period+"-"+in.HeldOn, in.Period[:4]+"年临时联席会议（"+in.HeldOn+"）"
		}
		if err := tx.Insert(ctx, "meetings", m); err != nil {
			return err
		}
		if err := s.seatTx(ctx, tx, m, chair, in.Guests); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{Action: "meeting.prepare", ObjectType: "meeting", ObjectID: m.ID, Summary: "筹备" + m.Title, After: in})
	})
	return m, err
}

func (s *Service) seatTx(ctx context.Context, tx *db.Tx, m Meeting, chair org.Staff, guests []string) error {
	add := func(o org.Org, staffID, name string, voting bool) error {
		return tx.Insert(ctx, "meeting_seats", Seat{ID: id.New(tx.Now()), MeetingID: m.ID, OrgID: o.ID, OrgPath: o.Path, OrgName: o.Name, Department: o.Department,
			StaffID: staffID, Name: name, Voting: voting})
	}
	home, err := s.orgs.OrgTx(ctx, tx, chair.OrgID)
	if err != nil {
		return err
	}
	if err := add(home, chair.ID, chair.Name, true); err != nil {
		return err
	}
	for _, d := range []string{org.Union, org.Civil, org.HR, org.Disabled, org.Youth, org.Women} {
		o, err := s.orgs.DepartmentTx(ctx, tx, d)
		if errs.IsKind(err, errs.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		holders, err := s.orgs.HoldersTx(ctx, tx, org.MeetingMember, o.Path)
		if err != nil {
			return err
		}
		staffID, name := "", ""
		if len(holders) > 0 {
			staffID, name = holders[0].ID, holders[0].Name
		}
		if err := add(o, staffID, name, true); err != nil {
			return err
		}
	}
	for _, g := range guests {
		o, err := s.orgs.OrgTx(ctx, tx, g)
		if err != nil {
			return err
		}
		if err := add(o, "", "", false); err != nil {
			return err
		}
	}
	return nil
}

// View is a meeting with its seats and agenda.
type View struct {
	Meeting Meeting  `json:"meeting"`
	Seats   []Seat   `json:"seats"`
	Motions []Motion `json:"motions"`
	Quorum  int      `json:"quorum" doc:"voting seats that must be present"`
	Ready   int      `json:"ready" doc:"motions that can be decided"`
}

// Get shows a meeting. Needs PermView. A case that the actor may not see is shown by its number only.
func (s *Service) Get(ctx context.Context, meetingID string) (v View, err error) {
	defer errs.Wrap(&err, "meeting.Get(%s)", meetingID)
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if err := authz.Require(ctx, PermView); err != nil {
			return err
		}
		v, err = s.viewTx(ctx, tx, meetingID)
		return err
	})
	return v, err
}

func (s *Service) viewTx(ctx context.Context, tx *db.Tx, meetingID string) (v View, err error) {
	if v.Meeting, err = findMeeting(ctx, tx, meetingID); err != nil {
		return v, err
	}
	a := authz.From(ctx)
	v.Meeting.Can = s.can(a, v.Meeting)
	if v.Seats, err = findSeats(ctx, tx, meetingID); err != nil {
		return v, err
	}
	if v.Quorum, err = s.quorumTx(ctx, tx, v.Seats); err != nil {
		return v, err
	}
	if v.Motions, err = findMotions(ctx, tx, meetingID); err != nil {
		return v, err
	}
	for i := range v.Motions {
		if err := s.motionTx(ctx, tx, v.Meeting, v.Seats, &v.Motions[i]); err != nil {
			return v, err
		}
		if len(v.Motions[i].Missing) == 0 {
			v.Ready++
		}
	}
	return v, nil
}

func (s *Service) can(a *authz.Actor, m Meeting) []string {
	out := []string{}
	for _, tr := range s.table.From(m.State) {
		if a.Has(tr.Perm) {
			out = append(out, string(tr.Action))
		}
	}
	if a.Has(PermPrepare) && m.State == Preparing {
		out = append(out, "agenda")
	}
	if a.Has(PermPrepare) && (m.State == Preparing || m.State == InSession) {
		out = append(out, "attendance")
	}
	return out
}

func (s *Service) motionTx(ctx context.Context, tx *db.Tx, m Meeting, seats []Seat, mo *Motion) (err error) {
	if mo.Voices, err = findVoices(ctx, tx, mo.ID); err != nil {
		return err
	}
	mo.Missing, mo.Can = []string{}, []string{}
	r, err := findResolution(ctx, tx, mo.ID)
	if err == nil {
		mo.Resolution = &r
		return nil
	}
	if !errs.IsKind(err, errs.NotFound) {
		return err
	}
	if mo.Kind == CaseMotion {
		c, err := s.cases.CaseTx(ctx, tx, aid.PermView, mo.CaseID)
		if errs.IsKind(err, errs.NotFound) {
			mo.Text = ""
			return nil
		}
		if err != nil {
			return err
		}
		if mo.Missing, err = s.missingTx(ctx, tx, m, c); err != nil {
			return err
		}
		mo.AmountFen = c.ProposedFen
	}
	a := authz.From(ctx)
	if _, ok := seatOf(a, seats); ok && a.Has(PermVote) {
		mo.Can = append(mo.Can, "opinion")
		if m.State == InSession {
			mo.Can = append(mo.Can, "vote")
		}
	}
	if m.State == InSession && a.Has(aid.PermDecide) {
		mo.Can = append(mo.Can, "decide")
	}
	if m.State == InSession && a.Has(PermPrepare) {
		mo.Can = append(mo.Can, "record_vote", "recuse")
	}
	return nil
}

// missingTx says why a case cannot be decided at the meeting: authorisation, check, visit, notice, open questions.
func (s *Service) missingTx(ctx context.Context, tx *db.Tx, m Meeting, c aid.Case) ([]string, error) {
	p, err := s.policy.AtTx(ctx, tx, c.AreaCode, tx.Today())
	if err != nil {
		return nil, err
	}
	months, err := p.Int("visit.valid_months")
	if err != nil {
		return nil, err
	}
	out := []string{}
	add := func(bad bool, code string) {
		if bad {
			out = append(out, code)
		}
	}
	add(c.State != aid.Tabled && c.State != aid.Deferred, "meeting.not_tabled")
	add(!c.Authorised, "AUTH_MISSING")
	add(c.CheckExpiresOn < m.HeldOn, "CHECK_EXPIRED")
	add(c.VisitOn == "" || clock.AddMonths(c.VisitOn, int(months)) < m.HeldOn, "VISIT_TOO_OLD")
	add(c.OpenQuestions > 0, "meeting.questions_open")
	add(c.OpenObjections > 0, "NOTICE_OBJECTION_OPEN")
	add(c.OpinionOn == "", "aid.opinion_missing")
	return out, nil
}

func (s *Service) quorumTx(ctx context.Context, tx *db.Tx, seats []Seat) (int, error) {
	p, err := s.policy.AtTx(ctx, tx, "230600", tx.Today())
	if err != nil {
		return 0, err
	}
	q, err := p.Ratio("meeting.quorum")
	if err != nil {
		return 0, err
	}
	n := int64(0)
	for _, x := range seats {
		if x.Voting {
			n++
		}
	}
	return int((n*q.Num() + q.Den() - 1) / q.Den()), nil
}

func present(seats []Seat) int {
	n := 0
	for _, s := range seats {
		if s.Voting && s.Present {
			n++
		}
	}
	return n
}

// seatOf finds the actor's own seat; a chair's wide reach gives no second one.
func seatOf(a *authz.Actor, seats []Seat) (Seat, bool) {
	i := slices.IndexFunc(seats, func(s Seat) bool { return s.StaffID == a.StaffID })
	if i < 0 {
		i = slices.IndexFunc(seats, func(s Seat) bool { return s.OrgID == a.OrgID })
	}
	if i < 0 {
		return Seat{}, false
	}
	return seats[i], true
}

// List pages through the meetings, newest first. Needs PermView.
func (s *Service) List(ctx context.Context, state string, p db.Page) (rows []Meeting, next string, total int64, err error) {
	defer errs.Wrap(&err, "meeting.List")
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if err := authz.Require(ctx, PermView); err != nil {
			return err
		}
		if rows, next, err = findMeetings(ctx, tx, state, p); err != nil {
			return err
		}
		for i := range rows {
			rows[i].Can = s.can(authz.From(ctx), rows[i])
		}
		total, err = countMeetings(ctx, tx, state)
		return err
	})
	return rows, next, total, err
}

// Next shows the meeting that is being prepared or held, or errs.NotFound. The workbench asks.
func (s *Service) Next(ctx context.Context) (v View, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		m, err := findNext(ctx, tx)
		if err != nil {
			return err
		}
		v, err = s.viewTx(ctx, tx, m.ID)
		return err
	})
	return v, err
}

// AgendaInput adds to the agenda: all tabled and deferred cases or the named ones, a rule motion over policy drafts, the
// urgent payments that wait for ratification.
type AgendaInput struct {
	AllCases bool     `json:"all_cases,omitempty"`
	CaseIDs  []string `json:"case_ids,omitempty" maxItems:"500"`
	ParamIDs []string `json:"param_ids,omitempty" maxItems:"20"`
	Title    string   `json:"title,omitempty" maxLength:"60"`
	Text     string   `json:"text,omitempty" maxLength:"1000"`
	Urgents  bool     `json:"urgents,omitempty"`
}

// Agenda adds motions to a meeting in preparation and opens the cases to the seated departments. Needs PermPrepare. Codes:
// meeting.not_preparing, meeting.case_on_agenda, policy.not_draft, policy.on_agenda.
func (s *Service) Agenda(ctx context.Context, meetingID string, in AgendaInput) (v View, err error) {
	defer errs.Wrap(&err, "meeting.Agenda(%s)", meetingID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if err := authz.Require(ctx, PermPrepare); err != nil {
			return err
		}
		m, err := findMeeting(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		if m.State != Preparing {
			return errs.New(errs.Conflict, "meeting.not_preparing")
		}
		seats, err := findSeats(ctx, tx, m.ID)
		if err != nil {
			return err
		}
		if err := s.caseMotionsTx(ctx, tx, m, seats, in); err != nil {
			return err
		}
		if len(in.ParamIDs) > 0 {
			if err := s.ruleMotionTx(ctx, tx, m, in); err != nil {
				return err
			}
		}
		if in.Urgents {
			if err := s.ratifyMotionsTx(ctx, tx, m, seats); err != nil {
				return err
			}
		}
		v, err = s.viewTx(ctx, tx, m.ID)
		return err
	})
	return v, err
}

func (s *Service) caseMotionsTx(ctx context.Context, tx *db.Tx, m Meeting, seats []Seat, in AgendaInput) error {
	ids := in.CaseIDs
	if in.AllCases {
		rows, err := s.cases.TabledTx(ctx, tx)
		if err != nil {
			return err
		}
		on, err := findMotions(ctx, tx, m.ID)
		if err != nil {
			return err
		}
		for _, c := range rows {
			if !slices.ContainsFunc(on, func(x Motion) bool { return x.CaseID == c && x.State == "open" }) {
				ids = append(ids, c)
			}
		}
	}
	for _, caseID := range ids {
		c, err := s.cases.CaseTx(ctx, tx, aid.PermView, caseID)
		if err != nil {
			return err
		}
		lead, err := s.orgs.OrgTx(ctx, tx, c.LeadOrgID)
		if err != nil {
			return err
		}
		mo := Motion{Kind: CaseMotion, CaseID: c.ID, Title: c.Title, ProposerOrgID: lead.ID, ProposerName: lead.Name, ProposerDepartment: c.LeadDepartment, AmountFen: c.ProposedFen}
		if mo, err = s.addTx(ctx, tx, m, mo); err != nil {
			return err
		}
		if err := s.openToSeats(ctx, tx, m, seats, mo, c); err != nil {
			return err
		}
		c.MeetingID = m.ID
		if err := s.cases.SaveTx(ctx, tx, &c, journal.Event{Action: "meeting.agenda", ObjectType: "motion", ObjectID: mo.ID, Summary: "列入" + m.Title + "议程"}); err != nil {
			return err
		}
	}
	return nil
}

// openToSeats lets the seated departments see the case until 30 days after the meeting, and recuses the proposer's seat.
func (s *Service) openToSeats(ctx context.Context, tx *db.Tx, m Meeting, seats []Seat, mo Motion, c aid.Case) error {
	until := clock.AddDays(m.HeldOn, 30)
	for _, seat := range seats {
		if err := s.cases.GrantAccessTx(ctx, tx, c.ID, aid.Access{Kind: aid.AccessAgenda, OrgID: seat.OrgID, OrgPath: seat.OrgPath, UntilOn: until}); err != nil {
			return err
		}
		if seat.Department != "" && seat.Department == mo.ProposerDepartment {
			if err := putVoice(ctx, tx, Voice{MotionID: mo.ID, SeatID: seat.ID, Recused: true, RecusedWhy: "提案部门"}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) addTx(ctx context.Context, tx *db.Tx, m Meeting, mo Motion) (Motion, error) {
	n, err := lastNo(ctx, tx, m.ID)
	if err != nil {
		return mo, err
	}
	mo.ID, mo.MeetingID, mo.No, mo.State, mo.Version = id.New(tx.Now()), m.ID, n+1, "open", 1
	return mo, tx.Insert(ctx, "motions", mo)
}

func (s *Service) ruleMotionTx(ctx context.Context, tx *db.Tx, m Meeting, in AgendaInput) error {
	a := authz.From(ctx)
	if in.Title == "" {
		return errs.InvalidField("title", "field.required")
	}
	mo, err := s.addTx(ctx, tx, m, Motion{Kind: RuleMotion, Title: in.Title, Text: in.Text, ProposerOrgID: a.OrgID, ProposerName: a.OrgName})
	if err != nil {
		return err
	}
	if err := s.policy.TableTx(ctx, tx, mo.ID, in.ParamIDs); err != nil {
		return err
	}
	return journal.Record(ctx, tx, journal.Event{Action: "meeting.agenda", ObjectType: "motion", ObjectID: mo.ID, Summary: "规则议题列入" + m.Title + "：" + in.Title, After: in.ParamIDs})
}

func (s *Service) ratifyMotionsTx(ctx context.Context, tx *db.Tx, m Meeting, seats []Seat) error {
	urgents, err := s.plans.UnratifiedTx(ctx, tx)
	if err != nil {
		return err
	}
	for _, u := range urgents {
		c, err := s.cases.CaseTx(ctx, tx, aid.PermView, u.CaseID)
		if err != nil {
			return err
		}
		on, err := findMotions(ctx, tx, m.ID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(on, func(x Motion) bool { return x.UrgentID == u.ID }) {
			continue
		}
		mo, err := s.addTx(ctx, tx, m, Motion{Kind: RatifyMotion, CaseID: c.ID, UrgentID: u.ID, Title: "追认急难救助：" + c.Title, Text: u.Reason, ProposerOrgID: c.LeadOrgID,
			ProposerName: u.AskedBy, ProposerDepartment: c.LeadDepartment, AmountFen: u.AmountFen})
		if err != nil {
			return err
		}
		if err := s.openToSeats(ctx, tx, m, seats, mo, c); err != nil {
			return err
		}
	}
	return nil
}

// Drop takes an open motion off the agenda of a meeting in preparation. Needs PermPrepare.
func (s *Service) Drop(ctx context.Context, motionID string) (err error) {
	defer errs.Wrap(&err, "meeting.Drop(%s)", motionID)
	return s.db.Update(ctx, func(tx *db.Tx) error {
		if err := authz.Require(ctx, PermPrepare); err != nil {
			return err
		}
		mo, m, err := s.openMotionTx(ctx, tx, motionID)
		if err != nil {
			return err
		}
		if m.State != Preparing {
			return errs.New(errs.Conflict, "meeting.not_preparing")
		}
		if mo.Kind == RuleMotion {
			if err := s.policy.RejectTx(ctx, tx, mo.ID); err != nil {
				return err
			}
		}
		if err := dropMotion(ctx, tx, mo.ID); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{Action: "meeting.drop", ObjectType: "motion", ObjectID: mo.ID, CaseID: mo.CaseID, Summary: fmt.Sprintf("撤下议题 %d", mo.No)})
	})
}

func (s *Service) openMotionTx(ctx context.Context, tx *db.Tx, motionID string) (Motion, Meeting, error) {
	mo, err := findMotion(ctx, tx, motionID)
	if err != nil {
		return mo, Meeting{}, err
	}
	m, err := findMeeting(ctx, tx, mo.MeetingID)
	if err == nil && mo.State != "open" {
		err = errs.New(errs.Conflict, "meeting.decided")
	}
	return mo, m, err
}
