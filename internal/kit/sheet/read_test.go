package sheet

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
)

func TestCells(t *testing.T) {
	data := handmade(t, sheetXML(`
<row r="1" spans="1:3"><c r="A1" t="s"><v>0</v></c><c r="C1" s="0" t="inlineStr"><is><r><t>甲</t></r><r><rPr/><t xml:space="preserve"> 乙</t></r><rPh sb="0" eb="1"><t>yi</t></rPh></is></c><c r="F1" s="1"/></row>
<row r="2"/><row r="3" s="1"></row>
<row r="5"><c r="B5" t="str"><f>A1&amp;"&lt;"</f><v>&lt;b&gt; &amp;&quot;&#x4e00;&#19968;_x0041_ &bad;</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c t='d'><v>2020-05-07T00:00:00</v></c><c t="s"><v>2</v></c></row>
<row><c><v>007</v></c><c><v>19.989999999999998</v></c><c><v>2.30604198001012E+17</v></c><c><v>230604198001010011</v></c><c><v>-0.5</v></c><c><f>1/0</f></c><c><v></v></c><c><v xml:space="preserve">12</v></c></row>`),
		`<sst><si><t>姓名</t></si><si/><si><t><![CDATA[<c>&]]></t></si></sst>`, "")
	got, err := readAll(data, Options{})
	if err != nil {
		t.Fatal(err)
	}
	equalRows(t, got, []rowOf{
		{1, []string{"姓名", "", "甲 乙"}},
		{5, []string{"", `<b> &"一一A &bad;`, "TRUE", "#N/A", "2020-05-07", "<c>&"}},
		{6, []string{"007", "19.99", "230604198001012000", "230604198001010011", "-0.5", "", "", "12"}},
	})
}

func TestPrefixedNamesAndHiddenText(t *testing.T) {
	data := handmade(t, `<x:worksheet xmlns:x="m"><x:sheetData><x:row r="2"><x:c r="A2" t="inlineStr"><x:is><x:t>值&#0;`+"\xff\r\n"+`</x:t></x:is></x:c><x:c r="B2"><x:v>3</x:v></x:c></x:row></x:sheetData></x:worksheet>`, "", "")
	got, err := readAll(data, Options{Sheet: "名单"})
	if err != nil {
		t.Fatal(err)
	}
	equalRows(t, got, []rowOf{{2, []string{"值\uFFFD\uFFFD\n", "3"}}})
}

func TestDates(t *testing.T) {
	styles := `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="165" formatCode="[>=100]0.0;[Red]0&quot;day&quot;"/>` +
		`<numFmt numFmtId="166" formatCode="yyyy/m/d\ h:mm"/><numFmt numFmtId="167" formatCode="h:mm:ss"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>` +
		`<cellXfs><xf numFmtId="0"/><xf numFmtId="14"><alignment/></xf><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="167"/><xf numFmtId="57"/></cellXfs></styleSheet>`
	data := handmade(t, sheetXML(`<row><c s="1"><v>43958</v></c><c s="2"><v>43958.75</v></c><c s="3"><v>43958</v></c><c s="4"><v>43958.75</v></c><c s="5"><v>0.75</v></c><c s="6"><v>1</v></c>`+
		`<c s="1"><v>60</v></c><c s="1"><v>61</v></c><c s="1"><v>-1</v></c><c s="1"><v>1e300</v></c><c s="99"><v>5</v></c><c s="1" t="inlineStr"><is><t>2020.5</t></is></c></row>`), "", styles)
	got, err := readAll(data, Options{})
	if err != nil {
		t.Fatal(err)
	}
	equalRows(t, got, []rowOf{{1, []string{"2020-05-07", "2020-05-07", "43958", "2020-05-07 18:00:00", "18:00:00", "1900-01-01", "60", "1900-03-01", "-1", "1e300", "5", "2020.5"}}})
	mac := bytes.Buffer{}
	f := excelize.NewFile()
	yes := true
	if err := errors.Join(f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}), f.SetCellValue("Sheet1", "A1", time.Date(2020, 5, 7, 0, 0, 0, 0, time.UTC)), f.Write(&mac)); err != nil {
		t.Fatal(err)
	}
	if got, err := readAll(mac.Bytes(), Options{}); err != nil || len(got) != 1 || got[0].Cells[0] != "2020-05-07" {
		t.Errorf("1904: %v, %v", got, err)
	}
}

