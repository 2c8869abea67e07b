package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// rowOf is a row as the callback got it.
type rowOf struct {
	No    int
	Cells []string
}

func readAll(data []byte, o Options) ([]rowOf, error) {
	var rows []rowOf
	err := ReadRows(bytes.NewReader(data), int64(len(data)), o, func(no int, cells []string) error {
		rows = append(rows, rowOf{no, slices.Clone(cells)})
		return nil
	})
	return rows, err
}

// parcel zips parts given as name, text, name, text…
func parcel(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	relHead = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	relKind = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
)

// handmade is the smallest workbook around one sheet's XML.
func handmade(t testing.TB, sheet, strs, styles string) []byte {
	t.Helper()
	rels := relHead + `<Relationship Id="rId1" Type="` + relKind + `worksheet" Target="worksheets/sheet1.xml"/>`
	parts := []string{"xl/workbook.xml", `<workbook><sheets><sheet name="名单" sheetId="1" r:id="rId1"/></sheets></workbook>`, "xl/worksheets/sheet1.xml", sheet}
	if strs != "" {
		rels += `<Relationship Id="rId2" Type="` + relKind + `sharedStrings" Target="/xl/sharedStrings.xml"/>`
		parts = append(parts, "xl/sharedStrings.xml", strs)
	}
	if styles != "" {
		rels += `<Relationship Id="rId3" Type="` + relKind + `styles" Target="styles.xml"/>`
		parts = append(parts, "xl/styles.xml", styles)
	}
	return parcel(t, append(parts, "xl/_rels/workbook.xml.rels", rels+`</Relationships>`)...)
}

func sheetXML(rows string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><!-- <row r="1"/> --><worksheet><sheetData>` + rows + `</sheetData></worksheet>`
}

func equalRows(t *testing.T, got, want []rowOf) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d rows %v, want %d", len(got), got, len(want))
	}
	for i := range got {
		if got[i].No != want[i].No || !slices.Equal(got[i].Cells, want[i].Cells) {
			t.Errorf("row %d = %v, want %v", i, got[i], want[i])
		}
	}
}

// bigList is the list of the side-by-side measurement: 12 columns of Chinese text and numbers. Excel saves texts as
// shared strings, stream writers inline.
func bigList(t testing.TB, n int, shared bool) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	head := []any{"姓名", "证件号码", "性别", "年龄", "县区", "乡镇", "与户主关系", "家庭人口", "月收入", "医疗支出", "残疾等级", "备注"}
	set := func(row int, v []any) error { return f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", row), &v) }
	if !shared {
		sw, err := f.NewStreamWriter("Sheet1")
		if err != nil {
			t.Fatal(err)
		}
		set = func(row int, v []any) error { return sw.SetRow(fmt.Sprintf("A%d", row), v) }
		if err := fillBig(set, head, n); err != nil {
			t.Fatal(err)
		}
		if err := sw.Flush(); err != nil {
			t.Fatal(err)
		}
	} else if err := fillBig(set, head, n); err != nil {
		t.Fatal(err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func fillBig(set func(int, []any) error, head []any, n int) error {
	sur, giv := strings.Split("王 李 张 刘 陈 杨 赵 黄 周 吴", " "), strings.Split("伟 芳 娜 秀英 敏 静 丽 强 磊 军 洋 勇", " ")
	if err := set(1, head); err != nil {
		return err
	}
	for i := 2; i <= n+1; i++ {
		if err := set(i, []any{
			sur[i%10] + giv[i%12], fmt.Sprintf("99%04d%04d%02d%02d%03d%d", i%100, 1940+i%70, 1+i%12, 1+i%28, i%1000, i%10),
			[]string{"男", "女"}[i%2], i % 90, fmt.Sprintf("第%d区", i%20), fmt.Sprintf("街道%d", i%300), "户主", 1 + i%6,
			float64(i%5000) + 0.25, float64(i % 20000), i % 5, fmt.Sprintf("备注%d", i),
		}); err != nil {
			return err
		}
	}
	return nil
}

func filesIn(dir string) (int, error) {
	left, err := os.ReadDir(dir)
	return len(left), err
}
