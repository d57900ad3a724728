-- How far central's backups reach, and for each own file that central verified, beyond which number
-- of entries a backup was made afterwards: then its original may leave this device.
ALTER TABLE checkpoint ADD COLUMN backed_up_through INTEGER NOT NULL DEFAULT 0;
ALTER TABLE photo_file ADD COLUMN safe_above INTEGER;
CREATE INDEX photo_file_verified ON photo_file (own) WHERE own = 1 AND at_central = 1 AND safe_above IS NULL;
CREATE INDEX photo_file_marked ON photo_file (safe_above) WHERE safe_above = -1;
CREATE INDEX photo_file_may_leave ON photo_file (taken_ms)
    WHERE own = 1 AND variant = 'original' AND here = 1 AND at_central = 1;
