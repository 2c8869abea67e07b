package policy

import (
	"context"

	"yice/internal/core/flow"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

const ruleColumns = "id, name, version, hash, tests_hash, status, document, from_on, motion_id, note, beside, otherwise, proposed_by_id, proposed_by, proposed_at, adopted_by, adopted_at"

func findRulesAdopted(ctx context.Context, tx *db.Tx) ([]RuleVersion, error) {
	return db.All[RuleVersion](ctx, tx, "SELECT "+ruleColumns+" FROM policy_rule_sets WHERE status = 'adopted' ORDER BY from_on, adopted_at, id")
}

func findLastVersion(ctx context.Context, tx *db.Tx, name string) (int64, error) {
	return db.One[int64](ctx, tx, "SELECT COALESCE(MAX(version), 0) FROM policy_rule_sets WHERE name = $1", name)
}

func findRule(ctx context.Context, tx *db.Tx, id string) (RuleVersion, error) {
	return db.One[RuleVersion](ctx, tx, "SELECT "+ruleColumns+" FROM policy_rule_sets WHERE id = $1", id)
}

func findRulesOpen(ctx context.Context, tx *db.Tx) ([]RuleVersion, error) {
	return db.All[RuleVersion](ctx, tx, "SELECT "+ruleColumns+" FROM policy_rule_sets WHERE status IN ('draft', 'checked', 'tabled', 'adopted') ORDER BY from_on, adopted_at, id")
}

func findRulesOf(ctx context.Context, tx *db.Tx, name string) ([]RuleVersion, error) {
	return db.All[RuleVersion](ctx, tx, "SELECT "+ruleColumns+" FROM policy_rule_sets WHERE name = $1 ORDER BY from_on DESC, adopted_at DESC, id DESC LIMIT 500", name)
}

func findRulesTabled(ctx context.Context, tx *db.Tx, motionID string) ([]RuleVersion, error) {
	return db.All[RuleVersion](ctx, tx, "SELECT "+ruleColumns+" FROM policy_rule_sets WHERE motion_id = $1 AND status = 'tabled' ORDER BY id", motionID)
}

func findRulesFree(ctx context.Context, tx *db.Tx) ([]RuleVersion, error) {
	return db.All[RuleVersion](ctx, tx, "SELECT "+ruleColumns+" FROM policy_rule_sets WHERE status = 'checked' ORDER BY id")
}

// updateRule writes all that may change of a version, if it still stands as it was read.
func updateRule(ctx context.Context, tx *db.Tx, was flow.State, v RuleVersion) error {
	return tx.ExecOne(ctx, errs.New(errs.Conflict, "policy.not_draft", "name", v.Name), "UPDATE policy_rule_sets SET hash = $1, tests_hash = $2, status = $3, document = $4, from_on = $5, motion_id = $6, note = $7, "+
		"beside = $8, otherwise = $9, adopted_by = $10, adopted_at = $11 WHERE id = $12 AND status = $13",
		v.Hash, v.TestsHash, v.Status, v.Document, v.FromOn, v.MotionID, v.Note, v.Beside, v.Otherwise, v.AdoptedBy, v.AdoptedAt, v.ID, was)
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
