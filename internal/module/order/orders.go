package order

import (
	"context"
	"strings"
	"time"

	"yice/internal/core/flow"
	"yice/internal/core/ledger"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
	"yice/internal/module/fund"
)

// OrderTx promises a payment: it reserves the amount in the fund and, when the half-year of DueOn has one, in the budget.
// The caller has checked the right to do so and the caps. Codes: fund.amount, fund.required, fund.date,
// fund.purpose_unknown, fund.fund_unknown, fund.closed, FUND_RESTRICTED, FUND_BALANCE, fund.budget_exceeded, fund.duplicate
// (with department, period and amount of the earlier order), fund.account_unknown, CARD_HOLDER_MISMATCH.
func (s *Service) OrderTx(ctx context.Context, tx *db.Tx, o Order) (Order, error) {
	o.Period, o.InvoiceNo = strings.TrimSpace(o.Period), strings.TrimSpace(o.InvoiceNo)
	if err := checkOrder(o); err != nil {
		return o, err
	}
	f, err := s.funds.FundTx(ctx, tx, o.FundID)
	if err != nil {
		return o, unknown(err, "fund_id", "fund.fund_unknown")
	}
	if f.State != "open" || o.DueOn < f.FromOn || f.ToOn != "" && tx.Today() > f.ToOn {
		return o, errs.New(errs.Conflict, "fund.closed", "fund", f.Name)
	}
	if !f.PaysFor(o.Purpose, o.CaseID) {
		return o, errs.New(errs.Conflict, "FUND_RESTRICTED", "fund", f.Name)
	}
	if err := s.checkAccount(ctx, tx, o); err != nil {
		return o, err
	}
	o.ID, o.State, o.Live, o.Version = id.New(tx.Now()), OrderWaiting, true, 1
	o.SubjectID = o.PersonID
	if o.SubjectID == "" {
		o.SubjectID = o.HouseholdID
	}
	if o.Year == "" {
		o.Year = o.DueOn[:4]
	}
	o.HeldBy, o.Reason, o.BatchID, o.PaidOn, o.Failure, o.ReplacesID, o.ReplacedBy, o.SettledTx, o.Reclaim = "", "", "", "", "", "", "", "", false
	o.NettedFen, o.OffsetFen = 0, 0
	o.MadeAt, o.MadeBy, o.UpdatedAt, o.UpdatedBy = tx.NowMS(), authz.From(ctx).Who(), tx.NowMS(), authz.From(ctx).Who()
	if err := refuseDuplicate(ctx, tx, o); err != nil {
		return o, err
	}
	if o.HoldID, err = s.reserve(ctx, tx, f, o, "order/"+o.ID+"/hold"); err != nil {
		return o, err
	}
	if err := insertOrder(ctx, tx, o); err != nil {
		return o, err
	}
	return o, s.note(ctx, tx, "fund.order", o, "安排"+fund.WordOf(fund.Purposes(), o.Purpose)+" "+yuan(o.AmountFen)+" 元，资金“"+f.Name+"”", "", o)
}

func checkOrder(o Order) error {
	var f []errs.Field
	bad := func(path, code string) { f = append(f, errs.Field{Path: path, Code: code}) }
	if o.AmountFen <= 0 || o.AmountFen > ledger.MaxAmount {
		bad("amount_fen", "fund.amount")
	}
	for _, x := range [][2]string{
		{"case_id", o.CaseID},
		{"household_id", o.HouseholdID},
		{"payee_person_id", o.PayeePersonID},
		{"bank_account_id", o.BankAccountID},
		{"period", o.Period},
		{"fund_id", o.FundID},
		{"department", o.Department},
	} {
		if x[1] == "" {
			bad(x[0], "fund.required")
		}
	}
	if !fund.Has(fund.Purposes(), o.Purpose) {
		bad("purpose", "fund.purpose_unknown")
	}
	if !isDay(o.DueOn) {
		bad("due_on", "fund.date")
	}
	return errs.InvalidFields(f)
}

// checkAccount wants an account of the payee, or one that the payee holds as registered guardian.
func (s *Service) checkAccount(ctx context.Context, tx *db.Tx, o Order) error {
	a, err := s.people.AccountTx(ctx, tx, o.BankAccountID)
	if err != nil {
		return unknown(err, "bank_account_id", "fund.account_unknown")
	}
	if a.PersonID != o.PayeePersonID && a.GuardianID != o.PayeePersonID {
		return errs.InvalidField("bank_account_id", "CARD_HOLDER_MISMATCH")
	}
	return nil
}

