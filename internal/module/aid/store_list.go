package aid

import (
	"context"
	"slices"
	"strings"

	"yice/internal/core/flow"
	"yice/internal/core/org"
	"yice/internal/core/people"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/journal"
)

// Row is a case in a list, without anything that the list does not need.
type Row struct {
	ID             string     `db:"id" json:"id"`
	FileNo         string     `db:"file_no" json:"file_no"`
	Title          string     `db:"title" json:"title"`
	State          flow.State `db:"state" json:"state"`
	AreaCode       string     `db:"area_code" json:"area_code"`
	AreaName       string     `db:"-" json:"area_name"`
	Street         string     `db:"street" json:"street"`
	LeadDepartment string     `db:"lead_department" json:"lead_department"`
	Needs          Needs      `db:"needs" json:"needs"`
	Class          string     `db:"class" json:"class"`
	Urgent         bool       `db:"urgent" json:"urgent"`
	GapFen         int64      `db:"gap_fen" json:"gap_fen"`
	ProposedFen    int64      `db:"proposed_fen" json:"proposed_fen"`
	AcceptedOn     string     `db:"accepted_on" json:"accepted_on"`
	DueOn          string     `db:"due_on" json:"due_on"`
	RevisitDueOn   string     `db:"revisit_due_on" json:"revisit_due_on"`
	OpenQuestions  int64      `db:"open_questions" json:"open_questions"`
	Hidden         bool       `db:"hidden" json:"hidden"`
	UpdatedAt      int64      `db:"updated_at" json:"updated_at"`
}

const rowColumns = `c.id, c.file_no, c.title, c.state, c.area_code, c.street, c.lead_department, c.needs, c.class, c.urgent, c.gap_fen,
	c.proposed_fen, c.accepted_on, c.due_on, c.revisit_due_on, c.open_questions, c.hidden, c.updated_at`

// Filter narrows the list of cases; empty does not narrow. Query searches names, pinyin, last four of the ID, phone, file no.
type Filter struct {
	Area, Street, Department, Class, Need, Query string
	// Measure and Half open the list behind a statistical figure: recognised in 2020-H1.
	Measure, Half string
	States        []string
	Urgent        bool
	Page          db.Page

	few  bool // the actor sees few cases: read them from the access rows
	many bool // so many cases match that reading them in the list's order finds a page soon
}

// manyMatch is from how many matches on a list is read in its order, and not gathered by its filter and sorted.
const manyMatch = 2000

// List is a page of rows with the number of all that match.
type List struct {
	Rows   []Row
	Next   string
	Total  int64
	Capped bool
}

// CountMax is where counting stops for filters that no kept count answers.
const CountMax = 10_000

func caseSorts() map[string]db.Sort {
	return map[string]db.Sort{
		"opened": {Column: "c.id", ID: "c.id"}, "due": {Column: "c.due_on", ID: "c.id"}, "file_no": {Column: "c.file_no", ID: "c.id"},
		"gap": {Column: "c.gap_fen", ID: "c.id"}, "updated": {Column: "c.updated_at", ID: "c.id"}, "revisit": {Column: "c.revisit_due_on", ID: "c.id"},
	}
}

// Find lists the cases that the actor may see. Needs PermView. Codes: list.sort_unknown, list.cursor_bad.
func (s *Service) Find(ctx context.Context, f Filter) (l List, err error) {
	defer errs.Wrap(&err, "aid.Find")
	err = s.db.View(ctx, func(tx *db.Tx) error {
		l, err = s.FindTx(ctx, tx, f)
		return err
	})
	return l, err
}

// FindTx is Find inside the caller's transaction.
func (s *Service) FindTx(ctx context.Context, tx *db.Tx, f Filter) (l List, err error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return l, err
	}
	if err := authz.Require(ctx, PermView); err != nil {
		return l, err
	}
	var persons []string
	fileNo := ""
	if f.Query != "" {
		q := people.ParseQuery(f.Query)
		switch q.Kind {
		case "":
			return List{Rows: []Row{}}, nil
		case people.QueryFile:
			fileNo = strings.ToUpper(q.Value)
		default:
			if persons, err = s.people.SearchTx(ctx, tx, f.Query, 500); err != nil {
				return l, err
			}
			if len(persons) == 0 {
				return List{Rows: []Row{}}, nil
			}
		}
	}
	if persons == nil && fileNo == "" {
		if f.few, err = few(ctx, tx, a, PermView); err != nil {
			return l, err
		}
	}
	if persons == nil && fileNo == "" && (f.Class != "" || f.Department != "" || len(f.States) > 0 && f.Page.Sort != "") {
		some, err := f.weigh(ctx, tx, a.Has(PermSeeEnded))
		if err != nil || !some {
			return List{Rows: []Row{}}, err
		}
	}
	q := f.cases("SELECT "+rowColumns, a, tx.Today())
	narrow(ctx, q, a, f, persons, fileNo, tx.Today())
	order, err := f.Page.Order(caseSorts(), "-opened")
	if err != nil {
		return l, err
	}
	if err := q.Keyset(order, f.Page); err != nil {
		return l, err
	}
	rows, err := db.All[Row](ctx, tx, q.Text(), q.Args()...)
	if err != nil {
		return l, err
	}
	l.Rows, l.Next = db.Cut(f.Page, rows, func(r Row) (any, string) { return sortKey(order.Column, r), r.ID })
	for i := range l.Rows {
		l.Rows[i].AreaName = org.AreaName(l.Rows[i].AreaCode)
	}
	if f.Page.Cursor == "" && l.Next == "" {
		l.Total = int64(len(rows)) // all of them stand on this page
		return l, nil
	}
	l.Total, l.Capped, err = s.total(ctx, tx, a, f, persons, fileNo)
	return l, err
}

