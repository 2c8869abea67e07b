package report

import (
	"context"
	nethttp "net/http"

	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/journal"
	"yice/internal/kit/sheet"
	"yice/internal/kit/web"
)

type http struct{ s *Service }

// Routes are this room's addresses.
func Routes(s *Service) []web.Route {
	h := http{s}
	return []web.Route{
		web.Get("/reports/platform", PermView, "report.platform", "平台公布的七个数", h.platform),
		web.Get("/reports/overview", PermView, "report.overview", "统计总览", h.overview),
		web.Raw("GET", "/reports/overview/export", PermExport, "report.export", "导出统计", h.export),
		web.Get("/public/figures", web.Public, "report.public", "对外公布的数字", h.public),
	}
}

func (h http) platform(ctx context.Context, _ *struct{}) (Platform, error) { return h.s.Platform(ctx) }

func (h http) overview(ctx context.Context, _ *struct{}) (Overview, error) {
	return h.s.Overview(ctx, web.Language(ctx))
}
func (h http) public(ctx context.Context, _ *struct{}) (Public, error) { return h.s.Public(ctx) }

func (h http) export(w nethttp.ResponseWriter, r *nethttp.Request) error {
	ctx := r.Context()
	o, err := h.s.Overview(ctx, web.Language(ctx))
	if err != nil {
		return err
	}
	mark := ""
	err = h.s.db.Update(ctx, func(tx *db.Tx) error {
		mark = web.Watermark(ctx, tx.Now(), "统计")
		return journal.Record(ctx, tx, journal.Event{Action: "report.export", ObjectType: "export", Summary: "导出统计总览"})
	})
	if err != nil {
		return err
	}
	layout := sheet.Layout{Title: "平台统计", Watermark: mark, Columns: []sheet.Column{
		{Title: "分类", Width: 14},
		{Title: "项目", Width: 24},
		{Title: "进入平台（户）", Kind: sheet.Int},
		{Title: "已认定（户）", Kind: sheet.Int},
		{Title: "已退出（户）", Kind: sheet.Int},
		{Title: "在帮扶（户）", Kind: sheet.Int},
		{Title: "服务（次）", Kind: sheet.Int},
		{Title: "金额（元）", Kind: sheet.Money},
	}}
	return sheet.Serve(w, "平台统计-"+clock.Date(h.s.db.Now())+".xlsx", layout, func(out *sheet.Writer) error { return rows(out, o) })
}

func rows(out *sheet.Writer, o Overview) error {
	p := o.Platform
	lines := [][]any{{"合计", "全平台", p.HouseholdsEntered, p.HouseholdsRecognised, p.HouseholdsEnded, nil, p.ServiceSessions, nil}}
	for _, c := range o.Caps {
		word := map[string]string{"living": "生活救助最高（每户每年）", "medical": "医疗救助最高（每人每年）", "study": "助学最高（每人每年）"}[c.Purpose]
		lines = append(lines, []any{"实际达到", word, nil, nil, nil, nil, nil, c.HighestFen})
	}
	for _, h := range o.Trend {
		lines = append(lines, []any{"半年", h.Half, h.Entered, h.Recognised, h.Ended, nil, h.Sessions, h.PaidFen})
	}
	for _, x := range []struct {
		name string
		list []Group
	}{{"区县", o.Districts}, {"困难类别", o.Classes}, {"需求", o.Needs}, {"牵头部门", o.Departments}} {
		for _, g := range x.list {
			lines = append(lines, []any{x.name, g.Label, g.Entered, g.Recognised, g.Ended, g.Assisting, nil, nil})
		}
	}
	for _, l := range lines {
		if err := out.Row(l...); err != nil {
			return err
		}
	}
	return nil
}
