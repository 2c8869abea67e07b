package testkit

import (
	"context"
	"testing"
	"time"

	"yice/internal/core/org"
	"yice/internal/kit/authn"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
)

// Password opens every account of a test city.
const Password = "Daqing-2020-ok"

// passwordHash is Password under parameters that cost nothing.
const passwordHash = "$argon2id$v=19$m=64,t=1,p=1$lBNM+5jjvWq9XS3wJlvtNQ$O90hgSq9l5X4ZULmGFB2N/0EBuYBq9MFGSJ96e/N/84"

// City is a small city on a fresh database: organisations, staff of every role, and a clock that the test moves.
type City struct {
	URL   string
	DB    *db.DB
	Clock *clock.Manual
	Org   *org.Service
	Authn *authn.Service

	t     testing.TB
	orgs  map[string]org.Org
	staff map[string]org.Staff
}

// World makes a city. The grants are those of the rooms under test, joined.
func World(t testing.TB, grants ...authz.Grant) *City {
	t.Helper()
	return WorldWith(t, nil, grants...)
}

// WorldWith is World with the rooms' maps from constraint to code.
func WorldWith(t testing.TB, codes map[string]string, grants ...authz.Grant) *City {
	t.Helper()
	w := &City{t: t, Clock: clock.NewManual(Start()), orgs: map[string]org.Org{}, staff: map[string]org.Staff{}}
	w.DB = NewDB(t, func(c *db.Config) {
		w.URL, c.Clock = c.URL, w.Clock.Now
		for _, m := range []map[string]string{authn.Codes(), org.Codes(), codes} {
			for k, v := range m {
				c.Codes[k] = v
			}
		}
	})
	w.Org = org.New(w.DB, grants)
	w.Authn = authn.New(authn.Config{DB: w.DB, Actor: w.Org.ActorTx, HashMemoryKiB: 64})
	w.Org.OnChange(w.Authn.DropAfterTx)
	w.Do(w.System(), w.build)
	return w
}

// System is a context in which the system acts, with the listed permissions.
func (w *City) System(perms ...authz.Permission) context.Context {
	return authz.With(context.Background(), authz.System("test", perms...))
}

// Do runs fn in a writing transaction and fails the test when it fails.
func (w *City) Do(ctx context.Context, fn func(ctx context.Context, tx *db.Tx) error) {
	w.t.Helper()
	if err := w.DB.Update(ctx, func(tx *db.Tx) error { return fn(ctx, tx) }); err != nil {
		w.t.Fatal(err)
	}
}

// As is a context in which the owner of the login acts, with the roles in force now.
func (w *City) As(login string) context.Context {
	w.t.Helper()
	st := w.Staff(login)
	var a *authz.Actor
	err := w.DB.View(context.Background(), func(tx *db.Tx) (err error) {
		a, err = w.Org.ActorTx(context.Background(), tx, st.UserID)
		return err
	})
	if err != nil {
		w.t.Fatalf("%s cannot act: %v", login, err)
	}
	a.Origin = "192.0.2.1"
	return authz.With(context.Background(), a)
}

// Staff is the member of staff with the login.
func (w *City) Staff(login string) org.Staff {
	w.t.Helper()
	st, ok := w.staff[login]
	if !ok {
		w.t.Fatalf("no login %q in the test city", login)
	}
	return st
}

// OrgOf is the organisation with the code.
func (w *City) OrgOf(code string) org.Org {
	w.t.Helper()
	o, ok := w.orgs[code]
	if !ok {
		w.t.Fatalf("no organisation %q in the test city", code)
	}
	return o
}

// Logins lists all logins of the city.
func (w *City) Logins() []string {
	out := make([]string, 0, len(w.staff))
	for _, p := range people() {
		out = append(out, p.login)
	}
	return out
}

// Later moves the clock forward.
func (w *City) Later(d time.Duration) { w.Clock.Advance(d) }

// AddStaff makes one more member of staff with an account (the login) and a role at the organisation.
func (w *City) AddStaff(login, orgCode, role string) org.Staff {
	w.t.Helper()
	w.Do(w.System(), func(ctx context.Context, tx *db.Tx) error {
		return w.addPerson(ctx, tx, person{login: login, org: orgCode, name: login, roles: []held{{role, orgCode}}})
	})
	return w.staff[login]
}

type place struct {
	parent, code, kind, name, department, area string
	standing                                   bool
}

func places() []place {
	return []place{
		{"", "dq", org.KindCity, "大庆市", "", "2306", false},
		{"dq", "union", org.KindDepartment, "大庆市总工会", org.Union, "", true},
		{"dq", "civil", org.KindDepartment, "大庆市民政局", org.Civil, "", true},
		{"dq", "hr", org.KindDepartment, "大庆市人力资源和社会保障局", org.HR, "", true},
		{"dq", "disabled", org.KindDepartment, "大庆市残疾人联合会", org.Disabled, "", true},
		{"dq", "youth", org.KindDepartment, "共青团大庆市委", org.Youth, "", false},
		{"dq", "women", org.KindDepartment, "大庆市妇女联合会", org.Women, "", false},
		{"dq", "education", org.KindDepartment, "大庆市教育局", org.Education, "", false},
		{"dq", "housing", org.KindDepartment, "大庆市住房和城乡建设局", org.Housing, "", false},
		{"union", "aid-centre", org.KindOffice, "困难职工帮扶中心", "", "", false},
		{"civil", "check-centre", org.KindOffice, "居民家庭经济状况核对中心", "", "", false},
		{"dq", "finance", org.KindOffice, "平台资金管理办公室", "", "", false},
		{"dq", "audit", org.KindOffice, "经费审查委员会", "", "", false},
		{"dq", "heart", org.KindProvider, "心理服务中心", "", "", false},
		{"union", "sartu-union", org.KindDepartment, "萨尔图区总工会", org.Union, "230602", false},
		{"civil", "sartu-civil", org.KindDepartment, "萨尔图区民政局", org.Civil, "230602", false},
		{"sartu-union", "plant-1", org.KindEmployer, "第一采油厂工会", "", "230602", false},
		{"dq", "sartu", org.KindCounty, "萨尔图区", "", "230602", false},
		{"sartu", "sartu-street", org.KindStreet, "萨尔图街道", "", "230602", false},
		{"sartu-street", "sartu-1", org.KindCommunity, "会战社区", "", "230602", false},
	}
}

