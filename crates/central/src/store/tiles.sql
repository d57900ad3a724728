-- A thousand positions under a tag as they are given to whoever has nothing of them: made at the
-- first asking, the same ever after.
CREATE TABLE tile (
    tag     TEXT    NOT NULL,
    number  INTEGER NOT NULL,
    size    INTEGER NOT NULL,
    numbers BLOB    NOT NULL,
    keys    BLOB    NOT NULL,
    streams BLOB    NOT NULL,
    entries BLOB    NOT NULL,
    events  BLOB    NOT NULL,
    PRIMARY KEY (tag, number)
) STRICT;
