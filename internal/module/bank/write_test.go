package bank

import (
	"archive/zip"
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/sheet"
	"yice/internal/testkit"
)

var updateBank = flag.Bool("update-bank", false, "write testdata anew")

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t *testing.T, err error, code string) {
	t.Helper()
	if !errs.IsCode(err, code) {
		t.Fatalf("got %v, want %s", err, code)
	}
}

func cellsOf(t *testing.T, body []byte) (rows [][]string) {
	t.Helper()
	must(t, sheet.ReadRows(bytes.NewReader(body), int64(len(body)), sheet.Options{}, func(_ int, cells []string) error {
		rows = append(rows, slices.Clone(cells))
		return nil
	}))
	return rows
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *updateBank {
		must(t, os.WriteFile(path, got, 0o600))
	}
	want, err := os.ReadFile(path) //nolint:gosec // a file of this test
	must(t, err)
	if !bytes.Equal(want, got) {
		t.Errorf("%s differs; -update-bank writes it after review\n%s", path, got)
	}
}

// kept is a layout as the book keeps it.
type kept struct {
	Format        string
	Encoding      string
	Separator     string
	Head          bool
	Summary       bool
	MaxLines      int `json:"max_lines"`
	PurposeLength int `json:"purpose_length"`
	Columns       []Column
	Return        []string
}

// shipped are the layouts that come with the program, by code.
func shipped(t *testing.T) map[string]Layout {
	t.Helper()
	type row struct {
		Code     string        `db:"code"`
		Document db.JSON[kept] `db:"document"`
	}
	out := map[string]Layout{}
	must(t, testkit.NewDB(t).View(t.Context(), func(tx *db.Tx) error {
		rows, err := db.All[row](t.Context(), tx, "SELECT code, document FROM fund_templates")
		for _, r := range rows {
			out[r.Code] = Layout(r.Document.V)
		}
		return err
	}))
	return out
}

func batch() Batch {
	line := func(seq int64, account, holder, purpose string, fen int64) Payment {
		return Payment{Seq: seq, Account: account, Holder: holder, Bank: "中国农业银行", Branch: "萨尔图支行", BankCode: "103", Purpose: purpose, AmountFen: fen}
	}
	return Batch{No: "FF2020-0001", PayerAccount: "6200001234567", PayerName: "大庆市困难职工帮扶中心", Payments: []Payment{
		line(1, "6228480000000000000", "荆建东", "医疗救助", 123456),
		line(2, "6228480000000000018", "荆国东", "助学救助", 8),
		line(3, "6228480000000000026", "荆志东", "残疾康复", 500000),
	}}
}

// TestShippedBankFormats compares what goes out in every layout that comes with the program, byte by byte for text and cell by
// cell for Excel, with files that somebody has looked at; and reads the bank's answer in that bank's own form.
func TestShippedBankFormats(t *testing.T) {
	t.Parallel()
	layouts := shipped(t)
	if len(layouts) != 5 {
		t.Fatalf("%d layouts", len(layouts))
	}
	for code, l := range layouts {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			must(t, l.Check())
			b := batch()
			file, hash, err := Write(l, b)
			must(t, err)
			if file.Name != b.No+"."+l.Format || len(hash) != 64 {
				t.Errorf("%s %s", file.Name, hash)
			}
			out := file.Body
			if l.Format == "xlsx" {
				var text bytes.Buffer
				must(t, sheet.WriteCSV(&text, sheet.UTF8, '\t', cellsOf(t, file.Body)))
				out = text.Bytes()
			}
			golden(t, code+".out.txt", out)

			body, err := os.ReadFile(filepath.Join("testdata", code+".return"))
			must(t, err)
			answers, err := ReadReturn(body, l.Return)
			must(t, err)
			var sent []Sent
			for _, p := range b.Payments {
				sent = append(sent, Sent{Last4: last4(p.Account), Holder: p.Holder, AmountFen: p.AmountFen, State: "open"})
			}
			settled, loose := Match(b.No, sent, answers, "2020-05-07", "2020-05-08")
			if len(settled) != 3 || len(loose) != 0 {
				t.Fatalf("%+v\n%+v", settled, loose)
			}
			for i, state := range []string{"paid", "failed", "paid"} {
				if s := settled[i]; s.Index != i || s.State != state || s.Ref == "" || s.On != "2020-05-07" || s.Failure != map[string]string{"failed": "account_closed"}[state] {
					t.Errorf("%+v", s)
				}
			}
		})
	}
}

