package gift

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"yice/internal/core/flow"
	"yice/internal/core/ledger"
	"yice/internal/kit/authz"
	"yice/internal/kit/blob"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
)

// Recipient is a household that goods may go to.
type Recipient struct {
	CaseID      string `json:"case_id"`
	CaseNo      string `json:"case_no"`
	HouseholdID string `json:"-"`
	Household   string `json:"household" doc:"as offices name it: 荆某户"`
}

// Recipients finds the household of a file number within the actor's reach of cases. Not visible is not found.
type Recipients func(ctx context.Context, tx *db.Tx, caseNo string) (Recipient, error)

// Handout is goods of one line of a delivery that a household got. ValueFen is its share of the evidenced value: the left value by the left
// pieces, rounded down; the last pieces take the rest. FileID is the receiver's signature; without one a second person confirms that the
// goods arrived.
type Handout struct {
	ID           string     `db:"id" json:"id"`
	No           string     `db:"no" json:"no"`
	CollectionID string     `db:"collection_id" json:"collection_id"`
	CaseID       string     `db:"case_id" json:"case_id"`
	CaseNo       string     `db:"case_no" json:"case_no"`
	HouseholdID  string     `db:"household_id" json:"-"`
	Household    string     `db:"household" json:"household"`
	Line         int64      `db:"line" json:"line"`
	Pieces       int64      `db:"pieces" json:"pieces"`
	ValueFen     int64      `db:"value_fen" json:"value_fen"`
	HandedOn     string     `db:"handed_on" json:"handed_on"`
	Receiver     string     `db:"receiver" json:"receiver"`
	FileID       string     `db:"file_id" json:"file_id"`
	Note         string     `db:"note" json:"note"`
	State        flow.State `db:"state" json:"state"`
	TxID         string     `db:"tx_id" json:"tx_id"`
	MadeAt       int64      `db:"made_at" json:"made_at"`
	MadeBy       string     `db:"made_by" json:"made_by"`
	MadeByID     string     `db:"made_by_id" json:"-"`
	ConfirmedAt  int64      `db:"confirmed_at" json:"confirmed_at"`
	ConfirmedBy  string     `db:"confirmed_by" json:"confirmed_by"`
	Reason       string     `db:"reason" json:"reason"`
	Version      int64      `db:"version" json:"version"`
	UpdatedAt    int64      `db:"updated_at" json:"updated_at"`
	UpdatedBy    string     `db:"updated_by" json:"updated_by"`
}

// HandoutShown is a handout with the name of its goods and what the actor may do.
type HandoutShown struct {
	Handout
	Goods     string   `json:"goods"`
	Unit      string   `json:"unit"`
	StateText string   `json:"state_text"`
	Can       []string `json:"can"`
}

// GoodsShown is a delivery of goods: what is left of each kind, and to whom the rest went, for those who may trace. Handouts are at most
// the latest 1000.
type GoodsShown struct {
	CollectionID string         `json:"collection_id"`
	EvidenceNo   string         `json:"evidence_no"`
	Lines        []LineShown    `json:"lines"`
	LeftFen      int64          `json:"left_fen"`
	Handouts     []HandoutShown `json:"handouts"`
}

// LineShown is one kind of goods of a delivery: what is left in the store, what was handed out, and what the actor may do.
type LineShown struct {
	GoodsLine
	Left      int64    `json:"left"`
	LeftFen   int64    `json:"left_fen"`
	Handed    int64    `json:"handed"`
	HandedFen int64    `json:"handed_fen"`
	Can       []string `json:"can"`
}

// place names a line in the ledger: the first one by its delivery alone, as in books of before there were lines.
func (l GoodsLine) place() string {
	if l.Line == 1 {
		return l.CollectionID
	}
	return fmt.Sprintf("%s/%d", l.CollectionID, l.Line)
}

// Pieces of one line are a commodity of their own, so that nothing is handed out twice.
func (l GoodsLine) commodity() string { return "goods/" + l.place() }

