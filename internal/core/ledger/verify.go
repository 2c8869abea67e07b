package ledger

import (
	"context"
	"math/bits"
	"math/rand/v2"
	"runtime"
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
	e := &end{at: map[string]int{}, key: [2]uint64{rand.Uint64(), rand.Uint64()}}
	if err := d.View(ctx, func(tx *db.Tx) error { return e.read(ctx, tx) }); err != nil {
		return Verified{}, err
	}
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

// end is where the book stands in one snapshot.
type end struct {
	head     chainRow
	counts   counts
	waiting  []waitingRow
	waits    int64
	accounts []stand
	at       map[string]int // place of an account
	holds    uint64         // sum over the states of holds
	key      [2]uint64      // so that nobody can aim at a sum
}

func (e *end) read(ctx context.Context, tx *db.Tx) (err error) {
	if e.head, err = findHead(ctx, tx); err != nil {
		return err
	}
	if e.counts, err = countAll(ctx, tx); err != nil {
		return err
	}
	if e.waiting, err = findUnsealed(ctx, tx, int(e.counts.Transactions)+1); err != nil {
		return err
	}
	for _, w := range e.waiting {
		e.waits += w.N
	}
	if e.counts.Chained+e.waits != e.counts.Transactions {
		return broken("transaction", "count")
	}
	err = eachStand(ctx, tx, func(s stand) error {
		e.at[s.code] = len(e.accounts)
		e.accounts = append(e.accounts, s)
		if s.other != 0 {
			return broken("account", s.code)
		}
		return nil
	})
	if err != nil {
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

// piece is a range of the chain, or batches that wait for it.
type piece struct {
	links  []chainRow
	prev   string // the link before
	hashes []string
}

// pieceSize keeps what PostgreSQL sorts for a piece within the memory that it has for that.
const pieceSize = 5_000

func (e *end) recompute(ctx context.Context, d *db.DB) (*checker, error) {
	g, ctx := errgroup.WithContext(ctx)
	pieces := make(chan piece)
	g.Go(func() error {
		defer close(pieces)
		return e.cut(ctx, d, pieces)
	})
	total := e.checker()
	var mu sync.Mutex
	for range max(2, runtime.GOMAXPROCS(0)) {
		g.Go(func() error {
			c := e.checker()
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
}

type checker struct {
	*end
	tallies               []tally
	transactions, entries int64
	held                  uint64
	buf                   []byte
}

func (e *end) checker() *checker { return &checker{end: e, tallies: make([]tally, len(e.accounts))} }

func (c *checker) add(o *checker) {
	for i, t := range o.tallies {
		s := &c.tallies[i]
		s.balance, s.going, s.coming, s.entries = s.balance+t.balance, s.going+t.going, s.coming+t.coming, s.entries+t.entries
		s.states += t.states
	}
	c.transactions, c.entries, c.held = c.transactions+o.transactions, c.entries+o.entries, c.held+o.held
}

// reading is how far a piece has been read: the link, and its transactions so far.
type reading struct {
	piece
	i      int
	hashes []string
	id     []byte // the transaction under way
	hash   []byte
	n      int64
}

func (c *checker) piece(ctx context.Context, tx *db.Tx, p piece) error {
	last := p.links[len(p.links)-1]
	to := last.TxID
	if last.N > 1 {
		var err error
		if to, err = id.After(to, last.N-1); err != nil {
			return broken("chain", last.TxID)
		}
	}
	r := &reading{piece: p}
	if err := eachBooked(ctx, tx, p.links[0].TxID, to, func(l *bookedLine) error { return c.line(r, l) }); err != nil {
		return err
	}
	if err := c.closeTransaction(r); err != nil {
		return err
	}
	if r.i < len(p.links) {
		return broken("chain", p.links[r.i].TxID)
	}
	return nil
}

// line takes one entry: the first of its transaction, or one more.
func (c *checker) line(r *reading, l *bookedLine) error {
	if string(l.ID) != string(r.id) {
		if err := c.closeTransaction(r); err != nil {
			return err
		}
		if r.i == len(r.links) || len(r.hashes) == 0 && string(l.ID) != r.links[r.i].TxID {
			if r.i < len(r.links) && string(l.ID) > r.links[r.i].TxID {
				return broken("transaction", r.links[r.i].TxID)
			}
			return nil // of another place in the chain, or later than the snapshot
		}
		r.id, r.hash, r.n = append(r.id[:0], l.ID...), append(r.hash[:0], l.Hash...), 0
		c.buf = appendHead(c.buf[:0], l.ID, l.Kind, l.Key, l.Input, l.Hold, l.Reverses, l.Expires, l.Effective, l.Booked, l.By, l.Memo, l.Meta)
		c.follow(l)
	}
	if r.n++; l.N != r.n || l.Agrees != 1 {
		return broken("entry", string(l.ID))
	}
	c.buf = appendEntry(c.buf, l.N, l.Act, l.Debit, l.Credit, l.Amount)
	return c.entry(l)
}

// closeTransaction compares a transaction with its hash, and with the last of a link the chain.
func (c *checker) closeTransaction(r *reading) error {
	if len(r.id) == 0 {
		return nil
	}
	hash := sum(c.buf)
	if hash != string(r.hash) {
		return broken("transaction", string(r.id))
	}
	c.transactions++
	r.hashes = append(r.hashes, hash)
	r.id = r.id[:0]
	l := r.links[r.i]
	if int64(len(r.hashes)) < l.N {
		return nil
	}
	whole := batchHash(r.hashes)
	if r.piece.hashes != nil {
		if whole != r.piece.hashes[r.i] {
			return broken("transaction", l.TxID)
		}
	} else if r.prev = link(r.prev, l.Seq, whole); r.prev != l.Chain {
		return broken("chain", l.TxID)
	}
	r.i++
	r.hashes = r.hashes[:0]
	return nil
}

// entry adds an entry to the tallies of its two accounts.
func (c *checker) entry(l *bookedLine) error {
	c.entries++
	debit, ok := c.at[string(l.Debit)]
	if !ok || string(l.Commodity) != c.accounts[debit].commodity {
		return broken("account", string(l.Debit))
	}
	credit, ok := c.at[string(l.Credit)]
	if !ok || string(l.Commodity) != c.accounts[credit].commodity {
		return broken("account", string(l.Credit))
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
	c.leg(debit, change, held, true, l.DebitSeq, l.DebitAfter)
	c.leg(credit, -change, held, false, l.CreditSeq, l.CreditAfter)
	return nil
}

func (c *checker) leg(account int, raw, held int64, debit bool, seq, after int64) {
	t := &c.tallies[account]
	sign := c.accounts[account].sign
	change := sign * raw
	t.balance += change
	if debit == (sign > 0) {
		t.coming += held
	} else {
		t.going += held
	}
	t.entries++
	t.states += c.state(account, seq, after) - c.state(account, seq-1, after-change)
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
func (c *checker) follow(l *bookedLine) {
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
	case c.transactions != e.counts.Transactions:
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
