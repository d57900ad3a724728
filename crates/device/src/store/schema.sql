-- The profile: who, which installation, which key. One row.
CREATE TABLE identity (
    id          INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    signing_key BLOB    NOT NULL,
    user        BLOB,
    label       TEXT    NOT NULL DEFAULT '',
    address     TEXT    NOT NULL DEFAULT '',
    pin         BLOB,
    plain_http  INTEGER NOT NULL DEFAULT 0,
    token       TEXT    NOT NULL DEFAULT '',
    genesis     TEXT    NOT NULL DEFAULT '',
    certificate TEXT    NOT NULL DEFAULT '',
    notice      TEXT    NOT NULL DEFAULT '',
    last_sync   INTEGER,
    revoked     INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The truth: events as the exact bytes that were signed. Everything further down is folded from
-- them and can be dropped and folded again, except drafts.
CREATE TABLE event (
    id         BLOB    NOT NULL PRIMARY KEY,
    key        BLOB    NOT NULL,
    seq        INTEGER NOT NULL,
    stream     BLOB    NOT NULL,
    kind       TEXT    NOT NULL,
    at_ms      INTEGER NOT NULL,
    own        INTEGER NOT NULL DEFAULT 0,
    check_id   BLOB,
    n          INTEGER,
    arrived_ms INTEGER,
    not_before_ms INTEGER,
    verdict    TEXT    NOT NULL DEFAULT '',
    signed     TEXT    NOT NULL
) STRICT;
CREATE INDEX event_by_stream ON event (stream);
-- Both hold all that a delivery label needs: no event is read for one.
CREATE INDEX event_by_check ON event (check_id, n, verdict) WHERE own = 1;
CREATE INDEX event_own_by_stream ON event (stream, n, verdict) WHERE own = 1;
CREATE INDEX event_unsent ON event (seq) WHERE own = 1 AND n IS NULL;
CREATE INDEX event_not_accepted ON event (at_ms) WHERE own = 1 AND verdict NOT IN ('', 'effective');
CREATE INDEX event_not_counted ON event (n) WHERE own = 0 AND verdict NOT IN ('', 'effective');
CREATE INDEX event_by_key ON event (key, seq);
-- What every screen needs by heart, found without a look at the rest.
CREATE INDEX event_by_heart ON event (kind, stream)
    WHERE kind IN ('checklist.published', 'campaign.launched');

CREATE TABLE cursor (
    tag TEXT    NOT NULL PRIMARY KEY,
    pos INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Newest checkpoint of central that was verified. One row.
CREATE TABLE checkpoint (
    id    INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    epoch INTEGER NOT NULL,
    size  INTEGER NOT NULL,
    root  BLOB    NOT NULL
) STRICT;

-- Events of others that central had before it was restored from a backup: offered to it again.
CREATE TABLE offer (
    event BLOB    NOT NULL PRIMARY KEY,
    n     INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Changed answers that are not sealed yet.
CREATE TABLE draft_answer (
    check_id BLOB NOT NULL,
    item     TEXT NOT NULL,
    change   TEXT NOT NULL,
    PRIMARY KEY (check_id, item)
) STRICT, WITHOUT ROWID;

-- Words that are typed for a sheet and not said yet.
CREATE TABLE draft_words (
    check_id BLOB NOT NULL,
    sheet    TEXT NOT NULL,
    words    TEXT NOT NULL,
    PRIMARY KEY (check_id, sheet)
) STRICT, WITHOUT ROWID;

-- Findings being written.
CREATE TABLE draft_finding (
    finding    BLOB    NOT NULL PRIMARY KEY,
    check_id   BLOB    NOT NULL,
    content    TEXT    NOT NULL,
    changed_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX draft_finding_by_check ON draft_finding (check_id);

-- Verdicts that can still be undone.
CREATE TABLE pending_judgement (
    subject     BLOB    NOT NULL PRIMARY KEY,
    event       TEXT    NOT NULL,
    base        TEXT    NOT NULL,
    seals_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Versions of findings whose photos a lead had open.
CREATE TABLE looked_at (
    finding BLOB NOT NULL PRIMARY KEY,
    version BLOB NOT NULL,
    base    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Wordings of findings used on this device, by checklist and item.
CREATE TABLE phrase (
    place   TEXT    NOT NULL,
    words   TEXT    NOT NULL,
    uses    INTEGER NOT NULL,
    used_ms INTEGER NOT NULL,
    PRIMARY KEY (place, words)
) STRICT, WITHOUT ROWID;

-- Devices of people I lead, as central last saw them.
CREATE TABLE device_seen (
    key     BLOB    NOT NULL PRIMARY KEY,
    seen_ms INTEGER,
    photos  INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- A photo's files: which are here, which are at central.
CREATE TABLE photo_file (
    photo      BLOB    NOT NULL,
    variant    TEXT    NOT NULL,
    check_id   BLOB    NOT NULL,
    sha256     BLOB    NOT NULL,
    size       INTEGER NOT NULL,
    own        INTEGER NOT NULL,
    here       INTEGER NOT NULL DEFAULT 0,
    at_central INTEGER NOT NULL DEFAULT 0,
    taken_ms   INTEGER NOT NULL,
    PRIMARY KEY (photo, variant)
) STRICT, WITHOUT ROWID;
CREATE INDEX photo_file_to_send ON photo_file (variant, taken_ms) WHERE own = 1 AND at_central = 0;
CREATE INDEX photo_file_to_fetch ON photo_file (variant, taken_ms) WHERE here = 0;
CREATE INDEX photo_file_by_check ON photo_file (check_id);
CREATE INDEX photo_file_by_hash ON photo_file (sha256);

-- Photo files that are to leave this device: they go once this is durable.
CREATE TABLE photo_dropped (
    sha256 BLOB NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- What copies of a photo are found by.
CREATE TABLE photo_print (
    n      INTEGER NOT NULL PRIMARY KEY,
    photo  BLOB    NOT NULL UNIQUE,
    prints BLOB    NOT NULL
) STRICT;

-- Lists. `row` orders by the time of beginning: ms × 4096 + a few bits of the id.
CREATE TABLE check_row (
    row         INTEGER NOT NULL PRIMARY KEY,
    id          BLOB    NOT NULL UNIQUE,
    outing      BLOB    NOT NULL,
    site        BLOB    NOT NULL,
    order_id    BLOB,
    site_name   TEXT    NOT NULL DEFAULT '',
    site_kind   TEXT    NOT NULL DEFAULT '',
    kind        TEXT    NOT NULL,
    began_ms    INTEGER NOT NULL,
    outcome     TEXT    NOT NULL DEFAULT '',
    mine        INTEGER NOT NULL DEFAULT 0,
    findings    INTEGER NOT NULL DEFAULT 0,
    returned    INTEGER NOT NULL DEFAULT 0,
    answered    INTEGER NOT NULL DEFAULT 0,
    items       INTEGER NOT NULL DEFAULT 0,
    words       TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX check_mine ON check_row (row) WHERE mine = 1;
CREATE INDEX check_open ON check_row (row) WHERE mine = 1 AND outcome = '';
CREATE INDEX check_returned ON check_row (row) WHERE mine = 1 AND returned > 0;
CREATE INDEX check_by_outing ON check_row (outing);
CREATE INDEX check_by_site ON check_row (site);
-- How many rows are mine, kept so that a long list is not counted each time it is shown.
CREATE TABLE tally (
    name TEXT    NOT NULL PRIMARY KEY,
    n    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO tally (name, n) VALUES ('mine', 0);
CREATE TRIGGER check_row_added AFTER INSERT ON check_row WHEN NEW.mine = 1
    BEGIN UPDATE tally SET n = n + 1 WHERE name = 'mine'; END;
CREATE TRIGGER check_row_gone AFTER DELETE ON check_row WHEN OLD.mine = 1
    BEGIN UPDATE tally SET n = n - 1 WHERE name = 'mine'; END;
CREATE TRIGGER check_row_changed AFTER UPDATE OF mine ON check_row WHEN NEW.mine <> OLD.mine
    BEGIN UPDATE tally SET n = n + NEW.mine - OLD.mine WHERE name = 'mine'; END;
CREATE INDEX check_by_order ON check_row (order_id) WHERE order_id IS NOT NULL;

-- Pairs of neighbouring characters of a check's words, so that two Chinese characters find it.
CREATE VIRTUAL TABLE check_search USING fts5 (
    pairs, content='', contentless_delete=1, detail='none', tokenize="unicode61 remove_diacritics 0"
);

CREATE TABLE finding_row (
    id       BLOB    NOT NULL PRIMARY KEY,
    check_id BLOB    NOT NULL,
    site     BLOB    NOT NULL,
    unit     BLOB    NOT NULL DEFAULT x'',
    author   BLOB,
    standing TEXT    NOT NULL,
    key_flag INTEGER NOT NULL,
    severity INTEGER NOT NULL,
    at_ms    INTEGER NOT NULL,
    mine     INTEGER NOT NULL,
    judged_ms INTEGER NOT NULL DEFAULT 0,
    row      TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_by_check ON finding_row (check_id, at_ms);
CREATE INDEX finding_by_site ON finding_row (site, at_ms);
CREATE INDEX finding_by_standing ON finding_row (standing, at_ms);
-- Holds all that the queue's counts and order need: no row is read for them.
CREATE INDEX finding_waiting
    ON finding_row (site, unit, key_flag DESC, severity DESC, at_ms, standing)
    WHERE standing IN ('to_be_judged', 'changed_since', 'contrary_verdicts');
-- How many wait at a site for the leads of a unit, kept so that a long queue is not counted each time.
CREATE TABLE waiting_tally (
    site BLOB    NOT NULL,
    unit BLOB    NOT NULL,
    n    INTEGER NOT NULL,
    keys INTEGER NOT NULL,
    PRIMARY KEY (site, unit)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER finding_row_added AFTER INSERT ON finding_row
    WHEN NEW.standing IN ('to_be_judged', 'changed_since', 'contrary_verdicts')
    BEGIN
        INSERT INTO waiting_tally (site, unit, n, keys) VALUES (NEW.site, NEW.unit, 1, NEW.key_flag)
        ON CONFLICT DO UPDATE SET n = n + 1, keys = keys + excluded.keys;
    END;
CREATE TRIGGER finding_row_gone AFTER DELETE ON finding_row
    WHEN OLD.standing IN ('to_be_judged', 'changed_since', 'contrary_verdicts')
    BEGIN
        UPDATE waiting_tally SET n = n - 1, keys = keys - OLD.key_flag
        WHERE site = OLD.site AND unit = OLD.unit;
    END;
CREATE INDEX finding_by_judged ON finding_row (judged_ms) WHERE judged_ms > 0;

CREATE TABLE suggestion_row (
    id       BLOB    NOT NULL PRIMARY KEY,
    check_id BLOB    NOT NULL,
    standing TEXT    NOT NULL,
    at_ms    INTEGER NOT NULL,
    row      TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX suggestion_by_check ON suggestion_row (check_id, at_ms);
CREATE INDEX suggestion_by_standing ON suggestion_row (standing, at_ms);

CREATE TABLE outing_row (
    id         BLOB    NOT NULL PRIMARY KEY,
    team       BLOB    NOT NULL,
    started_ms INTEGER NOT NULL,
    ended      INTEGER NOT NULL,
    mine       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX outing_by_start ON outing_row (started_ms);
CREATE INDEX outing_under_way ON outing_row (started_ms) WHERE ended = 0 AND mine = 1;

-- Outings of others that I am given to read for a while, with the last day.
CREATE TABLE shown_outing (
    id    BLOB NOT NULL PRIMARY KEY,
    until TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE order_row (
    id   BLOB NOT NULL PRIMARY KEY,
    team BLOB NOT NULL,
    due  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX order_by_due ON order_row (due);

-- Wrong codes tried on sealed orders that are not open yet.
CREATE TABLE order_try (
    id    BLOB    NOT NULL PRIMARY KEY,
    tries INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE circular_row (
    id    BLOB    NOT NULL PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    read  INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX circular_by_time ON circular_row (at_ms);

CREATE TABLE site_row (
    id        BLOB NOT NULL PRIMARY KEY,
    name      TEXT NOT NULL,
    address   TEXT NOT NULL,
    kind      TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX site_by_name ON site_row (name);

-- What a stream adds to which figure.
CREATE TABLE counted (
    stream      BLOB    NOT NULL,
    figure      TEXT    NOT NULL,
    amount      INTEGER NOT NULL,
    day         TEXT    NOT NULL,
    unit        BLOB    NOT NULL,
    provisional INTEGER NOT NULL,
    PRIMARY KEY (stream, figure)
) STRICT, WITHOUT ROWID;
CREATE INDEX counted_by_day ON counted (figure, day DESC, stream);

-- Streams that hold a deciding event of a kind this program does not know.
CREATE TABLE read_only_stream (
    stream BLOB NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;
