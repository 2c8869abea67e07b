package plan_test

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"yice/internal/core/calendar"
	"yice/internal/core/org"
	"yice/internal/core/people"
	"yice/internal/core/policy"
	"yice/internal/core/task"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/secret"
	"yice/internal/module/aid"
	"yice/internal/module/fund"
	"yice/internal/module/order"
	"yice/internal/module/plan"
	"yice/internal/testkit"
)

type bundle struct {
	*testkit.City
	t      *testing.T
	people *people.Service
	aid    *aid.Service
	tasks  *task.Service
	orders *order.Service
	plan   *plan.Service
	fundID string
}

func setup(t *testing.T) *bundle {
	t.Helper()
	codes := aid.Constraints()
	maps.Copy(codes, fund.Codes())
	maps.Copy(codes, order.Codes())
	w := testkit.WorldWith(t, codes, slices.Concat(aid.Grants(), people.Grants(), policy.Grants(), fund.Grants(), plan.Grants(), task.Grants())...)
	keys, err := secret.New(secret.AES, testkit.Start())
	if err != nil {
		t.Fatal(err)
	}
	b := &bundle{City: w, t: t}
	b.people = people.New(w.DB, keys, func(ctx context.Context, tx *db.Tx, ids []string) ([]people.HouseholdCase, error) {
		return b.aid.HouseholdCasesTx(ctx, tx, ids)
	})
	cal, err := calendar.NewService(w.DB)
	b.ok(err)
	pol, err := policy.NewService(w.DB, keys)
	b.ok(err)
	_, err = pol.Load(w.System(policy.PermLoad), policy.Daqing())
	b.ok(err)
	b.tasks = task.NewService(w.DB, cal)
	funds := fund.New(w.DB)
	b.orders = order.New(order.Deps{DB: w.DB, Funds: funds, People: b.people, Policy: pol, Tasks: b.tasks})
	b.aid = aid.New(aid.Deps{DB: w.DB, Orgs: w.Org, People: b.people, Calendar: cal, Tasks: b.tasks, Policy: pol, Keys: keys, Orders: b.orders})
	b.plan = plan.New(w.DB, b.aid, w.Org, pol, b.tasks, b.orders)
	b.orders.OnSettled(b.plan)
	f, err := funds.Create(b.As("maker"), fund.NewFund{Code: "pool", Name: "资金池", Source: "donation"})
	b.ok(err)
	b.fundID = f.ID
	_, err = funds.Receive(b.As("maker"), f.ID, fund.Received{AmountFen: 20_000_000, PayerName: "慈善一日捐", EvidenceNo: "捐2020-1"})
	b.ok(err)
	w.Do(w.System(), func(ctx context.Context, tx *db.Tx) error {
		_, err := w.Org.GrantRoleTx(ctx, tx, org.NewGrant{StaffID: w.Staff("union-officer2").ID, Role: org.DepartmentLeader, OrgID: w.OrgOf("union").ID, FromOn: "2018-01-01"})
		return err
	})
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

// accepted is a union household of two with medical and living needs; the wife is the payee.
func (b *bundle) accepted(seq int) aid.Case {
	b.t.Helper()
	phone := "13800138000"
	c, err := b.aid.Enter(b.As("union-clerk"), aid.Application{
		Household: people.HouseholdInput{AreaCode: "230602", Street: "会战街道", Members: []people.MemberInput{
			{Relation: "01", PersonInput: people.PersonInput{
				Name: "荆小梅", DocNo: people.MakeCitizenID("230602", "1979-06-15", seq*2), Phone: &phone,
				Account: &people.AccountInput{Number: "6228480402564890018", Bank: "中国农业银行", Holder: "荆小梅"},
			}},
			{Relation: "11", PersonInput: people.PersonInput{Name: "周大力", DocNo: people.MakeCitizenID("230602", "1977-01-01", seq*2+1)}},
		}},
		Needs: []string{"medical", "living", "employment"}, Cause: "6", Summary: "白血病移植，费用七十五万元。", Member: 1, Beneficiaries: []int{0}, Payee: 0,
		Consents: []aid.ConsentInput{{Person: 0, Purpose: "truth", TextVersion: "1", Channel: "paper", GivenOn: "2020-05-07", GivenBy: "荆小梅"}},
		Amounts:  []aid.AmountInput{{Person: 1, Side: "income", Kind: "wage", YearFen: 6_720_000, HasEvidence: true}},
		Bills:    []aid.BillInput{{Person: 0, Hospital: "哈医大一院", Diagnosis: "白血病", FromOn: "2020-03-01", ToOn: "2020-04-20", InvoiceNo: people.MakeCitizenID("230602", "1979-06-15", seq), TotalFen: 75_000_000}},
	}, aid.OriginWindow)
	b.ok(err)
	return c
}

// to brings a case to a state by a word of the system's own.
func (b *bundle) to(c aid.Case, state string) aid.Case {
	b.t.Helper()
	b.Do(b.System(aid.PermView), func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, "UPDATE aid_cases SET state = $1, version = version + 1 WHERE id = $2", state, c.ID); err != nil {
			return err
		}
		var err error
		c, err = b.aid.CaseTx(ctx, tx, aid.PermView, c.ID)
		return err
	})
	return c
}

