package demo

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"yice/internal/kit/clock"
	"yice/internal/kit/money"
	"yice/internal/kit/sheet"
	"yice/internal/module/bank"
	"yice/internal/module/batch"
	"yice/internal/module/order"
	"yice/internal/module/pay"
)

// pay takes all orders that can be paid through a batch with its three people and the bank. Of a failing batch the bank
// refuses the first line, which is paid again in a batch of its own.
func (s *story) pay(on string, failing bool) {
	b := &batch.Batch{}
	s.at(on, "fuxue", "建批次", func(ctx context.Context) error {
		made, err := s.app.Batch.CreateBatch(ctx, batch.NewBatch{Title: month(on) + "帮扶资金代发", PayOn: clock.AddDays(on, 10), Pick: &order.Pick{}, Forced: "同一户多项救助"})
		if err != nil {
			return err
		}
		*b, err = s.app.Batch.Lock(ctx, made.ID, made.Version)
		return err
	})
	s.carry(on, b, failing)
	if failing {
		s.payAgain(clock.AddDays(on, 5), b)
	}
}

// payAgain pays the refused lines of a batch in a new one.
func (s *story) payAgain(on string, old *batch.Batch) {
	b := &batch.Batch{}
	s.at(on, "fuxue", "失败重付", func(ctx context.Context) error {
		page, err := s.app.Batch.BatchOf(ctx, old.ID)
		if err != nil {
			return err
		}
		var again []order.Again
		for _, l := range page.LineList {
			if l.State == "failed" {
				again = append(again, order.Again{OrderID: l.OrderID})
			}
		}
		made, err := s.app.Batch.RepayBatch(ctx, old.ID, again, batch.NewBatch{Title: month(on) + "失败重付", PayOn: on})
		if err != nil {
			return err
		}
		if *b, err = s.app.Batch.Lock(ctx, made.ID, made.Version); err != nil {
			return err
		}
		_, err = s.app.Batch.CloseBatch(ctx, old.ID, old.Version)
		return err
	})
	s.carry(on, b, false)
}

// carry brings a locked batch through its reviewers, the releaser and the bank to its end; a failing one stays open for the
// payment in its place.
func (s *story) carry(on string, b *batch.Batch, failing bool) {
	var f bank.File
	s.at(on, "fuhe", "复核", func(ctx context.Context) (err error) {
		*b, err = s.app.Batch.Review(ctx, b.ID, b.Version, "名单与决议一致")
		return err
	})
	s.at(on, "fuhe2", "第二复核", func(ctx context.Context) (err error) {
		if b.State == batch.Reviewed {
			return nil
		}
		*b, err = s.app.Batch.Review(ctx, b.ID, b.Version, "金额与方案一致")
		return err
	})
	s.at(clock.AddDays(on, 1), "fangkuan", "放款", func(ctx context.Context) (err error) {
		if *b, err = s.app.Batch.Release(ctx, b.ID, b.Version); err != nil {
			return err
		}
		f, err = s.app.Batch.BankFile(ctx, b.ID)
		return err
	})
	s.at(clock.AddDays(on, 2), "fuxue", "回盘和流水", func(ctx context.Context) error {
		answers, err := s.bankAnswers(f.Body, clock.AddDays(on, 1), failing)
		if err != nil {
			return err
		}
		if _, err = s.app.Batch.TakeReturn(ctx, b.ID, "回盘"+b.No+".csv", answers); err != nil {
			return err
		}
		d, err := s.app.Batch.BatchOf(ctx, b.ID)
		if err != nil {
			return err
		}
		*b = d.Batch
		_, err = s.app.Pay.TakeStatement(ctx, b.ID, "流水"+clock.AddDays(on, 1)+".csv", bankStatement(d.LineList, clock.AddDays(on, 1)))
		return err
	})
	s.at(clock.AddDays(on, 2), "fuhe", "对账", func(ctx context.Context) error {
		_, err := s.app.Pay.Reconcile(ctx, b.ID, b.Version)
		return err
	})
	s.confirm(clock.AddDays(on, 4), b)
	s.at(clock.AddDays(on, 5), "fuxue", "关闭批次", func(ctx context.Context) error {
		d, err := s.app.Batch.BatchOf(ctx, b.ID)
		if err != nil {
			return err
		}
		if *b = d.Batch; failing {
			return nil
		}
		*b, err = s.app.Batch.CloseBatch(ctx, b.ID, b.Version)
		return err
	})
}

// confirm lets the departments ask the payees that were drawn.
func (s *story) confirm(on string, b *batch.Batch) {
	for _, a := range askers() {
		dept, login := a[0], a[1]
		s.at(on, login, "核实到账", func(ctx context.Context) error {
			list, err := s.app.Pay.List(ctx)
			if err != nil {
				return err
			}
			for _, c := range list {
				if c.BatchID != b.ID || c.Department != dept || c.State != pay.Asked {
					continue
				}
				if _, err := s.app.Pay.Confirm(ctx, c.ID, pay.Answer{Version: c.Version, Method: "phone", Note: "电话核实，金额与日期一致"}); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// askers are the officers who ask payees, by department.
func askers() [][2]string {
	return [][2]string{{"union", "suntao"}, {"civil", "gaoming"}, {"hr", "songting"}, {"disabled", "dongxue"}}
}

// bankStatement is the bank's statement of the day on which it paid a batch, line by line.
func bankStatement(lines []batch.LineShown, on string) []byte {
	var b strings.Builder
	b.WriteString("交易日期,摘要,借方发生额,贷方发生额,对方账号,对方户名,流水号\n")
	for _, l := range lines {
		if l.State == "paid" {
			_, _ = fmt.Fprintf(&b, "%s,代发,%s,,************%s,%s,%s\n", on, money.Fen(l.AmountFen), l.Last4, l.Holder, l.BankRef)
		}
	}
	return []byte(b.String())
}

// month is the month of a day in words: 2020年6月.
func month(on string) string { return on[:4] + "年" + strings.TrimPrefix(on[5:7], "0") + "月" }

// bankAnswers is the bank's return file to a payment file: everything was paid, but for the first line of a failing one. The
// file's first rows may be a summary and the head.
func (s *story) bankAnswers(file []byte, on string, failing bool) ([]byte, error) {
	var b strings.Builder
	b.WriteString("序号,账号,户名,金额,状态,失败原因,流水号,日期\n")
	err := sheet.ReadRows(bytes.NewReader(file), int64(len(file)), sheet.Options{}, func(_ int, cells []string) error {
		if len(cells) < 4 || len(cells[1]) < 12 || strings.Trim(cells[1], "0123456789") != "" {
			return nil
		}
		state := "成功,"
		if failing {
			state, failing = "失败,户名不符", false
		}
		_, err := fmt.Fprintf(&b, "%s,%s,%s,%s,%s,%s%s,%s\n", cells[0], cells[1], cells[2], cells[3], state, strings.ReplaceAll(on, "-", ""), cells[0], on)
		return err
	})
	return []byte(b.String()), err
}
