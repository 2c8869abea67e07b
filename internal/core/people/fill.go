package people

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
)

// setter writes values into a row and remembers the names of those that differ.
type setter struct {
	keepEmpty bool
	changed   []string
}

func set[T comparable](s *setter, name string, dst *T, v T) {
	var zero T
	if *dst == v || s.keepEmpty && v == zero {
		return
	}
	*dst = v
	s.changed = append(s.changed, name)
}

// fillAll works out the new rows of a plan and what they change.
func (s *Service) fillAll(ctx context.Context, tx *db.Tx, p *Plan, k *known) error {
	actor, err := authz.Must(ctx)
	if err != nil {
		return err
	}
	w := &writer{s: s, tx: tx, p: p, k: k, by: actor.Name}
	for _, m := range p.members {
		if m.entry == nil {
			continue
		}
		if err := w.person(m); err != nil {
			return err
		}
	}
	w.relations()
	for _, m := range p.members {
		if m.entry != nil && m.entry.in.Account != nil {
			w.account(m)
		}
	}
	if err := w.household(); err != nil {
		return err
	}
	w.incomes()
	return nil
}

type writer struct {
	s  *Service
	tx *db.Tx
	p  *Plan
	k  *known
	by string
}

func (w *writer) change(kind ChangeKind, r personRow, fields []string, reason string) {
	w.p.Changes = append(w.p.Changes, Change{Kind: kind, PersonID: r.ID, Name: r.Name, Fields: fields, Reason: reason})
}

// person fills one person's row from the entry.
func (w *writer) person(m *plannedMember) error {
	fresh := m.old == nil
	if fresh {
		m.row = personRow{MadeAt: w.tx.NowMS()}
		m.row.ID = id.New(w.tx.Now())
	} else {
		m.row = *m.old
	}
	set := &setter{keepEmpty: w.p.in.Imported || m.entry.in.PersonID != "" && m.entry.in.Name == ""}
	w.plain(m, set)
	if err := w.sealed(m, set); err != nil {
		return err
	}
	if len(set.changed) > 0 || fresh {
		m.row.Version++
		m.row.UpdatedAt, m.row.UpdatedBy = w.tx.NowMS(), w.by
	}
	switch {
	case m.member == nil:
		m.insert = w.membership(m)
		kind, reason := MemberAdded, w.p.in.Reason
		if move := strings.TrimSpace(m.entry.in.Move); move != "" && !fresh {
			kind, reason = MemberMoved, move
		}
		if w.p.old != nil {
			w.change(kind, m.row, nil, reason)
		}
	case len(set.changed) > 0:
		w.change(MemberChanged, m.row, set.changed, w.p.in.Reason)
	}
	return nil
}

func (w *writer) membership(m *plannedMember) *memberRow {
	place := int64(0)
	for _, o := range w.p.members {
		switch {
		case o.member != nil:
			place = max(place, o.member.Place+1)
		case o.insert != nil:
			place = max(place, o.insert.Place+1)
		}
	}
	if m.member != nil {
		place = m.member.Place
	}
	return &memberRow{
		ID: id.New(w.tx.Now()), HouseholdID: w.p.household.ID, PersonID: m.row.ID, Relation: m.relation, FromOn: w.p.in.On,
		Place: place, MadeAt: w.tx.NowMS(), MadeBy: w.by,
	}
}

