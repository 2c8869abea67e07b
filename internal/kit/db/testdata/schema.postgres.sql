TABLE account_booked
  fund_id text NOT NULL
  seq bigint NOT NULL
  voucher_id text NOT NULL
  CONSTRAINT account_booked_fund_id_fkey FOREIGN KEY (fund_id) REFERENCES funds(id)
  CONSTRAINT account_booked_fund_id_seq_key PRIMARY KEY (fund_id, seq)
  CONSTRAINT account_booked_voucher_id_fkey FOREIGN KEY (voucher_id) REFERENCES account_vouchers(id)
TABLE account_charts
  code text NOT NULL
  name text NOT NULL
  from_on text NOT NULL
  to_on text NOT NULL DEFAULT ''::text
  document text NOT NULL
  version bigint NOT NULL
  updated_at bigint NOT NULL
  updated_by text NOT NULL
  CONSTRAINT account_charts_pkey PRIMARY KEY (code)
TABLE account_months
  month text NOT NULL
  chart text NOT NULL
  vouchers bigint NOT NULL
  sum_fen bigint NOT NULL
  hash text NOT NULL
  closed_at bigint NOT NULL
  closed_by text NOT NULL
  closed_by_id text NOT NULL
  CONSTRAINT account_months_chart_fkey FOREIGN KEY (chart) REFERENCES account_charts(code)
  CONSTRAINT account_months_pkey PRIMARY KEY (month)
TABLE account_vouchers
  id text NOT NULL
  month text NOT NULL
  no bigint NOT NULL
  on_date text NOT NULL
  kind text NOT NULL
  memo text NOT NULL
  object_id text NOT NULL
  sum_fen bigint NOT NULL
  document text NOT NULL
  attachments bigint NOT NULL DEFAULT 0
  CONSTRAINT account_vouchers_month_fkey FOREIGN KEY (month) REFERENCES account_months(month)
  CONSTRAINT account_vouchers_month_no_key UNIQUE (month, no)
  CONSTRAINT account_vouchers_pkey PRIMARY KEY (id)
  CONSTRAINT account_vouchers_sum_check CHECK ((sum_fen > 0))
TABLE aid_access
  case_id text NOT NULL
  kind text NOT NULL
  org_id text NOT NULL DEFAULT ''::text
  org_path text NOT NULL DEFAULT ''::text
  staff_id text NOT NULL DEFAULT ''::text
  fields text NOT NULL DEFAULT ''::text
  until_on text NOT NULL DEFAULT ''::text
  made_at bigint NOT NULL
  made_by text NOT NULL
  CONSTRAINT aid_access_case_id_fkey FOREIGN KEY (case_id) REFERENCES aid_cases(id)
  CONSTRAINT aid_access_case_id_kind_org_id_staff_id_key PRIMARY KEY (case_id, kind, org_id, staff_id)
  CREATE INDEX aid_access_path ON public.aid_access USING btree (org_path, case_id)
  CREATE INDEX aid_access_staff ON public.aid_access USING btree (staff_id, case_id) WHERE (staff_id <> ''::text)
TABLE aid_amounts
  id text NOT NULL
  case_id text NOT NULL
  person_id text NOT NULL DEFAULT ''::text
  side text NOT NULL
  kind text NOT NULL
  year_fen bigint NOT NULL
  has_evidence boolean NOT NULL
  source text NOT NULL
  note text NOT NULL DEFAULT ''::text
  made_by text NOT NULL
  made_at bigint NOT NULL
  CONSTRAINT aid_amounts_case_id_fkey FOREIGN KEY (case_id) REFERENCES aid_cases(id)
  CONSTRAINT aid_amounts_pkey PRIMARY KEY (id)
  CONSTRAINT aid_amounts_year_check CHECK ((year_fen >= 0))
  CREATE INDEX aid_amounts_case ON public.aid_amounts USING btree (case_id, id)
TABLE aid_bills
  id text NOT NULL
  case_id text NOT NULL
  person_id text NOT NULL
  hospital text NOT NULL
  diagnosis_sealed text NOT NULL DEFAULT ''::text
  disease text NOT NULL DEFAULT ''::text
  visit_kind text NOT NULL DEFAULT ''::text
  from_on text NOT NULL
  to_on text NOT NULL
  invoice_no text NOT NULL DEFAULT ''::text
  total_fen bigint NOT NULL
  basic_fen bigint NOT NULL
  serious_fen bigint NOT NULL
  medical_aid_fen bigint NOT NULL
  mutual_fen bigint NOT NULL
  commercial_fen bigint NOT NULL
  earlier_fen bigint NOT NULL
  self_fen bigint NOT NULL
  made_by text NOT NULL
  made_at bigint NOT NULL
  CONSTRAINT aid_bills_case_id_fkey FOREIGN KEY (case_id) REFERENCES aid_cases(id)
  CONSTRAINT aid_bills_pkey PRIMARY KEY (id)
  CONSTRAINT aid_bills_self_check CHECK ((self_fen >= 0))
  CREATE INDEX aid_bills_case ON public.aid_bills USING btree (case_id, id)
  CREATE UNIQUE INDEX aid_bills_invoice_no_key ON public.aid_bills USING btree (invoice_no) WHERE (invoice_no <> ''::text)
TABLE aid_cases
  id text NOT NULL
  file_no text NOT NULL DEFAULT ''::text
  household_id text NOT NULL
  title text NOT NULL
  state text NOT NULL
  is_open boolean NOT NULL
  hidden boolean NOT NULL
  version bigint NOT NULL
  area_code text NOT NULL
  street text NOT NULL DEFAULT ''::text
  entry_org_id text NOT NULL
  entry_org_path text NOT NULL
  lead_org_id text NOT NULL
  lead_org_path text NOT NULL
  lead_department text NOT NULL
  applicant_org_id text NOT NULL DEFAULT ''::text
  applicant_name text NOT NULL DEFAULT ''::text
  member_person_id text NOT NULL DEFAULT ''::text
  payee_person_id text NOT NULL DEFAULT ''::text
  payee_account_id text NOT NULL DEFAULT ''::text
  contact_staff_id text NOT NULL DEFAULT ''::text
  origin text NOT NULL
  needs text NOT NULL
  cause text NOT NULL DEFAULT ''::text
  summary_sealed text NOT NULL DEFAULT ''::text
  urgent boolean NOT NULL
  class text NOT NULL DEFAULT ''::text
  net_fen bigint NOT NULL DEFAULT 0
  gap_fen bigint NOT NULL DEFAULT 0
  proposed_fen bigint NOT NULL DEFAULT 0
  accepted_on text NOT NULL DEFAULT ''::text
  authorised boolean NOT NULL
  check_expires_on text NOT NULL DEFAULT ''::text
  visit_on text NOT NULL DEFAULT ''::text
  prior_on text NOT NULL DEFAULT ''::text
  assessment_id text NOT NULL DEFAULT ''::text
  opinion_on text NOT NULL DEFAULT ''::text
  opinion_by text NOT NULL DEFAULT ''::text
  notice_to text NOT NULL DEFAULT ''::text
  open_objections bigint NOT NULL DEFAULT 0
  open_questions bigint NOT NULL DEFAULT 0
  meeting_id text NOT NULL DEFAULT ''::text
  recognised_on text NOT NULL DEFAULT ''::text
  plan_version bigint NOT NULL DEFAULT 0
  revisit_due_on text NOT NULL DEFAULT ''::text
  ended_on text NOT NULL DEFAULT ''::text
  end_reason text NOT NULL DEFAULT ''::text
  due_on text NOT NULL DEFAULT ''::text
  paused_on text NOT NULL DEFAULT ''::text
  created_at bigint NOT NULL
  updated_at bigint NOT NULL
  updated_by text NOT NULL
  CONSTRAINT aid_cases_pkey PRIMARY KEY (id)
  CREATE INDEX aid_cases_area ON public.aid_cases USING btree (area_code, state, id)
  CREATE UNIQUE INDEX aid_cases_file_no_key ON public.aid_cases USING btree (file_no) WHERE (file_no <> ''::text)
  CREATE UNIQUE INDEX aid_cases_household_id_key ON public.aid_cases USING btree (household_id, (
CASE
    WHEN is_open THEN ''::text
    ELSE id
END))
  CREATE INDEX aid_cases_lead ON public.aid_cases USING btree (lead_department, state, id)
  CREATE INDEX aid_cases_revisit ON public.aid_cases USING btree (revisit_due_on) WHERE (revisit_due_on <> ''::text)
  CREATE INDEX aid_cases_state ON public.aid_cases USING btree (state, id)
  CREATE INDEX aid_cases_updated ON public.aid_cases USING btree (updated_at, id)
TABLE aid_consents
  id text NOT NULL
  case_id text NOT NULL
  person_id text NOT NULL
  purpose text NOT NULL
  text_version text NOT NULL
  channel text NOT NULL
  given_on text NOT NULL
  given_by text NOT NULL
  file_id text NOT NULL DEFAULT ''::text
  withdrawn_on text NOT NULL DEFAULT ''::text
  made_at bigint NOT NULL
  CONSTRAINT aid_consents_case_id_fkey FOREIGN KEY (case_id) REFERENCES aid_cases(id)
  CONSTRAINT aid_consents_pkey PRIMARY KEY (id)
  CREATE INDEX aid_consents_case ON public.aid_consents USING btree (case_id, id)
TABLE aid_counts
  area_code text NOT NULL
  state text NOT NULL
  lead_department text NOT NULL
  class text NOT NULL
  hidden boolean NOT NULL
  shard bigint NOT NULL
  n bigint NOT NULL
  CONSTRAINT aid_counts_pkey PRIMARY KEY (area_code, state, lead_department, class, hidden, shard)
TABLE aid_exits
  id text NOT NULL
  case_id text NOT NULL
  reason_code text NOT NULL
  reason text NOT NULL
  notice_to text NOT NULL
  state text NOT NULL
  proposed_by_id text NOT NULL
  proposed_by text NOT NULL
  proposed_at bigint NOT NULL
  confirmed_by text NOT NULL DEFAULT ''::text
  confirmed_at bigint NOT NULL DEFAULT 0
  CONSTRAINT aid_exits_case_id_fkey FOREIGN KEY (case_id) REFERENCES aid_cases(id)
  CONSTRAINT aid_exits_pkey PRIMARY KEY (id)
  CREATE INDEX aid_exits_case ON public.aid_exits USING btree (case_id, id)
TABLE aid_flags
  case_id text NOT NULL
  kind text NOT NULL
  source text NOT NULL
  note text NOT NULL DEFAULT ''::text
  waived_by text NOT NULL DEFAULT ''::text
  waiver text NOT NULL DEFAULT ''::text
  made_by text NOT NULL
  made_at bigint NOT NULL
  CONSTRAINT aid_flags_case_id_fkey FOREIGN KEY (case_id) REFERENCES aid_cases(id)
  CONSTRAINT aid_flags_pkey PRIMARY KEY (case_id, kind)
TABLE aid_notices
  id text NOT NULL
  case_id text NOT NULL
  kind text NOT NULL
  content text NOT NULL
  place text NOT NULL
  from_on text NOT NULL
  to_on text NOT NULL
  state text NOT NULL
  result text NOT NULL DEFAULT ''::text
  photo_file_id text NOT NULL DEFAULT ''::text
  made_by text NOT NULL
  made_at bigint NOT NULL
  CONSTRAINT aid_notices_case_id_fkey FOREIGN KEY (case_id) REFERENCES aid_cases(id)
  CONSTRAINT aid_notices_pkey PRIMARY KEY (id)
  CREATE INDEX aid_notices_case ON public.aid_notices USING btree (case_id, id)
  CREATE INDEX aid_notices_state ON public.aid_notices USING btree (state, to_on)
TABLE aid_numbers
  name text NOT NULL
  last bigint NOT NULL
  CONSTRAINT aid_numbers_pkey PRIMARY KEY (name)
TABLE aid_objections
  id text NOT NULL
  case_id text NOT NULL
  notice_id text NOT NULL
  text text NOT NULL
  from_name text NOT NULL DEFAULT ''::text
  channel text NOT NULL
  state text NOT NULL
  due_on text NOT NULL
  result text NOT NULL DEFAULT ''::text
  resolved_by text NOT NULL DEFAULT ''::text
  resolved_at bigint NOT NULL DEFAULT 0
  made_by_id text NOT NULL
  made_by text NOT NULL
  made_at bigint NOT NULL
  CONSTRAINT aid_objections_case_id_fkey FOREIGN KEY (case_id) REFERENCES aid_cases(id)
  CONSTRAINT aid_objections_pkey PRIMARY KEY (id)
  CREATE INDEX aid_objections_case ON public.aid_objections USING btree (case_id, id)
TABLE aid_opinions
  id text NOT NULL
  case_id text NOT NULL
  stage text NOT NULL
  conclusion text NOT NULL
  text text NOT NULL
  proposals text NOT NULL
  department text NOT NULL
  by_id text NOT NULL
  by_name text NOT NULL
  made_at bigint NOT NULL
  CONSTRAINT aid_opinions_case_id_fkey FOREIGN KEY (case_id) REFERENCES aid_cases(id)
  CONSTRAINT aid_opinions_pkey PRIMARY KEY (id)
  CREATE INDEX aid_opinions_case ON public.aid_opinions USING btree (case_id, id)
TABLE aid_papers
  id text NOT NULL
  case_id text NOT NULL
  kind text NOT NULL
  name text NOT NULL
  state text NOT NULL
  file_id text NOT NULL DEFAULT ''::text
  note text NOT NULL DEFAULT ''::text
  asked_at bigint NOT NULL DEFAULT 0
  given_at bigint NOT NULL DEFAULT 0
  by_name text NOT NULL
  CONSTRAINT aid_papers_case_id_fkey FOREIGN KEY (case_id) REFERENCES aid_cases(id)
  CONSTRAINT aid_papers_pkey PRIMARY KEY (id)
  CREATE INDEX aid_papers_case ON public.aid_papers USING btree (case_id, id)
