package lab

import (
	"context"
	"slices"

	"yice/internal/core/policy"
	"yice/internal/core/rule"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/money"
)

// Lever is a parameter that can be moved, with the range and step of its slider. Value is empty where none is in force.
type Lever struct {
	Key   string       `json:"key"`
	Label policy.Label `json:"label"`
	Group string       `json:"group"`
	Kind  string       `json:"kind" enum:"money,limit,ratio,count"`
	Unit  string       `json:"unit"`
	Value string       `json:"value"`
	Low   string       `json:"low"`
	High  string       `json:"high"`
	Step  string       `json:"step"`
}

// Board is what the page begins with: the parameters that rules read, as they stand in the actor's city, and the pool.
type Board struct {
	On     string           `json:"on"`
	Area   string           `json:"area"`
	Pool   Pool             `json:"pool"`
	Levers []Lever          `json:"levers"`
	Rules  []policy.Wording `json:"rules" doc:"versions of rule sets that a reform may put in place of those in force"`
	Can    []string         `json:"can"`
}

// Board lists what can be moved. Needs PermRun. Codes: policy.date_format, policy.rules_missing.
func (s *Service) Board(ctx context.Context, on string) (b Board, err error) {
	defer errs.Wrap(&err, "lab.Board")
	if err := authz.Require(ctx, PermRun); err != nil {
		return b, err
	}
	a := authz.From(ctx)
	b = Board{On: on, Area: cityOf(a.Area), Levers: []Lever{}, Rules: []policy.Wording{}, Can: []string{"run"}}
	if a.Has(policy.PermPropose) {
		b.Can = append(b.Can, "adopt")
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if b.On == "" {
			b.On = tx.Today()
		}
		params, err := s.policy.AtTx(ctx, tx, b.Area, b.On)
		if err != nil {
			return err
		}
		e, err := s.engineTx(ctx, tx, b.On)
		if err != nil {
			return err
		}
		if b.Levers, err = s.levers(params, e.Prog); err != nil {
			return err
		}
		if b.Rules, err = s.policy.ChoicesTx(ctx, tx, b.On); err != nil {
			return err
		}
		b.Pool, err = poolTx(ctx, tx, nil)
		return err
	})
	return b, err
}

// lever is a parameter without value and range.
func (s *Service) lever(key string) Lever {
	def := s.policy.Definition(key)
	return Lever{Key: key, Label: policy.Label{ZH: def.ZH, EN: def.EN}, Group: def.Group, Kind: string(def.Kind), Unit: def.Unit}
}

// levers are the parameters of one number, the ones of the platform's own aid first.
func (s *Service) levers(params policy.Params, prog *rule.Program) ([]Lever, error) {
	out := []Lever{}
	for _, x := range prog.Params {
		l := s.lever(x.Key)
		if params.Has(x.Key) {
			v, err := params.Read(x.Key)
			if err != nil {
				return nil, err
			}
			l.Value = v.Value
		}
		if l.scale() && (l.Value != "" || !s.policy.Definition(x.Key).Optional) {
			out = append(out, l)
		}
	}
	rank := []string{"platform", "disease", "standard", "class", "score"}
	slices.SortStableFunc(out, func(a, b Lever) int { return slices.Index(rank, a.Group) - slices.Index(rank, b.Group) })
	return out, nil
}

// scale sets the range of the slider by the kind and the value in force; false where the value is not one number.
func (l *Lever) scale() bool {
	switch policy.Kind(l.Kind) {
	case policy.KindMoney, policy.KindLimit:
		l.Low, l.High, l.Step = "0", "20000", "100"
		if f, err := money.Parse(l.Value); err == nil {
			for _, top := range []int64{1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000} {
				if int64(f) <= top*60 { // at most six tenths of the way
					l.High = money.Fen(top * 100).String()
					l.High = l.High[:len(l.High)-3]
					l.Step = map[bool]string{true: "10", false: "100"}[top <= 2000]
					break
				}
			}
		}
	case policy.KindRatio:
		l.Low, l.High, l.Step = "0", "1", "0.01"
		if len(l.Unit) < 3 || l.Unit[:3] != "of " {
			l.High, l.Step = "24", "0.5"
			if r, err := money.ParseRatio(l.Value); err == nil && r.Num() <= 4*r.Den() {
				l.High, l.Step = "5", "0.1"
			}
		}
	case policy.KindCount:
		l.Low, l.High, l.Step = "0", "100", "1"
	default:
		return false
	}
	return true
}
