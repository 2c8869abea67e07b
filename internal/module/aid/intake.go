package aid

import (
	"context"
	"slices"
	"strconv"

	"yice/internal/core/org"
	"yice/internal/core/people"
	"yice/internal/core/policy"
	"yice/internal/kit/authz"
	"yice/internal/kit/blob"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
)

// Application is what a window enters in one go. Persons are named by their place in Household.Members, from 0; -1 is none.
type Application struct {
	Household     people.HouseholdInput `json:"household"`
	Needs         []string              `json:"needs" minItems:"0" maxItems:"11"`
	Cause         string                `json:"cause,omitempty" maxLength:"2"`
	Summary       string                `json:"summary,omitempty" maxLength:"2000"`
	Urgent        bool                  `json:"urgent,omitempty"`
	OnBehalf      bool                  `json:"on_behalf,omitempty" doc:"an employer's union applies for its worker"`
	ApplicantName string                `json:"applicant_name,omitempty" maxLength:"60"`
	Member        int                   `json:"member" minimum:"-1" doc:"the qualifying union member"`
	Beneficiaries []int                 `json:"beneficiaries" maxItems:"20"`
	Payee         int                   `json:"payee" minimum:"-1"`
	Consents      []ConsentInput        `json:"consents,omitempty" maxItems:"40"`
	Amounts       []AmountInput         `json:"amounts,omitempty" maxItems:"100"`
	Bills         []BillInput           `json:"bills,omitempty" maxItems:"100"`
	Flags         []FlagInput           `json:"flags,omitempty" maxItems:"10"`
}

// ConsentInput is a signed consent or authority on file (personal information law: one purpose each).
type ConsentInput struct {
	Person      int    `json:"person" minimum:"0"`
	Purpose     string `json:"purpose" enum:"truth,economic_check,sensitive_data,represent"`
	TextVersion string `json:"text_version" minLength:"1" maxLength:"40"`
	Channel     string `json:"channel" enum:"paper,screen"`
	GivenOn     string `json:"given_on" minLength:"10" maxLength:"10"`
	GivenBy     string `json:"given_by" minLength:"1" maxLength:"60"`
	FileID      string `json:"file_id,omitempty" maxLength:"26"`
}

// AmountInput is a yearly income or rigid expenditure in fen.
type AmountInput struct {
	Person      int    `json:"person" minimum:"-1"`
	Side        string `json:"side" enum:"income,rigid"`
	Kind        string `json:"kind" minLength:"1" maxLength:"30"`
	YearFen     int64  `json:"year_fen" minimum:"0" maximum:"100000000000"`
	HasEvidence bool   `json:"has_evidence,omitempty"`
	Note        string `json:"note,omitempty" maxLength:"200"`
}

// BillInput is one medical settlement in fen (domain rules §3.3). What the household bore itself is computed.
type BillInput struct {
	Person        int    `json:"person" minimum:"0"`
	Hospital      string `json:"hospital" minLength:"1" maxLength:"60"`
	Diagnosis     string `json:"diagnosis,omitempty" maxLength:"200"`
	Disease       string `json:"disease,omitempty" maxLength:"10" doc:"ICD-10"`
	VisitKind     string `json:"visit_kind,omitempty" maxLength:"20"`
	FromOn        string `json:"from_on" minLength:"10" maxLength:"10"`
	ToOn          string `json:"to_on" minLength:"10" maxLength:"10"`
	InvoiceNo     string `json:"invoice_no,omitempty" maxLength:"30"`
	TotalFen      int64  `json:"total_fen" minimum:"1" maximum:"100000000000"`
	BasicFen      int64  `json:"basic_fen,omitempty" minimum:"0"`
	SeriousFen    int64  `json:"serious_fen,omitempty" minimum:"0"`
	MedicalAidFen int64  `json:"medical_aid_fen,omitempty" minimum:"0"`
	MutualFen     int64  `json:"mutual_fen,omitempty" minimum:"0"`
	CommercialFen int64  `json:"commercial_fen,omitempty" minimum:"0"`
	EarlierFen    int64  `json:"earlier_fen,omitempty" minimum:"0"`
}

// SelfFen is total − all funds − commercial − mutual − earlier aid.
func (b BillInput) SelfFen() int64 {
	return b.TotalFen - b.BasicFen - b.SeriousFen - b.MedicalAidFen - b.MutualFen - b.CommercialFen - b.EarlierFen
}

