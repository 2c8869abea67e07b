package order

import (
	"context"
	"fmt"
	"io"
	"strings"

	"yice/internal/core/flow"
	"yice/internal/core/ledger"
	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/blob"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
	"yice/internal/module/fund"
)

// TaskNetting asks a second person about a netting across funds.
const TaskNetting = "netting_decide"

// Netting is a recovery that a later payment to the same household settles, in fen. Within one fund the order pays so much less and it
// is done at once. Between two funds the order's fund gives the amount to the fund that is owed: a second person agrees, and it is
// booked in the moment in which the rest of the order is paid, so a payment that fails or is cancelled leaves nothing to take back.
// OrderID follows a failed order to the one that replaces it. Consent tells that the donor had to agree in writing.
type Netting struct {
	ID         string     `db:"id" json:"id"`
	OrderID    string     `db:"order_id" json:"order_id"`
	RecoveryID string     `db:"recovery_id" json:"recovery_id"`
	FromFundID string     `db:"from_fund_id" json:"from_fund_id"`
	ToFundID   string     `db:"to_fund_id" json:"to_fund_id"`
	AmountFen  int64      `db:"amount_fen" json:"amount_fen"`
	Reason     string     `db:"reason" json:"reason"`
	Consent    bool       `db:"consent" json:"consent" doc:"the donor of the paying fund had to agree"`
	DocumentNo string     `db:"document_no" json:"document_no"`
	FileID     string     `db:"file_id" json:"file_id"`
	State      flow.State `db:"state" json:"state" enum:"asked,agreed,done,declined,dropped"`
	AskedAt    int64      `db:"asked_at" json:"asked_at"`
	AskedBy    string     `db:"asked_by" json:"asked_by"`
	AskedByID  string     `db:"asked_by_id" json:"-"`
	DecidedAt  int64      `db:"decided_at" json:"decided_at"`
	DecidedBy  string     `db:"decided_by" json:"decided_by"`
	Note       string     `db:"note" json:"note"`
	DoneOn     string     `db:"done_on" json:"done_on"`
	TxID       string     `db:"tx_id" json:"tx_id"`
	Version    int64      `db:"version" json:"version"`
	UpdatedAt  int64      `db:"updated_at" json:"updated_at"`
	UpdatedBy  string     `db:"updated_by" json:"updated_by"`
	Recovered  string     `db:"recovered" json:"recovered" doc:"the order that has to come back"`
}

// across tells whether two funds take part.
func (n Netting) across() bool { return n.FromFundID != n.ToFundID }

// PayFen is what the bank has to pay of an order: its amount without what goes to another fund.
func (o Order) PayFen() int64 { return o.AmountFen - o.OffsetFen }

// OpenFen is what has still to come back and is not promised by a netting.
func (r Recovery) OpenFen() int64 { return r.AmountFen - r.ReceivedFen - r.PendingFen }

// NetAsk asks to settle a recovery of another fund out of a waiting order.
type NetAsk struct {
	Version    int64  `json:"version"`
	RecoveryID string `json:"recovery_id" maxLength:"26"`
	Reason     string `json:"reason" maxLength:"500"`
	DocumentNo string `json:"document_no,omitempty" maxLength:"60" doc:"of the donor's consent, where it is needed"`
	FileID     string `json:"file_id,omitempty" maxLength:"26"`
}

