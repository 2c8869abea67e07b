package fund

import (
	"context"
	nethttp "net/http"

	"yice/internal/core/org"
	"yice/internal/kit/db"
	"yice/internal/kit/journal"
	"yice/internal/kit/sheet"
	"yice/internal/kit/web"
)

type idIn struct {
	ID string `path:"id" maxLength:"26"`
}

type http struct{ s *Service }

// Routes are this room's addresses.
func Routes(s *Service) []web.Route {
	h := http{s}
	return append([]web.Route{
		web.Get("/funds/pool", PermView, "fund.pool", "资金池概况", h.pool),
		web.Get("/funds/choices", web.SignedIn, "fund.choices", "可用资金", h.choices),
		web.Get("/funds", PermView, "fund.list", "资金列表", h.list),
		web.Post("/funds", PermManage, "fund.create", "设立资金", h.create),
		web.Get("/funds/{id}", PermView, "fund.get", "一项资金", h.get),
		web.Post("/funds/{id}/state", PermManage, "fund.set_state", "关闭或重新启用资金", h.setState),
		web.Post("/funds/{id}/budgets/{half}/carry", PermManage, "fund.carry_over", "预算结余结转下半年", h.carry),
		web.Get("/funds/budgets", PermView, "fund.proposals", "一年的预算和上年执行", h.proposals),
		web.Put("/funds/budgets", PermManage, "fund.set_budgets", "设定一年的预算", h.setBudgets),
		web.Get("/funds/movements", PermView, "fund.movements", "资金收支明细", h.movements),
		web.Raw("GET", "/funds/movements/export", PermView, "fund.movements_export", "导出资金收支明细", h.exportMovements),
		web.Get("/funds/receipts", PermView, "fund.receipts", "资金收款列表", h.receipts),
		web.Raw("GET", "/funds/receipts/export", PermView, "fund.receipts_export", "导出资金收款", h.exportReceipts),
		web.Post("/funds/{id}/receipts", PermManage, "fund.receive", "收款入账", h.receive),
		web.Post("/funds/receipts/{id}/reverse", PermReview, "fund.reverse_receipt", "收款冲正", h.reverse),
		web.Put("/funds/{id}/budgets/{half}", PermManage, "fund.set_budget", "半年预算", h.setBudget),
		web.Get("/funds/orders", PermView, "fund.orders", "付款单列表", h.orders),
		web.Raw("GET", "/funds/export", PermView, "fund.funds_export", "导出各项资金", h.exportFunds),
		web.Raw("GET", "/funds/orders/export", PermView, "fund.orders_export", "导出付款单", h.exportOrders),
		web.Get("/funds/orders/{id}", PermView, "fund.order_get", "一笔付款单", h.order),
		web.Post("/funds/orders/{id}/hold", PermMake, "fund.order_hold", "暂缓付款", h.hold),
		web.Post("/funds/orders/{id}/resume", PermMake, "fund.order_resume", "恢复付款", h.resume),
		web.Post("/funds/orders/{id}/net", PermMake, "fund.order_net", "与追回相抵", h.net),
		web.Post("/funds/orders/{id}/account", PermMake, "fund.order_account", "更换收款账户", h.account),
		web.Post("/funds/orders/{id}/repay", PermMake, "fund.order_repay", "失败重付", h.repay),
		web.Get("/funds/recoveries", PermView, "fund.recoveries", "追回列表", h.recoveries),
		web.Raw("GET", "/funds/recoveries/export", PermView, "fund.recoveries_export", "导出追回", h.exportRecoveries),
		web.Post("/funds/recoveries/{id}/receive", PermManage, "fund.recovered", "追回到账", h.recovered),
	}, nettingRoutes(h)...)
}

