package aid

import (
	"context"
	"fmt"
	"slices"

	"yice/internal/core/flow"
	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
	"yice/internal/module/order"
)

// Opinion is a department's written view: the first opinion of the lead, or the opinion of a member before a meeting.
type Opinion struct {
	ID         string              `db:"id" json:"id"`
	CaseID     string              `db:"case_id" json:"-"`
	Stage      string              `db:"stage" json:"stage"`
	Conclusion string              `db:"conclusion" json:"conclusion"`
	Text       string              `db:"text" json:"text"`
	Proposals  db.JSON[[]Proposal] `db:"proposals" json:"proposals"`
	Department string              `db:"department" json:"department"`
	ByID       string              `db:"by_id" json:"by_id"`
	ByName     string              `db:"by_name" json:"by_name"`
	MadeAt     int64               `db:"made_at" json:"made_at"`
}

// Proposal is an amount in fen that the opinion proposes for a need.
type Proposal struct {
	Need      string `json:"need" minLength:"1" maxLength:"30"`
	PersonID  string `json:"person_id,omitempty" maxLength:"26"`
	AmountFen int64  `json:"amount_fen" minimum:"0" maximum:"100000000000"`
	Basis     string `json:"basis,omitempty" maxLength:"200"`
}

// PriorInput records what a scheme already paid, in fen; Nothing states that a department was asked and paid nothing.
type PriorInput struct {
	PersonID   string `json:"person_id,omitempty" maxLength:"26"`
	Department string `json:"department" minLength:"1" maxLength:"30"`
	Project    string `json:"project" minLength:"1" maxLength:"60"`
	Purpose    string `json:"purpose" minLength:"1" maxLength:"30"`
	Document   string `json:"document,omitempty" maxLength:"60"`
	Period     string `json:"period" minLength:"4" maxLength:"20"`
	AmountFen  int64  `json:"amount_fen" minimum:"0" maximum:"100000000000"`
	Counts     bool   `json:"counts,omitempty"`
}

// RecordPriors puts the earlier benefits on the table; an empty list states that there are none. The platform is the last
// layer, so no opinion can be given without this. Needs PermOpinion at the lead.
func (s *Service) RecordPriors(ctx context.Context, caseID string, version int64, list []PriorInput) (c Case, err error) {
	defer errs.Wrap(&err, "aid.RecordPriors(%s)", caseID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if c, err = s.RequireTx(ctx, tx, PermOpinion, caseID); err != nil {
			return err
		}
		if !c.IsOpen {
			return errs.New(errs.Conflict, "aid.not_editable", "state", s.table.StateText[c.State].ZH)
		}
		if c.Version != version {
			return stale(c)
		}
		if err := s.clearPriorsTx(ctx, tx, c); err != nil {
			return err
		}
		for _, p := range list {
			row := Prior{
				ID: id.New(tx.Now()), CaseID: c.ID, PersonID: p.PersonID, Department: p.Department, Project: p.Project, Purpose: p.Purpose,
				Document: p.Document, Period: p.Period, AmountFen: p.AmountFen, Counts: p.Counts, MadeBy: authz.From(ctx).Name, MadeAt: tx.NowMS(),
			}
			if err := tx.Insert(ctx, "aid_priors", row); err != nil {
				return err
			}
			if err := s.countPriorTx(ctx, tx, c, row, row.AmountFen); err != nil {
				return err
			}
		}
		c.PriorOn = tx.Today()
		return s.SaveTx(ctx, tx, &c, journal.Event{Action: "aid.priors", Summary: fmt.Sprintf("登记前置政策 %d 项", len(list)), After: list})
	})
	return c, err
}