func (w *writer) plain(m *plannedMember, s *setter) {
	in, r := &m.entry.in, &m.row
	if in.Name != "" {
		set(s, "name", &r.Name, in.Name)
	}
	if in.BirthOn != "" {
		set(s, "birth_on", &r.BirthOn, in.BirthOn)
	}
	if in.Sex != "" {
		set(s, "sex", &r.Sex, in.Sex)
	}
	set(s, "ethnic", &r.Ethnic, in.Ethnic)
	set(s, "marital", &r.Marital, in.Marital)
	set(s, "hukou_type", &r.HukouType, in.HukouType)
	set(s, "hukou_area", &r.HukouArea, in.HukouArea)
	set(s, "political", &r.Political, in.Political)
	set(s, "work_status", &r.WorkStatus, in.WorkStatus)
	set(s, "employer_org_id", &r.EmployerOrgID, in.EmployerOrgID)
	set(s, "employer_name", &r.EmployerName, NormalizeText(in.EmployerName))
	if in.UnionMember != nil {
		v := *in.UnionMember
		if r.UnionMember != v {
			r.UnionMember, s.changed = v, append(s.changed, "union_member")
		}
	}
	set(s, "insurance", &r.Insurance, in.Insurance)
	set(s, "education", &r.Education, in.Education)
	f, g := &r.FormJSON.V, in.Form
	set(s, "model_worker", &f.ModelWorker, g.ModelWorker)
	set(s, "work_start_on", &f.WorkStartOn, g.WorkStartOn)
	set(s, "industry", &f.Industry, g.Industry)
	set(s, "employer_nature", &f.EmployerNature, g.EmployerNature)
	set(s, "employer_uscc", &f.EmployerUSCC, g.EmployerUSCC)
	set(s, "enterprise_status", &f.EnterpriseStatus, NormalizeText(g.EnterpriseStatus))
	set(s, "single_parent", &f.SingleParent, g.SingleParent)
	set(s, "identity", &f.Identity, NormalizeText(g.Identity))
	set(s, "school_stage", &f.SchoolStage, g.SchoolStage)
	set(s, "school", &f.School, NormalizeText(g.School))
	set(s, "school_from_year", &f.SchoolFromYear, g.SchoolFromYear)
	set(s, "school_years", &f.SchoolYears, g.SchoolYears)
	set(s, "contract_on", &f.ContractOn, g.ContractOn)
	set(s, "contract_term", &f.ContractTerm, g.ContractTerm)
	set(s, "note", &f.Note, NormalizeText(g.Note))
	if i := in.Income; i != nil {
		set(s, "month_income", &r.MonthIncomeFen, i.MonthFen)
		set(s, "other_income", &r.OtherIncomeFen, i.OtherYearFen)
	}
}

// sealed fills the encrypted columns; one that holds the same value already is left alone.
func (w *writer) sealed(m *plannedMember, s *setter) error {
	e, r := m.entry, &m.row
	if e.doc.Number != "" {
		index := e.docs[0]
		if r.DocType != e.doc.Type || r.DocIndex != index {
			r.DocType, r.DocIndex, r.DocNo = e.doc.Type, index, MaskID(e.doc.Number)
			r.DocSealed = w.s.keys.Seal("persons", "doc_no", r.ID, e.doc.Number)
			s.changed = append(s.changed, "doc_no")
		}
	}
	if v := e.phone; v != nil && (*v != "" || !s.keepEmpty) {
		if index := w.s.keys.Index("phone", *v); index != r.PhoneIndex {
			r.PhoneIndex, r.Phone, r.PhoneSealed = index, MaskPhone(*v), w.s.keys.Seal("persons", "phone", r.ID, *v)
			s.changed = append(s.changed, "phone")
		}
	}
	if v := e.phone2; v != nil && (*v != "" || !s.keepEmpty) {
		same, err := w.same("phone2", r.ID, r.Phone2Sealed, *v)
		if err != nil {
			return err
		}
		if !same {
			r.OtherPhone, r.Phone2Sealed = MaskPhone(*v), w.s.keys.Seal("persons", "phone2", r.ID, *v)
			s.changed = append(s.changed, "other_phone")
		}
	}
	if err := w.medical(m, s); err != nil {
		return err
	}
	return w.disability(m, s)
}

func (w *writer) same(col, rowID, sealed, plain string) (bool, error) {
	old, err := w.s.keys.Open("persons", col, rowID, sealed)
	return err == nil && old == plain, err
}

