package ledger

import (
	"context"
	"fmt"
	"hash/maphash"
	"math/bits"
	"slices"

	"yice/internal/kit/db"
	"yice/internal/kit/id"
)

// tally is what the entries of an account come to. States is the sum over the states they leave, less those they find. It stands in
// one line of the processor's memory, together with the hash by which the account is recognised.
type tally struct {
	hash                            uint64
	balance, going, coming, entries int64
	states                          uint64
	sign, commodity                 int16
	_                               [12]byte
}

type checker struct {
	*end
	pair                  *db.Pair
	tallies               []tally
	transactions, entries int64
	held                  uint64
	piece                 *piece
	link                  int   // of the piece, to which the transactions that come belong
	seen                  int64 // transactions of that link
	open                  bool  // a transaction of the piece waits for its entries, of which there were n
	n                     int64
	id, form, hash        []byte // of that transaction
	hashes                []byte // of those of the link
	prev                  string // link before
	legs                  []leg  // of entries that wait for their accounts
	codes                 []byte // that the legs name
	last                  int    // commodity of the entry before
}

func (c *checker) add(o *checker) {
	c.tallied()
	for i, t := range o.tallies {
		s := &c.tallies[i]
		s.balance, s.going, s.coming, s.entries = s.balance+t.balance, s.going+t.going, s.coming+t.coming, s.entries+t.entries
		s.states += t.states
	}
	c.transactions, c.entries, c.held = c.transactions+o.transactions, c.entries+o.entries, c.held+o.held
}

// tallied begins the tallies once the accounts are known.
func (c *checker) tallied() {
	if c.tallies != nil {
		return
	}
	c.tallies = make([]tally, len(c.accounts))
	for i, a := range c.accounts {
		t := &c.tallies[i]
		t.hash, t.sign, t.commodity = c.places.hashes[i], int16(a.sign), int16(a.commodity)
	}
}

// check recomputes a piece.
func (c *checker) check(ctx context.Context, tx *db.Tx, p *piece) error {
	c.tallied()
	last := p.links[len(p.links)-1]
	from, to := p.links[0].TxID, last.TxID
	if last.N > 1 {
		var err error
		if to, err = id.After(to, last.N-1); err != nil {
			return broken("chain", last.TxID)
		}
	}
	c.piece, c.link, c.seen, c.open, c.prev, c.hashes = p, 0, 0, false, p.prev, c.hashes[:0]
	err := eachBooked(ctx, tx, c.pair, from, to, c.head, c.entry)
	if err == nil {
		err = c.close()
	}
	if err == nil && c.link < len(p.links) {
		err = broken("chain", p.links[c.link].TxID)
	}
	if err != nil {
		return err
	}
	return c.settle()
}

// head begins a transaction. Those that the piece's links do not cover are passed over: others may stand between them, of another
// place in the chain or later than the snapshot.
func (c *checker) head(l *headLine) error {
	if err := c.close(); err != nil || c.link == len(c.piece.links) {
		return err
	}
	if first := c.piece.links[c.link].TxID; c.seen == 0 && string(l.ID) != first {
		if string(l.ID) > first {
			return broken("transaction", first)
		}
		return nil
	}
	c.open, c.n = true, 0
	c.id, c.hash = append(c.id[:0], l.ID...), append(c.hash[:0], l.Hash...)
	c.form = appendHead(c.form[:0], l.ID, l.Kind, l.Key, l.Input, l.Hold, l.Reverses, l.Expires, l.Effective, l.Booked, l.By, l.Memo, l.Meta)
	c.follow(l)
	return nil
}

// close compares a transaction, all of whose entries have been seen, with its hash, and a link that it completes with the chain.
func (c *checker) close() error {
	if !c.open {
		return nil
	}
	c.open = false
	if digest := sumText(c.form); c.n == 0 || string(digest[:]) != string(c.hash) {
		return broken("transaction", string(c.id))
	}
	c.transactions++
	c.hashes = append(c.hashes, c.hash...)
	l := c.piece.links[c.link]
	if c.seen++; c.seen < l.N {
		return nil
	}
	whole := batchHash(l.N, c.hashes)
	if c.piece.hashes != nil {
		if whole != c.piece.hashes[c.link] {
			return broken("transaction", l.TxID)
		}
	} else if c.prev = link(c.prev, l.Seq, whole); c.prev != l.Chain {
		return broken("chain", l.TxID)
	}
	c.link, c.seen, c.hashes = c.link+1, 0, c.hashes[:0]
	return nil
}

