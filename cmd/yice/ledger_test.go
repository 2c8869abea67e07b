package main

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"yice/internal/app"
	"yice/internal/core/ledger"
	"yice/internal/kit/db"
)

func TestLedgerCommands(t *testing.T) {
	ctx := context.Background()
	b := book{Data: t.TempDir(), Suite: "aes-256-gcm"}
	b.Keys = filepath.Join(b.Data, "keys.json")
	a, err := app.New(ctx, b.config())
	if err != nil {
		t.Fatal(err)
	}
	err = a.DB.Update(ctx, func(tx *db.Tx) error {
		err := ledger.OpenTx(ctx, tx, ledger.Account{Code: "bank", Name: "银行", Commodity: ledger.CNY, Side: ledger.Debit},
			ledger.Account{Code: "fund", Name: "基金", Commodity: ledger.CNY, Side: ledger.Credit})
		if err == nil {
			_, err = ledger.PostTx(ctx, tx, ledger.New{Key: "k", EffectiveOn: "2026-01-05", Postings: []ledger.Posting{{Debit: "bank", Credit: "fund", Amount: 123456789}}})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if err := (&ledgerVerifyCmd{b}).Run(ctx); err != nil {
		t.Error(err)
	}
	for at, ok := range map[string]bool{"": true, "2026-01-04": true, "2026-02-30": false} {
		if err := (&ledgerTrialCmd{book: b, At: at, CSV: at == ""}).Run(ctx); (err == nil) != ok {
			t.Errorf("%q: %v", at, err)
		}
	}
}

func TestTrialBalanceIsPrinted(t *testing.T) {
	rows := []ledger.Trial{{Account: "bank", Name: "银行", Commodity: "CNY", Debit: 123456789}, {Account: "fund", Name: "基金", Commodity: "CNY", Credit: 123456789}}
	var out strings.Builder
	if err := printTrial(&out, rows, true); err != nil || out.String() != "commodity,account,name,debit,credit,net\r\nCNY,bank,银行,123456789,0,123456789\r\nCNY,fund,基金,0,123456789,-123456789\r\n" {
		t.Errorf("%v %q", err, out.String())
	}
	out.Reset()
	if err := printTrial(&out, rows, false); err != nil || !strings.Contains(out.String(), "1,234,567.89") {
		t.Errorf("%v %s", err, out.String())
	}
	rows[1].Credit--
	if err := printTrial(&out, rows, true); err == nil {
		t.Error("sides that differ were printed as if nothing were wrong")
	}
}
