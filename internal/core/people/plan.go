package people

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
)

// PlanKind says what an input would do.
type PlanKind string

// The kinds of plan.
const (
	PlanNew       PlanKind = "new"
	PlanChanged   PlanKind = "changed"
	PlanUnchanged PlanKind = "unchanged"
)

// Plan is what saving one input would do: the findings that stand in the way, or the changes.
type Plan struct {
	Kind     PlanKind
	Changes  []Change
	Findings []errs.Field // what stands in the way: blocking findings, and warnings without a typed reason
	Answered []errs.Field // warnings with a typed reason
	Err      error        // a refusal that is not about a field: not found, changed by somebody else

	in        HouseholdInput
	household householdRow
	old       *householdRow
	members   []*plannedMember
	closing   []memberRow
	left      []*householdRow // households that somebody moves out of
	leavers   []Change
}

type plannedMember struct {
	entry    *entry
	row      personRow
	old      *personRow
	member   *memberRow // open membership here before, if any
	relation string
	insert   *memberRow // membership to insert
	account  *accountRow
	close    *accountRow
}

// Blocked tells whether the plan cannot be applied, and why.
func (p *Plan) Blocked() error {
	if p.Err != nil {
		return p.Err
	}
	return refusal(p.Findings)
}

// HouseholdID is the id of the household, also of one that is still to be made.
func (p *Plan) HouseholdID() string { return p.household.ID }

// Household is the household as it would be, without its members.
func (p *Plan) Household() Household {
	h := p.household.Household
	h.Members = []Member{}
	return h
}

// PersonIDs are the members as they would be: those of the input in its order, then those it does not name.
func (p *Plan) PersonIDs() []string {
	out := make([]string, len(p.members))
	for i, m := range p.members {
		out[i] = m.row.ID
	}
	return out
}

// known is what the database says about all persons and households of a batch.
type known struct {
	byDoc      map[string]*personRow // doc type and index
	persons    map[string]*personRow
	open       map[string]*memberRow // person → open membership
	households map[string]*householdRow
	members    map[string][]*memberRow // household → open memberships
	accounts   map[string]*accountRow  // person → present account
	cases      map[string]HouseholdCase
	claimed    map[string]bool // persons that an earlier input of the batch takes
}

// reading is what the members of an input say by themselves, on a day.
type reading struct {
	today   string
	entries []*entry
}

// Read checks what the members say by themselves and makes the digests of their numbers and names, which PlansTx otherwise does.
// Who writes calls it before the transaction, so that nobody waits for it, and leaves the members as they are from then on.
func (s *Service) Read(in HouseholdInput) HouseholdInput {
	in.read = s.reading(in, clock.Date(s.db.Now()))
	for _, e := range in.read.entries {
		if e.doc.Number != "" {
			var r personRow
			r.Name = e.in.Name
			e.tokens = s.tokens(r, e)
		}
	}
	return in
}

func (s *Service) reading(in HouseholdInput, today string) *reading {
	r := &reading{today: today}
	for i, m := range in.Members {
		e := readPerson(m, fmt.Sprintf("members[%d].", i), today, in.Imported)
		if e.doc.Number != "" {
			e.docs = s.keys.Indexes("doc_no", e.doc.Number)
		}
		r.entries = append(r.entries, e)
	}
	checkTwice(r.entries)
	return r
}

// begin is the plan of an input before anything is looked up. A transaction that is run again begins another one, so nothing is
// shared that a plan adds to.
func (s *Service) begin(in HouseholdInput, today string) *Plan {
	r := in.read
	if r == nil || r.today != today {
		r = s.reading(in, today)
	}
	p := &Plan{in: in}
	p.Findings = readHousehold(&p.in, today)
	for _, read := range r.entries {
		e := *read
		e.findings = slices.Clone(read.findings)
		p.members = append(p.members, &plannedMember{entry: &e, relation: e.in.Relation})
	}
	return p
}

// PlansTx works out what saving each input would do, without writing. A batch costs a handful of look-ups in all.
func (s *Service) PlansTx(ctx context.Context, tx *db.Tx, inputs []HouseholdInput) ([]*Plan, error) {
	if err := authz.Require(ctx, PermSave); err != nil {
		return nil, err
	}
	plans := make([]*Plan, len(inputs))
	for i, in := range inputs {
		plans[i] = s.begin(in, tx.Today())
	}
	k, err := s.lookUp(ctx, tx, plans)
	if err != nil {
		return nil, err
	}
	for _, p := range plans {
		if err := s.plan(ctx, tx, p, k); err != nil {
			return nil, err
		}
	}
	return plans, nil
}

func (p *Plan) entries() []*entry {
	var out []*entry
	for _, m := range p.members {
		if m.entry != nil {
			out = append(out, m.entry)
		}
	}
	return out
}

func (p *Plan) add(path string, f []errs.Field) { p.Findings = append(p.Findings, At(path, f)...) }

