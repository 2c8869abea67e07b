package visit

import (
	"context"
	"slices"
	"strings"
	"time"

	"yice/internal/core/org"
	"yice/internal/core/people"
	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/journal"
	"yice/internal/kit/web"
	"yice/internal/module/aid"
)

// canOn lists what the actor may do with a visit now. Without the case (a list) the lead's part is left out.
func canOn(a *authz.Actor, c aid.Case, v Visit) []string {
	out := []string{}
	add := func(ok bool, words ...string) {
		if ok {
			out = append(out, words...)
		}
	}
	visitor := isVisitor(a, v)
	add(v.State == Planned && visitor && a.Has(aid.PermVisit), "record", "complete")
	add(v.State == Planned && a.HasAt(PermPlan, c.LeadOrgPath, c.EntryOrgPath), "replan", "cancel")
	add(v.State == Done && v.Kind == Revisit && v.Outcome == "" && !visitor && a.HasAt(aid.PermRevisit, c.LeadOrgPath), "decide")
	add(v.State == Done, "print")
	return out
}

// Person is a member as the form wants to know him.
type Person struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Relation string `json:"relation" doc:"in words"`
	IsMinor  bool   `json:"is_minor"`
}

// Before is what the visit before found, for those who go again.
type Before struct {
	DoneOn     string `json:"done_on"`
	Conclusion string `json:"conclusion"`
	Advice     string `json:"advice"`
}

// Detail is a visit with its form, whatever is written so far, and what it still lacks.
type Detail struct {
	Visit     Visit        `json:"visit"`
	CaseState string       `json:"case_state"`
	Address   string       `json:"address" doc:"street and community; the house number is revealed by the people room"`
	Record    Record       `json:"record"`
	Missing   []errs.Field `json:"missing"`
	Members   []Person     `json:"members"`
	Relatives []Relative   `json:"relatives"`
	Before    *Before      `json:"before"`
	HeldOn    string       `json:"held_on"`
	NowAt     int64        `json:"now_at" doc:"the server's time, by which a form corrects a phone's clock"`
}

// Get shows a visit; the look is journalled before the answer leaves. Needs PermView or to be a visitor. errs.NotFound when
// the case is not visible.
func (s *Service) Get(ctx context.Context, visitID string) (d Detail, err error) {
	defer errs.Wrap(&err, "visit.Get(%s)", visitID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if d, err = s.detailTx(ctx, tx, visitID); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{Action: "visit.look", ObjectType: "visit", ObjectID: visitID, CaseID: d.Visit.CaseID, Summary: "查看" + kindWord(d.Visit.Kind)})
	})
	return d, err
}

func (s *Service) detailTx(ctx context.Context, tx *db.Tx, visitID string) (d Detail, err error) {
	v, c, err := s.findTx(ctx, tx, visitID)
	if err != nil {
		return d, err
	}
	a := authz.From(ctx)
	if !a.HasAt(PermView, c.LeadOrgPath, c.EntryOrgPath) && !isVisitor(a, v) {
		return d, errs.New(errs.NotFound, "not_found")
	}
	v.Can, v.AreaName = canOn(a, c, v), org.AreaName(v.AreaCode)
	d = Detail{Visit: v, NowAt: tx.NowMS(), CaseState: string(c.State), Missing: []errs.Field{}, Members: []Person{}}
	if d.Record, err = s.record(v); err != nil {
		return d, err
	}
	h, err := s.people.HouseholdTx(ctx, tx, c.HouseholdID)
	if err != nil {
		return d, err
	}
	d.Address = strings.TrimSpace(org.AreaName(h.AreaCode) + h.Street + h.Community)
	f, err := s.factsTx(ctx, tx, v, c)
	if err != nil {
		return d, err
	}
	if v.State == Planned {
		d.Missing = append(d.Missing, missing(d.Record, f)...)
	}
	for _, m := range f.members {
		d.Members = append(d.Members, Person{ID: m.Person.ID, Name: m.Person.Name, Relation: people.Relations().Label(m.Relation, string(web.Language(ctx))), IsMinor: people.IsMinor(m.Person.BirthOn, f.today)})
	}
	if d.Relatives, err = findRelatives(ctx, tx, c.ID); err != nil {
		return d, err
	}
	return d, s.historyTx(ctx, tx, v, &d)
}

