package account

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"yice/internal/core/calendar"
	"yice/internal/core/ledger"
	"yice/internal/core/people"
	"yice/internal/core/policy"
	"yice/internal/core/task"
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

var updateVouchers = flag.Bool("update-vouchers", false, "write testdata/vouchers.csv anew")

type office struct {
	*testkit.City
	t       *testing.T
	s       *Service
	funds   *fund.Service
	orders  *order.Service
	batches *batch.Service
	folk    *people.Service
	gifts   fund.Fund // a donation fund
	own     fund.Fund // the union's own
	made    int
}

func open(t *testing.T) *office {
	t.Helper()
	codes := Codes()
	for _, more := range []map[string]string{ledger.Codes(), people.Codes(), fund.Codes(), order.Codes()} {
		maps.Copy(codes, more)
	}
	w := testkit.WorldWith(t, codes, append(Grants(), fund.Grants()...)...)
	o := &office{City: w, t: t}
	keys, err := secret.New(secret.AES, testkit.Start())
	o.must(err)
	cal, err := calendar.NewService(w.DB)
	o.must(err)
	pol, err := policy.NewService(w.DB, keys)
	o.must(err)
	_, err = pol.Load(w.System(policy.PermLoad), policy.Daqing())
	o.must(err)
	o.folk = people.New(w.DB, keys, nil)
	o.funds = fund.New(w.DB)
	o.orders = order.New(order.Deps{DB: w.DB, Funds: o.funds, People: o.folk, Policy: pol, Tasks: task.NewService(w.DB, cal)})
	o.batches = batch.New(batch.Deps{DB: w.DB, Funds: o.funds, Orders: o.orders, People: o.folk, Policy: pol, Calendar: cal, Tasks: task.NewService(w.DB, cal)})
	o.s = New(w.DB, o.funds, o.batches)
	o.gifts, err = o.funds.Create(o.As("maker"), fund.NewFund{Code: "JZ", Name: "捐赠资金", Source: "donation", FromOn: "2020-01-01"})
	o.must(err)
	o.own, err = o.funds.Create(o.As("maker"), fund.NewFund{Code: "BJ", Name: "本级经费", Source: "own_union", FromOn: "2020-01-01"})
	o.must(err)
	return o
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) refused(err error, code string) {
	o.t.Helper()
	e := errs.As(err)
	if e == nil || e.Code != code && !(len(e.Fields) > 0 && e.Fields[0].Code == code) {
		o.t.Fatalf("got %v, want %s", err, code)
	}
}

func (o *office) receive(f fund.Fund, fen int64, on string) {
	o.t.Helper()
	o.made++
	_, err := o.funds.Receive(o.As("maker"), f.ID, fund.Received{AmountFen: fen, PayerName: "慈善总会", EvidenceNo: fmt.Sprint("PJ-", o.made), ReceivedOn: on})
	o.must(err)
}

// pay promises each of n households so much and takes the batch through the bank.
func (o *office) pay(f fund.Fund, purpose string, n int, fen int64) (orders []order.Order) {
	o.t.Helper()
	var ids []string
	for range n {
		o.made++
		o.Do(o.System(people.PermSave), func(ctx context.Context, tx *db.Tx) error {
			h, err := o.folk.SaveHouseholdTx(ctx, tx, people.HouseholdInput{
				AreaCode: "230602", Size: 1, Members: []people.MemberInput{{Relation: "01", PersonInput: people.PersonInput{
					Name: "荆建国", DocNo: people.MakeCitizenID("230602", "1975-03-02", o.made),
					Account: &people.AccountInput{Number: testkit.BankCard(o.made), Bank: "中国农业银行", Holder: "荆建国"},
				}}},
			})
			if err != nil {
				return err
			}
			p := h.Members[0].Person
			x, err := o.orders.OrderTx(ctx, tx, order.Order{
				CaseID: fmt.Sprint("case", o.made), HouseholdID: h.ID, PersonID: p.ID, PayeePersonID: p.ID, BankAccountID: p.Account.ID, Purpose: purpose,
				Period: "2020", FundID: f.ID, AmountFen: fen, DueOn: tx.Today(), Department: "union", AwardID: fmt.Sprint("award", o.made),
			})
			ids, orders = append(ids, x.ID), append(orders, x)
			return err
		})
	}
	o.bank(ids)
	return orders
}

