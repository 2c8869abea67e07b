package ledger

import (
	"context"
	"math"
	"math/bits"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"yice/internal/kit/db"
	"yice/internal/kit/errs"
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
	if e.places, err = placesOf(e.accounts); err != nil {
		return err
	}
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
			c := &checker{end: e, pair: bookedPair()}
			for p := range pieces {
				if err := d.View(ctx, func(tx *db.Tx) error { return c.check(ctx, tx, &p) }); err != nil {
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
	size, seq, upto, last := int64(0), int64(0), int64(0), ""
	err := d.View(ctx, func(tx *db.Tx) error {
		return eachLink(ctx, tx, e.head.Seq, func(l chainRow) error {
			if seq, upto = seq+1, upto+l.N; l.Seq != seq || l.N < 1 || l.Upto != upto {
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

// compare holds what was recomputed against where the book stands.
func (e *end) compare(c *checker) error {
	switch {
	case c.transactions != e.counts.Transactions || e.head.Upto+e.waits != e.counts.Transactions:
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
