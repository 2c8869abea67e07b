package care

import (
	"context"
	"regexp"
	"strings"

	"yice/internal/core/org"
	"yice/internal/core/people"
	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
	"yice/internal/kit/secret"
	"yice/internal/module/aid"
)

// Measures tells whether a measure belongs to the case's plan in force and is a service; the plan room answers.
type Measures interface {
	ServiceMeasureTx(ctx context.Context, tx *db.Tx, caseID, measureID string) error
}

// Deps are the rooms below, and the plan's answer; without it a measure's id is taken as it is.
type Deps struct {
	DB       *db.DB
	Orgs     *org.Service
	People   *people.Service
	Tasks    *task.Service
	Cases    *aid.Service
	Keys     *secret.Keyring
	Measures Measures
}

// Service is the room.
type Service struct {
	db       *db.DB
	orgs     *org.Service
	people   *people.Service
	tasks    *task.Service
	cases    *aid.Service
	keys     *secret.Keyring
	measures Measures
}

// New builds the room.
func New(d Deps) *Service {
	return &Service{db: d.DB, orgs: d.Orgs, people: d.People, tasks: d.Tasks, cases: d.Cases, keys: d.Keys, measures: d.Measures}
}

// ProviderInput describes a provider. StaffIDs are the members of staff who give its services with an account.
type ProviderInput struct {
	Form     string   `json:"form" enum:"person,organisation"`
	Kind     string   `json:"kind" maxLength:"20"`
	Name     string   `json:"name" maxLength:"60"`
	Phone    string   `json:"phone,omitempty" maxLength:"30" doc:"left out keeps what is there"`
	Note     string   `json:"note,omitempty" maxLength:"500"`
	Active   bool     `json:"active"`
	StaffIDs []string `json:"staff_ids,omitempty" maxItems:"200"`
}

// ProviderFilter narrows the list of providers.
type ProviderFilter struct {
	Query, Kind, Form string
	Active            bool
	Page              db.Page
}

// Filter narrows the list of sessions; empty does not narrow. Days are YYYY-MM-DD, both ends included.
type Filter struct {
	Query, CaseID, Kind, ProviderID, MeasureID, Area, From, To string
	States                                                     []string
	Page                                                       db.Page
}

// SaveProvider adds a provider (no id), or changes one. Needs PermManage where the provider is kept. Codes: care.kind,
// care.form, care.name_required, care.provider_taken, PHONE_FORMAT, stale.
func (s *Service) SaveProvider(ctx context.Context, providerID string, version int64, in ProviderInput) (p Provider, err error) {
	defer errs.Wrap(&err, "care.SaveProvider(%s)", providerID)
	if err := checkProvider(&in); err != nil {
		return p, err
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		a, err := authz.Must(ctx)
		if err != nil {
			return err
		}
		what := "登记服务提供方"
		if providerID == "" {
			if err := authz.Require(ctx, PermManage); err != nil {
				return err
			}
			p = Provider{ID: id.New(tx.Now()), OrgID: a.OrgID, OrgPath: a.OrgPath, OrgName: a.OrgName, MadeAt: tx.NowMS()}
		} else {
			if p, err = findProvider(ctx, tx, providerID); err != nil {
				return err
			}
			if err := authz.RequireAt(ctx, PermManage, p.OrgPath); err != nil {
				return err
			}
			if p.Version != version {
				return stale(p.UpdatedBy, p.UpdatedAt)
			}
			what = "修改服务提供方"
		}
		return s.putProvider(ctx, tx, &p, in, what)
	})
	return p, err
}

func checkProvider(in *ProviderInput) error {
	in.Name = strings.TrimSpace(in.Name)
	var bad []errs.Field
	add := func(path, code string) { bad = append(bad, errs.Field{Path: path, Code: code}) }
	if !known(Kinds(), in.Kind) {
		add("kind", "care.kind")
	}
	if in.Form != FormPerson && in.Form != FormOrganisation {
		add("form", "care.form")
	}
	if in.Name == "" {
		add("name", "care.name_required")
	}
	if in.Phone != "" {
		phone, findings := people.ParsePhone(in.Phone)
		in.Phone = phone
		for _, f := range findings {
			add("phone", f.Code)
		}
	}
	return errs.InvalidFields(bad)
}

func (s *Service) putProvider(ctx context.Context, tx *db.Tx, p *Provider, in ProviderInput, what string) error {
	was := p.Version
	p.Form, p.Kind, p.Name, p.Note, p.Active = in.Form, in.Kind, in.Name, in.Note, in.Active
	if in.Phone != "" {
		p.PhoneSealed, p.Phone = s.keys.Seal("care_providers", "phone", p.ID, in.Phone), people.MaskPhone(in.Phone)
	}
	p.Version, p.UpdatedAt, p.UpdatedBy = was+1, tx.NowMS(), authz.From(ctx).Name
	p.Staff = []StaffRef{}
	for _, staffID := range in.StaffIDs {
		st, err := s.orgs.StaffTx(ctx, tx, staffID)
		if err != nil {
			return err
		}
		p.Staff = append(p.Staff, StaffRef{ProviderID: p.ID, StaffID: st.ID, Name: st.Name})
	}
	var err error
	if was == 0 {
		err = insertProvider(ctx, tx, *p)
	} else {
		err = updateProvider(ctx, tx, *p, was)
	}
	if err != nil {
		return err
	}
	if err := setStaff(ctx, tx, p.ID, p.Staff); err != nil {
		return err
	}
	p.Can = canProvider(authz.From(ctx), *p)
	return journal.Record(ctx, tx, journal.Event{
		Action: "care.save_provider", ObjectType: "care_provider", ObjectID: p.ID, Summary: what + "：" + p.Name,
		After: map[string]any{"kind": p.Kind, "form": p.Form, "active": p.Active, "staff": len(p.Staff)},
	})
}

