package batch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"yice/internal/core/flow"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
	"yice/internal/kit/money"
	"yice/internal/module/fund"
	"yice/internal/module/order"
)

// lockKey queues the makers of batches: numbers have no gaps, and an order goes into one batch.
const lockKey = "fund.batch"

const (
	maxReviewers = 5
	maxLines     = 5000 // of a batch; the bank's layout splits them into files
)

// NewBatch describes a batch to put together. Either the orders are named, or Pick takes all that can be paid.
type NewBatch struct {
	Title    string      `json:"title,omitempty" maxLength:"80"`
	Payer    string      `json:"payer,omitempty" maxLength:"20" doc:"main when empty"`
	Template string      `json:"template,omitempty" maxLength:"30" doc:"that of the payer when empty"`
	PayOn    string      `json:"pay_on,omitempty" maxLength:"10" doc:"planned day, today when empty; orders due later stay out"`
	Orders   []string    `json:"orders,omitempty" maxItems:"5000"`
	Pick     *order.Pick `json:"pick,omitempty"`
	Forced   string      `json:"forced,omitempty" maxLength:"200" doc:"reason to pay one payee twice in this batch"`
}

// Blocked is an order that cannot be in a batch, and why.
type Blocked struct {
	OrderID string         `json:"order_id"`
	Seq     int64          `json:"seq,omitempty"`
	Code    string         `json:"code"`
	Params  map[string]any `json:"params,omitempty"`
}

// Made is a new or changed batch, with what a pick left out.
type Made struct {
	Batch
	Skipped []Blocked `json:"skipped"`
}

// CreateBatch makes a draft. Needs PermMake. Named orders go in all or none: each refusal is a field orders[i] with
// fund.not_waiting, fund.not_due, fund.recovery_open, fund.netting_open, fund.revisit_overdue, fund.other_payer, fund.account_replaced, fund.payee_twice,
// fund.too_many_lines. A pick takes what can be paid and lists the rest.
func (s *Service) CreateBatch(ctx context.Context, in NewBatch) (m Made, err error) {
	if err := authz.Require(ctx, fund.PermMake); err != nil {
		return m, err
	}
	err = s.db.UpdateLocked(ctx, lockKey, func(tx *db.Tx) error {
		b, err := s.newBatchTx(ctx, tx, in, "")
		if err != nil {
			return err
		}
		m, err = s.fillTx(ctx, tx, b, in)
		return err
	})
	return m, err
}

func (s *Service) newBatchTx(ctx context.Context, tx *db.Tx, in NewBatch, replaces string) (Batch, error) {
	if in.PayOn == "" {
		in.PayOn = tx.Today()
	}
	if !isDay(in.PayOn) || in.PayOn < tx.Today() {
		return Batch{}, errs.InvalidField("pay_on", "fund.date")
	}
	if in.Payer == "" {
		in.Payer = "main"
	}
	payer, err := s.funds.PayerTx(ctx, tx, in.Payer)
	if err != nil {
		return Batch{}, unknown(err, "payer", "fund.payer_unknown")
	}
	if in.Template == "" {
		in.Template = payer.Template
	}
	if _, err := findTemplate(ctx, tx, in.Template); err != nil {
		return Batch{}, unknown(err, "template", "fund.template_unknown")
	}
	last, err := lastNo(ctx, tx, "FF"+tx.Today()[:4]+"-")
	if err != nil {
		return Batch{}, err
	}
	b := Batch{
		ID: id.New(tx.Now()), No: fmt.Sprintf("FF%s-%04d", tx.Today()[:4], last+1), Title: strings.TrimSpace(in.Title), Payer: in.Payer, Template: in.Template,
		PayOn: in.PayOn, State: Draft, Reviewers: 1, Round: 1, ReplacesID: replaces, MadeAt: tx.NowMS(), MadeBy: authz.From(ctx).Who(), Version: 1,
		UpdatedAt: tx.NowMS(), UpdatedBy: authz.From(ctx).Who(),
	}
	if err := insertBatch(ctx, tx, b); err != nil {
		return b, err
	}
	return b, s.sign(ctx, tx, b, "create", "", "新建代发批次 "+b.No)
}

