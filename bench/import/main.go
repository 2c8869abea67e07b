// Command import makes a deterministic register of hardship households with the mess of real ones, to measure and try
// yice import: go run . -rows 100000 -out register.xlsx, or with -measure ../../bin/yice all at once.
package main

import (
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

func main() {
	rows := flag.Int("rows", 100_000, "rows with persons")
	out := flag.String("out", "register.xlsx", "file to write")
	seed := flag.Uint64("seed", 1, "the same seed makes the same file")
	bad := flag.Float64("bad", 0.002, "share of rows with an error")
	wide := flag.Bool("wide", false, "one row a household, with groups of columns for the members")
	bin := flag.String("measure", "", "the yice binary to measure; no file is left behind")
	flag.Parse()
	g := &maker{r: rand.New(rand.NewPCG(*seed, 7)), bad: *bad, seq: map[string]int{}}
	if *bin != "" {
		if err := measure(*bin, *rows, g); err != nil {
			log.Fatal(err)
		}
		return
	}
	if err := g.write(*out, *rows, *wide); err != nil {
		log.Fatal(err)
	}
}

type maker struct {
	r   *rand.Rand
	bad float64
	seq map[string]int
}

const (
	surnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
	given    = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志军海燕春生小明晓东立新文博雨欣子涵浩然思远佳怡天佑雪松冬梅永福德胜凤琴淑珍"
)

func pick(r *rand.Rand, s string) string {
	runes := []rune(s)
	return string(runes[r.IntN(len(runes))])
}

type person struct {
	name, relation, id, sex, phone, income, health, work, ethnic, card string
}

func (g *maker) day(from, to int) time.Time {
	start := time.Date(from, 1, 1, 0, 0, 0, 0, time.UTC)
	return start.AddDate(0, 0, g.r.IntN(365*(to-from)))
}

// citizen makes a number with a right check character that occurs once in the file.
func (g *maker) citizen(birth time.Time, male bool) string {
	areas := []string{"230602", "230603", "230604", "230605", "230606", "230621", "230622", "230623", "230624"}
	key := areas[g.r.IntN(len(areas))] + birth.Format("20060102")
	sex := "f"
	if male {
		sex = "m"
	}
	n := g.seq[key+sex]
	g.seq[key+sex]++
	seq := 2 * n
	if male {
		seq++
	}
	body := fmt.Sprintf("%s%03d", key, seq%1000)
	sum := 0
	for i, w := range [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(body[i]-'0') * w
	}
	return body + string("10X98765432"[sum%11])
}

func (g *maker) chance(p float64) bool { return g.r.Float64() < p }

// mess writes a number as people type it.
func (g *maker) mess(id string, birth time.Time) string {
	switch {
	case g.chance(0.03):
		return strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r - '0' + '０'
			}
			return r
		}, id)
	case g.chance(0.03) && birth.Year() < 2000:
		return id[:6] + id[8:17]
	case g.chance(0.05):
		return strings.ToLower(id) + " "
	case g.chance(0.02):
		return id[:6] + " " + id[6:14] + " " + id[14:] + "\u200b"
	}
	return id
}

func (g *maker) date(t time.Time) any {
	switch g.r.IntN(7) {
	case 0:
		return t.Format("2006-1-2")
	case 1:
		return t.Format("2006.01.02")
	case 2:
		return t.Format("2006年1月2日")
	case 3:
		return t.Format("20060102")
	case 4:
		return int(t.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24)
	case 5:
		return t.Format("2006/01/02")
	}
	return t.Format("2006-01-02")
}

func (g *maker) name(surname string) string {
	n := surname + pick(g.r, given)
	if g.chance(0.7) {
		n += pick(g.r, given)
	}
	if g.chance(0.03) {
		r := []rune(n)
		n = string(r[0]) + "　" + string(r[1:])
	}
	return n
}

func (g *maker) card() string {
	body := fmt.Sprintf("622848%012d", g.r.Int64N(1e12))
	for d := 0; d < 10; d++ {
		s := body + fmt.Sprint(d)
		sum := 0
		for i := range len(s) {
			v := int(s[len(s)-1-i] - '0')
			if i%2 == 1 {
				if v *= 2; v > 9 {
					v -= 9
				}
			}
			sum += v
		}
		if sum%10 == 0 {
			return s
		}
	}
	return ""
}

