package policy

import (
	"slices"
	"strconv"

	"yice/internal/kit/clock"
	"yice/internal/kit/errs"
	"yice/internal/kit/money"
)

// Class is the answer of the hardship test (domain rules §1.1).
type Class string

// The classes.
const (
	Deep        Class = "DEEP"
	Rel         Class = "REL"
	Acc         Class = "ACC"
	NotEligible Class = "NOT_ELIGIBLE"
)

// Words is the class in both languages.
func (c Class) Words() Label {
	switch c {
	case Deep:
		return Label{ZH: "深度困难", EN: "Deep hardship"}
	case Rel:
		return Label{ZH: "相对困难", EN: "Relative hardship"}
	case Acc:
		return Label{ZH: "意外致困", EN: "Accident hardship"}
	}
	return Label{ZH: "不符合条件", EN: "Not eligible"}
}

// Input is all that an assessment looks at, for the twelve months before On. Amounts are fen; Ref of a member is any
// stable name, usually the person's id; no names and numbers of persons.
type Input struct {
	CaseID          string    `json:"case_id" maxLength:"40"`
	Area            string    `json:"area" maxLength:"12"`
	On              string    `json:"on" maxLength:"10"`
	Urban           bool      `json:"urban"`
	Members         []Member  `json:"members" minItems:"1" maxItems:"50"`
	Income          []Income  `json:"income" maxItems:"500"`
	Rigid           []Rigid   `json:"rigid" maxItems:"500"`
	Flags           []Flag    `json:"flags,omitempty" maxItems:"50"`
	AccidentLossFen money.Fen `json:"accident_loss_fen,omitempty" minimum:"0" doc:"loss of a sudden event after all compensation"`
	Needs           []string  `json:"needs,omitempty" maxItems:"20" doc:"of which living, medical and study are computed"`
	Bills           []Bill    `json:"bills,omitempty" maxItems:"500"`
	Studies         []Study   `json:"studies,omitempty" maxItems:"50"`
	Counters        []Counter `json:"counters,omitempty" maxItems:"500"`
	// BalanceFen is what the funds can still give; absent means that the fund is not looked at.
	BalanceFen *money.Fen `json:"balance_fen,omitempty"`
}

// Member of the household. IdleMonths are months without work, studies or proof of why; a person able to work and of
// working age earns the minimum wage in them, for the sake of the count.
type Member struct {
	Ref        string `json:"ref" minLength:"1" maxLength:"40"`
	BirthOn    string `json:"birth_on" maxLength:"10"`
	Sex        string `json:"sex" maxLength:"1" doc:"1 male, 2 female"`
	Able       bool   `json:"able" doc:"able to work"`
	IdleMonths int    `json:"idle_months,omitempty" minimum:"0" maximum:"12"`
	Ill        bool   `json:"ill,omitempty" doc:"seriously ill"`
	Disabled   bool   `json:"disabled,omitempty" doc:"severely disabled"`
}

// Income of one kind within twelve months. Proved says that a paper backs it; declared income counts all the same.
type Income struct {
	Ref       string    `json:"ref,omitempty" maxLength:"40"`
	Kind      string    `json:"kind" enum:"wage,business,property,pension,unemployment,survivor,alimony,compensation,rent,interest,gift,union_aid,other,festival_gift,basic_pension,preferential_pension,family_planning,scholarship,good_samaritan,government_aid"`
	AmountFen money.Fen `json:"amount_fen" minimum:"0"`
	Proved    bool      `json:"proved"`
}

// IncomeKinds are the kinds of income; which of them do not count is a parameter.
func IncomeKinds() []string {
	return []string{
		"wage", "business", "property", "pension", "unemployment", "survivor", "alimony", "compensation", "rent", "interest", "gift", "union_aid", "other",
		"festival_gift", "basic_pension", "preferential_pension", "family_planning", "scholarship", "good_samaritan", "government_aid",
	}
}

// Rigid is an expenditure that cannot be avoided; without proof it is not deducted.
type Rigid struct {
	Ref       string    `json:"ref,omitempty" maxLength:"40"`
	Kind      string    `json:"kind" enum:"medical,education,care,rent,support,job,living,other"`
	AmountFen money.Fen `json:"amount_fen" minimum:"0"`
	Proved    bool      `json:"proved"`
}

// RigidKinds are the kinds of rigid expenditure; which of them are deducted is a parameter.
func RigidKinds() []string {
	return []string{"medical", "education", "care", "rent", "support", "job", "living", "other"}
}

