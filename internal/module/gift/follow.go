package gift

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"yice/internal/module/fund"
)

// Lot is money that came into a fund at once from one source: a gift, or other income when Gift is empty (Ref names it).
// Free, Held and Paid sum up to what is left of Amount after refunds. Campaign is that of the gift.
type Lot struct {
	Gift     string
	Campaign string
	Ref      string
	On       string
	Amount   int64
	Free     int64
	Held     int64
	Paid     int64
}

// Part is a share of an order's amount and the lot that it comes from, by the lot's place.
type Part struct {
	Lot    int
	Amount int64
}

// Use is what an order takes: promised, or paid by the bank's answer. At is when it was confirmed. Offset is what of it went to other
// funds to which the household owed it: aid of this fund like the rest.
type Use struct {
	Order  string
	Paid   bool
	Offset int64
	At     int64
	Seq    int64
	Parts  []Part
}

// Share is one gift's part in what one ledger receipt brought in.
type Share struct {
	Gift     string
	Campaign string
	Amount   int64
}

// Followed is what became of every fen of one fund, up to the entry Seq. Who gets one reads it only: the next answer goes on from it.
// Paid are the orders that were paid, in the order of their entries; Reversals counts the receipts that were a mistake, which alone change
// whose money paid an order.
type Followed struct {
	Lots      []Lot
	Uses      map[string]*Use
	Seq       int64
	Paid      []string
	Reversals int

	first int // no lot before it has anything free
}

// Follow walks a fund's ledger in the order of its entries and gives each promise the oldest money that is free, first in
// first out. A payment keeps what was promised to it; a promise that falls gives its money back to its place in the queue.
// Because entries are only ever added, what was decided once stays: a later gift changes no earlier payment. The one
// exception is a receipt that was booked by mistake and reversed: what it seemed to pay is paid by the next free money. What an order
// gives to another fund, to which its household owes it, is aid of this fund; there it comes in like any recovery.
//
// Shares gives the gifts behind a receipt of the fund in their order, none for other income; root is the first order of a
// chain of payments that replaced failed ones.
func Follow(moves []fund.Movement, shares func(receipt string) []Share, root func(order string) string) (*Followed, error) {
	return (&Followed{}).Onward(moves, shares, root)
}

// Onward follows the entries after Seq from what is known so far, which stays as it is. It gives the same as Follow over all entries.
func (f *Followed) Onward(moves []fund.Movement, shares func(receipt string) []Share, root func(order string) string) (*Followed, error) {
	n := &Followed{Lots: slices.Clone(f.Lots), Uses: maps.Clone(f.Uses), Seq: f.Seq, Paid: slices.Clip(f.Paid), Reversals: f.Reversals, first: f.first}
	if n.Uses == nil {
		n.Uses = map[string]*Use{}
	}
	for _, m := range moves {
		if m.Seq != n.Seq+1 {
			return nil, fmt.Errorf("entry %d comes after entry %d", m.Seq, n.Seq)
		}
		if err := n.step(m, shares, root); err != nil {
			return nil, fmt.Errorf("entry %d: %w", m.Seq, err)
		}
		n.Seq = m.Seq
	}
	return n, nil
}

// own gives a use that may be changed without changing what was known before.
func (f *Followed) own(u *Use) *Use {
	c := *u
	c.Parts = slices.Clone(u.Parts)
	f.Uses[u.Order] = &c
	return &c
}

func (f *Followed) step(m fund.Movement, shares func(string) []Share, root func(string) string) error {
	switch {
	case m.ChangeFen > 0:
		return f.in(m, shares)
	case m.Kind == "offset" && m.ChangeFen < 0:
		return f.offset(root(m.OrderID), m)
	case m.ChangeFen == 0 && m.Kind == "offset":
		return nil // of a promise what had gone to other funds before its payment
	case m.ChangeFen == 0 && m.CommittedFen > 0:
		return f.hold(root(m.OrderID), m.Seq, m.CommittedFen)
	case m.ChangeFen == 0 && m.CommittedFen < 0:
		return f.release(root(m.OrderID))
	case m.CommittedFen < 0:
		return f.pay(root(m.OrderID), m)
	case m.Kind == "refund" || m.Kind == "repurpose":
		return f.back(m.GiftID, -m.ChangeFen)
	}
	return f.reverse(m.ReceiptID)
}

func (f *Followed) in(m fund.Movement, shares func(string) []Share) error {
	if m.Kind == "repurpose" {
		f.Lots = append(f.Lots, Lot{Gift: m.GiftID, Ref: "repurpose/" + m.TxID, On: m.On, Amount: m.ChangeFen, Free: m.ChangeFen})
		return nil
	}
	left := m.ChangeFen
	if m.Kind == "receipt" {
		for _, s := range shares(m.ReceiptID) {
			f.Lots = append(f.Lots, Lot{Gift: s.Gift, Campaign: s.Campaign, Ref: m.ReceiptID, On: m.On, Amount: s.Amount, Free: s.Amount})
			left -= s.Amount
		}
		if left < 0 {
			return fmt.Errorf("the gifts of receipt %s are more than came in", m.ReceiptID)
		}
	}
	if left > 0 {
		f.Lots = append(f.Lots, Lot{Ref: m.Kind + "/" + m.ReceiptID + m.OrderID, On: m.On, Amount: left, Free: left})
	}
	return nil
}

