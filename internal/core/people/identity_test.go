package people

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yice/internal/kit/errs"
)

const today = "2026-09-30"

func codesOf(findings []errs.Field) string {
	var out []string
	for _, f := range findings {
		c := f.Code
		if f.Warn {
			c += "?"
		}
		out = append(out, c)
	}
	return strings.Join(out, " ")
}

func TestParseCitizenID(t *testing.T) {
	for _, c := range []struct {
		in, birth string
		sex       Sex
		findings  string
	}{
		{"11010519491231002X", "1949-12-31", Female, ""},
		{"34052419800101001X", "1980-01-01", Male, "ID_REGION_UNKNOWN?"}, // an abolished county
		{"230602198001010011", "1980-01-01", Male, ""},
		{"230602198506150028", "1985-06-15", Female, ""},
		{"230603201209010038", "2012-09-01", Male, ""},
		{"230621196811110057", "1968-11-11", Male, ""},
		{"11010519491231002x", "1949-12-31", Female, ""},
		{"　２３０６０２ 19800101 0011\u200b", "1980-01-01", Male, ""},
		{"230602198001010012", "", "", "ID_CHECK"},
		{"230602198002300011", "", "", "ID_DATE"},
		{"23060219801301001X", "", "", "ID_DATE"},
		{MakeCitizenID("230602", "2026-10-01", 1), "", "", "ID_DATE"},
		{MakeCitizenID("230602", today, 1), today, Male, ""},
		{MakeCitizenID("239999", "1990-02-03", 2), "1990-02-03", Female, "ID_REGION_UNKNOWN?"},
		{"", "", "", "ID_FORMAT"},
		{"23060219800101001", "", "", "ID_FORMAT"},
		{"930602198001010011", "", "", "ID_FORMAT"},
		{"230602178001010011", "", "", "ID_FORMAT"},
		{"2306O2198001010011", "", "", "ID_FORMAT"},
		{"230602800101001", "", "", "ID_FORMAT"},
	} {
		id, findings := ParseCitizenID(c.in, today)
		if codesOf(findings) != c.findings || id.BirthOn != c.birth || id.Sex != c.sex {
			t.Errorf("%q: %+v %s", c.in, id, codesOf(findings))
		}
	}
	id, _ := ParseCitizenID("230602198001010011", today)
	if id.Number != "230602198001010011" || id.AreaCode != "230602" {
		t.Error(id)
	}
	if got := codesOf(CheckAgainstID(id, "1980-01-02", Female)); got != "ID_BIRTH_MISMATCH ID_SEX_MISMATCH" {
		t.Error(got)
	}
	if got := codesOf(CheckAgainstID(id, "", "")) + codesOf(CheckAgainstID(id, id.BirthOn, Male)); got != "" {
		t.Error(got)
	}
}

func TestConvertID15(t *testing.T) {
	id, findings := ParseImportedID("110105491231002", today)
	if findings != nil || id.Number != "11010519491231002X" {
		t.Error(id, codesOf(findings))
	}
	for in, want := range map[string]string{"110105491331002": "ID_DATE", "11010549123100X": "ID_FORMAT", "1": "ID_FORMAT"} {
		if _, findings := ConvertID15(in, today); codesOf(findings) != want {
			t.Error(in, codesOf(findings))
		}
	}
}

func TestCitizenIDProperties(t *testing.T) {
	days := rapid.Custom(func(t *rapid.T) string {
		return time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 46000).Draw(t, "d")).Format(time.DateOnly)
	})
	t.Run("made numbers are read back", rapid.MakeCheck(func(t *rapid.T) {
		birth, seq := days.Draw(t, "birth"), rapid.IntRange(0, 999).Draw(t, "seq")
		id, findings := ParseCitizenID(MakeCitizenID("230602", birth, seq), "2026-12-31")
		if findings != nil || id.BirthOn != birth || (id.Sex == Male) != (seq%2 == 1) {
			t.Fatal(id, findings)
		}
	}))
	t.Run("any single wrong digit is found", rapid.MakeCheck(func(t *rapid.T) {
		n := []byte(MakeCitizenID("230602", days.Draw(t, "birth"), rapid.IntRange(0, 999).Draw(t, "seq")))
		i, d := rapid.IntRange(0, 16).Draw(t, "i"), byte(rapid.IntRange(0, 9).Draw(t, "d"))+'0'
		if n[i] == d {
			t.Skip()
		}
		n[i] = d
		if _, findings := ParseCitizenID(string(n), "2026-12-31"); !Blocking(findings) {
			t.Fatal(string(n))
		}
	}))
	t.Run("nothing panics", rapid.MakeCheck(func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringMatching(`[0-9A-Zx]{0,22}`)).Draw(t, "s")
		for typ := range 11 {
			ParseDocument(DocumentType(rune('0'+typ)), s, today)
		}
		ParseImportedID(s, today)
		ParseDisabilityCert(s, today)
		ParseUSCC(s)
		ParseBankCard(s)
		ParsePhone(s)
		MaskID(s)
		MaskPhone(s)
		MaskCard(s)
		MaskDisabilityCert(s)
		_ = MaskNamePublic(s, false)
		if once := NormalizeText(s); NormalizeText(once) != once {
			t.Fatalf("%q", once)
		}
	}))
}

