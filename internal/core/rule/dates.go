package rule

import (
	"time"

	"yice/internal/kit/errs"
)

// The days that dates may reach: years 1 to 9999.
const (
	firstDay = -719162
	lastDay  = 2932896
)

func (f *frame) day(d int64) int64 {
	if d < firstDay || d > lastDay {
		f.fail(errs.New(errs.Invalid, "rule.date_range"))
		return 0
	}
	return d
}

func dateSum(a, b intFunc, minus bool) intFunc {
	return func(f *frame) int64 {
		d, n := a(f), b(f)
		if minus {
			n = -n
		}
		return f.day(f.day(d) + min(max(n, -2*lastDay), 2*lastDay))
	}
}

func civil(day int64) (year, month, dayOfMonth int) {
	y, m, d := time.Unix(day*86400, 0).UTC().Date()
	return y, int(m), d
}

func (c compiler) date(n *Node) intFunc {
	all := c.ints(n.Args)
	a := all[0]
	switch n.Op {
	case OpYear:
		return func(f *frame) int64 { y, _, _ := civil(f.day(a(f))); return int64(y) }
	case OpMonth:
		return func(f *frame) int64 { _, m, _ := civil(f.day(a(f))); return int64(m) }
	case OpYears:
		return func(f *frame) int64 { return yearsBetween(f.day(a(f)), f.day(all[1](f))) }
	case OpMonths:
		return func(f *frame) int64 {
			from, to := f.day(a(f)), f.day(all[1](f))
			if to < from {
				return -monthsBetween(to, from)
			}
			return monthsBetween(from, to)
		}
	}
	return func(f *frame) int64 {
		y, m, d := civil(f.day(a(f)))
		months := min(max(all[1](f), -12*10000), 12*10000)
		first := time.Date(y, time.Month(m)+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
		last := first.AddDate(0, 1, -1).Day()
		return f.day(first.Unix()/86400 + int64(min(d, last)) - 1)
	}
}

func yearsBetween(birth, on int64) int64 {
	by, bm, bd := civil(birth)
	y, m, d := civil(on)
	years := y - by
	if bm == 2 && bd == 29 && !leap(y) {
		bm, bd = 3, 1
	}
	if m < bm || m == bm && d < bd {
		years--
	}
	return int64(years)
}

func leap(y int) bool { return y%4 == 0 && (y%100 != 0 || y%400 == 0) }

func monthsBetween(from, to int64) int64 {
	y1, m1, d1 := civil(from)
	y2, m2, d2 := civil(to)
	n := (y2*12 + m2) - (y1*12 + m1)
	if d2 < d1 {
		n--
	}
	return int64(n)
}
