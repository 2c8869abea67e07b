package people

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"yice/internal/core/org"
	"yice/internal/kit/errs"
)

// entry is one person of an input after reading: normalised values and the findings about them.
type entry struct {
	in       MemberInput
	path     string
	doc      Document
	phone    *string
	phone2   *string
	cert     DisabilityCert
	card     BankCard
	holder   string
	docs     []string   // the document's indexes under all keys, the one to be stored first
	tokens   []tokenRow // the search rows, of nobody yet; made by Read
	findings []errs.Field
}

func (e *entry) add(field string, findings []errs.Field) {
	e.findings = append(e.findings, At(e.path+field, findings)...)
}

// readPerson normalises and checks one person; nothing here needs the database.
func readPerson(in MemberInput, path, today string, imported bool) *entry {
	e := &entry{in: in, path: path}
	if e.in.DocType == "" {
		e.in.DocType = DocCitizenID
	}
	if in.Name != "" || in.PersonID == "" {
		name, findings := NormalizeNameFor(e.in.DocType, in.Name)
		e.in.Name = name
		e.add("name", findings)
	}
	e.readDocument(today, imported)
	e.phone = e.readPhone("phone", in.Phone)
	e.phone2 = e.readPhone("other_phone", in.OtherPhone)
	e.readDisability(today)
	e.readAccount()
	e.readDates(today)
	e.readCodes()
	return e
}

func (e *entry) readDocument(today string, imported bool) {
	in := &e.in
	if in.DocNo == "" {
		if in.PersonID == "" {
			e.add("doc_no", block("ID_FORMAT"))
		}
		return
	}
	var findings []errs.Field
	if in.DocType == DocCitizenID && imported {
		id, f := ParseImportedID(in.DocNo, today)
		e.doc, findings = id.document(DocCitizenID), f
	} else {
		e.doc, findings = ParseDocument(in.DocType, in.DocNo, today)
	}
	e.add("doc_no", findings)
	if Blocking(findings) {
		return
	}
	if e.doc.BirthOn != "" && in.BirthOn != "" && in.BirthOn != e.doc.BirthOn {
		e.add("birth_on", block("ID_BIRTH_MISMATCH"))
	}
	if e.doc.Sex != "" && in.Sex != "" && in.Sex != e.doc.Sex {
		e.add("sex", block("ID_SEX_MISMATCH"))
	}
	if in.BirthOn == "" {
		in.BirthOn = e.doc.BirthOn
	}
	if in.Sex == "" {
		in.Sex = e.doc.Sex
	}
}

func (e *entry) readPhone(field string, in *string) *string {
	if in == nil || strings.TrimSpace(*in) == "" {
		return in
	}
	n, findings := ParsePhone(*in)
	e.add(field, findings)
	return &n
}

func (e *entry) readDisability(today string) {
	d := e.in.Disability
	if d == nil {
		return
	}
	if d.CertNo != "" {
		cert, findings := ParseDisabilityCert(d.CertNo, today)
		e.add("disability.cert_no", findings)
		e.cert = cert
		if !Blocking(findings) {
			id := ""
			if e.in.DocType == DocCitizenID {
				id = e.doc.Number
			}
			for _, f := range CheckDisability(cert, id, d.Type, d.Level) {
				field := map[string]string{"DIS_CERT_ID_MISMATCH": "cert_no", "DIS_TYPE_MISMATCH": "type", "DIS_LEVEL_MISMATCH": "level"}[f.Code]
				e.add("disability."+field, []errs.Field{f})
			}
		}
	}
	if d.ExpiresOn != "" && !realDate(d.ExpiresOn) {
		e.add("disability.expires_on", block("people.date"))
		return
	}
	e.add("disability.expires_on", CheckDisabilityExpiry(d.ExpiresOn, today))
}

