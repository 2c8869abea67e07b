package authn

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
)

const (
	cookieName  = "yice_session"
	tokenLength = 43
	writeSeen   = time.Minute
	maxLogin    = 64
)

// BackgroundHeader marks requests that a page makes by itself: they do not count as activity.
const BackgroundHeader = "X-Background"

// Cookie carries a token to the browser; the empty token takes it away.
func Cookie(token string, secure bool) *http.Cookie {
	c := &http.Cookie{Name: cookieName, Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: secure}
	if token == "" {
		c.MaxAge = -1
	}
	return c
}

func keyOf(token string) tokenKey { return sha256.Sum256([]byte(token)) }

func (k tokenKey) text() string { return hex.EncodeToString(k[:]) }

// NormalLogin is the stored form of a login.
func NormalLogin(login string) string {
	login = strings.ToLower(strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(login, "\x00", ""), "")))
	if r := []rune(login); len(r) > maxLogin {
		return string(r[:maxLogin])
	}
	return login
}

// SignIn checks login and password and opens a session. Anyone may call it. Every refusal is the same
// errs.Unauthenticated session.refused: unknown, wrong, locked and disabled take the same time and sentence.
func (s *Service) SignIn(ctx context.Context, login, password string, from Client) (token string, mustChange bool, err error) {
	login = NormalLogin(login)
	var u User
	err = s.db.View(ctx, func(tx *db.Tx) (err error) {
		u, err = findByLogin(ctx, tx, login)
		return err
	})
	if err != nil && !errs.IsKind(err, errs.NotFound) {
		return "", false, err
	}
	if len(password) > maxPassword {
		password = password[:maxPassword] // no stored password is longer, so this one cannot fit
		u.Hash = ""
	}
	fits, err := s.hash.fits(ctx, password, u.Hash)
	if err != nil {
		return "", false, err
	}
	token = id.Secret()
	var result string
	err = s.db.Update(ctx, func(tx *db.Tx) (err error) {
		result, mustChange, err = s.attempt(ctx, tx, u, fits, keyOf(token), from)
		if err != nil {
			return err
		}
		return tx.Insert(ctx, "sign_ins", Attempt{
			ID: id.New(tx.Now()), At: tx.NowMS(), Login: login, UserID: u.ID, Result: result, Origin: from.Origin, Agent: from.Agent,
		})
	})
	if err != nil {
		return "", false, err
	}
	if result != ResultOK {
		return "", false, errs.New(errs.Unauthenticated, "session.refused", "failures", s.cfg.MaxFailures, "minutes", int(s.cfg.LockTime.Minutes()))
	}
	return token, mustChange, nil
}

// attempt decides inside the transaction, so that many guesses at once count one by one.
func (s *Service) attempt(ctx context.Context, tx *db.Tx, seen User, fits bool, key tokenKey, from Client) (string, bool, error) {
	if seen.ID == "" {
		return ResultUnknown, false, nil
	}
	u, err := findUser(ctx, tx, seen.ID)
	if err != nil {
		return "", false, err
	}
	switch {
	case u.Disabled:
		return ResultDisabled, false, nil
	case u.LockedUntil > tx.NowMS():
		return ResultLocked, false, nil
	case !fits || u.Hash != seen.Hash:
		return ResultPassword, false, s.failed(ctx, tx, u, from)
	}
	actor, err := s.cfg.Actor(ctx, tx, u.ID)
	if errs.IsKind(err, errs.NotFound) {
		return ResultDisabled, false, nil
	}
	if err != nil {
		return "", false, err
	}
	if err := s.makeRoom(ctx, tx, u.ID); err != nil {
		return "", false, err
	}
	x := Session{
		ID: id.New(tx.Now()), TokenHash: key.text(), UserID: u.ID, MadeAt: tx.NowMS(), SeenAt: tx.NowMS(), Origin: from.Origin, Agent: from.Agent,
	}
	if err := tx.Insert(ctx, "sessions", x); err != nil {
		return "", false, err
	}
	if err := signedIn(ctx, tx, u.ID, tx.NowMS()); err != nil {
		return "", false, err
	}
	actor.Origin = from.Origin
	err = journal.Record(authz.With(ctx, actor), tx, journal.Event{Action: "session.open", ObjectType: "session", ObjectID: x.ID, Summary: "登录"})
	return ResultOK, s.mustChange(u, tx.NowMS()), err
}

// failed counts a wrong password; one too many locks the account for a while.
func (s *Service) failed(ctx context.Context, tx *db.Tx, u User, from Client) error {
	u.Failures++
	if u.Failures < s.cfg.MaxFailures {
		return setFailures(ctx, tx, u.ID, u.Failures, 0)
	}
	if err := setFailures(ctx, tx, u.ID, 0, tx.NowMS()+s.cfg.LockTime.Milliseconds()); err != nil {
		return err
	}
	system := authz.System("authn")
	system.Origin = from.Origin
	return journal.Record(authz.With(ctx, system), tx, journal.Event{
		Action: "user.locked", ObjectType: "user", ObjectID: u.ID, Summary: "密码连续输错，账号暂时锁定",
	})
}

