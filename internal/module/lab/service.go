package lab

import (
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"yice/internal/core/policy"
	"yice/internal/core/rule"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/journal"
	"yice/internal/module/aid"
	"yice/internal/module/fund"
	"yice/internal/module/population"
)

const (
	atOnce      = 2                // computations at the same time; others wait
	populations = 4                // kept in memory
	keepFor     = 10 * time.Minute // the facts of a city change slowly
	baselines   = 4                // kept of each population
	engines     = 12               // compiled rule sets
)

// Service is the room. It keeps the last populations and what the rules in force give them.
type Service struct {
	db     *db.DB
	policy *policy.Service
	cases  *aid.Service

	turn    chan struct{} // whoever computes holds one
	loading chan struct{} // whoever loads a population holds it

	mu      sync.Mutex
	kept    []*kept // the last used at the end
	engines map[string]*population.Engine
}

// New builds the room.
func New(d *db.DB, p *policy.Service, cases *aid.Service) *Service {
	return &Service{db: d, policy: p, cases: cases, turn: make(chan struct{}, atOnce), loading: make(chan struct{}, 1), engines: map[string]*population.Engine{}}
}

// kept is a population with the baselines computed of it.
type kept struct {
	key string
	at  time.Time
	p   *population.Households

	mu   sync.Mutex
	keys []string
	base []*baseline
}

func (k *kept) find(key string) *baseline {
	k.mu.Lock()
	defer k.mu.Unlock()
	if i := slices.Index(k.keys, key); i >= 0 {
		return k.base[i]
	}
	return nil
}

func (k *kept) keep(key string, b *baseline) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.keys) >= baselines {
		k.keys, k.base = k.keys[1:], k.base[1:]
	}
	k.keys, k.base = append(k.keys, key), append(k.base, b)
}

// take waits for a turn; the caller gives it back.
func take(ctx context.Context, turns chan struct{}) (back func(), err error) {
	select {
	case turns <- struct{}{}:
		return func() { <-turns }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// recall finds a population in memory.
func (s *Service) recall(key string, now time.Time) *kept {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept = slices.DeleteFunc(s.kept, func(k *kept) bool { return now.Sub(k.at) > keepFor || now.Before(k.at) })
	i := slices.IndexFunc(s.kept, func(k *kept) bool { return k.key == key })
	if i < 0 {
		return nil
	}
	k := s.kept[i]
	s.kept = append(slices.Delete(s.kept, i, i+1), k)
	return k
}

func (s *Service) remember(k *kept) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.kept) >= populations {
		s.kept = slices.Delete(s.kept, 0, 1)
	}
	s.kept = append(s.kept, k)
}

// engineTx gives the compiled rule set in force on a day.
func (s *Service) engineTx(ctx context.Context, tx *db.Tx, on string) (*population.Engine, error) {
	prog, hashes, err := s.policy.ProgramTx(ctx, tx, policy.Platform, on, nil)
	if err != nil {
		return nil, err
	}
	return s.engine(prog, hashes)
}

// engineOfTx gives the compiled rule set of the texts of these hashes, whatever is in force.
func (s *Service) engineOfTx(ctx context.Context, tx *db.Tx, hashes map[string]string) (*population.Engine, error) {
	prog, part, err := s.policy.ProgramOfTx(ctx, tx, policy.Platform, hashes)
	if err != nil {
		return nil, err
	}
	return s.engine(prog, part)
}

func (s *Service) engine(prog *rule.Program, hashes map[string]string) (*population.Engine, error) {
	key := setsKey(hashes)
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.engines[key]; e != nil && e.Prog == prog {
		return e, nil
	}
	e, err := population.NewEngine(prog, hashes)
	if err != nil {
		return nil, err
	}
	if len(s.engines) >= engines {
		clear(s.engines)
	}
	s.engines[key] = e
	return e, nil
}

