package gift

import (
	"context"
	nethttp "net/http"

	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/journal"
	"yice/internal/kit/sheet"
	"yice/internal/kit/web"
)

const maxExport = 50_000

// left journals that a list leaves the house and gives its watermark.
func (s *Service) left(ctx context.Context, what, objectID string) (mark string, err error) {
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		mark = web.Watermark(ctx, tx.Now(), what)
		return journal.Record(ctx, tx, journal.Event{Action: "gift.export", ObjectType: "export", ObjectID: objectID, Summary: "导出" + what})
	})
	return mark, err
}

func (h http) export(w nethttp.ResponseWriter, r *nethttp.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	f := GiftFilter{CampaignID: q.Get("campaign_id"), FundID: q.Get("fund_id"), State: q.Get("state"), Form: q.Get("form"), Number: q.Get("number"), Page: db.Page{Limit: db.PageMax}}
	first, cursor, _, err := h.s.FindGifts(ctx, f)
	if err != nil {
		return err
	}
	mark, err := h.s.left(ctx, "捐赠明细", "")
	if err != nil {
		return err
	}
	layout := sheet.Layout{Title: "捐赠明细", Watermark: mark, Columns: []sheet.Column{
		{Title: "捐赠编号", Width: 16},
		{Title: "票据号码", Width: 14},
		{Title: "捐赠人", Width: 12},
		{Title: "部门", Width: 18},
		{Title: "活动", Width: 24},
		{Title: "资金", Width: 24},
		{Title: "形式", Width: 8},
		{Title: "金额（元）", Kind: sheet.Money},
		{Title: "物资", Width: 36},
		{Title: "接收日期", Kind: sheet.Date},
		{Title: "状态", Width: 10},
	}}
	more := func(cursor string) ([]GiftShown, string, error) {
		f.Page.Cursor = cursor
		list, next, _, err := h.s.FindGifts(ctx, f)
		return list, next, err
	}
	return sheet.Serve(w, "捐赠明细-"+clock.Date(h.s.DB.Now())+".xlsx", layout, func(out *sheet.Writer) error {
		return sheet.Pages(out, maxExport, first, cursor, more, func(g GiftShown) []any {
			form := map[string]string{"money": "货币", "goods": "实物"}[g.Form]
			return []any{g.No, g.Receipt.Number, g.Donor, g.Unit, g.Campaign, g.FundName, form, g.AmountFen, g.GoodsSaid, g.ReceivedOn, g.StateText}
		})
	})
}

func (h http) listForm(w nethttp.ResponseWriter, _ *nethttp.Request) error {
	layout := sheet.Layout{Name: "认捐名单", Columns: []sheet.Column{
		{Title: "姓名", Width: 14},
		{Title: "是否匿名", Width: 10},
		{Title: "金额", Width: 12},
		{Title: "部门", Width: 24},
		{Title: "电话", Width: 16},
	}}
	return sheet.Serve(w, "认捐名单样表.xlsx", layout, func(*sheet.Writer) error { return nil })
}

// listErrors sends the rows that were not taken, each with its codes and sentences; put right, the sheet can be sent again.
func (h http) listErrors(w nethttp.ResponseWriter, r *nethttp.Request) error {
	ctx := r.Context()
	p, err := h.s.List(ctx, r.PathValue("id"), web.Language(ctx))
	if err != nil {
		return err
	}
	rows, err := h.s.rowsOf(p.ref())
	if err != nil {
		return err
	}
	mark, err := h.s.left(ctx, "认捐名单错误清单", p.ID)
	if err != nil {
		return err
	}
	layout := sheet.Layout{Name: "错误清单", Watermark: mark, Columns: []sheet.Column{
		{Title: "行号", Kind: sheet.Int},
		{Title: "错误代码", Width: 22},
		{Title: "错误说明", Width: 44},
		{Title: "姓名", Width: 14},
		{Title: "是否匿名", Width: 10},
		{Title: "金额", Width: 12},
		{Title: "部门", Width: 24},
		{Title: "电话", Width: 16},
	}}
	return sheet.Serve(w, "错误清单-"+p.FileName, layout, func(out *sheet.Writer) error {
		for _, x := range rows {
			if !x.bad() {
				continue
			}
			codes, text := h.s.words(web.Language(ctx), x.findings)
			if err := out.Row(x.no, codes, text, x.cells[0], x.cells[1], x.cells[2], x.cells[3], x.cells[4]); err != nil {
				return err
			}
		}
		return nil
	})
}