TABLE aid_persons
  case_id text NOT NULL
  person_id text NOT NULL
  is_beneficiary boolean NOT NULL
  is_open boolean NOT NULL
  CONSTRAINT aid_persons_case_id_fkey FOREIGN KEY (case_id) REFERENCES aid_cases(id)
  CONSTRAINT aid_persons_pkey PRIMARY KEY (case_id, person_id)
  CREATE UNIQUE INDEX aid_persons_person_id_key ON public.aid_persons USING btree (person_id, (
CASE
    WHEN is_open THEN ''::text
    ELSE case_id
END))
TABLE aid_priors
  id text NOT NULL
  case_id text NOT NULL
  person_id text NOT NULL DEFAULT ''::text
  department text NOT NULL
  project text NOT NULL
  purpose text NOT NULL
  document text NOT NULL DEFAULT ''::text
  period text NOT NULL
  amount_fen bigint NOT NULL
  counts boolean NOT NULL
  made_by text NOT NULL
  made_at bigint NOT NULL
  CONSTRAINT aid_priors_amount_check CHECK ((amount_fen >= 0))
  CONSTRAINT aid_priors_case_id_fkey FOREIGN KEY (case_id) REFERENCES aid_cases(id)
  CONSTRAINT aid_priors_pkey PRIMARY KEY (id)
  CREATE INDEX aid_priors_case ON public.aid_priors USING btree (case_id, id)
TABLE aid_questions
  id text NOT NULL
  case_id text NOT NULL
  org_id text NOT NULL
  org_name text NOT NULL
  text text NOT NULL
  by_name text NOT NULL
  made_at bigint NOT NULL
  answer text NOT NULL DEFAULT ''::text
  answered_by text NOT NULL DEFAULT ''::text
  answered_at bigint NOT NULL DEFAULT 0
  CONSTRAINT aid_questions_case_id_fkey FOREIGN KEY (case_id) REFERENCES aid_cases(id)
  CONSTRAINT aid_questions_pkey PRIMARY KEY (id)
  CREATE INDEX aid_questions_case ON public.aid_questions USING btree (case_id, id)
TABLE aid_reopenings
  id text NOT NULL
  case_id text NOT NULL
  signal text NOT NULL
  reason text NOT NULL
  state text NOT NULL
  asked_by_id text NOT NULL
  asked_by text NOT NULL
  asked_at bigint NOT NULL
  decided_by text NOT NULL DEFAULT ''::text
  decided_at bigint NOT NULL DEFAULT 0
  CONSTRAINT aid_reopenings_case_id_fkey FOREIGN KEY (case_id) REFERENCES aid_cases(id)
  CONSTRAINT aid_reopenings_pkey PRIMARY KEY (id)
  CREATE UNIQUE INDEX aid_reopenings_case_id_key ON public.aid_reopenings USING btree (case_id) WHERE (state = 'asked'::text)
TABLE aid_transfers
  id text NOT NULL
  case_id text NOT NULL
  number text NOT NULL
  kind text NOT NULL
  from_org_id text NOT NULL
  from_name text NOT NULL
  to_org_id text NOT NULL
  to_org_path text NOT NULL
  to_name text NOT NULL
  need text NOT NULL
  reason text NOT NULL
  state text NOT NULL
  due_on text NOT NULL
  result_due_on text NOT NULL DEFAULT ''::text
  answer text NOT NULL DEFAULT ''::text
  answered_by text NOT NULL DEFAULT ''::text
  answered_at bigint NOT NULL DEFAULT 0
  made_by text NOT NULL
  made_at bigint NOT NULL
  CONSTRAINT aid_transfers_case_id_fkey FOREIGN KEY (case_id) REFERENCES aid_cases(id)
  CONSTRAINT aid_transfers_pkey PRIMARY KEY (id)
  CREATE INDEX aid_transfers_case ON public.aid_transfers USING btree (case_id, id)
  CREATE UNIQUE INDEX aid_transfers_case_id_to_org_id_key ON public.aid_transfers USING btree (case_id, to_org_id) WHERE (state = 'sent'::text)
TABLE assessments
  id text NOT NULL
  case_id text NOT NULL
  area text NOT NULL
  on_date text NOT NULL
  class text NOT NULL
  net_fen bigint NOT NULL
  score bigint NOT NULL
  proposed_fen bigint NOT NULL
  engine text NOT NULL
  versions text NOT NULL
  input_sealed text NOT NULL
  result_sealed text NOT NULL
  made_by_id text NOT NULL
  made_by text NOT NULL
  made_at bigint NOT NULL
  rule_sets text NOT NULL DEFAULT '{}'::text
  CONSTRAINT assessments_pkey PRIMARY KEY (id)
  CREATE INDEX assessments_case ON public.assessments USING btree (case_id, id)
TABLE award_instalments
  id text NOT NULL
  award_id text NOT NULL
  case_id text NOT NULL
  no bigint NOT NULL
  amount_fen bigint NOT NULL
  due_on text NOT NULL
  order_id text NOT NULL DEFAULT ''::text
  state text NOT NULL
  paid_on text NOT NULL DEFAULT ''::text
  CONSTRAINT award_instalments_award_id_fkey FOREIGN KEY (award_id) REFERENCES awards(id)
  CONSTRAINT award_instalments_award_id_no_key UNIQUE (award_id, no)
  CONSTRAINT award_instalments_pkey PRIMARY KEY (id)
  CREATE INDEX award_instalments_case ON public.award_instalments USING btree (case_id, state)
  CREATE INDEX award_instalments_order ON public.award_instalments USING btree (order_id)
TABLE awards
  id text NOT NULL
  case_id text NOT NULL
  plan_id text NOT NULL DEFAULT ''::text
  measure_id text NOT NULL DEFAULT ''::text
  household_id text NOT NULL
  person_id text NOT NULL DEFAULT ''::text
  purpose text NOT NULL
  period text NOT NULL
  fund_id text NOT NULL
  amount_fen bigint NOT NULL
  urgent boolean NOT NULL
  state text NOT NULL
  decided_by text NOT NULL
  made_at bigint NOT NULL
  CONSTRAINT awards_amount_check CHECK ((amount_fen > 0))
  CONSTRAINT awards_case_id_fkey FOREIGN KEY (case_id) REFERENCES aid_cases(id)
  CONSTRAINT awards_pkey PRIMARY KEY (id)
  CREATE INDEX awards_case ON public.awards USING btree (case_id, id)
TABLE bank_accounts
  id text NOT NULL
  person_id text NOT NULL
  number_sealed text NOT NULL
  number_index text NOT NULL
  last4 text NOT NULL
  bank text NOT NULL DEFAULT ''::text
  bank_code text NOT NULL DEFAULT ''::text
  branch text NOT NULL DEFAULT ''::text
  kind text NOT NULL DEFAULT ''::text
  holder text NOT NULL
  is_guardian boolean NOT NULL
  guardian_id text NOT NULL DEFAULT ''::text
  from_on text NOT NULL
  to_on text NOT NULL DEFAULT ''::text
  made_at bigint NOT NULL
  made_by text NOT NULL
  CONSTRAINT bank_accounts_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id)
  CONSTRAINT bank_accounts_pkey PRIMARY KEY (id)
  CREATE INDEX bank_accounts_number ON public.bank_accounts USING btree (number_index)
  CREATE INDEX bank_accounts_person ON public.bank_accounts USING btree (person_id, id)
  CREATE UNIQUE INDEX bank_accounts_person_id_key ON public.bank_accounts USING btree (person_id) WHERE (to_on = ''::text)
TABLE book
  name text NOT NULL
  value text NOT NULL
  CONSTRAINT book_pkey PRIMARY KEY (name)
TABLE calendar_days
  date text NOT NULL
  year bigint NOT NULL
  works boolean NOT NULL
  name text NOT NULL
  CONSTRAINT calendar_days_pkey PRIMARY KEY (date)
  CREATE INDEX calendar_days_year ON public.calendar_days USING btree (year)
TABLE calendar_years
  year bigint NOT NULL
  document text NOT NULL
  set_by text NOT NULL
  set_at bigint NOT NULL
  version bigint NOT NULL
  CONSTRAINT calendar_years_pkey PRIMARY KEY (year)
TABLE care_provider_staff
  provider_id text NOT NULL
  staff_id text NOT NULL
  name text NOT NULL
  CONSTRAINT care_provider_staff_pkey PRIMARY KEY (provider_id, staff_id)
  CONSTRAINT care_provider_staff_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES care_providers(id)
  CREATE INDEX care_provider_staff_staff ON public.care_provider_staff USING btree (staff_id, provider_id)
TABLE care_providers
  id text NOT NULL
  form text NOT NULL
  kind text NOT NULL
  name text NOT NULL
  org_id text NOT NULL
  org_path text NOT NULL
  org_name text NOT NULL
  phone_sealed text NOT NULL DEFAULT ''::text
  phone_masked text NOT NULL DEFAULT ''::text
  note text NOT NULL DEFAULT ''::text
  active boolean NOT NULL
  version bigint NOT NULL
  made_at bigint NOT NULL
  updated_at bigint NOT NULL
  updated_by text NOT NULL
  CONSTRAINT care_providers_form_check CHECK ((form = ANY (ARRAY['person'::text, 'organisation'::text])))
  CONSTRAINT care_providers_org_id_kind_name_key UNIQUE (org_id, kind, name)
  CONSTRAINT care_providers_pkey PRIMARY KEY (id)
  CREATE INDEX care_providers_name ON public.care_providers USING btree (name, id)
TABLE check_answers
  id text NOT NULL
  request_id text NOT NULL
  person_id text NOT NULL
  source text NOT NULL
  answered_on text NOT NULL
  found bigint NOT NULL
  records_sealed text NOT NULL
  note text NOT NULL DEFAULT ''::text
  made_by text NOT NULL
  made_at bigint NOT NULL
  CONSTRAINT check_answers_pkey PRIMARY KEY (id)
  CONSTRAINT check_answers_request_id_fkey FOREIGN KEY (request_id) REFERENCES check_requests(id)
  CONSTRAINT check_answers_request_id_person_id_source_key UNIQUE (request_id, person_id, source)
TABLE check_authorisations
  id text NOT NULL
  case_id text NOT NULL
  person_id text NOT NULL
  text_version text NOT NULL
  signer text NOT NULL
  signer_name text NOT NULL
  signer_relation text NOT NULL DEFAULT ''::text
  reason text NOT NULL DEFAULT ''::text
  signed_on text NOT NULL
  until_on text NOT NULL DEFAULT ''::text
  channel text NOT NULL
  file_id text NOT NULL
  withdrawn_on text NOT NULL DEFAULT ''::text
  withdrawn_by text NOT NULL DEFAULT ''::text
  withdrawn_reason text NOT NULL DEFAULT ''::text
  made_by_id text NOT NULL
  made_by text NOT NULL
  made_at bigint NOT NULL
  CONSTRAINT check_authorisations_channel_check CHECK ((channel = ANY (ARRAY['paper'::text, 'screen'::text])))
  CONSTRAINT check_authorisations_pkey PRIMARY KEY (id)
  CONSTRAINT check_authorisations_signer_check CHECK ((signer = ANY (ARRAY['own'::text, 'guardian'::text, 'representative'::text])))
  CREATE INDEX check_authorisations_case ON public.check_authorisations USING btree (case_id, person_id, id)
TABLE check_numbers
  year text NOT NULL
  last bigint NOT NULL
  CONSTRAINT check_numbers_pkey PRIMARY KEY (year)
TABLE check_objections
  id text NOT NULL
  case_id text NOT NULL
  request_id text NOT NULL
  recheck_id text NOT NULL
  text_sealed text NOT NULL
  from_name text NOT NULL
  files text NOT NULL
  made_by text NOT NULL
  made_at bigint NOT NULL
  CONSTRAINT check_objections_pkey PRIMARY KEY (id)
  CONSTRAINT check_objections_recheck_id_fkey FOREIGN KEY (recheck_id) REFERENCES check_requests(id)
  CONSTRAINT check_objections_request_id_fkey FOREIGN KEY (request_id) REFERENCES check_requests(id)
  CONSTRAINT check_objections_request_id_key UNIQUE (request_id)
  CREATE INDEX check_objections_case ON public.check_objections USING btree (case_id, id)
TABLE check_requests
  id text NOT NULL
  case_id text NOT NULL
  number text NOT NULL
  kind text NOT NULL
  purpose text NOT NULL
  persons text NOT NULL
  sources text NOT NULL
  state text NOT NULL
  is_open boolean NOT NULL
  title text NOT NULL
  file_no text NOT NULL
  requested_org_id text NOT NULL
  requested_org text NOT NULL
  requested_by_id text NOT NULL
  requested_by text NOT NULL
  requested_at bigint NOT NULL
  centre_org_id text NOT NULL
  centre_org text NOT NULL
  centre_org_path text NOT NULL
  due_on text NOT NULL
  conclusion text NOT NULL DEFAULT ''::text
  summary_sealed text NOT NULL DEFAULT ''::text
  rows_sealed text NOT NULL DEFAULT ''::text
  over_count bigint NOT NULL DEFAULT 0
  checker_id text NOT NULL DEFAULT ''::text
  checker text NOT NULL DEFAULT ''::text
  submitted_at bigint NOT NULL DEFAULT 0
  reviewer_id text NOT NULL DEFAULT ''::text
  reviewer text NOT NULL DEFAULT ''::text
  review_note text NOT NULL DEFAULT ''::text
  issued_at bigint NOT NULL DEFAULT 0
  issued_on text NOT NULL DEFAULT ''::text
  expires_on text NOT NULL DEFAULT ''::text
  version bigint NOT NULL
  updated_at bigint NOT NULL
  updated_by text NOT NULL
  CONSTRAINT check_requests_kind_check CHECK ((kind = ANY (ARRAY['first'::text, 'recheck'::text, 'objection'::text])))
  CONSTRAINT check_requests_number_key UNIQUE (number)
  CONSTRAINT check_requests_pkey PRIMARY KEY (id)
  CONSTRAINT check_requests_state_check CHECK ((state = ANY (ARRAY['open'::text, 'submitted'::text, 'issued'::text, 'cancelled'::text])))
  CREATE INDEX check_requests_case ON public.check_requests USING btree (case_id, id)
  CREATE UNIQUE INDEX check_requests_case_id_key ON public.check_requests USING btree (case_id) WHERE is_open
  CREATE INDEX check_requests_state ON public.check_requests USING btree (state, due_on, id)
