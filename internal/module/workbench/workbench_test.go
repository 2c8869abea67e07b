package workbench

import (
	"context"
	"testing"

	"yice/internal/core/calendar"
	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/kit/job"
	"yice/internal/testkit"
)

const (
	visit authz.Permission = "visit.complete"
	view  authz.Permission = "aid.view"
)

func setup(t *testing.T) (*Service, *db.DB, *task.Service, *job.Queue) {
	t.Helper()
	d := testkit.NewDB(t)
	cal, err := calendar.NewService(d)
	if err != nil {
		t.Fatal(err)
	}
	tasks, jobs := task.NewService(d, cal), job.New(job.Config{DB: d})
	from := Sources{
		Can: map[string]authz.Permission{"intake.create": "aid.enter"}, SeeTally: view,
		Cases: func(_ context.Context, _ *db.Tx, ids []string) (map[string]Case, error) {
			out := map[string]Case{}
			for _, id := range ids {
				if id != "secret" {
					out[id] = Case{Subject: "王立军户", Place: "让胡路区", State: "visiting"}
				}
			}
			return out, nil
		},
		Tally: func(_ context.Context, _ *db.Tx, since string) (Tally, error) {
			if since != "2020-01-01" {
				t.Error(since)
			}
			return Tally{Entered: 170, Recognised: 34, Ended: 8}, nil
		},
		Pool: func(context.Context, *db.Tx) (*Pool, error) { return nil, nil },
	}
	return New(d, tasks, jobs, from), d, tasks, jobs
}

func clerk(perms ...authz.Permission) context.Context {
	a := &authz.Actor{UserID: "u1", StaffID: "s1", Name: "陈立新", Reaches: map[authz.Permission][]authz.Reach{}}
	for _, p := range perms {
		a.Reaches[p] = []authz.Reach{{Kind: authz.Org, Path: "/dq/"}}
	}
	return authz.With(context.Background(), a)
}

func TestShow(t *testing.T) {
	s, d, tasks, _ := setup(t)
	asker := authz.With(t.Context(), &authz.Actor{UserID: "u2", Name: "高明", OrgName: "市民政局"})
	err := d.Update(asker, func(tx *db.Tx) error {
		for _, n := range []task.New{
			{Kind: "visit", CaseID: "c1", DueOn: "2020-05-06", Link: "/visits/v1"},
			{Kind: "answer_question", CaseID: "c1", ObjectID: "q", DueOn: "2020-05-08", Link: "/casebook/c1"},
			{Kind: "brand_new", CaseID: "secret", Title: "户", DueOn: "2020-06-01"},
			{Kind: "notice", CaseID: "paused", DueOn: "2020-05-01"},
		} {
			n.OwnerPath, n.Perm = "/dq/union/", visit
			if err := tasks.OpenTx(asker, tx, n); err != nil {
				return err
			}
		}
		return tasks.PauseTx(asker, tx, "paused")
	})
	if err != nil {
		t.Fatal(err)
	}
	b, err := s.Show(clerk(visit, view, "aid.enter"), i18n.Chinese)
	if err != nil || len(b.Tasks.Items) != 3 || b.Tasks.Total != 3 {
		t.Fatalf("%+v %v", b, err)
	}
	want := Task{ID: b.Tasks.Items[0].ID, Kind: "visit", Group: "visit", Title: "入户调查", Subject: "王立军户", Note: "让胡路区", DueOn: "2020-05-06", State: "visiting", Verb: "去入户", Target: Target{"visit", "v1"}}
	if b.Tasks.Items[0] != want {
		t.Errorf("%+v", b.Tasks.Items[0])
	}
	if x := b.Tasks.Items[2]; x.Title != "待办事项" || x.Subject != "户" || x.Target != (Target{"case", "secret"}) {
		t.Errorf("%+v", x)
	}
	if b.Waiting.Total != 1 || b.Waiting.Items[0].From != "市民政局 高明" || b.Waiting.Items[0].Text != "答复质询 王立军户" || b.Waiting.Items[0].SinceOn != "2020-05-07" {
		t.Errorf("%+v", b.Waiting)
	}
	if b.Glance == nil || b.Glance.Half != "2020-H1" || b.Glance.Entered != 170 || b.Glance.Pool != nil || len(b.Can) != 1 || b.Meeting != nil {
		t.Errorf("%+v", b.Glance)
	}
	en, err := s.Show(clerk(visit), i18n.English)
	if err != nil || en.Tasks.Items[0].Title != "Home visit" || en.Glance != nil || len(en.Can) != 0 {
		t.Errorf("%+v %v", en, err)
	}
	waiting, next, err := s.Tasks(clerk(visit), i18n.Chinese, task.Waiting, "", db.Page{})
	if err != nil || len(waiting) != 1 || next != "" || waiting[0].Title != "发布公示" {
		t.Error(waiting, next, err)
	}
	if _, _, err := s.Tasks(clerk(visit), i18n.Chinese, "soon", "", db.Page{}); !errs.IsCode(err, "workbench.group_unknown") {
		t.Error(err)
	}
}

func TestJobs(t *testing.T) {
	s, d, _, q := setup(t)
	job.Register(q, "import", job.Worker{}, func(ctx context.Context, r *job.Run, _ struct{}) error {
		r.Result("file")
		return r.Progress(ctx, job.Progress{Done: 5, Total: 5})
	})
	var id string
	err := d.Update(t.Context(), func(tx *db.Tx) (err error) {
		id, err = job.EnqueueTx(t.Context(), tx, "import", struct{}{}, job.Options{OwnerID: "u1"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if j, err := s.Job(clerk(), id); err != nil || j.Percent != -1 || j.State != job.Waiting {
		t.Errorf("%+v %v", j, err)
	}
	if _, err := q.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if j, err := s.Jobs(clerk()); err != nil || len(j) != 1 || j[0].Percent != 100 || j[0].Result != "file" || j[0].Done != 5 {
		t.Errorf("%+v %v", j, err)
	}
}

func TestHalf(t *testing.T) {
	for day, want := range map[string]string{"2020-06-30": "2020-H1", "2020-07-01": "2020-H2", "2020-12-31": "2020-H2"} {
		if name, _, _ := half(day); name != want {
			t.Error(day, name)
		}
	}
}
