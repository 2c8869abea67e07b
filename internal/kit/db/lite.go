package db

import (
	"context"
	"database/sql/driver"
	"fmt"
	"reflect"
	"sync"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// lite is one connection to SQLite through the engine's own interface, without database/sql in between: what a statement
// costs there (locks, boxes around values, names read anew) is more than what the engine itself needs for a short one. One
// goroutine uses a connection at a time; only its interruption may come from another.
type lite struct {
	tls   *libc.TLS
	db    uintptr
	out   uintptr // where the engine puts a pointer that it returns
	stmts map[string]*liteStmt
	wrote bool // whether a statement that may write was begun; whoever wants to know sets it back

	mu      sync.Mutex // guards what follows and the interruption
	running uint64     // the transaction that may be interrupted, 0 for none
	turns   uint64
}

// maxStmts bounds the prepared statements of a connection: texts with lists of varying length would otherwise pile up.
const maxStmts = 500

// liteError is what SQLite says.
type liteError struct {
	code int32 // extended
	msg  string
}

func (e *liteError) Error() string { return fmt.Sprintf("%s (%d)", e.msg, e.code) }

// openLite connects and runs the pragmas.
func openLite(path string, pragmas ...string) (*lite, error) {
	c := &lite{tls: libc.NewTLS(), stmts: map[string]*liteStmt{}}
	c.out = sqlite3.Xsqlite3_malloc64(c.tls, 16)
	name, err := libc.CString(path)
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(c.tls, name)
	rc := sqlite3.Xsqlite3_open_v2(c.tls, name, c.out,
		sqlite3.SQLITE_OPEN_READWRITE|sqlite3.SQLITE_OPEN_CREATE|sqlite3.SQLITE_OPEN_NOMUTEX, 0)
	c.db = *(*uintptr)(pointer(c.out))
	if rc != sqlite3.SQLITE_OK {
		err := c.error(rc)
		c.close()
		return nil, err
	}
	sqlite3.Xsqlite3_extended_result_codes(c.tls, c.db, 1)
	for _, p := range pragmas {
		if err := c.exec(p); err != nil {
			c.close()
			return nil, fmt.Errorf("%s: %w", p, err)
		}
	}
	return c, nil
}

func (c *lite) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for text, s := range c.stmts {
		s.finalize()
		delete(c.stmts, text)
	}
	if c.db != 0 {
		sqlite3.Xsqlite3_close_v2(c.tls, c.db)
		c.db = 0
	}
	sqlite3.Xsqlite3_free(c.tls, c.out)
	c.tls.Close()
}

// pointer is memory of the engine, which Go's collector neither moves nor frees.
func pointer(p uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&p)) }

func (c *lite) error(rc int32) error {
	if c.db == 0 {
		return &liteError{rc, libc.GoString(sqlite3.Xsqlite3_errstr(c.tls, rc))}
	}
	return &liteError{rc, libc.GoString(sqlite3.Xsqlite3_errmsg(c.tls, c.db))}
}

// open tells whether a transaction is under way: a full disk ends it without being asked.
func (c *lite) open() bool { return sqlite3.Xsqlite3_get_autocommit(c.tls, c.db) == 0 }

// exec runs a statement and forgets its rows.
func (c *lite) exec(text string, args ...any) error {
	_, err := c.run(text, args)
	return err
}

// run executes a statement and tells how many rows it changed.
func (c *lite) run(text string, args []any) (int64, error) {
	s, err := c.prepare(text, len(args))
	if err != nil {
		return 0, err
	}
	defer s.done()
	if err := s.bind(args); err != nil {
		return 0, err
	}
	for {
		more, err := s.step()
		if err != nil {
			return 0, err
		}
		if !more {
			return int64(sqlite3.Xsqlite3_changes(c.tls, c.db)), nil
		}
	}
}

// watch lets the end of the context interrupt what runs until the returned function is called.
func (c *lite) watch(ctx context.Context) func() {
	if ctx.Done() == nil {
		return func() {}
	}
	c.mu.Lock()
	c.turns++
	turn := c.turns
	c.running = turn
	c.mu.Unlock()
	stop := context.AfterFunc(ctx, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.running == turn && c.db != 0 {
			tls := libc.NewTLS()
			sqlite3.Xsqlite3_interrupt(tls, c.db)
			tls.Close()
		}
	})
	return func() {
		stop()
		c.mu.Lock()
		c.running = 0
		c.mu.Unlock()
	}
}

