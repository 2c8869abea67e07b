package org

import (
	"context"
	_ "embed"
	"strings"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
)

//go:embed messages.json
var messages []byte

// Messages are the sentences of this room's codes.
func Messages() []byte { return messages }

// Codes maps the room's constraints to codes.
func Codes() map[string]string {
	return map[string]string{"orgs_code_key": "org.code_taken", "orgs_path_key": "org.code_taken", "staff_user_id_key": "staff.user_taken"}
}

// Kinds of organisations.
const (
	KindCity       = "city"
	KindCounty     = "county"
	KindDepartment = "department"
	KindOffice     = "office" // a part of a department: the aid centre, the check centre, a window
	KindStreet     = "street"
	KindCommunity  = "community"
	KindEmployer   = "employer" // an employer with its union
	KindProvider   = "provider" // gives services
)

// Kinds lists the kinds in the order in which they are shown.
func Kinds() []string {
	return []string{KindCity, KindCounty, KindDepartment, KindOffice, KindStreet, KindCommunity, KindEmployer, KindProvider}
}

// Department codes: the standing four, the two care wings, and the usual ones that are called in (N).
const (
	Union       = "union"
	Civil       = "civil"
	HR          = "hr"
	Disabled    = "disabled"
	Youth       = "youth"
	Women       = "women"
	Education   = "education"
	Housing     = "housing"
	Health      = "health"
	Medicare    = "medicare"
	Land        = "land"
	Justice     = "justice"
	Agriculture = "agriculture"
	Police      = "police"
	Charity     = "charity"
	Enterprise  = "enterprise"
)

// Department is a department code with its words.
type Department struct {
	Code     string `json:"code"`
	ZH       string `json:"zh"`
	EN       string `json:"en"`
	Standing bool   `json:"standing"`
}

// Departments lists the departments in the order in which they are shown.
func Departments() []Department {
	return []Department{
		{Union, "工会", "Trade union", true},
		{Civil, "民政", "Civil affairs", true},
		{HR, "人社", "Human resources", true},
		{Disabled, "残联", "Disabled persons' federation", true},
		{Youth, "共青团", "Youth League", false},
		{Women, "妇联", "Women's Federation", false},
		{Education, "教育", "Education", false},
		{Housing, "住建", "Housing", false},
		{Health, "卫健", "Health", false},
		{Medicare, "医保", "Medical insurance", false},
		{Land, "自然资源", "Natural resources", false},
		{Justice, "司法", "Justice", false},
		{Agriculture, "农业农村", "Agriculture", false},
		{Police, "公安", "Police", false},
		{Charity, "慈善总会", "Charity federation", false},
		{Enterprise, "爱心企业", "Caring enterprise", false},
	}
}

// Org is one organisation. Path is made of codes with a trailing slash, so that a prefix is a subtree. The dates are
// the days on which it exists, ToOn "" while it goes on.
type Org struct {
	ID         string `db:"id" json:"id"`
	ParentID   string `db:"parent_id" json:"parent_id"`
	Path       string `db:"path" json:"path"`
	Kind       string `db:"kind" json:"kind"`
	Code       string `db:"code" json:"code"`
	Name       string `db:"name" json:"name"`
	ShortName  string `db:"short_name" json:"short_name"`
	AreaCode   string `db:"area_code" json:"area_code"`
	Department string `db:"department" json:"department"`
	Standing   bool   `db:"standing" json:"standing"`
	CreditCode string `db:"credit_code" json:"credit_code"`
	Phone      string `db:"phone" json:"phone"`
	Address    string `db:"address" json:"address"`
	FromOn     string `db:"from_on" json:"from_on"`
	ToOn       string `db:"to_on" json:"to_on"`
	Version    int64  `db:"version" json:"version"`
	ChangedAt  int64  `db:"changed_at" json:"changed_at"`
	ChangedBy  string `db:"changed_by" json:"changed_by"`
}

// Open tells whether the organisation exists on the day.
func (o Org) Open(on string) bool { return o.FromOn <= on && (o.ToOn == "" || on <= o.ToOn) }

// Staff is one member of staff with the organisation he or she belongs to. UserID is "" without an account.
type Staff struct {
	ID        string `db:"id" json:"id"`
	UserID    string `db:"user_id" json:"user_id"`
	OrgID     string `db:"org_id" json:"org_id"`
	OrgName   string `db:"org_name" json:"org_name"`
	OrgPath   string `db:"org_path" json:"org_path"`
	Name      string `db:"name" json:"name"`
	Title     string `db:"title" json:"title"`
	Phone     string `db:"phone" json:"phone"`
	FromOn    string `db:"from_on" json:"from_on"`
	ToOn      string `db:"to_on" json:"to_on"`
	Version   int64  `db:"version" json:"version"`
	ChangedAt int64  `db:"changed_at" json:"changed_at"`
	ChangedBy string `db:"changed_by" json:"changed_by"`
}

// RoleGrant gives a member of staff a role within an organisation's subtree from one day to another, ToOn "" for open.
type RoleGrant struct {
	ID        string `db:"id" json:"id"`
	StaffID   string `db:"staff_id" json:"staff_id"`
	Role      string `db:"role" json:"role"`
	OrgID     string `db:"org_id" json:"org_id"`
	OrgName   string `db:"org_name" json:"org_name"`
	OrgPath   string `db:"org_path" json:"org_path"`
	FromOn    string `db:"from_on" json:"from_on"`
	ToOn      string `db:"to_on" json:"to_on"`
	Reason    string `db:"reason" json:"reason"`
	Version   int64  `db:"version" json:"version"`
	ChangedAt int64  `db:"changed_at" json:"changed_at"`
	ChangedBy string `db:"changed_by" json:"changed_by"`
}

