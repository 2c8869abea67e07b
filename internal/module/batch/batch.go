// Package batch brings payments to the bank and back: orders of module/order are put together in a batch, three different people make,
// review and release it, the file goes out in the bank's layout, and what the bank answers is booked through order.SettleTx. It writes
// its own tables only; what an order is and becomes stays with module/order. Permissions and error codes are those of module/fund.
//
// Amounts are fen, dates YYYY-MM-DD in China, instants unix milliseconds. Source: domain rules §6.2.
package batch

import (
	"context"
	_ "embed"
	"time"

	"yice/internal/core/calendar"
	"yice/internal/core/flow"
	"yice/internal/core/people"
	"yice/internal/core/policy"
	"yice/internal/core/task"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/kit/money"
	"yice/internal/kit/web"
	"yice/internal/module/fund"
	"yice/internal/module/order"
)

//go:embed messages.json
var messages []byte

// Messages are the sentences of this room.
func Messages() []byte { return messages }

// Codes maps the room's constraints to codes.
func Codes() map[string]string {
	return map[string]string{"fund_lines_order_id_key": "fund.order_batched", "fund_lines_batch_id_payee_person_id_key": "fund.payee_twice"}
}

// Service is the room.
type Service struct {
	db       *db.DB
	funds    *fund.Service
	orders   *order.Service
	people   *people.Service
	policy   *policy.Service
	calendar *calendar.Service
	tasks    *task.Service
	table    *flow.Table
}

// Deps are the rooms below.
type Deps struct {
	DB       *db.DB
	Funds    *fund.Service
	Orders   *order.Service
	People   *people.Service
	Policy   *policy.Service
	Calendar *calendar.Service
	Tasks    *task.Service
}

// New builds the room and tells the orders of it.
func New(d Deps) *Service {
	s := &Service{db: d.DB, funds: d.Funds, orders: d.Orders, people: d.People, policy: d.Policy, calendar: d.Calendar, tasks: d.Tasks, table: Batches()}
	d.Orders.OnBatches(order.Batches{Leave: s.leaveTx, Numbers: s.BatchNosTx})
	return s
}

// sent tells whether a batch in this state has gone to the bank.
func sent(state flow.State) bool {
	switch state {
	case Released, Returned, Reconciled, Closed:
		return true
	}
	return false
}

// leaveTx takes an order out of a batch that is still being put together, or tells that its batch has gone to the bank.
func (s *Service) leaveTx(ctx context.Context, tx *db.Tx, o *order.Order) (bool, error) {
	b, err := findBatch(ctx, tx, o.BatchID)
	if err != nil {
		return false, err
	}
	if b.State != Draft {
		return o.State == order.OrderBatched && sent(b.State), nil
	}
	if err := deleteLines(ctx, tx, b.ID, []string{o.ID}); err != nil {
		return false, err
	}
	o.BatchID = ""
	return false, recountBatch(ctx, tx, &b)
}

func yuan(fen int64) string { return money.Fen(fen).Grouped() }

func label(ctx context.Context, l flow.Label) string { return i18n.Word(l).In(web.Language(ctx)) }

func isDay(s string) bool {
	_, err := clock.ParseDate(s)
	return err == nil
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
