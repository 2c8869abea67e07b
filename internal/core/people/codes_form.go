package people

// The lists of the union's hardship-worker form and of civil affairs, with the labels and order of §1.4 and §13. Their
// codes are the numbers in that order.

// HardshipClasses is 困难类别; the words of the rules before 2020 are aliases.
func HardshipClasses() List { return hardshipClasses() }

var hardshipClasses = list("hardship_class", numbered(
	"深度困难|deep hardship|低保户|深度困难职工", "相对困难|relative hardship|低保边缘户|相对困难职工", "意外致困|hardship by accident|意外致困户|意外致困职工",
))

// Causes is 致困原因 1–10.
func Causes() List { return causes() }

var causes = list("cause", numbered(
	"无劳动能力|no ability to work", "有劳动能力而未就业|able but not employed|有劳动能力但未就业", "下岗失业|laid off or unemployed|下岗|失业",
	"未参加社会保险|no social insurance|未参加社保", "社会保险待遇落实不到位|insurance benefits not delivered|社保待遇落实不到位",
	"患重特大疾病|serious disease|本人大病|重大疾病|因病|大病", "遭受自然灾害|natural disaster|自然灾害|因灾", "遭受意外事故|accident|意外事故|意外灾害",
	"子女上学|children's schooling|因学", "其他|other|其他原因",
))

// FormHealths is 健康状况 of the union form.
func FormHealths() List { return formHealths() }

var formHealths = list("health", numbered(
	"良好|good|健康|身体健康", "恶性肿瘤|malignant tumour|癌症", "心血管病|cardiovascular disease|心血管疾病", "脑血管病|cerebrovascular disease|脑血管疾病",
	"终末期肾病|end-stage kidney disease|尿毒症", "精神病|mental illness|精神疾病", "肝病|liver disease", "血液病|blood disease",
	"糖尿病|diabetes", "肿瘤病|tumour|肿瘤", "腰颈椎病|spine disease|腰椎病|颈椎病", "高血压病|hypertension|高血压", "肺病|lung disease",
	"一般疾病|ordinary disease", "深度昏迷|deep coma", "永久瘫痪|permanent paralysis|瘫痪", "严重阿尔茨海默病|severe Alzheimer's disease|老年痴呆",
	"严重帕金森病|severe Parkinson's disease|帕金森", "严重运动神经元病|severe motor neurone disease|渐冻症|ALS", "残疾|disabled|残疾人",
))

// WorkingStatuses is 工作状态.
func WorkingStatuses() List { return workingStatuses() }

var workingStatuses = list("working_status", numbered(
	"在岗|on post|在职|在业", "下(待)岗|laid off|下岗|待岗", "失(无)业|unemployed|失业|无业", "退休|retired|离退休", "病休|sick leave",
	"内退|internal retirement|内部退养", "农民工|migrant worker",
))

// ModelWorkers is 劳模类型.
func ModelWorkers() List { return modelWorkers() }

var modelWorkers = list("model_worker", numbered(
	"非劳模|none|无|否", "全国劳模|national|全国劳动模范", "省部级劳模|province or ministry|省级劳模|省部级", "地市级劳模|city|市级劳模|地市级", "其他|other",
))

// Housings is 住房类型.
func Housings() List { return housings() }

var housings = list("housing", numbered(
	"自建房|self-built|自建", "自购房|bought|自购|商品房|购买", "经济适用房|affordable|经适房", "两限房|two-limit", "承租单位公房|employer's public rental|单位公房|公房",
	"政府廉租房|government low-rent|廉租房|公租房", "租房|rented|租赁|市场租房", "无房|none|无", "其他|other",
))

// AreaBands is 建筑面积; AreaBandOf finds the band of an area.
func AreaBands() List { return areaBands() }

var areaBands = list("area_band", numbered(
	"20以下(含)|up to 20 m²", "20(不含)至50(含)|over 20 up to 50 m²", "50(不含)至70(含)|over 50 up to 70 m²", "70以上(不含)|over 70 m²",
))

// AreaBandOf is the code of the band of a floor area in hundredths of a square metre.
func AreaBandOf(hundredths int64) string {
	switch {
	case hundredths <= 2000:
		return "1"
	case hundredths <= 5000:
		return "2"
	case hundredths <= 7000:
		return "3"
	}
	return "4"
}

// FormMaritals is 婚姻状况 of the union form.
func FormMaritals() List { return formMaritals() }

