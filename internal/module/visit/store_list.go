package visit

import (
	"context"

	"yice/internal/core/flow"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/module/aid"
)

// Due is a case that wants a visit, with the appointment if there is one. AtOn is the day that comes first: the deadline or
// the appointment.
type Due struct {
	CaseID       string     `db:"case_id" json:"case_id"`
	Title        string     `db:"title" json:"title"`
	FileNo       string     `db:"file_no" json:"file_no"`
	State        flow.State `db:"state" json:"state"`
	StateText    flow.Label `db:"-" json:"state_text"`
	AreaCode     string     `db:"area_code" json:"area_code"`
	AreaName     string     `db:"-" json:"area_name"`
	Street       string     `db:"street" json:"street"`
	Department   string     `db:"lead_department" json:"lead_department"`
	Urgent       bool       `db:"urgent" json:"urgent"`
	LeadOrgPath  string     `db:"lead_org_path" json:"-"`
	EntryOrgPath string     `db:"entry_org_path" json:"-"`
	Kind         string     `db:"kind" json:"kind"`
	Month        int64      `db:"-" json:"month"`
	DueOn        string     `db:"due_on" json:"due_on"`
	AtOn         string     `db:"at_on" json:"at_on"`
	VisitID      string     `db:"visit_id" json:"visit_id"`
	PlannedOn    string     `db:"planned_on" json:"planned_on"`
	PlaceNote    string     `db:"place_note" json:"place_note"`
	HeldOn       string     `db:"held_on" json:"held_on" doc:"since when payments are held because the revisit is overdue"`
	Visitors     []Visitor  `db:"-" json:"visitors"`
	Group        string     `db:"-" json:"group"`
	Can          []string   `db:"-" json:"can"`
}

// DueFilter narrows what is due; empty does not narrow. Horizon is the last day of revisits that are shown.
type DueFilter struct {
	Group, Kind, Area, Department string
	Mine                          bool
	Horizon                       string
	Page                          db.Page
}

// dueCases is the one list of cases that want a visit. A first visit is due while the case is checked or waits for it, a
// revisit when its day is near; an appointment shows whatever the state. The first condition follows from the second and finds
// the cases by their state, instead of going through all of a city's.
const dueCases = `SELECT c.id AS case_id, c.title, c.file_no, c.state, c.area_code, c.street, c.lead_department, c.urgent, c.lead_org_path, c.entry_org_path,
	CASE WHEN v.id IS NOT NULL THEN v.kind WHEN c.state IN ('assisting', 'revisit_due') THEN 'revisit' ELSE 'initial' END AS kind,
	CASE WHEN c.state IN ('assisting', 'revisit_due') THEN c.revisit_due_on WHEN c.state IN ('checking', 'visiting') THEN c.due_on ELSE COALESCE(v.due_on, '') END AS due_on,
	COALESCE(v.id, '') AS visit_id, COALESCE(v.planned_on, '') AS planned_on, COALESCE(v.place_note, '') AS place_note, COALESCE(h.held_on, '') AS held_on
	FROM aid_cases c LEFT JOIN visits v ON v.case_id = c.id AND v.is_open AND v.kind <> 'after_exit'
	LEFT JOIN visit_holds h ON h.case_id = c.id AND h.resumed_on = ''
	WHERE c.id IN (SELECT id FROM aid_cases WHERE state IN ('checking', 'visiting', 'assisting', 'revisit_due') UNION SELECT case_id FROM visits WHERE is_open)
	AND (c.state = 'visiting' OR c.state = 'checking' AND c.visit_on = '' OR c.state = 'revisit_due' OR c.state = 'assisting' AND c.revisit_due_on <= ? OR v.id IS NOT NULL)
	AND NOT EXISTS (SELECT 1 FROM visits w WHERE w.case_id = c.id AND w.kind = 'revisit' AND w.state = 'done' AND w.outcome = '' AND c.state IN ('assisting', 'revisit_due'))`

func dueQuery(ctx context.Context, head string, a *authz.Actor, f DueFilter, today, sunday string) *db.Query {
	q := db.NewQuery(head+" FROM (SELECT x.*, CASE WHEN planned_on <> '' AND (planned_on < due_on OR due_on = '') THEN planned_on ELSE due_on END AS at_on FROM (").Add(dueCases, f.Horizon)
	aid.Scope(ctx, q, a, PermView, today)
	q.Add(") x) d WHERE 1=1").If(f.Kind != "", " AND d.kind = ?", f.Kind).If(f.Area != "", " AND d.area_code = ?", f.Area).
		If(f.Department != "", " AND d.lead_department = ?", f.Department).
		If(f.Mine, " AND EXISTS (SELECT 1 FROM visit_visitors s WHERE s.visit_id = d.visit_id AND s.staff_id = ?)", a.StaffID)
	switch f.Group {
	case Overdue:
		q.Add(" AND d.at_on < ?", today)
	case Today:
		q.Add(" AND d.at_on = ?", today)
	case Week:
		q.Add(" AND d.at_on > ? AND d.at_on <= ?", today, sunday)
	case Later:
		q.Add(" AND d.at_on > ?", sunday)
	}
	return q
}