func TestFormatKinds(t *testing.T) {
	for code, want := range map[string]dateKind{
		"General": 0, "0.00": 0, "#,##0.00;[Red]-#,##0.00": 0, `0"days"`: 0, `_-* #,##0.00\ _d`: 0, "@": 0, "yyyy-mm-dd": hasDate, "m": hasDate, "mmm": hasDate,
		"[$-804]yyyy年m月": hasDate, "h:mm": hasTime, "mm:ss": hasTime, "[h]:mm": hasTime, "[mm]": hasTime, "yyyy-m-d h:mm": hasDate | hasTime, "0.0;d": 0, `"`: 0, "[": 0, `\`: 0,
	} {
		if got := kindOfFormat(code); got != want {
			t.Errorf("%q = %d, want %d", code, got, want)
		}
	}
}

func TestSheetChoice(t *testing.T) {
	f := excelize.NewFile()
	var b bytes.Buffer
	_, e1 := f.NewSheet("第二")
	_, e2 := f.NewSheet("第三")
	if err := errors.Join(e1, e2, f.SetCellValue("第二", "A1", "二"), f.SetCellValue("第三", "A1", "三"), f.SetSheetVisible("第三", false), f.Write(&b)); err != nil {
		t.Fatal(err)
	}
	names, err := Names(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil || strings.Join(names, ",") != "Sheet1,第二" {
		t.Errorf("names %v, %v", names, err)
	}
	for name, want := range map[string]string{"第二": "二", "第三": "三"} {
		if got, err := readAll(b.Bytes(), Options{Sheet: name}); err != nil || len(got) != 1 || got[0].Cells[0] != want {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	if _, err := readAll(b.Bytes(), Options{Sheet: "没有"}); !errs.IsCode(err, "sheet.no_sheet") {
		t.Errorf("unknown sheet: %v", err)
	}
}

func TestLimits(t *testing.T) {
	three := sheetXML(`<row><c r="C1"><v>1</v></c><c r="XFD1" s="1"/></row><row><c><v>1</v></c></row><row><c><v>1</v></c></row>`)
	long := sheetXML(`<row><c t="inlineStr"><is><t>` + strings.Repeat("字", maxCellText+1) + `</t></is></c></row>`)
	for name, c := range map[string]struct {
		data []byte
		o    Options
		code string
	}{
		"fits":       {handmade(t, three, "", ""), Options{MaxRows: 3, MaxColumns: 3}, ""},
		"rows":       {handmade(t, three, "", ""), Options{MaxRows: 2}, "sheet.too_many_rows"},
		"columns":    {handmade(t, three, "", ""), Options{MaxColumns: 2}, "sheet.too_wide"},
		"cell":       {handmade(t, long, "", ""), Options{}, "sheet.cell_too_long"},
		"bomb":       {handmade(t, sheetXML(strings.Repeat(" ", 9<<20)), "", ""), Options{MaxBytes: 8 << 20}, "sheet.too_big"},
		"row bomb":   {handmade(t, sheetXML("<row>"+strings.Repeat(" ", 17<<20)+"</row>"), "", ""), Options{}, "sheet.too_big"},
		"csv rows":   {[]byte("a\nb\nc\n"), Options{MaxRows: 2}, "sheet.too_many_rows"},
		"csv wide":   {[]byte("a,b,c\n"), Options{MaxColumns: 2}, "sheet.too_wide"},
		"csv bytes":  {[]byte("a,b,c\n"), Options{MaxBytes: 2}, "sheet.too_big"},
		"csv cell":   {[]byte("a,\"" + strings.Repeat("x", maxCellText+1)), Options{}, "sheet.cell_too_long"},
		"xls":        {append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 600_000)...), Options{}, "sheet.old_xls"},
		"password":   {append(append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 262_130)...), "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"...), Options{}, "sheet.encrypted"},
		"empty":      {nil, Options{}, "sheet.empty"},
		"no zip":     {[]byte("PK\x03\x04"), Options{}, "sheet.damaged"},
		"no book":    {parcel(t, "a.txt", "x"), Options{}, "sheet.damaged"},
		"twice":      {parcel(t, "xl/workbook.xml", "", "XL/workbook.xml", ""), Options{}, "sheet.damaged"},
		"back row":   {handmade(t, sheetXML(`<row r="2"/><row r="1"/>`), "", ""), Options{}, "sheet.damaged"},
		"high row":   {handmade(t, sheetXML(`<row r="99999999"/>`), "", ""), Options{}, "sheet.damaged"},
		"column ZZZ": {handmade(t, sheetXML(`<row><c r="ZZZZZZZZZZ1"><v>1</v></c></row>`), "", ""), Options{}, "sheet.damaged"},
		"no string":  {handmade(t, sheetXML(`<row><c t="s"><v>7</v></c></row>`), "", ""), Options{}, "sheet.damaged"},
		"cut":        {handmade(t, `<worksheet><sheetData><row><c><v>1</v></c>`, "", ""), Options{}, "sheet.damaged"},
		"utf-16":     {handmade(t, "\xff\xfe<\x00w\x00", "", ""), Options{}, "sheet.damaged"},
		"binary":     {[]byte("abc\x00\x01"), Options{}, "sheet.damaged"},
	} {
		if _, err := readAll(c.data, c.o); (c.code == "") != (err == nil) || (err != nil && !errs.IsCode(err, c.code)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestHugeDirectoryIsRefused(t *testing.T) {
	parts := make([]string, 0, 2*60_000)
	for range 60_000 {
		parts = append(parts, strings.Repeat("x", 40), "")
	}
	if _, err := readAll(parcel(t, parts...), Options{}); !errs.IsCode(err, "sheet.damaged") {
		t.Errorf("%v", err)
	}
}

func TestStopFromCallback(t *testing.T) {
	stop := errors.New("enough")
	for _, data := range [][]byte{handmade(t, sheetXML(`<row><c><v>1</v></c></row>`), "", ""), []byte("a,b\n")} {
		if err := ReadRows(bytes.NewReader(data), int64(len(data)), Options{}, func(int, []string) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("%v", err)
		}
	}
}

func TestCSV(t *testing.T) {
	const table = "姓名,证件号码,备注\r\n王𠮷,=\"0012\",\"两\n行, 有\"\"引号\"\"\"\r\n,,\r\n\r\n李娜,1,\r\n"
	want := []rowOf{{1, []string{"姓名", "证件号码", "备注"}}, {2, []string{"王𠮷", "0012", "两\n行, 有\"引号\""}}, {5, []string{"李娜", "1"}}}
	gb, e1 := simplifiedchinese.GB18030.NewEncoder().String(table)
	u16, e2 := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.ReplaceAll(table, ",", "\t"))
	if err := errors.Join(e1, e2); err != nil {
		t.Fatal(err)
	}
	u16 = strings.ReplaceAll(u16, "行\t", "行,")
	for name, data := range map[string]string{"utf-8": table, "marked": "\xef\xbb\xbf" + table, "gb18030": gb} {
		got, err := readAll([]byte(data), Options{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		t.Run(name, func(t *testing.T) { equalRows(t, got, want) })
	}
	got, err := readAll([]byte(u16), Options{})
	if err != nil || len(got) != 3 || got[1].Cells[0] != "王𠮷" {
		t.Errorf("utf-16: %v, %v", got, err)
	}
	if got, err := readAll([]byte("a;b\n1,5;2\n"), Options{}); err != nil || got[1].Cells[0] != "1,5" {
		t.Errorf("semicolon: %v, %v", got, err)
	}
	if _, err := readAll([]byte("a,b\n\xff\xff,1\n"), Options{}); !errs.IsCode(err, "sheet.encoding") {
		t.Errorf("encoding: %v", err)
	}
	long := strings.Repeat("一二三\n", 100_000)
	if got, err := readAll([]byte(long), Options{}); err != nil || len(got) != 100_000 || got[99_999].No != 100_000 {
		t.Errorf("long: %d rows, %v", len(got), err)
	}
}

// Every cell of the measured list must be what excelize reads.
func TestSameAsExcelize(t *testing.T) {
	for _, shared := range []bool{false, true} {
		data := bigList(t, 3000, shared)
		f, err := excelize.OpenReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		want, err := f.GetRows("Sheet1")
		if err = errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
		got, err := readAll(data, Options{})
		if err != nil || len(got) != len(want) {
			t.Fatalf("%d rows, %v", len(got), err)
		}
		for i, w := range want {
			equalRows(t, got[i:i+1], []rowOf{{i + 1, w}})
		}
	}
}

// A damaged file gives rows or an error of this room, never a panic.
func TestDamagedAnywhere(t *testing.T) {
	data := handmade(t, sheetXML(`<row r="1"><c r="A1" t="s" s="1"><v>0</v></c><c r="B1" t="inlineStr"><is><t>甲&amp;</t></is></c><c s="1"><f>A1</f><v>1.5</v></c></row>`), `<sst><si><t>姓名</t></si></sst>`, `<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>`)
	r := rand.New(rand.NewPCG(1, 2))
	for range 4000 {
		d := bytes.Clone(data)
		for range 1 + r.IntN(4) {
			d[r.IntN(len(d))] = byte(r.IntN(256))
		}
		_, _ = readAll(d[:r.IntN(len(d)+1)], Options{})
	}
}

func fuzzSeeds(f *testing.F) {
	for _, s := range []string{
		`<row r="1"><c r="A1" t="s"><v>0</v></c><c t="inlineStr"><is><rPh><t>x</t></rPh><t>甲&#x41;_x0042_</t></is></c></row>`, `<row/><row r='2' ><c t='str'><f>1</f><v>&lt;</v></c></row>`,
		`<c`, `<row><c r="A1"`, `<row><c t=></c></row>`, `<row><c r="A1" s="1"><v>43958.5</v></c><c t="d"><v>T</v></c></row>`, `<row><c t="inlineStr"><is><t><![CDATA[`, `<row r="1"><c ="x"/></row>`, `<row><c  = "a" ></c></row>`,
	} {
		f.Add(s, `<sst><si><t>a</t></si><si/></sst>`, `<styleSheet><numFmts><numFmt numFmtId="1" formatCode="[h"/></numFmts><cellXfs><xf/><xf numFmtId="14"/></cellXfs></styleSheet>`)
	}
}

