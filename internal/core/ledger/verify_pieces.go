package ledger

import (
	"context"
	"hash/maphash"
	"math/bits"
	"slices"

	"yice/internal/kit/db"
	"yice/internal/kit/id"
)

// tally is what the entries of an account come to. States is the sum over the states they leave, less those they find.
type tally struct {
	balance, going, coming, entries int64
	states                          uint64
	sign, commodity                 int16
}

type checker struct {
	*end
	tallies               []tally
	transactions, entries int64
	held                  uint64
	heads                 []head // of the piece
	arena, buf            []byte
	legs                  []leg  // of entries that wait for their accounts
	codes                 []byte // that the legs name
	last                  int    // commodity of the entry before
}

// head is a transaction of a piece: its texts stand in the arena, where the hashed form ends it.
type head struct {
	id, effective, hash, form []byte
	booked, entries           int64
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
		c.tallies[i].sign, c.tallies[i].commodity = int16(a.sign), int16(a.commodity)
	}
}

func (c *checker) piece(ctx context.Context, tx *db.Tx, p piece) error {
	c.tallied()
	last := p.links[len(p.links)-1]
	from, to := p.links[0].TxID, last.TxID
	if last.N > 1 {
		var err error
		if to, err = id.After(to, last.N-1); err != nil {
			return broken("chain", last.TxID)
		}
	}
	if err := c.readHeads(ctx, tx, p, from, to); err != nil {
		return err
	}
	i := 0
	err := eachEntry(ctx, tx, from, to, func(l *entryLine) error {
		for i < len(c.heads) && string(c.heads[i].id) != string(l.TxID) && string(c.heads[i].id) < string(l.TxID) {
			if err := c.close(i); err != nil {
				return err
			}
			i++
		}
		if i == len(c.heads) || string(c.heads[i].id) != string(l.TxID) {
			return nil // of another place in the chain, or later than the snapshot
		}
		return c.entry(&c.heads[i], l)
	})
	for ; err == nil && i < len(c.heads); i++ {
		err = c.close(i)
	}
	if err == nil {
		err = c.settle()
	}
	if err != nil {
		return err
	}
	return c.links(p)
}

// readHeads takes those transactions of the range that the piece's links cover: others may stand between them, of another place in
// the chain or later than the snapshot.
func (c *checker) readHeads(ctx context.Context, tx *db.Tx, p piece, from, to string) error {
	c.heads, c.arena = c.heads[:0], c.arena[:0]
	i, n := 0, int64(0)
	err := eachHead(ctx, tx, from, to, func(l *headLine) error {
		if i == len(p.links) {
			return nil
		}
		if n == 0 && string(l.ID) != p.links[i].TxID {
			if string(l.ID) > p.links[i].TxID {
				return broken("transaction", p.links[i].TxID)
			}
			return nil
		}
		c.head(l)
		c.follow(l)
		if n++; n == p.links[i].N {
			i, n = i+1, 0
		}
		return nil
	})
	if err == nil && i < len(p.links) {
		err = broken("chain", p.links[i].TxID)
	}
	return err
}

func (c *checker) head(l *headLine) {
	keep := func(b []byte) []byte {
		from := len(c.arena)
		c.arena = append(c.arena, b...) // what was given out before keeps the old memory when it grows
		return c.arena[from:len(c.arena):len(c.arena)]
	}
	h := head{id: keep(l.ID), effective: keep(l.Effective), hash: keep(l.Hash), booked: l.Booked}
	from := len(c.arena)
	c.arena = appendHead(c.arena, l.ID, l.Kind, l.Key, l.Input, l.Hold, l.Reverses, l.Expires, l.Effective, l.Booked, l.By, l.Memo, l.Meta)
	h.form = c.arena[from:len(c.arena):len(c.arena)]
	c.heads = append(c.heads, h)
}

// close compares a transaction, all of whose entries have been seen, with its hash.
func (c *checker) close(i int) error {
	h := &c.heads[i]
	if digest := sumText(c.buf); h.entries == 0 || string(digest[:]) != string(h.hash) {
		return broken("transaction", string(h.id))
	}
	c.transactions++
	return nil
}

