package account

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
	"yice/internal/kit/money"
	"yice/internal/module/batch"
	"yice/internal/module/fund"
)

// Service is the room.
type Service struct {
	db      *db.DB
	funds   *fund.Service
	batches *batch.Service
}

// New builds the room.
func New(d *db.DB, funds *fund.Service, batches *batch.Service) *Service {
	return &Service{db: d, funds: funds, batches: batches}
}

// Month is a closed month.
type Month struct {
	Month      string `db:"month" json:"month"`
	Chart      string `db:"chart" json:"chart"`
	Vouchers   int64  `db:"vouchers" json:"vouchers"`
	SumFen     int64  `db:"sum_fen" json:"sum_fen"`
	Hash       string `db:"hash" json:"hash" doc:"over all its vouchers"`
	ClosedAt   int64  `db:"closed_at" json:"closed_at"`
	ClosedBy   string `db:"closed_by" json:"closed_by"`
	ClosedByID string `db:"closed_by_id" json:"-"`
}

// Book is a month with its vouchers: kept ones when it is closed, otherwise as they would be now.
type Book struct {
	Month    string    `json:"month"`
	Closed   *Month    `json:"closed,omitempty"`
	Chart    string    `json:"chart"`
	Vouchers []Voucher `json:"vouchers"`
	SumFen   int64     `json:"sum_fen"`
	Months   []Month   `json:"months" doc:"that are closed, newest first"`
	Can      []string  `json:"can"`
}

func isMonth(s string) bool {
	_, err := time.Parse("2006-01", s)
	return err == nil
}

func lastDay(month string) string { return clock.AddDays(nextMonth(month)+"-01", -1) }

func nextMonth(month string) string {
	t, _ := time.Parse("2006-01", month)
	return t.AddDate(0, 1, 0).Format("2006-01")
}

// Charts lists the charts of accounts. Needs PermView.
func (s *Service) Charts(ctx context.Context) (out []Chart, err error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		out, err = findCharts(ctx, tx)
		return err
	})
	return out, err
}

// SetChart writes a chart; version 0 makes a new one. Closed months keep what they were booked with. Needs PermConfigure. Codes:
// account.title, account.unknown, account.rule, account.rules_open (a source or purpose that no rule names), account.date,
// account.rule_fund (a rule for a fund that is not there), account.overlap (another chart holds on the same days), stale.
func (s *Service) SetChart(ctx context.Context, c Chart) (Chart, error) {
	if err := authz.Require(ctx, PermConfigure); err != nil {
		return c, err
	}
	if err := c.Layout.check(); err != nil {
		return c, err
	}
	if _, err := clock.ParseDate(c.FromOn); err != nil {
		return c, errs.InvalidField("from_on", "account.date")
	}
	if _, err := clock.ParseDate(c.ToOn); c.ToOn != "" && (err != nil || c.ToOn < c.FromOn) {
		return c, errs.InvalidField("to_on", "account.date")
	}
	if strings.TrimSpace(c.Code) == "" || strings.TrimSpace(c.Name) == "" {
		return c, errs.InvalidField("name", "account.title")
	}
	err := s.db.UpdateLocked(ctx, "account.chart", func(tx *db.Tx) error {
		if err := s.fitsTx(ctx, tx, c); err != nil {
			return err
		}
		ok, err := saveChart(ctx, tx, &c)
		if err != nil {
			return err
		}
		if !ok {
			return staleTx(ctx, tx, c.Code)
		}
		return journal.Record(ctx, tx, journal.Event{Action: "account.set_chart", ObjectType: "account_chart", ObjectID: c.Code, Summary: "设置科目表“" + c.Name + "”", After: c.Layout})
	})
	return c, err
}

