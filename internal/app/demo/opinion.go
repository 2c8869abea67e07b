package demo

import (
	"context"

	"yice/internal/module/aid"
	"yice/internal/module/visit"
)

// visit sends two people to the household and completes their form.
func (t *tale) visit() {
	var v visit.Visit
	t.at(t.day(7), t.desk.officer, "预约入户", func(ctx context.Context) (err error) {
		v, err = t.city.app.Visit.Plan(ctx, t.c.ID, visit.PlanInput{Kind: visit.Initial, PlannedOn: t.day(8), Visitors: []string{t.staff[t.desk.second].ID, t.staff[t.desk.cadre].ID}})
		return err
	})
	t.at(t.day(8), t.desk.second, "入户", func(ctx context.Context) (err error) {
		r, err := t.record(ctx, v)
		if err != nil {
			return err
		}
		r.Dwelling, r.Living = visit.Dwelling{Type: "2", Area: "58", Condition: "poor"}, visit.Living{Food: "饮食简单", Note: "家具陈旧，无贵重物品"}
		r.Conclusion, r.Advice, r.AdviceReason = "申报情况属实，家庭确有困难。", "support", "收入少，支出大"
		_, err = t.city.app.Visit.Complete(ctx, v.ID, v.Version, r)
		return err
	})
}

// record fills in what every visit's form wants.
func (t *tale) record(ctx context.Context, v visit.Visit) (visit.Record, error) {
	caseID := t.c.ID
	if v.Kind == visit.AfterExit {
		caseID = "" // an ended case takes no files but through its visit
	}
	now := t.clock.Now().UnixMilli()
	r := visit.Record{Place: "家中", StartedAt: now - 2_400_000, FinishedAt: now, Respondent: "本人", Relation: "本人", StaffRelative: "no"}
	photo, err := t.send(ctx, caseID, "photo", "室内")
	if err != nil {
		return r, err
	}
	r.Photos = []visit.Photo{{FileID: photo, Kind: "inside", TakenAt: now}}
	for _, x := range v.Visitors {
		f, err := t.send(ctx, caseID, "signature", "签名")
		if err != nil {
			return r, err
		}
		r.Signatures = append(r.Signatures, visit.Signature{StaffID: x.StaffID, FileID: f})
	}
	d, err := t.city.app.Visit.Get(ctx, v.ID)
	if err != nil {
		return r, err
	}
	for i, m := range d.Members {
		p := visit.Presence{PersonID: m.ID, Present: i == 0}
		if i == 0 {
			if p.FileID, err = t.send(ctx, caseID, "signature", "家庭成员签名"); err != nil {
				return r, err
			}
		}
		r.Members = append(r.Members, p)
	}
	return r, nil
}

// sums proposes usual amounts for the needs that money answers.
func (t *tale) sums() []aid.Proposal {
	var out []aid.Proposal
	for _, n := range t.app.Needs {
		switch n {
		case "living":
			out = append(out, aid.Proposal{Need: n, AmountFen: int64(2000+t.v.r.IntN(5)*500) * 100, Basis: "年上限 7,000 元"})
		case "medical":
			out = append(out, aid.Proposal{Need: n, AmountFen: int64(4000+t.v.r.IntN(7)*1000) * 100, Basis: "自付部分的 60%"})
		case "study":
			out = append(out, aid.Proposal{Need: n, AmountFen: int64(3000+t.v.r.IntN(4)*500) * 100, Basis: "学年上限 6,835 元"})
		}
	}
	return out
}

func (t *tale) propose() {
	sums := t.sum
	if sums == nil {
		sums = t.sums()
	}
	t.at(t.day(9), t.desk.officer, "前置政策、测算和初审", func(ctx context.Context) (err error) {
		if t.c, err = t.cases().RecordPriors(ctx, t.c.ID, t.version(ctx), t.priors); err != nil {
			return err
		}
		if _, err = t.cases().Assess(ctx, t.c.ID, aid.AssessInput{Version: t.c.Version}); err != nil {
			return err
		}
		b, err := t.cases().Casebook(ctx, t.c.ID)
		if err != nil {
			return err
		}
		for i := range sums {
			if sums[i].Need == "medical" {
				sums[i].PersonID = t.payee(b)
			}
			if sums[i].Need == "study" {
				sums[i].PersonID = t.student(b)
			}
		}
		t.proposals = sums
		t.c, err = t.cases().Propose(ctx, t.c.ID, b.Case.Version, aid.OpinionInput{Text: "入户和核对情况属实，各项政策已用足仍有缺口，提请联席会研究。", Proposals: sums})
		return err
	})
}

func (t *tale) payee(b aid.Casebook) string { return b.Case.PayeePersonID }

// student is the youngest member, who studies.
func (t *tale) student(b aid.Casebook) string {
	id, birth := "", ""
	for _, m := range b.Members {
		if m.Person.BirthOn > birth {
			id, birth = m.Person.ID, m.Person.BirthOn
		}
	}
	return id
}

func (t *tale) decline() {
	t.at(t.day(10), t.desk.officer, "不予认定", func(ctx context.Context) (err error) {
		if t.c, err = t.cases().Do(ctx, t.c.ID, t.version(ctx), "decline", "家庭收入高于标准，医保和大病保险报销后无缺口"); err != nil {
			return err
		}
		t.c, err = t.cases().Do(ctx, t.c.ID, t.c.Version, "notify_decline", "书面理由已送达本人并签收")
		return err
	})
}

func (t *tale) notice() {
	t.at(t.day(10), t.desk.officer, "公示", func(ctx context.Context) error {
		_, err := t.cases().PublishNotice(ctx, t.c.ID, t.version(ctx), aid.NoticeInput{Place: "社区公告栏", Unit: t.app.Household.Street, Phone: "0459-12351"})
		return err
	})
}

func (t *tale) object() {
	t.at(t.day(12), t.desk.officer, "异议", func(ctx context.Context) error {
		_, err := t.cases().RecordObjection(ctx, t.c.ID, aid.ObjectionInput{Text: "反映该户有出租房屋收入", Channel: "phone"})
		return err
	})
}

func (t *tale) closeNotice() {
	t.at(t.day(24), t.desk.officer, "公示期满", func(ctx context.Context) (err error) {
		t.c, err = t.cases().CloseNotice(ctx, t.c.ID, t.version(ctx))
		return err
	})
}