// liteStmt is a prepared statement; it keeps the memory of its values, so that binding seldom asks for any.
type liteStmt struct {
	c      *lite
	p      uintptr
	cached bool
	busy   bool
	reads  bool  // it changes nothing
	params []int // for each parameter the place of its value
	cols   []string
	plans  map[reflect.Type]*rowPlan
	values []liteValue
	buf    uintptr
	room   int
}

// prepare gives the statement of a text, prepared before if it was. The caller must call done.
func (c *lite) prepare(text string, args int) (*liteStmt, error) {
	if s := c.stmts[text]; s != nil && !s.busy {
		s.busy = true
		return s, nil
	}
	s := &liteStmt{c: c, busy: true}
	sql, err := libc.CString(plainPlaceholders(text))
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(c.tls, sql)
	rc := sqlite3.Xsqlite3_prepare_v3(c.tls, c.db, sql, -1, sqlite3.SQLITE_PREPARE_PERSISTENT, c.out, c.out+8)
	if rc != sqlite3.SQLITE_OK {
		return nil, c.error(rc)
	}
	s.p = *(*uintptr)(pointer(c.out))
	if s.p == 0 {
		return nil, fmt.Errorf("no statement in %q", text)
	}
	if tail := libc.GoString(*(*uintptr)(pointer(c.out + 8))); tail != "" {
		s.finalize()
		return nil, fmt.Errorf("more than one statement: %q", tail)
	}
	if err := s.learn(args); err != nil {
		s.finalize()
		return nil, err
	}
	if c.stmts[text] == nil {
		c.keep(text, s)
	}
	return s, nil
}

// learn notes the parameters and columns.
func (s *liteStmt) learn(args int) error {
	n := int(sqlite3.Xsqlite3_bind_parameter_count(s.c.tls, s.p))
	s.reads = sqlite3.Xsqlite3_stmt_readonly(s.c.tls, s.p) != 0
	s.params = make([]int, n)
	for i := range s.params {
		s.params[i] = i
		if name := libc.GoString(sqlite3.Xsqlite3_bind_parameter_name(s.c.tls, s.p, int32(i+1))); name != "" {
			if _, err := fmt.Sscanf(name, "$%d", &s.params[i]); err != nil {
				return fmt.Errorf("parameter %s: only $1, $2 … are known", name)
			}
			s.params[i]--
		}
		if s.params[i] >= args {
			return fmt.Errorf("value %d of the statement is missing: there are %d", s.params[i]+1, args)
		}
	}
	s.cols = make([]string, sqlite3.Xsqlite3_column_count(s.c.tls, s.p))
	for i := range s.cols {
		s.cols[i] = libc.GoString(sqlite3.Xsqlite3_column_name(s.c.tls, s.p, int32(i)))
	}
	return nil
}

// keep stores a statement for the next who needs it, in the place of any other when there are very many.
func (c *lite) keep(text string, s *liteStmt) {
	if len(c.stmts) >= maxStmts {
		for other, o := range c.stmts {
			if !o.busy {
				o.finalize()
				delete(c.stmts, other)
				break
			}
		}
	}
	if len(c.stmts) < maxStmts {
		s.cached = true
		c.stmts[text] = s
	}
}

// bufKept is how much memory a statement keeps for its values.
const bufKept = 64 << 10

// done makes the statement ready for its next use.
func (s *liteStmt) done() {
	if !s.cached {
		s.finalize()
		return
	}
	sqlite3.Xsqlite3_reset(s.c.tls, s.p)
	if s.room > bufKept {
		sqlite3.Xsqlite3_clear_bindings(s.c.tls, s.p)
		sqlite3.Xsqlite3_free(s.c.tls, s.buf)
		s.buf, s.room = 0, 0
	}
	clear(s.values)
	s.busy = false
}

func (s *liteStmt) finalize() {
	sqlite3.Xsqlite3_finalize(s.c.tls, s.p)
	sqlite3.Xsqlite3_free(s.c.tls, s.buf)
	s.p, s.buf, s.room = 0, 0, 0
}

// step goes to the next row; false at the end.
func (s *liteStmt) step() (bool, error) {
	switch rc := sqlite3.Xsqlite3_step(s.c.tls, s.p); rc {
	case sqlite3.SQLITE_ROW:
		return true, nil
	case sqlite3.SQLITE_DONE:
		return false, nil
	default:
		return false, s.c.error(rc)
	}
}

