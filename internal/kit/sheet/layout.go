package sheet

import (
	"strings"

	"github.com/xuri/excelize/v2"
)

// begin sets the sheet up and writes title and head.
func (w *Writer) begin() error {
	if err := w.f.SetSheetName("Sheet1", w.name); err != nil {
		return err
	}
	if err := w.makeStyles(); err != nil {
		return err
	}
	if err := w.page(); err != nil {
		return err
	}
	var err error
	if w.sw, err = w.f.NewStreamWriter(w.name); err != nil {
		return err
	}
	headRow := 1
	if w.l.Title != "" {
		headRow = 2
	}
	under, err := excelize.CoordinatesToCellName(1, headRow+1)
	if err != nil {
		return err
	}
	if err := w.sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: headRow, TopLeftCell: under, ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	for i, c := range w.l.Columns {
		if err := w.sw.SetColWidth(i+1, i+1, width(c)); err != nil {
			return err
		}
	}
	return w.head()
}

func (w *Writer) head() error {
	if w.l.Title != "" {
		if err := w.add([]any{excelize.Cell{StyleID: w.styles.title, Value: w.l.Title}}, excelize.RowOpts{Height: 26}); err != nil {
			return err
		}
		if n := len(w.l.Columns); n > 1 {
			last, err := excelize.CoordinatesToCellName(n, 1)
			if err != nil {
				return err
			}
			if err := w.sw.MergeCell("A1", last); err != nil {
				return err
			}
		}
	}
	var cells []any
	for _, c := range w.l.Columns {
		cells = append(cells, excelize.Cell{StyleID: w.styles.head, Value: c.Title})
	}
	return w.add(cells, excelize.RowOpts{Height: 20})
}

func width(c Column) float64 {
	if c.Width > 0 {
		return min(c.Width, 255)
	}
	w := map[Kind]float64{Text: 16, Money: 14, Int: 10, Date: 12}[c.Kind]
	return max(w, 2*float64(len([]rune(c.Title)))+3)
}

func (w *Writer) makeStyles() error {
	line := []excelize.Border{
		{Type: "left", Color: "BFBFBF", Style: 1},
		{Type: "right", Color: "BFBFBF", Style: 1},
		{Type: "top", Color: "BFBFBF", Style: 1},
		{Type: "bottom", Color: "BFBFBF", Style: 1},
	}
	yuan, day := "#,##0.00", "yyyy-mm-dd"
	for _, s := range []struct {
		id *int
		st excelize.Style
	}{
		{&w.styles.title, excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}, Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center"}}},
		{&w.styles.head, excelize.Style{
			Font: &excelize.Font{Bold: true}, Border: line, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E7EEF7"}},
			Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true},
		}},
		{&w.styles.text, excelize.Style{NumFmt: 49, Border: line}},
		{&w.styles.money, excelize.Style{CustomNumFmt: &yuan, Border: line}},
		{&w.styles.count, excelize.Style{NumFmt: 1, Border: line}},
		{&w.styles.date, excelize.Style{CustomNumFmt: &day, Border: line}},
		{&w.styles.mark, excelize.Style{NumFmt: 49, Font: &excelize.Font{Color: "7F7F7F", Size: 9}}},
	} {
		id, err := w.f.NewStyle(&s.st)
		if err != nil {
			return err
		}
		*s.id = id
	}
	// The quote prefix is what typing an apostrophe first does: the cell stays text even when somebody edits it, so a
	// text that begins with = + - @ never becomes a formula, and the text itself is not changed.
	on := true
	for _, id := range []int{w.styles.title, w.styles.head, w.styles.text, w.styles.mark} {
		w.f.Styles.CellXfs.Xf[id].QuotePrefix = &on
	}
	return nil
}

// page prepares printing: A4 across, all columns on one page wide, head on every page, watermark above and below.
func (w *Writer) page() error {
	a4, across, yes, zero, one := 9, "landscape", true, 0, 1
	if err := w.f.SetPageLayout(w.name, &excelize.PageLayoutOptions{Size: &a4, Orientation: &across, FitToWidth: &one, FitToHeight: &zero}); err != nil {
		return err
	}
	if err := w.f.SetSheetProps(w.name, &excelize.SheetPropsOptions{FitToPage: &yes}); err != nil {
		return err
	}
	// the format counts 255 code units a line, marks included
	mark := []rune(strings.ReplaceAll(w.l.Watermark, "&", "&&"))
	mark = mark[:min(len(mark), 100)]
	if err := w.f.SetHeaderFooter(w.name, &excelize.HeaderFooterOptions{
		OddHeader: "&R" + string(mark), OddFooter: "&L" + string(mark) + "&R第 &P 页 共 &N 页",
	}); err != nil {
		return err
	}
	if err := w.f.SetDocProps(&excelize.DocProperties{Creator: "Yice", LastModifiedBy: "Yice", Title: w.l.Title}); err != nil {
		return err
	}
	last := "$1:$1"
	if w.l.Title != "" {
		last = "$1:$2"
	}
	return w.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'" + strings.ReplaceAll(w.name, "'", "''") + "'!" + last, Scope: w.name})
}
