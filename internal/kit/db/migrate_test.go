package db

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"
)

// TestTheLedgerKeepsWhatWasBookedBefore brings a book of version 19 with entries in it up to date.
func TestTheLedgerKeepsWhatWasBookedBefore(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	pool, dialect := oldBook(t)
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	files := engineFiles{dir, ".postgres.sql"}
	if dialect == goose.DialectPostgres {
		files.not = ".sqlite.sql"
	}
	p, err := goose.NewProvider(dialect, pool, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.UpTo(ctx, 19); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"INSERT INTO ledger_accounts (code, name, commodity, side, is_group, opened_at, opened_by) VALUES ('a', 'a', 'CNY', 'debit', false, 1, 'u'), ('b', 'b', 'CNY', 'credit', false, 1, 'u')",
		"INSERT INTO ledger_balances (account, commodity, sign, floor, balance, going, coming, entries) VALUES ('a', 'CNY', 1, 0, 5, 0, 2, 2), ('b', 'CNY', -1, NULL, 5, 0, 2, 2)",
		"INSERT INTO ledger_transactions (id, kind, key, input_hash, effective_on, booked_at, booked_by, memo, meta, hash) VALUES " +
			"('t1', 'post', 'k1', 'i1', '2020-01-01', 1, 'u', 'm', '{}', 'h1'), ('t2', 'hold', 'k2', 'i2', '2020-01-01', 1, 'u', 'm', '{}', 'h2')",
		"INSERT INTO ledger_entries (tx_id, n, act, debit, credit, commodity, amount, effective_on, booked_at, debit_seq, debit_after, credit_seq, credit_after) VALUES " +
			"('t1', 1, 'post', 'a', 'b', 'CNY', 5, '2020-01-01', 1, 1, 5, 1, 5), ('t2', 1, 'hold', 'a', 'b', 'CNY', 2, '2020-01-01', 1, 2, 5, 2, 5)",
		"INSERT INTO ledger_holds (id, state) VALUES ('t2', 'open')",
		"INSERT INTO ledger_chain (seq, tx_id, chain) VALUES (1, 't1', 'c1')",
		"INSERT INTO ledger_unsealed (tx_id) VALUES ('t2')",
	} {
		if _, err := pool.ExecContext(ctx, text); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := p.UpTo(ctx, 20); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"SELECT code || name || commodity || side FROM ledger_accounts ORDER BY code":                                                                    "aaCNYdebit bbCNYcredit",
		"SELECT account || sign || coalesce(floor, -1) || balance || going || coming || entries FROM ledger_balances ORDER BY 1":                         "a105022 b-1-15022",
		"SELECT id || kind || key || input_hash || memo || meta || hash FROM ledger_transactions ORDER BY id":                                            "t1postk1i1m{}h1 t2holdk2i2m{}h2",
		"SELECT tx_id || n || act || debit || credit || amount || debit_seq || debit_after || credit_seq || credit_after FROM ledger_entries ORDER BY 1": "t11postab51515 t21holdab22525",
		"SELECT id || state FROM ledger_holds":                "t2open",
		"SELECT seq || tx_id || n || chain FROM ledger_chain": "1t11c1",
		"SELECT tx_id || n || hash FROM ledger_unsealed":      "t21h2",
	} {
		if got := texts(t, pool, text); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	if _, err := pool.ExecContext(ctx, "DELETE FROM ledger_entries"); err == nil || !strings.Contains(err.Error(), "ledger_frozen") {
		t.Errorf("removed: %v", err)
	}
	if _, err := pool.ExecContext(ctx, "INSERT INTO ledger_chain (seq, tx_id, n, chain) VALUES (2, 't2', 3, 'c2')"); err != nil {
		t.Fatal(err)
	}
	if _, err := p.UpTo(ctx, 33); err != nil {
		t.Fatal(err)
	}
	if got := texts(t, pool, "SELECT seq || '/' || n || '/' || upto FROM ledger_chain ORDER BY seq"); got != "1/1/1 2/3/4" {
		t.Errorf("links cover %s", got)
	}
	if _, err := pool.ExecContext(ctx, "UPDATE ledger_chain SET upto = 0"); err == nil || !strings.Contains(err.Error(), "ledger_frozen") {
		t.Errorf("changed: %v", err)
	}
}

func texts(t *testing.T, pool *sql.DB, text string) string {
	rows, err := pool.QueryContext(context.Background(), text)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

// oldBook is an empty database without any migration.
func oldBook(t *testing.T) (*sql.DB, goose.Dialect) {
	server := os.Getenv("YICE_TEST_POSTGRES")
	driver, url, dialect := "sqlite", "file:"+filepath.Join(t.TempDir(), "old.db")+"?_pragma=foreign_keys(1)", goose.DialectSQLite3
	if server != "" {
		admin, err := sql.Open("pgx", server)
		if err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprintf("old_%d_%s", os.Getpid(), strings.ToLower(t.Name()))
		if _, err := admin.Exec("CREATE DATABASE " + name); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			_, _ = admin.Exec("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)")
			_ = admin.Close()
		})
		driver, url, dialect = "pgx", strings.Replace(server, "/yice_test", "/"+name, 1), goose.DialectPostgres
	}
	pool, err := sql.Open(driver, url)
	if err != nil {
		t.Fatal(err)
	}
	pool.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = pool.Close() })
	return pool, dialect
}

// TestEachEngineSeesItsOwn: a pair of migrations is one for each engine.
func TestEachEngineSeesItsOwn(t *testing.T) {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	for not, want := range map[string]string{".sqlite.sql": "0020_ledger_guard.postgres.sql", ".postgres.sql": "0020_ledger_guard.sqlite.sql"} {
		names, err := fs.Glob(engineFiles{dir, not}, "*.sql")
		if err != nil || !slices.Contains(names, want) || slices.ContainsFunc(names, func(n string) bool { return strings.HasSuffix(n, not) }) {
			t.Errorf("%v %v", names, err)
		}
	}
}
