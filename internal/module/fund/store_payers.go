package fund

import (
	"context"

	"yice/internal/kit/authz"
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

	Underway []string `db:"-" json:"underway" doc:"numbers of batches that were locked with the account's number and that the bank has not answered: they keep it"`
}

const payerColumns = "code, name, account_name, bank, account_no, template, version, updated_at, updated_by"

func findPayer(ctx context.Context, tx *db.Tx, code string) (Payer, error) {
	return db.One[Payer](ctx, tx, "SELECT "+payerColumns+" FROM fund_payers WHERE code = $1", code)
}

func findPayers(ctx context.Context, tx *db.Tx) ([]Payer, error) {
	return db.All[Payer](ctx, tx, "SELECT "+payerColumns+" FROM fund_payers ORDER BY code")
}

// savePayer writes a payer; version 0 makes a new one.
func savePayer(ctx context.Context, tx *db.Tx, p *Payer) error {
	n, err := tx.Exec(ctx, "INSERT INTO fund_payers ("+payerColumns+") VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9) ON CONFLICT (code) DO UPDATE SET name = $2, "+
		"account_name = $3, bank = $4, account_no = $5, template = $6, version = $7, updated_at = $8, updated_by = $9 WHERE fund_payers.version = $7 - 1",
		p.Code, p.Name, p.AccountName, p.Bank, p.AccountNo, p.Template, p.Version+1, tx.NowMS(), authz.From(ctx).Who())
	if err == nil && n == 0 {
		now, err := findPayer(ctx, tx, p.Code)
		if err != nil {
			return err
		}
		return stale(now.UpdatedBy, now.UpdatedAt)
	}
	p.Version++
	p.UpdatedAt, p.UpdatedBy = tx.NowMS(), authz.From(ctx).Who()
	return err
}
