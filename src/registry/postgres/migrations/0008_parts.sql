-- Locks and serials belong to parts of a project and environment: each provider, and the keywords.
-- What was counted until now stays in `scopes.serial`, which no longer grows. A part's row is never
-- deleted, so no sum of serials ever shrinks.

CREATE TABLE switchboard.parts (
    project     text COLLATE "C" NOT NULL,
    environment text COLLATE "C" NOT NULL,
    part        text COLLATE "C" NOT NULL,
    serial      bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (project, environment, part),
    FOREIGN KEY (project, environment) REFERENCES switchboard.scopes
);

-- `locks` has a row for each run, found by `run_id`. What it holds is in `held`.
ALTER TABLE switchboard.locks DROP CONSTRAINT locks_pkey;

-- The held parts; `*` is everything, which excludes every other part.
CREATE TABLE switchboard.held (
    project     text COLLATE "C" NOT NULL,
    environment text COLLATE "C" NOT NULL,
    part        text COLLATE "C" NOT NULL,
    run_id      text COLLATE "C" NOT NULL REFERENCES switchboard.locks (run_id) ON DELETE CASCADE,
    PRIMARY KEY (project, environment, part)
);

CREATE INDEX held_by_run ON switchboard.held (run_id);

INSERT INTO switchboard.held (project, environment, part, run_id)
SELECT project, environment, '*', run_id FROM switchboard.locks;

-- The shard that a run covered, as `I/N`; empty if it covered everything.
ALTER TABLE switchboard.runs ADD COLUMN shard text;