func (s *Service) fillTx(ctx context.Context, tx *db.Tx, b Batch, in NewBatch) (Made, error) {
	m := Made{Batch: b, Skipped: []Blocked{}}
	var list []order.Order
	var err error
	if in.Pick != nil {
		list, err = s.orders.PayableTx(ctx, tx, b.Payer, b.PayOn, *in.Pick)
	} else {
		list, err = s.inOrder(ctx, tx, in.Orders)
	}
	if err != nil {
		return m, err
	}
	if len(list) > 0 {
		blocked, err := s.addTx(ctx, tx, &b, list, in.Forced, in.Pick != nil)
		if err != nil {
			return m, err
		}
		m.Skipped = append(m.Skipped, blocked...)
	}
	m.Batch = b
	return m, nil
}

// inOrder reads the orders in the order of their ids; an unknown one is errs.NotFound.
func (s *Service) inOrder(ctx context.Context, tx *db.Tx, ids []string) ([]order.Order, error) {
	found, err := s.orders.OrdersByIDTx(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	byID := map[string]order.Order{}
	for _, o := range found {
		byID[o.ID] = o
	}
	out := make([]order.Order, 0, len(ids))
	for i, x := range ids {
		o, ok := byID[x]
		if !ok {
			return nil, errs.InvalidField(fmt.Sprintf("orders[%d]", i), "fund.order_unknown")
		}
		delete(byID, x)
		out = append(out, o)
	}
	return out, nil
}

// AddLines puts named orders into a draft. Codes as CreateBatch, stale.
func (s *Service) AddLines(ctx context.Context, batchID string, version int64, orders []string, forced string) (Batch, error) {
	return s.onBatch(ctx, batchID, version, actEdit, func(tx *db.Tx, b *Batch) error {
		list, err := s.inOrder(ctx, tx, orders)
		if err != nil || len(list) == 0 {
			return err
		}
		_, err = s.addTx(ctx, tx, b, list, forced, false)
		return err
	})
}

// addTx puts orders into a draft: with skip what can be, otherwise all or an error.
func (s *Service) addTx(ctx context.Context, tx *db.Tx, b *Batch, list []order.Order, forced string, skip bool) ([]Blocked, error) {
	c, err := s.conditions(ctx, tx, *b, list)
	if err != nil {
		return nil, err
	}
	var lines []Line
	var ids []string
	var blocked []Blocked
	var fields []errs.Field
	for i, o := range list {
		code, params := c.against(o, forced)
		if code != "" {
			blocked = append(blocked, Blocked{OrderID: o.ID, Code: code, Params: params})
			fields = append(fields, errs.Field{Path: fmt.Sprintf("orders[%d]", i), Code: code, Params: params})
			continue
		}
		l := c.line(tx, o)
		if c.payees[o.PayeePersonID] {
			l.Forced = forced
		}
		c.payees[o.PayeePersonID] = true
		lines, ids = append(lines, l), append(ids, o.ID)
	}
	if len(fields) > 0 && !skip {
		return blocked, errs.InvalidFields(fields[:min(len(fields), 50)])
	}
	if len(lines) == 0 {
		return blocked, nil
	}
	if err := s.orders.TakeTx(ctx, tx, ids, b.ID); err != nil {
		return blocked, err
	}
	if err := insertLines(ctx, tx, lines); err != nil {
		return blocked, err
	}
	if err := recountBatch(ctx, tx, b); err != nil {
		return blocked, err
	}
	return blocked, s.sign(ctx, tx, *b, "add", "", fmt.Sprintf("批次 %s 加入 %d 笔", b.No, len(lines)))
}

// RemoveLines takes orders out of a draft; they wait again.
func (s *Service) RemoveLines(ctx context.Context, batchID string, version int64, orders []string) (Batch, error) {
	return s.onBatch(ctx, batchID, version, actEdit, func(tx *db.Tx, b *Batch) error {
		if len(orders) == 0 {
			return nil
		}
		n, err := s.orders.FreeTx(ctx, tx, b.ID, orders)
		if err != nil {
			return err
		}
		if n != int64(len(unique(orders))) {
			return errs.New(errs.NotFound, "fund.order_unknown")
		}
		if err := deleteLines(ctx, tx, b.ID, orders); err != nil {
			return err
		}
		if err := recountBatch(ctx, tx, b); err != nil {
			return err
		}
		return s.sign(ctx, tx, *b, "remove", "", fmt.Sprintf("批次 %s 移出 %d 笔", b.No, n))
	})
}

// Lock freezes a draft for review: number of lines, sum, the number of the paying account and hash stand from here on. Codes: fund.batch_empty,
// fund.lines_blocked with a field lines[seq] for each, stale, flow.not_allowed.
func (s *Service) Lock(ctx context.Context, batchID string, version int64) (Batch, error) {
	return s.onBatch(ctx, batchID, version, actLock, func(tx *db.Tx, b *Batch) error {
		lines, err := findLines(ctx, tx, b.ID)
		if err != nil {
			return err
		}
		if len(lines) == 0 {
			return errs.New(errs.Conflict, "fund.batch_empty")
		}
		if err := s.payable(ctx, tx, *b, lines); err != nil {
			return err
		}
		if err := renumber(ctx, tx, lines); err != nil {
			return err
		}
		b.Lines, b.SumFen = int64(len(lines)), 0
		for _, l := range lines {
			b.SumFen += l.AmountFen // at most 5,000 lines of at most 10^15
		}
		if b.Reviewers, err = s.reviewersTx(ctx, tx, b.SumFen); err != nil {
			return err
		}
		payer, err := s.funds.PayerTx(ctx, tx, b.Payer)
		if err != nil {
			return err
		}
		b.PayerNo, b.PayerHolder = payer.AccountNo, payer.AccountName
		b.Hash, b.Reviewed = hashLines(*b, lines), 0
		return s.to(ctx, tx, b, actLock, "", fmt.Sprintf("锁定批次 %s：%d 笔 %s 元，校验码 %s", b.No, b.Lines, yuan(b.SumFen), b.Hash[:12]))
	})
}

// reviewersTx is how many people must review a batch of this sum: parameter payment.reviewers, adopted like every other, where
// a band begins at its amount. Codes: PARAM_MISSING, PARAM_KIND.
func (s *Service) reviewersTx(ctx context.Context, tx *db.Tx, sumFen int64) (int64, error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return 0, err
	}
	p, err := s.policy.AtTx(ctx, tx, a.Area, tx.Today())
	if err != nil {
		return 0, err
	}
	band, err := p.Band("payment.reviewers", money.Fen(sumFen))
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(band, 10, 64)
	if err != nil || n < 1 || n > maxReviewers {
		return 0, errs.New(errs.Conflict, "fund.reviewers", "value", band)
	}
	return n, nil
}

