package people

import (
	"context"
	"slices"
	"strings"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/kit/journal"
	"yice/internal/kit/secret"
)

// HouseholdCase is what the casebook above says of a household: whether it has an open case, and whether the actor may
// see any case of it. CaseID is empty when it may not be seen.
type HouseholdCase struct {
	HouseholdID string
	CaseID      string
	Open        bool
	Visible     bool
}

// Cases asks the casebook about households, for the actor in the context. Households without a case are left out.
type Cases func(ctx context.Context, tx *db.Tx, householdIDs []string) ([]HouseholdCase, error)

// Service keeps persons and households.
type Service struct {
	db    *db.DB
	keys  *secret.Keyring
	cases Cases
	text  *i18n.Catalogue
}

// New makes the service. Without cases nobody sees another household, and none has an open case.
func New(d *db.DB, keys *secret.Keyring, cases Cases) *Service {
	text, err := i18n.New(Messages())
	if err != nil {
		panic(err) // the file is part of the binary
	}
	return &Service{db: d, keys: keys, cases: cases, text: text}
}

// SaveHouseholdTx creates or updates a household. Findings come back with paths like members[1].doc_no; warnings are
// passed over when Overrides holds a typed reason for their code. The caller has checked the right to the case.
//
// Errors: invalid (blocking findings), people.reasons_needed (warnings only), stale (changed by somebody else),
// not_found.
func (s *Service) SaveHouseholdTx(ctx context.Context, tx *db.Tx, in HouseholdInput) (Household, error) {
	p, events, err := s.SaveTx(ctx, tx, in)
	if err != nil {
		return Household{}, err
	}
	if err := journal.Record(ctx, tx, events...); err != nil {
		return Household{}, err
	}
	h, err := s.HouseholdTx(ctx, tx, p.HouseholdID())
	h.Changes = p.Changes
	return h, err
}

// SaveTx is SaveHouseholdTx for whoever needs the household and the ids of its persons only: nothing is read again. The caller
// writes the events into the journal, with its own.
func (s *Service) SaveTx(ctx context.Context, tx *db.Tx, in HouseholdInput) (*Plan, []journal.Event, error) {
	plans, err := s.PlansTx(ctx, tx, []HouseholdInput{in})
	if err != nil {
		return nil, nil, err
	}
	events, err := s.writeTx(ctx, tx, plans)
	return plans[0], events, err
}

// HouseholdTx reads a household with its members of today. The caller has checked the right to the case.
func (s *Service) HouseholdTx(ctx context.Context, tx *db.Tx, id string) (Household, error) {
	row, err := findHousehold(ctx, tx, id)
	if err != nil {
		return Household{}, err
	}
	h := s.showHousehold(ctx, row)
	h.Members, err = s.MembersTx(ctx, tx, id, tx.Today())
	return h, err
}

// HouseholdsTx reads several households without their members, in no order; unknown ids are left out.
func (s *Service) HouseholdsTx(ctx context.Context, tx *db.Tx, ids []string) ([]Household, error) {
	rows, err := findHouseholds(ctx, tx, ids)
	out := make([]Household, 0, len(rows))
	for _, r := range rows {
		out = append(out, s.showHousehold(ctx, *r))
	}
	return out, err
}

func (s *Service) showHousehold(ctx context.Context, row householdRow) Household {
	h := row.Household
	h.HasAddress = row.AddressSealed != ""
	h.Members = []Member{}
	if authz.From(ctx).Has(PermSensitive) {
		h.YearIncomeFen = &row.YearIncome
	}
	return h
}

// MembersTx reads who belonged to a household on a day, the head first.
func (s *Service) MembersTx(ctx context.Context, tx *db.Tx, householdID, on string) ([]Member, error) {
	rows, err := findMembersOn(ctx, tx, householdID, on)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.PersonID
	}
	persons, err := s.PersonsTx(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	byID := map[string]Person{}
	for _, p := range persons {
		byID[p.ID] = p
	}
	out := make([]Member, len(rows))
	for i, r := range rows {
		out[i] = Member{
			MembershipID: r.ID, HouseholdID: r.HouseholdID, Relation: r.Relation, FromOn: r.FromOn, ToOn: r.ToOn, EndReason: r.EndReason,
			Person: byID[r.PersonID],
		}
	}
	slices.SortStableFunc(out, func(a, b Member) int {
		switch {
		case isHead(a.Relation) == isHead(b.Relation):
			return 0
		case isHead(a.Relation):
			return -1
		}
		return 1
	})
	return out, nil
}

// PersonTx reads one person as the actor may see it.
func (s *Service) PersonTx(ctx context.Context, tx *db.Tx, id string) (Person, error) {
	out, err := s.PersonsTx(ctx, tx, []string{id})
	if err == nil && len(out) == 0 {
		err = errs.New(errs.NotFound, "not_found")
	}
	if err != nil {
		return Person{}, err
	}
	return out[0], nil
}

