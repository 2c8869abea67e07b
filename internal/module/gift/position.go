package gift

import (
	"context"
	"slices"
	"sync"

	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/module/order"
)

// positions keeps, by fund, how far its account has been followed. It is derived from the ledger and may be forgotten at any time: without
// it the whole account is walked again, with the same answer. Only what is committed is kept, and nothing that is kept is changed.
type positions struct {
	mu sync.Mutex
	of map[string]*Followed
}

func (p *positions) get(fundID string) *Followed {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.of[fundID]
}

// put keeps the position that is further on.
func (p *positions) put(fundID string, f *Followed) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if old := p.of[fundID]; old == nil || old.Seq < f.Seq {
		p.of[fundID] = f
	}
}

// FollowTx tells what became of a fund's money up to now: from where it was followed to last time, or from the beginning where nothing is
// kept, or where this transaction sees less than that.
func (s *Service) FollowTx(ctx context.Context, tx *db.Tx, fundID string) (*Followed, error) {
	last, err := s.Funds.LastMoveTx(ctx, tx, fundID)
	if err != nil {
		return nil, err
	}
	from := s.positions.get(fundID)
	if from == nil || from.Seq > last {
		from = &Followed{}
	}
	if from.Seq == last && from.Uses != nil {
		return from, nil
	}
	f, err := s.onwardTx(ctx, tx, fundID, from)
	if err != nil {
		return nil, err
	}
	tx.AfterCommit(func() { s.positions.put(fundID, f) })
	return f, nil
}

func (s *Service) onwardTx(ctx context.Context, tx *db.Tx, fundID string, from *Followed) (*Followed, error) {
	moves, err := s.Funds.MovesTx(ctx, tx, fundID, from.Seq)
	if err != nil {
		return nil, err
	}
	var receipts, orders []string
	for _, m := range moves {
		switch {
		case m.Kind == "receipt":
			receipts = append(receipts, m.ReceiptID)
		case m.OrderID != "" && m.CommittedFen > 0, m.OrderID != "" && m.ChangeFen < 0, m.OrderID != "" && m.CommittedFen < 0:
			orders = append(orders, m.OrderID)
		}
	}
	shares, err := findShares(ctx, tx, receipts)
	if err != nil {
		return nil, err
	}
	root, err := s.Orders.ChainsTx(ctx, tx, distinct(orders))
	if err != nil {
		return nil, err
	}
	f, err := from.Onward(moves, func(r string) []Share { return shares[r] }, func(o string) string { return root[o] })
	if err != nil {
		return nil, errs.New(errs.Internal, "gift.follow").Because(err)
	}
	return f, campaignsTx(ctx, tx, f.Lots[len(from.Lots):])
}

// campaignsTx names the campaigns of gifts that came from another fund.
func campaignsTx(ctx context.Context, tx *db.Tx, lots []Lot) error {
	var ids []string
	for _, l := range lots {
		if l.Gift != "" && l.Campaign == "" {
			ids = append(ids, l.Gift)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	gifts, err := findGifts(ctx, tx, distinct(ids))
	for i := range lots {
		if lots[i].Campaign == "" {
			lots[i].Campaign = gifts[lots[i].Gift].CampaignID
		}
	}
	return err
}

// LastOrdersTx gives orders by the first of those that replaced one another, as Follow names them: the last of each.
func (s *Service) LastOrdersTx(ctx context.Context, tx *db.Tx, first []string) (map[string]order.Order, error) {
	return s.Orders.LastOrdersTx(ctx, tx, first)
}

func distinct(ids []string) []string {
	slices.Sort(ids)
	return slices.Compact(ids)
}
