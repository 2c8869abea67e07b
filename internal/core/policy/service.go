package policy

import (
	"context"
	"sync"

	"yice/internal/core/flow"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/secret"
)

// SeeCase tells whether the actor may see a case; any error means no. The app hands the casebook's rule over.
type SeeCase func(ctx context.Context, tx *db.Tx, caseID string) error

// Service is the room.
type Service struct {
	db        *db.DB
	keys      *secret.Keyring
	dict      *dictionary
	ruleTable *flow.Table
	see       SeeCase
	// places names divisions
	places Places

	mu       sync.Mutex
	stamp    string
	adopted  []Param
	ruleSets []RuleVersion
	resolved map[string]map[string]Param

	programs *programs
}

// NewService builds the room; it fails only when the embedded dictionary is damaged.
func NewService(d *db.DB, keys *secret.Keyring) (*Service, error) {
	dict, err := newDictionary()
	if err != nil {
		return nil, err
	}
	return &Service{db: d, keys: keys, dict: dict, ruleTable: RuleStates(), programs: newPrograms()}, nil
}

// LetSee sets who may look at the assessments of a case; without it only those who may replay. The app calls it once.
func (s *Service) LetSee(f SeeCase) { s.see = f }

// AtTx gives the parameters in force in an area (six digits, or more for streets) on a day: for each key the version of
// the nearest area, there the last one that had begun. A version past its last day hides the older ones of its area.
// The parameters are kept in memory until another version is adopted. Code: policy.date_format.
func (s *Service) AtTx(ctx context.Context, tx *db.Tx, area, on string) (Params, error) {
	if _, err := clock.ParseDate(on); err != nil {
		return Params{}, errs.InvalidField("on", "policy.date_format")
	}
	if len(area) > 6 {
		area = area[:6]
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.refreshTx(ctx, tx); err != nil {
		return Params{}, err
	}
	k := area + " " + on
	values, ok := s.resolved[k]
	if !ok {
		if len(s.resolved) >= 1000 {
			clear(s.resolved)
		}
		values = resolve(s.adopted, area, on)
		s.resolved[k] = values
	}
	return Params{area: area, on: on, values: values, dict: s.dict, used: map[string]Version{}}, nil
}

// refreshTx reads what was adopted, if that has changed. The caller holds the lock.
func (s *Service) refreshTx(ctx context.Context, tx *db.Tx) error {
	stamp, err := findStamp(ctx, tx)
	if err != nil || stamp == s.stamp {
		return err
	}
	params, err := findAdopted(ctx, tx)
	if err != nil {
		return err
	}
	sets, err := findRulesAdopted(ctx, tx)
	if err != nil {
		return err
	}
	s.stamp, s.adopted, s.ruleSets, s.resolved = stamp, params, sets, map[string]map[string]Param{}
	return nil
}

// resolve picks the versions in force. The rows come in the order of from_on, adopted_at, id.
func resolve(rows []Param, area, on string) map[string]Param {
	rank := map[string]int{}
	for i, code := range levels(area) {
		rank[code] = i
	}
	latest := map[string]map[int]Param{}
	for _, p := range rows {
		r, ok := rank[p.Area]
		if !ok || p.FromOn > on {
			continue
		}
		if latest[p.Key] == nil {
			latest[p.Key] = map[int]Param{}
		}
		latest[p.Key][r] = p
	}
	out := make(map[string]Param, len(latest))
	for key, byRank := range latest {
		for r := range len(rank) {
			if p, ok := byRank[r]; ok && (p.ToOn == "" || p.ToOn >= on) {
				out[key] = p
				break
			}
		}
	}
	return out
}
