package meeting

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"

	"yice/internal/kit/authz"
	"yice/internal/kit/blob"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
	"yice/internal/module/aid"
)

// Attend notes who is there. Needs PermPrepare, until the meeting is closed.
func (s *Service) Attend(ctx context.Context, meetingID, seatID string, here bool, staffID, name string) (err error) {
	defer errs.Wrap(&err, "meeting.Attend(%s)", meetingID)
	return s.db.Update(ctx, func(tx *db.Tx) error {
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
		if err := setPresent(ctx, tx, m.ID, seatID, here, staffID, name); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{Action: "meeting.attend", ObjectType: "meeting", ObjectID: m.ID, Summary: "登记到会", After: map[string]any{"seat": seatID, "present": here, "name": name}})
	})
}

// Move opens or closes the meeting. Opening needs the quorum, closing a resolution on every motion. Needs PermPrepare. Codes:
// meeting.no_quorum, meeting.motions_open, flow.not_allowed.
func (s *Service) Move(ctx context.Context, meetingID, action string) (m Meeting, err error) {
	defer errs.Wrap(&err, "meeting.Move(%s, %s)", meetingID, action)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if err := authz.Require(ctx, PermPrepare); err != nil {
			return err
		}
		v, err := s.viewTx(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		m = v.Meeting
		tr, err := s.table.Next(m.State, flowAction(action))
		if err != nil {
			return err
		}
		if tr.Action == Open && present(v.Seats) < v.Quorum {
			return errs.New(errs.Conflict, "meeting.no_quorum", "need", v.Quorum, "have", present(v.Seats))
		}
		if tr.Action == Close && slices.ContainsFunc(v.Motions, func(x Motion) bool { return x.State == "open" }) {
			return errs.New(errs.Conflict, "meeting.motions_open")
		}
		m.State = tr.To
		if tr.Action == Minute {
			if err := s.freezeTx(ctx, tx, &m, v); err != nil {
				return err
			}
		}
		if err := updateMeeting(ctx, tx, &m, authz.From(ctx).Name); err != nil {
			return err
		}
		m.Can = s.can(authz.From(ctx), m)
		return journal.Record(ctx, tx, journal.Event{Action: "meeting." + action, ObjectType: "meeting", ObjectID: m.ID, Summary: m.Title + s.table.ActionText[tr.Action].ZH, After: m.MinutesSHA256})
	})
	return m, err
}

// freezeTx writes the minutes and keeps their hash; they cannot change any more.
func (s *Service) freezeTx(ctx context.Context, tx *db.Tx, m *Meeting, v View) error {
	v.Meeting = *m
	pdf, err := Minutes(v, authz.From(ctx).Name, tx.Now(), false)
	if err != nil {
		return err
	}
	ref, err := s.files.Put(ctx, bytes.NewReader(pdf), 20<<20, []string{"application/pdf"})
	if err != nil {
		return err
	}
	sum := sha256.Sum256(pdf)
	m.MinutesSHA256, m.MinutesFileID = hex.EncodeToString(sum[:]), ref.SHA256
	return nil
}

// MinutesPDF gives the frozen minutes, or a draft while they are not frozen. Needs PermView.
func (s *Service) MinutesPDF(ctx context.Context, meetingID string) (pdf []byte, name string, err error) {
	defer errs.Wrap(&err, "meeting.MinutesPDF(%s)", meetingID)
	v, err := s.Get(ctx, meetingID)
	if err != nil {
		return nil, "", err
	}
	name = v.Meeting.Title + "纪要.pdf"
	if v.Meeting.MinutesFileID == "" {
		pdf, err = Minutes(v, authz.From(ctx).Name, s.db.Now(), true)
		return pdf, name, err
	}
	f, err := s.files.Open(blob.Ref{SHA256: v.Meeting.MinutesFileID})
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	pdf, err = io.ReadAll(f)
	return pdf, name, err
}

// SayInput is an opinion before the meeting: agree, reserved or oppose, in words.
type SayInput struct {
	Stance  string `json:"stance" enum:"agree,reserved,oppose"`
	Opinion string `json:"opinion" minLength:"1" maxLength:"500"`
}

