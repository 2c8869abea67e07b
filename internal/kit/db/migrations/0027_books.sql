-- +goose Up
-- How many documents stand behind a voucher: a receipt's evidence, a payment's list and the bank's answers. Months closed before this
-- counted none.
ALTER TABLE account_vouchers ADD COLUMN attachments BIGINT NOT NULL DEFAULT 0;

-- Goods that were given are counted in pieces, and handed out to households piece by piece.
ALTER TABLE gift_collections ADD COLUMN pieces BIGINT NOT NULL DEFAULT 0;
ALTER TABLE gift_collections ADD COLUMN unit TEXT NOT NULL DEFAULT '';

CREATE TABLE gift_handouts (
  id TEXT NOT NULL PRIMARY KEY,
  no TEXT NOT NULL,
  collection_id TEXT NOT NULL REFERENCES gift_collections (id),
  case_id TEXT NOT NULL,
  case_no TEXT NOT NULL,
  household_id TEXT NOT NULL,
  household TEXT NOT NULL,
  pieces BIGINT NOT NULL,
  value_fen BIGINT NOT NULL,
  handed_on TEXT NOT NULL,
  receiver TEXT NOT NULL,
  file_id TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  tx_id TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  made_by_id TEXT NOT NULL,
  confirmed_at BIGINT NOT NULL DEFAULT 0,
  confirmed_by TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  CONSTRAINT gift_handouts_no_key UNIQUE (no),
  CONSTRAINT gift_handouts_pieces_check CHECK (pieces > 0 AND value_fen >= 0),
  CONSTRAINT gift_handouts_state_check CHECK (state IN ('handed', 'accepted', 'returned'))
);
CREATE INDEX gift_handouts_collection ON gift_handouts (collection_id, id);
CREATE INDEX gift_handouts_day ON gift_handouts (handed_on) WHERE state <> 'returned';

-- What a campaign told of its progress, for the public page.
ALTER TABLE gift_disclosures ADD COLUMN report TEXT NOT NULL DEFAULT '';
