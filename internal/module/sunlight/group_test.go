package sunlight

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"yice/internal/module/gift"
)

func somePayments(seed uint64, n int) []Payment {
	r := rand.New(rand.NewPCG(seed, 9))
	kinds, areas := []string{"medical", "medical", "medical", "living", "study", "legal"}, []string{"230602", "230602", "230603", "230604"}
	out := make([]Payment, n)
	for i := range out {
		out[i] = Payment{
			Order: fmt.Sprintf("o%04d", i), Subject: fmt.Sprint("p", r.IntN(1+n/2)), Kind: kinds[r.IntN(len(kinds))], Area: areas[r.IntN(len(areas))],
			Month: fmt.Sprintf("2020-%02d", 1+r.IntN(12)), Amount: 1 + r.Int64N(9000),
		}
	}
	return out
}

// No class has fewer than MinGroup persons, no published payment is lost or counted twice, what waits is too small to be told,
// and what was told in one month is told in the same way in every later one.
func TestPublishedGroupsAreLarge(t *testing.T) {
	t.Parallel()
	for seed := range uint64(80) {
		list := somePayments(seed, int(seed)*5)
		var earlier Told
		for month := 1; month <= 13; month++ {
			before := fmt.Sprintf("2020-%02d", month)
			p := Publish(list, before)
			told, waiting := map[Label][]Payment{}, []Payment{}
			for _, x := range list {
				if l, ok := p.Of[x.Order]; ok {
					told[l] = append(told[l], x)
					if x.Month < l.From || x.Month > l.To || l.To > p.To || l.Kind != "" && l.Kind != x.Kind || l.Area != "" && l.Area != x.Area {
						t.Fatalf("%+v under %+v", x, l)
					}
				} else if x.Month < before {
					waiting = append(waiting, x)
				}
			}
			if len(told) != len(p.Classes) || persons(waiting) >= gift.MinGroup {
				t.Fatalf("seed %d %s: %d classes of %d, %d persons wait", seed, before, len(told), len(p.Classes), persons(waiting))
			}
			for l, group := range told {
				sum := int64(0)
				for _, x := range group {
					sum += x.Amount
				}
				if c := p.Classes[l]; c.Persons != persons(group) || c.Amount != sum || c.Persons < gift.MinGroup {
					t.Fatalf("seed %d %+v: %+v has %d persons", seed, l, c, persons(group))
				}
			}
			for order, l := range earlier.Of {
				if p.Of[order] != l {
					t.Fatalf("seed %d: %s moved from %+v to %+v", seed, order, l, p.Of[order])
				}
			}
			// what two months' figures differ by are whole classes again
			for l, c := range p.Classes {
				if old := earlier.Classes[l]; old != nil && !reflect.DeepEqual(old, c) {
					t.Fatalf("seed %d: class %+v changed", seed, l)
				}
			}
			earlier = p
		}
	}
}

func TestFewPersonsAreNotTold(t *testing.T) {
	t.Parallel()
	var list []Payment
	for i := range 9 {
		list = append(list, Payment{Order: fmt.Sprint("o", i), Subject: fmt.Sprint("p", i), Kind: "medical", Area: "230602", Month: "2020-03", Amount: 100})
	}
	list = append(list, Payment{Order: "again", Subject: "p0", Kind: "medical", Area: "230602", Month: "2020-04", Amount: 100})
	if p := Publish(list, "2021-01"); len(p.Of) != 0 || p.To != "" {
		t.Errorf("nine persons are told: %+v", p)
	}
	list = append(list, Payment{Order: "tenth", Subject: "p9", Kind: "study", Area: "230604", Month: "2020-06", Amount: 100})
	p := Publish(list, "2021-01")
	want := Label{From: "2020-03", To: "2020-06"}
	if c := p.Classes[want]; len(p.Classes) != 1 || c == nil || c.Persons != 10 || c.Amount != 1100 {
		t.Errorf("one study payment could be told apart: %+v", p.Classes)
	}
	if p := Publish(list, "2020-06"); len(p.Of) != 0 {
		t.Error("a month that is not over is told")
	}
}
