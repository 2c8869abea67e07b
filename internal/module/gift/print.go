package gift

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/journal"
	"yice/internal/kit/money"
	"yice/internal/kit/print"
)

// paper is a receipt with all that is printed on it.
type paper struct {
	receipt Receipt
	gift    Gift
	camp    Campaign
	donor   Revealed
	goods   string // of receipts that list no lines
	follow  string
	unit    string
}

// Print makes 公益事业捐赠统一票据 as PDF, with a QR code that leads to its verification below base ("https://host"). Needs
// PermReveal at the gift's organisation, because the donor's full name is on it; journalled. A cancelled receipt prints with the word
// across it.
func (s *Service) Print(ctx context.Context, giftID, base string) (name string, data []byte, err error) {
	defer errs.Wrap(&err, "gift.Print(%s)", giftID)
	if err := authz.Require(ctx, PermReveal); err != nil {
		return "", nil, err
	}
	var p paper
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		g, err := findGift(ctx, tx, authz.From(ctx), giftID)
		if err != nil {
			return err
		}
		if err := authz.RequireAt(ctx, PermReveal, g.OrgPath); err != nil {
			return err
		}
		if p, err = s.paperTx(ctx, tx, g); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{Action: "gift.print", ObjectType: "gift", ObjectID: g.ID, Summary: "打印捐赠票据 " + p.receipt.Number})
	})
	if err != nil {
		return "", nil, err
	}
	a := authz.From(ctx)
	data, err = document(p, base, a.Name+"（"+a.OrgName+"）", s.DB.Now())
	return "捐赠票据-" + p.receipt.Number + ".pdf", data, err
}

func (s *Service) paperTx(ctx context.Context, tx *db.Tx, g Gift) (p paper, err error) {
	p.gift = g
	list, err := findReceipts(ctx, tx, []string{g.ID})
	if err != nil {
		return p, err
	}
	p.receipt = list[g.ID]
	if p.camp, err = findCampaign(ctx, tx, g.CampaignID); err != nil {
		return p, err
	}
	if p.donor, err = s.openDonor(ctx, tx, g.DonorID); err != nil {
		return p, err
	}
	c, err := findCollection(ctx, tx, g.CollectionID)
	if err != nil {
		return p, err
	}
	lines, err := findGoods(ctx, tx, c.ID)
	if err != nil {
		return p, err
	}
	p.goods = named(lines)
	p.unit = p.camp.Organiser
	if p.camp.Charity != "" {
		p.unit = p.camp.Charity
	}
	p.follow, err = s.Keys.Open("gift_receipts", "follow_code", p.receipt.ID, p.receipt.FollowCode)
	return p, err
}

// document lays the receipt out with the fields of 财综〔2024〕1号.
func document(p paper, base, printedBy string, at time.Time) ([]byte, error) {
	r := p.receipt
	mark := ""
	if r.State == Cancelled {
		mark = "已作废"
	}
	payer := p.donor.Name
	if payer == "" {
		payer = "爱心人士（匿名）"
	}
	address := base + "/public/receipt?" + url.Values{"number": {r.Number}, "check": {r.CheckCode}}.Encode()
	code, err := print.QR(address, 320)
	if err != nil {
		return nil, err
	}
	doc := print.New(print.Meta{Title: "公益事业捐赠统一票据", Header: p.unit, PrintedBy: printedBy, At: at.In(clock.Shanghai()), Watermark: mark})
	doc.Heading(1, "公益事业捐赠统一票据（电子）")
	doc.Line("（财政部门票据监制章）", print.Center)
	doc.Grid(2, print.Pair{Label: "票据代码", Value: or(p.camp.TicketCode, "—")}, print.Pair{Label: "票据号码", Value: r.Number},
		print.Pair{Label: "交款人", Value: payer}, print.Pair{Label: "校验码", Value: r.CheckCode},
		print.Pair{Label: "信用代码", Value: or(p.donor.CreditCode, "—")}, print.Pair{Label: "开票日期", Value: r.IssuedOn})
	amount := money.Fen(r.AmountFen)
	doc.Table([]print.Column{
		{Title: "项目编码", Width: 2},
		{Title: "项目名称", Width: 5},
		{Title: "单位", Width: 1, Align: print.Center},
		{Title: "数量", Width: 1, Align: print.Center},
		{Title: "标准", Width: 2, Align: print.Right},
		{Title: "金额（元）", Width: 3, Align: print.Right},
	}, p.items())
	doc.Grid(2, print.Pair{Label: "合计大写", Value: amount.Capitals()}, print.Pair{Label: "合计小写", Value: amount.Grouped()},
		print.Pair{Label: "备注", Value: fmt.Sprintf("%s，%s 接收；捐赠编号 %s", p.camp.Name, p.gift.ReceivedOn, p.gift.No), Wide: true},
		print.Pair{Label: "其他信息", Value: "查询码 " + p.follow + "：在查验网页输入票据号码和查询码，可查看这笔捐赠的使用情况。请妥善保管。", Wide: true})
	doc.Grid(2, print.Pair{Label: "收款人", Value: r.Payee}, print.Pair{Label: "复核人", Value: or(r.Reviewer, "银行到账凭证")})
	doc.Pictures(4, 110, print.Picture{Label: "扫码查验", Data: code})
	doc.Seal(p.unit, r.IssuedOn)
	if r.State == Cancelled {
		doc.Paragraph("本票据已于 " + r.CancelledOn + " 作废，原因：" + r.Reason)
	}
	doc.Note("电子票据与纸质票据具有同等效力。实物捐赠按发票或评估凭证列示价值。")
	return doc.Bytes()
}

// items are the rows of the receipt: each kind of goods with its unit, quantity, value of a piece and amount.
func (p paper) items() [][]string {
	number := map[string]string{"money": "0101", "goods": "0102"}[p.gift.Form]
	if len(p.receipt.Lines.V) == 0 {
		item := p.receipt.Item
		if p.goods != "" {
			item += "：" + p.goods
		}
		return [][]string{{number, item, "笔", "1", "—", money.Fen(p.receipt.AmountFen).Grouped()}}
	}
	var out [][]string
	for _, l := range p.receipt.Lines.V {
		standard := "—"
		if l.StandardFen > 0 {
			standard = money.Fen(l.StandardFen).Grouped()
		}
		out = append(out, []string{number, p.receipt.Item + "：" + l.Name, l.Unit, strconv.FormatInt(l.Pieces, 10), standard, money.Fen(l.AmountFen).Grouped()})
	}
	return out
}

func or(text, other string) string {
	if text == "" {
		return other
	}
	return text
}
