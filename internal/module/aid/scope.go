package aid

import (
	"context"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
)

// Kinds of access to a case.
const (
	AccessEntry    = "entry"    // entered it
	AccessLead     = "lead"     // leads it
	AccessBody     = "body"     // the employer's union that applied for its worker
	AccessTransfer = "transfer" // was asked to take it or a part of it
	AccessInvited  = "invited"  // "N", for listed fields and until a date
	AccessAgenda   = "agenda"   // sits in the meeting that decides it
	AccessMeasure  = "measure"  // owns a measure of its plan
	AccessVisitor  = "visitor"  // visits it
	AccessContact  = "contact"  // is its contact cadre
	AccessProvider = "provider" // gives it a service
	AccessCheck    = "check"    // checks the household's economy
)

// Access lets an organisation (with all below it) or a member of staff see a case. Fields limits what an invited "N" sees;
// UntilOn is the last day, empty for no end.
type Access struct {
	CaseID  string `db:"case_id" json:"-"`
	Kind    string `db:"kind" json:"kind"`
	OrgID   string `db:"org_id" json:"org_id"`
	OrgPath string `db:"org_path" json:"-"`
	StaffID string `db:"staff_id" json:"staff_id"`
	Fields  string `db:"fields" json:"fields"`
	UntilOn string `db:"until_on" json:"until_on"`
	MadeAt  int64  `db:"made_at" json:"made_at"`
	MadeBy  string `db:"made_by" json:"made_by"`
}

// fewInReach is up to how many access rows a list goes from them to the cases.
const fewInReach = 2000

// reach appends the condition on the access rows (aliased x) that let the actor see a case today.
func reach(q *db.Query, a *authz.Actor, perm authz.Permission, today string) {
	q.Add("(x.until_on = '' OR x.until_on >= ?) AND (1=0", today)
	for _, r := range a.Reaches[perm] {
		switch r.Kind {
		case authz.Org:
			from, to := db.Prefix(r.Path)
			q.Add(" OR (x.org_path >= ? AND x.org_path < ?)", from, to)
		case authz.Assigned:
			q.If(a.StaffID != "", " OR x.staff_id = ?", a.StaffID)
		}
	}
	q.If(a.StaffID != "", " OR x.staff_id = ?", a.StaffID)
	q.Add(")")
}

// reachable appends the cases that the actor's access rows lead to today, one SELECT for each reach: SQLite uses an index for
// each of them, but none for their OR. A case may come more than once.
func reachable(q *db.Query, a *authz.Actor, perm authz.Permission, today string) {
	const rows = "SELECT x.case_id FROM aid_access x WHERE (x.until_on = '' OR x.until_on >= ?) AND "
	q.Add(rows+"x.staff_id = ? AND x.staff_id <> ''", today, a.StaffID)
	for _, r := range a.Reaches[perm] {
		if r.Kind == authz.Org {
			from, to := db.Prefix(r.Path)
			q.Add(" UNION ALL "+rows+"x.org_path >= ? AND x.org_path < ?", today, from, to)
		}
	}
}

// few tells whether so few access rows let the actor see cases that a list is better read from them: an officer with ten
// households among a city's hundred thousand would otherwise have each of those asked.
func few(ctx context.Context, tx *db.Tx, a *authz.Actor, perm authz.Permission) (bool, error) {
	if a.HasAt(perm) {
		return false, nil
	}
	q := db.NewQuery("SELECT count(*) FROM (SELECT 1 FROM (")
	reachable(q, a, perm, tx.Today())
	q.Add(") r LIMIT ?) t", fewInReach+1)
	n, err := db.One[int64](ctx, tx, q.Text(), q.Args()...)
	return n <= fewInReach, err
}

// scoped appends the one condition that decides which cases (aliased c) an actor sees: ended ones only with PermSeeEnded,
// others by the reach of the permission through the access rows. Every read path goes through here, so that an ended
// household stays out of lists, search, exports and counts by construction.
func scoped(ctx context.Context, q *db.Query, a *authz.Actor, perm authz.Permission, today string) {
	if !a.Has(PermSeeEnded) {
		q.Add(" AND c.hidden = ?", false)
	}
	if a.HasAt(perm) {
		return // reaches everything
	}
	q.Add(" AND EXISTS (SELECT 1 FROM aid_access x WHERE x.case_id = c.id AND ")
	reach(q, a, perm, today)
	q.Add(")")
}
