package demo

import (
	"context"
	"maps"
	"slices"
	"strings"

	"yice/internal/core/people"
	"yice/internal/core/policy"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/module/aid"
	"yice/internal/module/batch"
	"yice/internal/module/care"
	"yice/internal/module/meeting"
	"yice/internal/module/order"
	"yice/internal/module/plan"
	"yice/rules"
)

// The two meetings that were held, and the one that is being prepared.
const (
	firstMeeting  = "2019-12-20"
	secondMeeting = "2020-06-12"
	nextMeeting   = "2020-12-25"
)

// assisted plays the households that were recognised at the two meetings: thirty-four, of which eight have left.
func (s *story) assisted() {
	first := s.tabled("2019-09-09", 16)
	for _, t := range first[8:] {
		t.parts, t.partsTo = map[string]int64{"living": 2}, 200
	}
	s.meet(firstMeeting, "2019H2", first, nil, nil)
	for i, t := range first {
		t.assist(firstMeeting)
		t.report("2020-03-18")
		t.sessions("2020-01-06", []string{"psychological", "nursing"}[i%2], 13)
	}
	s.pay("2020-01-06", false)
	for i, t := range first {
		on := clock.AddDays("2020-06-03", i)
		if i < 8 {
			t.revisit(on, "end", "end", "就业稳定，收入超过标准")
			t.end("2020-07-06")
			t.followUp("2020-08-05", 1)
			t.followUp("2020-10-05", 3)
		} else {
			t.revisit(on, "keep", "keep", "仍需按期服药，维持救助")
		}
	}
	s.pay("2020-07-08", true)
	second := append(s.stories(), s.tabled("2020-03-09", 14)...)
	second[0].parts, second[0].partsTo = map[string]int64{"living": 2}, 180
	for _, t := range second[4:] {
		t.parts, t.partsTo = map[string]int64{"living": 2}, 180
	}
	refused, put := s.tabled("2020-03-20", 4), s.tabled("2020-03-24", 2)
	rejected, deferred := map[*tale]string{}, map[*tale]string{}
	for _, t := range refused {
		rejected[t] = "家庭财产超过标准，应先处置闲置车辆"
	}
	for _, t := range put {
		deferred[t] = "待补充商业保险赔付结果"
	}
	s.meet(secondMeeting, "2020H1", append(append(append([]*tale{}, second...), refused...), put...), rejected, deferred)
	for i, t := range second {
		t.assist(secondMeeting, t.more...)
		t.report("2020-09-21")
		t.sessions("2020-06-22", []string{"psychological", "nursing", "massage"}[i%3], 12)
	}
	s.pay("2020-06-24", false)
	for i, t := range second[4:] {
		t.revisit(clock.AddDays("2020-12-01", i%10), "keep", "keep", "病情反复，维持救助")
	}
	s.awaitReview("2020-12-16")
}

// awaitReview leaves a batch of the second instalments on the reviewer's desk; whoever was not revisited is not in it.
func (s *story) awaitReview(on string) {
	s.at(on, "fuxue", "建批次", func(ctx context.Context) error {
		made, err := s.app.Batch.CreateBatch(ctx, batch.NewBatch{Title: month(on) + "帮扶资金代发", PayOn: clock.AddDays(on, 7), Pick: &order.Pick{}, Forced: "同一户多项救助"})
		if err != nil {
			return err
		}
		_, err = s.app.Batch.Lock(ctx, made.ID, made.Version)
		return err
	})
}

// tabled makes n households that have gone as far as the meeting.
func (s *story) tabled(from string, n int) []*tale { return s.group(from, n, atTabled) }

