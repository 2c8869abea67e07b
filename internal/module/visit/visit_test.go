package visit_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"yice/internal/core/calendar"
	"yice/internal/core/flow"
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
	"yice/internal/module/visit"
	"yice/internal/testkit"
)

type bundle struct {
	*testkit.City
	t      *testing.T
	aid    *aid.Service
	visit  *visit.Service
	tasks  *task.Service
	orders *orders
	store  *blob.Store
	file   int
}

// orders stands in for the payments: it only remembers.
type orders struct{ held, resumed []string }

func (o *orders) HoldOrdersTx(_ context.Context, _ *db.Tx, caseID, reason string) error {
	if reason != visit.HoldReason {
		return errors.New(reason)
	}
	o.held = append(o.held, caseID)
	return nil
}

func (o *orders) ResumeOrdersTx(_ context.Context, _ *db.Tx, caseID string) error {
	o.resumed = append(o.resumed, caseID)
	return nil
}

func setup(t *testing.T) *bundle {
	t.Helper()
	t.Parallel()
	codes := aid.Constraints()
	maps.Copy(codes, visit.Codes())
	w := testkit.WorldWith(t, codes, slices.Concat(aid.Grants(), people.Grants(), policy.Grants(), visit.Grants())...)
	keys, err := secret.New(secret.AES, testkit.Start())
	if err != nil {
		t.Fatal(err)
	}
	b := &bundle{City: w, t: t, orders: &orders{}}
	ppl := people.New(w.DB, keys, func(ctx context.Context, tx *db.Tx, ids []string) ([]people.HouseholdCase, error) {
		return b.aid.HouseholdCasesTx(ctx, tx, ids)
	})
	cal, err := calendar.NewService(w.DB)
	b.ok(err)
	pol, err := policy.NewService(w.DB, keys)
	b.ok(err)
	_, err = pol.Load(w.System(policy.PermLoad), policy.Daqing())
	b.ok(err)
	b.tasks = task.NewService(w.DB, cal)
	b.aid = aid.New(aid.Deps{DB: w.DB, Orgs: w.Org, People: ppl, Calendar: cal, Tasks: b.tasks, Policy: pol, Keys: keys})
	store, err := blob.New(t.TempDir(), time.Now())
	b.ok(err)
	b.store = store
	b.visit = visit.New(visit.Deps{DB: w.DB, Aid: b.aid, Orgs: w.Org, People: ppl, Tasks: b.tasks, Policy: pol, Keys: keys, Orders: b.orders, Files: store})
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
		Amounts:  []aid.AmountInput{{Person: 1, Side: "income", Kind: "wage", YearFen: 2_000_000}},
	}
	ctx := b.As("union-clerk")
	c, err := b.aid.Create(ctx, in, aid.OriginWindow)
	b.ok(err)
	c, err = b.aid.Submit(ctx, c.ID, c.Version)
	b.ok(err)
	return c
}

// everything may do what the rooms between the visit and the aid do.
func (b *bundle) everything() context.Context {
	var perms []authz.Permission
	for _, tr := range aid.Table().Transitions {
		perms = append(perms, tr.Perm)
	}
	return b.System(append(perms, aid.PermView, aid.PermSeeEnded)...)
}

// moved takes a case along its table, past the gates of the other rooms.
func (b *bundle) moved(c aid.Case, actions ...flow.Action) aid.Case {
	b.t.Helper()
	b.Do(b.everything(), func(ctx context.Context, tx *db.Tx) error {
		now, err := b.aid.CaseTx(ctx, tx, aid.PermView, c.ID)
		for _, a := range actions {
			if err == nil {
				if a == aid.ConfirmEnd {
					now.EndedOn, now.RevisitDueOn = tx.Today(), ""
				}
				err = b.aid.ActTx(ctx, tx, &now, a, aid.Act{Reason: "测试"})
			}
		}
		c = now
		return err
	})
	return c
}

func (b *bundle) assisting(seq int) aid.Case {
	return b.moved(b.accepted(seq), aid.StartCheck, aid.ReportIn, aid.VisitDone, aid.Propose, aid.PublishNotice, aid.CloseNotice, aid.Recognise, aid.ApprovePlan)
}