func findDue(ctx context.Context, tx *db.Tx, a *authz.Actor, f DueFilter, sunday string) ([]Due, string, error) {
	q := dueQuery(ctx, `SELECT d.case_id, d.title, d.file_no, d.state, d.area_code, d.street, d.lead_department, d.urgent, d.lead_org_path, d.entry_org_path, d.kind,
		d.due_on, d.at_on, d.visit_id, d.planned_on, d.place_note, d.held_on`, a, f, tx.Today(), sunday)
	order, err := f.Page.Order(map[string]db.Sort{"at_on": {Column: "d.at_on", ID: "d.case_id"}}, "at_on")
	if err != nil {
		return nil, "", err
	}
	if err := q.Keyset(order, f.Page); err != nil {
		return nil, "", err
	}
	rows, err := db.All[Due](ctx, tx, q.Text(), q.Args()...)
	if err != nil {
		return nil, "", err
	}
	rows, next := db.Cut(f.Page, rows, func(d Due) (any, string) { return d.AtOn, d.CaseID })
	return rows, next, nil
}

func countDue(ctx context.Context, tx *db.Tx, a *authz.Actor, f DueFilter, sunday string) (int64, error) {
	q := dueQuery(ctx, "SELECT count(*)", a, f, tx.Today(), sunday)
	return db.One[int64](ctx, tx, q.Text(), q.Args()...)
}

// Filter narrows the list of visits; empty does not narrow. From and To are days of the appointment.
type Filter struct {
	Kind, State, Area, Advice, Outcome, From, To, Query string
	Undecided, Mine                                     bool
	Page                                                db.Page
}

const countMax = 10_000

func visitSorts() map[string]db.Sort {
	return map[string]db.Sort{"planned_on": {Column: "v.planned_on", ID: "v.id"}, "done_on": {Column: "v.done_on", ID: "v.id"}, "made": {Column: "v.id", ID: "v.id"}}
}

func narrow(ctx context.Context, q *db.Query, a *authz.Actor, f Filter, today string) {
	aid.Scope(ctx, q, a, PermView, today)
	q.If(f.Kind != "", " AND v.kind = ?", f.Kind).If(f.State != "", " AND v.state = ?", f.State).If(f.Area != "", " AND v.area_code = ?", f.Area).
		If(f.Advice != "", " AND v.advice = ?", f.Advice).If(f.Outcome != "", " AND v.outcome = ?", f.Outcome).
		If(f.From != "", " AND v.planned_on >= ?", f.From).If(f.To != "", " AND v.planned_on <= ?", f.To).If(f.Query != "", " AND c.file_no = ?", f.Query).
		If(f.Undecided, " AND v.kind = 'revisit' AND v.state = 'done' AND v.outcome = ''").
		If(f.Mine, " AND EXISTS (SELECT 1 FROM visit_visitors s WHERE s.visit_id = v.id AND s.staff_id = ?)", a.StaffID)
}

// findList goes from the visits to their cases: CROSS JOIN keeps SQLite from walking through all cases of the city instead.
func findList(ctx context.Context, tx *db.Tx, a *authz.Actor, f Filter) (rows []Visit, next string, total int64, err error) {
	q := db.NewQuery("SELECT " + visitColumns + " FROM visits v CROSS JOIN aid_cases c WHERE c.id = v.case_id")
	narrow(ctx, q, a, f, tx.Today())
	order, err := f.Page.Order(visitSorts(), "-planned_on")
	if err != nil {
		return nil, "", 0, err
	}
	if err := q.Keyset(order, f.Page); err != nil {
		return nil, "", 0, err
	}
	if rows, err = db.All[Visit](ctx, tx, q.Text(), q.Args()...); err != nil {
		return nil, "", 0, err
	}
	rows, next = db.Cut(f.Page, rows, func(v Visit) (any, string) {
		switch order.Column {
		case "v.planned_on":
			return v.PlannedOn, v.ID
		case "v.done_on":
			return v.DoneOn, v.ID
		}
		return v.ID, v.ID
	})
	n := db.NewQuery("SELECT count(*) FROM (SELECT 1 FROM visits v CROSS JOIN aid_cases c WHERE c.id = v.case_id")
	narrow(ctx, n, a, f, tx.Today())
	n.Add(" LIMIT ?) t", countMax+1)
	total, err = db.One[int64](ctx, tx, n.Text(), n.Args()...)
	return rows, next, total, err
}

func findOpenFollowUps(ctx context.Context, tx *db.Tx, caseIDs []string) ([]Visit, error) {
	q := db.NewQuery("SELECT " + visitColumns + " FROM visits v WHERE v.is_open AND v.kind = 'after_exit' AND ")
	db.In(q, "v.case_id", caseIDs).Add(" ORDER BY v.id")
	return db.All[Visit](ctx, tx, q.Text(), q.Args()...)
}

// falling is a case whose revisit is near or past, for the daily job.
type falling struct {
	ID           string     `db:"id"`
	Title        string     `db:"title"`
	State        flow.State `db:"state"`
	LeadOrgPath  string     `db:"lead_org_path"`
	RevisitDueOn string     `db:"revisit_due_on"`
	Visited      bool       `db:"visited"`
}

// findFalling lists the cases whose revisit is due until a day, after the given case; the job sees all of them.
func findFalling(ctx context.Context, tx *db.Tx, until, after string, limit int) ([]falling, error) {
	return db.All[falling](ctx, tx, `SELECT c.id, c.title, c.state, c.lead_org_path, c.revisit_due_on,
		EXISTS (SELECT 1 FROM visits w WHERE w.case_id = c.id AND w.kind = 'revisit' AND w.state = 'done' AND w.outcome = '') AS visited
		FROM aid_cases c WHERE c.state IN ('assisting', 'revisit_due') AND c.revisit_due_on <> '' AND c.revisit_due_on <= $1 AND c.id > $2 ORDER BY c.id LIMIT $3`,
		until, after, limit)
}
