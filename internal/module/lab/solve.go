package lab

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"yice/internal/kit/errs"
	"yice/internal/kit/money"
)

// Point is a value of the parameter with what all aid costs a year, in fen.
type Point struct {
	Value   string `json:"value"`
	CostFen int64  `json:"cost_fen"`
}

// Solved is the largest cost that does not exceed the target, and the value that costs it: of several that cost the same the one
// farthest towards spending more. Proof is that value with its neighbours on the grid, the lower value first; Nearest are the
// values nearest to the target, one when it is hit, otherwise the one at or below it and the one above it, as far as the range
// has them.
type Solved struct {
	TargetFen int64   `json:"target_fen"`
	Exact     bool    `json:"exact"`
	Value     string  `json:"value" doc:"empty when every value of the range costs more"`
	CostFen   int64   `json:"cost_fen"`
	Rising    bool    `json:"rising" doc:"a larger value costs more"`
	Proof     []Point `json:"proof"`
	Nearest   []Point `json:"nearest"`
	Tried     int64   `json:"tried" doc:"values that were computed"`
}

// costs computes what the values at these places of the grid cost.
type costs func(ctx context.Context, places []int64) ([]int64, error)

const (
	scanned = 17 // places of the whole range that a search looks at first
	scanFew = 5  // the same for each point of a frontier
	fan     = 3  // places of each further round
)

// search looks for the target on a grid of places 0…last.
type search struct {
	cost  costs
	known map[int64]int64
}

// ask computes those of the places that are not known yet.
func (s *search) ask(ctx context.Context, places ...int64) error {
	slices.Sort(places)
	places = slices.DeleteFunc(slices.Compact(places), func(p int64) bool { _, ok := s.known[p]; return ok })
	if len(places) == 0 {
		return nil
	}
	got, err := s.cost(ctx, places)
	if err != nil {
		return err
	}
	for i, p := range places {
		s.known[p] = got[i]
	}
	return nil
}

// direction is whether the cost rises or falls with the value over all that is known; lab.not_monotone names the first three
// values that do both, lab.no_effect that all cost the same.
func (s *search) direction(g grid) (rising bool, err error) {
	places := make([]int64, 0, len(s.known))
	for p := range s.known {
		places = append(places, p)
	}
	slices.Sort(places)
	way, from := 0, int64(0)
	for i := 1; i < len(places); i++ {
		step := cmp.Compare(s.known[places[i]], s.known[places[i-1]])
		if step == 0 {
			continue
		}
		if way != 0 && step != way {
			return false, errs.New(errs.Conflict, "lab.not_monotone", "a", g.value(from), "b", g.value(places[i-1]), "c", g.value(places[i]))
		}
		if way == 0 {
			way, from = step, places[i-1]
		}
	}
	if way == 0 {
		return false, errs.New(errs.Conflict, "lab.no_effect")
	}
	return way > 0, nil
}

// solve finds the value whose cost is the largest that does not exceed the target. The cost must rise or fall with the value
// throughout: that is checked on everything that is computed, at least scan places over the whole range. Codes:
// lab.not_monotone, lab.no_effect, and what cost fails with.
func solve(ctx context.Context, g grid, target int64, scan int, cost costs) (out Solved, err error) {
	s := &search{cost: cost, known: map[int64]int64{}}
	if err := s.ask(ctx, spread(0, g.last, scan)...); err != nil {
		return out, err
	}
	rising, err := s.direction(g)
	if err != nil {
		return out, err
	}
	// Mirrored when the cost falls, so that it rises with q.
	place := func(q int64) int64 {
		if rising {
			return q
		}
		return g.last - q
	}
	low, high := int64(-1), g.last+1 // cost at low ≤ target < cost at high
	for p, c := range s.known {
		q := place(p)
		if c <= target {
			low = max(low, q)
		} else {
			high = min(high, q)
		}
	}
	for high-low > 1 && low >= 0 && high <= g.last {
		qs := spread(low, high, fan+2)
		ps := make([]int64, len(qs))
		for i, q := range qs {
			ps[i] = place(q)
		}
		if err := s.ask(ctx, ps...); err != nil {
			return out, err
		}
		if _, err := s.direction(g); err != nil {
			return out, err
		}
		for _, q := range qs {
			if s.known[place(q)] <= target {
				low = max(low, q)
			} else {
				high = min(high, q)
			}
		}
	}
	return s.answer(ctx, g, target, rising, place, low)
}