// ready makes a question ready: defaults filled in, values checked, facts loaded. Codes: those of Question.check, lab.empty,
// lab.rules_lack, policy.key_unknown, policy.value_…, policy.rules_missing, not_found, rule.wrong and those of policy.CheckRules where the text
// of a reform has problems.
func (s *Service) ready(ctx context.Context, q Question) (f *frame, err error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return nil, err
	}
	f = &frame{q: q, run: runtime.GOMAXPROCS(0)}
	key := ""
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if f.q.On == "" {
			f.q.On = tx.Today()
		}
		if f.q.Area == "" {
			f.q.Area = cityOf(a.Area)
		}
		if err := f.q.check(); err != nil {
			return err
		}
		if f.e, err = s.engineTx(ctx, tx, f.q.On); err != nil {
			return err
		}
		if err := s.rewordTx(ctx, tx, f); err != nil {
			return err
		}
		if f.pool, err = poolTx(ctx, tx, f.q.PoolFen); err != nil {
			return err
		}
		key, err = s.keyTx(ctx, tx, f, a)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := s.populate(ctx, f, key, func(tx *db.Tx) (map[string]bool, error) { return findScope(ctx, tx, a) }); err != nil {
		return nil, err
	}
	return f, s.settle(ctx, f)
}

// rewordTx compiles the texts of the reforms: the rules in force, or with other versions in place of some.
func (s *Service) rewordTx(ctx context.Context, tx *db.Tx, f *frame) error {
	f.alts, f.texts = make([]*population.Engine, len(f.q.Reforms)), make([]reworded, len(f.q.Reforms))
	for i, r := range f.q.Reforms {
		f.alts[i] = f.e
		if len(r.Rules) == 0 {
			continue
		}
		hashes, list, err := s.policy.RewordedTx(ctx, tx, f.q.On, r.Rules)
		if err != nil {
			return err
		}
		if f.alts[i], err = s.engineOfTx(ctx, tx, hashes); err != nil {
			return err
		}
		f.texts[i] = reworded{Rules: list, Sets: f.alts[i].Hashes}
	}
	return nil
}

// keyTx names a population: what the rule sets read of the facts, and the made-up households, or whoever may see which cases and the
// last assessment that was made.
func (s *Service) keyTx(ctx context.Context, tx *db.Tx, f *frame, a *authz.Actor) (string, error) {
	key := ""
	for _, e := range f.layouts() {
		key += e.Layout + " "
	}
	p := f.q.Population
	if p.Kind == Synthetic {
		return fmt.Sprintf("%s %d %d %s", key, p.Seed, p.Size, f.q.On), nil
	}
	who := ""
	if !a.HasAt(aid.PermView) {
		who = fmt.Sprintf("%s %v", a.UserID, a.Reaches[aid.PermView])
	}
	var err error
	f.upto, err = findLastAssessment(ctx, tx)
	return key + " " + who + " " + f.upto, err
}

func setsKey(hashes map[string]string) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(hashes)) {
		b.WriteString(name + "=" + hashes[name] + " ")
	}
	return b.String()
}

// populate takes the population from memory or loads it, one at a time.
func (s *Service) populate(ctx context.Context, f *frame, key string, scope scope) error {
	if f.kept = s.recall(key, s.db.Now()); f.kept == nil {
		back, err := take(ctx, s.loading)
		if err != nil {
			return err
		}
		defer back()
		if f.kept = s.recall(key, s.db.Now()); f.kept == nil {
			k := &kept{key: key, at: s.db.Now()}
			if k.p, err = s.load(ctx, f, scope); err != nil {
				return err
			}
			s.remember(k)
			f.kept = k
		}
	}
	f.p = f.kept.p
	return nil
}

// scope tells which cases make up a real population.
type scope func(tx *db.Tx) (map[string]bool, error)

