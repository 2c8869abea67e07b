package pay

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
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
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
	"yice/internal/kit/money"
	"yice/internal/module/batch"
	"yice/internal/module/fund"
	"yice/internal/module/order"
)

// Deps are the rooms below.
type Deps struct {
	DB       *db.DB
	Orders   *order.Service
	Batches  *batch.Service
	Orgs     *org.Service
	People   *people.Service
	Policy   *policy.Service
	Calendar *calendar.Service
	Tasks    *task.Service
}

// Service is the room.
type Service struct {
	Deps
	asks *flow.Table
}

// New builds the room.
func New(d Deps) *Service { return &Service{Deps: d, asks: Confirmations()} }

// lockKey queues what compares statements with batches.
const lockKey = "pay.statement"

// Taken is a statement that was read, and how much of it was found.
type Taken struct {
	Statement
	Matched int64 `json:"matched"`
	Strange int64 `json:"strange" doc:"rows that fit nothing and have to be explained"`
	Again   bool  `json:"again" doc:"the same file had been taken before"`
}

// TakeStatement reads a bank statement of the account that the batch was paid from and matches each row with the payments of its
// batches. The rows are kept as the bank wrote them; nothing is booked. The same bytes again answer the first result. Needs
// fund.reconcile. Codes: pay.statement_head, pay.statement_empty, pay.statement_amount, those of kit/sheet.
func (s *Service) TakeStatement(ctx context.Context, batchID, name string, body []byte) (t Taken, err error) {
	if err := authz.Require(ctx, fund.PermReconcile); err != nil {
		return t, err
	}
	sum := sha256.Sum256(body)
	rows, bad := readStatement(body)
	err = s.DB.UpdateLocked(ctx, lockKey, func(tx *db.Tx) error {
		b, err := s.Batches.BatchTx(ctx, tx, batchID)
		if err != nil {
			return err
		}
		t = Taken{Statement: Statement{
			ID: id.New(tx.Now()), Payer: b.Payer, Name: clip(name, 100), SHA256: hex.EncodeToString(sum[:]), Rows: int64(len(rows)), MadeAt: tx.NowMS(),
			MadeBy: authz.From(ctx).Who(), MadeByID: authz.From(ctx).Hand(),
		}}
		first, err := findStatement(ctx, tx, b.Payer, t.SHA256)
		if err == nil {
			t = Taken{Statement: first, Again: true}
			return s.rematchTx(ctx, tx, b.Payer)
		}
		if !errs.IsKind(err, errs.NotFound) {
			return err
		}
		if bad != nil {
			return bad
		}
		if err := s.takeTx(ctx, tx, &t, rows); err != nil {
			return err
		}
		return s.rematchTx(ctx, tx, b.Payer)
	})
	return t, err
}

