package gift

import (
	"context"
	"fmt"
	"strings"

	"yice/internal/core/flow"
	"yice/internal/core/ledger"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
	"yice/internal/module/fund"
)

// Goods have a commodity of their own, counted in fen of their evidenced value: what is in the store is never in the pool.
const (
	goodsFen   = "CNY.goods"
	groupGoods = "gift.goods"
	groupStore = "gift.store"
)

func goodsAccount(fundID string) string { return groupGoods + "/" + fundID }

func storeAccount(fundID string) string { return groupStore + "/" + fundID }

// Receiving is what came in: for all open pledges of a list, for the pledges with the given numbers, or for one donor who
// pledges at the same moment. AmountFen must be what they pledged together; whoever gave nothing is cancelled before. Goods come in lines,
// whose values make up AmountFen; EvidenceNo is the number of the invoice or appraisal that values them, unless every line has its own.
type Receiving struct {
	CampaignID string      `json:"campaign_id" maxLength:"26"`
	ListID     string      `json:"list_id,omitempty" maxLength:"26"`
	PledgeNos  []string    `json:"pledge_nos,omitempty" maxItems:"500"`
	Donor      *DonorInput `json:"donor,omitempty"`
	Channel    string      `json:"channel" enum:"bank,cash,goods"`
	AmountFen  int64       `json:"amount_fen" minimum:"1"`
	ReceivedOn string      `json:"received_on,omitempty" maxLength:"10"`
	Payer      string      `json:"payer,omitempty" maxLength:"100"`
	EvidenceNo string      `json:"evidence_no,omitempty" maxLength:"60"`
	FileID     string      `json:"file_id,omitempty" maxLength:"26"`

	Lines []ReceivedGoods `json:"lines,omitempty" maxItems:"100" doc:"of goods: each kind; several kinds are of one donor"`
}

func (in *Receiving) check(today string) error {
	var f []errs.Field
	bad := func(path, code string) { f = append(f, errs.Field{Path: path, Code: code}) }
	ways := 0
	for _, given := range []bool{in.ListID != "", len(in.PledgeNos) > 0, in.Donor != nil} {
		if given {
			ways++
		}
	}
	if ways != 1 {
		bad("pledge_nos", "gift.whose")
	}
	if in.Donor != nil {
		for _, x := range in.Donor.check() {
			x.Path = "donor." + x.Path
			f = append(f, x)
		}
	}
	if in.Channel != Bank && in.Channel != Cash && in.Channel != Goods {
		bad("channel", "gift.required")
	}
	if in.AmountFen <= 0 || in.AmountFen > ledger.MaxAmount {
		bad("amount_fen", "gift.amount")
	}
	in.EvidenceNo = strings.TrimSpace(in.EvidenceNo)
	in.checkLines(bad)
	if in.EvidenceNo == "" {
		bad("evidence_no", "gift.required")
	}
	if in.ReceivedOn == "" {
		in.ReceivedOn = today
	}
	if !isDay(in.ReceivedOn) || in.ReceivedOn > today {
		bad("received_on", "gift.date")
	}
	return errs.InvalidFields(f)
}

// Receive enters what came in. A bank transfer is booked at once; cash and goods wait for the second person (Confirm). Needs
// PermReceive. Codes: gift.whose, gift.required, gift.amount, gift.pieces, gift.lines_sum, gift.lines_one_donor, gift.date, gift.pledges_none,
// gift.pledge_unknown, gift.amount_differs, gift.evidence_taken, gift.received_already, fund.closed, fund.evidence_taken, flow.not_allowed.
func (s *Service) Receive(ctx context.Context, in Receiving) (c Collection, err error) {
	if err := authz.Require(ctx, PermReceive); err != nil {
		return c, err
	}
	err = s.DB.UpdateLocked(ctx, "gift/"+in.CampaignID, func(tx *db.Tx) error {
		c, err = s.receiveTx(ctx, tx, in)
		return err
	})
	return c, err
}

