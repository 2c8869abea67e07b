-- +goose Up
CREATE TABLE aid_cases (
  id TEXT NOT NULL PRIMARY KEY,
  file_no TEXT NOT NULL DEFAULT '',
  household_id TEXT NOT NULL,
  title TEXT NOT NULL,
  state TEXT NOT NULL,
  is_open BOOLEAN NOT NULL,
  hidden BOOLEAN NOT NULL,
  version BIGINT NOT NULL,
  area_code TEXT NOT NULL,
  street TEXT NOT NULL DEFAULT '',
  entry_org_id TEXT NOT NULL,
  entry_org_path TEXT NOT NULL,
  lead_org_id TEXT NOT NULL,
  lead_org_path TEXT NOT NULL,
  lead_department TEXT NOT NULL,
  applicant_org_id TEXT NOT NULL DEFAULT '',
  applicant_name TEXT NOT NULL DEFAULT '',
  member_person_id TEXT NOT NULL DEFAULT '',
  payee_person_id TEXT NOT NULL DEFAULT '',
  payee_account_id TEXT NOT NULL DEFAULT '',
  contact_staff_id TEXT NOT NULL DEFAULT '',
  origin TEXT NOT NULL,
  needs TEXT NOT NULL,
  cause TEXT NOT NULL DEFAULT '',
  summary_sealed TEXT NOT NULL DEFAULT '',
  urgent BOOLEAN NOT NULL,
  class TEXT NOT NULL DEFAULT '',
  net_fen BIGINT NOT NULL DEFAULT 0,
  gap_fen BIGINT NOT NULL DEFAULT 0,
  proposed_fen BIGINT NOT NULL DEFAULT 0,
  accepted_on TEXT NOT NULL DEFAULT '',
  authorised BOOLEAN NOT NULL,
  check_expires_on TEXT NOT NULL DEFAULT '',
  visit_on TEXT NOT NULL DEFAULT '',
  prior_on TEXT NOT NULL DEFAULT '',
  assessment_id TEXT NOT NULL DEFAULT '',
  opinion_on TEXT NOT NULL DEFAULT '',
  opinion_by TEXT NOT NULL DEFAULT '',
  notice_to TEXT NOT NULL DEFAULT '',
  open_objections BIGINT NOT NULL DEFAULT 0,
  open_questions BIGINT NOT NULL DEFAULT 0,
  meeting_id TEXT NOT NULL DEFAULT '',
  recognised_on TEXT NOT NULL DEFAULT '',
  plan_version BIGINT NOT NULL DEFAULT 0,
  revisit_due_on TEXT NOT NULL DEFAULT '',
  ended_on TEXT NOT NULL DEFAULT '',
  end_reason TEXT NOT NULL DEFAULT '',
  due_on TEXT NOT NULL DEFAULT '',
  paused_on TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL
);
CREATE UNIQUE INDEX aid_cases_household_id_key ON aid_cases (household_id) WHERE is_open;
CREATE UNIQUE INDEX aid_cases_file_no_key ON aid_cases (file_no) WHERE file_no <> '';
CREATE INDEX aid_cases_area ON aid_cases (area_code, state, id);
CREATE INDEX aid_cases_state ON aid_cases (state, id);
CREATE INDEX aid_cases_lead ON aid_cases (lead_department, state, id);
CREATE INDEX aid_cases_revisit ON aid_cases (revisit_due_on) WHERE revisit_due_on <> '';
CREATE INDEX aid_cases_household ON aid_cases (household_id);

CREATE TABLE aid_persons (
  case_id TEXT NOT NULL REFERENCES aid_cases (id),
  person_id TEXT NOT NULL,
  is_beneficiary BOOLEAN NOT NULL,
  is_open BOOLEAN NOT NULL,
  PRIMARY KEY (case_id, person_id)
);
CREATE UNIQUE INDEX aid_persons_person_id_key ON aid_persons (person_id) WHERE is_open;
CREATE INDEX aid_persons_person ON aid_persons (person_id);

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
);
CREATE INDEX aid_access_path ON aid_access (org_path, case_id);
CREATE INDEX aid_access_staff ON aid_access (staff_id, case_id) WHERE staff_id <> '';

CREATE TABLE aid_papers (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES aid_cases (id),
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  file_id TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  asked_at BIGINT NOT NULL DEFAULT 0,
  given_at BIGINT NOT NULL DEFAULT 0,
  by_name TEXT NOT NULL
);
CREATE INDEX aid_papers_case ON aid_papers (case_id, id);

CREATE TABLE aid_consents (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES aid_cases (id),
  person_id TEXT NOT NULL,
  purpose TEXT NOT NULL,
  text_version TEXT NOT NULL,
  channel TEXT NOT NULL,
  given_on TEXT NOT NULL,
  given_by TEXT NOT NULL,
  file_id TEXT NOT NULL DEFAULT '',
  withdrawn_on TEXT NOT NULL DEFAULT '',
  made_at BIGINT NOT NULL
);
CREATE INDEX aid_consents_case ON aid_consents (case_id, id);

