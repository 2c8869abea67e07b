package order

import (
	"context"
	nethttp "net/http"

	"yice/internal/core/org"
	"yice/internal/kit/db"
	"yice/internal/kit/sheet"
	"yice/internal/kit/web"
	"yice/internal/module/fund"
)

type idIn struct {
	ID string `path:"id" maxLength:"26"`
}

type http struct{ s *Service }

// Routes are this room's addresses, below those of the funds.
func Routes(s *Service) []web.Route {
	h := http{s}
	return append([]web.Route{
		web.Get("/funds/pool", fund.PermView, "fund.pool", "资金池概况", h.pool),
		web.Get("/funds/orders", fund.PermView, "fund.orders", "付款单列表", h.orders),
		web.Raw("GET", "/funds/orders/export", fund.PermView, "fund.orders_export", "导出付款单", h.exportOrders),
		web.Get("/funds/orders/{id}", fund.PermView, "fund.order_get", "一笔付款单", h.order),
		web.Post("/funds/orders/{id}/hold", fund.PermMake, "fund.order_hold", "暂缓付款", h.hold),
		web.Post("/funds/orders/{id}/resume", fund.PermMake, "fund.order_resume", "恢复付款", h.resume),
		web.Post("/funds/orders/{id}/net", fund.PermMake, "fund.order_net", "与追回相抵", h.net),
		web.Post("/funds/orders/{id}/account", fund.PermMake, "fund.order_account", "更换收款账户", h.account),
		web.Post("/funds/orders/{id}/repay", fund.PermMake, "fund.order_repay", "失败重付", h.repay),
		web.Get("/funds/recoveries", fund.PermView, "fund.recoveries", "追回列表", h.recoveries),
		web.Raw("GET", "/funds/recoveries/export", fund.PermView, "fund.recoveries_export", "导出追回", h.exportRecoveries),
		web.Post("/funds/recoveries/{id}/receive", fund.PermManage, "fund.recovered", "追回到账", h.recovered),
	}, nettingRoutes(h)...)
}

func (h http) pool(ctx context.Context, _ *struct{}) (Pool, error) { return h.s.Pool(ctx) }

type ordersIn struct {
	web.Page
	State      []string `query:"state" maxItems:"10"`
	FundID     string   `query:"fund_id" maxLength:"26"`
	Purpose    string   `query:"purpose" maxLength:"30"`
	Department string   `query:"department" maxLength:"30"`
	CaseID     string   `query:"case_id" maxLength:"26"`
	BatchID    string   `query:"batch_id" maxLength:"26"`
	Year       string   `query:"year" maxLength:"4"`
	DueTo      string   `query:"due_to" maxLength:"10"`
	Urgent     bool     `query:"urgent"`
	Query      string   `query:"q" maxLength:"60" doc:"case number, period or invoice"`
}

func (in ordersIn) filter() OrderFilter {
	return OrderFilter{
		State: in.State, FundID: in.FundID, Purpose: in.Purpose, Department: in.Department, CaseID: in.CaseID, BatchID: in.BatchID, Year: in.Year,
		DueTo: in.DueTo, Urgent: in.Urgent, Text: in.Query, Page: db.Page{Limit: in.Limit, Cursor: in.Cursor, Sort: in.Sort},
	}
}

// OrdersOut is a page of orders with the sum of all that match.
type OrdersOut struct {
	web.List[OrderShown]
	TotalFen int64 `json:"total_fen"`
}

func (h http) orders(ctx context.Context, in *ordersIn) (OrdersOut, error) {
	l, err := h.s.FindOrders(ctx, in.filter())
	return OrdersOut{List: web.List[OrderShown]{Items: l.Items, Next: l.Next, Total: l.Total, TotalCapped: l.Capped}, TotalFen: l.TotalFen}, err
}

