package policy

import (
	"math/big"
	"slices"
	"strings"

	"yice/internal/kit/errs"
	"yice/internal/kit/money"
)

// wants tells whether a need is to be computed.
func (c *calc) wants(need string) bool {
	return c.err == nil && c.out.Class != NotEligible && slices.Contains(c.in.Needs, need)
}

// counted is what was already given this year; rule "" is everything for the need.
func (c *calc) counted(need, ref, rule string) money.Fen {
	var sum money.Fen
	for _, x := range c.in.Counters {
		if x.Need == need && x.Ref == ref && (rule == "" || x.Rule == rule) {
			sum = c.add(sum, x.PaidFen)
		}
	}
	return sum
}

// propose applies the fund's balance, rounds down to whole yuan and writes the proposal.
func (c *calc) propose(need, ref string, top money.Fen) {
	if c.err != nil {
		return
	}
	items := []Item{amount(Label{"按规则可给", "by the rules"}, top, "yuan")}
	formula := Label{"取整到元（不足一元舍去）", "rounded down to the yuan"}
	if c.in.BalanceFen != nil {
		items = append(items, amount(Label{"资金余额", "balance of the fund"}, c.left, "yuan"))
		formula = Label{"不超过资金余额，取整到元（不足一元舍去）", "up to the fund's balance, rounded down to the yuan"}
		top = min(top, c.left)
	}
	got := c.keep(top.MulRatio(1, 1, money.DownToYuan))
	if c.in.BalanceFen != nil {
		c.left = c.sub(c.left, got)
	}
	approvers := use(c, "approval.bands", func(k string) (string, error) { return c.p.Band(k, got) })
	if c.err != nil {
		return
	}
	c.out.Proposals = append(c.out.Proposals, Proposed{Need: need, Ref: ref, AmountFen: got, Approvers: approvers})
	c.out.ProposedFen = c.add(c.out.ProposedFen, got)
	c.rowOf(ref, "aid."+need, needWords(need).ZH+"建议金额", "Proposed "+needWords(need).EN, formula.ZH, formula.EN, items, got.String(), "yuan")
}

// medical proposes for each patient: every bill falls under one rule; the parts add up to at most the yearly cap over all
// funders (§6.3).
func (c *calc) medical() {
	if !c.wants("medical") || len(c.in.Bills) == 0 {
		return
	}
	rules := c.list("platform.medical.rules")
	base := c.text("platform.medical.base")
	if base != "self_paid" && base != "in_scope" && c.err == nil {
		c.err = errs.New(errs.Conflict, "PARAM_KIND", "key", "platform.medical.base", "name", c.p.dict.label("platform.medical.base").ZH)
	}
	c.read = nil
	var patients []string
	for _, b := range c.in.Bills {
		if !slices.Contains(patients, b.Ref) {
			patients = append(patients, b.Ref)
		}
	}
	for _, ref := range patients {
		var sum money.Fen
		for _, rule := range append(slices.Clone(rules), "medical") {
			sum = c.add(sum, c.medicalRule(ref, rule, rules, base))
		}
		paid := c.counted("medical", ref, "")
		capped := c.limit("platform.medical.cap_year", sum, paid)
		c.rowOf(ref, "medical.cap_year", "年度上限（各方合计）", "Cap of the year over all funders", "不超过 年度上限 − 今年各方已给", "up to the cap − already given this year", []Item{
			amount(Label{"各项合计", "sum"}, sum, "yuan"), amount(Label{"今年各方已给", "already given"}, paid, "yuan"),
		}, capped.String(), "yuan")
		c.propose("medical", ref, capped)
	}
}

// ruleOf is the first rule whose diseases and kinds of bills match, "medical" for the rest.
func (c *calc) ruleOf(b Bill, rules []string) string {
	for _, r := range rules {
		diseases, kinds := c.list("platform."+r+".disease"), c.list("platform."+r+".bill_kind")
		if c.err != nil {
			return ""
		}
		hit := slices.ContainsFunc(diseases, func(d string) bool { return strings.HasPrefix(strings.ToUpper(b.Disease), strings.ToUpper(d)) })
		if hit && (len(kinds) == 0 || slices.Contains(kinds, b.Kind)) {
			return r
		}
	}
	return "medical"
}

