package meeting_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"yice/internal/core/policy"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/module/aid"
	"yice/internal/module/meeting"
	"yice/rules"
)

func TestTheTableIsSound(t *testing.T) {
	t.Parallel()
	if bad := meeting.Table().Check(meeting.Preparing); len(bad) > 0 {
		t.Fatal(bad)
	}
}

func TestOneWholeSession(t *testing.T) {
	t.Parallel()
	b := setup(t)
	cases := b.tabled("disabled", "union", "civil")
	m := b.called(meeting.Regular)
	if m.Number != "2020H1" || m.Title != "2020年上半年联席会议" || !has(m.Can, "agenda") {
		t.Fatalf("%+v", m)
	}
	v, err := b.meeting.Agenda(b.As("secretary"), m.ID, meeting.AgendaInput{AllCases: true})
	b.ok(err)
	if v.Readiness.Cases != 3 || v.Readiness.Ready != 3 || v.Quorum != 5 || len(v.Seats) != 8 {
		t.Fatalf("%+v quorum %d seats %d", v.Readiness, v.Quorum, len(v.Seats))
	}
	first := b.motionOf(m, cases[0].ID)
	b.ok(b.meeting.Say(b.As("civil-leader"), first.ID, meeting.SayInput{Stance: "reserved", Opinion: "已享农村低保，建议生活救助减为 3,000 元。"}))
	b.ok(b.meeting.SetPlan(b.As("disabled-officer"), first.ID, b.motionOf(m, cases[0].ID).Version, []meeting.PlanLine{{Owner: "市残联", Text: "医疗救助发放", DueOn: "2020-06-15"}}))
	b.want(b.meeting.Vote(b.As("union-leader"), first.ID, meeting.VoteInput{Vote: meeting.Yes}), "meeting.not_in_session")
	b.here(m, "", "union", "civil", "hr", "disabled", "youth", "women")
	b.ok(b.move(m, meeting.Open))

	b.want(b.meeting.Vote(b.As("disabled-leader"), first.ID, meeting.VoteInput{Vote: meeting.Yes}), "meeting.recused")
	b.want(b.meeting.Vote(b.As("civil-leader"), first.ID, meeting.VoteInput{Vote: meeting.Reserved}), "meeting.dissent_required")
	b.ok(b.meeting.Vote(b.As("civil-leader"), first.ID, meeting.VoteInput{Vote: meeting.Reserved, Dissent: "生活救助应减为 3,000 元。"}))
	b.ok(b.meeting.Vote(b.As("union-leader"), first.ID, meeting.VoteInput{Vote: meeting.Yes}))
	b.hands(m, first, meeting.Yes, "", "hr", "youth", "women")
	r, err := b.decide(m, cases[0].ID, meeting.DecideInput{Result: meeting.Agreed})
	b.ok(err)
	if r.Number != "2020H1-2" || r.AmountFen != 1_400_000 || r.Yes != 5 || r.Reserved != 1 || r.Recused != 1 || r.Voters != 6 {
		t.Fatalf("%+v", r)
	}
	if c := b.caseOf(cases[0].ID); c.State != aid.Recognised || c.RecognisedOn != b.today() || c.MeetingID != m.ID {
		t.Fatalf("%+v", c)
	}
	_, err = b.decide(m, cases[1].ID, meeting.DecideInput{Result: meeting.Deferred, Text: "补充病历"})
	b.ok(err)
	if c := b.caseOf(cases[1].ID); c.State != aid.Deferred {
		t.Fatal(c.State)
	}
	third := b.motionOf(m, cases[2].ID)
	b.want(b.move(m, meeting.Close), "meeting.motions_open")
	b.hands(m, third, meeting.No, "", "union", "hr", "youth")
	_, err = b.decide(m, cases[2].ID, meeting.DecideInput{Result: meeting.Rejected, Text: "收入超过标准"})
	b.want(err, "meeting.nobody_voted")
	b.hands(m, third, meeting.Abstain, "disabled", "women")
	_, err = b.decide(m, cases[2].ID, meeting.DecideInput{Result: meeting.Rejected, Text: "收入超过标准"})
	b.ok(err)
	if c := b.caseOf(cases[2].ID); c.State != aid.Declined || c.IsOpen {
		t.Fatal(c.State)
	}
	_, err = b.meeting.Decide(b.As("chair"), third.ID, meeting.DecideInput{Version: third.Version, Result: meeting.Agreed})
	b.want(err, "meeting.decided")
	b.ok(b.move(m, meeting.Close))
	if b.lines(cases[0].ID, "meeting.decide") != 1 || b.lines(cases[0].ID, "aid.recognise") != 1 || b.lines(cases[0].ID, "meeting.voice") == 0 {
		t.Fatal("the timeline does not tell of the meeting")
	}
}

