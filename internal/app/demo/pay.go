package demo

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"yice/internal/kit/clock"
	"yice/internal/kit/sheet"
	"yice/internal/module/fund"
)

// pay runs a batch through its three people and the bank.
func (s *story) pay(on string) {
	var b fund.Batch
	var f fund.File
	s.at(on, "fuxue", "建批次", func(ctx context.Context) error {
		made, err := s.app.Fund.CreateBatch(ctx, fund.NewBatch{Title: on[:7] + "帮扶资金代发", PayOn: clock.AddDays(on, 30), Pick: &fund.Pick{}, Forced: "同一户多项救助"})
		if err != nil {
			return err
		}
		b, err = s.app.Fund.Lock(ctx, made.ID, made.Version)
		return err
	})
	s.at(on, "fuhe", "复核", func(ctx context.Context) (err error) {
		b, err = s.app.Fund.Review(ctx, b.ID, b.Version, "名单与决议一致")
		return err
	})
	s.at(on, "fuhe2", "第二复核", func(ctx context.Context) (err error) {
		if b.State == fund.BatchReviewed {
			return nil
		}
		b, err = s.app.Fund.Review(ctx, b.ID, b.Version, "金额与方案一致")
		return err
	})
	s.at(clock.AddDays(on, 1), "fangkuan", "放款", func(ctx context.Context) (err error) {
		if b, err = s.app.Fund.Release(ctx, b.ID, b.Version); err != nil {
			return err
		}
		f, err = s.app.Fund.BankFile(ctx, b.ID)
		return err
	})
	s.at(clock.AddDays(on, 2), "fuxue", "回盘和对账", func(ctx context.Context) error {
		answers, err := s.bankAnswers(f.Body, clock.AddDays(on, 1))
		if err != nil {
			return err
		}
		if _, err = s.app.Fund.TakeReturn(ctx, b.ID, "回盘"+b.No+".csv", answers); err != nil {
			return err
		}
		d, err := s.app.Fund.BatchOf(ctx, b.ID)
		if err != nil {
			return err
		}
		b, err := s.app.Fund.Reconcile(ctx, b.ID, d.Batch.Version, fund.Statement{No: "对账" + on, Lines: d.Batch.PaidLines, SumFen: d.Batch.PaidFen})
		if err != nil {
			return err
		}
		_, err = s.app.Fund.CloseBatch(ctx, b.ID, b.Version)
		return err
	})
}

// bankAnswers is the bank's return file to a payment file: everything was paid. The file's first rows may be a summary and
// the head.
func (s *story) bankAnswers(file []byte, on string) ([]byte, error) {
	var b strings.Builder
	b.WriteString("序号,账号,户名,金额,状态,失败原因,流水号,日期\n")
	err := sheet.ReadRows(bytes.NewReader(file), int64(len(file)), sheet.Options{}, func(_ int, cells []string) error {
		if len(cells) < 4 || len(cells[1]) < 12 || strings.Trim(cells[1], "0123456789") != "" {
			return nil
		}
		_, err := fmt.Fprintf(&b, "%s,%s,%s,%s,成功,,%s%s,%s\n", cells[0], cells[1], cells[2], cells[3], strings.ReplaceAll(on, "-", ""), cells[0], on)
		return err
	})
	return []byte(b.String()), err
}
