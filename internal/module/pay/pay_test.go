package pay

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"yice/internal/core/calendar"
	"yice/internal/core/ledger"
	"yice/internal/core/people"
	"yice/internal/core/policy"
	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/money"
	"yice/internal/kit/secret"
	"yice/internal/kit/sheet"
	"yice/internal/module/batch"
	"yice/internal/module/fund"
	"yice/internal/module/order"
	"yice/internal/testkit"
)

// desk is a finance office with households to pay.
type desk struct {
	*testkit.City
	t       *testing.T
	s       *Service
	funds   *fund.Service
	orders  *order.Service
	batches *batch.Service
	tasks   *task.Service
	pool    fund.Fund
	made    int
}

func open(t *testing.T) *desk {
	t.Helper()
	codes := Codes()
	for _, more := range []map[string]string{ledger.Codes(), people.Codes(), fund.Codes(), order.Codes()} {
		maps.Copy(codes, more)
	}
	w := testkit.WorldWith(t, codes, append(Grants(), fund.Grants()...)...)
	d := &desk{City: w, t: t}
	keys, err := secret.New(secret.AES, testkit.Start())
	d.must(err)
	cal, err := calendar.NewService(w.DB)
	d.must(err)
	pol, err := policy.NewService(w.DB, keys)
	d.must(err)
	_, err = pol.Load(w.System(policy.PermLoad), policy.Daqing())
	d.must(err)
	folk := people.New(w.DB, keys, nil)
	d.tasks = task.NewService(w.DB, cal)
	d.funds = fund.New(w.DB)
	d.orders = order.New(order.Deps{DB: w.DB, Funds: d.funds, People: folk, Policy: pol, Tasks: d.tasks})
	d.batches = batch.New(batch.Deps{DB: w.DB, Funds: d.funds, Orders: d.orders, People: folk, Policy: pol, Calendar: cal, Tasks: d.tasks})
	d.s = New(Deps{DB: w.DB, Orders: d.orders, Batches: d.batches, Orgs: w.Org, People: folk, Policy: pol, Calendar: cal, Tasks: d.tasks})
	d.pool, err = d.funds.Create(d.As("maker"), fund.NewFund{Code: "P", Name: "资金池", Source: "donation", FromOn: "2020-01-01"})
	d.must(err)
	_, err = d.funds.Receive(d.As("maker"), d.pool.ID, fund.Received{AmountFen: 10_000_000, PayerName: "慈善总会", EvidenceNo: "PJ-1"})
	d.must(err)
	return d
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) refused(err error, code string) {
	d.t.Helper()
	if !errs.IsCode(err, code) {
		d.t.Fatalf("got %v, want %s", err, code)
	}
}

// order promises a household of its own so many fen.
func (d *desk) order(fen int64) (o order.Order) {
	d.t.Helper()
	d.made++
	phone := fmt.Sprintf("1380000%04d", d.made)
	d.Do(d.System(people.PermSave), func(ctx context.Context, tx *db.Tx) error {
		name := "荆" + string([]rune("建国志强秀英海燕丽华文斌立军")[d.made])
		h, err := d.s.People.SaveHouseholdTx(ctx, tx, people.HouseholdInput{
			AreaCode: "230602", Size: 1, Members: []people.MemberInput{{Relation: "01", PersonInput: people.PersonInput{
				Name: name, DocNo: people.MakeCitizenID("230602", "1975-03-02", d.made), Phone: &phone,
				Account: &people.AccountInput{Number: testkit.BankCard(d.made), Bank: "中国农业银行", Holder: name},
			}}},
		})
		if err != nil {
			return err
		}
		p := h.Members[0].Person
		o, err = d.orders.OrderTx(ctx, tx, order.Order{
			CaseID: fmt.Sprint("case", d.made), HouseholdID: h.ID, PersonID: p.ID, PayeePersonID: p.ID, BankAccountID: p.Account.ID, AwardID: fmt.Sprint("a", d.made),
			Purpose: "medical", Period: "2020-05", FundID: d.pool.ID, AmountFen: fen, DueOn: "2020-05-07", Department: "union",
		})
		return err
	})
	return o
}

