package ledger

import (
	"cmp"
	"context"
	"slices"

	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
)

// unit is what one caller wants done whole or not at all. Err is why it was refused.
type unit struct {
	by     string
	acts   []Act
	drafts []*draft
	err    error
}

// draft is one act on its way into the book: new, or the answer that its key had before.
type draft struct {
	act    Act
	t      Transaction
	stored *Transaction
	same   *draft // an earlier one of this batch with the same key
}

func (u *unit) answer() []Transaction {
	if u.err != nil {
		return nil
	}
	out := make([]Transaction, len(u.drafts))
	for i, d := range u.drafts {
		switch {
		case d.stored != nil:
			out[i], out[i].Replayed = *d.stored, true
		case d.same != nil:
			out[i], out[i].Replayed = d.same.t, true
		default:
			out[i] = d.t
		}
	}
	return out
}

// batch is what a commit decides on: the accounts and holds it has locked, as they stand after the units accepted so far.
type batch struct {
	accounts map[string]*account
	holds    map[string]*holdRow
	reversed map[string]bool
	stored   map[string]Transaction
	taken    map[string]*draft // by key
	fresh    []*draft
	ended    []*holdRow
}

// account is a balance in memory. The move is that of the unit under decision.
type account struct {
	Balance
	changed bool
	of      *unit
	move    move
}

// move is what a unit does to one account: sums debit-positive, and the change of what is reserved.
type move struct{ booked, debit, credit, entries int64 }

// book decides on units one after the other and collects in w what is to be written: accounts are locked in the order of their
// codes, all rules are decided in memory, each table is written once. A refused unit has its error and leaves no trace; the
// error that is returned is the database's.
func book(ctx context.Context, tx *db.Tx, w *db.Writes, units ...*unit) error {
	b := &batch{taken: map[string]*draft{}}
	there, err := targets(ctx, tx, units)
	if err != nil {
		return err
	}
	for _, u := range units {
		u.draft(tx, there)
	}
	if err := b.lock(ctx, tx, units); err != nil {
		return err
	}
	for _, u := range units {
		if u.err == nil {
			u.err = b.decide(u, tx.NowMS())
		}
	}
	if len(b.fresh) == 0 {
		return nil
	}
	b.name(tx)
	return write(ctx, tx, w, b)
}

func (b *batch) name(tx *db.Tx) {
	ids := id.Run(tx.Now(), len(b.fresh))
	for i, d := range b.fresh {
		d.name(ids[i])
	}
}

// targets reads the entries of the holds to end and of the transactions to reverse.
func targets(ctx context.Context, tx *db.Tx, units []*unit) (map[string][]Entry, error) {
	var ids []string
	for _, u := range units {
		for _, a := range u.acts {
			if a.target != "" {
				ids = append(ids, a.target)
			}
		}
	}
	return entriesByTx(ctx, tx, ids)
}

func entriesByTx(ctx context.Context, tx *db.Tx, ids []string) (map[string][]Entry, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := findEntries(ctx, tx, ids)
	out := make(map[string][]Entry, len(ids))
	for _, e := range rows {
		out[e.TxID] = append(out[e.TxID], e)
	}
	return out, err
}

func (u *unit) draft(tx *db.Tx, there map[string][]Entry) {
	today := tx.Today()
	u.drafts = make([]*draft, len(u.acts))
	for i, a := range u.acts {
		d := &draft{act: a}
		if d.t, u.err = newTransaction(tx.NowMS(), today, u.by, a, there[a.target]); u.err != nil {
			return
		}
		u.drafts[i] = d
	}
}

func newTransaction(now int64, today, by string, a Act, there []Entry) (Transaction, error) {
	t := Transaction{
		Kind: a.kind, Key: a.in.Key, InputHash: inputHash(a), ExpiresAt: a.expires, EffectiveOn: a.in.EffectiveOn,
		BookedAt: now, BookedBy: by, Memo: a.in.Memo, Meta: db.JSON[map[string]string]{V: a.in.Meta},
	}
	if t.Key == "" {
		return t, errs.New(errs.Internal, "ledger.key_required")
	}
	if t.EffectiveOn == "" {
		t.EffectiveOn = today
	} else if _, err := clock.ParseDate(t.EffectiveOn); err != nil {
		return t, errs.InvalidField("effective_on", "ledger.date_bad")
	}
	switch a.kind {
	case kindSettle, kindRelease:
		t.HoldID = a.target
	case kindReverse:
		t.Reverses = a.target
	}
	var err error
	t.Entries, err = entriesOf(a, there)
	return t, err
}