func (b *bundle) recognised(seq int) aid.Case {
	b.t.Helper()
	return b.decided(b.to(b.accepted(seq), "recognised"), 20_000_000)
}

// decided lets a meeting or a revisit have decided on an amount.
func (b *bundle) decided(c aid.Case, fen int64) aid.Case {
	b.t.Helper()
	b.Do(b.System(aid.PermView), func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, "UPDATE aid_cases SET proposed_fen = $1, recognised_on = $2 WHERE id = $3", fen, tx.Today(), c.ID); err != nil {
			return err
		}
		var err error
		c, err = b.aid.CaseTx(ctx, tx, aid.PermView, c.ID)
		return err
	})
	return c
}

func (b *bundle) cash(need string, fen int64, person string) plan.MeasureInput {
	return plan.MeasureInput{
		Kind: plan.Cash, Need: need, Title: "救助金", PersonID: person, OwnerOrgID: b.OrgOf("union").ID, StartOn: "2020-05-11", DueOn: "2020-11-11",
		Expected: "到户", AmountFen: fen, FundID: b.fundID, Instalments: 1,
	}
}

func (b *bundle) job() plan.MeasureInput {
	return plan.MeasureInput{
		Kind: plan.Help, Need: "employment", Title: "推荐就业", OwnerOrgID: b.OrgOf("hr").ID, OwnerStaffID: b.Staff("hr-officer").ID, StartOn: "2020-05-11", DueOn: "2020-08-11", Expected: "上岗",
	}
}

func (b *bundle) draft(c aid.Case, measures ...plan.MeasureInput) plan.Plan {
	b.t.Helper()
	p, err := b.plan.Save(b.As("union-officer"), c.ID, plan.Input{Goal: "稳住生活", Reason: "情况有变", Measures: measures})
	b.ok(err)
	return p
}

func (b *bundle) sign(c aid.Case, p plan.Plan, logins ...string) (plan.Plan, error) {
	b.t.Helper()
	var err error
	for _, login := range logins {
		if p, err = b.plan.Approve(b.As(login), c.ID, p.ID, p.Version); err != nil {
			return p, err
		}
	}
	return p, nil
}

func (b *bundle) approved(c aid.Case, measures ...plan.MeasureInput) plan.Plan {
	b.t.Helper()
	p, err := b.sign(c, b.draft(c, measures...), "union-leader")
	b.ok(err)
	if p.State != plan.Approved {
		b.t.Fatalf("%+v", p)
	}
	return p
}

func (b *bundle) sheet(c aid.Case) plan.Sheet {
	b.t.Helper()
	s, err := b.plan.Sheet(b.As("union-officer"), c.ID)
	b.ok(err)
	return s
}

func (b *bundle) ordered(c aid.Case) (out []order.Order) {
	b.t.Helper()
	b.Do(b.System(), func(ctx context.Context, tx *db.Tx) (err error) {
		out, err = b.orders.OrdersTx(ctx, tx, c.ID)
		return err
	})
	return out
}

// live sums the orders of a case that are not cancelled.
func (b *bundle) live(c aid.Case) (fen int64) {
	for _, o := range b.ordered(c) {
		if o.Live {
			fen += o.AmountFen
		}
	}
	return fen
}

