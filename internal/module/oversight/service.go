package oversight

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"yice/internal/core/org"
	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
)

// Service is the room.
type Service struct {
	db    *db.DB
	orgs  *org.Service
	tasks *task.Service
	from  Sources
}

// New builds the room.
func New(d *db.DB, orgs *org.Service, tasks *task.Service, from Sources) *Service {
	return &Service{db: d, orgs: orgs, tasks: tasks, from: from}
}

// Search narrows the journal. Days are YYYY-MM-DD in China, both included; FileNo names a case.
type Search struct {
	FileNo, CaseID, Actor, Action, ObjectType, ObjectID, From, To string
	Looks                                                         bool
	Page                                                          db.Page
}

// Lines is a page of the journal.
type Lines struct {
	Rows   []JournalLine
	Next   string
	Total  int64
	Capped bool
}

// Journal lists what happened, newest first. Needs PermJournal; without PermContent what households' entries say is blank.
// The search itself is journalled when it names a case. Codes: oversight.day_form, list.cursor_bad.
func (s *Service) Journal(ctx context.Context, in Search) (l Lines, err error) {
	defer errs.Wrap(&err, "oversight.Journal")
	if err := authz.Require(ctx, PermJournal); err != nil {
		return l, err
	}
	l.Rows = []JournalLine{}
	f, err := s.filter(in)
	if err != nil {
		return l, err
	}
	if err := journal.Settle(ctx, s.db); err != nil {
		return l, err
	}
	read := func(tx *db.Tx) error {
		if name := strings.TrimSpace(in.Actor); name != "" {
			ids, err := journal.Namesakes(ctx, tx, name)
			if err != nil || len(ids) == 0 {
				return err
			}
			f.ActorIDs = ids
		}
		if in.FileNo != "" {
			c, err := s.caseNo(ctx, tx, in.FileNo)
			if errs.IsKind(err, errs.NotFound) {
				return nil
			}
			if err != nil {
				return err
			}
			f.CaseID = c.ID
		}
		rows, next, err := journal.Find(ctx, tx, f)
		if err != nil {
			return err
		}
		l.Next = next
		if l.Total, l.Capped, err = journal.Count(ctx, tx, f); err != nil {
			return err
		}
		if l.Rows, err = s.lines(ctx, tx, rows); err != nil || f.CaseID == "" || in.Page.Cursor != "" {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{Action: "oversight.look", ObjectType: "case", ObjectID: f.CaseID, CaseID: f.CaseID, Summary: "监督查阅日志"})
	}
	if in.FileNo != "" || in.CaseID != "" {
		err = s.db.Update(ctx, read)
	} else {
		err = s.db.View(ctx, read)
	}
	return l, err
}

func (s *Service) filter(in Search) (journal.Filter, error) {
	f := journal.Filter{
		CaseID: in.CaseID, Action: in.Action, ObjectType: in.ObjectType, ObjectID: in.ObjectID,
		Looks: in.Looks, Page: in.Page,
	}
	for _, x := range []struct {
		path, day string
		add       int
		to        *int64
	}{{"from", in.From, 0, &f.From}, {"to", in.To, 1, &f.To}} {
		if x.day == "" {
			continue
		}
		t, err := clock.ParseDate(x.day)
		if err != nil {
			return f, errs.InvalidField(x.path, "oversight.day_form")
		}
		*x.to = t.AddDate(0, 0, x.add).UnixMilli()
	}
	return f, nil
}

func (s *Service) caseNo(ctx context.Context, tx *db.Tx, fileNo string) (CaseRef, error) {
	if s.from.CaseNo == nil {
		return CaseRef{}, errs.New(errs.NotFound, "not_found")
	}
	return s.from.CaseNo(ctx, tx, strings.ToUpper(strings.TrimSpace(fileNo)))
}

func (s *Service) cases(ctx context.Context, tx *db.Tx, ids []string) (map[string]CaseRef, error) {
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return id == "" })
	if s.from.Cases == nil || len(ids) == 0 || !authz.From(ctx).Has(PermSee) && !authz.From(ctx).Has(PermContent) {
		return map[string]CaseRef{}, nil
	}
	return s.from.Cases(ctx, tx, ids)
}

