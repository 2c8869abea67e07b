package fund

import (
	"context"
	"strings"

	"yice/internal/core/people"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/money"
)

// maxShown is how many rows of a tried file are shown.
const maxShown = 50

// Trial is a layout to be tried before it is kept: what a bank file would look like, and how a sample of the bank's return file is read.
type Trial struct {
	Layout Layout `json:"layout"`
	Payer  string `json:"payer,omitempty" maxLength:"20" doc:"code of the account whose number the file shows"`
	Sample []byte `json:"sample,omitempty" maxLength:"1400000" doc:"a return file as the bank sent it, base64, at most 1 MB"`
}

// Tried is what came of it. Nothing is kept and nothing is booked.
type Tried struct {
	Name  string     `json:"name" doc:"of the file that would go out"`
	Out   [][]string `json:"out" doc:"its rows, with two invented payments"`
	Rows  []TriedRow `json:"rows" doc:"of the sample, at most 50"`
	Total int64      `json:"total" doc:"rows of the sample with an account or a status"`
	Bad   int64      `json:"bad" doc:"of them not understood"`
}

// TriedRow is one row of the sample as the platform reads it. Problem names what is not understood: account, amount or status.
type TriedRow struct {
	Row       int    `json:"row"`
	Seq       string `json:"seq"`
	Last4     string `json:"last4"`
	Holder    string `json:"holder"`
	AmountFen int64  `json:"amount_fen"`
	Status    string `json:"status"`
	Outcome   string `json:"outcome" enum:"paid,failed,"`
	Reason    string `json:"reason"`
	Failure   string `json:"failure"`
	Ref       string `json:"ref"`
	On        string `json:"on"`
	Problem   string `json:"problem" enum:"account,amount,status,"`
}

// TryTemplate shows what a layout does, without keeping anything. Needs PermConfigure. Codes: those of SetTemplate,
// fund.payer_unknown, fund.return_head, those of kit/sheet.
func (s *Service) TryTemplate(ctx context.Context, in Trial) (t Tried, err error) {
	if err := authz.Require(ctx, PermConfigure); err != nil {
		return t, err
	}
	if err := in.Layout.check(); err != nil {
		return t, err
	}
	p := Payer{AccountNo: "0000000000", AccountName: "付款账户"}
	if in.Payer != "" {
		err := s.db.View(ctx, func(tx *db.Tx) error {
			p, err = findPayer(ctx, tx, in.Payer)
			return unknown(err, "payer", "fund.payer_unknown")
		})
		if err != nil {
			return t, err
		}
	}
	x := sampleSheet(in.Layout, p)
	files, rows, err := x.files()
	if err != nil {
		return t, err
	}
	t = Tried{Name: files[0].Name, Out: rows, Rows: []TriedRow{}}
	if len(in.Sample) == 0 {
		return t, nil
	}
	answers, err := readReturn(in.Sample, in.Layout.Return)
	if err != nil {
		return t, err
	}
	for _, a := range answers {
		r := triedRow(a)
		t.Total++
		if r.Problem != "" {
			t.Bad++
		}
		if len(t.Rows) < maxShown {
			t.Rows = append(t.Rows, r)
		}
	}
	return t, nil
}

func triedRow(a answer) TriedRow {
	fen, err := money.Parse(a.amount)
	r := TriedRow{
		Row: a.row, Seq: clip(a.seq, 20), Last4: last4(a.account), Holder: clip(a.holder, 60), AmountFen: int64(fen), Status: clip(a.status, 60),
		Outcome: outcome(a.status), Reason: clip(a.reason, 100), Ref: clip(a.ref, 60), On: dayOf(a.on, ""),
	}
	switch {
	case r.Last4 == "":
		r.Problem = "account"
	case err != nil || fen <= 0:
		r.Problem, r.AmountFen = "amount", 0
	case r.Outcome == "":
		r.Problem = "status"
	}
	if r.Outcome == "failed" {
		r.Failure = failureOf(a.reason)
	}
	return r
}

// sampleSheet is a batch of two invented payments.
func sampleSheet(l Layout, p Payer) sheetOf {
	no := "FF" + strings.Repeat("0", 4) + "-0001"
	return sheetOf{
		name: no, batch: Batch{No: no}, payer: p, layout: l,
		lines: []Line{
			{Seq: 1, BankAccountID: "1", Holder: "张三", Bank: "中国农业银行", Branch: "示例支行", BankCode: "103265000000", Purpose: "medical", AmountFen: 123_456},
			{Seq: 2, BankAccountID: "2", Holder: "李四", Bank: "中国建设银行", Branch: "示例支行", BankCode: "105265000000", Purpose: "study", AmountFen: 80_000},
		},
		payees: map[string]people.Payee{"1": {Number: "6228480000000000018"}, "2": {Number: "6217000000000000028"}},
	}
}
