package settings

import (
	"context"
	"net/http"
	"time"

	"yice/internal/core/org"
	"yice/internal/kit/authn"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/web"
)

type door struct{ s *Service }

// Routes are this room's addresses.
func Routes(s *Service) []web.Route {
	d := door{s}
	return []web.Route{
		web.Get("/organisations", web.SignedIn, "org.list", "Organisations to choose from", d.pickOrgs),
		web.Get("/staff", web.SignedIn, "org.staff", "Staff to choose from", d.pickStaff),

		web.Get("/settings/organisations", PermRead, "settings.orgs", "Organisations", d.orgs),
		web.Raw(http.MethodGet, "/settings/organisations/export", PermExport, "settings.orgs_export", "Organisations as xlsx", d.exportOrgs),
		web.Post("/settings/organisations", PermOrg, "settings.org_create", "Make an organisation", d.createOrg),
		web.Get("/settings/organisations/{id}", PermRead, "settings.org", "One organisation", d.oneOrg),
		web.Get("/settings/organisations/{id}/history", PermRead, "settings.org_history", "Its history", d.orgHistory),
		web.Put("/settings/organisations/{id}", PermOrg, "settings.org_edit", "Rename or correct", d.editOrg),
		web.Post("/settings/organisations/{id}/move", PermOrg, "settings.org_move", "Put below another one", d.moveOrg),
		web.Post("/settings/organisations/{id}/close", PermOrg, "settings.org_close", "Close", d.closeOrg),
		web.Post("/settings/organisations/{id}/reopen", PermOrg, "settings.org_reopen", "Take a closing back", d.reopenOrg),

		web.Get("/settings/staff", PermRead, "settings.staff", "Staff with accounts and roles", d.staff),
		web.Raw(http.MethodGet, "/settings/staff/export", PermExport, "settings.staff_export", "Staff as xlsx", d.exportStaff),
		web.Post("/settings/staff", PermAccount, "settings.staff_create", "Enter a member of staff", d.createStaff).WithSecret(),
		web.Get("/settings/staff/{id}", PermRead, "settings.staff_one", "One member of staff", d.oneStaff),
		web.Put("/settings/staff/{id}", PermAccount, "settings.staff_edit", "Correct or move", d.editStaff),
		web.Post("/settings/staff/{id}/leave", PermAccount, "settings.staff_leave", "End the time here", d.leave),
		web.Post("/settings/staff/{id}/account", PermAccount, "settings.account_open", "Give an account", d.openAccount).WithSecret(),
		web.Post("/settings/staff/{id}/reset-password", PermAccount, "settings.account_reset", "Give a one-time password", d.reset).WithSecret(),
		web.Post("/settings/staff/{id}/unlock", PermAccount, "settings.account_unlock", "Take back a lock by failures", d.unlock),
		web.Post("/settings/staff/{id}/disable", PermAccount, "settings.account_disable", "Lock by hand", d.disable),
		web.Post("/settings/staff/{id}/enable", PermAccount, "settings.account_enable", "Open again", d.enable),
		web.Get("/settings/staff/{id}/sessions", PermAccount, "settings.sessions", "Where somebody is signed in", d.sessions),
		web.Post("/settings/staff/{id}/end-sessions", PermAccount, "settings.sessions_end", "Sign somebody out everywhere", d.endSessions),

		web.Get("/settings/roles", PermRead, "settings.roles", "What each role may do", d.roles),
		web.Get("/settings/role-grants", PermRead, "settings.grants", "Who holds which role", d.grants),
		web.Raw(http.MethodGet, "/settings/role-grants/export", PermExport, "settings.grants_export", "Who holds which role, as xlsx", d.exportGrants),
		web.Post("/settings/role-grants", PermGrant, "settings.grant", "Give a role", d.grant),
		web.Post("/settings/role-grants/{id}/end", PermGrant, "settings.grant_end", "End a role", d.endGrant),

		web.Get("/settings/sign-ins", PermSignIns, "settings.sign_ins", "Who tried to sign in", d.signIns),
		web.Raw(http.MethodGet, "/settings/sign-ins/export", PermSignIns, "settings.sign_ins_export", "Who tried to sign in, as xlsx", d.exportSignIns),
	}
}

