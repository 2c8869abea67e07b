// Package account turns what happened to the funds into vouchers of the office's own chart of accounts, closes months, and sums up
// what is made public. It books nothing: the money stands in core/ledger, and a voucher says it in the words of the accounting
// system. Charts and what is booked where are data, from day to day (2010 and 2021 union charts come as examples).
//
// Amounts are fen, dates YYYY-MM-DD in China, months "2020-05". Source: domain rules §6.1 (union accounting; donations for aid are
// held as agency funds; disclosure).
package account

import (
	"cmp"
	_ "embed"
	"slices"
	"strings"

	"yice/internal/core/org"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/module/fund"
)

//go:embed messages.json
var messages []byte

// Messages are the sentences of this room.
func Messages() []byte { return messages }

// Codes maps the room's constraints to codes.
func Codes() map[string]string {
	return map[string]string{"account_booked_fund_id_seq_key": "account.booked", "account_vouchers_month_no_key": "account.booked"}
}

// The permissions of this room: vouchers and tables are read with View, Close ends a month, Configure writes charts.
const (
	PermView      authz.Permission = "account.view"
	PermClose     authz.Permission = "account.close"
	PermConfigure authz.Permission = "account.configure"
)

// Grants tells which role holds which permission of this room. Who enters receipts and makes batches closes no month.
func Grants() []authz.Grant {
	var out []authz.Grant
	give := func(role string, perms ...authz.Permission) {
		for _, p := range perms {
			out = append(out, authz.Grant{Role: role, Perm: p, Reach: authz.All})
		}
	}
	give(org.FinanceMaker, PermView)
	give(org.FinanceReviewer, PermView, PermClose)
	give(org.FinanceReleaser, PermView)
	give(org.Secretariat, PermView, PermConfigure)
	give(org.Auditor, PermView)
	return out
}

// Title is an account of a chart.
type Title struct {
	Code string `json:"code" minLength:"1" maxLength:"20"`
	Name string `json:"name" minLength:"1" maxLength:"60"`
}

// Rule says on which account money stands that came "in" from a source or went "out" for a purpose, of one fund by its code or of
// any. Empty source, purpose or fund means any; the first rule that fits counts.
type Rule struct {
	Side    string `json:"side" enum:"in,out"`
	Fund    string `json:"fund,omitempty" maxLength:"40"`
	Source  string `json:"source,omitempty" maxLength:"30"`
	Purpose string `json:"purpose,omitempty" maxLength:"30"`
	Account string `json:"account" maxLength:"20"`
}

// Layout is a chart's content.
type Layout struct {
	Bank     string  `json:"bank" maxLength:"20" doc:"account of the money in the bank"`
	Accounts []Title `json:"accounts" minItems:"2" maxItems:"500"`
	Rules    []Rule  `json:"rules" minItems:"1" maxItems:"500"`
}

// Chart is a chart of accounts from one day to another.
type Chart struct {
	Code      string          `db:"code" json:"code"`
	Name      string          `db:"name" json:"name"`
	FromOn    string          `db:"from_on" json:"from_on"`
	ToOn      string          `db:"to_on" json:"to_on"`
	Document  db.JSON[Layout] `db:"document" json:"-"`
	Layout    Layout          `db:"-" json:"layout"`
	Version   int64           `db:"version" json:"version"`
	UpdatedAt int64           `db:"updated_at" json:"updated_at"`
	UpdatedBy string          `db:"updated_by" json:"updated_by"`
}

func (l Layout) name(code string) (string, bool) {
	for _, a := range l.Accounts {
		if a.Code == code {
			return a.Name, true
		}
	}
	return "", false
}

// account finds where money of a fund and its source, in or out for a purpose, is booked.
func (l Layout) account(side, fundCode, source, purpose string) (Title, error) {
	for _, r := range l.Rules {
		if r.Side == side && (r.Fund == "" || r.Fund == fundCode) && (r.Source == "" || r.Source == source) && (r.Purpose == "" || r.Purpose == purpose) {
			name, _ := l.name(r.Account)
			return Title{r.Account, name}, nil
		}
	}
	return Title{}, errs.New(errs.Conflict, "account.no_rule", "source", wordOf(fund.Sources(), source), "purpose", wordOf(fund.Purposes(), purpose))
}