// links compares the hashes of the piece's transactions, which have been found right, with the chain.
func (c *checker) links(p piece) error {
	at := int64(0)
	var hashes [][]byte
	prev := p.prev
	for i, l := range p.links {
		hashes = hashes[:0]
		for _, h := range c.heads[at : at+l.N] {
			hashes = append(hashes, h.hash)
		}
		at += l.N
		whole := batchHash(hashes)
		if p.hashes != nil {
			if whole != p.hashes[i] {
				return broken("transaction", l.TxID)
			}
		} else if prev = link(prev, l.Seq, whole); prev != l.Chain {
			return broken("chain", l.TxID)
		}
	}
	return nil
}

// entry adds an entry to its transaction and to the tallies of its two accounts.
func (c *checker) entry(h *head, l *entryLine) error {
	c.entries++
	if h.entries == 0 {
		c.buf = append(c.buf[:0], h.form...)
	}
	if h.entries++; l.N != h.entries || l.Booked != h.booked || string(l.Effective) != string(h.effective) {
		return broken("entry", string(l.TxID))
	}
	c.buf = appendEntry(c.buf, l.N, l.Act, l.Debit, l.Credit, l.Amount)
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
	code                  []byte
	hash                  uint32
	slot                  slot
	account, commodity    int
	raw, held, seq, after int64
	debit                 bool
}

// legsMax is how many legs wait for one another.
const legsMax = 256

func (c *checker) leg(code []byte, l leg) {
	from := len(c.codes)
	c.codes = append(c.codes, code...)
	l.code, l.commodity = c.codes[from:len(c.codes):len(c.codes)], c.last
	l.hash = uint32(maphash.Bytes(c.places.seed, l.code))
	c.legs = append(c.legs, l)
}

// settle adds the legs to the tallies of their accounts. It goes through them in steps, because each step waits for the memory and
// what does not depend on one another waits together.
func (c *checker) settle() error {
	for i := range c.legs {
		c.legs[i].slot = *c.places.first(c.legs[i].hash)
	}
	for i := range c.legs {
		l, ok := &c.legs[i], true
		if c.places.is(l.slot, l.hash, l.code) {
			l.account = int(l.slot.account) - 1
		} else if l.account, ok = c.places.find(l.hash, l.code); !ok {
			return broken("account", string(l.code))
		}
	}
	for i := range c.legs {
		l := &c.legs[i]
		t := &c.tallies[l.account]
		if int(t.commodity) != l.commodity {
			return broken("account", string(l.code))
		}
		change := int64(t.sign) * l.raw
		t.balance += change
		if l.debit == (t.sign > 0) {
			t.coming += l.held
		} else {
			t.going += l.held
		}
		t.entries++
		t.states += c.state(l.account, l.seq, l.after) - c.state(l.account, l.seq-1, l.after-change)
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

// places finds accounts by their codes. There are very many and each entry names two, at random for the memory, so that little
// memory is touched for each.
type places struct {
	seed  maphash.Seed
	slots []slot
	ends  []uint32 // for each account where its code ends in
	codes []byte
}

// slot is empty when it has no account, which counts from 1.
type slot struct{ hash, account uint32 }

func placesOf(accounts []stand) places {
	p := places{seed: maphash.MakeSeed(), slots: make([]slot, 1<<(1+bits.Len(uint(len(accounts))))), ends: make([]uint32, 1, len(accounts)+1)}
	for i, a := range accounts {
		p.codes = append(p.codes, a.code...)
		p.ends = append(p.ends, uint32(len(p.codes)))
		at := uint32(maphash.String(p.seed, a.code))
		s := slot{at, uint32(i + 1)}
		for p.first(at).account != 0 {
			at++
		}
		*p.first(at) = s
	}
	return p
}

// first is the slot where a code's search begins.
func (p *places) first(hash uint32) *slot { return &p.slots[hash&uint32(len(p.slots)-1)] }

// is tells whether a slot has the code.
func (p *places) is(s slot, hash uint32, code []byte) bool {
	return s.account != 0 && s.hash == hash && string(p.codes[p.ends[s.account-1]:p.ends[s.account]]) == string(code)
}

// find goes on from the first slot.
func (p *places) find(hash uint32, code []byte) (int, bool) {
	for at := hash; ; at++ {
		switch s := *p.first(at); {
		case s.account == 0:
			return 0, false
		case p.is(s, hash, code):
			return int(s.account) - 1, true
		}
	}
}