func (w *writer) medical(m *plannedMember, s *setter) error {
	if m.entry.in.Medical == nil {
		return nil
	}
	old, err := w.s.openMedical(&m.row)
	if err != nil {
		return err
	}
	v, in := old, *m.entry.in.Medical
	part := &setter{keepEmpty: s.keepEmpty}
	set(part, "health", &v.Health, in.Health)
	set(part, "disease_kind", &v.DiseaseKind, in.DiseaseKind)
	set(part, "disease", &v.Disease, NormalizeText(in.Disease))
	set(part, "self_care", &v.SelfCare, in.SelfCare)
	if len(part.changed) == 0 {
		return nil
	}
	s.changed = append(s.changed, part.changed...)
	m.row.MedicalSealed = ""
	if v != (Medical{}) {
		b, err := json.Marshal(v)
		if err != nil {
			return err
		}
		m.row.MedicalSealed = w.s.keys.Seal("persons", "medical", m.row.ID, string(b))
	}
	return nil
}

func (w *writer) disability(m *plannedMember, s *setter) error {
	d, r := m.entry.in.Disability, &m.row
	if d == nil {
		return nil
	}
	cert := m.entry.cert
	if cert.Number != "" {
		same, err := w.same("disability", r.ID, r.DisabilitySealed, cert.Number)
		if err != nil {
			return err
		}
		if !same {
			r.DisabilityMasked, r.DisabilitySealed = MaskDisabilityCert(cert.Number), w.s.keys.Seal("persons", "disability", r.ID, cert.Number)
			s.changed = append(s.changed, "disability_cert")
		}
		d.Type, d.Level = cert.Type, cert.Level
	}
	set(s, "disability_type", &r.DisabilityType, d.Type)
	set(s, "disability_level", &r.DisabilityLevel, d.Level)
	set(s, "disability_to", &r.DisabilityTo, d.ExpiresOn)
	return nil
}

// relations settles who is the head and checks every member against the head.
func (w *writer) relations() {
	p := w.p
	i := slices.IndexFunc(p.members, func(m *plannedMember) bool { return isHead(m.relation) })
	if i < 0 {
		return
	}
	head := p.members[i]
	if p.old != nil && p.old.HeadID != head.row.ID {
		w.change(HeadChanged, head.row, nil, p.in.Reason)
	}
	p.household.HeadID = head.row.ID
	for _, m := range p.members {
		if m.entry == nil {
			continue
		}
		if m != head {
			m.entry.add("relation", checkRelation(m.relation, head.row.BirthOn, m.row.BirthOn, m.row.Sex))
		}
		if m.member != nil && m.member.Relation != m.relation {
			ended := *m.member
			ended.ToOn, ended.EndReason = max(p.in.On, ended.FromOn), "relation"
			p.closing = append(p.closing, ended)
			m.insert = w.membership(m)
			m.insert.FromOn = ended.ToOn
			w.change(RelationChanged, m.row, nil, p.in.Reason)
		}
	}
}

// account checks whose account it is. A minor is paid to the account of an adult member of the household.
func (w *writer) account(m *plannedMember) {
	e, in := m.entry, m.entry.in.Account
	minor := IsMinor(m.row.BirthOn, w.p.in.On)
	guardian := ""
	var names []string
	if !minor && !in.IsGuardian {
		names = append(names, m.row.Name)
	} else {
		for _, o := range w.p.members {
			if o != m && o.row.BirthOn != "" && !IsMinor(o.row.BirthOn, w.p.in.On) {
				names = append(names, o.row.Name)
				if o.row.Name == e.holder {
					guardian = o.row.ID
				}
			}
		}
	}
	switch {
	case minor && !in.IsGuardian:
		e.add("account.is_guardian", block("MINOR_NO_GUARDIAN"))
		return
	case in.IsGuardian && guardian == "" && minor:
		e.add("account.holder", block("MINOR_NO_GUARDIAN"))
		return
	}
	if e.holder != "" {
		e.add("account.holder", CheckCardHolder(e.holder, names...))
	}
	if e.card.Number == "" {
		return
	}
	bank := e.card.Bank
	if in.Bank != "" {
		bank = NormalizeText(in.Bank)
	}
	now := accountRow{NumberIndex: w.s.keys.Index("account", e.card.Number), MadeAt: w.tx.NowMS(), MadeBy: w.by}
	now.Account = Account{
		ID: id.New(w.tx.Now()), PersonID: m.row.ID, Last4: e.card.Number[len(e.card.Number)-4:], Bank: bank, BankCode: e.card.BankCode,
		Branch: NormalizeText(in.Branch), Kind: e.card.Kind, Holder: e.holder, IsGuardian: in.IsGuardian, GuardianID: guardian, FromOn: w.p.in.On,
	}
	if old := w.k.accounts[m.row.ID]; old != nil {
		same := old.Account
		same.ID, same.FromOn = now.ID, now.FromOn
		if same == now.Account && old.NumberIndex == now.NumberIndex {
			return
		}
		m.close = old
	}
	now.NumberSealed = w.s.keys.Seal("bank_accounts", "number", now.ID, e.card.Number)
	m.account = &now
	if w.p.old != nil {
		w.change(AccountChanged, m.row, nil, w.p.in.Reason)
	}
}

