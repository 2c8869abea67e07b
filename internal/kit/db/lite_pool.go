package db

import (
	"context"
	"errors"
	"sync"

	"zombiezen.com/go/sqlite"

	"yice/internal/kit/errs"
)

// litePool lends the connections that read. The one that came back last goes first: its pages are the warmest.
type litePool struct {
	path    string
	pragmas []string
	turns   chan struct{} // one for each connection that may be lent

	mu     sync.Mutex
	idle   []*lite
	closed bool
}

// readers is how many may read SQLite at the same time; more would only share the same processors.
const readers = 8

func newLitePool(path string, pragmas []string) *litePool {
	return &litePool{path: path, pragmas: pragmas, turns: make(chan struct{}, readers)}
}

func (p *litePool) get(ctx context.Context) (*lite, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case p.turns <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		<-p.turns
		return nil, errs.New(errs.Unavailable, "unavailable")
	}
	if n := len(p.idle); n > 0 {
		c := p.idle[n-1]
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		return c, nil
	}
	p.mu.Unlock()
	c, err := openLite(p.path, p.pragmas...)
	if err != nil {
		<-p.turns
	}
	return c, err
}

func (p *litePool) put(c *lite) {
	p.mu.Lock()
	if p.closed || c.open() {
		c.close()
	} else {
		p.idle = append(p.idle, c)
	}
	p.mu.Unlock()
	<-p.turns
}

// close ends the connections; those that are lent end when they come back.
func (p *litePool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for _, c := range p.idle {
		c.close()
	}
	p.idle = nil
}

// view runs fn on a snapshot of SQLite.
func (d *DB) view(ctx context.Context, fn func(tx *Tx) error) (err error) {
	c, err := d.readers.get(ctx)
	if err != nil {
		return d.translate(err)
	}
	defer d.readers.put(c)
	end := c.watch(ctx)
	if err := c.exec("BEGIN"); err != nil {
		end()
		return d.interrupted(ctx, err)
	}
	defer func() {
		end()
		// A snapshot has nothing to keep, so its end is the same either way.
		if e := c.exec("ROLLBACK"); e != nil && err == nil {
			err = d.interrupted(ctx, e)
		}
	}()
	tx := &Tx{lite: c, db: d, now: d.clock()}
	if err := fn(tx); err != nil {
		return d.interrupted(ctx, err)
	}
	for _, f := range tx.after {
		f()
	}
	return nil
}

// interrupted gives the context's reason for what the context cut short.
func (d *DB) interrupted(ctx context.Context, err error) error {
	if le, ok := errors.AsType[*liteError](err); ok && le.code.ToPrimary() == sqlite.ResultInterrupt && ctx.Err() != nil {
		return ctx.Err()
	}
	return d.translate(err)
}