// Flag is a finding that excludes the household unless it is waived with a reason by somebody named.
type Flag struct {
	Code     string `json:"code" enum:"two_homes,shop,car,costly_school,company,refuses_work,assets,false_statement,refuses_check"`
	Source   string `json:"source" enum:"declared,check,visit"`
	Waived   bool   `json:"waived,omitempty"`
	Reason   string `json:"reason,omitempty" maxLength:"200"`
	WaivedBy string `json:"waived_by,omitempty" maxLength:"40"`
}

// FlagCodes are the findings that may exclude (§1.3); which of them block is a parameter.
func FlagCodes() []string {
	return []string{"two_homes", "shop", "car", "costly_school", "company", "refuses_work", "assets", "false_statement", "refuses_check"}
}

// Bill is one settlement of medical cost (§3.3). What the household paid itself is the total without all that others paid.
type Bill struct {
	Ref            string    `json:"ref" minLength:"1" maxLength:"40"`
	Kind           string    `json:"kind" enum:"inpatient,outpatient,oral_drug,special_drug,other"`
	Disease        string    `json:"disease" maxLength:"10" doc:"ICD-10; empty when it is not known"`
	TotalFen       money.Fen `json:"total_fen" minimum:"0"`
	FundsFen       money.Fen `json:"funds_fen,omitempty" minimum:"0" doc:"basic, large-amount, medical aid and other public funds"`
	CommercialFen  money.Fen `json:"commercial_fen,omitempty" minimum:"0"`
	MutualFen      money.Fen `json:"mutual_fen,omitempty" minimum:"0"`
	EarlierFen     money.Fen `json:"earlier_fen,omitempty" minimum:"0" doc:"aid already given for this bill"`
	OutOfScopeFen  money.Fen `json:"out_of_scope_fen,omitempty" minimum:"0" doc:"of the total, not covered by insurance"`
	InvoiceMissing bool      `json:"invoice_missing,omitempty"`
}

// SelfPaid is what is left to the household. Codes: DEBIT_GT_TOTAL, money.overflow.
func (b Bill) SelfPaid() (money.Fen, error) {
	paid, err := money.Sum(b.FundsFen, b.CommercialFen, b.MutualFen, b.EarlierFen)
	if err != nil {
		return 0, err
	}
	if paid > b.TotalFen || b.OutOfScopeFen > b.TotalFen {
		return 0, errs.New(errs.Invalid, "DEBIT_GT_TOTAL")
	}
	return b.TotalFen.Sub(paid)
}

// BillKinds are the kinds of medical bills.
func BillKinds() []string {
	return []string{"inpatient", "outpatient", "oral_drug", "special_drug", "other"}
}

// Study is a student's own cost of the year.
type Study struct {
	Ref     string    `json:"ref" minLength:"1" maxLength:"40"`
	CostFen money.Fen `json:"cost_fen" minimum:"0"`
	Proved  bool      `json:"proved"`
}

// Counter is what all funders together already gave this year for a need: to a member, or to the household when Ref is
// empty. Rule names the disease rule under which it was given, if any.
type Counter struct {
	Need    string    `json:"need" enum:"living,medical,study"`
	Ref     string    `json:"ref,omitempty" maxLength:"40"`
	Rule    string    `json:"rule,omitempty" maxLength:"40"`
	PaidFen money.Fen `json:"paid_fen" minimum:"0"`
}

// check finds what cannot be computed with. Codes as in messages.json.
func (in Input) check() error {
	var bad []errs.Field
	add := func(path, code string, params ...any) {
		bad = append(bad, errs.InvalidField(path, code, params...).Fields...)
	}
	if _, err := clock.ParseDate(in.On); err != nil {
		add("on", "policy.date_format")
	}
	if len(in.Members) == 0 {
		add("members", "policy.members_required")
	}
	refs := map[string]bool{}
	for i, m := range in.Members {
		path := "members[" + strconv.Itoa(i) + "]"
		if m.Ref == "" || refs[m.Ref] {
			add(path+".ref", "policy.member_twice")
		}
		refs[m.Ref] = true
		if _, err := clock.ParseDate(m.BirthOn); err != nil || m.BirthOn > in.On {
			add(path+".birth_on", "policy.birth_wrong")
		}
		if m.IdleMonths < 0 || m.IdleMonths > 12 {
			add(path+".idle_months", "policy.idle_months")
		}
	}
	in.checkMoney(refs, add)
	for i, f := range in.Flags {
		path := "flags[" + strconv.Itoa(i) + "]"
		if !slices.Contains(FlagCodes(), f.Code) {
			add(path+".code", "policy.kind_unknown")
		}
		if f.Waived && (f.Reason == "" || f.WaivedBy == "") {
			add(path+".reason", "policy.waiver_incomplete")
		}
	}
	return errs.InvalidFields(bad)
}

