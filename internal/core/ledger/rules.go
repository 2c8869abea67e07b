package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
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
	var seen map[[2]string]bool
	if len(postings) > 1 {
		seen = make(map[[2]string]bool, len(postings))
	}
	out := make([]Entry, len(postings))
	for i, p := range postings {
		pair := [2]string{p.Debit, p.Credit}
		if p.Amount <= 0 || p.Amount > MaxAmount || p.Debit == "" || p.Credit == "" || p.Debit == p.Credit || seen[pair] {
			return nil, errs.InvalidField("postings["+strconv.Itoa(i)+"]", "ledger.postings_bad")
		}
		if seen != nil {
			seen[pair] = true
		}
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
	b := make([]byte, 0, 512)
	b = field(b, a.kind)
	b = field(b, a.target)
	b = field(b, a.in.EffectiveOn)
	b = field(b, a.in.Memo)
	b = field(b, document(a.in.Meta))
	b = number(b, a.expires)
	for _, p := range a.in.Postings {
		b = number(field(field(b, p.Debit), p.Credit), p.Amount)
	}
	return sum(b)
}

func document(meta map[string]string) string {
	if meta == nil {
		return "null"
	}
	text, _ := json.Marshal(meta) // map keys come sorted
	return string(text)
}

// contentHash covers what a transaction says. The numbers and balances that entries got in their accounts follow from all
// entries together and are recomputed by Verify.
func contentHash(t Transaction) string {
	b := make([]byte, 0, 1024)
	b = appendHead(b, t.ID, t.Kind, t.Key, t.InputHash, t.HoldID, t.Reverses, t.ExpiresAt, t.EffectiveOn, t.BookedAt, t.BookedBy, t.Memo, document(t.Meta.V))
	for i := range t.Entries {
		e := &t.Entries[i]
		b = appendEntry(b, e.N, e.Act, e.Debit, e.Credit, e.Amount)
	}
	return sum(b)
}

// text is a string, or the bytes of one as they came from the database.
type text interface{ ~string | ~[]byte }

func appendHead[T text](b []byte, id, kind, key, input, hold, reverses T, expires int64, effective T, booked int64, by, memo, meta T) []byte {
	b = field(field(field(field(field(field(b, id), kind), key), input), hold), reverses)
	b = number(b, expires)
	b = field(b, effective)
	b = number(b, booked)
	return field(field(field(b, by), memo), meta)
}

func appendEntry[T text](b []byte, n int64, act, debit, credit T, amount int64) []byte {
	return number(field(field(field(number(b, n), act), debit), credit), amount)
}

// batchHash is what the chain links: the hash of a single transaction itself, or one over those of all n, which stand in a row.
func batchHash(n int64, hashes []byte) string {
	if n == 1 {
		return string(hashes)
	}
	return sum(hashes)
}

func link(prev string, seq int64, hash string) string {
	b := make([]byte, 0, 160)
	return sum(field(number(field(b, prev), seq), hash))
}

// field writes a text behind its length, so that two lists of texts never look alike.
func field[T text](b []byte, s T) []byte {
	b = strconv.AppendInt(b, int64(len(s)), 10)
	b = append(b, ':')
	return append(b, s...)
}

func number(b []byte, n int64) []byte {
	var digits [20]byte
	return field(b, strconv.AppendInt(digits[:0], n, 10))
}

func sum(b []byte) string {
	out := sumText(b)
	return string(out[:])
}

func sumText(b []byte) (out [2 * sha256.Size]byte) {
	h := sha256.Sum256(b)
	hex.Encode(out[:], h[:])
	return out
}
