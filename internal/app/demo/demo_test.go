package demo

import (
	"context"
	"slices"
	"strings"
	"testing"

	"yice/internal/app"
	"yice/internal/core/ledger"
	"yice/internal/core/policy"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/journal"
	"yice/internal/module/aid"
	"yice/internal/module/fund"
	"yice/internal/module/meeting"
	"yice/internal/module/report"
	"yice/internal/testkit"
)

// TestTheDemoTellsThePublishedFigures makes the whole city through the services and asks its own reports.
func TestTheDemoTellsThePublishedFigures(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	cfg := app.Config{Data: t.TempDir(), DatabaseURL: testkit.URL(t)}
	if err := Create(ctx, cfg, func(string) {}); err != nil {
		t.Fatal(err)
	}
	now, err := Clock(cfg.Data)
	if err != nil {
		t.Fatal(err)
	}
	if got := clock.Date(now()); got != "2020-12-17" {
		t.Errorf("the demo stands at %s", got)
	}
	cfg.Clock = now
	a, err := app.New(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	got, err := a.Report.Platform(authz.With(ctx, authz.System("test", report.PermView)))
	if err != nil {
		t.Fatal(err)
	}
	want := report.Platform{HouseholdsEntered: 170, HouseholdsRecognised: 34, HouseholdsEnded: 8, LivingMaxFen: 700_000, MedicalMaxFen: 4_980_000, StudyMaxFen: 683_500, ServiceSessions: 424}
	if got != want {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	if _, err := journal.Verify(ctx, a.DB); err != nil {
		t.Error(err)
	}
	if _, err := ledger.Verify(ctx, a.DB); err != nil {
		t.Error(err)
	}
	again, err := a.Policy.Replay(authz.With(ctx, authz.System("test", policy.PermReplay)))
	if err != nil || again.Checked < 50 || len(again.Differences) != 0 {
		t.Errorf("%v: %d assessments come out otherwise: %+v", err, len(again.Differences), again.Differences)
	}
	dialysisBeforeTheMeeting(t, a)
	pool, err := a.Order.Pool(authz.With(ctx, authz.System("test", fund.PermView)))
	if err != nil {
		t.Fatal(err)
	}
	income := int64(0)
	for _, f := range pool.Funds {
		income += f.ReceivedFen
	}
	sun, err := a.Sunlight.Page(ctx)
	if income != 1_586_200_00 || err != nil || sun.GivenFen != 1_286_200_00 {
		t.Errorf("%v: %d fen came in, %d of them given", err, income, sun.GivenFen)
	}
	theSumsTie(t, a)
	all, err := a.Aid.Find(authz.With(ctx, authz.System("test", aid.PermView)), aid.Filter{})
	if err != nil || all.Total != 162 {
		t.Errorf("%v: %d households are shown, the eight ended ones must not be", err, all.Total)
	}
}

// dialysisBeforeTheMeeting: what the second meeting resolved on dialysis patients' oral drugs is in force under its number, and the next
// meeting has parameters and a text of rules before it.
func dialysisBeforeTheMeeting(t *testing.T, a *app.App) {
	t.Helper()
	ctx := authz.With(context.Background(), authz.System("test", policy.PermView, meeting.PermView, aid.PermView))
	past, err := a.Policy.History(ctx, "platform.dialysis_oral.cap_year", "230600")
	if err != nil || len(past) != 3 || past[1].State != "in_force" || past[1].Value != "6000" || !strings.Contains(past[1].Document, "决议") {
		t.Errorf("%+v %v", past, err)
	}
	err = a.DB.View(ctx, func(tx *db.Tx) error {
		next, err := a.Meeting.NextTx(ctx, tx)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(next.Motions, func(m meeting.Motion) bool { return m.Kind == meeting.RuleMotion })
		if at < 0 {
			t.Fatal("the next meeting has no rule before it")
		}
		if c := next.Motions[at].Changes; len(c) != 3 || c[2].Kind != policy.ChangeRules || c[2].Key != policy.Platform || c[2].Value != "v2" {
			t.Errorf("%+v", c)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
