package care_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"yice/internal/core/calendar"
	"yice/internal/core/people"
	"yice/internal/core/policy"
	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/kit/journal"
	"yice/internal/kit/secret"
	"yice/internal/kit/sheet"
	"yice/internal/kit/web"
	"yice/internal/module/aid"
	"yice/internal/module/care"
	"yice/internal/testkit"
)

type bundle struct {
	*testkit.City
	t     *testing.T
	aid   *aid.Service
	care  *care.Service
	tasks *task.Service
	seq   int
}

func setup(t *testing.T) *bundle {
	t.Helper()
	codes := aid.Constraints()
	for k, v := range care.Constraints() {
		codes[k] = v
	}
	w := testkit.WorldWith(t, codes, slices.Concat(aid.Grants(), people.Grants(), policy.Grants(), care.Grants())...)
	keys, err := secret.New(secret.AES, testkit.Start())
	if err != nil {
		t.Fatal(err)
	}
	b := &bundle{City: w, t: t}
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
	b.tasks = task.NewService(w.DB, cal)
	b.aid = aid.New(aid.Deps{DB: w.DB, Orgs: w.Org, People: ppl, Calendar: cal, Tasks: b.tasks, Policy: pol, Keys: keys})
	b.care = care.New(care.Deps{DB: w.DB, Orgs: w.Org, People: ppl, Tasks: b.tasks, Cases: b.aid, Keys: keys})
	return b
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if !errs.IsCode(err, code) {
		t.Fatalf("got %v, want %s", err, code)
	}
}

// household enters a case at a window and gives it with its head.
func (b *bundle) household(login string) (aid.Case, string) {
	b.t.Helper()
	b.seq++
	phone := "13800138000"
	in := aid.Application{
		Household: people.HouseholdInput{AreaCode: "230602", Street: "会战街道", Members: []people.MemberInput{
			{Relation: "01", PersonInput: people.PersonInput{Name: "荆小梅", DocNo: people.MakeCitizenID("230602", "1979-06-15", b.seq), Phone: &phone}},
		}},
		Needs: []string{"psychological"}, Cause: "6", Summary: "大病之后情绪低落。", Beneficiaries: []int{0},
		Consents: []aid.ConsentInput{{Person: 0, Purpose: "truth", TextVersion: "1", Channel: "paper", GivenOn: "2020-05-07", GivenBy: "荆小梅"}},
		Amounts:  []aid.AmountInput{{Person: 0, Side: "income", Kind: "wage", YearFen: 1_000_000, HasEvidence: true}},
	}
	c := must[aid.Case](b.t)(b.aid.Create(b.As(login), in, aid.OriginWindow))
	c = must[aid.Case](b.t)(b.aid.Submit(b.As(login), c.ID, c.Version))
	return c, c.PayeePersonID
}

// heart is the provider for whom the login "provider" works.
func (b *bundle) heart() care.Provider {
	b.t.Helper()
	return must[care.Provider](b.t)(b.care.SaveProvider(b.As("union-officer"), "", 0, care.ProviderInput{
		Form: care.FormOrganisation, Kind: "psychological",
		Name: "心理服务中心", Phone: "13912345678", Active: true, StaffIDs: []string{b.Staff("provider").ID},
	}))
}

func planned(p care.Provider, person string) care.SessionInput {
	return care.SessionInput{State: care.Planned, PersonID: person, Kind: "psychological", ProviderID: p.ID, OnDate: "2020-05-08", Starts: "09:00", Place: "服务中心"}
}

