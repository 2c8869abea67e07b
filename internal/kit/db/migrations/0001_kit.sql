-- +goose Up
CREATE TABLE journal_entries (
  id TEXT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  actor_id TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  org_id TEXT NOT NULL,
  org_name TEXT NOT NULL,
  action TEXT NOT NULL,
  object_type TEXT NOT NULL,
  object_id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  summary TEXT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  reason TEXT NOT NULL,
  origin TEXT NOT NULL,
  seq BIGINT,
  chain TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX journal_entries_seq_key ON journal_entries (seq) WHERE seq IS NOT NULL;
CREATE INDEX journal_entries_unsealed ON journal_entries (id) WHERE seq IS NULL;
CREATE INDEX journal_entries_case ON journal_entries (case_id, id);
-- What is about the case itself is found by its case.
CREATE INDEX journal_entries_object ON journal_entries (object_id, id) WHERE object_id <> case_id;
CREATE INDEX journal_entries_actor ON journal_entries (actor_id, id);

CREATE TABLE request_keys (
  actor_id TEXT NOT NULL,
  key TEXT NOT NULL,
  input_hash TEXT NOT NULL,
  status BIGINT NOT NULL,
  body TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  CONSTRAINT request_keys_actor_id_key_key PRIMARY KEY (actor_id, key)
);
CREATE INDEX request_keys_made ON request_keys (made_at);

CREATE TABLE jobs (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  args TEXT NOT NULL,
  unique_key TEXT,
  state TEXT NOT NULL,
  run_at BIGINT NOT NULL,
  lease_until BIGINT NOT NULL DEFAULT 0,
  tries BIGINT NOT NULL DEFAULT 0,
  progress TEXT NOT NULL DEFAULT '',
  result TEXT NOT NULL DEFAULT '',
  error TEXT NOT NULL DEFAULT '',
  owner_id TEXT NOT NULL DEFAULT '',
  made_at BIGINT NOT NULL,
  done_at BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX jobs_unique_key_key ON jobs (unique_key) WHERE unique_key IS NOT NULL;
CREATE INDEX jobs_due ON jobs (state, run_at);

CREATE TABLE files (
  id TEXT NOT NULL PRIMARY KEY,
  sha256 TEXT NOT NULL,
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size BIGINT NOT NULL,
  case_id TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  owner_id TEXT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE INDEX files_case ON files (case_id, id);