func FuzzXLSX(f *testing.F) {
	fuzzSeeds(f)
	f.Fuzz(func(t *testing.T, rows, strs, styles string) {
		_, err := readAll(handmade(t, sheetXML(rows), strs, styles), Options{MaxRows: 1000, MaxBytes: 1 << 20})
		if err != nil && errs.As(err).Kind == errs.Internal {
			t.Errorf("%v", err)
		}
	})
}

func FuzzReadRows(f *testing.F) {
	f.Add([]byte("a,b\n\"c\n\"\n"))
	f.Add([]byte("\xff\xfea\x00,\x00"))
	f.Add([]byte("\xc4\xe3,1\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := readAll(data, Options{}); err != nil && errs.As(err).Kind == errs.Internal {
			t.Errorf("%v", err)
		}
	})
}

func TestMessages(t *testing.T) {
	c, err := i18n.New(Messages())
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{"old_xls", "encrypted", "damaged", "empty", "no_sheet", "encoding", "too_big", "too_many_rows", "too_wide", "cell_too_long", "unwritable", "value"} {
		if !c.Has("sheet." + code) {
			t.Errorf("no sentence for %s", code)
		}
	}
}

// Measured on files, not on buffers, so that the memory is the reader's own. Run with -bench Read -benchtime 3x.
func BenchmarkRead(b *testing.B) {
	for _, shared := range []bool{false, true} {
		form := map[bool]string{false: "inline", true: "shared"}[shared]
		path := b.TempDir() + "/list.xlsx"
		if err := os.WriteFile(path, bigList(b, 100_000, shared), 0o600); err != nil {
			b.Fatal(err)
		}
		var ours, theirs time.Duration
		b.Run(form+"/ours", func(b *testing.B) { ours = measure(b, path, readOurs) })
		b.Run(form+"/excelize", func(b *testing.B) {
			theirs = measure(b, path, readExcelize)
			b.ReportMetric(float64(theirs)/float64(ours), "×ours")
		})
	}
}

