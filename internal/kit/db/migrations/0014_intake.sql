-- +goose Up
CREATE TABLE imports (
  id TEXT NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  sha256 TEXT NOT NULL,
  file_name TEXT NOT NULL,
  file_size BIGINT NOT NULL,
  media_type TEXT NOT NULL,
  org_id TEXT NOT NULL,
  org_path TEXT NOT NULL,
  org_name TEXT NOT NULL,
  area_code TEXT NOT NULL,
  state TEXT NOT NULL,
  only_good BOOLEAN NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  done BIGINT NOT NULL DEFAULT 0,
  total BIGINT NOT NULL DEFAULT 0,
  applied BIGINT NOT NULL DEFAULT 0,
  rows_read BIGINT NOT NULL DEFAULT 0,
  households BIGINT NOT NULL DEFAULT 0,
  added BIGINT NOT NULL DEFAULT 0,
  changed BIGINT NOT NULL DEFAULT 0,
  unchanged BIGINT NOT NULL DEFAULT 0,
  bad BIGINT NOT NULL DEFAULT 0,
  notes TEXT NOT NULL DEFAULT '',
  error TEXT NOT NULL DEFAULT '',
  job_id TEXT NOT NULL DEFAULT '',
  made_by_id TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT imports_sha256_org_id_key UNIQUE (sha256, org_id)
);
CREATE INDEX imports_org ON imports (org_path, id);

CREATE TABLE import_items (
  import_id TEXT NOT NULL REFERENCES imports (id),
  seq BIGINT NOT NULL,
  row_no BIGINT NOT NULL,
  rows_json TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  changes TEXT NOT NULL DEFAULT '',
  findings TEXT NOT NULL DEFAULT '',
  household_id TEXT NOT NULL DEFAULT '',
  CONSTRAINT import_items_import_id_seq_key PRIMARY KEY (import_id, seq)
);
CREATE INDEX import_items_kind ON import_items (import_id, kind, seq);
