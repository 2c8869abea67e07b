package ledger

import (
	"context"
	"fmt"
	"runtime"
	"sync"

	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

// Poster books for many callers at once: those that wait while a commit is under way go into the next one together, so that
// throughput is not one flush of the disk for each.
type Poster struct {
	d *db.DB

	mu      sync.Mutex
	waiting []*call
	running int
}

type call struct {
	unit
	ctx  context.Context
	done chan struct{}
}

// posterMax is how many callers at most share a commit.
const posterMax = 512

// lanes is how many commits are under way at once: while PostgreSQL flushes one, it can execute the next. SQLite has one writer.
func (p *Poster) lanes() int {
	if p.d.Engine() == db.Postgres {
		return 2
	}
	return 1
}

// NewPoster makes a poster for a book. One is enough; several do no harm.
func NewPoster(d *db.DB) *Poster { return &Poster{d: d} }

// Do does all acts of the caller or none, as DoTx, and answers once they are on disk. A caller who is refused does not disturb
// those who share the commit. When ctx ends first the acts may have been done; the same keys tell. Permissions are the caller's
// matter, as with DoTx; hooks of the request (db.WithHook) do not run here. Codes: those of DoTx, unavailable, busy.
func (p *Poster) Do(ctx context.Context, acts ...Act) ([]Transaction, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c := &call{unit: unit{by: who(ctx), acts: acts}, ctx: ctx, done: make(chan struct{})}
	p.mu.Lock()
	p.waiting = append(p.waiting, c)
	if p.running < p.lanes() {
		p.running++
		go p.run()
	}
	p.mu.Unlock()
	select {
	case <-c.done:
		return c.answer(), c.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// run books until nobody waits.
func (p *Poster) run() {
	for {
		p.gather()
		p.mu.Lock()
		n := min(len(p.waiting), posterMax)
		calls := p.waiting[:n:n]
		p.waiting = p.waiting[n:]
		if n == 0 {
			p.running--
			p.mu.Unlock()
			return
		}
		p.mu.Unlock()
		p.serve(calls)
	}
}

// gather lets those come along who are about to ask, most of all who have just had their answer from the commit before.
func (p *Poster) gather() {
	for before := -1; ; runtime.Gosched() {
		p.mu.Lock()
		n := len(p.waiting)
		p.mu.Unlock()
		if n == before || n >= posterMax {
			return
		}
		before = n
	}
}

func (p *Poster) serve(calls []*call) {
	defer func() {
		for _, c := range calls {
			close(c.done)
		}
	}()
	err := p.commit(calls)
	if err == nil {
		return
	}
	if len(calls) == 1 || errs.IsKind(err, errs.Unavailable) {
		for _, c := range calls {
			c.err = err
		}
		return
	}
	// Something that only the database knows stands in one caller's way, such as a text that it cannot store.
	for _, c := range calls {
		if err := p.commit([]*call{c}); err != nil {
			c.err = err
		}
	}
}

// commit books what the calls want in one transaction. It belongs to all of them, so nobody's giving up ends it.
func (p *Poster) commit(calls []*call) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("while booking: %v", r)
		}
	}()
	ctx := context.Background()
	units := make([]*unit, 0, len(calls))
	return p.d.UpdateOrdered(ctx, func(tx *db.Tx) error {
		units = units[:0]
		for _, c := range calls {
			c.unit = unit{by: c.by, acts: c.acts}
			if c.err = c.ctx.Err(); c.err == nil {
				units = append(units, &c.unit)
			}
		}
		w := tx.Writes(ctx)
		if err := book(ctx, tx, w, units...); err != nil {
			return err
		}
		return w.Leave()
	})
}
