package meeting

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"yice/internal/core/flow"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/journal"
	"yice/internal/module/aid"
)

// AttendInput says who sits on a seat and whether the seat is there. StaffID is a member of staff of the seat's organisation;
// without one the name stands for itself.
type AttendInput struct {
	SeatID  string `json:"seat_id" minLength:"1" maxLength:"40"`
	Present bool   `json:"present"`
	StaffID string `json:"staff_id,omitempty" maxLength:"40"`
	Name    string `json:"name,omitempty" maxLength:"60"`
}

// Attend notes who is there. Needs PermPrepare, until the meeting is closed. Codes: meeting.closed, meeting.staff_elsewhere.
func (s *Service) Attend(ctx context.Context, meetingID string, list []AttendInput) (v View, err error) {
	defer errs.Wrap(&err, "meeting.Attend(%s)", meetingID)
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		if err := authz.Require(ctx, PermPrepare); err != nil {
			return err
		}
		m, err := findMeeting(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		if m.State != Preparing && m.State != InSession {
			return errs.New(errs.Conflict, "meeting.closed")
		}
		seats, err := findSeats(ctx, tx, m.ID)
		if err != nil {
			return err
		}
		for i, in := range list {
			if err := s.attendTx(ctx, tx, seats, i, in); err != nil {
				return err
			}
		}
		if err := touchOpen(ctx, tx, m.ID, authz.From(ctx).Name); err != nil {
			return err
		}
		motions, err := findMotions(ctx, tx, m.ID)
		if err != nil {
			return err
		}
		if err := s.recuseTx(ctx, tx, m, seats, motions); err != nil {
			return err
		}
		if err := journal.Record(ctx, tx, journal.Event{Action: "meeting.attend", ObjectType: "meeting", ObjectID: m.ID, Summary: m.Title + "登记到会", After: list}); err != nil {
			return err
		}
		v, err = s.viewTx(ctx, tx, m.ID)
		return err
	})
	return v, err
}

func (s *Service) attendTx(ctx context.Context, tx *db.Tx, seats []Seat, i int, in AttendInput) error {
	n := slices.IndexFunc(seats, func(x Seat) bool { return x.ID == in.SeatID })
	if n < 0 {
		return errs.New(errs.NotFound, "not_found")
	}
	seat := &seats[n]
	seat.Present, seat.Name = in.Present, strings.TrimSpace(in.Name)
	if in.StaffID != seat.StaffID && in.StaffID != "" {
		st, err := s.Orgs.StaffTx(ctx, tx, in.StaffID)
		if err != nil && !errs.IsKind(err, errs.NotFound) {
			return err
		}
		home, orgErr := s.Orgs.OrgTx(ctx, tx, st.OrgID)
		if err != nil || orgErr != nil || !strings.HasPrefix(home.Path, seat.OrgPath) {
			return errs.InvalidField(fmt.Sprintf("seats[%d].staff_id", i), "meeting.staff_elsewhere")
		}
		seat.Name = st.Name
	}
	seat.StaffID = in.StaffID
	return updateSeat(ctx, tx, *seat)
}

// Move opens, closes or cancels the meeting, or freezes its minutes. Opening needs the day and the quorum, closing a resolution
// on every motion. Needs PermPrepare. Codes: meeting.too_early, meeting.no_quorum, meeting.motions_open, flow.not_allowed.
func (s *Service) Move(ctx context.Context, meetingID string, action flow.Action) (m Meeting, err error) {
	defer errs.Wrap(&err, "meeting.Move(%s, %s)", meetingID, action)
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		if err := authz.Require(ctx, PermPrepare); err != nil {
			return err
		}
		if m, err = findMeeting(ctx, tx, meetingID); err != nil {
			return err
		}
		tr, err := s.table.Next(m.State, action)
		if err != nil {
			return flow.By(err, m.UpdatedBy, m.UpdatedAt)
		}
		switch tr.Action {
		case Open:
			err = s.openTx(ctx, tx, m)
		case Close:
			err = s.closeTx(ctx, tx, m)
		case Cancel:
			m.Number, err = s.cancelTx(ctx, tx, m)
		case Minute:
			m.MinutesSHA256, err = s.freezeTx(ctx, tx, m)
		}
		if err != nil {
			return err
		}
		m.State = tr.To
		if err := updateMeeting(ctx, tx, &m, authz.From(ctx).Name); err != nil {
			return err
		}
		if tr.Action == Cancel || tr.Action == Close {
			if err := s.remindTx(ctx, tx); err != nil {
				return err
			}
		}
		s.dress(authz.From(ctx), &m)
		return journal.Record(ctx, tx, journal.Event{Action: "meeting." + string(action), ObjectType: "meeting", ObjectID: m.ID, Summary: m.Title + s.table.ActionText[tr.Action].ZH, After: m.MinutesSHA256})
	})
	return m, err
}

