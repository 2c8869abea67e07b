package settings

import (
	"context"

	"yice/internal/core/org"
	"yice/internal/kit/authn"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
)

// Staff lists staff within reach, with accounts and roles. Codes: forbidden, list.sort_unknown, list.cursor_bad.
func (s *Service) Staff(ctx context.Context, f org.StaffFilter, lang i18n.Language) (l org.Listed[StaffShown], err error) {
	if err = authz.Require(ctx, PermRead); err != nil {
		return l, err
	}
	f.Within = org.Reach(authz.From(ctx), PermRead)
	err = s.db.View(ctx, func(tx *db.Tx) error {
		f.On = tx.Today()
		if f.Query != "" {
			if f.Users, err = s.authn.FindLoginsTx(ctx, tx, f.Query); err != nil {
				return err
			}
		}
		rows, err := s.org.StaffsTx(ctx, tx, f)
		if err != nil {
			return err
		}
		l = org.Listed[StaffShown]{Next: rows.Next, Total: rows.Total}
		l.Rows, err = s.show(ctx, tx, rows.Rows, lang)
		return err
	})
	return l, err
}

func (s *Service) show(ctx context.Context, tx *db.Tx, rows []org.Staff, lang i18n.Language) ([]StaffShown, error) {
	ids, users := []string{}, []string{}
	for _, r := range rows {
		ids = append(ids, r.ID)
		if r.UserID != "" {
			users = append(users, r.UserID)
		}
	}
	grants, err := s.org.RolesOfTx(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	accounts, err := s.authn.UsersTx(ctx, tx, users)
	if err != nil {
		return nil, err
	}
	out := []StaffShown{}
	for _, r := range rows {
		u := account(accounts[r.UserID], tx.NowMS())
		out = append(out, StaffShown{Staff: r, Account: u, Roles: roles(grants[r.ID], lang), Can: staffCan(authz.From(ctx), r, u, tx.Today())})
	}
	return out, nil
}

func (s *Service) showOne(ctx context.Context, tx *db.Tx, staffID string, lang i18n.Language) (StaffShown, error) {
	st, err := s.staffAt(ctx, tx, staffID, PermRead)
	if err != nil {
		return StaffShown{}, err
	}
	rows, err := s.show(ctx, tx, []org.Staff{st}, lang)
	if err != nil {
		return StaffShown{}, err
	}
	return rows[0], nil
}

// One reads one member of staff. Codes: forbidden, not_found.
func (s *Service) One(ctx context.Context, staffID string, lang i18n.Language) (out StaffShown, err error) {
	if err = authz.Require(ctx, PermRead); err != nil {
		return out, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		out, err = s.showOne(ctx, tx, staffID, lang)
		return err
	})
	return out, err
}

// CreateStaff enters a member of staff; with a login also an account, whose one-time password is answered once. Codes:
// those of org.CreateStaffTx and authn.CreateUserTx, forbidden.
func (s *Service) CreateStaff(ctx context.Context, in org.StaffFacts, fromOn, login string, lang i18n.Language) (Once, error) {
	return s.withPassword(ctx, login != "", func(tx *db.Tx, hash string) (string, error) {
		if _, err := s.target(ctx, tx, "org_id", in.OrgID, PermAccount); err != nil {
			return "", err
		}
		userID := ""
		if login != "" {
			u, err := s.authn.CreateUserTx(ctx, tx, login, hash, false)
			if err != nil {
				return "", err
			}
			userID = u.ID
		}
		st, err := s.org.CreateStaffTx(ctx, tx, in, userID, fromOn)
		return st.ID, err
	}, lang)
}

// OpenAccount gives a member of staff an account. Codes: those of org.AttachUserTx and authn.CreateUserTx, forbidden,
// not_found.
func (s *Service) OpenAccount(ctx context.Context, staffID string, version int64, login string, lang i18n.Language) (Once, error) {
	return s.withPassword(ctx, true, func(tx *db.Tx, hash string) (string, error) {
		if _, err := s.staffAt(ctx, tx, staffID, PermAccount); err != nil {
			return "", err
		}
		u, err := s.authn.CreateUserTx(ctx, tx, login, hash, false)
		if err != nil {
			return "", err
		}
		_, err = s.org.AttachUserTx(ctx, tx, staffID, version, u.ID)
		return staffID, err
	}, lang)
}

// ResetPassword gives a new one-time password, which unlocks the account and ends its sessions. Codes:
// settings.no_account, forbidden, not_found, busy.
func (s *Service) ResetPassword(ctx context.Context, staffID, reason string, lang i18n.Language) (Once, error) {
	return s.withPassword(ctx, true, func(tx *db.Tx, hash string) (string, error) {
		st, err := s.withAccount(ctx, tx, staffID)
		if err != nil {
			return "", err
		}
		return staffID, s.authn.ResetPasswordTx(ctx, tx, st.UserID, hash, reason)
	}, lang)
}

// withPassword makes the one-time password outside the transaction, because hashing is slow on purpose.
func (s *Service) withPassword(ctx context.Context, wanted bool, change func(tx *db.Tx, hash string) (string, error), lang i18n.Language) (out Once, err error) {
	if err = authz.Require(ctx, PermAccount); err != nil {
		return out, err
	}
	hash := ""
	if wanted {
		out.Password = authn.OneTimePassword()
		if hash, err = s.authn.Hash(ctx, out.Password); err != nil {
			return Once{}, err
		}
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		staffID, err := change(tx, hash)
		if err != nil {
			return err
		}
		out.Staff, err = s.showOne(ctx, tx, staffID, lang)
		return err
	})
	if err != nil {
		return Once{}, err
	}
	out.Login = out.Staff.Account.Login
	return out, nil
}

