-- +goose Up
-- A delivery holds several kinds of goods, each a line with its own pieces and value. What is left of a line stands on its shelf; what
-- went back to the donor is counted here. Goods of before are line 1.
CREATE TABLE gift_goods (
  collection_id TEXT NOT NULL REFERENCES gift_collections (id),
  line BIGINT NOT NULL,
  name TEXT NOT NULL,
  pieces BIGINT NOT NULL,
  unit TEXT NOT NULL,
  value_fen BIGINT NOT NULL,
  evidence_no TEXT NOT NULL DEFAULT '',
  back_fen BIGINT NOT NULL DEFAULT 0,
  back_pieces BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT gift_goods_pkey PRIMARY KEY (collection_id, line),
  CONSTRAINT gift_goods_value_check CHECK (line > 0 AND pieces > 0 AND value_fen > 0),
  CONSTRAINT gift_goods_back_check CHECK (back_fen BETWEEN 0 AND value_fen AND back_pieces BETWEEN 0 AND pieces)
);
CREATE INDEX gift_goods_evidence ON gift_goods (evidence_no) WHERE evidence_no <> '';
INSERT INTO gift_goods (collection_id, line, name, pieces, unit, value_fen, back_fen)
SELECT c.id, 1, c.goods, CASE WHEN c.pieces < 1 THEN 1 ELSE c.pieces END, CASE WHEN c.unit = '' THEN '件' ELSE c.unit END, c.amount_fen,
  COALESCE((SELECT SUM(g.amount_fen) FROM gifts g WHERE g.collection_id = c.id AND g.state = 'refunded'), 0)
FROM gift_collections c WHERE c.channel = 'goods';
ALTER TABLE gift_collections DROP COLUMN goods;
ALTER TABLE gift_collections DROP COLUMN pieces;
ALTER TABLE gift_collections DROP COLUMN unit;
ALTER TABLE gift_handouts ADD COLUMN line BIGINT NOT NULL DEFAULT 1;
-- Which lines of a delivery are asked back; none: the gift as a whole.
ALTER TABLE gift_requests ADD COLUMN lines TEXT NOT NULL DEFAULT '[]';

-- What a fund received is followed back to its gifts by the receipt.
CREATE INDEX gift_collections_receipt ON gift_collections (receipt_id) WHERE receipt_id <> '';

-- The sums of campaigns stand on public pages and are read from the indexes alone.
CREATE INDEX gift_pledges_sums ON gift_pledges (campaign_id, state, amount_fen);
CREATE INDEX gifts_sums ON gifts (campaign_id, form, state, amount_fen);

-- A receipt tells its lines of goods. When some of them went back to the donor it is cancelled and another one takes its place, so a gift may
-- have several, of which one is in force.
CREATE TABLE gift_receipts_before AS SELECT * FROM gift_receipts;
DROP TABLE gift_receipts;
CREATE TABLE gift_receipts (
  id TEXT NOT NULL PRIMARY KEY,
  gift_id TEXT NOT NULL REFERENCES gifts (id),
  year TEXT NOT NULL,
  seq BIGINT NOT NULL,
  number TEXT NOT NULL,
  check_code TEXT NOT NULL,
  follow_code TEXT NOT NULL,
  amount_fen BIGINT NOT NULL,
  item TEXT NOT NULL,
  lines TEXT NOT NULL DEFAULT '[]',
  state TEXT NOT NULL,
  issued_on TEXT NOT NULL,
  payee TEXT NOT NULL,
  reviewer TEXT NOT NULL,
  cancelled_on TEXT NOT NULL DEFAULT '',
  cancelled_by TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  CONSTRAINT gift_receipts_number_key UNIQUE (number),
  CONSTRAINT gift_receipts_year_seq_key UNIQUE (year, seq),
  CONSTRAINT gift_receipts_state_check CHECK (state IN ('issued', 'cancelled'))
);
CREATE UNIQUE INDEX gift_receipts_gift_id_key ON gift_receipts (gift_id) WHERE state = 'issued';
CREATE INDEX gift_receipts_gift ON gift_receipts (gift_id, number);
INSERT INTO gift_receipts (id, gift_id, year, seq, number, check_code, follow_code, amount_fen, item, state, issued_on, payee, reviewer, cancelled_on, cancelled_by, reason)
SELECT id, gift_id, year, seq, number, check_code, follow_code, amount_fen, item, state, issued_on, payee, reviewer, cancelled_on, cancelled_by, reason
FROM gift_receipts_before;
DROP TABLE gift_receipts_before;
