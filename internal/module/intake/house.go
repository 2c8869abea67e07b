package intake

import (
	"strconv"
	"strings"

	"yice/internal/core/people"
)

func (h *houseCells) wrong(k key, code string, params ...any) {
	h.findings = append(h.findings, finding(k, code, params...))
}

// house reads one cell of the household.
func (r *rowReader) house(h *houseCells, k key, text string) {
	in := &h.in
	switch k {
	case keyNumber:
		h.number = people.NormalizeNumber(text)
		return
	case keyHeadName:
		h.headName = strings.ReplaceAll(text, " ", "")
		return
	case "street":
		in.Street = text
		return
	case "community":
		in.Community = text
		return
	case keySituation:
		h.situation = text
		return
	}
	if isNothing(text) {
		return
	}
	switch k {
	case "area_code":
		if in.AreaCode = r.areaOf(text); in.AreaCode == "" {
			h.wrong(k, "people.area", "area", cut(text))
		}
	case "address":
		in.Address = &text
	case "postcode":
		in.Postcode = text
	case "housing":
		h.code(k, people.Housings(), text, &in.Housing)
	case "floor_area":
		if e, ok := people.AreaBands().ByLabel(text); ok && len(text) > 1 {
			in.FloorBand = e.Code
		} else {
			in.FloorArea = parseFloor(text)
		}
	case "floor_band":
		h.code(k, people.AreaBands(), text, &in.FloorBand)
	case "size":
		n, err := strconv.ParseInt(strings.TrimSuffix(people.NormalizeNumber(text), "人"), 10, 32)
		if err != nil || n < 1 || n > 100 {
			h.wrong(k, "import.number", "value", cut(text))
		}
		in.Size = n
	case "year_income_fen":
		fen, ok := parseYuan(text)
		if !ok {
			h.wrong(k, "import.amount", "value", cut(text))
		} else if r.t.hasIncome() {
			in.YearIncomeFen = &fen
		}
	default:
		h.caseCell(k, text)
	}
}

func (r *rowReader) areaOf(text string) string {
	code, seen := r.areas[text]
	if !seen {
		code, _ = parseArea(text, r.area)
		r.areas[text] = code
	}
	return code
}

func (h *houseCells) caseCell(k key, text string) {
	switch k {
	case keyClass:
		h.code(k, people.HardshipClasses(), text, &h.class)
	case keyCause:
		if t := strings.TrimLeft(text, "0123456789.、 "); t != "" {
			text = t
		}
		h.code(k, people.Causes(), text, &h.cause)
	case keyNeeds:
		for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("、，,；;/ ", r) }) {
			code := ""
			h.code(k, people.NeedKinds(), part, &code)
			if need := needOf(code); need != "" {
				h.needs = append(h.needs, need)
			}
		}
	}
}

func (h *houseCells) code(k key, list people.List, text string, dst *string) {
	e, ok := list.ByLabel(text)
	if !ok {
		h.wrong(k, "people.code", "value", cut(text))
		return
	}
	*dst = e.Code
}

// needOf turns a code of the list of needs into the casebook's word for it.
func needOf(code string) string {
	return map[string]string{
		"1": "living", "2": "medical", "3": "study", "4": "employment", "5": "housing", "6": "rehabilitation", "7": "legal",
		"8": "psychological", "9": "nursing", "10": "production", "11": "other",
	}[code]
}

// needsOf gives the needs that a main cause stands for when the file names none.
func needsOf(cause string) []string {
	switch cause {
	case "2", "3":
		return []string{"living", "employment"}
	case "6", "8":
		return []string{"living", "medical"}
	case "9":
		return []string{"living", "study"}
	}
	return []string{"living"}
}

// hasIncome tells whether persons have an income column; without one the household's total has nothing to be compared with.
func (t *table) hasIncome() bool {
	for _, c := range t.columns {
		if c.key == "income.month_fen" {
			return true
		}
	}
	return false
}

// merge adds what a further row of the same household says; what was said first stays.
func (h *houseCells) merge(o houseCells) {
	take := func(dst *string, v string) {
		if *dst == "" {
			*dst = v
		}
	}
	a, b := &h.in, o.in
	take(&a.AreaCode, b.AreaCode)
	take(&a.Street, b.Street)
	take(&a.Community, b.Community)
	take(&a.Postcode, b.Postcode)
	take(&a.Housing, b.Housing)
	take(&a.FloorArea, b.FloorArea)
	take(&a.FloorBand, b.FloorBand)
	take(&h.class, o.class)
	take(&h.cause, o.cause)
	take(&h.situation, o.situation)
	if a.Address == nil {
		a.Address = b.Address
	}
	if a.Size == 0 {
		a.Size = b.Size
	}
	if a.YearIncomeFen == nil {
		a.YearIncomeFen = b.YearIncomeFen
	}
	if len(h.needs) == 0 {
		h.needs = o.needs
	}
	h.findings = append(h.findings, o.findings...)
}
