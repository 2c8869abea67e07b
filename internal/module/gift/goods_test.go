package gift

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"testing"

	"yice/internal/core/ledger"
	"yice/internal/kit/blob"
	"yice/internal/kit/db"
	"yice/internal/module/order"
)

// delivery is 7 pieces worth 1000.00 that two people counted.
func (h *hall) delivery() (Collection, GiftShown) {
	h.t.Helper()
	c := h.campaign(h.pool)
	in := Receiving{
		CampaignID: c.ID, Donor: &DonorInput{Kind: "organisation", Name: "大庆乳业有限公司"}, Channel: Goods, AmountFen: 100_000, EvidenceNo: "发票1",
		Lines: []ReceivedGoods{{Name: "婴幼儿奶粉", Pieces: 7, Unit: "箱", ValueFen: 100_000}},
	}
	goods, err := h.s.Receive(h.As("maker"), in)
	h.must(err)
	goods, err = h.s.Confirm(h.As("reviewer"), goods.ID, Confirming{Version: goods.Version, AmountFen: 100_000})
	h.must(err)
	list, _, _, err := h.s.FindGifts(h.As("maker"), GiftFilter{Form: "goods"})
	h.must(err)
	return goods, list[0]
}

func (h *hall) shelf(c Collection) (pieces, value int64) {
	h.t.Helper()
	h.Do(h.System(), func(ctx context.Context, tx *db.Tx) error {
		b, err := ledger.BalanceTx(ctx, tx, GoodsLine{CollectionID: c.ID, Line: 1}.shelf())
		if err != nil {
			return err
		}
		v, err := ledger.BalanceTx(ctx, tx, storeAccount(c.FundID))
		pieces, value = b.Balance, v.Balance
		return err
	})
	return pieces, value
}

func TestGoodsGoOutInPiecesAndNeverTwice(t *testing.T) {
	t.Parallel()
	h := open(t)
	c, g := h.delivery()
	if p, v := h.shelf(c); p != 7 || v != 100_000 {
		t.Fatalf("%d pieces, %d fen", p, v)
	}
	_, err := h.s.HandOut(h.As("maker"), c.ID, HandingOut{CaseNo: "DQ-1", Pieces: 1, Receiver: "本人"})
	h.refused(err, "forbidden")
	for code, in := range map[string]HandingOut{
		"gift.case_unknown": {CaseNo: "X", Pieces: 1, Receiver: "本人"},
		"gift.required":     {CaseNo: "DQ-1", Pieces: 1, Receiver: " "},
		"gift.pieces_left":  {CaseNo: "DQ-1", Pieces: 8, Receiver: "本人"},
		"gift.date":         {CaseNo: "DQ-1", Pieces: 1, Receiver: "本人", HandedOn: "2030-01-01"},
		"gift.signature":    {CaseNo: "DQ-1", Pieces: 1, Receiver: "本人", FileID: "nobody"},
	} {
		_, err := h.s.HandOut(h.As("secretary"), c.ID, in)
		h.refused(err, code)
	}
	// Ten hands at once for seven pieces: three come away with none.
	var wg sync.WaitGroup
	var mu sync.Mutex
	var got []HandoutShown
	for range 10 {
		wg.Go(func() {
			x, err := h.s.HandOut(h.As("secretary"), c.ID, HandingOut{CaseNo: "DQ-1", Pieces: 1, Receiver: "本人"})
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				got = append(got, x)
			}
		})
	}
	wg.Wait()
	sum := int64(0)
	for _, x := range got {
		sum += x.ValueFen
	}
	if len(got) != 7 || sum != 100_000 {
		t.Fatalf("%d pieces worth %d went out", len(got), sum)
	}
	if p, v := h.shelf(c); p != 0 || v != 0 {
		t.Errorf("%d pieces, %d fen are left", p, v)
	}

	// Without a signature somebody else makes sure; what did not arrive comes back, pieces and value.
	_, err = h.s.ConfirmHandout(h.As("reviewer"), got[0].ID, Step{Version: 1})
	h.refused(err, "gift.reason")
	_, err = h.s.ConfirmHandout(h.As("secretary"), got[0].ID, Step{Version: 1, Reason: "我自己看着"})
	h.refused(err, "forbidden")
	one, err := h.s.ConfirmHandout(h.As("reviewer"), got[0].ID, Step{Version: 1, Reason: "电话核实"})
	h.must(err)
	if one.State != Accepted || one.ConfirmedBy == "" {
		t.Errorf("%+v", one)
	}
	_, err = h.s.ReturnHandout(h.As("secretary"), one.ID, Step{Version: one.Version, Reason: "送错"})
	h.refused(err, "forbidden") // what was accepted is taken back by the second person only
	back, err := h.s.ReturnHandout(h.As("secretary"), got[1].ID, Step{Version: 1, Reason: "该户已搬走"})
	h.must(err)
	_, err = h.s.ReturnHandout(h.As("secretary"), back.ID, Step{Version: back.Version, Reason: "再来"})
	h.refused(err, "flow.not_allowed")
	if p, v := h.shelf(c); p != 1 || v != back.ValueFen || back.State != Returned {
		t.Errorf("%d pieces, %d fen after one came back", p, v)
	}

	page, err := h.s.Gift(h.As("secretary"), g.ID)
	h.must(err)
	if l := page.Goods.Lines[0]; l.Left != 1 || l.Handed != 6 || len(page.Goods.Handouts) != 7 || l.Unit != "箱" || len(l.Can) != 1 {
		t.Errorf("%+v", page.Goods)
	}
	_, err = h.s.Ask(h.As("maker"), g.ID, Asking{Kind: "refund", Reason: "捐赠人要求"})
	h.refused(err, "gift.handed_out")
	b, err := h.s.Tasks.Mine(h.As("reviewer"), "", 50)
	if err != nil || b.Total != 5 {
		t.Error("to be confirmed:", b.Total, err)
	}
	_, err = ledger.Verify(t.Context(), h.DB)
	h.must(err)
}

