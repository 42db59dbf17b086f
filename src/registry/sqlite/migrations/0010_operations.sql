-- The operation that the provider runs for a change, from the time at which the change was accepted
-- until it is known how the operation ended.
ALTER TABLE changes ADD COLUMN operation TEXT;

CREATE INDEX open_operations ON changes (run_id) WHERE operation IS NOT NULL;
