package gift

import (
	"context"

	"yice/internal/kit/db"
)

// This file is what module/sunlight stands on: what it tells (the API names these types after this room) and what it reads here.

// MinGroup is how many persons a published group has at least (§6.1: the privacy of those who are helped is protected; the same
// number as in the platform's public figures).
const MinGroup = 10

// Sunlight is the public page 阳光资金: what was given, campaigns, and what it was used for. All of its figures of use are sums of
// groups of at least MinGroup persons, which module/sunlight makes; no right is needed.
type Sunlight struct {
	AsOf     string `json:"as_of"`
	ToldTo   string `json:"told_to" doc:"the last month whose use is told; empty when there are too few persons"`
	GivenFen int64  `json:"given_fen" doc:"gifts of money, refunds taken off"`
	GoodsFen int64  `json:"goods_fen"`

	GoodsHandedFen int64 `json:"goods_handed_fen" doc:"value of the goods handed out to households up to the end of last month"`
	GoodsPieces    int64 `json:"goods_pieces" doc:"their pieces"`

	Goods []GoodsKind `json:"goods" doc:"the most valuable kinds; the rest as one without a name"`

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
	Goods      []StoryGoods `json:"goods" doc:"of a gift of goods: each kind of its delivery"`
}

// StoryGoods is what became of one kind of goods of the delivery that a gift came in with, up to the end of last month. Households is 0
// when fewer than 10 got of it; where they live and what they need is not told.
type StoryGoods struct {
	Name       string `db:"name" json:"name"`
	Unit       string `db:"unit" json:"unit"`
	Pieces     int64  `db:"pieces" json:"pieces" doc:"without those that went back to the donor"`
	Handed     int64  `db:"handed" json:"handed"`
	HandedFen  int64  `db:"handed_fen" json:"handed_fen"`
	Households int64  `db:"households" json:"households"`
}

// GoodsKind sums up one kind of goods over deliveries: what came in, less what went back to donors, and what was handed out before a day.
type GoodsKind struct {
	Name      string `db:"name" json:"name"`
	Unit      string `db:"unit" json:"unit"`
	Pieces    int64  `db:"pieces" json:"pieces"`
	ValueFen  int64  `db:"value_fen" json:"value_fen"`
	Handed    int64  `db:"handed" json:"handed" doc:"up to the end of last month"`
	HandedFen int64  `db:"handed_fen" json:"handed_fen"`
}

// StoryGroup is one published group that the gift helped, together with other gifts.
type StoryGroup struct {
	Kind      string `json:"kind"`
	Area      string `json:"area"`
	Period    string `json:"period"`
	Persons   int64  `json:"persons" doc:"whom the whole group helped, at least 10"`
	AmountFen int64  `json:"amount_fen" doc:"of this gift"`
}

// Sum is a public figure, with its word.
type Sum struct {
	Code      string `json:"code" doc:"empty for what is told together"`
	Text      string `json:"text"`
	AmountFen int64  `json:"amount_fen"`
}

// Begun is a campaign that was begun, as anybody may know it. Count is its number of gifts, however few.
type Begun struct {
	PublicCampaign
	ID    string
	Count int64
}

// BegunTx lists the campaigns that were begun, the latest first. It asks for no right.
func (s *Service) BegunTx(ctx context.Context, tx *db.Tx) ([]Begun, error) {
	list, err := findCampaigns(ctx, tx, "")
	if err != nil {
		return nil, err
	}
	sums, err := findTotals(ctx, tx)
	if err != nil {
		return nil, err
	}
	reports, err := findReports(ctx, tx)
	if err != nil {
		return nil, err
	}
	var out []Begun
	for _, c := range list {
		if c.State != Draft && c.State != Cancelled {
			out = append(out, Begun{PublicCampaign: publicOf(c, sums[c.ID], reports[c.ID], tx.Today()), ID: c.ID, Count: sums[c.ID].Gifts})
		}
	}
	return out, nil
}

// HandedTx is what of all goods was handed out before a day: pieces, and their value in fen.
func (s *Service) HandedTx(ctx context.Context, tx *db.Tx, before string) (pieces, fen int64, err error) {
	out, err := sumHanded(ctx, tx, before)
	return out.Pieces, out.ValueFen, err
}

// DeliveredTx is what of each kind of one delivery was handed out before a day, with the number of households, however few.
func (s *Service) DeliveredTx(ctx context.Context, tx *db.Tx, collectionID, before string) ([]StoryGoods, error) {
	return findDelivered(ctx, tx, collectionID, before)
}

// KindsTx sums up goods by kind, of one campaign or of all when it is empty, the most valuable first; handed out before a day.
func (s *Service) KindsTx(ctx context.Context, tx *db.Tx, campaignID, before string) ([]GoodsKind, error) {
	return findKinds(ctx, tx, campaignID, before)
}

// Held is the gift of who holds its receipt; Funds are those that its money lies in.
type Held struct {
	Verified
	Gift  Gift
	Funds []string
}

// ByFollowCode opens a gift by its receipt's number and the follow code printed on it, within the transaction of do. Anybody may ask. Codes
// as Verify.
func (s *Service) ByFollowCode(ctx context.Context, in Coded, do func(tx *db.Tx, h Held) error) error {
	return s.byCode(ctx, in, func(r Receipt) (string, error) {
		return s.Keys.Open("gift_receipts", "follow_code", r.ID, r.FollowCode)
	}, func(tx *db.Tx, r Receipt) error {
		h, err := s.heldTx(ctx, tx, r)
		if err != nil {
			return err
		}
		return do(tx, h)
	})
}

func (s *Service) heldTx(ctx context.Context, tx *db.Tx, r Receipt) (h Held, err error) {
	if h.Verified, err = s.verifiedTx(ctx, tx, r); err != nil {
		return h, err
	}
	if h.Gift, err = rawGift(ctx, tx, r.GiftID); err != nil {
		return h, err
	}
	asked, err := findRequests(ctx, tx, h.Gift.ID)
	h.Funds = fundsOf(h.Gift, asked)
	return h, err
}

// UnitSum is what came in through one organisation.
type UnitSum struct {
	Unit      string `db:"unit"`
	N         int64  `db:"n"`
	AmountFen int64  `db:"amount_fen"`
}

// UnitsTx sums the gifts of a campaign by the organisation whose list brought them, larger numbers first.
func (s *Service) UnitsTx(ctx context.Context, tx *db.Tx, campaignID string) ([]UnitSum, error) {
	return findUnits(ctx, tx, campaignID)
}
