-- Pages of a pull that came and were proven, and wait to be put in order, oldest first. `asked`: the
-- positions after which each goes on; `came_ms`: when it did; `events`: how many it brings.
CREATE TABLE inbox (
    id      INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    asked   TEXT    NOT NULL,
    came_ms INTEGER NOT NULL,
    events  INTEGER NOT NULL,
    reply   BLOB    NOT NULL
) STRICT;
