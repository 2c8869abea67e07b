package gift

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"yice/internal/testkit"

	"yice/internal/core/people"
	"yice/internal/kit/blob"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/module/fund"
	"yice/internal/module/order"
)

// home is household n, of one person with an account.
func (h *hall) home(n int) people.Household {
	h.t.Helper()
	for len(h.homes) <= n {
		i := len(h.homes)
		name := "荆" + string([]rune("建国志强秀英海燕丽华文斌立军玉兰桂芳")[i%18]) + string([]rune("东南西北春夏秋冬")[i/18%8])
		h.Do(h.System(people.PermSave), func(ctx context.Context, tx *db.Tx) error {
			x, err := people.New(h.DB, h.s.Keys, nil).SaveHouseholdTx(ctx, tx, people.HouseholdInput{
				AreaCode: "230602", Size: 1, Members: []people.MemberInput{{Relation: "01", PersonInput: people.PersonInput{
					Name: name, DocNo: people.MakeCitizenID("230602", "1975-03-02", i+1),
					Account: &people.AccountInput{Number: testkit.BankCard(i), Bank: "中国农业银行", Branch: "萨尔图支行", Holder: name},
				}}},
			})
			h.homes = append(h.homes, x)
			return err
		})
	}
	return h.homes[n]
}

func (h *hall) order(f fund.Fund, n int, fen int64, purpose string) (order.Order, error) {
	h.t.Helper()
	p := h.home(n).Members[0].Person
	h.made++
	o := order.Order{
		CaseID: fmt.Sprint("case", n), CaseNo: fmt.Sprint("DQ-", n), HouseholdID: h.home(n).ID, PersonID: p.ID, PayeePersonID: p.ID, BankAccountID: p.Account.ID,
		AwardID: fmt.Sprint("award", h.made), Purpose: purpose, Period: fmt.Sprint("p", h.made), FundID: f.ID, AmountFen: fen, DueOn: "2020-05-07", Department: "union",
	}
	err := h.DB.Update(h.System(), func(tx *db.Tx) (err error) {
		o, err = h.orders.OrderTx(h.System(), tx, o)
		return err
	})
	return o, err
}

// pay books the bank's answer to orders; the first of a failing lot is refused.
func (h *hall) pay(orders []order.Order, failing bool) {
	h.t.Helper()
	var ids []string
	var answers []order.Answer
	for i, o := range orders {
		a := order.Answer{OrderID: o.ID, LineID: "line" + o.ID, Paid: !failing || i > 0, On: h.DB.Now().Format("2006-01-02")}
		if !a.Paid {
			a.Failure = "name_mismatch"
		}
		ids, answers = append(ids, o.ID), append(answers, a)
	}
	h.Do(h.As("maker"), func(ctx context.Context, tx *db.Tx) error {
		if err := h.orders.TakeTx(ctx, tx, ids, ""); err != nil {
			return err
		}
		return h.orders.SettleTx(ctx, tx, answers)
	})
}

func (h *hall) traced(o order.Order) Traced {
	h.t.Helper()
	tr, err := h.s.Trace(h.As("auditor"), o.ID)
	h.must(err)
	return tr
}

func TestAPaymentIsTracedToItsGifts(t *testing.T) {
	t.Parallel()
	h := open(t)
	c := h.campaign(h.pool)
	gifts := h.give(c, 10, 100)
	_, err := h.funds.Receive(h.As("maker"), h.pool.ID, fund.Received{AmountFen: 50_000, PayerName: "拨款", EvidenceNo: "文1"})
	h.must(err)
	first, err := h.order(h.pool, 0, 25_000, "medical")
	h.must(err)
	second, err := h.order(h.pool, 1, 85_000, "living")
	h.must(err)
	h.pay([]order.Order{second}, true) // fails, keeps its promise
	again, err := h.orders.Repay(h.As("maker"), h.version(second.ID), order.Again{OrderID: second.ID})
	h.must(err)
	h.pay([]order.Order{first, again}, false)
	later := h.give(c, 3, 500)
	tr := h.traced(first)
	if len(tr.Sources) != 3 || tr.GiftFen != 25_000 || tr.OtherFen != 0 || !tr.Paid || tr.Sources[0].Number != gifts[0].Receipt.Number || tr.Sources[2].PartFen != 5_000 {
		t.Errorf("%+v", tr)
	}
	for _, o := range []order.Order{second, again} {
		if tr := h.traced(o); tr.GiftFen != 75_000 || tr.OtherFen != 10_000 || !tr.Paid || len(tr.Sources) != 9 {
			t.Errorf("%+v", tr)
		}
	}
	page, err := h.s.Gift(h.As("maker"), gifts[2].ID)
	h.must(err)
	if u := page.Used; u.PaidFen != 10_000 || u.FreeFen != 0 || len(u.Orders) != 2 || u.Orders[0].AmountFen+u.Orders[1].AmountFen != 110_000 {
		t.Errorf("%+v", u)
	}
	page, err = h.s.Gift(h.As("employer-union"), gifts[2].ID)
	if err != nil || len(page.Used.Orders) != 0 || page.Donor == "" || strings.Count(page.Donor, "*") == 0 {
		t.Errorf("the employer's union sees payments or a full name: %v %+v", err, page)
	}
	if page, err = h.s.Gift(h.As("maker"), later[len(later)-1].ID); err != nil || page.Used.FreeFen != 50_000 {
		t.Errorf("%v %+v", err, page.Used)
	}
	_, err = h.s.Trace(h.As("employer-union"), first.ID)
	h.refused(err, "forbidden")
}

