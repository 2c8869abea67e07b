package app

import (
	"context"

	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

// factKeys is the fingerprint of the keys that seal the book's personal data.
const factKeys = "keys"

func bookFact(ctx context.Context, d *db.DB, name string) (string, error) {
	value := ""
	err := d.View(ctx, func(tx *db.Tx) (err error) {
		value, err = db.One[string](ctx, tx, "SELECT value FROM book WHERE name = $1", name)
		return err
	})
	if errs.IsKind(err, errs.NotFound) {
		return "", nil
	}
	return value, err
}

func setBookFact(ctx context.Context, d *db.DB, name, value string) error {
	return d.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO book (name, value) VALUES ($1, $2)", name, value)
		return err
	})
}
