package aid

import (
	"context"
	"time"

	"yice/internal/core/calendar"
	"yice/internal/core/flow"
	"yice/internal/core/org"
	"yice/internal/core/people"
	"yice/internal/core/policy"
	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/journal"
	"yice/internal/kit/secret"
	"yice/internal/module/order"
)

// Service is the casebook.
type Service struct {
	db       *db.DB
	orgs     *org.Service
	people   *people.Service
	calendar *calendar.Service
	tasks    *task.Service
	policy   *policy.Service
	keys     *secret.Keyring
	table    *flow.Table
	orders   *order.Service
	visited  Visited
}

// Visited tells whether a member of staff visited a case before its decision; the visit room is behind it.
type Visited func(ctx context.Context, tx *db.Tx, caseID, staffID string) (bool, error)

// Deps are the rooms below.
type Deps struct {
	DB       *db.DB
	Orgs     *org.Service
	People   *people.Service
	Calendar *calendar.Service
	Tasks    *task.Service
	Policy   *policy.Service
	Keys     *secret.Keyring
	Orders   *order.Service
	Visited  Visited
}

// New builds the casebook.
func New(d Deps) *Service {
	return &Service{
		db: d.DB, orgs: d.Orgs, people: d.People, calendar: d.Calendar, tasks: d.Tasks, policy: d.Policy, keys: d.Keys,
		orders: d.Orders, visited: d.Visited, table: Table(),
	}
}

// Act says why and with what a state is left.
type Act struct {
	Reason string
	// Detail goes into the journal as the entry's "after".
	Detail any
	// Summary is the Chinese sentence for the timeline; empty takes the action's word.
	Summary string
}

// CaseTx finds a case within the reach of the permission. Not visible is not found.
func (s *Service) CaseTx(ctx context.Context, tx *db.Tx, perm authz.Permission, caseID string) (Case, error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return Case{}, err
	}
	return findCase(ctx, tx, a, perm, caseID)
}

// CaseByNoTx finds a case by its file number within the reach of the permission. Not visible is not found.
func (s *Service) CaseByNoTx(ctx context.Context, tx *db.Tx, perm authz.Permission, fileNo string) (Case, error) {
	c, err := findByFileNo(ctx, tx, fileNo)
	if err != nil {
		return Case{}, err
	}
	return s.CaseTx(ctx, tx, perm, c.ID)
}

// RequireTx finds a case that the actor may see and demands that the permission reaches its lead department.
// errs.NotFound, errs.Forbidden.
func (s *Service) RequireTx(ctx context.Context, tx *db.Tx, perm authz.Permission, caseID string) (Case, error) {
	c, err := s.CaseTx(ctx, tx, PermView, caseID)
	if err != nil {
		return Case{}, err
	}
	return c, authz.RequireAt(ctx, perm, c.LeadOrgPath)
}

// may tells whether the actor holds the transition's permission where the table wants it.
func may(a *authz.Actor, tr flow.Transition, c Case) bool {
	switch tr.At {
	case flow.Lead:
		return a.HasAt(tr.Perm, c.LeadOrgPath)
	case flow.Entry:
		return a.HasAt(tr.Perm, c.EntryOrgPath, c.LeadOrgPath)
	}
	return a.Has(tr.Perm)
}

// Can lists the actions that the actor may take on the case now, without those that other rooms make.
func (s *Service) Can(a *authz.Actor, c Case) []string {
	out := []string{}
	for _, tr := range s.table.From(c.State) {
		if !tr.Auto && may(a, tr, c) {
			out = append(out, string(tr.Action))
		}
	}
	for _, x := range []struct {
		word string
		perm authz.Permission
		ok   bool
	}{
		{"transfer", PermTransfer, c.IsOpen && a.HasAt(PermTransfer, c.LeadOrgPath, c.EntryOrgPath)},
		{"invite", PermInvite, c.IsOpen && a.HasAt(PermInvite, c.LeadOrgPath)},
		{"question", PermQuestion, questionable(c.State) && a.Has(PermQuestion) && a.Department != c.LeadDepartment},
		{"answer", PermAnswer, c.OpenQuestions > 0 && a.HasAt(PermAnswer, c.LeadOrgPath)},
		{"edit", PermEnter, editable(c.State) && a.HasAt(PermEnter, c.EntryOrgPath, c.LeadOrgPath)},
		{"paper", PermPapers, c.IsOpen && a.HasAt(PermPapers, c.EntryOrgPath, c.LeadOrgPath)},
		{"waive_flag", PermReview, c.IsOpen && a.HasAt(PermReview, c.LeadOrgPath)},
		{"prior", PermOpinion, c.IsOpen && a.HasAt(PermOpinion, c.LeadOrgPath)},
		{"assess", PermOpinion, c.IsOpen && c.State != Draft && a.HasAt(PermOpinion, c.LeadOrgPath)},
		{"ask_reopen", PermReopenAsk, c.State == Ended && a.HasAt(PermReopenAsk, c.LeadOrgPath)},
	} {
		if x.ok {
			out = append(out, x.word)
		}
	}
	return out
}