// bank brings orders through a batch, and the bank pays them.
func (o *office) bank(ids []string) {
	o.t.Helper()
	m, err := o.batches.CreateBatch(o.As("maker"), batch.NewBatch{Orders: ids})
	o.must(err)
	b, err := o.batches.Lock(o.As("maker"), m.ID, m.Version)
	o.must(err)
	b, err = o.batches.Review(o.As("reviewer"), b.ID, b.Version, "")
	o.must(err)
	b, err = o.batches.Release(o.As("releaser"), b.ID, b.Version)
	o.must(err)
	page, err := o.batches.BatchOf(o.As("maker"), b.ID)
	o.must(err)
	rows := [][]string{{"序号", "账号", "金额", "状态", "日期"}}
	for _, l := range page.LineList {
		rows = append(rows, []string{fmt.Sprint(l.Seq), l.Last4, money.Fen(l.AmountFen).String(), "成功", o.Clock.Now().Format("2006-01-02")})
	}
	var file bytes.Buffer
	o.must(sheet.WriteCSV(&file, sheet.UTF8, 0, rows))
	_, err = o.batches.TakeReturn(o.As("maker"), b.ID, "back.csv", file.Bytes())
	o.must(err)
}

func (o *office) read(month string) Book {
	o.t.Helper()
	b, err := o.s.Read(o.As("auditor"), month)
	o.must(err)
	return b
}

func TestVouchersOfAMonth(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.receive(o.gifts, 50_000_00, "2020-04-20")
	o.receive(o.own, 30_000_00, "2020-05-02")
	o.pay(o.gifts, "medical", 2, 1_234_56)
	o.pay(o.own, "legal", 1, 500_00)
	b := o.read("2020-05")
	if len(b.Vouchers) != 3 || b.Closed != nil || b.Chart != "union-2010" {
		t.Fatalf("%+v", b)
	}
	for _, v := range b.Vouchers {
		if err := v.balanced(); err != nil {
			t.Errorf("%+v", v)
		}
	}
	if v := b.Vouchers[1]; v.Entries[0].Account != "231" || v.Entries[0].DebitFen != 2_469_12 || v.Entries[1].Account != "102" || v.Capitals != "贰仟肆佰陆拾玖元壹角贰分" {
		t.Errorf("%+v", v)
	}
	if v := b.Vouchers[2]; v.Entries[0].Account != "50203" || v.Entries[0].Fund != "BJ" || v.Entries[0].Purpose != "legal" {
		t.Errorf("%+v", v)
	}
	if e := b.Vouchers[2].Entries[0]; e.FundName != "本级经费" {
		t.Errorf("the fund of an entry is called %q", e.FundName)
	}
	if n := []int64{b.Vouchers[0].Attachments, b.Vouchers[1].Attachments}; n[0] != 1 || n[1] != 2 {
		t.Errorf("attachments %v: a receipt has its evidence, a batch its list and the bank's answer", n)
	}
	var out bytes.Buffer
	o.must(sheet.WriteCSV(&out, sheet.GB18030, 0, rowsOf(b)))
	o.golden("testdata/vouchers.csv", out.Bytes())

	// 2021 has another chart; the first month of all is to be closed first.
	o.Clock.Set(testkit.Start().AddDate(2, 0, 0))
	o.receive(o.gifts, 100, "2022-05-03")
	if late := o.read("2022-05"); late.Chart != "union-2021" || late.Vouchers[0].Entries[0].Account != "1002" {
		t.Errorf("%+v", late)
	}
}

// golden compares vouchers with those that were reviewed, and adds them up.
func (o *office) golden(path string, got []byte) {
	o.t.Helper()
	if *updateVouchers {
		o.must(os.MkdirAll("testdata", 0o750))
		o.must(os.WriteFile(path, got, 0o600))
	}
	want, err := os.ReadFile(path)
	o.must(err)
	if !bytes.Equal(want, got) {
		o.t.Errorf("the vouchers differ; -update-vouchers writes them after review\n%s", got)
	}
	balance(o.t, want)
}

// balance adds up a file of vouchers as accounting software would.
func balance(t *testing.T, file []byte) {
	t.Helper()
	debit, credit := int64(0), int64(0)
	err := sheet.ReadRows(bytes.NewReader(file), int64(len(file)), sheet.Options{}, func(n int, cells []string) error {
		if n == 1 {
			return nil
		}
		for i, sum := range map[int]*int64{6: &debit, 7: &credit} {
			if cells[i] != "" {
				fen, err := money.Parse(cells[i])
				if err != nil {
					return err
				}
				*sum += int64(fen)
			}
		}
		return nil
	})
	if err != nil || debit == 0 || debit != credit {
		t.Errorf("debit %d, credit %d, %v", debit, credit, err)
	}
}

