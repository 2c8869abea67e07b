package sunlight

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"yice/internal/core/calendar"
	"yice/internal/core/ledger"
	"yice/internal/core/people"
	"yice/internal/core/policy"
	"yice/internal/core/task"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/secret"
	"yice/internal/module/fund"
	"yice/internal/module/gift"
	"yice/internal/module/order"
	"yice/internal/testkit"
)

// hall is a small city whose pool of gifts pays.
type hall struct {
	*testkit.City
	t      *testing.T
	s      *Service
	keys   *secret.Keyring
	pool   fund.Fund
	orders *order.Service
	homes  []people.Household
	made   int
}

func open(t *testing.T) *hall {
	t.Helper()
	codes := gift.Codes()
	for _, more := range []map[string]string{ledger.Codes(), people.Codes(), fund.Codes(), order.Codes()} {
		maps.Copy(codes, more)
	}
	w := testkit.WorldWith(t, codes, append(gift.Grants(), fund.Grants()...)...)
	keys, err := secret.New(secret.AES, testkit.Start())
	h := &hall{City: w, t: t, keys: keys}
	h.must(err)
	cal, err := calendar.NewService(w.DB)
	h.must(err)
	pol, err := policy.NewService(w.DB, keys)
	h.must(err)
	_, err = pol.Load(w.System(policy.PermLoad), policy.Daqing())
	h.must(err)
	tasks := task.NewService(w.DB, cal)
	funds := fund.New(w.DB)
	orders := order.New(order.Deps{DB: w.DB, Funds: funds, People: people.New(w.DB, keys, nil), Policy: pol, Tasks: tasks})
	h.orders = orders
	gifts := gift.New(gift.Deps{
		DB: w.DB, Funds: funds, Orders: orders, Orgs: w.Org, Policy: pol, Calendar: cal, Tasks: tasks, Keys: keys,
		Recipients: func(_ context.Context, _ *db.Tx, caseNo string) (gift.Recipient, error) {
			return gift.Recipient{CaseID: "case" + caseNo, CaseNo: caseNo, HouseholdID: "home" + caseNo, Household: "荆某户"}, nil
		},
	})
	h.s = New(w.DB, gifts, funds, func(_ context.Context, _ *db.Tx, cases []string) (map[string]string, error) {
		out := map[string]string{}
		for _, c := range cases {
			out[c] = "230602"
		}
		return out, nil
	})
	h.pool, err = funds.Create(h.As("maker"), fund.NewFund{Code: "pool", Name: "一日捐资金池", Source: "donation", FromOn: "2020-01-01"})
	h.must(err)
	return h
}

func (h *hall) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// campaign opens one inside employers for the pool.
func (h *hall) campaign() gift.Campaign {
	h.t.Helper()
	c, err := h.s.gifts.CreateCampaign(h.As("secretary"), gift.NewCampaign{
		Code: "day-2020", Name: "2020年慈善一日捐", Aim: "帮扶困难职工家庭", Reach: gift.ReachEmployers, Organiser: "大庆市总工会", FundID: h.pool.ID,
		FromOn: "2020-05-01", ToOn: "2020-05-31",
	})
	h.must(err)
	c, err = h.s.gifts.OpenCampaign(h.As("secretary"), c.ID, gift.Step{Version: c.Version})
	h.must(err)
	return c
}

// give receives one gift of an organisation.
func (h *hall) give(in gift.Receiving) gift.GiftShown {
	h.t.Helper()
	h.made++
	in.Donor, in.EvidenceNo = &gift.DonorInput{Kind: "organisation", Name: "大庆乳业有限公司"}, fmt.Sprint("回单", h.made)
	c, err := h.s.gifts.Receive(h.As("maker"), in)
	h.must(err)
	if in.Channel == gift.Goods {
		second := gift.Confirming{Version: c.Version, AmountFen: in.AmountFen}
		for _, l := range in.Lines {
			second.Pieces = append(second.Pieces, l.Pieces)
		}
		c, err = h.s.gifts.Confirm(h.As("reviewer"), c.ID, second)
		h.must(err)
	}
	list, _, _, err := h.s.gifts.FindGifts(h.As("maker"), gift.GiftFilter{CampaignID: in.CampaignID})
	h.must(err)
	at := slices.IndexFunc(list, func(g gift.GiftShown) bool { return g.CollectionID == c.ID })
	return list[at]
}

