package fund

import (
	"context"

	"yice/internal/kit/db"
)

// PayersTx reads the paying accounts. The caller decides who may know.
func (s *Service) PayersTx(ctx context.Context, tx *db.Tx) ([]Payer, error) {
	return findPayers(ctx, tx)
}

// PayerTx reads one paying account. The caller decides who may know.
func (s *Service) PayerTx(ctx context.Context, tx *db.Tx, code string) (Payer, error) {
	return findPayer(ctx, tx, code)
}

// SavePayerTx writes a paying account; version 0 makes a new one. The caller has checked the right to do so. Code: stale.
func (s *Service) SavePayerTx(ctx context.Context, tx *db.Tx, p *Payer) error {
	return savePayer(ctx, tx, p)
}
