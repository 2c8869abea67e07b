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

// remembered is what was told of a fund's first payments before a month. A payment that was made keeps its order, so the facts of one are read
// once; where its household lives is read again after as long as a cache may keep the public page.
type remembered struct {
	before string
	n      int
	at     time.Time
	told   Told
	facts  map[string]Payment // by order, without area and month
	cases  map[string]string  // by order
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
	var uses []*gift.Use
	for _, u := range f.Uses {
		if u.Paid {
			uses = append(uses, u)
		}
	}
	slices.SortFunc(uses, func(a, b *gift.Use) int { return int(a.Seq - b.Seq) })
	var out []paid
	month, until := "", int64(0) // of the month until, so that a calendar is asked once a month
	for _, u := range uses {
		if u.At >= until {
			month = max(month, monthOf(u.At))
			until = endOf(month)
		}
		if month >= before {
			break
		}
		out = append(out, paid{u.Order, month})
	}
	return out
}

// toldTx follows a fund and sorts its confirmed payments into the groups that may be told.
func (s *Service) toldTx(ctx context.Context, tx *db.Tx, fundID string) (*gift.Followed, Told, error) {
	f, err := s.gifts.FollowTx(ctx, tx, fundID)
	if err != nil {
		return nil, Told{}, err
	}
	before := tx.Today()[:7]
	list := paidBefore(f, before)
	known := s.told.get(fundID)
	age := tx.Now().Sub(known.at)
	if known.before == before && known.n == len(list) && age >= 0 && age < fresh*time.Second {
		return f, known.told, nil
	}
	now := remembered{before: before, n: len(list), at: tx.Now(), facts: maps.Clone(known.facts), cases: maps.Clone(known.cases)}
	if err := s.factsTx(ctx, tx, list, &now); err != nil {
		return nil, Told{}, err
	}
	areas, err := s.areas(ctx, tx, slices.Compact(slices.Sorted(maps.Values(now.cases))))
	if err != nil {
		return nil, Told{}, err
	}
	payments := make([]Payment, len(list))
	for i, p := range list {
		payments[i] = now.facts[p.order]
		payments[i].Month, payments[i].Area = p.month, areas[now.cases[p.order]]
	}
	now.told = Publish(payments, before)
	tx.AfterCommit(func() { s.told.put(fundID, now) })
	return f, now.told, nil
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