func (h http) exportOrders(w nethttp.ResponseWriter, r *nethttp.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	f := OrderFilter{
		State: q["state"], FundID: q.Get("fund_id"), Purpose: q.Get("purpose"), Department: q.Get("department"), CaseID: q.Get("case_id"),
		BatchID: q.Get("batch_id"), Year: q.Get("year"), DueTo: q.Get("due_to"), Urgent: q.Get("urgent") == "true", Text: q.Get("q"),
		Page: db.Page{Limit: db.PageMax, Sort: q.Get("sort")},
	}
	first, err := h.s.FindOrders(ctx, f)
	if err != nil {
		return err
	}
	mark, err := h.s.funds.Exported(ctx, "付款单")
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", `attachment; filename="orders.xlsx"`)
	out, err := sheet.NewWriter(w, sheet.Layout{Title: "付款单", Watermark: mark, Columns: []sheet.Column{
		{Title: "到期日", Kind: sheet.Date},
		{Title: "状态"},
		{Title: "档案编号", Width: 16},
		{Title: "收款人"},
		{Title: "收款账户", Width: 22},
		{Title: "项目"},
		{Title: "期间", Width: 14},
		{Title: "票据号"},
		{Title: "资金", Width: 20},
		{Title: "部门"},
		{Title: "金额（元）", Kind: sheet.Money},
		{Title: "批次号", Width: 14},
		{Title: "付讫日", Kind: sheet.Date},
		{Title: "原因", Width: 20},
	}})
	if err != nil {
		return err
	}
	for page, n := first, 0; ; {
		for _, o := range page.Items {
			reason := o.Reason
			if o.Failure != "" {
				reason = fund.WordOf(Failures(), o.Failure)
			}
			if err := out.Row(o.DueOn, o.StateText, o.CaseNo, o.PayeeName, o.Bank+" 尾号"+o.Last4, fund.WordOf(fund.Purposes(), o.Purpose), PeriodWord(o.Period).ZH, o.InvoiceNo, o.FundName,
				department(o.Department), o.AmountFen, o.BatchNo, o.PaidOn, reason); err != nil {
				out.Abort()
				return err
			}
			n++
		}
		if page.Next == "" || n >= fund.ExportMax {
			return out.Close()
		}
		f.Page.Cursor = page.Next
		if page, err = h.s.FindOrders(ctx, f); err != nil {
			out.Abort()
			return err
		}
	}
}

func (h http) order(ctx context.Context, in *idIn) (OrderPage, error) { return h.s.Order(ctx, in.ID) }

func (h http) after(ctx context.Context, o Order, err error) (OrderPage, error) {
	if err != nil {
		return OrderPage{}, err
	}
	return h.s.Order(ctx, o.ID)
}

type orderActIn struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Version int64  `json:"version"`
		Reason  string `json:"reason,omitempty" maxLength:"500"`
	}
}

func (h http) hold(ctx context.Context, in *orderActIn) (OrderPage, error) {
	o, err := h.s.Hold(ctx, in.ID, in.Body.Version, in.Body.Reason)
	return h.after(ctx, o, err)
}

func (h http) resume(ctx context.Context, in *orderActIn) (OrderPage, error) {
	o, err := h.s.Resume(ctx, in.ID, in.Body.Version)
	return h.after(ctx, o, err)
}

func (h http) net(ctx context.Context, in *orderActIn) (OrderPage, error) {
	o, err := h.s.Net(ctx, in.ID, in.Body.Version)
	return h.after(ctx, o, err)
}

type orderAccountIn struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Version       int64  `json:"version"`
		BankAccountID string `json:"bank_account_id,omitempty" maxLength:"26" doc:"the payee's present account when empty"`
		Reason        string `json:"reason,omitempty" maxLength:"500"`
	}
}

func (h http) account(ctx context.Context, in *orderAccountIn) (OrderPage, error) {
	o, err := h.s.ChangeAccount(ctx, in.ID, in.Body.Version, in.Body.BankAccountID, in.Body.Reason)
	return h.after(ctx, o, err)
}

func (h http) repay(ctx context.Context, in *orderAccountIn) (OrderPage, error) {
	o, err := h.s.Repay(ctx, in.Body.Version, Again{OrderID: in.ID, BankAccountID: in.Body.BankAccountID})
	return h.after(ctx, o, err)
}

func (h http) recoveries(ctx context.Context, in *struct {
	web.Page
	State string `query:"state" enum:"open,received"`
},
) (web.List[RecoveryShown], error) {
	l, err := h.s.Recoveries(ctx, in.State, in.Page.Page())
	return web.List[RecoveryShown]{Items: l.Items, Next: l.Next, Total: l.Total}, err
}

func (h http) recovered(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Version    int64  `json:"version"`
		AmountFen  int64  `json:"amount_fen"`
		EvidenceNo string `json:"evidence_no" maxLength:"60"`
	}
},
) (Recovery, error) {
	return h.s.Recovered(ctx, in.ID, in.Body.Version, in.Body.AmountFen, in.Body.EvidenceNo)
}

func department(code string) string {
	for _, d := range org.Departments() {
		if d.Code == code {
			return d.ZH
		}
	}
	return code
}
