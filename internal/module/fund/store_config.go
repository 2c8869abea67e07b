package fund

import (
	"context"

	"yice/internal/kit/db"
)

// Payer is an account of the pool that pays: a fund names one, a batch draws on one. The number is that of an office, not of
// a person.
type Payer struct {
	Code        string `db:"code" json:"code"`
	Name        string `db:"name" json:"name"`
	AccountName string `db:"account_name" json:"account_name"`
	Bank        string `db:"bank" json:"bank"`
	AccountNo   string `db:"account_no" json:"account_no"`
	Template    string `db:"template" json:"template"`
	Version     int64  `db:"version" json:"version"`
	UpdatedAt   int64  `db:"updated_at" json:"updated_at"`
	UpdatedBy   string `db:"updated_by" json:"updated_by"`
}

const payerColumns = "code, name, account_name, bank, account_no, template, version, updated_at, updated_by"

func findPayer(ctx context.Context, tx *db.Tx, code string) (Payer, error) {
	return db.One[Payer](ctx, tx, "SELECT "+payerColumns+" FROM fund_payers WHERE code = $1", code)
}