func (s *Service) receiveTx(ctx context.Context, tx *db.Tx, in Receiving) (Collection, error) {
	if err := in.check(tx.Today()); err != nil {
		return Collection{}, err
	}
	camp, err := findCampaign(ctx, tx, in.CampaignID)
	if err != nil {
		return Collection{}, err
	}
	if err := s.running(camp, tx.Today(), actReceive); err != nil {
		return Collection{}, err
	}
	list, err := s.whose(ctx, tx, camp, in)
	if err != nil {
		return Collection{}, err
	}
	sum := int64(0)
	for _, p := range list {
		sum += p.AmountFen
	}
	if sum != in.AmountFen {
		return Collection{}, errs.New(errs.Conflict, "gift.amount_differs", "pledged", yuan(sum), "received", yuan(in.AmountFen))
	}
	if err := notYetTx(ctx, tx, camp.FundID, in); err != nil {
		return Collection{}, err
	}
	n, err := next(ctx, tx, "collection/"+tx.Today()[:4], 1)
	if err != nil {
		return Collection{}, err
	}
	c := Collection{
		ID: id.New(tx.Now()), No: fmt.Sprintf("S%s%05d", tx.Today()[:4], n), CampaignID: camp.ID, FundID: camp.FundID, ListID: in.ListID, Channel: in.Channel,
		PledgeCount: int64(len(list)), AmountFen: in.AmountFen, ReceivedOn: in.ReceivedOn, Payer: strings.TrimSpace(in.Payer), EvidenceNo: in.EvidenceNo, FileID: in.FileID,
		State: Counted, MadeAt: tx.NowMS(), MadeBy: authz.From(ctx).Who(), MadeByID: authz.From(ctx).Hand(), Version: 1, UpdatedAt: tx.NowMS(), UpdatedBy: authz.From(ctx).Who(),
	}
	if c.Payer == "" {
		c.Payer = camp.Name
	}
	if err := insertCollection(ctx, tx, c); err != nil {
		return c, err
	}
	lines, err := linesTx(ctx, tx, c, in.Lines)
	if err != nil {
		return c, err
	}
	if err := movePledges(ctx, tx, list, Pledged, Counted, c.ID, ""); err != nil {
		return c, err
	}
	if in.Channel == Bank {
		return c, s.bookTx(ctx, tx, camp, &c, "") // the bank is the second pair of eyes
	}
	if err := s.note(ctx, tx, "gift.count", "gift_collection", c.ID, s.said("清点", c, lines), "", nil, came{c, lines}); err != nil {
		return c, err
	}
	due, err := s.soon(ctx, tx)
	if err != nil {
		return c, err
	}
	return c, s.open(ctx, tx, TaskConfirm, "gift_collection", c.ID, c.No+" "+camp.Name+" "+yuan(c.AmountFen)+" 元", due, PermConfirm, "/gifts/"+camp.ID)
}

// came is what came in, as the journal keeps it.
type came struct {
	Collection
	Lines []GoodsLine `json:"lines,omitempty"`
}

func (s *Service) said(verb string, c Collection, lines []GoodsLine) string {
	way := map[string]string{Bank: "银行到账", Cash: "现金", Goods: "实物"}[c.Channel]
	text := fmt.Sprintf("%s%s %s：%d 笔 %s 元", verb, way, c.No, c.PledgeCount, yuan(c.AmountFen))
	if len(lines) > 0 {
		text += "，" + saidGoods(lines)
	}
	return text
}

// whose finds the pledges that the money is for.
func (s *Service) whose(ctx context.Context, tx *db.Tx, camp Campaign, in Receiving) ([]Pledge, error) {
	if in.Donor != nil {
		return s.pledgeTx(ctx, tx, camp, []pledging{{in: *in.Donor, amount: in.AmountFen}})
	}
	list, err := findOpenPledges(ctx, tx, camp.ID, in.ListID, in.PledgeNos)
	switch {
	case err != nil:
		return nil, err
	case len(in.PledgeNos) > 0 && len(list) != len(in.PledgeNos):
		return nil, errs.InvalidField("pledge_nos", "gift.pledge_unknown")
	case len(list) == 0:
		return nil, errs.New(errs.Conflict, "gift.pledges_none")
	}
	return list, nil
}

// Confirming is the second person's own count. Pieces are those of each line of goods, in their order; a delivery of one kind may do
// without.
type Confirming struct {
	Version   int64   `json:"version"`
	AmountFen int64   `json:"amount_fen" minimum:"1" doc:"as counted again by the second person"`
	Pieces    []int64 `json:"pieces,omitempty" maxItems:"100" doc:"of each line of goods, as counted again"`
}

