-- The operation that the provider runs for a change, from the time at which the change was accepted
-- until it is known how the operation ended.
ALTER TABLE switchboard.changes ADD COLUMN operation text;

CREATE INDEX open_operations ON switchboard.changes (run_id) WHERE operation IS NOT NULL;
