package aid

import (
	"context"
	"slices"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

// What the rooms above ask of the casebook beside CaseTx, ActTx and SaveTx.

// Scope appends the condition that decides which cases (aliased c) the actor sees through the permission. Every list of a
// room above that joins aid_cases has it, so that ended households and other departments' cases stay out there too.
func Scope(ctx context.Context, q *db.Query, a *authz.Actor, perm authz.Permission, today string) {
	scoped(ctx, q, a, perm, today)
}

// EndedTx finds an ended case for the follow-up after the end, which nobody else sees any more: the permission must reach
// the lead or the entry, or the actor must be its appointed visitor. errs.NotFound otherwise.
func (s *Service) EndedTx(ctx context.Context, tx *db.Tx, perm authz.Permission, caseID string) (Case, error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return Case{}, err
	}
	c, err := rawCase(ctx, tx, caseID)
	if err != nil {
		return Case{}, err
	}
	if c.State != Ended {
		return Case{}, errs.New(errs.NotFound, "not_found")
	}
	if a.HasAt(perm, c.LeadOrgPath, c.EntryOrgPath) {
		return c, nil
	}
	access, err := findAccess(ctx, tx, caseID)
	if err != nil {
		return Case{}, err
	}
	today := tx.Today()
	if a.StaffID != "" && slices.ContainsFunc(access, func(x Access) bool {
		return x.Kind == AccessVisitor && x.StaffID == a.StaffID && (x.UntilOn == "" || today <= x.UntilOn)
	}) {
		return c, nil
	}
	return Case{}, errs.New(errs.NotFound, "not_found")
}

// AmountsTx lists the income and rigid expenditure of a case; the caller has found the case within its scope.
func (s *Service) AmountsTx(ctx context.Context, tx *db.Tx, caseID string) ([]Amount, error) {
	return findAmounts(ctx, tx, caseID)
}

// BillsTx lists the medical settlements of a case; the caller has found the case within its scope.
func (s *Service) BillsTx(ctx context.Context, tx *db.Tx, caseID string) ([]Bill, error) {
	return s.billsTx(ctx, tx, caseID)
}

// ReopeningAskedTx tells whether somebody has already asked for an ended case to come back. The caller has found the case.
func (s *Service) ReopeningAskedTx(ctx context.Context, tx *db.Tx, caseID string) (bool, error) {
	asked, err := findReopenings(ctx, tx, "asked")
	return slices.ContainsFunc(asked, func(r Reopening) bool { return r.CaseID == caseID }), err
}
