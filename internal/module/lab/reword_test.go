package lab_test

import (
	"context"
	"strings"
	"testing"

	"yice/internal/core/policy"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/module/lab"
	"yice/rules"
)

// draft proposes a shipped text with one place replaced.
func (b *bundle) draft(name, old, text string) policy.ShownRule {
	b.t.Helper()
	was := string(rules.Files()[name])
	if strings.Count(was, old) != 1 {
		b.t.Fatalf("%s does not hold %q once", name, old)
	}
	v, err := b.policy.ProposeRules(b.As("secretary"), policy.RuleProposal{Text: strings.Replace(was, old, text, 1), FromOn: "2020-06-01", Note: "试"})
	b.ok(err)
	return v
}

// TestReword sets another text against the one in force, alone, with a changed parameter, and beside a reform of parameters only; the run
// is the same to the byte after the meeting has adopted the text.
func TestReword(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.household("union", 1, 12_000) // 12,000 for the patient, 7,000 (the cap) to live
	b.household("civil", 2, 14_000)
	half := b.draft("platform", "cap(down_fen(line * living_k),", "cap(down_fen(line * living_k / 2),")
	board, err := b.lab.Board(b.As("secretary"), "")
	b.ok(err)
	if len(board.Rules) != 1 || board.Rules[0].ID != half.ID || board.Rules[0].Was != 1 || board.Rules[0].Version != 2 {
		t.Fatalf("%+v", board.Rules)
	}
	q := lab.Question{Population: lab.Population{Kind: lab.Real}, Reforms: []lab.Reform{
		{Name: "减半", Rules: []string{half.ID}},
		{Name: "比例", Changes: []lab.Change{{Key: "platform.medical.rate", Value: "0.5"}}},
		{Name: "减半且降比例", Rules: []string{half.ID}, Changes: []lab.Change{{Key: "platform.medical.rate", Value: "0.5"}}},
	}}
	run, err := b.lab.Keep(b.As("secretary"), lab.Ask{
		Name: "三个方案", Question: q, Ration: &lab.RationIn{Method: lab.ByNeed, Reform: true, Of: 2},
		Aim: &lab.Aim{Key: "platform.medical.cap_year", From: "0", To: "20000", Step: "1", Goal: "spend", TargetFen: 15_800_00, Of: 2},
	})
	b.ok(err)
	got := run.Document.Answer.Outcomes
	// 650 × 12 / 2 = 3,900 a household
	for i, want := range []int64{2 * 15_900_00, 2 * 17_000_00, 2 * 13_900_00} {
		if got[i].Figures.CostFen != want {
			t.Errorf("reform %d costs %d, want %d", i, got[i].Figures.CostFen, want)
		}
	}
	if len(got[0].Rules) != 1 || got[0].Rules[0].Hash != half.Hash || len(got[1].Rules) != 0 || got[2].Versus.Down != 2 {
		t.Errorf("%+v", got)
	}
	if s := run.Document.Solved; s == nil || s.Value != "4000" || !s.Exact || run.Document.Rationed.ClaimedFen != 2*13_900_00 {
		t.Errorf("%+v %+v", run.Document.Solved, run.Document.Rationed)
	}
	list, err := b.lab.RunCases(b.As("secretary"), run.ID, 1, "down", "", 0)
	b.ok(err)
	if list.Total != 2 || list.Items[0].IsFen != 17_000_00 {
		t.Errorf("%+v", list)
	}
	_, err = b.lab.Changed(b.As("secretary"), q, 3, "", "", 0)
	if errs.As(err).Kind != errs.Invalid {
		t.Error(err)
	}
	b.Do(b.As("chair"), func(ctx context.Context, tx *db.Tx) error {
		if err := b.policy.TableTx(ctx, tx, "m", nil, []string{half.ID}); err != nil {
			return err
		}
		if err := b.policy.AmendRulesTx(ctx, tx, half.ID, "2020-05-01"); err != nil {
			return err
		}
		_, err := b.policy.AdoptTx(ctx, tx, "m", "庆联席〔2020〕2号")
		return err
	})
	now, err := b.lab.Compare(b.As("secretary"), real())
	b.ok(err)
	if now.Base.CostFen != 2*15_900_00 {
		t.Error(now.Base.CostFen)
	}
	again, err := b.lab.Repeat(b.As("secretary"), run.ID)
	b.ok(err)
	if !again.Same || again.Hash != run.Hash {
		t.Errorf("%+v, want %s", again, run.Hash)
	}
	adopted, err := b.lab.Adopt(b.As("secretary"), run.ID, lab.AdoptIn{FromOn: "2020-06-01", Note: "自付负担轻", Of: 1})
	b.ok(err)
	if len(adopted.Drafts) != 1 || adopted.Drafts[0].Value != "0.5" {
		t.Errorf("%+v", adopted.Drafts)
	}
}

// TestRewordedFacts: a text that asks for another fact is compared over the same households.
func TestRewordedFacts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	more := b.draft("case", "  household:\n    on:", "  household:\n    floor: {type: count, zh: 楼层, en: Floor, default: \"0\"}\n    on:")
	q := lab.Question{Population: lab.Population{Kind: lab.Synthetic, Size: 300, Seed: 5}, Reforms: []lab.Reform{{Rules: []string{more.ID}}}}
	a, err := b.lab.Compare(b.As("secretary"), q)
	b.ok(err)
	if o := a.Outcomes[0]; a.Households != 300 || o.Figures.CostFen != a.Base.CostFen || o.Versus.Up+o.Versus.Down != 0 || a.Base.CostFen == 0 {
		t.Errorf("%+v", a)
	}
	wrong := b.draft("hardship", "line_year - income + rigid", "line_year - incme + rigid")
	q.Reforms[0].Rules = []string{wrong.ID}
	if _, err = b.lab.Compare(b.As("secretary"), q); !errs.IsCode(err, "rule.wrong") {
		t.Error(err)
	}
	q.Reforms[0].Rules = []string{more.ID, b.draft("case", "  household:\n    on:", "  household:\n    door: {type: count, zh: 门, en: Door, default: \"0\"}\n    on:").ID}
	if _, err = b.lab.Compare(b.As("secretary"), q); errs.As(err).Kind != errs.Invalid {
		t.Error(err)
	}
	q.Reforms[0].Rules = nil
	if _, err = b.lab.Compare(b.As("secretary"), q); errs.As(err).Kind != errs.Invalid {
		t.Error(err)
	}
}
