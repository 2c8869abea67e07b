// Package id makes identifiers: ULID text, 26 characters, sortable by the time of making.
package id

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	random "math/rand/v2"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"
)

// grow gives bits that grow from one identifier to the next, whatever millisecond either is of, so that what one transaction
// writes stays in the order of its writing even when others make theirs at later times in between. Nothing else depends on what
// it remembers.
var grow = &growing{}

// growing is 80 bits that begin at random, with the highest one clear, and grow by random steps.
type growing struct {
	mu   sync.Mutex
	high uint16
	low  uint64
}

// Read is for the interface only: ulid asks for MonotonicRead.
func (g *growing) Read(p []byte) (int, error) { return rand.Read(p) }

// MonotonicRead fills p, which is ten bytes.
func (g *growing) MonotonicRead(_ uint64, p []byte) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.grow(1+uint64(random.Uint32()), p)
}

// grow goes on by a step, from a beginning of its own at first; the caller holds the lock.
func (g *growing) grow(step uint64, p []byte) error {
	if g.high == 0 && g.low == 0 {
		if _, err := rand.Read(p); err != nil {
			return err
		}
		g.high, g.low = binary.BigEndian.Uint16(p)>>1, binary.BigEndian.Uint64(p[2:])
	}
	if g.low += step; g.low < step {
		g.high++
	}
	binary.BigEndian.PutUint16(p, g.high)
	binary.BigEndian.PutUint64(p[2:], g.low)
	return nil
}

// leap gives the beginnings of runs.
var leap = &leaping{}

// leaping is 80 bits that begin at random in each millisecond, with the highest one clear, and grow by random steps so wide that no run
// reaches the beginning of the next. There is room for a hundred thousand runs in a millisecond, which a clock that stands still needs.
type leaping struct {
	growing
	ms uint64
}

// MonotonicRead fills p, which is ten bytes.
func (l *leaping) MonotonicRead(ms uint64, p []byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ms != ms {
		l.ms, l.high, l.low = ms, 0, 0
	}
	return l.grow(1+random.Uint64N(1<<62), p)
}

// New makes an identifier at t.
func New(t time.Time) string {
	return ulid.MustNew(ulid.Timestamp(t), grow).String()
}

// Run makes n identifiers at t that follow each other without a gap, so that the first and their number name them all (see After).
func Run(t time.Time, n int) []string {
	if n == 0 {
		return nil
	}
	first := ulid.MustNew(ulid.Timestamp(t), leap)
	out := make([]string, n)
	for i := range out {
		out[i] = first.String()
		advance(&first, 1)
	}
	return out
}

// After is the identifier n places behind first in its run.
func After(first string, n int64) (string, error) {
	u, err := ulid.ParseStrict(first)
	if err != nil {
		return "", err
	}
	advance(&u, uint64(n))
	return u.String(), nil
}

func advance(u *ulid.ULID, n uint64) {
	low := binary.BigEndian.Uint64(u[8:]) + n
	if low < n {
		binary.BigEndian.PutUint64(u[:8], binary.BigEndian.Uint64(u[:8])+1)
	}
	binary.BigEndian.PutUint64(u[8:], low)
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
