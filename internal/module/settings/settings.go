// Package settings is where the three administrators work: organisations and accounts (system administrator), roles
// (security administrator), and the record of sign-ins (audit administrator). They see no business data.
package settings

import (
	_ "embed"
	"slices"

	"yice/internal/core/org"
	"yice/internal/kit/authn"
	"yice/internal/kit/authz"
	"yice/internal/kit/i18n"
)

// Permissions of this room.
const (
	PermRead    authz.Permission = "settings.read"     // see organisations, staff and roles
	PermOrg     authz.Permission = "settings.org"      // change organisations
	PermAccount authz.Permission = "settings.account"  // change staff and accounts
	PermGrant   authz.Permission = "settings.grant"    // grant and end roles
	PermSignIns authz.Permission = "settings.sign_ins" // see who signed in
	PermExport  authz.Permission = "settings.export"   // take lists out of the system
)

// Grants says which role may do what here. An administrator reaches as far as the role was given.
func Grants() []authz.Grant {
	return []authz.Grant{
		{Role: org.SystemAdmin, Perm: PermRead, Reach: authz.Org},
		{Role: org.SystemAdmin, Perm: PermOrg, Reach: authz.Org},
		{Role: org.SystemAdmin, Perm: PermAccount, Reach: authz.Org},
		{Role: org.SystemAdmin, Perm: PermExport, Reach: authz.Org},
		{Role: org.SecurityAdmin, Perm: PermRead, Reach: authz.Org},
		{Role: org.SecurityAdmin, Perm: PermGrant, Reach: authz.Org},
		{Role: org.SecurityAdmin, Perm: PermExport, Reach: authz.Org},
		{Role: org.AuditAdmin, Perm: PermRead, Reach: authz.Org},
		{Role: org.AuditAdmin, Perm: PermSignIns, Reach: authz.Org},
		{Role: org.AuditAdmin, Perm: PermExport, Reach: authz.Org},
	}
}

//go:embed messages.json
var messages []byte

// Messages are the sentences of this room's codes.
func Messages() []byte { return messages }

// Actions that an entity's can may list.
const (
	CanCreateBelow = "create_below"
	CanEdit        = "edit"
	CanMove        = "move"
	CanClose       = "close"
	CanReopen      = "reopen"
	CanLeave       = "leave"
	CanAccount     = "account"
	CanReset       = "reset_password"
	CanUnlock      = "unlock"
	CanDisable     = "disable"
	CanEnable      = "enable"
	CanEndSessions = "end_sessions"
	CanGrant       = "grant"
	CanEnd         = "end"
)

// OrgShown is an organisation with what the actor may do to it.
type OrgShown struct {
	org.OrgRow
	Can []string `json:"can"`
}

// StaffShown is a member of staff with account, roles in force and what the actor may do.
type StaffShown struct {
	org.Staff
	Account Account     `json:"account"`
	Roles   []RoleShown `json:"roles"`
	Can     []string    `json:"can"`
}

// Account is what the list of staff tells about an account; State is none, open, locked or disabled.
type Account struct {
	Login       string `json:"login"`
	State       string `json:"state"`
	LockedUntil int64  `json:"locked_until"`
	MustChange  bool   `json:"must_change"`
	LastInAt    int64  `json:"last_in_at"`
}

// RoleShown is a role in force.
type RoleShown struct {
	Code    string `json:"code"`
	Label   string `json:"label"`
	OrgName string `json:"org_name"`
	FromOn  string `json:"from_on"`
	ToOn    string `json:"to_on"`
}

// GrantShown is a role grant with what the actor may do to it; State is now, later or past.
type GrantShown struct {
	org.GrantRow
	Label string   `json:"label"`
	State string   `json:"state"`
	Can   []string `json:"can"`
}

// RoleInfo explains a role: its words, what it may do and what it excludes.
type RoleInfo struct {
	Code        string             `json:"code"`
	Label       string             `json:"label"`
	Admin       bool               `json:"admin"`
	Permissions []authz.Permission `json:"permissions"`
}

// SignInShown is one try to sign in with the name behind it.
type SignInShown struct {
	authn.Attempt
	Name    string `json:"name"`
	OrgName string `json:"org_name"`
}

// Once is an answer with a password that is shown this one time.
type Once struct {
	Staff    StaffShown `json:"staff"`
	Login    string     `json:"login"`
	Password string     `json:"password"`
}

func orgCan(a *authz.Actor, o org.Org, today string) []string {
	can := []string{}
	if !a.HasAt(PermOrg, o.Path) {
		return can
	}
	open := o.ToOn == "" || o.ToOn >= today
	if open {
		can = append(can, CanCreateBelow, CanEdit)
		if o.ParentID != "" {
			can = append(can, CanMove)
		}
	}
	if o.ToOn == "" && o.ParentID != "" {
		can = append(can, CanClose)
	}
	if o.ToOn != "" {
		can = append(can, CanReopen)
	}
	return can
}

func staffCan(a *authz.Actor, st org.Staff, u Account, today string) []string {
	can := []string{}
	here := st.ToOn == "" || st.ToOn >= today
	if !here {
		return can
	}
	if a.HasAt(PermAccount, st.OrgPath) {
		can = append(can, CanEdit)
		if a.StaffID != st.ID {
			can = append(can, CanLeave)
		}
		switch u.State {
		case "none":
			can = append(can, CanAccount)
		case "disabled":
			can = append(can, CanEnable)
		default:
			can = append(can, CanReset, CanEndSessions)
			if u.State == "locked" {
				can = append(can, CanUnlock)
			}
			if a.StaffID != st.ID {
				can = append(can, CanDisable)
			}
		}
	}
	if a.HasAt(PermGrant, st.OrgPath) && a.StaffID != st.ID {
		can = append(can, CanGrant)
	}
	return can
}

func grantState(g org.RoleGrant, today string) string {
	switch {
	case g.ToOn != "" && g.ToOn < today:
		return "past"
	case g.FromOn > today:
		return "later"
	}
	return "now"
}

func account(u authn.User, now int64) Account {
	out := Account{Login: u.Login, State: "open", MustChange: u.MustChange, LastInAt: u.LastInAt}
	switch {
	case u.ID == "":
		out.State = "none"
	case u.Disabled:
		out.State = "disabled"
	case u.LockedUntil > now:
		out.State, out.LockedUntil = "locked", u.LockedUntil
	}
	return out
}

func roles(grants []org.RoleGrant, lang i18n.Language) []RoleShown {
	out := []RoleShown{}
	for _, g := range grants {
		r, _ := org.RoleOf(g.Role)
		out = append(out, RoleShown{Code: g.Role, Label: r.Word().In(lang), OrgName: g.OrgName, FromOn: g.FromOn, ToOn: g.ToOn})
	}
	return out
}

func permissions(grants []authz.Grant) []authz.Permission {
	out := []authz.Permission{}
	for _, g := range grants {
		if !slices.Contains(out, g.Perm) {
			out = append(out, g.Perm)
		}
	}
	slices.Sort(out)
	return out
}
