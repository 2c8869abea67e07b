package check

import (
	"slices"
	"strconv"
	"unicode/utf8"

	"yice/internal/kit/clock"
	"yice/internal/kit/errs"
)

// FieldKind says how a field of a record is written.
type FieldKind string

// Kinds of fields. Piece marks a field that counts the record itself, such as the plate of a vehicle.
const (
	Text FieldKind = "text"
	Fen  FieldKind = "fen"
	Date FieldKind = "date"
)

// Field is one thing that a source tells. Item names the line of the comparison that it adds to; Times makes a year of it.
type Field struct {
	Code  string    `json:"code"`
	ZH    string    `json:"zh"`
	EN    string    `json:"en"`
	Kind  FieldKind `json:"kind"`
	Item  string    `json:"item,omitempty"`
	Times int64     `json:"times,omitempty"`
}

// Source is a register that is asked (domain rules §2.5). Each record counts as one piece of Item.
type Source struct {
	Code   string  `json:"code"`
	ZH     string  `json:"zh"`
	EN     string  `json:"en"`
	Item   string  `json:"item,omitempty"`
	Fields []Field `json:"fields"`
}

// Sources are the registers in the order of the form.
func Sources() []Source {
	text := func(code, zh, en string) Field { return Field{Code: code, ZH: zh, EN: en, Kind: Text} }
	day := func(code, zh, en string) Field { return Field{Code: code, ZH: zh, EN: en, Kind: Date} }
	fen := func(code, zh, en, item string, times int64) Field {
		return Field{Code: code, ZH: zh, EN: en, Kind: Fen, Item: item, Times: times}
	}
	return []Source{
		{Code: "social_insurance", ZH: "社会保险", EN: "Social insurance", Fields: []Field{
			fen("wage_fen", "月缴费工资", "Monthly wage", "wage", 12), fen("pension_fen", "月养老金", "Monthly pension", "pension", 12),
			fen("contribution_fen", "月缴费", "Monthly contribution", "", 0), fen("balance_fen", "个人账户余额", "Account balance", "", 0),
		}},
		{Code: "tax", ZH: "税务", EN: "Tax", Fields: []Field{
			text("tax_kind", "税种", "Kind of tax"), text("payer", "纳税单位", "Payer"), fen("turnover_fen", "上年营业额", "Turnover of last year", "business", 1),
			fen("tax_fen", "上年纳税额", "Tax of last year", "", 0),
		}},
		{Code: "business", ZH: "工商登记", EN: "Business register", Item: "company", Fields: []Field{
			text("type", "类型", "Type"), text("legal_person", "法定代表人", "Legal person"), text("name", "名称", "Name"), text("address", "地址", "Address"),
			fen("capital_fen", "注册资本", "Capital", "", 0), day("registered_on", "成立日期", "Registered on"), text("scope", "经营范围", "Scope"), text("status", "登记状态", "Status"),
		}},
		{Code: "vehicle", ZH: "车辆", EN: "Vehicles", Item: "car", Fields: []Field{
			text("owner", "所有人", "Owner"), text("plate", "号牌", "Plate"), text("type", "车型", "Type"), fen("value_fen", "登记价值", "Registered value", "", 0),
			day("registered_on", "登记日期", "Registered on"), text("use", "使用性质", "Use"),
		}},
		{Code: "house", ZH: "不动产", EN: "Real estate", Item: "house", Fields: []Field{
			text("certificate", "权证号", "Certificate"), text("nature", "房屋性质", "Nature"), text("kind", "类别", "Kind"), text("owner", "所有人", "Owner"),
			text("use", "用途", "Use"), fen("value_fen", "登记价值", "Value", "", 0), day("deal_on", "交易日期", "Dealt on"), text("deal_kind", "交易方式", "Kind of deal"),
			text("location", "坐落", "Location"), text("area", "建筑面积(平方米)", "Floor area (m²)"),
		}},
		{Code: "housing_fund", ZH: "住房公积金", EN: "Housing fund", Fields: []Field{
			fen("month_fen", "月缴存额", "Monthly pay", "", 0), fen("balance_fen", "余额", "Balance", "fund_balance", 1), text("withdrawals", "提取情况", "Withdrawals"),
		}},
		{Code: "bank", ZH: "银行", EN: "Banks", Fields: []Field{
			text("bank", "银行", "Bank"), fen("deposit_fen", "存款", "Deposits", "deposit", 1), fen("bond_fen", "债券理财", "Bonds", "deposit", 1),
		}},
		{Code: "securities", ZH: "证券", EN: "Securities", Fields: []Field{
			fen("stock_fen", "股票", "Stocks", "securities", 1), fen("fund_fen", "基金", "Funds", "securities", 1), fen("cash_fen", "资金余额", "Cash", "securities", 1),
		}},
		{Code: "insurance", ZH: "商业保险", EN: "Insurance", Fields: []Field{
			text("company", "保险公司", "Company"), text("product", "险种", "Product"), fen("benefit_fen", "已领保险金", "Benefit paid", "insurance", 1),
		}},
		{Code: "civil", ZH: "民政", EN: "Civil affairs", Fields: []Field{
			text("marriage", "婚姻", "Marriage"), text("death", "死亡", "Death"), fen("aid_fen", "月救助金", "Monthly aid", "aid", 12), text("charity", "慈善救助", "Charity"),
		}},
		{Code: "police", ZH: "公安", EN: "Public security", Fields: []Field{
			text("hukou", "户籍", "Household register"), text("vehicle", "车辆", "Vehicle"),
		}},
		{Code: "disability", ZH: "残联", EN: "Disability", Fields: []Field{
			text("type", "残疾类别", "Type"), text("level", "残疾等级", "Level"), fen("benefit_fen", "月补贴", "Monthly benefit", "aid", 12),
		}},
		{Code: "medical", ZH: "医疗保障", EN: "Medical insurance", Fields: []Field{
			text("insured", "参保情况", "Insured"), fen("settled_fen", "上年结算总额", "Settled last year", "", 0), fen("self_fen", "上年个人负担", "Borne last year", "", 0),
		}},
	}
}