func TestWhoGivesTheServiceSeesTheOwnSessionsOnly(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c, person := b.household("union-clerk")
	other, otherPerson := b.household("civil-clerk")
	p := b.heart()
	nurse := must[care.Provider](t)(b.care.SaveProvider(b.As("civil-officer"), "", 0, care.ProviderInput{Form: care.FormPerson, Kind: "nursing", Name: "护士长", Active: true}))
	mine := must[care.ShownSession](t)(b.care.Add(b.As("union-officer"), c.ID, planned(p, person)))
	in := planned(nurse, otherPerson)
	in.Kind = "nursing"
	theirs := must[care.ShownSession](t)(b.care.Add(b.As("civil-officer"), other.ID, in))

	ctx := b.As("provider")
	l := must[care.List](t)(b.care.Find(ctx, care.Filter{}))
	if len(l.Rows) != 1 || l.Total != 1 || l.Rows[0].ID != mine.ID {
		t.Fatalf("%+v", l)
	}
	r := l.Rows[0]
	if r.PersonName != "荆*梅" || r.FileNo != "" || !slices.Contains(r.Can, "complete") || !slices.Contains(r.Can, "contact") {
		t.Fatalf("%+v", r)
	}
	_, err := b.care.Get(ctx, theirs.ID)
	wantCode(t, err, "not_found")
	if l := must[care.List](t)(b.care.Find(ctx, care.Filter{Query: "荆小梅"})); len(l.Rows) != 0 {
		t.Fatal("a masked name can be searched for")
	}
	if _, err := b.aid.Get(ctx, c.ID); !errs.IsKind(err, errs.NotFound) {
		t.Fatalf("the casebook is open: %v", err)
	}
	if l := must[care.List](t)(b.care.Find(b.As("civil-officer"), care.Filter{})); len(l.Rows) != 1 || l.Rows[0].ID != theirs.ID || l.Rows[0].PersonName != "荆小梅" {
		t.Fatalf("the department sees %+v", l)
	}
	if l := must[care.List](t)(b.care.Find(b.As("auditor"), care.Filter{})); l.Total != 2 {
		t.Fatalf("the auditor sees %d", l.Total)
	}
	_, err = b.care.Add(ctx, other.ID, planned(p, otherPerson))
	wantCode(t, err, "not_found")
	if list := must[[]care.CasePerson](t)(b.care.Persons(b.As("union-officer"), c.ID)); len(list) != 1 || list[0].PersonID != person {
		t.Fatalf("%+v", list)
	}
	_, err = b.care.Persons(ctx, c.ID)
	wantCode(t, err, "forbidden")
	_, err = b.care.Persons(b.As("civil-officer"), c.ID)
	wantCode(t, err, "not_found")
}

func TestASessionIsArrangedGivenAndCounted(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c, person := b.household("union-clerk")
	p := b.heart()
	x := must[care.ShownSession](t)(b.care.Add(b.As("union-officer"), c.ID, planned(p, person)))
	_, err := b.care.Add(b.As("union-officer"), c.ID, planned(p, person))
	wantCode(t, err, "care.time_taken")
	ctx := b.As("provider")
	if board := must[task.Board](t)(b.tasks.Mine(ctx, "", 0)); board.Total != 1 {
		t.Fatalf("tasks %+v", board)
	}
	_, err = b.care.Complete(ctx, x.ID, x.Version, care.SessionResult{Minutes: 0, Outcome: "fine", Satisfaction: 9})
	for _, code := range []string{"care.date_future", "care.minutes", "care.outcome", "care.satisfaction"} {
		wantCode(t, err, code)
	}
	done := care.SessionResult{OnDate: "2020-05-07", Minutes: 60, Outcome: "better", Satisfaction: 5, Note: "情绪平稳，愿意再来。"}
	got := must[care.ShownSession](t)(b.care.Complete(ctx, x.ID, x.Version, done))
	if got.State != care.Done || got.Note != done.Note || got.DoneBy != "吕心理" {
		t.Fatalf("%+v", got)
	}
	_, err = b.care.Complete(ctx, x.ID, got.Version, done)
	wantCode(t, err, "care.not_planned")
	_, err = b.care.Complete(b.As("union-officer"), x.ID, x.Version, done)
	if !errs.IsKind(err, errs.Stale) {
		t.Fatalf("%v", err)
	}
	if board := must[task.Board](t)(b.tasks.Mine(ctx, "", 0)); board.Total != 0 {
		t.Fatal("the task stays open")
	}
	again := planned(p, person)
	again.State, again.OnDate, again.Minutes, again.Outcome = care.Done, "2020-05-06", 45, "same"
	must[care.ShownSession](t)(b.care.Add(ctx, c.ID, again))
	b.Do(b.System(), func(ctx context.Context, tx *db.Tx) error {
		for by, key := range map[string]string{"": "all", "kind": "psychological", "half": "2020-H1", "area": "230602"} {
			n, err := b.care.TallyTx(ctx, tx, by)
			if err != nil || n[key] != 2 {
				t.Errorf("by %s: %v %v", by, n, err)
			}
		}
		return nil
	})
}

