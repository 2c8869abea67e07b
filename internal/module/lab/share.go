package lab

import (
	"context"

	"yice/internal/core/policy"
	"yice/internal/kit/errs"
	"yice/internal/module/population"
)

// RationIn says how a pool is shared out: the money, without it what the pool can give, by which method, under the rules in force
// or under a reform.
type RationIn struct {
	Method  string `json:"method" enum:"need,prorata,level"`
	PoolFen *int64 `json:"pool_fen,omitempty" minimum:"0"`
	Reform  bool   `json:"reform,omitempty" doc:"under a reform instead of the rules in force"`
	Of      int64  `json:"of,omitempty" minimum:"0" maximum:"3" doc:"which reform, counted from 0"`
}

// Rationed sums a sharing out up. LevelFen is the common level a person and year, of levelling only.
type Rationed struct {
	Method     string `json:"method"`
	PoolFen    int64  `json:"pool_fen"`
	ClaimedFen int64  `json:"claimed_fen"`
	GivenFen   int64  `json:"given_fen"`
	LevelFen   int64  `json:"level_fen"`
	Full       int64  `json:"full" doc:"households that get all"`
	Part       int64  `json:"part"`
	None       int64  `json:"none" doc:"that get nothing of what the rules give"`
}

// Portion is what one household gets, with the row that explains it.
type Portion struct {
	CaseRow
	Row policy.Row `json:"row"`
}

// Portions is a page of a sharing out. In each row was_fen is what the rules give and is_fen what the pool pays.
type Portions struct {
	Rationed
	Items  []Portion `json:"items"`
	Next   string    `json:"next"`
	Total  int64     `json:"total"`
	Hidden int64     `json:"hidden"`
}

// sharing is one household of a sharing out.
type sharing struct {
	at    int
	claim claim
	got   portion
}

// rationed shares out; the list holds the households that the rules give anything.
func (f *frame) rationed(base *population.Outcome, reformed []*population.Outcome, in RationIn) (list []sharing, sum Rationed, err error) {
	o := base
	if in.Reform {
		if in.Of < 0 || in.Of >= int64(len(reformed)) {
			return nil, sum, errs.InvalidField("reform", "lab.no_reform")
		}
		o = reformed[in.Of]
	}
	claims, err := claimsOf(o)
	if err != nil {
		return nil, sum, err
	}
	pool := f.pool.AvailableFen
	if in.PoolFen != nil {
		pool = *in.PoolFen
	}
	r, err := ration(in.Method, claims, pool)
	if err != nil {
		return nil, sum, err
	}
	sum = Rationed{Method: in.Method, PoolFen: r.pool, ClaimedFen: r.claimed, GivenFen: r.given, LevelFen: r.level}
	for i, p := range r.portions {
		switch c := claims[i]; {
		case c.want == 0:
			continue
		case p.fen == c.want:
			sum.Full++
		case p.fen == 0:
			sum.None++
		default:
			sum.Part++
		}
		list = append(list, sharing{i, claims[i], p})
	}
	return list, sum, nil
}

// Ration shares a pool out and explains every portion. Needs PermRun; that real cases were shown is recorded. Codes as Compare,
// lab.method, lab.no_reform.
func (s *Service) Ration(ctx context.Context, q Question, in RationIn, cursor string, limit int) (out Portions, err error) {
	defer errs.Wrap(&err, "lab.Ration")
	var page []CaseRow
	rows := map[string]policy.Row{}
	err = s.compute(ctx, q, func(f *frame) error {
		base, err := f.baseline(ctx)
		if err != nil {
			return err
		}
		reformed, err := f.reformed(ctx)
		if err != nil {
			return err
		}
		list, sum, err := f.rationed(base.Outcome, reformed, in)
		if err != nil {
			return err
		}
		from, to, next, err := window(len(list), cursor, limit)
		if err != nil {
			return err
		}
		out.Rationed, out.Total, out.Next = sum, int64(len(list)), next
		r := rationed{pool: sum.PoolFen, claimed: sum.ClaimedFen, level: sum.LevelFen}
		for _, x := range list[from:to] {
			row := f.caseRow(x.at, base.Outcome, x.claim.want, x.got.fen)
			page = append(page, row)
			rows[row.name()] = r.explain(in.Method, x.claim, x.got)
		}
		return nil
	})
	if err != nil {
		return out, err
	}
	var shown Cases
	if err := s.show(ctx, page, &shown); err != nil {
		return out, err
	}
	out.Hidden, out.Items = shown.Hidden, make([]Portion, 0, len(shown.Items))
	for _, c := range shown.Items {
		out.Items = append(out.Items, Portion{c, rows[c.name()]})
	}
	return out, nil
}

// name is the case of a household, or the number of a made-up one.
func (c CaseRow) name() string {
	if c.CaseID != "" {
		return c.CaseID
	}
	return c.FileNo
}
