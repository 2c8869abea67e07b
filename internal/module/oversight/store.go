package oversight

import (
	"context"
	"time"

	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

const questionColumns = "id, number, org_id, org_path, org_name, case_id, entry_id, text, due_on, state, answer, verdict, asked_by_id, asked_by, asked_at, " +
	"answered_by, answered_at, closed_by, closed_at, version, updated_at, updated_by"

func insertQuestion(ctx context.Context, tx *db.Tx, q SupervisionQuestion) error {
	return tx.Insert(ctx, "supervision_questions", q)
}

// within appends which questions the actor sees: all, or those to organisations within the permission's reach.
func within(q *db.Query, a *authz.Actor) {
	if a.HasAt(PermSee) {
		return
	}
	q.Add(" AND (1=0")
	for _, r := range a.Reaches[PermSee] {
		if r.Kind == authz.Org {
			from, to := db.Prefix(r.Path)
			q.Add(" OR (org_path >= ? AND org_path < ?)", from, to)
		}
	}
	q.Add(")")
}

func findQuestion(ctx context.Context, tx *db.Tx, a *authz.Actor, id string) (SupervisionQuestion, error) {
	q := db.NewQuery("SELECT "+questionColumns+" FROM supervision_questions WHERE id = ?", id)
	within(q, a)
	return db.One[SupervisionQuestion](ctx, tx, q.Text(), q.Args()...)
}

func findQuestions(ctx context.Context, tx *db.Tx, a *authz.Actor, states []string, p db.Page) ([]SupervisionQuestion, string, int64, error) {
	build := func(head string) *db.Query {
		q := db.NewQuery(head + " FROM supervision_questions WHERE 1=1")
		within(q, a)
		if len(states) > 0 {
			q.Add(" AND ")
			db.In(q, "state", states)
		}
		return q
	}
	count := build("SELECT count(*)")
	n, err := db.One[int64](ctx, tx, count.Text(), count.Args()...)
	if err != nil {
		return nil, "", 0, err
	}
	q := build("SELECT " + questionColumns)
	s, err := p.Order(map[string]db.Sort{"asked": {Column: "id", ID: "id"}, "due_on": {Column: "due_on", ID: "id"}}, "-asked")
	if err != nil {
		return nil, "", 0, err
	}
	if err := q.Keyset(s, p); err != nil {
		return nil, "", 0, err
	}
	rows, err := db.All[SupervisionQuestion](ctx, tx, q.Text(), q.Args()...)
	if err != nil {
		return nil, "", 0, err
	}
	rows, next := db.Cut(p, rows, func(x SupervisionQuestion) (any, string) {
		if s.Column == "due_on" {
			return x.DueOn, x.ID
		}
		return x.ID, x.ID
	})
	return rows, next, n, nil
}

func updateQuestion(ctx context.Context, tx *db.Tx, q SupervisionQuestion, was int64) error {
	n, err := tx.Exec(ctx, `UPDATE supervision_questions SET state=$1, answer=$2, verdict=$3, answered_by=$4, answered_at=$5, closed_by=$6, closed_at=$7,
		due_on=$8, version=$9, updated_at=$10, updated_by=$11 WHERE id=$12 AND version=$13`,
		q.State, q.Answer, q.Verdict, q.AnsweredBy, q.AnsweredAt, q.ClosedBy, q.ClosedAt, q.DueOn, q.Version, q.UpdatedAt, q.UpdatedBy, q.ID, was)
	if err != nil || n == 1 {
		return err
	}
	now, err := db.One[SupervisionQuestion](ctx, tx, "SELECT "+questionColumns+" FROM supervision_questions WHERE id = $1", q.ID)
	if err != nil {
		return err
	}
	return stale(now)
}

func stale(q SupervisionQuestion) error {
	return errs.New(errs.Stale, "stale", "who", q.UpdatedBy, "when", stamp(q.UpdatedAt))
}

func stamp(ms int64) string {
	return time.UnixMilli(ms).In(clock.Shanghai()).Format("2006-01-02 15:04:05")
}

// countOfYear numbers the questions of a year.
func countOfYear(ctx context.Context, tx *db.Tx, year string) (int64, error) {
	from, to := db.Prefix("JD-" + year + "-")
	return db.One[int64](ctx, tx, "SELECT count(*) FROM supervision_questions WHERE number >= $1 AND number < $2", from, to)
}
