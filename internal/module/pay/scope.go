package pay

import (
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
)

// scoped leaves the confirmations that the actor's departments were asked for.
func scoped(q *db.Query, a *authz.Actor) {
	q.Add(" AND (1=0")
	for _, r := range a.Reaches[PermConfirm] {
		if r.Kind == authz.All {
			q.Add(" OR 1=1")
			continue
		}
		from, to := db.Prefix(r.Path)
		q.Add(" OR (org_path >= ? AND org_path < ?)", from, to)
	}
	q.Add(")")
}
