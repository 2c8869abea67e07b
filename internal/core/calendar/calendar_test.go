package calendar

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"yice/internal/kit/errs"
)

func china(t testing.TB) Calendar {
	t.Helper()
	days, err := Published()
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(days)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The State Council's yearly notices: days off that are weekdays or in the middle, and worked weekends.
func TestPublishedFacts(t *testing.T) {
	c := china(t)
	off := []string{
		"2018-02-15", "2018-10-05", "2019-05-02", "2020-01-31", "2020-02-01", "2020-10-01", "2020-10-02", "2020-10-05", "2020-10-06",
		"2020-10-07", "2020-10-08", "2021-02-17", "2022-01-31", "2023-09-29", "2024-02-12", "2024-02-17", "2024-10-07", "2025-01-28",
		"2025-02-04", "2025-10-08", "2026-01-02", "2026-02-16", "2026-02-23", "2026-10-07", "2020-10-03", "2020-10-11", "2026-12-27",
	}
	for _, d := range off {
		if works, err := c.IsWorkingDay(d); err != nil || works {
			t.Error(d, "is off", err)
		}
	}
	work := []string{
		"2018-09-29", "2018-12-29", "2019-10-12", "2020-01-19", "2020-04-26", "2020-05-09", "2020-06-28", "2020-09-27", "2020-10-10",
		"2020-02-03", "2021-02-07", "2022-10-08", "2023-10-07", "2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11",
		"2024-09-14", "2024-09-29", "2024-10-12", "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11",
		"2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10", "2020-10-09",
	}
	for _, d := range work {
		if works, err := c.IsWorkingDay(d); err != nil || !works {
			t.Error(d, "is worked", err)
		}
	}
	if y := c.Years(); len(y) != 9 || y[0] != 2018 || y[8] != 2026 {
		t.Error(y)
	}
}

func TestAddWorkingDays(t *testing.T) {
	c := china(t)
	for _, x := range []struct {
		from string
		n    int
		want string
	}{
		{"2020-09-30", 1, "2020-10-09"},
		{"2020-09-30", 3, "2020-10-12"},
		{"2020-09-25", 1, "2020-09-27"},
		{"2020-10-03", 0, "2020-10-03"},
		{"2020-10-09", -1, "2020-09-30"},
		{"2024-02-09", 1, "2024-02-18"},
		{"2025-12-31", 1, "2026-01-04"},
		{"2018-01-02", 0, "2018-01-02"},
	} {
		if got, err := c.AddWorkingDays(x.from, x.n); err != nil || got != x.want {
			t.Error(x, got, err)
		}
	}
	if d, err := c.NextWorkingDay("2020-10-01"); err != nil || d != "2020-10-09" {
		t.Error(d, err)
	}
	if d, err := c.NextWorkingDay("2020-10-10"); err != nil || d != "2020-10-10" {
		t.Error(d, err)
	}
	if n, err := c.WorkingDaysBetween("2020-09-25", "2020-10-10"); err != nil || n != 6 {
		t.Error(n, err)
	}
}

func TestUnknownYearsAndDates(t *testing.T) {
	c := china(t)
	_, e1 := c.IsWorkingDay("2027-01-04")
	_, e2 := c.AddWorkingDays("2026-12-31", 1)
	_, e3 := c.WorkingDaysBetween("2026-12-30", "2027-01-01")
	_, e4 := c.AddWorkingDays("2018-01-02", -1)
	_, e5 := Calendar{}.IsWorkingDay("2020-01-01")
	for i, err := range []error{e1, e2, e3, e4, e5} {
		if !errs.IsCode(err, "calendar.year_missing") || !errs.IsKind(err, errs.Invalid) {
			t.Error(i, err)
		}
	}
	if _, err := c.IsWorkingDay("2020-02-30"); !errs.IsCode(err, "calendar.date_format") {
		t.Error(err)
	}
}

func TestWith(t *testing.T) {
	c := china(t)
	d, err := c.With([]Day{{Date: "2027-01-01", Name: "元旦"}})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := d.AddWorkingDays("2026-12-31", 1); err != nil || got != "2027-01-04" {
		t.Error(got, err)
	}
	if _, err := c.IsWorkingDay("2027-01-04"); err == nil {
		t.Error("With changed its receiver")
	}
	e, err := d.With([]Day{{Date: "2027-01-04", Name: "元旦"}, {Date: "2027-01-04", Name: "元旦"}})
	if works, err2 := e.IsWorkingDay("2027-01-01"); err != nil || err2 != nil || !works || len(e.Days(2027)) != 1 || len(e.Days(2026)) != len(c.Days(2026)) {
		t.Error("a year is replaced as a whole", err, err2)
	}
	if _, err := New([]Day{{Date: "2027-01-02"}, {Date: "2027-01-02", Work: true}}); !errs.IsCode(err, "calendar.day_twice") {
		t.Error(err)
	}
	if _, err := New([]Day{{Date: "x"}}); !errs.IsCode(err, "calendar.date_format") {
		t.Error(err)
	}
}

func TestProperties(t *testing.T) {
	c := china(t)
	date := rapid.Custom(func(t *rapid.T) string {
		return time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 2500).Draw(t, "d")).Format(time.DateOnly)
	})
	t.Run("counting undoes adding", rapid.MakeCheck(func(t *rapid.T) {
		d, n := date.Draw(t, "date"), rapid.IntRange(-200, 200).Draw(t, "n")
		end, err := c.AddWorkingDays(d, n)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := c.WorkingDaysBetween(d, end); err != nil || got != n {
			t.Fatal(end, got, err)
		}
		if works, _ := c.IsWorkingDay(end); n != 0 && !works {
			t.Fatal(end)
		}
	}))
	t.Run("adding in two steps", rapid.MakeCheck(func(t *rapid.T) {
		d, n, m := date.Draw(t, "date"), rapid.IntRange(0, 60).Draw(t, "n"), rapid.IntRange(0, 60).Draw(t, "m")
		once, err1 := c.AddWorkingDays(d, n+m)
		mid, err2 := c.AddWorkingDays(d, n)
		twice, err3 := c.AddWorkingDays(mid, m)
		if err1 != nil || err2 != nil || err3 != nil || once != twice {
			t.Fatal(once, twice)
		}
	}))
	t.Run("counts are additive", rapid.MakeCheck(func(t *rapid.T) {
		x, y, z := date.Draw(t, "x"), date.Draw(t, "y"), date.Draw(t, "z")
		if x > y {
			x, y = y, x
		}
		if y > z {
			y, z = z, y
		}
		if x > y {
			x, y = y, x
		}
		a, _ := c.WorkingDaysBetween(x, y)
		b, _ := c.WorkingDaysBetween(y, z)
		s, err := c.WorkingDaysBetween(x, z)
		if err != nil || a+b != s || a < 0 {
			t.Fatal(a, b, s, err)
		}
	}))
}
