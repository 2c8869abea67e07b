package task

import (
	"context"
	"unicode/utf8"

	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
)

// Ages of overdue work in days past the deadline, from the youngest.
func Ages() []string { return []string{"3", "10", "30", "more"} }

// Late is how many open tasks of the organisation at a path are overdue, by age.
type Late struct {
	Path string `db:"path"`
	Age  string `db:"age"`
	N    int64  `db:"n"`
}

// LateTx counts the open tasks whose deadline has passed, by owner and age; those whose clock stands still are left out. For
// statistics: it looks at no scope and names nobody.
func LateTx(ctx context.Context, tx *db.Tx) ([]Late, error) {
	today := tx.Today()
	return db.All[Late](ctx, tx, `SELECT owner_path AS path, CASE WHEN due_on >= $1 THEN '3' WHEN due_on >= $2 THEN '10' WHEN due_on >= $3 THEN '30'
		ELSE 'more' END AS age, count(*) AS n FROM tasks WHERE is_open AND paused_since = '' AND kind <> 'overdue' AND due_on < $4 GROUP BY 1, 2 ORDER BY 1, 2`,
		clock.AddDays(today, -3), clock.AddDays(today, -10), clock.AddDays(today, -30), today)
}

// OnTime is how many tasks of a kind fell due in a half-year, and how many of them were done in time.
type OnTime struct {
	Half   string `json:"half"`
	Due    int64  `json:"due"`
	OnTime int64  `json:"on_time"`
}

type closedOn struct {
	DueOn string `db:"due_on"`
	Open  bool   `db:"is_open"`
	Day   int64  `db:"day"`
	N     int64  `db:"n"`
}

const (
	dayMS  = 24 * 60 * 60 * 1000
	zoneMS = 8 * 60 * 60 * 1000
)

// OnTimeTx tells for each half-year how many tasks of the kind fell due until today or were done before, and how many were
// done in time, oldest half-year first.
func OnTimeTx(ctx context.Context, tx *db.Tx, kind string) ([]OnTime, error) {
	rows, err := db.All[closedOn](ctx, tx, `SELECT due_on, is_open, (closed_at + $1) / $2 AS day, count(*) AS n FROM tasks
		WHERE kind = $3 AND (NOT is_open OR due_on < $4) GROUP BY 1, 2, 3 ORDER BY 1`, int64(zoneMS), int64(dayMS), kind, tx.Today())
	if err != nil {
		return nil, err
	}
	out := []OnTime{}
	for _, r := range rows {
		due, err := clock.ParseDate(r.DueOn)
		if err != nil {
			continue
		}
		half := r.DueOn[:4] + "-H2"
		if r.DueOn[5:7] <= "06" {
			half = r.DueOn[:4] + "-H1"
		}
		if n := len(out); n == 0 || out[n-1].Half != half {
			out = append(out, OnTime{Half: half})
		}
		last := &out[len(out)-1]
		last.Due += r.N
		if !r.Open && r.Day <= (due.UnixMilli()+zoneMS)/dayMS {
			last.OnTime += r.N
		}
	}
	return out, nil
}

// OverdueTx counts the open tasks of a kind whose deadline has passed and whose clock runs.
func OverdueTx(ctx context.Context, tx *db.Tx, kind string) (int64, error) {
	return db.One[int64](ctx, tx, "SELECT count(*) FROM tasks WHERE is_open AND paused_since = '' AND kind = $1 AND due_on < $2", kind, tx.Today())
}

// FindLateTx lists the overdue tasks that the permission reaches, or of one organisation's subtree, the oldest deadline first,
// with the number of all.
func FindLateTx(ctx context.Context, tx *db.Tx, a *authz.Actor, perm authz.Permission, below string, p db.Page) ([]Task, string, int64, error) {
	build := func(q *db.Query) *db.Query {
		q.Add(" WHERE is_open AND paused_since = '' AND kind <> 'overdue' AND due_on < ?", tx.Today())
		if below != "" {
			q.Add(" AND substr(owner_path, 1, ?) = ?", utf8.RuneCountInString(below), below)
		}
		if a.HasAt(perm) {
			return q
		}
		q.Add(" AND (1=0")
		for _, r := range a.Reaches[perm] {
			q.If(r.Kind == authz.Org && r.Path != "", " OR substr(owner_path, 1, ?) = ?", utf8.RuneCountInString(r.Path), r.Path)
		}
		return q.Add(")")
	}
	count := build(db.NewQuery("SELECT count(*) FROM tasks"))
	n, err := db.One[int64](ctx, tx, count.Text(), count.Args()...)
	if err != nil {
		return nil, "", 0, err
	}
	q := build(db.NewQuery("SELECT " + columns + " FROM tasks"))
	s, err := p.Order(map[string]db.Sort{"due_on": {Column: "due_on", ID: "id"}}, "due_on")
	if err != nil {
		return nil, "", 0, err
	}
	if err := q.Keyset(s, p); err != nil {
		return nil, "", 0, err
	}
	rows, err := db.All[Task](ctx, tx, q.Text(), q.Args()...)
	if err != nil {
		return nil, "", 0, err
	}
	rows, next := db.Cut(p, rows, func(t Task) (any, string) { return t.DueOn, t.ID })
	return rows, next, n, nil
}
