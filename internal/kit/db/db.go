// Package db is the only way to the database. A DB has no query method: SQL needs a *Tx, which only View, Update and
// UpdateLocked give. One SQL text with $1…$n serves SQLite (embedded default) and PostgreSQL.
package db

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"yice/internal/kit/clock"
	"yice/internal/kit/errs"
)

// Engine names the database behind a DB.
type Engine string

// The two engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Config says where the data is. URL is "sqlite:FILE" or "postgres://…". Codes maps constraint names to error codes.
type Config struct {
	URL   string
	Clock clock.Clock
	Codes map[string]string
	// Log is the folder of the durable queue; empty for none.
	Log string
}

// DB is a migrated database.
type DB struct {
	engine  Engine
	pool    *sql.DB   // PostgreSQL
	group   *group    // SQLite: who writes
	readers *litePool // SQLite: who reads
	clock   clock.Clock
	codes   map[string]string
	log     *Log
	unmap   func()
}

// Log is the queue beside the book, nil when it has none.
func (d *DB) Log() *Log { return d.log }

// Open connects, checks the engine's version and applies the migrations. A database newer than the binary is refused.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	d := &DB{clock: cfg.Clock, codes: cfg.Codes}
	var err error
	if path, ok := strings.CutPrefix(cfg.URL, "sqlite:"); ok {
		d.engine = SQLite
		err = d.openSQLite(ctx, path)
	} else if strings.HasPrefix(cfg.URL, "postgres://") || strings.HasPrefix(cfg.URL, "postgresql://") {
		d.engine = Postgres
		err = d.openPostgres(ctx, cfg.URL)
	} else {
		return nil, errors.New("database URL must start with sqlite: or postgres://")
	}
	if err != nil {
		return nil, err
	}
	if cfg.Log != "" {
		d.log = openLog(d, cfg.Log)
	}
	return d, nil
}

// Close waits for writers under way and closes the pools.
func (d *DB) Close() error {
	var err error
	if d.engine == SQLite {
		d.readers.close()
		d.group.stop()
		d.unmap()
	} else {
		err = d.pool.Close()
	}
	if d.log != nil {
		err = errors.Join(err, d.log.close())
	}
	return err
}

// Engine tells which database this is.
func (d *DB) Engine() Engine { return d.engine }

// Now is the clock's time.
func (d *DB) Now() time.Time { return d.clock() }

// Ping tells whether the database answers; it is what /readyz asks.
func (d *DB) Ping(ctx context.Context) error {
	if d.engine == SQLite {
		return d.view(ctx, func(tx *Tx) error { return tx.lite.exec("SELECT count(*) FROM sqlite_schema") })
	}
	return d.translate(d.pool.PingContext(ctx))
}

// View runs fn on one consistent snapshot; nothing can be written.
func (d *DB) View(ctx context.Context, fn func(tx *Tx) error) error {
	if d.engine == SQLite {
		return d.view(ctx, fn)
	}
	return d.once(ctx, beginView, fn)
}

// Update runs fn in a serialisable transaction and commits when it returns nil. fn may run more than once, so it must
// not touch anything but the transaction; side effects go through tx.AfterCommit. Updates do not nest. Where somebody else was
// faster with the same row, fn runs again and finds it, so that it can say who that was.
func (d *DB) Update(ctx context.Context, fn func(tx *Tx) error) error {
	fn = withHook(ctx, fn)
	if d.engine == SQLite {
		return d.group.run(ctx, fn)
	}
	return d.retry(ctx, beginSerializable, fn)
}

// UpdateLocked is Update for the few hot rows (a chain's head, a document number): writers with the same key queue
// instead of colliding. Every writer of that thing must use the same key.
func (d *DB) UpdateLocked(ctx context.Context, key string, fn func(tx *Tx) error) error {
	fn = withHook(ctx, fn)
	if d.engine == SQLite {
		return d.group.run(ctx, fn)
	}
	return d.retry(ctx, beginCommitted, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", key); err != nil {
			return err
		}
		return fn(tx)
	})
}

// UpdateOrdered is Update for those that take every row which they change by AskLocked first, in one order that all of them keep
// to: read committed, where who waited for a row finds it as the one before has left it.
func (d *DB) UpdateOrdered(ctx context.Context, fn func(tx *Tx) error) error {
	fn = withHook(ctx, fn)
	if d.engine == SQLite {
		return d.group.run(ctx, fn)
	}
	return d.retry(ctx, beginCommitted, fn)
}

const maxTries = 10

func (d *DB) retry(ctx context.Context, begin string, fn func(tx *Tx) error) error {
	for try := 1; ; try++ {
		err := d.once(ctx, begin, fn)
		if err == nil || !isSerialization(err) && (try > 1 || !isUnique(err)) {
			return err
		}
		if try == maxTries {
			return errs.New(errs.Conflict, "busy").Because(err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(1+rand.IntN(4<<min(try, 6))) * time.Millisecond):
		}
	}
}

func (d *DB) once(ctx context.Context, begin string, fn func(tx *Tx) error) error {
	conn, err := d.pool.Conn(ctx)
	if err != nil {
		return d.translate(err)
	}
	defer conn.Close()
	tx := &Tx{pg: &pgTx{conn: conn, begin: begin}, db: d, now: d.clock()}
	defer tx.pg.rollback(ctx)
	if err := fn(tx); err != nil {
		return err
	}
	if tx.failed != nil {
		return tx.failed
	}
	if err := tx.pg.commit(ctx); err != nil {
		return d.translate(err)
	}
	for _, f := range tx.after {
		f()
	}
	return nil
}

// Bulk eases the writing of very many rows until the returned function is called: SQLite then moves its log into the book
// in larger pieces, so that a page that many slices change is written and flushed less often. Durability stays the same.
func (d *DB) Bulk() (end func()) {
	if d.engine != SQLite {
		return func() {}
	}
	d.group.mover.bulks.Add(1)
	return func() { d.group.mover.bulks.Add(-1) }
}

type hookKey struct{}

// Hook runs inside the first writing transaction of a request, so that what it writes commits or fails with it.
type Hook struct {
	mu   sync.Mutex
	fn   func(ctx context.Context, tx *Tx) error
	done bool
}

// Done tells whether the hook has committed.
func (h *Hook) Done() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.done
}

// WithHook makes fn part of the first Update that is called with the returned context.
func WithHook(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) (context.Context, *Hook) {
	h := &Hook{fn: fn}
	return context.WithValue(ctx, hookKey{}, h), h
}

func withHook(ctx context.Context, fn func(tx *Tx) error) func(tx *Tx) error {
	h, ok := ctx.Value(hookKey{}).(*Hook)
	if !ok || h.Done() {
		return fn
	}
	return func(tx *Tx) error {
		if err := h.fn(ctx, tx); err != nil {
			return err
		}
		if err := fn(tx); err != nil {
			return err
		}
		tx.AfterCommit(func() { h.mu.Lock(); h.done = true; h.mu.Unlock() })
		return nil
	}
}
