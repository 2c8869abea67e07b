package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // for the migrations
	"zombiezen.com/go/sqlite"

	"yice/internal/kit/errs"
)

//go:embed migrations/*.sql
var migrations embed.FS

func (d *DB) openSQLite(ctx context.Context, path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	err := d.prepareSQLite(ctx, path)
	if err != nil {
		return err
	}
	pragmas := []string{
		"PRAGMA busy_timeout = 5000", "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = 1",
		"PRAGMA mmap_size = 2147418112", "PRAGMA temp_store = MEMORY",
	}
	unmap, err := sharedMappings().keep(path)
	if err != nil {
		return err
	}
	// The writer's memory for pages is small, because the others are mapped, and because after a commit that split a page the engine
	// goes through all that it holds (it numbers the parts behind 1 GiB meanwhile, and looks for pages beyond the end of the book).
	open := func() (*lite, error) {
		return openWriter(path, slices.Concat(pragmas, []string{"PRAGMA cache_size = -32768", "PRAGMA wal_autocheckpoint = 0"})...)
	}
	writer, err := open()
	if err != nil {
		unmap()
		return d.translate(err)
	}
	moving, err := openLite(path, pragmas...)
	if err != nil {
		writer.close()
		unmap()
		return d.translate(err)
	}
	d.unmap = unmap
	d.group = newGroup(d, writer, open, newMover(moving))
	// A reader's pages are mapped, and those that are not it forgets whenever somebody has written.
	d.readers = newLitePool(path, append(pragmas, "PRAGMA cache_size = -16384", "PRAGMA query_only = 1"))
	return nil
}

// prepareSQLite checks the engine and brings the book up to date, through the driver that the migrations know.
func (d *DB) prepareSQLite(ctx context.Context, path string) error {
	pool, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"+
		"&_pragma=foreign_keys(1)&_txlock=immediate")
	if err != nil {
		return err
	}
	defer pool.Close()
	pool.SetMaxOpenConns(1)
	var version string
	if err := pool.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version); err != nil {
		return err
	}
	var a, b, c int
	if _, err := fmt.Sscanf(version, "%d.%d.%d", &a, &b, &c); err != nil {
		return err
	}
	if a*1e6+b*1e3+c < 3051003 { // earlier versions can corrupt a WAL when it is reset
		return fmt.Errorf("SQLite %s is too old: 3.51.3 or later is needed", version)
	}
	return migrate(ctx, goose.DialectSQLite3, pool)
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
	d.pool = pool
	if err := d.preparePostgres(ctx); err != nil {
		return errors.Join(err, pool.Close())
	}
	return nil
}

func (d *DB) preparePostgres(ctx context.Context) error {
	var enc string
	if err := d.pool.QueryRowContext(ctx, "SHOW server_encoding").Scan(&enc); err != nil {
		return d.translate(err)
	}
	if enc != "UTF8" {
		return fmt.Errorf("the PostgreSQL database has encoding %s: create it with UTF8", enc)
	}
	if err := checkCollation(ctx, d.pool); err != nil {
		return err
	}
	return migrate(ctx, goose.DialectPostgres, d.pool)
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

func migrate(ctx context.Context, dialect goose.Dialect, pool *sql.DB) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	dir := engineFiles{files, ".postgres.sql"}
	if dialect == goose.DialectPostgres {
		dir.not = ".sqlite.sql"
	}
	p, err := goose.NewProvider(dialect, pool, dir, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
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
	if _, err = p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// MigrationsSum is a short name for all that a new book is made from: two programs with the same one make the same empty book.
// Tests copy such a book instead of making it again.
func MigrationsSum() string {
	sum := sha256.New()
	err := fs.WalkDir(migrations, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := migrations.ReadFile(path)
		fmt.Fprintf(sum, "%s %d\n%s", path, len(text), text)
		return err
	})
	if err != nil { // they are part of the program
		panic(err)
	}
	return hex.EncodeToString(sum.Sum(nil)[:10])
}

// engineFiles leaves out the migrations that are for the other engine: NNNN_x.sqlite.sql and NNNN_x.postgres.sql are a pair,
// of which a book sees one.
type engineFiles struct {
	fs.FS
	not string // the ending of what is left out
}

// ReadDir lists what is for this engine.
func (f engineFiles) ReadDir(name string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(f.FS, name)
	return slices.DeleteFunc(all, func(e fs.DirEntry) bool { return strings.HasSuffix(e.Name(), f.not) }), err
}

// translate turns an engine's error into one of ours; everything else stays as it is and becomes Internal at the edge.
func (d *DB) translate(err error) error {
	if err == nil {
		return nil
	}
	if pe, ok := errors.AsType[*pgconn.PgError](err); ok {
		return d.translatePostgres(pe)
	}
	if le, ok := errors.AsType[*liteError](err); ok {
		return d.translateSQLite(le)
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
	reUnique = regexp.MustCompile(`UNIQUE constraint failed: (.+)$`)
	reCheck  = regexp.MustCompile(`CHECK constraint failed: (\w+)`)
)

func (d *DB) translateSQLite(se *liteError) error {
	switch code := se.code; {
	case code == sqlite.ResultConstraintUnique, code == sqlite.ResultConstraintPrimaryKey:
		name := ""
		if m := reUnique.FindStringSubmatch(se.msg); m != nil {
			name = uniqueName(m[1])
		}
		return d.constraint(errs.Conflict, "duplicate", name, se)
	case code == sqlite.ResultConstraintForeignKey:
		return d.constraint(errs.Conflict, "reference_missing", "", se)
	case code == sqlite.ResultConstraintCheck:
		name := ""
		if m := reCheck.FindStringSubmatch(se.msg); m != nil {
			name = m[1]
		}
		return d.constraint(errs.Invalid, "constraint", name, se)
	case code == sqlite.ResultConstraintTrigger:
		name, _, _ := strings.Cut(se.msg, " ")
		if i := strings.LastIndex(se.msg, ": "); i >= 0 {
			name = se.msg[i+2:]
		}
		return d.constraint(errs.Invalid, "constraint", name, se)
	case code.ToPrimary() == sqlite.ResultFull:
		return errs.New(errs.Unavailable, "disk_full").Because(se)
	case code.ToPrimary() == sqlite.ResultIOErr, code.ToPrimary() == sqlite.ResultBusy,
		code.ToPrimary() == sqlite.ResultCantOpen, code.ToPrimary() == sqlite.ResultReadOnly:
		return errs.New(errs.Unavailable, "unavailable").Because(se)
	}
	return se
}

// uniqueName derives PostgreSQL's name of a unique constraint from SQLite's list of "table.column".
func uniqueName(list string) string {
	if name, ok := strings.CutPrefix(list, "index '"); ok { // an index over an expression is told by its name
		return strings.TrimSuffix(name, "'")
	}
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
