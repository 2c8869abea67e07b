package db

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// Row is a row as the engine has it, for those who read millions of them. What Text gives lives until the next row.
type Row struct {
	lite *liteStmt
	buf  []byte
	raw  [][]byte
	tree *tree
}

// Text is a column that holds text; NULL is empty.
func (r *Row) Text(i int) []byte {
	if r.tree != nil {
		return r.tree.row.text(r.tree.order[i])
	}
	if r.lite == nil {
		return r.raw[i]
	}
	column := r.lite.s.ColumnReader(i) // lies on the stack; the engine is asked once
	n := column.Len()
	from := len(r.buf)
	if cap(r.buf)-from < n { // what was given out before keeps the old memory
		r.buf, from = make([]byte, 0, max(4096, 2*n)), 0
	}
	r.buf = r.buf[:from+n]
	_, _ = column.Read(r.buf[from:])
	return r.buf[from : from+n : from+n]
}

// Int is a BIGINT column.
func (r *Row) Int(i int) int64 {
	if r.tree != nil {
		return r.tree.row.int(r.tree.order[i])
	}
	if r.lite == nil {
		return decimal(r.raw[i])
	}
	return r.lite.s.ColumnInt64(i)
}

// decimal reads what PostgreSQL writes for a BIGINT.
func decimal(b []byte) int64 {
	digits := b
	if len(b) > 0 && b[0] == '-' {
		digits = b[1:]
	}
	n := int64(0)
	for _, d := range digits {
		n = n*10 - int64(d-'0') // below zero, where there is room for one more
	}
	if len(digits) == len(b) {
		return -n
	}
	return n
}

// Stream calls fn for every row without making a Go value of it. Columns are TEXT or BIGINT NOT NULL.
func Stream(ctx context.Context, t *Tx, fn func(r *Row) error, text string, args ...any) error {
	if t.lite != nil {
		return streamLite(ctx, t, fn, text, args)
	}
	return t.db.translate(t.pg.do(ctx, func(c *pgx.Conn) error {
		formats := append([]any{pgx.QueryResultFormats{pgx.TextFormatCode}}, args...)
		rows, err := c.Query(ctx, text, formats...)
		if err != nil {
			return err
		}
		defer rows.Close()
		r := &Row{}
		for rows.Next() {
			if r.raw == nil {
				for _, f := range rows.FieldDescriptions() {
					if f.DataTypeOID != pgtype.TextOID && f.DataTypeOID != pgtype.Int8OID {
						return fmt.Errorf("column %s is neither TEXT nor BIGINT", f.Name)
					}
				}
			}
			r.raw = rows.RawValues()
			if err := fn(r); err != nil {
				return err
			}
		}
		return rows.Err()
	}))
}

func streamLite(ctx context.Context, t *Tx, fn func(r *Row) error, text string, args []any) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s, err := t.lite.prepare(text, len(args))
	if err != nil {
		return t.db.translate(err)
	}
	defer s.done()
	if err := s.bind(args); err != nil {
		return t.db.translate(err)
	}
	r := &Row{lite: s, buf: make([]byte, 0, 4096)}
	for {
		more, err := s.step()
		if err != nil || !more {
			return t.db.translate(err)
		}
		r.buf = r.buf[:0]
		if err := fn(r); err != nil {
			return err
		}
	}
}
