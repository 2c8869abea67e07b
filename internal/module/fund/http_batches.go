package fund

import (
	"context"
	"encoding/json"
	nethttp "net/http"

	"yice/internal/core/org"
	"yice/internal/kit/db"
	"yice/internal/kit/web"
)

func batchRoutes(h http) []web.Route {
	return []web.Route{
		web.Get("/funds/batches", PermView, "fund.batches", "代发批次列表", h.batches),
		web.Post("/funds/batches", PermMake, "fund.batch_create", "新建代发批次", h.createBatch).Sized(1 << 20),
		web.Get("/funds/batches/{id}", PermView, "fund.batch_get", "一个代发批次", h.batch),
		web.Post("/funds/batches/{id}/add", PermMake, "fund.batch_add", "加入付款单", h.add).Sized(1 << 20),
		web.Post("/funds/batches/{id}/remove", PermMake, "fund.batch_remove", "移出付款单", h.remove).Sized(1 << 20),
		web.Post("/funds/batches/{id}/lock", PermMake, "fund.batch_lock", "锁定送审", h.lock),
		web.Post("/funds/batches/{id}/withdraw", PermMake, "fund.batch_withdraw", "撤回", h.withdraw),
		web.Post("/funds/batches/{id}/review", PermReview, "fund.batch_review", "复核通过", h.review),
		web.Post("/funds/batches/{id}/send-back", PermView, "fund.batch_send_back", "复核或放款退回", h.sendBack),
		web.Post("/funds/batches/{id}/release", PermRelease, "fund.batch_release", "放款", h.release),
		web.Post("/funds/batches/{id}/cancel", PermMake, "fund.batch_cancel", "作废", h.cancel),
		web.Raw("GET", "/funds/batches/{id}/file", PermFile, "fund.batch_file", "代发文件", h.bankFile),
		web.Raw("GET", "/funds/batches/{id}/list", PermView, "fund.batch_list", "发放明细表（PDF）", h.paymentList),
		web.Raw("POST", "/funds/batches/{id}/return", PermReconcile, "fund.batch_return", "导入回盘文件（multipart, part \"file\"）", h.takeReturn),
		web.Post("/funds/batches/{id}/resolve", PermReconcile, "fund.batch_resolve", "核销未匹配", h.resolve),
		web.Post("/funds/batches/{id}/repay", PermMake, "fund.batch_repay", "失败重付（新批次）", h.repayBatch),
		web.Post("/funds/batches/{id}/close", PermReconcile, "fund.batch_close", "关闭批次", h.closeBatch),
	}
}

func department(code string) string {
	for _, d := range org.Departments() {
		if d.Code == code {
			return d.ZH
		}
	}
	return code
}

func (h http) batches(ctx context.Context, in *struct {
	web.Page
	State []string `query:"state" maxItems:"10"`
},
) (web.List[BatchShown], error) {
	list, next, total, err := h.s.FindBatches(ctx, in.State, db.Page{Limit: in.Limit, Cursor: in.Cursor, Sort: in.Sort})
	return web.List[BatchShown]{Items: list, Next: next, Total: total}, err
}

// MadeOut is a new batch with what a pick left out.
type MadeOut struct {
	BatchPage
	Skipped []Blocked `json:"skipped"`
}

func (h http) made(ctx context.Context, m Made, err error) (MadeOut, error) {
	if err != nil {
		return MadeOut{}, err
	}
	p, err := h.s.BatchOf(ctx, m.ID)
	return MadeOut{BatchPage: p, Skipped: m.Skipped}, err
}

func (h http) createBatch(ctx context.Context, in *struct{ Body NewBatch }) (MadeOut, error) {
	m, err := h.s.CreateBatch(ctx, in.Body)
	return h.made(ctx, m, err)
}

func (h http) batch(ctx context.Context, in *idIn) (BatchPage, error) { return h.s.BatchOf(ctx, in.ID) }

func (h http) now(ctx context.Context, b Batch, err error) (BatchPage, error) {
	if err != nil {
		return BatchPage{}, err
	}
	return h.s.BatchOf(ctx, b.ID)
}

type fundLinesIn struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Version int64    `json:"version"`
		Orders  []string `json:"orders" minItems:"1" maxItems:"5000"`
		Forced  string   `json:"forced,omitempty" maxLength:"200"`
	}
}

