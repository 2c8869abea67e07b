package check

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/kit/journal"
	"yice/internal/kit/sheet"
	"yice/internal/kit/web"
)

// exportMax is how many rows the list may have when it leaves the system.
const exportMax = 50_000

func word(table map[string]i18n.Word, code string) i18n.Word {
	if w, ok := table[code]; ok {
		return w
	}
	return i18n.Word{ZH: code, EN: code}
}

// KindWord is the word of a kind of request.
func KindWord(code string) i18n.Word {
	return word(map[string]i18n.Word{
		KindFirst: {ZH: "首次核对", EN: "First"}, KindRecheck: {ZH: "重新核对", EN: "Again"}, KindObjection: {ZH: "异议复核", EN: "After an objection"},
	}, code)
}

// ConclusionWord is the word of a report's conclusion.
func ConclusionWord(code string) i18n.Word {
	return word(map[string]i18n.Word{
		"consistent": {ZH: "与申报一致", EN: "As declared"}, "differs": {ZH: "与申报有出入", EN: "Differs"}, "over_limit": {ZH: "有超限项目", EN: "Over a limit"},
		"incomplete": {ZH: "部分来源未能核实", EN: "Incomplete"}, "": {},
	}, code)
}

func stateWord(code string) i18n.Word {
	return word(map[string]i18n.Word{
		Open: {ZH: "核对中", EN: "Open"}, Submitted: {ZH: "待复核", EN: "For review"}, Issued: {ZH: "已出具", EN: "Issued"}, Cancelled: {ZH: "已撤销", EN: "Cancelled"},
	}, code)
}

// export answers the list of requests under its filters as xlsx: no results but the conclusion, with a watermark and an
// entry in the journal. Needs PermExport. Code: check.list_too_long.
func (s *Service) export(w http.ResponseWriter, r *http.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	f, err := filterOf(q)
	if err != nil {
		return err
	}
	page, err := s.Find(ctx, f)
	if err != nil {
		return err
	}
	lang := web.Language(ctx)
	title := i18n.Word{ZH: "核对委托", EN: "Checks"}.In(lang)
	purpose := q.Get("purpose")
	if err := journal.Looked(ctx, s.db, journal.Event{
		Action: "check.export", ObjectType: "list", Summary: "导出核对委托列表", Reason: purpose,
		After: map[string]any{"rows": page.Total, "filter": q.Encode()},
	}); err != nil {
		return err
	}
	if purpose == "" {
		purpose = title
	}
	layout := sheet.Layout{Title: title, Watermark: web.Watermark(ctx, s.db.Now(), purpose)}
	for _, c := range []struct {
		zh, en string
		kind   sheet.Kind
	}{
		{"编号", "Number", sheet.Text},
		{"档案号", "File", sheet.Text},
		{"户", "Household", sheet.Text},
		{"类别", "Kind", sheet.Text},
		{"状态", "State", sheet.Text},
		{"委托单位", "Asked by", sheet.Text},
		{"期限", "Due", sheet.Date},
		{"结论", "Conclusion", sheet.Text},
		{"超限项", "Over", sheet.Int},
		{"核对人", "Checker", sheet.Text},
		{"复核人", "Reviewer", sheet.Text},
		{"出具日期", "Issued", sheet.Date},
		{"有效至", "Valid until", sheet.Date},
	} {
		layout.Columns = append(layout.Columns, sheet.Column{Title: i18n.Word{ZH: c.zh, EN: c.en}.In(lang), Kind: c.kind})
	}
	return sheet.Serve(w, title+"-"+clock.Date(s.db.Now())+".xlsx", layout, func(out *sheet.Writer) error {
		return s.exportRows(ctx, out, f, page, lang)
	})
}

func (s *Service) exportRows(ctx context.Context, out *sheet.Writer, f Filter, page List, lang i18n.Language) (err error) {
	for n := 0; ; {
		for _, r := range page.Rows {
			if err := out.Row(r.Number, r.FileNo, r.Title, KindWord(r.Kind).In(lang), stateWord(r.State).In(lang), r.RequestedOrg, r.DueOn,
				ConclusionWord(r.Conclusion).In(lang), r.OverCount, r.Checker, r.Reviewer, r.IssuedOn, r.ExpiresOn); err != nil {
				return err
			}
		}
		if n += len(page.Rows); n > exportMax {
			return errs.New(errs.TooLarge, "check.list_too_long", "max", exportMax)
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

// filterOf reads the list's query and refuses what the typed route refuses by its schema.
func filterOf(q url.Values) (Filter, error) {
	for name, values := range q {
		for _, v := range values {
			if len(v) > 200 || strings.ContainsRune(v, 0) || len(values) > 10 {
				return Filter{}, errs.InvalidField(name, "field.too_long", "limit", 200)
			}
		}
	}
	overdue, _ := strconv.ParseBool(q.Get("overdue"))
	f := Filter{Kind: q.Get("kind"), Conclusion: q.Get("conclusion"), Query: q.Get("q"), Overdue: overdue, Page: db.Page{Limit: db.PageMax, Sort: q.Get("sort")}}
	for _, v := range q["state"] {
		f.States = append(f.States, strings.Split(v, ",")...)
	}
	return f, nil
}

// paper answers an issued report as a PDF.
func (s *Service) paper(w http.ResponseWriter, r *http.Request) error {
	name, data, err := s.Print(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return web.File(w, name, "application/pdf", data)
}
