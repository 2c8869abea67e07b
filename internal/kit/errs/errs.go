// Package errs is the one error vocabulary of the house: a kind that decides the status, a stable code that
// decides the sentence, and the fields it is about. The wrapped cause is for the log and never leaves the server.
package errs

import (
	"errors"
	"fmt"
)

// Kind is the closed list of what can go wrong from a caller's point of view.
type Kind int

// The zero Kind is Internal, so that a forgotten kind never tells a caller too much.
const (
	Internal Kind = iota
	Malformed
	Invalid
	Unauthenticated
	Forbidden
	NotFound
	Conflict
	Stale
	TooLarge
	TooMany
	Unavailable
)

// Field names one input that is wrong; Path is the JSON path as the caller wrote it, Code a stable message code.
type Field struct {
	Path   string         `json:"path"`
	Code   string         `json:"code"`
	Params map[string]any `json:"params,omitempty"`
	// Warn marks a finding that does not block but wants a typed reason.
	Warn bool `json:"warn,omitempty"`
}

// Error carries everything that a caller may learn (Kind, Code, Params, Fields) and what only the log may (Err).
type Error struct {
	Kind   Kind
	Code   string
	Params map[string]any
	Fields []Field
	Err    error
}

// New makes an error from a kind, a stable code and alternating parameter names and values.
func New(kind Kind, code string, params ...any) *Error {
	return &Error{Kind: kind, Code: code, Params: pairs(params)}
}

// InvalidField makes an Invalid error about one input.
func InvalidField(path, code string, params ...any) *Error {
	return &Error{Kind: Invalid, Code: "invalid", Fields: []Field{{Path: path, Code: code, Params: pairs(params)}}}
}

// InvalidFields makes an Invalid error about several inputs, or nil when there are none that block.
func InvalidFields(fields []Field) error {
	for _, f := range fields {
		if !f.Warn {
			return &Error{Kind: Invalid, Code: "invalid", Fields: fields}
		}
	}
	return nil
}

// Because attaches the cause for the log.
func (e *Error) Because(err error) *Error {
	c := *e
	c.Err = err
	return &c
}

func (e *Error) Error() string {
	s := e.Code
	if len(e.Params) > 0 {
		s += fmt.Sprint(e.Params)
	}
	for _, f := range e.Fields {
		s += fmt.Sprintf(" [%s: %s %v]", f.Path, f.Code, f.Params)
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// Wrap prefixes *err with where it happened; the first line of an exported service method defers it.
func Wrap(err *error, format string, args ...any) {
	if *err != nil {
		*err = fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), *err)
	}
}

// As returns the *Error inside err; anything else is an Internal one around it.
func As(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Kind: Internal, Code: "internal", Err: err}
}

// IsKind tells whether err carries the kind.
func IsKind(err error, k Kind) bool { return err != nil && As(err).Kind == k }

// IsCode tells whether err carries the code, at the top or on a field.
func IsCode(err error, code string) bool {
	if err == nil {
		return false
	}
	e := As(err)
	if e.Code == code {
		return true
	}
	for _, f := range e.Fields {
		if f.Code == code {
			return true
		}
	}
	return false
}

func pairs(kv []any) map[string]any {
	if len(kv) == 0 {
		return nil
	}
	m := make(map[string]any, len(kv)/2)
	for i := 0; i+1 < len(kv); i += 2 {
		m[fmt.Sprint(kv[i])] = kv[i+1]
	}
	return m
}
