-- +goose Up
-- A look changes the pages of the newest part of the chain only, not those of the case that was looked at.
DROP INDEX journal_entries_case;
CREATE INDEX journal_entries_part ON journal_entries ((seq >> 14), case_id);
