package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	random "math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// bare is the ceiling of this stack: the standard server and one prepared statement a request, no sign-in, no rights,
// no journal. Its list counts the rows of the filter by the index, and all rows by a number kept in memory.
type bare struct {
	*server
	set settings
}

func newBare(s settings) *bare { return &bare{set: s} }

func (b *bare) name() string { return "bare" }
func (b *bare) rows() int    { return b.set.rows }

func (b *bare) start(ctx context.Context) error {
	file := filepath.Join(b.set.dir, "bare.db")
	if _, err := os.Stat(file); errors.Is(err, os.ErrNotExist) {
		db, err := sql.Open("sqlite", "file:"+file)
		if err != nil {
			return err
		}
		_, err = db.ExecContext(ctx, `
			CREATE TABLE cases (id TEXT PRIMARY KEY, name TEXT NOT NULL, idno TEXT NOT NULL, region TEXT NOT NULL, status TEXT NOT NULL,
			  income REAL NOT NULL, note TEXT NOT NULL, created TEXT NOT NULL);
			CREATE INDEX cases_idno ON cases (idno);
			CREATE INDEX cases_region_status ON cases (region, status)`)
		if err := errors.Join(err, db.Close()); err != nil {
			return err
		}
	}
	if err := fill(ctx, file, b.set.rows); err != nil {
		return err
	}
	addr, err := freeAddr()
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	b.server, err = launch(ctx, filepath.Join(b.set.dir, "bare.log"), addr, "/health", self, "bare", "-db", file, "-listen", addr)
	return err
}

func (b *bare) make(r request, rnd *random.Rand) (a ask, err error) {
	n := rnd.IntN(b.set.rows)
	a = ask{method: http.MethodGet, path: "/cases"}
	switch r {
	case view:
		a.path += "/" + rowID(n)
	case find:
		a.path = "/find?idno=" + rowNumber(n)
	case listSome:
		a.path += "?region=" + region(rnd) + "&status=" + state(rnd)
	case create:
		a.method = http.MethodPost
		a.body, err = json.Marshal(newRow(rnd))
	}
	return a, err
}

func (b *bare) right(r request, body []byte) (int, error) {
	if r == view || r == find || r == create {
		return 0, oneRow(body)
	}
	var out barePage
	if err := json.Unmarshal(body, &out); err != nil {
		return 0, err
	}
	if len(out.Items) != 30 {
		return 0, fmt.Errorf("%d items", len(out.Items))
	}
	return out.Total, nil
}

type barePage struct {
	Items []caseRow `json:"items"`
	Total int       `json:"total"`
}

// bareServer is the other end, run as a program of its own so that its memory can be read.
type bareServer struct {
	one, byNumber, all, some, countSome, insert *sql.Stmt

	mu    sync.Mutex
	total int
}

func serveBare(args []string) error {
	fs := flag.NewFlagSet("bare", flag.ContinueOnError)
	file := fs.String("db", "", "database file")
	listen := fs.String("listen", "", "address")
	if err := fs.Parse(args); err != nil {
		return err
	}
	dsn := "file:" + *file + "?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=mmap_size(1073741824)"
	read, err := sql.Open("sqlite", dsn)
	if err != nil {
		return err
	}
	read.SetMaxOpenConns(8)
	read.SetMaxIdleConns(8)
	write, err := sql.Open("sqlite", dsn+"&_txlock=immediate")
	if err != nil {
		return err
	}
	write.SetMaxOpenConns(1)
	var b bareServer
	const columns = "SELECT id, name, idno, region, status, income, note, created FROM cases "
	prepare := func(db *sql.DB, text string) *sql.Stmt {
		st, e := db.Prepare(text)
		err = errors.Join(err, e)
		return st
	}
	b.one = prepare(read, columns+"WHERE id = $1")
	b.byNumber = prepare(read, columns+"WHERE idno = $1")
	b.all = prepare(read, columns+"ORDER BY id LIMIT 30")
	b.some = prepare(read, columns+"WHERE region = $1 AND status = $2 LIMIT 30")
	b.countSome = prepare(read, "SELECT count(*) FROM cases WHERE region = $1 AND status = $2")
	b.insert = prepare(write, "INSERT INTO cases (id, name, idno, region, status, income, note, created) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
	if err != nil {
		return err
	}
	if err := read.QueryRow("SELECT count(*) FROM cases").Scan(&b.total); err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /cases/{id}", func(w http.ResponseWriter, r *http.Request) { b.single(w, r, b.one, r.PathValue("id")) })
	mux.HandleFunc("GET /find", func(w http.ResponseWriter, r *http.Request) { b.single(w, r, b.byNumber, r.FormValue("idno")) })
	mux.HandleFunc("GET /cases", b.list)
	mux.HandleFunc("POST /cases", b.create)
	return (&http.Server{Addr: *listen, Handler: mux, ReadHeaderTimeout: 5 * time.Second}).ListenAndServe()
}

func scan(rows interface{ Scan(...any) error }) (c caseRow, err error) {
	err = rows.Scan(&c.ID, &c.Name, &c.IDNo, &c.Region, &c.Status, &c.Income, &c.Note, &c.Created)
	return c, err
}

func answer(w http.ResponseWriter, v any, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

func (b *bareServer) single(w http.ResponseWriter, r *http.Request, st *sql.Stmt, key string) {
	c, err := scan(st.QueryRowContext(r.Context(), key))
	answer(w, c, err)
}

func (b *bareServer) list(w http.ResponseWriter, r *http.Request) {
	page, err := b.page(r.Context(), r.FormValue("region"), r.FormValue("status"))
	answer(w, page, err)
}

func (b *bareServer) page(ctx context.Context, region, status string) (page barePage, err error) {
	var rows *sql.Rows
	if region == "" {
		b.mu.Lock()
		page.Total = b.total
		b.mu.Unlock()
		rows, err = b.all.QueryContext(ctx)
	} else {
		if err := b.countSome.QueryRowContext(ctx, region, status).Scan(&page.Total); err != nil {
			return page, err
		}
		rows, err = b.some.QueryContext(ctx, region, status)
	}
	if err != nil {
		return page, err
	}
	defer rows.Close()
	for rows.Next() {
		c, err := scan(rows)
		if err != nil {
			return page, err
		}
		page.Items = append(page.Items, c)
	}
	return page, rows.Err()
}

func (b *bareServer) create(w http.ResponseWriter, r *http.Request) {
	var c caseRow
	if err := json.NewDecoder(r.Body).Decode(&c); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	c.ID = rand.Text()[:15]
	c.Created = time.Now().UTC().Format("2006-01-02 15:04:05.000Z")
	_, err := b.insert.ExecContext(r.Context(), c.ID, c.Name, c.IDNo, c.Region, c.Status, c.Income, c.Note, c.Created)
	if err == nil {
		b.mu.Lock()
		b.total++
		b.mu.Unlock()
	}
	answer(w, c, err)
}
