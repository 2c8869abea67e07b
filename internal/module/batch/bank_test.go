package batch

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"yice/internal/kit/db"
	"yice/internal/kit/sheet"
)

func cellsOf(t *testing.T, body []byte) (rows [][]string) {
	t.Helper()
	err := sheet.ReadRows(bytes.NewReader(body), int64(len(body)), sheet.Options{}, func(_ int, cells []string) error {
		rows = append(rows, slices.Clone(cells))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestEveryShippedLayoutIsPaidThrough sends a batch in every layout that comes with the program, wants the files that module/bank
// keeps as its golden ones, and books the bank's answer in that bank's own form.
func TestEveryShippedLayoutIsPaidThrough(t *testing.T) {
	t.Parallel()
	files := filepath.Join("..", "bank", "testdata")
	for _, code := range []string{"csv_gbk", "csv_utf8", "xlsx", "bar_gbk", "cross_xlsx"} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			d := open(t)
			f := d.fund(10000000)
			d.Do(d.System(), func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, "UPDATE fund_payers SET account_no = '6200001234567', account_name = '大庆市困难职工帮扶中心' WHERE code = 'main'")
				return err
			})
			var ids []string
			for i, fen := range []int64{123456, 8, 500000} {
				o := d.draft(f, i, fen)
				o.Purpose = []string{"medical", "study", "rehabilitation"}[i]
				ids = append(ids, d.order(o).ID)
			}
			m, err := d.s.CreateBatch(d.As("maker"), NewBatch{Template: code, Orders: ids})
			d.must(err)
			b := d.send(m.Batch)
			file, err := d.s.BankFile(d.As("releaser"), b.ID)
			d.must(err)
			out := file.Body
			if strings.HasSuffix(file.Name, ".xlsx") {
				var text bytes.Buffer
				d.must(sheet.WriteCSV(&text, sheet.UTF8, '\t', cellsOf(t, file.Body)))
				out = text.Bytes()
			}
			want, err := os.ReadFile(filepath.Join(files, code+".out.txt"))
			d.must(err)
			if !bytes.Equal(out, want) {
				t.Errorf("got\n%s", out)
			}

			answer, err := os.ReadFile(filepath.Join(files, code+".return"))
			d.must(err)
			taken, err := d.s.TakeReturn(d.As("maker"), b.ID, code, answer)
			d.must(err)
			p, err := d.s.BatchOf(d.As("maker"), b.ID)
			d.must(err)
			l := p.LineList
			if taken.Paid != 2 || taken.Failed != 1 || taken.Unmatched != 0 || l[1].Failure != "account_closed" || l[0].BankRef == "" || l[0].SettledOn != "2020-05-07" {
				t.Fatalf("%+v\n%+v", taken, l)
			}
		})
	}
}

// TestALayoutIsTriedBeforeItIsKept shows the file that would go out and reads a sample of the bank's answer, and keeps nothing.
func TestALayoutIsTriedBeforeItIsKept(t *testing.T) {
	t.Parallel()
	d := open(t)
	before, err := d.s.Config(d.As("secretary"))
	d.must(err)
	l := Layout{
		Format: "csv", Encoding: "gb18030", Separator: "|", MaxLines: 100, Columns: []LayoutColumn{{Field: "account"}, {Field: "account_name"}, {Field: "amount"}, {Field: "payer_account"}},
		Return: []string{"account", "holder", "amount", "status", "reason", "on"},
	}
	var sample bytes.Buffer
	d.must(sheet.WriteCSV(&sample, sheet.GB18030, '|', [][]string{
		{"6228480000000000018", "张三", "1,234.56", "成功", "", "20200507"},
		{"6217000000000000028", "李四", "800.00", "失败", "账户已销户", ""},
		{"6217000000000000036", "王五", "八百", "成功", "", ""},
		{"6217000000000000044", "赵六", "1.00", "处理中", "", ""},
		{"合计", "", "", "", "", ""},
	}))
	_, err = d.s.TryTemplate(d.As("maker"), Trial{Layout: l})
	d.refused(err, "forbidden")
	_, err = d.s.TryTemplate(d.As("secretary"), Trial{Layout: l, Payer: "none"})
	d.refused(err, "fund.payer_unknown")
	got, err := d.s.TryTemplate(d.As("secretary"), Trial{Layout: l, Sample: sample.Bytes()})
	d.must(err)
	if len(got.Out) != 2 || !slices.Equal(got.Out[0], []string{"6228480000000000018", "张三", "1234.56", "0000000000"}) {
		t.Errorf("%q", got.Out)
	}
	want := []TriedRow{
		{Row: 1, Last4: "0018", Holder: "张三", AmountFen: 123456, Status: "成功", Outcome: "paid", On: "2020-05-07"},
		{Row: 2, Last4: "0028", Holder: "李四", AmountFen: 80000, Status: "失败", Outcome: "failed", Reason: "账户已销户", Failure: "account_closed"},
		{Row: 3, Last4: "0036", Holder: "王五", Status: "成功", Outcome: "paid", Problem: "amount"},
		{Row: 4, Last4: "0044", Holder: "赵六", AmountFen: 100, Status: "处理中", Problem: "status"},
		{Row: 5, Problem: "account"},
	}
	if !slices.Equal(got.Rows, want) || got.Total != 5 || got.Bad != 3 {
		t.Errorf("%+v", got)
	}
	l.Return = nil
	_, err = d.s.TryTemplate(d.As("secretary"), Trial{Layout: l, Sample: sample.Bytes()})
	d.refused(err, "fund.return_head")
	l.Columns = l.Columns[:2]
	_, err = d.s.TryTemplate(d.As("secretary"), Trial{Layout: l})
	d.refused(err, "fund.layout_columns")
	after, err := d.s.Config(d.As("secretary"))
	d.must(err)
	if len(after.Templates) != len(before.Templates) {
		t.Error("a trial was kept")
	}
}