func TestMinutesAreFrozen(t *testing.T) {
	t.Parallel()
	b := setup(t)
	cases := b.tabled("disabled")
	m := b.session()
	b.hands(m, b.motionOf(m, cases[0].ID), meeting.Yes, "", "union", "hr", "civil")
	_, err := b.decide(m, cases[0].ID, meeting.DecideInput{Result: meeting.Agreed})
	b.ok(err)
	draft, name, err := b.meeting.MinutesPDF(b.As("secretary"), m.ID)
	b.ok(err)
	again, _, err := b.meeting.MinutesPDF(b.As("secretary"), m.ID)
	b.ok(err)
	if !bytes.Equal(draft, again) || !strings.HasSuffix(name, "纪要.pdf") {
		t.Fatal("the same minutes give other bytes")
	}
	b.ok(b.move(m, meeting.Close))
	b.ok(b.move(m, meeting.Minute))
	frozen, _, err := b.meeting.MinutesPDF(b.As("chair"), m.ID)
	b.ok(err)
	sum := sha256.Sum256(frozen)
	if got := b.view(m).Meeting.MinutesSHA256; got != hex.EncodeToString(sum[:]) || bytes.Equal(frozen, draft) {
		t.Fatalf("hash %s", got)
	}
	b.want(b.move(m, meeting.Minute), "flow.not_allowed")
	b.Later(24 * time.Hour)
	later, _, err := b.meeting.MinutesPDF(b.As("civil-leader"), m.ID)
	b.ok(err)
	if !bytes.Equal(frozen, later) {
		t.Fatal("frozen minutes changed")
	}
	b.Later(31 * 24 * time.Hour)
	_, _, err = b.meeting.MinutesPDF(b.As("civil-leader"), m.ID)
	b.want(err, "meeting.minutes_closed")
	_, _, err = b.meeting.MinutesPDF(b.As("auditor"), m.ID)
	b.ok(err)
}

func TestNoQuorumNoSession(t *testing.T) {
	t.Parallel()
	b := setup(t)
	cases := b.tabled("disabled")
	m := b.called(meeting.Regular)
	_, err := b.meeting.Agenda(b.As("secretary"), m.ID, meeting.AgendaInput{AllCases: true})
	b.ok(err)
	b.here(m, "", "union", "civil", "hr", "education")
	b.want(b.move(m, meeting.Open), "meeting.no_quorum")
	b.here(m, "disabled")
	b.ok(b.move(m, meeting.Open))
	b.hands(m, b.motionOf(m, cases[0].ID), meeting.Yes, "", "union", "civil", "hr")
	_, err = b.meeting.Attend(b.As("secretary"), m.ID, []meeting.AttendInput{{SeatID: b.seat(m, "hr").ID, Present: false}})
	b.ok(err)
	_, err = b.decide(m, cases[0].ID, meeting.DecideInput{Result: meeting.Agreed})
	b.want(err, "meeting.no_quorum")
}

