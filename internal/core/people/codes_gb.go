package people

// The national code lists of §4.5. Where the rules give ranges, the words are those of the standards.

// Sexes is GB/T 2261.1.
func Sexes() List { return sexes() }

var sexes = list("sex", []Entry{
	{"0", "未知的性别", "unknown", "未知|不详"},
	{"1", "男", "male", "男性|M"},
	{"2", "女", "female", "女性|F"},
	{"9", "未说明的性别", "not stated", "未说明"},
})

// DocumentTypes is the kind of personal document (§4.2).
func DocumentTypes() List { return documentTypes() }

var documentTypes = list("document_type", []Entry{
	{"1", "居民身份证", "citizen ID card", "身份证|二代身份证|公民身份证"},
	{"2", "港澳居民居住证", "residence permit for Hong Kong and Macao residents", "港澳居住证"},
	{"3", "台湾居民居住证", "residence permit for Taiwan residents", "台湾居住证"},
	{"4", "外国人永久居留身份证", "foreign permanent resident ID card", "外国人永久居留证|永居证"},
	{"5", "护照", "passport", "普通护照"},
	{"6", "港澳居民来往内地通行证", "travel permit for Hong Kong and Macao residents", "回乡证|港澳通行证"},
	{"7", "台湾居民来往大陆通行证", "travel permit for Taiwan residents", "台胞证"},
	{"8", "户口簿", "hukou book (newborn)", "户口本"},
	{"9", "其他证件", "other", "其他"},
})

// Maritals is GB/T 2261.2.
func Maritals() List { return maritals() }

var maritals = list("marital", []Entry{
	{"10", "未婚", "single", ""},
	{"20", "已婚", "married", "有配偶"},
	{"21", "初婚", "first marriage", ""},
	{"22", "再婚", "remarried", ""},
	{"23", "复婚", "married again to the same person", ""},
	{"30", "丧偶", "widowed", ""},
	{"40", "离婚", "divorced", "离异"},
	{"90", "未说明的婚姻状况", "not stated", "未说明"},
})

// HealthStates is GB/T 2261.3.
func HealthStates() List { return healthStates() }

var healthStates = list("health_state", []Entry{
	{"10", "健康或良好", "good", "健康|良好"},
	{"20", "一般或较弱", "fair or weak", "一般|较弱"},
	{"30", "有慢性病", "chronic disease", "慢性病"},
	{"60", "残疾", "disabled", "残疾人"},
	{"61", "视力残疾", "sight disability", ""},
	{"62", "听力残疾", "hearing disability", ""},
	{"63", "言语残疾", "speech disability", ""},
	{"64", "肢体残疾", "limb disability", ""},
	{"65", "智力残疾", "intellectual disability", ""},
	{"66", "精神残疾", "mental disability", ""},
	{"67", "多重残疾", "multiple disabilities", ""},
	{"69", "其他残疾", "other disability", ""},
})

// Occupations is GB/T 2261.4.
func Occupations() List { return occupations() }

var occupations = list("occupation", []Entry{
	{"11", "国家公务员", "civil servant", "公务员"},
	{"13", "专业技术人员", "professional", ""},
	{"17", "职员", "staff", ""},
	{"21", "企业管理人员", "manager", "管理人员"},
	{"24", "工人", "worker", ""},
	{"27", "农民", "farmer", ""},
	{"31", "学生", "student", "在校学生"},
	{"37", "现役军人", "soldier", "军人"},
	{"51", "自由职业者", "freelancer", "自由职业"},
	{"54", "个体经营者", "self-employed", "个体户|个体工商户"},
	{"70", "无业人员", "jobless", "无业"},
	{"80", "退(离)休人员", "retired", "退休|离休|退休人员"},
	{"90", "其他", "other", ""},
})

// Politicals is GB/T 4762.
func Politicals() List { return politicals() }

