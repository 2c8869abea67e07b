package db

import (
	"context"
	"fmt"
	"sync"
	"time"

	"yice/internal/kit/errs"
)

// group is SQLite's one writer. Updates that wait at the same time share one commit, each in a savepoint of its own: a
// failing one is undone alone, and nobody pays a disk flush by himself.
type group struct {
	db    *DB
	lite  *lite
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

func newGroup(d *DB, writer *lite) *group {
	g := &group{db: d, lite: writer, queue: make(chan *groupJob, 1024), quit: make(chan struct{}), done: make(chan struct{})}
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
	defer g.lite.close()
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

func (g *group) batch(first *groupJob) {
	// The callers' contexts must not interrupt a statement: SQLite would roll back the whole shared transaction.
	err := g.lite.exec("BEGIN IMMEDIATE")
	if err != nil {
		first.reply <- groupReply{err: g.db.translate(err)}
		return
	}
	var jobs []*groupJob
	var replies []groupReply
	kept, broken := 0, false
	start := time.Now()
	for j := first; j != nil; j = g.next(len(jobs), start) {
		tx := &Tx{lite: g.lite, db: g.db, now: g.db.clock(), write: true}
		var r groupReply
		if j == first {
			r = g.bare(j, tx)
		} else {
			r, broken = g.one(j, tx)
		}
		jobs, replies = append(jobs, j), append(replies, r)
		if r.err == nil && r.panik == nil {
			kept++
		} else if j == first {
			break
		}
		if broken { // whoever is still waiting gets a transaction that works
			break
		}
	}
	err = nil
	if broken {
		g.rollback()
		err = errs.New(errs.Unavailable, "unavailable")
	} else if kept == 0 {
		g.rollback()
	} else if cerr := g.lite.exec("COMMIT"); cerr != nil {
		g.rollback()
		err = g.db.translate(cerr)
	}
	// Refusals wait for the commit too: one may rest on what a neighbour wrote, and whoever hears it must find that.
	for i, j := range jobs {
		if err != nil && replies[i].panik == nil {
			replies[i] = groupReply{err: err}
		}
		j.reply <- replies[i]
	}
}

// rollback undoes what the engine has not undone already.
func (g *group) rollback() {
	if g.lite.open() {
		_ = g.lite.exec("ROLLBACK")
	}
}

func (g *group) next(n int, start time.Time) *groupJob {
	if n >= groupMax || time.Since(start) > groupTime {
		return nil
	}
	select {
	case j := <-g.queue:
		return j
	default:
		return nil
	}
}

// bare runs the first job of a transaction, which needs no savepoint: when it fails there is nothing to keep. A savepoint
// costs two statements, and a large job much more: SQLite copies every page aside that it changes.
func (g *group) bare(j *groupJob, tx *Tx) (r groupReply) {
	if err := j.ctx.Err(); err != nil {
		return groupReply{err: err}
	}
	j.run(tx, &r)
	return r
}

// run calls the job and keeps its error or panic, or what is to be done after the commit.
func (j *groupJob) run(tx *Tx, r *groupReply) {
	defer func() {
		if p := recover(); p != nil {
			r.panik = fmt.Sprintf("in transaction: %v", p)
		}
	}()
	if r.err = j.fn(tx); r.err == nil {
		r.after = tx.after
	}
}

// one runs a job in its savepoint; broken tells that the engine lost the whole transaction (disk full, I/O error).
func (g *group) one(j *groupJob, tx *Tx) (r groupReply, broken bool) {
	if err := j.ctx.Err(); err != nil {
		return groupReply{err: err}, false
	}
	if err := g.lite.exec("SAVEPOINT j"); err != nil {
		return groupReply{err: g.db.translate(err)}, true
	}
	j.run(tx, &r)
	if r.err == nil && r.panik == nil {
		if err := g.lite.exec("RELEASE j"); err != nil {
			return groupReply{err: g.db.translate(err)}, true
		}
		return r, false
	}
	if err := g.lite.exec("ROLLBACK TO j"); err != nil {
		return r, true
	}
	if err := g.lite.exec("RELEASE j"); err != nil {
		return r, true
	}
	return r, false
}
