package gift

import (
	"context"
	"fmt"
	"slices"

	"yice/internal/core/ledger"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
)

// askedLinesTx says which kinds of goods a refund is about: the given ones, or all that did not go back yet. A delivery that several gifts
// share goes back by the value of a gift, and its request names none.
func askedLinesTx(ctx context.Context, tx *db.Tx, g Gift, want []int64, r *Request) error {
	if g.Form != "goods" {
		return nil
	}
	c, err := findCollection(ctx, tx, g.CollectionID)
	if err != nil {
		return err
	}
	if c.PledgeCount > 1 {
		if len(want) > 0 {
			return errs.InvalidField("lines", "gift.lines_one_donor")
		}
		return nil
	}
	lines, err := findGoods(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	lines = slices.DeleteFunc(lines, GoodsLine.back)
	if len(want) > 0 {
		picked := of(lines, want)
		if len(picked) != len(want) {
			return errs.InvalidField("lines", "gift.lines_unknown")
		}
		lines = picked
	}
	r.AmountFen = 0
	for _, l := range lines {
		r.AmountFen += l.ValueFen
		r.Lines.V = append(r.Lines.V, l.Line)
	}
	return nil
}

// backOfTx are the lines that a request takes back: those that it names, or those of the whole delivery.
func backOfTx(ctx context.Context, tx *db.Tx, g Gift, r Request) ([]GoodsLine, error) {
	lines, err := findGoods(ctx, tx, g.CollectionID)
	if err == nil && len(r.Lines.V) > 0 {
		lines = of(lines, r.Lines.V)
	}
	return lines, err
}

// mayGiveBackTx refuses what was handed out already.
func mayGiveBackTx(ctx context.Context, tx *db.Tx, g Gift, r Request) error {
	lines, err := backOfTx(ctx, tx, g, r)
	if err != nil {
		return err
	}
	for _, l := range lines {
		gone, err := findHandedOfLine(ctx, tx, l)
		if err != nil {
			return err
		}
		if gone.N > 0 {
			return errs.New(errs.Conflict, "gift.handed_out", "goods", l.Name, "count", gone.N)
		}
	}
	return nil
}

// giveBackTx takes goods out of the store again, in one booking: the lines that are asked back whole; of a delivery that several gifts share
// the gift's value, and as many of the left pieces as it has of the left value, rounded down.
func (s *Service) giveBackTx(ctx context.Context, tx *db.Tx, g Gift, r Request) (string, error) {
	c, err := findCollection(ctx, tx, g.CollectionID)
	if err != nil {
		return "", err
	}
	lines, err := backOfTx(ctx, tx, g, r)
	if err != nil {
		return "", err
	}
	n := ledger.New{
		Key: "gift/request/" + r.ID, Memo: "实物退还", Meta: map[string]string{"kind": "goods_back", "gift": g.ID},
		Postings: []ledger.Posting{{Debit: goodsAccount(g.FundID), Credit: storeAccount(g.FundID), Amount: r.AmountFen}},
	}
	for _, l := range lines {
		if err := shelveTx(ctx, tx, c, l); err != nil {
			return "", err
		}
		pieces, fen, err := leftTx(ctx, tx, l)
		if err != nil {
			return "", err
		}
		if len(r.Lines.V) == 0 && r.AmountFen < fen {
			pieces, fen = pieces*r.AmountFen/fen, r.AmountFen
		}
		if pieces > 0 {
			n.Postings = append(n.Postings, ledger.Posting{Debit: l.pieces(), Credit: l.shelf(), Amount: pieces})
		}
		if err := giveBack(ctx, tx, l, pieces, fen); err != nil {
			return "", err
		}
	}
	t, err := ledger.PostTx(ctx, tx, n)
	if errs.IsCode(err, "ledger.floor") {
		return "", errs.New(errs.Conflict, "gift.used", "free", "0.00", "wanted", yuan(r.AmountFen))
	}
	return t.ID, err
}

// restReceiptTx issues another receipt for the kinds of goods that stay, and tells whether any do.
func (s *Service) restReceiptTx(ctx context.Context, tx *db.Tx, g Gift, asked Request) (bool, error) {
	if len(asked.Lines.V) == 0 {
		return false, nil
	}
	c, err := findCollection(ctx, tx, g.CollectionID)
	if err != nil {
		return false, err
	}
	lines, err := findGoods(ctx, tx, c.ID)
	if err != nil {
		return false, err
	}
	rest := receiptLines(c, lines)
	if len(rest) == 0 {
		return false, nil
	}
	year := tx.Today()[:4]
	seq, err := next(ctx, tx, "receipt/"+year, 1)
	if err != nil {
		return false, err
	}
	r := Receipt{
		ID: id.New(tx.Now()), GiftID: g.ID, Year: year, Seq: seq, Number: fmt.Sprintf("%s%06d", year, seq), CheckCode: code(8), Item: itemGoods,
		Lines: db.JSON[[]ReceiptLine]{V: rest}, State: Issued, IssuedOn: tx.Today(), Payee: asked.AskedBy, Reviewer: authz.From(ctx).Who(),
	}
	for _, l := range rest {
		r.AmountFen += l.AmountFen
	}
	r.FollowCode = s.Keys.Seal("gift_receipts", "follow_code", r.ID, code(10))
	return true, insertReceipts(ctx, tx, []Receipt{r})
}
