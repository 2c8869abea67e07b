package db

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
)

// Pair names two tables that are read side by side: the key of Tail is that of Head and a number. Columns are TEXT or BIGINT NOT NULL,
// and the key is the first of each list; PostgreSQL answers fastest when a list is all columns of the table in their order. In the columns
// of Same, which both lists have, a row of Tail is expected to be like its Head. A pair keeps its memory for the next time, so only one
// goroutine may use it. On SQLite the tables are WITHOUT ROWID, and none of these columns was added to one that had rows.
type Pair struct {
	Head, Tail               string
	HeadColumns, TailColumns []string
	Number                   string
	Same                     []string

	both [][2]int // where those of Same stand in the lists
	kept kept
}

// StreamPair calls head for each row of Head whose key lies between from and to, in their order, and behind it tail for each of its
// rows of Tail, in theirs, with whether the columns of Same agree. A row of Tail without its Head is left out. It is for those who
// read millions of them: what a Row gives lives until the next call of the same function.
func StreamPair(ctx context.Context, t *Tx, p *Pair, from, to string, head func(r *Row) error, tail func(r *Row, same bool) error) error {
	p.both = p.both[:0]
	for _, c := range p.Same {
		h, e := slices.Index(p.HeadColumns, c), slices.Index(p.TailColumns, c)
		if h < 0 || e < 0 {
			return fmt.Errorf("column %s is not read from both %s and %s", c, p.Head, p.Tail)
		}
		p.both = append(p.both, [2]int{h, e})
	}
	if t.lite != nil {
		return pairLite(ctx, t, p, from, to, head, tail)
	}
	return pairPostgres(ctx, t, p, from, to, head, tail)
}

func pairLite(ctx context.Context, t *Tx, p *Pair, from, to string, head func(r *Row) error, tail func(r *Row, same bool) error) error {
	h, err := openTree(ctx, t, p.Head, p.HeadColumns)
	if err != nil {
		return err
	}
	e, err := openTree(ctx, t, p.Tail, p.TailColumns)
	if err != nil {
		return err
	}
	first, last := []byte(from), []byte(to)
	if err := e.seek(first); err != nil {
		return err
	}
	more, err := e.next()
	if err != nil {
		return err
	}
	if err := h.seek(first); err != nil {
		return err
	}
	hr, er := &Row{tree: h}, &Row{tree: e}
	for {
		if ok, err := h.next(); err != nil || !ok || bytes.Compare(h.row.text(0), last) > 0 {
			return err
		}
		if err := head(hr); err != nil {
			return err
		}
		for more {
			c := bytes.Compare(e.row.text(0), h.row.text(0))
			if c > 0 {
				break
			}
			if c == 0 {
				if err := tail(er, hr.same(er, p)); err != nil {
					return err
				}
			}
			if more, err = e.next(); err != nil {
				return err
			}
		}
	}
}

// same compares the columns that both have.
func (r *Row) same(o *Row, p *Pair) bool {
	for _, at := range p.both {
		if r.tree != nil && !r.tree.equal(at[0], o.tree, at[1]) || r.tree == nil && !bytes.Equal(r.raw[at[0]], o.raw[at[1]]) {
			return false
		}
	}
	return true
}

// pairPostgres keeps the rows of Head and then reads those of Tail, because a connection answers one question after the other. A join would
// cost the server more than the two.
func pairPostgres(ctx context.Context, t *Tx, p *Pair, from, to string, head func(r *Row) error, tail func(r *Row, same bool) error) error {
	k := &p.kept
	k.width, k.bytes, k.ends = len(p.HeadColumns), k.bytes[:0], append(k.ends[:0], 0)
	err := Stream(ctx, t, k.add, fmt.Sprintf("SELECT %s FROM %s WHERE %s >= $1 AND %[3]s <= $2 ORDER BY %[3]s",
		strings.Join(p.HeadColumns, ", "), p.Head, p.HeadColumns[0]), from, to)
	if err != nil {
		return err
	}
	h, done := &Row{raw: make([][]byte, k.width)}, 0
	next := func() error {
		for i := range h.raw {
			h.raw[i] = k.value(done, i)
		}
		done++
		return head(h)
	}
	err = Stream(ctx, t, func(r *Row) error {
		for done < k.rows() && bytes.Compare(k.value(done, 0), r.raw[0]) <= 0 {
			if err := next(); err != nil {
				return err
			}
		}
		if !bytes.Equal(h.raw[0], r.raw[0]) {
			return nil
		}
		return tail(r, h.same(r, p))
	}, fmt.Sprintf("SELECT %s FROM %s WHERE %s >= $1 AND %[3]s <= $2 ORDER BY %[3]s, %s", strings.Join(p.TailColumns, ", "), p.Tail, p.TailColumns[0], p.Number), from, to)
	for err == nil && done < k.rows() {
		err = next()
	}
	return err
}

// kept are rows of so many columns.
type kept struct {
	width int
	bytes []byte
	ends  []int
}

func (k *kept) add(r *Row) error {
	for _, v := range r.raw {
		k.bytes = append(k.bytes, v...)
		k.ends = append(k.ends, len(k.bytes))
	}
	return nil
}

func (k *kept) rows() int { return (len(k.ends) - 1) / k.width }

func (k *kept) value(row, column int) []byte {
	i := row*k.width + column
	return k.bytes[k.ends[i]:k.ends[i+1]]
}
