package db

import (
	"database/sql"
	"fmt"
	"reflect"
	"strconv"
	"unsafe"

	"zombiezen.com/go/sqlite"
)

// rowPlan says where in a Go value the columns of a statement go; it is made once for a statement and a type.
type rowPlan struct{ fields []rowField }

type rowField struct {
	name string
	at   uintptr // from the beginning of the value
	kind fieldKind
	typ  reflect.Type
}

type fieldKind int

const (
	fieldText fieldKind = iota
	fieldInt
	fieldBool
	fieldScanner
	fieldOther
)

// plan matches the columns with the fields of a type.
func (s *liteStmt) plan(t reflect.Type) (*rowPlan, error) {
	if p := s.plans[t]; p != nil {
		return p, nil
	}
	p := &rowPlan{fields: make([]rowField, len(s.cols))}
	if !isRow(t) {
		if len(s.cols) != 1 {
			return nil, fmt.Errorf("%d columns for one %s", len(s.cols), t)
		}
		p.fields[0] = fieldOf(s.cols[0], 0, t)
	} else {
		l := layoutOf(t)
		for i, name := range s.cols {
			path, ok := l.index[name]
			if !ok {
				return nil, fmt.Errorf("column %q has no field in %s", name, t)
			}
			at, ft := uintptr(0), t
			for _, n := range path {
				f := ft.Field(n)
				at, ft = at+f.Offset, f.Type
			}
			p.fields[i] = fieldOf(name, at, ft)
		}
	}
	if s.plans == nil {
		s.plans = map[reflect.Type]*rowPlan{}
	}
	s.plans[t] = p
	return p, nil
}

func fieldOf(name string, at uintptr, t reflect.Type) rowField {
	f := rowField{name: name, at: at, typ: t, kind: fieldOther}
	switch {
	case reflect.PointerTo(t).Implements(reflect.TypeFor[sql.Scanner]()):
		f.kind = fieldScanner
	case t.Kind() == reflect.String:
		f.kind = fieldText
	case t.Kind() == reflect.Int64 || t.Kind() == reflect.Int && strconv.IntSize == 64:
		f.kind = fieldInt
	case t.Kind() == reflect.Bool:
		f.kind = fieldBool
	}
	return f
}

// scan writes the row where the statement stands into the value at to, which is of the plan's type and zero.
func (s *liteStmt) scan(p *rowPlan, to unsafe.Pointer) error {
	for i := range p.fields {
		f := &p.fields[i]
		place := unsafe.Add(to, f.at)
		kind := s.s.ColumnType(i)
		switch {
		case f.kind == fieldText && kind == sqlite.TypeText:
			*(*string)(place) = s.s.ColumnText(i)
		case f.kind == fieldInt && kind == sqlite.TypeInteger:
			*(*int64)(place) = s.s.ColumnInt64(i)
		case f.kind == fieldBool && kind == sqlite.TypeInteger:
			*(*bool)(place) = s.s.ColumnInt64(i) != 0
		case f.kind == fieldScanner:
			if err := reflect.NewAt(f.typ, place).Interface().(sql.Scanner).Scan(s.value(i)); err != nil {
				return fmt.Errorf("column %s: %w", f.name, err)
			}
		default:
			if err := assign(reflect.NewAt(f.typ, place).Elem(), s.value(i)); err != nil {
				return fmt.Errorf("column %s: %w", f.name, err)
			}
		}
	}
	return nil
}

// value is a column as database/sql knows it.
func (s *liteStmt) value(i int) any {
	switch s.s.ColumnType(i) {
	case sqlite.TypeInteger:
		return s.s.ColumnInt64(i)
	case sqlite.TypeFloat:
		return s.s.ColumnFloat(i)
	case sqlite.TypeText:
		return s.s.ColumnText(i)
	case sqlite.TypeBlob:
		b := make([]byte, s.s.ColumnLen(i))
		s.s.ColumnBytes(i, b)
		return b
	}
	return nil
}

// assign sets a field of the less usual kinds, or from a column of another kind, by the rules of database/sql.
func assign(to reflect.Value, v any) error {
	if to.Kind() == reflect.Pointer {
		if v == nil {
			to.SetZero()
			return nil
		}
		to.Set(reflect.New(to.Type().Elem()))
		return assign(to.Elem(), v)
	}
	if to.Kind() == reflect.Interface {
		if v != nil {
			to.Set(reflect.ValueOf(v))
		}
		return nil
	}
	bad := fmt.Errorf("cannot read a %T into a %s", v, to.Type())
	if v == nil {
		if to.Type() == reflect.TypeFor[[]byte]() {
			return nil
		}
		return bad
	}
	text := ""
	switch x := v.(type) {
	case string:
		text = x
	case []byte:
		text = string(x)
	case int64:
		text = strconv.FormatInt(x, 10)
	case float64:
		text = strconv.FormatFloat(x, 'f', -1, 64)
	}
	switch to.Kind() {
	case reflect.String:
		to.SetString(text)
		return nil
	case reflect.Bool:
		b, err := strconv.ParseBool(text)
		to.SetBool(b)
		return err
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, err := strconv.ParseInt(text, 10, to.Type().Bits())
		to.SetInt(n)
		return err
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		n, err := strconv.ParseUint(text, 10, to.Type().Bits())
		to.SetUint(n)
		return err
	case reflect.Float32, reflect.Float64:
		f, err := strconv.ParseFloat(text, 64)
		to.SetFloat(f)
		return err
	case reflect.Slice:
		if to.Type().Elem().Kind() == reflect.Uint8 {
			to.SetBytes([]byte(text))
			return nil
		}
	}
	return bad
}