func TestAClosedMonthNeverChanges(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.receive(o.gifts, 50_000_00, "2020-04-20")
	o.receive(o.gifts, 700, "2020-05-06")
	_, err := o.s.Close(o.As("reviewer"), "2020-05")
	o.refused(err, "account.month_running")
	o.Clock.Set(testkit.Start().AddDate(0, 1, 0))
	_, err = o.s.Close(o.As("maker"), "2020-04")
	o.refused(err, "forbidden")
	_, err = o.s.Close(o.As("reviewer"), "2020-5")
	o.refused(err, "account.month")
	_, err = o.s.Close(o.As("reviewer"), "2020-05")
	o.refused(err, "account.earlier_open")
	b, err := o.s.Close(o.As("reviewer"), "2020-04")
	o.must(err)
	if b.Closed == nil || len(b.Vouchers) != 1 || b.Vouchers[0].No != 1 || len(b.Closed.Hash) != 64 {
		t.Fatalf("%+v", b)
	}
	_, err = o.s.Close(o.As("reviewer"), "2020-04")
	o.refused(err, "account.month_closed")
	o.receive(o.gifts, 900, "2020-04-21") // came late into a closed month
	if again := o.read("2020-04"); len(again.Vouchers) != 1 || again.Closed.Hash != b.Closed.Hash {
		t.Errorf("%+v", again)
	}
	may := o.read("2020-05")
	if len(may.Vouchers) != 2 || may.SumFen != 1600 || may.Vouchers[0].On != "2020-05-01" {
		t.Fatalf("%+v", may)
	}
	_, err = o.s.Close(o.As("reviewer"), "2020-05")
	o.must(err)
	o.Clock.Set(testkit.Start().AddDate(0, 2, 0))
	june, err := o.s.Close(o.As("reviewer"), "2020-06")
	o.must(err)
	if len(june.Vouchers) != 0 || june.Closed == nil {
		t.Errorf("%+v", june)
	}
}

func TestReversalAndRecoverySwapTheSides(t *testing.T) {
	t.Parallel()
	l := chart(t)
	own := fund.Fund{ID: "f", Code: "BJ", Name: "本级", Source: "own_union"}
	for kind, want := range map[string]string{
		"receipt": "102+ 402-", "receipt_reversed": "402+ 102-", "payment": "50204+ 102-", "recovery": "102+ 50204-", "refund": "402+ 102-",
	} {
		change := int64(500)
		if kind == "receipt_reversed" || kind == "payment" || kind == "refund" {
			change = -change
		}
		m := move{Movement: fund.Movement{On: "2020-05-02", Kind: kind, ChangeFen: change, TxID: "t", BatchID: "b"}, fund: own, purpose: "medical"}
		if kind == "receipt" || kind == "receipt_reversed" || kind == "refund" {
			m.purpose = ""
		}
		list, err := vouchersOf(l, "2020-05", []move{m}, map[string]paidBatch{"b": {no: "FF", answers: 1}})
		if err != nil || len(list) != 1 {
			t.Fatalf("%s: %v %v", kind, list, err)
		}
		var got []string
		for _, e := range list[0].Entries {
			got = append(got, e.Account+map[bool]string{true: "+", false: "-"}[e.DebitFen > 0])
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", kind, got, want)
		}
	}
	// Another purpose with the donor's consent: two funds, one voucher.
	a, b := fund.Fund{ID: "a", Code: "A", Source: "donation_restricted"}, fund.Fund{ID: "b", Code: "B", Source: "donation"}
	both := []move{
		{Movement: fund.Movement{On: "2020-05-02", Kind: "repurpose", ChangeFen: -300, TxID: "t"}, fund: a},
		{Movement: fund.Movement{On: "2020-05-02", Kind: "repurpose", ChangeFen: 300, TxID: "t"}, fund: b},
	}
	list, err := vouchersOf(l, "2020-05", both, nil)
	if err != nil || len(list) != 1 || len(list[0].Entries) != 4 || list[0].SumFen != 600 {
		t.Errorf("%+v %v", list, err)
	}
}