func (s *Service) openTx(ctx context.Context, tx *db.Tx, m Meeting) error {
	if tx.Today() < m.HeldOn {
		return errs.New(errs.Conflict, "meeting.too_early", "on", m.HeldOn)
	}
	seats, err := findSeats(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	q, err := s.quorumTx(ctx, tx, seats)
	if err != nil {
		return err
	}
	if n := present(seats); n < q {
		return errs.New(errs.Conflict, "meeting.no_quorum", "need", q, "have", n)
	}
	if err := s.ratifyMotionsTx(ctx, tx, m); err != nil { // the next meeting has to decide on what was paid before it
		return err
	}
	motions, err := findMotions(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	for _, seat := range seats {
		if err := s.Tasks.CloseTx(ctx, tx, "", seat.ID, taskOpinion); err != nil {
			return err
		}
	}
	return s.recuseTx(ctx, tx, m, seats, motions)
}

func (s *Service) closeTx(ctx context.Context, tx *db.Tx, m Meeting) error {
	motions, err := findMotions(ctx, tx, m.ID)
	if err == nil && slices.ContainsFunc(motions, func(x Motion) bool { return x.State == motionOpen }) {
		err = errs.New(errs.Conflict, "meeting.motions_open")
	}
	return err
}

// cancelTx clears the agenda and gives the number that the meeting keeps, so that its own is free for another.
func (s *Service) cancelTx(ctx context.Context, tx *db.Tx, m Meeting) (string, error) {
	motions, err := findMotions(ctx, tx, m.ID)
	if err != nil {
		return "", err
	}
	for _, mo := range motions {
		if err := s.dropTx(ctx, tx, m, mo); err != nil {
			return "", err
		}
	}
	seats, err := findSeats(ctx, tx, m.ID)
	if err != nil {
		return "", err
	}
	for _, seat := range seats {
		if err := s.Tasks.CloseTx(ctx, tx, "", seat.ID, taskOpinion); err != nil {
			return "", err
		}
	}
	return m.Number + "-X" + m.ID, nil
}

// SayInput is an opinion before the meeting: agree, reserved or oppose, in words. SeatID is for the secretariat that writes down
// what a department sent in; members leave it empty.
type SayInput struct {
	SeatID  string `json:"seat_id,omitempty" maxLength:"40"`
	Stance  string `json:"stance" enum:"agree,reserved,oppose"`
	Opinion string `json:"opinion" minLength:"1" maxLength:"500"`
}

// Say gives the opinion of a seat on an open motion: the actor's own (PermVote), or a named one (PermPrepare). Codes:
// meeting.no_seat, meeting.decided.
func (s *Service) Say(ctx context.Context, motionID string, in SayInput) (err error) {
	defer errs.Wrap(&err, "meeting.Say(%s)", motionID)
	return s.voice(ctx, motionID, func(tx *db.Tx, r *round) error {
		seat, err := r.seat(ctx, in.SeatID)
		if err != nil {
			return err
		}
		v := voiceOf(r.voices, r.motion, seat)
		v.Opinion, v.Stance = in.Opinion, in.Stance
		if err := s.putTx(ctx, tx, r.motion, seat, v, "发表意见"); err != nil {
			return err
		}
		return s.saidTx(ctx, tx, r.meeting, seat)
	})
}

// VoteInput is a vote; dissent is recorded in the minutes as it stands. SeatID is for the secretariat that records votes by show
// of hands; members leave it empty.
type VoteInput struct {
	SeatID  string `json:"seat_id,omitempty" maxLength:"40"`
	Vote    string `json:"vote" enum:"yes,reserved,no,abstain"`
	Dissent string `json:"dissent,omitempty" maxLength:"500"`
}

// Vote votes for the actor's seat (PermVote), or records votes by show of hands (PermPrepare): all of them or none. Codes:
// meeting.not_in_session, meeting.recused, meeting.visitor_votes, meeting.absent, meeting.no_vote, meeting.dissent_required.
func (s *Service) Vote(ctx context.Context, motionID string, list ...VoteInput) (err error) {
	defer errs.Wrap(&err, "meeting.Vote(%s)", motionID)
	return s.voice(ctx, motionID, func(tx *db.Tx, r *round) error {
		if r.meeting.State != InSession {
			return errs.New(errs.Conflict, "meeting.not_in_session")
		}
		visitors, err := s.visitorsTx(ctx, tx, r.motion)
		if err != nil {
			return err
		}
		for _, in := range list {
			if err := s.voteTx(ctx, tx, r, visitors, in); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) voteTx(ctx context.Context, tx *db.Tx, r *round, visitors []Visitor, in VoteInput) error {
	seat, err := r.seat(ctx, in.SeatID)
	if err != nil {
		return err
	}
	a, v := authz.From(ctx), voiceOf(r.voices, r.motion, seat)
	visited := func(staffID string) bool {
		return staffID != "" && slices.ContainsFunc(visitors, func(x Visitor) bool { return x.StaffID == staffID })
	}
	switch {
	case v.Recused || proposes(seat, r.motion):
		return errs.New(errs.Conflict, "meeting.recused", "seat", seat.OrgName)
	case visited(seat.StaffID) || in.SeatID == "" && visited(a.StaffID):
		return errs.New(errs.Conflict, "meeting.visitor_votes", "seat", seat.OrgName)
	case !seat.Voting:
		return errs.New(errs.Conflict, "meeting.no_vote", "seat", seat.OrgName)
	case !seat.Present:
		return errs.New(errs.Conflict, "meeting.absent", "seat", seat.OrgName)
	case (in.Vote == No || in.Vote == Reserved) && strings.TrimSpace(in.Dissent) == "":
		return errs.InvalidField("dissent", "meeting.dissent_required")
	}
	v.Vote, v.Dissent, v.VotedBy, v.VotedAt = in.Vote, strings.TrimSpace(in.Dissent), a.Name, tx.NowMS()
	return s.putTx(ctx, tx, r.motion, seat, v, "表决："+voteText(in.Vote))
}

// RecuseInput takes a seat out of the vote on a motion.
type RecuseInput struct {
	SeatID string `json:"seat_id,omitempty" maxLength:"40"`
	Why    string `json:"why" minLength:"1" maxLength:"200"`
}

// Recuse takes the actor's seat (PermVote), or a named one (PermPrepare), out of the vote. A recusal stays. Codes:
// meeting.no_vote, meeting.no_seat.
func (s *Service) Recuse(ctx context.Context, motionID string, in RecuseInput) (err error) {
	defer errs.Wrap(&err, "meeting.Recuse(%s)", motionID)
	return s.voice(ctx, motionID, func(tx *db.Tx, r *round) error {
		seat, err := r.seat(ctx, in.SeatID)
		if err != nil {
			return err
		}
		if !seat.Voting {
			return errs.New(errs.Conflict, "meeting.no_vote", "seat", seat.OrgName)
		}
		v := voiceOf(r.voices, r.motion, seat)
		if v.Recused {
			return nil
		}
		v.Recused, v.RecusedKind, v.RecusedWhy = true, RecusedDeclared, in.Why
		v.Vote, v.Dissent, v.VotedBy, v.VotedAt = "", "", "", 0
		return s.putTx(ctx, tx, r.motion, seat, v, "回避表决："+in.Why)
	})
}

// round is a motion on which somebody speaks.
type round struct {
	meeting Meeting
	motion  Motion
	seats   []Seat
	voices  []Voice
}

// voice finds an open motion of a meeting that goes on, with its case within the actor's scope, and lets change write.
func (s *Service) voice(ctx context.Context, motionID string, change func(tx *db.Tx, r *round) error) error {
	return s.DB.Update(ctx, func(tx *db.Tx) (err error) {
		var r round
		if r.motion, r.meeting, err = s.openMotionTx(ctx, tx, motionID); err != nil {
			return err
		}
		if r.motion.CaseID != "" {
			if _, err := s.Cases.CaseTx(ctx, tx, aid.PermView, r.motion.CaseID); err != nil {
				return err
			}
		}
		if r.seats, err = findSeats(ctx, tx, r.meeting.ID); err != nil {
			return err
		}
		if r.voices, err = findVoices(ctx, tx, motionID); err != nil {
			return err
		}
		return change(tx, &r)
	})
}

// seat is the actor's own seat, or the named one for whoever may write for others.
func (r *round) seat(ctx context.Context, seatID string) (Seat, error) {
	if seatID == "" {
		if err := authz.Require(ctx, PermVote); err != nil {
			return Seat{}, err
		}
		if i := seatOf(authz.From(ctx), r.seats); i >= 0 {
			return r.seats[i], nil
		}
		return Seat{}, errs.New(errs.Forbidden, "meeting.no_seat")
	}
	if err := authz.Require(ctx, PermPrepare); err != nil {
		return Seat{}, err
	}
	if i := slices.IndexFunc(r.seats, func(x Seat) bool { return x.ID == seatID }); i >= 0 {
		return r.seats[i], nil
	}
	return Seat{}, errs.New(errs.NotFound, "not_found")
}
