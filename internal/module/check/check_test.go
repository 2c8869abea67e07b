package check_test

import (
	"bytes"
	"context"
	"os"
	"slices"
	"testing"
	"time"

	"yice/internal/core/calendar"
	"yice/internal/core/people"
	"yice/internal/core/policy"
	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/blob"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/journal"
	"yice/internal/kit/secret"
	"yice/internal/module/aid"
	"yice/internal/module/check"
	"yice/internal/testkit"
)

type bundle struct {
	*testkit.City
	t     *testing.T
	aid   *aid.Service
	check *check.Service
}

func setup(t *testing.T) *bundle {
	t.Helper()
	t.Parallel()
	codes := aid.Constraints()
	for k, v := range check.Codes() {
		codes[k] = v
	}
	w := testkit.WorldWith(t, codes, slices.Concat(aid.Grants(), people.Grants(), policy.Grants(), check.Grants())...)
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
	tasks := task.NewService(w.DB, cal)
	b.aid = aid.New(aid.Deps{DB: w.DB, Orgs: w.Org, People: ppl, Calendar: cal, Tasks: tasks, Policy: pol, Keys: keys})
	b.check = check.New(check.Deps{DB: w.DB, Aid: b.aid, Orgs: w.Org, People: ppl, Tasks: tasks, Policy: pol, Keys: keys})
	w.AddStaff("check-officer2", "check-centre", "check_officer")
	return b
}

