-- The waves of rollouts. A wave is known by its kind and number within its run. `alerts` is empty if
-- they were not read, `ended_at` while a wave runs and if it was interrupted.

CREATE TABLE switchboard.waves (
    run_id     text COLLATE "C" NOT NULL REFERENCES switchboard.runs (id) ON DELETE CASCADE,
    kind       text NOT NULL CHECK (kind IN ('forward', 'revert')),
    number     bigint NOT NULL,
    number_of  bigint NOT NULL,
    addresses  json NOT NULL,
    numbers    bigint NOT NULL,
    reached    bigint NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at   timestamptz,
    alerts     bigint,
    state      text NOT NULL CHECK (state IN ('running', 'passed', 'stopped')),
    why        text,
    PRIMARY KEY (run_id, kind, number)
);
