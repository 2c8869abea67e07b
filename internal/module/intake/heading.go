package intake

import (
	"regexp"
	"strings"
	"sync"

	"yice/internal/core/people"
)

// A key names what a column holds. Keys of persons are the paths of people.PersonInput, keys of households those of
// people.HouseholdInput, so that a finding leads back to its column.
type key string

// Keys that are no path of an input.
const (
	keyIgnored   key = "-"      // known and not needed: ages, running numbers, who filled the form
	keyNumber    key = "number" // the household's number in the file
	keyHeadName  key = "head_name"
	keyClass     key = "case.class"
	keyCause     key = "case.cause"
	keyMore      key = "case.more_causes"
	keyNeeds     key = "case.needs"
	keySituation key = "case.summary"
)

// words are the headings of the union's form (domain rules §1.4) and what else offices write for them; the first word
// of a line is the one that reports use. Household marks what belongs to the household, not to one person.
type word struct {
	key       key
	household bool
	names     string
}

func words() []word {
	return []word{
		{keyNumber, true, "户编号 家庭编号 户号 户序号 家庭序号 档案号 档案编号 困难职工档案号 户籍编号 家庭户号 建档编号 户主编号"},
		{"area_code", true, "所属区县 县区 区县 县(区) 县市区 区县代码 行政区划 行政区划代码 所在区县 区划 所属区域"},
		{"street", true, "街道 乡镇 街道乡镇 乡镇街道 街道(乡镇) 所属街道 所在街道"},
		{"community", true, "社区 村 社区村 村社区 社区(村) 所属社区 村委会 居委会 村(社区) 村居"},
		{"address", true, "家庭住址 住址 家庭地址 现住址 居住地址 详细地址 地址 现居住地 居住地 家庭详细住址"},
		{"postcode", true, "邮政编码 邮编"},
		{"housing", true, "住房类型 住房性质 房屋类型 住房情况 房屋性质"},
		{"floor_area", true, "建筑面积 住房面积 房屋面积 面积 住房建筑面积"},
		{"floor_band", true, "面积区间 建筑面积区间"},
		{"size", true, "家庭人口 家庭人口数 家庭人数 人口数 家庭成员数 家庭总人口 共同生活人口"},
		{"year_income_fen", true, "家庭年收入 家庭年度总收入 家庭年总收入 家庭全年收入 家庭总收入"},
		{keyClass, true, "困难类别 困难类型 致困类别 困难职工类别 档案类别 困难程度"},
		{keyCause, true, "主要致困原因 致困原因 困难原因 主要困难原因 致贫原因"},
		{keyMore, true, "次要致困原因 其他致困原因 次要原因"},
		{keyNeeds, true, "帮扶需求 需求 救助需求 困难需求"},
		{keySituation, true, "困难情况 困难情况说明 家庭情况 主要困难情况 情况说明"},
		{keyHeadName, true, "户主姓名 职工姓名 困难职工姓名 建档人姓名 建档职工姓名 申请人姓名"},

		{"name", false, "姓名 名字 成员姓名 人员姓名 家庭成员姓名"},
		{"relation", false, "与户主关系 与本人关系 与职工关系 与申请人关系 与建档人关系 关系 家庭关系 与困难职工关系 称谓 与户主的关系 与本人的关系"},
		{"sex", false, "性别"},
		{"birth_on", false, "出生日期 出生年月日 生日 出生年月 出生时间"},
		{"doc_no", false, "身份证号 身份证号码 公民身份号码 证件号码 身份证 证件号 居民身份证号 居民身份证号码 公民身份证号码"},
		{"doc_type", false, "证件类型 证件种类 证件名称"},
		{"ethnic", false, "民族"},
		{"political", false, "政治面貌 政治面目"},
		{"medical.health", false, "健康状况 身体状况 健康情况 身体健康状况"},
		{"medical.disease", false, "疾病名称 所患疾病 病种 患病名称 疾病 患病情况 残疾或疾病 患何种疾病"},
		{"disability.type", false, "残疾类别 残疾类型 残疾种类"},
		{"disability.level", false, "残疾等级 残疾级别"},
		{"disability.cert_no", false, "残疾证号 残疾人证号 残疾证号码 残疾人证 残疾证"},
		{"disability.expires_on", false, "残疾证有效期 残疾人证有效期至 残疾证到期日"},
		{"work_status", false, "工作状态 就业状态 工作状况 就业状况 就业情况"},
		{"form.model_worker", false, "劳模类型 劳模类别 劳模 是否劳模"},
		{"phone", false, "手机号码 手机号 手机 联系电话 移动电话 电话 联系方式 联系电话(手机) 本人电话 电话号码"},
		{"other_phone", false, "其他联系方式 其他电话 固定电话 备用电话 座机"},
		{"form.work_start_on", false, "参加工作时间 参加工作日期 工作时间"},
		{"form.industry", false, "所属行业 行业 行业类别"},
		{"marital", false, "婚姻状况 婚姻 婚姻情况 婚否"},
		{"hukou_type", false, "户口类型 户口性质 户籍性质 户籍类型 户口类别"},
		{"hukou_area", false, "户口所在地行政区划 户籍地区划代码 户籍地代码 户口所在地行政区划代码 户籍区划"},
		{"employer_name", false, "工作单位 单位名称 所在单位 单位 就业单位 工作单位(学校) 用人单位 单位全称"},
		{"form.employer_uscc", false, "单位统一社会信用代码 统一社会信用代码 信用代码"},
		{"form.employer_nature", false, "单位性质 企业性质 用人单位性质"},
		{"form.enterprise_status", false, "企业状况 单位状况 企业经营状况"},
		{"form.single_parent", false, "是否单亲 单亲 单亲家庭 是否单亲家庭"},
		{"income.month_fen", false, "本人月平均收入 本人月收入 月收入 月平均收入 个人月收入 月工资 月工资收入"},
		{"income.other_year_fen", false, "其他非薪资年收入 家庭其他非薪资年收入 其他年收入 非薪资年收入 其他收入"},
		{"insurance", false, "医保状况 医疗保险 参保情况 医保类型 参加医保情况 医保情况 医疗保险类型"},
		{"form.identity", false, "身份 人员身份 身份类别"},
		{"form.school_stage", false, "现就读情况 就读情况 就学阶段 在读阶段 学段 就学情况"},
		{"form.school", false, "学校 就读学校 学校名称 学校(单位) 所在学校"},
		{"form.school_from_year", false, "入学年份 入学年度 入学时间"},
		{"form.school_years", false, "学制 学制(年) 学习年限"},
		{"education", false, "文化程度 学历 受教育程度"},
		{"form.contract_on", false, "签订合同日期 合同签订日期 合同签订时间 入伍时间 签订劳动合同时间"},
		{"form.contract_term", false, "合同期限 劳动合同期限"},
		{"union_member", false, "是否工会会员 工会会员 会员"},
		{"account.number", false, "银行卡号 银行账号 卡号 账号 银行卡 帐号 银行帐号 开户账号"},
		{"account.bank", false, "开户银行 银行 银行名称 开户行 所属银行"},
		{"account.branch", false, "支行 开户支行 支行名称 开户行支行 开户行全称 开户网点"},
		{"account.holder", false, "户名 开户名 账户名 持卡人 账户名称 开户人 开户姓名"},
		{"form.note", false, "备注 说明"},

		{keyIgnored, true, "序号 编号 年龄 周岁 家庭人均月收入 人均月收入 家庭月人均收入 人均收入 填表人 审核人 录入人 填报人 经办人 填表日期 填报日期 建档日期 " +
			"建档时间 自救能力 有无自救能力 是否零就业家庭 零就业家庭 附件 基层工会意见 街道工会意见 县级工会意见 原行号 错误代码 错误说明 审核意见 建档单位 填报单位 帮扶单位"},
	}
}

