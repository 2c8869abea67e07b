package batch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"yice/internal/core/flow"
	"yice/internal/core/ledger"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/module/bank"
	"yice/internal/module/fund"
	"yice/internal/module/order"
)

// Taken is what a return file did.
type Taken struct {
	ID        string `db:"id" json:"id"`
	BatchID   string `db:"batch_id" json:"batch_id"`
	SHA256    string `db:"sha256" json:"sha256"`
	Name      string `db:"name" json:"name"`
	Lines     int64  `db:"lines" json:"lines"`
	Paid      int64  `db:"paid" json:"paid"`
	Failed    int64  `db:"failed" json:"failed"`
	Unmatched int64  `db:"unmatched" json:"unmatched"`
	MadeAt    int64  `db:"made_at" json:"made_at"`
	MadeBy    string `db:"made_by" json:"made_by"`
	Again     bool   `db:"-" json:"again" doc:"the same file had been taken before"`
}

// Unmatched is a row of a return file that fits no line; nothing was booked for it.
type Unmatched struct {
	ID         string `db:"id" json:"id"`
	BatchID    string `db:"batch_id" json:"batch_id"`
	ReturnID   string `db:"return_id" json:"return_id"`
	RowNo      int64  `db:"row_no" json:"row_no"`
	Cause      string `db:"cause" json:"cause" enum:"no_line,account,name,amount,status,twice,contradiction"`
	Holder     string `db:"holder" json:"holder"`
	Last4      string `db:"last4" json:"last4"`
	Amount     string `db:"amount" json:"amount"`
	Status     string `db:"status" json:"status"`
	BankRef    string `db:"bank_ref" json:"bank_ref"`
	ResolvedBy string `db:"resolved_by" json:"resolved_by"`
	ResolvedAt int64  `db:"resolved_at" json:"resolved_at"`
	Note       string `db:"note" json:"note"`
}

// TakeReturn books the bank's answer: paid lines settle in the ledger, failed ones re-open their reservation, what does not
// fit goes to the unmatched list and is never adjusted. The same bytes again answer the first result. Needs PermReconcile.
// Codes: fund.return_head, those of kit/sheet, flow.not_allowed.
func (s *Service) TakeReturn(ctx context.Context, batchID, name string, body []byte) (Taken, error) {
	sum := sha256.Sum256(body)
	hash := hex.EncodeToString(sum[:])
	b, t, columns, err := s.takenBefore(ctx, batchID, hash)
	if err != nil || t.Again {
		return t, err
	}
	rows, err := bank.ReadReturn(body, columns)
	if err != nil {
		return Taken{}, err
	}
	_, err = s.onBatch(ctx, batchID, b.Version, actReturn, func(tx *db.Tx, b *Batch) error {
		t = Taken{ID: id.New(tx.Now()), BatchID: b.ID, SHA256: hash, Name: name, Lines: int64(len(rows)), MadeAt: tx.NowMS(), MadeBy: authz.From(ctx).Who()}
		return s.takeTx(ctx, tx, b, &t, rows)
	})
	return t, err
}

// takenBefore finds the batch, what the same file did when it was taken the first time, and the columns of a file without head.
func (s *Service) takenBefore(ctx context.Context, batchID, hash string) (b Batch, t Taken, columns []string, err error) {
	if err := authz.Require(ctx, fund.PermReconcile); err != nil {
		return b, t, nil, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if b, err = findBatch(ctx, tx, batchID); err != nil {
			return err
		}
		layout, err := findTemplate(ctx, tx, b.Template)
		if err != nil {
			return err
		}
		columns = layout.Layout.Return
		t, err = findTaken(ctx, tx, b.ID, hash)
		t.Again = err == nil
		if errs.IsKind(err, errs.NotFound) {
			return nil
		}
		return err
	})
	return b, t, columns, err
}

