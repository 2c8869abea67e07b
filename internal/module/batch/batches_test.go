package batch

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"yice/internal/core/people"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/sheet"
	"yice/internal/module/fund"
	"yice/internal/module/order"
	"yice/internal/testkit"
)

// batch makes a draft of n orders of 100 yuan each, for n households.
func (d *desk) batch(f fund.Fund, n int) (Batch, []order.Order) {
	d.t.Helper()
	var orders []order.Order
	var ids []string
	for i := range n {
		o := d.order(d.draft(f, i, 10000))
		orders, ids = append(orders, o), append(ids, o.ID)
	}
	m, err := d.s.CreateBatch(d.As("maker"), NewBatch{Title: "五月救助", Orders: ids})
	d.must(err)
	return m.Batch, orders
}

func (d *desk) sent(f fund.Fund, n int) (Batch, []order.Order) {
	d.t.Helper()
	b, orders := d.batch(f, n)
	return d.send(b), orders
}

// send takes a draft through the three people.
func (d *desk) send(b Batch) Batch {
	d.t.Helper()
	b, err := d.s.Lock(d.As("maker"), b.ID, b.Version)
	d.must(err)
	b, err = d.s.Review(d.As("reviewer"), b.ID, b.Version, "")
	d.must(err)
	b, err = d.s.Release(d.As("releaser"), b.ID, b.Version)
	d.must(err)
	return b
}

// answers writes a return file for the lines of a batch; edit changes the cells of a row.
func (d *desk) answers(b Batch, edit func(i int, row []string)) []byte {
	d.t.Helper()
	p, err := d.s.BatchOf(d.As("maker"), b.ID)
	d.must(err)
	rows := [][]string{{"序号", "账号", "户名", "金额", "状态", "失败原因", "银行流水号", "日期"}}
	for i, l := range p.LineList {
		row := []string{fmt.Sprint(l.Seq), "622848********" + l.Last4, l.Holder, fmt.Sprintf("%.2f", float64(l.AmountFen)/100), "交易成功", "", fmt.Sprint("S", i), "20200507"}
		if edit != nil {
			edit(i, row)
		}
		rows = append(rows, row)
	}
	rows = append(rows, []string{"合计", "", "", "1"})
	var out bytes.Buffer
	d.must(sheet.WriteCSV(&out, sheet.GB18030, 0, rows))
	return out.Bytes()
}

// reconcile is what module/pay does once it has compared the statements.
func (d *desk) reconcile(login, batchID string, version int64, st Statement) (b Batch, err error) {
	ctx := d.As(login)
	err = d.DB.Update(ctx, func(tx *db.Tx) error {
		b, err = d.s.ReconcileTx(ctx, tx, batchID, version, st)
		return err
	})
	return b, err
}

// sampled says that the sample was confirmed.
func (d *desk) sampled(b Batch) Batch {
	d.t.Helper()
	d.Do(d.As("maker"), func(ctx context.Context, tx *db.Tx) (err error) {
		b, err = d.s.SampleTx(ctx, tx, b.ID, SampleDone, 0)
		return err
	})
	return b
}

