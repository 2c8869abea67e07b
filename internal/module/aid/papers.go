package aid

import (
	"context"
	"fmt"
	"strings"

	"yice/internal/core/flow"
	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/blob"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
)

// Paper is one paper of a case: asked for, given or waived.
type Paper struct {
	ID      string `db:"id" json:"id"`
	CaseID  string `db:"case_id" json:"-"`
	Kind    string `db:"kind" json:"kind"`
	Name    string `db:"name" json:"name"`
	State   string `db:"state" json:"state"`
	FileID  string `db:"file_id" json:"file_id"`
	Note    string `db:"note" json:"note"`
	AskedAt int64  `db:"asked_at" json:"asked_at"`
	GivenAt int64  `db:"given_at" json:"given_at"`
	ByName  string `db:"by_name" json:"by_name"`
}

// States of a paper.
const (
	PaperAsked  = "asked"
	PaperGiven  = "given"
	PaperWaived = "waived"
)

// PaperInput is a paper handed in or asked for.
type PaperInput struct {
	Kind   string `json:"kind" minLength:"1" maxLength:"30"`
	Name   string `json:"name" minLength:"1" maxLength:"60"`
	FileID string `json:"file_id,omitempty" maxLength:"26"`
	Note   string `json:"note,omitempty" maxLength:"200"`
}

// AddPaper puts a scanned paper on the case. Needs PermPapers or PermEnter at the entering or leading organisation.
func (s *Service) AddPaper(ctx context.Context, caseID string, in PaperInput) (p Paper, err error) {
	defer errs.Wrap(&err, "aid.AddPaper(%s)", caseID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		c, err := s.CaseTx(ctx, tx, PermView, caseID)
		if err != nil {
			return err
		}
		if err := authz.RequireAt(ctx, PermPapers, c.EntryOrgPath, c.LeadOrgPath); err != nil {
			return err
		}
		if _, err := blob.ClaimTx(ctx, tx, c.ID, []string{in.FileID}, blob.Papers()...); err != nil {
			return err
		}
		p, err = s.putPaperTx(ctx, tx, c, in)
		return err
	})
	return p, err
}

func (s *Service) putPaperTx(ctx context.Context, tx *db.Tx, c Case, in PaperInput) (Paper, error) {
	a := authz.From(ctx)
	p := Paper{ID: id.New(tx.Now()), CaseID: c.ID, Kind: in.Kind, Name: in.Name, State: PaperGiven, FileID: in.FileID, Note: in.Note, GivenAt: tx.NowMS(), ByName: a.Name}
	asked, err := findAskedPaper(ctx, tx, c.ID, in.Kind)
	switch {
	case err == nil:
		p.ID, p.AskedAt = asked.ID, asked.AskedAt
		if err := updatePaper(ctx, tx, p); err != nil {
			return p, err
		}
	case errs.IsKind(err, errs.NotFound):
		if err := tx.Insert(ctx, "aid_papers", p); err != nil {
			return p, err
		}
	default:
		return p, err
	}
	return p, journal.Record(ctx, tx, journal.Event{Action: "aid.paper", ObjectType: "paper", ObjectID: p.ID, CaseID: c.ID, Summary: "收到材料：" + p.Name, After: p})
}

