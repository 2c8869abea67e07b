package meeting

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"yice/internal/core/policy"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
	"yice/internal/module/aid"
)

// DecideInput is the result that the chair states.
type DecideInput struct {
	Version   int64        `json:"version" doc:"of the motion as it was seen"`
	Result    string       `json:"result" enum:"agreed,agreed_changed,deferred,rejected"`
	Text      string       `json:"text,omitempty" maxLength:"1000" doc:"reason or what is missing; required but for agreed"`
	AmountFen *int64       `json:"amount_fen,omitempty" minimum:"0" maximum:"100000000000" doc:"for a case agreed with another amount"`
	Changes   []RuleChange `json:"changes,omitempty" maxItems:"20" doc:"for a rule agreed with a change"`
}

// RuleChange is what the meeting makes of a draft; FromOn empty keeps its first day. The draft is a parameter's or, without a value, a
// rule set's: of that the meeting changes the first day only.
type RuleChange struct {
	ParamID string `json:"param_id" minLength:"1" maxLength:"40"`
	Value   string `json:"value,omitempty" maxLength:"500"`
	FromOn  string `json:"from_on,omitempty" maxLength:"10"`
}

// Decide states the result of a motion and makes it real: a case is recognised, declined or deferred, a rule comes into force
// or not, an urgent payment is ratified or reclaimed. Needs aid.PermDecide, a meeting in session with its quorum; for an
// agreement every gate of the case and a share of the voters above the parameter meeting.majority. Codes:
// meeting.not_in_session, meeting.votes_changed, meeting.no_quorum, meeting.not_ready, meeting.no_majority,
// meeting.vote_contradicts, meeting.nobody_voted, meeting.text_required, meeting.ratify_change, policy.text_fixed, SELF_APPROVAL.
func (s *Service) Decide(ctx context.Context, motionID string, in DecideInput) (r Resolution, err error) {
	defer errs.Wrap(&err, "meeting.Decide(%s)", motionID)
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		if err := authz.Require(ctx, aid.PermDecide); err != nil {
			return err
		}
		mo, m, err := s.openMotionTx(ctx, tx, motionID)
		if err != nil {
			return err
		}
		in.Text = strings.TrimSpace(in.Text)
		if err := checkDecision(m, mo, in); err != nil {
			return err
		}
		seats, err := findSeats(ctx, tx, m.ID)
		if err != nil {
			return err
		}
		sheet, err := s.sheetTx(ctx, tx, m, seats, mo)
		if err != nil {
			return err
		}
		if err := s.countTx(ctx, tx, seats, sheet.Motion, in); err != nil {
			return err
		}
		r = s.resolve(ctx, tx, m, sheet.Motion, in)
		if err := s.effectTx(ctx, tx, m, sheet.Motion, in, &r); err != nil {
			return err
		}
		if err := tx.Insert(ctx, "resolutions", r); err != nil {
			return err
		}
		if err := s.keepTx(ctx, tx, sheet, mo); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{
			Action: "meeting.decide", ObjectType: "resolution", ObjectID: r.ID, CaseID: mo.CaseID,
			Summary: "决议 " + r.Number + "：" + resultText(r.Result), After: r, Reason: in.Text,
		})
	})
	return r, err
}

func checkDecision(m Meeting, mo Motion, in DecideInput) error {
	switch {
	case m.State != InSession:
		return errs.New(errs.Conflict, "meeting.not_in_session")
	case in.Version != mo.Version:
		return votesChanged(mo)
	case in.Result != Agreed && in.Text == "":
		return errs.InvalidField("text", "meeting.text_required")
	case mo.Kind == RatifyMotion && (in.Result == AgreedChanged || in.Result == Deferred):
		return errs.InvalidField("result", "meeting.ratify_change")
	case in.Result == AgreedChanged && mo.Kind == RuleMotion && len(in.Changes) == 0:
		return errs.InvalidField("changes", "field.required")
	}
	return nil
}

// countTx refuses a result that the seats have not carried.
func (s *Service) countTx(ctx context.Context, tx *db.Tx, seats []Seat, mo Motion, in DecideInput) error {
	q, err := s.quorumTx(ctx, tx, seats)
	if err != nil {
		return err
	}
	if n := present(seats); n < q {
		return errs.New(errs.Conflict, "meeting.no_quorum", "need", q, "have", n)
	}
	if agreed(in.Result) && len(mo.Missing) > 0 {
		e := errs.New(errs.Conflict, "meeting.not_ready")
		for _, x := range mo.Missing {
			e.Fields = append(e.Fields, x.field())
		}
		return e
	}
	share, err := s.majorityTx(ctx, tx)
	if err != nil {
		return err
	}
	n := mo.Tally
	most := carried(n, share)
	switch {
	case agreed(in.Result) && !most:
		return errs.New(errs.Conflict, "meeting.no_majority", "yes", n.Yes+n.Reserved, "voters", n.Voters)
	case in.Result == Rejected && most:
		return errs.New(errs.Conflict, "meeting.vote_contradicts")
	case in.Result == Rejected && n.Silent > 0:
		return errs.New(errs.Conflict, "meeting.nobody_voted", "n", n.Silent)
	}
	return nil
}

