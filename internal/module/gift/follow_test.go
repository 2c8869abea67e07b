package gift

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"yice/internal/module/fund"
)

// book makes a fund's entries as the ledger would: no promise beyond what is free, each order promised once at a time.
type book struct {
	r      *rand.Rand
	moves  []fund.Movement
	shares map[string][]Share
	free   int64
	held   map[string]int64
	paid   map[string]int64
	gifts  int
}

func (b *book) add(m fund.Movement) {
	m.Seq = int64(len(b.moves) + 1)
	m.At = m.Seq
	b.moves = append(b.moves, m)
}

func newBook(seed uint64) *book {
	return &book{r: rand.New(rand.NewPCG(seed, 3)), shares: map[string][]Share{}, held: map[string]int64{}, paid: map[string]int64{}}
}

func (b *book) income() {
	id := fmt.Sprint("r", len(b.moves))
	sum := int64(0)
	var list []Share
	for range b.r.IntN(4) {
		b.gifts++
		s := Share{Gift: fmt.Sprint("g", b.gifts), Campaign: "c", Amount: 1 + b.r.Int64N(500)}
		list, sum = append(list, s), sum+s.Amount
	}
	if len(list) == 0 {
		sum = 1 + b.r.Int64N(900)
	}
	b.shares[id] = list
	b.free += sum
	b.add(fund.Movement{Kind: "receipt", ReceiptID: id, ChangeFen: sum})
}

func (b *book) step() {
	orders := slices.Sorted(maps.Keys(b.held))
	switch n := b.r.IntN(10); {
	case n < 3 || b.free == 0:
		b.income()
	case n < 6 || len(orders) == 0:
		o, sum := fmt.Sprint("o", len(b.moves)), 1+b.r.Int64N(b.free)
		b.held[o] = sum
		b.free -= sum
		b.add(fund.Movement{Kind: "order", OrderID: o, CommittedFen: sum})
	default:
		o := orders[b.r.IntN(len(orders))]
		sum := b.held[o]
		delete(b.held, o)
		if n < 9 {
			b.paid[o] = sum
			if gone := b.r.Int64N(sum + 1); b.r.IntN(3) == 0 && gone > 0 { // a part goes to another fund, or all of it
				b.offset(o, sum, gone)
				return
			}
			b.add(fund.Movement{Kind: "payment", OrderID: o, ChangeFen: -sum, CommittedFen: -sum})
			return
		}
		b.free += sum
		b.add(fund.Movement{Kind: "cancel", OrderID: o, CommittedFen: -sum})
	}
}

func (b *book) offset(o string, sum, gone int64) {
	b.add(fund.Movement{Kind: "offset", OrderID: o, ChangeFen: -gone})
	if gone == sum {
		b.add(fund.Movement{Kind: "offset", OrderID: o, CommittedFen: -sum})
		return
	}
	b.add(fund.Movement{Kind: "payment", OrderID: o, ChangeFen: gone - sum, CommittedFen: gone - sum})
	b.add(fund.Movement{Kind: "offset", OrderID: o, CommittedFen: -gone})
}

