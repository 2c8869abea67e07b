package demo

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"yice/internal/kit/sheet"
	"yice/internal/module/gift"
)

// charityDay is one year's 慈善一日捐: lists from the employers' unions, gifts of organisations, in all exactly so many yuan.
type charityDay struct {
	year, from, to, on string
	yuan               int64
	donors             int // on each of the ten lists
	perDonor           int64
	organisations      []string
}

func charityDays() []charityDay {
	return []charityDay{
		{"2019", "2019-08-01", "2019-08-31", "2019-08-02", 900_000, 60, 400, []string{"大庆油田有限公司", "大庆石化公司", "大庆炼化公司", "大庆银行", "大庆建工集团", "大庆商会"}},
		{"2020", "2020-09-01", "2020-12-31", "2020-09-11", 386_200, 40, 300, []string{"大庆油田有限公司", "大庆石化公司", "大庆农商银行"}},
	}
}

// giveOn lets the whole city give on a charity day.
func (s *story) giveOn(d charityDay) {
	c := &gift.Campaign{}
	r := rand.New(rand.NewPCG(uint64(d.yuan), 5))
	s.at(d.on, "chenlixin", "启动慈善一日捐", func(ctx context.Context) error {
		made, err := s.app.Gift.CreateCampaign(ctx, gift.NewCampaign{
			Code: "day-" + d.year, Name: d.year + "年慈善一日捐", Aim: "汇入平台资金池，用于困难家庭的生活、医疗和助学救助。", Reach: gift.ReachPublic, Organiser: "大庆市总工会",
			Charity: "大庆市慈善总会", CharityCode: "51230600500000000Q", CertificateNo: "慈募证字第230600-01号", FilingNo: "51230600-" + d.year + "-0001", FiledOn: d.year + "-07-20",
			FiledWith: "大庆市民政局", TicketCode: "23060119", FundID: s.funds[poolFund], FromOn: d.from, ToOn: d.to, PayeeAccount: "户名：大庆市慈善总会；开户行：示范银行大庆分行；账号：0000 0000 0000 0000", Phone: "0459-6000000",
		})
		if err != nil {
			return err
		}
		*c, err = s.app.Gift.OpenCampaign(ctx, made.ID, gift.Step{Version: made.Version})
		return err
	})
	left := d.yuan
	for i := range employers() {
		left -= s.giveList(d, c, i, r)
	}
	for i, name := range d.organisations {
		yuan := left / int64(len(d.organisations)-i)
		left -= yuan
		s.at(d.on, "fuxue", "单位捐赠到账", func(ctx context.Context) error {
			_, err := s.app.Gift.Receive(ctx, gift.Receiving{
				CampaignID: c.ID, Donor: &gift.DonorInput{Kind: "organisation", Name: name}, Channel: gift.Bank, AmountFen: yuan * 100, ReceivedOn: d.on, Payer: name,
				EvidenceNo: fmt.Sprintf("回单%s-D%02d", d.year, i+1),
			})
			return err
		})
	}
}

