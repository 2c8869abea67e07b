-- +goose Up
CREATE TABLE supervision_questions (
  id TEXT NOT NULL PRIMARY KEY,
  number TEXT NOT NULL,
  org_id TEXT NOT NULL,
  org_path TEXT NOT NULL,
  org_name TEXT NOT NULL,
  case_id TEXT NOT NULL DEFAULT '',
  entry_id TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL,
  due_on TEXT NOT NULL,
  state TEXT NOT NULL,
  answer TEXT NOT NULL DEFAULT '',
  verdict TEXT NOT NULL DEFAULT '',
  asked_by_id TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  answered_by TEXT NOT NULL DEFAULT '',
  answered_at BIGINT NOT NULL DEFAULT 0,
  closed_by TEXT NOT NULL DEFAULT '',
  closed_at BIGINT NOT NULL DEFAULT 0,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  CONSTRAINT supervision_questions_number_key UNIQUE (number),
  CONSTRAINT supervision_questions_state_check CHECK (state IN ('asked', 'answered', 'returned', 'closed'))
);
CREATE INDEX supervision_questions_state ON supervision_questions (state, due_on, id);
CREATE INDEX supervision_questions_org ON supervision_questions (org_path, id);
CREATE INDEX supervision_questions_case ON supervision_questions (case_id, id) WHERE case_id <> '';
CREATE INDEX journal_entries_action ON journal_entries (action, id);
