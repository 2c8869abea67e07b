package gift

import (
	"context"
	"io"
	"strings"

	"yice/internal/core/flow"
	"yice/internal/core/ledger"
	"yice/internal/kit/authz"
	"yice/internal/kit/blob"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/module/fund"
)

// Asking asks for a refund of a whole gift (of goods also of some of its kinds), or for another purpose of what is left of it. The change of a purpose needs the
// donor's consent in writing: the number of the document and its file.
type Asking struct {
	Kind      string `json:"kind" enum:"refund,repurpose"`
	AmountFen int64  `json:"amount_fen,omitempty" minimum:"0" doc:"of a repurpose; a refund is whole"`
	ToFundID  string `json:"to_fund_id,omitempty" maxLength:"26"`

	Lines []int64 `json:"lines,omitempty" maxItems:"100" doc:"of a refund of goods: which kinds of the delivery; all that are left when not given"`

	Reason     string `json:"reason" maxLength:"500"`
	DocumentNo string `json:"document_no,omitempty" maxLength:"60"`
	FileID     string `json:"file_id,omitempty" maxLength:"26"`
}

// Ask begins a refund or a change of purpose. Needs PermReceive. Codes: gift.reason, gift.required, gift.amount, gift.consent,
// gift.fund_unknown, gift.used (money that was promised or paid does not go back), gift.handed_out, gift.lines_unknown, gift.request_open,
// flow.not_allowed.
func (s *Service) Ask(ctx context.Context, giftID string, in Asking) (r Request, err error) {
	if err := authz.Require(ctx, PermReceive); err != nil {
		return r, err
	}
	if err := in.check(); err != nil {
		return r, err
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		g, err := findGift(ctx, tx, authz.From(ctx), giftID)
		if err != nil {
			return err
		}
		if _, err := s.gifts.Next(g.State, actAsk); err != nil {
			return flow.By(err, g.UpdatedBy, g.UpdatedAt)
		}
		r = Request{
			ID: id.New(tx.Now()), GiftID: g.ID, Kind: in.Kind, AmountFen: in.AmountFen, ToFundID: in.ToFundID, Reason: strings.TrimSpace(in.Reason),
			DocumentNo: strings.TrimSpace(in.DocumentNo), FileID: in.FileID, State: Asked, AskedAt: tx.NowMS(), AskedBy: authz.From(ctx).Who(), AskedByID: authz.From(ctx).Hand(), Version: 1,
			UpdatedAt: tx.NowMS(), UpdatedBy: authz.From(ctx).Who(),
		}
		if r.Kind == "refund" {
			r.AmountFen, r.ToFundID = g.AmountFen, ""
			if err := askedLinesTx(ctx, tx, g, in.Lines, &r); err != nil {
				return err
			}
		}
		if err := s.mayTx(ctx, tx, g, r); err != nil {
			return err
		}
		if err := insertRequest(ctx, tx, r); err != nil {
			return err
		}
		due, err := s.soon(ctx, tx)
		if err != nil {
			return err
		}
		if err := s.open(ctx, tx, TaskDecide, "gift_request", r.ID, requestWord(r.Kind)+" "+g.No+" "+yuan(r.AmountFen)+" 元", due, PermConfirm, "/gifts/gift/"+g.ID); err != nil {
			return err
		}
		return s.note(ctx, tx, "gift.ask_"+r.Kind, "gift", g.ID, "申请"+requestWord(r.Kind)+" "+g.No+" "+yuan(r.AmountFen)+" 元", r.Reason, nil, r)
	})
	return r, err
}

func requestWord(kind string) string {
	return map[string]string{"refund": "退款", "repurpose": "改变用途"}[kind]
}

func (in Asking) check() error {
	var f []errs.Field
	bad := func(path, code string) { f = append(f, errs.Field{Path: path, Code: code}) }
	if strings.TrimSpace(in.Reason) == "" {
		bad("reason", "gift.reason")
	}
	switch in.Kind {
	case "refund":
	case "repurpose":
		if in.AmountFen <= 0 || in.AmountFen > ledger.MaxAmount {
			bad("amount_fen", "gift.amount")
		}
		if in.ToFundID == "" {
			bad("to_fund_id", "gift.required")
		}
		if strings.TrimSpace(in.DocumentNo) == "" {
			bad("document_no", "gift.consent")
		}
		if in.FileID == "" {
			bad("file_id", "gift.consent")
		}
	default:
		bad("kind", "gift.required")
	}
	return errs.InvalidFields(f)
}

