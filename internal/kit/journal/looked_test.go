package journal_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/journal"
	"yice/internal/testkit"
)

// TestLooksGoThroughTheLog: they are not in the book at once, but outlive the process; the next sealing, also by another process after
// this one is gone, chains them once.
func TestLooksGoThroughTheLog(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "looks")
	d := testkit.NewDB(t, func(c *db.Config) { c.Log = dir })
	ctx := authz.With(context.Background(), authz.System("test"))
	look := func(of string) {
		t.Helper()
		if err := journal.Looked(ctx, d, journal.Event{Action: "aid.look", ObjectType: "case", ObjectID: of, CaseID: of, Summary: "查看台账"}); err != nil {
			t.Fatal(err)
		}
	}
	count := func() (n int64) {
		t.Helper()
		err := d.View(ctx, func(tx *db.Tx) (err error) {
			n, _, err = journal.Count(ctx, tx, journal.Filter{Looks: true})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	look("a")
	look("b")
	if n := count(); n != 0 {
		t.Errorf("%d looks are in the book before they were settled", n)
	}
	if err := d.Update(ctx, func(tx *db.Tx) error {
		return journal.Record(ctx, tx, journal.Event{Action: "aid.enter", ObjectType: "case", ObjectID: "a", CaseID: "a", Summary: "受理"})
	}); err != nil {
		t.Fatal(err)
	}
	waiting := 1
	if d.Engine() == db.SQLite {
		waiting = 0 // sealed where it was written
	}
	if n, err := journal.Seal(ctx, d); err != nil || n != waiting {
		t.Fatalf("%v: sealed %d", err, n)
	}
	look("c")
	if err := journal.Settle(ctx, d); err != nil {
		t.Fatal(err)
	}
	if n := count(); n != 3 {
		t.Errorf("%d looks, not 3", n)
	}
	v, err := journal.Verify(ctx, d)
	if err != nil || v.Entries != 4 || v.Unsealed != 0 {
		t.Errorf("%v: %+v", err, v)
	}
}

func TestALookNeedsSomebody(t *testing.T) {
	t.Parallel()
	d := testkit.NewDB(t, func(c *db.Config) { c.Log = filepath.Join(t.TempDir(), "looks") })
	if err := journal.Looked(context.Background(), d, journal.Event{Action: "aid.look"}); err == nil {
		t.Error("nobody looked")
	}
}

// TestALookThatWasCutShortIsNoEntry: every field comes back from the log as it went in, and part of a record is refused.
func TestALookThatWasCutShortIsNoEntry(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "looks")
	d := testkit.NewDB(t, func(c *db.Config) { c.Log = dir })
	a := authz.System("test")
	a.Name, a.OrgID, a.OrgName, a.Origin = "王芳", "o1", "市总工会", "127.0.0.1"
	ctx := authz.With(context.Background(), a)
	ev := journal.Event{Action: "aid.reveal", ObjectType: "person", ObjectID: "p", CaseID: "c", Summary: "查看 号码\n", Before: "b", After: []int{1}, Reason: strings.Repeat("因", 300)}
	if err := journal.Looked(ctx, d, ev); err != nil {
		t.Fatal(err)
	}
	if err := journal.Settle(ctx, d); err != nil {
		t.Fatal(err)
	}
	var got []journal.Entry
	err := d.View(ctx, func(tx *db.Tx) (err error) {
		got, _, err = journal.Find(ctx, tx, journal.Filter{})
		return err
	})
	if err != nil || len(got) != 1 {
		t.Fatalf("%v: %d entries", err, len(got))
	}
	e := got[0]
	want := journal.Entry{
		ID: e.ID, At: testkit.Start().UnixMilli(), ActorID: a.UserID, ActorName: a.Name, OrgID: a.OrgID, OrgName: a.OrgName, Action: ev.Action,
		ObjectType: ev.ObjectType, ObjectID: ev.ObjectID, CaseID: ev.CaseID, Summary: ev.Summary, Before: `"b"`, After: "[1]", Reason: ev.Reason,
		Origin: a.Origin, Seq: e.Seq, Chain: e.Chain,
	}
	if e != want || e.Seq == nil || *e.Seq != 1 {
		t.Errorf("stands as %+v\nwant      %+v", e, want)
	}
	if err := d.Log().Append([]byte{2, 40, 'a'}); err != nil {
		t.Fatal(err)
	}
	if err := journal.Settle(ctx, d); err == nil {
		t.Error("part of a record was taken for an entry")
	}
}