TABLE files
  id text NOT NULL
  sha256 text NOT NULL
  name text NOT NULL
  media_type text NOT NULL
  size bigint NOT NULL
  case_id text NOT NULL DEFAULT ''::text
  kind text NOT NULL DEFAULT ''::text
  owner_id text NOT NULL
  made_at bigint NOT NULL
  CONSTRAINT files_pkey PRIMARY KEY (id)
  CREATE INDEX files_case ON public.files USING btree (case_id, id)
  CREATE INDEX files_sha256 ON public.files USING btree (sha256)
TABLE fund_batches
  id text NOT NULL
  no text NOT NULL
  title text NOT NULL
  payer text NOT NULL
  template text NOT NULL
  pay_on text NOT NULL
  state text NOT NULL
  lines bigint NOT NULL DEFAULT 0
  sum_fen bigint NOT NULL DEFAULT 0
  hash text NOT NULL DEFAULT ''::text
  file_hash text NOT NULL DEFAULT ''::text
  reviewers bigint NOT NULL DEFAULT 1
  reviewed bigint NOT NULL DEFAULT 0
  round bigint NOT NULL DEFAULT 1
  replaces_id text NOT NULL DEFAULT ''::text
  statement_no text NOT NULL DEFAULT ''::text
  paid_lines bigint NOT NULL DEFAULT 0
  paid_fen bigint NOT NULL DEFAULT 0
  failed_lines bigint NOT NULL DEFAULT 0
  failed_fen bigint NOT NULL DEFAULT 0
  unmatched bigint NOT NULL DEFAULT 0
  made_at bigint NOT NULL
  made_by text NOT NULL
  released_at bigint NOT NULL DEFAULT 0
  version bigint NOT NULL
  updated_at bigint NOT NULL
  updated_by text NOT NULL
  sample_state text NOT NULL DEFAULT ''::text
  sample_size bigint NOT NULL DEFAULT 0
  payer_no text NOT NULL DEFAULT ''::text
  payer_account text NOT NULL DEFAULT ''::text
  CONSTRAINT fund_batches_no_key UNIQUE (no)
  CONSTRAINT fund_batches_payer_fkey FOREIGN KEY (payer) REFERENCES fund_payers(code)
  CONSTRAINT fund_batches_pkey PRIMARY KEY (id)
  CONSTRAINT fund_batches_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'locked'::text, 'reviewed'::text, 'released'::text, 'returned'::text, 'reconciled'::text, 'closed'::text, 'cancelled'::text])))
  CONSTRAINT fund_batches_template_fkey FOREIGN KEY (template) REFERENCES fund_templates(code)
  CREATE INDEX fund_batches_state ON public.fund_batches USING btree (state, no)
TABLE fund_benefits
  source_id text NOT NULL
  case_id text NOT NULL DEFAULT ''::text
  household_id text NOT NULL
  person_id text NOT NULL DEFAULT ''::text
  purpose text NOT NULL
  year text NOT NULL
  amount_fen bigint NOT NULL
  funder text NOT NULL
  project text NOT NULL DEFAULT ''::text
  counted_at bigint NOT NULL
  CONSTRAINT fund_benefits_amount_check CHECK ((amount_fen > 0))
  CONSTRAINT fund_benefits_pkey PRIMARY KEY (source_id)
  CREATE INDEX fund_benefits_household ON public.fund_benefits USING btree (household_id, year)
  CREATE INDEX fund_benefits_person ON public.fund_benefits USING btree (person_id, year)
TABLE fund_budgets
  fund_id text NOT NULL
  half text NOT NULL
  amount_fen bigint NOT NULL
  before_fen bigint NOT NULL
  version bigint NOT NULL
  updated_at bigint NOT NULL
  updated_by text NOT NULL
  carried_fen bigint NOT NULL DEFAULT 0
  CONSTRAINT fund_budgets_fund_id_fkey FOREIGN KEY (fund_id) REFERENCES funds(id)
  CONSTRAINT fund_budgets_fund_id_half_key PRIMARY KEY (fund_id, half)
TABLE fund_lines
  id text NOT NULL
  batch_id text NOT NULL
  seq bigint NOT NULL
  order_id text NOT NULL
  payee_person_id text NOT NULL
  bank_account_id text NOT NULL
  holder text NOT NULL
  bank text NOT NULL DEFAULT ''::text
  bank_code text NOT NULL DEFAULT ''::text
  branch text NOT NULL DEFAULT ''::text
  last4 text NOT NULL
  purpose text NOT NULL
  amount_fen bigint NOT NULL
  forced text NOT NULL DEFAULT ''::text
  state text NOT NULL
  failure text NOT NULL DEFAULT ''::text
  failure_text text NOT NULL DEFAULT ''::text
  bank_ref text NOT NULL DEFAULT ''::text
  settled_on text NOT NULL DEFAULT ''::text
  return_id text NOT NULL DEFAULT ''::text
  CONSTRAINT fund_lines_amount_check CHECK ((amount_fen > 0))
  CONSTRAINT fund_lines_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES fund_batches(id)
  CONSTRAINT fund_lines_order_id_fkey FOREIGN KEY (order_id) REFERENCES fund_orders(id)
  CONSTRAINT fund_lines_order_id_key UNIQUE (order_id)
  CONSTRAINT fund_lines_pkey PRIMARY KEY (id)
  CONSTRAINT fund_lines_state_check CHECK ((state = ANY (ARRAY['open'::text, 'paid'::text, 'failed'::text])))
  CREATE INDEX fund_lines_batch ON public.fund_lines USING btree (batch_id, seq)
  CREATE UNIQUE INDEX fund_lines_batch_id_payee_person_id_key ON public.fund_lines USING btree (batch_id, payee_person_id) WHERE (forced = ''::text)
TABLE fund_nettings
  id text NOT NULL
  order_id text NOT NULL
  recovery_id text NOT NULL
  recovered text NOT NULL
  from_fund_id text NOT NULL
  to_fund_id text NOT NULL
  amount_fen bigint NOT NULL
  reason text NOT NULL DEFAULT ''::text
  consent boolean NOT NULL DEFAULT false
  document_no text NOT NULL DEFAULT ''::text
  file_id text NOT NULL DEFAULT ''::text
  state text NOT NULL
  asked_at bigint NOT NULL
  asked_by text NOT NULL
  asked_by_id text NOT NULL
  decided_at bigint NOT NULL DEFAULT 0
  decided_by text NOT NULL DEFAULT ''::text
  note text NOT NULL DEFAULT ''::text
  done_on text NOT NULL DEFAULT ''::text
  tx_id text NOT NULL DEFAULT ''::text
  version bigint NOT NULL
  updated_at bigint NOT NULL
  updated_by text NOT NULL
  CONSTRAINT fund_nettings_amount_check CHECK ((amount_fen > 0))
  CONSTRAINT fund_nettings_consent_check CHECK (((NOT consent) OR ((document_no <> ''::text) AND (file_id <> ''::text))))
  CONSTRAINT fund_nettings_from_fund_id_fkey FOREIGN KEY (from_fund_id) REFERENCES funds(id)
  CONSTRAINT fund_nettings_order_id_fkey FOREIGN KEY (order_id) REFERENCES fund_orders(id)
  CONSTRAINT fund_nettings_pkey PRIMARY KEY (id)
  CONSTRAINT fund_nettings_recovered_fkey FOREIGN KEY (recovered) REFERENCES fund_orders(id)
  CONSTRAINT fund_nettings_recovery_id_fkey FOREIGN KEY (recovery_id) REFERENCES fund_recoveries(id)
  CONSTRAINT fund_nettings_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'agreed'::text, 'done'::text, 'declined'::text, 'dropped'::text])))
  CONSTRAINT fund_nettings_to_fund_id_fkey FOREIGN KEY (to_fund_id) REFERENCES funds(id)
  CREATE INDEX fund_nettings_order ON public.fund_nettings USING btree (order_id, id)
TABLE fund_orders
  id text NOT NULL
  case_id text NOT NULL
  case_no text NOT NULL DEFAULT ''::text
  household_id text NOT NULL
  person_id text NOT NULL DEFAULT ''::text
  subject_id text NOT NULL
  payee_person_id text NOT NULL
  bank_account_id text NOT NULL
  award_id text NOT NULL DEFAULT ''::text
  instalment bigint NOT NULL DEFAULT 0
  purpose text NOT NULL
  period text NOT NULL
  invoice_no text NOT NULL DEFAULT ''::text
  year text NOT NULL
  fund_id text NOT NULL
  amount_fen bigint NOT NULL
  due_on text NOT NULL
  department text NOT NULL
  urgent boolean NOT NULL
  state text NOT NULL
  live boolean NOT NULL
  held_by text NOT NULL DEFAULT ''::text
  reason text NOT NULL DEFAULT ''::text
  hold_id text NOT NULL DEFAULT ''::text
  settled_tx text NOT NULL DEFAULT ''::text
  batch_id text NOT NULL DEFAULT ''::text
  paid_on text NOT NULL DEFAULT ''::text
  failure text NOT NULL DEFAULT ''::text
  replaces_id text NOT NULL DEFAULT ''::text
  replaced_by text NOT NULL DEFAULT ''::text
  reclaim boolean NOT NULL DEFAULT false
  made_at bigint NOT NULL
  made_by text NOT NULL
  version bigint NOT NULL
  updated_at bigint NOT NULL
  updated_by text NOT NULL
  netted_fen bigint NOT NULL DEFAULT 0
  offset_fen bigint NOT NULL DEFAULT 0
  CONSTRAINT fund_orders_amount_check CHECK ((amount_fen > 0))
  CONSTRAINT fund_orders_fund_id_fkey FOREIGN KEY (fund_id) REFERENCES funds(id)
  CONSTRAINT fund_orders_pkey PRIMARY KEY (id)
  CONSTRAINT fund_orders_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'held'::text, 'batched'::text, 'paid'::text, 'failed'::text, 'repaid'::text, 'cancelled'::text])))
  CREATE INDEX fund_orders_award ON public.fund_orders USING btree (award_id, id)
  CREATE INDEX fund_orders_batch ON public.fund_orders USING btree (batch_id) WHERE (batch_id <> ''::text)
  CREATE INDEX fund_orders_case ON public.fund_orders USING btree (case_id, id)
  CREATE INDEX fund_orders_case_no ON public.fund_orders USING btree (case_no)
  CREATE INDEX fund_orders_due ON public.fund_orders USING btree (due_on, id)
  CREATE INDEX fund_orders_fund ON public.fund_orders USING btree (fund_id, due_on, id)
  CREATE INDEX fund_orders_household ON public.fund_orders USING btree (household_id, year)
  CREATE INDEX fund_orders_invoice ON public.fund_orders USING btree (invoice_no) WHERE (invoice_no <> ''::text)
  CREATE INDEX fund_orders_period ON public.fund_orders USING btree (period)
  CREATE INDEX fund_orders_person ON public.fund_orders USING btree (person_id, year)
  CREATE UNIQUE INDEX fund_orders_replaces_id_key ON public.fund_orders USING btree (replaces_id) WHERE (replaces_id <> ''::text)
  CREATE INDEX fund_orders_state ON public.fund_orders USING btree (state, due_on, id)
  CREATE UNIQUE INDEX fund_orders_subject_id_purpose_period_invoice_no_key ON public.fund_orders USING btree (subject_id, purpose, period, invoice_no) WHERE live
  CREATE INDEX fund_orders_sums ON public.fund_orders USING btree (state, fund_id, paid_on, purpose, live, amount_fen)
TABLE fund_payers
  code text NOT NULL
  name text NOT NULL
  account_name text NOT NULL
  bank text NOT NULL
  account_no text NOT NULL
  template text NOT NULL
  version bigint NOT NULL
  updated_at bigint NOT NULL
  updated_by text NOT NULL
  CONSTRAINT fund_payers_pkey PRIMARY KEY (code)
TABLE fund_receipts
  id text NOT NULL
  fund_id text NOT NULL
  amount_fen bigint NOT NULL
  received_on text NOT NULL
  payer_name text NOT NULL
  evidence_no text NOT NULL
  file_id text NOT NULL DEFAULT ''::text
  memo text NOT NULL DEFAULT ''::text
  tx_id text NOT NULL
  reversed_tx text NOT NULL DEFAULT ''::text
  reversed_by text NOT NULL DEFAULT ''::text
  reason text NOT NULL DEFAULT ''::text
  made_at bigint NOT NULL
  made_by text NOT NULL
  made_by_id text NOT NULL
  origin text NOT NULL DEFAULT ''::text
  CONSTRAINT fund_receipts_amount_check CHECK ((amount_fen > 0))
  CONSTRAINT fund_receipts_fund_id_fkey FOREIGN KEY (fund_id) REFERENCES funds(id)
  CONSTRAINT fund_receipts_pkey PRIMARY KEY (id)
  CREATE INDEX fund_receipts_day ON public.fund_receipts USING btree (received_on, id)
  CREATE INDEX fund_receipts_fund ON public.fund_receipts USING btree (fund_id, received_on, id)
  CREATE UNIQUE INDEX fund_receipts_fund_id_evidence_no_key ON public.fund_receipts USING btree (fund_id, evidence_no) WHERE (reversed_tx = ''::text)
