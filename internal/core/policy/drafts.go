package policy

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"yice/internal/core/flow"
	"yice/internal/core/rule"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
)

// RuleProposal is the text of a rule set as it should hold from a day on. Its name is what the text calls itself. Beside are the ids
// of other drafts that are to be adopted together with it, where one needs the other. Tests are worked tests of the set that it brings
// along, YAML as in rules/*_test.yaml, at most 200; empty where it brings none.
type RuleProposal struct {
	Text   string   `json:"text" minLength:"1" maxLength:"262144"`
	Tests  string   `json:"tests,omitempty" maxLength:"262144"`
	FromOn string   `json:"from_on" maxLength:"10"`
	Note   string   `json:"note,omitempty" maxLength:"500"`
	Beside []string `json:"beside,omitempty" maxItems:"10"`
}

// CheckedRules is what a check of a text without problems found: the worked tests of the sets that it touches, how many of them it brings
// itself, and those that come out otherwise than under the rules in force.
type CheckedRules struct {
	Name      string        `json:"name"`
	Tests     int           `json:"tests"`
	Own       int           `json:"own"`
	Otherwise []TestOutcome `json:"otherwise"`
}

// CheckRules checks a text as a draft would be, with the worked tests that it brings, and keeps nothing. Needs PermPropose. Codes:
// rule.wrong with a field for each problem, its path "set:line:column"; policy.rule_name, policy.rules_source, policy.fact_unknown,
// policy.rules_lack, policy.rules_carry, policy.rules_params, policy.date_format, policy.test_fails with a field for each test of its own
// that does not come out, policy.tests_many, policy.tests_set, policy.test_empty, policy.test_twice.
func (s *Service) CheckRules(ctx context.Context, in RuleProposal) (out CheckedRules, err error) {
	if err := authz.Require(ctx, PermPropose); err != nil {
		return out, err
	}
	v, err := draftOf(in)
	if err != nil {
		return out, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		out, err = s.checkTx(ctx, tx, v, draftTexts(v, in))
		return err
	})
	return out, err
}

// draftTexts are what a proposal writes, by hash.
func draftTexts(v RuleVersion, in RuleProposal) map[string][]byte {
	out := map[string][]byte{v.Hash: []byte(in.Text)}
	if v.TestsHash != "" {
		out[v.TestsHash] = []byte(in.Tests)
	}
	return out
}

// draftOf reads what a proposal is about. Codes: policy.rule_name, policy.date_format.
func draftOf(in RuleProposal) (RuleVersion, error) {
	name := rule.HeadOf([]byte(in.Text)).Name
	if name == "" || len(name) > 40 || strings.HasSuffix(name, "_test") {
		return RuleVersion{}, errs.InvalidField("text", "policy.rule_name")
	}
	if _, err := clock.ParseDate(in.FromOn); err != nil || in.FromOn < firstDay {
		return RuleVersion{}, errs.InvalidField("from_on", "policy.date_format")
	}
	v := RuleVersion{
		Name: name, Hash: hashOf([]byte(in.Text)), Status: RuleDraft, FromOn: in.FromOn, Note: strings.TrimSpace(in.Note),
		Beside: db.JSON[[]string]{V: slices.Clone(in.Beside)},
	}
	if strings.TrimSpace(in.Tests) != "" {
		v.TestsHash = hashOf([]byte(in.Tests))
	}
	return v, nil
}

// checkTx compiles a draft with all sets that use it and runs their worked tests; those that it brings must hold. Texts that the book
// does not hold come in more.
func (s *Service) checkTx(ctx context.Context, tx *db.Tx, v RuleVersion, more map[string][]byte) (out CheckedRules, err error) {
	have, err := s.ruleSetsTx(ctx, tx)
	if err != nil {
		return out, err
	}
	drafts := []RuleVersion{v}
	for _, other := range v.Beside.V {
		b, err := findRule(ctx, tx, other)
		if err != nil {
			return out, err
		}
		if b.Status != RuleAdopted && b.ID != v.ID {
			drafts = append(drafts, b)
		}
	}
	if err := s.fitAllTx(ctx, tx, have, drafts, more); err != nil {
		return out, err
	}
	now, err := textsTx(ctx, tx, setsOn(have, v.FromOn), nil)
	if err != nil {
		return out, err
	}
	all, on := byDay(have, drafts), max(v.FromOn, lastDay(drafts))
	next, err := textsTx(ctx, tx, setsOn(all, on), more)
	if err != nil {
		return out, err
	}
	if err := s.sourced(next, v.Name); err != nil {
		return out, err
	}
	if err := s.readableTx(ctx, tx, next, v.FromOn); err != nil {
		return out, err
	}
	brought, err := broughtTx(ctx, tx, all, on, more)
	if err != nil {
		return out, err
	}
	tests, err := s.outcomes(now, next, brought, v.Name, true)
	if err != nil {
		return out, err
	}
	out = CheckedRules{Name: v.Name, Tests: len(tests)}
	for _, o := range tests {
		if o.Own && o.Set == v.Name {
			out.Own++
		}
	}
	if err := holding(tests, v.Name); err != nil {
		return out, err
	}
	out.Otherwise = slices.DeleteFunc(tests, func(o TestOutcome) bool { return !o.changed() })
	return out, nil
}

