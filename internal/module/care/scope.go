package care

import (
	"context"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/module/aid"
)

// wide tells whether the actor holds the permission for cases, not only for what is assigned.
func wide(a *authz.Actor, perm authz.Permission) bool {
	if a == nil {
		return false
	}
	for _, r := range a.Reaches[perm] {
		if r.Kind != authz.Assigned {
			return true
		}
	}
	return false
}

// addSeen appends the expression that the session's case (aliased c) is in the actor's scope.
func addSeen(ctx context.Context, q *db.Query, a *authz.Actor, today string) {
	if !wide(a, PermView) {
		q.Add("(1=0)")
		return
	}
	q.Add("(1=1")
	aid.Scope(ctx, q, a, aid.PermView, today)
	q.Add(")")
}

// addMine appends the expression that the session (aliased s) is assigned to the actor: to the person, or to nobody in
// particular at a provider for which the person works. What belongs to an ended household is nobody's any more.
func addMine(q *db.Query, a *authz.Actor) {
	staff := a.StaffID
	if staff == "" {
		staff = "-"
	}
	q.Add("(c.hidden = ? AND (s.staff_id = ? OR (s.staff_id = '' AND EXISTS (SELECT 1 FROM care_provider_staff ps WHERE ps.provider_id = s.provider_id"+
		" AND ps.staff_id = ?))))", false, staff, staff)
}

// within appends the one condition that decides which sessions an actor sees; every read of sessions but the statistics has it.
func within(ctx context.Context, q *db.Query, a *authz.Actor, today string) {
	q.Add(" AND (")
	addSeen(ctx, q, a, today)
	q.Add(" OR ")
	addMine(q, a)
	q.Add(")")
}
