-- +goose Up
-- What the pair of this file does on SQLite (docs/adr/0016): fewer indexes, one link of the chain for each batch, and triggers
-- that refuse to change or remove what is booked. Foreign keys of entries are checked row by row here, which costs more than
-- the booking; the ledger looks both accounts up while it holds them, nothing they point to can be removed, and Verify looks again.
ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_debit_fkey;
ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_credit_fkey;
ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_tx_id_fkey;
DROP INDEX ledger_entries_debit_effective;
DROP INDEX ledger_entries_credit_effective;
ALTER TABLE ledger_accounts DROP CONSTRAINT ledger_accounts_code_commodity_key;
ALTER TABLE ledger_balances SET (fillfactor = 70);
ALTER TABLE ledger_chain ADD COLUMN n BIGINT NOT NULL DEFAULT 1;
ALTER TABLE ledger_chain ADD CONSTRAINT ledger_chain_n_check CHECK (n > 0);
ALTER TABLE ledger_unsealed ADD COLUMN n BIGINT NOT NULL DEFAULT 1;
ALTER TABLE ledger_unsealed ADD COLUMN hash TEXT NOT NULL DEFAULT '';
UPDATE ledger_unsealed SET hash = (SELECT t.hash FROM ledger_transactions t WHERE t.id = ledger_unsealed.tx_id);

-- +goose StatementBegin
CREATE FUNCTION ledger_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'ledger_frozen' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_frozen';
END
$$;
-- +goose StatementEnd
CREATE TRIGGER ledger_transactions_no_update BEFORE UPDATE ON ledger_transactions FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen();
CREATE TRIGGER ledger_transactions_no_delete BEFORE DELETE OR TRUNCATE ON ledger_transactions FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen();
CREATE TRIGGER ledger_entries_no_update BEFORE UPDATE ON ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen();
CREATE TRIGGER ledger_entries_no_delete BEFORE DELETE OR TRUNCATE ON ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen();
CREATE TRIGGER ledger_chain_no_update BEFORE UPDATE ON ledger_chain FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen();
CREATE TRIGGER ledger_chain_no_delete BEFORE DELETE OR TRUNCATE ON ledger_chain FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen();
CREATE TRIGGER ledger_accounts_no_update BEFORE UPDATE OF code, parent, commodity, side, is_group ON ledger_accounts FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen();
CREATE TRIGGER ledger_accounts_no_delete BEFORE DELETE OR TRUNCATE ON ledger_accounts FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen();
CREATE TRIGGER ledger_balances_no_update BEFORE UPDATE OF account, commodity, sign ON ledger_balances FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen();
CREATE TRIGGER ledger_balances_no_delete BEFORE DELETE OR TRUNCATE ON ledger_balances FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen();
CREATE TRIGGER ledger_holds_no_update BEFORE UPDATE ON ledger_holds FOR EACH ROW WHEN (OLD.state <> 'open') EXECUTE FUNCTION ledger_frozen();
CREATE TRIGGER ledger_holds_no_delete BEFORE DELETE OR TRUNCATE ON ledger_holds FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen();