func lastDay(drafts []RuleVersion) string {
	last := ""
	for _, d := range drafts {
		last = max(last, d.FromOn)
	}
	return last
}

// sourced wants the source of the figures that a rule set carries itself. Code: policy.rules_source.
func (s *Service) sourced(t texts, name string) error {
	p, err := s.programs.get(t, name)
	if err != nil {
		return err
	}
	for _, x := range p.Params {
		if x.Set == name && x.Value != "" && x.Document == "" {
			return errs.InvalidField("text", "policy.rules_source", "key", x.Key)
		}
	}
	return nil
}

// readableTx refuses rules that could not read what is in force somewhere on the day. Code: policy.rules_params.
func (s *Service) readableTx(ctx context.Context, tx *db.Tx, t texts, on string) error {
	p, err := s.programs.get(t, Platform)
	if err != nil {
		return err
	}
	params, err := findAdopted(ctx, tx)
	if err != nil {
		return err
	}
	areas := map[string]bool{}
	for _, x := range params {
		if areas[x.Area] {
			continue
		}
		areas[x.Area] = true
		in := Params{area: x.Area, on: on, values: resolve(params, x.Area, on), dict: s.dict}
		if _, err := in.Table(p.Program); err != nil {
			return errs.InvalidField("text", "policy.rules_params", "key", errs.As(err).Params["key"])
		}
	}
	return nil
}

// ProposeRules keeps a text as a draft of the next version of its rule set. It changes nothing until a resolution adopts it. A text
// with problems is kept too, so that nothing is lost; only a checked one can be tabled. Needs PermPropose. Codes:
// policy.rule_name, policy.date_format, policy.rules_same.
func (s *Service) ProposeRules(ctx context.Context, in RuleProposal) (out ShownRule, err error) {
	return s.keepDraft(ctx, "", in)
}

// ReviseRules puts another text, first day or reason into one's own draft, unless a motion carries it. Codes as ProposeRules; forbidden,
// not_found, flow.not_allowed, policy.rule_name where the text is another set's.
func (s *Service) ReviseRules(ctx context.Context, versionID string, in RuleProposal) (out ShownRule, err error) {
	return s.keepDraft(ctx, versionID, in)
}

func (s *Service) keepDraft(ctx context.Context, versionID string, in RuleProposal) (out ShownRule, err error) {
	if err := authz.Require(ctx, PermPropose); err != nil {
		return out, err
	}
	next, err := draftOf(in)
	if err != nil {
		return out, err
	}
	a := authz.From(ctx)
	err = s.db.UpdateLocked(ctx, "policy.rules", func(tx *db.Tx) error {
		v, was := next, RuleDraft
		v.ID, v.ProposedByID, v.ProposedBy, v.ProposedAt = id.New(tx.Now()), a.UserID, a.Name, tx.NowMS()
		if versionID != "" {
			old, err := s.ownTx(ctx, tx, versionID)
			if err != nil {
				return err
			}
			if old.Name != v.Name {
				return errs.InvalidField("text", "policy.rule_name")
			}
			was, v.Status = old.Status, old.Status
			v.ID, v.Version, v.ProposedByID, v.ProposedBy, v.ProposedAt = old.ID, old.Version, old.ProposedByID, old.ProposedBy, old.ProposedAt
			if err := s.step(&v, actRevise); err != nil {
				return err
			}
		}
		if err := s.differsTx(ctx, tx, v); err != nil {
			return err
		}
		if checked, err := s.checkTx(ctx, tx, v, draftTexts(v, in)); err == nil {
			v.Otherwise.V = checked.Otherwise
			if err := s.step(&v, actCheck); err != nil {
				return err
			}
		} else if !errs.IsKind(err, errs.Invalid) {
			return err
		}
		if v, err = s.writeDraftTx(ctx, tx, was, v, in, versionID == ""); err != nil {
			return err
		}
		out = s.showRule(v, string(v.Status), a)
		return nil
	})
	return out, err
}

func (s *Service) writeDraftTx(ctx context.Context, tx *db.Tx, was flow.State, v RuleVersion, in RuleProposal, fresh bool) (RuleVersion, error) {
	action, summary := "policy.revise_rules", "修改规则草案："
	for hash, text := range draftTexts(v, in) {
		if err := keepText(ctx, tx, hash, string(text)); err != nil {
			return v, err
		}
	}
	if fresh {
		n, err := findLastVersion(ctx, tx, v.Name)
		if err != nil {
			return v, err
		}
		action, summary, v.Version = "policy.propose_rules", "提出规则新版本：", n+1
		if err := insertRule(ctx, tx, v); err != nil {
			return v, err
		}
	} else if err := updateRule(ctx, tx, was, v); err != nil {
		return v, err
	}
	return v, recordRule(ctx, tx, action, summary, v)
}

