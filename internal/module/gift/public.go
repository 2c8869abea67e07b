package gift

import (
	"context"
	"crypto/subtle"
	"slices"
	"strings"
	"time"

	"yice/internal/core/flow"
	"yice/internal/core/org"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/kit/money"
	"yice/internal/kit/web"
	"yice/internal/module/fund"
)

// PublicCampaign is what anybody may know of a campaign that asks the public.
type PublicCampaign struct {
	Code          string     `json:"code"`
	Name          string     `json:"name"`
	Aim           string     `json:"aim"`
	Purposes      []string   `json:"purposes"`
	Reach         string     `json:"reach" enum:"employers,public"`
	Organiser     string     `json:"organiser"`
	Charity       string     `json:"charity"`
	CertificateNo string     `json:"certificate_no"`
	FilingNo      string     `json:"filing_no"`
	FiledWith     string     `json:"filed_with"`
	FromOn        string     `json:"from_on"`
	ToOn          string     `json:"to_on"`
	PayeeAccount  string     `json:"payee_account"`
	Phone         string     `json:"phone"`
	State         flow.State `json:"state"`
	Running       bool       `json:"running" doc:"pledges are taken today"`
	MoneyFen      int64      `json:"money_fen"`
	GoodsFen      int64      `json:"goods_fen"`
	Gifts         int64      `json:"gifts" doc:"0 when fewer than 10"`

	Reports []PublicReport `json:"reports" doc:"what it told of its progress, the latest first"`
}

// PublicReport is what a campaign told of its progress.
type PublicReport struct {
	Kind        string `json:"kind" enum:"progress,full"`
	UpTo        string `json:"up_to"`
	PublishedOn string `json:"published_on"`
	Text        string `json:"text"`
}

func publicOf(c Campaign, n totals, reports []PublicReport, today string) PublicCampaign {
	p := PublicCampaign{
		Code: c.Code, Name: c.Name, Aim: c.Aim, Purposes: append([]string{}, c.Purposes...), Reach: c.Reach, Organiser: c.Organiser, Charity: c.Charity,
		CertificateNo: c.CertificateNo, FilingNo: c.FilingNo, FiledWith: c.FiledWith, FromOn: c.FromOn, ToOn: c.ToOn, Phone: c.Phone, State: c.State,
		MoneyFen: n.MoneyFen - n.RefundedFen, GoodsFen: n.GoodsFen, Gifts: n.Gifts,
		Reports: append([]PublicReport{}, reports...),
	}
	if c.Reach == ReachPublic {
		p.PayeeAccount = c.PayeeAccount
		p.Running = c.State == Open && c.FromOn <= today && today <= c.ToOn
	}
	if p.Gifts < MinGroup {
		p.Gifts = 0
	}
	return p
}

// PublicCampaign reads a campaign for the public page. No right is needed; one inside employers is not found.
func (s *Service) PublicCampaign(ctx context.Context, code string) (p PublicCampaign, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		c, err := s.publicCampaign(ctx, tx, code)
		if err != nil {
			return err
		}
		sums, err := findTotals(ctx, tx)
		if err != nil {
			return err
		}
		reports, err := findReports(ctx, tx)
		p = publicOf(c, sums[c.ID], reports[c.ID], tx.Today())
		return err
	})
	return p, err
}

// Sunlight is the public page 阳光资金: what was given, campaigns, and what it was used for. All of its figures of use are sums of
// groups of at least MinGroup persons (group.go); no right is needed.
type Sunlight struct {
	AsOf     string `json:"as_of"`
	ToldTo   string `json:"told_to" doc:"the last month whose use is told; empty when there are too few persons"`
	GivenFen int64  `json:"given_fen" doc:"gifts of money, refunds taken off"`
	GoodsFen int64  `json:"goods_fen"`

	GoodsHandedFen int64 `json:"goods_handed_fen" doc:"value of the goods handed out to households up to the end of last month"`
	GoodsPieces    int64 `json:"goods_pieces" doc:"their pieces"`

	Gifts      int64            `json:"gifts" doc:"0 when fewer than 10"`
	UsedFen    int64            `json:"used_fen" doc:"told below by kind, area and period"`
	Campaigns  []PublicCampaign `json:"campaigns"`
	Kinds      []Sum            `json:"kinds"`
	Areas      []Sum            `json:"areas"`
	Periods    []Sum            `json:"periods" doc:"a month, or from/to"`
	Flows      []PublicFlow     `json:"flows"`
	SmallGroup int64            `json:"small_group"`
}

