package meeting_test

import (
	"context"
	"testing"
	"time"

	"yice/internal/core/calendar"
	"yice/internal/core/flow"
	"yice/internal/core/people"
	"yice/internal/core/policy"
	"yice/internal/core/task"
	"yice/internal/kit/blob"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/journal"
	"yice/internal/kit/secret"
	"yice/internal/module/aid"
	"yice/internal/module/meeting"
	"yice/internal/testkit"
)

type bundle struct {
	*testkit.City
	t        *testing.T
	aid      *aid.Service
	policy   *policy.Service
	tasks    *task.Service
	meeting  *meeting.Service
	visitors map[string][]meeting.Visitor
	urgents  fakeUrgents
}

// fakeUrgents stands for the plan room.
type fakeUrgents struct {
	rows     []meeting.Urgent
	ratified map[string]bool
}

func (f *fakeUrgents) UnratifiedTx(context.Context, *db.Tx) ([]meeting.Urgent, error) {
	out := []meeting.Urgent{}
	for _, u := range f.rows {
		if _, done := f.ratified[u.ID]; !done {
			out = append(out, u)
		}
	}
	return out, nil
}

func (f *fakeUrgents) RatifyTx(_ context.Context, _ *db.Tx, id, _ string, ratify bool, _ string) error {
	f.ratified[id] = ratify
	return nil
}