// stories are the four households that the platform's page tells of, with invented names.
func (s *story) stories() []*tale {
	transplant := s.told("2020-05-08", desks()[5], "230603", "荆", true, "1979-06-15", hardship{
		[]string{"medical", "living", "study", "psychological"},
		"6", "8", "C92.0",
		"急性髓系白血病，2020年3月骨髓移植，总费用750,000元，丈夫是单位职工（工会会员），儿子今年考上大学。", true,
	})
	transplant.app.Bills = []aid.BillInput{{
		Person: 0, Hospital: "哈医大一院", Diagnosis: "急性髓系白血病", Disease: "C92.0", VisitKind: "inpatient", FromOn: "2020-03-02", ToOn: "2020-04-28",
		InvoiceNo: "23060120204000001", TotalFen: 75_000_000, BasicFen: 28_640_000, SeriousFen: 17_370_000, MutualFen: 2_000_000,
	}}
	transplant.sum = []aid.Proposal{{Need: "medical", AmountFen: 3_000_000, Basis: unionBasis}, {Need: "medical", AmountFen: 1_980_000, Basis: "补足到年度上限 49,800 元"}, {Need: "living", AmountFen: 400_000, Basis: "年上限 7,000 元"}}

	haemophilia := s.told("2020-04-20", desks()[3], "230606", "林", false, "1986-02-11", hardship{
		[]string{"medical", "living", "production"},
		"6", "8", "D66",
		"血友病甲重型，一年治疗费100,000元，报销后自付20,000元，母亲务农，承包地无人耕种。", false,
	})
	haemophilia.sum = []aid.Proposal{{Need: "medical", AmountFen: 1_000_000, Basis: "自付 20,000 元的 50%"}, {Need: "living", AmountFen: 700_000, Basis: "年上限 7,000 元"}}
	haemophilia.more = []plan.MeasureInput{
		{Kind: plan.Help, Need: "production", Title: "承包地12亩代为出租", OwnerOrgID: "agriculture", Expected: "年租金收入 4,800 元"},
		{Kind: plan.Goods, Need: "production", Title: "建猪舍一座，送仔猪四头", OwnerOrgID: "agriculture", Expected: "当年出栏增收"},
	}

	student := s.told("2020-04-22", desks()[2], "230604", "苏", true, "1975-09-03", hardship{
		[]string{"study", "employment", "living"},
		"9", "1", "",
		"女儿考上大学，父亲病故，母亲和弟弟患病，家中无稳定收入。", true,
	})
	student.sum = []aid.Proposal{{Need: "study", AmountFen: 683_500, Basis: "学年上限 6,835 元"}, {Need: "living", AmountFen: 300_000, Basis: "年上限 7,000 元"}}
	student.more = []plan.MeasureInput{{Kind: plan.Help, Need: "employment", Title: "为母亲联系公益性岗位", OwnerOrgID: "hr", Expected: "8月前上岗"}}

	als := s.told("2020-04-24", desks()[1], "230602", "佟", false, "1971-11-20", hardship{
		[]string{"medical", "nursing", "psychological"},
		"6", "19", "G12.2",
		"运动神经元病（渐冻症），已不能行走，妻子辞职照料。", false,
	})
	als.sum = []aid.Proposal{{Need: "medical", AmountFen: 1_500_000, Basis: "自付部分的 60%"}}
	out := []*tale{transplant, haemophilia, student, als}
	for _, t := range out {
		t.onTheirWay()
	}
	return out
}

// told begins a story of its own; its way to the meeting is that of everybody.
func (s *story) told(from string, d desk, area, surname string, woman bool, birth string, h hardship) *tale {
	t := &tale{story: s, desk: d, from: from, app: s.v.application(area, h, from)}
	head := &t.app.Household.Members[0].PersonInput
	was := head.Name
	head.Name, head.DocNo = s.v.name(surname, woman), people.MakeCitizenID(area, birth, 100+2*len(s.steps)%400+map[bool]int{true: 0, false: 1}[woman])
	head.Account.Holder = head.Name
	for i := range t.app.Consents {
		if t.app.Consents[i].GivenBy == was {
			t.app.Consents[i].GivenBy = head.Name
		}
	}
	spouse := &t.app.Household.Members[1]
	spouse.PersonInput, spouse.Relation = s.v.person(area, s.v.pick(surnames), birth, !woman), "11"
	if !woman {
		spouse.Relation = "12"
	}
	return t
}

