package people

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// Search tokens. A name is found by equality of tokens only, so that a table of them may hold keyed digests instead of
// text (architecture: Chinese search by our own bigram and pinyin tokens). The first letter tells the kind apart:
//
//	b:建国      two neighbouring characters
//	i:zjg       initials, and their beginnings from two letters on
//	p:zhangjian pinyin of the whole name, of its beginnings and of the given name
//
// Tokens hold no spaces and no dots of minority names.

// maxReadings bounds the readings of one name: beyond it only the first reading of each further character counts.
const maxReadings = 8

// NameTokens are the tokens under which a name is stored, sorted and without repeats.
func NameTokens(name string) []string {
	chars := han(name)
	if len(chars) == 0 {
		return nil
	}
	var out []string
	for i := 0; i+1 < len(chars); i++ {
		out = append(out, "b:"+string(chars[i:i+2]))
	}
	surname := 1
	if compoundSurname(chars) != nil && len(chars) > 2 {
		surname = 2
	}
	for _, reading := range readings(chars) {
		initials := ""
		for i, syllable := range reading {
			initials += syllable[:1]
			if i > 0 {
				out = append(out, "i:"+initials)
			}
			out = append(out, "p:"+strings.Join(reading[:i+1], ""))
		}
		if len(reading) > surname {
			out = append(out, "p:"+strings.Join(reading[surname:], ""))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// PinyinOf is the most likely reading of a name, syllables joined by spaces; lists are sorted by it. The surname is
// read as a surname; characters that are not Chinese are left out.
func PinyinOf(name string) string {
	chars := han(name)
	if len(chars) == 0 {
		return ""
	}
	return strings.Join(readings(chars)[0], " ")
}

// readings gives the possible readings of a name, the most likely first; a rare character without one is left out.
func readings(chars []rune) [][]string {
	args := pinyin.NewArgs()
	args.Heteronym = true
	out := [][]string{{}}
	fixed := surnameReading(chars)
	for i, c := range chars {
		options := pinyin.SinglePinyin(c, args)
		if i < len(fixed) {
			options = fixed[i : i+1]
		}
		if len(options) == 0 {
			continue
		}
		if len(out)*len(options) > maxReadings {
			options = options[:1]
		}
		next := make([][]string, 0, len(out)*len(options))
		for _, o := range options {
			for _, start := range out {
				next = append(next, append(slices.Clone(start), strings.ReplaceAll(o, "ü", "v")))
			}
		}
		out = next
	}
	return out
}

func surnameReading(chars []rune) []string {
	if two := compoundSurname(chars); two != nil {
		return two
	}
	if one, ok := surnames()[string(chars[:1])]; ok {
		return []string{one}
	}
	return nil
}

// compoundSurname is the reading of a two-character surname whose characters are read otherwise elsewhere, or that
// must be known to tell the given name.
func compoundSurname(chars []rune) []string {
	if len(chars) < 2 {
		return nil
	}
	if two, ok := surnames()[string(chars[:2])]; ok {
		return strings.Fields(two)
	}
	return nil
}

// surnames are read differently from the character's usual reading, or have two characters.
var surnames = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"单": "shan", "仇": "qiu", "曾": "zeng", "区": "ou", "朴": "piao", "解": "xie", "查": "zha", "盖": "ge", "任": "ren",
		"覃": "qin", "缪": "miao", "乐": "yue", "折": "she", "员": "yun", "贠": "yun", "翟": "zhai", "召": "shao", "冼": "xian",
		"洗": "xian", "尹": "yin", "逄": "pang", "隗": "wei", "郗": "xi", "种": "chong", "重": "chong", "秘": "bi", "繁": "po",
		"柏": "bai", "宓": "mi", "哈": "ha", "卜": "bu", "石": "shi", "沈": "shen", "盛": "sheng", "祭": "zhai",
		"那": "na", "能": "nai", "适": "kuo", "祝": "zhu", "宁": "ning", "车": "che",
		"贾": "jia", "臧": "zang", "于": "yu", "薄": "bo", "牟": "mou", "晁": "chao", "都": "du", "郇": "huan", "佴": "nai",
		"乜": "nie", "瞿": "qu", "幺": "yao", "句": "gou", "占": "zhan", "强": "qiang", "藏": "zang",
		"尉迟": "yu chi", "长孙": "zhang sun", "万俟": "mo qi", "澹台": "tan tai", "尉": "wei",
		"欧阳": "ou yang", "司马": "si ma", "上官": "shang guan", "诸葛": "zhu ge", "夏侯": "xia hou", "东方": "dong fang", "皇甫": "huang fu",
		"令狐": "ling hu", "宇文": "yu wen", "慕容": "mu rong", "公孙": "gong sun", "司徒": "si tu", "司空": "si kong", "轩辕": "xuan yuan",
		"钟离": "zhong li", "赫连": "he lian", "呼延": "hu yan", "端木": "duan mu", "独孤": "du gu", "南宫": "nan gong", "闻人": "wen ren",
		"宗政": "zong zheng", "濮阳": "pu yang", "淳于": "chun yu", "太史": "tai shi", "申屠": "shen tu", "西门": "xi men", "百里": "bai li",
	}
})

// han keeps the Chinese characters of a name.
func han(name string) []rune {
	var out []rune
	for _, r := range NormalizeText(name) {
		if unicode.Is(unicode.Han, r) {
			out = append(out, r)
		}
	}
	return out
}