func (s *Service) withAccount(ctx context.Context, tx *db.Tx, staffID string) (org.Staff, error) {
	st, err := s.staffAt(ctx, tx, staffID, PermAccount)
	if err == nil && st.UserID == "" {
		return org.Staff{}, errs.New(errs.Conflict, "settings.no_account")
	}
	return st, err
}

// EditStaff corrects a member of staff; another organisation must be within reach too. Codes: those of
// org.EditStaffTx, forbidden, not_found.
func (s *Service) EditStaff(ctx context.Context, staffID string, version int64, in org.StaffFacts, lang i18n.Language) (StaffShown, error) {
	return s.staffChange(ctx, staffID, lang, func(tx *db.Tx, _ org.Staff) error {
		if _, err := s.target(ctx, tx, "org_id", in.OrgID, PermAccount); err != nil {
			return err
		}
		_, err := s.org.EditStaffTx(ctx, tx, staffID, version, in)
		return err
	})
}

// Leave ends a member's time here, with roles and, when the day has passed, the account. Codes: those of org.LeaveTx,
// forbidden, not_found.
func (s *Service) Leave(ctx context.Context, staffID string, version int64, toOn, reason string, lang i18n.Language) (StaffShown, error) {
	return s.staffChange(ctx, staffID, lang, func(tx *db.Tx, st org.Staff) error {
		if _, err := s.org.LeaveTx(ctx, tx, staffID, version, toOn, reason); err != nil {
			return err
		}
		if st.UserID != "" && toOn < tx.Today() {
			return s.authn.DisableTx(ctx, tx, st.UserID, true, reason)
		}
		return nil
	})
}

// Unlock takes back a lock by failures. Codes: settings.no_account, forbidden, not_found.
func (s *Service) Unlock(ctx context.Context, staffID, reason string, lang i18n.Language) (StaffShown, error) {
	return s.accountChange(ctx, staffID, lang, func(tx *db.Tx, userID string) error {
		return s.authn.UnlockTx(ctx, tx, userID, reason)
	})
}

// Disable locks an account by hand or opens it again; nobody locks his own. Codes: settings.no_account, settings.self,
// forbidden, not_found.
func (s *Service) Disable(ctx context.Context, staffID string, disabled bool, reason string, lang i18n.Language) (StaffShown, error) {
	return s.accountChange(ctx, staffID, lang, func(tx *db.Tx, userID string) error {
		if a := authz.From(ctx); a.UserID == userID && disabled {
			return errs.New(errs.Forbidden, "settings.self")
		}
		return s.authn.DisableTx(ctx, tx, userID, disabled, reason)
	})
}

// EndSessions signs a user out everywhere, at once. Codes: settings.no_account, forbidden, not_found.
func (s *Service) EndSessions(ctx context.Context, staffID, reason string, lang i18n.Language) (StaffShown, error) {
	return s.accountChange(ctx, staffID, lang, func(tx *db.Tx, userID string) error {
		return s.authn.EndSessionsTx(ctx, tx, userID, reason)
	})
}

// Sessions lists where a user is signed in. Codes: settings.no_account, forbidden, not_found.
func (s *Service) Sessions(ctx context.Context, staffID string) (rows []authn.Session, err error) {
	if err = authz.Require(ctx, PermAccount); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		st, err := s.withAccount(ctx, tx, staffID)
		if err != nil {
			return err
		}
		rows, err = s.authn.SessionsTx(ctx, tx, st.UserID)
		return err
	})
	return rows, err
}

func (s *Service) accountChange(ctx context.Context, staffID string, lang i18n.Language, change func(tx *db.Tx, userID string) error) (StaffShown, error) {
	return s.staffChange(ctx, staffID, lang, func(tx *db.Tx, st org.Staff) error {
		if st.UserID == "" {
			return errs.New(errs.Conflict, "settings.no_account")
		}
		return change(tx, st.UserID)
	})
}

func (s *Service) staffChange(ctx context.Context, staffID string, lang i18n.Language, change func(tx *db.Tx, st org.Staff) error) (out StaffShown, err error) {
	if err = authz.Require(ctx, PermAccount); err != nil {
		return out, err
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		st, err := s.staffAt(ctx, tx, staffID, PermAccount)
		if err != nil {
			return err
		}
		if err := change(tx, st); err != nil {
			return err
		}
		out, err = s.showOne(ctx, tx, staffID, lang)
		return err
	})
	return out, err
}

// SignIns lists tries to sign in, the latest first. Only who holds the permission at the top sees it: a try with an
// unknown login belongs to no organisation. Codes: forbidden, list.cursor_bad.
func (s *Service) SignIns(ctx context.Context, f authn.AttemptFilter) (l org.Listed[SignInShown], err error) {
	if err = authz.Require(ctx, PermSignIns); err != nil {
		return l, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		roots, err := s.org.RootsTx(ctx, tx)
		if err != nil {
			return err
		}
		for _, o := range roots {
			if err := authz.RequireAt(ctx, PermSignIns, o.Path); err != nil {
				return err
			}
		}
		rows, next, total, err := s.authn.AttemptsTx(ctx, tx, f)
		if err != nil {
			return err
		}
		l = org.Listed[SignInShown]{Rows: []SignInShown{}, Next: next, Total: total}
		users := []string{}
		for _, r := range rows {
			users = append(users, r.UserID)
		}
		staff, err := s.org.StaffOfUsersTx(ctx, tx, users)
		if err != nil {
			return err
		}
		for _, r := range rows {
			st := staff[r.UserID]
			l.Rows = append(l.Rows, SignInShown{Attempt: r, Name: st.Name, OrgName: st.OrgName})
		}
		return nil
	})
	return l, err
}
