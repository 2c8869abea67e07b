-- +goose Up
CREATE TABLE book (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE users (
  id TEXT NOT NULL PRIMARY KEY,
  login TEXT NOT NULL,
  hash TEXT NOT NULL,
  password_at BIGINT NOT NULL,
  must_change BOOLEAN NOT NULL,
  failures BIGINT NOT NULL DEFAULT 0,
  locked_until BIGINT NOT NULL DEFAULT 0,
  disabled BOOLEAN NOT NULL DEFAULT FALSE,
  last_in_at BIGINT NOT NULL DEFAULT 0,
  made_at BIGINT NOT NULL,
  CONSTRAINT users_login_key UNIQUE (login)
);

CREATE TABLE user_passwords (
  id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id),
  hash TEXT NOT NULL,
  set_at BIGINT NOT NULL
);
CREATE INDEX user_passwords_user ON user_passwords (user_id, id);

CREATE TABLE sessions (
  id TEXT NOT NULL PRIMARY KEY,
  token_hash TEXT NOT NULL,
  user_id TEXT NOT NULL REFERENCES users (id),
  made_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL DEFAULT 0,
  end_reason TEXT NOT NULL DEFAULT '',
  origin TEXT NOT NULL,
  agent TEXT NOT NULL,
  CONSTRAINT sessions_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX sessions_user ON sessions (user_id, ended_at, made_at);

CREATE TABLE sign_ins (
  id TEXT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  login TEXT NOT NULL,
  user_id TEXT NOT NULL,
  result TEXT NOT NULL,
  origin TEXT NOT NULL,
  agent TEXT NOT NULL
);
CREATE INDEX sign_ins_login ON sign_ins (login, id);
CREATE INDEX sign_ins_user ON sign_ins (user_id, id);

CREATE TABLE orgs (
  id TEXT NOT NULL PRIMARY KEY,
  parent_id TEXT NOT NULL,
  path TEXT NOT NULL,
  kind TEXT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  short_name TEXT NOT NULL,
  area_code TEXT NOT NULL,
  department TEXT NOT NULL,
  standing BOOLEAN NOT NULL,
  credit_code TEXT NOT NULL,
  phone TEXT NOT NULL,
  address TEXT NOT NULL,
  from_on TEXT NOT NULL,
  to_on TEXT NOT NULL,
  version BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  CONSTRAINT orgs_code_key UNIQUE (code),
  CONSTRAINT orgs_path_key UNIQUE (path)
);
CREATE INDEX orgs_parent ON orgs (parent_id, path);
CREATE INDEX orgs_department ON orgs (department, path);

CREATE TABLE org_versions (
  id TEXT NOT NULL PRIMARY KEY,
  org_id TEXT NOT NULL REFERENCES orgs (id),
  version BIGINT NOT NULL,
  at BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  change TEXT NOT NULL,
  path TEXT NOT NULL,
  name TEXT NOT NULL,
  document TEXT NOT NULL,
  CONSTRAINT org_versions_org_id_version_key UNIQUE (org_id, version)
);

CREATE TABLE staff (
  id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL,
  org_id TEXT NOT NULL REFERENCES orgs (id),
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  phone TEXT NOT NULL,
  from_on TEXT NOT NULL,
  to_on TEXT NOT NULL,
  version BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by TEXT NOT NULL
);
CREATE UNIQUE INDEX staff_user_id_key ON staff (user_id) WHERE user_id <> '';
CREATE INDEX staff_org ON staff (org_id, name);

CREATE TABLE role_grants (
  id TEXT NOT NULL PRIMARY KEY,
  staff_id TEXT NOT NULL REFERENCES staff (id),
  role TEXT NOT NULL,
  org_id TEXT NOT NULL REFERENCES orgs (id),
  from_on TEXT NOT NULL,
  to_on TEXT NOT NULL,
  reason TEXT NOT NULL,
  version BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by TEXT NOT NULL
);
CREATE INDEX role_grants_staff ON role_grants (staff_id, role, from_on);
CREATE INDEX role_grants_role ON role_grants (role, org_id);
