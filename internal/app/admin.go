package app

import (
	"context"

	"yice/internal/core/org"
	"yice/internal/kit/authn"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
)

// Admin is an administrator made from the command line, where whoever may read the book may also make its first account.
type Admin struct {
	Login, Name, Password, Role string
	OrgCode, OrgName            string
}

// AddAdmin makes one of the three administrators; on an empty book also the top organisation. Codes: those of
// authn.CreateUserTx and the password rules, org.missing.
func (a *App) AddAdmin(ctx context.Context, in Admin) error {
	if err := authn.CheckPassword("password", in.Login, in.Password); err != nil {
		return err
	}
	hash, err := a.Authn.Hash(ctx, in.Password)
	if err != nil {
		return err
	}
	ctx = authz.With(ctx, authz.System("console"))
	return a.DB.Update(ctx, func(tx *db.Tx) error {
		top, err := a.topOrg(ctx, tx, in)
		if err != nil {
			return err
		}
		u, err := a.Authn.CreateUserTx(ctx, tx, in.Login, hash, true)
		if err != nil {
			return err
		}
		st, err := a.Org.CreateStaffTx(ctx, tx, org.StaffFacts{OrgID: top.ID, Name: in.Name}, u.ID, "")
		if err != nil {
			return err
		}
		_, err = a.Org.GrantRoleTx(ctx, tx, org.NewGrant{StaffID: st.ID, Role: in.Role, OrgID: top.ID})
		return err
	})
}

func (a *App) topOrg(ctx context.Context, tx *db.Tx, in Admin) (org.Org, error) {
	top, err := a.Org.ByCodeTx(ctx, tx, in.OrgCode)
	if !errs.IsKind(err, errs.NotFound) {
		return top, err
	}
	roots, err := a.Org.RootsTx(ctx, tx)
	if err != nil {
		return org.Org{}, err
	}
	if len(roots) > 0 {
		return roots[0], nil
	}
	return a.Org.CreateOrgTx(ctx, tx, org.NewOrg{Kind: org.KindCity, Code: in.OrgCode, Facts: org.Facts{Name: in.OrgName}})
}

// Sentence tells an error in Chinese, for the console.
func (a *App) Sentence(err error) string {
	e := errs.As(err)
	if e.Kind == errs.Internal {
		return err.Error()
	}
	text := a.catalogue.Text(i18n.Chinese, e.Code, e.Params)
	for _, f := range e.Fields {
		text += "\n" + f.Path + ": " + a.catalogue.Text(i18n.Chinese, f.Code, f.Params)
	}
	return text
}
