package check

import (
	"context"

	"yice/internal/core/people"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/journal"
	"yice/internal/kit/web"
	"yice/internal/module/aid"
)

// Overview is the check of a case on one card: who has signed, and the requests with their results in a word.
type Overview struct {
	CaseID     string      `json:"case_id"`
	Version    int64       `json:"version"`
	Authorised bool        `json:"authorised"`
	Members    []Signed    `json:"members"`
	Requests   []Summary   `json:"requests"`
	Objections []Objection `json:"objections"`
	ExpiresOn  string      `json:"expires_on"`
	Can        []string    `json:"can"`
}

// Summary is a request without its results.
type Summary struct {
	Request
	Answered int64    `json:"answered"`
	Wanted   int64    `json:"wanted"`
	Can      []string `json:"can"`
}

// Overview shows the check of a case. Needs aid.PermView; who signed is shown to all who see the case, what the sources
// said to nobody here.
func (s *Service) Overview(ctx context.Context, caseID string) (o Overview, err error) {
	defer errs.Wrap(&err, "check.Overview(%s)", caseID)
	err = s.db.View(ctx, func(tx *db.Tx) error {
		c, err := s.aid.CaseTx(ctx, tx, aid.PermView, caseID)
		if err != nil {
			return err
		}
		a := authz.From(ctx)
		o = Overview{CaseID: c.ID, Version: c.Version, Authorised: c.Authorised, Requests: []Summary{}, Objections: []Objection{}, ExpiresOn: c.CheckExpiresOn}
		if o.Members, err = s.signedTx(ctx, tx, c); err != nil {
			return err
		}
		for i := range o.Members {
			o.Members[i].Relation = people.Relations().Label(o.Members[i].Relation, string(web.Language(ctx)))
		}
		requests, err := findOfCase(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		open := false
		for _, r := range requests {
			open = open || r.IsOpen
			one := Summary{Request: r, Wanted: int64(len(r.Persons.V) * len(r.Sources.V)), Can: can(a, c, r)}
			answers, err := findAnswers(ctx, tx, r.ID)
			if err != nil {
				return err
			}
			one.Answered = int64(len(answers))
			o.Requests = append(o.Requests, one)
		}
		o.Can = canOnCase(a, c, open)
		if !a.HasAt(PermView, c.LeadOrgPath) {
			return nil
		}
		o.Objections, err = s.objectionsTx(ctx, tx, c.ID)
		return err
	})
	return o, err
}

func canOnCase(a *authz.Actor, c aid.Case, open bool) []string {
	out := []string{}
	if c.IsOpen && a.HasAt(PermAuthorise, c.LeadOrgPath, c.EntryOrgPath) {
		out = append(out, "authorise")
	}
	if _, err := kindIn(c.State); err == nil && !open && a.HasAt(aid.PermStartCheck, c.LeadOrgPath) {
		out = append(out, "request")
	}
	return out
}

// can lists what the actor may do with a request now.
func can(a *authz.Actor, c aid.Case, r Request) []string {
	out := []string{}
	add := func(ok bool, word string) {
		if ok {
			out = append(out, word)
		}
	}
	centre, lead := a.HasAt(aid.PermReport, r.CentreOrgPath), a.HasAt(aid.PermStartCheck, c.LeadOrgPath)
	add(centre || a.HasAt(PermView, c.LeadOrgPath), "view")
	add(centre && r.State == Open, "answer")
	add(centre && r.State == Open, "report")
	add(centre && r.State == Submitted && a.UserID != r.CheckerID, "review")
	add(lead && r.IsOpen, "cancel")
	add(lead && r.State == Issued && r.Kind != KindObjection && c.IsOpen, "object")
	return out
}

func (s *Service) objectionsTx(ctx context.Context, tx *db.Tx, caseID string) ([]Objection, error) {
	list, err := findObjections(ctx, tx, caseID)
	for i := range list {
		if err == nil {
			list[i].Text, err = s.keys.Open("check_objections", "text", list[i].ID, list[i].TextSealed)
		}
	}
	return list, err
}

// Person is somebody whom a request asks about.
type Person struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Relation string `json:"relation" doc:"in words"`
	DocNo    string `json:"doc_no" doc:"masked"`
	BirthOn  string `json:"birth_on"`
}

// Detail is a request with its answers, the comparison that follows from them, and the report as it stands.
type Detail struct {
	Request   Request    `json:"request"`
	People    []Person   `json:"people"`
	Answers   []Answer   `json:"answers"`
	Summary   string     `json:"summary"`
	Rows      []Row      `json:"rows"`
	Suggested []Row      `json:"suggested"`
	Objection *Objection `json:"objection"`
	Can       []string   `json:"can"`
}

