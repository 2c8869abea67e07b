package batch

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"yice/internal/kit/db"
	"yice/internal/kit/sheet"
	"yice/internal/module/order"
	"yice/internal/testkit"
)

func TestFailedLinesAreReopenedAndPaidAgain(t *testing.T) {
	t.Parallel()
	d := open(t)
	f := d.fund(60000)
	_, err := d.funds.SetBudget(d.As("maker"), f.ID, "2020-H1", 50000, 0, "预算")
	d.must(err)
	b, orders := d.sent(f, 4)
	file := d.answers(b, func(i int, row []string) {
		switch i {
		case 1:
			row[4], row[5] = "交易失败", "户名不符"
		case 2:
			row[4], row[5] = "处理不成功", "账户已销户"
		case 3:
			row[3] = "99.00" // the bank says another amount
		}
	})
	taken, err := d.s.TakeReturn(d.As("maker"), b.ID, "1.csv", file)
	d.must(err)
	if taken.Paid != 1 || taken.Failed != 2 || taken.Unmatched != 1 {
		t.Fatalf("%+v", taken)
	}
	d.holds(f, 50000, 30000) // the failed ones are promised still
	again, err := d.s.TakeReturn(d.As("reviewer"), b.ID, "1-copy.csv", file)
	d.must(err)
	if !again.Again || again.ID != taken.ID {
		t.Fatalf("%+v", again)
	}
	d.holds(f, 50000, 30000)
	if o := d.now(orders[2].ID); o.State != order.OrderFailed || o.Failure != "account_closed" {
		t.Fatalf("%+v", o)
	}
	// nobody can promise the money of a failed payment
	_, err = d.tryOrder(d.draft(f, 9, 20001))
	d.refused(err, "FUND_BALANCE")
	_, err = d.tryOrder(d.draft(f, 9, 10001))
	d.refused(err, "fund.budget_exceeded")

	// a second file brings the missing line, and repeats one
	second := d.answers(b, func(i int, row []string) {
		if i != 3 && i != 0 {
			row[0] = "99"
		}
	})
	taken, err = d.s.TakeReturn(d.As("maker"), b.ID, "2.csv", second)
	d.must(err)
	if taken.Paid != 1 || taken.Failed != 0 || taken.Unmatched != 2 {
		t.Fatalf("%+v", taken)
	}
	// a contradiction is shown, not booked
	third := d.answers(b, func(i int, row []string) { row[4], row[5] = "失败", "冻结" })
	taken, err = d.s.TakeReturn(d.As("maker"), b.ID, "3.csv", third)
	d.must(err)
	if taken.Paid+taken.Failed != 0 || taken.Unmatched != 2 {
		t.Fatalf("%+v", taken)
	}

	p, err := d.s.BatchOf(d.As("maker"), b.ID)
	d.must(err)
	_, err = d.reconcile("maker", b.ID, p.Version, Statement{No: "x", Lines: 2, SumFen: 20000})
	d.refused(err, "fund.unmatched_open")
	for _, u := range p.Unmatched {
		x, err := d.s.Resolve(d.As("maker"), b.ID, p.Version, u.ID, "已向银行核实")
		d.must(err)
		p.Version = x.Version
	}
	_, err = d.s.Resolve(d.As("maker"), b.ID, p.Version, p.Unmatched[0].ID, "again")
	d.refused(err, "fund.resolved")

	d.moveAccount(2)
	m, err := d.s.RepayBatch(d.As("maker"), b.ID, []order.Again{{OrderID: orders[1].ID}, {OrderID: orders[2].ID}}, NewBatch{})
	d.must(err)
	if m.Lines != 2 || m.ReplacesID != b.ID || m.No != "FF2020-0002" {
		t.Fatalf("%+v", m)
	}
	_, err = d.s.RepayBatch(d.As("maker"), b.ID, []order.Again{{OrderID: orders[1].ID}}, NewBatch{})
	d.refused(err, "flow.not_allowed")
	_, err = d.s.RepayBatch(d.As("maker"), b.ID, []order.Again{{OrderID: d.order(d.draft(d.fund(500), 8, 1)).ID}}, NewBatch{})
	d.refused(err, "fund.order_unknown")
	d.holds(f, 40000, 20000)
	old := d.now(orders[1].ID)
	fresh := d.now(old.ReplacedBy)
	if old.State != order.OrderRepaid || fresh.ReplacesID != old.ID || fresh.State != order.OrderBatched || d.told[len(d.told)-2].ReplacesID != old.ID {
		t.Fatalf("%+v %+v", old, fresh)
	}
	q, err := d.s.BatchOf(d.As("maker"), m.ID)
	d.must(err)
	if !strings.HasSuffix(testkit.BankCard(902), q.LineList[1].Last4) {
		t.Errorf("%+v", q.LineList[1])
	}
	b2 := d.send(m.Batch)
	_, err = d.s.TakeReturn(d.As("maker"), b2.ID, "4.csv", d.answers(b2, nil))
	d.must(err)
	d.holds(f, 20000, 0)
	_, err = d.reconcile("maker", b.ID, p.Version, Statement{No: "x", Lines: 2, SumFen: 20000})
	d.must(err)
	d.verify()
}

