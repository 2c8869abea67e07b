package lab

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"yice/internal/core/org"
	"yice/internal/core/policy"
	"yice/internal/core/rule"
	"yice/internal/kit/clock"
	"yice/internal/kit/errs"
	"yice/internal/module/population"
)

// Question is what is computed: for whom, under the rules of which day and area, and what would be changed. Area is the division
// for which the changes would be adopted: a value that a division below it has set for itself stays. PoolFen stands in for what the
// pool can give; without it that is asked of the funds.
type Question struct {
	Population Population `json:"population"`
	Area       string     `json:"area,omitempty" pattern:"^([0-9]{6})?$"`
	On         string     `json:"on,omitempty" maxLength:"10"`
	PoolFen    *int64     `json:"pool_fen,omitempty" minimum:"0"`
	Reforms    []Reform   `json:"reforms" maxItems:"4"`
}

// Reform is a set of changed parameters, of other texts of rules, or of both. Rules are ids of versions of rule sets, drafts too; they hold as if
// they had been adopted, together with the drafts that they name beside them.
type Reform struct {
	Name    string   `json:"name,omitempty" maxLength:"40"`
	Changes []Change `json:"changes" maxItems:"20"`
	Rules   []string `json:"rules,omitempty" maxItems:"10" doc:"ids of versions of rule sets"`
}

// The kinds of populations.
const (
	Real      = "real"      // the latest assessed facts of every case that the actor may see
	Synthetic = "synthetic" // made-up households
)

// MaxHouseholds is the largest made-up population.
const MaxHouseholds = 200_000

// Population says whom a computation is about. Size and Seed are for made-up households.
type Population struct {
	Kind string `json:"kind" enum:"real,synthetic"`
	Size int64  `json:"size,omitempty" minimum:"0" maximum:"200000"`
	Seed int64  `json:"seed,omitempty" minimum:"0"`
}

// reworded are the versions that a reform puts in place of those in force, with the hashes of all texts that take part.
type reworded struct {
	Rules []policy.Wording  `json:"rules,omitempty"`
	Sets  map[string]string `json:"sets,omitempty"`
}

// Change is a parameter with the value that it would have, as proposals write it.
type Change struct {
	Key   string `json:"key" minLength:"1" maxLength:"80"`
	Value string `json:"value" minLength:"1" maxLength:"500"`
}

// Pool is the money that the cost is compared with, in fen.
type Pool struct {
	BalanceFen   int64 `json:"balance_fen"`
	CommittedFen int64 `json:"committed_fen" doc:"promised and not paid"`
	AvailableFen int64 `json:"available_fen"`
}

// Outcome is one reform with all that it would do.
type Outcome struct {
	Name    string           `json:"name"`
	Changes []Shift          `json:"changes"`
	Rules   []policy.Wording `json:"rules,omitempty" doc:"versions of rule sets in place of those in force"`
	Figures Figures          `json:"figures"`
	Versus  Comparison       `json:"versus"`
}

// Shift is a change with the value that it replaces; Was is empty where none is in force.
type Shift struct {
	Key   string       `json:"key"`
	Label policy.Label `json:"label"`
	Kind  string       `json:"kind"`
	Unit  string       `json:"unit"`
	Was   string       `json:"was"`
	Value string       `json:"value"`
}

// Answer is what a computation found. It holds nothing that depends on the hour or on the reader: the same question over the same
// facts, rules and pool gives the same bytes.
type Answer struct {
	On         string            `json:"on"`
	Area       string            `json:"area"`
	Population Population        `json:"population"`
	Hash       string            `json:"hash" doc:"of the facts"`
	RuleSets   map[string]string `json:"rule_sets" doc:"hash of the text of each"`
	Households int64             `json:"households"`
	Persons    int64             `json:"persons"`
	LeftOut    int64             `json:"left_out" doc:"cases whose facts the rules cannot read"`
	Pool       Pool              `json:"pool"`
	Base       Figures           `json:"base"`
	Outcomes   []Outcome         `json:"outcomes"`
}

// setting are the parameters of one area, as they were read.
type setting struct {
	Area   string         `json:"area"`
	Values []rule.Version `json:"values"`
}

// frame is a question made ready: everything that the answer depends on stands in it.
type frame struct {
	q      Question
	e      *population.Engine
	p      *population.Households
	upto   string // the last assessment that counts, of a real population
	pool   Pool
	base   []setting // one per area of the population
	shifts [][]Shift
	alts   []*population.Engine // of each reform; the base's where it changes no text
	texts  []reworded           // of each reform
	run    int                  // workers
	kept   *kept
}

// layouts are the texts that read other facts than those before them, the rules in force first.
func (f *frame) layouts() []*population.Engine {
	out := []*population.Engine{f.e}
	for _, e := range f.alts {
		if !slices.ContainsFunc(out, func(x *population.Engine) bool { return x.Layout == e.Layout }) {
			out = append(out, e)
		}
	}
	return out
}