// entry adds an entry to its transaction and to the tallies of its two accounts.
func (c *checker) entry(l *entryLine) error {
	if !c.open {
		return nil
	}
	c.entries++
	if c.n++; l.N != c.n || !l.Same {
		return broken("entry", string(l.TxID))
	}
	c.form = appendEntry(c.form, l.N, l.Act, l.Debit, l.Credit, l.Amount)
	if c.last >= len(c.commodities) || string(l.Commodity) != c.commodities[c.last] {
		c.last = slices.Index(c.commodities, string(l.Commodity))
		if c.last < 0 {
			return broken("account", string(l.Debit))
		}
	}
	var change, held int64
	switch string(l.Act) {
	case kindPost:
		change = l.Amount
	case kindHold:
		held = l.Amount
	case kindSettle:
		change, held = l.Amount, -l.Amount
	case kindRelease:
		held = -l.Amount
	}
	c.leg(l.Debit, leg{raw: change, held: held, debit: true, seq: l.DebitSeq, after: l.DebitAfter})
	c.leg(l.Credit, leg{raw: -change, held: held, seq: l.CreditSeq, after: l.CreditAfter})
	if len(c.legs) >= legsMax {
		return c.settle()
	}
	return nil
}

// leg is what an entry does to one of its accounts.
type leg struct {
	hash                  uint64
	raw, held, seq, after int64
	from, to              int // of its code
	slot                  slot
	commodity             int16
	debit                 bool
}

// legsMax is how many legs wait for one another.
const legsMax = 256

func (c *checker) leg(code []byte, l leg) {
	l.hash, l.commodity = maphash.Bytes(c.places.seed, code), int16(c.last)
	l.from = len(c.codes)
	c.codes = append(c.codes, code...)
	l.to = len(c.codes)
	c.legs = append(c.legs, l)
}

// settle adds the legs to the tallies of their accounts. It goes through them in steps, because each step waits for the memory and
// what does not depend on one another waits together.
func (c *checker) settle() error {
	for i := range c.legs {
		c.legs[i].slot = *c.places.first(c.legs[i].hash)
	}
	for i := range c.legs {
		l := &c.legs[i]
		at := int(l.slot.account) - 1
		if at < 0 || c.tallies[at].hash != l.hash {
			at = c.places.find(l.hash)
		}
		if at < 0 || c.tallies[at].commodity != l.commodity {
			return broken("account", string(c.codes[l.from:l.to]))
		}
		t := &c.tallies[at]
		change := int64(t.sign) * l.raw
		t.balance += change
		if l.debit == (t.sign > 0) {
			t.coming += l.held
		} else {
			t.going += l.held
		}
		t.entries++
		t.states += c.state(at, l.seq, l.after) - c.state(at, l.seq-1, l.after-change)
	}
	c.legs, c.codes = c.legs[:0], c.codes[:0]
	return nil
}

// follow notes what a transaction does to holds.
func (c *checker) follow(l *headLine) {
	switch string(l.Kind) {
	case kindHold:
		c.held += c.hold(l.ID, holdOpen, nil)
	case kindSettle:
		c.held += c.hold(l.Hold, holdSettled, l.ID) - c.hold(l.Hold, holdOpen, nil)
	case kindRelease:
		c.held += c.hold(l.Hold, holdReleased, l.ID) - c.hold(l.Hold, holdOpen, nil)
	}
}

// places finds accounts by their codes. There are very many and each entry names two, at random for the memory, so that little memory
// is touched for each: a code is known by its hash of 64 bits, whose key nobody knows, so that two meet in one case of 2^64.
type places struct {
	seed   maphash.Seed
	hashes []uint64 // by account
	slots  []slot
}

// slot is empty when it has no account, which counts from 1. The tag is of the half of the hash that does not name the slot.
type slot struct{ tag, account uint32 }

func placesOf(accounts []stand) (places, error) {
	p := places{seed: maphash.MakeSeed(), hashes: make([]uint64, len(accounts)), slots: make([]slot, 1<<(1+bits.Len(uint(len(accounts)))))}
	for i, a := range accounts {
		h := maphash.String(p.seed, a.code)
		if p.find(h) >= 0 {
			return places{}, fmt.Errorf("the code %s has the hash of another: verify again", a.code)
		}
		p.hashes[i] = h
		at := h
		for p.first(at).account != 0 {
			at++
		}
		*p.first(at) = slot{uint32(h >> 32), uint32(i + 1)}
	}
	return p, nil
}

// first is the slot where the search begins.
func (p *places) first(hash uint64) *slot { return &p.slots[hash&uint64(len(p.slots)-1)] }

// find gives an account, or -1.
func (p *places) find(hash uint64) int {
	for at := hash; ; at++ {
		switch s := *p.first(at); {
		case s.account == 0:
			return -1
		case s.tag == uint32(hash>>32) && p.hashes[s.account-1] == hash:
			return int(s.account) - 1
		}
	}
}