func TestABatchGoesThroughThreePeople(t *testing.T) {
	t.Parallel()
	d := open(t)
	f := d.fund(100000)
	b, orders := d.batch(f, 3)
	if b.No != "FF2020-0001" || b.Lines != 3 || b.SumFen != 30000 || b.State != Draft {
		t.Fatalf("%+v", b)
	}
	_, err := d.s.Review(d.As("reviewer"), b.ID, b.Version, "")
	d.refused(err, "flow.not_allowed")
	_, err = d.s.Lock(d.As("reviewer"), b.ID, b.Version)
	d.refused(err, "forbidden")
	_, err = d.s.Lock(d.As("union-officer"), b.ID, b.Version)
	d.refused(err, "forbidden")
	_, err = d.s.Lock(d.As("maker"), b.ID, b.Version-1)
	d.refused(err, "stale")
	b, err = d.s.Lock(d.As("maker"), b.ID, b.Version)
	d.must(err)
	if b.Reviewers != 1 || len(b.Hash) != 64 {
		t.Fatalf("%+v", b)
	}
	_, err = d.s.BankFile(d.As("releaser"), b.ID)
	d.refused(err, "fund.not_released")
	b, err = d.s.Review(d.As("reviewer"), b.ID, b.Version, "")
	d.must(err)
	b, err = d.s.Release(d.As("releaser"), b.ID, b.Version)
	d.must(err)
	d.holds(f, 100000, 30000)
	_, err = d.reconcile("maker", b.ID, b.Version, Statement{No: "L1", Lines: 3, SumFen: 30000})
	d.refused(err, "flow.not_allowed")
	taken, err := d.s.TakeReturn(d.As("maker"), b.ID, "back.csv", d.answers(b, nil))
	d.must(err)
	if taken.Paid != 3 || taken.Failed != 0 || taken.Unmatched != 0 {
		t.Fatalf("%+v", taken)
	}
	d.holds(f, 70000, 0)
	if o := d.now(orders[0].ID); o.State != order.OrderPaid || o.PaidOn != "2020-05-07" || o.SettledTx == "" {
		t.Fatalf("%+v", o)
	}
	if len(d.told) != 3 || d.told[0].State != order.OrderPaid {
		t.Fatalf("%+v", d.told)
	}
	p, err := d.s.BatchOf(d.As("reviewer"), b.ID)
	d.must(err)
	_, err = d.reconcile("reviewer", b.ID, p.Version, Statement{No: "L1", Lines: 3, SumFen: 29999})
	d.refused(err, "fund.reconcile_differs")
	b, err = d.reconcile("reviewer", b.ID, p.Version, Statement{No: "L1", Lines: 3, SumFen: 30000})
	d.must(err)
	_, err = d.s.CloseBatch(d.As("maker"), b.ID, b.Version)
	d.refused(err, "fund.sample_open")
	b = d.sampled(b)
	b, err = d.s.CloseBatch(d.As("maker"), b.ID, b.Version)
	d.must(err)
	if b.State != Closed {
		t.Fatal(b.State)
	}
	d.verify()
}

// todo is what the board of a person shows of batches.
func (d *desk) todo(login string) string {
	d.t.Helper()
	b, err := d.tasks.Mine(d.As(login), "", 10)
	d.must(err)
	var kinds []string
	for _, k := range b.Kinds {
		kinds = append(kinds, k.Kind)
	}
	slices.Sort(kinds)
	return strings.Join(kinds, " ")
}

func TestEachStepLiesOnTheDeskOfWhoMakesIt(t *testing.T) {
	t.Parallel()
	d := open(t)
	f := d.fund(100000)
	want := func(step, maker, reviewer, releaser string) {
		t.Helper()
		if a, b, c := d.todo("maker"), d.todo("reviewer"), d.todo("releaser"); a != maker || b != reviewer || c != releaser {
			t.Errorf("%s: maker %q reviewer %q releaser %q", step, a, b, c)
		}
	}
	b, orders := d.batch(f, 2)
	want("draft", "", "", "")
	b, err := d.s.Lock(d.As("maker"), b.ID, b.Version)
	d.must(err)
	want("locked", "", TaskReview, "")
	b, err = d.s.Back(d.As("reviewer"), b.ID, b.Version, false, "户名有误")
	d.must(err)
	want("sent back", "", "", "")
	b = d.send(b)
	want("released", TaskReturn, TaskReturn, "")
	_, err = d.s.TakeReturn(d.As("maker"), b.ID, "back.csv", d.answers(b, func(i int, row []string) {
		if i == 0 {
			row[4], row[5] = "交易失败", "户名不符"
		}
	}))
	d.must(err)
	want("one failed", TaskReconcile+" "+TaskRepay, TaskReconcile, "")
	_, err = d.s.RepayBatch(d.As("maker"), b.ID, []order.Again{{OrderID: orders[0].ID}}, NewBatch{})
	d.must(err)
	want("paid again", TaskReconcile, TaskReconcile, "")
}

