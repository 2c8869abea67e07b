package task

import (
	"context"
	"slices"
	"unicode/utf8"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
)

const columns = "id, kind, case_id, object_type, object_id, title, due_on, owner_path, owner_staff_id, perm, link, opened_at, opened_by, opened_by_name, " +
	"is_open, closed_at, closed_by, paused_since, paused_days, escalated_on"

// insert tells whether the task is new.
func insert(ctx context.Context, tx *db.Tx, t Task) (bool, error) {
	n, err := tx.Exec(ctx, "INSERT INTO tasks (id, kind, case_id, object_type, object_id, title, due_on, owner_path, owner_staff_id, perm, link, "+
		"opened_at, opened_by, opened_by_name, is_open) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15) ON CONFLICT DO NOTHING",
		t.ID, t.Kind, t.CaseID, t.ObjectType, t.ObjectID, t.Title, t.DueOn, t.OwnerPath, t.OwnerStaffID, t.Perm, t.Link, t.OpenedAt, t.OpenedBy, t.OpenedByName, t.IsOpen)
	return n == 1, err
}

// selector names tasks of a case, of one object, of some kinds.
type selector struct {
	caseID, objectID string
	kinds            []string
}

func (s selector) where(q *db.Query) *db.Query {
	q.Add("is_open").If(s.caseID != "", " AND case_id = ?", s.caseID).If(s.objectID != "", " AND object_id = ?", s.objectID)
	if len(s.kinds) > 0 {
		q.Add(" AND ")
		db.In(q, "kind", s.kinds)
	}
	return q
}

func closeAll(ctx context.Context, tx *db.Tx, s selector, by string) error {
	if err := closeOverdue(ctx, tx, s, by); err != nil {
		return err
	}
	q := s.where(db.NewQuery("UPDATE tasks SET is_open = ?, closed_at = ?, closed_by = ? WHERE ", false, tx.NowMS(), by))
	_, err := tx.Exec(ctx, q.Text(), q.Args()...)
	return err
}

// closeOverdue closes what escalation opened about the selected tasks.
func closeOverdue(ctx context.Context, tx *db.Tx, s selector, by string) error {
	q := db.NewQuery("UPDATE tasks SET is_open = ?, closed_at = ?, closed_by = ? WHERE is_open AND kind = 'overdue' AND object_id IN (SELECT id FROM tasks WHERE ",
		false, tx.NowMS(), by)
	s.where(q).Add(" AND escalated_on <> '')")
	_, err := tx.Exec(ctx, q.Text(), q.Args()...)
	return err
}

func extend(ctx context.Context, tx *db.Tx, s selector, dueOn, by string) error {
	if err := closeOverdue(ctx, tx, s, by); err != nil {
		return err
	}
	q := s.where(db.NewQuery("UPDATE tasks SET due_on = ?, escalated_on = '' WHERE ", dueOn))
	_, err := tx.Exec(ctx, q.Text(), q.Args()...)
	return err
}

func move(ctx context.Context, tx *db.Tx, caseID, from, to string) error {
	_, err := tx.Exec(ctx, "UPDATE tasks SET owner_path = $1, owner_staff_id = '' WHERE is_open AND case_id = $2 AND owner_path = $3", to, caseID, from)
	return err
}

func pause(ctx context.Context, tx *db.Tx, caseID, today string, except []string) error {
	q := db.NewQuery("UPDATE tasks SET paused_since = ? WHERE is_open AND paused_since = '' AND case_id = ?", today, caseID)
	if len(except) > 0 {
		q.Add(" AND NOT ")
		db.In(q, "kind", except)
	}
	_, err := tx.Exec(ctx, q.Text(), q.Args()...)
	return err
}

func findPaused(ctx context.Context, tx *db.Tx, caseID string) ([]Task, error) {
	return db.All[Task](ctx, tx, "SELECT "+columns+" FROM tasks WHERE is_open AND paused_since <> '' AND case_id = $1 ORDER BY id", caseID)
}

func resume(ctx context.Context, tx *db.Tx, id, dueOn string, days int) error {
	_, err := tx.Exec(ctx, "UPDATE tasks SET paused_since = '', due_on = $1, paused_days = paused_days + $2 WHERE id = $3", dueOn, days, id)
	return err
}