// tables reads the parameters of the areas, with the changes of a reform.
func (f *frame) tables(e *population.Engine, changes []Shift) ([]*rule.Table, error) {
	out := make([]*rule.Table, len(f.base))
	for i, s := range f.base {
		t, err := e.Prog.Table(s.Area, f.q.On, func(key string) (rule.Version, bool) {
			at := slices.IndexFunc(s.Values, func(v rule.Version) bool { return v.Key == key })
			c := slices.IndexFunc(changes, func(x Shift) bool { return x.Key == key })
			switch {
			case c >= 0 && (at < 0 || !nearer(s.Values[at].Area, f.q.Area)):
				return rule.Version{Key: key, Area: f.q.Area, Value: changes[c].Value, FromOn: f.q.On}, true
			case at >= 0:
				return s.Values[at], true
			}
			return rule.Version{}, false
		})
		if err != nil {
			return nil, err
		}
		out[i] = t
	}
	return out, nil
}

// nearer tells whether a version was set by a division below the one that would adopt.
func nearer(area, adopting string) bool { return len(digits(area)) > len(digits(adopting)) }

// digits are those of a division code that say something: 2306 of 230600.
func digits(area string) string {
	for strings.HasSuffix(area, "00") {
		area = area[:len(area)-2]
	}
	return area
}

// baseline is what the rules in force give, with its figures.
type baseline struct {
	*population.Outcome
	figures Figures // but for the months, which depend on the pool
}

// baseline computes what the rules in force give, or takes what was computed before.
func (f *frame) baseline(ctx context.Context) (*baseline, error) {
	key := f.q.On + " " + setsKey(f.e.Hashes) + fingerprint(f.base)
	if b := f.kept.find(key); b != nil {
		return b, nil
	}
	t, err := f.tables(f.e, nil)
	if err != nil {
		return nil, err
	}
	o, err := f.e.Outcomes(ctx, f.p, [][]*rule.Table{t}, f.run)
	if err != nil {
		return nil, err
	}
	b := &baseline{Outcome: o[0]}
	if b.figures, err = figures(&f.p.Facts, b.Outcome, 0); err != nil {
		return nil, err
	}
	f.kept.keep(key, b)
	return b, nil
}

func fingerprint(base []setting) string {
	var b strings.Builder
	for _, s := range base {
		for _, v := range s.Values {
			b.WriteString(s.Area + " " + v.Key + " " + v.Area + " " + v.Value + "\n")
		}
	}
	return b.String()
}

// reformed computes what the reforms give; those of one text in one pass.
func (f *frame) reformed(ctx context.Context) ([]*population.Outcome, error) {
	out := make([]*population.Outcome, len(f.shifts))
	for i := range f.shifts {
		if out[i] != nil {
			continue
		}
		var at []int
		var scenarios [][]*rule.Table
		for k := i; k < len(f.shifts); k++ {
			if f.alts[k] != f.alts[i] {
				continue
			}
			t, err := f.tables(f.alts[k], f.shifts[k])
			if err != nil {
				return nil, err
			}
			at, scenarios = append(at, k), append(scenarios, t)
		}
		got, err := f.alts[i].Outcomes(ctx, f.p, scenarios, f.run)
		if err != nil {
			return nil, err
		}
		for n, k := range at {
			out[k] = got[n]
		}
	}
	return out, nil
}

// answer computes everything.
func (f *frame) answer(ctx context.Context) (a Answer, base *population.Outcome, reformed []*population.Outcome, err error) {
	b, err := f.baseline(ctx)
	if err != nil {
		return a, nil, nil, err
	}
	base = b.Outcome
	if reformed, err = f.reformed(ctx); err != nil {
		return a, nil, nil, err
	}
	a = Answer{
		On: f.q.On, Area: f.q.Area, Population: f.q.Population, Hash: f.p.Hash, RuleSets: f.e.Hashes, Households: int64(len(f.p.IDs)), Persons: f.p.Persons,
		LeftOut: f.p.LeftOut, Pool: f.pool, Base: b.figures, Outcomes: []Outcome{},
	}
	a.Base.Months = months(f.pool.AvailableFen, a.Base.CostFen)
	for i, o := range reformed {
		out := Outcome{Name: f.q.Reforms[i].Name, Changes: f.shifts[i], Rules: f.texts[i].Rules}
		var other error
		var wg sync.WaitGroup
		wg.Go(func() { out.Figures, other = figures(&f.p.Facts, o, f.pool.AvailableFen) })
		out.Versus, err = compare(&f.p.Facts, base, o)
		wg.Wait()
		if err = cmp.Or(err, other); err != nil {
			return a, nil, nil, err
		}
		areaNames(&out.Versus)
		a.Outcomes = append(a.Outcomes, out)
	}
	return a, base, reformed, nil
}