func setup(t *testing.T) *bundle {
	t.Helper()
	grants := append(aid.Grants(), append(people.Grants(), append(policy.Grants(), meeting.Grants()...)...)...)
	codes := aid.Constraints()
	for k, v := range meeting.Constraints() {
		codes[k] = v
	}
	w := testkit.WorldWith(t, codes, grants...)
	keys, err := secret.New(secret.AES, testkit.Start())
	if err != nil {
		t.Fatal(err)
	}
	b := &bundle{City: w, t: t, visitors: map[string][]meeting.Visitor{}, urgents: fakeUrgents{ratified: map[string]bool{}}}
	ppl := people.New(w.DB, keys, func(ctx context.Context, tx *db.Tx, ids []string) ([]people.HouseholdCase, error) {
		return b.aid.HouseholdCasesTx(ctx, tx, ids)
	})
	cal, err := calendar.NewService(w.DB)
	b.ok(err)
	b.policy, err = policy.NewService(w.DB, keys)
	b.ok(err)
	_, err = b.policy.Load(w.System(policy.PermLoad), policy.Daqing())
	b.ok(err)
	files, err := blob.New(t.TempDir(), testkit.Start())
	b.ok(err)
	b.tasks = task.NewService(w.DB, cal)
	b.aid = aid.New(aid.Deps{DB: w.DB, Orgs: w.Org, People: ppl, Calendar: cal, Tasks: b.tasks, Policy: b.policy, Keys: keys})
	b.meeting = meeting.New(meeting.Deps{
		DB: w.DB, Cases: b.aid, Orgs: w.Org, Policy: b.policy, Tasks: b.tasks, Files: files, Urgents: &b.urgents,
		Visitors: func(_ context.Context, _ *db.Tx, caseID string) ([]meeting.Visitor, error) {
			return b.visitors[caseID], nil
		},
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

// noticed brings a case of the department to its notice.
func (b *bundle) noticed(department string, seq int) aid.Case {
	b.t.Helper()
	c, err := b.aid.Create(b.As(department+"-clerk"), application(seq), aid.OriginWindow)
	b.ok(err)
	c, err = b.aid.Submit(b.As(department+"-clerk"), c.ID, c.Version)
	b.ok(err)
	b.Do(b.System(aid.PermView, aid.PermStartCheck, aid.PermReport, aid.PermVisit), func(ctx context.Context, tx *db.Tx) error {
		c.Authorised = true
		b.ok(b.aid.ActTx(ctx, tx, &c, aid.StartCheck, aid.Act{}))
		c.CheckExpiresOn = clock.AddMonths(tx.Today(), 6)
		b.ok(b.aid.ActTx(ctx, tx, &c, aid.ReportIn, aid.Act{}))
		c.VisitOn, c.AssessmentID = tx.Today(), "test"
		return b.aid.ActTx(ctx, tx, &c, aid.VisitDone, aid.Act{})
	})
	officer := b.As(department + "-officer")
	c, err = b.aid.RecordPriors(officer, c.ID, b.Version(c.ID), []aid.PriorInput{{Department: "civil", Project: "临时救助", Purpose: "living", Period: "2020-04", AmountFen: 200_000}})
	b.ok(err)
	c, err = b.aid.Propose(officer, c.ID, b.Version(c.ID), aid.OpinionInput{Text: "两人入户属实，提请医疗和生活救助。", Proposals: []aid.Proposal{
		{Need: "medical", AmountFen: 1_000_000, Basis: "自付部分的 50%"}, {Need: "living", AmountFen: 400_000, Basis: "年上限 7,000 元"},
	}})
	b.ok(err)
	_, err = b.aid.PublishNotice(officer, c.ID, b.Version(c.ID), aid.NoticeInput{Place: "社区公告栏", Unit: "会战社区", Phone: "0459-6123456"})
	b.ok(err)
	return c
}

// tabled brings cases of the departments before the meeting; half a month passes.
func (b *bundle) tabled(departments ...string) []aid.Case {
	b.t.Helper()
	var out []aid.Case
	for i, d := range departments {
		out = append(out, b.noticed(d, i+1))
	}
	b.Later(15 * 24 * time.Hour)
	for i, d := range departments {
		c, err := b.aid.CloseNotice(b.As(d+"-officer"), out[i].ID, b.Version(out[i].ID))
		b.ok(err)
		out[i] = c
	}
	return out
}

func (b *bundle) today() string { return clock.Date(b.Clock.Now()) }

func (b *bundle) called(kind string) meeting.Meeting {
	b.t.Helper()
	m, err := b.meeting.Prepare(b.As("secretary"), meeting.Input{
		Kind: kind, Period: "2020H1", HeldOn: b.today(), HeldAt: "14:00", Place: "市政府三楼会议室",
		Chair: b.Staff("chair").ID, Guests: []string{b.OrgOf("education").ID},
	})
	b.ok(err)
	return m
}

func (b *bundle) view(m meeting.Meeting) meeting.View {
	b.t.Helper()
	v, err := b.meeting.Get(b.As("secretary"), m.ID)
	b.ok(err)
	return v
}

func (b *bundle) seat(m meeting.Meeting, department string) meeting.Seat {
	b.t.Helper()
	for _, s := range b.view(m).Seats {
		if s.Department == department {
			return s
		}
	}
	b.t.Fatalf("no seat of %s", department)
	return meeting.Seat{}
}

// here notes that the departments are there; "" is the chair.
func (b *bundle) here(m meeting.Meeting, departments ...string) {
	b.t.Helper()
	var in []meeting.AttendInput
	for _, d := range departments {
		s := b.seat(m, d)
		in = append(in, meeting.AttendInput{SeatID: s.ID, Present: true, StaffID: s.StaffID, Name: s.Name})
	}
	_, err := b.meeting.Attend(b.As("secretary"), m.ID, in)
	b.ok(err)
}

func (b *bundle) move(m meeting.Meeting, action flow.Action) error {
	b.t.Helper()
	_, err := b.meeting.Move(b.As("secretary"), m.ID, action)
	return err
}

func (b *bundle) motionOf(m meeting.Meeting, caseID string) meeting.Motion {
	b.t.Helper()
	for _, mo := range b.view(m).Motions {
		if mo.CaseID == caseID {
			return mo
		}
	}
	b.t.Fatal("not on the agenda")
	return meeting.Motion{}
}

// session is a meeting that has begun with everybody but the guests, over the cases.
func (b *bundle) session() meeting.Meeting {
	b.t.Helper()
	m := b.called(meeting.Regular)
	_, err := b.meeting.Agenda(b.As("secretary"), m.ID, meeting.AgendaInput{AllCases: true})
	b.ok(err)
	b.here(m, "", "union", "civil", "hr", "disabled", "youth", "women")
	b.ok(b.move(m, meeting.Open))
	return m
}

// hands records votes by show of hands.
func (b *bundle) hands(m meeting.Meeting, mo meeting.Motion, vote string, departments ...string) {
	b.t.Helper()
	var in []meeting.VoteInput
	for _, d := range departments {
		v := meeting.VoteInput{SeatID: b.seat(m, d).ID, Vote: vote}
		if vote == meeting.No || vote == meeting.Reserved {
			v.Dissent = "生活救助应减为 3,000 元。"
		}
		in = append(in, v)
	}
	b.ok(b.meeting.Vote(b.As("secretary"), mo.ID, in...))
}

func (b *bundle) decide(m meeting.Meeting, caseID string, in meeting.DecideInput) (meeting.Resolution, error) {
	b.t.Helper()
	mo := b.motionOf(m, caseID)
	if in.Version == 0 {
		in.Version = mo.Version
	}
	return b.meeting.Decide(b.As("chair"), mo.ID, in)
}

func (b *bundle) caseOf(id string) (c aid.Case) {
	b.t.Helper()
	b.ok(b.DB.View(b.System(aid.PermView), func(tx *db.Tx) (err error) {
		c, err = b.aid.CaseTx(b.System(aid.PermView), tx, aid.PermView, id)
		return err
	}))
	return c
}

func (b *bundle) lines(caseID, action string) int {
	b.t.Helper()
	n := 0
	b.ok(b.DB.View(b.System(), func(tx *db.Tx) error {
		rows, _, err := journal.Find(b.System(), tx, journal.Filter{CaseID: caseID, Action: action})
		n = len(rows)
		return err
	}))
	return n
}

func (b *bundle) sees(login, caseID string) bool {
	b.t.Helper()
	ctx := b.As(login)
	err := b.DB.View(ctx, func(tx *db.Tx) error {
		_, err := b.aid.CaseTx(ctx, tx, aid.PermView, caseID)
		return err
	})
	if err != nil && !errs.IsKind(err, errs.NotFound) {
		b.t.Fatal(err)
	}
	return err == nil
}

func has(list []string, word string) bool {
	for _, x := range list {
		if x == word {
			return true
		}
	}
	return false
}