func (s *Service) clearPriorsTx(ctx context.Context, tx *db.Tx, c Case) error {
	old, err := PriorsTx(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	for _, p := range old {
		if err := s.countPriorTx(ctx, tx, c, p, 0); err != nil {
			return err
		}
	}
	return clearPriors(ctx, tx, c.ID)
}

// countPriorTx lets an earlier benefit count against the caps of all funders, or with 0 takes it out again.
func (s *Service) countPriorTx(ctx context.Context, tx *db.Tx, c Case, p Prior, amountFen int64) error {
	if !p.Counts || !slices.Contains(CashNeeds(), p.Purpose) {
		return nil
	}
	return s.orders.CountTx(ctx, tx, order.Counter{
		SourceID: p.ID, CaseID: c.ID, HouseholdID: c.HouseholdID, PersonID: p.PersonID, Purpose: p.Purpose, Year: p.Period[:4],
		AmountFen: amountFen, Funder: p.Department, Project: p.Project,
	})
}

// OpinionInput is the lead's first opinion.
type OpinionInput struct {
	Text      string     `json:"text" minLength:"1" maxLength:"2000"`
	Proposals []Proposal `json:"proposals" maxItems:"20"`
}

// Propose gives the first opinion "to the meeting". Gates: earlier benefits recorded, a visit at most 6 months old, a check
// report in force, an assessment. Needs PermOpinion at the lead. Codes: aid.priors_missing, VISIT_MISSING, VISIT_TOO_OLD,
// CHECK_EXPIRED, aid.assessment_missing, aid.person_not_in_case, aid.visitor_proposes.
func (s *Service) Propose(ctx context.Context, caseID string, version int64, in OpinionInput) (c Case, err error) {
	defer errs.Wrap(&err, "aid.Propose(%s)", caseID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if c, err = s.CaseTx(ctx, tx, PermView, caseID); err != nil {
			return err
		}
		if c.Version != version {
			return stale(c)
		}
		if c.State == FirstOpinion {
			if err := s.gatePropose(ctx, tx, c, in); err != nil {
				return err
			}
		}
		a := authz.From(ctx)
		o := Opinion{
			ID: id.New(tx.Now()), CaseID: c.ID, Stage: "first", Conclusion: "propose", Text: in.Text, Proposals: db.JSON[[]Proposal]{V: in.Proposals},
			Department: c.LeadDepartment, ByID: a.UserID, ByName: a.Name, MadeAt: tx.NowMS(),
		}
		c.OpinionOn, c.OpinionBy, c.ProposedFen = tx.Today(), a.UserID, 0
		for _, p := range in.Proposals {
			c.ProposedFen += p.AmountFen
		}
		if err := s.ActTx(ctx, tx, &c, Propose, Act{Detail: in.Proposals, Summary: "初审意见：提请联席会"}); err != nil {
			return err
		}
		return tx.Insert(ctx, "aid_opinions", o)
	})
	return c, err
}

func (s *Service) gatePropose(ctx context.Context, tx *db.Tx, c Case, in OpinionInput) error {
	p, err := s.policy.AtTx(ctx, tx, c.AreaCode, tx.Today())
	if err != nil {
		return err
	}
	months, err := p.Int("visit.valid_months")
	if err != nil {
		return err
	}
	switch {
	case c.PriorOn == "":
		return errs.New(errs.Conflict, "aid.priors_missing")
	case c.VisitOn == "":
		return errs.New(errs.Conflict, "VISIT_MISSING")
	case clock.AddMonths(c.VisitOn, int(months)) < tx.Today():
		return errs.New(errs.Conflict, "VISIT_TOO_OLD", "visit", c.VisitOn)
	case c.CheckExpiresOn == "" || c.CheckExpiresOn < tx.Today():
		return errs.New(errs.Conflict, "CHECK_EXPIRED", "expires", c.CheckExpiresOn)
	case c.AssessmentID == "":
		return errs.New(errs.Conflict, "aid.assessment_missing")
	}
	if err := s.gateVisitor(ctx, tx, c); err != nil {
		return err
	}
	persons, err := findPersons(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	for i, pr := range in.Proposals {
		if !c.Needs.Has(pr.Need) {
			return errs.InvalidField(at("proposals", i)+".need", "aid.need_not_in_case")
		}
		if pr.PersonID != "" && !slices.ContainsFunc(persons, func(x PersonRef) bool { return x.PersonID == pr.PersonID }) {
			return errs.InvalidField(at("proposals", i)+".person_id", "aid.person_not_in_case")
		}
	}
	return nil
}

// gateVisitor keeps those who visited from giving the opinion on what they saw.
func (s *Service) gateVisitor(ctx context.Context, tx *db.Tx, c Case) error {
	a := authz.From(ctx)
	if s.visited == nil || a.StaffID == "" {
		return nil
	}
	went, err := s.visited(ctx, tx, c.ID, a.StaffID)
	if err == nil && went {
		return errs.New(errs.Conflict, "aid.visitor_proposes")
	}
	return err
}

// Question is what a member department asks about another's case; the meeting cannot decide while one is open.
type Question struct {
	ID         string `db:"id" json:"id"`
	CaseID     string `db:"case_id" json:"case_id"`
	OrgID      string `db:"org_id" json:"org_id"`
	OrgName    string `db:"org_name" json:"org_name"`
	Text       string `db:"text" json:"text"`
	ByName     string `db:"by_name" json:"by_name"`
	MadeAt     int64  `db:"made_at" json:"made_at"`
	Answer     string `db:"answer" json:"answer"`
	AnsweredBy string `db:"answered_by" json:"answered_by"`
	AnsweredAt int64  `db:"answered_at" json:"answered_at"`
}

// Ask puts a question on a case that is tabled, deferred or assisted. Needs PermQuestion, from another department than the
// lead. Codes: aid.question_own, flow.not_allowed.
func (s *Service) Ask(ctx context.Context, caseID, text string) (out Question, err error) {
	defer errs.Wrap(&err, "aid.Ask(%s)", caseID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		c, err := s.CaseTx(ctx, tx, PermView, caseID)
		if err != nil {
			return err
		}
		if err := authz.Require(ctx, PermQuestion); err != nil {
			return err
		}
		a := authz.From(ctx)
		if a.Department == c.LeadDepartment {
			return errs.New(errs.Conflict, "aid.question_own")
		}
		if !questionable(c.State) {
			return flow.By(s.table.Refuse(c.State, flow.Label{ZH: "质询", EN: "Question"}), c.UpdatedBy, c.UpdatedAt)
		}
		out = Question{ID: id.New(tx.Now()), CaseID: c.ID, OrgID: a.OrgID, OrgName: a.OrgName, Text: text, ByName: a.Name, MadeAt: tx.NowMS()}
		if err := tx.Insert(ctx, "aid_questions", out); err != nil {
			return err
		}
		due, err := s.DueTx(ctx, tx, c.AreaCode, days("", "deadline.answer", 3, ""), tx.Today())
		if err != nil {
			return err
		}
		if err := s.tasks.OpenTx(ctx, tx, task.New{
			Kind: TaskAnswer, CaseID: c.ID, ObjectType: "question", ObjectID: out.ID, Title: c.Title, DueOn: due,
			OwnerPath: c.LeadOrgPath, Perm: PermAnswer, Link: "/casebook/" + c.ID,
		}); err != nil {
			return err
		}
		c.OpenQuestions++
		return s.SaveTx(ctx, tx, &c, journal.Event{Action: "aid.question", ObjectType: "question", ObjectID: out.ID, Summary: a.OrgName + "提出质询", After: text})
	})
	return out, err
}