// Get shows a request with its results; the look is journalled before the answer leaves. Needs PermView at the lead or the
// check centre. errs.NotFound when the case is not visible.
func (s *Service) Get(ctx context.Context, requestID string) (d Detail, err error) {
	defer errs.Wrap(&err, "check.Get(%s)", requestID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if d, err = s.detailTx(ctx, tx, requestID); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{Action: "check.look", ObjectType: "check", ObjectID: requestID, CaseID: d.Request.CaseID, Summary: "查看核对结果"})
	})
	return d, err
}

func (s *Service) detailTx(ctx context.Context, tx *db.Tx, requestID string) (d Detail, err error) {
	r, c, err := s.findTx(ctx, tx, requestID, PermView)
	if err != nil {
		return d, err
	}
	d = Detail{Request: r, People: []Person{}, Rows: []Row{}, Can: can(authz.From(ctx), c, r)}
	if d.Answers, err = s.answersTx(ctx, tx, r.ID); err != nil {
		return d, err
	}
	if d.Summary, err = s.keys.Open("check_requests", "summary", r.ID, r.SummarySealed); err != nil {
		return d, err
	}
	if err := s.open("check_requests", "rows", r.ID, r.RowsSealed, &d.Rows); err != nil {
		return d, err
	}
	if d.Suggested, err = s.suggestTx(ctx, tx, c, d.Answers); err != nil {
		return d, err
	}
	if err := s.peopleTx(ctx, tx, c, r, &d); err != nil {
		return d, err
	}
	objections, err := s.objectionsTx(ctx, tx, c.ID)
	for i, o := range objections {
		if o.RequestID == r.ID || o.RecheckID == r.ID {
			d.Objection = &objections[i]
		}
	}
	return d, err
}

func (s *Service) answersTx(ctx context.Context, tx *db.Tx, requestID string) ([]Answer, error) {
	answers, err := findAnswers(ctx, tx, requestID)
	for i := range answers {
		a := &answers[i]
		a.Records = []Record{}
		if err == nil {
			err = s.open("check_answers", "records", requestID+a.PersonID+a.Source, a.RecordsSealed, &a.Records)
		}
	}
	return answers, err
}

// suggestTx puts the household's own figures beside the answers.
func (s *Service) suggestTx(ctx context.Context, tx *db.Tx, c aid.Case, answers []Answer) ([]Row, error) {
	amounts, err := s.aid.AmountsTx(ctx, tx, c.ID)
	if err != nil {
		return nil, err
	}
	declared := []Declared{}
	for _, x := range amounts {
		if x.Side == "income" && x.Source == "declared" {
			declared = append(declared, Declared{PersonID: x.PersonID, Item: itemOfIncome(x.Kind), Fen: x.YearFen})
		}
	}
	limits, err := s.limitsTx(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	return compare(declared, answers, limits), nil
}

func (s *Service) peopleTx(ctx context.Context, tx *db.Tx, c aid.Case, r Request, d *Detail) error {
	members, err := s.people.MembersTx(ctx, tx, c.HouseholdID, tx.Today())
	if err != nil {
		return err
	}
	relation := map[string]string{}
	for _, m := range members {
		relation[m.Person.ID] = people.Relations().Label(m.Relation, string(web.Language(ctx)))
	}
	persons, err := s.people.PersonsTx(ctx, tx, r.Persons.V)
	if err != nil {
		return err
	}
	byID := map[string]people.Person{}
	for _, p := range persons {
		byID[p.ID] = p
	}
	for _, pid := range r.Persons.V {
		p := byID[pid]
		d.People = append(d.People, Person{ID: pid, Name: p.Name, Relation: relation[pid], DocNo: p.DocNo, BirthOn: p.BirthOn})
	}
	return nil
}

// List is a page of requests with the number of all that match.
type List struct {
	Rows   []ListRow
	Next   string
	Total  int64
	Capped bool
}

// Find lists the requests of the cases that the actor sees through PermView. Codes: list.sort_unknown, list.cursor_bad.
func (s *Service) Find(ctx context.Context, f Filter) (l List, err error) {
	defer errs.Wrap(&err, "check.Find")
	a, err := authz.Must(ctx)
	if err != nil {
		return l, err
	}
	if err := authz.Require(ctx, PermView); err != nil {
		return l, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		l.Rows, l.Next, l.Total, err = findList(ctx, tx, a, f)
		return err
	})
	if l.Total > countMax {
		l.Total, l.Capped = countMax, true
	}
	for i := range l.Rows {
		r := &l.Rows[i]
		r.Can = can(a, aid.Case{IsOpen: r.CaseOpen, LeadOrgPath: r.LeadOrgPath}, Request{State: r.State, Kind: r.Kind, IsOpen: r.IsOpen, CheckerID: r.CheckerID, CentreOrgPath: r.CentreOrgPath})
	}
	return l, err
}