// AskPapers tells the applicant once, in one list, what is missing; the clock stops. Needs PermPapers at the lead. Codes:
// aid.papers_asked_already, aid.papers_list_empty.
func (s *Service) AskPapers(ctx context.Context, caseID string, version int64, list []PaperInput) (c Case, err error) {
	defer errs.Wrap(&err, "aid.AskPapers(%s)", caseID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if c, err = s.CaseTx(ctx, tx, PermView, caseID); err != nil {
			return err
		}
		if c.Version != version {
			return stale(c)
		}
		if len(list) == 0 {
			return errs.InvalidField("papers", "aid.papers_list_empty")
		}
		n, err := countAsked(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if c.State == Accepted && n > 0 {
			return errs.New(errs.Conflict, "aid.papers_asked_already")
		}
		names := make([]string, len(list))
		for i, in := range list {
			names[i] = in.Name
			p := Paper{ID: id.New(tx.Now()), CaseID: c.ID, Kind: in.Kind, Name: in.Name, State: PaperAsked, Note: in.Note, AskedAt: tx.NowMS(), ByName: authz.From(ctx).Name}
			if err := tx.Insert(ctx, "aid_papers", p); err != nil {
				return err
			}
		}
		if err := s.tasks.PauseTx(ctx, tx, c.ID); err != nil {
			return err
		}
		c.PausedOn = tx.Today()
		return s.ActTx(ctx, tx, &c, AskPapers, Act{Summary: fmt.Sprintf("一次性告知补正 %d 项：%s", len(list), strings.Join(names, "、")), Detail: names})
	})
	return c, err
}

// PapersIn goes on when everything asked for is there or waived with a note. Codes: aid.papers_missing.
func (s *Service) PapersIn(ctx context.Context, caseID string, version int64, waived map[string]string) (c Case, err error) {
	defer errs.Wrap(&err, "aid.PapersIn(%s)", caseID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if c, err = s.CaseTx(ctx, tx, PermView, caseID); err != nil {
			return err
		}
		if c.Version != version {
			return stale(c)
		}
		papers, err := findPapers(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		var missing []string
		for _, p := range papers {
			if p.State != PaperAsked {
				continue
			}
			if why := waived[p.ID]; why != "" {
				p.State, p.Note, p.ByName = PaperWaived, why, authz.From(ctx).Name
				if err := updatePaper(ctx, tx, p); err != nil {
					return err
				}
				continue
			}
			missing = append(missing, p.Name)
		}
		if c.State == AwaitingPapers && len(missing) > 0 {
			return errs.New(errs.Conflict, "aid.papers_missing", "papers", strings.Join(missing, "、"))
		}
		if c.State == AwaitingPapers { // the clock goes on before the case learns when it is due
			if err := s.tasks.ResumeTx(ctx, tx, c.ID); err != nil {
				return err
			}
		}
		c.PausedOn = ""
		return s.ActTx(ctx, tx, &c, PapersIn, Act{Detail: waived})
	})
	return c, err
}

// Transfer is a sheet that asks another department to take the case (kind lead) or to handle one need (kind part).
type Transfer struct {
	ID          string `db:"id" json:"id"`
	CaseID      string `db:"case_id" json:"case_id"`
	Number      string `db:"number" json:"number"`
	Kind        string `db:"kind" json:"kind"`
	FromOrgID   string `db:"from_org_id" json:"from_org_id"`
	FromName    string `db:"from_name" json:"from_name"`
	ToOrgID     string `db:"to_org_id" json:"to_org_id"`
	ToOrgPath   string `db:"to_org_path" json:"-"`
	ToName      string `db:"to_name" json:"to_name"`
	Need        string `db:"need" json:"need"`
	Reason      string `db:"reason" json:"reason"`
	State       string `db:"state" json:"state"`
	DueOn       string `db:"due_on" json:"due_on"`
	ResultDueOn string `db:"result_due_on" json:"result_due_on"`
	Answer      string `db:"answer" json:"answer"`
	AnsweredBy  string `db:"answered_by" json:"answered_by"`
	AnsweredAt  int64  `db:"answered_at" json:"answered_at"`
	MadeBy      string `db:"made_by" json:"made_by"`
	MadeAt      int64  `db:"made_at" json:"made_at"`
	// Can lists the answers that the caller may give now.
	Can []string `db:"-" json:"can"`
}

// canAnswer is what the actor may answer to a sheet: accept or return it, then report the result.
func (t Transfer) canAnswer(a *authz.Actor) []string {
	switch {
	case !a.HasAt(PermTransfer, t.ToOrgPath):
	case t.State == "sent":
		return []string{"accept", "return"}
	case t.State == "accepted":
		return []string{"done"}
	}
	return []string{}
}

