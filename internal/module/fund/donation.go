package fund

import (
	"context"
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

// LastMoveTx is the number of a fund's latest entry, 0 when it has none. The caller decides who may know.
func (s *Service) LastMoveTx(ctx context.Context, tx *db.Tx, fundID string) (int64, error) {
	b, err := ledger.BalanceTx(ctx, tx, fundAccount(fundID))
	if errs.IsKind(err, errs.NotFound) {
		return 0, nil
	}
	return b.Entries, err
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
