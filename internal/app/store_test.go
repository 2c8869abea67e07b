package app

import (
	"strings"
	"testing"

	"yice/internal/kit/db"
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
