package authn

import (
	"context"
	"time"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
)

// ChangePassword replaces the password of the actor and ends the other sessions. Anyone signed in may call it. Codes:
// password.old_wrong (counts as a failed sign-in), password.too_short, password.too_long, password.classes,
// password.is_login, password.reused; session.refused while the account is locked.
func (s *Service) ChangePassword(ctx context.Context, old, fresh string) error {
	a, err := authz.Must(ctx)
	if err != nil {
		return err
	}
	var u User
	var past []string
	err = s.db.View(ctx, func(tx *db.Tx) (err error) {
		if u, err = findUser(ctx, tx, a.UserID); err != nil {
			return err
		}
		past, err = lastHashes(ctx, tx, u.ID, keepHashes)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.checkOld(ctx, u, old, a); err != nil {
		return err
	}
	if err := CheckPassword("new", u.Login, fresh); err != nil {
		return err
	}
	for _, h := range append(past, u.Hash) {
		same, err := s.hash.fits(ctx, fresh, h)
		if err != nil {
			return err
		}
		if same {
			return errs.InvalidField("new", "password.reused", "count", keepHashes)
		}
	}
	hash, err := s.Hash(ctx, fresh)
	if err != nil {
		return err
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		if err := setPassword(ctx, tx, u.ID, hash, u.Hash, false); err != nil {
			return err
		}
		if err := endOthers(ctx, tx, u.ID, a.SessionID, EndPassword); err != nil {
			return err
		}
		s.dropAfter(tx, u.ID)
		return journal.Record(ctx, tx, journal.Event{Action: "user.password", ObjectType: "user", ObjectID: u.ID, Summary: "修改本人密码"})
	})
}

func (s *Service) checkOld(ctx context.Context, u User, old string, a *authz.Actor) error {
	fits, err := s.hash.fits(ctx, old, u.Hash)
	if err != nil {
		return err
	}
	var refusal error
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		refusal = nil
		now, err := findUser(ctx, tx, u.ID)
		if err != nil {
			return err
		}
		if now.Disabled || now.LockedUntil > tx.NowMS() {
			refusal = errs.New(errs.Unauthenticated, "session.refused", "failures", s.cfg.MaxFailures, "minutes", int(s.cfg.LockTime.Minutes()))
			return nil
		}
		if fits {
			return nil
		}
		refusal = errs.InvalidField("old", "password.old_wrong")
		return s.failed(ctx, tx, now, Client{Origin: a.Origin})
	})
	if err != nil {
		return err
	}
	return refusal
}

// The functions below write inside the caller's transaction and journal; the caller has checked the permission.

// CreateUserTx makes an account that must change its password at the first sign-in, unless settled. The hash comes
// from Hash. Codes: user.login_form, user.login_taken.
func (s *Service) CreateUserTx(ctx context.Context, tx *db.Tx, login, hash string, settled bool) (User, error) {
	login = NormalLogin(login)
	if !loginForm.MatchString(login) {
		return User{}, errs.InvalidField("login", "user.login_form")
	}
	u := User{ID: id.New(tx.Now()), Login: login, Hash: hash, PasswordAt: tx.NowMS(), MustChange: !settled, MadeAt: tx.NowMS()}
	if err := tx.Insert(ctx, "users", u); err != nil {
		return User{}, err
	}
	return u, record(ctx, tx, "user.create", u.ID, "开通账号："+login, "")
}

// ResetPasswordTx sets a one-time password, unlocks and ends all sessions. Codes: not_found, busy.
func (s *Service) ResetPasswordTx(ctx context.Context, tx *db.Tx, userID, hash, reason string) error {
	u, err := findUser(ctx, tx, userID)
	if err != nil {
		return err
	}
	if err := setPassword(ctx, tx, userID, hash, u.Hash, true); err != nil {
		return err
	}
	if err := s.endAll(ctx, tx, userID, EndAdmin); err != nil {
		return err
	}
	return record(ctx, tx, "user.reset", userID, "重置密码："+u.Login, reason)
}

