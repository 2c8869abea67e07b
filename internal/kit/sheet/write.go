package sheet

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"yice/internal/kit/errs"
	"yice/internal/kit/money"
)

// Kind is what a column holds.
type Kind int

// The closed list of column kinds.
const (
	// Text takes a string, kept as text whatever it looks like: identity and card numbers keep their zeros.
	Text Kind = iota
	// Money takes fen (money.Fen or int64) and shows yuan with two places.
	Money
	// Int takes int or int64.
	Int
	// Date takes YYYY-MM-DD or a time.Time, of which the day in its own zone counts.
	Date
)

// Column describes one column of an export.
type Column struct {
	Title string
	Kind  Kind
	// Width in characters; 0 means by kind.
	Width float64
}

// Layout describes an export. The watermark says who took the list and when (domain rules §5.2); the caller words it.
type Layout struct {
	// Title is the first row over all columns; empty means none.
	Title string
	// Name is the sheet's name; empty means the title.
	Name      string
	Columns   []Column
	Watermark string
	// TempDir is where large exports pass through; empty means the system's.
	TempDir string
}

// Writer makes an xlsx file row by row in little memory.
type Writer struct {
	out    io.Writer
	f      *excelize.File
	sw     *excelize.StreamWriter
	l      Layout
	name   string
	styles struct{ title, head, text, money, count, date, mark int }
	rowNo  int
	buf    []any
}

// NewWriter begins a file on out; it must be ended with Close, also after an error.
func NewWriter(out io.Writer, l Layout) (*Writer, error) {
	if len(l.Columns) == 0 || len(l.Columns) > maxColumn {
		return nil, errs.New(errs.Internal, "sheet.unwritable").Because(fmt.Errorf("%d columns", len(l.Columns)))
	}
	w := &Writer{out: out, l: l, name: sheetName(l), f: excelize.NewFile(excelize.Options{TmpDir: l.TempDir})}
	if err := w.begin(); err != nil {
		_ = w.f.Close()
		return nil, errs.New(errs.Internal, "sheet.unwritable").Because(err)
	}
	return w, nil
}

// Row adds one row: a value for each column, nil for nothing.
func (w *Writer) Row(values ...any) error {
	if len(values) != len(w.l.Columns) {
		return errs.New(errs.Internal, "sheet.unwritable").Because(fmt.Errorf("%d values for %d columns", len(values), len(w.l.Columns)))
	}
	if w.rowNo >= maxRow-1 { // the last one is for the watermark
		return tooManyRows(maxRow - 1)
	}
	w.buf = w.buf[:0]
	for i, v := range values {
		c, err := w.cell(w.l.Columns[i], v)
		if err != nil {
			return err
		}
		w.buf = append(w.buf, c)
	}
	return w.add(w.buf)
}

// Close writes the watermark row and the file to out, and frees everything.
func (w *Writer) Close() (err error) {
	defer func() {
		if e := w.f.Close(); err == nil && e != nil {
			err = e
		}
		if err != nil {
			err = errs.New(errs.Unavailable, "sheet.unwritable").Because(err)
		}
	}()
	if w.l.Watermark != "" {
		if err = w.add([]any{excelize.Cell{StyleID: w.styles.mark, Value: w.l.Watermark}}); err != nil {
			return err
		}
	}
	if err = w.sw.Flush(); err != nil {
		return err
	}
	_, err = w.f.WriteTo(w.out)
	return err
}

// Abort drops an unfinished file with its temporary parts.
func (w *Writer) Abort() { _ = w.f.Close() }

func (w *Writer) add(values []any, opts ...excelize.RowOpts) error {
	w.rowNo++
	at, err := excelize.CoordinatesToCellName(1, w.rowNo)
	if err != nil {
		return err
	}
	return w.sw.SetRow(at, values, opts...)
}

func (w *Writer) cell(c Column, v any) (any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case string:
		if c.Kind == Date {
			return w.date(v), nil
		}
		if c.Kind == Text {
			return w.textCell(v)
		}
	case money.Fen:
		if c.Kind == Money {
			return w.money(v), nil
		}
	case int64:
		switch c.Kind {
		case Money:
			return w.money(money.Fen(v)), nil
		case Int:
			return excelize.Cell{StyleID: w.styles.count, Value: v}, nil
		}
	case int:
		if c.Kind == Int {
			return excelize.Cell{StyleID: w.styles.count, Value: v}, nil
		}
	case time.Time:
		if c.Kind == Date {
			return w.date(v.Format(time.DateOnly)), nil
		}
	}
	return nil, errs.New(errs.Internal, "sheet.value", "row", w.rowNo+1, "column", c.Title)
}

func (w *Writer) textCell(s string) (any, error) {
	if s == "" {
		return nil, nil
	}
	if len(s) > maxCellText && utf8.RuneCountInString(s) > maxCellText {
		return nil, cellTooLong(w.rowNo + 1)
	}
	return excelize.Cell{StyleID: w.styles.text, Value: s}, nil
}

// money writes the shortest decimal that reads back as the same amount; above 15 digits a spreadsheet number would be
// wrong, so the amount stays text.
func (w *Writer) money(f money.Fen) excelize.Cell {
	const exact = 1e15
	if f >= exact || f <= -exact {
		return excelize.Cell{StyleID: w.styles.text, Value: f.String()}
	}
	return excelize.Cell{StyleID: w.styles.money, Value: float64(f) / 100}
}

// date writes the day number; what is no day, or lies before the spreadsheets' calendar, stays text.
func (w *Writer) date(s string) any {
	if s == "" {
		return nil
	}
	t, err := time.Parse(time.DateOnly, s)
	first := time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC)
	if err != nil || t.Before(first) || t.Year() > 9999 {
		return excelize.Cell{StyleID: w.styles.text, Value: s}
	}
	return excelize.Cell{StyleID: w.styles.date, Value: int64(t.Sub(first)/(24*time.Hour)) + 61}
}

// sheetName keeps what the format allows: 31 characters, none of []:*?/\ and no quote at the ends.
func sheetName(l Layout) string {
	s := l.Name
	if s == "" {
		s = l.Title
	}
	s = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) || r < 0x20 {
			return ' '
		}
		return r
	}, s), "' ")
	if r := []rune(s); len(r) > 31 {
		s = string(r[:31])
	}
	if s == "" {
		return "Sheet1"
	}
	return s
}
