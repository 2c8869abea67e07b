package task

import (
	"context"
	"testing"

	"yice/internal/core/calendar"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/job"
	"yice/internal/testkit"
)

const visit authz.Permission = "visit.complete"

type office struct {
	t *testing.T
	s *Service
	d *db.DB
	c *clock.Manual
}

func setup(t *testing.T) *office {
	t.Helper()
	c := clock.NewManual(testkit.Start()) // Thursday 2020-05-07; Saturday the 9th is worked
	d := testkit.NewDB(t, func(cfg *db.Config) { cfg.Clock = c.Now })
	cal, err := calendar.NewService(d)
	if err != nil {
		t.Fatal(err)
	}
	return &office{t, NewService(d, cal), d, c}
}

func (o *office) do(f func(ctx context.Context, tx *db.Tx) error) {
	o.t.Helper()
	ctx := authz.With(o.t.Context(), authz.System("test"))
	if err := o.d.Update(ctx, func(tx *db.Tx) error { return f(ctx, tx) }); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) open(n New) {
	o.t.Helper()
	if n.OwnerPath == "" {
		n.OwnerPath = "/dq/union/sartu/"
	}
	n.Perm = visit
	o.do(func(ctx context.Context, tx *db.Tx) error { return o.s.OpenTx(ctx, tx, n) })
}

func (o *office) board(a *authz.Actor, kind string) map[string]int {
	o.t.Helper()
	b, err := o.s.Mine(authz.With(o.t.Context(), a), kind, 0)
	if err != nil {
		o.t.Fatal(err)
	}
	got := map[string]int{}
	total := int64(0)
	for _, g := range b.Groups {
		if int(g.Count) != len(g.Items) {
			o.t.Errorf("%s counts %d and shows %d", g.Code, g.Count, len(g.Items))
		}
		if g.Count > 0 {
			got[g.Code] = int(g.Count)
		}
		total += g.Count
	}
	if total != b.Total {
		o.t.Errorf("total %d, groups %d", b.Total, total)
	}
	return got
}

func (o *office) expect(a *authz.Actor, want map[string]int) {
	o.t.Helper()
	got := o.board(a, "")
	if len(got) != len(want) {
		o.t.Fatalf("got %v, want %v", got, want)
	}
	for k, n := range want {
		if got[k] != n {
			o.t.Fatalf("got %v, want %v", got, want)
		}
	}
}

func clerk(path, staff string, perms ...authz.Permission) *authz.Actor {
	a := &authz.Actor{UserID: "u-" + staff, StaffID: staff, Reaches: map[authz.Permission][]authz.Reach{}}
	for _, p := range perms {
		a.Reaches[p] = []authz.Reach{{Kind: authz.Org, Path: path}}
	}
	return a
}

func TestMine(t *testing.T) {
	o := setup(t)
	o.open(New{Kind: "visit", CaseID: "c1", DueOn: "2020-05-06"})
	o.open(New{Kind: "visit", CaseID: "c2", DueOn: "2020-05-07"})
	o.open(New{Kind: "notice", CaseID: "c2", DueOn: "2020-05-10"})
	o.open(New{Kind: "notice", CaseID: "c3", DueOn: "2020-05-11"})
	o.open(New{Kind: "visit", CaseID: "c4", DueOn: "2020-05-11", OwnerStaffID: "s9"})
	o.open(New{Kind: "visit", CaseID: "c5", DueOn: "2020-05-07", OwnerPath: "/dq/union/sartu2/"})
	all := map[string]int{Overdue: 1, Today: 1, Week: 1, Later: 1}
	o.expect(clerk("/dq/union/sartu/", "s1", visit), all)
	o.expect(clerk("/dq/union/", "s1", visit), map[string]int{Overdue: 1, Today: 2, Week: 1, Later: 1})
	o.expect(clerk("/dq/union/sartu/", "s9", visit), map[string]int{Overdue: 1, Today: 1, Week: 1, Later: 2})
	o.expect(clerk("/dq/union/longfeng/", "s9", visit), map[string]int{Later: 1})
	o.expect(clerk("/dq/union/sartu/", "s1", "fund.pay"), map[string]int{})
	o.expect(clerk("", "s1", visit), map[string]int{}) // a reach without a path reaches nothing
	o.expect(authz.System("all", visit), map[string]int{Overdue: 1, Today: 2, Week: 1, Later: 1})
	assigned := &authz.Actor{UserID: "u", Reaches: map[authz.Permission][]authz.Reach{visit: {{Kind: authz.Assigned}}}}
	o.expect(assigned, map[string]int{})
	if got := o.board(clerk("/dq/union/sartu/", "s1", visit), "notice"); got[Week] != 1 || got[Later] != 1 || got[Overdue] != 0 {
		t.Error(got)
	}
	ctx := authz.With(t.Context(), clerk("/dq/", "s1", visit))
	first, next, err := o.s.List(ctx, Today, "", db.Page{Limit: 1})
	if err != nil || len(first) != 1 || next == "" {
		t.Fatal(first, next, err)
	}
	rest, next, err := o.s.List(ctx, Today, "", db.Page{Limit: 1, Cursor: next})
	if err != nil || len(rest) != 1 || next != "" || rest[0].ID == first[0].ID {
		t.Fatal(rest, next, err)
	}
	if _, err := o.s.Mine(t.Context(), "", 0); !errs.IsKind(err, errs.Unauthenticated) {
		t.Error(err)
	}
}