func TestGuestsAbsentAndVisitorsDoNotVote(t *testing.T) {
	t.Parallel()
	b := setup(t)
	cases := b.tabled("disabled")
	hr := b.Staff("hr-leader")
	b.visitors[cases[0].ID] = []meeting.Visitor{{StaffID: hr.ID, Name: hr.Name}, {StaffID: b.Staff("union-leader").ID, Name: "赵主任"}}
	m := b.called(meeting.Regular)
	_, err := b.meeting.Agenda(b.As("secretary"), m.ID, meeting.AgendaInput{AllCases: true})
	b.ok(err)
	b.here(m, "", "union", "civil", "hr", "disabled", "youth", "education")
	b.ok(b.move(m, meeting.Open))
	mo := b.motionOf(m, cases[0].ID)
	if mo.Tally.Recused != 3 {
		t.Fatalf("%+v", mo.Tally)
	}
	b.want(b.meeting.Vote(b.As("hr-leader"), mo.ID, meeting.VoteInput{Vote: meeting.Yes}), "meeting.recused")
	secretary := b.As("secretary")
	vote := func(department string) error {
		return b.meeting.Vote(secretary, mo.ID, meeting.VoteInput{SeatID: b.seat(m, department).ID, Vote: meeting.Yes})
	}
	b.want(vote("education"), "meeting.no_vote")
	b.want(vote("women"), "meeting.absent")
	b.want(vote("disabled"), "meeting.recused")
	b.want(b.meeting.Vote(b.As("union-officer"), mo.ID, meeting.VoteInput{Vote: meeting.Yes}), "forbidden")
	_, err = b.meeting.Attend(secretary, m.ID, []meeting.AttendInput{{SeatID: b.seat(m, "hr").ID, Present: true, StaffID: b.Staff("civil-leader").ID}})
	b.want(err, "meeting.staff_elsewhere")
	_, err = b.meeting.Attend(secretary, m.ID, []meeting.AttendInput{{SeatID: b.seat(m, "hr").ID, Present: true, StaffID: b.Staff("hr-officer").ID}})
	b.ok(err)
	b.ok(vote("hr"))
	b.want(b.meeting.Vote(b.As("hr-leader"), mo.ID, meeting.VoteInput{Vote: meeting.No, Dissent: "x"}), "meeting.visitor_votes")
}

func TestWhatIsNotReadyIsNotAgreedTo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	cases := b.tabled("disabled")
	m := b.session()
	mo := b.motionOf(m, cases[0].ID)
	q, err := b.aid.Ask(b.As("civil-leader"), cases[0].ID, "低保金从几月起发？")
	b.ok(err)
	b.hands(m, mo, meeting.Yes, "", "union", "civil", "hr")
	_, err = b.decide(m, cases[0].ID, meeting.DecideInput{Result: meeting.Agreed})
	b.want(err, "meeting.not_ready")
	if f := errs.As(err).Fields; len(f) != 1 || f[0].Code != "meeting.needs_answer" {
		t.Fatalf("%+v", f)
	}
	for _, g := range b.view(m).Readiness.Gates {
		if want := map[bool]int{true: 0, false: 1}[g.Code == meeting.GateQuestions]; g.Done != want || g.Total != 1 {
			t.Errorf("%+v", g)
		}
	}
	b.ok(b.aid.Answer(b.As("disabled-officer"), cases[0].ID, q.ID, "4 月。"))
	_, err = b.decide(m, cases[0].ID, meeting.DecideInput{Result: meeting.Agreed})
	b.ok(err)
}

func TestOldVisitAndCheckCountOnTheMeetingsDay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.tabled("disabled")[0]
	m, err := b.meeting.Prepare(b.As("secretary"), meeting.Input{Kind: meeting.Regular, Period: "2020H2", HeldOn: "2020-12-25", HeldAt: "14:00", Place: "三楼", Chair: b.Staff("chair").ID})
	b.ok(err)
	v, err := b.meeting.Agenda(b.As("secretary"), m.ID, meeting.AgendaInput{CaseIDs: []string{c.ID}})
	b.ok(err)
	if got := v.Motions[0].Missing; len(got) != 2 || got[0].Code != "check" || got[1].Code != "visit" || v.Readiness.Ready != 0 {
		t.Fatalf("%+v", got)
	}
	b.here(m, "", "union", "civil", "hr", "disabled", "youth", "women")
	b.want(b.move(m, meeting.Open), "meeting.too_early")
	m, err = b.meeting.Change(b.As("secretary"), m.ID, meeting.ChangeInput{Version: v.Meeting.Version, HeldOn: b.today(), HeldAt: "09:00", Place: "三楼", Chair: b.Staff("chair").ID})
	b.ok(err)
	if v := b.view(m); v.Readiness.Ready != 1 {
		t.Fatalf("%+v", v.Readiness)
	}
	b.ok(b.move(m, meeting.Open))
}

