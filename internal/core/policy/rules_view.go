package policy

import (
	"context"
	"slices"

	"yice/internal/core/rule"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

// ShownRule is a version as the page shows it. State is draft, checked, tabled, scheduled, in_force, replaced, withdrawn or rejected; ToOn
// the last day, empty while no later version is adopted.
type ShownRule struct {
	RuleVersion
	State     string        `json:"state"`
	ToOn      string        `json:"to_on"`
	FromStart bool          `json:"from_start" doc:"it holds since the book began"`
	Shipped   bool          `json:"shipped" doc:"it came with the program; no meeting adopted it"`
	Beside    []string      `json:"beside" doc:"drafts that it is to be adopted with"`
	Otherwise []TestOutcome `json:"otherwise" doc:"worked tests that came out otherwise when it was checked"`
	Can       []string      `json:"can"`
}

// RuleLine is one rule set: what it is, the version in force, what is adopted for later, and the drafts.
type RuleLine struct {
	Name      string      `json:"name"`
	Title     Label       `json:"title"`
	Sources   []string    `json:"sources"`
	Uses      []string    `json:"uses"`
	Current   *ShownRule  `json:"current,omitempty"`
	Scheduled []ShownRule `json:"scheduled"`
	Drafts    []ShownRule `json:"drafts"`
}

// RuleBoard is all rule sets as they stand on a day.
type RuleBoard struct {
	On    string     `json:"on"`
	Items []RuleLine `json:"items"`
	Can   []string   `json:"can"`
}

// RuleParam is a parameter that a rule set declares. Value is what it carries itself, if anything.
type RuleParam struct {
	Key   string `json:"key"`
	Label Label  `json:"label"`
	Unit  string `json:"unit"`
	Value string `json:"value"`
}

// RuleVariable is a variable of a rule set. Text is its formula in words, empty where the set says nothing; Formula and When are as written.
type RuleVariable struct {
	Name    string `json:"name"`
	Entity  Label  `json:"entity"`
	Label   Label  `json:"label"`
	Unit    string `json:"unit"`
	Text    Label  `json:"text"`
	Formula string `json:"formula"`
	When    string `json:"when"`
	Row     bool   `json:"row" doc:"it makes a row of an explanation"`
}

// RuleDetail is one version: its text, and, where it has no problems, what it declares and how the worked tests of the set come out.
type RuleDetail struct {
	ShownRule
	Title     Label          `json:"title"`
	Sources   []string       `json:"sources"`
	Uses      []string       `json:"uses"`
	Text      string         `json:"text"`
	TestsText string         `json:"tests_text" doc:"the worked tests it brings, as written"`
	Sound     bool           `json:"sound" doc:"neither the text nor the worked tests that it brings have problems"`
	Params    []RuleParam    `json:"params"`
	Variables []RuleVariable `json:"variables"`
	Tests     []TestOutcome  `json:"tests"`
}

// RuleSets lists the rule sets as they stand on a day; empty is today. Needs PermView. Code: policy.date_format.
func (s *Service) RuleSets(ctx context.Context, on string) (b RuleBoard, err error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return b, err
	}
	if _, err := clock.ParseDate(on); on != "" && err != nil {
		return b, errs.InvalidField("on", "policy.date_format")
	}
	a := authz.From(ctx)
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if on == "" {
			on = tx.Today()
		}
		rows, err := findRulesOpen(ctx, tx)
		if err != nil {
			return err
		}
		b = RuleBoard{On: on, Items: s.ruleLines(rows, on, a), Can: []string{}}
		if a.Has(PermPropose) {
			b.Can = append(b.Can, "propose")
		}
		return s.headsTx(ctx, tx, rows, b.Items)
	})
	return b, err
}

