package demo

import (
	"context"
	"fmt"
	"slices"

	"yice/internal/app"
	"yice/internal/core/org"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
)

// Password opens every account of the demo city.
const Password = "Yice-demo-2020"

const founded = "2018-03-01"

type place struct {
	parent, code, kind, name, short, department, area string
	standing                                          bool
}

// places lays out the city: the four standing departments, the two wings and others as a case needs, the offices, and in
// each of the ten county-level areas a union, a civil-affairs bureau, two streets and an employer's union.
func places() []place {
	out := []place{
		{"", "dq", org.KindCity, "大庆市", "", "", "230600", false},
		{"dq", "union", org.KindDepartment, "大庆市总工会", "市总工会", org.Union, "", true},
		{"dq", "civil", org.KindDepartment, "大庆市民政局", "市民政局", org.Civil, "", true},
		{"dq", "hr", org.KindDepartment, "大庆市人力资源和社会保障局", "市人社局", org.HR, "", true},
		{"dq", "disabled", org.KindDepartment, "大庆市残疾人联合会", "市残联", org.Disabled, "", true},
		{"dq", "youth", org.KindDepartment, "共青团大庆市委员会", "团市委", org.Youth, "", false},
		{"dq", "women", org.KindDepartment, "大庆市妇女联合会", "市妇联", org.Women, "", false},
		{"dq", "education", org.KindDepartment, "大庆市教育局", "市教育局", org.Education, "", false},
		{"dq", "housing", org.KindDepartment, "大庆市住房和城乡建设局", "市住建局", org.Housing, "", false},
		{"dq", "medicare", org.KindDepartment, "大庆市医疗保障局", "市医保局", org.Medicare, "", false},
		{"dq", "agriculture", org.KindDepartment, "大庆市农业农村局", "市农业农村局", org.Agriculture, "", false},
		{"union", "aid-centre", org.KindOffice, "困难职工帮扶中心", "帮扶中心", "", "", false},
		{"civil", "check-centre", org.KindOffice, "居民家庭经济状况核对中心", "核对中心", "", "", false},
		{"dq", "finance", org.KindOffice, "平台资金管理办公室", "资金办", "", "", false},
		{"dq", "audit", org.KindOffice, "平台监督组", "监督组", "", "", false},
		{"women", "heart", org.KindProvider, "心理关爱服务中心", "", "", "", false},
	}
	for i, c := range org.Counties("2306") {
		n := fmt.Sprint(i + 1)
		out = append(out,
			place{"dq", "area-" + n, org.KindCounty, c.Name, "", "", c.Code, false},
			place{"union", "union-" + n, org.KindDepartment, c.Name + "总工会", "", org.Union, c.Code, false},
			place{"civil", "civil-" + n, org.KindDepartment, c.Name + "民政局", "", org.Civil, c.Code, false},
			place{"union-" + n, "plant-" + n, org.KindEmployer, employers()[i%len(employers())] + "工会", "", "", c.Code, false})
		for j, s := range org.Streets(c.Code) {
			if j < 2 {
				out = append(out, place{"area-" + n, fmt.Sprintf("street-%d-%d", i+1, j+1), org.KindStreet, s.Name, "", "", c.Code, false})
			}
		}
	}
	return out
}

func employers() []string {
	return []string{"第一采油厂", "第三采油厂", "油田建设公司", "石化总厂", "油田总医院", "公交集团", "糖业公司", "水务集团", "供热公司", "乳业公司"}
}

type held struct{ role, org string }

// Account is a demo user: one for every role, more where the story needs another person.
type Account struct {
	Login, Org, Name, Try string
	roles                 []held
}