func (b *book) follow(t *testing.T, n int) *Followed {
	t.Helper()
	f, err := Follow(b.moves[:n], func(r string) []Share { return b.shares[r] }, func(o string) string { return o })
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Every fen that was promised or paid comes from lots, the sums agree, the oldest money goes first, and what was paid once
// keeps its gifts whatever comes later.
func TestFollowKeepsEveryFen(t *testing.T) {
	t.Parallel()
	for seed := range uint64(60) {
		b := newBook(seed)
		for range 120 {
			b.step()
		}
		f := b.follow(t, len(b.moves))
		free, held := int64(0), int64(0)
		for i, l := range f.Lots {
			if l.Free < 0 || l.Held < 0 || l.Paid < 0 || l.Free+l.Held+l.Paid != l.Amount {
				t.Fatalf("seed %d: lot %d %+v", seed, i, l)
			}
			free, held = free+l.Free, held+l.Held
		}
		wantHeld := int64(0)
		for _, n := range b.held {
			wantHeld += n
		}
		if free != b.free || held != wantHeld || len(f.Uses) != len(b.held)+len(b.paid) {
			t.Fatalf("seed %d: free %d of %d, held %d of %d", seed, free, b.free, held, wantHeld)
		}
		for o, u := range f.Uses {
			sum := int64(0)
			for _, p := range u.Parts {
				sum += p.Amount
			}
			if want := b.paid[o] + b.held[o]; sum != want || u.Paid != (b.paid[o] > 0) {
				t.Fatalf("seed %d: order %s has %d of %d", seed, o, sum, want)
			}
		}
		for cut := 1; cut < len(b.moves); cut += 17 {
			early := b.follow(t, cut)
			for o, u := range early.Uses {
				if now := f.Uses[o]; u.Paid && !reflect.DeepEqual(u, now) {
					t.Fatalf("seed %d: order %s changed from %+v to %+v", seed, o, u, now)
				}
			}
		}
		if again := b.follow(t, len(b.moves)); !reflect.DeepEqual(again, f) {
			t.Fatal("the same entries give two answers")
		}
	}
}

// stray does what changes money that came in: a refund, money from or to another fund, or a receipt that was a mistake.
func (b *book) stray(now *Followed) {
	var lots []Lot
	for _, l := range now.Lots {
		if mistake := l.Gift == "" && strings.HasPrefix(l.Ref, "receipt/") && l.Amount > 0 && l.Amount <= b.free; mistake || l.Gift != "" && l.Free > 0 {
			lots = append(lots, l)
		}
	}
	if len(lots) == 0 || b.r.IntN(4) == 0 {
		sum := 1 + b.r.Int64N(300)
		b.free += sum
		b.add(fund.Movement{Kind: "repurpose", GiftID: fmt.Sprint("g", 1+b.r.IntN(b.gifts+5)), ChangeFen: sum, TxID: fmt.Sprint("t", len(b.moves))})
		return
	}
	l := lots[b.r.IntN(len(lots))]
	if l.Gift == "" {
		b.free -= l.Amount
		b.add(fund.Movement{Kind: "receipt_reversed", ReceiptID: strings.TrimPrefix(l.Ref, "receipt/"), ChangeFen: -l.Amount})
		return
	}
	sum := 1 + b.r.Int64N(l.Free)
	b.free -= sum
	b.add(fund.Movement{Kind: []string{"refund", "repurpose"}[b.r.IntN(2)], GiftID: l.Gift, ChangeFen: -sum})
}

// What is kept and followed on in pieces is what the whole account tells, at every cut, and following on leaves what was known as it was.
func TestFollowingOnGivesTheSameAsTheWhole(t *testing.T) {
	t.Parallel()
	kinds := map[string]int{}
	for seed := range uint64(60) {
		b := newBook(seed)
		known := []*Followed{b.follow(t, 0)}
		for len(b.moves) < 160 {
			last := known[len(known)-1]
			if len(b.moves) > 20 && b.r.IntN(4) == 0 && last.Seq == int64(len(b.moves)) {
				b.stray(last)
			} else {
				b.step()
			}
			if b.r.IntN(3) == 0 {
				continue // the next piece takes several entries
			}
			next, err := last.Onward(b.moves[last.Seq:], func(r string) []Share { return b.shares[r] }, func(o string) string { return o })
			if err != nil {
				t.Fatal(seed, err)
			}
			known = append(known, next)
		}
		for _, m := range b.moves {
			kinds[m.Kind]++
		}
		for _, f := range known {
			if whole := b.follow(t, int(f.Seq)); !reflect.DeepEqual(f.Lots, whole.Lots) && len(f.Lots)+len(whole.Lots) > 0 || !reflect.DeepEqual(f.Uses, whole.Uses) || f.first != whole.first || !slices.Equal(f.Paid, whole.Paid) || f.Reversals != whole.Reversals {
				t.Fatalf("seed %d: at entry %d what is kept differs from the whole", seed, f.Seq)
			}
		}
	}
	for _, kind := range []string{"receipt", "order", "payment", "cancel", "offset", "refund", "repurpose", "receipt_reversed"} {
		if kinds[kind] < 60 {
			t.Errorf("only %d entries of kind %s", kinds[kind], kind)
		}
	}
}

func TestFollowTakesTheOldestFirst(t *testing.T) {
	t.Parallel()
	b := newBook(1)
	b.shares = map[string][]Share{"r1": {{Gift: "a", Amount: 100}, {Gift: "b", Amount: 50}}, "r2": {{Gift: "c", Amount: 200}}}
	for _, m := range []fund.Movement{
		{Kind: "receipt", ReceiptID: "r1", ChangeFen: 150},
		{Kind: "receipt", ReceiptID: "grant", ChangeFen: 30},
		{Kind: "order", OrderID: "o1", CommittedFen: 120},
		{Kind: "receipt", ReceiptID: "r2", ChangeFen: 200},
		{Kind: "order", OrderID: "o2", CommittedFen: 90},
		{Kind: "payment", OrderID: "o2", ChangeFen: -90, CommittedFen: -90},
		{Kind: "cancel", OrderID: "o1", CommittedFen: -120},
		{Kind: "order", OrderID: "o3", CommittedFen: 110},
		{Kind: "refund", GiftID: "c", ChangeFen: -60},
		{Kind: "repurpose", GiftID: "z", ChangeFen: 5, TxID: "t"},
	} {
		b.add(m)
	}
	f := b.follow(t, len(b.moves))
	if got := f.say("o2"); got != "b:30 :30 c:30" {
		t.Error("o2:", got)
	}
	if got := f.say("o3"); got != "a:100 b:10" {
		t.Error("o3 takes what o1 gave back:", got)
	}
	if free, amount := f.Left("c"); free != 110 || amount != 140 {
		t.Error(free, amount)
	}
	for name, m := range map[string]fund.Movement{
		"more than there is": {Kind: "order", OrderID: "x", CommittedFen: 10_000},
		"paid from nothing":  {Kind: "payment", OrderID: "x", ChangeFen: -1, CommittedFen: -1},
		"promised twice":     {Kind: "order", OrderID: "o3", CommittedFen: 1},
		"used already":       {Kind: "refund", GiftID: "a", ChangeFen: -1},
		"unknown receipt":    {Kind: "receipt_reversed", ReceiptID: "x", ChangeFen: -1},
		"nothing to release": {Kind: "cancel", OrderID: "x", CommittedFen: -1},
		"given from nothing": {Kind: "offset", OrderID: "x", ChangeFen: -1},
		"given twice":        {Kind: "offset", OrderID: "o2", ChangeFen: -1},
		"given too much":     {Kind: "offset", OrderID: "o3", ChangeFen: -111},
	} {
		if _, err := Follow(append(slices.Clone(b.moves), m), func(r string) []Share { return b.shares[r] }, func(o string) string { return o }); err == nil {
			t.Error(name + " is let through")
		}
	}
	b.add(fund.Movement{Kind: "receipt_reversed", ReceiptID: "grant", ChangeFen: -30})
	f = b.follow(t, len(b.moves))
	if _, err := f.Onward([]fund.Movement{{Seq: f.Seq + 2, Kind: "receipt", ReceiptID: "r9", ChangeFen: 1}}, nil, nil); err == nil {
		t.Error("an entry is left out")
	}
	if got := f.say("o2"); got != "b:30 b:10 c:20 c:30" {
		t.Error("after the reversal o2:", got)
	}
}

func (f *Followed) say(order string) string {
	var out []string
	for _, p := range f.Uses[order].Parts {
		out = append(out, fmt.Sprintf("%s:%d", f.Lots[p.Lot].Gift, p.Amount))
	}
	return strings.Join(out, " ")
}
