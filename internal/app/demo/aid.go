package demo

import (
	"context"
	"fmt"

	"yice/internal/kit/clock"
	"yice/internal/module/aid"
	"yice/internal/module/care"
	"yice/internal/module/fund"
	"yice/internal/module/meeting"
	"yice/internal/module/plan"
	"yice/internal/module/visit"
)

// The funds of the demo by what they are for.
const (
	poolFund  = "ZJ01"
	unionFund = "ZJ02"
)

// money opens the city's funds and fills them.
func (s *story) openFunds() {
	s.at("2019-08-02", "fuxue", "资金", func(ctx context.Context) error {
		s.funds = map[string]string{}
		for _, f := range []struct {
			code, name, source string
			yuan               int64
			payer, evidence    string
		}{
			{poolFund, "慈善一日捐资金池", "donation", 0, "", ""},
			{unionFund, "市总工会大病救助资金", "own_union", 300_000, "大庆市总工会", "工财〔2019〕7号"},
		} {
			made, err := s.app.Fund.Create(ctx, fund.NewFund{Code: f.code, Name: f.name, Source: f.source})
			if err != nil {
				return err
			}
			s.funds[f.code] = made.ID
			if f.yuan == 0 { // filled by the charity days
				continue
			}
			if _, err := s.app.Fund.Receive(ctx, made.ID, fund.Received{AmountFen: f.yuan * 100, PayerName: f.payer, EvidenceNo: f.evidence}); err != nil {
				return err
			}
		}
		return nil
	})
	for _, d := range charityDays() {
		s.giveOn(d)
	}
	s.endOf2019()
	s.goodsOf2020()
}

// meet holds a joint meeting: each case is decided as its tale says, the others as proposed.
func (s *story) meet(on, period string, tales []*tale, rejected, deferred map[*tale]string) {
	var m meeting.Meeting
	s.at(clock.AddDays(on, -5), "chenlixin", "筹备会议", func(ctx context.Context) (err error) {
		if m, err = s.app.Meeting.Prepare(ctx, meeting.Input{Kind: meeting.Regular, Period: period, HeldOn: on, HeldAt: "14:00", Place: "市政府三楼会议室", Chair: s.staff["fushizhang"].ID}); err != nil {
			return err
		}
		var ids []string
		for _, t := range tales {
			ids = append(ids, t.c.ID)
		}
		_, err = s.app.Meeting.Agenda(ctx, m.ID, meeting.AgendaInput{CaseIDs: ids})
		return err
	})
	s.at(on, "chenlixin", "开会", func(ctx context.Context) error {
		v, err := s.app.Meeting.Get(ctx, m.ID)
		if err != nil {
			return err
		}
		var here []meeting.AttendInput
		for _, seat := range v.Seats {
			here = append(here, meeting.AttendInput{SeatID: seat.ID, Present: true, StaffID: seat.StaffID, Name: seat.Name})
		}
		if _, err := s.app.Meeting.Attend(ctx, m.ID, here); err != nil {
			return err
		}
		_, err = s.app.Meeting.Move(ctx, m.ID, meeting.Open)
		return err
	})
	for _, t := range tales {
		s.decide(on, &m, t, rejected[t], deferred[t])
	}
	if period == "2020H1" {
		s.adoptDialysis(on, &m)
	}
	s.at(on, "chenlixin", "闭会和纪要", func(ctx context.Context) error {
		if _, err := s.app.Meeting.Move(ctx, m.ID, meeting.Close); err != nil {
			return err
		}
		_, err := s.app.Meeting.Move(ctx, m.ID, meeting.Minute)
		return err
	})
}

