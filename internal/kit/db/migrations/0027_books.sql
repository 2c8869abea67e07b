-- +goose Up
-- How many documents stand behind a voucher: a receipt's evidence, a payment's list and the bank's answers. Months closed before this
-- counted none.
ALTER TABLE account_vouchers ADD COLUMN attachments BIGINT NOT NULL DEFAULT 0;