// name gives an accepted draft its id, and its hash, which covers that.
func (d *draft) name(txID string) {
	t := &d.t
	t.ID = txID
	if t.Kind == kindHold {
		t.HoldID = txID
	}
	for n := range t.Entries {
		e := &t.Entries[n]
		e.TxID, e.N, e.EffectiveOn, e.BookedAt = txID, int64(n+1), t.EffectiveOn, t.BookedAt
	}
	t.Hash = contentHash(*t)
}

// lock takes the holds and the accounts that the units touch, then reads what stands under their keys, in one round trip: who waited
// for a lock must see what the one before has written.
func (b *batch) lock(ctx context.Context, tx *db.Tx, units []*unit) error {
	var holds, codes, keys, reverses []string
	for _, u := range units {
		if u.err != nil {
			continue
		}
		for _, d := range u.drafts {
			keys = append(keys, d.t.Key)
			switch {
			case d.act.endState != "":
				holds = append(holds, d.act.target)
			case d.t.Reverses != "":
				reverses = append(reverses, d.t.Reverses)
			}
			for _, e := range d.t.Entries {
				codes = append(codes, e.Debit, e.Credit)
			}
		}
	}
	r := tx.Reads(ctx)
	var err error
	if b.holds, err = lockHolds(r, tx, distinct(holds)); err != nil {
		return err
	}
	if b.accounts, err = lockAccounts(r, tx, distinct(codes)); err != nil {
		return err
	}
	if b.stored, err = findByKeys(r, tx, distinct(keys)); err != nil {
		return err
	}
	if b.reversed, err = findReversed(r, tx, distinct(reverses)); err != nil {
		return err
	}
	if err := r.Send(); err != nil {
		return err
	}
	return withEntries(ctx, tx, b.stored)
}