// Say gives the opinion of the actor's seat on an open motion. Needs PermVote and a seat. Codes: meeting.no_seat.
func (s *Service) Say(ctx context.Context, motionID string, in SayInput) (err error) {
	defer errs.Wrap(&err, "meeting.Say(%s)", motionID)
	return s.voice(ctx, motionID, "", func(tx *db.Tx, m Meeting, v *Voice) (string, error) {
		v.Opinion, v.Stance = in.Opinion, in.Stance
		return "发表意见", nil
	})
}

// VoteInput is a vote; dissent is recorded in the minutes as it stands. SeatID is for the secretariat that records votes by show
// of hands; members leave it empty.
type VoteInput struct {
	SeatID  string `json:"seat_id,omitempty" maxLength:"26"`
	Vote    string `json:"vote" enum:"yes,reserved,no,abstain"`
	Dissent string `json:"dissent,omitempty" maxLength:"500"`
}

// Vote votes for the actor's seat, or records a vote by show of hands (PermPrepare). Codes: meeting.not_in_session,
// meeting.recused, meeting.absent, meeting.no_vote, meeting.dissent_required.
func (s *Service) Vote(ctx context.Context, motionID string, in VoteInput) (err error) {
	defer errs.Wrap(&err, "meeting.Vote(%s)", motionID)
	return s.voice(ctx, motionID, in.SeatID, func(tx *db.Tx, m Meeting, v *Voice) (string, error) {
		if m.State != InSession {
			return "", errs.New(errs.Conflict, "meeting.not_in_session")
		}
		if v.Recused {
			return "", errs.New(errs.Conflict, "meeting.recused")
		}
		if (in.Vote == No || in.Vote == Reserved) && in.Dissent == "" {
			return "", errs.InvalidField("dissent", "meeting.dissent_required")
		}
		v.Vote, v.Dissent, v.VotedBy, v.VotedAt = in.Vote, in.Dissent, authz.From(ctx).Name, tx.NowMS()
		return "表决", nil
	})
}

// RecuseInput takes a seat out of the vote on a motion.
type RecuseInput struct {
	SeatID string `json:"seat_id,omitempty" maxLength:"26"`
	Why    string `json:"why" minLength:"1" maxLength:"200"`
}

// Recuse takes the actor's seat, or a named one (PermPrepare), out of the vote. A recusal stays.
func (s *Service) Recuse(ctx context.Context, motionID string, in RecuseInput) (err error) {
	defer errs.Wrap(&err, "meeting.Recuse(%s)", motionID)
	return s.voice(ctx, motionID, in.SeatID, func(tx *db.Tx, m Meeting, v *Voice) (string, error) {
		v.Recused, v.RecusedWhy, v.Vote, v.Dissent = true, in.Why, "", ""
		return "回避表决：" + in.Why, nil
	})
}

func (s *Service) voice(ctx context.Context, motionID, seatID string, change func(tx *db.Tx, m Meeting, v *Voice) (string, error)) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		mo, m, err := s.openMotionTx(ctx, tx, motionID)
		if err != nil {
			return err
		}
		seats, err := findSeats(ctx, tx, m.ID)
		if err != nil {
			return err
		}
		seat, err := s.seatFor(ctx, seats, seatID)
		if err != nil {
			return err
		}
		voices, err := findVoices(ctx, tx, mo.ID)
		if err != nil {
			return err
		}
		v := Voice{MotionID: mo.ID, SeatID: seat.ID}
		if i := slices.IndexFunc(voices, func(x Voice) bool { return x.SeatID == seat.ID }); i >= 0 {
			v = voices[i]
		}
		vote := v.Vote
		word, err := change(tx, m, &v)
		if err != nil {
			return err
		}
		if v.Vote != "" && v.Vote != vote && !seat.Voting {
			return errs.New(errs.Conflict, "meeting.no_vote")
		}
		if v.Vote != "" && v.Vote != vote && !seat.Present {
			return errs.New(errs.Conflict, "meeting.absent")
		}
		if err := putVoice(ctx, tx, v); err != nil {
			return err
		}
		if err := touchMotion(ctx, tx, mo.ID); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{Action: "meeting.voice", ObjectType: "motion", ObjectID: mo.ID, CaseID: mo.CaseID, Summary: seat.OrgName + word, After: v})
	})
}