// take finds the oldest free money.
func (f *Followed) take(amount int64) ([]Part, error) {
	var parts []Part
	for ; f.first < len(f.Lots) && f.Lots[f.first].Free == 0; f.first++ {
	}
	for i := f.first; amount > 0; i++ {
		if i == len(f.Lots) {
			return nil, fmt.Errorf("%d fen come from nowhere", amount)
		}
		if n := min(amount, f.Lots[i].Free); n > 0 {
			f.Lots[i].Free -= n
			amount -= n
			parts = append(parts, Part{i, n})
		}
	}
	return parts, nil
}

func (f *Followed) hold(order string, seq, amount int64) error {
	if u := f.Uses[order]; u != nil {
		return fmt.Errorf("order %s is promised twice", order)
	}
	parts, err := f.take(amount)
	if err != nil {
		return err
	}
	for _, p := range parts {
		f.Lots[p.Lot].Held += p.Amount
	}
	f.Uses[order] = &Use{Order: order, Seq: seq, Parts: parts}
	return nil
}

func (f *Followed) release(order string) error {
	u := f.Uses[order]
	if u == nil || u.Paid {
		return fmt.Errorf("order %s holds nothing", order)
	}
	for _, p := range u.Parts {
		f.Lots[p.Lot].Held -= p.Amount
		f.Lots[p.Lot].Free += p.Amount
		f.first = min(f.first, p.Lot)
	}
	delete(f.Uses, order)
	return nil
}

func (f *Followed) pay(order string, m fund.Movement) error {
	u := f.Uses[order]
	if u == nil || u.Paid {
		return fmt.Errorf("order %s was paid without a promise", order)
	}
	sum := -u.Offset
	for _, p := range u.Parts {
		sum += p.Amount
	}
	if sum != -m.ChangeFen {
		return fmt.Errorf("order %s was promised %d and paid %d", order, sum, -m.ChangeFen)
	}
	f.paid(f.own(u), m)
	return nil
}

// offset gives a part of what an order was promised to another fund, which had paid the household what it owes; the rest is paid next.
func (f *Followed) offset(order string, m fund.Movement) error {
	u := f.Uses[order]
	if u == nil || u.Paid {
		return fmt.Errorf("order %s gave to another fund without a promise", order)
	}
	left := -u.Offset
	for _, p := range u.Parts {
		left += p.Amount
	}
	if left < -m.ChangeFen {
		return fmt.Errorf("order %s was promised %d less than it gave", order, -m.ChangeFen-left)
	}
	u = f.own(u)
	if u.Offset -= m.ChangeFen; left == -m.ChangeFen {
		f.paid(u, m)
	}
	return nil
}

// paid keeps what was promised.
func (f *Followed) paid(u *Use, m fund.Movement) {
	for _, p := range u.Parts {
		f.Lots[p.Lot].Held -= p.Amount
		f.Lots[p.Lot].Paid += p.Amount
	}
	u.Paid, u.At, u.Seq = true, m.At, m.Seq
	f.Paid = append(f.Paid, u.Order)
}

// back takes the money of one gift out, what came last first.
func (f *Followed) back(gift string, amount int64) error {
	for i := len(f.Lots) - 1; i >= 0 && amount > 0; i-- {
		if f.Lots[i].Gift == gift {
			n := min(amount, f.Lots[i].Free)
			f.Lots[i].Free -= n
			f.Lots[i].Amount -= n
			amount -= n
		}
	}
	if amount > 0 {
		return fmt.Errorf("gift %s has %d fen less than went back", gift, amount)
	}
	return nil
}

func (f *Followed) reverse(receipt string) error {
	gone := map[int]bool{}
	for i := range f.Lots {
		if l := &f.Lots[i]; receipt != "" && (l.Ref == receipt || l.Ref == "receipt/"+receipt) {
			*l = Lot{Gift: l.Gift, Campaign: l.Campaign, Ref: l.Ref, On: l.On}
			gone[i] = true
		}
	}
	if len(gone) == 0 {
		return fmt.Errorf("receipt %s is not known", receipt)
	}
	f.Reversals++
	for _, u := range f.InOrder() {
		if !slices.ContainsFunc(u.Parts, func(p Part) bool { return gone[p.Lot] }) {
			continue
		}
		u = f.own(u)
		for at := 0; at < len(u.Parts); at++ {
			p := u.Parts[at]
			if !gone[p.Lot] {
				continue
			}
			parts, err := f.take(p.Amount)
			if err != nil {
				return err
			}
			for _, n := range parts {
				if u.Paid {
					f.Lots[n.Lot].Paid += n.Amount
				} else {
					f.Lots[n.Lot].Held += n.Amount
				}
			}
			u.Parts = slices.Replace(u.Parts, at, at+1, parts...)
			at += len(parts) - 1
		}
	}
	return nil
}

// InOrder lists the uses by the entry that decided them.
func (f *Followed) InOrder() []*Use {
	out := make([]*Use, 0, len(f.Uses))
	for _, u := range f.Uses {
		out = append(out, u)
	}
	slices.SortFunc(out, func(a, b *Use) int { return cmp.Compare(a.Seq, b.Seq) })
	return out
}

// Of are the uses that a gift stands in, by the entry that decided them.
func (f *Followed) Of(gift string) []*Use {
	var out []*Use
	for _, u := range f.Uses {
		if slices.ContainsFunc(u.Parts, func(p Part) bool { return f.Lots[p.Lot].Gift == gift }) {
			out = append(out, u)
		}
	}
	slices.SortFunc(out, func(a, b *Use) int { return cmp.Compare(a.Seq, b.Seq) })
	return out
}

// Left is what of a gift is in the fund and not promised, and what it was in all after refunds.
func (f *Followed) Left(gift string) (free, amount int64) {
	for _, l := range f.Lots {
		if l.Gift == gift {
			free += l.Free
			amount += l.Amount
		}
	}
	return free, amount
}
