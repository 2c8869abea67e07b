package pay

import (
	"context"
	"encoding/json"
	nethttp "net/http"

	"yice/internal/kit/web"
	"yice/internal/module/fund"
)

// maxStatement is the largest statement in bytes.
const maxStatement = 8 << 20

type http struct{ s *Service }

// Routes are this room's addresses.
func Routes(s *Service) []web.Route {
	h := http{s}
	return []web.Route{
		web.Get("/funds/batches/{id}/comparison", fund.PermView, "pay.comparison", "批次与银行流水的比对", h.compare),
		web.Raw("POST", "/funds/batches/{id}/statement", fund.PermReconcile, "pay.statement", "导入银行流水（multipart, part \"file\"）", h.take),
		web.Post("/funds/batches/{id}/missing", fund.PermReconcile, "pay.explain_missing", "说明未见于流水的付款", h.explainMissing),
		web.Post("/funds/statement-rows/{id}/explain", fund.PermReconcile, "pay.explain_row", "说明未匹配的流水", h.explainRow),
		web.Post("/funds/batches/{id}/reconcile", fund.PermReconcile, "pay.reconcile", "对账", h.reconcile),
		web.Get("/funds/statements", fund.PermView, "pay.statements", "银行流水列表", h.statements),
		web.Raw("GET", "/funds/statements/export", fund.PermView, "pay.statements_export", "导出银行流水列表", h.exportStatements),
		web.Get("/funds/statements/{id}", fund.PermView, "pay.statement_get", "一份银行流水", h.statement),
		web.Get("/funds/confirmations", web.SignedIn, "pay.confirmations", "抽样核实列表", h.list),
		web.Get("/funds/confirmations/{id}", web.SignedIn, "pay.confirmation", "一笔抽样核实", h.one),
		web.Post("/funds/confirmations/{id}/confirm", PermConfirm, "pay.confirm", "确认收到", h.answer(s.Confirm)),
		web.Post("/funds/confirmations/{id}/deny", PermConfirm, "pay.deny", "未收到或不符", h.answer(s.Deny)),
		web.Post("/funds/confirmations/{id}/unreach", PermConfirm, "pay.unreach", "联系不上", h.answer(s.Unreach)),
		web.Post("/funds/confirmations/{id}/explain", fund.PermReconcile, "pay.explain", "说明处理", h.explain),
		web.Post("/funds/confirmations/{id}/call", PermConfirm, "pay.call", "取出联系电话", h.call),
	}
}

type payIDIn struct {
	ID string `path:"id" maxLength:"26"`
}

func (h http) compare(ctx context.Context, in *payIDIn) (Comparison, error) {
	return h.s.Compare(ctx, in.ID)
}

// StatementOut is what a statement did, and how the batch stands now.
type StatementOut struct {
	Taken      Taken      `json:"taken"`
	Comparison Comparison `json:"comparison"`
}

func (h http) take(w nethttp.ResponseWriter, r *nethttp.Request) error {
	name, body, err := web.Upload(w, r, maxStatement)
	if err != nil {
		return err
	}
	t, err := h.s.TakeStatement(r.Context(), r.PathValue("id"), name, body)
	if err != nil {
		return err
	}
	c, err := h.s.Compare(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(StatementOut{Taken: t, Comparison: c})
}

type payNoteIn struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Version int64  `json:"version"`
		Note    string `json:"note" maxLength:"500"`
	}
}

func (h http) explainMissing(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		LineID string `json:"line_id" maxLength:"26"`
		Note   string `json:"note" maxLength:"500"`
	}
},
) (Comparison, error) {
	if err := h.s.ExplainMissing(ctx, in.ID, in.Body.LineID, in.Body.Note); err != nil {
		return Comparison{}, err
	}
	return h.s.Compare(ctx, in.ID)
}

func (h http) explainRow(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Note string `json:"note" maxLength:"500"`
	}
},
) (Row, error) {
	return h.s.ExplainRow(ctx, in.ID, in.Body.Note)
}

func (h http) reconcile(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Version int64 `json:"version"`
	}
},
) (Comparison, error) {
	return h.s.Reconcile(ctx, in.ID, in.Body.Version)
}

func (h http) list(ctx context.Context, _ *struct{}) (web.List[ConfirmationShown], error) {
	list, err := h.s.List(ctx)
	return web.List[ConfirmationShown]{Items: list, Total: int64(len(list))}, err
}

func (h http) one(ctx context.Context, in *payIDIn) (ConfirmationPage, error) {
	return h.s.One(ctx, in.ID)
}

type payAnswerIn struct {
	ID   string `path:"id" maxLength:"26"`
	Body Answer
}

func (h http) answer(do func(context.Context, string, Answer) (ConfirmationPage, error)) func(context.Context, *payAnswerIn) (ConfirmationPage, error) {
	return func(ctx context.Context, in *payAnswerIn) (ConfirmationPage, error) { return do(ctx, in.ID, in.Body) }
}

func (h http) explain(ctx context.Context, in *payNoteIn) (ConfirmationPage, error) {
	return h.s.Explain(ctx, in.ID, in.Body.Version, in.Body.Note)
}

// PhoneOut is a number to call.
type PhoneOut struct {
	Phone string `json:"phone"`
}

func (h http) call(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Purpose string `json:"purpose" maxLength:"200"`
	}
},
) (PhoneOut, error) {
	phone, err := h.s.Call(ctx, in.ID, in.Body.Purpose)
	return PhoneOut{Phone: phone}, err
}