func TestReclaimReachesWhatIsAtTheBank(t *testing.T) {
	t.Parallel()
	d := open(t)
	f := d.fund(100000)
	b, orders := d.sent(f, 2)
	for _, o := range orders {
		d.must(d.try(func(ctx context.Context, tx *db.Tx) error {
			return d.orders.ReclaimTx(ctx, tx, o.AwardID, "未获追认")
		}))
	}
	_, err := d.s.TakeReturn(d.As("maker"), b.ID, "1.csv", d.answers(b, func(i int, row []string) {
		if i == 1 {
			row[4] = "失败"
		}
	}))
	d.must(err)
	if d.now(orders[0].ID).State != order.OrderPaid || d.now(orders[1].ID).State != order.OrderCancelled {
		t.Fatal(d.now(orders[0].ID).State, d.now(orders[1].ID).State)
	}
	d.holds(f, 90000, 0)
	back, err := d.orders.Recoveries(d.As("auditor"), "open", db.Page{})
	list := back.Items
	d.must(err)
	if len(list) != 1 || list[0].AmountFen != 10000 {
		t.Fatalf("%+v", list)
	}
	if x := list[0]; x.OpenFen != 10000 || x.PayeeName == "" || x.CaseNo != orders[0].CaseNo || x.FundName != f.Name || len(x.Can) != 0 {
		t.Errorf("%+v", x)
	}
	if back, err = d.orders.Recoveries(d.As("maker"), "open", db.Page{}); err != nil || !slices.Equal(back.Items[0].Can, []string{"receive"}) {
		t.Errorf("%v: %+v", err, back.Items)
	}
	r, err := d.orders.Recovered(d.As("maker"), list[0].ID, list[0].Version, 4000, "HK-1")
	d.must(err)
	_, err = d.orders.Recovered(d.As("maker"), r.ID, r.Version, 6001, "HK-2")
	d.refused(err, "fund.amount")
	r, err = d.orders.Recovered(d.As("maker"), r.ID, r.Version, 6000, "HK-2")
	d.must(err)
	if r.State != "received" {
		t.Fatalf("%+v", r)
	}
	d.holds(f, 100000, 0)
	shown, err := d.funds.Fund(d.As("auditor"), f.ID)
	d.must(err)
	if shown.OtherFen != 10000 || shown.ReceivedFen-shown.PaidFen+shown.OtherFen != shown.BalanceFen {
		t.Errorf("%+v", shown.FundShown)
	}
	d.must(d.try(func(ctx context.Context, tx *db.Tx) error {
		return d.orders.ReclaimTx(ctx, tx, orders[1].AwardID, "再次")
	}))
	d.verify()
}

func TestBankFiles(t *testing.T) {
	t.Parallel()
	d := open(t)
	f := d.fund(100000)
	b, _ := d.sent(f, 2)
	file, err := d.s.BankFile(d.As("releaser"), b.ID)
	d.must(err)
	var rows [][]string
	d.must(sheet.ReadRows(bytes.NewReader(file.Body), int64(len(file.Body)), sheet.Options{}, func(_ int, cells []string) error {
		rows = append(rows, slices.Clone(cells))
		return nil
	}))
	want := [][]string{
		{"序号", "账号", "户名", "金额", "开户行", "联行号", "用途", "备注"},
		{"1", testkit.BankCard(0), "荆建东", "100.00", "中国农业银行", "", "医疗救助", "FF2020-0001-1"},
		{"2", testkit.BankCard(1), "荆国东", "100.00", "中国农业银行", "", "医疗救助", "FF2020-0001-2"},
	}
	if file.Name != "FF2020-0001.csv" || !strings.Contains(file.MediaType, "gb18030") || len(rows) != 3 {
		t.Fatalf("%s %s %q", file.Name, file.MediaType, rows)
	}
	for i := range want {
		if !slices.Equal(rows[i], want[i]) {
			t.Errorf("row %d: %q, want %q", i, rows[i], want[i])
		}
	}
	if bytes.Contains(file.Body, []byte("荆")) {
		t.Error("the file is UTF-8, wanted GB18030")
	}
	same, err := d.s.BankFile(d.As("releaser"), b.ID)
	d.must(err)
	if !bytes.Equal(same.Body, file.Body) {
		t.Error("the second file differs")
	}
	_, err = d.s.BankFile(d.As("maker"), b.ID)
	d.refused(err, "forbidden")
	d.Do(d.System(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE fund_lines SET amount_fen = amount_fen + 1 WHERE batch_id = $1 AND seq = 1", b.ID)
		return err
	})
	_, err = d.s.BankFile(d.As("releaser"), b.ID)
	d.refused(err, "fund.file_changed")

	pdf, err := d.s.PaymentList(d.As("auditor"), b.ID)
	d.must(err)
	if !bytes.HasPrefix(pdf.Body, []byte("%PDF")) || len(pdf.Body) < 5000 {
		t.Errorf("%d bytes", len(pdf.Body))
	}
	draft, _ := d.batchOf(f, 5)
	_, err = d.s.PaymentList(d.As("maker"), draft.ID)
	d.refused(err, "fund.not_locked")
}

