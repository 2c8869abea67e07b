-- +goose Up
-- The trees that every new household writes to, again fewer; the pair of this file says why.
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

ALTER TABLE aid_access DROP COLUMN id;
ALTER TABLE aid_access DROP CONSTRAINT aid_access_case_id_kind_org_id_staff_id_key;
ALTER TABLE aid_access ADD CONSTRAINT aid_access_case_id_kind_org_id_staff_id_key PRIMARY KEY (case_id, kind, org_id, staff_id);
