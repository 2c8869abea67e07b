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

// AreasTx tells the county-level division of each of the given cases, ended ones too; the caller decides who may know.
func AreasTx(ctx context.Context, tx *db.Tx, ids []string) (map[string]string, error) {
	type place struct {
		ID   string `db:"id"`
		Area string `db:"area_code"`
	}
	out := make(map[string]string, len(ids))
	for len(ids) > 0 {
		n := min(len(ids), 5000)
		q := db.NewQuery("SELECT id, area_code FROM aid_cases WHERE ")
		db.In(q, "id", ids[:n])
		if err := db.Each(ctx, tx, func(p place) error { out[p.ID] = p.Area; return nil }, q.Text(), q.Args()...); err != nil {
			return nil, err
		}
		ids = ids[n:]
	}
	return out, nil
}

// Tally is how many households the platform has entered, recognised, ended and assists, in all and since a day, counted as
// StatTx counts them. It tells nothing of any single one.
type Tally struct {
	Entered       int64 `db:"entered"`
	EnteredNew    int64 `db:"entered_new"`
	Recognised    int64 `db:"recognised"`
	RecognisedNew int64 `db:"recognised_new"`
	Ended         int64 `db:"ended"`
	Assisting     int64 `db:"assisting"`
}

// TallyTx counts in one pass over all cases; new is since the day.
func TallyTx(ctx context.Context, tx *db.Tx, since string) (Tally, error) {
	q := db.NewQuery("SELECT ")
	for i, x := range []struct{ measure, more, as string }{
		{MeasureEntered, "", "entered"},
		{MeasureEntered, " AND " + measuredOn(MeasureEntered) + " >= ?", "entered_new"},
		{MeasureRecognised, "", "recognised"},
		{MeasureRecognised, " AND " + measuredOn(MeasureRecognised) + " >= ?", "recognised_new"},
		{MeasureEnded, "", "ended"},
		{MeasureAssisting, "", "assisting"},
	} {
		if i > 0 {
			q.Add(", ")
		}
		q.Add("count(DISTINCT CASE WHEN " + measured(x.measure))
		if x.more != "" {
			q.Add(x.more, since)
		}
		q.Add(" THEN c.household_id END) AS " + x.as)
	}
	q.Add(" FROM aid_cases c")
	return db.One[Tally](ctx, tx, q.Text(), q.Args()...)
}
