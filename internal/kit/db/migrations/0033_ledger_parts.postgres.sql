-- +goose Up
-- The pair of this file gives SQLite's entries a part of the chain. Here they have none: a posting costs no more in a large book than in a small one.

-- How many transactions the chain covers up to a link.
ALTER TABLE ledger_chain ADD COLUMN upto BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ledger_chain DISABLE TRIGGER ledger_chain_no_update;
UPDATE ledger_chain SET upto = s.upto FROM (SELECT seq, SUM(n) OVER (ORDER BY seq) AS upto FROM ledger_chain) s WHERE s.seq = ledger_chain.seq;
ALTER TABLE ledger_chain ENABLE TRIGGER ledger_chain_no_update;
