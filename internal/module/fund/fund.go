// Package fund keeps the money pool: funds by source, what comes in, budgets, and what moved in a fund. What is paid to whom lies above, in
// module/order, which reserves money here and books what became of it. Every fen stands in core/ledger: a fund is an account with floor
// zero, a promised payment is a hold on it.
//
// Amounts are fen, dates YYYY-MM-DD in China, instants unix milliseconds, years "2020", halves "2020-H1". Sources: domain
// rules §6.1, §6.2, §13 (资金来源).
package fund

import (
	"context"
	"database/sql/driver"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"yice/internal/core/org"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/kit/money"
)

//go:embed messages.json
var messages []byte

// Messages are the sentences of this room.
func Messages() []byte { return messages }

// Codes maps the room's constraints to codes.
func Codes() map[string]string {
	return map[string]string{
		"funds_code_key": "fund.code_taken", "fund_receipts_fund_id_evidence_no_key": "fund.evidence_taken",
	}
}

// The permissions of this room. View shows the pool, funds, orders and batches; the three steps of a batch are Make,
// Review and Release, and one person never does two of them on the same batch whatever he holds.
const (
	PermView      authz.Permission = "fund.view"
	PermManage    authz.Permission = "fund.manage"
	PermMake      authz.Permission = "fund.make"
	PermReview    authz.Permission = "fund.review"
	PermRelease   authz.Permission = "fund.release"
	PermReconcile authz.Permission = "fund.reconcile"
	PermFile      authz.Permission = "fund.bank_file"
	PermConfigure authz.Permission = "fund.configure"
)

// Grants tells which role holds which permission of this room.
func Grants() []authz.Grant {
	var out []authz.Grant
	give := func(role string, perms ...authz.Permission) {
		for _, p := range perms {
			out = append(out, authz.Grant{Role: role, Perm: p, Reach: authz.All})
		}
	}
	give(org.FinanceMaker, PermView, PermManage, PermMake, PermReconcile)
	give(org.FinanceReviewer, PermView, PermReview, PermReconcile)
	give(org.FinanceReleaser, PermView, PermRelease, PermFile)
	give(org.Secretariat, PermView, PermConfigure)
	give(org.Auditor, PermView)
	return out
}

// Coded is a code with its words.
type Coded struct {
	Code string    `json:"code"`
	Text i18n.Word `json:"text"`
}

// Sources are where money comes from (§13 资金来源). Money of different sources is never mixed in one fund.
func Sources() []Coded {
	return []Coded{
		{"central_budget", i18n.Word{ZH: "中央财政", EN: "Central budget"}},
		{"provincial_budget", i18n.Word{ZH: "省级财政", EN: "Provincial budget"}},
		{"local_budget", i18n.Word{ZH: "市县财政", EN: "City and county budget"}},
		{"upper_union", i18n.Word{ZH: "上级工会补助", EN: "Grant of the upper union"}},
		{"own_union", i18n.Word{ZH: "本级工会经费", EN: "Own union fund"}},
		{"donation", i18n.Word{ZH: "社会捐赠（非定向）", EN: "Donations, unrestricted"}},
		{"donation_restricted", i18n.Word{ZH: "定向捐赠", EN: "Donations, restricted"}},
		{"employer", i18n.Word{ZH: "行政拨付", EN: "Employer's grant"}},
		{"mutual_aid", i18n.Word{ZH: "互助保障", EN: "Mutual aid"}},
		{"other", i18n.Word{ZH: "其他", EN: "Other"}},
	}
}

// Purposes are what an order may be for: the needs of a case.
func Purposes() []Coded {
	return []Coded{
		{"living", i18n.Word{ZH: "生活救助", EN: "Living"}},
		{"medical", i18n.Word{ZH: "医疗救助", EN: "Medical"}},
		{"study", i18n.Word{ZH: "助学救助", EN: "Study"}},
		{"employment", i18n.Word{ZH: "就业创业", EN: "Employment"}},
		{"housing", i18n.Word{ZH: "住房救助", EN: "Housing"}},
		{"rehabilitation", i18n.Word{ZH: "残疾康复", EN: "Rehabilitation"}},
		{"legal", i18n.Word{ZH: "法律援助", EN: "Legal"}},
		{"psychological", i18n.Word{ZH: "心理疏导", EN: "Psychological"}},
		{"nursing", i18n.Word{ZH: "护理服务", EN: "Nursing"}},
		{"production", i18n.Word{ZH: "生产扶持", EN: "Production"}},
		{"other", i18n.Word{ZH: "其他救助", EN: "Other"}},
	}
}

