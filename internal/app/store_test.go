package app

import (
	"context"
	"strings"
	"testing"

	"yice/internal/core/flow"
	"yice/internal/kit/db"
	"yice/internal/module/aid"
)

// keptAnswers is everything that the memory of idempotency keys holds.
func keptAnswers(t *testing.T, s *site) string {
	t.Helper()
	var all []string
	err := s.w.DB.View(t.Context(), func(tx *db.Tx) (err error) {
		all, err = db.All[string](t.Context(), tx, "SELECT body FROM request_keys")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, "\n")
}

// forceState puts a case into a state without the way to it; the transaction is undone.
func forceState(ctx context.Context, tx *db.Tx, caseID, state string) error {
	_, err := tx.Exec(ctx, "UPDATE aid_cases SET state = $1, hidden = $2 WHERE id = $3", state, aid.IsHidden(flow.State(state)), caseID)
	return err
}

func countRows(t testing.TB, d *db.DB, table string) int64 {
	t.Helper()
	var n int64
	err := d.View(t.Context(), func(tx *db.Tx) (err error) {
		n, err = db.One[int64](t.Context(), tx, "SELECT count(*) FROM "+table)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