func (l GoodsLine) pieces() string { return "gift.pieces/" + l.place() }

func (l GoodsLine) shelf() string { return "gift.shelf/" + l.place() }

// shelveTx puts the pieces of a line on their shelf, once.
func shelveTx(ctx context.Context, tx *db.Tx, c Collection, l GoodsLine) error {
	for _, a := range []ledger.Account{
		{Code: l.pieces(), Name: c.No + " " + l.Name + " 件数", Commodity: l.commodity(), Side: ledger.Credit, Floor: ledger.Bound(0)},
		{Code: l.shelf(), Name: c.No + " " + l.Name + " 在库", Commodity: l.commodity(), Side: ledger.Debit, Floor: ledger.Bound(0)},
	} {
		if err := ledger.OpenTx(ctx, tx, a); err != nil {
			return err
		}
	}
	_, err := ledger.PostTx(ctx, tx, ledger.New{
		Key: "gift/" + l.place() + "/pieces", EffectiveOn: c.ReceivedOn, Memo: "实物入库", Meta: map[string]string{"kind": "pieces", "collection": c.ID},
		Postings: []ledger.Posting{{Debit: l.shelf(), Credit: l.pieces(), Amount: l.Pieces}},
	})
	return err
}

// leftTx tells how much of a line nobody has got yet, in pieces and in fen.
func leftTx(ctx context.Context, tx *db.Tx, l GoodsLine) (pieces, fen int64, err error) {
	gone, err := findHandedOfLine(ctx, tx, l)
	if err != nil {
		return 0, 0, err
	}
	pieces = l.Pieces
	b, err := ledger.BalanceTx(ctx, tx, l.shelf())
	switch {
	case err == nil:
		pieces = b.Available()
	case !errs.IsKind(err, errs.NotFound):
		return 0, 0, err
	}
	return pieces, l.ValueFen - l.BackFen - gone.ValueFen, nil
}

// valueOf is the value of n of the left pieces: each by the left value, rounded down; the last ones take the rest.
func valueOf(n, left, leftFen int64) int64 {
	if n >= left {
		return leftFen
	}
	return leftFen / left * n
}

// HandingOut describes goods that a household gets. Receiver is who took them: "本人", "女儿". Line may be left out where the delivery has
// one only.
type HandingOut struct {
	Line     int64  `json:"line,omitempty" minimum:"0" maximum:"100" doc:"which kind of the delivery"`
	CaseNo   string `json:"case_no" minLength:"1" maxLength:"40"`
	Pieces   int64  `json:"pieces" minimum:"1" maximum:"1000000"`
	HandedOn string `json:"handed_on,omitempty" maxLength:"10"`
	Receiver string `json:"receiver" minLength:"1" maxLength:"60"`
	FileID   string `json:"file_id,omitempty" maxLength:"26" doc:"the receiver's signature"`
	Note     string `json:"note,omitempty" maxLength:"200"`
}

// Recipient finds the household of a file number, to be sure before anything is handed out. Needs PermHandOut and the case within reach.
// errs.NotFound.
func (s *Service) Recipient(ctx context.Context, caseNo string) (r Recipient, err error) {
	if err := authz.Require(ctx, PermHandOut); err != nil {
		return r, err
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error { r, err = s.Recipients(ctx, tx, strings.TrimSpace(caseNo)); return err })
	return r, err
}

// HandOut gives pieces of one kind of a delivery to a household: the pieces and their value leave the store in one booking. With the receiver's
// signature it is done; without one somebody else confirms (ConfirmHandout). Needs PermHandOut. Codes: gift.required, gift.date,
// gift.case_unknown, gift.pieces_left, gift.not_goods, gift.signature, blob.*.
func (s *Service) HandOut(ctx context.Context, collectionID string, in HandingOut) (h HandoutShown, err error) {
	if err := authz.Require(ctx, PermHandOut); err != nil {
		return h, err
	}
	if in.Receiver = strings.TrimSpace(in.Receiver); in.Receiver == "" {
		return h, errs.InvalidField("receiver", "gift.required")
	}
	err = s.DB.UpdateLocked(ctx, "gift/goods/"+collectionID, func(tx *db.Tx) error {
		c, err := findCollection(ctx, tx, collectionID)
		if err != nil {
			return err
		}
		if c.Channel != Goods || c.State != Received {
			return errs.New(errs.Conflict, "gift.not_goods")
		}
		l, err := pickTx(ctx, tx, c, in.Line)
		if err != nil {
			return err
		}
		x, err := s.handOutTx(ctx, tx, c, l, in)
		h = s.showHandout(ctx, x, l)
		return err
	})
	return h, err
}

