// Package job runs work outside a request. A job is a row that the business transaction inserts, so it exists exactly when
// the business does. Workers claim rows by a lease: a crash lets the lease run out and somebody claims the row again,
// so a worker must be idempotent, or finish its row inside its own transaction with Run.FinishTx.
//
// The number of tries of a row is its fencing token: whoever lost the lease can neither prolong nor finish it.
package job

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
)

// State says where a job stands.
type State string

// The states; Done and Dead are final.
const (
	Waiting State = "waiting"
	Running State = "running"
	Done    State = "done"
	Dead    State = "dead"
)

// Progress is how far a job has come; Total 0 means unknown.
type Progress struct {
	Done  int64  `json:"done"`
	Total int64  `json:"total"`
	Note  string `json:"note"`
}

// Job is what its owner may read. Instants are unix milliseconds, 0 for not yet. Error is a stable code, Result the
// worker's own text (a file's id, a summary as JSON).
type Job struct {
	ID       string            `db:"id" json:"id"`
	Kind     string            `db:"kind" json:"kind"`
	State    State             `db:"state" json:"state"`
	Progress db.JSON[Progress] `db:"progress" json:"progress"`
	Result   string            `db:"result" json:"result"`
	Error    string            `db:"error" json:"error"`
	OwnerID  string            `db:"owner_id" json:"-"`
	Tries    int64             `db:"tries" json:"tries"`
	RunAt    int64             `db:"run_at" json:"run_at"`
	MadeAt   int64             `db:"made_at" json:"made_at"`
	DoneAt   int64             `db:"done_at" json:"done_at"`
}

// Options of one job. RunAt zero means at once. A UniqueKey belongs to one row for as long as the row is kept (30 days
// after its end); OwnerID is the user who may read progress and result.
type Options struct {
	RunAt     time.Time
	UniqueKey string
	OwnerID   string
}

// EnqueueTx inserts a job in the caller's transaction and gives its id. The same unique key with the same kind and
// arguments gives the id of the row that is there; with others it is errs.Conflict job.duplicate.
func EnqueueTx(ctx context.Context, tx *db.Tx, kind string, args any, o Options) (string, error) {
	b, err := json.Marshal(args)
	if err != nil {
		return "", fmt.Errorf("job %s: %w", kind, err)
	}
	r := row{ID: id.New(tx.Now()), Kind: kind, Args: string(b), State: Waiting, RunAt: tx.NowMS(), OwnerID: o.OwnerID, MadeAt: tx.NowMS()}
	if !o.RunAt.IsZero() {
		r.RunAt = o.RunAt.UnixMilli()
	}
	if o.UniqueKey == "" {
		return r.ID, insert(ctx, tx, r)
	}
	r.UniqueKey = &o.UniqueKey
	fresh, err := insertUnique(ctx, tx, r)
	if err != nil || fresh {
		return r.ID, err
	}
	old, err := findByKey(ctx, tx, o.UniqueKey)
	if err != nil {
		return "", err
	}
	if old.Kind != r.Kind || old.Args != r.Args {
		return "", errs.New(errs.Conflict, "job.duplicate")
	}
	return old.ID, nil
}

// Worker is how a kind of job is run. Perms are what the system actor "job:<kind>" may do. Lease is how long a worker
// that shows no life keeps a row (2 minutes when 0); MaxTries bounds the attempts (8 when 0).
type Worker struct {
	Perms    []authz.Permission
	Lease    time.Duration
	MaxTries int
}

type worker struct {
	Worker
	run func(ctx context.Context, r *Run, args string) error
}

// Schedule gives the last instant at or before now at which a periodic job is due.
type Schedule func(now time.Time) time.Time

// Daily is due every day at the given time in China.
func Daily(hour, minute int) Schedule {
	return func(now time.Time) time.Time {
		n := now.In(clock.Shanghai())
		t := time.Date(n.Year(), n.Month(), n.Day(), hour, minute, 0, 0, clock.Shanghai())
		if t.After(now) {
			t = t.AddDate(0, 0, -1)
		}
		return t
	}
}