var formMaritals = list("form_marital", numbered("已婚|married|有配偶|初婚|再婚|复婚", "未婚|single", "离异|divorced|离婚", "丧偶|widowed"))

// FormHukous is 户口类型 of the union form.
func FormHukous() List { return formHukous() }

var formHukous = list("form_hukou", numbered(
	"非农业|non-farm|城镇|非农业户口|居民户口", "农业|farm|农村|农业户口", "农转居|farm turned resident|农转非",
))

// FormPoliticals is 政治面貌 of the union form.
func FormPoliticals() List { return formPoliticals() }

var formPoliticals = list("form_political", numbered(
	"中共党员|Communist Party|党员|中国共产党党员|中共预备党员", "共青团员|Youth League|团员", "群众|general public", "民主党派|democratic party", "其他|other",
))

// EmployerNatures is 单位性质.
func EmployerNatures() List { return employerNatures() }

var employerNatures = list("employer_nature", numbered(
	"国有机关/事业单位|state organ or institution|机关|事业单位|国有机关", "国有企业|state enterprise|国企", "集体企业|collective enterprise",
	"民营/私营/个体企业|private enterprise|民营企业|私营企业|个体", "外资/合资企业|foreign or joint venture|外资企业|合资企业", "其他|other",
))

// ContractTerms is 合同期限 (§1.4).
func ContractTerms() List { return contractTerms() }

var contractTerms = list("contract_term", numbered(
	"6个月及以下|up to 6 months", "7至18个月|7–18 months", "19至30个月|19–30 months", "31至42个月|31–42 months", "43至54个月|43–54 months",
	"55至120个月|55–120 months", "无固定期限|open-ended|无固定期",
))

// FocusGroups is the focus groups of the 2016–2020 campaign (§1.4).
func FocusGroups() List { return focusGroups() }

var focusGroups = list("focus_group", numbered(
	"有劳动能力但未充分就业的低保职工|able but under-employed on living allowance", "低于低保标准而未纳入低保|below the line but not covered|应保未保",
	"支出型困难|hardship by expenditure|支出型", "困难农民工|migrant worker|农民工", "供给侧结构性改革中的困难职工|supply-side reform", "其他|other",
))

// AidProjects is 帮扶项目.
func AidProjects() List { return aidProjects() }

var aidProjects = list("aid_project", numbered(
	"生活救助|living aid|生活帮扶", "医疗救助|medical aid|医疗帮扶", "助学救助|study aid|助学", "就业创业|employment and business|职业培训|职业介绍|就业帮扶",
	"法律援助|legal aid", "心理疏导|counselling", "护理/康复服务|nursing and rehabilitation|护理|康复", "生产扶持|production help", "临时救助|temporary aid",
	"送温暖慰问|warmth visit|送温暖|慰问", "金秋助学|autumn study aid", "医疗互助|mutual medical aid",
))

// NeedKinds is what a household asks for (§0.2 need items).
func NeedKinds() List { return needKinds() }

var needKinds = list("need_kind", numbered(
	"生活|living|生活救助|生活困难", "医疗|medical|医疗救助|看病", "助学|study|上学|助学救助|教育", "就业|employment|就业创业", "住房|housing", "残疾康复|disability rehabilitation|康复",
	"法律援助|legal|法律", "心理疏导|psychological|心理", "护理照料|nursing|护理", "生产扶持|production help|生产", "其他|other",
))

// Insurances is 医疗保险: the kinds of medical insurance of a person (product proposal; the form gives no list).
func Insurances() List { return insurances() }

var insurances = list("insurance", numbered(
	"职工基本医疗保险|employee medical insurance|职工医保|城镇职工", "城乡居民基本医疗保险|resident medical insurance|居民医保|城乡居民|新农合|城镇居民",
	"公费医疗|free medical care", "商业医疗保险|commercial insurance|商业保险", "未参保|none|无|未参加", "其他|other",
))

// LowIncomeClasses is 低收入人口类别.
func LowIncomeClasses() List { return lowIncomeClasses() }

var lowIncomeClasses = list("low_income_class", numbered(
	"最低生活保障对象|minimum living allowance|低保|低保对象|低保户", "特困人员|destitute person|特困|五保", "最低生活保障边缘家庭成员|allowance edge family|低保边缘|低保边缘家庭成员",
	"刚性支出困难家庭成员|rigid expenditure family|刚性支出困难|支出型困难", "防止返贫监测对象|monitored against poverty|监测对象", "其他困难人员|other|其他",
))