func (s *Service) historyTx(ctx context.Context, tx *db.Tx, v Visit, d *Detail) error {
	if h, err := findHold(ctx, tx, v.CaseID); err == nil && h.ResumedOn == "" {
		d.HeldOn = h.HeldOn
	} else if err != nil && !errs.IsKind(err, errs.NotFound) {
		return err
	}
	last, err := findLastDone(ctx, tx, v)
	if errs.IsKind(err, errs.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	r, err := s.record(last)
	d.Before = &Before{DoneOn: last.DoneOn, Conclusion: r.Conclusion, Advice: last.Advice}
	return err
}

// OfCase is the visits of a case, the newest first, with what may be done on the case.
type OfCase struct {
	Visits    []Visit    `json:"visits"`
	Relatives []Relative `json:"relatives"`
	HeldOn    string     `json:"held_on"`
	Kind      string     `json:"kind" doc:"the kind of visit that has its place now, empty for none"`
	Can       []string   `json:"can"`
}

// OfCase lists the visits of a case. Needs aid.PermView.
func (s *Service) OfCase(ctx context.Context, caseID string) (out OfCase, err error) {
	defer errs.Wrap(&err, "visit.OfCase(%s)", caseID)
	err = s.db.View(ctx, func(tx *db.Tx) error {
		c, err := s.aid.CaseTx(ctx, tx, aid.PermView, caseID)
		if err != nil {
			return err
		}
		out = OfCase{Can: []string{}}
		if out.Visits, err = findOfCase(ctx, tx, c.ID); err != nil {
			return err
		}
		if err := dress(ctx, tx, c, out.Visits); err != nil {
			return err
		}
		if out.Relatives, err = findRelatives(ctx, tx, c.ID); err != nil {
			return err
		}
		if h, err := findHold(ctx, tx, c.ID); err == nil && h.ResumedOn == "" {
			out.HeldOn = h.HeldOn
		} else if err != nil && !errs.IsKind(err, errs.NotFound) {
			return err
		}
		a := authz.From(ctx)
		for _, kind := range []string{Initial, Revisit} {
			if kindFits(kind, c.State) == nil {
				out.Kind = kind
			}
		}
		planned := slices.ContainsFunc(out.Visits, func(v Visit) bool { return v.IsOpen && v.Kind == out.Kind })
		if out.Kind != "" && !planned && a.HasAt(PermPlan, c.LeadOrgPath, c.EntryOrgPath) {
			out.Can = append(out.Can, "plan")
		}
		if c.IsOpen && (a.Has(aid.PermVisit) || a.HasAt(PermPlan, c.LeadOrgPath, c.EntryOrgPath)) {
			out.Can = append(out.Can, "register_relative")
		}
		return nil
	})
	return out, err
}

// dress adds visitors, area names and actions to visits of one case; the zero case leaves the lead's actions out.
func dress(ctx context.Context, tx *db.Tx, c aid.Case, list []Visit) error {
	ids := make([]string, len(list))
	for i, v := range list {
		ids[i] = v.ID
	}
	visitors, err := findVisitorsOf(ctx, tx, ids)
	a := authz.From(ctx)
	for i := range list {
		v := &list[i]
		v.Visitors, v.AreaName = visitors[v.ID], org.AreaName(v.AreaCode)
		if v.Visitors == nil {
			v.Visitors = []Visitor{}
		}
		v.Can = canOn(a, c, *v)
	}
	return err
}

// List is a page of visits with the number of all that match.
type List struct {
	Rows   []Visit
	Next   string
	Total  int64
	Capped bool
}

// Find lists the visits of the cases that the actor sees through PermView. Codes: list.sort_unknown, list.cursor_bad.
func (s *Service) Find(ctx context.Context, f Filter) (l List, err error) {
	defer errs.Wrap(&err, "visit.Find")
	a, err := authz.Must(ctx)
	if err != nil {
		return l, err
	}
	if err := authz.Require(ctx, PermView); err != nil {
		return l, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if l.Rows, l.Next, l.Total, err = findList(ctx, tx, a, f); err != nil {
			return err
		}
		return dress(ctx, tx, aid.Case{}, l.Rows)
	})
	if l.Total > countMax {
		l.Total, l.Capped = countMax, true
	}
	return l, err
}

// Groups by deadline, as those of tasks.
const (
	Overdue = task.Overdue
	Today   = task.Today
	Week    = task.Week
	Later   = task.Later
)

// Group is what is due in one stretch of time: how much, and the first of it.
type Group struct {
	Code  string `json:"code"`
	Count int64  `json:"count"`
	Items []Due  `json:"items"`
	Next  string `json:"next"`
}

// Board is where to go, by deadline; the follow-ups after the end of aid; and the revisits that wait for a decision.
type Board struct {
	Today     string  `json:"today"`
	Groups    []Group `json:"groups"`
	FollowUps []Due   `json:"follow_ups"`
	Undecided []Visit `json:"undecided"`
}

