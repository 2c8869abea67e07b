package aid_test

import (
	"context"
	"testing"
	"time"

	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/module/aid"
)

// opinion brings a case to the first opinion with everything that it wants.
func (b *bundle) opinion(t *testing.T, seq int) aid.Case {
	t.Helper()
	c := b.accepted(t, "disabled-clerk", seq)
	b.Do(b.System(aid.PermView, aid.PermStartCheck, aid.PermReport, aid.PermVisit), func(ctx context.Context, tx *db.Tx) error {
		c.Authorised = true
		if err := b.aid.ActTx(ctx, tx, &c, aid.StartCheck, aid.Act{}); err != nil {
			return err
		}
		c.CheckExpiresOn = clock.AddMonths(tx.Today(), 6)
		if err := b.aid.ActTx(ctx, tx, &c, aid.ReportIn, aid.Act{}); err != nil {
			return err
		}
		c.VisitOn, c.AssessmentID, c.PriorOn = tx.Today(), "test", tx.Today()
		return b.aid.ActTx(ctx, tx, &c, aid.VisitDone, aid.Act{})
	})
	return c
}

// The clock stands still while papers are awaited, and the case is due again when its next step is.
func TestTheClockStopsForPapers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.accepted(t, "disabled-clerk", 1)
	before := c.DueOn
	officer := b.As("disabled-officer")
	c, err := b.aid.AskPapers(officer, c.ID, c.Version, []aid.PaperInput{{Kind: "wage", Name: "工资流水"}})
	if err != nil || c.PausedOn == "" {
		t.Fatal(err)
	}
	b.Later(14 * 24 * time.Hour)
	if _, err := b.aid.AddPaper(officer, c.ID, aid.PaperInput{Kind: "wage", Name: "工资流水"}); err != nil {
		t.Fatal(err)
	}
	if c, err = b.aid.PapersIn(officer, c.ID, c.Version, nil); err != nil {
		t.Fatal(err)
	}
	if before != "2020-05-11" || c.DueOn != "2020-05-26" || c.PausedOn != "" {
		t.Errorf("due %s before and %s after eleven working days, 9 May among them", before, c.DueOn)
	}
	_, err = b.aid.AskPapers(officer, c.ID, c.Version, []aid.PaperInput{{Kind: "house", Name: "房产证"}})
	wantCode(t, err, "aid.papers_asked_already")
}

// What was returned needs a new opinion, and a notice tells nothing that may not hang on a wall.
func TestGatesBeforeTheNotice(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.opinion(t, 1)
	officer := b.As("disabled-officer")
	fine := aid.NoticeInput{Place: "社区公告栏", Unit: "会战社区", Phone: "0459-6123456"}
	publish := func(in aid.NoticeInput) error {
		_, err := b.aid.PublishNotice(officer, c.ID, b.Version(c.ID), in)
		return err
	}
	wantCode(t, publish(fine), "aid.opinion_missing")
	propose := func() {
		t.Helper()
		if _, err := b.aid.Propose(officer, c.ID, b.Version(c.ID), aid.OpinionInput{Text: "提请研究", Proposals: []aid.Proposal{{Need: "living", AmountFen: 100_000}}}); err != nil {
			t.Fatal(err)
		}
	}
	propose()
	for code, in := range map[string]aid.NoticeInput{
		"aid.notice_reveals": {Place: "社区公告栏", Unit: "荆小梅所在社区", Phone: fine.Phone}, "aid.notice_number": {Place: "电话 138-0013 8000", Unit: "会战社区", Phone: fine.Phone},
	} {
		wantCode(t, publish(in), code)
	}
	if _, err := b.aid.Do(officer, c.ID, b.Version(c.ID), "return_back", "核对有误，重新办理"); err != nil {
		t.Fatal(err)
	}
	b.Do(b.System(aid.PermView), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE aid_cases SET state = 'first_opinion' WHERE id = $1", c.ID)
		return err
	})
	wantCode(t, publish(fine), "aid.opinion_missing")
	propose()
	if err := publish(fine); err != nil {
		t.Fatal(err)
	}
}
