package aid

import (
	"context"
	"slices"

	"yice/internal/core/flow"
	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
)

// Exit is a proposal to end aid, its notice and its confirmation by another person.
type Exit struct {
	ID           string `db:"id" json:"id"`
	CaseID       string `db:"case_id" json:"-"`
	ReasonCode   string `db:"reason_code" json:"reason_code"`
	Reason       string `db:"reason" json:"reason"`
	NoticeTo     string `db:"notice_to" json:"notice_to"`
	State        string `db:"state" json:"state"`
	ProposedByID string `db:"proposed_by_id" json:"-"`
	ProposedBy   string `db:"proposed_by" json:"proposed_by"`
	ProposedAt   int64  `db:"proposed_at" json:"proposed_at"`
	ConfirmedBy  string `db:"confirmed_by" json:"confirmed_by"`
	ConfirmedAt  int64  `db:"confirmed_at" json:"confirmed_at"`
}

// ExitReasons are the codes of 停发/退出原因 in the order of domain rules §13.
func ExitReasons() []string {
	return []string{"income_above", "cause_gone", "died", "moved", "able_to_work", "retired", "property_above", "false_data", "own_request", "other"}
}

// ProposeEnd proposes to end aid and hangs the exit notice. Needs PermProposeEnd at the lead. Codes: aid.exit_reason_unknown.
func (s *Service) ProposeEnd(ctx context.Context, caseID string, version int64, code, reason string, in NoticeInput) (c Case, err error) {
	defer errs.Wrap(&err, "aid.ProposeEnd(%s)", caseID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if c, err = s.CaseTx(ctx, tx, PermView, caseID); err != nil {
			return err
		}
		if c.Version != version {
			return stale(c)
		}
		return s.ProposeEndTx(ctx, tx, &c, code, reason, in)
	})
	return c, err
}

// ProposeEndTx is ProposeEnd inside the caller's transaction; a revisit that says "end" calls it.
func (s *Service) ProposeEndTx(ctx context.Context, tx *db.Tx, c *Case, code, reason string, in NoticeInput) error {
	if !slices.Contains(ExitReasons(), code) {
		return errs.InvalidField("reason_code", "aid.exit_reason_unknown")
	}
	if err := s.ActTx(ctx, tx, c, ProposeEnd, Act{Reason: reason, Detail: code, Summary: "提议终止帮扶"}); err != nil {
		return err
	}
	n, err := s.noticeTx(ctx, tx, *c, NoticeExit, flow.Deadline{Param: "exit.notice_days", Default: 5, Working: true}, in)
	if err != nil {
		return err
	}
	a := authz.From(ctx)
	return tx.Insert(ctx, "aid_exits", Exit{
		ID: id.New(tx.Now()), CaseID: c.ID, ReasonCode: code, Reason: reason, NoticeTo: n.ToOn, State: "open",
		ProposedByID: a.UserID, ProposedBy: a.Name, ProposedAt: tx.NowMS(),
	})
}

// ConfirmEnd ends aid: the household disappears from every read path, waiting payments are cancelled, follow-ups at 1, 3
// and 6 months are opened. Needs PermConfirmEnd at the lead, by another person than who proposed. Codes: NOTICE_SHORT,
// SELF_APPROVAL, aid.reason_required.
func (s *Service) ConfirmEnd(ctx context.Context, caseID string, version int64, reason string) (c Case, err error) {
	defer errs.Wrap(&err, "aid.ConfirmEnd(%s)", caseID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if c, err = s.CaseTx(ctx, tx, PermView, caseID); err != nil {
			return err
		}
		if c.Version != version {
			return stale(c)
		}
		return s.endTx(ctx, tx, &c, reason)
	})
	return c, err
}