func TestMinorityDoesNotCarryAndMajorityIsNotOverruled(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.tabled("disabled")[0]
	m := b.session()
	b.hands(m, b.motionOf(m, c.ID), meeting.Yes, "", "union", "hr") // three of six
	_, err := b.decide(m, c.ID, meeting.DecideInput{Result: meeting.Agreed})
	b.want(err, "meeting.no_majority")
	b.hands(m, b.motionOf(m, c.ID), meeting.Yes, "civil")
	_, err = b.decide(m, c.ID, meeting.DecideInput{Result: meeting.Rejected, Text: "不同意"})
	b.want(err, "meeting.vote_contradicts")
	_, err = b.decide(m, c.ID, meeting.DecideInput{Result: meeting.AgreedChanged})
	if f := errs.As(err).Fields; len(f) != 1 || f[0].Code != "meeting.text_required" {
		t.Fatalf("%v", err)
	}
	amount := int64(1_300_000)
	r, err := b.decide(m, c.ID, meeting.DecideInput{Result: meeting.AgreedChanged, Text: "生活救助减为 3,000 元", AmountFen: &amount})
	b.ok(err)
	if r.AmountFen != amount || b.caseOf(c.ID).ProposedFen != amount {
		t.Fatalf("%+v", r)
	}
}

func TestSomebodyVotedMeanwhile(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.tabled("disabled")[0]
	m := b.session()
	b.hands(m, b.motionOf(m, c.ID), meeting.Yes, "", "union", "hr", "youth")
	seen := b.motionOf(m, c.ID).Version
	b.ok(b.meeting.Vote(b.As("civil-leader"), b.motionOf(m, c.ID).ID, meeting.VoteInput{Vote: meeting.No, Dissent: "应先落实低保"}))
	_, err := b.decide(m, c.ID, meeting.DecideInput{Version: seen, Result: meeting.Agreed})
	b.want(err, "meeting.votes_changed")
	if e := errs.As(err); e.Kind != errs.Stale || e.Params["who"] != "钱主任" || e.Params["when"] == "" {
		t.Fatalf("%+v", e)
	}
	_, err = b.decide(m, c.ID, meeting.DecideInput{Result: meeting.Agreed})
	b.ok(err)
}

func TestOthersSeeTheCaseUntilThirtyDaysAfter(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.tabled("disabled")[0]
	if b.sees("civil-leader", c.ID) || b.sees("youth-officer", c.ID) {
		t.Fatal("seen before the agenda")
	}
	m := b.called(meeting.Regular)
	_, err := b.meeting.Agenda(b.As("secretary"), m.ID, meeting.AgendaInput{AllCases: true})
	b.ok(err)
	for _, login := range []string{"civil-leader", "youth-officer", "education-officer", "chair"} {
		if !b.sees(login, c.ID) {
			t.Errorf("%s does not see a case of the agenda", login)
		}
	}
	if b.sees("housing-officer", c.ID) || b.sees("sartu-civil-officer", c.ID) {
		t.Error("a department without a seat sees the case")
	}
	hidden, err := b.meeting.Get(b.As("housing-officer"), m.ID)
	b.ok(err)
	if mo := hidden.Motions[0]; mo.Shown || mo.Title != "" || mo.CaseID != "" || mo.AmountFen != 0 || len(mo.Voices) != 0 {
		t.Errorf("%+v", mo)
	}
	_, err = b.meeting.Sheet(b.As("housing-officer"), hidden.Motions[0].ID)
	b.want(err, "not_found")
	b.want(b.meeting.Say(b.As("housing-officer"), hidden.Motions[0].ID, meeting.SayInput{Stance: "agree", Opinion: "x"}), "not_found")
	sheet, err := b.meeting.Sheet(b.As("civil-leader"), hidden.Motions[0].ID)
	b.ok(err)
	if sheet.Story == nil || sheet.Story.SelfFen != 46_360_000 || len(sheet.Story.Proposals) != 2 || b.lines(c.ID, "meeting.look") != 1 {
		t.Errorf("%+v", sheet.Story)
	}
	b.Later(30 * 24 * time.Hour)
	if !b.sees("civil-leader", c.ID) {
		t.Error("not seen on the last day")
	}
	b.Later(24 * time.Hour)
	if b.sees("civil-leader", c.ID) || !b.sees("disabled-leader", c.ID) {
		t.Error("seen after thirty days")
	}
	if v, err := b.meeting.Get(b.As("civil-leader"), m.ID); err != nil || v.Motions[0].Shown {
		t.Errorf("%v %+v", err, v.Motions)
	}
}

func TestDroppedCasesAreClosedAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.tabled("disabled")[0]
	m := b.called(meeting.Regular)
	_, err := b.meeting.Agenda(b.As("secretary"), m.ID, meeting.AgendaInput{AllCases: true})
	b.ok(err)
	_, err = b.meeting.Agenda(b.As("secretary2"), m.ID, meeting.AgendaInput{CaseIDs: []string{c.ID}})
	b.want(err, "meeting.case_on_agenda")
	b.ok(b.meeting.Drop(b.As("secretary"), b.motionOf(m, c.ID).ID))
	b.Later(24 * time.Hour)
	if b.sees("civil-leader", c.ID) {
		t.Fatal("still seen")
	}
	list, err := b.meeting.Candidates(b.As("secretary"), m.ID)
	b.ok(err)
	if len(list.Cases) != 1 || list.Cases[0].CaseID != c.ID {
		t.Fatalf("%+v", list)
	}
	_, err = b.meeting.Candidates(b.As("civil-leader"), m.ID)
	b.want(err, "forbidden")
}

func TestCancelledMeetingFreesItsNumber(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.tabled("disabled")
	m := b.called(meeting.Regular)
	_, err := b.meeting.Prepare(b.As("secretary"), meeting.Input{Kind: meeting.Regular, Period: "2020H1", HeldOn: b.today(), HeldAt: "14:00", Place: "三楼", Chair: b.Staff("chair").ID})
	b.want(err, "meeting.number_taken")
	_, err = b.meeting.Agenda(b.As("secretary"), m.ID, meeting.AgendaInput{AllCases: true})
	b.ok(err)
	b.ok(b.move(m, meeting.Cancel))
	again := b.session()
	if v := b.view(again); len(v.Motions) != 1 || again.Number != "2020H1" {
		t.Fatalf("%+v", v)
	}
}

