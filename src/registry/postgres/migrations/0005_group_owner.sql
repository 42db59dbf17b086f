-- One group, one owner, in the whole registry, whatever the provider calls its groups. The kinds
-- that are not groups are fixed; each provider adds kinds that are.

DROP INDEX switchboard.service_owner;

CREATE UNIQUE INDEX group_owner ON switchboard.resources (kind, id)
 WHERE kind NOT IN ('provider', 'number', 'keyword');

-- Every recorded group with the account it is in. Each provider records its account as `account`;
-- Twilio's does so as `account_sid`.
DROP VIEW switchboard.groups_of_accounts;

CREATE VIEW switchboard.groups_of_accounts AS
SELECT g.project, g.environment, g.address, g.kind, g.id, g.natural_key,
       coalesce(p.fields ->> 'account', p.fields ->> 'account_sid', p.id) AS account
  FROM switchboard.resources g
  LEFT JOIN switchboard.resources p
    ON p.kind = 'provider' AND p.project = g.project AND p.environment = g.environment
   AND p.name = g.provider
 WHERE g.kind NOT IN ('provider', 'number', 'keyword');
