package people

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNameTokens(t *testing.T) {
	got := strings.Join(NameTokens("张三"), " ")
	if got != "b:张三 i:zs p:san p:zhang p:zhangsan" {
		t.Error(got)
	}
	for name, want := range map[string][]string{
		"张建国":      {"b:张建", "b:建国", "i:zj", "i:zjg", "p:zhangjianguo", "p:jianguo", "p:zhang", "p:zhangjian"},
		"单立":       {"i:sl", "p:shanli"},
		"仇英":       {"p:qiuying"},
		"区小明":      {"i:oxm", "p:ouxiaoming"},
		"尉迟恭":      {"i:ycg", "p:yuchigong", "p:gong"},
		"欧阳修":      {"p:ouyangxiu", "p:xiu"},
		"阿依古丽·买买提": {"b:阿依", "b:丽买"},
		"李乐":       {"p:lile", "p:liyue"},
		"吕布":       {"p:lvbu"},
	} {
		tokens := NameTokens(name)
		for _, w := range want {
			if !slices.Contains(tokens, w) {
				t.Errorf("%s lacks %s: %v", name, w, tokens)
			}
		}
	}
	if slices.Contains(NameTokens("单立"), "p:danli") {
		t.Error("a surname in its usual reading")
	}
	if NameTokens("") != nil || NameTokens("John") != nil {
		t.Error("tokens of nothing")
	}
}

func TestPinyinOf(t *testing.T) {
	for name, want := range map[string]string{
		"单田芳": "shan tian fang", "仇和": "qiu he", "曾国藩": "zeng guo fan", "区家": "ou jia", "朴正": "piao zheng", "解放": "xie fang", "查良": "zha liang",
		"尉迟恭": "yu chi gong", "盖叫天": "ge jiao tian", "任我行": "ren wo xing", "缪斯": "miao si", "长孙无忌": "zhang sun wu ji", "张三": "zhang san", "": "",
	} {
		if got := PinyinOf(name); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestParseQuery(t *testing.T) {
	for in, want := range map[string]struct {
		kind  QueryKind
		value string
	}{
		"": {}, " ": {}, "张": {}, "z": {}, "1": {}, "张三": {QueryName, "张三"}, "张 建国": {QueryName, "张建国"}, "古丽•买": {QueryName, "古丽买"},
		"zjg": {QueryPinyin, "zjg"}, "ZhangSan": {QueryPinyin, "zhangsan"}, "zhang san": {QueryPinyin, "zhangsan"},
		"0011": {QueryIDTail, "0011"}, "002x": {QueryIDTail, "002X"}, "００１１": {QueryIDTail, "0011"},
		"230602198001010011": {QueryID, "230602198001010011"}, "13812345678": {QueryPhone, "13812345678"}, "0459-6123456": {QueryPhone, "0459-6123456"},
		"138 1234 5678": {QueryPhone, "13812345678"}, "YC-2026-00012": {QueryFile, "YC-2026-00012"}, "yc202600012": {QueryFile, "YC202600012"}, "2026000123": {QueryFile, "2026000123"},
		"萨〔2026〕12号": {QueryFile, "萨〔2026〕12号"}, "12": {}, "123": {}, "张3": {}, "!!": {}, "张,三": {},
	} {
		if got := ParseQuery(in); got.Kind != want.kind || got.Value != want.value {
			t.Errorf("%q: %+v, want %v", in, got, want)
		}
	}
}

func TestSearchProperties(t *testing.T) {
	names := rapid.StringOfN(rapid.RuneFrom([]rune("张王李赵单仇曾欧阳尉迟建国小明乐重长行芳丽华阿依古买提")), 2, 8, -1)
	t.Run("every piece of a name finds it", rapid.MakeCheck(func(t *rapid.T) {
		name := names.Draw(t, "name")
		tokens, r := NameTokens(name), []rune(name)
		from := rapid.IntRange(0, len(r)-2).Draw(t, "from")
		to := rapid.IntRange(from+2, len(r)).Draw(t, "to")
		q := ParseQuery(string(r[from:to]))
		if q.Kind != QueryName {
			t.Fatal(q)
		}
		for _, want := range q.All {
			if !slices.Contains(tokens, want) {
				t.Fatal(want, tokens)
			}
		}
	}))
	t.Run("pinyin and initials find it", rapid.MakeCheck(func(t *rapid.T) {
		name := names.Draw(t, "name")
		tokens, syllables := NameTokens(name), strings.Fields(PinyinOf(name))
		initials := ""
		for _, s := range syllables {
			initials += s[:1]
		}
		for _, typed := range []string{initials, strings.Join(syllables, ""), PinyinOf(name)} {
			q := ParseQuery(typed)
			if q.Kind != QueryPinyin || !slices.ContainsFunc(q.Any, func(a string) bool { return slices.Contains(tokens, a) }) {
				t.Fatal(typed, q, tokens)
			}
		}
		if len(tokens) > 200 || !slices.IsSorted(tokens) {
			t.Fatal(len(tokens))
		}
	}))
	t.Run("nothing panics", rapid.MakeCheck(func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		ParseQuery(s)
		NameTokens(s)
		PinyinOf(s)
	}))
}