// AskNetting asks to settle what the household owes to another fund out of a waiting order: all of it, or as much as the order pays beyond
// what the household keeps. A
// restricted fund whose donor does not allow what the earlier payment was for needs his consent in writing, as a change of purpose does
// (domain rules §6.1). Until somebody else has decided the order cannot enter a batch. Needs fund.PermMake. Codes: fund.reason,
// fund.recovery_unknown, fund.recovery_open (the order's own fund comes first), fund.net_payers, fund.net_exempt, fund.net_kept,
// fund.net_nothing, fund.consent,
// flow.not_allowed, stale.
func (s *Service) AskNetting(ctx context.Context, orderID string, in NetAsk) (Order, error) {
	if strings.TrimSpace(in.Reason) == "" {
		return Order{}, errs.InvalidField("reason", "fund.reason")
	}
	return s.onOrder(ctx, orderID, in.Version, func(tx *db.Tx, o *Order) error {
		c, err := s.claimOfTx(ctx, tx, *o, in.RecoveryID)
		if err != nil {
			return err
		}
		n := Netting{
			ID: id.New(tx.Now()), OrderID: o.ID, RecoveryID: c.recovery.ID, Recovered: c.first.ID, FromFundID: o.FundID, ToFundID: c.to.ID, AmountFen: c.fen, Reason: strings.TrimSpace(in.Reason),
			State: NettingAsked, AskedAt: tx.NowMS(), AskedBy: authz.From(ctx).Who(), AskedByID: authz.From(ctx).Hand(), Version: 1, UpdatedAt: tx.NowMS(), UpdatedBy: authz.From(ctx).Who(),
		}
		switch code := c.against; {
		case c.fen == 0:
			return s.refusalTx(ctx, tx, *o)
		case code == "fund.recovery_open":
			return errs.New(errs.Conflict, code, "amount", yuan(c.own))
		case code != "":
			return errs.New(errs.Conflict, code, "from", c.from.Name, "to", c.to.Name)
		}
		if n.Consent = c.consent; n.Consent {
			n.DocumentNo, n.FileID = strings.TrimSpace(in.DocumentNo), in.FileID
			if err := consented(ctx, tx, n); err != nil {
				return err
			}
		}
		o.OffsetFen += n.AmountFen
		if err := s.step(ctx, tx, o, actAskNet); err != nil {
			return err
		}
		c.recovery.PendingFen += n.AmountFen
		if err := updateRecovery(ctx, tx, &c.recovery); err != nil {
			return err
		}
		if err := insertNetting(ctx, tx, n); err != nil {
			return err
		}
		if err := s.askedTx(ctx, tx, *o, n); err != nil {
			return err
		}
		return s.note(ctx, tx, "fund.ask_netting", *o, "申请与资金“"+c.to.Name+"”的追回相抵 "+yuan(n.AmountFen)+" 元", n.Reason, n)
	})
}

// consented wants the donor's document with its file.
func consented(ctx context.Context, tx *db.Tx, n Netting) error {
	var f []errs.Field
	if n.DocumentNo == "" {
		f = append(f, errs.Field{Path: "document_no", Code: "fund.consent"})
	}
	if _, err := blob.FileTx(ctx, tx, n.FileID); n.FileID == "" || errs.IsKind(err, errs.NotFound) {
		f = append(f, errs.Field{Path: "file_id", Code: "fund.consent"})
	} else if err != nil {
		return err
	}
	return errs.InvalidFields(f)
}

func (s *Service) askedTx(ctx context.Context, tx *db.Tx, o Order, n Netting) error {
	due := max(o.DueOn, tx.Today())
	return s.tasks.OpenTx(ctx, tx, task.New{
		Kind: TaskNetting, ObjectType: "fund_netting", ObjectID: n.ID, Title: "跨资金相抵 " + o.CaseNo + " " + yuan(n.AmountFen) + " 元", DueOn: due,
		OwnerPath: "/", Perm: fund.PermReview, Link: "/funds/orders/" + o.ID,
	})
}

// claim is what a household owes to another fund than that of an order, and what stands against netting it.
type claim struct {
	recovery Recovery
	first    Order // the payment that has to come back
	from, to fund.Fund
	own      int64 // what it owes to the order's own fund
	fen      int64 // what the order could settle
	consent  bool
	against  string
}

// claimOfTx weighs one recovery against an order.
func (s *Service) claimOfTx(ctx context.Context, tx *db.Tx, o Order, recoveryID string) (claim, error) {
	list, err := s.claimsTx(ctx, tx, o)
	if err != nil {
		return claim{}, err
	}
	for _, c := range list {
		if c.recovery.ID == recoveryID {
			return c, nil
		}
	}
	return claim{}, errs.InvalidField("recovery_id", "fund.recovery_unknown")
}