func (c *calc) medicalRule(ref, rule string, rules []string, base string) money.Fen {
	var total, others, earlier, sum money.Fen
	n := int64(0)
	for _, b := range c.in.Bills {
		if b.Ref != ref || b.InvoiceMissing || c.ruleOf(b, rules) != rule || c.err != nil {
			continue
		}
		self := c.keep(b.SelfPaid())
		if base == "in_scope" {
			self = max(c.sub(self, b.OutOfScopeFen), 0)
		}
		n++
		total, others = c.add(total, b.TotalFen), c.add(others, c.keep(money.Sum(b.FundsFen, b.CommercialFen, b.MutualFen)))
		earlier, sum = c.add(earlier, b.EarlierFen), c.add(sum, self)
	}
	if n == 0 || c.err != nil {
		return 0
	}
	zh, en := "自付费用", "self-paid cost"
	if base == "in_scope" {
		zh, en = "政策范围内自付费用", "self-paid cost in scope"
	}
	c.read = append(c.read, c.p.used["platform.medical.base"])
	c.rowOf(ref, "medical.base."+rule, zh, en, "总费用 − 各类基金 − 商业保险 − 互助保障 − 已获救助", "total − funds − commercial − mutual − earlier aid", []Item{
		number(Label{"票据", "bills"}, n, "bills"), amount(Label{"总费用", "total"}, total, "yuan"), amount(Label{"基金和保险支付", "paid by others"}, others, "yuan"),
		amount(Label{"已获救助", "earlier aid"}, earlier, "yuan"),
	}, sum.String(), "yuan")
	got, formula := c.tiered(rule, sum)
	got = c.limit("platform."+rule+".cap_time", got, 0)
	paid := money.Fen(0)
	if rule != "medical" {
		paid = c.counted("medical", ref, rule)
		got = c.limit("platform."+rule+".cap_year", got, paid)
	}
	words := ruleWords(rule)
	c.rowOf(ref, "medical.rule."+rule, words.ZH, words.EN, formula+"，不超过单次和年度上限", "rate × base, up to the caps", []Item{
		amount(Label{"基数", "base"}, sum, "yuan"), amount(Label{"按本规则已给", "given under this rule"}, paid, "yuan"),
	}, got.String(), "yuan")
	return got
}

// tiered applies the rule's tiers where it has them, otherwise its one rate; exact until it drops parts of a fen.
func (c *calc) tiered(rule string, base money.Fen) (money.Fen, string) {
	key := "platform." + rule + ".tiers"
	if !c.p.Has(key) {
		r := c.ratio("platform." + rule + ".rate")
		return c.times(base, r, money.DownToFen), "基数 × " + r.Percent(0)
	}
	tiers := use(c, key, c.p.tiers)
	if c.err != nil {
		return 0, ""
	}
	sum := new(big.Rat)
	for i, t := range tiers {
		top := base
		if i+1 < len(tiers) {
			top = min(top, tiers[i+1].from)
		}
		if top > t.from {
			part := new(big.Rat).SetInt64(int64(top - t.from))
			sum.Add(sum, part.Mul(part, big.NewRat(t.ratio.Num(), t.ratio.Den())))
		}
	}
	whole := new(big.Int).Quo(sum.Num(), sum.Denom())
	if !whole.IsInt64() {
		c.err = errs.New(errs.Invalid, "money.overflow")
		return 0, ""
	}
	return money.Fen(whole.Int64()), "分段累进"
}

func (c *calc) living() {
	if !c.wants("living") {
		return
	}
	k := c.ratio("platform.living.k." + map[Class]string{Deep: "deep", Rel: "rel", Acc: "acc"}[c.out.Class])
	top := c.times(c.out.LineFen, k, money.DownToFen)
	paid := c.counted("living", "", "")
	capped := c.limit("platform.living.cap_year", top, paid)
	c.row("living.cap_year", "生活救助年度上限", "Living aid cap", "标准 × 倍数，不超过 年度上限 − 今年各方已给", "standard × multiple, up to the cap − already given", []Item{
		amount(Label{"标准", "standard"}, c.out.LineFen, unitMonth),
		{Label: Label{"倍数", "multiple"}, Value: k.String()},
		amount(Label{"今年各方已给", "already given"}, paid, "yuan"),
	}, capped.String(), "yuan")
	c.propose("living", "", capped)
}

func (c *calc) study() {
	if !c.wants("study") {
		return
	}
	for _, s := range c.in.Studies {
		if !s.Proved || c.err != nil {
			continue
		}
		paid := c.counted("study", s.Ref, "")
		capped := c.limit("platform.study.cap_year", s.CostFen, paid)
		c.rowOf(s.Ref, "study.cap_year", "助学救助年度上限", "Study aid cap", "学费等自付，不超过 年度上限 − 今年各方已给", "own cost, up to the cap − already given", []Item{
			amount(Label{"自付费用", "own cost"}, s.CostFen, "yuan"), amount(Label{"今年各方已给", "already given"}, paid, "yuan"),
		}, capped.String(), "yuan")
		c.propose("study", s.Ref, capped)
	}
}

func (c *calc) total() {
	if len(c.out.Proposals) == 0 {
		return
	}
	c.row("aid", "建议救助合计", "Proposed aid", "各项建议金额相加", "sum of the proposals", nil, c.out.ProposedFen.String(), "yuan")
}