// boardMax is how many of a group a board shows.
const boardMax = 30

// Board shows what the actor, or with Mine he himself, has to visit. Needs PermView.
func (s *Service) Board(ctx context.Context, f DueFilter) (b Board, err error) {
	defer errs.Wrap(&err, "visit.Board")
	a, err := authz.Must(ctx)
	if err != nil {
		return b, err
	}
	if err := authz.Require(ctx, PermView); err != nil {
		return b, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		b = Board{Today: tx.Today(), Groups: []Group{}, Undecided: []Visit{}}
		f.Horizon, f.Page = horizon(tx, f), db.Page{Limit: boardMax}
		for _, code := range []string{Overdue, Today, Week, Later} {
			f.Group = code
			g := Group{Code: code}
			if g.Items, g.Next, err = findDue(ctx, tx, a, f, sunday(tx.Today())); err != nil {
				return err
			}
			if err := s.dressDue(ctx, tx, a, code, g.Items); err != nil {
				return err
			}
			if g.Count = int64(len(g.Items)); g.Next != "" {
				if g.Count, err = countDue(ctx, tx, a, f, sunday(tx.Today())); err != nil {
					return err
				}
			}
			b.Groups = append(b.Groups, g)
		}
		if b.Undecided, _, _, err = findList(ctx, tx, a, Filter{Undecided: true, Mine: f.Mine, Page: db.Page{Limit: boardMax, Sort: "done_on"}}); err != nil {
			return err
		}
		if err := dress(ctx, tx, aid.Case{}, b.Undecided); err != nil {
			return err
		}
		return s.decidable(ctx, tx, a, b.Undecided)
	})
	if err == nil {
		b.FollowUps, err = s.followUps(ctx, f.Mine)
	}
	return b, err
}

// decidable adds "decide" where the actor's permission reaches the lead.
func (s *Service) decidable(ctx context.Context, tx *db.Tx, a *authz.Actor, list []Visit) error {
	for i := range list {
		c, err := s.aid.CaseTx(ctx, tx, aid.PermView, list[i].CaseID)
		if err != nil && !errs.IsKind(err, errs.NotFound) {
			return err
		}
		list[i].Can = canOn(a, c, list[i])
	}
	return nil
}

// Due pages through one group of the board, or through all when Group is empty. Needs PermView.
func (s *Service) Due(ctx context.Context, f DueFilter) (rows []Due, next string, total int64, err error) {
	defer errs.Wrap(&err, "visit.Due")
	a, err := authz.Must(ctx)
	if err != nil {
		return nil, "", 0, err
	}
	if err := authz.Require(ctx, PermView); err != nil {
		return nil, "", 0, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		f.Horizon = horizon(tx, f)
		if rows, next, err = findDue(ctx, tx, a, f, sunday(tx.Today())); err != nil {
			return err
		}
		if total, err = countDue(ctx, tx, a, f, sunday(tx.Today())); err != nil {
			return err
		}
		return s.dressDue(ctx, tx, a, f.Group, rows)
	})
	return rows, next, total, err
}

func horizon(tx *db.Tx, f DueFilter) string {
	if f.Horizon != "" {
		return f.Horizon
	}
	return clock.AddDays(tx.Today(), 30)
}

func (s *Service) dressDue(ctx context.Context, tx *db.Tx, a *authz.Actor, group string, rows []Due) error {
	ids := []string{}
	for _, d := range rows {
		if d.VisitID != "" {
			ids = append(ids, d.VisitID)
		}
	}
	visitors, err := findVisitorsOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	words := aid.Table().StateText
	for i := range rows {
		d := &rows[i]
		d.Visitors, d.AreaName, d.StateText, d.Group = visitors[d.VisitID], org.AreaName(d.AreaCode), words[d.State], group
		if group == "" {
			d.Group = groupOf(d.AtOn, tx.Today())
		}
		if d.Visitors == nil {
			d.Visitors = []Visitor{}
		}
		c := aid.Case{LeadOrgPath: d.LeadOrgPath, EntryOrgPath: d.EntryOrgPath}
		if d.VisitID != "" {
			d.Can = canOn(a, c, Visit{State: Planned, Kind: d.Kind, Visitors: d.Visitors})
			continue
		}
		d.Can = []string{}
		if a.HasAt(PermPlan, d.LeadOrgPath, d.EntryOrgPath) {
			d.Can = append(d.Can, "plan")
		}
	}
	return nil
}

