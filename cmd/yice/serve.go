package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"time"

	"yice/internal/app"
)

type serveCmd struct {
	book
	Listen      string        `help:"Address." default:"127.0.0.1:8080" env:"YICE_LISTEN"`
	TLSCert     string        `help:"Certificate file for HTTPS." name:"tls-cert" env:"YICE_TLS_CERT"`
	TLSKey      string        `help:"Key file for HTTPS." name:"tls-key" env:"YICE_TLS_KEY"`
	BehindProxy bool          `help:"Believe X-Forwarded-For of the proxy in front." env:"YICE_BEHIND_PROXY"`
	Idle        time.Duration `help:"Sign out after this time without activity." default:"30m" env:"YICE_IDLE"`
	Absolute    time.Duration `help:"Sign out after this time in any case." default:"12h" env:"YICE_ABSOLUTE"`
	PasswordAge time.Duration `help:"Passwords must be changed after this time." default:"2160h" env:"YICE_PASSWORD_AGE"`
}

func (c *serveCmd) Run(ctx context.Context) error {
	cfg := c.config()
	cfg.Listen, cfg.TLSCert, cfg.TLSKey, cfg.BehindProxy = c.Listen, c.TLSCert, c.TLSKey, c.BehindProxy
	cfg.Idle, cfg.Absolute, cfg.PasswordAge = c.Idle, c.Absolute, c.PasswordAge
	return serve(ctx, cfg)
}

func serve(ctx context.Context, cfg app.Config) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400) // most memory is the engine's pages, which the collector does not see
	}
	a, err := app.New(ctx, cfg)
	if err != nil {
		return err
	}
	scheme := "http"
	if cfg.TLSCert != "" {
		scheme = "https"
	}
	err = a.Run(ctx, func(addr net.Addr) { fmt.Fprintf(os.Stderr, "Yice listens on %s://%s\n", scheme, addr) })
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(err, a.Close())
}
