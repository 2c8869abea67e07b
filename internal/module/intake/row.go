package intake

import (
	"strings"

	"yice/internal/core/people"
	"yice/internal/kit/errs"
)

// person is one person as the file has it. Findings carry the column's key as path.
type person struct {
	in       people.MemberInput
	row      int
	member   int // group of columns in a wide file
	findings []errs.Field
}

// houseCells is what one row says of the household.
type houseCells struct {
	number, headName string
	in               people.HouseholdInput
	class            string
	cause            string
	needs            []string
	situation        string
	findings         []errs.Field
}

type rowReader struct {
	t    table
	area string // of the window
	// areas remembers what the words of the file mean.
	areas map[string]string
}

// read takes one row apart: what it says of the household, and its persons; a wide row has several.
func (r *rowReader) read(no int, cells []string) (houseCells, []*person) {
	var h houseCells
	byMember := map[int]*person{}
	order := []int{}
	for _, c := range r.t.columns {
		if c.index >= len(cells) {
			continue
		}
		text := people.NormalizeText(cells[c.index])
		if text == "" {
			continue
		}
		if c.household {
			r.house(&h, c.key, text)
			continue
		}
		p := byMember[c.member]
		if p == nil {
			p = &person{row: no, member: c.member}
			byMember[c.member] = p
			order = append(order, c.member)
		}
		p.set(c.key, text)
	}
	var out []*person
	for _, m := range order {
		p := byMember[m]
		if p.empty() {
			continue
		}
		if r.t.wide && m == 0 {
			p.in.Relation = "01"
		}
		p.finish()
		out = append(out, p)
	}
	return h, out
}

// empty tells a group of columns that holds nobody: neither name nor number.
func (p *person) empty() bool { return isNothing(p.in.Name) && isNothing(p.in.DocNo) }

func (p *person) wrong(k key, code string, params ...any) {
	p.findings = append(p.findings, finding(k, code, params...))
}

func finding(k key, code string, params ...any) errs.Field {
	return errs.Field{Path: string(k), Code: code, Params: errs.New(errs.Invalid, code, params...).Params}
}

// set reads one cell of a person.
func (p *person) set(k key, text string) {
	in := &p.in
	if list, dst := coded(in, k); dst != nil {
		p.code(k, list(), text, dst)
		return
	}
	if dst := plain(in, k); dst != nil {
		if !isNothing(text) || k == "name" || k == "doc_no" {
			*dst = text
		}
		return
	}
	switch k {
	case "relation":
		in.Relation = text // read in finish, when the sex is known
	case "sex":
		if e, ok := people.Sexes().ByLabel(text); ok {
			in.Sex = people.Sex(e.Code)
		} else {
			p.wrong(k, "people.code", "value", cut(text))
		}
	case "doc_type":
		if e, ok := people.DocumentTypes().ByLabel(text); ok {
			in.DocType = people.DocumentType(e.Code)
		} else {
			p.wrong(k, "people.code", "value", cut(text))
		}
	case "birth_on":
		p.day(k, text, false, &in.BirthOn)
	case "form.work_start_on":
		p.day(k, text, true, &in.Form.WorkStartOn)
	case "form.contract_on":
		p.day(k, text, true, &in.Form.ContractOn)
	case "disability.expires_on":
		p.day(k, text, false, &p.disability().ExpiresOn)
	case "phone":
		p.phone(text, &in.Phone)
	case "other_phone":
		p.phone(text, &in.OtherPhone)
	case "income.month_fen":
		p.yuan(k, text, &p.income().MonthFen)
	case "income.other_year_fen":
		p.yuan(k, text, &p.income().OtherYearFen)
	default:
		p.rare(k, text)
	}
}

func (p *person) rare(k key, text string) {
	in := &p.in
	switch k {
	case "disability.type":
		typ, level := splitDisability(text)
		if typ == "" && !isNothing(text) {
			p.wrong(k, "people.code", "value", cut(text))
		} else if typ != "" {
			p.disability().Type = typ
			if level != "" {
				p.disability().Level = level
			}
		}
	case "union_member":
		if yes, ok := parseYes(text); ok {
			in.UnionMember = &yes
		} else {
			p.wrong(k, "people.code", "value", cut(text))
		}
	case "form.single_parent":
		if yes, ok := parseYes(text); ok {
			in.Form.SingleParent = map[bool]string{true: "yes", false: "no"}[yes]
		} else {
			p.wrong(k, "people.code", "value", cut(text))
		}
	case "form.school_from_year":
		if len(text) >= 4 {
			in.Form.SchoolFromYear = text[:4]
		} else {
			p.wrong(k, "people.date")
		}
	case "form.school_years":
		in.Form.SchoolYears = strings.TrimSuffix(people.NormalizeNumber(text), "年")
	}
}

func (p *person) disability() *people.Disability {
	if p.in.Disability == nil {
		p.in.Disability = &people.Disability{}
	}
	return p.in.Disability
}

func (p *person) income() *people.Income {
	if p.in.Income == nil {
		p.in.Income = &people.Income{}
	}
	return p.in.Income
}

func (p *person) code(k key, list people.List, text string, dst *string) {
	if isNothing(text) && !list.Has(text) {
		if e, ok := list.ByLabel(text); ok {
			*dst = e.Code
		}
		return
	}
	e, ok := list.ByLabel(text)
	if !ok {
		p.wrong(k, "people.code", "value", cut(text))
		return
	}
	*dst = e.Code
}