// PersonsTx reads several persons as the actor may see them, in no order; unknown ids are left out.
func (s *Service) PersonsTx(ctx context.Context, tx *db.Tx, ids []string) ([]Person, error) {
	rows, err := findPersons(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	accounts, err := findOpenAccounts(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	byPerson := map[string]*Account{}
	for _, a := range accounts {
		byPerson[a.PersonID] = &a.Account
	}
	seen := map[string]bool{}
	out := make([]Person, 0, len(rows))
	for _, r := range rows {
		if seen[r.ID] {
			continue
		}
		seen[r.ID] = true
		p, err := s.show(ctx, *r)
		if err != nil {
			return nil, err
		}
		p.Account = byPerson[r.ID]
		out = append(out, p)
	}
	return out, nil
}

// show gives a row its outer form: numbers masked, sensitive parts only for those who hold the permission.
func (s *Service) show(ctx context.Context, r personRow) (Person, error) {
	p := r.Person
	p.Form = r.FormJSON.V
	if !authz.From(ctx).Has(PermSensitive) {
		p.Form.School = ""
		return p, nil
	}
	m, err := s.openMedical(&r)
	if err != nil {
		return Person{}, err
	}
	p.Medical = &m
	p.Disability = &Disability{CertNo: r.DisabilityMasked, Type: r.DisabilityType, Level: r.DisabilityLevel, ExpiresOn: r.DisabilityTo}
	p.Income = &Income{MonthFen: r.MonthIncomeFen, OtherYearFen: r.OtherIncomeFen}
	return p, nil
}

// FindByDocTx finds the person with a document number, or errs.NotFound.
func (s *Service) FindByDocTx(ctx context.Context, tx *db.Tx, docType DocumentType, docNo string) (Person, error) {
	id, err := s.PersonOfDocTx(ctx, tx, docType, docNo)
	if err != nil {
		return Person{}, err
	}
	return s.PersonTx(ctx, tx, id)
}

// PersonOfDocTx finds the id of the person with a document number; errs.NotFound when there is none.
func (s *Service) PersonOfDocTx(ctx context.Context, tx *db.Tx, docType DocumentType, docNo string) (string, error) {
	return findPersonOfDoc(ctx, tx, docType, s.keys.Indexes("doc_no", NormalizeNumber(docNo)))
}

// HouseholdOfTx gives the household a person belongs to today, or "".
func (s *Service) HouseholdOfTx(ctx context.Context, tx *db.Tx, personID string) (string, error) {
	open, err := findOpenMembers(ctx, tx, "person_id", []string{personID})
	if err != nil || len(open) == 0 {
		return "", err
	}
	return open[0].HouseholdID, nil
}

// Move takes a person from one household to another.
type Move struct {
	PersonID    string `json:"person_id" maxLength:"26"`
	HouseholdID string `json:"household_id" maxLength:"26" doc:"the household to move to"`
	Version     int64  `json:"version" doc:"of that household"`
	Relation    string `json:"relation" maxLength:"4"`
	On          string `json:"on,omitempty" maxLength:"10"`
	Reason      string `json:"reason" minLength:"2" maxLength:"500"`
}

// MoveMemberTx ends a person's membership and begins one in another household. From a household with an open case it
// needs sight of that case; its head cannot be moved away while others stay. The caller has checked the right to the
// case of the household moved to.
func (s *Service) MoveMemberTx(ctx context.Context, tx *db.Tx, mv Move) (Household, error) {
	if len([]rune(strings.TrimSpace(mv.Reason))) < 2 {
		return Household{}, errs.InvalidField("reason", "people.reason")
	}
	from, err := s.HouseholdOfTx(ctx, tx, mv.PersonID)
	if err != nil {
		return Household{}, err
	}
	if from == "" || from == mv.HouseholdID {
		return Household{}, errs.InvalidField("person_id", "people.person_unknown")
	}
	k := &known{cases: map[string]HouseholdCase{}, households: map[string]*householdRow{from: nil}}
	if err := s.lookUpCases(ctx, tx, k); err != nil {
		return Household{}, err
	}
	old, err := findHousehold(ctx, tx, from)
	if err != nil {
		return Household{}, err
	}
	if !s.visible(k, from) && k.cases[from].Open {
		return Household{}, errs.New(errs.NotFound, "not_found")
	}
	if old.HeadID == mv.PersonID && old.Size > 1 {
		return Household{}, errs.InvalidField("person_id", "people.head_moves")
	}
	r, err := findPerson(ctx, tx, mv.PersonID)
	if err != nil {
		return Household{}, err
	}
	doc, err := s.keys.Open("persons", "doc_no", r.ID, r.DocSealed)
	if err != nil {
		return Household{}, err
	}
	in, err := s.inputOf(ctx, tx, mv.HouseholdID)
	if err != nil {
		return Household{}, err
	}
	in.Version, in.On, in.Reason = mv.Version, mv.On, mv.Reason
	in.Members = []MemberInput{{PersonInput: PersonInput{DocType: r.DocType, DocNo: doc, Name: r.Name, UnionMember: &r.UnionMember}, Relation: mv.Relation, Move: mv.Reason}}
	return s.moveIn(ctx, tx, in)
}

// inputOf is the input that leaves a household as it is.
func (s *Service) inputOf(ctx context.Context, tx *db.Tx, id string) (HouseholdInput, error) {
	h, err := findHousehold(ctx, tx, id)
	return HouseholdInput{ID: id, AreaCode: h.AreaCode, Imported: true}, err
}

// moveIn saves with the move allowed even from a household with an open case, which the caller has checked.
func (s *Service) moveIn(ctx context.Context, tx *db.Tx, in HouseholdInput) (Household, error) {
	free := *s
	free.cases = func(ctx context.Context, tx *db.Tx, ids []string) ([]HouseholdCase, error) {
		if s.cases == nil {
			return nil, nil
		}
		found, err := s.cases(ctx, tx, ids)
		for i := range found {
			found[i].Open = false
		}
		return found, err
	}
	return free.SaveHouseholdTx(ctx, tx, in)
}