func TestEndedHouseholdsVanishButCount(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c, person := b.household("union-clerk")
	p := b.heart()
	in := planned(p, person)
	in.State, in.OnDate, in.Minutes, in.Outcome = care.Done, "2020-05-06", 45, "same"
	x := must[care.ShownSession](t)(b.care.Add(b.As("union-officer"), c.ID, in))
	b.Do(b.System(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE aid_cases SET hidden = $1, is_open = $2, state = 'ended' WHERE id = $3", true, false, c.ID)
		return err
	})
	for _, login := range []string{"union-officer", "provider", "secretary", "union-leader"} {
		if l := must[care.List](t)(b.care.Find(b.As(login), care.Filter{})); len(l.Rows) != 0 || l.Total != 0 {
			t.Errorf("%s sees %+v", login, l)
		}
		_, err := b.care.Get(b.As(login), x.ID)
		wantCode(t, err, "not_found")
	}
	_, err := b.care.Add(b.As("provider"), c.ID, in)
	wantCode(t, err, "not_found")
	if l := must[care.List](t)(b.care.Find(b.As("auditor"), care.Filter{})); l.Total != 1 {
		t.Fatal("the auditor does not see the ended household")
	}
	b.Do(b.System(), func(ctx context.Context, tx *db.Tx) error {
		n, err := b.care.TallyTx(ctx, tx, "")
		if n["all"] != 1 {
			t.Errorf("%v %v", n, err)
		}
		return err
	})
}

func TestThePhoneIsShownForAPurposeAndWrittenDown(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c, person := b.household("union-clerk")
	x := must[care.ShownSession](t)(b.care.Add(b.As("union-officer"), c.ID, planned(b.heart(), person)))
	ctx := b.As("provider")
	_, err := b.care.Phone(ctx, x.ID, "")
	wantCode(t, err, "people.purpose")
	if phone := must[string](t)(b.care.Phone(ctx, x.ID, "确认上门时间")); phone != "13800138000" {
		t.Fatal(phone)
	}
	if authz.From(ctx).Has(people.PermReveal) {
		t.Fatal("the permission was kept")
	}
	b.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		e, _, err := journal.Find(ctx, tx, journal.Filter{CaseID: c.ID, Action: "people.reveal"})
		if err != nil || len(e) != 1 || e[0].ActorName != "吕心理" || e[0].Reason != "确认上门时间" || strings.Contains(e[0].Summary, "138") {
			t.Errorf("%v %+v", err, e)
		}
		return nil
	})
	_, err = b.care.Close(ctx, x.ID, x.Version, care.Cancelled, "")
	wantCode(t, err, "care.reason_required")
	must[care.ShownSession](t)(b.care.Close(ctx, x.ID, x.Version, care.Cancelled, "本人住院"))
	if _, err := b.care.Phone(ctx, x.ID, "再问一次"); !errs.IsKind(err, errs.Forbidden) {
		t.Fatalf("%v", err)
	}
}

func TestAListLeavesAsASheetThatRunsNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c, person := b.household("union-clerk")
	in := planned(b.heart(), person)
	in.Place = `=HYPERLINK("http://x")`
	must[care.ShownSession](t)(b.care.Add(b.As("union-officer"), c.ID, in))
	text, err := i18n.New(web.Messages(), care.Messages())
	if err != nil {
		t.Fatal(err)
	}
	server := web.New(web.Config{DB: b.DB, Catalogue: text, Authenticate: func(r *http.Request) (*authz.Actor, error) {
		return authz.From(b.As(r.Header.Get("X-As"))), nil
	}}, care.Routes(b.care))
	get := func(login string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/services/export?kind=psychological", http.NoBody)
		r.Header.Set("X-As", login)
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		return w
	}
	if w := get("provider"); w.Code != http.StatusForbidden {
		t.Fatalf("%d", w.Code)
	}
	w := get("union-officer")
	var rows [][]string
	err = sheet.ReadRows(bytes.NewReader(w.Body.Bytes()), int64(w.Body.Len()), sheet.Options{}, func(_ int, cells []string) error {
		rows = append(rows, slices.Clone(cells))
		return nil
	})
	if err != nil || w.Code != http.StatusOK || len(rows) != 4 || rows[2][8] != in.Place || !strings.Contains(rows[3][0], "赵经办") {
		t.Fatalf("%d %v %q", w.Code, err, rows)
	}
}