func (s *story) decide(on string, m *meeting.Meeting, t *tale, rejected, deferred string) {
	var motion meeting.Motion
	s.at(on, "chenlixin", "表决", func(ctx context.Context) error {
		v, err := s.app.Meeting.Get(ctx, m.ID)
		if err != nil {
			return err
		}
		for _, x := range v.Motions {
			if x.CaseID == t.c.ID {
				motion = x
			}
		}
		var votes []meeting.VoteInput
		for _, seat := range v.Seats {
			recused := false
			for _, x := range motion.Voices {
				recused = recused || x.SeatID == seat.ID && x.Recused
			}
			if !seat.Voting || recused {
				continue
			}
			in := meeting.VoteInput{SeatID: seat.ID, Vote: meeting.Yes}
			switch {
			case rejected != "":
				in.Vote, in.Dissent = meeting.No, rejected
			case len(votes) == 1 && s.v.r.IntN(4) == 0:
				in.Vote, in.Dissent = meeting.Reserved, "建议先用足低保渐退政策，金额可再压减"
			}
			votes = append(votes, in)
		}
		return s.app.Meeting.Vote(ctx, motion.ID, votes...)
	})
	s.at(on, "fushizhang", "宣布决议", func(ctx context.Context) error {
		v, err := s.app.Meeting.Get(ctx, m.ID)
		if err != nil {
			return err
		}
		in := meeting.DecideInput{Result: meeting.Agreed}
		for _, x := range v.Motions {
			if x.ID == motion.ID {
				in.Version = x.Version
			}
		}
		if rejected != "" {
			in.Result, in.Text = meeting.Rejected, rejected
		} else if deferred != "" {
			in.Result, in.Text = meeting.Deferred, deferred
		}
		_, err = s.app.Meeting.Decide(ctx, motion.ID, in)
		return err
	})
}

// assist drafts and approves the plan on the days after the meeting.
func (t *tale) assist(on string, extra ...plan.MeasureInput) {
	var p plan.Plan
	t.at(clock.AddDays(on, 2), t.desk.officer, "拟定方案", func(ctx context.Context) (err error) {
		in := plan.Input{Goal: "稳住家庭基本生活，减轻自付负担"}
		due := clock.AddDays(on, 20)
		for _, x := range t.proposals {
			f := t.funds[poolFund]
			if x.Basis == unionBasis {
				f = t.funds[unionFund]
			}
			m := plan.MeasureInput{
				Kind: plan.Cash, Need: x.Need, Title: cashTitle(x), PersonID: x.PersonID, OwnerOrgID: t.c.LeadOrgID,
				StartOn: clock.AddDays(on, 3), DueOn: due, Expected: "款项到户", AmountFen: x.AmountFen, FundID: f, Instalments: 1,
			}
			if n := t.parts[x.Need]; n > 1 {
				m.Instalments, m.DueOn = n, clock.AddDays(on, t.partsTo)
			}
			in.Measures = append(in.Measures, m)
		}
		in.Measures = append(in.Measures, t.helps(on)...)
		for _, m := range extra {
			m.OwnerOrgID = t.orgs[m.OwnerOrgID].ID
			if m.StartOn == "" {
				m.StartOn, m.DueOn = clock.AddDays(on, 3), clock.AddDays(on, 180)
			}
			in.Measures = append(in.Measures, m)
		}
		p, err = t.city.app.Plan.Save(ctx, t.c.ID, in)
		return err
	})
	t.at(clock.AddDays(on, 3), t.desk.leader, "批准方案", func(ctx context.Context) (err error) {
		if p, err = t.city.app.Plan.Approve(ctx, t.c.ID, p.ID, p.Version); err != nil || p.State == plan.Approved {
			return err
		}
		for _, who := range []string{"fushizhang", "zhoujun"} { // the larger the sum, the more signatures
			as, err := t.as(ctx, who)
			if err != nil {
				return err
			}
			if p, err = t.city.app.Plan.Approve(as, t.c.ID, p.ID, p.Version); err != nil || p.State == plan.Approved {
				return err
			}
		}
		return fmt.Errorf("plan of %s is not approved", t.c.Title)
	})
}

const unionBasis = "工会大病救助"

func cashTitle(x aid.Proposal) string {
	if x.Basis == unionBasis {
		return unionBasis
	}
	return map[string]string{"living": "平台生活救助", "medical": "平台医疗救助", "study": "平台助学救助"}[x.Need]
}

// helps are the measures without money that go with the needs.
func (t *tale) helps(on string) []plan.MeasureInput {
	var out []plan.MeasureInput
	for _, x := range []struct{ need, org, title, expected string }{
		{"employment", "hr", "推荐就业岗位", "三个月内上岗"},
		{"psychological", "women", "心理疏导每月一次", "情绪平稳"},
		{"nursing", "women", "上门护理和按摩", "生活能自理"},
		{"housing", "housing", "公租房配租", "入住公租房"},
		{"rehabilitation", "disabled", "康复训练和辅具适配", "能自行移动"},
		{"production", "agriculture", "提供猪仔和技术指导", "当年增收"},
	} {
		for _, n := range t.app.Needs {
			if n == x.need {
				out = append(out, plan.MeasureInput{Kind: plan.Help, Need: n, Title: x.title, OwnerOrgID: t.orgs[x.org].ID, StartOn: clock.AddDays(on, 5), DueOn: clock.AddDays(on, 170), Expected: x.expected, Sessions: 6})
			}
		}
	}
	return out
}

