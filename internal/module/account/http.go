package account

import (
	"bytes"
	"context"
	nethttp "net/http"
	"strconv"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/journal"
	"yice/internal/kit/money"
	"yice/internal/kit/print"
	"yice/internal/kit/sheet"
	"yice/internal/kit/web"
	"yice/internal/module/fund"
)

type http struct{ s *Service }

// Routes are this room's addresses.
func Routes(s *Service) []web.Route {
	h := http{s}
	return []web.Route{
		web.Get("/accounts/charts", PermView, "account.charts", "科目表", h.charts),
		web.Put("/accounts/charts/{code}", PermConfigure, "account.set_chart", "设置科目表", h.setChart),
		web.Get("/accounts/months/{month}", PermView, "account.month", "一个月的记账凭证", h.month),
		web.Post("/accounts/months/{month}/close", PermClose, "account.close", "结账", h.close),
		web.Raw("GET", "/accounts/months/{month}/export", PermView, "account.export", "导出凭证（format=csv 或 xlsx）", h.export),
		web.Raw("GET", "/accounts/months/{month}/print", PermView, "account.print", "打印记账凭证（PDF）", h.print),
		web.Get("/accounts/disclosure", PermView, "account.disclosure", "收支公开表", h.disclosure),
		web.Raw("GET", "/accounts/disclosure/export", PermView, "account.disclosure_export", "导出收支公开表", h.exportDisclosure),
	}
}

func (h http) charts(ctx context.Context, _ *struct{}) (web.List[Chart], error) {
	list, err := h.s.Charts(ctx)
	return web.List[Chart]{Items: list, Total: int64(len(list))}, err
}

func (h http) setChart(ctx context.Context, in *struct {
	Code string `path:"code" maxLength:"30"`
	Body struct {
		Name    string `json:"name" minLength:"1" maxLength:"80"`
		FromOn  string `json:"from_on" maxLength:"10"`
		ToOn    string `json:"to_on,omitempty" maxLength:"10"`
		Layout  Layout `json:"layout"`
		Version int64  `json:"version"`
	}
},
) (Chart, error) {
	b := in.Body
	return h.s.SetChart(ctx, Chart{Code: in.Code, Name: b.Name, FromOn: b.FromOn, ToOn: b.ToOn, Layout: b.Layout, Version: b.Version})
}

type accountMonthIn struct {
	Month string `path:"month" maxLength:"7" doc:"2020-05; latest for the last one in which anything happened"`
}

func (h http) month(ctx context.Context, in *accountMonthIn) (Book, error) {
	return h.s.Read(ctx, in.Month)
}

func (h http) close(ctx context.Context, in *accountMonthIn) (Book, error) {
	return h.s.Close(ctx, in.Month)
}

func (h http) disclosure(ctx context.Context, in *struct {
	From string `query:"from" maxLength:"10" required:"true"`
	To   string `query:"to" maxLength:"10" required:"true"`
},
) (Disclosure, error) {
	return h.s.Disclose(ctx, in.From, in.To)
}

// rowsOf are the vouchers as accounting software reads them: a row for each entry, amounts in yuan with two places.
func rowsOf(b Book) [][]string {
	out := [][]string{{"日期", "凭证字", "凭证号", "摘要", "科目编码", "科目名称", "借方金额", "贷方金额", "辅助核算", "项目", "附单据数", "辅助核算编码"}}
	for i, v := range b.Vouchers {
		no := strconv.FormatInt(v.No, 10)
		if v.No == 0 { // an open month: provisional
			no = strconv.Itoa(i + 1)
		}
		for _, e := range v.Entries {
			row := []string{v.On, "记", no, v.Memo, e.Account, e.Name, "", "", e.FundName, fund.WordOf(fund.Purposes(), e.Purpose), strconv.FormatInt(v.Attachments, 10), e.Fund}
			if e.DebitFen > 0 {
				row[6] = money.Fen(e.DebitFen).String()
			}
			if e.CreditFen > 0 {
				row[7] = money.Fen(e.CreditFen).String()
			}
			out = append(out, row)
		}
	}
	return out
}

func (h http) export(w nethttp.ResponseWriter, r *nethttp.Request) error {
	ctx, month := r.Context(), r.PathValue("month")
	b, err := h.s.Read(ctx, month)
	if err != nil {
		return err
	}
	mark, err := h.s.left(ctx, "记账凭证 "+month)
	if err != nil {
		return err
	}
	rows := rowsOf(b)
	if r.URL.Query().Get("format") != "xlsx" {
		var out bytes.Buffer
		if err := sheet.WriteCSV(&out, sheet.GB18030, 0, rows); err != nil {
			return err
		}
		return send(w, "vouchers-"+month+".csv", "text/csv; charset=gb18030", out.Bytes())
	}
	columns := make([]sheet.Column, len(rows[0]))
	for i, t := range rows[0] {
		columns[i] = sheet.Column{Title: t}
	}
	columns[3].Width, columns[5].Width = 36, 26
	return sheet.Serve(w, "记账凭证-"+month+".xlsx", sheet.Layout{Title: "记账凭证 " + month, Columns: columns, Watermark: mark}, func(out *sheet.Writer) error {
		for _, row := range rows[1:] {
			values := make([]any, len(row))
			for i, c := range row {
				values[i] = c
			}
			if err := out.Row(values...); err != nil {
				return err
			}
		}
		return nil
	})
}

