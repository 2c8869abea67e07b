package ledger

import (
	"context"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
)

// Act is one thing to do; Post, Hold, Settle, Release and Reverse make them, DoTx does several at once.
type Act struct {
	kind     string
	in       New
	expires  int64
	target   string // the hold to end, or the transaction to reverse
	endState string
}

// Post books at once.
func Post(n New) Act { return Act{kind: kindPost, in: n} }

// Hold reserves until it is settled, released or expires at the instant (0: never).
func Hold(n New, expiresAt int64) Act { return Act{kind: kindHold, in: n, expires: expiresAt} }

// Settle books what a hold reserved.
func Settle(e End) Act {
	return Act{kind: kindSettle, target: e.Hold, endState: holdSettled, in: New{e.Key, e.EffectiveOn, e.Memo, e.Meta, e.Postings}}
}

// Release gives back what a hold reserved.
func Release(e End) Act {
	return Act{kind: kindRelease, target: e.Hold, endState: holdReleased, in: New{e.Key, e.EffectiveOn, e.Memo, e.Meta, nil}}
}

// Reverse books the opposite of a posting or a settlement.
func Reverse(u Undo) Act {
	return Act{kind: kindReverse, target: u.ID, in: New{u.Key, u.EffectiveOn, u.Memo, u.Meta, nil}}
}

// PostTx books a transaction. Codes: ledger.floor, ledger.ceiling, ledger.key_reused, ledger.account_unknown,
// ledger.commodity_mixed, ledger.postings_bad, ledger.date_bad, ledger.key_required.
func PostTx(ctx context.Context, tx *db.Tx, n New) (Transaction, error) { return one(ctx, tx, Post(n)) }

// HoldTx reserves amounts until the instant expiresAt (0: no end). The answer's ID names the hold. Codes as PostTx.
func HoldTx(ctx context.Context, tx *db.Tx, n New, expiresAt int64) (Transaction, error) {
	return one(ctx, tx, Hold(n, expiresAt))
}

// SettleTx books what was reserved and ends the hold. Codes: ledger.hold_unknown, ledger.hold_ended, ledger.hold_expired,
// ledger.hold_exceeded, and those of PostTx.
func SettleTx(ctx context.Context, tx *db.Tx, e End) (Transaction, error) {
	return one(ctx, tx, Settle(e))
}

// ReleaseTx ends a hold without booking. Codes: ledger.hold_unknown, ledger.hold_ended.
func ReleaseTx(ctx context.Context, tx *db.Tx, e End) (Transaction, error) {
	return one(ctx, tx, Release(e))
}

// ReverseTx books the opposite of a posting or a settlement, once. Codes: not_found, ledger.not_reversible,
// ledger.already_reversed, ledger.floor, ledger.ceiling.
func ReverseTx(ctx context.Context, tx *db.Tx, u Undo) (Transaction, error) {
	return one(ctx, tx, Reverse(u))
}

// ExpireTx releases up to limit holds whose time is over and tells how many.
func ExpireTx(ctx context.Context, tx *db.Tx, limit int) (int, error) {
	due, err := findExpired(ctx, tx, tx.NowMS(), limit)
	if err != nil || len(due) == 0 {
		return 0, err
	}
	acts := make([]Act, len(due))
	for i, h := range due {
		acts[i] = Act{kind: kindRelease, target: h, endState: holdExpired, in: New{Key: "expire:" + h}}
	}
	_, err = DoTx(ctx, tx, acts...)
	return len(due), err
}

func one(ctx context.Context, tx *db.Tx, a Act) (Transaction, error) {
	out, err := DoTx(ctx, tx, a)
	if err != nil {
		return Transaction{}, err
	}
	return out[0], nil
}

// DoTx does all acts or none. Every account is touched once, in sorted order, whatever the number of acts; floors and
// ceilings are compared with the outcome of them all. An act cannot end a hold that stands in the same call.
func DoTx(ctx context.Context, tx *db.Tx, acts ...Act) ([]Transaction, error) {
	u, w := &unit{by: who(ctx), acts: acts}, tx.Writes(ctx)
	if err := book(ctx, tx, w, u); err != nil {
		return nil, err
	}
	if err := w.Send(); err != nil {
		return nil, err
	}
	return u.answer(), u.err
}

func who(ctx context.Context) string {
	if a := authz.From(ctx); a != nil {
		return a.UserID
	}
	return ""
}
