-- Each run has a number that counts up within its scope, so that the order of runs does not depend
-- on any clock. `json_valid(NULL)` is 0 before SQLite 3.45, so a column that may be empty says so.

ALTER TABLE runs ADD COLUMN number INTEGER NOT NULL DEFAULT 0;

UPDATE runs SET number = counted.number
  FROM (SELECT id, row_number() OVER (PARTITION BY project, environment ORDER BY started_at, id) AS number
          FROM runs) AS counted
 WHERE counted.id = runs.id;

DROP INDEX runs_of_scope;

CREATE INDEX runs_of_scope ON runs (project, environment, number);

CREATE TABLE checked_changes (
    run_id     TEXT NOT NULL REFERENCES runs,
    seq        INTEGER NOT NULL,
    address    TEXT NOT NULL,
    action     TEXT NOT NULL,
    before     TEXT CHECK (before IS NULL OR json_valid(before)),
    after      TEXT CHECK (after IS NULL OR json_valid(after)),
    outcome    TEXT NOT NULL,
    error      TEXT,
    noted_at   TEXT NOT NULL,
    settled_at TEXT,
    PRIMARY KEY (run_id, seq)
) STRICT, WITHOUT ROWID;

INSERT INTO checked_changes
SELECT run_id, seq, address, action, before, after, outcome, error, noted_at, settled_at FROM changes;

DROP TABLE changes;

ALTER TABLE checked_changes RENAME TO changes;

-- Only what is still open is looked for by address.
CREATE INDEX open_intents ON changes (run_id, address) WHERE outcome = 'intended';
