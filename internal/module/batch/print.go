package batch

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/journal"
	"yice/internal/kit/money"
	"yice/internal/kit/print"
	"yice/internal/module/bank"
	"yice/internal/module/fund"
)

// PaymentList prints a batch (救助资金发放明细表): every line, the sum in figures and in capitals, who made, reviewed and
// released it, and the hash that they signed. Not of a draft. Needs PermView. Codes: fund.not_locked.
func (s *Service) PaymentList(ctx context.Context, batchID string) (f bank.File, err error) {
	if err := authz.Require(ctx, fund.PermView); err != nil {
		return f, err
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		b, err := findBatch(ctx, tx, batchID)
		if err != nil {
			return err
		}
		if b.State == Draft || b.State == Cancelled {
			return errs.New(errs.Conflict, "fund.not_locked")
		}
		shown, err := s.showBatches(ctx, tx, []Batch{b})
		if err != nil {
			return err
		}
		lines, err := s.linesTx(ctx, tx, b)
		if err != nil {
			return err
		}
		a := authz.From(ctx)
		d := print.New(print.Meta{Title: "救助资金发放明细表", Header: a.OrgName, PrintedBy: a.Name, At: tx.Now()})
		writeList(d, shown[0], lines)
		f = bank.File{Name: b.No + ".pdf", MediaType: "application/pdf"}
		if f.Body, err = d.Bytes(); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{Action: "fund.print_list", ObjectType: "payment_batch", ObjectID: b.ID, Summary: "打印发放明细表 " + b.No})
	})
	return f, err
}

func writeList(d *print.Doc, b BatchShown, lines []LineShown) {
	d.Heading(1, "救助资金发放明细表")
	d.Grid(3,
		print.Pair{Label: "批次号", Value: b.No}, print.Pair{Label: "付款账户", Value: b.PayerName}, print.Pair{Label: "计划付款日", Value: b.PayOn},
		print.Pair{Label: "状态", Value: b.StateText}, print.Pair{Label: "笔数", Value: strconv.FormatInt(b.Lines, 10)},
		print.Pair{Label: "金额", Value: "¥" + yuan(b.SumFen)},
		print.Pair{Label: "大写", Value: money.Fen(b.SumFen).Capitals(), Wide: true},
	)
	rows := make([][]string, 0, len(lines)+1)
	for _, l := range lines {
		result := ""
		switch l.State {
		case "paid":
			result = "成功 " + l.SettledOn
		case "failed":
			result = "失败 " + l.FailureWord
		}
		rows = append(rows, []string{strconv.FormatInt(l.Seq, 10), l.Holder, l.Bank + " 尾号" + l.Last4, fund.WordOf(fund.Purposes(), l.Purpose), l.FundName, yuan(l.AmountFen), result})
	}
	rows = append(rows, []string{"", "合计", fmt.Sprintf("%d 笔", b.Lines), "", "", yuan(b.SumFen), ""})
	d.Table([]print.Column{
		{Title: "序号", Width: 0.6, Align: print.Center},
		{Title: "户名", Width: 1.1},
		{Title: "收款账户", Width: 1.9},
		{Title: "项目", Width: 1.1},
		{Title: "资金", Width: 1.5},
		{Title: "金额（元）", Width: 1.3, Align: print.Right},
		{Title: "结果", Width: 1.4},
	}, rows)
	d.Sign(3, "经办："+signers(b, string(actLock)), "复核："+signers(b, string(actSign), string(actReview)), "放款："+signers(b, string(actRelease)))
	d.Note("校验码 " + b.Hash)
}

// signers names who did an act in the present round.
func signers(b BatchShown, acts ...string) string {
	var names []string
	for _, x := range b.Signs {
		for _, a := range acts {
			if x.Act == a && x.Round == b.Round {
				names = append(names, x.Name)
			}
		}
	}
	return strings.Join(names, "、")
}
