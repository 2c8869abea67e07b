package lab

import (
	"math/big"
	"math/bits"
	"slices"

	"yice/internal/kit/errs"
	"yice/internal/kit/money"
	"yice/internal/module/population"
)

// Figures are what a set of rules does to a population. Money is fen a year. Gini is of the income per person after rigid
// expenditure and aid, never below zero, each person counted once; GapFen is what the households stay below the standard after
// aid, GapShare that as a share of their standard. Shares have four decimals, Months one, rounded down; "" where nothing is to
// be divided.
type Figures struct {
	CostFen     int64   `json:"cost_fen"`
	MedicalFen  int64   `json:"medical_fen"`
	LivingFen   int64   `json:"living_fen"`
	StudyFen    int64   `json:"study_fen"`
	Households  int64   `json:"households" doc:"that get anything"`
	Persons     int64   `json:"persons" doc:"who live in them"`
	Months      string  `json:"months" doc:"that the pool's available money lasts"`
	SelfPaidFen int64   `json:"self_paid_fen" doc:"medical cost left to all households of the population"`
	Covered     string  `json:"covered" doc:"share of it that medical aid pays"`
	Gini        string  `json:"gini"`
	GapFen      int64   `json:"gap_fen"`
	GapShare    string  `json:"gap_share"`
	Below       int64   `json:"below" doc:"households below the standard after aid"`
	Classes     []Count `json:"classes"`
}

// Count is a number of households under a code.
type Count struct {
	Code string `json:"code"`
	N    int64  `json:"n"`
}

// Comparison is a reform against the baseline. MoreFen sums what is added to those who gain, LessFen what is taken from those
// who lose; In and Out are households that begin and cease to get anything, counted among Up and Down too.
type Comparison struct {
	MoreFen int64   `json:"more_fen"`
	LessFen int64   `json:"less_fen"`
	Up      int64   `json:"up"`
	Down    int64   `json:"down"`
	Same    int64   `json:"same" doc:"get something, as much as before"`
	In      int64   `json:"in"`
	Out     int64   `json:"out"`
	Splits  []Split `json:"splits"`
	Bands   []Band  `json:"bands" doc:"households by what they get in a year"`
}

// Split is the comparison by class, area, disease or age (of the head).
type Split struct {
	By    string `json:"by" enum:"class,area,disease,age"`
	Parts []Part `json:"parts"`
}

// Part is one line of a split; groups in which nobody gets anything, before or after, are left out.
type Part struct {
	Code    string `json:"code"`
	Name    string `json:"name,omitempty" doc:"of an area"`
	Before  int64  `json:"before_fen"`
	After   int64  `json:"after_fen"`
	MoreFen int64  `json:"more_fen"`
	LessFen int64  `json:"less_fen"`
	Up      int64  `json:"up"`
	Down    int64  `json:"down"`
	Same    int64  `json:"same"`
}

// Band counts the households that get from FromFen a year to below the next band; the first one is nothing at all.
type Band struct {
	FromFen int64 `json:"from_fen"`
	Before  int64 `json:"before"`
	After   int64 `json:"after"`
}

// bandStarts are the steps of the picture, in fen.
func bandStarts() []int64 {
	return []int64{0, 1, 2000_00, 4000_00, 6000_00, 8000_00, 10_000_00, 20_000_00, 50_000_00}
}

// figures sums one outcome up. available is what the pool can still give. Code: money.overflow.
func figures(f *population.Facts, o *population.Outcome, available int64) (out Figures, err error) {
	for _, x := range []struct {
		to     *int64
		column []int64
	}{{&out.CostFen, o.Aid}, {&out.MedicalFen, o.Medical}, {&out.LivingFen, o.Living}, {&out.StudyFen, o.Study}, {&out.SelfPaidFen, f.SelfPaid}} {
		if *x.to, err = population.Total(x.column); err != nil {
			return out, err
		}
	}
	n := make([]int64, len(population.Classes()))
	for i, aid := range o.Aid {
		n[o.Class[i]]++
		if aid > 0 {
			out.Households++
			out.Persons += o.Size[i]
		}
	}
	for i, code := range population.Classes() {
		out.Classes = append(out.Classes, Count{code, n[i]})
	}
	out.Months = months(available, out.CostFen)
	out.Covered = share(out.MedicalFen, out.SelfPaidFen)
	rows, err := gaps(o, &out)
	if err != nil {
		return out, err
	}
	out.Gini, err = gini(rows)
	return out, err
}

