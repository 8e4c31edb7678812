-- The gateway's own keys. Times are milliseconds since 1970; lists are parted by commas, and empty where all is meant.
CREATE TABLE gateway_keys (
    id                  TEXT PRIMARY KEY NOT NULL,
    owner               TEXT NOT NULL,
    team                TEXT NOT NULL,
    label               TEXT NOT NULL,
    roles               TEXT NOT NULL,
    models              TEXT NOT NULL,
    surfaces            TEXT NOT NULL,
    requests_per_minute INTEGER NOT NULL,
    tokens_per_minute   INTEGER NOT NULL,
    concurrent          INTEGER NOT NULL,
    created_at          INTEGER NOT NULL,
    expires_at          INTEGER,
    revoked_at          INTEGER
) STRICT;

-- The SHA-256 of each text that is a key, or was until it was rotated.
CREATE TABLE gateway_key_hashes (
    hash    BLOB PRIMARY KEY NOT NULL CHECK (length(hash) = 32),
    key_id  TEXT NOT NULL REFERENCES gateway_keys (id),
    ends_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX gateway_key_hashes_by_key ON gateway_key_hashes (key_id);

-- One row, of another value after each change: no count, so that a backup which was put back and then changed never looks like what it
-- replaced. Triggers, so that a change made by hand is seen as well.
CREATE TABLE gateway_keys_version (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    version  TEXT NOT NULL
) STRICT;

INSERT INTO gateway_keys_version VALUES (1, hex(randomblob(16)));

CREATE TRIGGER gateway_keys_inserted AFTER INSERT ON gateway_keys BEGIN
    UPDATE gateway_keys_version SET version = hex(randomblob(16));
END;

CREATE TRIGGER gateway_keys_updated AFTER UPDATE ON gateway_keys BEGIN
    UPDATE gateway_keys_version SET version = hex(randomblob(16));
END;

CREATE TRIGGER gateway_keys_deleted AFTER DELETE ON gateway_keys BEGIN
    UPDATE gateway_keys_version SET version = hex(randomblob(16));
END;

CREATE TRIGGER gateway_key_hashes_inserted AFTER INSERT ON gateway_key_hashes BEGIN
    UPDATE gateway_keys_version SET version = hex(randomblob(16));
END;

CREATE TRIGGER gateway_key_hashes_updated AFTER UPDATE ON gateway_key_hashes BEGIN
    UPDATE gateway_keys_version SET version = hex(randomblob(16));
END;

CREATE TRIGGER gateway_key_hashes_deleted AFTER DELETE ON gateway_key_hashes BEGIN
    UPDATE gateway_keys_version SET version = hex(randomblob(16));
END;

PRAGMA user_version = 1;