func (s *Service) seatFor(ctx context.Context, seats []Seat, seatID string) (Seat, error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return Seat{}, err
	}
	if seatID == "" {
		if err := authz.Require(ctx, PermVote); err != nil {
			return Seat{}, err
		}
		seat, ok := seatOf(a, seats)
		if !ok {
			return seat, errs.New(errs.Forbidden, "meeting.no_seat")
		}
		return seat, nil
	}
	if err := authz.Require(ctx, PermPrepare); err != nil {
		return Seat{}, err
	}
	i := slices.IndexFunc(seats, func(x Seat) bool { return x.ID == seatID })
	if i < 0 {
		return Seat{}, errs.New(errs.NotFound, "not_found")
	}
	return seats[i], nil
}

// DecideInput is the result that the chair states.
type DecideInput struct {
	Version   int64             `json:"version"`
	Result    string            `json:"result" enum:"agreed,agreed_changed,deferred,rejected"`
	Text      string            `json:"text,omitempty" maxLength:"1000" doc:"reason or what is missing; required but for agreed"`
	AmountFen int64             `json:"amount_fen,omitempty" minimum:"0" maximum:"100000000000" doc:"for a case agreed with a change"`
	Values    map[string]string `json:"values,omitempty" doc:"for a rule agreed with a change: parameter id → value"`
	FromOn    string            `json:"from_on,omitempty" maxLength:"10"`
}

// Decide states the result of a motion and makes it real: a case is recognised, declined or deferred, a rule comes into force
// or not, an urgent payment is ratified or reclaimed. Needs aid.PermDecide, a meeting in session with its quorum, every gate of
// the case, and for an agreement the majority of the parameter meeting.majority. Codes: meeting.not_in_session,
// meeting.no_quorum, meeting.not_ready, meeting.no_majority, meeting.vote_contradicts, meeting.text_required, stale.
func (s *Service) Decide(ctx context.Context, motionID string, in DecideInput) (r Resolution, err error) {
	defer errs.Wrap(&err, "meeting.Decide(%s)", motionID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if err := authz.Require(ctx, aid.PermDecide); err != nil {
			return err
		}
		mo, m, err := s.openMotionTx(ctx, tx, motionID)
		if err != nil {
			return err
		}
		if m.State != InSession {
			return errs.New(errs.Conflict, "meeting.not_in_session")
		}
		if in.Version != mo.Version {
			return errs.New(errs.Stale, "meeting.votes_changed")
		}
		if in.Result != Agreed && in.Text == "" {
			return errs.InvalidField("text", "meeting.text_required")
		}
		seats, err := findSeats(ctx, tx, m.ID)
		if err != nil {
			return err
		}
		if err := s.motionTx(ctx, tx, m, seats, &mo); err != nil {
			return err
		}
		if r, err = s.countTx(ctx, tx, mo, seats, in); err != nil {
			return err
		}
		a := authz.From(ctx)
		r.ID, r.MotionID, r.MeetingID, r.CaseID, r.Result, r.Text = id.New(tx.Now()), mo.ID, m.ID, mo.CaseID, in.Result, in.Text
		r.Number, r.MadeBy, r.MadeAt = fmt.Sprintf("%s-%d", m.Number, mo.No), a.Name, tx.NowMS()
		if r.AmountFen = mo.AmountFen; in.Result == AgreedChanged && mo.Kind == CaseMotion {
			r.AmountFen = in.AmountFen
		}
		if err := s.effectTx(ctx, tx, m, mo, in, r); err != nil {
			return err
		}
		if err := tx.Insert(ctx, "resolutions", r); err != nil {
			return err
		}
		if err := closeMotion(ctx, tx, mo.ID, in.Version); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{Action: "meeting.decide", ObjectType: "resolution", ObjectID: r.ID, CaseID: mo.CaseID,
			Summary: "决议 " + r.Number + "：" + resultText(r.Result), After: r, Reason: in.Text})
	})
	return r, err
}

