package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"strconv"

	"yice/internal/kit/errs"
)

// entriesOf turns an act into entries; there holds what the target of a settlement, release or reversal had.
func entriesOf(a Act, there []Entry) ([]Entry, error) {
	switch a.kind {
	case kindPost, kindHold:
		return plain(a.kind, a.in.Postings)
	case kindReverse:
		return opposite(there)
	}
	var held []Entry
	for _, e := range there {
		if e.Act == kindHold {
			held = append(held, e)
		}
	}
	if len(held) == 0 {
		return nil, errs.New(errs.NotFound, "ledger.hold_unknown")
	}
	if a.kind == kindSettle && len(a.in.Postings) > 0 {
		return partly(held, a.in.Postings)
	}
	out := make([]Entry, len(held))
	for i, e := range held {
		out[i] = Entry{Act: a.kind, Debit: e.Debit, Credit: e.Credit, Amount: e.Amount}
	}
	return out, nil
}

func plain(act string, postings []Posting) ([]Entry, error) {
	if len(postings) == 0 {
		return nil, errs.InvalidField("postings", "ledger.postings_bad")
	}
	seen := map[[2]string]bool{}
	out := make([]Entry, len(postings))
	for i, p := range postings {
		pair := [2]string{p.Debit, p.Credit}
		if p.Amount <= 0 || p.Amount > MaxAmount || p.Debit == "" || p.Credit == "" || p.Debit == p.Credit || seen[pair] {
			return nil, errs.InvalidField("postings["+strconv.Itoa(i)+"]", "ledger.postings_bad")
		}
		seen[pair] = true
		out[i] = Entry{Act: act, Debit: p.Debit, Credit: p.Credit, Amount: p.Amount}
	}
	return out, nil
}

func opposite(there []Entry) ([]Entry, error) {
	if len(there) == 0 {
		return nil, errs.New(errs.NotFound, "not_found")
	}
	var out []Entry
	for _, e := range there {
		if booked(e.Act) != 0 {
			out = append(out, Entry{Act: kindPost, Debit: e.Credit, Credit: e.Debit, Amount: e.Amount})
		}
	}
	if len(out) == 0 {
		return nil, errs.New(errs.Conflict, "ledger.not_reversible")
	}
	return out, nil
}

// partly settles the given amounts and releases the rest of the hold.
func partly(held []Entry, postings []Posting) ([]Entry, error) {
	settled, err := plain(kindSettle, postings)
	if err != nil {
		return nil, err
	}
	left := map[[2]string]int64{}
	for _, e := range settled {
		left[[2]string{e.Debit, e.Credit}] = e.Amount
	}
	out := settled
	for _, e := range held {
		pair := [2]string{e.Debit, e.Credit}
		rest := e.Amount - left[pair]
		delete(left, pair)
		switch {
		case rest < 0:
			return nil, errs.New(errs.Conflict, "ledger.hold_exceeded")
		case rest > 0:
			out = append(out, Entry{Act: kindRelease, Debit: e.Debit, Credit: e.Credit, Amount: rest})
		}
	}
	if len(left) > 0 {
		return nil, errs.New(errs.Conflict, "ledger.hold_exceeded")
	}
	return out, nil
}

// inputHash is what tells two requests with the same key apart.
func inputHash(a Act) string {
	meta, _ := json.Marshal(a.in.Meta) // map keys come sorted
	h := sha256.New()
	fields(h, a.kind, a.target, a.in.EffectiveOn, a.in.Memo, string(meta), strconv.FormatInt(a.expires, 10))
	for _, p := range a.in.Postings {
		fields(h, p.Debit, p.Credit, strconv.FormatInt(p.Amount, 10))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// contentHash covers what a transaction says. The numbers and balances that entries got in their accounts follow from all
// entries together and are recomputed by Verify.
func contentHash(t Transaction) string {
	meta, _ := json.Marshal(t.Meta.V)
	h := sha256.New()
	fields(h, t.ID, t.Kind, t.Key, t.InputHash, t.HoldID, t.Reverses, strconv.FormatInt(t.ExpiresAt, 10), t.EffectiveOn,
		strconv.FormatInt(t.BookedAt, 10), t.BookedBy, t.Memo, string(meta))
	for _, e := range t.Entries {
		fields(h, strconv.FormatInt(e.N, 10), e.Act, e.Debit, e.Credit, strconv.FormatInt(e.Amount, 10))
	}
	return hex.EncodeToString(h.Sum(nil))
}

func link(prev string, seq int64, hash string) string {
	h := sha256.New()
	fields(h, prev, strconv.FormatInt(seq, 10), hash)
	return hex.EncodeToString(h.Sum(nil))
}

func fields(h hash.Hash, values ...string) {
	for _, s := range values {
		_, _ = fmt.Fprintf(h, "%d:%s", len(s), s)
	}
}
