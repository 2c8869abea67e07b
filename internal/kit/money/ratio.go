package money

import (
	"encoding/json"
	"math/big"
	"math/bits"
	"strconv"
	"strings"

	"yice/internal/kit/errs"
)

// Ratio is an exact rational number, always in lowest terms; the zero value is 0. Two equal ratios are ==.
// Its JSON form is a string ("0.7", "1/3"), because a JSON number would pass through a float somewhere.
type Ratio struct{ num, den int64 }

// NewRatio is num/den in lowest terms.
func NewRatio(num, den int64) (Ratio, error) {
	if den == 0 {
		return Ratio{}, errs.New(errs.Invalid, "money.division_by_zero")
	}
	return fromRat(new(big.Rat).SetFrac(big.NewInt(num), big.NewInt(den)))
}

// ParseRatio reads "0.7", "70%", "2" or "1/3".
func ParseRatio(s string) (Ratio, error) {
	t := strings.TrimSpace(strings.Map(halfWidth, s))
	t, percent := strings.CutSuffix(t, "%")
	if len(t) == 0 || len(t) > 41 || strings.Trim(t, "+-.0123456789/") != "" {
		return Ratio{}, errs.New(errs.Invalid, "ratio.format")
	}
	r, ok := new(big.Rat).SetString(t)
	if !ok {
		return Ratio{}, errs.New(errs.Invalid, "ratio.format")
	}
	if percent {
		r.Quo(r, big.NewRat(100, 1))
	}
	return fromRat(r)
}

func fromRat(r *big.Rat) (Ratio, error) {
	if !r.Num().IsInt64() || !r.Denom().IsInt64() {
		return Ratio{}, errs.New(errs.Invalid, "money.overflow")
	}
	if r.Sign() == 0 {
		return Ratio{}, nil
	}
	return Ratio{num: r.Num().Int64(), den: r.Denom().Int64()}, nil
}

// Num is the numerator in lowest terms; it carries the sign.
func (r Ratio) Num() int64 { return r.num }

// Den is the denominator in lowest terms; always positive.
func (r Ratio) Den() int64 { return max(r.den, 1) }

// Cmp is -1, 0 or +1 as r is less than, equal to or greater than q.
func (r Ratio) Cmp(q Ratio) int { return r.rat().Cmp(q.rat()) }

func (r Ratio) rat() *big.Rat { return big.NewRat(r.num, r.Den()) }

// String is the decimal when it ends ("0.7"), otherwise the fraction ("1/3").
func (r Ratio) String() string {
	twos := bits.TrailingZeros64(uint64(r.Den()))
	fives, rest := 0, r.Den()>>twos
	for rest%5 == 0 {
		rest /= 5
		fives++
	}
	if rest == 1 {
		return r.rat().FloatString(max(twos, fives))
	}
	return strconv.FormatInt(r.num, 10) + "/" + strconv.FormatInt(r.den, 10)
}

// Percent is the ratio in hundredths rounded half away from zero to the given places: "66.67%". For display only.
func (r Ratio) Percent(places int) string {
	return new(big.Rat).Mul(r.rat(), big.NewRat(100, 1)).FloatString(places) + "%"
}

// MarshalJSON writes the string form.
func (r Ratio) MarshalJSON() ([]byte, error) { return json.Marshal(r.String()) }

// UnmarshalJSON reads a string, or a number by its digits without passing through a float.
func (r *Ratio) UnmarshalJSON(b []byte) error {
	s := string(b)
	if s == "null" {
		return nil
	}
	if strings.HasPrefix(s, `"`) {
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
	}
	v, err := ParseRatio(s)
	if err != nil {
		return err
	}
	*r = v
	return nil
}
