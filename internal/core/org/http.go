package org

import (
	"context"
	"strings"

	"yice/internal/kit/authn"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/i18n"
	"yice/internal/kit/web"
)

// Door serves what concerns the signed-in person: the session and "who am I". Nav is the app's table of sections.
type Door struct {
	DB      *db.DB
	Authn   *authn.Service
	Nav     []Section
	Version string
}

// Section is one entry of the navigation, shown to whoever holds any of the permissions. "room." stands for any
// permission of the room, web.SignedIn for everyone.
type Section struct {
	Code  string
	Perms []authz.Permission
}

type signInIn struct {
	Body struct {
		Login    string `json:"login" minLength:"1" maxLength:"100"`
		Password string `json:"password" minLength:"1" maxLength:"500"`
	}
}

type signInOut struct {
	MustChangePassword bool `json:"must_change_password"`
}

type passwordIn struct {
	Body struct {
		Old string `json:"old" minLength:"1" maxLength:"500"`
		New string `json:"new" minLength:"1" maxLength:"500"`
	}
}

// Me is the answer to "who am I and what may I do today".
type Me struct {
	User               MeUser             `json:"user"`
	Org                MeOrg              `json:"org"`
	Roles              []MeRole           `json:"roles"`
	Permissions        []authz.Permission `json:"permissions"`
	Nav                []string           `json:"nav"`
	MustChangePassword bool               `json:"must_change_password"`
	Today              string             `json:"today"`
	Language           string             `json:"language"`
	Version            string             `json:"version"`
	Platform           string             `json:"platform"`
}

// MeUser is the person.
type MeUser struct {
	ID      string `json:"id"`
	StaffID string `json:"staff_id"`
	Name    string `json:"name"`
	Login   string `json:"login"`
}

// MeOrg is the organisation the person belongs to.
type MeOrg struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Path       string `json:"path"`
	Department string `json:"department"`
	Area       string `json:"area"`
}

// MeRole is a role in force today.
type MeRole struct {
	Code  string `json:"code"`
	Label string `json:"label"`
}

// Routes are the addresses of the session and of the signed-in person.
func (d *Door) Routes() []web.Route {
	return []web.Route{
		web.Post("/session", web.Public, "session.open", "Sign in", d.signIn).WithSecret(),
		web.Delete("/session", web.SignedIn, "session.close", "Sign out", d.signOut).BeforePasswordChange(),
		web.Post("/session/password", web.SignedIn, "session.password", "Change the own password", d.password).BeforePasswordChange().WithSecret(),
		web.Get("/me", web.SignedIn, "session.me", "Who am I and what may I do", d.me).BeforePasswordChange(),
	}
}

func (d *Door) signIn(ctx context.Context, in *signInIn) (signInOut, error) {
	c := web.ClientOf(ctx)
	token, mustChange, err := d.Authn.SignIn(ctx, in.Body.Login, in.Body.Password, authn.Client{Origin: c.Origin, Agent: c.Agent})
	if err != nil {
		return signInOut{}, err
	}
	web.SetCookie(ctx, authn.Cookie(token, c.Secure))
	return signInOut{MustChangePassword: mustChange}, nil
}

func (d *Door) signOut(ctx context.Context, _ *struct{}) (web.None, error) {
	if err := d.Authn.SignOut(ctx); err != nil {
		return web.None{}, err
	}
	web.SetCookie(ctx, authn.Cookie("", web.ClientOf(ctx).Secure))
	return web.None{}, nil
}

func (d *Door) password(ctx context.Context, in *passwordIn) (web.None, error) {
	return web.None{}, d.Authn.ChangePassword(ctx, in.Body.Old, in.Body.New)
}

func (d *Door) me(ctx context.Context, _ *struct{}) (Me, error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return Me{}, err
	}
	var u authn.User
	var top []Org
	err = d.DB.View(ctx, func(tx *db.Tx) (err error) {
		if u, err = d.Authn.UserTx(ctx, tx, a.UserID); err != nil {
			return err
		}
		top, err = orgsAt(ctx, tx, ancestors(a.OrgPath))
		return err
	})
	if err != nil {
		return Me{}, err
	}
	lang := web.Language(ctx)
	me := Me{
		User:  MeUser{ID: a.UserID, StaffID: a.StaffID, Name: a.Name, Login: u.Login},
		Org:   MeOrg{ID: a.OrgID, Name: a.OrgName, Path: a.OrgPath, Department: a.Department, Area: a.Area},
		Roles: []MeRole{}, Permissions: a.Permissions(), Nav: []string{}, MustChangePassword: a.MustChangePassword,
		Today: clock.Date(d.DB.Now()), Language: string(lang), Version: d.Version,
		Platform: platform(top, lang),
	}
	for _, code := range a.Roles {
		r, _ := RoleOf(code)
		me.Roles = append(me.Roles, MeRole{Code: code, Label: r.Word().In(lang)})
	}
	for _, s := range d.Nav {
		if s.shown(a) {
			me.Nav = append(me.Nav, s.Code)
		}
	}
	return me, nil
}

func (s Section) shown(a *authz.Actor) bool {
	for _, p := range s.Perms {
		if p == web.SignedIn || a.Has(p) || strings.HasSuffix(string(p), ".") && holdsAny(a, string(p)) {
			return true
		}
	}
	return false
}

func holdsAny(a *authz.Actor, prefix string) bool {
	for p, reaches := range a.Reaches {
		if len(reaches) > 0 && strings.HasPrefix(string(p), prefix) {
			return true
		}
	}
	return false
}

// platform is the platform's own name, from the city at the top.
func platform(above []Org, lang i18n.Language) string {
	if len(above) == 0 {
		return ""
	}
	city := above[len(above)-1].Name
	if lang == i18n.English {
		return city + " Care Platform"
	}
	return city + "精准帮扶平台"
}
