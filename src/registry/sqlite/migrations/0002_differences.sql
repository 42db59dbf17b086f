-- When drift first saw each difference. `what` is a field's name, `id`, `route` or `missing`;
-- the fingerprint tells a difference that took another value from the one that was noted.

CREATE TABLE differences (
    project     TEXT NOT NULL,
    environment TEXT NOT NULL,
    address     TEXT NOT NULL COLLATE NOCASE,
    what        TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    first_seen  TEXT NOT NULL,
    PRIMARY KEY (project, environment, address, what),
    FOREIGN KEY (project, environment) REFERENCES scopes
) STRICT, WITHOUT ROWID;