// TransferInput names the receiving organisation.
type TransferInput struct {
	Version int64  `json:"version" minimum:"1" doc:"of the case as it was read"`
	Kind    string `json:"kind" enum:"lead,part"`
	ToOrgID string `json:"to_org_id" minLength:"1" maxLength:"26"`
	Need    string `json:"need" maxLength:"30"`
	Reason  string `json:"reason" minLength:"1" maxLength:"500"`
}

// Transfer sends a sheet: the receiver sees the case and has 3 working days to accept or return it (domain rules §6.5).
// Needs PermTransfer where the case was entered or is led. Codes: aid.transfer_self, aid.transfer_open, stale.
func (s *Service) Transfer(ctx context.Context, caseID string, in TransferInput) (t Transfer, err error) {
	defer errs.Wrap(&err, "aid.Transfer(%s)", caseID)
	err = s.db.UpdateLocked(ctx, "aid.transfer_no", func(tx *db.Tx) error {
		c, err := s.CaseTx(ctx, tx, PermView, caseID)
		if err != nil {
			return err
		}
		if err := authz.RequireAt(ctx, PermTransfer, c.EntryOrgPath, c.LeadOrgPath); err != nil {
			return err
		}
		if c.Version != in.Version {
			return stale(c)
		}
		if !c.IsOpen {
			return flow.By(s.table.Refuse(c.State, flow.Label{ZH: "转办", EN: "Transfer"}), c.UpdatedBy, c.UpdatedAt)
		}
		to, err := s.orgs.OrgTx(ctx, tx, in.ToOrgID)
		if err != nil {
			return err
		}
		if to.ID == c.LeadOrgID {
			return errs.InvalidField("to_org_id", "aid.transfer_self")
		}
		a := authz.From(ctx)
		due, err := s.DueTx(ctx, tx, c.AreaCode, days("", "deadline.transfer", 3, ""), tx.Today())
		if err != nil {
			return err
		}
		n, err := nextNumber(ctx, tx, "transfer-"+tx.Today()[:4])
		if err != nil {
			return err
		}
		t = Transfer{
			ID: id.New(tx.Now()), CaseID: c.ID, Number: fmt.Sprintf("转%s-%04d", tx.Today()[:4], n), Kind: in.Kind, FromOrgID: a.OrgID, FromName: a.OrgName,
			ToOrgID: to.ID, ToOrgPath: to.Path, ToName: to.Name, Need: in.Need, Reason: in.Reason, State: "sent", DueOn: due, MadeBy: a.Name, MadeAt: tx.NowMS(),
		}
		if err := tx.Insert(ctx, "aid_transfers", t); err != nil {
			return err
		}
		if err := s.GrantAccessTx(ctx, tx, c.ID, Access{Kind: AccessTransfer, OrgID: to.ID, OrgPath: to.Path}); err != nil {
			return err
		}
		if err := s.tasks.OpenTx(ctx, tx, task.New{
			Kind: TaskTransfer, CaseID: c.ID, ObjectType: "transfer", ObjectID: t.ID, Title: c.Title, DueOn: due,
			OwnerPath: to.Path, Perm: PermTransfer, Link: "/casebook/" + c.ID,
		}); err != nil {
			return err
		}
		return s.SaveTx(ctx, tx, &c, journal.Event{
			Action: "aid.transfer", ObjectType: "transfer", ObjectID: t.ID,
			Summary: "转办" + to.Name, Reason: in.Reason, After: t,
		})
	})
	t.Can = []string{}
	return t, err
}

