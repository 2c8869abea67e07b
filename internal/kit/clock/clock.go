// Package clock gives the time to whoever needs it, so that nothing reads the wall by itself.
package clock

import (
	"sync"
	"time"
)

// Clock tells the present instant.
type Clock func() time.Time

// System is the wall clock.
func System() Clock { return time.Now }

// Manual is a clock that tests and the demo move by hand; it is safe for several goroutines.
type Manual struct {
	mu sync.Mutex
	t  time.Time
}

// NewManual starts a manual clock at t.
func NewManual(t time.Time) *Manual { return &Manual{t: t} }

// Now reads the clock; pass it where a Clock is wanted.
func (m *Manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.t
}

// Set moves the clock.
func (m *Manual) Set(t time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.t = t
}

// Advance moves the clock forward by d.
func (m *Manual) Advance(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.t = m.t.Add(d)
}

// Shanghai is the only civil time zone of the country: UTC+8 without summer time.
func Shanghai() *time.Location { return time.FixedZone("CST", 8*3600) }

// Date is the calendar day of an instant in China as YYYY-MM-DD.
func Date(t time.Time) string { return t.In(Shanghai()).Format(time.DateOnly) }

// ParseDate reads YYYY-MM-DD as midnight in China.
func ParseDate(s string) (time.Time, error) {
	return time.ParseInLocation(time.DateOnly, s, Shanghai())
}

// AddMonths is the same day n months later, or the last day of a shorter month. What is no day comes back as it was.
func AddMonths(day string, n int) string {
	t, err := ParseDate(day)
	if err != nil {
		return day
	}
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, t.Location())
	last := first.AddDate(0, 1, -1).Day()
	return Date(first.AddDate(0, 0, min(t.Day(), last)-1))
}

// AddDays is the day n days later. What is no day comes back as it was.
func AddDays(day string, n int) string {
	t, err := ParseDate(day)
	if err != nil {
		return day
	}
	return Date(t.AddDate(0, 0, n))
}

// DaysBetween counts the days from one day to another, negative when to comes first; 0 when either is no day.
func DaysBetween(from, to string) int {
	f, err := ParseDate(from)
	if err != nil {
		return 0
	}
	t, err := ParseDate(to)
	if err != nil {
		return 0
	}
	return int(t.Sub(f).Hours()) / 24
}
