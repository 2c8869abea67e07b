CREATE TABLE account_booked (
  fund_id TEXT NOT NULL REFERENCES funds (id),
  seq BIGINT NOT NULL,
  voucher_id TEXT NOT NULL REFERENCES account_vouchers (id),
  CONSTRAINT account_booked_fund_id_seq_key PRIMARY KEY (fund_id, seq)
);
CREATE TABLE account_charts (
  code TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  from_on TEXT NOT NULL,
  to_on TEXT NOT NULL DEFAULT '',
  document TEXT NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL
);
CREATE TABLE account_months (
  month TEXT NOT NULL PRIMARY KEY,
  chart TEXT NOT NULL REFERENCES account_charts (code),
  vouchers BIGINT NOT NULL,
  sum_fen BIGINT NOT NULL,
  hash TEXT NOT NULL,
  closed_at BIGINT NOT NULL,
  closed_by TEXT NOT NULL,
  closed_by_id TEXT NOT NULL
);
CREATE TABLE account_vouchers (
  id TEXT NOT NULL PRIMARY KEY,
  month TEXT NOT NULL REFERENCES account_months (month),
  no BIGINT NOT NULL,
  on_date TEXT NOT NULL,
  kind TEXT NOT NULL,
  memo TEXT NOT NULL,
  object_id TEXT NOT NULL,
  sum_fen BIGINT NOT NULL,
  document TEXT NOT NULL, attachments BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT account_vouchers_month_no_key UNIQUE (month, no),
  CONSTRAINT account_vouchers_sum_check CHECK (sum_fen > 0)
);
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
CREATE INDEX aid_access_path ON aid_access (org_path, case_id);
CREATE INDEX aid_access_staff ON aid_access (staff_id, case_id) WHERE staff_id <> '';
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
CREATE INDEX aid_bills_case ON aid_bills (case_id, id);
CREATE UNIQUE INDEX aid_bills_invoice_no_key ON aid_bills (invoice_no) WHERE invoice_no <> '';
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
CREATE INDEX aid_cases_area ON aid_cases (area_code, state, id);
CREATE UNIQUE INDEX aid_cases_file_no_key ON aid_cases (file_no) WHERE file_no <> '';
CREATE UNIQUE INDEX aid_cases_household_id_key ON aid_cases (household_id, (CASE WHEN is_open THEN '' ELSE id END));
CREATE INDEX aid_cases_lead ON aid_cases (lead_department, state, id);
CREATE INDEX aid_cases_revisit ON aid_cases (revisit_due_on) WHERE revisit_due_on <> '';
CREATE INDEX aid_cases_state ON aid_cases (state, id);
CREATE INDEX aid_cases_updated ON aid_cases (updated_at, id);
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
CREATE TABLE aid_numbers (
  name TEXT NOT NULL PRIMARY KEY,
  last BIGINT NOT NULL
);
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
CREATE TABLE aid_persons (
  case_id TEXT NOT NULL REFERENCES aid_cases (id),
  person_id TEXT NOT NULL,
  is_beneficiary BOOLEAN NOT NULL,
  is_open BOOLEAN NOT NULL,
  PRIMARY KEY (case_id, person_id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX aid_persons_person_id_key ON aid_persons (person_id, (CASE WHEN is_open THEN '' ELSE case_id END));
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
CREATE INDEX aid_transfers_case ON aid_transfers (case_id, id);
CREATE UNIQUE INDEX aid_transfers_case_id_to_org_id_key ON aid_transfers (case_id, to_org_id) WHERE state = 'sent';
CREATE TABLE assessments (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL,
  area TEXT NOT NULL,
  on_date TEXT NOT NULL,
  class TEXT NOT NULL,
  net_fen BIGINT NOT NULL,
  score BIGINT NOT NULL,
  proposed_fen BIGINT NOT NULL,
  engine TEXT NOT NULL,
  versions TEXT NOT NULL,
  input_sealed TEXT NOT NULL,
  result_sealed TEXT NOT NULL,
  made_by_id TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL
, rule_sets TEXT NOT NULL DEFAULT '{}');
CREATE INDEX assessments_case ON assessments (case_id, id);
CREATE TABLE award_instalments (
  id TEXT NOT NULL PRIMARY KEY,
  award_id TEXT NOT NULL REFERENCES awards (id),
  case_id TEXT NOT NULL,
  no BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL,
  due_on TEXT NOT NULL,
  order_id TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  paid_on TEXT NOT NULL DEFAULT '',
  CONSTRAINT award_instalments_award_id_no_key UNIQUE (award_id, no)
);
CREATE INDEX award_instalments_case ON award_instalments (case_id, state);
CREATE INDEX award_instalments_order ON award_instalments (order_id);
CREATE TABLE awards (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES aid_cases (id),
  plan_id TEXT NOT NULL DEFAULT '',
  measure_id TEXT NOT NULL DEFAULT '',
  household_id TEXT NOT NULL,
  person_id TEXT NOT NULL DEFAULT '',
  purpose TEXT NOT NULL,
  period TEXT NOT NULL,
  fund_id TEXT NOT NULL,
  amount_fen BIGINT NOT NULL,
  urgent BOOLEAN NOT NULL,
  state TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  CONSTRAINT awards_amount_check CHECK (amount_fen > 0)
);
CREATE INDEX awards_case ON awards (case_id, id);
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
CREATE INDEX bank_accounts_number ON bank_accounts (number_index);
CREATE INDEX bank_accounts_person ON bank_accounts (person_id, id);
CREATE UNIQUE INDEX bank_accounts_person_id_key ON bank_accounts (person_id) WHERE to_on = '';
CREATE TABLE book (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);
CREATE TABLE calendar_days (
  date TEXT NOT NULL PRIMARY KEY,
  year BIGINT NOT NULL,
  works BOOLEAN NOT NULL,
  name TEXT NOT NULL
);
CREATE INDEX calendar_days_year ON calendar_days (year);
CREATE TABLE calendar_years (
  year BIGINT NOT NULL PRIMARY KEY,
  document TEXT NOT NULL,
  set_by TEXT NOT NULL,
  set_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE TABLE care_provider_staff (
  provider_id TEXT NOT NULL REFERENCES care_providers (id),
  staff_id TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (provider_id, staff_id)
);
CREATE INDEX care_provider_staff_staff ON care_provider_staff (staff_id, provider_id);
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
CREATE TABLE check_numbers (
  year TEXT NOT NULL PRIMARY KEY,
  last BIGINT NOT NULL
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
CREATE INDEX check_requests_case ON check_requests (case_id, id);
CREATE UNIQUE INDEX check_requests_case_id_key ON check_requests (case_id) WHERE is_open;
CREATE INDEX check_requests_state ON check_requests (state, due_on, id);
CREATE TABLE files (
  id TEXT NOT NULL PRIMARY KEY,
  sha256 TEXT NOT NULL,
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size BIGINT NOT NULL,
  case_id TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  owner_id TEXT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE INDEX files_case ON files (case_id, id);
CREATE INDEX files_sha256 ON files (sha256);
CREATE TABLE fund_batches (
  id TEXT NOT NULL PRIMARY KEY,
  no TEXT NOT NULL,
  title TEXT NOT NULL,
  payer TEXT NOT NULL REFERENCES fund_payers (code),
  template TEXT NOT NULL REFERENCES fund_templates (code),
  pay_on TEXT NOT NULL,
  state TEXT NOT NULL,
  lines BIGINT NOT NULL DEFAULT 0,
  sum_fen BIGINT NOT NULL DEFAULT 0,
  hash TEXT NOT NULL DEFAULT '',
  file_hash TEXT NOT NULL DEFAULT '',
  reviewers BIGINT NOT NULL DEFAULT 1,
  reviewed BIGINT NOT NULL DEFAULT 0,
  round BIGINT NOT NULL DEFAULT 1,
  replaces_id TEXT NOT NULL DEFAULT '',
  statement_no TEXT NOT NULL DEFAULT '',
  paid_lines BIGINT NOT NULL DEFAULT 0,
  paid_fen BIGINT NOT NULL DEFAULT 0,
  failed_lines BIGINT NOT NULL DEFAULT 0,
  failed_fen BIGINT NOT NULL DEFAULT 0,
  unmatched BIGINT NOT NULL DEFAULT 0,
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  released_at BIGINT NOT NULL DEFAULT 0,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL, sample_state TEXT NOT NULL DEFAULT '', sample_size BIGINT NOT NULL DEFAULT 0, payer_no TEXT NOT NULL DEFAULT '', payer_account TEXT NOT NULL DEFAULT '',
  CONSTRAINT fund_batches_no_key UNIQUE (no),
  CONSTRAINT fund_batches_state_check CHECK (state IN ('draft', 'locked', 'reviewed', 'released', 'returned', 'reconciled', 'closed', 'cancelled'))
);
CREATE INDEX fund_batches_state ON fund_batches (state, no);
CREATE TABLE fund_benefits (
  source_id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL DEFAULT '',
  household_id TEXT NOT NULL,
  person_id TEXT NOT NULL DEFAULT '',
  purpose TEXT NOT NULL,
  year TEXT NOT NULL,
  amount_fen BIGINT NOT NULL,
  funder TEXT NOT NULL,
  project TEXT NOT NULL DEFAULT '',
  counted_at BIGINT NOT NULL,
  CONSTRAINT fund_benefits_amount_check CHECK (amount_fen > 0)
);
CREATE INDEX fund_benefits_household ON fund_benefits (household_id, year);
CREATE INDEX fund_benefits_person ON fund_benefits (person_id, year);
CREATE TABLE fund_budgets (
  fund_id TEXT NOT NULL REFERENCES funds (id),
  half TEXT NOT NULL,
  amount_fen BIGINT NOT NULL,
  before_fen BIGINT NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL, carried_fen BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT fund_budgets_fund_id_half_key PRIMARY KEY (fund_id, half)
);
CREATE TABLE fund_lines (
  id TEXT NOT NULL PRIMARY KEY,
  batch_id TEXT NOT NULL REFERENCES fund_batches (id),
  seq BIGINT NOT NULL,
  order_id TEXT NOT NULL REFERENCES fund_orders (id),
  payee_person_id TEXT NOT NULL,
  bank_account_id TEXT NOT NULL,
  holder TEXT NOT NULL,
  bank TEXT NOT NULL DEFAULT '',
  bank_code TEXT NOT NULL DEFAULT '',
  branch TEXT NOT NULL DEFAULT '',
  last4 TEXT NOT NULL,
  purpose TEXT NOT NULL,
  amount_fen BIGINT NOT NULL,
  forced TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  failure TEXT NOT NULL DEFAULT '',
  failure_text TEXT NOT NULL DEFAULT '',
  bank_ref TEXT NOT NULL DEFAULT '',
  settled_on TEXT NOT NULL DEFAULT '',
  return_id TEXT NOT NULL DEFAULT '',
  CONSTRAINT fund_lines_order_id_key UNIQUE (order_id),
  CONSTRAINT fund_lines_amount_check CHECK (amount_fen > 0),
  CONSTRAINT fund_lines_state_check CHECK (state IN ('open', 'paid', 'failed'))
);
CREATE INDEX fund_lines_batch ON fund_lines (batch_id, seq);
CREATE UNIQUE INDEX fund_lines_batch_id_payee_person_id_key ON fund_lines (batch_id, payee_person_id) WHERE forced = '';
CREATE TABLE fund_nettings (
  id TEXT NOT NULL PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES fund_orders (id),
  recovery_id TEXT NOT NULL REFERENCES fund_recoveries (id),
  recovered TEXT NOT NULL REFERENCES fund_orders (id),
  from_fund_id TEXT NOT NULL REFERENCES funds (id),
  to_fund_id TEXT NOT NULL REFERENCES funds (id),
  amount_fen BIGINT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  consent BOOLEAN NOT NULL DEFAULT FALSE,
  document_no TEXT NOT NULL DEFAULT '',
  file_id TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_by_id TEXT NOT NULL,
  decided_at BIGINT NOT NULL DEFAULT 0,
  decided_by TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  done_on TEXT NOT NULL DEFAULT '',
  tx_id TEXT NOT NULL DEFAULT '',
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  CONSTRAINT fund_nettings_amount_check CHECK (amount_fen > 0),
  CONSTRAINT fund_nettings_consent_check CHECK (NOT consent OR (document_no <> '' AND file_id <> '')),
  CONSTRAINT fund_nettings_state_check CHECK (state IN ('asked', 'agreed', 'done', 'declined', 'dropped'))
);
CREATE INDEX fund_nettings_order ON fund_nettings (order_id, id);
CREATE TABLE fund_orders (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL,
  case_no TEXT NOT NULL DEFAULT '',
  household_id TEXT NOT NULL,
  person_id TEXT NOT NULL DEFAULT '',
  subject_id TEXT NOT NULL,
  payee_person_id TEXT NOT NULL,
  bank_account_id TEXT NOT NULL,
  award_id TEXT NOT NULL DEFAULT '',
  instalment BIGINT NOT NULL DEFAULT 0,
  purpose TEXT NOT NULL,
  period TEXT NOT NULL,
  invoice_no TEXT NOT NULL DEFAULT '',
  year TEXT NOT NULL,
  fund_id TEXT NOT NULL REFERENCES funds (id),
  amount_fen BIGINT NOT NULL,
  due_on TEXT NOT NULL,
  department TEXT NOT NULL,
  urgent BOOLEAN NOT NULL,
  state TEXT NOT NULL,
  live BOOLEAN NOT NULL,
  held_by TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  hold_id TEXT NOT NULL DEFAULT '',
  settled_tx TEXT NOT NULL DEFAULT '',
  batch_id TEXT NOT NULL DEFAULT '',
  paid_on TEXT NOT NULL DEFAULT '',
  failure TEXT NOT NULL DEFAULT '',
  replaces_id TEXT NOT NULL DEFAULT '',
  replaced_by TEXT NOT NULL DEFAULT '',
  reclaim BOOLEAN NOT NULL DEFAULT FALSE,
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL, netted_fen BIGINT NOT NULL DEFAULT 0, offset_fen BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT fund_orders_amount_check CHECK (amount_fen > 0),
  CONSTRAINT fund_orders_state_check CHECK (state IN ('waiting', 'held', 'batched', 'paid', 'failed', 'repaid', 'cancelled'))
);
CREATE INDEX fund_orders_award ON fund_orders (award_id, id);
CREATE INDEX fund_orders_batch ON fund_orders (batch_id) WHERE batch_id <> '';
CREATE INDEX fund_orders_case ON fund_orders (case_id, id);
CREATE INDEX fund_orders_case_no ON fund_orders (case_no);
CREATE INDEX fund_orders_due ON fund_orders (due_on, id);
CREATE INDEX fund_orders_fund ON fund_orders (fund_id, due_on, id);
CREATE INDEX fund_orders_household ON fund_orders (household_id, year);
CREATE INDEX fund_orders_invoice ON fund_orders (invoice_no) WHERE invoice_no <> '';
CREATE INDEX fund_orders_period ON fund_orders (period);
CREATE INDEX fund_orders_person ON fund_orders (person_id, year);
CREATE UNIQUE INDEX fund_orders_replaces_id_key ON fund_orders (replaces_id) WHERE replaces_id <> '';
CREATE INDEX fund_orders_state ON fund_orders (state, due_on, id);
CREATE UNIQUE INDEX fund_orders_subject_id_purpose_period_invoice_no_key ON fund_orders (subject_id, purpose, period, invoice_no) WHERE live;
CREATE INDEX fund_orders_sums ON fund_orders (state, fund_id, paid_on, purpose, live, amount_fen);
CREATE TABLE fund_payers (
  code TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  account_name TEXT NOT NULL,
  bank TEXT NOT NULL,
  account_no TEXT NOT NULL,
  template TEXT NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL
);
CREATE TABLE fund_receipts (
  id TEXT NOT NULL PRIMARY KEY,
  fund_id TEXT NOT NULL REFERENCES funds (id),
  amount_fen BIGINT NOT NULL,
  received_on TEXT NOT NULL,
  payer_name TEXT NOT NULL,
  evidence_no TEXT NOT NULL,
  file_id TEXT NOT NULL DEFAULT '',
  memo TEXT NOT NULL DEFAULT '',
  tx_id TEXT NOT NULL,
  reversed_tx TEXT NOT NULL DEFAULT '',
  reversed_by TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  made_by_id TEXT NOT NULL, origin TEXT NOT NULL DEFAULT '',
  CONSTRAINT fund_receipts_amount_check CHECK (amount_fen > 0)
);
CREATE INDEX fund_receipts_day ON fund_receipts (received_on, id);
CREATE INDEX fund_receipts_fund ON fund_receipts (fund_id, received_on, id);
CREATE UNIQUE INDEX fund_receipts_fund_id_evidence_no_key ON fund_receipts (fund_id, evidence_no) WHERE reversed_tx = '';
CREATE TABLE fund_recoveries (
  id TEXT NOT NULL PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES fund_orders (id),
  case_id TEXT NOT NULL,
  fund_id TEXT NOT NULL REFERENCES funds (id),
  amount_fen BIGINT NOT NULL,
  received_fen BIGINT NOT NULL DEFAULT 0,
  reason TEXT NOT NULL,
  state TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL, netted_fen BIGINT NOT NULL DEFAULT 0, pending_fen BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT fund_recoveries_order_id_key UNIQUE (order_id),
  CONSTRAINT fund_recoveries_amount_check CHECK (amount_fen > 0 AND received_fen >= 0 AND received_fen <= amount_fen),
  CONSTRAINT fund_recoveries_state_check CHECK (state IN ('open', 'received'))
);
CREATE INDEX fund_recoveries_case ON fund_recoveries (case_id, fund_id) WHERE state = 'open';
CREATE INDEX fund_recoveries_state ON fund_recoveries (state, id);
CREATE TABLE fund_returns (
  id TEXT NOT NULL PRIMARY KEY,
  batch_id TEXT NOT NULL REFERENCES fund_batches (id),
  sha256 TEXT NOT NULL,
  name TEXT NOT NULL,
  lines BIGINT NOT NULL,
  paid BIGINT NOT NULL,
  failed BIGINT NOT NULL,
  unmatched BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  CONSTRAINT fund_returns_batch_id_sha256_key UNIQUE (batch_id, sha256)
);
CREATE TABLE fund_revisits (
  case_id TEXT NOT NULL PRIMARY KEY,
  due_on TEXT NOT NULL
);
CREATE TABLE fund_signs (
  id TEXT NOT NULL PRIMARY KEY,
  batch_id TEXT NOT NULL REFERENCES fund_batches (id),
  round BIGINT NOT NULL,
  act TEXT NOT NULL,
  person TEXT NOT NULL,
  name TEXT NOT NULL,
  org_name TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  at BIGINT NOT NULL
);
CREATE INDEX fund_signs_batch ON fund_signs (batch_id, id);
CREATE TABLE fund_templates (
  code TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  document TEXT NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL
);
CREATE TABLE fund_unmatched (
  id TEXT NOT NULL PRIMARY KEY,
  batch_id TEXT NOT NULL REFERENCES fund_batches (id),
  return_id TEXT NOT NULL REFERENCES fund_returns (id),
  row_no BIGINT NOT NULL,
  cause TEXT NOT NULL,
  holder TEXT NOT NULL,
  last4 TEXT NOT NULL,
  amount TEXT NOT NULL,
  status TEXT NOT NULL,
  bank_ref TEXT NOT NULL,
  resolved_by TEXT NOT NULL DEFAULT '',
  resolved_at BIGINT NOT NULL DEFAULT 0,
  note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX fund_unmatched_batch ON fund_unmatched (batch_id, id);
CREATE TABLE funds (
  id TEXT NOT NULL PRIMARY KEY,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  source TEXT NOT NULL,
  restricted BOOLEAN NOT NULL,
  purposes TEXT NOT NULL DEFAULT '',
  cases TEXT NOT NULL DEFAULT '',
  donor TEXT NOT NULL DEFAULT '',
  agreement TEXT NOT NULL DEFAULT '',
  payer TEXT NOT NULL,
  from_on TEXT NOT NULL,
  to_on TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  CONSTRAINT funds_code_key UNIQUE (code),
  CONSTRAINT funds_state_check CHECK (state IN ('open', 'closed'))
);
CREATE TABLE gift_campaigns (
  id TEXT NOT NULL PRIMARY KEY,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  aim TEXT NOT NULL,
  purposes TEXT NOT NULL DEFAULT '',
  reach TEXT NOT NULL,
  organiser TEXT NOT NULL,
  charity TEXT NOT NULL DEFAULT '',
  charity_code TEXT NOT NULL DEFAULT '',
  certificate_no TEXT NOT NULL DEFAULT '',
  filing_no TEXT NOT NULL DEFAULT '',
  filed_on TEXT NOT NULL DEFAULT '',
  filed_with TEXT NOT NULL DEFAULT '',
  ticket_code TEXT NOT NULL DEFAULT '',
  fund_id TEXT NOT NULL REFERENCES funds (id),
  from_on TEXT NOT NULL,
  to_on TEXT NOT NULL,
  payee_account TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  closed_on TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  CONSTRAINT gift_campaigns_code_key UNIQUE (code),
  CONSTRAINT gift_campaigns_reach_check CHECK (reach IN ('employers', 'public')),
  CONSTRAINT gift_campaigns_state_check CHECK (state IN ('draft', 'open', 'closed', 'disclosed', 'cancelled'))
);
CREATE INDEX gift_campaigns_from ON gift_campaigns (from_on, id);
CREATE TABLE gift_collections (
  id TEXT NOT NULL PRIMARY KEY,
  no TEXT NOT NULL,
  campaign_id TEXT NOT NULL REFERENCES gift_campaigns (id),
  fund_id TEXT NOT NULL REFERENCES funds (id),
  list_id TEXT NOT NULL DEFAULT '',
  channel TEXT NOT NULL,
  pledge_count BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL,
  received_on TEXT NOT NULL,
  payer TEXT NOT NULL,
  evidence_no TEXT NOT NULL,
  file_id TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  receipt_id TEXT NOT NULL DEFAULT '',
  tx_id TEXT NOT NULL DEFAULT '',
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  made_by_id TEXT NOT NULL,
  confirmed_by TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  CONSTRAINT gift_collections_no_key UNIQUE (no),
  CONSTRAINT gift_collections_amount_check CHECK (amount_fen > 0),
  CONSTRAINT gift_collections_channel_check CHECK (channel IN ('bank', 'cash', 'goods')),
  CONSTRAINT gift_collections_state_check CHECK (state IN ('counted', 'received', 'cancelled'))
);
CREATE INDEX gift_collections_campaign ON gift_collections (campaign_id, id);
CREATE UNIQUE INDEX gift_collections_fund_id_evidence_no_key ON gift_collections (fund_id, evidence_no) WHERE state <> 'cancelled';
CREATE INDEX gift_collections_receipt ON gift_collections (receipt_id) WHERE receipt_id <> '';
CREATE TABLE gift_disclosures (
  id TEXT NOT NULL PRIMARY KEY,
  campaign_id TEXT NOT NULL REFERENCES gift_campaigns (id),
  kind TEXT NOT NULL,
  up_to TEXT NOT NULL,
  due_on TEXT NOT NULL,
  state TEXT NOT NULL,
  published_on TEXT NOT NULL DEFAULT '',
  published_by TEXT NOT NULL DEFAULT '',
  place TEXT NOT NULL DEFAULT '', report TEXT NOT NULL DEFAULT '',
  CONSTRAINT gift_disclosures_campaign_id_kind_up_to_key UNIQUE (campaign_id, kind, up_to),
  CONSTRAINT gift_disclosures_kind_check CHECK (kind IN ('progress', 'full')),
  CONSTRAINT gift_disclosures_state_check CHECK (state IN ('due', 'published'))
);
CREATE TABLE gift_donors (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  anonymous BOOLEAN NOT NULL,
  name TEXT NOT NULL,
  masked TEXT NOT NULL,
  phone TEXT NOT NULL,
  phone_index TEXT NOT NULL,
  credit_code TEXT NOT NULL DEFAULT '',
  unit TEXT NOT NULL DEFAULT '',
  made_at BIGINT NOT NULL,
  CONSTRAINT gift_donors_kind_check CHECK (kind IN ('person', 'organisation'))
);
CREATE TABLE gift_goods (
  collection_id TEXT NOT NULL REFERENCES gift_collections (id),
  line BIGINT NOT NULL,
  name TEXT NOT NULL,
  pieces BIGINT NOT NULL,
  unit TEXT NOT NULL,
  value_fen BIGINT NOT NULL,
  evidence_no TEXT NOT NULL DEFAULT '',
  back_fen BIGINT NOT NULL DEFAULT 0,
  back_pieces BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT gift_goods_pkey PRIMARY KEY (collection_id, line),
  CONSTRAINT gift_goods_value_check CHECK (line > 0 AND pieces > 0 AND value_fen > 0),
  CONSTRAINT gift_goods_back_check CHECK (back_fen BETWEEN 0 AND value_fen AND back_pieces BETWEEN 0 AND pieces)
);
CREATE INDEX gift_goods_evidence ON gift_goods (evidence_no) WHERE evidence_no <> '';
CREATE TABLE gift_handouts (
  id TEXT NOT NULL PRIMARY KEY,
  no TEXT NOT NULL,
  collection_id TEXT NOT NULL REFERENCES gift_collections (id),
  case_id TEXT NOT NULL,
  case_no TEXT NOT NULL,
  household_id TEXT NOT NULL,
  household TEXT NOT NULL,
  pieces BIGINT NOT NULL,
  value_fen BIGINT NOT NULL,
  handed_on TEXT NOT NULL,
  receiver TEXT NOT NULL,
  file_id TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  tx_id TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  made_by_id TEXT NOT NULL,
  confirmed_at BIGINT NOT NULL DEFAULT 0,
  confirmed_by TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL, line BIGINT NOT NULL DEFAULT 1,
  CONSTRAINT gift_handouts_no_key UNIQUE (no),
  CONSTRAINT gift_handouts_pieces_check CHECK (pieces > 0 AND value_fen >= 0),
  CONSTRAINT gift_handouts_state_check CHECK (state IN ('handed', 'accepted', 'returned'))
);
CREATE INDEX gift_handouts_collection ON gift_handouts (collection_id, id);
CREATE INDEX gift_handouts_day ON gift_handouts (handed_on) WHERE state <> 'returned';
CREATE TABLE gift_lists (
  id TEXT NOT NULL PRIMARY KEY,
  campaign_id TEXT NOT NULL REFERENCES gift_campaigns (id),
  org_id TEXT NOT NULL,
  org_path TEXT NOT NULL,
  org_name TEXT NOT NULL,
  file_name TEXT NOT NULL,
  file_size BIGINT NOT NULL,
  media_type TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  row_count BIGINT NOT NULL,
  good BIGINT NOT NULL,
  bad BIGINT NOT NULL,
  sum_fen BIGINT NOT NULL,
  findings TEXT NOT NULL,
  state TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  CONSTRAINT gift_lists_campaign_id_org_id_sha256_key UNIQUE (campaign_id, org_id, sha256),
  CONSTRAINT gift_lists_state_check CHECK (state IN ('checked', 'applied'))
);
CREATE TABLE gift_numbers (
  name TEXT NOT NULL PRIMARY KEY,
  last BIGINT NOT NULL
);
CREATE TABLE gift_pledges (
  id TEXT NOT NULL PRIMARY KEY,
  no TEXT NOT NULL,
  campaign_id TEXT NOT NULL REFERENCES gift_campaigns (id),
  list_id TEXT NOT NULL DEFAULT '',
  row_no BIGINT NOT NULL DEFAULT 0,
  org_path TEXT NOT NULL DEFAULT '',
  donor_id TEXT NOT NULL REFERENCES gift_donors (id),
  amount_fen BIGINT NOT NULL,
  pledged_on TEXT NOT NULL,
  origin_index TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  collection_id TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  CONSTRAINT gift_pledges_no_key UNIQUE (no),
  CONSTRAINT gift_pledges_amount_check CHECK (amount_fen > 0),
  CONSTRAINT gift_pledges_state_check CHECK (state IN ('pledged', 'counted', 'received', 'cancelled'))
);
CREATE INDEX gift_pledges_campaign ON gift_pledges (campaign_id, id);
CREATE INDEX gift_pledges_collection ON gift_pledges (collection_id, id) WHERE collection_id <> '';
CREATE INDEX gift_pledges_list ON gift_pledges (list_id, row_no) WHERE list_id <> '';
CREATE INDEX gift_pledges_sums ON gift_pledges (campaign_id, state, amount_fen);
CREATE TABLE gift_receipts (
  id TEXT NOT NULL PRIMARY KEY,
  gift_id TEXT NOT NULL REFERENCES gifts (id),
  year TEXT NOT NULL,
  seq BIGINT NOT NULL,
  number TEXT NOT NULL,
  check_code TEXT NOT NULL,
  follow_code TEXT NOT NULL,
  amount_fen BIGINT NOT NULL,
  item TEXT NOT NULL,
  lines TEXT NOT NULL DEFAULT '[]',
  state TEXT NOT NULL,
  issued_on TEXT NOT NULL,
  payee TEXT NOT NULL,
  reviewer TEXT NOT NULL,
  cancelled_on TEXT NOT NULL DEFAULT '',
  cancelled_by TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  CONSTRAINT gift_receipts_number_key UNIQUE (number),
  CONSTRAINT gift_receipts_year_seq_key UNIQUE (year, seq),
  CONSTRAINT gift_receipts_state_check CHECK (state IN ('issued', 'cancelled'))
);
CREATE INDEX gift_receipts_gift ON gift_receipts (gift_id, number);
CREATE UNIQUE INDEX gift_receipts_gift_id_key ON gift_receipts (gift_id) WHERE state = 'issued';
CREATE TABLE gift_requests (
  id TEXT NOT NULL PRIMARY KEY,
  gift_id TEXT NOT NULL REFERENCES gifts (id),
  kind TEXT NOT NULL,
  amount_fen BIGINT NOT NULL,
  to_fund_id TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL,
  document_no TEXT NOT NULL DEFAULT '',
  file_id TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_by_id TEXT NOT NULL,
  decided_at BIGINT NOT NULL DEFAULT 0,
  decided_by TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  tx_id TEXT NOT NULL DEFAULT '',
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL, lines TEXT NOT NULL DEFAULT '[]',
  CONSTRAINT gift_requests_amount_check CHECK (amount_fen > 0),
  CONSTRAINT gift_requests_kind_check CHECK (kind IN ('refund', 'repurpose')),
  CONSTRAINT gift_requests_state_check CHECK (state IN ('asked', 'done', 'declined'))
);
CREATE INDEX gift_requests_gift ON gift_requests (gift_id, id);
CREATE UNIQUE INDEX gift_requests_gift_id_key ON gift_requests (gift_id) WHERE state = 'asked';
CREATE TABLE gift_tries (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  origin_index TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX gift_tries_origin ON gift_tries (kind, origin_index, at);
CREATE TABLE gifts (
  id TEXT NOT NULL PRIMARY KEY,
  no TEXT NOT NULL,
  campaign_id TEXT NOT NULL REFERENCES gift_campaigns (id),
  fund_id TEXT NOT NULL REFERENCES funds (id),
  collection_id TEXT NOT NULL REFERENCES gift_collections (id),
  pledge_id TEXT NOT NULL REFERENCES gift_pledges (id),
  org_path TEXT NOT NULL DEFAULT '',
  donor_id TEXT NOT NULL REFERENCES gift_donors (id),
  form TEXT NOT NULL,
  amount_fen BIGINT NOT NULL,
  purposes TEXT NOT NULL DEFAULT '',
  received_on TEXT NOT NULL,
  state TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  CONSTRAINT gifts_no_key UNIQUE (no),
  CONSTRAINT gifts_pledge_id_key UNIQUE (pledge_id),
  CONSTRAINT gifts_amount_check CHECK (amount_fen > 0),
  CONSTRAINT gifts_form_check CHECK (form IN ('money', 'goods')),
  CONSTRAINT gifts_state_check CHECK (state IN ('received', 'refunded'))
);
CREATE INDEX gifts_campaign ON gifts (campaign_id, id);
CREATE INDEX gifts_collection ON gifts (collection_id, no);
CREATE INDEX gifts_fund ON gifts (fund_id, no);
CREATE INDEX gifts_sums ON gifts (campaign_id, form, state, amount_fen);
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
CREATE INDEX household_members_household ON household_members (household_id, place);
CREATE UNIQUE INDEX household_members_person_id_key ON household_members (person_id, (CASE WHEN to_on = '' THEN '' ELSE id END));
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
CREATE TABLE import_items (
  import_id TEXT NOT NULL REFERENCES imports (id),
  seq BIGINT NOT NULL,
  row_no BIGINT NOT NULL,
  rows_json TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  changes TEXT NOT NULL DEFAULT '',
  findings TEXT NOT NULL DEFAULT '',
  household_id TEXT NOT NULL DEFAULT '',
  CONSTRAINT import_items_import_id_seq_key PRIMARY KEY (import_id, seq)
);
CREATE INDEX import_items_kind ON import_items (import_id, kind, seq);
CREATE TABLE imports (
  id TEXT NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  sha256 TEXT NOT NULL,
  file_name TEXT NOT NULL,
  file_size BIGINT NOT NULL,
  media_type TEXT NOT NULL,
  org_id TEXT NOT NULL,
  org_path TEXT NOT NULL,
  org_name TEXT NOT NULL,
  area_code TEXT NOT NULL,
  state TEXT NOT NULL,
  only_good BOOLEAN NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  done BIGINT NOT NULL DEFAULT 0,
  total BIGINT NOT NULL DEFAULT 0,
  applied BIGINT NOT NULL DEFAULT 0,
  rows_read BIGINT NOT NULL DEFAULT 0,
  households BIGINT NOT NULL DEFAULT 0,
  added BIGINT NOT NULL DEFAULT 0,
  changed BIGINT NOT NULL DEFAULT 0,
  unchanged BIGINT NOT NULL DEFAULT 0,
  bad BIGINT NOT NULL DEFAULT 0,
  notes TEXT NOT NULL DEFAULT '',
  error TEXT NOT NULL DEFAULT '',
  job_id TEXT NOT NULL DEFAULT '',
  made_by_id TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT imports_sha256_org_id_key UNIQUE (sha256, org_id)
);
CREATE INDEX imports_org ON imports (org_path, id);
CREATE TABLE jobs (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  args TEXT NOT NULL,
  unique_key TEXT,
  state TEXT NOT NULL,
  run_at BIGINT NOT NULL,
  lease_until BIGINT NOT NULL DEFAULT 0,
  tries BIGINT NOT NULL DEFAULT 0,
  progress TEXT NOT NULL DEFAULT '',
  result TEXT NOT NULL DEFAULT '',
  error TEXT NOT NULL DEFAULT '',
  owner_id TEXT NOT NULL DEFAULT '',
  made_at BIGINT NOT NULL,
  done_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX jobs_due ON jobs (state, run_at);
CREATE UNIQUE INDEX jobs_unique_key_key ON jobs (unique_key) WHERE unique_key IS NOT NULL;
CREATE TABLE journal_entries (
  id TEXT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  actor_id TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  org_id TEXT NOT NULL,
  org_name TEXT NOT NULL,
  action TEXT NOT NULL,
  object_type TEXT NOT NULL,
  object_id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  summary TEXT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  reason TEXT NOT NULL,
  origin TEXT NOT NULL,
  seq BIGINT,
  chain TEXT NOT NULL DEFAULT ''
);
CREATE INDEX journal_entries_action ON journal_entries (action, id);
CREATE INDEX journal_entries_actor ON journal_entries (actor_id, id);
CREATE INDEX journal_entries_object ON journal_entries (object_id, id) WHERE object_id <> case_id;
CREATE INDEX journal_entries_part ON journal_entries ((seq >> 14), case_id);
CREATE UNIQUE INDEX journal_entries_seq_key ON journal_entries (seq) WHERE seq IS NOT NULL;
CREATE INDEX journal_entries_unsealed ON journal_entries (id) WHERE seq IS NULL;
CREATE TABLE lab_runs (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  on_date TEXT NOT NULL,
  area TEXT NOT NULL,
  kind TEXT NOT NULL,
  households BIGINT NOT NULL,
  cost_fen BIGINT NOT NULL,
  reform_fen BIGINT NOT NULL,
  facts_hash TEXT NOT NULL,
  rules_hash TEXT NOT NULL,
  inputs TEXT NOT NULL,
  document TEXT NOT NULL,
  hash TEXT NOT NULL,
  cases TEXT NOT NULL,
  param_ids TEXT NOT NULL DEFAULT '[]',
  made_by_id TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  CONSTRAINT lab_runs_kind_check CHECK (kind IN ('real', 'synthetic'))
);
CREATE TABLE ledger_accounts (
  code TEXT NOT NULL PRIMARY KEY,
  parent TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL,
  commodity TEXT NOT NULL,
  side TEXT NOT NULL,
  is_group BOOLEAN NOT NULL,
  opened_at BIGINT NOT NULL,
  opened_by TEXT NOT NULL,
  CONSTRAINT ledger_accounts_side_check CHECK (side = 'debit' OR side = 'credit')
) WITHOUT ROWID;
CREATE INDEX ledger_accounts_parent ON ledger_accounts (parent, code);
CREATE TRIGGER ledger_accounts_no_delete BEFORE DELETE ON ledger_accounts
BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
CREATE TRIGGER ledger_accounts_no_update BEFORE UPDATE OF code, parent, commodity, side, is_group ON ledger_accounts
BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
CREATE TABLE ledger_balances (
  account TEXT NOT NULL PRIMARY KEY REFERENCES ledger_accounts (code),
  commodity TEXT NOT NULL,
  sign BIGINT NOT NULL,
  floor BIGINT,
  ceiling BIGINT,
  balance BIGINT NOT NULL DEFAULT 0,
  going BIGINT NOT NULL DEFAULT 0,
  coming BIGINT NOT NULL DEFAULT 0,
  entries BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT ledger_balances_sign_check CHECK (sign = 1 OR sign = -1),
  CONSTRAINT ledger_balances_floor_check CHECK (floor IS NULL OR balance - going >= floor),
  CONSTRAINT ledger_balances_ceiling_check CHECK (ceiling IS NULL OR balance + coming <= ceiling),
  CONSTRAINT ledger_balances_holds_check CHECK (going >= 0 AND coming >= 0 AND entries >= 0),
  CONSTRAINT ledger_balances_range_check CHECK (balance BETWEEN -4000000000000000000 AND 4000000000000000000)
) WITHOUT ROWID;
CREATE TRIGGER ledger_balances_no_delete BEFORE DELETE ON ledger_balances
BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
CREATE TRIGGER ledger_balances_no_update BEFORE UPDATE OF account, commodity, sign ON ledger_balances
BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
CREATE TABLE ledger_chain (
  seq INTEGER NOT NULL PRIMARY KEY,
  tx_id TEXT NOT NULL REFERENCES ledger_transactions (id),
  n BIGINT NOT NULL DEFAULT 1,
  chain TEXT NOT NULL, upto BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT ledger_chain_n_check CHECK (n > 0)
);
CREATE TRIGGER ledger_chain_no_delete BEFORE DELETE ON ledger_chain
BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
CREATE TRIGGER ledger_chain_no_update BEFORE UPDATE ON ledger_chain
BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
CREATE TABLE ledger_entries (
  tx_id TEXT NOT NULL,
  n BIGINT NOT NULL,
  act TEXT NOT NULL,
  debit TEXT NOT NULL,
  credit TEXT NOT NULL,
  commodity TEXT NOT NULL,
  amount BIGINT NOT NULL,
  effective_on TEXT NOT NULL,
  booked_at BIGINT NOT NULL,
  debit_seq BIGINT NOT NULL,
  debit_after BIGINT NOT NULL,
  credit_seq BIGINT NOT NULL,
  credit_after BIGINT NOT NULL, part BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT ledger_entries_tx_id_n_key PRIMARY KEY (tx_id, n),
  CONSTRAINT ledger_entries_amount_check CHECK (amount > 0 AND debit <> credit),
  CONSTRAINT ledger_entries_act_check CHECK (act = 'post' OR act = 'hold' OR act = 'settle' OR act = 'release')
) WITHOUT ROWID;
CREATE UNIQUE INDEX ledger_entries_part_credit_credit_seq_key ON ledger_entries (part, credit, credit_seq);
CREATE UNIQUE INDEX ledger_entries_part_debit_debit_seq_key ON ledger_entries (part, debit, debit_seq);
CREATE TRIGGER ledger_entries_no_delete BEFORE DELETE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
CREATE TRIGGER ledger_entries_no_update BEFORE UPDATE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
CREATE TABLE ledger_holds (
  id TEXT NOT NULL PRIMARY KEY REFERENCES ledger_transactions (id),
  state TEXT NOT NULL,
  expires_at BIGINT NOT NULL DEFAULT 0,
  ended_by TEXT NOT NULL DEFAULT '',
  CONSTRAINT ledger_holds_state_check CHECK (state IN ('open', 'settled', 'released', 'expired'))
) WITHOUT ROWID;
CREATE INDEX ledger_holds_due ON ledger_holds (expires_at) WHERE state = 'open' AND expires_at > 0;
CREATE TRIGGER ledger_holds_no_delete BEFORE DELETE ON ledger_holds
BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
CREATE TRIGGER ledger_holds_no_update BEFORE UPDATE ON ledger_holds WHEN OLD.state <> 'open'
BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
CREATE TABLE ledger_transactions (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  input_hash TEXT NOT NULL,
  hold_id TEXT NOT NULL DEFAULT '',
  reverses TEXT NOT NULL DEFAULT '',
  expires_at BIGINT NOT NULL DEFAULT 0,
  effective_on TEXT NOT NULL,
  booked_at BIGINT NOT NULL,
  booked_by TEXT NOT NULL,
  memo TEXT NOT NULL,
  meta TEXT NOT NULL,
  hash TEXT NOT NULL,
  CONSTRAINT ledger_transactions_key_key UNIQUE (key),
  CONSTRAINT ledger_transactions_kind_check CHECK (kind = 'post' OR kind = 'hold' OR kind = 'settle' OR kind = 'release' OR kind = 'reverse')
) WITHOUT ROWID;
CREATE UNIQUE INDEX ledger_transactions_reverses_key ON ledger_transactions (reverses) WHERE reverses <> '';
CREATE TRIGGER ledger_transactions_no_delete BEFORE DELETE ON ledger_transactions
BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
CREATE TRIGGER ledger_transactions_no_update BEFORE UPDATE ON ledger_transactions
BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
CREATE TABLE ledger_unsealed (
  tx_id TEXT NOT NULL PRIMARY KEY REFERENCES ledger_transactions (id),
  n BIGINT NOT NULL DEFAULT 1,
  hash TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE TABLE meeting_seats (
  id TEXT NOT NULL PRIMARY KEY,
  meeting_id TEXT NOT NULL REFERENCES meetings (id),
  org_id TEXT NOT NULL,
  org_path TEXT NOT NULL,
  org_name TEXT NOT NULL,
  department TEXT NOT NULL,
  staff_id TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  voting BOOLEAN NOT NULL,
  present BOOLEAN NOT NULL,
  CONSTRAINT meeting_seats_meeting_id_org_id_key UNIQUE (meeting_id, org_id)
);
CREATE TABLE meetings (
  id TEXT NOT NULL PRIMARY KEY,
  number TEXT NOT NULL,
  kind TEXT NOT NULL,
  period TEXT NOT NULL,
  title TEXT NOT NULL,
  held_on TEXT NOT NULL,
  held_at TEXT NOT NULL,
  place TEXT NOT NULL,
  chair_staff_id TEXT NOT NULL,
  chair_name TEXT NOT NULL,
  state TEXT NOT NULL,
  version BIGINT NOT NULL,
  minutes_sha256 TEXT NOT NULL DEFAULT '',
  made_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  CONSTRAINT meetings_number_key UNIQUE (number)
);
CREATE INDEX meetings_held ON meetings (held_on, id);
CREATE TABLE motion_voices (
  motion_id TEXT NOT NULL REFERENCES motions (id),
  seat_id TEXT NOT NULL REFERENCES meeting_seats (id),
  opinion TEXT NOT NULL DEFAULT '',
  stance TEXT NOT NULL DEFAULT '',
  recused BOOLEAN NOT NULL,
  recused_kind TEXT NOT NULL DEFAULT '',
  recused_why TEXT NOT NULL DEFAULT '',
  vote TEXT NOT NULL DEFAULT '',
  dissent TEXT NOT NULL DEFAULT '',
  voted_by TEXT NOT NULL DEFAULT '',
  voted_at BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT motion_voices_motion_id_seat_id_key PRIMARY KEY (motion_id, seat_id)
);
CREATE TABLE motions (
  id TEXT NOT NULL PRIMARY KEY,
  meeting_id TEXT NOT NULL REFERENCES meetings (id),
  no BIGINT NOT NULL,
  kind TEXT NOT NULL,
  case_id TEXT NOT NULL DEFAULT '',
  urgent_id TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL,
  text TEXT NOT NULL DEFAULT '',
  proposer_org_id TEXT NOT NULL,
  proposer_name TEXT NOT NULL,
  proposer_department TEXT NOT NULL,
  amount_fen BIGINT NOT NULL,
  detail TEXT NOT NULL,
  state TEXT NOT NULL,
  version BIGINT NOT NULL,
  touched_by TEXT NOT NULL,
  touched_at BIGINT NOT NULL,
  CONSTRAINT motions_meeting_id_no_key UNIQUE (meeting_id, no)
);
CREATE INDEX motions_case ON motions (case_id);
CREATE UNIQUE INDEX motions_case_id_key ON motions (case_id) WHERE state = 'open' AND kind = 'case';
CREATE UNIQUE INDEX motions_urgent_id_key ON motions (urgent_id) WHERE state = 'open' AND kind = 'ratify';
CREATE TABLE org_versions (
  id TEXT NOT NULL PRIMARY KEY,
  org_id TEXT NOT NULL REFERENCES orgs (id),
  version BIGINT NOT NULL,
  at BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  change TEXT NOT NULL,
  path TEXT NOT NULL,
  name TEXT NOT NULL,
  document TEXT NOT NULL,
  CONSTRAINT org_versions_org_id_version_key UNIQUE (org_id, version)
);
CREATE TABLE orgs (
  id TEXT NOT NULL PRIMARY KEY,
  parent_id TEXT NOT NULL,
  path TEXT NOT NULL,
  kind TEXT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  short_name TEXT NOT NULL,
  area_code TEXT NOT NULL,
  department TEXT NOT NULL,
  standing BOOLEAN NOT NULL,
  credit_code TEXT NOT NULL,
  phone TEXT NOT NULL,
  address TEXT NOT NULL,
  from_on TEXT NOT NULL,
  to_on TEXT NOT NULL,
  version BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  CONSTRAINT orgs_code_key UNIQUE (code),
  CONSTRAINT orgs_path_key UNIQUE (path)
);
CREATE INDEX orgs_department ON orgs (department, kind, to_on, path);
CREATE INDEX orgs_parent ON orgs (parent_id, path);
CREATE TABLE pay_confirmations (
  id TEXT NOT NULL PRIMARY KEY,
  batch_id TEXT NOT NULL REFERENCES pay_samples (batch_id),
  line_id TEXT NOT NULL REFERENCES fund_lines (id),
  seq BIGINT NOT NULL,
  order_id TEXT NOT NULL REFERENCES fund_orders (id),
  payee_person_id TEXT NOT NULL,
  department TEXT NOT NULL,
  org_path TEXT NOT NULL,
  state TEXT NOT NULL,
  method TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  answered_at BIGINT NOT NULL DEFAULT 0,
  answered_by TEXT NOT NULL DEFAULT '',
  answered_by_id TEXT NOT NULL DEFAULT '',
  explanation TEXT NOT NULL DEFAULT '',
  explained_at BIGINT NOT NULL DEFAULT 0,
  explained_by TEXT NOT NULL DEFAULT '',
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  CONSTRAINT pay_confirmations_line_id_key UNIQUE (line_id),
  CONSTRAINT pay_confirmations_state_check CHECK (state IN ('asked', 'confirmed', 'denied', 'unreached', 'explained'))
);
CREATE INDEX pay_confirmations_batch ON pay_confirmations (batch_id, seq);
CREATE INDEX pay_confirmations_state ON pay_confirmations (state, id);
CREATE TABLE pay_missing (
  line_id TEXT NOT NULL PRIMARY KEY REFERENCES fund_lines (id),
  batch_id TEXT NOT NULL REFERENCES fund_batches (id),
  note TEXT NOT NULL,
  explained_at BIGINT NOT NULL,
  explained_by TEXT NOT NULL,
  explained_by_id TEXT NOT NULL
);
CREATE INDEX pay_missing_batch ON pay_missing (batch_id);
CREATE TABLE pay_samples (
  batch_id TEXT NOT NULL PRIMARY KEY REFERENCES fund_batches (id),
  seed TEXT NOT NULL,
  share TEXT NOT NULL,
  least BIGINT NOT NULL,
  paid_lines BIGINT NOT NULL,
  size BIGINT NOT NULL,
  drawn_at BIGINT NOT NULL,
  drawn_by TEXT NOT NULL
);
CREATE TABLE pay_statement_rows (
  id TEXT NOT NULL PRIMARY KEY,
  statement_id TEXT NOT NULL REFERENCES pay_statements (id),
  row_no BIGINT NOT NULL,
  on_date TEXT NOT NULL,
  out_fen BIGINT NOT NULL,
  in_fen BIGINT NOT NULL,
  holder TEXT NOT NULL,
  last4 TEXT NOT NULL,
  ref TEXT NOT NULL,
  memo TEXT NOT NULL,
  match TEXT NOT NULL,
  batch_id TEXT NOT NULL DEFAULT '',
  line_id TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  explained_at BIGINT NOT NULL DEFAULT 0,
  explained_by TEXT NOT NULL DEFAULT '',
  explained_by_id TEXT NOT NULL DEFAULT '',
  CONSTRAINT pay_statement_rows_statement_id_row_no_key UNIQUE (statement_id, row_no),
  CONSTRAINT pay_statement_rows_match_check CHECK (match IN ('line', 'total', 'back', 'again', 'none')),
  CONSTRAINT pay_statement_rows_amount_check CHECK (out_fen >= 0 AND in_fen >= 0 AND out_fen + in_fen > 0)
);
CREATE INDEX pay_statement_rows_batch ON pay_statement_rows (batch_id) WHERE batch_id <> '';
CREATE UNIQUE INDEX pay_statement_rows_line_id_key ON pay_statement_rows (line_id) WHERE match = 'line';
CREATE TABLE pay_statements (
  id TEXT NOT NULL PRIMARY KEY,
  payer TEXT NOT NULL REFERENCES fund_payers (code),
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  from_on TEXT NOT NULL,
  to_on TEXT NOT NULL,
  row_count BIGINT NOT NULL,
  out_lines BIGINT NOT NULL,
  out_fen BIGINT NOT NULL,
  in_lines BIGINT NOT NULL,
  in_fen BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  made_by_id TEXT NOT NULL,
  CONSTRAINT pay_statements_payer_sha256_key UNIQUE (payer, sha256)
);
CREATE INDEX pay_statements_payer ON pay_statements (payer, id);
CREATE TABLE people_tokens (
  token TEXT NOT NULL,
  person_id TEXT NOT NULL,
  CONSTRAINT people_tokens_token_person_id_key PRIMARY KEY (token, person_id)
) WITHOUT ROWID;
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
CREATE TABLE plan_measures (
  id TEXT NOT NULL PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES plans (id),
  case_id TEXT NOT NULL REFERENCES aid_cases (id),
  origin_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  need TEXT NOT NULL,
  title TEXT NOT NULL,
  person_id TEXT NOT NULL DEFAULT '',
  owner_org_id TEXT NOT NULL,
  owner_path TEXT NOT NULL,
  owner_name TEXT NOT NULL,
  owner_staff_id TEXT NOT NULL DEFAULT '',
  start_on TEXT NOT NULL,
  due_on TEXT NOT NULL,
  expected TEXT NOT NULL,
  amount_fen BIGINT NOT NULL,
  fund_id TEXT NOT NULL DEFAULT '',
  instalments BIGINT NOT NULL DEFAULT 1,
  sessions BIGINT NOT NULL DEFAULT 0,
  state TEXT NOT NULL,
  result TEXT NOT NULL DEFAULT '',
  done_on TEXT NOT NULL DEFAULT '',
  reported_by TEXT NOT NULL DEFAULT '',
  CONSTRAINT plan_measures_amount_check CHECK (amount_fen >= 0)
);
CREATE INDEX plan_measures_case ON plan_measures (case_id);
CREATE INDEX plan_measures_owner ON plan_measures (owner_path, state);
CREATE INDEX plan_measures_plan ON plan_measures (plan_id, id);
CREATE TABLE plans (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES aid_cases (id),
  number BIGINT NOT NULL,
  state TEXT NOT NULL,
  version BIGINT NOT NULL,
  goal TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  cash_fen BIGINT NOT NULL,
  approvals TEXT NOT NULL DEFAULT '[]',
  drafted_by_id TEXT NOT NULL,
  drafted_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  CONSTRAINT plans_case_id_number_key UNIQUE (case_id, number)
);
CREATE UNIQUE INDEX plans_case_id_key ON plans (case_id) WHERE state = 'draft';
CREATE TABLE policy_params (
  id TEXT NOT NULL PRIMARY KEY,
  key TEXT NOT NULL,
  area TEXT NOT NULL,
  value TEXT NOT NULL,
  unit TEXT NOT NULL,
  document TEXT NOT NULL DEFAULT '',
  from_on TEXT NOT NULL,
  to_on TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL,
  motion_id TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  proposed_by_id TEXT NOT NULL,
  proposed_by TEXT NOT NULL,
  proposed_at BIGINT NOT NULL,
  adopted_by TEXT NOT NULL DEFAULT '',
  adopted_at BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT policy_params_status_check CHECK (status IN ('draft', 'adopted', 'withdrawn', 'rejected'))
);
CREATE INDEX policy_params_key ON policy_params (key, area, from_on);
CREATE INDEX policy_params_motion ON policy_params (motion_id) WHERE motion_id <> '';
CREATE INDEX policy_params_status ON policy_params (status);
CREATE TABLE policy_rule_sets (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  version BIGINT NOT NULL,
  hash TEXT NOT NULL,
  status TEXT NOT NULL,
  document TEXT NOT NULL DEFAULT '',
  from_on TEXT NOT NULL,
  motion_id TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  beside TEXT NOT NULL DEFAULT '[]',
  otherwise TEXT NOT NULL DEFAULT '[]',
  proposed_by_id TEXT NOT NULL,
  proposed_by TEXT NOT NULL,
  proposed_at BIGINT NOT NULL,
  adopted_by TEXT NOT NULL DEFAULT '',
  adopted_at BIGINT NOT NULL DEFAULT 0, tests_hash TEXT NOT NULL DEFAULT '',
  CONSTRAINT policy_rule_sets_name_version_key UNIQUE (name, version),
  CONSTRAINT policy_rule_sets_status_check CHECK (status IN ('draft', 'checked', 'tabled', 'adopted', 'withdrawn', 'rejected'))
);
CREATE INDEX policy_rule_sets_motion ON policy_rule_sets (motion_id) WHERE motion_id <> '';
CREATE INDEX policy_rule_sets_status ON policy_rule_sets (status, from_on);
CREATE TABLE policy_rule_texts (
  hash TEXT NOT NULL PRIMARY KEY,
  text TEXT NOT NULL
);
CREATE TABLE policy_stamp (
  id BIGINT NOT NULL PRIMARY KEY,
  stamp TEXT NOT NULL
);
CREATE TABLE request_keys (
  actor_id TEXT NOT NULL,
  key TEXT NOT NULL,
  input_hash TEXT NOT NULL,
  status BIGINT NOT NULL,
  body TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  CONSTRAINT request_keys_actor_id_key_key PRIMARY KEY (actor_id, key)
);
CREATE INDEX request_keys_made ON request_keys (made_at);
CREATE TABLE resolutions (
  id TEXT NOT NULL PRIMARY KEY,
  motion_id TEXT NOT NULL REFERENCES motions (id),
  meeting_id TEXT NOT NULL,
  case_id TEXT NOT NULL DEFAULT '',
  number TEXT NOT NULL,
  result TEXT NOT NULL,
  text TEXT NOT NULL,
  amount_fen BIGINT NOT NULL,
  yes BIGINT NOT NULL,
  reserved BIGINT NOT NULL,
  no BIGINT NOT NULL,
  abstained BIGINT NOT NULL,
  recused BIGINT NOT NULL,
  absent BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  CONSTRAINT resolutions_motion_id_key UNIQUE (motion_id)
);
CREATE INDEX resolutions_case ON resolutions (case_id);
CREATE TABLE role_grants (
  id TEXT NOT NULL PRIMARY KEY,
  staff_id TEXT NOT NULL REFERENCES staff (id),
  role TEXT NOT NULL,
  org_id TEXT NOT NULL REFERENCES orgs (id),
  from_on TEXT NOT NULL,
  to_on TEXT NOT NULL,
  reason TEXT NOT NULL,
  version BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by TEXT NOT NULL
);
CREATE INDEX role_grants_role ON role_grants (role, org_id);
CREATE INDEX role_grants_staff ON role_grants (staff_id, role, from_on);
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
CREATE INDEX service_sessions_case ON service_sessions (case_id, on_date);
CREATE INDEX service_sessions_measure ON service_sessions (measure_id, state) WHERE measure_id <> '';
CREATE INDEX service_sessions_on ON service_sessions (on_date, id);
CREATE INDEX service_sessions_provider ON service_sessions (provider_id, state);
CREATE INDEX service_sessions_staff ON service_sessions (staff_id, on_date) WHERE staff_id <> '';
CREATE UNIQUE INDEX service_sessions_staff_id_on_date_starts_key ON service_sessions (staff_id, on_date, starts)
  WHERE state = 'planned' AND staff_id <> '' AND starts <> '';
CREATE INDEX service_sessions_state ON service_sessions (state, kind);
CREATE TABLE sessions (
  id TEXT NOT NULL PRIMARY KEY,
  token_hash TEXT NOT NULL,
  user_id TEXT NOT NULL REFERENCES users (id),
  made_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL DEFAULT 0,
  end_reason TEXT NOT NULL DEFAULT '',
  origin TEXT NOT NULL,
  agent TEXT NOT NULL,
  CONSTRAINT sessions_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX sessions_user ON sessions (user_id, ended_at, made_at);
CREATE TABLE sign_ins (
  id TEXT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  login TEXT NOT NULL,
  user_id TEXT NOT NULL,
  result TEXT NOT NULL,
  origin TEXT NOT NULL,
  agent TEXT NOT NULL
);
CREATE INDEX sign_ins_login ON sign_ins (login, id);
CREATE INDEX sign_ins_user ON sign_ins (user_id, id);
CREATE TABLE staff (
  id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL,
  org_id TEXT NOT NULL REFERENCES orgs (id),
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  phone TEXT NOT NULL,
  from_on TEXT NOT NULL,
  to_on TEXT NOT NULL,
  version BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by TEXT NOT NULL
);
CREATE INDEX staff_org ON staff (org_id, name);
CREATE UNIQUE INDEX staff_user_id_key ON staff (user_id) WHERE user_id <> '';
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
CREATE INDEX supervision_questions_case ON supervision_questions (case_id, id) WHERE case_id <> '';
CREATE INDEX supervision_questions_org ON supervision_questions (org_path, id);
CREATE INDEX supervision_questions_state ON supervision_questions (state, due_on, id);
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
CREATE INDEX tasks_perm ON tasks (perm, owner_path, due_on) WHERE is_open;
CREATE INDEX tasks_staff ON tasks (owner_staff_id, due_on) WHERE is_open AND owner_staff_id <> '';
CREATE TABLE urgent_decisions (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES aid_cases (id),
  purpose TEXT NOT NULL,
  person_id TEXT NOT NULL DEFAULT '',
  fund_id TEXT NOT NULL,
  amount_fen BIGINT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL,
  asked_by_id TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  signed_by_id TEXT NOT NULL DEFAULT '',
  signed_by TEXT NOT NULL DEFAULT '',
  signed_at BIGINT NOT NULL DEFAULT 0,
  award_id TEXT NOT NULL DEFAULT '',
  papers_due_on TEXT NOT NULL DEFAULT '',
  meeting_id TEXT NOT NULL DEFAULT '',
  outcome TEXT NOT NULL DEFAULT '',
  CONSTRAINT urgent_decisions_amount_check CHECK (amount_fen > 0)
);
CREATE INDEX urgent_decisions_case ON urgent_decisions (case_id, id);
CREATE INDEX urgent_decisions_state ON urgent_decisions (state);
CREATE TABLE user_passwords (
  id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id),
  hash TEXT NOT NULL,
  set_at BIGINT NOT NULL
);
CREATE INDEX user_passwords_user ON user_passwords (user_id, id);
CREATE TABLE users (
  id TEXT NOT NULL PRIMARY KEY,
  login TEXT NOT NULL,
  hash TEXT NOT NULL,
  password_at BIGINT NOT NULL,
  must_change BOOLEAN NOT NULL,
  failures BIGINT NOT NULL DEFAULT 0,
  locked_until BIGINT NOT NULL DEFAULT 0,
  disabled BOOLEAN NOT NULL DEFAULT FALSE,
  last_in_at BIGINT NOT NULL DEFAULT 0,
  made_at BIGINT NOT NULL,
  CONSTRAINT users_login_key UNIQUE (login)
);
CREATE TABLE visit_holds (
  case_id TEXT NOT NULL PRIMARY KEY,
  held_on TEXT NOT NULL,
  resumed_on TEXT NOT NULL DEFAULT ''
);
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
CREATE INDEX visits_case ON visits (case_id, id);
CREATE UNIQUE INDEX visits_case_id_kind_month_key ON visits (case_id, kind, month) WHERE is_open;
CREATE INDEX visits_open ON visits (planned_on, id) WHERE is_open;
