package plan

import (
	"context"
	"slices"
	"strconv"
	"time"

	"yice/internal/core/org"
	"yice/internal/core/policy"
	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
	"yice/internal/kit/money"
	"yice/internal/module/aid"
	"yice/internal/module/fund"
)

// Service is the room of plans and awards.
type Service struct {
	db     *db.DB
	cases  *aid.Service
	orgs   *org.Service
	policy *policy.Service
	tasks  *task.Service
	funds  *fund.Service
}

// New builds the room.
func New(d *db.DB, cases *aid.Service, orgs *org.Service, p *policy.Service, tasks *task.Service, funds *fund.Service) *Service {
	return &Service{db: d, cases: cases, orgs: orgs, policy: p, tasks: tasks, funds: funds}
}

// Sheet is everything about a household's plan and money.
type Sheet struct {
	Plans   []Plan   `json:"plans"`
	Awards  []Award  `json:"awards"`
	Urgents []Urgent `json:"urgents"`
	Caps    []Cap    `json:"caps"`
	Can     []string `json:"can"`
}

// Sheet shows the plans, awards, urgent decisions and what is left under the caps. Needs PermView on a case in scope.
func (s *Service) Sheet(ctx context.Context, caseID string) (out Sheet, err error) {
	defer errs.Wrap(&err, "plan.Sheet(%s)", caseID)
	err = s.db.View(ctx, func(tx *db.Tx) error {
		c, err := s.cases.CaseTx(ctx, tx, aid.PermView, caseID)
		if err != nil {
			return err
		}
		if err := authz.Require(ctx, PermView); err != nil {
			return err
		}
		if out.Plans, err = s.plansTx(ctx, tx, c); err != nil {
			return err
		}
		if out.Awards, err = findAwards(ctx, tx, caseID); err != nil {
			return err
		}
		if out.Urgents, err = findUrgents(ctx, tx, caseID); err != nil {
			return err
		}
		a := authz.From(ctx)
		for i, u := range out.Urgents {
			out.Urgents[i].Can = []string{}
			if u.State == UrgentAsked && u.AskedByID != a.UserID && a.HasAt(PermSign, c.LeadOrgPath) {
				out.Urgents[i].Can = []string{"sign", "refuse"}
			}
		}
		out.Can = s.can(a, c, out.Plans)
		out.Caps, err = s.capsTx(ctx, tx, c)
		return err
	})
	return out, err
}

func (s *Service) can(a *authz.Actor, c aid.Case, plans []Plan) []string {
	out := []string{}
	draft := slices.ContainsFunc(plans, func(p Plan) bool { return p.State == Draft })
	if a.HasAt(PermEdit, c.LeadOrgPath) && planable(c) && !draft {
		out = append(out, "draft")
	}
	if a.HasAt(PermUrgent, c.LeadOrgPath) && urgentable(c) {
		out = append(out, "ask_urgent")
	}
	return out
}

func planable(c aid.Case) bool {
	return c.State == aid.Recognised || c.State == aid.Assisting || c.State == aid.RevisitDue
}

func urgentable(c aid.Case) bool {
	switch c.State {
	case aid.Accepted, aid.AwaitingPapers, aid.Checking, aid.Visiting, aid.FirstOpinion, aid.Noticed, aid.Tabled:
		return true
	}
	return false
}

func (s *Service) plansTx(ctx context.Context, tx *db.Tx, c aid.Case) ([]Plan, error) {
	plans, err := findPlans(ctx, tx, c.ID)
	if err != nil {
		return nil, err
	}
	a := authz.From(ctx)
	for i := range plans {
		p := &plans[i]
		if p.Measures, err = findMeasures(ctx, tx, p.ID); err != nil {
			return nil, err
		}
		p.Can = []string{}
		if p.State == Draft && a.HasAt(PermEdit, c.LeadOrgPath) {
			p.Can = append(p.Can, "edit")
		}
		if p.State == Draft && a.HasAt(aid.PermApprovePlan, c.LeadOrgPath) && a.UserID != p.DraftedByID &&
			!slices.ContainsFunc(p.Approvals.V, func(x Approval) bool { return x.UserID == a.UserID }) {
			p.Can = append(p.Can, "approve")
		}
		for j := range p.Measures {
			m := &p.Measures[j]
			m.Can = []string{}
			if p.State == Approved && m.Kind != Cash && (m.State == Planned || m.State == Doing) && a.HasAt(PermMeasure, m.OwnerPath, c.LeadOrgPath) {
				m.Can = append(m.Can, "report")
			}
		}
	}
	return plans, nil
}

