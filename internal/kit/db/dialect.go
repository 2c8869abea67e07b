package db

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/jackc/pgx/v5"
)

// What one engine does in another way than the other for the sake of speed or safety, behind one function each.

// few is up to how many values stand in the statement one by one.
const few = 16

// Among appends "column IN (…)" for a list of any length as one value, so that one text serves them all; an empty list matches
// nothing.
func Among(t *Tx, q *Query, column string, values []string) (*Query, error) {
	switch {
	case len(values) <= few:
		return In(q, column, values), nil
	case t.db.engine == Postgres:
		return q.Add(column+" = ANY (?)", values), nil
	}
	list, err := json.Marshal(values)
	return q.Add(column+" IN (SELECT value FROM json_each(?))", string(list)), err
}

// Writes collects statements that go to the database together: on PostgreSQL in one round trip when Send is called, on SQLite
// each at once. The first error ends the transaction.
type Writes struct {
	ctx   context.Context
	tx    *Tx
	batch *pgx.Batch
	err   error
}

// Writes begins a collection.
func (t *Tx) Writes(ctx context.Context) *Writes {
	w := &Writes{ctx: ctx, tx: t}
	if t.db.engine == Postgres {
		w.batch = &pgx.Batch{}
	}
	return w
}

// Send waits until everything is written.
func (w *Writes) Send() error {
	if w.err != nil || w.batch == nil || w.batch.Len() == 0 {
		return w.err
	}
	w.err = w.tx.db.translate(w.tx.pg.send(w.ctx, w.batch))
	w.batch = &pgx.Batch{}
	return w.err
}

// Leave lets what is collected go to the database together with whatever the transaction asks next, at the latest with its commit;
// what goes wrong then is the answer to that.
func (w *Writes) Leave() error {
	if w.err == nil && w.batch != nil {
		w.tx.pg.left = append(w.tx.pg.left, w.batch.QueuedQueries...)
		w.batch = &pgx.Batch{}
	}
	return w.err
}

// Exec adds a statement.
func (w *Writes) Exec(text string, args ...any) {
	switch {
	case w.err != nil:
	case w.batch != nil:
		w.batch.Queue(text, args...)
	default:
		_, w.err = w.tx.Exec(w.ctx, text, args...)
	}
}

// copyFrom is from how many rows on PostgreSQL takes them as a stream.
const copyFrom = 1000

// Rows adds new rows; each has the values of the columns in their order.
func (w *Writes) Rows(table string, columns []string, rows [][]any) {
	switch {
	case w.err != nil || len(rows) == 0:
	case w.batch == nil || len(rows) == 1:
		rows = w.together(table, columns, rows)
		text := insertText("INSERT", table, columns, 1)
		for _, r := range rows {
			w.Exec(text, r...)
		}
	case len(rows) >= copyFrom:
		if w.Send() == nil {
			w.err = w.tx.db.translate(w.tx.pg.do(w.ctx, func(c *pgx.Conn) error {
				_, err := c.CopyFrom(w.ctx, pgx.Identifier{table}, columns, pgx.CopyFromRows(rows))
				return err
			}))
		}
	default:
		from, args := unnest(columns, rows)
		w.Exec("INSERT INTO "+table+" ("+strings.Join(columns, ", ")+") SELECT * FROM "+from, args...)
	}
}

// together adds rows to SQLite many by one statement, of few different lengths so that they stay prepared, and gives those that are left.
// With FAIL the statement does not copy aside the pages that it changes, to undo itself alone: after an error the transaction ends anyway.
func (w *Writes) together(table string, columns []string, rows [][]any) [][]any {
	for n := 64; n > 1; n /= 4 {
		if len(rows) < n {
			continue
		}
		text, args := insertText("INSERT OR FAIL", table, columns, n), make([]any, 0, n*len(columns))
		for ; len(rows) >= n; rows = rows[n:] {
			args = args[:0]
			for _, r := range rows[:n] {
				args = append(args, r...)
			}
			w.Exec(text, args...)
		}
	}
	return rows
}

// Update sets the columns behind the first, which is the key, in rows that are there.
func (w *Writes) Update(table string, columns []string, rows [][]any) {
	if w.err != nil || len(rows) == 0 {
		return
	}
	sets := make([]string, len(columns)-1)
	if w.batch == nil || len(rows) <= 2 {
		for i, c := range columns[1:] {
			sets[i] = fmt.Sprintf("%s = $%d", c, i+1)
		}
		text := fmt.Sprintf("UPDATE %s SET %s WHERE %s = $%d", table, strings.Join(sets, ", "), columns[0], len(columns))
		for _, r := range rows {
			w.Exec(text, append(append(make([]any, 0, len(r)), r[1:]...), r[0])...)
		}
		return
	}
	for i, c := range columns[1:] {
		sets[i] = c + " = v." + c
	}
	from, args := unnest(columns, rows)
	w.Exec(fmt.Sprintf("UPDATE %[1]s SET %[2]s FROM %[3]s WHERE %[1]s.%[4]s = v.%[4]s", table, strings.Join(sets, ", "), from, columns[0]), args...)
}

// unnest is a table of PostgreSQL, made of one list for each column, and those lists.
func unnest(columns []string, rows [][]any) (text string, args []any) {
	lists := make([]string, len(columns))
	args = make([]any, len(columns))
	for i := range columns {
		switch rows[0][i].(type) {
		case int64:
			lists[i], args[i] = fmt.Sprintf("$%d::bigint[]", i+1), column[int64](rows, i)
		case bool:
			lists[i], args[i] = fmt.Sprintf("$%d::boolean[]", i+1), column[bool](rows, i)
		case *int64:
			lists[i], args[i] = fmt.Sprintf("$%d::bigint[]", i+1), column[*int64](rows, i)
		case string:
			lists[i], args[i] = fmt.Sprintf("$%d::text[]", i+1), column[string](rows, i)
		default:
			panic("no list of " + reflect.TypeOf(rows[0][i]).String())
		}
	}
	return "unnest(" + strings.Join(lists, ", ") + ") AS v (" + strings.Join(columns, ", ") + ")", args
}

func column[T any](rows [][]any, i int) []T {
	out := make([]T, len(rows))
	for n, r := range rows {
		out[n] = r[i].(T)
	}
	return out
}