TABLE fund_recoveries
  id text NOT NULL
  order_id text NOT NULL
  case_id text NOT NULL
  fund_id text NOT NULL
  amount_fen bigint NOT NULL
  received_fen bigint NOT NULL DEFAULT 0
  reason text NOT NULL
  state text NOT NULL
  made_at bigint NOT NULL
  made_by text NOT NULL
  version bigint NOT NULL
  updated_at bigint NOT NULL
  updated_by text NOT NULL
  netted_fen bigint NOT NULL DEFAULT 0
  pending_fen bigint NOT NULL DEFAULT 0
  CONSTRAINT fund_recoveries_amount_check CHECK (((amount_fen > 0) AND (received_fen >= 0) AND (received_fen <= amount_fen)))
  CONSTRAINT fund_recoveries_fund_id_fkey FOREIGN KEY (fund_id) REFERENCES funds(id)
  CONSTRAINT fund_recoveries_order_id_fkey FOREIGN KEY (order_id) REFERENCES fund_orders(id)
  CONSTRAINT fund_recoveries_order_id_key UNIQUE (order_id)
  CONSTRAINT fund_recoveries_pkey PRIMARY KEY (id)
  CONSTRAINT fund_recoveries_state_check CHECK ((state = ANY (ARRAY['open'::text, 'received'::text])))
  CREATE INDEX fund_recoveries_case ON public.fund_recoveries USING btree (case_id, fund_id) WHERE (state = 'open'::text)
  CREATE INDEX fund_recoveries_state ON public.fund_recoveries USING btree (state, id)
TABLE fund_returns
  id text NOT NULL
  batch_id text NOT NULL
  sha256 text NOT NULL
  name text NOT NULL
  lines bigint NOT NULL
  paid bigint NOT NULL
  failed bigint NOT NULL
  unmatched bigint NOT NULL
  made_at bigint NOT NULL
  made_by text NOT NULL
  CONSTRAINT fund_returns_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES fund_batches(id)
  CONSTRAINT fund_returns_batch_id_sha256_key UNIQUE (batch_id, sha256)
  CONSTRAINT fund_returns_pkey PRIMARY KEY (id)
TABLE fund_revisits
  case_id text NOT NULL
  due_on text NOT NULL
  CONSTRAINT fund_revisits_pkey PRIMARY KEY (case_id)
TABLE fund_signs
  id text NOT NULL
  batch_id text NOT NULL
  round bigint NOT NULL
  act text NOT NULL
  person text NOT NULL
  name text NOT NULL
  org_name text NOT NULL
  reason text NOT NULL DEFAULT ''::text
  at bigint NOT NULL
  CONSTRAINT fund_signs_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES fund_batches(id)
  CONSTRAINT fund_signs_pkey PRIMARY KEY (id)
  CREATE INDEX fund_signs_batch ON public.fund_signs USING btree (batch_id, id)
TABLE fund_templates
  code text NOT NULL
  name text NOT NULL
  document text NOT NULL
  version bigint NOT NULL
  updated_at bigint NOT NULL
  updated_by text NOT NULL
  CONSTRAINT fund_templates_pkey PRIMARY KEY (code)
TABLE fund_unmatched
  id text NOT NULL
  batch_id text NOT NULL
  return_id text NOT NULL
  row_no bigint NOT NULL
  cause text NOT NULL
  holder text NOT NULL
  last4 text NOT NULL
  amount text NOT NULL
  status text NOT NULL
  bank_ref text NOT NULL
  resolved_by text NOT NULL DEFAULT ''::text
  resolved_at bigint NOT NULL DEFAULT 0
  note text NOT NULL DEFAULT ''::text
  CONSTRAINT fund_unmatched_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES fund_batches(id)
  CONSTRAINT fund_unmatched_pkey PRIMARY KEY (id)
  CONSTRAINT fund_unmatched_return_id_fkey FOREIGN KEY (return_id) REFERENCES fund_returns(id)
  CREATE INDEX fund_unmatched_batch ON public.fund_unmatched USING btree (batch_id, id)
TABLE funds
  id text NOT NULL
  code text NOT NULL
  name text NOT NULL
  source text NOT NULL
  restricted boolean NOT NULL
  purposes text NOT NULL DEFAULT ''::text
  cases text NOT NULL DEFAULT ''::text
  donor text NOT NULL DEFAULT ''::text
  agreement text NOT NULL DEFAULT ''::text
  payer text NOT NULL
  from_on text NOT NULL
  to_on text NOT NULL DEFAULT ''::text
  state text NOT NULL
  note text NOT NULL DEFAULT ''::text
  made_at bigint NOT NULL
  made_by text NOT NULL
  version bigint NOT NULL
  updated_at bigint NOT NULL
  updated_by text NOT NULL
  CONSTRAINT funds_code_key UNIQUE (code)
  CONSTRAINT funds_pkey PRIMARY KEY (id)
  CONSTRAINT funds_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text])))
TABLE gift_campaigns
  id text NOT NULL
  code text NOT NULL
  name text NOT NULL
  aim text NOT NULL
  purposes text NOT NULL DEFAULT ''::text
  reach text NOT NULL
  organiser text NOT NULL
  charity text NOT NULL DEFAULT ''::text
  charity_code text NOT NULL DEFAULT ''::text
  certificate_no text NOT NULL DEFAULT ''::text
  filing_no text NOT NULL DEFAULT ''::text
  filed_on text NOT NULL DEFAULT ''::text
  filed_with text NOT NULL DEFAULT ''::text
  ticket_code text NOT NULL DEFAULT ''::text
  fund_id text NOT NULL
  from_on text NOT NULL
  to_on text NOT NULL
  payee_account text NOT NULL DEFAULT ''::text
  phone text NOT NULL DEFAULT ''::text
  state text NOT NULL
  closed_on text NOT NULL DEFAULT ''::text
  reason text NOT NULL DEFAULT ''::text
  made_at bigint NOT NULL
  made_by text NOT NULL
  version bigint NOT NULL
  updated_at bigint NOT NULL
  updated_by text NOT NULL
  CONSTRAINT gift_campaigns_code_key UNIQUE (code)
  CONSTRAINT gift_campaigns_fund_id_fkey FOREIGN KEY (fund_id) REFERENCES funds(id)
  CONSTRAINT gift_campaigns_pkey PRIMARY KEY (id)
  CONSTRAINT gift_campaigns_reach_check CHECK ((reach = ANY (ARRAY['employers'::text, 'public'::text])))
  CONSTRAINT gift_campaigns_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'open'::text, 'closed'::text, 'disclosed'::text, 'cancelled'::text])))
  CREATE INDEX gift_campaigns_from ON public.gift_campaigns USING btree (from_on, id)
TABLE gift_collections
  id text NOT NULL
  no text NOT NULL
  campaign_id text NOT NULL
  fund_id text NOT NULL
  list_id text NOT NULL DEFAULT ''::text
  channel text NOT NULL
  pledge_count bigint NOT NULL
  amount_fen bigint NOT NULL
  received_on text NOT NULL
  payer text NOT NULL
  evidence_no text NOT NULL
  file_id text NOT NULL DEFAULT ''::text
  state text NOT NULL
  receipt_id text NOT NULL DEFAULT ''::text
  tx_id text NOT NULL DEFAULT ''::text
  made_at bigint NOT NULL
  made_by text NOT NULL
  made_by_id text NOT NULL
  confirmed_by text NOT NULL DEFAULT ''::text
  reason text NOT NULL DEFAULT ''::text
  version bigint NOT NULL
  updated_at bigint NOT NULL
  updated_by text NOT NULL
  CONSTRAINT gift_collections_amount_check CHECK ((amount_fen > 0))
  CONSTRAINT gift_collections_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES gift_campaigns(id)
  CONSTRAINT gift_collections_channel_check CHECK ((channel = ANY (ARRAY['bank'::text, 'cash'::text, 'goods'::text])))
  CONSTRAINT gift_collections_fund_id_fkey FOREIGN KEY (fund_id) REFERENCES funds(id)
  CONSTRAINT gift_collections_no_key UNIQUE (no)
  CONSTRAINT gift_collections_pkey PRIMARY KEY (id)
  CONSTRAINT gift_collections_state_check CHECK ((state = ANY (ARRAY['counted'::text, 'received'::text, 'cancelled'::text])))
  CREATE INDEX gift_collections_campaign ON public.gift_collections USING btree (campaign_id, id)
  CREATE UNIQUE INDEX gift_collections_fund_id_evidence_no_key ON public.gift_collections USING btree (fund_id, evidence_no) WHERE (state <> 'cancelled'::text)
  CREATE INDEX gift_collections_receipt ON public.gift_collections USING btree (receipt_id) WHERE (receipt_id <> ''::text)
TABLE gift_disclosures
  id text NOT NULL
  campaign_id text NOT NULL
  kind text NOT NULL
  up_to text NOT NULL
  due_on text NOT NULL
  state text NOT NULL
  published_on text NOT NULL DEFAULT ''::text
  published_by text NOT NULL DEFAULT ''::text
  place text NOT NULL DEFAULT ''::text
  report text NOT NULL DEFAULT ''::text
  CONSTRAINT gift_disclosures_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES gift_campaigns(id)
  CONSTRAINT gift_disclosures_campaign_id_kind_up_to_key UNIQUE (campaign_id, kind, up_to)
  CONSTRAINT gift_disclosures_kind_check CHECK ((kind = ANY (ARRAY['progress'::text, 'full'::text])))
  CONSTRAINT gift_disclosures_pkey PRIMARY KEY (id)
  CONSTRAINT gift_disclosures_state_check CHECK ((state = ANY (ARRAY['due'::text, 'published'::text])))
TABLE gift_donors
  id text NOT NULL
  kind text NOT NULL
  anonymous boolean NOT NULL
  name text NOT NULL
  masked text NOT NULL
  phone text NOT NULL
  phone_index text NOT NULL
  credit_code text NOT NULL DEFAULT ''::text
  unit text NOT NULL DEFAULT ''::text
  made_at bigint NOT NULL
  CONSTRAINT gift_donors_kind_check CHECK ((kind = ANY (ARRAY['person'::text, 'organisation'::text])))
  CONSTRAINT gift_donors_pkey PRIMARY KEY (id)
TABLE gift_goods
  collection_id text NOT NULL
  line bigint NOT NULL
  name text NOT NULL
  pieces bigint NOT NULL
  unit text NOT NULL
  value_fen bigint NOT NULL
  evidence_no text NOT NULL DEFAULT ''::text
  back_fen bigint NOT NULL DEFAULT 0
  back_pieces bigint NOT NULL DEFAULT 0
  CONSTRAINT gift_goods_back_check CHECK ((((back_fen >= 0) AND (back_fen <= value_fen)) AND ((back_pieces >= 0) AND (back_pieces <= pieces))))
  CONSTRAINT gift_goods_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES gift_collections(id)
  CONSTRAINT gift_goods_pkey PRIMARY KEY (collection_id, line)
  CONSTRAINT gift_goods_value_check CHECK (((line > 0) AND (pieces > 0) AND (value_fen > 0)))
  CREATE INDEX gift_goods_evidence ON public.gift_goods USING btree (evidence_no) WHERE (evidence_no <> ''::text)
TABLE gift_handouts
  id text NOT NULL
  no text NOT NULL
  collection_id text NOT NULL
  case_id text NOT NULL
  case_no text NOT NULL
  household_id text NOT NULL
  household text NOT NULL
  pieces bigint NOT NULL
  value_fen bigint NOT NULL
  handed_on text NOT NULL
  receiver text NOT NULL
  file_id text NOT NULL DEFAULT ''::text
  note text NOT NULL DEFAULT ''::text
  state text NOT NULL
  tx_id text NOT NULL
  made_at bigint NOT NULL
  made_by text NOT NULL
  made_by_id text NOT NULL
  confirmed_at bigint NOT NULL DEFAULT 0
  confirmed_by text NOT NULL DEFAULT ''::text
  reason text NOT NULL DEFAULT ''::text
  version bigint NOT NULL
  updated_at bigint NOT NULL
  updated_by text NOT NULL
  line bigint NOT NULL DEFAULT 1
  CONSTRAINT gift_handouts_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES gift_collections(id)
  CONSTRAINT gift_handouts_no_key UNIQUE (no)
  CONSTRAINT gift_handouts_pieces_check CHECK (((pieces > 0) AND (value_fen >= 0)))
  CONSTRAINT gift_handouts_pkey PRIMARY KEY (id)
  CONSTRAINT gift_handouts_state_check CHECK ((state = ANY (ARRAY['handed'::text, 'accepted'::text, 'returned'::text])))
  CREATE INDEX gift_handouts_collection ON public.gift_handouts USING btree (collection_id, id)
  CREATE INDEX gift_handouts_day ON public.gift_handouts USING btree (handed_on) WHERE (state <> 'returned'::text)
TABLE gift_lists
  id text NOT NULL
  campaign_id text NOT NULL
  org_id text NOT NULL
  org_path text NOT NULL
  org_name text NOT NULL
  file_name text NOT NULL
  file_size bigint NOT NULL
  media_type text NOT NULL
  sha256 text NOT NULL
  row_count bigint NOT NULL
  good bigint NOT NULL
  bad bigint NOT NULL
  sum_fen bigint NOT NULL
  findings text NOT NULL
  state text NOT NULL
  made_at bigint NOT NULL
  made_by text NOT NULL
  version bigint NOT NULL
  updated_at bigint NOT NULL
  updated_by text NOT NULL
  CONSTRAINT gift_lists_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES gift_campaigns(id)
  CONSTRAINT gift_lists_campaign_id_org_id_sha256_key UNIQUE (campaign_id, org_id, sha256)
  CONSTRAINT gift_lists_pkey PRIMARY KEY (id)
  CONSTRAINT gift_lists_state_check CHECK ((state = ANY (ARRAY['checked'::text, 'applied'::text])))
