package check

import (
	"context"

	"yice/internal/kit/db"
	"yice/internal/kit/web"
	"yice/internal/module/aid"
)

type idIn struct {
	ID string `path:"id" maxLength:"26"`
}

type listIn struct {
	web.Page
	State      []string `query:"state" maxItems:"4"`
	Kind       string   `query:"kind" maxLength:"12"`
	Conclusion string   `query:"conclusion" maxLength:"20"`
	Query      string   `query:"q" maxLength:"30" doc:"number of the check or of the file"`
	Overdue    bool     `query:"overdue"`
}

func (in listIn) filter() Filter {
	return Filter{
		States: in.State, Kind: in.Kind, Conclusion: in.Conclusion, Query: in.Query, Overdue: in.Overdue,
		Page: db.Page{Limit: in.Limit, Cursor: in.Cursor, Sort: in.Sort},
	}
}

// WithdrawInput ends an authorisation.
type WithdrawInput struct {
	Reason string `json:"reason" minLength:"1" maxLength:"500"`
}

// CancelInput calls a check off, with the version that was read.
type CancelInput struct {
	Version int64  `json:"version" minimum:"1"`
	Reason  string `json:"reason" minLength:"1" maxLength:"500"`
}

// ReviewInput is the reviewer's word on a report.
type ReviewInput struct {
	Version int64  `json:"version" minimum:"1"`
	Approve bool   `json:"approve"`
	Note    string `json:"note,omitempty" maxLength:"500"`
}

type body[T any] struct {
	ID   string `path:"id" maxLength:"26"`
	Body T
}

// Form is what a page needs to ask about a check.
type Form struct {
	Sources     []Source `json:"sources"`
	Items       []Item   `json:"items"`
	Conclusions []string `json:"conclusions"`
}

// Routes are this room's addresses.
func Routes(s *Service) []web.Route {
	return []web.Route{
		web.Get("/checks", PermView, "check.list", "核对委托列表", func(ctx context.Context, in *listIn) (web.List[ListRow], error) {
			l, err := s.Find(ctx, in.filter())
			return web.List[ListRow]{Items: l.Rows, Next: l.Next, Total: l.Total, TotalCapped: l.Capped}, err
		}),
		web.Get("/checks/form", aid.PermView, "check.form", "核对来源、比对项目和结论", func(context.Context, *struct{}) (Form, error) {
			return Form{Sources: Sources(), Items: Items(), Conclusions: Conclusions()}, nil
		}),
		web.Raw("GET", "/checks/export", PermExport, "check.export", "导出核对委托列表", s.export),
		web.Raw("GET", "/checks/{id}/print", PermView, "check.print", "打印核对报告", s.paper),
		web.Get("/checks/{id}", PermView, "check.get", "一项核对及其结果", func(ctx context.Context, in *idIn) (Detail, error) {
			return s.Get(ctx, in.ID)
		}),
		web.Get("/cases/{id}/check", aid.PermView, "check.overview", "一户的授权和核对", func(ctx context.Context, in *idIn) (Overview, error) {
			return s.Overview(ctx, in.ID)
		}),
		web.Post("/cases/{id}/authorisations", PermAuthorise, "check.authorise", "收核对授权书", func(ctx context.Context, in *body[AuthoriseInput]) (Authorisation, error) {
			return s.Authorise(ctx, in.ID, in.Body)
		}),
		web.Post("/authorisations/{id}/withdraw", PermAuthorise, "check.withdraw", "撤回核对授权", func(ctx context.Context, in *body[WithdrawInput]) (Authorisation, error) {
			return s.Withdraw(ctx, in.ID, in.Body.Reason)
		}),
		web.Post("/cases/{id}/checks", aid.PermStartCheck, "check.request", "发起核对或重新核对", func(ctx context.Context, in *body[RequestInput]) (Request, error) {
			return s.Request(ctx, in.ID, in.Body)
		}),
		web.Post("/checks/{id}/cancel", aid.PermStartCheck, "check.cancel", "撤销核对委托", func(ctx context.Context, in *body[CancelInput]) (Request, error) {
			return s.Cancel(ctx, in.ID, in.Body.Version, in.Body.Reason)
		}),
		web.Put("/checks/{id}/answers", aid.PermReport, "check.answer", "登记一项来源的核对结果", func(ctx context.Context, in *body[AnswerInput]) (Answer, error) {
			return s.Answer(ctx, in.ID, in.Body)
		}),
		web.Put("/checks/{id}/report", aid.PermReport, "check.report", "保存或提交核对报告", func(ctx context.Context, in *body[ReportInput]) (Request, error) {
			return s.SaveReport(ctx, in.ID, in.Body)
		}),
		web.Post("/checks/{id}/review", aid.PermReport, "check.review", "复核并出具报告，或退回", func(ctx context.Context, in *body[ReviewInput]) (Request, error) {
			return s.Review(ctx, in.ID, in.Body.Version, in.Body.Approve, in.Body.Note)
		}),
		web.Post("/checks/{id}/objections", aid.PermStartCheck, "check.object", "登记对核对报告的异议", func(ctx context.Context, in *body[ObjectInput]) (Objection, error) {
			return s.Object(ctx, in.ID, in.Body)
		}),
	}
}