// lines dresses entries: with their case for whoever may see it, without what they say of a household for the others.
func (s *Service) lines(ctx context.Context, tx *db.Tx, rows []journal.Entry) ([]JournalLine, error) {
	ids := make([]string, 0, len(rows))
	for _, e := range rows {
		ids = append(ids, e.CaseID)
	}
	cases, err := s.cases(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	content := authz.From(ctx).Has(PermContent)
	out := make([]JournalLine, 0, len(rows))
	for _, e := range rows {
		x := JournalLine{Entry: e}
		if c, ok := cases[e.CaseID]; ok {
			x.Case = &c
		}
		if !content {
			x.Before, x.After = "", ""
			if e.CaseID != "" || e.ObjectType == "person" || e.ObjectType == "household" {
				x.Summary, x.Reason = "", ""
			}
		}
		out = append(out, x)
	}
	return out, nil
}

// Verify seals what waits and walks the whole chain. Needs PermJournal; journalled. Code: journal.broken with the number.
func (s *Service) Verify(ctx context.Context) (v journal.Verified, err error) {
	defer errs.Wrap(&err, "oversight.Verify")
	if err := authz.Require(ctx, PermJournal); err != nil {
		return v, err
	}
	if _, err := journal.Seal(ctx, s.db); err != nil {
		return v, err
	}
	v, err = journal.Verify(ctx, s.db)
	said := "核验日志链：完整"
	if err != nil {
		said = "核验日志链：断开"
	}
	if rerr := journal.Looked(ctx, s.db, journal.Event{Action: "oversight.verify", ObjectType: "journal", Summary: said, After: v}); rerr != nil && err == nil {
		err = rerr
	}
	return v, err
}

// LateCount is a department's overdue work.
type LateCount struct {
	Code  string `json:"code"`
	Label string `json:"label"`
	Total int64  `json:"total"`
	Over  int64  `json:"over_30"`
}

// LateTask is one of the overdue tasks.
type LateTask struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	Label   string `json:"kind_label"`
	Title   string `json:"title"`
	DueOn   string `json:"due_on"`
	Days    int    `json:"days"`
	OrgName string `json:"org_name"`
	Link    string `json:"link"`
}

// Overdue lists the overdue tasks that the permission reaches, of one department or of all, the oldest first. Needs PermOverdue.
func (s *Service) Overdue(ctx context.Context, department string, p db.Page) (rows []LateTask, next string, total int64, err error) {
	defer errs.Wrap(&err, "oversight.Overdue")
	if err := authz.Require(ctx, PermOverdue); err != nil {
		return nil, "", 0, err
	}
	rows = []LateTask{}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		below := ""
		if department != "" {
			paths, err := s.departments(ctx, tx)
			if err != nil {
				return err
			}
			if below = paths[department]; below == "" {
				return nil
			}
		}
		found, n, count, err := task.FindLateTx(ctx, tx, authz.From(ctx), PermOverdue, below, p)
		if err != nil {
			return err
		}
		next, total = n, count
		names := map[string]string{}
		for _, t := range found {
			if _, ok := names[t.OwnerPath]; !ok {
				o, err := s.orgs.AtPathTx(ctx, tx, t.OwnerPath)
				if err != nil && !errs.IsKind(err, errs.NotFound) {
					return err
				}
				names[t.OwnerPath] = o.Name
			}
			rows = append(rows, LateTask{
				ID: t.ID, Kind: t.Kind, Title: t.Title, DueOn: t.DueOn, Days: clock.DaysBetween(t.DueOn, tx.Today()),
				OrgName: names[t.OwnerPath], Link: t.Link,
			})
		}
		return nil
	})
	return rows, next, total, err
}

func (s *Service) departments(ctx context.Context, tx *db.Tx) (map[string]string, error) {
	if s.from.Departments == nil {
		return map[string]string{}, nil
	}
	return s.from.Departments(ctx, tx)
}

