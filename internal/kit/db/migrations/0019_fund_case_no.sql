-- +goose Up
-- Payment orders carry the file number of their case, also those made before they did.
UPDATE fund_orders SET case_no = (SELECT c.file_no FROM aid_cases c WHERE c.id = fund_orders.case_id)
WHERE case_no = '' AND case_id IN (SELECT id FROM aid_cases);
