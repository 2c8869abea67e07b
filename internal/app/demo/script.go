package demo

import (
	"context"

	"yice/internal/core/org"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/module/aid"
	"yice/internal/module/check"
	"yice/internal/module/plan"
)

// stage is how far a case has come by the day of the demo.
type stage int

const (
	atAccepted stage = iota
	atPapers
	atWithdrawn
	atChecking
	atVisiting
	atOpinion
	atDeclined
	atNoticed
	atObjection
	atTabled
)

// desk is a window with the people of its department.
type desk struct{ clerk, officer, second, leader, cadre string }

func desks() []desk {
	return []desk{
		{"wangfang", "suntao", "hejing", "liuzhuren", "chenlixin"},
		{"zhaomin", "gaoming", "gaoyuan", "zhouhai", "luping"},
		{"songyan", "songyan", "songting", "feilin", "shiqi"},
		{"dongzhiyuan", "dongzhiyuan", "dongxue", "linbo", "caolei"},
		{"mengfan", "gaoming", "gaoyuan", "zhouhai", "luping"},
		{"hanmei", "suntao", "hejing", "liuzhuren", "chenlixin"},
	}
}

// tale is one household's way through the main job.
type tale struct {
	*story
	desk desk
	app  aid.Application
	c    aid.Case
	from string

	priors    []aid.PriorInput
	sum       []aid.Proposal // what is proposed; empty for the usual
	proposals []aid.Proposal // as proposed, with their persons
	more      []plan.MeasureInput
	parts     map[string]int64 // instalments by need, where it is not one
	partsTo   int              // days after the meeting on which the last of them is due
	raise     int64            // fen by which a revisit that increases aid raises what was decided
}

func (t *tale) day(n int) string { return clock.AddDays(t.from, n) }

// write lays out the whole city's story.
func (s *story) write() {
	s.openFunds()
	s.openCare()
	s.assisted()
	s.group("2020-12-04", 8, atAccepted)
	s.group("2020-12-03", 5, atPapers)
	s.group("2020-02-10", 31, atWithdrawn)
	s.group("2020-12-01", 9, atChecking)
	s.group("2020-11-27", 8, atVisiting)
	s.group("2020-11-24", 8, atOpinion)
	s.group("2020-04-13", 42, atDeclined)
	s.group("2020-11-30", 6, atNoticed)
	s.group("2020-11-26", 1, atObjection)
	s.group("2020-10-08", 12, atTabled)
	s.prepareNext()
}

// group lets n households of all districts and windows begin on days from the given one and go as far as the stage.
func (s *story) group(from string, n int, to stage) []*tale {
	var out []*tale
	areas := org.Counties("2306")
	kinds := hardships()
	for i := range n {
		d := desks()[i%len(desks())]
		on := clock.AddDays(from, i*3/2)
		t := &tale{story: s, desk: d, from: on, app: s.v.application(areas[s.tales*3%len(areas)].Code, kinds[(s.tales+s.tales/len(kinds))%len(kinds)], on)}
		s.tales++
		if d.clerk == "hanmei" {
			t.onBehalf()
		}
		t.intake()
		t.reach(to)
		out = append(out, t)
	}
	return out
}

func (t *tale) onBehalf() {
	t.app.OnBehalf, t.app.ApplicantName, t.app.Member = true, "第一采油厂工会", 1
	t.app.Consents = append(t.app.Consents, aid.ConsentInput{Person: 1, Purpose: "represent", TextVersion: "2018-1", Channel: "paper", GivenOn: t.from, GivenBy: t.app.Household.Members[1].Name})
}

func (t *tale) intake() {
	t.at(t.from, t.desk.clerk, "受理", func(ctx context.Context) (err error) {
		if t.c, err = t.cases().Enter(ctx, t.app, aid.OriginWindow); err != nil {
			return err
		}
		return t.papers(ctx)
	})
}

