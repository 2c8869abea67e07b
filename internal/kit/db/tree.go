package db

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"slices"
)

// SQLite keeps a table WITHOUT ROWID as one tree of pages in the order of its key. Asking the engine for a row of it, column by column,
// costs several times what reading the row does, so who reads very much of a table reads its pages: the engine gives them as the
// transaction sees them (by its table sqlite_dbpage), and their form is fixed and described at sqlite.org/fileformat2.html.

const (
	pageInterior = 2
	pageLeaf     = 10
	treeDepth    = 20 // no book is deeper
)

// tree reads rows of one table in the order of its key.
type tree struct {
	table  string
	page   func(number uint32, into []byte) error // as the transaction sees it
	usable int                                    // of a page
	size   int
	order  []int // for each wanted column its place in a row
	stack  []level
	free   [][]byte // pages to be used again
	rest   []byte   // a row that goes over several pages
	row    record
}

// level is a page on the way to the row. Before the cell i of an interior page comes what its child holds.
type level struct {
	page []byte
	i, n int
	leaf bool
	down bool // the child before cell i has been read
}

func (t *tree) malformed(what string) error {
	return fmt.Errorf("table %s is malformed: %s", t.table, what)
}

// openTree finds a table, which must be WITHOUT ROWID.
func openTree(ctx context.Context, tx *Tx, table string, columns []string) (*tree, error) {
	type about struct {
		Root int64 `db:"root"`
		Size int64 `db:"size"`
	}
	a, err := One[about](ctx, tx, "SELECT s.rootpage AS root, p.page_size AS size FROM sqlite_schema s, pragma_page_size p WHERE s.type = 'table' AND s.name = $1", table)
	if err != nil {
		return nil, err
	}
	names, err := All[string](ctx, tx, "SELECT name FROM pragma_table_info($1) ORDER BY pk = 0, pk, cid", table)
	if err != nil {
		return nil, err
	}
	t := &tree{table: table, page: tx.page, size: int(a.Size), usable: int(a.Size), order: make([]int, len(columns))}
	for i, c := range columns {
		if t.order[i] = slices.Index(names, c); t.order[i] < 0 {
			return nil, fmt.Errorf("table %s has no column %s", table, c)
		}
	}
	t.row.cells = make([]cell, slices.Max(t.order)+1) // rows that are older than a column do not end with it
	first, err := t.read(1)
	if err != nil {
		return nil, err
	}
	t.usable -= int(first[20])
	t.free = append(t.free, first)
	return t, t.push(uint32(a.Root))
}

// page gives a page of the book as the transaction sees it.
func (t *Tx) page(number uint32, into []byte) error {
	s, err := t.lite.prepare("SELECT data FROM sqlite_dbpage WHERE pgno = $1", 1)
	if err != nil {
		return t.db.translate(err)
	}
	defer s.done()
	s.s.BindInt64(1, int64(number))
	more, err := s.step()
	if err == nil && (!more || s.s.ColumnBytes(0, into) != len(into)) {
		err = fmt.Errorf("page %d is missing", number)
	}
	return t.db.translate(err)
}

// read fetches a page into memory that is used again.
func (t *tree) read(number uint32) ([]byte, error) {
	var page []byte
	if n := len(t.free); n > 0 {
		page, t.free = t.free[n-1], t.free[:n-1]
	} else {
		page = make([]byte, t.size)
	}
	return page, t.page(number, page)
}

// push goes down to a page.
func (t *tree) push(number uint32) error {
	page, err := t.read(number)
	if err != nil {
		return err
	}
	l := level{page: page, n: int(binary.BigEndian.Uint16(page[3:])), leaf: page[0] == pageLeaf}
	if !l.leaf && page[0] != pageInterior || len(t.stack) == treeDepth || l.head()+2*l.n > len(page) {
		return t.malformed(fmt.Sprintf("page %d is none of its tree", number))
	}
	t.stack = append(t.stack, l)
	return nil
}

// head is how long the page's header is.
func (l *level) head() int {
	if l.leaf {
		return 8
	}
	return 12
}

// cell is where cell i begins.
func (l *level) cell(i int) int { return int(binary.BigEndian.Uint16(l.page[l.head()+2*i:])) }

// child is the page before cell i, or behind the last.
func (l *level) child() (uint32, bool) {
	if l.i == l.n {
		return binary.BigEndian.Uint32(l.page[8:]), true
	}
	at := l.cell(l.i)
	if at+4 > len(l.page) {
		return 0, false
	}
	return binary.BigEndian.Uint32(l.page[at:]), true
}

// seek stands before the first row whose key is not less than from. It is asked for once, before next.
func (t *tree) seek(from []byte) error {
	for {
		l := &t.stack[len(t.stack)-1]
		low, high := 0, l.n
		for low < high {
			mid := (low + high) / 2
			if err := t.parse(l, mid); err != nil {
				return err
			}
			if bytes.Compare(t.row.text(0), from) < 0 {
				low = mid + 1
			} else {
				high = mid
			}
		}
		if l.i = low; l.leaf {
			return nil
		}
		if err := t.down(l); err != nil {
			return err
		}
	}
}

