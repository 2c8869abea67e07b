package fund

import (
	"context"
	"slices"
	"sync"

	"yice/internal/core/ledger"
	"yice/internal/kit/db"
)

// moves are the movements of the funds that were read before. The ledger only ever adds to an account, so they need not be read again; the
// transaction of an entry tells whether it is still the one that was read, and not one that was never committed.
type moves struct {
	mu sync.Mutex
	of map[string][]Movement
}

// MovesTx reads what happened to a fund since the entry numbered after (0: all), oldest first. The list is shared: callers do not
// change it. The caller decides who may know.
func (s *Service) MovesTx(ctx context.Context, tx *db.Tx, fundID string, after int64) ([]Movement, error) {
	account := fundAccount(fundID)
	b, err := ledger.BalanceTx(ctx, tx, account)
	if err != nil {
		return nil, err
	}
	known := s.moves.get(fundID)
	known = known[:min(len(known), int(b.Entries))]
	var lines []ledger.Line
	for back := 1; ; back *= 16 {
		if lines, err = ledger.LinesAfterTx(ctx, tx, account, max(int64(len(known))-1, 0)); err != nil {
			return nil, err
		}
		n := len(known)
		if n == 0 {
			break
		}
		if len(lines) > 0 && lines[0].TxID == known[n-1].TxID {
			lines = lines[1:]
			break
		}
		known = known[:max(n-back, 0)] // who read it never committed
	}
	known = slices.Clip(known)
	fresh := make([]Movement, len(lines))
	for i, l := range lines {
		fresh[i] = movement(l)
	}
	if err := s.describe(ctx, tx, fresh); err != nil {
		return nil, err
	}
	all := s.moves.keep(fundID, known, fresh)
	return all[min(len(all), int(after)):], nil
}

// describe says of movements what their orders are for and whose they are, and lets them share the words that many of them have.
func (s *Service) describe(ctx context.Context, tx *db.Tx, list []Movement) error {
	ids := make([]string, 0, len(list))
	for _, m := range list {
		if m.OrderID != "" {
			ids = append(ids, m.OrderID)
		}
	}
	of, err := s.orders.Described(ctx, tx, unique(ids))
	words := map[string]string{}
	for i := range list {
		m := &list[i]
		m.Purpose, m.HouseholdID = of[m.OrderID].Purpose, of[m.OrderID].HouseholdID
		for _, w := range []*string{&m.On, &m.Kind, &m.Memo, &m.BatchID, &m.Purpose, &m.HouseholdID} {
			if have, ok := words[*w]; ok {
				*w = have
			} else {
				words[*w] = *w
			}
		}
	}
	return err
}

func (c *moves) get(fundID string) []Movement {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clip(c.of[fundID])
}

// keep joins the known movements and the fresh ones, and remembers the list. What others read of it does not change: behind
// their end only who holds the lock writes, and only when the end is that of the list which is kept.
func (c *moves) keep(fundID string, known, fresh []Movement) []Movement {
	if len(fresh) == 0 {
		return known
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := c.of[fundID]; len(now) == len(known) && len(now) > 0 && &now[0] == &known[0] {
		known = now
	}
	c.of[fundID] = append(known, fresh...)
	return slices.Clip(c.of[fundID])
}

func unique(ids []string) []string {
	out := slices.Clone(ids)
	slices.Sort(out)
	return slices.Compact(out)
}
