package clock

import "testing"

func TestDays(t *testing.T) {
	for _, c := range []struct {
		day    string
		months int
		want   string
	}{{"2020-01-31", 1, "2020-02-29"}, {"2020-08-31", 6, "2021-02-28"}, {"2020-03-31", -1, "2020-02-29"}, {"2020-05-07", 6, "2020-11-07"}, {"no day", 1, "no day"}} {
		if got := AddMonths(c.day, c.months); got != c.want {
			t.Errorf("%s %+d: %s, want %s", c.day, c.months, got, c.want)
		}
	}
	if AddDays("2020-02-28", 2) != "2020-03-01" || AddDays("2020-01-01", -1) != "2019-12-31" || AddDays("", 1) != "" {
		t.Error("AddDays")
	}
	if DaysBetween("2020-02-28", "2020-03-01") != 2 || DaysBetween("2020-03-01", "2020-02-28") != -2 || DaysBetween("", "2020-01-01") != 0 {
		t.Error("DaysBetween")
	}
}