func TestNobodyDoesTwoSteps(t *testing.T) {
	t.Parallel()
	d := open(t)
	f := d.fund(50000000)
	all := d.System(everyone()...)
	authz.From(all).Area = "230600"
	b, _ := d.batch(f, 2)
	m, err := d.s.CreateBatch(all, NewBatch{Orders: []string{d.order(d.draft(f, 5, 10000001)).ID}})
	d.must(err)
	big, err := d.s.Lock(all, m.ID, m.Version)
	d.must(err)
	if big.Reviewers != 2 {
		t.Fatalf("%d reviewers for 100,000.01 yuan", big.Reviewers)
	}
	_, err = d.s.Review(all, big.ID, big.Version, "")
	d.refused(err, "SELF_APPROVAL")
	big, err = d.s.Review(d.As("reviewer"), big.ID, big.Version, "")
	d.must(err)
	if big.State != Locked || big.Reviewed != 1 {
		t.Fatalf("%+v", big)
	}
	_, err = d.s.Review(d.As("reviewer"), big.ID, big.Version, "")
	d.refused(err, "SELF_APPROVAL")
	_, err = d.s.Release(d.As("releaser"), big.ID, big.Version)
	d.refused(err, "flow.not_allowed")
	d.AddStaff("reviewer2", "finance", "finance_reviewer")
	d.AddStaff("both", "finance", "finance_reviewer")
	d.AddStaff("both2", "finance", "finance_releaser")
	big, err = d.s.Review(d.As("reviewer2"), big.ID, big.Version, "")
	d.must(err)
	_, err = d.s.Release(all, big.ID, big.Version)
	d.refused(err, "SELF_APPROVAL")
	can := func(login string) string {
		p, err := d.s.BatchOf(d.As(login), big.ID)
		d.must(err)
		return strings.Join(p.Can, " ")
	}
	if got := can("releaser"); got != "send_back release" {
		t.Error(got)
	}
	if got := can("maker"); got != "withdraw" {
		t.Error(got)
	}
	big, err = d.s.Back(d.As("releaser"), big.ID, big.Version, false, "附件不全")
	d.must(err)
	if big.State != Draft || big.Hash != "" || big.Round != 2 {
		t.Fatalf("%+v", big)
	}
	b, err = d.s.Lock(d.As("maker"), b.ID, b.Version)
	d.must(err)
	_, err = d.s.Back(d.As("maker"), b.ID, b.Version, true, "")
	d.refused(err, "fund.reason")
	b, err = d.s.Back(d.As("maker"), b.ID, b.Version, true, "漏一笔")
	d.must(err)
	b, err = d.s.CancelBatch(d.As("maker"), b.ID, b.Version, "改下月")
	d.must(err)
	if b.Lines != 0 {
		t.Fatalf("%+v", b)
	}
}

