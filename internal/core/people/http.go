package people

import (
	"context"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/kit/journal"
	"yice/internal/kit/web"
)

// Routes are the room's addresses. Persons are listed nowhere: they are seen through their case.
func Routes(s *Service) []web.Route {
	return []web.Route{
		web.Post("/people/check", PermCheck, "people.check", "校验一个人的信息", s.check),
		web.Post("/people/reveal", PermReveal, "people.reveal", "说明用途后查看完整号码", s.reveal),
		web.Get("/people/codes", web.SignedIn, "people.codes", "代码表", s.codes),
	}
}

// Finding is one thing that is wrong with an input, in words.
type Finding struct {
	Path   string         `json:"path"`
	Code   string         `json:"code"`
	Detail string         `json:"detail"`
	Params map[string]any `json:"params,omitempty"`
	Warn   bool           `json:"warn" doc:"does not block but wants a typed reason"`
}

// Findings puts findings into words of the actor's language.
func (s *Service) Findings(ctx context.Context, fields []errs.Field) []Finding {
	lang := i18n.Chinese
	if a := authz.From(ctx); a != nil {
		lang = i18n.Parse(a.Language)
	}
	out := make([]Finding, 0, len(fields))
	for _, f := range fields {
		out = append(out, Finding{Path: f.Path, Code: f.Code, Params: f.Params, Warn: f.Warn, Detail: s.text.Text(lang, f.Code, f.Params)})
	}
	return out
}

// CheckInput is one person as far as typed, and the household it is typed for.
type CheckInput struct {
	Body struct {
		Person      MemberInput `json:"person"`
		HeadBirthOn string      `json:"head_birth_on,omitempty" maxLength:"10"`
		HouseholdID string      `json:"household_id,omitempty" maxLength:"26" doc:"the household being edited; its own members are no duplicates"`
	}
}

// CheckResult is what the wizard shows beside the fields.
type CheckResult struct {
	Findings []Finding `json:"findings"`
	BirthOn  string    `json:"birth_on"`
	Sex      Sex       `json:"sex"`
	AreaCode string    `json:"area_code" doc:"county in the document number"`
	Bank     string    `json:"bank"`
	CardKind CardKind  `json:"card_kind"`
	Existing *Existing `json:"existing,omitempty"`
}

// Existing says that the person is registered already; the details only when the actor may see them.
type Existing struct {
	InHousehold   bool   `json:"in_household"`
	SameHousehold bool   `json:"same_household"`
	OpenCase      bool   `json:"open_case"`
	Visible       bool   `json:"visible"`
	PersonID      string `json:"person_id,omitempty"`
	HouseholdID   string `json:"household_id,omitempty"`
	HouseholdName string `json:"household_name,omitempty"`
	CaseID        string `json:"case_id,omitempty"`
}

func (s *Service) check(ctx context.Context, in *CheckInput) (CheckResult, error) {
	var out CheckResult
	var hit string
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		out, hit, err = s.checkTx(ctx, tx, in)
		return err
	})
	if err != nil || out.Existing == nil || out.Existing.SameHousehold {
		return out, err
	}
	return out, journal.Looked(ctx, s.db, journal.Event{
		Action: "people.check_hit", ObjectType: "person", ObjectID: hit,
		Summary: "校验证件号码时发现此人已登记",
	})
}

func (s *Service) checkTx(ctx context.Context, tx *db.Tx, in *CheckInput) (out CheckResult, hit string, err error) {
	e := readPerson(in.Body.Person, "", tx.Today(), false)
	out = CheckResult{BirthOn: e.in.BirthOn, Sex: e.in.Sex, AreaCode: e.doc.AreaCode, Bank: e.card.Bank, CardKind: e.card.Kind}
	if !isHead(e.in.Relation) {
		e.add("relation", checkRelation(e.in.Relation, in.Body.HeadBirthOn, e.in.BirthOn, e.in.Sex))
	}
	if e.in.Account != nil && !e.in.Account.IsGuardian {
		if IsMinor(e.in.BirthOn, tx.Today()) {
			e.add("account.is_guardian", block("MINOR_NO_GUARDIAN"))
		} else if e.holder != "" && e.in.Name != "" {
			e.add("account.holder", CheckCardHolder(e.holder, e.in.Name))
		}
	}
	if e.doc.Number != "" {
		out.Existing, hit, err = s.existing(ctx, tx, e, in.Body.HouseholdID)
	}
	out.Findings = s.Findings(ctx, e.findings)
	return out, hit, err
}

func (s *Service) existing(ctx context.Context, tx *db.Tx, e *entry, household string) (*Existing, string, error) {
	rows, err := findPersonsByDoc(ctx, tx, s.keys.Indexes("doc_no", e.doc.Number))
	if err != nil {
		return nil, "", err
	}
	for _, r := range rows {
		if r.DocType != e.doc.Type {
			continue
		}
		k := &known{
			persons: map[string]*personRow{}, byDoc: map[string]*personRow{}, open: map[string]*memberRow{}, households: map[string]*householdRow{},
			members: map[string][]*memberRow{}, accounts: map[string]*accountRow{}, cases: map[string]HouseholdCase{},
		}
		if err := s.lookUpHouseholds(ctx, tx, k, nil, []string{r.ID}); err != nil {
			return nil, "", err
		}
		if err := s.lookUpCases(ctx, tx, k); err != nil {
			return nil, "", err
		}
		at := k.open[r.ID]
		if at == nil {
			return nil, "", nil // nobody's member now: nothing stands in the way
		}
		return s.existingAt(k, e, at, household), r.ID, nil
	}
	return nil, "", nil
}

func (s *Service) existingAt(k *known, e *entry, at *memberRow, household string) *Existing {
	out := &Existing{InHousehold: true, SameHousehold: at.HouseholdID == household && s.visible(k, household)}
	if !out.SameHousehold {
		e.add("doc_no", s.duplicate(k, at.HouseholdID))
	}
	if s.visible(k, at.HouseholdID) {
		c, h := k.cases[at.HouseholdID], k.households[at.HouseholdID]
		out.Visible, out.OpenCase, out.CaseID = true, c.Open, c.CaseID
		out.PersonID, out.HouseholdID, out.HouseholdName = at.PersonID, h.ID, h.Household.Name
	}
	return out
}

// RevealInput names the value and the purpose.
type RevealInput struct {
	Body struct {
		PersonID string `json:"person_id" minLength:"1" maxLength:"26"`
		Field    string `json:"field" enum:"doc_no,phone,other_phone,address,disability_cert,account"`
		Purpose  string `json:"purpose" minLength:"2" maxLength:"200"`
	}
}

// Revealed is one full value.
type Revealed struct {
	Value string `json:"value"`
}

func (s *Service) reveal(ctx context.Context, in *RevealInput) (Revealed, error) {
	var out Revealed
	err := s.db.Update(ctx, func(tx *db.Tx) (err error) {
		out.Value, err = s.RevealTx(ctx, tx, in.Body.PersonID, in.Body.Field, in.Body.Purpose)
		return err
	})
	if err != nil {
		return Revealed{}, err
	}
	return out, nil
}

// CodeList is one code list for the forms.
type CodeList struct {
	Name    string  `json:"name"`
	Entries []Entry `json:"entries"`
}

func (s *Service) codes(_ context.Context, _ *struct{}) ([]CodeList, error) {
	var out []CodeList
	for _, l := range Lists() {
		out = append(out, CodeList{Name: l.Name(), Entries: l.Entries()})
	}
	return out, nil
}
