package intake

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"yice/internal/core/people"
	"yice/internal/kit/errs"
	"yice/internal/kit/sheet"
)

// maxFileRows bounds one file; the registers of a whole city fit several times.
const maxFileRows = 300_000

// group is one household of the file with what is known of its fate.
type group struct {
	key      string
	house    houseCells
	persons  []*person
	rows     []int        // row numbers, ascending
	own      []errs.Field // findings about the file alone
	findings []errs.Field // all
	kind     Kind
	changes  []people.Change
	houseID  string
}

// head is the first person with the holder's relation, else the first.
func (g *group) head() *person {
	for _, p := range g.persons {
		if p.in.Relation == "01" || p.in.Relation == "02" {
			return p
		}
	}
	return g.persons[0]
}

// file is a file that was read and put in order.
type file struct {
	table   table
	groups  []*group
	rows    int // rows with persons
	skipped []int
}

// readFile reads a file into households.
func readFile(r io.ReaderAt, size int64, windowArea string, progress func(rows int)) (*file, error) {
	g := &grouper{f: &file{}, byKey: map[string]*group{}}
	opts := sheet.Options{MaxRows: maxFileRows}
	var sample []sampled
	err := sheet.ReadRows(r, size, opts, func(no int, cells []string) error {
		if g.reader != nil {
			g.row(no, cells)
			if g.f.rows%1000 == 0 {
				progress(g.f.rows)
			}
			return nil
		}
		sample = append(sample, sampled{no, append([]string(nil), cells...)})
		if len(sample) == headingRows {
			return g.begin(sample, windowArea)
		}
		return nil
	})
	if err == nil && g.reader == nil {
		err = g.begin(sample, windowArea)
	}
	if err != nil {
		return nil, err
	}
	g.finish()
	return g.f, nil
}

// grouper puts persons together into households while the file is read.
type grouper struct {
	f      *file
	reader *rowReader
	byKey  map[string]*group
	last   *group
	docs   map[string]int // document → row where it came first
}

// begin finds the headings and replays the rows that were read while looking for them.
func (g *grouper) begin(sample []sampled, windowArea string) error {
	if len(sample) == 0 {
		return errs.New(errs.Invalid, "sheet.empty")
	}
	t, ok := findTable(sample)
	if !ok {
		return errs.New(errs.Invalid, "import.no_headings")
	}
	g.f.table = t
	g.reader = &rowReader{t: t, area: windowArea, areas: map[string]string{}}
	for _, s := range sample {
		if s.no >= t.first {
			g.row(s.no, s.cells)
		}
	}
	return nil
}

// hasNumber tells whether the holder's document column holds digits enough for a person.
func (g *grouper) hasNumber(cells []string) bool {
	for _, c := range g.f.table.columns {
		if c.key == "doc_no" && c.member == 0 && c.index < len(cells) {
			return len(cells[c.index]) >= 15
		}
	}
	return false
}

var footer = regexp.MustCompile(`^(合计|总计|小计|共计|填表|制表|审核|备注|说明|注|示例|例|填报|经办|单位负责人|联系人)`)

// row takes one row after the headings.
func (g *grouper) row(no int, cells []string) {
	if !g.hasNumber(cells) && (isHeadingRow(sampled{no, cells}, 3) || isCounting(cells)) {
		return // the headings again on a new page, or the row that numbers the columns
	}
	h, persons := g.reader.read(no, cells)
	if len(persons) == 0 || isFooter(cells, persons) {
		g.f.skipped = append(g.f.skipped, no)
		return
	}
	g.f.rows++
	into := g.household(h, persons[0])
	if len(into.rows) == 0 {
		into.house = h
	} else {
		into.house.merge(h)
	}
	into.rows = append(into.rows, no)
	into.persons = append(into.persons, persons...)
	g.last = into
}

// isFooter tells a line under the table from a person: nothing but a few words in the first columns.
func isFooter(cells []string, persons []*person) bool {
	filled, first := 0, ""
	for _, c := range cells {
		if t := people.NormalizeText(c); t != "" {
			if filled++; first == "" {
				first = t
			}
		}
	}
	return footer.MatchString(first) && persons[0].in.DocNo == "" || filled == 1 && persons[0].in.DocNo == ""
}