// cases begins a query over the cases, or over the few that the actor's access rows lead to: CROSS JOIN keeps that order on
// SQLite.
func (f Filter) cases(head string, a *authz.Actor, today string) *db.Query {
	if !f.few {
		return db.NewQuery(head + " FROM aid_cases c WHERE 1=1")
	}
	q := db.NewQuery(head + " FROM (SELECT DISTINCT r.case_id FROM (")
	reachable(q, a, PermView, today)
	return q.Add(") r) k CROSS JOIN aid_cases c WHERE c.id = k.case_id")
}

func narrow(ctx context.Context, q *db.Query, a *authz.Actor, f Filter, persons []string, fileNo, today string) {
	scoped(ctx, q, a, PermView, today)
	area, department, state := "c.area_code", "c.lead_department", "c.state"
	if f.many { // an expression has no index, so that the list's order leads
		area, department, state = area+" || ''", department+" || ''", state+" || ''"
	}
	q.If(len(f.Area) == 6, " AND "+area+" = ?", f.Area)
	q.If(f.Street != "", " AND c.street = ?", f.Street)
	q.If(f.Department != "", " AND "+department+" = ?", f.Department)
	q.If(f.Class != "", " AND c.class = ?", f.Class)
	q.If(f.Need != "", " AND c.needs LIKE ?", "%,"+strings.NewReplacer("%", "", "_", "").Replace(f.Need)+",%")
	q.If(f.Urgent, " AND c.urgent = ?", true)
	narrowMeasure(q, f.Measure, f.Half)
	q.If(fileNo != "", " AND c.file_no = ?", fileNo)
	if len(f.States) > 0 {
		q.Add(" AND ")
		db.In(q, state, f.States)
	}
	if persons != nil {
		// From the few persons to their cases: asking each case for its persons takes seconds in a city's book.
		q.Add(" AND c.id IN (SELECT p.case_id FROM aid_persons p WHERE ")
		db.In(q, "p.person_id", persons)
		q.Add(")")
	}
}

// weigh asks the kept counts how many cases match, whoever may see them: none ends the search, few are found through the states
// that they are in, many in the order of the list. It tells whether there are any.
func (f *Filter) weigh(ctx context.Context, tx *db.Tx, ended bool) (bool, error) {
	kept, err := keptStates(ctx, tx, *f, ended)
	if err != nil {
		return false, err
	}
	n, states := int64(0), []string{}
	for _, k := range kept {
		if k.N > 0 {
			n, states = n+k.N, append(states, k.State)
		}
	}
	f.many = n >= manyMatch
	if !f.many {
		f.States = states
	}
	return n > 0, nil
}

func sortKey(column string, r Row) any {
	switch column {
	case "c.due_on":
		return r.DueOn
	case "c.file_no":
		return r.FileNo
	case "c.gap_fen":
		return r.GapFen
	case "c.updated_at":
		return r.UpdatedAt
	case "c.revisit_due_on":
		return r.RevisitDueOn
	}
	return r.ID
}

// total answers from the kept counts where the filter is made of their columns and the actor sees everything; otherwise it
// counts, but not past CountMax.
func (s *Service) total(ctx context.Context, tx *db.Tx, a *authz.Actor, f Filter, persons []string, fileNo string) (int64, bool, error) {
	if a.HasAt(PermView) && f.Measure == "" && f.Half == "" && f.Street == "" && f.Need == "" && !f.Urgent && persons == nil && fileNo == "" {
		n, err := keptCount(ctx, tx, f, a.Has(PermSeeEnded))
		return n, false, err
	}
	q := f.cases("SELECT count(*) FROM (SELECT 1", a, tx.Today())
	narrow(ctx, q, a, f, persons, fileNo, tx.Today())
	q.Add(" LIMIT ?) t", CountMax+1)
	n, err := db.One[int64](ctx, tx, q.Text(), q.Args()...)
	if n > CountMax {
		return CountMax, true, err
	}
	return n, false, err
}

