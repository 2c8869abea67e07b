package batch

import (
	"context"
	"encoding/json"
	nethttp "net/http"
	"strconv"

	"yice/internal/kit/db"
	"yice/internal/kit/web"
	"yice/internal/module/bank"
	"yice/internal/module/fund"
	"yice/internal/module/order"
)

// maxReturn is the largest return file in bytes.
const maxReturn = 8 << 20

type idIn struct {
	ID string `path:"id" maxLength:"26"`
}

type http struct{ s *Service }

// Routes are this room's addresses.
func Routes(s *Service) []web.Route {
	h := http{s}
	return []web.Route{
		web.Get("/funds/config", fund.PermView, "fund.config", "付款账户、代发模板", h.config),
		web.Put("/funds/payers/{code}", fund.PermConfigure, "fund.set_payer", "设置付款账户", h.setPayer),
		web.Put("/funds/templates/{code}", fund.PermConfigure, "fund.set_template", "设置代发模板", h.setTemplate),
		web.Post("/funds/templates/try", fund.PermConfigure, "fund.try_template", "试用代发模板（不保存）", h.tryTemplate).Sized(2 << 20),
		web.Raw("GET", "/funds/batches/export", fund.PermView, "fund.batches_export", "导出代发批次", h.exportBatches),
		web.Get("/funds/batches", fund.PermView, "fund.batches", "代发批次列表", h.batches),
		web.Post("/funds/batches", fund.PermMake, "fund.batch_create", "新建代发批次", h.createBatch).Sized(1 << 20),
		web.Get("/funds/batches/{id}", fund.PermView, "fund.batch_get", "一个代发批次", h.batch),
		web.Post("/funds/batches/{id}/add", fund.PermMake, "fund.batch_add", "加入付款单", h.add).Sized(1 << 20),
		web.Post("/funds/batches/{id}/remove", fund.PermMake, "fund.batch_remove", "移出付款单", h.remove).Sized(1 << 20),
		web.Post("/funds/batches/{id}/lock", fund.PermMake, "fund.batch_lock", "锁定送审", h.lock),
		web.Post("/funds/batches/{id}/withdraw", fund.PermMake, "fund.batch_withdraw", "撤回", h.withdraw),
		web.Post("/funds/batches/{id}/review", fund.PermReview, "fund.batch_review", "复核通过", h.review),
		web.Post("/funds/batches/{id}/send-back", fund.PermView, "fund.batch_send_back", "复核或放款退回", h.sendBack),
		web.Post("/funds/batches/{id}/release", fund.PermRelease, "fund.batch_release", "放款", h.release),
		web.Post("/funds/batches/{id}/cancel", fund.PermMake, "fund.batch_cancel", "作废", h.cancel),
		web.Raw("GET", "/funds/batches/{id}/file", fund.PermFile, "fund.batch_file", "代发文件", h.bankFile),
		web.Raw("GET", "/funds/batches/{id}/list", fund.PermView, "fund.batch_list", "发放明细表（PDF）", h.paymentList),
		web.Raw("POST", "/funds/batches/{id}/return", fund.PermReconcile, "fund.batch_return", "导入回盘文件（multipart, part \"file\"）", h.takeReturn),
		web.Post("/funds/batches/{id}/resolve", fund.PermReconcile, "fund.batch_resolve", "核销未匹配", h.resolve),
		web.Post("/funds/batches/{id}/repay", fund.PermMake, "fund.batch_repay", "失败重付（新批次）", h.repayBatch),
		web.Post("/funds/batches/{id}/close", fund.PermReconcile, "fund.batch_close", "关闭批次", h.closeBatch),
	}
}

func (h http) config(ctx context.Context, _ *struct{}) (Config, error) { return h.s.Config(ctx) }