func (s *Service) ruleLines(rows []RuleVersion, on string, a *authz.Actor) []RuleLine {
	lines := []RuleLine{}
	for _, v := range rows {
		i := slices.IndexFunc(lines, func(l RuleLine) bool { return l.Name == v.Name })
		if i < 0 {
			i = len(lines)
			lines = append(lines, RuleLine{Name: v.Name, Sources: []string{}, Uses: []string{}, Scheduled: []ShownRule{}, Drafts: []ShownRule{}})
		}
		l := &lines[i]
		switch {
		case v.Status != RuleAdopted:
			l.Drafts = append(l.Drafts, s.showRule(v, string(v.Status), a))
		case v.FromOn > on:
			l.Scheduled = append(l.Scheduled, s.showRule(v, "scheduled", a))
		default:
			now := s.showRule(v, "in_force", a)
			l.Current = &now
		}
	}
	for i := range lines {
		if l := &lines[i]; l.Current != nil && len(l.Scheduled) > 0 {
			l.Current.ToOn = clock.AddDays(l.Scheduled[0].FromOn, -1)
		}
	}
	slices.SortStableFunc(lines, func(a, b RuleLine) int { return placeOf(a.Name) - placeOf(b.Name) })
	return lines
}

// placeOf puts the sets that assess first, then those of the departments, then new ones.
func placeOf(name string) int {
	order := []string{"platform", "hardship", "income", "case", "civil", "temporary", "medical", "union_a", "union_b", "union_c", "union_d"}
	if i := slices.Index(order, name); i >= 0 {
		return i
	}
	return len(order)
}

// headsTx adds what the texts say about themselves: of the version in force, else of the newest draft.
func (s *Service) headsTx(ctx context.Context, tx *db.Tx, rows []RuleVersion, lines []RuleLine) error {
	var hashes []string
	for _, v := range rows {
		if !slices.Contains(hashes, v.Hash) {
			hashes = append(hashes, v.Hash)
		}
	}
	texts, err := findTexts(ctx, tx, hashes)
	for i := range lines {
		l := &lines[i]
		hash := ""
		switch {
		case l.Current != nil:
			hash = l.Current.Hash
		case len(l.Scheduled) > 0:
			hash = l.Scheduled[0].Hash
		default:
			hash = l.Drafts[len(l.Drafts)-1].Hash
		}
		h := s.programs.head(hash, []byte(texts[hash]))
		l.Title, l.Sources, l.Uses = Label(h.Title), append(l.Sources, h.Sources...), append(l.Uses, h.Uses...)
	}
	return err
}

func (s *Service) showRule(v RuleVersion, state string, a *authz.Actor) ShownRule {
	out := ShownRule{
		RuleVersion: v, State: state, FromStart: v.FromOn == firstDay, Shipped: v.Status == RuleAdopted && v.MotionID == "",
		Beside: append([]string{}, v.Beside.V...), Otherwise: append([]TestOutcome{}, v.Otherwise.V...), Can: []string{},
	}
	if v.ProposedByID != a.UserID || !a.Has(PermPropose) {
		return out
	}
	for _, tr := range s.ruleTable.From(v.Status) {
		if !tr.Auto && tr.Perm == PermPropose {
			out.Can = append(out.Can, string(tr.Action))
		}
	}
	return out
}

// RuleHistory lists all versions of a rule set, the latest first day first, with their state today. Needs PermView.
func (s *Service) RuleHistory(ctx context.Context, name string) (out []ShownRule, err error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return nil, err
	}
	out = []ShownRule{}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		rows, err := findRulesOf(ctx, tx, name)
		next := ""
		begun := false
		for _, v := range rows {
			state := string(v.Status)
			switch {
			case v.Status != RuleAdopted:
			case v.FromOn > tx.Today():
				state = "scheduled"
			case begun:
				state = "replaced"
			default:
				state, begun = "in_force", true
			}
			shown := s.showRule(v, state, authz.From(ctx))
			if v.Status == RuleAdopted {
				if next > v.FromOn {
					shown.ToOn = clock.AddDays(next, -1)
				}
				next = v.FromOn
			}
			out = append(out, shown)
		}
		return err
	})
	return out, err
}