// pickTx finds the line that is meant: the given one, or the only one.
func pickTx(ctx context.Context, tx *db.Tx, c Collection, line int64) (GoodsLine, error) {
	lines, err := findGoods(ctx, tx, c.ID)
	if err != nil {
		return GoodsLine{}, err
	}
	if line == 0 && len(lines) == 1 {
		return lines[0], nil
	}
	at := slices.IndexFunc(lines, func(l GoodsLine) bool { return l.Line == line })
	if at < 0 {
		return GoodsLine{}, errs.InvalidField("line", "gift.required")
	}
	return lines[at], nil
}

func (s *Service) handOutTx(ctx context.Context, tx *db.Tx, c Collection, l GoodsLine, in HandingOut) (h Handout, err error) {
	if in.HandedOn == "" {
		in.HandedOn = tx.Today()
	}
	if !isDay(in.HandedOn) || in.HandedOn > tx.Today() || in.HandedOn < c.ReceivedOn {
		return h, errs.InvalidField("handed_on", "gift.date")
	}
	r, err := s.Recipients(ctx, tx, strings.TrimSpace(in.CaseNo))
	if errs.IsKind(err, errs.NotFound) {
		return h, errs.InvalidField("case_no", "gift.case_unknown")
	}
	if err != nil {
		return h, err
	}
	if err := shelveTx(ctx, tx, c, l); err != nil {
		return h, err
	}
	left, leftFen, err := leftTx(ctx, tx, l)
	if err != nil {
		return h, err
	}
	if in.Pieces < 1 || in.Pieces > left {
		return h, errs.InvalidField("pieces", "gift.pieces_left", "left", left, "unit", l.Unit)
	}
	n, err := next(ctx, tx, "handout/"+tx.Today()[:4], 1)
	if err != nil {
		return h, err
	}
	h = Handout{
		ID: id.New(tx.Now()), No: fmt.Sprintf("W%s%05d", tx.Today()[:4], n), CollectionID: c.ID, CaseID: r.CaseID, CaseNo: r.CaseNo, HouseholdID: r.HouseholdID,
		Household: r.Household, Line: l.Line, Pieces: in.Pieces, ValueFen: valueOf(in.Pieces, left, leftFen), HandedOn: in.HandedOn, Receiver: in.Receiver, FileID: in.FileID,
		Note: strings.TrimSpace(in.Note), State: Handed, MadeAt: tx.NowMS(), MadeBy: authz.From(ctx).Who(), MadeByID: authz.From(ctx).Hand(), Version: 1, UpdatedAt: tx.NowMS(), UpdatedBy: authz.From(ctx).Who(),
	}
	if in.FileID != "" {
		if _, err := blob.ClaimTx(ctx, tx, r.CaseID, []string{in.FileID}, blob.Images()...); err != nil {
			return h, errs.InvalidField("file_id", "gift.signature").Because(err)
		}
		h.State = Accepted
	}
	if h.TxID, err = goodsOutTx(ctx, tx, c, l, "gift/handout/"+h.ID, "实物发放 "+h.No, h.Pieces, h.ValueFen); err != nil {
		return h, err
	}
	if err := insertHandout(ctx, tx, h); err != nil {
		return h, err
	}
	if err := noteHandout(ctx, tx, "gift.hand_out", h, fmt.Sprintf("发放捐赠物资 %s：%s %d %s，%s 领取", h.No, l.Name, h.Pieces, l.Unit, h.Receiver), ""); err != nil {
		return h, err
	}
	if h.State == Accepted {
		return h, nil
	}
	due, err := s.soon(ctx, tx)
	if err != nil {
		return h, err
	}
	g, err := firstGiftOf(ctx, tx, c.ID)
	if err != nil {
		return h, err
	}
	return h, s.open(ctx, tx, TaskHandout, "gift_handout", h.ID, h.No+" "+h.CaseNo, due, PermConfirm, "/gifts/gift/"+g)
}