func (s *Service) endTx(ctx context.Context, tx *db.Tx, c *Case, reason string) error {
	a := authz.From(ctx)
	exits, err := findExits(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(exits, func(e Exit) bool { return e.State == "open" })
	if i >= 0 {
		if exits[i].NoticeTo >= tx.Today() {
			return errs.New(errs.Conflict, "NOTICE_SHORT", "to", exits[i].NoticeTo)
		}
		if exits[i].ProposedByID == a.UserID {
			return errs.New(errs.Conflict, "SELF_APPROVAL")
		}
		c.EndReason = exits[i].ReasonCode
	}
	c.EndedOn, c.RevisitDueOn = tx.Today(), ""
	if err := s.ActTx(ctx, tx, c, ConfirmEnd, Act{Reason: reason, Detail: c.EndReason, Summary: "终止帮扶，不再展示"}); err != nil {
		return err
	}
	e := exits[i]
	e.State, e.ConfirmedBy, e.ConfirmedAt = "confirmed", a.Name, tx.NowMS()
	if err := closeExit(ctx, tx, e); err != nil {
		return err
	}
	if n, err := findOpenNotice(ctx, tx, c.ID, NoticeExit); err == nil {
		if err := closeNotice(ctx, tx, n.ID, "无异议"); err != nil {
			return err
		}
	} else if !errs.IsKind(err, errs.NotFound) {
		return err
	}
	if err := s.orders.CancelOrdersTx(ctx, tx, c.ID, "帮扶终止"); err != nil {
		return err
	}
	for _, m := range []int{1, 3, 6} {
		due := clock.AddMonths(c.EndedOn, m)
		if err := s.tasks.OpenTx(ctx, tx, task.New{
			Kind: TaskFollowUp, CaseID: c.ID, ObjectType: "follow_up", ObjectID: due, Title: c.Title, DueOn: due,
			OwnerPath: c.LeadOrgPath, Perm: PermVisit, Link: "/visits",
		}); err != nil {
			return err
		}
	}
	return nil
}

// CancelEnd takes the proposal back, after an objection or new facts.
func (s *Service) CancelEnd(ctx context.Context, caseID string, version int64, reason string) (c Case, err error) {
	defer errs.Wrap(&err, "aid.CancelEnd(%s)", caseID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if c, err = s.CaseTx(ctx, tx, PermView, caseID); err != nil {
			return err
		}
		if c.Version != version {
			return stale(c)
		}
		exits, err := findExits(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if err := s.ActTx(ctx, tx, &c, CancelEnd, Act{Reason: reason}); err != nil {
			return err
		}
		i := slices.IndexFunc(exits, func(e Exit) bool { return e.State == "open" })
		e := exits[i]
		e.State, e.ConfirmedBy, e.ConfirmedAt = "cancelled", authz.From(ctx).Name, tx.NowMS()
		if err := closeExit(ctx, tx, e); err != nil {
			return err
		}
		n, err := findOpenNotice(ctx, tx, c.ID, NoticeExit)
		if err != nil {
			return err
		}
		return closeNotice(ctx, tx, n.ID, "撤销")
	})
	return c, err
}

// Reopening is a request to bring an ended household back; another person decides.
type Reopening struct {
	ID        string `db:"id" json:"id"`
	CaseID    string `db:"case_id" json:"case_id"`
	Signal    string `db:"signal" json:"signal"`
	Reason    string `db:"reason" json:"reason"`
	State     string `db:"state" json:"state"`
	AskedByID string `db:"asked_by_id" json:"-"`
	AskedBy   string `db:"asked_by" json:"asked_by"`
	AskedAt   int64  `db:"asked_at" json:"asked_at"`
	DecidedBy string `db:"decided_by" json:"decided_by"`
	DecidedAt int64  `db:"decided_at" json:"decided_at"`
}

// AskReopen asks for an ended case to come back, named by its file number, since its page is not shown any more. Signal is
// new_bill, job_loss, death or other. Needs PermReopenAsk at its lead. Codes: not_found (also when it is not ended),
// aid.reopening_open, aid.reason_required.
func (s *Service) AskReopen(ctx context.Context, fileNo, signal, reason string) (r Reopening, err error) {
	defer errs.Wrap(&err, "aid.AskReopen")
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		c, err := findByFileNo(ctx, tx, fileNo)
		if err != nil {
			return err
		}
		r, err = s.AskReopenTx(ctx, tx, c.ID, signal, reason)
		return err
	})
	return r, err
}