// prepareNext is what the day of the demo is busy with: the meeting on the 25th, a rule to decide, questions to answer.
func (s *story) prepareNext() {
	var params []string
	var text policy.ShownRule
	var next meeting.View
	s.at("2020-12-14", "gaoming", "参数草案", func(ctx context.Context) (err error) {
		params, err = s.dialysis(ctx, "2021-01-01", "透析患者口服药自费负担上升", map[string]string{"rate": "0.7", "cap_year": "8000"})
		return err
	})
	s.at("2020-12-14", "gaoming", "规则草案", func(ctx context.Context) (err error) {
		changed := strings.Replace(string(rules.Files()[policy.Platform]), dialysisWithin, dialysisBeside, 1)
		text, err = s.app.Policy.ProposeRules(ctx, policy.RuleProposal{
			Text: changed, Tests: dialysisTest, FromOn: "2021-01-01", Note: "透析口服药专项有自己的年度上限，不再占用医疗救助年度上限",
		})
		return err
	})
	s.at("2020-12-15", "chenlixin", "下半年会议议程", func(ctx context.Context) error {
		m, err := s.app.Meeting.Prepare(ctx, meeting.Input{Kind: meeting.Regular, Period: "2020H2", HeldOn: nextMeeting, HeldAt: "14:00", Place: "市政府三楼会议室", Chair: s.staff["fushizhang"].ID})
		if err != nil {
			return err
		}
		if _, err := s.app.Meeting.Agenda(ctx, m.ID, meeting.AgendaInput{AllCases: true}); err != nil {
			return err
		}
		next, err = s.app.Meeting.Agenda(ctx, m.ID, meeting.AgendaInput{
			ParamIDs: params, RuleIDs: []string{text.ID}, Title: "透析患者口服药",
			Text: "比例由 60% 调至 70%，年度上限由 6,000 元调至 8,000 元，不再占用医疗救助年度上限，自2021年1月1日起。",
		})
		return err
	})
	for i, who := range []string{"liuzhuren", "zhouhai", "feilin", "linbo"} {
		s.at("2020-12-16", who, "会前意见", func(ctx context.Context) error { return s.say(ctx, &next, i) })
	}
	for i, who := range []string{"feilin", "zhouhai", "linbo"} {
		s.at("2020-12-16", who, "质询", func(ctx context.Context) error {
			l, err := s.app.Aid.Find(ctx, aid.Filter{States: []string{string(aid.Tabled)}})
			if err != nil {
				return err
			}
			for _, r := range l.Rows {
				a := authz.From(ctx)
				if r.LeadDepartment != a.Department {
					_, err := s.app.Aid.Ask(ctx, r.ID, []string{"门诊慢特病报销是否已经办理？", "是否已申请临时救助？", "残疾人两项补贴是否发放？"}[i])
					return err
				}
			}
			return nil
		})
	}
}

// What the draft of the rules changes: the aid for oral drugs of dialysis patients stands beside the yearly cap of medical aid.
const (
	dialysisWithin = "    formula: cap(medical_sum, platform.medical.cap_year, medical_paid)\n"
	dialysisBeside = "    formula: cap(aid_blood + aid_medical, platform.medical.cap_year, medical_paid) + aid_dialysis_oral\n"
)

// dialysisTest says what comes out then, in the place of the program's worked test of the same name: 4,800 + 500 yuan.
const dialysisTest = `rule_set: platform
area: "230600"
on: "2020-06-01"
parameters_from: daqing

tests:
  - name: 今年各方已给45,000元，只剩4,800元；专项已给5,500元，只剩500元
    given:
      on: 2020-06-01
      urban: true
      need_medical: true
      persons:
        - birth_on: 1975-03-01
          sex: "1"
          bills:
            - {kind: oral_drug, disease: N18.5, total: 15000}
            - {kind: inpatient, disease: N18.5, total: 60000}
          counters: [{need: medical, rule: dialysis_oral, paid: 5500}, {need: medical, paid: 39500}]
    expect: {persons: [{aid_dialysis_oral: 500, aid_medical: 36000, medical_paid: 45000, medical_aid: 5300}]}
`

// dialysis proposes parameters for the oral drugs of dialysis patients and gives their ids.
func (s *story) dialysis(ctx context.Context, from, note string, values map[string]string) ([]string, error) {
	var ids []string
	for _, key := range slices.Sorted(maps.Keys(values)) {
		p, err := s.app.Policy.Propose(ctx, policy.Proposal{Key: "platform.dialysis_oral." + key, Area: "230600", Value: values[key], FromOn: from, Note: note})
		if err != nil {
			return nil, err
		}
		ids = append(ids, p.ID)
	}
	return ids, nil
}

