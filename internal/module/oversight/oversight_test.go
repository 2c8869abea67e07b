package oversight_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"yice/internal/core/calendar"
	"yice/internal/core/org"
	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/kit/journal"
	"yice/internal/kit/sheet"
	"yice/internal/kit/web"
	"yice/internal/module/oversight"
	"yice/internal/testkit"
)

type bundle struct {
	*testkit.City
	t     *testing.T
	s     *oversight.Service
	tasks *task.Service
}

func setup(t *testing.T) *bundle {
	t.Helper()
	w := testkit.WorldWith(t, oversight.Constraints(), oversight.Grants()...)
	cal, err := calendar.NewService(w.DB)
	if err != nil {
		t.Fatal(err)
	}
	b := &bundle{City: w, t: t, tasks: task.NewService(w.DB, cal)}
	b.s = oversight.New(w.DB, w.Org, b.tasks, oversight.Sources{
		Cases: func(ctx context.Context, _ *db.Tx, ids []string) (map[string]oversight.CaseRef, error) {
			out := map[string]oversight.CaseRef{}
			for _, id := range ids {
				if authz.From(ctx).Has(oversight.PermContent) {
					out[id] = oversight.CaseRef{ID: id, FileNo: "DQ-2020-0001", Title: "荆小梅户"}
				}
			}
			return out, nil
		},
		CaseNo: func(_ context.Context, _ *db.Tx, no string) (oversight.CaseRef, error) {
			if no != "DQ-2020-0001" {
				return oversight.CaseRef{}, errs.New(errs.NotFound, "not_found")
			}
			return oversight.CaseRef{ID: "c1", FileNo: no}, nil
		},
		Urgent: func(context.Context, *db.Tx) ([]oversight.Exception, error) {
			return []oversight.Exception{{ID: "u1", Kind: oversight.ExceptUrgent, Text: "急难救助未追认", AmountFen: 500_000, CaseID: "c1"}}, nil
		},
		Actions: map[string][]string{
			oversight.ExceptWaiver: {"aid.waive_flag"}, oversight.ExceptForced: {"x.force"}, oversight.ExceptExport: {"aid.export"},
			oversight.ExceptReveal: {"people.reveal"}, oversight.ExceptReopen: {"aid.reopen"},
		},
		Departments: func(context.Context, *db.Tx) (map[string]string, error) {
			return map[string]string{org.Union: w.OrgOf("union").Path, org.Civil: w.OrgOf("civil").Path}, nil
		},
	})
	return b
}

func (b *bundle) record(login string, events ...journal.Event) {
	b.t.Helper()
	b.Do(b.As(login), func(ctx context.Context, tx *db.Tx) error {
		for _, e := range events {
			if err := journal.Record(ctx, tx, e); err != nil {
				return err
			}
		}
		return nil
	})
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if !errs.IsCode(err, code) {
		t.Fatalf("got %v, want %s", err, code)
	}
}

func TestTheJournalIsSearchedAndTheAdministratorLearnsNothingOfHouseholds(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.record("union-officer", journal.Event{Action: "aid.look", ObjectType: "case", ObjectID: "c1", CaseID: "c1", Summary: "查看台账"},
		journal.Event{Action: "people.reveal", ObjectType: "person", ObjectID: "p1", CaseID: "c1", Summary: "查看荆小梅的手机号码", Reason: "预约回访"},
		journal.Event{Action: "aid.edit", ObjectType: "case", ObjectID: "c1", CaseID: "c1", Summary: "修改申请", After: map[string]int{"x": 1}})
	b.Later(48 * time.Hour)
	b.record("civil-officer", journal.Event{Action: "aid.look", ObjectType: "case", ObjectID: "c2", CaseID: "c2", Summary: "查看台账"})
	auditor := b.As("auditor")
	for _, x := range []struct {
		name string
		in   oversight.Search
		want int64
	}{
		{"who looked", oversight.Search{FileNo: "dq-2020-0001", Looks: true}, 2},
		{"one person", oversight.Search{Actor: "赵经办", ObjectType: "case"}, 2},
		{"one action", oversight.Search{Action: "aid.look", From: "2020-05-09"}, 1},
		{"until a day", oversight.Search{Action: "aid.look", To: "2020-05-07"}, 1},
		{"no such file", oversight.Search{FileNo: "DQ-2020-9999"}, 0},
	} {
		l, err := b.s.Journal(auditor, x.in)
		if err != nil || l.Total != x.want || int64(len(l.Rows)) != x.want {
			t.Errorf("%s: %v total %d rows %d", x.name, err, l.Total, len(l.Rows))
		}
	}
	l, err := b.s.Journal(auditor, oversight.Search{Action: "people.reveal"})
	if err != nil || l.Rows[0].Case == nil || l.Rows[0].Reason != "预约回访" {
		t.Fatalf("%v %+v", err, l)
	}
	l, err = b.s.Journal(b.As("audit-admin"), oversight.Search{CaseID: "c1"})
	if err != nil || len(l.Rows) < 3 {
		t.Fatalf("%v %+v", err, l)
	}
	for _, e := range l.Rows {
		if e.Summary != "" || e.Reason != "" || e.After != "" || e.Case != nil {
			t.Errorf("the administrator reads %+v", e)
		}
	}
	_, err = b.s.Journal(auditor, oversight.Search{From: "gestern"})
	wantCode(t, err, "oversight.day_form")
	_, err = b.s.Journal(b.As("union-leader"), oversight.Search{})
	wantCode(t, err, "forbidden")
	if l, err := b.s.Journal(auditor, oversight.Search{Action: "oversight.look"}); err != nil || l.Total != 2 {
		t.Fatalf("searches of a household written down: %v %d", err, l.Total)
	}
}

