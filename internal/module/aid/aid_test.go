package aid_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"yice/internal/core/calendar"
	"yice/internal/core/people"
	"yice/internal/core/policy"
	"yice/internal/core/task"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/journal"
	"yice/internal/kit/secret"
	"yice/internal/module/aid"
	"yice/internal/module/fund"
	"yice/internal/module/order"
	"yice/internal/testkit"
)

type bundle struct {
	*testkit.City
	aid *aid.Service
}

func setup(t *testing.T) *bundle {
	t.Helper()
	w := testkit.WorldWith(t, aid.Constraints(), append(aid.Grants(), append(people.Grants(), policy.Grants()...)...)...)
	keys, err := secret.New(secret.AES, testkit.Start())
	if err != nil {
		t.Fatal(err)
	}
	b := &bundle{City: w}
	ppl := people.New(w.DB, keys, func(ctx context.Context, tx *db.Tx, ids []string) ([]people.HouseholdCase, error) {
		return b.aid.HouseholdCasesTx(ctx, tx, ids)
	})
	cal, err := calendar.NewService(w.DB)
	if err != nil {
		t.Fatal(err)
	}
	pol, err := policy.NewService(w.DB, keys)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pol.Load(w.System(policy.PermLoad), policy.Daqing()); err != nil {
		t.Fatal(err)
	}
	tasks := task.NewService(w.DB, cal)
	orders := order.New(order.Deps{DB: w.DB, Funds: fund.New(w.DB), People: ppl, Policy: pol, Tasks: tasks})
	b.aid = aid.New(aid.Deps{DB: w.DB, Orgs: w.Org, People: ppl, Calendar: cal, Tasks: tasks, Policy: pol, Keys: keys, Orders: orders})
	return b
}

// application is a household of two with a medical and a living need.
func application(seq int) aid.Application {
	phone := "13800138000"
	return aid.Application{
		Household: people.HouseholdInput{AreaCode: "230602", Street: "会战街道", Members: []people.MemberInput{
			{Relation: "01", PersonInput: people.PersonInput{Name: "荆小梅", DocNo: people.MakeCitizenID("230602", "1979-06-15", seq*2), Phone: &phone}},
			{Relation: "11", PersonInput: people.PersonInput{Name: "周大力", DocNo: people.MakeCitizenID("230602", "1977-01-01", seq*2+1)}},
		}},
		Needs: []string{"medical", "living"}, Cause: "6", Summary: "白血病移植，费用七十五万元。", Member: 1, Beneficiaries: []int{0}, Payee: 0,
		Consents: []aid.ConsentInput{{Person: 0, Purpose: "truth", TextVersion: "1", Channel: "paper", GivenOn: "2020-05-07", GivenBy: "荆小梅"}},
		Amounts:  []aid.AmountInput{{Person: 1, Side: "income", Kind: "wage", YearFen: 6_720_000, HasEvidence: true}},
		Bills:    []aid.BillInput{{Person: 0, Hospital: "哈医大一院", Diagnosis: "急性髓系白血病", FromOn: "2020-03-01", ToOn: "2020-04-20", InvoiceNo: people.MakeCitizenID("230602", "1979-06-15", seq), TotalFen: 75_000_000, BasicFen: 28_640_000}},
	}
}

func (b *bundle) accepted(t *testing.T, login string, seq int) aid.Case {
	t.Helper()
	ctx := b.As(login)
	c, err := b.aid.Create(ctx, application(seq), aid.OriginWindow)
	if err != nil {
		t.Fatal(err)
	}
	if c, err = b.aid.Submit(ctx, c.ID, c.Version); err != nil {
		t.Fatal(err)
	}
	return c
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if !errs.IsCode(err, code) {
		t.Fatalf("got %v, want %s", err, code)
	}
}

func TestTheTableIsSound(t *testing.T) {
	t.Parallel()
	if bad := aid.Table().Check(aid.Draft); len(bad) > 0 {
		t.Fatal(bad)
	}
}