func TestParseDocument(t *testing.T) {
	for _, c := range []struct {
		typ      DocumentType
		in       string
		want     Document
		findings string
	}{
		{DocCitizenID, "230602198001010011", Document{"1", "230602198001010011", "1980-01-01", Male, "230602", ""}, ""},
		{DocHKMacaoPermit, "810000199408230021", Document{"2", "810000199408230021", "1994-08-23", Female, "810000", ""}, ""},
		{DocTaiwanPermit, "830000199201300022", Document{"3", "830000199201300022", "1992-01-30", Female, "830000", ""}, ""},
		{DocHKMacaoPermit, "830000199201300022", Document{}, "ID_FORMAT"},
		{DocTaiwanPermit, "230602198001010011", Document{}, "ID_FORMAT"},
		{DocTaiwanPermit, "830000199201300021", Document{}, "ID_CHECK"},
		{DocForeignPermanent, "911124198108030024", Document{"4", "911124198108030024", "1981-08-03", Female, "11", "124"}, ""},
		{DocForeignPermanent, "911124198108030025", Document{}, "ID_CHECK"},
		{DocForeignPermanent, "CAN110081080310", Document{"4", "CAN110081080310", "1981-08-03", "", "1100", "CAN"}, ""},
		{DocForeignPermanent, "CAN110081080311", Document{}, "ID_CHECK"},
		{DocForeignPermanent, "CAN110081133310", Document{}, "ID_DATE"},
		{DocForeignPermanent, "230602198001010011", Document{}, "ID_FORMAT"},
		{DocPassport, "e12345678", Document{Type: "5", Number: "E12345678"}, ""},
		{DocPassport, "E123", Document{}, "DOC_FORMAT"},
		{DocHKMacaoTravel, "H1234567890", Document{Type: "6", Number: "H1234567890"}, ""},
		{DocHKMacaoTravel, "M12345678", Document{Type: "6", Number: "M12345678"}, ""},
		{DocHKMacaoTravel, "T12345678", Document{}, "DOC_FORMAT"},
		{DocTaiwanTravel, "12345678", Document{Type: "7", Number: "12345678"}, ""},
		{DocTaiwanTravel, "1234567", Document{}, "DOC_FORMAT"},
		{DocHukouBook, "", Document{}, "DOC_FORMAT"},
		{DocHukouBook, "230600123", Document{Type: "8", Number: "230600123"}, ""},
		{"", "1", Document{}, "DOC_TYPE"},
	} {
		if doc, findings := ParseDocument(c.typ, c.in, today); doc != c.want || codesOf(findings) != c.findings {
			t.Errorf("%s %q: %+v %s", c.typ, c.in, doc, codesOf(findings))
		}
	}
	if _, findings := ParseCitizenID("810000199408230021", today); codesOf(findings) != "ID_REGION_UNKNOWN?" {
		t.Error("a residence permit passed for a citizen ID without a word")
	}
}