func TestTheChainIsVerifiedAndABreakIsSaid(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.record("union-officer", journal.Event{Action: "aid.edit", ObjectType: "case", ObjectID: "c1", Summary: "修改申请"})
	v, err := b.s.Verify(b.As("audit-admin"))
	if err != nil || v.Entries == 0 || v.Unsealed != 0 || len(v.Head) != 64 {
		t.Fatalf("%v %+v", err, v)
	}
	b.Do(b.System(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE journal_entries SET summary = 'x' WHERE action = 'aid.edit'")
		return err
	})
	_, err = b.s.Verify(b.As("auditor"))
	wantCode(t, err, "journal.broken")
	_, err = b.s.Verify(b.As("union-officer"))
	wantCode(t, err, "forbidden")
}

func TestAQuestionIsAskedAnsweredSentBackAndClosed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	auditor := b.As("auditor")
	in := oversight.SupervisionInput{OrgID: b.OrgOf("civil").ID, FileNo: "DQ-2020-0001", Text: "为何超期未回访", DueOn: "2020-05-20"}
	_, err := b.s.Ask(b.As("secretary"), in)
	wantCode(t, err, "forbidden")
	late := in
	late.DueOn = "2020-05-07"
	_, err = b.s.Ask(auditor, late)
	wantCode(t, err, "oversight.due")
	q, err := b.s.Ask(auditor, in)
	if err != nil || q.Number != "JD-2020-001" || q.Case == nil {
		t.Fatalf("%v %+v", err, q)
	}
	if rows, _, n, err := b.s.Questions(b.As("union-leader"), nil, db.Page{}); err != nil || n != 0 || len(rows) != 0 {
		t.Fatalf("another department sees %+v (%v)", rows, err)
	}
	_, err = b.s.Answer(b.As("union-leader"), q.ID, q.Version, "不归我管")
	wantCode(t, err, "not_found")
	leader := b.As("civil-leader")
	rows, _, _, err := b.s.Questions(leader, []string{oversight.Asked}, db.Page{})
	if err != nil || len(rows) != 1 || !slices.Equal(rows[0].Can, []string{"answer"}) || rows[0].Case != nil {
		t.Fatalf("%v %+v", err, rows)
	}
	if board, err := b.tasks.Mine(leader, "", 0); err != nil || board.Total != 1 {
		t.Fatalf("%v %+v", err, board)
	}
	if q, err = b.s.Answer(leader, q.ID, q.Version, "已安排"); err != nil {
		t.Fatal(err)
	}
	_, err = b.s.Answer(b.As("civil-officer"), q.ID, q.Version-1, "再答")
	if !errs.IsKind(err, errs.Stale) {
		t.Fatal(err)
	}
	_, err = b.s.Judge(auditor, q.ID, q.Version, false, "", "2020-05-30")
	wantCode(t, err, "oversight.reason_required")
	if q, err = b.s.Judge(auditor, q.ID, q.Version, false, "请附回访日期", "2020-05-30"); err != nil || q.State != oversight.Returned {
		t.Fatalf("%v %+v", err, q)
	}
	if q, err = b.s.Answer(leader, q.ID, q.Version, "5月6日已回访"); err != nil {
		t.Fatal(err)
	}
	if q, err = b.s.Judge(auditor, q.ID, q.Version, true, "", ""); err != nil || q.State != oversight.Closed || len(q.Can) != 0 {
		t.Fatalf("%v %+v", err, q)
	}
	_, err = b.s.Judge(auditor, q.ID, q.Version, true, "", "")
	wantCode(t, err, "oversight.not_open")
	if board, _ := b.tasks.Mine(leader, "", 0); board.Total != 0 {
		t.Fatal("the task stays open")
	}
}

