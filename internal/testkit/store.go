package testkit

import (
	"context"

	"yice/internal/kit/db"
)

// Version is that of a case as it stands now, whoever may see it: what an act on it has to name.
func (w *City) Version(caseID string) (v int64) {
	w.t.Helper()
	w.Do(w.System(), func(ctx context.Context, tx *db.Tx) (err error) {
		v, err = db.One[int64](ctx, tx, "SELECT version FROM aid_cases WHERE id = $1", caseID)
		return err
	})
	return v
}