// PublicFlow is money from a campaign (or other income) through a fund to a kind of aid.
type PublicFlow struct {
	Campaign  string `json:"campaign" doc:"empty for other income of the fund"`
	Fund      string `json:"fund"`
	Kind      string `json:"kind" doc:"empty for kinds told together"`
	AmountFen int64  `json:"amount_fen"`
}

// Sunlight computes the public page.
func (s *Service) Sunlight(ctx context.Context) (p Sunlight, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error { p, err = s.sunlightTx(ctx, tx); return err })
	return p, err
}

func (s *Service) sunlightTx(ctx context.Context, tx *db.Tx) (Sunlight, error) {
	p := Sunlight{AsOf: tx.Today(), Campaigns: []PublicCampaign{}, Flows: []PublicFlow{}, SmallGroup: MinGroup}
	list, err := findCampaigns(ctx, tx, "")
	if err != nil {
		return p, err
	}
	sums, err := findTotals(ctx, tx)
	if err != nil {
		return p, err
	}
	reports, err := findReports(ctx, tx)
	if err != nil {
		return p, err
	}
	out, err := sumHanded(ctx, tx, "", toldBefore(tx))
	if err != nil {
		return p, err
	}
	p.GoodsHandedFen, p.GoodsPieces = out.ValueFen, out.Pieces
	names := map[string]string{}
	for _, c := range list {
		if c.State == Draft || c.State == Cancelled {
			continue
		}
		x := publicOf(c, sums[c.ID], reports[c.ID], tx.Today())
		names[c.ID] = c.Name
		p.Campaigns = append(p.Campaigns, x)
		p.GivenFen, p.GoodsFen, p.Gifts = p.GivenFen+x.MoneyFen, p.GoodsFen+x.GoodsFen, p.Gifts+sums[c.ID].Gifts
	}
	if p.Gifts < MinGroup {
		p.Gifts = 0
	}
	funds, err := s.Funds.FundsTx(ctx, tx)
	if err != nil {
		return p, err
	}
	amounts := map[Label]int64{}
	for _, f := range funds {
		if f.Source != "donation" && f.Source != "donation_restricted" {
			continue
		}
		if err := s.tellFund(ctx, tx, f, names, &p, amounts); err != nil {
			return p, err
		}
	}
	p.Kinds, p.Areas, p.Periods = figures(ctx, amounts)
	for i, x := range p.Flows {
		p.Flows[i].Kind = kindText(ctx, x.Kind)
	}
	return p, nil
}

// figures sums the classes up by kind, area and period, in the words of the request.
func figures(ctx context.Context, amounts map[Label]int64) (kinds, areas, periods []Sum) {
	kinds, areas, periods = sums(amounts, kindOf), sums(amounts, areaOf), sums(amounts, periodOf)
	slices.SortFunc(periods, func(a, b Sum) int { return strings.Compare(a.Code, b.Code) })
	for i, x := range kinds {
		kinds[i].Text = kindText(ctx, x.Code)
	}
	for i, x := range areas {
		areas[i].Text = areaText(ctx, x.Code)
	}
	for i, x := range periods {
		periods[i].Text = strings.ReplaceAll(x.Code, "/", " – ")
	}
	return kinds, areas, periods
}

func together(ctx context.Context) string {
	if web.Language(ctx) == i18n.English {
		return "Told together"
	}
	return "合并公布"
}

func kindText(ctx context.Context, code string) string {
	for _, c := range fund.Purposes() {
		if c.Code == code {
			return c.Text.In(web.Language(ctx))
		}
	}
	return together(ctx)
}

func areaText(ctx context.Context, code string) string {
	if code == "" {
		return together(ctx)
	}
	return org.AreaName(code)
}