func (b *bundle) openTasks(c aid.Case, kind string) (n int) {
	b.t.Helper()
	b.Do(b.System(), func(ctx context.Context, tx *db.Tx) error {
		list, err := b.tasks.OfCaseTx(ctx, tx, c.ID)
		for _, x := range list {
			if x.Kind == kind {
				n++
			}
		}
		return err
	})
	return n
}

func TestAPlanIsDraftedOnlyOnWhatIsTheCases(t *testing.T) {
	t.Parallel()
	b := setup(t)
	early := b.accepted(1)
	_, err := b.plan.Save(b.As("union-officer"), early.ID, plan.Input{Goal: "x", Measures: []plan.MeasureInput{b.job()}})
	b.want(err, "plan.not_now")
	c, other := b.decided(b.to(early, "recognised"), 20_000), b.recognised(2)
	change := func(fn func(*plan.MeasureInput)) []plan.MeasureInput {
		m := b.cash("medical", 10_000, c.PayeePersonID)
		fn(&m)
		return []plan.MeasureInput{m}
	}
	for code, list := range map[string][]plan.MeasureInput{
		"aid.need_not_in_case":   change(func(m *plan.MeasureInput) { m.Need = "study" }),
		"plan.cash_need":         change(func(m *plan.MeasureInput) { m.Need = "employment" }),
		"plan.dates":             change(func(m *plan.MeasureInput) { m.DueOn = "2020-05-01" }),
		"plan.amount_required":   change(func(m *plan.MeasureInput) { m.AmountFen = 0 }),
		"plan.fund_required":     change(func(m *plan.MeasureInput) { m.FundID = "" }),
		"aid.person_not_in_case": change(func(m *plan.MeasureInput) { m.PersonID = other.PayeePersonID }),
		"plan.owner_unknown":     change(func(m *plan.MeasureInput) { m.OwnerOrgID = "nowhere" }),
		"plan.owner_elsewhere":   change(func(m *plan.MeasureInput) { m.OwnerStaffID = b.Staff("hr-officer").ID }),
		"plan.origin_unknown":    change(func(m *plan.MeasureInput) { m.OriginID = "invented" }),
	} {
		_, err := b.plan.Save(b.As("union-officer"), c.ID, plan.Input{Goal: "x", Measures: list})
		b.want(err, code)
	}
	if n := len(b.sheet(c).Plans); n != 0 {
		t.Fatalf("refused drafts left %d plans", n)
	}
	_, err = b.plan.Save(b.As("civil-officer"), c.ID, plan.Input{Goal: "x", Measures: []plan.MeasureInput{b.job()}})
	b.want(err, "not_found")
	_, err = b.plan.Save(b.As("union-leader"), c.ID, plan.Input{Goal: "x", Measures: []plan.MeasureInput{b.job()}})
	b.want(err, "forbidden")
}

// Two who draft at once: the second learns who was faster, and nobody's words are lost.
func TestTwoDraftersAndASignerWhoReadAnOlderDraft(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.recognised(1)
	p := b.draft(c, b.job())
	_, err := b.plan.Save(b.As("union-officer2"), c.ID, plan.Input{Goal: "另一稿", Measures: []plan.MeasureInput{b.job()}})
	b.want(err, "plan.draft_exists")
	in := plan.Input{Version: p.Version, Goal: "改过的目标", Measures: []plan.MeasureInput{b.job()}}
	changed, err := b.plan.Save(b.As("union-officer2"), c.ID, in)
	b.ok(err)
	_, err = b.plan.Save(b.As("union-officer"), c.ID, in)
	b.want(err, "stale")
	if e := errs.As(err); e.Params["who"] != "赵同事" || e.Params["when"] != "2020-05-07 09:00" {
		t.Errorf("%v", e.Params)
	}
	_, err = b.plan.Approve(b.As("union-leader"), c.ID, p.ID, p.Version)
	b.want(err, "stale")
	// union-officer2 may approve as a leader, but not what he wrote himself
	_, err = b.plan.Approve(b.As("union-officer2"), c.ID, p.ID, changed.Version)
	b.want(err, "SELF_APPROVAL")
	if p, err = b.sign(c, changed, "union-leader"); err != nil || p.State != plan.Approved || p.Goal != "改过的目标" {
		t.Fatalf("%v %+v", err, p)
	}
	_, err = b.plan.Approve(b.As("chair"), c.ID, p.ID, p.Version)
	b.want(err, "plan.not_draft")
}

