package org

import "yice/internal/kit/i18n"

// The roles of domain rules §0.1 and §5.2. What a role may do is declared by the rooms as authz.Grant.
const (
	WindowClerk       = "window_clerk"
	EmployerUnion     = "employer_union"
	StreetOfficer     = "street_officer"
	DepartmentOfficer = "department_officer"
	DepartmentLeader  = "department_leader"
	CheckOfficer      = "check_officer"
	Secretariat       = "secretariat"
	MeetingMember     = "meeting_member"
	MeetingChair      = "meeting_chair"
	FinanceMaker      = "finance_maker"
	FinanceReviewer   = "finance_reviewer"
	FinanceReleaser   = "finance_releaser"
	ContactCadre      = "contact_cadre"
	ServiceProvider   = "service_provider"
	Auditor           = "auditor"
	SystemAdmin       = "system_admin"
	SecurityAdmin     = "security_admin"
	AuditAdmin        = "audit_admin"
)

// Role is a role with its words. Admin marks the three administrators, who do no business and exclude each other.
type Role struct {
	Code  string `json:"code"`
	ZH    string `json:"zh"`
	EN    string `json:"en"`
	Admin bool   `json:"admin"`
}

// Word is the role's name in both languages.
func (r Role) Word() i18n.Word { return i18n.Word{ZH: r.ZH, EN: r.EN} }

// Roles lists all roles in the order in which they are shown.
func Roles() []Role {
	return []Role{
		{Code: WindowClerk, ZH: "窗口受理员", EN: "Window clerk"},
		{Code: EmployerUnion, ZH: "基层工会干部", EN: "Employer's union officer"},
		{Code: StreetOfficer, ZH: "街道社区干部", EN: "Street or community officer"},
		{Code: DepartmentOfficer, ZH: "部门经办人", EN: "Department case officer"},
		{Code: DepartmentLeader, ZH: "部门负责人", EN: "Department leader"},
		{Code: CheckOfficer, ZH: "核对中心人员", EN: "Check-centre officer"},
		{Code: Secretariat, ZH: "平台秘书处", EN: "Platform secretariat"},
		{Code: MeetingMember, ZH: "联席会成员", EN: "Joint-meeting member"},
		{Code: MeetingChair, ZH: "联席会召集人", EN: "Joint-meeting chair"},
		{Code: FinanceMaker, ZH: "资金经办", EN: "Finance maker"},
		{Code: FinanceReviewer, ZH: "资金复核", EN: "Finance reviewer"},
		{Code: FinanceReleaser, ZH: "资金放款", EN: "Finance releaser"},
		{Code: ContactCadre, ZH: "帮扶联系人", EN: "Contact cadre"},
		{Code: ServiceProvider, ZH: "服务人员", EN: "Service provider"},
		{Code: Auditor, ZH: "经审监督", EN: "Auditor"},
		{Code: SystemAdmin, ZH: "系统管理员", EN: "System administrator", Admin: true},
		{Code: SecurityAdmin, ZH: "安全管理员", EN: "Security administrator", Admin: true},
		{Code: AuditAdmin, ZH: "审计管理员", EN: "Audit administrator", Admin: true},
	}
}

// RoleOf finds a role by its code.
func RoleOf(code string) (Role, bool) {
	for _, r := range Roles() {
		if r.Code == code {
			return r, true
		}
	}
	return Role{}, false
}

// Exclude tells whether one person may not hold both roles at a time: each administrator excludes everything else.
func Exclude(a, b string) bool {
	if a == b {
		return false
	}
	ra, _ := RoleOf(a)
	rb, _ := RoleOf(b)
	return ra.Admin || rb.Admin
}