func resultText(r string) string {
	return map[string]string{Agreed: "同意", AgreedChanged: "同意，有修改", Deferred: "暂缓", Rejected: "不同意"}[r]
}

func (s *Service) countTx(ctx context.Context, tx *db.Tx, mo Motion, seats []Seat, in DecideInput) (Resolution, error) {
	r := tally(seats, mo.Voices)
	q, err := s.quorumTx(ctx, tx, seats)
	if err != nil {
		return r, err
	}
	if n := present(seats); n < q {
		return r, errs.New(errs.Conflict, "meeting.no_quorum", "need", q, "have", n)
	}
	agree := in.Result == Agreed || in.Result == AgreedChanged
	if agree && len(mo.Missing) > 0 {
		e := errs.New(errs.Conflict, "meeting.not_ready")
		for _, code := range mo.Missing {
			e.Fields = append(e.Fields, errs.Field{Path: "case", Code: code})
		}
		return r, e
	}
	p, err := s.policy.AtTx(ctx, tx, "230600", tx.Today())
	if err != nil {
		return r, err
	}
	maj, err := p.Ratio("meeting.majority")
	if err != nil {
		return r, err
	}
	voters := r.Yes + r.Reserved + r.No + r.Abstained
	majority := (r.Yes+r.Reserved)*maj.Den() > voters*maj.Num()
	if agree && !majority {
		return r, errs.New(errs.Conflict, "meeting.no_majority", "yes", r.Yes+r.Reserved, "voters", voters)
	}
	if in.Result == Rejected && majority {
		return r, errs.New(errs.Conflict, "meeting.vote_contradicts")
	}
	return r, nil
}

func (s *Service) effectTx(ctx context.Context, tx *db.Tx, m Meeting, mo Motion, in DecideInput, r Resolution) error {
	agree := in.Result == Agreed || in.Result == AgreedChanged
	switch mo.Kind {
	case CaseMotion:
		return s.caseEffectTx(ctx, tx, m, mo, in, r)
	case RatifyMotion:
		if in.Result == Deferred {
			return nil
		}
		return s.plans.RatifyTx(ctx, tx, mo.UrgentID, m.ID, agree, in.Text)
	}
	if in.Result == Deferred || in.Result == Rejected {
		return s.policy.RejectTx(ctx, tx, mo.ID)
	}
	for paramID, value := range in.Values {
		if err := s.policy.AmendTx(ctx, tx, paramID, value, in.FromOn); err != nil {
			return err
		}
	}
	_, err := s.policy.AdoptTx(ctx, tx, mo.ID, m.Title+"决议 "+r.Number)
	return err
}

func (s *Service) caseEffectTx(ctx context.Context, tx *db.Tx, m Meeting, mo Motion, in DecideInput, r Resolution) error {
	c, err := s.cases.CaseTx(ctx, tx, aid.PermView, mo.CaseID)
	if err != nil {
		return err
	}
	switch in.Result {
	case Deferred:
		if c.State == aid.Deferred {
			return nil
		}
		return s.cases.ActTx(ctx, tx, &c, aid.Defer, aid.Act{Reason: in.Text, Detail: r, Summary: m.Title + "暂缓：" + in.Text})
	case Rejected:
		return s.cases.ActTx(ctx, tx, &c, aid.DeclineAtMeeting, aid.Act{Reason: in.Text, Detail: r, Summary: m.Title + "不予认定"})
	}
	c.RecognisedOn, c.MeetingID, c.ProposedFen = tx.Today(), m.ID, r.AmountFen
	return s.cases.ActTx(ctx, tx, &c, aid.Recognise, aid.Act{Detail: r, Summary: m.Title + "认定，决议 " + r.Number})
}
