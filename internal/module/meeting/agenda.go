package meeting

import (
	"context"
	"fmt"
	"slices"

	"yice/internal/core/policy"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
	"yice/internal/module/aid"
)

// Candidate is a case that could be put on the agenda, with what it lacks on the meeting's day.
type Candidate struct {
	CaseID     string    `json:"case_id"`
	FileNo     string    `json:"file_no"`
	Title      string    `json:"title"`
	State      string    `json:"state"`
	Class      string    `json:"class"`
	Department string    `json:"department"`
	AmountFen  int64     `json:"amount_fen"`
	Missing    []Missing `json:"missing"`
}

// Candidates is what could still be put on the agenda of a meeting.
type Candidates struct {
	Cases   []Candidate     `json:"cases"`
	Rules   []policy.Change `json:"rules" doc:"drafts that no motion carries"`
	Urgents []Urgent        `json:"urgents"`
}

// Candidates lists what could still be put on the agenda. Needs PermPrepare. Codes: meeting.not_preparing.
func (s *Service) Candidates(ctx context.Context, meetingID string) (out Candidates, err error) {
	defer errs.Wrap(&err, "meeting.Candidates(%s)", meetingID)
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		m, err := s.preparingTx(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		free, err := s.freeCasesTx(ctx, tx)
		if err != nil {
			return err
		}
		out.Cases = make([]Candidate, 0, len(free))
		for _, c := range free {
			lacks, err := s.missingTx(ctx, tx, m, nil, Motion{Kind: CaseMotion}, c)
			if err != nil {
				return err
			}
			out.Cases = append(out.Cases, Candidate{
				CaseID: c.ID, FileNo: c.FileNo, Title: c.Title, State: string(c.State), Class: c.Class,
				Department: c.LeadDepartment, AmountFen: c.ProposedFen, Missing: lacks,
			})
		}
		if out.Rules, err = s.Policy.ChangesTx(ctx, tx, ""); err != nil {
			return err
		}
		out.Urgents, err = s.freeUrgentsTx(ctx, tx)
		return err
	})
	return out, err
}

// freeCasesTx lists the cases that wait for a meeting and stand on no agenda.
func (s *Service) freeCasesTx(ctx context.Context, tx *db.Tx) ([]aid.Case, error) {
	rows, err := s.Cases.TabledTx(ctx, tx)
	if err != nil {
		return nil, err
	}
	on, err := findOnAgenda(ctx, tx)
	return slices.DeleteFunc(rows, func(c aid.Case) bool {
		return slices.ContainsFunc(on, func(x Motion) bool { return x.Kind == CaseMotion && x.CaseID == c.ID })
	}), err
}

func (s *Service) freeUrgentsTx(ctx context.Context, tx *db.Tx) ([]Urgent, error) {
	if s.Urgents == nil {
		return []Urgent{}, nil
	}
	rows, err := s.Urgents.UnratifiedTx(ctx, tx)
	if err != nil {
		return nil, err
	}
	on, err := findOnAgenda(ctx, tx)
	if err != nil {
		return nil, err
	}
	out := []Urgent{}
	for _, u := range rows {
		if slices.ContainsFunc(on, func(x Motion) bool { return x.UrgentID == u.ID }) {
			continue
		}
		if c, err := s.Cases.CaseTx(ctx, tx, aid.PermView, u.CaseID); err == nil {
			u.Title = c.Title
		} else if !errs.IsKind(err, errs.NotFound) {
			return nil, err
		}
		out = append(out, u)
	}
	return out, nil
}

// AgendaInput adds to the agenda: all tabled and deferred cases (what can be decided first, then what still lacks something)
// or the named ones (also one still on notice), a rule motion over policy drafts, the urgent payments that wait for ratification.
type AgendaInput struct {
	AllCases bool     `json:"all_cases,omitempty"`
	CaseIDs  []string `json:"case_ids,omitempty" maxItems:"500"`
	ParamIDs []string `json:"param_ids,omitempty" maxItems:"20"`
	RuleIDs  []string `json:"rule_ids,omitempty" maxItems:"10" doc:"versions of rule sets"`
	Title    string   `json:"title,omitempty" maxLength:"60"`
	Text     string   `json:"text,omitempty" maxLength:"1000"`
	Urgents  bool     `json:"urgents,omitempty"`
}