func TestDisabilityCert(t *testing.T) {
	cert, findings := ParseDisabilityCert("23060219850615002842", today)
	if findings != nil || cert != (DisabilityCert{"23060219850615002842", "230602198506150028", "4", "2", 0}) {
		t.Error(cert, codesOf(findings))
	}
	if again, f := ParseDisabilityCert("23060219850615002842b1", today); f != nil || again.Reissues != 1 || again.Level != "2" {
		t.Error(again, f)
	}
	for _, in := range []string{"", "230602198506150028", "23060219850615002882", "23060219850615002845", "23060219850615002842B0", "23060219850615002742"} {
		if _, f := ParseDisabilityCert(in, today); codesOf(f) != "DIS_CERT_FORMAT" {
			t.Error(in, codesOf(f))
		}
	}
	if got := codesOf(CheckDisability(cert, "230602198001010011", "1", "1")); got != "DIS_CERT_ID_MISMATCH DIS_TYPE_MISMATCH DIS_LEVEL_MISMATCH" {
		t.Error(got)
	}
	if got := codesOf(CheckDisability(cert, "230602198506150028", "4", "2")) + codesOf(CheckDisability(cert, "", "", "")); got != "" {
		t.Error(got)
	}
	if codesOf(CheckDisabilityExpiry("2026-09-29", today)) != "DIS_EXPIRED?" || CheckDisabilityExpiry(today, today) != nil {
		t.Error("expiry")
	}
}

func TestParseUSCC(t *testing.T) {
	for in, want := range map[string]string{
		"91350100M000100Y43": "", "81230602MC01234505": "", "91230602MA19ABCD4L": "", "91230602ma19abcd4l": "",
		"91230602MA19ABCD4M": "USCC_CHECK?", "91350100M000100Y53": "USCC_CHECK?",
		"91230602MA19ABCI4L": "USCC_FORMAT", "": "USCC_FORMAT", "91230602MA19ABCD4": "USCC_FORMAT",
	} {
		if code, findings := ParseUSCC(in); codesOf(findings) != want {
			t.Error(in, code, codesOf(findings))
		}
	}
	if code, _ := ParseUSCC("81230602MC01234505"); code.Class != "81" || code.AreaCode != "230602" || code.OrgCode != "MC0123450" {
		t.Error(code)
	}
}

func TestParseBankCard(t *testing.T) {
	for _, c := range []struct{ in, bank, findings string }{
		{"6228489900000000002", "中国农业银行", ""},
		{"6228 4899 0000 0000 002", "中国农业银行", ""},
		{"6228489900000000003", "中国农业银行", "CARD_LUHN?"},
		{withLuhn("621226010000000001"), "中国工商银行", ""},
		{withLuhn("622202010000000001"), "中国工商银行", ""},
		{withLuhn("621700010000000001"), "中国建设银行", ""},
		{withLuhn("621660010000000001"), "中国银行", ""},
		{withLuhn("622262010000000001"), "交通银行", ""},
		{withLuhn("621098010000000001"), "中国邮政储蓄银行", ""},
		{withLuhn("622188010000000001"), "中国邮政储蓄银行", ""},
		{withLuhn("622230010000001"), "中国工商银行", "CARD_CREDIT"},
		{withLuhn("622210010000001"), "中国工商银行", "CARD_CREDIT"},
		{withLuhn("620030010000001"), "中国工商银行", "CARD_CREDIT"},
		{withLuhn("700000010000001"), "", ""},
		{"622848990000000", "", "CARD_FORMAT"},
		{"62284899000000000020", "", "CARD_FORMAT"},
		{"", "", "CARD_FORMAT"},
	} {
		if card, findings := ParseBankCard(c.in); card.Bank != c.bank || codesOf(findings) != c.findings {
			t.Errorf("%s: %+v %s", c.in, card, codesOf(findings))
		}
	}
	if CheckCardHolder("张 三", "张三") != nil || codesOf(CheckCardHolder("李四", "张三", "")) != "CARD_HOLDER_MISMATCH" || CheckCardHolder("", "") == nil {
		t.Error("holder")
	}
}

func withLuhn(body string) string {
	for d := byte('0'); ; d++ {
		if s := body + string(d); luhn(s) {
			return s
		}
	}
}

func TestContact(t *testing.T) {
	for in, want := range map[string]string{
		"13812345678": "13812345678", "138 1234 5678": "13812345678", "138-1234-5678": "13812345678", "+8613812345678": "13812345678",
		"１３８１２３４５６７８": "13812345678", "0459-6123456": "0459-6123456", "04596123456": "04596123456", "(0459)6123456": "0459-6123456",
		"（010）66123456": "010-66123456", "12812345678": "", "1381234567": "", "6123456": "", "": "", "0459-0123456": "",
	} {
		if got, findings := ParsePhone(in); got != want || (findings == nil) != (want != "") {
			t.Error(in, got, codesOf(findings))
		}
	}
	if _, f := ParseMobile("0459-6123456"); codesOf(f) != "PHONE_FORMAT" {
		t.Error("landline as mobile")
	}
	if p, f := ParsePostcode("１６３０００"); p != "163000" || f != nil {
		t.Error(p, f)
	}
	if _, f := ParsePostcode("16300"); codesOf(f) != "POSTCODE_FORMAT" {
		t.Error(f)
	}
}