// months is how long the money lasts at a cost a year, rounded down to a tenth.
func months(available, cost int64) string {
	if cost <= 0 {
		return ""
	}
	tenths := new(big.Int).Mul(big.NewInt(max(available, 0)), big.NewInt(120))
	tenths.Quo(tenths, big.NewInt(cost))
	whole, rest := new(big.Int).QuoRem(tenths, big.NewInt(10), new(big.Int))
	return whole.String() + "." + rest.String()
}

// share is part/whole with four decimals, half away from zero.
func share(part, whole int64) string {
	if whole <= 0 {
		return ""
	}
	return big.NewRat(part, whole).FloatString(4)
}

// gaps sums up what households stay below the standard, and gives what each has after aid.
func gaps(o *population.Outcome, out *Figures) ([]holding, error) {
	var gap, standard int64
	var sum population.Adder
	rows := make([]holding, len(o.Aid))
	for i, aid := range o.Aid {
		year, err := money.Fen(o.Line[i]).Mul(12 * o.Size[i])
		if err != nil {
			return nil, err
		}
		left := o.Income[i]
		sum.Add(&left, -o.Rigid[i])
		sum.Add(&left, aid)
		rows[i] = holding{uint64(max(left, 0)), uint64(o.Size[i])}
		sum.Add(&standard, int64(year))
		short := int64(year)
		sum.Add(&short, -left)
		if short > 0 {
			out.Below++
			sum.Add(&gap, short)
		}
	}
	out.GapFen, out.GapShare = gap, share(gap, standard)
	return rows, sum.Err()
}

// holding is what a household of n persons has in a year.
type holding struct{ have, n uint64 }

// compare orders by what a person has, exactly.
func (a holding) compare(b holding) int {
	ah, al := bits.Mul64(a.have, b.n)
	bh, bl := bits.Mul64(b.have, a.n)
	switch {
	case ah < bh || ah == bh && al < bl:
		return -1
	case ah != bh || al != bl:
		return 1
	}
	return 0
}

// common is what every household of up to ten persons divides.
const common = 2520

// keyed is a holding with what a person has in parts of a fen, rounded down.
type keyed struct {
	key uint64
	holding
}

// sortShares puts holdings in the order of what a person has: by the digits of their keys, and by exact comparison where a size does not
// divide the common one, or amounts are beyond all measure.
func sortShares(rows []holding) []holding {
	a, b := make([]keyed, len(rows)), make([]keyed, len(rows))
	all, even := uint64(0), true
	for i, r := range rows {
		if r.have >= 1<<50 || r.n == 0 {
			slices.SortFunc(rows, holding.compare)
			return rows
		}
		a[i] = keyed{r.have * common / r.n, r}
		all |= a[i].key
		even = even && common%r.n == 0
	}
	for digit := 0; all>>digit > 0; digit += 11 {
		var at [1 << 11]int32
		for i := range a {
			at[a[i].key>>digit&(1<<11-1)]++
		}
		sum := int32(0)
		for i, n := range at {
			at[i], sum = sum, sum+n
		}
		for i := range a {
			k := a[i].key >> digit & (1<<11 - 1)
			b[at[k]] = a[i]
			at[k]++
		}
		a, b = b, a
	}
	for i := range a {
		rows[i] = a[i].holding
	}
	if !even {
		slices.SortStableFunc(rows, holding.compare) // nearly in order
	}
	return rows
}

// gini is 1 − Σ n·(C₋ + C) / (N·C): households in the order of what they have a person, C what all up to and with this one
// have, C₋ without it, N all persons. Whole numbers up to the one division.
func gini(rows []holding) (string, error) {
	rows = sortShares(rows)
	var sum, persons uint64
	var hi, lo uint64
	for _, r := range rows {
		before := sum
		sum += r.have
		persons += r.n
		if sum > 1<<62 {
			return "", errs.New(errs.Invalid, "money.overflow")
		}
		h, l := bits.Mul64(r.n, before+sum)
		var carry uint64
		lo, carry = bits.Add64(lo, l, 0)
		hi, _ = bits.Add64(hi, h, carry)
	}
	if sum == 0 || persons == 0 {
		return "", nil
	}
	all := new(big.Int).Mul(new(big.Int).SetUint64(persons), new(big.Int).SetUint64(sum))
	part := new(big.Int).Lsh(new(big.Int).SetUint64(hi), 64)
	part.Add(part, new(big.Int).SetUint64(lo))
	return new(big.Rat).SetFrac(part.Sub(all, part), all).FloatString(4), nil
}

