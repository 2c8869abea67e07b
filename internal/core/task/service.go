package task

import (
	"context"
	"errors"
	"strings"

	"yice/internal/core/calendar"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/job"
	"yice/internal/kit/journal"
)

// Service is the room.
type Service struct {
	db       *db.DB
	calendar *calendar.Service
}

// NewService builds the room.
func NewService(d *db.DB, c *calendar.Service) *Service { return &Service{db: d, calendar: c} }

// Jobs has overdue tasks escalated every morning.
func (s *Service) Jobs(q *job.Queue) {
	job.Register(q, "task.escalate", job.Worker{}, func(ctx context.Context, r *job.Run, _ struct{}) error {
		_, err := s.Escalate(ctx)
		return err
	})
	q.Periodic("task.escalate", job.Daily(6, 0))
}

// OpenTx opens a task. While one of the same case, object and kind is open it does nothing.
func (s *Service) OpenTx(ctx context.Context, tx *db.Tx, n New) error {
	_, err := s.openTx(ctx, tx, n)
	return err
}

func (s *Service) openTx(ctx context.Context, tx *db.Tx, n New) (bool, error) {
	if n.Kind == "" || n.OwnerPath == "" || n.Perm == "" {
		return false, errs.New(errs.Internal, "internal").Because(errors.New("a task needs kind, owner and permission: " + n.Kind))
	}
	if _, err := clock.ParseDate(n.DueOn); err != nil {
		return false, errs.New(errs.Internal, "internal").Because(errors.New("a task needs a deadline: " + n.Kind))
	}
	t := Task{
		ID: id.New(tx.Now()), Kind: n.Kind, CaseID: n.CaseID, ObjectType: n.ObjectType, ObjectID: n.ObjectID, Title: n.Title, DueOn: n.DueOn,
		OwnerPath: n.OwnerPath, OwnerStaffID: n.OwnerStaffID, Perm: n.Perm, Link: n.Link, OpenedAt: tx.NowMS(), OpenedBy: who(ctx), OpenedByName: name(ctx), IsOpen: true,
	}
	return insert(ctx, tx, t)
}

// CloseTx closes the open tasks of a case (of one object unless objectID is empty; of the given kinds unless there are none),
// and what escalation opened about them. Without a case the object must be given.
func (s *Service) CloseTx(ctx context.Context, tx *db.Tx, caseID, objectID string, kinds ...string) error {
	if caseID == "" && objectID == "" {
		return errs.New(errs.Internal, "internal").Because(errors.New("tasks of no case and no object"))
	}
	return closeAll(ctx, tx, selector{caseID, objectID, kinds}, who(ctx))
}

// ExtendTx moves the deadline of the open tasks of a kind, and forgets that they were escalated.
func (s *Service) ExtendTx(ctx context.Context, tx *db.Tx, caseID, objectID, kind, dueOn string) error {
	if _, err := clock.ParseDate(dueOn); err != nil {
		return errs.New(errs.Internal, "internal").Because(err)
	}
	return extend(ctx, tx, selector{caseID, objectID, []string{kind}}, dueOn, who(ctx))
}

// MoveTx hands a case's open tasks over from one organisation to another, as when another department takes the lead.
func (s *Service) MoveTx(ctx context.Context, tx *db.Tx, caseID, fromPath, toPath string) error {
	return move(ctx, tx, caseID, fromPath, toPath)
}

// PauseTx stops the clock of a case's open tasks, except those of the given kinds.
func (s *Service) PauseTx(ctx context.Context, tx *db.Tx, caseID string, except ...string) error {
	return pause(ctx, tx, caseID, tx.Today(), except)
}

// ResumeTx starts the clock again: each deadline moves by the working days for which it stood still.
func (s *Service) ResumeTx(ctx context.Context, tx *db.Tx, caseID string) error {
	paused, err := findPaused(ctx, tx, caseID)
	if err != nil || len(paused) == 0 {
		return err
	}
	c, err := s.calendar.LoadTx(ctx, tx)
	if err != nil {
		return err
	}
	c = c.Estimating()
	for _, t := range paused {
		days, err := c.WorkingDaysBetween(t.PausedSince, tx.Today())
		if err != nil {
			return err
		}
		due, err := c.AddWorkingDays(t.DueOn, days)
		if err != nil {
			return err
		}
		if err := resume(ctx, tx, t.ID, due, days); err != nil {
			return err
		}
	}
	return nil
}