// answered is a batch of these amounts to which the bank has answered; fails names the lines that it refused.
func (d *desk) answered(amounts []int64, fails ...int64) batch.BatchPage {
	d.t.Helper()
	var ids []string
	for _, fen := range amounts {
		ids = append(ids, d.order(fen).ID)
	}
	m, err := d.batches.CreateBatch(d.As("maker"), batch.NewBatch{Orders: ids})
	d.must(err)
	b, err := d.batches.Lock(d.As("maker"), m.ID, m.Version)
	d.must(err)
	b, err = d.batches.Review(d.As("reviewer"), b.ID, b.Version, "")
	d.must(err)
	b, err = d.batches.Release(d.As("releaser"), b.ID, b.Version)
	d.must(err)
	p := d.page(b.ID)
	rows := [][]string{{"序号", "账号", "户名", "金额", "状态", "失败原因", "流水号", "日期"}}
	for _, l := range p.LineList {
		state := "成功"
		if slices.Contains(fails, l.Seq) {
			state = "失败"
		}
		rows = append(rows, []string{itoa(l.Seq), "**" + l.Last4, l.Holder, money.Fen(l.AmountFen).String(), state, "", b.No + "R" + itoa(l.Seq), "2020-05-07"})
	}
	_, err = d.batches.TakeReturn(d.As("maker"), b.ID, "back.csv", d.csv(rows))
	d.must(err)
	return d.page(b.ID)
}

func (d *desk) csv(rows [][]string) []byte {
	d.t.Helper()
	var out bytes.Buffer
	d.must(sheet.WriteCSV(&out, sheet.GB18030, 0, rows))
	return out.Bytes()
}

func (d *desk) page(batchID string) batch.BatchPage {
	d.t.Helper()
	p, err := d.batches.BatchOf(d.As("maker"), batchID)
	d.must(err)
	return p
}

// statement is a file with these rows: memo, out, in, end of account, name, serial number.
func (d *desk) statement(rows ...[]string) []byte {
	d.t.Helper()
	all := [][]string{{"大庆银行交易明细"}, {"交易日期", "摘要", "借方发生额", "贷方发生额", "对方账号", "对方户名", "流水号"}}
	for _, r := range rows {
		all = append(all, append([]string{"2020-05-07"}, r...))
	}
	return d.csv(append(all, []string{"", "合计", "1"}))
}

func (d *desk) rowsOf(p batch.BatchPage) (out [][]string) {
	for _, l := range p.LineList {
		if l.State == "paid" {
			out = append(out, []string{"代发", money.Fen(l.AmountFen).Grouped(), "", "**" + l.Last4, l.Holder, l.BankRef})
		}
	}
	return out
}

func (d *desk) take(batchID string, rows ...[]string) Taken {
	d.t.Helper()
	t, err := d.s.TakeStatement(d.As("maker"), batchID, "流水.csv", d.statement(rows...))
	d.must(err)
	return t
}

func TestABatchIsReconciledWithAStatement(t *testing.T) {
	t.Parallel()
	d := open(t)
	p := d.answered([]int64{123456, 20000, 30000}, 2)
	_, err := d.s.Reconcile(d.As("maker"), p.ID, p.Version)
	d.refused(err, "pay.no_statement")
	_, err = d.s.TakeStatement(d.As("releaser"), p.ID, "x", d.statement(d.rowsOf(p)...))
	d.refused(err, "forbidden")

	// One payment is missing, one row is none of ours.
	taken := d.take(p.ID, d.rowsOf(p)[0], []string{"结息", "", "3.21", "", "", "J1"})
	if taken.Matched != 1 || taken.Strange != 1 || taken.OutFen != 123456 || taken.InFen != 321 || taken.ToOn != "2020-05-07" {
		t.Fatalf("%+v", taken)
	}
	again := d.take(p.ID, d.rowsOf(p)[0], []string{"结息", "", "3.21", "", "", "J1"})
	if !again.Again || again.ID != taken.ID {
		t.Fatalf("%+v", again)
	}
	_, err = d.s.Reconcile(d.As("reviewer"), p.ID, p.Version)
	d.refused(err, "pay.missing_open")
	c, err := d.s.Compare(d.As("auditor"), p.ID)
	d.must(err)
	if c.BankLines != 1 || c.BankFen != 123456 || c.MissingOpen != 1 || c.Missing[0].AmountFen != 30000 || c.StrangeOpen != 1 || len(c.Can) != 0 {
		t.Fatalf("%+v", c)
	}
	d.refused(d.s.ExplainMissing(d.As("maker"), p.ID, c.Missing[0].LineID, " "), "pay.reason")
	d.refused(d.s.ExplainMissing(d.As("maker"), p.ID, p.LineList[0].ID, "在流水上"), "pay.not_missing")
	d.refused(d.s.ExplainMissing(d.As("releaser"), p.ID, c.Missing[0].LineID, "x"), "forbidden")
	d.must(d.s.ExplainMissing(d.As("maker"), p.ID, c.Missing[0].LineID, "银行次日入账，回单已附"))
	_, err = d.s.Reconcile(d.As("reviewer"), p.ID, p.Version)
	d.refused(err, "pay.strange_open")
	_, err = d.s.ExplainRow(d.As("maker"), c.Strange[0].ID, "季度结息")
	d.must(err)
	_, err = d.s.ExplainRow(d.As("reviewer"), c.Strange[0].ID, "另一说法")
	d.refused(err, "pay.explained_already")
	_, err = d.s.Reconcile(d.As("maker"), p.ID, p.Version) // who explained does not decide that it is enough
	d.refused(err, "SELF_APPROVAL")
	_, err = d.s.Reconcile(d.As("releaser"), p.ID, p.Version)
	d.refused(err, "forbidden")
	_, err = d.s.Reconcile(d.As("reviewer"), p.ID, p.Version-1)
	d.refused(err, "stale")
	c, err = d.s.Reconcile(d.As("reviewer"), p.ID, p.Version)
	d.must(err)
	if p = d.page(p.ID); p.State != batch.Reconciled || p.StatementNo != "流水.csv" || c.Sample == nil || p.SampleState != batch.SampleOpen {
		t.Fatalf("%+v", p.Batch)
	}
	_, err = d.s.Reconcile(d.As("reviewer"), p.ID, p.Version)
	d.refused(err, "flow.not_allowed")
}

