package intake

import (
	"context"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

const importColumns = "id, version, sha256, file_name, file_size, media_type, org_id, org_path, org_name, area_code, state, only_good, reason, done, total, " +
	"applied, rows_read, households, added, changed, unchanged, bad, notes, error, job_id, made_by_id, made_by, made_at, started_at, ended_at"

const itemColumns = "import_id, seq, row_no, rows_json, name, kind, changes, findings, household_id"

// reaching narrows imports to the organisations that the actor's permission reaches.
func reaching(q *db.Query, a *authz.Actor) {
	if a.HasAt(PermImport) {
		return
	}
	q.Add(" AND (1=0")
	for _, r := range a.Reaches[PermImport] {
		if r.Kind == authz.Org {
			from, to := db.Prefix(r.Path)
			q.Add(" OR (org_path >= ? AND org_path < ?)", from, to)
		}
	}
	q.Add(")")
}

func findImport(ctx context.Context, tx *db.Tx, a *authz.Actor, id string) (Import, error) {
	q := db.NewQuery("SELECT "+importColumns+" FROM imports WHERE id = ?", id)
	reaching(q, a)
	return db.One[Import](ctx, tx, q.Text(), q.Args()...)
}

// rawImport reads an import for the worker that carries it out.
func rawImport(ctx context.Context, tx *db.Tx, id string) (Import, error) {
	return db.One[Import](ctx, tx, "SELECT "+importColumns+" FROM imports WHERE id = $1", id)
}

func findByFile(ctx context.Context, tx *db.Tx, sha, orgID string) (Import, error) {
	return db.One[Import](ctx, tx, "SELECT "+importColumns+" FROM imports WHERE sha256 = $1 AND org_id = $2", sha, orgID)
}

func findImports(ctx context.Context, tx *db.Tx, a *authz.Actor, p db.Page) ([]Import, string, error) {
	q := db.NewQuery("SELECT " + importColumns + " FROM imports WHERE 1=1")
	reaching(q, a)
	s, err := p.Order(map[string]db.Sort{"made_at": {Column: "id", ID: "id"}}, "-made_at")
	if err != nil {
		return nil, "", err
	}
	if err := q.Keyset(s, p); err != nil {
		return nil, "", err
	}
	rows, err := db.All[Import](ctx, tx, q.Text(), q.Args()...)
	if err != nil {
		return nil, "", err
	}
	rows, next := db.Cut(p, rows, func(i Import) (any, string) { return i.ID, i.ID })
	return rows, next, nil
}

func insertImport(ctx context.Context, tx *db.Tx, i Import) error {
	return tx.Insert(ctx, "imports", i)
}

// saveImport writes what changes of an import if nobody else has since it was read.
func saveImport(ctx context.Context, tx *db.Tx, i *Import) error {
	old := i.Version
	i.Version++
	return tx.ExecOne(ctx, errs.New(errs.Conflict, "import.under_way"), `UPDATE imports SET version = $3, state = $4, only_good = $5, reason = $6, done = $7,
		total = $8, applied = $9, rows_read = $10, households = $11, added = $12, changed = $13, unchanged = $14, bad = $15, notes = $16, error = $17,
		job_id = $18, ended_at = $19, file_name = $20, made_by_id = $21, made_by = $22, media_type = $23, started_at = $24 WHERE id = $1 AND version = $2`,
		i.ID, old, i.Version, i.State, i.OnlyGood, i.Reason, i.Done, i.Total, i.Applied, i.Rows, i.Households, i.Added, i.Changed, i.Unchanged,
		i.Bad, i.Notes, i.Failure, i.JobID, i.EndedAt, i.FileName, i.MadeByID, i.MadeBy, i.MediaType,
		i.StartedAt)
}

// putItems replaces a run of items.
func putItems(ctx context.Context, tx *db.Tx, importID string, items []item) error {
	if len(items) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, "DELETE FROM import_items WHERE import_id = $1 AND seq >= $2 AND seq <= $3", importID, items[0].Seq, items[len(items)-1].Seq)
	if err != nil {
		return err
	}
	return db.InsertMany(ctx, tx, "import_items", items)
}

// dropItems removes what an earlier version of the file left behind.
func dropItems(ctx context.Context, tx *db.Tx, importID string) error {
	_, err := tx.Exec(ctx, "DELETE FROM import_items WHERE import_id = $1", importID)
	return err
}

func findItems(ctx context.Context, tx *db.Tx, importID string, kind Kind, p db.Page) ([]item, string, error) {
	q := db.NewQuery("SELECT "+itemColumns+" FROM import_items WHERE import_id = ?", importID).If(kind != "", " AND kind = ?", kind)
	s, err := p.Order(map[string]db.Sort{"row_no": {Column: "seq", ID: "import_id"}}, "row_no")
	if err != nil {
		return nil, "", err
	}
	if err := q.Keyset(s, p); err != nil {
		return nil, "", err
	}
	rows, err := db.All[item](ctx, tx, q.Text(), q.Args()...)
	if err != nil {
		return nil, "", err
	}
	rows, next := db.Cut(p, rows, func(i item) (any, string) { return i.Seq, i.ImportID })
	return rows, next, nil
}

func findBad(ctx context.Context, tx *db.Tx, importID string) ([]item, error) {
	return db.All[item](ctx, tx, "SELECT "+itemColumns+" FROM import_items WHERE import_id = $1 AND kind = $2 ORDER BY seq", importID, KindBad)
}
