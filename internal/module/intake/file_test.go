package intake

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"yice/internal/core/people"
)

// workbook makes an xlsx file; a cell that starts with "merge:" spans that many columns to the right ("merge:3:本人").
func workbook(t testing.TB, rows [][]any) *bytes.Reader {
	t.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	for r, cells := range rows {
		for c, v := range cells {
			at, _ := excelize.CoordinatesToCellName(c+1, r+1)
			if s, ok := v.(string); ok && strings.HasPrefix(s, "merge:") {
				var n int
				rest := strings.SplitN(s, ":", 3)
				_, _ = fmt.Sscan(rest[1], &n)
				to, _ := excelize.CoordinatesToCellName(c+n, r+1)
				if err := f.MergeCell("Sheet1", at, to); err != nil {
					t.Fatal(err)
				}
				v = rest[2]
			}
			if d, ok := v.(serialDay); ok {
				if err := f.SetCellStyle("Sheet1", at, at, day); err != nil {
					t.Fatal(err)
				}
				v = int(d)
			}
			if v == nil {
				continue
			}
			if err := f.SetCellValue("Sheet1", at, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(b.Bytes())
}

type serialDay int // a day number that is shown as a date

func parse(t testing.TB, rows [][]any) *file {
	t.Helper()
	r := workbook(t, rows)
	f, err := readFile(r, r.Size(), "230602", func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func citizen(birth string, seq int) string { return people.MakeCitizenID("230602", birth, seq) }

// outline shows households as 王强(01) 李梅(12) | …
func outline(f *file) string {
	var houses []string
	for _, g := range f.groups {
		var out []string
		for _, p := range g.persons {
			out = append(out, fmt.Sprintf("%s(%s)", p.in.Name, p.in.Relation))
		}
		houses = append(houses, strings.Join(out, " "))
	}
	return strings.Join(houses, " | ")
}

func TestLayouts(t *testing.T) {
	a, b, c := citizen("1980-01-01", 1), citizen("1985-06-15", 2), citizen("2012-09-01", 3)
	for name, x := range map[string]struct {
		rows [][]any
		want string
		wide bool
	}{
		"one row a person, by number": {[][]any{
			{"merge:5:困难职工家庭成员登记表"},
			{"户编号", "姓名", "与户主关系", "身份证号", "联系电话"},
			{"A1", "王强", "本人", a, "13812345678"},
			{"A2", "张三", "户主", c},
			{"A1", "李梅", "配偶", b},
		}, "王强(01) 李梅(12) | 张三(02)", false},
		"the number merged downwards": {[][]any{
			{"家庭编号", " 姓 名*", "关系（与户主）", "公民身份号码"}, {1, "王强", "本人", a}, {nil, "李梅", "妻子", b}, {2, "张三", "本人", c},
		}, "王强(01) 李梅(12) | 张三(01)", false},
		"no number at all": {[][]any{
			{"姓名", "身份证号码", "与本人关系"}, {"王强", a, "本人"}, {"李梅", b, "配偶"}, {"张三", c, "本人"},
		}, "王强(01) 李梅(12) | 张三(01)", false},
		"columns in another order, with the holder repeated": {[][]any{
			{"身份证号", "户主身份证号", "户主姓名", "与户主关系", "姓名"}, {a, a, "王强", "本人", "王强"}, {b, a, "王强", "配偶", "李梅"}, {c, c, "张三", "本人", "张三"},
		}, "王强(01) 李梅(12) | 张三(01)", false},
		"one row a household": {[][]any{
			{"户主姓名", "身份证号", "家庭住址", "成员1姓名", "成员1关系", "成员1身份证号", "成员二姓名", "成员二身份证号", "成员二与户主关系"},
			{"王强", a, "东风街1号", "李梅", "妻", b, "王小", c, "儿子"},
			{"张三", citizen("1970-01-01", 5), "西街"},
		}, "王强(01) 李梅(12) 王小(20) | 张三(01)", true},
		"groups above the headings": {[][]any{
			{"merge:9:困难职工家庭档案"},
			{"序号", "merge:2:职工本人", nil, "merge:3:家庭成员1", nil, nil, "merge:3:家庭成员2", nil, nil, "家庭住址"},
			{nil, "姓名", "身份证号", "姓名", "身份证号", "关系", "姓名", "身份证号", "关系"},
			{"1", "2", "3", "4", "5"},
			{1, "王强", a, "李梅", b, "配偶", "王小", c, "子女", "东风街"},
			{"合计", 1},
		}, "王强(01) 李梅(12) 王小(20)", true},
	} {
		f := parse(t, x.rows)
		if got := outline(f); got != x.want || f.table.wide != x.wide {
			t.Errorf("%s: %s (wide %v), want %s; columns %+v", name, got, f.table.wide, x.want, f.table.columns)
		}
	}
}

func TestNoHeadings(t *testing.T) {
	r := workbook(t, [][]any{{"姓名", "电话"}, {"王强", "13812345678"}})
	if _, err := readFile(r, r.Size(), "", func(int) {}); err == nil || !strings.Contains(err.Error(), "import.no_headings") {
		t.Errorf("got %v", err)
	}
}

func TestDays(t *testing.T) {
	for in, want := range map[string]string{
		"1980-1-1": "1980-01-01", "1980.01.01": "1980-01-01", "1980年1月1日": "1980-01-01", "1980 年 1 月 1 日": "1980-01-01", "19800101": "1980-01-01",
		"1980/1/1": "1980-01-01", "29221": "1980-01-01", "29221.0": "1980-01-01", "1980-01-01 00:00:00": "1980-01-01", "１９８０．１．１": "1980-01-01",
		"1980-01-01": "1980-01-01", "1980-2-30": "", "80.1.1": "", "1/1/1980": "", "约1980年": "", "1980": "", "": "", "1980-13-01": "",
	} {
		if got, ok := parseDay(in, false); ok != (want != "") || ok && got != want {
			t.Errorf("%q: %q %v, want %q", in, got, ok, want)
		}
	}
	for in, want := range map[string]string{"2001.7": "2001-07-01", "2001年7月": "2001-07-01", "200107": "2001-07-01", "2001": "2001-01-01"} {
		if got, _ := parseDay(in, true); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

func TestCells(t *testing.T) {
	for in, want := range map[string]int64{"3,000": 300000, "3000元": 300000, "¥1,200.50": 120050, "３０００": 300000, "3000元/月": 300000, "约三千": -1, "-5": -1} {
		got, ok := parseYuan(in)
		if ok != (want >= 0) || ok && got != want {
			t.Errorf("%q: %d %v", in, got, ok)
		}
	}
	for in, want := range map[string]string{"萨尔图区": "230602", "萨尔图": "230602", "230606": "230606", "大庆市让胡路区": "230604", "东城区": ""} {
		if got, _ := parseArea(in, "230602"); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
	for in, want := range map[string]string{"肢体": "4,", "肢体残疾二级": "4,2", "肢体、2级": "4,2", "无法判断": ","} {
		if a, b := splitDisability(in); a+","+b != want {
			t.Errorf("%q: %s,%s", in, a, b)
		}
	}
}

func TestHeadings(t *testing.T) {
	for in, want := range map[string]heading{
		"*姓 名：": {key: "name"}, "本人月平均收入（元）": {key: "income.month_fen"}, "联系电话\n(手机)": {key: "phone"}, "成员3残疾证号": {key: "disability.cert_no", member: 3},
		"家庭成员十二": {member: 12, group: true}, "成员姓名2": {key: "name", member: 2}, "困难职工身份证号": {key: "doc_no", headed: true},
		"户主信息": {group: true}, "县（区）": {key: "area_code", household: true}, "ＱＱ号": {},
	} {
		if got, _ := readHeading(in); got != want {
			t.Errorf("%q: %+v, want %+v", in, got, want)
		}
	}
}

// Whatever file comes, reading ends in households or an error, never in a panic.
func FuzzReadFile(f *testing.F) {
	f.Add("姓名,身份证号,关系\n王强,230602198001010011,本人\n")
	f.Add("户编号,姓名,身份证号,成员1姓名,成员1身份证号\n1,王强,2306,李,9\n,,,,\n合计")
	f.Fuzz(func(t *testing.T, text string) {
		r := bytes.NewReader([]byte(text))
		out, err := readFile(r, r.Size(), "230602", func(int) {})
		if err == nil && out == nil {
			t.Fatal("neither file nor error")
		}
	})
}