// FlagInput marks a reason that excludes unless a leader waives it (domain rules §1.3).
type FlagInput struct {
	Kind   string `json:"kind" minLength:"1" maxLength:"30"`
	Source string `json:"source" enum:"declared,check,visit"`
	Note   string `json:"note,omitempty" maxLength:"200"`
}

// Create enters a draft at the actor's window. Needs PermEnter. Codes: those of the people room, aid.need_unknown,
// aid.already_open, aid.person_in_open_case, DEBIT_GT_TOTAL, INVOICE_DUP.
func (s *Service) Create(ctx context.Context, in Application, origin string) (c Case, err error) {
	defer errs.Wrap(&err, "aid.Create")
	in.Household = s.people.Read(in.Household)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		c, err = s.DraftTx(ctx, tx, in, origin)
		return err
	})
	return c, err
}

// DraftTx is Create inside the caller's transaction; imports use it.
func (s *Service) DraftTx(ctx context.Context, tx *db.Tx, in Application, origin string) (Case, error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return Case{}, err
	}
	if err := authz.Require(ctx, PermEnter); err != nil {
		return Case{}, err
	}
	if err := checkApplication(in); err != nil {
		return Case{}, err
	}
	saved, events, err := s.people.SaveTx(ctx, tx, in.Household)
	if err != nil {
		return Case{}, err
	}
	h, ids := saved.Household(), saved.PersonIDs()[:len(in.Household.Members)]
	entry, lead, err := s.officesTx(ctx, tx, a)
	if err != nil {
		return Case{}, err
	}
	c := Case{
		ID: id.New(tx.Now()), HouseholdID: h.ID, Title: h.Name, State: Draft, IsOpen: true, Version: 1, AreaCode: h.AreaCode, Street: h.Street,
		EntryOrgID: entry.ID, EntryOrgPath: entry.Path, LeadOrgID: lead.ID, LeadOrgPath: lead.Path, LeadDepartment: lead.Department, Origin: origin,
		CreatedAt: tx.NowMS(), UpdatedAt: tx.NowMS(), UpdatedBy: a.Name,
	}
	if err := s.fillTx(ctx, tx, &c, in, ids); err != nil {
		return Case{}, err
	}
	if in.OnBehalf {
		c.ApplicantOrgID, c.Origin = entry.ID, OriginUnion
	}
	if err := insertCase(ctx, tx, c); err != nil {
		return Case{}, err
	}
	if err := s.detailsTx(ctx, tx, c, in, ids); err != nil {
		return Case{}, err
	}
	for _, x := range []Access{{Kind: AccessEntry, OrgID: entry.ID, OrgPath: entry.Path}, {Kind: AccessLead, OrgID: lead.ID, OrgPath: lead.Path}} {
		if err := s.GrantAccessTx(ctx, tx, c.ID, x); err != nil {
			return Case{}, err
		}
	}
	return c, journal.Record(ctx, tx, append(events, journal.Event{
		Action: "aid.create", ObjectType: "case", ObjectID: c.ID, CaseID: c.ID,
		Summary: entry.Name + "登记申请", After: map[string]any{"needs": c.Needs, "origin": c.Origin, "area": c.AreaCode},
	})...)
}

// officesTx gives the organisation that enters and the department that leads: any window takes any request, and its own
// department leads until it transfers; a street's window belongs to civil affairs.
func (s *Service) officesTx(ctx context.Context, tx *db.Tx, a *authz.Actor) (entry, lead org.Org, err error) {
	if entry, err = s.orgs.OrgTx(ctx, tx, a.OrgID); err != nil {
		return entry, lead, err
	}
	department := a.Department
	if !slices.Contains(standing(), department) {
		department = "civil"
	}
	lead, err = s.orgs.DepartmentTx(ctx, tx, department)
	return entry, lead, err
}