// Confirm books cash or goods after a second person has counted the same. Needs PermConfirm. Codes: SELF_APPROVAL,
// gift.count_differs, gift.pieces_differ, gift.required, stale, flow.not_allowed, fund.closed, fund.evidence_taken.
func (s *Service) Confirm(ctx context.Context, collectionID string, in Confirming) (Collection, error) {
	return s.onCollection(ctx, collectionID, in.Version, PermConfirm, actConfirm, func(tx *db.Tx, c *Collection) error {
		if c.MadeByID == authz.From(ctx).Hand() {
			return errs.New(errs.Forbidden, "SELF_APPROVAL")
		}
		if in.AmountFen != c.AmountFen {
			return errs.New(errs.Conflict, "gift.count_differs", "first", yuan(c.AmountFen), "second", yuan(in.AmountFen))
		}
		if err := countedTx(ctx, tx, *c, in.Pieces); err != nil {
			return err
		}
		camp, err := findCampaign(ctx, tx, c.CampaignID)
		if err != nil {
			return err
		}
		return s.bookTx(ctx, tx, camp, c, authz.From(ctx).Who())
	})
}

// CancelCollection takes a count back that was never booked; its pledges wait again. Needs PermReceive and a reason.
func (s *Service) CancelCollection(ctx context.Context, collectionID string, in Step) (Collection, error) {
	if strings.TrimSpace(in.Reason) == "" {
		return Collection{}, errs.InvalidField("reason", "gift.reason")
	}
	return s.onCollection(ctx, collectionID, in.Version, PermReceive, actCancel, func(tx *db.Tx, c *Collection) error {
		list, err := findPledgesOf(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if err := movePledges(ctx, tx, list, Counted, Pledged, "", ""); err != nil {
			return err
		}
		c.State, c.Reason = Cancelled, in.Reason
		if err := updateCollection(ctx, tx, c); err != nil {
			return err
		}
		if err := s.Tasks.CloseTx(ctx, tx, "", c.ID, TaskConfirm); err != nil {
			return err
		}
		return s.note(ctx, tx, "gift.cancel_count", "gift_collection", c.ID, s.said("撤销", *c, nil), in.Reason, nil, nil)
	})
}

func (s *Service) onCollection(ctx context.Context, id string, version int64, perm authz.Permission, act flow.Action, do func(tx *db.Tx, c *Collection) error) (c Collection, err error) {
	if err := authz.Require(ctx, perm); err != nil {
		return c, err
	}
	err = s.DB.UpdateLocked(ctx, "gift/collection/"+id, func(tx *db.Tx) error {
		if c, err = findCollection(ctx, tx, id); err != nil {
			return err
		}
		if _, err := s.collections.Next(c.State, act); err != nil {
			return flow.By(err, c.UpdatedBy, c.UpdatedAt)
		}
		if c.Version != version {
			return stale(c.UpdatedBy, c.UpdatedAt)
		}
		return do(tx, &c)
	})
	return c, err
}

// bookTx books a collection into its fund, or goods into the store, and makes each pledge a gift with its receipt. The
// collection's number is the evidence in the fund, so that it cannot be booked a second time by any way.
func (s *Service) bookTx(ctx context.Context, tx *db.Tx, camp Campaign, c *Collection, reviewer string) error {
	f, err := s.Funds.FundTx(ctx, tx, c.FundID)
	if err != nil {
		return err
	}
	lines, err := findGoods(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	if c.Channel == Goods {
		c.TxID, err = s.storeTx(ctx, tx, f, *c, lines)
	} else {
		c.ReceiptID, c.TxID, err = s.moneyTx(ctx, tx, *c)
	}
	if err != nil {
		return err
	}
	c.State, c.ConfirmedBy = Received, reviewer
	if err := updateCollection(ctx, tx, c); err != nil {
		return err
	}
	list, err := findPledgesOf(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	if err := movePledges(ctx, tx, list, Counted, Received, c.ID, ""); err != nil {
		return err
	}
	numbers, err := s.issueTx(ctx, tx, camp, *c, lines, list)
	if err != nil {
		return err
	}
	if err := s.Tasks.CloseTx(ctx, tx, "", c.ID, TaskConfirm); err != nil {
		return err
	}
	return journal.Record(ctx, tx, journal.Event{
		Action: "gift.receive", ObjectType: "gift_collection", ObjectID: c.ID,
		Summary: s.said("接收捐赠", *c, lines) + "，资金“" + f.Name + "”，票据 " + numbers, After: came{*c, lines},
	})
}

// moneyTx books into the fund. Whoever may confirm a count makes the booking that follows from it.
func (s *Service) moneyTx(ctx context.Context, tx *db.Tx, c Collection) (receiptID, txID string, err error) {
	lent := authz.Lend(ctx, fund.PermManage, "/")
	r, err := s.Funds.ReceiveTx(lent, tx, c.FundID, fund.Received{
		AmountFen: c.AmountFen, ReceivedOn: c.ReceivedOn, PayerName: c.Payer, EvidenceNo: c.No, FileID: c.FileID,
		Memo: "捐赠，凭证 " + c.EvidenceNo, Origin: "gift/" + c.ID,
	})
	return r.ID, r.TxID, err
}

func (s *Service) storeTx(ctx context.Context, tx *db.Tx, f fund.Fund, c Collection, lines []GoodsLine) (string, error) {
	for _, a := range []ledger.Account{
		{Code: groupGoods, Name: "实物捐赠", Commodity: goodsFen, Side: ledger.Credit, Group: true},
		{Code: groupStore, Name: "捐赠物资库", Commodity: goodsFen, Side: ledger.Debit, Group: true},
		{Code: goodsAccount(f.ID), Parent: groupGoods, Name: f.Name + " 实物", Commodity: goodsFen, Side: ledger.Credit, Floor: ledger.Bound(0)},
		{Code: storeAccount(f.ID), Parent: groupStore, Name: f.Name + " 物资", Commodity: goodsFen, Side: ledger.Debit, Floor: ledger.Bound(0)},
	} {
		if err := ledger.OpenTx(ctx, tx, a); err != nil {
			return "", err
		}
	}
	for _, l := range lines {
		if err := shelveTx(ctx, tx, c, l); err != nil {
			return "", err
		}
	}
	t, err := ledger.PostTx(ctx, tx, ledger.New{
		Key: "gift/" + c.ID, EffectiveOn: c.ReceivedOn, Memo: "实物捐赠", Meta: map[string]string{"kind": "goods", "collection": c.ID},
		Postings: []ledger.Posting{{Debit: storeAccount(f.ID), Credit: goodsAccount(f.ID), Amount: c.AmountFen}},
	})
	return t.ID, err
}

// What a receipt is for (财综〔2024〕1号).
const (
	itemMoney = "公益性捐赠（货币）"
	itemGoods = "公益性捐赠（实物）"
)

// issueTx makes the gifts and their receipts, numbered in a row, and tells the first and the last number.
func (s *Service) issueTx(ctx context.Context, tx *db.Tx, camp Campaign, c Collection, lines []GoodsLine, list []Pledge) (string, error) {
	year, n := tx.Today()[:4], int64(len(list))
	lastGift, err := next(ctx, tx, "gift/"+year, n)
	if err != nil {
		return "", err
	}
	lastReceipt, err := next(ctx, tx, "receipt/"+year, n)
	if err != nil {
		return "", err
	}
	form, item := "money", itemMoney
	if c.Channel == Goods {
		form, item = "goods", itemGoods
	}
	gifts, receipts := make([]Gift, n), make([]Receipt, n)
	for i, p := range list {
		at := int64(i) + 1 - n
		g := Gift{
			ID: id.New(tx.Now()), No: fmt.Sprintf("J%s%06d", year, lastGift+at), CampaignID: camp.ID, FundID: c.FundID, CollectionID: c.ID, PledgeID: p.ID, OrgPath: p.OrgPath,
			DonorID: p.DonorID, Form: form, AmountFen: p.AmountFen, Purposes: camp.Purposes, ReceivedOn: c.ReceivedOn, State: Received, MadeAt: tx.NowMS(), Version: 1,
			UpdatedAt: tx.NowMS(), UpdatedBy: authz.From(ctx).Who(),
		}
		r := Receipt{
			ID: id.New(tx.Now()), GiftID: g.ID, Year: year, Seq: lastReceipt + at, Number: fmt.Sprintf("%s%06d", year, lastReceipt+at), CheckCode: code(8),
			AmountFen: g.AmountFen, Item: item, Lines: db.JSON[[]ReceiptLine]{V: receiptLines(c, lines)}, State: Issued, IssuedOn: tx.Today(), Payee: c.MadeBy, Reviewer: c.ConfirmedBy,
		}
		r.FollowCode = s.Keys.Seal("gift_receipts", "follow_code", r.ID, code(10))
		gifts[i], receipts[i] = g, r
	}
	if err := insertGifts(ctx, tx, gifts, receipts); err != nil {
		return "", err
	}
	if n == 1 {
		return receipts[0].Number, nil
	}
	return receipts[0].Number + " 至 " + receipts[n-1].Number, nil
}
