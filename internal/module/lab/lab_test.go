package lab_test

import (
	"context"
	"testing"
	"time"

	"yice/internal/core/calendar"
	"yice/internal/core/people"
	"yice/internal/core/policy"
	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/journal"
	"yice/internal/kit/secret"
	"yice/internal/module/aid"
	"yice/internal/module/fund"
	"yice/internal/module/lab"
	"yice/internal/module/order"
	"yice/internal/testkit"
)

type bundle struct {
	*testkit.City
	t      *testing.T
	aid    *aid.Service
	policy *policy.Service
	lab    *lab.Service
}

func setup(t *testing.T) *bundle {
	t.Helper()
	var grants []authz.Grant
	for _, g := range [][]authz.Grant{aid.Grants(), people.Grants(), policy.Grants(), fund.Grants(), lab.Grants()} {
		grants = append(grants, g...)
	}
	w := testkit.WorldWith(t, aid.Constraints(), grants...)
	keys, err := secret.New(secret.AES, testkit.Start())
	if err != nil {
		t.Fatal(err)
	}
	b := &bundle{City: w, t: t}
	ppl := people.New(w.DB, keys, func(ctx context.Context, tx *db.Tx, ids []string) ([]people.HouseholdCase, error) {
		return b.aid.HouseholdCasesTx(ctx, tx, ids)
	})
	cal, err := calendar.NewService(w.DB)
	b.ok(err)
	b.policy, err = policy.NewService(w.DB, keys)
	b.ok(err)
	_, err = b.policy.Load(w.System(policy.PermLoad), policy.Daqing())
	b.ok(err)
	tasks := task.NewService(w.DB, cal)
	orders := order.New(order.Deps{DB: w.DB, Funds: fund.New(w.DB), People: ppl, Policy: b.policy, Tasks: tasks})
	b.aid = aid.New(aid.Deps{DB: w.DB, Orgs: w.Org, People: ppl, Calendar: cal, Tasks: tasks, Policy: b.policy, Keys: keys, Orders: orders})
	b.lab = lab.New(w.DB, b.policy, b.aid)
	return b
}

func (b *bundle) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bundle) want(err error, code string) {
	b.t.Helper()
	if !errs.IsCode(err, code) {
		b.t.Fatalf("got %v, want %s", err, code)
	}
}

// household enters and assesses a household of two of a department; the wage is yuan a year.
func (b *bundle) household(department string, seq int, wage int64) (aid.Case, policy.Result) {
	b.t.Helper()
	phone := "13800138000"
	invoice := people.MakeCitizenID("230602", "1979-06-15", seq)
	c, err := b.aid.Create(b.As(department+"-clerk"), aid.Application{
		Household: people.HouseholdInput{AreaCode: "230602", Street: "会战街道", Members: []people.MemberInput{
			{Relation: "01", PersonInput: people.PersonInput{Name: "荆小梅", DocNo: people.MakeCitizenID("230602", "1979-06-15", seq*2), Phone: &phone}},
			{Relation: "11", PersonInput: people.PersonInput{Name: "周大力", DocNo: people.MakeCitizenID("230602", "1977-01-01", seq*2+1)}},
		}},
		Needs: []string{"medical", "living"}, Cause: "6", Summary: "透析。", Member: 1, Beneficiaries: []int{0}, Payee: 0,
		Consents: []aid.ConsentInput{{Person: 0, Purpose: "truth", TextVersion: "1", Channel: "paper", GivenOn: "2020-05-07", GivenBy: "荆小梅"}},
		Amounts:  []aid.AmountInput{{Person: 1, Side: "income", Kind: "wage", YearFen: wage * 100, HasEvidence: true}},
		Bills: []aid.BillInput{{
			Person: 0, Hospital: "大庆油田总医院", Diagnosis: "慢性肾衰竭", FromOn: "2020-03-01", ToOn: "2020-04-20", InvoiceNo: invoice,
			TotalFen: 3_000_000, BasicFen: 1_000_000,
		}},
	}, aid.OriginWindow)
	b.ok(err)
	_, err = b.aid.Submit(b.As(department+"-clerk"), c.ID, c.Version)
	b.ok(err)
	res, err := b.aid.Assess(b.As(department+"-officer"), c.ID, aid.AssessInput{Version: b.Version(c.ID)})
	b.ok(err)
	return c, res
}

func real(changes ...lab.Change) lab.Question {
	q := lab.Question{Population: lab.Population{Kind: lab.Real}}
	if len(changes) > 0 {
		q.Reforms = []lab.Reform{{Name: "方案 A", Changes: changes}}
	}
	return q
}

