package ledger

import (
	"cmp"
	"context"
	"slices"

	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
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
	drafts, err := draftAll(ctx, tx, acts)
	if err != nil {
		return nil, err
	}
	fresh, out, err := claim(ctx, tx, drafts)
	if err != nil {
		return nil, err
	}
	if len(fresh) > 0 {
		if err := endHolds(ctx, tx, fresh); err != nil {
			return nil, err
		}
		if err := book(ctx, tx, fresh); err != nil {
			return nil, err
		}
	}
	for _, d := range fresh {
		out[d.place] = d.t
	}
	for i, d := range drafts {
		if d.same >= 0 {
			out[i] = out[d.same]
			out[i].Replayed = true
		}
	}
	return out, nil
}

type draft struct {
	act   Act
	t     Transaction
	place int
	same  int // an earlier draft of this call with the same key, or -1
}

func draftAll(ctx context.Context, tx *db.Tx, acts []Act) ([]*draft, error) {
	held, err := heldBy(ctx, tx, acts)
	if err != nil {
		return nil, err
	}
	out := make([]*draft, len(acts))
	byKey := map[string]int{}
	for i, a := range acts {
		t, err := newTransaction(ctx, tx, a, held[a.target])
		if err != nil {
			return nil, err
		}
		d := &draft{act: a, t: t, place: i, same: -1}
		if before, ok := byKey[t.Key]; ok {
			if out[before].t.InputHash != t.InputHash {
				return nil, errs.New(errs.Conflict, "ledger.key_reused")
			}
			d.same = before
		} else {
			byKey[t.Key] = i
		}
		out[i] = d
	}
	return out, nil
}

func newTransaction(ctx context.Context, tx *db.Tx, a Act, there []Entry) (Transaction, error) {
	t := Transaction{
		ID: id.New(tx.Now()), Kind: a.kind, Key: a.in.Key, InputHash: inputHash(a), ExpiresAt: a.expires, EffectiveOn: a.in.EffectiveOn,
		BookedAt: tx.NowMS(), BookedBy: who(ctx), Memo: a.in.Memo, Meta: db.JSON[map[string]string]{V: a.in.Meta},
	}
	if t.Key == "" {
		return t, errs.New(errs.Internal, "ledger.key_required")
	}
	if t.EffectiveOn == "" {
		t.EffectiveOn = tx.Today()
	} else if _, err := clock.ParseDate(t.EffectiveOn); err != nil {
		return t, errs.InvalidField("effective_on", "ledger.date_bad")
	}
	var err error
	if t.Entries, err = entriesOf(a, there); err != nil {
		return t, err
	}
	switch a.kind {
	case kindSettle, kindRelease:
		t.HoldID = a.target
	case kindHold:
		t.HoldID = t.ID
	case kindReverse:
		t.Reverses = a.target
	}
	for n := range t.Entries {
		e := &t.Entries[n]
		e.TxID, e.N, e.EffectiveOn, e.BookedAt = t.ID, int64(n+1), t.EffectiveOn, t.BookedAt
	}
	t.Hash = contentHash(t)
	return t, nil
}

// heldBy reads the entries of the holds to end and of the transactions to reverse.
func heldBy(ctx context.Context, tx *db.Tx, acts []Act) (map[string][]Entry, error) {
	var ids []string
	for _, a := range acts {
		if a.kind == kindSettle || a.kind == kindRelease || a.kind == kindReverse {
			ids = append(ids, a.target)
		}
	}
	out := map[string][]Entry{}
	rows, err := findEntries(ctx, tx, ids)
	for _, e := range rows {
		out[e.TxID] = append(out[e.TxID], e)
	}
	return out, err
}

// claim writes the transactions' heads. What was there before is compared and answered; fresh are the new ones.
func claim(ctx context.Context, tx *db.Tx, drafts []*draft) (fresh []*draft, out []Transaction, err error) {
	out = make([]Transaction, len(drafts))
	for _, d := range drafts {
		if d.same < 0 {
			fresh = append(fresh, d)
		}
	}
	n, err := insertTransactions(ctx, tx, fresh)
	if err != nil || n == int64(len(fresh)) {
		return fresh, out, err
	}
	keys := make([]string, len(fresh))
	for i, d := range fresh {
		keys[i] = d.t.Key
	}
	stored, err := findByKeys(ctx, tx, keys)
	if err != nil {
		return nil, nil, err
	}
	rest := fresh[:0:0]
	for _, d := range fresh {
		s, ok := stored[d.t.Key]
		switch {
		case ok && s.ID == d.t.ID:
			rest = append(rest, d)
		case !ok: // nothing but another reversal of the same transaction stands in the way
			return nil, nil, errs.New(errs.Conflict, "ledger.already_reversed")
		case s.InputHash != d.t.InputHash:
			return nil, nil, errs.New(errs.Conflict, "ledger.key_reused")
		default:
			s.Replayed = true
			out[d.place] = s
		}
	}
	return rest, out, nil
}