// Save drafts a plan or replaces the draft. Version 0 is for a new draft. Needs PermEdit at the lead, on a recognised or
// assisted case. Codes: plan.not_now, plan.reason_required, plan.fund_required, plan.dates, aid.person_not_in_case.
func (s *Service) Save(ctx context.Context, caseID string, in Input) (p Plan, err error) {
	defer errs.Wrap(&err, "plan.Save(%s)", caseID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		p, err = s.SaveTx(ctx, tx, caseID, in)
		return err
	})
	return p, err
}

// SaveTx is Save inside the caller's transaction.
func (s *Service) SaveTx(ctx context.Context, tx *db.Tx, caseID string, in Input) (Plan, error) {
	c, err := s.cases.RequireTx(ctx, tx, PermEdit, caseID)
	if err != nil {
		return Plan{}, err
	}
	if !planable(c) {
		return Plan{}, errs.New(errs.Conflict, "plan.not_now")
	}
	if err := s.checkInput(c, in); err != nil {
		return Plan{}, err
	}
	a := authz.From(ctx)
	p, err := findByState(ctx, tx, caseID, Draft)
	fresh := errs.IsKind(err, errs.NotFound)
	if err != nil && !fresh {
		return p, err
	}
	if fresh {
		n, err := lastNumber(ctx, tx, caseID)
		if err != nil {
			return p, err
		}
		if n > 0 && in.Reason == "" {
			return p, errs.InvalidField("reason", "plan.reason_required")
		}
		p = Plan{
			ID: id.New(tx.Now()), CaseID: caseID, Number: n + 1, State: Draft, Version: 1, DraftedByID: a.UserID, DraftedBy: a.Name, MadeAt: tx.NowMS(),
			UpdatedAt: tx.NowMS(), UpdatedBy: a.Name,
		}
	}
	p.Goal, p.Reason, p.CashFen, p.Approvals.V = in.Goal, in.Reason, 0, []Approval{}
	for _, m := range in.Measures {
		p.CashFen += m.AmountFen
	}
	if fresh {
		err = tx.Insert(ctx, "plans", p)
	} else if err = updatePlan(ctx, tx, &p, a.Name); err == nil {
		err = deleteMeasures(ctx, tx, p.ID)
	}
	if err != nil {
		return p, err
	}
	if p.Measures, err = s.measuresTx(ctx, tx, p, in.Measures); err != nil {
		return p, err
	}
	return p, journal.Record(ctx, tx, journal.Event{Action: "plan.save", ObjectType: "plan", ObjectID: p.ID, CaseID: caseID, Summary: "拟定帮扶方案", After: in, Reason: in.Reason})
}

func (s *Service) checkInput(c aid.Case, in Input) error {
	var f []errs.Field
	for i, m := range in.Measures {
		path := func(name string) string { return "measures[" + itoa(i) + "]." + name }
		if !c.Needs.Has(m.Need) {
			f = append(f, errs.Field{Path: path("need"), Code: "aid.need_not_in_case"})
		}
		if m.DueOn < m.StartOn {
			f = append(f, errs.Field{Path: path("due_on"), Code: "plan.dates"})
		}
		if m.Kind == Cash && m.AmountFen <= 0 {
			f = append(f, errs.Field{Path: path("amount_fen"), Code: "plan.amount_required"})
		}
		if m.Kind == Cash && m.FundID == "" {
			f = append(f, errs.Field{Path: path("fund_id"), Code: "plan.fund_required"})
		}
		if m.Kind == Cash && !slices.Contains(aid.CashNeeds(), m.Need) {
			f = append(f, errs.Field{Path: path("need"), Code: "plan.cash_need"})
		}
	}
	return errs.InvalidFields(f)
}