// rematchTx looks again at the rows that fitted nothing and that nobody has explained: the bank's answer to their batch may have come
// in since, or the row in which a refused payment came back.
func (s *Service) rematchTx(ctx context.Context, tx *db.Tx, payer string) error {
	since := clock.AddDays(tx.Today(), -120)
	rows, err := findOpenRows(ctx, tx, payer, since)
	if err != nil || len(rows) == 0 {
		return err
	}
	from, err := clock.ParseDate(since)
	if err != nil {
		return err
	}
	batches, err := s.Batches.AnsweredTx(ctx, tx, payer, from.UnixMilli())
	if err != nil {
		return err
	}
	books, err := s.booksTx(ctx, tx, batches)
	if err != nil {
		return err
	}
	matchRows(rows, books)
	for _, r := range rows {
		if r.Match != matchNone {
			if err := updateMatch(ctx, tx, r); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) takeTx(ctx context.Context, tx *db.Tx, t *Taken, rows []Row) error {
	t.FromOn, t.ToOn = rows[0].On, rows[0].On
	for i := range rows {
		r := &rows[i]
		r.ID, r.StatementID = id.New(tx.Now()), t.ID
		t.FromOn, t.ToOn = min(t.FromOn, r.On), max(t.ToOn, r.On)
		if r.OutFen > 0 {
			t.OutLines, t.OutFen = t.OutLines+1, t.OutFen+r.OutFen
		}
		if r.InFen > 0 {
			t.InLines, t.InFen = t.InLines+1, t.InFen+r.InFen
		}
	}
	if t.ToOn > tx.Today() {
		return errs.InvalidField("file", "pay.statement_future", "on", t.ToOn)
	}
	since, err := clock.ParseDate(clock.AddDays(t.FromOn, -60))
	if err != nil {
		return err
	}
	batches, err := s.Batches.AnsweredTx(ctx, tx, t.Payer, since.UnixMilli())
	if err != nil {
		return err
	}
	books, err := s.booksTx(ctx, tx, batches)
	if err != nil {
		return err
	}
	matchRows(rows, books)
	for _, r := range rows {
		if r.Match == matchNone {
			t.Strange++
		} else {
			t.Matched++
		}
	}
	if err := insertStatement(ctx, tx, t.Statement, rows); err != nil {
		return err
	}
	return journal.Record(ctx, tx, journal.Event{
		Action: "pay.take_statement", ObjectType: "bank_statement", ObjectID: t.ID, After: t.Statement,
		Summary: fmt.Sprintf("导入银行流水 %s 至 %s：%d 行，匹配 %d，未匹配 %d", t.FromOn, t.ToOn, t.Rows, t.Matched, t.Strange),
	})
}

func (s *Service) booksTx(ctx context.Context, tx *db.Tx, batches []batch.Batch) ([]*book, error) {
	if len(batches) == 0 {
		return nil, nil
	}
	byID := map[string]*book{}
	var books []*book
	var ids []string
	for _, b := range batches {
		lines, err := s.Batches.LinesOfTx(ctx, tx, b.ID)
		if err != nil {
			return nil, err
		}
		one := &book{batch: b, lines: lines, shown: map[string]Row{}, again: map[string]bool{}}
		byID[b.ID] = one
		books, ids = append(books, one), append(ids, b.ID)
	}
	shown, err := findShown(ctx, tx, ids)
	for _, r := range shown {
		switch r.Match {
		case matchLine:
			byID[r.BatchID].shown[r.LineID] = r
		case matchAgain:
			byID[r.BatchID].again[r.StatementID+r.LineID] = true
		case matchTotal:
			byID[r.BatchID].whole = true
		}
	}
	return books, err
}

// ExplainRow says what a row of a statement is that fits no payment: interest, a fee, money that came in. It books nothing. Needs
// fund.reconcile. Codes: pay.reason, pay.explained_already.
func (s *Service) ExplainRow(ctx context.Context, rowID, note string) (r Row, err error) {
	if err := authz.Require(ctx, fund.PermReconcile); err != nil {
		return r, err
	}
	if note = strings.TrimSpace(note); note == "" {
		return r, errs.InvalidField("note", "pay.reason")
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		if r, err = findRow(ctx, tx, rowID); err != nil {
			return err
		}
		r.Note, r.ExplainedAt, r.ExplainedBy, r.ExplainedByID = note, tx.NowMS(), authz.From(ctx).Who(), authz.From(ctx).Hand()
		if err := explainRow(ctx, tx, r); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{
			Action: "pay.explain_row", ObjectType: "bank_statement", ObjectID: r.StatementID, Reason: note,
			Summary: fmt.Sprintf("说明银行流水第 %d 行（%s 元）", r.RowNo, money.Fen(max(r.OutFen, r.InFen)).Grouped()),
		})
	})
	return r, err
}

// ExplainMissing says why a paid line stands on no statement. Needs fund.reconcile. Codes: pay.reason, pay.explained_already,
// pay.not_missing.
func (s *Service) ExplainMissing(ctx context.Context, batchID, lineID, note string) error {
	if err := authz.Require(ctx, fund.PermReconcile); err != nil {
		return err
	}
	if note = strings.TrimSpace(note); note == "" {
		return errs.InvalidField("note", "pay.reason")
	}
	return s.DB.UpdateLocked(ctx, lockKey, func(tx *db.Tx) error {
		c, err := s.compareTx(ctx, tx, batchID)
		if err != nil {
			return err
		}
		if c.batch.State != batch.Returned || !slices.ContainsFunc(c.Missing, func(m MissingLine) bool { return m.LineID == lineID }) {
			return errs.New(errs.Conflict, "pay.not_missing")
		}
		m := Missing{LineID: lineID, BatchID: batchID, Note: note, ExplainedAt: tx.NowMS(), ExplainedBy: authz.From(ctx).Who(), ExplainedByID: authz.From(ctx).Hand()}
		if err := insertMissing(ctx, tx, m); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{
			Action: "pay.explain_missing", ObjectType: "payment_batch", ObjectID: batchID, Reason: note, Summary: "说明批次 " + c.batch.No + " 一笔付款未见于银行流水", After: lineID,
		})
	})
}

