-- +goose Up
-- The ledger's tables again, each as one tree ordered by its key and with fewer indexes (docs/adr/0016), and triggers that
-- refuse to change or remove what is booked. The pair of this file does the same on PostgreSQL. Lists in CHECKs are written
-- out: for an IN SQLite makes a small tree anew for every row. Entries have no foreign keys, see the pair.
CREATE TABLE old_accounts AS SELECT * FROM ledger_accounts;
CREATE TABLE old_balances AS SELECT * FROM ledger_balances;
CREATE TABLE old_transactions AS SELECT * FROM ledger_transactions;
CREATE TABLE old_entries AS SELECT * FROM ledger_entries;
CREATE TABLE old_holds AS SELECT * FROM ledger_holds;
CREATE TABLE old_chain AS SELECT * FROM ledger_chain;
CREATE TABLE old_unsealed AS SELECT * FROM ledger_unsealed;
DROP TABLE ledger_unsealed;
DROP TABLE ledger_chain;
DROP TABLE ledger_holds;
DROP TABLE ledger_entries;
DROP TABLE ledger_transactions;
DROP TABLE ledger_balances;
DROP TABLE ledger_accounts;

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
  credit_after BIGINT NOT NULL,
  CONSTRAINT ledger_entries_tx_id_n_key PRIMARY KEY (tx_id, n),
  CONSTRAINT ledger_entries_amount_check CHECK (amount > 0 AND debit <> credit),
  CONSTRAINT ledger_entries_act_check CHECK (act = 'post' OR act = 'hold' OR act = 'settle' OR act = 'release')
) WITHOUT ROWID;

CREATE TABLE ledger_holds (
  id TEXT NOT NULL PRIMARY KEY REFERENCES ledger_transactions (id),
  state TEXT NOT NULL,
  expires_at BIGINT NOT NULL DEFAULT 0,
  ended_by TEXT NOT NULL DEFAULT '',
  CONSTRAINT ledger_holds_state_check CHECK (state IN ('open', 'settled', 'released', 'expired'))
) WITHOUT ROWID;

-- A link covers the n transactions whose ids follow each other from tx_id on.
CREATE TABLE ledger_chain (
  seq INTEGER NOT NULL PRIMARY KEY,
  tx_id TEXT NOT NULL REFERENCES ledger_transactions (id),
  n BIGINT NOT NULL DEFAULT 1,
  chain TEXT NOT NULL,
  CONSTRAINT ledger_chain_n_check CHECK (n > 0)
);

CREATE TABLE ledger_unsealed (
  tx_id TEXT NOT NULL PRIMARY KEY REFERENCES ledger_transactions (id),
  n BIGINT NOT NULL DEFAULT 1,
  hash TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;

INSERT INTO ledger_accounts (code, parent, name, commodity, side, is_group, opened_at, opened_by)
SELECT code, parent, name, commodity, side, is_group, opened_at, opened_by FROM old_accounts ORDER BY code;
INSERT INTO ledger_balances (account, commodity, sign, floor, ceiling, balance, going, coming, entries)
SELECT account, commodity, sign, floor, ceiling, balance, going, coming, entries FROM old_balances ORDER BY account;
INSERT INTO ledger_transactions (id, kind, key, input_hash, hold_id, reverses, expires_at, effective_on, booked_at, booked_by, memo, meta, hash)
SELECT id, kind, key, input_hash, hold_id, reverses, expires_at, effective_on, booked_at, booked_by, memo, meta, hash FROM old_transactions ORDER BY id;
INSERT INTO ledger_entries (tx_id, n, act, debit, credit, commodity, amount, effective_on, booked_at, debit_seq, debit_after, credit_seq, credit_after)
SELECT tx_id, n, act, debit, credit, commodity, amount, effective_on, booked_at, debit_seq, debit_after, credit_seq, credit_after FROM old_entries ORDER BY tx_id, n;
INSERT INTO ledger_holds (id, state, expires_at, ended_by) SELECT id, state, expires_at, ended_by FROM old_holds ORDER BY id;
INSERT INTO ledger_chain (seq, tx_id, chain) SELECT seq, tx_id, chain FROM old_chain ORDER BY seq;
INSERT INTO ledger_unsealed (tx_id, hash) SELECT u.tx_id, t.hash FROM old_unsealed u JOIN ledger_transactions t ON t.id = u.tx_id ORDER BY u.tx_id;

DROP TABLE old_unsealed;
DROP TABLE old_chain;
DROP TABLE old_holds;
DROP TABLE old_entries;
DROP TABLE old_transactions;
DROP TABLE old_balances;
DROP TABLE old_accounts;

CREATE INDEX ledger_accounts_parent ON ledger_accounts (parent, code);
CREATE UNIQUE INDEX ledger_transactions_reverses_key ON ledger_transactions (reverses) WHERE reverses <> '';
CREATE UNIQUE INDEX ledger_entries_debit_debit_seq_key ON ledger_entries (debit, debit_seq);
CREATE UNIQUE INDEX ledger_entries_credit_credit_seq_key ON ledger_entries (credit, credit_seq);
CREATE INDEX ledger_holds_due ON ledger_holds (expires_at) WHERE state = 'open' AND expires_at > 0;

-- +goose StatementBegin
CREATE TRIGGER ledger_transactions_no_update BEFORE UPDATE ON ledger_transactions
BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_transactions_no_delete BEFORE DELETE ON ledger_transactions
BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_entries_no_update BEFORE UPDATE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_entries_no_delete BEFORE DELETE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_chain_no_update BEFORE UPDATE ON ledger_chain
BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_chain_no_delete BEFORE DELETE ON ledger_chain
BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_accounts_no_update BEFORE UPDATE OF code, parent, commodity, side, is_group ON ledger_accounts
BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_accounts_no_delete BEFORE DELETE ON ledger_accounts
BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_balances_no_update BEFORE UPDATE OF account, commodity, sign ON ledger_balances
BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_balances_no_delete BEFORE DELETE ON ledger_balances
BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_holds_no_update BEFORE UPDATE ON ledger_holds WHEN OLD.state <> 'open'
BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_holds_no_delete BEFORE DELETE ON ledger_holds
BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
-- +goose StatementEnd