func TestHeldAndOverdueNeverLeave(t *testing.T) {
	t.Parallel()
	d := open(t)
	f := d.fund(1000000)
	revisit := func(n int, on string) {
		d.must(d.try(func(ctx context.Context, tx *db.Tx) error {
			return d.orders.RevisitTx(ctx, tx, fmt.Sprint("case", n), on)
		}))
	}
	hold := func(n int) {
		d.must(d.try(func(ctx context.Context, tx *db.Tx) error {
			return d.orders.HoldOrdersTx(ctx, tx, fmt.Sprint("case", n), "回访逾期")
		}))
	}
	revisit(0, "2020-05-06")
	revisit(1, "2020-05-07") // today is the last day
	late, fine := d.order(d.draft(f, 0, 100)), d.order(d.draft(f, 1, 100))
	_, err := d.s.CreateBatch(d.As("maker"), NewBatch{Orders: []string{fine.ID, late.ID}})
	d.refused(err, "fund.revisit_overdue")
	if errs.As(err).Fields[0].Path != "orders[1]" {
		t.Errorf("%+v", errs.As(err).Fields)
	}
	m, err := d.s.CreateBatch(d.As("maker"), NewBatch{Pick: &order.Pick{}})
	d.must(err)
	if m.Lines != 1 || len(m.Skipped) != 1 || m.Skipped[0].Code != "fund.revisit_overdue" {
		t.Fatalf("%+v", m)
	}
	b := m.Batch
	d.Later(24 * time.Hour) // now case1 is overdue too
	_, err = d.s.Lock(d.As("maker"), b.ID, b.Version)
	d.refused(err, "fund.revisit_overdue")
	revisit(1, "2020-11-07")
	b, err = d.s.Lock(d.As("maker"), b.ID, b.Version)
	d.must(err)
	b, err = d.s.Review(d.As("reviewer"), b.ID, b.Version, "")
	d.must(err)
	revisit(1, "2020-05-01")
	_, err = d.s.Release(d.As("releaser"), b.ID, b.Version)
	d.refused(err, "fund.revisit_overdue")
	revisit(1, "2020-11-07")
	hold(1)
	_, err = d.s.Release(d.As("releaser"), b.ID, b.Version)
	d.refused(err, "fund.held")
	d.must(d.try(func(ctx context.Context, tx *db.Tx) error { return d.orders.ResumeOrdersTx(ctx, tx, "case1") }))
	if d.now(fine.ID).State != order.OrderBatched {
		t.Fatal("resumed while its batch is locked: it is in the batch still")
	}
	hold(1)
	b, err = d.s.Back(d.As("releaser"), b.ID, b.Version, false, "有一户暂缓")
	d.must(err)
	if b.Lines != 0 || d.now(fine.ID).BatchID != "" || d.now(fine.ID).State != order.OrderHeld {
		t.Fatalf("%+v %+v", b, d.now(fine.ID))
	}
	_, err = d.s.Lock(d.As("maker"), b.ID, b.Version)
	d.refused(err, "fund.batch_empty")

	draft, list := d.batchOf(f, 7, 8)
	d.must(d.try(func(ctx context.Context, tx *db.Tx) error { return d.orders.CancelOrdersTx(ctx, tx, "case7", "终止") }))
	hold(8)
	p, err := d.s.BatchOf(d.As("maker"), draft.ID)
	d.must(err)
	if p.Lines != 0 || len(p.LineList) != 0 || d.now(list[0].ID).State != order.OrderCancelled || d.now(list[1].ID).State != order.OrderHeld {
		t.Fatalf("%+v", p)
	}
	revisit(0, "")
	b2, sentOrders := d.sent(f, 1)
	hold(0)
	d.must(d.try(func(ctx context.Context, tx *db.Tx) error { return d.orders.CancelOrdersTx(ctx, tx, "case0", "终止") }))
	if d.now(sentOrders[0].ID).State != order.OrderBatched {
		t.Fatal("what is at the bank cannot be stopped")
	}
	_, err = d.orders.Hold(d.As("maker"), sentOrders[0].ID, d.now(sentOrders[0].ID).Version, "想撤回")
	d.refused(err, "fund.at_bank")
	_, err = d.s.RemoveLines(d.As("maker"), b2.ID, b2.Version, []string{sentOrders[0].ID})
	d.refused(err, "flow.not_allowed")
	d.verify()
}

// batchOf makes a draft for the given households.
func (d *desk) batchOf(f fund.Fund, homes ...int) (Batch, []order.Order) {
	d.t.Helper()
	var ids []string
	var orders []order.Order
	for _, n := range homes {
		o := d.order(d.draft(f, n, 10000))
		orders, ids = append(orders, o), append(ids, o.ID)
	}
	m, err := d.s.CreateBatch(d.As("maker"), NewBatch{Orders: ids, PayOn: "2020-06-01"})
	d.must(err)
	return m.Batch, orders
}

