-- +goose Up
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
  made_by_id TEXT NOT NULL,
  CONSTRAINT fund_receipts_amount_check CHECK (amount_fen > 0)
);
CREATE UNIQUE INDEX fund_receipts_fund_id_evidence_no_key ON fund_receipts (fund_id, evidence_no) WHERE reversed_tx = '';
CREATE INDEX fund_receipts_day ON fund_receipts (received_on, id);

CREATE TABLE fund_budgets (
  fund_id TEXT NOT NULL REFERENCES funds (id),
  half TEXT NOT NULL,
  amount_fen BIGINT NOT NULL,
  before_fen BIGINT NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  CONSTRAINT fund_budgets_fund_id_half_key PRIMARY KEY (fund_id, half)
);

-- An order is one payment to one payee out of one fund. Live ones (not cancelled, not replaced) of the same subject, purpose,
-- period and invoice exclude each other whatever department or fund they belong to.
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
  updated_by TEXT NOT NULL,
  CONSTRAINT fund_orders_amount_check CHECK (amount_fen > 0),
  CONSTRAINT fund_orders_state_check CHECK (state IN ('waiting', 'held', 'batched', 'paid', 'failed', 'repaid', 'cancelled'))
);
CREATE UNIQUE INDEX fund_orders_subject_id_purpose_period_invoice_no_key ON fund_orders (subject_id, purpose, period, invoice_no) WHERE live;
CREATE UNIQUE INDEX fund_orders_replaces_id_key ON fund_orders (replaces_id) WHERE replaces_id <> '';
CREATE INDEX fund_orders_case ON fund_orders (case_id, id);
CREATE INDEX fund_orders_award ON fund_orders (award_id, id);
CREATE INDEX fund_orders_state ON fund_orders (state, due_on, id);
CREATE INDEX fund_orders_due ON fund_orders (due_on, id);
CREATE INDEX fund_orders_fund ON fund_orders (fund_id, id);
CREATE INDEX fund_orders_batch ON fund_orders (batch_id) WHERE batch_id <> '';
CREATE INDEX fund_orders_person ON fund_orders (person_id, year);
CREATE INDEX fund_orders_household ON fund_orders (household_id, year);

-- What other departments and schemes gave before, as far as it counts against caps. Source is the caller's id of the record.
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

-- The day by which a case must be revisited, told by the casebook; a later today locks the case's payments.
CREATE TABLE fund_revisits (
  case_id TEXT NOT NULL PRIMARY KEY,
  due_on TEXT NOT NULL
);

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
INSERT INTO fund_payers (code, name, account_name, bank, account_no, template, version, updated_at, updated_by)
VALUES ('main', '主账户', '', '', '', 'csv_gbk', 1, 0, '');

CREATE TABLE fund_templates (
  code TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  document TEXT NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL
);
INSERT INTO fund_templates (code, name, document, version, updated_at, updated_by) VALUES
('csv_gbk', '通用代发 CSV（GB18030）', '{"format":"csv","encoding":"gb18030","head":true,"max_lines":5000,"purpose_length":10,"columns":[{"title":"序号","field":"seq"},{"title":"账号","field":"account"},{"title":"户名","field":"account_name"},{"title":"金额","field":"amount"},{"title":"开户行","field":"bank"},{"title":"联行号","field":"bank_line_no"},{"title":"用途","field":"purpose"},{"title":"备注","field":"remark"}]}', 1, 0, ''),
('csv_utf8', '通用代发 CSV（UTF-8）', '{"format":"csv","encoding":"utf-8","head":true,"max_lines":5000,"purpose_length":20,"columns":[{"title":"序号","field":"seq"},{"title":"账号","field":"account"},{"title":"户名","field":"account_name"},{"title":"金额","field":"amount"},{"title":"开户行","field":"bank"},{"title":"联行号","field":"bank_line_no"},{"title":"用途","field":"purpose"},{"title":"备注","field":"remark"}]}', 1, 0, ''),
('xlsx', '通用代发 Excel', '{"format":"xlsx","head":true,"summary":true,"max_lines":5000,"purpose_length":20,"columns":[{"title":"序号","field":"seq"},{"title":"账号","field":"account"},{"title":"户名","field":"account_name"},{"title":"金额","field":"amount"},{"title":"开户行","field":"bank"},{"title":"联行号","field":"bank_line_no"},{"title":"用途","field":"purpose"},{"title":"备注","field":"remark"}]}', 1, 0, '');

-- From above_fen on (exclusive) a batch needs so many reviewers.
CREATE TABLE fund_bands (
  above_fen BIGINT NOT NULL PRIMARY KEY,
  reviewers BIGINT NOT NULL,
  CONSTRAINT fund_bands_reviewers_check CHECK (reviewers BETWEEN 1 AND 5)
);
INSERT INTO fund_bands (above_fen, reviewers) VALUES (0, 1), (10000000, 2);

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
  updated_by TEXT NOT NULL,
  CONSTRAINT fund_batches_no_key UNIQUE (no),
  CONSTRAINT fund_batches_state_check CHECK (state IN ('draft', 'locked', 'reviewed', 'released', 'returned', 'reconciled', 'closed', 'cancelled'))
);
CREATE INDEX fund_batches_state ON fund_batches (state, no);

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

-- Money that was paid and has to come back.
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
  updated_by TEXT NOT NULL,
  CONSTRAINT fund_recoveries_order_id_key UNIQUE (order_id),
  CONSTRAINT fund_recoveries_amount_check CHECK (amount_fen > 0 AND received_fen >= 0 AND received_fen <= amount_fen),
  CONSTRAINT fund_recoveries_state_check CHECK (state IN ('open', 'received'))
);
CREATE INDEX fund_recoveries_state ON fund_recoveries (state, id);