type held struct{ role, org string }

type person struct {
	login, org, name string
	roles            []held
}

// people are the staff: the logins tests act as.
func people() []person {
	var out []person
	add := func(login, place, name string, roles ...held) {
		out = append(out, person{login: login, org: place, name: name, roles: roles})
	}
	for _, d := range []struct{ code, family string }{{"union", "赵"}, {"civil", "钱"}, {"hr", "孙"}, {"disabled", "李"}} {
		add(d.code+"-clerk", d.code, d.family+"窗口", held{org.WindowClerk, d.code})
		add(d.code+"-officer", d.code, d.family+"经办", held{org.DepartmentOfficer, d.code})
		add(d.code+"-officer2", d.code, d.family+"同事", held{org.DepartmentOfficer, d.code})
		add(d.code+"-leader", d.code, d.family+"主任", held{org.DepartmentLeader, d.code}, held{org.MeetingMember, d.code})
	}
	for _, d := range []struct{ code, family string }{{"youth", "周"}, {"women", "吴"}, {"education", "郑"}, {"housing", "王"}} {
		add(d.code+"-officer", d.code, d.family+"经办", held{org.DepartmentOfficer, d.code})
	}
	add("sartu-union-officer", "sartu-union", "冯区工", held{org.DepartmentOfficer, "sartu-union"})
	add("sartu-civil-officer", "sartu-civil", "陈区民", held{org.DepartmentOfficer, "sartu-civil"})
	add("employer-union", "plant-1", "褚工会", held{org.EmployerUnion, "plant-1"})
	add("street-officer", "sartu-street", "卫街道", held{org.StreetOfficer, "sartu-street"})
	add("check-officer", "check-centre", "蒋核对", held{org.CheckOfficer, "dq"})
	add("secretary", "aid-centre", "沈秘书", held{org.Secretariat, "dq"})
	add("secretary2", "aid-centre", "韩秘书", held{org.Secretariat, "dq"})
	add("chair", "dq", "杨市长", held{org.MeetingChair, "dq"})
	add("maker", "finance", "朱经办", held{org.FinanceMaker, "dq"})
	add("reviewer", "finance", "秦复核", held{org.FinanceReviewer, "dq"})
	add("releaser", "finance", "尤放款", held{org.FinanceReleaser, "dq"})
	add("cadre", "union", "许联系", held{org.ContactCadre, "union"})
	add("cadre2", "civil", "何联系", held{org.ContactCadre, "civil"})
	add("provider", "heart", "吕心理", held{org.ServiceProvider, "heart"})
	add("auditor", "audit", "施监督", held{org.Auditor, "dq"})
	add("system-admin", "dq", "张系统", held{org.SystemAdmin, "dq"})
	add("security-admin", "dq", "孔安全", held{org.SecurityAdmin, "dq"})
	add("security-admin2", "dq", "曹安全", held{org.SecurityAdmin, "dq"})
	add("audit-admin", "dq", "严审计", held{org.AuditAdmin, "dq"})
	return out
}

func (w *City) build(ctx context.Context, tx *db.Tx) error {
	for _, p := range places() {
		o, err := w.Org.CreateOrgTx(ctx, tx, org.NewOrg{
			ParentID: w.orgs[p.parent].ID, Kind: p.kind, Code: p.code, FromOn: "2018-01-01",
			Facts: org.Facts{Name: p.name, Department: p.department, Standing: p.standing, AreaCode: p.area},
		})
		if err != nil {
			return err
		}
		w.orgs[p.code] = o
	}
	for _, p := range people() {
		if err := w.addPerson(ctx, tx, p); err != nil {
			return err
		}
	}
	return nil
}

func (w *City) addPerson(ctx context.Context, tx *db.Tx, p person) error {
	u, err := w.Authn.CreateUserTx(ctx, tx, p.login, passwordHash, true)
	if err != nil {
		return err
	}
	st, err := w.Org.CreateStaffTx(ctx, tx, org.StaffFacts{OrgID: w.orgs[p.org].ID, Name: p.name}, u.ID, "2018-01-01")
	if err != nil {
		return err
	}
	w.staff[p.login] = st
	for _, h := range p.roles {
		g := org.NewGrant{StaffID: st.ID, Role: h.role, OrgID: w.orgs[h.org].ID, FromOn: "2018-01-01"}
		if _, err := w.Org.GrantRoleTx(ctx, tx, g); err != nil {
			return err
		}
	}
	return nil
}