func (h http) pool(ctx context.Context, _ *struct{}) (Pool, error) { return h.s.Pool(ctx) }
func (h http) choices(ctx context.Context, in *struct {
	Purpose string `query:"purpose" maxLength:"30"`
	CaseID  string `query:"case_id" maxLength:"26"`
},
) (web.List[Choice], error) {
	var list []Choice
	err := h.s.db.View(ctx, func(tx *db.Tx) (err error) {
		list, err = h.s.ChoicesTx(ctx, tx, in.Purpose, in.CaseID)
		return err
	})
	return web.List[Choice]{Items: list, Total: int64(len(list))}, err
}

func (h http) list(ctx context.Context, in *struct {
	State string `query:"state" enum:"open,closed"`
},
) (web.List[FundShown], error) {
	list, err := h.s.Funds(ctx, in.State)
	return web.List[FundShown]{Items: list, Total: int64(len(list))}, err
}

func (h http) create(ctx context.Context, in *struct{ Body NewFund }) (FundPage, error) {
	f, err := h.s.Create(ctx, in.Body)
	return h.page(ctx, f.ID, err)
}

func (h http) page(ctx context.Context, id string, err error) (FundPage, error) {
	if err != nil {
		return FundPage{}, err
	}
	return h.s.Fund(ctx, id)
}

func (h http) get(ctx context.Context, in *idIn) (FundPage, error) { return h.s.Fund(ctx, in.ID) }

func (h http) setState(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Open    bool   `json:"open"`
		Version int64  `json:"version"`
		Reason  string `json:"reason" maxLength:"500"`
	}
},
) (FundPage, error) {
	f, err := h.s.SetState(ctx, in.ID, in.Body.Version, in.Body.Open, in.Body.Reason)
	return h.page(ctx, f.ID, err)
}

func (h http) movements(ctx context.Context, in *struct {
	web.Page
	FundID string `query:"fund_id" maxLength:"26" required:"true"`
},
) (web.List[Movement], error) {
	list, next, err := h.s.Movements(ctx, in.FundID, db.Page{Limit: in.Limit, Cursor: in.Cursor})
	return web.List[Movement]{Items: list, Next: next, Total: int64(len(list)), TotalCapped: next != ""}, err
}

func (h http) receipts(ctx context.Context, in *struct {
	web.Page
	FundID string `query:"fund_id" maxLength:"26" required:"true"`
},
) (web.List[Receipt], error) {
	list, next, err := h.s.Receipts(ctx, in.FundID, in.Page.Page())
	return web.List[Receipt]{Items: list, Next: next, Total: int64(len(list)), TotalCapped: next != ""}, err
}

func (h http) receive(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body Received
},
) (FundPage, error) {
	r, err := h.s.Receive(ctx, in.ID, in.Body)
	return h.page(ctx, r.FundID, err)
}

func (h http) reverse(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Reason string `json:"reason" maxLength:"500"`
	}
},
) (FundPage, error) {
	r, err := h.s.ReverseReceipt(ctx, in.ID, in.Body.Reason)
	return h.page(ctx, r.FundID, err)
}

func (h http) setBudget(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Half string `path:"half" maxLength:"7" doc:"2020-H1"`
	Body struct {
		AmountFen int64  `json:"amount_fen"`
		Version   int64  `json:"version" doc:"0 for the first"`
		Reason    string `json:"reason" maxLength:"500"`
	}
},
) (FundPage, error) {
	_, err := h.s.SetBudget(ctx, in.ID, in.Half, in.Body.AmountFen, in.Body.Version, in.Body.Reason)
	return h.page(ctx, in.ID, err)
}

func (h http) proposals(ctx context.Context, in *struct {
	Year string `query:"year" maxLength:"4" required:"true"`
},
) (web.List[Proposal], error) {
	list, err := h.s.Proposals(ctx, in.Year)
	return web.List[Proposal]{Items: list, Total: int64(len(list))}, err
}