// goodsOutTx takes pieces and their value out of the store in one booking.
func goodsOutTx(ctx context.Context, tx *db.Tx, c Collection, l GoodsLine, key, memo string, pieces, fen int64) (string, error) {
	n := ledger.New{
		Key: key, Memo: memo, Meta: map[string]string{"kind": "goods_out", "collection": c.ID},
		Postings: []ledger.Posting{{Debit: l.pieces(), Credit: l.shelf(), Amount: pieces}},
	}
	if fen > 0 {
		n.Postings = append(n.Postings, ledger.Posting{Debit: goodsAccount(c.FundID), Credit: storeAccount(c.FundID), Amount: fen})
	}
	t, err := ledger.PostTx(ctx, tx, n)
	return t.ID, err
}

// noteHandout journals on the case too, so that the household's page tells of it.
func noteHandout(ctx context.Context, tx *db.Tx, action string, h Handout, summary, reason string) error {
	return journal.Record(ctx, tx, journal.Event{Action: action, ObjectType: "gift_handout", ObjectID: h.ID, CaseID: h.CaseID, Summary: summary, Reason: reason, After: h})
}

// ConfirmHandout says how somebody else made sure that goods without a signature arrived; by another person than who handed them out.
// Needs PermConfirm and a note. Codes: gift.reason, SELF_APPROVAL, stale, flow.not_allowed.
func (s *Service) ConfirmHandout(ctx context.Context, handoutID string, in Step) (HandoutShown, error) {
	return s.onHandout(ctx, handoutID, in, actConfirm, func(tx *db.Tx, h *Handout) error {
		if h.MadeByID == authz.From(ctx).Hand() {
			return errs.New(errs.Forbidden, "SELF_APPROVAL")
		}
		h.ConfirmedAt, h.ConfirmedBy = tx.NowMS(), authz.From(ctx).Who()
		return noteHandout(ctx, tx, "gift.confirm_handout", *h, "核实捐赠物资已领取 "+h.No, in.Reason)
	})
}

// ReturnHandout takes back what did not reach the household: pieces and value go to the store again. Needs PermHandOut, or PermConfirm
// after it was accepted, and a reason. Codes: gift.reason, stale, flow.not_allowed.
func (s *Service) ReturnHandout(ctx context.Context, handoutID string, in Step) (HandoutShown, error) {
	return s.onHandout(ctx, handoutID, in, actReturn, func(tx *db.Tx, h *Handout) error {
		_, err := ledger.ReverseTx(ctx, tx, ledger.Undo{ID: h.TxID, Key: "gift/handout/" + h.ID + "/return", Memo: "实物收回 " + h.No})
		if err != nil {
			return err
		}
		return noteHandout(ctx, tx, "gift.return_handout", *h, "收回捐赠物资 "+h.No, in.Reason)
	})
}