// household makes its members, the holder first, and their birth dates.
func (g *maker) household() ([]person, []time.Time) {
	surname := pick(g.r, surnames)
	male := g.chance(0.6)
	birth := g.day(1955, 1990)
	add := func(list []person, days []time.Time, relation, surname string, male bool, b time.Time) ([]person, []time.Time) {
		p := person{
			name: g.name(surname), relation: relation, id: g.mess(g.citizen(b, male), b), sex: map[bool]string{true: "男", false: "女"}[male],
			ethnic: []string{"汉", "汉族", "满族", "蒙古族", "汉族"}[g.r.IntN(5)], health: []string{"良好", "健康", "高血压病", "糖尿病", "恶性肿瘤", "残疾", "一般疾病"}[g.r.IntN(7)],
		}
		return append(list, p), append(days, b)
	}
	list, days := add(nil, nil, "本人", surname, male, birth)
	list[0].phone = fmt.Sprintf("1%d%09d", 3+g.r.IntN(6), g.r.Int64N(1e9))
	list[0].income = []string{"2000", "3,000", "1500元", "２４００", "0"}[g.r.IntN(5)]
	list[0].work = []string{"在岗", "下岗", "退休", "失业", "病休", "农民工"}[g.r.IntN(6)]
	list[0].card = g.card()
	if g.chance(0.8) {
		list, days = add(list, days, []string{"配偶", map[bool]string{true: "妻", false: "丈夫"}[male]}[g.r.IntN(2)], pick(g.r, surnames), !male, birth.AddDate(g.r.IntN(6)-2, 3, 0))
	}
	for range g.r.IntN(3) {
		boy := g.chance(0.5)
		list, days = add(list, days, map[bool]string{true: "儿子", false: "女儿"}[boy], surname, boy, birth.AddDate(22+g.r.IntN(8), g.r.IntN(12), g.r.IntN(28)))
	}
	if g.chance(0.15) {
		list, days = add(list, days, "母亲", pick(g.r, surnames), false, birth.AddDate(-25, 1, 0))
	}
	for i := range days { // nobody is born after the day the software thinks it is
		if days[i].After(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)) {
			list, days = list[:i], days[:i]
			break
		}
	}
	return list, days
}

var areas = []string{"萨尔图区", "龙凤区", "让胡路区", "红岗区", "大同区"}

func (g *maker) write(out string, rows int, wide bool) error {
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	line := 0
	put := func(cells ...any) error {
		line++
		at, _ := excelize.CoordinatesToCellName(1, line)
		return w.SetRow(at, cells)
	}
	if err := put("大庆市困难职工家庭建档登记表"); err != nil {
		return err
	}
	if wide {
		err = g.wide(put, rows)
	} else {
		err = g.long(put, w, rows)
	}
	if err != nil {
		return err
	}
	if err := put("合计", rows); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.SaveAs(out)
}

func (g *maker) spoil(p *person, birth *any) {
	if !g.chance(g.bad) {
		return
	}
	switch g.r.IntN(4) {
	case 0:
		p.id = "230602198001010012"
	case 1:
		*birth = "1900-01-01"
	case 2:
		p.health = "还行"
	case 3:
		p.phone = "12345"
	}
}

func (g *maker) long(put func(...any) error, w *excelize.StreamWriter, rows int) error {
	if err := put("序号", "户编号", "家庭成员情况", nil, nil, nil, nil, nil, nil, nil, nil, nil, "家庭情况", nil, nil, nil, "主要致困原因*", "困难类别", "银行卡号", "开户银行"); err != nil {
		return err
	}
	if err := w.MergeCell("C2", "L2"); err != nil {
		return err
	}
	if err := put(nil, nil, "姓 名*", "与本人关系", "身份证号码", "出生日期", "性别", "民族", "健康状况", "联系电话（手机）", "工作状态", "本人月平均收入(元)",
		"所属区县", "街道", "家庭住址", "家庭人口"); err != nil {
		return err
	}
	n := 0
	for house := 1; n < rows; house++ {
		list, days := g.household()
		list = list[:min(len(list), rows-n)]
		for i, p := range list {
			n++
			birth := g.date(days[i])
			g.spoil(&p, &birth)
			cells := []any{n, fmt.Sprintf("DQ%06d", house), p.name, p.relation, p.id, birth, p.sex, p.ethnic, p.health, p.phone, p.work, p.income}
			if i == 0 {
				cells = append(cells, areas[house%5], "东风街道", fmt.Sprintf("%d号楼%d单元%d", house%90+1, house%6+1, house%30+101), len(list),
					[]string{"6.患重特大疾病", "下岗失业", "子女上学", "其他", "遭受意外事故"}[house%5], []string{"深度困难", "相对困难", "低保户"}[house%3], p.card, "农业银行")
			}
			if err := put(cells...); err != nil {
				return err
			}
		}
	}
	return nil
}

func (g *maker) wide(put func(...any) error, rows int) error {
	head := []any{"序号", "户主姓名", "身份证号", "性别", "民族", "联系电话", "健康状况", "工作状态", "所属区县", "家庭住址", "家庭人口", "主要致困原因"}
	for i := 1; i <= 5; i++ {
		for _, c := range []string{"姓名", "关系", "身份证号", "健康状况"} {
			head = append(head, fmt.Sprintf("成员%d%s", i, c))
		}
	}
	if err := put(head...); err != nil {
		return err
	}
	for n := 1; n <= rows; n++ {
		list, _ := g.household()
		p := list[0]
		cells := []any{n, p.name, p.id, p.sex, p.ethnic, p.phone, p.health, p.work, areas[n%5], fmt.Sprintf("%d号", n), len(list), "其他"}
		for _, m := range list[1:] {
			cells = append(cells, m.name, m.relation, m.id, m.health)
		}
		if err := put(cells...); err != nil {
			return err
		}
	}
	return nil
}
