package app_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/module/aid"
	"yice/internal/module/report"
	"yice/internal/testkit"
)

func figureSources(w *testkit.City) report.Sources {
	return report.Sources{
		Cases: aid.StatTx, RevisitTask: aid.TaskRevisit, SeeList: aid.PermView,
		Sessions: func(context.Context, *db.Tx, string) (map[string]int64, error) {
			return map[string]int64{"all": 431, "2020-H2": 3}, nil
		},
		Highest: func(_ context.Context, _ *db.Tx, purpose, year string, byHousehold bool) (int64, error) {
			if byHousehold != (purpose == "living") || year != "" {
				return 0, errors.New("asked wrongly: " + purpose)
			}
			return map[string]int64{"living": 700_000, "medical": 4_980_000, "study": 683_500}[purpose], nil
		},
		Departments: func(context.Context, *db.Tx) (map[string]string, error) {
			return map[string]string{"union": w.OrgOf("union").Path, "civil": w.OrgOf("civil").Path}, nil
		},
	}
}

func addFigureCase(ctx context.Context, tx *db.Tx, id, household string, c aid.Case) error {
	c.ID, c.HouseholdID, c.Title, c.Version = id, household, "户", 1
	c.EntryOrgID, c.LeadOrgID, c.EntryOrgPath, c.LeadOrgPath = "o", "o", "/dq/union/", "/dq/union/"
	c.LeadDepartment, c.Origin, c.UpdatedBy = "union", aid.OriginWindow, "x"
	return tx.Insert(ctx, "aid_cases", c)
}

func TestFiguresCountHouseholdsOnceHiddenOnesToo(t *testing.T) {
	t.Parallel()
	w := testkit.World(t, slices.Concat(report.Grants(), aid.Grants())...)
	s := report.New(w.DB, figureSources(w))
	w.Do(w.System(), func(ctx context.Context, tx *db.Tx) error {
		return errors.Join(
			addFigureCase(ctx, tx, "c1", "h1", aid.Case{State: aid.Withdrawn, AcceptedOn: "2019-03-01", AreaCode: "230602", Needs: aid.Needs{"living"}}),
			addFigureCase(ctx, tx, "c2", "h1", aid.Case{State: aid.Assisting, IsOpen: true, AcceptedOn: "2019-08-01", RecognisedOn: "2019-12-01", AreaCode: "230602", Needs: aid.Needs{"living", "medical"}, Class: "DEEP"}),
			addFigureCase(ctx, tx, "c3", "h2", aid.Case{State: aid.Ended, Hidden: true, AcceptedOn: "2018-08-01", RecognisedOn: "2018-12-01", EndedOn: "2020-01-10", AreaCode: "230603", Needs: aid.Needs{"study"}}),
			addFigureCase(ctx, tx, "c4", "h3", aid.Case{State: aid.Draft, IsOpen: true, AreaCode: "230603", Needs: aid.Needs{"study"}}),
			tx.Insert(ctx, "tasks", newTask("t1", "visit", "/dq/union/sartu-union/", "2020-05-05", true, 0)),
			tx.Insert(ctx, "tasks", newTask("t2", "visit", "/dq/sartu/", "2020-03-01", true, 0)),
			tx.Insert(ctx, "tasks", newTask("t3", aid.TaskRevisit, "/dq/union/", "2020-04-30", false, 1588262400000)), // 2020-05-01 00:00 in China: a day late
			tx.Insert(ctx, "tasks", newTask("t4", aid.TaskRevisit, "/dq/union/", "2020-04-30", false, 1588262399999)),
			tx.Insert(ctx, "tasks", newTask("t5", aid.TaskRevisit, "/dq/union/", "2020-06-30", true, 0)),
		)
	})
	ctx := w.As("secretary")
	p, err := s.Platform(ctx)
	want := report.Platform{HouseholdsEntered: 2, HouseholdsRecognised: 2, HouseholdsEnded: 1, LivingMaxFen: 700_000, MedicalMaxFen: 4_980_000, StudyMaxFen: 683_500, ServiceSessions: 431}
	if err != nil || p != want {
		t.Fatalf("%v %+v", err, p)
	}
	o, err := s.Overview(ctx, i18n.Chinese)
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Trend) != 5 || o.Trend[0].Half != "2018-H2" || o.Trend[0].Entered != 1 || o.Trend[2].Recognised != 1 || o.Trend[3].Ended != 1 || o.Trend[4].Sessions != 3 {
		t.Fatalf("trend %+v", o.Trend)
	}
	if len(o.Districts) != 2 || o.Districts[0].Label != "萨尔图区" || o.Districts[1].Ended != 1 || o.Needs[0].Code != "living" || o.Needs[0].Entered != 2 {
		t.Fatalf("%+v %+v", o.Districts, o.Needs)
	}
	if len(o.Overdue) != 2 || o.Overdue[0] != (report.LateGroup{Label: "街道社区及其他", Over: 1, Total: 1}) || o.Overdue[1].To3 != 1 || o.Overdue[1].Label != "工会" {
		t.Fatalf("overdue %+v", o.Overdue)
	}
	if len(o.Revisits) != 1 || o.Revisits[0] != (report.Revisits{Half: "2020-H1", Due: 2, OnTime: 1}) {
		t.Fatalf("revisits %+v", o.Revisits)
	}
	if !slices.Equal(o.Can, []string{"open", "export"}) {
		t.Fatal(o.Can)
	}
	if _, err := s.Platform(w.As("union-clerk")); !errs.IsKind(err, errs.Forbidden) {
		t.Fatal(err)
	}
	pub, err := s.Public(authz.With(t.Context(), nil))
	if err != nil || len(pub.Districts) != 0 || len(pub.Needs) != 0 || pub.Platform != want {
		t.Fatalf("%v %+v", err, pub)
	}
}

func newTask(id, kind, path, due string, open bool, closedAt int64) task.Task {
	return task.Task{ID: id, Kind: kind, Title: "x", DueOn: due, OwnerPath: path, Perm: "x", OpenedBy: "x", IsOpen: open, ClosedAt: closedAt, ObjectID: id}
}