// moveKinds are what a fund's movements are called.
func moveKinds() []Coded {
	return []Coded{
		{"receipt", i18n.Word{ZH: "收款", EN: "Receipt"}},
		{"receipt_reversed", i18n.Word{ZH: "收款冲正", EN: "Receipt reversed"}},
		{"order", i18n.Word{ZH: "安排付款", EN: "Ordered"}},
		{"cancel", i18n.Word{ZH: "取消付款", EN: "Cancelled"}},
		{"payment", i18n.Word{ZH: "付讫", EN: "Paid"}},
		{"failed", i18n.Word{ZH: "代发失败", EN: "Failed"}},
		{"reopen", i18n.Word{ZH: "待重付", EN: "To be paid again"}},
		{"recovery", i18n.Word{ZH: "追回到账", EN: "Got back"}},
		{"net", i18n.Word{ZH: "与追回相抵", EN: "Netted against a recovery"}},
		{"offset", i18n.Word{ZH: "跨资金相抵", EN: "Netted across funds"}},
		{"refund", i18n.Word{ZH: "退款", EN: "Refund"}},
		{"repurpose", i18n.Word{ZH: "改变用途", EN: "Another purpose"}},
	}
}

// Has tells whether a code stands in a list.
func Has(list []Coded, code string) bool {
	return slices.ContainsFunc(list, func(c Coded) bool { return c.Code == code })
}

// Words are those of a source, a purpose or a failure.
func Words(list []Coded, code string) i18n.Word {
	for _, c := range list {
		if c.Code == code {
			return c.Text
		}
	}
	return i18n.Word{ZH: code, EN: code}
}

// Fund is money of one source under one set of conditions. A restricted fund pays only for its purposes and, when Cases is
// not empty, only for those cases. ToOn is the last day for which it may be promised; empty means open.
type Fund struct {
	ID         string `db:"id" json:"id"`
	Code       string `db:"code" json:"code"`
	Name       string `db:"name" json:"name"`
	Source     string `db:"source" json:"source"`
	Restricted bool   `db:"restricted" json:"restricted"`
	Purposes   List   `db:"purposes" json:"purposes"`
	Cases      List   `db:"cases" json:"cases"`
	Donor      string `db:"donor" json:"donor"`
	Agreement  string `db:"agreement" json:"agreement"`
	Payer      string `db:"payer" json:"payer"`
	FromOn     string `db:"from_on" json:"from_on"`
	ToOn       string `db:"to_on" json:"to_on"`
	State      string `db:"state" json:"state"`
	Note       string `db:"note" json:"note"`
	MadeAt     int64  `db:"made_at" json:"made_at"`
	MadeBy     string `db:"made_by" json:"made_by"`
	Version    int64  `db:"version" json:"version"`
	UpdatedAt  int64  `db:"updated_at" json:"updated_at"`
	UpdatedBy  string `db:"updated_by" json:"updated_by"`
}

// PaysFor tells whether the fund may pay for the purpose and the case; one that is not restricted pays for all.
func (f Fund) PaysFor(purpose, caseID string) bool {
	return !f.Restricted || (len(f.Purposes) == 0 || slices.Contains(f.Purposes, purpose)) &&
		(len(f.Cases) == 0 || slices.Contains(f.Cases, caseID))
}

// List is a list of codes or ids kept in one text column, one a line.
type List []string

// Scan reads the column.
func (l *List) Scan(src any) error {
	text, ok := src.(string)
	if b, is := src.([]byte); is {
		text, ok = string(b), true
	}
	if !ok && src != nil {
		return fmt.Errorf("cannot read %T as a list", src)
	}
	*l = List{}
	if text != "" {
		*l = strings.Split(text, "\n")
	}
	return nil
}

// Value writes the column.
func (l List) Value() (driver.Value, error) { return strings.Join(l, "\n"), nil }

// Half is the half-year of a day: "2020-H1".
func Half(day string) string {
	if len(day) < 7 {
		return ""
	}
	if day[5:7] <= "06" {
		return day[:4] + "-H1"
	}
	return day[:4] + "-H2"
}

func isHalf(s string) bool {
	y, h, ok := strings.Cut(s, "-H")
	return ok && len(y) == 4 && strings.Trim(y, "0123456789") == "" && (h == "1" || h == "2")
}

func isDay(s string) bool {
	_, err := clock.ParseDate(s)
	return err == nil
}

func yuan(fen int64) string { return money.Fen(fen).Grouped() }

func stale(who string, at int64) error {
	when := time.UnixMilli(at).In(clock.Shanghai()).Format("2006-01-02 15:04")
	return errs.New(errs.Stale, "stale", "who", who, "when", when)
}

func userID(ctx context.Context) string {
	if a := authz.From(ctx); a != nil {
		return a.UserID
	}
	return ""
}
