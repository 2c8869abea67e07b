package lab

import (
	"math/rand/v2"
	"slices"
	"testing"

	"yice/internal/kit/errs"
	"yice/internal/module/population"
)

// four households, worked by hand; amounts in fen.
func four() (*population.Facts, *population.Outcome, *population.Outcome) {
	f := &population.Facts{
		IDs: []string{"a", "b", "c", "d"}, Area: []int{0, 0, 1, 1}, Areas: []string{"230602", "230604"}, Disease: []int{0, 1, 1, 3}, Age: []int{1, 2, 2, 5},
		Persons: 7, SelfPaid: []int64{0, 10_000_00, 20_000_00, 0},
	}
	base := &population.Outcome{
		Class: []int64{1, 1, 2, 0}, Size: []int64{1, 2, 3, 1}, Income: []int64{0, 6_000_00, 30_000_00, 20_000_00}, Rigid: []int64{0, 1_000_00, 5_000_00, 0},
		Line: []int64{650_00, 650_00, 650_00, 390_00}, Score: []int64{80, 60, 30, 0},
		Aid: []int64{7_000_00, 6_000_00, 0, 0}, Medical: []int64{0, 6_000_00, 0, 0}, Living: []int64{7_000_00, 0, 0, 0}, Study: []int64{0, 0, 0, 0},
	}
	reform := &population.Outcome{
		Class: base.Class, Size: base.Size, Income: base.Income, Rigid: base.Rigid, Line: base.Line, Score: base.Score,
		Aid: []int64{5_000_00, 8_000_00, 12_000_00, 0}, Medical: []int64{0, 8_000_00, 12_000_00, 0}, Living: []int64{5_000_00, 0, 0, 0}, Study: []int64{0, 0, 0, 0},
	}
	return f, base, reform
}

func TestFigures(t *testing.T) {
	f, base, reform := four()
	was, err := figures(f, base, 26_000_00)
	if err != nil {
		t.Fatal(err)
	}
	// 13,000 a year from 26,000 lasts two years; 6,000 of 30,000 self-paid.
	if was.CostFen != 13_000_00 || was.Households != 2 || was.Persons != 3 || was.Months != "24.0" || was.Covered != "0.2000" {
		t.Errorf("%+v", was)
	}
	// Standards of the year: 7,800 + 15,600 + 23,400 + 4,680 = 51,480; after aid 7,000, 11,000, 25,000, 20,000 are there, so 800 and
	// 4,600 are missing.
	if was.GapFen != 5_400_00 || was.Below != 2 || was.GapShare != "0.1049" {
		t.Error(was.GapFen, was.Below, was.GapShare)
	}
	if !slices.Equal(was.Classes, []Count{{"NOT_ELIGIBLE", 1}, {"DEEP", 2}, {"REL", 1}, {"ACC", 0}}) {
		t.Error(was.Classes)
	}
	// By what they have a person: b 5,500 (2), a 7,000 (1), c 8,333 (3), d 20,000 (1); C 11,000, 18,000, 43,000, 63,000.
	// 2·11 + 1·29 + 3·61 + 1·106 = 340 of 7·63 = 441: 1 − 340/441 = 0.2290.
	if was.Gini != "0.2290" {
		t.Error(was.Gini)
	}
	is, err := figures(f, reform, 26_000_00)
	if err != nil || is.CostFen != 25_000_00 || is.Months != "12.4" || is.Households != 3 || is.Persons != 6 || is.Covered != "0.6667" {
		t.Errorf("%+v %v", is, err)
	}
}