func (b *bundle) looks() int64 {
	b.t.Helper()
	b.ok(journal.Settle(b.System(), b.DB))
	var n int64
	b.ok(b.DB.View(b.System(), func(tx *db.Tx) (err error) {
		n, _, err = journal.Count(b.System(), tx, journal.Filter{Action: "lab.cases"})
		return err
	}))
	return n
}

// TestRealCases: the baseline is what was assessed, a reform is what would be assessed, and everybody sees his own cases only.
func TestRealCases(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if _, err := b.lab.Compare(b.As("secretary"), real()); !errs.IsCode(err, "lab.empty") {
		t.Fatal(err)
	}
	// 20,000 self-paid × 0.6 = 12,000; living min(12 × 650, 7,000) = 7,000.
	first, was := b.household("union", 1, 12_000)
	_, second := b.household("civil", 2, 14_000)
	_, none := b.household("civil", 3, 90_000)
	if was.ProposedFen != 19_000_00 || second.ProposedFen != 19_000_00 || none.ProposedFen != 0 {
		t.Fatal(was.ProposedFen, second.ProposedFen, none.ProposedFen)
	}
	cut := real(lab.Change{Key: "platform.living.cap_year", Value: "6,000"}, lab.Change{Key: "platform.medical.rate", Value: "50%"})
	a, err := b.lab.Compare(b.As("secretary"), cut)
	b.ok(err)
	if a.Households != 3 || a.Persons != 6 || a.Base.CostFen != 38_000_00 || a.Base.Households != 2 || a.LeftOut != 0 {
		t.Errorf("%+v", a)
	}
	o := a.Outcomes[0]
	if o.Figures.CostFen != 32_000_00 || o.Versus.Down != 2 || o.Versus.LessFen != 6_000_00 || o.Figures.Covered != "0.3333" || o.Changes[0].Was != "7000" || o.Changes[1].Value != "0.5" {
		t.Errorf("%+v", o)
	}
	list, err := b.lab.Changed(b.As("secretary"), cut, 0, "", "", 0)
	b.ok(err)
	if list.Total != 2 || len(list.Items) != 2 || list.Items[0].WasFen != 19_000_00 || list.Items[0].IsFen != 16_000_00 || list.Items[0].Title != "荆某户" {
		t.Errorf("%+v", list)
	}
	own, err := b.lab.Changed(b.As("union-officer"), cut, 0, "down", "", 0)
	b.ok(err)
	if own.Total != 1 || own.Items[0].CaseID != first.ID {
		t.Errorf("%+v", own)
	}
	if n := b.looks(); n != 2 {
		t.Errorf("%d looks", n)
	}
	page, err := b.lab.Changed(b.As("secretary"), cut, 0, "", "1", 1)
	b.ok(err)
	if len(page.Items) != 1 || page.Next != "" {
		t.Errorf("%+v", page)
	}
	_, err = b.lab.Changed(b.As("secretary"), cut, 0, "", "x", 1)
	if errs.As(err).Kind != errs.Invalid {
		t.Error(err)
	}
}

// TestKeptRun is reopened to the same bytes and computed again to the same bytes, also after the facts and the rules have moved on.
func TestKeptRun(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c, _ := b.household("union", 1, 12_000)
	b.household("civil", 2, 14_000)
	ask := lab.Ask{
		Name: "降低生活救助上限", Question: real(lab.Change{Key: "platform.living.cap_year", Value: "6000"}),
		Aim:    &lab.Aim{Key: "platform.medical.cap_year", From: "0", To: "20000", Step: "1", Goal: "spend", TargetFen: 20_000_00},
		Ration: &lab.RationIn{Method: lab.LevelUp, PoolFen: new(int64), Reform: true},
	}
	*ask.Ration.PoolFen = 10_000_00
	run, err := b.lab.Keep(b.As("secretary"), ask)
	b.ok(err)
	// two patients at a cap of 4,000 and two households at 6,000
	if s := run.Document.Solved; s == nil || !s.Exact || s.Value != "4000" || run.Document.Rationed.GivenFen != 10_000_00 || run.CostFen != 38_000_00 || run.ReformFen != 36_000_00 {
		t.Fatalf("%+v %+v", run.Document.Solved, run.Head)
	}
	bytes, hash, err := b.lab.Bytes(b.As("secretary"), run.ID)
	b.ok(err)
	same := func() {
		t.Helper()
		again, err := b.lab.Repeat(b.As("secretary"), run.ID)
		b.ok(err)
		if !again.Same || again.Hash != hash {
			t.Errorf("%+v, want %s", again, hash)
		}
		now, _, err := b.lab.Bytes(b.As("chair"), run.ID)
		b.ok(err)
		if string(now) != string(bytes) {
			t.Error("the document changed")
		}
	}
	same()
	b.Later(time.Hour)
	_, err = b.aid.Assess(b.As("union-officer"), c.ID, aid.AssessInput{Version: b.Version(c.ID), AccidentLossFen: 100})
	b.ok(err)
	b.household("hr", 3, 10_000)
	same()
	p, err := b.policy.Propose(b.As("secretary"), policy.Proposal{Key: "platform.living.cap_year", Area: "230600", Value: "5000", FromOn: "2020-05-01"})
	b.ok(err)
	b.adopt(p.ID)
	same()
	now, err := b.lab.Compare(b.As("secretary"), real())
	b.ok(err)
	if now.Base.CostFen != 3*17_000_00 {
		t.Error(now.Base.CostFen)
	}
	seen, err := b.lab.RunCases(b.As("union-leader"), run.ID, 0, "", "", 0)
	b.ok(err)
	if seen.Total != 2 || len(seen.Items) != 1 || seen.Hidden != 1 || seen.Items[0].WasFen != 19_000_00 {
		t.Errorf("%+v", seen)
	}
	heads, _, n, err := b.lab.Runs(b.As("auditor"), db.Page{})
	b.ok(err)
	if n != 1 || len(heads) != 1 || heads[0].Hash != hash || heads[0].Adopted {
		t.Errorf("%+v", heads)
	}
}

