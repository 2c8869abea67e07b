-- +goose Up
CREATE TABLE policy_params (
  id TEXT NOT NULL PRIMARY KEY,
  key TEXT NOT NULL,
  area TEXT NOT NULL,
  value TEXT NOT NULL,
  unit TEXT NOT NULL,
  document TEXT NOT NULL DEFAULT '',
  from_on TEXT NOT NULL,
  to_on TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL,
  motion_id TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  proposed_by_id TEXT NOT NULL,
  proposed_by TEXT NOT NULL,
  proposed_at BIGINT NOT NULL,
  adopted_by TEXT NOT NULL DEFAULT '',
  adopted_at BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT policy_params_status_check CHECK (status IN ('draft', 'adopted', 'withdrawn', 'rejected'))
);
CREATE INDEX policy_params_key ON policy_params (key, area, from_on);
CREATE INDEX policy_params_status ON policy_params (status);
CREATE INDEX policy_params_motion ON policy_params (motion_id) WHERE motion_id <> '';

CREATE TABLE policy_stamp (
  id BIGINT NOT NULL PRIMARY KEY,
  stamp TEXT NOT NULL
);
INSERT INTO policy_stamp (id, stamp) VALUES (1, 'empty');

CREATE TABLE assessments (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL,
  area TEXT NOT NULL,
  on_date TEXT NOT NULL,
  class TEXT NOT NULL,
  net_fen BIGINT NOT NULL,
  score BIGINT NOT NULL,
  proposed_fen BIGINT NOT NULL,
  engine TEXT NOT NULL,
  versions TEXT NOT NULL,
  input_sealed TEXT NOT NULL,
  result_sealed TEXT NOT NULL,
  made_by_id TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE INDEX assessments_case ON assessments (case_id, id);
