-- +goose Up
-- Every new case asks which organisation leads; a department's streets and employers' unions are many, its own seats few.
DROP INDEX orgs_department;
CREATE INDEX orgs_department ON orgs (department, kind, to_on, path);
