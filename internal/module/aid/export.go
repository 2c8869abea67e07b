package aid

import (
	"context"
	nethttp "net/http"
	"net/url"
	"strings"

	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/kit/journal"
	"yice/internal/kit/sheet"
	"yice/internal/kit/web"
)

// ExportMax is how many rows the list may have when it leaves the system.
const ExportMax = 100_000

// export answers the list under the same filters as xlsx, masked as it is on the page, with a watermark and an entry in
// the journal. Needs PermExport; rows are those that the actor sees. Code: aid.list_too_long.
func (h http) export(w nethttp.ResponseWriter, r *nethttp.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	f, err := exportFilter(q)
	if err != nil {
		return err
	}
	first, err := h.s.Find(ctx, f)
	if err != nil {
		return err
	}
	if first.Total > ExportMax {
		return errs.New(errs.TooLarge, "aid.list_too_long", "max", ExportMax)
	}
	purpose := q.Get("purpose")
	lang := web.Language(ctx)
	title := i18n.Word{ZH: "台账", EN: "Casebook"}.In(lang)
	q.Del("q") // may name a person
	err = journal.Looked(ctx, h.s.db, journal.Event{
		Action: "aid.export", ObjectType: "list", Summary: "导出台账", Reason: purpose,
		After: map[string]any{"rows": first.Total, "capped": first.Capped, "filter": q.Encode()},
	})
	if err != nil {
		return err
	}
	if purpose == "" {
		purpose = title
	}
	layout := sheet.Layout{Title: title, Watermark: web.Watermark(ctx, h.s.db.Now(), purpose), Columns: exportColumns(lang)}
	return sheet.Serve(w, title+"-"+clock.Date(h.s.db.Now())+".xlsx", layout, func(out *sheet.Writer) error {
		return h.s.exportRows(ctx, out, f, first, lang)
	})
}

// exportRows writes page after page, each in a short look of its own, so that a long list holds no transaction open.
func (s *Service) exportRows(ctx context.Context, out *sheet.Writer, f Filter, page List, lang i18n.Language) (err error) {
	for n := 0; ; {
		for _, r := range page.Rows {
			needs := make([]string, len(r.Needs))
			for i, code := range r.Needs {
				needs[i] = NeedWord(code).In(lang)
			}
			state := s.table.StateText[r.State]
			if err := out.Row(r.FileNo, r.Title, i18n.Word(state).In(lang), ClassWord(r.Class).In(lang), strings.Join(needs, "、"), r.AreaName, r.Street,
				departmentWord(r.LeadDepartment).In(lang), r.AcceptedOn, r.DueOn, r.RevisitDueOn, r.GapFen, r.ProposedFen, r.OpenQuestions); err != nil {
				return err
			}
		}
		if n += len(page.Rows); n > ExportMax {
			return errs.New(errs.TooLarge, "aid.list_too_long", "max", ExportMax)
		}
		if page.Next == "" {
			return nil
		}
		f.Page.Cursor = page.Next
		if page, err = s.Find(ctx, f); err != nil {
			return err
		}
	}
}

// exportFilter reads the list's query and refuses what the typed route refuses by its schema.
func exportFilter(q url.Values) (Filter, error) {
	for name, values := range q {
		if len(values) > 20 {
			return Filter{}, errs.InvalidField(name, "field.too_long", "limit", 20)
		}
		for _, v := range values {
			if len(v) > 200 || strings.ContainsRune(v, 0) {
				return Filter{}, errs.InvalidField(name, "field.too_long", "limit", 200)
			}
		}
	}
	return Filter{
		Query: q.Get("q"), Area: q.Get("area"), Street: q.Get("street"), Department: q.Get("department"), Class: q.Get("class"), Need: q.Get("need"),
		Measure: q.Get("measure"), Half: q.Get("half"), States: q["state"], Urgent: q.Get("urgent") == "true", Page: db.Page{Limit: db.PageMax, Sort: q.Get("sort")},
	}, nil
}

func exportColumns(lang i18n.Language) []sheet.Column {
	col := func(zh, en string, kind sheet.Kind) sheet.Column {
		return sheet.Column{Title: i18n.Word{ZH: zh, EN: en}.In(lang), Kind: kind}
	}
	return []sheet.Column{
		col("档案号", "File number", sheet.Text), col("户", "Household", sheet.Text), col("状态", "State", sheet.Text), col("困难类别", "Class", sheet.Text),
		col("需求", "Needs", sheet.Text), col("县区", "County", sheet.Text), col("街道乡镇", "Street", sheet.Text), col("牵头部门", "Lead", sheet.Text),
		col("受理日期", "Accepted", sheet.Date), col("本步期限", "Due", sheet.Date), col("回访期限", "Revisit due", sheet.Date),
		col("医疗自付（元）", "Own medical cost (yuan)", sheet.Money), col("提请金额（元）", "Proposed (yuan)", sheet.Money), col("未答质询", "Open questions", sheet.Int),
	}
}