// lookUp reads everything that the plans touch, in one statement per table.
func (s *Service) lookUp(ctx context.Context, tx *db.Tx, plans []*Plan) (*known, error) {
	k := &known{
		byDoc: map[string]*personRow{}, persons: map[string]*personRow{}, open: map[string]*memberRow{}, households: map[string]*householdRow{},
		members: map[string][]*memberRow{}, accounts: map[string]*accountRow{}, cases: map[string]HouseholdCase{}, claimed: map[string]bool{},
	}
	var docs, houses []string
	persons := map[string]bool{}
	for _, p := range plans {
		if p.in.ID != "" {
			houses = append(houses, p.in.ID)
		}
		for _, e := range p.entries() {
			docs = append(docs, e.docs...)
			if e.in.PersonID != "" {
				persons[e.in.PersonID] = true
			}
		}
	}
	byDoc, err := findPersonsByDoc(ctx, tx, docs)
	if err != nil {
		return nil, err
	}
	for _, r := range byDoc {
		k.put(r)
		persons[r.ID] = true
	}
	if err := s.lookUpHouseholds(ctx, tx, k, houses, slices.Sorted(maps.Keys(persons))); err != nil {
		return nil, err
	}
	return k, s.lookUpCases(ctx, tx, k)
}

func (s *Service) lookUpHouseholds(ctx context.Context, tx *db.Tx, k *known, houses, persons []string) error {
	open, err := findOpenMembers(ctx, tx, "person_id", persons)
	if err != nil {
		return err
	}
	for _, m := range open {
		k.open[m.PersonID] = m
		houses = append(houses, m.HouseholdID)
	}
	rows, err := findHouseholds(ctx, tx, houses)
	if err != nil {
		return err
	}
	for _, h := range rows {
		k.households[h.ID] = h
	}
	here, err := findOpenMembers(ctx, tx, "household_id", houses)
	if err != nil {
		return err
	}
	for _, m := range here {
		k.open[m.PersonID] = m
		k.members[m.HouseholdID] = append(k.members[m.HouseholdID], m)
		persons = append(persons, m.PersonID)
	}
	more, err := findPersons(ctx, tx, persons)
	if err != nil {
		return err
	}
	for _, r := range more {
		k.put(r)
	}
	accounts, err := findOpenAccounts(ctx, tx, persons)
	for _, a := range accounts {
		k.accounts[a.PersonID] = a
	}
	return err
}

func (k *known) put(r *personRow) {
	if k.persons[r.ID] == nil {
		k.persons[r.ID] = r
		k.byDoc[string(r.DocType)+r.DocIndex] = r
	}
}

func (s *Service) lookUpCases(ctx context.Context, tx *db.Tx, k *known) error {
	if s.cases == nil || len(k.households) == 0 {
		return nil
	}
	cases, err := s.cases(ctx, tx, slices.Sorted(maps.Keys(k.households)))
	for _, c := range cases {
		k.cases[c.HouseholdID] = c
	}
	return err
}

func (k *known) personOf(e *entry) *personRow {
	for _, x := range e.docs {
		if r := k.byDoc[string(e.doc.Type)+x]; r != nil {
			return r
		}
	}
	return nil
}

// plan resolves one input against what is known.
func (s *Service) plan(ctx context.Context, tx *db.Tx, p *Plan, k *known) error {
	s.matchHead(p, k)
	if p.in.ID != "" {
		p.old = k.households[p.in.ID]
		if p.old == nil {
			p.Err = errs.New(errs.NotFound, "not_found")
			return nil
		}
		if !p.in.Match && p.in.Version != p.old.Version {
			p.Err = stale(p.old.UpdatedBy, p.old.UpdatedAt)
			return nil
		}
		p.household = *p.old
	} else {
		p.household.ID = id.New(tx.Now())
	}
	for _, m := range p.members {
		s.resolve(p, m, k)
	}
	p.keepRest(k)
	p.checkRemovals()
	p.checkMembers()
	if err := s.fillAll(ctx, tx, p, k); err != nil {
		return err
	}
	for _, e := range p.entries() {
		p.Findings = append(p.Findings, e.findings...)
	}
	p.Findings, p.Answered = settle(p.Findings, p.in.Overrides)
	p.Kind = PlanNew
	if p.old != nil {
		p.Kind = PlanUnchanged
		if len(p.Changes) > 0 {
			p.Kind = PlanChanged
		}
	}
	if p.Blocked() == nil {
		for _, m := range p.members {
			k.claimed[s.claim(m)] = true
		}
	}
	return nil
}

// claim is what two inputs of one batch must not both take: a document.
func (s *Service) claim(m *plannedMember) string { return string(m.row.DocType) + m.row.DocIndex }

// matchHead turns an import of a known household into an update of it, when the actor may see it.
func (s *Service) matchHead(p *Plan, k *known) {
	if !p.in.Match || p.in.ID != "" {
		return
	}
	for _, m := range p.members {
		if !isHead(m.relation) || m.entry.doc.Number == "" {
			continue
		}
		r := k.personOf(m.entry)
		if r == nil || k.open[r.ID] == nil {
			return
		}
		h := k.households[k.open[r.ID].HouseholdID]
		if h != nil && h.HeadID == r.ID && s.visible(k, h.ID) {
			p.in.ID = h.ID
		}
		return
	}
}

