package order

import (
	nethttp "net/http"

	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/sheet"
	"yice/internal/module/fund"
)

func (h http) exportRecoveries(w nethttp.ResponseWriter, r *nethttp.Request) error {
	ctx, state, p := r.Context(), r.URL.Query().Get("state"), db.Page{Limit: db.PageMax}
	first, err := h.s.Recoveries(ctx, state, p)
	if err != nil {
		return err
	}
	mark, err := h.s.funds.Exported(ctx, "追回")
	if err != nil {
		return err
	}
	layout := sheet.Layout{Title: "追回", Watermark: mark, Columns: []sheet.Column{
		{Title: "收款人"},
		{Title: "状态"},
		{Title: "档案编号", Width: 16},
		{Title: "项目"},
		{Title: "资金", Width: 20},
		{Title: "原因", Width: 30},
		{Title: "应追回（元）", Kind: sheet.Money},
		{Title: "已追回（元）", Kind: sheet.Money},
		{Title: "其中相抵（元）", Kind: sheet.Money},
		{Title: "待追回（元）", Kind: sheet.Money},
	}}
	more := func(cursor string) ([]RecoveryShown, string, error) {
		p.Cursor = cursor
		l, err := h.s.Recoveries(ctx, state, p)
		return l.Items, l.Next, err
	}
	return sheet.Serve(w, "追回-"+clock.Date(h.s.db.Now())+".xlsx", layout, func(out *sheet.Writer) error {
		return sheet.Pages(out, fund.ExportMax, first.Items, first.Next, more, func(x RecoveryShown) []any {
			said := "待追回"
			if x.State == "received" {
				said = "已追回"
			}
			return []any{
				x.PayeeName, said, x.CaseNo, fund.WordOf(fund.Purposes(), x.Purpose), x.FundName, x.Reason, x.AmountFen, x.ReceivedFen, x.NettedFen, x.OpenFen,
			}
		})
	})
}
