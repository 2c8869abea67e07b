package people

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/journal"
)

// The fields that can be revealed.
const (
	FieldDocNo      = "doc_no"
	FieldPhone      = "phone"
	FieldOtherPhone = "other_phone"
	FieldAddress    = "address"
	FieldDisability = "disability_cert"
	FieldAccount    = "account"
)

func fieldWord(field string) string {
	return map[string]string{
		FieldDocNo: "证件号码", FieldPhone: "手机号码", FieldOtherPhone: "其他电话", FieldAddress: "住址", FieldDisability: "残疾人证号",
		FieldAccount: "银行账号",
	}[field]
}

// RevealTx gives one full value of a person after a purpose was stated; the reading is journalled in the same
// transaction. Who may not see the person's case learns nothing.
func (s *Service) RevealTx(ctx context.Context, tx *db.Tx, personID, field, purpose string) (string, error) {
	if err := authz.Require(ctx, PermReveal); err != nil {
		return "", err
	}
	purpose = strings.TrimSpace(purpose)
	if n := utf8.RuneCountInString(purpose); n < 2 || n > 200 {
		return "", errs.InvalidField("purpose", "people.purpose")
	}
	if fieldWord(field) == "" {
		return "", errs.InvalidField("field", "field.choice")
	}
	caseID, err := s.seenThrough(ctx, tx, personID)
	if err != nil {
		return "", err
	}
	r, err := findPerson(ctx, tx, personID)
	if err != nil {
		return "", err
	}
	value, err := s.open(ctx, tx, r, field)
	if err != nil {
		return "", err
	}
	return value, journal.Record(ctx, tx, journal.Event{
		Action: "people.reveal", ObjectType: "person", ObjectID: personID, CaseID: caseID,
		Summary: fmt.Sprintf("查看%s的%s", r.Name, fieldWord(field)), Reason: purpose,
	})
}

// seenThrough gives a case of one of the person's households that the actor may see.
func (s *Service) seenThrough(ctx context.Context, tx *db.Tx, personID string) (string, error) {
	none := errs.New(errs.NotFound, "not_found")
	houses, err := findHouseholdsOf(ctx, tx, personID)
	if err != nil {
		return "", err
	}
	if len(houses) == 0 || s.cases == nil {
		return "", none
	}
	found, err := s.cases(ctx, tx, houses)
	if err != nil {
		return "", err
	}
	for _, c := range found {
		if c.Visible {
			return c.CaseID, nil
		}
	}
	return "", none
}

func (s *Service) open(ctx context.Context, tx *db.Tx, r personRow, field string) (string, error) {
	switch field {
	case FieldDocNo:
		return s.keys.Open("persons", "doc_no", r.ID, r.DocSealed)
	case FieldPhone:
		return s.keys.Open("persons", "phone", r.ID, r.PhoneSealed)
	case FieldOtherPhone:
		return s.keys.Open("persons", "phone2", r.ID, r.Phone2Sealed)
	case FieldDisability:
		return s.keys.Open("persons", "disability", r.ID, r.DisabilitySealed)
	case FieldAddress:
		house, err := s.HouseholdOfTx(ctx, tx, r.ID)
		if err != nil || house == "" {
			return "", err
		}
		h, err := findHousehold(ctx, tx, house)
		if err != nil {
			return "", err
		}
		return s.keys.Open("households", "address", h.ID, h.AddressSealed)
	}
	accounts, err := findOpenAccounts(ctx, tx, []string{r.ID})
	if err != nil || len(accounts) == 0 {
		return "", err
	}
	return s.keys.Open("bank_accounts", "number", accounts[0].ID, accounts[0].NumberSealed)
}

// Payee is an account with its full number, for a payment file.
type Payee struct {
	Account
	Number string
}

// PayeesTx opens the account numbers of a payment file by account id, also of accounts that were replaced since. The
// caller has checked the right to the payments; the opening is journalled once, with the purpose.
func (s *Service) PayeesTx(ctx context.Context, tx *db.Tx, accountIDs []string, purpose string) (map[string]Payee, error) {
	rows, err := findAccounts(ctx, tx, accountIDs)
	if err != nil {
		return nil, err
	}
	out := make(map[string]Payee, len(rows))
	for _, r := range rows {
		n, err := s.keys.Open("bank_accounts", "number", r.ID, r.NumberSealed)
		if err != nil {
			return nil, err
		}
		out[r.ID] = Payee{Account: r.Account, Number: n}
	}
	return out, journal.Record(ctx, tx, journal.Event{
		Action: "people.open_accounts", ObjectType: "bank_account",
		Summary: fmt.Sprintf("取出 %d 个银行账号", len(out)), Reason: purpose,
	})
}

