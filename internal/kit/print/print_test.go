package print

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yice/internal/kit/clock"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
)

func meta() Meta {
	return Meta{Title: "联席会议纪要", Header: "某市困难群众救助联席会议", PrintedBy: "王芳（市总工会）", At: time.Date(2020, 5, 7, 9, 30, 0, 0, clock.Shanghai())}
}

const clause = "会议认为，申请人家庭（共3人）人均月收入 1,234.50 元，低于本市标准；经核对、入户调查和初评，情况属实。会议决定：自2020年6月起，按照《某市困难职工帮扶办法》第十二条“因病致困”的规定，给予一次性医疗救助8,000.00元，分批拨付……"

func sample(m Meta) *Doc {
	d := New(m)
	d.Heading(1, "困难群众救助联席会议纪要")
	d.Line("〔2020〕第 5 号", Center)
	d.Grid(2, Pair{Label: "会议时间", Value: "2020年5月7日 9:30"}, Pair{Label: "地点", Value: "市政务中心三楼会议室"}, Pair{Label: "主持人", Value: "张磊"},
		Pair{Label: "参加单位", Value: "市总工会、市民政局、市人力资源和社会保障局、市残疾人联合会、市医疗保障局", Wide: true}, Pair{Label: "记录人", Value: "李娜"})
	d.Heading(2, "一、议题与决议")
	for range 3 {
		d.Paragraph(clause)
	}
	d.Heading(2, "二、资金安排")
	var rows [][]string
	for i := range 40 {
		rows = append(rows, []string{fmt.Sprint(i + 1), "𬭬" + []string{"王伟", "李秀英", "欧阳娜娜"}[i%3], fmt.Sprintf("%d,%03d.00", i+1, i), "因病致困，住院费用自付部分较高"})
	}
	d.Table([]Column{{Title: "序号", Width: 1, Align: Center}, {Title: "姓名", Width: 2}, {Title: "金额（元）", Width: 2, Align: Right}, {Title: "事由", Width: 4}}, rows)
	d.Note("说明：本表金额以元为单位。")
	d.Sign(2, "主持人（签字）", "记录人（签字）", "日期")
	d.Seal("某市困难群众救助联席会议办公室", "2020年5月7日")
	return d
}

func pdf(t testing.TB, d *Doc) []byte {
	t.Helper()
	b, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// text reads a document back with an independent program; without it the test is skipped.
func text(t *testing.T, data []byte, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("pdftotext (poppler-utils) is not installed: the text of the PDF is not compared")
	}
	path := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", append(args, path, "-")...).CombinedOutput()
	if err != nil || bytes.Contains(out, []byte("Error")) || bytes.Contains(out, []byte("Warning")) {
		t.Fatalf("pdftotext: %v\n%s", err, out)
	}
	return string(out)
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

func TestFullText(t *testing.T) {
	got := squeeze(text(t, pdf(t, sample(meta()))))
	for _, want := range []string{
		"困难群众救助联席会议纪要", "〔2020〕第5号", squeeze(clause), "市人力资源和社会保障局", "说明：本表金额以元为单位。",
		"主持人（签字）", "打印：王芳（市总工会）2020-05-0709:30", "第1页共3页", "第3页共3页", "某市困难群众救助联席会议办公室",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("lost: %s", want)
		}
	}
	if n := strings.Count(got, "𬭬"); n != 40 {
		t.Errorf("the rare character came back %d times of 40", n)
	}
	if n := strings.Count(got, "金额（元）"); n != 3 {
		t.Errorf("the head of the table stands %d times, want on each of its 3 pages", n)
	}
	if n := strings.Count(got, squeeze(clause)); n != 3 {
		t.Errorf("the clause came back whole %d times", n)
	}
}

// Every character that goes in comes out once and in order.
func TestNothingIsLost(t *testing.T) {
	d := New(Meta{})
	var want strings.Builder
	for i := range 60 {
		p := fmt.Sprintf("第%d段：%s（ABC-%d）“引号”《书名》100%%。", i, strings.Repeat("申请、核对；审核！", i%23), i*7919)
		d.Paragraph(p)
		want.WriteString(p)
	}
	data := pdf(t, d)
	got := text(t, data)
	var kept []string
	for l := range strings.Lines(strings.ReplaceAll(got, "\f", "\n")) {
		if l = squeeze(l); l != "" && !(strings.HasPrefix(l, "第") && strings.Contains(l, "页共")) {
			kept = append(kept, l)
		}
	}
	if all := strings.Join(kept, ""); all != squeeze(want.String()) {
		t.Errorf("got  %.300s\nwant %.300s", all, squeeze(want.String()))
	}
}