func endHolds(ctx context.Context, tx *db.Tx, fresh []*draft) error {
	ends := make([]*draft, 0, len(fresh))
	for _, d := range fresh {
		if d.act.endState != "" {
			ends = append(ends, d)
		}
	}
	slices.SortFunc(ends, func(a, b *draft) int { return cmp.Compare(a.act.target, b.act.target) })
	for _, d := range ends {
		ended, err := endHold(ctx, tx, d.act.target, d.act.endState, d.t.ID, tx.NowMS())
		if err != nil {
			return err
		}
		if !ended {
			return whyNotEnded(ctx, tx, d.act.target)
		}
	}
	return nil
}

func whyNotEnded(ctx context.Context, tx *db.Tx, hold string) error {
	h, err := findHold(ctx, tx, hold)
	switch {
	case errs.IsKind(err, errs.NotFound):
		return errs.New(errs.NotFound, "ledger.hold_unknown")
	case err != nil:
		return err
	case h.State == holdOpen:
		return errs.New(errs.Conflict, "ledger.hold_expired")
	}
	return errs.New(errs.Conflict, "ledger.hold_ended", "state", h.State)
}

// book moves the balances and writes the entries.
func book(ctx context.Context, tx *db.Tx, fresh []*draft) error {
	moves := map[string]*move{}
	for _, d := range fresh {
		for i := range d.t.Entries {
			add(moves, &d.t.Entries[i])
		}
	}
	accounts := make([]string, 0, len(moves))
	for code := range moves {
		accounts = append(accounts, code)
	}
	slices.Sort(accounts)
	for _, code := range accounts {
		m := moves[code]
		b, err := moveBalance(ctx, tx, code, *m)
		if errs.IsKind(err, errs.NotFound) {
			return whyNotMoved(ctx, tx, code, *m)
		}
		if err != nil {
			return err
		}
		m.now, m.seq, m.at = b, b.Entries-m.entries, b.Balance-b.Sign*m.booked
	}
	var entries []Entry
	for _, d := range fresh {
		for i := range d.t.Entries {
			e := &d.t.Entries[i]
			debit, credit := moves[e.Debit], moves[e.Credit]
			if debit.now.Commodity != credit.now.Commodity {
				return errs.New(errs.Invalid, "ledger.commodity_mixed", "debit", e.Debit, "credit", e.Credit)
			}
			e.Commodity = debit.now.Commodity
			e.DebitSeq, e.DebitAfter = debit.next(booked(e.Act) * e.Amount)
			e.CreditSeq, e.CreditAfter = credit.next(-booked(e.Act) * e.Amount)
			entries = append(entries, *e)
		}
	}
	return insertBooked(ctx, tx, fresh, entries)
}

// move is what happens to one account: sums debit-positive, and where the account stands while entries are numbered.
type move struct {
	booked        int64
	debit, credit int64 // change of what is reserved
	entries       int64
	now           Balance
	seq, at       int64
}

func (m *move) next(raw int64) (seq, after int64) {
	m.seq++
	m.at += m.now.Sign * raw
	return m.seq, m.at
}

func add(moves map[string]*move, e *Entry) {
	for _, code := range []string{e.Debit, e.Credit} {
		m := moves[code]
		if m == nil {
			m = &move{}
			moves[code] = m
		}
		m.entries++
		if code == e.Debit {
			m.booked += booked(e.Act) * e.Amount
			m.debit += reserved(e.Act) * e.Amount
		} else {
			m.booked -= booked(e.Act) * e.Amount
			m.credit += reserved(e.Act) * e.Amount
		}
	}
}

func booked(act string) int64 {
	if act == kindPost || act == kindSettle {
		return 1
	}
	return 0
}

func reserved(act string) int64 {
	switch act {
	case kindHold:
		return 1
	case kindSettle, kindRelease:
		return -1
	}
	return 0
}

// whyNotMoved finds which bound stood in the way.
func whyNotMoved(ctx context.Context, tx *db.Tx, code string, m move) error {
	b, err := findBalance(ctx, tx, code)
	if errs.IsKind(err, errs.NotFound) {
		return errs.New(errs.Invalid, "ledger.account_unknown", "account", code)
	}
	if err != nil {
		return err
	}
	going, coming := m.credit, m.debit
	if b.Sign < 0 {
		going, coming = m.debit, m.credit
	}
	change := b.Sign * m.booked
	if b.Floor != nil && b.Balance+change-b.Going-going < *b.Floor {
		return errs.New(errs.Conflict, "ledger.floor", "account", code, "available", b.Available(), "wanted", going-change)
	}
	return errs.New(errs.Conflict, "ledger.ceiling", "account", code, "room", *b.Ceiling-b.Balance-b.Coming, "wanted", coming+change)
}

func who(ctx context.Context) string {
	if a := authz.From(ctx); a != nil {
		return a.UserID
	}
	return ""
}