func (h *hall) followCode(g gift.GiftShown) gift.Coded {
	h.t.Helper()
	code, err := h.keys.Open("gift_receipts", "follow_code", g.Receipt.ID, g.Receipt.FollowCode)
	h.must(err)
	return gift.Coded{Number: g.Receipt.Number, Code: code}
}

// home is household n, of one person with an account.
func (h *hall) home(n int) people.Household {
	h.t.Helper()
	for len(h.homes) <= n {
		i := len(h.homes)
		name := "荆" + string([]rune("建国志强秀英海燕丽华文斌立军玉兰桂芳")[i])
		h.Do(h.System(people.PermSave), func(ctx context.Context, tx *db.Tx) error {
			x, err := people.New(h.DB, h.keys, nil).SaveHouseholdTx(ctx, tx, people.HouseholdInput{
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

func (h *hall) order(n int, fen int64, purpose string) (o order.Order) {
	h.t.Helper()
	p := h.home(n).Members[0].Person
	h.must(h.DB.Update(h.System(), func(tx *db.Tx) (err error) {
		o, err = h.orders.OrderTx(h.System(), tx, order.Order{
			CaseID: fmt.Sprint("case", n), CaseNo: fmt.Sprint("DQ-", n), HouseholdID: h.home(n).ID, PersonID: p.ID, PayeePersonID: p.ID, BankAccountID: p.Account.ID,
			AwardID: fmt.Sprint("award", n), Purpose: purpose, Period: fmt.Sprint("p", n), FundID: h.pool.ID, AmountFen: fen, DueOn: "2020-05-07", Department: "union",
		})
		return err
	}))
	return o
}

// pay books that the bank paid orders.
func (h *hall) pay(orders []order.Order) {
	h.t.Helper()
	var ids []string
	var answers []order.Answer
	for _, o := range orders {
		ids = append(ids, o.ID)
		answers = append(answers, order.Answer{OrderID: o.ID, LineID: "line" + o.ID, Paid: true, On: h.DB.Now().Format("2006-01-02")})
	}
	h.Do(h.As("maker"), func(ctx context.Context, tx *db.Tx) error {
		if err := h.orders.TakeTx(ctx, tx, ids, ""); err != nil {
			return err
		}
		return h.orders.SettleTx(ctx, tx, answers)
	})
}

func TestDonorFollowsTheGift(t *testing.T) {
	t.Parallel()
	h := open(t)
	c := h.campaign()
	first := h.give(gift.Receiving{CampaignID: c.ID, Channel: gift.Bank, AmountFen: 500_000})
	h.give(gift.Receiving{CampaignID: c.ID, Channel: gift.Bank, AmountFen: 500_000})
	var orders []order.Order
	for i := range 12 {
		orders = append(orders, h.order(i, 50_000, map[bool]string{true: "study", false: "medical"}[i == 3]))
	}
	h.pay(orders)
	in := h.followCode(first)
	told, err := h.s.Story(t.Context(), in)
	h.must(err)
	if told.UsedFen != 0 || told.RestFen != 500_000 || told.ToldTo != "" {
		t.Errorf("a month that is not over is told: %+v", told)
	}
	h.Later(30 * 24 * time.Hour)
	told, err = h.s.Story(t.Context(), in)
	h.must(err)
	if told.UsedFen != 500_000 || told.RestFen != 0 || len(told.Kinds) != 1 || told.Kinds[0].Code != "" || told.Kinds[0].Text != "合并公布" || told.Areas[0].Text != "合并公布" || told.Groups[0].Persons != 12 || told.ToldTo != "2020-05" {
		t.Errorf("the one study payment can be told apart: %+v", told)
	}
	sun, err := h.s.Page(t.Context())
	h.must(err)
	if sun.GivenFen != 1_000_000 || sun.UsedFen != 600_000 || len(sun.Kinds) != 1 || sun.Gifts != 0 || len(sun.Flows) != 1 || sun.Flows[0].Campaign != c.Name {
		t.Errorf("%+v", sun)
	}
	if _, err = h.s.Story(t.Context(), gift.Coded{Number: in.Number, Code: first.Receipt.CheckCode}); !errs.IsCode(err, "gift.code_wrong") {
		t.Error("the check code opens the story:", err)
	}
	page, err := h.s.gifts.Campaign(h.As("secretary"), c.ID)
	h.must(err)
	rows, err := h.s.disclosureRows(t.Context(), page)
	h.must(err)
	used := map[string]int64{}
	for _, r := range rows {
		if n, ok := r[3].(int64); ok {
			used[fmt.Sprint(r[0], r[1])] = n
		}
	}
	if used["使用（按类别）合并公布"] != 600_000 || used["使用（按期间）2020-05"] != 600_000 {
		t.Errorf("the table tells something else: %v", rows)
	}
}

func TestTheDonorAndThePublicLearnOfGoodsByWholeMonths(t *testing.T) {
	t.Parallel()
	h := open(t)
	g := h.give(gift.Receiving{CampaignID: h.campaign().ID, Channel: gift.Goods, AmountFen: 130_000, Lines: []gift.ReceivedGoods{
		{Name: "婴幼儿奶粉", Pieces: 7, Unit: "箱", ValueFen: 100_000},
		{Name: "棉被", Pieces: 3, Unit: "床", ValueFen: 30_000},
	}})
	_, err := h.s.gifts.HandOut(h.As("secretary"), g.CollectionID, gift.HandingOut{Line: 1, CaseNo: "DQ-1", Pieces: 2, Receiver: "本人"})
	h.must(err)
	in := h.followCode(g)
	told, err := h.s.Story(t.Context(), in)
	h.must(err)
	sun, err := h.s.Page(t.Context())
	h.must(err)
	if len(told.Goods) != 2 || told.Goods[0].Pieces != 7 || told.Goods[0].Handed != 0 || sun.GoodsPieces != 0 || len(sun.Goods) != 2 || sun.Goods[0].Handed != 0 {
		t.Errorf("this month is told: %+v %+v", told.Goods, sun)
	}
	h.Later(30 * 24 * time.Hour)
	told, err = h.s.Story(t.Context(), in)
	h.must(err)
	sun, err = h.s.Page(t.Context())
	h.must(err)
	if l := told.Goods[0]; l.Handed != 2 || l.HandedFen != 28_570 || l.Households != 0 || sun.GoodsPieces != 2 || sun.GoodsHandedFen != 28_570 {
		t.Errorf("%+v %+v", told.Goods, sun)
	}
	if k := sun.Goods; k[0] != (gift.GoodsKind{Name: "婴幼儿奶粉", Unit: "箱", Pieces: 7, ValueFen: 100_000, Handed: 2, HandedFen: 28_570}) || k[1].Handed != 0 || told.Goods[1].Name != "棉被" {
		t.Errorf("%+v", k)
	}
	page, err := h.s.gifts.Campaign(h.As("secretary"), g.CampaignID)
	h.must(err)
	rows, err := h.s.disclosureRows(h.As("secretary"), page)
	h.must(err)
	table := map[string]any{}
	for _, r := range rows {
		table[fmt.Sprint(r[0], r[1])] = r[3]
	}
	if table["接收实物（按品名）棉被 3 床"] != int64(30_000) || table["发放实物（到上月底）婴幼儿奶粉 2 箱"] != int64(28_570) {
		t.Errorf("%v", rows)
	}
}