// claimsTx reads what the household of an order owes to other funds, oldest first.
func (s *Service) claimsTx(ctx context.Context, tx *db.Tx, o Order) ([]claim, error) {
	list, err := findClaimsElsewhere(ctx, tx, o)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	from, err := s.funds.FundTx(ctx, tx, o.FundID)
	if err != nil {
		return nil, err
	}
	mine, err := findClaimed(ctx, tx, []string{o.CaseID})
	if err != nil {
		return nil, err
	}
	keep, err := s.keepingTx(ctx, tx)
	if err != nil {
		return nil, err
	}
	room := keep.room(o)
	out := make([]claim, len(list))
	for i, r := range list {
		c := claim{recovery: r, from: from, own: mine[[2]string{o.CaseID, o.FundID}], fen: min(r.OpenFen(), room)}
		if c.first, err = findOrder(ctx, tx, r.OrderID); err != nil {
			return nil, err
		}
		if c.to, err = s.funds.FundTx(ctx, tx, r.FundID); err != nil {
			return nil, err
		}
		c.consent = !from.PaysFor(c.first.Purpose, c.first.CaseID)
		switch {
		case room == 0:
			c.against = errs.As(keep.refusal(o)).Code
		case c.own > 0:
			c.against = "fund.recovery_open"
		case c.from.Payer != c.to.Payer:
			c.against = "fund.net_payers"
		}
		out[i] = c
	}
	return out, nil
}

// NetDecision agrees to a netting or declines it.
type NetDecision struct {
	Version int64  `json:"version"`
	Agree   bool   `json:"agree"`
	Note    string `json:"note,omitempty" maxLength:"500"`
}

// DecideNetting agrees or declines. An order of which nothing is left for the bank is paid by it at once. Needs fund.PermReview and another
// person than who asked. Codes: SELF_APPROVAL, fund.reason (a refusal says why), fund.net_exempt and fund.net_kept where less would be left than the
// household keeps, fund.not_due and fund.revisit_overdue of an order that would be paid at once, stale, flow.not_allowed.
func (s *Service) DecideNetting(ctx context.Context, nettingID string, in NetDecision) (Netting, error) {
	act := actDecline
	if in.Agree {
		act = actAgree
	}
	return s.onNetting(ctx, fund.PermReview, nettingID, in.Version, act, in.Note, func(tx *db.Tx, n *Netting, o *Order) error {
		if n.AskedByID == authz.From(ctx).Hand() {
			return errs.New(errs.Forbidden, "SELF_APPROVAL")
		}
		n.DecidedAt, n.DecidedBy, n.Note = tx.NowMS(), authz.From(ctx).Who(), strings.TrimSpace(in.Note)
		if !in.Agree {
			return s.freeTx(ctx, tx, n, o)
		}
		keep, err := s.keepingTx(ctx, tx)
		if err == nil && o.PayFen() < keep.kept(*o) { // the rule came after the question
			err = keep.refusal(*o)
		}
		return err
	})
}

// DropNetting takes a netting back that was not booked yet; the order pays the household in full again. Needs fund.PermMake and a reason.
// Codes: fund.reason, stale, flow.not_allowed (also when the order is in a batch).
func (s *Service) DropNetting(ctx context.Context, nettingID string, version int64, reason string) (Netting, error) {
	return s.onNetting(ctx, fund.PermMake, nettingID, version, actDropNet, reason, func(tx *db.Tx, n *Netting, o *Order) error {
		n.Note = strings.TrimSpace(reason)
		return s.freeTx(ctx, tx, n, o)
	})
}

