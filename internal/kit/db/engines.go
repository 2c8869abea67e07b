package db

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"yice/internal/kit/errs"
)

//go:embed migrations/*.sql
var migrations embed.FS

func (d *DB) openSQLite(ctx context.Context, path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	// Pragmas stand in the DSN: a PRAGMA through the pool would reach one connection only.
	dsn := "file:" + path + "?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=foreign_keys(1)&_pragma=cache_size(-65536)&_pragma=mmap_size(1073741824)&_pragma=temp_store(MEMORY)"
	var err error
	if d.write, err = sql.Open("sqlite", dsn+"&_txlock=immediate"); err != nil {
		return err
	}
	d.write.SetMaxOpenConns(1)
	d.write.SetConnMaxIdleTime(0)
	if d.read, err = sql.Open("sqlite", dsn); err != nil {
		return err
	}
	d.read.SetMaxOpenConns(8)
	d.read.SetMaxIdleConns(8)
	var version string
	if err := d.write.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version); err != nil {
		return err
	}
	var a, b, c int
	if _, err := fmt.Sscanf(version, "%d.%d.%d", &a, &b, &c); err != nil {
		return err
	}
	if a*1e6+b*1e3+c < 3051003 { // earlier versions can corrupt a WAL when it is reset
		return fmt.Errorf("SQLite %s is too old: 3.51.3 or later is needed", version)
	}
	return nil
}

// connectTime is how long a PostgreSQL server may take to greet, unless the address says connect_timeout.
const connectTime = 5 * time.Second

func (d *DB) openPostgres(ctx context.Context, url string) error {
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		return err
	}
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = connectTime
	}
	pool := stdlib.OpenDB(*cfg)
	pool.SetMaxOpenConns(24)
	pool.SetMaxIdleConns(24)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	d.read, d.write = pool, pool
	var enc string
	if err := pool.QueryRowContext(ctx, "SHOW server_encoding").Scan(&enc); err != nil {
		return d.translate(err)
	}
	if enc != "UTF8" {
		return fmt.Errorf("the PostgreSQL database has encoding %s: create it with UTF8", enc)
	}
	return checkCollation(ctx, pool)
}

// checkCollation refuses a database that does not order text by its bytes: subtrees and prefixes are found by ranges, which
// another order would answer wrongly and without a word.
func checkCollation(ctx context.Context, pool *sql.DB) error {
	var name, provider string
	err := pool.QueryRowContext(ctx, "SELECT datcollate, coalesce(to_jsonb(d) ->> 'datlocprovider', 'c') FROM pg_database d WHERE datname = current_database()").
		Scan(&name, &provider)
	if err != nil {
		return err
	}
	if provider == "b" || provider == "c" && byBytes(name) {
		return nil
	}
	if provider == "i" {
		name = "ICU"
	}
	return fmt.Errorf("PostgreSQL 数据库的排序规则是 %[1]s，本系统要求按字节排序，请这样建库：CREATE DATABASE yice TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'; "+
		"(the PostgreSQL database has the collation %[1]s, but text must be ordered by its bytes: create it with the statement before)", name)
}

// byBytes names the collations of the C library and of PostgreSQL that order by bytes.
func byBytes(collation string) bool {
	switch strings.ToUpper(collation) {
	case "C", "POSIX", "C.UTF-8", "C.UTF8", "UCS_BASIC":
		return true
	}
	return false
}

func (d *DB) migrate(ctx context.Context) error {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	dialect := goose.DialectSQLite3
	if d.engine == Postgres {
		dialect = goose.DialectPostgres
	}
	p, err := goose.NewProvider(dialect, d.write, dir, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	have, want, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	if have > want {
		return fmt.Errorf("the database is at version %d, this binary knows %d: use a newer binary", have, want)
	}
	if have == want {
		return nil
	}
	_, err = p.Up(ctx)
	return err
}

// translate turns an engine's error into one of ours; everything else stays as it is and becomes Internal at the edge.
func (d *DB) translate(err error) error {
	if err == nil {
		return nil
	}
	if pe, ok := errors.AsType[*pgconn.PgError](err); ok {
		return d.translatePostgres(pe)
	}
	if se, ok := errors.AsType[*sqlite.Error](err); ok {
		return d.translateSQLite(se)
	}
	if _, ok := errors.AsType[net.Error](err); ok || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) ||
		errors.Is(err, net.ErrClosed) || isConnect(err) || errors.Is(err, sql.ErrConnDone) {
		if errors.Is(err, context.Canceled) {
			return err
		}
		return errs.New(errs.Unavailable, "unavailable").Because(err)
	}
	return err
}