func (s *Service) resolve(ctx context.Context, tx *db.Tx, m Meeting, mo Motion, in DecideInput) Resolution {
	r := Resolution{
		ID: id.New(tx.Now()), MotionID: mo.ID, MeetingID: m.ID, CaseID: mo.CaseID, Number: fmt.Sprintf("%s-%d", m.Number, mo.No), Result: in.Result, Text: in.Text,
		Tally: mo.Tally, MadeBy: authz.From(ctx).Name, MadeAt: tx.NowMS(),
	}
	if agreed(in.Result) {
		r.AmountFen = mo.AmountFen
		if in.Result == AgreedChanged && in.AmountFen != nil {
			r.AmountFen = *in.AmountFen
		}
	}
	return r
}

// keepTx closes the motion with what the meeting saw. What the casebook seals stays out of it.
func (s *Service) keepTx(ctx context.Context, tx *db.Tx, sheet Sheet, old Motion) error {
	mo := sheet.Motion
	mo.Version, mo.TouchedBy, mo.TouchedAt = old.Version, authz.From(ctx).Name, tx.NowMS()
	mo.Detail.V.Changes = mo.Changes
	if sheet.Story != nil {
		story := *sheet.Story
		story.Summary, story.Questions = "", nil
		mo.Detail.V.Story = &story
	}
	return decideMotion(ctx, tx, mo)
}

func (s *Service) effectTx(ctx context.Context, tx *db.Tx, m Meeting, mo Motion, in DecideInput, r *Resolution) error {
	switch mo.Kind {
	case CaseMotion:
		return s.caseEffectTx(ctx, tx, m, mo, in, r)
	case RatifyMotion:
		if s.Urgents == nil {
			return nil
		}
		return s.Urgents.RatifyTx(ctx, tx, mo.UrgentID, m.ID, agreed(in.Result), in.Text)
	}
	switch {
	case in.Result == Deferred:
		return s.Policy.UntableTx(ctx, tx, mo.ID)
	case in.Result == Rejected:
		return s.Policy.RejectTx(ctx, tx, mo.ID)
	}
	return s.ruleEffectTx(ctx, tx, m, mo, in, r)
}

func (s *Service) ruleEffectTx(ctx context.Context, tx *db.Tx, m Meeting, mo Motion, in DecideInput, r *Resolution) error {
	if in.Result == AgreedChanged {
		for i, c := range in.Changes {
			n := slices.IndexFunc(mo.Changes, func(x policy.Change) bool { return x.ID == c.ParamID })
			if n < 0 {
				return errs.InvalidField(fmt.Sprintf("changes[%d].param_id", i), "meeting.not_in_motion")
			}
			if c.FromOn == "" {
				c.FromOn = mo.Changes[n].FromOn
			}
			if err := s.amendTx(ctx, tx, &mo.Changes[n], c); err != nil {
				return err
			}
		}
	}
	_, err := s.Policy.AdoptTx(ctx, tx, mo.ID, m.Title+"决议 "+r.Number)
	return err
}

func (s *Service) amendTx(ctx context.Context, tx *db.Tx, was *policy.Change, c RuleChange) error {
	if was.Kind == policy.ChangeRules {
		if c.Value != "" && c.Value != was.Value {
			return errs.InvalidField("value", "policy.text_fixed")
		}
		was.FromOn = c.FromOn
		return s.Policy.AmendRulesTx(ctx, tx, c.ParamID, c.FromOn)
	}
	if c.Value == "" {
		return errs.InvalidField("value", "field.required")
	}
	was.Value, was.FromOn = c.Value, c.FromOn
	return s.Policy.AmendTx(ctx, tx, c.ParamID, c.Value, c.FromOn)
}

func (s *Service) caseEffectTx(ctx context.Context, tx *db.Tx, m Meeting, mo Motion, in DecideInput, r *Resolution) error {
	c, err := s.Cases.CaseTx(ctx, tx, aid.PermView, mo.CaseID)
	if err != nil {
		return err
	}
	if c.OpinionBy != "" && c.OpinionBy == authz.From(ctx).UserID {
		return errs.New(errs.Conflict, "SELF_APPROVAL")
	}
	what := map[string]any{"resolution": r.Number, "result": r.Result, "amount_fen": r.AmountFen}
	switch in.Result {
	case Deferred:
		if c.State != aid.Tabled { // deferred before, or still on notice: the resolution alone says it
			return nil
		}
		return s.Cases.ActTx(ctx, tx, &c, aid.Defer, aid.Act{Reason: in.Text, Detail: what, Summary: m.Title + "缓议，决议 " + r.Number})
	case Rejected:
		return s.Cases.ActTx(ctx, tx, &c, aid.DeclineAtMeeting, aid.Act{Reason: in.Text, Detail: what, Summary: m.Title + "不予认定，决议 " + r.Number})
	}
	c.RecognisedOn, c.MeetingID, c.ProposedFen = tx.Today(), m.ID, r.AmountFen
	return s.Cases.ActTx(ctx, tx, &c, aid.Recognise, aid.Act{Detail: what, Summary: m.Title + "认定，决议 " + r.Number})
}

func resultText(r string) string {
	return map[string]string{Agreed: "同意", AgreedChanged: "同意，有修改", Deferred: "缓议", Rejected: "不同意"}[r]
}

func voteText(v string) string {
	return map[string]string{Yes: "同意", Reserved: "同意，有保留", No: "不同意", Abstain: "弃权", "": "未表决"}[v]
}