func (s *Service) takeTx(ctx context.Context, tx *db.Tx, b *Batch, t *Taken, answers []bank.Answer) error {
	lines, err := findLines(ctx, tx, b.ID)
	if err != nil {
		return err
	}
	out := make([]bank.Sent, len(lines))
	for i, l := range lines {
		out[i] = bank.Sent{Last4: l.Last4, Holder: l.Holder, AmountFen: l.AmountFen, State: l.State}
	}
	settled, rest := bank.Match(b.No, out, answers, clock.Date(time.UnixMilli(b.ReleasedAt)), tx.Today())
	results := make([]Line, len(settled))
	for i, x := range settled {
		l := lines[x.Index]
		l.State, l.BankRef, l.SettledOn, l.Failure, l.FailureText, l.ReturnID = x.State, x.Ref, x.On, x.Failure, x.Text, t.ID
		results[i] = l
	}
	loose := make([]Unmatched, len(rest))
	for i, x := range rest {
		loose[i] = Unmatched{
			ID: id.New(tx.Now()), BatchID: b.ID, ReturnID: t.ID, RowNo: int64(x.Row), Cause: x.Cause, Holder: x.Holder,
			Last4: x.Last4, Amount: x.Amount, Status: x.Status, BankRef: x.Ref,
		}
	}
	booked := make([]order.Answer, len(results))
	for i, l := range results {
		booked[i] = order.Answer{OrderID: l.OrderID, LineID: l.ID, Paid: l.State == "paid", On: l.SettledOn, Failure: l.Failure}
		b.answered(l, t)
	}
	t.Unmatched = int64(len(loose))
	if err := insertTaken(ctx, tx, *t, loose); err != nil {
		return err
	}
	for _, l := range results {
		if err := updateLine(ctx, tx, l); err != nil {
			return err
		}
	}
	if err := s.orders.SettleTx(ctx, tx, booked); err != nil {
		return err
	}
	b.Unmatched += t.Unmatched
	return s.to(ctx, tx, b, actReturn, "", fmt.Sprintf("批次 %s 回盘：成功 %d，失败 %d，未匹配 %d", b.No, t.Paid, t.Failed, t.Unmatched))
}

// answered counts a line that the bank answered.
func (b *Batch) answered(l Line, t *Taken) {
	if l.State == "paid" {
		t.Paid++
		b.PaidLines++
		b.PaidFen += l.AmountFen
		return
	}
	t.Failed++
	b.FailedLines++
	b.FailedFen += l.AmountFen
}

// Resolve closes a row of the unmatched list with a note; it books nothing. Needs PermReconcile. Codes: fund.reason,
// fund.resolved.
func (s *Service) Resolve(ctx context.Context, batchID string, version int64, unmatchedID, note string) (Batch, error) {
	if strings.TrimSpace(note) == "" {
		return Batch{}, errs.InvalidField("note", "fund.reason")
	}
	return s.onBatch(ctx, batchID, version, actReturn, func(tx *db.Tx, b *Batch) error {
		done, err := resolve(ctx, tx, b.ID, unmatchedID, authz.From(ctx).Who(), note)
		if err != nil {
			return err
		}
		if !done {
			return errs.New(errs.Conflict, "fund.resolved")
		}
		b.Unmatched--
		if err := updateBatch(ctx, tx, b); err != nil {
			return err
		}
		return s.sign(ctx, tx, *b, "resolve", note, "核销批次 "+b.No+" 未匹配一行")
	})
}

// Statement is what the bank's statements show of a batch, and what of it they do not show although it was paid: each such line
// was explained by somebody with his name.
type Statement struct {
	No           string
	Lines        int64
	SumFen       int64
	Explained    int64
	ExplainedFen int64
}

