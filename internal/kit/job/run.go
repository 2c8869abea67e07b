package job

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

// Run is one attempt at a job, handed to the worker.
type Run struct {
	ID      string
	OwnerID string
	Try     int64 // 1 for the first attempt

	q        *Queue
	lease    time.Duration
	mu       sync.Mutex
	finished bool
	result   string
	told     time.Time
}

// Progress tells the owner how far the job has come; it is written at most twice a second, and the last step always.
func (r *Run) Progress(ctx context.Context, p Progress) error {
	r.mu.Lock()
	now := time.Now()
	skip := now.Sub(r.told) < 500*time.Millisecond && (p.Total == 0 || p.Done < p.Total)
	if !skip {
		r.told = now
	}
	r.mu.Unlock()
	if skip {
		return nil
	}
	return r.q.cfg.DB.Update(ctx, func(tx *db.Tx) error {
		return saveProgress(ctx, tx, r, p, tx.Now().Add(r.lease).UnixMilli())
	})
}

// Result sets the text that the owner reads when the worker returns nil.
func (r *Run) Result(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.result = text
}

// FinishTx ends the job inside the worker's own transaction, so that its effect and its end commit together. A lost
// lease is errs.Conflict job.lease_lost and rolls the effect back.
func (r *Run) FinishTx(ctx context.Context, tx *db.Tx, result string) error {
	if err := finish(ctx, tx, r, result); err != nil {
		return err
	}
	tx.AfterCommit(func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.finished = true
	})
	return nil
}

// Start claims and runs jobs until Stop. It returns at once.
func (q *Queue) Start() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.started {
		return
	}
	q.started = true
	ctx, cancel := context.WithCancel(context.Background())
	q.cancel = cancel
	go q.work(ctx)
}

// Stop claims nothing more and waits for the running jobs; when ctx ends first they are interrupted, given back for
// later, and ctx's error is returned. A queue does not start again.
func (q *Queue) Stop(ctx context.Context) error {
	q.mu.Lock()
	started := q.started
	q.started = true
	q.mu.Unlock()
	if !started {
		return nil
	}
	q.mu.Lock()
	if !q.stopping() {
		close(q.quit)
	}
	q.mu.Unlock()
	defer q.cancel()
	done := make(chan struct{})
	go func() { <-q.loop; q.running.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		q.cancel()
		select {
		case <-done:
		case <-time.After(5 * time.Second):
		}
		return ctx.Err()
	}
}

func (q *Queue) work(ctx context.Context) {
	defer close(q.loop)
	slots := make(chan struct{}, q.cfg.Workers)
	tick := time.NewTicker(q.cfg.Poll)
	defer tick.Stop()
	for {
		q.schedule(ctx)
		for q.take(ctx, slots) {
		}
		select {
		case <-q.quit:
			return
		case <-tick.C:
		}
	}
}

// take starts one due job when a slot is free and tells whether there may be more.
func (q *Queue) take(ctx context.Context, slots chan struct{}) bool {
	if q.stopping() {
		return false
	}
	select {
	case slots <- struct{}{}:
	default:
		return false
	}
	c, ok, err := q.claim(ctx)
	if err != nil {
		q.cfg.Log.Error("jobs cannot be claimed", "err", err.Error())
	}
	if err != nil || !ok {
		<-slots
		return false
	}
	q.running.Go(func() {
		defer func() { <-slots }()
		for ok && err == nil {
			q.attempt(ctx, c)
			if q.stopping() {
				return
			}
			c, ok, err = q.claim(ctx)
		}
	})
	return true
}

func (q *Queue) stopping() bool {
	select {
	case <-q.quit:
		return true
	default:
		return false
	}
}

// RunDue runs all jobs that are due now, one after the other, and tells how many attempts it made. Commands, tests and
// the demo use it instead of Start.
func (q *Queue) RunDue(ctx context.Context) (int, error) {
	q.schedule(ctx)
	for n := 0; ; n++ {
		c, ok, err := q.claim(ctx)
		if err != nil || !ok {
			return n, err
		}
		q.attempt(ctx, c)
		if err := ctx.Err(); err != nil {
			return n + 1, err
		}
	}
}

// schedule inserts the rows of periodic jobs that have come due.
func (q *Queue) schedule(ctx context.Context) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, p := range q.periodic {
		at := p.at(q.cfg.DB.Now())
		if !at.After(p.last) {
			continue
		}
		key := p.kind + "@" + at.UTC().Format(time.RFC3339)
		err := q.cfg.DB.Update(ctx, func(tx *db.Tx) error {
			_, err := EnqueueTx(ctx, tx, p.kind, struct{}{}, Options{RunAt: at, UniqueKey: key})
			return err
		})
		if err != nil {
			q.cfg.Log.Error("periodic job not inserted", "kind", p.kind, "err", err.Error())
			continue
		}
		p.last = at
	}
}

