// Package web is the wire: routes with their permission, the OpenAPI document, the one error writer, idempotency keys
// and the embedded app. Handlers and services know nothing of the library behind it.
package web

import (
	"context"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

// Two permissions that are no permission: anyone at all, and anyone who is signed in.
const (
	Public   authz.Permission = "public"
	SignedIn authz.Permission = "signed_in"
)

// Route is one address with the permission that opens it. The zero permission does not register.
type Route struct {
	Method  string
	Path    string
	Perm    authz.Permission
	ID      string
	Summary string
	// Unchanged lets a user in who must change the password first.
	Unchanged bool
	// Secret says that input or answer hold a secret, which the memory of idempotency keys must not keep.
	Secret bool
	// MaxBody is the largest body in bytes; 0 means 1 MiB.
	MaxBody  int64
	register func(s *Server, op huma.Operation)
	raw      func(w http.ResponseWriter, r *http.Request) error
}

// Get declares a reading route under /api/v1.
func Get[I, O any](path string, perm authz.Permission, id, summary string, h func(context.Context, *I) (O, error)) Route {
	return typed(http.MethodGet, path, perm, id, summary, h)
}

// Post declares a creating or acting route under /api/v1.
func Post[I, O any](path string, perm authz.Permission, id, summary string, h func(context.Context, *I) (O, error)) Route {
	return typed(http.MethodPost, path, perm, id, summary, h)
}

// Put declares a replacing route under /api/v1.
func Put[I, O any](path string, perm authz.Permission, id, summary string, h func(context.Context, *I) (O, error)) Route {
	return typed(http.MethodPut, path, perm, id, summary, h)
}

// Delete declares a removing route under /api/v1.
func Delete[I, O any](path string, perm authz.Permission, id, summary string, h func(context.Context, *I) (O, error)) Route {
	return typed(http.MethodDelete, path, perm, id, summary, h)
}

// Raw declares a route whose body is not JSON: files up and down. An error that h returns before it writes is answered
// by the one error writer.
func Raw(method, path string, perm authz.Permission, id, summary string, h func(w http.ResponseWriter, r *http.Request) error) Route {
	return Route{Method: method, Path: path, Perm: perm, ID: id, Summary: summary, raw: h}
}

// Sized sets the largest body.
func (r Route) Sized(max int64) Route { r.MaxBody = max; return r }

// BeforePasswordChange opens the route to users who must change their password first.
func (r Route) BeforePasswordChange() Route { r.Unchanged = true; return r }

// WithSecret keeps input and answer out of the memory of idempotency keys; a repetition is answered 409
// request.already_done.
func (r Route) WithSecret() Route { r.Secret = true; return r }

type output[O any] struct {
	Status int
	Body   O
}

type outputNone struct{ Status int }

// None is the answer of a handler that has nothing to say (204).
type None struct{}

func typed[I, O any](method, path string, perm authz.Permission, id, summary string, h func(context.Context, *I) (O, error)) Route {
	r := Route{Method: method, Path: path, Perm: perm, ID: id, Summary: summary}
	days := daysOf(reflect.TypeFor[I]())
	call := func(ctx context.Context, in *I) (out O, err error) {
		if bad := days.bad(in); len(bad) > 0 {
			return out, errs.InvalidFields(bad)
		}
		return h(ctx, in)
	}
	r.register = func(s *Server, op huma.Operation) {
		if reflect.TypeFor[O]() == reflect.TypeFor[None]() {
			op.DefaultStatus = http.StatusNoContent
			huma.Register(s.api, op, func(ctx context.Context, in *I) (*outputNone, error) {
				if _, err := call(ctx, in); err != nil {
					return nil, s.problem(ctx, err)
				}
				return &outputNone{Status: http.StatusNoContent}, nil
			})
			return
		}
		huma.Register(s.api, op, func(ctx context.Context, in *I) (*output[O], error) {
			body, err := call(ctx, in)
			if err != nil {
				return nil, s.problem(ctx, err)
			}
			return &output[O]{Status: http.StatusOK, Body: body}, nil
		})
	}
	return r
}

func (s *Server) add(r Route) {
	if r.Perm == "" || r.ID == "" {
		panic("route without permission or id: " + r.Method + " " + r.Path)
	}
	path := "/api/v1" + r.Path
	if r.Secret {
		s.secrets[r.Method+" "+path] = true
	}
	if r.raw != nil {
		s.mux.HandleFunc(r.Method+" "+path, func(w http.ResponseWriter, req *http.Request) {
			if err := s.admit(req.Context(), r); err != nil {
				s.writeError(w, req, err)
				return
			}
			if err := r.raw(w, req); err != nil {
				s.writeError(w, req, err)
			}
		})
		return
	}
	max := r.MaxBody
	if max == 0 {
		max = 1 << 20
	}
	op := huma.Operation{
		Method: r.Method, Path: path, OperationID: strings.ReplaceAll(r.ID, ".", "-"), Summary: r.Summary,
		Tags: []string{strings.SplitN(r.ID, ".", 2)[0]}, MaxBodyBytes: max, BodyReadTimeout: bodyTimeout,
		Extensions: map[string]any{"x-permission": string(r.Perm)},
		Middlewares: huma.Middlewares{func(hc huma.Context, next func(huma.Context)) {
			if err := s.admit(hc.Context(), r); err != nil {
				s.writeProblem(hc, err)
				return
			}
			ctx, cancel := context.WithTimeout(hc.Context(), s.cfg.Answer)
			defer cancel()
			next(huma.WithContext(hc, ctx))
		}},
	}
	r.register(s, op)
}

func (s *Server) admit(ctx context.Context, r Route) error {
	if r.Perm == Public {
		return nil
	}
	a, err := authz.Must(ctx)
	if err != nil {
		return err
	}
	if a.MustChangePassword && !r.Unchanged {
		return errs.New(errs.Forbidden, "session.password_change_required")
	}
	if r.Perm == SignedIn {
		return nil
	}
	return authz.Require(ctx, r.Perm)
}

// Page is what every list takes; embed it in the input struct.
type Page struct {
	Limit  int    `query:"limit" minimum:"0" maximum:"200" doc:"rows a page, at most 200"`
	Cursor string `query:"cursor" maxLength:"500"`
	Sort   string `query:"sort" maxLength:"40" doc:"column, with - in front for descending"`
}

// Page is what the database wants to know of the input.
func (p Page) Page() db.Page { return db.Page{Limit: p.Limit, Cursor: p.Cursor, Sort: p.Sort} }

// CountMax is where the counting of a list stops.
const CountMax = 10_000

// ListOf answers a page; a total above CountMax is capped.
func ListOf[T any](items []T, next string, total int64) List[T] {
	return List[T]{Items: items, Next: next, Total: min(total, CountMax), TotalCapped: total > CountMax}
}

// List is what every list answers. Total counts the rows that match; TotalCapped says that there are more than Total.
type List[T any] struct {
	Items       []T    `json:"items"`
	Next        string `json:"next"`
	Total       int64  `json:"total"`
	TotalCapped bool   `json:"total_capped"`
}