var politicals = list("political", []Entry{
	{"01", "中国共产党党员", "member of the Communist Party", "中共党员|党员"},
	{"02", "中国共产党预备党员", "probationary party member", "中共预备党员|预备党员"},
	{"03", "中国共产主义青年团团员", "Youth League member", "共青团员|团员"},
	{"04", "中国国民党革命委员会会员", "Revolutionary Committee of the Kuomintang", "民革会员|民革党员|民革"},
	{"05", "中国民主同盟盟员", "China Democratic League", "民盟盟员|民盟"},
	{"06", "中国民主建国会会员", "China National Democratic Construction Association", "民建会员|民建"},
	{"07", "中国民主促进会会员", "China Association for Promoting Democracy", "民进会员|民进"},
	{"08", "中国农工民主党党员", "Chinese Peasants' and Workers' Democratic Party", "农工党党员|农工党"},
	{"09", "中国致公党党员", "China Zhi Gong Party", "致公党党员|致公党"},
	{"10", "九三学社社员", "Jiusan Society", "九三学社"},
	{"11", "台湾民主自治同盟盟员", "Taiwan Democratic Self-Government League", "台盟盟员|台盟"},
	{"12", "无党派民主人士", "personage without party", "无党派人士|无党派"},
	{"13", "群众", "general public", "普通公民"},
})

// Educations is GB/T 4658.
func Educations() List { return educations() }

var educations = list("education", []Entry{
	{"10", "研究生教育", "postgraduate", "研究生"},
	{"11", "博士研究生毕业", "doctoral graduate", "博士研究生|博士"},
	{"12", "博士研究生结业", "doctoral completion", ""},
	{"13", "博士研究生肄业", "doctoral unfinished", ""},
	{"14", "硕士研究生毕业", "master graduate", "硕士研究生|硕士"},
	{"15", "硕士研究生结业", "master completion", ""},
	{"16", "硕士研究生肄业", "master unfinished", ""},
	{"17", "研究生班毕业", "postgraduate class graduate", ""},
	{"18", "研究生班结业", "postgraduate class completion", ""},
	{"19", "研究生班肄业", "postgraduate class unfinished", ""},
	{"20", "大学本科教育", "bachelor", "大学本科|本科|大学"},
	{"21", "大学本科毕业", "bachelor graduate", "本科毕业"},
	{"22", "大学本科结业", "bachelor completion", ""},
	{"23", "大学本科肄业", "bachelor unfinished", ""},
	{"28", "大学普通班毕业", "ordinary university class graduate", ""},
	{"30", "大学专科教育", "college", "大学专科|专科|大专|高职"},
	{"31", "大学专科毕业", "college graduate", "大专毕业|专科毕业"},
	{"32", "大学专科结业", "college completion", ""},
	{"33", "大学专科肄业", "college unfinished", ""},
	{"40", "中等职业教育", "secondary vocational", "中职"},
	{"41", "中等专科毕业", "specialised secondary graduate", "中专|中等专科|中专毕业"},
	{"42", "中等专科结业", "specialised secondary completion", ""},
	{"43", "中等专科肄业", "specialised secondary unfinished", ""},
	{"44", "职业高中毕业", "vocational senior middle graduate", "职业高中|职高"},
	{"45", "职业高中结业", "vocational senior middle completion", ""},
	{"46", "职业高中肄业", "vocational senior middle unfinished", ""},
	{"47", "技工学校毕业", "technician school graduate", "技工学校|技校"},
	{"48", "技工学校结业", "technician school completion", ""},
	{"49", "技工学校肄业", "technician school unfinished", ""},
	{"60", "普通高级中学教育", "senior middle school", "普通高中|高中"},
	{"61", "普通高中毕业", "senior middle school graduate", "高中毕业"},
	{"62", "普通高中结业", "senior middle school completion", ""},
	{"63", "普通高中肄业", "senior middle school unfinished", ""},
	{"70", "初级中学教育", "junior middle school", "初中|初级中学"},
	{"71", "初中毕业", "junior middle school graduate", ""},
	{"73", "初中肄业", "junior middle school unfinished", ""},
	{"80", "小学教育", "primary school", "小学"},
	{"81", "小学毕业", "primary school graduate", ""},
	{"83", "小学肄业", "primary school unfinished", ""},
	{"90", "其他", "other", "文盲|文盲或半文盲|未上学"},
})

