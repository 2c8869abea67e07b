package fund

import (
	"context"

	"yice/internal/kit/db"
	"yice/internal/kit/journal"
	"yice/internal/kit/web"
)

type idIn struct {
	ID string `path:"id" maxLength:"26"`
}

type http struct{ s *Service }

// Routes are this room's addresses.
func Routes(s *Service) []web.Route {
	h := http{s}
	return []web.Route{
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
		web.Raw("GET", "/funds/export", PermView, "fund.funds_export", "导出各项资金", h.exportFunds),
	}
}

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

// ExportMax is how many rows leave in one file.
const ExportMax = 50_000

// Exported journals that a list leaves the system and words its watermark.
func (s *Service) Exported(ctx context.Context, what string) (string, error) {
	mark := ""
	err := s.db.Update(ctx, func(tx *db.Tx) error {
		mark = web.Watermark(ctx, tx.Now(), what)
		return journal.Record(ctx, tx, journal.Event{Action: "fund.export", ObjectType: "export", Summary: "导出" + what, Reason: what})
	})
	return mark, err
}