func (s *Service) load(ctx context.Context, f *frame, scope scope) (*population.Households, error) {
	if f.q.Population.Kind == Synthetic {
		on, err := clock.ParseDate(f.q.On)
		if err != nil {
			return nil, err
		}
		return population.LoadSynthetic(ctx, f.layouts(), f.q.Population.Seed, f.q.Population.Size, on)
	}
	l := population.NewLoader(f.layouts())
	err := s.db.View(ctx, func(tx *db.Tx) error {
		cases, err := scope(tx)
		if err != nil {
			return err
		}
		return s.policy.EachInputUptoTx(ctx, tx, f.upto, func(in *policy.Input) error {
			if !cases[in.CaseID] {
				return nil
			}
			return l.Add(in)
		})
	})
	if err != nil {
		return nil, err
	}
	return l.Seal()
}

// settle reads the parameters of every area and checks the changes.
func (s *Service) settle(ctx context.Context, f *frame) error {
	return s.db.View(ctx, func(tx *db.Tx) error {
		f.base = make([]setting, 0, len(f.p.Areas))
		for _, area := range f.p.Areas {
			params, err := s.policy.AtTx(ctx, tx, area, f.q.On)
			if err != nil {
				return err
			}
			f.base = append(f.base, f.settingOf(params, area))
		}
		city, err := s.policy.AtTx(ctx, tx, f.q.Area, f.q.On)
		if err != nil {
			return err
		}
		for i := range f.q.Reforms {
			shifts, err := s.shifts(city, f.alts[i].Prog, &f.q.Reforms[i])
			if err != nil {
				return err
			}
			f.shifts = append(f.shifts, shifts)
		}
		return nil
	})
}

// settingOf reads what any of the texts may ask for.
func (f *frame) settingOf(params policy.Params, area string) setting {
	out := setting{Area: area}
	seen := map[string]bool{}
	for _, e := range append([]*population.Engine{f.e}, f.alts...) {
		for _, x := range e.Prog.Params {
			if !seen[x.Key] && params.Has(x.Key) {
				v, _ := params.Read(x.Key) // is there
				out.Values = append(out.Values, rule.Version(v))
			}
			seen[x.Key] = true
		}
	}
	return out
}

// shifts checks the changes of a reform against their kinds and writes the values in the form that is kept. Codes: lab.not_read
// where no rule of the set reads the parameter, policy.key_unknown, policy.value_….
func (s *Service) shifts(city policy.Params, prog *rule.Program, r *Reform) ([]Shift, error) {
	out := make([]Shift, 0, len(r.Changes))
	for i, c := range r.Changes {
		if !slices.ContainsFunc(prog.Params, func(p rule.Param) bool { return p.Key == c.Key }) {
			return nil, errs.InvalidField("reforms", "lab.not_read", "key", c.Key)
		}
		with, err := city.With(map[string]string{c.Key: c.Value})
		if err != nil {
			return nil, err
		}
		v, err := with.Read(c.Key)
		if err != nil {
			return nil, err
		}
		def := s.policy.Definition(c.Key)
		shift := Shift{Key: c.Key, Label: policy.Label{ZH: def.ZH, EN: def.EN}, Kind: string(def.Kind), Unit: def.Unit, Value: v.Value}
		if city.Has(c.Key) {
			was, err := city.Read(c.Key)
			if err != nil {
				return nil, err
			}
			shift.Was = was.Value
		}
		r.Changes[i].Value = v.Value
		out = append(out, shift)
	}
	return out, nil
}

// cityOf is the city of a division: changes are proposed for it.
func cityOf(area string) string {
	if len(area) < 4 {
		return area
	}
	return area[:4] + "00"
}

func poolTx(ctx context.Context, tx *db.Tx, given *int64) (p Pool, err error) {
	balance, available, err := fund.PoolTx(ctx, tx)
	p = Pool{BalanceFen: balance, CommittedFen: balance - available, AvailableFen: available}
	if given != nil {
		p.AvailableFen = *given
	}
	return p, err
}