func (h http) exportDisclosure(w nethttp.ResponseWriter, r *nethttp.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	d, err := h.s.Disclose(ctx, q.Get("from"), q.Get("to"))
	if err != nil {
		return err
	}
	title := "资金收支情况公开表 " + d.FromOn + " 至 " + d.ToOn
	mark, err := h.s.left(ctx, title)
	if err != nil {
		return err
	}
	layout := sheet.Layout{Title: title, Name: "收支公开表", Watermark: mark, Columns: []sheet.Column{
		{Title: "资金或项目", Width: 26},
		{Title: "来源", Width: 18},
		{Title: "期初余额（元）", Kind: sheet.Money},
		{Title: "收入（元）", Kind: sheet.Money},
		{Title: "救助支出（元）", Kind: sheet.Money},
		{Title: "其他变动（元）", Kind: sheet.Money},
		{Title: "期末余额（元）", Kind: sheet.Money},
		{Title: "受助户数"},
	}}
	return sheet.Serve(w, "收支公开表.xlsx", layout, func(out *sheet.Writer) error {
		d.Total.Name = "合计"
		for _, f := range append(d.Funds, d.Total) {
			if err := out.Row(f.Name, f.SourceText, f.OpeningFen, f.InFen, f.OutFen, f.OtherFen, f.ClosingFen, ""); err != nil {
				return err
			}
		}
		for _, p := range d.Purposes {
			homes := strconv.FormatInt(p.Households, 10)
			if p.Households < fewest {
				homes = "不足 10 户"
			}
			if err := out.Row(p.Text, "按项目", nil, nil, p.OutFen, nil, nil, homes); err != nil {
				return err
			}
		}
		return nil
	})
}

func (h http) print(w nethttp.ResponseWriter, r *nethttp.Request) error {
	ctx, month := r.Context(), r.PathValue("month")
	b, err := h.s.Read(ctx, month)
	if err != nil {
		return err
	}
	if _, err := h.s.left(ctx, "记账凭证 "+month); err != nil {
		return err
	}
	a := authz.From(ctx)
	d := print.New(print.Meta{Title: "记账凭证 " + month, Header: a.OrgName, PrintedBy: a.Name, At: h.s.db.Now()})
	for i, v := range b.Vouchers {
		writeVoucher(d, b, i, v)
	}
	if len(b.Vouchers) == 0 {
		d.Heading(1, "记账凭证 "+month)
		d.Paragraph("本月没有收支。")
	}
	body, err := d.Bytes()
	if err != nil {
		return err
	}
	return send(w, "vouchers-"+month+".pdf", "application/pdf", body)
}

func writeVoucher(d *print.Doc, b Book, i int, v Voucher) {
	no := "记-" + strconv.Itoa(i+1)
	if b.Closed == nil {
		no += "（未结账，暂编）"
	}
	d.Heading(1, "记账凭证")
	d.Grid(2, print.Pair{Label: "日期", Value: v.On}, print.Pair{Label: "凭证号", Value: no}, print.Pair{Label: "附单据", Value: strconv.FormatInt(v.Attachments, 10) + " 张"})
	rows := make([][]string, 0, len(v.Entries)+1)
	for _, e := range v.Entries {
		row := []string{v.Memo, e.Account + " " + e.Name, e.FundName, "", ""}
		if e.DebitFen > 0 {
			row[3] = money.Fen(e.DebitFen).Grouped()
		}
		if e.CreditFen > 0 {
			row[4] = money.Fen(e.CreditFen).Grouped()
		}
		rows = append(rows, row)
	}
	sum := money.Fen(v.SumFen)
	rows = append(rows, []string{"合计", sum.Capitals(), "", sum.Grouped(), sum.Grouped()})
	d.Table([]print.Column{
		{Title: "摘要", Width: 1.8}, {Title: "科目", Width: 2.2}, {Title: "资金", Width: 1.6}, {Title: "借方", Width: 1.2, Align: print.Right}, {Title: "贷方", Width: 1.2, Align: print.Right},
	}, rows)
	d.Sign(3, "制单：", "复核：", "记账：")
}

// left journals that vouchers or tables leave the system and words their watermark.
func (s *Service) left(ctx context.Context, what string) (mark string, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		mark = web.Watermark(ctx, tx.Now(), what)
		return journal.Record(ctx, tx, journal.Event{Action: "account.export", ObjectType: "export", Summary: "导出" + what, Reason: what})
	})
	return mark, err
}

func send(w nethttp.ResponseWriter, name, kind string, body []byte) error {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, err := w.Write(body)
	return err
}