func (s *Service) visible(k *known, household string) bool {
	c, ok := k.cases[household]
	return ok && c.Visible
}

// resolve finds the stored person behind an entry and refuses one who belongs to another household.
func (s *Service) resolve(p *Plan, m *plannedMember, k *known) {
	e := m.entry
	var byDoc *personRow
	if e.doc.Number != "" {
		byDoc = k.personOf(e)
		if k.claimed[string(e.doc.Type)+e.docs[0]] {
			e.add("doc_no", s.duplicate(k, ""))
		}
	}
	m.old = byDoc
	if pid := e.in.PersonID; pid != "" {
		m.old = k.persons[pid]
		at := k.open[pid]
		if m.old == nil || at == nil || p.old == nil || at.HouseholdID != p.old.ID {
			e.add("person_id", block("people.person_unknown"))
			m.old = nil
			return
		}
		if byDoc != nil && byDoc.ID != pid {
			e.add("doc_no", s.duplicateOf(p, k, byDoc))
		}
	}
	if m.old == nil {
		return
	}
	at := k.open[m.old.ID]
	switch {
	case at == nil:
	case p.old != nil && at.HouseholdID == p.old.ID:
		m.member = at
	case strings.TrimSpace(e.in.Move) != "" && !k.cases[at.HouseholdID].Open:
		ended := *at
		ended.ToOn, ended.EndReason = max(p.in.On, at.FromOn), "moved: "+strings.TrimSpace(e.in.Move)
		p.closing = append(p.closing, ended)
		p.leave(k.households[at.HouseholdID], m.old, e.in.Move)
	default:
		e.add("doc_no", s.duplicate(k, at.HouseholdID))
	}
}

// leave notes that a household loses a member to this one.
func (p *Plan) leave(h *householdRow, r *personRow, why string) {
	if h == nil {
		return
	}
	i := slices.IndexFunc(p.left, func(x *householdRow) bool { return x.ID == h.ID })
	if i < 0 {
		c := *h
		c.Version++
		p.left, i = append(p.left, &c), len(p.left)
	}
	p.left[i].Size--
	p.leavers = append(p.leavers, Change{Kind: MemberMoved, PersonID: r.ID, Name: r.Name, Reason: strings.TrimSpace(why)})
}

func (s *Service) duplicateOf(p *Plan, k *known, other *personRow) []errs.Field {
	at := k.open[other.ID]
	if at != nil && p.old != nil && at.HouseholdID == p.old.ID {
		return block("ID_DUP_IN_FILE")
	}
	if at == nil {
		return s.duplicate(k, "")
	}
	return s.duplicate(k, at.HouseholdID)
}

// duplicate names the other household only to somebody who may see it.
func (s *Service) duplicate(k *known, household string) []errs.Field {
	h := k.households[household]
	if h == nil || !s.visible(k, household) {
		return block("ID_DUP_OTHER_HOUSEHOLD", "household", "其他家庭")
	}
	return block("ID_DUP_OTHER_HOUSEHOLD", "household", h.Name, "household_id", h.ID)
}

// keepRest adds the present members that the input does not mention.
func (p *Plan) keepRest(k *known) {
	if p.old == nil {
		return
	}
	named := map[string]bool{}
	for _, m := range p.members {
		if m.old != nil {
			named[m.old.ID] = true
		}
	}
	gone := map[string]string{}
	for _, r := range p.in.Remove {
		gone[r.PersonID] = strings.TrimSpace(r.Reason)
	}
	for _, at := range k.members[p.old.ID] {
		if why, ok := gone[at.PersonID]; ok {
			ended := *at
			ended.ToOn, ended.EndReason = max(p.in.On, at.FromOn), why
			p.closing = append(p.closing, ended)
			p.Changes = append(p.Changes, Change{Kind: MemberRemoved, PersonID: at.PersonID, Name: k.persons[at.PersonID].Name, Reason: why})
			if named[at.PersonID] {
				p.add("remove", block("people.remove_named"))
			}
			continue
		}
		if !named[at.PersonID] {
			r := k.persons[at.PersonID]
			p.members = append(p.members, &plannedMember{row: *r, old: r, member: at, relation: at.Relation})
		}
	}
}

func (p *Plan) checkRemovals() {
	for i, r := range p.in.Remove {
		found := slices.ContainsFunc(p.closing, func(m memberRow) bool { return m.PersonID == r.PersonID })
		if !found {
			p.add(fmt.Sprintf("remove[%d].person_id", i), block("people.person_unknown"))
		}
	}
}

// checkMembers wants one head, and the declared number of members.
func (p *Plan) checkMembers() {
	heads := 0
	for _, m := range p.members {
		if m.relation == "" && m.member != nil {
			m.relation = m.member.Relation
		}
		if isHead(m.relation) {
			heads++
		} else if m.relation == "" {
			m.entry.add("relation", block("people.relation"))
		}
	}
	if heads != 1 {
		p.add("members", block("people.head_one", "count", heads))
	}
	if p.in.Size > 0 && int(p.in.Size) != len(p.members) {
		p.add("size", block("HOUSEHOLD_SIZE_MISMATCH", "declared", p.in.Size, "counted", len(p.members)))
	}
}
