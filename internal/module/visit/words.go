package visit

import "yice/internal/kit/i18n"

// The words of the codes on paper and in lists that leave the house; the web app has its own catalogue.

func word(table map[string]i18n.Word, code string) i18n.Word {
	if w, ok := table[code]; ok {
		return w
	}
	return i18n.Word{ZH: code, EN: code}
}

// KindWord is the word of a kind of visit.
func KindWord(kind string) i18n.Word {
	return word(map[string]i18n.Word{
		Initial: {ZH: "入户调查", EN: "Home visit"}, Revisit: {ZH: "回访", EN: "Revisit"}, AfterExit: {ZH: "退出后跟踪", EN: "Follow-up"},
	}, kind)
}

// AdviceWord is the word of what visitors advise, or of an outcome.
func AdviceWord(code string) i18n.Word {
	return word(map[string]i18n.Word{
		"support": {ZH: "建议帮扶", EN: "Support"}, "not_support": {ZH: "不建议帮扶", EN: "Do not support"}, "look_again": {ZH: "需进一步核实", EN: "Look again"},
		Increase: {ZH: "加大救助", EN: "Increase"}, Keep: {ZH: "维持", EN: "Keep"}, Reduce: {ZH: "调减", EN: "Reduce"}, End: {ZH: "终止", EN: "End"},
		"stable": {ZH: "情况稳定", EN: "Stable"}, "relapse": {ZH: "出现返困", EN: "Relapse"}, "": {},
	}, code)
}

func stateWord(code string) i18n.Word {
	return word(map[string]i18n.Word{
		Planned: {ZH: "已约定", EN: "Planned"}, Done: {ZH: "已完成", EN: "Done"}, Cancelled: {ZH: "已取消", EN: "Cancelled"},
	}, code)
}

func conditionWord(code string) string {
	return word(map[string]i18n.Word{"good": {ZH: "良好"}, "fair": {ZH: "一般"}, "poor": {ZH: "较差"}, "dangerous": {ZH: "危房"}, "": {}}, code).ZH
}

func propertyWord(code string) string {
	return word(map[string]i18n.Word{
		"house": {ZH: "房屋"}, "shop": {ZH: "商铺"}, "vehicle": {ZH: "车辆"}, "land": {ZH: "土地"}, "livestock": {ZH: "牲畜"}, "appliance": {ZH: "家电"},
		"business": {ZH: "经营"}, "other": {ZH: "其他"},
	}, code).ZH
}

func photoWord(code string) string {
	return word(map[string]i18n.Word{
		"outside": {ZH: "房屋外观"}, "inside": {ZH: "室内"}, "paper": {ZH: "诊断和票据"}, "member": {ZH: "家庭成员"}, "other": {ZH: "其他"}, "": {ZH: "现场照片"},
	}, code).ZH
}

func amountWord(code string) string {
	return word(map[string]i18n.Word{
		"wage": {ZH: "工资"}, "business": {ZH: "经营"}, "property": {ZH: "财产性收入"}, "pension": {ZH: "养老金"}, "unemployment": {ZH: "失业金"},
		"survivor": {ZH: "遗属补助"}, "alimony": {ZH: "赡养抚养费"}, "compensation": {ZH: "赔偿补偿"}, "rent": {ZH: "房租"}, "interest": {ZH: "利息"},
		"gift": {ZH: "赠与"}, "union_aid": {ZH: "工会救助"}, "medical": {ZH: "医疗"}, "education": {ZH: "教育"}, "disability": {ZH: "残疾康复"},
		"support": {ZH: "赡养"}, "work": {ZH: "必要就业成本"}, "living": {ZH: "生活"}, "other": {ZH: "其他"},
	}, code).ZH
}

func relapseWord(code string) string {
	return word(map[string]i18n.Word{
		"new_bill": {ZH: "新发大额医疗支出"}, "job_loss": {ZH: "失业"}, "death": {ZH: "主要劳动力去世"}, "other": {ZH: "其他"}, "": {},
	}, code).ZH
}

func kindWord(kind string) string { return KindWord(kind).ZH }

func adviceWord(advice string) string { return AdviceWord(advice).ZH }
