package gift

import (
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
)

// scoped appends the one condition that decides which lists, pledges and gifts an actor sees: an employer's union those of its
// own subtree, whoever holds the permission everywhere all of them.
func scoped(q *db.Query, a *authz.Actor, perm authz.Permission, column string) {
	if a.HasAt(perm) {
		return // reaches everything
	}
	q.Add(" AND (1=0")
	for _, r := range a.Reaches[perm] {
		if r.Kind == authz.Org {
			from, to := db.Prefix(r.Path)
			q.Add(" OR ("+column+" >= ? AND "+column+" < ?)", from, to)
		}
	}
	q.Add(")")
}