type dictionary struct {
	byName map[string]word
	title  map[key]string
}

var dict = sync.OnceValue(func() dictionary {
	d := dictionary{byName: map[string]word{}, title: map[key]string{}}
	for _, w := range words() {
		for i, n := range strings.Fields(w.names) {
			if i == 0 {
				d.title[w.key] = n
			}
			d.byName[plainHeading(n)] = w
		}
	}
	return d
})

var (
	ornaments   = strings.NewReplacer("*", "", ":", "", "：", "", "★", "", "※", "", "\n", "")
	brackets    = regexp.MustCompile(`[(（\[【][^)）\]】]*[)）\]】]?`)
	memberGroup = regexp.MustCompile(`^(?:家庭|共同生活)?(?:成员|家属|家人)([0-9]{1,2}|[一二三四五六七八九十]{1,2})(?:的|[:：.、_-])?(.*)$`)
	memberTail  = regexp.MustCompile(`^(.+?)([0-9]{1,2})$`)
	headGroup   = regexp.MustCompile(`^(?:(?:困难|建档)?职工(?:本人)?|户主|本人|申请人|建档人)(?:的|基本)?(?:信息|情况|[:：.、_-])?(.*)$`)
)

// plainHeading leaves out what headings differ by without meaning it: spaces, stars, brackets, colons, width, case.
func plainHeading(s string) string {
	s = strings.ToLower(people.NormalizeNumber(s))
	s = ornaments.Replace(s)
	if t := brackets.ReplaceAllString(s, ""); t != "" {
		s = t
	}
	return s
}

