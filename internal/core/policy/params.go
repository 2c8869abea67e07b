package policy

import (
	"slices"
	"strconv"
	"strings"

	"yice/internal/kit/errs"
	"yice/internal/kit/money"
)

// Params are the parameters in force in an area on a day. Reading one that is not in force is PARAM_MISSING. Params remembers
// what was read, for the computation to store; copies share that memory, and it is for one goroutine.
type Params struct {
	area, on string
	values   map[string]Param
	dict     *dictionary
	used     map[string]Version
}

// Area is the division that was asked for.
func (p Params) Area() string { return p.area }

// On is the day that was asked for.
func (p Params) On() string { return p.on }

// Has tells whether the parameter is in force; it does not count as reading.
func (p Params) Has(key string) bool {
	_, ok := p.values[key]
	return ok
}

// Used lists the versions that were read, by key.
func (p Params) Used() []Version {
	out := make([]Version, 0, len(p.used))
	for _, v := range p.used {
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b Version) int { return strings.Compare(a.Key, b.Key) })
	return out
}

// Read gives the version in force. PARAM_MISSING.
func (p Params) Read(key string) (Version, error) {
	v, ok := p.values[key]
	if !ok {
		return Version{}, errs.New(errs.Conflict, "PARAM_MISSING", "key", key, "name", p.dict.label(key).ZH, "area", p.area, "on", p.on)
	}
	p.used[key] = v.version()
	return v.version(), nil
}

// Text is the value as written. PARAM_MISSING.
func (p Params) Text(key string) (string, error) {
	v, err := p.Read(key)
	return v.Value, err
}

// Fen is an amount. PARAM_MISSING, PARAM_KIND.
func (p Params) Fen(key string) (money.Fen, error) { return readAs(p, key, money.Parse) }

// Int is a count. PARAM_MISSING, PARAM_KIND.
func (p Params) Int(key string) (int64, error) {
	return readAs(p, key, func(s string) (int64, error) { return strconv.ParseInt(s, 10, 64) })
}

// Ratio is an exact ratio. PARAM_MISSING, PARAM_KIND.
func (p Params) Ratio(key string) (money.Ratio, error) { return readAs(p, key, money.ParseRatio) }

// List is the codes of a list; "none" is the empty one. PARAM_MISSING.
func (p Params) List(key string) ([]string, error) {
	return readAs(p, key, func(s string) ([]string, error) { return splitList(s), nil })
}

// Limit is an amount, or false for expressly none. PARAM_MISSING, PARAM_KIND.
func (p Params) Limit(key string) (f money.Fen, limited bool, err error) {
	s, err := p.Text(key)
	if err != nil || s == none {
		return 0, false, err
	}
	f, err = p.Fen(key)
	return f, true, err
}

// Band is the code of the band that an amount falls into. PARAM_MISSING, PARAM_KIND.
func (p Params) Band(key string, amount money.Fen) (string, error) {
	bands, err := readAs(p, key, parseBands)
	if err != nil {
		return "", err
	}
	code := bands[0].code
	for _, b := range bands {
		if amount >= b.from {
			code = b.code
		}
	}
	return code, nil
}

func readAs[T any](p Params, key string, parse func(string) (T, error)) (T, error) {
	v, err := p.Read(key)
	if err != nil {
		var zero T
		return zero, err
	}
	out, err := parse(v.Value)
	if err != nil {
		return out, errs.New(errs.Conflict, "PARAM_KIND", "key", key, "name", p.dict.label(key).ZH).Because(err)
	}
	return out, nil
}