// tellFund adds what may be told of one fund.
func (s *Service) tellFund(ctx context.Context, tx *db.Tx, f fund.Fund, campaigns map[string]string, p *Sunlight, amounts map[Label]int64) error {
	followed, told, err := s.toldTx(ctx, tx, f.ID)
	if err != nil {
		return err
	}
	p.ToldTo = max(p.ToldTo, told.To)
	var ids []string
	for _, l := range followed.Lots {
		if l.Gift != "" {
			ids = append(ids, l.Gift)
		}
	}
	gifts, err := findGifts(ctx, tx, ids)
	if err != nil {
		return err
	}
	flows := map[PublicFlow]int64{}
	for order, label := range told.Of {
		for _, part := range followed.Uses[order].Parts {
			amounts[label] += part.Amount
			p.UsedFen += part.Amount
			flows[PublicFlow{Campaign: campaigns[gifts[followed.Lots[part.Lot].Gift].CampaignID], Fund: f.Name, Kind: label.Kind}] += part.Amount
		}
	}
	for x, n := range flows {
		x.AmountFen = n
		p.Flows = append(p.Flows, x)
	}
	slices.SortFunc(p.Flows, func(a, b PublicFlow) int {
		return strings.Compare(a.Fund+"\x00"+a.Campaign+"\x00"+a.Kind, b.Fund+"\x00"+b.Campaign+"\x00"+b.Kind)
	})
	return nil
}

// toldTx follows a fund and sorts its confirmed payments into the groups that may be told.
func (s *Service) toldTx(ctx context.Context, tx *db.Tx, fundID string) (*Followed, Told, error) {
	f, err := s.followTx(ctx, tx, fundID)
	if err != nil {
		return nil, Told{}, err
	}
	orders, err := s.chainsTx(ctx, tx, fundID)
	if err != nil {
		return nil, Told{}, err
	}
	var list []Payment
	var cases []string
	for _, u := range f.inOrder() {
		if u.Paid {
			cases = append(cases, orders.last[u.Order].CaseID)
		}
	}
	slices.Sort(cases)
	areas, err := s.Areas(ctx, tx, slices.Compact(cases))
	if err != nil {
		return nil, Told{}, err
	}
	month := ""
	for _, u := range f.inOrder() {
		if !u.Paid {
			continue
		}
		o := orders.last[u.Order]
		month = max(month, monthOf(u.At)) // entries come in order, clocks need not
		list = append(list, Payment{Order: u.Order, Subject: o.SubjectID, Kind: o.Purpose, Area: areas[o.CaseID], Month: month, Amount: o.AmountFen})
	}
	return f, Publish(list, tx.Today()[:7]), nil
}

// toldBefore is the first day that is not told yet: figures of goods change by whole months only.
func toldBefore(tx *db.Tx) string { return tx.Today()[:7] + "-01" }

func monthOf(ms int64) string { return clock.Date(time.UnixMilli(ms))[:7] }

func capitals(fen int64) string { return money.Fen(fen).Capitals() }

// Coded is a receipt's number with a code from the paper.
type Coded struct {
	Number string `json:"number" minLength:"1" maxLength:"20"`
	Code   string `json:"code" minLength:"1" maxLength:"20"`
}

// Verified is what the public page tells of a receipt.
type Verified struct {
	Number      string     `json:"number"`
	AmountFen   int64      `json:"amount_fen"`
	Capitals    string     `json:"capitals"`
	IssuedOn    string     `json:"issued_on"`
	State       flow.State `json:"state" enum:"issued,cancelled"`
	CancelledOn string     `json:"cancelled_on"`
	Donor       string     `json:"donor" doc:"masked"`
	Item        string     `json:"item"`
	Campaign    string     `json:"campaign"`
	Unit        string     `json:"unit"`
}

// Verify tells whether a receipt is one of ours: by its number and the check code of its QR code. Anybody may ask; a wrong code
// answers like an unknown number, and only so many an hour. Codes: gift.code_wrong, gift.too_often.
func (s *Service) Verify(ctx context.Context, in Coded) (v Verified, err error) {
	err = s.byCode(ctx, in, func(r Receipt) (string, error) { return r.CheckCode, nil }, func(tx *db.Tx, r Receipt) error {
		v, err = s.verifiedTx(ctx, tx, r)
		return err
	})
	return v, err
}

