-- The rows of counterparts that agreed when an apply last looked. Nothing here is owned: a drift
-- check compares these rows with the counterpart. The address is that of the counterpart's row.
-- A row may be noted before any run of its scope is recorded, so it refers to no other table.

CREATE TABLE counterpart_records (
    project     TEXT NOT NULL,
    environment TEXT NOT NULL,
    counterpart TEXT NOT NULL,
    address     TEXT NOT NULL COLLATE NOCASE,
    kind        TEXT NOT NULL,
    id          TEXT,
    natural_key TEXT,
    fields      TEXT NOT NULL CHECK (json_valid(fields)),
    noted_at    TEXT NOT NULL,
    PRIMARY KEY (project, environment, address)
) STRICT, WITHOUT ROWID;