func TestLinesOfABatch(t *testing.T) {
	t.Parallel()
	d := open(t)
	f := d.fund(1000000)
	a, twin, other := d.order(d.draft(f, 0, 100)), d.order(d.draft(f, 0, 200)), d.order(d.draft(f, 1, 300))
	later := d.draft(f, 2, 400)
	later.DueOn = "2020-05-08"
	due := d.order(later)
	make := func(in NewBatch) (Made, error) { return d.s.CreateBatch(d.As("maker"), in) }
	for code, ids := range map[string][]string{
		"fund.payee_twice": {a.ID, twin.ID}, "fund.not_due": {due.ID}, "fund.order_unknown": {a.ID, a.ID},
	} {
		_, err := make(NewBatch{Orders: ids})
		d.refused(err, code)
	}
	_, err := make(NewBatch{PayOn: "2020-05-06"})
	d.refused(err, "fund.date")
	_, err = make(NewBatch{Payer: "other"})
	d.refused(err, "fund.payer_unknown")
	m, err := make(NewBatch{Orders: []string{a.ID, twin.ID}, Forced: "两个子女学费"})
	d.must(err)
	if m.Lines != 2 || m.No != "FF2020-0001" {
		t.Fatalf("%+v", m)
	}
	b, err := d.s.AddLines(d.As("maker"), m.ID, m.Version, []string{other.ID}, "")
	d.must(err)
	_, err = make(NewBatch{Orders: []string{other.ID}})
	d.refused(err, "fund.not_waiting")
	b, err = d.s.RemoveLines(d.As("maker"), b.ID, b.Version, []string{twin.ID})
	d.must(err)
	if b.Lines != 2 || b.SumFen != 400 || d.now(twin.ID).State != order.OrderWaiting {
		t.Fatalf("%+v", b)
	}
	b, err = d.s.Lock(d.As("maker"), b.ID, b.Version)
	d.must(err)
	p, err := d.s.BatchOf(d.As("auditor"), b.ID)
	d.must(err)
	if len(p.LineList) != 2 || p.LineList[1].Seq != 2 || p.LineList[1].CaseNo != "DQ-2020-0001" || len(p.Can) != 0 {
		t.Fatalf("%+v", p)
	}
	// a changed account keeps the batch from being released until it was sent back
	d.moveAccount(1)
	b, err = d.s.Review(d.As("reviewer"), b.ID, b.Version, "")
	d.must(err)
	_, err = d.s.Release(d.As("releaser"), b.ID, b.Version)
	d.refused(err, "fund.account_replaced")
	b, err = d.s.Back(d.As("releaser"), b.ID, b.Version, false, "换卡")
	d.must(err)
	b, err = d.s.RemoveLines(d.As("maker"), b.ID, b.Version, []string{other.ID})
	d.must(err)
	_, err = d.orders.ChangeAccount(d.As("maker"), other.ID, d.now(other.ID).Version, d.home(0).Members[0].Person.Account.ID, "x")
	d.refused(err, "CARD_HOLDER_MISMATCH")
	_, err = d.orders.ChangeAccount(d.As("maker"), other.ID, d.now(other.ID).Version, "", "换卡")
	d.must(err)
	_, err = d.s.AddLines(d.As("maker"), b.ID, b.Version, []string{other.ID}, "")
	d.must(err)
	p, err = d.s.BatchOf(d.As("maker"), b.ID)
	d.must(err)
	if p.LineList[1].Last4 != testkit.BankCard(901)[len(testkit.BankCard(901))-4:] {
		t.Errorf("%+v", p.LineList[1])
	}
}

// moveAccount gives household n another account.
func (d *desk) moveAccount(n int) {
	d.t.Helper()
	h := d.home(n)
	d.Do(d.System(people.PermSave), func(ctx context.Context, tx *db.Tx) error {
		p := h.Members[0].Person
		_, err := d.people.SaveHouseholdTx(ctx, tx, people.HouseholdInput{ID: h.ID, Version: h.Version, AreaCode: "230602", Members: []people.MemberInput{{
			Relation: "01", PersonInput: people.PersonInput{
				PersonID: p.ID, Name: p.Name,
				Account: &people.AccountInput{Number: testkit.BankCard(900 + n), Bank: "中国建设银行", Holder: p.Name},
			},
		}}})
		return err
	})
}

func TestConfigIsData(t *testing.T) {
	t.Parallel()
	d := open(t)
	ctx := d.As("secretary")
	c, err := d.s.Config(ctx)
	d.must(err)
	if len(c.Templates) != 5 || len(c.Payers) != 1 {
		t.Fatalf("%+v", c)
	}
	_, err = d.s.SetTemplate(ctx, Template{Code: "icbc", Name: "工行", Layout: Layout{Format: "csv", Encoding: "gb18030", MaxLines: 10, Columns: []LayoutColumn{{Field: "account"}}}})
	d.refused(err, "fund.layout_columns")
	l := Layout{Format: "csv", Encoding: "utf-8", Separator: "|", MaxLines: 1, Columns: []LayoutColumn{{Field: "account"}, {Field: "account_name"}, {Field: "amount"}}}
	tpl, err := d.s.SetTemplate(ctx, Template{Code: "icbc", Name: "工行", Layout: l})
	d.must(err)
	_, err = d.s.SetTemplate(ctx, Template{Code: "icbc", Name: "工行", Layout: l})
	d.refused(err, "stale")
	_, err = d.s.SetTemplate(ctx, Template{Code: "icbc", Name: "工商银行", Layout: l, Version: tpl.Version})
	d.must(err)
	p := c.Payers[0]
	p.Template, p.AccountNo = "icbc", "0123456789"
	_, err = d.s.SetPayer(ctx, p)
	d.must(err)
	f := d.fund(100000)
	a, b := d.order(d.draft(f, 0, 600)), d.order(d.draft(f, 1, 600))
	m, err := d.s.CreateBatch(d.As("maker"), NewBatch{Orders: []string{a.ID, b.ID}})
	d.must(err)
	d.send(m.Batch)
	file, err := d.s.BankFile(d.As("releaser"), m.ID)
	d.must(err)
	c, err = d.s.Config(ctx)
	d.must(err)
	for _, x := range c.Templates { // whoever changes the layout now is warned
		if want := x.Code == "icbc"; want != slices.Equal(x.AtBank, []string{m.No}) {
			t.Errorf("%s: %v at the bank", x.Code, x.AtBank)
		}
	}
	z, err := zip.NewReader(bytes.NewReader(file.Body), int64(len(file.Body)))
	d.must(err)
	if file.Name != m.No+".zip" || len(z.File) != 2 || z.File[0].Name != m.No+"-1.csv" || z.File[1].Name != m.No+"-2.csv" {
		t.Fatalf("%s %v", file.Name, z.File)
	}
}

