package intake

import (
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"yice/internal/core/people"
	"yice/internal/kit/i18n"
	"yice/internal/kit/sheet"
)

var memberPath = regexp.MustCompile(`^members\[(\d+)\]\.(.+)$`)

// notes puts the findings of a household at their rows and columns.
func (x *group) notes(t table) []note {
	out := make([]note, 0, len(x.findings))
	for _, f := range x.findings {
		n := note{Row: x.rows[0], Code: f.Code, Params: f.Params, Warn: f.Warn}
		if m := memberPath.FindStringSubmatch(f.Path); m != nil {
			if i, _ := strconv.Atoi(m[1]); i < len(x.persons) {
				n.Row, n.Column = x.persons[i].row, t.title(key(m[2]), x.persons[i].member)
			}
		} else {
			n.Column = t.title(key(f.Path), 0)
		}
		out = append(out, n)
	}
	slices.SortStableFunc(out, func(a, b note) int { return a.Row - b.Row })
	return out
}

// title is the heading above what a path is about; of an absent column, the usual word.
func (t *table) title(k key, member int) string {
	switch k {
	case "account.is_guardian":
		k = "account.holder"
	case "members":
		k = "relation"
	case "person_id":
		k = "doc_no"
	}
	for _, c := range t.columns {
		if c.key == k && c.member == member {
			return c.title
		}
	}
	title := dict().title[k]
	if member > 0 && title != "" {
		title = "成员" + itoa(member) + title
	}
	return title
}

func asItem(importID string, seq int, x *group, t table) item {
	it := item{
		ImportID: importID, Seq: int64(seq), RowNo: int64(x.rows[0]), Name: shortName(x.head().in.Name), Kind: x.kind,
		HouseholdID: x.houseID,
	}
	it.Rows.V, it.Changes.V, it.Findings.V = x.rows, x.changes, x.notes(t)
	if it.Changes.V == nil {
		it.Changes.V = []people.Change{}
	}
	return it
}

func shortName(s string) string { return cut(people.NormalizeText(s)) }

// sentence is a note in words: the column, then what is wrong.
func (s *Service) sentence(lang i18n.Language, n note) string {
	text := s.cfg.Text.Text(lang, n.Code, n.Params)
	if row, ok := n.Params["row"]; ok && n.Code == "ID_DUP_IN_FILE" {
		text = s.cfg.Text.Text(lang, "import.same_as_row", map[string]any{"row": row})
	}
	if n.Column == "" {
		return text
	}
	return n.Column + "：" + text
}

// writeErrors makes the error sheet: the rows of all households that were not imported as they stand in the file, with
// row number, codes and sentences in front. Put right, the sheet can be imported as it is.
func (s *Service) writeErrors(out io.Writer, src io.ReaderAt, size int64, t table, bad []item, lang i18n.Language, mark string) error {
	byRow := map[int][]note{}
	rows := map[int]bool{}
	for _, it := range bad {
		for _, n := range it.Findings.V {
			byRow[n.Row] = append(byRow[n.Row], n)
		}
		for _, no := range it.Rows.V {
			rows[no] = true
		}
	}
	return s.copyRows(out, src, size, t, func(no int) (codes, text string, ok bool) {
		if notes := byRow[no]; len(notes) > 0 {
			codes, text = s.words(lang, notes)
			return codes, text, true
		}
		return "", s.cfg.Text.Text(lang, "import.same_household", nil), rows[no]
	}, mark)
}

func (s *Service) words(lang i18n.Language, notes []note) (codes, text string) {
	var cs, ts []string
	for _, n := range notes {
		code, line := n.Code, s.sentence(lang, n)
		if n.Warn {
			code, line = code+"(warn)", line+s.cfg.Text.Text(lang, "import.warning", nil)
		}
		if !slices.Contains(cs, code) {
			cs = append(cs, code)
		}
		if !slices.Contains(ts, line) {
			ts = append(ts, line)
		}
	}
	return strings.Join(cs, " "), strings.Join(ts, "；")
}

func (s *Service) copyRows(out io.Writer, src io.ReaderAt, size int64, t table, about func(no int) (codes, text string, ok bool), mark string) error {
	columns := []sheet.Column{{Title: "原行号", Kind: sheet.Int, Width: 8}, {Title: "错误代码", Width: 22}, {Title: "错误说明", Width: 60}}
	for i, title := range t.titles {
		if title == "" {
			title = "第" + itoa(i+1) + "列"
		}
		columns = append(columns, sheet.Column{Title: title})
	}
	w, err := sheet.NewWriter(out, sheet.Layout{Name: "错误清单", Columns: columns, Watermark: mark})
	if err != nil {
		return err
	}
	err = sheet.ReadRows(src, size, sheet.Options{MaxRows: maxFileRows}, func(no int, cells []string) error {
		if no < t.first {
			return nil
		}
		codes, text, ok := about(no)
		if !ok {
			return nil
		}
		values := []any{no, codes, text}
		for i := range t.titles {
			v := ""
			if i < len(cells) {
				v = cells[i]
			}
			values = append(values, v)
		}
		return w.Row(values...)
	})
	if err != nil {
		w.Abort()
		return err
	}
	return w.Close()
}

// fieldWords names changed fields by their headings.
func fieldWords(c people.Change) string {
	var out []string
	for _, f := range c.Fields {
		out = append(out, fieldWord(f))
	}
	return strings.Join(out, "、")
}

func fieldWord(field string) string {
	for _, prefix := range []key{"", "form.", "medical.", "disability."} {
		if t := dict().title[prefix+key(field)]; t != "" {
			return t
		}
	}
	return map[string]string{
		"disability_type": "残疾类别", "disability_level": "残疾等级", "disability_cert": "残疾证号", "disability_to": "残疾证有效期",
		"month_income": "本人月平均收入", "other_income": "其他非薪资年收入", "year_income": "家庭年收入",
	}[field]
}

// changeWords tells a change in Chinese.
func changeWords(c people.Change) string {
	switch c.Kind {
	case people.HouseholdCreated:
		return "新建家庭"
	case people.HouseholdChanged:
		return "家庭：" + fieldWords(c)
	case people.MemberAdded:
		return "新增成员" + c.Name
	case people.MemberChanged:
		return c.Name + "：" + fieldWords(c)
	case people.RelationChanged:
		return c.Name + "：关系"
	case people.HeadChanged:
		return "户主变更为" + c.Name
	case people.AccountChanged:
		return c.Name + "：银行账户"
	}
	return c.Name
}