// Departments counts the overdue work by department, as far as the permission reaches. Needs PermOverdue.
func (s *Service) Departments(ctx context.Context) (out []LateCount, err error) {
	defer errs.Wrap(&err, "oversight.Departments")
	if err := authz.Require(ctx, PermOverdue); err != nil {
		return nil, err
	}
	a := authz.From(ctx)
	out = []LateCount{}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		rows, err := task.LateTx(ctx, tx)
		if err != nil {
			return err
		}
		paths, err := s.departments(ctx, tx)
		if err != nil {
			return err
		}
		by := map[string]LateCount{}
		for _, r := range rows {
			if !a.HasAt(PermOverdue, r.Path) {
				continue
			}
			code := ""
			for department, path := range paths {
				if strings.HasPrefix(r.Path, path) {
					code = department
				}
			}
			l := by[code]
			l.Code, l.Total = code, l.Total+r.N
			if r.Age == "more" {
				l.Over += r.N
			}
			by[code] = l
		}
		for _, l := range by {
			out = append(out, l)
		}
		slices.SortFunc(out, func(x, y LateCount) int {
			return cmp.Or(cmp.Compare(y.Total, x.Total), strings.Compare(x.Code, y.Code))
		})
		return nil
	})
	return out, err
}

// Exceptions lists what left the usual way, of one kind, newest first. Needs PermExcept. Code: oversight.kind.
func (s *Service) Exceptions(ctx context.Context, kind string, p db.Page) (out []Exception, next string, total int64, capped bool, err error) {
	defer errs.Wrap(&err, "oversight.Exceptions")
	if err := authz.Require(ctx, PermExcept); err != nil {
		return nil, "", 0, false, err
	}
	actions, known := s.from.Actions[kind]
	if kind != ExceptUrgent && !known { // before anything is moved
		return nil, "", 0, false, errs.InvalidField("kind", "oversight.kind")
	}
	out = []Exception{}
	if err := journal.Settle(ctx, s.db); err != nil {
		return nil, "", 0, false, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if kind == ExceptUrgent {
			if s.from.Urgent == nil {
				return nil
			}
			all, err := s.from.Urgent(ctx, tx)
			if err != nil {
				return err
			}
			out, total = append(out, all...), int64(len(all))
			return s.dress(ctx, tx, out)
		}
		f := journal.Filter{Actions: actions, Page: p}
		rows, n, err := journal.Find(ctx, tx, f)
		if err != nil {
			return err
		}
		next = n
		if total, capped, err = journal.Count(ctx, tx, f); err != nil {
			return err
		}
		for _, e := range rows {
			out = append(out, Exception{ID: e.ID, Kind: kind, At: e.At, Who: e.ActorName, OrgName: e.OrgName, Action: e.Action, Text: e.Summary, Reason: e.Reason, CaseID: e.CaseID})
		}
		return s.dress(ctx, tx, out)
	})
	return out, next, total, capped, err
}

// dress names the cases that the reader may see; what is said of the others stays unsaid.
func (s *Service) dress(ctx context.Context, tx *db.Tx, list []Exception) error {
	ids := make([]string, 0, len(list))
	for _, e := range list {
		ids = append(ids, e.CaseID)
	}
	cases, err := s.cases(ctx, tx, ids)
	if err != nil {
		return err
	}
	for i := range list {
		if c, ok := cases[list[i].CaseID]; ok {
			list[i].Case = &c
		} else if list[i].CaseID != "" {
			list[i].Text, list[i].Reason = "", ""
		}
	}
	return nil
}

// Counts tells how many exceptions of each kind there are. Needs PermExcept.
func (s *Service) Counts(ctx context.Context) (out map[string]int64, err error) {
	out = map[string]int64{}
	for _, kind := range ExceptKinds() {
		_, _, n, _, err := s.Exceptions(ctx, kind, db.Page{Limit: 1})
		if err != nil {
			return nil, err
		}
		out[kind] = n
	}
	return out, nil
}

// SupervisionInput asks a department.
type SupervisionInput struct {
	OrgID   string `json:"org_id" minLength:"1" maxLength:"26"`
	FileNo  string `json:"file_no,omitempty" maxLength:"30"`
	EntryID string `json:"entry_id,omitempty" maxLength:"26" doc:"the line of the journal that is meant"`
	Text    string `json:"text" maxLength:"1000"`
	DueOn   string `json:"due_on" maxLength:"10"`
}