// Reconcile ends the comparison of a batch: every paid line is on a statement or explained, every strange row of the statements that
// show it explained, count and sum agree with bank and ledger. Who explained a difference does not end it; neither does the
// releaser. Then the sample for the confirmation of receipt is drawn, at that moment and by chance. Needs fund.reconcile. Codes:
// pay.no_statement, pay.missing_open, pay.strange_open, SELF_APPROVAL, fund.lines_open, fund.unmatched_open,
// fund.reconcile_differs, stale, flow.not_allowed.
func (s *Service) Reconcile(ctx context.Context, batchID string, version int64) (c Comparison, err error) {
	if err := authz.Require(ctx, fund.PermReconcile); err != nil {
		return c, err
	}
	err = s.DB.UpdateLocked(ctx, lockKey, func(tx *db.Tx) error {
		before, err := s.Batches.BatchTx(ctx, tx, batchID)
		if err != nil {
			return err
		}
		if err := s.rematchTx(ctx, tx, before.Payer); err != nil {
			return err
		}
		if c, err = s.compareTx(ctx, tx, batchID); err != nil {
			return err
		}
		if c.batch.State == batch.Returned { // any other state is refused below, in the words of the batch
			if err := c.ready(ctx); err != nil {
				return err
			}
		}
		b, err := s.Batches.ReconcileTx(ctx, tx, batchID, version, c.statement())
		if err != nil {
			return err
		}
		if err := s.drawTx(ctx, tx, b, c.lines); err != nil {
			return err
		}
		c, err = s.compareTx(ctx, tx, batchID)
		return err
	})
	return c, err
}

// ready refuses while something is open.
func (c Comparison) ready(ctx context.Context) error {
	switch {
	case len(c.Statements) == 0 && c.batch.PaidLines > 0:
		return errs.New(errs.Conflict, "pay.no_statement")
	case c.MissingOpen > 0:
		return errs.New(errs.Conflict, "pay.missing_open", "count", c.MissingOpen)
	case c.StrangeOpen > 0:
		return errs.New(errs.Conflict, "pay.strange_open", "count", c.StrangeOpen)
	case slices.Contains(c.explainers, authz.From(ctx).Hand()):
		return errs.New(errs.Forbidden, "SELF_APPROVAL")
	}
	return nil
}

func (c Comparison) statement() batch.Statement {
	var names []string
	for _, st := range c.Statements {
		names = append(names, st.Name)
	}
	return batch.Statement{
		No: clip(strings.Join(names, "、"), 60), Lines: c.BankLines, SumFen: c.BankFen, Explained: int64(len(c.Missing)) - c.MissingOpen, ExplainedFen: c.MissingFen,
	}
}

// drawTx draws the sample and asks the departments.
func (s *Service) drawTx(ctx context.Context, tx *db.Tx, b batch.Batch, lines []batch.Line) error {
	a, err := authz.Must(ctx)
	if err != nil {
		return err
	}
	p, err := s.Policy.AtTx(ctx, tx, a.Area, tx.Today())
	if err != nil {
		return err
	}
	share, err := p.Ratio("payment.sample.share")
	if err != nil {
		return err
	}
	least, err := p.Int("payment.sample.least")
	if err != nil {
		return err
	}
	days, err := p.Int("deadline.sample")
	if err != nil {
		return err
	}
	due, err := s.Calendar.DueOnTx(ctx, tx, tx.Today(), int(days), true)
	if err != nil {
		return err
	}
	x := Sample{
		BatchID: b.ID, Seed: id.Secret(), Share: share.String(), Least: least, PaidLines: b.PaidLines, Size: sizeOf(b.PaidLines, share, least), DrawnAt: tx.NowMS(), DrawnBy: a.Name,
	}
	list, err := s.askedTx(ctx, tx, x, draw(x.Seed, lines, x.Size))
	if err != nil {
		return err
	}
	if err := insertSample(ctx, tx, x, list); err != nil {
		return err
	}
	for _, c := range list {
		err := s.Tasks.OpenTx(ctx, tx, task.New{
			Kind: TaskConfirm, ObjectType: "payment_confirmation", ObjectID: c.ID, Title: b.No + "-" + itoa(c.Seq), DueOn: due, OwnerPath: c.OrgPath, Perm: PermConfirm,
			Link: "/funds/confirmations/" + c.ID,
		})
		if err != nil {
			return err
		}
	}
	err = journal.Record(ctx, tx, journal.Event{
		Action: "pay.draw", ObjectType: "payment_batch", ObjectID: b.ID, Summary: fmt.Sprintf("批次 %s 抽样 %d/%d 笔核实到账，随机种子 %s", b.No, x.Size, b.PaidLines, x.Seed), After: x,
	})
	if err != nil {
		return err
	}
	return s.progressTx(ctx, tx, b.ID, list)
}

