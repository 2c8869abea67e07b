package gift

import (
	"context"
	"slices"

	"yice/internal/core/flow"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/kit/journal"
	"yice/internal/module/fund"
)

// CampaignShown is a campaign with its sums and what the actor may do. Amounts are fen; an employer's union sees the sums of
// the whole campaign but only its own lists.
type CampaignShown struct {
	Campaign
	StateText   string   `json:"state_text"`
	FundName    string   `json:"fund_name"`
	Pledges     int64    `json:"pledges"`
	PledgedFen  int64    `json:"pledged_fen"`
	Gifts       int64    `json:"gifts"`
	MoneyFen    int64    `json:"money_fen"`
	GoodsFen    int64    `json:"goods_fen"`
	RefundedFen int64    `json:"refunded_fen"`
	Can         []string `json:"can"`
}

func label(ctx context.Context, l flow.Label) string {
	if a := authz.From(ctx); a != nil && a.Language == string(i18n.English) {
		return l.EN
	}
	return l.ZH
}

func (s *Service) showCampaigns(ctx context.Context, tx *db.Tx, list []Campaign) ([]CampaignShown, error) {
	sums, err := findTotals(ctx, tx)
	if err != nil {
		return nil, err
	}
	funds, err := s.Funds.FundsTx(ctx, tx)
	if err != nil {
		return nil, err
	}
	out := make([]CampaignShown, len(list))
	for i, c := range list {
		n := sums[c.ID]
		out[i] = CampaignShown{
			Campaign: c, StateText: label(ctx, s.campaigns.StateText[c.State]), Pledges: n.Pledges, PledgedFen: n.PledgedFen, Gifts: n.Gifts, MoneyFen: n.MoneyFen,
			GoodsFen: n.GoodsFen, RefundedFen: n.RefundedFen + n.BackFen, Can: can(s.campaigns, c.State, authz.From(ctx)),
		}
		if at := slices.IndexFunc(funds, func(f fund.Fund) bool { return f.ID == c.FundID }); at >= 0 {
			out[i].FundName = funds[at].Name
		}
	}
	return out, nil
}

// Campaigns lists campaigns, newest first. Needs PermView; drafts are for those who make them.
func (s *Service) Campaigns(ctx context.Context, state string) (out []CampaignShown, err error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return nil, err
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		list, err := findCampaigns(ctx, tx, state)
		if err != nil {
			return err
		}
		list = slices.DeleteFunc(list, func(c Campaign) bool { return !seesDraft(ctx, c) })
		out, err = s.showCampaigns(ctx, tx, list)
		return err
	})
	return out, err
}

func seesDraft(ctx context.Context, c Campaign) bool {
	return c.State != Draft && c.State != Cancelled || authz.From(ctx).HasAt(PermView)
}

// CampaignPage is a campaign with its lists, collections and disclosures.
type CampaignPage struct {
	CampaignShown
	Lists       []ListShown       `json:"lists"`
	Collections []CollectionShown `json:"collections"`
	Disclosures []Disclosure      `json:"disclosures"`
	Waiting     int64             `json:"waiting" doc:"pledges that wait for their money"`
}

// ListShown is a list with what the actor may do. Waiting pledges have brought no money yet.
type ListShown struct {
	List
	Waiting    int64    `json:"waiting"`
	WaitingFen int64    `json:"waiting_fen"`
	Can        []string `json:"can"`
}

// CollectionShown is a collection with its kinds of goods and what the actor may do.
type CollectionShown struct {
	Collection
	Lines     []GoodsLine `json:"lines"`
	StateText string      `json:"state_text"`
	Can       []string    `json:"can"`
}

// Campaign reads one campaign. Needs PermView.
func (s *Service) Campaign(ctx context.Context, campaignID string) (p CampaignPage, err error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return p, err
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error { p, err = s.pageTx(ctx, tx, campaignID); return err })
	return p, err
}