func (s *Service) onHandout(ctx context.Context, handoutID string, in Step, act flow.Action, do func(tx *db.Tx, h *Handout) error) (out HandoutShown, err error) {
	if in.Reason = strings.TrimSpace(in.Reason); in.Reason == "" {
		return out, errs.InvalidField("reason", "gift.reason")
	}
	actor := authz.From(ctx)
	if !actor.HasAt(PermView) { // an employer's union sees no households
		return out, errs.New(errs.NotFound, "not_found")
	}
	may := func(tr flow.Transition) bool { return tr.Action == act && actor.Has(tr.Perm) }
	if !slices.ContainsFunc(s.handouts.Transitions, may) { // before the state tells anything
		return out, errs.New(errs.Forbidden, "forbidden", "permission", string(PermConfirm))
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		h, err := findHandout(ctx, tx, handoutID)
		if err != nil {
			return err
		}
		tr, err := s.handouts.Next(h.State, act)
		if err != nil {
			return flow.By(err, h.UpdatedBy, h.UpdatedAt)
		}
		if err := authz.Require(ctx, tr.Perm); err != nil {
			return err
		}
		if h.Version != in.Version {
			return stale(h.UpdatedBy, h.UpdatedAt)
		}
		h.State, h.Reason = tr.To, in.Reason
		if err := do(tx, &h); err != nil {
			return err
		}
		if err := updateHandout(ctx, tx, &h); err != nil {
			return err
		}
		l, err := findGoodsLine(ctx, tx, h.CollectionID, h.Line)
		if err != nil {
			return err
		}
		out = s.showHandout(ctx, h, l)
		return s.Tasks.CloseTx(ctx, tx, "", h.ID, TaskHandout)
	})
	return out, err
}

func (s *Service) showHandout(ctx context.Context, h Handout, l GoodsLine) HandoutShown {
	x := HandoutShown{Handout: h, Goods: l.Name, Unit: l.Unit, StateText: label(ctx, s.handouts.StateText[h.State]), Can: can(s.handouts, h.State, authz.From(ctx))}
	if h.MadeByID == authz.From(ctx).Hand() {
		x.Can = slices.DeleteFunc(x.Can, func(a string) bool { return a == string(actConfirm) })
	}
	return x
}

// goodsTx shows the delivery that a gift of goods came in with.
func (s *Service) goodsTx(ctx context.Context, tx *db.Tx, collectionID string) (*GoodsShown, error) {
	c, err := findCollection(ctx, tx, collectionID)
	if err != nil {
		return nil, err
	}
	g := &GoodsShown{CollectionID: c.ID, EvidenceNo: c.EvidenceNo, Lines: []LineShown{}, Handouts: []HandoutShown{}}
	lines, err := findGoods(ctx, tx, c.ID)
	if err != nil {
		return nil, err
	}
	a := authz.From(ctx)
	for _, l := range lines {
		x := LineShown{GoodsLine: l, Can: []string{}}
		if x.Left, x.LeftFen, err = leftTx(ctx, tx, l); err != nil {
			return nil, err
		}
		g.LeftFen += x.LeftFen
		x.Handed, x.HandedFen = l.Pieces-l.BackPieces-x.Left, l.ValueFen-l.BackFen-x.LeftFen
		if a.Has(PermHandOut) && x.Left > 0 {
			x.Can = append(x.Can, "hand_out")
		}
		g.Lines = append(g.Lines, x)
	}
	if !a.Has(PermTrace) {
		return g, nil
	}
	list, err := findHandouts(ctx, tx, c.ID)
	for _, h := range list {
		at := slices.IndexFunc(lines, func(l GoodsLine) bool { return l.Line == h.Line })
		g.Handouts = append(g.Handouts, s.showHandout(ctx, h, lines[at]))
	}
	return g, err
}

// Signature reads the receiver's signature; the look is journalled. Needs PermTrace. errs.NotFound without one.
func (s *Service) Signature(ctx context.Context, handoutID string) (f blob.File, body io.ReadSeekCloser, err error) {
	if err := authz.Require(ctx, PermTrace); err != nil {
		return f, nil, err
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		h, err := findHandout(ctx, tx, handoutID)
		if err != nil {
			return err
		}
		if f, err = blob.FileTx(ctx, tx, h.FileID); err != nil {
			return err
		}
		return noteHandout(ctx, tx, "file.look", h, "查看领取人签名 "+h.No, "")
	})
	if err != nil {
		return f, nil, err
	}
	body, err = s.Blobs.Open(f.Ref())
	return f, body, err
}
