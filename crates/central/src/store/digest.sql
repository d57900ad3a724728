-- In one number each: all events of a stream with the verdicts on them, and all under a tag.
CREATE TABLE stream_digest (
    stream BLOB    NOT NULL PRIMARY KEY,
    digest INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE tag_digest (
    tag    TEXT    NOT NULL PRIMARY KEY,
    digest INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX stream_tag_by_tag ON stream_tag (tag, stream);
INSERT INTO tag_digest (tag, digest) SELECT DISTINCT tag, 0 FROM stream_tag;
