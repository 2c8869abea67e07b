package policy

import (
	"math/big"
	"slices"
	"strconv"
	"time"

	"yice/internal/kit/clock"
	"yice/internal/kit/errs"
	"yice/internal/kit/money"
)

// engineVersion changes whenever the same input and parameters could give another result; the old engine then stays
// beside the new one for replay.
const engineVersion = "1"

const (
	unitYear  = "yuan/year"
	unitMonth = "yuan/person/month"
)

// calc is one computation. The first error sticks and every later step does nothing.
type calc struct {
	p    Params
	in   Input
	out  Result
	read []Version
	left money.Fen // of the fund's balance
	err  error
}

// compute is the whole assessment as a pure function. Codes: PARAM_MISSING, PARAM_KIND, money.overflow, and those of
// Input.check.
func compute(p Params, in Input) (Result, error) {
	if err := in.check(); err != nil {
		return Result{}, err
	}
	c := &calc{p: p, in: in, out: Result{Engine: engineVersion, Size: int64(len(in.Members)), Proposals: []Proposed{}, Rows: []Row{}}}
	if in.BalanceFen != nil {
		c.left = max(*in.BalanceFen, 0)
	}
	for _, step := range []func(){c.income, c.rigid, c.net, c.line, c.class, c.gap, c.score, c.medical, c.living, c.study, c.total, c.sentence} {
		if step(); c.err != nil {
			return Result{}, c.err
		}
	}
	return c.out, nil
}

// ---- reading parameters and adding up; each remembers the first error ----

func use[T any](c *calc, key string, get func(string) (T, error)) T {
	if c.err != nil {
		var zero T
		return zero
	}
	v, err := get(key)
	if err != nil {
		c.err = err
		return v
	}
	c.read = append(c.read, c.p.used[key])
	return v
}

func (c *calc) fen(key string) money.Fen     { return use(c, key, c.p.Fen) }
func (c *calc) count(key string) int64       { return use(c, key, c.p.Int) }
func (c *calc) ratio(key string) money.Ratio { return use(c, key, c.p.Ratio) }
func (c *calc) list(key string) []string     { return use(c, key, c.p.List) }
func (c *calc) text(key string) string       { return use(c, key, c.p.Text) }

// limit is the smaller of an amount and a limit that may be expressly none.
func (c *calc) limit(key string, f money.Fen, minus money.Fen) money.Fen {
	limited := false
	top := use(c, key, func(k string) (m money.Fen, err error) {
		m, limited, err = c.p.Limit(k)
		return m, err
	})
	if !limited {
		return f
	}
	return min(f, max(c.sub(top, minus), 0))
}

func (c *calc) keep(f money.Fen, err error) money.Fen {
	if err != nil && c.err == nil {
		c.err = err
	}
	return f
}

func (c *calc) add(a, b money.Fen) money.Fen       { return c.keep(a.Add(b)) }
func (c *calc) sub(a, b money.Fen) money.Fen       { return c.keep(a.Sub(b)) }
func (c *calc) mul(a money.Fen, n int64) money.Fen { return c.keep(a.Mul(n)) }
func (c *calc) times(a money.Fen, r money.Ratio, how money.Rounding) money.Fen {
	return c.keep(a.Times(r, how))
}

// ---- the steps ----

func (c *calc) income() {
	without := c.list("income.not_counted")
	var counted money.Fen
	var in, left []Item
	for _, kind := range IncomeKinds() {
		var sum money.Fen
		for _, x := range c.in.Income {
			if x.Kind == kind {
				sum = c.add(sum, x.AmountFen)
			}
		}
		switch {
		case sum == 0:
		case slices.Contains(without, kind):
			left = append(left, amount(IncomeWords(kind), sum, unitYear))
		default:
			counted = c.add(counted, sum)
			in = append(in, amount(IncomeWords(kind), sum, unitYear))
		}
	}
	c.row("income.counted", "计入的收入", "Income counted", "各项相加", "sum of the items", in, counted.String(), unitYear)
	if len(left) > 0 {
		c.row("income.not_counted", "按规定不计入的收入", "Income that does not count", "只列出，不相加", "listed only", left, "0.00", unitYear)
	}
	c.out.IncomeFen = counted
	for _, m := range c.in.Members {
		c.impute(m)
	}
	c.row("income", "年收入合计", "Income of the year", "计入的收入 + 推算收入", "counted + imputed", nil, c.out.IncomeFen.String(), unitYear)
}