// Ask puts a question to a department and opens a task there. Needs PermAsk. Codes: oversight.text_required, oversight.due.
func (s *Service) Ask(ctx context.Context, in SupervisionInput) (q SupervisionQuestion, err error) {
	defer errs.Wrap(&err, "oversight.Ask")
	if err := authz.Require(ctx, PermAsk); err != nil {
		return q, err
	}
	in.Text = strings.TrimSpace(in.Text)
	err = s.db.UpdateLocked(ctx, "supervision_questions", func(tx *db.Tx) error {
		a := authz.From(ctx)
		if in.Text == "" {
			return errs.InvalidField("text", "oversight.text_required")
		}
		if _, err := clock.ParseDate(in.DueOn); err != nil || in.DueOn <= tx.Today() || in.DueOn > clock.AddMonths(tx.Today(), 12) {
			return errs.InvalidField("due_on", "oversight.due")
		}
		o, err := s.orgs.OrgTx(ctx, tx, in.OrgID)
		if err != nil {
			return err
		}
		n, err := countOfYear(ctx, tx, tx.Today()[:4])
		if err != nil {
			return err
		}
		q = SupervisionQuestion{
			ID: id.New(tx.Now()), Number: fmt.Sprintf("JD-%s-%03d", tx.Today()[:4], n+1), OrgID: o.ID, OrgPath: o.Path, OrgName: o.Name, EntryID: in.EntryID,
			Text: in.Text, DueOn: in.DueOn, State: Asked, AskedByID: a.UserID, AskedBy: a.Name, AskedAt: tx.NowMS(), Version: 1, UpdatedAt: tx.NowMS(), UpdatedBy: a.Name,
		}
		if in.FileNo != "" {
			c, err := s.caseNo(ctx, tx, in.FileNo)
			if err != nil {
				return err
			}
			q.CaseID = c.ID
		}
		if err := insertQuestion(ctx, tx, q); err != nil {
			return err
		}
		if err := s.remind(ctx, tx, q); err != nil {
			return err
		}
		return s.done(ctx, tx, &q, "oversight.ask", "监督提问 "+q.Number+"："+o.Name, "")
	})
	return q, err
}

func (s *Service) remind(ctx context.Context, tx *db.Tx, q SupervisionQuestion) error {
	return s.tasks.OpenTx(ctx, tx, task.New{
		Kind: TaskQuestion, ObjectType: "supervision_question", ObjectID: q.ID, Title: q.Number, DueOn: q.DueOn,
		OwnerPath: q.OrgPath, Perm: PermAnswer, Link: "/oversight/questions",
	})
}

// done journals a step and dresses the question for the answer.
func (s *Service) done(ctx context.Context, tx *db.Tx, q *SupervisionQuestion, action, summary, reason string) error {
	list := []SupervisionQuestion{*q}
	if err := s.dressQuestions(ctx, tx, list); err != nil {
		return err
	}
	*q = list[0]
	return journal.Record(ctx, tx, journal.Event{
		Action: action, ObjectType: "supervision_question", ObjectID: q.ID, CaseID: q.CaseID, Summary: summary, Reason: reason,
		After: map[string]any{"state": q.State, "due_on": q.DueOn},
	})
}

func (s *Service) dressQuestions(ctx context.Context, tx *db.Tx, list []SupervisionQuestion) error {
	a := authz.From(ctx)
	ids := make([]string, 0, len(list))
	for _, q := range list {
		ids = append(ids, q.CaseID)
	}
	cases, err := s.cases(ctx, tx, ids)
	if err != nil {
		return err
	}
	for i := range list {
		q := &list[i]
		if c, ok := cases[q.CaseID]; ok {
			q.Case = &c
		}
		q.Can = []string{}
		if (q.State == Asked || q.State == Returned) && a.HasAt(PermAnswer, q.OrgPath) {
			q.Can = append(q.Can, "answer")
		}
		if q.State == Answered && a.Has(PermAsk) {
			q.Can = append(q.Can, "close", "return")
		}
	}
	return nil
}

