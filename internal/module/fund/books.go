package fund

import (
	"context"

	"yice/internal/kit/db"
)

// OrdersByIDTx reads orders. The caller decides who may know.
func (s *Service) OrdersByIDTx(ctx context.Context, tx *db.Tx, ids []string) ([]Order, error) {
	return findOrders(ctx, tx, ids)
}

// WordOf is the word of a source, a purpose or a failure.
func WordOf(list []Coded, code string) string { return word(list, code) }

// ShownTx reads all funds with what they hold and have promised now. The caller decides who may know.
func (s *Service) ShownTx(ctx context.Context, tx *db.Tx) ([]FundShown, error) {
	list, err := findFunds(ctx, tx, "")
	if err != nil {
		return nil, err
	}
	return s.showFunds(ctx, tx, list)
}