// claim takes the lease of one due job. It looks before it writes, so that an idle queue writes nothing.
func (q *Queue) claim(ctx context.Context) (c claimed, ok bool, err error) {
	d := q.cfg.DB
	err = d.View(ctx, func(tx *db.Tx) error {
		ok, err = isDue(ctx, tx, q.kinds)
		return err
	})
	if err != nil || !ok {
		return c, false, err
	}
	err = d.UpdateLocked(ctx, "jobs", func(tx *db.Tx) error {
		c, err = nextDue(ctx, tx, q.kinds)
		if err != nil {
			return err
		}
		return take(ctx, tx, &c, tx.Now().Add(q.workers[c.Kind].Lease).UnixMilli())
	})
	if errs.IsKind(err, errs.NotFound) {
		return c, false, nil
	}
	return c, err == nil, err
}

// attempt runs one claimed job to its end, its next try or its death.
func (q *Queue) attempt(ctx context.Context, c claimed) {
	w := q.workers[c.Kind]
	r := &Run{ID: c.ID, OwnerID: c.OwnerID, Try: c.Tries, q: q, lease: w.Lease}
	if c.Tries > int64(w.MaxTries) { // its workers died without a word
		q.end(ctx, c, r, errs.New(errs.Internal, "internal").Because(errors.New("too many tries")))
		return
	}
	actor := authz.System("job:"+c.Kind, w.Perms...)
	actor.Origin = "job"
	jctx, cancel := context.WithCancel(authz.With(ctx, actor))
	alive := make(chan struct{})
	go q.keepAlive(jctx, cancel, r, alive)
	err := call(jctx, w, r, c.Args)
	cancel()
	<-alive
	q.end(ctx, c, r, err)
}

func call(ctx context.Context, w worker, r *Run, args string) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return w.run(ctx, r, args)
}

// keepAlive prolongs the lease while the worker works; a lost lease interrupts the worker.
func (q *Queue) keepAlive(ctx context.Context, cancel context.CancelFunc, r *Run, done chan struct{}) {
	defer close(done)
	t := time.NewTicker(r.lease / 3)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			err := q.cfg.DB.Update(ctx, func(tx *db.Tx) error {
				return prolong(ctx, tx, r, tx.Now().Add(r.lease).UnixMilli())
			})
			if errs.IsCode(err, "job.lease_lost") {
				r.mu.Lock()
				finished := r.finished
				r.mu.Unlock()
				if !finished {
					cancel()
				}
				return
			}
		}
	}
}

func (q *Queue) end(ctx context.Context, c claimed, r *Run, err error) {
	r.mu.Lock()
	finished, result := r.finished, r.result
	r.mu.Unlock()
	log := q.cfg.Log.With("job", c.ID, "kind", c.Kind, "try", c.Tries)
	if finished {
		if err != nil {
			log.Warn("job finished, then failed", "err", err.Error())
		}
		return
	}
	w := q.workers[c.Kind]
	stopped := ctx.Err() != nil
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	werr := q.cfg.DB.Update(ctx, func(tx *db.Tx) error {
		switch {
		case err == nil:
			return finish(ctx, tx, r, result)
		case stopped: // an interruption by Stop is nobody's fault and costs no try
			return giveBack(ctx, tx, r)
		case c.Tries >= int64(w.MaxTries) || hopeless(err):
			return bury(ctx, tx, r, errs.As(err).Code)
		}
		return postpone(ctx, tx, r, errs.As(err).Code, tx.Now().Add(backoff(c.Tries)).UnixMilli())
	})
	switch {
	case errs.IsCode(werr, "job.lease_lost"):
		log.Warn("job's lease was lost")
	case werr != nil: // the lease runs out and the job runs again
		log.Error("job's end not recorded", "err", werr.Error())
	case err != nil && !stopped:
		log.Error("job failed", "err", err.Error())
	}
}

// hopeless tells whether another try would meet the same refusal.
func hopeless(err error) bool {
	switch errs.As(err).Kind {
	case errs.Malformed, errs.Invalid, errs.Unauthenticated, errs.Forbidden, errs.NotFound, errs.TooLarge:
		return true
	}
	return false
}

// backoff is 10 s, 20 s, 40 s … at most an hour.
func backoff(tries int64) time.Duration {
	return min(10*time.Second<<min(max(tries-1, 0), 9), time.Hour)
}
