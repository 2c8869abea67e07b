package fund

import (
	nethttp "net/http"

	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/sheet"
)

func (h http) exportFunds(w nethttp.ResponseWriter, r *nethttp.Request) error {
	ctx := r.Context()
	list, err := h.s.Funds(ctx, r.URL.Query().Get("state"))
	if err != nil {
		return err
	}
	mark, err := h.s.Exported(ctx, "各项资金")
	if err != nil {
		return err
	}
	layout := sheet.Layout{Title: "各项资金", Watermark: mark, Columns: []sheet.Column{
		{Title: "名称", Width: 24},
		{Title: "来源", Width: 20},
		{Title: "余额（元）", Kind: sheet.Money},
		{Title: "可用（元）", Kind: sheet.Money},
		{Title: "已承诺未付（元）", Kind: sheet.Money},
		{Title: "累计收入（元）", Kind: sheet.Money},
		{Title: "累计支出（元）", Kind: sheet.Money},
		{Title: "其他变动（元）", Kind: sheet.Money},
		{Title: "捐赠人或拨款单位", Width: 24},
	}}
	return sheet.Serve(w, "各项资金-"+clock.Date(h.s.db.Now())+".xlsx", layout, func(out *sheet.Writer) error {
		return sheet.Pages(out, ExportMax, list, "", nil, func(f FundShown) []any {
			return []any{f.Name, f.SourceText, f.BalanceFen, f.AvailableFen, f.CommittedFen, f.ReceivedFen, f.PaidFen, f.OtherFen, f.Donor}
		})
	})
}

func (h http) exportMovements(w nethttp.ResponseWriter, r *nethttp.Request) error {
	ctx, fundID, p := r.Context(), r.URL.Query().Get("fund_id"), db.Page{Limit: db.PageMax}
	f, err := h.s.Fund(ctx, fundID)
	if err != nil {
		return err
	}
	first, next, err := h.s.Movements(ctx, fundID, p)
	if err != nil {
		return err
	}
	title := f.Name + "收支明细"
	mark, err := h.s.Exported(ctx, title)
	if err != nil {
		return err
	}
	layout := sheet.Layout{Title: title, Watermark: mark, Columns: []sheet.Column{
		{Title: "序号", Kind: sheet.Int},
		{Title: "日期", Kind: sheet.Date},
		{Title: "事项", Width: 14},
		{Title: "摘要", Width: 30},
		{Title: "余额变动（元）", Kind: sheet.Money},
		{Title: "已承诺变动（元）", Kind: sheet.Money},
		{Title: "余额（元）", Kind: sheet.Money},
	}}
	more := func(cursor string) ([]Movement, string, error) {
		p.Cursor = cursor
		return h.s.Movements(ctx, fundID, p)
	}
	return sheet.Serve(w, title+"-"+clock.Date(h.s.db.Now())+".xlsx", layout, func(out *sheet.Writer) error {
		return sheet.Pages(out, ExportMax, first, next, more, func(m Movement) []any {
			return []any{m.Seq, m.On, WordOf(moveKinds(), m.Kind), m.Memo, m.ChangeFen, m.CommittedFen, m.BalanceFen}
		})
	})
}

func (h http) exportReceipts(w nethttp.ResponseWriter, r *nethttp.Request) error {
	ctx, fundID, p := r.Context(), r.URL.Query().Get("fund_id"), db.Page{Limit: db.PageMax}
	f, err := h.s.Fund(ctx, fundID)
	if err != nil {
		return err
	}
	first, next, err := h.s.Receipts(ctx, fundID, p)
	if err != nil {
		return err
	}
	title := f.Name + "收款"
	mark, err := h.s.Exported(ctx, title)
	if err != nil {
		return err
	}
	layout := sheet.Layout{Title: title, Watermark: mark, Columns: []sheet.Column{
		{Title: "到账日", Kind: sheet.Date},
		{Title: "付款人", Width: 24},
		{Title: "凭据号", Width: 18},
		{Title: "备注", Width: 30},
		{Title: "金额（元）", Kind: sheet.Money},
		{Title: "冲正人"},
		{Title: "冲正原因", Width: 24},
	}}
	more := func(cursor string) ([]Receipt, string, error) {
		p.Cursor = cursor
		return h.s.Receipts(ctx, fundID, p)
	}
	return sheet.Serve(w, title+"-"+clock.Date(h.s.db.Now())+".xlsx", layout, func(out *sheet.Writer) error {
		return sheet.Pages(out, ExportMax, first, next, more, func(x Receipt) []any {
			return []any{x.ReceivedOn, x.PayerName, x.EvidenceNo, x.Memo, x.AmountFen, x.ReversedBy, x.Reason}
		})
	})
}
