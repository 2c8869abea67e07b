package demo

import (
	"context"
	"strings"
	"testing"

	"yice/internal/app"
	"yice/internal/core/ledger"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/module/account"
	"yice/internal/module/fund"
	"yice/internal/module/gift"
	"yice/internal/module/order"
)

// theSumsTie compares what the pages of money say with one another and with the ledger: funds, pool, disclosure, vouchers, gifts and the
// public page, to the fen.
func theSumsTie(t *testing.T, a *app.App) {
	t.Helper()
	ctx := authz.With(context.Background(), authz.System("test", fund.PermView, account.PermView, gift.PermView))
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	same := func(what string, got, want int64) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %d, want %d", what, got, want)
		}
	}
	today := clock.Date(a.DB.Now())
	pool, err := a.Order.Pool(ctx)
	must(err)
	table, err := a.Account.Disclose(ctx, "2019-01-01", today)
	must(err)
	books := vouchersOfAll(t, ctx, a, "2019-08", today[:7])
	must(a.DB.View(ctx, func(tx *db.Tx) error {
		trial, err := ledger.TrialBalanceTx(ctx, tx, ledger.At{})
		if err != nil {
			return err
		}
		held, bank := map[string]int64{}, map[string]int64{}
		for _, x := range trial {
			if id, ok := strings.CutPrefix(x.Account, "fund/"); ok {
				held[id] = x.Credit - x.Debit
			}
			if id, ok := strings.CutPrefix(x.Account, "bank/"); ok {
				bank[id] = x.Debit - x.Credit
			}
		}
		all := fund.FundShown{}
		for i, f := range pool.Funds {
			d := table.Funds[i]
			same(f.Name+" in the trial balance", f.BalanceFen, held[f.ID])
			same(f.Name+" at the bank", f.BalanceFen, bank[f.ID])
			same(f.Name+": in - out + other", f.ReceivedFen-f.PaidFen+f.OtherFen, f.BalanceFen)
			same(f.Name+": available + committed", f.AvailableFen+f.CommittedFen, f.BalanceFen)
			same(f.Name+" disclosed", d.ClosingFen, f.BalanceFen)
			same(f.Name+": opening + in - out + other", d.OpeningFen+d.InFen-d.OutFen+d.OtherFen, d.ClosingFen)
			same(f.Name+" came in", d.InFen, f.ReceivedFen)
			same(f.Name+" paid", d.OutFen, f.PaidFen)
			same(f.Name+" in vouchers", books[f.Code], f.BalanceFen)
			all.BalanceFen += f.BalanceFen
			all.PaidFen += f.PaidFen
			all.CommittedFen += f.CommittedFen
		}
		same("the pool", pool.BalanceFen, all.BalanceFen)
		committed, paid := int64(0), int64(0)
		for _, p := range pool.Purposes {
			committed += p.CommittedFen
		}
		for _, p := range table.Purposes {
			paid += p.OutFen
		}
		same("committed by purpose", committed, all.CommittedFen)
		same("disclosed by purpose", paid, all.PaidFen)
		orders, err := a.Order.FindOrders(ctx, order.OrderFilter{State: []string{"waiting", "held", "batched", "failed"}, Page: db.Page{Limit: 1}})
		if err != nil {
			return err
		}
		same("open orders", orders.TotalFen, all.CommittedFen)
		return nil
	}))
	theGiftsTie(t, ctx, a, same)
}

// theGiftsTie compares the campaigns with the public page, and what of it is told with what was paid.
func theGiftsTie(t *testing.T, ctx context.Context, a *app.App, same func(string, int64, int64)) {
	t.Helper()
	sun, err := a.Sunlight.Page(ctx)
	if err != nil {
		t.Fatal(err)
	}
	list, err := a.Gift.Campaigns(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	money, goods, told := int64(0), int64(0), int64(0)
	for _, c := range list {
		money += c.MoneyFen
		goods += c.GoodsFen
	}
	same("given by campaign", money, sun.GivenFen)
	same("goods by campaign", goods, sun.GoodsFen)
	for _, by := range [][]gift.Sum{sun.Kinds, sun.Periods, sun.Areas} {
		told = 0
		for _, x := range by {
			told += x.AmountFen
		}
		same("told", told, sun.UsedFen)
	}
	told = 0
	for _, f := range sun.Flows {
		told += f.AmountFen
	}
	same("flows", told, sun.UsedFen)
}

// vouchersOfAll sums what the vouchers of the months say of the bank, by fund.
func vouchersOfAll(t *testing.T, ctx context.Context, a *app.App, from, to string) map[string]int64 {
	t.Helper()
	out := map[string]int64{}
	for month := from; month <= to; month = clock.AddDays(month+"-28", 4)[:7] {
		b, err := a.Account.Read(ctx, month)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range b.Vouchers {
			for _, e := range v.Entries {
				if e.Account == "102" { // 银行存款 of the chart that holds in these years
					out[e.Fund] += e.DebitFen - e.CreditFen
				}
			}
		}
	}
	return out
}