// TestANettingAcrossFundsIsOneVoucher: gifts pay a household that owes the union's own fund. The batch's voucher is what the bank paid, the
// netting has both funds on its two sides, and what is made public counts every fen once.
func TestANettingAcrossFundsIsOneVoucher(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.receive(o.gifts, 50_000_00, "2020-04-20")
	o.receive(o.own, 30_000_00, "2020-05-02")
	first := o.pay(o.own, "living", 1, 800_00)[0]
	o.Do(o.System(), func(ctx context.Context, tx *db.Tx) error {
		return o.orders.ReclaimTx(ctx, tx, first.AwardID, "未追认")
	})
	back, err := o.orders.Recoveries(o.As("auditor"), "open", db.Page{})
	claims := back.Items
	o.must(err)
	again := first
	again.FundID, again.Purpose, again.AmountFen, again.AwardID, again.Period = o.gifts.ID, "medical", 2_000_00, "later", "2020-2"
	o.Do(o.System(), func(ctx context.Context, tx *db.Tx) (err error) {
		again, err = o.orders.OrderTx(ctx, tx, again)
		return err
	})
	_, err = o.orders.AskNetting(o.As("maker"), again.ID, order.NetAsk{Version: again.Version, RecoveryID: claims[0].ID, Reason: "该户同意抵付"})
	o.must(err)
	page, err := o.orders.Order(o.As("reviewer"), again.ID)
	o.must(err)
	_, err = o.orders.DecideNetting(o.As("reviewer"), page.Nettings[0].ID, order.NetDecision{Version: page.Nettings[0].Version, Agree: true})
	o.must(err)
	o.bank([]string{again.ID})
	b := o.read("2020-05")
	var out bytes.Buffer
	o.must(sheet.WriteCSV(&out, sheet.GB18030, 0, rowsOf(b)))
	o.golden("testdata/netting.csv", out.Bytes())
	kinds := map[string]int64{}
	for _, v := range b.Vouchers {
		kinds[v.Kind] += v.SumFen
	}
	if kinds["payment"] != 2_000_00 || kinds["offset"] != 1_600_00 { // 800 and 1,200 by the bank; 800 out of one fund and into the other
		t.Errorf("%v", kinds)
	}
	d, err := o.s.Disclose(o.As("auditor"), "2020-05-01", "2020-05-31")
	o.must(err)
	if d.Total.OutFen != 2_000_00 || d.Total.OtherFen != 0 || d.Total.ClosingFen != 78_000_00 || d.Purposes[0].OutFen != 2_000_00 {
		t.Errorf("%+v", d)
	}
}

func chart(t *testing.T) Layout {
	t.Helper()
	o := open(t)
	list, err := o.s.Charts(o.As("auditor"))
	o.must(err)
	if len(list) != 2 {
		t.Fatalf("%d charts", len(list))
	}
	for _, c := range list {
		o.must(c.Layout.check())
	}
	return list[0].Layout
}

func TestChartsAreData(t *testing.T) {
	t.Parallel()
	o := open(t)
	list, err := o.s.Charts(o.As("auditor"))
	o.must(err)
	c := list[0]
	_, err = o.s.SetChart(o.As("maker"), c)
	o.refused(err, "forbidden")
	for code, spoil := range map[string]func(l *Layout){
		"account.unknown":    func(l *Layout) { l.Bank = "999" },
		"account.title":      func(l *Layout) { l.Accounts = append(l.Accounts, l.Accounts[0]) },
		"account.rule":       func(l *Layout) { l.Rules = append(slices.Clone(l.Rules), Rule{Side: "in", Account: "999"}) },
		"account.rules_open": func(l *Layout) { l.Rules = slices.Clone(l.Rules[:len(l.Rules)-1]) },
	} {
		bad := c
		spoil(&bad.Layout)
		_, err := o.s.SetChart(o.As("secretary"), bad)
		o.refused(err, code)
	}
	bad := c
	bad.ToOn = "2009-01-01"
	_, err = o.s.SetChart(o.As("secretary"), bad)
	o.refused(err, "account.date")
	good := c
	good.Name = "本市科目表"
	_, err = o.s.SetChart(o.As("secretary"), good)
	o.must(err)
	_, err = o.s.SetChart(o.As("secretary"), good)
	o.refused(err, "stale")
	_, err = o.s.Read(o.As("maker"), "2009-12")
	o.refused(err, "account.no_chart")
}