func (s *Service) pageTx(ctx context.Context, tx *db.Tx, campaignID string) (p CampaignPage, err error) {
	a := authz.From(ctx)
	c, err := findCampaign(ctx, tx, campaignID)
	if err == nil && !seesDraft(ctx, c) {
		err = errs.New(errs.NotFound, "not_found")
	}
	if err != nil {
		return p, err
	}
	shown, err := s.showCampaigns(ctx, tx, []Campaign{c})
	if err != nil {
		return p, err
	}
	p.CampaignShown = shown[0]
	lists, err := findLists(ctx, tx, a, c.ID)
	if err != nil {
		return p, err
	}
	p.Lists = []ListShown{}
	open, err := findWaiting(ctx, tx, c.ID)
	if err != nil {
		return p, err
	}
	for _, l := range lists {
		p.Lists = append(p.Lists, s.showList(ctx, c, l, open[l.ID]))
	}
	p.Collections = []CollectionShown{}
	if a.HasAt(PermView) {
		list, err := findCollections(ctx, tx, c.ID)
		if err != nil {
			return p, err
		}
		ids := make([]string, len(list))
		for i, x := range list {
			ids[i] = x.ID
		}
		goods, err := findGoodsOf(ctx, tx, ids)
		if err != nil {
			return p, err
		}
		for _, x := range list {
			p.Collections = append(p.Collections, s.showCollection(ctx, x, goods[x.ID]))
		}
	}
	n, err := countPledges(ctx, tx, c.ID)
	if err != nil {
		return p, err
	}
	p.Waiting = n[Pledged]
	p.Disclosures, err = findDisclosures(ctx, tx, c.ID)
	return p, err
}

func (s *Service) showList(ctx context.Context, c Campaign, l List, open waiting) ListShown {
	out := ListShown{List: l, Waiting: open.N, WaitingFen: open.SumFen, Can: []string{}}
	a := authz.From(ctx)
	if l.State == listChecked && c.State == Open && a.HasAt(PermPledge, l.OrgPath) && l.Good > 0 {
		out.Can = append(out.Can, "apply")
	}
	if l.Bad > 0 {
		out.Can = append(out.Can, "errors")
	}
	if open.N > 0 && a.Has(PermReceive) && (c.State == Open || c.State == Closed) {
		out.Can = append(out.Can, "receive")
	}
	return out
}

// collectionOf shows a collection that was just changed.
func (s *Service) collectionOf(ctx context.Context, c Collection) (out CollectionShown, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		lines, err := findGoods(ctx, tx, c.ID)
		out = s.showCollection(ctx, c, lines)
		return err
	})
	return out, err
}

func (s *Service) showCollection(ctx context.Context, c Collection, lines []GoodsLine) CollectionShown {
	out := CollectionShown{Collection: c, Lines: append([]GoodsLine{}, lines...), StateText: label(ctx, s.collections.StateText[c.State]), Can: can(s.collections, c.State, authz.From(ctx))}
	if c.MadeByID == authz.From(ctx).Hand() {
		out.Can = slices.DeleteFunc(out.Can, func(x string) bool { return x == string(actConfirm) })
	}
	return out
}

// ListPage is a list with what is wrong in it, in words.
type ListPage struct {
	ListShown
	Campaign string        `json:"campaign"`
	Findings []FindingSaid `json:"findings"`
}