// followUps lists the follow-ups after the end of aid. Their cases are hidden, so they come from the actor's tasks, not from
// the list of cases.
func (s *Service) followUps(ctx context.Context, mine bool) ([]Due, error) {
	out := []Due{}
	for _, group := range []string{Overdue, Today, Week, Later} {
		tasks, _, err := s.tasks.List(ctx, group, aid.TaskFollowUp, db.Page{Limit: boardMax})
		if err != nil {
			return nil, err
		}
		err = s.db.View(ctx, func(tx *db.Tx) error {
			for _, t := range tasks {
				d, err := s.followUp(ctx, tx, t, group)
				if errs.IsKind(err, errs.NotFound) {
					continue // reopened meanwhile
				}
				if err != nil {
					return err
				}
				if a := authz.From(ctx); !mine || isVisitor(a, Visit{Visitors: d.Visitors}) {
					out = append(out, d)
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Service) followUp(ctx context.Context, tx *db.Tx, t task.Task, group string) (Due, error) {
	c, err := s.aid.EndedTx(ctx, tx, PermView, t.CaseID)
	if err != nil {
		return Due{}, err
	}
	d := Due{
		CaseID: c.ID, Title: c.Title, FileNo: c.FileNo, State: c.State, StateText: aid.Table().StateText[c.State], AreaCode: c.AreaCode,
		AreaName: org.AreaName(c.AreaCode), Street: c.Street, Department: c.LeadDepartment, Kind: AfterExit, DueOn: t.DueOn, AtOn: t.DueOn, Group: group,
		Visitors: []Visitor{}, Can: []string{},
	}
	for _, m := range Months() {
		if clock.AddMonths(c.EndedOn, int(m)) == t.ObjectID {
			d.Month = m
		}
	}
	open, err := findOpenFollowUps(ctx, tx, []string{c.ID})
	if err != nil {
		return d, err
	}
	a := authz.From(ctx)
	for _, v := range open {
		if v.Month == d.Month {
			d.VisitID, d.PlannedOn, d.PlaceNote = v.ID, v.PlannedOn, v.PlaceNote
			if d.Visitors, err = findVisitors(ctx, tx, v.ID); err != nil {
				return d, err
			}
			v.Visitors = d.Visitors
			d.Can = canOn(a, c, v)
			return d, nil
		}
	}
	if a.HasAt(PermPlan, c.LeadOrgPath, c.EntryOrgPath) {
		d.Can = append(d.Can, "plan")
	}
	return d, nil
}

func groupOf(day, today string) string {
	switch {
	case day < today:
		return Overdue
	case day == today:
		return Today
	case day <= sunday(today):
		return Week
	}
	return Later
}

// sunday is the last day of the week of a day.
func sunday(day string) string {
	t, err := clock.ParseDate(day)
	if err != nil {
		return day
	}
	return clock.AddDays(day, (7-int(t.Weekday()))%7)
}

// Colleague is somebody who may be appointed.
type Colleague struct {
	StaffID string `json:"staff_id"`
	Name    string `json:"name"`
	Title   string `json:"title"`
	OrgName string `json:"org_name"`
}

// Colleagues lists the staff who may be appointed to visit a case: those of the organisations that entered and lead it and of
// the actor's own, without registered relatives. Needs PermPlan there.
func (s *Service) Colleagues(ctx context.Context, caseID, kind, query string) (out []Colleague, err error) {
	defer errs.Wrap(&err, "visit.Colleagues(%s)", caseID)
	err = s.db.View(ctx, func(tx *db.Tx) error {
		c, err := s.caseTx(ctx, tx, caseID, kind, PermPlan)
		if err != nil {
			return err
		}
		if err := authz.RequireAt(ctx, PermPlan, c.LeadOrgPath, c.EntryOrgPath); err != nil {
			return err
		}
		relatives, err := findRelatives(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		a := authz.From(ctx)
		found, err := s.orgs.StaffsTx(ctx, tx, org.StaffFilter{
			Query: query, NameOnly: true, On: tx.Today(), Left: "no",
			Within: []string{c.LeadOrgPath, c.EntryOrgPath, a.OrgPath}, Page: db.Page{Limit: 100},
		})
		if err != nil {
			return err
		}
		out = []Colleague{}
		for _, st := range found.Rows {
			if !slices.ContainsFunc(relatives, func(r Relative) bool { return r.StaffID == st.ID }) {
				out = append(out, Colleague{StaffID: st.ID, Name: st.Name, Title: st.Title, OrgName: st.OrgName})
			}
		}
		return nil
	})
	return out, err
}

func moment(ms int64) string {
	return time.UnixMilli(ms).In(clock.Shanghai()).Format("2006-01-02 15:04")
}