// makeRoom ends the oldest sessions so that one more fits.
func (s *Service) makeRoom(ctx context.Context, tx *db.Tx, userID string) error {
	open, err := openSessions(ctx, tx, userID)
	if err != nil {
		return err
	}
	var live []Session
	for _, x := range open {
		if s.live(x, x.SeenAt, tx.NowMS()) {
			live = append(live, x)
			continue
		}
		if err := endSession(ctx, tx, x.ID, EndExpired); err != nil {
			return err
		}
	}
	if extra := len(live) - s.cfg.MaxSessions + 1; extra > 0 {
		for _, x := range live[:extra] {
			if err := endSession(ctx, tx, x.ID, EndLimit); err != nil {
				return err
			}
		}
		s.dropAfter(tx, userID)
	}
	return nil
}

// DropAfterTx forgets what is cached about the users (all when none is named) once the transaction has committed.
// Whoever changes a role, an organisation or a member of staff calls it.
func (s *Service) DropAfterTx(tx *db.Tx, userIDs ...string) { s.dropAfter(tx, userIDs...) }

func (s *Service) dropAfter(tx *db.Tx, userIDs ...string) {
	tx.AfterCommit(func() { s.cache.drop(userIDs...) })
}

// Authenticate gives the actor of a request, or nil when nobody is signed in. Within a few seconds the database is not
// asked again; what this process ended or changed counts at once.
func (s *Service) Authenticate(r *http.Request) (*authz.Actor, error) {
	c, err := r.Cookie(cookieName)
	if err != nil || len(c.Value) != tokenLength {
		return nil, nil
	}
	ctx, key, now := r.Context(), keyOf(c.Value), s.db.Now().UnixMilli()
	e, gen := s.cache.get(key)
	if e == nil || now-e.loaded >= s.cfg.Fresh.Milliseconds() || now < e.loaded {
		if e, err = s.load(ctx, key, e, gen); err != nil || e == nil {
			return nil, err
		}
	}
	if !s.live(e.session, e.seen.Load(), now) {
		s.cache.remove(key)
		return nil, nil
	}
	if r.Header.Get(BackgroundHeader) == "" {
		s.touch(ctx, e, now)
	}
	actor := *e.actor
	return &actor, nil
}

func (s *Service) load(ctx context.Context, key tokenKey, old *entry, gen uint64) (*entry, error) {
	e := &entry{}
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		if e.session, err = findSession(ctx, tx, key.text()); err != nil {
			return err
		}
		u, err := findUser(ctx, tx, e.session.UserID)
		if err != nil {
			return err
		}
		if u.Disabled {
			return errs.New(errs.NotFound, "not_found")
		}
		if e.actor, err = s.cfg.Actor(ctx, tx, u.ID); err != nil {
			return err
		}
		e.loaded = tx.NowMS()
		e.actor.MustChangePassword = s.mustChange(u, tx.NowMS())
		e.actor.SessionID = e.session.ID
		return nil
	})
	if errs.IsKind(err, errs.NotFound) {
		s.cache.remove(key)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	e.seen.Store(e.session.SeenAt)
	e.written.Store(e.session.SeenAt)
	if old != nil {
		e.seen.Store(max(e.session.SeenAt, old.seen.Load()))
	}
	s.cache.put(key, e, gen)
	return e, nil
}

// touch notes activity; the database learns it at most once a minute. A failure to write must not stop a reader.
func (s *Service) touch(ctx context.Context, e *entry, now int64) {
	e.seen.Store(max(now, e.seen.Load()))
	last := e.written.Load()
	if now-last < writeSeen.Milliseconds() || !e.written.CompareAndSwap(last, now) {
		return
	}
	err := s.db.Update(ctx, func(tx *db.Tx) error { return setSeen(ctx, tx, e.session.ID, now) })
	if err != nil {
		s.cfg.Log.Warn("last activity not stored", "session", e.session.ID, "err", err.Error())
	}
}

// SignOut ends the session of the actor in the context; errs.Unauthenticated when nobody is signed in.
func (s *Service) SignOut(ctx context.Context) error {
	a, err := authz.Must(ctx)
	if err != nil {
		return err
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		if err := endSession(ctx, tx, a.SessionID, EndSignOut); err != nil {
			return err
		}
		s.dropAfter(tx, a.UserID)
		return journal.Record(ctx, tx, journal.Event{Action: "session.close", ObjectType: "session", ObjectID: a.SessionID, Summary: "退出登录"})
	})
}
