package org

import (
	"context"
	"strings"

	"yice/internal/kit/db"
)

// CountMax is where the counting of a list stops; one more means "more than".
const CountMax = 10_000

// OrgFilter narrows a list of organisations; empty fields do not narrow. Within are the paths the caller may see.
// Under is a path, Parent an id ("root" for those with nothing above), On a day on which they exist.
type OrgFilter struct {
	Query, Kind, Department, Under, Parent, On string
	Within                                     []string
	Page                                       db.Page
}

// OrgRow is an organisation in a list.
type OrgRow struct {
	Org
	ParentName string `db:"parent_name" json:"parent_name"`
	Children   int64  `db:"children" json:"children"`
	Staff      int64  `db:"staff" json:"staff"`
}

// StaffFilter narrows a list of staff; Under is a path, Role and At a role in force on the day On ("" for any day on
// which the person is here), Users the accounts to which a search for a login led.
type StaffFilter struct {
	Query, Under, OrgID, Role, On string
	Left                          string // "yes", "no" or "" for both, on the day On
	NameOnly                      bool   // Query looks at names only
	Users, Within                 []string
	Page                          db.Page
}

// GrantFilter narrows a list of role grants; State is "now", "later", "past" or "".
type GrantFilter struct {
	StaffID, Role, Under, Query, State, On string
	Within                                 []string
	Page                                   db.Page
}

// GrantRow is a role grant in a list.
type GrantRow struct {
	RoleGrant
	StaffName string `db:"staff_name" json:"staff_name"`
	StaffOrg  string `db:"staff_org" json:"staff_org"`
	StaffPath string `db:"staff_path" json:"-"`
}

// Listed is a page of rows, where the next begins, and how many match (CountMax+1 for more than CountMax).
type Listed[T any] struct {
	Rows  []T
	Next  string
	Total int64
}

func like(text string) string {
	return "%" + strings.NewReplacer("%", "", "_", "", "\\", "").Replace(strings.TrimSpace(text)) + "%"
}

// within adds the scope: paths inside any of the prefixes; none is nothing.
func within(q *db.Query, column string, prefixes []string) {
	if len(prefixes) == 0 {
		q.Add(" AND 1=0")
		return
	}
	q.Add(" AND (1=0")
	for _, p := range prefixes {
		low, high := db.Prefix(p)
		q.Add(" OR ("+column+" >= ? AND "+column+" < ?)", low, high)
	}
	q.Add(")")
}

func under(q *db.Query, column, path string) {
	if path != "" {
		within(q, column, []string{path})
	}
}

func (f OrgFilter) narrow(q *db.Query) *db.Query {
	within(q, "o.path", f.Within)
	under(q, "o.path", f.Under)
	parent := f.Parent
	if parent == "root" {
		parent = ""
	}
	return q.If(f.Query != "", " AND (o.name LIKE ? OR o.short_name LIKE ? OR o.code LIKE ?)", like(f.Query), like(f.Query), like(f.Query)).
		If(f.Kind != "", " AND o.kind = ?", f.Kind).
		If(f.Department != "", " AND o.department = ?", f.Department).
		If(f.Parent != "", " AND o.parent_id = ?", parent).
		If(f.On != "", " AND o.from_on <= ? AND (o.to_on = '' OR o.to_on >= ?)", f.On, f.On)
}

func findOrgs(ctx context.Context, tx *db.Tx, f OrgFilter) (Listed[OrgRow], error) {
	today := tx.Today()
	q := db.NewQuery("SELECT "+prefixed("o", orgColumns)+", COALESCE(p.name, '') AS parent_name, "+
		"(SELECT count(*) FROM orgs c WHERE c.parent_id = o.id AND (c.to_on = '' OR c.to_on >= ?)) AS children, "+
		"(SELECT count(*) FROM staff s WHERE s.org_id = o.id AND (s.to_on = '' OR s.to_on >= ?)) AS staff "+
		"FROM orgs o LEFT JOIN orgs p ON p.id = o.parent_id WHERE 1=1", today, today)
	sorts := map[string]db.Sort{
		"path": {Column: "o.path", ID: "o.id"}, "name": {Column: "o.name", ID: "o.id"}, "code": {Column: "o.code", ID: "o.id"},
		"from_on": {Column: "o.from_on", ID: "o.id"},
	}
	key := func(column string, r OrgRow) (any, string) {
		return map[string]any{"o.path": r.Path, "o.name": r.Name, "o.code": r.Code, "o.from_on": r.FromOn}[column], r.ID
	}
	return page(ctx, tx, f.narrow(q), f.narrow(db.NewQuery("SELECT 1 AS one FROM orgs o WHERE 1=1")), f.Page, sorts, "path", key)
}

func (f StaffFilter) narrow(q *db.Query) *db.Query {
	within(q, "o.path", f.Within)
	under(q, "o.path", f.Under)
	if f.Query != "" && f.NameOnly {
		q.Add(" AND s.name LIKE ?", like(f.Query))
	} else if f.Query != "" {
		q.Add(" AND (s.name LIKE ? OR s.phone LIKE ? OR ", like(f.Query), like(f.Query))
		db.In(q, "s.user_id", f.Users)
		q.Add(")")
	}
	return q.If(f.OrgID != "", " AND s.org_id = ?", f.OrgID).
		If(f.Left == "no", " AND (s.to_on = '' OR s.to_on >= ?)", f.On).
		If(f.Left == "yes", " AND s.to_on <> '' AND s.to_on < ?", f.On).
		If(f.Role != "", " AND EXISTS (SELECT 1 FROM role_grants g WHERE g.staff_id = s.id AND g.role = ? AND g.from_on <= ? AND (g.to_on = '' OR g.to_on >= ?))",
			f.Role, f.On, f.On)
}