func TestASignatureEndsAHandoutAndBelongsToTheCase(t *testing.T) {
	t.Parallel()
	h := open(t)
	c, _ := h.delivery()
	picture := append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 64)...)
	ref, err := h.s.Blobs.Put(t.Context(), bytes.NewReader(picture), 1<<20, blob.Images())
	h.must(err)
	var f blob.File
	ctx := h.As("secretary")
	h.Do(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		f, err = blob.RecordTx(ctx, tx, ref, "签名.png", "signature", "")
		return err
	})
	x, err := h.s.HandOut(ctx, c.ID, HandingOut{CaseNo: "DQ-2", Pieces: 3, Receiver: "女儿", FileID: f.ID})
	h.must(err)
	if x.State != Accepted || x.ValueFen != 42_855 || x.Household != "荆某户" || x.No != "W202000001" {
		t.Errorf("%+v", x)
	}
	_, body, err := h.s.Signature(h.As("auditor"), x.ID)
	h.must(err)
	h.must(body.Close())
	_, _, err = h.s.Signature(h.As("employer-union"), x.ID)
	h.refused(err, "forbidden")
	_, err = h.s.HandOut(ctx, c.ID, HandingOut{CaseNo: "DQ-3", Pieces: 1, Receiver: "本人", FileID: f.ID})
	h.refused(err, "gift.signature")
}

func TestGoodsGivenBackLeaveTheShelf(t *testing.T) {
	t.Parallel()
	h := open(t)
	c, g := h.delivery()
	r, err := h.s.Ask(h.As("maker"), g.ID, Asking{Kind: "refund", Reason: "捐赠人要求"})
	h.must(err)
	_, err = h.s.Decide(h.As("reviewer"), r.ID, Deciding{Version: r.Version, Agree: true})
	h.must(err)
	if p, v := h.shelf(c); p != 0 || v != 0 {
		t.Errorf("%d pieces, %d fen", p, v)
	}
	_, err = h.s.HandOut(h.As("secretary"), c.ID, HandingOut{CaseNo: "DQ-1", Pieces: 1, Receiver: "本人"})
	h.refused(err, "gift.pieces_left")
}

// TestAProjectTellsItsProgressUntilTheMoneyIsUsed wants a report every three months after the campaign, each on the public page.
func TestAProjectTellsItsProgressUntilTheMoneyIsUsed(t *testing.T) {
	t.Parallel()
	h := open(t)
	c := h.publicCampaign("love")
	_, err := h.s.Receive(h.As("maker"), Receiving{CampaignID: c.ID, Donor: &DonorInput{Name: "林立军"}, Channel: Bank, AmountFen: 50_000, EvidenceNo: "回单1"})
	h.must(err)
	c, err = h.s.CloseCampaign(h.As("secretary"), c.ID, Step{Version: c.Version})
	h.must(err)
	due := func() []Disclosure {
		t.Helper()
		p, err := h.s.Campaign(h.As("secretary"), c.ID)
		h.must(err)
		var out []Disclosure
		for _, d := range p.Disclosures {
			if d.State == Due {
				out = append(out, d)
			}
		}
		return out
	}
	tell := func(d Disclosure, report string) {
		t.Helper()
		c, err = h.s.Disclose(h.As("secretary"), c.ID, Disclosing{Version: c.Version, ID: d.ID, Place: "慈善中国", Report: report})
		h.must(err)
	}
	tell(due()[0], "募捐情况：共收到 500 元")
	next := due()
	if c.State != Disclosed || len(next) != 1 || next[0].Kind != "progress" || next[0].DueOn != "2020-11-07" {
		t.Fatalf("%s %+v", c.State, next)
	}
	_, err = h.s.Disclose(h.As("secretary"), c.ID, Disclosing{Version: c.Version, ID: next[0].ID, Place: "慈善中国", Report: " "})
	h.refused(err, "gift.required")
	tell(next[0], "项目进展：已列入三季度计划")
	if next = due(); len(next) != 1 || next[0].DueOn != "2021-02-07" {
		t.Fatalf("%+v", next)
	}
	p, err := h.s.PublicCampaign(t.Context(), "love")
	h.must(err)
	if len(p.Reports) != 2 || !strings.Contains(p.Reports[0].Text+p.Reports[1].Text, "项目进展") {
		t.Errorf("%+v", p.Reports)
	}
	o, err := h.order(h.pool, 1, 50_000, "medical")
	h.must(err)
	h.pay([]order.Order{o}, false)
	tell(next[0], "善款全部使用完毕")
	if left := due(); len(left) != 0 {
		t.Errorf("the money is used, and still: %+v", left)
	}
}
