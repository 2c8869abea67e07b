package sunlight

import (
	"cmp"
	"maps"
	"slices"

	"yice/internal/module/gift"
)

// Payment is one confirmed payment as the public pages see it. Subject is the person or household; Month is "2020-05", when it
// was confirmed.
type Payment struct {
	Order   string
	Subject string
	Kind    string
	Area    string
	Month   string
	Amount  int64
}

// Label is the group under which a payment is published. Kind and Area are empty where they would tell too much; the period
// goes from one month to another, both included.
type Label struct {
	From string
	To   string
	Kind string
	Area string
}

// Class is a published group: so many different persons, at least gift.MinGroup.
type Class struct {
	Label
	Persons int64
	Amount  int64
}

// Told is what may be told of a fund's payments: the class of each payment that is told at all. Every public figure is a
// sum over these classes and nothing else, so that no difference of two figures belongs to fewer than gift.MinGroup persons.
type Told struct {
	Of      map[string]Label // by order
	Classes map[Label]*Class
	From    map[Source]int64 // what the gifts of each campaign paid of a group
	To      string           // the last month told; later payments wait
}

// Source is a group and the campaign whose gifts paid a part of it; no campaign for other income.
type Source struct {
	Label
	Campaign string
}

// Publish sorts the payments of one fund into classes. Months are told when they are over (before is the first month that is
// not) and when gift.MinGroup persons have been paid since the last told month; until then payments wait, and the months become one
// period. Within a period a kind and district with too few persons is told as its kind alone, else as the period alone.
// A period that was told once never changes, whatever comes later: figures of two days differ by whole periods only.
func Publish(payments []Payment, before string) Told {
	p := Told{Of: map[string]Label{}, Classes: map[Label]*Class{}}
	list := slices.Clone(payments)
	slices.SortFunc(list, func(a, b Payment) int { return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Order, b.Order)) })
	var period []Payment
	for len(list) > 0 && list[0].Month < before {
		month := list[0].Month
		for len(list) > 0 && list[0].Month == month {
			period = append(period, list[0])
			list = list[1:]
		}
		if persons(period) >= gift.MinGroup {
			p.tell(period)
			p.To, period = month, nil
		}
	}
	return p
}

func (p *Told) tell(period []Payment) {
	from, to := period[0].Month, period[len(period)-1].Month
	for label, group := range classes(period) {
		label.From, label.To = from, to
		c := &Class{Label: label, Persons: persons(group)}
		for _, x := range group {
			p.Of[x.Order] = label
			c.Amount += x.Amount
		}
		p.Classes[label] = c
	}
}

// classes are the groups of one period that has enough persons.
func classes(period []Payment) map[Label][]Payment {
	fine := group(period, func(x Payment) Label { return Label{Kind: x.Kind, Area: x.Area} })
	small := extract(fine)
	kinds := group(small, func(x Payment) Label { return Label{Kind: x.Kind} })
	rest := extract(kinds)
	out := fine
	maps.Copy(out, kinds)
	for len(rest) > 0 && persons(rest) < gift.MinGroup { // the smallest others join, until there are enough
		label := smallest(out)
		rest = append(rest, out[label]...)
		delete(out, label)
	}
	if len(rest) > 0 {
		out[Label{}] = rest
	}
	return out
}

func group(list []Payment, by func(Payment) Label) map[Label][]Payment {
	out := map[Label][]Payment{}
	for _, x := range list {
		out[by(x)] = append(out[by(x)], x)
	}
	return out
}

// extract takes the groups with too few persons out and gives their payments.
func extract(groups map[Label][]Payment) []Payment {
	var out []Payment
	for label, g := range groups {
		if persons(g) < gift.MinGroup {
			out = append(out, g...)
			delete(groups, label)
		}
	}
	return out
}

func smallest(groups map[Label][]Payment) Label {
	return slices.MinFunc(slices.Collect(maps.Keys(groups)), func(a, b Label) int {
		return cmp.Or(cmp.Compare(persons(groups[a]), persons(groups[b])), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Area, b.Area))
	})
}

func persons(list []Payment) int64 {
	seen := map[string]bool{}
	for _, x := range list {
		seen[x.Subject] = true
	}
	return int64(len(seen))
}

// sums adds up amounts by a code of the label, larger ones first.
func sums(amounts map[Label]int64, by func(Label) string) []gift.Sum {
	total := map[string]int64{}
	for l, n := range amounts {
		total[by(l)] += n
	}
	out := make([]gift.Sum, 0, len(total))
	for code, n := range total {
		out = append(out, gift.Sum{Code: code, AmountFen: n})
	}
	slices.SortFunc(out, func(a, b gift.Sum) int {
		return cmp.Or(cmp.Compare(blank(a.Code), blank(b.Code)), cmp.Compare(b.AmountFen, a.AmountFen), cmp.Compare(a.Code, b.Code))
	})
	return out
}

func blank(code string) int {
	if code == "" {
		return 1
	}
	return 0
}

func kindOf(l Label) string { return l.Kind }

func areaOf(l Label) string { return l.Area }

func periodOf(l Label) string {
	if l.From == l.To {
		return l.From
	}
	return l.From + "/" + l.To
}