// askedTx turns drawn lines into confirmations: each by one of the standing departments that did not bring its case in.
func (s *Service) askedTx(ctx context.Context, tx *db.Tx, x Sample, lines []batch.Line) ([]Confirmation, error) {
	var out []Confirmation
	ids := make([]string, len(lines))
	for i, l := range lines {
		ids[i] = l.OrderID
	}
	orders, err := s.Orders.OrdersByIDTx(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	own := map[string]string{}
	for _, o := range orders {
		own[o.ID] = o.Department
	}
	for _, l := range lines {
		var o org.Org
		for _, dept := range askers(x.Seed, l.ID, own[l.OrderID], []string{org.Union, org.Civil, org.HR, org.Disabled}) {
			if o, err = s.Orgs.DepartmentTx(ctx, tx, dept); err == nil {
				break
			}
			if !errs.IsKind(err, errs.NotFound) {
				return nil, err
			}
		}
		if o.ID == "" {
			return nil, errs.New(errs.Conflict, "pay.nobody_to_ask")
		}
		out = append(out, Confirmation{
			ID: id.New(tx.Now()), BatchID: x.BatchID, LineID: l.ID, Seq: l.Seq, OrderID: l.OrderID, PayeePersonID: l.PayeePersonID, Department: o.Department, OrgPath: o.Path,
			State: Asked, Version: 1, UpdatedAt: tx.NowMS(), UpdatedBy: authz.From(ctx).Who(),
		})
	}
	return out, nil
}

// progressTx tells the batch how far its sample is.
func (s *Service) progressTx(ctx context.Context, tx *db.Tx, batchID string, list []Confirmation) error {
	state := batch.SampleDone
	for _, c := range list {
		if !settled(c.State) {
			state = batch.SampleOpen
		}
	}
	b, err := s.Batches.BatchTx(ctx, tx, batchID)
	if err != nil || b.SampleState == state {
		return err
	}
	_, err = s.Batches.SampleTx(ctx, tx, batchID, state, int64(len(list)))
	return err
}

// Answer is what became of asking a payee.
type Answer struct {
	Version int64  `json:"version"`
	Method  string `json:"method,omitempty" enum:"phone,visit,window" doc:"how he was asked"`
	Note    string `json:"note,omitempty" maxLength:"500" doc:"needed unless he confirms"`
}

// Confirm, Deny and Unreach write down a payee's answer. Need PermConfirm at the department that was asked, by somebody who did
// nothing on the batch. Codes: pay.reason, pay.method, SELF_APPROVAL, stale, flow.not_allowed.
func (s *Service) Confirm(ctx context.Context, confirmationID string, in Answer) (ConfirmationPage, error) {
	return s.answer(ctx, confirmationID, in, actConfirm)
}

// Deny records that the payee did not receive the money, or not as paid.
func (s *Service) Deny(ctx context.Context, confirmationID string, in Answer) (ConfirmationPage, error) {
	return s.answer(ctx, confirmationID, in, actDeny)
}

// Unreach records that the payee could not be asked.
func (s *Service) Unreach(ctx context.Context, confirmationID string, in Answer) (ConfirmationPage, error) {
	return s.answer(ctx, confirmationID, in, actUnreach)
}

func (s *Service) answer(ctx context.Context, confirmationID string, in Answer, act flow.Action) (p ConfirmationPage, err error) {
	in.Note = strings.TrimSpace(in.Note)
	if !slices.Contains(methods(), in.Method) {
		return p, errs.InvalidField("method", "pay.method")
	}
	return s.step(ctx, confirmationID, in.Version, act, in.Note, func(tx *db.Tx, c *Confirmation) error {
		done, err := s.Batches.ActedTx(ctx, tx, c.BatchID, authz.From(ctx).Hand())
		if err != nil {
			return err
		}
		if done {
			return errs.New(errs.Forbidden, "SELF_APPROVAL")
		}
		c.Method, c.Note, c.AnsweredAt, c.AnsweredBy, c.AnsweredByID = in.Method, in.Note, tx.NowMS(), authz.From(ctx).Who(), authz.From(ctx).Hand()
		return nil
	})
}

// Explain says what was found out about a bad answer. Needs fund.reconcile, and another person than who asked. Codes: pay.reason,
// SELF_APPROVAL, stale, flow.not_allowed.
func (s *Service) Explain(ctx context.Context, confirmationID string, version int64, note string) (ConfirmationPage, error) {
	note = strings.TrimSpace(note)
	return s.step(ctx, confirmationID, version, actExplain, note, func(tx *db.Tx, c *Confirmation) error {
		if c.AnsweredByID == authz.From(ctx).Hand() {
			return errs.New(errs.Forbidden, "SELF_APPROVAL")
		}
		c.Explanation, c.ExplainedAt, c.ExplainedBy = note, tx.NowMS(), authz.From(ctx).Who()
		return nil
	})
}

func (s *Service) step(ctx context.Context, confirmationID string, version int64, act flow.Action, note string, fn func(tx *db.Tx, c *Confirmation) error) (p ConfirmationPage, err error) {
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		c, err := s.seenTx(ctx, tx, confirmationID)
		if err != nil {
			return err
		}
		tr, err := s.asks.Next(c.State, act)
		if err != nil {
			return flow.By(err, c.UpdatedBy, c.UpdatedAt)
		}
		switch {
		case tr.Perm == PermConfirm:
			err = authz.RequireAt(ctx, tr.Perm, c.OrgPath)
		default:
			err = authz.Require(ctx, tr.Perm)
		}
		switch {
		case err != nil:
			return err
		case c.Version != version:
			when := time.UnixMilli(c.UpdatedAt).In(clock.Shanghai()).Format("2006-01-02 15:04")
			return errs.New(errs.Stale, "stale", "who", c.UpdatedBy, "when", when)
		case tr.NeedsReason && note == "":
			return errs.InvalidField("note", "pay.reason")
		}
		if err := fn(tx, &c); err != nil {
			return err
		}
		c.State = tr.To
		if err := updateConfirmation(ctx, tx, &c); err != nil {
			return err
		}
		if err := s.closeTx(ctx, tx, c); err != nil {
			return err
		}
		err = journal.Record(ctx, tx, journal.Event{
			Action: "pay." + string(act), ObjectType: "payment_batch", ObjectID: c.BatchID, Reason: note,
			Summary: "抽样核实第 " + itoa(c.Seq) + " 笔：" + s.asks.StateText[c.State].ZH, After: map[string]any{"confirmation": c.ID, "state": c.State, "method": c.Method},
		})
		if err != nil {
			return err
		}
		p, err = s.pageTx(ctx, tx, c)
		return err
	})
	return p, err
}

