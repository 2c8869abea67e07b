package sunlight

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"yice/internal/kit/db"
	"yice/internal/module/gift"
)

// memory keeps, by fund, what may be told of it. It is derived and may be forgotten at any time.
type memory struct {
	mu sync.Mutex
	of map[string]remembered
}

// remembered is what was told of a fund's first n payments, those before a month. A payment that was made keeps its order, so the facts of one
// are read once; where its household lives is read again after as long as a cache may keep the public page. Whose money paid changes with the
// reversal of a receipt only.
type remembered struct {
	before    string
	n         int
	reversals int
	at        time.Time
	told      Told
	facts     map[string]Payment // by order, without area and month
	cases     map[string]string  // by order
}

func (m *memory) get(fundID string) remembered {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.of[fundID]
}

func (m *memory) put(fundID string, r remembered) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.of[fundID] = r
}

// paid is a payment that may be told once its month is over.
type paid struct {
	order, month string
}

// paidBefore are a fund's payments before a month, in the order of their entries; a clock that went back makes no month earlier than one
// that was told.
func paidBefore(f *gift.Followed, before string) []paid {
	var out []paid
	month, until := "", int64(0) // the month lasts until then
	for _, order := range f.Paid {
		if at := f.Uses[order].At; at >= until {
			month = monthOf(at)
			until = endOf(month)
		}
		if month >= before {
			break
		}
		out = append(out, paid{order, month})
	}
	return out
}

// stands tells whether what was told before a month is still all that may be told.
func (r remembered) stands(f *gift.Followed, before string, age time.Duration) bool {
	if r.before != before || r.reversals != f.Reversals || r.n > len(f.Paid) || age < 0 || age >= fresh*time.Second {
		return false
	}
	return r.n == len(f.Paid) || monthOf(f.Uses[f.Paid[r.n]].At) >= before
}

// toldTx follows a fund and sorts its confirmed payments into the groups that may be told.
func (s *Service) toldTx(ctx context.Context, tx *db.Tx, fundID string) (*gift.Followed, Told, error) {
	f, err := s.gifts.FollowTx(ctx, tx, fundID)
	if err != nil {
		return nil, Told{}, err
	}
	before := tx.Today()[:7]
	known := s.told.get(fundID)
	if known.stands(f, before, tx.Now().Sub(known.at)) {
		return f, known.told, nil
	}
	told, err := s.tellTx(ctx, tx, fundID, f, known)
	return f, told, err
}

// tellTx sorts a fund's payments into groups, from what is known of them, and keeps the answer.
func (s *Service) tellTx(ctx context.Context, tx *db.Tx, fundID string, f *gift.Followed, known remembered) (Told, error) {
	before := tx.Today()[:7]
	list := paidBefore(f, before)
	now := remembered{before: before, n: len(list), reversals: f.Reversals, at: tx.Now(), facts: maps.Clone(known.facts), cases: maps.Clone(known.cases)}
	if err := s.factsTx(ctx, tx, list, &now); err != nil {
		return Told{}, err
	}
	areas, err := s.areas(ctx, tx, slices.Compact(slices.Sorted(maps.Values(now.cases))))
	if err != nil {
		return Told{}, err
	}
	payments := make([]Payment, len(list))
	for i, p := range list {
		payments[i] = now.facts[p.order]
		payments[i].Month, payments[i].Area = p.month, areas[now.cases[p.order]]
	}
	now.told = Publish(payments, before)
	now.told.From = partsOf(f, now.told)
	tx.AfterCommit(func() { s.told.put(fundID, now) })
	return now.told, nil
}

// Keep has what the public pages stand on at hand, at once and then again and again before it is too old, until the context ends: nobody who
// looks has to wait for it.
func (s *Service) Keep(ctx context.Context, failed func(error)) {
	again := time.NewTicker(fresh * time.Second * 4 / 5)
	defer again.Stop()
	for {
		if err := s.keep(ctx); err != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
	}
}

func (s *Service) keep(ctx context.Context) error {
	return s.db.View(ctx, func(tx *db.Tx) error {
		funds, err := s.fundsTx(ctx, tx)
		if err != nil {
			return err
		}
		for _, f := range funds {
			followed, err := s.gifts.FollowTx(ctx, tx, f.ID)
			if err != nil {
				return err
			}
			if _, err := s.tellTx(ctx, tx, f.ID, followed, s.told.get(f.ID)); err != nil {
				return err
			}
		}
		return nil
	})
}

// partsOf sums up, by group, what the gifts of each campaign paid.
func partsOf(f *gift.Followed, told Told) map[Source]int64 {
	out := map[Source]int64{}
	for order, label := range told.Of {
		for _, p := range f.Uses[order].Parts {
			out[Source{label, f.Lots[p.Lot].Campaign}] += p.Amount
		}
	}
	return out
}

// factsTx reads what is not known yet of payments.
func (s *Service) factsTx(ctx context.Context, tx *db.Tx, list []paid, r *remembered) error {
	if r.facts == nil {
		r.facts, r.cases = make(map[string]Payment, len(list)), make(map[string]string, len(list))
	}
	var missing []string
	for _, p := range list {
		if _, ok := r.facts[p.order]; !ok {
			missing = append(missing, p.order)
		}
	}
	orders, err := s.gifts.LastOrdersTx(ctx, tx, missing)
	for first, o := range orders {
		r.facts[first] = Payment{Order: first, Subject: o.SubjectID, Kind: o.Purpose, Amount: o.AmountFen}
		r.cases[first] = o.CaseID
	}
	return err
}
