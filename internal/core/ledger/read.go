package ledger

import (
	"context"
	"slices"

	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

// OpenTx opens accounts, parents before what is below them. Opening one again with the same definition does nothing; with
// another one it is errs.Conflict ledger.account_differs. A parent must be an open group account.
func OpenTx(ctx context.Context, tx *db.Tx, accounts ...Account) error {
	codes := make([]string, 0, len(accounts))
	for _, a := range accounts {
		codes = append(codes, a.Code)
		if a.Parent != "" {
			codes = append(codes, a.Parent)
		}
	}
	have, err := findAccounts(ctx, tx, distinct(codes))
	if err != nil {
		return err
	}
	var fresh []Account
	for _, a := range accounts {
		if a.bad(have) {
			return errs.New(errs.Internal, "ledger.account_bad", "account", a.Code)
		}
		h, ok := have[a.Code]
		if !ok {
			have[a.Code] = accountRow{a.Code, a.Parent, a.Name, a.Commodity, a.Side, a.Group}
			fresh = append(fresh, a)
		} else if h.Parent != a.Parent || h.Commodity != a.Commodity || h.Side != a.Side || h.IsGroup != a.Group {
			return errs.New(errs.Conflict, "ledger.account_differs", "account", a.Code)
		}
	}
	return insertAccounts(ctx, tx, fresh, who(ctx))
}

func (a Account) bad(have map[string]accountRow) bool {
	if a.Code == "" || a.Name == "" || a.Commodity == "" || a.Side != Debit && a.Side != Credit || a.Parent == a.Code ||
		a.Group && (a.Floor != nil || a.Ceiling != nil) {
		return true
	}
	p, ok := have[a.Parent]
	return a.Parent != "" && (!ok || !p.IsGroup || p.Commodity != a.Commodity)
}

// LimitTx sets floor and ceiling of an account; a bound that the account has passed already is errs.Conflict ledger.floor
// or ledger.ceiling.
func LimitTx(ctx context.Context, tx *db.Tx, account string, floor, ceiling *int64) error {
	done, err := setLimits(ctx, tx, account, floor, ceiling)
	if err != nil || done {
		return err
	}
	b, err := findBalance(ctx, tx, account)
	if errs.IsKind(err, errs.NotFound) {
		return errs.New(errs.Invalid, "ledger.account_unknown", "account", account)
	}
	if err != nil {
		return err
	}
	if b.Floor = floor; floor != nil && b.Available() < 0 {
		return errs.New(errs.Conflict, "ledger.floor", "account", account, "available", b.Available(), "wanted", 0)
	}
	return errs.New(errs.Conflict, "ledger.ceiling", "account", account, "room", *ceiling-b.Balance-b.Coming, "wanted", 0)
}

// BalanceTx tells what an account holds now; a group account sums what is below it, seen from its own side. Unknown is
// errs.NotFound.
func BalanceTx(ctx context.Context, tx *db.Tx, account string) (Balance, error) {
	b, err := findBalance(ctx, tx, account)
	if !errs.IsKind(err, errs.NotFound) {
		return b, err
	}
	a, err := findAccount(ctx, tx, account)
	if err != nil {
		return Balance{}, err
	}
	rows, err := findBelow(ctx, tx, account)
	if err != nil {
		return Balance{}, err
	}
	sum := Balance{Account: account, Commodity: a.Commodity, Sign: a.Side.sign()}
	for _, r := range rows {
		if r.Sign != sum.Sign {
			r.Balance, r.Going, r.Coming = -r.Balance, r.Coming, r.Going
		}
		sum.Balance += r.Balance
		sum.Going += r.Going
		sum.Coming += r.Coming
		sum.Entries += r.Entries
	}
	return sum, nil
}

// BalancesTx tells what several accounts hold now, by code; unknown ones and groups are left out.
func BalancesTx(ctx context.Context, tx *db.Tx, accounts []string) (map[string]Balance, error) {
	rows, err := findBalances(ctx, tx, accounts)
	out := make(map[string]Balance, len(rows))
	for _, b := range rows {
		out[b.Account] = b
	}
	return out, err
}

// BalanceAtTx recomputes the booked balance of an account (or of all below a group) at a point in time, on its normal side.
func BalanceAtTx(ctx context.Context, tx *db.Tx, account string, at At) (int64, error) {
	if err := at.check(); err != nil {
		return 0, err
	}
	a, err := findAccount(ctx, tx, account)
	if err != nil {
		return 0, err
	}
	raw, err := sumAt(ctx, tx, account, at)
	return a.Side.sign() * raw, err
}

func (at At) check() error {
	if at.EffectiveOn == "" {
		return nil
	}
	if _, err := clock.ParseDate(at.EffectiveOn); err != nil {
		return errs.InvalidField("effective_on", "ledger.date_bad")
	}
	return nil
}

// TrialBalanceTx lists what was booked on both sides of every account up to a point in time; the two sums of a commodity
// agree. Codes: ledger.date_bad.
func TrialBalanceTx(ctx context.Context, tx *db.Tx, at At) ([]Trial, error) {
	if err := at.check(); err != nil {
		return nil, err
	}
	return findTrial(ctx, tx, at)
}

// LinesTx pages through the entries of an account, newest first; there are none of an unknown one.
func LinesTx(ctx context.Context, tx *db.Tx, account string, p db.Page) ([]Line, string, error) {
	order, err := p.Order(map[string]db.Sort{"seq": {Column: "seq"}}, "-seq")
	if err != nil {
		return nil, "", err
	}
	b, err := findBalance(ctx, tx, account)
	if errs.IsKind(err, errs.NotFound) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", err
	}
	from, to, err := p.Numbered(order, b.Entries)
	if err != nil {
		return nil, "", err
	}
	lines, err := findLines(ctx, tx, b, from, to)
	if err != nil {
		return nil, "", err
	}
	if order.Desc {
		slices.Reverse(lines)
	}
	lines, next := db.Cut(p, lines, func(l Line) (any, string) { return l.Seq, l.TxID })
	return lines, next, nil
}