// giveList has one employer's union send its list and pay it in; it gives the sum in yuan.
func (s *story) giveList(d charityDay, c *gift.Campaign, i int, r *rand.Rand) (yuan int64) {
	employer := employers()[i]
	var rows [][]any
	for n := range d.donors {
		sum := d.perDonor/2 + r.Int64N(d.perDonor/10+1)*10
		name, anonymous := giver(r), ""
		if n%9 == 4 {
			anonymous = "是"
		}
		rows = append(rows, []any{name, anonymous, fmt.Sprint(sum), fmt.Sprintf("%s%d车间", strings.TrimSuffix(employer, "公司"), 1+n%6), ""})
		yuan += sum
	}
	who, org := "chenlixin", s.orgs[fmt.Sprint("plant-", i+1)].ID
	if i == 0 {
		who, org = "hanmei", ""
	}
	var l gift.List
	s.at(d.on, who, "认捐名单", func(ctx context.Context) error {
		var b bytes.Buffer
		w, err := sheet.NewWriter(&b, sheet.Layout{Title: d.year + "年慈善一日捐认捐名单", Columns: []sheet.Column{{Title: "姓名"}, {Title: "是否匿名"}, {Title: "金额"}, {Title: "部门"}, {Title: "电话"}}})
		if err != nil {
			return err
		}
		for _, x := range rows {
			if err := w.Row(x...); err != nil {
				return err
			}
		}
		if err := w.Close(); err != nil {
			return err
		}
		if l, err = s.app.Gift.TakeList(ctx, c.ID, org, employer+"认捐名单.xlsx", &b); err != nil {
			return err
		}
		l, err = s.app.Gift.ApplyList(ctx, l.ID, gift.Applying{Version: l.Version})
		return err
	})
	s.at(d.on, "fuxue", "名单捐款到账", func(ctx context.Context) error {
		_, err := s.app.Gift.Receive(ctx, gift.Receiving{
			CampaignID: c.ID, ListID: l.ID, Channel: gift.Bank, AmountFen: yuan * 100, ReceivedOn: d.on, Payer: employer + "工会", EvidenceNo: fmt.Sprintf("回单%s-%02d", d.year, i+1),
		})
		return err
	})
	return yuan
}

// giver is the name of nobody.
func giver(r *rand.Rand) string {
	first, second := []rune("王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗"), []rune("建国志强秀英海燕丽华文斌立军玉兰桂芳春梅冬雪晓东明辉")
	return string(first[r.IntN(len(first))]) + string(second[r.IntN(len(second))]) + string(second[r.IntN(len(second))])
}

// endOf2019 closes the first campaign and tells what came of it.
func (s *story) endOf2019() {
	s.at("2019-09-02", "chenlixin", "结束慈善一日捐", func(ctx context.Context) error {
		list, err := s.app.Gift.Campaigns(ctx, string(gift.Open))
		if err != nil {
			return err
		}
		_, err = s.app.Gift.CloseCampaign(ctx, list[0].ID, gift.Step{Version: list[0].Version})
		return err
	})
	s.at("2019-11-15", "chenlixin", "全面公开", func(ctx context.Context) error {
		list, err := s.app.Gift.Campaigns(ctx, string(gift.Closed))
		if err != nil {
			return err
		}
		p, err := s.app.Gift.Campaign(ctx, list[0].ID)
		if err != nil {
			return err
		}
		_, err = s.app.Gift.Disclose(ctx, p.ID, gift.Disclosing{Version: p.Version, ID: p.Disclosures[0].ID, Place: "慈善中国、市政府网站", Report: "善款全部进入一日捐资金池，按联席会决议用于医疗和助学救助，每笔由银行直接发到受助人账户。"})
		return err
	})
}

// goodsOf2020 brings a gift in kind, counted by two people.
func (s *story) goodsOf2020() {
	var g gift.Collection
	s.at("2020-10-13", "fuxue", "实物捐赠", func(ctx context.Context) error {
		list, err := s.app.Gift.Campaigns(ctx, string(gift.Open))
		if err != nil {
			return err
		}
		g, err = s.app.Gift.Receive(ctx, gift.Receiving{
			CampaignID: list[0].ID, Donor: &gift.DonorInput{Kind: "organisation", Name: "大庆乳业有限公司"}, Channel: gift.Goods, AmountFen: 12_000_00, EvidenceNo: "发票23060000-0451",
			Lines: []gift.ReceivedGoods{{Name: "婴幼儿奶粉", Pieces: 100, Unit: "箱", ValueFen: 12_000_00}},
		})
		return err
	})
	s.at("2020-10-14", "fuhe", "核实实物", func(ctx context.Context) error {
		_, err := s.app.Gift.Confirm(ctx, g.ID, gift.Confirming{Version: g.Version, AmountFen: g.AmountFen})
		return err
	})
}
