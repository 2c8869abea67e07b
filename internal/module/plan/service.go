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
	"yice/internal/module/order"
)

// Service is the room of plans and awards.
type Service struct {
	db     *db.DB
	cases  *aid.Service
	orgs   *org.Service
	policy *policy.Service
	tasks  *task.Service
	orders *order.Service
}

// New builds the room.
func New(d *db.DB, cases *aid.Service, orgs *org.Service, p *policy.Service, tasks *task.Service, orders *order.Service) *Service {
	return &Service{db: d, cases: cases, orgs: orgs, policy: p, tasks: tasks, orders: orders}
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
		if out.Caps, err = s.capsTx(ctx, tx, c); errs.IsCode(err, "PARAM_MISSING") {
			out.Caps, err = []Cap{}, nil // what was planned can be read without them; whoever approves is told
		}
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

// Save drafts a plan or replaces the draft; whoever writes last is the one who cannot approve it. Needs PermEdit at the lead,
// on a recognised or assisted case, within what was decided. Codes: plan.not_now, plan.over_decision, plan.draft_exists, stale, plan.reason_required, plan.fund_required,
// plan.dates, plan.origin_unknown, plan.owner_elsewhere, aid.person_not_in_case.
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
	if err := s.checkInputTx(ctx, tx, c, in); err != nil {
		return Plan{}, err
	}
	var parts []cashPart
	for _, m := range in.Measures {
		if m.Kind == Cash {
			parts = append(parts, cashPart{m.OriginID, m.AmountFen})
		}
	}
	if err := s.withinDecisionTx(ctx, tx, c, parts, false); err != nil {
		return Plan{}, err
	}
	a := authz.From(ctx)
	p, err := findByState(ctx, tx, caseID, Draft)
	fresh := errs.IsKind(err, errs.NotFound)
	switch {
	case err != nil && !fresh:
		return p, err
	case fresh && in.Version != 0:
		return p, errs.New(errs.Conflict, "plan.not_draft")
	case !fresh && in.Version == 0:
		return p, errs.New(errs.Conflict, "plan.draft_exists", "who", p.UpdatedBy, "when", stamp(p.UpdatedAt))
	case p.Version != in.Version:
		return p, stale(p)
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
			ID: id.New(tx.Now()), CaseID: caseID, Number: n + 1, State: Draft, Version: 1, MadeAt: tx.NowMS(),
			UpdatedAt: tx.NowMS(), UpdatedBy: a.Name,
		}
	}
	p.Goal, p.Reason, p.CashFen, p.Approvals.V = in.Goal, in.Reason, 0, []Approval{}
	p.DraftedByID, p.DraftedBy = a.UserID, a.Name
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