// session records services on a tale's household: n of them, a week apart.
func (t *tale) sessions(on string, kind string, n int) {
	for i := range n {
		day := clock.AddDays(on, 10+i*7)
		t.at(day, t.desk.officer, "服务", func(ctx context.Context) error {
			b, err := t.cases().Casebook(ctx, t.c.ID)
			if err != nil {
				return err
			}
			_, err = t.city.app.Care.Add(ctx, t.c.ID, care.SessionInput{
				State: "done", PersonID: b.Case.PayeePersonID, Kind: kind, ProviderID: t.providers[kind], StaffID: t.providerStaff[kind],
				OnDate: day, Minutes: 50, Place: "家中", Note: "状态平稳，继续跟进", Outcome: "better", Satisfaction: 5,
			})
			return err
		})
	}
}

// revisit visits again half a year after the last step and states the outcome.
func (t *tale) revisit(on, outcome, advice, reason string) {
	var v visit.Visit
	t.at(clock.AddDays(on, -3), t.desk.officer, "预约回访", func(ctx context.Context) (err error) {
		v, err = t.city.app.Visit.Plan(ctx, t.c.ID, visit.PlanInput{Kind: visit.Revisit, PlannedOn: on, Visitors: []string{t.staff[t.desk.second].ID, t.staff[t.desk.cadre].ID}})
		return err
	})
	t.at(on, t.desk.second, "回访", func(ctx context.Context) error {
		r, err := t.record(ctx, v)
		if err != nil {
			return err
		}
		r.Changes = visit.Changes{Income: "家庭收入有所增加", Health: "病情稳定"}
		r.Conclusion, r.Advice, r.AdviceReason = "帮扶措施已落实，家庭情况好转。", advice, reason
		v, err = t.city.app.Visit.Complete(ctx, v.ID, v.Version, r)
		return err
	})
	t.at(clock.AddDays(on, 1), t.desk.officer, "回访结论", func(ctx context.Context) error {
		in := visit.OutcomeInput{Version: v.Version, Outcome: outcome, Reason: reason}
		if outcome == visit.Increase {
			in.RaiseFen = t.raise
		}
		if outcome == visit.End {
			in.ReasonCode, in.Notice = "income_above", aid.NoticeInput{Place: "社区公告栏", Unit: t.app.Household.Street, Phone: "0459-12351"}
		}
		_, err := t.city.app.Visit.Decide(ctx, v.ID, in)
		return err
	})
}

// end confirms the end after its notice, by another person than who proposed it.
func (t *tale) end(on string) {
	t.at(on, t.desk.leader, "确认终止", func(ctx context.Context) error {
		_, err := t.cases().ConfirmEnd(ctx, t.c.ID, t.version(ctx), "退出公示期满无异议，家庭收入已高于标准")
		return err
	})
}

// report tells what came of the measures without money.
func (t *tale) report(on string) {
	t.at(on, t.desk.officer, "措施结果", func(ctx context.Context) error {
		sheet, err := t.city.app.Plan.Sheet(ctx, t.c.ID)
		if err != nil {
			return err
		}
		for _, p := range sheet.Plans {
			for _, m := range p.Measures {
				if p.State != plan.Approved || m.Kind == plan.Cash {
					continue
				}
				if _, err := t.city.app.Plan.Report(ctx, t.c.ID, m.ID, plan.ReportInput{State: plan.Done, Result: "已落实：" + m.Expected}); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// followUp looks after a household that has left.
func (t *tale) followUp(on string, month int64) {
	var v visit.Visit
	t.at(clock.AddDays(on, -2), t.desk.officer, "预约退出后跟踪", func(ctx context.Context) (err error) {
		v, err = t.city.app.Visit.Plan(ctx, t.c.ID, visit.PlanInput{Kind: visit.AfterExit, Month: month, PlannedOn: on, Visitors: []string{t.staff[t.desk.second].ID, t.staff[t.desk.cadre].ID}})
		return err
	})
	t.at(on, t.desk.second, "退出后跟踪", func(ctx context.Context) error {
		r, err := t.record(ctx, v)
		if err != nil {
			return err
		}
		r.Conclusion, r.Advice = "生活稳定，没有新的困难。", "stable"
		_, err = t.city.app.Visit.Complete(ctx, v.ID, v.Version, r)
		return err
	})
}