func checkApplication(in Application) error {
	var f []errs.Field
	for i, n := range in.Needs {
		if !slices.Contains(NeedCodes(), n) {
			f = append(f, errs.Field{Path: at("needs", i), Code: "aid.need_unknown"})
		}
	}
	n := len(in.Household.Members)
	place := func(path string, i int) {
		if i >= n {
			f = append(f, errs.Field{Path: path, Code: "aid.member_place"})
		}
	}
	place("member", in.Member)
	place("payee", in.Payee)
	for i, b := range in.Beneficiaries {
		place(at("beneficiaries", i), b)
		if b < 0 {
			f = append(f, errs.Field{Path: at("beneficiaries", i), Code: "aid.member_place"})
		}
	}
	for i, x := range in.Consents {
		place(at("consents", i)+".person", x.Person)
	}
	for i, x := range in.Amounts {
		place(at("amounts", i)+".person", x.Person)
		if kinds := AmountKinds(x.Side); !slices.Contains(kinds, x.Kind) {
			f = append(f, errs.Field{Path: at("amounts", i) + ".kind", Code: "aid.amount_kind"})
		}
	}
	for i, b := range in.Bills {
		place(at("bills", i)+".person", b.Person)
		if b.SelfFen() < 0 {
			f = append(f, errs.Field{Path: at("bills", i) + ".total_fen", Code: "DEBIT_GT_TOTAL"})
		}
		if b.Disease != "" && !policy.Disease(b.Disease) {
			f = append(f, errs.Field{Path: at("bills", i) + ".disease", Code: "policy.disease_unknown"})
		}
		if b.VisitKind != "" && !slices.Contains(policy.BillKinds(), b.VisitKind) {
			f = append(f, errs.Field{Path: at("bills", i) + ".visit_kind", Code: "policy.kind_unknown"})
		}
		if b.ToOn < b.FromOn {
			f = append(f, errs.Field{Path: at("bills", i) + ".to_on", Code: "aid.period_backwards"})
		}
	}
	for i, x := range in.Flags {
		if !slices.Contains(policy.FlagCodes(), x.Kind) {
			f = append(f, errs.Field{Path: at("flags", i) + ".kind", Code: "aid.flag_kind"})
		}
	}
	return errs.InvalidFields(f)
}

func at(list string, i int) string { return list + "[" + strconv.Itoa(i) + "]" }

// AmountKinds lists the kinds of income or rigid expenditure that the rules know (domain rules §1.2).
func AmountKinds(side string) []string {
	if side == "income" {
		return policy.IncomeKinds()
	}
	return policy.RigidKinds()
}

func (s *Service) fillTx(ctx context.Context, tx *db.Tx, c *Case, in Application, ids []string) error {
	person := func(i int) string {
		if i < 0 {
			return ""
		}
		return ids[i]
	}
	c.Needs, c.Cause, c.Urgent, c.ApplicantName = Needs(in.Needs), in.Cause, in.Urgent, in.ApplicantName
	if c.Needs == nil {
		c.Needs = Needs{}
	}
	c.MemberPersonID, c.PayeePersonID, c.PayeeAccountID = person(in.Member), person(in.Payee), ""
	if c.PayeePersonID != "" {
		p, err := s.people.PersonTx(ctx, tx, c.PayeePersonID)
		if err != nil {
			return err
		}
		if p.Account != nil {
			c.PayeeAccountID = p.Account.ID
		}
	}
	c.SummarySealed = ""
	if in.Summary != "" {
		c.SummarySealed = s.keys.Seal("aid_cases", "summary", c.ID, in.Summary)
	}
	c.GapFen = 0
	for _, b := range in.Bills {
		c.GapFen += b.SelfFen()
	}
	return nil
}

