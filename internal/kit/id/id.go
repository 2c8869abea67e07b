// Package id makes identifiers: ULID text, 26 characters, sortable by the time of making.
package id

import (
	"crypto/rand"
	"encoding/base64"
	"time"

	"github.com/oklog/ulid/v2"
)

// grow gives random bits that grow from one identifier to the next of the same millisecond, so that what one
// transaction writes stays in the order of its writing. Nothing else depends on what it remembers.
var grow = &ulid.LockedMonotonicReader{MonotonicReader: ulid.Monotonic(rand.Reader, 0)}

// New makes an identifier at t.
func New(t time.Time) string {
	return ulid.MustNew(ulid.Timestamp(t), grow).String()
}

// Valid tells whether s has the form of an identifier.
func Valid(s string) bool {
	_, err := ulid.ParseStrict(s)
	return err == nil
}

// Secret makes a random token of 32 bytes in URL-safe text.
func Secret() string {
	b := make([]byte, 32)
	if _, err := rand.Read(b); err != nil {
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(b)
}
