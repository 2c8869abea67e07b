// Package id makes identifiers: ULID text, 26 characters, sortable by the time of making.
package id

import (
	"crypto/rand"
	"encoding/base64"
	"time"

	"github.com/oklog/ulid/v2"
)

// New makes an identifier at t.
func New(t time.Time) string {
	return ulid.MustNew(ulid.Timestamp(t), rand.Reader).String()
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