func TestARuleForOneFundGoesBeforeThoseOfItsSource(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.receive(o.gifts, 50_000_00, "2020-04-20")
	if b := o.read(Latest); b.Month != "2020-04" {
		t.Errorf("the last month with anything is %s", b.Month)
	}
	o.pay(o.gifts, "medical", 1, 1_00)
	list, err := o.s.Charts(o.As("auditor"))
	o.must(err)
	c := list[0]
	c.Layout.Accounts = append(slices.Clone(c.Layout.Accounts), Title{"23101", "代管经费—捐赠"})
	plain := c.Layout.Rules
	c.Layout.Rules = append([]Rule{{Side: "out", Fund: "??", Account: "23101"}}, plain...)
	_, err = o.s.SetChart(o.As("secretary"), c)
	o.refused(err, "account.rule_fund")
	c.Layout.Rules = append([]Rule{{Side: "out", Fund: "JZ", Account: "23101"}}, plain...)
	_, err = o.s.SetChart(o.As("secretary"), c)
	o.must(err)
	b := o.read(Latest)
	if b.Month != "2020-05" || len(b.Vouchers) != 1 || b.Vouchers[0].Entries[0].Account != "23101" {
		t.Errorf("%+v", b)
	}
	if april := o.read("2020-04"); april.Vouchers[0].Entries[1].Account != "231" {
		t.Errorf("money in goes by its source: %+v", april.Vouchers[0])
	}
	// A rule for one fund leaves nothing named for the others.
	c.Version++
	c.Layout.Rules = append([]Rule{{Side: "out", Fund: "JZ", Account: "231"}}, plain[:len(plain)-1]...)
	_, err = o.s.SetChart(o.As("secretary"), c)
	o.refused(err, "account.rules_open")
	_, err = o.s.SetChart(o.As("secretary"), Chart{Code: "new", Name: "新科目表", FromOn: "2021-06-01", Layout: list[0].Layout})
	o.refused(err, "account.overlap")
	old := list[1]
	old.ToOn = "2029-12-31"
	_, err = o.s.SetChart(o.As("secretary"), old)
	o.must(err)
	_, err = o.s.SetChart(o.As("secretary"), Chart{Code: "new", Name: "新科目表", FromOn: "2030-01-01", Layout: list[0].Layout})
	o.must(err)
}

func TestDisclosureAddsUpAndHidesTheFew(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.receive(o.gifts, 50_000_00, "2020-04-20")
	o.receive(o.own, 30_000_00, "2020-05-02")
	o.pay(o.gifts, "medical", 11, 100_00)
	o.pay(o.gifts, "study", 3, 200_00)
	o.pay(o.own, "legal", 8, 50_00)
	d, err := o.s.Disclose(o.As("auditor"), "2020-05-01", "2020-05-31")
	o.must(err)
	if d.Total.OpeningFen != 50_000_00 || d.Total.InFen != 30_000_00 || d.Total.OutFen != 2_100_00 || d.Total.ClosingFen != 77_900_00 {
		t.Errorf("%+v", d.Total)
	}
	for _, f := range d.Funds {
		if f.OpeningFen+f.InFen-f.OutFen+f.OtherFen != f.ClosingFen {
			t.Errorf("%+v", f)
		}
	}
	if len(d.Purposes) != 2 || d.Purposes[0].Purpose != "medical" || d.Purposes[1].Purpose != "merged" || d.Purposes[1].Households != 11 || d.Purposes[1].OutFen != 1_000_00 {
		t.Errorf("%+v", d.Purposes)
	}
	_, err = o.s.Disclose(o.As("auditor"), "2020-06-01", "2020-05-31")
	o.refused(err, "account.range")
	_, err = o.s.Disclose(o.As("civil-officer"), "2020-05-01", "2020-05-31")
	o.refused(err, "forbidden")
}

func TestSmallGroupsTakeOthersIn(t *testing.T) {
	t.Parallel()
	uses := func(n ...int) map[string]*use {
		out := map[string]*use{}
		for i, k := range n {
			p := fund.Purposes()[i].Code
			out[p] = &use{fen: 1, homes: map[string]bool{}}
			for h := range k {
				out[p].homes[fmt.Sprint(p, h)] = true
			}
		}
		return out
	}
	for _, x := range []struct {
		n    []int
		want []int64
	}{{[]int{30, 20}, []int64{30, 20}}, {[]int{30, 12, 2}, []int64{30, 14}}, {[]int{4}, []int64{0}}, {[]int{12, 4}, []int64{16}}, {nil, nil}} {
		var got []int64
		for _, p := range grouped(uses(x.n...)) {
			got = append(got, p.Households)
		}
		if !slices.Equal(got, x.want) {
			t.Errorf("%v: %v, want %v", x.n, got, x.want)
		}
	}
}
