package batch

import (
	"context"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/module/bank"
	"yice/internal/module/fund"
)

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
	if err := authz.Require(ctx, fund.PermConfigure); err != nil {
		return t, err
	}
	if err := in.Layout.form().Check(); err != nil {
		return t, err
	}
	p := fund.Payer{AccountNo: "0000000000", AccountName: "付款账户"}
	if in.Payer != "" {
		err := s.db.View(ctx, func(tx *db.Tx) error {
			p, err = s.funds.PayerTx(ctx, tx, in.Payer)
			return unknown(err, "payer", "fund.payer_unknown")
		})
		if err != nil {
			return t, err
		}
	}
	got, err := bank.Try(in.Layout.form(), p.AccountNo, p.AccountName, in.Sample)
	if err != nil {
		return t, err
	}
	t = Tried{Name: got.Name, Out: got.Out, Rows: make([]TriedRow, len(got.Rows)), Total: got.Total, Bad: got.Bad}
	for i, r := range got.Rows {
		t.Rows[i] = TriedRow(r)
	}
	return t, nil
}
