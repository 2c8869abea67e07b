-- +goose Up
-- What the money of a receipt came in for, where another room booked it: gift/<collection>.
ALTER TABLE fund_receipts ADD COLUMN origin TEXT NOT NULL DEFAULT '';

CREATE TABLE gift_campaigns (
  id TEXT NOT NULL PRIMARY KEY,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  aim TEXT NOT NULL,
  purposes TEXT NOT NULL DEFAULT '',
  reach TEXT NOT NULL,
  organiser TEXT NOT NULL,
  charity TEXT NOT NULL DEFAULT '',
  charity_code TEXT NOT NULL DEFAULT '',
  certificate_no TEXT NOT NULL DEFAULT '',
  filing_no TEXT NOT NULL DEFAULT '',
  filed_on TEXT NOT NULL DEFAULT '',
  filed_with TEXT NOT NULL DEFAULT '',
  ticket_code TEXT NOT NULL DEFAULT '',
  fund_id TEXT NOT NULL REFERENCES funds (id),
  from_on TEXT NOT NULL,
  to_on TEXT NOT NULL,
  payee_account TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  closed_on TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  CONSTRAINT gift_campaigns_code_key UNIQUE (code),
  CONSTRAINT gift_campaigns_reach_check CHECK (reach IN ('employers', 'public')),
  CONSTRAINT gift_campaigns_state_check CHECK (state IN ('draft', 'open', 'closed', 'disclosed', 'cancelled'))
);
CREATE INDEX gift_campaigns_from ON gift_campaigns (from_on, id);

-- Who gives. Name and phone are sealed; the masked name is what everybody sees.
CREATE TABLE gift_donors (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  anonymous BOOLEAN NOT NULL,
  name TEXT NOT NULL,
  masked TEXT NOT NULL,
  phone TEXT NOT NULL,
  phone_index TEXT NOT NULL,
  credit_code TEXT NOT NULL DEFAULT '',
  unit TEXT NOT NULL DEFAULT '',
  made_at BIGINT NOT NULL,
  CONSTRAINT gift_donors_kind_check CHECK (kind IN ('person', 'organisation'))
);

-- A list of pledges as an employer's union sent it.
CREATE TABLE gift_lists (
  id TEXT NOT NULL PRIMARY KEY,
  campaign_id TEXT NOT NULL REFERENCES gift_campaigns (id),
  org_id TEXT NOT NULL,
  org_path TEXT NOT NULL,
  org_name TEXT NOT NULL,
  file_name TEXT NOT NULL,
  file_size BIGINT NOT NULL,
  media_type TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  row_count BIGINT NOT NULL,
  good BIGINT NOT NULL,
  bad BIGINT NOT NULL,
  sum_fen BIGINT NOT NULL,
  findings TEXT NOT NULL,
  state TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  CONSTRAINT gift_lists_campaign_id_org_id_sha256_key UNIQUE (campaign_id, org_id, sha256),
  CONSTRAINT gift_lists_state_check CHECK (state IN ('checked', 'applied'))
);

-- Money or goods that came in at once for one or many pledges.
CREATE TABLE gift_collections (
  id TEXT NOT NULL PRIMARY KEY,
  no TEXT NOT NULL,
  campaign_id TEXT NOT NULL REFERENCES gift_campaigns (id),
  fund_id TEXT NOT NULL REFERENCES funds (id),
  list_id TEXT NOT NULL DEFAULT '',
  channel TEXT NOT NULL,
  pledge_count BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL,
  received_on TEXT NOT NULL,
  payer TEXT NOT NULL,
  evidence_no TEXT NOT NULL,
  file_id TEXT NOT NULL DEFAULT '',
  goods TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  receipt_id TEXT NOT NULL DEFAULT '',
  tx_id TEXT NOT NULL DEFAULT '',
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  made_by_id TEXT NOT NULL,
  confirmed_by TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  CONSTRAINT gift_collections_no_key UNIQUE (no),
  CONSTRAINT gift_collections_amount_check CHECK (amount_fen > 0),
  CONSTRAINT gift_collections_channel_check CHECK (channel IN ('bank', 'cash', 'goods')),
  CONSTRAINT gift_collections_state_check CHECK (state IN ('counted', 'received', 'cancelled'))
);
CREATE INDEX gift_collections_campaign ON gift_collections (campaign_id, id);
CREATE UNIQUE INDEX gift_collections_fund_id_evidence_no_key ON gift_collections (fund_id, evidence_no) WHERE state <> 'cancelled';

