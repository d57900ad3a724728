-- Photo bytes by their hash, in pieces of 256 KiB.
CREATE TABLE file (
    sha256 BLOB    NOT NULL PRIMARY KEY,
    size   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE piece (
    sha256 BLOB    NOT NULL,
    i      INTEGER NOT NULL,
    bytes  BLOB    NOT NULL,
    PRIMARY KEY (sha256, i)
) STRICT;