CREATE TABLE aid_transfers (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES aid_cases (id),
  number TEXT NOT NULL,
  kind TEXT NOT NULL,
  from_org_id TEXT NOT NULL,
  from_name TEXT NOT NULL,
  to_org_id TEXT NOT NULL,
  to_org_path TEXT NOT NULL,
  to_name TEXT NOT NULL,
  need TEXT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL,
  due_on TEXT NOT NULL,
  result_due_on TEXT NOT NULL DEFAULT '',
  answer TEXT NOT NULL DEFAULT '',
  answered_by TEXT NOT NULL DEFAULT '',
  answered_at BIGINT NOT NULL DEFAULT 0,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX aid_transfers_case_id_to_org_id_key ON aid_transfers (case_id, to_org_id) WHERE state = 'sent';
CREATE INDEX aid_transfers_case ON aid_transfers (case_id, id);

CREATE TABLE aid_priors (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES aid_cases (id),
  person_id TEXT NOT NULL DEFAULT '',
  department TEXT NOT NULL,
  project TEXT NOT NULL,
  purpose TEXT NOT NULL,
  document TEXT NOT NULL DEFAULT '',
  period TEXT NOT NULL,
  amount_fen BIGINT NOT NULL,
  counts BOOLEAN NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  CONSTRAINT aid_priors_amount_check CHECK (amount_fen >= 0)
);
CREATE INDEX aid_priors_case ON aid_priors (case_id, id);

CREATE TABLE aid_opinions (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES aid_cases (id),
  stage TEXT NOT NULL,
  conclusion TEXT NOT NULL,
  text TEXT NOT NULL,
  proposals TEXT NOT NULL,
  department TEXT NOT NULL,
  by_id TEXT NOT NULL,
  by_name TEXT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE INDEX aid_opinions_case ON aid_opinions (case_id, id);

CREATE TABLE aid_notices (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES aid_cases (id),
  kind TEXT NOT NULL,
  content TEXT NOT NULL,
  place TEXT NOT NULL,
  from_on TEXT NOT NULL,
  to_on TEXT NOT NULL,
  state TEXT NOT NULL,
  result TEXT NOT NULL DEFAULT '',
  photo_file_id TEXT NOT NULL DEFAULT '',
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE INDEX aid_notices_case ON aid_notices (case_id, id);
CREATE INDEX aid_notices_state ON aid_notices (state, to_on);

CREATE TABLE aid_objections (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES aid_cases (id),
  notice_id TEXT NOT NULL,
  text TEXT NOT NULL,
  from_name TEXT NOT NULL DEFAULT '',
  channel TEXT NOT NULL,
  state TEXT NOT NULL,
  due_on TEXT NOT NULL,
  result TEXT NOT NULL DEFAULT '',
  resolved_by TEXT NOT NULL DEFAULT '',
  resolved_at BIGINT NOT NULL DEFAULT 0,
  made_by_id TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE INDEX aid_objections_case ON aid_objections (case_id, id);

CREATE TABLE aid_questions (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES aid_cases (id),
  org_id TEXT NOT NULL,
  org_name TEXT NOT NULL,
  text TEXT NOT NULL,
  by_name TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  answer TEXT NOT NULL DEFAULT '',
  answered_by TEXT NOT NULL DEFAULT '',
  answered_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX aid_questions_case ON aid_questions (case_id, id);

CREATE TABLE aid_exits (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES aid_cases (id),
  reason_code TEXT NOT NULL,
  reason TEXT NOT NULL,
  notice_to TEXT NOT NULL,
  state TEXT NOT NULL,
  proposed_by_id TEXT NOT NULL,
  proposed_by TEXT NOT NULL,
  proposed_at BIGINT NOT NULL,
  confirmed_by TEXT NOT NULL DEFAULT '',
  confirmed_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX aid_exits_case ON aid_exits (case_id, id);

CREATE TABLE aid_reopenings (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES aid_cases (id),
  signal TEXT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL,
  asked_by_id TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  decided_by TEXT NOT NULL DEFAULT '',
  decided_at BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX aid_reopenings_case_id_key ON aid_reopenings (case_id) WHERE state = 'asked';

CREATE TABLE aid_counts (
  area_code TEXT NOT NULL,
  state TEXT NOT NULL,
  lead_department TEXT NOT NULL,
  class TEXT NOT NULL,
  hidden BOOLEAN NOT NULL,
  shard BIGINT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (area_code, state, lead_department, class, hidden, shard)
);

CREATE TABLE aid_numbers (
  name TEXT NOT NULL PRIMARY KEY,
  last BIGINT NOT NULL
);

CREATE TABLE aid_amounts (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES aid_cases (id),
  person_id TEXT NOT NULL DEFAULT '',
  side TEXT NOT NULL,
  kind TEXT NOT NULL,
  year_fen BIGINT NOT NULL,
  has_evidence BOOLEAN NOT NULL,
  source TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  CONSTRAINT aid_amounts_year_check CHECK (year_fen >= 0)
);
CREATE INDEX aid_amounts_case ON aid_amounts (case_id, id);

CREATE TABLE aid_bills (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES aid_cases (id),
  person_id TEXT NOT NULL,
  hospital TEXT NOT NULL,
  diagnosis_sealed TEXT NOT NULL DEFAULT '',
  disease TEXT NOT NULL DEFAULT '',
  visit_kind TEXT NOT NULL DEFAULT '',
  from_on TEXT NOT NULL,
  to_on TEXT NOT NULL,
  invoice_no TEXT NOT NULL DEFAULT '',
  total_fen BIGINT NOT NULL,
  basic_fen BIGINT NOT NULL,
  serious_fen BIGINT NOT NULL,
  medical_aid_fen BIGINT NOT NULL,
  mutual_fen BIGINT NOT NULL,
  commercial_fen BIGINT NOT NULL,
  earlier_fen BIGINT NOT NULL,
  self_fen BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  CONSTRAINT aid_bills_self_check CHECK (self_fen >= 0)
);
CREATE UNIQUE INDEX aid_bills_invoice_no_key ON aid_bills (invoice_no) WHERE invoice_no <> '';
CREATE INDEX aid_bills_case ON aid_bills (case_id, id);

CREATE TABLE aid_flags (
  case_id TEXT NOT NULL REFERENCES aid_cases (id),
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  waived_by TEXT NOT NULL DEFAULT '',
  waiver TEXT NOT NULL DEFAULT '',
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  PRIMARY KEY (case_id, kind)
);
