// Package money counts in whole fen (1/100 yuan) and in exact ratios; no floating point anywhere.
//
// Domain rules §1.2 (add first, round once, never multiply a rounded value back), §4.6 (amounts in capitals on
// vouchers, 支付结算办法 annex 1) and §6.3 (roundings named by the rule that does them).
package money

import (
	"math"
	"math/bits"
	"strconv"
	"strings"

	"yice/internal/kit/errs"
)

// Fen is an amount of Chinese money; its JSON and database form is the plain integer.
type Fen int64

// The ends of the range.
const (
	Min Fen = math.MinInt64
	Max Fen = math.MaxInt64
)

// Rounding names how a division that leaves a rest is settled. All of them work on the magnitude, so that
// rounding a reversal is the reversal of the rounding.
type Rounding int

// The closed list of roundings; a rule says which one it uses.
const (
	// DownToFen drops what is smaller than a fen.
	DownToFen Rounding = iota + 1
	// HalfUpFen rounds to the nearest fen, halves away from zero.
	HalfUpFen
	// DownToYuan drops what is smaller than a yuan (medical aid, §6.3).
	DownToYuan
	// CeilToYuan lifts any rest to the next yuan.
	CeilToYuan
)

// Yuan makes an amount from whole yuan; meant for constants and tests, it panics on overflow.
func Yuan(n int64) Fen {
	f, err := Fen(100).Mul(n)
	if err != nil {
		panic(err)
	}
	return f
}

// Add is f+g, or an error when the sum does not fit.
func (f Fen) Add(g Fen) (Fen, error) {
	s := f + g
	if (f > 0 && g > 0 && s < 0) || (f < 0 && g < 0 && s >= 0) {
		return 0, overflow()
	}
	return s, nil
}

// Sub is f-g, or an error when the difference does not fit.
func (f Fen) Sub(g Fen) (Fen, error) {
	d := f - g
	if (g > 0 && d > f) || (g < 0 && d < f) {
		return 0, overflow()
	}
	return d, nil
}

// Mul is f×n, or an error when the product does not fit.
func (f Fen) Mul(n int64) (Fen, error) {
	hi, lo := bits.Mul64(magnitude(int64(f)), magnitude(n))
	if hi != 0 {
		return 0, overflow()
	}
	return signed(lo, (f < 0) != (n < 0))
}

// Sum adds all amounts, or gives an error when a partial sum does not fit.
func Sum(amounts ...Fen) (Fen, error) {
	var total Fen
	for _, a := range amounts {
		var err error
		if total, err = total.Add(a); err != nil {
			return 0, err
		}
	}
	return total, nil
}

// MulRatio is f×num/den computed exactly in 128 bits and rounded once, as named.
func (f Fen) MulRatio(num, den int64, r Rounding) (Fen, error) {
	if den == 0 {
		return 0, errs.New(errs.Invalid, "money.division_by_zero")
	}
	neg := (f < 0) != (num < 0) != (den < 0)
	hi, lo := bits.Mul64(magnitude(int64(f)), magnitude(num))
	d := magnitude(den)
	if hi >= d {
		return 0, overflow()
	}
	q, rest := bits.Div64(hi, lo, d)
	if q > math.MaxUint64-100 { // rounding up must not wrap around
		return 0, overflow()
	}
	switch r {
	case DownToFen:
	case HalfUpFen:
		if rest >= d-rest {
			q++
		}
	case DownToYuan:
		q -= q % 100
	case CeilToYuan:
		if part := q % 100; part != 0 || rest != 0 {
			q += 100 - part
		}
	default:
		return 0, errs.New(errs.Internal, "money.rounding_unknown", "rounding", int(r))
	}
	return signed(q, neg)
}

// Times is f×ratio, rounded once as named.
func (f Fen) Times(ratio Ratio, r Rounding) (Fen, error) {
	return f.MulRatio(ratio.Num(), ratio.Den(), r)
}

// String is the amount in yuan with two places: 1234.50.
func (f Fen) String() string {
	m := magnitude(int64(f))
	s := strconv.FormatUint(m/100, 10) + "." + twoDigits(m%100)
	if f < 0 {
		return "-" + s
	}
	return s
}

// Grouped is String with thousands separators: 1,234.50.
func (f Fen) Grouped() string {
	whole, part, _ := strings.Cut(f.String(), ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	var b strings.Builder
	b.WriteString(sign)
	for i, c := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	return b.String() + "." + part
}

func twoDigits(n uint64) string { return string([]byte{byte('0' + n/10), byte('0' + n%10)}) }

// magnitude is |n| without the overflow at the smallest integer.
func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

func signed(m uint64, neg bool) (Fen, error) {
	switch {
	case neg && m <= 1<<63:
		return Fen(-m), nil
	case !neg && m < 1<<63:
		return Fen(m), nil
	}
	return 0, overflow()
}

func overflow() error { return errs.New(errs.Invalid, "money.overflow") }
