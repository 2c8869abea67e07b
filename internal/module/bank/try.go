package bank

import (
	"strings"

	"yice/internal/kit/money"
)

// maxShown is how many rows of a tried file are shown.
const maxShown = 50

// Tried is what a layout makes of two invented payments, and of a sample of the bank's return file.
type Tried struct {
	Name  string
	Out   [][]string
	Rows  []TriedRow
	Total int64
	Bad   int64
}

// TriedRow is one row of the sample as it is read. Problem names what is not understood: account, amount or status.
type TriedRow struct {
	Row       int
	Seq       string
	Last4     string
	Holder    string
	AmountFen int64
	Status    string
	Outcome   string
	Reason    string
	Failure   string
	Ref       string
	On        string
	Problem   string
}

// Try shows what a layout, which has been checked, does: the rows that would go out (Name is of their first file) and, unless
// the sample is empty, the first 50 rows of it; Total counts all, Bad those not understood. Codes: those of ReadReturn.
func Try(l Layout, payerAccount, payerName string, sample []byte) (t Tried, err error) {
	files, rows, err := allFiles(l, invented(payerAccount, payerName))
	if err != nil {
		return t, err
	}
	t = Tried{Name: files[0].Name, Out: rows}
	if len(sample) == 0 {
		return t, nil
	}
	answers, err := ReadReturn(sample, l.Return)
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

func triedRow(a Answer) TriedRow {
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

// invented is a batch of two payments that nobody gets.
func invented(payerAccount, payerName string) Batch {
	return Batch{
		No: "FF" + strings.Repeat("0", 4) + "-0001", PayerAccount: payerAccount, PayerName: payerName,
		Payments: []Payment{
			{Seq: 1, Account: "6228480000000000018", Holder: "张三", Bank: "中国农业银行", Branch: "示例支行", BankCode: "103265000000", Purpose: "医疗救助", AmountFen: 123_456},
			{Seq: 2, Account: "6217000000000000028", Holder: "李四", Bank: "中国建设银行", Branch: "示例支行", BankCode: "105265000000", Purpose: "助学救助", AmountFen: 80_000},
		},
	}
}