func TestRowsFindTheirPayments(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		rows  func(d *desk, p batch.BatchPage) [][]string
		bank  int64 // lines found
		odd   int64 // strange rows
		again bool  // taken in two statements
	}{
		"by mark": {func(_ *desk, p batch.BatchPage) (out [][]string) {
			for _, l := range p.LineList[:2] {
				out = append(out, []string{"代发工资 " + p.No + "-" + itoa(l.Seq), money.Fen(l.AmountFen).String(), "", "", "", ""})
			}
			return out
		}, 2, 0, false},
		"by account, name and amount": {func(_ *desk, p batch.BatchPage) (out [][]string) {
			for _, l := range p.LineList[:2] {
				out = append(out, []string{"", money.Fen(l.AmountFen).String(), "", l.Last4, l.Holder, "other"})
			}
			return out
		}, 2, 0, false},
		"in one sum": {func(_ *desk, p batch.BatchPage) [][]string {
			return [][]string{{"批量代发" + p.No, "300.00", "", "", "", ""}}
		}, 2, 0, false},
		"all out and the refused back": {func(_ *desk, p batch.BatchPage) [][]string {
			return [][]string{{"批量代发" + p.No, "350.00", "", "", "", ""}, {"代发退回" + p.No, "", "50.00", "", "", ""}}
		}, 2, 0, false},
		"refused out and back": {func(_ *desk, p batch.BatchPage) [][]string {
			l := p.LineList[2]
			return [][]string{{"代发", "100.00", "", p.LineList[0].Last4, "", ""}, {"代发", "50.00", "", l.Last4, l.Holder, ""}, {"退汇", "", "50.00", l.Last4, l.Holder, ""}}
		}, 1, 0, false},
		"refused out and never back": {func(_ *desk, p batch.BatchPage) [][]string {
			l := p.LineList[2]
			return [][]string{{"代发", "50.00", "", l.Last4, l.Holder, ""}}
		}, 0, 1, false},
		"paid twice by the bank": {func(_ *desk, p batch.BatchPage) [][]string {
			l := p.LineList[0]
			one := []string{"代发", "100.00", "", l.Last4, l.Holder, l.BankRef}
			return [][]string{one, one}
		}, 1, 1, false},
		"repeated, and then twice": {func(d *desk, p batch.BatchPage) [][]string {
			l := p.LineList[0]
			one := []string{"代发", "100.00", "", l.Last4, l.Holder, l.BankRef}
			d.take(p.ID, one)
			return [][]string{one, one, {"附注", "0.01", "", "", "", "n"}}
		}, 1, 2, false},
		"another amount": {func(_ *desk, p batch.BatchPage) [][]string {
			l := p.LineList[0]
			return [][]string{{"代发" + p.No + "-1", "100.01", "", l.Last4, l.Holder, l.BankRef}}
		}, 0, 1, false},
		"on two statements": {func(_ *desk, p batch.BatchPage) [][]string {
			l := p.LineList[0]
			return [][]string{{"代发", "100.00", "", l.Last4, l.Holder, l.BankRef}}
		}, 1, 0, true},
		"a red entry": {func(_ *desk, p batch.BatchPage) [][]string {
			return [][]string{{"代发" + p.No + "-1", "", "-100.00", "", "", ""}}
		}, 1, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t)
			p := d.answered([]int64{10000, 20000, 5000}, 3)
			rows := x.rows(d, p)
			d.take(p.ID, rows...)
			if x.again {
				d.take(p.ID, append(rows, []string{"代发", "200.00", "", p.LineList[1].Last4, p.LineList[1].Holder, p.LineList[1].BankRef})...)
				x.bank = 2
			}
			c, err := d.s.Compare(d.As("maker"), p.ID)
			d.must(err)
			if c.BankLines != x.bank || c.StrangeOpen != x.odd {
				t.Errorf("%d lines on the statement and %d strange rows, want %d and %d: %+v", c.BankLines, c.StrangeOpen, x.bank, x.odd, c.Strange)
			}
		})
	}
}