// HukouTypes is the kind of household registration.
func HukouTypes() List { return hukouTypes() }

var hukouTypes = list("hukou", []Entry{
	{"1", "非农业家庭户口", "non-farm family", "非农业|城镇|城镇户口|非农业户口|居民户口|居民家庭户口"},
	{"2", "农业家庭户口", "farm family", "农业|农村|农业户口|农村户口"},
	{"3", "非农业集体户口", "non-farm collective", "集体户口"},
	{"4", "农业集体户口", "farm collective", ""},
	{"9", "未落常住户口或其他", "unregistered or other", "其他|未落户"},
})

// Industries is the sections of GB/T 4754.
func Industries() List { return industries() }

var industries = list("industry", []Entry{
	{"A", "农、林、牧、渔业", "agriculture, forestry, husbandry, fishery", "农业|农林牧渔业"},
	{"B", "采矿业", "mining", "石油开采|石油"},
	{"C", "制造业", "manufacturing", ""},
	{"D", "电力、热力、燃气及水生产和供应业", "electricity, heat, gas, water", "电力"},
	{"E", "建筑业", "construction", ""},
	{"F", "批发和零售业", "wholesale and retail", "批发零售业"},
	{"G", "交通运输、仓储和邮政业", "transport, storage, post", "交通运输业"},
	{"H", "住宿和餐饮业", "hotels and catering", "餐饮业"},
	{"I", "信息传输、软件和信息技术服务业", "information technology", "信息技术"},
	{"J", "金融业", "finance", ""},
	{"K", "房地产业", "real estate", "房地产"},
	{"L", "租赁和商务服务业", "leasing and business services", ""},
	{"M", "科学研究和技术服务业", "research and technical services", ""},
	{"N", "水利、环境和公共设施管理业", "water, environment, public facilities", ""},
	{"O", "居民服务、修理和其他服务业", "household services and repair", "居民服务业"},
	{"P", "教育", "education", "教育业"},
	{"Q", "卫生和社会工作", "health and social work", "卫生"},
	{"R", "文化、体育和娱乐业", "culture, sports, entertainment", ""},
	{"S", "公共管理、社会保障和社会组织", "public administration and social organisations", "公共管理"},
	{"T", "国际组织", "international organisations", ""},
})

// EmployerEconomies is the economic type of an employer.
func EmployerEconomies() List { return employerEconomies() }

var employerEconomies = list("employer_economy", []Entry{
	{"100", "内资", "domestic", ""},
	{"110", "国有全资", "state-owned", "国有"},
	{"120", "集体全资", "collective", "集体"},
	{"170", "私有", "private", "私营|民营"},
	{"175", "个体经营", "self-employed", "个体"},
	{"200", "港、澳、台投资", "Hong Kong, Macao or Taiwan investment", "港澳台投资"},
	{"300", "国外投资", "foreign investment", "外资|外商投资"},
	{"900", "其他", "other", ""},
})

// DisabilityTypes is GB/T 26341-2010 (§3.1).
func DisabilityTypes() List { return disabilityTypes() }

var disabilityTypes = list("disability_type", numbered(
	"视力|sight|视力残疾|盲", "听力|hearing|听力残疾|聋", "言语|speech|言语残疾|语言残疾|语言", "肢体|limb|肢体残疾",
	"智力|intellectual|智力残疾", "精神|mental|精神残疾", "多重|multiple|多重残疾",
))

// DisabilityLevels is GB/T 26341-2010; level 1 is the most severe.
func DisabilityLevels() List { return disabilityLevels() }

var disabilityLevels = list("disability_level", numbered(
	"一级|level 1|1级|壹级", "二级|level 2|2级|贰级", "三级|level 3|3级|叁级", "四级|level 4|4级|肆级",
))