func (p *person) day(k key, text string, month bool, dst *string) {
	if isNothing(text) {
		return
	}
	d, ok := parseDay(text, month)
	if !ok {
		p.wrong(k, "import.date", "value", cut(text))
		return
	}
	*dst = d
}

func (p *person) phone(text string, dst **string) {
	if !isNothing(text) {
		*dst = &text
	}
}

func (p *person) yuan(k key, text string, dst *int64) {
	if isNothing(text) {
		return
	}
	fen, ok := parseYuan(text)
	if !ok {
		p.wrong(k, "import.amount", "value", cut(text))
		return
	}
	*dst = fen
}

// coded gives the list and the place of a person's coded cell.
func coded(in *people.MemberInput, k key) (func() people.List, *string) {
	switch k {
	case "ethnic":
		return people.Ethnics, &in.Ethnic
	case "political":
		return people.FormPoliticals, &in.Political
	case "marital":
		return people.FormMaritals, &in.Marital
	case "hukou_type":
		return people.FormHukous, &in.HukouType
	case "work_status":
		return people.WorkingStatuses, &in.WorkStatus
	case "insurance":
		return people.Insurances, &in.Insurance
	case "education":
		return people.Educations, &in.Education
	case "form.model_worker":
		return people.ModelWorkers, &in.Form.ModelWorker
	case "form.industry":
		return people.Industries, &in.Form.Industry
	case "form.employer_nature":
		return people.EmployerNatures, &in.Form.EmployerNature
	case "form.school_stage":
		return people.SchoolStages, &in.Form.SchoolStage
	case "form.contract_term":
		return people.ContractTerms, &in.Form.ContractTerm
	case "medical.health":
		if in.Medical == nil {
			in.Medical = &people.Medical{}
		}
		return people.FormHealths, &in.Medical.Health
	case "disability.level":
		if in.Disability == nil {
			in.Disability = &people.Disability{}
		}
		return people.DisabilityLevels, &in.Disability.Level
	}
	return nil, nil
}

// plain gives the place of a person's cell that is kept as it is.
func plain(in *people.MemberInput, k key) *string {
	account := func() *people.AccountInput {
		if in.Account == nil {
			in.Account = &people.AccountInput{}
		}
		return in.Account
	}
	switch k {
	case "name":
		return &in.Name
	case "doc_no":
		return &in.DocNo
	case "hukou_area":
		return &in.HukouArea
	case "employer_name":
		return &in.EmployerName
	case "form.employer_uscc":
		return &in.Form.EmployerUSCC
	case "form.enterprise_status":
		return &in.Form.EnterpriseStatus
	case "form.identity":
		return &in.Form.Identity
	case "form.school":
		return &in.Form.School
	case "form.note":
		return &in.Form.Note
	case "medical.disease":
		if in.Medical == nil {
			in.Medical = &people.Medical{}
		}
		return &in.Medical.Disease
	case "disability.cert_no":
		if in.Disability == nil {
			in.Disability = &people.Disability{}
		}
		return &in.Disability.CertNo
	case "account.number":
		return &account().Number
	case "account.bank":
		return &account().Bank
	case "account.branch":
		return &account().Branch
	case "account.holder":
		return &account().Holder
	}
	return nil
}

// finish settles what needs the whole row: the relation by sex, whose card it is, empty parts.
func (p *person) finish() {
	in := &p.in
	p.lostDigits()
	if text := in.Relation; text != "" && text != "01" {
		e, ok := people.RelationByLabel(text, p.sex())
		if !ok {
			p.wrong("relation", "people.code", "value", cut(text))
		}
		in.Relation = e.Code
	}
	if a := in.Account; a != nil {
		if a.Number == "" {
			in.Account = nil
		} else if a.Holder == "" {
			a.Holder = in.Name
		} else {
			holder, _ := people.NormalizeName(a.Holder)
			name, _ := people.NormalizeName(in.Name)
			a.IsGuardian = holder != name
		}
	}
	if d := in.Disability; d != nil && *d == (people.Disability{}) {
		in.Disability = nil
	}
	if m := in.Medical; m != nil && *m == (people.Medical{}) {
		in.Medical = nil
	}
}

// lostDigits tells a number that the spreadsheet program kept as 2.30602E+17 or rounded to fifteen digits.
func (p *person) lostDigits() {
	n := people.NormalizeNumber(p.in.DocNo)
	if strings.Contains(n, "E+") || len(n) == 18 && strings.HasSuffix(n, "000") && allDigits(n) && !validID(n) {
		p.wrong("doc_no", "import.digits_lost")
	}
}

func validID(n string) bool {
	_, findings := people.ParseCitizenID(n, "2099-12-31")
	return !people.Blocking(findings)
}

func allDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// sex is that of the column, else of the number's last digit but one.
func (p *person) sex() people.Sex {
	n := people.NormalizeNumber(p.in.DocNo)
	digit := byte(0)
	switch {
	case p.in.Sex != "":
		return p.in.Sex
	case len(n) == 18:
		digit = n[16]
	case len(n) == 15:
		digit = n[14]
	}
	switch {
	case digit < '0' || digit > '9':
		return ""
	case (digit-'0')%2 == 1:
		return people.Male
	}
	return people.Female
}

func cut(s string) string {
	if r := []rune(s); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return s
}
