-- The first schema. One table holds whatever is owned, whatever its kind; the views at the end
-- are for people who look into the database with `psql` and are not used by the program.
--
-- Texts are compared byte by byte, so that order does not depend on where the server stands.
-- Fields are `json` and not `jsonb`: they come back exactly as they were written.

CREATE TABLE switchboard.meta (
    id         integer PRIMARY KEY CHECK (id = 1),
    lineage    text NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE switchboard.scopes (
    project     text COLLATE "C" NOT NULL,
    environment text COLLATE "C" NOT NULL,
    serial      bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (project, environment)
);

CREATE TABLE switchboard.runs (
    id          text COLLATE "C" PRIMARY KEY,
    project     text COLLATE "C" NOT NULL,
    environment text COLLATE "C" NOT NULL,
    user_name   text NOT NULL,
    host        text NOT NULL,
    pid         bigint NOT NULL,
    started_at  timestamptz NOT NULL,
    ended_at    timestamptz,
    git_commit  text,
    plan_sha256 text NOT NULL,
    status      text NOT NULL,
    FOREIGN KEY (project, environment) REFERENCES switchboard.scopes
);

CREATE INDEX runs_of_scope ON switchboard.runs (project, environment, started_at);

CREATE TABLE switchboard.changes (
    run_id     text COLLATE "C" NOT NULL REFERENCES switchboard.runs,
    seq        bigint NOT NULL,
    address    text COLLATE "C" NOT NULL,
    action     text NOT NULL,
    before     json,
    after      json,
    outcome    text NOT NULL,
    error      text,
    noted_at   timestamptz NOT NULL,
    settled_at timestamptz,
    PRIMARY KEY (run_id, seq)
);

-- When drift first saw each difference. `what` is a field's name, `id`, `route` or `missing`;
-- the fingerprint tells a difference that took another value from the one that was noted.
CREATE TABLE switchboard.differences (
    project     text COLLATE "C" NOT NULL,
    environment text COLLATE "C" NOT NULL,
    address     text COLLATE "C" NOT NULL,
    what        text COLLATE "C" NOT NULL,
    fingerprint text NOT NULL,
    first_seen  timestamptz NOT NULL,
    PRIMARY KEY (project, environment, address, what),
    FOREIGN KEY (project, environment) REFERENCES switchboard.scopes
);

CREATE TABLE switchboard.resources (
    project     text COLLATE "C" NOT NULL,
    environment text COLLATE "C" NOT NULL,
    address     text COLLATE "C" NOT NULL,
    kind        text NOT NULL,
    provider    text,
    name        text NOT NULL,
    id          text,
    natural_key text COLLATE "C",
    fields      json NOT NULL,
    run_id      text COLLATE "C" NOT NULL REFERENCES switchboard.runs,
    updated_at  timestamptz NOT NULL,
    FOREIGN KEY (project, environment) REFERENCES switchboard.scopes
);

-- Keywords are the same whatever their case and every other part of an address is lower case,
-- so addresses are compared without regard to it.
CREATE UNIQUE INDEX one_address ON switchboard.resources (project, environment, lower(address));

-- One number, one owner, in the whole registry.
CREATE UNIQUE INDEX number_owner ON switchboard.resources (natural_key) WHERE kind = 'number';

-- Who holds a scope. The holder lives while its connection holds the advisory lock `proof`.
CREATE TABLE switchboard.locks (
    project     text COLLATE "C" NOT NULL,
    environment text COLLATE "C" NOT NULL,
    run_id      text COLLATE "C" NOT NULL UNIQUE REFERENCES switchboard.runs,
    user_name   text NOT NULL,
    host        text NOT NULL,
    pid         bigint NOT NULL,
    since       timestamptz NOT NULL,
    proof       bigint NOT NULL,
    PRIMARY KEY (project, environment),
    FOREIGN KEY (project, environment) REFERENCES switchboard.scopes
);

-- A URL with a password in it is kept as an object, of which `shown` may be shown.
CREATE VIEW switchboard.providers AS
SELECT project, environment, name,
       fields ->> 'type' AS type,
       fields ->> 'description' AS description,
       fields ->> 'purpose' AS purpose,
       coalesce(fields ->> 'account_sid', id) AS account_sid,
       coalesce(fields -> 'callback_url' ->> 'shown', fields ->> 'callback_url') AS callback_url,
       updated_at
  FROM switchboard.resources WHERE kind = 'provider';

CREATE VIEW switchboard.numbers AS
SELECT project, environment, provider, name,
       natural_key AS phone_number,
       id AS sid,
       fields ->> 'friendly_name' AS friendly_name,
       fields AS applied,
       updated_at
  FROM switchboard.resources WHERE kind = 'number';

CREATE VIEW switchboard.messaging_services AS
SELECT project, environment, provider, name,
       natural_key AS friendly_name,
       id AS sid,
       fields AS applied,
       updated_at
  FROM switchboard.resources WHERE kind = 'messaging_service';

CREATE VIEW switchboard.keywords AS
SELECT project, environment,
       name AS keyword,
       fields ->> 'description' AS description,
       fields AS applied,
       updated_at
  FROM switchboard.resources WHERE kind = 'keyword';