// Every is due at whole multiples of d.
func Every(d time.Duration) Schedule {
	return func(now time.Time) time.Time { return now.Truncate(d) }
}

type periodic struct {
	kind string
	at   Schedule
	last time.Time
}

// Config of a Queue. Workers is how many jobs run at once (2 when 0), Poll how often it looks (500 ms when 0).
type Config struct {
	DB      *db.DB
	Log     *slog.Logger
	Workers int
	Poll    time.Duration
}

// Queue claims and runs jobs. Register all kinds, then Start; Stop ends it.
type Queue struct {
	cfg      Config
	workers  map[string]worker
	kinds    []string
	periodic []*periodic

	mu      sync.Mutex // guards started and the schedule's memory
	started bool
	quit    chan struct{}
	cancel  context.CancelFunc
	running sync.WaitGroup
	loop    chan struct{}
}

// New makes a queue with the kind job.purge, which removes finished rows, registered.
func New(cfg Config) *Queue {
	if cfg.Workers == 0 {
		cfg.Workers = 2
	}
	if cfg.Poll == 0 {
		cfg.Poll = 500 * time.Millisecond
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	q := &Queue{cfg: cfg, workers: map[string]worker{}, quit: make(chan struct{}), loop: make(chan struct{})}
	Register(q, "job.purge", Worker{}, func(ctx context.Context, _ *Run, _ struct{}) error {
		return cfg.DB.Update(ctx, func(tx *db.Tx) error {
			return purge(ctx, tx, tx.Now().AddDate(0, 0, -30).UnixMilli(), tx.Now().AddDate(0, 0, -180).UnixMilli())
		})
	})
	q.Periodic("job.purge", Daily(3, 40))
	return q
}

// Register says who runs a kind of job. fn may run more than once for one job. A kind registered twice, or after Start,
// panics: it is a mistake in the composition root.
func Register[A any](q *Queue, kind string, w Worker, fn func(ctx context.Context, r *Run, args A) error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if _, twice := q.workers[kind]; twice || q.started {
		panic("job kind registered twice or too late: " + kind)
	}
	if w.Lease == 0 {
		w.Lease = 2 * time.Minute
	}
	if w.MaxTries == 0 {
		w.MaxTries = 8
	}
	q.kinds = append(q.kinds, kind)
	slices.Sort(q.kinds)
	q.workers[kind] = worker{Worker: w, run: func(ctx context.Context, r *Run, args string) error {
		var a A
		if err := json.Unmarshal([]byte(args), &a); err != nil {
			return errs.New(errs.Malformed, "job.args_unreadable").Because(err)
		}
		return fn(ctx, r, a)
	}}
}

// Periodic has a registered kind run by a schedule, without arguments. Each time is one row with a unique key, so
// several servers on one database run it once. After a pause only the last missed time is made up.
func (q *Queue) Periodic(kind string, at Schedule) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if _, ok := q.workers[kind]; !ok || q.started {
		panic("periodic job of an unknown kind, or too late: " + kind)
	}
	q.periodic = append(q.periodic, &periodic{kind: kind, at: at})
}

// Get reads a job of the actor; anybody else's is errs.NotFound.
func (q *Queue) Get(ctx context.Context, jobID string) (j Job, err error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return j, err
	}
	err = q.cfg.DB.View(ctx, func(tx *db.Tx) error {
		j, err = find(ctx, tx, jobID, a.UserID)
		return err
	})
	return j, err
}

// Mine lists the actor's last jobs, newest first, at most 50.
func (q *Queue) Mine(ctx context.Context) (jobs []Job, err error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return nil, err
	}
	err = q.cfg.DB.View(ctx, func(tx *db.Tx) error {
		jobs, err = findMine(ctx, tx, a.UserID)
		return err
	})
	return jobs, err
}

// Counts tells how many jobs stand in each state.
func (q *Queue) Counts(ctx context.Context) (map[State]int64, error) {
	out := map[State]int64{}
	err := q.cfg.DB.View(ctx, func(tx *db.Tx) error {
		rows, err := counts(ctx, tx)
		for _, r := range rows {
			out[r.State] = r.N
		}
		return err
	})
	return out, err
}
