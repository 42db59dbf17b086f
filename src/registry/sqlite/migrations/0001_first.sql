-- The first schema. One table holds whatever is owned, whatever its kind; the views at the end
-- are for people who look into the file with `sqlite3` and are not used by the program.

CREATE TABLE meta (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    lineage    TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE scopes (
    project     TEXT NOT NULL,
    environment TEXT NOT NULL,
    serial      INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (project, environment)
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
    id          TEXT PRIMARY KEY,
    project     TEXT NOT NULL,
    environment TEXT NOT NULL,
    user        TEXT NOT NULL,
    host        TEXT NOT NULL,
    pid         INTEGER NOT NULL,
    started_at  TEXT NOT NULL,
    ended_at    TEXT,
    git_commit  TEXT,
    plan_sha256 TEXT NOT NULL,
    status      TEXT NOT NULL,
    FOREIGN KEY (project, environment) REFERENCES scopes
) STRICT, WITHOUT ROWID;

CREATE INDEX runs_of_scope ON runs (project, environment, id);

CREATE TABLE changes (
    run_id     TEXT NOT NULL REFERENCES runs,
    seq        INTEGER NOT NULL,
    address    TEXT NOT NULL,
    action     TEXT NOT NULL,
    before     TEXT CHECK (json_valid(before)),
    after      TEXT CHECK (json_valid(after)),
    outcome    TEXT NOT NULL,
    error      TEXT,
    noted_at   TEXT NOT NULL,
    settled_at TEXT,
    PRIMARY KEY (run_id, seq)
) STRICT, WITHOUT ROWID;

-- Only what is still open is looked for by address.
CREATE INDEX open_intents ON changes (run_id, address) WHERE outcome = 'intended';

-- Keywords are the same whatever their case and every other part of an address is lower case,
-- so addresses are compared without regard to it.
CREATE TABLE resources (
    project     TEXT NOT NULL,
    environment TEXT NOT NULL,
    address     TEXT NOT NULL COLLATE NOCASE,
    kind        TEXT NOT NULL,
    provider    TEXT,
    name        TEXT NOT NULL,
    id          TEXT,
    natural_key TEXT,
    fields      TEXT NOT NULL CHECK (json_valid(fields)),
    run_id      TEXT NOT NULL REFERENCES runs,
    updated_at  TEXT NOT NULL,
    PRIMARY KEY (project, environment, address),
    FOREIGN KEY (project, environment) REFERENCES scopes
) STRICT, WITHOUT ROWID;

-- One number, one owner, in the whole registry.
CREATE UNIQUE INDEX number_owner ON resources (natural_key) WHERE kind = 'number';

CREATE TABLE locks (
    project     TEXT NOT NULL,
    environment TEXT NOT NULL,
    run_id      TEXT NOT NULL REFERENCES runs,
    user        TEXT NOT NULL,
    host        TEXT NOT NULL,
    pid         INTEGER NOT NULL,
    since       TEXT NOT NULL,
    PRIMARY KEY (project, environment),
    FOREIGN KEY (project, environment) REFERENCES scopes
) STRICT, WITHOUT ROWID;

-- A URL with a password in it is kept as an object, of which `shown` may be shown.
CREATE VIEW providers AS
SELECT project, environment, name,
       json_extract(fields, '$.type') AS type,
       json_extract(fields, '$.description') AS description,
       json_extract(fields, '$.purpose') AS purpose,
       coalesce(json_extract(fields, '$.account_sid'), id) AS account_sid,
       coalesce(json_extract(fields, '$.callback_url.shown'),
                json_extract(fields, '$.callback_url')) AS callback_url,
       updated_at
  FROM resources WHERE kind = 'provider';

CREATE VIEW numbers AS
SELECT project, environment, provider, name,
       natural_key AS phone_number,
       id AS sid,
       json_extract(fields, '$.friendly_name') AS friendly_name,
       fields AS applied,
       updated_at
  FROM resources WHERE kind = 'number';

CREATE VIEW messaging_services AS
SELECT project, environment, provider, name,
       natural_key AS friendly_name,
       id AS sid,
       fields AS applied,
       updated_at
  FROM resources WHERE kind = 'messaging_service';

CREATE VIEW keywords AS
SELECT project, environment,
       name AS keyword,
       json_extract(fields, '$.description') AS description,
       fields AS applied,
       updated_at
  FROM resources WHERE kind = 'keyword';