func TestCompare(t *testing.T) {
	f, base, reform := four()
	c, err := compare(f, base, reform)
	if err != nil {
		t.Fatal(err)
	}
	if c.MoreFen != 14_000_00 || c.LessFen != 2_000_00 || c.Up != 2 || c.Down != 1 || c.Same != 0 || c.In != 1 || c.Out != 0 {
		t.Errorf("%+v", c)
	}
	want := []Part{
		{"DEEP", "", 13_000_00, 13_000_00, 2_000_00, 2_000_00, 1, 1, 0},
		{"REL", "", 0, 12_000_00, 12_000_00, 0, 1, 0, 0},
	}
	if got := c.Splits[0]; got.By != "class" || !slices.Equal(got.Parts, want) {
		t.Errorf("%+v", got)
	}
	if got := c.Splits[2].Parts; len(got) != 2 || got[1] != (Part{"kidney", "", 6_000_00, 20_000_00, 14_000_00, 0, 2, 0, 0}) {
		t.Errorf("%+v", got)
	}
	for _, s := range c.Splits {
		var before, after, up, down int64
		for _, p := range s.Parts {
			before, after, up, down = before+p.Before, after+p.After, up+p.Up, down+p.Down
		}
		if before != 13_000_00 || after != 25_000_00 || up != c.Up || down != c.Down {
			t.Errorf("%s does not add up: %+v", s.By, s)
		}
	}
	if c.Bands[0] != (Band{0, 2, 1}) || c.Bands[3] != (Band{4000_00, 0, 1}) || c.Bands[4] != (Band{6000_00, 2, 0}) || c.Bands[6] != (Band{10_000_00, 0, 1}) {
		t.Error(c.Bands)
	}
	var order []int
	for _, x := range changes(base, reform, "") {
		order = append(order, x.at)
	}
	if !slices.Equal(order, []int{0, 2, 1}) || len(changes(base, reform, "in")) != 1 || len(changes(base, reform, "out")) != 0 {
		t.Error(order)
	}
}

// TestSortShares: sorting by keys gives an order that exact comparison agrees with, whatever the sizes and amounts.
func TestSortShares(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, most := range []uint64{100, 1 << 30, 1 << 49, 1 << 51} {
		for _, sizes := range []uint64{1, 5, 23} {
			rows := make([]holding, 2000)
			for i := range rows {
				rows[i] = holding{r.Uint64N(most), 1 + r.Uint64N(sizes)}
			}
			want := slices.Clone(rows)
			slices.SortFunc(want, holding.compare)
			got := sortShares(slices.Clone(rows))
			a, err1 := gini(rows)
			b, err2 := gini(want)
			if !slices.EqualFunc(got, want, func(x, y holding) bool { return x.compare(y) == 0 }) || a != b || err1 != nil || err2 != nil {
				t.Errorf("amounts to %d, sizes to %d: %s and %s", most, sizes, a, b)
			}
		}
	}
}

func TestGini(t *testing.T) {
	of := func(have, size []int64) string {
		zero := make([]int64, len(have))
		rows, err := gaps(&population.Outcome{Income: have, Rigid: zero, Aid: zero, Line: zero, Size: size}, &Figures{})
		if err != nil {
			return errs.As(err).Code
		}
		s, err := gini(rows)
		if err != nil {
			return errs.As(err).Code
		}
		return s
	}
	for _, x := range []struct {
		have, size []int64
		want       string
	}{
		{[]int64{100, 0}, []int64{1, 1}, "0.5000"},
		{[]int64{100, 200}, []int64{2, 1}, "0.3333"}, // 50, 50, 200: 600 / (2·9·100)
		{[]int64{100, 200}, []int64{1, 2}, "0.0000"},
		{[]int64{0, 0}, []int64{1, 2}, ""},
		{[]int64{-500, 100}, []int64{1, 1}, "0.5000"},
		{[]int64{1 << 62, 1 << 62}, []int64{1, 1}, "money.overflow"},
		{nil, nil, ""},
	} {
		if got := of(x.have, x.size); got != x.want {
			t.Errorf("%v %v: %s, want %s", x.have, x.size, got, x.want)
		}
	}
}

func TestOverflowIsAnError(t *testing.T) {
	big := []int64{1 << 62, 1 << 62}
	if _, err := population.Total(big); !errs.IsCode(err, "money.overflow") {
		t.Error(err)
	}
	zero := []int64{0, 0}
	f := &population.Facts{Area: []int{0, 0}, Areas: []string{"x"}, Disease: []int{0, 0}, Age: []int{0, 0}, SelfPaid: zero}
	o := &population.Outcome{Class: []int64{1, 1}, Size: []int64{1, 1}, Income: zero, Rigid: zero, Line: zero, Score: zero, Aid: big, Medical: big, Living: zero, Study: zero}
	if _, err := figures(f, o, 0); !errs.IsCode(err, "money.overflow") {
		t.Error(err)
	}
	if _, err := compare(f, o, o); !errs.IsCode(err, "money.overflow") {
		t.Error(err)
	}
}