func TestOpenIsIdempotentAndCloses(t *testing.T) {
	o := setup(t)
	me := clerk("/dq/", "s1", visit)
	for range 2 {
		o.open(New{Kind: "visit", CaseID: "c1", ObjectID: "x", DueOn: "2020-05-07"})
	}
	o.open(New{Kind: "visit", CaseID: "c1", ObjectID: "y", DueOn: "2020-05-07"})
	o.open(New{Kind: "notice", CaseID: "c1", ObjectID: "y", DueOn: "2020-05-07"})
	o.open(New{Kind: "notice", CaseID: "c2", ObjectID: "z", DueOn: "2020-05-07"})
	o.expect(me, map[string]int{Today: 4})
	o.do(func(ctx context.Context, tx *db.Tx) error { return o.s.CloseTx(ctx, tx, "c1", "y", "visit") })
	o.expect(me, map[string]int{Today: 3})
	o.open(New{Kind: "visit", CaseID: "c1", ObjectID: "y", DueOn: "2020-05-07"})
	o.expect(me, map[string]int{Today: 4})
	o.do(func(ctx context.Context, tx *db.Tx) error {
		if err := o.s.MoveTx(ctx, tx, "c1", "/dq/union/sartu/", "/dq/civil/"); err != nil {
			return err
		}
		open, err := o.s.OfCaseTx(ctx, tx, "c1")
		if len(open) != 3 || open[0].OwnerPath != "/dq/civil/" {
			t.Error(open)
		}
		return err
	})
	o.do(func(ctx context.Context, tx *db.Tx) error { return o.s.CloseTx(ctx, tx, "c1", "") })
	o.expect(me, map[string]int{Today: 1})
	err := o.d.Update(t.Context(), func(tx *db.Tx) error { return o.s.CloseTx(t.Context(), tx, "", "") })
	if err == nil {
		t.Error("everything would have been closed")
	}
	err = o.d.Update(t.Context(), func(tx *db.Tx) error {
		return o.s.OpenTx(t.Context(), tx, New{Kind: "k", OwnerPath: "/", Perm: visit})
	})
	if err == nil {
		t.Error("a task without a deadline")
	}
}

func TestPauseMovesTheDeadline(t *testing.T) {
	o := setup(t)
	me := clerk("/dq/", "s1", visit)
	o.open(New{Kind: "visit", CaseID: "c1", DueOn: "2020-05-12"})
	o.open(New{Kind: "papers", CaseID: "c1", DueOn: "2020-05-08"})
	o.do(func(ctx context.Context, tx *db.Tx) error { return o.s.PauseTx(ctx, tx, "c1", "papers") })
	o.c.Set(testkit.Start().AddDate(0, 0, 7)) // 8, 9 (worked Saturday), 11, 12, 13, 14 May: six working days
	o.expect(me, map[string]int{Waiting: 1, Overdue: 1})
	if n, err := o.s.Escalate(authz.With(t.Context(), authz.System("clock"))); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	o.do(func(ctx context.Context, tx *db.Tx) error { return o.s.ResumeTx(ctx, tx, "c1") })
	o.do(func(ctx context.Context, tx *db.Tx) error {
		open, err := o.s.OfCaseTx(ctx, tx, "c1")
		if len(open) != 2 || open[1].DueOn != "2020-05-20" || open[1].PausedDays != 6 || open[1].PausedSince != "" {
			t.Errorf("%+v", open)
		}
		return err
	})
}

func TestEscalation(t *testing.T) {
	o := setup(t)
	leader := clerk("/dq/union/", "l1", PermSupervise)
	o.open(New{Kind: "visit", CaseID: "c1", ObjectID: "x", DueOn: "2020-05-06"})
	o.open(New{Kind: "visit", CaseID: "c2", ObjectID: "x", DueOn: "2020-05-07"})
	o.expect(leader, map[string]int{})
	q := job.New(job.Config{DB: o.d})
	o.s.Jobs(q)
	if n, err := q.RunDue(t.Context()); err != nil || n != 2 {
		t.Fatal(n, err)
	}
	o.expect(leader, map[string]int{Later: 1}) // 8, 9 (worked), 11 May
	o.expect(clerk("/dq/civil/", "l2", PermSupervise), map[string]int{})
	if n, err := o.s.Escalate(authz.With(t.Context(), authz.System("clock"))); n != 0 || err != nil {
		t.Error("escalated twice:", n, err)
	}
	o.c.Set(testkit.Start().AddDate(0, 0, 1))
	if n, err := o.s.Escalate(authz.With(t.Context(), authz.System("clock"))); n != 1 || err != nil {
		t.Error(n, err)
	}
	o.do(func(ctx context.Context, tx *db.Tx) error {
		return o.s.ExtendTx(ctx, tx, "c2", "x", "visit", "2020-05-29")
	})
	o.expect(leader, map[string]int{Later: 1})
	o.do(func(ctx context.Context, tx *db.Tx) error { return o.s.CloseTx(ctx, tx, "c1", "") })
	o.expect(leader, map[string]int{})
	o.expect(clerk("/dq/", "s1", visit), map[string]int{Later: 1})
}