// liteValue is a value as SQLite has it: one of four kinds, or NULL.
type liteValue struct {
	kind int32
	n    int64
	f    float64
	s    string
}

// bind sets the values. Texts are copied into the statement's own memory, where they stay until the next binding.
func (s *liteStmt) bind(args []any) error {
	s.c.wrote = s.c.wrote || !s.reads
	if cap(s.values) < len(args) {
		s.values = make([]liteValue, len(args))
	}
	s.values = s.values[:len(args)]
	need := 1
	for i, a := range args {
		if err := s.values[i].set(a); err != nil {
			return fmt.Errorf("value %d: %w", i+1, err)
		}
		need += len(s.values[i].s)
	}
	if need > s.room {
		// Parameters point into the old memory until they are bound again below.
		sqlite3.Xsqlite3_free(s.c.tls, s.buf)
		s.room = max(256, need)
		if s.buf = sqlite3.Xsqlite3_malloc64(s.c.tls, uint64(s.room)); s.buf == 0 {
			s.room = 0
			return s.c.error(sqlite3.SQLITE_NOMEM)
		}
	}
	at := s.buf
	for i, place := range s.params {
		if place >= len(s.values) {
			return fmt.Errorf("value %d of the statement is missing: there are %d", place+1, len(args))
		}
		var rc int32
		switch v := &s.values[place]; v.kind {
		case sqlite3.SQLITE_INTEGER:
			rc = sqlite3.Xsqlite3_bind_int64(s.c.tls, s.p, int32(i+1), v.n)
		case sqlite3.SQLITE_FLOAT:
			rc = sqlite3.Xsqlite3_bind_double(s.c.tls, s.p, int32(i+1), v.f)
		case sqlite3.SQLITE_TEXT, sqlite3.SQLITE_BLOB:
			if v.n == 0 { // not copied yet: a parameter may stand twice
				copy(unsafe.Slice((*byte)(pointer(at)), len(v.s)), v.s)
				v.n = int64(at)
				at += uintptr(len(v.s))
			}
			if v.kind == sqlite3.SQLITE_TEXT {
				rc = sqlite3.Xsqlite3_bind_text(s.c.tls, s.p, int32(i+1), uintptr(v.n), int32(len(v.s)), 0)
			} else {
				rc = sqlite3.Xsqlite3_bind_blob(s.c.tls, s.p, int32(i+1), uintptr(v.n), int32(len(v.s)), 0)
			}
		default:
			rc = sqlite3.Xsqlite3_bind_null(s.c.tls, s.p, int32(i+1))
		}
		if rc != sqlite3.SQLITE_OK {
			return s.c.error(rc)
		}
	}
	return nil
}

func (v *liteValue) set(a any) error {
	*v = liteValue{kind: sqlite3.SQLITE_NULL}
	switch x := a.(type) {
	case nil:
		return nil
	case string:
		v.kind, v.s = sqlite3.SQLITE_TEXT, x
		return nil
	case int64:
		v.kind, v.n = sqlite3.SQLITE_INTEGER, x
		return nil
	case int:
		v.kind, v.n = sqlite3.SQLITE_INTEGER, int64(x)
		return nil
	case bool:
		v.kind = sqlite3.SQLITE_INTEGER
		if x {
			v.n = 1
		}
		return nil
	case []byte:
		if x != nil {
			v.kind, v.s = sqlite3.SQLITE_BLOB, string(x)
		}
		return nil
	}
	r := reflect.ValueOf(a)
	if r.Kind() == reflect.Pointer && r.IsNil() {
		return nil
	}
	if x, ok := a.(driver.Valuer); ok {
		value, err := x.Value()
		if err != nil {
			return err
		}
		return v.set(value)
	}
	switch r.Kind() {
	case reflect.String:
		v.kind, v.s = sqlite3.SQLITE_TEXT, r.String()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.kind, v.n = sqlite3.SQLITE_INTEGER, r.Int()
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32:
		v.kind, v.n = sqlite3.SQLITE_INTEGER, int64(r.Uint())
	case reflect.Bool:
		return v.set(r.Bool())
	case reflect.Float32, reflect.Float64:
		v.kind, v.f = sqlite3.SQLITE_FLOAT, r.Float()
	case reflect.Pointer:
		return v.set(r.Elem().Interface())
	default:
		return fmt.Errorf("cannot store a %T", a)
	}
	return nil
}