// payable refuses unless every line's order is in this batch, not held, its revisit not overdue and its account in use.
func (s *Service) payable(ctx context.Context, tx *db.Tx, b Batch, lines []Line) error {
	ids := make([]string, len(lines))
	for i, l := range lines {
		ids[i] = l.OrderID
	}
	list, err := s.orders.OrdersByIDTx(ctx, tx, ids)
	if err != nil {
		return err
	}
	c, err := s.conditions(ctx, tx, b, list)
	if err != nil {
		return err
	}
	byID := map[string]order.Order{}
	for _, o := range list {
		byID[o.ID] = o
	}
	var fields []errs.Field
	for _, l := range lines {
		o := byID[l.OrderID]
		code, params := c.ever(o)
		switch {
		case o.State == order.OrderHeld:
			code, params = "fund.held", map[string]any{"reason": o.Reason}
		case o.State != order.OrderBatched || o.BatchID != b.ID:
			code = "fund.not_waiting"
		case o.PayFen() != l.AmountFen || o.BankAccountID != l.BankAccountID:
			code = "fund.line_changed"
		}
		if code != "" {
			fields = append(fields, errs.Field{Path: linePath(l), Code: code, Params: params})
		}
	}
	if len(fields) == 0 {
		return nil
	}
	e := errs.New(errs.Conflict, "fund.lines_blocked", "count", len(fields))
	e.Fields = fields
	return e
}

func linePath(l Line) string { return fmt.Sprintf("lines[%d]", l.Seq) }

