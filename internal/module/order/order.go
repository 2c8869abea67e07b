// Package order keeps what is paid to whom: orders, what was paid of them, what has to come back, and what is netted against it; and the
// counters of what a household got. It reserves money in module/fund, whose permissions and words it shares, and books what the bank answered.
// module/batch, above, brings orders to the bank and hands over the answers. Rooms above order payments through OrderTx and learn their
// fate through Settler.
//
// Amounts are fen, dates YYYY-MM-DD in China, instants unix milliseconds, years "2020". Sources: domain rules §6.1, §6.2, §13
// (代发失败原因).
package order

import (
	"context"
	_ "embed"
	"slices"
	"time"

	"yice/internal/core/flow"
	"yice/internal/core/people"
	"yice/internal/core/policy"
	"yice/internal/core/task"
	"yice/internal/kit/blob"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/kit/money"
	"yice/internal/kit/web"
	"yice/internal/module/fund"
)

//go:embed messages.json
var messages []byte

// Messages are the sentences of this room.
func Messages() []byte { return messages }

// Codes maps the room's constraints to codes.
func Codes() map[string]string {
	return map[string]string{
		"fund_orders_subject_id_purpose_period_invoice_no_key": "fund.duplicate", "fund_orders_replaces_id_key": "fund.already_repaid",
		"fund_orders_amount_check": "fund.amount", "fund_recoveries_order_id_key": "fund.already_reclaimed",
	}
}

// Service is the room.
type Service struct {
	db       *db.DB
	funds    *fund.Service
	people   *people.Service
	policy   *policy.Service
	tasks    *task.Service
	settler  Settler
	orders   *flow.Table
	nettings *flow.Table
	batches  Batches
	blobs    *blob.Store
}

// Deps are the rooms below.
type Deps struct {
	DB     *db.DB
	Funds  *fund.Service
	People *people.Service
	Policy *policy.Service
	Tasks  *task.Service
	Blobs  *blob.Store // where donors' consents lie
}

// New builds the room and tells the funds of it.
func New(d Deps) *Service {
	s := &Service{
		db: d.DB, funds: d.Funds, people: d.People, policy: d.Policy, tasks: d.Tasks, orders: Orders(), nettings: Nettings(), blobs: d.Blobs,
	}
	d.Funds.OnOrders(fund.Orders{Promised: promisedIn, Paid: findPaid, Described: findDescribed})
	return s
}

// Settler learns the fate of an order inside the transaction that decides it: State is paid, failed or cancelled; a
// waiting one with ReplacesID takes the place of a failed order.
type Settler interface {
	Settled(ctx context.Context, tx *db.Tx, o Order) error
}

// Failures are why a bank could not pay (§13 代发失败原因).
func Failures() []fund.Coded {
	return []fund.Coded{
		{Code: "name_mismatch", Text: i18n.Word{ZH: "户名不符", EN: "Name differs from the account"}},
		{Code: "account_closed", Text: i18n.Word{ZH: "账户已销户", EN: "Account closed"}},
		{Code: "account_frozen", Text: i18n.Word{ZH: "账户冻结/久悬", EN: "Account frozen or dormant"}},
		{Code: "account_wrong", Text: i18n.Word{ZH: "账号错误", EN: "Wrong account number"}},
		{Code: "class2_limit", Text: i18n.Word{ZH: "二类户限额", EN: "Limit of a class II account"}},
		{Code: "bank_unsupported", Text: i18n.Word{ZH: "行号不支持", EN: "Bank not supported"}},
		{Code: "other", Text: i18n.Word{ZH: "其他", EN: "Other"}},
	}
}

// holdReasons are why the rooms of a case hold its orders; whoever holds one by hand writes his own words.
func holdReasons() []fund.Coded {
	return []fund.Coded{{Code: "revisit_overdue", Text: i18n.Word{ZH: "回访逾期", EN: "Revisit overdue"}}}
}

// The states of an order.
const (
	OrderWaiting   flow.State = "waiting"
	OrderHeld      flow.State = "held"
	OrderBatched   flow.State = "batched"
	OrderPaid      flow.State = "paid"
	OrderFailed    flow.State = "failed"
	OrderRepaid    flow.State = "repaid"
	OrderCancelled flow.State = "cancelled"
)

