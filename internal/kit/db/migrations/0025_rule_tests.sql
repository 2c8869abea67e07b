-- +goose Up
ALTER TABLE policy_rule_sets ADD COLUMN tests_hash TEXT NOT NULL DEFAULT '';
