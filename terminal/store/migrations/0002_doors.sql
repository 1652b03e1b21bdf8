-- +goose Up
-- The tablets that were let in; token_hash is the SHA-256 of a tablet's token.
CREATE TABLE device (
  id         INTEGER PRIMARY KEY,
  device_id  TEXT    NOT NULL UNIQUE,
  name       TEXT    NOT NULL,
  token_hash BLOB    NOT NULL UNIQUE,
  paired_at  INTEGER NOT NULL,
  paired_by  TEXT    NOT NULL,
  revoked_at INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Wrong PINs by device, the counter's own among them.
CREATE TABLE door (
  device       TEXT PRIMARY KEY,
  failed       INTEGER NOT NULL,
  last_wrong   INTEGER NOT NULL,
  locked_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- +goose Down
SELECT 'history only grows: there is no way back';