func (s *Service) measuresTx(ctx context.Context, tx *db.Tx, p Plan, list []MeasureInput) ([]Measure, error) {
	out := make([]Measure, 0, len(list))
	for _, in := range list {
		o, err := s.orgs.OrgTx(ctx, tx, in.OwnerOrgID)
		if err != nil {
			return nil, err
		}
		m := Measure{
			ID: id.New(tx.Now()), PlanID: p.ID, CaseID: p.CaseID, OriginID: in.OriginID, Kind: in.Kind, Need: in.Need, Title: in.Title, PersonID: in.PersonID,
			OwnerOrgID: o.ID, OwnerPath: o.Path, OwnerName: o.Name, OwnerStaffID: in.OwnerStaffID, StartOn: in.StartOn, DueOn: in.DueOn, Expected: in.Expected,
			AmountFen: in.AmountFen, FundID: in.FundID, Instalments: max(in.Instalments, 1), Sessions: in.Sessions, State: Planned,
		}
		if m.OriginID == "" {
			m.OriginID = m.ID
		}
		if err := tx.Insert(ctx, "plan_measures", m); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}

// Approve signs a draft. How many leaders must sign grows with the amount (parameter approval.bands); the
// drafter never does. With the last signature the plan takes force: awards and payment orders are made within the caps, the
// owners of measures see the case, the case is assisted. Needs aid.PermApprovePlan at the lead. Codes: SELF_APPROVAL,
// plan.signed_already, CAP_YEAR, CAP_TIME, FUND_BALANCE, FUND_RESTRICTED, aid.payee_required.
func (s *Service) Approve(ctx context.Context, caseID, planID string, version int64) (p Plan, err error) {
	defer errs.Wrap(&err, "plan.Approve(%s)", planID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		c, err := s.cases.RequireTx(ctx, tx, aid.PermApprovePlan, caseID)
		if err != nil {
			return err
		}
		if p, err = findPlan(ctx, tx, caseID, planID); err != nil {
			return err
		}
		if version != 0 && p.Version != version {
			return errs.New(errs.Stale, "stale", "who", p.UpdatedBy, "when", stamp(p.UpdatedAt))
		}
		if p.State != Draft || !planable(c) {
			return errs.New(errs.Conflict, "plan.not_draft")
		}
		a := authz.From(ctx)
		if a.UserID == p.DraftedByID {
			return errs.New(errs.Conflict, "SELF_APPROVAL")
		}
		if slices.ContainsFunc(p.Approvals.V, func(x Approval) bool { return x.UserID == a.UserID }) {
			return errs.New(errs.Conflict, "plan.signed_already")
		}
		p.Approvals.V = append(p.Approvals.V, Approval{UserID: a.UserID, Name: a.Name, Org: a.OrgName, At: tx.NowMS()})
		if p.Measures, err = findMeasures(ctx, tx, p.ID); err != nil {
			return err
		}
		need, err := s.signaturesTx(ctx, tx, c, p)
		if err != nil {
			return err
		}
		if len(p.Approvals.V) < need {
			if err := updatePlan(ctx, tx, &p, a.Name); err != nil {
				return err
			}
			return journal.Record(ctx, tx, journal.Event{Action: "plan.sign", ObjectType: "plan", ObjectID: p.ID, CaseID: caseID, Summary: "方案会签"})
		}
		return s.inForceTx(ctx, tx, &c, &p)
	})
	return p, err
}

func (s *Service) signaturesTx(ctx context.Context, tx *db.Tx, c aid.Case, p Plan) (int, error) {
	params, err := s.policy.AtTx(ctx, tx, c.AreaCode, tx.Today())
	if err != nil {
		return 0, err
	}
	band, err := params.Band("approval.bands", money.Fen(p.CashFen))
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(band)
}

