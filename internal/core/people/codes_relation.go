package people

import "fmt"

// Relations is GB/T 4761: how a member is related to the head or the beneficiary (§4.5).
func Relations() List { return relations() }

// relationBySex are words for both sexes: the code for a man, the code for a woman.
var relationBySex = map[string][2]string{
	"配偶": {"11", "12"}, "爱人": {"11", "12"}, "夫妻": {"11", "12"}, "子女": {"20", "30"}, "孩子": {"20", "30"},
	"父母": {"51", "52"}, "孙子女": {"41", "42"}, "外孙子女": {"43", "44"}, "祖父母": {"61", "62"}, "外祖父母": {"63", "64"},
	"养子女": {"27", "37"}, "继子女": {"27", "37"}, "岳父母": {"55", "56"}, "公婆": {"53", "54"}, "继父母": {"57", "58"}, "养父母": {"57", "58"},
	"10": {"11", "12"},
}

// RelationByLabel finds the relation that a word means and, where the word leaves the sex open and the member's sex
// is known, narrows it: 配偶 of a woman is 12 妻, 子女 that is a girl is 30 女.
func RelationByLabel(label string, sex Sex) (Entry, bool) {
	if pair, ok := relationBySex[labelKey(label)]; ok {
		switch sex {
		case Male:
			return relations().Get(pair[0])
		case Female:
			return relations().Get(pair[1])
		}
	}
	return relations().ByLabel(label)
}

var relations = list("relation", []Entry{
	{"01", "本人", "self", "自己"},
	{"02", "户主", "head of household", ""},
	{"10", "配偶", "spouse", "爱人|夫妻"},
	{"11", "夫", "husband", "丈夫|之夫|老公"},
	{"12", "妻", "wife", "妻子|之妻|老婆|媳妇"},
	{"20", "子", "son", "儿子|之子|男孩"},
	{"21", "独生子", "only son", ""},
	{"22", "长子", "first son", "大儿子"},
	{"23", "次子", "second son", "二儿子|二子"},
	{"24", "三子", "third son", "三儿子"},
	{"25", "四子", "fourth son", "四儿子"},
	{"26", "五子", "fifth son", "五儿子"},
	{"27", "养子或继子", "adopted or step-son", "养子|继子"},
	{"28", "女婿", "son-in-law", ""},
	{"29", "其他儿子", "other son", ""},
	{"30", "女", "daughter", "女儿|之女|女孩"},
	{"31", "独生女", "only daughter", ""},
	{"32", "长女", "first daughter", "大女儿"},
	{"33", "次女", "second daughter", "二女|二女儿"},
	{"34", "三女", "third daughter", "三女儿"},
	{"35", "四女", "fourth daughter", "四女儿"},
	{"36", "五女", "fifth daughter", "五女儿"},
	{"37", "养女或继女", "adopted or step-daughter", "养女|继女"},
	{"38", "儿媳", "daughter-in-law", "儿媳妇|之媳"},
	{"39", "其他女儿", "other daughter", ""},
	{"40", "孙子、孙女或外孙子、外孙女", "grandchild", "孙辈|孙子女|外孙子女|孙子女或外孙子女"},
	{"41", "孙子", "son's son", "孙|之孙"},
	{"42", "孙女", "son's daughter", "之孙女"},
	{"43", "外孙子", "daughter's son", "外孙|之外孙"},
	{"44", "外孙女", "daughter's daughter", "之外孙女"},
	{"45", "孙媳妇或外孙媳妇", "grandson's wife", "孙媳妇|孙媳|外孙媳妇"},
	{"46", "孙女婿或外孙女婿", "granddaughter's husband", "孙女婿|外孙女婿"},
	{"47", "曾孙子或外曾孙子", "great-grandson", "曾孙子|曾孙|重孙"},
	{"48", "曾孙女或外曾孙女", "great-granddaughter", "曾孙女|重孙女"},
	{"49", "其他孙子、孙女或外孙子、外孙女", "other grandchild", ""},
	{"50", "父母", "parents", "双亲"},
	{"51", "父亲", "father", "父|之父|爸爸"},
	{"52", "母亲", "mother", "母|之母|妈妈"},
	{"53", "公公", "husband's father", ""},
	{"54", "婆婆", "husband's mother", ""},
	{"55", "岳父", "wife's father", "丈人"},
	{"56", "岳母", "wife's mother", "丈母娘"},
	{"57", "继父或养父", "step- or adoptive father", "继父|养父"},
	{"58", "继母或养母", "step- or adoptive mother", "继母|养母"},
	{"59", "其他父母关系", "other parent", "岳父母|公婆|公公婆婆"},
	{"60", "祖父母或外祖父母", "grandparents", "祖父母|外祖父母"},
	{"61", "祖父", "paternal grandfather", "爷爷"},
	{"62", "祖母", "paternal grandmother", "奶奶"},
	{"63", "外祖父", "maternal grandfather", "姥爷|外公"},
	{"64", "外祖母", "maternal grandmother", "姥姥|外婆"},
	{"65", "配偶的祖父母或外祖父母", "spouse's grandparents", ""},
	{"66", "曾祖父", "great-grandfather", "太爷爷"},
	{"67", "曾祖母", "great-grandmother", "太奶奶"},
	{"68", "配偶的曾祖父母或外曾祖父母", "spouse's great-grandparents", ""},
	{"69", "其他祖父母或外祖父母关系", "other grandparent", ""},
	{"70", "兄弟姐妹", "siblings", "兄弟姊妹|兄弟|姐妹"},
	{"71", "兄", "elder brother", "哥哥|哥|之兄"},
	{"72", "嫂", "elder brother's wife", "嫂子"},
	{"73", "弟", "younger brother", "弟弟|之弟"},
	{"74", "弟媳", "younger brother's wife", "弟妹|弟媳妇"},
	{"75", "姐姐", "elder sister", "姐|姊|之姐"},
	{"76", "姐夫", "elder sister's husband", ""},
	{"77", "妹妹", "younger sister", "妹|之妹"},
	{"78", "妹夫", "younger sister's husband", ""},
	{"79", "其他兄弟姐妹", "other sibling", ""},
	{"80", "其他", "other", ""},
	{"81", "伯父", "father's elder brother", "大爷|大伯"},
	{"82", "伯母", "father's elder brother's wife", "大娘"},
	{"83", "叔父", "father's younger brother", "叔叔|叔"},
	{"84", "婶母", "father's younger brother's wife", "婶婶|婶"},
	{"85", "舅父", "mother's brother", "舅舅|舅"},
	{"86", "舅母", "mother's brother's wife", "舅妈"},
	{"87", "姨父", "mother's sister's husband", "姨夫"},
	{"88", "姨母", "mother's sister", "姨妈|姨"},
	{"89", "姑父", "father's sister's husband", "姑夫"},
	{"90", "姑母", "father's sister", "姑姑|姑妈|姑"},
	{"91", "堂兄弟、堂姐妹", "cousin (father's brother's child)", "堂兄弟|堂姐妹|堂兄|堂弟|堂姐|堂妹"},
	{"92", "表兄弟、表姐妹", "cousin (other)", "表兄弟|表姐妹|表兄|表弟|表姐|表妹"},
	{"93", "侄子", "brother's son", "侄|侄儿"},
	{"94", "侄女", "brother's daughter", ""},
	{"95", "外甥", "sister's son", "外甥子"},
	{"96", "外甥女", "sister's daughter", ""},
	{"97", "其他亲属", "other relative", "亲属|亲戚"},
	{"99", "非亲属", "not related", "无亲属关系|监护人|朋友|其他非亲属"},
})