// The number of different people who must sign grows with the amount, and a change takes the signatures back.
func TestSignaturesGrowWithTheAmount(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i, x := range []struct {
		fen    int64
		people []string
	}{
		{999_999, []string{"union-leader"}}, {1_000_000, []string{"union-leader", "chair"}}, {3_000_000, []string{"union-leader", "chair", "union-officer2"}},
	} {
		c := b.recognised(i + 1)
		p := b.draft(c, b.cash("medical", x.fen, c.PayeePersonID))
		for j, login := range x.people {
			var err error
			p, err = b.plan.Approve(b.As(login), c.ID, p.ID, p.Version)
			b.ok(err)
			last := j == len(x.people)-1
			if (p.State == plan.Approved) != last || (b.live(c) == x.fen) != last {
				t.Fatalf("%d fen after %d of %d signatures: %s, %d ordered", x.fen, j+1, len(x.people), p.State, b.live(c))
			}
			if !last {
				_, err = b.plan.Approve(b.As(login), c.ID, p.ID, p.Version)
				b.want(err, "plan.signed_already")
			}
		}
	}
	c := b.recognised(9)
	p := b.draft(c, b.cash("medical", 1_000_000, c.PayeePersonID))
	p, err := b.sign(c, p, "union-leader")
	b.ok(err)
	p, err = b.plan.Save(b.As("union-officer"), c.ID, plan.Input{Version: p.Version, Goal: "x", Measures: []plan.MeasureInput{b.cash("medical", 1_100_000, c.PayeePersonID)}})
	if err != nil || len(p.Approvals.V) != 0 {
		t.Fatalf("%v: a signature stands under what was not signed: %+v", err, p.Approvals.V)
	}
}

func TestAnApprovedPlanBecomesOrdersTasksAndAccess(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.recognised(1)
	m := b.cash("living", 500_001, "")
	m.Instalments = 3
	_, err := b.aid.Get(b.As("hr-officer"), c.ID)
	b.want(err, "not_found")
	p := b.approved(c, m, b.job(), plan.MeasureInput{Kind: plan.Goods, Need: "living", Title: "米面油", OwnerOrgID: b.OrgOf("women").ID, StartOn: "2020-05-11", DueOn: "2020-06-01", Expected: "送到", AmountFen: 30_000})
	got, err := b.aid.Get(b.As("hr-officer"), c.ID)
	if err != nil || got.State != aid.Assisting || got.PlanVersion != 1 || got.RevisitDueOn != "2020-11-07" {
		t.Fatalf("%v %+v", err, got)
	}
	var fens []int64
	var days []string
	for _, o := range b.ordered(c) {
		fens, days = append(fens, o.AmountFen), append(days, o.DueOn)
		if o.HouseholdID != c.HouseholdID || o.PayeePersonID != c.PayeePersonID || o.PersonID != "" || o.State != order.OrderWaiting || o.CaseNo != c.FileNo || c.FileNo == "" {
			t.Errorf("%+v", o)
		}
	}
	if !slices.Equal(fens, []int64{166_667, 166_667, 166_667}) || !slices.Equal(days, []string{"2020-05-11", "2020-08-11", "2020-11-11"}) {
		t.Errorf("%v %v", fens, days)
	}
	if b.openTasks(c, "measure") != 2 || b.openTasks(c, aid.TaskPlan) != 0 {
		t.Error("tasks of the owners are missing, or the plan's is open")
	}
	for _, x := range p.Measures {
		if x.Kind == plan.Cash {
			_, err := b.plan.Report(b.As("union-officer"), c.ID, x.ID, plan.ReportInput{State: plan.Done, Result: "已付"})
			b.want(err, "plan.measure_closed")
		}
	}
	job := p.Measures[slices.IndexFunc(p.Measures, func(x plan.Measure) bool { return x.Kind == plan.Help })]
	_, err = b.plan.Report(b.As("women-officer"), c.ID, job.ID, plan.ReportInput{State: plan.Done, Result: "上岗"})
	b.want(err, "forbidden")
	_, err = b.plan.Report(b.As("hr-officer"), c.ID, job.ID, plan.ReportInput{State: plan.Done, Result: "已在超市上岗"})
	b.ok(err)
	_, err = b.plan.Report(b.As("hr-officer"), c.ID, job.ID, plan.ReportInput{State: plan.Failed, Result: "又离职"})
	b.want(err, "plan.measure_closed")
	if b.openTasks(c, "measure") != 1 {
		t.Error("the reported measure's task is open")
	}
}

