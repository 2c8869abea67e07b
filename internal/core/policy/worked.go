package policy

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"yice/internal/core/rule"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/rules"
)

// TestOutcome is how a worked test comes out under a draft. Misses are what is otherwise than the test says; Before what was otherwise
// already under the rules in force. Own tells that a version brought it, not the program.
type TestOutcome struct {
	File   string      `json:"file"`
	Set    string      `json:"set"`
	Name   string      `json:"name"`
	Own    bool        `json:"own" doc:"a version of the rule set brought it"`
	Holds  bool        `json:"holds"`
	Misses []rule.Miss `json:"misses"`
	Before []rule.Miss `json:"before"`
	stop   error       // why it could not be computed
}

// changed tells whether the draft makes a difference for the test.
func (o TestOutcome) changed() bool { return !slices.Equal(o.Misses, o.Before) }

// maxTests bounds the worked tests that a version brings.
const maxTests = 200

// fileOf is how the worked tests of a rule set are called.
func fileOf(set string) string { return set + "_test" }

// broughtOn are the hashes of the worked tests that the versions in force on a day brought along, by the name of the set. The versions
// come in the order of from_on.
func broughtOn(versions []RuleVersion, on string) map[string]string {
	out := map[string]string{}
	for _, v := range versions {
		if v.FromOn <= on {
			out[v.Name] = v.TestsHash
		}
	}
	return out
}

// broughtTx reads the worked tests that the versions in force on a day brought along, by the name of the set. Texts that the book does
// not hold come in more. Code: policy.rules_damaged.
func broughtTx(ctx context.Context, tx *db.Tx, versions []RuleVersion, on string, more map[string][]byte) (map[string][]byte, error) {
	hashes := broughtOn(versions, on)
	maps.DeleteFunc(hashes, func(_, hash string) bool { return hash == "" })
	if len(hashes) == 0 {
		return nil, nil
	}
	t, err := textsTx(ctx, tx, hashes, more)
	return t.files, err
}

// parseOwn reads the worked tests that a version of a set brings. Codes: rule.wrong with a field for each problem, its path
// "set_test:line:column"; policy.tests_many, policy.tests_set, policy.test_empty, policy.test_twice.
func parseOwn(set string, text []byte) ([]rule.Worked, error) {
	tests, err := rule.ParseWorked(fileOf(set), text, rules.Parameters)
	if err != nil {
		return nil, err
	}
	if len(tests) > maxTests {
		return nil, errs.InvalidField("tests", "policy.tests_many", "most", maxTests)
	}
	names := map[string]bool{}
	for i := range tests {
		w := &tests[i]
		switch {
		case w.Set != set:
			return nil, errs.InvalidField("tests", "policy.tests_set", "name", set)
		case w.Expects() == 0:
			return nil, errs.InvalidField("tests", "policy.test_empty", "name", w.Name)
		case names[w.Name]:
			return nil, errs.InvalidField("tests", "policy.test_twice", "name", w.Name)
		}
		names[w.Name] = true
	}
	return tests, nil
}

// fileTest is a worked test with the file that it stands in.
type fileTest struct {
	rule.Worked
	file string
	own  bool
}

// allTests are the worked tests that come with the program and those that versions brought along. One that a version brought takes the
// place of the program's of the same set and name: the meeting has changed on purpose what comes out.
func allTests(brought map[string][]byte) ([]fileTest, error) {
	var out []fileTest
	own := map[[2]string]bool{}
	for _, set := range slices.Sorted(maps.Keys(brought)) {
		tests, err := parseOwn(set, brought[set])
		if err != nil {
			return nil, err
		}
		for _, w := range tests {
			out = append(out, fileTest{w, fileOf(set), true})
			own[[2]string{w.Set, w.Name}] = true
		}
	}
	files := rules.Worked()
	for _, file := range slices.Sorted(maps.Keys(files)) {
		tests, err := rule.ParseWorked(file, files[file], rules.Parameters)
		if err != nil {
			return nil, err
		}
		for _, w := range tests {
			if !own[[2]string{w.Set, w.Name}] {
				out = append(out, fileTest{w, file, false})
			}
		}
	}
	return out, nil
}

