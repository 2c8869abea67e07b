-- +goose Up
-- The trees that every new household writes to, again fewer. A person's old search tokens are known from the old name and document, so
-- nothing asks for them by person. A pair of indexes on the same column, one of them for what is open and unique, is one: of those that
-- are closed each has an id of its own behind the column.
DROP INDEX people_tokens_person;

DROP INDEX aid_persons_person_id_key;
DROP INDEX aid_persons_person;
CREATE UNIQUE INDEX aid_persons_person_id_key ON aid_persons (person_id, (CASE WHEN is_open THEN '' ELSE case_id END));

DROP INDEX aid_cases_household_id_key;
DROP INDEX aid_cases_household;
CREATE UNIQUE INDEX aid_cases_household_id_key ON aid_cases (household_id, (CASE WHEN is_open THEN '' ELSE id END));

DROP INDEX household_members_person_id_key;
DROP INDEX household_members_person;
CREATE UNIQUE INDEX household_members_person_id_key ON household_members (person_id, (CASE WHEN to_on = '' THEN '' ELSE id END));

ALTER TABLE aid_access RENAME TO old_aid_access;
CREATE TABLE aid_access (
  case_id TEXT NOT NULL REFERENCES aid_cases (id),
  kind TEXT NOT NULL,
  org_id TEXT NOT NULL DEFAULT '',
  org_path TEXT NOT NULL DEFAULT '',
  staff_id TEXT NOT NULL DEFAULT '',
  fields TEXT NOT NULL DEFAULT '',
  until_on TEXT NOT NULL DEFAULT '',
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  CONSTRAINT aid_access_case_id_kind_org_id_staff_id_key PRIMARY KEY (case_id, kind, org_id, staff_id)
) WITHOUT ROWID;
INSERT INTO aid_access SELECT case_id, kind, org_id, org_path, staff_id, fields, until_on, made_at, made_by
  FROM old_aid_access ORDER BY case_id, kind, org_id, staff_id;
DROP TABLE old_aid_access;
CREATE INDEX aid_access_path ON aid_access (org_path, case_id);
CREATE INDEX aid_access_staff ON aid_access (staff_id, case_id) WHERE staff_id <> '';
