package main

import (
	"bytes"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	_ "modernc.org/sqlite"

	"yice/internal/core/column"
)

// room makes the columns for so many persons and households, to be written by several readers at once.
func (w *w1) room(persons, households int) *column.Population {
	pop := column.NewPopulation(w.prog)
	pop.N[0], pop.N[1] = households, persons
	for slot := range pop.In[1] {
		pop.In[1][slot] = make([]int64, persons)
	}
	pop.Up[1], pop.Area = make([]int32, persons), make([]int32, households)
	return pop
}

// writer puts persons into their places. Several may work at once on households of their own.
type writer struct {
	pop  *column.Population
	last int64 // household
}

func (w *writer) put(i int, home, region, income, cost, stage int64) error {
	pop := w.pop
	if home < 0 || home >= int64(pop.N[0]) {
		return fmt.Errorf("person %d: household %d", i, home)
	}
	pop.In[1][0][i], pop.In[1][1][i], pop.In[1][2][i] = income, cost, stage
	pop.Up[1][i] = int32(home)
	if home != w.last {
		w.last = home
		pop.Area[home] = int32(region)
	}
	return nil
}

// fromCSV reads the population file on so many workers: each a run of lines, straight into the columns.
func (w *w1) fromCSV(path string, workers int) (*column.Population, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	_, text, _ = bytes.Cut(text, []byte("\n"))
	last := bytes.LastIndexByte(bytes.TrimRight(text, "\n"), '\n')
	tail, _, ok := fields(text[last+1:])
	if !ok {
		return nil, errors.New("the last line is no person")
	}
	var parts [][]byte
	var starts []int
	persons := 0
	for i := range workers {
		to := len(text) / (workers - i)
		if i < workers-1 {
			to = household(text, to)
		}
		starts, parts = append(starts, persons), append(parts, text[:to])
		persons += bytes.Count(text[:to], []byte("\n"))
		text = text[to:]
	}
	pop := w.room(persons, int(tail[1])+1)
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for i := range workers {
		wg.Go(func() { errs[i] = lines(pop, starts[i], parts[i]) })
	}
	wg.Wait()
	return pop, errors.Join(append(errs, pop.Seal())...)
}

// household is where the next line that begins another household starts.
func household(text []byte, at int) int {
	at += bytes.IndexByte(text[at:], '\n') + 1
	for last := int64(-1); ; {
		f, rest, ok := fields(text[at:])
		if !ok || last >= 0 && f[1] != last {
			return at
		}
		last, at = f[1], len(text)-len(rest)
	}
}

func lines(pop *column.Population, i int, text []byte) error {
	w := writer{pop, -1}
	for len(text) > 0 {
		f, rest, ok := fields(text)
		if !ok {
			return fmt.Errorf("person %d: no line of seven numbers", i)
		}
		if err := w.put(i, f[1], f[2], f[4], f[5], f[6]); err != nil {
			return err
		}
		i, text = i+1, rest
	}
	return nil
}

// fields reads a line of seven whole numbers.
func fields(text []byte) (f [7]int64, rest []byte, ok bool) {
	at, n := 0, int64(0)
	for i, c := range text {
		switch {
		case c >= '0' && c <= '9':
			n = n*10 + int64(c-'0')
		case at < 7 && (c == ',' || c == '\n'):
			f[at] = n
			at, n = at+1, 0
			if c == '\n' {
				return f, text[i+1:], at == 7
			}
		default:
			return f, nil, false
		}
	}
	return f, nil, false
}

// writeSQLite fills a book with one table of persons.
func writeSQLite(path string, persons int) error {
	db, err := sql.Open("sqlite", path+"?_pragma=journal_mode(off)&_pragma=synchronous(off)")
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.Exec(`CREATE TABLE persons (pid INTEGER PRIMARY KEY, hid INTEGER NOT NULL, region INTEGER NOT NULL, age INTEGER NOT NULL,
		income_fen INTEGER NOT NULL, med_fen INTEGER NOT NULL, stage INTEGER NOT NULL)`); err != nil {
		return err
	}
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit there is nothing left
	st, err := tx.Prepare(`INSERT INTO persons VALUES (?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	n := 0
	var bad error
	invent(persons, func(p person) {
		if bad == nil {
			_, bad = st.Exec(n, p.household, p.region, p.age, p.income, p.cost, p.stage)
		}
		n++
	})
	if bad != nil {
		return bad
	}
	return tx.Commit()
}

// fromSQLite reads the rows on so many connections, each a range of the key.
func (w *w1) fromSQLite(path string, workers int) (*column.Population, error) {
	db, err := sql.Open("sqlite", path+"?mode=ro")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	persons, households := 0, 0
	if err := db.QueryRow(`SELECT pid + 1, hid + 1 FROM persons ORDER BY pid DESC LIMIT 1`).Scan(&persons, &households); err != nil {
		return nil, err
	}
	pop := w.room(persons, households)
	errs := make([]error, workers)
	var wg sync.WaitGroup
	from := 0
	for i := range workers {
		to := persons
		if i < workers-1 { // where the next household begins
			if err := db.QueryRow(`SELECT pid FROM persons WHERE pid > ?1 AND hid > (SELECT hid FROM persons WHERE pid = ?1) ORDER BY pid LIMIT 1`, persons*(i+1)/workers).Scan(&to); err != nil {
				return nil, err
			}
		}
		start := from
		wg.Go(func() { errs[i] = rows(db, pop, start, to) })
		from = to
	}
	wg.Wait()
	return pop, errors.Join(append(errs, pop.Seal())...)
}

// rows reads a range of the key through the driver itself, which spares a copy of every value.
func rows(db *sql.DB, pop *column.Population, from, to int) error {
	conn, err := db.Conn(context.Background())
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(c any) error {
		q, ok := c.(driver.QueryerContext)
		if !ok {
			return errors.New("the driver has no queries")
		}
		args := []driver.NamedValue{{Ordinal: 1, Value: int64(from)}, {Ordinal: 2, Value: int64(to)}}
		rs, err := q.QueryContext(context.Background(), `SELECT hid, region, income_fen, med_fen, stage FROM persons WHERE pid >= ? AND pid < ? ORDER BY pid`, args)
		if err != nil {
			return err
		}
		defer rs.Close()
		return each(rs, pop, from)
	})
}

func each(rs driver.Rows, pop *column.Population, i int) error {
	w := writer{pop, -1}
	dest := make([]driver.Value, 5)
	var v [5]int64
	for ; ; i++ {
		if err := rs.Next(dest); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		for k, x := range dest {
			n, ok := x.(int64)
			if !ok {
				return fmt.Errorf("person %d: %v is no whole number", i, x)
			}
			v[k] = n
		}
		if err := w.put(i, v[0], v[1], v[2], v[3], v[4]); err != nil {
			return err
		}
	}
}