// Aim is what a search looks for: a yearly cost of exactly TargetFen, or the most generous value under which the pool's available
// money lasts Months.
type Aim struct {
	Key       string `json:"key" minLength:"1" maxLength:"80"`
	From      string `json:"from" maxLength:"20"`
	To        string `json:"to" maxLength:"20"`
	Step      string `json:"step" maxLength:"20"`
	Goal      string `json:"goal" enum:"spend,last"`
	TargetFen int64  `json:"target_fen,omitempty" minimum:"0"`
	Months    int64  `json:"months,omitempty" minimum:"0" maximum:"1200"`
	Of        int64  `json:"of,omitempty" minimum:"0" maximum:"3" doc:"the reform whose other changes hold, counted from 0"`
}

// target is the cost that the search aims at.
func (a Aim) target(pool Pool) (int64, error) {
	if a.Goal == "spend" {
		return a.TargetFen, nil
	}
	if a.Months <= 0 {
		return 0, errs.InvalidField("months", "lab.range")
	}
	// cost × months ≤ available × 12
	return max(pool.AvailableFen, 0)/a.Months*12 + max(pool.AvailableFen, 0)%a.Months*12/a.Months, nil
}

// with is a reform, or none, with one more change.
func (f *frame) with(changes []Shift, key, value string) []Shift {
	out := slices.DeleteFunc(slices.Clone(changes), func(s Shift) bool { return s.Key == key })
	return append(out, Shift{Key: key, Value: value})
}

// search finds the value; more is changed in all that it tries.
func (f *frame) search(ctx context.Context, g grid, aim Aim, e *population.Engine, more []Shift, scan int) (Solved, error) {
	target, err := aim.target(f.pool)
	if err != nil {
		return Solved{}, err
	}
	return solve(ctx, g, target, scan, func(ctx context.Context, places []int64) ([]int64, error) {
		scenarios := make([][]*rule.Table, len(places))
		for i, p := range places {
			if scenarios[i], err = f.tables(e, f.with(more, aim.Key, g.value(p))); err != nil {
				return nil, err
			}
		}
		return e.Costs(ctx, f.p, scenarios, f.run)
	})
}

// Pair is a point of a frontier: a value of the other parameter with the value of the searched one that goes with it.
type Pair struct {
	Other  string `json:"other"`
	Solved Solved `json:"solved"`
}

// Other is the second parameter of a frontier.
type Other struct {
	Key    string `json:"key" minLength:"1" maxLength:"80"`
	From   string `json:"from" maxLength:"20"`
	To     string `json:"to" maxLength:"20"`
	Points int64  `json:"points" minimum:"2" maximum:"11"`
}

// frontier searches once for each of some even steps of the other parameter.
func (f *frame) frontier(ctx context.Context, g grid, aim Aim, other Other, steps grid) ([]Pair, error) {
	e, more, err := f.reform(aim.Of)
	if err != nil {
		return nil, err
	}
	out := []Pair{}
	for _, p := range spread(0, steps.last, int(other.Points)) {
		value := steps.value(p)
		s, err := f.search(ctx, g, aim, e, f.with(more, other.Key, value), scanFew)
		if err != nil {
			return nil, err
		}
		out = append(out, Pair{value, s})
	}
	return out, nil
}

// claimsOf are what the rules give, with what decides who comes first.
func claimsOf(o *population.Outcome) ([]claim, error) {
	out := make([]claim, len(o.Aid))
	for i := range out {
		left, err := o.After(i)
		if err != nil {
			return nil, err
		}
		out[i] = claim{want: o.Aid[i], score: o.Score[i], have: int64(left) - o.Aid[i], size: o.Size[i]}
	}
	return out, nil
}

func (q *Question) check() error {
	if _, err := clock.ParseDate(q.On); err != nil {
		return errs.InvalidField("on", "policy.date_format")
	}
	switch p := q.Population; {
	case p.Kind == Real && (p.Size != 0 || p.Seed != 0), p.Kind != Real && p.Kind != Synthetic, p.Kind == Synthetic && (p.Size < 1 || p.Size > MaxHouseholds):
		return errs.InvalidField("population", "lab.population", "max", int64(MaxHouseholds))
	}
	for _, r := range q.Reforms {
		if len(r.Changes)+len(r.Rules) == 0 {
			return errs.InvalidField("reforms", "lab.no_reform")
		}
		for i, c := range r.Changes {
			if slices.ContainsFunc(r.Changes[:i], func(x Change) bool { return x.Key == c.Key }) {
				return errs.InvalidField("reforms", "lab.twice", "key", c.Key)
			}
		}
	}
	return nil
}

// areaNames names the areas of a comparison and puts them in the order of their codes.
func areaNames(c *Comparison) {
	for _, s := range c.Splits {
		if s.By != "area" {
			continue
		}
		slices.SortFunc(s.Parts, func(a, b Part) int { return cmp.Compare(a.Code, b.Code) })
		for k := range s.Parts {
			s.Parts[k].Name = org.AreaName(s.Parts[k].Code)
		}
	}
}