// Compare answers what the reforms would do. Needs PermRun. Codes as ready, PARAM_MISSING, money.overflow.
func (s *Service) Compare(ctx context.Context, q Question) (a Answer, err error) {
	defer errs.Wrap(&err, "lab.Compare")
	err = s.compute(ctx, q, func(f *frame) error {
		a, _, _, err = f.answer(ctx)
		return err
	})
	return a, err
}

// compute makes a question ready and lets do compute in its turn. Needs PermRun.
func (s *Service) compute(ctx context.Context, q Question, do func(f *frame) error) error {
	if err := authz.Require(ctx, PermRun); err != nil {
		return err
	}
	f, err := s.ready(ctx, q)
	if err != nil {
		return err
	}
	back, err := take(ctx, s.turn)
	if err != nil {
		return err
	}
	defer back()
	return do(f)
}

// Solve finds the value that meets the aim, with the other changes of one reform in force. Needs PermRun. Codes as Compare,
// lab.not_monotone, lab.no_effect, lab.range, lab.kind, lab.not_read.
func (s *Service) Solve(ctx context.Context, q Question, aim Aim) (out Solved, err error) {
	defer errs.Wrap(&err, "lab.Solve")
	g, err := s.gridOf(aim.Key, aim.From, aim.To, aim.Step)
	if err != nil {
		return out, err
	}
	err = s.compute(ctx, q, func(f *frame) error {
		e, more, err := f.reform(aim.Of, aim.Key)
		if err != nil {
			return err
		}
		out, err = f.search(ctx, g, aim, e, more, scanned)
		return err
	})
	return out, err
}

// Frontier finds the value that meets the aim for some values of another parameter. Needs PermRun. Codes as Solve.
func (s *Service) Frontier(ctx context.Context, q Question, aim Aim, other Other) (out []Pair, err error) {
	defer errs.Wrap(&err, "lab.Frontier")
	g, err := s.gridOf(aim.Key, aim.From, aim.To, aim.Step)
	if err != nil {
		return nil, err
	}
	steps, err := s.otherGrid(other)
	if err != nil {
		return nil, err
	}
	if aim.Key == other.Key {
		return nil, errs.InvalidField("other", "lab.twice", "key", aim.Key)
	}
	err = s.compute(ctx, q, func(f *frame) error {
		if _, _, err := f.reform(aim.Of, aim.Key, other.Key); err != nil {
			return err
		}
		out, err = f.frontier(ctx, g, aim, other, steps)
		return err
	})
	return out, err
}

func (s *Service) gridOf(key, from, to, step string) (grid, error) {
	return newGrid(string(s.policy.Definition(key).Kind), from, to, step)
}

// otherGrid are the values that the second parameter of a frontier may take: whole yuan and counts, ten-thousandths of ratios.
func (s *Service) otherGrid(other Other) (grid, error) {
	step := "1"
	if s.policy.Definition(other.Key).Kind == policy.KindRatio {
		step = "0.0001"
	}
	return s.gridOf(other.Key, other.From, other.To, step)
}

// reform gives the texts and changes of a reform, by its number from 0; those in force where the question has none. It refuses keys that no
// rule of the set reads. Codes: lab.no_reform, lab.not_read.
func (f *frame) reform(of int64, keys ...string) (*population.Engine, []Shift, error) {
	e, shifts := f.e, []Shift(nil)
	switch {
	case of >= 0 && of < int64(len(f.shifts)):
		e, shifts = f.alts[of], f.shifts[of]
	case of != 0:
		return nil, nil, errs.InvalidField("of", "lab.no_reform")
	}
	for _, key := range keys {
		if !slices.ContainsFunc(e.Prog.Params, func(p rule.Param) bool { return p.Key == key }) {
			return nil, nil, errs.InvalidField("key", "lab.not_read", "key", key)
		}
	}
	return e, shifts, nil
}

// looked records that real cases were shown, before the answer leaves.
func (s *Service) looked(ctx context.Context, what string, after any) error {
	return journal.Looked(ctx, s.db, journal.Event{Action: "lab.cases", ObjectType: "list", Summary: what, After: after})
}