func (b *bundle) now(id string) aid.Case {
	b.t.Helper()
	var c aid.Case
	b.Do(b.everything(), func(ctx context.Context, tx *db.Tx) (err error) {
		c, err = b.aid.CaseTx(ctx, tx, aid.PermView, id)
		return err
	})
	return c
}

func (b *bundle) staff(logins ...string) []string {
	out := []string{}
	for _, l := range logins {
		out = append(out, b.Staff(l).ID)
	}
	return out
}

func (b *bundle) planned(c aid.Case, kind string) visit.Visit {
	b.t.Helper()
	v, err := b.visit.Plan(b.As("union-officer"), c.ID, visit.PlanInput{Kind: kind, PlannedOn: b.today(), Visitors: b.staff("cadre", "street-officer")})
	b.ok(err)
	return v
}

func (b *bundle) today() string { return b.Clock.Now().Format(time.DateOnly) }

func (b *bundle) png(login string) (id string) {
	b.t.Helper()
	b.file++
	img := image.NewGray(image.Rect(0, 0, 300, 120))
	for i := range 300 {
		img.SetGray(i, (i*b.file*7)%120, color.Gray{Y: 255})
	}
	var buf bytes.Buffer
	b.ok(png.Encode(&buf, img))
	ref, err := b.store.Put(b.t.Context(), &buf, 1<<20, blob.Images())
	b.ok(err)
	b.Do(b.As(login), func(ctx context.Context, tx *db.Tx) error {
		f, err := blob.RecordTx(ctx, tx, ref, "a.png", "photo", "")
		id = f.ID
		return err
	})
	return id
}

// filled is a form that lacks nothing.
func (b *bundle) filled(v visit.Visit) visit.Record {
	b.t.Helper()
	d, err := b.visit.Get(b.As("cadre"), v.ID)
	b.ok(err)
	now := b.Clock.Now().UnixMilli()
	r := visit.Record{
		Place: "会战街道", StartedAt: now - 3_600_000, FinishedAt: now, Respondent: "荆小梅", Relation: "本人", StaffRelative: "no",
		Dwelling: visit.Dwelling{Type: people.Housings().Entries()[0].Code, Area: "62.5", Condition: "poor"}, Living: visit.Living{Note: "家中简朴"},
		Changes: visit.Changes{Income: "月收入减少 800 元"}, Photos: []visit.Photo{{FileID: b.png("cadre"), Kind: "outside", TakenAt: now}},
		Conclusion: "情况属实", Advice: visit.Advices(v.Kind)[0], AdviceReason: "丈夫失业",
		Members: []visit.Presence{{PersonID: d.Members[0].ID, Present: true, FileID: b.png("cadre")}, {PersonID: d.Members[2].ID, Present: true}},
	}
	for _, x := range v.Visitors {
		r.Signatures = append(r.Signatures, visit.Signature{StaffID: x.StaffID, FileID: b.png("cadre")})
	}
	return r
}

func (b *bundle) done(v visit.Visit, change ...func(*visit.Record)) visit.Visit {
	b.t.Helper()
	r := b.filled(v)
	for _, f := range change {
		f(&r)
	}
	v, err := b.visit.Complete(b.As("cadre"), v.ID, v.Version, r)
	b.ok(err)
	return v
}

