package visit

import (
	"context"
	"slices"
	"strconv"

	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/job"
	"yice/internal/kit/journal"
	"yice/internal/module/aid"
)

// TaskReminder is the kind of the tasks "a revisit is near"; its object is the number of days before.
const TaskReminder = "revisit_reminder"

// HoldReason is why payments are held while a revisit is overdue.
const HoldReason = "revisit_overdue"

// Jobs has reminders given, revisits fall due and payments of overdue ones held every morning.
func (s *Service) Jobs(q *job.Queue) {
	job.Register(q, "visit.daily", job.Worker{Perms: []authz.Permission{aid.PermView, aid.PermClock}}, func(ctx context.Context, _ *job.Run, _ struct{}) error {
		_, err := s.Daily(ctx)
		return err
	})
	q.Periodic("visit.daily", job.Daily(5, 40))
}

const dailyBatch = 100

// Daily goes through the cases whose revisit is near: reminder tasks as many days before as the parameter
// revisit.reminders says (30, 15, 0), "revisit due" on the day, payments held from the day after. It tells how many cases
// it changed and may run twice. The actor needs aid.PermView and aid.PermClock everywhere.
func (s *Service) Daily(ctx context.Context) (changed int, err error) {
	defer errs.Wrap(&err, "visit.Daily")
	for last := ""; ; {
		var batch []falling
		n := 0
		err := s.db.Update(ctx, func(tx *db.Tx) (err error) {
			n = 0
			if batch, err = findFalling(ctx, tx, clock.AddDays(tx.Today(), 62), last, dailyBatch); err != nil {
				return err
			}
			for _, f := range batch {
				did, err := s.fallTx(ctx, tx, f)
				if err != nil {
					return err
				}
				if did {
					n++
				}
			}
			return nil
		})
		if err != nil {
			return changed, err
		}
		changed += n
		if len(batch) < dailyBatch {
			return changed, nil
		}
		last = batch[len(batch)-1].ID
	}
}

func (s *Service) fallTx(ctx context.Context, tx *db.Tx, f falling) (bool, error) {
	did, err := s.remindTx(ctx, tx, f)
	if err != nil || f.RevisitDueOn > tx.Today() {
		return did, err
	}
	c, err := s.aid.CaseTx(ctx, tx, aid.PermView, f.ID)
	if err != nil {
		return did, err
	}
	if c.State == aid.Assisting {
		did = true
		if err := s.aid.ActTx(ctx, tx, &c, aid.FallDue, aid.Act{Summary: "回访到期（" + f.RevisitDueOn + "）"}); err != nil {
			return did, err
		}
	}
	if f.RevisitDueOn == tx.Today() || f.Visited {
		return did, nil
	}
	held, err := s.holdTx(ctx, tx, c)
	return did || held, err
}

// remindTx opens the reminder whose day has come and closes the ones before it. Who has an appointment or has been there
// is not reminded.
func (s *Service) remindTx(ctx context.Context, tx *db.Tx, f falling) (bool, error) {
	c, err := s.aid.CaseTx(ctx, tx, aid.PermView, f.ID)
	if err != nil {
		return false, err
	}
	p, err := s.policy.AtTx(ctx, tx, c.AreaCode, tx.Today())
	if err != nil {
		return false, err
	}
	list, err := p.List("revisit.reminders")
	if err != nil {
		return false, err
	}
	days := []int{}
	for _, one := range list {
		if n, err := strconv.Atoi(one); err == nil {
			days = append(days, n)
		}
	}
	mark, ok := reminderAt(days, clock.DaysBetween(tx.Today(), f.RevisitDueOn))
	object := f.RevisitDueOn + "/" + strconv.Itoa(mark)
	open, err := s.tasks.OfCaseTx(ctx, tx, f.ID)
	if err != nil || !ok || f.Visited {
		return false, err
	}
	if slices.ContainsFunc(open, func(t task.Task) bool { return t.Kind == TaskPlanned || t.Kind == TaskReminder && t.ObjectID == object }) {
		return false, nil
	}
	if err := s.tasks.CloseTx(ctx, tx, f.ID, "", TaskReminder); err != nil {
		return false, err
	}
	return true, s.tasks.OpenTx(ctx, tx, task.New{
		Kind: TaskReminder, CaseID: f.ID, ObjectType: "reminder", ObjectID: object, Title: f.Title, DueOn: f.RevisitDueOn,
		OwnerPath: f.LeadOrgPath, Perm: PermPlan, Link: "/casebook/" + f.ID + "/visits",
	})
}

// reminderAt picks the smallest mark that has been reached when so many days are left.
func reminderAt(marks []int, left int) (int, bool) {
	best, ok := 0, false
	for _, m := range marks {
		if left <= m && (!ok || m < best) {
			best, ok = m, true
		}
	}
	return best, ok
}

func (s *Service) closeRemindersTx(ctx context.Context, tx *db.Tx, c aid.Case) error {
	return s.tasks.CloseTx(ctx, tx, c.ID, "", TaskReminder)
}

// holdTx holds what is due to be paid, every morning anew, and says so in the journal once.
func (s *Service) holdTx(ctx context.Context, tx *db.Tx, c aid.Case) (bool, error) {
	if s.orders != nil {
		if err := s.orders.HoldOrdersTx(ctx, tx, c.ID, HoldReason); err != nil {
			return false, err
		}
	}
	fresh, err := putHold(ctx, tx, c.ID, tx.Today())
	if err != nil || !fresh {
		return false, err
	}
	return true, journal.Record(ctx, tx, journal.Event{Action: "visit.hold", ObjectType: "case", ObjectID: c.ID, CaseID: c.ID, Summary: "回访逾期，暂缓后续发放"})
}

// resumeTx lets held payments go on.
func (s *Service) resumeTx(ctx context.Context, tx *db.Tx, c aid.Case) error {
	h, err := findHold(ctx, tx, c.ID)
	if errs.IsKind(err, errs.NotFound) || err == nil && h.ResumedOn != "" {
		return nil
	}
	if err != nil {
		return err
	}
	if s.orders != nil {
		if err := s.orders.ResumeOrdersTx(ctx, tx, c.ID); err != nil {
			return err
		}
	}
	if err := endHold(ctx, tx, c.ID, tx.Today()); err != nil {
		return err
	}
	return journal.Record(ctx, tx, journal.Event{Action: "visit.resume", ObjectType: "case", ObjectID: c.ID, CaseID: c.ID, Summary: "回访完成，恢复发放"})
}