TABLE gift_numbers
  name text NOT NULL
  last bigint NOT NULL
  CONSTRAINT gift_numbers_pkey PRIMARY KEY (name)
TABLE gift_pledges
  id text NOT NULL
  no text NOT NULL
  campaign_id text NOT NULL
  list_id text NOT NULL DEFAULT ''::text
  row_no bigint NOT NULL DEFAULT 0
  org_path text NOT NULL DEFAULT ''::text
  donor_id text NOT NULL
  amount_fen bigint NOT NULL
  pledged_on text NOT NULL
  origin_index text NOT NULL DEFAULT ''::text
  state text NOT NULL
  collection_id text NOT NULL DEFAULT ''::text
  reason text NOT NULL DEFAULT ''::text
  made_at bigint NOT NULL
  made_by text NOT NULL
  version bigint NOT NULL
  updated_at bigint NOT NULL
  updated_by text NOT NULL
  CONSTRAINT gift_pledges_amount_check CHECK ((amount_fen > 0))
  CONSTRAINT gift_pledges_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES gift_campaigns(id)
  CONSTRAINT gift_pledges_donor_id_fkey FOREIGN KEY (donor_id) REFERENCES gift_donors(id)
  CONSTRAINT gift_pledges_no_key UNIQUE (no)
  CONSTRAINT gift_pledges_pkey PRIMARY KEY (id)
  CONSTRAINT gift_pledges_state_check CHECK ((state = ANY (ARRAY['pledged'::text, 'counted'::text, 'received'::text, 'cancelled'::text])))
  CREATE INDEX gift_pledges_campaign ON public.gift_pledges USING btree (campaign_id, id)
  CREATE INDEX gift_pledges_collection ON public.gift_pledges USING btree (collection_id, id) WHERE (collection_id <> ''::text)
  CREATE INDEX gift_pledges_list ON public.gift_pledges USING btree (list_id, row_no) WHERE (list_id <> ''::text)
  CREATE INDEX gift_pledges_sums ON public.gift_pledges USING btree (campaign_id, state, amount_fen)
TABLE gift_receipts
  id text NOT NULL
  gift_id text NOT NULL
  year text NOT NULL
  seq bigint NOT NULL
  number text NOT NULL
  check_code text NOT NULL
  follow_code text NOT NULL
  amount_fen bigint NOT NULL
  item text NOT NULL
  lines text NOT NULL DEFAULT '[]'::text
  state text NOT NULL
  issued_on text NOT NULL
  payee text NOT NULL
  reviewer text NOT NULL
  cancelled_on text NOT NULL DEFAULT ''::text
  cancelled_by text NOT NULL DEFAULT ''::text
  reason text NOT NULL DEFAULT ''::text
  CONSTRAINT gift_receipts_gift_id_fkey FOREIGN KEY (gift_id) REFERENCES gifts(id)
  CONSTRAINT gift_receipts_number_key UNIQUE (number)
  CONSTRAINT gift_receipts_pkey PRIMARY KEY (id)
  CONSTRAINT gift_receipts_state_check CHECK ((state = ANY (ARRAY['issued'::text, 'cancelled'::text])))
  CONSTRAINT gift_receipts_year_seq_key UNIQUE (year, seq)
  CREATE INDEX gift_receipts_gift ON public.gift_receipts USING btree (gift_id, number)
  CREATE UNIQUE INDEX gift_receipts_gift_id_key ON public.gift_receipts USING btree (gift_id) WHERE (state = 'issued'::text)
TABLE gift_requests
  id text NOT NULL
  gift_id text NOT NULL
  kind text NOT NULL
  amount_fen bigint NOT NULL
  to_fund_id text NOT NULL DEFAULT ''::text
  reason text NOT NULL
  document_no text NOT NULL DEFAULT ''::text
  file_id text NOT NULL DEFAULT ''::text
  state text NOT NULL
  asked_at bigint NOT NULL
  asked_by text NOT NULL
  asked_by_id text NOT NULL
  decided_at bigint NOT NULL DEFAULT 0
  decided_by text NOT NULL DEFAULT ''::text
  note text NOT NULL DEFAULT ''::text
  tx_id text NOT NULL DEFAULT ''::text
  version bigint NOT NULL
  updated_at bigint NOT NULL
  updated_by text NOT NULL
  lines text NOT NULL DEFAULT '[]'::text
  CONSTRAINT gift_requests_amount_check CHECK ((amount_fen > 0))
  CONSTRAINT gift_requests_gift_id_fkey FOREIGN KEY (gift_id) REFERENCES gifts(id)
  CONSTRAINT gift_requests_kind_check CHECK ((kind = ANY (ARRAY['refund'::text, 'repurpose'::text])))
  CONSTRAINT gift_requests_pkey PRIMARY KEY (id)
  CONSTRAINT gift_requests_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'done'::text, 'declined'::text])))
  CREATE INDEX gift_requests_gift ON public.gift_requests USING btree (gift_id, id)
  CREATE UNIQUE INDEX gift_requests_gift_id_key ON public.gift_requests USING btree (gift_id) WHERE (state = 'asked'::text)
TABLE gift_tries
  id text NOT NULL
  kind text NOT NULL
  origin_index text NOT NULL
  at bigint NOT NULL
  CONSTRAINT gift_tries_pkey PRIMARY KEY (id)
  CREATE INDEX gift_tries_origin ON public.gift_tries USING btree (kind, origin_index, at)
TABLE gifts
  id text NOT NULL
  no text NOT NULL
  campaign_id text NOT NULL
  fund_id text NOT NULL
  collection_id text NOT NULL
  pledge_id text NOT NULL
  org_path text NOT NULL DEFAULT ''::text
  donor_id text NOT NULL
  form text NOT NULL
  amount_fen bigint NOT NULL
  purposes text NOT NULL DEFAULT ''::text
  received_on text NOT NULL
  state text NOT NULL
  made_at bigint NOT NULL
  version bigint NOT NULL
  updated_at bigint NOT NULL
  updated_by text NOT NULL
  CONSTRAINT gifts_amount_check CHECK ((amount_fen > 0))
  CONSTRAINT gifts_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES gift_campaigns(id)
  CONSTRAINT gifts_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES gift_collections(id)
  CONSTRAINT gifts_donor_id_fkey FOREIGN KEY (donor_id) REFERENCES gift_donors(id)
  CONSTRAINT gifts_form_check CHECK ((form = ANY (ARRAY['money'::text, 'goods'::text])))
  CONSTRAINT gifts_fund_id_fkey FOREIGN KEY (fund_id) REFERENCES funds(id)
  CONSTRAINT gifts_no_key UNIQUE (no)
  CONSTRAINT gifts_pkey PRIMARY KEY (id)
  CONSTRAINT gifts_pledge_id_fkey FOREIGN KEY (pledge_id) REFERENCES gift_pledges(id)
  CONSTRAINT gifts_pledge_id_key UNIQUE (pledge_id)
  CONSTRAINT gifts_state_check CHECK ((state = ANY (ARRAY['received'::text, 'refunded'::text])))
  CREATE INDEX gifts_campaign ON public.gifts USING btree (campaign_id, id)
  CREATE INDEX gifts_collection ON public.gifts USING btree (collection_id, no)
  CREATE INDEX gifts_fund ON public.gifts USING btree (fund_id, no)
  CREATE INDEX gifts_sums ON public.gifts USING btree (campaign_id, form, state, amount_fen)
TABLE household_members
  id text NOT NULL
  household_id text NOT NULL
  person_id text NOT NULL
  relation text NOT NULL
  from_on text NOT NULL
  to_on text NOT NULL DEFAULT ''::text
  place bigint NOT NULL
  end_reason text NOT NULL DEFAULT ''::text
  made_at bigint NOT NULL
  made_by text NOT NULL
  CONSTRAINT household_members_dates_check CHECK (((to_on = ''::text) OR (to_on >= from_on)))
  CONSTRAINT household_members_household_id_fkey FOREIGN KEY (household_id) REFERENCES households(id)
  CONSTRAINT household_members_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id)
  CONSTRAINT household_members_pkey PRIMARY KEY (id)
  CREATE INDEX household_members_household ON public.household_members USING btree (household_id, place)
  CREATE UNIQUE INDEX household_members_person_id_key ON public.household_members USING btree (person_id, (
CASE
    WHEN (to_on = ''::text) THEN ''::text
    ELSE id
END))
TABLE households
  id text NOT NULL
  version bigint NOT NULL
  name text NOT NULL
  head_id text NOT NULL
  size bigint NOT NULL
  area_code text NOT NULL
  street text NOT NULL DEFAULT ''::text
  community text NOT NULL DEFAULT ''::text
  address_sealed text NOT NULL DEFAULT ''::text
  postcode text NOT NULL DEFAULT ''::text
  housing text NOT NULL DEFAULT ''::text
  floor_area text NOT NULL DEFAULT ''::text
  floor_band text NOT NULL DEFAULT ''::text
  year_income_fen bigint NOT NULL DEFAULT 0
  made_at bigint NOT NULL
  updated_at bigint NOT NULL
  updated_by text NOT NULL
  CONSTRAINT households_head_id_fkey FOREIGN KEY (head_id) REFERENCES persons(id)
  CONSTRAINT households_pkey PRIMARY KEY (id)
TABLE import_items
  import_id text NOT NULL
  seq bigint NOT NULL
  row_no bigint NOT NULL
  rows_json text NOT NULL
  name text NOT NULL
  kind text NOT NULL
  changes text NOT NULL DEFAULT ''::text
  findings text NOT NULL DEFAULT ''::text
  household_id text NOT NULL DEFAULT ''::text
  CONSTRAINT import_items_import_id_fkey FOREIGN KEY (import_id) REFERENCES imports(id)
  CONSTRAINT import_items_import_id_seq_key PRIMARY KEY (import_id, seq)
  CREATE INDEX import_items_kind ON public.import_items USING btree (import_id, kind, seq)
TABLE imports
  id text NOT NULL
  version bigint NOT NULL
  sha256 text NOT NULL
  file_name text NOT NULL
  file_size bigint NOT NULL
  media_type text NOT NULL
  org_id text NOT NULL
  org_path text NOT NULL
  org_name text NOT NULL
  area_code text NOT NULL
  state text NOT NULL
  only_good boolean NOT NULL
  reason text NOT NULL DEFAULT ''::text
  done bigint NOT NULL DEFAULT 0
  total bigint NOT NULL DEFAULT 0
  applied bigint NOT NULL DEFAULT 0
  rows_read bigint NOT NULL DEFAULT 0
  households bigint NOT NULL DEFAULT 0
  added bigint NOT NULL DEFAULT 0
  changed bigint NOT NULL DEFAULT 0
  unchanged bigint NOT NULL DEFAULT 0
  bad bigint NOT NULL DEFAULT 0
  notes text NOT NULL DEFAULT ''::text
  error text NOT NULL DEFAULT ''::text
  job_id text NOT NULL DEFAULT ''::text
  made_by_id text NOT NULL
  made_by text NOT NULL
  made_at bigint NOT NULL
  started_at bigint NOT NULL
  ended_at bigint NOT NULL DEFAULT 0
  CONSTRAINT imports_pkey PRIMARY KEY (id)
  CONSTRAINT imports_sha256_org_id_key UNIQUE (sha256, org_id)
  CREATE INDEX imports_org ON public.imports USING btree (org_path, id)
TABLE jobs
  id text NOT NULL
  kind text NOT NULL
  args text NOT NULL
  unique_key text
  state text NOT NULL
  run_at bigint NOT NULL
  lease_until bigint NOT NULL DEFAULT 0
  tries bigint NOT NULL DEFAULT 0
  progress text NOT NULL DEFAULT ''::text
  result text NOT NULL DEFAULT ''::text
  error text NOT NULL DEFAULT ''::text
  owner_id text NOT NULL DEFAULT ''::text
  made_at bigint NOT NULL
  done_at bigint NOT NULL DEFAULT 0
  CONSTRAINT jobs_pkey PRIMARY KEY (id)
  CREATE INDEX jobs_due ON public.jobs USING btree (state, run_at)
  CREATE UNIQUE INDEX jobs_unique_key_key ON public.jobs USING btree (unique_key) WHERE (unique_key IS NOT NULL)
TABLE journal_entries
  id text NOT NULL
  at bigint NOT NULL
  actor_id text NOT NULL
  actor_name text NOT NULL
  org_id text NOT NULL
  org_name text NOT NULL
  action text NOT NULL
  object_type text NOT NULL
  object_id text NOT NULL
  case_id text NOT NULL
  summary text NOT NULL
  before text NOT NULL
  after text NOT NULL
  reason text NOT NULL
  origin text NOT NULL
  seq bigint
  chain text NOT NULL DEFAULT ''::text
  CONSTRAINT journal_entries_pkey PRIMARY KEY (id)
  CREATE INDEX journal_entries_action ON public.journal_entries USING btree (action, id)
  CREATE INDEX journal_entries_actor ON public.journal_entries USING btree (actor_id, id)
  CREATE INDEX journal_entries_object ON public.journal_entries USING btree (object_id, id) WHERE (object_id <> case_id)
  CREATE INDEX journal_entries_part ON public.journal_entries USING btree (((seq >> 14)), case_id)
  CREATE UNIQUE INDEX journal_entries_seq_key ON public.journal_entries USING btree (seq) WHERE (seq IS NOT NULL)
  CREATE INDEX journal_entries_unsealed ON public.journal_entries USING btree (id) WHERE (seq IS NULL)