func TestTwoDifferentPeopleGo(t *testing.T) {
	b := setup(t)
	c := b.accepted(1)
	in := visit.PlanInput{Kind: visit.Initial, PlannedOn: "2020-05-08", Visitors: b.staff("cadre", "cadre")}
	_, err := b.visit.Plan(b.As("union-officer"), c.ID, in)
	b.want(err, "VISIT_ONE_PERSON")
	in.Visitors = b.staff("cadre", "street-officer")
	_, err = b.visit.Plan(b.As("civil-officer"), c.ID, in)
	b.want(err, "not_found")
	_, err = b.visit.Plan(b.As("union-leader"), c.ID, in)
	b.want(err, "forbidden")
	for code, change := range map[string]func(*visit.PlanInput){
		"visit.date":       func(x *visit.PlanInput) { x.PlannedOn = "2022-01-01" },
		"visit.kind_state": func(x *visit.PlanInput) { x.Kind = visit.Revisit },
		"visit.month":      func(x *visit.PlanInput) { x.Month = 3 },
		"visit.staff":      func(x *visit.PlanInput) { x.Visitors = append(b.staff("cadre"), "nobody") },
		"visit.nobody_may": func(x *visit.PlanInput) { x.Visitors = b.staff("maker", "reviewer") },
	} {
		wrong := in
		change(&wrong)
		_, err := b.visit.Plan(b.As("union-officer"), c.ID, wrong)
		b.want(err, code)
	}
	_, err = b.aid.Get(b.As("street-officer"), c.ID)
	b.want(err, "not_found")
	v, err := b.visit.Plan(b.As("union-officer"), c.ID, in)
	b.ok(err)
	if _, err := b.aid.Get(b.As("street-officer"), c.ID); err != nil {
		t.Fatal("an appointed visitor does not see the case:", err)
	}
	board, err := b.tasks.Mine(b.As("street-officer"), visit.TaskPlanned, 0)
	b.ok(err)
	if board.Total != 1 {
		t.Fatalf("%+v", board)
	}
	_, err = b.visit.Plan(b.As("union-officer"), c.ID, in)
	b.want(err, "visit.planned_already")
	v, err = b.visit.Replan(b.As("union-officer"), v.ID, v.Version, visit.PlanInput{PlannedOn: "2020-05-09", Visitors: b.staff("cadre", "union-officer2")})
	b.ok(err)
	_, err = b.visit.Replan(b.As("union-officer"), v.ID, 1, in)
	b.want(err, "stale")
	_, err = b.aid.Get(b.As("street-officer"), c.ID)
	b.want(err, "not_found")
	_, err = b.visit.Cancel(b.As("union-officer"), v.ID, v.Version, "户主住院")
	b.ok(err)
	_, err = b.visit.Cancel(b.As("union-officer"), v.ID, v.Version+1, "再取消")
	b.want(err, "visit.not_planned")
	b.planned(c, visit.Initial)
}

func TestTheFormSaysWhatIsMissing(t *testing.T) {
	b := setup(t)
	v := b.planned(b.accepted(1), visit.Initial)
	_, err := b.visit.Complete(b.As("cadre"), v.ID, v.Version, visit.Record{})
	for _, code := range []string{
		"visit.place_missing", "visit.photo_missing", "visit.visitor_unsigned", "visit.nobody_present", "visit.dwelling_missing",
		"visit.respondent_missing", "visit.relative_unanswered", "visit.conclusion_missing", "visit.advice_missing", "visit.time_wrong", "visit.living_missing", "visit.condition_missing",
	} {
		b.want(err, code)
	}
	whole := b.filled(v)
	for code, change := range map[string]func(*visit.Record){
		"visit.photo_missing":    func(r *visit.Record) { r.Photos = nil },
		"visit.visitor_unsigned": func(r *visit.Record) { r.Signatures = r.Signatures[:1] },
		"visit.member_unsigned":  func(r *visit.Record) { r.Members = []visit.Presence{{PersonID: r.Members[0].PersonID, Present: true}} },
		"visit.witness_missing": func(r *visit.Record) {
			r.Members = []visit.Presence{{PersonID: r.Members[0].PersonID, Present: true, Refused: true}}
		},
		"visit.nobody_present":    func(r *visit.Record) { r.Members = r.Members[:0] },
		"visit.member_unknown":    func(r *visit.Record) { r.Members = []visit.Presence{{PersonID: "x", Present: true, Refused: true}} },
		"RELATIVE_NOT_REGISTERED": func(r *visit.Record) { r.StaffRelative = "yes" },
		"visit.time_wrong":        func(r *visit.Record) { r.FinishedAt += 3_600_000 },
		"field.choice":            func(r *visit.Record) { r.Dwelling.Condition = "palace" },
		"blob.unknown_file":       func(r *visit.Record) { r.Photos = []visit.Photo{{FileID: "x"}} },
	} {
		r := whole
		r.Members = slices.Clone(whole.Members)
		change(&r)
		_, err := b.visit.Complete(b.As("cadre"), v.ID, v.Version, r)
		b.want(err, code)
	}
	_, err = b.visit.Complete(b.As("union-officer"), v.ID, v.Version, whole)
	b.want(err, "visit.not_visitor")
	witnessed := whole
	witnessed.Members = []visit.Presence{{PersonID: whole.Members[0].PersonID, Present: true, Refused: true, RefusedReason: "不愿签字", WitnessName: "邻居王某", WitnessFileID: b.png("cadre")}}
	v, err = b.visit.Complete(b.As("cadre"), v.ID, v.Version, witnessed)
	b.ok(err)
	_, err = b.visit.Complete(b.As("cadre"), v.ID, v.Version, whole)
	b.want(err, "visit.not_planned")
}