func (h http) add(ctx context.Context, in *fundLinesIn) (BatchPage, error) {
	b, err := h.s.AddLines(ctx, in.ID, in.Body.Version, in.Body.Orders, in.Body.Forced)
	return h.now(ctx, b, err)
}

func (h http) remove(ctx context.Context, in *fundLinesIn) (BatchPage, error) {
	b, err := h.s.RemoveLines(ctx, in.ID, in.Body.Version, in.Body.Orders)
	return h.now(ctx, b, err)
}

func (h http) lock(ctx context.Context, in *fundActIn) (BatchPage, error) {
	b, err := h.s.Lock(ctx, in.ID, in.Body.Version)
	return h.now(ctx, b, err)
}

func (h http) withdraw(ctx context.Context, in *fundActIn) (BatchPage, error) {
	b, err := h.s.Back(ctx, in.ID, in.Body.Version, true, in.Body.Reason)
	return h.now(ctx, b, err)
}

func (h http) sendBack(ctx context.Context, in *fundActIn) (BatchPage, error) {
	b, err := h.s.Back(ctx, in.ID, in.Body.Version, false, in.Body.Reason)
	return h.now(ctx, b, err)
}

func (h http) review(ctx context.Context, in *fundActIn) (BatchPage, error) {
	b, err := h.s.Review(ctx, in.ID, in.Body.Version, in.Body.Reason)
	return h.now(ctx, b, err)
}

func (h http) release(ctx context.Context, in *fundActIn) (BatchPage, error) {
	b, err := h.s.Release(ctx, in.ID, in.Body.Version)
	return h.now(ctx, b, err)
}

func (h http) cancel(ctx context.Context, in *fundActIn) (BatchPage, error) {
	b, err := h.s.CancelBatch(ctx, in.ID, in.Body.Version, in.Body.Reason)
	return h.now(ctx, b, err)
}

func (h http) bankFile(w nethttp.ResponseWriter, r *nethttp.Request) error {
	f, err := h.s.BankFile(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return send(w, f)
}

func (h http) paymentList(w nethttp.ResponseWriter, r *nethttp.Request) error {
	f, err := h.s.PaymentList(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return send(w, f)
}

// ReturnOut is what a return file did, and the batch after it.
type ReturnOut struct {
	Taken Taken     `json:"taken"`
	Batch BatchPage `json:"batch"`
}

func (h http) takeReturn(w nethttp.ResponseWriter, r *nethttp.Request) error {
	name, body, err := web.Upload(w, r, maxReturn)
	if err != nil {
		return err
	}
	t, err := h.s.TakeReturn(r.Context(), r.PathValue("id"), clip(name, 200), body)
	if err != nil {
		return err
	}
	p, err := h.s.BatchOf(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(ReturnOut{Taken: t, Batch: p})
}

func (h http) resolve(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Version     int64  `json:"version"`
		UnmatchedID string `json:"unmatched_id" maxLength:"26"`
		Note        string `json:"note" maxLength:"500"`
	}
},
) (BatchPage, error) {
	b, err := h.s.Resolve(ctx, in.ID, in.Body.Version, in.Body.UnmatchedID, in.Body.Note)
	return h.now(ctx, b, err)
}

func (h http) repayBatch(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Items    []Again `json:"items" minItems:"1" maxItems:"5000"`
		Title    string  `json:"title,omitempty" maxLength:"80"`
		Template string  `json:"template,omitempty" maxLength:"30"`
		PayOn    string  `json:"pay_on,omitempty" maxLength:"10"`
	}
},
) (MadeOut, error) {
	m, err := h.s.RepayBatch(ctx, in.ID, in.Body.Items, NewBatch{Title: in.Body.Title, Template: in.Body.Template, PayOn: in.Body.PayOn})
	return h.made(ctx, m, err)
}

func (h http) closeBatch(ctx context.Context, in *fundActIn) (BatchPage, error) {
	b, err := h.s.CloseBatch(ctx, in.ID, in.Body.Version)
	return h.now(ctx, b, err)
}

func clip(s string, n int) string {
	r := []rune(s)
	return string(r[:min(len(r), n)])
}