// UnlockTx takes back a lock by failures. Codes: not_found.
func (s *Service) UnlockTx(ctx context.Context, tx *db.Tx, userID, reason string) error {
	u, err := findUser(ctx, tx, userID)
	if err != nil {
		return err
	}
	if err := setFailures(ctx, tx, userID, 0, 0); err != nil {
		return err
	}
	return record(ctx, tx, "user.unlock", userID, "解除锁定："+u.Login, reason)
}

// DisableTx locks an account by hand, which ends its sessions at once, or opens it again. Codes: not_found.
func (s *Service) DisableTx(ctx context.Context, tx *db.Tx, userID string, disabled bool, reason string) error {
	u, err := findUser(ctx, tx, userID)
	if err != nil {
		return err
	}
	if err := setDisabled(ctx, tx, userID, disabled); err != nil {
		return err
	}
	if !disabled {
		return record(ctx, tx, "user.enable", userID, "启用账号："+u.Login, reason)
	}
	if err := s.endAll(ctx, tx, userID, EndDisabled); err != nil {
		return err
	}
	return record(ctx, tx, "user.disable", userID, "停用账号："+u.Login, reason)
}

// EndSessionsTx ends all sessions of a user. Codes: not_found.
func (s *Service) EndSessionsTx(ctx context.Context, tx *db.Tx, userID, reason string) error {
	u, err := findUser(ctx, tx, userID)
	if err != nil {
		return err
	}
	if err := s.endAll(ctx, tx, userID, EndAdmin); err != nil {
		return err
	}
	return record(ctx, tx, "session.end", userID, "强制下线："+u.Login, reason)
}

func (s *Service) endAll(ctx context.Context, tx *db.Tx, userID, why string) error {
	s.dropAfter(tx, userID)
	return endOthers(ctx, tx, userID, "", why)
}

func record(ctx context.Context, tx *db.Tx, action, userID, summary, reason string) error {
	return journal.Record(ctx, tx, journal.Event{Action: action, ObjectType: "user", ObjectID: userID, Summary: summary, Reason: reason})
}

// UserTx reads an account; errs.NotFound.
func (s *Service) UserTx(ctx context.Context, tx *db.Tx, userID string) (User, error) {
	return findUser(ctx, tx, userID)
}

// UsersTx reads accounts by id.
func (s *Service) UsersTx(ctx context.Context, tx *db.Tx, ids []string) (map[string]User, error) {
	rows, err := findUsers(ctx, tx, ids)
	out := make(map[string]User, len(rows))
	for _, u := range rows {
		out[u.ID] = u
	}
	return out, err
}

// FindLoginsTx lists the users whose login begins with the text, at most 100.
func (s *Service) FindLoginsTx(ctx context.Context, tx *db.Tx, prefix string) ([]string, error) {
	return findLogins(ctx, tx, NormalLogin(prefix))
}

// SessionsTx lists a user's sessions that may still be used, oldest first.
func (s *Service) SessionsTx(ctx context.Context, tx *db.Tx, userID string) ([]Session, error) {
	open, err := openSessions(ctx, tx, userID)
	live := []Session{}
	for _, x := range open {
		if s.live(x, x.SeenAt, tx.NowMS()) {
			live = append(live, x)
		}
	}
	return live, err
}

// AttemptFilter narrows the list of tries to sign in; empty fields do not narrow. From and To are unix milliseconds,
// To exclusive.
type AttemptFilter struct {
	Login, UserID, Result, Origin string
	From, To                      int64
	Page                          db.Page
}

// AttemptsTx lists tries to sign in, the latest first, with their number (more than 10,000 are not counted).
func (s *Service) AttemptsTx(ctx context.Context, tx *db.Tx, f AttemptFilter) (rows []Attempt, next string, total int64, err error) {
	return findAttempts(ctx, tx, f)
}

const (
	keepSessions = 180 * 24 * time.Hour
	keepAttempts = 3 * 365 * 24 * time.Hour
)

// Purge removes sessions and tries that are older than the law wants them kept. The app runs it every night.
func (s *Service) Purge(ctx context.Context) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		return purge(ctx, tx, tx.Now().Add(-keepSessions).UnixMilli(), tx.Now().Add(-keepAttempts).UnixMilli())
	})
}
