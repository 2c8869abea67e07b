package job

import (
	"context"

	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

type row struct {
	ID        string  `db:"id"`
	Kind      string  `db:"kind"`
	Args      string  `db:"args"`
	UniqueKey *string `db:"unique_key"`
	State     State   `db:"state"`
	RunAt     int64   `db:"run_at"`
	OwnerID   string  `db:"owner_id"`
	MadeAt    int64   `db:"made_at"`
}

type claimed struct {
	ID      string `db:"id"`
	Kind    string `db:"kind"`
	Args    string `db:"args"`
	OwnerID string `db:"owner_id"`
	Tries   int64  `db:"tries"`
}

type count struct {
	State State `db:"state"`
	N     int64 `db:"n"`
}

const columns = "id, kind, state, progress, result, error, owner_id, tries, run_at, made_at, done_at"

func insert(ctx context.Context, tx *db.Tx, r row) error { return tx.Insert(ctx, "jobs", r) }

// insertUnique tells whether the row is new; a taken key writes nothing.
func insertUnique(ctx context.Context, tx *db.Tx, r row) (bool, error) {
	n, err := tx.Exec(ctx, "INSERT INTO jobs (id, kind, args, unique_key, state, run_at, owner_id, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "+
		"ON CONFLICT DO NOTHING", r.ID, r.Kind, r.Args, r.UniqueKey, r.State, r.RunAt, r.OwnerID, r.MadeAt)
	return n == 1, err
}

func findByKey(ctx context.Context, tx *db.Tx, key string) (claimed, error) {
	return db.One[claimed](ctx, tx, "SELECT id, kind, args, owner_id, tries FROM jobs WHERE unique_key = $1", key)
}

func find(ctx context.Context, tx *db.Tx, id, owner string) (Job, error) {
	return db.One[Job](ctx, tx, "SELECT "+columns+" FROM jobs WHERE id = $1 AND owner_id = $2", id, owner)
}

func findMine(ctx context.Context, tx *db.Tx, owner string) ([]Job, error) {
	return db.All[Job](ctx, tx, "SELECT "+columns+" FROM jobs WHERE owner_id = $1 ORDER BY id DESC LIMIT 50", owner)
}

func counts(ctx context.Context, tx *db.Tx) ([]count, error) {
	return db.All[count](ctx, tx, "SELECT state, count(*) AS n FROM jobs GROUP BY state")
}

func dueQuery(tx *db.Tx, kinds []string) *db.Query {
	q := db.NewQuery("SELECT id, kind, args, owner_id, tries FROM jobs WHERE ")
	db.In(q, "kind", kinds)
	return q.Add(" AND ((state = 'waiting' AND run_at <= ?) OR (state = 'running' AND lease_until < ?)) ORDER BY run_at, id LIMIT 1",
		tx.NowMS(), tx.NowMS())
}

func isDue(ctx context.Context, tx *db.Tx, kinds []string) (bool, error) {
	_, err := nextDue(ctx, tx, kinds)
	if errs.IsKind(err, errs.NotFound) {
		return false, nil
	}
	return err == nil, err
}

func nextDue(ctx context.Context, tx *db.Tx, kinds []string) (claimed, error) {
	q := dueQuery(tx, kinds)
	return db.One[claimed](ctx, tx, q.Text(), q.Args()...)
}

// take writes the lease; the old number of tries makes sure that nobody else has done so.
func take(ctx context.Context, tx *db.Tx, c *claimed, until int64) error {
	err := tx.ExecOne(ctx, errs.New(errs.NotFound, "not_found"),
		"UPDATE jobs SET state = 'running', lease_until = $1, tries = tries + 1 WHERE id = $2 AND tries = $3", until, c.ID, c.Tries)
	c.Tries++
	return err
}

func mine(ctx context.Context, tx *db.Tx, r *Run, set string, args ...any) error {
	return tx.ExecOne(ctx, errs.New(errs.Conflict, "job.lease_lost"),
		"UPDATE jobs SET "+set+" WHERE id = $1 AND tries = $2 AND state = 'running'", append([]any{r.ID, r.Try}, args...)...)
}

func prolong(ctx context.Context, tx *db.Tx, r *Run, until int64) error {
	return mine(ctx, tx, r, "lease_until = $3", until)
}

func saveProgress(ctx context.Context, tx *db.Tx, r *Run, p Progress, until int64) error {
	return mine(ctx, tx, r, "progress = $3, lease_until = $4", db.JSON[Progress]{V: p}, until)
}

func finish(ctx context.Context, tx *db.Tx, r *Run, result string) error {
	return mine(ctx, tx, r, "state = 'done', result = $3, error = '', done_at = $4", result, tx.NowMS())
}

func giveBack(ctx context.Context, tx *db.Tx, r *Run) error {
	return mine(ctx, tx, r, "state = 'waiting', tries = tries - 1, run_at = $3", tx.NowMS())
}

func postpone(ctx context.Context, tx *db.Tx, r *Run, code string, until int64) error {
	return mine(ctx, tx, r, "state = 'waiting', error = $3, run_at = $4", code, until)
}

func bury(ctx context.Context, tx *db.Tx, r *Run, code string) error {
	return mine(ctx, tx, r, "state = 'dead', error = $3, done_at = $4", code, tx.NowMS())
}

func purge(ctx context.Context, tx *db.Tx, doneBefore, deadBefore int64) error {
	_, err := tx.Exec(ctx, "DELETE FROM jobs WHERE (state = 'done' AND done_at < $1) OR (state = 'dead' AND done_at < $2)", doneBefore, deadBefore)
	return err
}
