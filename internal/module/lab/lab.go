// Package lab answers what a change of the rules would do to the real cases and to the pool before anybody votes on it: the
// rules in force against one or more reforms over the latest assessed facts of every case, or over made-up households; the value
// that spends exactly so much; how a pool that is too small could be shared out. Every figure is computed by the rule sets
// themselves. A run is kept with its inputs and can be repeated to the same bytes, and its changes can be brought before the
// meeting.
package lab

import (
	_ "embed"

	"yice/internal/core/org"
	"yice/internal/kit/authz"
)

//go:embed messages.json
var messages []byte

// Messages are this room's sentences.
func Messages() []byte { return messages }

// Permissions of this room. Cases are shown by the casebook's own scope.
const (
	PermRun  authz.Permission = "lab.run"  // compute, keep a run, bring its changes before the meeting
	PermView authz.Permission = "lab.view" // see kept runs
)

// Grants says which role may do what here: who proposes parameters may compute, who decides on them or watches may look.
func Grants() []authz.Grant {
	var g []authz.Grant
	for _, role := range []string{org.DepartmentOfficer, org.DepartmentLeader, org.Secretariat} {
		g = append(g, authz.Grant{Role: role, Perm: PermRun, Reach: authz.All})
	}
	for _, role := range []string{org.DepartmentOfficer, org.DepartmentLeader, org.Secretariat, org.MeetingMember, org.MeetingChair, org.Auditor} {
		g = append(g, authz.Grant{Role: role, Perm: PermView, Reach: authz.All})
	}
	return g
}
