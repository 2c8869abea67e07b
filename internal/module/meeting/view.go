package meeting

import (
	"context"
	"slices"

	"yice/internal/core/policy"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/journal"
	"yice/internal/kit/money"
	"yice/internal/module/aid"
)

// View is a meeting with its seats and agenda.
type View struct {
	Meeting   Meeting   `json:"meeting"`
	Seats     []Seat    `json:"seats"`
	Motions   []Motion  `json:"motions"`
	Quorum    int       `json:"quorum" doc:"voting seats that must be present"`
	Present   int       `json:"present" doc:"voting seats that are present"`
	Readiness Readiness `json:"readiness"`
	Pool      *Pool     `json:"pool"`
	Today     string    `json:"today"`
}

// Get shows a meeting. Needs PermView. A case that the actor may not see is shown by its number only.
func (s *Service) Get(ctx context.Context, meetingID string) (v View, err error) {
	defer errs.Wrap(&err, "meeting.Get(%s)", meetingID)
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if err := authz.Require(ctx, PermView); err != nil {
			return err
		}
		v, err = s.viewTx(ctx, tx, meetingID)
		return err
	})
	return v, err
}

// NextTx shows the meeting that is being prepared or held, or errs.NotFound. The workbench asks. Needs PermView.
func (s *Service) NextTx(ctx context.Context, tx *db.Tx) (View, error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return View{}, err
	}
	m, err := findNext(ctx, tx)
	if err != nil {
		return View{}, err
	}
	return s.viewTx(ctx, tx, m.ID)
}

func (s *Service) viewTx(ctx context.Context, tx *db.Tx, meetingID string) (v View, err error) {
	if v.Meeting, err = findMeeting(ctx, tx, meetingID); err != nil {
		return v, err
	}
	a := authz.From(ctx)
	s.dress(a, &v.Meeting)
	v.Today = tx.Today()
	if v.Seats, err = findSeats(ctx, tx, meetingID); err != nil {
		return v, err
	}
	if err := s.dressSeats(ctx, tx, v.Meeting, v.Seats); err != nil {
		return v, err
	}
	if v.Quorum, err = s.quorumTx(ctx, tx, v.Seats); err != nil {
		return v, err
	}
	v.Present = present(v.Seats)
	if v.Motions, err = s.motionsTx(ctx, tx, v.Meeting, v.Seats); err != nil {
		return v, err
	}
	share, err := s.majorityTx(ctx, tx)
	if err != nil {
		return v, err
	}
	for i := range v.Motions {
		v.Motions[i].Carried = carried(v.Motions[i].Tally, share)
	}
	v.Readiness = readiness(v.Motions)
	if s.Pool != nil {
		v.Pool, err = s.Pool(ctx, tx)
	}
	return v, err
}

