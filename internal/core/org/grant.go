package org

import (
	"context"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
)

// NewGrant is the input of GrantRoleTx. FromOn "" is today, ToOn "" is open.
type NewGrant struct {
	StaffID string `json:"staff_id" minLength:"1" maxLength:"40"`
	Role    string `json:"role" minLength:"1" maxLength:"40"`
	OrgID   string `json:"org_id" minLength:"1" maxLength:"40"`
	FromOn  string `json:"from_on,omitempty" maxLength:"10"`
	ToOn    string `json:"to_on,omitempty" maxLength:"10"`
	Reason  string `json:"reason,omitempty" maxLength:"200"`
}

// GrantRoleTx gives a role within a subtree for a period. Nobody may grant to himself. Codes: role.self, role.unknown,
// role.overlap, ROLE_CONFLICT (two roles that exclude each other at the same time), staff.missing, staff.left,
// org.missing, org.closed, date.form, date.order.
func (s *Service) GrantRoleTx(ctx context.Context, tx *db.Tx, in NewGrant) (RoleGrant, error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return RoleGrant{}, err
	}
	if a.StaffID != "" && a.StaffID == in.StaffID {
		return RoleGrant{}, errs.New(errs.Forbidden, "role.self")
	}
	row := grantRow{
		ID: id.New(tx.Now()), StaffID: in.StaffID, Role: in.Role, OrgID: in.OrgID, FromOn: in.FromOn, ToOn: in.ToOn, Reason: in.Reason,
		Version: 1, ChangedAt: tx.NowMS(), ChangedBy: a.Name,
	}
	if row.FromOn == "" {
		row.FromOn = tx.Today()
	}
	st, err := checkGrant(ctx, tx, row)
	if err != nil {
		return RoleGrant{}, err
	}
	if err := tx.Insert(ctx, "role_grants", row); err != nil {
		return RoleGrant{}, err
	}
	g, err := findGrant(ctx, tx, row.ID)
	if err != nil {
		return RoleGrant{}, err
	}
	s.changedAfter(tx, st.UserID)
	return g, recordGrant(ctx, tx, "role.grant", "授予"+st.Name, nil, g, in.Reason)
}

func checkGrant(ctx context.Context, tx *db.Tx, row grantRow) (Staff, error) {
	findings := checkDate("from_on", row.FromOn)
	if row.ToOn != "" {
		findings = append(findings, checkPeriod(row.FromOn, row.ToOn)...)
	}
	role, ok := RoleOf(row.Role)
	if !ok {
		findings = append(findings, errs.Field{Path: "role", Code: "role.unknown"})
	}
	if err := errs.InvalidFields(findings); err != nil {
		return Staff{}, err
	}
	st, err := findStaff(ctx, tx, row.StaffID)
	if errs.IsKind(err, errs.NotFound) {
		return Staff{}, errs.InvalidField("staff_id", "staff.missing")
	}
	if err != nil {
		return Staff{}, err
	}
	if st.ToOn != "" && st.ToOn < tx.Today() {
		return Staff{}, errs.New(errs.Conflict, "staff.left")
	}
	o, err := findOrg(ctx, tx, row.OrgID)
	if errs.IsKind(err, errs.NotFound) {
		return Staff{}, errs.InvalidField("org_id", "org.missing")
	}
	if err != nil {
		return Staff{}, err
	}
	if o.ToOn != "" && o.ToOn < tx.Today() {
		return Staff{}, errs.InvalidField("org_id", "org.closed")
	}
	have, err := grantsOf(ctx, tx, row.StaffID)
	if err != nil {
		return Staff{}, err
	}
	return st, checkTogether(role, row, have)
}

// checkTogether compares the new grant with those whose periods meet it.
func checkTogether(role Role, row grantRow, have []RoleGrant) error {
	for _, g := range have {
		if g.ToOn != "" && g.ToOn < row.FromOn || row.ToOn != "" && row.ToOn < g.FromOn || g.ToOn != "" && g.ToOn < g.FromOn {
			continue
		}
		if g.Role == row.Role && g.OrgID == row.OrgID {
			return errs.New(errs.Conflict, "role.overlap", "from", g.FromOn)
		}
		if Exclude(g.Role, row.Role) {
			other, _ := RoleOf(g.Role)
			return errs.New(errs.Conflict, "ROLE_CONFLICT", "role", role.Word(), "other", other.Word())
		}
	}
	return nil
}

// EndGrantTx ends a role on its last day; "" ends it at once. Nobody may change his own. Codes: stale, role.self,
// role.ended, date.form, date.past.
func (s *Service) EndGrantTx(ctx context.Context, tx *db.Tx, grantID string, version int64, toOn, reason string) (RoleGrant, error) {
	g, err := findGrant(ctx, tx, grantID)
	if err != nil {
		return RoleGrant{}, err
	}
	if a := authz.From(ctx); a != nil && a.StaffID == g.StaffID {
		return RoleGrant{}, errs.New(errs.Forbidden, "role.self")
	}
	if g.Version != version {
		return RoleGrant{}, stale(g.ChangedBy, g.ChangedAt)
	}
	yesterday := dayBefore(tx.Today())
	if toOn == "" {
		toOn = yesterday
	}
	if bad := checkDate("to_on", toOn); bad != nil {
		return RoleGrant{}, errs.InvalidFields(bad)
	}
	if g.ToOn != "" && g.ToOn < tx.Today() {
		return RoleGrant{}, errs.New(errs.Conflict, "role.ended")
	}
	if toOn < yesterday {
		return RoleGrant{}, errs.InvalidField("to_on", "date.past")
	}
	if g.ToOn != "" && toOn > g.ToOn {
		return RoleGrant{}, errs.InvalidField("to_on", "role.only_shorter")
	}
	if err := s.endGrant(ctx, tx, g, toOn, reason); err != nil {
		return RoleGrant{}, err
	}
	return findGrant(ctx, tx, grantID)
}

func (s *Service) endGrant(ctx context.Context, tx *db.Tx, g RoleGrant, toOn, reason string) error {
	a, err := authz.Must(ctx)
	if err != nil {
		return err
	}
	if err := updateGrantEnd(ctx, tx, g, toOn, a.Name); err != nil {
		return err
	}
	st, err := findStaff(ctx, tx, g.StaffID)
	if err != nil {
		return err
	}
	s.changedAfter(tx, st.UserID)
	after := g
	after.ToOn, after.Version = toOn, g.Version+1
	return recordGrant(ctx, tx, "role.end", "收回"+st.Name, g, after, reason)
}

func recordGrant(ctx context.Context, tx *db.Tx, action, summary string, before any, after RoleGrant, reason string) error {
	role, _ := RoleOf(after.Role)
	return journal.Record(ctx, tx, journal.Event{
		Action: action, ObjectType: "role_grant", ObjectID: after.ID, Summary: summary + "在" + after.OrgName + "的岗位：" + role.ZH,
		Before: before, After: after, Reason: reason,
	})
}