CREATE TABLE gift_pledges (
  id TEXT NOT NULL PRIMARY KEY,
  no TEXT NOT NULL,
  campaign_id TEXT NOT NULL REFERENCES gift_campaigns (id),
  list_id TEXT NOT NULL DEFAULT '',
  row_no BIGINT NOT NULL DEFAULT 0,
  org_path TEXT NOT NULL DEFAULT '',
  donor_id TEXT NOT NULL REFERENCES gift_donors (id),
  amount_fen BIGINT NOT NULL,
  pledged_on TEXT NOT NULL,
  origin_index TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  collection_id TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  CONSTRAINT gift_pledges_no_key UNIQUE (no),
  CONSTRAINT gift_pledges_amount_check CHECK (amount_fen > 0),
  CONSTRAINT gift_pledges_state_check CHECK (state IN ('pledged', 'counted', 'received', 'cancelled'))
);
CREATE INDEX gift_pledges_campaign ON gift_pledges (campaign_id, id);
CREATE INDEX gift_pledges_list ON gift_pledges (list_id, row_no) WHERE list_id <> '';
CREATE INDEX gift_pledges_collection ON gift_pledges (collection_id, id) WHERE collection_id <> '';

CREATE TABLE gifts (
  id TEXT NOT NULL PRIMARY KEY,
  no TEXT NOT NULL,
  campaign_id TEXT NOT NULL REFERENCES gift_campaigns (id),
  fund_id TEXT NOT NULL REFERENCES funds (id),
  collection_id TEXT NOT NULL REFERENCES gift_collections (id),
  pledge_id TEXT NOT NULL REFERENCES gift_pledges (id),
  org_path TEXT NOT NULL DEFAULT '',
  donor_id TEXT NOT NULL REFERENCES gift_donors (id),
  form TEXT NOT NULL,
  amount_fen BIGINT NOT NULL,
  purposes TEXT NOT NULL DEFAULT '',
  received_on TEXT NOT NULL,
  state TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  CONSTRAINT gifts_no_key UNIQUE (no),
  CONSTRAINT gifts_pledge_id_key UNIQUE (pledge_id),
  CONSTRAINT gifts_amount_check CHECK (amount_fen > 0),
  CONSTRAINT gifts_form_check CHECK (form IN ('money', 'goods')),
  CONSTRAINT gifts_state_check CHECK (state IN ('received', 'refunded'))
);
CREATE INDEX gifts_campaign ON gifts (campaign_id, id);
CREATE INDEX gifts_collection ON gifts (collection_id, no);
CREATE INDEX gifts_fund ON gifts (fund_id, no);

-- Public-welfare donation receipts (财综〔2024〕1号). The numbers of a year have no gaps; a cancelled one keeps its number.
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
  state TEXT NOT NULL,
  issued_on TEXT NOT NULL,
  payee TEXT NOT NULL,
  reviewer TEXT NOT NULL,
  cancelled_on TEXT NOT NULL DEFAULT '',
  cancelled_by TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  CONSTRAINT gift_receipts_gift_id_key UNIQUE (gift_id),
  CONSTRAINT gift_receipts_number_key UNIQUE (number),
  CONSTRAINT gift_receipts_year_seq_key UNIQUE (year, seq),
  CONSTRAINT gift_receipts_state_check CHECK (state IN ('issued', 'cancelled'))
);

-- What two people decide about a gift: money back to the donor, or another purpose with the donor's consent.
CREATE TABLE gift_requests (
  id TEXT NOT NULL PRIMARY KEY,
  gift_id TEXT NOT NULL REFERENCES gifts (id),
  kind TEXT NOT NULL,
  amount_fen BIGINT NOT NULL,
  to_fund_id TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL,
  document_no TEXT NOT NULL DEFAULT '',
  file_id TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_by_id TEXT NOT NULL,
  decided_at BIGINT NOT NULL DEFAULT 0,
  decided_by TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  tx_id TEXT NOT NULL DEFAULT '',
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  CONSTRAINT gift_requests_amount_check CHECK (amount_fen > 0),
  CONSTRAINT gift_requests_kind_check CHECK (kind IN ('refund', 'repurpose')),
  CONSTRAINT gift_requests_state_check CHECK (state IN ('asked', 'done', 'declined'))
);
CREATE UNIQUE INDEX gift_requests_gift_id_key ON gift_requests (gift_id) WHERE state = 'asked';
CREATE INDEX gift_requests_gift ON gift_requests (gift_id, id);

-- What a campaign has to make public, and when it did.
CREATE TABLE gift_disclosures (
  id TEXT NOT NULL PRIMARY KEY,
  campaign_id TEXT NOT NULL REFERENCES gift_campaigns (id),
  kind TEXT NOT NULL,
  up_to TEXT NOT NULL,
  due_on TEXT NOT NULL,
  state TEXT NOT NULL,
  published_on TEXT NOT NULL DEFAULT '',
  published_by TEXT NOT NULL DEFAULT '',
  place TEXT NOT NULL DEFAULT '',
  CONSTRAINT gift_disclosures_campaign_id_kind_up_to_key UNIQUE (campaign_id, kind, up_to),
  CONSTRAINT gift_disclosures_kind_check CHECK (kind IN ('progress', 'full')),
  CONSTRAINT gift_disclosures_state_check CHECK (state IN ('due', 'published'))
);

CREATE TABLE gift_numbers (
  name TEXT NOT NULL PRIMARY KEY,
  last BIGINT NOT NULL
);

-- Attempts from one place on the public pages, by a keyed index of the address; kept for a day.
CREATE TABLE gift_tries (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  origin_index TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX gift_tries_origin ON gift_tries (kind, origin_index, at);