func TestLongRowGoesOverPages(t *testing.T) {
	d := New(Meta{})
	long := strings.Repeat("长期照护情况说明。", 700)
	d.Table([]Column{{Title: "项目"}, {Title: "说明", Width: 2}}, [][]string{{"甲", long}, {"乙", "完"}})
	d.Grid(3, Pair{Label: "备注", Value: long, Wide: true})
	got := squeeze(text(t, pdf(t, d), "-layout"))
	if n := strings.Count(got, "长期"); n < 1400-8 { // a word may be cut at a line's end by its label
		t.Errorf("%d of 1400", n)
	}
	if !strings.Contains(got, "乙完") {
		t.Error("the last row is lost")
	}
}

func TestMissingCharacterIsAnError(t *testing.T) {
	for name, fill := range map[string]func(*Doc){
		"paragraph": func(d *Doc) { d.Paragraph("申请人王𠮷，男") },
		"heading":   func(d *Doc) { d.Heading(2, "王𠮷") },
		"cell":      func(d *Doc) { d.Table([]Column{{Title: "姓名"}}, [][]string{{"王𠮷"}}) },
		"grid":      func(d *Doc) { d.Grid(1, Pair{Label: "姓名", Value: "王𠮷"}) },
		"sign":      func(d *Doc) { d.Sign(1, "王𠮷") },
		"seal":      func(d *Doc) { d.Seal("王𠮷", "") },
		"header":    func(d *Doc) { d.meta.Header = "王𠮷" },
		"printer":   func(d *Doc) { d.meta.PrintedBy = "王𠮷" },
		"watermark": func(d *Doc) { d.meta.Watermark = "王𠮷" },
		"variant":   func(d *Doc) { d.Line("葛\U000E0100", Left) },
		"control":   func(d *Doc) { d.Line("a\x01", Left) },
	} {
		d := New(meta())
		fill(d)
		out, err := d.Bytes()
		if !errs.IsCode(err, "print.glyph_missing") || out != nil {
			t.Errorf("%s: %v", name, err)
		}
		if e := errs.As(err); name == "paragraph" && (e.Params["char"] != "𠮷" || e.Params["text"] != "申请人王𠮷，男") {
			t.Errorf("params %v", e.Params)
		}
	}
}

func TestARecordSpellsWhatTheFontLacks(t *testing.T) {
	d := New(meta())
	d.Spell()
	d.Paragraph("同意\U0001F44D，王𠮷\u202e\u2066名\x07")
	text, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if len(text) == 0 {
		t.Fatal("no document")
	}
	if got := string(d.clean("同意\U0001F44D，王𠮷\u202e\u2066名\x07")); got != "同意〔U+1F44D〕，王〔U+20BB7〕名〔U+0007〕" {
		t.Errorf("%s", got)
	}
}

func TestSameInputSameBytes(t *testing.T) {
	m := meta()
	m.Watermark = "内部资料 王芳"
	a, b := sha256.Sum256(pdf(t, sample(m))), sha256.Sum256(pdf(t, sample(m)))
	if a != b {
		t.Error("two documents of one input differ")
	}
	m.At = m.At.Add(time.Minute)
	if c := sha256.Sum256(pdf(t, sample(m))); c == a {
		t.Error("the instant is not recorded")
	}
	if !bytes.Contains(pdf(t, sample(meta())), []byte("/CreationDate(D:20200507093000+08'00')")) {
		t.Error("creation date")
	}
}

// The fonts are shared; documents made side by side must not disturb each other.
func TestSideBySide(t *testing.T) {
	want, got := sha256.Sum256(pdf(t, sample(meta()))), make(chan [32]byte, 4)
	for range 4 {
		go func() {
			b, _ := sample(meta()).Bytes()
			got <- sha256.Sum256(b)
		}()
	}
	for range 4 {
		if <-got != want {
			t.Error("a document made beside others differs")
		}
	}
}