func TestExtraordinaryMeetingRatifiesUrgentAid(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.noticed("union", 1)
	b.urgents.rows = []meeting.Urgent{
		{ID: "u1", CaseID: c.ID, Reason: "抢救费用", AskedBy: "赵经办", AmountFen: 200_000},
		{ID: "u2", CaseID: c.ID, Reason: "冻伤", AskedBy: "赵经办", AmountFen: 100_000},
	}
	m := b.called(meeting.Extraordinary)
	if m.Number != "2020H1-E1" {
		t.Fatal(m.Number)
	}
	v, err := b.meeting.Agenda(b.As("secretary"), m.ID, meeting.AgendaInput{Urgents: true})
	b.ok(err)
	if len(v.Motions) != 2 || v.Motions[0].Kind != meeting.RatifyMotion || v.Readiness.Urgents != 2 || v.Motions[0].Tally.Recused != 1 {
		t.Fatalf("%+v", v.Motions)
	}
	b.here(m, "", "union", "civil", "hr", "disabled", "youth", "women")
	b.ok(b.move(m, meeting.Open))
	b.hands(m, v.Motions[0], meeting.Yes, "", "civil", "hr", "disabled")
	b.hands(m, v.Motions[1], meeting.No, "", "civil", "hr", "disabled", "youth", "women")
	now := b.view(m).Motions
	for _, result := range []string{meeting.AgreedChanged, meeting.Deferred} {
		_, err = b.meeting.Decide(b.As("chair"), now[0].ID, meeting.DecideInput{Version: now[0].Version, Result: result, Text: "减半"})
		b.want(err, "meeting.ratify_change")
	}
	_, err = b.meeting.Decide(b.As("chair"), now[0].ID, meeting.DecideInput{Version: now[0].Version, Result: meeting.Agreed})
	b.ok(err)
	_, err = b.meeting.Decide(b.As("chair"), now[1].ID, meeting.DecideInput{Version: now[1].Version, Result: meeting.Rejected, Text: "不属急难，追回"})
	b.ok(err)
	if r := b.urgents.ratified; !r["u1"] || r["u2"] || len(r) != 2 {
		t.Fatalf("%+v", r)
	}
	b.ok(b.move(m, meeting.Close))
}

// The next meeting hears of every urgent payment, also when nobody put it on the agenda, and cannot end before it has decided.
func TestNoMeetingPassesOverUrgentAid(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.noticed("union", 1)
	m := b.called(meeting.Regular)
	b.here(m, "", "union", "civil", "hr", "disabled", "youth", "women")
	b.urgents.rows = []meeting.Urgent{{ID: "u1", CaseID: c.ID, Reason: "抢救费用", AskedBy: "赵经办", AmountFen: 200_000}}
	b.ok(b.move(m, meeting.Open))
	v := b.view(m)
	if len(v.Motions) != 1 || v.Motions[0].Kind != meeting.RatifyMotion || v.Motions[0].Tally.Recused != 1 {
		t.Fatalf("%+v", v.Motions)
	}
	b.want(b.move(m, meeting.Close), "meeting.motions_open")
	b.hands(m, v.Motions[0], meeting.Yes, "", "civil", "hr", "disabled", "youth", "women")
	mo := b.view(m).Motions[0]
	_, err := b.meeting.Decide(b.As("chair"), mo.ID, meeting.DecideInput{Version: mo.Version, Result: meeting.Agreed})
	b.ok(err)
	b.ok(b.move(m, meeting.Close))
}

func TestAdoptedRuleHoldsFromItsDate(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p, err := b.policy.Propose(b.As("secretary"), policy.Proposal{Key: "visit.valid_months", Area: "230600", Value: "4", FromOn: "2020-07-01"})
	b.ok(err)
	other, err := b.policy.Propose(b.As("secretary"), policy.Proposal{Key: "joint_meeting.months", Area: "230600", Value: "3", FromOn: "2020-07-01"})
	b.ok(err)
	m := b.called(meeting.Regular)
	rule := meeting.AgendaInput{ParamIDs: []string{p.ID}, Title: "入户有效期缩短为四个月"}
	v, err := b.meeting.Agenda(b.As("secretary"), m.ID, rule)
	b.ok(err)
	_, err = b.meeting.Agenda(b.As("secretary"), m.ID, rule)
	b.want(err, "policy.on_agenda")
	b.ok(b.meeting.Drop(b.As("secretary"), v.Motions[0].ID)) // dropped is not rejected
	v, err = b.meeting.Agenda(b.As("secretary"), m.ID, rule)
	b.ok(err)
	if mo := v.Motions[0]; len(mo.Changes) != 1 || mo.Changes[0].Now != "6" || mo.Changes[0].Value != "4" || v.Readiness.Rules != 1 {
		t.Fatalf("%+v", mo)
	}
	b.here(m, "", "union", "civil", "hr", "disabled", "youth", "women")
	b.ok(b.move(m, meeting.Open))
	b.hands(m, v.Motions[0], meeting.Yes, "", "union", "civil", "hr")
	mo := b.view(m).Motions[0]
	in := meeting.DecideInput{Version: mo.Version, Result: meeting.AgreedChanged, Text: "改为五个月", Changes: []meeting.RuleChange{{ParamID: other.ID, Value: "1"}}}
	if _, err = b.meeting.Decide(b.As("chair"), mo.ID, in); errs.As(err).Kind != errs.Invalid {
		t.Fatalf("a draft outside the motion was changed: %v", err)
	}
	in.Changes[0] = meeting.RuleChange{ParamID: p.ID, Value: "5"}
	_, err = b.meeting.Decide(b.As("chair"), mo.ID, in)
	b.ok(err)
	b.ok(b.DB.View(b.System(), func(tx *db.Tx) error {
		for on, want := range map[string]int64{"2020-06-30": 6, "2020-07-01": 5} {
			params, err := b.policy.AtTx(b.System(), tx, "230602", on)
			b.ok(err)
			if n, err := params.Int("visit.valid_months"); err != nil || n != want {
				t.Errorf("%s: %d %v", on, n, err)
			}
		}
		return nil
	}))
	if mo := b.view(m).Motions[0]; len(mo.Changes) != 1 || mo.Changes[0].Value != "5" {
		t.Errorf("the record lost its rule: %+v", mo.Changes)
	}
}

