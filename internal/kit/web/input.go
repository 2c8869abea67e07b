package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"yice/internal/kit/errs"
)

const (
	// maxFields bounds the list of wrong fields: a million wrong elements must not make an answer of a million lines.
	maxFields  = 50
	retryAfter = "5"
)

// errText marks text that PostgreSQL could not store: NUL, broken UTF-8, half a surrogate pair. Both engines refuse it here.
var errText = errors.New("text cannot be stored")

var ownErrorsOnce sync.Once

// ownErrors replaces the library's error constructor, of which there is one for all servers: each request finds its own
// server, and so its language, in the context.
func ownErrors() {
	ownErrorsOnce.Do(func() {
		huma.NewError = func(status int, _ string, _ ...error) huma.StatusError { return &Problem{Status: status} }
		huma.NewErrorWithContext = func(hc huma.Context, status int, msg string, details ...error) huma.StatusError {
			rq := requestOf(hc.Context())
			if msg == "cannot read request body" { // the sender broke off; that is not our failure
				status = http.StatusBadRequest
			}
			return rq.server.validation(hc.Context(), status, details)
		}
	})
}

// formats is JSON as the house reads it.
func formats() map[string]huma.Format {
	f := huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: func(data []byte, v any) error {
		if !storable(data) {
			return errText
		}
		return json.Unmarshal(data, v)
	}}
	return map[string]huma.Format{"application/json": f, "json": f}
}

// storable tells whether every text of a JSON document can be stored. The escapes that cannot are \u0000 and surrogates
// that are not a pair; everything else about them is the decoder's business.
func storable(data []byte) bool {
	if !utf8.Valid(data) {
		return false
	}
	for i := 0; i+1 < len(data); i++ {
		if data[i] != '\\' {
			continue
		}
		if data[i+1] != 'u' {
			i++
			continue
		}
		c := escaped(data[i:])
		switch {
		case c == 0 || c >= 0xdc00 && c <= 0xdfff:
			return false
		case c >= 0xd800 && c <= 0xdbff:
			if low := escaped(data[i+6:]); low < 0xdc00 || low > 0xdfff {
				return false
			}
			i += 6
		}
		i += 5
	}
	return true
}

// escaped is the number in \uXXXX at the beginning of data, or -1.
func escaped(data []byte) int {
	if len(data) < 6 || data[0] != '\\' || data[1] != 'u' {
		return -1
	}
	n := 0
	for _, c := range data[2:6] {
		d := strings.IndexByte("0123456789abcdef", c|0x20)
		if d < 0 || c < '0' {
			return -1
		}
		n = n<<4 | d
	}
	return n
}

// checkAddress refuses addresses that mean another one, or hold text that cannot be stored.
func checkAddress(u *url.URL) error {
	bad := func(s string) bool { return !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 }
	if bad(u.Path) {
		return errs.New(errs.Malformed, "text_unstorable")
	}
	if clean := path.Clean(u.Path); clean != u.Path && clean+"/" != u.Path {
		return errs.New(errs.Malformed, "request.malformed")
	}
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return errs.New(errs.Malformed, "request.malformed")
	}
	for name, values := range q {
		if bad(name) || bad(strings.Join(values, "")) {
			return errs.New(errs.Malformed, "text_unstorable")
		}
	}
	return nil
}

// validation replaces the library's error constructor, which would echo rejected values back: an identity number in a
// misspelt field must not come back in an answer or a log.
func (s *Server) validation(ctx context.Context, status int, details []error) huma.StatusError {
	kind, code := errs.Invalid, "invalid"
	switch status {
	case http.StatusBadRequest:
		kind, code = errs.Malformed, "request.malformed"
	case http.StatusRequestEntityTooLarge:
		kind, code = errs.TooLarge, "request.too_large"
	case http.StatusUnsupportedMediaType:
		kind, code = errs.Malformed, "request.media_type"
	case http.StatusRequestTimeout:
		kind, code = errs.Unavailable, "request.cancelled"
	case http.StatusNotAcceptable:
		kind, code = errs.Malformed, "request.malformed"
	}
	if status >= 500 {
		return s.problem(ctx, errs.New(errs.Internal, "internal").Because(errors.Join(details...)))
	}
	e := errs.New(kind, code)
	for _, d := range details {
		hd, ok := d.(huma.ErrorDetailer)
		if !ok {
			continue
		}
		det := hd.ErrorDetail()
		if det.Message == errText.Error() {
			return s.problem(ctx, errs.New(errs.Invalid, "text_unstorable"))
		}
		if len(e.Fields) == maxFields {
			break
		}
		e.Fields = append(e.Fields, errs.Field{Path: fieldPath(det), Code: fieldCode(det.Message), Params: map[string]any{"limit": lastWord(det.Message)}})
	}
	return s.problem(ctx, e)
}

func fieldPath(d *huma.ErrorDetail) string {
	p := strings.TrimPrefix(strings.TrimPrefix(d.Location, "body"), ".")
	for _, place := range []string{"query.", "path.", "header."} {
		p = strings.TrimPrefix(p, place)
	}
	if name, ok := strings.CutPrefix(d.Message, "expected required property "); ok {
		name = strings.TrimSuffix(name, " to be present")
		if p != "" {
			p += "."
		}
		p += name
	}
	return p
}

func fieldCode(msg string) string {
	for _, m := range [][2]string{
		{"expected required property", "field.required"},
		{"required query parameter", "field.required"},
		{"required header", "field.required"},
		{"unexpected property", "field.unknown"},
		{"expected length <=", "field.too_long"},
		{"expected length >=", "field.too_short"},
		{"expected array length <=", "field.too_many"},
		{"expected array length >=", "field.too_few"},
		{"expected number >=", "field.too_small"},
		{"expected number <=", "field.too_large"},
		{"expected value to be one of", "field.choice"},
		{"expected string to match pattern", "field.form"},
		{"expected string to be RFC", "field.form"},
		{"expected", "field.type"},
		{"invalid", "field.type"},
	} {
		if strings.HasPrefix(msg, m[0]) {
			return m[1]
		}
	}
	return "field.type"
}

func lastWord(msg string) string {
	if strings.Contains(msg, "one of") {
		return ""
	}
	return msg[strings.LastIndexByte(msg, ' ')+1:]
}