// hashLines is what reviewers and releaser sign: the batch's head and every line.
func hashLines(b Batch, lines []Line) string {
	h := sha256.New()
	write := func(values ...any) {
		for _, v := range values {
			text := fmt.Sprint(v)
			_, _ = fmt.Fprintf(h, "%d:%s", len(text), text)
		}
	}
	write(b.ID, b.No, b.Payer, b.Template, b.PayOn)
	if b.PayerNo != "" { // batches locked before the number was kept were signed without it
		write(b.PayerNo, b.PayerHolder)
	}
	for _, l := range lines {
		write(l.Seq, l.OrderID, l.BankAccountID, l.Holder, l.Bank, l.BankCode, l.Branch, l.Purpose, l.AmountFen)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Review passes a locked batch; above the bands' amounts several reviewers are needed, all different, none of them a maker.
// Codes: SELF_APPROVAL, stale, flow.not_allowed.
func (s *Service) Review(ctx context.Context, batchID string, version int64, note string) (Batch, error) {
	return s.onBatch(ctx, batchID, version, actReview, func(tx *db.Tx, b *Batch) error {
		if err := s.otherThan(ctx, tx, *b, makers(), []string{string(actReview), string(actSign)}); err != nil {
			return err
		}
		if b.Reviewed++; b.Reviewed < b.Reviewers {
			return s.to(ctx, tx, b, actSign, note, fmt.Sprintf("复核批次 %s（%d/%d）", b.No, b.Reviewed, b.Reviewers))
		}
		return s.to(ctx, tx, b, actReview, note, "复核通过批次 "+b.No)
	})
}

func makers() []string { return []string{"create", "add", "remove", string(actEdit), string(actLock)} }

// otherThan refuses whoever did one of the acts on the batch at any time, or one of the others in this round.
func (s *Service) otherThan(ctx context.Context, tx *db.Tx, b Batch, ever, round []string) error {
	a, err := authz.Must(ctx)
	if err != nil {
		return err
	}
	signs, err := findSigns(ctx, tx, []string{b.ID})
	if err != nil {
		return err
	}
	if conflicts(signs, b, a.Hand(), ever, round) {
		return errs.New(errs.Forbidden, "SELF_APPROVAL")
	}
	return nil
}

func conflicts(signs []Sign, b Batch, person string, ever, round []string) bool {
	return slices.ContainsFunc(signs, func(x Sign) bool {
		return x.BatchID == b.ID && x.Person == person && (slices.Contains(ever, x.Act) || x.Round == b.Round && slices.Contains(round, x.Act))
	})
}

// Back returns a locked or reviewed batch to the draft: its maker withdraws it, a reviewer or releaser sends it back. Lines
// that cannot be paid any more are dropped. Codes: fund.reason, stale, flow.not_allowed.
func (s *Service) Back(ctx context.Context, batchID string, version int64, withdraw bool, reason string) (Batch, error) {
	act, verb := actSendBack, "退回批次 "
	if withdraw {
		act, verb = actWithdraw, "撤回批次 "
	}
	if strings.TrimSpace(reason) == "" {
		return Batch{}, errs.InvalidField("reason", "fund.reason")
	}
	return s.onBatch(ctx, batchID, version, act, func(tx *db.Tx, b *Batch) error {
		gone, err := s.orders.DropLostTx(ctx, tx, b.ID)
		if err != nil {
			return err
		}
		b.Hash, b.Reviewed, b.Reviewers, b.PayerNo, b.PayerHolder = "", 0, 1, "", ""
		if err := s.to(ctx, tx, b, act, reason, verb+b.No); err != nil {
			return err
		}
		b.Round++
		if len(gone) > 0 {
			if err := deleteLines(ctx, tx, b.ID, gone); err != nil {
				return err
			}
			return recountBatch(ctx, tx, b)
		}
		return updateBatch(ctx, tx, b)
	})
}

// Release lets the bank file out. The releaser is none of the makers and reviewers; every line must still be payable and
// the hash unchanged. Codes: SELF_APPROVAL, fund.lines_blocked, fund.file_changed, stale, flow.not_allowed.
func (s *Service) Release(ctx context.Context, batchID string, version int64) (Batch, error) {
	return s.onBatch(ctx, batchID, version, actRelease, func(tx *db.Tx, b *Batch) error {
		if err := s.otherThan(ctx, tx, *b, makers(), []string{string(actReview), string(actSign)}); err != nil {
			return err
		}
		lines, err := findLines(ctx, tx, b.ID)
		if err != nil {
			return err
		}
		if err := s.payable(ctx, tx, *b, lines); err != nil {
			return err
		}
		if b.Hash != hashLines(*b, lines) {
			return errs.New(errs.Conflict, "fund.file_changed")
		}
		b.ReleasedAt = tx.NowMS()
		return s.to(ctx, tx, b, actRelease, "", fmt.Sprintf("放款批次 %s：%d 笔 %s 元", b.No, b.Lines, yuan(b.SumFen)))
	})
}

// CancelBatch drops a draft; its orders wait again. Codes: fund.reason, stale, flow.not_allowed.
func (s *Service) CancelBatch(ctx context.Context, batchID string, version int64, reason string) (Batch, error) {
	if strings.TrimSpace(reason) == "" {
		return Batch{}, errs.InvalidField("reason", "fund.reason")
	}
	return s.onBatch(ctx, batchID, version, actCancel, func(tx *db.Tx, b *Batch) error {
		if _, err := s.orders.FreeTx(ctx, tx, b.ID, nil); err != nil {
			return err
		}
		if err := deleteAllLines(ctx, tx, b.ID); err != nil {
			return err
		}
		b.Lines, b.SumFen = 0, 0
		return s.to(ctx, tx, b, actCancel, reason, "作废批次 "+b.No)
	})
}

// onBatch finds the batch for an action: permission, version and state are checked before fn runs.
func (s *Service) onBatch(ctx context.Context, batchID string, version int64, a flow.Action, fn func(tx *db.Tx, b *Batch) error) (b Batch, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		b, err = s.onBatchTx(ctx, tx, batchID, version, a, func(b *Batch) error { return fn(tx, b) })
		return err
	})
	return b, err
}