// compare sets a reform against the baseline. Code: money.overflow.
func compare(f *population.Facts, base, reform *population.Outcome) (Comparison, error) {
	var sum population.Adder
	all := Part{}
	out := Comparison{Splits: []Split{}, Bands: []Band{}}
	for i := range base.Aid {
		was, is := base.Aid[i], reform.Aid[i]
		all.add(&sum, was, is)
		if was == 0 && is > 0 {
			out.In++
		}
		if was > 0 && is == 0 {
			out.Out++
		}
	}
	out.MoreFen, out.LessFen, out.Up, out.Down, out.Same = all.MoreFen, all.LessFen, all.Up, all.Down, all.Same
	for _, d := range []struct {
		by    string
		codes []string
		at    func(i int) int
	}{
		{"class", population.Classes(), func(i int) int { return classOf(base.Class[i], reform.Class[i]) }},
		{"area", f.Areas, func(i int) int { return f.Area[i] }},
		{"disease", population.DiseaseCodes(), func(i int) int { return f.Disease[i] }},
		{"age", population.AgeCodes(), func(i int) int { return f.Age[i] }},
	} {
		out.Splits = append(out.Splits, split(&sum, d.by, d.codes, base.Aid, reform.Aid, d.at))
	}
	out.Bands = bands(base.Aid, reform.Aid)
	return out, sum.Err()
}

// classOf is the class under which a household is counted: that of the baseline, or of the reform when the baseline has none.
func classOf(was, is int64) int {
	if was == 0 {
		return int(is)
	}
	return int(was)
}

func split(sum *population.Adder, by string, codes []string, was, is []int64, at func(i int) int) Split {
	parts := make([]Part, len(codes))
	for i := range was {
		parts[at(i)].add(sum, was[i], is[i])
	}
	out := Split{By: by, Parts: []Part{}}
	for i, p := range parts {
		if p.Up+p.Down+p.Same > 0 {
			p.Code = codes[i]
			out.Parts = append(out.Parts, p)
		}
	}
	return out
}

// add counts one household.
func (p *Part) add(sum *population.Adder, was, is int64) {
	if was|is == 0 {
		return
	}
	sum.Add(&p.Before, was)
	sum.Add(&p.After, is)
	switch {
	case is > was:
		p.Up++
		sum.Add(&p.MoreFen, is-was)
	case is < was:
		p.Down++
		sum.Add(&p.LessFen, was-is)
	default:
		p.Same++
	}
}

func bands(was, is []int64) []Band {
	starts := bandStarts()
	out := make([]Band, len(starts))
	for i, from := range starts {
		out[i].FromFen = from
	}
	at := func(x int64) int {
		i := len(starts) - 1
		for i > 0 && x < starts[i] {
			i--
		}
		return i
	}
	for i := range was {
		out[at(was[i])].Before++
		out[at(is[i])].After++
	}
	return out
}

// change is a household that gets another amount.
type change struct {
	at      int
	was, is int64
}

// changes lists the households that change: those that lose first, then those that gain, each with the largest step first.
// side narrows to "up", "down", "in" or "out".
func changes(base, reform *population.Outcome, side string) []change {
	var out []change
	for i := range base.Aid {
		c := change{i, base.Aid[i], reform.Aid[i]}
		if c.was != c.is && c.on(side) {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b change) int {
		da, db := a.is-a.was, b.is-b.was
		switch {
		case (da < 0) != (db < 0):
			if da < 0 {
				return -1
			}
			return 1
		case da != db:
			if (da < db) == (da < 0) {
				return -1
			}
			return 1
		}
		return a.at - b.at
	})
	return out
}

func (c change) on(side string) bool {
	switch side {
	case "up":
		return c.is > c.was
	case "down":
		return c.is < c.was
	case "in":
		return c.was == 0
	case "out":
		return c.is == 0
	}
	return true
}
