package db

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"reflect"
	"sync"
	"time"
)

// JSON is a column that holds a document as text; SQL never looks inside.
type JSON[T any] struct{ V T }

// Scan reads the document; empty text is the zero value.
func (j *JSON[T]) Scan(src any) error {
	var zero T
	j.V = zero
	var b []byte
	switch s := src.(type) {
	case nil:
		return nil
	case string:
		b = []byte(s)
	case []byte:
		b = s
	default:
		return fmt.Errorf("cannot read %T as a document", src)
	}
	if len(b) == 0 {
		return nil
	}
	return json.Unmarshal(b, &j.V)
}

// Value writes the document.
func (j JSON[T]) Value() (driver.Value, error) {
	b, err := json.Marshal(j.V)
	return string(b), err
}

// MarshalJSON shows the document itself.
func (j JSON[T]) MarshalJSON() ([]byte, error) { return json.Marshal(j.V) }

// UnmarshalJSON reads the document itself.
func (j *JSON[T]) UnmarshalJSON(b []byte) error { return json.Unmarshal(b, &j.V) }

type layout struct {
	cols    []string
	index   map[string][]int
	paths   [][]int
	inserts sync.Map // insertKey → the statement's text
}

type insertKey struct {
	engine Engine
	table  string
	rows   int
}

// insert is the text that writes so many rows into the table. An update ends with its first failing statement, so that SQLite
// need not be ready to undo this one alone, for which it would copy every page aside.
func (l *layout) insert(e Engine, table string, rows int) string {
	k := insertKey{e, table, rows}
	if text, ok := l.inserts.Load(k); ok {
		return text.(string)
	}
	verb := "INSERT"
	if e == SQLite && rows > 1 {
		verb = "INSERT OR FAIL"
	}
	text := insertText(verb, table, l.cols, rows)
	l.inserts.Store(k, text)
	return text
}

var layouts sync.Map // reflect.Type → *layout; a cache of facts, not state

func layoutOf(t reflect.Type) *layout {
	if l, ok := layouts.Load(t); ok {
		return l.(*layout)
	}
	l := &layout{index: map[string][]int{}}
	l.walk(t, nil)
	layouts.Store(t, l)
	return l
}

func (l *layout) walk(t reflect.Type, path []int) {
	for i := range t.NumField() {
		f := t.Field(i)
		p := append(append([]int{}, path...), i)
		if f.Anonymous && f.Type.Kind() == reflect.Struct && f.Tag.Get("db") == "" {
			l.walk(f.Type, p)
			continue
		}
		name := f.Tag.Get("db")
		if name == "" || name == "-" {
			continue
		}
		l.cols, l.paths, l.index[name] = append(l.cols, name), append(l.paths, p), p
	}
}

func rowType(row any) reflect.Type {
	t := reflect.TypeOf(row)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

func columnsOf(row any) (*layout, []any) {
	v := reflect.ValueOf(row)
	for v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	l := layoutOf(v.Type())
	vals := make([]any, len(l.cols))
	for i, p := range l.paths {
		vals[i] = v.FieldByIndex(p).Interface()
	}
	return l, vals
}

// isRow tells whether a type takes a row by its db tags, not a single column.
func isRow(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t != reflect.TypeFor[time.Time]() && !reflect.PointerTo(t).Implements(reflect.TypeFor[sql.Scanner]())
}

func newScanner(dst any, names []string) ([]any, error) {
	v := reflect.ValueOf(dst).Elem()
	if !isRow(v.Type()) {
		return []any{dst}, nil
	}
	l := layoutOf(v.Type())
	out := make([]any, len(names))
	for i, n := range names {
		p, ok := l.index[n]
		if !ok {
			return nil, fmt.Errorf("column %q has no field in %s", n, v.Type())
		}
		out[i] = v.FieldByIndex(p).Addr().Interface()
	}
	return out, nil
}
