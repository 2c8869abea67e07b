package policy

import (
	"strconv"
	"strings"

	"yice/internal/kit/money"
)

func amount(l Label, f money.Fen, unit string) Item {
	return Item{Label: l, Value: f.String(), Unit: unit}
}

func number(l Label, n int64, unit string) Item {
	return Item{Label: l, Value: strconv.FormatInt(n, 10), Unit: unit}
}

// row writes a step with the parameters that were read since the last one.
func (c *calc) row(step, zh, en, formulaZH, formulaEN string, inputs []Item, value, unit string) {
	c.rowOf("", step, zh, en, formulaZH, formulaEN, inputs, value, unit)
}

func (c *calc) rowWords(step string, l, formula Label, inputs []Item, value, unit string) {
	c.rowOf("", step, l.ZH, l.EN, formula.ZH, formula.EN, inputs, value, unit)
}

func (c *calc) rowOf(ref, step, zh, en, formulaZH, formulaEN string, inputs []Item, value, unit string) {
	if c.err != nil {
		return
	}
	if inputs == nil {
		inputs = []Item{}
	}
	params := []Version{}
	seen := map[string]bool{}
	for _, v := range c.read {
		if !seen[v.Key] {
			params, seen[v.Key] = append(params, v), true
		}
	}
	c.read = nil
	c.out.Rows = append(c.out.Rows, Row{
		Step: step, Ref: ref, Label: Label{zh, en}, Formula: Label{formulaZH, formulaEN}, Inputs: inputs, Params: params, Value: value, Unit: unit,
	})
}

// say puts words to the value of the last row.
func (c *calc) say(l Label) {
	if n := len(c.out.Rows); n > 0 && c.err == nil {
		c.out.Rows[n-1].Text = &l
	}
}

// sentence is what a clerk reads aloud.
func (c *calc) sentence() {
	kind := "农村"
	if c.in.Urban {
		kind = "城市"
	}
	var b strings.Builder
	b.WriteString("您家" + strconv.FormatInt(c.out.Size, 10) + "口人，近十二个月收入" + c.out.IncomeFen.Grouped() + "元，扣除刚性支出" + c.out.RigidFen.Grouped() +
		"元，人均月净收入" + c.out.NetFen.Grouped() + "元；" + kind + "低保标准为每人每月" + c.out.LineFen.Grouped() + "元")
	switch code, excluded := strings.CutPrefix(c.out.Why, "exclusion:"); {
	case excluded:
		b.WriteString("。因存在“" + FlagWords(code).ZH + "”的情形且未获豁免，不符合条件")
	case c.out.Class == NotEligible:
		b.WriteString("，净收入不低于规定的界限，不符合困难条件")
	case c.out.Class == Acc:
		b.WriteString("，但意外损失" + c.in.AccidentLossFen.Grouped() + "元达到规定比例，认定为意外致困")
	default:
		b.WriteString("，测算为" + c.out.ClassText.ZH)
	}
	if len(c.out.Proposals) > 0 {
		b.WriteString("，按规则可建议救助" + c.out.ProposedFen.Grouped() + "元")
	}
	b.WriteString("。最终以联席会决议为准。")
	c.out.Sentence = b.String()
}

func words(table map[string]Label, code string) Label {
	if l, ok := table[code]; ok {
		return l
	}
	return Label{code, code}
}

// IncomeWords names a kind of income.
func IncomeWords(kind string) Label {
	return words(map[string]Label{
		"wage": {"工资", "wages"}, "business": {"经营净收入", "business"}, "property": {"财产收入", "property"}, "pension": {"养老金", "pension"},
		"unemployment": {"失业保险金", "unemployment benefit"}, "survivor": {"遗属补助", "survivor's benefit"}, "alimony": {"赡养费抚养费", "alimony"},
		"compensation": {"赔偿补偿", "compensation"}, "rent": {"租金", "rent"}, "interest": {"利息", "interest"}, "gift": {"赠予捐助", "gifts"},
		"union_aid": {"工会救助", "union aid"}, "other": {"其他收入", "other"}, "festival_gift": {"节日慰问", "festival gifts"},
		"basic_pension": {"居民基础养老金", "basic resident pension"}, "preferential_pension": {"优待抚恤金", "preferential pension"},
		"family_planning": {"计划生育奖扶", "family planning award"}, "scholarship": {"奖学金", "scholarship"},
		"good_samaritan": {"见义勇为奖励", "award for courage"}, "government_aid": {"政府救助金", "government aid"},
	}, kind)
}

// RigidWords names a kind of rigid expenditure.
func RigidWords(kind string) Label {
	return words(map[string]Label{
		"medical": {"医疗支出", "Medical"}, "education": {"教育支出", "Education"}, "care": {"残疾康复和护理支出", "Disability and care"}, "rent": {"住房支出", "Rent"},
		"support": {"赡养支出", "Support of parents"}, "job": {"必要就业成本", "Necessary cost of work"}, "living": {"生活支出", "Living"}, "other": {"其他支出", "Other"},
	}, kind)
}

// FlagWords names a finding that may exclude.
func FlagWords(code string) Label {
	return words(map[string]Label{
		"two_homes": {"有两套及以上住房", "Two or more homes"}, "shop": {"有商铺或雇工经营", "Shop or employees"}, "car": {"有非谋生用小汽车", "Private car"},
		"costly_school": {"子女就读高收费学校或自费留学", "Costly school"}, "company": {"有企业登记或股权", "Company registration"},
		"refuses_work": {"有劳动能力无故不就业", "Refuses work"}, "assets": {"金融资产超限", "Financial assets above the limit"},
		"false_statement": {"隐瞒或虚报", "False statement"}, "refuses_check": {"拒绝核对或入户", "Refuses check or visit"},
	}, code)
}

func needWords(need string) Label {
	return words(map[string]Label{"living": {"生活救助", "living aid"}, "medical": {"医疗救助", "medical aid"}, "study": {"助学救助", "study aid"}}, need)
}

func ruleWords(rule string) Label {
	return words(map[string]Label{"medical": {"医疗救助（一般）", "Medical aid, general"}, "dialysis_oral": {"透析口服药专项", "Oral drugs of dialysis patients"}}, rule)
}