// impute counts the minimum wage for idle months of an adult of working age who is able to work (§1.2).
func (c *calc) impute(m Member) {
	if !m.Able || m.IdleMonths == 0 || c.err != nil {
		return
	}
	key := "working_age.to_male"
	if m.Sex == "2" {
		key = "working_age.to_female"
	}
	from, to := c.count("working_age.from"), c.count(key)
	age := int64(ageOn(m.BirthOn, c.in.On))
	if age < from || age >= to {
		c.read = nil
		return
	}
	wage := c.fen("wage.min")
	got := c.mul(wage, int64(m.IdleMonths))
	c.out.IncomeFen = c.add(c.out.IncomeFen, got)
	c.rowOf(m.Ref, "income.imputed", "推算收入", "Imputed income", "最低工资 × 无业月数", "minimum wage × idle months", []Item{
		amount(Label{"最低工资", "minimum wage"}, wage, "yuan/month"), number(Label{"无业月数", "idle months"}, int64(m.IdleMonths), "months"),
		number(Label{"年龄", "age"}, age, "years"),
	}, got.String(), unitYear)
}

func (c *calc) rigid() {
	deducted := c.list("rigid.kinds")
	c.read = nil
	for _, kind := range RigidKinds() {
		var proved, loose money.Fen
		for _, x := range c.in.Rigid {
			switch {
			case x.Kind != kind:
			case x.Proved:
				proved = c.add(proved, x.AmountFen)
			default:
				loose = c.add(loose, x.AmountFen)
			}
		}
		if proved == 0 && loose == 0 {
			continue
		}
		items := []Item{amount(Label{"有凭证", "with papers"}, proved, unitYear)}
		if loose > 0 {
			items = append(items, amount(Label{"无凭证，不扣除", "without papers, not deducted"}, loose, unitYear))
		}
		if !slices.Contains(deducted, kind) {
			c.read = append(c.read, c.p.used["rigid.kinds"])
			c.rowWords("rigid."+kind, RigidWords(kind), Label{"不在可扣除的范围", "not among what is deducted"}, items, "0.00", unitYear)
			continue
		}
		got := c.limit("rigid."+kind+".ceiling", proved, 0)
		c.out.RigidFen = c.add(c.out.RigidFen, got)
		c.rowWords("rigid."+kind, RigidWords(kind), Label{"有凭证的支出，不超过上限", "with papers, up to the ceiling"}, items, got.String(), unitYear)
	}
	c.read = append(c.read, c.p.used["rigid.kinds"])
	c.row("rigid", "刚性支出合计", "Rigid expenditure", "各项相加", "sum", nil, c.out.RigidFen.String(), unitYear)
}

func (c *calc) net() {
	total := c.sub(c.out.IncomeFen, c.out.RigidFen)
	months := 12 * c.out.Size
	c.out.NetFen = c.keep(total.MulRatio(1, months, money.HalfUpFen))
	exact, err := money.NewRatio(int64(total), 100*months)
	if err != nil && c.err == nil {
		c.err = err
	}
	c.out.Net = exact.String()
	c.row("net", "人均月净收入", "Net income per person and month", "（年收入 − 刚性支出）÷ 12 ÷ 人数；比较时不取整", "(income − rigid) / 12 / persons, compared unrounded",
		[]Item{
			amount(Label{"年收入", "income"}, c.out.IncomeFen, unitYear), amount(Label{"刚性支出", "rigid expenditure"}, c.out.RigidFen, unitYear),
			number(Label{"人数", "persons"}, c.out.Size, "persons"),
			{Label: Label{"准确值", "exact value"}, Value: c.out.Net, Unit: unitMonth},
		}, c.out.NetFen.String(), unitMonth)
}

func (c *calc) line() {
	key, zh, en := "dibao.rural", "农村低保标准", "Rural minimum living allowance"
	if c.in.Urban {
		key, zh, en = "dibao.urban", "城市低保标准", "Urban minimum living allowance"
	}
	c.out.LineFen = c.fen(key)
	c.row("line", zh, en, "在册标准", "the standard in force", nil, c.out.LineFen.String(), unitMonth)
}

