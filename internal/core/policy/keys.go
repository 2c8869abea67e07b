package policy

import (
	_ "embed"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"

	"yice/internal/kit/errs"
	"yice/internal/kit/money"
)

// Kind says how a parameter's value is written.
type Kind string

// The kinds. A limit is an amount or the word none; tiers are "from-yuan:ratio,…" with each ratio for the part above its
// start; bands are "from-yuan:code,…" with one code for the whole amount; a list is codes with commas.
const (
	KindMoney    Kind = "money"
	KindLimit    Kind = "limit"
	KindRatio    Kind = "ratio"
	KindCount    Kind = "count"
	KindOperator Kind = "operator"
	KindTiers    Kind = "tiers"
	KindBands    Kind = "bands"
	KindList     Kind = "list"
	KindText     Kind = "text"
)

// Definition is a parameter that the rules know. A * in the key stands for one code, such as a disease rule's. Nothing
// stops where an Optional one is not in force.
type Definition struct {
	Key   string `json:"key"`
	Group string `json:"group"`
	Kind  Kind   `json:"kind"`
	Unit  string `json:"unit"`
	ZH    string `json:"zh"`
	EN    string `json:"en"`
	Max   int64  `json:"max,omitempty"`

	Optional bool `json:"optional,omitempty"`
}

//go:embed keys.json
var keysFile []byte

type dictionary struct {
	list []Definition
	res  []*regexp.Regexp
}

func newDictionary() (*dictionary, error) {
	d := &dictionary{}
	if err := json.Unmarshal(keysFile, &d.list); err != nil {
		return nil, err
	}
	for _, def := range d.list {
		p := strings.ReplaceAll(regexp.QuoteMeta(def.Key), `\*`, `([a-z][a-z0-9_]*)`)
		re, err := regexp.Compile("^" + p + "$")
		if err != nil {
			return nil, err
		}
		d.res = append(d.res, re)
	}
	return d, nil
}

// find gives the definition of a key, its words completed by the code that stands for the star.
func (d *dictionary) find(key string) (Definition, bool) {
	for i, def := range d.list {
		if def.Key == key {
			return def, true
		}
		if m := d.res[i].FindStringSubmatch(key); len(m) == 2 {
			code := starWords(m[1])
			def.ZH = strings.ReplaceAll(def.ZH, "*", code.ZH)
			def.EN = strings.ReplaceAll(def.EN, "*", code.EN)
			def.Key = key
			return def, true
		}
	}
	return Definition{}, false
}

// starWords are the words of the codes that stand for stars in keys; a code that the program does not know stays.
func starWords(code string) Label {
	return words(map[string]Label{
		"medical": {"医疗", "medical"}, "education": {"教育", "education"}, "care": {"残疾康复和护理", "disability and care"}, "rent": {"住房", "rent"},
		"support": {"赡养", "support of parents"}, "job": {"必要就业成本", "cost of work"},
		"deep": {"深度困难基础分", "deep hardship"}, "rel": {"相对困难基础分", "relative hardship"}, "acc": {"意外致困基础分", "accident"},
		"depth": {"困难深度最高分", "depth, at most"}, "rigid": {"刚性支出最高分", "rigid share, at most"}, "member": {"每名老幼病残成员", "each burdened member"},
		"member_max": {"家庭负担最高分", "burdened members, at most"}, "dialysis_oral": {"透析口服药", "oral drugs of dialysis patients"}, "blood": {"血液病", "blood diseases"},
	}, code)
}

// label is the words of a key, or the key itself.
func (d *dictionary) label(key string) Label {
	if def, ok := d.find(key); ok {
		return Label{ZH: def.ZH, EN: def.EN}
	}
	return Label{ZH: key, EN: key}
}

// Label is a word in both languages.
type Label struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// canonical checks a value against its kind and writes it in the one form that is stored.
func (d Definition) canonical(value string) (string, error) {
	v := strings.TrimSpace(value)
	switch d.Kind {
	case KindMoney:
		return canonicalMoney(v)
	case KindLimit:
		if v == none {
			return v, nil
		}
		return canonicalMoney(v)
	case KindRatio:
		r, err := money.ParseRatio(v)
		if err != nil || r.Num() < 0 {
			return "", errs.New(errs.Invalid, "policy.value_ratio")
		}
		return r.String(), nil
	case KindCount:
		top := d.Max
		if top == 0 {
			top = 1000
		}
		n, err := strconv.ParseInt(v, 10, 64)
		if err != nil || n < 0 || n > top {
			return "", errs.New(errs.Invalid, "policy.value_count", "max", top)
		}
		return strconv.FormatInt(n, 10), nil
	case KindOperator:
		if v != "<" && v != "<=" {
			return "", errs.New(errs.Invalid, "policy.value_operator")
		}
		return v, nil
	case KindTiers:
		if _, err := parseTiers(v); err != nil {
			return "", err
		}
		return v, nil
	case KindBands:
		if _, err := parseBands(v); err != nil {
			return "", err
		}
		return v, nil
	case KindList:
		for _, c := range splitList(v) {
			if c == "" || strings.ContainsAny(c, " \t") {
				return "", errs.New(errs.Invalid, "policy.value_list")
			}
		}
		return v, nil
	}
	if v == "" || len(v) > 500 {
		return "", errs.New(errs.Invalid, "policy.value_text")
	}
	return v, nil
}

const none = "none"

func canonicalMoney(v string) (string, error) {
	f, err := money.Parse(v)
	if err != nil || f < 0 {
		return "", errs.New(errs.Invalid, "policy.value_money")
	}
	return plain(f), nil
}

// plain is the amount in yuan without needless zeros: 650, 0.5, 1234.56.
func plain(f money.Fen) string {
	s := f.String()
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

func splitList(v string) []string {
	if v == "" || v == none {
		return nil
	}
	return strings.Split(v, ",")
}

type tier struct {
	from  money.Fen
	ratio money.Ratio
}

// parseTiers reads "0:0.9,10000:0.7": ascending from 0.
func parseTiers(v string) ([]tier, error) {
	var out []tier
	bad := errs.New(errs.Invalid, "policy.value_tiers")
	for _, part := range strings.Split(v, ",") {
		from, ratio, ok := strings.Cut(part, ":")
		f, err := money.Parse(from)
		r, err2 := money.ParseRatio(ratio)
		if !ok || err != nil || err2 != nil || r.Num() < 0 || len(out) == 0 && f != 0 || len(out) > 0 && f <= out[len(out)-1].from {
			return nil, bad
		}
		out = append(out, tier{f, r})
	}
	return out, nil
}

type band struct {
	from money.Fen
	code string
}

// parseBands reads "0:1,10000:2": ascending from 0.
func parseBands(v string) ([]band, error) {
	var out []band
	for _, part := range strings.Split(v, ",") {
		from, code, ok := strings.Cut(part, ":")
		f, err := money.Parse(from)
		code = strings.TrimSpace(code)
		if !ok || err != nil || code == "" || len(out) == 0 && f != 0 || len(out) > 0 && f <= out[len(out)-1].from {
			return nil, errs.New(errs.Invalid, "policy.value_bands")
		}
		out = append(out, band{f, code})
	}
	return out, nil
}