// Where no cap is in force, what was planned is still read; whoever approves more is told what is missing.
func TestAPlanWithoutCapsIsRead(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.recognised(1)
	b.approved(c, b.cash("living", 300_000, ""))
	b.Do(b.System(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE aid_cases SET area_code = '110101' WHERE id = $1", c.ID)
		return err
	})
	got, err := b.plan.Sheet(b.As("union-officer"), c.ID)
	b.ok(err)
	if len(got.Plans) != 1 || len(got.Caps) != 0 || got.Caps == nil {
		t.Errorf("%+v", got)
	}
	b.ok(b.tryDraft(c, b.cash("living", 200_000, "")))
	draft := b.sheet(c).Plans[0]
	_, err = b.plan.Approve(b.As("union-leader"), c.ID, draft.ID, draft.Version)
	b.want(err, "PARAM_MISSING")
}

// Caps hold over all funders: what another department gave counts, per household or person, in the year of the payment.
func TestCapsCountAllFunders(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.recognised(1)
	_, err := b.aid.RecordPriors(b.As("union-officer"), c.ID, b.Version(c.ID), []aid.PriorInput{
		{Department: "civil", Project: "临时救助", Purpose: "living", Period: "2020-04", AmountFen: 400_000, Counts: true},
		{PersonID: c.PayeePersonID, Department: "disabled", Project: "康复救助", Purpose: "medical", Period: "2020-03", AmountFen: 4_000_000, Counts: true},
		{Department: "civil", Project: "低保", Purpose: "living", Period: "2020", AmountFen: 900_000},
	})
	b.ok(err)
	p := b.draft(c, b.cash("living", 300_001, ""))
	_, err = b.sign(c, p, "union-leader")
	b.want(err, "CAP_YEAR")
	if e := errs.As(err); e.Params["left"] != "3,000.00" || e.Params["used"] != "4,000.00" || e.Params["year"] != "2020" {
		t.Errorf("%v", e.Params)
	}
	if b.live(c) != 0 || b.sheet(c).Plans[0].State != plan.Draft {
		t.Fatal("a refused plan did something")
	}
	husband := ""
	b.Do(b.System(), func(ctx context.Context, tx *db.Tx) error {
		list, err := b.aid.PersonsTx(ctx, tx, c.ID)
		for _, x := range list {
			if x.PersonID != c.PayeePersonID {
				husband = x.PersonID
			}
		}
		return err
	})
	next := b.cash("living", 700_000, "")
	next.StartOn, next.DueOn = "2021-01-10", "2021-01-10"
	p, err = b.plan.Save(b.As("union-officer"), c.ID, plan.Input{Version: p.Version, Goal: "x", Measures: []plan.MeasureInput{
		b.cash("living", 300_000, ""), b.cash("medical", 980_000, c.PayeePersonID), b.cash("medical", 1_000, husband), next,
	}})
	b.ok(err)
	p, err = b.sign(c, p, "union-leader", "chair")
	b.ok(err)
	for _, x := range b.sheet(c).Caps {
		want := map[string]int64{"living": 700_000, "medical" + c.PayeePersonID: 4_980_000, "medical" + husband: 1_000}[x.Purpose+x.PersonID]
		if x.UsedFen != want || x.Year != "2020" {
			t.Errorf("%+v, want used %d", x, want)
		}
	}
	// next year's cap is full already although nothing of it is paid: a second promise is refused today
	again := b.cash("living", 1, "")
	again.StartOn, again.DueOn = "2021-03-01", "2021-03-01"
	var keep []plan.MeasureInput
	for _, m := range p.Measures {
		keep = append(keep, goesOn(m))
	}
	_, err = b.sign(c, b.draft(c, append(keep, again)...), "union-leader", "chair")
	b.want(err, "CAP_YEAR")
	if e := errs.As(err); e.Params["year"] != "2021" {
		t.Errorf("%v", e.Params)
	}
}

