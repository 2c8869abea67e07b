package demo

import (
	"fmt"
	"math/rand/v2"

	"yice/internal/core/org"
	"yice/internal/core/people"
	"yice/internal/module/aid"
)

// inventor makes up households: the same ones in every book, with valid numbers and names of nobody.
type inventor struct {
	r     *rand.Rand
	seq   int
	bill  int
	taken map[string]bool // document numbers
}

func newInventor() *inventor {
	return &inventor{r: rand.New(rand.NewPCG(2018, 4)), taken: map[string]bool{}}
}

const (
	surnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
	male     = "伟强磊军洋勇杰涛超明刚平辉鹏波斌宇浩凯健俊峰宁鑫建华志国庆林海文"
	female   = "芳娜敏静丽艳娟霞秀英玲桂香梅兰菊凤琴云莲真雪荣爱妹珍贞莉桂娣叶璧璐娅琦晶妍茜"
)

func (v *inventor) pick(s string) string {
	r := []rune(s)
	return string(r[v.r.IntN(len(r))])
}

func (v *inventor) name(surname string, woman bool) string {
	given := male
	if woman {
		given = female
	}
	n := surname + v.pick(given)
	if v.r.IntN(3) > 0 {
		n += v.pick(given)
	}
	return n
}

func (v *inventor) person(area, surname string, birth string, woman bool) people.PersonInput {
	for {
		v.seq++
		n := v.seq%490*2 + 1
		if woman {
			n++
		}
		if no := people.MakeCitizenID(area, birth, n); !v.taken[no] {
			v.taken[no] = true
			return people.PersonInput{Name: v.name(surname, woman), DocNo: no}
		}
	}
}

func (v *inventor) phone() *string {
	s := fmt.Sprintf("139%04d%04d", 4000+v.r.IntN(900), v.r.IntN(10000))
	return &s
}

func (v *inventor) birth(from, to int) string {
	return fmt.Sprintf("%04d-%02d-%02d", from+v.r.IntN(to-from+1), 1+v.r.IntN(12), 1+v.r.IntN(28))
}

// card is a debit card number that passes the check digit.
func (v *inventor) card() string {
	base := fmt.Sprintf("622848%012d", v.r.IntN(1_000_000_000))
	for d := range 10 {
		if n := base + fmt.Sprint(d); luhn(n) {
			return n
		}
	}
	return base + "0"
}

func luhn(s string) bool {
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

type hardship struct {
	needs   []string
	cause   string
	health  string
	disease string
	words   string
	student bool
}

func hardships() []hardship {
	return []hardship{
		{[]string{"medical", "living"}, "6", "2", "C34", "肺部恶性肿瘤，术后化疗，家庭主要收入中断。", false},
		{[]string{"medical", "living"}, "6", "5", "N18.5", "尿毒症，每周透析三次，口服药自费。", false},
		{[]string{"living", "employment"}, "3", "1", "", "下岗失业，孩子上学，靠零工维持。", false},
		{[]string{"study", "living"}, "9", "1", "", "孩子考上大学，父亲早逝，母亲打零工。", true},
		{[]string{"living", "rehabilitation"}, "1", "20", "", "肢体残疾，没有劳动能力，家人照料。", false},
		{[]string{"medical", "psychological"}, "6", "8", "D66", "血液病长期用药，情绪低落。", false},
		{[]string{"living", "housing"}, "8", "1", "", "家中失火，房屋受损，租房居住。", false},
		{[]string{"medical", "nursing"}, "6", "4", "I63", "脑梗后遗症，生活需要照料。", false},
		{[]string{"living", "production"}, "2", "1", "", "农户，缺启动资金，想养猪增收。", false},
		{[]string{"medical", "study"}, "6", "3", "I25", "冠心病手术后，孩子在读高中。", true},
	}
}

// application invents one household of two to four with a hardship.
func (v *inventor) application(area string, h hardship, on string) aid.Application {
	streets := org.Streets(area)
	street := ""
	if len(streets) > 0 {
		street = streets[v.r.IntN(len(streets))].Name
	}
	surname := v.pick(surnames)
	woman := v.r.IntN(2) == 0
	head := v.person(area, surname, v.birth(1968, 1985), woman)
	head.Phone = v.phone()
	head.WorkStatus, head.Marital, head.HukouType, head.Ethnic = "1", "1", "1", "01"
	head.Medical = &people.Medical{Health: h.health, Disease: h.words}
	head.Account = &people.AccountInput{Number: v.card(), Bank: "中国农业银行", Branch: "大庆分行", Holder: head.Name}
	spouse := v.person(area, v.pick(surnames), v.birth(1968, 1985), !woman)
	relation := "11"
	if !woman {
		relation = "12"
	}
	members := []people.MemberInput{{Relation: "02", PersonInput: head}, {Relation: relation, PersonInput: spouse}}
	if h.student || v.r.IntN(2) == 0 {
		daughter := v.r.IntN(2) == 0
		child := v.person(area, surname, v.birth(2000, 2002), daughter)
		child.Form.School = []string{"大庆师范学院", "东北石油大学", "哈尔滨理工大学", "大庆铁人中学"}[v.r.IntN(4)]
		rel := "20"
		if daughter {
			rel = "30"
		}
		members = append(members, people.MemberInput{Relation: rel, PersonInput: child})
	}
	in := aid.Application{
		Household: people.HouseholdInput{AreaCode: area, Street: street, Community: "第" + v.pick("一二三四五六七八") + "社区", Members: members, Housing: "2"},
		Needs:     h.needs, Cause: h.cause, Summary: h.words, Member: -1, Beneficiaries: []int{0}, Payee: 0,
		Consents: consents(members, on),
		Amounts: []aid.AmountInput{
			{Person: 1, Side: "income", Kind: "wage", YearFen: int64(9000+v.r.IntN(12000)) * 100, HasEvidence: true},
			{Person: 0, Side: "rigid", Kind: "living", YearFen: int64(1000+v.r.IntN(5000)) * 100, HasEvidence: true},
		},
	}
	if h.student {
		in.Beneficiaries = append(in.Beneficiaries, 2)
	}
	for _, n := range h.needs {
		if n == "medical" {
			in.Bills = []aid.BillInput{v.billFor(0, h.disease, int64(20000+v.r.IntN(60000))*100, on)}
		}
	}
	return in
}

func consents(members []people.MemberInput, on string) []aid.ConsentInput {
	return []aid.ConsentInput{
		{Person: 0, Purpose: "truth", TextVersion: "2018-1", Channel: "paper", GivenOn: on, GivenBy: members[0].Name},
		{Person: 0, Purpose: "sensitive_data", TextVersion: "2018-1", Channel: "paper", GivenOn: on, GivenBy: members[0].Name},
	}
}

func (v *inventor) billFor(person int, disease string, total int64, on string) aid.BillInput {
	v.bill++
	return aid.BillInput{
		Person: person, Hospital: []string{"大庆油田总医院", "大庆市人民医院", "哈医大一院", "哈医大五院"}[v.r.IntN(4)], Diagnosis: disease, Disease: disease,
		VisitKind: "inpatient", FromOn: on[:4] + "-01-05", ToOn: on, InvoiceNo: fmt.Sprintf("23060120%010d", v.bill), TotalFen: total,
		BasicFen: total * 55 / 100, SeriousFen: total * 12 / 100,
	}
}
