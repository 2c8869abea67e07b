package rule

import (
	"math"
	"math/big"
	"math/bits"
)

// Exact is a fraction: N/D with D > 0, not necessarily in lowest terms, or B where 64 bits do not suffice. The zero Exact is
// not a number; use Whole(0).
type Exact struct {
	N, D int64
	B    *big.Rat
}

// Whole is a whole number.
func Whole(n int64) Exact { return Exact{N: n, D: 1} }

// Rat is the fraction as the standard library writes it; the result must not be changed.
func (x Exact) Rat() *big.Rat {
	if x.B != nil {
		return x.B
	}
	return big.NewRat(x.N, max(x.D, 1))
}

func fromBig(r *big.Rat) Exact {
	if r.Num().IsInt64() && r.Denom().IsInt64() {
		return Exact{N: r.Num().Int64(), D: r.Denom().Int64()}
	}
	return Exact{B: r}
}

// Sign is -1, 0 or +1.
func (x Exact) Sign() int {
	if x.B != nil {
		return x.B.Sign()
	}
	return sign(x.N)
}

func sign(n int64) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

func mul64(a, b int64) (int64, bool) {
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	if hi != 0 {
		return 0, false
	}
	return signed(lo, (a < 0) != (b < 0))
}

func signed(m uint64, neg bool) (int64, bool) {
	switch {
	case neg && m <= 1<<63:
		return int64(-m), true
	case !neg && m < 1<<63:
		return int64(m), true
	}
	return 0, false
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

func add64(a, b int64) (int64, bool) {
	s := a + b
	return s, (a >= 0) != (b >= 0) || (s >= 0) == (a >= 0)
}

func sub64(a, b int64) (int64, bool) {
	d := a - b
	return d, (a >= 0) == (b >= 0) || (d >= 0) == (a >= 0)
}

func (x Exact) add(y Exact) Exact {
	if x.B == nil && y.B == nil {
		if x.D == y.D {
			if n, ok := add64(x.N, y.N); ok {
				return Exact{N: n, D: x.D}
			}
		} else {
			a, ok1 := mul64(x.N, y.D)
			b, ok2 := mul64(y.N, x.D)
			d, ok3 := mul64(x.D, y.D)
			n, ok4 := add64(a, b)
			if ok1 && ok2 && ok3 && ok4 {
				return Exact{N: n, D: d}
			}
		}
	}
	return fromBig(new(big.Rat).Add(x.Rat(), y.Rat()))
}

func (x Exact) neg() Exact {
	if x.B == nil && x.N != math.MinInt64 {
		return Exact{N: -x.N, D: x.D}
	}
	return fromBig(new(big.Rat).Neg(x.Rat()))
}

func (x Exact) sub(y Exact) Exact { return x.add(y.neg()) }

func (x Exact) mul(y Exact) Exact {
	if x.B == nil && y.B == nil {
		n, ok1 := mul64(x.N, y.N)
		d, ok2 := mul64(x.D, y.D)
		if ok1 && ok2 {
			return Exact{N: n, D: d}
		}
	}
	return fromBig(new(big.Rat).Mul(x.Rat(), y.Rat()))
}

// quo wants y to be other than zero.
func (x Exact) quo(y Exact) Exact {
	if x.B == nil && y.B == nil && y.N != math.MinInt64 && x.N != math.MinInt64 {
		n, d := y.D, y.N
		if d < 0 {
			n, d = -n, -d
		}
		return x.mul(Exact{N: n, D: d})
	}
	return fromBig(new(big.Rat).Quo(x.Rat(), y.Rat()))
}

// Cmp is -1, 0 or +1 as x is less than, equal to or greater than y.
func (x Exact) Cmp(y Exact) int {
	if x.B != nil || y.B != nil {
		return x.Rat().Cmp(y.Rat())
	}
	if x.D == y.D {
		return cmp64(x.N, y.N)
	}
	if s, t := sign(x.N), sign(y.N); s != t {
		return cmp64(int64(s), int64(t))
	}
	ahi, alo := bits.Mul64(magnitude(x.N), uint64(y.D))
	bhi, blo := bits.Mul64(magnitude(y.N), uint64(x.D))
	c := 0
	switch {
	case ahi != bhi:
		c = 1
		if ahi < bhi {
			c = -1
		}
	case alo != blo:
		c = 1
		if alo < blo {
			c = -1
		}
	}
	if x.N < 0 {
		return -c
	}
	return c
}

func cmp64(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Round makes the fraction whole as named; false where the result does not fit.
func (x Exact) Round(r Rounding) (int64, bool) {
	if x.B != nil {
		return roundBig(x.B, r)
	}
	m, d := magnitude(x.N), uint64(max(x.D, 1))
	q, rest := m, uint64(0)
	if d != 1 {
		q, rest = m/d, m%d
	}
	part := uint64(0)
	if r >= DownYuan {
		part = q % 100
	}
	switch r {
	case HalfUp:
		if rest >= d-rest {
			q++
		}
	case Up:
		if rest > 0 {
			q++
		}
	case DownYuan:
		q -= part
	case HalfUpYuan:
		q -= part
		if part >= 50 {
			q += 100
		}
	case UpYuan:
		if part > 0 || rest > 0 {
			q += 100 - part
		}
	}
	return signed(q, x.N < 0)
}

func roundBig(x *big.Rat, r Rounding) (int64, bool) {
	unit := big.NewInt(1)
	if r >= DownYuan {
		unit.SetInt64(100)
	}
	d := new(big.Int).Mul(x.Denom(), unit)
	q, rest := new(big.Int).QuoRem(new(big.Int).Abs(x.Num()), d, new(big.Int))
	one := big.NewInt(1)
	switch r {
	case HalfUp, HalfUpYuan:
		if rest.Lsh(rest, 1).Cmp(d) >= 0 {
			q.Add(q, one)
		}
	case Up, UpYuan:
		if rest.Sign() > 0 {
			q.Add(q, one)
		}
	}
	q.Mul(q, unit)
	if x.Sign() < 0 {
		q.Neg(q)
	}
	return q.Int64(), q.IsInt64()
}

// wide is a sum of integers that has room for all of them.
type wide struct {
	hi int64
	lo uint64
}

func (w *wide) add(n int64) {
	lo, carry := bits.Add64(w.lo, uint64(n), 0)
	w.lo = lo
	w.hi += n>>63 + int64(carry)
}

func (w *wide) int64() (int64, bool) {
	n := int64(w.lo)
	return n, w.hi == n>>63
}
