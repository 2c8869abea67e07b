package authn

import (
	"context"
	"regexp"

	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
)

const (
	userColumns    = "id, login, hash, password_at, must_change, failures, locked_until, disabled, last_in_at, made_at"
	sessionColumns = "id, token_hash, user_id, made_at, seen_at, ended_at, end_reason, origin, agent"
)

// loginForm: letters and digits of any script, so that 张三 is a login too.
var loginForm = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}._@-]{1,39}$`)

func notFound() error { return errs.New(errs.NotFound, "not_found") }

func findByLogin(ctx context.Context, tx *db.Tx, login string) (User, error) {
	return db.One[User](ctx, tx, "SELECT "+userColumns+" FROM users WHERE login = $1", login)
}

func findUser(ctx context.Context, tx *db.Tx, id string) (User, error) {
	return db.One[User](ctx, tx, "SELECT "+userColumns+" FROM users WHERE id = $1", id)
}

func setFailures(ctx context.Context, tx *db.Tx, userID string, n, lockedUntil int64) error {
	return tx.ExecOne(ctx, notFound(), "UPDATE users SET failures = $1, locked_until = $2 WHERE id = $3", n, lockedUntil, userID)
}

func signedIn(ctx context.Context, tx *db.Tx, userID string, at int64) error {
	return tx.ExecOne(ctx, notFound(), "UPDATE users SET failures = 0, locked_until = 0, last_in_at = $1 WHERE id = $2", at, userID)
}

func setDisabled(ctx context.Context, tx *db.Tx, userID string, disabled bool) error {
	return tx.ExecOne(ctx, notFound(), "UPDATE users SET disabled = $1 WHERE id = $2", disabled, userID)
}

type passwordRow struct {
	ID     string `db:"id"`
	UserID string `db:"user_id"`
	Hash   string `db:"hash"`
	SetAt  int64  `db:"set_at"`
}

// setPassword replaces a hash that is still the one the caller compared with, and remembers the old one.
func setPassword(ctx context.Context, tx *db.Tx, userID, hash, old string, mustChange bool) error {
	err := tx.ExecOne(ctx, errs.New(errs.Conflict, "busy"),
		"UPDATE users SET hash = $1, password_at = $2, must_change = $3, failures = 0, locked_until = 0 WHERE id = $4 AND hash = $5",
		hash, tx.NowMS(), mustChange, userID, old)
	if err != nil {
		return err
	}
	return tx.Insert(ctx, "user_passwords", passwordRow{ID: id.New(tx.Now()), UserID: userID, Hash: old, SetAt: tx.NowMS()})
}

func lastHashes(ctx context.Context, tx *db.Tx, userID string, n int) ([]string, error) {
	return db.All[string](ctx, tx, "SELECT hash FROM user_passwords WHERE user_id = $1 ORDER BY id DESC LIMIT $2", userID, n-1)
}

func findSession(ctx context.Context, tx *db.Tx, tokenHash string) (Session, error) {
	return db.One[Session](ctx, tx, "SELECT "+sessionColumns+" FROM sessions WHERE token_hash = $1 AND ended_at = 0", tokenHash)
}

func openSessions(ctx context.Context, tx *db.Tx, userID string) ([]Session, error) {
	return db.All[Session](ctx, tx, "SELECT "+sessionColumns+" FROM sessions WHERE user_id = $1 AND ended_at = 0 ORDER BY made_at, id", userID)
}

func endSession(ctx context.Context, tx *db.Tx, sessionID, reason string) error {
	_, err := tx.Exec(ctx, "UPDATE sessions SET ended_at = $1, end_reason = $2 WHERE id = $3 AND ended_at = 0", tx.NowMS(), reason, sessionID)
	return err
}

// endOthers ends all sessions of a user but the named one.
func endOthers(ctx context.Context, tx *db.Tx, userID, keep, reason string) error {
	_, err := tx.Exec(ctx, "UPDATE sessions SET ended_at = $1, end_reason = $2 WHERE user_id = $3 AND id <> $4 AND ended_at = 0",
		tx.NowMS(), reason, userID, keep)
	return err
}

func setSeen(ctx context.Context, tx *db.Tx, sessionID string, at int64) error {
	_, err := tx.Exec(ctx, "UPDATE sessions SET seen_at = $1 WHERE id = $2 AND seen_at < $1", at, sessionID)
	return err
}
