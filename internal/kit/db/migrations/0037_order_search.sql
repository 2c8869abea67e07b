-- +goose Up
-- Orders are found by the case's number, the period or the invoice that somebody types; a fund's receipts are paged by day.
CREATE INDEX fund_orders_case_no ON fund_orders (case_no);
CREATE INDEX fund_orders_period ON fund_orders (period);
CREATE INDEX fund_orders_invoice ON fund_orders (invoice_no) WHERE invoice_no <> '';
CREATE INDEX fund_receipts_fund ON fund_receipts (fund_id, received_on, id);