func (h *hall) version(orderID string) int64 {
	h.t.Helper()
	o, err := h.orders.Order(h.As("maker"), orderID)
	h.must(err)
	return o.Version
}

func TestRefundOnlyBeforeUse(t *testing.T) {
	t.Parallel()
	h := open(t)
	c := h.campaign(h.pool)
	gifts := h.give(c, 4, 100)
	_, err := h.order(h.pool, 0, 15_000, "medical")
	h.must(err)
	for _, used := range gifts[:2] {
		_, err := h.s.Ask(h.As("maker"), used.ID, Asking{Kind: "refund", Reason: "捐错"})
		h.refused(err, "gift.used")
	}
	r, err := h.s.Ask(h.As("maker"), gifts[3].ID, Asking{Kind: "refund", Reason: "捐赠人账户被盗用"})
	h.must(err)
	_, err = h.s.Ask(h.As("maker"), gifts[3].ID, Asking{Kind: "refund", Reason: "再来"})
	h.refused(err, "gift.request_open")
	_, err = h.s.Decide(h.As("maker"), r.ID, Deciding{Version: r.Version, Agree: true})
	h.refused(err, "forbidden")
	r, err = h.s.Decide(h.As("reviewer"), r.ID, Deciding{Version: r.Version, Agree: true})
	h.must(err)
	if h.balance(h.pool) != 30_000 || r.State != Done {
		t.Error(h.balance(h.pool), r.State)
	}
	page, err := h.s.Gift(h.As("maker"), gifts[3].ID)
	if err != nil || page.State != Refunded || page.Receipt.State != Cancelled || page.Receipt.Reason == "" || page.Receipt.Number != gifts[3].Receipt.Number {
		t.Errorf("%v %+v", err, page)
	}
	_, err = h.s.Ask(h.As("maker"), gifts[3].ID, Asking{Kind: "refund", Reason: "再来"})
	h.refused(err, "flow.not_allowed")
	name, pdf, err := h.s.Print(h.As("maker"), gifts[3].ID, "https://yice.test")
	if err != nil || len(pdf) < 5000 || !strings.Contains(name, gifts[3].Receipt.Number) {
		t.Error(name, len(pdf), err)
	}
	_, _, err = h.s.Print(h.As("auditor"), gifts[3].ID, "https://yice.test")
	h.refused(err, "forbidden")
	if v, err := h.s.Verify(t.Context(), Coded{Number: gifts[3].Receipt.Number, Code: gifts[3].Receipt.CheckCode}); err != nil || v.State != Cancelled {
		t.Errorf("%v %+v", err, v)
	}
}

