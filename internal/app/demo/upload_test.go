package demo

import (
	"archive/zip"
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
	"testing"

	"yice/internal/kit/web"
)

// parcel zips parts given as name, text, name, text…
func parcel(t *testing.T, parts ...string) []byte {
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

// book is the smallest workbook around one sheet's XML.
func book(t *testing.T, sheet string) []byte {
	t.Helper()
	const kind = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
	return parcel(t, "[Content_Types].xml", `<Types/>`,
		"xl/workbook.xml", `<workbook><sheets><sheet name="名单" sheetId="1" r:id="rId1"/></sheets></workbook>`, "xl/worksheets/sheet1.xml", sheet,
		"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="`+kind+`worksheet" Target="worksheets/sheet1.xml"/></Relationships>`)
}

func hostileFiles(t *testing.T) map[string][]byte {
	t.Helper()
	cell := func(inner string) string {
		return `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c><c r="B1" t="inlineStr"><is><t>身份证号</t></is></c></row><row r="2">` + inner + `</row></sheetData></worksheet>`
	}
	lines := func(line string, n int) string { return "姓名,身份证号\n" + strings.Repeat(line+"\n", n) }
	return map[string][]byte{
		"empty.xlsx": {}, "text.xlsx": []byte("这不是表格"), "half.xlsx": book(t, cell(""))[:200], "parts.xlsx": parcel(t, "a.txt", "x"), "not.zip": []byte("PK\x03\x04"),
		"formula.xlsx":  book(t, cell(`<c r="A2"><f>1+1</f><v>2</v></c><c r="B2"><f>HYPERLINK("http://x","y")</f><v>#REF!</v></c>`)),
		"bomb.xlsx":     book(t, `<worksheet><sheetData>`+strings.Repeat(" ", 600<<20>>3)+`</sheetData></worksheet>`),
		"rows.xlsx":     book(t, `<worksheet><sheetData>`+strings.Repeat(`<row><c><v>1</v></c></row>`, 60_000)+`</sheetData></worksheet>`),
		"far.xlsx":      book(t, cell(`<c r="XFE9999999"><v>1</v></c>`)),
		"entity.xlsx":   book(t, `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><worksheet><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>`),
		"climb.xlsx":    parcel(t, "../../../../tmp/x", "x", "xl/workbook.xml", "<workbook/>"),
		"injection.csv": []byte(lines("=cmd|' /C calc'!A0,230602197906150011", 3)), "wide.csv": []byte(strings.Repeat("列,", 5000) + "\n"), "long.csv": []byte(lines(strings.Repeat("长", 40_000)+",x", 1)),
		"nul.csv": []byte("姓名,身份证号\n张\x00三,2306\x00\n"), "gbk.csv": {0xd0, 0xd5, 0xc3, 0xfb, ',', 0xff, 0xfe, '\n'}, "quote.csv": []byte("姓名,身份证号\n\"张三,230602197906150011\n"), "many.csv": []byte(lines("张三,230602197906150011", 30_000)),
		"script.png": []byte("<script>alert(1)</script>"), "svg.svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), "page.html": []byte("<html><script>x</script></html>"), "program.pdf": []byte("MZ\x90\x00"),
		"half.png": []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\x06"), "big.pdf": append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("x"), 25<<20)...),
		"../../../../tmp/yice-climbed.pdf": []byte("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"), "名\u202efdp.exe": []byte("%PDF-1.4\n%%EOF\n"), strings.Repeat("长", 400) + ".pdf": []byte("%PDF-1.4\n%%EOF\n"), "\x01\x02": []byte("x"),
	}
}

// TestHostileFiles sends files that are broken, too large, dangerous or not what they say they are to every route that takes one.
func TestHostileFiles(t *testing.T) {
	w := newWalk(t)
	who := map[string]string{}
	for _, r := range w.app.WebRoutes() {
		if fit, _ := w.holders(r.Perm); len(fit) > 0 {
			who[r.ID] = fit[0]
		}
	}
	who["file.send"] = "suntao"
	cases := w.column("SELECT id FROM aid_cases WHERE state = 'accepted' ORDER BY id")
	batch := w.column("SELECT id FROM fund_batches ORDER BY id LIMIT 1")[0]
	for name, data := range hostileFiles(t) {
		for _, to := range []struct {
			id, target string
		}{
			{"file.send", "/files?kind=photo&case_id=" + cases[0]},
			{"file.send", "/files?kind=wage&case_id=" + cases[0]},
			{"file.send", "/files?kind=" + strings.Repeat("k", 3000) + "&case_id=../" + cases[0]},
			{"intake.upload", "/imports?kind=households&area=230602"},
			{"fund.batch_return", "/funds/batches/" + batch + "/return"},
		} {
			for _, field := range []string{"file", "other"} {
				body, kind := form(t, field, name, data)
				w.try(web.Route{ID: to.id, Method: "POST", Path: to.target}, call{login: who[to.id], method: "POST", target: to.target, body: body, header: http.Header{"Content-Type": {kind}}})
			}
		}
	}
	body, kind := form(t, "file", "x.pdf", []byte("%PDF-1.4\n%%EOF\n"))
	for i, h := range []http.Header{
		{"Content-Type": {"multipart/form-data"}}, {"Content-Type": {kind + "x"}}, {"Content-Type": {"application/pdf"}}, {"Content-Type": {"multipart/form-data; boundary=" + strings.Repeat("b", 100)}},
	} {
		for id, target := range map[string]string{"file.send": "/files?kind=wage", "intake.upload": "/imports", "fund.batch_return": "/funds/batches/" + batch + "/return"} {
			for _, cut := range []int{0, 1, 40, len(body) - 30, len(body)} {
				w.try(web.Route{ID: fmt.Sprint(target, i), Method: "POST", Path: target}, call{login: who[id], method: "POST", target: target, body: body[:cut], header: h})
			}
		}
	}
	if _, err := w.app.Jobs.RunDue(t.Context()); err != nil {
		t.Error(err)
	}
	w.sound()
	if w.codes[http.StatusOK] == 0 || w.codes[http.StatusRequestEntityTooLarge] == 0 || w.codes[http.StatusUnprocessableEntity] == 0 {
		t.Errorf("%v", w.codes)
	}
	t.Log(w.codes)
}

func form(t *testing.T, field, name string, data []byte) ([]byte, string) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	h := textproto.MIMEHeader{"Content-Disposition": {`form-data; name="` + field + `"; filename="` + name + `"`}, "Content-Type": {"application/octet-stream"}}
	p, err := m.CreatePart(h)
	if err == nil {
		_, err = p.Write(data)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), m.FormDataContentType()
}