// goesOn is the measure in the next version.
func goesOn(m plan.Measure) plan.MeasureInput {
	return plan.MeasureInput{
		OriginID: m.OriginID, Kind: m.Kind, Need: m.Need, Title: m.Title, PersonID: m.PersonID, OwnerOrgID: m.OwnerOrgID, OwnerStaffID: m.OwnerStaffID, StartOn: m.StartOn,
		DueOn: m.DueOn, Expected: m.Expected, AmountFen: m.AmountFen, FundID: m.FundID, Instalments: m.Instalments, Sessions: m.Sessions,
	}
}

// A new version takes back what the old one promised and it does not, keeps what goes on, and pays no measure twice.
func TestANewVersion(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.recognised(1)
	living := b.cash("living", 600_000, "")
	living.Instalments = 6
	first := b.approved(c, living, b.cash("medical", 300_000, c.PayeePersonID), b.job())
	kept := b.ordered(c)
	find := func(p plan.Plan, need string) plan.Measure {
		return p.Measures[slices.IndexFunc(p.Measures, func(m plan.Measure) bool { return m.Need == need })]
	}
	_, err := b.plan.Report(b.As("hr-officer"), c.ID, find(first, "employment").ID, plan.ReportInput{State: plan.Done, Result: "上岗"})
	b.ok(err)

	_, err = b.plan.Save(b.As("union-officer"), c.ID, plan.Input{Goal: "x", Measures: []plan.MeasureInput{b.job()}})
	b.want(err, "plan.reason_required")
	same := b.approved(c, goesOn(find(first, "living")), goesOn(find(first, "medical")), goesOn(find(first, "employment")))
	if got := b.ordered(c); len(got) != len(kept) || b.live(c) != 900_000 {
		t.Fatalf("an unchanged plan has %d orders of %d fen", len(got), b.live(c))
	}
	if j := find(same, "employment"); j.State != plan.Done || j.Result != "上岗" || b.openTasks(c, "measure") != 0 {
		t.Errorf("the result is lost: %+v", j)
	}
	_, err = b.plan.Report(b.As("hr-officer"), c.ID, find(first, "employment").ID, plan.ReportInput{State: plan.Doing, Result: "x"})
	b.want(err, "plan.not_in_force")

	less := goesOn(find(same, "living"))
	less.AmountFen, less.Instalments = 200_000, 2
	p := b.draft(c, less)
	_, err = b.plan.Report(b.As("union-officer"), c.ID, p.Measures[0].ID, plan.ReportInput{State: plan.Done, Result: "x"})
	b.want(err, "plan.not_in_force")
	_, err = b.sign(c, p, "union-leader")
	b.ok(err)
	if b.live(c) != 200_000 {
		t.Errorf("after a cut to 200000 fen %d are promised", b.live(c))
	}
	s := b.sheet(c)
	var waiting int64
	for _, w := range s.Awards {
		for _, i := range w.Instalments {
			if i.State != "cancelled" {
				waiting += i.AmountFen
			}
		}
	}
	if waiting != 200_000 || s.Plans[0].State != plan.Approved || s.Plans[1].State != plan.Superseded || s.Plans[2].State != plan.Superseded {
		t.Errorf("%d waiting, %+v", waiting, s.Plans)
	}
}

func (b *bundle) urgent(c aid.Case, fen int64) plan.Urgent {
	b.t.Helper()
	u, err := b.plan.AskUrgent(b.As("union-officer"), c.ID, plan.UrgentInput{Purpose: "living", FundID: b.fundID, AmountFen: fen, Reason: "病危待手术"})
	b.ok(err)
	return u
}

