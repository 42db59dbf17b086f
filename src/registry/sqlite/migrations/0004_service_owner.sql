-- One messaging service, one owner, in the whole registry. Where several own one already, the
-- latest to apply keeps it; the others keep their entry without its identifier, and their next
-- plan names the owner.

UPDATE resources AS loser SET id = NULL
 WHERE loser.kind = 'messaging_service' AND loser.id IS NOT NULL AND EXISTS (
   SELECT 1 FROM resources AS owner
    WHERE owner.kind = 'messaging_service' AND owner.id = loser.id
      AND (owner.updated_at, owner.project, owner.environment, owner.address)
        > (loser.updated_at, loser.project, loser.environment, loser.address));

CREATE UNIQUE INDEX service_owner ON resources (id) WHERE kind = 'messaging_service';

-- What an intent lays claim to while its run goes on: a service's identifier, or the account and
-- name of one that is to be made. Others are refused it before anything is sent.
ALTER TABLE changes ADD COLUMN claim TEXT;

CREATE INDEX open_claims ON changes (claim) WHERE outcome = 'intended' AND claim IS NOT NULL;

-- Every recorded messaging service with the account it is in.
CREATE VIEW groups_of_accounts AS
SELECT s.project, s.environment, s.address, s.id, s.natural_key,
       coalesce(json_extract(p.fields, '$.account_sid'), p.id) AS account
  FROM resources s
  LEFT JOIN resources p
    ON p.kind = 'provider' AND p.project = s.project AND p.environment = s.environment
   AND p.name = s.provider
 WHERE s.kind = 'messaging_service';
