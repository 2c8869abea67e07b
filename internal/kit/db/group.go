package db

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"yice/internal/kit/errs"
)

// group is SQLite's one writer. Updates that wait at the same time share one commit, so that nobody pays a disk flush by
// himself; a failing one is undone alone.
type group struct {
	db    *DB
	lite  *lite
	open  func() (*lite, error) // another writer
	mover *mover
	queue chan *groupJob
	quit  chan struct{}
	done  chan struct{}
	once  sync.Once
}

type groupJob struct {
	ctx   context.Context
	fn    func(tx *Tx) error
	reply chan groupReply
}

type groupReply struct {
	err   error
	after []func()
	panik any
}

const (
	groupMax  = 128
	groupTime = 15 * time.Millisecond
)

func newGroup(d *DB, writer *lite, open func() (*lite, error), m *mover) *group {
	g := &group{db: d, lite: writer, open: open, mover: m, queue: make(chan *groupJob, 1024), quit: make(chan struct{}), done: make(chan struct{})}
	go g.loop()
	return g
}

func (g *group) stop() {
	g.once.Do(func() { close(g.quit) })
	<-g.done
}

func (g *group) run(ctx context.Context, fn func(tx *Tx) error) error {
	j := &groupJob{ctx: ctx, fn: fn, reply: make(chan groupReply, 1)}
	select {
	case g.queue <- j:
	case <-g.quit:
		return errs.New(errs.Unavailable, "unavailable")
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case r := <-j.reply:
		return finish(r)
	case <-g.done:
		select {
		case r := <-j.reply:
			return finish(r)
		default:
			return errs.New(errs.Unavailable, "unavailable")
		}
	}
}

func finish(r groupReply) error {
	if r.panik != nil {
		panic(r.panik)
	}
	if r.err != nil {
		return r.err
	}
	for _, f := range r.after {
		f()
	}
	return nil
}

func (g *group) loop() {
	defer close(g.done)
	defer func() { g.mover.stop(); g.lite.close() }()
	for {
		select {
		case j := <-g.queue:
			g.batch(j)
		case <-g.quit:
			for {
				select {
				case j := <-g.queue:
					g.batch(j)
				default:
					return
				}
			}
		}
	}
}

// batch runs the first job and those that wait behind it, and commits them together.
func (g *group) batch(first *groupJob) {
	if err := g.begin(); err != nil {
		first.reply <- groupReply{err: g.db.translate(err)}
		return
	}
	jobs, replies, clean := g.quick(first)
	if !clean && len(jobs) > 1 {
		g.rollback()
		replies = g.careful(jobs)
	}
	var err error
	switch {
	case !g.lite.open(): // the engine lost the whole transaction: disk full, I/O error
		g.rollback()
		err = errs.New(errs.Unavailable, "unavailable")
	case !clean && len(jobs) == 1 || !slices.ContainsFunc(replies, groupReply.fine):
		g.rollback()
	default:
		if cerr := g.lite.exec("COMMIT"); cerr != nil {
			g.rollback()
			err = g.db.translate(cerr)
		}
	}
	// Refusals wait for the commit too: one may rest on what a neighbour wrote, and whoever hears it must find that.
	for i, j := range jobs {
		if err != nil && replies[i].panik == nil {
			replies[i] = groupReply{err: err}
		}
		j.reply <- replies[i]
	}
	if err == nil {
		g.mover.committed(g.lite)
	}
}

// begin starts a transaction, on a new connection when the one there was can write its log no more.
func (g *group) begin() error {
	if g.lite.log.dead {
		next, err := g.open()
		if err != nil {
			return err
		}
		g.lite.close()
		g.lite = next
	}
	return g.lite.exec("BEGIN IMMEDIATE")
}

// quick runs jobs one after the other until nobody waits or the time is up. It is not clean when one failed after it had
// written something; that one is the last.
func (g *group) quick(first *groupJob) (jobs []*groupJob, replies []groupReply, clean bool) {
	start := time.Now()
	for j := first; j != nil; j = g.next(len(jobs), start) {
		r, wrote := g.try(j)
		jobs, replies = append(jobs, j), append(replies, r)
		if !r.fine() && wrote || !g.lite.open() {
			return jobs, replies, false
		}
	}
	return jobs, replies, true
}

// careful runs the jobs again, each in a savepoint, so that a failing one is undone alone. That is the rarer way, because
// for a savepoint SQLite copies every page aside that is changed.
func (g *group) careful(jobs []*groupJob) []groupReply {
	replies := make([]groupReply, len(jobs))
	if err := g.lite.exec("BEGIN IMMEDIATE"); err != nil {
		for i := range replies {
			replies[i].err = g.db.translate(err)
		}
		return replies
	}
	for i, j := range jobs {
		if !g.lite.open() {
			replies[i].err = errs.New(errs.Unavailable, "unavailable")
			continue
		}
		if err := g.lite.exec("SAVEPOINT j"); err != nil {
			replies[i].err = g.db.translate(err)
			g.rollback()
			continue
		}
		replies[i], _ = g.try(j)
		if !replies[i].fine() && g.lite.open() && g.lite.exec("ROLLBACK TO j") != nil || g.lite.open() && g.lite.exec("RELEASE j") != nil {
			g.rollback()
		}
	}
	return replies
}

// rollback undoes what the engine has not undone already.
func (g *group) rollback() {
	if g.lite.open() {
		_ = g.lite.exec("ROLLBACK")
	}
	g.lite.log.drop()
}

func (g *group) next(n int, start time.Time) *groupJob {
	if n >= groupMax || time.Since(start) > groupTime {
		return nil
	}
	for yielded := false; ; yielded = true {
		select {
		case j := <-g.queue:
			return j
		default:
		}
		if yielded {
			return nil
		}
		runtime.Gosched() // whoever is about to ask comes along with this commit
	}
}

func (r groupReply) fine() bool { return r.err == nil && r.panik == nil }

// try runs a job and tells whether it wrote anything, be it undone by an error of the same statement.
func (g *group) try(j *groupJob) (r groupReply, wrote bool) {
	// The callers' contexts must not interrupt a statement: SQLite would roll back the whole shared transaction.
	if err := j.ctx.Err(); err != nil {
		return groupReply{err: err}, false
	}
	tx := &Tx{lite: g.lite, db: g.db, now: g.db.clock(), write: true}
	g.lite.wrote = false
	j.run(tx, &r)
	return r, g.lite.wrote
}

// run calls the job and keeps its error or panic, or what is to be done after the commit.
func (j *groupJob) run(tx *Tx, r *groupReply) {
	defer func() {
		if p := recover(); p != nil {
			r.panik = fmt.Sprintf("in transaction: %v", p)
		}
	}()
	if r.err = j.fn(tx); r.err == nil {
		r.err = tx.failed
	}
	if r.err == nil {
		r.after = tx.after
	}
}