func (e *entry) readAccount() {
	a := e.in.Account
	if a == nil {
		return
	}
	card, findings := ParseBankCard(a.Number)
	e.card = card
	e.add("account.number", findings)
	holder, findings := NormalizeNameFor(DocOther, a.Holder)
	if findings != nil {
		e.add("account.holder", findings)
	}
	e.holder = holder
}

func (e *entry) readDates(today string) {
	in := &e.in
	for _, d := range []struct{ field, value string }{
		{"birth_on", in.BirthOn}, {"form.work_start_on", in.Form.WorkStartOn}, {"form.contract_on", in.Form.ContractOn},
	} {
		if d.value == "" {
			continue
		}
		if !realDate(d.value) {
			e.add(d.field, block("people.date"))
		} else if d.field != "form.contract_on" && d.value > today {
			e.add(d.field, block("people.date_future"))
		}
	}
	if y := in.Form.SchoolFromYear; y != "" {
		if n, err := strconv.Atoi(y); err != nil || n < 1950 || y > today[:4] {
			e.add("form.school_from_year", block("people.date"))
		}
	}
	if in.HukouArea != "" && !org.KnownArea(in.HukouArea) {
		e.add("hukou_area", warn("people.area_unknown", "area", in.HukouArea))
	}
	if u := in.Form.EmployerUSCC; u != "" {
		code, findings := ParseUSCC(u)
		e.add("form.employer_uscc", findings)
		in.Form.EmployerUSCC = code.Number
	}
}

// readCodes refuses a code that is not in its list.
func (e *entry) readCodes() {
	in := &e.in
	codes := []struct {
		field, value string
		list         func() List
	}{
		{"sex", string(in.Sex), Sexes},
		{"relation", in.Relation, Relations},
		{"ethnic", in.Ethnic, Ethnics},
		{"marital", in.Marital, FormMaritals},
		{"hukou_type", in.HukouType, FormHukous},
		{"political", in.Political, FormPoliticals},
		{"work_status", in.WorkStatus, WorkingStatuses},
		{"insurance", in.Insurance, Insurances},
		{"education", in.Education, Educations},
		{"form.model_worker", in.Form.ModelWorker, ModelWorkers},
		{"form.industry", in.Form.Industry, Industries},
		{"form.employer_nature", in.Form.EmployerNature, EmployerNatures},
		{"form.school_stage", in.Form.SchoolStage, SchoolStages},
		{"form.contract_term", in.Form.ContractTerm, ContractTerms},
	}
	if m := in.Medical; m != nil {
		codes = append(codes, []struct {
			field, value string
			list         func() List
		}{{"medical.health", m.Health, FormHealths}, {"medical.disease_kind", m.DiseaseKind, DiseaseKinds}, {"medical.self_care", m.SelfCare, SelfCares}}...)
	}
	if d := in.Disability; d != nil {
		codes = append(codes, []struct {
			field, value string
			list         func() List
		}{{"disability.type", d.Type, DisabilityTypes}, {"disability.level", d.Level, DisabilityLevels}}...)
	}
	for _, c := range codes {
		if c.value != "" && !c.list().Has(c.value) {
			e.add(c.field, block("people.code", "value", short(c.value)))
		}
	}
}

func short(s string) string {
	if utf8.RuneCountInString(s) > 20 {
		return string([]rune(s)[:20]) + "…"
	}
	return s
}

