package batch

import (
	"context"
	nethttp "net/http"

	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/journal"
	"yice/internal/kit/sheet"
	"yice/internal/kit/web"
	"yice/internal/module/fund"
)

func (h http) exportBatches(w nethttp.ResponseWriter, r *nethttp.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	read := func(cursor string) ([]BatchShown, string, error) {
		rows, next, _, err := h.s.FindBatches(ctx, q["state"], db.Page{Limit: db.PageMax, Cursor: cursor, Sort: q.Get("sort")})
		return rows, next, err
	}
	first, next, err := read("")
	if err != nil {
		return err
	}
	mark, err := h.s.exported(ctx)
	if err != nil {
		return err
	}
	layout := sheet.Layout{Title: "代发批次", Watermark: mark, Columns: []sheet.Column{
		{Title: "批次号", Width: 14},
		{Title: "状态"},
		{Title: "名称", Width: 26},
		{Title: "计划付款日", Kind: sheet.Date},
		{Title: "笔数", Kind: sheet.Int},
		{Title: "金额（元）", Kind: sheet.Money},
		{Title: "成功笔数", Kind: sheet.Int},
		{Title: "成功金额（元）", Kind: sheet.Money},
		{Title: "失败笔数", Kind: sheet.Int},
		{Title: "银行流水号", Width: 18},
	}}
	return sheet.Serve(w, "代发批次-"+clock.Date(h.s.db.Now())+".xlsx", layout, func(out *sheet.Writer) error {
		return sheet.Pages(out, fund.ExportMax, first, next, read, func(b BatchShown) []any {
			return []any{b.No, b.StateText, b.Title, b.PayOn, b.Lines, b.SumFen, b.PaidLines, b.PaidFen, b.FailedLines, b.StatementNo}
		})
	})
}

// exported journals that the list leaves the system and words its watermark.
func (s *Service) exported(ctx context.Context) (mark string, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		mark = web.Watermark(ctx, tx.Now(), "代发批次")
		return journal.Record(ctx, tx, journal.Event{Action: "fund.export", ObjectType: "export", Summary: "导出代发批次", Reason: "代发批次"})
	})
	return mark, err
}
