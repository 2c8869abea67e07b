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

// badDays lists the inputs, by their paths, that should be a day and are none. Empty is the service's business.
func badDays(in any) []errs.Field {
	var out []errs.Field
	walkDays(reflect.ValueOf(in), "", "", &out)
	return out
}

func walkDays(v reflect.Value, path, name string, out *[]errs.Field) {
	if len(*out) == maxFields || !v.IsValid() {
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		walkDays(v.Elem(), path, name, out)
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			walkDays(v.Index(i), fmt.Sprintf("%s[%d]", path, i), name, out)
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			key := fmt.Sprint(it.Key())
			walkDays(it.Value(), joined(path, key), key, out)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if !f.IsExported() && !f.Anonymous {
				continue
			}
			if n, inline := inputName(f); inline {
				walkDays(v.Field(i), path, "", out)
			} else if n != "" {
				walkDays(v.Field(i), joined(path, n), n, out)
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