func TestDraftsAreKept(t *testing.T) {
	b := setup(t)
	v := b.planned(b.accepted(1), visit.Initial)
	photo := b.png("cadre")
	v, err := b.visit.SaveDraft(b.As("cadre"), v.ID, v.Version, visit.Record{Place: "会战街道", Photos: []visit.Photo{{FileID: photo}}})
	b.ok(err)
	_, err = b.visit.SaveDraft(b.As("street-officer"), v.ID, 1, visit.Record{})
	b.want(err, "stale")
	d, err := b.visit.Get(b.As("street-officer"), v.ID) // the colleague goes on with it
	b.ok(err)
	if d.Record.Place != "会战街道" || d.Record.Photos[0].FileID != photo || len(d.Missing) == 0 || d.Missing[0].Code != "visit.respondent_missing" || len(d.Members) != 3 || !d.Members[2].IsMinor {
		t.Fatalf("%+v", d)
	}
	_, err = b.visit.SaveDraft(b.As("street-officer"), v.ID, v.Version, d.Record)
	b.ok(err)
	_, err = b.visit.Get(b.As("civil-officer"), v.ID)
	b.want(err, "not_found")
}

func TestAFirstVisitMovesTheCaseOn(t *testing.T) {
	b := setup(t)
	early := b.moved(b.accepted(1), aid.StartCheck)
	b.done(b.planned(early, visit.Initial))
	if now := b.now(early.ID); now.State != aid.Checking || now.VisitOn != "2020-05-07" {
		t.Fatal(now.State, now.VisitOn)
	}
	c := b.moved(b.accepted(2), aid.StartCheck, aid.ReportIn)
	v := b.done(b.planned(c, visit.Initial))
	if now := b.now(c.ID); now.State != aid.FirstOpinion || now.VisitOn != "2020-05-07" || v.State != visit.Done || v.DoneOn != "2020-05-07" {
		t.Fatal(now.State, now.VisitOn)
	}
	b.Do(b.System(), func(ctx context.Context, tx *db.Tx) error {
		who, err := b.visit.VisitorsTx(ctx, tx, c.ID)
		if len(who) != 2 || who[0].StaffID != b.Staff("cadre").ID {
			t.Errorf("%+v", who)
		}
		return err
	})
}

func TestRelativesAreRegisteredAndStayAway(t *testing.T) {
	b := setup(t)
	c := b.accepted(1)
	v := b.planned(c, visit.Initial)
	r := b.filled(v)
	r.StaffRelative = "yes"
	_, err := b.visit.Complete(b.As("cadre"), v.ID, v.Version, r)
	b.want(err, "RELATIVE_NOT_REGISTERED")
	in := visit.RelativeInput{PersonID: r.Members[0].PersonID, StaffID: b.Staff("union-officer2").ID, StaffName: "x", StaffOrg: "x", Relation: "姐弟"}
	got, err := b.visit.Register(b.As("cadre"), c.ID, in)
	b.ok(err)
	if got.StaffName != b.Staff("union-officer2").Name {
		t.Error(got)
	}
	_, err = b.visit.Register(b.As("cadre"), c.ID, in)
	b.want(err, "visit.relative_known")
	_, err = b.visit.Replan(b.As("union-officer"), v.ID, v.Version, visit.PlanInput{PlannedOn: "2020-05-09", Visitors: b.staff("cadre", "union-officer2")})
	b.want(err, "visit.relative_visits")
	list, err := b.visit.Colleagues(b.As("union-officer"), c.ID, visit.Initial, "")
	b.ok(err)
	if len(list) < 5 || slices.ContainsFunc(list, func(x visit.Colleague) bool { return x.StaffID == in.StaffID }) {
		t.Errorf("%+v", list)
	}
	_, err = b.visit.Complete(b.As("cadre"), v.ID, v.Version, r)
	b.ok(err)
}

