package testkit

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"yice/internal/kit/db"
)

// URL makes a fresh migrated book and gives its address; it goes away with the test. The migrations run once for all tests: every
// book is a copy of the first.
func URL(t testing.TB) string {
	t.Helper()
	server := os.Getenv(PostgresEnv)
	if server == "" {
		return "sqlite:" + copyBook(t)
	}
	name := "t_" + random(t)
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, _ = admin.ExecContext(context.Background(), "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
		_ = admin.Close()
	})
	if _, err := admin.ExecContext(t.Context(), "CREATE DATABASE "+name+" TEMPLATE "+templateDatabase(t, server, admin)); err != nil {
		t.Fatal(err)
	}
	return withDatabase(server, name)
}

func random(t testing.TB) string {
	t.Helper()
	b := make([]byte, 8)
	if _, err := rand.Read(b); err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(b)
}

// migrate makes an empty book of today's version at the address.
func migrate(t testing.TB, url string) {
	t.Helper()
	d, err := db.Open(t.Context(), db.Config{URL: url, Clock: Start})
	if err == nil {
		err = d.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// copyBook gives the path of a copy of the migrated SQLite book, which the first test of all makes.
func copyBook(t testing.TB) string {
	t.Helper()
	folder := filepath.Join(os.TempDir(), fmt.Sprintf("yice-test-books-%d", os.Getuid()))
	template := filepath.Join(folder, db.MigrationsSum()+".db")
	b, err := os.ReadFile(template)
	if errors.Is(err, fs.ErrNotExist) {
		making := filepath.Join(folder, "making-"+random(t))
		migrate(t, "sqlite:"+making)
		if _, err := os.Stat(making + "-wal"); err == nil {
			t.Fatal("the book was closed but its log was left beside it")
		}
		if err := os.Rename(making, template); err != nil {
			t.Fatal(err)
		}
		b, err = os.ReadFile(template)
	}
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "yice.db")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// templateDatabase gives the name of the migrated PostgreSQL database, which the first test on this server makes while others wait.
func templateDatabase(t testing.TB, server string, admin *sql.DB) string {
	t.Helper()
	name := "template_" + db.MigrationsSum()
	ctx := t.Context()
	conn, err := admin.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	exec := func(text string) {
		t.Helper()
		if _, err := conn.ExecContext(ctx, text); err != nil {
			t.Fatal(err)
		}
	}
	exists := func() (yes bool) {
		t.Helper()
		if err := conn.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&yes); err != nil {
			t.Fatal(err)
		}
		return yes
	}
	if exists() {
		return name
	}
	exec("SELECT pg_advisory_lock(hashtextextended('" + name + "', 0))")
	if !exists() {
		exec("DROP DATABASE IF EXISTS making_" + name + " WITH (FORCE)")
		exec("CREATE DATABASE making_" + name)
		migrate(t, withDatabase(server, "making_"+name))
		exec("ALTER DATABASE making_" + name + " RENAME TO " + name)
	}
	exec("SELECT pg_advisory_unlock(hashtextextended('" + name + "', 0))")
	return name
}
