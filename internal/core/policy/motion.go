package policy

import (
	"context"
	"strconv"

	"yice/internal/kit/db"
)

// Kinds of what a motion changes.
const (
	ChangeParam = "param"
	ChangeRules = "rule_set"
)

// Change is a draft as a motion shows it: what it is called, what is in force on its first day, and what would be. Of a rule set the key is
// its name, the values are the numbers of the versions, and Otherwise are the worked tests that come out otherwise.
type Change struct {
	ID         string        `json:"id"`
	Kind       string        `json:"kind" enum:"param,rule_set"`
	Key        string        `json:"key"`
	Label      Label         `json:"label"`
	Area       string        `json:"area"`
	Unit       string        `json:"unit"`
	Now        string        `json:"now" doc:"the value in force; empty when there is none"`
	Value      string        `json:"value"`
	FromOn     string        `json:"from_on"`
	Note       string        `json:"note"`
	ProposedBy string        `json:"proposed_by"`
	Otherwise  []TestOutcome `json:"otherwise,omitempty"`
}

// ChangesTx lists the drafts of a motion; the motion "" stands for the drafts that no motion carries, of rule sets the checked ones.
func (s *Service) ChangesTx(ctx context.Context, tx *db.Tx, motionID string) ([]Change, error) {
	drafts, err := findTabled(ctx, tx, motionID)
	if err != nil {
		return nil, err
	}
	out := make([]Change, 0, len(drafts))
	for _, p := range drafts {
		in, err := s.AtTx(ctx, tx, p.Area, p.FromOn)
		if err != nil {
			return nil, err
		}
		out = append(out, Change{
			ID: p.ID, Kind: ChangeParam, Key: p.Key, Label: s.dict.label(p.Key), Area: p.Area, Unit: p.Unit, Now: in.values[p.Key].Value, Value: p.Value, FromOn: p.FromOn,
			Note: p.Note, ProposedBy: p.ProposedBy,
		})
	}
	sets, err := s.ruleChangesTx(ctx, tx, motionID)
	return append(out, sets...), err
}

func (s *Service) ruleChangesTx(ctx context.Context, tx *db.Tx, motionID string) ([]Change, error) {
	find := findRulesTabled
	if motionID == "" {
		find = func(ctx context.Context, tx *db.Tx, _ string) ([]RuleVersion, error) { return findRulesFree(ctx, tx) }
	}
	drafts, err := find(ctx, tx, motionID)
	if err != nil || len(drafts) == 0 {
		return nil, err
	}
	have, err := s.ruleSetsTx(ctx, tx)
	if err != nil {
		return nil, err
	}
	out := make([]Change, 0, len(drafts))
	for _, v := range drafts {
		texts, err := findTexts(ctx, tx, []string{v.Hash})
		if err != nil {
			return nil, err
		}
		title := s.programs.head(v.Hash, []byte(texts[v.Hash])).Title
		out = append(out, Change{
			ID: v.ID, Kind: ChangeRules, Key: v.Name, Label: Label{ZH: "规则：" + title.ZH, EN: "Rules: " + title.EN}, Now: numbered(versionOn(have, v.Name, v.FromOn)),
			Value: numbered(v.Version), FromOn: v.FromOn, Note: v.Note, ProposedBy: v.ProposedBy, Otherwise: v.Otherwise.V,
		})
	}
	return out, nil
}

// versionOn is the number of the version in force on a day, 0 where there is none.
func versionOn(have []RuleVersion, name, on string) (n int64) {
	for _, v := range have {
		if v.Name == name && v.FromOn <= on {
			n = v.Version
		}
	}
	return n
}

func numbered(n int64) string {
	if n == 0 {
		return ""
	}
	return "v" + strconv.FormatInt(n, 10)
}

// UntableTx frees the drafts of a motion that was taken off the agenda or put off, for a later motion.
func (s *Service) UntableTx(ctx context.Context, tx *db.Tx, motionID string) error {
	drafts, err := findTabled(ctx, tx, motionID)
	if err != nil {
		return err
	}
	for _, p := range drafts {
		if err := setMotion(ctx, tx, p.ID, ""); err != nil {
			return err
		}
	}
	sets, err := findRulesTabled(ctx, tx, motionID)
	if err != nil {
		return err
	}
	for _, v := range sets {
		err := s.moveTx(ctx, tx, v, actUntable, "policy.untable_rules", "规则草案撤下议题：", func(v *RuleVersion) { v.MotionID = "" })
		if err != nil {
			return err
		}
	}
	return nil
}
