package db

import (
	"bytes"
	"context"
	"fmt"
	"strings"
)

// Pair names two tables that are read side by side: the key of Tail is that of Head and a number. Columns are TEXT or BIGINT NOT NULL,
// and the key is the first of each list. In the columns of Same, which both tables have, a row of Tail is expected to be like its Head.
type Pair struct {
	Head, Tail               string
	HeadColumns, TailColumns []string
	Number                   string
	Same                     []string
}

// StreamPair calls head for each row of Head whose key lies between from and to, in their order, and behind it tail for each of its
// rows of Tail, in theirs, with whether the columns of Same agree. A row of Tail without its Head is left out. It is for those who
// read millions of them: what a Row gives lives until the next call of the same function.
func StreamPair(ctx context.Context, t *Tx, p Pair, from, to string, head func(r *Row) error, tail func(r *Row, same bool) error) error {
	if t.lite != nil {
		return pairLite(ctx, t, p, from, to, head, tail)
	}
	return pairPostgres(ctx, t, p, from, to, head, tail)
}

func pairLite(ctx context.Context, t *Tx, p Pair, from, to string, head func(r *Row) error, tail func(r *Row, same bool) error) error {
	h, err := openTree(ctx, t, p.Head, append(p.HeadColumns[:len(p.HeadColumns):len(p.HeadColumns)], p.Same...))
	if err != nil {
		return err
	}
	e, err := openTree(ctx, t, p.Tail, append(p.TailColumns[:len(p.TailColumns):len(p.TailColumns)], p.Same...))
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

// same compares the columns behind the others.
func (r *Row) same(o *Row, p Pair) bool {
	for i := range p.Same {
		a, b := len(p.HeadColumns)+i, len(p.TailColumns)+i
		if r.tree != nil && !r.tree.equal(a, o.tree, b) || r.tree == nil && !bytes.Equal(r.raw[a], o.raw[b]) {
			return false
		}
	}
	return true
}

// pairRows is how many rows of Head are kept at once, so that they stay near the processor.
const pairRows = 2500

// pairPostgres keeps some rows of Head and then reads theirs of Tail, because a connection answers one question after the other. A join
// would cost the server more than the two.
func pairPostgres(ctx context.Context, t *Tx, p Pair, from, to string, head func(r *Row) error, tail func(r *Row, same bool) error) error {
	k := &kept{width: len(p.HeadColumns) + len(p.Same)}
	for beyond := ">="; ; beyond = ">" {
		k.clear()
		err := Stream(ctx, t, k.add, fmt.Sprintf("SELECT %s FROM %s WHERE %s %s $1 AND %[3]s <= $2 ORDER BY %[3]s LIMIT $3",
			p.list(p.HeadColumns), p.Head, p.HeadColumns[0], beyond), from, to, int64(pairRows))
		if err != nil || k.rows() == 0 {
			return err
		}
		first, last := string(k.value(0, 0)), string(k.value(k.rows()-1, 0))
		if err := k.beside(ctx, t, p, first, last, head, tail); err != nil {
			return err
		}
		if k.rows() < pairRows {
			return nil
		}
		from = last
	}
}

// beside reads the rows of Tail beside those that are kept.
func (k *kept) beside(ctx context.Context, t *Tx, p Pair, first, last string, head func(r *Row) error, tail func(r *Row, same bool) error) error {
	h, done := &Row{raw: make([][]byte, k.width)}, 0
	upTo := func(key []byte) error {
		for done < k.rows() && bytes.Compare(k.value(done, 0), key) <= 0 {
			for i := range h.raw {
				h.raw[i] = k.value(done, i)
			}
			done++
			if err := head(h); err != nil {
				return err
			}
		}
		return nil
	}
	err := Stream(ctx, t, func(r *Row) error {
		if err := upTo(r.raw[0]); err != nil || !bytes.Equal(h.raw[0], r.raw[0]) {
			return err
		}
		return tail(r, h.same(r, p))
	}, fmt.Sprintf("SELECT %s FROM %s WHERE %s >= $1 AND %[3]s <= $2 ORDER BY %[3]s, %s",
		p.list(p.TailColumns), p.Tail, p.TailColumns[0], p.Number), first, last)
	if err != nil {
		return err
	}
	return upTo([]byte(last))
}

// kept are rows of so many columns.
type kept struct {
	width int
	bytes []byte
	ends  []int
}

func (k *kept) clear() { k.bytes, k.ends = k.bytes[:0], append(k.ends[:0], 0) }

func (k *kept) add(r *Row) error {
	for _, v := range r.raw {
		k.bytes = append(k.bytes, v...)
		k.ends = append(k.ends, len(k.bytes))
	}
	return nil
}

func (k *kept) rows() int { return len(k.ends) / k.width }

func (k *kept) value(row, column int) []byte {
	i := row*k.width + column
	return k.bytes[k.ends[i]:k.ends[i+1]]
}

func (p *Pair) list(columns []string) string {
	return strings.Join(append(columns[:len(columns):len(columns)], p.Same...), ", ")
}