// Agenda adds motions to a meeting in preparation and opens the cases to the seated departments. Needs PermPrepare. Codes:
// meeting.not_preparing, meeting.case_on_agenda, meeting.not_tabled, policy.not_draft, policy.on_agenda, policy.rules_beside, and those of
// policy.CheckRules.
func (s *Service) Agenda(ctx context.Context, meetingID string, in AgendaInput) (v View, err error) {
	defer errs.Wrap(&err, "meeting.Agenda(%s)", meetingID)
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		m, err := s.preparingTx(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		if err := s.caseMotionsTx(ctx, tx, m, in); err != nil {
			return err
		}
		if len(in.ParamIDs)+len(in.RuleIDs) > 0 {
			if err := s.ruleMotionTx(ctx, tx, m, in); err != nil {
				return err
			}
		}
		if in.Urgents {
			if err := s.ratifyMotionsTx(ctx, tx, m); err != nil {
				return err
			}
		}
		if err := s.spreadTx(ctx, tx, m); err != nil {
			return err
		}
		v, err = s.viewTx(ctx, tx, m.ID)
		return err
	})
	return v, err
}

func (s *Service) caseMotionsTx(ctx context.Context, tx *db.Tx, m Meeting, in AgendaInput) error {
	ids := slices.Clone(in.CaseIDs)
	if in.AllCases {
		free, err := s.freeCasesTx(ctx, tx)
		if err != nil {
			return err
		}
		var lacking []string
		for _, c := range free {
			if c.State == aid.Noticed || slices.Contains(ids, c.ID) {
				continue
			}
			lacks, err := s.missingTx(ctx, tx, m, nil, Motion{Kind: CaseMotion}, c)
			if err != nil {
				return err
			}
			if len(lacks) > 0 {
				lacking = append(lacking, c.ID)
			} else {
				ids = append(ids, c.ID)
			}
		}
		ids = append(ids, lacking...)
	}
	for _, caseID := range ids {
		c, err := s.Cases.CaseTx(ctx, tx, aid.PermView, caseID)
		if err != nil {
			return err
		}
		if c.State != aid.Tabled && c.State != aid.Deferred && c.State != aid.Noticed {
			return errs.New(errs.Conflict, "meeting.not_tabled")
		}
		lead, err := s.Orgs.OrgTx(ctx, tx, c.LeadOrgID)
		if err != nil {
			return err
		}
		mo := Motion{Kind: CaseMotion, CaseID: c.ID, Title: c.Title, ProposerOrgID: lead.ID, ProposerName: lead.Name, ProposerDepartment: c.LeadDepartment, AmountFen: c.ProposedFen}
		if mo, err = s.addTx(ctx, tx, m, mo); err != nil {
			return err
		}
		c.MeetingID = m.ID
		if err := s.Cases.SaveTx(ctx, tx, &c, journal.Event{Action: "meeting.agenda", ObjectType: "motion", ObjectID: mo.ID, Summary: "列入" + m.Title + "议程"}); err != nil {
			return err
		}
	}
	return nil
}

