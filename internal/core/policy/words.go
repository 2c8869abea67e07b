package policy

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