// IDIn names the record in the address.
type IDIn struct {
	ID string `path:"id" maxLength:"40"`
}

// Change is what every act on an existing record carries: the version that was read, and why.
type Change struct {
	Version int64  `json:"version" minimum:"1"`
	Reason  string `json:"reason,omitempty" maxLength:"200"`
}

// Because is the reason of an act that needs no version.
type Because struct {
	Reason string `json:"reason,omitempty" maxLength:"200"`
}

type orgsIn struct {
	web.Page
	Q          string `query:"q" maxLength:"50"`
	Kind       string `query:"kind" maxLength:"20"`
	Department string `query:"department" maxLength:"20"`
	Under      string `query:"under" maxLength:"500" doc:"path of a subtree"`
	Parent     string `query:"parent" maxLength:"40" doc:"id, or root"`
	Open       string `query:"open" enum:"yes,all" doc:"yes leaves out closed ones"`
}

func (in *orgsIn) filter(today string) org.OrgFilter {
	f := org.OrgFilter{Query: in.Q, Kind: in.Kind, Department: in.Department, Under: in.Under, Parent: in.Parent, Page: in.Page.Page()}
	if in.Open == "yes" {
		f.On = today
	}
	return f
}

func (d door) today() string { return clock.Date(d.s.db.Now()) }

func (d door) orgs(ctx context.Context, in *orgsIn) (web.List[OrgShown], error) {
	l, err := d.s.Orgs(ctx, in.filter(d.today()))
	return web.ListOf(l.Rows, l.Next, l.Total), err
}

func (d door) oneOrg(ctx context.Context, in *IDIn) (OrgShown, error) { return d.s.Org(ctx, in.ID) }

func (d door) orgHistory(ctx context.Context, in *IDIn) (web.List[org.OrgVersion], error) {
	rows, err := d.s.OrgHistory(ctx, in.ID)
	return web.ListOf(rows, "", int64(len(rows))), err
}

type createOrgIn struct{ Body org.NewOrg }

func (d door) createOrg(ctx context.Context, in *createOrgIn) (OrgShown, error) {
	return d.s.CreateOrg(ctx, in.Body)
}

type editOrgIn struct {
	IDIn
	Body struct {
		org.Facts
		Version int64 `json:"version" minimum:"1"`
	}
}

func (d door) editOrg(ctx context.Context, in *editOrgIn) (OrgShown, error) {
	return d.s.EditOrg(ctx, in.ID, in.Body.Version, in.Body.Facts)
}

type moveOrgIn struct {
	IDIn
	Body struct {
		Change
		ParentID string `json:"parent_id" minLength:"1" maxLength:"40"`
	}
}

func (d door) moveOrg(ctx context.Context, in *moveOrgIn) (OrgShown, error) {
	return d.s.MoveOrg(ctx, in.ID, in.Body.Version, in.Body.ParentID, in.Body.Reason)
}

type lastDayIn struct {
	IDIn
	Body struct {
		Change
		ToOn string `json:"to_on" maxLength:"10" doc:"the last day"`
	}
}

func (d door) closeOrg(ctx context.Context, in *lastDayIn) (OrgShown, error) {
	return d.s.CloseOrg(ctx, in.ID, in.Body.Version, in.Body.ToOn, in.Body.Reason)
}

type changeIn struct {
	IDIn
	Body Change
}

func (d door) reopenOrg(ctx context.Context, in *changeIn) (OrgShown, error) {
	return d.s.ReopenOrg(ctx, in.ID, in.Body.Version, in.Body.Reason)
}

type staffIn struct {
	web.Page
	Q     string `query:"q" maxLength:"50" doc:"name, phone or login"`
	OrgID string `query:"org_id" maxLength:"40"`
	Under string `query:"under" maxLength:"500"`
	Role  string `query:"role" maxLength:"40"`
	Left  string `query:"left" enum:"yes,no" doc:"no leaves out who has left"`
}

func (in *staffIn) filter() org.StaffFilter {
	return org.StaffFilter{Query: in.Q, OrgID: in.OrgID, Under: in.Under, Role: in.Role, Left: in.Left, Page: in.Page.Page()}
}

