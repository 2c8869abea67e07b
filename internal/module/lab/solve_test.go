package lab

import (
	"context"
	"errors"
	"slices"
	"testing"

	"yice/internal/kit/errs"
)

// capped is what households that want 1,000, 3,000 and 8,000 yuan get together under each cap, in fen.
func capped(g grid) costs {
	return func(_ context.Context, places []int64) ([]int64, error) {
		out := make([]int64, len(places))
		for i, p := range places {
			for _, want := range []int64{1_000_00, 3_000_00, 8_000_00} {
				out[i] += min(want, g.from+p*g.step)
			}
		}
		return out, nil
	}
}

func mustGrid(t *testing.T, kind, from, to, step string) grid {
	t.Helper()
	g, err := newGrid(kind, from, to, step)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestSolveHitsTheSum(t *testing.T) {
	g := mustGrid(t, "limit", "0", "10,000", "1")
	got, err := solve(t.Context(), g, 9_000_00, scanned, capped(g))
	if err != nil {
		t.Fatal(err)
	}
	if !got.Exact || got.Value != "5000" || got.CostFen != 9_000_00 || !got.Rising {
		t.Errorf("%+v", got)
	}
	if !slices.Equal(got.Proof, []Point{{"4999", 8_999_00}, {"5000", 9_000_00}, {"5001", 9_001_00}}) || !slices.Equal(got.Nearest, []Point{{"5000", 9_000_00}}) {
		t.Error(got.Proof, got.Nearest)
	}
	if got.Tried > 60 {
		t.Error("tried", got.Tried)
	}
}

func TestSolveNamesTheNearestTwo(t *testing.T) {
	g := mustGrid(t, "limit", "0", "9000", "3")
	got, err := solve(t.Context(), g, 9_000_00, scanned, capped(g))
	if err != nil || got.Exact || got.Value != "4998" {
		t.Errorf("%+v %v", got, err)
	}
	if !slices.Equal(got.Nearest, []Point{{"4998", 8_998_00}, {"5001", 9_001_00}}) {
		t.Error(got.Nearest)
	}
}

func TestSolveAtTheEnds(t *testing.T) {
	g := mustGrid(t, "limit", "100", "10000", "1")
	low, err := solve(t.Context(), g, 1_00, scanned, capped(g))
	if err != nil || low.Value != "" || low.Exact || !slices.Equal(low.Nearest, []Point{{"100", 300_00}}) {
		t.Errorf("%+v %v", low, err)
	}
	// From 8,000 yuan on the cap holds nobody back: of the values that cost the same the last one.
	high, err := solve(t.Context(), g, 12_000_00, scanned, capped(g))
	if err != nil || !high.Exact || high.Value != "10000" || len(high.Proof) != 2 {
		t.Errorf("%+v %v", high, err)
	}
}

func TestSolveFalling(t *testing.T) {
	g := mustGrid(t, "count", "0", "100", "1")
	got, err := solve(t.Context(), g, 6_50, scanned, func(_ context.Context, places []int64) ([]int64, error) {
		out := make([]int64, len(places))
		for i, p := range places {
			out[i] = (100 - p) * 10
		}
		return out, nil
	})
	if err != nil || got.Rising || !got.Exact || got.Value != "35" || !slices.Equal(got.Proof, []Point{{"34", 6_60}, {"35", 6_50}, {"36", 6_40}}) {
		t.Errorf("%+v %v", got, err)
	}
}

// TestSolveRefuses what is not monotone instead of answering wrongly.
func TestSolveRefuses(t *testing.T) {
	g := mustGrid(t, "ratio", "0", "1", "0.01")
	hill := func(_ context.Context, places []int64) ([]int64, error) {
		out := make([]int64, len(places))
		for i, p := range places {
			out[i] = p * (g.last - p)
		}
		return out, nil
	}
	if _, err := solve(t.Context(), g, 500, scanned, hill); !errs.IsCode(err, "lab.not_monotone") {
		t.Error(err)
	}
	flat := func(_ context.Context, places []int64) ([]int64, error) { return make([]int64, len(places)), nil }
	if _, err := solve(t.Context(), g, 500, scanned, flat); !errs.IsCode(err, "lab.no_effect") {
		t.Error(err)
	}
	stop := errors.New("stop")
	if _, err := solve(t.Context(), g, 500, scanned, func(context.Context, []int64) ([]int64, error) { return nil, stop }); !errors.Is(err, stop) {
		t.Error(err)
	}
}

// TestSolveAgainstSearch: the answer is that of looking at every value.
func TestSolveAgainstSearch(t *testing.T) {
	g := mustGrid(t, "limit", "0", "97", "1")
	steps := func(_ context.Context, places []int64) ([]int64, error) {
		out := make([]int64, len(places))
		for i, p := range places {
			out[i] = p / 7 * 13
		}
		return out, nil
	}
	for target := int64(0); target < 200; target++ {
		got, err := solve(t.Context(), g, target, scanned, steps)
		if err != nil {
			t.Fatal(err)
		}
		best := int64(0)
		for p := range g.last + 1 {
			if p/7*13 <= target {
				best = p
			}
		}
		if got.Value != g.value(best) || got.Exact != (best/7*13 == target) {
			t.Errorf("%d: %+v, want %s", target, got, g.value(best))
		}
	}
}

func TestGrid(t *testing.T) {
	g := mustGrid(t, "ratio", "1/4", "0.5", "0.005")
	if g.last != 50 || g.value(0) != "0.25" || g.value(1) != "0.255" || g.value(50) != "0.5" {
		t.Error(g, g.value(1))
	}
	g = mustGrid(t, "money", "0.05", "20", "0.05")
	if g.value(0) != "0.05" || g.value(1) != "0.1" || g.value(199) != "10" || g.value(399) != "20" {
		t.Error(g.value(0), g.value(199))
	}
	for _, bad := range [][4]string{
		{"list", "0", "1", "1"},
		{"count", "0", "10", "0.5"},
		{"money", "0", "1", "0.001"},
		{"ratio", "0", "1", "1/3"},
		{"ratio", "1", "0", "0.1"},
		{"money", "0", "100000000", "0.01"},
		{"money", "-1", "1", "1"},
		{"money", "x", "1", "1"},
		{"ratio", "0", "1", "0"},
	} {
		if _, err := newGrid(bad[0], bad[1], bad[2], bad[3]); err == nil {
			t.Error(bad, "was taken")
		}
	}
}
