-- +goose Up
CREATE TABLE persons (
  id TEXT NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  name TEXT NOT NULL,
  sex TEXT NOT NULL DEFAULT '',
  birth_on TEXT NOT NULL DEFAULT '',
  doc_type TEXT NOT NULL,
  doc_sealed TEXT NOT NULL,
  doc_index TEXT NOT NULL,
  doc_masked TEXT NOT NULL,
  phone_sealed TEXT NOT NULL DEFAULT '',
  phone_index TEXT NOT NULL DEFAULT '',
  phone_masked TEXT NOT NULL DEFAULT '',
  phone2_sealed TEXT NOT NULL DEFAULT '',
  phone2_masked TEXT NOT NULL DEFAULT '',
  ethnic TEXT NOT NULL DEFAULT '',
  marital TEXT NOT NULL DEFAULT '',
  hukou_type TEXT NOT NULL DEFAULT '',
  hukou_area TEXT NOT NULL DEFAULT '',
  political TEXT NOT NULL DEFAULT '',
  work_status TEXT NOT NULL DEFAULT '',
  employer_org_id TEXT NOT NULL DEFAULT '',
  employer_name TEXT NOT NULL DEFAULT '',
  union_member BOOLEAN NOT NULL,
  insurance TEXT NOT NULL DEFAULT '',
  education TEXT NOT NULL DEFAULT '',
  form TEXT NOT NULL DEFAULT '',
  medical_sealed TEXT NOT NULL DEFAULT '',
  disability_sealed TEXT NOT NULL DEFAULT '',
  disability_masked TEXT NOT NULL DEFAULT '',
  disability_type TEXT NOT NULL DEFAULT '',
  disability_level TEXT NOT NULL DEFAULT '',
  disability_to TEXT NOT NULL DEFAULT '',
  month_income_fen BIGINT NOT NULL DEFAULT 0,
  other_income_fen BIGINT NOT NULL DEFAULT 0,
  made_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  CONSTRAINT persons_doc_index_doc_type_key UNIQUE (doc_index, doc_type),
  CONSTRAINT persons_income_check CHECK (month_income_fen >= 0 AND other_income_fen >= 0)
);
CREATE INDEX persons_phone ON persons (phone_index) WHERE phone_index <> '';
CREATE INDEX persons_employer ON persons (employer_org_id) WHERE employer_org_id <> '';

CREATE TABLE households (
  id TEXT NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  name TEXT NOT NULL,
  head_id TEXT NOT NULL REFERENCES persons (id),
  size BIGINT NOT NULL,
  area_code TEXT NOT NULL,
  street TEXT NOT NULL DEFAULT '',
  community TEXT NOT NULL DEFAULT '',
  address_sealed TEXT NOT NULL DEFAULT '',
  postcode TEXT NOT NULL DEFAULT '',
  housing TEXT NOT NULL DEFAULT '',
  floor_area TEXT NOT NULL DEFAULT '',
  floor_band TEXT NOT NULL DEFAULT '',
  year_income_fen BIGINT NOT NULL DEFAULT 0,
  made_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL
);
CREATE INDEX households_area ON households (area_code, id);
CREATE INDEX households_head ON households (head_id);

CREATE TABLE household_members (
  id TEXT NOT NULL PRIMARY KEY,
  household_id TEXT NOT NULL REFERENCES households (id),
  person_id TEXT NOT NULL REFERENCES persons (id),
  relation TEXT NOT NULL,
  from_on TEXT NOT NULL,
  to_on TEXT NOT NULL DEFAULT '',
  place BIGINT NOT NULL,
  end_reason TEXT NOT NULL DEFAULT '',
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  CONSTRAINT household_members_dates_check CHECK (to_on = '' OR to_on >= from_on)
);
CREATE UNIQUE INDEX household_members_person_id_key ON household_members (person_id) WHERE to_on = '';
CREATE INDEX household_members_household ON household_members (household_id, place);
CREATE INDEX household_members_person ON household_members (person_id, id);

CREATE TABLE bank_accounts (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES persons (id),
  number_sealed TEXT NOT NULL,
  number_index TEXT NOT NULL,
  last4 TEXT NOT NULL,
  bank TEXT NOT NULL DEFAULT '',
  bank_code TEXT NOT NULL DEFAULT '',
  branch TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  holder TEXT NOT NULL,
  is_guardian BOOLEAN NOT NULL,
  guardian_id TEXT NOT NULL DEFAULT '',
  from_on TEXT NOT NULL,
  to_on TEXT NOT NULL DEFAULT '',
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL
);
CREATE UNIQUE INDEX bank_accounts_person_id_key ON bank_accounts (person_id) WHERE to_on = '';
CREATE INDEX bank_accounts_number ON bank_accounts (number_index);
CREATE INDEX bank_accounts_person ON bank_accounts (person_id, id);

CREATE TABLE people_tokens (
  token TEXT NOT NULL,
  person_id TEXT NOT NULL,
  CONSTRAINT people_tokens_token_person_id_key PRIMARY KEY (token, person_id)
);
CREATE INDEX people_tokens_person ON people_tokens (person_id);
