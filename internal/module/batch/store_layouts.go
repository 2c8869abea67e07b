package batch

import (
	"context"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
)

const templateColumns = "code, name, document, version, updated_at, updated_by"

func findTemplate(ctx context.Context, tx *db.Tx, code string) (Template, error) {
	t, err := db.One[Template](ctx, tx, "SELECT "+templateColumns+" FROM fund_templates WHERE code = $1", code)
	t.Layout = t.Document.V
	return t, err
}

func findTemplates(ctx context.Context, tx *db.Tx) ([]Template, error) {
	rows, err := db.All[Template](ctx, tx, "SELECT "+templateColumns+" FROM fund_templates ORDER BY code")
	for i := range rows {
		rows[i].Layout = rows[i].Document.V
	}
	return rows, err
}

func saveTemplate(ctx context.Context, tx *db.Tx, t *Template) error {
	n, err := tx.Exec(ctx, "INSERT INTO fund_templates ("+templateColumns+") VALUES ($1,$2,$3,$4,$5,$6) ON CONFLICT (code) DO UPDATE SET name = $2, "+
		"document = $3, version = $4, updated_at = $5, updated_by = $6 WHERE fund_templates.version = $4 - 1",
		t.Code, t.Name, db.JSON[Layout]{V: t.Layout}, t.Version+1, tx.NowMS(), authz.From(ctx).Who())
	if err == nil && n == 0 {
		now, err := findTemplate(ctx, tx, t.Code)
		if err != nil {
			return err
		}
		return stale(now.UpdatedBy, now.UpdatedAt)
	}
	t.Version++
	t.UpdatedAt, t.UpdatedBy = tx.NowMS(), authz.From(ctx).Who()
	return err
}
