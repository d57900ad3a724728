-- Photo files that lie in one with others: `packs/<pack>`, from byte `at`. Those of a hash that is
-- not here lie by themselves, in `photos/`.
CREATE TABLE packed (
    sha256 BLOB    NOT NULL PRIMARY KEY,
    pack   TEXT    NOT NULL,
    at     INTEGER NOT NULL,
    size   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX packed_by_pack ON packed (pack, at);