func (s *Service) closeTx(ctx context.Context, tx *db.Tx, c Confirmation) error {
	if c.State != Unreached { // it stays on the desk: he may be reached later
		if err := s.Tasks.CloseTx(ctx, tx, "", c.ID, TaskConfirm); err != nil {
			return err
		}
	}
	list, err := findConfirmations(ctx, tx, c.BatchID)
	if err != nil {
		return err
	}
	return s.progressTx(ctx, tx, c.BatchID, list)
}

// seenTx finds a confirmation within the actor's scope.
func (s *Service) seenTx(ctx context.Context, tx *db.Tx, confirmationID string) (Confirmation, error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return Confirmation{}, err
	}
	return findConfirmation(ctx, tx, a, a.Has(fund.PermView), confirmationID)
}

// Call opens the payee's phone number for the call; the reading is journalled. Needs PermConfirm at the department that was asked.
// Codes: pay.reason, flow.not_allowed.
func (s *Service) Call(ctx context.Context, confirmationID, purpose string) (phone string, err error) {
	if purpose = strings.TrimSpace(purpose); purpose == "" {
		return "", errs.InvalidField("purpose", "pay.reason")
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		c, err := s.seenTx(ctx, tx, confirmationID)
		if err != nil {
			return err
		}
		if err := authz.RequireAt(ctx, PermConfirm, c.OrgPath); err != nil {
			return err
		}
		if _, err := s.asks.Next(c.State, actConfirm); err != nil {
			return flow.By(err, c.UpdatedBy, c.UpdatedAt)
		}
		phone, err = s.People.CallTx(ctx, tx, c.PayeePersonID, purpose)
		return err
	})
	return phone, err
}
