package org

import (
	"context"

	"yice/internal/kit/db"
)

const (
	orgColumns = "id, parent_id, path, kind, code, name, short_name, area_code, department, standing, credit_code, phone, address, " +
		"from_on, to_on, version, changed_at, changed_by"
	staffSelect = "SELECT s.id, s.user_id, s.org_id, o.name AS org_name, o.path AS org_path, s.name, s.title, s.phone, s.from_on, s.to_on, " +
		"s.version, s.changed_at, s.changed_by FROM staff s JOIN orgs o ON o.id = s.org_id"
	grantSelect = "SELECT g.id, g.staff_id, g.role, g.org_id, o.name AS org_name, o.path AS org_path, g.from_on, g.to_on, g.reason, " +
		"g.version, g.changed_at, g.changed_by FROM role_grants g JOIN orgs o ON o.id = g.org_id"
)

func findOrg(ctx context.Context, tx *db.Tx, id string) (Org, error) {
	return db.One[Org](ctx, tx, "SELECT "+orgColumns+" FROM orgs WHERE id = $1", id)
}

func findByCode(ctx context.Context, tx *db.Tx, code string) (Org, error) {
	return db.One[Org](ctx, tx, "SELECT "+orgColumns+" FROM orgs WHERE code = $1", code)
}

// findDepartment gives the highest organisation of a department.
func findDepartment(ctx context.Context, tx *db.Tx, department string) (Org, error) {
	// Found by its path, so that only paths are sorted.
	return db.One[Org](ctx, tx, "SELECT "+orgColumns+` FROM orgs WHERE path = (SELECT path FROM orgs
		WHERE department = $1 AND department <> '' AND kind = $2 AND to_on = '' ORDER BY length(path), path LIMIT 1)`, department, KindDepartment)
}

// orgsAt reads the organisations of the paths, longest path first.
func orgsAt(ctx context.Context, tx *db.Tx, paths []string) ([]Org, error) {
	q := db.NewQuery("SELECT " + orgColumns + " FROM orgs WHERE ")
	db.In(q, "path", paths)
	q.Add(" ORDER BY length(path) DESC")
	return db.All[Org](ctx, tx, q.Text(), q.Args()...)
}

func staffOfUser(ctx context.Context, tx *db.Tx, userID, today string) (Staff, error) {
	return db.One[Staff](ctx, tx, staffSelect+" WHERE s.user_id = $1 AND s.user_id <> '' AND s.from_on <= $2 AND (s.to_on = '' OR s.to_on >= $3)",
		userID, today, today)
}

func findStaff(ctx context.Context, tx *db.Tx, id string) (Staff, error) {
	return db.One[Staff](ctx, tx, staffSelect+" WHERE s.id = $1", id)
}

func rolesInForce(ctx context.Context, tx *db.Tx, staffID, today string) ([]RoleGrant, error) {
	return db.All[RoleGrant](ctx, tx, grantSelect+" WHERE g.staff_id = $1 AND g.from_on <= $2 AND (g.to_on = '' OR g.to_on >= $3) "+
		"ORDER BY g.from_on, g.id", staffID, today, today)
}

func findHolders(ctx context.Context, tx *db.Tx, role string, paths []string, today string) ([]Staff, error) {
	q := db.NewQuery(staffSelect+" WHERE (s.to_on = '' OR s.to_on >= ?) AND s.id IN (SELECT g.staff_id FROM role_grants g JOIN orgs p ON p.id = g.org_id "+
		"WHERE g.role = ? AND g.from_on <= ? AND (g.to_on = '' OR g.to_on >= ?) AND ", today, role, today, today)
	db.In(q, "p.path", paths)
	q.Add(") ORDER BY s.name, s.id")
	return db.All[Staff](ctx, tx, q.Text(), q.Args()...)
}

type versionRow struct {
	ID       string       `db:"id"`
	OrgID    string       `db:"org_id"`
	Version  int64        `db:"version"`
	At       int64        `db:"at"`
	ByName   string       `db:"by_name"`
	Change   string       `db:"change"`
	Path     string       `db:"path"`
	Name     string       `db:"name"`
	Document db.JSON[Org] `db:"document"`
}

type staffRow struct {
	ID        string `db:"id"`
	UserID    string `db:"user_id"`
	OrgID     string `db:"org_id"`
	Name      string `db:"name"`
	Title     string `db:"title"`
	Phone     string `db:"phone"`
	FromOn    string `db:"from_on"`
	ToOn      string `db:"to_on"`
	Version   int64  `db:"version"`
	ChangedAt int64  `db:"changed_at"`
	ChangedBy string `db:"changed_by"`
}

func rowOf(s Staff) staffRow {
	return staffRow{
		ID: s.ID, UserID: s.UserID, OrgID: s.OrgID, Name: s.Name, Title: s.Title, Phone: s.Phone, FromOn: s.FromOn, ToOn: s.ToOn,
		Version: s.Version, ChangedAt: s.ChangedAt, ChangedBy: s.ChangedBy,
	}
}