// household fills the household's own row.
func (w *writer) household() error {
	in, h := &w.p.in, &w.p.household
	if w.p.old == nil && in.AreaCode == "" {
		in.AreaCode = in.DefaultArea
		if in.AreaCode == "" {
			w.p.add("area_code", block("people.area", "area", ""))
		}
	}
	s := &setter{keepEmpty: in.Imported}
	set(s, "area_code", &h.AreaCode, in.AreaCode)
	set(s, "street", &h.Street, NormalizeText(in.Street))
	set(s, "community", &h.Community, NormalizeText(in.Community))
	set(s, "postcode", &h.Postcode, in.Postcode)
	set(s, "housing", &h.Housing, in.Housing)
	set(s, "floor_area", &h.FloorArea, in.FloorArea)
	set(s, "floor_band", &h.FloorBand, in.FloorBand)
	if in.YearIncomeFen != nil {
		set(s, "year_income", &h.YearIncome, *in.YearIncomeFen)
	}
	if in.Address != nil {
		v := NormalizeText(*in.Address)
		old, err := w.s.keys.Open("households", "address", h.ID, h.AddressSealed)
		if err != nil {
			return err
		}
		if v != old && (v != "" || !s.keepEmpty) {
			h.AddressSealed = w.s.keys.Seal("households", "address", h.ID, v)
			s.changed = append(s.changed, "address")
		}
	}
	h.Size = int64(len(w.p.members))
	for _, m := range w.p.members {
		if m.row.ID == h.HeadID {
			h.Household.Name = HouseholdName(m.row.Name)
		}
	}
	if w.p.old == nil {
		h.MadeAt = w.tx.NowMS()
		w.p.Changes = append([]Change{{Kind: HouseholdCreated, Reason: in.Reason}}, w.p.Changes...)
	} else if len(s.changed) > 0 {
		w.p.Changes = append(w.p.Changes, Change{Kind: HouseholdChanged, Fields: s.changed, Reason: in.Reason})
	}
	if len(w.p.Changes) > 0 {
		h.Version++
		h.UpdatedAt, h.UpdatedBy = w.tx.NowMS(), w.by
	}
	for _, l := range w.p.left {
		l.UpdatedAt, l.UpdatedBy = w.tx.NowMS(), w.by
	}
	return nil
}

// incomes compares the declared income of the household with the sum of its members'.
func (w *writer) incomes() {
	if w.p.in.YearIncomeFen == nil {
		return
	}
	sum := int64(0)
	for _, m := range w.p.members {
		sum += 12*m.row.MonthIncomeFen + m.row.OtherIncomeFen
	}
	if sum != *w.p.in.YearIncomeFen {
		w.p.Findings = append(w.p.Findings, errs.Field{
			Path: "year_income_fen", Code: "INCOME_SUM_MISMATCH",
			Params: map[string]any{"declared": yuan(*w.p.in.YearIncomeFen), "counted": yuan(sum)},
		})
	}
}

func (s *Service) openMedical(r *personRow) (Medical, error) {
	var m Medical
	plain, err := s.keys.Open("persons", "medical", r.ID, r.MedicalSealed)
	if err != nil || plain == "" {
		return m, err
	}
	return m, json.Unmarshal([]byte(plain), &m)
}
