package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"yice/internal/kit/errs"
	"yice/internal/kit/money"
)

func layout() Layout {
	return Layout{
		Title: "救助对象名单 2020/5", Watermark: "导出人 王芳&李 时间 2020-05-07 09:00",
		Columns: []Column{{Title: "姓名"}, {Title: "证件号码", Width: 22}, {Title: "金额（元）", Kind: Money}, {Title: "人口", Kind: Int}, {Title: "日期", Kind: Date}, {Title: "备注"}},
	}
}

var nasty = []string{"=1+1", "+86 139", "-5", "@SUM(A1)", "\t=cmd|' /C calc'!A0", "'quoted", "_x0041_", "_x_x0041_x", "<b>&\"'", " 前后空格 ", "两\n行", "王𠮷", "000123", "1E5"}

func export(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(&b, layout())
	if err != nil {
		t.Fatal(err)
	}
	add := func(v ...any) {
		t.Helper()
		if err := w.Row(v...); err != nil {
			t.Fatal(err)
		}
	}
	add("王伟", "230604198001010011", money.Fen(123456789), 3, "2020-05-07", "")
	add("李娜", "00012", int64(-1), int64(0), time.Date(2020, 12, 31, 23, 0, 0, 0, time.FixedZone("CST", 8*3600)), nil)
	add(nil, "", money.Fen(1e15+1), nil, "", "空")
	add("张磊", "1", money.Fen(10), 1, "1899-01-02", "x")
	for _, s := range nasty {
		add(s, "2", money.Fen(0), 0, "=1", s)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRoundTrip(t *testing.T) {
	data := export(t)
	got, err := readAll(data, Options{Sheet: "救助对象名单 2020 5"})
	if err != nil {
		t.Fatal(err)
	}
	want := []rowOf{
		{1, []string{"救助对象名单 2020/5"}},
		{2, []string{"姓名", "证件号码", "金额（元）", "人口", "日期", "备注"}},
		{3, []string{"王伟", "230604198001010011", "1234567.89", "3", "2020-05-07"}},
		{4, []string{"李娜", "00012", "-0.01", "0", "2020-12-31"}},
		{5, []string{"", "", "10000000000000.01", "", "", "空"}},
		{6, []string{"张磊", "1", "0.1", "1", "1899-01-02", "x"}},
	}
	for i, s := range nasty {
		want = append(want, rowOf{7 + i, []string{s, "2", "0", "0", "=1", s}})
	}
	equalRows(t, got, append(want, rowOf{7 + len(nasty), []string{"导出人 王芳&李 时间 2020-05-07 09:00"}}))
}

// What a spreadsheet program sees: types, formats, guard, frozen head, print setup.
func TestWrittenForm(t *testing.T) {
	data := export(t)
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	name := f.GetSheetName(0)
	for at, want := range map[string]string{"C3": "1,234,567.89", "C4": "-0.01", "E3": "2020-05-07", "B3": "230604198001010011", "C6": "0.10", "A7": "=1+1"} {
		if got, err := f.GetCellValue(name, at); err != nil || got != want {
			t.Errorf("%s = %q, %v; want %q", at, got, err, want)
		}
	}
	for _, at := range []string{"A7", "A8", "A9", "A10", "A11", "E7", "F7"} {
		kind, e1 := f.GetCellType(name, at)
		formula, e2 := f.GetCellFormula(name, at)
		id, e3 := f.GetCellStyle(name, at)
		style, e4 := f.GetStyle(id)
		if err := errors.Join(e1, e2, e3, e4); err != nil {
			t.Fatal(err)
		}
		if kind != excelize.CellTypeInlineString || formula != "" || style.NumFmt != 49 {
			t.Errorf("%s: type %v, formula %q, format %d", at, kind, formula, style.NumFmt)
		}
		if p := f.Styles.CellXfs.Xf[id].QuotePrefix; p == nil || !*p {
			t.Errorf("%s is not guarded", at)
		}
	}
	panes, e1 := f.GetPanes(name)
	hf, e2 := f.GetHeaderFooter(name)
	merged, e3 := f.GetMergeCells(name)
	if err := errors.Join(e1, e2, e3); err != nil {
		t.Fatal(err)
	}
	if !panes.Freeze || panes.YSplit != 2 || len(merged) != 1 {
		t.Errorf("panes %+v, merged %v", panes, merged)
	}
	if hf.OddHeader != "&R导出人 王芳&&李 时间 2020-05-07 09:00" || !strings.Contains(hf.OddFooter, "第 &P 页 共 &N 页") {
		t.Errorf("header %q footer %q", hf.OddHeader, hf.OddFooter)
	}
	if raw := partText(t, data, "docProps/core.xml"); strings.Contains(raw, "xuri") {
		t.Error("the library signs the file")
	}
}

func partText(t *testing.T, data []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err = errors.Join(err, r.Close()); err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestWriterRefusals(t *testing.T) {
	w, err := NewWriter(io.Discard, layout())
	if err != nil {
		t.Fatal(err)
	}
	defer w.Abort()
	for name, c := range map[string]struct {
		values []any
		code   string
	}{
		"count":       {[]any{"a"}, "sheet.unwritable"},
		"money float": {[]any{"a", "b", 1.5, 1, "", ""}, "sheet.value"},
		"text int":    {[]any{1, "b", nil, 1, "", ""}, "sheet.value"},
		"int text":    {[]any{"a", "b", nil, "1", "", ""}, "sheet.value"},
		"long":        {[]any{"a", "b", nil, nil, "", strings.Repeat("字", maxCellText+1)}, "sheet.cell_too_long"},
	} {
		if err := w.Row(c.values...); !errs.IsCode(err, c.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := NewWriter(io.Discard, Layout{}); !errs.IsCode(err, "sheet.unwritable") {
		t.Errorf("no columns: %v", err)
	}
	full, err := NewWriter(failing{}, layout())
	if err != nil {
		t.Fatal(err)
	}
	if err := full.Close(); !errs.IsCode(err, "sheet.unwritable") || !errs.IsKind(err, errs.Unavailable) {
		t.Errorf("out fails: %v", err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestLargeExportLeavesNoTempFiles(t *testing.T) {
	l := layout()
	l.Title, l.Name, l.TempDir = "", "a/b[c]:*?\\'很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长'", t.TempDir()
	var b bytes.Buffer
	w, err := NewWriter(&b, l)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 60_000 {
		if err := w.Row("王伟", "230604198001010011", money.Fen(i), i, "2020-05-07", "备注"); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	rows := 0
	err = ReadRows(bytes.NewReader(b.Bytes()), int64(b.Len()), Options{}, func(int, []string) error { rows++; return nil })
	if err != nil || rows != 60_002 {
		t.Errorf("%d rows, %v", rows, err)
	}
	if left, err := filesIn(l.TempDir); err != nil || left != 0 {
		t.Errorf("%d files left, %v", left, err)
	}
}
