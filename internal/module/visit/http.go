package visit

import (
	"context"

	"yice/internal/core/people"
	"yice/internal/kit/db"
	"yice/internal/kit/web"
	"yice/internal/module/aid"
)

type idIn struct {
	ID string `path:"id" maxLength:"26"`
}

type body[T any] struct {
	ID   string `path:"id" maxLength:"26"`
	Body T
}

type listIn struct {
	web.Page
	Kind    string `query:"kind" maxLength:"12"`
	State   string `query:"state" maxLength:"12"`
	Area    string `query:"area" maxLength:"12"`
	Advice  string `query:"advice" maxLength:"20"`
	Outcome string `query:"outcome" maxLength:"12"`
	From    string `query:"from" maxLength:"10"`
	To      string `query:"to" maxLength:"10"`
	Query   string `query:"q" maxLength:"30" doc:"file number"`
	Mine    bool   `query:"mine"`
}

func (in listIn) filter() Filter {
	return Filter{
		Kind: in.Kind, State: in.State, Area: in.Area, Advice: in.Advice, Outcome: in.Outcome, From: in.From, To: in.To, Query: in.Query, Mine: in.Mine,
		Page: db.Page{Limit: in.Limit, Cursor: in.Cursor, Sort: in.Sort},
	}
}

type dueIn struct {
	web.Page
	Group      string `query:"group" enum:",overdue,today,week,later"`
	Kind       string `query:"kind" maxLength:"12"`
	Area       string `query:"area" maxLength:"12"`
	Department string `query:"department" maxLength:"30"`
	Mine       bool   `query:"mine"`
}

func (in dueIn) filter() DueFilter {
	return DueFilter{
		Group: in.Group, Kind: in.Kind, Area: in.Area, Department: in.Department, Mine: in.Mine,
		Page: db.Page{Limit: in.Limit, Cursor: in.Cursor, Sort: in.Sort},
	}
}

type colleaguesIn struct {
	ID    string `path:"id" maxLength:"26"`
	Kind  string `query:"kind" maxLength:"12"`
	Query string `query:"q" maxLength:"30"`
}

// ReplanInput moves an appointment or changes who goes.
type ReplanInput struct {
	Version   int64    `json:"version" minimum:"1"`
	PlannedOn string   `json:"planned_on" minLength:"10" maxLength:"10"`
	Visitors  []string `json:"visitors" maxItems:"6"`
	PlaceNote string   `json:"place_note,omitempty" maxLength:"200"`
}

// CancelInput calls an appointment off.
type CancelInput struct {
	Version int64  `json:"version" minimum:"1"`
	Reason  string `json:"reason" minLength:"1" maxLength:"500"`
}

// RecordInput is the form with the version of the visit that it was written on.
type RecordInput struct {
	Version int64  `json:"version" minimum:"1"`
	Record  Record `json:"record"`
}

// Form is what a page needs to ask about a visit.
type Form struct {
	Housings   []people.Entry      `json:"housings"`
	Conditions []string            `json:"conditions"`
	Incomes    []string            `json:"incomes"`
	Costs      []string            `json:"costs"`
	Property   []string            `json:"property"`
	Photos     []string            `json:"photos"`
	Advices    map[string][]string `json:"advices"`
	Relapses   []string            `json:"relapses"`
	Exits      []string            `json:"exits"`
}

func form(context.Context, *struct{}) (Form, error) {
	return Form{
		Housings: people.Housings().Entries(), Conditions: Conditions(), Incomes: aid.AmountKinds("income"), Costs: aid.AmountKinds("rigid"),
		Property: SeenKinds(), Photos: PhotoKinds(), Relapses: Relapses(), Exits: aid.ExitReasons(),
		Advices: map[string][]string{Initial: Advices(Initial), Revisit: Advices(Revisit), AfterExit: Advices(AfterExit)},
	}, nil
}