TABLE lab_runs
  id text NOT NULL
  name text NOT NULL
  on_date text NOT NULL
  area text NOT NULL
  kind text NOT NULL
  households bigint NOT NULL
  cost_fen bigint NOT NULL
  reform_fen bigint NOT NULL
  facts_hash text NOT NULL
  rules_hash text NOT NULL
  inputs text NOT NULL
  document text NOT NULL
  hash text NOT NULL
  cases text NOT NULL
  param_ids text NOT NULL DEFAULT '[]'::text
  made_by_id text NOT NULL
  made_by text NOT NULL
  made_at bigint NOT NULL
  CONSTRAINT lab_runs_kind_check CHECK ((kind = ANY (ARRAY['real'::text, 'synthetic'::text])))
  CONSTRAINT lab_runs_pkey PRIMARY KEY (id)
TABLE ledger_accounts
  code text NOT NULL
  parent text NOT NULL DEFAULT ''::text
  name text NOT NULL
  commodity text NOT NULL
  side text NOT NULL
  is_group boolean NOT NULL
  opened_at bigint NOT NULL
  opened_by text NOT NULL
  CONSTRAINT ledger_accounts_pkey PRIMARY KEY (code)
  CONSTRAINT ledger_accounts_side_check CHECK ((side = ANY (ARRAY['debit'::text, 'credit'::text])))
  CREATE INDEX ledger_accounts_parent ON public.ledger_accounts USING btree (parent, code)
  CREATE TRIGGER ledger_accounts_no_delete BEFORE DELETE OR TRUNCATE ON public.ledger_accounts FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen()
  CREATE TRIGGER ledger_accounts_no_update BEFORE UPDATE OF code, parent, commodity, side, is_group ON public.ledger_accounts FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen()
TABLE ledger_balances
  account text NOT NULL
  commodity text NOT NULL
  sign bigint NOT NULL
  floor bigint
  ceiling bigint
  balance bigint NOT NULL DEFAULT 0
  going bigint NOT NULL DEFAULT 0
  coming bigint NOT NULL DEFAULT 0
  entries bigint NOT NULL DEFAULT 0
  CONSTRAINT ledger_balances_account_fkey FOREIGN KEY (account) REFERENCES ledger_accounts(code)
  CONSTRAINT ledger_balances_ceiling_check CHECK (((ceiling IS NULL) OR ((balance + coming) <= ceiling)))
  CONSTRAINT ledger_balances_floor_check CHECK (((floor IS NULL) OR ((balance - going) >= floor)))
  CONSTRAINT ledger_balances_holds_check CHECK (((going >= 0) AND (coming >= 0) AND (entries >= 0)))
  CONSTRAINT ledger_balances_pkey PRIMARY KEY (account)
  CONSTRAINT ledger_balances_range_check CHECK (((balance >= '-4000000000000000000'::bigint) AND (balance <= '4000000000000000000'::bigint)))
  CONSTRAINT ledger_balances_sign_check CHECK ((sign = ANY (ARRAY[(1)::bigint, ('-1'::integer)::bigint])))
  CREATE TRIGGER ledger_balances_no_delete BEFORE DELETE OR TRUNCATE ON public.ledger_balances FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen()
  CREATE TRIGGER ledger_balances_no_update BEFORE UPDATE OF account, commodity, sign ON public.ledger_balances FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen()
TABLE ledger_chain
  seq bigint NOT NULL
  tx_id text NOT NULL
  chain text NOT NULL
  n bigint NOT NULL DEFAULT 1
  upto bigint NOT NULL DEFAULT 0
  CONSTRAINT ledger_chain_n_check CHECK ((n > 0))
  CONSTRAINT ledger_chain_pkey PRIMARY KEY (seq)
  CONSTRAINT ledger_chain_tx_id_fkey FOREIGN KEY (tx_id) REFERENCES ledger_transactions(id)
  CONSTRAINT ledger_chain_tx_id_key UNIQUE (tx_id)
  CREATE TRIGGER ledger_chain_no_delete BEFORE DELETE OR TRUNCATE ON public.ledger_chain FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen()
  CREATE TRIGGER ledger_chain_no_update BEFORE UPDATE ON public.ledger_chain FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen()
TABLE ledger_entries
  tx_id text NOT NULL
  n bigint NOT NULL
  act text NOT NULL
  debit text NOT NULL
  credit text NOT NULL
  commodity text NOT NULL
  amount bigint NOT NULL
  effective_on text NOT NULL
  booked_at bigint NOT NULL
  debit_seq bigint NOT NULL
  debit_after bigint NOT NULL
  credit_seq bigint NOT NULL
  credit_after bigint NOT NULL
  CONSTRAINT ledger_entries_act_check CHECK ((act = ANY (ARRAY['post'::text, 'hold'::text, 'settle'::text, 'release'::text])))
  CONSTRAINT ledger_entries_amount_check CHECK (((amount > 0) AND (debit <> credit)))
  CONSTRAINT ledger_entries_tx_id_n_key PRIMARY KEY (tx_id, n)
  CREATE UNIQUE INDEX ledger_entries_credit_credit_seq_key ON public.ledger_entries USING btree (credit, credit_seq)
  CREATE UNIQUE INDEX ledger_entries_debit_debit_seq_key ON public.ledger_entries USING btree (debit, debit_seq)
  CREATE TRIGGER ledger_entries_no_delete BEFORE DELETE OR TRUNCATE ON public.ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen()
  CREATE TRIGGER ledger_entries_no_update BEFORE UPDATE ON public.ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen()
TABLE ledger_holds
  id text NOT NULL
  state text NOT NULL
  expires_at bigint NOT NULL DEFAULT 0
  ended_by text NOT NULL DEFAULT ''::text
  CONSTRAINT ledger_holds_id_fkey FOREIGN KEY (id) REFERENCES ledger_transactions(id)
  CONSTRAINT ledger_holds_pkey PRIMARY KEY (id)
  CONSTRAINT ledger_holds_state_check CHECK ((state = ANY (ARRAY['open'::text, 'settled'::text, 'released'::text, 'expired'::text])))
  CREATE INDEX ledger_holds_due ON public.ledger_holds USING btree (expires_at) WHERE ((state = 'open'::text) AND (expires_at > 0))
  CREATE TRIGGER ledger_holds_no_delete BEFORE DELETE OR TRUNCATE ON public.ledger_holds FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen()
  CREATE TRIGGER ledger_holds_no_update BEFORE UPDATE ON public.ledger_holds FOR EACH ROW WHEN ((old.state <> 'open'::text)) EXECUTE FUNCTION ledger_frozen()
TABLE ledger_transactions
  id text NOT NULL
  kind text NOT NULL
  key text NOT NULL
  input_hash text NOT NULL
  hold_id text NOT NULL DEFAULT ''::text
  reverses text NOT NULL DEFAULT ''::text
  expires_at bigint NOT NULL DEFAULT 0
  effective_on text NOT NULL
  booked_at bigint NOT NULL
  booked_by text NOT NULL
  memo text NOT NULL
  meta text NOT NULL
  hash text NOT NULL
  CONSTRAINT ledger_transactions_key_key UNIQUE (key)
  CONSTRAINT ledger_transactions_kind_check CHECK ((kind = ANY (ARRAY['post'::text, 'hold'::text, 'settle'::text, 'release'::text, 'reverse'::text])))
  CONSTRAINT ledger_transactions_pkey PRIMARY KEY (id)
  CREATE UNIQUE INDEX ledger_transactions_reverses_key ON public.ledger_transactions USING btree (reverses) WHERE (reverses <> ''::text)
  CREATE TRIGGER ledger_transactions_no_delete BEFORE DELETE OR TRUNCATE ON public.ledger_transactions FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen()
  CREATE TRIGGER ledger_transactions_no_update BEFORE UPDATE ON public.ledger_transactions FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen()
TABLE ledger_unsealed
  tx_id text NOT NULL
  n bigint NOT NULL DEFAULT 1
  hash text NOT NULL DEFAULT ''::text
  CONSTRAINT ledger_unsealed_pkey PRIMARY KEY (tx_id)
  CONSTRAINT ledger_unsealed_tx_id_fkey FOREIGN KEY (tx_id) REFERENCES ledger_transactions(id)
TABLE meeting_seats
  id text NOT NULL
  meeting_id text NOT NULL
  org_id text NOT NULL
  org_path text NOT NULL
  org_name text NOT NULL
  department text NOT NULL
  staff_id text NOT NULL DEFAULT ''::text
  name text NOT NULL DEFAULT ''::text
  voting boolean NOT NULL
  present boolean NOT NULL
  CONSTRAINT meeting_seats_meeting_id_fkey FOREIGN KEY (meeting_id) REFERENCES meetings(id)
  CONSTRAINT meeting_seats_meeting_id_org_id_key UNIQUE (meeting_id, org_id)
  CONSTRAINT meeting_seats_pkey PRIMARY KEY (id)
TABLE meetings
  id text NOT NULL
  number text NOT NULL
  kind text NOT NULL
  period text NOT NULL
  title text NOT NULL
  held_on text NOT NULL
  held_at text NOT NULL
  place text NOT NULL
  chair_staff_id text NOT NULL
  chair_name text NOT NULL
  state text NOT NULL
  version bigint NOT NULL
  minutes_sha256 text NOT NULL DEFAULT ''::text
  made_at bigint NOT NULL
  updated_at bigint NOT NULL
  updated_by text NOT NULL
  CONSTRAINT meetings_number_key UNIQUE (number)
  CONSTRAINT meetings_pkey PRIMARY KEY (id)
  CREATE INDEX meetings_held ON public.meetings USING btree (held_on, id)
TABLE motion_voices
  motion_id text NOT NULL
  seat_id text NOT NULL
  opinion text NOT NULL DEFAULT ''::text
  stance text NOT NULL DEFAULT ''::text
  recused boolean NOT NULL
  recused_kind text NOT NULL DEFAULT ''::text
  recused_why text NOT NULL DEFAULT ''::text
  vote text NOT NULL DEFAULT ''::text
  dissent text NOT NULL DEFAULT ''::text
  voted_by text NOT NULL DEFAULT ''::text
  voted_at bigint NOT NULL DEFAULT 0
  CONSTRAINT motion_voices_motion_id_fkey FOREIGN KEY (motion_id) REFERENCES motions(id)
  CONSTRAINT motion_voices_motion_id_seat_id_key PRIMARY KEY (motion_id, seat_id)
  CONSTRAINT motion_voices_seat_id_fkey FOREIGN KEY (seat_id) REFERENCES meeting_seats(id)
TABLE motions
  id text NOT NULL
  meeting_id text NOT NULL
  no bigint NOT NULL
  kind text NOT NULL
  case_id text NOT NULL DEFAULT ''::text
  urgent_id text NOT NULL DEFAULT ''::text
  title text NOT NULL
  text text NOT NULL DEFAULT ''::text
  proposer_org_id text NOT NULL
  proposer_name text NOT NULL
  proposer_department text NOT NULL
  amount_fen bigint NOT NULL
  detail text NOT NULL
  state text NOT NULL
  version bigint NOT NULL
  touched_by text NOT NULL
  touched_at bigint NOT NULL
  CONSTRAINT motions_meeting_id_fkey FOREIGN KEY (meeting_id) REFERENCES meetings(id)
  CONSTRAINT motions_meeting_id_no_key UNIQUE (meeting_id, no)
  CONSTRAINT motions_pkey PRIMARY KEY (id)
  CREATE INDEX motions_case ON public.motions USING btree (case_id)
  CREATE UNIQUE INDEX motions_case_id_key ON public.motions USING btree (case_id) WHERE ((state = 'open'::text) AND (kind = 'case'::text))
  CREATE UNIQUE INDEX motions_urgent_id_key ON public.motions USING btree (urgent_id) WHERE ((state = 'open'::text) AND (kind = 'ratify'::text))
TABLE org_versions
  id text NOT NULL
  org_id text NOT NULL
  version bigint NOT NULL
  at bigint NOT NULL
  by_name text NOT NULL
  change text NOT NULL
  path text NOT NULL
  name text NOT NULL
  document text NOT NULL
  CONSTRAINT org_versions_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id)
  CONSTRAINT org_versions_org_id_version_key UNIQUE (org_id, version)
  CONSTRAINT org_versions_pkey PRIMARY KEY (id)
TABLE orgs
  id text NOT NULL
  parent_id text NOT NULL
  path text NOT NULL
  kind text NOT NULL
  code text NOT NULL
  name text NOT NULL
  short_name text NOT NULL
  area_code text NOT NULL
  department text NOT NULL
  standing boolean NOT NULL
  credit_code text NOT NULL
  phone text NOT NULL
  address text NOT NULL
  from_on text NOT NULL
  to_on text NOT NULL
  version bigint NOT NULL
  changed_at bigint NOT NULL
  changed_by text NOT NULL
  CONSTRAINT orgs_code_key UNIQUE (code)
  CONSTRAINT orgs_path_key UNIQUE (path)
  CONSTRAINT orgs_pkey PRIMARY KEY (id)
  CREATE INDEX orgs_department ON public.orgs USING btree (department, kind, to_on, path)
  CREATE INDEX orgs_parent ON public.orgs USING btree (parent_id, path)
