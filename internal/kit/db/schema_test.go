package db

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"
)

const sqliteSchema = `SELECT sql || ';' FROM sqlite_schema
	WHERE sql IS NOT NULL AND tbl_name <> 'goose_db_version' AND name NOT LIKE 'sqlite_%' ORDER BY tbl_name, type = 'table' DESC, type, name`

// postgresSchema tells of each table its columns, constraints, indexes and triggers, then the functions.
const postgresSchema = `
WITH t AS (SELECT c.oid, c.relname FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
	WHERE s.nspname = 'public' AND c.relkind = 'r' AND c.relname <> 'goose_db_version')
SELECT line FROM (
	SELECT relname AS t, 0 AS kind, 0 AS n, '' AS name, 'TABLE ' || relname AS line FROM t
	UNION ALL SELECT relname, 1, a.attnum, '', '  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
		|| coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
		FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
	UNION ALL SELECT relname, 2, 0, k.conname, '  CONSTRAINT ' || k.conname || ' ' || pg_get_constraintdef(k.oid) FROM t JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype <> 'n'
	UNION ALL SELECT t.relname, 3, 0, i.relname, '  ' || pg_get_indexdef(x.indexrelid)
		FROM t JOIN pg_index x ON x.indrelid = t.oid JOIN pg_class i ON i.oid = x.indexrelid WHERE NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = x.indexrelid)
	UNION ALL SELECT relname, 4, 0, g.tgname, '  ' || pg_get_triggerdef(g.oid) FROM t JOIN pg_trigger g ON g.tgrelid = t.oid AND NOT g.tgisinternal
	UNION ALL SELECT '~', 5, 0, p.proname, pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace s ON s.oid = p.pronamespace WHERE s.nspname = 'public'
) x ORDER BY t, kind, n, name, line`

// TestTheSchemaIsAsWrittenDown: what the migrations come to stands in testdata/schema.*.sql, where a change of it can be read. make gen writes it.
func TestTheSchemaIsAsWrittenDown(t *testing.T) {
	t.Parallel()
	pool, dialect := oldBook(t)
	if err := migrate(context.Background(), dialect, pool); err != nil {
		t.Fatal(err)
	}
	file, query := filepath.Join("testdata", "schema.sqlite.sql"), sqliteSchema
	if dialect == goose.DialectPostgres {
		file, query = filepath.Join("testdata", "schema.postgres.sql"), postgresSchema
	}
	got := schemaOf(t, pool, query)
	if os.Getenv("YICE_WRITE_SCHEMA") != "" {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	have, should := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(have), len(should)) {
		if i >= len(have) || i >= len(should) || have[i] != should[i] {
			t.Fatalf("%s, line %d: the migrations give\n%s\nrun make gen and look at the difference", file, i+1, strings.Join(have[min(i, len(have)):min(i+3, len(have))], "\n"))
		}
	}
}

func schemaOf(t *testing.T, pool *sql.DB, query string) string {
	t.Helper()
	rows, err := pool.QueryContext(context.Background(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var b strings.Builder
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		b.WriteString(line + "\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
