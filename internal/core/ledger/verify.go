package ledger

import (
	"context"
	"hash/maphash"
	"math"
	"math/bits"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
)

// Verified is the answer of Verify. Head is the chain's last link; Unsealed transactions wait for theirs.
type Verified struct {
	Transactions int64  `json:"transactions"`
	Entries      int64  `json:"entries"`
	Accounts     int64  `json:"accounts"`
	Unsealed     int64  `json:"unsealed"`
	Head         string `json:"head"`
}

// Verify recomputes everything from the first entry: the hash of each transaction, the chain, every balance on the way and
// at the end, floors and ceilings, what is reserved and which holds are open. The first disagreement is errs.Conflict
// ledger.broken with what and where. It may run while the book is in use.
//
// What was booked never changes, so only the end is read from one snapshot; the way there is cut into ranges of the chain that
// several readers recompute at once. No order is needed for it: that every entry of an account goes on where the one before
// ended is told by sums over the states that entries leave and find (see states).
func Verify(ctx context.Context, d *db.DB) (Verified, error) {
	e := &end{key: [2]uint64{rand.Uint64(), rand.Uint64()}, ready: make(chan struct{})}
	c, err := e.recompute(ctx, d)
	if err != nil {
		return Verified{}, err
	}
	if err := e.compare(c); err != nil {
		return Verified{}, err
	}
	return Verified{Transactions: c.transactions, Entries: c.entries, Accounts: int64(len(e.accounts)), Unsealed: e.waits, Head: e.head.Chain}, nil
}

func broken(what, where string) error {
	return errs.New(errs.Conflict, "ledger.broken", "what", what, "where", where)
}

// end is where the book stands in one snapshot. Those who recompute the way there wait until it is ready.
type end struct {
	head     chainRow
	counts   counts
	waiting  []waitingRow
	waits    int64
	accounts []stand
	places   places
	ready    chan struct{}
	holds    uint64    // sum over the states of holds
	key      [2]uint64 // so that nobody can aim at a sum

	commodities []string
}

func (e *end) read(ctx context.Context, tx *db.Tx) (err error) {
	if e.head, err = findHead(ctx, tx); err != nil {
		return err
	}
	if e.waiting, err = findUnsealed(ctx, tx, math.MaxInt32); err != nil {
		return err
	}
	for _, w := range e.waiting {
		e.waits += w.N
	}
	err = eachStand(ctx, tx, func(s stand, commodity []byte) error {
		if s.commodity = slices.Index(e.commodities, string(commodity)); s.commodity < 0 {
			s.commodity = len(e.commodities)
			e.commodities = append(e.commodities, string(commodity))
		}
		e.accounts = append(e.accounts, s)
		if s.other != 0 {
			return broken("account", s.code)
		}
		return nil
	})
	if err != nil {
		return err
	}
	e.places = placesOf(e.accounts)
	close(e.ready)
	if e.counts, err = countAll(ctx, tx); err != nil {
		return err
	}
	return eachHold(ctx, tx, func(hold, state, by []byte) error {
		if s := string(state); s == holdExpired {
			e.holds += e.hold(hold, holdReleased, by)
		} else {
			e.holds += e.hold(hold, s, by)
		}
		return nil
	})
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

// piece is a range of the chain, or batches that wait for it.
type piece struct {
	links  []chainRow
	prev   string // the link before
	hashes []string
}

// pieceSize is how many transactions a reader holds at once, unless a single batch has more.
const pieceSize = 10_000

func (e *end) recompute(ctx context.Context, d *db.DB) (*checker, error) {
	g, ctx := errgroup.WithContext(ctx)
	pieces := make(chan piece)
	g.Go(func() error { return d.View(ctx, func(tx *db.Tx) error { return e.read(ctx, tx) }) })
	g.Go(func() error {
		defer close(pieces)
		select {
		case <-e.ready:
			return e.cut(ctx, d, pieces)
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	total := &checker{end: e}
	var mu sync.Mutex
	for range max(2, runtime.GOMAXPROCS(0)) {
		g.Go(func() error {
			c := &checker{end: e}
			for p := range pieces {
				if err := d.View(ctx, func(tx *db.Tx) error { return c.piece(ctx, tx, p) }); err != nil {
					return err
				}
			}
			mu.Lock()
			defer mu.Unlock()
			total.add(c)
			return nil
		})
	}
	return total, g.Wait()
}

// cut divides the chain where enough transactions have come together, or where ids do not grow from one link to the next.
func (e *end) cut(ctx context.Context, d *db.DB, pieces chan<- piece) error {
	send := func(p piece) error {
		select {
		case pieces <- p:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	var p piece
	size, seq, last := int64(0), int64(0), ""
	err := d.View(ctx, func(tx *db.Tx) error {
		return eachLink(ctx, tx, e.head.Seq, func(l chainRow) error {
			if seq++; l.Seq != seq || l.N < 1 {
				return broken("chain", l.TxID)
			}
			if size >= pieceSize || size > 0 && l.TxID <= p.links[len(p.links)-1].TxID {
				if err := send(p); err != nil {
					return err
				}
				p, size = piece{prev: last}, 0
			}
			p.links, size, last = append(p.links, l), size+l.N, l.Chain
			return nil
		})
	})
	if err == nil && size > 0 {
		err = send(p)
	}
	if err == nil && seq != e.head.Seq {
		err = broken("chain", "count")
	}
	if err != nil || len(e.waiting) == 0 {
		return err
	}
	p = piece{}
	for _, w := range e.waiting {
		p.links = append(p.links, chainRow{TxID: w.TxID, N: w.N})
		p.hashes = append(p.hashes, w.Hash)
	}
	return send(p)
}

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

// state is a number for "the account stood at this balance behind its entry of this number". Each entry adds the state that it
// leaves and takes off the one that it finds; when all go on where the one before ended, only the last and the first remain.
func (e *end) state(account int, seq, balance int64) uint64 {
	return mix(mix(uint64(account)^e.key[0], uint64(seq)^e.key[1]), uint64(balance)^e.key[0])
}

func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a^0x9e3779b97f4a7c15, b^0xd6e8feb86659fd93)
	x := hi ^ lo ^ bits.RotateLeft64(a, 23) + b
	x ^= x >> 32
	x *= 0xd6e8feb86659fd93
	return x ^ x>>29
}

// hold is a number for "this hold is in this state, brought there by this transaction".
func (e *end) hold(hold []byte, state string, by []byte) uint64 {
	x := e.key[0]
	for _, part := range [][]byte{hold, []byte(state), by} {
		for _, b := range part {
			x = mix(x, uint64(b))
		}
		x = mix(x, e.key[1])
	}
	return x
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

// compare holds what was recomputed against where the book stands.
func (e *end) compare(c *checker) error {
	switch {
	case c.transactions != e.counts.Transactions || e.counts.Chained+e.waits != e.counts.Transactions:
		return broken("transaction", "count")
	case c.entries != e.counts.Entries:
		return broken("entry", "count")
	case c.held != e.holds:
		return broken("hold", "sum")
	}
	for i, w := range e.accounts {
		g := c.tallies[i]
		if g.balance != w.balance || g.going != w.going || g.coming != w.coming || g.entries != w.entries ||
			g.balance-g.going < w.floor || g.balance+g.coming > w.ceiling {
			return broken("balance", w.code)
		}
		if g.states != e.state(i, g.entries, g.balance)-e.state(i, 0, 0) {
			return broken("account", w.code)
		}
	}
	return nil
}
