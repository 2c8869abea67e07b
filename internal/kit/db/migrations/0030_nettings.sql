-- +goose Up
-- Of an order's amount: what another fund gets, to which the household owes it; the bank pays the rest. Nothing is booked before the order is paid.
ALTER TABLE fund_orders ADD COLUMN offset_fen BIGINT NOT NULL DEFAULT 0;
ALTER TABLE fund_recoveries ADD COLUMN pending_fen BIGINT NOT NULL DEFAULT 0;

-- A recovery settled by a later payment: kept back within one fund (done at once), or passed on from the fund that pays to the fund
-- that is owed, which a second person agrees to and which is booked with the payment. order_id follows a failed order to the one
-- that replaces it.
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
