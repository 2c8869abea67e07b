package rule

import (
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"yice/internal/kit/clock"
	"yice/internal/kit/errs"
	"yice/internal/kit/money"
)

// icdAlphabet are the characters of an ICD code; the place of each is its six bits, 0 is the end.
const icdAlphabet = "\x00-.+*/ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ "

const icdLength = 10

// PackICD writes up to ten letters, digits or points into one integer that keeps their order, so that codes with a prefix
// are a range. Lower case counts as upper case. INPUT_WRONG where a character or the length does not fit.
func PackICD(s string) (int64, error) {
	s = strings.ToUpper(strings.TrimSpace(s))
	if len(s) > icdLength {
		return 0, errs.New(errs.Invalid, "rule.value_wrong", "value", s)
	}
	var v int64
	for i := range icdLength {
		v <<= 6
		if i < len(s) {
			at := strings.IndexByte(icdAlphabet, s[i])
			if at <= 0 {
				return 0, errs.New(errs.Invalid, "rule.value_wrong", "value", s)
			}
			v |= int64(at)
		}
	}
	return v, nil
}

// UnpackICD is the text of PackICD.
func UnpackICD(v int64) string {
	var b strings.Builder
	for i := icdLength - 1; i >= 0; i-- {
		at := v >> (6 * i) & 63
		if at == 0 || int(at) >= len(icdAlphabet) {
			break
		}
		b.WriteByte(icdAlphabet[at])
	}
	return b.String()
}

// prefixRange is the first and last packed code that begins with the text.
func prefixRange(s string) (from, to int64, err error) {
	n := len(strings.TrimSpace(s))
	if from, err = PackICD(s); err != nil {
		return 0, 0, err
	}
	if n == 0 { // would be every code
		return 0, 0, errs.New(errs.Invalid, "rule.value_wrong", "value", s)
	}
	return from, from | (1<<(6*(icdLength-n)) - 1), nil
}

// parseValue reads one value as text: yuan for money, YYYY-MM-DD for dates, codes by their names.
func (p *Program) parseValue(in Input, text string) (int64, error) {
	wrong := errs.New(errs.Invalid, "rule.value_wrong", "value", text)
	switch in.Type {
	case Flag:
		if text != "true" && text != "false" {
			return 0, wrong
		}
		if text == "true" {
			return 1, nil
		}
		return 0, nil
	case Count:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return 0, wrong
		}
		return n, nil
	case Limit, Money:
		if in.Type == Limit && text == "none" {
			return NoLimit, nil
		}
		f, err := money.Parse(text)
		if err != nil || in.Type == Limit && f < 0 {
			return 0, wrong
		}
		return int64(f), nil
	case Date:
		d, err := Day(text)
		if err != nil {
			return 0, wrong
		}
		return d, nil
	case Code:
		i := slices.Index(p.Codes[in.Codes].Codes, text)
		if i < 0 {
			return 0, wrong
		}
		return int64(i), nil
	case ICD:
		return PackICD(text)
	}
	return 0, nil
}

// Day is the number of a day written YYYY-MM-DD, counted from 1970-01-01.
func Day(text string) (int64, error) {
	t, err := clock.ParseDate(text)
	if err != nil || t.Year() < 1 {
		return 0, errs.New(errs.Invalid, "rule.value_wrong", "value", text)
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).Unix() / 86400, nil
}

// DayText is the text of a day.
func DayText(day int64) string { return time.Unix(day*86400, 0).UTC().Format(time.DateOnly) }

// Value is a parameter as the engines read it. Set false means that nothing is in force.
type Value struct {
	Set bool
	// Num is the value, fen for money, NoLimit for no limit; a ratio is Num/Den, an operator 0 for < and 1 for <=.
	Num, Den int64
	// List are the codes of a list, sorted, or for diseases pairs of the first and last packed code of each prefix.
	List  []int64
	Tiers []Tier
	// Version is where it comes from, for the explanation.
	Version Version
}

// Tier is a bracket from From fen on: of tiers the ratio Num/Den, of bands the count Num. All tiers of a value have one Den.
type Tier struct{ From, Num, Den int64 }

// Version says which version of a parameter was read.
type Version struct {
	ID       string `json:"id"`
	Key      string `json:"key"`
	Area     string `json:"area"`
	Value    string `json:"value"`
	Unit     string `json:"unit"`
	Document string `json:"document"`
	FromOn   string `json:"from_on"`
}