// isCounting tells the row under the headings that numbers the columns.
func isCounting(cells []string) bool {
	n := 0
	for _, c := range cells {
		t := strings.Trim(people.NormalizeNumber(c), "()（）.")
		if t == "" {
			continue
		}
		if n++; t != itoa(n) {
			return false
		}
	}
	return n >= 4
}

// household finds the household that a row belongs to: by its number, else by the holder's name given on the row, else
// the one before until a holder begins the next.
func (g *grouper) household(h houseCells, first *person) *group {
	if g.f.table.wide {
		return g.add("")
	}
	key := ""
	switch {
	case h.number != "":
		key = "#" + h.number
	case h.headName != "":
		key = "@" + h.headName
		if isHeadRelation(first) {
			key = "" // a new household, whose head may share a name with another
		} else if g.last != nil && strings.ReplaceAll(g.last.head().in.Name, " ", "") == h.headName {
			return g.last
		}
	case g.last != nil && !isHeadRelation(first):
		return g.last
	}
	if key != "" {
		if old := g.byKey[key]; old != nil {
			return old
		}
	}
	return g.add(key)
}

func isHeadRelation(p *person) bool { return p.in.Relation == "01" || p.in.Relation == "02" }

func (g *grouper) add(key string) *group {
	n := &group{key: key}
	if key != "" {
		g.byKey[key] = n
	}
	g.f.groups = append(g.f.groups, n)
	return n
}

// finish makes the inputs and finds documents that come twice.
func (g *grouper) finish() {
	g.docs = make(map[string]int, g.f.rows)
	for _, x := range g.f.groups {
		x.settleHead()
		for i, p := range x.persons {
			at := fmt.Sprintf("members[%d].", i)
			for _, f := range p.findings {
				f.Path = at + f.Path
				x.own = append(x.own, f)
			}
			g.once(x, at, p)
		}
		x.own = append(x.own, x.house.findings...)
		x.findings = x.own
	}
}

// settleHead takes a first person without a relation as the holder when nobody else is.
func (x *group) settleHead() {
	if h := x.head(); h == x.persons[0] && h.in.Relation == "" {
		h.in.Relation = "01"
	}
}

func (g *grouper) once(x *group, at string, p *person) {
	n := people.NormalizeNumber(p.in.DocNo)
	if len(n) == 15 {
		if id, f := people.ConvertID15(n, "2099-12-31"); !people.Blocking(f) {
			n = id.Number
		}
	}
	if n == "" {
		return
	}
	doc := string(max(p.in.DocType, people.DocCitizenID)) + ":" + n // "" is the citizen ID, the first type
	if row, ok := g.docs[doc]; ok {
		x.own = append(x.own, errs.Field{Path: at + "doc_no", Code: "ID_DUP_IN_FILE", Params: map[string]any{"row": row}})
		return
	}
	g.docs[doc] = p.row
}

// input is what the group asks of the people room.
func (x *group) input(window Window, reason string) people.HouseholdInput {
	in := x.house.in
	in.Match, in.Imported, in.DefaultArea, in.Reason = true, true, window.AreaCode, window.Reason
	in.Members = make([]people.MemberInput, len(x.persons))
	for i, p := range x.persons {
		in.Members[i] = p.in
	}
	if reason != "" {
		in.Overrides = map[string]string{}
		for _, code := range warnings() {
			in.Overrides[code] = reason
		}
	}
	return in
}

// warnings are the codes that a typed reason for the whole file answers.
func warnings() []string {
	return []string{"ID_REGION_UNKNOWN", "DIS_EXPIRED", "CARD_LUHN", "RELATION_AGE", "RELATION_SEX", "USCC_CHECK", "people.area_unknown"}
}

// tableOf finds the headings of a file again.
func tableOf(r io.ReaderAt, size int64) (table, error) {
	var sample []sampled
	enough := errors.New("enough")
	err := sheet.ReadRows(r, size, sheet.Options{MaxRows: maxFileRows}, func(no int, cells []string) error {
		sample = append(sample, sampled{no, append([]string(nil), cells...)})
		if len(sample) == headingRows {
			return enough
		}
		return nil
	})
	if err != nil && !errors.Is(err, enough) {
		return table{}, err
	}
	t, ok := findTable(sample)
	if !ok {
		return table{}, errs.New(errs.Invalid, "import.no_headings")
	}
	return t, nil
}