// ReconcileTx compares count and sum of what was paid with the bank's statement and with the ledger; a difference is
// fund.reconcile_differs with all three, and nothing is adjusted. Not by the releaser. Needs PermReconcile; module/pay compares
// the statements line by line before it calls. Codes: fund.lines_open, fund.unmatched_open, SELF_APPROVAL, stale,
// flow.not_allowed.
func (s *Service) ReconcileTx(ctx context.Context, tx *db.Tx, batchID string, version int64, st Statement) (Batch, error) {
	return s.onBatchTx(ctx, tx, batchID, version, actReconcile, func(b *Batch) error {
		switch {
		case b.PaidLines+b.FailedLines != b.Lines:
			return errs.New(errs.Conflict, "fund.lines_open", "count", b.Lines-b.PaidLines-b.FailedLines)
		case b.Unmatched > 0:
			return errs.New(errs.Conflict, "fund.unmatched_open", "count", b.Unmatched)
		}
		if err := s.otherThan(ctx, tx, *b, nil, []string{string(actRelease)}); err != nil {
			return err
		}
		ids, err := s.orders.BookingsTx(ctx, tx, b.ID)
		if err != nil {
			return err
		}
		n, sum, err := ledger.BookedTx(ctx, tx, ids, ledger.CNY)
		if err != nil {
			return err
		}
		if n != b.PaidLines || sum != b.PaidFen || st.Lines+st.Explained != n || st.SumFen+st.ExplainedFen != sum {
			return errs.New(errs.Conflict, "fund.reconcile_differs", "lines", b.PaidLines, "sum", yuan(b.PaidFen), "ledger_lines", n, "ledger_sum", yuan(sum),
				"bank_lines", st.Lines, "bank_sum", yuan(st.SumFen))
		}
		b.StatementNo = st.No
		return s.to(ctx, tx, b, actReconcile, "", fmt.Sprintf("批次 %s 对账相符：%d 笔 %s 元，流水 %s", b.No, n, yuan(sum), st.No))
	})
}

// SampleTx writes down how far the confirmation of receipt of a reconciled batch has come: SampleOpen while somebody is still
// to be asked or a bad answer to be explained, SampleDone after it. The caller has checked the right to it.
func (s *Service) SampleTx(ctx context.Context, tx *db.Tx, batchID, state string, size int64) (Batch, error) {
	b, err := findBatch(ctx, tx, batchID)
	if err != nil {
		return b, err
	}
	if b.State != Reconciled {
		_, err := s.table.Next(b.State, actSample)
		return b, flow.By(err, b.UpdatedBy, b.UpdatedAt)
	}
	b.SampleState, b.SampleSize = state, size
	return b, s.to(ctx, tx, &b, actSample, "", fmt.Sprintf("批次 %s 抽样核实 %d 笔：%s", b.No, size, map[string]string{SampleOpen: "待核实", SampleDone: "已完成"}[state]))
}

// CloseBatch ends a reconciled batch whose sample was confirmed. Codes: fund.sample_open, stale, flow.not_allowed.
func (s *Service) CloseBatch(ctx context.Context, batchID string, version int64) (Batch, error) {
	return s.onBatch(ctx, batchID, version, actClose, func(tx *db.Tx, b *Batch) error {
		if b.SampleState != SampleDone {
			return errs.New(errs.Conflict, "fund.sample_open")
		}
		return s.to(ctx, tx, b, actClose, "", "关闭批次 "+b.No)
	})
}

// RepayBatch pays failed lines of a sent batch again, in a new draft that names the old batch; the old one is not touched.
// Needs PermMake. Codes: flow.not_allowed, fund.already_repaid, those of CreateBatch.
func (s *Service) RepayBatch(ctx context.Context, batchID string, items []order.Again, in NewBatch) (m Made, err error) {
	err = s.db.UpdateLocked(ctx, lockKey, func(tx *db.Tx) error {
		if err := authz.Require(ctx, fund.PermMake); err != nil {
			return err
		}
		old, err := findBatch(ctx, tx, batchID)
		if err != nil {
			return err
		}
		if _, err := s.table.Next(old.State, actRepay); err != nil {
			return flow.By(err, old.UpdatedBy, old.UpdatedAt)
		}
		in.Payer, in.Pick, in.Orders = old.Payer, nil, nil
		for i, x := range items {
			o, err := s.orders.OrderByIDTx(ctx, tx, x.OrderID)
			if err != nil || o.BatchID != old.ID {
				return errs.InvalidField(fmt.Sprintf("items[%d].order_id", i), "fund.order_unknown")
			}
			made, err := s.orders.RepayTx(ctx, tx, x)
			if err != nil {
				return err
			}
			in.Orders = append(in.Orders, made.ID)
		}
		b, err := s.newBatchTx(ctx, tx, in, old.ID)
		if err != nil {
			return err
		}
		if m, err = s.fillTx(ctx, tx, b, in); err != nil {
			return err
		}
		return s.deskTx(ctx, tx, old)
	})
	return m, err
}