func TestNormalize(t *testing.T) {
	for in, want := range map[string]string{
		"  ＡＢ　１２\t\n三 ": "AB 12 三", "张\u200b三\ufeff": "张三", "萨尔图区（东风）": "萨尔图区（东风）", "a\u00a0b": "a b", "": "",
	} {
		if got := NormalizeText(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
	for in, want := range map[string]string{
		"张三": "张三", "张 三": "张三", "阿依古丽•买买提": "阿依古丽·买买提", "阿依古丽．买买提": "阿依古丽·买买提", "阿依古丽.买买提": "阿依古丽·买买提",
		"阿依古丽・买买提": "阿依古丽·买买提", "𠮷田": "𠮷田", "张": "", "": "", "张三1": "", "·张三": "", "张··三": "", "John": "", strings.Repeat("张", 21): "",
	} {
		if got, findings := NormalizeName(in); got != want || (findings == nil) != (want != "") {
			t.Errorf("%q: %q %s", in, got, codesOf(findings))
		}
	}
	if n, f := NormalizeNameFor(DocPassport, "John  O'Neil-Smith"); n != "John O'Neil-Smith" || f != nil {
		t.Error(n, f)
	}
	if _, f := NormalizeNameFor(DocCitizenID, "John Smith"); f == nil {
		t.Error("a Latin name on a citizen ID")
	}
}

func TestMask(t *testing.T) {
	for got, want := range map[string]string{
		MaskID("230602198001010011"): "2306**********0011",
		MaskID("12345678"):           "******78",
		MaskID("123"):                "***",
		MaskID(""):                   "",
		MaskDisabilityCert("23060219850615002842"): "2306**********0028**",
		MaskPhone("13812345678"):                   "138****5678",
		MaskCard("6228489900000000002"):            "****0002",
		MaskNamePublic("张三", false):                "张*",
		MaskNamePublic("张小明", false):               "张*明",
		MaskNamePublic("欧阳小明", false):              "欧**明",
		MaskNamePublic("张小明", true):                "***",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestAge(t *testing.T) {
	for _, c := range []struct {
		birth, day string
		want       int
	}{
		{"2000-02-29", "2018-02-28", 17},
		{"2000-02-29", "2018-03-01", 18},
		{"2000-05-05", "2018-05-05", 18},
		{"2000-05-05", "2018-05-04", 17},
		{"2026-01-01", "2026-01-01", 0},
		{"2026-01-02", "2026-01-01", -1},
		{"x", "2026-01-01", -1},
	} {
		if got := AgeOn(c.birth, c.day); got != c.want {
			t.Error(c, got)
		}
	}
	if !IsMinor("2012-09-01", today) || IsMinor("1980-01-01", today) || IsMinor("", today) {
		t.Error("minor")
	}
	if CheckParentAge("1980-01-01", "1994-01-01") != nil || codesOf(CheckParentAge("1980-01-01", "1993-12-31")) != "RELATION_AGE?" || CheckParentAge("", "x") != nil {
		t.Error("parent age")
	}
	if f := At("holder.id_no", block("ID_CHECK")); f[0].Path != "holder.id_no" {
		t.Error(f)
	}
}

// Every code that the sources name has its sentence in both languages.
func TestMessages(t *testing.T) {
	b, err := os.ReadFile("messages.json")
	if err != nil {
		t.Fatal(err)
	}
	var messages map[string]struct{ Zh, En string }
	if err := json.Unmarshal(b, &messages); err != nil {
		t.Fatal(err)
	}
	files, _ := os.ReadDir(".")
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		src, _ := os.ReadFile(f.Name())
		for _, m := range regexp.MustCompile(`(?:block|warn)\("([A-Z_]+)"`).FindAllStringSubmatch(string(src), -1) {
			if messages[m[1]].Zh == "" || messages[m[1]].En == "" {
				t.Errorf("%s: no sentence for %s", f.Name(), m[1])
			}
		}
	}
}