// RuleVersion shows one version with its text, formulas in words, parameters and worked tests. Needs PermView. Code: not_found.
func (s *Service) RuleVersion(ctx context.Context, versionID string) (out RuleDetail, err error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return out, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		v, err := findRule(ctx, tx, versionID)
		if err != nil {
			return err
		}
		out, err = s.detailTx(ctx, tx, v)
		return err
	})
	return out, err
}

func (s *Service) detailTx(ctx context.Context, tx *db.Tx, v RuleVersion) (out RuleDetail, err error) {
	have, err := s.ruleSetsTx(ctx, tx)
	if err != nil {
		return out, err
	}
	state := string(v.Status)
	if v.Status == RuleAdopted {
		state = ruleState(have, v, tx.Today())
	}
	out = RuleDetail{ShownRule: s.showRule(v, state, authz.From(ctx)), Sources: []string{}, Uses: []string{}, Params: []RuleParam{}, Variables: []RuleVariable{}, Tests: []TestOutcome{}}
	out.ToOn = lastDayOf(have, v)
	drafts := []RuleVersion{v}
	for _, other := range v.Beside.V {
		b, err := findRule(ctx, tx, other)
		if err != nil {
			return out, err
		}
		drafts = append(drafts, b)
	}
	t, err := textsTx(ctx, tx, setsOn(byDay(earlier(have, v), drafts), max(v.FromOn, lastDay(drafts))), nil)
	if err != nil {
		return out, err
	}
	brought, err := broughtTx(ctx, tx, []RuleVersion{v}, v.FromOn, nil)
	if err != nil {
		return out, err
	}
	out.Text, out.TestsText = string(t.files[v.Name]), string(brought[v.Name])
	h := s.programs.head(v.Hash, t.files[v.Name])
	out.Title, out.Sources, out.Uses = Label(h.Title), append(out.Sources, h.Sources...), append(out.Uses, h.Uses...)
	p, err := s.programs.get(t, v.Name)
	if errs.IsKind(err, errs.Invalid) {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	out.describe(p.Program, v.Name)
	tests, err := s.outcomes(texts{}, t, brought, v.Name, false)
	if errs.IsKind(err, errs.Invalid) {
		return out, nil
	}
	out.Tests, out.Sound = append(out.Tests, tests...), holding(tests, v.Name) == nil
	return out, err
}

// earlier are the versions that had been adopted when this one was, so that it is shown among those it was adopted with.
func earlier(have []RuleVersion, v RuleVersion) []RuleVersion {
	return slices.DeleteFunc(slices.Clone(have), func(x RuleVersion) bool { return x.Name == v.Name && x.FromOn >= v.FromOn })
}

// lastDayOf is the day before the next adopted version of the set begins.
func lastDayOf(have []RuleVersion, v RuleVersion) string {
	for _, x := range have {
		if v.Status == RuleAdopted && x.Name == v.Name && x.FromOn > v.FromOn {
			return clock.AddDays(x.FromOn, -1)
		}
	}
	return ""
}

func ruleState(have []RuleVersion, v RuleVersion, today string) string {
	switch {
	case v.FromOn > today:
		return "scheduled"
	case versionOn(have, v.Name, today) != v.Version:
		return "replaced"
	}
	return "in_force"
}

// describe lists what the set itself declares.
func (d *RuleDetail) describe(p *rule.Program, name string) {
	for _, x := range p.Params {
		if x.Set == name {
			d.Params = append(d.Params, RuleParam{Key: x.Key, Label: Label(x.Words), Unit: x.Unit, Value: x.Value})
		}
	}
	for i := range p.Variables {
		v := &p.Variables[i]
		if v.Set != name {
			continue
		}
		formula, when := v.Formula()
		d.Variables = append(d.Variables, RuleVariable{
			Name: v.Name, Entity: Label(p.Entities[v.Entity].Words), Label: Label(p.Label(v)), Unit: v.Unit, Text: Label(p.FormulaText(v)), Formula: formula, When: when,
			Row: v.Explain,
		})
	}
}