// papers hands in what goes with the needs.
func (t *tale) papers(ctx context.Context) error {
	kinds := []string{"identity", "hukou"}
	for _, n := range t.app.Needs {
		kinds = append(kinds, map[string][]string{"medical": {"diagnosis", "settlement"}, "study": {"school"}, "rehabilitation": {"disability"}, "living": {"income"}}[n]...)
	}
	for _, k := range kinds {
		f, err := t.send(ctx, t.c.ID, k, aid.PaperWord(k).ZH)
		if err != nil {
			return err
		}
		if _, err := t.cases().AddPaper(ctx, t.c.ID, aid.PaperInput{Kind: k, Name: aid.PaperWord(k).ZH, FileID: f}); err != nil {
			return err
		}
	}
	return nil
}

func (t *tale) cases() *aid.Service { return t.city.app.Aid }

// version is that of the case as it stands, without a look in the journal; 0, which every act refuses, when it is not seen.
func (t *tale) version(ctx context.Context) (v int64) {
	_ = t.city.app.DB.View(ctx, func(tx *db.Tx) error {
		c, err := t.cases().CaseTx(ctx, tx, aid.PermView, t.c.ID)
		v = c.Version
		return err
	})
	return v
}

// reach plays the case up to the stage; what a later stage needs, the earlier ones have done.
func (t *tale) reach(to stage) {
	switch to {
	case atAccepted:
		return
	case atPapers:
		t.askPapers()
		return
	case atWithdrawn:
		t.withdraw()
		return
	}
	t.check(to > atChecking)
	if to <= atVisiting {
		return
	}
	t.visit()
	if to == atDeclined {
		t.decline()
		return
	}
	if to == atOpinion {
		return
	}
	t.propose()
	t.notice()
	switch to {
	case atNoticed:
		return
	case atObjection:
		t.object()
		return
	}
	t.closeNotice()
}

func (t *tale) askPapers() {
	t.at(t.day(1), t.desk.officer, "补正", func(ctx context.Context) (err error) {
		t.c, err = t.cases().AskPapers(ctx, t.c.ID, t.version(ctx), []aid.PaperInput{{Kind: "wage", Name: "12个月工资流水"}, {Kind: "diagnosis", Name: "二级以上医院诊断证明"}})
		return err
	})
}

func (t *tale) withdraw() {
	t.at(t.day(4), t.desk.officer, "撤回", func(ctx context.Context) (err error) {
		t.c, err = t.cases().Do(ctx, t.c.ID, t.version(ctx), "withdraw", "本人已从医保补报解决，撤回申请")
		return err
	})
}

// check takes the signed authorisations in, asks the check centre and, when done, has the report issued by two people.
func (t *tale) check(done bool) {
	var r check.Request
	t.at(t.day(1), t.desk.officer, "授权和发起核对", func(ctx context.Context) (err error) {
		o, err := t.city.app.Check.Overview(ctx, t.c.ID)
		if err != nil {
			return err
		}
		for _, p := range o.Members {
			if !p.IsAdult {
				continue
			}
			f, err := t.send(ctx, t.c.ID, "authorisation", "核对授权书")
			if err != nil {
				return err
			}
			if _, err := t.city.app.Check.Authorise(ctx, t.c.ID, check.AuthoriseInput{
				PersonID: p.PersonID, TextVersion: "2018-1", Signer: check.SignerOwn, SignedOn: t.from,
				Channel: "paper", FileID: f,
			}); err != nil {
				return err
			}
		}
		r, err = t.city.app.Check.Request(ctx, t.c.ID, check.RequestInput{Version: t.version(ctx), Purpose: "申请帮扶的家庭经济状况核对", Sources: []string{"social_insurance", "vehicle"}})
		return err
	})
	if !done {
		return
	}
	t.at(t.day(5), "hedui", "核对结果", func(ctx context.Context) (err error) {
		for _, p := range r.Persons.V {
			for _, src := range r.Sources.V {
				if _, err := t.city.app.Check.Answer(ctx, r.ID, check.AnswerInput{PersonID: p, Source: src, AnsweredOn: t.day(4)}); err != nil {
					return err
				}
			}
		}
		r, err = t.city.app.Check.SaveReport(ctx, r.ID, check.ReportInput{Version: r.Version, Conclusion: "consistent", Summary: "申报与核对一致，未发现超限财产。", Submit: true})
		return err
	})
	t.at(t.day(6), "hedui2", "复核报告", func(ctx context.Context) (err error) {
		r, err = t.city.app.Check.Review(ctx, r.ID, r.Version, true, "")
		return err
	})
}