// TestABatchKeepsThePayingNumberItWasLockedWith: whoever changes the number is told which batches keep the old one, and so is whoever opens them.
func TestABatchKeepsThePayingNumberItWasLockedWith(t *testing.T) {
	t.Parallel()
	d := open(t)
	number := func(no string) fund.Payer {
		t.Helper()
		c, err := d.s.Config(d.As("secretary"))
		d.must(err)
		p := c.Payers[0]
		p.AccountNo, p.AccountName, p.Template = no, "大庆市总工会", "csv_gbk"
		_, err = d.s.SetPayer(d.As("secretary"), p)
		d.must(err)
		return p
	}
	number("1111000011110000")
	l := Layout{Format: "csv", Encoding: "utf-8", MaxLines: 10, Columns: []LayoutColumn{{Field: "account"}, {Field: "account_name"}, {Field: "amount"}, {Field: "payer_account"}}}
	_, err := d.s.SetTemplate(d.As("secretary"), Template{Code: "own", Name: "本行", Layout: l})
	d.must(err)
	f := d.fund(1_000_000)
	draft := func(n int) Batch {
		t.Helper()
		m, err := d.s.CreateBatch(d.As("maker"), NewBatch{Template: "own", Orders: []string{d.order(d.draft(f, n, 600)).ID}})
		d.must(err)
		return m.Batch
	}
	shows := func(b Batch, locked, now string) {
		t.Helper()
		p, err := d.s.BatchOf(d.As("auditor"), b.ID)
		d.must(err)
		if p.PayerNo != locked || p.PayerNow != now {
			t.Errorf("%s: locked with %q, now %q", p.No, p.PayerNo, p.PayerNow)
		}
	}
	sent, locked, open := d.send(draft(0)), draft(1), draft(2)
	locked, err = d.s.Lock(d.As("maker"), locked.ID, locked.Version)
	d.must(err)
	shows(sent, "1111000011110000", "")
	shows(open, "", "")
	p := number("2222000022220000")
	if !slices.Equal(p.Underway, []string{sent.No, locked.No}) {
		t.Errorf("%v keep the old number", p.Underway)
	}
	shows(sent, "1111000011110000", "2222000022220000")
	shows(locked, "1111000011110000", "2222000022220000")
	for range 2 {
		file, err := d.s.BankFile(d.As("releaser"), sent.ID)
		d.must(err)
		if !strings.Contains(string(file.Body), "1111000011110000") || strings.Contains(string(file.Body), "2222") {
			t.Errorf("%s", file.Body)
		}
	}
	locked, err = d.s.Review(d.As("reviewer"), locked.ID, locked.Version, "")
	d.must(err)
	locked, err = d.s.Back(d.As("releaser"), locked.ID, locked.Version, false, "改用新账号")
	d.must(err)
	shows(locked, "", "")
	locked = d.send(locked)
	shows(locked, "2222000022220000", "")
	file, err := d.s.BankFile(d.As("releaser"), locked.ID)
	d.must(err)
	if !strings.Contains(string(file.Body), "2222000022220000") {
		t.Errorf("%s", file.Body)
	}
	_, err = d.s.TakeReturn(d.As("maker"), sent.ID, "back.csv", d.answers(sent, nil))
	d.must(err)
	if p = number("3333000033330000"); !slices.Equal(p.Underway, []string{locked.No}) {
		t.Errorf("%v keep their number", p.Underway)
	}
	d.verify()
}
