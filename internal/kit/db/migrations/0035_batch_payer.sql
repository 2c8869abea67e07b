-- +goose Up
-- The paying account as it was when the batch was locked: its file shows this number whatever the account is changed to later. What has
-- gone out keeps the number that the account has today; what is locked but not released takes it when it is locked again.
ALTER TABLE fund_batches ADD COLUMN payer_no TEXT NOT NULL DEFAULT '';
ALTER TABLE fund_batches ADD COLUMN payer_account TEXT NOT NULL DEFAULT '';
UPDATE fund_batches SET payer_no = (SELECT account_no FROM fund_payers WHERE code = fund_batches.payer),
  payer_account = (SELECT account_name FROM fund_payers WHERE code = fund_batches.payer)
  WHERE state IN ('released', 'returned', 'reconciled', 'closed') AND payer IN (SELECT code FROM fund_payers);