func findOfCase(ctx context.Context, tx *db.Tx, caseID string) ([]Task, error) {
	return db.All[Task](ctx, tx, "SELECT "+columns+" FROM tasks WHERE is_open AND case_id = $1 AND kind <> 'overdue' ORDER BY due_on, id", caseID)
}

func findLate(ctx context.Context, tx *db.Tx, limit int) ([]Task, error) {
	return db.All[Task](ctx, tx, "SELECT "+columns+" FROM tasks WHERE is_open AND due_on < $1 AND paused_since = '' AND escalated_on = '' AND kind <> 'overdue' "+
		"ORDER BY due_on, id LIMIT $2", tx.Today(), limit)
}

func mark(ctx context.Context, tx *db.Tx, id, today string) error {
	_, err := tx.Exec(ctx, "UPDATE tasks SET escalated_on = $1 WHERE id = $2", today, id)
	return err
}

// owned appends the condition that the actor may do the task: given to him, or given to nobody in an organisation where he
// holds the task's permission. Paths are compared by their beginning, whatever the database's collation.
func owned(q *db.Query, a *authz.Actor) {
	everywhere := []authz.Permission{}
	below := map[string][]authz.Permission{}
	paths := []string{}
	for _, p := range a.Permissions() {
		for _, r := range a.Reaches[p] {
			switch {
			case r.Kind == authz.All:
				everywhere = append(everywhere, p)
			case r.Kind == authz.Org && r.Path != "":
				if below[r.Path] == nil {
					paths = append(paths, r.Path)
				}
				below[r.Path] = append(below[r.Path], p)
			}
		}
	}
	slices.Sort(paths)
	q.Add(" AND (1=0").If(a.StaffID != "", " OR owner_staff_id = ?", a.StaffID)
	if len(everywhere) > 0 {
		q.Add(" OR (owner_staff_id = '' AND ")
		db.In(q, "perm", everywhere).Add(")")
	}
	for _, path := range paths {
		q.Add(" OR (owner_staff_id = '' AND substr(owner_path, 1, ?) = ? AND ", utf8.RuneCountInString(path), path)
		db.In(q, "perm", below[path]).Add(")")
	}
	q.Add(")")
}

type counted struct {
	Kind   string `db:"kind"`
	Bucket string `db:"bucket"`
	N      int64  `db:"n"`
}

func countMine(ctx context.Context, tx *db.Tx, a *authz.Actor) ([]counted, error) {
	today := tx.Today()
	q := db.NewQuery("SELECT kind, bucket, count(*) AS n FROM (SELECT kind, CASE WHEN paused_since <> '' THEN 'waiting' WHEN due_on < ? THEN 'overdue' "+
		"WHEN due_on = ? THEN 'today' WHEN due_on <= ? THEN 'week' ELSE 'later' END AS bucket FROM tasks WHERE is_open", today, today, sunday(today))
	owned(q, a)
	q.Add(") mine GROUP BY kind, bucket ORDER BY kind, bucket")
	return db.All[counted](ctx, tx, q.Text(), q.Args()...)
}

func findMine(ctx context.Context, tx *db.Tx, a *authz.Actor, group, kind string, p db.Page) ([]Task, string, error) {
	today := tx.Today()
	q := db.NewQuery("SELECT "+columns+" FROM tasks WHERE is_open").If(kind != "", " AND kind = ?", kind)
	switch group {
	case Waiting:
		q.Add(" AND paused_since <> ''")
	case Overdue:
		q.Add(" AND paused_since = '' AND due_on < ?", today)
	case Today:
		q.Add(" AND paused_since = '' AND due_on = ?", today)
	case Week:
		q.Add(" AND paused_since = '' AND due_on > ? AND due_on <= ?", today, sunday(today))
	case Later:
		q.Add(" AND paused_since = '' AND due_on > ?", sunday(today))
	default:
		q.Add(" AND 1=0")
	}
	owned(q, a)
	s, err := p.Order(map[string]db.Sort{"due_on": {Column: "due_on", ID: "id"}}, "due_on")
	if err != nil {
		return nil, "", err
	}
	if err := q.Keyset(s, p); err != nil {
		return nil, "", err
	}
	rows, err := db.All[Task](ctx, tx, q.Text(), q.Args()...)
	if err != nil {
		return nil, "", err
	}
	rows, next := db.Cut(p, rows, func(t Task) (any, string) { return t.DueOn, t.ID })
	return rows, next, nil
}