// onNetting moves a netting of a waiting order along its table; do may change both before they are written.
func (s *Service) onNetting(ctx context.Context, perm authz.Permission, nettingID string, version int64, act flow.Action, why string,
	do func(tx *db.Tx, n *Netting, o *Order) error,
) (n Netting, err error) {
	if err := authz.Require(ctx, perm); err != nil {
		return n, err
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if n, err = findNetting(ctx, tx, nettingID); err != nil {
			return err
		}
		o, err := findOrder(ctx, tx, n.OrderID)
		if err != nil {
			return err
		}
		tr, err := s.nettings.Next(n.State, act)
		if err != nil {
			return flow.By(err, n.UpdatedBy, n.UpdatedAt)
		}
		switch {
		case !n.across(): // what was kept back falls with its order only
			return errs.New(errs.NotFound, "not_found")
		case n.Version != version:
			return stale(n.UpdatedBy, n.UpdatedAt)
		case tr.NeedsReason && strings.TrimSpace(why) == "":
			return errs.InvalidField("reason", "fund.reason")
		case o.BatchID != "":
			return errs.New(errs.Conflict, "fund.order_batched")
		}
		if err := do(tx, &n, &o); err != nil {
			return err
		}
		n.State = tr.To
		if err := updateNetting(ctx, tx, &n); err != nil {
			return err
		}
		turn := actNetted
		if act == actAgree { // what is held may be given back to the household, but not passed on
			turn = actAskNet
		}
		if err := s.step(ctx, tx, &o, turn); err != nil {
			return err
		}
		if err := s.tasks.CloseTx(ctx, tx, "", n.ID, TaskNetting); err != nil {
			return err
		}
		what := s.nettings.ActionText[act].ZH + "跨资金相抵 " + yuan(n.AmountFen) + " 元"
		if err := s.note(ctx, tx, "fund."+string(act)+"_netting", o, what, why, n); err != nil {
			return err
		}
		if err := s.wholeTx(ctx, tx, &o); err != nil {
			return err
		}
		n, err = findNetting(ctx, tx, n.ID)
		return err
	})
	return n, err
}

// freeTx gives an amount back that was to be netted: the recovery is open again, the order pays it to the household.
func (s *Service) freeTx(ctx context.Context, tx *db.Tx, n *Netting, o *Order) error {
	r, err := findRecovery(ctx, tx, n.RecoveryID)
	if err != nil {
		return err
	}
	o.OffsetFen -= n.AmountFen
	r.PendingFen -= n.AmountFen
	return updateRecovery(ctx, tx, &r)
}

// unnetTx takes back every netting of an order that falls, or that has to come back itself: what was to go to another fund stays, and
// what was kept back in its own fund is owed again. What another fund got with the payment stays with it. The caller writes the order.
func (s *Service) unnetTx(ctx context.Context, tx *db.Tx, o *Order) error {
	list, err := findNettings(ctx, tx, []string{o.ID}, NettingAsked, NettingAgreed, NettingDone)
	if err != nil {
		return err
	}
	for i := range list {
		n := &list[i]
		if n.State == NettingDone && n.across() {
			continue
		}
		if n.across() {
			err = s.freeTx(ctx, tx, n, o)
		} else {
			err = reopenTx(ctx, tx, n, o)
		}
		if err != nil {
			return err
		}
		tr, err := s.nettings.Next(n.State, actFall)
		if err != nil {
			return err
		}
		n.State = tr.To
		if err := updateNetting(ctx, tx, n); err != nil {
			return err
		}
		if err := s.tasks.CloseTx(ctx, tx, "", n.ID, TaskNetting); err != nil {
			return err
		}
		if err := s.note(ctx, tx, "fund.unnet", *o, "撤销相抵 "+yuan(n.AmountFen)+" 元，恢复追回", o.Reason, *n); err != nil {
			return err
		}
	}
	return nil
}

func reopenTx(ctx context.Context, tx *db.Tx, n *Netting, o *Order) error {
	r, err := findRecovery(ctx, tx, n.RecoveryID)
	if err != nil {
		return err
	}
	o.NettedFen -= n.AmountFen
	r.ReceivedFen -= n.AmountFen
	r.NettedFen -= n.AmountFen
	r.State = "open"
	return updateRecovery(ctx, tx, &r)
}