// refuseDuplicate says whose order stands in the way; the constraint behind it holds under concurrency.
func refuseDuplicate(ctx context.Context, tx *db.Tx, o Order) error {
	d, err := findTwin(ctx, tx, o)
	if errs.IsKind(err, errs.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return errs.New(errs.Conflict, "fund.duplicate", "department", d.Department, "period", PeriodWord(d.Period), "amount", yuan(d.AmountFen),
		"made_on", clock.Date(time.UnixMilli(d.MadeAt)), "state", i18n.Word(Orders().StateText[d.State]))
}

func (s *Service) reserve(ctx context.Context, tx *db.Tx, f fund.Fund, o Order, key string) (string, error) {
	return s.funds.PromiseTx(ctx, tx, f, fund.Promise{
		Key: key, AmountFen: o.AmountFen, DueOn: o.DueOn, Memo: fund.WordOf(fund.Purposes(), o.Purpose), Meta: orderMeta(o, "order"),
	})
}

func orderMeta(o Order, kind string) map[string]string {
	m := map[string]string{"kind": kind, "order": o.ID, "case": o.CaseID}
	if o.BatchID != "" {
		m["batch"] = o.BatchID
	}
	return m
}

// note journals an act on an order.
func (s *Service) note(ctx context.Context, tx *db.Tx, action string, o Order, summary, reason string, after any) error {
	return journal.Record(ctx, tx, journal.Event{
		Action: action, ObjectType: "payment_order", ObjectID: o.ID, CaseID: o.CaseID,
		Summary: summary, Reason: reason, After: after,
	})
}

// step moves an order along its table and writes it.
func (s *Service) step(ctx context.Context, tx *db.Tx, o *Order, a flow.Action) error {
	tr, err := s.orders.Next(o.State, a)
	if err != nil {
		return flow.By(err, o.UpdatedBy, o.UpdatedAt)
	}
	o.State = tr.To
	return updateOrder(ctx, tx, o)
}

// HoldOrdersTx holds all orders of a case that have not gone to the bank, for instance when a revisit is overdue or an
// objection came in. A held order leaves a draft batch at once and keeps a locked one from being released.
func (s *Service) HoldOrdersTx(ctx context.Context, tx *db.Tx, caseID, reason string) error {
	return s.eachOfCase(ctx, tx, caseID, func(o *Order) error { return s.holdTx(ctx, tx, o, heldByCase, reason) })
}

func (s *Service) eachOfCase(ctx context.Context, tx *db.Tx, caseID string, fn func(*Order) error) error {
	if caseID == "" {
		return errs.InvalidField("case_id", "fund.required")
	}
	list, err := findOrdersOfCase(ctx, tx, caseID)
	if err != nil {
		return err
	}
	for i := range list {
		if err := fn(&list[i]); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) holdTx(ctx context.Context, tx *db.Tx, o *Order, by, reason string) error {
	switch o.State {
	case OrderHeld:
		if o.HeldBy == by || o.HeldBy == heldByBoth {
			return nil
		}
		o.HeldBy = heldByBoth
		return updateOrder(ctx, tx, o)
	case OrderWaiting, OrderBatched:
	default:
		return nil
	}
	gone, err := s.leaveTx(ctx, tx, o)
	if err != nil || gone {
		return err
	}
	o.HeldBy, o.Reason = by, reason
	if err := s.step(ctx, tx, o, actHold); err != nil {
		return err
	}
	return s.note(ctx, tx, "fund.hold_order", *o, "暂缓发放 "+yuan(o.AmountFen)+" 元", reason, nil)
}

// ResumeOrdersTx lets the orders of a case go that its rooms held; what the finance office held stays held.
func (s *Service) ResumeOrdersTx(ctx context.Context, tx *db.Tx, caseID string) error {
	return s.eachOfCase(ctx, tx, caseID, func(o *Order) error { return s.resumeTx(ctx, tx, o, heldByCase) })
}

func (s *Service) resumeTx(ctx context.Context, tx *db.Tx, o *Order, by string) error {
	if o.State != OrderHeld {
		return nil
	}
	switch o.HeldBy {
	case heldByBoth:
		o.HeldBy = heldByFinance
		if by == heldByFinance {
			o.HeldBy = heldByCase
		}
		return updateOrder(ctx, tx, o)
	case by:
	default:
		return nil
	}
	o.HeldBy, o.Reason = "", ""
	if o.BatchID != "" { // its batch was locked all the while
		o.State = OrderBatched
		if err := updateOrder(ctx, tx, o); err != nil {
			return err
		}
	} else if err := s.step(ctx, tx, o, actResume); err != nil {
		return err
	}
	return s.note(ctx, tx, "fund.resume_order", *o, "恢复发放 "+yuan(o.AmountFen)+" 元", "", nil)
}

// CancelOrdersTx cancels all orders of a case that are neither paid nor at the bank, and gives the money back to the funds.
func (s *Service) CancelOrdersTx(ctx context.Context, tx *db.Tx, caseID, reason string) error {
	return s.eachOfCase(ctx, tx, caseID, func(o *Order) error { return s.cancelTx(ctx, tx, o, reason) })
}

func (s *Service) cancelTx(ctx context.Context, tx *db.Tx, o *Order, reason string) error {
	switch o.State {
	case OrderWaiting, OrderHeld, OrderBatched, OrderFailed:
	default:
		return nil
	}
	gone, err := s.leaveTx(ctx, tx, o)
	if err != nil || gone {
		return err
	}
	if err := s.unnetTx(ctx, tx, o); err != nil {
		return err
	}
	_, err = ledger.ReleaseTx(ctx, tx, ledger.End{Hold: o.HoldID, Key: "order/" + o.ID + "/cancel", Memo: "取消", Meta: orderMeta(*o, "cancel")})
	if err != nil {
		return err
	}
	o.Live, o.Reason, o.HeldBy, o.HoldID = false, reason, "", ""
	if err := s.step(ctx, tx, o, actCancel); err != nil {
		return err
	}
	if err := s.note(ctx, tx, "fund.cancel_order", *o, "取消发放 "+yuan(o.AmountFen)+" 元", reason, nil); err != nil {
		return err
	}
	return s.tell(ctx, tx, *o)
}

// CancelAwardTx cancels the orders of an award that are neither paid nor at the bank.
func (s *Service) CancelAwardTx(ctx context.Context, tx *db.Tx, awardID, reason string) error {
	list, err := findOrdersOfAward(ctx, tx, awardID)
	for i := range list {
		if err == nil {
			err = s.cancelTx(ctx, tx, &list[i], reason)
		}
	}
	return err
}

// ReclaimTx takes an award back, as when a meeting does not ratify an urgent payment: waiting money is cancelled, paid money
// becomes a recovery, and what is at the bank becomes one or the other when the bank answers.
func (s *Service) ReclaimTx(ctx context.Context, tx *db.Tx, awardID, reason string) error {
	list, err := findOrdersOfAward(ctx, tx, awardID)
	if err != nil {
		return err
	}
	for i := range list {
		o := &list[i]
		if err := s.cancelTx(ctx, tx, o, reason); err != nil {
			return err
		}
		switch o.State {
		case OrderPaid:
			err = s.claimTx(ctx, tx, o, reason)
		case OrderBatched:
			o.Reclaim, o.Reason = true, reason
			err = updateOrder(ctx, tx, o)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// OrdersTx lists the orders of a case, oldest first. The caller has checked that the actor sees the case.
func (s *Service) OrdersTx(ctx context.Context, tx *db.Tx, caseID string) ([]Order, error) {
	return findOrdersOfCase(ctx, tx, caseID)
}

// RevisitTx tells by which day a case must be revisited ("" for never). While today is later, no order of the case can enter
// a batch, be locked in one or be released. The casebook calls it whenever the day changes.
func (s *Service) RevisitTx(ctx context.Context, tx *db.Tx, caseID, dueOn string) error {
	if dueOn != "" && !isDay(dueOn) {
		return errs.InvalidField("due_on", "fund.date")
	}
	return saveRevisit(ctx, tx, caseID, dueOn)
}

// Hold holds one order for the finance office; Resume lets it go. Need fund.PermMake; a hold needs a reason. Codes: fund.reason,
// flow.not_allowed, stale, fund.held_by_case, fund.at_bank.
func (s *Service) Hold(ctx context.Context, orderID string, version int64, reason string) (Order, error) {
	if strings.TrimSpace(reason) == "" {
		return Order{}, errs.InvalidField("reason", "fund.reason")
	}
	return s.onOrder(ctx, orderID, version, func(tx *db.Tx, o *Order) error {
		if o.State != OrderWaiting && o.State != OrderBatched {
			_, err := s.orders.Next(o.State, actHold)
			return flow.By(err, o.UpdatedBy, o.UpdatedAt)
		}
		gone, err := s.leaveTx(ctx, tx, o)
		if err != nil {
			return err
		}
		if gone {
			return errs.New(errs.Conflict, "fund.at_bank")
		}
		return s.holdTx(ctx, tx, o, heldByFinance, reason)
	})
}

// Resume lets an order go that the finance office held.
func (s *Service) Resume(ctx context.Context, orderID string, version int64) (Order, error) {
	return s.onOrder(ctx, orderID, version, func(tx *db.Tx, o *Order) error {
		if _, err := s.orders.Next(o.State, actResume); err != nil {
			return flow.By(err, o.UpdatedBy, o.UpdatedAt)
		}
		if o.HeldBy == heldByCase {
			return errs.New(errs.Conflict, "fund.held_by_case", "reason", fund.Said(ctx, holdReasons(), o.Reason))
		}
		return s.resumeTx(ctx, tx, o, heldByFinance)
	})
}

// ChangeAccount sends a waiting order to another account of its payee, the present one when empty. Needs fund.PermMake. Codes: fund.account_unknown,
// CARD_HOLDER_MISMATCH, flow.not_allowed, stale.
func (s *Service) ChangeAccount(ctx context.Context, orderID string, version int64, accountID, reason string) (Order, error) {
	return s.onOrder(ctx, orderID, version, func(tx *db.Tx, o *Order) error {
		before := o.BankAccountID
		if err := s.turnTo(ctx, tx, o, accountID); err != nil {
			return err
		}
		if err := s.step(ctx, tx, o, actAccount); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{
			Action: "fund.change_account", ObjectType: "payment_order", ObjectID: o.ID, CaseID: o.CaseID,
			Summary: "更换收款账户", Before: before, After: accountID, Reason: reason,
		})
	})
}

func (s *Service) onOrder(ctx context.Context, orderID string, version int64, fn func(tx *db.Tx, o *Order) error) (o Order, err error) {
	if err := authz.Require(ctx, fund.PermMake); err != nil {
		return o, err
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if o, err = findOrder(ctx, tx, orderID); err != nil {
			return err
		}
		if o.Version != version {
			return stale(o.UpdatedBy, o.UpdatedAt)
		}
		return fn(tx, &o)
	})
	return o, err
}

// turnTo sends an order to another account; empty means the one that its payee has now.
func (s *Service) turnTo(ctx context.Context, tx *db.Tx, o *Order, accountID string) error {
	if accountID == "" {
		old, err := s.people.AccountTx(ctx, tx, o.BankAccountID)
		if err != nil {
			return unknown(err, "bank_account_id", "fund.account_unknown")
		}
		p, err := s.people.PersonTx(ctx, tx, old.PersonID)
		if err != nil {
			return err
		}
		if p.Account == nil {
			return errs.InvalidField("bank_account_id", "fund.account_unknown")
		}
		accountID = p.Account.ID
	}
	o.BankAccountID = accountID
	return s.checkAccount(ctx, tx, *o)
}

// Again says how a failed order is paid again: to the named account of the payee, or the one that he has now.
type Again struct {
	OrderID       string `json:"order_id" maxLength:"26"`
	BankAccountID string `json:"bank_account_id,omitempty" maxLength:"26"`
}

// RepayTx makes the order that takes a failed one's place. It takes over the reservation, so the money cannot have gone. The caller has
// checked the right to do so. Codes: those of Repay.
func (s *Service) RepayTx(ctx context.Context, tx *db.Tx, in Again) (Order, error) {
	old, err := findOrder(ctx, tx, in.OrderID)
	if err != nil {
		return old, err
	}
	o := old
	o.ID, o.State, o.ReplacesID, o.BatchID, o.Failure, o.Reason, o.Version = id.New(tx.Now()), OrderWaiting, old.ID, "", "", "", 1
	o.MadeAt, o.MadeBy, o.UpdatedAt, o.UpdatedBy, o.DueOn = tx.NowMS(), authz.From(ctx).Who(), tx.NowMS(), authz.From(ctx).Who(), tx.Today()
	if err := s.turnTo(ctx, tx, &o, in.BankAccountID); err != nil {
		return o, err
	}
	old.Live, old.HoldID, old.ReplacedBy = false, "", o.ID
	if err := s.step(ctx, tx, &old, actRepay); err != nil {
		return o, err
	}
	if err := insertOrder(ctx, tx, o); err != nil {
		return o, err
	}
	if err := moveNettings(ctx, tx, old.ID, o.ID); err != nil {
		return o, err
	}
	if err := s.note(ctx, tx, "fund.repay", o, "重付 "+yuan(o.AmountFen)+" 元", "", map[string]string{"replaces": old.ID}); err != nil {
		return o, err
	}
	return o, s.tell(ctx, tx, o)
}

// Repay makes a waiting order in the place of a failed one. Needs fund.PermMake. Codes: flow.not_allowed, stale,
// fund.already_repaid, fund.account_unknown, CARD_HOLDER_MISMATCH.
func (s *Service) Repay(ctx context.Context, version int64, in Again) (Order, error) {
	var made Order
	_, err := s.onOrder(ctx, in.OrderID, version, func(tx *db.Tx, _ *Order) (err error) {
		made, err = s.RepayTx(ctx, tx, in)
		return err
	})
	return made, err
}
