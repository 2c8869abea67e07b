package lab

import (
	"math/rand/v2"
	"slices"
	"testing"

	"yice/internal/kit/errs"
)

func fens(r rationed) []int64 {
	out := make([]int64, len(r.portions))
	for i, p := range r.portions {
		out[i] = p.fen
	}
	return out
}

func TestRation(t *testing.T) {
	claims := []claim{{1000, 50, 0, 1}, {1000, 80, 600, 2}, {500, 50, 5000, 1}}
	for _, x := range []struct {
		method string
		pool   int64
		want   []int64
	}{
		{ByNeed, 1700, []int64{700, 1000, 0}},
		{ByNeed, 2100, []int64{1000, 1000, 100}},
		{ByNeed, 9999, []int64{1000, 1000, 500}},
		{ByNeed, -5, []int64{0, 0, 0}},
		{ProRata, 1000, []int64{400, 400, 200}},
		{ProRata, 1001, []int64{401, 400, 200}}, // remainders 1000, 1000 and 500 of 2500: one fen to the first
		{ProRata, 1002, []int64{401, 401, 200}},
		{ProRata, 2500, []int64{1000, 1000, 500}},
		// To 300 a person: 300. The other 700 lift three persons by 233, one fen is left for the first.
		{LevelUp, 1000, []int64{534, 466, 0}},
		{LevelUp, 250, []int64{250, 0, 0}},
		// Both have all at 1,000 and 800 a person; what is left is for the third, who has 5,000.
		{LevelUp, 2400, []int64{1000, 1000, 400}},
		{LevelUp, 3000, []int64{1000, 1000, 500}},
	} {
		got, err := ration(x.method, claims, x.pool)
		if err != nil || !slices.Equal(fens(got), x.want) {
			t.Errorf("%s of %d: %v, want %v, %v", x.method, x.pool, fens(got), x.want, err)
		}
	}
	if _, err := ration("lottery", claims, 1); errs.As(err).Fields[0].Code != "lab.method" {
		t.Error(err)
	}
	if _, err := ration(ProRata, []claim{{1 << 62, 0, 0, 1}, {1 << 62, 0, 0, 1}}, 1); !errs.IsCode(err, "money.overflow") {
		t.Error(err)
	}
}

// TestRationProperties: the whole pool or every claim, never more than a claim, and levelling leaves nobody below the common
// level while somebody above it gets anything.
func TestRationProperties(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		claims := make([]claim, 1+r.IntN(12))
		var all int64
		for i := range claims {
			claims[i] = claim{r.Int64N(2000), r.Int64N(5), r.Int64N(4000) - 1500, 1 + r.Int64N(5)}
			all += claims[i].want
		}
		pool := r.Int64N(all + 500)
		for _, method := range []string{ByNeed, ProRata, LevelUp} {
			got, err := ration(method, claims, pool)
			if err != nil {
				t.Fatal(err)
			}
			var sum int64
			for i, p := range got.portions {
				sum += p.fen
				if p.fen < 0 || p.fen > claims[i].want {
					t.Fatalf("%s: %d of %d", method, p.fen, claims[i].want)
				}
				c := claims[i]
				if method == LevelUp && p.fen < c.want && c.have+p.fen < got.level*c.size || method == LevelUp && p.fen > 0 && c.have+p.fen > (got.level+1)*c.size {
					t.Fatalf("level %d: %+v gets %d", got.level, c, p.fen)
				}
			}
			if sum != min(pool, all) || sum != got.given || got.claimed != all {
				t.Fatalf("%s: %d of %d, claims %d", method, sum, pool, all)
			}
		}
	}
}

func TestRationIsExplained(t *testing.T) {
	claims := []claim{{1000, 50, 0, 1}, {1000, 80, 600, 2}}
	for _, method := range []string{ByNeed, ProRata, LevelUp} {
		got, err := ration(method, claims, 900)
		if err != nil {
			t.Fatal(err)
		}
		row := got.explain(method, claims[0], got.portions[0])
		if row.Value == "" || row.Label.ZH == "" || row.Label.EN == "" || row.Formula.ZH == "" || row.Formula.EN == "" || len(row.Inputs) < 4 {
			t.Errorf("%+v", row)
		}
	}
}