func measure(b *testing.B, path string, read func(string) (int, error)) time.Duration {
	for b.Loop() {
		if n, err := read(path); err != nil || n != 100_001*12 {
			b.Fatalf("%d cells, %v", n, err)
		}
	}
	each := b.Elapsed() / time.Duration(b.N)
	b.ReportMetric(float64(100_001)/each.Seconds(), "rows/s")
	b.ReportMetric(float64(peak(func() { _, _ = read(path) }))/(1<<20), "peak-MB")
	return each
}

// peak watches the heap that the runtime holds while fn runs.
func peak(fn func()) uint64 {
	runtime.GC()
	var before, m runtime.MemStats
	runtime.ReadMemStats(&before)
	done, top := make(chan struct{}), uint64(0)
	go func() { fn(); close(done) }()
	for {
		select {
		case <-done:
			return top
		case <-time.After(5 * time.Millisecond):
			runtime.ReadMemStats(&m)
			if m.HeapAlloc > before.HeapAlloc {
				top = max(top, m.HeapAlloc-before.HeapAlloc)
			}
		}
	}
}

func readOurs(path string) (cells int, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }()
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, err
	}
	err = ReadRows(f, size, Options{}, func(_ int, c []string) error { cells += len(c); return nil })
	return cells, err
}

func readExcelize(path string) (cells int, err error) {
	f, err := excelize.OpenFile(path)
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }()
	rows, err := f.Rows("Sheet1")
	if err != nil {
		return 0, err
	}
	for rows.Next() {
		c, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return 0, err
		}
		cells += len(c)
	}
	return cells, rows.Error()
}