func wordOf(list []fund.Coded, code string) i18n.Word {
	for _, c := range list {
		if c.Code == code {
			return c.Text
		}
	}
	return i18n.Word{ZH: code, EN: code}
}

func (l Layout) check() error {
	var f []errs.Field
	seen := map[string]bool{}
	for _, a := range l.Accounts {
		if seen[a.Code] || strings.TrimSpace(a.Code) == "" || strings.TrimSpace(a.Name) == "" {
			f = append(f, errs.Field{Path: "layout.accounts", Code: "account.title"})
		}
		seen[a.Code] = true
	}
	if !seen[l.Bank] {
		f = append(f, errs.Field{Path: "layout.bank", Code: "account.unknown"})
	}
	known := func(list []fund.Coded, code string) bool {
		return code == "" || slices.ContainsFunc(list, func(c fund.Coded) bool { return c.Code == code })
	}
	for _, r := range l.Rules {
		if !seen[r.Account] || r.Account == l.Bank || !known(fund.Sources(), r.Source) || !known(fund.Purposes(), r.Purpose) || r.Side != "in" && r.Side != "out" {
			f = append(f, errs.Field{Path: "layout.rules", Code: "account.rule"})
		}
	}
	for _, s := range fund.Sources() {
		for _, p := range fund.Purposes() {
			_, in := l.account("in", "", s.Code, "")
			_, out := l.account("out", "", s.Code, p.Code)
			if in != nil || out != nil {
				f = append(f, errs.Field{Path: "layout.rules", Code: "account.rules_open", Params: map[string]any{"source": s.Text.ZH, "purpose": p.Text.ZH}})
			}
		}
	}
	return errs.InvalidFields(f[:min(len(f), 20)])
}

// Entry is one line of a voucher; one of the two amounts is zero.
type Entry struct {
	Account   string `json:"account"`
	Name      string `json:"name"`
	Fund      string `json:"fund" doc:"code of the fund, for the detail ledger"`
	Purpose   string `json:"purpose"`
	DebitFen  int64  `json:"debit_fen"`
	CreditFen int64  `json:"credit_fen"`

	FundName string `json:"fund_name,omitempty" doc:"filled for whoever reads; not part of what is booked"`
}

// Voucher is one booking of the accounting system. No is its number within a closed month, 0 before that.
type Voucher struct {
	ID          string           `db:"id" json:"id"`
	Month       string           `db:"month" json:"month"`
	No          int64            `db:"no" json:"no"`
	On          string           `db:"on_date" json:"on_date"`
	Kind        string           `db:"kind" json:"kind" enum:"receipt,payment,recovery,offset,refund,repurpose,reversal"`
	Memo        string           `db:"memo" json:"memo"`
	ObjectID    string           `db:"object_id" json:"object_id" doc:"the batch, the receipt, or the transaction"`
	SumFen      int64            `db:"sum_fen" json:"sum_fen"`
	Attachments int64            `db:"attachments" json:"attachments" doc:"documents behind it: a receipt's evidence, a payment's list and the bank's answers"`
	Document    db.JSON[[]Entry] `db:"document" json:"-"`
	Entries     []Entry          `db:"-" json:"entries"`
	Capitals    string           `db:"-" json:"capitals"`

	moves []move
}

// move is a movement of a fund with what it was for.
type move struct {
	fund.Movement
	fund    fund.Fund
	purpose string
}

// kindOf is the voucher's kind of a movement that changes a balance.
func (m move) kindOf() string {
	switch m.Kind {
	case "receipt", "payment", "recovery", "offset", "refund", "repurpose":
		return m.Kind
	}
	return "reversal"
}

