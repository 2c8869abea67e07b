package policy

import (
	"context"
	"maps"
	"slices"
	"strings"

	"yice/internal/core/rule"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

// Definition is what the dictionary says of a key; of an unknown one only the key.
func (s *Service) Definition(key string) Definition {
	if def, ok := s.dict.find(key); ok {
		return def
	}
	return Definition{Key: key, ZH: key, EN: key}
}

// Fits tells whether the texts by which households are assessed give what an assessment reads, ask for nothing that no household's file
// holds, and carry no figures of their own, as a draft is checked before it is tabled. Codes: policy.fact_unknown, policy.rules_lack,
// policy.rules_carry.
func Fits(p *rule.Program) error {
	_, err := newEngine(p)
	return err
}

// Lacking lists the parameters that rules read and that are not in force in an area on a day, in the order in which the rules declare
// them: an evaluation that comes to one stops. Not among them are those with a figure of their own, those that the dictionary says may be
// absent, and those that the rules ask for first: the parameter itself, or one beside it (the same key up to the last dot) that is absent
// too. Needs PermView. Code: policy.date_format.
func (s *Service) Lacking(ctx context.Context, p *rule.Program, area, on string) (out []rule.Param, err error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if on == "" {
			on = tx.Today()
		}
		params, err := s.AtTx(ctx, tx, area, on)
		if err != nil {
			return err
		}
		asked, without := p.Asked(), map[string]bool{}
		for i, x := range p.Params {
			if asked[i] && !params.Has(x.Key) {
				without[group(x.Key)] = true
			}
		}
		for i, x := range p.Params {
			if !params.Has(x.Key) && x.Value == "" && !asked[i] && !without[group(x.Key)] && !s.Definition(x.Key).Optional {
				out = append(out, x)
			}
		}
		return nil
	})
	return out, err
}

// group is a key up to its last dot.
func group(key string) string { return key[:strings.LastIndexByte(key, '.')+1] }

// ProgramOfTx gives the compiled program of a rule set among the texts of these hashes, in force or not, with the hash of every text that
// took part. Codes: policy.rules_missing, policy.rules_damaged where the book has a text no more, rule.wrong.
func (s *Service) ProgramOfTx(ctx context.Context, tx *db.Tx, name string, hashes map[string]string) (*rule.Program, map[string]string, error) {
	if hashes[name] == "" {
		return nil, nil, errs.New(errs.Conflict, "policy.rules_missing", "name", name, "on", "")
	}
	c, err := s.programs.compileTx(ctx, tx, name, hashes)
	if err != nil {
		return nil, nil, err
	}
	return c.Program, maps.Clone(c.hashes), nil
}

// Wording is a version of a rule set that stands in for the one in force; Was is the number of that one, 0 where there is none.
type Wording struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Title   Label  `json:"title"`
	Version int64  `json:"version"`
	Was     int64  `json:"was"`
	Hash    string `json:"hash"`
}

// RewordedTx gives the hashes of the rule sets as they would be on a day if these versions, and the drafts that they are to be adopted
// with, were in force by then, and what each replaces. Versions of sets that are taken back count like others. Codes: not_found,
// policy.rules_twice where two are of one set.
func (s *Service) RewordedTx(ctx context.Context, tx *db.Tx, on string, versionIDs []string) (map[string]string, []Wording, error) {
	have, err := s.ruleSetsTx(ctx, tx)
	if err != nil {
		return nil, nil, err
	}
	hashes, out := setsOn(have, on), []Wording{}
	ids := slices.Clone(versionIDs)
	for i := 0; i < len(ids); i++ {
		v, err := findRule(ctx, tx, ids[i])
		if err != nil {
			return nil, nil, err
		}
		at := slices.IndexFunc(out, func(w Wording) bool { return w.Name == v.Name })
		switch {
		case at >= 0 && out[at].ID == v.ID:
			continue
		case at >= 0:
			return nil, nil, errs.InvalidField("rules", "policy.rules_twice", "name", v.Name)
		case i >= len(versionIDs) && v.Status == RuleAdopted:
			continue
		}
		text, err := findTexts(ctx, tx, []string{v.Hash})
		if err != nil {
			return nil, nil, err
		}
		head := s.programs.head(v.Hash, []byte(text[v.Hash]))
		out = append(out, Wording{ID: v.ID, Name: v.Name, Title: Label(head.Title), Version: v.Version, Was: versionOn(have, v.Name, on), Hash: v.Hash})
		hashes[v.Name] = v.Hash
		ids = append(ids, v.Beside.V...)
	}
	slices.SortFunc(out, func(a, b Wording) int { return strings.Compare(a.Name, b.Name) })
	return hashes, out, nil
}

// ChoicesTx lists the versions that a reform may put in place of those in force on a day, by title and number: drafts, checked or tabled
// ones, and those adopted for later, of the sets that the assessing one is made of or may come to use.
func (s *Service) ChoicesTx(ctx context.Context, tx *db.Tx, on string) ([]Wording, error) {
	have, err := s.ruleSetsTx(ctx, tx)
	if err != nil {
		return nil, err
	}
	rows, err := findRulesOpen(ctx, tx)
	if err != nil {
		return nil, err
	}
	c, err := s.programTx(ctx, tx, Platform, on)
	if err != nil {
		return nil, err
	}
	var hashes []string
	rows = slices.DeleteFunc(rows, func(v RuleVersion) bool {
		return v.Status == RuleAdopted && v.FromOn <= on || c.hashes[v.Name] == "" && versionOn(have, v.Name, on) > 0
	})
	for _, v := range rows {
		hashes = append(hashes, v.Hash)
	}
	texts, err := findTexts(ctx, tx, hashes)
	if err != nil {
		return nil, err
	}
	out := make([]Wording, 0, len(rows))
	for _, v := range rows {
		head := s.programs.head(v.Hash, []byte(texts[v.Hash]))
		out = append(out, Wording{ID: v.ID, Name: v.Name, Title: Label(head.Title), Version: v.Version, Was: versionOn(have, v.Name, on), Hash: v.Hash})
	}
	return out, nil
}

// ParamsTx reads versions by their ids, drafts too. Code: not_found.
func (s *Service) ParamsTx(ctx context.Context, tx *db.Tx, ids []string) ([]Param, error) {
	out := make([]Param, 0, len(ids))
	for _, one := range ids {
		p, err := findParam(ctx, tx, one)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}