// AskReopenTx is AskReopen by id; a follow-up that finds a relapse calls it.
func (s *Service) AskReopenTx(ctx context.Context, tx *db.Tx, caseID, signal, reason string) (Reopening, error) {
	c, err := rawCase(ctx, tx, caseID)
	if err != nil {
		return Reopening{}, err
	}
	a, err := authz.Must(ctx)
	if err != nil {
		return Reopening{}, err
	}
	if c.State != Ended || !a.HasAt(PermReopenAsk, c.LeadOrgPath) {
		return Reopening{}, errs.New(errs.NotFound, "not_found")
	}
	if reason == "" {
		return Reopening{}, errs.InvalidField("reason", "aid.reason_required")
	}
	r := Reopening{ID: id.New(tx.Now()), CaseID: c.ID, Signal: signal, Reason: reason, State: "asked", AskedByID: a.UserID, AskedBy: a.Name, AskedAt: tx.NowMS()}
	if err := tx.Insert(ctx, "aid_reopenings", r); err != nil {
		return r, err
	}
	if err := s.tasks.OpenTx(ctx, tx, task.New{
		Kind: TaskApproveReopen, CaseID: c.ID, ObjectType: "reopening", ObjectID: r.ID, Title: c.FileNo, DueOn: clock.AddDays(tx.Today(), 3),
		OwnerPath: c.LeadOrgPath, Perm: PermReopenApprove, Link: "/casebook?reopenings=1",
	}); err != nil {
		return r, err
	}
	return r, journal.Record(ctx, tx, journal.Event{Action: "aid.ask_reopen", ObjectType: "reopening", ObjectID: r.ID, CaseID: c.ID, Summary: "申请重新启用档案", Reason: reason})
}

// Reopenings lists the requests that wait for the actor's decision.
func (s *Service) Reopenings(ctx context.Context) (out []Reopening, err error) {
	defer errs.Wrap(&err, "aid.Reopenings")
	err = s.db.View(ctx, func(tx *db.Tx) error {
		a, err := authz.Must(ctx)
		if err != nil {
			return err
		}
		all, err := findReopenings(ctx, tx, "asked")
		if err != nil {
			return err
		}
		out = []Reopening{}
		for _, r := range all {
			c, err := rawCase(ctx, tx, r.CaseID)
			if err != nil {
				return err
			}
			if a.HasAt(PermReopenApprove, c.LeadOrgPath) || a.HasAt(PermReopenAsk, c.LeadOrgPath) {
				out = append(out, r)
			}
		}
		return nil
	})
	return out, err
}

// DecideReopen brings the case back as accepted, to be checked, visited and assessed anew, or refuses. Needs
// PermReopenApprove at the lead, by another person than who asked. Codes: SELF_APPROVAL, aid.reopening_decided.
func (s *Service) DecideReopen(ctx context.Context, reopeningID string, approve bool, reason string) (r Reopening, err error) {
	defer errs.Wrap(&err, "aid.DecideReopen(%s)", reopeningID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if r, err = findReopening(ctx, tx, reopeningID); err != nil {
			return err
		}
		c, err := rawCase(ctx, tx, r.CaseID)
		if err != nil {
			return err
		}
		a, err := authz.Must(ctx)
		if err != nil {
			return err
		}
		if !a.HasAt(PermReopenApprove, c.LeadOrgPath) {
			return errs.New(errs.NotFound, "not_found")
		}
		switch {
		case r.State != "asked":
			return errs.New(errs.Conflict, "aid.reopening_decided", "who", r.DecidedBy, "when", stamp(r.DecidedAt))
		case r.AskedByID == a.UserID:
			return errs.New(errs.Conflict, "SELF_APPROVAL")
		}
		r.State, r.DecidedBy, r.DecidedAt = "refused", a.Name, tx.NowMS()
		if approve {
			r.State = "approved"
			clearFacts(&c)
			if err := s.ActTx(ctx, tx, &c, Reopen, Act{Reason: reason, Detail: r, Summary: "重新启用档案"}); err != nil {
				return err
			}
		} else if err := journal.Record(ctx, tx, journal.Event{Action: "aid.refuse_reopen", ObjectType: "reopening", ObjectID: r.ID, CaseID: c.ID, Summary: "不同意重新启用", Reason: reason}); err != nil {
			return err
		}
		if err := s.tasks.CloseTx(ctx, tx, c.ID, r.ID); err != nil {
			return err
		}
		return decideReopening(ctx, tx, r)
	})
	return r, err
}

// clearFacts makes a reopened case prove everything again; what it received stays counted.
func clearFacts(c *Case) {
	c.Authorised, c.CheckExpiresOn, c.VisitOn, c.PriorOn, c.AssessmentID, c.OpinionOn, c.OpinionBy, c.NoticeTo = false, "", "", "", "", "", "", ""
	c.MeetingID, c.RecognisedOn, c.EndedOn, c.EndReason, c.RevisitDueOn, c.Origin = "", "", "", "", "", OriginRelapse
}