func TestAStatementMayComeBeforeTheBanksAnswer(t *testing.T) {
	t.Parallel()
	d := open(t)
	first := d.answered([]int64{10000})
	rows := [][]string{{"代发", "100.00", "", first.LineList[0].Last4, "", ""}, {"代发FF2020-0002-1", "777.00", "", "", "", ""}}
	if early := d.take(first.ID, rows...); early.Strange != 1 {
		t.Fatalf("%+v", early)
	}
	second := d.answered([]int64{77700})
	d.take(second.ID, rows...)
	c, err := d.s.Compare(d.As("maker"), second.ID)
	d.must(err)
	if c.BankLines != 1 || c.StrangeOpen != 0 {
		t.Fatalf("%+v", c)
	}
}

func TestBadStatements(t *testing.T) {
	t.Parallel()
	d := open(t)
	p := d.answered([]int64{10000})
	for code, body := range map[string][]byte{
		"pay.statement_head":   d.csv([][]string{{"日期", "摘要"}, {"2020-05-07", "x"}}),
		"pay.statement_empty":  d.csv([][]string{{"日期", "金额"}, {"合计", "3"}}),
		"pay.statement_amount": d.csv([][]string{{"日期", "金额"}, {"2020-05-07", "三百"}}),
		"pay.statement_future": d.csv([][]string{{"日期", "金额"}, {"2020-05-09", "3"}}),
	} {
		_, err := d.s.TakeStatement(d.As("maker"), p.ID, "x.csv", body)
		e := errs.As(err)
		if e == nil || e.Code != code && (len(e.Fields) == 0 || e.Fields[0].Code != code) {
			t.Errorf("%v, want %s", err, code)
		}
	}
	n := int64(0)
	d.Do(d.System(), func(ctx context.Context, tx *db.Tx) (err error) {
		n, err = db.One[int64](ctx, tx, "SELECT count(*) FROM pay_statements")
		return err
	})
	if n != 0 {
		t.Errorf("%d statements were kept", n)
	}
}

// reconciled is a batch whose sample is drawn.
func (d *desk) reconciled(amounts ...int64) (batch.BatchPage, Comparison) {
	d.t.Helper()
	p := d.answered(amounts)
	d.take(p.ID, d.rowsOf(p)...)
	c, err := d.s.Reconcile(d.As("reviewer"), p.ID, p.Version)
	d.must(err)
	return d.page(p.ID), c
}

