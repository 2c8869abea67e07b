package gift

import (
	"context"
	"fmt"
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
			return []any{g.No, g.Receipt.Number, g.Donor, g.Unit, g.Campaign, g.FundName, form, g.AmountFen, g.ReceivedOn, g.StateText}
		})
	})
}

// disclosure is the table that a campaign makes public: what came in by unit and way, and what it was used for, in the groups
// of the public page.
func (h http) disclosure(w nethttp.ResponseWriter, r *nethttp.Request) error {
	ctx := r.Context()
	p, err := h.s.Campaign(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	rows, err := h.s.disclosureRows(ctx, p)
	if err != nil {
		return err
	}
	mark, err := h.s.left(ctx, "捐赠公开表", p.ID)
	if err != nil {
		return err
	}
	layout := sheet.Layout{Title: p.Name + " 募捐和使用情况公开表", Name: "公开表", Watermark: mark, Columns: []sheet.Column{
		{Title: "类别", Width: 16},
		{Title: "内容", Width: 44},
		{Title: "笔数", Kind: sheet.Int},
		{Title: "金额（元）", Kind: sheet.Money},
	}}
	return sheet.Serve(w, "捐赠公开表-"+p.Code+".xlsx", layout, func(out *sheet.Writer) error {
		for _, line := range rows {
			if err := out.Row(line...); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) disclosureRows(ctx context.Context, p CampaignPage) ([][]any, error) {
	rows := [][]any{
		{"活动", p.Name, nil, nil},
		{"目的", p.Aim, nil, nil},
		{"组织单位", p.Organiser, nil, nil},
		{"慈善组织", or(p.Charity, "单位内部募捐"), nil, nil},
		{"公开募捐资格证书", or(p.CertificateNo, "—"), nil, nil},
		{"备案编号", or(p.FilingNo, "—"), nil, nil},
		{"备案机关和日期", or(p.FiledWith+" "+p.FiledOn, "—"), nil, nil},
		{"期间", p.FromOn + " 至 " + p.ToOn, nil, nil},
		{"认捐", "全部", p.Pledges, p.PledgedFen},
		{"接收货币", "全部", nil, p.MoneyFen},
		{"接收实物", "按凭证价值", nil, p.GoodsFen},
		{"退款", "全部", nil, p.RefundedFen},
	}
	err := s.DB.View(ctx, func(tx *db.Tx) error {
		units, err := findUnits(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		for _, u := range mergeUnits(units) {
			rows = append(rows, []any{"接收（按单位）", u.Unit, u.N, u.AmountFen})
		}
		used, err := s.usesTx(ctx, tx, p.Campaign)
		if err != nil {
			return err
		}
		for _, x := range used.kinds {
			rows = append(rows, []any{"使用（按类别）", x.Text, nil, x.AmountFen})
		}
		for _, x := range used.periods {
			rows = append(rows, []any{"使用（按期间）", x.Text, nil, x.AmountFen})
		}
		rows = append(rows, []any{"说明", fmt.Sprintf("使用情况统计到 %s；不足 %d 人的合并公布", or(used.to, "—"), MinGroup), nil, nil})
		return nil
	})
	return rows, err
}

// unitSum is what came in through one organisation.
type unitSum struct {
	Unit      string `db:"unit"`
	N         int64  `db:"n"`
	AmountFen int64  `db:"amount_fen"`
}

// mergeUnits puts units with few donors together; what stays small even so is one line without its number.
func mergeUnits(list []unitSum) []unitSum {
	var out []unitSum
	rest := unitSum{Unit: "其他单位和个人"}
	for _, u := range list { // larger ones first
		if u.N >= MinGroup && u.Unit != "" {
			out = append(out, u)
			continue
		}
		rest.N, rest.AmountFen = rest.N+u.N, rest.AmountFen+u.AmountFen
	}
	if rest.N > 0 {
		out = append(out, rest)
	}
	return out
}

type campaignUses struct {
	kinds, periods []Sum
	to             string
}

// usesTx is what the gifts of one campaign were used for, as far as it may be told.
func (s *Service) usesTx(ctx context.Context, tx *db.Tx, c Campaign) (u campaignUses, err error) {
	followed, told, err := s.toldTx(ctx, tx, c.FundID)
	if err != nil {
		return u, err
	}
	var ids []string
	for _, l := range followed.Lots {
		if l.Gift != "" {
			ids = append(ids, l.Gift)
		}
	}
	gifts, err := findGifts(ctx, tx, ids)
	if err != nil {
		return u, err
	}
	amounts := map[Label]int64{}
	for order, label := range told.Of {
		for _, p := range followed.Uses[order].Parts {
			if gifts[followed.Lots[p.Lot].Gift].CampaignID == c.ID {
				amounts[label] += p.Amount
			}
		}
	}
	u.kinds, _, u.periods = figures(ctx, amounts)
	u.to = told.To
	return u, nil
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
