-- +goose Up
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
CREATE INDEX plan_measures_plan ON plan_measures (plan_id, id);
CREATE INDEX plan_measures_case ON plan_measures (case_id);
CREATE INDEX plan_measures_owner ON plan_measures (owner_path, state);

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