// heading is what one text above a column means: a key, and whose: 0 the holder or the row's person, n the n-th member.
type heading struct {
	key       key
	household bool
	member    int
	group     bool // only a group: what it holds stands in the row below
	headed    bool // with the holder's word in front: 户主身份证号
}

func lookUp(text string) (word, bool) {
	w, ok := dict().byName[plainHeading(text)]
	if !ok { // brackets that carry the meaning, as in 县(区)
		w, ok = dict().byName[strings.ToLower(people.NormalizeNumber(text))]
	}
	return w, ok
}

// readHeading reads one text above a column.
func readHeading(text string) (heading, bool) {
	if w, ok := lookUp(text); ok {
		return heading{key: w.key, household: w.household}, true
	}
	p := plainHeading(text)
	if m := memberGroup.FindStringSubmatch(p); m != nil {
		n := chineseNumber(m[1])
		if n == 0 {
			return heading{}, false
		}
		if m[2] == "" || m[2] == "信息" || m[2] == "情况" {
			return heading{member: n, group: true}, true
		}
		if w, ok := lookUp(m[2]); ok && !w.household {
			return heading{key: w.key, member: n}, true
		}
		return heading{key: keyIgnored, member: n}, true
	}
	if m := headGroup.FindStringSubmatch(p); m != nil {
		if m[1] == "" {
			return heading{group: true}, true
		}
		if w, ok := lookUp(m[1]); ok {
			return heading{key: w.key, household: w.household, headed: !w.household}, true
		}
	}
	if m := memberTail.FindStringSubmatch(p); m != nil { // 成员姓名1
		if w, ok := lookUp(m[1]); ok && !w.household {
			return heading{key: w.key, member: chineseNumber(m[2])}, true
		}
	}
	return heading{}, false
}

func chineseNumber(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			n = n*10 + int(r-'0')
		case r == '十' && n == 0:
			n = 10
		case r == '十':
			n *= 10
		default:
			d := strings.IndexRune("一二三四五六七八九", r) / 3
			n += d + 1
		}
	}
	return n
}

// column is one column of the file that means something.
type column struct {
	index int
	title string // as reports show it
	heading
}

// table is the layout of a file: where the headings end, and what each column holds.
type table struct {
	columns []column
	titles  []string // of all columns, for the error sheet
	first   int      // row number of the first row after the headings
	wide    bool     // one row a household, with groups of columns for the members
	unknown []string // headings that nobody knows
}

// sampled is a row that was read while looking for the headings.
type sampled struct {
	no    int
	cells []string
}

const headingRows = 40 // how far down the headings may begin

// findTable looks for the headings among the first rows: the row with most known ones, with group rows above it and
// rows of parts below.
func findTable(rows []sampled) (table, bool) {
	best, score := -1, 2
	for i, r := range rows {
		if n := known(r.cells); n > score {
			best, score = i, n
		}
	}
	if best < 0 {
		return table{}, false
	}
	from, to := best, best
	for from > 0 && from > best-2 && (isHeadingRow(rows[from-1], 1) || hasMemberGroup(rows[from-1])) && adjacent(rows[from-1], rows[from]) {
		from--
	}
	for to+1 < len(rows) && to < best+2 && isHeadingRow(rows[to+1], 2) && adjacent(rows[to], rows[to+1]) {
		to++
	}
	t := combine(rows[from : to+1])
	t.first = rows[to].no + 1
	return t, t.usable()
}