// mayTx tells whether so much of the gift is unused, and whether the new fund and the consent are there.
func (s *Service) mayTx(ctx context.Context, tx *db.Tx, g Gift, r Request) error {
	if r.Kind == "repurpose" {
		if g.Form == "goods" {
			return errs.InvalidField("kind", "gift.goods_stay")
		}
		to, err := s.Funds.FundTx(ctx, tx, r.ToFundID)
		if err != nil || to.ID == g.FundID || to.Source != "donation" && to.Source != "donation_restricted" {
			return errs.InvalidField("to_fund_id", "gift.fund_unknown")
		}
		if _, err := blob.FileTx(ctx, tx, r.FileID); err != nil {
			return errs.InvalidField("file_id", "gift.consent")
		}
	}
	if g.Form == "goods" {
		return mayGiveBackTx(ctx, tx, g, r)
	}
	f, err := s.FollowTx(ctx, tx, g.FundID)
	if err != nil {
		return err
	}
	free, amount := f.Left(g.ID)
	if r.AmountFen > free || r.Kind == "refund" && amount != g.AmountFen {
		return errs.New(errs.Conflict, "gift.used", "free", yuan(free), "wanted", yuan(r.AmountFen))
	}
	return nil
}

// Deciding agrees or declines.
type Deciding struct {
	Version int64  `json:"version"`
	Agree   bool   `json:"agree"`
	Note    string `json:"note,omitempty" maxLength:"500"`
}

// Decide ends a request: the money goes back and the receipt is cancelled, or it moves to the other fund. Needs PermConfirm and
// another person than who asked. Codes: SELF_APPROVAL, gift.reason (a refusal says why), gift.used, stale, flow.not_allowed.
func (s *Service) Decide(ctx context.Context, requestID string, in Deciding) (r Request, err error) {
	if err := authz.Require(ctx, PermConfirm); err != nil {
		return r, err
	}
	err = s.DB.UpdateLocked(ctx, "gift/request/"+requestID, func(tx *db.Tx) error {
		if r, err = findRequest(ctx, tx, requestID); err != nil {
			return err
		}
		act := actDecline
		if in.Agree {
			act = actAgree
		}
		tr, err := s.requests.Next(r.State, act)
		if err != nil {
			return flow.By(err, r.UpdatedBy, r.UpdatedAt)
		}
		switch {
		case r.Version != in.Version:
			return stale(r.UpdatedBy, r.UpdatedAt)
		case r.AskedByID == authz.From(ctx).Hand():
			return errs.New(errs.Forbidden, "SELF_APPROVAL")
		case tr.NeedsReason && strings.TrimSpace(in.Note) == "":
			return errs.InvalidField("note", "gift.reason")
		}
		g, err := findGift(ctx, tx, authz.From(ctx), r.GiftID)
		if err != nil {
			return err
		}
		if in.Agree {
			if err := s.carryTx(ctx, tx, &g, &r); err != nil {
				return err
			}
		}
		r.State, r.DecidedAt, r.DecidedBy, r.Note = tr.To, tx.NowMS(), authz.From(ctx).Who(), strings.TrimSpace(in.Note)
		if err := updateRequest(ctx, tx, &r); err != nil {
			return err
		}
		if err := s.Tasks.CloseTx(ctx, tx, "", r.ID, TaskDecide); err != nil {
			return err
		}
		verb := map[bool]string{true: "同意", false: "不同意"}[in.Agree]
		return s.note(ctx, tx, "gift.decide_"+r.Kind, "gift", g.ID, verb+requestWord(r.Kind)+" "+g.No+" "+yuan(r.AmountFen)+" 元", r.Note, nil, r)
	})
	return r, err
}

// Consent reads the document of a request; the look is journalled. Needs PermView at the gift.
func (s *Service) Consent(ctx context.Context, requestID string) (f blob.File, body io.ReadSeekCloser, err error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return f, nil, err
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		r, err := findRequest(ctx, tx, requestID)
		if err != nil {
			return err
		}
		g, err := findGift(ctx, tx, authz.From(ctx), r.GiftID)
		if err != nil {
			return err
		}
		if f, err = blob.FileTx(ctx, tx, r.FileID); err != nil {
			return err
		}
		return s.note(ctx, tx, "file.look", "gift", g.ID, "查看捐赠人同意书 "+g.No, "", nil, nil)
	})
	if err != nil {
		return f, nil, err
	}
	body, err = s.Blobs.Open(f.Ref())
	return f, body, err
}

// carryTx does what was agreed.
func (s *Service) carryTx(ctx context.Context, tx *db.Tx, g *Gift, r *Request) (err error) {
	if err := s.mayTx(ctx, tx, *g, *r); err != nil {
		return err
	}
	lent := authz.Lend(ctx, fund.PermReview, "/")
	out := fund.Out{Key: "gift/request/" + r.ID, FundID: g.FundID, ToFundID: r.ToFundID, AmountFen: r.AmountFen, Gift: g.ID, Memo: "捐赠" + requestWord(r.Kind)}
	if g.Form == "goods" {
		r.TxID, err = s.giveBackTx(ctx, tx, *g, *r)
	} else {
		r.TxID, err = s.Funds.OutTx(lent, tx, out)
	}
	if err != nil || r.Kind == "repurpose" {
		return err
	}
	if err := cancelReceipt(ctx, tx, g.ID, r.Reason); err != nil {
		return err
	}
	if rest, err := s.restReceiptTx(ctx, tx, *g, *r); rest || err != nil {
		return err
	}
	g.State = Refunded
	return updateGift(ctx, tx, g)
}