func TestRestrictedGiftStaysWithItsPurpose(t *testing.T) {
	t.Parallel()
	h := open(t)
	study := h.fund(fund.NewFund{Code: "study", Name: "助学专项", Source: "donation_restricted", Restricted: true, Purposes: []string{"study"}})
	grant := h.fund(fund.NewFund{Code: "own", Name: "本级经费", Source: "own_union"})
	for _, bad := range []struct {
		fund     fund.Fund
		purposes []string
		code     string
	}{{h.pool, []string{"study"}, "gift.fund_mismatch"}, {study, nil, "gift.fund_mismatch"}, {study, []string{"medical"}, "gift.fund_mismatch"}, {grant, nil, "gift.fund_source"}} {
		_, err := h.s.CreateCampaign(h.As("secretary"), NewCampaign{
			Code: "wrong", Name: "x", Aim: "x", Purposes: bad.purposes, Reach: ReachEmployers, Organiser: "x", FundID: bad.fund.ID, FromOn: "2020-05-01", ToOn: "2020-05-31",
		})
		h.refused(err, bad.code)
	}
	c := h.campaign(study)
	gifts := h.give(c, 3, 1000)
	_, err := h.order(study, 0, 10_000, "medical")
	h.refused(err, "FUND_RESTRICTED")
	_, err = h.order(study, 0, 10_000, "study")
	h.must(err)

	ask := Asking{Kind: "repurpose", AmountFen: 60_000, ToFundID: h.pool.ID, Reason: "学生已毕业"}
	_, err = h.s.Ask(h.As("maker"), gifts[1].ID, ask)
	h.refused(err, "gift.consent")
	ask.DocumentNo, ask.FileID = "同意书2020-1", "01E7PAAYM0ZP19637A52VY9WVP"
	_, err = h.s.Ask(h.As("maker"), gifts[1].ID, ask)
	h.refused(err, "gift.consent")
	ask.FileID = h.file()
	too := ask
	too.AmountFen = 100_001
	_, err = h.s.Ask(h.As("maker"), gifts[1].ID, too)
	h.refused(err, "gift.used")
	r, err := h.s.Ask(h.As("maker"), gifts[1].ID, ask)
	h.must(err)
	_, err = h.s.Decide(h.As("reviewer"), r.ID, Deciding{Version: r.Version, Agree: true})
	h.must(err)
	if h.balance(study) != 240_000 || h.balance(h.pool) != 60_000 {
		t.Error(h.balance(study), h.balance(h.pool))
	}
	o, err := h.order(h.pool, 1, 50_000, "medical")
	h.must(err)
	if tr := h.traced(o); tr.GiftFen != 50_000 || tr.Sources[0].GiftID != gifts[1].ID {
		t.Errorf("%+v", tr)
	}
	page, err := h.s.Gift(h.As("maker"), gifts[1].ID)
	if u := page.Used; err != nil || u.HeldFen != 50_000 || u.FreeFen != 50_000 {
		t.Errorf("%v %+v", err, u)
	}
}

func (h *hall) file() (fileID string) {
	h.t.Helper()
	ref, err := h.s.Blobs.Put(h.t.Context(), strings.NewReader("\x89PNG\r\n\x1a\n"+strings.Repeat("x", 200)), 1<<20, blob.Images())
	h.must(err)
	h.Do(h.As("maker"), func(ctx context.Context, tx *db.Tx) error {
		f, err := blob.RecordTx(ctx, tx, ref, "同意书.png", "consent", "")
		fileID = f.ID
		return err
	})
	if !id.Valid(fileID) {
		h.t.Fatal(fileID)
	}
	return fileID
}

func (h *hall) followCode(g GiftShown) Coded {
	h.t.Helper()
	code, err := h.s.Keys.Open("gift_receipts", "follow_code", g.Receipt.ID, g.Receipt.FollowCode)
	h.must(err)
	return Coded{Number: g.Receipt.Number, Code: code}
}

func TestReceiptsOpenByTheirCodesOnly(t *testing.T) {
	t.Parallel()
	h := open(t)
	gifts := h.give(h.campaign(h.pool), 2, 5000)
	in := h.followCode(gifts[0])
	var held Held
	follow := func(in Coded) error {
		return h.s.ByFollowCode(t.Context(), in, func(_ *db.Tx, x Held) error { held = x; return nil })
	}
	h.must(follow(in))
	if held.Gift.ID != gifts[0].ID || len(held.Funds) != 1 || held.Funds[0] != h.pool.ID || held.Donor != gifts[0].Donor {
		t.Errorf("%+v", held)
	}
	h.refused(follow(Coded{Number: in.Number, Code: gifts[0].Receipt.CheckCode}), "gift.code_wrong")
	_, err := h.s.Verify(t.Context(), Coded{Number: "2020999999", Code: "X"})
	h.refused(err, "gift.code_wrong")
	for range codesPerHour {
		_, err = h.s.Verify(t.Context(), Coded{Number: in.Number, Code: "WRONG"})
	}
	h.refused(err, "gift.too_often")
	h.refused(follow(in), "gift.too_often")
	h.Later(2 * time.Hour)
	v, err := h.s.Verify(t.Context(), Coded{Number: in.Number, Code: strings.ToLower(gifts[0].Receipt.CheckCode)})
	if err != nil || v.Donor != gifts[0].Donor || v.AmountFen != 500_000 || v.Capitals != "伍仟元整" {
		t.Errorf("%v %+v", err, v)
	}
}