// Routes are this room's addresses.
func Routes(s *Service) []web.Route {
	return []web.Route{
		web.Get("/visits/board", PermView, "visit.board", "入户与回访，按期限分组", func(ctx context.Context, in *dueIn) (Board, error) {
			return s.Board(ctx, in.filter())
		}),
		web.Get("/visits/due", PermView, "visit.due", "待入户和待回访列表", func(ctx context.Context, in *dueIn) (web.List[Due], error) {
			rows, next, total, err := s.Due(ctx, in.filter())
			return web.List[Due]{Items: rows, Next: next, Total: total}, err
		}),
		web.Get("/visits/form", aid.PermView, "visit.form", "入户表的选项", form),
		web.Get("/visits", PermView, "visit.list", "入户与回访记录", func(ctx context.Context, in *listIn) (web.List[Visit], error) {
			l, err := s.Find(ctx, in.filter())
			return web.List[Visit]{Items: l.Rows, Next: l.Next, Total: l.Total, TotalCapped: l.Capped}, err
		}),
		web.Raw("GET", "/visits/export", PermExport, "visit.export", "导出入户与回访记录", s.export),
		web.Raw("GET", "/visits/{id}/print", PermView, "visit.print", "打印入户调查表", s.paper),
		web.Get("/visits/{id}", PermView, "visit.get", "一次入户", func(ctx context.Context, in *idIn) (Detail, error) { return s.Get(ctx, in.ID) }),
		web.Get("/cases/{id}/visits", aid.PermView, "visit.of_case", "一户的入户与回访", func(ctx context.Context, in *idIn) (OfCase, error) {
			return s.OfCase(ctx, in.ID)
		}),
		web.Get("/cases/{id}/colleagues", PermPlan, "visit.colleagues", "可以派去入户的同事", func(ctx context.Context, in *colleaguesIn) (web.List[Colleague], error) {
			rows, err := s.Colleagues(ctx, in.ID, in.Kind, in.Query)
			return web.List[Colleague]{Items: rows, Total: int64(len(rows))}, err
		}),
		web.Post("/cases/{id}/visits", PermPlan, "visit.plan", "约定入户或回访", func(ctx context.Context, in *body[PlanInput]) (Visit, error) {
			return s.Plan(ctx, in.ID, in.Body)
		}),
		web.Post("/visits/{id}/replan", PermPlan, "visit.replan", "改约", func(ctx context.Context, in *body[ReplanInput]) (Visit, error) {
			return s.Replan(ctx, in.ID, in.Body.Version, PlanInput{PlannedOn: in.Body.PlannedOn, Visitors: in.Body.Visitors, PlaceNote: in.Body.PlaceNote})
		}),
		web.Post("/visits/{id}/cancel", PermPlan, "visit.cancel", "取消约定", func(ctx context.Context, in *body[CancelInput]) (Visit, error) {
			return s.Cancel(ctx, in.ID, in.Body.Version, in.Body.Reason)
		}),
		web.Put("/visits/{id}/record", aid.PermVisit, "visit.save", "暂存入户表", func(ctx context.Context, in *body[RecordInput]) (Visit, error) {
			return s.SaveDraft(ctx, in.ID, in.Body.Version, in.Body.Record)
		}),
		web.Post("/visits/{id}/complete", aid.PermVisit, "visit.complete", "完成入户", func(ctx context.Context, in *body[RecordInput]) (Visit, error) {
			return s.Complete(ctx, in.ID, in.Body.Version, in.Body.Record)
		}),
		web.Post("/visits/{id}/outcome", aid.PermRevisit, "visit.decide", "回访结论", func(ctx context.Context, in *body[OutcomeInput]) (Visit, error) {
			return s.Decide(ctx, in.ID, in.Body)
		}),
		web.Post("/cases/{id}/relatives", PermView, "visit.register_relative", "登记经办人员近亲属", func(ctx context.Context, in *body[RelativeInput]) (Relative, error) {
			return s.Register(ctx, in.ID, in.Body)
		}),
	}
}
