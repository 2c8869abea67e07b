package main

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	_ "modernc.org/sqlite"
)

// The two sides without office words share one table: cases (id, name, idno, region, status, income, note, created),
// with an index on idno and one on region and status. 50 regions times 5 states, about 4,000 rows each at a million.
const (
	regions = 50
	states  = 5
)

func rowID(n int) string     { return fmt.Sprintf("f%014d", n) }
func rowNumber(n int) string { return fmt.Sprintf("%018d", n) }

// fresh gives numbers that no row has.
var fresh = func() *atomic.Int64 {
	n := new(atomic.Int64)
	n.Store(time.Now().UnixMicro())
	return n
}()

type caseRow struct {
	ID      string  `json:"id,omitempty"`
	Name    string  `json:"name"`
	IDNo    string  `json:"idno"`
	Region  string  `json:"region"`
	Status  string  `json:"status"`
	Income  float64 `json:"income"`
	Note    string  `json:"note"`
	Created string  `json:"created,omitempty"`
}

func newRow(rnd *rand.Rand) caseRow {
	n := fresh.Add(1)
	return caseRow{
		Name: fmt.Sprintf("person %d", n), IDNo: fmt.Sprintf("9%017d", n), Region: region(rnd), Status: state(rnd),
		Income: float64(rnd.IntN(5000)), Note: "some note text for the case",
	}
}

func region(rnd *rand.Rand) string { return fmt.Sprintf("r%d", rnd.IntN(regions)) }
func state(rnd *rand.Rand) string  { return fmt.Sprintf("s%d", rnd.IntN(states)) }

// fill brings the table to n rows and returns how many it had to add.
func fill(ctx context.Context, file string, n int) error {
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=journal_mode(WAL)&_pragma=synchronous(OFF)&_pragma=cache_size(-262144)")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	var have int
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM cases WHERE id GLOB 'f0000*'").Scan(&have); err != nil {
		return err
	}
	if have >= n {
		return nil
	}
	_, err = db.ExecContext(ctx, `
		INSERT INTO cases (id, name, idno, region, status, income, note, created)
		WITH RECURSIVE t(i) AS (SELECT $1 UNION ALL SELECT i + 1 FROM t WHERE i + 1 < $2)
		SELECT printf('f%014d', i), 'person ' || i, printf('%018d', i), 'r' || (abs(random()) % $3), 's' || (abs(random()) % $4),
		       abs(random()) % 5000, 'some note text for the case', '2020-05-07 01:00:00.000Z' FROM t`, have, n, regions, states)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}
