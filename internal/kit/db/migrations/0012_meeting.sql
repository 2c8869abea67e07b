-- +goose Up
CREATE TABLE meetings (
  id TEXT NOT NULL PRIMARY KEY,
  number TEXT NOT NULL,
  kind TEXT NOT NULL,
  period TEXT NOT NULL,
  title TEXT NOT NULL,
  held_on TEXT NOT NULL,
  held_at TEXT NOT NULL,
  place TEXT NOT NULL,
  chair_staff_id TEXT NOT NULL,
  chair_name TEXT NOT NULL,
  state TEXT NOT NULL,
  version BIGINT NOT NULL,
  minutes_sha256 TEXT NOT NULL DEFAULT '',
  made_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  CONSTRAINT meetings_number_key UNIQUE (number)
);
CREATE INDEX meetings_held ON meetings (held_on, id);

CREATE TABLE meeting_seats (
  id TEXT NOT NULL PRIMARY KEY,
  meeting_id TEXT NOT NULL REFERENCES meetings (id),
  org_id TEXT NOT NULL,
  org_path TEXT NOT NULL,
  org_name TEXT NOT NULL,
  department TEXT NOT NULL,
  staff_id TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  voting BOOLEAN NOT NULL,
  present BOOLEAN NOT NULL,
  CONSTRAINT meeting_seats_meeting_id_org_id_key UNIQUE (meeting_id, org_id)
);

CREATE TABLE motions (
  id TEXT NOT NULL PRIMARY KEY,
  meeting_id TEXT NOT NULL REFERENCES meetings (id),
  no BIGINT NOT NULL,
  kind TEXT NOT NULL,
  case_id TEXT NOT NULL DEFAULT '',
  urgent_id TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL,
  text TEXT NOT NULL DEFAULT '',
  proposer_org_id TEXT NOT NULL,
  proposer_name TEXT NOT NULL,
  proposer_department TEXT NOT NULL,
  amount_fen BIGINT NOT NULL,
  detail TEXT NOT NULL,
  state TEXT NOT NULL,
  version BIGINT NOT NULL,
  touched_by TEXT NOT NULL,
  touched_at BIGINT NOT NULL,
  CONSTRAINT motions_meeting_id_no_key UNIQUE (meeting_id, no)
);
CREATE UNIQUE INDEX motions_case_id_key ON motions (case_id) WHERE state = 'open' AND kind = 'case';
CREATE UNIQUE INDEX motions_urgent_id_key ON motions (urgent_id) WHERE state = 'open' AND kind = 'ratify';
CREATE INDEX motions_case ON motions (case_id);

CREATE TABLE motion_voices (
  motion_id TEXT NOT NULL REFERENCES motions (id),
  seat_id TEXT NOT NULL REFERENCES meeting_seats (id),
  opinion TEXT NOT NULL DEFAULT '',
  stance TEXT NOT NULL DEFAULT '',
  recused BOOLEAN NOT NULL,
  recused_kind TEXT NOT NULL DEFAULT '',
  recused_why TEXT NOT NULL DEFAULT '',
  vote TEXT NOT NULL DEFAULT '',
  dissent TEXT NOT NULL DEFAULT '',
  voted_by TEXT NOT NULL DEFAULT '',
  voted_at BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT motion_voices_motion_id_seat_id_key PRIMARY KEY (motion_id, seat_id)
);

CREATE TABLE resolutions (
  id TEXT NOT NULL PRIMARY KEY,
  motion_id TEXT NOT NULL REFERENCES motions (id),
  meeting_id TEXT NOT NULL,
  case_id TEXT NOT NULL DEFAULT '',
  number TEXT NOT NULL,
  result TEXT NOT NULL,
  text TEXT NOT NULL,
  amount_fen BIGINT NOT NULL,
  yes BIGINT NOT NULL,
  reserved BIGINT NOT NULL,
  no BIGINT NOT NULL,
  abstained BIGINT NOT NULL,
  recused BIGINT NOT NULL,
  absent BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  CONSTRAINT resolutions_motion_id_key UNIQUE (motion_id)
);
CREATE INDEX resolutions_case ON resolutions (case_id);
