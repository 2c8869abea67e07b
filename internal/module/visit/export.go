package visit

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"yice/internal/kit/authz"
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

// export answers the list of visits under its filters as xlsx, with a watermark and an entry in the journal. Needs
// PermExport. Code: visit.list_too_long.
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
	title := i18n.Word{ZH: "入户与回访", EN: "Visits"}.In(lang)
	purpose := q.Get("purpose")
	if err := journal.Looked(ctx, s.db, journal.Event{
		Action: "visit.export", ObjectType: "list", Summary: "导出入户与回访记录", Reason: purpose,
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
		{"档案号", "File", sheet.Text},
		{"户", "Household", sheet.Text},
		{"类别", "Kind", sheet.Text},
		{"状态", "State", sheet.Text},
		{"区县", "Area", sheet.Text},
		{"街道", "Street", sheet.Text},
		{"约定日期", "Planned", sheet.Date},
		{"期限", "Due", sheet.Date},
		{"完成日期", "Done", sheet.Date},
		{"入户人", "Visitors", sheet.Text},
		{"照片", "Photos", sheet.Int},
		{"建议", "Advice", sheet.Text},
		{"结论", "Outcome", sheet.Text},
		{"作出人", "Decided by", sheet.Text},
	} {
		layout.Columns = append(layout.Columns, sheet.Column{Title: i18n.Word{ZH: c.zh, EN: c.en}.In(lang), Kind: c.kind})
	}
	return sheet.Serve(w, title+"-"+clock.Date(s.db.Now())+".xlsx", layout, func(out *sheet.Writer) error {
		return s.exportRows(ctx, out, f, page, lang)
	})
}

func (s *Service) exportRows(ctx context.Context, out *sheet.Writer, f Filter, page List, lang i18n.Language) (err error) {
	for n := 0; ; {
		for _, v := range page.Rows {
			names := make([]string, len(v.Visitors))
			for i, x := range v.Visitors {
				names[i] = x.Name
			}
			if err := out.Row(v.FileNo, v.Title, KindWord(v.Kind).In(lang), stateWord(v.State).In(lang), v.AreaName, v.Street, v.PlannedOn, v.DueOn, v.DoneOn,
				strings.Join(names, "、"), v.Photos, AdviceWord(v.Advice).In(lang), AdviceWord(v.Outcome).In(lang), v.OutcomeBy); err != nil {
				return err
			}
		}
		if n += len(page.Rows); n > exportMax {
			return errs.New(errs.TooLarge, "visit.list_too_long", "max", exportMax)
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
			if len(v) > 200 || strings.ContainsRune(v, 0) {
				return Filter{}, errs.InvalidField(name, "field.too_long", "limit", 200)
			}
		}
	}
	mine, _ := strconv.ParseBool(q.Get("mine"))
	return Filter{
		Kind: q.Get("kind"), State: q.Get("state"), Area: q.Get("area"), Advice: q.Get("advice"), Outcome: q.Get("outcome"), From: q.Get("from"),
		To: q.Get("to"), Query: q.Get("q"), Mine: mine, Page: db.Page{Limit: db.PageMax, Sort: q.Get("sort")},
	}, nil
}

// paper answers a completed visit as a PDF. Needs to see the visit; journalled. Code: visit.not_done.
func (s *Service) paper(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	name, data, err := s.Print(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	return web.File(w, name, "application/pdf", data)
}

func byline(ctx context.Context) string {
	a := authz.From(ctx)
	return a.Name + "（" + a.OrgName + "）"
}
