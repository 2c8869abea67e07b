-- +goose Up
CREATE TABLE policy_rule_texts (
  hash TEXT NOT NULL PRIMARY KEY,
  text TEXT NOT NULL
);

CREATE TABLE policy_rule_sets (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  version BIGINT NOT NULL,
  hash TEXT NOT NULL,
  status TEXT NOT NULL,
  document TEXT NOT NULL DEFAULT '',
  from_on TEXT NOT NULL,
  motion_id TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  beside TEXT NOT NULL DEFAULT '[]',
  otherwise TEXT NOT NULL DEFAULT '[]',
  proposed_by_id TEXT NOT NULL,
  proposed_by TEXT NOT NULL,
  proposed_at BIGINT NOT NULL,
  adopted_by TEXT NOT NULL DEFAULT '',
  adopted_at BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT policy_rule_sets_name_version_key UNIQUE (name, version),
  CONSTRAINT policy_rule_sets_status_check CHECK (status IN ('draft', 'checked', 'tabled', 'adopted', 'withdrawn', 'rejected'))
);
CREATE INDEX policy_rule_sets_status ON policy_rule_sets (status, from_on);
CREATE INDEX policy_rule_sets_motion ON policy_rule_sets (motion_id) WHERE motion_id <> '';

ALTER TABLE assessments ADD COLUMN rule_sets TEXT NOT NULL DEFAULT '{}';