func canProvider(a *authz.Actor, p Provider) []string {
	if a.HasAt(PermManage, p.OrgPath) {
		return []string{"edit"}
	}
	return []string{}
}

// Providers lists those who give services; whoever gives them sees the own ones only. Needs PermView.
func (s *Service) Providers(ctx context.Context, f ProviderFilter) (out []Provider, next string, total int64, err error) {
	defer errs.Wrap(&err, "care.Providers")
	if err := authz.Require(ctx, PermView); err != nil {
		return nil, "", 0, err
	}
	a := authz.From(ctx)
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if wide(a, PermView) {
			out, next, total, err = findProviders(ctx, tx, f)
		} else {
			out, err = ownProviders(ctx, tx, a.StaffID)
			total = int64(len(out))
		}
		if err != nil {
			return err
		}
		return s.dressProviders(ctx, tx, out)
	})
	return out, next, total, err
}

func (s *Service) dressProviders(ctx context.Context, tx *db.Tx, list []Provider) error {
	ids := make([]string, len(list))
	for i, p := range list {
		ids[i] = p.ID
	}
	staff, err := findStaff(ctx, tx, ids)
	if err != nil {
		return err
	}
	counts, err := countByProvider(ctx, tx, ids)
	if err != nil {
		return err
	}
	for i := range list {
		p := &list[i]
		p.Sessions, p.Can, p.Staff = counts[p.ID], canProvider(authz.From(ctx), *p), []StaffRef{}
		for _, st := range staff {
			if st.ProviderID == p.ID {
				p.Staff = append(p.Staff, st)
			}
		}
	}
	return nil
}

// List is a page of rows with the number of all that match.
type List struct {
	Rows   []SessionRow
	Next   string
	Total  int64
	Capped bool
}

// Find lists the sessions that the actor may see. Needs PermView. Codes: list.sort_unknown, list.cursor_bad.
func (s *Service) Find(ctx context.Context, f Filter) (l List, err error) {
	defer errs.Wrap(&err, "care.Find")
	if err := authz.Require(ctx, PermView); err != nil {
		return l, err
	}
	a := authz.From(ctx)
	l.Rows = []SessionRow{}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		persons, fileNo, none, err := s.search(ctx, tx, a, f.Query)
		if err != nil || none {
			return err
		}
		rows, next, err := findSessions(ctx, tx, a, f, persons, fileNo)
		if err != nil {
			return err
		}
		for _, r := range rows {
			l.Rows = append(l.Rows, s.dress(a, r, tx.Today()))
		}
		l.Next = next
		l.Total, l.Capped, err = countSessions(ctx, tx, a, f, persons, fileNo)
		return err
	})
	return l, err
}

// search turns the text of the search box into persons or a file number; whoever sees masked names cannot search for them.
func (s *Service) search(ctx context.Context, tx *db.Tx, a *authz.Actor, text string) (persons []string, fileNo string, none bool, err error) {
	if text == "" {
		return nil, "", false, nil
	}
	q := people.ParseQuery(text)
	switch {
	case q.Kind == people.QueryNone || !wide(a, PermView):
		return nil, "", true, nil
	case q.Kind == people.QueryFile:
		return nil, strings.ToUpper(q.Value), false, nil
	}
	persons, err = s.people.SearchTx(ctx, tx, text, 500)
	return persons, "", len(persons) == 0, err
}

// dress masks what the actor sees only because the session is assigned to him, and tells what he may do.
func (s *Service) dress(a *authz.Actor, f found, today string) SessionRow {
	r := f.SessionRow
	r.AreaName = org.AreaName(r.AreaCode)
	r.Can = can(a, f)
	if !f.Seen {
		r.PersonName = people.MaskNamePublic(r.PersonName, minor(r.BirthOn, today))
		r.FileNo, r.MadeBy = "", ""
	}
	return r
}

func minor(birthOn, today string) bool {
	t, err := clock.ParseDate(birthOn)
	if err != nil {
		return false
	}
	return clock.Date(t.AddDate(18, 0, 0)) > today
}

// may tells whether the actor may do it to this session: as an officer of its case, or because it is assigned to him.
func may(a *authz.Actor, f found, perm authz.Permission) bool {
	return f.Seen && wide(a, perm) || f.Mine && a.Has(perm)
}

func can(a *authz.Actor, f found) []string {
	out := []string{}
	add := func(word string, ok bool) {
		if ok {
			out = append(out, word)
		}
	}
	open := f.State == Planned && f.IsOpen
	add("complete", open && may(a, f, PermRecord))
	add("move", open && may(a, f, PermPlan))
	add("miss", open && may(a, f, PermRecord))
	add("cancel", f.State == Planned && may(a, f, PermPlan))
	add("again", f.IsOpen && may(a, f, PermPlan))
	add("contact", f.IsOpen && f.State == Planned && may(a, f, PermContact))
	return out
}

var (
	dayForm  = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
	timeForm = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)
)

func plain(s string) string { return strings.NewReplacer("%", "", "_", "").Replace(s) }
