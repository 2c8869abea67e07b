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
	_, err := tx.Exec(ctx, "UPDATE sessions SET seen_at = $1 WHERE id = $2 AND seen_at < $3", at, sessionID, at)
	return err
}

func findUsers(ctx context.Context, tx *db.Tx, ids []string) ([]User, error) {
	q := db.NewQuery("SELECT " + userColumns + " FROM users WHERE ")
	db.In(q, "id", ids)
	return db.All[User](ctx, tx, q.Text(), q.Args()...)
}

func findLogins(ctx context.Context, tx *db.Tx, prefix string) ([]string, error) {
	low, high := db.Prefix(prefix)
	return db.All[string](ctx, tx, "SELECT id FROM users WHERE login >= $1 AND login < $2 ORDER BY login LIMIT 100", low, high)
}

// countMax is where counting stops.
const countMax = 10_000

func (f AttemptFilter) query(columns string) *db.Query {
	return db.NewQuery("SELECT "+columns+" FROM sign_ins WHERE 1=1").
		If(f.Login != "", " AND login = ?", f.Login).
		If(f.UserID != "", " AND user_id = ?", f.UserID).
		If(f.Result != "", " AND result = ?", f.Result).
		If(f.Origin != "", " AND origin = ?", f.Origin).
		If(f.From > 0, " AND at >= ?", f.From).
		If(f.To > 0, " AND at < ?", f.To)
}

func findAttempts(ctx context.Context, tx *db.Tx, f AttemptFilter) (rows []Attempt, next string, total int64, err error) {
	q := f.query("id, at, login, user_id, result, origin, agent")
	s, err := f.Page.Order(map[string]db.Sort{"at": {Column: "id", ID: "id"}}, "-at")
	if err != nil {
		return nil, "", 0, err
	}
	if err := q.Keyset(s, f.Page); err != nil {
		return nil, "", 0, err
	}
	if rows, err = db.All[Attempt](ctx, tx, q.Text(), q.Args()...); err != nil {
		return nil, "", 0, err
	}
	rows, next = db.Cut(f.Page, rows, func(a Attempt) (any, string) { return a.ID, a.ID })
	c := f.query("1 AS one").Add(" LIMIT ?", countMax+1)
	total, err = db.One[int64](ctx, tx, "SELECT count(*) FROM ("+c.Text()+") AS t", c.Args()...)
	return rows, next, total, err
}

func purge(ctx context.Context, tx *db.Tx, sessionsBefore, attemptsBefore int64) error {
	if _, err := tx.Exec(ctx, "DELETE FROM sessions WHERE made_at < $1", sessionsBefore); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "DELETE FROM sign_ins WHERE at < $1", attemptsBefore)
	return err
}
