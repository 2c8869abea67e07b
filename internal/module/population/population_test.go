package population

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"testing/quick"
	"time"

	"yice/internal/core/policy"
	"yice/internal/core/rule"
	"yice/internal/kit/clock"
	"yice/internal/kit/errs"
	"yice/rules"
)

func shipped(t *testing.T, name string) *rule.Program {
	t.Helper()
	p, err := rule.Load(rules.Files(), name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// table has the values of the example city, or the one that is given.
func table(t *testing.T, p *rule.Program, key, value string) *rule.Table {
	t.Helper()
	var file struct {
		Params []struct{ Key, Value string }
	}
	if err := json.Unmarshal(policy.Daqing(), &file); err != nil {
		t.Fatal(err)
	}
	out, err := p.Table("230602", "2020-06-01", func(k string) (rule.Version, bool) {
		if k == key {
			return rule.Version{Key: k, Value: value}, true
		}
		for _, x := range file.Params {
			if x.Key == k {
				return rule.Version{Key: k, Value: x.Value}, true
			}
		}
		return rule.Version{}, false
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestMadeUpHouseholds: what scenarios cost is what they give all households, however many compute; the parts of the aid are the aid.
func TestMadeUpHouseholds(t *testing.T) {
	prog := shipped(t, policy.Platform)
	e, err := NewEngine(prog, map[string]string{policy.Platform: "x"})
	if err != nil {
		t.Fatal(err)
	}
	on := time.Date(2020, 6, 1, 0, 0, 0, 0, clock.Shanghai())
	p, err := LoadSynthetic(t.Context(), []*Engine{e}, 7, 500, on)
	if err != nil {
		t.Fatal(err)
	}
	other, err := LoadSynthetic(t.Context(), []*Engine{e}, 8, 500, on)
	if err != nil || other.Hash == p.Hash || len(p.IDs) != 500 || p.IDs[0] != "" || p.LeftOut != 0 || len(p.Areas) != len(places()) {
		t.Errorf("%v: %s, %s, %d households, %d left out, areas %v", err, p.Hash, other.Hash, len(p.IDs), p.LeftOut, p.Areas)
	}
	var scenarios [][]*rule.Table
	for _, rate := range []string{"0.6", "0.3"} {
		scenarios = append(scenarios, slices.Repeat([]*rule.Table{table(t, prog, "platform.medical.rate", rate)}, len(p.Areas)))
	}
	outcomes, err := e.Outcomes(t.Context(), p, scenarios, 1)
	if err != nil {
		t.Fatal(err)
	}
	costs, err := e.Costs(t.Context(), p, scenarios, 3)
	if err != nil {
		t.Fatal(err)
	}
	for i, o := range outcomes {
		if sum, err := Total(o.Aid); err != nil || sum == 0 || sum != costs[i] {
			t.Errorf("scenario %d gives %d and costs %d: %v", i, sum, costs[i], err)
		}
		for h := range o.Aid {
			if parts := o.Medical[h] + o.Living[h] + o.Study[h]; parts != o.Aid[h] {
				t.Fatalf("household %d gets %d, its parts are %d", h, o.Aid[h], parts)
			}
		}
	}
	if costs[1] >= costs[0] {
		t.Error("half the rate costs as much", costs)
	}
}

func TestRefused(t *testing.T) {
	if _, err := NewEngine(shipped(t, "hardship"), nil); !errs.IsCode(err, "lab.rules_lack") {
		t.Error(err)
	}
	e, err := NewEngine(shipped(t, policy.Platform), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := NewLoader([]*Engine{e}).Seal(); !errs.IsCode(err, "lab.empty") {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := LoadSynthetic(ctx, []*Engine{e}, 1, 10, time.Now()); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	sum := int64(1 << 62)
	var a Adder
	a.Add(&sum, 1<<62)
	a.Add(&sum, -1<<62)
	if !errs.IsCode(a.Err(), "money.overflow") {
		t.Error("an overflow that was undone is forgotten")
	}
}

func TestDiseases(t *testing.T) {
	for icd, want := range map[string]string{"": "none", "N18.5": "kidney", "n18": "kidney", "G12.2": "motor_neurone", "C34.9": "tumour", "D48": "tumour", "D66": "blood", "I63.9": "circulation", "Z00": "other"} {
		if got := DiseaseCodes()[diseaseOf(icd)]; got != want {
			t.Errorf("%q is %s, want %s", icd, got, want)
		}
	}
}

// TestSynthetic: the same seed gives the same household, whoever stands beside it; all of them can be assessed.
func TestSynthetic(t *testing.T) {
	on := time.Date(2020, 6, 1, 0, 0, 0, 0, clock.Shanghai())
	text := func(seed uint64, number int) string {
		b, err := json.Marshal(synthetic(seed, number, on))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	first := text(7, 41)
	if again := text(7, 41); again != first || text(7, 42) == first || text(8, 41) == first {
		t.Error("not by seed and number")
	}
	fine := func(seed uint64, number uint16) bool {
		in := synthetic(seed, int(number), on)
		refs := map[string]bool{}
		for _, m := range in.Members {
			refs[m.Ref] = true
			if m.BirthOn > in.On || m.IdleMonths > 0 && !m.Able && m.Ill {
				return false
			}
		}
		for _, b := range in.Bills {
			if self, err := b.SelfPaid(); err != nil || self < b.OutOfScopeFen || !refs[b.Ref] {
				return false
			}
		}
		return len(in.Members) > 0 && len(in.Needs) > 0
	}
	if err := quick.Check(fine, nil); err != nil {
		t.Error(err)
	}
}
