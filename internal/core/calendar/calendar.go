// Package calendar counts the working days of mainland China. The State Council publishes each year which weekdays are
// off and which weekend days are worked; those exceptional days make a Calendar (domain rules §4.6, deadlines §6.5).
// Beyond the years whose list is known nothing is guessed: the answer is an error.
package calendar

import (
	_ "embed"
	"encoding/json"
	"slices"
	"time"

	"yice/internal/kit/errs"
)

//go:generate go run ./gen 2018 2026 days.json

//go:embed days.json
var published []byte

// Day is one exceptional day: off although a weekday, or worked although a weekend.
type Day struct {
	Date string `json:"date"`
	Work bool   `json:"work,omitempty"`
	Name string `json:"name"`
}

// Calendar answers questions about working days. It is a value that never changes; With makes a larger one. The zero
// Calendar knows no year.
type Calendar struct {
	days  map[string]Day
	years []int
	guess bool
}

// Published lists the exceptional days of 2018–2026 that come with the program, in order.
func Published() ([]Day, error) {
	var days []Day
	if err := json.Unmarshal(published, &days); err != nil {
		return nil, err
	}
	return days, nil
}

// New builds a calendar; a year is known when at least one of its days is in the list. A day may be listed twice
// only when both entries say the same.
func New(days []Day) (Calendar, error) { return Calendar{}.With(days) }

// With adds the exceptional days of further years, as an administrator enters them. A year that is already known is
// replaced as a whole, so that a corrected list needs no deletions.
func (c Calendar) With(days []Day) (Calendar, error) {
	out := Calendar{days: make(map[string]Day, len(c.days)+len(days))}
	for _, d := range days {
		t, err := parse(d.Date)
		if err != nil {
			return Calendar{}, err
		}
		if old, ok := out.days[d.Date]; ok && old.Work != d.Work {
			return Calendar{}, errs.New(errs.Invalid, "calendar.day_twice", "date", d.Date)
		}
		out.days[d.Date] = d
		out.know(t.Year())
	}
	for date, d := range c.days {
		if t, _ := parse(date); !slices.Contains(out.years, t.Year()) {
			out.days[date] = d
		}
	}
	for _, y := range c.years {
		out.know(y)
	}
	return out, nil
}

func (c *Calendar) know(year int) {
	if at, found := slices.BinarySearch(c.years, year); !found {
		c.years = slices.Insert(c.years, at, year)
	}
}

// Years lists the known years in order.
func (c Calendar) Years() []int { return slices.Clone(c.years) }

// Estimating is the same calendar, except that years whose list is not known yet count as plain weeks. It is for
// reminders and the office's own deadlines, which must not stop because the State Council has not published next year's
// list; a period that binds outsiders (a public notice) is counted without it.
func (c Calendar) Estimating() Calendar {
	c.guess = true
	return c
}

// DueOn is the last day of a deadline of the given number of days after start (YYYY-MM-DD): working days, or calendar
// days and then the next working day (Civil Code art. 203). Unknown years count as plain weeks. calendar.date_format.
func (c Calendar) DueOn(start string, days int, working bool) (string, error) {
	e := c.Estimating()
	if working {
		return e.AddWorkingDays(start, days)
	}
	t, err := parse(start)
	if err != nil {
		return "", err
	}
	return e.NextWorkingDay(t.AddDate(0, 0, days).Format(time.DateOnly))
}

// Days lists the exceptional days of a year in order.
func (c Calendar) Days(year int) []Day {
	var out []Day
	for date, d := range c.days {
		if t, _ := parse(date); t.Year() == year {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b Day) int {
		if a.Date < b.Date {
			return -1
		}
		return 1
	})
	return out
}

// IsWorkingDay tells whether offices work on the date (YYYY-MM-DD).
func (c Calendar) IsWorkingDay(date string) (bool, error) {
	t, err := parse(date)
	if err != nil {
		return false, err
	}
	return c.works(t)
}

// AddWorkingDays is the n-th working day after the date, which itself does not count (Civil Code art. 201); before it
// when n is negative. With n = 0 it is the date itself, working day or not.
func (c Calendar) AddWorkingDays(date string, n int) (string, error) {
	t, err := parse(date)
	if err != nil {
		return "", err
	}
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		t = t.AddDate(0, 0, step)
		works, err := c.works(t)
		if err != nil {
			return "", err
		}
		if works {
			n--
		}
	}
	return t.Format(time.DateOnly), nil
}

// NextWorkingDay is the date itself when it is a working day, otherwise the first one after it: a period that ends on
// a day off runs on until then (Civil Code art. 203).
func (c Calendar) NextWorkingDay(date string) (string, error) {
	works, err := c.IsWorkingDay(date)
	if err != nil || works {
		return date, err
	}
	return c.AddWorkingDays(date, 1)
}

// WorkingDaysBetween counts the working days after from up to and including to, so that it undoes AddWorkingDays. When
// to lies before from the count is negative: the working days from to up to, but not including, from.
func (c Calendar) WorkingDaysBetween(from, to string) (int, error) {
	a, err := parse(from)
	if err != nil {
		return 0, err
	}
	b, err := parse(to)
	if err != nil {
		return 0, err
	}
	count, first, last, sign := 0, a.AddDate(0, 0, 1), b, 1
	if b.Before(a) {
		first, last, sign = b, a.AddDate(0, 0, -1), -1
	}
	for t := first; !t.After(last); t = t.AddDate(0, 0, 1) {
		works, err := c.works(t)
		if err != nil {
			return 0, err
		}
		if works {
			count++
		}
	}
	return sign * count, nil
}

func (c Calendar) works(t time.Time) (bool, error) {
	if _, known := slices.BinarySearch(c.years, t.Year()); !known && !c.guess {
		return false, errs.New(errs.Invalid, "calendar.year_missing", "year", t.Year())
	}
	if d, ok := c.days[t.Format(time.DateOnly)]; ok {
		return d.Work, nil
	}
	return t.Weekday() != time.Saturday && t.Weekday() != time.Sunday, nil
}

func parse(date string) (time.Time, error) {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return t, errs.New(errs.Invalid, "calendar.date_format", "date", date).Because(err)
	}
	return t, nil
}