// adopt has a meeting pass drafts.
func (b *bundle) adopt(ids ...string) {
	b.t.Helper()
	b.Do(b.As("chair"), func(ctx context.Context, tx *db.Tx) error {
		if err := b.policy.TableTx(ctx, tx, "motion-"+ids[0], ids, nil); err != nil {
			return err
		}
		_, err := b.policy.AdoptTx(ctx, tx, "motion-"+ids[0], "庆联席〔2020〕1号")
		return err
	})
}

// TestAdopt brings the changes before the meeting; from their day on the next assessment uses them.
func TestAdopt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c, _ := b.household("union", 1, 12_000)
	run, err := b.lab.Keep(b.As("union-officer"), lab.Ask{Name: "提高医疗比例", Question: real(lab.Change{Key: "platform.medical.rate", Value: "0.7"})})
	b.ok(err)
	_, err = b.lab.Adopt(b.As("union-officer"), run.ID, lab.AdoptIn{FromOn: "2020-05-08", Note: "自付负担重"})
	b.ok(err)
	_, err = b.lab.Adopt(b.As("union-officer"), run.ID, lab.AdoptIn{FromOn: "2020-05-08", Note: "再来一次"})
	b.want(err, "lab.adopted")
	run, err = b.lab.Get(b.As("union-officer"), run.ID)
	b.ok(err)
	if len(run.Drafts) != 1 || run.Drafts[0].Status != policy.Draft || run.Drafts[0].Value != "0.7" || !run.Adopted {
		t.Fatalf("%+v", run.Drafts)
	}
	b.adopt(run.Drafts[0].ID)
	run, err = b.lab.Get(b.As("union-officer"), run.ID)
	b.ok(err)
	if run.Drafts[0].Status != policy.Adopted || run.Drafts[0].MotionID == "" {
		t.Errorf("%+v", run.Drafts[0])
	}
	for _, want := range []int64{19_000_00, 21_000_00} { // the day before, and the day
		res, err := b.aid.Assess(b.As("union-officer"), c.ID, aid.AssessInput{Version: b.Version(c.ID)})
		b.ok(err)
		if int64(res.ProposedFen) != want {
			t.Errorf("%d, want %d", res.ProposedFen, want)
		}
		b.Later(24 * time.Hour)
	}
	bare, err := b.lab.Keep(b.As("secretary"), lab.Ask{Name: "现行", Question: real()})
	b.ok(err)
	_, err = b.lab.Adopt(b.As("secretary"), bare.ID, lab.AdoptIn{FromOn: "2020-06-01", Note: "没有调整"})
	b.want(err, "lab.nothing_to_adopt")
}

