package ledger

import (
	"context"
	"errors"
	"time"

	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

// Why the chain is made after the commit: a transaction that is chained while it is booked must hold the chain's head
// until it commits, so all writers of the city queue on one row however little their accounts have in common (the rival
// ledgers lose most of their speed there). So each transaction is booked with the hash of its own content, and a sealer
// links those hashes in batches behind it, alone under the lock "ledger"; nothing booked is touched again, the links
// stand in a table of their own. docs/adr/0003 weighs the same choice for the journal.

const sealBatch = 500

// Seal links the transactions that wait and tells how many it did.
func Seal(ctx context.Context, d *db.DB) (int, error) {
	total := 0
	for {
		n := 0
		err := d.UpdateLocked(ctx, "ledger", func(tx *db.Tx) error {
			n = 0
			open, err := findUnsealed(ctx, tx, sealBatch)
			if err != nil || len(open) == 0 {
				return err
			}
			head, err := findHead(ctx, tx)
			if err != nil {
				return err
			}
			rows := make([]chainRow, len(open))
			for i, w := range open {
				head = chainRow{Seq: head.Seq + 1, TxID: w.ID, Chain: link(head.Chain, head.Seq+1, w.Hash)}
				rows[i] = head
			}
			n = len(open)
			return insertChain(ctx, tx, rows)
		})
		if err != nil {
			return total, err
		}
		if total += n; n < sealBatch {
			return total, nil
		}
	}
}

// Sealer seals every interval until the context ends, and once more after it.
func Sealer(ctx context.Context, d *db.DB, every time.Duration, failed func(error)) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			if _, err := Seal(last, d); err != nil {
				failed(err)
			}
			return
		case <-t.C:
			if _, err := Seal(ctx, d); err != nil && !errors.Is(err, context.Canceled) {
				failed(err)
			}
		}
	}
}

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
// ledger.broken with what and where.
func Verify(ctx context.Context, d *db.DB) (Verified, error) {
	var v Verified
	err := d.View(ctx, func(tx *db.Tx) error {
		c := checker{holds: map[string]string{}, ended: map[string]string{}}
		if err := c.chain(ctx, tx); err != nil {
			return err
		}
		if err := c.accounts(ctx, tx); err != nil {
			return err
		}
		if err := c.openHolds(ctx, tx); err != nil {
			return err
		}
		n, err := countAll(ctx, tx)
		if err != nil {
			return err
		}
		switch {
		case n.Transactions != c.v.Transactions || n.Chained+n.Waiting != n.Transactions:
			return broken("transaction", "count")
		case n.Entries != c.v.Entries:
			return broken("entry", "count")
		}
		v = c.v
		return nil
	})
	return v, err
}

func broken(what, where string) error {
	return errs.New(errs.Conflict, "ledger.broken", "what", what, "where", where)
}

type checker struct {
	v     Verified
	holds map[string]string // hold → state by the transactions
	ended map[string]string // hold → transaction that ended it
}

func (c *checker) chain(ctx context.Context, tx *db.Tx) error {
	for {
		rows, err := findSealed(ctx, tx, c.v.Transactions+1, sealBatch)
		if err != nil {
			return err
		}
		list := make([]Transaction, len(rows))
		for i, r := range rows {
			if want := c.v.Transactions + int64(i) + 1; r.Seq != want {
				return broken("chain", r.ID)
			}
			c.v.Head = link(c.v.Head, r.Seq, r.Hash)
			if r.Chain != c.v.Head {
				return broken("chain", r.ID)
			}
			list[i] = r.Transaction
		}
		if err := c.content(ctx, tx, list); err != nil {
			return err
		}
		if len(rows) < sealBatch {
			break
		}
	}
	loose, err := findLoose(ctx, tx)
	if err != nil {
		return err
	}
	c.v.Unsealed = int64(len(loose))
	return c.content(ctx, tx, loose)
}

// content compares transactions with their own hash and remembers what they did to holds.
func (c *checker) content(ctx context.Context, tx *db.Tx, list []Transaction) error {
	ids := make([]string, len(list))
	for i, t := range list {
		ids[i] = t.ID
	}
	rows, err := findEntries(ctx, tx, ids)
	if err != nil {
		return err
	}
	of := map[string][]Entry{}
	for _, e := range rows {
		of[e.TxID] = append(of[e.TxID], e)
	}
	for _, t := range list {
		t.Entries = of[t.ID]
		if len(t.Entries) == 0 || contentHash(t) != t.Hash {
			return broken("transaction", t.ID)
		}
		switch t.Kind {
		case kindHold:
			if c.holds[t.ID] == "" {
				c.holds[t.ID] = holdOpen
			}
		case kindSettle, kindRelease:
			if c.ended[t.HoldID] != "" {
				return broken("hold", t.HoldID)
			}
			c.ended[t.HoldID] = t.ID
			c.holds[t.HoldID] = t.Kind
		}
	}
	c.v.Transactions += int64(len(list))
	c.v.Entries += int64(len(rows))
	return nil
}

// accounts adds up every account from its first entry and compares with what stands on the way and at the end.
func (c *checker) accounts(ctx context.Context, tx *db.Tx) error {
	want := map[string]Balance{}
	if err := eachBalance(ctx, tx, func(b Balance) error { want[b.Account] = b; c.v.Accounts++; return nil }); err != nil {
		return err
	}
	got := map[string]Balance{}
	err := eachStep(ctx, tx, func(s step) error {
		w, ok := want[s.Account]
		if !ok || w.Commodity != s.Commodity {
			return broken("account", s.Account)
		}
		b := got[s.Account]
		b.Entries++
		raises := s.IsDebit == (w.Sign > 0)
		if raises {
			b.Balance += booked(s.Act) * s.Amount
			b.Coming += reserved(s.Act) * s.Amount
		} else {
			b.Balance -= booked(s.Act) * s.Amount
			b.Going += reserved(s.Act) * s.Amount
		}
		if b.Entries != s.Seq || b.Balance != s.After {
			return broken("account", s.Account)
		}
		got[s.Account] = b
		return nil
	})
	if err != nil {
		return err
	}
	for code, w := range want {
		g := got[code]
		if g.Balance != w.Balance || g.Going != w.Going || g.Coming != w.Coming || g.Entries != w.Entries ||
			w.Floor != nil && g.Balance-g.Going < *w.Floor || w.Ceiling != nil && g.Balance+g.Coming > *w.Ceiling {
			return broken("balance", code)
		}
	}
	return nil
}

func (c *checker) openHolds(ctx context.Context, tx *db.Tx) error {
	seen := 0
	err := eachHold(ctx, tx, func(h holdRow) error {
		seen++
		state := map[string]string{holdOpen: holdOpen, kindSettle: holdSettled, kindRelease: holdReleased}[c.holds[h.ID]]
		if h.EndedBy != c.ended[h.ID] || h.State != state && !(h.State == holdExpired && state == holdReleased) {
			return broken("hold", h.ID)
		}
		return nil
	})
	if err == nil && seen != len(c.holds) {
		return broken("hold", "count")
	}
	return err
}