func adjacent(a, b sampled) bool { return b.no-a.no == 1 }

func known(cells []string) int {
	n := 0
	for _, c := range cells {
		if h, ok := readHeading(c); ok && !h.group {
			n++
		}
	}
	return n
}

// isHeadingRow tells whether a row is of headings and groups: at least min of them, and more than there are other texts.
func isHeadingRow(r sampled, min int) bool {
	n, others := 0, 0
	for _, c := range r.cells {
		if plainHeading(c) == "" {
			continue
		}
		if _, ok := readHeading(c); ok || looseGroup(c) {
			n++
		} else {
			others++
		}
	}
	return n >= min && n > others
}

// hasMemberGroup tells a row that names members over several columns, whatever else stands in it.
func hasMemberGroup(r sampled) bool {
	for _, c := range r.cells {
		if h, ok := readHeading(c); ok && h.group && h.member > 0 {
			return true
		}
	}
	return false
}

// looseGroup is a word over several columns that says nothing about whose they are.
func looseGroup(s string) bool {
	p := plainHeading(s)
	for _, end := range []string{"信息", "情况", "状况"} {
		if strings.HasSuffix(p, end) && len([]rune(p)) <= 12 {
			return true
		}
	}
	return false
}

// combine reads the rows of headings column by column.
func combine(rows []sampled) table {
	width := 0
	for _, r := range rows {
		width = max(width, len(r.cells))
	}
	t := table{titles: make([]string, width)}
	for c := range width {
		own, at := "", 0
		for i, r := range rows {
			if c < len(r.cells) && plainHeading(r.cells[c]) != "" {
				own, at = r.cells[c], i
			}
		}
		if own == "" {
			continue
		}
		h, ok := under(rows[:at], c, own)
		t.titles[c] = titleOf(h, own, ok)
		if !ok {
			t.unknown = append(t.unknown, people.NormalizeText(own))
			continue
		}
		if h.group || h.key == keyIgnored {
			continue
		}
		t.columns = append(t.columns, column{index: c, title: t.titles[c], heading: h})
	}
	t.settle()
	return t
}

// under reads a heading below others: a merged cell above it, whose text stands at its first column, says whose it is.
func under(above []sampled, c int, own string) (heading, bool) {
	h, ok := readHeading(own)
	for i := len(above) - 1; i >= 0; i-- {
		text := ""
		for j := min(c, len(above[i].cells)-1); j >= 0; j-- {
			if plainHeading(above[i].cells[j]) != "" {
				text = above[i].cells[j]
				break
			}
		}
		g, isGroup := readHeading(text)
		if isGroup && g.group && ok && h.member == 0 {
			h.member = g.member
		}
		if !ok && text != "" {
			h, ok = readHeading(text + own)
		}
	}
	return h, ok
}

func titleOf(h heading, own string, ok bool) string {
	title := people.NormalizeText(strings.ReplaceAll(own, "\n", ""))
	if ok && h.member > 0 && dict().title[h.key] != "" {
		return "成员" + itoa(h.member) + dict().title[h.key]
	}
	return title
}

// settle finds out the layout and what 户主姓名 means: the holder's name where there is no other, else a reference.
func (t *table) settle() {
	plain := map[key]bool{}
	for _, c := range t.columns {
		t.wide = t.wide || c.member > 0
		if c.member == 0 && !c.headed {
			plain[c.key] = true
		}
	}
	seen := map[heading]bool{}
	kept := t.columns[:0]
	for _, c := range t.columns {
		if c.key == keyHeadName && !plain["name"] {
			c.heading = heading{key: "name"}
		}
		if c.headed && plain[c.key] {
			continue // 户主身份证号 beside 身份证号 repeats the holder on every row
		}
		c.headed = false
		if seen[c.heading] {
			continue // the same heading twice: the first counts
		}
		seen[c.heading] = true
		kept = append(kept, c)
	}
	t.columns = kept
}

// usable wants at least a name and a document for the holder.
func (t *table) usable() bool { return t.has("name", 0) && t.has("doc_no", 0) }

func (t *table) has(k key, member int) bool {
	for _, c := range t.columns {
		if c.key == k && c.member == member {
			return true
		}
	}
	return false
}