func (h http) setBudgets(ctx context.Context, in *struct {
	Body struct {
		Year   string      `json:"year" maxLength:"4"`
		Items  []NewBudget `json:"items" minItems:"1" maxItems:"500"`
		Reason string      `json:"reason" maxLength:"500"`
	}
},
) (web.List[Proposal], error) {
	list, err := h.s.SetBudgets(ctx, in.Body.Year, in.Body.Items, in.Body.Reason)
	return web.List[Proposal]{Items: list, Total: int64(len(list))}, err
}

func (h http) carry(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Half string `path:"half" maxLength:"7" doc:"2020-H1: the half-year that is over"`
	Body struct {
		Version int64  `json:"version"`
		Reason  string `json:"reason" maxLength:"500"`
	}
},
) (FundPage, error) {
	_, err := h.s.CarryOver(ctx, in.ID, in.Half, in.Body.Version, in.Body.Reason)
	return h.page(ctx, in.ID, err)
}

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

// ExportMax is how many rows leave in one file.
const ExportMax = 50_000

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
	mark, err := h.s.exported(ctx, "付款单")
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
				reason = word(Failures(), o.Failure)
			}
			if err := out.Row(o.DueOn, o.StateText, o.CaseNo, o.PayeeName, o.Bank+" 尾号"+o.Last4, word(Purposes(), o.Purpose), PeriodWord(o.Period).ZH, o.InvoiceNo, o.FundName,
				department(o.Department), o.AmountFen, o.BatchNo, o.PaidOn, reason); err != nil {
				out.Abort()
				return err
			}
			n++
		}
		if page.Next == "" || n >= ExportMax {
			return out.Close()
		}
		f.Page.Cursor = page.Next
		if page, err = h.s.FindOrders(ctx, f); err != nil {
			out.Abort()
			return err
		}
	}
}

// exported journals that a list leaves the system and words its watermark.
func (s *Service) exported(ctx context.Context, what string) (string, error) {
	mark := ""
	err := s.db.Update(ctx, func(tx *db.Tx) error {
		mark = web.Watermark(ctx, tx.Now(), what)
		return journal.Record(ctx, tx, journal.Event{Action: "fund.export", ObjectType: "export", Summary: "导出" + what, Reason: what})
	})
	return mark, err
}

func (h http) order(ctx context.Context, in *idIn) (OrderPage, error) { return h.s.Order(ctx, in.ID) }

func (h http) after(ctx context.Context, o Order, err error) (OrderPage, error) {
	if err != nil {
		return OrderPage{}, err
	}
	return h.s.Order(ctx, o.ID)
}

type fundActIn struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Version int64  `json:"version"`
		Reason  string `json:"reason,omitempty" maxLength:"500"`
	}
}

func (h http) hold(ctx context.Context, in *fundActIn) (OrderPage, error) {
	o, err := h.s.Hold(ctx, in.ID, in.Body.Version, in.Body.Reason)
	return h.after(ctx, o, err)
}

func (h http) resume(ctx context.Context, in *fundActIn) (OrderPage, error) {
	o, err := h.s.Resume(ctx, in.ID, in.Body.Version)
	return h.after(ctx, o, err)
}

func (h http) net(ctx context.Context, in *fundActIn) (OrderPage, error) {
	o, err := h.s.Net(ctx, in.ID, in.Body.Version)
	return h.after(ctx, o, err)
}

type fundAccountIn struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Version       int64  `json:"version"`
		BankAccountID string `json:"bank_account_id,omitempty" maxLength:"26" doc:"the payee's present account when empty"`
		Reason        string `json:"reason,omitempty" maxLength:"500"`
	}
}

func (h http) account(ctx context.Context, in *fundAccountIn) (OrderPage, error) {
	o, err := h.s.ChangeAccount(ctx, in.ID, in.Body.Version, in.Body.BankAccountID, in.Body.Reason)
	return h.after(ctx, o, err)
}

func (h http) repay(ctx context.Context, in *fundAccountIn) (OrderPage, error) {
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