// shareTx lets the seated departments see the case of an open motion until the meeting is 30 days past.
func (s *Service) shareTx(ctx context.Context, tx *db.Tx, m Meeting, seats []Seat, mo Motion) error {
	if mo.CaseID == "" || mo.State != motionOpen {
		return nil
	}
	for _, seat := range seats {
		if err := s.Cases.GrantAccessTx(ctx, tx, mo.CaseID, aid.Access{Kind: aid.AccessAgenda, OrgID: seat.OrgID, OrgPath: seat.OrgPath, UntilOn: lastLook(m)}); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) addTx(ctx context.Context, tx *db.Tx, m Meeting, mo Motion) (Motion, error) {
	n, err := lastNo(ctx, tx, m.ID)
	if err != nil {
		return mo, err
	}
	mo.ID, mo.MeetingID, mo.No, mo.State, mo.Version = id.New(tx.Now()), m.ID, n+1, motionOpen, 1
	mo.TouchedBy, mo.TouchedAt = authz.From(ctx).Name, tx.NowMS()
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
	if err := s.Policy.TableTx(ctx, tx, mo.ID, in.ParamIDs, in.RuleIDs); err != nil {
		return err
	}
	return journal.Record(ctx, tx, journal.Event{Action: "meeting.agenda", ObjectType: "motion", ObjectID: mo.ID, Summary: "规则议题列入" + m.Title + "：" + in.Title, After: slices.Concat(in.ParamIDs, in.RuleIDs)})
}

func (s *Service) ratifyMotionsTx(ctx context.Context, tx *db.Tx, m Meeting) error {
	urgents, err := s.freeUrgentsTx(ctx, tx)
	if err != nil {
		return err
	}
	for _, u := range urgents {
		mo := Motion{Kind: RatifyMotion, UrgentID: u.ID, Title: "追认急难救助", Text: u.Reason, ProposerName: u.AskedBy, AmountFen: u.AmountFen}
		c, err := s.Cases.CaseTx(ctx, tx, aid.PermView, u.CaseID)
		if err != nil && !errs.IsKind(err, errs.NotFound) {
			return err
		}
		if err == nil { // of an ended household only the sum is told
			mo.CaseID, mo.Title, mo.ProposerOrgID, mo.ProposerDepartment = c.ID, "追认急难救助："+c.Title, c.LeadOrgID, c.LeadDepartment
		}
		if mo, err = s.addTx(ctx, tx, m, mo); err != nil {
			return err
		}
		if err := journal.Record(ctx, tx, journal.Event{
			Action: "meeting.agenda", ObjectType: "motion", ObjectID: mo.ID, CaseID: mo.CaseID,
			Summary: "急难救助追认列入" + m.Title + "议程",
		}); err != nil {
			return err
		}
	}
	return nil
}

// SetPlan writes down the proposed plan of a case on the agenda, replacing what was there. Needs PermPrepare, or
// aid.PermOpinion at the lead. Codes: meeting.decided, meeting.closed, meeting.votes_changed.
func (s *Service) SetPlan(ctx context.Context, motionID string, version int64, lines []PlanLine) (err error) {
	defer errs.Wrap(&err, "meeting.SetPlan(%s)", motionID)
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		mo, m, err := s.openMotionTx(ctx, tx, motionID)
		if err != nil {
			return err
		}
		if mo.Kind != CaseMotion || m.State != Preparing && m.State != InSession {
			return errs.New(errs.Conflict, "meeting.closed")
		}
		c, err := s.Cases.CaseTx(ctx, tx, aid.PermView, mo.CaseID)
		if err != nil {
			return err
		}
		a := authz.From(ctx)
		if !a.Has(PermPrepare) {
			if err := authz.RequireAt(ctx, aid.PermOpinion, c.LeadOrgPath); err != nil {
				return err
			}
		}
		for i, l := range lines {
			if l.DueOn == "" {
				continue
			}
			if _, err := clock.ParseDate(l.DueOn); err != nil {
				return errs.InvalidField(fmt.Sprintf("lines[%d].due_on", i), "meeting.date_form")
			}
		}
		if version != mo.Version {
			return votesChanged(mo)
		}
		mo.Detail.V.Plan = lines
		if err := updateDetail(ctx, tx, mo, a.Name); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{Action: "meeting.plan", ObjectType: "motion", ObjectID: mo.ID, CaseID: mo.CaseID, Summary: "拟定方案上会", After: lines})
	})
}

// Drop takes an open motion off the agenda of a meeting in preparation; a case or draft is free for another meeting. Needs
// PermPrepare. Codes: meeting.not_preparing, meeting.decided.
func (s *Service) Drop(ctx context.Context, motionID string) (err error) {
	defer errs.Wrap(&err, "meeting.Drop(%s)", motionID)
	return s.DB.Update(ctx, func(tx *db.Tx) error {
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
		return s.dropTx(ctx, tx, m, mo)
	})
}

func (s *Service) dropTx(ctx context.Context, tx *db.Tx, m Meeting, mo Motion) error {
	if mo.Kind == RuleMotion {
		if err := s.Policy.UntableTx(ctx, tx, mo.ID); err != nil {
			return err
		}
	}
	if err := dropMotion(ctx, tx, mo.ID); err != nil {
		return err
	}
	if mo.CaseID != "" {
		if err := s.unshareTx(ctx, tx, m, mo); err != nil {
			return err
		}
	}
	return journal.Record(ctx, tx, journal.Event{Action: "meeting.drop", ObjectType: "motion", ObjectID: mo.ID, CaseID: mo.CaseID, Summary: fmt.Sprintf("从%s撤下议题 %d", m.Title, mo.No)})
}

// unshareTx closes the case to the seats again, unless another motion still needs them.
func (s *Service) unshareTx(ctx context.Context, tx *db.Tx, m Meeting, mo Motion) error {
	on, err := findOnAgenda(ctx, tx)
	if err != nil || slices.ContainsFunc(on, func(x Motion) bool { return x.CaseID == mo.CaseID }) {
		return err
	}
	seats, err := findSeats(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	for _, seat := range seats {
		if err := s.Cases.EndAccessTx(ctx, tx, mo.CaseID, aid.AccessAgenda, seat.OrgID, ""); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) openMotionTx(ctx context.Context, tx *db.Tx, motionID string) (Motion, Meeting, error) {
	mo, err := findMotion(ctx, tx, motionID)
	if err != nil {
		return mo, Meeting{}, err
	}
	m, err := findMeeting(ctx, tx, mo.MeetingID)
	if err == nil && mo.State != motionOpen {
		err = errs.New(errs.Conflict, "meeting.decided")
	}
	return mo, m, err
}