TABLE pay_confirmations
  id text NOT NULL
  batch_id text NOT NULL
  line_id text NOT NULL
  seq bigint NOT NULL
  order_id text NOT NULL
  payee_person_id text NOT NULL
  department text NOT NULL
  org_path text NOT NULL
  state text NOT NULL
  method text NOT NULL DEFAULT ''::text
  note text NOT NULL DEFAULT ''::text
  answered_at bigint NOT NULL DEFAULT 0
  answered_by text NOT NULL DEFAULT ''::text
  answered_by_id text NOT NULL DEFAULT ''::text
  explanation text NOT NULL DEFAULT ''::text
  explained_at bigint NOT NULL DEFAULT 0
  explained_by text NOT NULL DEFAULT ''::text
  version bigint NOT NULL
  updated_at bigint NOT NULL
  updated_by text NOT NULL
  CONSTRAINT pay_confirmations_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES pay_samples(batch_id)
  CONSTRAINT pay_confirmations_line_id_fkey FOREIGN KEY (line_id) REFERENCES fund_lines(id)
  CONSTRAINT pay_confirmations_line_id_key UNIQUE (line_id)
  CONSTRAINT pay_confirmations_order_id_fkey FOREIGN KEY (order_id) REFERENCES fund_orders(id)
  CONSTRAINT pay_confirmations_pkey PRIMARY KEY (id)
  CONSTRAINT pay_confirmations_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'confirmed'::text, 'denied'::text, 'unreached'::text, 'explained'::text])))
  CREATE INDEX pay_confirmations_batch ON public.pay_confirmations USING btree (batch_id, seq)
  CREATE INDEX pay_confirmations_state ON public.pay_confirmations USING btree (state, id)
TABLE pay_missing
  line_id text NOT NULL
  batch_id text NOT NULL
  note text NOT NULL
  explained_at bigint NOT NULL
  explained_by text NOT NULL
  explained_by_id text NOT NULL
  CONSTRAINT pay_missing_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES fund_batches(id)
  CONSTRAINT pay_missing_line_id_fkey FOREIGN KEY (line_id) REFERENCES fund_lines(id)
  CONSTRAINT pay_missing_pkey PRIMARY KEY (line_id)
  CREATE INDEX pay_missing_batch ON public.pay_missing USING btree (batch_id)
TABLE pay_samples
  batch_id text NOT NULL
  seed text NOT NULL
  share text NOT NULL
  least bigint NOT NULL
  paid_lines bigint NOT NULL
  size bigint NOT NULL
  drawn_at bigint NOT NULL
  drawn_by text NOT NULL
  CONSTRAINT pay_samples_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES fund_batches(id)
  CONSTRAINT pay_samples_pkey PRIMARY KEY (batch_id)
TABLE pay_statement_rows
  id text NOT NULL
  statement_id text NOT NULL
  row_no bigint NOT NULL
  on_date text NOT NULL
  out_fen bigint NOT NULL
  in_fen bigint NOT NULL
  holder text NOT NULL
  last4 text NOT NULL
  ref text NOT NULL
  memo text NOT NULL
  match text NOT NULL
  batch_id text NOT NULL DEFAULT ''::text
  line_id text NOT NULL DEFAULT ''::text
  note text NOT NULL DEFAULT ''::text
  explained_at bigint NOT NULL DEFAULT 0
  explained_by text NOT NULL DEFAULT ''::text
  explained_by_id text NOT NULL DEFAULT ''::text
  CONSTRAINT pay_statement_rows_amount_check CHECK (((out_fen >= 0) AND (in_fen >= 0) AND ((out_fen + in_fen) > 0)))
  CONSTRAINT pay_statement_rows_match_check CHECK ((match = ANY (ARRAY['line'::text, 'total'::text, 'back'::text, 'again'::text, 'none'::text])))
  CONSTRAINT pay_statement_rows_pkey PRIMARY KEY (id)
  CONSTRAINT pay_statement_rows_statement_id_fkey FOREIGN KEY (statement_id) REFERENCES pay_statements(id)
  CONSTRAINT pay_statement_rows_statement_id_row_no_key UNIQUE (statement_id, row_no)
  CREATE INDEX pay_statement_rows_batch ON public.pay_statement_rows USING btree (batch_id) WHERE (batch_id <> ''::text)
  CREATE UNIQUE INDEX pay_statement_rows_line_id_key ON public.pay_statement_rows USING btree (line_id) WHERE (match = 'line'::text)
TABLE pay_statements
  id text NOT NULL
  payer text NOT NULL
  name text NOT NULL
  sha256 text NOT NULL
  from_on text NOT NULL
  to_on text NOT NULL
  row_count bigint NOT NULL
  out_lines bigint NOT NULL
  out_fen bigint NOT NULL
  in_lines bigint NOT NULL
  in_fen bigint NOT NULL
  made_at bigint NOT NULL
  made_by text NOT NULL
  made_by_id text NOT NULL
  CONSTRAINT pay_statements_payer_fkey FOREIGN KEY (payer) REFERENCES fund_payers(code)
  CONSTRAINT pay_statements_payer_sha256_key UNIQUE (payer, sha256)
  CONSTRAINT pay_statements_pkey PRIMARY KEY (id)
  CREATE INDEX pay_statements_payer ON public.pay_statements USING btree (payer, id)
TABLE people_tokens
  token text NOT NULL
  person_id text NOT NULL
  CONSTRAINT people_tokens_token_person_id_key PRIMARY KEY (token, person_id)
TABLE persons
  id text NOT NULL
  version bigint NOT NULL
  name text NOT NULL
  sex text NOT NULL DEFAULT ''::text
  birth_on text NOT NULL DEFAULT ''::text
  doc_type text NOT NULL
  doc_sealed text NOT NULL
  doc_index text NOT NULL
  doc_masked text NOT NULL
  phone_sealed text NOT NULL DEFAULT ''::text
  phone_index text NOT NULL DEFAULT ''::text
  phone_masked text NOT NULL DEFAULT ''::text
  phone2_sealed text NOT NULL DEFAULT ''::text
  phone2_masked text NOT NULL DEFAULT ''::text
  ethnic text NOT NULL DEFAULT ''::text
  marital text NOT NULL DEFAULT ''::text
  hukou_type text NOT NULL DEFAULT ''::text
  hukou_area text NOT NULL DEFAULT ''::text
  political text NOT NULL DEFAULT ''::text
  work_status text NOT NULL DEFAULT ''::text
  employer_org_id text NOT NULL DEFAULT ''::text
  employer_name text NOT NULL DEFAULT ''::text
  union_member boolean NOT NULL
  insurance text NOT NULL DEFAULT ''::text
  education text NOT NULL DEFAULT ''::text
  form text NOT NULL DEFAULT ''::text
  medical_sealed text NOT NULL DEFAULT ''::text
  disability_sealed text NOT NULL DEFAULT ''::text
  disability_masked text NOT NULL DEFAULT ''::text
  disability_type text NOT NULL DEFAULT ''::text
  disability_level text NOT NULL DEFAULT ''::text
  disability_to text NOT NULL DEFAULT ''::text
  month_income_fen bigint NOT NULL DEFAULT 0
  other_income_fen bigint NOT NULL DEFAULT 0
  made_at bigint NOT NULL
  updated_at bigint NOT NULL
  updated_by text NOT NULL
  CONSTRAINT persons_doc_index_doc_type_key UNIQUE (doc_index, doc_type)
  CONSTRAINT persons_income_check CHECK (((month_income_fen >= 0) AND (other_income_fen >= 0)))
  CONSTRAINT persons_pkey PRIMARY KEY (id)
  CREATE INDEX persons_phone ON public.persons USING btree (phone_index) WHERE (phone_index <> ''::text)
TABLE plan_measures
  id text NOT NULL
  plan_id text NOT NULL
  case_id text NOT NULL
  origin_id text NOT NULL
  kind text NOT NULL
  need text NOT NULL
  title text NOT NULL
  person_id text NOT NULL DEFAULT ''::text
  owner_org_id text NOT NULL
  owner_path text NOT NULL
  owner_name text NOT NULL
  owner_staff_id text NOT NULL DEFAULT ''::text
  start_on text NOT NULL
  due_on text NOT NULL
  expected text NOT NULL
  amount_fen bigint NOT NULL
  fund_id text NOT NULL DEFAULT ''::text
  instalments bigint NOT NULL DEFAULT 1
  sessions bigint NOT NULL DEFAULT 0
  state text NOT NULL
  result text NOT NULL DEFAULT ''::text
  done_on text NOT NULL DEFAULT ''::text
  reported_by text NOT NULL DEFAULT ''::text
  CONSTRAINT plan_measures_amount_check CHECK ((amount_fen >= 0))
  CONSTRAINT plan_measures_case_id_fkey FOREIGN KEY (case_id) REFERENCES aid_cases(id)
  CONSTRAINT plan_measures_pkey PRIMARY KEY (id)
  CONSTRAINT plan_measures_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES plans(id)
  CREATE INDEX plan_measures_case ON public.plan_measures USING btree (case_id)
  CREATE INDEX plan_measures_owner ON public.plan_measures USING btree (owner_path, state)
  CREATE INDEX plan_measures_plan ON public.plan_measures USING btree (plan_id, id)
TABLE plans
  id text NOT NULL
  case_id text NOT NULL
  number bigint NOT NULL
  state text NOT NULL
  version bigint NOT NULL
  goal text NOT NULL
  reason text NOT NULL DEFAULT ''::text
  cash_fen bigint NOT NULL
  approvals text NOT NULL DEFAULT '[]'::text
  drafted_by_id text NOT NULL
  drafted_by text NOT NULL
  made_at bigint NOT NULL
  updated_at bigint NOT NULL
  updated_by text NOT NULL
  CONSTRAINT plans_case_id_fkey FOREIGN KEY (case_id) REFERENCES aid_cases(id)
  CONSTRAINT plans_case_id_number_key UNIQUE (case_id, number)
  CONSTRAINT plans_pkey PRIMARY KEY (id)
  CREATE UNIQUE INDEX plans_case_id_key ON public.plans USING btree (case_id) WHERE (state = 'draft'::text)
TABLE policy_params
  id text NOT NULL
  key text NOT NULL
  area text NOT NULL
  value text NOT NULL
  unit text NOT NULL
  document text NOT NULL DEFAULT ''::text
  from_on text NOT NULL
  to_on text NOT NULL DEFAULT ''::text
  status text NOT NULL
  motion_id text NOT NULL DEFAULT ''::text
  note text NOT NULL DEFAULT ''::text
  proposed_by_id text NOT NULL
  proposed_by text NOT NULL
  proposed_at bigint NOT NULL
  adopted_by text NOT NULL DEFAULT ''::text
  adopted_at bigint NOT NULL DEFAULT 0
  CONSTRAINT policy_params_pkey PRIMARY KEY (id)
  CONSTRAINT policy_params_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'adopted'::text, 'withdrawn'::text, 'rejected'::text])))
  CREATE INDEX policy_params_key ON public.policy_params USING btree (key, area, from_on)
  CREATE INDEX policy_params_motion ON public.policy_params USING btree (motion_id) WHERE (motion_id <> ''::text)
  CREATE INDEX policy_params_status ON public.policy_params USING btree (status)
TABLE policy_rule_sets
  id text NOT NULL
  name text NOT NULL
  version bigint NOT NULL
  hash text NOT NULL
  status text NOT NULL
  document text NOT NULL DEFAULT ''::text
  from_on text NOT NULL
  motion_id text NOT NULL DEFAULT ''::text
  note text NOT NULL DEFAULT ''::text
  beside text NOT NULL DEFAULT '[]'::text
  otherwise text NOT NULL DEFAULT '[]'::text
  proposed_by_id text NOT NULL
  proposed_by text NOT NULL
  proposed_at bigint NOT NULL
  adopted_by text NOT NULL DEFAULT ''::text
  adopted_at bigint NOT NULL DEFAULT 0
  tests_hash text NOT NULL DEFAULT ''::text
  CONSTRAINT policy_rule_sets_name_version_key UNIQUE (name, version)
  CONSTRAINT policy_rule_sets_pkey PRIMARY KEY (id)
  CONSTRAINT policy_rule_sets_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'checked'::text, 'tabled'::text, 'adopted'::text, 'withdrawn'::text, 'rejected'::text])))
  CREATE INDEX policy_rule_sets_motion ON public.policy_rule_sets USING btree (motion_id) WHERE (motion_id <> ''::text)
  CREATE INDEX policy_rule_sets_status ON public.policy_rule_sets USING btree (status, from_on)
TABLE policy_rule_texts
  hash text NOT NULL
  text text NOT NULL
  CONSTRAINT policy_rule_texts_pkey PRIMARY KEY (hash)
TABLE policy_stamp
  id bigint NOT NULL
  stamp text NOT NULL
  CONSTRAINT policy_stamp_pkey PRIMARY KEY (id)
TABLE request_keys
  actor_id text NOT NULL
  key text NOT NULL
  input_hash text NOT NULL
  status bigint NOT NULL
  body text NOT NULL
  made_at bigint NOT NULL
  CONSTRAINT request_keys_actor_id_key_key PRIMARY KEY (actor_id, key)
  CREATE INDEX request_keys_made ON public.request_keys USING btree (made_at)
TABLE resolutions
  id text NOT NULL
  motion_id text NOT NULL
  meeting_id text NOT NULL
  case_id text NOT NULL DEFAULT ''::text
  number text NOT NULL
  result text NOT NULL
  text text NOT NULL
  amount_fen bigint NOT NULL
  yes bigint NOT NULL
  reserved bigint NOT NULL
  no bigint NOT NULL
  abstained bigint NOT NULL
  recused bigint NOT NULL
  absent bigint NOT NULL
  made_by text NOT NULL
  made_at bigint NOT NULL
  CONSTRAINT resolutions_motion_id_fkey FOREIGN KEY (motion_id) REFERENCES motions(id)
  CONSTRAINT resolutions_motion_id_key UNIQUE (motion_id)
  CONSTRAINT resolutions_pkey PRIMARY KEY (id)
  CREATE INDEX resolutions_case ON public.resolutions USING btree (case_id)
