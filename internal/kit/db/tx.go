package db

import (
	"context"
	"fmt"
	"math/bits"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unsafe"

	"yice/internal/kit/clock"
	"yice/internal/kit/errs"
)

// Tx is one transaction. Its time stands still.
type Tx struct {
	pg    *pgTx // PostgreSQL
	lite  *lite // SQLite
	db    *DB
	now   time.Time
	after []func()
	write bool
	// failed is the first error of a statement that writes, or what the transaction was doomed for. As on PostgreSQL, nothing
	// goes on after it.
	failed error
}

// Now is the transaction's instant.
func (t *Tx) Now() time.Time { return t.now }

// NowMS is the transaction's instant in unix milliseconds, as stored.
func (t *Tx) NowMS() int64 { return t.now.UnixMilli() }

// Today is the transaction's calendar day in China.
func (t *Tx) Today() string { return clock.Date(t.now) }

// Engine tells which database this is.
func (t *Tx) Engine() Engine { return t.db.engine }

// AfterCommit runs f once the transaction has committed; a rollback forgets it.
func (t *Tx) AfterCommit(f func()) { t.after = append(t.after, f) }

// Exec runs a statement and tells how many rows it touched.
func (t *Tx) Exec(ctx context.Context, text string, args ...any) (int64, error) {
	if t.lite != nil {
		if t.failed != nil {
			return 0, t.failed
		}
		n, err := t.lite.run(text, args)
		return n, t.fail(t.db.translate(err))
	}
	if err := t.pg.ready(ctx); err != nil {
		return 0, t.db.translate(err)
	}
	res, err := t.pg.conn.ExecContext(ctx, text, args...)
	if err != nil {
		return 0, t.db.translate(err)
	}
	n, err := res.RowsAffected()
	return n, t.db.translate(err)
}

// fail remembers an error that ends the transaction.
func (t *Tx) fail(err error) error {
	if t.failed == nil {
		t.failed = err
	}
	return err
}

// Doom makes sure that nothing of the transaction stays, whatever its function answers; nil does nothing.
func (t *Tx) Doom(err error) { _ = t.fail(err) }

// ExecOne runs a statement that must touch exactly one row; none is the given error.
func (t *Tx) ExecOne(ctx context.Context, none error, text string, args ...any) error {
	n, err := t.Exec(ctx, text, args...)
	if err != nil {
		return err
	}
	switch n {
	case 1:
		return nil
	case 0:
		return none
	}
	return fmt.Errorf("statement touched %d rows instead of one", n)
}

// Each calls fn for every row, scanned into T (a struct with db tags, or a single value).
func Each[T any](ctx context.Context, t *Tx, fn func(T) error, text string, args ...any) error {
	if t.lite != nil {
		return eachLite(ctx, t, fn, text, args)
	}
	if err := t.pg.ready(ctx); err != nil {
		return t.db.translate(err)
	}
	rows, err := t.pg.conn.QueryContext(ctx, text, args...)
	if err != nil {
		return t.db.translate(err)
	}
	defer rows.Close()
	var v T
	names, err := rows.Columns()
	if err != nil {
		return t.db.translate(err)
	}
	sc, err := newScanner(&v, names)
	if err != nil {
		return err
	}
	for rows.Next() {
		var zero T
		v = zero
		if err := rows.Scan(sc...); err != nil {
			return t.db.translate(err)
		}
		if err := fn(v); err != nil {
			return err
		}
	}
	return t.db.translate(rows.Err())
}

func eachLite[T any](ctx context.Context, t *Tx, fn func(T) error, text string, args []any) error {
	if err := ctx.Err(); err != nil && !t.write {
		return err
	}
	if t.failed != nil {
		return t.failed
	}
	s, err := t.lite.prepare(text, len(args))
	if err != nil {
		return t.db.translate(err)
	}
	defer s.done()
	plan, err := s.plan(reflect.TypeFor[T]())
	if err != nil {
		return err
	}
	if err := s.bind(args); err != nil {
		return t.db.translate(err)
	}
	for {
		more, err := s.step()
		if err != nil && !s.reads {
			return t.fail(t.db.translate(err))
		}
		if err != nil || !more {
			return t.db.translate(err)
		}
		var v T
		if err := s.scan(plan, unsafe.Pointer(&v)); err != nil {
			return err
		}
		if err := fn(v); err != nil {
			return err
		}
	}
}

// All reads every row; an empty answer is an empty slice, never nil.
func All[T any](ctx context.Context, t *Tx, text string, args ...any) ([]T, error) {
	out := []T{}
	err := Each(ctx, t, func(v T) error { out = append(out, v); return nil }, text, args...)
	return out, err
}

// One reads one row; none is errs.NotFound.
func One[T any](ctx context.Context, t *Tx, text string, args ...any) (T, error) {
	var out T
	found := false
	err := Each(ctx, t, func(v T) error {
		if !found {
			out, found = v, true
		}
		return nil
	}, text, args...)
	if err == nil && !found {
		err = errs.New(errs.NotFound, "not_found")
	}
	return out, err
}

// Insert writes one row from a struct with db tags. Table is a constant of the store, never input.
func (t *Tx) Insert(ctx context.Context, table string, row any) error {
	l, vals := columnsOf(row)
	_, err := t.Exec(ctx, l.insert(t.db.engine, table, 1), vals...)
	return err
}

// InsertMany writes rows in few statements. Beyond eight their numbers of rows are powers of two, so that few different texts
// come about and stay prepared.
func InsertMany[T any](ctx context.Context, t *Tx, table string, rows []T) error {
	const maxArgs = 8000
	for len(rows) > 0 {
		l := layoutOf(rowType(rows[0]))
		n := max(1, min(len(rows), maxArgs/len(l.cols)))
		if n > 8 {
			n = 1 << (bits.Len(uint(n)) - 1)
		}
		args := make([]any, 0, n*len(l.cols))
		for _, r := range rows[:n] {
			_, vals := columnsOf(r)
			args = append(args, vals...)
		}
		if _, err := t.Exec(ctx, l.insert(t.db.engine, table, n), args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

func insertText(verb, table string, cols []string, n int) string {
	var b strings.Builder
	b.WriteString(verb + " INTO " + table + " (" + strings.Join(cols, ", ") + ") VALUES ")
	arg := 1
	for r := range n {
		if r > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('(')
		for c := range cols {
			if c > 0 {
				b.WriteString(", ")
			}
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(arg))
			arg++
		}
		b.WriteByte(')')
	}
	return b.String()
}

// plainPlaceholders turns $1, $2, $3 … into ?; a text that uses one twice or out of order, or in quotes, stays. SQLite keeps
// numbered ones as names in a list that it walks for every value, so that many of them cost their square.
func plainPlaceholders(text string) string {
	if strings.IndexByte(text, '\'') >= 0 && strings.Contains(text, "$") && quotedDollar(text) {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	next := 1
	for i := 0; i < len(text); {
		if text[i] != '$' {
			b.WriteByte(text[i])
			i++
			continue
		}
		j, n := i+1, 0
		for j < len(text) && text[j] >= '0' && text[j] <= '9' {
			n = n*10 + int(text[j]-'0')
			j++
		}
		if n != next {
			return text
		}
		next++
		b.WriteByte('?')
		i = j
	}
	return b.String()
}

// quotedDollar tells whether a $ stands inside quotes.
func quotedDollar(text string) bool {
	inside := false
	for i := range len(text) {
		switch text[i] {
		case '\'':
			inside = !inside
		case '$':
			if inside {
				return true
			}
		}
	}
	return false
}
