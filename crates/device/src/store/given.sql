-- Streams that central gave, by the tag under which it did, each with the digest of what is here of
-- it: what is lost is noticed when that is held against central's.
CREATE TABLE given (
    tag    TEXT    NOT NULL,
    stream BLOB    NOT NULL,
    digest INTEGER NOT NULL,
    PRIMARY KEY (tag, stream)
) STRICT, WITHOUT ROWID;
CREATE INDEX given_by_stream ON given (stream);
CREATE TRIGGER event_gone AFTER DELETE ON event WHEN OLD.n IS NOT NULL
    BEGIN UPDATE given SET digest = 0 WHERE stream = OLD.stream; END;
CREATE TRIGGER event_ruled AFTER UPDATE OF n, verdict ON event
    WHEN OLD.n IS NOT NEW.n OR OLD.verdict <> NEW.verdict
    BEGIN UPDATE given SET digest = 0 WHERE stream = NEW.stream; END;

-- The digest of all that is given under a tag. Exclusive or is written out: SQLite has none.
CREATE TABLE given_tally (
    tag    TEXT    NOT NULL PRIMARY KEY,
    digest INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER given_added AFTER INSERT ON given
    BEGIN
        INSERT INTO given_tally (tag, digest) VALUES (NEW.tag, NEW.digest) ON CONFLICT (tag)
        DO UPDATE SET digest = (digest | NEW.digest) - (digest & NEW.digest);
    END;
CREATE TRIGGER given_gone AFTER DELETE ON given
    BEGIN
        UPDATE given_tally SET digest = (digest | OLD.digest) - (digest & OLD.digest)
        WHERE tag = OLD.tag;
    END;
CREATE TRIGGER given_changed AFTER UPDATE OF digest ON given WHEN NEW.digest <> OLD.digest
    BEGIN
        UPDATE given_tally SET digest = (digest | OLD.digest) - (digest & OLD.digest)
        WHERE tag = OLD.tag;
        UPDATE given_tally SET digest = (digest | NEW.digest) - (digest & NEW.digest)
        WHERE tag = NEW.tag;
    END;

-- Parts that differ from central's, to be looked into with the next exchange.
CREATE TABLE to_compare (
    tag    TEXT NOT NULL,
    prefix TEXT NOT NULL,
    PRIMARY KEY (tag, prefix)
) STRICT, WITHOUT ROWID;

-- Differences that were looked into, or are being, each as the exclusive or of both digests: what
-- stays the same is not looked into twice.
CREATE TABLE difference (
    tag    TEXT    NOT NULL PRIMARY KEY,
    digest INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What came of it. One row.
CREATE TABLE reconciled (
    id        INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    at_ms     INTEGER NOT NULL,
    mended    INTEGER NOT NULL DEFAULT 0,
    mended_ms INTEGER
) STRICT;