func TestSolveAndRation(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.household("union", 1, 12_000)
	b.household("civil", 2, 14_000)
	pool := int64(30_000_00)
	q := real()
	q.PoolFen = &pool
	aim := lab.Aim{Key: "platform.medical.rate", From: "0", To: "1", Step: "0.01", Goal: "last", Months: 12}
	// 14,000 for living leave 16,000 for 40,000 of self-paid cost.
	s, err := b.lab.Solve(b.As("secretary"), q, aim)
	b.ok(err)
	if s.Value != "0.4" || !s.Exact || s.CostFen != pool {
		t.Errorf("%+v", s)
	}
	pairs, err := b.lab.Frontier(b.As("secretary"), q, aim, lab.Other{Key: "platform.living.cap_year", From: "5000", To: "7000", Points: 3})
	b.ok(err)
	if len(pairs) != 3 || pairs[0].Other != "5000" || pairs[0].Solved.Value != "0.5" || pairs[1].Solved.Value != "0.45" || pairs[2].Solved.Value != "0.4" {
		t.Errorf("%+v", pairs)
	}
	out, err := b.lab.Ration(b.As("secretary"), q, lab.RationIn{Method: lab.ProRata}, "", 0)
	b.ok(err)
	if out.ClaimedFen != 38_000_00 || out.GivenFen != pool || len(out.Items) != 2 || out.Items[0].IsFen != 15_000_00 || out.Items[0].Row.Formula.EN == "" {
		t.Errorf("%+v", out)
	}
	_, err = b.lab.Ration(b.As("secretary"), q, lab.RationIn{Method: lab.ByNeed, Reform: true}, "", 0)
	if errs.As(err).Kind != errs.Invalid {
		t.Error(err)
	}
	for code, change := range map[string]lab.Change{
		"policy.key_unknown": {Key: "platform.nothing", Value: "1"}, "lab.not_read": {Key: "visit.valid_months", Value: "5"}, "policy.value_ratio": {Key: "platform.medical.rate", Value: "x"},
	} {
		_, err := b.lab.Compare(b.As("secretary"), real(change))
		e := errs.As(err)
		if len(e.Fields) != 1 || e.Fields[0].Code != code && !(code == "policy.key_unknown" && e.Fields[0].Code == "lab.not_read") {
			t.Errorf("%s: %v %+v", code, err, e.Fields)
		}
	}
}

func TestMadeUp(t *testing.T) {
	t.Parallel()
	b := setup(t)
	q := lab.Question{Population: lab.Population{Kind: lab.Synthetic, Size: 500, Seed: 3}, Reforms: []lab.Reform{{Changes: []lab.Change{{Key: "dibao.urban", Value: "800"}}}}}
	a, err := b.lab.Compare(b.As("secretary"), q)
	b.ok(err)
	if a.Households != 500 || a.LeftOut != 0 || a.Outcomes[0].Versus.Up == 0 || a.Outcomes[0].Versus.In == 0 {
		t.Errorf("%+v", a.Outcomes[0].Versus)
	}
	again, err := b.lab.Compare(b.As("union-officer"), q)
	b.ok(err)
	if again.Hash != a.Hash || again.Base.CostFen != a.Base.CostFen {
		t.Error("not the same households")
	}
	list, err := b.lab.Changed(b.As("secretary"), q, 0, "in", "", 5)
	b.ok(err)
	if len(list.Items) != 5 || list.Items[0].FileNo == "" || list.Items[0].CaseID != "" || b.looks() != 0 {
		t.Errorf("%+v", list)
	}
	run, err := b.lab.Keep(b.As("secretary"), lab.Ask{Name: "提高低保标准", Question: q})
	b.ok(err)
	r, err := b.lab.Repeat(b.As("secretary2"), run.ID)
	b.ok(err)
	if !r.Same {
		t.Error(r)
	}
	q.Population.Size = lab.MaxHouseholds + 1
	_, err = b.lab.Compare(b.As("secretary"), q)
	if errs.As(err).Kind != errs.Invalid {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(b.As("secretary"))
	cancel()
	q.Population.Size = 501
	if _, err = b.lab.Compare(ctx, q); err == nil {
		t.Error("computed although the asker is gone")
	}
}

func TestWhoMay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.household("union", 1, 12_000)
	run, err := b.lab.Keep(b.As("secretary"), lab.Ask{Name: "现行", Question: real()})
	b.ok(err)
	for login, may := range map[string][2]bool{
		"secretary": {true, true}, "union-officer": {true, true}, "union-leader": {true, true}, "chair": {false, true}, "auditor": {false, true},
		"union-clerk": {false, false}, "maker": {false, false}, "system-admin": {false, false}, "provider": {false, false},
	} {
		ctx := b.As(login)
		_, err := b.lab.Compare(ctx, lab.Question{Population: lab.Population{Kind: lab.Synthetic, Size: 5}})
		if errs.IsCode(err, "forbidden") == may[0] {
			t.Errorf("%s computes: %v", login, err)
		}
		if _, err = b.lab.Repeat(ctx, run.ID); errs.IsCode(err, "forbidden") == may[0] {
			t.Errorf("%s repeats: %v", login, err)
		}
		if _, err = b.lab.Get(ctx, run.ID); errs.IsCode(err, "forbidden") == may[1] {
			t.Errorf("%s reads: %v", login, err)
		}
		if _, err = b.lab.Board(ctx, ""); errs.IsCode(err, "forbidden") == may[0] {
			t.Errorf("%s sees the board: %v", login, err)
		}
	}
}
