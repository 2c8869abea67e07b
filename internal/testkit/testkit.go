// Package testkit gives tests a real database of either engine, fresh for each test.
package testkit

import (
	"context"
	"fmt"
	"testing"
	"time"

	"yice/internal/kit/clock"
	"yice/internal/kit/db"
)

// Start is the instant at which test clocks begin: a Thursday morning in China.
func Start() time.Time { return time.Date(2020, 5, 7, 9, 0, 0, 0, clock.Shanghai()) }

// PostgresEnv names the variable with the address of a PostgreSQL server where tests may create databases. When it is
// empty tests run on SQLite.
const PostgresEnv = "YICE_TEST_POSTGRES"

// NewDB opens a fresh migrated database that goes away with the test. Codes maps constraint names to error codes.
func NewDB(t testing.TB, opts ...func(*db.Config)) *db.DB {
	t.Helper()
	cfg := db.Config{URL: URL(t), Clock: func() time.Time { return Start() }, Codes: map[string]string{"jobs_unique_key_key": "job.duplicate"}}
	for _, o := range opts {
		o(&cfg)
	}
	d, err := db.Open(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// BankCard is the n-th debit card number of an invented bank, with a valid check digit (Luhn).
func BankCard(n int) string {
	body, sum := fmt.Sprintf("622848%012d", n), 0
	for i := range len(body) {
		x := int(body[len(body)-1-i] - '0')
		if i%2 == 0 {
			if x *= 2; x > 9 {
				x -= 9
			}
		}
		sum += x
	}
	return body + fmt.Sprint((10-sum%10)%10)
}
