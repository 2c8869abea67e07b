package order

import (
	"context"

	"yice/internal/core/flow"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
)

const nettingColumns = "id, order_id, recovery_id, recovered, from_fund_id, to_fund_id, amount_fen, reason, consent, document_no, file_id, state, asked_at, asked_by, " +
	"asked_by_id, decided_at, decided_by, note, done_on, tx_id, version, updated_at, updated_by"

func insertNetting(ctx context.Context, tx *db.Tx, n Netting) error {
	return tx.Insert(ctx, "fund_nettings", n)
}

func findNetting(ctx context.Context, tx *db.Tx, id string) (Netting, error) {
	return db.One[Netting](ctx, tx, "SELECT "+nettingColumns+" FROM fund_nettings WHERE id = $1", id)
}

// findNettings reads the nettings of orders in some states (none: in all), oldest first within an order.
func findNettings(ctx context.Context, tx *db.Tx, orders []string, states ...flow.State) ([]Netting, error) {
	out := []Netting{}
	for len(orders) > 0 {
		n := min(len(orders), maxIDs)
		q := db.NewQuery("SELECT " + nettingColumns + " FROM fund_nettings WHERE ")
		db.In(q, "order_id", orders[:n])
		if len(states) > 0 {
			q.Add(" AND ")
			db.In(q, "state", states)
		}
		q.Add(" ORDER BY order_id, id")
		rows, err := db.All[Netting](ctx, tx, q.Text(), q.Args()...)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
		orders = orders[n:]
	}
	return out, nil
}

// updateNetting writes what may change of a netting, by its version.
func updateNetting(ctx context.Context, tx *db.Tx, n *Netting) error {
	done, err := tx.Exec(ctx, "UPDATE fund_nettings SET state = $1, decided_at = $2, decided_by = $3, note = $4, done_on = $5, tx_id = $6, version = version + 1, "+
		"updated_at = $7, updated_by = $8 WHERE id = $9 AND version = $10",
		n.State, n.DecidedAt, n.DecidedBy, n.Note, n.DoneOn, n.TxID, tx.NowMS(), authz.From(ctx).Who(), n.ID, n.Version)
	if err == nil && done == 0 {
		return stale(n.UpdatedBy, n.UpdatedAt)
	}
	n.Version++
	n.UpdatedAt, n.UpdatedBy = tx.NowMS(), authz.From(ctx).Who()
	return err
}

// moveNettings gives the nettings of a failed order to the one that replaces it.
func moveNettings(ctx context.Context, tx *db.Tx, from, to string) error {
	_, err := tx.Exec(ctx, "UPDATE fund_nettings SET order_id = $1 WHERE order_id = $2", to, from)
	return err
}

// findClaimsElsewhere reads what the household of an order owes to other funds, oldest first.
func findClaimsElsewhere(ctx context.Context, tx *db.Tx, o Order) ([]Recovery, error) {
	return db.All[Recovery](ctx, tx, "SELECT "+recoveryColumns+" FROM fund_recoveries WHERE state = 'open' AND fund_id <> $1 AND received_fen + pending_fen < amount_fen "+
		"AND order_id IN (SELECT id FROM fund_orders WHERE household_id = $2) ORDER BY id", o.FundID, o.HouseholdID)
}