func (s *search) answer(ctx context.Context, g grid, target int64, rising bool, place func(int64) int64, low int64) (Solved, error) {
	out := Solved{TargetFen: target, Rising: rising, Proof: []Point{}, Nearest: []Point{}}
	near := slices.DeleteFunc([]int64{low - 1, low, low + 1}, func(q int64) bool { return q < 0 || q > g.last })
	for i := range near {
		near[i] = place(near[i])
	}
	slices.Sort(near)
	if err := s.ask(ctx, slices.Clone(near)...); err != nil {
		return out, err
	}
	if _, err := s.direction(g); err != nil {
		return out, err
	}
	point := func(p int64) Point { return Point{g.value(p), s.known[p]} }
	for _, p := range near {
		out.Proof = append(out.Proof, point(p))
	}
	if low >= 0 {
		at := point(place(low))
		out.Value, out.CostFen, out.Exact = at.Value, at.CostFen, at.CostFen == target
		out.Nearest = append(out.Nearest, at)
	}
	if !out.Exact && low < g.last {
		out.Nearest = append(out.Nearest, point(place(low+1)))
	}
	out.Tried = int64(len(s.known))
	return out, nil
}

// spread is n places from low to high, both among them, as even as whole numbers allow.
func spread(low, high int64, n int) []int64 {
	out := make([]int64, 0, n)
	for i := range int64(n) {
		d := high - low
		out = append(out, low+d/int64(n-1)*i+d%int64(n-1)*i/int64(n-1))
	}
	return slices.Compact(out)
}

// grid are the values of a parameter that a search may choose: from, from + step, … to. Places count the steps.
type grid struct {
	ratio      bool  // values in millionths, otherwise as scale says
	scale      int64 // of one unit: 100 for yuan, 1 for counts, ratioScale for ratios
	from, step int64
	last       int64
}

const (
	ratioScale = 1_000_000
	maxPlaces  = 100_000_000
)

// newGrid reads the range of a parameter of the kind money, limit, count or ratio. Codes: lab.range, lab.kind.
func newGrid(kind, from, to, step string) (g grid, err error) {
	g = grid{scale: 1}
	switch kind {
	case "money", "limit":
		g.scale = 100
	case "ratio":
		g.ratio, g.scale = true, ratioScale
	case "count":
	default:
		return g, errs.InvalidField("key", "lab.kind")
	}
	var high int64
	for _, x := range []struct {
		field, text string
		to          *int64
	}{{"from", from, &g.from}, {"to", to, &high}, {"step", step, &g.step}} {
		if *x.to, err = g.units(x.text); err != nil {
			return g, errs.InvalidField(x.field, "lab.range")
		}
	}
	if g.step <= 0 || g.from < 0 || high < g.from || (high-g.from)/g.step > maxPlaces {
		return g, errs.InvalidField("to", "lab.range")
	}
	g.last = (high - g.from) / g.step
	return g, nil
}

// units is a value in the grid's smallest parts.
func (g grid) units(text string) (int64, error) {
	wrong := errs.New(errs.Invalid, "lab.range")
	r, err := money.ParseRatio(strings.ReplaceAll(text, ",", ""))
	if err != nil {
		return 0, wrong
	}
	f, err := money.Fen(r.Num()).MulRatio(g.scale, r.Den(), money.DownToFen)
	if err != nil {
		return 0, wrong
	}
	if back, err := money.NewRatio(int64(f), g.scale); err != nil || back != r {
		return 0, wrong
	}
	return int64(f), nil
}

// value is the text of a place, as parameters are written.
func (g grid) value(place int64) string {
	n := g.from + place*g.step
	switch {
	case g.ratio:
		r, err := money.NewRatio(n, ratioScale)
		if err != nil {
			return ""
		}
		return r.String()
	case g.scale == 100:
		return strings.TrimSuffix(strings.TrimRight(money.Fen(n).String(), "0"), ".")
	}
	return strconv.FormatInt(n, 10)
}
