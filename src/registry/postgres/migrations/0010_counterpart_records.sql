-- The rows of counterparts that agreed when an apply last looked. Nothing here is owned: a drift
-- check compares these rows with the counterpart. The address is that of the counterpart's row.
-- A row may be noted before any run of its scope is recorded, so it refers to no other table.

CREATE TABLE switchboard.counterpart_records (
    project     text COLLATE "C" NOT NULL,
    environment text COLLATE "C" NOT NULL,
    counterpart text COLLATE "C" NOT NULL,
    address     text COLLATE "C" NOT NULL,
    kind        text NOT NULL,
    id          text,
    natural_key text COLLATE "C",
    fields      json NOT NULL,
    noted_at    timestamptz NOT NULL
);

-- Addresses are compared without regard to case, as in `resources`.
CREATE UNIQUE INDEX one_counterpart_record
    ON switchboard.counterpart_records (project, environment, lower(address));