// fitsTx refuses a chart whose rules name unknown funds, or whose days another chart has.
func (s *Service) fitsTx(ctx context.Context, tx *db.Tx, c Chart) error {
	funds, err := s.funds.FundsTx(ctx, tx)
	if err != nil {
		return err
	}
	for _, r := range c.Layout.Rules {
		if r.Fund != "" && !slices.ContainsFunc(funds, func(f fund.Fund) bool { return f.Code == r.Fund }) {
			return errs.InvalidField("layout.rules", "account.rule_fund", "fund", r.Fund)
		}
	}
	charts, err := findCharts(ctx, tx)
	for _, o := range charts {
		if o.Code != c.Code && (o.ToOn == "" || c.FromOn <= o.ToOn) && (c.ToOn == "" || o.FromOn <= c.ToOn) {
			return errs.InvalidField("from_on", "account.overlap", "chart", o.Name)
		}
	}
	return err
}

func staleTx(ctx context.Context, tx *db.Tx, code string) error {
	list, err := findCharts(ctx, tx)
	for _, c := range list {
		if c.Code == code {
			when := time.UnixMilli(c.UpdatedAt).In(clock.Shanghai()).Format("2006-01-02 15:04")
			return errs.New(errs.Stale, "stale", "who", c.UpdatedBy, "when", when)
		}
	}
	return err
}

// Latest instead of a month is the last one in which anything happened, or the present one.
const Latest = "latest"

// Read shows a month. Needs PermView. Codes: account.month, account.no_chart, account.no_rule.
func (s *Service) Read(ctx context.Context, month string) (b Book, err error) {
	if err := authz.Require(ctx, PermView); err != nil {
		return b, err
	}
	if month != Latest && !isMonth(month) {
		return b, errs.InvalidField("month", "account.month")
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if month == Latest {
			if month, err = s.latestTx(ctx, tx); err != nil {
				return err
			}
		}
		if b, err = s.bookTx(ctx, tx, month); err != nil {
			return err
		}
		return s.nameFundsTx(ctx, tx, b)
	})
	return b, err
}

// nameFundsTx writes beside the codes of the funds what they are called.
func (s *Service) nameFundsTx(ctx context.Context, tx *db.Tx, b Book) error {
	funds, err := s.funds.FundsTx(ctx, tx)
	name := make(map[string]string, len(funds))
	for _, f := range funds {
		name[f.Code] = f.Name
	}
	for _, v := range b.Vouchers {
		for i, e := range v.Entries {
			v.Entries[i].FundName = name[e.Fund]
		}
	}
	return err
}

func (s *Service) latestTx(ctx context.Context, tx *db.Tx) (string, error) {
	last := ""
	err := s.eachMoveTx(ctx, tx, func(_ *fund.Fund, m *fund.Movement) {
		if m.On <= tx.Today() {
			last = max(last, m.On[:7])
		}
	})
	return cmp.Or(last, tx.Today()[:7]), err
}

func (s *Service) bookTx(ctx context.Context, tx *db.Tx, month string) (Book, error) {
	b := Book{Month: month, Vouchers: []Voucher{}, Can: []string{}}
	var err error
	if b.Months, err = findMonths(ctx, tx); err != nil {
		return b, err
	}
	for i := range b.Months {
		if b.Months[i].Month == month {
			b.Closed = &b.Months[i]
		}
	}
	if b.Closed != nil {
		b.Chart = b.Closed.Chart
		if b.Vouchers, err = findVouchers(ctx, tx, month); err != nil {
			return b, err
		}
	} else if err := s.previewTx(ctx, tx, &b); err != nil {
		return b, err
	}
	for i := range b.Vouchers {
		b.SumFen += b.Vouchers[i].SumFen
		b.Vouchers[i].Capitals = money.Fen(b.Vouchers[i].SumFen).Capitals()
	}
	if b.Closed == nil && authz.From(ctx).Has(PermClose) && lastDay(month) < tx.Today() {
		b.Can = append(b.Can, "close")
	}
	if authz.From(ctx).Has(PermConfigure) {
		b.Can = append(b.Can, "configure")
	}
	return b, nil
}