// OfCaseTx lists a case's open tasks by deadline. The caller has checked that the actor sees the case.
func (s *Service) OfCaseTx(ctx context.Context, tx *db.Tx, caseID string) ([]Task, error) {
	return findOfCase(ctx, tx, caseID)
}

// Mine is the board of the actor: the tasks given to him, and those of organisations where he holds the permission that they
// want. A kind narrows the groups, not the counts by kind; each group shows its first limit tasks (20 when 0).
func (s *Service) Mine(ctx context.Context, kind string, limit int) (b Board, err error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return b, err
	}
	if limit <= 0 {
		limit = 20
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		b = Board{Today: tx.Today(), Groups: []Group{}, Kinds: []KindCount{}}
		counted, err := countMine(ctx, tx, a)
		if err != nil {
			return err
		}
		byGroup, byKind := map[string]int64{}, map[string]int64{}
		for _, c := range counted {
			byKind[c.Kind] += c.N
			if kind == "" || c.Kind == kind {
				byGroup[c.Bucket] += c.N
				b.Total += c.N
			}
		}
		for _, c := range counted { // the store sorts by kind
			if n := len(b.Kinds); n == 0 || b.Kinds[n-1].Kind != c.Kind {
				b.Kinds = append(b.Kinds, KindCount{Kind: c.Kind, Count: byKind[c.Kind]})
			}
		}
		for _, code := range groups() {
			g := Group{Code: code, Count: byGroup[code], Items: []Task{}}
			if g.Count > 0 {
				if g.Items, _, err = findMine(ctx, tx, a, code, kind, db.Page{Limit: limit}); err != nil {
					return err
				}
			}
			b.Groups = append(b.Groups, g)
		}
		return nil
	})
	return b, err
}

// List pages through one group of the actor's board; an unknown group is empty.
func (s *Service) List(ctx context.Context, group, kind string, p db.Page) (items []Task, next string, err error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return nil, "", err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		items, next, err = findMine(ctx, tx, a, group, kind, p)
		return err
	})
	return items, next, err
}

const escalateBatch = 200

// Escalate marks the tasks that are overdue and not yet marked, opens a task for the leaders above each, due in three
// working days, and tells how many there were. It may run twice.
func (s *Service) Escalate(ctx context.Context) (total int, err error) {
	for n := escalateBatch; n == escalateBatch; total += n {
		n = 0
		err := s.db.Update(ctx, func(tx *db.Tx) error {
			n = 0
			late, err := findLate(ctx, tx, escalateBatch)
			if err != nil {
				return err
			}
			due, err := s.calendar.DueOnTx(ctx, tx, tx.Today(), 3, true)
			if err != nil {
				return err
			}
			for _, t := range late {
				if err := s.escalateTx(ctx, tx, t, due); err != nil {
					return err
				}
			}
			n = len(late)
			return nil
		})
		if err != nil {
			return total, err
		}
	}
	return total, nil
}

func (s *Service) escalateTx(ctx context.Context, tx *db.Tx, t Task, due string) error {
	if err := mark(ctx, tx, t.ID, tx.Today()); err != nil {
		return err
	}
	if err := s.OpenTx(ctx, tx, New{
		Kind: KindOverdue, CaseID: t.CaseID, ObjectType: t.Kind, ObjectID: t.ID, Title: t.Title, DueOn: due, OwnerPath: t.OwnerPath,
		Perm: PermSupervise, Link: t.Link,
	}); err != nil {
		return err
	}
	return journal.Record(ctx, tx, journal.Event{
		Action: "task.escalate", ObjectType: "task", ObjectID: t.ID, CaseID: t.CaseID, Summary: "任务超期，已提醒上级",
		After: map[string]any{"kind": t.Kind, "due_on": t.DueOn},
	})
}

func who(ctx context.Context) string {
	if a := authz.From(ctx); a != nil {
		return a.UserID
	}
	return ""
}

// name is the organisation and person that opens a task, for the one who is to do it.
func name(ctx context.Context) string {
	a := authz.From(ctx)
	if a == nil {
		return ""
	}
	return strings.TrimSpace(a.OrgName + " " + a.Name)
}
