-- Locks and serials belong to parts of a project and environment: each provider, and the keywords.
-- What was counted until now stays in `scopes.serial`, which no longer grows. A part's row is never
-- deleted, so no sum of serials ever shrinks.

CREATE TABLE parts (
    project     TEXT NOT NULL,
    environment TEXT NOT NULL,
    part        TEXT NOT NULL,
    serial      INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (project, environment, part),
    FOREIGN KEY (project, environment) REFERENCES scopes
) STRICT, WITHOUT ROWID;

-- Who runs: a row for each run. What it holds is in `held`.
CREATE TABLE running (
    project     TEXT NOT NULL,
    environment TEXT NOT NULL,
    run_id      TEXT PRIMARY KEY REFERENCES runs,
    user        TEXT NOT NULL,
    host        TEXT NOT NULL,
    pid         INTEGER NOT NULL,
    since       TEXT NOT NULL,
    FOREIGN KEY (project, environment) REFERENCES scopes
) STRICT, WITHOUT ROWID;

INSERT INTO running (project, environment, run_id, user, host, pid, since)
SELECT project, environment, run_id, user, host, pid, since FROM locks;

DROP TABLE locks;

ALTER TABLE running RENAME TO locks;

-- The held parts; `*` is everything, which excludes every other part.
CREATE TABLE held (
    project     TEXT NOT NULL,
    environment TEXT NOT NULL,
    part        TEXT NOT NULL,
    run_id      TEXT NOT NULL REFERENCES locks ON DELETE CASCADE,
    PRIMARY KEY (project, environment, part)
) STRICT, WITHOUT ROWID;

CREATE INDEX held_by_run ON held (run_id);

INSERT INTO held (project, environment, part, run_id)
SELECT project, environment, '*', run_id FROM locks;

-- The shard that a run covered, as `I/N`; empty if it covered everything.
ALTER TABLE runs ADD COLUMN shard TEXT;