func (h http) setPayer(ctx context.Context, in *struct {
	Code string `path:"code" maxLength:"20"`
	Body struct {
		Name        string `json:"name" minLength:"1" maxLength:"60"`
		AccountName string `json:"account_name" maxLength:"80"`
		Bank        string `json:"bank" maxLength:"80"`
		AccountNo   string `json:"account_no" maxLength:"40"`
		Template    string `json:"template" maxLength:"30"`
		Version     int64  `json:"version"`
	}
},
) (fund.Payer, error) {
	b := in.Body
	return h.s.SetPayer(ctx, fund.Payer{Code: in.Code, Name: b.Name, AccountName: b.AccountName, Bank: b.Bank, AccountNo: b.AccountNo, Template: b.Template, Version: b.Version})
}

func (h http) setTemplate(ctx context.Context, in *struct {
	Code string `path:"code" maxLength:"30"`
	Body struct {
		Name    string `json:"name" minLength:"1" maxLength:"60"`
		Layout  Layout `json:"layout"`
		Version int64  `json:"version"`
	}
},
) (Template, error) {
	return h.s.SetTemplate(ctx, Template{Code: in.Code, Name: in.Body.Name, Layout: in.Body.Layout, Version: in.Body.Version})
}

func (h http) tryTemplate(ctx context.Context, in *struct{ Body Trial }) (Tried, error) {
	return h.s.TryTemplate(ctx, in.Body)
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

type batchActIn struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Version int64  `json:"version"`
		Reason  string `json:"reason,omitempty" maxLength:"500"`
	}
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

func (h http) lock(ctx context.Context, in *batchActIn) (BatchPage, error) {
	b, err := h.s.Lock(ctx, in.ID, in.Body.Version)
	return h.now(ctx, b, err)
}

func (h http) withdraw(ctx context.Context, in *batchActIn) (BatchPage, error) {
	b, err := h.s.Back(ctx, in.ID, in.Body.Version, true, in.Body.Reason)
	return h.now(ctx, b, err)
}

func (h http) sendBack(ctx context.Context, in *batchActIn) (BatchPage, error) {
	b, err := h.s.Back(ctx, in.ID, in.Body.Version, false, in.Body.Reason)
	return h.now(ctx, b, err)
}

func (h http) review(ctx context.Context, in *batchActIn) (BatchPage, error) {
	b, err := h.s.Review(ctx, in.ID, in.Body.Version, in.Body.Reason)
	return h.now(ctx, b, err)
}

func (h http) release(ctx context.Context, in *batchActIn) (BatchPage, error) {
	b, err := h.s.Release(ctx, in.ID, in.Body.Version)
	return h.now(ctx, b, err)
}

func (h http) cancel(ctx context.Context, in *batchActIn) (BatchPage, error) {
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
		Items    []order.Again `json:"items" minItems:"1" maxItems:"5000"`
		Title    string        `json:"title,omitempty" maxLength:"80"`
		Template string        `json:"template,omitempty" maxLength:"30"`
		PayOn    string        `json:"pay_on,omitempty" maxLength:"10"`
	}
},
) (MadeOut, error) {
	m, err := h.s.RepayBatch(ctx, in.ID, in.Body.Items, NewBatch{Title: in.Body.Title, Template: in.Body.Template, PayOn: in.Body.PayOn})
	return h.made(ctx, m, err)
}

func (h http) closeBatch(ctx context.Context, in *batchActIn) (BatchPage, error) {
	b, err := h.s.CloseBatch(ctx, in.ID, in.Body.Version)
	return h.now(ctx, b, err)
}

func clip(s string, n int) string {
	r := []rune(s)
	return string(r[:min(len(r), n)])
}

// send answers with a file to save.
func send(w nethttp.ResponseWriter, f bank.File) error {
	w.Header().Set("Content-Type", f.MediaType)
	w.Header().Set("Content-Length", strconv.Itoa(len(f.Body)))
	w.Header().Set("Content-Disposition", `attachment; filename="`+f.Name+`"`)
	_, err := w.Write(f.Body)
	return err
}
