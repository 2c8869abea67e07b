package sunlight

import (
	"context"
	"fmt"
	nethttp "net/http"

	"yice/internal/kit/db"
	"yice/internal/kit/journal"
	"yice/internal/kit/sheet"
	"yice/internal/kit/web"
	"yice/internal/module/gift"
)

// left journals that a list leaves the house and gives its watermark.
func (s *Service) left(ctx context.Context, what, objectID string) (mark string, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		mark = web.Watermark(ctx, tx.Now(), what)
		return journal.Record(ctx, tx, journal.Event{Action: "gift.export", ObjectType: "export", ObjectID: objectID, Summary: "导出" + what})
	})
	return mark, err
}

// disclosure is the table that a campaign makes public: what came in by unit and way, and what it was used for, in the groups
// of the public page.
func (h http) disclosure(w nethttp.ResponseWriter, r *nethttp.Request) error {
	ctx := r.Context()
	p, err := h.s.gifts.Campaign(ctx, r.PathValue("id"))
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

func (s *Service) disclosureRows(ctx context.Context, p gift.CampaignPage) ([][]any, error) {
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
	err := s.db.View(ctx, func(tx *db.Tx) error {
		units, err := s.gifts.UnitsTx(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		for _, u := range mergeUnits(units) {
			rows = append(rows, []any{"接收（按单位）", u.Unit, u.N, u.AmountFen})
		}
		kinds, err := s.gifts.KindsTx(ctx, tx, p.ID, toldBefore(tx))
		if err != nil {
			return err
		}
		for _, k := range kinds {
			rows = append(rows, []any{"接收实物（按品名）", fmt.Sprintf("%s %d %s", k.Name, k.Pieces, k.Unit), nil, k.ValueFen})
		}
		for _, k := range kinds {
			if k.Handed > 0 {
				rows = append(rows, []any{"发放实物（到上月底）", fmt.Sprintf("%s %d %s", k.Name, k.Handed, k.Unit), nil, k.HandedFen})
			}
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
		rows = append(rows, []any{"说明", fmt.Sprintf("使用情况统计到 %s；不足 %d 人的合并公布", or(used.to, "—"), gift.MinGroup), nil, nil})
		return nil
	})
	return rows, err
}

// mergeUnits puts units with few donors together; what stays small even so is one line without its number.
func mergeUnits(list []gift.UnitSum) []gift.UnitSum {
	var out []gift.UnitSum
	rest := gift.UnitSum{Unit: "其他单位和个人"}
	for _, u := range list { // larger ones first
		if u.N >= gift.MinGroup && u.Unit != "" {
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
	kinds, periods []gift.Sum
	to             string
}

// usesTx is what the gifts of one campaign were used for, as far as it may be told.
func (s *Service) usesTx(ctx context.Context, tx *db.Tx, c gift.Campaign) (u campaignUses, err error) {
	_, told, err := s.toldTx(ctx, tx, c.FundID)
	if err != nil {
		return u, err
	}
	amounts := map[Label]int64{}
	for x, n := range told.From {
		if x.Campaign == c.ID {
			amounts[x.Label] += n
		}
	}
	u.kinds, _, u.periods = figures(ctx, amounts)
	u.to = told.To
	return u, nil
}

func or(text, other string) string {
	if text == "" {
		return other
	}
	return text
}