// Accounts lists the demo users; Try says what to try first.
func Accounts() []Account {
	at := func(org string, roles ...string) []held {
		var out []held
		for _, r := range roles {
			out = append(out, held{r, org})
		}
		return out
	}
	out := []Account{
		{"chenlixin", "aid-centre", "陈立新", "看工作台，筹备下半年联席会", append(at("dq", org.Secretariat), at("union", org.ContactCadre)...)},
		{"hejing", "aid-centre", "何静", "入户调查的第二位入户人", at("union", org.DepartmentOfficer)},
		{"wangfang", "union", "王芳", "窗口：新建受理", at("union", org.WindowClerk)},
		{"suntao", "union", "孙涛", "工会经办：初审、公示、方案", at("union", org.DepartmentOfficer)},
		{"liuzhuren", "union", "刘振国", "工会负责人：批准方案、会签急难", at("union", org.DepartmentLeader, org.MeetingMember)},
		{"zhoujun", "union", "周军", "工会分管负责人：大额方案第三人批准", at("union", org.DepartmentLeader)},
		{"hanmei", "plant-1", "韩梅", "单位工会：代职工申请", at("plant-1", org.EmployerUnion)},
		{"zhaomin", "civil", "赵敏", "民政窗口", at("civil", org.WindowClerk)},
		{"gaoming", "civil", "高明", "民政经办：质询、签收转办", at("civil", org.DepartmentOfficer)},
		{"gaoyuan", "civil", "高远", "民政经办", at("civil", org.DepartmentOfficer)},
		{"zhouhai", "civil", "周海", "民政负责人", at("civil", org.DepartmentLeader, org.MeetingMember)},
		{"songyan", "hr", "宋岩", "人社经办", at("hr", org.DepartmentOfficer, org.WindowClerk)},
		{"songting", "hr", "宋婷", "人社经办", at("hr", org.DepartmentOfficer)},
		{"feilin", "hr", "费林", "人社负责人", at("hr", org.DepartmentLeader, org.MeetingMember)},
		{"dongzhiyuan", "disabled", "董志远", "残联窗口和经办", at("disabled", org.DepartmentOfficer, org.WindowClerk)},
		{"dongxue", "disabled", "董雪", "残联经办", at("disabled", org.DepartmentOfficer)},
		{"linbo", "disabled", "林波", "残联负责人", at("disabled", org.DepartmentLeader, org.MeetingMember)},
		{"luping", "civil", "罗平", "民政帮扶联系人：回访", at("civil", org.ContactCadre)},
		{"shiqi", "hr", "石奇", "人社帮扶联系人", at("hr", org.ContactCadre)},
		{"caolei", "disabled", "曹雷", "残联帮扶联系人", at("disabled", org.ContactCadre)},
		{"tuanwei", "youth", "田悦", "团市委", at("youth", org.DepartmentOfficer, org.MeetingMember)},
		{"yujia", "women", "于佳", "妇联：登记服务", at("women", org.DepartmentOfficer, org.MeetingMember)},
		{"mengfan", "street-3-1", "孟凡", "街道：受理、入户", at("street-3-1", org.StreetOfficer)},
		{"hedui", "check-centre", "何冬", "核对中心：出具报告", at("dq", org.CheckOfficer)},
		{"hedui2", "check-centre", "邵平", "核对中心：复核报告", at("dq", org.CheckOfficer)},
		{"fushizhang", "dq", "秦岭", "联席会召集人（副市长）：宣布决议", at("dq", org.MeetingChair)},
		{"fuxue", "finance", "付雪", "资金经办：建批次", at("dq", org.FinanceMaker)},
		{"fuhe", "finance", "方禾", "资金复核", at("dq", org.FinanceReviewer)},
		{"fuhe2", "finance", "方圆", "大额批次的第二复核", at("dq", org.FinanceReviewer)},
		{"fangkuan", "finance", "邓宽", "资金放款、导入回盘", at("dq", org.FinanceReleaser)},
		{"xinli", "heart", "乔安", "心理咨询师：登记服务", at("heart", org.ServiceProvider)},
		{"jiandu", "audit", "严正", "监督：查日志、验链、看已终止", at("dq", org.Auditor)},
		{"xitong", "dq", "许通", "系统管理员：机构和账号", at("dq", org.SystemAdmin)},
		{"anquan", "dq", "安全", "安全管理员：授予角色", at("dq", org.SecurityAdmin)},
		{"shenji", "dq", "沈纪", "审计管理员：只看日志", at("dq", org.AuditAdmin)},
	}
	return out
}

type city struct {
	app   *app.App
	orgs  map[string]org.Org
	staff map[string]org.Staff
}

func buildCity(ctx context.Context, a *app.App) (*city, error) {
	c := &city{app: a, orgs: map[string]org.Org{}, staff: map[string]org.Staff{}}
	hash, err := a.Authn.Hash(ctx, Password)
	if err != nil {
		return nil, err
	}
	ctx = authz.With(ctx, authz.System("demo"))
	return c, a.DB.Update(ctx, func(tx *db.Tx) error {
		for _, p := range places() {
			o, err := a.Org.CreateOrgTx(ctx, tx, org.NewOrg{
				ParentID: c.orgs[p.parent].ID, Kind: p.kind, Code: p.code, FromOn: founded,
				Facts: org.Facts{Name: p.name, ShortName: p.short, Department: p.department, Standing: p.standing, AreaCode: p.area},
			})
			if err != nil {
				return fmt.Errorf("%s: %w", p.code, err)
			}
			c.orgs[p.code] = o
		}
		for _, x := range Accounts() {
			if err := c.hire(ctx, tx, x, hash); err != nil {
				return fmt.Errorf("%s: %w", x.Login, err)
			}
		}
		return nil
	})
}

func (c *city) hire(ctx context.Context, tx *db.Tx, x Account, hash string) error {
	u, err := c.app.Authn.CreateUserTx(ctx, tx, x.Login, hash, true)
	if err != nil {
		return err
	}
	st, err := c.app.Org.CreateStaffTx(ctx, tx, org.StaffFacts{OrgID: c.orgs[x.Org].ID, Name: x.Name}, u.ID, founded)
	if err != nil {
		return err
	}
	c.staff[x.Login] = st
	for _, h := range x.roles {
		if _, err := c.app.Org.GrantRoleTx(ctx, tx, org.NewGrant{StaffID: st.ID, Role: h.role, OrgID: c.orgs[h.org].ID, FromOn: founded}); err != nil {
			return err
		}
	}
	return nil
}

// as is a context in which the owner of the login acts with the roles of the day.
func (c *city) as(ctx context.Context, login string) (context.Context, error) {
	st, ok := c.staff[login]
	if !ok {
		return nil, fmt.Errorf("no demo account %q", login)
	}
	var a *authz.Actor
	err := c.app.DB.View(ctx, func(tx *db.Tx) (err error) {
		a, err = c.app.Org.ActorTx(ctx, tx, st.UserID)
		return err
	})
	if err != nil {
		return nil, err
	}
	a.Origin = "127.0.0.1"
	return authz.With(ctx, a), nil
}

// Roles are the words of an account's roles.
func (x Account) Roles() []string {
	var out []string
	for _, h := range x.roles {
		if r, ok := org.RoleOf(h.role); ok && !slices.Contains(out, r.ZH) {
			out = append(out, r.ZH)
		}
	}
	return out
}
