package oversight

import (
	"context"
	nethttp "net/http"

	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/i18n"
	"yice/internal/kit/journal"
	"yice/internal/kit/sheet"
	"yice/internal/kit/web"
)

// leaves journals that a list leaves the system and words its watermark.
func (s *Service) leaves(ctx context.Context, what string) (string, error) {
	err := journal.Looked(ctx, s.db, journal.Event{Action: "oversight.export", ObjectType: "list", Summary: "导出" + what, Reason: what})
	return web.Watermark(ctx, s.db.Now(), what), err
}

// list answers with the file of a list, named by what it is and the day.
func (s *Service) list(ctx context.Context, w nethttp.ResponseWriter, what string, columns []sheet.Column, fill func(*sheet.Writer) error) error {
	mark, err := s.leaves(ctx, what)
	if err != nil {
		return err
	}
	return sheet.Serve(w, what+"-"+clock.Date(s.db.Now())+".xlsx", sheet.Layout{Title: what, Watermark: mark, Columns: columns}, fill)
}

func fileNo(c *CaseRef) string {
	if c == nil {
		return ""
	}
	return c.FileNo
}

func (h http) exportOverdue(w nethttp.ResponseWriter, r *nethttp.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	read := func(cursor string) ([]LateTask, string, error) {
		rows, next, _, err := h.s.Overdue(ctx, q.Get("department"), db.Page{Limit: db.PageMax, Cursor: cursor, Sort: q.Get("sort")})
		return rows, next, err
	}
	first, next, err := read("")
	if err != nil {
		return err
	}
	word := func(kind string) string {
		if h.s.from.TaskWord == nil {
			return kind
		}
		return h.s.from.TaskWord(kind).In(i18n.Chinese)
	}
	columns := []sheet.Column{{Title: "期限", Kind: sheet.Date}, {Title: "事项", Width: 20}, {Title: "对象", Width: 20}, {Title: "责任单位", Width: 24}, {Title: "逾期天数", Kind: sheet.Int}}
	return h.s.list(ctx, w, "超期事项", columns, func(out *sheet.Writer) error {
		return sheet.Pages(out, ExportMax, first, next, read, func(t LateTask) []any { return []any{t.DueOn, word(t.Kind), t.Title, t.OrgName, t.Days} })
	})
}

func (h http) exportExceptions(w nethttp.ResponseWriter, r *nethttp.Request) error {
	ctx, kind := r.Context(), r.URL.Query().Get("kind")
	if kind == "" {
		kind = ExceptUrgent
	}
	read := func(cursor string) ([]Exception, string, error) {
		rows, next, _, _, err := h.s.Exceptions(ctx, kind, db.Page{Limit: db.PageMax, Cursor: cursor})
		return rows, next, err
	}
	first, next, err := read("")
	if err != nil {
		return err
	}
	columns := []sheet.Column{
		{Title: "时间", Width: 20},
		{Title: "经办人"},
		{Title: "单位", Width: 24},
		{Title: "内容", Width: 40},
		{Title: "理由", Width: 30},
		{Title: "金额（元）", Kind: sheet.Money},
		{Title: "档案编号", Width: 16},
	}
	return h.s.list(ctx, w, "例外清单", columns, func(out *sheet.Writer) error {
		return sheet.Pages(out, ExportMax, first, next, read, func(e Exception) []any {
			return []any{stamp(e.At), e.Who, e.OrgName, e.Text, e.Reason, e.AmountFen, fileNo(e.Case)}
		})
	})
}

func (h http) exportQuestions(w nethttp.ResponseWriter, r *nethttp.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	read := func(cursor string) ([]SupervisionQuestion, string, error) {
		rows, next, _, err := h.s.Questions(ctx, q["state"], db.Page{Limit: db.PageMax, Cursor: cursor, Sort: q.Get("sort")})
		return rows, next, err
	}
	first, next, err := read("")
	if err != nil {
		return err
	}
	columns := []sheet.Column{
		{Title: "编号", Width: 16},
		{Title: "部门", Width: 24},
		{Title: "问题", Width: 40},
		{Title: "提问人"},
		{Title: "期限", Kind: sheet.Date},
		{Title: "答复", Width: 40},
		{Title: "答复人"},
		{Title: "处理", Width: 30},
		{Title: "档案编号", Width: 16},
	}
	return h.s.list(ctx, w, "监督提问", columns, func(out *sheet.Writer) error {
		return sheet.Pages(out, ExportMax, first, next, read, func(x SupervisionQuestion) []any {
			return []any{x.Number, x.OrgName, x.Text, x.AskedBy, x.DueOn, x.Answer, x.AnsweredBy, x.Verdict, fileNo(x.Case)}
		})
	})
}
