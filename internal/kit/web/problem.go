package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"yice/internal/kit/errs"
)

// Problem is the one shape of every refusal (RFC 9457). Detail is a sentence for people in the caller's language.
type Problem struct {
	Type      string         `json:"type"`
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Code      string         `json:"code"`
	Detail    string         `json:"detail"`
	Params    map[string]any `json:"params,omitempty"`
	Fields    []ProblemField `json:"fields,omitempty"`
	RequestID string         `json:"request_id,omitempty"`
	cause     error
}

// ProblemField is one input that is wrong, with its own sentence.
type ProblemField struct {
	Path   string `json:"path"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
	Warn   bool   `json:"warn,omitempty"`
}

func (p *Problem) Error() string { return p.Code }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is problem+json.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

func statusOf(k errs.Kind) int {
	switch k {
	case errs.Malformed:
		return http.StatusBadRequest
	case errs.Invalid:
		return http.StatusUnprocessableEntity
	case errs.Unauthenticated:
		return http.StatusUnauthorized
	case errs.Forbidden:
		return http.StatusForbidden
	case errs.NotFound:
		return http.StatusNotFound
	case errs.Conflict:
		return http.StatusConflict
	case errs.Stale:
		return http.StatusPreconditionFailed
	case errs.TooLarge:
		return http.StatusRequestEntityTooLarge
	case errs.TooMany:
		return http.StatusTooManyRequests
	case errs.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

func (s *Server) problem(ctx context.Context, err error) *Problem {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p
	}
	rq := requestOf(ctx)
	e := errs.As(err)
	if e.Kind == errs.Internal && errors.Is(err, context.Canceled) {
		e = errs.New(errs.Unavailable, "request.cancelled")
	}
	p := &Problem{
		Type: "about:blank", Status: statusOf(e.Kind), Code: e.Code, Params: e.Params, RequestID: rq.id, cause: err,
		Detail: s.cfg.Catalogue.Text(rq.lang, e.Code, e.Params),
	}
	p.Title = http.StatusText(p.Status)
	for _, f := range e.Fields {
		p.Fields = append(p.Fields, ProblemField{Path: f.Path, Code: f.Code, Warn: f.Warn, Detail: s.cfg.Catalogue.Text(rq.lang, f.Code, f.Params)})
	}
	if e.Kind == errs.Internal || e.Kind == errs.Unavailable {
		s.cfg.Log.Error("refused", "request", rq.id, "code", e.Code, "err", err.Error())
	}
	return p
}

func (s *Server) writeError(w http.ResponseWriter, r *http.Request, err error) {
	p := s.problem(r.Context(), err)
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p)
}

func (s *Server) writeProblem(hc huma.Context, err error) {
	p := s.problem(hc.Context(), err)
	hc.SetHeader("Content-Type", p.ContentType(""))
	hc.SetStatus(p.Status)
	_ = json.NewEncoder(hc.BodyWriter()).Encode(p)
}
