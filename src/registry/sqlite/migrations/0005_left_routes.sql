-- Who answered for a number when the last apply that covered it ended; empty where that is not
-- known, as for everything recorded before.

ALTER TABLE resources ADD COLUMN route TEXT;