// editable tells whether an application may still be changed.
func editable(s flow.State) bool { return s == Draft || s == Accepted || s == AwaitingPapers }

// questionable tells whether other departments may question the case.
func questionable(s flow.State) bool {
	switch s {
	case Noticed, Tabled, Deferred, Recognised, Assisting, RevisitDue:
		return true
	}
	return false
}

// ActTx moves a case along its table: the transition must exist, the actor must hold its permission at the right place,
// and a reason must stand where the table wants one. It writes the row, the tasks and the journal. Gates that need facts
// of other rooms are checked by the callers before. Codes: flow.not_allowed, forbidden, aid.reason_required, stale.
func (s *Service) ActTx(ctx context.Context, tx *db.Tx, c *Case, action flow.Action, act Act) error {
	a, err := authz.Must(ctx)
	if err != nil {
		return err
	}
	tr, err := s.table.Next(c.State, action)
	if err != nil {
		return flow.By(err, c.UpdatedBy, c.UpdatedAt)
	}
	if !may(a, tr, *c) {
		return errs.New(errs.Forbidden, "forbidden", "permission", string(tr.Perm))
	}
	if tr.NeedsReason && act.Reason == "" {
		return errs.InvalidField("reason", "aid.reason_required")
	}
	old, err := rawCase(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	if old.Version != c.Version {
		return stale(old)
	}
	c.State, c.IsOpen, c.Hidden = tr.To, IsOpen(tr.To), IsHidden(tr.To)
	if err := s.deadlines(ctx, tx, c, tr); err != nil {
		return err
	}
	if err := s.write(ctx, tx, old, c, a); err != nil {
		return err
	}
	if act.Summary == "" {
		act.Summary = s.table.ActionText[action].ZH
	}
	return journal.Record(ctx, tx, journal.Event{
		Action: "aid." + string(action), ObjectType: "case", ObjectID: c.ID, CaseID: c.ID,
		Summary: act.Summary, Before: map[string]any{"state": old.State}, After: map[string]any{"state": c.State, "detail": act.Detail}, Reason: act.Reason,
	})
}

// SaveTx writes facts on a case without a change of state, with the version check and a line in the journal.
func (s *Service) SaveTx(ctx context.Context, tx *db.Tx, c *Case, ev journal.Event) error {
	a, err := authz.Must(ctx)
	if err != nil {
		return err
	}
	old, err := rawCase(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	if old.Version != c.Version {
		return stale(old)
	}
	if err := s.write(ctx, tx, old, c, a); err != nil {
		return err
	}
	ev.CaseID = c.ID
	if ev.ObjectType == "" {
		ev.ObjectType, ev.ObjectID = "case", c.ID
	}
	return journal.Record(ctx, tx, ev)
}

// write stores the row and tells the payments by which day the household must be revisited: that day locks them.
func (s *Service) write(ctx context.Context, tx *db.Tx, old Case, c *Case, a *authz.Actor) error {
	if old.RevisitDueOn != c.RevisitDueOn {
		if err := s.orders.RevisitTx(ctx, tx, c.ID, c.RevisitDueOn); err != nil {
			return err
		}
	}
	return updateCase(ctx, tx, old, c, a.Name)
}

// deadlines closes the tasks that a transition ends and opens those that it starts.
func (s *Service) deadlines(ctx context.Context, tx *db.Tx, c *Case, tr flow.Transition) error {
	if !c.IsOpen {
		if err := s.tasks.CloseTx(ctx, tx, c.ID, ""); err != nil {
			return err
		}
	} else if len(tr.Ends) > 0 {
		if err := s.tasks.CloseTx(ctx, tx, c.ID, "", tr.Ends...); err != nil {
			return err
		}
	}
	started := false
	for _, d := range tr.Starts {
		due, err := s.DueTx(ctx, tx, c.AreaCode, d, tx.Today())
		if err != nil {
			return err
		}
		owner := c.LeadOrgPath
		if d.Owner == flow.Entry {
			owner = c.EntryOrgPath
		}
		if d.Task == TaskRevisit {
			c.RevisitDueOn = due
		} else if d.Task != TaskWhole {
			c.DueOn, started = due, true
		}
		if err := s.tasks.OpenTx(ctx, tx, task.New{
			Kind: d.Task, CaseID: c.ID, ObjectType: "case", ObjectID: c.ID, Title: c.Title, DueOn: due,
			OwnerPath: owner, Perm: taskPerm(d.Task), Link: "/casebook/" + c.ID,
		}); err != nil {
			return err
		}
	}
	if started {
		return nil
	}
	return s.nextDueTx(ctx, tx, c)
}

// nextDueTx makes the case due when the first of its own steps is that are still open, and never when there is none.
func (s *Service) nextDueTx(ctx context.Context, tx *db.Tx, c *Case) error {
	open, err := s.tasks.OfCaseTx(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	c.DueOn = ""
	for _, t := range open { // by deadline
		if t.ObjectType == "case" && t.Kind != TaskWhole && t.Kind != TaskRevisit {
			c.DueOn = t.DueOn
			break
		}
	}
	return nil
}

// DueTx computes a deadline's last day from the parameter in force, working days by the calendar.
func (s *Service) DueTx(ctx context.Context, tx *db.Tx, area string, d flow.Deadline, start string) (string, error) {
	p, err := s.policy.AtTx(ctx, tx, area, start)
	if err != nil {
		return "", err
	}
	n, err := p.Int(d.Param)
	if err != nil {
		if !errs.IsCode(err, "PARAM_MISSING") || d.Default == 0 {
			return "", err
		}
		n = int64(d.Default)
	}
	if d.Task == TaskRevisit {
		return clock.AddMonths(start, int(n)), nil
	}
	return s.calendar.DueOnTx(ctx, tx, start, int(n), d.Working)
}

func taskPerm(kind string) authz.Permission {
	switch kind {
	case TaskPapers, TaskAccept:
		return PermPapers
	case TaskStartCheck:
		return PermStartCheck
	case TaskReport:
		return PermReport
	case TaskVisit, TaskRevisit, TaskFollowUp:
		return PermVisit
	case TaskNotice, TaskNoticeResult:
		return PermNotice
	case TaskReview:
		return PermReview
	case TaskConfirmEnd:
		return PermConfirmEnd
	case TaskPlan:
		return "plan.edit"
	case TaskTransfer, TaskTransferDone:
		return PermTransfer
	case TaskAnswer:
		return PermAnswer
	case TaskApproveReopen:
		return PermReopenApprove
	}
	return PermOpinion
}

// GrantAccessTx lets an organisation or a member of staff see the case. The caller has checked that it may.
func (s *Service) GrantAccessTx(ctx context.Context, tx *db.Tx, caseID string, x Access) error {
	a, err := authz.Must(ctx)
	if err != nil {
		return err
	}
	x.CaseID, x.MadeAt, x.MadeBy = caseID, tx.NowMS(), a.Name
	return putAccess(ctx, tx, x)
}

// PersonsTx lists the persons of a case; the caller has found the case within its scope.
func (s *Service) PersonsTx(ctx context.Context, tx *db.Tx, caseID string) ([]PersonRef, error) {
	return findPersons(ctx, tx, caseID)
}

// EndAccessTx takes a kind of access away from today on.
func (s *Service) EndAccessTx(ctx context.Context, tx *db.Tx, caseID, kind, orgID, staffID string) error {
	return endAccess(ctx, tx, caseID, kind, orgID, staffID, clock.AddDays(tx.Today(), -1))
}

func stamp(ms int64) string {
	return time.UnixMilli(ms).In(clock.Shanghai()).Format("2006-01-02 15:04")
}
