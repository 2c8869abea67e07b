-- +goose Up
-- Narrow tables as one tree ordered by its key: SQLite keeps a second one beside it otherwise, and every new household writes a
-- dozen rows of these. The pair of this file has nothing to do.
ALTER TABLE people_tokens RENAME TO old_people_tokens;
CREATE TABLE people_tokens (
  token TEXT NOT NULL,
  person_id TEXT NOT NULL,
  CONSTRAINT people_tokens_token_person_id_key PRIMARY KEY (token, person_id)
) WITHOUT ROWID;
INSERT INTO people_tokens SELECT token, person_id FROM old_people_tokens ORDER BY token, person_id;
DROP TABLE old_people_tokens;
CREATE INDEX people_tokens_person ON people_tokens (person_id);

ALTER TABLE aid_persons RENAME TO old_aid_persons;
CREATE TABLE aid_persons (
  case_id TEXT NOT NULL REFERENCES aid_cases (id),
  person_id TEXT NOT NULL,
  is_beneficiary BOOLEAN NOT NULL,
  is_open BOOLEAN NOT NULL,
  PRIMARY KEY (case_id, person_id)
) WITHOUT ROWID;
INSERT INTO aid_persons SELECT case_id, person_id, is_beneficiary, is_open FROM old_aid_persons ORDER BY case_id, person_id;
DROP TABLE old_aid_persons;
CREATE UNIQUE INDEX aid_persons_person_id_key ON aid_persons (person_id) WHERE is_open;
CREATE INDEX aid_persons_person ON aid_persons (person_id);

ALTER TABLE aid_access RENAME TO old_aid_access;
CREATE TABLE aid_access (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES aid_cases (id),
  kind TEXT NOT NULL,
  org_id TEXT NOT NULL DEFAULT '',
  org_path TEXT NOT NULL DEFAULT '',
  staff_id TEXT NOT NULL DEFAULT '',
  fields TEXT NOT NULL DEFAULT '',
  until_on TEXT NOT NULL DEFAULT '',
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  CONSTRAINT aid_access_case_id_kind_org_id_staff_id_key UNIQUE (case_id, kind, org_id, staff_id)
) WITHOUT ROWID;
INSERT INTO aid_access SELECT id, case_id, kind, org_id, org_path, staff_id, fields, until_on, made_at, made_by FROM old_aid_access ORDER BY id;
DROP TABLE old_aid_access;
CREATE INDEX aid_access_path ON aid_access (org_path, case_id);
CREATE INDEX aid_access_staff ON aid_access (staff_id, case_id) WHERE staff_id <> '';

-- Nothing asks for these: each is a tree that every new household pays for.
DROP INDEX households_area;
DROP INDEX households_head;
DROP INDEX persons_employer;
