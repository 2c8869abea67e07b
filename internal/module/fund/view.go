package fund

import (
	"context"
	"slices"

	"yice/internal/core/ledger"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/web"
)

// FundShown is a fund with its money, in fen: Balance is what is there, Committed what is promised and not yet paid,
// Available what may still be promised.
type FundShown struct {
	Fund
	SourceText   string   `json:"source_text"`
	BalanceFen   int64    `json:"balance_fen"`
	CommittedFen int64    `json:"committed_fen"`
	AvailableFen int64    `json:"available_fen"`
	ReceivedFen  int64    `json:"received_fen"`
	PaidFen      int64    `json:"paid_fen"`
	OtherFen     int64    `json:"other_fen" doc:"what else changed the balance: recoveries, refunds, other purposes, nettings; received - paid + other = balance"`
	Can          []string `json:"can"`
}

// Said is the word of a code in the language of the request.
func Said(ctx context.Context, list []Coded, code string) string {
	for _, c := range list {
		if c.Code == code {
			return c.Text.In(web.Language(ctx))
		}
	}
	return code
}

func fundCan(a *authz.Actor, f Fund) []string {
	out := []string{}
	if a.Has(PermManage) && f.State == "open" {
		out = append(out, "receive", "budget", "close")
	}
	if a.Has(PermManage) && f.State != "open" {
		out = append(out, "reopen")
	}
	if a.Has(PermReview) {
		out = append(out, "reverse_receipt")
	}
	return out
}

func (s *Service) showFunds(ctx context.Context, tx *db.Tx, list []Fund) ([]FundShown, error) {
	accounts := make([]string, len(list))
	for i, f := range list {
		accounts[i] = fundAccount(f.ID)
	}
	held, err := ledger.BalancesTx(ctx, tx, accounts)
	if err != nil {
		return nil, err
	}
	received, err := findReceived(ctx, tx)
	if err != nil {
		return nil, err
	}
	paid, err := s.orders.Paid(ctx, tx)
	if err != nil {
		return nil, err
	}
	out := make([]FundShown, len(list))
	for i, f := range list {
		b := held[fundAccount(f.ID)]
		out[i] = FundShown{
			Fund: f, SourceText: Said(ctx, Sources(), f.Source), BalanceFen: b.Balance, CommittedFen: b.Going, AvailableFen: b.Available(),
			ReceivedFen: received[f.ID], PaidFen: paid[f.ID],
			OtherFen: b.Balance - received[f.ID] + paid[f.ID], Can: fundCan(authz.From(ctx), f),
		}
	}
	return out, nil
}

// Funds lists all funds by code. Needs PermView.
func (s *Service) Funds(ctx context.Context, state string) (out []FundShown, err error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		list, err := findFunds(ctx, tx, state)
		if err != nil {
			return err
		}
		out, err = s.showFunds(ctx, tx, list)
		return err
	})
	return out, err
}

// FundPage is one fund with its budgets.
type FundPage struct {
	FundShown
	Budgets []Budget `json:"budgets"`
}

// Fund reads one fund. Needs PermView.
func (s *Service) Fund(ctx context.Context, fundID string) (p FundPage, err error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return p, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		f, err := findFund(ctx, tx, fundID)
		if err != nil {
			return err
		}
		shown, err := s.showFunds(ctx, tx, []Fund{f})
		if err != nil {
			return err
		}
		p.FundShown = shown[0]
		p.Budgets, err = s.budgetsTx(ctx, tx, f.ID)
		return err
	})
	return p, err
}

func (s *Service) budgetsTx(ctx context.Context, tx *db.Tx, fundID string) ([]Budget, error) {
	list, err := findBudgets(ctx, tx, fundID)
	if err != nil {
		return nil, err
	}
	accounts := make([]string, len(list))
	for i, b := range list {
		accounts[i] = budgetAccount(fundID, b.Half)
	}
	left, err := ledger.BalancesTx(ctx, tx, accounts)
	for i, b := range list {
		list[i].UsedFen = b.AmountFen - left[accounts[i]].Available()
	}
	return list, err
}

// FundTx reads one fund; the caller has checked the right.
func (s *Service) FundTx(ctx context.Context, tx *db.Tx, fundID string) (Fund, error) {
	return findFund(ctx, tx, fundID)
}

