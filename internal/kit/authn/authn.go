// Package authn knows users (a login and a password) and their sessions on the server. It knows nothing of staff or
// roles: who a user acts as is told by the function in Config.
package authn

import (
	"context"
	_ "embed"
	"log/slog"
	"time"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
)

//go:embed messages.json
var messages []byte

// Messages are the sentences of this room's codes.
func Messages() []byte { return messages }

// Codes maps the room's constraints to codes.
func Codes() map[string]string { return map[string]string{"users_login_key": "user.login_taken"} }

// Config says how strict sign-in is. Zero values mean the defaults of domain rules §5.2.
type Config struct {
	DB  *db.DB
	Log *slog.Logger
	// Actor tells who a user acts as today; errs.NotFound when the user may not act at all.
	Actor func(ctx context.Context, tx *db.Tx, userID string) (*authz.Actor, error)

	Idle          time.Duration // logout without activity: 30 minutes
	Absolute      time.Duration // logout in any case: 12 hours
	PasswordAge   time.Duration // change after: 90 days
	LockTime      time.Duration // after too many failures: 15 minutes
	MaxFailures   int64         // failures in a row that lock: 5
	MaxSessions   int           // sessions a user: 3, the oldest ends
	Fresh         time.Duration // how long an answer of the database may serve: 5 seconds
	HashMemoryKiB uint32        // argon2id: 19 MiB
}

func (c *Config) defaults() {
	set(&c.Idle, 30*time.Minute)
	set(&c.Absolute, 12*time.Hour)
	set(&c.PasswordAge, 90*24*time.Hour)
	set(&c.LockTime, 15*time.Minute)
	set(&c.MaxFailures, 5)
	set(&c.MaxSessions, 3)
	set(&c.Fresh, 5*time.Second)
	set(&c.HashMemoryKiB, 19*1024)
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
}

func set[T comparable](v *T, def T) {
	var zero T
	if *v == zero {
		*v = def
	}
}

// Service signs users in and out.
type Service struct {
	cfg   Config
	db    *db.DB
	hash  *hasher
	cache *cache
}

// New makes the service; it touches no database.
func New(cfg Config) *Service {
	cfg.defaults()
	return &Service{cfg: cfg, db: cfg.DB, hash: newHasher(cfg.HashMemoryKiB), cache: newCache()}
}

// User is an account. LockedUntil is unix milliseconds, 0 when it is not locked by failures; Disabled is a lock by hand.
type User struct {
	ID          string `db:"id" json:"id"`
	Login       string `db:"login" json:"login"`
	Hash        string `db:"hash" json:"-"`
	PasswordAt  int64  `db:"password_at" json:"password_at"`
	MustChange  bool   `db:"must_change" json:"must_change"`
	Failures    int64  `db:"failures" json:"failures"`
	LockedUntil int64  `db:"locked_until" json:"locked_until"`
	Disabled    bool   `db:"disabled" json:"disabled"`
	LastInAt    int64  `db:"last_in_at" json:"last_in_at"`
	MadeAt      int64  `db:"made_at" json:"made_at"`
}

// Session is one sign-in that lasts. Instants are unix milliseconds.
type Session struct {
	ID        string `db:"id" json:"id"`
	TokenHash string `db:"token_hash" json:"-"`
	UserID    string `db:"user_id" json:"user_id"`
	MadeAt    int64  `db:"made_at" json:"made_at"`
	SeenAt    int64  `db:"seen_at" json:"seen_at"`
	EndedAt   int64  `db:"ended_at" json:"ended_at"`
	EndReason string `db:"end_reason" json:"end_reason"`
	Origin    string `db:"origin" json:"origin"`
	Agent     string `db:"agent" json:"agent"`
}

// Why a session ended.
const (
	EndSignOut  = "sign_out"
	EndPassword = "password"
	EndLimit    = "limit"
	EndAdmin    = "admin"
	EndDisabled = "disabled"
	EndExpired  = "expired"
)

// Attempt is one try to sign in.
type Attempt struct {
	ID     string `db:"id" json:"id"`
	At     int64  `db:"at" json:"at"`
	Login  string `db:"login" json:"login"`
	UserID string `db:"user_id" json:"user_id"`
	Result string `db:"result" json:"result"`
	Origin string `db:"origin" json:"origin"`
	Agent  string `db:"agent" json:"agent"`
}

// How a try ended. The caller never learns which of the refusals it was.
const (
	ResultOK       = "ok"
	ResultPassword = "password"
	ResultUnknown  = "unknown"
	ResultLocked   = "locked"
	ResultDisabled = "disabled"
)

// Client is where a request comes from.
type Client struct {
	Origin string
	Agent  string
}

// live tells whether the session may still be used at now, when it was last used at seen.
func (s *Service) live(x Session, seen, now int64) bool {
	return x.EndedAt == 0 && now-seen < s.cfg.Idle.Milliseconds() && now-x.MadeAt < s.cfg.Absolute.Milliseconds()
}

func (s *Service) mustChange(u User, now int64) bool {
	return u.MustChange || now-u.PasswordAt >= s.cfg.PasswordAge.Milliseconds()
}