func (t *tree) down(l *level) error {
	number, ok := l.child()
	if !ok {
		return t.malformed("a cell lies outside its page")
	}
	l.down = true
	return t.push(number)
}

// next goes to the following row; false at the end.
func (t *tree) next() (bool, error) {
	for len(t.stack) > 0 {
		l := &t.stack[len(t.stack)-1]
		switch {
		case !l.leaf && !l.down:
			if err := t.down(l); err != nil {
				return false, err
			}
		case l.i < l.n:
			l.i, l.down = l.i+1, false
			return true, t.parse(l, l.i-1)
		default:
			t.free = append(t.free, l.page)
			t.stack = t.stack[:len(t.stack)-1]
		}
	}
	return false, nil
}

// parse reads the row of a cell.
func (t *tree) parse(l *level, i int) error {
	at := l.cell(i)
	if !l.leaf {
		at += 4
	}
	if at >= len(l.page) {
		return t.malformed("a cell lies outside its page")
	}
	length, n := varint(l.page[at:])
	if n == 0 || length > 1<<30 {
		return t.malformed("a row is too long")
	}
	body, here := l.page[at+n:], t.local(int(length))
	if here > len(body) {
		return t.malformed("a row lies outside its page")
	}
	body = body[:here:len(body)]
	if here < int(length) {
		var err error
		if body, err = t.overflow(body, int(length)); err != nil {
			return err
		}
	}
	if !t.row.parse(body) {
		return t.malformed("a row has not all its columns")
	}
	return nil
}

// local is how much of a row stands in its own page.
func (t *tree) local(length int) int {
	u := t.usable
	most, least := (u-12)*64/255-23, (u-12)*32/255-23
	if length <= most {
		return length
	}
	if k := least + (length-least)%(u-4); k <= most {
		return k
	}
	return least
}

// overflow puts a row together whose rest stands in a chain of other pages, which the four bytes behind begin.
func (t *tree) overflow(begin []byte, length int) ([]byte, error) {
	if cap(begin) < len(begin)+4 {
		return nil, t.malformed("a row lies outside its page")
	}
	next := binary.BigEndian.Uint32(begin[len(begin) : len(begin)+4])
	t.rest = append(t.rest[:0], begin...)
	for len(t.rest) < length {
		page, err := t.read(next)
		if err != nil {
			return nil, err
		}
		next = binary.BigEndian.Uint32(page)
		t.rest = append(t.rest, page[4:4+min(length-len(t.rest), t.usable-4)]...)
		t.free = append(t.free, page)
	}
	return t.rest, nil
}

// record is a row of a tree: the columns of the key, then the others.
type record struct {
	body  []byte
	cells []cell
}

// cell is where a column stands in a row, and of which kind it is.
type cell struct{ from, to, kind int }

// parse tells whether the row has all columns.
func (r *record) parse(body []byte) bool {
	end, at := varint(body)
	if at == 0 || end > uint64(len(body)) {
		return false
	}
	r.body = body
	from := int(end)
	for i := range r.cells {
		if at >= int(end) {
			return false
		}
		kind, n := uint64(body[at]), 1
		if kind >= 0x80 {
			if kind, n = varint(body[at:int(end)]); n == 0 || kind > 1<<32 {
				return false
			}
		}
		at += n
		to := from + widthOf(int(kind))
		if to > len(body) {
			return false
		}
		r.cells[i] = cell{from, to, int(kind)}
		from = to
	}
	return true
}

// widthOf is how many bytes a value of a kind takes.
func widthOf(kind int) int {
	switch {
	case kind >= 12:
		return (kind - 12) / 2
	case kind <= 4:
		return kind
	case kind == 5:
		return 6
	case kind <= 7:
		return 8
	}
	return 0
}

// equal compares a wanted column with one of another tree. Equal values are of one kind, because SQLite writes each as short as it can.
func (t *tree) equal(i int, o *tree, j int) bool {
	a, b := &t.row.cells[t.order[i]], &o.row.cells[o.order[j]]
	return a.kind == b.kind && bytes.Equal(t.row.body[a.from:a.to], o.row.body[b.from:b.to])
}

func (r *record) text(i int) []byte {
	c := &r.cells[i]
	if c.kind < 12 {
		return nil
	}
	return r.body[c.from:c.to:c.to]
}

func (r *record) int(i int) int64 {
	c := &r.cells[i]
	switch c.kind {
	case 9:
		return 1
	case 1, 2, 3, 4, 5, 6:
		n := int64(int8(r.body[c.from]))
		for _, b := range r.body[c.from+1 : c.to] {
			n = n<<8 | int64(b)
		}
		return n
	}
	return 0
}

// varint is a number of up to nine bytes, and how many they are; none when they are cut off.
func varint(b []byte) (v uint64, n int) {
	for n = 0; n < len(b) && n < 8; n++ {
		v = v<<7 | uint64(b[n]&0x7f)
		if b[n] < 0x80 {
			return v, n + 1
		}
	}
	if n < len(b) {
		return v<<8 | uint64(b[n]), n + 1
	}
	return 0, 0
}
