-- +goose Up
-- The indexes of entries by account begin with the part of the chain (docs/adr/0029): a new entry changes the few pages of the newest
-- part, and not one of its own for each account. What was booked before is one part. That an account's numbers have no gap and come once
-- is guarded by its balance, which gives them, and recomputed by Verify.
DROP INDEX ledger_entries_debit_debit_seq_key;
DROP INDEX ledger_entries_credit_credit_seq_key;
ALTER TABLE ledger_entries ADD COLUMN part BIGINT NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX ledger_entries_part_debit_debit_seq_key ON ledger_entries (part, debit, debit_seq);
CREATE UNIQUE INDEX ledger_entries_part_credit_credit_seq_key ON ledger_entries (part, credit, credit_seq);

-- How many transactions the chain covers up to a link.
ALTER TABLE ledger_chain ADD COLUMN upto BIGINT NOT NULL DEFAULT 0;
DROP TRIGGER ledger_chain_no_update;
UPDATE ledger_chain SET upto = s.upto FROM (SELECT seq, SUM(n) OVER (ORDER BY seq) AS upto FROM ledger_chain) s WHERE s.seq = ledger_chain.seq;
-- +goose StatementBegin
CREATE TRIGGER ledger_chain_no_update BEFORE UPDATE ON ledger_chain
BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
-- +goose StatementEnd