func (b *bundle) daily() int {
	b.t.Helper()
	n, err := b.visit.Daily(b.System(aid.PermView, aid.PermClock))
	b.ok(err)
	return n
}

func (b *bundle) open(caseID string, kinds ...string) (out []string) {
	b.t.Helper()
	b.Do(b.System(), func(ctx context.Context, tx *db.Tx) error {
		list, err := b.tasks.OfCaseTx(ctx, tx, caseID)
		out = nil
		for _, t := range list {
			if slices.Contains(kinds, t.Kind) {
				out = append(out, t.Kind+":"+t.ObjectID)
			}
		}
		return err
	})
	return out
}

func TestRemindersDueAndHold(t *testing.T) {
	b := setup(t)
	c := b.assisting(1) // due 2020-11-07
	day := func(on string) {
		at, err := time.Parse(time.DateOnly, on)
		b.ok(err)
		b.Clock.Set(at.Add(2 * time.Hour))
	}
	for _, step := range []struct {
		on, reminder string
		changed      int
		state        flow.State
		held         int
	}{
		{"2020-09-01", "", 0, aid.Assisting, 0},
		{"2020-10-08", "revisit_reminder:2020-11-07/30", 1, aid.Assisting, 0},
		{"2020-10-08", "revisit_reminder:2020-11-07/30", 0, aid.Assisting, 0},
		{"2020-10-24", "revisit_reminder:2020-11-07/15", 1, aid.Assisting, 0},
		{"2020-11-07", "revisit_reminder:2020-11-07/0", 1, aid.RevisitDue, 0},
		{"2020-11-08", "revisit_reminder:2020-11-07/0", 1, aid.RevisitDue, 1},
		{"2020-11-09", "revisit_reminder:2020-11-07/0", 0, aid.RevisitDue, 2}, // new orders are held too, said once
	} {
		day(step.on)
		if n := b.daily(); n != step.changed {
			t.Fatalf("%s: %d changed, want %d", step.on, n, step.changed)
		}
		if got := b.open(c.ID, visit.TaskReminder); step.reminder != "" && !slices.Equal(got, []string{step.reminder}) || step.reminder == "" && len(got) > 0 {
			t.Fatalf("%s: %v", step.on, got)
		}
		if now := b.now(c.ID); now.State != step.state || len(b.orders.held) != step.held {
			t.Fatalf("%s: %s, held %v", step.on, now.State, b.orders.held)
		}
	}
	v := b.done(b.planned(c, visit.Revisit))
	if got := b.open(c.ID, visit.TaskReminder, visit.TaskOutcome); !slices.Equal(got, []string{"revisit_outcome:" + v.ID}) {
		t.Fatal(got)
	}
	_, err := b.visit.Decide(b.As("union-officer"), v.ID, visit.OutcomeInput{Version: v.Version, Outcome: visit.Keep, RaiseFen: 1, Reason: "病情反复"})
	b.want(err, "visit.raise_needs_increase")
	decided := b.now(c.ID).ProposedFen
	v, err = b.visit.Decide(b.As("union-officer"), v.ID, visit.OutcomeInput{Version: v.Version, Outcome: visit.Increase, RaiseFen: 120_000, Reason: "病情反复"})
	b.ok(err)
	now := b.now(c.ID)
	if now.ProposedFen != decided+120_000 {
		t.Errorf("decided %d, was %d", now.ProposedFen, decided)
	}
	if now.State != aid.Assisting || now.RevisitDueOn != "2021-05-09" || !slices.Equal(b.orders.resumed, []string{c.ID}) {
		t.Fatal(now.State, now.RevisitDueOn, b.orders.resumed)
	}
	b.Do(b.System(), func(ctx context.Context, tx *db.Tx) error {
		o, err := b.visit.OutcomeTx(ctx, tx, c.ID)
		if o.Outcome != visit.Increase || o.VisitID != v.ID {
			t.Errorf("%+v", o)
		}
		return err
	})
	if n := b.daily(); n != 0 {
		t.Error("changed", n)
	}
}

