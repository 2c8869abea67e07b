package demo

import (
	"context"
	"testing"

	"yice/internal/app"
	"yice/internal/core/ledger"
	"yice/internal/core/policy"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/journal"
	"yice/internal/module/aid"
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
	all, err := a.Aid.Find(authz.With(ctx, authz.System("test", aid.PermView)), aid.Filter{})
	if err != nil || all.Total != 162 {
		t.Errorf("%v: %d households are shown, the eight ended ones must not be", err, all.Total)
	}
}