// FindByDoc finds the open or visible case of the person with this document number. Needs PermView; the look is journalled.
// errs.NotFound when there is none that the actor may see.
func (s *Service) FindByDoc(ctx context.Context, docType, docNo string) (out Shown, err error) {
	defer errs.Wrap(&err, "aid.FindByDoc")
	if docType == "" {
		docType = string(people.DocCitizenID)
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		person, err := s.people.PersonOfDocTx(ctx, tx, people.DocumentType(docType), docNo)
		if err != nil {
			return err
		}
		a, err := authz.Must(ctx)
		if err != nil {
			return err
		}
		cases, err := findCasesOf(ctx, tx, a, person)
		if err != nil {
			return err
		}
		if len(cases) == 0 {
			return errs.New(errs.NotFound, "not_found")
		}
		newest := slices.MaxFunc(cases, func(x, y Case) int { return strings.Compare(x.ID, y.ID) })
		out, err = s.shownTx(ctx, tx, newest)
		return err
	})
	if err != nil {
		return out, err
	}
	return out, s.looked(ctx, out.Case, "按证件号查询")
}

func (s *Service) looked(ctx context.Context, c Case, what string) error {
	return journal.Looked(ctx, s.db, journal.Event{Action: "aid.look", ObjectType: "case", ObjectID: c.ID, CaseID: c.ID, Summary: what})
}

// HouseholdCasesTx tells the people room which households have a case, and whether the actor may see it.
func (s *Service) HouseholdCasesTx(ctx context.Context, tx *db.Tx, householdIDs []string) ([]people.HouseholdCase, error) {
	a, err := authz.Must(ctx)
	if err != nil || len(householdIDs) == 0 {
		return nil, err
	}
	type found struct {
		HouseholdID string `db:"household_id"`
		ID          string `db:"id"`
		IsOpen      bool   `db:"is_open"`
	}
	q := db.NewQuery("SELECT c.household_id, c.id, c.is_open FROM aid_cases c WHERE ")
	db.In(q, "c.household_id", householdIDs)
	all, err := db.All[found](ctx, tx, q.Text(), q.Args()...)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	scoped(ctx, q, a, PermView, tx.Today())
	seen, err := db.All[found](ctx, tx, q.Text(), q.Args()...)
	if err != nil {
		return nil, err
	}
	out := map[string]*people.HouseholdCase{}
	for _, f := range all {
		h := out[f.HouseholdID]
		if h == nil {
			h = &people.HouseholdCase{HouseholdID: f.HouseholdID}
			out[f.HouseholdID] = h
		}
		h.Open = h.Open || f.IsOpen
	}
	for _, f := range seen {
		out[f.HouseholdID].Visible, out[f.HouseholdID].CaseID = true, f.ID
	}
	list := make([]people.HouseholdCase, 0, len(out))
	for _, id := range householdIDs {
		if h := out[id]; h != nil {
			list = append(list, *h)
			delete(out, id)
		}
	}
	return list, nil
}

func findTabled(ctx context.Context, tx *db.Tx, a *authz.Actor) ([]Case, error) {
	q := db.NewQuery("SELECT "+caseColumns+" FROM aid_cases c WHERE c.state IN (?, ?, ?)", Noticed, Tabled, Deferred)
	scoped(ctx, q, a, PermView, tx.Today())
	q.Add(" ORDER BY c.lead_department, c.id")
	return db.All[Case](ctx, tx, q.Text(), q.Args()...)
}

// findCasesOf gives the cases of a person, hardly ever more than a few, in no order.
func findCasesOf(ctx context.Context, tx *db.Tx, a *authz.Actor, personID string) ([]Case, error) {
	q := db.NewQuery("SELECT "+caseColumns+" FROM aid_persons p JOIN aid_cases c ON c.id = p.case_id WHERE p.person_id = ?", personID)
	scoped(ctx, q, a, PermView, tx.Today())
	return db.All[Case](ctx, tx, q.Text(), q.Args()...)
}

func findCases(ctx context.Context, tx *db.Tx, a *authz.Actor, ids []string) ([]Case, error) {
	q := db.NewQuery("SELECT " + caseColumns + " FROM aid_cases c WHERE ")
	db.In(q, "c.id", ids)
	scoped(ctx, q, a, PermView, tx.Today())
	return db.All[Case](ctx, tx, q.Text(), q.Args()...)
}