// CallTx opens a person's phone number for a call that the caller's room has asked the actor to make; the caller has checked
// that right. The opening is journalled with the purpose.
func (s *Service) CallTx(ctx context.Context, tx *db.Tx, personID, purpose string) (string, error) {
	r, err := findPerson(ctx, tx, personID)
	if err != nil {
		return "", err
	}
	phone, err := s.open(ctx, tx, r, FieldPhone)
	if err != nil {
		return "", err
	}
	return phone, journal.Record(ctx, tx, journal.Event{
		Action: "people.call", ObjectType: "person", ObjectID: personID, Summary: "取出联系电话", Reason: purpose,
	})
}

// AccountTx reads one account, also one that was replaced, with the last four digits only.
func (s *Service) AccountTx(ctx context.Context, tx *db.Tx, id string) (Account, error) {
	rows, err := findAccounts(ctx, tx, []string{id})
	if err == nil && len(rows) == 0 {
		err = errs.New(errs.NotFound, "not_found")
	}
	if err != nil {
		return Account{}, err
	}
	return rows[0].Account, nil
}

// AccountsTx reads many accounts by id, also replaced ones, with the last four digits only; unknown ids are left out.
func (s *Service) AccountsTx(ctx context.Context, tx *db.Tx, ids []string) (map[string]Account, error) {
	rows, err := findAccounts(ctx, tx, ids)
	out := make(map[string]Account, len(rows))
	for _, r := range rows {
		out[r.ID] = r.Account
	}
	return out, err
}

// Facts are what rules compute with: all that is known of a member, numbers left out. They are for working, never for
// an answer.
type Facts struct {
	Person
	Relation string
}

// FactsTx reads the facts of a household's members on a day, whatever the actor may see of them.
func (s *Service) FactsTx(ctx context.Context, tx *db.Tx, householdID, on string) ([]Facts, error) {
	members, err := s.MembersTx(authz.With(ctx, authz.System("people", PermSensitive)), tx, householdID, on)
	out := make([]Facts, len(members))
	for i, m := range members {
		out[i] = Facts{Person: m.Person, Relation: m.Relation}
	}
	return out, err
}

// Plain is a person's full numbers, for a form on paper.
type Plain struct {
	PersonID, Name, DocNo, Phone, OtherPhone, DisabilityCert, Address string
}

// PlainTx opens the numbers of all members of a household for a document, journalled once with the purpose.
func (s *Service) PlainTx(ctx context.Context, tx *db.Tx, householdID, on, purpose string) ([]Plain, error) {
	if err := authz.Require(ctx, PermReveal); err != nil {
		return nil, err
	}
	members, err := findMembersOn(ctx, tx, householdID, on)
	if err != nil {
		return nil, err
	}
	var out []Plain
	for _, m := range members {
		r, err := findPerson(ctx, tx, m.PersonID)
		if err != nil {
			return nil, err
		}
		p := Plain{PersonID: r.ID, Name: r.Name}
		for field, dst := range map[string]*string{
			FieldDocNo: &p.DocNo, FieldPhone: &p.Phone, FieldOtherPhone: &p.OtherPhone,
			FieldDisability: &p.DisabilityCert, FieldAddress: &p.Address,
		} {
			if *dst, err = s.open(ctx, tx, r, field); err != nil {
				return nil, err
			}
		}
		out = append(out, p)
	}
	return out, journal.Record(ctx, tx, journal.Event{
		Action: "people.open_numbers", ObjectType: "household", ObjectID: householdID,
		Summary: fmt.Sprintf("为文书取出 %d 人的证件和联系方式", len(out)), Reason: purpose,
	})
}

// CompleteTx lists what the union form marks as required (§1.4) and is still missing, as findings with paths into the
// household's members. The gate of a case's submission asks it.
func (s *Service) CompleteTx(ctx context.Context, tx *db.Tx, householdID string) ([]errs.Field, error) {
	h, err := findHousehold(ctx, tx, householdID)
	if err != nil {
		return nil, err
	}
	facts, err := s.FactsTx(ctx, tx, householdID, tx.Today())
	if err != nil {
		return nil, err
	}
	var out []errs.Field
	want := func(path, value string) {
		if value == "" {
			out = append(out, At(path, block("people.required"))...)
		}
	}
	want("housing", h.Housing)
	want("address", h.AddressSealed)
	for i, f := range facts {
		at := fmt.Sprintf("members[%d].", i)
		want(at+"sex", string(f.Sex))
		want(at+"birth_on", f.BirthOn)
		want(at+"ethnic", f.Ethnic)
		want(at+"medical.health", f.Medical.Health)
		want(at+"insurance", f.Insurance)
		if f.ID == h.HeadID {
			want(at+"phone", f.Phone)
			want(at+"political", f.Political)
			want(at+"marital", f.Marital)
			want(at+"hukou_type", f.HukouType)
			want(at+"work_status", f.WorkStatus)
		}
	}
	return out, nil
}