func TestTheUrgentWayNeedsTwoSignaturesAndStaysUnderItsLimit(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c, stranger := b.accepted(1), b.accepted(2)
	ask := func(in plan.UrgentInput) error {
		in.FundID, in.Reason = b.fundID, "病危待手术"
		_, err := b.plan.AskUrgent(b.As("union-officer"), c.ID, in)
		return err
	}
	b.want(ask(plan.UrgentInput{Purpose: "living", AmountFen: 500_001}), "plan.urgent_limit")
	b.want(ask(plan.UrgentInput{Purpose: "medical", AmountFen: 1_000}), "plan.person_required")
	b.want(ask(plan.UrgentInput{Purpose: "medical", AmountFen: 1_000, PersonID: stranger.PayeePersonID}), "aid.person_not_in_case")
	_, err := b.plan.AskUrgent(b.As("civil-officer"), c.ID, plan.UrgentInput{Purpose: "living", FundID: b.fundID, AmountFen: 1_000, Reason: "x"})
	b.want(err, "not_found")

	u := b.urgent(c, 300_000)
	b.want(ask(plan.UrgentInput{Purpose: "living", AmountFen: 200_001}), "plan.urgent_limit") // the limit is the case's, not the request's
	if b.live(c) != 0 || b.openTasks(c, "sign_urgent") != 1 {
		t.Fatal("one signature must pay nothing")
	}
	b.Do(b.System(), func(ctx context.Context, tx *db.Tx) error { // the officer who asked becomes a leader too
		_, err := b.Org.GrantRoleTx(ctx, tx, org.NewGrant{StaffID: b.Staff("union-officer").ID, Role: org.DepartmentLeader, OrgID: b.OrgOf("union").ID, FromOn: "2018-01-01"})
		return err
	})
	_, err = b.plan.SignUrgent(b.As("union-officer"), c.ID, u.ID, true, "同意")
	b.want(err, "SELF_APPROVAL")
	_, err = b.plan.SignUrgent(b.As("union-leader"), stranger.ID, u.ID, true, "同意")
	b.want(err, "not_found")
	u, err = b.plan.SignUrgent(b.As("union-leader"), c.ID, u.ID, true, "同意先行支付")
	if err != nil || u.State != plan.UrgentPaid || u.PapersDueOn != "2020-05-20" || b.live(c) != 300_000 {
		t.Fatalf("%v %+v", err, u)
	}
	if b.openTasks(c, plan.TaskUrgentPapers) != 1 || b.openTasks(c, "sign_urgent") != 0 {
		t.Error("nobody is told to complete the papers")
	}
	o := b.ordered(c)[0]
	if !o.Urgent || o.DueOn != "2020-05-07" || o.State != order.OrderWaiting {
		t.Errorf("%+v", o)
	}
	_, err = b.plan.SignUrgent(b.As("chair"), c.ID, u.ID, false, "不同意")
	b.want(err, "plan.urgent_decided")
	if e := errs.As(err); e.Params["who"] != "赵主任" {
		t.Errorf("%v", e.Params)
	}
	if got, err := b.aid.Get(b.As("union-officer"), c.ID); err != nil || !got.Urgent || got.State != aid.Accepted {
		t.Errorf("%v %+v", err, got)
	}

	late := b.urgent(stranger, 100_000)
	b.to(stranger, "recognised")
	_, err = b.plan.SignUrgent(b.As("union-leader"), stranger.ID, late.ID, true, "同意")
	b.want(err, "plan.urgent_not_now")
	late, err = b.plan.SignUrgent(b.As("union-leader"), stranger.ID, late.ID, false, "已经认定，按方案办")
	if err != nil || late.State != plan.UrgentRefused || b.live(stranger) != 0 {
		t.Fatalf("%v %+v", err, late)
	}
	_, err = b.plan.AskUrgent(b.As("union-officer"), stranger.ID, plan.UrgentInput{Purpose: "living", FundID: b.fundID, AmountFen: 1_000, Reason: "x"})
	b.want(err, "plan.urgent_not_now")
}

func (b *bundle) ratify(u plan.Urgent, yes bool) error {
	ctx := b.System(aid.PermDecide)
	return b.DB.Update(ctx, func(tx *db.Tx) error { return b.plan.RatifyTx(ctx, tx, u.ID, "meeting", yes, "联席会意见") })
}