func (d door) staff(ctx context.Context, in *staffIn) (web.List[StaffShown], error) {
	l, err := d.s.Staff(ctx, in.filter(), web.Language(ctx))
	return web.ListOf(l.Rows, l.Next, l.Total), err
}

func (d door) oneStaff(ctx context.Context, in *IDIn) (StaffShown, error) {
	return d.s.One(ctx, in.ID, web.Language(ctx))
}

type createStaffIn struct {
	Body struct {
		org.StaffFacts
		FromOn string `json:"from_on,omitempty" maxLength:"10"`
		Login  string `json:"login,omitempty" maxLength:"40" doc:"makes an account"`
	}
}

func (d door) createStaff(ctx context.Context, in *createStaffIn) (Once, error) {
	return d.s.CreateStaff(ctx, in.Body.StaffFacts, in.Body.FromOn, in.Body.Login, web.Language(ctx))
}

type editStaffIn struct {
	IDIn
	Body struct {
		org.StaffFacts
		Version int64 `json:"version" minimum:"1"`
	}
}

func (d door) editStaff(ctx context.Context, in *editStaffIn) (StaffShown, error) {
	return d.s.EditStaff(ctx, in.ID, in.Body.Version, in.Body.StaffFacts, web.Language(ctx))
}

func (d door) leave(ctx context.Context, in *lastDayIn) (StaffShown, error) {
	return d.s.Leave(ctx, in.ID, in.Body.Version, in.Body.ToOn, in.Body.Reason, web.Language(ctx))
}

type openAccountIn struct {
	IDIn
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		Login   string `json:"login" minLength:"1" maxLength:"40"`
	}
}

func (d door) openAccount(ctx context.Context, in *openAccountIn) (Once, error) {
	return d.s.OpenAccount(ctx, in.ID, in.Body.Version, in.Body.Login, web.Language(ctx))
}

type becauseIn struct {
	IDIn
	Body Because
}

func (d door) reset(ctx context.Context, in *becauseIn) (Once, error) {
	return d.s.ResetPassword(ctx, in.ID, in.Body.Reason, web.Language(ctx))
}

func (d door) unlock(ctx context.Context, in *becauseIn) (StaffShown, error) {
	return d.s.Unlock(ctx, in.ID, in.Body.Reason, web.Language(ctx))
}

func (d door) disable(ctx context.Context, in *becauseIn) (StaffShown, error) {
	return d.s.Disable(ctx, in.ID, true, in.Body.Reason, web.Language(ctx))
}

func (d door) enable(ctx context.Context, in *becauseIn) (StaffShown, error) {
	return d.s.Disable(ctx, in.ID, false, in.Body.Reason, web.Language(ctx))
}

func (d door) endSessions(ctx context.Context, in *becauseIn) (StaffShown, error) {
	return d.s.EndSessions(ctx, in.ID, in.Body.Reason, web.Language(ctx))
}

func (d door) sessions(ctx context.Context, in *IDIn) (web.List[authn.Session], error) {
	rows, err := d.s.Sessions(ctx, in.ID)
	return web.ListOf(rows, "", int64(len(rows))), err
}

func (d door) roles(ctx context.Context, _ *struct{}) (web.List[RoleInfo], error) {
	rows, err := d.s.Roles(ctx, web.Language(ctx))
	return web.ListOf(rows, "", int64(len(rows))), err
}

type grantsIn struct {
	web.Page
	Q       string `query:"q" maxLength:"50" doc:"name"`
	StaffID string `query:"staff_id" maxLength:"40"`
	Role    string `query:"role" maxLength:"40"`
	Under   string `query:"under" maxLength:"500"`
	State   string `query:"state" enum:"now,later,past"`
}

func (in *grantsIn) filter() org.GrantFilter {
	return org.GrantFilter{Query: in.Q, StaffID: in.StaffID, Role: in.Role, Under: in.Under, State: in.State, Page: in.Page.Page()}
}

func (d door) grants(ctx context.Context, in *grantsIn) (web.List[GrantShown], error) {
	l, err := d.s.Grants(ctx, in.filter(), web.Language(ctx))
	return web.ListOf(l.Rows, l.Next, l.Total), err
}

type grantIn struct{ Body org.NewGrant }

