-- The installation itself; one row.
CREATE TABLE realm (
    id          INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    genesis     TEXT    NOT NULL,
    certificate TEXT    NOT NULL,
    epoch       INTEGER NOT NULL DEFAULT 1,
    forked_at   INTEGER NOT NULL DEFAULT 0,
    backed_up   INTEGER NOT NULL DEFAULT 0,
    is_copy     INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Restores from a backup: the epoch that began, and the entries that it took over.
CREATE TABLE restore (
    epoch     INTEGER NOT NULL PRIMARY KEY,
    forked_at INTEGER NOT NULL
) STRICT;

-- How far each tag was then: devices have been told other positions since.
CREATE TABLE restore_cursor (
    epoch INTEGER NOT NULL,
    tag   TEXT    NOT NULL,
    pos   INTEGER NOT NULL,
    PRIMARY KEY (epoch, tag)
) STRICT, WITHOUT ROWID;

-- Every admitted event, as the exact bytes that were signed.
CREATE TABLE event (
    id     BLOB    NOT NULL PRIMARY KEY,
    n      INTEGER NOT NULL UNIQUE,
    key    BLOB    NOT NULL,
    seq    INTEGER NOT NULL,
    stream BLOB    NOT NULL,
    kind   TEXT    NOT NULL,
    signed TEXT    NOT NULL
) STRICT;
CREATE INDEX event_by_stream ON event (stream, n);
CREATE INDEX event_by_key ON event (key, seq);

-- The log: a number, a time of arrival and a verdict for an event. Never changed.
CREATE TABLE entry (
    n     INTEGER NOT NULL PRIMARY KEY,
    event BLOB    NOT NULL,
    entry TEXT    NOT NULL,
    leaf  BLOB    NOT NULL
) STRICT;
CREATE INDEX entry_by_event ON entry (event, n);

-- Newest event of each key's chain.
CREATE TABLE chain (
    key BLOB    NOT NULL PRIMARY KEY,
    seq INTEGER NOT NULL,
    id  BLOB    NOT NULL
) STRICT;

-- What a stream is about, and the outing that decides who sees it.
CREATE TABLE stream (
    stream BLOB NOT NULL PRIMARY KEY,
    noun   TEXT NOT NULL,
    outing BLOB
) STRICT;
CREATE INDEX stream_by_outing ON stream (outing) WHERE outing IS NOT NULL;

-- Who sees a stream.
CREATE TABLE stream_tag (
    stream BLOB NOT NULL,
    tag    TEXT NOT NULL,
    PRIMARY KEY (stream, tag)
) STRICT, WITHOUT ROWID;

-- Per tag, the entries in the order in which they came under it; no number where access ended.
CREATE TABLE tag_entry (
    tag TEXT    NOT NULL,
    pos INTEGER NOT NULL,
    n   INTEGER,
    PRIMARY KEY (tag, pos)
) STRICT, WITHOUT ROWID;

-- Access given to others that is not over.
CREATE TABLE access (
    access BLOB NOT NULL PRIMARY KEY,
    outing BLOB NOT NULL,
    until  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX access_by_until ON access (until);

-- Events that refer to something which has not arrived.
CREATE TABLE waiting (
    event BLOB NOT NULL PRIMARY KEY
) STRICT;

-- One-time enrolment codes, hashed.
CREATE TABLE enrol_code (
    hash       BLOB    NOT NULL PRIMARY KEY,
    user       BLOB    NOT NULL,
    expires_ms INTEGER NOT NULL,
    used_by    BLOB
) STRICT;

-- When a profile last synced.
CREATE TABLE profile_seen (
    key     BLOB    NOT NULL PRIMARY KEY,
    seen_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Photos whose original has not arrived, with the profile that took them.
CREATE TABLE photo_awaited (
    photo BLOB NOT NULL PRIMARY KEY,
    key   BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX photo_awaited_by_key ON photo_awaited (key);

-- Photo files that arrived whole and have the hash that was signed.
CREATE TABLE photo_file (
    photo   BLOB    NOT NULL,
    variant TEXT    NOT NULL,
    sha256  BLOB    NOT NULL,
    size    INTEGER NOT NULL,
    PRIMARY KEY (photo, variant)
) STRICT, WITHOUT ROWID;

-- Uploads under way; the bytes received are the length of the file `uploads/<id>`.
CREATE TABLE upload (
    id      TEXT    NOT NULL PRIMARY KEY,
    key     BLOB    NOT NULL,
    photo   BLOB    NOT NULL,
    variant TEXT    NOT NULL,
    sha256  BLOB    NOT NULL,
    size    INTEGER NOT NULL,
    UNIQUE (key, photo, variant)
) STRICT;

-- Keys of sealed orders for those who open them online, wrapped under a key that is not in this
-- file. `waiting` is the sealed order until the serving process has issued it.
CREATE TABLE order_key (
    id      BLOB NOT NULL PRIMARY KEY,
    nonce   BLOB NOT NULL,
    wrapped BLOB NOT NULL,
    waiting TEXT
) STRICT, WITHOUT ROWID;

-- To whom such keys were given.
CREATE TABLE order_key_given (
    id    BLOB    NOT NULL,
    key   BLOB    NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (id, key)
) STRICT, WITHOUT ROWID;

-- A recovery key to be published, or a recovery code about to be given out; the serving process
-- records it and deletes the row.
CREATE TABLE recovery_wish (
    id   INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    wish TEXT    NOT NULL
) STRICT;

-- Access that an administrator wants to end; the serving process carries it out and deletes the row.
CREATE TABLE revocation_wish (
    id    INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    key   BLOB,
    user  BLOB,
    erase INTEGER NOT NULL DEFAULT 0,
    CHECK ((key IS NULL) <> (user IS NULL))
) STRICT;