// LinesAfterTx reads all entries of an account that bear a higher number than after (0: all), oldest first. Unknown is errs.NotFound.
func LinesAfterTx(ctx context.Context, tx *db.Tx, account string, after int64) ([]Line, error) {
	b, err := findBalance(ctx, tx, account)
	if err != nil {
		return nil, err
	}
	return findLines(ctx, tx, b, after+1, b.Entries)
}

// TransactionTx reads one transaction with its entries; unknown is errs.NotFound.
func TransactionTx(ctx context.Context, tx *db.Tx, id string) (Transaction, error) {
	t, err := findTransaction(ctx, tx, id)
	if err != nil {
		return t, err
	}
	t.Entries, err = findEntries(ctx, tx, []string{id})
	return t, err
}

// BookedTx counts and sums the booked entries of transactions in one commodity.
func BookedTx(ctx context.Context, tx *db.Tx, ids []string, commodity string) (n, sum int64, err error) {
	rows, err := findEntries(ctx, tx, ids)
	for _, e := range rows {
		if e.Commodity == commodity && booked(e.Act) != 0 {
			n++
			sum += e.Amount
		}
	}
	return n, sum, err
}

// HeldTx gives the postings of holds, by hold, as when they were reserved.
func HeldTx(ctx context.Context, tx *db.Tx, holds []string) (map[string][]Posting, error) {
	rows, err := findEntries(ctx, tx, holds)
	out := make(map[string][]Posting, len(holds))
	for _, e := range rows {
		if e.Act == kindHold {
			out[e.TxID] = append(out[e.TxID], Posting{Debit: e.Debit, Credit: e.Credit, Amount: e.Amount})
		}
	}
	return out, err
}
