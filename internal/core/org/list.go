package org

import (
	"context"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
)

// The readers below answer what they are asked; the caller narrows them to what the actor may see with Within.

// Everywhere are the paths of the whole book.
func Everywhere() []string { return []string{"/"} }

// Reach lists the paths within which the actor holds the permission, for Within.
func Reach(a *authz.Actor, p authz.Permission) []string {
	if a == nil {
		return nil
	}
	var out []string
	for _, r := range a.Reaches[p] {
		switch r.Kind {
		case authz.All:
			return Everywhere()
		case authz.Org:
			out = append(out, r.Path)
		}
	}
	return out
}

// OrgsTx lists organisations. Sorts: path, name, code, from_on.
func (s *Service) OrgsTx(ctx context.Context, tx *db.Tx, f OrgFilter) (Listed[OrgRow], error) {
	return findOrgs(ctx, tx, f)
}

// StaffsTx lists staff. Sorts: org, name, from_on.
func (s *Service) StaffsTx(ctx context.Context, tx *db.Tx, f StaffFilter) (Listed[Staff], error) {
	return findStaffs(ctx, tx, f)
}

// GrantsTx lists role grants. Sorts: staff, role, from_on, changed_at.
func (s *Service) GrantsTx(ctx context.Context, tx *db.Tx, f GrantFilter) (Listed[GrantRow], error) {
	return findGrants(ctx, tx, f)
}

// GrantTx reads a role grant; errs.NotFound.
func (s *Service) GrantTx(ctx context.Context, tx *db.Tx, grantID string) (RoleGrant, error) {
	return findGrant(ctx, tx, grantID)
}

// RolesOfTx lists the grants in force today of the staff named.
func (s *Service) RolesOfTx(ctx context.Context, tx *db.Tx, staffIDs []string) (map[string][]RoleGrant, error) {
	rows, err := grantsOfMany(ctx, tx, staffIDs, tx.Today())
	out := map[string][]RoleGrant{}
	for _, g := range rows {
		out[g.StaffID] = append(out[g.StaffID], g)
	}
	return out, err
}

// HistoryTx lists the versions of an organisation, the latest first.
func (s *Service) HistoryTx(ctx context.Context, tx *db.Tx, orgID string) ([]OrgVersion, error) {
	return findVersions(ctx, tx, orgID)
}

// Allowed lists what a role may do, from the table that the app joined.
func (s *Service) Allowed(role string) []authz.Grant { return s.grants[role] }

// StaffOfUsersTx tells who the accounts belong to.
func (s *Service) StaffOfUsersTx(ctx context.Context, tx *db.Tx, userIDs []string) (map[string]Staff, error) {
	rows, err := staffOfUsers(ctx, tx, userIDs)
	out := make(map[string]Staff, len(rows))
	for _, r := range rows {
		out[r.UserID] = r
	}
	return out, err
}