func TestDonorIsSealedAndRevealed(t *testing.T) {
	t.Parallel()
	h := open(t)
	c := h.campaign(h.pool)
	gifts := h.give(c, 1, 100)
	h.must(h.DB.View(t.Context(), func(tx *db.Tx) error {
		d, err := findDonor(t.Context(), tx, gifts[0].DonorID)
		if strings.Contains(d.Name, "林") || d.Name == "" || d.Masked != "林*明" {
			t.Errorf("%+v", d)
		}
		return err
	}))
	_, err := h.s.Reveal(h.As("maker"), gifts[0].ID, "")
	h.refused(err, "gift.reason")
	_, err = h.s.Reveal(h.As("secretary"), gifts[0].ID, "致谢")
	h.refused(err, "forbidden")
	r, err := h.s.Reveal(h.As("maker"), gifts[0].ID, "致谢")
	if err != nil || r.Name != "林建明" {
		t.Error(err, r)
	}
	h.AddStaff("other-union", "sartu-union", "employer_union")
	if _, err := h.s.Gift(h.As("employer-union"), gifts[0].ID); err != nil {
		t.Error(err)
	}
	h.AddStaff("civil-union", "sartu-civil", "employer_union")
	_, err = h.s.Gift(h.As("civil-union"), gifts[0].ID)
	if !errs.IsKind(err, errs.NotFound) {
		t.Error("another organisation's gift is seen:", err)
	}
	_, _, total, err := h.s.FindGifts(h.As("civil-union"), GiftFilter{})
	if err != nil || total != 0 {
		t.Error(total, err)
	}
}

// TestANettingIsAidOfTheFundThatPays: a household that owes another fund is helped from gifts. All of it, with what went to the other fund,
// came from the oldest gifts; there it came back as other income, like a recovery in cash.
func TestANettingIsAidOfTheFundThatPays(t *testing.T) {
	t.Parallel()
	h := open(t)
	c := h.campaign(h.pool)
	h.give(c, 10, 100)
	owed := h.fund(fund.NewFund{Code: "own", Name: "本级经费", Source: "own_union"})
	_, err := h.funds.Receive(h.As("maker"), owed.ID, fund.Received{AmountFen: 50_000, PayerName: "拨款", EvidenceNo: "文1"})
	h.must(err)
	first, err := h.order(owed, 0, 50_000, "living")
	h.must(err)
	h.pay([]order.Order{first}, false)
	h.Do(h.System(), func(ctx context.Context, tx *db.Tx) error {
		return h.orders.ReclaimTx(ctx, tx, first.AwardID, "未追认")
	})
	back, err := h.orders.Recoveries(h.As("auditor"), "open", db.Page{})
	claims := back.Items
	h.must(err)
	part, err := h.order(h.pool, 0, 70_000, "medical") // the household keeps 200 yuan of it
	h.must(err)
	_, err = h.orders.AskNetting(h.As("maker"), part.ID, order.NetAsk{Version: part.Version, RecoveryID: claims[0].ID, Reason: "该户同意抵付"})
	h.must(err)
	p, err := h.orders.Order(h.As("reviewer"), part.ID)
	h.must(err)
	_, err = h.orders.DecideNetting(h.As("reviewer"), p.Nettings[0].ID, order.NetDecision{Version: p.Nettings[0].Version, Agree: true})
	h.must(err)
	if tr := h.traced(part); tr.Paid || tr.GiftFen != 70_000 {
		t.Errorf("%+v", tr)
	}
	h.pay([]order.Order{part}, false)
	if tr := h.traced(part); !tr.Paid || tr.GiftFen != 70_000 || tr.OtherFen != 0 || len(tr.Sources) != 7 {
		t.Errorf("%+v", tr)
	}
	later, err := h.order(owed, 1, 50_000, "living")
	h.must(err)
	if tr := h.traced(later); tr.OtherFen != 50_000 || tr.GiftFen != 0 {
		t.Errorf("%+v", tr)
	}
	h.Do(h.As("auditor"), func(ctx context.Context, tx *db.Tx) error {
		paid, err := h.s.FollowTx(ctx, tx, h.pool.ID)
		if err != nil {
			return err
		}
		if u := paid.Uses[part.ID]; u.Offset != 50_000 || !u.Paid {
			t.Errorf("%+v", u)
		}
		back, err := h.s.FollowTx(ctx, tx, owed.ID)
		if err == nil && (len(back.Lots) != 2 || back.Lots[1].Gift != "" || back.Lots[1].Ref != "offset/"+first.ID) {
			t.Errorf("%+v", back.Lots)
		}
		return err
	})
}