func TestTheVisitorDoesNotDecide(t *testing.T) {
	b := setup(t)
	c := b.assisting(1)
	v, err := b.visit.Plan(b.As("union-officer"), c.ID, visit.PlanInput{Kind: visit.Revisit, PlannedOn: "2020-05-08", Visitors: b.staff("cadre", "union-officer")})
	b.ok(err)
	decide := visit.OutcomeInput{Version: v.Version, Outcome: visit.Keep, Reason: "情况稳定"}
	_, err = b.visit.Decide(b.As("union-officer2"), v.ID, decide)
	b.want(err, "visit.not_done")
	v = b.done(v)
	_, err = b.visit.Decide(b.As("union-officer2"), v.ID, decide)
	b.want(err, "stale")
	decide.Version = v.Version
	_, err = b.visit.Decide(b.As("union-officer"), v.ID, decide)
	b.want(err, "visit.visitor_decides")
	_, err = b.visit.Decide(b.As("cadre"), v.ID, decide)
	b.want(err, "forbidden")
	_, err = b.visit.Decide(b.As("civil-officer"), v.ID, decide)
	b.want(err, "not_found")
	end := visit.OutcomeInput{Version: v.Version, Outcome: visit.End, Reason: "已就业"}
	_, err = b.visit.Decide(b.As("union-officer2"), v.ID, end)
	b.want(err, "aid.exit_reason_unknown")
	end.ReasonCode, end.Notice = "cause_gone", aid.NoticeInput{Place: "会战社区", Unit: "第一采油厂", Phone: "0459-1234567"}
	v, err = b.visit.Decide(b.As("union-officer2"), v.ID, end)
	b.ok(err)
	if b.now(c.ID).State != aid.Ending || v.Outcome != visit.End {
		t.Fatal(b.now(c.ID).State)
	}
	decide.Version = v.Version
	_, err = b.visit.Decide(b.As("union-officer2"), v.ID, decide)
	b.want(err, "visit.decided")
}

func TestFollowUpAfterTheEnd(t *testing.T) {
	b := setup(t)
	c := b.ended(1)
	plan := visit.PlanInput{Kind: visit.AfterExit, Month: 1, PlannedOn: "2020-06-05", Visitors: b.staff("cadre", "street-officer")}
	_, err := b.visit.Plan(b.As("civil-officer"), c.ID, plan)
	b.want(err, "not_found")
	v, err := b.visit.Plan(b.As("union-officer"), c.ID, plan)
	b.ok(err)
	board, err := b.visit.Board(b.As("union-officer"), visit.DueFilter{})
	b.ok(err)
	if len(board.FollowUps) != 3 || board.FollowUps[0].VisitID != v.ID || board.FollowUps[1].Month != 3 {
		t.Fatalf("%+v", board.FollowUps)
	}
	for _, g := range board.Groups {
		if g.Count != 0 {
			t.Errorf("an ended household stands in the list of cases: %+v", g)
		}
	}
	l, err := b.visit.Find(b.As("union-officer"), visit.Filter{})
	b.ok(err)
	if len(l.Rows) != 0 || l.Total != 0 {
		t.Errorf("an ended household stands in the list of visits: %+v", l.Rows)
	}
	v = b.done(v, func(r *visit.Record) { r.Advice, r.Relapse = "relapse", "new_bill" })
	asked, err := b.aid.Reopenings(b.As("union-leader"))
	b.ok(err)
	if v.Relapse != "new_bill" || len(asked) != 1 || asked[0].Signal != "new_bill" || asked[0].CaseID != c.ID {
		t.Fatalf("%+v", asked)
	}
	stable := b.ended(2)
	for _, m := range visit.Months() {
		plan.Month = m
		v, err := b.visit.Plan(b.As("union-officer"), stable.ID, plan)
		b.ok(err)
		b.done(v)
	}
	if now := b.now(stable.ID); now.State != aid.Archived || len(b.open(stable.ID, aid.TaskFollowUp)) != 0 {
		t.Fatal(now.State)
	}
}

