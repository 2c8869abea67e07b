package batch

import (
	"context"
	"slices"

	"yice/internal/core/people"
	"yice/internal/kit/db"
	"yice/internal/kit/id"
	"yice/internal/module/fund"
	"yice/internal/module/order"
)

// conditions is what decides whether an order may be in a batch, read once for many.
type conditions struct {
	batch    Batch
	today    string
	standing order.Standing
	funds    map[string]fund.Fund
	accounts map[string]people.Account
	payees   map[string]bool
	room     int64
	seq      int64
}

func (s *Service) conditions(ctx context.Context, tx *db.Tx, b Batch, list []order.Order) (*conditions, error) {
	c := &conditions{batch: b, today: tx.Today(), funds: map[string]fund.Fund{}, payees: map[string]bool{}}
	accounts := make([]string, len(list))
	for i, o := range list {
		accounts[i] = o.BankAccountID
	}
	var err error
	if c.standing, err = s.orders.StandingTx(ctx, tx, list); err != nil {
		return nil, err
	}
	if c.accounts, err = s.people.AccountsTx(ctx, tx, unique(accounts)); err != nil {
		return nil, err
	}
	all, err := s.funds.FundsTx(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, f := range all {
		c.funds[f.ID] = f
	}
	lines, err := findLines(ctx, tx, b.ID)
	if err != nil {
		return nil, err
	}
	for _, l := range lines {
		c.payees[l.PayeePersonID] = true
		c.seq = max(c.seq, l.Seq)
	}
	c.room = int64(maxLines - len(lines))
	return c, nil
}

func unique(ids []string) []string {
	out := slices.Clone(ids)
	slices.Sort(out)
	return slices.Compact(out)
}

// against tells what stands against putting the order in, or "".
func (c *conditions) against(o order.Order, forced string) (string, map[string]any) {
	code, params := c.ever(o)
	switch {
	case code != "":
	case o.State == order.OrderHeld:
		code, params = "fund.held", map[string]any{"reason": o.Reason}
	case o.State != order.OrderWaiting:
		code = "fund.not_waiting"
	case o.DueOn > c.batch.PayOn:
		code, params = "fund.not_due", map[string]any{"due_on": o.DueOn}
	case c.standing.Owed(o) > 0:
		code, params = "fund.recovery_open", map[string]any{"amount": yuan(c.standing.Claimed(o))}
	case c.standing.Asked[o.ID]:
		code = "fund.netting_open"
	case c.payees[o.PayeePersonID] && forced == "":
		code = "fund.payee_twice"
	case c.room <= 0:
		code = "fund.too_many_lines"
	default:
		c.room--
	}
	return code, params
}

// ever is what must hold at the adding, at the lock and at the release.
func (c *conditions) ever(o order.Order) (string, map[string]any) {
	a, known := c.accounts[o.BankAccountID]
	switch {
	case c.standing.Overdue[o.CaseID]:
		return "fund.revisit_overdue", nil
	case c.funds[o.FundID].Payer != c.batch.Payer:
		return "fund.other_payer", nil
	case !known || a.ToOn != "" && a.ToOn <= c.today:
		return "fund.account_replaced", nil
	}
	return "", nil
}

func (c *conditions) line(tx *db.Tx, o order.Order) Line {
	a := c.accounts[o.BankAccountID]
	c.seq++
	return Line{
		ID: id.New(tx.Now()), BatchID: c.batch.ID, Seq: c.seq, OrderID: o.ID, PayeePersonID: o.PayeePersonID, BankAccountID: o.BankAccountID, Holder: a.Holder,
		Bank: a.Bank, BankCode: a.BankCode, Branch: a.Branch, Last4: a.Last4, Purpose: o.Purpose, AmountFen: o.PayFen(), State: "open",
	}
}
