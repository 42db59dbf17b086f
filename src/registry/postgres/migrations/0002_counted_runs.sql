-- Each run has a number that counts up within its scope, so that the order of runs does not depend
-- on any clock.

ALTER TABLE switchboard.runs ADD COLUMN number bigint NOT NULL DEFAULT 0;

UPDATE switchboard.runs SET number = counted.number
  FROM (SELECT id, row_number() OVER (PARTITION BY project, environment ORDER BY started_at, id) AS number
          FROM switchboard.runs) AS counted
 WHERE counted.id = runs.id;

DROP INDEX switchboard.runs_of_scope;

CREATE INDEX runs_of_scope ON switchboard.runs (project, environment, number);