// ApplyReasons is 申请原因.
func ApplyReasons() List { return applyReasons() }

var applyReasons = list("apply_reason", numbered(
	"因病|disease", "因灾|disaster", "因残|disability", "因学|schooling", "收入低|low income|低收入", "失业|unemployment", "失地|land lost", "因意外事故|accident|意外", "其他|other",
))

// RigidExpenses is 刚性支出.
func RigidExpenses() List { return rigidExpenses() }

var rigidExpenses = list("rigid_expense", numbered(
	"生活支出|living|生活", "医疗支出|medical|医疗", "教育支出|education|教育", "残疾康复支出|disability rehabilitation|残疾康复|康复", "住房支出|housing|住房|房租",
	"赡养支出|supporting parents|赡养", "必要就业成本|necessary job cost|就业成本", "其他支出|other|其他",
))

// DiseaseKinds is 疾病类别.
func DiseaseKinds() List { return diseaseKinds() }

var diseaseKinds = list("disease_kind", numbered(
	"无|none", "恶性肿瘤|malignant tumour|癌症", "慢性肾功能不全|chronic kidney failure|尿毒症", "心脏病|heart disease", "脑血管疾病|cerebrovascular disease|脑血管病",
	"糖尿病|diabetes", "慢性呼吸系统疾病|chronic respiratory disease", "泌尿系统疾病|urinary disease", "儿科先天性疾病|congenital disease", "感染性疾病|infectious disease",
	"骨科及结缔组织疾病|bone and connective tissue disease", "精神神经系统疾病|mental and nervous disease|精神病", "免疫系统疾病|immune disease", "消化系统疾病|digestive disease",
	"血液系统疾病|blood disease|血液病", "严重创伤及并发症|severe injury", "其他|other",
))

// TemporaryKinds is 临时救助困难类型; accidents are told apart.
func TemporaryKinds() List { return temporaryKinds() }

var temporaryKinds = list("temporary_kind", []Entry{
	{"1", "疾病", "disease", "因病"},
	{"2", "意外灾害", "accident or disaster", "意外"},
	{"21", "火灾", "fire", ""},
	{"22", "交通事故", "traffic accident", "车祸"},
	{"23", "溺水", "drowning", ""},
	{"24", "人身伤害", "bodily harm", ""},
	{"29", "其他意外", "other accident", ""},
	{"3", "教育支出", "education", "因学"},
	{"4", "其他困难", "other hardship", "其他"},
})

// SchoolStages is 就学阶段.
func SchoolStages() List { return schoolStages() }

var schoolStages = list("school_stage", numbered(
	"学前教育|preschool|幼儿园|学前", "小学|primary", "初中|junior middle", "高中|senior middle|普通高中", "中职|secondary vocational|中专|职高|技校", "高职(专科)|college|高职|专科|大专",
	"本科|bachelor|大学|大学本科", "硕士|master|研究生", "博士|doctor",
))

// HardToEmploys is 就业困难类别 1–13 (§3.2).
func HardToEmploys() List { return hardToEmploys() }

var hardToEmploys = list("hard_to_employ", numbered(
	"大龄失业人员|older unemployed|大龄", "残疾人员|disabled|残疾人", "享受最低生活保障人员|on living allowance|低保人员", "零就业家庭成员|zero-employment household|零就业家庭",
	"长期(连续)失业人员|long-term unemployed|长期失业人员|连续失业人员", "失地农民|land lost", "单亲抚养未成年人|single parent with a minor", "退役军人|veteran",
	"劳模/军烈属|model worker or martyr's family|劳模|军烈属", "刑满释放/戒毒康复人员|released or in rehabilitation|刑满释放人员|戒毒康复人员",
	"需赡养患重大疾病直系亲属人员|supporting a seriously ill relative", "困难家庭及助学贷款高校毕业生|graduate of a poor household", "其他|other",
))

// SelfCares is 自理能力.
func SelfCares() List { return selfCares() }

var selfCares = list("self_care", numbered(
	"具备生活自理能力|able|能自理|全自理|自理", "部分丧失生活自理能力|partly lost|半自理|半失能", "完全丧失生活自理能力|wholly lost|不能自理|失能|全失能",
))
