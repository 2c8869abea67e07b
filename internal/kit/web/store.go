package web

import (
	"context"

	"yice/internal/kit/db"
)

type requestKeyRow struct {
	ActorID   string `db:"actor_id"`
	Key       string `db:"key"`
	InputHash string `db:"input_hash"`
	Status    int64  `db:"status"`
	Body      string `db:"body"`
	MadeAt    int64  `db:"made_at"`
}

func insertKey(ctx context.Context, tx *db.Tx, r requestKeyRow) error {
	return tx.Insert(ctx, "request_keys", r)
}

func findKey(ctx context.Context, tx *db.Tx, actor, key string) (requestKeyRow, error) {
	return db.One[requestKeyRow](ctx, tx,
		"SELECT actor_id, key, input_hash, status, body, made_at FROM request_keys WHERE actor_id = $1 AND key = $2", actor, key)
}

func updateKey(ctx context.Context, tx *db.Tx, actor, key string, status int, body string) error {
	_, err := tx.Exec(ctx, "UPDATE request_keys SET status = $1, body = $2 WHERE actor_id = $3 AND key = $4", status, body, actor, key)
	return err
}

func deleteKeys(ctx context.Context, tx *db.Tx, before int64) error {
	_, err := tx.Exec(ctx, "DELETE FROM request_keys WHERE made_at < $1", before)
	return err
}