func (s *Service) onBatchTx(ctx context.Context, tx *db.Tx, batchID string, version int64, a flow.Action, fn func(b *Batch) error) (Batch, error) {
	if err := authz.Require(ctx, fund.PermView); err != nil {
		return Batch{}, err
	}
	b, err := findBatch(ctx, tx, batchID)
	if err != nil {
		return b, err
	}
	tr, err := s.table.Next(b.State, a)
	if err != nil {
		return b, flow.By(err, b.UpdatedBy, b.UpdatedAt)
	}
	if err := authz.Require(ctx, tr.Perm); err != nil {
		return b, err
	}
	if b.Version != version {
		return b, stale(b.UpdatedBy, b.UpdatedAt)
	}
	err = fn(&b)
	return b, err
}

// to makes the step, signs it and writes the batch.
func (s *Service) to(ctx context.Context, tx *db.Tx, b *Batch, a flow.Action, reason, summary string) error {
	tr, err := s.table.Next(b.State, a)
	if err != nil {
		return err
	}
	b.State = tr.To
	if err := updateBatch(ctx, tx, b); err != nil {
		return err
	}
	if err := s.deskTx(ctx, tx, *b); err != nil {
		return err
	}
	return s.sign(ctx, tx, *b, string(a), reason, summary)
}

// sign writes who did what to the batch, in its own list and in the journal.
func (s *Service) sign(ctx context.Context, tx *db.Tx, b Batch, act, reason, summary string) error {
	a, err := authz.Must(ctx)
	if err != nil {
		return err
	}
	x := Sign{ID: id.New(tx.Now()), BatchID: b.ID, Round: b.Round, Act: act, Person: a.Hand(), Name: a.Name, OrgName: a.OrgName, Reason: reason, At: tx.NowMS()}
	if err := insertSign(ctx, tx, x); err != nil {
		return err
	}
	return journal.Record(ctx, tx, journal.Event{
		Action: "fund.batch_" + act, ObjectType: "payment_batch", ObjectID: b.ID, Summary: summary, Reason: reason,
		After: map[string]any{"state": b.State, "lines": b.Lines, "sum_fen": b.SumFen, "hash": b.Hash},
	})
}