func (d door) grant(ctx context.Context, in *grantIn) (GrantShown, error) {
	return d.s.Grant(ctx, in.Body, web.Language(ctx))
}

type endGrantIn struct {
	IDIn
	Body struct {
		Change
		ToOn string `json:"to_on,omitempty" maxLength:"10" doc:"the last day; empty ends it at once"`
	}
}

func (d door) endGrant(ctx context.Context, in *endGrantIn) (GrantShown, error) {
	return d.s.EndGrant(ctx, in.ID, in.Body.Version, in.Body.ToOn, in.Body.Reason, web.Language(ctx))
}

type signInsIn struct {
	web.Page
	Login  string `query:"login" maxLength:"64"`
	Result string `query:"result" enum:"ok,password,unknown,locked,disabled"`
	Origin string `query:"origin" maxLength:"64"`
	FromOn string `query:"from_on" maxLength:"10"`
	ToOn   string `query:"to_on" maxLength:"10"`
}

func (in *signInsIn) filter() (authn.AttemptFilter, error) {
	f := authn.AttemptFilter{Login: authn.NormalLogin(in.Login), Result: in.Result, Origin: in.Origin, Page: in.Page.Page()}
	from, err := startOf("from_on", in.FromOn)
	if err != nil {
		return f, err
	}
	to, err := startOf("to_on", in.ToOn)
	if err != nil {
		return f, err
	}
	if !from.IsZero() {
		f.From = from.UnixMilli()
	}
	if !to.IsZero() {
		f.To = to.AddDate(0, 0, 1).UnixMilli()
	}
	return f, nil
}

func startOf(field, on string) (time.Time, error) {
	if on == "" {
		return time.Time{}, nil
	}
	t, err := clock.ParseDate(on)
	if err != nil {
		return time.Time{}, errs.InvalidField(field, "date.form")
	}
	return t, nil
}

func (d door) signIns(ctx context.Context, in *signInsIn) (web.List[SignInShown], error) {
	f, err := in.filter()
	if err != nil {
		return web.List[SignInShown]{}, err
	}
	l, err := d.s.SignIns(ctx, f)
	return web.ListOf(l.Rows, l.Next, l.Total), err
}

// OrgPick and StaffPick are what anyone signed in may know of organisations and colleagues, to choose from.
type OrgPick struct {
	ID         string `json:"id"`
	ParentID   string `json:"parent_id"`
	Path       string `json:"path"`
	Kind       string `json:"kind"`
	Name       string `json:"name"`
	Department string `json:"department"`
	AreaCode   string `json:"area_code"`
	Children   int64  `json:"children"`
}

// StaffPick is a colleague.
type StaffPick struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Title   string `json:"title"`
	OrgID   string `json:"org_id"`
	OrgName string `json:"org_name"`
}

func (d door) pickOrgs(ctx context.Context, in *orgsIn) (out web.List[OrgPick], err error) {
	f := in.filter(d.today())
	f.On, f.Within = d.today(), org.Everywhere()
	err = d.s.db.View(ctx, func(tx *db.Tx) error {
		l, err := d.s.org.OrgsTx(ctx, tx, f)
		rows := []OrgPick{}
		for _, o := range l.Rows {
			rows = append(rows, OrgPick{
				ID: o.ID, ParentID: o.ParentID, Path: o.Path, Kind: o.Kind, Name: o.Name, Department: o.Department,
				AreaCode: o.AreaCode, Children: o.Children,
			})
		}
		out = web.ListOf(rows, l.Next, l.Total)
		return err
	})
	return out, err
}

func (d door) pickStaff(ctx context.Context, in *staffIn) (out web.List[StaffPick], err error) {
	f := in.filter()
	f.Left, f.NameOnly, f.Within = "no", true, org.Everywhere()
	err = d.s.db.View(ctx, func(tx *db.Tx) error {
		f.On = tx.Today()
		l, err := d.s.org.StaffsTx(ctx, tx, f)
		rows := []StaffPick{}
		for _, r := range l.Rows {
			rows = append(rows, StaffPick{ID: r.ID, Name: r.Name, Title: r.Title, OrgID: r.OrgID, OrgName: r.OrgName})
		}
		out = web.ListOf(rows, l.Next, l.Total)
		return err
	})
	return out, err
}