// Questions lists those that the actor sees. Needs PermSee.
func (s *Service) Questions(ctx context.Context, states []string, p db.Page) (out []SupervisionQuestion, next string, total int64, err error) {
	defer errs.Wrap(&err, "oversight.Questions")
	if err := authz.Require(ctx, PermSee); err != nil {
		return nil, "", 0, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if out, next, total, err = findQuestions(ctx, tx, authz.From(ctx), states, p); err != nil {
			return err
		}
		return s.dressQuestions(ctx, tx, out)
	})
	return out, next, total, err
}

// Answer answers for the department that was asked. Needs PermAnswer there. Codes: oversight.answer_required, oversight.not_open, stale.
func (s *Service) Answer(ctx context.Context, questionID string, version int64, text string) (q SupervisionQuestion, err error) {
	defer errs.Wrap(&err, "oversight.Answer(%s)", questionID)
	err = s.step(ctx, questionID, version, &q, func(tx *db.Tx, a *authz.Actor) error {
		if !a.HasAt(PermAnswer, q.OrgPath) {
			return errs.New(errs.Forbidden, "forbidden", "permission", string(PermAnswer))
		}
		if q.State != Asked && q.State != Returned {
			return errs.New(errs.Conflict, "oversight.not_open")
		}
		if strings.TrimSpace(text) == "" {
			return errs.InvalidField("text", "oversight.answer_required")
		}
		q.State, q.Answer, q.AnsweredBy, q.AnsweredAt = Answered, strings.TrimSpace(text), a.Name, tx.NowMS()
		if err := updateQuestion(ctx, tx, q, version); err != nil {
			return err
		}
		if err := s.tasks.CloseTx(ctx, tx, "", q.ID, TaskQuestion); err != nil {
			return err
		}
		return s.done(ctx, tx, &q, "oversight.answer", "答复监督提问 "+q.Number, "")
	})
	return q, err
}

// Judge closes an answered question, or sends it back with a reason and a new deadline. Needs PermAsk. Codes:
// oversight.not_open, oversight.reason_required, oversight.due, stale.
func (s *Service) Judge(ctx context.Context, questionID string, version int64, accept bool, reason, dueOn string) (q SupervisionQuestion, err error) {
	defer errs.Wrap(&err, "oversight.Judge(%s)", questionID)
	err = s.step(ctx, questionID, version, &q, func(tx *db.Tx, a *authz.Actor) error {
		if err := authz.Require(ctx, PermAsk); err != nil {
			return err
		}
		if q.State != Answered {
			return errs.New(errs.Conflict, "oversight.not_open")
		}
		q.Verdict = strings.TrimSpace(reason)
		action, summary := "oversight.close", "办结监督提问 "+q.Number
		if accept {
			q.State, q.ClosedBy, q.ClosedAt = Closed, a.Name, tx.NowMS()
		} else {
			if q.Verdict == "" {
				return errs.InvalidField("reason", "oversight.reason_required")
			}
			if _, err := clock.ParseDate(dueOn); err != nil || dueOn <= tx.Today() {
				return errs.InvalidField("due_on", "oversight.due")
			}
			q.State, q.DueOn = Returned, dueOn
			action, summary = "oversight.return", "退回监督答复 "+q.Number
			if err := s.remind(ctx, tx, q); err != nil {
				return err
			}
		}
		if err := updateQuestion(ctx, tx, q, version); err != nil {
			return err
		}
		return s.done(ctx, tx, &q, action, summary, q.Verdict)
	})
	return q, err
}

// step finds a question within scope for a change and checks the version.
func (s *Service) step(ctx context.Context, questionID string, version int64, q *SupervisionQuestion, fn func(tx *db.Tx, a *authz.Actor) error) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		a, err := authz.Must(ctx)
		if err != nil {
			return err
		}
		if *q, err = findQuestion(ctx, tx, a, questionID); err != nil {
			return err
		}
		if q.Version != version {
			return stale(*q)
		}
		q.Version, q.UpdatedAt, q.UpdatedBy = version+1, tx.NowMS(), a.Name
		return fn(tx, a)
	})
}