func TestASampleIsConfirmedByAnotherDepartment(t *testing.T) {
	t.Parallel()
	d := open(t)
	p, c := d.reconciled(10000, 20000, 30000, 40000, 50000)
	x := c.Sample
	if x.Size != 2 || x.PaidLines != 5 || len(x.List) != 2 || len(x.Seed) < 40 {
		t.Fatalf("%+v", x)
	}
	var lines []batch.Line // anybody can draw again
	for _, l := range p.LineList {
		lines = append(lines, l.Line)
	}
	for i, l := range draw(x.Seed, lines, x.Size) {
		if x.List[i].LineID != l.ID {
			t.Errorf("line %d was drawn, not %d", x.List[i].Seq, l.Seq)
		}
	}
	if other := draw("another seed", lines, 5); len(other) != 5 {
		t.Errorf("%d of 5", len(other))
	}
	_, err := d.batches.CloseBatch(d.As("maker"), p.ID, p.Version)
	d.refused(err, "fund.sample_open")

	a, b := x.List[0], x.List[1]
	officer := a.Department + "-officer"
	if a.Department == "union" || b.Department == "union" {
		t.Fatal("the department that brought the case in is asked")
	}
	stranger := "civil-officer"
	if a.Department == "civil" {
		stranger = "hr-officer"
	}
	ok := Answer{Version: 1, Method: "phone"}
	_, err = d.s.Confirm(d.As("maker"), a.ID, ok)
	d.refused(err, "forbidden")
	_, err = d.s.Confirm(d.As(stranger), a.ID, ok)
	d.refused(err, "not_found")
	_, err = d.s.Confirm(d.As(officer), a.ID, Answer{Version: 1, Method: "letter"})
	d.refused(err, "pay.method")
	one, err := d.s.One(d.As(officer), a.ID)
	d.must(err)
	if one.Capitals == "" || one.AmountFen != p.LineList[a.Seq-1].AmountFen || !strings.Contains(one.Phone, "*") {
		t.Fatalf("%+v", one)
	}
	_, err = d.s.Call(d.As("auditor"), a.ID, "核实")
	d.refused(err, "forbidden")
	phone, err := d.s.Call(d.As(officer), a.ID, "抽样核实到账")
	d.must(err)
	if len(phone) != 11 {
		t.Error(phone)
	}
	list, err := d.s.List(d.As(officer))
	d.must(err)
	for _, r := range list {
		if r.Department != a.Department {
			t.Errorf("%s sees a confirmation of %s", officer, r.Department)
		}
	}
	mine, err := d.tasks.Mine(d.As(officer), TaskConfirm, 10)
	d.must(err)
	if mine.Total == 0 {
		t.Error("nothing on the desk")
	}
	one, err = d.s.Confirm(d.As(officer), a.ID, ok)
	d.must(err)
	if one.State != Confirmed || one.AnsweredBy == "" {
		t.Fatalf("%+v", one)
	}
	_, err = d.s.Confirm(d.As(officer), a.ID, Answer{Version: 2, Method: "phone"})
	d.refused(err, "flow.not_allowed")

	officer = b.Department + "-officer"
	_, err = d.s.Deny(d.As(officer), b.ID, ok)
	d.refused(err, "pay.reason")
	_, err = d.s.Unreach(d.As(officer), b.ID, Answer{Version: 1, Method: "phone", Note: "三次未接"})
	d.must(err)
	one, err = d.s.Deny(d.As(officer), b.ID, Answer{Version: 2, Method: "visit", Note: "本人称未收到"})
	d.must(err)
	_, err = d.s.Explain(d.As(officer), b.ID, one.Version, "x")
	d.refused(err, "forbidden")
	_, err = d.s.Explain(d.As("maker"), b.ID, one.Version, " ")
	d.refused(err, "pay.reason")
	_, err = d.s.Explain(d.As("maker"), b.ID, one.Version, "银行回单证实已入账，本人已查询确认")
	d.must(err)
	p = d.page(p.ID)
	closed, err := d.batches.CloseBatch(d.As("maker"), p.ID, p.Version)
	d.must(err)
	if closed.State != batch.Closed || closed.SampleSize != 2 {
		t.Fatalf("%+v", closed)
	}
}

func TestWhoActedOnABatchDoesNotConfirmIt(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.AddStaff("both", "finance", "finance_maker")
	_, c := d.reconciled(10000)
	a := c.Sample.List[0]
	all := d.System(fund.PermView, fund.PermMake, PermConfirm)
	d.Do(all, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE fund_signs SET person = $1 WHERE batch_id = $2 AND act = 'lock'", authz.From(all).Hand(), a.BatchID)
		return err
	})
	_, err := d.s.Confirm(all, a.ID, Answer{Version: 1, Method: "phone"})
	d.refused(err, "SELF_APPROVAL")
}

func TestSampleSize(t *testing.T) {
	t.Parallel()
	share, err := money.ParseRatio("0.05")
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int64]int64{0: 0, 1: 1, 2: 2, 39: 2, 40: 2, 41: 3, 100: 5, 5000: 250} {
		if got := sizeOf(n, share, 2); got != want {
			t.Errorf("%d of %d, want %d", got, n, want)
		}
	}
}

func TestTheTableIsWhole(t *testing.T) {
	t.Parallel()
	for _, table := range Flows() {
		for _, bad := range table.Check(Asked) {
			t.Error(bad)
		}
	}
}