func (s *Service) verifiedTx(ctx context.Context, tx *db.Tx, r Receipt) (v Verified, err error) {
	g, err := rawGift(ctx, tx, r.GiftID)
	if err != nil {
		return v, err
	}
	d, err := findDonor(ctx, tx, g.DonorID)
	if err != nil {
		return v, err
	}
	c, err := findCampaign(ctx, tx, g.CampaignID)
	if err != nil {
		return v, err
	}
	return Verified{
		Number: r.Number, AmountFen: r.AmountFen, Capitals: capitals(r.AmountFen), IssuedOn: r.IssuedOn, State: r.State, CancelledOn: r.CancelledOn, Donor: d.Masked,
		Item: r.Item, Campaign: c.Name, Unit: or(c.Charity, c.Organiser),
	}, nil
}

// byCode finds a receipt whose code is the given one. The attempt is counted before it is answered, the right one taken off.
func (s *Service) byCode(ctx context.Context, in Coded, want func(Receipt) (string, error), do func(tx *db.Tx, r Receipt) error) error {
	number, given := strings.TrimSpace(in.Number), strings.ToUpper(strings.TrimSpace(in.Code))
	wrong := errs.New(errs.NotFound, "gift.code_wrong")
	err := s.DB.View(ctx, func(tx *db.Tx) error {
		n, err := countTries(ctx, tx, tryCode, s.origin(ctx), tx.NowMS()-hour)
		if err == nil && n >= codesPerHour {
			err = errs.New(errs.TooMany, "gift.too_often")
		}
		if err != nil {
			return err
		}
		r, err := findReceipt(ctx, tx, number)
		if errs.IsKind(err, errs.NotFound) {
			return wrong
		}
		if err != nil {
			return err
		}
		code, err := want(r)
		if err != nil {
			return err
		}
		if subtle.ConstantTimeCompare([]byte(code), []byte(given)) != 1 {
			return wrong
		}
		return do(tx, r)
	})
	if errs.IsCode(err, "gift.code_wrong") {
		if e := s.DB.Update(ctx, func(tx *db.Tx) error { return s.limitTx(ctx, tx, tryCode, codesPerHour) }); e != nil {
			return e
		}
	}
	return err
}

// Story is what became of a gift, for its donor: what of it was used, by kind, area and period, as far as that can be told
// without anybody being recognised. RestFen is still in the fund, promised, or was used lately and is told later.
type Story struct {
	Verified
	ReceivedOn string       `json:"received_on"`
	Form       string       `json:"form" enum:"money,goods"`
	Funds      []string     `json:"funds"`
	ToldTo     string       `json:"told_to"`
	UsedFen    int64        `json:"used_fen"`
	RestFen    int64        `json:"rest_fen"`
	Kinds      []Sum        `json:"kinds"`
	Areas      []Sum        `json:"areas"`
	Periods    []Sum        `json:"periods"`
	Groups     []StoryGroup `json:"groups"`
	Flows      []PublicFlow `json:"flows"`
	SmallGroup int64        `json:"small_group"`
	Purposes   []string     `json:"purposes"`
	Goods      *StoryGoods  `json:"goods,omitempty" doc:"of a gift of goods"`
}

// StoryGoods is what became of the delivery that a gift of goods came in with, up to the end of last month. Households is 0 when fewer
// than 10 got of it; where they live and what they need is not told.
type StoryGoods struct {
	Goods      string `json:"goods"`
	Unit       string `json:"unit"`
	Pieces     int64  `json:"pieces"`
	Handed     int64  `json:"handed"`
	HandedFen  int64  `json:"handed_fen"`
	Households int64  `json:"households"`
}

func storyGoods(ctx context.Context, tx *db.Tx, collectionID string) (*StoryGoods, error) {
	c, err := findCollection(ctx, tx, collectionID)
	if err != nil {
		return nil, err
	}
	out, err := sumHanded(ctx, tx, c.ID, toldBefore(tx))
	t := &StoryGoods{Goods: c.Goods, Unit: unitOf(c), Pieces: max(c.Pieces, 1), Handed: out.Pieces, HandedFen: out.ValueFen, Households: out.Households}
	if t.Households < MinGroup {
		t.Households = 0
	}
	return t, err
}

