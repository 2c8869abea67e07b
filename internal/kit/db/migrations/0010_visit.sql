-- +goose Up
CREATE TABLE visits (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  month BIGINT NOT NULL DEFAULT 0,
  state TEXT NOT NULL,
  is_open BOOLEAN NOT NULL,
  title TEXT NOT NULL,
  file_no TEXT NOT NULL,
  area_code TEXT NOT NULL,
  street TEXT NOT NULL,
  planned_on TEXT NOT NULL,
  due_on TEXT NOT NULL,
  place_note TEXT NOT NULL DEFAULT '',
  record_sealed TEXT NOT NULL DEFAULT '',
  photos BIGINT NOT NULL DEFAULT 0,
  done_on TEXT NOT NULL DEFAULT '',
  finished_at BIGINT NOT NULL DEFAULT 0,
  advice TEXT NOT NULL DEFAULT '',
  relapse TEXT NOT NULL DEFAULT '',
  outcome TEXT NOT NULL DEFAULT '',
  outcome_reason TEXT NOT NULL DEFAULT '',
  outcome_by_id TEXT NOT NULL DEFAULT '',
  outcome_by TEXT NOT NULL DEFAULT '',
  outcome_at BIGINT NOT NULL DEFAULT 0,
  cancel_reason TEXT NOT NULL DEFAULT '',
  version BIGINT NOT NULL,
  made_by_id TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  CONSTRAINT visits_kind_check CHECK (kind IN ('initial', 'revisit', 'after_exit')),
  CONSTRAINT visits_state_check CHECK (state IN ('planned', 'done', 'cancelled'))
);
CREATE UNIQUE INDEX visits_case_id_kind_month_key ON visits (case_id, kind, month) WHERE is_open;
CREATE INDEX visits_case ON visits (case_id, id);
CREATE INDEX visits_open ON visits (planned_on, id) WHERE is_open;

CREATE TABLE visit_visitors (
  visit_id TEXT NOT NULL REFERENCES visits (id),
  case_id TEXT NOT NULL,
  staff_id TEXT NOT NULL,
  seat BIGINT NOT NULL,
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  org_id TEXT NOT NULL,
  org_name TEXT NOT NULL,
  PRIMARY KEY (visit_id, staff_id)
);
CREATE INDEX visit_visitors_case ON visit_visitors (case_id, visit_id);
CREATE INDEX visit_visitors_staff ON visit_visitors (staff_id, visit_id);

CREATE TABLE visit_relatives (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  staff_id TEXT NOT NULL DEFAULT '',
  staff_name TEXT NOT NULL,
  staff_org TEXT NOT NULL,
  staff_post TEXT NOT NULL DEFAULT '',
  relation TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  made_by_id TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  CONSTRAINT visit_relatives_case_id_person_id_staff_name_staff_org_key UNIQUE (case_id, person_id, staff_name, staff_org)
);
CREATE INDEX visit_relatives_staff ON visit_relatives (staff_id, case_id) WHERE staff_id <> '';

CREATE TABLE visit_holds (
  case_id TEXT NOT NULL PRIMARY KEY,
  held_on TEXT NOT NULL,
  resumed_on TEXT NOT NULL DEFAULT ''
);