// Who holds an order: the case's rooms (revisit overdue, objection, …) or the finance office. One does not let go what the
// other holds.
const (
	heldByCase    = "case"
	heldByFinance = "finance"
	heldByBoth    = "both"
)

// Order is one payment to one payee out of one fund. PersonID is the beneficiary; empty means the household. Year is the
// year whose caps it counts against, that of DueOn when empty. ReplacesID names the failed order that this one pays again.
type Order struct {
	ID            string     `db:"id" json:"id"`
	CaseID        string     `db:"case_id" json:"case_id"`
	CaseNo        string     `db:"case_no" json:"case_no"`
	HouseholdID   string     `db:"household_id" json:"household_id"`
	PersonID      string     `db:"person_id" json:"person_id"`
	SubjectID     string     `db:"subject_id" json:"-"`
	PayeePersonID string     `db:"payee_person_id" json:"payee_person_id"`
	BankAccountID string     `db:"bank_account_id" json:"bank_account_id"`
	AwardID       string     `db:"award_id" json:"award_id"`
	Instalment    int        `db:"instalment" json:"instalment"`
	Purpose       string     `db:"purpose" json:"purpose"`
	Period        string     `db:"period" json:"period"`
	InvoiceNo     string     `db:"invoice_no" json:"invoice_no"`
	Year          string     `db:"year" json:"year"`
	FundID        string     `db:"fund_id" json:"fund_id"`
	AmountFen     int64      `db:"amount_fen" json:"amount_fen"`
	NettedFen     int64      `db:"netted_fen" json:"netted_fen" doc:"kept back because an earlier payment has to come back"`
	OffsetFen     int64      `db:"offset_fen" json:"offset_fen" doc:"of the amount, given to other funds to which the household owes it; the bank pays the rest"`
	DueOn         string     `db:"due_on" json:"due_on"`
	Department    string     `db:"department" json:"department"`
	Urgent        bool       `db:"urgent" json:"urgent"`
	State         flow.State `db:"state" json:"state"`
	Live          bool       `db:"live" json:"-"`
	HeldBy        string     `db:"held_by" json:"held_by"`
	Reason        string     `db:"reason" json:"reason"`
	HoldID        string     `db:"hold_id" json:"-"`
	SettledTx     string     `db:"settled_tx" json:"settled_tx"`
	BatchID       string     `db:"batch_id" json:"batch_id"`
	PaidOn        string     `db:"paid_on" json:"paid_on"`
	Failure       string     `db:"failure" json:"failure"`
	ReplacesID    string     `db:"replaces_id" json:"replaces_id"`
	ReplacedBy    string     `db:"replaced_by" json:"replaced_by"`
	Reclaim       bool       `db:"reclaim" json:"reclaim"`
	MadeAt        int64      `db:"made_at" json:"made_at"`
	MadeBy        string     `db:"made_by" json:"made_by"`
	Version       int64      `db:"version" json:"version"`
	UpdatedAt     int64      `db:"updated_at" json:"updated_at"`
	UpdatedBy     string     `db:"updated_by" json:"updated_by"`
}

// OnSettled hands over who learns the fate of orders; the app calls it once, before anything is paid.
func (s *Service) OnSettled(x Settler) { s.settler = x }

func (s *Service) tell(ctx context.Context, tx *db.Tx, o Order) error {
	if s.settler == nil {
		return nil
	}
	return s.settler.Settled(ctx, tx, o)
}

func yuan(fen int64) string { return money.Fen(fen).Grouped() }

func label(ctx context.Context, l flow.Label) string { return i18n.Word(l).In(web.Language(ctx)) }

func isDay(s string) bool {
	_, err := clock.ParseDate(s)
	return err == nil
}

func unique(ids []string) []string {
	out := slices.Clone(ids)
	slices.Sort(out)
	return slices.Compact(out)
}

func stale(who string, at int64) error {
	return errs.New(errs.Stale, "stale", "who", who, "when", time.UnixMilli(at).In(clock.Shanghai()).Format("2006-01-02 15:04"))
}

// unknown turns "not found" into an error about one input.
func unknown(err error, path, code string) error {
	if errs.IsKind(err, errs.NotFound) {
		return errs.InvalidField(path, code)
	}
	return err
}
