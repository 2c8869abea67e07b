package lab

import (
	"context"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/module/aid"
)

// runRow is a kept run. Inputs and Document are JSON; Hash is the SHA-256 of Document.
type runRow struct {
	ID         string                `db:"id"`
	Name       string                `db:"name"`
	OnDate     string                `db:"on_date"`
	Area       string                `db:"area"`
	Kind       string                `db:"kind"`
	Households int64                 `db:"households"`
	CostFen    int64                 `db:"cost_fen"`
	ReformFen  int64                 `db:"reform_fen"`
	FactsHash  string                `db:"facts_hash"`
	RulesHash  string                `db:"rules_hash"`
	Inputs     db.JSON[inputs]       `db:"inputs"`
	Document   string                `db:"document"`
	Hash       string                `db:"hash"`
	Cases      db.JSON[[]storedCase] `db:"cases"`
	ParamIDs   db.JSON[[]string]     `db:"param_ids"`
	MadeByID   string                `db:"made_by_id"`
	MadeBy     string                `db:"made_by"`
	MadeAt     int64                 `db:"made_at"`
}

const (
	headColumns = "id, name, on_date, area, kind, households, cost_fen, reform_fen, facts_hash, rules_hash, hash, param_ids, made_by_id, made_by, made_at"
	runColumns  = headColumns + ", inputs, document, cases"
)

func insertRun(ctx context.Context, tx *db.Tx, r runRow) error { return tx.Insert(ctx, "lab_runs", r) }

func findRun(ctx context.Context, tx *db.Tx, id string) (runRow, error) {
	return db.One[runRow](ctx, tx, "SELECT "+runColumns+" FROM lab_runs WHERE id = $1", id)
}

func findRuns(ctx context.Context, tx *db.Tx, p db.Page) ([]runRow, string, error) {
	q := db.NewQuery("SELECT " + headColumns + " FROM lab_runs WHERE 1=1")
	order, err := p.Order(map[string]db.Sort{"made": {Column: "id", ID: "id"}}, "-made")
	if err != nil {
		return nil, "", err
	}
	if err := q.Keyset(order, p); err != nil {
		return nil, "", err
	}
	rows, err := db.All[runRow](ctx, tx, q.Text(), q.Args()...)
	if err != nil {
		return nil, "", err
	}
	rows, next := db.Cut(p, rows, func(r runRow) (any, string) { return r.ID, r.ID })
	return rows, next, nil
}

func countRuns(ctx context.Context, tx *db.Tx) (int64, error) {
	return db.One[int64](ctx, tx, "SELECT count(*) FROM lab_runs")
}

func setParams(ctx context.Context, tx *db.Tx, id string, params []string) error {
	_, err := tx.Exec(ctx, "UPDATE lab_runs SET param_ids = $1 WHERE id = $2", db.JSON[[]string]{V: params}, id)
	return err
}

// findScope gives the cases that make up the population of the actor: of every household the newest one that he may see, that was
// assessed and has not ended or been withdrawn.
func findScope(ctx context.Context, tx *db.Tx, a *authz.Actor) (map[string]bool, error) {
	type row struct {
		ID          string `db:"id"`
		HouseholdID string `db:"household_id"`
	}
	q := db.NewQuery("SELECT c.id, c.household_id FROM aid_cases c WHERE c.assessment_id <> '' AND NOT c.hidden AND c.state <> ?", aid.Withdrawn)
	aid.Scope(ctx, q, a, aid.PermView, tx.Today())
	q.Add(" ORDER BY c.id")
	newest := map[string]string{}
	err := db.Each(ctx, tx, func(r row) error { newest[r.HouseholdID] = r.ID; return nil }, q.Text(), q.Args()...)
	out := make(map[string]bool, len(newest))
	for _, id := range newest {
		out[id] = true
	}
	return out, err
}

// findLastAssessment is the id of the last assessment that was made, "" when there is none.
func findLastAssessment(ctx context.Context, tx *db.Tx) (string, error) {
	return db.One[string](ctx, tx, "SELECT COALESCE(MAX(id), '') FROM assessments")
}