func isConnect(err error) bool {
	_, ok := errors.AsType[*pgconn.ConnectError](err)
	return ok || strings.Contains(err.Error(), "conn closed") || strings.Contains(err.Error(), "bad connection")
}

func (d *DB) translatePostgres(pe *pgconn.PgError) error {
	switch {
	case pe.Code == "23505":
		return d.constraint(errs.Conflict, "duplicate", pe.ConstraintName, pe)
	case pe.Code == "23503":
		return d.constraint(errs.Conflict, "reference_missing", pe.ConstraintName, pe)
	case pe.Code == "23514":
		return d.constraint(errs.Invalid, "constraint", pe.ConstraintName, pe)
	case pe.Code == "22021", pe.Code == "22P05":
		return errs.New(errs.Invalid, "text_unstorable").Because(pe)
	case pe.Code == "53100":
		return errs.New(errs.Unavailable, "disk_full").Because(pe)
	case strings.HasPrefix(pe.Code, "53"), strings.HasPrefix(pe.Code, "57P"), strings.HasPrefix(pe.Code, "08"), pe.Code == "58030":
		return errs.New(errs.Unavailable, "unavailable").Because(pe)
	}
	return pe
}

var (
	reUnique = regexp.MustCompile(`UNIQUE constraint failed: (.+?)(?: \(\d+\))?$`)
	reCheck  = regexp.MustCompile(`CHECK constraint failed: (\w+)`)
)

func (d *DB) translateSQLite(se *sqlite.Error) error {
	switch code := se.Code(); {
	case code == sqlite3.SQLITE_CONSTRAINT_UNIQUE, code == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		name := ""
		if m := reUnique.FindStringSubmatch(se.Error()); m != nil {
			name = uniqueName(m[1])
		}
		return d.constraint(errs.Conflict, "duplicate", name, se)
	case code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return d.constraint(errs.Conflict, "reference_missing", "", se)
	case code == sqlite3.SQLITE_CONSTRAINT_CHECK:
		name := ""
		if m := reCheck.FindStringSubmatch(se.Error()); m != nil {
			name = m[1]
		}
		return d.constraint(errs.Invalid, "constraint", name, se)
	case code&0xff == sqlite3.SQLITE_FULL:
		return errs.New(errs.Unavailable, "disk_full").Because(se)
	case code&0xff == sqlite3.SQLITE_IOERR, code&0xff == sqlite3.SQLITE_BUSY,
		code&0xff == sqlite3.SQLITE_CANTOPEN, code&0xff == sqlite3.SQLITE_READONLY:
		return errs.New(errs.Unavailable, "unavailable").Because(se)
	}
	return se
}

// uniqueName derives PostgreSQL's name of a unique constraint from SQLite's list of "table.column".
func uniqueName(list string) string {
	var table string
	var cols []string
	for _, part := range strings.Split(list, ", ") {
		t, c, ok := strings.Cut(strings.TrimSpace(part), ".")
		if !ok {
			return ""
		}
		table, cols = t, append(cols, c)
	}
	return table + "_" + strings.Join(cols, "_") + "_key"
}

func (d *DB) constraint(kind errs.Kind, code, name string, cause error) error {
	if c, ok := d.codes[name]; ok {
		code = c
	}
	return errs.New(kind, code).Because(fmt.Errorf("%s: %w", name, cause))
}

func isUnique(err error) bool {
	pe, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pe.Code == "23505"
}

func isSerialization(err error) bool {
	pe, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (pe.Code == "40001" || pe.Code == "40P01")
}