// A text of rules comes before the meeting as a parameter does; the meeting may change its first day, not the text.
func TestAdoptedRuleSetHoldsFromItsDate(t *testing.T) {
	t.Parallel()
	b := setup(t)
	text := strings.Replace(string(rules.Files()["hardship"]), "max(line_year - income + rigid, yuan(0))", "max(line_year - income, yuan(0))", 1)
	draft, err := b.policy.ProposeRules(b.As("secretary"), policy.RuleProposal{Text: text, FromOn: "2020-07-01", Note: "缺口不再计刚性支出"})
	b.ok(err)
	m := b.called(meeting.Regular)
	free, err := b.meeting.Candidates(b.As("secretary"), m.ID)
	b.ok(err)
	if len(free.Rules) != 1 || free.Rules[0].Kind != policy.ChangeRules || free.Rules[0].ID != draft.ID {
		t.Fatalf("%+v", free.Rules)
	}
	motion := meeting.AgendaInput{RuleIDs: []string{draft.ID}, Title: "困难职工认定规则修改"}
	v, err := b.meeting.Agenda(b.As("secretary"), m.ID, motion)
	b.ok(err)
	_, err = b.meeting.Agenda(b.As("secretary"), m.ID, motion)
	b.want(err, "flow.not_allowed")
	b.want(b.policy.WithdrawRules(b.As("secretary"), draft.ID), "flow.not_allowed")
	b.here(m, "", "union", "civil", "hr", "disabled", "youth", "women")
	b.ok(b.move(m, meeting.Open))
	b.hands(m, v.Motions[0], meeting.Yes, "", "union", "civil", "hr")
	mo := b.view(m).Motions[0]
	if len(mo.Changes) != 1 || mo.Changes[0].Now != "v1" || mo.Changes[0].Value != "v2" || len(mo.Changes[0].Otherwise) == 0 {
		t.Fatalf("%+v", mo.Changes)
	}
	in := meeting.DecideInput{Version: mo.Version, Result: meeting.AgreedChanged, Text: "推迟一个月", Changes: []meeting.RuleChange{{ParamID: draft.ID, Value: "v3"}}}
	_, err = b.meeting.Decide(b.As("chair"), mo.ID, in)
	b.want(err, "policy.text_fixed")
	in.Changes[0] = meeting.RuleChange{ParamID: draft.ID, FromOn: "2020-08-01"}
	_, err = b.meeting.Decide(b.As("chair"), mo.ID, in)
	b.ok(err)
	b.ok(b.DB.View(b.System(), func(tx *db.Tx) error {
		for on, changed := range map[string]bool{"2020-07-31": false, "2020-08-01": true} {
			_, hashes, err := b.policy.ProgramTx(b.System(), tx, policy.Platform, on, nil)
			if b.ok(err); (hashes["hardship"] == draft.Hash) != changed {
				t.Errorf("%s: %v", on, hashes)
			}
		}
		return nil
	}))
	if mo := b.view(m).Motions[0]; len(mo.Changes) != 1 || mo.Changes[0].FromOn != "2020-08-01" {
		t.Errorf("the record lost its rule: %+v", mo.Changes)
	}
}