// readHousehold checks what the household's own fields say.
func readHousehold(in *HouseholdInput, today string) []errs.Field {
	var out []errs.Field
	add := func(path string, f []errs.Field) { out = append(out, At(path, f)...) }
	if in.AreaCode == "" && !in.Imported || in.AreaCode != "" && !org.KnownArea(in.AreaCode) {
		add("area_code", block("people.area", "area", in.AreaCode))
	}
	if in.On == "" {
		in.On = today
	} else if !realDate(in.On) {
		add("on", block("people.date"))
	} else if in.On > today {
		add("on", block("people.date_future"))
	}
	if in.Postcode != "" {
		n, f := ParsePostcode(in.Postcode)
		in.Postcode = n
		add("postcode", f)
	}
	if in.Housing != "" && !Housings().Has(in.Housing) {
		add("housing", block("people.code", "value", short(in.Housing)))
	}
	if in.FloorArea != "" {
		n, ok := hundredths(in.FloorArea)
		if !ok {
			add("floor_area", block("people.floor_area"))
		} else if in.FloorBand == "" {
			in.FloorBand = AreaBandOf(n)
		}
	}
	if in.FloorBand != "" && !AreaBands().Has(in.FloorBand) {
		add("floor_band", block("people.code", "value", short(in.FloorBand)))
	}
	for i, r := range in.Remove {
		if strings.TrimSpace(r.Reason) == "" {
			add(fmt.Sprintf("remove[%d].reason", i), block("people.reason"))
		}
	}
	return out
}

// hundredths reads a plain decimal with at most two places.
func hundredths(s string) (int64, bool) {
	whole, frac, _ := strings.Cut(s, ".")
	if len(whole) == 0 || len(whole) > 6 || len(frac) > 2 {
		return 0, false
	}
	n, err := strconv.ParseUint(whole+(frac + "00")[:2], 10, 32)
	return int64(n), err == nil
}

// checkTwice finds the same document twice in one household.
func checkTwice(entries []*entry) {
	seen := map[string]bool{}
	for _, e := range entries {
		if e.doc.Number == "" {
			continue
		}
		key := string(e.doc.Type) + e.doc.Number
		if seen[key] {
			e.add("doc_no", block("ID_DUP_IN_FILE"))
		}
		seen[key] = true
	}
}

// relationSex is the sex that a relation of GB/T 4761 carries, or "".
func relationSex(relation string) Sex {
	switch relation {
	case "11", "28", "41", "43", "46", "47", "51", "53", "55", "57", "61", "63", "66", "71", "73", "76", "78", "81", "83", "85", "87", "89", "93", "95":
		return Male
	case "12", "38", "42", "44", "45", "48", "52", "54", "56", "58", "62", "64", "67", "72", "74", "75", "77", "82", "84", "86", "88", "90", "94", "96":
		return Female
	}
	switch {
	case strings.HasPrefix(relation, "2"):
		return Male
	case strings.HasPrefix(relation, "3"):
		return Female
	}
	return ""
}

// checkRelation compares a member with the head: children and parents fourteen years apart, and the word's own sex.
func checkRelation(relation, headBirth, birth string, sex Sex) []errs.Field {
	var out []errs.Field
	if s := relationSex(relation); s != "" && (sex == Male || sex == Female) && s != sex {
		out = warn("RELATION_SEX")
	}
	switch {
	case strings.HasPrefix(relation, "2") && relation != "28", strings.HasPrefix(relation, "3") && relation != "38":
		out = append(out, CheckParentAge(headBirth, birth)...)
	case relation == "50" || relation == "51" || relation == "52":
		out = append(out, CheckParentAge(birth, headBirth)...)
	}
	return out
}

// settle sorts findings: warnings whose code has a typed reason are answered; the rest is what stands in the way.
func settle(findings []errs.Field, overrides map[string]string) (open, answered []errs.Field) {
	for _, f := range findings {
		if f.Warn && utf8.RuneCountInString(strings.TrimSpace(overrides[f.Code])) >= 2 {
			answered = append(answered, f)
		} else {
			open = append(open, f)
		}
	}
	return open, answered
}

// refusal is the error for findings that stand in the way; warnings alone ask for a reason.
func refusal(open []errs.Field) error {
	if len(open) == 0 {
		return nil
	}
	code := "people.reasons_needed"
	if Blocking(open) {
		code = "invalid"
	}
	return &errs.Error{Kind: errs.Invalid, Code: code, Fields: open}
}
