-- +goose Up
CREATE TABLE care_providers (
  id TEXT NOT NULL PRIMARY KEY,
  form TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  org_id TEXT NOT NULL,
  org_path TEXT NOT NULL,
  org_name TEXT NOT NULL,
  phone_sealed TEXT NOT NULL DEFAULT '',
  phone_masked TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  active BOOLEAN NOT NULL,
  version BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  CONSTRAINT care_providers_form_check CHECK (form IN ('person', 'organisation')),
  CONSTRAINT care_providers_org_id_kind_name_key UNIQUE (org_id, kind, name)
);
CREATE INDEX care_providers_name ON care_providers (name, id);

CREATE TABLE care_provider_staff (
  provider_id TEXT NOT NULL REFERENCES care_providers (id),
  staff_id TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (provider_id, staff_id)
);
CREATE INDEX care_provider_staff_staff ON care_provider_staff (staff_id, provider_id);

CREATE TABLE service_sessions (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES aid_cases (id),
  person_id TEXT NOT NULL,
  measure_id TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL,
  provider_id TEXT NOT NULL REFERENCES care_providers (id),
  staff_id TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  on_date TEXT NOT NULL,
  starts TEXT NOT NULL DEFAULT '',
  minutes BIGINT NOT NULL,
  place TEXT NOT NULL DEFAULT '',
  purpose TEXT NOT NULL DEFAULT '',
  note_sealed TEXT NOT NULL DEFAULT '',
  outcome TEXT NOT NULL DEFAULT '',
  satisfaction BIGINT NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '',
  version BIGINT NOT NULL,
  made_by_id TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  done_by TEXT NOT NULL DEFAULT '',
  done_at BIGINT NOT NULL DEFAULT 0,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  CONSTRAINT service_sessions_state_check CHECK (state IN ('planned', 'done', 'missed', 'cancelled')),
  CONSTRAINT service_sessions_minutes_check CHECK (minutes >= 0),
  CONSTRAINT service_sessions_satisfaction_check CHECK (satisfaction BETWEEN 0 AND 5)
);
CREATE UNIQUE INDEX service_sessions_staff_id_on_date_starts_key ON service_sessions (staff_id, on_date, starts)
  WHERE state = 'planned' AND staff_id <> '' AND starts <> '';
CREATE INDEX service_sessions_case ON service_sessions (case_id, on_date);
CREATE INDEX service_sessions_on ON service_sessions (on_date, id);
CREATE INDEX service_sessions_staff ON service_sessions (staff_id, on_date) WHERE staff_id <> '';
CREATE INDEX service_sessions_provider ON service_sessions (provider_id, state);
CREATE INDEX service_sessions_measure ON service_sessions (measure_id, state) WHERE measure_id <> '';
CREATE INDEX service_sessions_state ON service_sessions (state, kind);