func sourceOf(code string) (Source, bool) {
	i := slices.IndexFunc(Sources(), func(s Source) bool { return s.Code == code })
	if i < 0 {
		return Source{}, false
	}
	return Sources()[i], true
}

// Value is one field of a record: amounts in Fen, all else in Text (dates as YYYY-MM-DD).
type Value struct {
	Field string `json:"field" minLength:"1" maxLength:"30"`
	Text  string `json:"text,omitempty" maxLength:"200"`
	Fen   int64  `json:"fen,omitempty" minimum:"0" maximum:"100000000000"`
}

// Record is one entry that a source holds about a person: a vehicle, an account, an employment.
type Record []Value

// checkRecords takes only fields that the source has, each once, and drops empty ones.
func checkRecords(src Source, records []Record) ([]Record, error) {
	var bad []errs.Field
	out := []Record{}
	for i, r := range records {
		seen := map[string]bool{}
		kept := Record{}
		for j, v := range r {
			path := at("records", i) + "[" + strconv.Itoa(j) + "]"
			k := slices.IndexFunc(src.Fields, func(f Field) bool { return f.Code == v.Field })
			if k < 0 || seen[v.Field] {
				bad = append(bad, errs.Field{Path: path + ".field", Code: "check.field_unknown"})
				continue
			}
			seen[v.Field] = true
			f := src.Fields[k]
			switch {
			case f.Kind == Fen && v.Text != "" || f.Kind != Fen && v.Fen != 0:
				bad = append(bad, errs.Field{Path: path, Code: "check.field_kind"})
			case f.Kind == Date && v.Text != "" && !isDate(v.Text):
				bad = append(bad, errs.Field{Path: path + ".text", Code: "check.date"})
			case v.Text != "" || v.Fen != 0:
				kept = append(kept, v)
			}
		}
		if len(kept) > 0 {
			out = append(out, kept)
		}
	}
	return out, errs.InvalidFields(bad)
}

// Items are the lines of the comparison in the order of the report. A piece is counted, all else is fen a year, or fen on
// the day for what is owned. Limit names the parameter with the most that is allowed, if the area has set it.
type Item struct {
	Code  string `json:"code"`
	ZH    string `json:"zh"`
	EN    string `json:"en"`
	Piece bool   `json:"piece"`
	Limit string `json:"limit,omitempty"`
}

// Items lists the lines that a comparison may have.
func Items() []Item {
	return []Item{
		{Code: "wage", ZH: "工资收入(年)", EN: "Wages (year)"},
		{Code: "pension", ZH: "养老金(年)", EN: "Pensions (year)"},
		{Code: "business", ZH: "经营收入(年)", EN: "Business (year)"},
		{Code: "aid", ZH: "补贴救助(年)", EN: "Aid (year)"},
		{Code: "other_income", ZH: "其他收入(年)", EN: "Other income (year)"},
		{Code: "insurance", ZH: "保险金", EN: "Insurance paid"},
		{Code: "deposit", ZH: "存款理财", EN: "Deposits", Limit: "check.limit.deposit"},
		{Code: "securities", ZH: "证券", EN: "Securities", Limit: "check.limit.securities"},
		{Code: "fund_balance", ZH: "公积金余额", EN: "Housing fund"},
		{Code: "house", ZH: "房产", EN: "Houses", Piece: true, Limit: "check.limit.house"},
		{Code: "car", ZH: "机动车", EN: "Vehicles", Piece: true, Limit: "check.limit.car"},
		{Code: "company", ZH: "经营主体", EN: "Companies", Piece: true, Limit: "check.limit.company"},
	}
}

func itemOf(code string) (Item, bool) {
	i := slices.IndexFunc(Items(), func(x Item) bool { return x.Code == code })
	if i < 0 {
		return Item{}, false
	}
	return Items()[i], true
}

func at(list string, i int) string { return list + "[" + strconv.Itoa(i) + "]" }

func isDate(s string) bool {
	_, err := clock.ParseDate(s)
	return err == nil && utf8.RuneCountInString(s) == 10
}
