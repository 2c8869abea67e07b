package aid

import (
	"context"

	"yice/internal/core/org"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
)

// BriefTx reads those of the given cases that the actor sees, as rows of a list, by id.
func (s *Service) BriefTx(ctx context.Context, tx *db.Tx, ids []string) (map[string]Row, error) {
	a, err := authz.Must(ctx)
	if err != nil || len(ids) == 0 {
		return map[string]Row{}, err
	}
	q := db.NewQuery("SELECT " + rowColumns + " FROM aid_cases c WHERE ")
	db.In(q, "c.id", ids)
	scoped(ctx, q, a, PermView, tx.Today())
	out := make(map[string]Row, len(ids))
	err = db.Each(ctx, tx, func(r Row) error {
		r.AreaName = org.AreaName(r.AreaCode)
		out[r.ID] = r
		return nil
	}, q.Text(), q.Args()...)
	return out, err
}

// Tally is how many households the platform has entered, recognised, ended and assists, in all and since a day. It counts
// ended households too and tells nothing of any single one.
type Tally struct {
	Entered       int64 `db:"entered"`
	EnteredNew    int64 `db:"entered_new"`
	Recognised    int64 `db:"recognised"`
	RecognisedNew int64 `db:"recognised_new"`
	Ended         int64 `db:"ended"`
	Assisting     int64 `db:"assisting"`
}

// TallyTx counts over all cases but drafts and withdrawn ones; new is since the day.
func TallyTx(ctx context.Context, tx *db.Tx, since string) (Tally, error) {
	return db.One[Tally](ctx, tx, `SELECT count(*) AS entered,
		coalesce(sum(CASE WHEN accepted_on >= $1 THEN 1 ELSE 0 END), 0) AS entered_new,
		coalesce(sum(CASE WHEN recognised_on <> '' THEN 1 ELSE 0 END), 0) AS recognised,
		coalesce(sum(CASE WHEN recognised_on >= $1 THEN 1 ELSE 0 END), 0) AS recognised_new,
		coalesce(sum(CASE WHEN hidden THEN 1 ELSE 0 END), 0) AS ended,
		coalesce(sum(CASE WHEN state IN ('assisting', 'revisit_due', 'ending') THEN 1 ELSE 0 END), 0) AS assisting
		FROM aid_cases WHERE state NOT IN ('draft', 'withdrawn')`, since)
}
