// Command yice serves the city's care and assistance platform and looks after its book.
package main

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"yice/internal/app"
	"yice/internal/app/demo"
	"yice/internal/kit/clock"
	"yice/internal/kit/secret"
)

var version = "dev" // set by the linker

type cli struct {
	Demo    demoCmd    `cmd:"" help:"Make a demo city and serve it."`
	Serve   serveCmd   `cmd:"" help:"Serve the book over HTTP."`
	User    userCmd    `cmd:"" help:"Accounts."`
	Policy  policyCmd  `cmd:"" help:"Parameters and assessments."`
	Figures figuresCmd `cmd:"" help:"Print the published figures, counted from the records."`
	Import  importCmd  `cmd:"" help:"Bring registers in from spreadsheets."`
	Ledger  ledgerCmd  `cmd:"" help:"Check the ledger and print its balances."`
	Verify  verifyCmd  `cmd:"" help:"Check that the record is complete and unaltered."`
	OpenAPI openAPICmd `cmd:"" name:"openapi" help:"Print the OpenAPI document."`
	Fill    fillCmd    `cmd:"" name:"bench-fill" hidden:"" help:"Fill a book for measurements."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

// book names the book that a command works on.
type book struct {
	Data     string `help:"Data folder." default:"data" env:"YICE_DATA" type:"path"`
	Database string `help:"Database: sqlite:FILE or postgres://… (default: DATA/yice.db)." env:"YICE_DATABASE"`
	Keys     string `help:"File with the keys that seal personal data (default: DATA/keys.json)." env:"YICE_KEYS"`
	Suite    string `help:"Cryptography of a new book." enum:"aes-256-gcm,sm4-gcm-hmac-sm3" default:"aes-256-gcm" env:"YICE_SUITE"`
}

// config opens the book with its own time: a demo's goes on from its story's day.
func (b book) config() app.Config {
	now, err := demo.Clock(b.Data)
	if err != nil {
		now = clock.System()
	}
	return app.Config{
		Clock: now,
		Data:  b.Data, DatabaseURL: b.Database, Keys: b.Keys, Suite: secret.Suite(b.Suite), Version: version,
		Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	k := kong.Parse(&cli{}, kong.Name("yice"), kong.Description("一策 Yice: one household, one ledger, one plan."),
		kong.UsageOnError(), kong.BindTo(ctx, (*context.Context)(nil)))
	k.FatalIfErrorf(k.Run())
}