// TestALongBatchGoesOutInSeveralFiles wants every line once, its number running on, and each file with its own count and sum.
func TestALongBatchGoesOutInSeveralFiles(t *testing.T) {
	t.Parallel()
	l := shipped(t)["cross_xlsx"]
	l.MaxLines = 2
	b := batch()
	for n := range 5 {
		p := b.Payments[0]
		p.Seq, p.AmountFen = int64(n+1), int64(1000+n)
		b.Payments = append(b.Payments[:n:n], p)
	}
	file, hash, err := Write(l, b)
	must(t, err)
	z, err := zip.NewReader(bytes.NewReader(file.Body), int64(len(file.Body)))
	must(t, err)
	seq := 0
	for n, sum := range []string{"20.01", "20.05", "10.04"} {
		r, err := z.File[n].Open()
		must(t, err)
		var body bytes.Buffer
		_, err = body.ReadFrom(r)
		must(t, err)
		rows := cellsOf(t, body.Bytes())
		if rows[0][5] != strconv.Itoa(len(rows)-2) || rows[0][7] != sum {
			t.Errorf("%s: %q", z.File[n].Name, rows[0])
		}
		for _, row := range rows[2:] {
			if seq++; row[0] != strconv.Itoa(seq) {
				t.Errorf("%s: line %s, want %d", z.File[n].Name, row[0], seq)
			}
		}
	}
	if file.Name != "FF2020-0001.zip" || z.File[2].Name != "FF2020-0001-3.xlsx" || len(z.File) != 3 || seq != 5 {
		t.Errorf("%s: %d files with %d lines", file.Name, len(z.File), seq)
	}
	again, same, err := Write(l, b)
	must(t, err)
	if !bytes.Equal(again.Body, file.Body) || same != hash {
		t.Error("the second file differs")
	}
	b.Payments[4].AmountFen++
	if _, other, err := Write(l, b); err != nil || other == hash {
		t.Errorf("%s after a change, %v", other, err)
	}
	b.Payments[3].Account = ""
	_, _, err = Write(l, b)
	refused(t, err, "fund.file_broken")
}

func TestALayoutIsChecked(t *testing.T) {
	t.Parallel()
	layouts := shipped(t)
	for want, spoil := range map[string]func(l *Layout){
		"layout.columns fund.layout_columns": func(l *Layout) { l.Columns = l.Columns[:2] },
		"layout.format field.choice":         func(l *Layout) { l.Format = "pdf" },
		"layout.encoding field.choice":       func(l *Layout) { l.Encoding = "big5" },
		"layout.max_lines fund.amount":       func(l *Layout) { l.MaxLines = 5001 },
		"layout.return field.choice":         func(l *Layout) { l.Return = append(slices.Clone(l.Return), "sum") },
		"layout.return fund.return_columns":  func(l *Layout) { l.Return = []string{"account", "amount", "skip"} },
	} {
		l := layouts["bar_gbk"]
		spoil(&l)
		fields := errs.As(l.Check()).Fields
		if len(fields) != 1 || fields[0].Path+" "+fields[0].Code != want {
			t.Errorf("%+v, want %s", fields, want)
		}
	}
}

// TestALayoutIsTried shows the file that would go out and reads a sample of the bank's answer.
func TestALayoutIsTried(t *testing.T) {
	t.Parallel()
	l := Layout{
		Format: "csv", Encoding: "gb18030", Separator: "|", MaxLines: 100, Columns: []Column{{Field: "account"}, {Field: "account_name"}, {Field: "amount"}, {Field: "payer_account"}},
		Return: []string{"account", "holder", "amount", "status", "reason", "on"},
	}
	var sample bytes.Buffer
	must(t, sheet.WriteCSV(&sample, sheet.GB18030, '|', slices.Concat([][]string{
		{"6228480000000000018", "张三", "1,234.56", "成功", "", "20200507"},
		{"6217000000000000028", "李四", "800.00", "失败", "账户已销户", ""},
		{"6217000000000000036", "王五", "八百", "成功", "", ""},
		{"合计", "", "", "", "", ""},
	}, slices.Repeat([][]string{{"6217000000000000044", "赵六", "1.00", "处理中", "", ""}}, maxShown))))
	got, err := Try(l, "0000000000", "付款账户", sample.Bytes())
	must(t, err)
	if got.Name != "FF0000-0001.csv" || len(got.Out) != 2 || !slices.Equal(got.Out[0], []string{"6228480000000000018", "张三", "1234.56", "0000000000"}) {
		t.Errorf("%s %q", got.Name, got.Out)
	}
	want := []TriedRow{
		{Row: 1, Last4: "0018", Holder: "张三", AmountFen: 123456, Status: "成功", Outcome: "paid", On: "2020-05-07"},
		{Row: 2, Last4: "0028", Holder: "李四", AmountFen: 80000, Status: "失败", Outcome: "failed", Reason: "账户已销户", Failure: "account_closed"},
		{Row: 3, Last4: "0036", Holder: "王五", Status: "成功", Outcome: "paid", Problem: "amount"},
		{Row: 4, Problem: "account"},
		{Row: 5, Last4: "0044", Holder: "赵六", AmountFen: 100, Status: "处理中", Problem: "status"},
	}
	if len(got.Rows) != maxShown || !slices.Equal(got.Rows[:5], want) || got.Total != 4+maxShown || got.Bad != 2+maxShown {
		t.Errorf("%+v", got)
	}
	_, err = Try(l, "", "", []byte(strings.Repeat("x,y\n", 3)))
	must(t, err)
	l.Return = nil
	_, err = Try(l, "", "", sample.Bytes())
	refused(t, err, "fund.return_head")
}
