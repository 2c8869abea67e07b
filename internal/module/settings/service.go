package settings

import (
	"context"

	"yice/internal/core/org"
	"yice/internal/core/people"
	"yice/internal/kit/authn"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
)

// Service is what administrators do. Every method wants its permission at the organisation concerned; what lies outside
// the actor's reach answers not_found.
type Service struct {
	db    *db.DB
	org   *org.Service
	authn *authn.Service
}

// New builds the room.
func New(d *db.DB, o *org.Service, a *authn.Service) *Service {
	return &Service{db: d, org: o, authn: a}
}

func notFound() error { return errs.New(errs.NotFound, "not_found") }

// orgAt reads an organisation within reach of reading and wants the permission there.
func (s *Service) orgAt(ctx context.Context, tx *db.Tx, id string, p authz.Permission) (org.Org, error) {
	o, err := s.org.OrgTx(ctx, tx, id)
	if err != nil {
		return org.Org{}, err
	}
	if !authz.From(ctx).HasAt(PermRead, o.Path) {
		return org.Org{}, notFound()
	}
	return o, authz.RequireAt(ctx, p, o.Path)
}

// target is orgAt for an organisation named in the input: outside of reach the field is wrong.
func (s *Service) target(ctx context.Context, tx *db.Tx, field, id string, p authz.Permission) (org.Org, error) {
	o, err := s.orgAt(ctx, tx, id, p)
	if errs.IsKind(err, errs.NotFound) {
		return org.Org{}, errs.InvalidField(field, "org.missing")
	}
	return o, err
}

func (s *Service) staffAt(ctx context.Context, tx *db.Tx, id string, p authz.Permission) (org.Staff, error) {
	st, err := s.org.StaffTx(ctx, tx, id)
	if err != nil {
		return org.Staff{}, err
	}
	if !authz.From(ctx).HasAt(PermRead, st.OrgPath) {
		return org.Staff{}, notFound()
	}
	return st, authz.RequireAt(ctx, p, st.OrgPath)
}

// Orgs lists organisations within reach. Codes: forbidden, list.sort_unknown, list.cursor_bad.
func (s *Service) Orgs(ctx context.Context, f org.OrgFilter) (l org.Listed[OrgShown], err error) {
	if err = authz.Require(ctx, PermRead); err != nil {
		return l, err
	}
	a := authz.From(ctx)
	f.Within = org.Reach(a, PermRead)
	err = s.db.View(ctx, func(tx *db.Tx) error {
		rows, err := s.org.OrgsTx(ctx, tx, f)
		if err != nil {
			return err
		}
		l = org.Listed[OrgShown]{Rows: []OrgShown{}, Next: rows.Next, Total: rows.Total}
		for _, r := range rows.Rows {
			l.Rows = append(l.Rows, OrgShown{OrgRow: r, Can: orgCan(a, r.Org, tx.Today())})
		}
		return nil
	})
	return l, err
}

// Org reads one organisation. Codes: forbidden, not_found.
func (s *Service) Org(ctx context.Context, id string) (out OrgShown, err error) {
	if err = authz.Require(ctx, PermRead); err != nil {
		return out, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		out, err = s.showOrg(ctx, tx, id)
		return err
	})
	return out, err
}

func (s *Service) showOrg(ctx context.Context, tx *db.Tx, id string) (OrgShown, error) {
	o, err := s.orgAt(ctx, tx, id, PermRead)
	if err != nil {
		return OrgShown{}, err
	}
	l, err := s.org.OrgsTx(ctx, tx, org.OrgFilter{Under: o.Path, Within: org.Everywhere(), Page: db.Page{Limit: 1}})
	if err != nil || len(l.Rows) == 0 {
		return OrgShown{}, err
	}
	return OrgShown{OrgRow: l.Rows[0], Can: orgCan(authz.From(ctx), o, tx.Today())}, nil
}

