package db

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// pgTx is a transaction of PostgreSQL. A server is a round trip away, so its beginning goes there with what is asked first, if that is
// a batch, and its end with what was left to be written last.
type pgTx struct {
	conn  *sql.Conn
	begin string             // the statement, empty once it was sent
	left  []*pgx.QueuedQuery // goes with whatever comes next
	ended bool
	lost  error // why it has not begun; a statement would stand alone then
}

// How a transaction begins.
const (
	beginView         = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
	beginSerializable = "BEGIN ISOLATION LEVEL SERIALIZABLE"
	beginCommitted    = "BEGIN ISOLATION LEVEL READ COMMITTED"
)

// idle is what the server says of itself outside a transaction.
const idle = 'I'

// raw lends the connection.
func (p *pgTx) raw(fn func(c *pgx.Conn) error) error {
	return p.conn.Raw(func(driver any) error { return fn(driver.(*stdlib.Conn).Conn()) })
}

// ready sends what must be there before a statement that goes by itself.
func (p *pgTx) ready(ctx context.Context) error {
	if p.lost != nil {
		return p.lost
	}
	if len(p.left) > 0 {
		return p.send(ctx, &pgx.Batch{})
	}
	if p.begin == "" {
		return nil
	}
	begin := p.begin
	p.begin = ""
	p.lost = p.raw(func(c *pgx.Conn) error {
		_, err := c.Exec(ctx, begin)
		return err
	})
	return p.lost
}

// do lends the connection inside the transaction.
func (p *pgTx) do(ctx context.Context, fn func(c *pgx.Conn) error) error {
	if err := p.ready(ctx); err != nil {
		return err
	}
	return p.raw(fn)
}

// send takes a batch to the server behind the beginning and what was left, in one round trip.
func (p *pgTx) send(ctx context.Context, b *pgx.Batch) error {
	if p.lost != nil {
		return p.lost
	}
	whole := &pgx.Batch{}
	if p.begin != "" {
		whole.Queue(p.begin)
		p.begin = ""
	}
	whole.QueuedQueries = append(append(whole.QueuedQueries, p.left...), b.QueuedQueries...)
	p.left = nil
	return p.raw(func(c *pgx.Conn) error {
		err := c.SendBatch(ctx, whole).Close()
		if err != nil && c.PgConn().TxStatus() == idle {
			p.lost = err
		}
		return err
	})
}

var errRolledBack = errors.New("the server rolled back instead of committing")

// commit ends the transaction, with what was left. A transaction that has asked nothing has not begun.
func (p *pgTx) commit(ctx context.Context) error {
	if p.begin != "" && len(p.left) == 0 {
		p.ended = true
		return nil
	}
	b, tag := &pgx.Batch{}, ""
	b.Queue("COMMIT").Query(func(rows pgx.Rows) error {
		rows.Close()
		tag = rows.CommandTag().String()
		return rows.Err()
	})
	if err := p.send(ctx, b); err != nil {
		return err
	}
	if tag != "COMMIT" {
		return errRolledBack
	}
	p.ended = true
	return nil
}

// rollbackTime is how long a server may take to undo; afterwards the connection is given up, which undoes as well.
const rollbackTime = 5 * time.Second

// rollback undoes what has begun and was not committed.
func (p *pgTx) rollback(ctx context.Context) {
	if p.ended || p.begin != "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTime)
	defer cancel()
	_ = p.raw(func(c *pgx.Conn) error {
		if c.IsClosed() || c.PgConn().TxStatus() == idle {
			return nil
		}
		_, err := c.Exec(ctx, "ROLLBACK")
		return err
	})
}

// Reads collects questions that go to the database together: on PostgreSQL in one round trip when Send is called, on SQLite each at once.
// They are answered one after the other, so that a question behind one that waits for a lock finds what the holder left.
type Reads struct {
	ctx   context.Context
	tx    *Tx
	batch *pgx.Batch
	err   error
}

// Reads begins a collection.
func (t *Tx) Reads(ctx context.Context) *Reads { return &Reads{ctx: ctx, tx: t, batch: &pgx.Batch{}} }

// Ask adds a question; fn gets every row, as with Each.
func Ask[T any](r *Reads, fn func(T) error, text string, args ...any) {
	if r.err != nil {
		return
	}
	if r.tx.lite != nil {
		r.err = Each(r.ctx, r.tx, fn, text, args...)
		return
	}
	r.batch.Queue(text, args...).Query(func(rows pgx.Rows) error {
		if err := rows.Err(); err != nil { // the statement failed, or one before it
			return err
		}
		var v T
		var names []string
		for _, f := range rows.FieldDescriptions() {
			names = append(names, f.Name)
		}
		sc, err := newScanner(&v, names)
		if err != nil {
			return err
		}
		for rows.Next() {
			var zero T
			v = zero
			if err := rows.Scan(sc...); err != nil {
				return err
			}
			if err := fn(v); err != nil {
				return err
			}
		}
		return rows.Err()
	})
}

// AskLocked is Ask for rows that nobody else may change until the transaction ends. They are taken one by one in the order of the
// statement, which must be sorted so that writers queue instead of blocking one another. SQLite has one writer, so there it is Ask.
func AskLocked[T any](r *Reads, fn func(T) error, text string, args ...any) {
	if r.tx.db.engine == Postgres {
		text += " FOR NO KEY UPDATE"
	}
	Ask(r, fn, text, args...)
}

// Send waits until everything is answered.
func (r *Reads) Send() error {
	if r.err == nil && r.batch.Len() > 0 {
		r.err = r.tx.db.translate(r.tx.pg.send(r.ctx, r.batch))
	}
	r.batch = &pgx.Batch{}
	return r.err
}