// Table holds the parameters in force in one area on one day, by slot. It is immutable.
type Table struct {
	Values []Value
	Area   string
	On     string
}

// Table reads the parameters of the program. find gives the version in force of a key, false where there is none; then the
// value that the rule set itself carries holds, if it carries one. Code: PARAM_KIND.
func (p *Program) Table(area, on string, find func(key string) (Version, bool)) (*Table, error) {
	t := &Table{Values: make([]Value, len(p.Params)), Area: area, On: on}
	for i, x := range p.Params {
		version, ok := find(x.Key)
		if !ok && x.Value != "" {
			version, ok = Version{Key: x.Key, Value: x.Value, Unit: x.Unit, Document: x.Document}, true
		}
		if !ok {
			continue
		}
		v, err := p.parseParam(x, version.Value)
		if err != nil {
			return nil, errs.New(errs.Conflict, "PARAM_KIND", "key", x.Key, "name", x.Words.ZH).Because(err)
		}
		v.Set, v.Version = true, version
		t.Values[i] = v
	}
	return t, nil
}

// CheckParam tells whether a value can be read as the parameter of that key; a key that the program does not declare takes
// anything. Code: rule.value_wrong.
func (p *Program) CheckParam(key, value string) error {
	for _, x := range p.Params {
		if x.Key == key {
			_, err := p.parseParam(x, value)
			return err
		}
	}
	return nil
}

func (p *Program) parseParam(x Param, text string) (Value, error) {
	text = strings.TrimSpace(text)
	v := Value{Den: 1}
	wrong := errs.New(errs.Invalid, "rule.value_wrong", "value", text)
	switch x.Kind {
	case KindRatio:
		r, err := money.ParseRatio(text)
		if err != nil {
			return v, wrong
		}
		v.Num, v.Den = r.Num(), r.Den()
	case KindOperator:
		if text != "<" && text != "<=" {
			return v, wrong
		}
		v.Num = int64(len(text) - 1)
	case KindList:
		for _, part := range splitList(text) {
			n, err := p.parseValue(Input{Type: Code, Codes: x.Codes}, part)
			if err != nil {
				return v, err
			}
			v.List = append(v.List, n)
		}
		slices.Sort(v.List)
	case KindICDList:
		for _, part := range splitList(text) {
			from, to, err := prefixRange(part)
			if err != nil {
				return v, err
			}
			v.List = append(v.List, from, to)
		}
	case KindTiers, KindBands:
		var err error
		v.Tiers, err = parseTiers(text, x.Kind == KindBands)
		return v, err
	default:
		t, _ := x.Kind.valueType()
		n, err := p.parseValue(Input{Type: t, Codes: x.Codes}, text)
		v.Num = n
		return v, err
	}
	return v, nil
}

func splitList(text string) []string {
	if text == "" || text == "none" {
		return nil
	}
	return strings.Split(text, ",")
}

// parseTiers reads "0:0.9,10000:0.7": ascending from 0, each with a ratio, of bands with a count.
func parseTiers(text string, bands bool) ([]Tier, error) {
	wrong := errs.New(errs.Invalid, "rule.value_wrong", "value", text)
	var out []Tier
	for _, part := range strings.Split(text, ",") {
		from, what, _ := strings.Cut(part, ":")
		f, err := money.Parse(from)
		r, err2 := money.ParseRatio(what)
		if err != nil || err2 != nil || r.Num() < 0 || bands && r.Den() != 1 ||
			len(out) == 0 && f != 0 || len(out) > 0 && int64(f) <= out[len(out)-1].From {
			return nil, wrong
		}
		out = append(out, Tier{int64(f), r.Num(), r.Den()})
	}
	if !oneDenominator(out) {
		return nil, wrong
	}
	return out, nil
}

// oneDenominator writes all ratios with their common denominator; false where that has no room.
func oneDenominator(tiers []Tier) bool {
	den := big.NewInt(1)
	for _, t := range tiers {
		d := big.NewInt(t.Den)
		den.Mul(den, d.Div(d, new(big.Int).GCD(nil, nil, den, big.NewInt(t.Den))))
	}
	if !den.IsInt64() {
		return false
	}
	for i, t := range tiers {
		num := new(big.Int).Mul(big.NewInt(t.Num), big.NewInt(den.Int64()/t.Den))
		if !num.IsInt64() {
			return false
		}
		tiers[i].Num, tiers[i].Den = num.Int64(), den.Int64()
	}
	return true
}
