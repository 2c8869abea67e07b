-- +goose Up
-- Accounts, transactions, entries and the chain are only ever inserted; balances and holds are derived state that
-- Verify recomputes from the entries. An entry is one debit and one credit of the same amount and commodity, so no
-- transaction can be out of balance.
CREATE TABLE ledger_accounts (
  code TEXT NOT NULL PRIMARY KEY,
  parent TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL,
  commodity TEXT NOT NULL,
  side TEXT NOT NULL,
  is_group BOOLEAN NOT NULL,
  opened_at BIGINT NOT NULL,
  opened_by TEXT NOT NULL,
  CONSTRAINT ledger_accounts_code_commodity_key UNIQUE (code, commodity),
  CONSTRAINT ledger_accounts_side_check CHECK (side IN ('debit', 'credit'))
);
CREATE INDEX ledger_accounts_parent ON ledger_accounts (parent, code);

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
  CONSTRAINT ledger_balances_sign_check CHECK (sign IN (1, -1)),
  CONSTRAINT ledger_balances_floor_check CHECK (floor IS NULL OR balance - going >= floor),
  CONSTRAINT ledger_balances_ceiling_check CHECK (ceiling IS NULL OR balance + coming <= ceiling),
  CONSTRAINT ledger_balances_holds_check CHECK (going >= 0 AND coming >= 0 AND entries >= 0),
  CONSTRAINT ledger_balances_range_check CHECK (balance BETWEEN -4000000000000000000 AND 4000000000000000000)
);

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
  CONSTRAINT ledger_transactions_kind_check CHECK (kind IN ('post', 'hold', 'settle', 'release', 'reverse'))
);
CREATE UNIQUE INDEX ledger_transactions_reverses_key ON ledger_transactions (reverses) WHERE reverses <> '';

CREATE TABLE ledger_entries (
  tx_id TEXT NOT NULL REFERENCES ledger_transactions (id),
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
  credit_after BIGINT NOT NULL,
  CONSTRAINT ledger_entries_tx_id_n_key PRIMARY KEY (tx_id, n),
  CONSTRAINT ledger_entries_debit_fkey FOREIGN KEY (debit, commodity) REFERENCES ledger_accounts (code, commodity),
  CONSTRAINT ledger_entries_credit_fkey FOREIGN KEY (credit, commodity) REFERENCES ledger_accounts (code, commodity),
  CONSTRAINT ledger_entries_amount_check CHECK (amount > 0 AND debit <> credit),
  CONSTRAINT ledger_entries_act_check CHECK (act IN ('post', 'hold', 'settle', 'release'))
);
CREATE UNIQUE INDEX ledger_entries_debit_debit_seq_key ON ledger_entries (debit, debit_seq);
CREATE UNIQUE INDEX ledger_entries_credit_credit_seq_key ON ledger_entries (credit, credit_seq);
CREATE INDEX ledger_entries_debit_effective ON ledger_entries (debit, effective_on);
CREATE INDEX ledger_entries_credit_effective ON ledger_entries (credit, effective_on);

CREATE TABLE ledger_holds (
  id TEXT NOT NULL PRIMARY KEY REFERENCES ledger_transactions (id),
  state TEXT NOT NULL,
  expires_at BIGINT NOT NULL DEFAULT 0,
  ended_by TEXT NOT NULL DEFAULT '',
  CONSTRAINT ledger_holds_state_check CHECK (state IN ('open', 'settled', 'released', 'expired'))
);
CREATE INDEX ledger_holds_due ON ledger_holds (expires_at) WHERE state = 'open' AND expires_at > 0;

CREATE TABLE ledger_chain (
  seq BIGINT NOT NULL PRIMARY KEY,
  tx_id TEXT NOT NULL REFERENCES ledger_transactions (id),
  chain TEXT NOT NULL,
  CONSTRAINT ledger_chain_tx_id_key UNIQUE (tx_id)
);

CREATE TABLE ledger_unsealed (
  tx_id TEXT NOT NULL PRIMARY KEY REFERENCES ledger_transactions (id)
);