// Ethnics is GB/T 3304 (§4.5); the code is the number, the name may be written with or without 族.
func Ethnics() List { return ethnics() }

var ethnics = list("ethnic", ethnicEntries())

func ethnicEntries() []Entry {
	names := []string{
		"汉", "Han", "蒙古", "Mongol", "回", "Hui", "藏", "Tibetan", "维吾尔", "Uygur", "苗", "Miao", "彝", "Yi", "壮", "Zhuang",
		"布依", "Bouyei", "朝鲜", "Korean", "满", "Manchu", "侗", "Dong", "瑶", "Yao", "白", "Bai", "土家", "Tujia", "哈尼", "Hani",
		"哈萨克", "Kazakh", "傣", "Dai", "黎", "Li", "傈僳", "Lisu", "佤", "Wa", "畲", "She", "高山", "Gaoshan", "拉祜", "Lahu",
		"水", "Shui", "东乡", "Dongxiang", "纳西", "Naxi", "景颇", "Jingpo", "柯尔克孜", "Kirgiz", "土", "Tu", "达斡尔", "Daur",
		"仫佬", "Mulao", "羌", "Qiang", "布朗", "Blang", "撒拉", "Salar", "毛南", "Maonan", "仡佬", "Gelao", "锡伯", "Xibe",
		"阿昌", "Achang", "普米", "Pumi", "塔吉克", "Tajik", "怒", "Nu", "乌孜别克", "Uzbek", "俄罗斯", "Russian", "鄂温克", "Ewenki",
		"德昂", "Deang", "保安", "Bonan", "裕固", "Yugur", "京", "Gin", "塔塔尔", "Tatar", "独龙", "Derung", "鄂伦春", "Oroqen",
		"赫哲", "Hezhen", "门巴", "Monba", "珞巴", "Lhoba", "基诺", "Jino",
	}
	out := make([]Entry, 0, len(names)/2+2)
	for i := 0; i < len(names); i += 2 {
		n := i/2 + 1
		out = append(out, Entry{Code: fmt.Sprintf("%02d", n), Zh: names[i] + "族", En: names[i+1], Aliases: names[i]})
	}
	return append(out,
		Entry{"97", "其他", "other", "其他民族"},
		Entry{"98", "外国血统中国籍人士", "Chinese citizen of foreign descent", "外国血统"},
	)
}