// OrgHistory lists the versions of an organisation. Codes: forbidden, not_found.
func (s *Service) OrgHistory(ctx context.Context, id string) (rows []org.OrgVersion, err error) {
	if err = authz.Require(ctx, PermRead); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if _, err := s.orgAt(ctx, tx, id, PermRead); err != nil {
			return err
		}
		rows, err = s.org.HistoryTx(ctx, tx, id)
		return err
	})
	return rows, err
}

// CreateOrg makes an organisation below one within reach. Codes: those of org.CreateOrgTx, USCC_FORMAT,
// forbidden.
func (s *Service) CreateOrg(ctx context.Context, in org.NewOrg) (out OrgShown, err error) {
	return s.orgChange(ctx, func(tx *db.Tx) (org.Org, error) {
		if in.ParentID == "" {
			return org.Org{}, errs.InvalidField("parent_id", "org.parent_missing")
		}
		if _, err := s.target(ctx, tx, "parent_id", in.ParentID, PermOrg); err != nil {
			return org.Org{}, err
		}
		if err := checkCredit(&in.Facts); err != nil {
			return org.Org{}, err
		}
		return s.org.CreateOrgTx(ctx, tx, in)
	})
}

// checkCredit refuses a unified social credit code of the wrong form and stores a right one in its normal form.
func checkCredit(f *org.Facts) error {
	if f.CreditCode == "" {
		return nil
	}
	code, findings := people.ParseUSCC(f.CreditCode)
	if err := errs.InvalidFields(people.At("credit_code", findings)); err != nil {
		return err
	}
	f.CreditCode = code.Number
	return nil
}

// EditOrg corrects name and facts. Codes: those of org.EditOrgTx, USCC_FORMAT, forbidden, not_found.
func (s *Service) EditOrg(ctx context.Context, id string, version int64, in org.Facts) (OrgShown, error) {
	return s.orgChange(ctx, func(tx *db.Tx) (org.Org, error) {
		if _, err := s.orgAt(ctx, tx, id, PermOrg); err != nil {
			return org.Org{}, err
		}
		if err := checkCredit(&in); err != nil {
			return org.Org{}, err
		}
		return s.org.EditOrgTx(ctx, tx, id, version, in)
	})
}

// MoveOrg puts an organisation below another one; both must be within reach. Codes: those of org.MoveOrgTx, forbidden,
// not_found.
func (s *Service) MoveOrg(ctx context.Context, id string, version int64, parentID, reason string) (OrgShown, error) {
	return s.orgChange(ctx, func(tx *db.Tx) (org.Org, error) {
		if _, err := s.orgAt(ctx, tx, id, PermOrg); err != nil {
			return org.Org{}, err
		}
		if _, err := s.target(ctx, tx, "parent_id", parentID, PermOrg); err != nil {
			return org.Org{}, err
		}
		return s.org.MoveOrgTx(ctx, tx, id, version, parentID, reason)
	})
}

// CloseOrg ends an organisation. Codes: those of org.CloseOrgTx, forbidden, not_found.
func (s *Service) CloseOrg(ctx context.Context, id string, version int64, toOn, reason string) (OrgShown, error) {
	return s.orgChange(ctx, func(tx *db.Tx) (org.Org, error) {
		if _, err := s.orgAt(ctx, tx, id, PermOrg); err != nil {
			return org.Org{}, err
		}
		return s.org.CloseOrgTx(ctx, tx, id, version, toOn, reason)
	})
}

// ReopenOrg takes a closing back. Codes: those of org.ReopenOrgTx, forbidden, not_found.
func (s *Service) ReopenOrg(ctx context.Context, id string, version int64, reason string) (OrgShown, error) {
	return s.orgChange(ctx, func(tx *db.Tx) (org.Org, error) {
		if _, err := s.orgAt(ctx, tx, id, PermOrg); err != nil {
			return org.Org{}, err
		}
		return s.org.ReopenOrgTx(ctx, tx, id, version, reason)
	})
}

