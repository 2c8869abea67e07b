package order

import (
	"context"
	"slices"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/money"
	"yice/internal/module/fund"
)

// keeping is what netting leaves to a household, by parameters that a book may do without. Of each payment it keeps the larger of a
// share (netting.keep.share, rounded up to the yuan) and an amount (netting.keep.least). Payments for some purposes
// (netting.exempt: what secures the bare living) are not netted at all.
type keeping struct {
	share  money.Ratio
	least  money.Fen
	exempt []string
}

func (s *Service) keepingTx(ctx context.Context, tx *db.Tx) (k keeping, err error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return k, err
	}
	p, err := s.policy.AtTx(ctx, tx, a.Area, tx.Today())
	if err != nil {
		return k, err
	}
	if p.Has("netting.keep.share") {
		if k.share, err = p.Ratio("netting.keep.share"); err != nil {
			return k, err
		}
	}
	if p.Has("netting.keep.least") {
		if k.least, err = p.Fen("netting.keep.least"); err != nil {
			return k, err
		}
	}
	if p.Has("netting.exempt") {
		k.exempt, err = p.List("netting.exempt")
	}
	return k, err
}

// exempts tells whether a payment must reach the household whole.
func (k keeping) exempts(o Order) bool { return slices.Contains(k.exempt, o.Purpose) }

// kept is what the household keeps of an order, in fen: of all that it promised, whatever was netted since, and never more than that.
func (k keeping) kept(o Order) int64 {
	whole := money.Fen(o.AmountFen + o.NettedFen)
	if k.exempts(o) {
		return int64(whole)
	}
	part, err := whole.Times(k.share, money.CeilToYuan)
	if err != nil { // a share beyond all reckoning takes the whole
		part = whole
	}
	return int64(min(whole, max(part, k.least)))
}

// room is what may still be netted of an order, in fen.
func (k keeping) room(o Order) int64 { return max(0, o.PayFen()-k.kept(o)) }

// refusal says why nothing may be netted of an order.
func (k keeping) refusal(o Order) error {
	switch {
	case k.exempts(o):
		return errs.New(errs.Conflict, "fund.net_exempt", "purpose", fund.Words(fund.Purposes(), o.Purpose))
	case k.kept(o) > 0:
		return errs.New(errs.Conflict, "fund.net_kept", "keep", yuan(k.kept(o)))
	}
	return errs.New(errs.Conflict, "fund.net_nothing")
}

func (s *Service) refusalTx(ctx context.Context, tx *db.Tx, o Order) error {
	keep, err := s.keepingTx(ctx, tx)
	if err != nil {
		return err
	}
	return keep.refusal(o)
}