// FindingSaid is a finding with its sentence.
type FindingSaid struct {
	Row    int    `json:"row"`
	Column string `json:"column"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
	Warn   bool   `json:"warn"`
}

// List reads one list within the actor's reach. Needs PermView.
func (s *Service) List(ctx context.Context, listID string, lang i18n.Language) (p ListPage, err error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return p, err
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		l, err := findList(ctx, tx, authz.From(ctx), listID)
		if err != nil {
			return err
		}
		c, err := findCampaign(ctx, tx, l.CampaignID)
		if err != nil {
			return err
		}
		open, err := findWaiting(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		p = ListPage{ListShown: s.showList(ctx, c, l, open[l.ID]), Campaign: c.Name, Findings: []FindingSaid{}}
		for _, f := range l.Findings.V {
			p.Findings = append(p.Findings, FindingSaid{f.Row, f.Column, f.Code, s.Text.Text(lang, f.Code, f.Params), f.Warn})
		}
		return nil
	})
	return p, err
}

// PledgeShown is a pledge with its masked donor.
type PledgeShown struct {
	Pledge
	Donor     string   `json:"donor" doc:"masked"`
	Unit      string   `json:"unit"`
	StateText string   `json:"state_text"`
	Can       []string `json:"can"`
}

// FindPledges lists pledges within the actor's reach. Needs PermView.
func (s *Service) FindPledges(ctx context.Context, f PledgeFilter) (out []PledgeShown, cursor string, total int64, err error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return nil, "", 0, err
	}
	a := authz.From(ctx)
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		var list []Pledge
		if list, cursor, total, err = listPledges(ctx, tx, a, f); err != nil {
			return err
		}
		ids := make([]string, len(list))
		for i, p := range list {
			ids[i] = p.DonorID
		}
		donors, err := findDonors(ctx, tx, ids)
		out = make([]PledgeShown, len(list))
		for i, p := range list {
			d := donors[p.DonorID]
			out[i] = PledgeShown{Pledge: p, Donor: d.Masked, Unit: d.Unit, StateText: label(ctx, s.pledges.StateText[p.State]), Can: []string{}}
			if p.State == Pledged && (a.HasAt(PermPledge, p.OrgPath) || a.Has(PermReceive)) {
				out[i].Can = append(out[i].Can, string(actCancel))
			}
		}
		return err
	})
	return out, cursor, total, err
}

// GiftShown is a gift with its masked donor and its receipt.
type GiftShown struct {
	Gift
	Donor     string   `json:"donor" doc:"masked"`
	Unit      string   `json:"unit"`
	Campaign  string   `json:"campaign"`
	FundName  string   `json:"fund_name"`
	StateText string   `json:"state_text"`
	Receipt   Receipt  `json:"receipt"`
	Can       []string `json:"can"`

	GoodsSaid string `json:"goods_said" doc:"of a gift of goods: what its delivery held, in words: 大米 200 袋、食用油 100 瓶"`
}

func (s *Service) showGifts(ctx context.Context, tx *db.Tx, list []Gift) ([]GiftShown, error) {
	ids, owners := make([]string, len(list)), make([]string, len(list))
	for i, g := range list {
		ids[i], owners[i] = g.ID, g.DonorID
	}
	donors, err := findDonors(ctx, tx, owners)
	if err != nil {
		return nil, err
	}
	receipts, err := findReceipts(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	names, err := s.namesTx(ctx, tx)
	if err != nil {
		return nil, err
	}
	var deliveries []string
	for _, g := range list {
		if g.Form == "goods" {
			deliveries = append(deliveries, g.CollectionID)
		}
	}
	goods, err := findGoodsOf(ctx, tx, deliveries)
	if err != nil {
		return nil, err
	}
	out := make([]GiftShown, len(list))
	for i, g := range list {
		d := donors[g.DonorID]
		out[i] = GiftShown{
			Gift: g, Donor: d.Masked, Unit: d.Unit, Campaign: names[g.CampaignID], FundName: names[g.FundID], StateText: label(ctx, s.gifts.StateText[g.State]),
			Receipt: receipts[g.ID], Can: s.giftCan(ctx, g), GoodsSaid: saidGoods(goods[g.CollectionID]),
		}
	}
	return out, nil
}

func (s *Service) giftCan(ctx context.Context, g Gift) []string {
	out := []string{}
	a := authz.From(ctx)
	if g.State == Received && a.Has(PermReceive) {
		out = append(out, "refund")
		if g.Form == "money" {
			out = append(out, "repurpose")
		}
	}
	if a.HasAt(PermReveal, g.OrgPath) {
		out = append(out, "reveal", "print")
	}
	return out
}

// namesTx names campaigns and funds by id.
func (s *Service) namesTx(ctx context.Context, tx *db.Tx) (map[string]string, error) {
	out := map[string]string{}
	list, err := findCampaigns(ctx, tx, "")
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		out[c.ID] = c.Name
	}
	funds, err := s.Funds.FundsTx(ctx, tx)
	for _, f := range funds {
		out[f.ID] = f.Name
	}
	return out, err
}

// FindGifts lists gifts within the actor's reach. Needs PermView.
func (s *Service) FindGifts(ctx context.Context, f GiftFilter) (out []GiftShown, cursor string, total int64, err error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return nil, "", 0, err
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		var list []Gift
		if list, cursor, total, err = listGifts(ctx, tx, authz.From(ctx), f); err != nil {
			return err
		}
		out, err = s.showGifts(ctx, tx, list)
		return err
	})
	return out, cursor, total, err
}

// GiftPage is a gift with its requests and what became of it.
type GiftPage struct {
	GiftShown
	Requests []RequestShown `json:"requests"`
	Used     Used           `json:"used"`
	Goods    *GoodsShown    `json:"goods,omitempty" doc:"of a gift of goods: the delivery that it came in with"`
}

// RequestShown is a request with what the actor may do.
type RequestShown struct {
	Request
	StateText string   `json:"state_text"`
	ToFund    string   `json:"to_fund"`
	Goods     string   `json:"goods" doc:"the kinds of goods that go back, in words"`
	Can       []string `json:"can"`
}

// Used is what became of a gift, in fen: free, promised, paid; Orders are the payments that it stands in, the latest first, for
// those who may trace.
type Used struct {
	FreeFen int64       `json:"free_fen"`
	HeldFen int64       `json:"held_fen"`
	PaidFen int64       `json:"paid_fen"`
	Orders  []OrderPart `json:"orders"`
}

// OrderPart is what a payment took of a gift.
type OrderPart struct {
	OrderID   string `json:"order_id"`
	CaseNo    string `json:"case_no"`
	Purpose   string `json:"purpose"`
	DueOn     string `json:"due_on"`
	Paid      bool   `json:"paid"`
	PaidOn    string `json:"paid_on"`
	BatchID   string `json:"batch_id"`
	PartFen   int64  `json:"part_fen" doc:"of this gift"`
	AmountFen int64  `json:"amount_fen" doc:"of the whole payment"`
}

// Gift reads one gift within the actor's reach. Needs PermView; the payments need PermTrace.
func (s *Service) Gift(ctx context.Context, giftID string) (p GiftPage, err error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return p, err
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error { p, err = s.giftTx(ctx, tx, giftID); return err })
	return p, err
}

func (s *Service) giftTx(ctx context.Context, tx *db.Tx, giftID string) (p GiftPage, err error) {
	a := authz.From(ctx)
	g, err := findGift(ctx, tx, a, giftID)
	if err != nil {
		return p, err
	}
	shown, err := s.showGifts(ctx, tx, []Gift{g})
	if err != nil {
		return p, err
	}
	p = GiftPage{GiftShown: shown[0], Requests: []RequestShown{}, Used: Used{Orders: []OrderPart{}}}
	names, err := s.namesTx(ctx, tx)
	if err != nil {
		return p, err
	}
	asked, err := findRequests(ctx, tx, g.ID)
	if err != nil {
		return p, err
	}
	var lines []GoodsLine
	if g.Form == "goods" {
		if lines, err = findGoods(ctx, tx, g.CollectionID); err != nil {
			return p, err
		}
	}
	for _, r := range asked {
		x := RequestShown{Goods: saidGoods(of(lines, r.Lines.V)), Request: r, StateText: label(ctx, s.requests.StateText[r.State]), ToFund: names[r.ToFundID], Can: can(s.requests, r.State, a)}
		if r.AskedByID == authz.From(ctx).Hand() {
			x.Can = []string{}
		}
		p.Requests = append(p.Requests, x)
	}
	if g.Form == "goods" {
		p.Goods, err = s.goodsTx(ctx, tx, g.CollectionID)
		return p, err
	}
	for _, fundID := range fundsOf(g, asked) {
		if err := s.usedTx(ctx, tx, g, fundID, a.Has(PermTrace), &p.Used); err != nil {
			return p, err
		}
	}
	return p, nil
}

// fundsOf are the funds that a gift's money lies in: its own, and those to which some of it was moved.
func fundsOf(g Gift, asked []Request) []string {
	out := []string{g.FundID}
	for _, r := range asked {
		if r.State == Done && r.Kind == "repurpose" && !slices.Contains(out, r.ToFundID) {
			out = append(out, r.ToFundID)
		}
	}
	return out
}

func (s *Service) usedTx(ctx context.Context, tx *db.Tx, g Gift, fundID string, trace bool, u *Used) error {
	f, err := s.FollowTx(ctx, tx, fundID)
	if err != nil {
		return err
	}
	for _, l := range f.Lots {
		if l.Gift == g.ID {
			u.FreeFen, u.HeldFen, u.PaidFen = u.FreeFen+l.Free, u.HeldFen+l.Held, u.PaidFen+l.Paid
		}
	}
	if !trace {
		return nil
	}
	uses := f.Of(g.ID)
	roots := make([]string, len(uses))
	for i, use := range uses {
		roots[i] = use.Order
	}
	orders, err := s.Orders.LastOrdersTx(ctx, tx, roots)
	if err != nil {
		return err
	}
	for _, use := range slices.Backward(uses) {
		part := int64(0)
		for _, x := range use.Parts {
			if f.Lots[x.Lot].Gift == g.ID {
				part += x.Amount
			}
		}
		o := orders[use.Order]
		u.Orders = append(u.Orders, OrderPart{
			OrderID: o.ID, CaseNo: o.CaseNo, Purpose: o.Purpose, DueOn: o.DueOn, Paid: use.Paid, PaidOn: o.PaidOn, BatchID: o.BatchID, PartFen: part, AmountFen: o.AmountFen,
		})
	}
	return nil
}

// Traced is a payment with the money behind it.
type Traced struct {
	OrderID   string        `json:"order_id"`
	CaseNo    string        `json:"case_no"`
	Purpose   string        `json:"purpose"`
	FundID    string        `json:"fund_id"`
	FundName  string        `json:"fund_name"`
	AmountFen int64         `json:"amount_fen"`
	State     flow.State    `json:"state"`
	Paid      bool          `json:"paid"`
	PaidOn    string        `json:"paid_on"`
	BatchID   string        `json:"batch_id"`
	GiftFen   int64         `json:"gift_fen" doc:"from gifts"`
	OtherFen  int64         `json:"other_fen" doc:"from other income of the fund"`
	Sources   []TraceSource `json:"sources"`
	More      int64         `json:"more" doc:"sources that are not listed"`
}

// TraceSource is one gift (or other income) behind a payment.
type TraceSource struct {
	GiftID    string `json:"gift_id"`
	GiftNo    string `json:"gift_no"`
	Number    string `json:"number" doc:"of the receipt"`
	Donor     string `json:"donor" doc:"masked"`
	Campaign  string `json:"campaign"`
	On        string `json:"on"`
	PartFen   int64  `json:"part_fen"`
	AmountFen int64  `json:"amount_fen" doc:"of the whole gift or income"`
}

const maxSources = 300

// Trace opens a payment back to the gifts that pay it. Needs PermTrace.
func (s *Service) Trace(ctx context.Context, orderID string) (t Traced, err error) {
	if err := authz.Require(ctx, PermTrace); err != nil {
		return t, err
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error { t, err = s.traceTx(ctx, tx, orderID); return err })
	return t, err
}

func (s *Service) traceTx(ctx context.Context, tx *db.Tx, orderID string) (t Traced, err error) {
	o, err := s.Orders.OrderByIDTx(ctx, tx, orderID)
	if err != nil {
		return t, err
	}
	names, err := s.namesTx(ctx, tx)
	if err != nil {
		return t, err
	}
	root, err := s.Orders.ChainsTx(ctx, tx, []string{o.ID})
	if err != nil {
		return t, err
	}
	f, err := s.FollowTx(ctx, tx, o.FundID)
	if err != nil {
		return t, err
	}
	t = Traced{
		OrderID: o.ID, CaseNo: o.CaseNo, Purpose: o.Purpose, FundID: o.FundID, FundName: names[o.FundID], AmountFen: o.AmountFen, State: o.State, PaidOn: o.PaidOn,
		BatchID: o.BatchID, Sources: []TraceSource{},
	}
	use := f.Uses[root[o.ID]]
	if use == nil { // a cancelled order holds nothing any more
		return t, nil
	}
	t.Paid = use.Paid
	return t, s.sourcesTx(ctx, tx, f, use, names, &t)
}

func (s *Service) sourcesTx(ctx context.Context, tx *db.Tx, f *Followed, use *Use, names map[string]string, t *Traced) error {
	var ids []string
	for _, p := range use.Parts {
		l := f.Lots[p.Lot]
		if l.Gift == "" {
			t.OtherFen += p.Amount
		} else {
			t.GiftFen += p.Amount
			ids = append(ids, l.Gift)
		}
		if len(t.Sources) == maxSources {
			t.More++
			continue
		}
		t.Sources = append(t.Sources, TraceSource{GiftID: l.Gift, On: l.On, PartFen: p.Amount, AmountFen: l.Amount})
	}
	gifts, err := findGifts(ctx, tx, ids)
	if err != nil {
		return err
	}
	list := make([]Gift, 0, len(gifts))
	for _, g := range gifts {
		list = append(list, g)
	}
	shown, err := s.showGifts(ctx, tx, list)
	if err != nil {
		return err
	}
	byID := make(map[string]GiftShown, len(shown))
	for _, g := range shown {
		byID[g.ID] = g
	}
	for i, x := range t.Sources {
		if g, ok := byID[x.GiftID]; ok {
			t.Sources[i].GiftNo, t.Sources[i].Number, t.Sources[i].Donor, t.Sources[i].Campaign = g.No, g.Receipt.Number, g.Donor, names[g.CampaignID]
		}
	}
	return nil
}

// Revealed is a donor in clear.
type Revealed struct {
	Name       string `json:"name"`
	Phone      string `json:"phone"`
	CreditCode string `json:"credit_code"`
	Anonymous  bool   `json:"anonymous"`
}

// Reveal opens a donor's name and phone for a stated purpose; the look is journalled. Needs PermReveal at the gift's
// organisation. Code: gift.reason.
func (s *Service) Reveal(ctx context.Context, giftID, purpose string) (r Revealed, err error) {
	if purpose == "" {
		return r, errs.InvalidField("purpose", "gift.reason")
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		a, err := authz.Must(ctx)
		if err != nil {
			return err
		}
		g, err := findGift(ctx, tx, a, giftID)
		if err != nil {
			return err
		}
		if !a.HasAt(PermReveal, g.OrgPath) {
			return errs.New(errs.Forbidden, "forbidden", "permission", string(PermReveal))
		}
		if r, err = s.openDonor(ctx, tx, g.DonorID); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{Action: "gift.reveal", ObjectType: "gift", ObjectID: g.ID, Summary: "查看捐赠人 " + g.No, Reason: purpose})
	})
	return r, err
}

func (s *Service) openDonor(ctx context.Context, tx *db.Tx, donorID string) (r Revealed, err error) {
	d, err := findDonor(ctx, tx, donorID)
	if err != nil {
		return r, err
	}
	r.CreditCode, r.Anonymous = d.CreditCode, d.Anonymous
	if r.Name, err = s.Keys.Open("gift_donors", "name", d.ID, d.Name); err != nil {
		return r, err
	}
	r.Phone, err = s.Keys.Open("gift_donors", "phone", d.ID, d.Phone)
	return r, err
}
