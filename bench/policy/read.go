package main

import (
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

// fromCSV reads the population file on so many workers: each a run of lines, a piece at a time, straight into the columns.
// The first number of a line is the person's place, so that nobody counts lines first.
func (w *w1) fromCSV(path string, workers int) (*column.Population, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	starts := make([]int64, workers+1)
	for i := range workers {
		if starts[i], err = begin(f, info.Size()*int64(i)/int64(workers)); err != nil {
			return nil, err
		}
	}
	starts[workers] = info.Size()
	last, err := lastLine(f, info.Size())
	if err != nil {
		return nil, err
	}
	pop := w.room(int(last.person)+1, int(last.household)+1)
	errs, first, next := make([]error, workers), make([]int64, workers), make([]int64, workers)
	var wg sync.WaitGroup
	for i := range workers {
		wg.Go(func() {
			first[i], next[i], errs[i] = lines(pop, io.NewSectionReader(f, starts[i], starts[i+1]-starts[i]))
		})
	}
	wg.Wait()
	want := int64(0)
	for i := range workers {
		if first[i] != want {
			errs = append(errs, fmt.Errorf("person %d follows person %d", first[i], want-1))
		}
		want = next[i]
	}
	return pop, errors.Join(append(errs, pop.Seal())...)
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

// rowsQuery gives the household and the two small codes as one number: the driver's time goes by the columns.
const rowsQuery = `SELECT hid * 65536 + region * 256 + stage, income_fen, med_fen FROM persons WHERE pid >= ? AND pid < ? ORDER BY pid`

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
		rs, err := q.QueryContext(context.Background(), rowsQuery, args)
		if err != nil {
			return err
		}
		defer rs.Close()
		return each(rs, pop, from)
	})
}

func each(rs driver.Rows, pop *column.Population, i int) error {
	w := writer{pop, -1}
	dest := make([]driver.Value, 3)
	var v [3]int64
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
		if err := w.put(i, v[0]>>16, v[0]>>8&255, v[1], v[2], v[0]&255); err != nil {
			return err
		}
	}
}