// differsTx refuses a draft that says what is in force already. Code: policy.rules_same.
func (s *Service) differsTx(ctx context.Context, tx *db.Tx, v RuleVersion) error {
	have, err := s.ruleSetsTx(ctx, tx)
	if err == nil && setsOn(have, v.FromOn)[v.Name] == v.Hash && broughtOn(have, v.FromOn)[v.Name] == v.TestsHash {
		err = errs.InvalidField("text", "policy.rules_same")
	}
	return err
}

// ownTx finds one's own version.
func (s *Service) ownTx(ctx context.Context, tx *db.Tx, versionID string) (RuleVersion, error) {
	v, err := findRule(ctx, tx, versionID)
	if err == nil && v.ProposedByID != authz.From(ctx).UserID {
		err = errs.New(errs.Forbidden, "forbidden", "permission", string(PermPropose))
	}
	return v, err
}

// WithdrawRules takes one's own draft back, unless a motion carries it. Codes: forbidden, not_found, flow.not_allowed.
func (s *Service) WithdrawRules(ctx context.Context, versionID string) error {
	if err := authz.Require(ctx, PermPropose); err != nil {
		return err
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		v, err := s.ownTx(ctx, tx, versionID)
		if err != nil {
			return err
		}
		return s.moveTx(ctx, tx, v, actWithdraw, "policy.withdraw_rules", "撤回规则草案：", nil)
	})
}

// moveTx makes a step of a version, with what else changes.
func (s *Service) moveTx(ctx context.Context, tx *db.Tx, v RuleVersion, a flow.Action, action, summary string, change func(v *RuleVersion)) error {
	was := v.Status
	if err := s.step(&v, a); err != nil {
		return err
	}
	if change != nil {
		change(&v)
	}
	if err := updateRule(ctx, tx, was, v); err != nil {
		return err
	}
	return recordRule(ctx, tx, action, summary, v)
}

func recordRule(ctx context.Context, tx *db.Tx, action, summary string, v RuleVersion) error {
	return journal.Record(ctx, tx, journal.Event{
		Action: action, ObjectType: "rule_set", ObjectID: v.ID, Summary: summary + v.Name + " v" + strconv.FormatInt(v.Version, 10) + "，自" + v.FromOn + "起", After: v, Reason: v.Note,
	})
}

// tableRulesTx ties checked drafts to a motion. What they need beside them is adopted already or in the same motion. Codes: not_found,
// flow.not_allowed, policy.rules_beside, and those of a check where the rules in force have changed since.
func (s *Service) tableRulesTx(ctx context.Context, tx *db.Tx, motionID string, ids []string) error {
	for _, one := range ids {
		v, err := findRule(ctx, tx, one)
		if err != nil {
			return err
		}
		for _, other := range v.Beside.V {
			b, err := findRule(ctx, tx, other)
			if err != nil {
				return err
			}
			if b.Status != RuleAdopted && !slices.Contains(ids, other) {
				return errs.New(errs.Conflict, "policy.rules_beside", "name", b.Name, "version", b.Version)
			}
		}
		checked, err := s.checkTx(ctx, tx, v, nil)
		if err != nil {
			return err
		}
		err = s.moveTx(ctx, tx, v, actTable, "policy.table_rules", "规则草案列入议题：", func(v *RuleVersion) {
			v.MotionID, v.Otherwise.V = motionID, checked.Otherwise
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// AmendRulesTx changes the first day of a tabled version as the meeting agreed; its text is not the meeting's to change, because nobody
// has checked another. Codes: not_found, flow.not_allowed, policy.date_format.
func (s *Service) AmendRulesTx(ctx context.Context, tx *db.Tx, versionID, fromOn string) error {
	if _, err := clock.ParseDate(fromOn); err != nil || fromOn < firstDay {
		return errs.InvalidField("from_on", "policy.date_format")
	}
	v, err := findRule(ctx, tx, versionID)
	if err != nil {
		return err
	}
	return s.moveTx(ctx, tx, v, actAmend, "policy.amend_rules", "会议改定规则执行日期：", func(v *RuleVersion) { v.FromOn = fromOn })
}

// adoptRulesTx puts the versions of a motion into force from their days, if together they still fit what else is or will be in force.
func (s *Service) adoptRulesTx(ctx context.Context, tx *db.Tx, drafts []RuleVersion, document, by string) error {
	if len(drafts) == 0 {
		return nil
	}
	have, err := findRulesAdopted(ctx, tx)
	if err != nil {
		return err
	}
	if err := s.fitAllTx(ctx, tx, have, drafts, nil); err != nil {
		return err
	}
	for _, v := range drafts {
		files, err := textsTx(ctx, tx, setsOn(byDay(have, drafts), v.FromOn), nil)
		if err != nil {
			return err
		}
		if err := s.readableTx(ctx, tx, files, v.FromOn); err != nil {
			return err
		}
		if err := s.ownHoldTx(ctx, tx, v, files); err != nil {
			return err
		}
		err = s.moveTx(ctx, tx, v, actAdopt, "policy.adopt_rules", "决议通过规则：", func(v *RuleVersion) {
			v.Document, v.AdoptedBy, v.AdoptedAt = document, by, tx.NowMS()
		})
		if err != nil {
			return err
		}
	}
	return setStamp(ctx, tx, id.New(tx.Now()))
}