func (in Input) checkMoney(refs map[string]bool, add func(path, code string, params ...any)) {
	line := func(list string, i int, ref string, wantRef bool, kinds []string, kind string, amounts ...money.Fen) {
		path := list + "[" + strconv.Itoa(i) + "]"
		if (ref != "" || wantRef) && !refs[ref] {
			add(path+".ref", "policy.member_unknown")
		}
		if kinds != nil && !slices.Contains(kinds, kind) {
			add(path+".kind", "policy.kind_unknown")
		}
		for _, a := range amounts {
			if a < 0 {
				add(path, "policy.amount_negative")
			}
		}
	}
	for i, x := range in.Income {
		line("income", i, x.Ref, false, IncomeKinds(), x.Kind, x.AmountFen)
	}
	for i, x := range in.Rigid {
		line("rigid", i, x.Ref, false, RigidKinds(), x.Kind, x.AmountFen)
	}
	for i, b := range in.Bills {
		line("bills", i, b.Ref, true, BillKinds(), b.Kind, b.TotalFen, b.FundsFen, b.CommercialFen, b.MutualFen, b.EarlierFen, b.OutOfScopeFen)
		if b.Disease != "" && !Disease(b.Disease) {
			add("bills["+strconv.Itoa(i)+"].disease", "policy.disease_unknown")
		}
		if _, err := b.SelfPaid(); err != nil {
			add("bills["+strconv.Itoa(i)+"]", errs.As(err).Code)
		}
	}
	for i, x := range in.Studies {
		line("studies", i, x.Ref, true, nil, "", x.CostFen)
	}
	for i, x := range in.Counters {
		line("counters", i, x.Ref, false, nil, "", x.PaidFen)
	}
	line("accident", 0, "", false, nil, "", in.AccidentLossFen)
}

// Result is an assessment. NetFen is the net income per person and month rounded half up to the fen, for display; Net the
// exact yuan ("562.5", "1000/3"). GapFen is what the minimum allowance would pay a month (§12 C), ShortFen what a year is
// short of the standard. Why names the exclusion, or "income", when the household is not eligible.
type Result struct {
	ID          string     `json:"id"`
	Class       Class      `json:"class"`
	ClassText   Label      `json:"class_text"`
	Why         string     `json:"why,omitempty"`
	Size        int64      `json:"size"`
	IncomeFen   money.Fen  `json:"income_fen"`
	RigidFen    money.Fen  `json:"rigid_fen"`
	NetFen      money.Fen  `json:"net_fen"`
	Net         string     `json:"net"`
	LineFen     money.Fen  `json:"line_fen"`
	GapFen      money.Fen  `json:"gap_fen"`
	ShortFen    money.Fen  `json:"short_fen"`
	Score       int64      `json:"score"`
	Proposals   []Proposed `json:"proposals"`
	ProposedFen money.Fen  `json:"proposed_fen"`
	Rows        []Row      `json:"rows"`
	Sentence    string     `json:"sentence"`
	Engine      string     `json:"engine"`
}

// Proposed is aid that the rules allow for a need: to a member, or to the household when Ref is empty. Approvers is the
// band of the amount.
type Proposed struct {
	Need      string    `json:"need"`
	Ref       string    `json:"ref,omitempty"`
	AmountFen money.Fen `json:"amount_fen"`
	Approvers string    `json:"approvers"`
}

// Row is one step of the computation, as a clerk can read it.
type Row struct {
	Step    string    `json:"step"`
	Label   Label     `json:"label"`
	Ref     string    `json:"ref,omitempty"`
	Formula Label     `json:"formula"`
	Inputs  []Item    `json:"inputs"`
	Params  []Version `json:"params"`
	Value   string    `json:"value"`
	Unit    string    `json:"unit"`
	Text    *Label    `json:"text,omitempty" doc:"the value in words, when it is a code"`
}

// Item is one input of a row.
type Item struct {
	Label Label  `json:"label"`
	Value string `json:"value"`
	Unit  string `json:"unit"`
	Text  *Label `json:"text,omitempty"`
}
