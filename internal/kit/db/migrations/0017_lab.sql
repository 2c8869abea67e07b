-- +goose Up
CREATE TABLE lab_runs (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  on_date TEXT NOT NULL,
  area TEXT NOT NULL,
  kind TEXT NOT NULL,
  households BIGINT NOT NULL,
  cost_fen BIGINT NOT NULL,
  reform_fen BIGINT NOT NULL,
  facts_hash TEXT NOT NULL,
  rules_hash TEXT NOT NULL,
  inputs TEXT NOT NULL,
  document TEXT NOT NULL,
  hash TEXT NOT NULL,
  cases TEXT NOT NULL,
  param_ids TEXT NOT NULL DEFAULT '[]',
  made_by_id TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  CONSTRAINT lab_runs_kind_check CHECK (kind IN ('real', 'synthetic'))
);