func TestAnyWindowEntersAndItsDepartmentLeads(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.accepted(t, "disabled-clerk", 1)
	if c.State != aid.Accepted || c.LeadDepartment != "disabled" || c.FileNo != "DQ-2020-0001" || c.GapFen != 46_360_000 {
		t.Fatalf("%+v", c)
	}
	book, err := b.aid.Casebook(b.As("disabled-officer"), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	if book.Case.Summary == "" || len(book.Members) != 2 || len(book.Details.Bills) != 1 || book.Details.Bills[0].Diagnosis == "" {
		t.Fatalf("%+v", book)
	}
	if book.Case.Next == nil || book.Case.Next.Kind != aid.TaskStartCheck || book.Case.Next.DueOn != "2020-05-11" {
		t.Fatalf("next %+v", book.Case.Next)
	}
	street := b.accepted(t, "street-officer", 2)
	if street.LeadDepartment != "civil" {
		t.Fatalf("a street's window belongs to civil affairs, got %s", street.LeadDepartment)
	}
}

func TestAnotherDepartmentSeesNothingUntilItIsAsked(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.accepted(t, "disabled-clerk", 1)
	_, err := b.aid.Get(b.As("civil-officer"), c.ID)
	wantCode(t, err, "not_found")
	_, err = b.aid.FindByDoc(b.As("civil-officer"), "1", application(1).Household.Members[0].DocNo)
	wantCode(t, err, "not_found")
	l, err := b.aid.Find(b.As("civil-officer"), aid.Filter{})
	if err != nil || len(l.Rows) != 0 || l.Total != 0 {
		t.Fatalf("%v %+v", err, l)
	}
	tr, err := b.aid.Transfer(b.As("disabled-officer"), c.ID, aid.TransferInput{Version: c.Version, Kind: "lead", ToOrgID: b.OrgOf("civil").ID, Reason: "低保家庭，由民政牵头"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.aid.Get(b.As("civil-officer"), c.ID); err != nil {
		t.Fatal(err)
	}
	_, err = b.aid.AnswerTransfer(b.As("disabled-officer"), c.ID, tr.ID, "accept", "")
	wantCode(t, err, "forbidden")
	if _, err := b.aid.AnswerTransfer(b.As("civil-officer"), c.ID, tr.ID, "accept", "已签收"); err != nil {
		t.Fatal(err)
	}
	got, err := b.aid.Get(b.As("civil-officer"), c.ID)
	if err != nil || got.LeadDepartment != "civil" {
		t.Fatalf("%v %s", err, got.LeadDepartment)
	}
	_, err = b.aid.AnswerTransfer(b.As("civil-officer"), c.ID, tr.ID, "return", "重复")
	wantCode(t, err, "aid.transfer_answered")
}

func TestWhatIsMissingIsSaidAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := b.As("union-clerk")
	in := application(1)
	in.Needs, in.Summary, in.Consents, in.Bills, in.Cause = []string{"medical", "study"}, "", nil, nil, ""
	c, err := b.aid.Create(ctx, in, aid.OriginWindow)
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.aid.Submit(ctx, c.ID, c.Version)
	for _, code := range []string{"aid.summary_required", "aid.bill_required", "aid.student_required", "aid.cause_required", "CONSENT_MISSING"} {
		wantCode(t, err, code)
	}
}

func TestOneHouseholdOneOpenFileOnePersonOneFile(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.accepted(t, "union-clerk", 1)
	in := application(1)
	in.Bills[0].InvoiceNo = "X"
	if _, err := b.aid.Create(b.As("civil-clerk"), in, aid.OriginWindow); err == nil {
		t.Fatal("a second file for the same person was opened")
	}
}

func TestPapersAreAskedForOnceAndTheClockStops(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.accepted(t, "union-clerk", 1)
	ctx := b.As("union-officer")
	c, err := b.aid.AskPapers(ctx, c.ID, c.Version, []aid.PaperInput{{Kind: "diagnosis", Name: "诊断证明"}, {Kind: "wage", Name: "工资流水"}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.aid.PapersIn(ctx, c.ID, c.Version, nil)
	wantCode(t, err, "aid.papers_missing")
	if _, err := b.aid.AddPaper(ctx, c.ID, aid.PaperInput{Kind: "diagnosis", Name: "诊断证明"}); err != nil {
		t.Fatal(err)
	}
	b.Later(4 * 24 * time.Hour) // to Monday 2020-05-11: Friday and the make-up Saturday 05-09 were paused, and Monday
	ctx = b.As("union-officer")
	book, err := b.aid.Casebook(ctx, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	waived := map[string]string{}
	for _, p := range book.Papers {
		if p.State == aid.PaperAsked {
			waived[p.ID] = "单位已破产，由社区证明"
		}
	}
	c, err = b.aid.PapersIn(ctx, c.ID, c.Version, waived)
	if err != nil || c.State != aid.Accepted {
		t.Fatalf("%v %s", err, c.State)
	}
	book, err = b.aid.Casebook(ctx, c.ID)
	if err != nil || book.Case.Next == nil || book.Case.Next.DueOn <= "2020-05-11" {
		t.Fatalf("%v %+v", err, book.Case.Next)
	}
	_, err = b.aid.AskPapers(ctx, c.ID, c.Version, []aid.PaperInput{{Kind: "x", Name: "x"}})
	wantCode(t, err, "aid.papers_asked_already")
}

func TestTheSecondOfTwoLearnsWhoAndWhen(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.accepted(t, "union-clerk", 1)
	if _, err := b.aid.RecordPriors(b.As("union-officer"), c.ID, c.Version, nil); err != nil {
		t.Fatal(err)
	}
	_, err := b.aid.RecordPriors(b.As("union-officer2"), c.ID, c.Version, nil)
	e := errs.As(err)
	if e.Kind != errs.Stale || e.Params["who"] != "赵经办" || e.Params["when"] == "" {
		t.Fatalf("%v", err)
	}
}

func TestKeptCountsAgreeWithTheRows(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i := range 5 {
		b.accepted(t, "union-clerk", i+1)
	}
	c := b.accepted(t, "civil-clerk", 9)
	if _, err := b.aid.Do(b.As("civil-officer"), c.ID, c.Version, "withdraw", "本人撤回"); err != nil {
		t.Fatal(err)
	}
	for _, f := range []aid.Filter{{}, {Area: "230602"}, {States: []string{"accepted"}}, {States: []string{"withdrawn"}, Department: "civil"}, {Class: "DEEP"}} {
		l, err := b.aid.Find(b.As("secretary"), f)
		if err != nil || l.Total != int64(len(l.Rows)) {
			t.Fatalf("%+v: %v total %d rows %d", f, err, l.Total, len(l.Rows))
		}
	}
}

// A list narrowed by what the kept counts know finds the same few cases as one that reads them all, for everybody who sees them.
func TestListsByKeptColumns(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c, other := b.accepted(t, "disabled-clerk", 1), b.accepted(t, "street-officer", 2)
	b.Do(b.System(aid.PermView, aid.PermSeeEnded), func(ctx context.Context, tx *db.Tx) error {
		got, err := b.aid.CaseTx(ctx, tx, aid.PermView, c.ID)
		if err != nil {
			return err
		}
		got.Class = "DEEP"
		return b.aid.SaveTx(ctx, tx, &got, journal.Event{Action: "aid.assess", Summary: "测算"})
	})
	for _, x := range []struct {
		login  string
		filter aid.Filter
		want   []string
	}{
		{"secretary", aid.Filter{Class: "DEEP"}, []string{c.ID}},
		{"disabled-officer", aid.Filter{Class: "DEEP"}, []string{c.ID}},
		{"civil-officer", aid.Filter{Class: "DEEP"}, nil},
		{"secretary", aid.Filter{Class: "REL"}, nil},
		{"secretary", aid.Filter{Department: "civil"}, []string{other.ID}},
		{"secretary", aid.Filter{Department: "civil", Class: "DEEP"}, nil},
		{"secretary", aid.Filter{States: []string{"accepted"}, Page: db.Page{Sort: "-updated"}}, []string{c.ID, other.ID}},
		{"secretary", aid.Filter{States: []string{"declined"}, Page: db.Page{Sort: "-updated"}}, nil},
	} {
		l, err := b.aid.Find(b.As(x.login), x.filter)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range l.Rows {
			got = append(got, r.ID)
		}
		if l.Total != int64(len(x.want)) || len(got) != len(x.want) || !slices.Equal(got, x.want) && !slices.Equal(got, []string{other.ID, c.ID}) {
			t.Errorf("%s %+v: %v of %d, want %v", x.login, x.filter, got, l.Total, x.want)
		}
	}
}

// TestAnApplicationIsEditedInItsHousehold: no second household comes about, and who came in is found.
func TestAnApplicationIsEditedInItsHousehold(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := b.As("disabled-clerk")
	c, err := b.aid.Create(ctx, application(1), aid.OriginWindow)
	if err != nil {
		t.Fatal(err)
	}
	in := application(1)
	in.Household.Version, in.Household.Reason = 1, "补登子女"
	in.Household.Members = append(in.Household.Members, people.MemberInput{
		Relation: "21", PersonInput: people.PersonInput{Name: "周小力", DocNo: people.MakeCitizenID("230602", "2010-01-01", 5)},
	})
	in.Beneficiaries = []int{0, 2}
	edited, err := b.aid.Edit(ctx, c.ID, c.Version, in)
	if err != nil {
		t.Fatal(err)
	}
	if edited.HouseholdID != c.HouseholdID {
		t.Errorf("household %s became %s", c.HouseholdID, edited.HouseholdID)
	}
	err = b.DB.View(ctx, func(tx *db.Tx) error {
		n, err := db.One[int](ctx, tx, "SELECT count(*) FROM households")
		if n != 1 {
			t.Errorf("%d households", n)
		}
		if err != nil {
			return err
		}
		if n, err = db.One[int](ctx, tx, "SELECT count(*) FROM aid_persons WHERE case_id = $1", c.ID); n != 3 {
			t.Errorf("%d persons", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.aid.Edit(ctx, c.ID, c.Version, in)
	wantCode(t, err, "stale")
}