func distinct(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// decide accepts a unit or tells why not.
func (b *batch) decide(u *unit, now int64) error {
	fresh, err := b.claim(u)
	if err != nil || len(fresh) == 0 {
		return err
	}
	if err := b.mayEnd(fresh, now); err != nil {
		return err
	}
	touched, err := b.moves(u, fresh)
	if err != nil {
		return err
	}
	slices.SortFunc(touched, func(a, c *account) int { return cmp.Compare(a.Account, c.Account) })
	for _, a := range touched {
		if err := a.within(); err != nil {
			return err
		}
	}
	b.accept(fresh, touched)
	return nil
}

// claim tells which of a unit's acts are new. A key that was used before must have come with the same input.
func (b *batch) claim(u *unit) ([]*draft, error) {
	var fresh []*draft
	mine := map[string]*draft{}
	for _, d := range u.drafts {
		key := d.t.Key
		var before string
		if s, ok := b.stored[key]; ok {
			d.stored, before = &s, s.InputHash
		} else if d.same = cmp.Or(b.taken[key], mine[key]); d.same != nil {
			before = d.same.t.InputHash
		} else {
			mine[key] = d
			fresh = append(fresh, d)
			continue
		}
		if before != d.t.InputHash {
			return nil, errs.New(errs.Conflict, "ledger.key_reused")
		}
	}
	return fresh, nil
}

// mayEnd looks at the holds to end and the transactions to reverse. A settlement must come in time; a release may come late.
func (b *batch) mayEnd(fresh []*draft, now int64) error {
	seen := map[string]bool{}
	for _, d := range fresh {
		target := d.act.target
		switch {
		case d.act.endState != "":
			h := b.holds[target]
			switch {
			case h == nil:
				return errs.New(errs.NotFound, "ledger.hold_unknown")
			case h.State != holdOpen:
				return errs.New(errs.Conflict, "ledger.hold_ended", "state", h.State)
			case seen[target]:
				return errs.New(errs.Conflict, "ledger.hold_ended", "state", d.act.endState)
			case d.act.kind == kindSettle && h.ExpiresAt != 0 && h.ExpiresAt <= now:
				return errs.New(errs.Conflict, "ledger.hold_expired")
			}
			seen[target] = true
		case d.t.Reverses != "":
			if b.reversed[target] || seen[target] {
				return errs.New(errs.Conflict, "ledger.already_reversed")
			}
			seen[target] = true
		}
	}
	return nil
}

// sumMax keeps sums far from the end of what 64 bits hold.
const sumMax = int64(4e18)

// moves sums up what a unit does to each account.
func (b *batch) moves(u *unit, fresh []*draft) ([]*account, error) {
	var touched []*account
	side := func(code string) (*account, error) {
		a := b.accounts[code]
		if a == nil {
			return nil, errs.New(errs.Invalid, "ledger.account_unknown", "account", code)
		}
		if a.of != u {
			a.of, a.move = u, move{}
			touched = append(touched, a)
		}
		a.move.entries++
		return a, nil
	}
	for _, d := range fresh {
		for i := range d.t.Entries {
			e := &d.t.Entries[i]
			debit, err := side(e.Debit)
			if err != nil {
				return nil, err
			}
			credit, err := side(e.Credit)
			if err != nil {
				return nil, err
			}
			if debit.Commodity != credit.Commodity {
				return nil, errs.New(errs.Invalid, "ledger.commodity_mixed", "debit", e.Debit, "credit", e.Credit)
			}
			e.Commodity = debit.Commodity
			debit.move.booked += booked(e.Act) * e.Amount
			debit.move.debit += reserved(e.Act) * e.Amount
			credit.move.booked -= booked(e.Act) * e.Amount
			credit.move.credit += reserved(e.Act) * e.Amount
			if max(debit.move.booked, -credit.move.booked, debit.move.debit, credit.move.credit) > sumMax {
				return nil, errs.InvalidField("postings", "ledger.postings_bad")
			}
		}
	}
	return touched, nil
}

// outcome is what the move makes of the account.
func (a *account) outcome() (balance, going, coming int64) {
	going, coming = a.move.credit, a.move.debit
	if a.Sign < 0 {
		going, coming = coming, going
	}
	return a.Balance.Balance + a.Sign*a.move.booked, a.Going + going, a.Coming + coming
}

func (a *account) within() error {
	balance, going, coming := a.outcome()
	if a.Floor != nil && balance-going < *a.Floor {
		return errs.New(errs.Conflict, "ledger.floor", "account", a.Account, "available", a.Available(),
			"wanted", going-a.Going-(balance-a.Balance.Balance))
	}
	if a.Ceiling != nil && balance+coming > *a.Ceiling {
		return errs.New(errs.Conflict, "ledger.ceiling", "account", a.Account, "room", *a.Ceiling-a.Balance.Balance-a.Coming,
			"wanted", coming-a.Coming+balance-a.Balance.Balance)
	}
	if balance > sumMax || balance < -sumMax {
		return errs.InvalidField("postings", "ledger.postings_bad")
	}
	return nil
}

// accept numbers the entries in their accounts and remembers what the next unit has to reckon with.
func (b *batch) accept(fresh []*draft, touched []*account) {
	for _, d := range fresh {
		b.taken[d.t.Key] = d
		if d.act.endState != "" {
			h := b.holds[d.act.target]
			h.State, h.by = d.act.endState, d
			b.ended = append(b.ended, h)
		}
		if d.t.Reverses != "" {
			b.reversed[d.t.Reverses] = true
		}
		for i := range d.t.Entries {
			e := &d.t.Entries[i]
			e.DebitSeq, e.DebitAfter = b.accounts[e.Debit].next(booked(e.Act) * e.Amount)
			e.CreditSeq, e.CreditAfter = b.accounts[e.Credit].next(-booked(e.Act) * e.Amount)
		}
	}
	for _, a := range touched {
		a.changed = true
		_, a.Going, a.Coming = a.outcome()
	}
	b.fresh = append(b.fresh, fresh...)
}

func (a *account) next(raw int64) (seq, after int64) {
	a.Entries++
	a.Balance.Balance += a.Sign * raw
	return a.Entries, a.Balance.Balance
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