// netAgainst compares the exact net income with k × the line.
func (c *calc) netAgainst(k money.Ratio) int {
	total := c.sub(c.out.IncomeFen, c.out.RigidFen)
	net := big.NewRat(int64(total), 12*c.out.Size)
	line := new(big.Rat).Mul(big.NewRat(k.Num(), k.Den()), new(big.Rat).SetInt64(int64(c.out.LineFen)))
	return net.Cmp(line)
}

func below(cmp int, operator string) bool { return cmp < 0 || operator == "<=" && cmp == 0 }

func (c *calc) class() {
	if c.excluded() || c.err != nil {
		return
	}
	one, _ := money.NewRatio(1, 1)
	k, opDeep, opRel := c.ratio("class.k_rel"), c.text("class.deep.operator"), c.text("class.rel.operator")
	c.out.Class, c.out.Why = NotEligible, "income"
	items := []Item{
		amount(Label{"人均月净收入", "net income"}, c.out.NetFen, unitMonth), amount(Label{"标准", "standard"}, c.out.LineFen, unitMonth),
		{Label: Label{"倍数", "multiple"}, Value: k.String()},
	}
	formula := Label{"净收入低于标准为深度困难，低于标准的" + k.String() + "倍为相对困难", "below the standard: deep; below " + k.String() + " times: relative"}
	switch {
	case below(c.netAgainst(one), opDeep):
		c.out.Class, c.out.Why = Deep, ""
	case below(c.netAgainst(k), opRel):
		c.out.Class, c.out.Why = Rel, ""
	case c.in.AccidentLossFen > 0:
		r := c.ratio("class.acc.ratio")
		items = append(items, amount(Label{"意外损失", "loss"}, c.in.AccidentLossFen, unitYear), amount(Label{"年收入", "income"}, c.out.IncomeFen, unitYear),
			Item{Label: Label{"损失占收入的界限", "share of income"}, Value: r.Percent(0)})
		formula = Label{"意外损失达到年收入的" + r.Percent(0) + "为意外致困", "loss of at least " + r.Percent(0) + " of the income: accident"}
		if c.reaches(r) {
			c.out.Class, c.out.Why = Acc, ""
		}
	}
	if c.err != nil {
		return
	}
	c.out.ClassText = c.out.Class.Words()
	c.rowWords("class", Label{"困难类别", "Class"}, formula, items, string(c.out.Class), "")
	c.say(c.out.ClassText)
}

// reaches tells whether the loss is at least the ratio of the income, exactly and without dividing by an income of zero.
func (c *calc) reaches(r money.Ratio) bool {
	bar := new(big.Rat).Mul(big.NewRat(r.Num(), r.Den()), new(big.Rat).SetInt64(int64(c.out.IncomeFen)))
	return new(big.Rat).SetInt64(int64(c.in.AccidentLossFen)).Cmp(bar) >= 0
}

// excluded looks for a blocking finding that nobody waived.
func (c *calc) excluded() bool {
	if len(c.in.Flags) == 0 {
		return false
	}
	blocking := c.list("exclusion.blocking")
	var items []Item
	for _, f := range c.in.Flags {
		value, state := "blocking", Label{"未豁免", "not waived"}
		switch {
		case f.Waived:
			value, state = "waived", Label{"已豁免：" + f.Reason, "waived: " + f.Reason}
		case slices.Contains(blocking, f.Code):
			if c.out.Why == "" {
				c.out.Why = "exclusion:" + f.Code
			}
		default:
			value, state = "noted", Label{"只作提示", "noted only"}
		}
		items = append(items, Item{Label: FlagWords(f.Code), Value: value, Text: &state})
	}
	value, words := "passed", Label{"不影响", "no effect"}
	if c.out.Why != "" {
		c.out.Class, c.out.ClassText, value, words = NotEligible, NotEligible.Words(), "excluded", Label{"一票否决", "excluded"}
	}
	c.row("exclusion", "否决情形", "Exclusions", "任一情形未豁免即不符合条件", "any one that is not waived excludes", items, value, "")
	c.say(words)
	return c.out.Why != ""
}

