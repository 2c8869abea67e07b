package aid

import (
	"context"
	"strings"

	"yice/internal/core/org"
	"yice/internal/core/people"
	"yice/internal/core/policy"
	"yice/internal/kit/i18n"
	"yice/internal/kit/web"
)

// Choice is one value of a list with its word in the caller's language.
type Choice struct {
	Code  string `json:"code"`
	Label string `json:"label"`
}

// Area is a county with its streets and towns.
type Area struct {
	Code    string   `json:"code"`
	Name    string   `json:"name"`
	Streets []Choice `json:"streets"`
}

// Codes is what the forms choose from. Lists are the people room's by name, and need, class, department, income, rigid,
// flag, exit_reason, paper.
type Codes struct {
	Areas []Area              `json:"areas"`
	Lists map[string][]Choice `json:"lists"`
}

// CodesFor gives the lists in a language, and the counties of the city that an area code lies in.
func CodesFor(lang i18n.Language, area string) Codes {
	out := Codes{Areas: []Area{}, Lists: map[string][]Choice{}}
	put := func(list, code string, w i18n.Word) {
		out.Lists[list] = append(out.Lists[list], Choice{Code: code, Label: w.In(lang)})
	}
	for _, l := range people.Lists() {
		for _, e := range l.Entries() {
			put(l.Name(), e.Code, i18n.Word{ZH: e.Zh, EN: e.En})
		}
	}
	delete(out.Lists, "exit_reason") // the casebook has its own codes
	fill := func(list string, codes []string, word func(string) i18n.Word) {
		for _, c := range codes {
			put(list, c, word(c))
		}
	}
	fill("need", NeedCodes(), NeedWord)
	fill("class", []string{string(policy.Deep), string(policy.Rel), string(policy.Acc)}, ClassWord)
	fill("income", policy.IncomeKinds(), func(c string) i18n.Word { return i18n.Word(policy.IncomeWords(c)) })
	fill("rigid", policy.RigidKinds(), func(c string) i18n.Word { return i18n.Word(policy.RigidWords(c)) })
	fill("flag", policy.FlagCodes(), func(c string) i18n.Word { return i18n.Word(policy.FlagWords(c)) })
	fill("exit_reason", ExitReasons(), ExitWord)
	fill("paper", PaperKinds(), PaperWord)
	for _, d := range org.Departments() {
		put("department", d.Code, i18n.Word{ZH: d.ZH, EN: d.EN})
	}
	city := "2306"
	if len(area) >= 4 {
		city = area[:4]
	}
	for _, c := range org.Counties(city) {
		if c.Name == "市辖区" {
			continue
		}
		a := Area{Code: c.Code, Name: c.Name, Streets: []Choice{}}
		for _, s := range org.Streets(c.Code) {
			a.Streets = append(a.Streets, Choice{Code: s.Code, Label: strings.TrimSuffix(s.Name, "办事处")})
		}
		out.Areas = append(out.Areas, a)
	}
	return out
}

type codesIn struct {
	Area string `query:"area" pattern:"^([0-9]{4,12})?$" doc:"division code of the city; Daqing when empty"`
}

func (h http) codes(ctx context.Context, in *codesIn) (Codes, error) {
	return CodesFor(web.Language(ctx), in.Area), nil
}

func wordOf(table map[string]i18n.Word, code string) i18n.Word {
	if w, ok := table[code]; ok {
		return w
	}
	return i18n.Word{ZH: code, EN: code}
}

// NeedWord names a need.
func NeedWord(code string) i18n.Word {
	return wordOf(map[string]i18n.Word{
		"living": {ZH: "生活", EN: "Living"}, "medical": {ZH: "医疗", EN: "Medical"}, "study": {ZH: "助学", EN: "Study"},
		"employment": {ZH: "就业", EN: "Employment"}, "housing": {ZH: "住房", EN: "Housing"}, "rehabilitation": {ZH: "残疾康复", EN: "Rehabilitation"},
		"legal": {ZH: "法律", EN: "Legal"}, "psychological": {ZH: "心理", EN: "Psychological"}, "nursing": {ZH: "护理", EN: "Nursing"},
		"production": {ZH: "生产", EN: "Production"}, "other": {ZH: "其他", EN: "Other"},
	}, code)
}

// ClassWord names a class of hardship; no class is no word.
func ClassWord(code string) i18n.Word {
	if code == "" {
		return i18n.Word{}
	}
	return i18n.Word(policy.Class(code).Words())
}

// ExitWord names a reason of exit.
func ExitWord(code string) i18n.Word {
	return wordOf(map[string]i18n.Word{
		"income_above": {ZH: "收入超过标准", EN: "Income above the standard"}, "cause_gone": {ZH: "致困原因消除", EN: "Cause of hardship gone"},
		"died": {ZH: "死亡", EN: "Died"}, "moved": {ZH: "户籍或居住地迁出", EN: "Moved away"}, "able_to_work": {ZH: "恢复劳动能力并就业", EN: "Able to work again"},
		"retired": {ZH: "退休", EN: "Retired"}, "property_above": {ZH: "财产超过标准", EN: "Property above the standard"},
		"false_data": {ZH: "隐瞒或虚报", EN: "False statement"}, "own_request": {ZH: "本人申请退出", EN: "Own request"}, "other": {ZH: "其他", EN: "Other"},
	}, code)
}

// PaperKinds are the usual papers of an application; others take the kind other and their own name.
func PaperKinds() []string {
	return []string{"identity", "hukou", "diagnosis", "settlement", "disability", "income", "insurance", "school", "housing", "bank_card", "commitment", "authority", "consent", "other"}
}

// PaperWord names a kind of paper.
func PaperWord(code string) i18n.Word {
	return wordOf(map[string]i18n.Word{
		"identity": {ZH: "身份证", EN: "Identity card"}, "hukou": {ZH: "户口簿", EN: "Household register"}, "diagnosis": {ZH: "诊断证明", EN: "Diagnosis"},
		"settlement": {ZH: "医疗结算单", EN: "Medical settlement"}, "disability": {ZH: "残疾证", EN: "Disability certificate"}, "income": {ZH: "收入证明", EN: "Proof of income"},
		"insurance": {ZH: "社保或失业证明", EN: "Insurance or unemployment proof"}, "school": {ZH: "在学证明或缴费单", EN: "School certificate or fees"},
		"housing": {ZH: "住房或租房凭证", EN: "Proof of housing"}, "bank_card": {ZH: "银行卡复印件", EN: "Copy of the bank card"},
		"commitment": {ZH: "诚信承诺书", EN: "Commitment to the truth"}, "authority": {ZH: "委托书", EN: "Authority to apply"},
		"consent": {ZH: "核对授权书", EN: "Authorisation of the check"}, "other": {ZH: "其他", EN: "Other"},
	}, code)
}

func departmentWord(code string) i18n.Word {
	for _, d := range org.Departments() {
		if d.Code == code {
			return i18n.Word{ZH: d.ZH, EN: d.EN}
		}
	}
	return i18n.Word{ZH: code, EN: code}
}
