-- +goose Up
-- PostgreSQL keeps its rows apart from their keys in any case: what the pair of this file does to tables is for SQLite.

-- Nothing asks for these: each is a tree that every new household pays for.
DROP INDEX households_area;
DROP INDEX households_head;
DROP INDEX persons_employer;