// accepted is the case of a couple and their son of ten, entered at the union's window.
func (b *bundle) accepted(seq int) aid.Case {
	b.t.Helper()
	person := func(name, born string, n int) people.PersonInput {
		return people.PersonInput{Name: name, DocNo: people.MakeCitizenID("230602", born, seq*10+n)}
	}
	phone := "13800138000"
	head := person("荆小梅", "1979-06-15", 2)
	head.Phone = &phone
	in := aid.Application{
		Household: people.HouseholdInput{AreaCode: "230602", Street: "会战街道", Members: []people.MemberInput{
			{Relation: "01", PersonInput: head},
			{Relation: "11", PersonInput: person("周大力", "1977-01-01", 3)},
			{Relation: "20", PersonInput: person("周小天", "2010-03-03", 5)},
		}},
		Needs: []string{"living"}, Cause: "6", Summary: "丈夫失业。", Member: 1, Beneficiaries: []int{0}, Payee: 0,
		Consents: []aid.ConsentInput{{Person: 0, Purpose: "truth", TextVersion: "1", Channel: "paper", GivenOn: "2020-05-07", GivenBy: "荆小梅"}},
		Amounts:  []aid.AmountInput{{Person: 1, Side: "income", Kind: "wage", YearFen: 2_000_000}, {Person: 0, Side: "income", Kind: "gift", YearFen: 100_000}},
	}
	ctx := b.As("union-clerk")
	c, err := b.aid.Create(ctx, in, aid.OriginWindow)
	b.ok(err)
	c, err = b.aid.Submit(ctx, c.ID, c.Version)
	b.ok(err)
	return c
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

// now reads the case as nobody in particular.
func (b *bundle) now(id string) aid.Case {
	b.t.Helper()
	var c aid.Case
	b.Do(b.System(aid.PermView, aid.PermSeeEnded), func(ctx context.Context, tx *db.Tx) (err error) {
		c, err = b.aid.CaseTx(ctx, tx, aid.PermView, id)
		return err
	})
	return c
}

func (b *bundle) paper(login string, n byte) (fileID string) {
	b.t.Helper()
	b.Do(b.As(login), func(ctx context.Context, tx *db.Tx) error {
		f, err := blob.RecordTx(ctx, tx, blob.Ref{SHA256: string('a' + rune(n)), Size: 9, MediaType: blob.PNG}, "授权书.png", "authorisation", "")
		fileID = f.ID
		return err
	})
	return fileID
}

// persons are the members of the household, the head first.
func (b *bundle) persons(c aid.Case) []check.Signed {
	b.t.Helper()
	o, err := b.check.Overview(b.As("union-officer"), c.ID)
	b.ok(err)
	return o.Members
}

func (b *bundle) sign(c aid.Case, person string, n byte) check.Authorisation {
	b.t.Helper()
	a, err := b.check.Authorise(b.As("union-clerk"), c.ID, check.AuthoriseInput{
		PersonID: person, TextVersion: "2020-1", Signer: "own", SignedOn: "2020-05-07",
		Channel: "paper", FileID: b.paper("union-clerk", n),
	})
	b.ok(err)
	return a
}

func (b *bundle) signed(seq int) aid.Case {
	b.t.Helper()
	c := b.accepted(seq)
	for i, m := range b.persons(c) {
		if m.IsAdult {
			b.sign(c, m.PersonID, byte(i))
		}
	}
	return b.now(c.ID)
}

func (b *bundle) requested(c aid.Case, sources ...string) check.Request {
	b.t.Helper()
	r, err := b.check.Request(b.As("union-officer"), c.ID, check.RequestInput{Version: b.Version(c.ID), Purpose: "困难职工认定", Sources: sources})
	b.ok(err)
	return r
}

// issued takes a request through answers, report and review.
func (b *bundle) issued(r check.Request) check.Request {
	b.t.Helper()
	b.answered(r)
	d, err := b.check.Get(b.As("check-officer"), r.ID)
	b.ok(err)
	r, err = b.check.SaveReport(b.As("check-officer"), r.ID, check.ReportInput{Version: d.Request.Version, Conclusion: "differs", Summary: "工资高于申报。", Rows: d.Suggested, Submit: true})
	b.ok(err)
	r, err = b.check.Review(b.As("check-officer2"), r.ID, r.Version, true, "")
	b.ok(err)
	return r
}

func (b *bundle) answered(r check.Request) {
	b.t.Helper()
	for _, p := range r.Persons.V {
		for _, src := range r.Sources.V {
			in := check.AnswerInput{PersonID: p, Source: src, AnsweredOn: "2020-05-07", Records: []check.Record{}}
			if src == "social_insurance" && p == r.Persons.V[0] {
				in.Records = []check.Record{{{Field: "wage_fen", Fen: 250_000}, {Field: "balance_fen", Fen: 1_000_000}}}
			}
			_, err := b.check.Answer(b.As("check-officer"), r.ID, in)
			b.ok(err)
		}
	}
}

func TestEveryAdultMustSign(t *testing.T) {
	b := setup(t)
	c := b.accepted(1)
	m := b.persons(c)
	if len(m) != 3 || m[0].State != check.AuthMissing || m[2].State != check.AuthNotNeeded || m[2].IsAdult {
		t.Fatalf("%+v", m)
	}
	start := check.RequestInput{Version: b.Version(c.ID), Purpose: "认定"}
	start.Version = b.Version(c.ID)
	_, err := b.check.Request(b.As("union-officer"), c.ID, start)
	b.want(err, "AUTH_MISSING")
	b.want(err, "check.unsigned")
	first := b.sign(c, m[0].PersonID, 1)
	if b.now(c.ID).Authorised {
		t.Fatal("authorised by one of two")
	}
	b.sign(c, m[1].PersonID, 2)
	if !b.now(c.ID).Authorised {
		t.Fatal("not authorised though all signed")
	}
	start.Persons = []string{m[0].PersonID, m[2].PersonID}
	start.Version = b.Version(c.ID)
	_, err = b.check.Request(b.As("union-officer"), c.ID, start)
	b.want(err, "AUTH_MISSING") // a child is checked only with a guardian's signature
	_, err = b.check.Withdraw(b.As("union-clerk"), first.ID, "本人撤回")
	b.ok(err)
	_, err = b.check.Withdraw(b.As("union-clerk"), first.ID, "再撤一次")
	b.want(err, "check.withdrawn_already")
	if b.now(c.ID).Authorised || b.persons(c)[0].State != check.AuthWithdrawn {
		t.Fatal("still authorised after the withdrawal")
	}
	guardian := check.AuthoriseInput{
		PersonID: m[2].PersonID, TextVersion: "1", Signer: "guardian", SignerName: "荆小梅", SignerRelation: "母亲", SignedOn: "2020-05-07",
		UntilOn: "2020-05-08", Channel: "screen", FileID: b.paper("union-clerk", 3),
	}
	_, err = b.check.Authorise(b.As("union-clerk"), c.ID, guardian)
	b.ok(err)
	b.sign(c, m[0].PersonID, 4)
	b.Later(48 * time.Hour)
	start.Version = b.Version(c.ID)
	_, err = b.check.Request(b.As("union-officer"), c.ID, start)
	b.want(err, "AUTH_EXPIRED")
	start.Persons = []string{m[0].PersonID, "01ARZ3NDEKTSV4RRFFQ69G5FAV"}
	start.Version = b.Version(c.ID)
	_, err = b.check.Request(b.As("union-officer"), c.ID, start)
	b.want(err, "check.person_unknown")
}

func TestWhoSignsAndHow(t *testing.T) {
	b := setup(t)
	c := b.accepted(1)
	m := b.persons(c)
	for code, change := range map[string]func(*check.AuthoriseInput){
		"check.guardian_signs": func(in *check.AuthoriseInput) { in.PersonID = m[2].PersonID },
		"check.signer_name":    func(in *check.AuthoriseInput) { in.Signer = "representative" },
		"check.signer_reason": func(in *check.AuthoriseInput) {
			in.Signer, in.SignerName, in.SignerRelation = "representative", "王某", "弟弟"
		},
		"check.date":           func(in *check.AuthoriseInput) { in.SignedOn = "2020-05-08" },
		"check.person_unknown": func(in *check.AuthoriseInput) { in.PersonID = "x" },
		"blob.unknown_file":    func(in *check.AuthoriseInput) { in.FileID = "x" },
	} {
		in := check.AuthoriseInput{PersonID: m[0].PersonID, TextVersion: "1", Signer: "own", SignedOn: "2020-05-07", Channel: "paper", FileID: b.paper("union-clerk", 1)}
		change(&in)
		_, err := b.check.Authorise(b.As("union-clerk"), c.ID, in)
		b.want(err, code)
	}
	in := check.AuthoriseInput{PersonID: m[0].PersonID, TextVersion: "1", Signer: "own", SignedOn: "2020-05-07", Channel: "paper", FileID: b.paper("civil-clerk", 1)}
	_, err := b.check.Authorise(b.As("civil-clerk"), c.ID, in)
	b.want(err, "not_found")
	_, err = b.check.Authorise(b.As("union-leader"), c.ID, in)
	b.want(err, "forbidden")
	_, err = b.check.Authorise(b.As("union-clerk"), c.ID, in)
	b.want(err, "blob.unknown_file") // sent by somebody else
}

func TestFromRequestToReport(t *testing.T) {
	b := setup(t)
	c := b.signed(1)
	_, err := b.check.Request(b.As("civil-officer"), c.ID, check.RequestInput{Version: b.Version(c.ID), Purpose: "x"})
	b.want(err, "not_found")
	_, err = b.check.Request(b.As("union-officer"), c.ID, check.RequestInput{Version: b.Version(c.ID), Purpose: "x", Sources: []string{"gossip"}})
	b.want(err, "check.source_unknown")
	r := b.requested(c, "social_insurance", "vehicle")
	if r.Kind != check.KindFirst || r.DueOn != "2020-05-20" || len(r.Persons.V) != 2 || r.Number != "HD-2020-0001" || r.CentreOrgID != b.OrgOf("check-centre").ID {
		t.Fatalf("%+v", r)
	}
	if now := b.now(c.ID); now.State != aid.Checking {
		t.Fatal(now.State)
	}
	_, err = b.check.Request(b.As("union-officer"), c.ID, check.RequestInput{Version: b.Version(c.ID), Purpose: "x"})
	b.want(err, "check.already_open")
	_, err = b.check.Answer(b.As("union-officer"), r.ID, check.AnswerInput{PersonID: r.Persons.V[0], Source: "vehicle", AnsweredOn: "2020-05-07"})
	b.want(err, "forbidden")
	report := check.ReportInput{Version: 1, Conclusion: "consistent", Summary: "与申报一致。", Submit: true}
	_, err = b.check.SaveReport(b.As("check-officer"), r.ID, report)
	b.want(err, "check.answers_missing")
	b.answered(r)
	d, err := b.check.Get(b.As("check-officer"), r.ID)
	b.ok(err)
	if len(d.Answers) != 4 || len(d.People) != 2 || d.People[0].DocNo == "" || !slices.Contains(d.Can, "report") || slices.Contains(d.Can, "review") {
		t.Fatalf("%+v", d)
	}
	i := slices.IndexFunc(d.Suggested, func(x check.Row) bool { return x.Item == "wage" && x.FoundFen == 3_000_000 })
	if i < 0 || !d.Suggested[i].Over {
		t.Fatalf("%+v", d.Suggested)
	}
	report.Version, report.Rows = 7, d.Suggested
	_, err = b.check.SaveReport(b.As("check-officer"), r.ID, report)
	b.want(err, "stale")
	report.Version, report.Conclusion = 1, ""
	_, err = b.check.SaveReport(b.As("check-officer"), r.ID, report)
	b.want(err, "check.conclusion")
	report.Conclusion = "differs"
	r, err = b.check.SaveReport(b.As("check-officer"), r.ID, report)
	b.ok(err)
	if r.OverCount == 0 {
		t.Fatal("over-limit flags are not kept")
	}
	_, err = b.check.Review(b.As("check-officer"), r.ID, r.Version, true, "")
	b.want(err, "SELF_APPROVAL")
	_, err = b.check.Review(b.As("check-officer2"), r.ID, r.Version, false, "")
	b.want(err, "check.reason_required")
	r, err = b.check.Review(b.As("check-officer2"), r.ID, r.Version, false, "请补充车辆情况")
	b.ok(err)
	report.Version = r.Version
	r, err = b.check.SaveReport(b.As("check-officer"), r.ID, report)
	b.ok(err)
	r, err = b.check.Review(b.As("check-officer2"), r.ID, r.Version, true, "")
	b.ok(err)
	if now := b.now(c.ID); now.State != aid.Visiting || now.CheckExpiresOn != "2020-11-07" || r.ExpiresOn != "2020-11-07" {
		t.Fatalf("%s %s", now.State, now.CheckExpiresOn)
	}
	_, err = b.check.Answer(b.As("check-officer"), r.ID, check.AnswerInput{PersonID: r.Persons.V[0], Source: "vehicle", AnsweredOn: "2020-05-07"})
	b.want(err, "check.not_open")
}

func TestAValidVisitCarriesTheCaseOn(t *testing.T) {
	b := setup(t)
	c := b.signed(1)
	r := b.requested(c, "bank")
	b.Do(b.System(aid.PermView), func(ctx context.Context, tx *db.Tx) error { // as the visit room does while the check runs
		now, err := b.aid.CaseTx(ctx, tx, aid.PermView, c.ID)
		if err != nil {
			return err
		}
		now.VisitOn = "2020-05-07"
		return b.aid.SaveTx(ctx, tx, &now, journal.Event{Action: "visit.done"})
	})
	b.issued(r)
	if now := b.now(c.ID); now.State != aid.FirstOpinion {
		t.Fatal(now.State)
	}
}

func TestObjectionBringsOneRecheck(t *testing.T) {
	b := setup(t)
	c := b.signed(1)
	r := b.issued(b.requested(c, "bank"))
	object := check.ObjectInput{Text: "存款是借来的手术费。", FromName: "荆小梅", Files: []string{b.paper("union-officer", 9)}}
	o, err := b.check.Object(b.As("union-officer"), r.ID, object)
	b.ok(err)
	if b.now(c.ID).CheckExpiresOn != "" {
		t.Fatal("a disputed report still opens the gate")
	}
	_, err = b.check.Object(b.As("union-officer"), r.ID, object)
	b.want(err, "check.already_open")
	d, err := b.check.Get(b.As("check-officer"), o.RecheckID)
	b.ok(err)
	if d.Request.Kind != check.KindObjection || d.Objection == nil || d.Objection.Text != object.Text {
		t.Fatalf("%+v", d)
	}
	again := b.issued(d.Request)
	if now := b.now(c.ID); now.State != aid.Visiting || now.CheckExpiresOn == "" {
		t.Fatal(now.State, now.CheckExpiresOn)
	}
	_, err = b.check.Object(b.As("union-officer"), again.ID, object)
	b.want(err, "check.rechecked_already")
	_, err = b.check.Object(b.As("union-officer"), r.ID, object)
	b.want(err, "check.objected_already")
}

func TestRecheckLeavesTheStateAlone(t *testing.T) {
	b := setup(t)
	c := b.signed(1)
	b.issued(b.requested(c, "bank"))
	b.Later(100 * 24 * time.Hour)
	r := b.requested(c, "bank")
	if r.Kind != check.KindRecheck || b.now(c.ID).State != aid.Visiting {
		t.Fatal(r.Kind)
	}
	b.issued(r)
	if now := b.now(c.ID); now.State != aid.Visiting || now.CheckExpiresOn != "2021-02-15" {
		t.Fatal(now.State, now.CheckExpiresOn)
	}
}

func TestWithdrawalStopsTheCheck(t *testing.T) {
	b := setup(t)
	c := b.accepted(1)
	m := b.persons(c)
	first := b.sign(c, m[0].PersonID, 1)
	b.sign(c, m[1].PersonID, 2)
	r := b.requested(c, "bank")
	_, err := b.check.Withdraw(b.As("union-clerk"), first.ID, "本人撤回")
	b.ok(err)
	if _, err = b.check.Get(b.As("secretary"), r.ID); err != nil {
		t.Fatal(err)
	}
	o, err := b.check.Overview(b.As("union-officer"), c.ID)
	b.ok(err)
	if o.Requests[0].State != check.Cancelled || o.Authorised || !slices.Contains(o.Can, "request") {
		t.Fatalf("%+v", o)
	}
	b.sign(c, m[0].PersonID, 3)
	if again := b.requested(c, "bank"); again.Kind != check.KindFirst || b.now(c.ID).State != aid.Checking {
		t.Fatalf("%+v", again)
	}
}

func TestLooksAreJournalledAndScoped(t *testing.T) {
	b := setup(t)
	c := b.signed(1)
	r := b.requested(c, "bank")
	for _, login := range []string{"civil-officer", "street-officer", "employer-union", "civil-leader"} {
		_, err := b.check.Get(b.As(login), r.ID)
		if !errs.IsKind(err, errs.NotFound) {
			t.Errorf("%s: %v", login, err)
		}
	}
	_, err := b.check.Get(b.As("union-clerk"), r.ID) // sees the case, not the results
	b.want(err, "forbidden")
	for _, login := range []string{"union-officer", "check-officer2", "auditor"} {
		_, err := b.check.Get(b.As(login), r.ID)
		b.ok(err)
		l, err := b.check.Find(b.As(login), check.Filter{States: []string{check.Open}})
		b.ok(err)
		if len(l.Rows) != 1 || l.Total != 1 || l.Rows[0].Title != "荆某户" {
			t.Errorf("%s: %+v", login, l)
		}
	}
	l, err := b.check.Find(b.As("civil-officer"), check.Filter{})
	b.ok(err)
	if len(l.Rows) != 0 || l.Total != 0 {
		t.Errorf("%+v", l)
	}
	b.Do(b.System(), func(ctx context.Context, tx *db.Tx) error {
		looks, _, err := journal.Find(ctx, tx, journal.Filter{Action: "check.look", ObjectID: r.ID})
		if len(looks) != 3 {
			t.Errorf("%d looks journalled", len(looks))
		}
		return err
	})
	b.AddStaff("check-officer3", "check-centre", "check_officer")
	_, err = b.check.Get(b.As("check-officer3"), r.ID)
	b.want(err, "not_found")
	b.ok(b.check.Daily(b.System()))
	_, err = b.check.Get(b.As("check-officer3"), r.ID)
	b.ok(err)
	_, err = b.check.Cancel(b.As("union-officer"), r.ID, r.Version, "资料有误")
	b.ok(err)
	_, err = b.check.Cancel(b.As("union-officer"), r.ID, r.Version+1, "再撤")
	b.want(err, "check.not_open")
	if _, err := b.check.Get(b.As("check-officer2"), r.ID); !errs.IsKind(err, errs.NotFound) {
		t.Error("the centre still sees a case that it has no business with:", err)
	}
}

func TestRecordsAreClosed(t *testing.T) {
	b := setup(t)
	c := b.signed(1)
	r := b.requested(c, "vehicle", "bank")
	for code, rec := range map[string]check.Record{
		"check.field_unknown": {{Field: "colour", Text: "红"}},
		"check.field_kind":    {{Field: "plate", Fen: 5}},
		"check.date":          {{Field: "registered_on", Text: "去年"}},
	} {
		_, err := b.check.Answer(b.As("check-officer"), r.ID, check.AnswerInput{PersonID: r.Persons.V[0], Source: "vehicle", AnsweredOn: "2020-05-07", Records: []check.Record{rec}})
		b.want(err, code)
	}
	in := check.AnswerInput{PersonID: r.Persons.V[0], Source: "vehicle", AnsweredOn: "2020-05-07", Records: []check.Record{{{Field: "plate", Text: "黑E12345"}}, {{Field: "plate"}}}}
	first, err := b.check.Answer(b.As("check-officer"), r.ID, in)
	b.ok(err)
	in.Note = "已注销"
	second, err := b.check.Answer(b.As("check-officer"), r.ID, in)
	b.ok(err)
	if first.ID != second.ID || second.Found != 1 {
		t.Errorf("%+v", second)
	}
	d, err := b.check.Get(b.As("check-officer"), r.ID)
	b.ok(err)
	i := slices.IndexFunc(d.Suggested, func(x check.Row) bool { return x.Item == "car" })
	if len(d.Answers) != 1 || i < 0 || d.Suggested[i].FoundCount != 1 || !d.Suggested[i].Over || d.Answers[0].Records[0][0].Text != "黑E12345" {
		t.Errorf("%+v", d)
	}
	if authz.From(b.As("check-officer2")).HasAt(aid.PermStartCheck, "/dq/") {
		t.Error("the check centre asks itself")
	}
}

func TestThePaper(t *testing.T) {
	b := setup(t)
	c := b.signed(1)
	r := b.requested(c, "social_insurance", "vehicle")
	_, _, err := b.check.Print(b.As("union-officer"), r.ID)
	b.want(err, "check.not_issued")
	b.issued(r)
	name, pdf, err := b.check.Print(b.As("union-officer"), r.ID)
	b.ok(err)
	if name != "家庭经济状况核对报告-HD-2020-0001.pdf" || !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		t.Fatal(name, len(pdf))
	}
	if out := os.Getenv("CHECK_SAMPLE"); out != "" {
		b.ok(os.WriteFile(out, pdf, 0o600))
	}
	_, _, err = b.check.Print(b.As("union-clerk"), r.ID)
	b.want(err, "forbidden")
}