func (b *bundle) ended(seq int) aid.Case {
	b.t.Helper()
	c := b.assisting(seq)
	notice := aid.NoticeInput{Place: "会战社区", Unit: "第一采油厂", Phone: "0459-1234567"}
	_, err := b.aid.ProposeEnd(b.As("union-officer"), c.ID, b.Version(c.ID), "cause_gone", "已就业", notice)
	b.ok(err)
	b.Later(20 * 24 * time.Hour)
	c, err = b.aid.ConfirmEnd(b.As("union-leader"), c.ID, b.Version(c.ID), "公示期满无异议")
	b.ok(err)
	return c
}

func TestTheBoardGroupsByDeadline(t *testing.T) {
	b := setup(t)
	late := b.moved(b.accepted(1), aid.StartCheck) // visit due 2020-05-20 or so
	soon := b.moved(b.accepted(2), aid.StartCheck)
	b.planned(soon, visit.Initial)
	b.accepted(3)
	b.assisting(4)
	board, err := b.visit.Board(b.As("union-officer"), visit.DueFilter{})
	b.ok(err)
	got := map[string]string{}
	for _, g := range board.Groups {
		for _, d := range g.Items {
			got[d.CaseID] = g.Code
			if d.Can == nil || d.AreaName == "" || d.StateText.ZH == "" {
				t.Errorf("%+v", d)
			}
		}
	}
	if len(got) != 2 || got[late.ID] != visit.Later || got[soon.ID] != visit.Today {
		t.Fatal(got)
	}
	board, err = b.visit.Board(b.As("street-officer"), visit.DueFilter{Mine: true})
	b.ok(err)
	if board.Groups[1].Count != 1 || !slices.Contains(board.Groups[1].Items[0].Can, "record") {
		t.Fatalf("%+v", board)
	}
	b.Later(30 * 24 * time.Hour)
	rows, _, total, err := b.visit.Due(b.As("union-officer"), visit.DueFilter{Group: visit.Overdue, Page: db.Page{Limit: 1}})
	b.ok(err)
	if len(rows) != 1 || total != 2 || rows[0].CaseID != soon.ID {
		t.Fatalf("%d %+v", total, rows)
	}
	rows, _, total, err = b.visit.Due(b.As("civil-officer"), visit.DueFilter{})
	b.ok(err)
	if len(rows) != 0 || total != 0 {
		t.Fatal("another department's cases:", rows)
	}
	b.Do(b.System(), func(ctx context.Context, tx *db.Tx) error {
		e, _, err := journal.Find(ctx, tx, journal.Filter{Action: "visit.plan"})
		if len(e) != 1 {
			t.Error(e)
		}
		return err
	})
}

func TestThePaper(t *testing.T) {
	b := setup(t)
	v := b.planned(b.accepted(1), visit.Initial)
	_, _, err := b.visit.Print(b.As("cadre"), v.ID)
	b.want(err, "visit.not_done")
	v = b.done(v, func(r *visit.Record) {
		r.Incomes = []visit.Statement{{Kind: "wage", YearFen: 1_234_500, Note: "临时工"}}
		r.Property = []visit.Seen{{Kind: "appliance", Count: 2, Note: "旧电视、冰箱"}}
		r.Photos = append(r.Photos, visit.Photo{FileID: b.png("cadre"), Kind: "inside"})
	})
	name, pdf, err := b.visit.Print(b.As("cadre"), v.ID)
	b.ok(err)
	if name != "入户调查表-DQ-2020-0001.pdf" || !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		t.Fatal(name, len(pdf))
	}
	if out := os.Getenv("VISIT_SAMPLE"); out != "" {
		b.ok(os.WriteFile(out, pdf, 0o600))
	}
	_, _, err = b.visit.Print(b.As("civil-officer"), v.ID)
	b.want(err, "not_found")
}
