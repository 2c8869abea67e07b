package db

import (
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"

	"yice/internal/kit/errs"
)

// Query builds a statement whose conditions depend on the input. Fragments are constants of the store with ? for each
// value; values never enter the text.
type Query struct {
	b    strings.Builder
	args []any
}

// NewQuery starts with a fragment.
func NewQuery(fragment string, args ...any) *Query {
	q := &Query{}
	return q.Add(fragment, args...)
}

// Add appends a fragment.
func (q *Query) Add(fragment string, args ...any) *Query {
	if strings.Count(fragment, "?") != len(args) {
		panic("fragment and values differ in number: " + fragment)
	}
	for {
		i := strings.IndexByte(fragment, '?')
		if i < 0 {
			q.b.WriteString(fragment)
			return q
		}
		q.args = append(q.args, args[0])
		args = args[1:]
		q.b.WriteString(fragment[:i])
		q.b.WriteByte('$')
		q.b.WriteString(strconv.Itoa(len(q.args)))
		fragment = fragment[i+1:]
	}
}

// If appends the fragment when the condition holds.
func (q *Query) If(cond bool, fragment string, args ...any) *Query {
	if cond {
		q.Add(fragment, args...)
	}
	return q
}

// In appends "column IN (…)"; an empty list matches nothing.
func In[T any](q *Query, column string, values []T) *Query {
	if len(values) == 0 {
		return q.Add("1=0")
	}
	q.Add(column + " IN (")
	for i, v := range values {
		if i > 0 {
			q.Add(",")
		}
		q.Add("?", v)
	}
	return q.Add(")")
}

// Text is the statement.
func (q *Query) Text() string { return q.b.String() }

// Args are its values.
func (q *Query) Args() []any { return q.args }

// Sort is one allowed order of a list: a column expression and the id that breaks ties.
type Sort struct {
	Column string
	ID     string
	Desc   bool
}

// Page is what a caller asks of a list: at most Limit rows after Cursor in the order named by Sort ("-name" descends).
type Page struct {
	Limit  int
	Cursor string
	Sort   string
}

// PageMax is the largest page.
const PageMax = 200

// Order picks the sort from the allow-list; def names the default.
func (p Page) Order(allowed map[string]Sort, def string) (Sort, error) {
	name := p.Sort
	if name == "" {
		name = def
	}
	desc := strings.HasPrefix(name, "-")
	s, ok := allowed[strings.TrimPrefix(name, "-")]
	if !ok {
		return Sort{}, errs.InvalidField("sort", "list.sort_unknown", "sort", p.Sort)
	}
	s.Desc = desc
	return s, nil
}

// Keyset appends the cursor's condition, the order and the limit (one more than asked, to learn whether there is more).
func (q *Query) Keyset(s Sort, p Page) error {
	dir, cmp := " ASC", " > "
	if s.Desc {
		dir, cmp = " DESC", " < "
	}
	if p.Cursor != "" {
		v, id, err := decodeCursor(p.Cursor)
		if err != nil {
			return err
		}
		q.Add(" AND ("+s.Column+", "+s.ID+")"+cmp+"(?, ?)", v, id)
	}
	q.Add(" ORDER BY " + s.Column + dir + ", " + s.ID + dir + " LIMIT " + strconv.Itoa(p.limit()+1))
	return nil
}

// Numbered tells which rows a page shows, from and to included, of a list whose rows bear the numbers 1 to n without a gap and are sorted
// by them: one more than asked, as with Keyset. Cut makes the next cursor of the number.
func (p Page) Numbered(s Sort, n int64) (from, to int64, err error) {
	after := int64(0)
	if s.Desc {
		after = n + 1
	}
	if p.Cursor != "" {
		v, _, err := decodeCursor(p.Cursor)
		if err != nil {
			return 0, 0, err
		}
		number, ok := v.(int64)
		if !ok {
			return 0, 0, errs.InvalidField("cursor", "list.cursor_bad")
		}
		after = min(max(number, 0), n+1)
	}
	more := int64(p.limit())
	if s.Desc {
		return max(after-1-more, 1), after - 1, nil
	}
	return after + 1, min(after+1+more, n), nil
}

func (p Page) limit() int {
	if p.Limit <= 0 {
		return 20
	}
	return min(p.Limit, PageMax)
}

// Cut takes the extra row off and gives the next cursor ("" at the end); key tells a row's sort value and id.
func Cut[T any](p Page, rows []T, key func(T) (any, string)) ([]T, string) {
	if len(rows) <= p.limit() {
		return rows, ""
	}
	rows = rows[:p.limit()]
	v, id := key(rows[len(rows)-1])
	b, _ := json.Marshal([]any{v, id})
	return rows, base64.RawURLEncoding.EncodeToString(b)
}

func decodeCursor(c string) (any, string, error) {
	bad := errs.InvalidField("cursor", "list.cursor_bad")
	raw, err := base64.RawURLEncoding.DecodeString(c)
	if err != nil {
		return nil, "", bad
	}
	var v [2]any
	dec := json.NewDecoder(strings.NewReader(string(raw)))
	dec.UseNumber()
	if err := dec.Decode(&v); err != nil {
		return nil, "", bad
	}
	id, ok := v[1].(string)
	if !ok {
		return nil, "", bad
	}
	if n, ok := v[0].(json.Number); ok {
		i, err := n.Int64()
		if err != nil {
			return nil, "", bad
		}
		return i, id, nil
	}
	s, ok := v[0].(string)
	if !ok {
		return nil, "", bad
	}
	return s, id, nil
}

// Prefix gives the bounds [from, to) of all texts that start with p, for an index range on both engines.
func Prefix(p string) (from, to string) { return p, p + "\U0010FFFF" }
