package lab

import (
	"context"
	nethttp "net/http"

	"yice/internal/kit/web"
)

type http struct{ s *Service }

// Routes are this room's addresses. Computing is a POST because the question is long; it writes nothing but who saw cases.
func Routes(s *Service) []web.Route {
	h := http{s}
	return []web.Route{
		web.Get("/lab/board", PermRun, "lab.board", "政策实验室：可调整的参数", h.board),
		web.Post("/lab/compare", PermRun, "lab.compare", "现行与方案对比", h.compare),
		web.Post("/lab/cases", PermRun, "lab.changed", "金额变化的档案", h.changed),
		web.Post("/lab/solve", PermRun, "lab.solve", "按预算反求参数", h.solve),
		web.Post("/lab/frontier", PermRun, "lab.frontier", "两个参数的组合", h.frontier),
		web.Post("/lab/ration", PermRun, "lab.ration", "资金不足时的分配", h.ration),
		web.Get("/lab/runs", PermView, "lab.runs", "保存的测算", h.runs),
		web.Post("/lab/runs", PermRun, "lab.keep", "保存测算", h.keep),
		web.Get("/lab/runs/{id}", PermView, "lab.run", "一次测算", h.run),
		web.Raw(nethttp.MethodGet, "/lab/runs/{id}/document", PermView, "lab.document", "测算结果原文", h.document),
		web.Get("/lab/runs/{id}/cases", PermView, "lab.run_cases", "一次测算中金额变化的档案", h.runCases),
		web.Post("/lab/runs/{id}/repeat", PermRun, "lab.repeat", "重算并逐字节比对", h.repeat),
		web.Post("/lab/runs/{id}/adopt", PermRun, "lab.adopt", "提请议事", h.adopt),
	}
}

type boardIn struct {
	On string `query:"on" maxLength:"10" doc:"day; today when empty"`
}

func (h http) board(ctx context.Context, in *boardIn) (Board, error) { return h.s.Board(ctx, in.On) }

type compareIn struct{ Body Question }

func (h http) compare(ctx context.Context, in *compareIn) (Answer, error) {
	return h.s.Compare(ctx, in.Body)
}

type changedIn struct {
	Body struct {
		Question Question `json:"question"`
		Of       int64    `json:"of,omitempty" minimum:"0" maximum:"3" doc:"which reform, counted from 0"`
		Side     string   `json:"side,omitempty" enum:"up,down,in,out"`
		Cursor   string   `json:"cursor,omitempty" maxLength:"20"`
		Limit    int      `json:"limit,omitempty" minimum:"0" maximum:"50"`
	}
}

func (h http) changed(ctx context.Context, in *changedIn) (Cases, error) {
	b := in.Body
	return h.s.Changed(ctx, b.Question, b.Of, b.Side, b.Cursor, b.Limit)
}

type solveIn struct {
	Body struct {
		Question Question `json:"question"`
		Aim      Aim      `json:"aim"`
	}
}

func (h http) solve(ctx context.Context, in *solveIn) (Solved, error) {
	return h.s.Solve(ctx, in.Body.Question, in.Body.Aim)
}

type frontierIn struct {
	Body struct {
		Question Question `json:"question"`
		Aim      Aim      `json:"aim"`
		Other    Other    `json:"other"`
	}
}

// Frontier is the answer of a search over two parameters.
type Frontier struct {
	Pairs []Pair `json:"pairs"`
}

func (h http) frontier(ctx context.Context, in *frontierIn) (Frontier, error) {
	pairs, err := h.s.Frontier(ctx, in.Body.Question, in.Body.Aim, in.Body.Other)
	return Frontier{Pairs: pairs}, err
}

type rationIn struct {
	Body struct {
		Question Question `json:"question"`
		Ration   RationIn `json:"ration"`
		Cursor   string   `json:"cursor,omitempty" maxLength:"20"`
		Limit    int      `json:"limit,omitempty" minimum:"0" maximum:"50"`
	}
}

func (h http) ration(ctx context.Context, in *rationIn) (Portions, error) {
	b := in.Body
	return h.s.Ration(ctx, b.Question, b.Ration, b.Cursor, b.Limit)
}

type runsIn struct{ web.Page }

func (h http) runs(ctx context.Context, in *runsIn) (web.List[Head], error) {
	rows, next, n, err := h.s.Runs(ctx, in.Page.Page())
	return web.ListOf(rows, next, n), err
}

type keepIn struct{ Body Ask }

func (h http) keep(ctx context.Context, in *keepIn) (Run, error) { return h.s.Keep(ctx, in.Body) }

// OneIn names a kept run. It is exported because huma fills no embedded struct that is not.
type OneIn struct {
	ID string `path:"id" maxLength:"40"`
}

func (h http) run(ctx context.Context, in *OneIn) (Run, error) { return h.s.Get(ctx, in.ID) }

// document answers the bytes as they were written; the ETag is their SHA-256.
func (h http) document(w nethttp.ResponseWriter, r *nethttp.Request) error {
	text, hash, err := h.s.Bytes(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("ETag", `"`+hash+`"`)
	_, err = w.Write(text)
	return err
}

type runCasesIn struct {
	OneIn
	Of     int64  `query:"of" minimum:"0" maximum:"3" doc:"which reform, counted from 0"`
	Side   string `query:"side" enum:"up,down,in,out"`
	Cursor string `query:"cursor" maxLength:"20"`
	Limit  int    `query:"limit" minimum:"0" maximum:"50"`
}

func (h http) runCases(ctx context.Context, in *runCasesIn) (Cases, error) {
	return h.s.RunCases(ctx, in.ID, in.Of, in.Side, in.Cursor, in.Limit)
}

func (h http) repeat(ctx context.Context, in *OneIn) (Repeated, error) { return h.s.Repeat(ctx, in.ID) }

type adoptIn struct {
	OneIn
	Body AdoptIn
}

func (h http) adopt(ctx context.Context, in *adoptIn) (Run, error) {
	return h.s.Adopt(ctx, in.ID, in.Body)
}
