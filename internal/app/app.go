// Package app is where everything is put together, in straight-line code: the database, the rooms, the server.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"yice/internal/core/ledger"
	"yice/internal/kit/blob"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/i18n"
	"yice/internal/kit/journal"
	"yice/internal/kit/secret"
	"yice/internal/kit/web"
)

// Config says where the book is and how it is served. Every field has a default but Data.
type Config struct {
	Data        string // folder of the book: database, files, keys
	DatabaseURL string // "sqlite:FILE" or "postgres://…"; default is Data/yice.db
	Listen      string // address; default 127.0.0.1:8080
	TLSCert     string // with TLSKey: serve HTTPS
	TLSKey      string
	BehindProxy bool         // believe X-Forwarded-For
	Keys        string       // file with the keys that seal personal data; default DATA/keys.json
	Suite       secret.Suite // of keys made for a new book; default AES
	Clock       clock.Clock
	Log         *slog.Logger
	Version     string
	Idle        time.Duration // sign-in rules; zero is the default of kit/authn
	Absolute    time.Duration
	PasswordAge time.Duration
}

func (c *Config) defaults() {
	if c.Data == "" {
		c.Data = "data"
	}
	if c.DatabaseURL == "" {
		c.DatabaseURL = "sqlite:" + filepath.Join(c.Data, "yice.db")
	}
	if c.Keys == "" {
		c.Keys = filepath.Join(c.Data, "keys.json")
	}
	if c.Suite == "" {
		c.Suite = secret.AES
	}
	if c.Listen == "" {
		c.Listen = "127.0.0.1:8080"
	}
	if c.Clock == nil {
		c.Clock = clock.System()
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Version == "" {
		c.Version = "dev"
	}
}

// App is one open book with its rooms.
type App struct {
	Rooms
	DB        *db.DB
	cfg       Config
	catalogue *i18n.Catalogue
	web       *web.Server
}

// New opens the book (making it when it is not there) and builds the rooms.
func New(ctx context.Context, cfg Config) (*App, error) {
	cfg.defaults()
	d, err := db.Open(ctx, db.Config{URL: cfg.DatabaseURL, Clock: cfg.Clock, Codes: codes(), Log: filepath.Join(cfg.Data, "looks")})
	if err != nil {
		return nil, err
	}
	a, err := open(ctx, cfg, d)
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return a, nil
}

func open(ctx context.Context, cfg Config, d *db.DB) (*App, error) {
	keys, err := openKeys(ctx, cfg, d)
	if err != nil {
		return nil, err
	}
	files, err := blob.New(filepath.Join(cfg.Data, "files"), d.Now())
	if err != nil {
		return nil, err
	}
	a, err := assemble(cfg, d, keys, files)
	if err != nil {
		return nil, err
	}
	aside, err := a.Policy.Register(ctx)
	if len(aside) > 0 {
		cfg.Log.Warn("rule sets of this program are left aside: the meeting has adopted other texts", "sets", strings.Join(aside, " "))
	}
	return a, err
}

// openKeys makes keys only for a book that has never had any: fresh keys cannot open what others sealed.
func openKeys(ctx context.Context, cfg Config, d *db.DB) (*secret.Keyring, error) {
	known, err := bookFact(ctx, d, factKeys)
	if err != nil {
		return nil, err
	}
	if known == "" {
		keys, err := secret.LoadOrCreate(cfg.Keys, cfg.Suite, d.Now())
		if err != nil {
			return nil, err
		}
		return keys, setBookFact(ctx, d, factKeys, keys.Fingerprint())
	}
	keys, err := secret.Load(cfg.Keys)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", cfg.Keys, err)
	}
	if keys.Fingerprint() != known {
		return nil, fmt.Errorf("%s belongs to another book", cfg.Keys)
	}
	return keys, nil
}

// OpenAPI is the document of all routes; it needs no book.
func OpenAPI(version string) ([]byte, error) {
	cfg := Config{Version: version}
	cfg.defaults()
	a, err := assemble(cfg, nil, nil, nil)
	if err != nil {
		return nil, err
	}
	return a.web.OpenAPI()
}

// Handler answers HTTP, for tests that bring their own server.
func (a *App) Handler() http.Handler { return a.web }

// WebRoutes lists all routes, for the tests that count.
func (a *App) WebRoutes() []web.Route { return a.web.Routes() }

// Close waits for writers and closes the book.
func (a *App) Close() error { return a.DB.Close() }

const (
	sealEvery    = 2 * time.Second
	shutdownTime = 15 * time.Second
)

// Run serves until the context ends, then lets requests under way finish. ready, when not nil, learns the address.
func (a *App) Run(ctx context.Context, ready func(addr net.Addr)) error {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", a.cfg.Listen)
	if err != nil {
		return err
	}
	var background sync.WaitGroup
	bg, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer background.Wait()
	defer stop()
	background.Go(func() {
		journal.Sealer(bg, a.DB, sealEvery, func(err error) { a.cfg.Log.Error("journal not sealed", "err", err.Error()) })
	})
	background.Go(func() {
		ledger.Keeper(bg, a.DB, sealEvery, func(err error) { a.cfg.Log.Error("ledger not sealed, or holds not released", "err", err.Error()) })
	})
	background.Go(func() {
		a.Sunlight.Keep(bg, func(err error) { a.cfg.Log.Error("public figures not kept", "err", err.Error()) })
	})
	a.Jobs.Start()
	defer a.stopJobs()
	server := &http.Server{
		Handler:           a.web,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       5 * time.Minute,
		WriteTimeout:      10 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(a.cfg.Log.Handler(), slog.LevelWarn),
	}
	if ready != nil {
		ready(ln.Addr())
	}
	served := make(chan error, 1)
	go func() { served <- a.serve(server, ln) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	if err := server.Shutdown(end); err != nil {
		return errors.Join(err, server.Close())
	}
	return nil
}

func (a *App) stopJobs() {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTime)
	defer cancel()
	if err := a.Jobs.Stop(ctx); err != nil {
		a.cfg.Log.Warn("jobs under way were cut short", "err", err.Error())
	}
}

func (a *App) serve(server *http.Server, ln net.Listener) error {
	if a.cfg.TLSCert != "" {
		return server.ServeTLS(ln, a.cfg.TLSCert, a.cfg.TLSKey)
	}
	return server.Serve(ln)
}
