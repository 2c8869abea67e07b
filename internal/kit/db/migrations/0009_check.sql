-- +goose Up
CREATE INDEX files_sha256 ON files (sha256);

CREATE TABLE check_authorisations (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  text_version TEXT NOT NULL,
  signer TEXT NOT NULL,
  signer_name TEXT NOT NULL,
  signer_relation TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  signed_on TEXT NOT NULL,
  until_on TEXT NOT NULL DEFAULT '',
  channel TEXT NOT NULL,
  file_id TEXT NOT NULL,
  withdrawn_on TEXT NOT NULL DEFAULT '',
  withdrawn_by TEXT NOT NULL DEFAULT '',
  withdrawn_reason TEXT NOT NULL DEFAULT '',
  made_by_id TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  CONSTRAINT check_authorisations_signer_check CHECK (signer IN ('own', 'guardian', 'representative')),
  CONSTRAINT check_authorisations_channel_check CHECK (channel IN ('paper', 'screen'))
);
CREATE INDEX check_authorisations_case ON check_authorisations (case_id, person_id, id);

CREATE TABLE check_requests (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL,
  number TEXT NOT NULL,
  kind TEXT NOT NULL,
  purpose TEXT NOT NULL,
  persons TEXT NOT NULL,
  sources TEXT NOT NULL,
  state TEXT NOT NULL,
  is_open BOOLEAN NOT NULL,
  title TEXT NOT NULL,
  file_no TEXT NOT NULL,
  requested_org_id TEXT NOT NULL,
  requested_org TEXT NOT NULL,
  requested_by_id TEXT NOT NULL,
  requested_by TEXT NOT NULL,
  requested_at BIGINT NOT NULL,
  centre_org_id TEXT NOT NULL,
  centre_org TEXT NOT NULL,
  centre_org_path TEXT NOT NULL,
  due_on TEXT NOT NULL,
  conclusion TEXT NOT NULL DEFAULT '',
  summary_sealed TEXT NOT NULL DEFAULT '',
  rows_sealed TEXT NOT NULL DEFAULT '',
  over_count BIGINT NOT NULL DEFAULT 0,
  checker_id TEXT NOT NULL DEFAULT '',
  checker TEXT NOT NULL DEFAULT '',
  submitted_at BIGINT NOT NULL DEFAULT 0,
  reviewer_id TEXT NOT NULL DEFAULT '',
  reviewer TEXT NOT NULL DEFAULT '',
  review_note TEXT NOT NULL DEFAULT '',
  issued_at BIGINT NOT NULL DEFAULT 0,
  issued_on TEXT NOT NULL DEFAULT '',
  expires_on TEXT NOT NULL DEFAULT '',
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  CONSTRAINT check_requests_number_key UNIQUE (number),
  CONSTRAINT check_requests_kind_check CHECK (kind IN ('first', 'recheck', 'objection')),
  CONSTRAINT check_requests_state_check CHECK (state IN ('open', 'submitted', 'issued', 'cancelled'))
);
CREATE UNIQUE INDEX check_requests_case_id_key ON check_requests (case_id) WHERE is_open;
CREATE INDEX check_requests_case ON check_requests (case_id, id);
CREATE INDEX check_requests_state ON check_requests (state, due_on, id);

CREATE TABLE check_answers (
  id TEXT NOT NULL PRIMARY KEY,
  request_id TEXT NOT NULL REFERENCES check_requests (id),
  person_id TEXT NOT NULL,
  source TEXT NOT NULL,
  answered_on TEXT NOT NULL,
  found BIGINT NOT NULL,
  records_sealed TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  CONSTRAINT check_answers_request_id_person_id_source_key UNIQUE (request_id, person_id, source)
);

CREATE TABLE check_objections (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL,
  request_id TEXT NOT NULL REFERENCES check_requests (id),
  recheck_id TEXT NOT NULL REFERENCES check_requests (id),
  text_sealed TEXT NOT NULL,
  from_name TEXT NOT NULL,
  files TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  CONSTRAINT check_objections_request_id_key UNIQUE (request_id)
);
CREATE INDEX check_objections_case ON check_objections (case_id, id);

CREATE TABLE check_numbers (
  year TEXT NOT NULL PRIMARY KEY,
  last BIGINT NOT NULL
);
