-- +goose Up
CREATE TABLE calendar_years (
  year BIGINT NOT NULL PRIMARY KEY,
  document TEXT NOT NULL,
  set_by TEXT NOT NULL,
  set_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);

CREATE TABLE calendar_days (
  date TEXT NOT NULL PRIMARY KEY,
  year BIGINT NOT NULL,
  works BOOLEAN NOT NULL,
  name TEXT NOT NULL
);
CREATE INDEX calendar_days_year ON calendar_days (year);

CREATE TABLE tasks (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  case_id TEXT NOT NULL DEFAULT '',
  object_type TEXT NOT NULL DEFAULT '',
  object_id TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL,
  due_on TEXT NOT NULL,
  owner_path TEXT NOT NULL,
  owner_staff_id TEXT NOT NULL DEFAULT '',
  perm TEXT NOT NULL,
  link TEXT NOT NULL DEFAULT '',
  opened_at BIGINT NOT NULL,
  opened_by TEXT NOT NULL,
  opened_by_name TEXT NOT NULL DEFAULT '',
  is_open BOOLEAN NOT NULL,
  closed_at BIGINT NOT NULL DEFAULT 0,
  closed_by TEXT NOT NULL DEFAULT '',
  paused_since TEXT NOT NULL DEFAULT '',
  paused_days BIGINT NOT NULL DEFAULT 0,
  escalated_on TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX tasks_case_id_object_id_kind_key ON tasks (case_id, object_id, kind) WHERE is_open;
CREATE INDEX tasks_due ON tasks (due_on, id) WHERE is_open;
CREATE INDEX tasks_object ON tasks (object_id, kind) WHERE is_open;
CREATE INDEX tasks_staff ON tasks (owner_staff_id, due_on) WHERE is_open AND owner_staff_id <> '';
CREATE INDEX tasks_perm ON tasks (perm, owner_path, due_on) WHERE is_open;
