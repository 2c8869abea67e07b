package fund

import (
	"context"
	"maps"
	"slices"
	"strings"

	"yice/internal/core/ledger"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

// FundsTx reads all funds, by code. The caller decides who may know.
func (s *Service) FundsTx(ctx context.Context, tx *db.Tx) ([]Fund, error) {
	return findFunds(ctx, tx, "")
}

// ChainsTx finds the first of the orders that replaced one another, for each of the given orders, unknown ones left out. The caller decides
// who may know.
func (s *Service) ChainsTx(ctx context.Context, tx *db.Tx, ids []string) (map[string]string, error) {
	root := make(map[string]string, len(ids))
	before := map[string]string{} // a later order by what it replaces, still to be climbed from
	err := findReplaced(ctx, tx, ids, func(r replaced) {
		if root[r.ID] = r.ID; r.ReplacesID != "" {
			before[r.ID] = r.ReplacesID
		}
	})
	for len(before) > 0 && err == nil {
		up := make(map[string]string, len(before))
		err = findReplaced(ctx, tx, slices.Compact(slices.Sorted(maps.Values(before))), func(r replaced) { up[r.ID] = r.ReplacesID })
		for id, at := range before {
			root[id] = at
			if before[id] = up[at]; up[at] == "" {
				delete(before, id)
			}
		}
	}
	return root, err
}

// LastOrdersTx finds the last of the orders that replaced one another, by the first of them. The caller decides who may know.
func (s *Service) LastOrdersTx(ctx context.Context, tx *db.Tx, first []string) (map[string]Order, error) {
	list, err := findOrders(ctx, tx, first)
	if err != nil {
		return nil, err
	}
	out := make(map[string]Order, len(list))
	from := map[string]string{} // the first order by the latest that is known of its chain
	var next []string
	for _, o := range list {
		if out[o.ID] = o; o.ReplacedBy != "" {
			from[o.ReplacedBy], next = o.ID, append(next, o.ReplacedBy)
		}
	}
	for len(next) > 0 {
		if list, err = findOrders(ctx, tx, next); err != nil {
			return nil, err
		}
		next = nil
		for _, o := range list {
			if out[from[o.ID]] = o; o.ReplacedBy != "" {
				from[o.ReplacedBy], next = from[o.ID], append(next, o.ReplacedBy)
			}
		}
	}
	return out, nil
}

// LastMoveTx is the number of a fund's latest entry, 0 when it has none. The caller decides who may know.
func (s *Service) LastMoveTx(ctx context.Context, tx *db.Tx, fundID string) (int64, error) {
	b, err := ledger.BalanceTx(ctx, tx, fundAccount(fundID))
	if errs.IsKind(err, errs.NotFound) {
		return 0, nil
	}
	return b.Entries, err
}

// OrderByIDTx reads one order. The caller decides who may know.
func (s *Service) OrderByIDTx(ctx context.Context, tx *db.Tx, orderID string) (Order, error) {
	return findOrder(ctx, tx, orderID)
}

// Out describes money that leaves a fund without being aid: a refund to its donor, or a change to another fund. Key makes it
// happen once; Gift names the donation whose money it is.
type Out struct {
	Key       string
	FundID    string
	ToFundID  string // another fund instead of the donor
	AmountFen int64
	Gift      string
	Memo      string
}

// OutTx books it. Needs PermReview; the caller has checked the reason and the second person. Codes: fund.amount, fund.closed,
// FUND_BALANCE when the money is promised already.
func (s *Service) OutTx(ctx context.Context, tx *db.Tx, o Out) (txID string, err error) {
	if err := authz.Require(ctx, PermReview); err != nil {
		return "", err
	}
	if o.AmountFen <= 0 || o.AmountFen > ledger.MaxAmount {
		return "", errs.InvalidField("amount_fen", "fund.amount")
	}
	f, err := findFund(ctx, tx, o.FundID)
	if err != nil {
		return "", err
	}
	n := ledger.New{
		Key: o.Key, Memo: o.Memo, Meta: map[string]string{"kind": "refund", "gift": o.Gift},
		Postings: []ledger.Posting{{Debit: fundAccount(f.ID), Credit: bankAccount(f.ID), Amount: o.AmountFen}},
	}
	if o.ToFundID != "" {
		to, err := findFund(ctx, tx, o.ToFundID)
		if err != nil {
			return "", unknown(err, "to_fund_id", "fund.fund_unknown")
		}
		if to.State != "open" {
			return "", errs.New(errs.Conflict, "fund.closed", "fund", to.Name)
		}
		n.Meta["kind"] = "repurpose"
		n.Postings = append(n.Postings, ledger.Posting{Debit: bankAccount(to.ID), Credit: fundAccount(to.ID), Amount: o.AmountFen})
	}
	t, err := ledger.PostTx(ctx, tx, n)
	return t.ID, balanceError(err, f)
}

// Allows tells whether the fund may hold a gift that its donor gave for these purposes (none: for anything): a restricted
// fund that pays for nothing else, or an unrestricted one for an unrestricted gift.
func (f Fund) Allows(purposes []string) bool {
	if len(purposes) == 0 {
		return !f.Restricted
	}
	if !f.Restricted || len(f.Purposes) == 0 {
		return false
	}
	named := "\n" + strings.Join(purposes, "\n") + "\n"
	for _, p := range f.Purposes {
		if !strings.Contains(named, "\n"+p+"\n") {
			return false
		}
	}
	return true
}
