// Package authz answers who may do what, where. It is closed by default: no actor, no permission or no reach is a
// refusal. Which role holds which permission is data handed over by the app.
package authz

import (
	"context"
	"maps"
	"slices"
	"sort"
	"strings"

	"yice/internal/kit/errs"
)

// Permission names one thing that can be allowed, "room.verb".
type Permission string

// ReachKind says how far a permission goes.
type ReachKind string

// Everywhere, within the organisation subtree of the grant, or only what is assigned to the person.
const (
	All      ReachKind = "all"
	Org      ReachKind = "org"
	Assigned ReachKind = "assigned"
)

// Reach is how far one grant of a permission goes. Path is an organisation path for Org.
type Reach struct {
	Kind ReachKind
	Path string
}

// Actor is who acts: a signed-in member of staff with what the roles in force today allow.
type Actor struct {
	UserID, StaffID, Name         string
	OrgID, OrgName, OrgPath, Area string
	Department                    string // department code of the own or nearest superior department, "" for none
	Roles                         []string
	Reaches                       map[Permission][]Reach
	MustChangePassword            bool
	SessionID, Origin, Language   string
}

// Has tells whether the actor holds the permission with any reach.
func (a *Actor) Has(p Permission) bool { return a != nil && len(a.Reaches[p]) > 0 }

// HasAt tells whether the permission reaches an object that belongs to one of the organisation paths.
func (a *Actor) HasAt(p Permission, paths ...string) bool {
	if a == nil {
		return false
	}
	for _, r := range a.Reaches[p] {
		if r.Kind == All {
			return true
		}
		if r.Kind == Org && slices.ContainsFunc(paths, func(at string) bool { return at != "" && strings.HasPrefix(at, r.Path) }) {
			return true
		}
	}
	return false
}

// Who is the actor's name, as it is written beside what was done; "" for nobody.
func (a *Actor) Who() string {
	if a == nil {
		return ""
	}
	return a.Name
}

// Hand is the person behind an actor, for duties that two people share: one person stays one, whatever account is used. "" for nobody.
func (a *Actor) Hand() string {
	switch {
	case a == nil:
		return ""
	case a.StaffID != "":
		return a.StaffID
	}
	return a.UserID
}

// HasRole tells whether the actor holds the role today.
func (a *Actor) HasRole(role string) bool { return a != nil && slices.Contains(a.Roles, role) }

// Permissions lists what the actor holds, sorted.
func (a *Actor) Permissions() []Permission {
	out := make([]Permission, 0, len(a.Reaches))
	for p, r := range a.Reaches {
		if len(r) > 0 {
			out = append(out, p)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i] < out[j] })
	return out
}

type actorKey struct{}

// With returns a context in which a acts.
func With(ctx context.Context, a *Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// From returns who acts, or nil.
func From(ctx context.Context) *Actor {
	a, _ := ctx.Value(actorKey{}).(*Actor)
	return a
}

// Must returns who acts, or errs.Unauthenticated.
func Must(ctx context.Context) (*Actor, error) {
	if a := From(ctx); a != nil {
		return a, nil
	}
	return nil, errs.New(errs.Unauthenticated, "session.required")
}

// Require refuses unless the actor holds the permission with any reach: errs.Unauthenticated or errs.Forbidden.
func Require(ctx context.Context, p Permission) error {
	a, err := Must(ctx)
	if err != nil {
		return err
	}
	if !a.Has(p) {
		return errs.New(errs.Forbidden, "forbidden", "permission", string(p))
	}
	return nil
}

// RequireAt refuses unless the permission reaches one of the organisation paths; no path is a refusal unless the
// permission is held everywhere.
func RequireAt(ctx context.Context, p Permission, paths ...string) error {
	a, err := Must(ctx)
	if err != nil {
		return err
	}
	if !a.HasAt(p, paths...) {
		return errs.New(errs.Forbidden, "forbidden", "permission", string(p))
	}
	return nil
}

// Lend returns a context in which the actor also holds the permission within the organisation path: for a step that follows
// by rule from something that he was allowed to do, as an appointed visitor finishing his visit. It is still the same actor
// in the journal.
func Lend(ctx context.Context, p Permission, path string) context.Context {
	a := From(ctx)
	if a == nil || path == "" {
		return ctx
	}
	lent := *a
	lent.Reaches = maps.Clone(a.Reaches)
	if lent.Reaches == nil {
		lent.Reaches = map[Permission][]Reach{}
	}
	lent.Reaches[p] = append(slices.Clone(a.Reaches[p]), Reach{Kind: Org, Path: path})
	return With(ctx, &lent)
}

// System is a named actor for jobs and commands with just the listed permissions, everywhere.
func System(name string, perms ...Permission) *Actor {
	a := &Actor{UserID: "system:" + name, Name: name, Roles: []string{}, Reaches: map[Permission][]Reach{}}
	for _, p := range perms {
		a.Reaches[p] = []Reach{{Kind: All}}
	}
	return a
}

// Grant is one line of the table "which role holds which permission, how far". Rooms declare theirs; the app joins them.
type Grant struct {
	Role  string
	Perm  Permission
	Reach ReachKind
}
