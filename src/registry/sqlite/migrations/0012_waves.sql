-- The waves of rollouts. A wave is known by its kind and number within its run. `alerts` is empty if
-- they were not read, `ended_at` while a wave runs and if it was interrupted.

CREATE TABLE waves (
    run_id     TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
    kind       TEXT NOT NULL CHECK (kind IN ('forward', 'revert')),
    number     INTEGER NOT NULL,
    number_of  INTEGER NOT NULL,
    addresses  TEXT NOT NULL CHECK (json_valid(addresses)),
    numbers    INTEGER NOT NULL,
    reached    INTEGER NOT NULL,
    started_at TEXT NOT NULL,
    ended_at   TEXT,
    alerts     INTEGER,
    state      TEXT NOT NULL CHECK (state IN ('running', 'passed', 'stopped')),
    why        TEXT,
    PRIMARY KEY (run_id, kind, number)
) STRICT, WITHOUT ROWID;