// previewTx makes the vouchers of an open month from everything that no closed month has said.
func (s *Service) previewTx(ctx context.Context, tx *db.Tx, b *Book) error {
	charts, err := findCharts(ctx, tx)
	if err != nil {
		return err
	}
	end := lastDay(b.Month)
	var chart Chart
	for _, c := range charts {
		if c.FromOn <= end && (c.ToOn == "" || end <= c.ToOn) {
			chart = c
		}
	}
	if chart.Code == "" {
		return errs.New(errs.Conflict, "account.no_chart", "month", b.Month)
	}
	moves, err := s.unsaidTx(ctx, tx, b, end)
	if err != nil {
		return err
	}
	batches, err := s.batchesTx(ctx, tx, moves)
	if err != nil {
		return err
	}
	b.Chart = chart.Code
	b.Vouchers, err = vouchersOf(chart.Layout, b.Month, moves, batches)
	return err
}

// lateBy is how long after a month was closed what its closing did not see may have been written: it was booked before and committed after.
const lateBy = int64(24 * time.Hour / time.Millisecond)

// unsaidTx reads what an open month says: behind the last closed one everything up to its end that no closed month has said; further on only what
// belongs to it; nothing before.
func (s *Service) unsaidTx(ctx context.Context, tx *db.Tx, b *Book, end string) ([]move, error) {
	start, closed := b.Month+"-01", Month{}
	if len(b.Months) > 0 {
		closed = b.Months[0]
	}
	switch {
	case b.Month <= closed.Month:
		return nil, nil
	case closed.Month == "" || nextMonth(closed.Month) != b.Month:
		return s.movesTx(ctx, tx, func(m *fund.Movement) bool { return m.On >= start && m.On <= end })
	}
	moves, err := s.movesTx(ctx, tx, func(m *fund.Movement) bool {
		return m.On <= end && (m.On >= start || m.At >= closed.ClosedAt-lateBy)
	})
	if err != nil {
		return nil, err
	}
	low := map[string]int64{} // the first of each fund
	for _, m := range moves {
		if at, ok := low[m.fund.ID]; !ok || m.Seq < at {
			low[m.fund.ID] = m.Seq
		}
	}
	said := map[string]map[int64]bool{}
	for f, seq := range low {
		if said[f], err = findBooked(ctx, tx, f, seq); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(moves, func(m move) bool { return said[m.fund.ID][m.Seq] }), nil
}

// movesTx reads what changed the balance of any fund, as far as it is wanted.
func (s *Service) movesTx(ctx context.Context, tx *db.Tx, wanted func(*fund.Movement) bool) (out []move, err error) {
	err = s.eachMoveTx(ctx, tx, func(f *fund.Fund, m *fund.Movement) {
		if wanted(m) {
			out = append(out, move{Movement: *m, fund: *f, purpose: m.Purpose})
		}
	})
	return out, err
}

// eachMoveTx goes through what changed the balance of the funds, fund after fund, oldest first.
func (s *Service) eachMoveTx(ctx context.Context, tx *db.Tx, do func(*fund.Fund, *fund.Movement)) error {
	funds, err := s.funds.FundsTx(ctx, tx)
	if err != nil {
		return err
	}
	for i := range funds {
		all, err := s.funds.MovesTx(ctx, tx, funds[i].ID, 0)
		if err != nil {
			return err
		}
		for at := range all {
			if all[at].ChangeFen != 0 {
				do(&funds[i], &all[at])
			}
		}
	}
	return nil
}

// batchesTx reads what a voucher says of the batches that paid: their numbers, and how many files the bank answered with.
func (s *Service) batchesTx(ctx context.Context, tx *db.Tx, moves []move) (map[string]paidBatch, error) {
	out := map[string]paidBatch{}
	for _, m := range moves {
		if _, known := out[m.BatchID]; known || m.BatchID == "" {
			continue
		}
		b, err := s.batches.BatchTx(ctx, tx, m.BatchID)
		if err != nil {
			return nil, err
		}
		n, err := s.batches.AnswersTx(ctx, tx, m.BatchID)
		if err != nil {
			return nil, err
		}
		out[m.BatchID] = paidBatch{no: b.No, answers: n}
	}
	return out, nil
}

// Close ends a month that is over: its vouchers are numbered without gaps and never change any more; what is booked into it later
// comes in the month that is open then. Months are closed one after the other, from the first that has something. Needs PermClose
// (held by nobody who makes batches). Codes: account.month, account.month_running, account.month_closed, account.earlier_open.
func (s *Service) Close(ctx context.Context, month string) (b Book, err error) {
	if err := authz.Require(ctx, PermClose); err != nil {
		return b, err
	}
	if !isMonth(month) {
		return b, errs.InvalidField("month", "account.month")
	}
	err = s.db.UpdateLocked(ctx, "account.month", func(tx *db.Tx) error {
		if b, err = s.bookTx(ctx, tx, month); err != nil {
			return err
		}
		switch {
		case b.Closed != nil:
			return errs.New(errs.Conflict, "account.month_closed", "month", month)
		case lastDay(month) >= tx.Today():
			return errs.New(errs.Conflict, "account.month_running", "month", month)
		}
		first, err := s.firstOpenTx(ctx, tx, b.Months)
		if err != nil {
			return err
		}
		if first != month {
			return errs.New(errs.Conflict, "account.earlier_open", "month", first)
		}
		if err := s.closeTx(ctx, tx, b); err != nil {
			return err
		}
		if b, err = s.bookTx(ctx, tx, month); err != nil {
			return err
		}
		return s.nameFundsTx(ctx, tx, b)
	})
	return b, err
}

// firstOpenTx is the month to be closed next: the one behind the last, or the first in which anything happened.
func (s *Service) firstOpenTx(ctx context.Context, tx *db.Tx, closed []Month) (string, error) {
	if len(closed) > 0 {
		return nextMonth(closed[0].Month), nil
	}
	first := tx.Today()[:7]
	err := s.eachMoveTx(ctx, tx, func(_ *fund.Fund, m *fund.Movement) { first = min(first, m.On[:7]) })
	return first, err
}

func (s *Service) closeTx(ctx context.Context, tx *db.Tx, b Book) error {
	m := Month{Month: b.Month, Chart: b.Chart, Vouchers: int64(len(b.Vouchers)), SumFen: b.SumFen, ClosedAt: tx.NowMS(), ClosedBy: authz.From(ctx).Who(), ClosedByID: authz.From(ctx).Hand()}
	h := sha256.New()
	var booked []bookedRow
	for i := range b.Vouchers {
		v := &b.Vouchers[i]
		v.ID, v.No = id.New(tx.Now()), int64(i+1)
		v.Document.V = v.Entries
		said := []any{v.No, v.On, v.Kind, v.Memo, v.ObjectID, v.Entries}
		if v.Attachments > 0 { // months closed before attachments were counted keep their hash
			said = append(said, v.Attachments)
		}
		if err := json.NewEncoder(h).Encode(said); err != nil {
			return err
		}
		for _, x := range v.moves {
			booked = append(booked, bookedRow{FundID: x.fund.ID, Seq: x.Seq, VoucherID: v.ID})
		}
	}
	m.Hash = hex.EncodeToString(h.Sum(nil))
	if err := insertMonth(ctx, tx, m, b.Vouchers, booked); err != nil {
		return err
	}
	return journal.Record(ctx, tx, journal.Event{
		Action: "account.close", ObjectType: "account_month", ObjectID: b.Month, After: m,
		Summary: fmt.Sprintf("%s 结账：%d 张凭证，%s 元", b.Month, m.Vouchers, money.Fen(m.SumFen).Grouped()),
	})
}
