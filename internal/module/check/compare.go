package check

import (
	"cmp"
	"slices"

	"yice/internal/kit/errs"
)

// Row is one line of "declared beside found": of one person, or of the whole household when PersonID is empty. Amounts are
// fen; counts are pieces. Over says that it is more than the limit, or, without a limit, more than was declared.
type Row struct {
	PersonID      string `json:"person_id,omitempty" maxLength:"26"`
	Item          string `json:"item" minLength:"1" maxLength:"30"`
	DeclaredFen   int64  `json:"declared_fen" minimum:"0" maximum:"100000000000"`
	FoundFen      int64  `json:"found_fen" minimum:"0" maximum:"100000000000"`
	LimitFen      int64  `json:"limit_fen,omitempty" minimum:"0"`
	DeclaredCount int64  `json:"declared_count,omitempty" minimum:"0" maximum:"1000"`
	FoundCount    int64  `json:"found_count,omitempty" minimum:"0" maximum:"1000"`
	LimitCount    int64  `json:"limit_count,omitempty" minimum:"0" maximum:"1000"`
	Limited       bool   `json:"limited,omitempty"`
	Over          bool   `json:"over"`
	Note          string `json:"note,omitempty" maxLength:"200"`
}

// Declared is what the household said it has, in fen a year or in fen.
type Declared struct {
	PersonID string
	Item     string
	Fen      int64
}

// Limits are the most that is allowed of an item, in fen or pieces.
type Limits map[string]int64

// itemOfIncome maps the kinds of income of the application to the lines of the comparison.
func itemOfIncome(kind string) string {
	switch kind {
	case "wage", "pension", "business":
		return kind
	case "unemployment", "survivor", "union_aid":
		return "aid"
	}
	return "other_income"
}

// compare puts what was declared beside what the sources found, one row for each person and item that either side knows.
func compare(declared []Declared, answers []Answer, limits Limits) []Row {
	type key struct{ person, item string }
	rows := map[key]*Row{}
	row := func(person, item string) *Row {
		k := key{person, item}
		if rows[k] == nil {
			rows[k] = &Row{PersonID: person, Item: item}
		}
		return rows[k]
	}
	for _, d := range declared {
		row(d.PersonID, d.Item).DeclaredFen += d.Fen
	}
	for _, a := range answers {
		src, _ := sourceOf(a.Source)
		for _, rec := range a.Records {
			if src.Item != "" {
				row(a.PersonID, src.Item).FoundCount++
			}
			for _, v := range rec {
				i := slices.IndexFunc(src.Fields, func(f Field) bool { return f.Code == v.Field })
				if i >= 0 && src.Fields[i].Item != "" {
					row(a.PersonID, src.Fields[i].Item).FoundFen += v.Fen * src.Fields[i].Times
				}
			}
		}
	}
	out := make([]Row, 0, len(rows))
	for _, r := range rows {
		out = append(out, judge(*r, limits))
	}
	order := map[string]int{}
	for i, it := range Items() {
		order[it.Code] = i
	}
	slices.SortFunc(out, func(a, b Row) int {
		return cmp.Or(cmp.Compare(order[a.Item], order[b.Item]), cmp.Compare(a.PersonID, b.PersonID))
	})
	return out
}

// judge sets the limit of a row and whether it is over.
func judge(r Row, limits Limits) Row {
	it, _ := itemOf(r.Item)
	limit, limited := limits[r.Item]
	r.Limited, r.LimitFen, r.LimitCount = limited, 0, 0
	if it.Piece {
		r.Over = r.FoundCount > r.DeclaredCount
		if limited {
			r.LimitCount, r.Over = limit, r.FoundCount > limit
		}
		return r
	}
	r.Over = r.FoundFen > r.DeclaredFen
	if limited {
		r.LimitFen, r.Over = limit, r.FoundFen > limit
	}
	return r
}

// checkRows takes the checker's table: known items, persons of the request, and the flags computed again from its figures.
func checkRows(rows []Row, persons []string, limits Limits) ([]Row, int64, error) {
	var bad []errs.Field
	out, over := make([]Row, 0, len(rows)), int64(0)
	for i, r := range rows {
		if _, ok := itemOf(r.Item); !ok {
			bad = append(bad, errs.Field{Path: at("rows", i) + ".item", Code: "check.item_unknown"})
		}
		if r.PersonID != "" && !slices.Contains(persons, r.PersonID) {
			bad = append(bad, errs.Field{Path: at("rows", i) + ".person_id", Code: "check.person_unknown"})
		}
		r = judge(r, limits)
		if r.Over {
			over++
		}
		out = append(out, r)
	}
	return out, over, errs.InvalidFields(bad)
}

// missingAnswers lists "person/source" pairs that nobody has answered yet.
func missingAnswers(r Request, answers []Answer) int {
	have := map[string]bool{}
	for _, a := range answers {
		have[a.PersonID+"/"+a.Source] = true
	}
	n := 0
	for _, p := range r.Persons.V {
		for _, s := range r.Sources.V {
			if !have[p+"/"+s] {
				n++
			}
		}
	}
	return n
}
