package db

import (
	"context"
	"database/sql/driver"
	"fmt"
	"reflect"
	"strings"

	"zombiezen.com/go/sqlite"
)

// lite is one connection to SQLite without database/sql in between: what a statement costs there (locks, boxes around values,
// names read anew) is more than what the engine itself needs for a short one. One goroutine uses a connection at a time.
type lite struct {
	conn  *sqlite.Conn
	stmts map[string]*liteStmt
	log   *logBuffer // of the writer
	wrote bool       // whether a statement that may write was begun; whoever wants to know sets it back
}

// maxStmts bounds the prepared statements of a connection: texts with lists of varying length would otherwise pile up.
const maxStmts = 500

// liteError is what SQLite says.
type liteError struct {
	code sqlite.ResultCode // extended
	msg  string
}

func (e *liteError) Error() string { return fmt.Sprintf("%s (%d)", e.msg, int32(e.code)) }

func liteErr(err error) error {
	if err == nil {
		return nil
	}
	return &liteError{sqlite.ErrCode(err), err.Error()}
}

// openLite connects and runs the pragmas.
func openLite(path string, pragmas ...string) (*lite, error) {
	conn, err := sqlite.OpenConn(path, sqlite.OpenReadWrite|sqlite.OpenCreate)
	if err != nil {
		return nil, liteErr(err)
	}
	c := &lite{conn: conn, stmts: map[string]*liteStmt{}}
	for _, p := range pragmas {
		if err := c.exec(p); err != nil {
			c.close()
			return nil, fmt.Errorf("%s: %w", p, err)
		}
	}
	c.mapWhole()
	return c, nil
}

func (c *lite) close() {
	for text, s := range c.stmts {
		_ = s.s.Finalize()
		delete(c.stmts, text)
	}
	_ = c.conn.Close()
}

// open tells whether a transaction is under way: a full disk ends it without being asked.
func (c *lite) open() bool { return !c.conn.AutocommitEnabled() }

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
			return int64(c.conn.Changes()), nil
		}
	}
}

// watch lets the end of the context interrupt what runs until the returned function is called.
func (c *lite) watch(ctx context.Context) func() {
	if ctx.Done() == nil {
		return func() {}
	}
	c.conn.SetInterrupt(ctx.Done())
	return func() { c.conn.SetInterrupt(nil) }
}

// liteStmt is a prepared statement with what has been learnt about it.
type liteStmt struct {
	c      *lite
	s      *sqlite.Stmt
	cached bool
	busy   bool
	reads  bool  // it changes nothing
	params []int // for each parameter the place of its value
	cols   []string
	plans  map[reflect.Type]*rowPlan
}

// prepare gives the statement of a text, prepared before if it was. The caller must call done.
func (c *lite) prepare(text string, args int) (*liteStmt, error) {
	if s := c.stmts[text]; s != nil && !s.busy {
		s.busy = true
		return s, nil
	}
	// Not the connection's own cache: it has no bound, and it would take a statement away from whoever reads its rows.
	stmt, rest, err := c.conn.PrepareTransient(plainPlaceholders(text))
	if err != nil {
		return nil, liteErr(err)
	}
	s := &liteStmt{c: c, s: stmt, busy: true, reads: readsOnly(text)}
	if err := s.learn(args); err != nil || rest != 0 {
		_ = stmt.Finalize()
		if err == nil {
			err = fmt.Errorf("more than one statement: %q", text)
		}
		return nil, err
	}
	if c.stmts[text] == nil {
		c.keep(text, s)
	}
	return s, nil
}

// readsOnly tells of a statement that it changes no row; what is not known for sure counts as a change.
func readsOnly(text string) bool {
	word, _, _ := strings.Cut(strings.TrimLeft(text, " \t\n"), " ")
	switch strings.ToUpper(word) {
	case "SELECT", "BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT":
		return true
	}
	return false
}

// learn notes the parameters and columns.
func (s *liteStmt) learn(args int) error {
	s.params = make([]int, s.s.BindParamCount())
	for i := range s.params {
		s.params[i] = i
		if name := s.s.BindParamName(i + 1); name != "" {
			if _, err := fmt.Sscanf(name, "$%d", &s.params[i]); err != nil {
				return fmt.Errorf("parameter %s: only $1, $2 … are known", name)
			}
			s.params[i]--
		}
		if s.params[i] >= args {
			return fmt.Errorf("value %d of the statement is missing: there are %d", s.params[i]+1, args)
		}
	}
	s.cols = make([]string, s.s.ColumnCount())
	for i := range s.cols {
		s.cols[i] = s.s.ColumnName(i)
	}
	return nil
}

// keep stores a statement for the next who needs it, in the place of any other when there are very many.
func (c *lite) keep(text string, s *liteStmt) {
	if len(c.stmts) >= maxStmts {
		for other, o := range c.stmts {
			if !o.busy {
				_ = o.s.Finalize()
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

// done makes the statement ready for its next use.
func (s *liteStmt) done() {
	s.busy = false
	if !s.cached {
		_ = s.s.Finalize()
		return
	}
	_ = s.s.Reset()
}

// step goes to the next row; false at the end.
func (s *liteStmt) step() (bool, error) {
	more, err := s.s.Step()
	return more, liteErr(err)
}

func (s *liteStmt) bind(args []any) error {
	s.c.wrote = s.c.wrote || !s.reads
	for i, place := range s.params {
		if place >= len(args) {
			return fmt.Errorf("value %d of the statement is missing: there are %d", place+1, len(args))
		}
		if err := s.set(i+1, args[place]); err != nil {
			return fmt.Errorf("value %d: %w", place+1, err)
		}
	}
	return nil
}

func (s *liteStmt) set(i int, a any) error {
	switch x := a.(type) {
	case nil:
		s.s.BindNull(i)
		return nil
	case string:
		s.s.BindText(i, x)
		return nil
	case int64:
		s.s.BindInt64(i, x)
		return nil
	case int:
		s.s.BindInt64(i, int64(x))
		return nil
	case bool:
		s.s.BindBool(i, x)
		return nil
	case []byte:
		if x == nil {
			s.s.BindNull(i)
		} else {
			s.s.BindBytes(i, x)
		}
		return nil
	}
	r := reflect.ValueOf(a)
	if r.Kind() == reflect.Pointer && r.IsNil() {
		s.s.BindNull(i)
		return nil
	}
	if x, ok := a.(driver.Valuer); ok {
		value, err := x.Value()
		if err != nil {
			return err
		}
		return s.set(i, value)
	}
	switch r.Kind() {
	case reflect.String:
		s.s.BindText(i, r.String())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		s.s.BindInt64(i, r.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32:
		s.s.BindInt64(i, int64(r.Uint()))
	case reflect.Bool:
		s.s.BindBool(i, r.Bool())
	case reflect.Float32, reflect.Float64:
		s.s.BindFloat(i, r.Float())
	case reflect.Pointer:
		return s.set(i, r.Elem().Interface())
	default:
		return fmt.Errorf("cannot store a %T", a)
	}
	return nil
}
