-- The run that a run undid; empty for every other run, and where it was not recorded.

ALTER TABLE runs ADD COLUMN undoes TEXT;