// checkInputTx says all that is wrong with a draft at once.
func (s *Service) checkInputTx(ctx context.Context, tx *db.Tx, c aid.Case, in Input) error {
	persons, err := s.cases.PersonsTx(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	origins, err := findOrigins(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	var f []errs.Field
	for i, m := range in.Measures {
		need := func(ok bool, name, code string) {
			if !ok {
				f = append(f, errs.Field{Path: "measures[" + itoa(i) + "]." + name, Code: code})
			}
		}
		cash := m.Kind == Cash
		need(c.Needs.Has(m.Need), "need", "aid.need_not_in_case")
		need(m.DueOn >= m.StartOn, "due_on", "plan.dates")
		need(!cash || m.AmountFen > 0, "amount_fen", "plan.amount_required")
		need(!cash || m.FundID != "", "fund_id", "plan.fund_required")
		need(!cash || slices.Contains(aid.CashNeeds(), m.Need), "need", "plan.cash_need")
		need(m.PersonID == "" || inCase(persons, m.PersonID), "person_id", "aid.person_not_in_case")
		n := slices.Index(origins, m.OriginID)
		need(m.OriginID == "" || n >= 0, "origin_id", "plan.origin_unknown")
		if n >= 0 { // a measure goes on in one measure, not in two
			origins = slices.Delete(origins, n, n+1)
		}
		if m.OwnerStaffID != "" {
			st, err := s.orgs.StaffTx(ctx, tx, m.OwnerStaffID)
			if err != nil && !errs.IsKind(err, errs.NotFound) {
				return err
			}
			need(err == nil && st.OrgID == m.OwnerOrgID, "owner_staff_id", "plan.owner_elsewhere")
		}
	}
	return errs.InvalidFields(f)
}

func inCase(persons []aid.PersonRef, id string) bool {
	return slices.ContainsFunc(persons, func(x aid.PersonRef) bool { return x.PersonID == id })
}

func (s *Service) measuresTx(ctx context.Context, tx *db.Tx, p Plan, list []MeasureInput) ([]Measure, error) {
	out := make([]Measure, 0, len(list))
	for i, in := range list {
		o, err := s.orgs.OrgTx(ctx, tx, in.OwnerOrgID)
		if errs.IsKind(err, errs.NotFound) {
			return nil, errs.InvalidField("measures["+itoa(i)+"].owner_org_id", "plan.owner_unknown")
		}
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
// owners of measures see the case, the case is assisted; what the version before had promised and this one does not is
// cancelled unless it is paid. Version is that of the draft as it was read. Needs aid.PermApprovePlan at the lead. Codes:
// stale, plan.not_draft, SELF_APPROVAL, plan.signed_already, plan.over_decision, CAP_TIME, CAP_YEAR, FUND_BALANCE, FUND_RESTRICTED, aid.payee_required.
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
		if p.Version != version {
			return stale(p)
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
	if err := s.supersedeTx(ctx, tx, *c, p); err != nil {
		return err
	}
	if err := s.withinDecisionTx(ctx, tx, *c, cashOf(p.Measures), true); err != nil {
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

// cashOf lists the money of a version.
func cashOf(measures []Measure) []cashPart {
	var out []cashPart
	for _, m := range measures {
		if m.Kind == Cash {
			out = append(out, cashPart{m.OriginID, m.AmountFen})
		}
	}
	return out
}

// supersedeTx puts the version before out of force. A measure that goes on unchanged keeps its payments, and one without
// money its result; what is promised but not paid of any other is cancelled, and its task is closed.
func (s *Service) supersedeTx(ctx context.Context, tx *db.Tx, c aid.Case, p *Plan) error {
	old, err := findByState(ctx, tx, c.ID, Approved)
	if errs.IsKind(err, errs.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	old.State = Superseded
	if err := updatePlan(ctx, tx, &old, authz.From(ctx).Name); err != nil {
		return err
	}
	before, err := findMeasures(ctx, tx, old.ID)
	if err != nil {
		return err
	}
	for _, m := range before {
		i := slices.IndexFunc(p.Measures, func(x Measure) bool { return x.OriginID == m.OriginID })
		switch {
		case m.Kind == Cash:
			if i < 0 || !m.sameMoney(p.Measures[i]) {
				err = s.cancelAwardsTx(ctx, tx, c.ID, m.OriginID, "方案调整")
			}
		case i < 0:
			err = s.tasks.CloseTx(ctx, tx, c.ID, m.OriginID)
		default:
			x := &p.Measures[i]
			x.State, x.Result, x.DoneOn, x.ReportedBy = m.State, m.Result, m.DoneOn, m.ReportedBy
			err = updateMeasure(ctx, tx, *x)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) cancelAwardsTx(ctx context.Context, tx *db.Tx, caseID, originID, reason string) error {
	ids, err := findAwardsFor(ctx, tx, caseID, originID)
	for _, id := range ids {
		if err == nil {
			err = s.orders.CancelAwardTx(ctx, tx, id, reason)
		}
	}
	return err
}

// sameMoney tells whether a measure pays the same as another: then its payments stand.
func (m Measure) sameMoney(x Measure) bool {
	return x.Kind == Cash && m.Need == x.Need && m.PersonID == x.PersonID && m.AmountFen == x.AmountFen && m.FundID == x.FundID &&
		m.Instalments == x.Instalments && m.StartOn == x.StartOn && m.DueOn == x.DueOn
}

// startTx makes a measure real: access and a task for its owner, and for cash the award with its instalments. What an
// earlier version paid or still promises for the same measure is not awarded again.
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
	if m.State != Planned && m.State != Doing {
		return nil
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

// Report writes the result of a measure of the plan in force. Needs PermMeasure at its owner or the lead. Codes:
// plan.not_in_force, plan.measure_closed.
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
		p, err := findPlan(ctx, tx, caseID, m.PlanID)
		if err != nil {
			return err
		}
		if p.State != Approved {
			return errs.New(errs.Conflict, "plan.not_in_force")
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

func stale(p Plan) error {
	return errs.New(errs.Stale, "stale", "who", p.UpdatedBy, "when", stamp(p.UpdatedAt))
}

func stamp(ms int64) string {
	return time.UnixMilli(ms).In(clock.Shanghai()).Format("2006-01-02 15:04")
}