func TestReturnFilesOfOtherShapes(t *testing.T) {
	t.Parallel()
	d := open(t)
	f := d.fund(100000)
	b, _ := d.sent(f, 2)
	p, err := d.s.BatchOf(d.As("maker"), b.ID)
	d.must(err)
	take := func(rows ...[]string) (Taken, error) {
		var out bytes.Buffer
		d.must(sheet.WriteCSV(&out, sheet.UTF8, 0, rows))
		return d.s.TakeReturn(d.As("maker"), b.ID, "r.csv", out.Bytes())
	}
	_, err = take([]string{"a", "b"}, []string{"1", "2"})
	d.refused(err, "fund.return_head")
	_, err = d.s.TakeReturn(d.As("maker"), b.ID, "r.csv", nil)
	d.refused(err, "sheet.empty")
	_, err = d.s.TakeReturn(d.As("maker"), b.ID, "r.xlsx", []byte("PK\x03\x04rubbish"))
	d.refused(err, "sheet.damaged")
	_, err = d.s.TakeReturn(d.As("auditor"), b.ID, "r.csv", []byte("账号,金额,状态\n1,2,成功\n"))
	d.refused(err, "forbidden")
	l, m := p.LineList[0], p.LineList[1]
	head := []string{"收款账号", "交易金额", "处理结果", "备注"}
	taken, err := take([]string{"大庆市总工会代发回盘"}, head, // no number, no name
		[]string{testkit.BankCard(0), "100", "成功", ""}, []string{testkit.BankCard(1), "100.00元", "待处理", ""}, []string{testkit.BankCard(7), "100", "成功", ""})
	d.must(err)
	if taken.Paid != 1 || taken.Unmatched != 2 {
		t.Fatalf("%+v", taken)
	}
	q, err := d.s.BatchOf(d.As("maker"), b.ID)
	d.must(err)
	if q.LineList[0].State != "paid" || q.LineList[0].SettledOn != "2020-05-07" || q.Unmatched[0].Cause != "status" || q.Unmatched[1].Cause != "no_line" {
		t.Fatalf("%+v", q.Unmatched)
	}
	full := []string{"序号", "账号", "户名", "金额", "状态", "日期"}
	taken, err = take(full, []string{"2", testkit.BankCard(0), m.Holder, "100", "成功", ""}, []string{"2", testkit.BankCard(1), l.Holder, "100", "成功", ""},
		[]string{"2", testkit.BankCard(1), m.Holder, "100", "成功", "1999-01-01"}, []string{"2", testkit.BankCard(1), m.Holder, "100", "成功", ""}, []string{"7", testkit.BankCard(1), m.Holder, "100", "成功", ""})
	d.must(err)
	q, err = d.s.BatchOf(d.As("maker"), b.ID)
	d.must(err)
	causes := ""
	for _, u := range q.Unmatched {
		causes += u.Cause + " "
	}
	if taken.Paid != 1 || !strings.Contains(causes, "account name twice no_line") || q.LineList[1].SettledOn != "2020-05-07" {
		t.Errorf("%+v %s %+v", taken, causes, q.LineList[1])
	}
	d.verify()
}

func TestALargeBatch(t *testing.T) {
	if testing.Short() {
		t.Skip("makes many households")
	}
	t.Parallel()
	d := open(t)
	f := d.fund(100000000)
	const homes, each = 40, 25
	d.home(homes - 1)
	var ids []string
	d.Do(d.System(), func(ctx context.Context, tx *db.Tx) error {
		for i := range homes * each {
			o, err := d.orders.OrderTx(ctx, tx, d.draft(f, i%homes, 100))
			if err != nil {
				return err
			}
			ids = append(ids, o.ID)
		}
		return nil
	})
	start := time.Now()
	m, err := d.s.CreateBatch(d.As("maker"), NewBatch{Orders: ids, Forced: "集中发放"})
	d.must(err)
	b := d.send(m.Batch)
	_, err = d.s.BankFile(d.As("releaser"), b.ID)
	d.must(err)
	taken, err := d.s.TakeReturn(d.As("maker"), b.ID, "big.csv", d.answers(b, func(i int, row []string) {
		if i%100 == 99 {
			row[4], row[5] = "失败", "二类户限额"
		}
	}))
	d.must(err)
	if taken.Paid != homes*each*99/100 || taken.Failed != homes*each/100 {
		t.Errorf("%+v", taken)
	}
	t.Logf("%d lines through all steps in %s", homes*each, time.Since(start).Round(time.Millisecond))
	d.holds(f, 100000000-taken.Paid*100, taken.Failed*100)
	d.verify()
}
