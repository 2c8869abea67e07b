package job

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/testkit"
)

type args struct{ N int }

func setup(t *testing.T) (*Queue, *db.DB, *clock.Manual) {
	t.Helper()
	c := clock.NewManual(testkit.Start())
	d := testkit.NewDB(t, func(cfg *db.Config) { cfg.Clock = c.Now })
	return New(Config{DB: d, Poll: 5 * time.Millisecond}), d, c
}

func enqueue(t *testing.T, d *db.DB, kind string, a any, o Options) string {
	t.Helper()
	var id string
	err := d.Update(t.Context(), func(tx *db.Tx) (err error) {
		id, err = EnqueueTx(t.Context(), tx, kind, a, o)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func runDue(t *testing.T, q *Queue, want int) {
	t.Helper()
	n, err := q.RunDue(t.Context())
	if err != nil || n != want {
		t.Fatalf("ran %d, want %d: %v", n, want, err)
	}
}

func owner(user string) context.Context {
	return authz.With(context.Background(), &authz.Actor{UserID: user})
}

func get(t *testing.T, q *Queue, id string) Job {
	t.Helper()
	j, err := q.Get(owner("u1"), id)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func TestRunsAndReports(t *testing.T) {
	q, d, c := setup(t)
	q.periodic = nil
	Register(q, "sum", Worker{Perms: []authz.Permission{"x.do"}}, func(ctx context.Context, r *Run, a args) error {
		if actor := authz.From(ctx); actor.UserID != "system:job:sum" || !actor.Has("x.do") || actor.Has("x.other") {
			return errors.New("wrong actor")
		}
		if a.N != 3 || r.OwnerID != "u1" || r.Try != 1 {
			return errors.New("wrong input")
		}
		if err := r.Progress(ctx, Progress{Done: 1, Total: 2, Note: "读取"}); err != nil {
			return err
		}
		r.Result("done:3")
		return nil
	})
	id := enqueue(t, d, "sum", args{3}, Options{OwnerID: "u1", RunAt: c.Now().Add(time.Hour)})
	runDue(t, q, 0)
	c.Advance(time.Hour)
	runDue(t, q, 1)
	j := get(t, q, id)
	if j.State != Done || j.Result != "done:3" || j.Progress.V != (Progress{1, 2, "读取"}) || j.DoneAt != c.Now().UnixMilli() {
		t.Fatalf("%+v", j)
	}
	if _, err := q.Get(owner("u2"), id); !errs.IsKind(err, errs.NotFound) {
		t.Error("somebody else's job is visible:", err)
	}
	if _, err := q.Get(t.Context(), id); !errs.IsKind(err, errs.Unauthenticated) {
		t.Error(err)
	}
	if mine, err := q.Mine(owner("u1")); err != nil || len(mine) != 1 {
		t.Error(mine, err)
	}
}

func TestRolledBackWithItsBusiness(t *testing.T) {
	_, d, _ := setup(t)
	boom := errors.New("boom")
	err := d.Update(t.Context(), func(tx *db.Tx) error {
		if _, err := EnqueueTx(t.Context(), tx, "k", args{}, Options{}); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Fatal(err)
	}
	_ = d.View(t.Context(), func(tx *db.Tx) error {
		if rows, err := counts(t.Context(), tx); err != nil || len(rows) != 0 {
			t.Error(rows, err)
		}
		return nil
	})
}

func TestUniqueKey(t *testing.T) {
	_, d, _ := setup(t)
	a := enqueue(t, d, "k", args{1}, Options{UniqueKey: "one"})
	if b := enqueue(t, d, "k", args{1}, Options{UniqueKey: "one"}); a != b {
		t.Error("a second row for one key")
	}
	err := d.Update(t.Context(), func(tx *db.Tx) error {
		_, err := EnqueueTx(t.Context(), tx, "k", args{2}, Options{UniqueKey: "one"})
		return err
	})
	if !errs.IsCode(err, "job.duplicate") {
		t.Error(err)
	}
}

func TestRetriesThenDies(t *testing.T) {
	q, d, c := setup(t)
	q.periodic = nil
	tries := 0
	Register(q, "flaky", Worker{MaxTries: 3}, func(context.Context, *Run, args) error {
		tries++
		if tries == 2 {
			panic("at the disco")
		}
		return errors.New("no luck")
	})
	id := enqueue(t, d, "flaky", args{}, Options{OwnerID: "u1"})
	runDue(t, q, 1)
	runDue(t, q, 0)
	if j := get(t, q, id); j.State != Waiting || j.Error != "internal" || j.RunAt != c.Now().Add(10*time.Second).UnixMilli() {
		t.Fatalf("%+v", j)
	}
	c.Advance(10 * time.Second)
	runDue(t, q, 1)
	c.Advance(20 * time.Second)
	runDue(t, q, 1)
	c.Advance(time.Hour)
	runDue(t, q, 0)
	if j := get(t, q, id); j.State != Dead || tries != 3 {
		t.Fatalf("%+v after %d", j, tries)
	}
}

func TestHopelessDiesAtOnce(t *testing.T) {
	q, d, _ := setup(t)
	q.periodic = nil
	Register(q, "bad", Worker{}, func(context.Context, *Run, args) error { return errs.New(errs.Invalid, "x.bad") })
	id := enqueue(t, d, "bad", args{}, Options{OwnerID: "u1"})
	mis := enqueue(t, d, "bad", "no object", Options{OwnerID: "u1"})
	runDue(t, q, 2)
	if j := get(t, q, id); j.State != Dead || j.Error != "x.bad" {
		t.Fatalf("%+v", j)
	}
	if j := get(t, q, mis); j.State != Dead || j.Error != "job.args_unreadable" {
		t.Fatalf("%+v", j)
	}
}

// A crash leaves the row running; after the lease somebody else runs it, and the one who came back late cannot finish.
func TestLeaseExpiry(t *testing.T) {
	q, d, c := setup(t)
	q.periodic = nil
	ran := 0
	Register(q, "k", Worker{Lease: time.Minute}, func(context.Context, *Run, args) error { ran++; return nil })
	id := enqueue(t, d, "k", args{}, Options{OwnerID: "u1"})
	old, ok, err := q.claim(t.Context())
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	runDue(t, q, 0)
	c.Advance(time.Minute + time.Millisecond)
	runDue(t, q, 1)
	if j := get(t, q, id); j.State != Done || j.Tries != 2 || ran != 1 {
		t.Fatalf("%+v", j)
	}
	late := &Run{ID: old.ID, Try: old.Tries, q: q}
	err = d.Update(t.Context(), func(tx *db.Tx) error { return late.FinishTx(t.Context(), tx, "late") })
	if !errs.IsCode(err, "job.lease_lost") {
		t.Error(err)
	}
}

func TestCrashingJobDies(t *testing.T) {
	q, d, c := setup(t)
	q.periodic = nil
	Register(q, "k", Worker{Lease: time.Minute, MaxTries: 2}, func(context.Context, *Run, args) error { return nil })
	id := enqueue(t, d, "k", args{}, Options{OwnerID: "u1"})
	for range 2 {
		if _, ok, err := q.claim(t.Context()); !ok || err != nil {
			t.Fatal(ok, err)
		}
		c.Advance(2 * time.Minute)
	}
	runDue(t, q, 1)
	if j := get(t, q, id); j.State != Dead {
		t.Fatalf("%+v", j)
	}
}

func TestFinishTx(t *testing.T) {
	q, d, _ := setup(t)
	q.periodic = nil
	Register(q, "k", Worker{}, func(ctx context.Context, r *Run, _ args) error {
		return d.Update(ctx, func(tx *db.Tx) error {
			if _, err := EnqueueTx(ctx, tx, "effect", args{}, Options{RunAt: tx.Now().Add(time.Hour)}); err != nil {
				return err
			}
			return r.FinishTx(ctx, tx, "with its effect")
		})
	})
	id := enqueue(t, d, "k", args{}, Options{OwnerID: "u1"})
	runDue(t, q, 1)
	if j := get(t, q, id); j.State != Done || j.Result != "with its effect" {
		t.Fatalf("%+v", j)
	}
}

func TestPeriodic(t *testing.T) {
	q, d, c := setup(t)
	q.periodic = nil
	ran := 0
	Register(q, "daily", Worker{}, func(context.Context, *Run, struct{}) error { ran++; return nil })
	q.Periodic("daily", Daily(2, 0))
	other := New(Config{DB: d})
	other.periodic = nil
	Register(other, "daily", Worker{}, func(context.Context, *Run, struct{}) error { ran++; return nil })
	other.Periodic("daily", Daily(2, 0))
	runDue(t, q, 1) // today's 02:00 was missed
	runDue(t, other, 0)
	c.Set(testkit.Start().Add(16 * time.Hour)) // 01:00
	runDue(t, q, 0)
	c.Advance(time.Hour)
	runDue(t, other, 1)
	runDue(t, q, 0)
	c.Advance(72 * time.Hour)
	runDue(t, q, 1)
	if ran != 3 {
		t.Error(ran)
	}
}

func TestStartStop(t *testing.T) {
	q, d, _ := setup(t)
	q.periodic = nil
	var quick atomic.Int64
	begun := make(chan struct{})
	Register(q, "quick", Worker{}, func(context.Context, *Run, args) error { quick.Add(1); return nil })
	Register(q, "slow", Worker{}, func(ctx context.Context, _ *Run, _ args) error {
		close(begun)
		<-ctx.Done()
		return ctx.Err()
	})
	for i := range 20 {
		enqueue(t, d, "quick", args{i}, Options{})
	}
	q.Start()
	for deadline := time.Now().Add(20 * time.Second); quick.Load() < 20; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("ran only", quick.Load())
		}
	}
	id := enqueue(t, d, "slow", args{}, Options{OwnerID: "u1"})
	<-begun
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := q.Stop(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	if j := get(t, q, id); j.State != Waiting || j.Tries != 0 {
		t.Errorf("an interrupted job was not given back: %+v", j)
	}
	if err := New(Config{DB: d}).Stop(t.Context()); err != nil {
		t.Error(err)
	}
}