// TestDocumentOpens lets a second program check the whole structure, the rewritten table of places included.
func TestDocumentOpens(t *testing.T) {
	if _, err := exec.LookPath("pdfinfo"); err != nil {
		t.Skip("pdfinfo (poppler-utils) is not installed: the structure of the PDF is not checked")
	}
	path := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(path, pdf(t, sample(meta())), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdfinfo", path).CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("联席会议纪要")) || !bytes.Contains(out, []byte("(A4)")) || bytes.Contains(out, []byte("Error")) {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestBreaking(t *testing.T) {
	d := New(Meta{})
	for _, text := range []string{clause, strings.Repeat("“甲”，（乙）。", 30), strings.Repeat("a1,234.50 ", 40), strings.Repeat("款", 7) + "Supercalifragilisticexpialidocious" + strings.Repeat("项", 9)} {
		for w := 40.0; w < 300; w += 7 {
			ls := d.wrap(text, w, body)
			var joined strings.Builder
			for i, l := range ls {
				joined.WriteString(l.text)
				r := []rune(l.text)
				if l.width > w+0.1 && len(r) > 3 {
					t.Errorf("width %.0f: %q is %.1f wide", w, l.text, l.width)
				}
				if i > 0 && w > 60 && strings.ContainsRune("，。、；：）”》", r[0]) {
					t.Errorf("width %.0f: %q begins a line", w, l.text)
				}
				if i < len(ls)-1 && w > 60 && strings.ContainsRune("（“《", r[len(r)-1]) {
					t.Errorf("width %.0f: %q ends a line", w, l.text)
				}
			}
			if squeeze(joined.String()) != squeeze(text) {
				t.Errorf("width %.0f: text changed", w)
			}
		}
	}
	for _, l := range d.wrap(clause, 100, body) {
		if strings.HasSuffix(l.text, "1,234") || strings.HasSuffix(l.text, "8,000") {
			t.Errorf("an amount is cut: %q", l.text)
		}
	}
	if d.err != nil {
		t.Error(d.err)
	}
}

func TestOddInput(t *testing.T) {
	d := New(Meta{Title: strings.Repeat("很长的标题", 40), Header: strings.Repeat("很长的单位", 40), PrintedBy: strings.Repeat("名", 99)})
	d.Page()
	d.Space(5000)
	d.Heading(3, "")
	d.Paragraph("")
	d.Line("一\u200b二\ufeff\t三\r\n", Right)
	d.Grid(0)
	d.Grid(4, Pair{}, Pair{Wide: true}, Pair{Label: "甲"})
	d.Table(nil, nil)
	d.Table([]Column{{}}, nil)
	d.Sign(0, "签字")
	d.Sign(3, strings.Split(strings.Repeat("签字,", 90), ",")...)
	d.Seal(strings.Repeat("单位", 30), "")
	d.Space(5000)
	d.Page()
	pdf(t, d)
	bad := New(Meta{})
	bad.Table([]Column{{}, {}}, [][]string{{"一"}})
	if _, err := bad.Bytes(); !errs.IsCode(err, "print.row_width") {
		t.Errorf("row width: %v", err)
	}
	if pages := len(New(Meta{}).pages); pages != 1 {
		t.Errorf("an empty document has %d pages", pages)
	}
	pdf(t, New(Meta{}))
}

func TestRepairRefusesOtherShapes(t *testing.T) {
	for _, s := range []string{"", "x\nstartxref\n", "\nstartxref\n5\n", "xref\n\nstartxref\n0\n%%EOF\n", "\nxref\n0 2\n0000000000 65535 f \n9999999999 00000 n \n\nstartxref\n1\n%%EOF\n"} {
		if out, err := repairText([]byte(s)); err == nil {
			t.Errorf("%q gave %q", s, out)
		}
	}
}

func TestMessages(t *testing.T) {
	c, err := i18n.New(Messages())
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{"print.glyph_missing", "print.font", "print.row_width", "print.failed"} {
		if !c.Has(code) {
			t.Errorf("no sentence for %s", code)
		}
	}
}

// PRINT_SAMPLE names a file that gets the sample document, to be looked at.
func TestWriteSample(t *testing.T) {
	path := os.Getenv("PRINT_SAMPLE")
	if path == "" {
		t.Skip("PRINT_SAMPLE is not set")
	}
	m := meta()
	m.Watermark = "内部资料 王芳 2020-05-07"
	if err := os.WriteFile(path, pdf(t, sample(m)), 0o600); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkDocument(b *testing.B) {
	b.Run("3pages", func(b *testing.B) {
		for b.Loop() {
			pdf(b, sample(meta()))
		}
	})
	b.Run("50pages", func(b *testing.B) {
		for b.Loop() {
			d := New(meta())
			for len(d.pages) <= 50 {
				d.Paragraph(clause)
			}
			b.ReportMetric(float64(len(pdf(b, d)))/1024, "KB")
		}
	})
}