func (s *Service) orgChange(ctx context.Context, change func(tx *db.Tx) (org.Org, error)) (out OrgShown, err error) {
	if err = authz.Require(ctx, PermOrg); err != nil {
		return out, err
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		o, err := change(tx)
		if err != nil {
			return err
		}
		out, err = s.showOrg(ctx, tx, o.ID)
		return err
	})
	return out, err
}

// Grants lists role grants at organisations within reach. Codes: forbidden, list.sort_unknown, list.cursor_bad.
func (s *Service) Grants(ctx context.Context, f org.GrantFilter, lang i18n.Language) (l org.Listed[GrantShown], err error) {
	if err = authz.Require(ctx, PermRead); err != nil {
		return l, err
	}
	f.Within = org.Reach(authz.From(ctx), PermRead)
	err = s.db.View(ctx, func(tx *db.Tx) error {
		f.On = tx.Today()
		rows, err := s.org.GrantsTx(ctx, tx, f)
		if err != nil {
			return err
		}
		l = org.Listed[GrantShown]{Rows: []GrantShown{}, Next: rows.Next, Total: rows.Total}
		for _, r := range rows.Rows {
			l.Rows = append(l.Rows, showGrant(authz.From(ctx), r, tx.Today(), lang))
		}
		return nil
	})
	return l, err
}

func showGrant(a *authz.Actor, r org.GrantRow, today string, lang i18n.Language) GrantShown {
	role, _ := org.RoleOf(r.Role)
	out := GrantShown{GrantRow: r, Label: role.Word().In(lang), State: grantState(r.RoleGrant, today), Can: []string{}}
	if out.State != "past" && a.StaffID != r.StaffID && a.HasAt(PermGrant, r.OrgPath) {
		out.Can = append(out.Can, CanEnd)
	}
	return out
}

// Grant gives a role to a member of staff; person and organisation must be within reach. Codes: those of
// org.GrantRoleTx, forbidden.
func (s *Service) Grant(ctx context.Context, in org.NewGrant, lang i18n.Language) (out GrantShown, err error) {
	if err = authz.Require(ctx, PermGrant); err != nil {
		return out, err
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if _, err := s.staffAt(ctx, tx, in.StaffID, PermGrant); errs.IsKind(err, errs.NotFound) {
			return errs.InvalidField("staff_id", "staff.missing")
		} else if err != nil {
			return err
		}
		if _, err := s.target(ctx, tx, "org_id", in.OrgID, PermGrant); err != nil {
			return err
		}
		g, err := s.org.GrantRoleTx(ctx, tx, in)
		if err != nil {
			return err
		}
		out = showGrant(authz.From(ctx), org.GrantRow{RoleGrant: g}, tx.Today(), lang)
		return nil
	})
	return out, err
}

// EndGrant ends a role; "" is at once. Codes: those of org.EndGrantTx, forbidden, not_found.
func (s *Service) EndGrant(ctx context.Context, id string, version int64, toOn, reason string, lang i18n.Language) (out GrantShown, err error) {
	if err = authz.Require(ctx, PermGrant); err != nil {
		return out, err
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		g, err := s.org.GrantTx(ctx, tx, id)
		if err != nil {
			return err
		}
		if _, err := s.orgAt(ctx, tx, g.OrgID, PermGrant); err != nil {
			return err
		}
		if g, err = s.org.EndGrantTx(ctx, tx, id, version, toOn, reason); err != nil {
			return err
		}
		out = showGrant(authz.From(ctx), org.GrantRow{RoleGrant: g}, tx.Today(), lang)
		return nil
	})
	return out, err
}

// Roles explains all roles. Codes: forbidden.
func (s *Service) Roles(ctx context.Context, lang i18n.Language) ([]RoleInfo, error) {
	if err := authz.Require(ctx, PermRead); err != nil {
		return nil, err
	}
	var out []RoleInfo
	for _, r := range org.Roles() {
		out = append(out, RoleInfo{Code: r.Code, Label: r.Word().In(lang), Admin: r.Admin, Permissions: permissions(s.org.Allowed(r.Code))})
	}
	return out, nil
}