type grantRow struct {
	ID        string `db:"id"`
	StaffID   string `db:"staff_id"`
	Role      string `db:"role"`
	OrgID     string `db:"org_id"`
	FromOn    string `db:"from_on"`
	ToOn      string `db:"to_on"`
	Reason    string `db:"reason"`
	Version   int64  `db:"version"`
	ChangedAt int64  `db:"changed_at"`
	ChangedBy string `db:"changed_by"`
}

// updateOrg writes the next version of an organisation; o.Version is already the new one.
func updateOrg(ctx context.Context, tx *db.Tx, o Org) error {
	return tx.ExecOne(ctx, stale(o.ChangedBy, o.ChangedAt),
		"UPDATE orgs SET parent_id = $1, path = $2, name = $3, short_name = $4, area_code = $5, department = $6, standing = $7, credit_code = $8, "+
			"phone = $9, address = $10, to_on = $11, version = $12, changed_at = $13, changed_by = $14 WHERE id = $15 AND version = $16",
		o.ParentID, o.Path, o.Name, o.ShortName, o.AreaCode, o.Department, o.Standing, o.CreditCode,
		o.Phone, o.Address, o.ToOn, o.Version, o.ChangedAt, o.ChangedBy, o.ID, o.Version-1)
}

func repathOrgs(ctx context.Context, tx *db.Tx, from, to string) error {
	return RepathTx(ctx, tx, "orgs", "path", from, to)
}

// RepathTx moves the stored paths of a column from one subtree to another. Table and column are constants of the
// calling store, never input.
func RepathTx(ctx context.Context, tx *db.Tx, table, column, from, to string) error {
	low, high := db.Prefix(from)
	_, err := tx.Exec(ctx, "UPDATE "+table+" SET "+column+" = $1 || substr("+column+", $2) WHERE "+column+" >= $3 AND "+column+" < $4",
		to, len([]rune(from))+1, low, high)
	return err
}

// countOpen counts the organisations below and the staff within that go on after the day.
func countOpen(ctx context.Context, tx *db.Tx, orgID, path, on string) (children, staff int64, err error) {
	low, high := db.Prefix(path)
	children, err = db.One[int64](ctx, tx, "SELECT count(*) FROM orgs WHERE path >= $1 AND path < $2 AND id <> $3 AND (to_on = '' OR to_on > $4)",
		low, high, orgID, on)
	if err != nil {
		return 0, 0, err
	}
	staff, err = db.One[int64](ctx, tx, "SELECT count(*) FROM staff WHERE org_id = $1 AND (to_on = '' OR to_on > $2)", orgID, on)
	return children, staff, err
}

func updateStaff(ctx context.Context, tx *db.Tx, s staffRow) error {
	return tx.ExecOne(ctx, stale(s.ChangedBy, s.ChangedAt),
		"UPDATE staff SET user_id = $1, org_id = $2, name = $3, title = $4, phone = $5, to_on = $6, version = $7, changed_at = $8, changed_by = $9 "+
			"WHERE id = $10 AND version = $11",
		s.UserID, s.OrgID, s.Name, s.Title, s.Phone, s.ToOn, s.Version, s.ChangedAt, s.ChangedBy, s.ID, s.Version-1)
}

func findGrant(ctx context.Context, tx *db.Tx, id string) (RoleGrant, error) {
	return db.One[RoleGrant](ctx, tx, grantSelect+" WHERE g.id = $1", id)
}

func grantsOf(ctx context.Context, tx *db.Tx, staffID string) ([]RoleGrant, error) {
	return db.All[RoleGrant](ctx, tx, grantSelect+" WHERE g.staff_id = $1 ORDER BY g.from_on, g.id", staffID)
}

func updateGrantEnd(ctx context.Context, tx *db.Tx, g RoleGrant, toOn, by string) error {
	return tx.ExecOne(ctx, stale(g.ChangedBy, g.ChangedAt),
		"UPDATE role_grants SET to_on = $1, version = version + 1, changed_at = $2, changed_by = $3 WHERE id = $4 AND version = $5",
		toOn, tx.NowMS(), by, g.ID, g.Version)
}

func childrenOf(ctx context.Context, tx *db.Tx, parentID string) ([]Org, error) {
	return db.All[Org](ctx, tx, "SELECT "+orgColumns+" FROM orgs WHERE parent_id = $1 ORDER BY path", parentID)
}

func findSeats(ctx context.Context, tx *db.Tx, role, today string) ([]Org, error) {
	return db.All[Org](ctx, tx, "SELECT "+orgColumns+" FROM orgs WHERE id IN (SELECT s.org_id FROM staff s JOIN role_grants g ON g.staff_id = s.id "+
		"WHERE g.role = $1 AND g.from_on <= $2 AND (g.to_on = '' OR g.to_on >= $3) AND (s.to_on = '' OR s.to_on >= $4)) ORDER BY path", role, today, today, today)
}

func findOrgAt(ctx context.Context, tx *db.Tx, path string) (Org, error) {
	return db.One[Org](ctx, tx, "SELECT "+orgColumns+" FROM orgs WHERE path = $1", path)
}
