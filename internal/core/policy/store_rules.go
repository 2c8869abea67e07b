package policy

import (
	"context"

	"yice/internal/kit/db"
)

const ruleColumns = "id, name, version, hash, status, document, from_on, motion_id, note, proposed_by_id, proposed_by, proposed_at, adopted_by, adopted_at"

func findRulesAdopted(ctx context.Context, tx *db.Tx) ([]RuleVersion, error) {
	return db.All[RuleVersion](ctx, tx, "SELECT "+ruleColumns+" FROM policy_rule_sets WHERE status = 'adopted' ORDER BY from_on, adopted_at, id")
}

func findLastVersion(ctx context.Context, tx *db.Tx, name string) (int64, error) {
	return db.One[int64](ctx, tx, "SELECT COALESCE(MAX(version), 0) FROM policy_rule_sets WHERE name = $1", name)
}

func insertRule(ctx context.Context, tx *db.Tx, v RuleVersion) error {
	return tx.Insert(ctx, "policy_rule_sets", v)
}

func keepText(ctx context.Context, tx *db.Tx, hash, text string) error {
	_, err := tx.Exec(ctx, "INSERT INTO policy_rule_texts (hash, text) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING", hash, text)
	return err
}

type ruleText struct {
	Hash string `db:"hash"`
	Text string `db:"text"`
}

// findTexts reads texts by their hashes.
func findTexts(ctx context.Context, tx *db.Tx, hashes []string) (map[string]string, error) {
	out := map[string]string{}
	q := db.NewQuery("SELECT hash, text FROM policy_rule_texts WHERE ")
	db.In(q, "hash", hashes)
	return out, db.Each(ctx, tx, func(t ruleText) error { out[t.Hash] = t.Text; return nil }, q.Text(), q.Args()...)
}