// adoptDialysis lets the meeting confirm by resolution what the demo's parameters began with: 60 % up to 6,000 yuan a year.
func (s *story) adoptDialysis(on string, m *meeting.Meeting) {
	var motion meeting.Motion
	var params []string
	s.at(clock.AddDays(on, -5), "gaoming", "参数草案", func(ctx context.Context) (err error) {
		params, err = s.dialysis(ctx, "2020-07-01", "以决议确认试行的比例和上限", map[string]string{"rate": "0.6", "cap_year": "6000"})
		return err
	})
	s.at(clock.AddDays(on, -4), "chenlixin", "规则议题", func(ctx context.Context) error {
		v, err := s.app.Meeting.Agenda(ctx, m.ID, meeting.AgendaInput{
			ParamIDs: params, Title: "透析患者口服药救助标准", Text: "自付部分按 60% 救助，每人每年不超过 6,000 元，自2020年7月1日起。",
		})
		if err == nil {
			motion = v.Motions[len(v.Motions)-1]
		}
		return err
	})
	s.at(on, "chenlixin", "表决规则", func(ctx context.Context) error {
		v, err := s.app.Meeting.Get(ctx, m.ID)
		if err != nil {
			return err
		}
		var votes []meeting.VoteInput
		for _, seat := range v.Seats {
			if seat.Voting {
				votes = append(votes, meeting.VoteInput{SeatID: seat.ID, Vote: meeting.Yes})
			}
		}
		return s.app.Meeting.Vote(ctx, motion.ID, votes...)
	})
	s.at(on, "fushizhang", "宣布规则决议", func(ctx context.Context) error {
		v, err := s.app.Meeting.Get(ctx, m.ID)
		if err != nil {
			return err
		}
		for _, x := range v.Motions {
			if x.ID == motion.ID {
				motion = x
			}
		}
		_, err = s.app.Meeting.Decide(ctx, motion.ID, meeting.DecideInput{Version: motion.Version, Result: meeting.Agreed})
		return err
	})
}

// say gives the seat's opinion on the cases of other departments; the last department has not yet come to the rule.
func (s *story) say(ctx context.Context, v *meeting.View, seat int) error {
	opinions := []meeting.SayInput{
		{Stance: "agree", Opinion: "入户情况与申报一致，同意拟定金额。"},
		{Stance: "agree", Opinion: "已核实不在低保范围，各项救助未重复享受，同意。"},
		{Stance: "reserved", Opinion: "成年子女可推荐就业，建议同步列入就业措施。"},
		{Stance: "agree", Opinion: "同意，康复器具可由残联项目解决，不占用资金池。"},
		{Stance: "reserved", Opinion: "请先用足大病保险二次报销，再核定金额。"},
	}
	department := authz.From(ctx).Department
	for _, mo := range v.Motions {
		if mo.Kind == meeting.CaseMotion && mo.ProposerDepartment == department || mo.Kind == meeting.RuleMotion && seat == 3 {
			continue
		}
		in := opinions[(mo.No+int64(seat))%int64(len(opinions))]
		if mo.Kind == meeting.RuleMotion {
			in = []meeting.SayInput{
				{Stance: "agree", Opinion: "透析职工口服药负担重，赞成提高。"},
				{Stance: "agree", Opinion: "与医疗救助不重复，同意。"},
				{Stance: "reserved", Opinion: "请先测算全年支出，再定上限。"},
			}[seat]
		}
		if err := s.app.Meeting.Say(ctx, mo.ID, in); err != nil {
			return err
		}
	}
	return nil
}

// openCare registers who gives services.
func (s *story) openCare() {
	s.at("2019-08-05", "chenlixin", "服务人员", func(ctx context.Context) error {
		s.providers, s.providerStaff = map[string]string{}, map[string]string{}
		for _, x := range []struct{ kind, name string }{{"psychological", "心理关爱服务中心"}, {"nursing", "居家护理站"}, {"massage", "盲人按摩志愿队"}} {
			p, err := s.app.Care.SaveProvider(ctx, "", 0, care.ProviderInput{Form: "organisation", Kind: x.kind, Name: x.name, Active: true, StaffIDs: []string{s.staff["xinli"].ID}})
			if err != nil {
				return err
			}
			s.providers[x.kind] = p.ID
			s.providerStaff[x.kind] = s.staff["xinli"].ID
		}
		return nil
	})
}

// onTheirWay plays a told story up to the meeting.
func (t *tale) onTheirWay() {
	if t.desk.clerk == "hanmei" {
		t.onBehalf()
	}
	t.intake()
	t.reach(atTabled)
}