func (s *Service) inForceTx(ctx context.Context, tx *db.Tx, c *aid.Case, p *Plan) error {
	a := authz.From(ctx)
	if old, err := findByState(ctx, tx, c.ID, Approved); err == nil {
		old.State = Superseded
		if err := updatePlan(ctx, tx, &old, a.Name); err != nil {
			return err
		}
	} else if !errs.IsKind(err, errs.NotFound) {
		return err
	}
	p.State = Approved
	if err := updatePlan(ctx, tx, p, a.Name); err != nil {
		return err
	}
	for _, m := range p.Measures {
		if err := s.startTx(ctx, tx, *c, *p, m); err != nil {
			return err
		}
	}
	c.PlanVersion = p.Number
	if c.State == aid.Recognised {
		return s.cases.ActTx(ctx, tx, c, aid.ApprovePlan, aid.Act{Summary: "批准一人一策方案", Detail: map[string]any{"cash_fen": p.CashFen, "measures": len(p.Measures)}})
	}
	return s.cases.SaveTx(ctx, tx, c, journal.Event{Action: "plan.approve", ObjectType: "plan", ObjectID: p.ID, Summary: "批准第 " + itoa(int(p.Number)) + " 版方案", Reason: p.Reason})
}

// startTx makes a measure real: access and a task for its owner, and for cash the award with its instalments. What an
// earlier version already awarded for the same measure is not awarded again.
func (s *Service) startTx(ctx context.Context, tx *db.Tx, c aid.Case, p Plan, m Measure) error {
	if err := s.cases.GrantAccessTx(ctx, tx, c.ID, aid.Access{Kind: aid.AccessMeasure, OrgID: m.OwnerOrgID, OrgPath: m.OwnerPath}); err != nil {
		return err
	}
	if m.Kind == Cash {
		done, err := awardedFor(ctx, tx, c.ID, m.OriginID)
		if err != nil {
			return err
		}
		if m.AmountFen > done {
			_, err = s.awardTx(ctx, tx, c, Award{PlanID: p.ID, MeasureID: m.ID, PersonID: m.PersonID, Purpose: m.Need, FundID: m.FundID, AmountFen: m.AmountFen - done},
				m.Instalments, m.StartOn, m.DueOn, m.OwnerOrgID)
		}
		return err
	}
	return s.tasks.OpenTx(ctx, tx, task.New{
		Kind: "measure", CaseID: c.ID, ObjectType: "measure", ObjectID: m.OriginID, Title: c.Title, DueOn: m.DueOn,
		OwnerPath: m.OwnerPath, OwnerStaffID: m.OwnerStaffID, Perm: PermMeasure, Link: "/casebook/" + c.ID,
	})
}

// ReportInput is what an owner reports about a measure.
type ReportInput struct {
	State  string `json:"state" enum:"doing,done,failed"`
	Result string `json:"result" minLength:"1" maxLength:"500"`
}

// Report writes a measure's result. Needs PermMeasure at its owner or the lead. Codes: plan.measure_closed.
func (s *Service) Report(ctx context.Context, caseID, measureID string, in ReportInput) (m Measure, err error) {
	defer errs.Wrap(&err, "plan.Report(%s)", measureID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		c, err := s.cases.CaseTx(ctx, tx, aid.PermView, caseID)
		if err != nil {
			return err
		}
		if m, err = findMeasure(ctx, tx, caseID, measureID); err != nil {
			return err
		}
		if err := authz.RequireAt(ctx, PermMeasure, m.OwnerPath, c.LeadOrgPath); err != nil {
			return err
		}
		if m.Kind == Cash || (m.State != Planned && m.State != Doing) {
			return errs.New(errs.Conflict, "plan.measure_closed")
		}
		before := m.State
		m.State, m.Result, m.ReportedBy = in.State, in.Result, authz.From(ctx).Name
		if in.State != Doing {
			m.DoneOn = tx.Today()
			if err := s.tasks.CloseTx(ctx, tx, caseID, m.OriginID); err != nil {
				return err
			}
		}
		if err := updateMeasure(ctx, tx, m); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{
			Action: "plan.report", ObjectType: "measure", ObjectID: m.ID, CaseID: caseID,
			Summary: m.OwnerName + "：" + m.Title + "，" + in.Result, Before: before, After: m.State,
		})
	})
	return m, err
}

func stamp(ms int64) string {
	return time.UnixMilli(ms).In(clock.Shanghai()).Format("2006-01-02 15:04")
}
