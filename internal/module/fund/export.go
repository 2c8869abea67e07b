package fund

import (
	nethttp "net/http"

	"yice/internal/kit/clock"
	"yice/internal/kit/sheet"
)

func (h http) exportFunds(w nethttp.ResponseWriter, r *nethttp.Request) error {
	ctx := r.Context()
	list, err := h.s.Funds(ctx, r.URL.Query().Get("state"))
	if err != nil {
		return err
	}
	mark, err := h.s.exported(ctx, "各项资金")
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
