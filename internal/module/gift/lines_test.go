package gift

import (
	"context"
	"testing"

	"yice/internal/core/ledger"
	"yice/internal/kit/db"
)

// mixed is a delivery of three kinds of one donor that the first person counted: rice 200, oil 100, quilts 30.
func (h *hall) mixed(c Campaign, evidence string) Receiving {
	return Receiving{
		CampaignID: c.ID, Donor: &DonorInput{Kind: "organisation", Name: "大庆粮油有限公司"}, Channel: Goods, AmountFen: 2_250_100, EvidenceNo: evidence,
		Lines: []ReceivedGoods{
			{Name: "大米", Pieces: 200, Unit: "袋", ValueFen: 1_200_000},
			{Name: "食用油", Pieces: 100, Unit: "瓶", ValueFen: 600_100},
			{Name: "棉被", Pieces: 30, Unit: "床", ValueFen: 450_000, EvidenceNo: evidence + "-评"},
		},
	}
}

func (h *hall) stored(c Campaign, evidence string) (Collection, GiftShown) {
	h.t.Helper()
	goods, err := h.s.Receive(h.As("maker"), h.mixed(c, evidence))
	h.must(err)
	goods, err = h.s.Confirm(h.As("reviewer"), goods.ID, Confirming{Version: goods.Version, AmountFen: 2_250_100, Pieces: []int64{200, 100, 30}})
	h.must(err)
	list, _, _, err := h.s.FindGifts(h.As("maker"), GiftFilter{Form: "goods"})
	h.must(err)
	return goods, list[0]
}