// InForce tells whether the grant counts on the day.
func (g RoleGrant) InForce(on string) bool { return g.FromOn <= on && (g.ToOn == "" || on <= g.ToOn) }

// Service builds actors from staff and roles.
type Service struct {
	db      *db.DB
	grants  map[string][]authz.Grant
	moved   []Moved
	names   names
	changed func(tx *db.Tx, userIDs ...string)
}

// Moved is told inside the transaction that the subtree from now stands at to; rooms that store organisation paths
// change them with RepathTx.
type Moved func(ctx context.Context, tx *db.Tx, from, to string) error

// Repath is a Moved for one column; table and column are constants of the room that owns them.
func Repath(table, column string) Moved {
	return func(ctx context.Context, tx *db.Tx, from, to string) error {
		return RepathTx(ctx, tx, table, column, from, to)
	}
}

// OnMove adds who is told when a subtree moves. The app calls it once for each room.
func (s *Service) OnMove(moved ...Moved) { s.moved = append(s.moved, moved...) }

// New makes the service from the joined table "which role holds which permission".
func New(d *db.DB, grants []authz.Grant) *Service {
	s := &Service{db: d, grants: map[string][]authz.Grant{}}
	for _, g := range grants {
		s.grants[g.Role] = append(s.grants[g.Role], g)
	}
	return s
}

// ActorTx builds who a user acts as today: a member of staff who has not left, with the roles in force and what they
// allow. Reach Org carries the path of the role grant. Errors: errs.NotFound when no such member works here today.
func (s *Service) ActorTx(ctx context.Context, tx *db.Tx, userID string) (*authz.Actor, error) {
	today := tx.Today()
	st, err := staffOfUser(ctx, tx, userID, today)
	if err != nil {
		return nil, err
	}
	a := &authz.Actor{
		UserID: userID, StaffID: st.ID, Name: st.Name, OrgID: st.OrgID, OrgName: st.OrgName, OrgPath: st.OrgPath,
		Roles: []string{}, Reaches: map[authz.Permission][]authz.Reach{},
	}
	above, err := orgsAt(ctx, tx, ancestors(st.OrgPath))
	if err != nil {
		return nil, err
	}
	for _, o := range above { // from the own organisation upwards
		if a.Department == "" {
			a.Department = o.Department
		}
		if a.Area == "" {
			a.Area = o.AreaCode
		}
	}
	roles, err := rolesInForce(ctx, tx, st.ID, today)
	if err != nil {
		return nil, err
	}
	for _, r := range roles {
		s.add(a, r)
	}
	return a, nil
}

func (s *Service) add(a *authz.Actor, r RoleGrant) {
	if !a.HasRole(r.Role) {
		a.Roles = append(a.Roles, r.Role)
	}
	for _, g := range s.grants[r.Role] {
		reach := authz.Reach{Kind: g.Reach}
		if g.Reach == authz.Org {
			reach.Path = r.OrgPath
		}
		if !contains(a.Reaches[g.Perm], reach) {
			a.Reaches[g.Perm] = append(a.Reaches[g.Perm], reach)
		}
	}
}

func contains(list []authz.Reach, r authz.Reach) bool {
	for _, have := range list {
		if have == r {
			return true
		}
	}
	return false
}

// ancestors lists a path and the paths above it, longest first.
func ancestors(path string) []string {
	var out []string
	for p := strings.TrimSuffix(path, "/"); p != ""; p = p[:strings.LastIndexByte(p, '/')] {
		out = append(out, p+"/")
	}
	return out
}

// OrgTx reads an organisation by id; errs.NotFound. Any room may call it.
func (s *Service) OrgTx(ctx context.Context, tx *db.Tx, id string) (Org, error) {
	return findOrg(ctx, tx, id)
}

// AtPathTx reads the organisation that stands at a path today. errs.NotFound.
func (s *Service) AtPathTx(ctx context.Context, tx *db.Tx, path string) (Org, error) {
	return findOrgAt(ctx, tx, path)
}

// ByCodeTx reads an organisation by its code, which is unique in the book; errs.NotFound. Any room may call it.
func (s *Service) ByCodeTx(ctx context.Context, tx *db.Tx, code string) (Org, error) {
	return findByCode(ctx, tx, code)
}

// DepartmentTx reads the city-level organisation of a department code; errs.NotFound. Any room may call it.
func (s *Service) DepartmentTx(ctx context.Context, tx *db.Tx, department string) (Org, error) {
	return findDepartment(ctx, tx, department)
}

// StaffTx reads a member of staff by id; errs.NotFound. Any room may call it.
func (s *Service) StaffTx(ctx context.Context, tx *db.Tx, id string) (Staff, error) {
	return findStaff(ctx, tx, id)
}

// HoldersTx lists the members of staff who hold the role on the day of the transaction somewhere at or above the path.
// Any room may call it.
func (s *Service) HoldersTx(ctx context.Context, tx *db.Tx, role, path string) ([]Staff, error) {
	return findHolders(ctx, tx, role, ancestors(path), tx.Today())
}

// RootsTx lists the organisations with nothing above them. Any room may call it.
func (s *Service) RootsTx(ctx context.Context, tx *db.Tx) ([]Org, error) {
	return childrenOf(ctx, tx, "")
}

// SeatsTx lists the organisations whose staff hold a role today, by path. Any room may call it.
func (s *Service) SeatsTx(ctx context.Context, tx *db.Tx, role string) ([]Org, error) {
	return findSeats(ctx, tx, role, tx.Today())
}
