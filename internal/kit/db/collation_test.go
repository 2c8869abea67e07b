package db_test

import (
	"context"
	"database/sql"
	"net/url"
	"os"
	"strings"
	"testing"

	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/testkit"
)

// Subtrees and prefixes are ranges of bytes, so a database that orders text as a language does must not be opened.
func TestDatabaseOfAnotherOrderIsRefused(t *testing.T) {
	t.Parallel()
	server := os.Getenv(testkit.PostgresEnv)
	if server == "" {
		t.Skip("for PostgreSQL")
	}
	ctx := context.Background()
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	name := strings.ReplaceAll(strings.ToLower(t.Name()), "/", "_")
	for options, fine := range map[string]bool{
		"LOCALE 'C'": true, "LOCALE 'POSIX'": true, "LOCALE 'C.UTF-8'": true,
		"LOCALE_PROVIDER icu ICU_LOCALE 'zh' LOCALE 'C'": false,
	} {
		if _, err := admin.ExecContext(ctx, "CREATE DATABASE "+name+" TEMPLATE template0 ENCODING 'UTF8' "+options); err != nil {
			t.Fatalf("%s: %v", options, err)
		}
		u, err := url.Parse(server)
		if err != nil {
			t.Fatal(err)
		}
		u.Path = "/" + name
		d, err := db.Open(ctx, db.Config{URL: u.String(), Clock: clock.System()})
		if err == nil {
			_ = d.Close()
		}
		if (err == nil) != fine {
			t.Errorf("%s: %v", options, err)
		}
		if err != nil && (!strings.Contains(err.Error(), "请这样建库：CREATE DATABASE") || !strings.Contains(err.Error(), "must be ordered by its bytes")) {
			t.Errorf("%s: %v", options, err)
		}
		if _, err := admin.ExecContext(ctx, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Fatal(err)
		}
	}
}
