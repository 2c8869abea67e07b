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

// tailPage is how many entries are read at once behind those that are known.
const tailPage = 50

// KnownMovesTx reads what happened to a fund, oldest first. The list is shared: callers do not change it. The caller decides who may know.
func (s *Service) KnownMovesTx(ctx context.Context, tx *db.Tx, fundID string) ([]Movement, error) {
	s.moves.mu.Lock()
	known := s.moves.of[fundID]
	s.moves.mu.Unlock()
	p := db.Page{Limit: tailPage}
	if len(known) == 0 {
		p.Limit = db.PageMax
	}
	var fresh []Movement
	n := 0
	for more := true; more; {
		lines, next, err := ledger.LinesTx(ctx, tx, fundAccount(fundID), p)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			if n = upTo(known, l); n > 0 {
				break
			}
			fresh = append(fresh, movement(l))
		}
		p.Cursor, more = next, next != "" && n == 0
	}
	if err := describe(ctx, tx, fresh); err != nil {
		return nil, err
	}
	return s.moves.keep(fundID, known, n, fresh), nil
}

// describe says of movements what their orders are for and whose they are, and lets them share the words that many of them have.
func describe(ctx context.Context, tx *db.Tx, list []Movement) error {
	ids := make([]string, 0, len(list))
	for _, m := range list {
		if m.OrderID != "" {
			ids = append(ids, m.OrderID)
		}
	}
	of, err := findDescribed(ctx, tx, unique(ids))
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

// upTo is how many of the known movements there are up to the line, 0 when it is not among them.
func upTo(known []Movement, l ledger.Line) int {
	i, ok := slices.BinarySearchFunc(known, l.Seq, func(m Movement, seq int64) int { return int(m.Seq - seq) })
	if !ok || known[i].TxID != l.TxID {
		return 0
	}
	return i + 1
}

// keep joins the first n known movements and the fresh ones, which come newest first, and remembers the longer list.
func (c *moves) keep(fundID string, known []Movement, n int, fresh []Movement) []Movement {
	if len(fresh) == 0 {
		return known[:n:n]
	}
	slices.Reverse(fresh)
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := c.of[fundID]; len(now) != len(known) || len(now) > 0 && &now[0] != &known[0] { // somebody else was faster
		return append(known[:n:n], fresh...)
	}
	if n < len(known) { // what stood behind was never committed, and others may read it still
		known = known[:n:n]
	}
	c.of[fundID] = append(known, fresh...)
	return slices.Clip(c.of[fundID])
}