// wholeTx pays an order of which nothing is left for the bank: its reservation goes to the funds that are owed.
func (s *Service) wholeTx(ctx context.Context, tx *db.Tx, o *Order) error {
	if o.OffsetFen == 0 || o.PayFen() > 0 {
		return nil
	}
	list, err := findNettings(ctx, tx, []string{o.ID}, NettingAsked, NettingAgreed)
	if err != nil {
		return err
	}
	for _, n := range list {
		if n.State == NettingAsked {
			return nil
		}
	}
	if o.DueOn > tx.Today() {
		return errs.New(errs.Conflict, "fund.not_due", "due_on", o.DueOn)
	}
	overdue, err := findOverdue(ctx, tx, []string{o.CaseID})
	if err != nil {
		return err
	}
	if overdue[o.CaseID] {
		return errs.New(errs.Conflict, "fund.revisit_overdue")
	}
	held, err := ledger.HeldTx(ctx, tx, []string{o.HoldID})
	if err != nil {
		return err
	}
	acts := offsetActs(*o, list, held[o.HoldID], tx.Today())
	acts = append(acts, ledger.Release(ledger.End{Hold: o.HoldID, Key: "order/" + o.ID + "/settle", Memo: "全额与追回相抵", Meta: orderMeta(*o, "offset")}))
	booked, err := ledger.DoTx(ctx, tx, acts...)
	if err != nil {
		return err
	}
	for i := range list {
		if err := s.doneTx(ctx, tx, &list[i], booked[i].ID, tx.Today()); err != nil {
			return err
		}
	}
	o.SettledTx, o.HoldID, o.PaidOn = booked[0].ID, "", tx.Today()
	if err := s.step(ctx, tx, o, actSettle); err != nil {
		return err
	}
	if err := s.note(ctx, tx, "fund.settle", *o, "全额与其他资金的追回相抵 "+yuan(o.OffsetFen)+" 元", "", nil); err != nil {
		return err
	}
	return s.tell(ctx, tx, *o)
}

// offsetActs books what an order's fund gives to the funds that are owed: out of one fund and its share of the bank, into the other and
// its share, and out of the budget that the order was promised in.
func offsetActs(o Order, list []Netting, held []ledger.Posting, on string) []ledger.Act {
	acts := make([]ledger.Act, 0, len(list))
	for _, n := range list {
		meta := orderMeta(o, "offset")
		meta["from"], meta["recovered"] = n.FromFundID, n.Recovered
		p := make([]ledger.Posting, 0, len(held)+1)
		for _, h := range held {
			p = append(p, ledger.Posting{Debit: h.Debit, Credit: h.Credit, Amount: n.AmountFen})
		}
		p = append(p, fund.Back(n.ToFundID, n.AmountFen))
		acts = append(acts, ledger.Post(ledger.New{Key: "netting/" + n.ID, EffectiveOn: on, Memo: "与其他资金的追回相抵", Meta: meta, Postings: p}))
	}
	return acts
}

// doneTx writes that a netting was booked: the money came back to the fund that was owed, as if the household had brought it.
func (s *Service) doneTx(ctx context.Context, tx *db.Tx, n *Netting, txID, on string) error {
	tr, err := s.nettings.Next(n.State, actBook)
	if err != nil {
		return err
	}
	n.State, n.TxID, n.DoneOn = tr.To, txID, on
	if err := updateNetting(ctx, tx, n); err != nil {
		return err
	}
	r, err := findRecovery(ctx, tx, n.RecoveryID)
	if err != nil {
		return err
	}
	r.PendingFen -= n.AmountFen
	if err := s.cameBackTx(ctx, tx, &r, n.AmountFen); err != nil {
		return err
	}
	what := fmt.Sprintf("追回由其他资金的付款抵付 %s 元", yuan(n.AmountFen))
	return s.note(ctx, tx, "fund.recovery_netted", Order{ID: r.OrderID, CaseID: r.CaseID}, what, n.OrderID, r)
}

// Consent reads the donor's document of a netting; the look is journalled. Needs fund.PermView.
func (s *Service) Consent(ctx context.Context, nettingID string) (f blob.File, body io.ReadSeekCloser, err error) {
	if err := authz.Require(ctx, fund.PermView); err != nil {
		return f, nil, err
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		n, err := findNetting(ctx, tx, nettingID)
		if err != nil {
			return err
		}
		if f, err = blob.FileTx(ctx, tx, n.FileID); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{Action: "file.look", ObjectType: "payment_order", ObjectID: n.OrderID, Summary: "查看捐赠人同意书 " + n.DocumentNo})
	})
	if err != nil {
		return f, nil, err
	}
	body, err = s.blobs.Open(f.Ref())
	return f, body, err
}
