package people

import (
	"context"

	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

const (
	personColumns = "id, version, name, sex, birth_on, doc_type, doc_sealed, doc_index, doc_masked, phone_sealed, phone_index, phone_masked, phone2_sealed, " +
		"phone2_masked, ethnic, marital, hukou_type, hukou_area, political, work_status, employer_org_id, employer_name, union_member, insurance, " +
		"education, form, medical_sealed, disability_sealed, disability_masked, disability_type, disability_level, disability_to, month_income_fen, " +
		"other_income_fen, made_at, updated_at, updated_by"
	householdColumns = "id, version, name, head_id, size, area_code, street, community, address_sealed, postcode, housing, floor_area, floor_band, " +
		"year_income_fen, made_at, updated_at, updated_by"
	memberColumns  = "id, household_id, person_id, relation, from_on, to_on, place, end_reason, made_at, made_by"
	accountColumns = "id, person_id, number_sealed, number_index, last4, bank, bank_code, branch, kind, holder, is_guardian, guardian_id, from_on, " +
		"to_on, made_at, made_by"
)

// inMax keeps lists below the engines' limits on values.
const inMax = 2000

// listed reads the rows whose column is one of the values, in slices. Lists are padded to powers of two, so that few
// different statements come about.
func listed[T any](ctx context.Context, tx *db.Tx, fragment, column, tail string, values []string) ([]*T, error) {
	out := []*T{}
	for len(values) > 0 {
		n := min(len(values), inMax)
		part := values[:n:n]
		for len(part)&(len(part)-1) != 0 && len(part) < inMax {
			part = append(part, part[0])
		}
		q := db.NewQuery(fragment + " WHERE ")
		db.In(q, column, part)
		q.Add(tail)
		err := db.Each(ctx, tx, func(v T) error { out = append(out, &v); return nil }, q.Text(), q.Args()...)
		if err != nil {
			return nil, err
		}
		values = values[n:]
	}
	return out, nil
}

func findPersons(ctx context.Context, tx *db.Tx, ids []string) ([]*personRow, error) {
	return listed[personRow](ctx, tx, "SELECT "+personColumns+" FROM persons", "id", "", ids)
}

func findPersonsByDoc(ctx context.Context, tx *db.Tx, indexes []string) ([]*personRow, error) {
	return listed[personRow](ctx, tx, "SELECT "+personColumns+" FROM persons", "doc_index", "", indexes)
}

func findPersonOfDoc(ctx context.Context, tx *db.Tx, docType DocumentType, indexes []string) (string, error) {
	q := db.NewQuery("SELECT id FROM persons WHERE doc_type = ? AND ", docType)
	db.In(q, "doc_index", indexes)
	return db.One[string](ctx, tx, q.Text(), q.Args()...)
}

func findPerson(ctx context.Context, tx *db.Tx, id string) (personRow, error) {
	return db.One[personRow](ctx, tx, "SELECT "+personColumns+" FROM persons WHERE id = $1", id)
}

func findHouseholds(ctx context.Context, tx *db.Tx, ids []string) ([]*householdRow, error) {
	return listed[householdRow](ctx, tx, "SELECT "+householdColumns+" FROM households", "id", "", ids)
}

func findHousehold(ctx context.Context, tx *db.Tx, id string) (householdRow, error) {
	return db.One[householdRow](ctx, tx, "SELECT "+householdColumns+" FROM households WHERE id = $1", id)
}

// findOpenMembers reads the open memberships of persons or of households, named by the column.
func findOpenMembers(ctx context.Context, tx *db.Tx, column string, ids []string) ([]*memberRow, error) {
	return listed[memberRow](ctx, tx, "SELECT "+memberColumns+" FROM household_members", column, " AND to_on = '' ORDER BY place, id", ids)
}

func findMembersOn(ctx context.Context, tx *db.Tx, householdID, on string) ([]memberRow, error) {
	return db.All[memberRow](ctx, tx, "SELECT "+memberColumns+` FROM household_members
		WHERE household_id = $1 AND from_on <= $2 AND (to_on = '' OR to_on > $2) ORDER BY place, id`, householdID, on)
}

func findHouseholdsOf(ctx context.Context, tx *db.Tx, personID string) ([]string, error) {
	return db.All[string](ctx, tx, "SELECT household_id FROM household_members WHERE person_id = $1 ORDER BY to_on <> '', id DESC", personID)
}

func findOpenAccounts(ctx context.Context, tx *db.Tx, persons []string) ([]*accountRow, error) {
	return listed[accountRow](ctx, tx, "SELECT "+accountColumns+" FROM bank_accounts", "person_id", " AND to_on = ''", persons)
}

func findAccounts(ctx context.Context, tx *db.Tx, ids []string) ([]*accountRow, error) {
	return listed[accountRow](ctx, tx, "SELECT "+accountColumns+" FROM bank_accounts", "id", "", ids)
}

func insertPersons(ctx context.Context, tx *db.Tx, rows []personRow) error {
	return db.InsertMany(ctx, tx, "persons", rows)
}

func updatePerson(ctx context.Context, tx *db.Tx, r personRow) error {
	return tx.ExecOne(ctx, errs.New(errs.Conflict, "busy"), `UPDATE persons SET version = $3, name = $4, sex = $5, birth_on = $6, doc_type = $7,
		doc_sealed = $8, doc_index = $9, doc_masked = $10, phone_sealed = $11, phone_index = $12, phone_masked = $13, phone2_sealed = $14,
		phone2_masked = $15, ethnic = $16, marital = $17, hukou_type = $18, hukou_area = $19, political = $20, work_status = $21,
		employer_org_id = $22, employer_name = $23, union_member = $24, insurance = $25, education = $26, form = $27, medical_sealed = $28,
		disability_sealed = $29, disability_masked = $30, disability_type = $31, disability_level = $32, disability_to = $33,
		month_income_fen = $34, other_income_fen = $35, updated_at = $36, updated_by = $37 WHERE id = $1 AND version = $2`,
		r.ID, r.Version-1, r.Version, r.Name, r.Sex, r.BirthOn, r.DocType,
		r.DocSealed, r.DocIndex, r.DocNo, r.PhoneSealed, r.PhoneIndex, r.Phone, r.Phone2Sealed,
		r.OtherPhone, r.Ethnic, r.Marital, r.HukouType, r.HukouArea, r.Political, r.WorkStatus,
		r.EmployerOrgID, r.EmployerName, r.UnionMember, r.Insurance, r.Education, r.FormJSON, r.MedicalSealed,
		r.DisabilitySealed, r.DisabilityMasked, r.DisabilityType, r.DisabilityLevel, r.DisabilityTo,
		r.MonthIncomeFen, r.OtherIncomeFen, r.UpdatedAt, r.UpdatedBy)
}

func insertHouseholds(ctx context.Context, tx *db.Tx, rows []householdRow) error {
	return db.InsertMany(ctx, tx, "households", rows)
}

func updateHousehold(ctx context.Context, tx *db.Tx, h householdRow) error {
	return tx.ExecOne(ctx, errs.New(errs.Conflict, "busy"), `UPDATE households SET version = $3, name = $4, head_id = $5, size = $6, area_code = $7, street = $8,
		community = $9, address_sealed = $10, postcode = $11, housing = $12, floor_area = $13, floor_band = $14, year_income_fen = $15,
		updated_at = $16, updated_by = $17 WHERE id = $1 AND version = $2`,
		h.ID, h.Version-1, h.Version, h.Household.Name, h.HeadID, h.Size, h.AreaCode, h.Street, h.Community, h.AddressSealed, h.Postcode,
		h.Housing, h.FloorArea, h.FloorBand, h.YearIncome, h.UpdatedAt, h.UpdatedBy)
}

func insertMembers(ctx context.Context, tx *db.Tx, rows []memberRow) error {
	return db.InsertMany(ctx, tx, "household_members", rows)
}

func endMember(ctx context.Context, tx *db.Tx, m memberRow) error {
	return tx.ExecOne(ctx, errs.New(errs.Conflict, "busy"),
		"UPDATE household_members SET to_on = $1, end_reason = $2 WHERE id = $3 AND to_on = ''", m.ToOn, m.EndReason, m.ID)
}

func insertAccounts(ctx context.Context, tx *db.Tx, rows []accountRow) error {
	return db.InsertMany(ctx, tx, "bank_accounts", rows)
}

func closeAccount(ctx context.Context, tx *db.Tx, id, on string) error {
	return tx.ExecOne(ctx, errs.New(errs.Conflict, "busy"), "UPDATE bank_accounts SET to_on = $1 WHERE id = $2 AND to_on = ''", on, id)
}

type tokenRow struct {
	Token    string `db:"token"`
	PersonID string `db:"person_id"`
}

func insertTokens(ctx context.Context, tx *db.Tx, rows []tokenRow) error {
	return db.InsertMany(ctx, tx, "people_tokens", rows)
}

func deleteTokens(ctx context.Context, tx *db.Tx, rows []tokenRow) error {
	for _, r := range rows {
		if _, err := tx.Exec(ctx, "DELETE FROM people_tokens WHERE token = $1 AND person_id = $2", r.Token, r.PersonID); err != nil {
			return err
		}
	}
	return nil
}

// findByTokens gives persons that have at least one token of every group.
func findByTokens(ctx context.Context, tx *db.Tx, groups [][]string, limit int) ([]string, error) {
	q := db.NewQuery("SELECT DISTINCT t.person_id FROM people_tokens t WHERE ")
	db.In(q, "t.token", groups[0])
	for _, g := range groups[1:] {
		q.Add(" AND EXISTS (SELECT 1 FROM people_tokens o WHERE o.person_id = t.person_id AND ")
		db.In(q, "o.token", g)
		q.Add(")")
	}
	q.Add(" ORDER BY t.person_id DESC LIMIT ?", limit)
	return db.All[string](ctx, tx, q.Text(), q.Args()...)
}

func findByPhone(ctx context.Context, tx *db.Tx, indexes []string, limit int) ([]string, error) {
	q := db.NewQuery("SELECT id FROM persons WHERE phone_index <> '' AND ")
	db.In(q, "phone_index", indexes)
	return db.All[string](ctx, tx, q.Add(" ORDER BY id DESC LIMIT ?", limit).Text(), q.Args()...)
}