func TestOverdueWorkIsSeenBelowAndExceptionsByKind(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Do(b.System(), func(ctx context.Context, tx *db.Tx) error {
		for i, path := range []string{b.OrgOf("sartu-union").Path, b.OrgOf("union").Path, b.OrgOf("sartu-street").Path} {
			if err := b.tasks.OpenTx(ctx, tx, task.New{Kind: "visit", ObjectID: string(rune('a' + i)), Title: "户", DueOn: "2020-04-01", OwnerPath: path, Perm: "x"}); err != nil {
				return err
			}
		}
		return nil
	})
	rows, _, total, err := b.s.Overdue(b.As("union-leader"), "", db.Page{Limit: 1})
	if err != nil || total != 2 || len(rows) != 1 || rows[0].Days != 36 || rows[0].OrgName == "" {
		t.Fatalf("%v %d %+v", err, total, rows)
	}
	if _, _, total, err := b.s.Overdue(b.As("auditor"), org.Union, db.Page{}); err != nil || total != 2 {
		t.Fatalf("%v %d", err, total)
	}
	by, err := b.s.Departments(b.As("auditor"))
	if err != nil || len(by) != 2 || by[0].Code != org.Union || by[0].Over != 2 || by[1].Code != "" {
		t.Fatalf("%v %+v", err, by)
	}
	b.record("union-leader", journal.Event{Action: "aid.waive_flag", ObjectType: "case", CaseID: "c1", Summary: "豁免排除情形", Reason: "车辆已报废"})
	for _, kind := range oversight.ExceptKinds() {
		if _, _, _, _, err := b.s.Exceptions(b.As("auditor"), kind, db.Page{}); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
	list, _, n, _, err := b.s.Exceptions(b.As("auditor"), oversight.ExceptWaiver, db.Page{})
	if err != nil || n != 1 || list[0].Reason != "车辆已报废" || list[0].Case == nil {
		t.Fatalf("%v %+v", err, list)
	}
	if list, _, _, _, _ := b.s.Exceptions(b.As("secretary"), oversight.ExceptUrgent, db.Page{}); len(list) != 1 || list[0].Text != "" || list[0].AmountFen != 500_000 {
		t.Fatalf("what the case hides is said: %+v", list)
	}
	counts, err := b.s.Counts(b.As("auditor"))
	if err != nil || counts[oversight.ExceptUrgent] != 1 || counts[oversight.ExceptWaiver] != 1 {
		t.Fatalf("%v %v", err, counts)
	}
	_, _, _, _, err = b.s.Exceptions(b.As("auditor"), "x", db.Page{})
	wantCode(t, err, "oversight.kind")
}

func TestTheJournalLeavesAsASheet(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.record("union-officer", journal.Event{Action: "aid.edit", ObjectType: "case", ObjectID: "c1", CaseID: "c1", Summary: "=1+1"})
	text, err := i18n.New(web.Messages(), oversight.Messages())
	if err != nil {
		t.Fatal(err)
	}
	server := web.New(web.Config{DB: b.DB, Catalogue: text, Authenticate: func(*http.Request) (*authz.Actor, error) { return authz.From(b.As("auditor")), nil }}, oversight.Routes(b.s))
	w := httptest.NewRecorder()
	server.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/oversight/journal/export?action=aid.edit", http.NoBody))
	var rows [][]string
	err = sheet.ReadRows(bytes.NewReader(w.Body.Bytes()), int64(w.Body.Len()), sheet.Options{}, func(_ int, cells []string) error {
		rows = append(rows, slices.Clone(cells))
		return nil
	})
	if err != nil || w.Code != http.StatusOK || len(rows) != 4 || rows[2][6] != "=1+1" || !strings.Contains(rows[3][0], "施监督") {
		t.Fatalf("%d %v %q", w.Code, err, rows)
	}
}