// shelves is what stands on each line's shelf, and the value in the store.
func (h *hall) shelves(c Collection) (pieces []int64, value int64) {
	h.t.Helper()
	h.Do(h.System(), func(ctx context.Context, tx *db.Tx) error {
		lines, err := findGoods(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		for _, l := range lines {
			b, err := ledger.BalanceTx(ctx, tx, l.shelf())
			if err != nil {
				return err
			}
			pieces = append(pieces, b.Balance)
		}
		v, err := ledger.BalanceTx(ctx, tx, storeAccount(c.FundID))
		value = v.Balance
		return err
	})
	return pieces, value
}

func (h *hall) stands(c Collection, rice, oil, quilts, value int64) {
	h.t.Helper()
	p, v := h.shelves(c)
	if p[0] != rice || p[1] != oil || p[2] != quilts || v != value {
		h.t.Errorf("the store has %v worth %d", p, v)
	}
}

func TestADeliveryOfSeveralKindsIsCountedByLine(t *testing.T) {
	t.Parallel()
	h := open(t)
	c := h.campaign(h.pool)
	for code, spoil := range map[string]func(*Receiving){
		"gift.lines_sum":      func(in *Receiving) { in.AmountFen++ },
		"gift.required":       func(in *Receiving) { in.Lines = nil },
		"gift.amount":         func(in *Receiving) { in.Lines[1].ValueFen = 0 },
		"gift.pieces":         func(in *Receiving) { in.Lines[1].Pieces = 0 },
		"gift.evidence_taken": func(in *Receiving) { in.EvidenceNo = "发票0" },
	} {
		if code == "gift.evidence_taken" {
			_, err := h.s.Receive(h.As("maker"), Receiving{CampaignID: c.ID, Donor: &DonorInput{Name: "林立军"}, Channel: Bank, AmountFen: 100, EvidenceNo: "发票0"})
			h.must(err)
		}
		in := h.mixed(c, "发票1")
		spoil(&in)
		_, err := h.s.Receive(h.As("maker"), in)
		h.refused(err, code)
	}
	l := h.list(c, 2, 100)
	in := h.mixed(c, "发票1")
	in.Donor, in.ListID, in.AmountFen, in.Lines[0].ValueFen, in.Lines[1].ValueFen, in.Lines[2].ValueFen = nil, l.ID, 20_000, 10_000, 5_000, 5_000
	_, err := h.s.Receive(h.As("maker"), in)
	h.refused(err, "gift.lines_one_donor")

	goods, err := h.s.Receive(h.As("maker"), h.mixed(c, "发票1"))
	h.must(err)
	_, err = h.s.Receive(h.As("maker"), Receiving{
		CampaignID: c.ID, Donor: &DonorInput{Name: "林立军"}, Channel: Goods, AmountFen: 100, EvidenceNo: "发票9", Lines: []ReceivedGoods{{Name: "棉被", Pieces: 1, ValueFen: 100, EvidenceNo: "发票1-评"}},
	})
	h.refused(err, "gift.evidence_taken")
	for code, pieces := range map[string][]int64{"gift.required": nil, "gift.pieces_differ": {200, 99, 30}} {
		_, err = h.s.Confirm(h.As("reviewer"), goods.ID, Confirming{Version: goods.Version, AmountFen: 2_250_100, Pieces: pieces})
		h.refused(err, code)
	}
	goods, err = h.s.Confirm(h.As("reviewer"), goods.ID, Confirming{Version: goods.Version, AmountFen: 2_250_100, Pieces: []int64{200, 100, 30}})
	h.must(err)
	h.stands(goods, 200, 100, 30, 2_250_100)

	// Where every line has evidence of its own, the delivery needs none.
	in = h.mixed(c, "")
	for i := range in.Lines {
		in.Lines[i].EvidenceNo = "评估" + in.Lines[i].Name
	}
	own, err := h.s.Receive(h.As("maker"), in)
	h.must(err)
	if own.EvidenceNo != "评估大米" {
		t.Error(own.EvidenceNo)
	}
}

func TestEachLineGoesOutAndComesBackByItself(t *testing.T) {
	t.Parallel()
	h := open(t)
	c, g := h.stored(h.campaign(h.pool), "发票1")
	if g.GoodsSaid != "大米 200 袋、食用油 100 瓶、棉被 30 床" || g.AmountFen != 2_250_100 {
		t.Errorf("%+v", g)
	}
	_, err := h.s.HandOut(h.As("secretary"), c.ID, HandingOut{CaseNo: "DQ-1", Pieces: 1, Receiver: "本人"})
	h.refused(err, "gift.required") // which kind?
	_, err = h.s.HandOut(h.As("secretary"), c.ID, HandingOut{Line: 3, CaseNo: "DQ-1", Pieces: 31, Receiver: "本人"})
	h.refused(err, "gift.pieces_left")
	oil, err := h.s.HandOut(h.As("secretary"), c.ID, HandingOut{Line: 2, CaseNo: "DQ-1", Pieces: 40, Receiver: "本人"})
	h.must(err)
	if oil.ValueFen != 240_040 || oil.Goods != "食用油" || oil.Unit != "瓶" {
		t.Errorf("%+v", oil)
	}
	h.stands(c, 200, 60, 30, 2_250_100-240_040)
	rest, err := h.s.HandOut(h.As("secretary"), c.ID, HandingOut{Line: 2, CaseNo: "DQ-2", Pieces: 60, Receiver: "本人"})
	h.must(err)
	if oil.ValueFen+rest.ValueFen != 600_100 {
		t.Error("the last pieces do not take the rest:", rest.ValueFen)
	}
	_, err = h.s.ReturnHandout(h.As("secretary"), oil.ID, Step{Version: oil.Version, Reason: "送错"})
	h.must(err)
	h.stands(c, 200, 40, 30, 2_250_100-rest.ValueFen)
	page, err := h.s.Gift(h.As("secretary"), g.ID)
	h.must(err)
	if l := page.Goods.Lines; l[0].Left != 200 || l[1].Left != 40 || l[1].Handed != 60 || l[1].HandedFen != rest.ValueFen || l[2].EvidenceNo != "发票1-评" || page.Goods.Handouts[0].Goods != "食用油" {
		t.Errorf("%+v", page.Goods)
	}
	_, err = ledger.Verify(t.Context(), h.DB)
	h.must(err)
}

// TestSomeKindsGoBackAndTheReceiptFollows gives the quilts back: the first receipt is cancelled, the second one lists what stays.
func TestSomeKindsGoBackAndTheReceiptFollows(t *testing.T) {
	t.Parallel()
	h := open(t)
	camp := h.campaign(h.pool)
	c, g := h.stored(camp, "发票1")
	if l := g.Receipt.Lines.V; len(l) != 3 || l[0].StandardFen != 6000 || l[1].StandardFen != 6001 || l[2].EvidenceNo != "发票1-评" || l[0].EvidenceNo != "发票1" {
		t.Errorf("%+v", l)
	}
	_, err := h.s.HandOut(h.As("secretary"), c.ID, HandingOut{Line: 1, CaseNo: "DQ-1", Pieces: 10, Receiver: "本人"})
	h.must(err)
	ask := func(lines ...int64) (Request, error) {
		return h.s.Ask(h.As("maker"), g.ID, Asking{Kind: "refund", Reason: "捐赠人要求", Lines: lines})
	}
	for code, lines := range map[string][]int64{"gift.handed_out": nil, "gift.lines_unknown": {3, 4}} {
		_, err = ask(lines...)
		h.refused(err, code)
	}
	r, err := ask(3)
	h.must(err)
	if r.AmountFen != 450_000 {
		t.Error(r.AmountFen)
	}
	_, err = h.s.Decide(h.As("reviewer"), r.ID, Deciding{Version: r.Version, Agree: true})
	h.must(err)
	h.stands(c, 190, 100, 0, 2_250_100-450_000-60_000)
	page, err := h.s.Gift(h.As("maker"), g.ID)
	h.must(err)
	if now := page.Receipt; page.State != Received || now.Number == g.Receipt.Number || now.AmountFen != 1_800_100 || len(now.Lines.V) != 2 || page.Requests[0].Goods != "棉被 30 床" {
		t.Errorf("%+v", page)
	}
	old, err := h.s.Verify(t.Context(), Coded{Number: g.Receipt.Number, Code: g.Receipt.CheckCode})
	if err != nil || old.State != Cancelled || len(old.Lines) != 3 {
		t.Errorf("%v %+v", err, old)
	}
	now, err := h.s.Verify(t.Context(), Coded{Number: page.Receipt.Number, Code: page.Receipt.CheckCode})
	if err != nil || now.State != Issued || now.Capitals != "壹万捌仟零壹元整" || len(now.Lines) != 2 || now.Lines[1].Name != "食用油" {
		t.Errorf("%v %+v", err, now)
	}
	_, pdf, err := h.s.Print(h.As("maker"), g.ID, "https://yice.test")
	if err != nil || len(pdf) < 5000 {
		t.Error(len(pdf), err)
	}
	_, err = ask(3)
	h.refused(err, "gift.lines_unknown")

	// The sums tell what stays, and money is not touched by what goes back in kind.
	shown, err := h.s.Campaign(h.As("maker"), camp.ID)
	h.must(err)
	if shown.GoodsFen != 2_250_100 || shown.RefundedFen != 450_000 || shown.MoneyFen != 0 {
		t.Errorf("%+v", shown.CampaignShown)
	}
	h.must(h.DB.View(t.Context(), func(tx *db.Tx) error {
		sums, err := findTotals(t.Context(), tx)
		if p := publicOf(camp, sums[camp.ID], nil, tx.Today()); p.GoodsFen != 1_800_100 || p.MoneyFen != 0 {
			t.Errorf("%+v", p)
		}
		units, e := findUnits(t.Context(), tx, camp.ID)
		if e != nil || len(units) != 1 || units[0].AmountFen != 1_800_100 {
			t.Errorf("%v %+v", e, units)
		}
		kinds, e := findKinds(t.Context(), tx, camp.ID, "2021-01-01")
		if e != nil || len(kinds) != 2 || kinds[0] != (GoodsKind{Name: "大米", Unit: "袋", Pieces: 200, ValueFen: 1_200_000, Handed: 10, HandedFen: 60_000}) {
			t.Errorf("%v %+v", e, kinds)
		}
		return err
	}))

	// When the last kinds go back the gift is refunded and no receipt is left in force.
	page, err = h.s.Gift(h.As("secretary"), g.ID)
	h.must(err)
	x := page.Goods.Handouts[0]
	_, err = h.s.ReturnHandout(h.As("secretary"), x.ID, Step{Version: x.Version, Reason: "送错"})
	h.must(err)
	r, err = ask()
	h.must(err)
	_, err = h.s.Decide(h.As("reviewer"), r.ID, Deciding{Version: r.Version, Agree: true})
	h.must(err)
	h.stands(c, 0, 0, 0, 0)
	page, err = h.s.Gift(h.As("maker"), g.ID)
	if err != nil || page.State != Refunded || page.Receipt.State != Cancelled || r.AmountFen != 1_800_100 {
		t.Errorf("%v %+v", err, page)
	}
	_, err = ledger.Verify(t.Context(), h.DB)
	h.must(err)
}
