-- +goose Up
-- Integer keys, few indexes, bodies as JSON: commit time is dirty pages.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE epoch (
  number         INTEGER PRIMARY KEY,
  code           TEXT    NOT NULL UNIQUE,
  first_position INTEGER NOT NULL
) STRICT;

-- body is exactly the bytes that hash covers.
CREATE TABLE journal (
  position INTEGER PRIMARY KEY,
  hash     BLOB NOT NULL,
  body     BLOB NOT NULL
) STRICT;

CREATE TABLE personal (
  digest      BLOB PRIMARY KEY,
  salt        BLOB NOT NULL,
  value       BLOB NOT NULL,
  erase_after INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE command (
  id        BLOB PRIMARY KEY,
  body_hash BLOB    NOT NULL,
  outcome   BLOB    NOT NULL,
  position  INTEGER NOT NULL,
  at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE staff (
  id       INTEGER PRIMARY KEY,
  staff_id TEXT NOT NULL UNIQUE,
  badge    TEXT NOT NULL UNIQUE,
  body     TEXT NOT NULL
) STRICT;

CREATE TABLE product (
  id   INTEGER PRIMARY KEY,
  sku  TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE reservation (
  sku      TEXT PRIMARY KEY,
  reserved TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE package (
  id          INTEGER PRIMARY KEY,
  tag         TEXT NOT NULL UNIQUE,
  sku         TEXT NOT NULL,
  unit        TEXT NOT NULL,
  book        TEXT NOT NULL,
  bound       TEXT NOT NULL DEFAULT '0',
  status      TEXT NOT NULL,
  hold_reason TEXT NOT NULL DEFAULT '',
  packaged_on TEXT NOT NULL DEFAULT '',
  expires_on  TEXT NOT NULL DEFAULT '',
  location    TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX package_sku ON package (sku);

CREATE TABLE unit_code (code TEXT PRIMARY KEY, used_by TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE cart (id BLOB PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- The sale itself is the journal entry at position; these are the keys to it.
CREATE TABLE sale (
  id            INTEGER PRIMARY KEY,
  uuid          BLOB    NOT NULL UNIQUE,
  position      INTEGER NOT NULL REFERENCES journal (position),
  epoch         TEXT    NOT NULL,
  number        INTEGER NOT NULL,
  business_date INTEGER NOT NULL,
  status        TEXT    NOT NULL,
  total         INTEGER NOT NULL,
  UNIQUE (epoch, number)
) STRICT;
CREATE INDEX sale_date ON sale (business_date);

CREATE TABLE purchase (
  day   INTEGER NOT NULL,
  token BLOB    NOT NULL,
  sale  BLOB    NOT NULL,
  lines TEXT    NOT NULL,
  PRIMARY KEY (day, token, sale)
) STRICT, WITHOUT ROWID;

CREATE TABLE shift (
  number  INTEGER PRIMARY KEY,
  uuid    BLOB    NOT NULL UNIQUE,
  is_open INTEGER NOT NULL,
  body    TEXT    NOT NULL
) STRICT;

CREATE TABLE roll (
  date   INTEGER NOT NULL,
  name   TEXT    NOT NULL,
  count  INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (date, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE online_order (
  id      TEXT PRIMARY KEY,
  is_open INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  body    TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX online_order_changed ON online_order (changed);
CREATE INDEX online_order_open ON online_order (id) WHERE is_open = 1;

CREATE TABLE feed_event (
  source TEXT NOT NULL,
  id     TEXT NOT NULL,
  PRIMARY KEY (source, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE shop_command (
  id        INTEGER PRIMARY KEY,
  key       TEXT    NOT NULL UNIQUE,
  type      TEXT    NOT NULL,
  order_id  TEXT    NOT NULL,
  op        TEXT    NOT NULL,
  frame     TEXT    NOT NULL,
  at        INTEGER NOT NULL,
  expects   INTEGER NOT NULL,
  result    TEXT    NOT NULL DEFAULT '',
  echoed    INTEGER NOT NULL DEFAULT 0 -- its event has come
) STRICT;
CREATE INDEX shop_command_pending ON shop_command (id) WHERE result = '';
CREATE INDEX shop_command_unechoed ON shop_command (order_id) WHERE echoed = 0 AND order_id <> '';

CREATE TABLE upload (
  id         INTEGER PRIMARY KEY,
  sale       BLOB    NOT NULL,
  kind       TEXT    NOT NULL,
  state      TEXT    NOT NULL,
  queued_at  INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  body       TEXT    NOT NULL
) STRICT;
CREATE INDEX upload_sale ON upload (sale);
CREATE INDEX upload_open ON upload (not_before) WHERE state IN ('queued', 'sending', 'unknown', 'quarantined');

CREATE TABLE print_job (
  id        INTEGER PRIMARY KEY,
  kind      TEXT    NOT NULL,
  subject   TEXT    NOT NULL,
  copy      INTEGER NOT NULL,
  document  BLOB    NOT NULL,
  state     TEXT    NOT NULL,
  cause     TEXT    NOT NULL DEFAULT '',
  queued_at INTEGER NOT NULL,
  ended_at  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX print_job_open ON print_job (id) WHERE state IN ('queued', 'sending', 'blocked', 'unknown');
CREATE INDEX print_job_subject ON print_job (subject);

-- +goose Down
SELECT 'history only grows: there is no way back';