func (c *calc) gap() {
	c.out.GapFen = c.keep(GapPayment(c.out.LineFen, c.out.Size, c.out.IncomeFen))
	c.row("gap", "低保补差（每月，应由民政先行保障）", "Gap to the allowance a month (civil affairs first)", "标准 × 人数 − 年收入 ÷ 12，有余数进到元", "standard × persons − income / 12, up to the yuan",
		[]Item{amount(Label{"标准", "standard"}, c.out.LineFen, unitMonth), number(Label{"人数", "persons"}, c.out.Size, "persons"), amount(Label{"年收入", "income"}, c.out.IncomeFen, unitYear)},
		c.out.GapFen.String(), "yuan/month")
	year := c.mul(c.out.LineFen, 12*c.out.Size)
	c.out.ShortFen = max(c.add(c.sub(year, c.out.IncomeFen), c.out.RigidFen), 0)
	c.row("short", "扣除刚性支出后的全年缺口", "What the year is short of the standard", "标准 × 12 × 人数 −（年收入 − 刚性支出）", "standard × 12 × persons − (income − rigid)", nil, c.out.ShortFen.String(), unitYear)
}

// GapPayment is what the minimum allowance pays a household a month: standard × persons − yearly income / 12, multiplied
// out before it is rounded up to the yuan, never less than zero (§2.1, worked test C).
func GapPayment(line money.Fen, size int64, yearIncome money.Fen) (money.Fen, error) {
	year, err := line.Mul(12 * size)
	if err != nil {
		return 0, err
	}
	short, err := year.Sub(yearIncome)
	if err != nil || short <= 0 {
		return 0, err
	}
	return short.MulRatio(1, 12, money.CeilToYuan)
}

func (c *calc) score() {
	if c.out.Class == NotEligible {
		return
	}
	base := c.count("score." + map[Class]string{Deep: "deep", Rel: "rel", Acc: "acc"}[c.out.Class])
	top, rigidTop, each, memberTop := c.count("score.depth"), c.count("score.rigid"), c.count("score.member"), c.count("score.member_max")
	year := c.mul(c.out.LineFen, 12*c.out.Size)
	depth := share(top, c.out.ShortFen, year)
	rigid := share(rigidTop, c.out.RigidFen, c.out.IncomeFen)
	burdened := int64(0)
	for _, m := range c.in.Members {
		age := ageOn(m.BirthOn, c.in.On)
		if m.Ill || m.Disabled || age < 18 || age >= 60 {
			burdened++
		}
	}
	members := min(each*burdened, memberTop)
	c.out.Score = base + depth + rigid + members
	c.row("score", "需求评分", "Need score", "类别分 + 困难深度分 + 刚性支出分 + 家庭负担分", "class + depth + rigid share + burdened members", []Item{
		number(Label{"类别分", "class"}, base, "points"), number(Label{"困难深度分", "depth"}, depth, "points"),
		number(Label{"刚性支出分", "rigid share"}, rigid, "points"), number(Label{"家庭负担分（老、幼、病、残）", "old, young, ill, disabled"}, members, "points"),
	}, strconv.FormatInt(c.out.Score, 10), "points")
}

// share is top × part/whole rounded down, between 0 and top; of a whole that is nothing any part is all.
func share(top int64, part, whole money.Fen) int64 {
	switch {
	case part <= 0:
		return 0
	case part >= whole:
		return top
	}
	n := new(big.Int).Mul(big.NewInt(top), big.NewInt(int64(part)))
	return n.Quo(n, big.NewInt(int64(whole))).Int64()
}

// ageOn is the number of birthdays up to the day; who was born on 29 February has the birthday on 1 March of other years.
func ageOn(birth, on string) int {
	b, err1 := clock.ParseDate(birth)
	d, err2 := clock.ParseDate(on)
	if err1 != nil || err2 != nil {
		return 0
	}
	age := d.Year() - b.Year()
	if time.Date(d.Year(), b.Month(), b.Day(), 0, 0, 0, 0, d.Location()).After(d) {
		age--
	}
	return age
}

// errUnknownEngine is for replays of assessments that a newer program made.
func errUnknownEngine(v string) error {
	return errs.New(errs.Conflict, "policy.engine_unknown", "engine", v)
}