// detailsTx writes what hangs on a draft. It replaces what an earlier version of the draft wrote.
func (s *Service) detailsTx(ctx context.Context, tx *db.Tx, c Case, in Application, ids []string) error {
	a := authz.From(ctx)
	person := func(i int) string {
		if i < 0 {
			return ""
		}
		return ids[i]
	}
	for i, personID := range ids {
		other, err := findOpenCaseOf(ctx, tx, personID)
		if err == nil && other.ID != c.ID {
			return errs.InvalidField(at("household.members", i), "aid.person_in_open_case")
		}
		if err != nil && !errs.IsKind(err, errs.NotFound) {
			return err
		}
		if err := insertPerson(ctx, tx, c.ID, personID, slices.Contains(in.Beneficiaries, i), c.IsOpen); err != nil {
			return err
		}
	}
	for _, x := range in.Consents {
		if _, err := blob.ClaimTx(ctx, tx, c.ID, []string{x.FileID}, blob.Papers()...); err != nil {
			return err
		}
		row := Consent{
			ID: id.New(tx.Now()), CaseID: c.ID, PersonID: person(x.Person), Purpose: x.Purpose, TextVersion: x.TextVersion,
			Channel: x.Channel, GivenOn: x.GivenOn, GivenBy: x.GivenBy, FileID: x.FileID, MadeAt: tx.NowMS(),
		}
		if err := tx.Insert(ctx, "aid_consents", row); err != nil {
			return err
		}
	}
	for _, x := range in.Amounts {
		row := Amount{
			ID: id.New(tx.Now()), CaseID: c.ID, PersonID: person(x.Person), Side: x.Side, Kind: x.Kind, YearFen: x.YearFen,
			HasEvidence: x.HasEvidence, Source: "declared", Note: x.Note, MadeBy: a.Name, MadeAt: tx.NowMS(),
		}
		if err := tx.Insert(ctx, "aid_amounts", row); err != nil {
			return err
		}
	}
	for i, x := range in.Bills {
		if err := tx.Insert(ctx, "aid_bills", s.bill(tx, c.ID, person(x.Person), x, a.Name)); err != nil {
			if errs.IsCode(err, "INVOICE_DUP") {
				return errs.InvalidField(at("bills", i)+".invoice_no", "INVOICE_DUP")
			}
			return err
		}
	}
	for _, x := range in.Flags {
		row := Flag{CaseID: c.ID, Kind: x.Kind, Source: x.Source, Note: x.Note, MadeBy: a.Name, MadeAt: tx.NowMS()}
		if err := tx.Insert(ctx, "aid_flags", row); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) bill(tx *db.Tx, caseID, personID string, x BillInput, who string) Bill {
	b := Bill{
		ID: id.New(tx.Now()), CaseID: caseID, PersonID: personID, Hospital: x.Hospital, Disease: x.Disease, VisitKind: x.VisitKind,
		FromOn: x.FromOn, ToOn: x.ToOn, InvoiceNo: x.InvoiceNo, TotalFen: x.TotalFen, BasicFen: x.BasicFen, SeriousFen: x.SeriousFen,
		MedicalAidFen: x.MedicalAidFen, MutualFen: x.MutualFen, CommercialFen: x.CommercialFen, EarlierFen: x.EarlierFen, SelfFen: x.SelfFen(),
		MadeBy: who, MadeAt: tx.NowMS(),
	}
	if x.Diagnosis != "" {
		b.DiagnosisSealed = s.keys.Seal("aid_bills", "diagnosis", b.ID, x.Diagnosis)
	}
	return b
}

// Edit replaces an application that is a draft, or whose papers are awaited. Version is what the editor read. Needs
// PermEnter at the entering or leading organisation. Codes: aid.not_editable, stale, and those of Create.
func (s *Service) Edit(ctx context.Context, caseID string, version int64, in Application) (c Case, err error) {
	defer errs.Wrap(&err, "aid.Edit(%s)", caseID)
	in.Household = s.people.Read(in.Household)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if c, err = s.CaseTx(ctx, tx, PermView, caseID); err != nil {
			return err
		}
		if err := authz.RequireAt(ctx, PermEnter, c.EntryOrgPath, c.LeadOrgPath); err != nil {
			return err
		}
		if !editable(c.State) {
			return errs.New(errs.Conflict, "aid.not_editable", "state", s.table.StateText[c.State].ZH)
		}
		if c.Version != version {
			return stale(c)
		}
		if err := checkApplication(in); err != nil {
			return err
		}
		in.Household.ID = c.HouseholdID
		saved, events, err := s.people.SaveTx(ctx, tx, in.Household)
		if err != nil {
			return err
		}
		h, ids := saved.Household(), saved.PersonIDs()[:len(in.Household.Members)]
		c.Title, c.AreaCode, c.Street = h.Name, h.AreaCode, h.Street
		if err := s.fillTx(ctx, tx, &c, in, ids); err != nil {
			return err
		}
		if err := clearDetails(ctx, tx, c.ID); err != nil {
			return err
		}
		if err := s.detailsTx(ctx, tx, c, in, ids); err != nil {
			return err
		}
		if err := journal.Record(ctx, tx, events...); err != nil {
			return err
		}
		return s.SaveTx(ctx, tx, &c, journal.Event{Action: "aid.edit", Summary: "修改申请内容"})
	})
	return c, err
}
