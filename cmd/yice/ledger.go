package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"yice/internal/app"
	"yice/internal/core/ledger"
	"yice/internal/kit/db"
	"yice/internal/kit/money"
	"yice/internal/kit/sheet"
)

type ledgerCmd struct {
	Verify       ledgerVerifyCmd `cmd:"" help:"Recompute the whole ledger from its first entry; any difference is an error."`
	TrialBalance ledgerTrialCmd  `cmd:"" name:"trial-balance" help:"Print what was booked on both sides of every account."`
}

type ledgerVerifyCmd struct{ book }

func (c *ledgerVerifyCmd) Run(ctx context.Context) error {
	return readBook(ctx, c.book, func(a *app.App) error {
		start := time.Now()
		v, err := ledger.Verify(ctx, a.DB)
		if err != nil {
			return err
		}
		printLedger(v)
		fmt.Printf("%.2f 秒 (%.2f s)\n", time.Since(start).Seconds(), time.Since(start).Seconds())
		return nil
	})
}

func printLedger(v ledger.Verified) {
	fmt.Printf("ledger: %d transactions with %d entries on %d accounts, %d waiting, head %s\n", v.Transactions, v.Entries, v.Accounts, v.Unsealed, v.Head)
}

type ledgerTrialCmd struct {
	book
	At  string `help:"Entries that belong to days up to this one (YYYY-MM-DD); without it all of them." placeholder:"DATE"`
	CSV bool   `help:"Print CSV with amounts in whole units (CNY: fen)." name:"csv"`
}

func (c *ledgerTrialCmd) Run(ctx context.Context) error {
	var rows []ledger.Trial
	err := readBook(ctx, c.book, func(a *app.App) error {
		return a.DB.View(ctx, func(tx *db.Tx) (err error) {
			rows, err = ledger.TrialBalanceTx(ctx, tx, ledger.At{EffectiveOn: c.At})
			return err
		})
	})
	if err != nil {
		return err
	}
	return printTrial(os.Stdout, rows, c.CSV)
}

// printTrial prints the accounts and, for each commodity, the sums of both sides, which agree.
func printTrial(out io.Writer, rows []ledger.Trial, asCSV bool) error {
	type sums struct{ debit, credit int64 }
	total := map[string]*sums{}
	var order []string
	for _, r := range rows {
		if total[r.Commodity] == nil {
			total[r.Commodity] = &sums{}
			order = append(order, r.Commodity)
		}
		total[r.Commodity].debit += r.Debit
		total[r.Commodity].credit += r.Credit
	}
	if asCSV {
		lines := [][]string{{"commodity", "account", "name", "debit", "credit", "net"}}
		for _, r := range rows {
			lines = append(lines, []string{r.Commodity, r.Account, r.Name, fmt.Sprint(r.Debit), fmt.Sprint(r.Credit), fmt.Sprint(r.Debit - r.Credit)})
		}
		if err := sheet.WriteCSV(out, sheet.UTF8, ',', lines); err != nil {
			return err
		}
	} else {
		w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
		fmt.Fprintln(w, "单位 unit\t账户 account\t名称 name\t借方 debit\t贷方 credit\t净额 net")
		for _, r := range rows {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", r.Commodity, r.Account, r.Name,
				amount(r.Commodity, r.Debit), amount(r.Commodity, r.Credit), amount(r.Commodity, r.Debit-r.Credit))
		}
		for _, c := range order {
			fmt.Fprintf(w, "%s\t合计 total\t\t%s\t%s\t%s\n", c, amount(c, total[c].debit), amount(c, total[c].credit), amount(c, total[c].debit-total[c].credit))
		}
		if err := w.Flush(); err != nil {
			return err
		}
	}
	for _, c := range order {
		if total[c].debit != total[c].credit {
			return fmt.Errorf("%s 借贷不平 (the sides differ): %d, %d", c, total[c].debit, total[c].credit)
		}
	}
	return nil
}

// amount shows money in yuan, everything else in its own units.
func amount(commodity string, n int64) string {
	if strings.HasPrefix(commodity, ledger.CNY) {
		return money.Fen(n).Grouped()
	}
	return fmt.Sprint(n)
}

// readBook opens the book for a command that only looks.
func readBook(ctx context.Context, b book, do func(a *app.App) error) (err error) {
	a, err := app.New(ctx, b.config())
	if err != nil {
		return err
	}
	defer func() {
		if cerr := a.Close(); err == nil {
			err = cerr
		}
	}()
	if err := do(a); err != nil {
		return errors.New(a.Sentence(err))
	}
	return nil
}