func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.tabled("disabled")[0]
	m := b.session()
	mo := b.motionOf(m, c.ID)
	for _, login := range []string{"union-leader", "chair", "auditor", "disabled-officer"} {
		_, err := b.meeting.Prepare(b.As(login), meeting.Input{Kind: meeting.Extraordinary, Period: "2020H1", HeldOn: b.today(), Chair: b.Staff("chair").ID})
		b.want(err, "forbidden")
	}
	for _, login := range []string{"secretary", "union-leader", "auditor"} {
		_, err := b.meeting.Decide(b.As(login), mo.ID, meeting.DecideInput{Version: mo.Version, Result: meeting.Agreed})
		b.want(err, "forbidden")
	}
	b.want(b.meeting.Vote(b.As("union-leader"), mo.ID, meeting.VoteInput{SeatID: b.seat(m, "hr").ID, Vote: meeting.Yes}), "forbidden")
	_, err := b.meeting.Get(b.As("maker"), m.ID)
	b.want(err, "forbidden")
	_, err = b.meeting.Prepare(b.As("secretary"), meeting.Input{Kind: meeting.Extraordinary, Period: "2020H1", HeldOn: b.today(), HeldAt: "10:00", Place: "x", Chair: b.Staff("union-leader").ID})
	if f := errs.As(err).Fields; len(f) != 1 || f[0].Code != "meeting.chair_role" {
		t.Fatal(err)
	}
	chair, err := b.meeting.Get(b.As("chair"), m.ID)
	b.ok(err)
	if can := chair.Motions[0].Can; !has(can, "decide") || !has(can, "vote") || has(can, "record_vote") {
		t.Fatalf("%v", can)
	}
}

func TestTasksAskForMeetingAndOpinions(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.tabled("disabled")[0]
	b.ok(b.meeting.Remind(b.System()))
	b.ok(b.meeting.Remind(b.System()))
	due := func(login, kind string) (out []string) {
		board, err := b.tasks.Mine(b.As(login), kind, 0)
		b.ok(err)
		for _, g := range board.Groups {
			for _, x := range g.Items {
				if kind != aid.TaskDecide || x.CaseID == "" {
					out = append(out, x.DueOn)
				}
			}
		}
		return out
	}
	if got := due("secretary", aid.TaskDecide); len(got) != 1 || got[0] != "2020-06-30" {
		t.Fatal(got)
	}
	m := b.called(meeting.Regular)
	if got := due("secretary", aid.TaskDecide); len(got) != 0 {
		t.Fatal(got)
	}
	_, err := b.meeting.Agenda(b.As("secretary"), m.ID, meeting.AgendaInput{AllCases: true})
	b.ok(err)
	if got := due("civil-leader", "meeting_opinion"); len(got) != 1 {
		t.Fatal(got)
	}
	b.ok(b.meeting.Say(b.As("civil-leader"), b.motionOf(m, c.ID).ID, meeting.SayInput{Stance: "agree", Opinion: "同意"}))
	if got := due("civil-leader", "meeting_opinion"); len(got) != 0 {
		t.Fatal(got)
	}
	b.here(m, "", "union", "civil", "hr", "disabled", "youth", "women")
	b.ok(b.move(m, meeting.Open))
	_, err = b.decide(m, c.ID, meeting.DecideInput{Result: meeting.Deferred, Text: "补充病历"})
	b.ok(err)
	b.ok(b.move(m, meeting.Close))
	if got := due("secretary", aid.TaskDecide); len(got) != 1 || got[0] != clock.AddMonths(b.today(), 6) {
		t.Fatal(got)
	}
}
