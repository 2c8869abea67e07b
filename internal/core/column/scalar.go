package column

import (
	"math/bits"

	"yice/internal/core/rule"
)

// scalar is an operation on one lane, for constants and tables; the kernels do the same for columns.
func (g *graph) scalar(n *node, a, b, c int64) int64 {
	switch n.op {
	case opConst:
		return n.k
	case opAdd:
		return a + b
	case opAddK:
		return a + n.k
	case opSub:
		return a - b
	case opRsubK:
		return n.k - a
	case opMul:
		return a * b
	case opMulK:
		return a * n.k
	case opDivK:
		return a / n.k
	case opKey:
		return a + b*n.k
	case opMin:
		return min(a, b)
	case opMax:
		return max(a, b)
	case opMinK:
		return min(a, n.k)
	case opMaxK:
		return max(a, n.k)
	case opSel:
		if a != 0 {
			return b
		}
		return c
	case opSelK:
		if a != 0 {
			return b
		}
		return n.k
	case opTier:
		return tierOne(a, g.tabs[n.tab])
	case opBand:
		return bandOne(a, g.tabs[n.tab])
	case opLook:
		return g.tabs[n.tab][a-n.k]
	}
	if n.op >= opRoundK && n.op <= opMonth {
		return scalarSlow(n, a, b)
	}
	return flag(g.holds(n, a, b))
}

// scalarSlow is scalar for divisions and dates.
func scalarSlow(n *node, a, b int64) int64 {
	switch n.op {
	case opMod:
		return modOne(a, b)
	case opRoundK:
		return roundOne(a, n.k, n.mode)
	case opRoundD:
		return roundOne(a, b, n.mode)
	case opRoom:
		return roomOne(a, b)
	case opYears:
		return yearsOne(a, b)
	case opMonths:
		return monthsOne(a, b)
	case opAddMonths:
		return addMonthsOne(a, b)
	case opYear:
		y, _, _ := civil(a)
		return y
	case opMonth:
		_, m, _ := civil(a)
		return m
	}
	return 0
}

// holds is a question about one lane.
func (g *graph) holds(n *node, a, b int64) bool {
	switch n.op {
	case opLt:
		return a < b
	case opEq:
		return a == b
	case opLtK:
		return a < n.k
	case opGtK:
		return a > n.k
	case opEqK:
		return a == n.k
	case opNeK:
		return a != n.k
	case opAnd:
		return a&b != 0
	case opOr:
		return a|b != 0
	case opNot:
		return a == 0
	case opIn:
		return inSet(g.tabs[n.tab], a)
	case opRange:
		return inRanges(g.tabs[n.tab], a)
	}
	return false
}

func modOne(a, b int64) int64 {
	if b == 0 || b == -1 {
		return 0
	}
	return a % b
}

func roomOne(limit, used int64) int64 {
	if limit == rule.NoLimit {
		return 0
	}
	return max(limit-used, 0)
}

func inSet(set []int64, v int64) bool {
	for _, x := range set {
		if x == v {
			return true
		}
	}
	return false
}

func inRanges(pairs []int64, v int64) bool {
	for i := 0; i+1 < len(pairs); i += 2 {
		if v >= pairs[i] && v <= pairs[i+1] {
			return true
		}
	}
	return false
}

// bandOne is the count of the band that an amount lies in; below the first it is that of the first.
func bandOne(x int64, t []int64) int64 {
	got := int64(0)
	for i := 0; i+1 < len(t); i += 2 {
		if x >= t[i] || i == 0 {
			got = t[i+1]
		}
	}
	return got
}

// cmpFrac compares two fractions with denominators above zero; others count as equal.
func cmpFrac(an, ad, bn, bd int64) int64 {
	if ad <= 0 || bd <= 0 {
		return 0
	}
	if (an < 0) != (bn < 0) {
		if an < 0 {
			return -1
		}
		return 1
	}
	ahi, alo := bits.Mul64(magnitude(an), uint64(bd))
	bhi, blo := bits.Mul64(magnitude(bn), uint64(ad))
	c := int64(0)
	switch {
	case ahi > bhi || ahi == bhi && alo > blo:
		c = 1
	case ahi != bhi || alo != blo:
		c = -1
	}
	if an < 0 {
		return -c
	}
	return c
}

// The days that dates may reach: years 1 to 9999.
const (
	firstDay = -719162
	lastDay  = 2932896
)

func inDays(d int64) int64 { return min(max(d, firstDay), lastDay) }

// civil is the calendar date of a day, by the era of 400 years that begins on 1 March; days outside of the years 1 to 9999
// count as the nearest within.
func civil(day int64) (year, month, dom int64) {
	z := uint32(inDays(day) + 719468)
	era := z / 146097
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	d := doy - (153*mp+2)/5 + 1
	m, y := mp+3, yoe+era*400
	if m > 12 {
		m, y = m-12, y+1
	}
	return int64(y), int64(m), int64(d)
}

// dayOf is the day of a calendar date from year 0 to 10000.
func dayOf(y, m, d int64) int64 {
	if m <= 2 {
		y, m = y-1, m+12
	}
	era := y / 400
	if y < 0 {
		era = -1
	}
	yoe := y - era*400
	doy := (153*(m-3)+2)/5 + d - 1
	return era*146097 + yoe*365 + yoe/4 - yoe/100 + doy - 719468
}

func leap(y int64) bool { return y%4 == 0 && (y%100 != 0 || y%400 == 0) }

func yearsOne(birth, on int64) int64 {
	by, bm, bd := civil(birth)
	y, m, d := civil(on)
	if bm == 2 && bd == 29 && !leap(y) {
		bm, bd = 3, 1
	}
	years := y - by
	if m < bm || m == bm && d < bd {
		years--
	}
	return years
}

func monthsOne(from, to int64) int64 {
	if to < from {
		return -monthsOne(to, from)
	}
	y1, m1, d1 := civil(from)
	y2, m2, d2 := civil(to)
	n := y2*12 + m2 - y1*12 - m1
	if d2 < d1 {
		n--
	}
	return n
}

// addMonthsOne may lie outside of the days that dates may reach; it is exact up to a year beyond.
func addMonthsOne(day, months int64) int64 {
	y, m, d := civil(day)
	n := y*12 + m - 1 + min(max(months, -12*10000), 12*10000)
	switch {
	case n < 12:
		return firstDay - 1
	case n >= 120000:
		return lastDay + 1
	}
	y, m = n/12, n%12+1
	last := dayOf(y+m/12, m%12+1, 1) - dayOf(y, m, 1)
	return dayOf(y, m, min(d, last))
}