// AnswerTransfer accepts or returns a sheet, or reports its result. A lead that is accepted moves the case to the receiver.
// Needs PermTransfer at the receiver. Codes: aid.transfer_answered, aid.reason_required.
func (s *Service) AnswerTransfer(ctx context.Context, caseID, transferID, answer, text string) (t Transfer, err error) {
	defer errs.Wrap(&err, "aid.AnswerTransfer(%s)", transferID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		c, err := s.CaseTx(ctx, tx, PermView, caseID)
		if err != nil {
			return err
		}
		if t, err = findTransfer(ctx, tx, caseID, transferID); err != nil {
			return err
		}
		if err := authz.RequireAt(ctx, PermTransfer, t.ToOrgPath); err != nil {
			return err
		}
		was := t.State
		if err := s.answer(ctx, tx, &c, &t, answer, text); err != nil {
			return err
		}
		a := authz.From(ctx)
		t.Answer, t.AnsweredBy, t.AnsweredAt = text, a.Name, tx.NowMS()
		if err := updateTransfer(ctx, tx, t, was); err != nil {
			return err
		}
		words := map[string]string{"accepted": "接收转办", "returned": "退回转办", "done": "反馈转办结果"}
		return journal.Record(ctx, tx, journal.Event{
			Action: "aid.transfer_" + t.State, ObjectType: "transfer", ObjectID: t.ID, CaseID: c.ID,
			Summary: t.ToName + words[t.State], Reason: text, Before: was, After: t.State,
		})
	})
	t.Can = []string{}
	return t, err
}

func (s *Service) answer(ctx context.Context, tx *db.Tx, c *Case, t *Transfer, answer, text string) error {
	switch {
	case answer == "accept" && t.State == "sent":
		t.State = "accepted"
		due, err := s.DueTx(ctx, tx, c.AreaCode, days("", "deadline.transfer_result", 15, ""), tx.Today())
		if err != nil {
			return err
		}
		t.ResultDueOn = due
		if err := s.tasks.CloseTx(ctx, tx, c.ID, t.ID); err != nil {
			return err
		}
		if t.Kind == "lead" {
			return s.moveLead(ctx, tx, c, t)
		}
		return s.tasks.OpenTx(ctx, tx, task.New{
			Kind: TaskTransferDone, CaseID: c.ID, ObjectType: "transfer", ObjectID: t.ID, Title: c.Title, DueOn: due,
			OwnerPath: t.ToOrgPath, Perm: PermTransfer, Link: "/casebook/" + c.ID,
		})
	case answer == "return" && t.State == "sent":
		if text == "" {
			return errs.InvalidField("text", "aid.reason_required")
		}
		t.State = "returned"
		if err := s.tasks.CloseTx(ctx, tx, c.ID, t.ID); err != nil {
			return err
		}
		return s.EndAccessTx(ctx, tx, c.ID, AccessTransfer, t.ToOrgID, "")
	case answer == "done" && t.State == "accepted":
		if text == "" {
			return errs.InvalidField("text", "aid.reason_required")
		}
		t.State = "done"
		return s.tasks.CloseTx(ctx, tx, c.ID, t.ID)
	}
	if t.State == "sent" {
		return errs.New(errs.Conflict, "aid.transfer_not_accepted")
	}
	return errs.New(errs.Conflict, "aid.transfer_answered", "who", t.AnsweredBy, "when", stamp(t.AnsweredAt))
}

func (s *Service) moveLead(ctx context.Context, tx *db.Tx, c *Case, t *Transfer) error {
	to, err := s.orgs.OrgTx(ctx, tx, t.ToOrgID)
	if err != nil {
		return err
	}
	before, from := c.LeadDepartment, c.LeadOrgPath
	c.LeadOrgID, c.LeadOrgPath, c.LeadDepartment = to.ID, to.Path, to.Department
	t.State = "done"
	if err := s.GrantAccessTx(ctx, tx, c.ID, Access{Kind: AccessLead, OrgID: to.ID, OrgPath: to.Path}); err != nil {
		return err
	}
	if err := s.tasks.MoveTx(ctx, tx, c.ID, from, to.Path); err != nil {
		return err
	}
	return s.SaveTx(ctx, tx, c, journal.Event{Action: "aid.lead_moved", Summary: "牵头部门改为" + to.Name, Before: before, After: c.LeadDepartment})
}
