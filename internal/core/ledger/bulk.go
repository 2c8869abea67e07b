package ledger

import (
	"context"
	"slices"

	"yice/internal/kit/db"
)

// BulkTx books very many postings in pieces, all or nothing, and tells how many were new: next gives a piece (10,000 or so) until
// it gives none. The accounts that any of them may touch are named beforehand, so that they are locked once and in order, and two
// bulks over the same accounts queue; an account that was not named counts as unknown. Each piece is a batch with its own link,
// balances are written once at the end, and floors are compared piece by piece. A refusal ends the whole transaction, even if the
// caller passes over the error. Codes as PostTx, and those of next.
func BulkTx(ctx context.Context, tx *db.Tx, accounts []string, next func() ([]New, error)) (n int64, err error) {
	defer func() { tx.Doom(err) }()
	b := &batch{}
	r := tx.Reads(ctx)
	if b.accounts, err = lockAccounts(r, tx, distinct(slices.Clone(accounts))); err != nil {
		return 0, err
	}
	if err := r.Send(); err != nil {
		return 0, err
	}
	for {
		list, err := next()
		if err != nil {
			return 0, err
		}
		if len(list) == 0 {
			break
		}
		u := &unit{by: who(ctx), acts: make([]Act, len(list))}
		for i, in := range list {
			u.acts[i] = Post(in)
		}
		if err := b.piece(ctx, tx, u); err != nil {
			return 0, err
		}
		n += int64(len(b.fresh))
	}
	w := tx.Writes(ctx)
	writeBalances(w, b)
	return n, w.Send()
}

// piece decides on a unit and writes all of it but the balances.
func (b *batch) piece(ctx context.Context, tx *db.Tx, u *unit) (err error) {
	if u.draft(tx, nil); u.err != nil {
		return u.err
	}
	keys := make([]string, len(u.drafts))
	for i, d := range u.drafts {
		keys[i] = d.t.Key
	}
	r := tx.Reads(ctx)
	if b.stored, err = findByKeys(r, tx, distinct(keys)); err != nil {
		return err
	}
	if err := r.Send(); err != nil {
		return err
	}
	if err := withEntries(ctx, tx, b.stored); err != nil {
		return err
	}
	b.taken, b.fresh = map[string]*draft{}, nil
	if err := b.decide(u, tx.NowMS()); err != nil || len(b.fresh) == 0 {
		return err
	}
	b.name(tx)
	w := tx.Writes(ctx)
	if err := writeBooked(ctx, tx, w, b); err != nil {
		return err
	}
	return w.Send()
}