// aid tells whether a movement is aid that went out or came back: it stands on the accounts of what it was for.
func (m move) aid() bool { return isAid(m.Kind) }

func isAid(kind string) bool { return kind == "payment" || kind == "recovery" || kind == "offset" }

// key groups what one voucher says: all payments of a batch on one day, both sides of a repurpose
// or of a recovery that another fund's payment settled, anything else by itself.
func (m move) key() string {
	if m.Kind == "payment" {
		return m.On + "/1/" + m.BatchID
	}
	return m.On + "/0/" + m.TxID
}

// paidBatch is what a voucher says of a batch of payments.
type paidBatch struct {
	no      string
	answers int64
}

// vouchersOf turns movements into balanced vouchers in the order of their days.
func vouchersOf(l Layout, month string, moves []move, batches map[string]paidBatch) ([]Voucher, error) {
	groups := map[string][]move{}
	for _, m := range moves {
		m.On = max(m.On, month+"-01") // what was booked late into a closed month comes in the open one
		groups[m.key()] = append(groups[m.key()], m)
	}
	keys := make([]string, 0, len(groups))
	for k := range groups {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	out := make([]Voucher, 0, len(keys))
	for _, k := range keys {
		v, err := voucherOf(l, groups[k], batches)
		if err != nil {
			return nil, err
		}
		v.Month = month
		out = append(out, v)
	}
	return out, nil
}

func voucherOf(l Layout, group []move, batches map[string]paidBatch) (Voucher, error) {
	first := group[0]
	v := Voucher{On: first.On, Kind: first.kindOf(), Memo: cmp.Or(first.Memo, "资金变动"), ObjectID: cmp.Or(first.ReceiptID, first.TxID), Attachments: 1, moves: group}
	if v.Kind == "payment" {
		v.ObjectID = first.BatchID
		b := batches[first.BatchID]
		v.Memo, v.Attachments = "发放救助资金 "+b.no, 1+b.answers
	} else {
		v.Memo += " " + fundsOf(group)
	}
	bank, ok := l.name(l.Bank)
	if !ok {
		return v, errs.New(errs.Conflict, "account.unknown")
	}
	net := map[Entry]int64{} // debit less credit, by account, fund and purpose
	for _, m := range group {
		side := "in"
		if m.aid() {
			side = "out"
		}
		t, err := l.account(side, m.fund.Code, m.fund.Source, m.purpose)
		if err != nil {
			return v, err
		}
		net[Entry{Account: t.Code, Name: t.Name, Fund: m.fund.Code, Purpose: m.purpose}] -= m.ChangeFen
		net[Entry{Account: l.Bank, Name: bank, Fund: m.fund.Code}] += m.ChangeFen
	}
	for e, fen := range net {
		switch {
		case fen > 0:
			e.DebitFen = fen
			v.SumFen += fen
		case fen < 0:
			e.CreditFen = -fen
		default:
			continue
		}
		v.Entries = append(v.Entries, e)
	}
	slices.SortFunc(v.Entries, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(b2i(a.CreditFen > 0), b2i(b.CreditFen > 0)), cmp.Compare(a.Account, b.Account), cmp.Compare(a.Fund, b.Fund), cmp.Compare(a.Purpose, b.Purpose))
	})
	return v, v.balanced()
}

// fundsOf names the fund of a voucher, or where between two funds the money went.
func fundsOf(group []move) string {
	from, to := "", ""
	for _, m := range group {
		if m.ChangeFen < 0 {
			from = m.fund.Name
		} else {
			to = m.fund.Name
		}
	}
	if group[0].Kind == "offset" && from != "" && to != "" {
		return from + " → " + to
	}
	return group[0].fund.Name
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (v Voucher) balanced() error {
	sum := int64(0)
	for _, e := range v.Entries {
		sum += e.DebitFen - e.CreditFen
	}
	if sum != 0 || len(v.Entries) < 2 {
		return errs.New(errs.Internal, "account.unbalanced")
	}
	return nil
}
