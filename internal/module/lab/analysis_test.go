package lab

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/quick"
	"time"

	"yice/internal/kit/clock"
	"yice/internal/kit/errs"
)

// four households, worked by hand; amounts in fen.
func four() (*facts, *outcome, *outcome) {
	f := &facts{
		ids: []string{"a", "b", "c", "d"}, area: []int{0, 0, 1, 1}, areas: []string{"230602", "230604"}, disease: []int{0, 1, 1, 3}, age: []int{1, 2, 2, 5},
		persons: 7, selfPaid: []int64{0, 10_000_00, 20_000_00, 0},
	}
	base := &outcome{
		class: []int64{1, 1, 2, 0}, size: []int64{1, 2, 3, 1}, income: []int64{0, 6_000_00, 30_000_00, 20_000_00}, rigid: []int64{0, 1_000_00, 5_000_00, 0},
		line: []int64{650_00, 650_00, 650_00, 390_00}, score: []int64{80, 60, 30, 0},
		aid: []int64{7_000_00, 6_000_00, 0, 0}, medical: []int64{0, 6_000_00, 0, 0}, living: []int64{7_000_00, 0, 0, 0}, study: []int64{0, 0, 0, 0},
	}
	reform := &outcome{
		class: base.class, size: base.size, income: base.income, rigid: base.rigid, line: base.line, score: base.score,
		aid: []int64{5_000_00, 8_000_00, 12_000_00, 0}, medical: []int64{0, 8_000_00, 12_000_00, 0}, living: []int64{5_000_00, 0, 0, 0}, study: []int64{0, 0, 0, 0},
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
		rows, err := gaps(&outcome{income: have, rigid: zero, aid: zero, line: zero, size: size}, &Figures{})
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
	if _, err := total(big); !errs.IsCode(err, "money.overflow") {
		t.Error(err)
	}
	zero := []int64{0, 0}
	f := &facts{area: []int{0, 0}, areas: []string{"x"}, disease: []int{0, 0}, age: []int{0, 0}, selfPaid: zero}
	o := &outcome{class: []int64{1, 1}, size: []int64{1, 1}, income: zero, rigid: zero, line: zero, score: zero, aid: big, medical: big, living: zero, study: zero}
	if _, err := figures(f, o, 0); !errs.IsCode(err, "money.overflow") {
		t.Error(err)
	}
	if _, err := compare(f, o, o); !errs.IsCode(err, "money.overflow") {
		t.Error(err)
	}
}

func TestDiseases(t *testing.T) {
	for icd, want := range map[string]string{"": "none", "N18.5": "kidney", "n18": "kidney", "G12.2": "motor_neurone", "C34.9": "tumour", "D48": "tumour", "D66": "blood", "I63.9": "circulation", "Z00": "other"} {
		if got := diseaseCodes()[diseaseOf(icd)]; got != want {
			t.Errorf("%q is %s, want %s", icd, got, want)
		}
	}
}

// TestSynthetic: the same seed gives the same household, whoever stands beside it; all of them can be assessed.
func TestSynthetic(t *testing.T) {
	on := time.Date(2020, 6, 1, 0, 0, 0, 0, clock.Shanghai())
	text := func(seed uint64, number int) string {
		b, err := json.Marshal(synthetic(seed, number, on))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	first := text(7, 41)
	if again := text(7, 41); again != first || text(7, 42) == first || text(8, 41) == first {
		t.Error("not by seed and number")
	}
	fine := func(seed uint64, number uint16) bool {
		in := synthetic(seed, int(number), on)
		refs := map[string]bool{}
		for _, m := range in.Members {
			refs[m.Ref] = true
			if m.BirthOn > in.On || m.IdleMonths > 0 && !m.Able && m.Ill {
				return false
			}
		}
		for _, b := range in.Bills {
			if self, err := b.SelfPaid(); err != nil || self < b.OutOfScopeFen || !refs[b.Ref] {
				return false
			}
		}
		return len(in.Members) > 0 && len(in.Needs) > 0
	}
	if err := quick.Check(fine, nil); err != nil {
		t.Error(err)
	}
}