// outcomes runs worked tests under both texts: those of one set, or of all that use it.
func (s *Service) outcomes(now, next texts, brought map[string][]byte, name string, users bool) ([]TestOutcome, error) {
	out := []TestOutcome{}
	tests, err := allTests(brought)
	for i := range tests {
		w := &tests[i]
		if w.Set != name && (!users || !slices.Contains(s.programs.setsOf(next, w.Set), name)) {
			continue
		}
		o, err := s.outcome(now, next, w)
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, err
}

func (s *Service) outcome(now, next texts, w *fileTest) (o TestOutcome, err error) {
	after, err := s.programs.get(next, w.Set)
	if err != nil {
		return o, err
	}
	o = TestOutcome{File: w.file, Set: w.Set, Name: w.Name, Own: w.own, Misses: append([]rule.Miss{}, w.Misses(after.Program)...), Before: []rule.Miss{}}
	if len(o.Misses) > 0 && o.Misses[0].Where == "error" {
		_, o.stop = w.Answer(after.Program)
	}
	if o.Holds = len(o.Misses) == 0; now.files[w.Set] != nil {
		before, err := s.programs.get(now, w.Set)
		if err != nil {
			return o, err
		}
		o.Before = append(o.Before, w.Misses(before.Program)...)
	}
	return o, nil
}

// holding wants the worked tests that a version itself brings to come out as they say. Codes: policy.test_fails with a field for each that
// does not; for one that cannot be computed policy.test_stops, and the reasons after it.
func holding(all []TestOutcome, name string) error {
	var bad []errs.Field
	for _, o := range all {
		switch {
		case !o.Own || o.Set != name || o.Holds:
		case o.stop != nil:
			bad = append(bad, errs.Field{Path: "tests", Code: "policy.test_stops", Params: map[string]any{"name": o.Name}})
			e := errs.As(o.stop)
			if bad = append(bad, e.Fields...); len(e.Fields) == 0 {
				bad = append(bad, errs.Field{Path: "tests", Code: e.Code, Params: e.Params})
			}
		default:
			m := o.Misses[0]
			bad = append(bad, errs.Field{Path: "tests", Code: "policy.test_fails", Params: map[string]any{"name": o.Name, "where": m.Where, "want": m.Want, "got": m.Got}})
		}
	}
	return errs.InvalidFields(bad)
}

// ownHoldTx runs the worked tests that a version brings under these texts. Code: policy.test_fails.
func (s *Service) ownHoldTx(ctx context.Context, tx *db.Tx, v RuleVersion, next texts) error {
	brought, err := broughtTx(ctx, tx, []RuleVersion{v}, v.FromOn, nil)
	if err != nil || len(brought) == 0 {
		return err
	}
	all, err := s.outcomes(texts{}, next, brought, v.Name, false)
	if err != nil {
		return err
	}
	return holding(all, v.Name)
}

// dayOr is the day that was asked for, or else today. Code: policy.date_format.
func dayOr(on, today string) (string, error) {
	if on == "" {
		return today, nil
	}
	if _, err := clock.ParseDate(on); err != nil {
		return "", errs.InvalidField("on", "policy.date_format")
	}
	return on, nil
}

// TestBook runs the worked tests of the rule sets that are in force on a day, those of the program and those that versions brought along;
// an empty day is today. Needs PermView. Code: policy.date_format.
func (s *Service) TestBook(ctx context.Context, on string) (out []TestOutcome, err error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		on, err := dayOr(on, tx.Today())
		if err != nil {
			return err
		}
		have, err := s.ruleSetsTx(ctx, tx)
		if err != nil {
			return err
		}
		next, err := textsTx(ctx, tx, setsOn(have, on), nil)
		if err != nil {
			return err
		}
		brought, err := broughtTx(ctx, tx, have, on, nil)
		if err != nil {
			return err
		}
		tests, err := allTests(brought)
		if err != nil {
			return err
		}
		for i := range tests {
			if next.files[tests[i].Set] == nil {
				continue
			}
			o, err := s.outcome(texts{}, next, &tests[i])
			if err != nil {
				return err
			}
			out = append(out, o)
		}
		return nil
	})
	return out, err
}

// RuleFile is a file of a rule set as it is handed out.
type RuleFile struct {
	Name string
	Text []byte
}

// RuleFiles are the text of a version and, where it brought some, its worked tests, under the names by which the program finds them.
// The name of the version goes before. Needs PermView. Code: not_found.
func (s *Service) RuleFiles(ctx context.Context, versionID string) (name string, out []RuleFile, err error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return "", nil, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		v, err := findRule(ctx, tx, versionID)
		if err != nil {
			return err
		}
		name = v.Name + "-v" + strconv.FormatInt(v.Version, 10)
		out, err = filesTx(ctx, tx, v)
		return err
	})
	return name, out, err
}

// BookFiles are the files of all rule sets in force on a day, empty for today. Needs PermView. Code: policy.date_format.
func (s *Service) BookFiles(ctx context.Context, on string) (out []RuleFile, err error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		on, err := dayOr(on, tx.Today())
		if err != nil {
			return err
		}
		have, err := s.ruleSetsTx(ctx, tx)
		if err != nil {
			return err
		}
		last := map[string]RuleVersion{}
		for _, v := range have {
			if v.FromOn <= on {
				last[v.Name] = v
			}
		}
		for _, name := range slices.Sorted(maps.Keys(last)) {
			files, err := filesTx(ctx, tx, last[name])
			if err != nil {
				return err
			}
			out = append(out, files...)
		}
		return nil
	})
	return out, err
}

func filesTx(ctx context.Context, tx *db.Tx, v RuleVersion) ([]RuleFile, error) {
	hashes := map[string]string{v.Name: v.Hash}
	if v.TestsHash != "" {
		hashes[fileOf(v.Name)] = v.TestsHash
	}
	t, err := textsTx(ctx, tx, hashes, nil)
	if err != nil {
		return nil, fmt.Errorf("version %d of %s: %w", v.Version, v.Name, err)
	}
	var out []RuleFile
	for _, name := range slices.Sorted(maps.Keys(t.files)) {
		out = append(out, RuleFile{name + ".yaml", t.files[name]})
	}
	return out, nil
}