// Choice is a fund as those see it who plan a payment.
type Choice struct {
	ID           string `json:"id"`
	Code         string `json:"code"`
	Name         string `json:"name"`
	Source       string `json:"source"`
	SourceText   string `json:"source_text"`
	Restricted   bool   `json:"restricted"`
	AvailableFen int64  `json:"available_fen"`
}

// ChoicesTx lists the open funds that may pay for a purpose and a case today.
func (s *Service) ChoicesTx(ctx context.Context, tx *db.Tx, purpose, caseID string) ([]Choice, error) {
	list, err := findFunds(ctx, tx, "open")
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(f Fund) bool {
		return !f.PaysFor(purpose, caseID) || f.FromOn > tx.Today() || f.ToOn != "" && f.ToOn < tx.Today()
	})
	shown, err := s.showFunds(ctx, tx, list)
	out := make([]Choice, len(shown))
	for i, f := range shown {
		out[i] = Choice{f.ID, f.Code, f.Name, f.Source, f.SourceText, f.Restricted, f.AvailableFen}
	}
	return out, err
}

// Movement is one entry of a fund's account in the words of the pool. Kind is receipt, receipt_reversed, order, cancel,
// payment, failed, reopen, recovery, offset (a recovery settled by another fund: out of that one for its order, into this one for the
// order that had to come back), refund or repurpose; ChangeFen is the change of the balance, CommittedFen that of what is promised.
type Movement struct {
	Seq          int64  `json:"seq"`
	On           string `json:"on"`
	At           int64  `json:"at"`
	Kind         string `json:"kind"`
	Memo         string `json:"memo"`
	ChangeFen    int64  `json:"change_fen"`
	CommittedFen int64  `json:"committed_fen"`
	BalanceFen   int64  `json:"balance_fen"`
	OrderID      string `json:"order_id"`
	ReceiptID    string `json:"receipt_id"`
	BatchID      string `json:"batch_id"`
	GiftID       string `json:"gift_id"`
	TxID         string `json:"tx_id"`

	Purpose     string `json:"-"` // of the order, and whose it is; filled by MovesTx
	HouseholdID string `json:"-"`
}

// Receipts pages through what came into a fund, newest first. Needs PermView.
func (s *Service) Receipts(ctx context.Context, fundID string, p db.Page) (out []Receipt, next string, err error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return nil, "", err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if _, err := findFund(ctx, tx, fundID); err != nil {
			return err
		}
		out, next, err = findReceipts(ctx, tx, fundID, p)
		return err
	})
	return out, next, err
}

// Movements pages through what happened to a fund, newest first. Needs PermView.
func (s *Service) Movements(ctx context.Context, fundID string, p db.Page) (out []Movement, next string, err error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return nil, "", err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if _, err := findFund(ctx, tx, fundID); err != nil {
			return err
		}
		lines, n, err := ledger.LinesTx(ctx, tx, fundAccount(fundID), p)
		if err != nil {
			return err
		}
		next, out = n, make([]Movement, len(lines))
		for i, l := range lines {
			out[i] = movement(l)
		}
		return nil
	})
	return out, next, err
}

func movement(l ledger.Line) Movement {
	m := Movement{
		Seq: l.Seq, On: l.EffectiveOn, At: l.BookedAt, Kind: l.Meta.V["kind"], Memo: l.Memo, BalanceFen: l.After, OrderID: l.Meta.V["order"],
		ReceiptID: l.Meta.V["receipt"], BatchID: l.Meta.V["batch"], GiftID: l.Meta.V["gift"], TxID: l.TxID,
	}
	change := l.Amount
	if !l.Raises {
		change = -change
	}
	switch l.Act {
	case "post":
		m.ChangeFen = change
		if m.Kind == "offset" && l.Other != bankAccount(l.Meta.V["from"]) {
			m.OrderID = l.Meta.V["recovered"]
		}
	case "settle":
		m.ChangeFen, m.CommittedFen = change, change
	case "hold":
		m.CommittedFen = -change
	case "release":
		m.CommittedFen = change
		if m.Kind == "payment" {
			m.Kind = "offset" // a paid order's promise is left over only by what went to another fund
		}
	}
	return m
}