// StoryGroup is one published group that the gift helped, together with other gifts.
type StoryGroup struct {
	Kind      string `json:"kind"`
	Area      string `json:"area"`
	Period    string `json:"period"`
	Persons   int64  `json:"persons" doc:"whom the whole group helped, at least 10"`
	AmountFen int64  `json:"amount_fen" doc:"of this gift"`
}

// Follow tells a donor what became of the gift, by the receipt's number and the follow code printed on it. Anybody may ask.
// Codes as Verify.
func (s *Service) Follow(ctx context.Context, in Coded) (t Story, err error) {
	err = s.byCode(ctx, in, func(r Receipt) (string, error) {
		return s.Keys.Open("gift_receipts", "follow_code", r.ID, r.FollowCode)
	}, func(tx *db.Tx, r Receipt) error {
		t, err = s.storyTx(ctx, tx, r)
		return err
	})
	return t, err
}

func (s *Service) storyTx(ctx context.Context, tx *db.Tx, r Receipt) (t Story, err error) {
	if t.Verified, err = s.verifiedTx(ctx, tx, r); err != nil {
		return t, err
	}
	g, err := rawGift(ctx, tx, r.GiftID)
	if err != nil {
		return t, err
	}
	asked, err := findRequests(ctx, tx, g.ID)
	if err != nil {
		return t, err
	}
	t.ReceivedOn, t.Form, t.SmallGroup, t.Purposes = g.ReceivedOn, g.Form, MinGroup, append([]string{}, g.Purposes...)
	t.Funds, t.Groups, t.Flows = []string{}, []StoryGroup{}, []PublicFlow{}
	amounts := map[Label]int64{}
	if g.Form == "money" {
		for _, fundID := range fundsOf(g, asked) {
			if err := s.storyOf(ctx, tx, g, fundID, &t, amounts); err != nil {
				return t, err
			}
		}
	} else if t.Goods, err = storyGoods(ctx, tx, g.CollectionID); err != nil {
		return t, err
	}
	t.Kinds, t.Areas, t.Periods = figures(ctx, amounts)
	return t, nil
}

func (s *Service) storyOf(ctx context.Context, tx *db.Tx, g Gift, fundID string, t *Story, amounts map[Label]int64) error {
	f, err := s.Funds.FundTx(ctx, tx, fundID)
	if err != nil {
		return err
	}
	followed, told, err := s.toldTx(ctx, tx, fundID)
	if err != nil {
		return err
	}
	t.Funds = append(t.Funds, f.Name)
	t.ToldTo = max(t.ToldTo, told.To)
	mine := map[Label]int64{}
	for order, label := range told.Of {
		for _, p := range followed.Uses[order].Parts {
			if followed.Lots[p.Lot].Gift == g.ID {
				mine[label] += p.Amount
			}
		}
	}
	kinds := map[string]int64{}
	for label, n := range mine {
		amounts[label] += n
		kinds[label.Kind] += n
		t.UsedFen += n
		t.Groups = append(t.Groups, StoryGroup{Kind: kindText(ctx, label.Kind), Area: areaText(ctx, label.Area), Period: periodOf(label), Persons: told.Classes[label].Persons, AmountFen: n})
	}
	slices.SortFunc(t.Groups, func(a, b StoryGroup) int {
		return strings.Compare(a.Period+"\x00"+a.Kind+"\x00"+a.Area, b.Period+"\x00"+b.Kind+"\x00"+b.Area)
	})
	for kind, n := range kinds {
		t.Flows = append(t.Flows, PublicFlow{Campaign: t.Campaign, Fund: f.Name, Kind: kindText(ctx, kind), AmountFen: n})
	}
	slices.SortFunc(t.Flows, func(a, b PublicFlow) int { return strings.Compare(a.Fund+a.Kind, b.Fund+b.Kind) })
	_, amount := followed.Left(g.ID)
	t.RestFen += amount
	for _, n := range mine {
		t.RestFen -= n
	}
	return nil
}