// motionsTx dresses the agenda for the actor.
func (s *Service) motionsTx(ctx context.Context, tx *db.Tx, m Meeting, seats []Seat) ([]Motion, error) {
	rows, err := findMotions(ctx, tx, m.ID)
	if err != nil {
		return nil, err
	}
	voices, err := findAllVoices(ctx, tx, m.ID)
	if err != nil {
		return nil, err
	}
	resolutions, err := findResolutions(ctx, tx, m.ID)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, mo := range rows {
		if mo.CaseID != "" && !slices.Contains(ids, mo.CaseID) {
			ids = append(ids, mo.CaseID)
		}
	}
	cases, err := s.Cases.CasesTx(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		mo := &rows[i]
		mo.Voices = voices[mo.ID]
		if r, ok := resolutions[mo.ID]; ok {
			mo.Resolution = &r
		}
		c, seen := cases[mo.CaseID]
		if mo.CaseID != "" && !seen {
			*mo = blank(*mo)
			continue
		}
		if err := s.dressMotion(ctx, tx, m, seats, mo, c); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// blank leaves of a motion only that it was there.
func blank(mo Motion) Motion {
	return Motion{
		ID: mo.ID, MeetingID: mo.MeetingID, No: mo.No, Kind: mo.Kind, State: mo.State, Version: mo.Version,
		Needs: []string{}, Plan: []PlanLine{}, Changes: []policy.Change{}, Voices: []Voice{}, Missing: []Missing{}, Can: []string{},
	}
}

func (s *Service) dressMotion(ctx context.Context, tx *db.Tx, m Meeting, seats []Seat, mo *Motion, c aid.Case) (err error) {
	mo.Shown, mo.Plan, mo.Changes, mo.Missing, mo.Can = true, mo.Detail.V.Plan, mo.Detail.V.Changes, []Missing{}, []string{}
	mo.CaseState, mo.Class, mo.Needs = string(c.State), c.Class, c.Needs
	if mo.Needs == nil {
		mo.Needs = []string{}
	}
	if mo.Plan == nil {
		mo.Plan = []PlanLine{}
	}
	if mo.Voices == nil {
		mo.Voices = []Voice{}
	}
	mo.Tally = tally(seats, mo.Voices)
	if mo.State == motionOpen {
		if mo.Missing, err = s.missingTx(ctx, tx, m, seats, *mo, c); err != nil {
			return err
		}
		if mo.Kind == CaseMotion {
			mo.AmountFen = c.ProposedFen
		}
		if mo.Kind == RuleMotion {
			if mo.Changes, err = s.Policy.ChangesTx(ctx, tx, mo.ID); err != nil {
				return err
			}
		}
		mo.Can = motionCan(authz.From(ctx), m, seats, *mo, c)
	} else if mo.Resolution != nil {
		mo.Tally = mo.Resolution.Tally
	}
	if mo.Changes == nil {
		mo.Changes = []policy.Change{}
	}
	return nil
}

func motionCan(a *authz.Actor, m Meeting, seats []Seat, mo Motion, c aid.Case) []string {
	out := []string{}
	add := func(ok bool, word string) {
		if ok {
			out = append(out, word)
		}
	}
	session, before := m.State == InSession, m.State == Preparing
	if i := seatOf(a, seats); i >= 0 && a.Has(PermVote) && (session || before) {
		seat := seats[i]
		recused := slices.ContainsFunc(mo.Voices, func(v Voice) bool { return v.SeatID == seat.ID && v.Recused })
		add(true, "opinion")
		add(session && seat.Voting && seat.Present && !recused, "vote")
		add(seat.Voting && !recused, "recuse")
	}
	add(session && a.Has(aid.PermDecide), "decide")
	add(session && a.Has(PermPrepare), "record_vote")
	add((session || before) && a.Has(PermPrepare), "record_recusal")
	add(before && a.Has(PermPrepare), "drop")
	add((session || before) && mo.Kind == CaseMotion && (a.Has(PermPrepare) || a.HasAt(aid.PermOpinion, c.LeadOrgPath)), "plan")
	return out
}

// missingTx says why a case cannot be agreed to: on the day of the meeting, or today when it is held later.
func (s *Service) missingTx(ctx context.Context, tx *db.Tx, m Meeting, seats []Seat, mo Motion, c aid.Case) ([]Missing, error) {
	if mo.Kind != CaseMotion {
		return []Missing{}, nil
	}
	p, err := s.Policy.AtTx(ctx, tx, c.AreaCode, tx.Today())
	if err != nil {
		return nil, err
	}
	months, err := p.Int("visit.valid_months")
	if err != nil {
		return nil, err
	}
	out := missing(c, max(m.HeldOn, tx.Today()), int(months))
	for _, seat := range seats {
		if proposes(seat, mo) && !slices.ContainsFunc(mo.Voices, func(v Voice) bool { return v.SeatID == seat.ID && v.Recused }) {
			out = append(out, Missing{Gate: GateRecusal, Code: "recusal"})
		}
	}
	return out, nil
}

func (s *Service) quorumTx(ctx context.Context, tx *db.Tx, seats []Seat) (int, error) {
	p, err := s.cityTx(ctx, tx)
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

// majorityTx is the share of the voters that must be passed.
func (s *Service) majorityTx(ctx context.Context, tx *db.Tx) (money.Ratio, error) {
	p, err := s.cityTx(ctx, tx)
	if err != nil {
		return money.Ratio{}, err
	}
	return p.Ratio("meeting.majority")
}

func carried(n Tally, share money.Ratio) bool {
	return (n.Yes+n.Reserved)*share.Den() > n.Voters*share.Num()
}

// cityTx gives the parameters in force in the city of the platform.
func (s *Service) cityTx(ctx context.Context, tx *db.Tx) (policy.Params, error) {
	root, err := s.rootTx(ctx, tx)
	if err != nil {
		return policy.Params{}, err
	}
	return s.Policy.AtTx(ctx, tx, root.AreaCode, tx.Today())
}

// seatOf is the place of the actor's own seat, or -1: the one in his name, else the one of his organisation for which he
// stands in. A chair's wide reach gives no second one.
func seatOf(a *authz.Actor, seats []Seat) int {
	if a == nil || a.StaffID == "" {
		return -1
	}
	if i := slices.IndexFunc(seats, func(s Seat) bool { return s.StaffID == a.StaffID }); i >= 0 {
		return i
	}
	return slices.IndexFunc(seats, func(s Seat) bool { return s.OrgID == a.OrgID && a.HasAt(PermVote, s.OrgPath) })
}

// dressSeats adds the short names of the organisations, whose seat is the chair's and whose the actor's.
func (s *Service) dressSeats(ctx context.Context, tx *db.Tx, m Meeting, seats []Seat) error {
	for i := range seats {
		o, err := s.Orgs.OrgTx(ctx, tx, seats[i].OrgID)
		if err != nil {
			return err
		}
		seats[i].ShortName, seats[i].Chair = o.ShortName, seats[i].StaffID == m.ChairStaffID
		if o.ShortName == "" {
			seats[i].ShortName = seats[i].OrgName
		}
	}
	if a := authz.From(ctx); a.Has(PermVote) {
		if i := seatOf(a, seats); i >= 0 {
			seats[i].Mine = true
		}
	}
	return nil
}

// dress adds the words of the state and what the actor may do.
func (s *Service) dress(a *authz.Actor, m *Meeting) {
	m.StateText, m.Can = s.table.StateText[m.State], []string{}
	for _, tr := range s.table.From(m.State) {
		if a.Has(tr.Perm) {
			m.Can = append(m.Can, string(tr.Action))
		}
	}
	if a.Has(PermPrepare) && m.State == Preparing {
		m.Can = append(m.Can, "agenda", "change")
	}
	if a.Has(PermPrepare) && (m.State == Preparing || m.State == InSession) {
		m.Can = append(m.Can, "attendance")
	}
}

// Sheet is one motion as it is shown large: with the case's story.
type Sheet struct {
	Motion Motion     `json:"motion"`
	Story  *aid.Story `json:"story"`
}

// Sheet shows one motion with its case; the look is journalled. Needs PermView, and the case within the actor's scope:
// errs.NotFound.
func (s *Service) Sheet(ctx context.Context, motionID string) (out Sheet, err error) {
	defer errs.Wrap(&err, "meeting.Sheet(%s)", motionID)
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if err := authz.Require(ctx, PermView); err != nil {
			return err
		}
		mo, err := findMotion(ctx, tx, motionID)
		if err != nil {
			return err
		}
		m, err := findMeeting(ctx, tx, mo.MeetingID)
		if err != nil {
			return err
		}
		seats, err := findSeats(ctx, tx, m.ID)
		if err != nil {
			return err
		}
		out, err = s.sheetTx(ctx, tx, m, seats, mo)
		return err
	})
	if err != nil || out.Motion.CaseID == "" {
		return out, err
	}
	return out, journal.Looked(ctx, s.DB, journal.Event{Action: "meeting.look", ObjectType: "motion", ObjectID: motionID, CaseID: out.Motion.CaseID, Summary: "查看上会议题"})
}

func (s *Service) sheetTx(ctx context.Context, tx *db.Tx, m Meeting, seats []Seat, mo Motion) (out Sheet, err error) {
	var c aid.Case
	if mo.CaseID != "" {
		if c, err = s.Cases.CaseTx(ctx, tx, aid.PermView, mo.CaseID); err != nil {
			return out, err
		}
		story, err := s.Cases.StoryTx(ctx, tx, c)
		if err != nil {
			return out, err
		}
		out.Story = &story
	}
	if mo.Voices, err = findVoices(ctx, tx, mo.ID); err != nil {
		return out, err
	}
	resolutions, err := findResolutions(ctx, tx, m.ID)
	if err != nil {
		return out, err
	}
	if r, ok := resolutions[mo.ID]; ok {
		mo.Resolution = &r
	}
	err = s.dressMotion(ctx, tx, m, seats, &mo, c)
	out.Motion = mo
	return out, err
}

// Filter narrows the list of meetings.
type Filter struct {
	States []string
	Year   string
	Page   db.Page
}

// List pages through the meetings, newest first. Needs PermView.
func (s *Service) List(ctx context.Context, f Filter) (rows []Meeting, next string, total int64, err error) {
	defer errs.Wrap(&err, "meeting.List")
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if err := authz.Require(ctx, PermView); err != nil {
			return err
		}
		if rows, next, err = findMeetings(ctx, tx, f); err != nil {
			return err
		}
		for i := range rows {
			s.dress(authz.From(ctx), &rows[i])
		}
		total, err = countMeetings(ctx, tx, f)
		return err
	})
	return rows, next, total, err
}

// lastLook is the last day on which a seat sees the cases of a meeting.
func lastLook(m Meeting) string { return clock.AddDays(m.HeldOn, lookDays) }

// lookDays is how long the seats see the cases after the meeting.
const lookDays = 30
