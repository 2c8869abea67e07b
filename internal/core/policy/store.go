package policy

import (
	"context"

	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

const paramColumns = "id, key, area, value, unit, document, from_on, to_on, status, motion_id, note, proposed_by_id, proposed_by, proposed_at, adopted_by, adopted_at"

func findStamp(ctx context.Context, tx *db.Tx) (string, error) {
	return db.One[string](ctx, tx, "SELECT stamp FROM policy_stamp WHERE id = 1")
}

func setStamp(ctx context.Context, tx *db.Tx, stamp string) error {
	_, err := tx.Exec(ctx, "UPDATE policy_stamp SET stamp = $1 WHERE id = 1", stamp)
	return err
}

func findAdopted(ctx context.Context, tx *db.Tx) ([]Param, error) {
	return db.All[Param](ctx, tx, "SELECT "+paramColumns+" FROM policy_params WHERE status = 'adopted' ORDER BY from_on, adopted_at, id")
}

func findParam(ctx context.Context, tx *db.Tx, id string) (Param, error) {
	return db.One[Param](ctx, tx, "SELECT "+paramColumns+" FROM policy_params WHERE id = $1", id)
}

func findTabled(ctx context.Context, tx *db.Tx, motionID string) ([]Param, error) {
	return db.All[Param](ctx, tx, "SELECT "+paramColumns+" FROM policy_params WHERE motion_id = $1 AND status = 'draft' ORDER BY id", motionID)
}

func findOpen(ctx context.Context, tx *db.Tx) ([]Param, error) {
	return db.All[Param](ctx, tx, "SELECT "+paramColumns+" FROM policy_params WHERE status IN ('draft', 'adopted') ORDER BY from_on, adopted_at, id")
}

func findHistory(ctx context.Context, tx *db.Tx, key string) ([]Param, error) {
	return db.All[Param](ctx, tx, "SELECT "+paramColumns+" FROM policy_params WHERE key = $1 ORDER BY from_on DESC, adopted_at DESC, id DESC LIMIT 500", key)
}

func insertParam(ctx context.Context, tx *db.Tx, p Param) error {
	return tx.Insert(ctx, "policy_params", p)
}

func notDraft() error { return errs.New(errs.Conflict, "policy.not_draft", "name", "") }

func setStatus(ctx context.Context, tx *db.Tx, id string, s Status) error {
	return tx.ExecOne(ctx, notDraft(), "UPDATE policy_params SET status = $1 WHERE id = $2 AND status = 'draft'", s, id)
}

func setMotion(ctx context.Context, tx *db.Tx, id, motionID string) error {
	return tx.ExecOne(ctx, notDraft(), "UPDATE policy_params SET motion_id = $1 WHERE id = $2 AND status = 'draft'", motionID, id)
}

func amend(ctx context.Context, tx *db.Tx, id, value, fromOn string) error {
	return tx.ExecOne(ctx, notDraft(), "UPDATE policy_params SET value = $1, from_on = $2 WHERE id = $3 AND status = 'draft'", value, fromOn, id)
}

func adopt(ctx context.Context, tx *db.Tx, p Param) error {
	return tx.ExecOne(ctx, notDraft(), "UPDATE policy_params SET status = 'adopted', document = $1, adopted_by = $2, adopted_at = $3 "+
		"WHERE id = $4 AND status = 'draft'", p.Document, p.AdoptedBy, p.AdoptedAt, p.ID)
}
