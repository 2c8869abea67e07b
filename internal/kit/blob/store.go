package blob

import (
	"context"

	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

const fileColumns = "id, sha256, name, media_type, size, case_id, kind, owner_id, made_at"

func findFile(ctx context.Context, tx *db.Tx, id string) (File, error) {
	return db.One[File](ctx, tx, "SELECT "+fileColumns+" FROM files WHERE id = $1", id)
}

func findSame(ctx context.Context, tx *db.Tx, f File) (File, error) {
	return db.One[File](ctx, tx, "SELECT "+fileColumns+" FROM files WHERE sha256 = $1 AND owner_id = $2 AND case_id = $3 AND kind = $4 AND name = $5 ORDER BY id LIMIT 1",
		f.SHA256, f.OwnerID, f.CaseID, f.Kind, f.Name)
}

func findOfCase(ctx context.Context, tx *db.Tx, caseID string) ([]File, error) {
	return db.All[File](ctx, tx, "SELECT "+fileColumns+" FROM files WHERE case_id = $1 AND case_id <> '' ORDER BY id", caseID)
}

func setCase(ctx context.Context, tx *db.Tx, id, caseID string) error {
	return tx.ExecOne(ctx, errs.New(errs.Invalid, "blob.unknown_file"), "UPDATE files SET case_id = $1 WHERE id = $2 AND case_id = ''", caseID, id)
}
