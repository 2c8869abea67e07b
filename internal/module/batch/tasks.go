package batch

import (
	"cmp"
	"context"

	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/module/fund"
)

// Kinds of this room's tasks.
const (
	TaskReview    = "batch_review"
	TaskRelease   = "batch_release"
	TaskReturn    = "batch_return"
	TaskReconcile = "batch_reconcile"
	TaskClose     = "batch_close"
	TaskRepay     = "repay"
)

// duty is the next thing to do with a batch: by whom, and within how many working days by the parameter; without one
// until the day on which the batch is to be paid.
type duty struct {
	kind  string
	perm  authz.Permission
	param string
}

func dutyOf(b Batch) (duty, bool) {
	switch b.State {
	case Locked:
		return duty{TaskReview, fund.PermReview, ""}, true
	case Reviewed:
		return duty{TaskRelease, fund.PermRelease, ""}, true
	case Released:
		return duty{TaskReturn, fund.PermReconcile, "deadline.bank_return"}, true
	case Returned:
		return duty{TaskReconcile, fund.PermReconcile, "deadline.bank_return"}, true
	case Reconciled:
		return duty{TaskClose, fund.PermReconcile, "deadline.repay"}, b.SampleState == SampleDone
	}
	return duty{}, false
}

// deskTx puts the next step of a batch on the desks of those who may make it and takes the last one off. Failed lines are
// a task of their own, until all of them are paid again.
func (s *Service) deskTx(ctx context.Context, tx *db.Tx, b Batch) error {
	next, ok := dutyOf(b)
	if !ok {
		next = duty{}
	}
	for _, kind := range []string{TaskReview, TaskRelease, TaskReturn, TaskReconcile, TaskClose} {
		if kind == next.kind {
			continue
		}
		if err := s.tasks.CloseTx(ctx, tx, "", b.ID, kind); err != nil {
			return err
		}
	}
	if ok {
		if err := s.dutyTx(ctx, tx, b, next); err != nil {
			return err
		}
	}
	unpaid, err := s.orders.UnpaidTx(ctx, tx, b.ID)
	if err != nil {
		return err
	}
	if unpaid == 0 {
		return s.tasks.CloseTx(ctx, tx, "", b.ID, TaskRepay)
	}
	return s.dutyTx(ctx, tx, b, duty{TaskRepay, fund.PermMake, "deadline.repay"})
}

func (s *Service) dutyTx(ctx context.Context, tx *db.Tx, b Batch, d duty) error {
	a, err := authz.Must(ctx)
	if err != nil {
		return err
	}
	due := b.PayOn
	if d.param != "" {
		p, err := s.policy.AtTx(ctx, tx, a.Area, tx.Today())
		if err != nil {
			return err
		}
		days, err := p.Int(d.param)
		if err != nil {
			return err
		}
		if due, err = s.calendar.DueOnTx(ctx, tx, tx.Today(), int(days), true); err != nil {
			return err
		}
	}
	return s.tasks.OpenTx(ctx, tx, task.New{
		Kind: d.kind, ObjectType: "payment_batch", ObjectID: b.ID, Title: b.No + " " + b.Title, DueOn: due,
		OwnerPath: cmp.Or(a.OrgPath, "/"), Perm: d.perm, Link: "/funds/batches/" + b.ID,
	})
}