func findStaffs(ctx context.Context, tx *db.Tx, f StaffFilter) (Listed[Staff], error) {
	sorts := map[string]db.Sort{
		"name": {Column: "s.name", ID: "s.id"}, "org": {Column: "o.path", ID: "s.id"}, "from_on": {Column: "s.from_on", ID: "s.id"},
	}
	key := func(column string, r Staff) (any, string) {
		return map[string]any{"s.name": r.Name, "o.path": r.OrgPath, "s.from_on": r.FromOn}[column], r.ID
	}
	count := db.NewQuery("SELECT 1 AS one FROM staff s JOIN orgs o ON o.id = s.org_id WHERE 1=1")
	return page(ctx, tx, f.narrow(db.NewQuery(staffSelect+" WHERE 1=1")), f.narrow(count), f.Page, sorts, "org", key)
}

func (f GrantFilter) narrow(q *db.Query) *db.Query {
	within(q, "o.path", f.Within)
	under(q, "o.path", f.Under)
	return q.If(f.StaffID != "", " AND g.staff_id = ?", f.StaffID).
		If(f.Role != "", " AND g.role = ?", f.Role).
		If(f.Query != "", " AND s.name LIKE ?", like(f.Query)).
		If(f.State == "now", " AND g.from_on <= ? AND (g.to_on = '' OR g.to_on >= ?)", f.On, f.On).
		If(f.State == "later", " AND g.from_on > ?", f.On).
		If(f.State == "past", " AND g.to_on <> '' AND g.to_on < ?", f.On)
}

func findGrants(ctx context.Context, tx *db.Tx, f GrantFilter) (Listed[GrantRow], error) {
	const from = " FROM role_grants g JOIN orgs o ON o.id = g.org_id JOIN staff s ON s.id = g.staff_id JOIN orgs h ON h.id = s.org_id WHERE 1=1"
	q := db.NewQuery("SELECT g.id, g.staff_id, g.role, g.org_id, o.name AS org_name, o.path AS org_path, g.from_on, g.to_on, g.reason, g.version, " +
		"g.changed_at, g.changed_by, s.name AS staff_name, h.name AS staff_org, h.path AS staff_path" + from)
	sorts := map[string]db.Sort{
		"staff": {Column: "s.name", ID: "g.id"}, "role": {Column: "g.role", ID: "g.id"}, "from_on": {Column: "g.from_on", ID: "g.id"},
		"changed_at": {Column: "g.changed_at", ID: "g.id"},
	}
	key := func(column string, r GrantRow) (any, string) {
		return map[string]any{"s.name": r.StaffName, "g.role": r.Role, "g.from_on": r.FromOn, "g.changed_at": r.ChangedAt}[column], r.ID
	}
	return page(ctx, tx, f.narrow(q), f.narrow(db.NewQuery("SELECT 1 AS one"+from)), f.Page, sorts, "staff", key)
}

func page[T any](ctx context.Context, tx *db.Tx, q, count *db.Query, p db.Page, sorts map[string]db.Sort, def string,
	key func(column string, row T) (any, string),
) (l Listed[T], err error) {
	order, err := p.Order(sorts, def)
	if err != nil {
		return l, err
	}
	if err = q.Keyset(order, p); err != nil {
		return l, err
	}
	if l.Rows, err = db.All[T](ctx, tx, q.Text(), q.Args()...); err != nil {
		return l, err
	}
	l.Rows, l.Next = db.Cut(p, l.Rows, func(r T) (any, string) { return key(order.Column, r) })
	count.Add(" LIMIT ?", CountMax+1)
	l.Total, err = db.One[int64](ctx, tx, "SELECT count(*) FROM ("+count.Text()+") AS t", count.Args()...)
	return l, err
}

// prefixed puts a table's alias in front of each column.
func prefixed(alias, columns string) string {
	return alias + "." + strings.ReplaceAll(columns, ", ", ", "+alias+".")
}

// OrgVersion is one state in an organisation's history.
type OrgVersion struct {
	Version  int64        `db:"version" json:"version"`
	At       int64        `db:"at" json:"at"`
	ByName   string       `db:"by_name" json:"by_name"`
	Change   string       `db:"change" json:"change"`
	Path     string       `db:"path" json:"path"`
	Name     string       `db:"name" json:"name"`
	Document db.JSON[Org] `db:"document" json:"-"`
}

func findVersions(ctx context.Context, tx *db.Tx, orgID string) ([]OrgVersion, error) {
	return db.All[OrgVersion](ctx, tx, "SELECT version, at, by_name, change, path, name, document FROM org_versions WHERE org_id = $1 ORDER BY version DESC",
		orgID)
}

func grantsOfMany(ctx context.Context, tx *db.Tx, staffIDs []string, today string) ([]RoleGrant, error) {
	q := db.NewQuery(grantSelect+" WHERE g.from_on <= ? AND (g.to_on = '' OR g.to_on >= ?) AND ", today, today)
	db.In(q, "g.staff_id", staffIDs)
	q.Add(" ORDER BY g.from_on, g.id")
	return db.All[RoleGrant](ctx, tx, q.Text(), q.Args()...)
}

func staffOfUsers(ctx context.Context, tx *db.Tx, userIDs []string) ([]Staff, error) {
	q := db.NewQuery(staffSelect + " WHERE s.user_id <> '' AND ")
	db.In(q, "s.user_id", userIDs)
	return db.All[Staff](ctx, tx, q.Text(), q.Args()...)
}