// Answer answers a question. Needs PermAnswer at the lead. Codes: aid.question_answered.
func (s *Service) Answer(ctx context.Context, caseID, questionID, text string) (err error) {
	defer errs.Wrap(&err, "aid.Answer(%s)", questionID)
	return s.db.Update(ctx, func(tx *db.Tx) error {
		c, err := s.RequireTx(ctx, tx, PermAnswer, caseID)
		if err != nil {
			return err
		}
		questions, err := findQuestions(ctx, tx, caseID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(questions, func(q Question) bool { return q.ID == questionID })
		if i < 0 {
			return errs.New(errs.NotFound, "not_found")
		}
		if q := questions[i]; q.AnsweredAt != 0 {
			return errs.New(errs.Conflict, "aid.question_answered", "who", q.AnsweredBy, "when", stamp(q.AnsweredAt))
		}
		if err := answerQuestion(ctx, tx, questionID, text, authz.From(ctx).Name, tx.NowMS()); err != nil {
			return err
		}
		if err := s.tasks.CloseTx(ctx, tx, c.ID, questionID); err != nil {
			return err
		}
		c.OpenQuestions--
		return s.SaveTx(ctx, tx, &c, journal.Event{Action: "aid.answer", ObjectType: "question", ObjectID: questionID, Summary: "答复质询", After: text})
	})
}

// WaiveFlag lets a leader waive an exclusion with a reason. Needs PermReview at the lead, by another person than who recorded
// it. Codes: aid.flag_missing, SELF_APPROVAL, stale.
func (s *Service) WaiveFlag(ctx context.Context, caseID string, version int64, kind, reason string) (err error) {
	defer errs.Wrap(&err, "aid.WaiveFlag(%s, %s)", caseID, kind)
	return s.db.Update(ctx, func(tx *db.Tx) error {
		c, err := s.RequireTx(ctx, tx, PermReview, caseID)
		if err != nil {
			return err
		}
		if c.Version != version {
			return stale(c)
		}
		who := authz.From(ctx).Name
		d, err := s.detailsOf(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(d.Flags, func(f Flag) bool { return f.Kind == kind })
		if i < 0 {
			return errs.InvalidField("kind", "aid.flag_missing")
		}
		if d.Flags[i].MadeBy == who {
			return errs.New(errs.Conflict, "SELF_APPROVAL")
		}
		if err := waiveFlag(ctx, tx, c.ID, kind, who, reason); err != nil {
			return err
		}
		return s.SaveTx(ctx, tx, &c, journal.Event{Action: "aid.waive_flag", Summary: "豁免排除情形", After: kind, Reason: reason})
	})
}