func (b *bundle) unratified() (n int) {
	b.t.Helper()
	b.Do(b.System(), func(ctx context.Context, tx *db.Tx) error {
		list, err := b.plan.UnratifiedTx(ctx, tx)
		n = len(list)
		return err
	})
	return n
}

func (b *bundle) available() (fen int64) {
	b.t.Helper()
	b.Do(b.System(), func(ctx context.Context, tx *db.Tx) (err error) {
		_, fen, err = fund.PoolTx(ctx, tx)
		return err
	})
	return fen
}

func (b *bundle) paid(c aid.Case) {
	b.t.Helper()
	b.Clock.Set(b.Clock.Now().Add(24 * time.Hour))
	orders := b.ordered(c)
	waiting := slices.IndexFunc(orders, func(o order.Order) bool { return o.State == order.OrderWaiting })
	id := orders[waiting].ID
	b.Do(b.As("maker"), func(ctx context.Context, tx *db.Tx) error {
		if err := b.orders.TakeTx(ctx, tx, []string{id}, ""); err != nil {
			return err
		}
		return b.orders.SettleTx(ctx, tx, []order.Answer{{OrderID: id, LineID: "line", Paid: true, On: clock.Date(b.Clock.Now())}})
	})
}

// What the meeting ratifies stands; what it does not is cancelled while it waits, and is claimed back once it is paid. The cap
// is free again when the money is back.
func TestTheMeetingRatifiesOrReclaims(t *testing.T) {
	t.Parallel()
	b := setup(t)
	sign := func(c aid.Case) plan.Urgent {
		u, err := b.plan.SignUrgent(b.As("union-leader"), c.ID, b.urgent(c, 300_000).ID, true, "同意")
		b.ok(err)
		return u
	}
	good, waiting, gone := b.accepted(1), b.accepted(2), b.accepted(3)
	u1, u2, u3 := sign(good), sign(waiting), sign(gone)
	if b.unratified() != 3 {
		t.Fatal("the meeting does not hear of all of them")
	}
	ctx := b.As("union-leader")
	err := b.DB.Update(ctx, func(tx *db.Tx) error { return b.plan.RatifyTx(ctx, tx, u1.ID, "m", true, "x") })
	b.want(err, "forbidden")
	b.paid(gone)
	b.ok(b.ratify(u1, true))
	b.ok(b.ratify(u2, false))
	b.ok(b.ratify(u3, false))
	b.want(b.ratify(u3, true), "plan.urgent_decided")
	if b.unratified() != 0 || b.live(good) != 300_000 || b.live(waiting) != 0 {
		t.Fatalf("%d left; ratified %d, reclaimed %d", b.unratified(), b.live(good), b.live(waiting))
	}
	if u := b.sheet(waiting).Urgents[0]; u.State != plan.UrgentReclaim || u.MeetingID != "meeting" || u.Outcome != "联席会意见" {
		t.Errorf("%+v", u)
	}
	back, err := b.orders.Recoveries(b.As("maker"), "open", db.Page{})
	claims := back.Items
	if err != nil || len(claims) != 1 || claims[0].CaseID != gone.ID || claims[0].AmountFen != 300_000 {
		t.Fatalf("%v %+v", err, claims)
	}
	used := func() (fen int64) {
		for _, x := range b.sheet(gone).Caps {
			if x.Purpose == "living" {
				fen = x.UsedFen
			}
		}
		return fen
	}
	if used() != 300_000 {
		t.Errorf("before the money is back %d count", used())
	}
	r, err := b.orders.Recovered(b.As("maker"), claims[0].ID, claims[0].Version, 100_000, "收1")
	b.ok(err)
	r, err = b.orders.Recovered(b.As("maker"), r.ID, r.Version, 100_000, "收1")
	b.ok(err)
	if used() != 300_000 {
		t.Errorf("with a third missing %d count", used())
	}
	before := b.available()
	_, err = b.orders.Recovered(b.As("maker"), r.ID, r.Version, 100_000, "收2")
	b.ok(err)
	b.ok(err)
	if after := b.available(); used() != 0 || after-before != 100_000 || after != 20_000_000-300_000 {
		t.Errorf("%d count; the fund has %d after %d, and only the ratified 300000 is promised", used(), after, before)
	}
}
