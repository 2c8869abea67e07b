-- +goose Up
-- What was paid is summed by fund, purpose and month without reading the orders; a fund's orders of a half-year are found by their day.
CREATE INDEX fund_orders_sums ON fund_orders (state, fund_id, paid_on, purpose, live, amount_fen);
DROP INDEX fund_orders_fund;
CREATE INDEX fund_orders_fund ON fund_orders (fund_id, due_on, id);
