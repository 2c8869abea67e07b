-- +goose Up
-- The list of cases by the last change reads as many rows as it shows. The column only grows, so that a new row is added at the
-- end of the index.
CREATE INDEX aid_cases_updated ON aid_cases (updated_at, id);