TABLE role_grants
  id text NOT NULL
  staff_id text NOT NULL
  role text NOT NULL
  org_id text NOT NULL
  from_on text NOT NULL
  to_on text NOT NULL
  reason text NOT NULL
  version bigint NOT NULL
  changed_at bigint NOT NULL
  changed_by text NOT NULL
  CONSTRAINT role_grants_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id)
  CONSTRAINT role_grants_pkey PRIMARY KEY (id)
  CONSTRAINT role_grants_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
  CREATE INDEX role_grants_role ON public.role_grants USING btree (role, org_id)
  CREATE INDEX role_grants_staff ON public.role_grants USING btree (staff_id, role, from_on)
TABLE service_sessions
  id text NOT NULL
  case_id text NOT NULL
  person_id text NOT NULL
  measure_id text NOT NULL DEFAULT ''::text
  kind text NOT NULL
  provider_id text NOT NULL
  staff_id text NOT NULL DEFAULT ''::text
  state text NOT NULL
  on_date text NOT NULL
  starts text NOT NULL DEFAULT ''::text
  minutes bigint NOT NULL
  place text NOT NULL DEFAULT ''::text
  purpose text NOT NULL DEFAULT ''::text
  note_sealed text NOT NULL DEFAULT ''::text
  outcome text NOT NULL DEFAULT ''::text
  satisfaction bigint NOT NULL DEFAULT 0
  reason text NOT NULL DEFAULT ''::text
  version bigint NOT NULL
  made_by_id text NOT NULL
  made_by text NOT NULL
  made_at bigint NOT NULL
  done_by text NOT NULL DEFAULT ''::text
  done_at bigint NOT NULL DEFAULT 0
  updated_at bigint NOT NULL
  updated_by text NOT NULL
  CONSTRAINT service_sessions_case_id_fkey FOREIGN KEY (case_id) REFERENCES aid_cases(id)
  CONSTRAINT service_sessions_minutes_check CHECK ((minutes >= 0))
  CONSTRAINT service_sessions_pkey PRIMARY KEY (id)
  CONSTRAINT service_sessions_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES care_providers(id)
  CONSTRAINT service_sessions_satisfaction_check CHECK (((satisfaction >= 0) AND (satisfaction <= 5)))
  CONSTRAINT service_sessions_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'done'::text, 'missed'::text, 'cancelled'::text])))
  CREATE INDEX service_sessions_case ON public.service_sessions USING btree (case_id, on_date)
  CREATE INDEX service_sessions_measure ON public.service_sessions USING btree (measure_id, state) WHERE (measure_id <> ''::text)
  CREATE INDEX service_sessions_on ON public.service_sessions USING btree (on_date, id)
  CREATE INDEX service_sessions_provider ON public.service_sessions USING btree (provider_id, state)
  CREATE INDEX service_sessions_staff ON public.service_sessions USING btree (staff_id, on_date) WHERE (staff_id <> ''::text)
  CREATE UNIQUE INDEX service_sessions_staff_id_on_date_starts_key ON public.service_sessions USING btree (staff_id, on_date, starts) WHERE ((state = 'planned'::text) AND (staff_id <> ''::text) AND (starts <> ''::text))
  CREATE INDEX service_sessions_state ON public.service_sessions USING btree (state, kind)
TABLE sessions
  id text NOT NULL
  token_hash text NOT NULL
  user_id text NOT NULL
  made_at bigint NOT NULL
  seen_at bigint NOT NULL
  ended_at bigint NOT NULL DEFAULT 0
  end_reason text NOT NULL DEFAULT ''::text
  origin text NOT NULL
  agent text NOT NULL
  CONSTRAINT sessions_pkey PRIMARY KEY (id)
  CONSTRAINT sessions_token_hash_key UNIQUE (token_hash)
  CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
  CREATE INDEX sessions_user ON public.sessions USING btree (user_id, ended_at, made_at)
TABLE sign_ins
  id text NOT NULL
  at bigint NOT NULL
  login text NOT NULL
  user_id text NOT NULL
  result text NOT NULL
  origin text NOT NULL
  agent text NOT NULL
  CONSTRAINT sign_ins_pkey PRIMARY KEY (id)
  CREATE INDEX sign_ins_login ON public.sign_ins USING btree (login, id)
  CREATE INDEX sign_ins_user ON public.sign_ins USING btree (user_id, id)
TABLE staff
  id text NOT NULL
  user_id text NOT NULL
  org_id text NOT NULL
  name text NOT NULL
  title text NOT NULL
  phone text NOT NULL
  from_on text NOT NULL
  to_on text NOT NULL
  version bigint NOT NULL
  changed_at bigint NOT NULL
  changed_by text NOT NULL
  CONSTRAINT staff_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id)
  CONSTRAINT staff_pkey PRIMARY KEY (id)
  CREATE INDEX staff_org ON public.staff USING btree (org_id, name)
  CREATE UNIQUE INDEX staff_user_id_key ON public.staff USING btree (user_id) WHERE (user_id <> ''::text)
TABLE supervision_questions
  id text NOT NULL
  number text NOT NULL
  org_id text NOT NULL
  org_path text NOT NULL
  org_name text NOT NULL
  case_id text NOT NULL DEFAULT ''::text
  entry_id text NOT NULL DEFAULT ''::text
  text text NOT NULL
  due_on text NOT NULL
  state text NOT NULL
  answer text NOT NULL DEFAULT ''::text
  verdict text NOT NULL DEFAULT ''::text
  asked_by_id text NOT NULL
  asked_by text NOT NULL
  asked_at bigint NOT NULL
  answered_by text NOT NULL DEFAULT ''::text
  answered_at bigint NOT NULL DEFAULT 0
  closed_by text NOT NULL DEFAULT ''::text
  closed_at bigint NOT NULL DEFAULT 0
  version bigint NOT NULL
  updated_at bigint NOT NULL
  updated_by text NOT NULL
  CONSTRAINT supervision_questions_number_key UNIQUE (number)
  CONSTRAINT supervision_questions_pkey PRIMARY KEY (id)
  CONSTRAINT supervision_questions_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'answered'::text, 'returned'::text, 'closed'::text])))
  CREATE INDEX supervision_questions_case ON public.supervision_questions USING btree (case_id, id) WHERE (case_id <> ''::text)
  CREATE INDEX supervision_questions_org ON public.supervision_questions USING btree (org_path, id)
  CREATE INDEX supervision_questions_state ON public.supervision_questions USING btree (state, due_on, id)
TABLE tasks
  id text NOT NULL
  kind text NOT NULL
  case_id text NOT NULL DEFAULT ''::text
  object_type text NOT NULL DEFAULT ''::text
  object_id text NOT NULL DEFAULT ''::text
  title text NOT NULL
  due_on text NOT NULL
  owner_path text NOT NULL
  owner_staff_id text NOT NULL DEFAULT ''::text
  perm text NOT NULL
  link text NOT NULL DEFAULT ''::text
  opened_at bigint NOT NULL
  opened_by text NOT NULL
  opened_by_name text NOT NULL DEFAULT ''::text
  is_open boolean NOT NULL
  closed_at bigint NOT NULL DEFAULT 0
  closed_by text NOT NULL DEFAULT ''::text
  paused_since text NOT NULL DEFAULT ''::text
  paused_days bigint NOT NULL DEFAULT 0
  escalated_on text NOT NULL DEFAULT ''::text
  CONSTRAINT tasks_pkey PRIMARY KEY (id)
  CREATE UNIQUE INDEX tasks_case_id_object_id_kind_key ON public.tasks USING btree (case_id, object_id, kind) WHERE is_open
  CREATE INDEX tasks_due ON public.tasks USING btree (due_on, id) WHERE is_open
  CREATE INDEX tasks_object ON public.tasks USING btree (object_id, kind) WHERE is_open
  CREATE INDEX tasks_perm ON public.tasks USING btree (perm, owner_path, due_on) WHERE is_open
  CREATE INDEX tasks_staff ON public.tasks USING btree (owner_staff_id, due_on) WHERE (is_open AND (owner_staff_id <> ''::text))
TABLE urgent_decisions
  id text NOT NULL
  case_id text NOT NULL
  purpose text NOT NULL
  person_id text NOT NULL DEFAULT ''::text
  fund_id text NOT NULL
  amount_fen bigint NOT NULL
  reason text NOT NULL
  state text NOT NULL
  asked_by_id text NOT NULL
  asked_by text NOT NULL
  asked_at bigint NOT NULL
  signed_by_id text NOT NULL DEFAULT ''::text
  signed_by text NOT NULL DEFAULT ''::text
  signed_at bigint NOT NULL DEFAULT 0
  award_id text NOT NULL DEFAULT ''::text
  papers_due_on text NOT NULL DEFAULT ''::text
  meeting_id text NOT NULL DEFAULT ''::text
  outcome text NOT NULL DEFAULT ''::text
  CONSTRAINT urgent_decisions_amount_check CHECK ((amount_fen > 0))
  CONSTRAINT urgent_decisions_case_id_fkey FOREIGN KEY (case_id) REFERENCES aid_cases(id)
  CONSTRAINT urgent_decisions_pkey PRIMARY KEY (id)
  CREATE INDEX urgent_decisions_case ON public.urgent_decisions USING btree (case_id, id)
  CREATE INDEX urgent_decisions_state ON public.urgent_decisions USING btree (state)
TABLE user_passwords
  id text NOT NULL
  user_id text NOT NULL
  hash text NOT NULL
  set_at bigint NOT NULL
  CONSTRAINT user_passwords_pkey PRIMARY KEY (id)
  CONSTRAINT user_passwords_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
  CREATE INDEX user_passwords_user ON public.user_passwords USING btree (user_id, id)
TABLE users
  id text NOT NULL
  login text NOT NULL
  hash text NOT NULL
  password_at bigint NOT NULL
  must_change boolean NOT NULL
  failures bigint NOT NULL DEFAULT 0
  locked_until bigint NOT NULL DEFAULT 0
  disabled boolean NOT NULL DEFAULT false
  last_in_at bigint NOT NULL DEFAULT 0
  made_at bigint NOT NULL
  CONSTRAINT users_login_key UNIQUE (login)
  CONSTRAINT users_pkey PRIMARY KEY (id)
TABLE visit_holds
  case_id text NOT NULL
  held_on text NOT NULL
  resumed_on text NOT NULL DEFAULT ''::text
  CONSTRAINT visit_holds_pkey PRIMARY KEY (case_id)
TABLE visit_relatives
  id text NOT NULL
  case_id text NOT NULL
  person_id text NOT NULL
  staff_id text NOT NULL DEFAULT ''::text
  staff_name text NOT NULL
  staff_org text NOT NULL
  staff_post text NOT NULL DEFAULT ''::text
  relation text NOT NULL
  note text NOT NULL DEFAULT ''::text
  made_by_id text NOT NULL
  made_by text NOT NULL
  made_at bigint NOT NULL
  CONSTRAINT visit_relatives_case_id_person_id_staff_name_staff_org_key UNIQUE (case_id, person_id, staff_name, staff_org)
  CONSTRAINT visit_relatives_pkey PRIMARY KEY (id)
  CREATE INDEX visit_relatives_staff ON public.visit_relatives USING btree (staff_id, case_id) WHERE (staff_id <> ''::text)
TABLE visit_visitors
  visit_id text NOT NULL
  case_id text NOT NULL
  staff_id text NOT NULL
  seat bigint NOT NULL
  name text NOT NULL
  title text NOT NULL
  org_id text NOT NULL
  org_name text NOT NULL
  CONSTRAINT visit_visitors_pkey PRIMARY KEY (visit_id, staff_id)
  CONSTRAINT visit_visitors_visit_id_fkey FOREIGN KEY (visit_id) REFERENCES visits(id)
  CREATE INDEX visit_visitors_case ON public.visit_visitors USING btree (case_id, visit_id)
  CREATE INDEX visit_visitors_staff ON public.visit_visitors USING btree (staff_id, visit_id)
TABLE visits
  id text NOT NULL
  case_id text NOT NULL
  kind text NOT NULL
  month bigint NOT NULL DEFAULT 0
  state text NOT NULL
  is_open boolean NOT NULL
  title text NOT NULL
  file_no text NOT NULL
  area_code text NOT NULL
  street text NOT NULL
  planned_on text NOT NULL
  due_on text NOT NULL
  place_note text NOT NULL DEFAULT ''::text
  record_sealed text NOT NULL DEFAULT ''::text
  photos bigint NOT NULL DEFAULT 0
  done_on text NOT NULL DEFAULT ''::text
  finished_at bigint NOT NULL DEFAULT 0
  advice text NOT NULL DEFAULT ''::text
  relapse text NOT NULL DEFAULT ''::text
  outcome text NOT NULL DEFAULT ''::text
  outcome_reason text NOT NULL DEFAULT ''::text
  outcome_by_id text NOT NULL DEFAULT ''::text
  outcome_by text NOT NULL DEFAULT ''::text
  outcome_at bigint NOT NULL DEFAULT 0
  cancel_reason text NOT NULL DEFAULT ''::text
  version bigint NOT NULL
  made_by_id text NOT NULL
  made_by text NOT NULL
  made_at bigint NOT NULL
  updated_at bigint NOT NULL
  updated_by text NOT NULL
  CONSTRAINT visits_kind_check CHECK ((kind = ANY (ARRAY['initial'::text, 'revisit'::text, 'after_exit'::text])))
  CONSTRAINT visits_pkey PRIMARY KEY (id)
  CONSTRAINT visits_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'done'::text, 'cancelled'::text])))
  CREATE INDEX visits_case ON public.visits USING btree (case_id, id)
  CREATE UNIQUE INDEX visits_case_id_kind_month_key ON public.visits USING btree (case_id, kind, month) WHERE is_open
  CREATE INDEX visits_open ON public.visits USING btree (planned_on, id) WHERE is_open
CREATE OR REPLACE FUNCTION public.ledger_frozen()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION 'ledger_frozen' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_frozen';
END
$function$

