package web

import (
	"fmt"
	"reflect"
	"strings"

	"yice/internal/kit/clock"
	"yice/internal/kit/errs"
)

// The days that an input may name: whatever is before or after them is a slip of the hand.
const (
	firstDay = "1900-01-01"
	lastDay  = "2199-12-31"
)

// isDayName tells whether an input of this name is a calendar day. The house's names say so, and no input escapes by
// forgetting a tag.
func isDayName(name string) bool {
	return strings.HasSuffix(name, "_on") || name == "on_date" || name == "date"
}

// days knows which inputs of a type may name a day, so that the others need not be looked at.
type days struct{ types map[reflect.Type]*dayFields }

// dayFields are the fields of a struct that may hold a day.
type dayFields struct{ fields []dayField }

type dayField struct {
	index int
	name  string // on the wire; "" for an inline one
}

// daysOf looks at an input type once, when its route is made.
func daysOf(t reflect.Type) *days {
	d := &days{types: map[reflect.Type]*dayFields{}}
	d.may(t, "")
	return d
}

// may tells whether a value of the type, under this name, may hold a day.
func (d *days) may(t reflect.Type, name string) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return d.may(t.Elem(), name)
	case reflect.Interface, reflect.Map:
		return true
	case reflect.String:
		return isDayName(name)
	case reflect.Struct:
		if f, seen := d.types[t]; seen {
			return f != nil && len(f.fields) > 0 || f == nil // nil is a type within itself
		}
		d.types[t] = nil
		found := &dayFields{}
		for i := range t.NumField() {
			f := t.Field(i)
			if !f.IsExported() && !f.Anonymous {
				continue
			}
			n, inline := inputName(f)
			if (inline || n != "") && d.may(f.Type, n) {
				found.fields = append(found.fields, dayField{i, n})
			}
		}
		d.types[t] = found
		return len(found.fields) > 0
	}
	return false
}

// bad lists the inputs, by their paths, that should be a day and are none. Empty is the service's business.
func (d *days) bad(in any) []errs.Field {
	var out []errs.Field
	d.walk(reflect.ValueOf(in), "", "", &out)
	return out
}

func (d *days) walk(v reflect.Value, path, name string, out *[]errs.Field) {
	if len(*out) == maxFields || !v.IsValid() {
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		d.walk(v.Elem(), path, name, out)
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			d.walk(v.Index(i), fmt.Sprintf("%s[%d]", path, i), name, out)
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			key := fmt.Sprint(it.Key())
			d.walk(it.Value(), joined(path, key), key, out)
		}
	case reflect.Struct:
		fields := d.types[v.Type()]
		if fields == nil { // behind an interface
			fields = daysOf(v.Type()).types[v.Type()]
		}
		for _, f := range fields.fields {
			if f.name == "" {
				d.walk(v.Field(f.index), path, "", out)
			} else {
				d.walk(v.Field(f.index), joined(path, f.name), f.name, out)
			}
		}
	case reflect.String:
		if day := v.String(); isDayName(name) && day != "" && !isDay(day) {
			*out = append(*out, errs.Field{Path: path, Code: "field.day"})
		}
	}
}

func isDay(s string) bool {
	_, err := clock.ParseDate(s)
	return err == nil && s >= firstDay && s <= lastDay
}

// inputName is the name of a field on the wire; inline fields have none of their own.
func inputName(f reflect.StructField) (name string, inline bool) {
	for _, tag := range []string{"path", "query", "json"} {
		if t, ok := f.Tag.Lookup(tag); ok {
			name, _, _ = strings.Cut(t, ",")
			return strings.TrimSuffix(name, "-"), false
		}
	}
	return "", f.Anonymous || f.Name == "Body"
}

func joined(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
